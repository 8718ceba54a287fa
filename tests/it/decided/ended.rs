//! A contract ends: what begins behind its last day falls away, and what came or was shared stands.

use super::*;
use coop_ledger::unit::{Day, Fen};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn ends(last: &str, more: &str) -> String {
    format!(
        r#"{{"id":"end","on":"2024-05-02","kind":"contract.ended","contract":"ROT-1","document":"Z-1","last_day":"{last}","why":"agreed"{more}}}"#
    )
}

/// The lease of the little ledger: P01 pays for April to September 2024; with the instalment behind it.
fn leased() -> Village {
    let mut village = Village::of_little(4);
    village.record(
        r#"{"id":"p2","on":"2024-03-02","kind":"contract.amended","contract":"ROT-1","document":"A-1","instalments":[{"due":"2024-10-10","first_day":"2024-10-01","last_day":"2025-03-31","lease_year":1,"part_of_year":"1/2","payout":"P02"},{"due":"2025-04-10","first_day":"2025-04-01","last_day":"2025-09-30","lease_year":2,"part_of_year":"1/2","payout":"P03"}]}"#,
    );
    village
}

#[test]
fn what_begins_behind_the_last_day_falls_away_and_the_broken_instalment_pays_for_its_days() {
    let mut village = leased();
    village.record(&ends("2024-12-31", ""));
    let books = village.books();
    let contract = books.contract(&"ROT-1".parse().unwrap()).unwrap();
    let stands: Vec<_> = contract.instalments.iter().map(|i| (i.payout.as_str(), i.last_day)).collect();
    assert_eq!(stands, [("P01", day("2024-09-30")), ("P02", day("2024-12-31"))]);
    // 92 of 182 days of half a year
    assert_eq!(contract.instalments[1].part_of_year.to_string(), "23/91");
    assert_eq!(contract.fell_away.iter().map(|i| i.payout.as_str()).collect::<Vec<_>>(), ["P03"]);
    let parcel = &books.registers().parcels()["P01"];
    assert_eq!(parcel.leased_under(day("2024-12-31")).map(ToString::to_string), Some("ROT-1".to_owned()));
    assert_eq!(parcel.leased_under(day("2025-01-01")), None);
    let again = ends("2024-11-30", "").replace("\"end\"", "\"end2\"");
    assert_eq!(village.refused(&again), Code::ContractOver);
}

#[test]
fn a_contract_ends_within_its_days_and_expires_on_its_last() {
    let mut village = leased();
    for last in ["2024-03-31", "2034-04-01"] {
        assert_eq!(village.refused(&ends(last, "")), Code::DatesOutOfOrder);
    }
    let expired = |last| ends(last, "").replace("agreed", "expired");
    assert_eq!(village.refused(&expired("2034-03-30")), Code::DatesOutOfOrder);
    village.record(&expired("2034-03-31"));
}

#[test]
fn rent_that_came_for_later_days_is_owed_back_whole() {
    let mut village = leased();
    village.record(
        r#"{"id":"r2","on":"2024-04-11","kind":"receipt.recorded","contract":"ROT-1","instalment":"P02","into":"A-BANK-1","parts":[{"part":"land_rent","amount":"2025.00"}]}"#,
    );
    village.record(&ends("2024-09-30", ""));
    let back = |id: &str, amount: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-05-03","kind":"claim.recorded","claim":"rent_back","contract":"ROT-1","no":"P02","amount":"{amount}","document":"Z-1"}}"#
        )
    };
    assert_eq!(village.refused(&back("b", "2025.01")), Code::DueOverpaid);
    village.record(&back("b", "2025.00"));
    let owed = village.books().accounts().balance(&AccountKey::new("211", "OP1", "退租金"));
    assert_eq!(owed, Fen(-202_500));
}

#[test]
fn a_deposit_is_paid_back_kept_or_held_and_a_penalty_is_owed() {
    let mut village = Village::of_little(4);
    village.record(r#"{"id":"land","on":"2024-04-01","kind":"contract.signed","belongs_to":"collective","contract":"LAND-1","first_day":"2024-04-01","last_day":"2027-03-31","party":"OP1","scheme":"LEASE","signed":"2024-04-01"}"#);
    for contract in ["ROT-1", "LAND-1"] {
        village.record(&format!(r#"{{"id":"dep-{contract}","on":"2024-05-01","kind":"receipt.recorded","contract":"{contract}","into":"A-BANK-1","parts":[{{"part":"deposit","amount":"500.00"}}]}}"#));
    }
    let kept = r#","deposit":{"forfeited":"1.00"}"#;
    assert_eq!(village.refused(&ends("2024-12-31", kept)), Code::NotTheCollectives);
    assert_eq!(
        village.refused(&ends("2024-12-31", r#","penalty":{"amount":"1.00","from":"them"}"#)),
        Code::NotTheCollectives
    );
    village.record(&ends("2024-12-31", r#","penalty":{"amount":"30.00","from":"us"}"#));
    let land = ends(
        "2024-12-31",
        r#","deposit":{"forfeited":"200.00","returned":{"amount":"300.00","from":"A-BANK-1"}},"penalty":{"amount":"50.00","from":"them"}"#,
    );
    village.record(&land.replace("ROT-1", "LAND-1").replace("\"end\"", "\"end-land\""));
    let balance = |account: &str, purpose: &str| {
        let under = village.books().accounts().under(account).filter(|(key, _)| key.purpose == purpose);
        Fen::capped_total(under.map(|(_, turnover)| turnover.net()))
    };
    // 1000.00 came, 300.00 went back, 200.00 is kept
    assert_eq!(balance("211", "保证金"), Fen(-50_000));
    assert_eq!(balance("504", "没收保证金"), Fen(-20_000));
    assert_eq!([balance("112", "违约金"), balance("504", "违约金")], [Fen(5_000), Fen(-5_000)]);
    assert_eq!([balance("515", "违约金"), balance("211", "违约金")], [Fen(3_000), Fen(-3_000)]);
}

#[test]
fn nothing_is_agreed_paid_in_worked_or_reported_for_days_behind_the_end() {
    let mut village = leased();
    village.record(&ends("2024-12-31", ""));
    for request in [
        r#"{"id":"x","on":"2024-05-02","kind":"contract.amended","contract":"ROT-1","document":"A-9","last_day":"2030-03-31"}"#,
        r#"{"id":"x","on":"2024-05-02","kind":"subscription.recorded","contract":"ROT-1","into":"A-BANK-1","collective":"0.00","lines":[{"owner":"H0001","amount":"1.00"}]}"#,
        r#"{"id":"x","on":"2024-05-02","kind":"report.recorded","contract":"ROT-1","year":2025,"revenue":"1.00"}"#,
        r#"{"id":"x","on":"2024-05-02","kind":"receipt.recorded","contract":"ROT-1","into":"A-BANK-1","parts":[{"part":"land_rent","amount":"1.00"}],"period":{"first_day":"2025-01-01","last_day":"2025-03-31"}}"#,
    ] {
        assert_eq!(village.refused(request), Code::ContractOver, "{request}");
    }
}
