//! What an architect's look found: shapes that let through what nobody meant. Each with its honest neighbour.

use super::whose::village::Village;
use crate::little::{Little, accountant, files, read};
use coop_ledger::{
    audit::{FindingCode, Pin, Verdict},
    cooperative::audit,
    decide::Code,
};
use std::collections::BTreeSet;

fn recorded(little: &mut Little, text: &str) {
    little.cooperative.record(&read(text), &accountant()).unwrap_or_else(|e| panic!("{text}: {e}"));
}

fn passes(little: &Little) {
    let report = audit(&little.ledger(), &Pin::default(), &mut |_, _| {}).unwrap().report;
    assert_ne!(report.verdict, Verdict::Fail, "{:#?}", report.findings);
}

/// The entry that states all households' digests was named after the payout's id, cut to 57 characters: two payouts
/// of one long name, or a client that had spelled it, and the program signed an entry that its audit condemns.
#[test]
fn a_name_that_the_ledger_makes_itself_is_no_clients() {
    let mut little = Little::upto(5, 0x71);
    let long = "a".repeat(57);
    let taken = r#"{"id":"P.stated","on":"2024-04-12","kind":"party.registered","party":"OP7","role":"tenant"}"#;
    recorded(&mut little, taken);
    let declare = format!(
        r#"{{"id":"{long}1","on":"2024-04-12","kind":"payout.declare","payout":"P01","contract":"ROT-1","scheme":"rot-rent","version":1}}"#
    );
    recorded(&mut little, &declare);
    let pay = |id: &str, household: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-04-12","kind":"payout.pay","payout":"P01","from":"A-BANK-1","lines":[{{"household":"{household}"}}]}}"#
        )
    };
    recorded(&mut little, &pay(&format!("{long}2"), "H0001"));
    recorded(&mut little, &pay("P", "H0002"));
    let ids: Vec<String> = (0..little.cooperative.head().size)
        .map(|index| little.cooperative.entry(index).unwrap().sealed.id().to_string())
        .collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    assert!(ids.contains(&"P.stated.2".to_owned()), "{ids:?}");
    passes(&little);
    // and in one batch with it
    let own = taken.replace("P.stated", "Q.stated").replace("OP7", "OP8");
    let back = r#"{"id":"Q","on":"2024-04-12","kind":"payout.returned","payout":"P01","into":"A-BANK-1","lines":[{"household":"H0002","amount":"675.00","reason":"account_closed"}]}"#;
    recorded(&mut little, &format!("{own}\n{back}"));
    passes(&little);
}

/// Rows of pooled capital were named by what the owner had on that day: a late one got the name of another.
#[test]
fn a_subscription_that_is_recorded_late_has_a_row_of_its_own() {
    let mut village = Village::rich();
    village.record(
        r#"{"id":"cot2","on":"2024-05-01","kind":"contract.signed","contract":"COT-2","last_day":"2029-06-30","party":"PT1","scheme":"COT","signed":"2024-05-01","terms":{"capital":"6000.00","day_count":"actual/365","return_rate":"0.06"}}
{"id":"late1","on":"2024-06-01","kind":"subscription.recorded","collective":"0.00","contract":"COT-2","into":"A-BANK-1","lines":[{"owner":"H0003","amount":"3500.00"}]}
{"id":"late2","on":"2024-05-15","kind":"subscription.recorded","collective":"0.00","contract":"COT-2","into":"A-BANK-1","lines":[{"owner":"H0003","amount":"2500.00"}]}"#,
    );
    let keys: Vec<&str> = village.books().registers().capital().iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "{keys:?}");
    assert!(keys.contains(&"H0003/1") && keys.contains(&"H0003/2"), "{keys:?}");
}

/// Items of one list were each checked against the books, and not against each other.
#[test]
fn what_one_list_names_stands_in_it_once() {
    let mut village = Village::of_little(3);
    let twice = [
        r#"{"id":"x","on":"2024-03-01","kind":"entrustment.given","household":"H0001","parcels":["P01","P01"],"first_day":"2024-04-01","last_day":"2028-03-31","document":"W-9"}"#,
        r#"{"id":"x","on":"2024-04-01","kind":"contract.signed","contract":"ROT-9","party":"OP1","scheme":"rot","signed":"2024-04-01","first_day":"2024-04-01","last_day":"2027-03-31","parcels":["P01","P01"]}"#,
        r#"{"id":"x","on":"2024-05-02","kind":"household.split","household":"H0001","new_household":"H0009","members_moved":1,"document":"S-1","parcels_moved":["P01","P01"]}"#,
    ];
    for text in twice {
        assert_eq!(village.refused(text), Code::AlreadyRegistered, "{}", village.said);
        assert!(village.said.contains("twice"), "{}", village.said);
    }
}

/// Accounts know whose money they hold by a code: an asset of a household's code was moved when that was merged.
#[test]
fn an_asset_has_no_code_that_somebody_has() {
    let mut village = Village::of_little(6);
    let asset = |id: &str, code: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-04-20","kind":"asset.registered","asset":"{code}","cost":"1000.00","salvage":"0","life_months":120,"used_months":0,"first_month":"2024-05-01","use":"operating"}}"#
        )
    };
    for code in ["H0002", "ROT-1", "OP1"] {
        assert_eq!(village.refused(&asset("x", code)), Code::AlreadyRegistered, "{code}: {}", village.said);
    }
}

/// A contract without a first day could end before it was signed, and still earn a year's return.
#[test]
fn a_contract_ends_no_earlier_than_it_is_signed() {
    let mut village = Village::rich();
    let cot = |last: &str| {
        format!(
            r#"{{"id":"c3","on":"2025-02-05","kind":"contract.signed","contract":"COT-3","last_day":"{last}","party":"PT1","scheme":"COT","signed":"2025-02-05","terms":{{"capital":"10000.00","day_count":"actual/365","return_rate":"0.06"}}}}"#
        )
    };
    assert_eq!(village.refused(&cot("2025-01-06")), Code::DatesOutOfOrder, "{}", village.said);
    village.record(&cot("2025-02-05"));
}

/// Births beyond what the register counts vanished.
#[test]
fn more_members_than_a_register_counts_are_refused() {
    let mut village = Village::of_little(2);
    let more = |id: &str, more: u32| {
        format!(
            r#"{{"id":"{id}","on":"2024-03-20","kind":"members.changed","household":"H0001","more":{more},"reason":"born"}}"#
        )
    };
    assert_eq!(village.refused(&more("x", u32::MAX)), Code::BadValue, "{}", village.said);
    village.record(&more("one", 1));
}

/// What takes an amount back had no room where orders had used it up.
#[test]
fn what_was_posted_up_to_the_bound_can_be_taken_back() {
    let mut village = Village::of_little(3);
    let voucher = |id: &str| {
        let most = "99999999999999.99";
        format!(
            r#"{{"id":"{id}","on":"2024-03-01","kind":"voucher.recorded","lines":[{{"account":"102","holder":"A-BANK-1","debit":"{most}"}},{{"account":"504","credit":"{most}"}}]}}"#
        )
    };
    let mut made = Vec::new();
    while village.try_one(&voucher(&format!("v{}", made.len()))) {
        made.push(format!("v{}", made.len()));
    }
    assert_eq!(village.refused(&voucher("x")), Code::SumTooLarge, "{}", village.said);
    assert!(made.len() > 100, "{}: {}", made.len(), village.said);
    for id in made {
        village.record(&format!(
            r#"{{"id":"back-{id}","on":"2024-03-02","kind":"entry.corrected","corrects":"{id}","reason":"wrong_amount"}}"#
        ));
    }
}

/// One blob that is gone, and all later payouts' were said to be nobody's.
#[test]
fn behind_what_cannot_be_followed_no_blob_is_called_nobodys() {
    let little = Little::whole();
    let orphans = || {
        let report = audit(&little.ledger(), &Pin::default(), &mut |_, _| {}).unwrap().report;
        let told = report.findings.iter().chain(&report.notes);
        (report.verdict, told.filter(|f| f.code() == FindingCode::BlobOrphan).count())
    };
    let folder = little.ledger().join("blobs");
    let blobs = files(&folder);
    assert!(blobs.len() > 3);
    assert_eq!(orphans().1, 0);
    // the sheet's, which an early entry names
    let named = little.cooperative.entry(10).unwrap();
    let Some(document) = named.event.fact.document() else { panic!("{:?}", named.event.fact.kind()) };
    let name = document.blob.to_string();
    let (path, bytes) = blobs.iter().find(|(path, _)| path.ends_with(&name)).unwrap();
    let path = folder.join(path);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(orphans(), (Verdict::Fail, 0));
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(orphans().1, 0);
}
