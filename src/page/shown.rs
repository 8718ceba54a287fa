//! Texts and figures as people see them: thousands apart, and nothing that a terminal or a browser would obey.

use crate::unit::Fen;
use std::borrow::Cow;

/// `12,654.28`, `-1,820.00`.
pub(crate) fn yuan(amount: Fen) -> String {
    grouped(&amount.to_string())
}

/// A decimal text with a comma between thousands of its whole part.
pub(crate) fn grouped(decimal: &str) -> String {
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

/// The text without characters that a terminal or a browser would act upon: controls, and the
/// marks that turn the direction of writing. `\n` stays where `lines` is true.
pub(crate) fn plain(text: &str, lines: bool) -> Cow<'_, str> {
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
