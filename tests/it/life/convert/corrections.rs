//! What changed, what was wrong, what never was.

use super::{Converter, Orders, copied, json, order_of};
use crate::case::{folder::Fact, order::Order};
use serde_json::Value;

impl Converter {
    pub(super) fn correction(&self, fact: &Fact) -> Orders {
        if fact.kind == "entry_corrected" {
            return Ok(vec![copied(order_of(fact, "entry.corrected"), fact, &["corrects", "reason"])]);
        }
        let code = match fact.need("register") {
            "parcel" => self.local(fact.need("code")),
            _ => fact.need("code").to_owned(),
        };
        let set = fact.get("set").filter(|set| set.as_object().is_some_and(|members| !members.is_empty()));
        let order =
            copied(order_of(fact, "register.revised"), fact, &["document", "entry", "mode", "reason", "register"]);
        Ok(vec![order.with("code", code).with("set", set.map(renamed))])
    }
}

/// The members that the program calls otherwise.
fn renamed(set: &Value) -> Order {
    let members = set.as_object().into_iter().flatten();
    members.fold(Order::default(), |o, (name, value)| {
        let name = if name == "holder" { "household" } else { name };
        o.with(name, json(value))
    })
}
