//! `coop recover`: what a crash, or somebody's hand, left behind the last signed entry.

use super::{Done, desk::Desk, error::Problem, help::flag};
use crate::{
    cooperative::{Completed, Cooperative, Opening, Trouble, Unsound},
    statement::{Cell, Column, Row, Table},
};
use clap::{ArgMatches, Command};
use serde::Serialize;

pub(super) fn command() -> Command {
    Command::new("recover").args([flag("set-aside")])
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
    let opened = Cooperative::recover(&desk.ledger, &desk.state, desk.clock.clone(), matches.get_flag("set-aside"))?;
    desk.tell_opening(&opened);
    if let Err(trouble) = opened.writable() {
        if let Trouble::Unsound(unsound) = &trouble {
            list(desk, unsound)?;
        }
        return Err(trouble.into());
    }
    let (finished, set_aside) = match opened.opening {
        Opening::Finished { entries } => (entries, 0),
        Opening::Quarantined { bytes, entries, .. } => (entries, bytes),
        _ => (0, 0),
    };
    let entries = opened.cooperative.books().size;
    let done = Recovered { entries, finished, set_aside, completed: opened.completed };
    desk.out.either(&done, || desk.out.labels.fill("recover.done", &[("n", &entries.to_string())]))?;
    Ok(0)
}

/// The lines that nobody signs, for whoever decides about them.
fn list(desk: &Desk, unsound: &Unsound) -> Result<(), Problem> {
    let labels = desk.out.labels;
    desk.out.list(&unsound.lines, || Table {
        columns: vec![
            Column::right(labels.text("recorded.entry")),
            Column::left(labels.text("recorded.id")),
            Column::left(labels.text("recorded.kind")),
            Column::left(labels.text("recover.recorded_at")),
            Column::left(labels.text("recover.signed_by")),
        ],
        rows: unsound.lines.iter().map(|line| {
            Row::plain(vec![
                Cell::words(line.entry.to_string()),
                Cell::words(line.id.as_str()),
                Cell::words(&line.kind),
                Cell::words(line.recorded_at.to_string()),
                Cell::words(&line.signed_by),
            ])
        }).collect(),
        ..Table::default()
    })
}
