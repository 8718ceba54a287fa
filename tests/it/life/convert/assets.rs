//! Things of every class.

use super::{Converter, Orders, copied, copied_of, json, order_of};
use crate::case::{
    folder::{Fact, text},
    order::Order,
};
use serde_json::Value;

impl Converter {
    pub(super) fn asset(&self, fact: &Fact) -> Orders {
        Ok(vec![match fact.kind.as_str() {
            "asset_acquired" if fact.text("how") == Some("works") => works(fact),
            "asset_acquired" => acquired(fact),
            "asset_changed" => changed(fact),
            "asset_disposed" => disposed(fact),
            _ => copied(order_of(fact, "asset.counted"), fact, &["document", "keeper"])
                .with("lines", fact.get("lines").map(json)),
        }])
    }
}

/// What was built and is accepted.
fn works(fact: &Fact) -> Order {
    let asset = copied(Order::default(), fact, &["asset", "cost", "salvage", "use"]);
    let asset = asset.with("life_months", fact.number("life_months"));
    copied(order_of(fact, "works.accepted"), fact, &["project"]).with("assets", vec![asset])
}

fn acquired(fact: &Fact) -> Order {
    let said = ["asset", "class", "cost", "how", "owed_to", "quantity", "salvage", "unit", "use"];
    copied(order_of(fact, "asset.acquired"), fact, &said)
        .with("document", fact.text("document").or(fact.text("note")))
        .with("first_month", fact.text("first_month").map(first_day))
        .with("from", fact.text("from_account"))
        .with("life_months", fact.number("life_months"))
        .with("used_months", fact.number("used_months"))
}

fn first_day(month: &str) -> String {
    format!("{month}-01")
}

/// An amount and the account that paid it, or the party to whom it is owed.
fn paid(value: &Value) -> Order {
    copied_of(value, &["amount", "owed_to"]).with("from", text(value, "from_account"))
}

fn changed(fact: &Fact) -> Order {
    let becomes = fact.text("to_class").map(|class| {
        copied(Order::default(), fact, &["quantity", "salvage", "use"])
            .with("asset", fact.text("new_asset"))
            .with("class", class)
            .with("first_month", fact.text("first_month").map(first_day))
            .with("life_months", fact.number("life_months"))
    });
    copied(order_of(fact, "asset.changed"), fact, &["asset", "document"])
        .with("add_cost", fact.get("add_cost").map(paid))
        .with("to_class", becomes)
}

fn disposed(fact: &Fact) -> Order {
    let said = ["asset", "document", "purpose", "quantity", "resolution", "to_account", "why"];
    let got = fact.get("proceeds").map(|got| {
        let tax = got.get("invoice").and_then(|invoice| text(invoice, "vat"));
        copied_of(got, &["amount", "into", "party"]).with("vat", tax)
    });
    copied(order_of(fact, "asset.disposed"), fact, &said)
        .with("costs", fact.get("costs").map(paid))
        .with("proceeds", got)
}
