//! `coop report …`: what the books say as a whole.

use super::{
    Done,
    desk::Desk,
    help::{option, unit},
    shim,
};
use crate::{
    books::Books,
    statement::{Cell, Column, Row, Table},
    unit::Day,
};
use clap::{ArgMatches, Command};
use serde::Serialize;

pub(super) fn command() -> Command {
    let on = || option("on", "DAY").value_parser(unit::<Day>);
    let names = ["trial-balance", "balance-sheet", "income", "payouts", "registers", "expected"];
    Command::new("report")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(names.map(|name| Command::new(name).arg(on())))
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let Some((name, matches)) = matches.subcommand() else { return Ok(2) };
    let coop = desk.read()?;
    let books = coop.books();
    let on = desk.day(matches, books)?;
    match name {
        "trial-balance" => desk.out.table(&shim::trial_balance(books, on))?,
        "payouts" => desk.out.table(super::statement::payouts(&coop)?.as_slice())?,
        "registers" => registers(desk, books, on)?,
        "expected" => expected(desk, books, on)?,
        _ => return Ok(2),
    }
    Ok(0)
}

/// One line of a register.
#[derive(Serialize)]
struct Registered {
    register: &'static str,
    code: String,
    holder: String,
    what: String,
}

fn registers(desk: &Desk, books: &Books, on: Day) -> Result<(), super::error::Problem> {
    let labels = desk.out.labels;
    let r = &books.registers;
    let mut all = Vec::new();
    for (id, h) in r.households.iter().filter(|(_, h)| h.enrolled <= on) {
        let shares: Vec<String> = h.shares.iter().filter_map(|(class, held)| {
            Some(format!("{} {}", labels.word("classes", class.as_str()), held.as_at(on)?.short()))
        }).collect();
        let members = labels.fill("registers.members", &[("n", &h.members.to_string())]);
        let what = std::iter::once(members).chain(shares).collect::<Vec<_>>().join(labels.text("reason.and"));
        all.push(Registered { register: "household", code: id.to_string(), holder: String::new(), what });
    }
    for (id, p) in &r.parcels {
        let (Some(holder), Some((m2, mu))) = (p.household.as_at(on), p.area.as_at(on)) else { continue };
        let what = labels.fill("registers.area", &[("mu", &mu.short()), ("m2", &m2.short())]);
        all.push(Registered { register: "parcel", code: id.to_string(), holder: holder.to_string(), what });
    }
    for (id, h) in &r.houses {
        let what = labels.fill("registers.floor", &[("m2", &h.floor_m2.short())]);
        all.push(Registered { register: "house", code: id.to_string(), holder: h.owner.to_string(), what });
    }
    for (id, c) in &books.contracts {
        let last = c.last_day.map(|d| d.to_string()).unwrap_or_default();
        let what = format!("{} {last}", c.signed.signed);
        all.push(Registered { register: "contract", code: id.to_string(), holder: c.signed.party.to_string(), what });
    }
    for (id, ownership) in &r.banks {
        let what = format!("{ownership:?}").to_lowercase();
        let what = labels.word("ownership", &what).to_owned();
        all.push(Registered { register: "account", code: id.to_string(), holder: String::new(), what });
    }
    desk.out.list(&all, || Table {
        columns: ["registers.register", "registers.code", "registers.holder", "registers.what"]
            .map(|key| Column::left(labels.text(key))).into(),
        rows: all.iter().map(|l| {
            let cells = [labels.word("register", l.register), &l.code, &l.holder, &l.what];
            Row::plain(cells.map(Cell::words).into())
        }).collect(),
        ..Table::default()
    })
}

/// An instalment that fell due and for which nothing was received.
#[derive(Serialize)]
struct Expected {
    contract: String,
    instalment: String,
    due: Day,
    days_late: i64,
}

fn expected(desk: &Desk, books: &Books, on: Day) -> Result<(), super::error::Problem> {
    let labels = desk.out.labels;
    let mut all: Vec<Expected> = Vec::new();
    for (id, contract) in &books.contracts {
        let due = contract.instalments.iter().filter(|i| i.due <= on);
        let came = |payout: &crate::unit::PayoutId| {
            let mut parts = books.parts.values();
            parts.any(|p| p.contract.as_ref() == Some(id) && p.instalment.as_ref() == Some(payout) && p.on <= on)
        };
        all.extend(due.filter(|i| !came(&i.payout)).map(|i| Expected {
            contract: id.to_string(),
            instalment: i.payout.to_string(),
            due: i.due,
            days_late: on.days_since(i.due),
        }));
    }
    all.sort_by_key(|e| e.due);
    desk.out.list(&all, || Table {
        columns: vec![
            Column::left(labels.text("expected.contract")),
            Column::left(labels.text("expected.instalment")),
            Column::left(labels.text("expected.due")),
            Column::right(labels.text("expected.late")),
        ],
        rows: all.iter().map(|e| Row::plain(vec![
            Cell::words(&e.contract),
            Cell::words(&e.instalment),
            Cell::words(e.due.to_string()),
            Cell::words(e.days_late.to_string()),
        ])).collect(),
        ..Table::default()
    })?;
    let key = if all.is_empty() { "say.nothing_expected" } else { "say.expected" };
    desk.out.say(key, &[("n", &all.len().to_string()), ("day", &on.to_string())]);
    Ok(())
}
