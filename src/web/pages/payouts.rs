//! Payouts: all of them, and one with its lines and reasons.

use super::{
    super::{
        Reply,
        reply::quoted,
        shell::{DeskPart, page},
        visit::Visit,
    },
    figures, linked, told,
};
use crate::{
    cooperative::{Sought, Trouble},
    event::Attached,
    statement::{Tabular, reports},
    told::lines_table,
    unit::{Fen, PayoutId},
};
use maud::html;

/// Every payout, the newest first.
pub fn payouts(visit: &Visit<'_>) -> Reply {
    let labels = visit.labels();
    let books = visit.coop.books();
    let mut table = reports::payout_summaries_on(books, visit.on()).as_slice().table(labels);
    table.rows.reverse();
    let to = |code: &str| {
        let known = code.parse::<PayoutId>().ok().is_some_and(|id| books.payout(&id).is_some());
        known.then(|| format!("/payouts/{code}"))
    };
    let body = html! {
        section.wide {
            p { a.button href="/record/payout.declare" { (labels.text("desk.declare")) } }
            @if table.rows.is_empty() { p.soft { (labels.text("desk.empty")) } } @else { (linked(&table, to)) }
        }
    };
    let same = format!("coop report payouts --on {}", visit.on());
    Reply::page(200, page(visit, DeskPart::Payouts, labels.text("desk.payouts"), &same, &body))
}

/// One payout: what it shares, every line with its reasons, how it spreads over the households.
///
/// # Errors
/// [`Trouble::Absent`] for one that was not declared, or what keeps its entry from being read.
pub fn payout(visit: &Visit<'_>, id: &PayoutId) -> Result<Reply, Trouble> {
    let labels = visit.labels();
    let books = visit.coop.books();
    let declared = books.payout(id).ok_or_else(|| Trouble::Absent(Sought::Payout(id.clone())))?;
    let entry = visit.coop.entry(declared.index)?;
    let mut one = reports::payout_summaries(books);
    one.retain(|summary| summary.payout == *id);
    let mut lines = Vec::new();
    if let Attached::Lines(placed) = &entry.event.attached {
        lines.extend(placed.iter().map(|(_, line)| line));
    }
    let households: Vec<(String, Fen)> =
        lines.iter().filter_map(|line| Some((line.to.household()?.to_string(), line.amount.fen()))).collect();
    let open = declared.open() != Fen::ZERO;
    let body = html! {
        section.wide {
            (told(&one.as_slice().table(labels)))
            (figures::dots(&households, labels))
            @if open { p { a.button href={ "/record/payout.pay?payout=" (quoted(id.as_str())) } { (labels.text("desk.pay")) } } }
            p { a href={ "/entries/" (declared.index) } { (labels.fill("desk.entry", &[("entry", &declared.index.to_string())])) } }
        }
        section.wide { h2 { (labels.text("desk.lines")) } (told(&lines_table(lines.iter().copied(), labels))) }
    };
    Ok(Reply::page(200, page(visit, DeskPart::Payouts, id.as_str(), &format!("coop payout show {id}"), &body)))
}
