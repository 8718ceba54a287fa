//! The JSON Schema of a request, for editors and for other programs (draft 2020-12).
//!
//! It says the shape and no rule: what a schema accepts may still be refused by the books.

use super::{CodeOf, Description, Member, Shape};
use crate::unit::{Lang, Say};
use serde_json::{Map, Value, json};

/// The schema of a kind's requests, with its words in one language.
pub fn schema(of: &Description, lang: Lang) -> Value {
    let mut schema = object(&of.asked().collect::<Vec<_>>(), lang);
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert("kind".to_owned(), json!({ "const": of.kind }));
    }
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.push(json!("kind"));
    }
    let mut whole = Map::new();
    whole.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    whole.insert("title".to_owned(), json!(of.label.say(lang)));
    whole.insert("description".to_owned(), json!(of.help.say(lang)));
    if let Value::Object(schema) = schema {
        whole.extend(schema);
    }
    Value::Object(whole)
}

fn object(members: &[&Member], lang: Lang) -> Value {
    let each = members.iter().map(|m| (m.name.to_owned(), member(m, lang)));
    let needed: Vec<&str> = members.iter().filter(|m| m.need.is_needed()).map(|m| m.name).collect();
    json!({
        "type": "object",
        "properties": each.collect::<Map<_, _>>(),
        "required": needed,
        "additionalProperties": false,
    })
}

fn member(of: &Member, lang: Lang) -> Value {
    let mut schema = shape(of.shape, lang);
    if let Value::Object(members) = &mut schema {
        members.insert("title".to_owned(), json!(of.label.say(lang)));
        members.insert("description".to_owned(), json!(of.help.say(lang)));
    }
    schema
}

fn text(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}

fn each(items: &Value) -> Value {
    json!({ "type": "array", "items": items, "minItems": 1 })
}

const SHARES: &str = r"^(0|[1-9][0-9]*)(\.[0-9]{1,6})?$";
const ID: &str = "^[A-Za-z0-9._:-]{1,64}$";

fn shape(shape: Shape, lang: Lang) -> Value {
    match shape {
        Shape::Id | Shape::IdOf => text(ID),
        Shape::Day => json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        Shape::Year | Shape::Count => json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        Shape::Money => text(r"^(0|[1-9][0-9]*)\.[0-9]{2}$"),
        Shape::Signed => text(r"^-?(0|[1-9][0-9]*)\.[0-9]{2}$"),
        Shape::Price | Shape::AreaMu => text(r"^(0|[1-9][0-9]*)(\.[0-9]{1,4})?$"),
        Shape::AreaM2 | Shape::Quantity => text(r"^(0|[1-9][0-9]*)(\.[0-9]{1,2})?$"),
        Shape::Shares => text(SHARES),
        Shape::Ratio => json!({ "type": "string", "minLength": 1 }),
        Shape::PublicKey | Shape::Digest => text("^[0-9a-f]{64}$"),
        Shape::Text | Shape::Suggested(_) | Shape::OfChart(_) => {
            json!({ "type": "string", "minLength": 1, "maxLength": 200 })
        }
        Shape::PrivateDay => text("^([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9a-f]{64})$"),
        Shape::Private | Shape::Holder => json!({ "type": "string", "minLength": 1 }),
        Shape::NewCode(register) | Shape::Code(register) => code(register),
        Shape::Word(choices) => json!({ "enum": choices.iter().map(|c| c.word).collect::<Vec<_>>() }),
        Shape::Codes(register) => json!({ "type": "array", "items": code(register) }),
        Shape::Texts => each(&json!({ "type": "string", "minLength": 1, "maxLength": 200 })),
        Shape::Truth => json!({ "type": "boolean" }),
        Shape::Words(choices) => {
            json!({ "type": "array", "items": { "enum": choices.iter().map(|c| c.word).collect::<Vec<_>>() } })
        }
        Shape::SharesByClass => json!({ "type": "object", "additionalProperties": text(SHARES) }),
        Shape::KeptByClass => {
            let day = json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" });
            let class = json!({ "type": "string", "minLength": 1 });
            each(&json!({
                "type": "object",
                "properties": { "class": class, "shares": text(SHARES), "until": day },
                "required": ["class", "shares", "until"],
                "additionalProperties": false,
            }))
        }
        Shape::Sources => {
            let part = json!({
                "type": "object",
                "properties": { "index": { "type": "integer", "minimum": 0 }, "part": { "type": "string" } },
                "required": ["index", "part"],
                "additionalProperties": false,
            });
            each(&json!({ "anyOf": [text(ID), part] }))
        }
        Shape::Sheet => each(&json!({ "type": "string" })),
        Shape::Evidence => each(&text("^[0-9a-f]{64}$")),
        Shape::Attestations(true) => each(&json!({ "type": "object" })),
        Shape::Attestations(false) => json!({ "type": "object" }),
        Shape::Group(members) => object(&members.iter().collect::<Vec<_>>(), lang),
        Shape::List(members) => each(&object(&members.iter().collect::<Vec<_>>(), lang)),
    }
}

fn code(register: CodeOf) -> Value {
    match register {
        CodeOf::Households => text("^[A-Z]{1,2}[0-9]{0,8}$"),
        CodeOf::Persons => text("^[A-Z]{1,2}[0-9]{0,8}-[0-9]{1,3}$"),
        CodeOf::Parcels => text("^P[0-9]{1,8}$"),
        CodeOf::Classes | CodeOf::Schemes | CodeOf::Series => json!({ "type": "string", "minLength": 1 }),
        _ => json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
    }
}
