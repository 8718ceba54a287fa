//! Canonical JSON: one value, one spelling.
//!
//! RFC 8785 output, restricted until any ordinary encoder gives the same bytes: member names
//! `[a-z][a-z0-9_]*` ascending by byte, no white space, only `"` and `\` escaped, strings over the
//! character table of FORMAT.md, whole numbers 0 to 2⁵³ − 1, no null, at most 8 containers deep.
//! A reader that took a second spelling would let two people hold different bytes for one fact.

mod deserialize;
mod fault;
mod parse;
mod serialize;

pub use deserialize::from_json;
pub use fault::{Fault, JsonGiven, JsonShape};
pub use serialize::to_json;

use crate::unit::in_table;
use std::collections::BTreeMap;

/// A value of canonical JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// Members by name.
    Object(BTreeMap<String, Json>),
    /// Values in order.
    Array(Vec<Json>),
    /// A string over the character table.
    Text(String),
    /// `true` or `false`.
    Bool(bool),
    /// 0 to [`Json::MAX_INTEGER`].
    Integer(u64),
}

/// Why bytes or a value are not canonical JSON, or not the value a type wants.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// The bytes are not canonical.
    #[error("byte {at}: expected {expected}, found {found}")]
    Syntax {
        /// Offset of the first byte that does not fit, from 0.
        at: usize,
        /// What canonical JSON has there.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// The value cannot be written canonically, or is not what a type wants.
    #[error("value at `{path}`: {fault}")]
    Shape {
        /// Member names and array positions from the outside in, `.` between them; empty for the whole.
        path: String,
        /// What does not fit.
        fault: Fault,
    },
}

impl Json {
    /// 2⁵³ − 1, the largest integer every JSON reader keeps exactly.
    pub const MAX_INTEGER: u64 = (1 << 53) - 1;
    /// Containers inside one another, the outermost counted.
    pub const MAX_DEPTH: usize = 8;

    /// Reads exactly one canonical value. Whatever is accepted encodes back to the same bytes.
    ///
    /// # Errors
    /// [`JsonError::Syntax`] with the first byte that canonical JSON does not have in its place.
    pub fn parse(bytes: &[u8]) -> Result<Json, JsonError> {
        let value = parse::value(bytes)?;
        // The reader above is canonical by construction. The writer is asked as well, so that a
        // fault in either is a refusal and never a second spelling.
        let mut rest = Unwritten(Some(bytes));
        value.write(&mut rest);
        match rest.0 {
            Some([]) => Ok(value),
            _ => Err(JsonError::Syntax {
                at: 0,
                expected: "the one canonical spelling",
                found: "another spelling of the same value".into(),
            }),
        }
    }

    /// The canonical bytes, without a newline. Meaningful for values that pass [`Json::check`].
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        self.write(&mut bytes);
        bytes
    }

    /// Refuses values that have no canonical spelling: a wrong member name, a character outside
    /// the table, an integer above 2⁵³ − 1, more than 8 containers deep.
    ///
    /// # Errors
    /// [`JsonError::Shape`] with the path of the first such value.
    pub fn check(&self) -> Result<(), JsonError> {
        check(self, 1)
    }

    /// The member of an object.
    pub fn member(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members.get(name),
            _ => None,
        }
    }

    /// The string, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn integer(&self) -> Option<u64> {
        match self {
            Json::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// As error messages show it, cut to 80 characters.
    pub(super) fn what(&self) -> String {
        match self {
            Json::Text(text) => format!("`{}`", cut(text)),
            other => format!("`{}`", cut(&String::from_utf8_lossy(&other.to_bytes()))),
        }
    }

    fn write(&self, out: &mut impl Sink) {
        match self {
            Json::Object(members) => {
                out.put(b"{");
                for (n, (name, value)) in members.iter().enumerate() {
                    out.put(if n == 0 { b"\"" } else { b",\"" });
                    out.put(name.as_bytes());
                    out.put(b"\":");
                    value.write(out);
                }
                out.put(b"}");
            }
            Json::Array(values) => {
                out.put(b"[");
                for (n, value) in values.iter().enumerate() {
                    if n > 0 {
                        out.put(b",");
                    }
                    value.write(out);
                }
                out.put(b"]");
            }
            Json::Text(text) => {
                out.put(b"\"");
                for run in text.as_bytes().split_inclusive(|b| matches!(b, b'"' | b'\\')) {
                    match run.split_last() {
                        Some((last @ (b'"' | b'\\'), plain)) => {
                            out.put(plain);
                            out.put(&[b'\\', *last]);
                        }
                        _ => out.put(run),
                    }
                }
                out.put(b"\"");
            }
            Json::Bool(true) => out.put(b"true"),
            Json::Bool(false) => out.put(b"false"),
            Json::Integer(number) => out.put(number.to_string().as_bytes()),
        }
    }
}

/// Where encoded bytes go.
trait Sink {
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// What of the input the writer has not yet reproduced; `None` once it wrote something else.
struct Unwritten<'a>(Option<&'a [u8]>);

impl Sink for Unwritten<'_> {
    fn put(&mut self, bytes: &[u8]) {
        self.0 = self.0.and_then(|rest| rest.strip_prefix(bytes));
    }
}

fn cut(text: &str) -> String {
    text.chars().take(80).collect()
}

/// `[a-z][a-z0-9_]*`
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn check(value: &Json, depth: usize) -> Result<(), JsonError> {
    if depth > Json::MAX_DEPTH && matches!(value, Json::Object(_) | Json::Array(_)) {
        return Err(shape("at most 8 containers inside one another"));
    }
    match value {
        Json::Object(members) => members.iter().try_for_each(|(name, value)| {
            if !is_name(name) {
                return Err(shape("a member name is not [a-z][a-z0-9_]*").inside(name));
            }
            check(value, depth + 1).map_err(|e| e.inside(name))
        }),
        Json::Array(values) => values
            .iter()
            .enumerate()
            .try_for_each(|(n, value)| check(value, depth + 1).map_err(|e| e.inside(&n.to_string()))),
        Json::Text(text) => match text.chars().find(|&c| !in_table(c)) {
            Some(c) => Err(shape(format!("U+{:04X} is outside the character table", u32::from(c)))),
            None => Ok(()),
        },
        Json::Bool(_) => Ok(()),
        Json::Integer(number) if *number > Json::MAX_INTEGER => {
            Err(shape(format!("expected a whole number up to 2^53 - 1, found {number}")))
        }
        Json::Integer(_) => Ok(()),
    }
}

fn shape(problem: impl Into<String>) -> JsonError {
    Fault::Said(problem.into()).here()
}

impl JsonError {
    /// A value that cannot take this form, with what is wrong with it.
    pub fn shape(problem: impl Into<String>) -> JsonError {
        shape(problem)
    }

    /// The same error, seen from one container further out.
    pub fn inside(self, step: &str) -> JsonError {
        match self {
            JsonError::Shape { path, fault } if path.is_empty() => JsonError::Shape { path: step.to_owned(), fault },
            JsonError::Shape { path, fault } => JsonError::Shape { path: format!("{step}.{path}"), fault },
            syntax => syntax,
        }
    }
}
