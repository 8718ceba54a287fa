//! Days, months and years between two days (sentences 5 and 6). Every count includes both days.

use super::number::Number;
use crate::{scheme::YearCount, unit::Day};
use chrono::{Datelike, Months, NaiveDate};

/// 天数: days from `a` to `b`, both counted; 0 if b < a.
pub(super) fn days(a: Day, b: Day) -> i64 {
    (b.days_since(a) + 1).max(0)
}

/// 满年: the greatest n with a + n years ≤ b; 0 if b < a. On 29 February + 1 year = 28 February.
pub(crate) fn whole_years(a: Day, b: Day) -> i64 {
    greatest(a.date(), b.date(), 12)
}

/// 满月: the greatest n with a + n months ≤ the day after b; 0 if b < a.
pub(super) fn whole_months(a: Day, b: Day) -> i64 {
    if b < a { 0 } else { greatest(a.date(), after(b), 1) }
}

/// 年数: years from `a` to `b`, both counted; 0 if b < a.
pub(super) fn years(a: Day, b: Day, count: YearCount) -> Number {
    if b < a {
        return Number::ZERO;
    }
    let part = |n: i64, d: i64| Number::fraction(n.into(), d.into()).unwrap_or(Number::ZERO);
    match count {
        YearCount::Day365 => part(days(a, b), 365),
        YearCount::Day360 => part(days(a, b), 360),
        YearCount::FullMonths => part(whole_months(a, b), 12),
        YearCount::Calendar => (a.year()..=b.year()).fold(Number::ZERO, |sum, year| {
            let first = Day::new(year, 1, 1).map_or(a, |d| d.max(a));
            let last = Day::new(year, 12, 31).map_or(b, |d| d.min(b));
            sum.plus(&part(days(first, last), year_length(year)))
        }),
        YearCount::Anniversary => anniversary_years(a.date(), after(b)),
    }
}

/// Whole anniversaries of `a` until `end`, then the days since the last over the length of its
/// year. `end` itself is not counted.
pub(super) fn anniversary_years(a: NaiveDate, end: NaiveDate) -> Number {
    let n = greatest(a, end, 12);
    let (Some(from), Some(to)) = (shifted(a, n * 12), shifted(a, (n + 1) * 12)) else {
        return Number::whole(n.into());
    };
    let part = Number::fraction((end - from).num_days().into(), (to - from).num_days().into());
    Number::whole(n.into()).plus(&part.unwrap_or(Number::ZERO))
}

/// 上一个: the latest day with this month and day that is not after `day`; 29 February is the 28th
/// in other years. `None` where there is none in the calendar, or no such month.
pub(super) fn last_on(month: u32, day_of_month: u32, day: Day) -> Option<Day> {
    if !(1..=12).contains(&month) || day_of_month == 0 {
        return None;
    }
    let in_year = |year| {
        Day::new(year, month, day_of_month)
            .or_else(|| if (month, day_of_month) == (2, 29) { Day::new(year, 2, 28) } else { None })
    };
    in_year(day.year()).filter(|d| *d <= day).or_else(|| in_year(day.year() - 1))
}

/// The day after, also after the last day of the calendar.
/// 月初.
pub(super) fn month_start(day: Day) -> Day {
    let date = day.date();
    Day::new(date.year(), date.month(), 1).unwrap_or(day)
}

/// 月末.
pub(super) fn month_end(day: Day) -> Day {
    let date = day.date();
    (28..=31).rev().find_map(|n| Day::new(date.year(), date.month(), n)).unwrap_or(day)
}

pub(super) fn after(day: Day) -> NaiveDate {
    day.date().succ_opt().unwrap_or(day.date())
}

fn year_length(year: i32) -> i64 {
    if NaiveDate::from_ymd_opt(year, 2, 29).is_some() { 366 } else { 365 }
}

/// The greatest n with a + n·step months ≤ end; 0 if end < a.
fn greatest(a: NaiveDate, end: NaiveDate, step: i64) -> i64 {
    let months = i64::from(end.year() - a.year()) * 12 + i64::from(end.month()) - i64::from(a.month());
    let n = months.max(0) / step;
    let reached = |n: i64| shifted(a, n * step).is_some_and(|d| d <= end);
    if n > 0 && !reached(n) { n - 1 } else { n }
}

fn shifted(a: NaiveDate, months: i64) -> Option<NaiveDate> {
    a.checked_add_months(Months::new(u32::try_from(months).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Day {
        text.parse().unwrap()
    }
    fn frac(n: i128, d: i128) -> Number {
        Number::fraction(n, d).unwrap()
    }

    #[test]
    fn both_days_count_and_backwards_is_nothing() {
        assert_eq!(days(d("2024-04-01"), d("2024-09-30")), 183);
        assert_eq!(days(d("2024-04-01"), d("2024-04-01")), 1);
        assert_eq!(days(d("2024-04-01"), d("2024-03-31")), 0);
        assert_eq!(days(d("2024-04-01"), d("2020-01-01")), 0);
    }

    #[test]
    fn whole_months_run_to_the_day_after() {
        for (a, b, n) in [
            ("2024-05-01", "2024-10-31", 6),
            ("2024-05-01", "2024-10-30", 5),
            ("2024-01-31", "2024-02-28", 1), // 31 January + 1 month is 29 February, the day after
            ("2024-01-31", "2024-02-27", 0),
            ("2023-01-31", "2023-02-27", 1),
            ("2023-01-31", "2023-03-30", 2),
            ("2024-01-01", "2024-12-31", 12),
            ("2024-05-01", "2024-04-30", 0),
            ("2024-05-01", "2024-04-01", 0),
        ] {
            assert_eq!(whole_months(d(a), d(b)), n, "{a} … {b}");
        }
    }

    #[test]
    fn whole_years_run_to_the_day_itself() {
        for (a, b, n) in [
            ("1988-04-30", "2004-04-30", 16),
            ("1988-05-01", "2004-04-30", 15),
            ("2024-02-29", "2025-02-28", 1),
            ("2024-02-29", "2025-02-27", 0),
            ("2024-02-29", "2028-02-28", 3),
            ("2024-02-29", "2028-02-29", 4),
            ("2024-02-29", "2023-02-28", 0),
        ] {
            assert_eq!(whole_years(d(a), d(b)), n, "{a} … {b}");
        }
    }

    #[test]
    fn the_five_day_counts_of_one_lease_year_differ() {
        let (a, b) = (d("2024-04-01"), d("2025-03-31"));
        assert_eq!(years(a, b, YearCount::Day365), frac(365, 365));
        assert_eq!(years(a, b, YearCount::Day360), frac(365, 360));
        assert_eq!(years(a, b, YearCount::FullMonths), frac(1, 1));
        assert_eq!(years(a, b, YearCount::Anniversary), frac(1, 1));
        assert_eq!(years(a, b, YearCount::Calendar), frac(275, 366).plus(&frac(90, 365)));
    }

    #[test]
    fn a_part_year_is_measured_on_its_anniversary_year() {
        let (a, b) = (d("2023-04-01"), d("2024-09-30"));
        assert_eq!(years(a, b, YearCount::Anniversary), frac(1, 1).plus(&frac(183, 365)));
        let leap = (d("2023-03-01"), d("2024-02-28")); // the year holds 366 days, one is missing
        assert_eq!(years(leap.0, leap.1, YearCount::Anniversary), frac(365, 366));
        assert_eq!(years(b, a, YearCount::Anniversary), Number::ZERO);
        assert_eq!(years(b, a, YearCount::Calendar), Number::ZERO);
    }

    #[test]
    fn the_end_of_the_calendar_is_no_trap() {
        let last = d("2199-12-31");
        assert_eq!(years(d("2199-01-01"), last, YearCount::Anniversary), frac(1, 1));
        assert_eq!(whole_months(d("2199-12-01"), last), 1);
        assert_eq!(whole_years(d("1900-01-01"), last), 299);
    }

    #[test]
    fn the_last_first_of_december() {
        assert_eq!(last_on(12, 1, d("2024-12-01")), Some(d("2024-12-01")));
        assert_eq!(last_on(12, 1, d("2024-11-30")), Some(d("2023-12-01")));
        assert_eq!(last_on(2, 29, d("2025-03-01")), Some(d("2025-02-28")));
        assert_eq!(last_on(13, 1, d("2024-11-30")), None);
        assert_eq!(last_on(4, 31, d("2024-11-30")), None);
        assert_eq!(last_on(12, 1, d("1900-01-01")), None);
    }
}
