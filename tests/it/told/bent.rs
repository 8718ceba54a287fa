//! Statements altered so that they still add up: what the signed entries say, and nothing else, finds
//! them, and says in yuan what it found.

use super::*;
use coop_ledger::{
    statement::{
        capitals,
        value::{OpenByPurpose, years_of},
    },
    unit::{Lang, Money, Say},
    verify::{STATEMENT_MOST, read_statement},
};
use std::collections::BTreeMap;

/// All that follows from the lines follows from them again.
pub fn agreeing(mut s: HouseholdStatement) -> HouseholdStatement {
    let mut open: BTreeMap<_, [i64; 2]> = BTreeMap::new();
    let mut left = [0; 2];
    for line in &mut s.lines {
        let side = usize::from(line.what.side() == Towards::FromHousehold);
        left[side] += line.amount.0;
        open.entry(line.purpose.clone()).or_default()[side] += line.amount.0;
        line.open_after = Fen(left[side]);
        line.in_words = capitals::fen(line.size());
    }
    let money = |fen| Money::from_fen(Fen(fen)).unwrap();
    s.open = open
        .into_iter()
        .filter(|(_, left)| *left != [0, 0])
        .map(|(purpose, [to, from])| OpenByPurpose { purpose, to_household: money(to), from_household: money(from) })
        .collect();
    s.years = years_of(&s.lines).unwrap();
    assert_eq!(s.check(), [], "the bend itself is clean");
    s
}

/// What is found about the entries recorded under these ids, and nothing else: expected and found.
fn found(village: &Village, s: HouseholdStatement, ids: &[&str]) -> Vec<(String, String)> {
    let found = verify_statement(&agreeing(s), &village.vkey).findings;
    let places: Vec<String> =
        ids.iter().map(|id| format!("entry {}", village.coop.books().ids().entry_of(id).unwrap())).collect();
    assert_eq!(found.iter().map(|f| f.place.to_string()).collect::<Vec<_>>(), places, "{found:#?}");
    assert!(found.iter().all(|f| f.code() == DoubtCode::StatementDiffers), "{found:#?}");
    found.into_iter().map(|f| (f.expected(Lang::En), f.found(Lang::En))).collect()
}

fn pair(expected: &str, found: &str) -> (String, String) {
    (expected.to_owned(), found.to_owned())
}

#[test]
fn what_an_entry_moved_and_what_is_told_of_it_are_said_in_yuan_with_their_sign() {
    let mut s = told("H0001");
    s.lines.truncate(2);
    assert_eq!(found(&VILLAGE, s, &["b1", "y2"]), [pair("972.00", "0.00"), pair("-972.00", "0.00")]);
    let mut s = told("H0001");
    (s.lines[1].amount, s.lines[2].amount) = (Fen(-97_105), Fen(97_105));
    assert_eq!(found(&VILLAGE, s, &["y1", "b1"]), [pair("-972.00", "-971.05"), pair("972.00", "971.05")]);
    // an entry that moves no money has none
    let mut s = told("H0001");
    let enrolled = VILLAGE.coop.books().ids().entry_of("h1").unwrap();
    let day = s.concerns.iter().find(|c| c.index == enrolled).unwrap().date;
    s.lines.truncate(2);
    (s.lines[1].entry, s.lines[1].date) = (enrolled, day);
    let all = [pair("0.00", "-972.00"), pair("-972.00", "0.00"), pair("972.00", "0.00"), pair("-972.00", "0.00")];
    s.lines[1].payout = None;
    assert_eq!(found(&VILLAGE, s, &["h1", "y1", "b1", "y2"]), all);
}

#[test]
fn what_happened_on_the_statements_own_day_may_not_be_left_out_and_what_came_later_may() {
    let household: HouseholdId = "H0001".parse().unwrap();
    let on = |day: &str| VILLAGE.coop.statement(&household, day.parse().unwrap()).unwrap();
    let mut s = on("2024-04-12");
    assert_eq!(s.lines.pop().unwrap().date, day("2024-04-12"));
    assert_eq!(found(&VILLAGE, s, &["y2"]), [pair("-972.00", "0.00")]);
    let s = on("2024-04-11");
    assert_eq!(s.lines.len(), 3);
    assert_eq!(found(&VILLAGE, s, &[]), []);
}

#[test]
fn a_set_off_told_smaller_on_both_sides_is_found() {
    let mut s = told("H0003");
    for line in s.lines.iter_mut().filter(|l| matches!(l.what, LineKind::SetOff | LineKind::DebtSetOff)) {
        line.amount = Fen(-9_000);
    }
    assert_eq!(found(&VILLAGE, s, &["s1"]), [pair("100.00", "90.00")]);
}

/// The collective owes a household thirty fen from before, and pays five of them.
const OWED: &str = r#"{"id":"bank","on":"2024-01-01","kind":"bank.registered","account":"A-BANK-1","owner":"A","ownership":"collective"}
{"id":"class","on":"2024-01-01","kind":"class.set","class":"population","unit":"member","regime":"open"}
{"id":"h1","on":"2024-01-01","kind":"household.enrolled","household":"H0001","members":4,"shares":{"population":"4"}}
{"id":"before","on":"2024-01-01","kind":"opening.recorded","lines":[{"account":"102","holder":"A-BANK-1","debit":"100.30"},{"account":"211","holder":"H0001","purpose":"垫付款","credit":"0.30"},{"account":"301","credit":"100.00"}]}
{"id":"paid","on":"2024-02-01","kind":"payment.recorded","from":"A-BANK-1","parts":[{"part":"payable","holder":"H0001","purpose":"垫付款","amount":"0.05"}]}
"#;

#[test]
fn a_payment_of_what_was_owed_is_compared_with_its_entry() {
    let village = village(OWED);
    let told = || village.coop.statement(&"H0001".parse().unwrap(), day("2024-12-31")).unwrap();
    let amounts: Vec<i64> = told().lines.iter().map(|line| line.amount.0).collect();
    assert_eq!(amounts, [30, -5]);
    assert_eq!(found(&village, told(), &[]), []);
    let mut s = told();
    s.lines[1].amount = Fen(-4);
    assert_eq!(found(&village, s, &["paid"]), [pair("垫付款 -0.05", "垫付款 -0.04")]);
    let mut s = told();
    s.lines[0].amount = Fen(31);
    assert_eq!(found(&village, s, &["before"]), [pair("垫付款 0.30", "垫付款 0.31")]);
}

#[test]
fn a_statement_of_the_greatest_length_is_read_and_a_byte_more_is_not() {
    let s = told("H0001");
    let mut bytes = serde_json::to_vec(&s).unwrap();
    bytes.resize(STATEMENT_MOST, b' ');
    assert_eq!(read_statement(&bytes), Ok(s));
    bytes.push(b' ');
    assert!(read_statement(&bytes).unwrap_err().say(Lang::En).contains(&STATEMENT_MOST.to_string()));
}

#[test]
fn lines_of_an_entry_that_names_account_and_purpose_are_not_left_out() {
    let story = r#"{"id":"h1","on":"2024-01-02","kind":"household.enrolled","household":"H0001","members":4}
{"id":"b0","on":"2024-01-02","kind":"bank.registered","account":"A-BANK-1","owner":"A","ownership":"collective"}
{"id":"o1","on":"2024-01-02","kind":"opening.recorded","lines":[{"account":"102","holder":"A-BANK-1","debit":"50.00"},{"account":"211","holder":"H0001","purpose":"押金","credit":"30.00"},{"account":"301","credit":"20.00"}]}
{"id":"v1","on":"2024-02-01","kind":"voucher.recorded","lines":[{"account":"113","holder":"H0001","purpose":"水费","debit":"8.00"},{"account":"504","purpose":"水费","credit":"8.00"}]}
{"id":"p1","on":"2024-03-01","kind":"payment.recorded","from":"A-BANK-1","parts":[{"part":"payable","amount":"5.00","holder":"H0001","purpose":"押金"}]}
{"id":"r1","on":"2024-04-01","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"member_debt","amount":"3.00","holder":"H0001","purpose":"水费"}]}
{"id":"d1","on":"2024-05-01","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"deposit","amount":"2.00","holder":"H0001"}]}
"#;
    let village = village(story);
    let good = village.coop.statement(&"H0001".parse().unwrap(), day("2024-12-31")).unwrap();
    assert_eq!((verify_statement(&good, &village.vkey).findings, good.lines.len()), (vec![], 5));
    for (id, expected) in
        [("o1", "押金 30.00"), ("v1", "水费 -8.00"), ("p1", "押金 -5.00"), ("r1", "水费 3.00"), ("d1", "保证金 2.00")]
    {
        let entry = village.coop.books().ids().entry_of(id).unwrap();
        let mut s = good.clone();
        s.lines.retain(|line| line.entry != entry);
        if matches!(id, "o1" | "v1") {
            // what stood on it goes with it, else a sum would fall below nothing
            let rest = village.coop.books().ids().entry_of(if id == "o1" { "p1" } else { "r1" }).unwrap();
            s.lines.retain(|line| line.entry != rest);
        }
        let found = verify_statement(&agreeing(s), &village.vkey).findings;
        let place = format!("entry {entry}");
        assert!(
            found.iter().any(|f| f.place.to_string() == place && f.expected(Lang::En) == expected),
            "{id}: {found:#?}"
        );
    }
}

/// A line said otherwise than its entry makes it, with all sums kept: a payment as a correction or as the first one.
#[test]
fn what_a_line_did_follows_from_its_entry() {
    let told = told("H0001");
    let mut tried = 0;
    for (at, line) in told.lines.iter().enumerate() {
        for other in LineKind::ALL.into_iter().filter(|kind| *kind != line.what && kind.side() == line.what.side()) {
            let mut s = told.clone();
            s.lines[at].what = other;
            s.years = years_of(&s.lines).unwrap();
            assert!(!verify_statement(&s, &VILLAGE.vkey).findings.is_empty(), "line {} as {}", at + 1, other.key());
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn what_no_proof_could_show_may_not_stand_there() {
    let told = told("H0001");
    let paid = told.lines.iter().position(|line| line.what == LineKind::Paid).unwrap();
    let credited = told.lines.iter().position(|line| line.what == LineKind::Credited).unwrap();
    let name: coop_ledger::unit::Text = "x".parse().unwrap();
    let mut bent = vec![told.clone(); 4];
    bent[0].lines[paid].clause = "x".into();
    bent[1].lines[paid].reasons = told.lines[credited].reasons.clone();
    bent[2].lines[paid].payout_lines = Some(1);
    for held in &mut bent[3].holdings.shares {
        held.name = Some(coop_ledger::statement::value::Named { zh: name.clone(), en: name.clone() });
    }
    assert!(!told.holdings.shares.is_empty());
    for s in bent {
        assert!(!verify_statement(&s, &VILLAGE.vkey).findings.is_empty());
    }
}

#[test]
fn what_was_set_off_is_told_against_the_payout_that_its_entry_names() {
    for other in [Some("P02"), None] {
        let mut s = told("H0003");
        let set_off = VILLAGE.coop.books().ids().entry_of("s1").unwrap();
        let line = s.lines.iter_mut().find(|line| line.entry == set_off).unwrap();
        assert_eq!(line.payout.as_ref().map(|payout| payout.as_str()), Some("P01"));
        line.payout = other.map(|code| code.parse().unwrap());
        line.scheme = None;
        assert_eq!(found(&VILLAGE, s, &["s1"]), [pair("P01", other.unwrap_or("-"))]);
    }
}
