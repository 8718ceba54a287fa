//! A day as banks write it: with or without a time of day, with dashes, slashes, points, signs or nothing between.

use crate::{
    form::{Shape, tidy},
    intake::{CellIs, DayForm, SheetCell, serial},
    unit::Day,
};

/// The day in a cell; none where nobody can say which it is.
pub(super) fn day(cell: &SheetCell, form: Option<DayForm>) -> Option<Day> {
    let text = tidy(Shape::Id, &cell.text);
    let text = without_time(text.trim());
    if cell.is == CellIs::Day {
        return text.parse().ok();
    }
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match text.len() {
        5 if digits => serial(text),
        8 if digits => DayForm::Digits.year_first(text).parse().ok(),
        _ => {
            let parts: Vec<&str> = text.split([' ', '-', '/', '.']).filter(|part| !part.is_empty()).collect();
            let named =
                named(&parts).or_else(|| form.and_then(|form| tidy(Shape::Day, &form.year_first(text)).parse().ok()));
            named.or_else(|| tidy(Shape::Day, &parts.join("-")).parse().ok())
        }
    }
}

/// The text without a time behind it: `2024-03-26 10:11:12`, `20240326101112`, `2024-03-26T10:11`.
fn without_time(text: &str) -> &str {
    const WITH_TIME: usize = 14;
    if text.len() == WITH_TIME && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.get(..8).unwrap_or(text);
    }
    let time = |rest: &str| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || ":.Z+".contains(c));
    let cut = text.find(['T', ' ']).and_then(|at| Some((text.get(..at)?, text.get(at + 1..)?)));
    match cut {
        Some((day, rest)) if time(rest.trim()) && (rest.contains(':') || day.len() >= 8) => day,
        _ => text,
    }
}

/// `26-Mar-2024`, `Mar 26, 2024`.
fn named(parts: &[&str]) -> Option<Day> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let month = |part: &str| {
        let short: String = part.chars().take(3).flat_map(char::to_lowercase).collect();
        (1..).zip(MONTHS).find(|(_, name)| *name == short).map(|(month, _)| month)
    };
    let number = |part: &str| part.trim_end_matches(',').parse::<u32>().ok();
    let [first, second, year] = parts else { return None };
    let (month, day) = match (month(first), month(second)) {
        (Some(month), None) => (month, number(second)?),
        (None, Some(month)) => (month, number(first)?),
        _ => return None,
    };
    Day::new(year.parse().ok().filter(|year| *year > 1900)?, month, day)
}
