//! The registers of what is not a household, as at a day: parcels, houses, contracts, accounts,
//! pooled capital, assets.

use crate::{
    books::{AsOf, Asset, Books, WornClass, is_detail},
    event::{AssetClass, AssetUse, BankKind, Holder, LandKind, Ownership},
    page::{Cell, Heading, Table, TableRow},
    statement::{labels::Labels, tables::Tabular},
    unit::{AreaM2, AreaMu, AssetId, BankId, ContractId, Day, Fen, HouseId, Money, ParcelId, PartyId, Quantity, Text},
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
    /// How many parcels lie under it on the day.
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

/// One thing of the collective.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetRow {
    /// Its code.
    pub asset: AssetId,
    /// Its class.
    pub class: AssetClass,
    /// What it serves, where it is worn off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_for: Option<AssetUse>,
    /// How many there are, where they are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// Of what they are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
    /// Cost.
    pub cost: Fen,
    /// What of it is charged in the books at the end of the day.
    pub charged: Fen,
    /// Cost less that.
    pub net: Fen,
    /// Useful life in months, where it is worn off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life_months: Option<u32>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Text>,
    /// Who keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keeper: Option<Text>,
    /// The day on which it left, where it is gone by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Day>,
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
            // what lies under it on the day; before it begins what will, behind its end what did
            let first = c.signed.first_day.unwrap_or(on);
            let day = on.max(first).min(c.last_day.unwrap_or(on).max(first));
            let of = |contract: &ContractId| *contract == c.signed.contract;
            let leased =
                books.registers().parcels().values().filter(|p| p.is_there(day) && p.leased_under(day).is_some_and(of));
            let houses = books.registers().houses().values();
            // of a contract without days only its own words are there
            let let_out = c.last_day.is_some() && c.signed.first_day.is_some();
            let houses = match let_out {
                true => houses.filter(|h| h.let_on(day).is_some_and(|(k, _)| of(k))).count(),
                false => c.signed.houses.len(),
            };
            ContractRow {
                contract: c.signed.contract.clone(),
                scheme: c.signed.scheme.clone(),
                party: c.party_on(on).clone(),
                signed: c.signed.signed,
                first_day: c.signed.first_day,
                last_day: c.last_day,
                parcels: leased.count() as u64,
                houses: houses as u64,
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

/// Every thing that had come by the end of the day, by code: what of it stands in the books then.
pub fn assets(books: &Books, on: Day) -> Vec<AssetRow> {
    let stands: Vec<_> = books.accounts().as_of(on, AsOf { day: on, closed: true }).collect();
    let under = |account: &str, asset: &AssetId| {
        let own = stands.iter().filter(|(key, ..)| key.holder == asset.as_str() && is_detail(&key.account, account));
        let own: Vec<Fen> = own.map(|(_, _, net)| *net).collect();
        (!own.is_empty()).then(|| Fen::capped_total(own))
    };
    let registers = books.registers();
    let worn = registers.assets().iter().filter_map(|(id, card)| {
        let came = card.whereabouts.came.min(card.first_month) <= on;
        came.then(|| worn_row(books, id, card, on, &under))
    });
    let heaps = registers.heaps().iter().filter_map(|(id, heap)| {
        let quantity = *heap.quantity.as_at(on)?;
        let cost = books.accounts_of(heap.class.class()).and_then(|of| under(of.cost, id)).unwrap_or(Fen::ZERO);
        Some(AssetRow {
            asset: id.clone(),
            class: heap.class.class(),
            used_for: None,
            quantity: Some(quantity),
            unit: Some(heap.unit.clone()),
            cost,
            charged: Fen::ZERO,
            net: cost,
            life_months: None,
            place: heap.whereabouts.place.as_at(on).cloned().flatten(),
            keeper: heap.whereabouts.keeper.as_at(on).cloned().flatten(),
            gone: None,
        })
    });
    let mut all: Vec<AssetRow> = worn.chain(heaps).collect();
    all.sort_by(|one, other| one.asset.cmp(&other.asset));
    all
}

/// What the months of a card come to that were charged with the years up to a day.
fn by_years(books: &Books, card: &Asset, on: Day) -> Fen {
    let charged = books.years().iter().filter(|(_, year)| year.depreciated);
    let ends = charged.filter_map(|(year, _)| Day::new(i32::try_from(*year).ok()?, 12, 31)).filter(|end| *end <= on);
    let before = card.first_month.plus_days(-1).unwrap_or(card.first_month);
    card.accumulated(ends.max().map_or(before, |end| end.max(before)))
}

/// What is worn off, by what stands under its name; what stands under none by the schedule of its card.
fn worn_row(
    books: &Books,
    id: &AssetId,
    card: &Asset,
    on: Day,
    under: &impl Fn(&str, &AssetId) -> Option<Fen>,
) -> AssetRow {
    let gone = card.gone.map(|(day, _)| day).filter(|day| *day <= on);
    let of = books.accounts_of(card.class.class());
    let named = of.and_then(|of| under(of.cost, id));
    let (cost, charged) = match (gone, of) {
        (Some(_), _) => (Fen::ZERO, Fen::ZERO),
        // written off directly: what stands there is what is left
        (None, Some(of)) if of.worn == Some(of.cost) => {
            let cost = card.cost.fen();
            (cost, cost.capped_minus(named.unwrap_or(Fen::ZERO)))
        }
        (None, of) => match named {
            Some(cost) => {
                let worn = of.and_then(|of| under(of.worn?, id)).map_or(Fen::ZERO, Fen::negated);
                // what the opening balances wrote off may stand under no name
                (cost, if card.done_months == 0 { worn.max(by_years(books, card, on)) } else { worn })
            }
            None => (card.cost.fen(), by_years(books, card, on)),
        },
    };
    let (quantity, unit) = match &card.class {
        WornClass::Productive(quantity, unit) => (quantity.as_at(on).copied(), Some(unit.clone())),
        WornClass::Fixed | WornClass::Intangible | WornClass::Deferred => (None, None),
    };
    AssetRow {
        asset: id.clone(),
        class: card.class.class(),
        used_for: Some(card.used_for),
        quantity: quantity.map(|there| if gone.is_some() { Quantity::ZERO } else { there }),
        unit,
        cost,
        charged,
        net: cost.capped_minus(charged),
        life_months: Some(card.whole_life()),
        place: card.whereabouts.place.as_at(on).cloned().flatten(),
        keeper: card.whereabouts.keeper.as_at(on).cloned().flatten(),
        gone,
    }
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

fn class_key(class: AssetClass) -> &'static str {
    match class {
        AssetClass::Fixed => "register.class_fixed",
        AssetClass::Stores => "register.class_stores",
        AssetClass::Consumable => "register.class_consumable",
        AssetClass::Productive => "register.class_productive",
        AssetClass::PublicTrees => "register.class_public_trees",
        AssetClass::Intangible => "register.class_intangible",
        AssetClass::Deferred => "register.class_deferred",
    }
}

impl Tabular for Vec<AssetRow> {
    fn table(&self, labels: &Labels) -> Table {
        // what no thing has is no column
        let any = |of: fn(&AssetRow) -> bool| self.iter().any(of);
        let counted = any(|r| r.quantity.is_some());
        let (place, keeper, gone) =
            (any(|r| r.place.is_some()), any(|r| r.keeper.is_some()), any(|r| r.gone.is_some()));
        let words = |text: Option<&Text>| text.map_or(Cell::Empty, |text| Cell::words(text.as_str()));
        let row = |r: &AssetRow| {
            let mut cells = vec![Cell::words(r.asset.as_str())];
            cells.push(Cell::words(labels.text(class_key(r.class))));
            if counted {
                cells.push(r.quantity.map_or(Cell::Empty, |quantity| Cell::words(quantity.to_string())));
                cells.push(words(r.unit.as_ref()));
            }
            cells.extend([Cell::Yuan(r.cost), Cell::Yuan(r.charged), Cell::Yuan(r.net)]);
            cells.push(r.life_months.map_or(Cell::Empty, |months| Cell::Count(months.into())));
            cells.extend(place.then(|| words(r.place.as_ref())));
            cells.extend(keeper.then(|| words(r.keeper.as_ref())));
            cells.extend(gone.then(|| day(r.gone)));
            TableRow::plain(cells)
        };
        let mut columns = vec![("register.asset", false), ("register.class", false)];
        columns
            .extend(counted.then_some([("register.quantity", true), ("register.unit", false)]).into_iter().flatten());
        columns.extend([
            ("register.cost", true),
            ("register.accumulated", true),
            ("register.net", true),
            ("register.life_months", true),
        ]);
        columns.extend(place.then_some(("register.place", false)));
        columns.extend(keeper.then_some(("register.keeper", false)));
        columns.extend(gone.then_some(("register.gone", false)));
        table(labels, "register.assets_title", &columns, self.iter().map(row).collect())
    }
}
