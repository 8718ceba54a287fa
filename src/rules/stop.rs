//! Why a run is refused. A refused run leaves nothing (sentence 22).

use crate::unit::{Day, Exact, Fen};

/// A register row by name: register and key.
pub type RowName = (String, String);

/// Why a run is refused; names the line of the sheet, what was expected and what was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// A 要求 is not met (sentence 20).
    #[error("line {line}{}: {text}", of(row))]
    Required {
        /// Line of the sheet.
        line: u32,
        /// The row that does not meet it, for 每个.
        row: Option<RowName>,
        /// What the sheet says.
        text: String,
    },
    /// A place does not hold what a step draws and no clause answers it (sentence 14).
    #[error("line {line}: {step} needs {need} yuan, {place} holds {held}")]
    Short {
        /// Line of the sheet.
        line: u32,
        /// The step's name.
        step: String,
        /// The last place asked.
        place: String,
        /// What it should have given.
        need: Fen,
        /// What it held.
        held: Fen,
    },
    /// A pot holds money at the end (sentence 22).
    #[error("line {line}: pot {pot} holds {held} yuan at the end, expected 0.00")]
    PotNotEmpty {
        /// Line where the pot is born.
        line: u32,
        /// Its name, with the row's key where there is one per row.
        pot: String,
        /// What it holds.
        held: Fen,
    },
    /// A value is missing where one is needed (sentence 4).
    #[error("line {line}{}: {what} is missing, a value is needed", of(row))]
    Missing {
        /// Line of the sheet.
        line: u32,
        /// The row it was read in.
        row: Option<RowName>,
        /// The formula as the sheet writes it.
        what: String,
    },
    /// A figure from outside is not what the sheet declares.
    #[error("line {line}: {name}{}: expected {expected}, found {found}", of(row))]
    BadInput {
        /// Line of the declaration.
        line: u32,
        /// Column, input, account, register or carried number.
        name: String,
        /// The row it belongs to.
        row: Option<RowName>,
        /// What the sheet declares.
        expected: String,
        /// What was given.
        found: String,
    },
    /// An amount, a weight or the argument of a rounding is below zero (sentence 16).
    #[error("line {line}{}: {what} is {found}, expected 0 or more", of(row))]
    Negative {
        /// Line of the sheet.
        line: u32,
        /// The row it was read in.
        row: Option<RowName>,
        /// The formula or step.
        what: String,
        /// Its value.
        found: Exact,
    },
    /// A dated value says nothing for the day (sentence 11).
    #[error("line {line}: {name} has no value on {day}")]
    NoValueOn {
        /// Line of the value.
        line: u32,
        /// Its name.
        name: String,
        /// The day it is read at.
        day: Day,
    },
    /// A dated value changes inside the period and the sheet names no 取值日 (sentence 11).
    #[error(
        "line {line}: {name} changes on {day}, inside the period: the header must say which day counts, reading_day = period_end or period_start"
    )]
    ChangesInside {
        /// Line of the value.
        line: u32,
        /// Its name.
        name: String,
        /// The day of the change.
        day: Day,
    },
    /// The amount is no multiple of the unit it is to be shared in (sentence 15).
    #[error("line {line}: {step} shares {pool} yuan, expected a multiple of {unit}")]
    NotAMultiple {
        /// Line of the sheet.
        line: u32,
        /// The step's name.
        step: String,
        /// The amount.
        pool: Fen,
        /// The unit.
        unit: Fen,
    },
    /// Weights in % are parts of one whole, and these make less or more (sentence 15).
    #[error("line {line}{}: the parts of {step} make {found} %, not 100 %: {parts}", of(row))]
    PartsNotWhole {
        /// Line of the sheet.
        line: u32,
        /// The row it was shared in, for 每个.
        row: Option<RowName>,
        /// The step's name.
        step: String,
        /// What they make, in %, as a decimal where it ends.
        found: String,
        /// The parts above 0 that were added, by weight or row; of many the first few.
        parts: String,
    },
    /// A limit of sentence 24, or an amount the ledger cannot hold.
    #[error("line {line}: {what}: expected at most {limit}, found {found}")]
    Limit {
        /// Line of the sheet.
        line: u32,
        /// What is limited.
        what: String,
        /// The limit.
        limit: String,
        /// What was found.
        found: String,
    },
    /// Opening + received is not paid + closing: the engine itself is wrong.
    #[error("opening and received are {expected} yuan, paid and closing {found}: nothing may be posted")]
    Unbalanced {
        /// Opening + received.
        expected: Exact,
        /// Paid + closing.
        found: Exact,
    },
}

impl Stop {
    /// The word by which a sheet's example may name the refusal (`期望 拒绝 "不足"`).
    pub fn word(&self) -> &'static str {
        match self {
            Stop::Required { .. } => "要求",
            Stop::Short { .. } => "不足",
            Stop::PotNotEmpty { .. } => "没有倒空",
            Stop::Missing { .. } => "缺少",
            Stop::BadInput { .. } => "输入",
            Stop::Negative { .. } => "负数",
            Stop::NoValueOn { .. } => "当日没有值",
            Stop::ChangesInside { .. } => "期内变动",
            Stop::NotAMultiple { .. } => "不是整数倍",
            Stop::PartsNotWhole { .. } => "不是百分之百",
            Stop::Limit { .. } => "超过限度",
            Stop::Unbalanced { .. } => "收支不平",
        }
    }

    /// Line of the sheet; 0 where none is to blame.
    pub fn line(&self) -> u32 {
        match self {
            Stop::Required { line, .. }
            | Stop::Short { line, .. }
            | Stop::PotNotEmpty { line, .. }
            | Stop::Missing { line, .. }
            | Stop::BadInput { line, .. }
            | Stop::Negative { line, .. }
            | Stop::NoValueOn { line, .. }
            | Stop::ChangesInside { line, .. }
            | Stop::NotAMultiple { line, .. }
            | Stop::PartsNotWhole { line, .. }
            | Stop::Limit { line, .. } => *line,
            Stop::Unbalanced { .. } => 0,
        }
    }
}

fn of(row: &Option<RowName>) -> String {
    row.as_ref().map_or_else(String::new, |(register, key)| format!(", {register}[{key}]"))
}
