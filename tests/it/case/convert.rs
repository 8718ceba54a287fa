//! From neutral facts to the product's instructions, for any village that keeps this format:
//! nothing here knows a fact, a household or a figure of one case.

mod changes;
mod contracts;
mod money;
mod payouts;
mod registers;

use super::{
    folder::{Fact, text},
    order::Order,
};
use coop_ledger::{
    books::{CN_2023, Chart},
    log::Json,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What earlier facts said that later ones rely on.
#[derive(Debug)]
pub struct Converter {
    chart: Chart,
    /// Everything that will be said: a sheet is adopted before the contract it fits is signed.
    all: Vec<Fact>,
    /// Local codes by official parcel code.
    parcels: BTreeMap<String, Parcel>,
    /// Roles of parties, whichever book named them.
    roles: BTreeMap<String, String>,
    /// Parties by book.
    parties: BTreeSet<(String, String)>,
    /// Signed contracts by book and code.
    contracts: BTreeMap<(String, String), Fact>,
    /// Contract of each work sheet.
    sheets: BTreeMap<String, String>,
    /// Rule of each payout.
    payouts: BTreeMap<String, String>,
}

/// What the converter needs to know of a parcel.
#[derive(Debug)]
struct Parcel {
    local: String,
    area_mu: String,
    entrusted: Vec<(String, String)>,
}

impl Converter {
    pub fn new(all: &[Fact]) -> Converter {
        Converter {
            chart: Chart::read(CN_2023).unwrap_or_else(|e| panic!("{e}")),
            all: all.to_vec(),
            parcels: BTreeMap::new(),
            roles: BTreeMap::new(),
            parties: BTreeSet::new(),
            contracts: BTreeMap::new(),
            sheets: BTreeMap::new(),
            payouts: BTreeMap::new(),
        }
    }

    /// The instructions of a fact, in order; `None` where the product has no such kind yet.
    pub fn convert(&self, fact: &Fact) -> Option<Vec<Json>> {
        let mut orders = self.unregistered_party(fact);
        let own = self
            .register(fact)
            .or_else(|| self.contract(fact))
            .or_else(|| self.money(fact))
            .or_else(|| self.change(fact))
            .or_else(|| self.payout(fact))?;
        orders.extend(own);
        Some(orders.into_iter().map(Order::json).collect())
    }

    /// Takes note of a fact that was recorded.
    pub fn recorded(&mut self, fact: &Fact) {
        let book = || fact.book.clone();
        match fact.kind.as_str() {
            "party_registered" => {
                self.roles.insert(fact.need("party").into(), fact.need("role").into());
                self.parties.insert((book(), fact.need("party").into()));
            }
            "contract_signed" | "works_ordered" => {
                self.parties.insert((book(), fact.need("party").into()));
                if let Some(code) = fact.text("contract") {
                    self.contracts.insert((book(), code.into()), fact.clone());
                }
            }
            "parcel_registered" => {
                let parcel = Parcel {
                    local: self.local(fact.need("parcel")),
                    area_mu: fact.need("area_mu").into(),
                    entrusted: Vec::new(),
                };
                self.parcels.insert(fact.need("parcel").into(), parcel);
            }
            "parcel_remeasured" => {
                let area = fact.get("new").and_then(|new| text(new, "area_mu"));
                if let (Some(parcel), Some(area)) = (self.parcels.get_mut(fact.need("parcel")), area) {
                    parcel.area_mu = area.into();
                }
            }
            "entrustment_given" => {
                for official in fact.list("parcels").iter().filter_map(Value::as_str) {
                    let days = (fact.need("from").into(), fact.need("to").into());
                    if let Some(parcel) = self.parcels.get_mut(official) {
                        parcel.entrusted.push(days);
                    }
                }
            }
            "entrustment_ended" => {
                for official in fact.list("parcels").iter().filter_map(Value::as_str) {
                    let last = fact.need("last_day");
                    for (_, to) in self.parcels.get_mut(official).iter_mut().flat_map(|p| &mut p.entrusted) {
                        *to = last.min(to).into();
                    }
                }
            }
            "wage_sheet" => {
                self.sheets.insert(fact.need("sheet").into(), fact.need("contract").into());
                self.payouts.insert(fact.need("sheet").into(), self.wage_rule(fact));
            }
            "payout_declared" => {
                self.payouts.insert(fact.need("payout").into(), fact.need("rule").into());
            }
            _ => {}
        }
    }

    /// The local code of a parcel: the registered one, else the next in order of appearance.
    fn local(&self, official: &str) -> String {
        let known = self.parcels.get(official).map(|p| p.local.clone());
        known.unwrap_or_else(|| format!("P{:05}", self.parcels.len() + 1))
    }

    /// Official codes as local ones.
    fn locals(&self, officials: &[Value]) -> Vec<String> {
        officials.iter().filter_map(Value::as_str).map(|o| self.local(o)).collect()
    }

    fn party_of(&self, book: &str, contract: &str) -> Option<&str> {
        self.contracts.get(&(book.to_owned(), contract.to_owned()))?.text("party")
    }

    /// A party named in one book and met in the other is registered there first.
    fn unregistered_party(&self, fact: &Fact) -> Vec<Order> {
        let meets = matches!(fact.kind.as_str(), "contract_signed" | "works_ordered");
        let Some(party) = fact.text("party").filter(|_| meets) else { return Vec::new() };
        let known = self.parties.contains(&(fact.book.clone(), party.to_owned()));
        let role = self.roles.get(party).filter(|_| !known);
        role.map(|role| {
            order_of(fact, "party.registered")
                .with("id", format!("{}.party", fact.id))
                .with("party", party)
                .with("role", role.as_str())
        })
        .into_iter()
        .collect()
    }
}

/// An instruction of this kind with the fact's id, day and note.
fn order_of(fact: &Fact, kind: &str) -> Order {
    bare(fact, kind).with("note", fact.text("note"))
}

/// The same where the fact's note is no free text but what the money is for.
fn bare(fact: &Fact, kind: &str) -> Order {
    Order::default().with("id", fact.id.as_str()).with("on", fact.on.as_str()).with("kind", kind)
}

/// `COLLECTIVE` as the product spells it.
fn holder(text: &str) -> String {
    if text == "COLLECTIVE" { "collective".to_owned() } else { text.to_owned() }
}

/// True for an amount above zero.
fn some(amount: &str) -> bool {
    amount.bytes().any(|b| (b'1'..=b'9').contains(&b))
}
