use super::{folder, golden::golden, read, statement};
use coop_ledger::statement::layout::{BookSide, Layout, LayoutError, WantedFigure};
use coop_ledger::statement::value::TrialRow;
use coop_ledger::statement::{
    BalanceSheet, Format, IncomeAndDistribution, Lang, PayoutSummary, Tabular, TrialBalance, render_table,
};
use coop_ledger::unit::{Day, Fen};
use std::collections::BTreeMap;

/// Rows of a comma-separated case file; cells in quotes may hold commas.
fn rows(file: &str) -> Vec<Vec<String>> {
    let text = read(&folder("cases/reports").join(file));
    let mut lines = text.lines();
    lines.next();
    lines
        .map(|line| {
            let (mut cells, mut quoted) = (vec![String::new()], false);
            for c in line.chars() {
                match c {
                    '"' => quoted = !quoted,
                    ',' if !quoted => cells.push(String::new()),
                    c => cells.last_mut().unwrap().push(c),
                }
            }
            cells
        })
        .collect()
}

fn fen(text: &str) -> Fen {
    text.parse().unwrap()
}

/// Accounts of one book at one day and stage: turnover and balances on both sides.
fn accounts(on: &str, stage: &str, book: &str) -> BTreeMap<String, [Fen; 4]> {
    rows("trial-balance.csv")
        .into_iter()
        .filter(|r| r[0] == on && r[1] == stage && r[2] == book)
        .map(|r| (r[3].clone(), [fen(&r[5]), fen(&r[6]), fen(&r[7]), fen(&r[8])]))
        .collect()
}

/// Balances as the balance sheet asks for them.
fn balance(books: &BTreeMap<String, [Fen; 4]>, w: WantedFigure<'_>) -> Fen {
    let [_, _, debit, credit] = books.get(w.account).copied().unwrap_or_default();
    match (w.part, w.side) {
        (Some("debit"), _) => debit,
        (Some("credit"), _) => credit,
        (_, BookSide::Debit) => debit.minus(credit).unwrap(),
        (_, BookSide::Credit) => credit.minus(debit).unwrap(),
    }
}

#[test]
fn the_balance_sheets_of_the_case_come_out_of_its_trial_balances_row_by_row() {
    let mut compared = 0;
    for book in ["A", "U"] {
        for (column, on) in [(4, "2023-12-31"), (5, "2024-12-31"), (6, "2025-12-31")] {
            let books = accounts(on, "closed", book);
            let filled = Layout::balance_sheet().fill(|w| balance(&books, w), None).unwrap();
            for expected in rows("balance-sheet.csv").iter().filter(|r| r[0] == book) {
                let row = filled.iter().find(|r| r.row == expected[1]).unwrap_or_else(|| panic!("{expected:?}"));
                assert_eq!(row.amount, fen(&expected[column]), "{book} {on} {}", row.row);
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 144);
}

#[test]
fn the_income_statements_of_the_case_come_out_of_its_trial_balances_row_by_row() {
    for book in ["A", "U"] {
        for (column, year) in [(4, 2024), (5, 2025)] {
            let before_close = accounts(&format!("{year}-12-31"), "before_close", book);
            let start = accounts(&format!("{}-12-31", year - 1), "closed", book);
            let expected: BTreeMap<String, Fen> = rows("income-and-distribution.csv")
                .into_iter()
                .filter(|r| r[0] == book)
                .map(|r| (r[1].clone(), fen(&r[column])))
                .collect();
            let filled = Layout::income()
                .fill(
                    |w| match (w.account, w.part) {
                        ("322", Some("opening")) => balance(&start, WantedFigure { part: None, ..w }),
                        // what was distributed is told apart by sub-account, which the table above does not show
                        ("322", Some("reserve")) => expected["to_reserve"],
                        ("322", Some("members")) => expected["to_members"],
                        ("322", Some(_)) => Fen::ZERO,
                        _ => balance(&before_close, w),
                    },
                    None,
                )
                .unwrap();
            assert_eq!(filled.len(), expected.len());
            for row in filled {
                assert_eq!(row.amount, expected[&row.row], "{book} {year} {}", row.row);
            }
        }
    }
}

fn name() -> coop_ledger::statement::value::LedgerName {
    statement("H0007").ledger
}

fn trial() -> TrialBalance {
    let rows =
        rows("trial-balance.csv").into_iter().filter(|r| r[0] == "2025-12-31" && r[1] == "closed" && r[2] == "A");
    TrialBalance {
        ledger: name(),
        on: Day::new(2025, 12, 31).unwrap(),
        unverified: Vec::new(),
        rows: rows
            .map(|r| TrialRow {
                account: r[3].clone(),
                name_zh: r[4].parse().unwrap(),
                name_en: format!("account {}", r[3]).parse().unwrap(),
                year_debit: fen(&r[5]),
                year_credit: fen(&r[6]),
                balance_debit: fen(&r[7]),
                balance_credit: fen(&r[8]),
            })
            .collect(),
    }
}

fn payouts() -> Vec<PayoutSummary> {
    let all = rows("payouts.csv");
    let of_book_a = all.into_iter().filter(|r| r[3] == "A");
    of_book_a
        .map(|r| {
            let id = r[4].split('@').next().unwrap();
            serde_json::from_value(serde_json::json!({
                "payout": r[0], "entry": r[1][1..].parse::<u64>().unwrap(), "date": r[2],
                "scheme": {"id": id, "title_zh": format!("分配单 {}", r[4]), "title_en": format!("sheet {}", r[4])},
                "pool": r[5], "lines": r[6].parse::<u64>().unwrap(), "sum": r[7], "collective": r[11], "residue": r[8], "open": r[12],
            }))
            .unwrap()
        })
        .map(|mut p: PayoutSummary| {
            // the case's column also holds what is not paid yet; only the distribution by points has collective shares
            if p.payout.as_str() != "D2024" {
                p.collective = coop_ledger::unit::Money::ZERO;
            }
            p
        })
        .collect()
}

fn sheet() -> BalanceSheet {
    let (now, before) = (accounts("2025-12-31", "closed", "A"), accounts("2024-12-31", "closed", "A"));
    let on = Day::new(2025, 12, 31).unwrap();
    BalanceSheet::from_figures(name(), on, |w| balance(&now, w), Some(&|w| balance(&before, w))).unwrap()
}

fn in_every_form<T: Tabular + serde::Serialize + ?Sized>(file: &str, value: &T) {
    for lang in [Lang::Zh, Lang::En] {
        for (format, ending) in [(Format::Text, "txt"), (Format::Html, "html"), (Format::Csv, "csv")] {
            golden(&format!("{file}.{lang}.{ending}"), &render_table(value, format, lang));
        }
    }
}

#[test]
fn tables_read_the_same_in_every_format_and_language() {
    in_every_form("trial-balance", &trial());
    in_every_form("payouts", &payouts());
    in_every_form("balance-sheet", &sheet());
}

#[test]
fn part_of_a_year_is_headed_beside_the_same_part_of_the_last_one() {
    let filled = |on: &str| {
        let zero = |_: WantedFigure<'_>| Fen::ZERO;
        let filled = IncomeAndDistribution::from_figures(name(), on.parse().unwrap(), zero, Some(&zero)).unwrap();
        render_table(&filled, Format::Csv, Lang::En)
    };
    for (on, is, is_not) in
        [("2025-11-30", "Same days last year", "Last year"), ("2025-12-31", "Last year", "Same days last year")]
    {
        let table = filled(on);
        assert!(table.contains(is) && !table.contains(is_not), "{on}: {table}");
    }
}

#[test]
fn a_trial_balance_that_does_not_balance_says_so() {
    let mut trial = trial();
    assert!(trial.balances());
    trial.rows[0].balance_debit = trial.rows[0].balance_debit.plus(Fen(1)).unwrap();
    assert!(!trial.balances());
    assert!(render_table(&trial, Format::Text, Lang::Zh).contains("借贷不平"));
    trial.rows[0].balance_debit = Fen(i64::MAX);
    trial.rows[1].balance_debit = Fen(i64::MAX);
    assert!(!trial.balances(), "an overflow is no balance");
    assert!(!render_table(&trial, Format::Html, Lang::En).is_empty());
}

#[test]
fn rows_that_were_not_compared_with_the_official_form_say_so_in_both_languages() {
    assert!(sheet().rows.iter().all(|r| !r.verified), "no official form was found yet");
    for (lang, note) in [(Lang::Zh, "未经核实"), (Lang::En, "not verified")] {
        let text = render_table(&sheet(), Format::Text, lang);
        assert!(text.matches(note).count() >= sheet().rows.len(), "{lang}");
    }
    let income =
        IncomeAndDistribution::from_figures(name(), "2025-12-31".parse().unwrap(), |_| Fen::ZERO, None).unwrap();
    assert!(render_table(&income, Format::Html, Lang::Zh).contains("未经核实"));
}

#[test]
fn a_layout_that_cannot_be_right_is_refused() {
    let row = |key: &str, from: &str, rest: &str| {
        format!("[[row]]\nkey = \"{key}\"\nzh = \"甲\"\nen = \"a\"\nfrom = [\"{from}\"]\n{rest}")
    };
    let good = row("cash", "101", "side = \"debit\"\n");
    assert!(good.parse::<Layout>().is_ok());
    let cases = [
        (row("a", "=later", ""), LayoutError::NoSuchRow { row: "a".into(), term: "=later".into() }),
        (row("a", "101", ""), LayoutError::NoSide { row: "a".into(), term: "101".into() }),
        (format!("{good}{good}"), LayoutError::Twice("cash".into())),
    ];
    for (text, error) in cases {
        assert_eq!(text.parse::<Layout>(), Err(error));
    }
    assert!(matches!("row = 3".parse::<Layout>(), Err(LayoutError::Toml(_))));
    assert!(matches!(Layout::balance_sheet().fill(|_| Fen(i64::MAX), None), Err(LayoutError::TooLarge(_))));
}
