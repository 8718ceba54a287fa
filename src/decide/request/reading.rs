//! Reading a request: the members of one object, each as its kind wants it.
//!
//! Strict where money or meaning could change: no unknown member, no member of another form.

use super::{AdoptPolicy, AdoptScheme, Asks, ExtendChart, ProposeOrders, Request};
use crate::{
    decide::{
        Refusal,
        refusal::{ReadingRule, RevisionRule, SheetRule},
    },
    event::{
        Bindings, BoundAccount, BoundParty, BoundRead, BoundRows, EventError, Fact, KINDS, Private, RegisterRevised,
        WrongEntry, private_fields, private_listed, private_member,
    },
    log::{
        Fault, JsonError,
        json::{Json, from_json},
    },
    scheme,
    unit::{Form, in_table},
};
use serde::de;

impl Request {
    /// Reads a request from the members of an object: `id`, `on`, `kind`, those of the kind, and perhaps `note` and
    /// `evidence`.
    ///
    /// # Errors
    /// The first member that is missing, unknown or of another form.
    pub fn read(json: &Json) -> Result<Request, Refusal> {
        let Json::Object(members) = json else {
            return Err(ReadingRule::NoObject.into());
        };
        let mut body = members.clone();
        let mut take = |name: &str| body.remove(name);
        let (id, on, kind) = (take("id"), take("on"), take("kind"));
        let (note, evidence) = (take("note"), take("evidence"));
        // a request's own kind stands where `key.admitted` has the kind of the key
        let key_kind = take("key_kind");
        let id = value(id, "id")?;
        let on = value(on, "on")?;
        let kind: String = value(kind, "kind")?;
        let note = note.map(|n| value(Some(n), "note")).transpose()?;
        let evidence = evidence.map_or(Ok(Vec::new()), |e| value(Some(e), "evidence"))?;
        body.extend(key_kind.map(|k| ("kind".to_owned(), k)));
        // a private text is signed in no characters
        let body = Json::Object(body);
        check_open(&kind, &body)?;
        let request = Request { id, on, asks: asked(&kind, &body)?, note, evidence };
        request.sound()?;
        Ok(request)
    }
}

/// What a kind asks.
fn asked(kind: &str, body: &Json) -> Result<Asks, Refusal> {
    Ok(match kind {
        "household.enrolled" => Asks::Enrol(typed(kind, body)?),
        "members.changed" => Asks::ChangeMembers(typed(kind, body)?),
        "parcel.registered" => Asks::RegisterParcel(typed(kind, body)?),
        "bank.registered" => Asks::RegisterBank(typed(kind, body)?),
        "register.revised" => Asks::Revise(revised(kind, body)?),
        "payout.declare" => Asks::DeclarePayout(typed(kind, body)?),
        "payout.pay" => {
            // nothing is not everything
            if matches!(body.member("lines"), Some(Json::Array(lines)) if lines.is_empty()) {
                return Err(ReadingRule::NoLines.into());
            }
            Asks::PayPayout(typed(kind, body)?)
        }
        "payout.returned" => Asks::ReturnPayout(typed(kind, body)?),
        "scheme.adopt" => Asks::AdoptScheme(adopt(body)?),
        "chart.extended" => Asks::ExtendChart(extend(body)?),
        "policy.adopted" => Asks::AdoptPolicy(adopt_policy(body)?),
        "order.proposed" => Asks::ProposeOrders(propose(body)?),
        "entry.corrected" if body.member("corrects").and_then(Json::text).is_some() => {
            Asks::Correct(typed(kind, body)?)
        }
        _ => {
            let full = format!("{kind}/1");
            if !KINDS.contains(&full.as_str()) {
                return Err(ReadingRule::UnknownKind { nearest: nearest(kind), kind: kind.to_owned() }.into());
            }
            let fact = Fact::read(&full, body).map_err(|e| match e {
                EventError::Shape(_, error) => misread(kind, body, error),
                // only a shape can be wrong where the kind is known and no blob is read
                other @ (EventError::UnknownKind(_)
                | EventError::Body(..)
                | EventError::BlobMissing(_)
                | EventError::Blob(..)) => ReadingRule::Unfit { at: kind.to_owned(), why: other.to_string() },
            })?;
            Asks::Record(fact)
        }
    })
}

/// `register.revised`: what its register has not to be said otherwise is told with what it has.
fn revised(kind: &str, body: &Json) -> Result<RegisterRevised<Private, WrongEntry>, Refusal> {
    RegisterRevised::read(body).map_err(|error| {
        let code = || body.member("code").and_then(Json::text).unwrap_or(kind).to_owned();
        if let JsonError::Shape { path, fault: Fault::Unknown(member, may) } = &error
            && path == "set"
        {
            return RevisionRule::NotOfRegister { code: code(), member: member.clone(), may }.into();
        }
        misread(kind, body, error).into()
    })
}

/// `scheme.adopt`: the sheet's text by lines, with its resolution.
fn adopt(body: &Json) -> Result<AdoptScheme, Refusal> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Adopt {
        #[serde(default)]
        accounts: Vec<BoundAccount>,
        #[serde(default)]
        parties: Vec<BoundParty>,
        #[serde(default)]
        reads: Vec<BoundRead>,
        resolution: crate::unit::Text,
        #[serde(default)]
        rows: Vec<BoundRows>,
        sheet: Vec<String>,
        version: u32,
    }
    let Adopt { accounts, parties, reads, resolution, rows, sheet, version } = typed("scheme.adopt", body)?;
    let mut text = sheet.join("\n");
    text.push('\n');
    let sheet = scheme::read(&text).map_err(|found| SheetRule::refused(&found))?;
    Ok(AdoptScheme { bound: Bindings { accounts, parties, reads, rows }, resolution, sheet: Box::new(sheet), version })
}

/// `chart.extended`: the document by lines.
fn extend(body: &Json) -> Result<ExtendChart, Refusal> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Extend {
        chart: Vec<String>,
    }
    let Extend { chart } = typed("chart.extended", body)?;
    let mut text = chart.join("\n");
    text.push('\n');
    Ok(ExtendChart { text })
}

/// `policy.adopted`: the document by lines, with its resolution.
fn adopt_policy(body: &Json) -> Result<AdoptPolicy, Refusal> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Adopt {
        policy: Vec<String>,
        resolution: crate::unit::Text,
    }
    let Adopt { policy, resolution } = typed("policy.adopted", body)?;
    let mut text = policy.join("\n");
    text.push('\n');
    Ok(AdoptPolicy { resolution, text })
}

/// `order.proposed`: a line an order.
fn propose(body: &Json) -> Result<ProposeOrders, Refusal> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Propose {
        expires_on: crate::unit::Day,
        orders: Vec<String>,
        #[serde(default)]
        urgent: bool,
    }
    let Propose { expires_on, orders, urgent } = typed("order.proposed", body)?;
    Ok(ProposeOrders { expires_on, orders, urgent })
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
        Fault::Above { most, found, .. } => ReadingRule::Above { at, most, found: found.to_string() },
        Fault::Said(why) => ReadingRule::Unfit { at, why },
        #[expect(clippy::wildcard_enum_match_arm, reason = "three forms have a refusal of their own, all others one")]
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

/// The same of the items of a list some of whose members are private texts.
fn check_items(items: &Json, list: &str, fields: &[&str]) -> Result<(), ReadingRule> {
    let Json::Array(items) = items else { return check_characters(items, list) };
    items.iter().try_for_each(|item| match item {
        Json::Object(members) => {
            let mut open = members.iter().filter(|(name, _)| !fields.contains(&name.as_str()));
            open.try_for_each(|(name, value)| check_characters(value, name))
        }
        Json::Array(_) | Json::Text(_) | Json::Bool(_) | Json::Integer(_) => check_characters(item, list),
    })
}

/// The characters of everything in a body but its private texts.
fn check_open(kind: &str, body: &Json) -> Result<(), ReadingRule> {
    let Json::Object(members) = body else { return Ok(()) };
    let private: Vec<&Json> = private_fields(kind).filter_map(|field| private_member(kind, body, field)).collect();
    let is_private = |value: &Json| private.iter().any(|private| std::ptr::eq(*private, value));
    let listed = private_listed(kind);
    members.iter().filter(|(_, value)| !is_private(value)).try_for_each(|(name, value)| {
        if let Some((_, fields)) = listed.filter(|(list, _)| list == name) {
            return check_items(value, name, fields);
        }
        if let Json::Object(inner) = value
            && inner.values().any(is_private)
        {
            let mut open = inner.iter().filter(|(_, value)| !is_private(value));
            return open.try_for_each(|(name, value)| check_characters(value, name));
        }
        check_characters(value, name)
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
