//! Statements bent in one place: each is found under its own code.

use super::*;

/// Each bend, and the code under which it must be found.
type Bend = (&'static str, fn(&mut HouseholdStatement), DoubtCode);

const BENDS: &[Bend] = &[
    ("an amount with all that follows from it", larger, DoubtCode::StatementDiffers),
    ("a reason's figure", |s| s.lines[0].reasons[0].rows[0].terms[0].value = "9".into(), DoubtCode::StatementDiffers),
    ("a reason left out", |s| s.lines[0].reasons.clear(), DoubtCode::StatementDiffers),
    ("the whole payout", |s| s.lines[0].payout_total = Some("3434.55".parse().unwrap()), DoubtCode::StatementDiffers),
    ("the day of a line", |s| s.lines[1].date = "2024-04-02".parse().unwrap(), DoubtCode::StatementDiffers),
    ("an entry dropped", dropped, DoubtCode::EntriesHidden),
    ("an entry dropped and the number lowered", dropped_and_counted, DoubtCode::EntriesHidden),
    ("an entry's hash", |s| s.concerns[0].item = s.concerns[1].item, DoubtCode::EntriesHidden),
    ("an entry's kind", |s| s.concerns[0].kind = "party.registered/1".into(), DoubtCode::StatementDiffers),
    ("a proof dropped", |s| drop(s.proofs.remove(0)), DoubtCode::ProofMissing),
    ("no word on completeness", |s| s.completeness.proof = None, DoubtCode::ProofMissing),
    (
        "another place among the households",
        |s| s.completeness.proof.as_mut().unwrap().place += 1,
        DoubtCode::EntriesHidden,
    ),
    ("another root", |s| s.upto.root = s.completeness.root, DoubtCode::ProofWrong),
    (
        "a proof's own bytes",
        |s| s.proofs[0].text = s.proofs[0].text.replacen("index ", "index 1", 1),
        DoubtCode::ProofWrong,
    ),
    ("a proof that is none", |s| s.proofs[0].text.insert(0, ' '), DoubtCode::ProofMalformed),
    ("another household's name", |s| s.household = "H0003".parse().unwrap(), DoubtCode::ProofWrong),
    ("another household's proof", |s| s.proofs[0] = told("H0002").proofs[0].clone(), DoubtCode::StatementDiffers),
    ("one member more", |s| s.holdings.members += 1, DoubtCode::StatementDiffers),
    ("no shares", |s| s.holdings.shares.clear(), DoubtCode::StatementDiffers),
    ("a parcel gone", |s| drop(s.holdings.parcels.remove(0)), DoubtCode::StatementDiffers),
    ("another area", |s| s.holdings.parcels[0].area_mu = "99.0000".parse().unwrap(), DoubtCode::StatementDiffers),
    ("another group", |s| s.group = Some("第九组".parse().unwrap()), DoubtCode::StatementDiffers),
    ("another name of the organization", |s| s.ledger.name_zh = s.ledger.name_en.clone(), DoubtCode::StatementDiffers),
    (
        "another English name of the organization",
        |s| s.ledger.name_en = s.ledger.name_zh.clone(),
        DoubtCode::StatementDiffers,
    ),
    ("another purpose of everything", another_purpose, DoubtCode::StatementDiffers),
    (
        "another word behind the purpose",
        |s| s.lines[0].tag = Some("房租".parse().unwrap()),
        DoubtCode::StatementDiffers,
    ),
    ("a sheet twice", |s| s.sheets.push(s.sheets[0].clone()), DoubtCode::ProofWrong),
    ("a sheet that nothing names", |s| s.sheets.push("~ 别的分配单\n".to_owned()), DoubtCode::ProofWrong),
    ("another clause", |s| s.lines[0].clause.push('。'), DoubtCode::StatementDiffers),
    (
        "another title of the sheet",
        |s| s.lines[0].scheme.as_mut().unwrap().title_zh = "别的".parse().unwrap(),
        DoubtCode::StatementDiffers,
    ),
    (
        "another English word",
        |s| drop(s.lines[0].names_en.insert("租金".into(), "gift".into())),
        DoubtCode::StatementDiffers,
    ),
    ("no sheet", |s| s.sheets.clear(), DoubtCode::ProofMissing),
    ("another sheet", |s| s.sheets[0].push('\n'), DoubtCode::ProofMissing),
    ("no opening", |s| s.opening.clear(), DoubtCode::ProofMissing),
    ("another entry as the opening", |s| s.opening = s.entries[0].text.clone(), DoubtCode::ProofWrong),
    (
        "a reason said otherwise in the proof",
        |s| s.proofs[0].because = s.proofs[0].because.replacen('1', "2", 1),
        DoubtCode::StatementDiffers,
    ),
    ("a sum that does not add up", |s| s.lines[3].open_after = Fen(1), DoubtCode::StatementContradicts),
    ("a payment that the bank took back left out", no_return, DoubtCode::StatementDiffers),
];

/// 972.00 becomes 982.00 everywhere, and the statement still adds up.
fn larger(s: &mut HouseholdStatement) {
    for line in &mut s.lines {
        line.amount = Fen(line.amount.0.signum() * 98_200);
        line.open_after = Fen(if line.open_after.0 == 0 { 0 } else { 98_200 });
        line.in_words = "玖佰捌拾贰元整".into();
        for reason in &mut line.reasons {
            reason.amount = "982.00".parse().unwrap();
        }
    }
    s.years[0].credited = Fen(98_200);
    s.years[0].paid = Fen(98_200);
    assert_eq!(s.check(), [], "the bend itself is clean");
}

fn dropped(s: &mut HouseholdStatement) {
    s.concerns.remove(0);
    s.entries.remove(0);
}

fn dropped_and_counted(s: &mut HouseholdStatement) {
    dropped(s);
    s.completeness.items -= 1;
    assert_eq!(s.check(), [], "the bend itself is clean");
}

/// Rent becomes something else, in every line and in what is open.
fn another_purpose(s: &mut HouseholdStatement) {
    let other: coop_ledger::unit::Text = "别的款".parse().unwrap();
    s.lines.iter_mut().for_each(|line| line.purpose = other.clone());
    s.open.iter_mut().for_each(|open| open.purpose = other.clone());
    assert_eq!(s.check(), [], "the bend itself is clean");
}

/// Paid once and for all, as if it had never come back; the entries are still listed.
fn no_return(s: &mut HouseholdStatement) {
    s.lines.truncate(2);
    assert_eq!(s.check(), [], "the bend itself is clean");
}

#[test]
fn whatever_is_bent_in_a_statement_is_found() {
    for (what, bend, code) in BENDS {
        let mut s = told("H0001");
        bend(&mut s);
        let found = findings(&s);
        assert!(found.iter().any(|f| f.code() == *code), "{what}: {found:#?}");
        assert_eq!(verify_statement(&s, &VILLAGE.vkey).items, None, "{what}: nothing is called complete");
    }
}
