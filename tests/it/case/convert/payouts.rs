//! Payouts: declared, paid, returned, paid again.

use super::{Converter, order_of};
use crate::case::{
    folder::{Fact, text},
    order::Order,
};
use serde_json::Value;

impl Converter {
    pub(super) fn payout(&self, fact: &Fact) -> Option<Vec<Order>> {
        let pay = || {
            let payout = fact.text("payout").or(fact.text("sheet"));
            order_of(fact, "payout.pay").with("from", fact.text("from_account")).with("payout", payout)
        };
        let order = match fact.kind.as_str() {
            "payout_declared" => self.declared(fact, fact.text("rule")),
            // a line that somebody adds by hand: the payout as it was declared, with that line
            "payout_line_added" => {
                let line = line(fact.need("household")).with("amount", fact.text("amount"));
                let rule = self.payouts.get(fact.need("payout")).map(String::as_str);
                let stated = Order::default().with("lines", vec![line]);
                self.declared(fact, rule).with("stated", stated)
            }
            "payout_paid" | "wages_paid" => pay().with("total", fact.text("total")),
            "payout_repaid" => pay().with("lines", fact.list("lines").iter().map(paid).collect::<Vec<_>>()),
            "household_paid" => {
                pay().with("lines", vec![line(fact.need("household")).with("amount", fact.text("amount"))])
            }
            "payout_returned" => order_of(fact, "payout.returned")
                .with("into", fact.text("into"))
                .with("lines", fact.list("lines").iter().map(returned).collect::<Vec<_>>())
                .with("payout", fact.text("payout")),
            _ => return None,
        };
        Some(vec![order])
    }

    fn declared(&self, fact: &Fact, rule: Option<&str>) -> Order {
        let (scheme, version) = rule.and_then(|r| r.split_once('@')).unwrap_or_default();
        let sources: Vec<String> = fact.list("source").iter().filter_map(Value::as_str).map(str::to_owned).collect();
        // an instant is written 2024-12-31T24:00, and a record day is a day's end
        let as_of = fact.text("as_of").map(|a| a.split('T').next().unwrap_or(a).to_owned());
        let stated = ["lines_total", "pool", "residue"];
        let stated = stated.iter().fold(Order::default(), |o, n| o.with(n, fact.text(n)));
        let stated = stated.with("lines", fact.list("lines").iter().map(|l| self.stated(l)).collect::<Vec<_>>());
        let said = stated.clone().json() != Order::default().json();
        order_of(fact, "payout.declare")
            .with("contract", fact.text("contract"))
            .with("payout", fact.text("payout"))
            .with("record_day", as_of)
            .with("scheme", scheme)
            .with("sources", sources)
            .with("stated", said.then_some(stated))
            .with("version", version.parse::<u64>().ok())
            .with("year", fact.number("year"))
    }

    fn stated(&self, l: &Value) -> Order {
        line(who(l))
            .with("amount", text(l, "amount"))
            .with("area_mu", text(l, "area_mu"))
            .with("parcel", text(l, "parcel").map(|p| self.local(p)))
    }
}

fn line(household: &str) -> Order {
    Order::default().with("household", household)
}

/// In a union the receiver of a line is a village.
fn who(l: &Value) -> &str {
    text(l, "household").or(text(l, "village")).unwrap_or_default()
}

fn paid(l: &Value) -> Order {
    line(who(l)).with("amount", text(l, "amount"))
}

/// Banks write their reasons as they like; the ledger keeps a code.
fn returned(l: &Value) -> Order {
    let reason = match text(l, "reason").unwrap_or_default() {
        said if said.contains("注销") || said.contains("销户") || said.contains("closed") => "account_closed",
        said if said.contains("户名") || said.contains("name") => "name_differs",
        _ => "other",
    };
    paid(l).with("reason", reason)
}
