//! `coop log`: what was recorded, in order.

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{option, unit, whole},
};
use crate::{
    cooperative::{Sought, Trouble},
    log::UnverifiedEntry,
    page::{Cell, Heading, Table, TableRow},
    unit::{Day, HouseholdId},
};
use clap::{ArgMatches, Command};
use serde::Serialize;

pub(super) fn command() -> Command {
    Command::new("log").args([
        option("household", "HOUSEHOLD").value_parser(unit::<HouseholdId>),
        option("kind", "KIND"),
        option("from", "N").value_parser(whole(0..=u64::MAX)).default_value("0"),
        option("upto", "N").value_parser(whole(0..=u64::MAX)),
    ])
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

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let coop = desk.read()?;
    let books = coop.books();
    let number = |name: &str| matches.get_one::<u64>(name).copied();
    let (from, upto) = (number("from").unwrap_or_default(), number("upto").unwrap_or(books.size()).min(books.size()));
    let household = matches.get_one::<HouseholdId>("household");
    if let Some(h) = household.filter(|h| !books.registers().households().contains_key(*h)) {
        return Err(Problem::absent(Sought::Enrolled(h.clone())));
    }
    let concerns = household.map(|h| books.concerns(h));
    let kind = matches.get_one::<String>("kind");
    let mut lines = Vec::new();
    for (index, stored) in (from..).zip(coop.lines(from.min(upto), upto)?) {
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
    desk.mark(&coop)?;
    let labels = desk.out.labels;
    desk.out.list(&lines, || Table {
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
