//! The register of households as at a day: members, shares, land, and what is open.

use crate::{
    books::Books,
    page::{Cell, Heading, Table, TableRow},
    statement::{labels::Labels, tables::Tabular},
    unit::{AreaMu, ClassId, Day, Fen, HouseholdId, Shares, Text},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// One household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseholdRow {
    /// Its code.
    pub household: HouseholdId,
    /// Its residents' group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Text>,
    /// From which day it is no longer a household of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_from: Option<Day>,
    /// Members of the organization in it, as now.
    pub members: u32,
    /// Shares by class, with those kept for a time after a member died or left.
    pub shares: BTreeMap<ClassId, Shares>,
    /// How many parcels.
    pub parcels: u64,
    /// Their registered area.
    pub registered_mu: AreaMu,
    /// Of that, entrusted and leased on the day.
    pub leased_mu: AreaMu,
    /// Owed to it.
    pub to_household: Fen,
    /// Owed by it.
    pub from_household: Fen,
}

/// Every household enrolled by a day, in order of enrolment, those that retired among them.
pub fn registers(books: &Books, on: Day) -> Vec<HouseholdRow> {
    let land = land(books, on);
    let open = open(books, on);
    let households = books.registers().order().iter().filter_map(|h| Some((h, books.registers().households().get(h)?)));
    households
        .filter(|(_, entered)| entered.enrolled <= on)
        .map(|(household, entered)| {
            let (parcels, registered_mu, leased_mu) =
                land.get(household).copied().unwrap_or((0, AreaMu::ZERO, AreaMu::ZERO));
            let (to_household, from_household) = open.get(household.as_str()).copied().unwrap_or_default();
            HouseholdRow {
                household: household.clone(),
                group: entered.group_at(on).cloned(),
                retired_from: entered.retired_from.filter(|from| *from <= on),
                members: entered.members_at(on),
                shares: entered.holds(on),
                parcels,
                registered_mu,
                leased_mu,
                to_household,
                from_household,
            }
        })
        .collect()
}

type Land = (u64, AreaMu, AreaMu);

fn land(books: &Books, on: Day) -> HashMap<&HouseholdId, Land> {
    let mut land: HashMap<&HouseholdId, Land> = HashMap::new();
    for parcel in books.registers().parcels().values() {
        let Some((holder, (_, mu))) = parcel.household_on(on).zip(parcel.area.as_at(on)) else { continue };
        let (count, registered, leased) = land.entry(holder).or_insert((0, AreaMu::ZERO, AreaMu::ZERO));
        *count += 1;
        *registered = registered.plus(*mu).unwrap_or(*registered);
        let under = parcel.leased.iter().flat_map(|(contract, _)| parcel.in_force(contract));
        if under.into_iter().any(|days| days.holds(on)) {
            *leased = leased.plus(*mu).unwrap_or(*leased);
        }
    }
    land
}

/// Claims and debts by holder, never netted across purposes.
fn open(books: &Books, on: Day) -> BTreeMap<&str, (Fen, Fen)> {
    let mut open: BTreeMap<&str, (Fen, Fen)> = BTreeMap::new();
    for (key, _, balance) in super::since_new_year(books, on, true) {
        if !books.history().is_told_account(&key.account) || books.household_of(&key.holder).is_none() {
            continue;
        }
        let (to, from) = open.entry(key.holder.as_str()).or_default();
        match balance.0 >= 0 {
            true => *from = from.capped_plus(balance),
            false => *to = to.capped_minus(balance),
        }
    }
    open
}

impl Tabular for Vec<HouseholdRow> {
    fn table(&self, labels: &Labels) -> Table {
        let mut classes: Vec<&ClassId> = self.iter().flat_map(|r| r.shares.keys()).collect();
        classes.sort();
        classes.dedup();
        let mut headings = vec![
            Heading::left(labels.text("register.household")),
            Heading::left(labels.text("register.group")),
            Heading::left(labels.text("register.retired")),
            Heading::right(labels.text("register.members")),
        ];
        headings.extend(classes.iter().map(|class| Heading::right(labels.word("classes", class.as_str()))));
        headings.extend(
            ["register.parcels", "register.mu", "register.leased", "register.to", "register.from"]
                .map(|key| Heading::right(labels.text(key))),
        );
        let row = |r: &HouseholdRow| {
            let mut cells = vec![
                Cell::words(r.household.as_str()),
                r.group.as_ref().map_or(Cell::Empty, |g| Cell::words(g.as_str())),
                r.retired_from.map_or(Cell::Empty, |day| Cell::words(day.to_string())),
                Cell::Count(r.members.into()),
            ];
            let shares = classes.iter().map(|class| r.shares.get(*class));
            cells.extend(shares.map(|s| s.map_or(Cell::Empty, |s| Cell::words(s.short()))));
            cells.extend([
                Cell::Count(r.parcels),
                Cell::words(r.registered_mu.short()),
                Cell::words(r.leased_mu.short()),
                Cell::Yuan(r.to_household),
                Cell::Yuan(r.from_household),
            ]);
            TableRow::plain(cells)
        };
        Table {
            title: labels.text("register.title").to_owned(),
            under: vec![labels.text("page.in_yuan").to_owned()],
            headings,
            rows: self.iter().map(row).collect(),
            ..Table::default()
        }
    }
}
