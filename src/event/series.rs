//! Series: numbers from outside that payout sheets and contracts read. Prices, yields, turnover, deposits, lists of things
//! that no register of the ledger holds.

use crate::unit::{ContractId, Day, Exact, SeriesId, SeriesLength, SeriesPeriod, Text};
use serde::{Deserialize, Serialize};

/// What a series is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesSet {
    /// One figure or word of each row, in this order.
    pub columns: Vec<SeriesColumn>,
    /// What its rows are keyed by; absent where each period has one row.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub key: Option<SeriesKey>,
    /// Of rows with keys of their own: what each belongs to, a register or another series.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub parents: Vec<Text>,
    /// One row of a key per day, month, quarter or year, or once and for all.
    pub per: SeriesPer,
    /// Who publishes it.
    pub published_by: Text,
    /// Its code, `wheat`.
    pub series: SeriesId,
}

/// How often a row of one key comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SeriesPer {
    /// Each day.
    Day,
    /// Each calendar month.
    Month,
    /// Each quarter.
    Quarter,
    /// Each calendar year.
    Year,
    /// Without a period.
    Once,
}

impl SeriesPer {
    /// How long the stretch is that a row is for; `None` for one that has none.
    pub fn length(self) -> Option<SeriesLength> {
        match self {
            SeriesPer::Day => Some(SeriesLength::Day),
            SeriesPer::Month => Some(SeriesLength::Month),
            SeriesPer::Quarter => Some(SeriesLength::Quarter),
            SeriesPer::Year => Some(SeriesLength::Year),
            SeriesPer::Once => None,
        }
    }
}

/// What rows are keyed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SeriesKey {
    /// A household of the register.
    Household,
    /// A person, by the household's code and a number.
    Person,
    /// A parcel.
    Parcel,
    /// A house.
    House,
    /// An asset card.
    Asset,
    /// A contract.
    Contract,
    /// A village of a union.
    Village,
    /// Keys of its own: a piece of ground, a deposit.
    Row,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesColumn {
    /// Figures may be below zero.
    #[serde(skip_serializing_if = "is_false", default)]
    pub may_be_negative: bool,
    /// A row may have nothing in it.
    #[serde(skip_serializing_if = "is_false", default)]
    pub may_be_missing: bool,
    /// Its name, `亩产`.
    pub name: Text,
    /// Unit as payout sheets write it, `元/公斤` or `yuan/kg`; `1` for a plain number, `日期` or `day`, `是否` or `yes_no`, `类`
    /// or `word`.
    pub unit: Text,
    /// Of a column of words: all of them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub words: Vec<Text>,
}

impl SeriesColumn {
    /// What stands in it, by its unit.
    pub fn holds(&self) -> SeriesHolds {
        match self.unit.as_str() {
            "日期" | "day" => SeriesHolds::Day,
            "是否" | "yes_no" => SeriesHolds::Truth,
            "类" | "word" => SeriesHolds::Word,
            _ => SeriesHolds::Number,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(said: &bool) -> bool {
    !said
}

/// Rows of a series as they were published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesRecorded {
    /// The contract that is settled by it, where it is one's alone.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contract: Option<ContractId>,
    /// What the rows are for; absent for a series without periods.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub period: Option<SeriesPeriod>,
    /// At least one.
    pub rows: Vec<SeriesRow>,
    /// Which series.
    pub series: SeriesId,
    /// Where it was published, or which paper says it.
    pub source: Text,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesRow {
    /// Its key; absent where a period has one row.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub key: Option<Text>,
    /// What it belongs to, in the order of the series' parents.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub parents: Vec<Text>,
    /// In the order of the columns. A number `2.6` or `1/3`, a day, `yes` or `no`, a word, or `-` for nothing.
    pub values: Vec<Text>,
}

impl SeriesRow {
    /// What stands where nothing is.
    pub const NOTHING: &str = "-";
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesHolds {
    /// Numbers of its unit.
    Number,
    /// Days.
    Day,
    /// Yes and no.
    Truth,
    /// Words out of a list.
    Word,
}

/// A figure, day or word of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SeriesValue {
    /// A number, in the column's unit.
    Number(Exact),
    /// A day.
    Day(Day),
    /// Yes or no.
    Truth(bool),
    /// One of the column's words.
    Word(Text),
}

impl SeriesValue {
    /// As it is written in an entry.
    pub fn said(&self) -> String {
        match self {
            SeriesValue::Number(number) => number.to_string(),
            SeriesValue::Day(day) => day.to_string(),
            SeriesValue::Truth(said) => if *said { "yes" } else { "no" }.to_owned(),
            SeriesValue::Word(word) => word.to_string(),
        }
    }
}

/// Why a text cannot stand in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesMisfit {
    /// It is no number, no day, not yes or no, none of the words.
    Other,
    /// It is below zero.
    Negative,
    /// Something must stand there.
    Missing,
}

impl SeriesColumn {
    /// What a text says in this column; `None` where it says that nothing is there.
    ///
    /// # Errors
    /// Why it cannot stand there.
    pub fn read(&self, text: &Text) -> Result<Option<SeriesValue>, SeriesMisfit> {
        if text.as_str() == SeriesRow::NOTHING {
            return if self.may_be_missing { Ok(None) } else { Err(SeriesMisfit::Missing) };
        }
        let value = match self.holds() {
            SeriesHolds::Day => text.as_str().parse().ok().map(SeriesValue::Day),
            SeriesHolds::Truth => match text.as_str() {
                "yes" | "是" => Some(SeriesValue::Truth(true)),
                "no" | "否" => Some(SeriesValue::Truth(false)),
                _ => None,
            },
            SeriesHolds::Word => self.words.contains(text).then(|| SeriesValue::Word(text.clone())),
            SeriesHolds::Number => text.as_str().parse().ok().map(SeriesValue::Number),
        };
        match value {
            Some(SeriesValue::Number(number)) if number.is_negative() && !self.may_be_negative => {
                Err(SeriesMisfit::Negative)
            }
            Some(value) => Ok(Some(value)),
            None => Err(SeriesMisfit::Other),
        }
    }
}
