//! The strict reader: one pass, no look back, no recursion deeper than the format allows.

use super::{Json, JsonError};
use crate::unit::in_table;
use std::collections::BTreeMap;

/// Reads one value that fills `bytes` to the end.
pub(super) fn value(bytes: &[u8]) -> Result<Json, JsonError> {
    let text = std::str::from_utf8(bytes).map_err(|e| JsonError::Syntax {
        at: e.valid_up_to(),
        expected: "UTF-8",
        found: "other bytes".into(),
    })?;
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(1)?;
    if reader.at < bytes.len() {
        return Err(reader.refuse("the end after one value"));
    }
    Ok(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Json, JsonError> {
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => {
                self.at += 1;
                self.string().map(Json::Text)
            }
            Some(b'0'..=b'9') => self.integer(),
            Some(b't') => self.literal("true", Json::Bool(true)),
            Some(b'f') => self.literal("false", Json::Bool(false)),
            _ => Err(self.refuse("an object, array, string, true, false or whole number from 0")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.enter(depth)?;
        let mut members: Vec<(String, Json)> = Vec::new();
        if self.skip(b'}') {
            return Ok(Json::Object(BTreeMap::new()));
        }
        loop {
            let name = self.name()?;
            if let Some((before, _)) = members.last() {
                if *before == name {
                    return Err(self.refuse_name(name, "a member name that did not occur before"));
                }
                if *before > name {
                    return Err(self.refuse_name(name, "member names in ascending order"));
                }
            }
            let value = self.value(depth + 1)?;
            if members.capacity() == 0 {
                members.reserve_exact(16);
            }
            members.push((name, value));
            if self.skip(b',') {
                continue;
            }
            if self.skip(b'}') {
                return Ok(Json::Object(members.into_iter().collect()));
            }
            return Err(self.refuse("`,` or `}`"));
        }
    }

    fn array(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.enter(depth)?;
        let mut values = Vec::new();
        if self.skip(b']') {
            return Ok(Json::Array(values));
        }
        loop {
            values.push(self.value(depth + 1)?);
            if self.skip(b',') {
                continue;
            }
            if self.skip(b']') {
                return Ok(Json::Array(values));
            }
            return Err(self.refuse("`,` or `]`"));
        }
    }

    /// Steps over the opening bracket.
    fn enter(&mut self, depth: usize) -> Result<(), JsonError> {
        if depth > Json::MAX_DEPTH {
            return Err(self.refuse("at most 8 containers inside one another"));
        }
        self.at += 1;
        Ok(())
    }

    /// `"name":`
    fn name(&mut self) -> Result<String, JsonError> {
        if !self.skip(b'"') {
            return Err(self.refuse("a member name in quotes"));
        }
        let first = self.at;
        if !matches!(self.peek(), Some(b'a'..=b'z')) {
            return Err(self.refuse("a member name that starts with a lower-case letter"));
        }
        while matches!(self.peek(), Some(b'a'..=b'z' | b'0'..=b'9' | b'_')) {
            self.at += 1;
        }
        let name = self.slice(first).to_owned();
        if !self.skip(b'"') {
            return Err(self.refuse("a member name of lower-case letters, digits and _"));
        }
        if !self.skip(b':') {
            return Err(self.refuse("`:`"));
        }
        Ok(name)
    }

    /// A string behind its opening quote, up to and with the closing one.
    fn string(&mut self) -> Result<String, JsonError> {
        let mut done = String::new();
        let mut run = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let rest = self.slice(run);
                    self.at += 1;
                    if done.is_empty() {
                        return Ok(rest.to_owned());
                    }
                    done.push_str(rest);
                    return Ok(done);
                }
                Some(b'\\') => {
                    done.push_str(self.slice(run));
                    self.at += 1;
                    if !matches!(self.peek(), Some(b'"' | b'\\')) {
                        return Err(self.refuse("`\"` or `\\` behind a backslash"));
                    }
                    // the escaped character opens the next run
                    run = self.at;
                    self.at += 1;
                }
                Some(0x20..=0x7E) => self.at += 1,
                _ => match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
                    Some(c) if matches!(c, '\u{4E00}'..='\u{9FFF}') || in_table(c) => self.at += c.len_utf8(),
                    Some(_) => return Err(self.refuse("a character of the table in FORMAT.md")),
                    None => return Err(self.refuse("a closing `\"`")),
                },
            }
        }
    }

    fn integer(&mut self) -> Result<Json, JsonError> {
        let first = self.at;
        let mut number = 0_u64;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            if number == 0 && self.at > first {
                return Err(self.refuse("a whole number without leading zeros"));
            }
            number = number * 10 + u64::from(digit - b'0');
            if number > Json::MAX_INTEGER {
                return Err(self.refuse("a whole number up to 2^53 - 1"));
            }
            self.at += 1;
        }
        if matches!(self.peek(), Some(b'.' | b'e' | b'E')) {
            return Err(self.refuse("a whole number without fraction or exponent"));
        }
        Ok(Json::Integer(number))
    }

    fn literal(&mut self, word: &'static str, value: Json) -> Result<Json, JsonError> {
        if self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            self.at += word.len();
            return Ok(value);
        }
        Err(self.refuse(word))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        if there {
            self.at += 1;
        }
        there
    }

    /// From `first` to here; both lie on character boundaries.
    fn slice(&self, first: usize) -> &'a str {
        self.text.get(first..self.at).unwrap_or_default()
    }

    fn refuse(&self, expected: &'static str) -> JsonError {
        let found = match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            None => "the end".into(),
            Some(c @ '!'..='~') => format!("`{c}`"),
            Some(c) => format!("U+{:04X}", u32::from(c)),
        };
        JsonError::Syntax { at: self.at, expected, found }
    }

    fn refuse_name(&self, name: String, expected: &'static str) -> JsonError {
        // the reader stands behind `"name":`
        let at = self.at.saturating_sub(name.len() + 3);
        JsonError::Syntax { at, expected, found: format!("`{name}`") }
    }
}
