//! What the books say as a whole, the steps of the year's end, and an audit of it all.

use super::{
    super::{
        Reply,
        reply::step,
        route::BooksPage,
        shell::{DeskPart, page, token},
        visit::Visit,
    },
    asof::as_of,
    codes,
    export::{exported, exports},
    years::over_time,
};
use crate::{
    audit::{Pin, Verdict},
    books::Year,
    cooperative::{Trouble, audit_here, look_at_texts, remember, rent_asked},
    form::CodeOf,
    page::{Cell, Table, yuan},
    statement::{Tabular, reports},
    told::{told_audit, told_trouble},
};
use maud::html;

/// The columns of codes of what is expected.
const EXPECTED: &[(usize, CodeOf)] = &[(1, CodeOf::Contracts), (2, CodeOf::Parties), (3, CodeOf::Payouts)];
/// Those of dues.
const DUES: &[(usize, CodeOf)] = &[(1, CodeOf::Contracts), (3, CodeOf::Parties)];
/// Those of payouts computed once more.
const RESTATED: &[(usize, CodeOf)] = &[(0, CodeOf::Payouts), (1, CodeOf::Households)];
/// Those of what villages have in a union.
const UNION: &[(usize, CodeOf)] = &[(1, CodeOf::Households)];
/// Those of work sheets.
const LABOUR: &[(usize, CodeOf)] = &[(0, CodeOf::Payouts), (1, CodeOf::Contracts), (4, CodeOf::Households)];
/// Those of contracts that end soon.
const EXPIRING: &[(usize, CodeOf)] = &[(1, CodeOf::Contracts), (2, CodeOf::Parties)];
/// Who owes or is owed.
const OWING: &[(usize, CodeOf)] = &[(1, CodeOf::Holders)];
/// Who sold.
const INVOICES: &[(usize, CodeOf)] = &[(0, CodeOf::Parties)];

/// A report.
///
/// # Errors
/// A layout of a statement that does not fit the chart: a mistake of this program.
pub fn books(visit: &Visit<'_>, which: BooksPage) -> Result<Reply, Trouble> {
    let labels = visit.labels();
    let (books, on) = (visit.coop.books(), visit.on());
    let unfit = |error: &dyn std::fmt::Display| Trouble::Bug(error.to_string());
    // the rows of a statement by their keys, which lead to what they are made of
    let mut rows: Vec<String> = Vec::new();
    let table = match which {
        BooksPage::TrialBalance => reports::trial_balance(books, on, true).table(labels),
        BooksPage::BalanceSheet => {
            let sheet = reports::balance_sheet(books, on).map_err(|e| unfit(&e))?;
            rows.extend(sheet.rows.iter().map(|row| row.row.clone()));
            sheet.table(labels)
        }
        BooksPage::Income => {
            let income = reports::income_and_distribution(books, on).map_err(|e| unfit(&e))?;
            rows.extend(income.rows.iter().map(|row| row.row.clone()));
            income.table(labels)
        }
        BooksPage::Expected
        | BooksPage::Dues
        | BooksPage::Arrears
        | BooksPage::Expiring
        | BooksPage::Restatement
        | BooksPage::Union
        | BooksPage::Labour
        | BooksPage::Advances
        | BooksPage::Payables
        | BooksPage::Owed
        | BooksPage::Invoices
        | BooksPage::Figures => listed(visit, which)?,
    };
    if let Some(reply) = exported(visit, which.name(), &|| table.clone())? {
        return Ok(reply);
    }
    let own = |n: usize, cells: &[Cell]| leads(visit, which, rows.get(n), cells);
    let columns = columns(which);
    let title = labels.text(label(which));
    let body = html! {
        section.wide {
            div.tabs { @for each in BooksPage::ALL {
                a href=(visit.at(&format!("/books/{}", each.name()), &[])) aria-current=[(each == which).then_some("true")] { (labels.text(label(each))) }
            } }
            (as_of(visit, &html! {}))
            @if which != BooksPage::Figures {
                (codes::listed_to(visit, &table, columns, &own))
                (exports(visit))
            }
        }
        @if which == BooksPage::Figures { (over_time(visit)) }
    };
    let same =
        if which == BooksPage::Figures { String::new() } else { visit.same(&format!("coop report {}", which.name())) };
    Ok(Reply::page(200, page(visit, DeskPart::Books, title, &same, &body)))
}

/// Where a row of a report leads: an account to its page, a row of a statement to what it is made of.
fn leads(visit: &Visit<'_>, which: BooksPage, row: Option<&String>, cells: &[Cell]) -> Option<String> {
    match which {
        BooksPage::TrialBalance => {
            let chart = visit.coop.books().chart();
            let account = cells.first().map(codes::said).filter(|code| chart.accounts.contains_key(code))?;
            Some(visit.at(&format!("/books/accounts/{}", step(&account)), &[]))
        }
        BooksPage::BalanceSheet | BooksPage::Income => {
            row.map(|row| visit.at(&format!("/books/{}/{}", which.name(), step(row)), &[]))
        }
        BooksPage::Advances | BooksPage::Payables | BooksPage::Owed => {
            let account = cells.first().map(codes::said)?;
            Some(visit.at(&format!("/books/accounts/{}", step(&account)), &[]))
        }
        BooksPage::Expected
        | BooksPage::Dues
        | BooksPage::Arrears
        | BooksPage::Expiring
        | BooksPage::Restatement
        | BooksPage::Union
        | BooksPage::Labour
        | BooksPage::Invoices
        | BooksPage::Figures => None,
    }
}

/// A report whose rows lead nowhere but to what they name.
fn listed(visit: &Visit<'_>, which: BooksPage) -> Result<Table, Trouble> {
    let labels = visit.labels();
    let (books, on) = (visit.coop.books(), visit.on());
    let due = rent_asked(books);
    Ok(match which {
        BooksPage::Expected => reports::expected_rent(books, on, &due).table(labels),
        BooksPage::Dues => reports::dues(books, on, &due).table(labels),
        BooksPage::Arrears => reports::arrears(books, on, &due).table(labels),
        BooksPage::Expiring => reports::expiring(books, on).table(labels),
        BooksPage::Restatement => reports::restated(&visit.coop.restated(None, on)?, false).table(labels),
        BooksPage::Union => reports::union(books, on, &visit.coop.restated(None, on)?).table(labels),
        BooksPage::Labour => reports::labour(books, on).table(labels),
        BooksPage::Advances => reports::advances(books, on).table(labels),
        BooksPage::Payables => reports::payables(books, on).table(labels),
        BooksPage::Owed => reports::owed(books, on).table(labels),
        BooksPage::Invoices => reports::invoices(books, on).table(labels),
        BooksPage::TrialBalance | BooksPage::BalanceSheet | BooksPage::Income | BooksPage::Figures => Table::default(),
    })
}

/// The columns of a report in which codes stand.
fn columns(which: BooksPage) -> &'static [(usize, CodeOf)] {
    match which {
        BooksPage::Expected => EXPECTED,
        BooksPage::Dues | BooksPage::Arrears => DUES,
        BooksPage::Expiring => EXPIRING,
        BooksPage::Restatement => RESTATED,
        BooksPage::Union => UNION,
        BooksPage::Labour => LABOUR,
        BooksPage::Advances | BooksPage::Payables | BooksPage::Owed => OWING,
        BooksPage::Invoices => INVOICES,
        BooksPage::TrialBalance | BooksPage::BalanceSheet | BooksPage::Income | BooksPage::Figures => &[],
    }
}

/// What a report is called.
pub fn label(which: BooksPage) -> &'static str {
    match which {
        BooksPage::TrialBalance => "desk.trial_balance",
        BooksPage::BalanceSheet => "desk.balance_sheet",
        BooksPage::Income => "desk.income",
        BooksPage::Expected => "desk.expected",
        BooksPage::Dues => "dues.title",
        BooksPage::Arrears => "dues.arrears_title",
        BooksPage::Expiring => "dues.expiring_title",
        BooksPage::Restatement => "restated.title",
        BooksPage::Union => "union.title",
        BooksPage::Labour => "labour.title",
        BooksPage::Advances => "owing.advances_title",
        BooksPage::Payables => "owing.payables_title",
        BooksPage::Owed => "owing.owed_title",
        BooksPage::Invoices => "owing.invoices_title",
        BooksPage::Figures => "desk.figures",
    }
}

/// The steps of a year's end, and which are done.
fn steps(year: Option<&Year>) -> [(&'static str, bool); 5] {
    [
        ("depreciation", year.is_some_and(|y| y.depreciated)),
        ("close", year.is_some_and(|y| y.net_income.is_some())),
        ("carry", year.is_some_and(|y| y.carried)),
        ("reserve", year.is_some_and(|y| y.reserve.is_some())),
        ("distribution", year.is_some_and(|y| y.finished)),
    ]
}

/// The first that is not done.
pub fn next_step(year: Option<&Year>) -> Option<&'static str> {
    steps(year).into_iter().find(|(_, done)| !done).map(|(step, _)| step)
}

/// The years and how far each is closed, with the step that comes next.
pub fn year(visit: &Visit<'_>) -> Reply {
    let labels = visit.labels();
    let books = visit.coop.books();
    let first = books.first_year().unwrap_or(visit.on().year());
    let body = html! {
        div.wide { (as_of(visit, &html! {})) }
        @for year in (first..=visit.on().year()).rev().take(30) {
            @let known = u32::try_from(year).ok().and_then(|y| books.year(y));
            @let done = steps(known);
            @let next = next_step(known);
            section.wide {
                h2 { (year) }
                @if let Some(net) = known.and_then(|y| y.net_income) { p { (labels.text("desk.net_income")) " " span.big { (yuan(net)) } } }
                ol { @for (step, done) in &done {
                    li { (labels.word("desk_steps", step)) " "
                        @if *done { span.soft { (labels.text("desk.done")) } }
                        @else if next == Some(*step) {
                            a href={ "/record/year.stepped?year=" (year) "&step=" (step) "&on=" (year) "-12-31" } { (labels.text("desk.do_step")) }
                        }
                    }
                } }
            }
        }
    };
    Reply::page(200, page(visit, DeskPart::Year, labels.text("desk.year"), "coop kinds year.stepped", &body))
}

/// An audit, when it is asked for: everything verified and every payout computed again.
///
/// # Errors
/// What keeps the ledger's files from being read.
pub fn audit(visit: &Visit<'_>) -> Result<Reply, Trouble> {
    let labels = visit.labels();
    let setting = visit.setting;
    let report = match visit.sent {
        None => None,
        Some(_) => {
            let pin = Pin { now: Some(visit.clock.now()), ..Pin::default() };
            let mut audited = audit_here(&setting.ledger, &setting.state, pin, &mut |_, _| {})?;
            if let Some(books) = audited.books.as_ref().filter(|_| audited.report.verdict != Verdict::Fail)
                && let Ok(looked) = look_at_texts(&setting.ledger, &setting.state, books)
            {
                audited.report.looked_at_texts(looked);
            }
            let kept = remember(&setting.ledger, &setting.state, &audited.report);
            Some((audited.report, kept.err()))
        }
    };
    let body = html! {
        section.wide {
            p { (labels.text("desk.audit_told")) }
            form method="post" action="/audit" { (token(visit)) button type="submit" data-main autofocus { (labels.text("desk.audit_now")) } }
        }
        @if let Some((report, kept)) = &report {
            section.wide role="status" {
                @let tone = match report.verdict { Verdict::Pass => "bar", Verdict::PassWithNotes => "bar amber", Verdict::Fail => "bar red" };
                @let words = told_audit(labels, report);
                @let (first, rest) = words.split_once('\n').unwrap_or((&words, ""));
                div class=(tone) { strong { (first) } }
                @if let Some(trouble) = kept { p.soft { (told_trouble(labels, trouble).message) } }
                pre tabindex="0" { (rest) }
            }
        }
    };
    Ok(Reply::page(200, page(visit, DeskPart::Audit, labels.text("desk.audit"), "coop audit", &body)))
}
