//! T17: a work sheet that was typed wrong is taken back while nothing stands on it.

use super::*;
use crate::found::whose::village::correct;

fn village() -> Village {
    let mut village = Village::of_little(3);
    village.record(
        r#"{"id":"wages","on":"2024-02-01","kind":"scheme.adopt","scheme":"wages","version":1,"resolution":"R-1"}"#,
    );
    village.little(3..4);
    village.record(r#"{"id":"lab","on":"2024-03-03","kind":"contract.signed","contract":"LAB-1","party":"OP1","scheme":"LABOUR","signed":"2024-03-03","terms":{"fee_rate":"1/50","work_unit":"day","work_rates":[{"class":"general","rate":"90.00"}]}}"#);
    village
}

fn worked(id: &str, days: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"2025-04-01","kind":"work.recorded","contract":"LAB-1","sheet":"W1","first_day":"2025-01-01","last_day":"2025-03-31","lines":[{{"worker":"H0001-1","class":"general","quantity":"{days}"}},{{"worker":"H0002-1","class":"general","quantity":"1.00"}}]}}"#
    )
}

#[test]
fn t17_work_typed_wrong_is_withdrawn_and_recorded_anew() {
    let mut village = village();
    village.record(&worked("w", "90.00"));
    let before = village.books().digest(&"H0002".parse().unwrap());
    assert_eq!(village.refused(&worked("w2", "9.00")), Code::AlreadyRegistered);
    assert_eq!(village.refused(&correct("w").replace("2025-07-05", "2025-03-31")), Code::DatesOutOfOrder);
    village.record(&correct("w"));
    assert!(village.books().registers().sheets().is_empty());
    // everybody whose work it was is told
    assert_ne!(village.books().digest(&"H0002".parse().unwrap()), before);
    assert_eq!(village.refused(&correct("w").replace("undo-w", "again")), Code::AlreadyReversed);
    assert_eq!(village.refused(&correct("undo-w")), Code::NotCorrectable);
    village.record(&worked("w2", "9.00"));
    village.record(&declare("W1", "2025-04-02", r#""scheme":"wages""#));
    assert_eq!(village.balance("213", "H0001", "劳务费"), Fen(-81_000));
}

#[test]
fn t17_work_that_was_paid_out_is_not_taken_back() {
    let mut village = village();
    village.record(&worked("w", "9.00"));
    village.record(&declare("W1", "2025-04-02", r#""scheme":"wages""#));
    assert_eq!(village.refused(&worked("w2", "8.00")), Code::AlreadyRegistered);
    // the same days said anew under another code would be paid twice
    assert_eq!(village.refused(&correct("w")), Code::NotCorrectable);
    assert!(village.said.contains("found W1"), "{}", village.said);
    assert_eq!(village.books().registers().sheets()["W1"].lines.len(), 2);
    // what it lacks stands on a sheet of its own
    village.record(&worked("w2", "1.00").replace("\"W1\"", "\"W1B\""));
    assert_eq!(village.refused(&declare("W1", "2025-07-06", r#""scheme":"wages""#)), Code::IncomeDistributedTwice);
    assert_eq!(village.balance("213", "H0001", "劳务费"), Fen(-81_000));
    // other registers have facts of their own
    assert_eq!(village.refused(&correct("lab")), Code::NotCorrectable);
}

#[test]
fn t17_withdrawn_work_survives_audit_and_opening_anew() {
    let mut little = Little::late(4, 0x17);
    let lab = r#"{"id":"lab","on":"2024-03-03","kind":"contract.signed","contract":"LAB-1","party":"OP1","scheme":"LABOUR","signed":"2024-03-03","terms":{"work_unit":"day","work_rates":[{"class":"general","rate":"90.00"}]}}"#;
    let work = worked("w", "20.00").replace("2025-01-01", "2024-01-01").replace("2025-03-31", "2024-03-31");
    let work = work.replace("2025-04-01", "2024-04-01");
    let undo = correct("w").replace("2025-07-05", "2024-04-02");
    for order in [lab, &work, &undo] {
        little.cooperative.record(&read(order), &accountant()).unwrap();
    }
    let report = Forge::of(&little).audit();
    assert_eq!(report.exit_code(), 0, "{:?}", report.findings);
    let (ledger, state) = (little.ledger(), little.state());
    drop(little.cooperative);
    let clock = crate::little::Hourly::from("2025-03-01T08:00:00Z");
    let again = crate::little::open(&ledger, &state, clock).unwrap();
    assert!(again.cooperative.books().registers().sheets().is_empty());
}
