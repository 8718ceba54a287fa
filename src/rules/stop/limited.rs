//! What reaches a limit of sentence 24, or more than the ledger can hold.

use super::super::sharing::Indivisible;
use crate::unit::{Exact, Fen, Lang, Say};

/// What is limited, where the limit is, and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limited {
    /// The length of a number.
    Bits {
        /// The formula.
        of: String,
        /// The limit.
        most: usize,
        /// What it has.
        found: usize,
    },
    /// The digits of a rounded number.
    Digits {
        /// The formula.
        of: String,
        /// The number.
        found: Exact,
    },
    /// The years of compound interest.
    Years {
        /// The formula.
        of: String,
        /// The limit.
        most: i128,
        /// What it asks for.
        found: Exact,
    },
    /// An amount that a step moves.
    Amount {
        /// The step.
        step: String,
        /// The limit.
        most: Fen,
        /// The amount.
        found: Exact,
    },
    /// A closing balance.
    Balance {
        /// The account.
        of: String,
        /// The limit.
        most: Fen,
        /// The balance.
        found: Exact,
    },
    /// Rows of all registers.
    Rows {
        /// The register that is one too many.
        of: String,
        /// The limit.
        most: usize,
        /// Rows with it.
        found: usize,
    },
    /// Pieces into which the days of one row are cut.
    Pieces {
        /// The register.
        of: String,
        /// The limit.
        most: usize,
        /// Pieces.
        found: usize,
    },
    /// An amount that cannot be shared in fen.
    Shared {
        /// The step.
        step: String,
        /// Why not.
        why: Indivisible,
    },
}

impl Limited {
    /// What is limited, its limit, and what was found.
    fn parts(&self, lang: Lang) -> [String; 3] {
        let shown = super::super::value::shown;
        match self {
            Limited::Bits { of, most, found } => {
                [lang.pick(format!("{of} 的二进制位数"), format!("bits of {of}")), most.to_string(), found.to_string()]
            }
            Limited::Digits { of, found } => [of.clone(), lang.pick("38 位", "38 digits").to_owned(), shown(found)],
            Limited::Years { of, most, found } => [
                lang.pick(format!("{of} 的整年数"), format!("whole years of {of}")),
                lang.pick(format!("0 到 {most}"), format!("0 to {most}")),
                shown(found),
            ],
            Limited::Amount { step, most, found } => [step.clone(), most.to_string(), found.to_string()],
            Limited::Balance { of, most, found } => {
                [lang.pick(format!("{of} 的余额"), format!("balance of {of}")), most.to_string(), found.to_string()]
            }
            Limited::Rows { of, most, found } => {
                [lang.pick(format!("{of} 的行数"), format!("rows of {of}")), most.to_string(), found.to_string()]
            }
            Limited::Pieces { of, most, found } => [
                lang.pick(format!("{of} 一行的分段数"), format!("pieces of one row of {of}")),
                most.to_string(),
                found.to_string(),
            ],
            Limited::Shared { step, why } => {
                [step.clone(), lang.pick("能按分来分的金额", "what can be shared in fen").to_owned(), why.say(lang)]
            }
        }
    }
}

impl Say for Limited {
    fn say(&self, lang: Lang) -> String {
        let [what, most, found] = self.parts(lang);
        lang.pick(
            format!("{what} 最多 {most}，算出 {found}"),
            format!("{what}: expected at most {most}, found {found}"),
        )
    }
}

impl Say for Indivisible {
    fn say(&self, lang: Lang) -> String {
        match self {
            Indivisible::Negative => lang.pick("小于零", "below zero"),
            Indivisible::TooLarge => lang.pick("超过账本能记的金额", "more fen than the ledger can hold"),
            Indivisible::TooFine => lang.pick("公分母超过 4096 位", "a common denominator of more than 4096 bits"),
        }
        .to_owned()
    }
}
