//! Sums, periods and days that no register and no report may hold.

mod registers;
mod signed;

use crate::little::{Hourly, Little, accountant, read, read_or_refused};
use coop_ledger::{
    audit::{FindingCode, Report, Verdict},
    cooperative::{Cooperative, Trouble},
    decide::{Code, Refusal},
    log::Json,
    unit::Fen,
};
use signed::Signed;

fn json(text: &str) -> Json {
    Json::parse(text.as_bytes()).unwrap()
}

/// Records a line that must be taken.
fn taken(little: &mut Little, text: &str) {
    little.cooperative.record(&read(text), &accountant()).unwrap_or_else(|e| panic!("{text}: {e}"));
}

/// The refusal of a line that must not be.
fn refused(little: &mut Little, text: &str) -> Refusal {
    let requests = match read_or_refused(text) {
        Ok(requests) => requests,
        Err(refusal) => return refusal,
    };
    match little.cooperative.record(&requests, &accountant()) {
        Err(Trouble::Refused(all)) => all[0].1.clone(),
        Err(other) => panic!("{text}: {other}"),
        Ok(_) => panic!("recorded: {text}"),
    }
}

/// The audit fails by name at the entry, and a reader ends with exit 7 that names it.
fn named_by_all(signed: &Signed, code: FindingCode) -> Report {
    let report = signed.audit();
    assert_eq!((report.verdict, report.exit_code()), (Verdict::Fail, 1), "{:#?}", report.findings);
    let place = format!("entry {}", signed.index());
    let here = report.findings.iter().any(|f| f.code() == code && f.place.to_string() == place);
    assert!(here, "{code:?} at {place}: {:#?}", report.findings);
    let state = tempfile::tempdir().unwrap();
    match Cooperative::open_to_read(signed.ledger(), state.path(), Hourly::new()) {
        Err(trouble) => {
            assert_eq!(trouble.exit_code(), 7, "{trouble}");
            assert!(trouble.to_string().contains(&place), "{trouble}");
        }
        Ok(_) => panic!("a reader followed {place}"),
    }
    report
}

const LEASE: &str = r#"{"id":"l","on":"2024-04-01","kind":"contract.signed","contract":"LEASE-1","party":"OP1","scheme":"lease","signed":"2024-04-01","area_mu":"10.0000","first_day":"2024-04-01","last_day":"2027-03-31"}"#;

fn lump(first: &str, last: &str) -> String {
    format!(
        r#"{{"id":"x","on":"2024-04-15","kind":"receipt.recorded","contract":"LEASE-1","into":"A-BANK-1","parts":[{{"part":"lease_rent","amount":"90000.00"}}],"period":{{"first_day":"{first}","last_day":"{last}"}}}}"#
    )
}

#[test]
fn f1_a_backwards_period_takes_no_years_rent_as_this_years_income() {
    let mut little = Little::upto(1, 0x61);
    taken(&mut little, LEASE);
    let refusal = refused(&mut little, &lump("2027-03-31", "2024-04-01"));
    assert_eq!((refusal.code(), &*refusal.found()), (Code::DatesOutOfOrder, "2027-03-31 to 2024-04-01"));
    assert!(refusal.subject().ends_with("period"), "{refusal}");
    // in order, but before the lease or beyond it: income of this year all the same
    for (first, last) in [("2021-04-01", "2024-03-31"), ("2024-03-31", "2024-12-31"), ("2027-01-01", "2027-04-01")] {
        let refusal = refused(&mut little, &lump(first, last));
        assert_eq!((refusal.code(), &*refusal.subject()), (Code::DatesOutOfOrder, "period"), "{refusal}");
    }
    taken(&mut little, &lump("2024-04-01", "2027-03-31"));
}

/// What a step of the year's end needs and does not have was taken as zero.
#[test]
fn a_signed_step_of_a_year_that_lacks_what_it_moves_is_named() {
    let never_closed = r#"{"amount":"0.00","step":"carry","year":2024}"#;
    let no_amount = r#"{"scheme":"distribution","step":"reserve","version":1,"year":2024}"#;
    for (tag, body) in [(0x6a, never_closed), (0x6b, no_amount)] {
        let little = Little::upto(1, tag);
        let signed = Signed::behind(&little, "year.stepped/1", "2024-04-15", json(body));
        named_by_all(&signed, FindingCode::CannotFollow);
    }
}

#[test]
fn f1_an_old_signed_entry_with_a_backwards_period_is_named() {
    let mut little = Little::upto(1, 0x62);
    taken(&mut little, LEASE);
    let signed = Signed::behind(
        &little,
        "receipt.recorded/1",
        "2024-04-15",
        json(
            r#"{"contract":"LEASE-1","into":"A-BANK-1","parts":[{"amount":"90000.00","part":"lease_rent","this_year":"90000.00"}],"period":{"first_day":"2027-03-31","last_day":"2024-04-01"}}"#,
        ),
    );
    named_by_all(&signed, FindingCode::BodyMalformed);
}

#[test]
fn f2_amounts_that_no_book_can_hold_are_refused_and_named_and_panic_nowhere() {
    let mut little = Little::upto(1, 0x63);
    taken(
        &mut little,
        r#"{"id":"c","on":"2024-04-01","kind":"contract.signed","contract":"COT-1","party":"OP1","scheme":"capital","signed":"2024-04-01"}"#,
    );
    let line = r#"{"amount":"99999999999999.99","owner":"H0001"}"#;
    let lines = |n: usize| vec![line; n].join(",");
    let ask = |id: &str, n: usize| {
        format!(
            r#"{{"id":"{id}","on":"2024-04-15","kind":"subscription.recorded","contract":"COT-1","into":"A-BANK-1","collective":"0.00","lines":[{}]}}"#,
            lines(n)
        )
    };
    assert_eq!(refused(&mut little, &ask("x", 930)).code(), Code::SumTooLarge);
    let body = format!(r#"{{"collective":"0.00","contract":"COT-1","into":"A-BANK-1","lines":[{}]}}"#, lines(930));
    let signed = Signed::behind(&little, "subscription.recorded/1", "2024-04-15", json(&body));
    let report = named_by_all(&signed, FindingCode::CannotFollow);
    assert!(report.findings.iter().any(|f| f.code() == FindingCode::DecidedOtherwise), "{:#?}", report.findings);
    // nor do they come together in steps
    taken(&mut little, &ask("s-1", 100));
    let refusal = refused(&mut little, &ask("s-2", 100));
    assert_eq!((refusal.code(), &*refusal.subject()), (Code::SumTooLarge, "voucher"), "{refusal}");
    let body = format!(r#"{{"collective":"0.00","contract":"COT-1","into":"A-BANK-1","lines":[{}]}}"#, lines(200));
    let signed = Signed::behind(&little, "subscription.recorded/1", "2024-04-15", json(&body));
    named_by_all(&signed, FindingCode::CannotFollow);
}

#[test]
fn m6_a_sum_is_refused_at_the_ends_of_its_range() {
    assert_eq!(Fen(i64::MAX).plus(Fen(1)), None);
    assert_eq!(Fen(-i64::MAX).minus(Fen(1)), None, "and never becomes the number without an opposite");
    assert_eq!(Fen::total([Fen(i64::MAX), Fen(1), Fen(-1)]), None);
    assert_eq!(Fen::total([Fen(5), Fen(-7)]), Some(Fen(-2)));
    assert_eq!((Fen(i64::MIN).negated(), Fen(i64::MIN).absolute()), (Fen(i64::MAX), Fen(i64::MAX)));
}
