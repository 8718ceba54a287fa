//! `coop recover`: what a crash, or somebody's hand, left behind the last signed entry.

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{flag, option, unit, whole},
};
use crate::{
    cooperative::{Assent, AtOpening, Completed, Cooperative, LineBehind, Trouble},
    page::{Cell, Heading, Table, TableRow},
    unit::HouseholdId,
};
use clap::{ArgAction, ArgMatches, Command};
use serde::Serialize;

pub(super) fn command() -> Command {
    Command::new("recover").args([
        flag("set-aside"),
        option("erase", "HOUSEHOLD").value_parser(unit::<HouseholdId>).value_delimiter(',').action(ArgAction::Append),
        option("missing", "N").value_parser(whole(0..=u64::MAX)),
    ])
}

/// What recovering did.
#[derive(Serialize)]
struct Recovered {
    entries: u64,
    finished: u64,
    set_aside: u64,
    /// Entries that are durable although their program did not come to its end.
    completed: Vec<Completed>,
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let word = Assent {
        set_aside: matches.get_flag("set-aside"),
        erase: matches.get_many::<HouseholdId>("erase").into_iter().flatten().cloned().collect(),
        missing: matches.get_one::<u64>("missing").copied().unwrap_or_default(),
    };
    let opened = Cooperative::recover_as(&desk.ledger, &desk.state, desk.clock.clone(), &word)?;
    desk.tell_opening(&opened);
    desk.tell_tidied(&opened.tidied);
    if let Err(trouble) = opened.writable() {
        if let Trouble::Unsound(unsound) = &trouble {
            list(desk, &unsound.lines)?;
        }
        if let Trouble::Unbegun(unbegun) = &trouble {
            list(desk, &unbegun.lines)?;
        }
        return Err(trouble.into());
    }
    let (finished, set_aside) = match opened.opening {
        AtOpening::Finished { entries } => (entries, 0),
        AtOpening::Quarantined { bytes, entries, .. } => (entries, bytes),
        AtOpening::Fresh
        | AtOpening::Fine
        | AtOpening::Waiting(_)
        | AtOpening::NotAnchored
        | AtOpening::Loss(_)
        | AtOpening::Damage(_)
        | AtOpening::Elsewhere { .. } => (0, 0),
    };
    desk.tell_missing(&opened.cooperative);
    let entries = opened.cooperative.books().size();
    let done = Recovered { entries, finished, set_aside, completed: opened.completed };
    desk.out.either(&done, || desk.out.labels.fill("recover.done", &[("n", &entries.to_string())]))?;
    Ok(0)
}

/// The lines that nobody signs, for whoever decides about them.
fn list(desk: &Desk, lines: &[LineBehind]) -> Result<(), Problem> {
    let labels = desk.out.labels;
    desk.out.list(lines, || Table {
        headings: vec![
            Heading::right(labels.text("recorded.entry")),
            Heading::left(labels.text("recorded.id")),
            Heading::left(labels.text("recorded.kind")),
            Heading::left(labels.text("recover.recorded_at")),
            Heading::left(labels.text("recover.signed_by")),
        ],
        rows: lines
            .iter()
            .map(|line| {
                TableRow::plain(vec![
                    Cell::words(line.entry.to_string()),
                    Cell::words(line.id.as_str()),
                    Cell::words(&line.kind),
                    Cell::words(line.recorded_at.to_string()),
                    Cell::words(&line.signed_by),
                ])
            })
            .collect(),
        ..Table::default()
    })
}
