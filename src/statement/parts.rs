//! The tables inside a household's statement, the same for terminal and page.

use super::glance::{purpose, purpose_word};
use super::labels::Labels;
use super::value::{Called, Holdings, HouseholdStatement, PastStep, StatementLine, Towards};
use crate::page::{Cell, Heading, Table, TableRow};
use crate::unit::{ContractId, Day, Text};
use std::fmt::Display;

pub(super) fn persons(held: &Holdings, words: &Called, l: &Labels) -> Option<Table> {
    let rows = held.persons.iter().map(|p| {
        let shares = p.shares.iter().map(|s| format!("{} {}", l.word("classes", s.class.as_str()), s.shares.short()));
        vec![
            named(p.person.as_str(), words.persons.get(&p.person).map(|name| name.value.as_str())),
            Cell::words(l.word("basis", p.basis.word())),
            Cell::words(p.since.to_string()),
            Cell::words(if p.shares.is_empty() { "–".to_owned() } else { shares.collect::<Vec<_>>().join(" · ") }),
        ]
    });
    let headings = ["holdings.person", "holdings.basis", "holdings.person_since", "holdings.lies"];
    table(headings.map(|key| Heading::left(l.text(key))).into(), rows)
}

pub(super) fn kept(held: &Holdings, l: &Labels) -> Option<Table> {
    let rows = held.kept.iter().map(|k| {
        vec![
            Cell::words(l.word("classes", k.class.as_str())),
            Cell::words(k.shares.short()),
            Cell::words(k.until.to_string()),
        ]
    });
    let headings = vec![
        Heading::left(l.text("holdings.kept")),
        Heading::right(l.text("holdings.kept_shares")),
        Heading::left(l.text("holdings.kept_until")),
    ];
    table(headings, rows)
}

pub(super) fn parcels(held: &Holdings, words: &Called, l: &Labels) -> Option<Table> {
    let rows = held.parcels.iter().map(|p| {
        vec![
            named(p.parcel.as_str(), words.parcels.get(&p.parcel).map(|official| official.value.as_str())),
            Cell::words(p.area_mu.short()),
            Cell::words(p.area_m2.short()),
            contract(p.contract.as_ref(), words),
            or_dash(p.entrusted_until),
            or_dash(p.land_contract_end),
        ]
    });
    let headings = vec![
        Heading::left(l.text("holdings.parcel")),
        Heading::right(l.text("holdings.mu")),
        Heading::right(l.text("holdings.m2")),
        Heading::left(told(l.text("holdings.contract"), l)),
        Heading::left(l.text("holdings.entrusted_until")),
        Heading::left(l.text("holdings.land_contract_end")),
    ];
    table(headings, rows)
}

pub(super) fn houses(held: &Holdings, words: &Called, l: &Labels) -> Option<Table> {
    let rows = held.houses.iter().map(|h| {
        vec![
            Cell::words(h.house.as_str()),
            Cell::words(h.floor_m2.short()),
            contract(h.contract.as_ref(), words),
            or_dash(h.until),
        ]
    });
    let headings = vec![
        Heading::left(l.text("holdings.house")),
        Heading::right(l.text("holdings.floor_m2")),
        Heading::left(told(l.text("holdings.contract"), l)),
        Heading::left(told(l.text("holdings.until"), l)),
    ];
    table(headings, rows)
}

pub(super) fn capital(held: &Holdings, words: &Called, l: &Labels) -> Option<Table> {
    let rows = held
        .capital
        .iter()
        .map(|c| vec![contract(Some(&c.contract), words), Cell::Yuan(c.amount.fen()), or_dash(c.since)]);
    let headings = vec![
        Heading::left(l.text("holdings.capital")),
        Heading::right(l.text("holdings.amount")),
        Heading::left(told(l.text("holdings.since"), l)),
    ];
    table(headings, rows)
}

/// Members of rows whose values are private texts.
const SEALED: [&str; 6] = ["account", "birth", "identity", "name", "official", "phone"];
/// The column of what stood there, which is struck through.
pub(super) const STOOD: usize = 4;

/// What was changed and put right, with both days.
pub(super) fn revised(s: &HouseholdStatement, l: &Labels) -> Option<Table> {
    let rows = s.revised.iter().map(|r| {
        let member = r.member.as_ref().map(Text::as_str);
        let sealed = member.is_some_and(|member| SEALED.contains(&member));
        let value = |value: Option<&Text>| match value {
            Some(text) => Cell::words(text.as_str()),
            None if sealed => Cell::words(l.text("revised.sealed")),
            None => Cell::words("–"),
        };
        let what = member.map_or_else(String::new, |member| format!(" · {}", l.word("revised_members", member)));
        vec![
            Cell::words(r.date.to_string()),
            Cell::words(r.from.to_string()),
            Cell::words(l.word("revised_modes", r.mode.word())),
            Cell::words(format!("{}{what}", r.code)),
            value(r.was.as_ref()),
            value(r.is.as_ref()),
        ]
    });
    let headings = ["date", "from", "mode", "what", "was", "is"];
    let headings = headings.map(|key| Heading::left(l.text(&format!("revised.{key}")))).into();
    table(headings, rows)
}

/// What a step says under each heading of `past.`, in the order in which they stand; empty where it says nothing there.
pub(super) fn step(step: &PastStep, l: &Labels) -> [(&'static str, String); 17] {
    let said = |text: &Option<Text>| text.as_ref().map_or_else(String::new, ToString::to_string);
    let word = |section: &str, text: &Option<Text>| {
        text.as_ref().map_or_else(String::new, |text| l.word(section, text.as_str()).to_owned())
    };
    let codes = |codes: &[Text]| codes.iter().map(Text::as_str).collect::<Vec<_>>().join(" ");
    let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    let act = l.word("past_acts", step.act.as_str());
    let act = match step.undone {
        None => act.to_owned(),
        Some(entry) => l.fill("past.undone", &[("act", act), ("entry", &entry.to_string())]),
    };
    [
        ("past.date", step.date.to_string()),
        ("past.act", act),
        ("past.code", step.code.to_string()),
        ("past.of", codes(&step.of)),
        ("past.into", codes(&step.into)),
        ("past.from", said(&step.from)),
        ("past.to", said(&step.to)),
        ("past.party", said(&step.party)),
        ("past.quantity", said(&step.quantity)),
        ("past.price", said(&step.price)),
        ("past.name", word("past_terms", &step.name)),
        ("past.value", word("past_whys", &step.value)),
        ("past.unit", said(&step.unit)),
        ("past.since", day(step.since)),
        ("past.until", day(step.until)),
        ("past.why", word("past_whys", &step.why)),
        ("past.document", said(&step.document)),
    ]
}

/// How something came to be; a column that says nothing in any row is left out.
pub(super) fn past(steps: &[PastStep], l: &Labels) -> Option<Table> {
    let rows: Vec<_> = steps.iter().map(|one| step(one, l)).collect();
    let there = |at: usize| rows.iter().any(|row| row.get(at).is_some_and(|(_, said)| !said.is_empty()));
    let heading = |key: &str| match key {
        "past.quantity" | "past.price" => Heading::right(l.text(key)),
        _ => Heading::left(l.text(key)),
    };
    let first = rows.first()?.iter().enumerate();
    let headings = first.filter(|(at, _)| there(*at)).map(|(_, (key, _))| heading(key)).collect();
    let cells = |row: &[(&'static str, String)]| {
        let said = row.iter().enumerate().filter(|(at, _)| there(*at));
        said.map(|(_, (_, said))| if said.is_empty() { Cell::Empty } else { Cell::words(said) }).collect()
    };
    table(headings, rows.iter().map(|row| cells(row)))
}

/// Movements of what the collective owes the household.
pub(super) fn moves(s: &HouseholdStatement, l: &Labels) -> Option<Table> {
    movements(s, Towards::ToHousehold, ["moves.in", "moves.out", "moves.open_after"], l)
}

/// Movements of what the household owes the collective.
pub(super) fn debts(s: &HouseholdStatement, l: &Labels) -> Option<Table> {
    movements(s, Towards::FromHousehold, ["moves.charged", "moves.settled", "moves.owed_after"], l)
}

fn movements(s: &HouseholdStatement, side: Towards, figures: [&str; 3], l: &Labels) -> Option<Table> {
    let mut headings: Vec<Heading> =
        ["moves.date", "moves.what", "moves.what_for", "moves.payout"].map(|key| Heading::left(l.text(key))).into();
    headings.extend(figures.map(|key| Heading::right(l.text(key))));
    table(headings, s.lines.iter().filter(|line| line.what.side() == side).map(|line| movement(line, l)))
}

fn movement(line: &StatementLine, l: &Labels) -> Vec<Cell> {
    let size = Cell::Yuan(line.size());
    let (more, less) = if line.amount.0 < 0 { (Cell::Empty, size) } else { (size, Cell::Empty) };
    vec![
        Cell::words(line.date.to_string()),
        Cell::words(l.word("kind", line.what.key())),
        Cell::words(purpose(line, l)),
        line.payout.as_ref().map_or(Cell::Empty, |p| Cell::words(p.as_str())),
        more,
        less,
        Cell::Yuan(line.open_after),
    ]
}

pub(super) fn years(s: &HouseholdStatement, l: &Labels) -> Option<Table> {
    // most households never have a set-off: no column of zeros for them
    let set_off = s.years.iter().any(|y| y.set_off.0 != 0);
    let mut headings = vec![
        Heading::left(l.text("years.year")),
        Heading::right(l.text("years.credited")),
        Heading::right(l.text("years.paid")),
    ];
    if set_off {
        headings.push(Heading::right(l.text("years.set_off")));
    }
    headings.push(Heading::right(l.text("years.open")));
    let rows = s.years.iter().map(|y| {
        let mut cells = vec![Cell::words(y.year.to_string()), Cell::Yuan(y.credited), Cell::Yuan(y.paid)];
        if set_off {
            cells.push(Cell::Yuan(y.set_off));
        }
        cells.push(Cell::Yuan(y.open));
        cells
    });
    table(headings, rows)
}

pub(super) fn open(s: &HouseholdStatement, l: &Labels) -> Option<Table> {
    let headings = vec![
        Heading::left(l.text("open.purpose")),
        Heading::right(l.text("open.to_household")),
        Heading::right(l.text("open.from_household")),
    ];
    let rows = s.open.iter().map(|o| {
        vec![
            Cell::words(purpose_word(o.purpose.as_str(), l)),
            Cell::Yuan(o.to_household.fen()),
            Cell::Yuan(o.from_household.fen()),
        ]
    });
    table(headings, rows)
}

/// `None` without a row: an empty table tells a household nothing.
fn table(headings: Vec<Heading>, rows: impl Iterator<Item = Vec<Cell>>) -> Option<Table> {
    let rows: Vec<TableRow> = rows.map(TableRow::plain).collect();
    (!rows.is_empty()).then(|| Table { headings, rows, ..Table::default() })
}

/// What no proof in the statement shows is told, and its column says so.
fn told(heading: &str, l: &Labels) -> String {
    format!("{heading}{}", l.text("page.told"))
}

/// A code, and in words what it stands for.
fn named(code: &str, name: Option<&str>) -> Cell {
    Cell::words(name.map_or_else(|| code.to_owned(), |name| format!("{code} · {name}")))
}

/// A contract with the name of its other side.
fn contract(contract: Option<&ContractId>, words: &Called) -> Cell {
    contract.map_or(Cell::words("–"), |c| named(c.as_str(), words.partners.get(c).map(Text::as_str)))
}

fn or_dash(value: Option<impl Display>) -> Cell {
    value.map_or_else(|| Cell::words("–"), |v| Cell::words(v.to_string()))
}
