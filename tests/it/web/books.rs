//! From a figure to the entries that it is made of, and out to a spreadsheet.

use super::{Office, text};
use coop_ledger::workbook;

/// Up to half a year of money.
const MONEY: usize = 45;

/// The addresses in a page that begin so, each once.
fn leads(page: &str, to: &str) -> Vec<String> {
    let found = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut found: Vec<String> =
        found.filter(|path| path.starts_with(to)).map(|path| path.replace("&amp;", "&")).collect();
    found.sort();
    found.dedup();
    found
}

/// The figures of the last row of the last table.
fn total(page: &str) -> String {
    let row = page.rsplit("<tr class=\"total\">").next().unwrap();
    let cells = row.split("<td class=\"n\">").skip(1).filter_map(|cell| cell.split('<').next());
    cells.last().unwrap().trim().to_owned()
}

#[test]
fn every_figure_of_the_trial_balance_opens_the_entries_it_is_made_of() {
    let office = Office::under(MONEY, None);
    let trial = text(&office.get("/books/trial-balance"));
    let accounts = leads(&trial, "/books/accounts/");
    assert!(accounts.len() > 5, "{accounts:?}");
    for path in &accounts {
        let account = text(&office.get(path));
        assert!(!leads(&account, "/entries/").is_empty(), "{path}: no entry");
        // the balance behind the last line is the one of the trial balance
        let row = trial.split(&format!("href=\"{path}\"")).nth(1).unwrap().split("</tr>").next().unwrap();
        let balance = total(&account);
        let balance = balance.rsplit(' ').next().unwrap();
        assert!(row.contains(balance), "{path}: {balance} in {row}");
        for entry in leads(&account, "/entries/") {
            assert_eq!(office.get(&entry).status, 200, "{entry}");
        }
    }
    // what came before the period is told as one figure, what comes behind it not at all
    let april = text(&office.get("/books/accounts/101?from=2024-04-26&on=2024-04-26"));
    assert!(april.contains("balance before") && leads(&april, "/entries/").contains(&"/entries/43".to_owned()));
    assert!(!leads(&april, "/entries/").contains(&"/entries/41".to_owned()), "{april}");
    let wrong = office.get("/books/accounts/101?from=2024-05-01&on=2024-04-01");
    assert_eq!(wrong.status, 422);
    assert!(text(&wrong).contains("href=\"#from\"") && !text(&wrong).contains("<table"));
    for nothing in ["/books/accounts/999", "/books/accounts/..", "/books/balance-sheet/none", "/books/expected/cash"] {
        assert_eq!(office.get(nothing).status, 404, "{nothing}");
    }
}

#[test]
fn every_row_of_a_statement_is_the_sum_of_its_accounts() {
    let office = Office::under(MONEY, None);
    let mut tried = 0;
    for statement in ["/books/balance-sheet", "/books/income"] {
        let page = text(&office.get(statement));
        for path in leads(&page, &format!("{statement}/")) {
            let row = page.split(&format!("href=\"{path}\"")).nth(1).unwrap().split("</tr>").next().unwrap();
            let amount = row.split("<td class=\"n\">").nth(1).unwrap().split('<').next().unwrap();
            let opened = text(&office.get(&path));
            assert_eq!(total(&opened), amount.trim(), "{path}");
            tried += leads(&opened, "/books/accounts/").len();
        }
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn every_list_is_a_spreadsheet_too_and_has_no_names() {
    let office = Office::under(MONEY, None);
    for page in [
        "/registers/households",
        "/registers/parcels?q=P00001",
        "/registers/accounts",
        "/books/trial-balance?on=2024-04-30",
        "/books/balance-sheet",
        "/books/income",
        "/books/accounts/102?from=2024-04-01",
        "/payouts",
        "/payouts/P01",
    ] {
        let told = text(&office.get(page));
        let formats: Vec<String> = told
            .split("href=\"")
            .filter_map(|rest| rest.split('"').next())
            .map(|path| path.replace("&amp;", "&"))
            .collect();
        for format in ["csv", "xlsx"] {
            let path = formats.iter().find(|path| path.ends_with(&format!("format={format}")));
            let file = office.get(path.unwrap_or_else(|| panic!("{page} has no {format}")));
            assert_eq!(file.status, 200, "{page}");
            let kept =
                file.headers.iter().any(|(name, value)| *name == "content-disposition" && value.contains(format));
            assert!(kept, "{page}: {:?}", file.headers);
            let book = workbook::read(&file.body, &format!("x.{format}"), None).unwrap();
            let cells = format!("{:?}", book.sheets);
            for private in ["某户", "6200000000000001", "5101000000000000001"] {
                assert!(!cells.contains(private), "{page} {format} gives {private} away");
            }
        }
        assert!(told.contains("codes, no names"));
    }
    // what was sought is what is written
    let sought = text(&office.get("/registers/parcels?q=P00001&format=csv"));
    assert!(sought.contains("P00001") && !sought.contains("P00002"), "{sought}");
}

#[test]
fn figures_are_told_to_those_who_do_not_see_them() {
    let office = Office::under(MONEY, None);
    let page = text(&office.get("/books/figures"));
    for id in ["years", "months"] {
        assert!(page.contains(&format!("aria-labelledby=\"{id}-title {id}-told\"")), "{page}");
        assert!(page.contains(&format!("<desc id=\"{id}-told\">")), "{page}");
    }
    // 2,391.66 and the deposit came in April; the returned payment came back
    assert!(page.contains("2,322.00"), "{page}");
    assert!(page.matches("<table").count() == 2 && !page.contains("style="), "{page}");
}
