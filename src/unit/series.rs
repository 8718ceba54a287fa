//! The stretch of the calendar that one value of a series is for.

use super::{Day, Form, Period, UnitError, text_form};
use std::{fmt, str::FromStr};

/// A day, a month, a quarter or a year: `2024-05-10`, `2024-05`, `2024-Q2`, `2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesPeriod {
    first_day: Day,
    length: SeriesLength,
}

/// How long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeriesLength {
    /// One day.
    Day,
    /// A calendar month.
    Month,
    /// A quarter of a calendar year.
    Quarter,
    /// A calendar year.
    Year,
}

impl SeriesLength {
    fn months(self) -> i32 {
        match self {
            SeriesLength::Day => 0,
            SeriesLength::Month => 1,
            SeriesLength::Quarter => 3,
            SeriesLength::Year => 12,
        }
    }
}

impl SeriesPeriod {
    /// A single day.
    pub fn day(day: Day) -> SeriesPeriod {
        SeriesPeriod { first_day: day, length: SeriesLength::Day }
    }

    /// The stretch of that length which holds a day.
    pub fn around(day: Day, length: SeriesLength) -> Option<SeriesPeriod> {
        let month = match length {
            SeriesLength::Day => return Some(SeriesPeriod::day(day)),
            SeriesLength::Month => day.month(),
            SeriesLength::Quarter => (day.month() - 1) / 3 * 3 + 1,
            SeriesLength::Year => 1,
        };
        Some(SeriesPeriod { first_day: Day::new(day.year(), month, 1)?, length })
    }

    /// How long it is.
    pub fn length(self) -> SeriesLength {
        self.length
    }

    /// Its first day.
    pub fn first_day(self) -> Day {
        self.first_day
    }

    /// All its days; `None` beyond the calendar.
    pub fn days(self) -> Option<Period> {
        let last = match self.length.months() {
            0 => self.first_day,
            months => self.first_day.plus_months(months)?.plus_days(-1)?,
        };
        Period::new(self.first_day, last)
    }
}

impl FromStr for SeriesPeriod {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<SeriesPeriod, UnitError> {
        let read = || {
            let (first, length) = match text.as_bytes() {
                [_, _, _, _] => (format!("{text}-01-01"), SeriesLength::Year),
                [_, _, _, _, b'-', b'Q', quarter @ b'1'..=b'4'] => {
                    let month = (quarter - b'1') * 3 + 1;
                    (format!("{}-{month:02}-01", text.get(..4)?), SeriesLength::Quarter)
                }
                [_, _, _, _, b'-', _, _] => (format!("{text}-01"), SeriesLength::Month),
                _ => (text.to_owned(), SeriesLength::Day),
            };
            Some(SeriesPeriod { first_day: first.parse().ok()?, length })
        };
        read().ok_or_else(|| UnitError::new(Form::SeriesPeriod, text))
    }
}

impl fmt::Display for SeriesPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.first_day.to_string();
        let year = first.get(..4).unwrap_or(&first);
        match self.length {
            SeriesLength::Day => f.pad(&first),
            SeriesLength::Month => f.pad(first.get(..7).unwrap_or(&first)),
            SeriesLength::Quarter => f.pad(&format!("{year}-Q{}", (self.first_day.month() - 1) / 3 + 1)),
            SeriesLength::Year => f.pad(year),
        }
    }
}
text_form!(SeriesPeriod, Form::SeriesPeriod);
