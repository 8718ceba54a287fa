//! What is asked and what is answered, without a socket: tests ask so, and so does the server.

use std::collections::BTreeMap;

/// One request, read whole.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// `GET` or `POST`.
    pub method: String,
    /// Path and query as they came.
    pub target: String,
    /// Headers by lower-case name; the first of each.
    pub headers: BTreeMap<String, String>,
    /// The body, bounded by the server.
    pub body: Vec<u8>,
}

/// One answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Headers besides those that every answer has.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent.
    pub body: Vec<u8>,
}

impl Reply {
    /// A page.
    pub fn page(status: u16, html: String) -> Reply {
        Reply::of(status, "text/html; charset=utf-8", html.into_bytes())
    }

    /// Anything else.
    pub fn of(status: u16, kind: &str, body: Vec<u8>) -> Reply {
        Reply { status, headers: vec![("content-type", kind.to_owned())], body }
    }

    /// A file to be kept under this name.
    pub fn file(name: &str, kind: &str, body: Vec<u8>) -> Reply {
        let mut answer = Reply::of(200, kind, body);
        // for browsers that know no other name than one of ASCII, then as it is (RFC 6266)
        let plain: String =
            name.chars().map(|c| if c.is_ascii_graphic() && c != '"' && c != '\\' { c } else { '_' }).collect();
        let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", step(name));
        answer.headers.push(("content-disposition", disposition));
        answer
    }

    /// Go there, with GET.
    pub fn go(path: &str) -> Reply {
        Reply { status: 303, headers: vec![("location", path.to_owned())], body: Vec::new() }
    }

    /// The same with a header.
    pub fn with(mut self, name: &'static str, value: String) -> Reply {
        self.headers.push((name, value));
        self
    }
}

/// Names and values of a query or of a form's body, in their order: `application/x-www-form-urlencoded`.
pub fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// A value as it stands in a query.
pub fn quoted(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A value as one step of a path: every byte that is no letter, digit, `-`, `.` or `_` as `%` and two digits.
pub fn step(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// The value of one step of a path; a `+` there is a plus.
pub fn of_step(step: &str) -> String {
    let whole = format!("s={}", step.replace('+', "%2B").replace('&', "%26"));
    form_urlencoded::parse(whole.as_bytes()).next().map_or_else(String::new, |(_, value)| value.into_owned())
}
