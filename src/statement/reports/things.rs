//! The registers of what is not a household, as at a day: parcels, houses, contracts, accounts,
//! pooled capital, assets.

use crate::{
    books::Books,
    event::{AssetUse, BankKind, Holder, LandKind, Ownership},
    page::{Cell, Heading, Table, TableRow},
    statement::{labels::Labels, tables::Tabular},
    unit::{AreaM2, AreaMu, AssetId, BankId, ContractId, Day, Fen, HouseId, Money, ParcelId, PartyId, Text},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParcelRow {
    /// Its code.
    pub parcel: ParcelId,
    /// Who holds it: a household, or the collective.
    pub household: Holder,
    /// Under what right.
    pub kind: LandKind,
    /// Measured area.
    pub area_m2: AreaM2,
    /// Registered area.
    pub area_mu: AreaMu,
    /// Last day of the written entrustment in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entrusted_until: Option<Day>,
    /// The contract it is leased under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<ContractId>,
    /// Last day of the land contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub land_contract_end: Option<Day>,
    /// From which day on it lies as it does, where a change of land said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Day>,
    /// What it came from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub came_from: Vec<ParcelId>,
}

/// One house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseRow {
    /// Its code.
    pub house: HouseId,
    /// Household or collective.
    pub owner: Holder,
    /// Floor area.
    pub floor_m2: AreaM2,
    /// The contract it is let under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<ContractId>,
    /// Last day of that letting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

/// One contract signed by the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractRow {
    /// Its code.
    pub contract: ContractId,
    /// Scheme, as the village calls it.
    pub scheme: Text,
    /// The other side.
    pub party: PartyId,
    /// Day of signing.
    pub signed: Day,
    /// First day, where it runs by days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_day: Option<Day>,
    /// Last day, with amendments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Day>,
    /// How many parcels.
    pub parcels: u64,
    /// How many houses.
    pub houses: u64,
    /// How many instalments are agreed.
    pub instalments: u64,
}

/// One account of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountRow {
    /// Its local code.
    pub account: BankId,
    /// Collective or personal.
    pub ownership: Ownership,
    /// What kind of account, where somebody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<BankKind>,
    /// How far it may be overdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overdraft: Option<Money>,
    /// What is in it by the books.
    pub balance: Fen,
}

/// Capital of one owner in one contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapitalRow {
    /// In which contract.
    pub contract: ContractId,
    /// Whose.
    pub owner: Holder,
    /// How much.
    pub amount: Money,
    /// From which day it works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
}

/// One fixed asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetRow {
    /// Its code.
    pub asset: AssetId,
    /// What it serves.
    pub used_for: AssetUse,
    /// Cost.
    pub cost: Fen,
    /// Depreciation by the schedule up to the end of the day.
    pub accumulated: Fen,
    /// Cost less that.
    pub net: Fen,
    /// Useful life in months.
    pub life_months: u32,
}

/// Every parcel registered by the day, by code.
pub fn parcels(books: &Books, on: Day) -> Vec<ParcelRow> {
    let parcels = books.registers().parcels().iter();
    parcels
        .filter_map(|(id, parcel)| {
            let (area_m2, area_mu) = *parcel.area.as_at(on)?;
            Some(ParcelRow {
                parcel: id.clone(),
                household: parcel.holder_on(on)?.clone(),
                kind: *parcel.kind.as_at(on)?,
                area_m2,
                area_mu,
                entrusted_until: parcel.entrusted_until(on),
                contract: parcel.leased_under(on).cloned(),
                land_contract_end: parcel.contract_end_on(on),
                changed: parcel.turns.iter().map(|turn| turn.on).rfind(|turned| *turned <= on),
                came_from: parcel.turns.iter().flat_map(|turn| &turn.from).cloned().collect(),
            })
        })
        .collect()
}

/// Every house registered by the day, by code.
pub fn houses(books: &Books, on: Day) -> Vec<HouseRow> {
    let houses = books.registers().houses().iter();
    houses
        .filter_map(|(id, house)| {
            let lease = house.let_on(on);
            Some(HouseRow {
                house: id.clone(),
                owner: house.owner.as_at(on)?.clone(),
                floor_m2: *house.floor_m2.as_at(on)?,
                contract: lease.map(|(contract, _)| contract.clone()),
                until: lease.map(|(_, days)| days.last_day()),
            })
        })
        .collect()
}

/// Every contract signed by the day, by code; its last day and instalments with all amendments.
pub fn contracts(books: &Books, on: Day) -> Vec<ContractRow> {
    let contracts = books.contracts().values().filter(|c| c.signed.signed <= on);
    contracts
        .map(|c| {
            let of = |contract: &ContractId| *contract == c.signed.contract;
            let leased = books.registers().parcels().values().filter(|p| p.leased.iter().any(|(k, _)| of(k)));
            ContractRow {
                contract: c.signed.contract.clone(),
                scheme: c.signed.scheme.clone(),
                party: c.party_on(on).clone(),
                signed: c.signed.signed,
                first_day: c.signed.first_day,
                last_day: c.last_day,
                parcels: leased.count() as u64,
                houses: c.signed.houses.len() as u64,
                instalments: c.instalments.len() as u64,
            }
        })
        .collect()
}

/// Every account of money with what is in it at the end of the day.
pub fn accounts(books: &Books, on: Day) -> Vec<AccountRow> {
    let balances: BTreeMap<_, _> =
        super::since_new_year(books, on, true).map(|(key, _, balance)| (key, balance)).collect();
    let banks = books.registers().banks().iter();
    banks
        .map(|(account, bank)| AccountRow {
            account: account.clone(),
            ownership: bank.ownership,
            kind: bank.kind.as_at(on).copied().flatten(),
            overdraft: bank.overdraft.as_at(on).copied().filter(|agreed| *agreed > Money::ZERO),
            balance: balances.get(&books.money_key(account)).copied().unwrap_or_default(),
        })
        .collect()
}

/// Pooled capital at the end of the day, in order of subscription.
pub fn capital(books: &Books, on: Day) -> Vec<CapitalRow> {
    let capital = books.registers().capital().iter();
    capital
        .filter_map(|c| {
            Some(CapitalRow {
                contract: c.contract.clone(),
                owner: c.owner.as_at(on)?.clone(),
                amount: c.amount_at(on),
                since: c.counts_from().filter(|since| *since <= on),
            })
        })
        .filter(|row| row.amount > Money::ZERO)
        .collect()
}

/// Every fixed asset, by code.
pub fn assets(books: &Books, on: Day) -> Vec<AssetRow> {
    let assets = books.registers().assets().iter();
    assets
        .map(|(id, asset)| {
            let accumulated = asset.accumulated(on);
            AssetRow {
                asset: id.clone(),
                used_for: asset.used_for,
                cost: asset.cost.fen(),
                accumulated,
                net: asset.cost.fen().capped_minus(accumulated),
                life_months: asset.life_months,
            }
        })
        .collect()
}

fn day(day: Option<Day>) -> Cell {
    day.map_or(Cell::Empty, |day| Cell::words(day.to_string()))
}

fn code(code: Option<&ContractId>) -> Cell {
    code.map_or(Cell::Empty, |code| Cell::words(code.as_str()))
}

fn holder(holder: &Holder, labels: &Labels) -> Cell {
    match holder {
        Holder::Collective => Cell::words(labels.text("paying.collective")),
        other @ (Holder::Household(_) | Holder::Outside(_)) => Cell::words(other.to_string()),
    }
}

/// Columns to the left, then columns to the right, by the keys of their labels.
fn table(labels: &Labels, title: &str, columns: &[(&str, bool)], rows: Vec<TableRow>) -> Table {
    let column = |(key, right): &(&str, bool)| {
        let text = labels.text(key);
        if *right { Heading::right(text) } else { Heading::left(text) }
    };
    Table {
        title: labels.text(title).to_owned(),
        headings: columns.iter().map(column).collect(),
        rows,
        ..Table::default()
    }
}

impl Tabular for Vec<ParcelRow> {
    fn table(&self, labels: &Labels) -> Table {
        // what no parcel has is no column
        let kinds = self.iter().any(|r| r.kind != LandKind::Contracted);
        let (changed, cut) = (self.iter().any(|r| r.changed.is_some()), self.iter().any(|r| !r.came_from.is_empty()));
        let row = |r: &ParcelRow| {
            let mut cells = vec![
                Cell::words(r.parcel.as_str()),
                holder(&r.household, labels),
                Cell::words(r.area_m2.to_string()),
                Cell::words(r.area_mu.short()),
                day(r.entrusted_until),
                code(r.contract.as_ref()),
                day(r.land_contract_end),
            ];
            let came = r.came_from.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            cells.extend(kinds.then(|| Cell::words(labels.word("land_kinds", r.kind.word()))));
            cells.extend(changed.then(|| day(r.changed)));
            cells.extend(cut.then(|| Cell::words(came)));
            TableRow::plain(cells)
        };
        let mut columns = vec![
            ("register.parcel", false),
            ("register.household", false),
            ("register.m2", true),
            ("register.mu", true),
            ("register.entrusted_until", false),
            ("register.contract", false),
            ("register.land_contract_end", false),
        ];
        columns.extend(kinds.then_some(("register.land_kind", false)));
        columns.extend(changed.then_some(("register.land_changed", false)));
        columns.extend(cut.then_some(("register.came_from", false)));
        table(labels, "register.parcels_title", &columns, self.iter().map(row).collect())
    }
}

impl Tabular for Vec<HouseRow> {
    fn table(&self, labels: &Labels) -> Table {
        let row = |r: &HouseRow| {
            TableRow::plain(vec![
                Cell::words(r.house.as_str()),
                holder(&r.owner, labels),
                Cell::words(r.floor_m2.to_string()),
                code(r.contract.as_ref()),
                day(r.until),
            ])
        };
        let columns = [
            ("register.house", false),
            ("register.owner", false),
            ("register.floor_m2", true),
            ("register.contract", false),
            ("register.until", false),
        ];
        table(labels, "register.houses_title", &columns, self.iter().map(row).collect())
    }
}

impl Tabular for Vec<ContractRow> {
    fn table(&self, labels: &Labels) -> Table {
        let row = |r: &ContractRow| {
            TableRow::plain(vec![
                Cell::words(r.contract.as_str()),
                Cell::words(r.scheme.as_str()),
                Cell::words(r.party.as_str()),
                day(Some(r.signed)),
                day(r.first_day),
                day(r.last_day),
                Cell::Count(r.parcels),
                Cell::Count(r.houses),
                Cell::Count(r.instalments),
            ])
        };
        let columns = [
            ("register.contract", false),
            ("register.scheme", false),
            ("register.party", false),
            ("register.signed", false),
            ("register.first_day", false),
            ("register.last_day", false),
            ("register.parcels", true),
            ("register.houses", true),
            ("register.instalments", true),
        ];
        table(labels, "register.contracts_title", &columns, self.iter().map(row).collect())
    }
}

impl Tabular for Vec<AccountRow> {
    fn table(&self, labels: &Labels) -> Table {
        // what no account has is no column
        let (kinds, overdrawn) = (self.iter().any(|r| r.kind.is_some()), self.iter().any(|r| r.overdraft.is_some()));
        let row = |r: &AccountRow| {
            let ownership = match r.ownership {
                Ownership::Collective => "register.collective",
                Ownership::Personal => "register.personal",
            };
            let kind = r.kind.map(|kind| match kind {
                BankKind::Basic => "register.basic",
                BankKind::Special => "register.special",
                BankKind::CashPool => "register.cash_pool",
            });
            let mut cells = vec![Cell::words(r.account.as_str()), Cell::words(labels.text(ownership))];
            cells.extend(kinds.then(|| kind.map_or(Cell::Empty, |kind| Cell::words(labels.text(kind)))));
            cells.push(Cell::Yuan(r.balance));
            cells.extend(overdrawn.then(|| r.overdraft.map_or(Cell::Empty, |agreed| Cell::Yuan(agreed.fen()))));
            TableRow::plain(cells)
        };
        let mut columns = vec![("register.account", false), ("register.ownership", false)];
        columns.extend(kinds.then_some(("register.account_kind", false)));
        columns.push(("register.balance", true));
        columns.extend(overdrawn.then_some(("register.overdraft", true)));
        table(labels, "register.accounts_title", &columns, self.iter().map(row).collect())
    }
}

impl Tabular for Vec<CapitalRow> {
    fn table(&self, labels: &Labels) -> Table {
        let row = |r: &CapitalRow| {
            TableRow::plain(vec![
                Cell::words(r.contract.as_str()),
                holder(&r.owner, labels),
                Cell::Yuan(r.amount.fen()),
                day(r.since),
            ])
        };
        let columns = [
            ("register.contract", false),
            ("register.owner", false),
            ("register.amount", true),
            ("register.since", false),
        ];
        table(labels, "register.capital_title", &columns, self.iter().map(row).collect())
    }
}

impl Tabular for Vec<AssetRow> {
    fn table(&self, labels: &Labels) -> Table {
        let row = |r: &AssetRow| {
            TableRow::plain(vec![
                Cell::words(r.asset.as_str()),
                Cell::Yuan(r.cost),
                Cell::Yuan(r.accumulated),
                Cell::Yuan(r.net),
                Cell::Count(r.life_months.into()),
            ])
        };
        let columns = [
            ("register.asset", false),
            ("register.cost", true),
            ("register.accumulated", true),
            ("register.net", true),
            ("register.life_months", true),
        ];
        table(labels, "register.assets_title", &columns, self.iter().map(row).collect())
    }
}
