//! Statements as written: no name is resolved, no unit known.

use super::{
    tree::{Mode, Operator, PartyKind, Relation, RunDay, SourceKind, Span},
    words::Function,
};
use crate::unit::{Day, Exact};

#[derive(Debug, Clone)]
pub(super) struct Ident {
    pub text: String,
    pub span: Span,
}

/// `名`, `T.名`, `T[key].名`.
#[derive(Debug, Clone)]
pub(super) struct RawName {
    pub register: Option<Ident>,
    pub key: Option<(String, Span)>,
    pub name: Ident,
    pub span: Span,
}

impl RawName {
    pub(super) fn written(&self) -> String {
        match (&self.register, &self.key) {
            (Some(register), Some((key, _))) => format!("{}[{key}].{}", register.text, self.name.text),
            (Some(register), None) => format!("{}.{}", register.text, self.name.text),
            _ => self.name.text.clone(),
        }
    }
}

/// Base names, each true where it stands under the line; none is a plain number.
#[derive(Debug, Clone)]
pub(super) struct RawUnit {
    pub parts: Vec<(Ident, bool)>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub(super) struct RawExpr {
    pub kind: RawKind,
    pub span: Span,
    /// Height of the tree.
    pub height: u16,
}

#[derive(Debug, Clone)]
pub(super) enum RawKind {
    Number(Exact, Option<RawUnit>),
    Date(Day),
    YesNo(bool),
    Name(RawName),
    Arithmetic(Operator, Box<RawExpr>, Box<RawExpr>),
    Of(Box<RawExpr>, Box<RawExpr>),
    Otherwise(Box<RawExpr>, Box<RawExpr>),
    /// 无则 停.
    Needed(Box<RawExpr>),
    Compare(Relation, Box<RawExpr>, Box<RawExpr>),
    All(Vec<RawExpr>),
    Any(Vec<RawExpr>),
    Not(Box<RawExpr>),
    If(Box<RawExpr>, Box<RawExpr>, Box<RawExpr>),
    Call(Function, Vec<RawExpr>),
    /// `名(…)`: a value by size or by word.
    Apply(Ident, Vec<RawExpr>),
    /// 合计, 个数 (no value), 此前 (with 按).
    Over(Function, Box<RawOver>),
    Convert(Box<RawExpr>, RawUnit),
}

#[derive(Debug, Clone)]
pub(super) struct RawOver {
    pub register: Ident,
    pub value: Option<RawExpr>,
    pub only: Option<RawExpr>,
    pub by: Option<RawExpr>,
    /// Columns, and what is looked for in each.
    pub keys: Vec<(Ident, RawExpr)>,
}

#[derive(Debug, Clone)]
pub(super) enum RawType {
    Unit(RawUnit),
    Date,
    YesNo,
    OneOf(Vec<Ident>),
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Modifiers {
    pub positive: bool,
    pub signed: bool,
    pub optional: bool,
    pub above: bool,
    pub daily: bool,
    pub held: bool,
    pub payee: bool,
}

#[derive(Debug, Default)]
pub(super) struct RawHeader {
    pub id: Option<Ident>,
    pub semantics: Option<(Exact, Span)>,
    pub title_zh: Option<String>,
    pub title_en: Option<String>,
    pub basis: Option<String>,
    pub supersedes: Option<String>,
    pub rounding: Option<RawRounding>,
    pub reading_day: Option<RunDay>,
    pub units: Vec<Ident>,
    pub more_never_less: Vec<RawName>,
    pub estimate: bool,
    /// One of its lines did not parse.
    pub broken: bool,
}

impl RawHeader {
    /// The number of the semantics, as far as it is known, and where it stands.
    pub(super) fn number(&self) -> (u32, Option<Span>) {
        match &self.semantics {
            Some((number, at)) if *number == Exact::whole(2) => (2, Some(*at)),
            Some((_, at)) => (1, Some(*at)),
            None => (1, None),
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct RawRounding {
    pub mode: Mode,
    pub step: RawExpr,
    pub span: Span,
}

#[derive(Debug)]
pub(super) struct RawParty {
    pub name: Ident,
    pub kind: PartyKind,
}

#[derive(Debug)]
pub(super) struct RawAccount {
    pub name: Ident,
    pub each: Option<Ident>,
}

#[derive(Debug)]
pub(super) struct RawCarried {
    pub name: Ident,
    pub each: Option<Ident>,
    pub ty: RawType,
    pub first: RawExpr,
    pub modifiers: Modifiers,
}

#[derive(Debug)]
pub(super) struct RawValue {
    pub name: Ident,
    pub kind: RawValueKind,
    pub range: Option<(RawExpr, RawExpr)>,
    pub basis: Option<String>,
}

#[derive(Debug)]
pub(super) enum RawValueKind {
    Dated(RawFigures),
    Tiered(RawUnit, Vec<(Option<RawExpr>, RawFigures)>),
    ByCategory(Ident, Vec<(Ident, RawFigures)>),
}

/// One figure behind the other, each with the day from which it holds.
pub(super) type RawFigures = Vec<(RawExpr, Option<Day>)>;

impl RawValueKind {
    /// Every figure, as written.
    pub fn figures(&self) -> impl Iterator<Item = &RawExpr> {
        let (tiers, words): (&[_], &[_]) = match self {
            RawValueKind::Dated(_) => (&[], &[]),
            RawValueKind::Tiered(_, tiers) => (tiers, &[]),
            RawValueKind::ByCategory(_, words) => (&[], words),
        };
        let own: &[_] = if let RawValueKind::Dated(own) = self { own } else { &[] };
        let tabled = tiers.iter().map(|(_, all)| all).chain(words.iter().map(|(_, all)| all));
        own.iter().chain(tabled.flatten()).map(|(figure, _)| figure)
    }

    /// The figures that stand last.
    pub fn last(&self) -> Option<&RawFigures> {
        match self {
            RawValueKind::Dated(own) => Some(own),
            RawValueKind::Tiered(_, tiers) => tiers.last().map(|(_, all)| all),
            RawValueKind::ByCategory(_, words) => words.last().map(|(_, all)| all),
        }
    }
}

#[derive(Debug)]
pub(super) struct RawRegister {
    pub name: Ident,
    pub payee: bool,
    pub parents: Vec<Ident>,
    pub columns: Vec<RawColumn>,
    pub pieces: Option<(Ident, Ident, Ident)>,
}

#[derive(Debug)]
pub(super) struct RawColumn {
    pub name: Ident,
    pub ty: RawType,
    pub modifiers: Modifiers,
}

#[derive(Debug)]
pub(super) struct RawInput {
    pub name: Ident,
    pub ty: RawType,
    pub modifiers: Modifiers,
    pub source: Option<(SourceKind, String)>,
}

#[derive(Debug)]
pub(super) struct RawStep {
    pub each: Vec<Ident>,
    pub body: RawBody,
    /// Its verb, or its name where it has none.
    pub span: Span,
    /// The whole statement.
    pub whole: Span,
}

#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "one per statement")]
pub(super) enum RawBody {
    Cell {
        name: Ident,
        unit: Option<RawUnit>,
        value: RawExpr,
    },
    Pay {
        name: Ident,
        amount: RawExpr,
        from: RawName,
        shortage: Vec<RawShortage>,
        to: RawReceiver,
        rounding: Option<RawRounding>,
    },
    Share {
        name: Ident,
        amount: Option<RawExpr>,
        from: RawSource,
        shortage: Vec<RawShortage>,
        to: Vec<RawReceiver>,
        nobody: Option<RawReceiver>,
        rounding: Option<RawRounding>,
    },
    Rest {
        name: Ident,
        from: RawName,
        to: RawReceiver,
    },
    Require {
        condition: RawExpr,
        text: String,
    },
    Carry {
        name: Ident,
        value: RawExpr,
    },
}

#[derive(Debug)]
pub(super) struct RawSource {
    pub each: bool,
    pub name: RawName,
    pub by: Option<RawExpr>,
}

#[derive(Debug, Clone)]
pub(super) enum RawShortage {
    From(RawName),
    Scaled,
    Stop,
}

#[derive(Debug)]
pub(super) struct RawReceiver {
    pub into: bool,
    pub each: bool,
    pub name: RawName,
    pub by: Option<RawExpr>,
    pub only: Option<RawExpr>,
    pub tag: Option<Ident>,
    /// As far as the name.
    pub span: Span,
    /// With 按, 其中 and 记作.
    pub whole: Span,
}

#[derive(Debug)]
pub(super) struct RawExample {
    pub title: String,
    /// 接: the title of the example before.
    pub after: Option<(String, Span)>,
    pub span: Span,
    pub period: Option<(Day, Day, Span)>,
    pub record_day: Option<Day>,
    pub tables: Vec<RawTable>,
    /// With the word before it.
    pub given: Vec<(RawName, RawExpr, Span)>,
    pub openings: Vec<(RawName, RawExpr)>,
    pub expectations: Vec<RawExpectation>,
    /// One of its lines did not parse.
    pub broken: bool,
}

#[derive(Debug)]
pub(super) enum RawExpectation {
    Holds(RawExpr),
    Refused(String, Span),
}

#[derive(Debug)]
pub(super) struct RawTable {
    pub register: Ident,
    pub columns: Vec<Ident>,
    pub rows: Vec<RawTableRow>,
}

#[derive(Debug)]
pub(super) struct RawTableRow {
    pub cells: Vec<RawCell>,
    pub span: Span,
}

#[derive(Debug)]
pub(super) struct RawCell {
    pub text: String,
    /// The cell read as a literal; `None`: empty, or not a literal (a key).
    pub literal: Option<RawExpr>,
    pub span: Span,
}

/// A sheet as written.
#[derive(Debug, Default)]
pub(super) struct RawSheet {
    pub header: RawHeader,
    pub header_span: Span,
    pub parties: Vec<RawParty>,
    pub accounts: Vec<RawAccount>,
    pub carried: Vec<RawCarried>,
    pub values: Vec<RawValue>,
    pub registers: Vec<RawRegister>,
    pub inputs: Vec<RawInput>,
    pub steps: Vec<RawStep>,
    pub names: Vec<(Ident, String)>,
    pub examples: Vec<RawExample>,
    /// Words of statements that did not parse: nothing more is said about them.
    pub broken: Vec<String>,
}
