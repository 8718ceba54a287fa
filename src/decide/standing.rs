//! Who stands in the lists of a fact: whom it is about, and what of it is whose.

use super::{
    Refusal,
    kinds::{self, Concerns},
    refusal::{ReadingRule, ensure},
};
use crate::{
    books::{Books, postings},
    event::{
        Attached, ClaimPart, ClaimRecorded, Entitled, Event, Fact, LINES_MOST, ParcelNow, RegisterRevised, RowRevised,
        SeriesRow, VoucherLine,
    },
    log::{
        Hash, Json,
        portions::{Item, Lists, PortionError, Portions},
    },
    unit::{ContractId, HouseId, HouseholdId, ParcelId, Period, Text},
};
use std::collections::{BTreeMap, BTreeSet};

/// Households by the things of a fact's lists, in the lists' order.
#[derive(Debug, Default)]
pub(super) struct Standing {
    lists: Vec<(&'static str, Vec<Vec<HouseholdId>>)>,
    /// Whom the fact concerns without listing anything of theirs.
    beside: BTreeSet<HouseholdId>,
}

/// Whom a fact concerns, and what of it is whose.
pub(super) enum Whose {
    /// One household, or two as the sides of what passes between them; nothing is listed.
    About(BTreeSet<HouseholdId>),
    /// Those who stand in its lists.
    Listed(Standing),
}

/// A function of the fact and of who holds what it names.
pub(super) fn of(books: &Books, fact: &Fact) -> Whose {
    let mut standing = Standing::default();
    let held = |parcel: &ParcelId| {
        let parcel = books.registers().parcels().get(parcel);
        parcel.and_then(|p| p.household_now().cloned()).into_iter().collect()
    };
    let owned = |house: &HouseId| {
        let house = books.registers().houses().get(house);
        house.and_then(|h| h.owner.latest()?.household().cloned()).into_iter().collect()
    };
    let let_under = |contract: &ContractId| -> Vec<HouseholdId> {
        let registers = books.registers();
        let under = |days: &[(ContractId, Period)]| days.iter().any(|(one, _)| one == contract);
        let parcels = registers.parcels().iter().filter(|(_, parcel)| under(&parcel.leased));
        let houses = registers.houses().iter().filter(|(_, house)| under(&house.let_under));
        parcels.flat_map(|(id, _)| held(id)).chain(houses.flat_map(|(id, _)| owned(id))).collect()
    };
    let named =
        |holder: Option<&Text>| holder.and_then(|h| books.household_of(h.as_str())).into_iter().cloned().collect();
    // opening balances may come before the roll: who stands in the members' account is a household
    // though it is not enrolled yet, or its debt would be missing from its statement for ever
    let member = |line: &VoucherLine| {
        let members = books.chart().is_members_account(line.account.as_str());
        let holder = line.holder.as_ref().map(Text::as_str);
        holder
            .and_then(|h| books.household_of(h).cloned().or_else(|| h.parse().ok().filter(|_| members)))
            .into_iter()
            .collect()
    };
    match kinds::of(fact).concerns {
        Concerns::About(households, code) => {
            let under = code.and_then(|code| books.household_of(code.as_str()).cloned());
            return Whose::About(households.into_iter().cloned().chain(under).collect());
        }
        Concerns::Holder(holder) => {
            return Whose::About(household_behind(books, Some(holder)).into_iter().collect());
        }
        Concerns::Passing(p) => {
            let both = p.ends().into_iter().map(|(from, to)| [from, to]);
            let whose = both.map(|ends| ends.into_iter().filter_map(|end| household_behind(books, end)).collect());
            standing.list("lines", whose);
        }
        Concerns::Named(codes) => return Whose::About(among(books, &codes)),
        Concerns::Row(r) => return Whose::About(whose_row(books, r)),
        Concerns::Contract(c) => {
            standing.list("houses", c.houses.iter().map(owned));
            standing.list("parcels", c.parcels.iter().map(held));
        }
        Concerns::Amendment(a) => {
            standing.list("areas", a.areas.iter().map(|area| held(&area.parcel)));
            standing.list("parcels", a.parcels.iter().map(held));
            // another price, what is let off, who pays and until when: that is about everybody whose land or house is let
            if !a.dated.is_empty() || !a.abate.is_empty() || a.assign.is_some() || a.last_day.is_some() {
                standing.beside.extend(let_under(&a.contract));
            }
        }
        Concerns::End(e) => standing.beside.extend(let_under(&e.contract)),
        Concerns::Organization(o) => {
            standing.list(
                "codes",
                o.codes.iter().map(|code| named(Some(if o.act.is_in() { &code.new } else { &code.old }))),
            );
            standing.list("lines", o.lines_here().iter().map(member));
        }
        Concerns::Lines(lines) => standing.list("lines", lines.iter().map(member)),
        Concerns::Receipt(r) => standing.list("parts", r.parts.iter().map(|p| named(p.holder.as_ref()))),
        Concerns::Payment(p) => standing.list("parts", p.parts.iter().map(|p| named(p.holder.as_ref()))),
        Concerns::Claim(c) => standing.list("parts", c.parts.iter().map(|part| moved(books, c, part))),
        Concerns::Subscription(s) => {
            let both = s.lines.iter().map(|l| [Some(&l.owner), l.payer.as_ref()].into_iter().flatten().cloned());
            standing.list("lines", both.map(Iterator::collect));
        }
        Concerns::Series(s) => {
            let keys = |row: &SeriesRow| -> Vec<Text> { row.key.iter().chain(&row.parents).cloned().collect() };
            standing
                .list("rows", s.rows.iter().map(|row| keys(row).iter().flat_map(|key| bearer(books, key)).collect()));
        }
        Concerns::Land(l) => {
            // whoever has it, and whoever has it then
            let rows = |id: &ParcelId| l.change.rows().iter().filter(move |now| now.parcel == *id).collect::<Vec<_>>();
            let then = |now: &ParcelNow| now.household.household().cloned();
            let whose = |id: &ParcelId| -> Vec<HouseholdId> {
                let before: Vec<HouseholdId> = held(id);
                before.into_iter().chain(rows(id).into_iter().filter_map(then)).collect()
            };
            standing.list("into", l.change.rows().iter().map(|now| whose(&now.parcel)));
            standing.list("parcels", l.parcels.iter().map(whose));
        }
        Concerns::Work(w) => standing.list("lines", w.lines.iter().map(|l| vec![l.worker.household()])),
        Concerns::Correction(index) => {
            let lines = books.vouchers().lines(index);
            standing.beside.extend(lines.filter_map(|l| books.household_of(&l.key.holder).cloned()));
            let work = books.work_of(index).map(|sheet| sheet.lines.as_slice()).unwrap_or_default();
            standing.beside.extend(work.iter().map(|(worker, ..)| worker.household()));
        }
    }
    Whose::Listed(standing)
}

/// The households in whose accounts a part of a claim moves something; whoever it names beside is no part of it.
fn moved(books: &Books, whole: &ClaimRecorded, part: &ClaimPart) -> Vec<HouseholdId> {
    let alone = ClaimRecorded { parts: vec![part.clone()], ..whole.clone() };
    let Ok(voucher) = postings::claim(books, &alone) else { return Vec::new() };
    let theirs = voucher.lines().iter().filter(|line| books.history().is_told_account(&line.key.account));
    let whose: BTreeSet<HouseholdId> =
        theirs.filter_map(|line| books.household_of(&line.key.holder).cloned()).collect();
    whose.into_iter().collect()
}

/// The household that somebody is, or in which the person lives or lived last.
fn household_behind(books: &Books, holder: Option<&Entitled>) -> Option<HouseholdId> {
    match holder? {
        Entitled::Household(household) => Some(household.clone()),
        Entitled::Person(person) => books.registers().persons().get(person)?.household.latest().cloned(),
        Entitled::Collective | Entitled::Party(_) => None,
    }
}

/// The household that a code is, or that holds the parcel, house or hand of this code.
fn bearer(books: &Books, code: &Text) -> Option<HouseholdId> {
    let (registers, code) = (books.registers(), code.as_str());
    let parcel = || registers.parcels().get(code)?.household_now().cloned();
    let house = || registers.houses().get(code)?.owner.latest()?.household().cloned();
    let hand = || code.split_once('-').and_then(|(household, _)| books.household_of(household).cloned());
    books.household_of(code).cloned().or_else(parcel).or_else(house).or_else(hand)
}

/// The households among these.
fn among(books: &Books, codes: &[&Text]) -> BTreeSet<HouseholdId> {
    codes.iter().filter_map(|code| books.household_of(code.as_str()).cloned()).collect()
}

/// Whoever has the row, and had it since what is put right was said; whoever should have had it.
fn whose_row(books: &Books, revised: &RegisterRevised) -> BTreeSet<HouseholdId> {
    let said = |member: &str| {
        let row = books.rows().get(revised.row.register(), revised.row.code())?;
        Some(row.said_by(member, revised.row.entry()?.index)?.1.on)
    };
    let mut whose = BTreeSet::new();
    match &revised.row {
        RowRevised::Household(household, _) => drop(whose.insert(household.clone())),
        RowRevised::Parcel(id, revision) => {
            let set = revision.restated().map(|said| &said.set);
            let area = set.is_some_and(|set| set.area_m2.is_some() || set.area_mu.is_some());
            let since = said("area_m2").filter(|_| area);
            let holders = books.registers().parcels().get(id).map(|parcel| &parcel.holder);
            let all = holders.into_iter().flat_map(|held| {
                let earlier = since.map(|day| held.said_since(day)).into_iter().flatten();
                earlier.chain(held.latest())
            });
            let right = set.and_then(|set| set.household.as_ref());
            whose.extend(all.chain(right).filter_map(|holder| holder.household().cloned()));
        }
        RowRevised::House(id, revision) => {
            let set = revision.restated().map(|said| &said.set);
            let floor = set.is_some_and(|set| set.floor_m2.is_some());
            let since = said("floor_m2").filter(|_| floor);
            let owners = books.registers().houses().get(id).map(|house| &house.owner);
            let all = owners.into_iter().flat_map(|held| {
                let earlier = since.map(|day| held.said_since(day)).into_iter().flatten();
                earlier.chain(held.latest())
            });
            let right = set.and_then(|set| set.owner.as_ref());
            whose.extend(all.chain(right).filter_map(|owner| owner.household().cloned()));
        }
        RowRevised::Series(id, revision) => {
            let key = revision.restated().and_then(|said| said.set.key.as_ref());
            let lines = books.series().get(id).into_iter().flat_map(|series| series.all());
            let entry = revised.row.entry().map(|entry| entry.index);
            let named = lines.filter(|(_, at, line)| Some(line.entry) == entry && key.map_or("", Text::as_str) == *at);
            let codes = named.flat_map(|(_, _, line)| &line.parents).chain(key);
            whose.extend(codes.filter_map(|code| bearer(books, code)));
        }
        RowRevised::Person(id, _) => {
            let homes = books.registers().persons().get(id).map(|person| &person.household);
            whose.extend(homes.into_iter().flat_map(|homes| homes.values().cloned()));
        }
        RowRevised::Party(..) | RowRevised::Bank(..) | RowRevised::Class(..) | RowRevised::Asset(..) => {}
    }
    whose
}

impl Standing {
    fn list(&mut self, name: &'static str, whose: impl Iterator<Item = Vec<HouseholdId>>) {
        self.lists.push((name, whose.collect()));
    }

    /// Everybody, in order.
    pub(super) fn everybody(&self) -> BTreeSet<HouseholdId> {
        let listed = self.lists.iter().flat_map(|(_, whose)| whose).flatten();
        listed.chain(&self.beside).cloned().collect()
    }

    /// The body's lists, taken apart.
    fn portions(&self, body: &Json, seed: Hash) -> Result<Portions, PortionError> {
        let mut common = Lists::new();
        let mut own: BTreeMap<HouseholdId, Lists> = BTreeMap::new();
        own.extend(self.beside.iter().map(|household| (household.clone(), Lists::new())));
        for (name, whose) in &self.lists {
            let Some(Json::Array(items)) = body.member(name) else { continue };
            for ((at, is), households) in (0..).zip(items).zip(whose) {
                let item = Item { at, is: is.clone() };
                if households.is_empty() {
                    common.entry((*name).to_owned()).or_default().push(item.clone());
                }
                for household in households.iter().collect::<BTreeSet<_>>() {
                    let lists = own.entry(household.clone()).or_default();
                    lists.entry((*name).to_owned()).or_default().push(item.clone());
                }
            }
        }
        Portions::new(seed, common, own)
    }
}

/// Takes the lists of an event apart where several households stand in it; gives whom `about` names.
pub(super) fn take_apart(books: &Books, event: &mut Event, seed: Hash) -> Result<BTreeSet<HouseholdId>, Refusal> {
    let standing = match of(books, &event.fact) {
        Whose::About(about) => return Ok(about),
        Whose::Listed(standing) => standing,
    };
    let about = standing.everybody();
    if about.len() < 2 {
        return Ok(about);
    }
    let kind = event.fact.name().to_owned();
    let unwritable = |why| ReadingRule::Unwritable { kind: kind.clone(), why: Box::new(why) };
    let not_apart = |why| {
        let kind = kind.clone();
        if let PortionError::Length(bytes) = why {
            ReadingRule::PortionTooLong { kind, bytes }
        } else {
            ReadingRule::NotApart { kind, why: Box::new(why) }
        }
    };
    let body = event.fact.body().map_err(unwritable)?;
    let portions = standing.portions(&body, seed).map_err(not_apart)?;
    let bytes = portions.head().map_err(not_apart)?.bytes;
    ensure(bytes <= LINES_MOST, || ReadingRule::TooLong { what: "portions", most: LINES_MOST, bytes })?;
    event.attached = Attached::Portions(portions);
    Ok(BTreeSet::new())
}
