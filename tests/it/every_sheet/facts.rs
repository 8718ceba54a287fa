//! An example as facts: classes, households, persons, land and houses.

use super::{
    START,
    told::{Told, shares, two, unit_of},
};
use coop_ledger::{
    rules::{Given, Row},
    unit::{Day, Exact},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What is said of an example as facts.
pub(super) struct Facts {
    pub(super) facts: Vec<Value>,
    /// What the payout is declared with.
    pub(super) ask: Value,
}

impl Told<'_> {
    pub(super) fn facts(&self) -> Facts {
        let mut out = Facts { facts: Vec::new(), ask: json!({}) };
        out.facts.push(json!({"on": START, "kind": "bank.registered", "account": "A-BANK-1", "owner": "A", "ownership": "collective"}));
        for party in ["OP1", "OP2"] {
            out.facts.push(json!({"on": START, "kind": "party.registered", "party": party, "role": "operator"}));
        }
        self.classes(&mut out);
        self.households(&mut out);
        self.things(&mut out);
        self.series(&mut out);
        self.books(&mut out);
        self.contract(&mut out);
        self.money(&mut out);
        out
    }

    /// Classes that are read, by which word and with the unit of its column.
    pub(super) fn classes(&self, out: &mut Facts) {
        let mut seen = BTreeSet::new();
        let held = self.bound.rows.iter().filter_map(|(_, set)| set.strip_prefix("holding."));
        let held: Vec<(&str, String, &str)> = held.map(|class| (class, "share".to_owned(), "person")).collect();
        let read = self.registers().flat_map(|(name, set, register)| {
            register.columns.iter().filter_map(move |c| {
                let class = self.bound.read(&format!("{name}.{}", c.name))?.strip_prefix("class.")?;
                let by = if set == "person" { "person" } else { "household" };
                let unit = match unit_of(&c.ty).as_str() {
                    "年" => "year",
                    "亩" => "mu",
                    _ => "share",
                };
                Some((class, unit.to_owned(), by))
            })
        });
        for (class, unit, by) in read.chain(held) {
            let (class, paid) = class.strip_suffix(".value").map_or((class, false), |class| (class, true));
            if !seen.insert(class.to_owned()) {
                continue;
            }
            let mut fact = json!({"on": START, "kind": "class.set", "class": class, "unit": unit, "regime": "open", "held_by": by, "scale": 6});
            if paid {
                fact["paid_in"] = json!({"account": "301", "price": "1.00"});
            }
            out.facts.push(fact);
        }
    }

    /// Shares of a row by class.
    pub(super) fn shares(&self, register: &str, row: &Row) -> Value {
        let mut all = serde_json::Map::new();
        let of = self.sheet.registers().iter().find(|r| r.name == register).unwrap();
        for c in &of.columns {
            let Some(from) = self.bound.read(&format!("{register}.{}", c.name)) else { continue };
            let class = from.strip_prefix("class.").map(|class| class.trim_end_matches(".value"));
            let held =
                (from == "holding.quantity").then(|| self.bound.set_of(register).strip_prefix("holding.").unwrap());
            if let (Some(class), Some(Given::Number(n))) = (class.or(held), row.cells.get(&c.name))
                && !n.is_zero()
            {
                all.insert(class.to_owned(), json!(shares(n)));
            }
        }
        json!(all)
    }

    pub(super) fn households(&self, out: &mut Facts) {
        let mut all: BTreeSet<String> = self.of.values().filter(|code| code.starts_with('H')).cloned().collect();
        if self.registers().any(|(_, set, _)| set == "parcel") && all.is_empty() {
            all.insert("H0001".to_owned());
        }
        let of_persons = self.registers().find(|(_, set, _)| *set == "person" || set.starts_with("holding."));
        let own = self.registers().find(|(_, set, _)| *set == "household").map(|(name, ..)| name.to_owned());
        for code in all {
            let row =
                own.as_ref().and_then(|name| self.rows(name).iter().find(|row| row.key == code).map(|row| (name, row)));
            let mut enrolled = json!({"on": START, "kind": "household.enrolled", "household": code});
            let held = row
                .map(|(name, row)| self.shares(name, row))
                .filter(|held| held.as_object().is_some_and(|h| !h.is_empty()));
            let persons: Vec<&Row> = of_persons.map_or(Vec::new(), |(name, ..)| {
                self.rows(name).iter().filter(|row| self.whose(name, &row.key) == code).collect()
            });
            match of_persons.filter(|_| !persons.is_empty()) {
                Some((name, ..)) => self.persons(out, name, &code, &persons, held),
                None => {
                    let members = row.and_then(|(name, row)| self.number(name, row, "members"));
                    let members = members.map_or("1".to_owned(), |members| members.to_string());
                    enrolled["members"] = json!(members.parse::<u32>().unwrap());
                    if let Some(held) = held {
                        enrolled["shares"] = held;
                    }
                    out.facts.push(enrolled);
                }
            }
        }
        if let Some((name, ..)) = self.registers().find(|(_, set, _)| *set == "village") {
            for row in self.rows(name) {
                let land = self.number(name, row, "village.land").map_or("0.00".to_owned(), |land| two(&land));
                let money = self.number(name, row, "village.money").map_or("0.00".to_owned(), |money| two(&money));
                out.facts.push(
                    json!({"on": START, "kind": "village.joined", "village": row.key, "land_mu": land, "money": money}),
                );
            }
        }
    }

    /// A household with its persons: those of the first roll, those who came later, and who went.
    pub(super) fn persons(&self, out: &mut Facts, name: &str, code: &str, rows: &[&Row], held: Option<Value>) {
        let since = |row: &Row| {
            let born = self.day(name, row, "person.birth").unwrap_or_else(|| START.to_owned());
            self.day(name, row, "person.since").unwrap_or_else(|| born.max(START.to_owned()))
        };
        let until = |row: &Row| self.day(name, row, "person.until");
        let person = |row: &Row, basis: &str| {
            let birth = self.day(name, row, "person.birth").unwrap_or_else(|| "1970-01-01".to_owned());
            let mut one = json!({"person": row.key, "birth": birth, "since": since(row), "basis": basis});
            let held = self.shares(name, row);
            if held.as_object().is_some_and(|h| !h.is_empty()) {
                one["shares"] = held;
            }
            one
        };
        let first_day = rows.iter().map(|row| since(row)).min().unwrap();
        let (first, later): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| since(row) == first_day);
        let day = |text: &str| text.parse::<Day>().unwrap();
        // an entry holds so many persons, and no more
        let mut chunks = first.chunks(150);
        let start = chunks.next().unwrap();
        let mut enrolled = json!({"on": first_day, "kind": "household.enrolled", "household": code, "head": start[0].key,
            "persons": start.iter().map(|row| person(row, "first_roll")).collect::<Vec<_>>()});
        if let Some(held) = held {
            enrolled["shares"] = held;
        }
        out.facts.push(enrolled);
        for chunk in chunks {
            out.facts.push(json!({"on": first_day, "kind": "members.changed", "household": code, "document": "roll",
                "came": chunk.iter().map(|row| person(row, "first_roll")).collect::<Vec<_>>()}));
        }
        let mut changes: Vec<(Day, bool, &Row)> = later.iter().map(|row| (day(&since(row)), false, *row)).collect();
        changes.extend(rows.iter().filter_map(|row| Some((day(&until(row)?), true, *row))));
        changes.sort_by_key(|(day, went, _)| (*day, *went));
        let mut here: BTreeSet<&str> = first.iter().map(|row| row.key.as_str()).collect();
        for (on, went, row) in changes {
            if !went {
                here.insert(&row.key);
                out.facts.push(
                    json!({"on": on.to_string(), "kind": "members.changed", "household": code, "document": "birth",
                    "came": [person(row, "born")]}),
                );
                continue;
            }
            here.remove(row.key.as_str());
            let mut change = json!({"on": on.to_string(), "kind": "members.changed", "household": code, "document": "paper",
                "went": [{"person": row.key, "why": "died"}]});
            if let Some(head) = here.iter().next() {
                change["head"] = json!(head);
            } else {
                // somebody born that day keeps the household
                let heir = format!("{code}-{}", rows.len() + 1);
                change["head"] = json!(heir);
                change["came"] =
                    json!([{"person": heir, "birth": on.to_string(), "since": on.to_string(), "basis": "born"}]);
            }
            out.facts.push(change);
        }
    }

    pub(super) fn things(&self, out: &mut Facts) {
        for (name, set, register) in self.registers() {
            for row in self.rows(name) {
                let owner = register.parents.first().map_or("H0001", |_| self.whose(name, &row.key));
                if let Some(mu) = self.number(name, row, "sum.parcel.area_mu") {
                    let m2 = two(&(&mu * &Exact::new(2000, 3)));
                    let code = format!("P{}", row.key.trim_start_matches('H'));
                    out.facts
                        .push(json!({"on": START, "kind": "parcel.registered", "parcel": code, "household": row.key,
                        "area_mu": two(&mu), "area_m2": m2, "contract_end": "2060-12-31"}));
                }
                match set {
                    "parcel" => {
                        let mu = self.number(name, row, "parcel.area_mu");
                        let ha = self.number(name, row, "parcel.area_ha").map(|ha| &ha * &Exact::whole(10_000));
                        let m2 = ha.unwrap_or_else(|| mu.as_ref().unwrap() * &Exact::new(2000, 3));
                        let mu = mu.unwrap_or_else(|| &m2 * &Exact::new(3, 2000));
                        let end = self.day(name, row, "parcel.contract_end").unwrap_or_else(|| "2060-12-31".to_owned());
                        out.facts.push(
                            json!({"on": START, "kind": "parcel.registered", "parcel": row.key, "household": owner,
                            "area_mu": two(&mu), "area_m2": two(&m2), "contract_end": end}),
                        );
                    }
                    "house" => {
                        let floor = self.number(name, row, "house.floor_m2").unwrap();
                        out.facts.push(json!({"on": START, "kind": "house.registered", "house": row.key, "owner": owner, "floor_m2": two(&floor)}));
                    }
                    _ => {}
                }
            }
        }
    }
}
