//! A sheet word for word in the other language: the words of the language are replaced, names,
//! comments, texts and layout stay.

use super::{
    checked::CheckedSheet,
    words::{Lang, spelled},
};

/// The sheet's text with the language's own words in `lang`. Reading it gives the same tree.
pub fn translate(sheet: &CheckedSheet, lang: Lang) -> String {
    let text = sheet.text();
    let mut roles = sheet.roles.clone();
    roles.sort_by_key(|(start, ..)| *start);
    roles.dedup_by_key(|(start, ..)| *start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end, word) in roles {
        let before = text.get(at..start).unwrap_or_default();
        out.push_str(before);
        let spelling = spelled(word, lang);
        // `5年` is two tokens in Chinese; `5year` is as well, but a name may end in a letter.
        let glued = out.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_') && before.is_empty() && at > 0;
        if glued && spelling.is_ascii() {
            out.push(' ');
        }
        out.push_str(spelling);
        at = end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
