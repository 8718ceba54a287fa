//! How figures are written for people: thousands apart, units in the reader's language, and
//! nothing in them that a terminal would obey.

use super::{Lang, labels::Labels};
use crate::unit::{Day, Exact, Fen};
use std::borrow::Cow;

/// `12,654.28`, `-1,820.00`.
pub(super) fn yuan(amount: Fen) -> String {
    grouped(&amount.to_string())
}

/// `2025年12月31日`, `31 December 2025`.
pub(super) fn long_day(day: Day, labels: &Labels) -> String {
    let (y, m, d) = (day.year().to_string(), day.month().to_string(), day.day_of_month().to_string());
    let month = match labels.lang() {
        Lang::Zh => m.as_str(),
        Lang::En => labels.word("months", &m),
    };
    labels.fill("page.day", &[("y", &y), ("m", month), ("d", &d)])
}

/// A decimal text with a comma between thousands of its whole part.
pub(super) fn grouped(decimal: &str) -> String {
    let (sign, body) = decimal.strip_prefix('-').map_or(("", decimal), |b| ("-", b));
    let (whole, part) = body.split_once('.').map_or((body, None), |(w, p)| (w, Some(p)));
    let mut out = String::from(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(part) = part {
        out.push('.');
        out.push_str(part);
    }
    out
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

/// The text without characters that a terminal or a browser would act upon: controls, and the
/// marks that turn the direction of writing. `\n` stays where `lines` is true.
pub(super) fn plain(text: &str, lines: bool) -> Cow<'_, str> {
    let acts = |c: char| {
        (c.is_control() && !(lines && c == '\n'))
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    };
    if text.contains(acts) { Cow::Owned(text.replace(acts, "\u{FFFD}")) } else { Cow::Borrowed(text) }
}

/// The text with everything that a terminal would act upon shown as an escape: controls, and the marks
/// that turn the direction of writing, join or part words unseen or end a line. `\n` stays where
/// `lines` is true: there it is our own.
pub fn visible(text: &str, lines: bool) -> Cow<'_, str> {
    let acts = |c: char| obeyed(c) && !(lines && c == '\n');
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if acts(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// JSON text in which the same characters stand as `\u` escapes: they can only be within its strings.
pub fn visible_json(json: &str) -> Cow<'_, str> {
    let acts = |c: char| obeyed(c) && c != '\n';
    if !json.contains(acts) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if acts(c) { out.push_str(&format!("\\u{:04x}", u32::from(c))) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// All of them lie below U+10000.
fn obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
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
