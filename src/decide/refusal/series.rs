//! Series: a value that is published once, in the shape that was set.

use super::{Code, Grounds, Rule, grounds, nothing};
use crate::{
    event::{SeriesColumn, SeriesHolds, SeriesPer},
    unit::{Lang, SeriesId, SeriesPeriod, Words, both},
};

/// A rule about series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeriesRule {
    /// The code is used.
    Taken { series: SeriesId },
    /// Two columns of one name.
    ColumnTwice { at: String },
    /// A column of words without them, or words of another column.
    Words { at: String },
    /// Rows that are keyed by a register belong to that register alone.
    ParentsOfOthers { series: SeriesId },
    /// No register and no series of that name.
    UnknownParent { series: SeriesId, parent: String },
    /// No such series.
    Unknown { series: SeriesId },
    /// A period of another length, or none, or one where the series has none.
    OtherPeriod { series: SeriesId, per: SeriesPer, found: Option<SeriesPeriod> },
    /// A row has a key where the series has none, or none where it has one.
    Key { at: String, keyed: bool },
    /// The register does not have the key.
    NoSuchKey { at: String, key: String },
    /// Another number of values or parents than the series has columns or parents.
    Count { at: String, member: &'static str, wanted: usize, found: usize },
    /// A value that is none of its column.
    Unfit { at: String, column: SeriesColumn, found: String },
    /// A figure below zero where none may be.
    Negative { at: String, found: String },
    /// A key twice in one entry.
    KeyTwice { at: String },
    /// The value is recorded.
    ValueTwice { at: String, entry: u64 },
}

fn length(per: SeriesPer) -> Words {
    match per {
        SeriesPer::Day => both!("a day such as 2024-05-10", "一天，如 2024-05-10"),
        SeriesPer::Month => both!("a month such as 2024-05", "一个月，如 2024-05"),
        SeriesPer::Quarter => both!("a quarter such as 2024-Q2", "一个季度，如 2024-Q2"),
        SeriesPer::Year => both!("a year such as 2024", "一年，如 2024"),
        SeriesPer::Once => both!("no period", "不写期间"),
    }
}

fn wanted(column: &SeriesColumn) -> Words {
    let said =
        |lang: Lang| column.words.iter().map(ToString::to_string).collect::<Vec<_>>().join(lang.pick("、", ", "));
    let unit = &column.unit;
    match column.holds() {
        SeriesHolds::Day => both!("a day such as 2024-05-10", "日期，如 2024-05-10"),
        SeriesHolds::Truth => both!("yes or no", "是或否"),
        SeriesHolds::Word => Words::new(said(Lang::En), said(Lang::Zh)),
        SeriesHolds::Number => both!("a number of {unit} such as 2.6 or 1/3", "数，单位 {unit}，如 2.6 或 1/3"),
    }
}

impl Rule for SeriesRule {
    fn grounds(&self) -> Grounds {
        match self {
            SeriesRule::Taken { series } => {
                grounds(Code::AlreadyRegistered, series, both!("a new code", "新的编号"), series)
            }
            SeriesRule::ColumnTwice { at } => {
                grounds(Code::BadValue, at, both!("a name of its own", "不重复的名称"), both!("used", "已用过"))
            }
            SeriesRule::Words { at } => grounds(
                Code::BadValue,
                at,
                both!("words where the unit is word, and nowhere else", "单位是“类”的列写出各词，别的列不写"),
                both!("otherwise", "不是这样"),
            ),
            SeriesRule::ParentsOfOthers { series } => grounds(
                Code::BadValue,
                series,
                both!("parents for rows with keys of their own (key row)", "只有自编键（key 为 row）的行才写所属"),
                "parents",
            ),
            SeriesRule::UnknownParent { series, parent } => grounds(
                Code::UnknownReference,
                series,
                "household, person, parcel, house, asset, contract, village, series.<code>",
                parent,
            ),
            SeriesRule::Unknown { series } => {
                grounds(Code::UnknownSeries, series, both!("a series that is set", "已设立的数据表"), series)
            }
            SeriesRule::OtherPeriod { series, per, found } => {
                let found = found.map_or_else(nothing, |period| Words::from(period.to_string()));
                grounds(Code::PeriodShape, series, length(*per), found)
            }
            SeriesRule::Key { at, keyed: true } => {
                grounds(Code::BadValue, at, both!("a key for each row", "每行写键"), nothing())
            }
            SeriesRule::Key { at, keyed: false } => {
                grounds(Code::BadValue, at, both!("no key", "不写键"), both!("a key", "写了键"))
            }
            SeriesRule::NoSuchKey { at, key } => {
                grounds(Code::UnknownReference, at, both!("a key that its register has", "登记簿里有的键"), key)
            }
            SeriesRule::Count { at, member, wanted, found } => {
                grounds(Code::BadValue, format!("{at} {member}"), wanted.to_string(), found.to_string())
            }
            SeriesRule::Unfit { at, column, found } => grounds(Code::BadValue, at, wanted(column), found),
            SeriesRule::Negative { at, found } => {
                grounds(Code::ValueNegative, at, both!("no less than zero", "不小于零"), found)
            }
            SeriesRule::KeyTwice { at } => {
                grounds(Code::BadValue, at, both!("each key once", "每个键只写一次"), both!("twice", "两次"))
            }
            SeriesRule::ValueTwice { at, entry } => grounds(
                Code::ValueTwice,
                at,
                both!("one value for each period and key", "每个期间、每个键只记一次"),
                both!("recorded in entry {entry}", "第 {entry} 条已记"),
            ),
        }
    }
}
