//! Three years of a small village, of the union it is in and of an organization that merges into it: everything that
//! happens in a village's life, and every figure of it computed apart from this program.

mod compare;
mod convert;
pub mod play;
mod told;

use crate::little::ledger_key;
use compare::Difference;
use coop_ledger::{
    cooperative::{Cooperative, rent_asked},
    log::VerifierKey,
    statement::reports,
    unit::{Day, Fen, PayoutId},
    verify::verify_statement,
};
use play::{Played, played};
use std::{cmp::Ordering, collections::BTreeMap, fs, path::PathBuf};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/life")
}

/// What is not there yet, by table: how many rows may differ. It only ever becomes less.
fn left() -> BTreeMap<String, usize> {
    let text = fs::read_to_string(folder().join("left.toml")).unwrap_or_default();
    toml::from_str(&text).unwrap()
}

/// Says what differs in a table; nothing where it is just as much as is known to be left.
fn judged(table: &str, compared: usize, differ: &[Difference]) -> Option<String> {
    let allowed = left().get(table).copied().unwrap_or_default();
    println!("life {table}: rows={compared} differ={} left={allowed}", differ.len());
    let shown: Vec<String> = differ.iter().map(ToString::to_string).collect();
    if let Some(folder) = std::env::var_os("COOP_LIFE_OUT") {
        fs::write(PathBuf::from(folder).join(format!("{table}.txt")), shown.join("\n")).unwrap();
    }
    assert!(compared > 0, "{table}: nothing was compared");
    let more = || format!("{table}: {} differ, {allowed} are known:\n{}", differ.len(), shown.join("\n"));
    let less = || format!("{table}: only {} differ; say so in left.toml", differ.len());
    match differ.len().cmp(&allowed) {
        Ordering::Equal => None,
        Ordering::Greater => Some(more()),
        Ordering::Less => Some(less()),
    }
}

fn judge(table: &str, compared: usize, differ: &[Difference]) {
    let wrong = judged(table, compared, differ);
    assert!(wrong.is_none(), "{}", wrong.unwrap_or_default());
}

#[test]
fn every_fact_is_recorded() {
    let played = played();
    let differ: Vec<Difference> = played
        .untold
        .iter()
        .map(|(fact, why)| Difference { row: format!("{} {}", fact.id, fact.kind), what: why.clone() })
        .collect();
    judge("facts", played.folder.facts.len(), &differ);
}

#[test]
fn what_must_be_refused_is_refused_for_the_reason_given_and_leaves_no_trace() {
    let played = played();
    judge("refusals", played.offered.len(), &compare::refusals(&played));
}

#[test]
fn every_fact_posts_the_expected_lines_and_no_others() {
    let played = played();
    let (compared, differ) = compare::postings(&played);
    judge("postings", compared, &differ);
}

#[test]
fn trial_balances_agree_at_each_quarter_and_both_stages_of_each_year_end() {
    let played = played();
    let (compared, differ) = compare::trial_balances(&played);
    judge("trial-balance", compared, &differ);
}

/// Of what was shared the lists of rent say the same as the list of payouts with what is known now, also where land went to a
/// household that came behind the record day.
#[test]
fn what_was_shared_would_be_the_same_in_the_list_of_dues_and_in_the_restatement() {
    let played = played();
    let village = &played.ledgers["V"].cooperative;
    let last: Day = "2026-12-31".parse().unwrap();
    let of = rent_asked(village.books());
    let expected = reports::expected_rent(village.books(), last, &of);
    let (mut same, mut other) = (0, 0);
    for row in reports::dues(village.books(), last, &of) {
        let payout: Result<PayoutId, _> = row.no.as_str().parse();
        let shared = |code: &PayoutId| {
            let under = village.books().payout(code).map(|payout| payout.declared.contract.as_ref());
            under == Some(Some(&row.contract))
        };
        let Some(payout) = payout.ok().filter(shared) else { continue };
        let again = village.restated(Some(&payout), last).unwrap();
        let [again] = again.as_slice() else { continue };
        assert_eq!(again.stopped, None, "{payout}");
        let sum = Fen::capped_total(again.lines.values().map(|line| line.restated));
        if row.is_own() || row.to_give_back != Fen::ZERO {
            continue;
        }
        assert_eq!(row.restated.unwrap_or(row.paid.capped_plus(row.from_deposit)), sum, "{} {payout}", row.contract);
        let beside = expected.iter().find(|beside| beside.contract == row.contract && beside.due == row.due).unwrap();
        assert_eq!(beside.restated, row.restated, "{} {payout}", row.contract);
        *(if row.restated.is_some() { &mut other } else { &mut same }) += 1;
    }
    println!("life restated dues: {same} the same, {other} otherwise");
    assert!(same > 1 && other > 2, "{same} {other}");
}

#[cfg(feature = "cli")]
#[test]
fn what_is_owed_and_owing_adds_up_to_the_trial_balance_on_every_day_of_the_case() {
    let played = played();
    let mut days = 0;
    for (on, books) in &played.at_end_of {
        for books in books.values() {
            crate::decided::owing::agree(books, on.parse().unwrap());
            days += 1;
        }
    }
    assert!(days > 12, "{days}");
}

#[test]
fn every_line_of_every_payout_agrees_with_its_remainder_and_its_extra_fen() {
    let played = played();
    let (compared, differ) = compare::payout_lines(&played);
    judge("payout-lines", compared, &differ);
}

#[test]
fn contribution_and_benefit_agree_for_each_village_and_year() {
    let played = played();
    let (compared, differ) = compare::contribution_and_benefit(&played);
    judge("contribution-and-benefit", compared, &differ);
}

#[test]
fn payouts_agree_with_what_they_would_have_been() {
    let played = played();
    let (compared, differ) = compare::restated(&played);
    judge("restated", compared, &differ);
}

#[test]
fn every_due_stands_as_it_was_known_on_its_day() {
    let played = played();
    let (compared, differ) = compare::dues(&played);
    judge("dues", compared, &differ);
}

#[test]
fn what_is_open_for_households_agrees_at_each_quarter() {
    let played = played();
    let (compared, differ) = compare::household_balances(&played);
    judge("household-balances", compared, &differ);
}

/// Everything is proven by an audit of the folders, and what the screens ask is read.
#[test]
fn an_audit_proves_every_ledger_and_asks_what_its_screens_see() {
    let played = played();
    let mut asked = Vec::new();
    for (book, ledger) in &played.ledgers {
        let others: Vec<_> = played.ledgers.iter().filter(|(other, _)| *other != book).map(|(_, l)| l).collect();
        let report = ledger.audited_beside(&others);
        assert_eq!((report.findings.len(), report.broken_at), (0, None), "{book}: {:?}", report.findings);
        asked.extend(
            report.questions.iter().map(|question| Difference { row: book.clone(), what: question.to_string() }),
        );
    }
    judge("questions", played.ledgers.len(), &asked);
}

#[test]
fn every_card_stands_as_it_was_known_at_the_end_of_each_half_year() {
    let played = played();
    let (compared, differ) = compare::assets(&played);
    judge("assets", compared, &differ);
}

/// Registers as of a day and known at a fact, by table.
#[test]
fn registers_agree_as_of_each_day_and_as_known_at_each_fact() {
    let played = played();
    let mut wrong = Vec::new();
    for (table, found) in [
        ("register-persons", compare::persons as fn(&Played, &_, &_) -> _),
        ("register-households", compare::households),
        ("register-parcels", compare::parcels),
        ("register-houses", compare::houses),
        ("register-capital", compare::capital),
    ] {
        let (compared, differ) = compare::register(&played, table, found);
        wrong.extend(judged(table, compared, &differ));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a household is told is what its own entries give, money and holdings: before land changed, where the holdings
/// are shown, and at the end, where land of others is in most of them and they are told.
#[test]
fn every_household_is_told_what_its_own_entries_say() {
    let played = played();
    let village = &played.ledgers["V"].cooperative;
    let vkey = VerifierKey::ledger(village.origin(), ledger_key().public());
    let mut shown = 0;
    for on in ["2024-10-31", "2026-12-31"] {
        let on: Day = on.parse().unwrap();
        for (code, household) in village.books().registers().households() {
            if on < household.enrolled {
                continue;
            }
            let statement = village.statement(code, on).unwrap();
            let verified = verify_statement(&statement, &vkey);
            assert_eq!(verified.findings, [], "{code} {on}");
            shown += usize::from(verified.held);
            if let Some(folder) = std::env::var_os("COOP_STATEMENTS") {
                let json = serde_json::to_string(&statement).unwrap();
                fs::write(PathBuf::from(folder).join(format!("{code}-{on}.json")), json).unwrap();
            }
        }
    }
    println!("life statements: {shown} with their holdings shown");
    assert!(shown > 0, "nobody's holdings are shown");
}
