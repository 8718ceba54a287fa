//! Money in and out, claims, and the year's end.

use super::{Converter, Orders, copied, copied_of, holder, order_of};
use crate::case::{
    folder::{Fact, text},
    order::Order,
};
use coop_ledger::books::{CN_2023, Chart};
use serde_json::Value;
use std::collections::BTreeMap;

/// Parts that settle no due of their contract.
const BESIDE_DUES: &[&str] = &["deposit", "deposit_returned", "loan_drawn", "late_fee", "late_interest", "service_fee"];

impl Converter {
    pub(super) fn money(&self, fact: &Fact) -> Orders {
        let of = |kind: &str| order_of(fact, kind);
        let step = |step: &str| vec![of("year.stepped").with("step", step).with("year", fact.number("year"))];
        Ok(match fact.kind.as_str() {
            "receipt_recorded" => vec![self.moved(fact, "receipt.recorded")?.with("into", fact.text("into"))],
            "payment_recorded" => vec![self.moved(fact, "payment.recorded")?.with("from", fact.text("from_account"))],
            "claim_recorded" => self.claims(fact)?,
            "subscription_received" => {
                let line = |l: &Value| copied_of(l, &["amount", "owner", "payer"]);
                vec![
                    copied(of("subscription.recorded"), fact, &["collective", "contract", "into"])
                        .with("lines", fact.list("lines").iter().map(line).collect::<Vec<_>>()),
                ]
            }
            "investment_made" => {
                let part = copied(Order::default(), fact, &["amount"]).with("part", "investment");
                vec![
                    of("payment.recorded")
                        .with("contract", fact.text("contract"))
                        .with("from", fact.text("from_account"))
                        .with("parts", vec![part]),
                ]
            }
            "prepaid_rent_released" => {
                vec![of("income.released").with("contract", fact.text("contract")).with("year", fact.number("year"))]
            }
            "depreciation_charged" => step("depreciation"),
            "year_closed" => step("close"),
            "result_carried" => step("carry"),
            "reserve_appropriated" => {
                // the union's charter says it in its sheet; else it is the sheet of the rate, in per cent
                let rate = fact.text("rate").and_then(|rate| rate.strip_prefix("0.")).unwrap_or_default();
                let scheme = if fact.book == "U" { "union".to_owned() } else { format!("reserve-{rate}") };
                vec![
                    of("year.stepped").with("step", "reserve").with("year", fact.number("year")).with("scheme", scheme),
                ]
            }
            _ => step("distribution"),
        })
    }

    /// A receipt or a payment: its contract stands once, and what its parts settle of dues beside them.
    fn moved(&self, fact: &Fact, kind: &str) -> Result<Order, String> {
        let chart = Chart::read(CN_2023).unwrap();
        let parts = fact.list("parts");
        for part in parts {
            let name = part_of(text(part, "part").unwrap_or_default());
            if !known(&chart, kind, name) {
                return Err(format!("no part {name}"));
            }
        }
        let contract = parts.iter().find_map(|part| text(part, "contract"));
        let named = contract.and_then(|code| self.contracts.get(code));
        let instalment = named.and_then(|contract| {
            let no = parts.iter().find_map(|part| text(part, "no"))?;
            let due = contract.list("dues").iter().find(|due| text(due, "no") == Some(no))?;
            text(due, "payout")
        });
        let mut dues: BTreeMap<&str, &str> = BTreeMap::new();
        for part in parts.iter().filter(|part| !BESIDE_DUES.contains(&text(part, "part").unwrap_or_default())) {
            if let (Some(no), Some(amount), None) = (text(part, "no"), text(part, "amount"), instalment) {
                dues.insert(no, amount);
            }
        }
        let dues = dues.into_iter().map(|(no, amount)| Order::default().with("no", no).with("amount", amount));
        // a bonus is for the year in which it comes
        let bonus = parts.iter().any(|part| text(part, "part") == Some("bonus_households"));
        let year = fact.on.get(..4).and_then(|year| year.parse::<u64>().ok()).filter(|_| bonus);
        Ok(order_of(fact, kind)
            .with("contract", contract)
            .with("year", year)
            .with("instalment", instalment)
            .with("dues", dues.collect::<Vec<_>>())
            .with("parts", parts.iter().map(|part| self.part(part)).collect::<Vec<_>>()))
    }

    fn part(&self, part: &Value) -> Order {
        // works are told by their purpose, which is their project; a claim is settled with whoever owes it
        let works = text(part, "part") == Some("works");
        let settles = text(part, "part") == Some("claim_settled");
        copied_of(part, &["account", "amount", if works { "account" } else { "purpose" }])
            .with("part", text(part, "part").map(part_of))
            .with("project", text(part, if works { "purpose" } else { "project" }))
            .with("invoice", invoice(part))
            .with("holder", text(part, "holder").filter(|_| text(part, "contract").is_none() || settles).map(holder))
    }

    /// A claim, in one entry whatever its parts.
    fn claims(&self, fact: &Fact) -> Orders {
        let chart = Chart::read(CN_2023).unwrap();
        let parts = fact.list("parts");
        let named = ["account", "amount", "asset", "claim", "collective", "contract", "owed_as", "project", "purpose"];
        let one = |whole: Order, part: &Value| -> Result<Order, String> {
            let name = text(part, "claim").unwrap_or_default();
            if !chart.claim.contains_key(name) {
                return Err(format!("no claim {name}"));
            }
            let order =
                named.iter().fold(whole, |o, name| o.with(name, text(part, name))).with("invoice", invoice(part));
            let no = text(part, "no").map(|no| self.due(text(part, "contract").unwrap_or_default(), no));
            let order = order.with("no", no);
            let order = order.with("holder", text(part, "holder").filter(|_| text(part, "contract").is_none()));
            let year = fact.on.get(..4).and_then(|year| year.parse::<u64>().ok());
            let order = order.with("year", year.filter(|_| name == "fixed_return"));
            // a return that is confirmed before the year is over is that of the days so far
            let early = name == "fixed_return" && !fact.on.ends_with("-12-31");
            Ok(order.with("last_day", early.then_some(fact.on.as_str())))
        };
        let whole = copied(order_of(fact, "claim.recorded"), fact, &["document", "resolution"]);
        let order = match parts {
            [part] => one(whole, part)?,
            parts => {
                let parts = parts.iter().map(|part| one(Order::default(), part));
                whole.with("parts", parts.collect::<Result<Vec<_>, String>>()?)
            }
        };
        Ok(vec![order])
    }
}

/// The chart's name of a part.
fn part_of(name: &str) -> &str {
    if name == "land_block_rent" { "collective_land_rent" } else { name }
}

/// The invoice behind a part.
fn invoice(part: &Value) -> Option<Order> {
    Some(copied_of(part.get("invoice")?, &["day", "gross", "kind", "net", "number", "rate", "seller", "vat"]))
}

/// True where the chart has a part of this name for money that comes or goes.
fn known(chart: &Chart, kind: &str, name: &str) -> bool {
    match kind {
        "receipt.recorded" => chart.receipt.contains_key(name),
        _ => chart.payment.contains_key(name),
    }
}
