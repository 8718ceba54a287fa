//! How figures are written for people: days and units in the reader's language.

use super::{Lang, labels::Labels};
use crate::{
    page::grouped,
    unit::{Day, Exact},
};

/// `2025年12月31日`, `31 December 2025`.
pub(super) fn long_day(day: Day, labels: &Labels) -> String {
    let (y, m, d) = (day.year().to_string(), day.month().to_string(), day.day_of_month().to_string());
    let month = match labels.lang() {
        Lang::Zh => m.as_str(),
        Lang::En => labels.word("months", &m),
    };
    labels.fill("page.day", &[("y", &y), ("m", month), ("d", &d)])
}

/// An exact value for reading: in full where it ends within six decimals, else its first four
/// and `…`. At least `places` decimals.
pub(super) fn exact(value: &Exact, places: usize) -> String {
    if let Some(text) = value.decimal(6) {
        return grouped(&padded(text, places));
    }
    let ten_thousand = Exact::whole(10_000);
    let Some(cut) = (value * &ten_thousand).floor() else { return value.to_string() };
    match Exact::new(cut, 10_000).decimal(4) {
        Some(text) => format!("{}…", grouped(&padded(text, 4))),
        None => value.to_string(),
    }
}

/// A figure of a reason with its unit. Half and quarter years stay fractions, as contracts say
/// them; money and areas keep two decimals.
pub(super) fn quantity(value: &Exact, unit: &str, labels: &Labels) -> String {
    if unit.is_empty() {
        return exact(value, 0);
    }
    let figure = match unit {
        "年" if value.floor() == Some(0) && !value.is_zero() => value.to_string(),
        _ if two_places(unit) => exact(value, 2),
        _ => exact(value, 0),
    };
    if unit.starts_with('%') {
        return format!("{figure}{}", unit_name(unit, false, labels));
    }
    // in English more than one is said in the plural: 183 days
    let many = *value > Exact::whole(1) && !unit.contains(['/', '·']);
    format!("{figure} {}", unit_name(unit, many, labels))
}

/// Money, areas, and what is so much money or area for something; not products such as 元·天.
fn two_places(unit: &str) -> bool {
    let first = unit.split('/').next().unwrap_or_default();
    matches!(first, "元" | "亩" | "平方米")
}

/// A unit in the reader's language: `元/亩/年` is `yuan/mu/year`.
fn unit_name(unit: &str, many: bool, labels: &Labels) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for c in unit.chars().chain(['\0']) {
        if !matches!(c, '/' | '·' | '\0') {
            word.push(c);
            continue;
        }
        out.push_str(labels.word(if many { "units_many" } else { "units" }, &word));
        word.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

fn padded(mut decimal: String, places: usize) -> String {
    if places == 0 {
        return decimal;
    }
    let have = match decimal.split_once('.') {
        Some((_, part)) => part.len(),
        None => {
            decimal.push('.');
            0
        }
    };
    decimal.extend(std::iter::repeat_n('0', places.saturating_sub(have)));
    decimal
}
