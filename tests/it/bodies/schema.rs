//! As much of JSON Schema as `schemas/entry` uses, but for patterns, which `tests/python/test_schemas.py` asks.

use serde_json::{Map, Value};
use std::collections::BTreeSet;

pub struct Schema(Value);

/// The place of a member in what is at a place.
pub fn below(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

/// What is understood, and what says nothing or is asked elsewhere.
const KNOWN: &[&str] = &[
    "$defs",
    "$ref",
    "$schema",
    "additionalProperties",
    "anyOf",
    "const",
    "description",
    "enum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "not",
    "oneOf",
    "pattern",
    "properties",
    "propertyNames",
    "required",
    "title",
    "type",
];

impl Schema {
    pub fn new(schema: Value) -> Schema {
        Schema(schema)
    }

    /// What in a body is not as the schema says.
    pub fn misfits(&self, body: &Value) -> Vec<String> {
        let mut wrong = Vec::new();
        self.fits(&self.0, body, "", &mut wrong);
        wrong
    }

    fn definition(&self, name: &Value) -> &Value {
        let name = name.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
        &self.0["$defs"][name]
    }

    fn fits(&self, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
        let rules = match schema {
            Value::Bool(true) => return,
            Value::Object(rules) => rules,
            other => return wrong.push(format!("`{at}` is not allowed: {other}")),
        };
        if let Some(name) = rules.keys().find(|name| !KNOWN.contains(&name.as_str())) {
            wrong.push(format!("`{at}`: the test does not know `{name}`"));
        }
        if let Some(name) = rules.get("$ref") {
            self.fits(self.definition(name), value, at, wrong);
        }
        let mut is = |true_: bool, what: &str| {
            if !true_ {
                wrong.push(format!("`{at}` is not {what} but {value}"));
            }
        };
        if let Some(kind) = rules.get("type") {
            is(is_of(value, kind.as_str().unwrap()), &kind.to_string());
        }
        if let Some(one) = rules.get("const") {
            is(value == one, &one.to_string());
        }
        if let Some(all) = rules.get("enum") {
            is(all.as_array().unwrap().contains(value), &all.to_string());
        }
        let size = match value {
            Value::Number(number) => number.as_u64(),
            Value::Array(items) => Some(items.len() as u64),
            Value::String(text) => Some(text.chars().count() as u64),
            _ => None,
        };
        for (name, least) in [
            ("minimum", true),
            ("minItems", true),
            ("minLength", true),
            ("maximum", false),
            ("maxItems", false),
            ("maxLength", false),
        ] {
            if let (Some(bound), Some(size)) = (rules.get(name).and_then(Value::as_u64), size) {
                is(if least { size >= bound } else { size <= bound }, &format!("within {name} {bound}"));
            }
        }
        for choice in ["anyOf", "oneOf"] {
            let Some(Value::Array(all)) = rules.get(choice) else { continue };
            let fitting = all.iter().filter(|one| self.has(one, value)).count();
            is(if choice == "oneOf" { fitting == 1 } else { fitting > 0 }, choice);
        }
        if let Some(never) = rules.get("not") {
            is(!self.has(never, value), "something else");
        }
        match value {
            Value::Object(members) => self.members_fit(rules, members, at, wrong),
            Value::Array(items) => {
                let each = rules.get("items").unwrap_or(&Value::Bool(true));
                items.iter().for_each(|item| self.fits(each, item, &format!("{at}[]"), wrong));
            }
            _ => {}
        }
    }

    fn has(&self, schema: &Value, value: &Value) -> bool {
        let mut wrong = Vec::new();
        self.fits(schema, value, "", &mut wrong);
        wrong.is_empty()
    }

    fn members_fit(&self, rules: &Map<String, Value>, members: &Map<String, Value>, at: &str, wrong: &mut Vec<String>) {
        let none = Map::new();
        let known = rules.get("properties").and_then(Value::as_object).unwrap_or(&none);
        for (name, value) in members {
            match known.get(name).or_else(|| rules.get("additionalProperties")) {
                Some(Value::Bool(false)) => wrong.push(format!("`{}` is no member of the schema", below(at, name))),
                Some(schema) => self.fits(schema, value, &below(at, name), wrong),
                None => {}
            }
        }
        for name in rules.get("required").and_then(Value::as_array).into_iter().flatten() {
            if !members.contains_key(name.as_str().unwrap()) {
                wrong.push(format!("`{}` is missing", below(at, name.as_str().unwrap())));
            }
        }
    }

    /// Places of the members that are one of these definitions or have one of these names.
    pub fn members_of(&self, definitions: &[&str], names: &[&str]) -> BTreeSet<String> {
        let mut all = Vec::new();
        self.gather(&self.0, "", definitions, &mut all);
        let meant = |(at, defined): (String, bool)| {
            let named = at.rsplit('.').next().is_some_and(|name| names.contains(&name));
            (defined || named).then_some(at)
        };
        all.into_iter().filter_map(meant).collect()
    }

    /// Every place, and whether one of the wanted definitions stands there.
    fn gather(&self, schema: &Value, at: &str, wanted: &[&str], found: &mut Vec<(String, bool)>) {
        let Value::Object(rules) = schema else { return };
        found.push((at.to_owned(), false));
        if let Some(name) = rules.get("$ref") {
            let short = name.as_str().unwrap().trim_start_matches("#/$defs/");
            match wanted.contains(&short) {
                true => found.push((at.to_owned(), true)),
                false => self.gather(self.definition(name), at, wanted, found),
            }
        }
        for (name, value) in rules.get("properties").and_then(Value::as_object).into_iter().flatten() {
            self.gather(value, &below(at, name), wanted, found);
        }
        if let Some(items) = rules.get("items") {
            self.gather(items, &format!("{at}[]"), wanted, found);
        }
        for choice in ["anyOf", "oneOf"] {
            let all = rules.get(choice).and_then(Value::as_array).into_iter().flatten();
            all.for_each(|one| self.gather(one, at, wanted, found));
        }
    }
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "boolean" => value.is_boolean(),
        _ => false,
    }
}

#[test]
fn what_a_schema_does_not_say_is_a_misfit() {
    let text = r##"{"type":"object","required":["whose"],"additionalProperties":false,
        "properties":{"whose":{"$ref":"#/$defs/household"},"years":{"type":"array","items":{"type":"integer","maximum":2199}}},
        "$defs":{"household":{"type":"string","maxLength":10}}}"##;
    let schema = Schema::new(serde_json::from_str(text).unwrap());
    let misfits = |body: &str| schema.misfits(&serde_json::from_str(body).unwrap());
    assert_eq!(misfits(r#"{"whose":"H0001","years":[2024]}"#), [""; 0]);
    assert_eq!(misfits(r#"{"whose":"H0001","trees":3}"#), ["`trees` is no member of the schema"]);
    assert_eq!(misfits(r#"{"years":["2024"]}"#), ["`years[]` is not \"integer\" but \"2024\"", "`whose` is missing"]);
    assert_eq!(misfits(r#"{"whose":"H0001","years":[2200]}"#), ["`years[]` is not within maximum 2199 but 2200"]);
    assert_eq!(Vec::from_iter(schema.members_of(&["household"], &["years[]"])), ["whose", "years[]"]);
}
