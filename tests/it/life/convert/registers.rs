//! Settings, accounts, parties, classes, houses, opening balances.

use super::{Converter, Orders, by_name, copied, copied_of, holder, order_of};
use crate::case::folder::{Fact, text};
use serde_json::Value;

impl Converter {
    pub(super) fn register(&self, fact: &Fact) -> Orders {
        let of = |kind: &str| order_of(fact, kind);
        let order = match fact.kind.as_str() {
            "setting_chosen" => copied(of("setting.chosen"), fact, &["name", "value"]),
            "bank_account_registered" => {
                let overdraft = fact.text("overdraft").filter(|amount| *amount != "0.00");
                copied(of("bank.registered"), fact, &["account", "owner", "ownership"]).with("overdraft", overdraft)
            }
            "party_registered" => copied(of("party.registered"), fact, &["is", "kin_of", "party", "role"]),
            "share_class_set" => {
                copied(of("class.set"), fact, &["regime", "total", "unit", "held_by", "cap", "outsiders"])
                    .with("class", fact.text("share_class"))
                    .with("frozen_at", fact.text("frozen_at").map(|at| at.trim_end_matches(" 24:00").to_owned()))
                    .with("scale", fact.number("scale"))
                    .with("paid_in", by_name(fact.get("paid_in")))
            }
            "shares_granted" => copied(of("shares.granted"), fact, &["shares"])
                .with("class", fact.text("share_class"))
                .with("holder", holder(fact.need("holder"))),
            "house_registered" => {
                copied(of("house.registered"), fact, &["floor_m2", "house"]).with("owner", holder(fact.need("owner")))
            }
            "opening_balances" => {
                let line = |l: &Value| {
                    copied_of(l, &["account", "credit", "debit"])
                        // cash is one box
                        .with("holder", text(l, "holder").filter(|holder| *holder != "CASH").map(holder))
                        .with("purpose", text(l, "detail"))
                };
                of("opening.recorded").with("lines", fact.list("lines").iter().map(line).collect::<Vec<_>>())
            }
            kind => return Err(format!("no kind for {kind}")),
        };
        Ok(vec![order])
    }
}
