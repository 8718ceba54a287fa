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
        if fact.need("register") == "series" {
            return self.published(fact);
        }
        let set = fact.get("set").filter(|set| set.as_object().is_some_and(|members| !members.is_empty()));
        let order =
            copied(order_of(fact, "register.revised"), fact, &["document", "entry", "mode", "reason", "register"]);
        // the entry that opened the ledger has an id of the program's
        let opened = fact.text("entry").filter(|id| self.all.iter().any(|f| f.id == *id && f.kind == "book_opened"));
        let place = || Order::default().with("index", 0).with("leaf", "0".repeat(64));
        let order = if opened.is_some() { order.with("entry", place()) } else { order };
        Ok(vec![order.with("code", code).with("set", set.map(renamed))])
    }
}

impl Converter {
    /// A published value: the case names the row by its key, and the series by the entry.
    fn published(&self, fact: &Fact) -> Orders {
        let said = self.all.iter().find(|other| Some(other.id.as_str()) == fact.text("entry"));
        let set = Order::default()
            .with("key", self.local(fact.need("code")))
            .with("values", fact.get("set").and_then(|set| set.get("values")).map(json));
        let order =
            copied(order_of(fact, "register.revised"), fact, &["document", "entry", "mode", "reason", "register"]);
        Ok(vec![order.with("code", said.and_then(|said| said.text("series"))).with("set", set)])
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
