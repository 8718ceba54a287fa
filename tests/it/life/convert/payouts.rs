//! Sheets adopted, payouts declared, paid and returned.

use super::{Converter, Orders, copied, copied_of, json, order_of};
use crate::case::folder::Fact;
use serde_json::Value;
use std::path::Path;

impl Converter {
    pub(super) fn payout(&self, fact: &Fact) -> Orders {
        let of = |kind: &str| order_of(fact, kind);
        let order = match fact.kind.as_str() {
            "rule_adopted" => {
                let sheet = sheet_of(fact.need("rule")).ok_or(format!("no sheet for {}", fact.need("rule")))?;
                let bound = bound(fact.need("rule"));
                let said = |member: &str| bound.as_ref().and_then(|all| all.get(member)).map(json);
                copied(of("scheme.adopt"), fact, &["resolution"])
                    .with("rows", said("rows"))
                    .with("reads", said("reads"))
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
        Ok(vec![order])
    }
}

/// The sheet that computes what the case calls this rule.
fn sheet_of(rule: &str) -> Option<String> {
    let sheets = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/life/sheets");
    std::fs::read_to_string(sheets.join(format!("{rule}.sheet"))).ok()
}

/// What its words mean in the case's ledger, beside the sheet; nothing where they mean what they mean everywhere.
fn bound(rule: &str) -> Option<Value> {
    let sheets = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/life/sheets");
    let text = std::fs::read_to_string(sheets.join(format!("{rule}.json"))).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}
