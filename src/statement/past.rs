//! The course of what a household holds, out of the bodies of its own entries as it may see them: nothing else is asked, so
//! whoever has the entries can tell it again, word for word (`schemas/STATEMENT.md`, section 4, rule 12).

use super::value::{Past, PastStep};
use crate::{
    event::FactKind,
    log::Json,
    unit::{Day, Text},
};

/// An entry about a household: its body has the household's own things alone.
#[derive(Debug, Clone, Copy)]
pub struct OwnEntry<'a> {
    /// Whose it is here.
    pub household: &'a str,
    /// Its index.
    pub index: u64,
    /// Its effective day.
    pub on: Day,
    /// What it says, as the record names it.
    pub kind: &'a str,
    /// Its body.
    pub body: &'a Json,
}

/// True for kinds of which something is told here.
pub fn is_told(kind: &str) -> bool {
    let kind = FactKind::of(kind);
    kind == Some(FactKind::EntryCorrected) || TOLD.iter().any(|(of, _)| Some(*of) == kind)
}

/// What these entries tell by the end of a day, in their order.
pub fn past<'a>(entries: impl Iterator<Item = OwnEntry<'a>> + Clone, upto: Day) -> Past {
    let mut told = Past::default();
    let there = || entries.clone().filter(|entry| entry.on <= upto);
    for entry in there() {
        let Some(kind) = FactKind::of(entry.kind) else { continue };
        if let Some((_, tell)) = TOLD.iter().find(|(of, _)| *of == kind) {
            tell(&entry, &mut told);
        }
    }
    for entry in there().filter(|entry| FactKind::of(entry.kind) == Some(FactKind::EntryCorrected)) {
        let taken_back = entry.body.member("corrects").and_then(|of| of.member("index")).and_then(Json::integer);
        let Past { passings, land, contracts, organizations } = &mut told;
        for step in passings.iter_mut().chain(land).chain(contracts).chain(organizations) {
            if Some(step.entry) == taken_back {
                step.undone = Some(entry.index);
            }
        }
    }
    told
}

/// How a kind is told.
type Tell = fn(&OwnEntry<'_>, &mut Past);

const TOLD: [(FactKind, Tell); 17] = [
    (FactKind::HoldingPassed, |of, told| {
        let code = thing(of.body);
        for line in items(of.body, "lines") {
            let quantity = text(line, "shares").or_else(|| text(line, "amount"));
            let (from, to, price) = (text(line, "from"), text(line, "to"), text(line, "price"));
            let row = of.step(text(of.body, "why"), code.clone());
            told.passings.extend(row.map(|row| PastStep { from, to, quantity, price, ..row }));
        }
    }),
    (FactKind::HoldingHeld, |of, told| {
        let quantity = text(of.body, "shares").or_else(|| text(of.body, "amount"));
        let (from, value) = (text(of.body, "holder"), text(of.body, "benefits"));
        let row = of.step(text(of.body, "state"), thing(of.body));
        told.passings.extend(row.map(|row| PastStep { from, value, quantity, until: day(of.body, "until"), ..row }));
    }),
    (FactKind::SharesGranted, |of, told| {
        let (to, quantity) = (text(of.body, "holder"), text(of.body, "shares"));
        let row = of.step(word("issued"), thing(of.body));
        told.passings.extend(row.map(|row| PastStep { to, quantity, ..row }));
    }),
    (FactKind::SharesTransferred, |of, told| {
        let (from, to, quantity) = (text(of.body, "from"), text(of.body, "to"), text(of.body, "shares"));
        let row = of.step(word("transfer"), thing(of.body));
        told.passings.extend(row.map(|row| PastStep { from, to, quantity, ..row }));
    }),
    (FactKind::HouseholdSplit, split),
    (FactKind::HouseholdMerged, |of, told| {
        let (from, to) = (text(of.body, "household"), text(of.body, "into"));
        let row = of.step(word("household_merged"), from.clone());
        told.passings.extend(row.map(|row| PastStep { from, to, ..row }));
    }),
    (FactKind::SubscriptionRecorded, |of, told| {
        for line in items(of.body, "lines") {
            let (from, owner, quantity) = (text(line, "payer"), text(line, "owner"), text(line, "amount"));
            let is = |code: &Option<Text>| code.as_ref().is_some_and(|code| code.as_str() == of.household);
            // whose capital it became is the owner's to be told, and nothing of whoever paid
            let for_another = is(&from) && !is(&owner);
            let row = of.step(word(if for_another { "subscribed_for" } else { "subscribed" }), thing(of.body));
            let to = owner.filter(|_| !for_another);
            told.passings.extend(row.map(|row| PastStep { from, to, quantity, ..row }));
        }
    }),
    (FactKind::HouseRegistered, |of, told| {
        let (to, quantity) = (text(of.body, "owner"), text(of.body, "floor_m2"));
        let row = of.step(word("registered"), thing(of.body));
        told.passings.extend(row.map(|row| PastStep { to, quantity, ..row }));
    }),
    (FactKind::ParcelRegistered, |of, told| {
        let (to, quantity) = (text(of.body, "household"), text(of.body, "area_mu"));
        let row = of.step(word("registered"), text(of.body, "parcel"));
        told.land.extend(row.map(|row| PastStep { to, quantity, until: day(of.body, "contract_end"), ..row }));
    }),
    (FactKind::ParcelRemeasured, |of, told| {
        let quantity = text(of.body, "area_mu");
        let row = of.step(word("remeasured"), text(of.body, "parcel"));
        told.land.extend(row.map(|row| PastStep { quantity, ..row }));
    }),
    (FactKind::EntrustmentGiven, |of, told| entrusted(of, "entrusted", told)),
    (FactKind::EntrustmentEnded, |of, told| entrusted(of, "entrustment_ended", told)),
    (FactKind::LandChanged, land),
    (FactKind::ContractSigned, signed),
    (FactKind::ContractAmended, amended),
    (FactKind::ContractEnded, |of, told| {
        let row = of.step(word("ended"), text(of.body, "contract"));
        let (until, why) = (day(of.body, "last_day"), text(of.body, "why"));
        told.contracts.extend(row.map(|row| PastStep { until, why, ..row }));
    }),
    (FactKind::OrganizationChanged, organization),
];

/// That a household came out of another, then the shares of each class and the parcels that went with it.
fn split(of: &OwnEntry<'_>, told: &mut Past) {
    let (from, to) = (text(of.body, "household"), text(of.body, "new_household"));
    let row = |code: Option<Text>| {
        let row = of.step(word("household_split"), code);
        row.map(|row| PastStep { from: from.clone(), to: to.clone(), ..row })
    };
    told.passings.extend(row(to.clone()));
    if let Some(Json::Object(moved)) = of.body.member("shares_moved") {
        for (class, shares) in moved {
            let quantity = shares.text().and_then(|shares| shares.parse().ok());
            told.passings.extend(row(class.parse().ok()).map(|row| PastStep { quantity, ..row }));
        }
    }
    told.land.extend(codes(of.body, "parcels_moved").into_iter().filter_map(|code| row(Some(code))));
}

/// From which ledger, or to which, as it stood, and under which code before and after.
fn organization(of: &OwnEntry<'_>, told: &mut Past) {
    let Some(other) = of.body.member("other") else { return };
    let act = text(of.body, "act");
    let here = if act.as_ref().is_some_and(|act| act.as_str().ends_with("_in")) { "new" } else { "old" };
    let mut own = items(of.body, "codes").filter(|code| code.member(here).and_then(Json::text) == Some(of.household));
    let code = own.next();
    let (from, to) = (code.and_then(|code| text(code, "old")), code.and_then(|code| text(code, "new")));
    let quantity = other.member("size").and_then(Json::integer).and_then(|size| size.to_string().parse().ok());
    let (value, until) = (text(other, "root"), day(of.body, "cut"));
    let row = of.step(act, text(other, "origin"));
    told.organizations.extend(row.map(|row| PastStep { from, to, quantity, value, until, ..row }));
}

fn entrusted(of: &OwnEntry<'_>, act: &str, told: &mut Past) {
    let (since, until) = (day(of.body, "first_day"), day(of.body, "last_day"));
    for code in codes(of.body, "parcels") {
        let row = of.step(word(act), Some(code));
        told.land.extend(row.map(|row| PastStep { since, until, ..row }));
    }
}

/// What lies there from the day on, each with what it came of where its code is new; then what is no more.
fn land(of: &OwnEntry<'_>, told: &mut Past) {
    let act = text(of.body, "act");
    let gone = codes(of.body, "parcels");
    let now: Vec<Text> = items(of.body, "into").filter_map(|row| text(row, "parcel")).collect();
    let until = day(of.body, "contract_end");
    for lies in items(of.body, "into") {
        let Some(code) = text(lies, "parcel") else { continue };
        let came = if gone.contains(&code) { Vec::new() } else { gone.clone() };
        let (to, quantity) = (text(lies, "household"), text(lies, "area_mu"));
        let row = of.step(act.clone(), Some(code));
        let row = row.map(|row| PastStep { of: came, to, quantity, until: day(lies, "contract_end"), ..row });
        told.land.extend(row);
    }
    for code in gone.iter().filter(|code| !now.contains(code)) {
        let row = of.step(act.clone(), Some(code.clone()));
        told.land.extend(row.map(|row| PastStep { into: now.clone(), until, ..row }));
    }
}

fn signed(of: &OwnEntry<'_>, told: &mut Past) {
    let code = text(of.body, "contract");
    let (since, until) = (day(of.body, "first_day"), day(of.body, "last_day"));
    let row = of.step(word("signed"), code.clone());
    told.contracts.extend(row.map(|row| PastStep { party: text(of.body, "party"), since, until, ..row }));
    let Some(terms) = of.body.member("terms") else { return dated(of, told) };
    let term = |name: Option<Text>| of.step(word("term"), code.clone()).map(|row| PastStep { name, ..row });
    if let Some(price) = terms.member("price") {
        let (value, unit) = (text(price, "amount"), text(price, "unit"));
        told.contracts.extend(term(word("price")).map(|row| PastStep { value, unit, since, ..row }));
    }
    for year in items(terms, "prices_by_year") {
        let (value, no) = (text(year, "price"), year.member("year").and_then(Json::integer));
        let quantity = no.and_then(|no| no.to_string().parse().ok());
        told.contracts.extend(term(word("price")).map(|row| PastStep { value, quantity, ..row }));
    }
    if let Some(rise) = terms.member("escalation") {
        let (value, since) = (text(rise, "rate"), day(rise, "lease_year_1_from"));
        told.contracts.extend(term(word("escalation")).map(|row| PastStep { value, since, ..row }));
    }
    for name in ["fee_rate", "household_part", "return_rate", "revenue_share"] {
        if let Some(value) = text(terms, name) {
            told.contracts.extend(term(word(name)).map(|row| PastStep { value: Some(value), since, ..row }));
        }
    }
    dated(of, told);
}

fn amended(of: &OwnEntry<'_>, told: &mut Past) {
    let code = text(of.body, "contract");
    let party = of.body.member("assign").and_then(|to| text(to, "to"));
    let row = of.step(word("amended"), code.clone());
    told.contracts.extend(row.map(|row| PastStep { party, until: day(of.body, "last_day"), ..row }));
    dated(of, told);
    for off in items(of.body, "abate") {
        let value = text(off, "ratio").or_else(|| text(off, "amount"));
        let no = text(off, "no");
        let row = of.step(word("abated"), code.clone());
        told.contracts.extend(row.map(|row| PastStep { name: no, value, why: text(off, "why"), ..row }));
    }
}

/// Terms that hold from a day on.
fn dated(of: &OwnEntry<'_>, told: &mut Past) {
    for term in items(of.body, "dated") {
        let (name, value, unit) = (text(term, "name"), text(term, "value"), text(term, "unit"));
        let row = of.step(word("term"), text(of.body, "contract"));
        let since = day(term, "from");
        told.contracts.extend(row.map(|row| PastStep { name, value, unit, since, ..row }));
    }
}

impl OwnEntry<'_> {
    /// A step of it; `None` where its body does not say what was done, or of what.
    fn step(&self, act: Option<Text>, code: Option<Text>) -> Option<PastStep> {
        let (act, code) = (act?, code?);
        let (entry, date, document) = (self.index, self.on, text(self.body, "document"));
        Some(PastStep {
            entry,
            date,
            act,
            code,
            of: Vec::new(),
            into: Vec::new(),
            from: None,
            to: None,
            party: None,
            quantity: None,
            price: None,
            name: None,
            value: None,
            unit: None,
            since: None,
            until: None,
            why: None,
            document,
            undone: None,
        })
    }
}

fn word(word: &str) -> Option<Text> {
    word.parse().ok()
}

fn text(of: &Json, name: &str) -> Option<Text> {
    of.member(name)?.text()?.parse().ok()
}

fn day(of: &Json, name: &str) -> Option<Day> {
    of.member(name)?.text()?.parse().ok()
}

/// What shares are of, capital is under, or the house.
fn thing(body: &Json) -> Option<Text> {
    ["class", "contract", "house"].iter().find_map(|name| text(body, name))
}

fn items<'a>(of: &'a Json, name: &str) -> impl Iterator<Item = &'a Json> {
    let list = if let Some(Json::Array(list)) = of.member(name) { list.as_slice() } else { &[] };
    list.iter()
}

fn codes(of: &Json, name: &str) -> Vec<Text> {
    items(of, name).filter_map(|code| code.text()?.parse().ok()).collect()
}
