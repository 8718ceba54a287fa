//! Reading instructions: JSON Lines or TOML, one instruction a line or a `[[record]]` table.
//!
//! Lenient where an accountant needs it (order of members, white space), strict where money or
//! meaning could change: duplicate members, fractions outside quotes, unknown members.

use super::{Code, Correct, DeclarePayout, Instruction, Order, PayPayout, Refusal, ReturnPayout};
use crate::{
    event::{Attached, BlobRef, Fact, KINDS, SchemeAdopted},
    log::{
        Hash,
        json::{Json, from_json},
    },
    scheme,
    unit::{Period, in_table},
};
use serde::de::{self, Deserialize, MapAccess, SeqAccess, Visitor};
use std::{collections::BTreeMap, fmt};

/// Longest instruction accepted, in bytes: more than any entry can hold.
const LONGEST: usize = 4 << 20;

/// Reads JSON Lines. Empty lines and lines beginning with `#` are passed over. The number is the
/// line in the text, from 1.
pub fn read_json_lines(text: &str) -> Vec<(usize, Result<Json, Refusal>)> {
    let lines = text.lines().enumerate().map(|(i, line)| (i + 1, line.trim_start_matches('\u{feff}').trim()));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).map(|(n, l)| (n, read_json(l))).collect()
}

/// Reads TOML with one `[[record]]` per instruction. The number is the record, from 1.
pub fn read_toml(text: &str) -> Vec<(usize, Result<Json, Refusal>)> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        record: Vec<Loose>,
    }
    if text.len() > LONGEST {
        return vec![(1, Err(too_long(text.len())))];
    }
    match toml::from_str::<File>(text) {
        Ok(file) => file.record.into_iter().enumerate().map(|(i, l)| (i + 1, l.strict())).collect(),
        Err(e) => vec![(1, Err(unreadable(e.message())))],
    }
}

fn too_long(found: usize) -> Refusal {
    Refusal::new(Code::EntryTooLarge, "instruction", format!("at most {LONGEST} bytes"), found)
}

fn read_json(line: &str) -> Result<Json, Refusal> {
    if line.len() > LONGEST {
        return Err(too_long(line.len()));
    }
    serde_json::from_str::<Loose>(line).map_err(|e| unreadable(&placed(&e)))?.strict()
}

/// What is wrong with the JSON, with its place on the line first.
fn placed(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let what = said.split(" at line ").next().unwrap_or_default();
    format!("at byte {}: {what}", error.column())
}

fn unreadable(said: &str) -> Refusal {
    if let Some(at) = said.find(DUPLICATE) {
        let name = said.get(at + DUPLICATE.len()..).unwrap_or_default();
        let name = name.split('`').next().unwrap_or_default().to_owned();
        return Refusal::new(Code::DuplicateMember, name, "each member once", "twice");
    }
    Refusal::new(Code::Unreadable, "instruction", "JSON or TOML", said)
}

const DUPLICATE: &str = "member given twice: `";

/// JSON with what the ledger refuses still in it, so that the refusal can name it.
enum Loose {
    Object(BTreeMap<String, Loose>),
    Array(Vec<Loose>),
    Text(String),
    Bool(bool),
    Integer(u64),
    /// A float ("number"), a negative number ("the number") or null.
    Other(&'static str, String),
}

impl Loose {
    fn strict(self) -> Result<Json, Refusal> {
        self.at("")
    }

    fn at(self, path: &str) -> Result<Json, Refusal> {
        let step = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        Ok(match self {
            Loose::Object(members) => {
                let mut out = BTreeMap::new();
                for (name, value) in members {
                    let value = value.at(&step(&name))?;
                    out.insert(name, value);
                }
                Json::Object(out)
            }
            Loose::Array(items) => {
                let each = items.into_iter().enumerate();
                Json::Array(each.map(|(i, item)| item.at(&step(&i.to_string()))).collect::<Result<_, _>>()?)
            }
            Loose::Text(text) => Json::Text(text),
            Loose::Bool(b) => Json::Bool(b),
            Loose::Integer(n) => Json::Integer(n),
            Loose::Other("number", found) => {
                let wanted = "an amount in quotes, \"1234.56\"";
                return Err(Refusal::new(Code::FloatFound, path, wanted, found));
            }
            Loose::Other(what, found) => {
                let wanted = "text, a list, a table, true, false or a whole number";
                return Err(Refusal::new(Code::BadValue, path, wanted, format!("{what} {found}")));
            }
        })
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: de::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an instruction")
    }
    fn visit_bool<E>(self, v: bool) -> Result<Loose, E> {
        Ok(Loose::Bool(v))
    }
    fn visit_u64<E>(self, v: u64) -> Result<Loose, E> {
        Ok(Loose::Integer(v))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Loose, E> {
        Ok(u64::try_from(v).map_or_else(|_| Loose::Other("the number", v.to_string()), Loose::Integer))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Loose, E> {
        Ok(Loose::Other("number", v.to_string()))
    }
    fn visit_str<E>(self, v: &str) -> Result<Loose, E> {
        Ok(Loose::Text(v.to_owned()))
    }
    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::Other("null", String::new()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Loose, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Loose::Array(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
        let mut members = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            if name == "$__toml_private_datetime" {
                return Ok(Loose::Text(map.next_value::<String>()?));
            }
            let value = map.next_value()?;
            if members.contains_key(&name) {
                return Err(de::Error::custom(format!("{DUPLICATE}{name}`")));
            }
            members.insert(name, value);
        }
        Ok(Loose::Object(members))
    }
}

impl Instruction {
    /// Reads an instruction whose private members are already sealed.
    pub fn read(json: &Json) -> Result<Instruction, Refusal> {
        let Json::Object(members) = json else {
            return Err(Refusal::new(Code::Unreadable, "instruction", "an object", "something else"));
        };
        let mut body = members.clone();
        let mut take = |name: &str| body.remove(name);
        let (id, on, kind) = (take("id"), take("on"), take("kind"));
        let (note, evidence) = (take("note"), take("evidence"));
        // an instruction's own kind stands where `key.admitted` has the kind of the key
        let key_kind = take("key_kind");
        let id = value(id, "id")?;
        let on = value(on, "on")?;
        let kind: String = value(kind, "kind")?;
        let note = note.map(|n| value::<Hash>(Some(n), "note")).transpose()?;
        let evidence = evidence.map(|e| value::<Vec<Hash>>(Some(e), "evidence")).transpose()?;
        body.extend(key_kind.map(|k| ("kind".to_owned(), k)));
        let body = Json::Object(body);
        check_characters(&body, "")?;
        let order = match kind.as_str() {
            "payout.declare" => Order::DeclarePayout(typed::<DeclarePayout>(&kind, &body)?),
            "payout.pay" => {
                // nothing is not everything
                if matches!(body.member("lines"), Some(Json::Array(lines)) if lines.is_empty()) {
                    let expected = "at least one line; without the member all that is open is paid";
                    return Err(Refusal::new(Code::BadValue, "lines", expected, "[]"));
                }
                Order::PayPayout(typed::<PayPayout>(&kind, &body)?)
            }
            "payout.returned" => Order::ReturnPayout(typed::<ReturnPayout>(&kind, &body)?),
            "scheme.adopt" => adopt(&body)?,
            "entry.corrected" if body.member("corrects").and_then(Json::text).is_some() => {
                Order::Correct(typed::<Correct>(&kind, &body)?)
            }
            _ => {
                let full = format!("{kind}/1");
                if !KINDS.contains(&full.as_str()) {
                    return Err(Refusal::new(Code::UnknownKind, "kind", nearest(&kind), kind));
                }
                let fact = Fact::read(&full, &body).map_err(|e| misread(&kind, &e.to_string()))?;
                Order::Record(fact, Attached::Nothing)
            }
        };
        Ok(Instruction { id, on, order, note, evidence: evidence.unwrap_or_default(), seed: Hash::ZERO })
    }
}

/// `scheme.adopt`: the sheet's text with its resolution; id and version are the sheet's own.
fn adopt(body: &Json) -> Result<Order, Refusal> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Adopt {
        resolution: crate::unit::Text,
        sheet: Vec<String>,
        version: u32,
    }
    let adopt: Adopt = typed("scheme.adopt", body)?;
    let mut text = adopt.sheet.join("\n");
    text.push('\n');
    let sheet = scheme::read(&text).map_err(|found| sheet_refused(&found))?;
    let fact = SchemeAdopted {
        resolution: adopt.resolution,
        scheme: sheet.id().clone(),
        semantics: sheet.semantics(),
        sheet: BlobRef::of(text.as_bytes()),
        version: adopt.version,
    };
    Ok(Order::Record(Fact::SchemeAdopted(fact), Attached::Document(text)))
}

pub(super) fn sheet_refused(found: &[scheme::Diagnostic]) -> Refusal {
    match found.first() {
        Some(first) => Refusal::new(
            Code::SheetRefused,
            format!("{}:{}:{}", first.code, first.line(), first.column()),
            first.write_en.as_deref().unwrap_or("a sheet that passes the checker"),
            &first.message_en,
        ),
        None => Refusal::new(Code::SheetRefused, "sheet", "a payout sheet", "nothing"),
    }
}

fn value<T: de::DeserializeOwned>(json: Option<Json>, name: &str) -> Result<T, Refusal> {
    let json = json.ok_or_else(|| Refusal::new(Code::MemberMissing, name, name, "nothing"))?;
    from_json(&json).map_err(|e| misread(name, &e.to_string()))
}

fn typed<T: de::DeserializeOwned>(kind: &str, body: &Json) -> Result<T, Refusal> {
    from_json(body).map_err(|e| misread(kind, &e.to_string()))
}

/// Turns a reading error into the code of the rule that it breaks.
fn misread(subject: &str, said: &str) -> Refusal {
    // the kind may stand in quotes before it
    let named = |what: &str| said.split_once(what).and_then(|(_, rest)| rest.split('`').next()).map(str::to_owned);
    if let Some(member) = named("unknown field `") {
        return Refusal::new(Code::UnknownMember, subject, "members of this kind", member);
    }
    if let Some(member) = named("missing field `") {
        return Refusal::new(Code::MemberMissing, subject, member, "nothing");
    }
    let code = match said {
        s if s.contains("two decimals such as 1234.56") => Code::AmountScale,
        s if s.contains("a day that exists") => Code::DateDoesNotExist,
        s if s.contains(Period::IN_ORDER) => Code::DatesOutOfOrder,
        _ => Code::BadValue,
    };
    match said.split_once("` is not ") {
        Some((before, expected)) => {
            let found = before.rsplit('`').next().unwrap_or(before);
            // two days that are each a day, but not together, are named by the member that holds them; so is a text
            // that is empty
            let named = code == Code::DatesOutOfOrder || (code == Code::BadValue && found.is_empty());
            let place = if named { otherwise(said).0 } else { "" };
            let subject = if place.is_empty() { subject.to_owned() } else { format!("{subject}, {place}") };
            Refusal::new(code, subject, expected, found)
        }
        None => {
            let (place, expected, found) = otherwise(said);
            let subject = if place.is_empty() { subject.to_owned() } else { format!("{subject}, {place}") };
            Refusal::new(code, subject, expected, found)
        }
    }
}

/// Place, expected and found out of serde's own words, in words that are not a programmer's.
fn otherwise(said: &str) -> (&str, String, String) {
    let (place, problem) = match said.split_once("value at `") {
        Some((_, rest)) => rest.split_once("`: ").unwrap_or(("", rest)),
        None => ("", said),
    };
    let wrong = ["invalid type: ", "invalid value: ", "invalid length: ", "unknown variant "];
    let wrong = wrong.into_iter().find_map(|begins| problem.strip_prefix(begins)?.rsplit_once(", expected "));
    let (found, expected) = match wrong {
        Some(said) => said,
        None => match problem.strip_prefix("expected ").and_then(|rest| rest.rsplit_once(", found ")) {
            Some((expected, found)) => (found, expected),
            None => return (place, "a value of this kind".to_owned(), problem.to_owned()),
        },
    };
    let expected = match expected.split(' ').next() {
        Some("struct" | "tuple" | "enum") => "an object",
        Some("u8" | "u16" | "u32" | "u64" | "usize") => "a whole number from 0",
        _ => match expected {
            "a sequence" => "a list",
            "a string" | "string" => "text",
            "a boolean" => "true or false",
            "a map" => "an object",
            other => other,
        },
    };
    let (word, value) = found.split_once(' ').unwrap_or((found, ""));
    let found = match word {
        "string" => format!("the text {value}"),
        "integer" => format!("the number {}", value.trim_matches('`')),
        "boolean" => value.trim_matches('`').to_owned(),
        "sequence" => "a list".to_owned(),
        "map" => "an object".to_owned(),
        _ => found.trim_matches('`').to_owned(),
    };
    (place, expected.replace('`', ""), found)
}

fn check_characters(json: &Json, path: &str) -> Result<(), Refusal> {
    let bad = |text: &str| text.chars().find(|c| !in_table(*c));
    match json {
        Json::Object(members) => {
            for (name, value) in members {
                check_characters(value, name)?;
            }
        }
        Json::Array(items) => {
            for item in items {
                check_characters(item, path)?;
            }
        }
        Json::Text(text) => {
            if let Some(c) = bad(text) {
                let found = format!("U+{:04X}", c as u32);
                return Err(Refusal::new(Code::CharacterOutsideTable, path, "characters of the table", found));
            }
        }
        Json::Bool(_) | Json::Integer(_) => {}
    }
    Ok(())
}

/// The kind that differs least, to be offered instead.
fn nearest(kind: &str) -> String {
    let bare = |k: &&str| k.split('/').next().unwrap_or_default().to_owned();
    let all = KINDS.iter().map(bare).chain(["payout.declare", "payout.pay", "scheme.adopt"].map(String::from));
    let shared = |k: &String| k.chars().zip(kind.chars()).take_while(|(a, b)| a == b).count();
    all.max_by_key(shared).unwrap_or_default()
}
