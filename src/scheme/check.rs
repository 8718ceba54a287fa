//! Statements → the tree: names resolved, units and signs proved, money followed from place to
//! place. Every mistake is reported; a mistake is reported once, where it stands.

mod applied;
mod constant;
mod declare;
mod example;
mod expected;
mod expression;
mod finish;
mod follows;
mod function;
mod given;
mod name;
mod place;
mod remedy;
mod share;
mod step;
mod total;
mod unit;
mod value;

use super::{
    checked::{CheckedSheet, Purpose},
    diagnostic::{self, Code, Diagnostic, Findings},
    parser::Roles,
    syntax::{Ident, RawSheet},
    tree::{
        AccountAt, Carried, CarriedAt, ColumnAt, Expr, Input, InputAt, Mode, Name, Party, PartyAt, Pot, PotAt,
        Register, RegisterAt, RoundingRule, SheetAccount, Span, Step, StepAt, Type, Value, ValueAt,
    },
    words::{Function, Word, is_reserved, meaning, since},
};
use crate::unit::Exact;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Longest name, in characters.
const LONGEST_NAME: usize = 40;

/// What a name that exists once per run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RunName {
    Party(PartyAt),
    Account(AccountAt),
    Carried(CarriedAt),
    Value(ValueAt),
    Register(RegisterAt),
    Input(InputAt),
    Pot(PotAt),
    Step(StepAt),
}

/// What a name of a register's rows is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowName {
    Column(ColumnAt),
    Step(StepAt),
    Receiver(StepAt),
}

/// Things that must be used somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Used {
    Party(PartyAt),
    Value(ValueAt),
    Input(InputAt),
    Column(RegisterAt, ColumnAt),
    Register(RegisterAt),
    Carried(CarriedAt),
    Step(StepAt),
}

/// The lowest a number can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Low {
    Any,
    NotNegative,
    Positive,
}

/// An expression with what is proved about it.
#[derive(Debug, Clone)]
struct Typed {
    expr: Expr,
    low: Low,
    missing: bool,
    /// The highest it can be, where that is known.
    top: Option<Exact>,
}

/// What is known of an earlier step's value.
#[derive(Debug, Clone)]
struct Fact {
    ty: Type,
    low: Low,
    missing: bool,
    top: Option<Exact>,
}

/// Where an expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Here {
    row: Option<RegisterAt>,
    example: bool,
}

/// A pot along the steps.
#[derive(Debug, Clone)]
struct PotState {
    open: bool,
    /// The name with which it was filled once, and the percent of it drawn since.
    filled: Option<(Vec<Name>, Exact)>,
}

struct Checker<'a> {
    text: &'a str,
    findings: &'a mut Findings,
    roles: &'a mut Roles,
    declared_units: Vec<String>,
    /// Behind the last unit of the sheet's own.
    units_end: Option<usize>,
    rounding: RoundingRule,
    parties: Vec<Party>,
    accounts: Vec<SheetAccount>,
    carried: Vec<Carried>,
    values: Vec<Value>,
    registers: Vec<Register>,
    inputs: Vec<Input>,
    pots: Vec<Pot>,
    steps: Vec<Step>,
    facts: Vec<Fact>,
    states: Vec<PotState>,
    run: HashMap<String, RunName>,
    rows: HashMap<(RegisterAt, String), RowName>,
    /// Every name of a row, whatever its register.
    row_names: HashSet<String>,
    /// Names of all registers of the sheet, and their lines.
    coming: HashMap<String, u32>,
    /// Names whose statement failed: silence about them.
    poisoned: HashSet<String>,
    /// Line of each step's name.
    later: HashMap<String, u32>,
    /// Every declared name, for look-alikes.
    declared: Vec<Ident>,
    used: HashSet<Used>,
    /// Registers in which figures are looked up.
    looked_up: BTreeSet<RegisterAt>,
    /// The number of its semantics, and where it stands.
    semantics: (u32, Option<Span>),
    /// The statement that is looked at.
    statement: Span,
    /// The verb of a step.
    verb: Span,
    /// Its receivers share by weights.
    sharing: bool,
    /// The total that is looked at.
    total: Option<Span>,
    /// Its receiver has a purpose.
    tagged: bool,
    /// Behind what a step says of a shortage.
    shortage_end: Option<usize>,
    /// The first row of each register of the example that is looked at.
    example_rows: HashMap<RegisterAt, String>,
    /// Behind the last figure of each value, and that figure.
    value_ends: HashMap<String, (usize, String)>,
}

/// Checks a sheet; `None` if anything was found now or before.
pub(super) fn check(raw: RawSheet, text: &str, findings: &mut Findings, roles: &mut Roles) -> Option<CheckedSheet> {
    let mut checker = Checker {
        text,
        findings,
        roles,
        declared_units: Vec::new(),
        units_end: raw.header.units.last().map(|unit| unit.span.end),
        rounding: RoundingRule { mode: Mode::HalfUp, step: Exact::new(1, 100) },
        parties: Vec::new(),
        accounts: Vec::new(),
        carried: Vec::new(),
        values: Vec::new(),
        registers: Vec::new(),
        inputs: Vec::new(),
        pots: Vec::new(),
        steps: Vec::new(),
        facts: Vec::new(),
        states: Vec::new(),
        run: HashMap::new(),
        rows: HashMap::new(),
        row_names: HashSet::new(),
        coming: HashMap::new(),
        poisoned: raw.broken.iter().cloned().collect(),
        later: HashMap::new(),
        declared: Vec::new(),
        used: HashSet::new(),
        looked_up: BTreeSet::new(),
        semantics: raw.header.number(),
        statement: Span::default(),
        verb: Span::default(),
        sharing: false,
        tagged: false,
        shortage_end: None,
        total: None,
        example_rows: HashMap::new(),
        value_ends: HashMap::new(),
    };
    let id = checker.header(&raw);
    checker.declarations(&raw);
    let more_never_less = checker.more_never_less(&raw);
    checker.steps(&raw);
    let examples = checker.examples(&raw);
    checker.finish(&raw, &examples);
    let Checker {
        declared_units,
        rounding,
        parties,
        accounts,
        carried,
        values,
        registers,
        inputs,
        pots,
        steps,
        looked_up,
        ..
    } = checker;
    if !findings.is_empty() {
        return None;
    }
    Some(CheckedSheet {
        id: id?,
        semantics: raw.header.number().0,
        title_zh: raw.header.title_zh,
        title_en: raw.header.title_en,
        basis: raw.header.basis,
        supersedes: raw.header.supersedes,
        rounding,
        reading_day: raw.header.reading_day,
        purpose: if raw.header.estimate { Purpose::Estimate } else { Purpose::Payout },
        declared_units,
        more_never_less,
        parties,
        accounts,
        carried,
        values,
        registers,
        inputs,
        pots,
        steps,
        names: raw.names.into_iter().map(|(name, label)| (name.text, label)).collect(),
        examples,
        text: text.to_owned(),
        looked_up,
        roles: std::mem::take(roles),
    })
}

impl Checker<'_> {
    fn report(&mut self, code: Code, span: Span, zh: impl Into<String>, en: impl Into<String>) {
        self.findings.push(Diagnostic::new(code, span, zh, en));
    }

    fn fail<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.findings.push(diagnostic);
        None
    }

    /// What stands behind a byte.
    fn behind(&self, byte: usize) -> &str {
        diagnostic::behind(self.text, byte)
    }

    /// The sheet's own words at a place.
    fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Takes a name for something that exists once per run.
    /// False if it was refused.
    fn declare_run(&mut self, name: &Ident, what: RunName) -> bool {
        if !self.may_be_named(name) {
            return false;
        }
        if self.run.contains_key(&name.text) {
            let found = self.renamed(self.said_twice(name), name);
            self.findings.push(found);
            return false;
        }
        if self.row_names.contains(&name.text) {
            self.hides(name);
        }
        self.run.insert(name.text.clone(), what);
        true
    }

    /// Takes a name for something every row of a register has.
    fn declare_row(&mut self, register: RegisterAt, name: &Ident, what: RowName) -> bool {
        if !self.may_be_named(name) {
            return false;
        }
        let key = (register, name.text.clone());
        if self.rows.contains_key(&key) || self.piece_column(register, &name.text).is_some() {
            let found = self.renamed(self.said_twice(name), name);
            self.findings.push(found);
            return false;
        }
        let shared =
            matches!((what, self.run.get(&name.text)), (RowName::Receiver(s), Some(RunName::Step(t))) if s == *t);
        if self.run.contains_key(&name.text) && !shared {
            self.hides(name);
        }
        self.row_names.insert(name.text.clone());
        self.rows.insert(key, what);
        true
    }

    fn twice(&mut self, name: &Ident) {
        let found = self.said_twice(name);
        self.findings.push(found);
    }

    fn said_twice(&self, name: &Ident) -> Diagnostic {
        Diagnostic::new(
            Code::N02,
            name.span,
            format!("{} 前面已经有了", name.text),
            format!("{} stands for something else already", name.text),
        )
    }

    /// The name with another one that is free in its place.
    fn renamed(&self, found: Diagnostic, name: &Ident) -> Diagnostic {
        let (other, _) = self.fresh(&format!("{}2", name.text), "");
        found.write(other.clone(), other)
    }

    fn hides(&mut self, name: &Ident) {
        let found = Diagnostic::new(
            Code::N03,
            name.span,
            format!("{} 既是每一行的，又是整个单子的：请换一个名称", name.text),
            format!("{} names both something of a row and something of the run: choose another name", name.text),
        );
        let found = self.renamed(found, name);
        self.findings.push(found);
    }

    fn may_be_named(&mut self, name: &Ident) -> bool {
        let number = self.semantics.0;
        let function = meaning(&name.text, |w| match w {
            Word::Function(f) if since(w) <= number => Some(f),
            _ => None,
        });
        // 满年 is also a column of pieces; a function is only one before a bracket.
        if is_reserved(&name.text) || function.is_some_and(|f| f != Function::Age) {
            let found = Diagnostic::new(
                Code::N04,
                name.span,
                format!("{} 是有固定意思的词，不能作名称", name.text),
                format!("{} is a word of the language and cannot be a name", name.text),
            );
            let found = self.renamed(found, name);
            self.findings.push(found);
            // One mistake, said once: not again wherever the name is used.
            self.poisoned.insert(name.text.clone());
            return false;
        }
        if name.text.chars().count() > LONGEST_NAME {
            self.report(
                Code::L04,
                name.span,
                format!("名称太长：最多 {LONGEST_NAME} 个字"),
                format!("the name is too long: {LONGEST_NAME} characters at most"),
            );
            return false;
        }
        self.declared.push(name.clone());
        true
    }
}
