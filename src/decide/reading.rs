//! Reading instructions: JSON Lines or TOML, one instruction a line or a `[[record]]` table.
//!
//! Lenient where an accountant needs it (order of members, white space), strict where money or
//! meaning could change: duplicate members, fractions outside quotes, unknown members.

mod loose;

use super::{
    Correct, DeclarePayout, Instruction, Order, PayPayout, Refusal, ReturnPayout,
    refusal::{ReadingRule, SheetRule},
};
use crate::{
    event::{Attached, BlobRef, Fact, KINDS, ReadError, SchemeAdopted},
    log::{
        Fault, Hash, JsonError,
        json::{Json, from_json},
    },
    scheme,
    unit::{Form, in_table},
};
use loose::Loose;
use serde::de;

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
        record: Vec<toml::Value>,
    }
    if text.len() > LONGEST {
        return vec![(1, Err(too_long(text.len())))];
    }
    match toml::from_str::<File>(text) {
        Ok(file) => file.record.into_iter().enumerate().map(|(i, r)| (i + 1, strict(loose::of_toml(r)))).collect(),
        Err(e) => vec![(1, Err(ReadingRule::NotToml { why: e.message().to_owned() }.into()))],
    }
}

fn too_long(bytes: usize) -> Refusal {
    ReadingRule::InstructionTooLong { most: LONGEST, bytes }.into()
}

fn read_json(line: &str) -> Result<Json, Refusal> {
    if line.len() > LONGEST {
        return Err(too_long(line.len()));
    }
    strict(loose::read(line)?)
}

fn strict(value: Loose) -> Result<Json, Refusal> {
    match value {
        Loose::Null => Err(ReadingRule::NoObject.into()),
        value => Ok(value.strict("")?),
    }
}

impl Instruction {
    /// Reads an instruction whose private members are already sealed.
    pub fn read(json: &Json) -> Result<Instruction, Refusal> {
        let Json::Object(members) = json else {
            return Err(ReadingRule::NoObject.into());
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
                    return Err(ReadingRule::NoLines.into());
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
                    return Err(ReadingRule::UnknownKind { nearest: nearest(&kind), kind }.into());
                }
                let fact = Fact::read(&full, &body).map_err(|e| match e {
                    ReadError::Shape(_, error) => misread(&kind, &body, error),
                    // only a shape can be wrong where the kind is known and no blob is read
                    other => ReadingRule::Unfit { at: kind.clone(), why: other.to_string() },
                })?;
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
        Some(first) => SheetRule::Refused { first: Box::new(first.clone()) }.into(),
        None => SheetRule::Nothing.into(),
    }
}

fn value<T: de::DeserializeOwned>(json: Option<Json>, name: &'static str) -> Result<T, ReadingRule> {
    let json = json.ok_or(ReadingRule::Without { member: name })?;
    from_json(&json).map_err(|error| misread(name, &json, error))
}

fn typed<T: de::DeserializeOwned>(kind: &str, body: &Json) -> Result<T, ReadingRule> {
    from_json(body).map_err(|error| misread(kind, body, error))
}

/// The rule that a value breaks which is not what its kind wants; `subject` is the kind, or the member that every
/// instruction has.
fn misread(subject: &str, whole: &Json, error: JsonError) -> ReadingRule {
    let (path, fault) = match error {
        JsonError::Shape { path, fault } => (path, fault),
        // bytes are read before
        syntax @ JsonError::Syntax { .. } => (String::new(), Fault::Said(syntax.to_string())),
    };
    let kind = subject.to_owned();
    let at = if path.is_empty() { kind.clone() } else { format!("{subject}, {path}") };
    match fault {
        Fault::Missing(member) => ReadingRule::MemberMissing { kind, member },
        Fault::Unknown(member, _) => ReadingRule::UnknownMember { kind, member },
        Fault::NoneOf(found, known) => ReadingRule::OtherWord { at, known, found },
        Fault::Other { wanted, found, .. } => ReadingRule::OtherValue { at, wanted, found },
        Fault::Said(why) => ReadingRule::Unfit { at, why },
        Fault::NotA { form, found, .. } => match form {
            Form::Amount => ReadingRule::NotAnAmount { at: kind, found },
            Form::Day => ReadingRule::NoSuchDay { at: kind, found },
            // two days that are each a day, but not together, are named by the member that holds them
            Form::Days => {
                let end = |name| member(whole, &path)?.member(name)?.text().map(str::to_owned);
                let [first, last] = ["first_day", "last_day"].map(|name| end(name).unwrap_or_default());
                ReadingRule::Backwards { at, first, last }
            }
            // so is a text that is empty
            form if found.is_empty() => ReadingRule::OtherForm { at, form, found },
            form => ReadingRule::OtherForm { at: kind, form, found },
        },
    }
}

/// What stands at a path of member names and positions.
fn member<'a>(whole: &'a Json, path: &str) -> Option<&'a Json> {
    path.split('.').filter(|step| !step.is_empty()).try_fold(whole, |json, step| match json {
        Json::Object(members) => members.get(step),
        Json::Array(items) => items.get(step.parse::<usize>().ok()?),
        Json::Text(_) | Json::Bool(_) | Json::Integer(_) => None,
    })
}

fn check_characters(json: &Json, path: &str) -> Result<(), ReadingRule> {
    match json {
        Json::Object(members) => members.iter().try_for_each(|(name, value)| check_characters(value, name)),
        Json::Array(items) => items.iter().try_for_each(|item| check_characters(item, path)),
        Json::Text(text) => match text.chars().find(|c| !in_table(*c)) {
            Some(character) => Err(ReadingRule::Character { at: path.to_owned(), character }),
            None => Ok(()),
        },
        Json::Bool(_) | Json::Integer(_) => Ok(()),
    }
}

/// The kind that differs least, to be offered instead.
fn nearest(kind: &str) -> String {
    let bare = |k: &&str| k.split('/').next().unwrap_or_default().to_owned();
    let all = KINDS.iter().map(bare).chain(["payout.declare", "payout.pay", "scheme.adopt"].map(String::from));
    let shared = |k: &String| k.chars().zip(kind.chars()).take_while(|(a, b)| a == b).count();
    all.max_by_key(shared).unwrap_or_default()
}
