//! Why a run is refused. A refused run leaves nothing (sentence 22).

mod limited;
mod wanted;

pub use limited::Limited;
pub use wanted::{Bound, Got, Wanted};

use crate::unit::{Day, Exact, Fen, Lang, Say};
use std::fmt;

/// A register row by name: register and key.
pub type RowName = (String, String);

/// Why a run is refused; names the line of the sheet, what was expected and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A 要求 is not met (sentence 20).
    Required {
        /// Line of the sheet.
        line: u32,
        /// The row that does not meet it, for 每个.
        row: Option<RowName>,
        /// What the sheet says.
        text: String,
    },
    /// A place does not hold what a step draws and no clause answers it (sentence 14).
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
    PotNotEmpty {
        /// Line where the pot is born.
        line: u32,
        /// Its name, with the row's key where there is one per row.
        pot: String,
        /// What it holds.
        held: Fen,
    },
    /// A value is missing where one is needed (sentence 4).
    Missing {
        /// Line of the sheet.
        line: u32,
        /// The row it was read in.
        row: Option<RowName>,
        /// The formula as the sheet writes it.
        what: String,
    },
    /// All weights are zero and no clause says who gets it (sentence 15).
    NobodyToShare {
        /// Line of the sheet.
        line: u32,
        /// The row it was shared in, for 每个.
        row: Option<RowName>,
        /// The step's name.
        step: String,
    },
    /// A figure from outside is not what the sheet declares.
    BadInput {
        /// Line of the declaration.
        line: u32,
        /// Column, input, account, register or carried number.
        name: String,
        /// The row it belongs to.
        row: Option<RowName>,
        /// What the sheet declares.
        expected: Box<Wanted>,
        /// What was given.
        found: Box<Got>,
    },
    /// An amount, a weight or the argument of a rounding is below zero (sentence 16).
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
    NoValueOn {
        /// Line of the value.
        line: u32,
        /// Its name.
        name: String,
        /// The day it is read at.
        day: Day,
    },
    /// A dated value changes inside the period and the sheet names no 取值日 (sentence 11).
    ChangesInside {
        /// Line of the value.
        line: u32,
        /// Its name.
        name: String,
        /// The day of the change.
        day: Day,
    },
    /// The amount is no multiple of the unit it is to be shared in (sentence 15).
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
    Limit {
        /// Line of the sheet.
        line: u32,
        /// What is limited, and how far it went.
        what: Box<Limited>,
    },
    /// Opening + received is not paid + closing: the engine itself is wrong.
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
            Stop::Missing { .. } | Stop::NobodyToShare { .. } => "缺少",
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
            | Stop::NobodyToShare { line, .. }
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

/// What went wrong, without the line of the sheet.
impl Stop {
    fn told(&self, lang: Lang) -> String {
        match self {
            Stop::Required { text, .. } => text.clone(),
            Stop::Short { step, place, need, held, .. } => lang.pick(
                format!("{step} 要 {need} 元，{place} 只有 {held} 元"),
                format!("{step} needs {need} yuan, {place} holds {held}"),
            ),
            Stop::PotNotEmpty { pot, held, .. } => lang.pick(
                format!("池 {pot} 末了还有 {held} 元，没有倒空"),
                format!("pot {pot} holds {held} yuan at the end, expected 0.00"),
            ),
            Stop::Missing { what, .. } => {
                lang.pick(format!("{what} 没有值，这里要有"), format!("{what} is missing, a value is needed"))
            }
            Stop::NobodyToShare { step, .. } => lang.pick(
                format!("{step} 没有可分的对象，这里要有"),
                format!("somebody to share {step} with is missing, a value is needed"),
            ),
            Stop::BadInput { name, row, expected, found, .. } => {
                let (expected, found) = (expected.say(lang), found.say(lang));
                lang.pick(
                    format!("{name}{} 应为 {expected}，实为 {found}", of(row, lang)),
                    format!("{name}{}: expected {expected}, found {found}", of(row, lang)),
                )
            }
            Stop::Negative { what, found, .. } => {
                lang.pick(format!("{what} 是 {found}，不能小于零"), format!("{what} is {found}, expected 0 or more"))
            }
            Stop::NoValueOn { name, day, .. } => {
                lang.pick(format!("{name} 在 {day} 还没有值"), format!("{name} has no value on {day}"))
            }
            Stop::ChangesInside { name, day, .. } => lang.pick(
                format!("{name} 在期内的 {day} 变动；请在【方案】里写明按哪天取，取值日 = 期末 或 取值日 = 期初"),
                format!(
                    "{name} changes on {day}, inside the period: the header must say which day counts, \
                     reading_day = period_end or period_start"
                ),
            ),
            Stop::NotAMultiple { step, pool, unit, .. } => lang.pick(
                format!("{step} 要分 {pool} 元，应是 {unit} 的整数倍"),
                format!("{step} shares {pool} yuan, expected a multiple of {unit}"),
            ),
            Stop::PartsNotWhole { step, found, parts, .. } => lang.pick(
                format!("{step} 的各份合计 {found} %，不是 100 %：{parts}"),
                format!("the parts of {step} make {found} %, not 100 %: {parts}"),
            ),
            Stop::Limit { what, .. } => what.say(lang),
            Stop::Unbalanced { expected, found } => lang.pick(
                format!("期初加收入是 {expected} 元，付出加期末是 {found} 元：什么也不能记"),
                format!("opening and received are {expected} yuan, paid and closing {found}: nothing may be posted"),
            ),
        }
    }

    /// The row that is told beside the line, where there is one.
    fn beside(&self) -> &Option<RowName> {
        match self {
            Stop::Required { row, .. }
            | Stop::Missing { row, .. }
            | Stop::NobodyToShare { row, .. }
            | Stop::Negative { row, .. }
            | Stop::PartsNotWhole { row, .. } => row,
            // a figure from outside names its row behind its own name
            Stop::BadInput { .. }
            | Stop::Short { .. }
            | Stop::PotNotEmpty { .. }
            | Stop::NoValueOn { .. }
            | Stop::ChangesInside { .. }
            | Stop::NotAMultiple { .. }
            | Stop::Limit { .. }
            | Stop::Unbalanced { .. } => &None,
        }
    }
}

impl Say for Stop {
    fn say(&self, lang: Lang) -> String {
        let told = self.told(lang);
        match self.line() {
            0 => told,
            line => {
                let row = of(self.beside(), lang);
                lang.pick(format!("第 {line} 行{row}：{told}"), format!("line {line}{row}: {told}"))
            }
        }
    }
}

/// In English: a sheet's example may name a refusal by a part of it.
impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.say(Lang::En))
    }
}

impl std::error::Error for Stop {}

fn of(row: &Option<RowName>, lang: Lang) -> String {
    let said = |(register, key): &RowName| lang.pick(format!("，{register}[{key}]"), format!(", {register}[{key}]"));
    row.as_ref().map_or_else(String::new, said)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken claim stops its test")]
mod tests {
    use super::{super::sharing::Indivisible, *};

    #[test]
    fn whatever_stops_a_sheet_is_told_in_chinese() {
        let (line, row) = (7, Some(("户".to_owned(), "H0001".to_owned())));
        let [step, place, what, name, pot] = ["租金", "到账", "面积", "麦价", "池"].map(str::to_owned);
        let day = "2026-05-10".parse().unwrap();
        let all = [
            Stop::Required { line, row: row.clone(), text: "到账多了".to_owned() },
            Stop::Short { line, step: step.clone(), place, need: Fen(200), held: Fen(100) },
            Stop::PotNotEmpty { line, pot, held: Fen(1) },
            Stop::Missing { line, row: row.clone(), what: what.clone() },
            Stop::NobodyToShare { line, row: row.clone(), step: step.clone() },
            Stop::BadInput {
                line,
                name: name.clone(),
                row: row.clone(),
                expected: Box::new(Wanted::NotNegative),
                found: Box::new(Got::Number(Exact::whole(-1))),
            },
            Stop::Negative { line, row: row.clone(), what, found: Exact::whole(-1) },
            Stop::NoValueOn { line, name: name.clone(), day },
            Stop::ChangesInside { line, name, day },
            Stop::PartsNotWhole {
                line,
                row,
                step: step.clone(),
                found: "110".to_owned(),
                parts: "户占 70 %, 集体占 40 %".to_owned(),
            },
            Stop::NotAMultiple { line, step: step.clone(), pool: Fen(250), unit: Fen(100) },
            Stop::Limit { line, what: Box::new(Limited::Shared { step, why: Indivisible::TooFine }) },
        ];
        for stop in all {
            let told = stop.say(Lang::Zh);
            assert!(told.starts_with("第 7 行"), "{told}");
            assert!(!told.bytes().any(|b| b.is_ascii_lowercase()), "{told}");
        }
    }

    #[test]
    fn a_row_is_told_behind_the_line_or_behind_the_figure() {
        let row = Some(("户".to_owned(), "H0001".to_owned()));
        let missing = Stop::Missing { line: 7, row: row.clone(), what: "面积".to_owned() };
        assert_eq!(missing.to_string(), "line 7, 户[H0001]: 面积 is missing, a value is needed");
        assert_eq!(missing.say(Lang::Zh), "第 7 行，户[H0001]：面积 没有值，这里要有");
        let (expected, found) = (Box::new(Wanted::WholeFen), Box::new(Got::Text("0.001".to_owned())));
        let bad = Stop::BadInput { line: 7, name: "面积".to_owned(), row, expected, found };
        assert_eq!(bad.to_string(), "line 7: 面积, 户[H0001]: expected whole fen, 0 or more, found 0.001");
        assert_eq!(bad.say(Lang::Zh), "第 7 行：面积，户[H0001] 应为 整分，不小于 0，实为 0.001");
    }
}
