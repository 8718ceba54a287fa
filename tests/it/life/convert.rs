//! From the neutral facts of the case to what is asked of the program. Nothing here knows a figure; what the program has
//! no kind for is told as such.

mod assets;
mod contracts;
mod corrections;
mod holdings;
mod land;
mod money;
mod payouts;
mod persons;
mod registers;
mod series;
mod union;

use crate::case::{
    folder::{Fact, text},
    order::Order,
};
use coop_ledger::log::Json;
use serde_json::Value;
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

/// Requests of a fact, or what the program has not.
type Orders = Result<Vec<Order>, String>;

/// What earlier facts said that later ones rely on.
#[derive(Debug)]
pub struct Converter {
    /// Everything that will be said.
    all: Vec<Fact>,
    /// Local codes by official parcel code, in the order in which the case names them.
    parcels: BTreeMap<String, String>,
    /// Numbers of nobody by the tokens that stand for them.
    numbers: RefCell<persons::Numbers>,
    /// Signed contracts by code.
    contracts: BTreeMap<String, Fact>,
    /// Facts that were recorded.
    recorded: BTreeSet<String>,
    /// Digests of what a book gave to another.
    given: BTreeMap<String, String>,
}

impl Converter {
    pub fn new(all: &[Fact]) -> Converter {
        let mut parcels = BTreeMap::new();
        let mut named = |code: &str| {
            let next = format!("P{:05}", parcels.len() + 1);
            parcels.entry(code.to_owned()).or_insert(next);
        };
        for fact in all {
            fact.text("parcel").into_iter().for_each(&mut named);
            fact.list("into").iter().filter_map(|row| text(row, "parcel")).for_each(&mut named);
        }
        Converter {
            all: all.to_vec(),
            parcels,
            numbers: RefCell::default(),
            contracts: BTreeMap::new(),
            recorded: BTreeSet::new(),
            given: BTreeMap::new(),
        }
    }

    /// What is asked for a fact, in order.
    pub fn convert(&self, fact: &Fact) -> Result<Vec<Json>, String> {
        let orders = match fact.kind.as_str() {
            "setting_chosen"
            | "bank_account_registered"
            | "party_registered"
            | "share_class_set"
            | "shares_granted"
            | "house_registered"
            | "opening_balances" => self.register(fact),
            "household_enrolled" | "members_changed" | "household_split" | "household_merged" => self.person(fact),
            "parcel_registered" | "parcel_remeasured" | "entrustment_given" | "entrustment_ended" | "land_changed" => {
                self.land(fact)
            }
            "contract_signed" | "contract_amended" | "contract_ended" => self.contract(fact),
            "receipt_recorded"
            | "payment_recorded"
            | "claim_recorded"
            | "subscription_received"
            | "investment_made"
            | "prepaid_rent_released"
            | "depreciation_charged"
            | "year_closed"
            | "result_carried"
            | "reserve_appropriated"
            | "distribution_carried" => self.money(fact),
            "holding_passed" | "holding_held" => self.holding(fact),
            "asset_acquired" | "asset_changed" | "asset_disposed" | "asset_counted" => self.asset(fact),
            "series_set" | "series_recorded" => self.series(fact),
            "rule_adopted" | "payout_declared" | "payout_paid" | "payout_returned" => self.payout(fact),
            "register_revised" | "entry_corrected" => self.correction(fact),
            "village_changed" | "organization_changed" => self.union(fact),
            kind => Err(format!("no kind for {kind}")),
        };
        Ok(orders?.into_iter().map(Order::json).collect())
    }

    /// Takes note of a fact that was recorded.
    pub fn recorded(&mut self, fact: &Fact) {
        self.recorded.insert(fact.id.clone());
        if fact.kind == "organization_changed" && !union::takes(fact) {
            self.given.insert(fact.book.clone(), union::mirror(fact));
        }
        if fact.kind == "contract_signed" {
            self.contracts.insert(fact.need("contract").into(), fact.clone());
        }
    }

    /// The code of a parcel; of one that only a refused fact names, the last of all.
    pub fn local(&self, official: &str) -> String {
        let digits = official.len() == 19 && official.bytes().all(|b| b.is_ascii_digit());
        let unknown = || if digits { "P99999".to_owned() } else { official.to_owned() };
        self.parcels.get(official).cloned().unwrap_or_else(unknown)
    }

    /// Official codes as local ones.
    fn locals(&self, officials: &[Value]) -> Vec<String> {
        officials.iter().filter_map(Value::as_str).map(|o| self.local(o)).collect()
    }
}

/// A request of this kind with the fact's id, day and note.
fn order_of(fact: &Fact, kind: &str) -> Order {
    Order::default()
        .with("id", fact.id.as_str())
        .with("on", fact.on.as_str())
        .with("kind", kind)
        .with("note", fact.text("note"))
}

/// Members of these names as they stand.
fn copied(order: Order, fact: &Fact, names: &[&str]) -> Order {
    names.iter().fold(order, |o, name| o.with(name, fact.text(name)))
}

/// Members of an object inside a fact as they stand.
fn copied_of(value: &Value, names: &[&str]) -> Order {
    names.iter().fold(Order::default(), |o, name| o.with(name, text(value, name)))
}

/// `COLLECTIVE` as the program spells it.
fn holder(text: &str) -> String {
    if text == "COLLECTIVE" { "collective".to_owned() } else { text.to_owned() }
}

/// Texts by name.
fn by_name(value: Option<&Value>) -> Option<Order> {
    let members = value.and_then(Value::as_object).filter(|members| !members.is_empty())?.iter();
    Some(members.fold(Order::default(), |o, (name, value)| o.with(name, value.as_str())))
}

/// Any member as the program's JSON.
fn json(value: &Value) -> Json {
    Json::parse(value.to_string().as_bytes()).unwrap()
}
