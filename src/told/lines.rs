//! The lines of a payout: who gets how much, and why.

use crate::{
    books::Books,
    event::{Event, Fact, Holder, PayoutLine},
    page::{Cell, Heading, Table, TableRow, plain},
    scheme::CheckedSheet,
    statement::Labels,
    unit::Fen,
};

/// The sheet that computed the lines of an event.
pub(crate) fn sheet_behind<'a>(books: &'a Books, event: &Event) -> Option<&'a CheckedSheet> {
    let declared = if let Fact::PayoutDeclared(declared) = &event.fact {
        declared
    } else if let Fact::PayoutPaid(paid) = &event.fact {
        &books.payout(&paid.payout)?.declared
    } else {
        return None;
    };
    Some(&books.adopted(&declared.scheme, declared.version)?.sheet)
}

/// What a step is called in the reader's language, where its sheet says so.
pub(crate) fn step_called(step: &str, sheet: Option<&CheckedSheet>, labels: &Labels) -> String {
    let english = sheet.and_then(|sheet| sheet.label(step)).filter(|_| !step.is_ascii());
    plain(labels.pick(step, english.unwrap_or(step)), false).into_owned()
}

/// Lines in the order of their receivers, with their sum below; `sheet` computed them.
pub(crate) fn lines_table<'a>(
    lines: impl IntoIterator<Item = &'a PayoutLine>,
    sheet: Option<&CheckedSheet>,
    labels: &Labels,
) -> Table {
    let mut lines: Vec<&PayoutLine> = lines.into_iter().collect();
    lines.sort_by(|a, b| a.to.cmp(&b.to));
    let total = Fen::capped_total(lines.iter().map(|line| line.amount.fen()));
    let mut rows: Vec<TableRow> = lines
        .iter()
        .map(|l| {
            let steps: Vec<String> = l.because.steps().iter().map(|r| step_called(&r.step, sheet, labels)).collect();
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
