//! A grant that was used stays spent.

use super::{Village, correct, voucher};
use coop_ledger::{decide::Code, unit::Fen};

const ON: &str = "2024-06-01";

/// A thousand for a bridge.
fn granted() -> Village {
    let mut village = Village::rich();
    village.record(r#"{"id":"g","on":"2024-05-02","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"grant","project":"桥","amount":"1000.00"}]}"#);
    village
}

fn used(id: &str, amount: &str) -> String {
    format!(r#"{{"id":"{id}","on":"{ON}","kind":"grant.used","project":"桥","amount":"{amount}"}}"#)
}

fn spent(id: &str, amount: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"{ON}","kind":"payment.recorded","from":"A-BANK-1","parts":[{{"part":"works","project":"桥","amount":"{amount}"}}]}}"#
    )
}

fn invoiced(id: &str, amount: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"{ON}","kind":"claim.recorded","claim":"works_invoice","holder":"OP1","project":"桥","amount":"{amount}"}}"#
    )
}

#[test]
fn t5_works_for_which_a_grant_was_used_are_not_reversed_before_it() {
    for entry in [
        spent("w", "1000.00"),
        invoiced("w", "1000.00"),
        voucher("w", ON, &["153||桥|1000.00", "102|A-BANK-1||-1000.00"]),
    ] {
        let mut village = granted();
        village.record(&entry);
        village.record(&used("u", "1000.00"));
        assert_eq!(village.refused(&correct("w")), Code::RestsOnLater, "{entry}");
        assert!(village.said.contains("found u"), "{}", village.said);
        // the use first, then the works
        village.record(&correct("u"));
        village.record(&correct("w"));
        assert_eq!(village.refused(&used("u2", "0.01")), Code::EarmarkedOverspent);
        assert_eq!(village.balance("241", "", "桥"), Fen(-100_000));
    }
}

#[test]
fn t5_works_are_reversed_as_far_as_no_grant_was_used_for_them() {
    let mut village = granted();
    village.record(&spent("w1", "600.00"));
    village.record(&spent("w2", "500.00"));
    village.record(&used("u", "600.00"));
    // 500.00 would not do for 600.00; the other way round they would, and a new payment makes room
    assert_eq!(village.refused(&correct("w1")), Code::RestsOnLater);
    village.record(&invoiced("w3", "100.00"));
    village.record(&correct("w1"));
    assert_eq!(village.refused(&correct("w3")), Code::RestsOnLater);
    // works that became assets are spent all the same
    let accepted = r#"{"id":"a","on":"2024-06-01","kind":"works.accepted","project":"桥","assets":[{"asset":"桥","cost":"600.00","life_months":120,"salvage":"0.00","use":"public"}]}"#;
    village.record(accepted);
    village.record(&correct("a"));
    assert_eq!(village.refused(&correct("w2")), Code::RestsOnLater);
}

#[test]
fn t5_nor_are_they_taken_away_by_hand() {
    let mut village = granted();
    village.record(&spent("w", "1000.00"));
    village.record(&used("u", "900.00"));
    for lines in [
        ["102|A-BANK-1||100.01", "153||桥|-100.01"],
        ["513||办公费|100.01", "153||桥|-100.01"],
        ["153||路|100.01", "153||桥|-100.01"],
        ["121||钢材|100.01", "153||桥|-100.01"],
    ] {
        assert_eq!(village.refused(&voucher("v", ON, &lines)), Code::EarmarkedOverspent, "{lines:?}");
    }
    // what the builder pays back beyond that, and what was booked under the wrong project
    village.record(&voucher("v1", ON, &["102|A-BANK-1||60.00", "153||桥|-60.00"]));
    village.record(&voucher("v2", ON, &["153||路|40.00", "153||桥|-40.00"]));
}

#[test]
fn t5_grants_for_one_project_are_used_for_its_works_once() {
    let mut village = granted();
    village.record(&spent("w", "600.00"));
    village.record(&used("u1", "500.00"));
    assert_eq!(village.refused(&used("u2", "100.01")), Code::EarmarkedOverspent);
    assert!(village.said.contains("at most 100.00"), "{}", village.said);
    village.record(&used("u2", "100.00"));
    village.record(&spent("w2", "50.00"));
    village.record(&used("u3", "50.00"));
}

#[test]
fn t5_no_works_are_made_out_of_income() {
    let mut village = granted();
    village.record(&voucher("c", ON, &["112|TEN1|租金|1000.00", "501|||-1000.00"]));
    village.record(&voucher("s", ON, &["121||钢材|70.00", "102|A-BANK-1||-70.00"]));
    village.record(&voucher("e", ON, &["514||修桥|40.00", "102|A-BANK-1||-40.00"]));
    let refused: [&[&str]; 9] = [
        &["153||桥|1000.00", "504||x|-1000.00"],
        &["153||桥|1000.00", "501|||-1000.00"],
        &["153||桥|1000.00", "311||捐赠|-1000.00"],
        // out of a claim, out of expenses that nobody had, out of goods in doubt
        &["153||桥|1000.00", "112|TEN1|租金|-1000.00"],
        &["153||桥|40.01", "514||修桥|-40.01"],
        &["153||桥|40.00", "515|||-40.00"],
        &["153||桥|1000.00", "211|TEN1|预收承包款|-1000.00"],
        // with money as a fig leaf
        &["153||桥|1000.00", "504|||-999.00", "102|A-BANK-1||-1.00"],
        &["153||桥|1000.00", "102|A-BANK-1||-1000.00", "102|A-BANK-1||999.00", "504|||-999.00"],
    ];
    for lines in refused {
        assert_eq!(village.refused(&voucher("v", ON, lines)), Code::NotTheCollectives, "{lines:?}");
    }
    let allowed: [&[&str]; 6] = [
        &["153||桥|10.00", "102|A-BANK-1||-10.00"],
        &["153||桥|10.00", "211|OP1|质保金|-10.00"],
        &["153||桥|70.00", "121||钢材|-70.00"],
        &["153||桥|40.00", "514||修桥|-40.00"],
        &["153||桥|20.00", "113|H0001|误工|-20.00"],
        &["153||桥|10.00", "153||路|-5.00", "102|A-BANK-1||-5.00"],
    ];
    village.record(&voucher("r", ON, &["153||路|5.00", "102|A-BANK-1||-5.00"]));
    for (n, lines) in allowed.iter().enumerate() {
        village.record(&voucher(&format!("ok{n}"), ON, lines));
    }
    assert_eq!(village.refused(&used("u", "160.01")), Code::EarmarkedOverspent);
    village.record(&used("u", "160.00"));
}
