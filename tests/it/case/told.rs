//! What statements and reports tell of the replayed years, beside the tables computed apart.

use super::{
    cases,
    expected::{day, differences, fen},
    folder::Row,
    replay::{LAST_DAY, Replay},
};
use coop_ledger::{
    decide::rent_due,
    statement::{
        LineKind, Teller,
        reports::{self, balance_sheet, income_and_distribution},
        value::ReportRow,
    },
    unit::{Day, Fen, HouseholdId},
};
use std::collections::BTreeMap;

fn teller<'a>(case: &'a Replay, book: &str) -> Teller<'a> {
    let desk = &case.desks[book];
    Teller::new(&desk.books, desk.chain.head().root, desk.blobs())
}

#[test]
fn one_households_statement_has_every_line_of_the_case_with_what_is_open_after_it() {
    for case in cases() {
        let Some(expected) = case.folder.json("household-statement.json") else { continue };
        let household: HouseholdId = expected["household"].as_str().unwrap().parse().unwrap();
        let text = |line: &serde_json::Value, name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let expected: Vec<(String, String, String, String)> = expected["lines"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|line| text(line, "on").as_str() <= LAST_DAY)
            .map(|line| {
                let paid = text(line, "paid");
                let amount = match paid.is_empty() {
                    true => text(line, "credited") + &text(line, "came_back"),
                    false => format!("-{paid}"),
                };
                (text(line, "on"), text(line, "payout"), amount, text(line, "open_after"))
            })
            .collect();
        let told = teller(&case, "A").household(&household, day(LAST_DAY)).unwrap();
        let found: Vec<(String, String, String, String)> = told
            .lines
            .iter()
            .map(|line| {
                let payout = line.payout.as_ref().map(ToString::to_string).unwrap_or_default();
                (line.date.to_string(), payout, line.amount.to_string(), line.open_after.to_string())
            })
            .collect();
        assert!(expected.len() > 10);
        assert_eq!(found, expected, "{} {household}", case.folder.name);
        let credits = told.lines.iter().filter(|l| l.what == LineKind::Credited);
        assert!(credits.clone().count() > 5);
        for line in credits {
            assert!(!line.reasons.is_empty() && !line.clause.is_empty(), "{line:?}");
        }
    }
}

#[test]
fn every_households_statement_agrees_with_itself_and_none_of_its_entries_is_missing() {
    for case in cases() {
        let mut told = 0;
        for (book, desk) in &case.desks {
            let teller = teller(&case, book);
            for household in desk.books.registers().order() {
                let statement = teller.household(household, day(LAST_DAY)).unwrap_or_else(|e| panic!("{e}"));
                assert_eq!(statement.check(), [], "{} {household}", case.folder.name);
                told += 1;
            }
        }
        assert!(told >= 30, "{}: {told} statements", case.folder.name);
    }
}

#[test]
fn what_is_open_to_each_household_agrees_at_the_year_end() {
    for case in cases() {
        let rows = case.folder.table("household-balances.csv");
        if rows.is_empty() {
            continue;
        }
        let mut expected: BTreeMap<String, (Fen, Fen)> = BTreeMap::new();
        // pooled capital stands under 221: it is held, not owed
        for row in rows.iter().filter(|r| r["on"] == LAST_DAY && r["account"] != "221") {
            let (to, from) = expected.entry(row["household"].clone()).or_default();
            *to = to.plus(fen(&row["credit"])).unwrap();
            *from = from.plus(fen(&row["debit"])).unwrap();
        }
        let desk = &case.desks["A"];
        let registered = reports::registers(&desk.books, day(LAST_DAY));
        let open = registered.into_iter().map(|r| (r.household.to_string(), (r.to_household, r.from_household)));
        let found: BTreeMap<_, _> = open.filter(|(_, sides)| *sides != (Fen::ZERO, Fen::ZERO)).collect();
        let wrong = differences(&expected, &found);
        assert!(expected.len() > 20 && wrong.is_empty(), "{}:\n{}", case.folder.name, wrong.join("\n"));
        let teller = teller(&case, "A");
        let told = expected.keys().map(|h| {
            let statement = teller.household(&h.parse().unwrap(), day(LAST_DAY)).unwrap();
            let to = Fen::total(statement.open.iter().map(|o| o.to_household.fen())).unwrap();
            let from = Fen::total(statement.open.iter().map(|o| o.from_household.fen())).unwrap();
            (h.clone(), (to, from))
        });
        let wrong = differences(&expected, &told.collect());
        assert!(wrong.is_empty(), "{}:\n{}", case.folder.name, wrong.join("\n"));
    }
}

#[test]
fn the_register_of_households_agrees_at_the_year_end() {
    for case in cases() {
        let table = case.folder.table("register.csv");
        let rows: Vec<&Row> = table.iter().filter(|r| r["on"] == LAST_DAY).collect();
        if rows.is_empty() {
            continue;
        }
        let found = reports::registers(&case.desks["A"].books, day(LAST_DAY));
        assert_eq!(found.len(), rows.len(), "{}", case.folder.name);
        for (row, found) in rows.iter().zip(&found) {
            let shares = |class: &str| found.shares.get(class).map_or("0.00".to_owned(), |s| s.short());
            let told = [
                ("household", found.household.to_string()),
                ("members", found.members.to_string()),
                ("population_shares", shares("population")),
                ("labour_shares", shares("labour")),
                ("parcels", found.parcels.to_string()),
                ("registered_mu", found.registered_mu.short()),
                ("leased_mu", found.leased_mu.short()),
            ];
            for (column, told) in told {
                assert_eq!(told, row[column], "{} {column}", row["household"]);
            }
        }
    }
}

#[test]
fn the_trial_balances_that_are_printed_agree() {
    type Columns = [Fen; 4];
    for case in cases() {
        let mut expected: BTreeMap<(String, bool, String), BTreeMap<String, Columns>> = BTreeMap::new();
        for row in case.folder.table("trial-balance.csv").iter().filter(|r| super::expected::replayed(r)) {
            let at = (row["on"].clone(), row["stage"] != "before_close", row["book"].clone());
            let columns = ["year_debit", "year_credit", "balance_debit", "balance_credit"].map(|c| fen(&row[c]));
            expected.entry(at).or_default().insert(row["account"].clone(), columns);
        }
        assert!(expected.len() >= 6);
        for ((on, closed, book), expected) in expected {
            let printed = reports::trial_balance(&case.desks[&book].books, day(&on), closed);
            assert!(printed.balances(), "{book} {on}");
            let columns = printed
                .rows
                .into_iter()
                .map(|r| (r.account, [r.year_debit, r.year_credit, r.balance_debit, r.balance_credit]));
            let wrong = differences(&expected, &columns.collect());
            assert!(wrong.is_empty(), "{} {book} {on} {closed}:\n{}", case.folder.name, wrong.join("\n"));
        }
    }
}

/// Rows of a statutory statement beside a column of an expected table.
fn statutory(case: &Replay, file: &str, column: &str, rows: impl Fn(&str) -> Vec<ReportRow>) {
    let mut books: BTreeMap<String, BTreeMap<String, Fen>> = BTreeMap::new();
    for row in case.folder.table(file) {
        books.entry(row["book"].clone()).or_default().insert(row["row"].clone(), fen(&row[column]));
    }
    assert!(books.len() >= 2, "{}: {file}", case.folder.name);
    for (book, expected) in books {
        // rows that the table leaves out are 0.00 throughout
        let printed = rows(&book).into_iter().map(|r| (r.row, r.amount));
        let found = printed.filter(|(row, fen)| expected.contains_key(row) || *fen != Fen::ZERO);
        let wrong = differences(&expected, &found.collect());
        assert!(wrong.is_empty(), "{} {book} {column}:\n{}", case.folder.name, wrong.join("\n"));
    }
}

#[test]
fn the_balance_sheets_agree_at_each_year_end_and_at_its_start() {
    for case in cases() {
        for year in [2024, 2025] {
            let sheet = |book: &str| balance_sheet(&case.desks[book].books, year_end(year)).unwrap().rows;
            statutory(&case, "balance-sheet.csv", &format!("{year}-12-31"), sheet);
            statutory(&case, "balance-sheet.csv", &format!("{}-12-31", year - 1), |book| before(sheet(book)));
        }
    }
}

fn year_end(year: i32) -> Day {
    day(&format!("{year}-12-31"))
}

fn before(rows: Vec<ReportRow>) -> Vec<ReportRow> {
    rows.into_iter().map(|row| ReportRow { amount: row.before.unwrap(), ..row }).collect()
}

#[test]
fn the_statements_of_income_and_its_distribution_agree_for_each_year_and_the_year_before() {
    for case in cases() {
        let rows = |book: &str, year| income_and_distribution(&case.desks[book].books, year_end(year)).unwrap().rows;
        for year in [2024, 2025] {
            statutory(&case, "income-and-distribution.csv", &year.to_string(), |book| rows(book, year));
        }
        statutory(&case, "income-and-distribution.csv", "2024", |book| before(rows(book, 2025)));
        assert!(rows("A", 2024).iter().all(|row| row.before.is_none()), "2023 is not in the books");
    }
}

#[test]
fn rent_due_by_contract_came_on_the_days_of_the_case() {
    for case in cases() {
        let books = &case.desks["A"].books;
        let rent =
            |of: reports::RentOf<'_>| rent_due(books, of.contract, of.instalment, of.days, of.record_day, of.upto);
        let due = reports::expected_receipts(books, day(LAST_DAY), &rent);
        let mut compared = 0;
        for row in case.folder.table("rent-schedule.csv").iter().filter(|r| r["due"].as_str() <= LAST_DAY) {
            let found = due.iter().find(|r| {
                r.instalment.as_ref().is_some_and(|code| code.as_str() == row["payout"])
                    && r.contract.as_str() == row["contract"]
            });
            let found = found.unwrap_or_else(|| panic!("{} is not expected", row["payout"]));
            let told = [found.due.to_string(), found.received_on.unwrap().to_string(), found.days_late.to_string()];
            assert_eq!(
                told,
                [row["due"].clone(), row["received"].clone(), row["days_late"].clone()],
                "{}",
                row["payout"]
            );
            let all = Fen::total(["rent_due", "fee_due", "late_interest"].map(|name| fen(&row[name]))).unwrap();
            assert_eq!(found.received, all, "{}", row["payout"]);
            // what the sheets say is due is what the case says is due, and what came
            let rent = Some(fen(&row["rent_due"]));
            assert_eq!((found.rent_due, Some(found.rent)), (rent, rent), "{}", row["payout"]);
            compared += 1;
        }
        assert!(compared >= 2, "{}", case.folder.name);
        // house rent has no schedule: every half year that came is shown, and nothing is open before the last ends
        let houses: Vec<_> = due.iter().filter(|r| r.instalment.is_none()).collect();
        assert!(
            houses.len() >= 4 && houses.iter().all(|r| r.rent_due == Some(r.rent) && r.received_on.is_some()),
            "{houses:?}"
        );
    }
}
