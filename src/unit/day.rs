//! Civil days and the time of recording.

use super::{Form, UnitError, text_form};
use chrono::{Datelike, Months, NaiveDate, NaiveDateTime};
use serde::de::{self, Deserialize};
use std::{fmt, str::FromStr};

/// A civil day, 1900-01-01 to 2199-12-31, in the ledger's fixed offset. A fact holds from 00:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// 1900-01-01, the first there is.
    pub const FIRST: Day = match NaiveDate::from_ymd_opt(1900, 1, 1) {
        Some(day) => Day(day),
        None => Day(NaiveDate::MIN),
    };

    /// 2199-12-31, the last there is.
    pub const LAST: Day = match NaiveDate::from_ymd_opt(2199, 12, 31) {
        Some(day) => Day(day),
        None => Day(NaiveDate::MAX),
    };

    /// `None` for a day that does not exist or lies outside 1900–2199.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day).filter(|d| (1900..=2199).contains(&d.year())).map(Day)
    }

    /// Calendar year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Month, 1–12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// Day of the month, 1–31.
    pub fn day_of_month(self) -> u32 {
        self.0.day()
    }

    /// The chrono date.
    pub fn date(self) -> NaiveDate {
        self.0
    }

    /// This day plus `n` days (may be negative); `None` outside the calendar.
    pub fn plus_days(self, n: i64) -> Option<Day> {
        self.0.checked_add_signed(chrono::TimeDelta::try_days(n)?).and_then(|d| Day::new(d.year(), d.month(), d.day()))
    }

    /// The same day `n` months later (earlier when negative), or that month's last day.
    pub fn plus_months(self, n: i32) -> Option<Day> {
        let months = Months::new(n.unsigned_abs());
        let moved = if n < 0 { self.0.checked_sub_months(months) } else { self.0.checked_add_months(months) };
        moved.and_then(|d| Day::new(d.year(), d.month(), d.day()))
    }

    /// Days from `earlier` to this day, not counting the first: 1 for neighbours, negative backwards.
    pub fn days_since(self, earlier: Day) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// The last day of this day's calendar year.
    pub fn year_end(self) -> Day {
        Day::new(self.year(), 12, 31).unwrap_or(self)
    }
}

impl FromStr for Day {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let bad = || UnitError::new(Form::Day, text);
        let [_, _, _, _, b'-', _, _, b'-', _, _] = text.as_bytes() else { return Err(bad()) };
        let number = |s: &str| s.bytes().all(|c| c.is_ascii_digit()).then(|| s.parse::<u16>().ok()).flatten();
        let (year, month, day) = (text.get(0..4), text.get(5..7), text.get(8..10));
        (|| Day::new(number(year?)?.into(), number(month?)?.into(), number(day?)?.into()))().ok_or_else(bad)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.format("%Y-%m-%d").to_string())
    }
}
text_form!(Day, Form::Day);

/// A stretch of days; both ends belong to it. A value of this type is never backwards: nothing
/// makes one but [`Period::new`], reading included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Period {
    first_day: Day,
    last_day: Day,
}

/// A period as it is written, before anybody looked whether its ends are in order.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Ends {
    first_day: Day,
    last_day: Day,
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: de::Deserializer<'de>>(from: D) -> Result<Period, D::Error> {
        // the name of the form says what is wanted where the ends are days and out of order
        from.deserialize_newtype_struct(Form::Days.name(), InOrder)
    }
}

struct InOrder;

impl<'de> de::Visitor<'de> for InOrder {
    type Value = Period;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("struct Ends")
    }
    fn visit_newtype_struct<D: de::Deserializer<'de>>(self, from: D) -> Result<Period, D::Error> {
        let Ends { first_day, last_day } = Ends::deserialize(from)?;
        let found = || format!("{first_day} to {last_day}");
        Period::new(first_day, last_day).ok_or_else(|| de::Error::custom(UnitError::new(Form::Days, found())))
    }
}

impl Period {
    /// `None` when the last day lies before the first.
    pub fn new(first_day: Day, last_day: Day) -> Option<Period> {
        (first_day <= last_day).then_some(Period { first_day, last_day })
    }

    /// First day.
    pub fn first_day(self) -> Day {
        self.first_day
    }

    /// Last day, not before the first.
    pub fn last_day(self) -> Day {
        self.last_day
    }

    /// The same first day, ended on `last` where that is earlier; `None` where nothing is left.
    pub fn ended_by(self, last: Day) -> Option<Period> {
        Period::new(self.first_day, self.last_day.min(last))
    }

    /// The days that both have; `None` where they share none.
    pub fn common(self, other: Period) -> Option<Period> {
        Period::new(self.first_day.max(other.first_day), self.last_day.min(other.last_day))
    }

    /// True if every day of `inner` lies inside.
    pub fn covers(self, inner: Period) -> bool {
        self.first_day <= inner.first_day && inner.last_day <= self.last_day
    }

    /// The calendar year.
    pub fn year(year: i32) -> Option<Period> {
        Period::new(Day::new(year, 1, 1)?, Day::new(year, 12, 31)?)
    }

    /// How many days it holds, at least 1.
    pub fn days(self) -> i64 {
        self.last_day.days_since(self.first_day) + 1
    }

    /// True if the day lies inside.
    pub fn holds(self, day: Day) -> bool {
        self.first_day <= day && day <= self.last_day
    }

    /// True if the two share a day.
    pub fn overlaps(self, other: Period) -> bool {
        self.first_day <= other.last_day && other.first_day <= self.last_day
    }
}

/// When an entry was recorded: UTC, whole seconds, `2026-11-24T08:06:56Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordedAt(i64);

impl RecordedAt {
    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: RecordedAt = RecordedAt(0);

    /// The last second that the format can write.
    pub const LATEST: RecordedAt = RecordedAt(7_258_118_399);

    /// From seconds since 1970-01-01T00:00:00Z; `None` outside 1900–2199.
    pub fn from_seconds(seconds: i64) -> Option<RecordedAt> {
        let at = chrono::DateTime::from_timestamp(seconds, 0)?;
        (1900..=2199).contains(&at.year()).then_some(RecordedAt(seconds))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// The civil day at a fixed offset given in minutes east of UTC.
    pub fn day_at(self, offset_minutes: i32) -> Option<Day> {
        let local = chrono::DateTime::from_timestamp(self.0 + i64::from(offset_minutes) * 60, 0)?;
        Day::new(local.year(), local.month(), local.day())
    }

    /// As clocks on the wall say it so many minutes east of Greenwich, `2025-01-06 10:00:00 +08:00`; `None` where there
    /// is no such place.
    pub fn local(self, offset_minutes: i32) -> Option<String> {
        let zone = chrono::FixedOffset::east_opt(offset_minutes.checked_mul(60)?)?;
        let time = chrono::DateTime::from_timestamp(self.0, 0)?.with_timezone(&zone);
        Some(time.format("%Y-%m-%d %H:%M:%S %:z").to_string())
    }
}

impl FromStr for RecordedAt {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let bad = || UnitError::new(Form::Time, text);
        if text.len() != 20 || !text.ends_with('Z') {
            return Err(bad());
        }
        let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ").ok().ok_or_else(bad)?;
        let at = RecordedAt::from_seconds(time.and_utc().timestamp()).ok_or_else(bad)?;
        if at.to_string() == text { Ok(at) } else { Err(bad()) }
    }
}

impl fmt::Display for RecordedAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match chrono::DateTime::from_timestamp(self.0, 0) {
            Some(at) => f.pad(&at.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
            None => Err(fmt::Error),
        }
    }
}
text_form!(RecordedAt, Form::Time);
