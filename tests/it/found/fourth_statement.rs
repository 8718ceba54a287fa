//! What an attacker's fourth look proved wrong about statements and proofs that hold without any key.

use crate::told::{PASSED_ON, VILLAGE, Village, bent::agreeing, told, village};
use coop_ledger::{
    log::Hash,
    statement::{HouseholdStatement, LineKind, StatementLine},
    unit::{Fen, Lang, Text},
    verify::{DoubtCode, Field, Passage, Unshown, verify_statement},
};
use std::{collections::BTreeSet, sync::LazyLock};

/// H0002 is owed 100.00 and owes 30.00 when it is merged into H0001; what H0001 itself is owed is 7.00.
static MERGED: LazyLock<Village> = LazyLock::new(|| {
    let before = r#"{"id":"b0","on":"2024-01-02","kind":"bank.registered","account":"A-BANK-1","owner":"A","ownership":"collective"}
{"id":"v1","on":"2024-05-01","kind":"voucher.recorded","lines":[{"account":"102","holder":"A-BANK-1","debit":"107.00"},{"account":"113","holder":"H0002","purpose":"押金","credit":"100.00"},{"account":"113","holder":"H0001","purpose":"押金","credit":"7.00"}]}
{"id":"v2","on":"2024-05-02","kind":"voucher.recorded","lines":[{"account":"113","holder":"H0002","purpose":"水费","debit":"30.00"},{"account":"504","purpose":"水费","credit":"30.00"}]}
{"id":"u1""#;
    village(&PASSED_ON.replace("{\"id\":\"u1\"", before))
});

fn merged(household: &str) -> HouseholdStatement {
    MERGED.coop.statement(&household.parse().unwrap(), "2024-12-31".parse().unwrap()).unwrap()
}

fn line(of: &StatementLine, what: LineKind, purpose: &str, amount: i64) -> StatementLine {
    let amount = Fen(amount);
    let in_words = coop_ledger::statement::capitals::fen(Fen(amount.0.abs()));
    let purpose: Text = purpose.parse().unwrap();
    StatementLine { what, purpose, amount, in_words, ..of.clone() }
}

#[test]
fn m1_a_merger_pays_nobody_and_gives_nothing() {
    let heir = merged("H0001");
    let verified = verify_statement(&heir, &MERGED.vkey);
    assert_eq!(verified.findings, []);
    let came = heir.lines.iter().find(|l| l.what == LineKind::MovedIn).unwrap().clone();
    let entry = came.entry;
    let told = Unshown::Merged { entry, of: "H0002".into(), to: Fen(10_000), from: Fen(3_000) };
    assert!(verified.told.contains(&told), "{:?}", verified.told);
    // a deposit "paid" that was not, and amounts out of nothing
    for (what, purpose, amount) in [
        (LineKind::Paid, "押金", -700),
        (LineKind::Credited, "押金", 700),
        (LineKind::Returned, "押金", 700),
        (LineKind::SetOff, "押金", -700),
        (LineKind::Settled, "水费", -3_000),
        (LineKind::DebtSetOff, "水费", -3_000),
    ] {
        let mut forged = heir.clone();
        forged.lines.push(line(&came, what, purpose, amount));
        let found = verify_statement(&agreeing(forged), &MERGED.vkey).findings;
        assert!(
            found.iter().any(|f| f.code() == DoubtCode::StatementDiffers && f.found(Lang::En).contains(what.key())),
            "{found:?}"
        );
    }
    // how much came nothing here shows: whoever reads is told so, with the amounts
    let mut forged = heir.clone();
    forged.lines.push(line(&came, LineKind::Charged, "别的款", 3_000_000));
    let verified = verify_statement(&agreeing(forged), &MERGED.vkey);
    let told = Unshown::Merged { entry, of: "H0002".into(), to: Fen(10_000), from: Fen(3_003_000) };
    assert!(verified.findings.is_empty() && verified.told.contains(&told), "{verified:?}");
}

#[test]
fn m1_a_household_that_is_no_more_leaves_nothing_behind() {
    let gone = merged("H0002");
    assert_eq!(verify_statement(&gone, &MERGED.vkey).findings, []);
    assert!(gone.open.is_empty() && gone.lines.iter().any(|l| l.what == LineKind::MovedOut));
    for what in [LineKind::MovedOut, LineKind::DebtCorrected] {
        let mut forged = gone.clone();
        forged.lines.retain(|l| l.what != what);
        let found = verify_statement(&agreeing(forged), &MERGED.vkey).findings;
        assert!(found.iter().any(|f| f.expected(Lang::En) == "nothing left behind by a merger"), "{what:?}: {found:?}");
    }
}

#[test]
fn m2_what_a_household_lent_stands_in_its_statement() {
    let village = village(
        r#"{"id":"h1","on":"2024-01-02","kind":"household.enrolled","household":"H0001","members":4}
{"id":"b0","on":"2024-01-02","kind":"bank.registered","account":"A-BANK-1","owner":"A","ownership":"collective"}
{"id":"v1","on":"2024-05-01","kind":"voucher.recorded","lines":[{"account":"102","holder":"A-BANK-1","debit":"140.00"},{"account":"201","holder":"H0001","credit":"100.00"},{"account":"231","holder":"H0001","purpose":"修渠","credit":"40.00"}]}
"#,
    );
    let told = village.coop.statement(&"H0001".parse().unwrap(), "2024-12-31".parse().unwrap()).unwrap();
    let open: Vec<_> = told.open.iter().map(|o| (o.purpose.as_str(), o.to_household.to_string())).collect();
    assert_eq!(open, [("修渠", "40.00".to_owned()), ("短期借款", "100.00".to_owned())]);
    assert_eq!(verify_statement(&told, &village.vkey).findings, []);
    let mut less = told.clone();
    less.lines.retain(|l| l.purpose.as_str() == "修渠");
    less.lines[0].amount = Fen(3_000);
    less.lines[0].in_words = coop_ledger::statement::capitals::fen(Fen(3_000));
    assert!(!verify_statement(&agreeing(less), &village.vkey).findings.is_empty());
}

#[test]
fn m4_a_payout_line_shows_that_the_ledger_has_stated_its_entries() {
    let mut stripped = told("H0002");
    let last = stripped.proofs.len() - 1;
    let entry = stripped.lines.iter().map(|l| l.entry).max().unwrap();
    stripped.lines.retain(|l| l.entry != entry);
    stripped.concerns.retain(|c| c.index != entry);
    stripped.entries.retain(|e| e.entry != entry);
    if stripped.concerns.len() > last {
        stripped.proofs.truncate(stripped.proofs.len().min(last + 1));
    }
    let none = &mut stripped.completeness;
    (none.items, none.digest, none.upto, none.root, none.proof) = (0, Hash::ZERO, 0, Hash::ZERO, None);
    none.not_yet_covered = stripped.concerns.iter().map(|c| c.index).collect();
    let found = verify_statement(&agreeing(stripped), &VILLAGE.vkey).findings;
    assert!(found.iter().any(|f| f.code() == DoubtCode::EntriesHidden), "{found:?}");
}

#[test]
fn m7_the_day_of_a_statement_is_no_later_than_it_is_shown_to_reach() {
    let good = told("H0001");
    let reaches = |s: &HouseholdStatement| {
        let told: BTreeSet<Unshown> = verify_statement(s, &VILLAGE.vkey).told;
        told.into_iter().any(|t| matches!(t, Unshown::Until { .. }))
    };
    let mut later = good.clone();
    later.as_of = "2030-01-01".parse().unwrap();
    assert!(reaches(&later), "nothing shows that nothing more held until 2030");
    let stated = VILLAGE.coop.books().recorded_at().unwrap().day_at(480).unwrap();
    let mut now = good.clone();
    now.as_of = good.lines.iter().map(|l| l.date).max().unwrap();
    assert!(now.as_of <= stated && !reaches(&now));
    // read before an entry that it proves
    let mut early = good;
    early.upto.recorded_at = "2023-01-01T00:00:00Z".parse().unwrap();
    let found = verify_statement(&early, &VILLAGE.vkey).findings;
    assert!(found.iter().any(|f| f.place == Passage::Part(Field::Upto)), "{found:?}");
}
