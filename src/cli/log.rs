//! `coop log`: what was recorded, in order.

use super::{
    Done,
    desk::Desk,
    entry::{self, NamedEntry},
    error::Problem,
    help::{option, unit},
    listing::{self, Listing},
};
use crate::{
    books::Books,
    cooperative::{Sought, Trouble},
    event::FactKind,
    log::UnverifiedEntry,
    page::{Cell, Heading, Table, TableRow},
    unit::{Day, HouseholdId, both},
};
use clap::{ArgMatches, Command};
use serde::Serialize;
use std::collections::BTreeSet;

pub(super) fn command() -> Command {
    Command::new("log")
        .args([
            option("household", "HOUSEHOLD").value_parser(unit::<HouseholdId>),
            option("kind", "KIND"),
            option("from", "ENTRY").value_parser(unit::<NamedEntry>).default_value("0"),
            option("upto", "ENTRY").value_parser(unit::<NamedEntry>),
        ])
        .args(listing::args())
}

#[derive(Serialize)]
struct Line {
    entry: u64,
    on: Day,
    recorded_at: String,
    kind: String,
    id: String,
    person: String,
    about: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reversed_by: Option<u64>,
}

/// The entries that are asked for, the last one not among them.
fn span(matches: &ArgMatches, books: &Books) -> Result<(u64, u64), Problem> {
    let from = entry::number(matches, "from", books)?.unwrap_or(0);
    let upto = entry::number(matches, "upto", books)?;
    if let Some(upto) = upto.filter(|upto| *upto < from) {
        let expected = both!("an entry not before {from}", "不早于第 {from} 条的记录");
        return Err(Problem::usage("value_wrong", "--upto", expected, upto.to_string()));
    }
    let end = upto.unwrap_or(books.size()).min(books.size());
    Ok((from.min(end), end))
}

/// Is there a kind that begins so?
fn is_kind(kind: &str) -> Result<(), Problem> {
    let of_later = FactKind::Informed.as_str();
    if kind.starts_with(of_later) || FactKind::ALL.iter().any(|known| known.as_str().starts_with(kind)) {
        return Ok(());
    }
    let names: BTreeSet<&str> = FactKind::ALL.iter().filter_map(|known| known.as_str().split('/').next()).collect();
    let known: Vec<&str> = names.into_iter().collect();
    Err(Problem::usage("value_unknown", "--kind", known.join(", "), kind))
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let coop = desk.read()?;
    let books = coop.books();
    let (from, upto) = span(matches, books)?;
    let household = matches.get_one::<HouseholdId>("household");
    if let Some(h) = household.filter(|h| !books.registers().households().contains_key(*h)) {
        return Err(Problem::absent(Sought::Enrolled(h.clone())));
    }
    let concerns = household.map(|h| books.concerns(h));
    let kind = matches.get_one::<String>("kind");
    kind.map_or(Ok(()), |kind| is_kind(kind))?;
    let mut lines = Vec::new();
    for (index, stored) in (from..).zip(coop.lines(from, upto)?) {
        // verified when the ledger was opened
        let entry = UnverifiedEntry::parse(&stored).map_err(|e| Trouble::line(index, e))?;
        let wanted = concerns.is_none_or(|all| all.binary_search(&entry.index()).is_ok())
            && kind.is_none_or(|k| entry.kind().as_str().starts_with(k.as_str()));
        if wanted {
            lines.push(Line {
                entry: entry.index(),
                on: entry.effective_on(),
                recorded_at: entry.recorded_at().to_string(),
                kind: entry.kind().to_string(),
                id: entry.id().to_string(),
                person: books.keys().get(&entry.key()).map(|k| k.person.clone()).unwrap_or_default(),
                about: entry.about().to_vec(),
                reversed_by: books.corrected_by(entry.index()),
            });
        }
    }
    let to = Listing::of(desk, matches)?;
    to.mark(&coop)?;
    let labels = desk.out.labels;
    to.list(&lines, || Table {
        title: labels.text("log.title").to_owned(),
        headings: vec![
            Heading::right(labels.text("recorded.entry")),
            Heading::left(labels.text("show.on")),
            Heading::left(labels.text("recorded.kind")),
            Heading::left(labels.text("recorded.id")),
            Heading::left(labels.text("show.signed_by")),
            Heading::left(labels.text("show.reversed_by")),
        ],
        rows: lines
            .iter()
            .map(|l| {
                TableRow::plain(vec![
                    Cell::words(l.entry.to_string()),
                    Cell::words(l.on.to_string()),
                    Cell::words(&l.kind),
                    Cell::words(&l.id),
                    Cell::words(&l.person),
                    l.reversed_by.map_or(Cell::Empty, |n| Cell::words(n.to_string())),
                ])
            })
            .collect(),
        ..Table::default()
    })?;
    Ok(0)
}
