//! Who holds shares as at a day, how much of it is held fast, and what passed until then.

use crate::{
    books::Books,
    event::{Entitled, Fastened, HeldBy, HeldThing, HowMuch, Names, PassReason},
    page::{Cell, Heading, Table, TableRow},
    statement::{labels::Labels, tables::Tabular},
    unit::{ClassId, Day, Fen, Rounding, Shares},
};
use serde::{Deserialize, Serialize};

/// Shares of a class that one holder has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareRow {
    /// The class.
    pub class: ClassId,
    /// What it is called, where somebody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Names>,
    /// Household, person, the collective, or an heir outside.
    pub holder: Entitled,
    /// How many, with as many decimals as the class has.
    pub shares: String,
    /// What was paid in for them, where something is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_in: Option<Fen>,
    /// Since when just so many.
    pub since: Day,
    /// Frozen or pledged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Fastened>,
    /// How many of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_shares: Option<String>,
    /// The last day on which they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<Day>,
}

/// One line of what passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassingRow {
    /// The entry that says it.
    pub entry: u64,
    /// From which day on.
    pub on: Day,
    /// Class of shares, contract of the capital, or house.
    pub thing: String,
    /// Why.
    pub why: PassReason,
    /// From whom; nobody for what is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Entitled>,
    /// To whom; nobody for what is no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Entitled>,
    /// How much; nothing for a house.
    pub quantity: String,
}

/// Every holder of shares at the end of a day, by class: persons of a class that lies on persons, else households;
/// the collective and heirs outside behind them.
pub fn shares(books: &Books, on: Day) -> Vec<ShareRow> {
    let registers = books.registers();
    let mut rows = Vec::new();
    for (class, known) in registers.classes() {
        let households = registers.order().iter().cloned().map(Entitled::Household);
        let members: Vec<Entitled> = match known.held_by() {
            HeldBy::Household => households.collect(),
            HeldBy::Person => registers.persons().keys().cloned().map(Entitled::Person).collect(),
        };
        let outside = registers.outsiders().keys().cloned().map(Entitled::Party);
        for holder in members.into_iter().chain([Entitled::Collective]).chain(outside) {
            rows.extend(share_row(books, on, class, holder));
        }
    }
    rows
}

fn share_row(books: &Books, on: Day, class: &ClassId, holder: Entitled) -> Option<ShareRow> {
    let registers = books.registers();
    let known = registers.classes().get(class)?;
    let dated = registers.held_shares(&holder, class)?;
    let held = *dated.as_at(on)?;
    let changes: Vec<(Day, Shares)> = dated.until(on).copied().collect();
    let since = changes.iter().rev().take_while(|(_, shares)| *shares == held).last()?.0;
    let written = |shares: Shares| shares.exact().decimal(known.scale()).unwrap_or_else(|| shares.to_string());
    let said = known.said.as_at(on).or(known.said.latest())?;
    let value = |price: &crate::unit::Price| (&price.exact() * &held.exact()).to_fen(Rounding::HalfUp);
    let fast = registers.fast_on(&HeldThing::Class(class.clone()), &holder, on);
    Some(ShareRow {
        class: class.clone(),
        name: said.name.clone(),
        shares: written(held),
        paid_in: said.paid_in.as_ref().and_then(|paid| value(&paid.price)),
        since,
        held: fast.map(|fast| fast.state),
        held_shares: fast.map(|fast| match fast.how_much {
            HowMuch::Shares(of) => written(of),
            HowMuch::All | HowMuch::Amount(_) => written(held),
        }),
        held_until: fast.and_then(|fast| fast.until),
        holder,
    })
    .filter(|_| !held.is_zero())
}

/// What passed until the end of a day, in order of recording.
pub fn passings(books: &Books, on: Day) -> Vec<PassingRow> {
    let passed = books.registers().passings().iter().filter(|passing| passing.on <= on);
    let rows = passed.flat_map(|passing| {
        passing.lines.iter().map(|(from, to, quantity)| PassingRow {
            entry: passing.entry,
            on: passing.on,
            thing: passing.thing.to_string(),
            why: passing.why,
            from: from.clone(),
            to: to.clone(),
            quantity: quantity.clone(),
        })
    });
    rows.collect()
}

fn who(holder: Option<&Entitled>, labels: &Labels) -> Cell {
    match holder {
        None => Cell::Empty,
        Some(Entitled::Collective) => Cell::words(labels.text("paying.collective")),
        Some(other) => Cell::words(other.to_string()),
    }
}

fn headings(labels: &Labels, columns: &[(&str, bool)]) -> Vec<Heading> {
    let heading = |(key, right): &(&str, bool)| {
        let text = labels.text(key);
        if *right { Heading::right(text) } else { Heading::left(text) }
    };
    columns.iter().map(heading).collect()
}

impl Tabular for Vec<ShareRow> {
    fn table(&self, labels: &Labels) -> Table {
        let row = |r: &ShareRow| {
            let name = r.name.as_ref().map(|names| labels.pick(names.zh.as_str(), names.en.as_str()));
            let day = |day: Option<Day>| day.map_or(Cell::Empty, |day| Cell::words(day.to_string()));
            TableRow::plain(vec![
                Cell::words(r.class.as_str()),
                Cell::words(name.unwrap_or_else(|| labels.word("classes", r.class.as_str()))),
                who(Some(&r.holder), labels),
                Cell::words(r.shares.as_str()),
                r.paid_in.map_or(Cell::Empty, Cell::Yuan),
                day(Some(r.since)),
                r.held.map_or(Cell::Empty, |held| Cell::words(labels.word("fastened", held.word()))),
                r.held_shares.as_ref().map_or(Cell::Empty, |held| Cell::words(held.as_str())),
                day(r.held_until),
            ])
        };
        let columns = [
            ("register.class", false),
            ("register.class_name", false),
            ("register.holder", false),
            ("register.shares", true),
            ("register.paid_in", true),
            ("register.so_since", false),
            ("register.held", false),
            ("register.held_shares", true),
            ("register.held_until", false),
        ];
        Table {
            title: labels.text("register.shares_title").to_owned(),
            headings: headings(labels, &columns),
            rows: self.iter().map(row).collect(),
            ..Table::default()
        }
    }
}

impl Tabular for Vec<PassingRow> {
    fn table(&self, labels: &Labels) -> Table {
        let row = |r: &PassingRow| {
            TableRow::plain(vec![
                Cell::words(r.thing.as_str()),
                Cell::words(r.on.to_string()),
                Cell::words(labels.word("passing", r.why.word())),
                who(r.from.as_ref(), labels),
                who(r.to.as_ref(), labels),
                Cell::words(r.quantity.as_str()),
                Cell::words(r.entry.to_string()),
            ])
        };
        let columns = [
            ("register.thing", false),
            ("register.passed_on", false),
            ("register.passed_why", false),
            ("register.passed_from", false),
            ("register.passed_to", false),
            ("register.quantity", true),
            ("register.entry", true),
        ];
        Table {
            title: labels.text("register.passings_title").to_owned(),
            headings: headings(labels, &columns),
            rows: self.iter().map(row).collect(),
            ..Table::default()
        }
    }
}
