//! Shares, capital and houses that pass, and what is held.

use super::{Converter, Orders, copied, holder, order_of};
use crate::case::{
    folder::{Fact, text},
    order::Order,
};
use serde_json::Value;

impl Converter {
    pub(super) fn holding(&self, fact: &Fact) -> Orders {
        let of = |name: &str| fact.get("of").and_then(|of| of.get(name)).and_then(Value::as_str);
        let thing =
            |order: Order| order.with("class", of("class")).with("contract", of("capital")).with("house", of("house"));
        let order = match fact.kind.as_str() {
            "holding_passed" => {
                let quantity = if of("class").is_some() { "shares" } else { "amount" };
                let line = |line: &Value| {
                    Order::default()
                        .with("from", text(line, "from").map(holder))
                        .with("to", text(line, "to").map(holder))
                        .with(quantity, text(line, "quantity"))
                        .with("price", text(line, "price"))
                };
                let order = thing(order_of(fact, "holding.passed"));
                copied(order, fact, &["document", "into", "resolution", "why"])
                    .with("lines", fact.list("lines").iter().map(line).collect::<Vec<_>>())
            }
            _ => {
                let order = thing(order_of(fact, "holding.held"));
                copied(order, fact, &["benefits", "document", "holder", "state", "until"])
            }
        };
        Ok(vec![order])
    }
}
