//! JSON as people write it: members in any order, white space, with what the ledger refuses (a member twice, a
//! number with a fraction, null) still in it, so that the refusal can name it.
//!
//! A reader of its own: what is wrong is a variant with its place, not a sentence of a library's.

use crate::{
    decide::{JsonFault, ReadingRule},
    log::Json,
};
use std::collections::BTreeMap;

/// A value with what the ledger refuses still in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Loose {
    Object(BTreeMap<String, Loose>),
    Array(Vec<Loose>),
    Text(String),
    Bool(bool),
    Integer(u64),
    /// A number with a fraction or exponent, as it is written.
    Fraction(String),
    /// A number above what any member holds, as it is written.
    Large(String),
    /// A number below zero, as it is written.
    Negative(String),
    Null,
}

impl Loose {
    /// The value, where nothing in it is refused.
    pub(super) fn strict(self, path: &str) -> Result<Json, ReadingRule> {
        let step = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let at = || path.to_owned();
        Ok(match self {
            Loose::Object(members) => {
                let strict = |(name, value): (String, Loose)| Ok((name.clone(), value.strict(&step(&name))?));
                Json::Object(members.into_iter().map(strict).collect::<Result<_, _>>()?)
            }
            Loose::Array(items) => {
                let each = items.into_iter().enumerate();
                Json::Array(each.map(|(i, item)| item.strict(&step(&i.to_string()))).collect::<Result<_, _>>()?)
            }
            Loose::Text(text) => Json::Text(text),
            Loose::Bool(truth) => Json::Bool(truth),
            Loose::Integer(number) if number <= Json::MAX_INTEGER => Json::Integer(number),
            Loose::Integer(number) => {
                return Err(ReadingRule::Above { at: at(), most: Json::MAX_INTEGER, found: number.to_string() });
            }
            Loose::Large(found) => return Err(ReadingRule::Above { at: at(), most: Json::MAX_INTEGER, found }),
            Loose::Fraction(found) => return Err(ReadingRule::Fraction { at: at(), found }),
            Loose::Negative(found) => return Err(ReadingRule::Negative { at: at(), found }),
            Loose::Null => return Err(ReadingRule::Null { at: at() }),
        })
    }
}

/// A value of a TOML file; a day may stand without quotes.
pub(super) fn of_toml(value: toml::Value) -> Loose {
    match value {
        toml::Value::Table(members) => Loose::Object(members.into_iter().map(|(n, v)| (n, of_toml(v))).collect()),
        toml::Value::Array(items) => Loose::Array(items.into_iter().map(of_toml).collect()),
        toml::Value::String(text) => Loose::Text(text),
        toml::Value::Boolean(truth) => Loose::Bool(truth),
        toml::Value::Datetime(day) => Loose::Text(day.to_string()),
        toml::Value::Float(number) => Loose::Fraction(number.to_string()),
        toml::Value::Integer(number) => {
            u64::try_from(number).map_or_else(|_| Loose::Negative(number.to_string()), Loose::Integer)
        }
    }
}

/// Containers inside one another before reading stops.
const DEEPEST: usize = 127;

/// Reads one value that fills the line.
pub(super) fn read(line: &str) -> Result<Loose, ReadingRule> {
    let mut reader = Reader { text: line.as_bytes(), line, at: 0, twice: None };
    let value = reader.value(0)?;
    reader.skip_blanks();
    match (reader.peek(), reader.twice.take()) {
        (Some(_), _) => Err(reader.wrong(JsonFault::Behind)),
        (None, Some(member)) => Err(ReadingRule::MemberTwice { member }),
        (None, None) => Ok(value),
    }
}

struct Reader<'a> {
    text: &'a [u8],
    line: &'a str,
    at: usize,
    /// The first member that came twice: told where nothing else is wrong with the line.
    twice: Option<String>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// What is wrong with the next character, at its place from 1.
    fn wrong(&self, fault: JsonFault) -> ReadingRule {
        ReadingRule::NotJson { byte: self.text.len().min(self.at + 1), fault }
    }

    /// What is wrong with the character before.
    fn was_wrong(&self, fault: JsonFault) -> ReadingRule {
        ReadingRule::NotJson { byte: self.at, fault }
    }

    fn value(&mut self, depth: usize) -> Result<Loose, ReadingRule> {
        self.skip_blanks();
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Loose::Text),
            Some(b't') => self.word("true", Loose::Bool(true)),
            Some(b'f') => self.word("false", Loose::Bool(false)),
            Some(b'n') => self.word("null", Loose::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => Err(self.wrong(JsonFault::NoValue)),
            None => Err(self.wrong(JsonFault::EndBeforeValue)),
        }
    }

    fn word(&mut self, word: &str, value: Loose) -> Result<Loose, ReadingRule> {
        for letter in word.bytes() {
            match self.peek() {
                None => return Err(self.wrong(JsonFault::EndBeforeValue)),
                Some(found) => {
                    self.at += 1;
                    if found != letter {
                        return Err(self.was_wrong(JsonFault::NoWord));
                    }
                }
            }
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<Loose, ReadingRule> {
        let first = self.at;
        let below = self.peek() == Some(b'-');
        self.at += usize::from(below);
        let zero = self.peek() == Some(b'0');
        let whole = self.digits()?;
        if zero && whole > 1 {
            return Err(self.was_wrong(JsonFault::Number));
        }
        let mut fraction = false;
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
            fraction = true;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
            fraction = true;
        }
        let written = self.line.get(first..self.at).unwrap_or_default();
        Ok(match written.parse() {
            _ if fraction => Loose::Fraction(written.to_owned()),
            _ if below => Loose::Negative(written.to_owned()),
            Ok(number) => Loose::Integer(number),
            Err(_) => Loose::Large(written.to_owned()),
        })
    }

    fn digits(&mut self) -> Result<usize, ReadingRule> {
        let first = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        match (self.at - first, self.peek()) {
            (0, None) => Err(self.wrong(JsonFault::EndBeforeValue)),
            (0, Some(_)) => Err(self.wrong(JsonFault::Number)),
            (digits, _) => Ok(digits),
        }
    }

    fn array(&mut self, depth: usize) -> Result<Loose, ReadingRule> {
        self.enter(depth)?;
        let mut items = Vec::new();
        self.skip_blanks();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Loose::Array(items));
        }
        loop {
            self.skip_blanks();
            match self.peek() {
                None => return Err(self.wrong(JsonFault::EndInList)),
                Some(b']') => return Err(self.wrong(JsonFault::TrailingComma)),
                Some(_) => items.push(self.value(depth + 1)?),
            }
            self.skip_blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Loose::Array(items));
                }
                Some(_) => return Err(self.wrong(JsonFault::CommaOrBracket)),
                None => return Err(self.wrong(JsonFault::EndInList)),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Loose, ReadingRule> {
        self.enter(depth)?;
        let mut members = BTreeMap::new();
        self.skip_blanks();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Loose::Object(members));
        }
        loop {
            self.skip_blanks();
            let name = match self.peek() {
                None => return Err(self.wrong(JsonFault::EndInObject)),
                Some(b'"') => self.string()?,
                Some(b'}') => return Err(self.wrong(JsonFault::TrailingComma)),
                Some(_) => return Err(self.wrong(JsonFault::NameWithoutQuotes)),
            };
            self.skip_blanks();
            match self.peek() {
                Some(b':') => self.at += 1,
                Some(_) => return Err(self.wrong(JsonFault::Colon)),
                None => return Err(self.wrong(JsonFault::EndInObject)),
            }
            let value = self.value(depth + 1)?;
            if members.contains_key(&name) {
                self.twice.get_or_insert_with(|| name.clone());
            }
            members.insert(name, value);
            self.skip_blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Loose::Object(members));
                }
                Some(_) => return Err(self.wrong(JsonFault::CommaOrBrace)),
                None => return Err(self.wrong(JsonFault::EndInObject)),
            }
        }
    }

    /// Steps over the opening bracket.
    fn enter(&mut self, depth: usize) -> Result<(), ReadingRule> {
        if depth > DEEPEST {
            return Err(self.wrong(JsonFault::TooDeep));
        }
        self.at += 1;
        Ok(())
    }

    fn string(&mut self) -> Result<String, ReadingRule> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let first = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            text.push_str(self.line.get(first..self.at).unwrap_or_default());
            match self.peek() {
                None => return Err(self.wrong(JsonFault::EndInText)),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                Some(_) => return Err(self.wrong(JsonFault::ControlCharacter)),
            }
        }
    }

    fn escape(&mut self) -> Result<char, ReadingRule> {
        let Some(letter) = self.peek() else { return Err(self.wrong(JsonFault::EndInText)) };
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.code_point(),
            _ => return Err(self.was_wrong(JsonFault::Escape)),
        })
    }

    /// Behind `\u`: four digits, or two times four for a character beyond the first plane.
    fn code_point(&mut self) -> Result<char, ReadingRule> {
        let first = self.hex4()?;
        if !(0xd800..0xe000).contains(&first) {
            return char::from_u32(first).ok_or_else(|| self.was_wrong(JsonFault::NoCharacter));
        }
        let follows = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(b"\\u"));
        if first >= 0xdc00 || !follows {
            return Err(self.was_wrong(JsonFault::HalfCharacter));
        }
        self.at += 2;
        let second = self.hex4()?;
        let low = second.checked_sub(0xdc00).filter(|low| *low < 0x400);
        let whole = low.and_then(|low| char::from_u32(0x10000 + ((first - 0xd800) << 10) + low));
        whole.ok_or_else(|| self.was_wrong(JsonFault::HalfCharacter))
    }

    fn hex4(&mut self) -> Result<u32, ReadingRule> {
        let digits = self.line.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let number = number.ok_or_else(|| self.wrong(JsonFault::ShortHex))?;
        self.at += 4;
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_read_with_what_the_ledger_refuses() {
        let read = read(r#" { "b" : [1, 12.50, -3, null, true], "a\u00e9\ud83d\ude00\n": "\"" } "#);
        let Ok(Loose::Object(members)) = read else { panic!("{read:?}") };
        let list = vec![
            Loose::Integer(1),
            Loose::Fraction("12.50".to_owned()),
            Loose::Negative("-3".to_owned()),
            Loose::Null,
            Loose::Bool(true),
        ];
        assert_eq!(members.get("b"), Some(&Loose::Array(list)));
        assert_eq!(members.get("aé😀\n"), Some(&Loose::Text("\"".to_owned())));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let cases = [
            ("", 0, JsonFault::EndBeforeValue),
            ("{", 1, JsonFault::EndInObject),
            (r#"{"a":1"#, 6, JsonFault::EndInObject),
            ("[1", 2, JsonFault::EndInList),
            (r#"{"a"#, 3, JsonFault::EndInText),
            (r#"{"a" 1}"#, 6, JsonFault::Colon),
            ("[1 2]", 4, JsonFault::CommaOrBracket),
            (r#"{"a":1 "b":2}"#, 8, JsonFault::CommaOrBrace),
            ("nobody", 2, JsonFault::NoWord),
            ("{a:1}", 2, JsonFault::NameWithoutQuotes),
            ("[1,]", 4, JsonFault::TrailingComma),
            ("1 2", 3, JsonFault::Behind),
            ("01", 2, JsonFault::Number),
            (r#""\x""#, 3, JsonFault::Escape),
            (r#""\ud800""#, 7, JsonFault::HalfCharacter),
            ("\"a\tb\"", 3, JsonFault::ControlCharacter),
        ];
        for (text, byte, fault) in cases {
            assert_eq!(read(text), Err(ReadingRule::NotJson { byte, fault }), "{text}");
        }
        assert_eq!(read(r#"{"a":1,"a":2}"#), Err(ReadingRule::MemberTwice { member: "a".to_owned() }));
        assert!(read(&"[".repeat(100_000)).is_err());
    }
}
