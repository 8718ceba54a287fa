//! What comes from other organizations, and goes to them.

use super::super::spot::{About, Spot, after, yuan};
use coop_ledger::{event::OrganizationChanged, screen::ScreenCode};
use serde_json::{Value, json};

/// The digest that the other's entry says of lines.
fn mirror(lines: &Value) -> String {
    let lines: Vec<_> = serde_json::from_value(lines.clone()).unwrap();
    OrganizationChanged::mirror_of(&lines).unwrap().to_string()
}

fn other(nth: u64) -> Value {
    json!({"origin": format!("coop.example/other/{nth:016}"), "root": "0".repeat(64), "size": 9})
}

/// Part of another's money comes, or some goes; of one ledger alone it is asked about however it was.
pub fn organization_unproven(spot: &mut Spot) {
    let (begins, fen) = (spot.begins(), spot.fen(500, 30_000));
    if !spot.crooked {
        return;
    }
    let lines =
        json!([{"account": "102", "holder": "A-BANK-1", "debit": yuan(fen)}, {"account": "301", "credit": yuan(fen)}]);
    let act = spot.dice.of(&["divided_in", "divided_out"]);
    let mut request = json!({"kind": "organization.changed", "act": act, "cut": after(begins, -1).to_string(),
        "other": other(spot.nth), "lines": lines, "document": "FL-1", "resolution": "R-9"});
    if act == "divided_in" {
        request["mirror"] = json!(mirror(&lines));
    }
    let entry = spot.on(begins, request);
    spot.asks(ScreenCode::OrganizationUnproven, About::Entry(entry));
}

/// Another is taken in: of its households not all come, or more than it gave.
pub fn roll_differs(spot: &mut Spot) {
    let (begins, fen) = (spot.quiet(), spot.fen(500, 30_000));
    let lines =
        json!([{"account": "102", "holder": "A-BANK-1", "debit": yuan(fen)}, {"account": "301", "credit": yuan(fen)}]);
    let codes: Vec<Value> = (0..3)
        .map(|n| {
            let household = spot.code("H");
            let born = spot.born();
            let person = spot.person(&format!("{household}-1"), &born, begins, "merged");
            spot.enrols_as(&household, begins, &[person]);
            json!({"old": format!("H000{n}"), "new": household})
        })
        .collect();
    let given = spot.between((4, 30), (3, 3));
    let roll = json!({"count": given, "root": "0".repeat(64)});
    let entry = spot.on(
        begins,
        json!({"kind": "organization.changed", "act": "merged_in", "cut": after(begins, -1).to_string(),
            "other": other(spot.nth), "lines": lines, "codes": codes, "roll": roll, "mirror": mirror(&lines),
            "document": "HB-1", "resolution": "R-9"}),
    );
    spot.asks(ScreenCode::RollDiffers, About::Entry(entry));
    spot.always_asks(ScreenCode::OrganizationUnproven, About::Entry(entry));
}
