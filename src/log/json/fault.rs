//! What does not fit where a value is to become one of a type's: kept apart, so that whoever tells it need not
//! read it out of a sentence.

use super::{Json, JsonError, cut};
use crate::unit::Form;
use std::fmt;

/// Why a value is not what a type wants, or cannot be written canonically.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A member that the type needs.
    Missing(&'static str),
    /// A member that the type does not have; those it has.
    Unknown(String, &'static [&'static str]),
    /// A word that is none of those the type takes.
    NoneOf(String, &'static [&'static str]),
    /// A text of another form than the type is read from.
    NotA {
        /// The form.
        form: Form,
        /// The text, cut to 80 characters; the whole value as JSON where it is none.
        found: String,
        /// As the type says it.
        said: String,
    },
    /// A value of another kind than the type is written as.
    Other {
        /// As what it is written.
        wanted: JsonShape,
        /// What stands there.
        found: JsonGiven,
        /// As the type says it.
        said: String,
    },
    /// A whole number above what the type holds.
    Above {
        /// The largest that it holds.
        most: u64,
        /// What stands there.
        found: u64,
        /// As the type says it.
        said: String,
    },
    /// Anything else, as whoever reads or writes it says it.
    Said(String),
}

/// A kind of value that a type is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonShape {
    /// An object.
    Object,
    /// An array.
    List,
    /// A string.
    Text,
    /// A whole number.
    Whole,
    /// `true` or `false`.
    YesNo,
}

/// A value that stands where another one is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonGiven {
    /// An object.
    Object,
    /// An array.
    List,
    /// A string.
    Text(String),
    /// A whole number.
    Whole(u64),
    /// `true` or `false`.
    YesNo(bool),
}

impl JsonGiven {
    fn of(json: &Json) -> JsonGiven {
        match json {
            Json::Object(_) => JsonGiven::Object,
            Json::Array(_) => JsonGiven::List,
            Json::Text(text) => JsonGiven::Text(text.clone()),
            Json::Bool(truth) => JsonGiven::YesNo(*truth),
            Json::Integer(number) => JsonGiven::Whole(*number),
        }
    }

    fn is(&self, wanted: JsonShape) -> bool {
        match self {
            JsonGiven::Object => wanted == JsonShape::Object,
            JsonGiven::List => wanted == JsonShape::List,
            JsonGiven::Text(_) => wanted == JsonShape::Text,
            // one that the type does not take, within its bounds
            JsonGiven::Whole(_) => false,
            JsonGiven::YesNo(_) => wanted == JsonShape::YesNo,
        }
    }
}

impl Fault {
    /// The fault of this very value.
    pub fn here(self) -> JsonError {
        JsonError::Shape { path: String::new(), fault: self }
    }
}

impl JsonError {
    /// What a type says of this very value, which is no text of its form.
    pub(super) fn not_a(self, form: Form, value: &Json) -> JsonError {
        let found = || value.text().map_or_else(|| value.what(), cut);
        self.known(|said| Fault::NotA { form, found: found(), said })
    }

    /// What a type says of this very value, which is of another kind.
    pub(super) fn other(self, wanted: JsonShape, value: &Json) -> JsonError {
        let found = JsonGiven::of(value);
        if found.is(wanted) { self } else { self.known(|said| Fault::Other { wanted, found, said }) }
    }

    /// The same of a value that a whole number up to `most` is wanted for.
    pub(super) fn no_number(self, most: u64, value: &Json) -> JsonError {
        match value.integer().filter(|number| *number > most) {
            Some(found) => self.known(|said| Fault::Above { most, found, said }),
            None => self.other(JsonShape::Whole, value),
        }
    }

    /// What is only said becomes a fault that is known; what was known further in stays.
    fn known(self, fault: impl FnOnce(String) -> Fault) -> JsonError {
        match self {
            JsonError::Shape { path, fault: Fault::Said(said) } if path.is_empty() => fault(said).here(),
            other => other,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Missing(member) => write!(f, "missing field `{member}`"),
            Fault::Unknown(member, []) => write!(f, "unknown field `{member}`, there are no fields"),
            Fault::Unknown(member, known) => write!(f, "unknown field `{member}`, expected {}", OneOf(known)),
            Fault::NoneOf(word, known) => write!(f, "unknown variant `{word}`, expected {}", OneOf(known)),
            Fault::NotA { said, .. } | Fault::Other { said, .. } | Fault::Above { said, .. } | Fault::Said(said) => {
                f.write_str(said)
            }
        }
    }
}

struct OneOf<'a>(&'a [&'a str]);

impl fmt::Display for OneOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [one, other] => write!(f, "`{one}` or `{other}`"),
            [one] => write!(f, "`{one}`"),
            many => write!(f, "one of {}", many.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ")),
        }
    }
}
