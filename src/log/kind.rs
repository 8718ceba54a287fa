//! What an entry's body is.

use crate::unit::{Form, UnitError, text_form};
use std::{fmt, str::FromStr};

/// A name and a number, `receipt.recorded/1`: `[a-z]+(\.[a-z]+)*/[1-9][0-9]*`, at most 64
/// characters. A body of another shape has another number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind {
    text: String,
    name_len: usize,
    version: u32,
}

impl Kind {
    /// `receipt.recorded`
    pub fn name(&self) -> &str {
        self.text.get(..self.name_len).unwrap_or_default()
    }

    /// From 1.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// `receipt.recorded/1`
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// True for kinds that by definition change no books, register, rule or key: a verifier that
    /// does not know one of these gives a note, for any other kind it cannot vouch.
    pub fn is_informational(&self) -> bool {
        self.text.starts_with("info.")
    }
}

impl FromStr for Kind {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let bad = || UnitError::new(Form::Kind, text);
        let (name, number) = text.split_once('/').ok_or_else(bad)?;
        let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase());
        let counts = number.starts_with(|c| matches!(c, '1'..='9')) && number.bytes().all(|b| b.is_ascii_digit());
        if text.len() > 64 || !counts || !name.split('.').all(word) {
            return Err(bad());
        }
        let version = number.parse().ok().ok_or_else(bad)?;
        Ok(Kind { text: text.to_owned(), name_len: name.len(), version })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}
text_form!(Kind, Form::Kind);
