//! `coop pending`: what waits, for whom, and what it lacks.

use crate::{
    books::Proposal,
    cli::{
        Done, Problem,
        desk::Desk,
        error::told_refusal,
        listing::{self, Listing},
    },
    cooperative::Cooperative,
    decide::{Lack, OrderLine, lacking, met, proposals_waiting},
    log::Json,
    page::{Cell, Heading, Table, TableRow},
    statement::Labels,
    unit::Day,
};
use clap::{ArgMatches, Command};
use serde::Serialize;

pub(in crate::cli) fn command() -> Command {
    Command::new("pending").args(listing::args())
}

/// A proposal that waits.
#[derive(Serialize)]
pub(super) struct Waiting {
    entry: u64,
    by: String,
    recorded: Day,
    expires_on: Day,
    urgent: bool,
    orders: Vec<String>,
    rows: Vec<String>,
    lacks: Vec<Lacked>,
}

/// What is not there yet.
#[derive(Serialize)]
struct Lacked {
    order: String,
    code: &'static str,
    told: String,
}

impl Waiting {
    fn of(
        coop: &Cooperative,
        (entry, proposal): (u64, &Proposal),
        today: Day,
        labels: &Labels,
    ) -> Result<Waiting, Problem> {
        let lacked = |lack: Lack| Lacked {
            order: lack.order.to_string(),
            code: lack.why.code().name(),
            told: told_refusal(labels, &lack.why).message,
        };
        let lacks = lacking(coop.books(), proposal, today).map_err(super::refused)?;
        Ok(Waiting {
            entry,
            by: proposal.person.clone(),
            recorded: proposal.recorded,
            expires_on: proposal.expires_on,
            urgent: proposal.urgent,
            orders: proposal.orders.iter().filter_map(|line| named(line)).collect(),
            rows: met(coop.books(), proposal, today).map_err(super::refused)?,
            lacks: lacks.into_iter().map(lacked).collect(),
        })
    }
}

/// An order in a few words: its kind, its id.
fn named(line: &str) -> Option<String> {
    let asked = OrderLine::read(line).ok()?.asked;
    let text = |name: &str| asked.member(name).and_then(Json::text);
    Some(format!("{} {}", text("kind")?, text("id")?))
}

fn all(desk: &Desk, coop: &Cooperative) -> Result<Vec<Waiting>, Problem> {
    let today = desk.today(coop.books().zone_minutes())?;
    let waiting = proposals_waiting(coop.books(), today);
    waiting.map(|one| Waiting::of(coop, one, today, desk.out.labels)).collect()
}

fn table(waiting: &[Waiting], labels: &Labels) -> Table {
    let row = |one: &Waiting| {
        let mut lacks: Vec<String> = one.lacks.iter().map(|lack| lack.told.clone()).collect();
        if lacks.is_empty() {
            lacks.push(labels.text("pending.nothing").to_owned());
        }
        TableRow::plain(vec![
            Cell::words(one.entry.to_string()),
            Cell::words(&one.by),
            Cell::words(one.expires_on.to_string()),
            Cell::Lines(one.orders.clone()),
            Cell::Lines(one.rows.clone()),
            Cell::Lines(lacks),
        ])
    };
    let left = |key: &str| Heading::left(labels.text(key));
    Table {
        title: labels.text("pending.title").to_owned(),
        headings: vec![
            Heading::right(labels.text("pending.entry")),
            left("pending.by"),
            left("pending.expires_on"),
            left("pending.orders"),
            left("pending.rows"),
            left("pending.lacks"),
        ],
        rows: waiting.iter().map(row).collect(),
        ..Table::default()
    }
}

pub(in crate::cli) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let coop = desk.read()?;
    let to = Listing::of(desk, matches)?;
    to.mark(&coop)?;
    let waiting = all(desk, &coop)?;
    if waiting.is_empty() {
        desk.out.say("pending.none", &[]);
    }
    to.list(&waiting, || table(&waiting, desk.out.labels))?;
    Ok(0)
}

/// What waits now, beside what a command has done.
pub(super) fn tell(desk: &Desk, coop: &Cooperative) -> Result<(), Problem> {
    let waiting = all(desk, coop)?;
    for one in waiting.iter().rev().take(1) {
        let lacks: Vec<&str> = one.lacks.iter().map(|lack| lack.told.as_str()).collect();
        let entry = one.entry.to_string();
        match lacks.is_empty() {
            true => desk.out.say("pending.ready", &[("entry", &entry)]),
            false => {
                desk.out.say("pending.waits", &[("entry", &entry), ("until", &one.expires_on.to_string())]);
                lacks.iter().for_each(|lack| desk.out.line(&format!("  {lack}")));
            }
        }
    }
    Ok(())
}
