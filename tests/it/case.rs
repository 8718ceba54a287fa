//! Two years of a village's business, replayed through the whole core and compared to the fen
//! with figures that were computed apart from this program.
//!
//! `COOP_CASE_DIR` names another village's folder in the same format.

mod convert;
pub mod desk;
mod example;
pub mod expected;
pub mod folder;
pub mod order;
mod replay;
mod sheets;
mod told;

use coop_ledger::{
    books::{AsOf, Books},
    decide::Code,
    event::PayoutLine,
    log::Json,
    unit::Fen,
};
use expected::{Balance, Cut, differences, fen};
use folder::Folder;
use replay::Replay;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

/// Every case, replayed once for all tests.
static CASES: LazyLock<Vec<Mutex<Replay>>> =
    LazyLock::new(|| Folder::all().into_iter().map(|folder| Mutex::new(Replay::of(folder))).collect());

fn cases() -> impl Iterator<Item = MutexGuard<'static, Replay>> {
    CASES.iter().map(|case| case.lock().unwrap_or_else(PoisonError::into_inner))
}

#[test]
fn every_fact_that_must_be_refused_is_refused_for_the_reason_given_and_leaves_no_trace() {
    for case in cases() {
        let due = case.folder.refusals.iter().filter(|r| case.recorded.iter().any(|(fact, _)| fact.id == r.after));
        assert_eq!(due.count(), case.refused.len(), "{}: refused facts offered", case.folder.name);
        let wrong: Vec<String> = case.refused.iter().filter_map(|r| r.wrong()).collect();
        assert!(wrong.is_empty(), "{}:\n{}", case.folder.name, wrong.join("\n"));
    }
}

#[test]
fn offering_every_fact_a_second_time_changes_nothing() {
    for mut case in cases() {
        let before = replay::state(&case.desks);
        let wrong = case.again();
        assert_eq!(wrong, [], "{}", case.folder.name);
        assert_eq!(before, replay::state(&case.desks), "{}", case.folder.name);
    }
}

#[test]
fn an_id_used_before_for_another_amount_is_refused() {
    for mut case in cases() {
        let spent = case.recorded.iter().find(|(fact, _)| fact.kind == "expense_paid");
        let (fact, orders) = spent.cloned().expect("an expense");
        let said = String::from_utf8(orders[0].to_bytes()).unwrap();
        let amount = fact.need("amount");
        let other = said.replace(&format!("\"{amount}\""), "\"0.01\"");
        assert_ne!(said, other);
        let desk = case.desks.get_mut(&fact.book).unwrap();
        let answer = desk.record(&fact.on, &[Json::parse(other.as_bytes()).unwrap()]);
        assert_eq!(answer.map_err(|r| r.code()), Err(Code::IdUsedOtherwise), "{}", fact.id);
    }
}

#[test]
fn every_fact_posts_the_expected_lines_and_no_others() {
    for case in cases() {
        let (expected, found) = expected::postings(&case);
        assert!(expected.len() > 50, "{}: {} facts with postings", case.folder.name, expected.len());
        let wrong = differences(&expected, &found);
        assert!(wrong.is_empty(), "{}:\n{}", case.folder.name, wrong.join("\n"));
    }
}

#[test]
fn trial_balances_agree_at_the_opening_each_quarter_and_both_stages_of_the_year_end() {
    for case in cases() {
        let mut expected: BTreeMap<(String, String, String), BTreeMap<String, Balance>> = BTreeMap::new();
        for row in case.folder.table("trial-balance.csv").iter().filter(|row| expected::replayed(row)) {
            let table = expected.entry((row["on"].clone(), row["stage"].clone(), row["book"].clone())).or_default();
            let balance = Balance {
                year_debit: fen(&row["year_debit"]),
                year_credit: fen(&row["year_credit"]),
                debit: fen(&row["balance_debit"]),
                credit: fen(&row["balance_credit"]),
            };
            table.insert(row["account"].clone(), balance);
        }
        assert!(expected.len() >= 6, "{}: trial balances", case.folder.name);
        for ((on, stage, book), expected) in expected {
            let closed = stage != "before_close";
            let found = expected::trial_balance(&case.desks[&book].books, expected::day(&on), closed);
            let wrong = differences(&expected, &found);
            assert!(wrong.is_empty(), "{} {book} {on} {stage}:\n{}", case.folder.name, wrong.join("\n"));
        }
    }
}

#[test]
fn every_line_of_every_payout_agrees_with_its_remainder_and_its_extra_fen() {
    for case in cases() {
        let mut expected: BTreeMap<String, BTreeMap<String, Cut>> = BTreeMap::new();
        for row in case.folder.table("payout-lines.csv") {
            let lines = expected.entry(row["payout"].clone()).or_default();
            lines.insert(row["household"].clone(), Cut::of_row(&row));
        }
        let mut compared = 0;
        for (code, expected) in expected {
            let Some((_, lines)) = expected::payout(&case, &code) else { continue };
            // we also keep a line for what the collective already has as income
            let listed =
                lines.into_iter().filter(|l| l.to.household().is_some() || expected.contains_key("COLLECTIVE"));
            let name = |l: &PayoutLine| l.to.household().map_or("COLLECTIVE".to_owned(), ToString::to_string);
            let found: BTreeMap<String, Cut> = listed.map(|l| (name(l), Cut::of_line(l))).collect();
            let wrong = differences(&expected, &found);
            assert!(wrong.is_empty(), "{} {code}:\n{}", case.folder.name, wrong.join("\n"));
            compared += found.len();
        }
        assert!(compared > 100, "{}: {compared} lines", case.folder.name);
    }
}

#[test]
fn payout_totals_residues_and_extra_fen_agree() {
    for case in cases() {
        let mut compared = 0;
        for row in case.folder.table("payouts.csv").iter().filter(|row| expected::replayed(row)) {
            let code = &row["payout"];
            let (payout, lines) = expected::payout(&case, code).unwrap_or_else(|| panic!("{code} was not declared"));
            let withheld = fen(&row["not_paid_to_households"]);
            let listed = |l: &&&PayoutLine| l.to.household().is_some() || withheld != Fen::ZERO;
            let listed: Vec<_> = lines.iter().filter(listed).collect();
            let sum = Fen::total(listed.iter().map(|l| l.amount.fen())).unwrap();
            let cuts: Vec<Cut> = listed.iter().map(|l| Cut::of_line(l)).collect();
            // of lines with the remainder at which the fen run out, those that did not get one
            let last = cuts.iter().filter(|c| c.extra == 1).map(|c| c.remainder.clone()).min();
            let tied = last.map_or(0, |last| cuts.iter().filter(|c| c.remainder == last).count());
            let without = cuts.iter().any(|c| {
                c.extra == 0 && Some(&c.remainder) == cuts.iter().filter(|c| c.extra == 1).map(|c| &c.remainder).min()
            });
            let found = [
                ("rule", format!("{}@{}", payout.declared.scheme, payout.declared.version)),
                ("lines", listed.len().to_string()),
                ("pool", sum.to_string()),
                ("sum_of_lines", sum.to_string()),
                ("residue", Fen::ZERO.to_string()),
                ("extra_fen", cuts.iter().map(|c| c.extra).sum::<i64>().to_string()),
                ("ties_at_the_cut", if without { tied } else { 0 }.to_string()),
                ("not_paid_to_households", sum.minus(payout.declared.households.fen()).unwrap().to_string()),
            ];
            for (column, found) in found {
                assert_eq!(row[column], found, "{} {code} {column}", case.folder.name);
            }
            compared += 1;
        }
        assert!(compared > 5, "{}: {compared} payouts", case.folder.name);
    }
}

#[test]
fn wages_are_quantity_times_rate_for_each_worker() {
    for case in cases() {
        let mut expected = BTreeMap::new();
        for row in case.folder.table("wage-lines.csv").iter().filter(|row| expected::replayed(row)) {
            let quantity = row.get("days").or(row.get("hours")).cloned().unwrap_or_default();
            let worked = (row["sheet"].clone(), row["worker"].clone(), row["class"].clone());
            expected.insert(worked, (quantity, row["rate"].clone(), fen(&row["amount"])));
        }
        let found = expected::wages(&case);
        let wrong = differences(&expected, &found);
        assert!(wrong.is_empty() && !found.is_empty(), "{}:\n{}", case.folder.name, wrong.join("\n"));
    }
}

#[test]
fn the_register_and_what_is_open_agree_at_the_year_end() {
    for case in cases() {
        let (expected, found) = expected::register(&case);
        let wrong = differences(&expected, &found);
        assert!(wrong.is_empty(), "{} register:\n{}", case.folder.name, wrong.join("\n"));
        let (expected, found) = expected::open_amounts(&case);
        let wrong = differences(&expected, &found);
        assert!(wrong.is_empty(), "{} open amounts:\n{}", case.folder.name, wrong.join("\n"));
    }
}

#[test]
fn rent_came_as_the_contract_schedules_it_at_the_price_of_its_lease_year() {
    for case in cases() {
        let rows = case.folder.table("rent-schedule.csv");
        let due: Vec<_> = rows.iter().filter(|row| row["received"].as_str() <= replay::LAST_DAY).collect();
        assert!(!due.is_empty(), "{}: instalments received", case.folder.name);
        for row in due {
            let found = expected::instalment(&case, &row["contract"], &row["payout"]);
            for (column, found) in found {
                assert_eq!(row[column], found, "{} {} {column}", case.folder.name, row["payout"]);
            }
        }
    }
}

#[test]
fn by_every_quarters_end_all_that_came_in_for_households_has_been_credited() {
    for case in cases() {
        for row in case.folder.table("trial-balance.csv").iter().filter(|row| expected::replayed(row)) {
            let books = &case.desks[&row["book"]].books;
            let waiting: BTreeSet<_> = books.parts().values().filter(|p| p.shared).map(|p| &p.waits).collect();
            let upto = AsOf { day: expected::day(&row["on"]), closed: true };
            let left = books
                .accounts()
                .as_of(upto.day, upto)
                .filter(|(key, _, balance)| waiting.contains(key) && *balance != Fen::ZERO);
            let left: Vec<_> = left.map(|(key, _, balance)| format!("{key:?} {balance}")).collect();
            assert!(left.is_empty(), "{} {}: {left:?}", case.folder.name, row["on"]);
        }
    }
}

#[test]
fn what_a_village_claims_from_the_union_is_what_the_union_owes_it() {
    for case in cases() {
        let days: BTreeSet<&str> = case.recorded.iter().map(|(fact, _)| fact.on.as_str()).collect();
        let mut claimed = Fen::ZERO;
        for on in days {
            let upto = AsOf { day: expected::day(on), closed: true };
            let between = |book: &str, account: &str, holder: &str| -> Fen {
                let all = case.desks[book].books.accounts().as_of(upto.day, upto);
                Fen::total(
                    all.filter(|(key, _, _)| key.account == account && key.holder == holder)
                        .map(|(_, _, balance)| balance),
                )
                .unwrap()
            };
            let claim = between("A", "112", "U");
            assert_eq!(claim, between("U", "113", "A").negated(), "{} {on}", case.folder.name);
            claimed = claimed.plus(claim).unwrap();
        }
        assert!(claimed > Fen::ZERO, "{}: a distribution was declared", case.folder.name);
    }
}

#[test]
fn honest_villages_are_asked_nothing() {
    for case in cases() {
        for (book, desk) in &case.desks {
            let asked = desk.watched().questions(&desk.books, expected::day(replay::LAST_DAY));
            let told: Vec<String> = asked.iter().map(ToString::to_string).collect();
            assert!(told.is_empty(), "{} {book}:\n{}", case.folder.name, told.join("\n"));
        }
    }
}

#[test]
fn the_example_is_what_the_small_case_says_and_ends_in_the_same_books() {
    for case in cases().filter(|case| case.folder.name == "tianfu-small") {
        let stale = example::stale(&case);
        assert!(stale.is_empty(), "not what the case makes of them: {stale:?}");
        let desk = example::recorded();
        let (example, case) = (&desk.books, &case.year_ends[example::LAST][example::BOOK]);
        let written = |books: &Books| format!("{:?}{:?}{:?}", books.accounts(), books.registers(), books.years());
        assert_eq!(written(example), written(case));
    }
}

#[test]
fn the_wrong_instruction_of_the_example_is_refused_as_its_file_says() {
    let mut desk = example::recorded();
    let (refusal, said) = example::wrong(&mut desk);
    assert!(refusal.starts_with(Code::FeeTakenFromHouseholdRent.name()), "{refusal}");
    assert_eq!(refusal, said);
}
