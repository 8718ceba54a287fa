//! The lines of a payout: who gets how much, and why.

use crate::{
    event::{Holder, PayoutLine},
    page::{Cell, Heading, Table, TableRow},
    statement::Labels,
    unit::Fen,
};

/// Lines in the order of their receivers, with their sum below.
pub(crate) fn lines_table<'a>(lines: impl IntoIterator<Item = &'a PayoutLine>, labels: &Labels) -> Table {
    let mut lines: Vec<&PayoutLine> = lines.into_iter().collect();
    lines.sort_by(|a, b| a.to.cmp(&b.to));
    let total = Fen::capped_total(lines.iter().map(|line| line.amount.fen()));
    let mut rows: Vec<TableRow> = lines
        .iter()
        .map(|l| {
            let steps: Vec<&str> = l.because.steps().iter().map(|r| r.step.as_str()).collect();
            TableRow::plain(vec![
                Cell::words(holder_word(&l.to, labels)),
                Cell::Yuan(l.amount.fen()),
                Cell::words(steps.join(labels.text("reason.and"))),
            ])
        })
        .collect();
    rows.push(TableRow::total(vec![Cell::words(labels.text("page.total")), Cell::Yuan(total)]));
    Table {
        headings: vec![
            Heading::left(labels.text("paying.to")),
            Heading::right(labels.text("paying.amount")),
            Heading::left(labels.text("paying.steps")),
        ],
        rows,
        ..Table::default()
    }
}

/// A household's code, or the collective in words.
fn holder_word(holder: &Holder, labels: &Labels) -> String {
    match holder {
        Holder::Collective => labels.text("paying.collective").to_owned(),
        other @ (Holder::Household(_) | Holder::Outside(_)) => other.to_string(),
    }
}
