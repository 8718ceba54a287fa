//! Entries: the newest first, and one with what it says in words, what it posts, and its bytes.

use super::{
    super::{
        Reply,
        shell::{DeskPart, page},
        visit::Visit,
    },
    codes,
    life::shaped,
};
use crate::{
    cooperative::{Sought, Trouble},
    event::{Entry, FactKind},
    form::{self, CodeOf, Description},
    log::{Json, UnverifiedEntry},
    page::Table,
    statement::Labels,
    told::{Shown, vouchers_table},
    unit::Say,
};
use maud::{Markup, html};

/// Entries on a page.
const PAGE: u64 = 100;

/// A page of entries, from the newest; `?upto=` goes on.
///
/// # Errors
/// What keeps the journal from being read.
pub fn entries(visit: &Visit<'_>) -> Result<Reply, Trouble> {
    let labels = visit.labels();
    let books = visit.coop.books();
    let upto = visit.asked("upto").and_then(|n| n.parse().ok()).unwrap_or(books.size()).min(books.size());
    let from = upto.saturating_sub(PAGE);
    let mut all = Vec::new();
    for (index, stored) in (from..).zip(visit.coop.lines(from, upto)?) {
        all.push(UnverifiedEntry::parse(&stored).map_err(|e| Trouble::line(index, e))?);
    }
    let kind = |kind: &str| {
        let of = FactKind::of(kind).and_then(form::of_recorded);
        of.map_or_else(|| kind.to_owned(), |of| of.label.say(visit.session.lang))
    };
    let note = |entry: &UnverifiedEntry| {
        let said = entry.body().member("note").and_then(Json::text);
        said.map_or_else(String::new, |said| visit.private(entry.index(), "note", said))
    };
    let body = html! {
        section.wide {
            div.scroll tabindex="0" role="region" aria-label=(labels.text("desk.entries")) { table {
                thead { tr {
                    th.n scope="col" { (labels.text("recorded.entry")) } th scope="col" { (labels.text("show.on")) }
                    th scope="col" { (labels.text("recorded.kind")) } th scope="col" { (labels.text("recorded.id")) }
                    th scope="col" { (labels.text("desk.note")) }
                    th scope="col" { (labels.text("show.signed_by")) } th scope="col" { (labels.text("show.reversed_by")) }
                } }
                tbody { @for entry in all.iter().rev() { tr {
                    td.n { a href={ "/entries/" (entry.index()) } { (entry.index()) } }
                    td { (entry.effective_on()) } td { (kind(entry.kind().as_str())) } td { (entry.id()) } td { (note(entry)) }
                    td { (books.keys().get(&entry.key()).map_or("", |key| key.person.as_str())) }
                    td { @if let Some(by) = books.corrected_by(entry.index()) { a href={ "/entries/" (by) } { (by) } } }
                } } }
            } }
            @if from > 0 { p { a href={ "/entries?upto=" (from) } { (labels.text("desk.older")) } } }
        }
    };
    let same = format!("coop log --from {from} --upto {upto}");
    Ok(Reply::page(200, page(visit, DeskPart::Entries, labels.text("desk.entries"), &same, &body)))
}

/// One entry.
///
/// # Errors
/// [`Trouble::Absent`] for one that is not there, or what keeps it from being read.
pub fn entry(visit: &Visit<'_>, index: u64) -> Result<Reply, Trouble> {
    let labels = visit.labels();
    let books = visit.coop.books();
    let entry = found(visit, index)?;
    let sealed = &entry.sealed;
    let of = form::of_recorded(entry.event.fact.of_kind());
    let label = of.map_or_else(|| entry.event.fact.name().to_owned(), |of| of.label.say(visit.session.lang));
    let voucher = books.vouchers().get(index);
    let voucher = voucher.map(|v| Shown::new(books, index.to_string(), entry.event.fact.kind(), &v.voucher()));
    let person = books.keys().get(&sealed.key()).map_or("", |key| key.person.as_str());
    let body = html! {
        @if visit.asked("recorded").is_some() { div.bar.wide role="status" { (labels.fill("desk.recorded", &[("entry", &index.to_string())])) } }
        section {
            @if let Some(by) = books.corrected_by(index) {
                div.bar.amber { (labels.text("show.reversed_by")) " " a href={ "/entries/" (by) } { (by) } }
            }
            @if let Some(of) = of { (members(visit, &entry, of)) }
            @if let Some(voucher) = &voucher { h2 { (labels.text("desk.voucher")) } (codes::listed(visit, &lines_alone(voucher, labels), &[(2, CodeOf::Holders)])) }
            @if books.vouchers().get(index).is_some() && books.corrected_by(index).is_none() {
                p { a href={ "/record/entry.corrected?corrects=" (super::super::reply::quoted(sealed.id().as_str())) } { (labels.text("desk.reverse")) } }
            }
        }
        aside {
            dl {
                dt { (labels.text("show.id")) } dd { (sealed.id()) }
                dt { (labels.text("show.on")) } dd { (sealed.effective_on()) }
                dt { (labels.text("show.recorded_at")) } dd { (sealed.recorded_at()) }
                dt { (labels.text("show.signed_by")) } dd { (person) " " code { (sealed.key()) } }
                dt { (labels.text("show.leaf")) } dd { code { (sealed.leaf()) } }
            }
            p { a href={ "/entries/" (index) "/proof" } { (labels.text("desk.proof")) } }
            p {
                @if index > 0 { a href={ "/entries/" (index - 1) } { (labels.text("desk.before")) } } " "
                @if index + 1 < books.size() { a href={ "/entries/" (index + 1) } { (labels.text("desk.after")) } }
            }
        }
        section.wide { details { summary { (labels.text("desk.bytes")) } pre tabindex="0" { (bytes(visit, index)?) } } }
    };
    let title = format!("{index} · {label}");
    Ok(Reply::page(200, page(visit, DeskPart::Entries, &title, &format!("coop show {index}"), &body)))
}

/// The proof of one entry, as a file to be kept.
///
/// # Errors
/// As [`entry`].
pub fn proof(visit: &Visit<'_>, index: u64) -> Result<Reply, Trouble> {
    found(visit, index)?;
    let leaves = visit.coop.leaves()?;
    let bytes = visit.coop.prove(index, &leaves)?.to_bytes();
    Ok(Reply::file(&format!("entry-{index}.tlog-proof"), "text/plain; charset=utf-8", bytes))
}

fn found(visit: &Visit<'_>, index: u64) -> Result<Entry, Trouble> {
    let last = visit.coop.books().size().saturating_sub(1);
    if index > last {
        return Err(Trouble::Absent(Sought::Entry { index, first: 0, last }));
    }
    visit.coop.entry(index)
}

/// What it says, member by member in words; what a form does not know stands as it is in the bytes.
fn members(visit: &Visit<'_>, entry: &Entry, of: &Description) -> Markup {
    let lang = visit.session.lang;
    let Ok(body) = entry.event.fact.body() else { return html! {} };
    let columns = of.columns();
    // in the order in which a person was asked, item by item
    let place = |path: &str| of.column_of(path).and_then(|own| columns.iter().position(|c| c.name == own.name));
    let mut fields: Vec<(String, String)> = of.fields(&body).into_iter().collect();
    fields.sort_by_key(|(path, _)| (item(path).is_some(), item(path), place(path)));
    html! {
        dl { @for (path, value) in &fields {
            @let column = of.column_of(path);
            dt { (column.as_ref().map_or_else(|| path.clone(), |column| column.title(lang))) }
            dd {
                @match &column {
                    Some(column) => { (shaped(visit, entry, column.member.shape, path, value)) }
                    None => { (value) }
                }
            }
        } }
    }
}

/// Which item of a list a path leads into.
fn item(path: &str) -> Option<usize> {
    path.split('.').find_map(|step| step.parse().ok())
}

/// A voucher without its head, which the page says.
fn lines_alone(voucher: &Shown, labels: &Labels) -> Table {
    let mut table = vouchers_table(std::slice::from_ref(voucher), labels);
    table.rows.retain(|row| row.indent > 0);
    table
}

fn bytes(visit: &Visit<'_>, index: u64) -> Result<String, Trouble> {
    let line = visit.coop.lines(index, index + 1)?.pop().unwrap_or_default();
    let json = Json::parse(line.strip_suffix(b"\n").unwrap_or(&line)).ok();
    let value: Option<serde_json::Value> = json.and_then(|json| serde_json::from_slice(&json.to_bytes()).ok());
    Ok(value.and_then(|v| serde_json::to_string_pretty(&v).ok()).unwrap_or_default())
}
