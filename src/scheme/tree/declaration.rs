//! What a sheet declares.

use super::{super::measure::Unit, ColumnAt, InputAt, Literal, PotAt, RegisterAt, Span, Type};
use crate::unit::{Day, Exact};
use serde::Serialize;

/// 各方: a place outside the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Name in the sheet.
    pub name: String,
    /// What it is to the cooperative.
    pub kind: PartyKind,
    /// Where it is declared.
    pub span: Span,
}

/// What a party is to the cooperative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PartyKind {
    /// 运营方: the operator.
    Operator,
    /// 集体: the collective itself.
    Collective,
    /// 担保: a guarantor.
    Guarantor,
    /// 单位: another organization.
    Organization,
    /// 账面: an account of the books, no outside party.
    Books,
    /// 税务: the tax office.
    TaxOffice,
    /// 联社: a union of cooperatives.
    Union,
}

/// 账户: money kept between runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetAccount {
    /// Name in the sheet.
    pub name: String,
    /// One per row of this register, else one.
    pub each: Option<RegisterAt>,
    /// Where it is declared.
    pub span: Span,
}

/// 跨期: a number kept between runs of this scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Carried {
    /// Name in the sheet.
    pub name: String,
    /// One per row of this register, else one.
    pub each: Option<RegisterAt>,
    /// Its type.
    pub ty: Type,
    /// 首期: its value at the first run (and for a row never seen before).
    pub first: Literal,
    /// 可负.
    pub signed: bool,
    /// Where it is declared.
    pub span: Span,
}

/// 参数: what the meeting decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Value {
    /// Name in the sheet.
    pub name: String,
    /// Type of the value itself.
    pub ty: Type,
    /// What it says.
    pub kind: ValueKind,
    /// 限 … 至 …: lowest and highest allowed, in its unit.
    pub range: Option<(Exact, Exact)>,
    /// 据: where it comes from.
    pub basis: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// The three shapes of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueKind {
    /// One or several, each from its day on (sentence 11), days rising; the first may have none.
    Dated(Vec<DatedValue>),
    /// By size: the first tier whose bound lies above the argument; bounds rise, the last is open.
    Tiered {
        /// Unit of the argument.
        by: Unit,
        /// In order.
        tiers: Vec<Tier>,
    },
    /// By word of a 类 column; every word has a value.
    ByCategory {
        /// Name of the column.
        by: String,
        /// Word and value.
        values: Vec<(String, Figures)>,
    },
}

/// One value and the day it holds from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DatedValue {
    /// 自; `None`: always before the next.
    pub from: Option<Day>,
    /// The value.
    pub value: Literal,
    /// Where it is written.
    pub span: Span,
}

/// One tier: arguments below `below` (不满), or all the rest (其余).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tier {
    /// Upper bound, itself outside the tier.
    pub below: Option<Exact>,
    /// The value.
    pub value: Figures,
}

/// What one tier or one word of a value gives: one figure, or several from their days on (semantics 2), days rising.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures(Vec<DatedValue>);

impl Figures {
    /// `None` where there is none.
    pub(in crate::scheme) fn new(figures: Vec<DatedValue>) -> Option<Figures> {
        (!figures.is_empty()).then_some(Figures(figures))
    }

    /// One after the other.
    pub fn dated(&self) -> &[DatedValue] {
        &self.0
    }

    /// The figure that holds on every day, where there is one.
    pub fn always(&self) -> Option<&Literal> {
        match self.0.as_slice() {
            [DatedValue { from: None, value, .. }] => Some(value),
            _ => None,
        }
    }
}

/// One figure stands as it is, several in a list with their days.
impl Serialize for Figures {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.always() {
            Some(figure) => figure.serialize(to),
            None => self.0.serialize(to),
        }
    }
}

/// 登记: rows the sheet reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Register {
    /// Name in the sheet.
    pub name: String,
    /// 收款: its rows may be paid.
    pub payee: bool,
    /// 属: each row belongs to one row of each of these.
    pub parents: Vec<RegisterAt>,
    /// Its columns; for a 逐段 register see [`Pieces`].
    pub columns: Vec<Column>,
    /// 逐段: rows are cut from another register's (sentence 8); then `parents` is that register.
    pub pieces: Option<Pieces>,
    /// Where it is declared.
    pub span: Span,
}

/// 逐段 R 自 x 至 y.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Pieces {
    /// The register whose rows are cut.
    pub of: RegisterAt,
    /// Its column with the first day.
    pub from: ColumnAt,
    /// Its column with the last day.
    pub to: ColumnAt,
}

/// What every row of a 逐段 register has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PieceColumn {
    /// 起: first day.
    Start,
    /// 止: last day.
    End,
    /// 满年: whole years of x completed at 起, a plain number.
    Completed,
    /// 序: 满年 + 1, a plain number.
    Ordinal,
    /// 份额: the piece on x's anniversary scale, in 年.
    Portion,
}

/// A column of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Name in the sheet.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// What its figures may be.
    pub bounds: Bounds,
    /// Where it is declared.
    pub span: Span,
}

/// What a figure from outside may be. A figure that breaks it refuses the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Bounds {
    /// 必正: above zero.
    pub positive: bool,
    /// 可负: may be below zero.
    pub signed: bool,
    /// 可缺: may be missing.
    pub optional: bool,
    /// 可超: a percentage may exceed 100.
    pub above_hundred: bool,
}

/// 输入: one figure per run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Input {
    /// Name in the sheet.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// What it may be.
    pub bounds: Bounds,
    /// 逐日: one figure per day, read only by 取价 and 最近价.
    pub daily: bool,
    /// 待分: also a pot of that name, holding the amount at the start (whole fen, ≥ 0).
    pub held: Option<PotAt>,
    /// 来自.
    pub source: Option<(SourceKind, String)>,
    /// Where it is declared.
    pub span: Span,
}

/// Where an input comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// 登记簿.
    Register,
    /// 合同.
    Contract,
    /// 报表.
    Report,
    /// 科目.
    BookAccount,
    /// 指数.
    Index,
    /// 凭单.
    Voucher,
    /// 上次: the run before.
    LastRun,
}

/// A pot: money of this run only, empty at the end (sentence 22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pot {
    /// Name in the sheet.
    pub name: String,
    /// One per row of this register, else one.
    pub each: Option<RegisterAt>,
    /// The 待分 input it opens with; `None`: born by its first 入.
    pub held: Option<InputAt>,
    /// Where it is born.
    pub span: Span,
}

/// Registers passed on the one way from `from` up to `to`.
pub(in crate::scheme) fn way_up(registers: &[Register], from: RegisterAt, to: RegisterAt) -> Option<Vec<RegisterAt>> {
    if from == to {
        return Some(Vec::new());
    }
    // A register stands after those it belongs to, so the search only goes down in position.
    if from < to {
        return None;
    }
    for &parent in &registers.get(from.0)?.parents {
        if let Some(mut rest) = way_up(registers, parent, to) {
            rest.insert(0, parent);
            return Some(rest);
        }
    }
    None
}
