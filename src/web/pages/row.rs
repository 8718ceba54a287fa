//! One figure of a statutory statement: the accounts it is made of, each leading to its lines.

use super::{
    super::{
        Reply,
        reply::step,
        route::BooksPage,
        shell::{self, DeskPart, page},
        visit::Visit,
    },
    asof::as_of,
    books::label,
};
use crate::{
    cooperative::Trouble,
    page::yuan,
    statement::{
        layout::Layout,
        reports::{self, RowSource},
    },
    unit::Fen,
};
use maud::html;

/// A row of the balance sheet or of the income statement, by its key.
///
/// # Errors
/// A layout of a statement that does not fit the chart: a mistake of this program.
pub fn row(visit: &Visit<'_>, which: BooksPage, key: &str) -> Result<Reply, Trouble> {
    let labels = visit.labels();
    let (books, on) = (visit.coop.books(), visit.on());
    let (layout, sources): (_, Vec<RowSource>) = match which {
        BooksPage::BalanceSheet => (Layout::balance_sheet(), reports::balance_sheet_row(books, on, key)),
        BooksPage::Income => (Layout::income(), reports::income_row(books, on, key)),
        BooksPage::TrialBalance
        | BooksPage::Expected
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
        | BooksPage::Figures => return Ok(nothing(visit)),
    };
    let Some((zh, en)) = layout.named(key) else { return Ok(nothing(visit)) };
    let total = Fen::capped_total(sources.iter().map(|source| source.amount));
    let named = |code: &str| {
        books.chart().accounts.get(code).map_or("", |account| labels.pick(&account.zh, &account.en)).to_owned()
    };
    let body = html! {
        section.wide {
            p.soft { a href=(visit.at(&format!("/books/{}", which.name()), &[])) { (labels.text(label(which))) } }
            (as_of(visit, &html! {}))
            div.scroll tabindex="0" role="region" aria-label=(labels.pick(zh, en)) { table {
                thead { tr {
                    th scope="col" { (labels.text("voucher.account")) } th scope="col" { (labels.text("voucher.name")) }
                    th scope="col" { (labels.text("desk.part_of_it")) } th.n scope="col" { (labels.text("paying.amount")) }
                } }
                tbody {
                    @for source in &sources { tr {
                        td { a href=(visit.at(&format!("/books/accounts/{}", step(&source.account)), &[])) { (source.account) } }
                        td { (named(&source.account)) }
                        td { @if let Some(part) = &source.part { (labels.word("desk_parts", part)) } }
                        td.n { (yuan(source.amount)) }
                    } }
                    tr.total { td { (labels.text("page.total")) } td {} td {} td.n { (yuan(total)) } }
                }
            } }
            @if sources.is_empty() { p.soft { (labels.text("desk.empty")) } }
        }
    };
    let title = labels.pick(zh, en).to_owned();
    let same = visit.same(&format!("coop report {}", which.name()));
    Ok(Reply::page(200, page(visit, DeskPart::Books, &title, &same, &body)))
}

fn nothing(visit: &Visit<'_>) -> Reply {
    Reply::page(404, shell::nothing(visit.session.lang))
}
