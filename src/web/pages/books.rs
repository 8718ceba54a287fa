//! What the books say as a whole, the steps of the year's end, and an audit of it all.

use super::{
    super::{
        Reply,
        route::BooksPage,
        shell::{DeskPart, page, token},
        visit::Visit,
    },
    as_of, told,
};
use crate::{
    audit::{Pin, Verdict},
    cooperative::{Trouble, audit_here, look_at_texts, remember},
    decide::rent_due,
    page::yuan,
    statement::{Tabular, reports},
    told::{told_audit, told_trouble},
};
use maud::html;

/// A report.
///
/// # Errors
/// A layout of a statement that does not fit the chart: a mistake of this program.
pub fn books(visit: &Visit<'_>, which: BooksPage) -> Result<Reply, Trouble> {
    let labels = visit.labels();
    let (books, on) = (visit.coop.books(), visit.on());
    let unfit = |error: &dyn std::fmt::Display| Trouble::Bug(error.to_string());
    let table = match which {
        BooksPage::TrialBalance => reports::trial_balance(books, on, true).table(labels),
        BooksPage::BalanceSheet => reports::balance_sheet(books, on).map_err(|e| unfit(&e))?.table(labels),
        BooksPage::Income => reports::income_and_distribution(books, on).map_err(|e| unfit(&e))?.table(labels),
        BooksPage::Expected => {
            let due =
                |of: reports::RentOf<'_>| rent_due(books, of.contract, of.instalment, of.days, of.record_day, of.upto);
            reports::expected_receipts(books, on, &due).table(labels)
        }
    };
    let title = labels.text(label(which));
    let body = html! {
        section.wide {
            div.tabs { @for each in BooksPage::ALL {
                a href={ "/books/" (each.name()) "?on=" (on) } aria-current=[(each == which).then_some("true")] { (labels.text(label(each))) }
            } }
            (as_of(visit))
            (told(&table))
        }
    };
    let same = format!("coop report {} --on {on}", which.name());
    Ok(Reply::page(200, page(visit, DeskPart::Books, title, &same, &body)))
}

fn label(which: BooksPage) -> &'static str {
    match which {
        BooksPage::TrialBalance => "desk.trial_balance",
        BooksPage::BalanceSheet => "desk.balance_sheet",
        BooksPage::Income => "desk.income",
        BooksPage::Expected => "desk.expected",
    }
}

/// The years and how far each is closed, with the step that comes next.
pub fn year(visit: &Visit<'_>) -> Reply {
    let labels = visit.labels();
    let books = visit.coop.books();
    let first = books.first_year().unwrap_or(visit.today.year());
    let body = html! {
        @for year in (first..=visit.today.year()).rev().take(30) {
            @let known = u32::try_from(year).ok().and_then(|y| books.year(y));
            @let done = [
                ("depreciation", known.is_some_and(|y| y.depreciated)),
                ("close", known.is_some_and(|y| y.net_income.is_some())),
                ("carry", known.is_some_and(|y| y.carried)),
                ("reserve", known.is_some_and(|y| y.reserve.is_some())),
                ("distribution", known.is_some_and(|y| y.finished)),
            ];
            @let next = done.iter().find(|(_, done)| !done).map(|(step, _)| *step);
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
