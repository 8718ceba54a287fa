//! Short texts in the ledger's fixed character table.

use super::{Form, UnitError, text_form};
use compact_str::CompactString;
use std::{fmt, str::FromStr};

/// The 24 ranges of RECORD B3: every string over them is NFC in every version of Unicode.
const TABLE: &[(u32, u32)] = &[
    (0x20, 0x7E),
    (0xA7, 0xA7),
    (0xB0, 0xB3),
    (0xB7, 0xB7),
    (0xC0, 0x24F),
    (0x2013, 0x2014),
    (0x2018, 0x2019),
    (0x201C, 0x201D),
    (0x2026, 0x2026),
    (0x2030, 0x2030),
    (0x2160, 0x216B),
    (0x2460, 0x2473),
    (0x3001, 0x3003),
    (0x3005, 0x3005),
    (0x3007, 0x3011),
    (0x3014, 0x301B),
    (0x33A1, 0x33A1),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xFF01, 0xFF5E),
    (0xFFE5, 0xFFE5),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2EBEF),
    (0x30000, 0x323AF),
];

/// True if the character may stand in an entry or a sheet.
pub fn in_table(c: char) -> bool {
    let c = c as u32;
    if c < 0x7F {
        return c >= 0x20;
    }
    TABLE.iter().any(|&(first, last)| first <= c && c <= last)
}

/// One line of text for people: a purpose, a title, a reference. 1–200 characters of the table,
/// no blank at either end. Never a person's name: those are openings outside the record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(CompactString);

impl Text {
    /// The text that stands before every other in order: what begins a range of them.
    pub fn least() -> Text {
        Text(CompactString::const_new("!"))
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Text {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let fits = (1..=200).contains(&text.chars().count())
            && text.chars().all(in_table)
            && !text.starts_with(' ')
            && !text.ends_with(' ');
        if fits { Ok(Text(CompactString::new(text))) } else { Err(UnitError::new(Form::Line, text)) }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
text_form!(Text, Form::Line);
