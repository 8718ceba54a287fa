//! Member villages, and organizations that merge and divide.

use super::{Converter, Orders, copied, copied_of, order_of};
use crate::case::{folder::Fact, order::Order};
use coop_ledger::event::{OrganizationChanged, VoucherLine};
use serde_json::{Value, json};

/// True where a book takes something over.
pub(super) fn takes(fact: &Fact) -> bool {
    fact.need("act").ends_with("_in")
}

/// The digest of what goes over.
pub(super) fn mirror(fact: &Fact) -> String {
    let line = |line: &Value| serde_json::from_value::<VoucherLine>(line.clone()).unwrap();
    let lines: Vec<VoucherLine> = fact.list("lines").iter().map(line).collect();
    OrganizationChanged::mirror_of(&lines).unwrap().to_string()
}

impl Converter {
    pub(super) fn union(&self, fact: &Fact) -> Orders {
        let of = |kind: &str| order_of(fact, kind);
        let order = match (fact.kind.as_str(), fact.text("why").unwrap_or_default()) {
            // the opening balances have what was put in before the books begin
            ("village_changed", "opening" | "joined") => {
                copied(of("village.joined"), fact, &["document", "into", "land_mu", "money", "resolution", "village"])
            }
            ("village_changed", _) => {
                let land = fact.text("land_mu").filter(|land| *land != "0.00");
                let members = ["document", "into", "money", "resolution", "village", "why"];
                copied(of("village.changed"), fact, &members).with("land_mu", land)
            }
            ("organization_changed", _) => {
                let line = |line: &Value| copied_of(line, &["account", "credit", "debit", "holder", "purpose"]);
                let codes = fact.get("codes").and_then(Value::as_object).into_iter().flatten();
                let code = |(old, new): (&String, &Value)| {
                    Order::default().with("old", old.as_str()).with("new", new.as_str())
                };
                let other = fact.need("other");
                let origin = format!("coop.example/{}/1111111111111111", other.to_lowercase());
                let root = "0".repeat(64);
                copied(of("organization.changed"), fact, &["act", "cut", "document", "resolution"])
                    .with("other", super::json(&json!({"origin": origin, "root": root, "size": 1})))
                    .with("lines", fact.list("lines").iter().map(line).collect::<Vec<_>>())
                    .with("codes", codes.map(code).collect::<Vec<_>>())
                    .with("mirror", takes(fact).then(|| self.given.get(other).cloned()).flatten())
            }
            (kind, _) => return Err(format!("no kind for {kind}")),
        };
        Ok(vec![order])
    }
}
