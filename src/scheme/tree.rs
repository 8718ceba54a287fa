//! The tree of a payout sheet: every name resolved, every unit known, so that whoever computes
//! with it infers nothing.
//!
//! Positions (`RegisterAt`, `StepAt`, …) index the lists of one [`CheckedSheet`](super::CheckedSheet)
//! and are only made by the checker.

mod declaration;
mod example;
mod expression;
mod place;
mod step;

pub(in crate::scheme) use declaration::way_up;
pub use declaration::{
    Bounds, Carried, Column, DatedValue, Figures, Input, Party, PartyKind, PieceColumn, Pieces, Pot, Register,
    SheetAccount, SourceKind, Tier, Value, ValueKind,
};
pub use example::{Example, ExampleRow, Expectation, RowKeys};
pub use expression::{CalendarStep, Expr, ExprKind, Name, Operator, Over, Relation, RunDay, YearCount};
pub use place::{PlaceRef, RowRef, Scope, Way};
pub use step::{Action, Mode, Pay, Receiver, RoundingRule, Share, ShareSource, Shortage, Step, Tag};

use super::measure::Unit;
use crate::unit::{Day, Exact};
use serde::Serialize;

/// A place in the text: one line, display columns (a Han character is two wide).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Span {
    /// Line, from 1.
    pub line: u32,
    /// Display column, from 1.
    pub column: u32,
    /// Display width, at least 1.
    pub length: u32,
    /// First byte in the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

macro_rules! positions {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub struct $name(pub(in crate::scheme) usize);
        impl $name {
            /// The position in the sheet's list, from 0.
            pub fn index(self) -> usize {
                self.0
            }
        }
    )*};
}
positions!(
    /// A party in `parties()`.
    PartyAt,
    /// An account in `accounts()`.
    AccountAt,
    /// A pot in `pots()`.
    PotAt,
    /// A carried number in `carried()`.
    CarriedAt,
    /// A value in `values()`.
    ValueAt,
    /// A register in `registers()`.
    RegisterAt,
    /// A column in its register's `columns`.
    ColumnAt,
    /// An input in `inputs()`.
    InputAt,
    /// A step in `steps()`.
    StepAt,
);

/// What kind of thing an expression gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// A number with its unit.
    Number(Unit),
    /// A day; `D 24:00` is D, `D 00:00` the day before (sentence 5).
    Day,
    /// 是 or 否.
    YesNo,
    /// One word of a stated list.
    Word(Vec<String>),
}

/// A value written in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Literal {
    /// A number in a unit.
    Number(Exact, Unit),
    /// A day, after sentence 5.
    Day(Day),
    /// Yes or no.
    YesNo(bool),
    /// A word of a list.
    Word(String),
}
