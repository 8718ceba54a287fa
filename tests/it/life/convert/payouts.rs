//! Sheets adopted, payouts declared, paid and returned.

use super::{Converter, Orders, copied, copied_of, json, order_of};
use crate::case::{folder::Fact, order::Order};
use serde_json::Value;
use std::path::Path;

impl Converter {
    pub(super) fn payout(&self, fact: &Fact) -> Orders {
        let of = |kind: &str| order_of(fact, kind);
        let mut orders = Vec::new();
        let order = match fact.kind.as_str() {
            "rule_adopted" => {
                let sheet = sheet_of(fact.need("rule")).ok_or(format!("no sheet for {}", fact.need("rule")))?;
                // what its words read in the case's ledgers
                let bound = bound_of(fact.need("rule"));
                let bind = |name: &str| bound.get(name).map(json);
                let adopted = |order: Order, sheet: &str| {
                    order
                        .with("resolution", fact.text("resolution"))
                        .with("sheet", sheet.lines().map(str::to_owned).collect::<Vec<_>>())
                        .with("version", 1)
                };
                // the case takes its reserves without a sheet: those that say so come with the first rule
                let others: &[&str] = match fact.need("rule") {
                    "land-rent" => &["reserve-30", "reserve-35"],
                    _ => &[],
                };
                orders.extend(others.iter().filter_map(|name| {
                    let order = of("scheme.adopt").with("id", format!("{}-{name}", fact.id));
                    Some(adopted(order, &sheet_of(name)?))
                }));
                copied(of("scheme.adopt"), fact, &["resolution"])
                    .with("reads", bind("reads"))
                    .with("rows", bind("rows"))
                    .with("sheet", sheet.lines().map(str::to_owned).collect::<Vec<_>>())
                    .with("version", fact.number("version"))
            }
            "payout_declared" => {
                let sources = fact.list("source").iter().filter_map(Value::as_str).map(str::to_owned);
                copied(of("payout.declare"), fact, &["contract", "payout", "record_day"])
                    .with("scheme", fact.text("rule"))
                    .with("sources", sources.collect::<Vec<_>>())
                    .with("version", 1)
                    .with("year", fact.number("year"))
                    .with("period", period(fact))
            }
            "payout_paid" => {
                copied(of("payout.pay"), fact, &["payout", "total"]).with("from", fact.text("from_account"))
            }
            _ => {
                let line = |l: &Value| copied_of(l, &["amount", "household", "reason"]);
                copied(of("payout.returned"), fact, &["into", "payout"])
                    .with("lines", fact.list("lines").iter().map(line).collect::<Vec<_>>())
            }
        };
        orders.push(order);
        Ok(orders)
    }
}

/// The days that a payout is for, where neither a contract nor a year says them: those it names, else its record day's year.
fn period(fact: &Fact) -> Option<Order> {
    let days = |first: &str, last: &str| Order::default().with("first_day", first).with("last_day", last);
    let named = fact.text("from").zip(fact.text("to")).map(|(first, last)| days(first, last));
    let year = || {
        let open = fact.text("contract").is_none() && fact.number("year").is_none();
        let year = fact.text("record_day")?.get(..4).filter(|_| open)?;
        Some(days(&format!("{year}-01-01"), &format!("{year}-12-31")))
    };
    named.or_else(year)
}

/// What the words of a rule's sheet mean.
fn bound_of(rule: &str) -> Value {
    let sheets = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/life/sheets");
    let text = std::fs::read_to_string(sheets.join(format!("{rule}.json"))).unwrap_or("{}".to_owned());
    serde_json::from_str(&text).unwrap()
}

/// The sheet that computes what the case calls this rule.
fn sheet_of(rule: &str) -> Option<String> {
    let sheets = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/life/sheets");
    std::fs::read_to_string(sheets.join(format!("{rule}.sheet"))).ok()
}
