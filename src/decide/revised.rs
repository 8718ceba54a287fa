//! Rows of registers that are changed, put right or taken out: which member may be revised in which mode, by whose
//! entry it was said, and what the register itself asks of the new value.

use super::{
    Refusal, behind, dictionary, earlier, known, land, persons,
    refusal::{
        HouseholdRule, LandChangeRule, LandRule, LeavingRule, LedgerRule, MemberRule, MoneyRule, OwnerRule,
        RevisionRule, SeriesRule, ShareRule, ensure,
    },
    registers::part_of_one,
};
use crate::{
    books::{Asset, Books, Dated, Parcel, RegisterRow, Saying, ShareClass, ThingCard, WornClass},
    event::{
        Clearable, EntryRef, FactKind, Holder, Ownership, RegisterName, RegisterRevised, Restated, RevisedAsset,
        RevisedBank, RevisedClass, RevisedHouse, RevisedParcel, Revision, RevisionMode, RowRevised, WrongEntry,
    },
    log::{Hash, JsonError},
    unit::{AssetId, BankId, ClassId, Day, Fen, HouseId, Money, ParcelId, Shares, Text},
};
use std::collections::BTreeSet;

type Checked = Result<(), Refusal>;

/// Members that a mode may give another value. What is not here another kind changes, or nothing.
fn may(register: RegisterName, mode: RevisionMode) -> &'static [&'static str] {
    match (register, mode) {
        (_, RevisionMode::Void) => &[],
        (RegisterName::Household, _) => &["account", "group", "head", "name", "phone"],
        (RegisterName::Party, _) => &["name", "role"],
        (RegisterName::Bank, RevisionMode::Changed) => &["account_kind", "number", "overdraft"],
        (RegisterName::Bank, RevisionMode::Wrong) => &["account_kind", "number", "overdraft", "owner", "ownership"],
        (RegisterName::Class, RevisionMode::Changed) => &[],
        (RegisterName::Class, RevisionMode::Wrong) => &["total", "unit"],
        (RegisterName::Parcel, RevisionMode::Changed) => &["grade", "official", "place"],
        (RegisterName::Parcel, RevisionMode::Wrong) => {
            &["area_m2", "area_mu", "contract_end", "grade", "household", "land_kind", "official", "place"]
        }
        (RegisterName::House, RevisionMode::Changed) => &["condition", "floor_m2"],
        (RegisterName::House, RevisionMode::Wrong) => &["condition", "floor_m2", "owner"],
        (RegisterName::Person, RevisionMode::Changed) => &["identity", "match", "name", "relation"],
        (RegisterName::Person, RevisionMode::Wrong) => {
            &["basis", "birth", "identity", "match", "name", "relation", "since"]
        }
        (RegisterName::Series, RevisionMode::Changed) => &[],
        (RegisterName::Series, RevisionMode::Wrong) => &["key", "values"],
        (RegisterName::Asset, RevisionMode::Changed) => &["keeper", "place"],
        (RegisterName::Asset, RevisionMode::Wrong) => {
            &["cost", "first_month", "life_months", "salvage", "use", "used_months"]
        }
    }
}

/// The revision with the entry that was wrong.
pub(super) fn named(
    books: &Books,
    r: &RegisterRevised<Hash, WrongEntry>,
) -> Result<RegisterRevised<Hash, EntryRef>, Refusal> {
    let row = known_row(books, &r.row)?;
    let members = r.restates().map_err(unwritable)?;
    let row = r.row.clone().try_name(|entry| match entry {
        WrongEntry::At(at) => Ok(at),
        WrongEntry::Last if matches!(&r.row, RowRevised::Series(..)) && !members.is_empty() => {
            super::series::last(books, r, row)
        }
        WrongEntry::Last if members.is_empty() => Ok(row.brought.entry()),
        WrongEntry::Last => last(row, r.row.code(), &members),
        WrongEntry::Id(id) => {
            let index = books.ids().entry_of(id.as_str()).ok_or(LedgerRule::NoSuchId { id })?;
            let members = members.iter().map(String::as_str).chain([""]);
            let said = members.filter_map(|member| row.said_by(member, index)).next();
            Ok(EntryRef { index, leaf: said.map_or(Hash::ZERO, |(_, said)| said.leaf) })
        }
    })?;
    Ok(RegisterRevised {
        row,
        entrustment: r.entrustment.clone(),
        resolution: r.resolution.clone(),
        reason: r.reason,
        document: r.document.clone(),
    })
}

/// The entry that said last all of these members.
fn last(row: &RegisterRow, code: &str, members: &[String]) -> Result<EntryRef, Refusal> {
    let said: Vec<Saying> = members.iter().filter_map(|member| row.sayings(member).last().copied()).collect();
    let entries: BTreeSet<u64> = said.iter().map(|said| said.entry).collect();
    match (entries.len(), said.first()) {
        (1, Some(said)) => Ok(said.entry()),
        _ => Err(RevisionRule::WhichEntry { code: code.to_owned(), said: entries.into_iter().collect() }.into()),
    }
}

fn unwritable(why: JsonError) -> Refusal {
    let why = crate::event::EventError::Body("register.revised".to_owned(), why.to_string());
    super::refusal::ReadingRule::Unwritable { kind: "register.revised".to_owned(), why: Box::new(why) }.into()
}

/// The row that is revised; it is in its register.
fn known_row<'a, P, E>(books: &'a Books, revised: &RowRevised<P, E>) -> Result<&'a RegisterRow, Refusal> {
    let all = books.registers();
    let at = || revised.code().to_owned();
    match revised {
        RowRevised::Household(id, _) => {
            ensure(all.households().contains_key(id), || HouseholdRule::Unknown { household: id.clone() })
        }
        RowRevised::Party(id, _) => {
            ensure(all.parties().contains_key(id), || HouseholdRule::UnknownParty { at: at(), party: id.clone() })
        }
        RowRevised::Bank(id, _) => {
            ensure(all.banks().contains_key(id), || HouseholdRule::UnknownAccount { account: id.clone() })
        }
        RowRevised::Class(id, _) => {
            ensure(all.classes().contains_key(id), || ShareRule::UnknownClass { at: at(), class: id.clone() })
        }
        RowRevised::Parcel(id, _) => {
            ensure(all.parcels().contains_key(id), || LandRule::UnknownParcel { at: at(), parcel: id.clone() })
        }
        RowRevised::House(id, _) => {
            ensure(all.houses().contains_key(id), || LandRule::UnknownHouse { at: at(), house: id.clone() })
        }
        RowRevised::Asset(id, _) => {
            ensure(all.has_card(id.as_str()), || MoneyRule::NotRecorded { at: at(), what: at() })
        }
        RowRevised::Series(id, _) => {
            ensure(books.series().contains_key(id), || SeriesRule::Unknown { series: id.clone() })
        }
        RowRevised::Person(id, _) => ensure(all.persons().contains_key(id), || LeavingRule::Unknown {
            household: id.first_household(),
            person: id.clone(),
        }),
    }?;
    let known = books.rows().get(revised.register(), revised.code());
    known.ok_or_else(|| MoneyRule::NotRecorded { at: at(), what: at() }.into())
}

pub(super) fn revise(books: &Books, on: Day, r: &RegisterRevised) -> Checked {
    let (register, code, mode) = (r.row.register(), r.row.code(), r.row.mode());
    let row = known_row(books, &r.row)?;
    let said = || code.to_owned();
    if let (RevisionMode::Void, Some(named)) = (mode, r.row.entry()) {
        let brought = row.brought;
        let own = named.index == brought.entry && named.leaf == brought.leaf;
        ensure(own, || RevisionRule::OtherEntry { code: said(), said: vec![brought.entry], named: named.index })?;
        return unused(books, row, &r.row);
    }
    let members = r.restates().map_err(unwritable)?;
    ensure(!members.is_empty(), || MemberRule::Without { at: said(), member: "set" })?;
    let fits = may(register, mode);
    for member in &members {
        ensure(fits.contains(&member.as_str()), || RevisionRule::NotInMode {
            code: said(),
            member: member.clone(),
            mode,
            may: fits.join(", "),
        })?;
    }
    let once: BTreeSet<&String> = members.iter().collect();
    if let Some(twice) = members.iter().find(|member| members.iter().filter(|other| other == member).count() > 1) {
        return Err(RevisionRule::SetAndCleared { code: said(), member: twice.clone() }.into());
    }
    for member in r.row.clear().iter().map(|member| member.member()) {
        let named = register == RegisterName::Household && member == "name";
        ensure(!named, || RevisionRule::NotCleared { code: said(), member: member.to_owned() })?;
    }
    match r.row.entry() {
        None => {
            // a household that was taken into another one changes no more
            if let RowRevised::Household(household, _) = &r.row {
                known::household(books, household)?;
            }
            not_before(code, row.brought.on, on)?;
        }
        Some(named) => {
            for member in &once {
                let all = || row.sayings(member).iter().map(|said| said.entry).collect();
                let own = row.said_by(member, named.index);
                let own = own.filter(|(_, said)| said.leaf == named.leaf || said.by == named.index);
                ensure(own.is_some(), || RevisionRule::OtherEntry { code: said(), said: all(), named: named.index })?;
            }
        }
    }
    let changes = changes(books, on, r, row);
    ensure(changes, || RevisionRule::AlreadySo { code: said() })?;
    own_rules(books, on, r, row)
}

fn not_before(code: &str, least: Day, on: Day) -> Checked {
    ensure(least <= on, || super::refusal::DayRule::TooEarly { at: code.to_owned(), least, day: on })
}

/// What a row has now, to be compared with what is said of it.
struct Compared<'a> {
    on: Day,
    named: Option<u64>,
    row: &'a RegisterRow,
    clear: &'a [Clearable],
}

impl Compared<'_> {
    /// What is said on the day, or what the named entry said.
    fn said<'a, T>(&self, member: &str, held: &'a Dated<T>) -> Option<&'a T> {
        match self.named {
            None => held.as_at(self.on),
            Some(named) => self.row.said_by(member, named).and_then(|(place, _)| held.at(place)),
        }
    }

    fn clears(&self, member: &str) -> bool {
        self.clear.iter().any(|clear| clear.member() == member)
    }

    fn dated<T: PartialEq>(&self, member: &str, held: &Dated<T>, set: Option<&T>) -> bool {
        other(self.said(member, held), set)
    }

    fn perhaps<T: PartialEq>(&self, member: &str, held: &Dated<Option<T>>, set: Option<&T>) -> bool {
        let held = self.said(member, held).and_then(Option::as_ref);
        other(held, set) || (self.clears(member) && held.is_some())
    }

    /// Of a private text nobody here can say that it is the same.
    fn sealed<P>(&self, member: &str, set: Option<&P>) -> bool {
        set.is_some() || (self.clears(member) && self.row.has_sealed(member))
    }
}

fn other<T: PartialEq>(held: Option<&T>, set: Option<&T>) -> bool {
    set.is_some_and(|set| held != Some(set))
}

/// True if one member at least gets another value.
fn changes(books: &Books, on: Day, r: &RegisterRevised, row: &RegisterRow) -> bool {
    let named = r.row.entry().map(|entry| entry.index);
    let is = Compared { on, named, row, clear: r.row.clear() };
    let all = books.registers();
    let changed = match &r.row {
        RowRevised::Household(id, revision) => revision.restated().zip(all.households().get(id)).map(|(said, held)| {
            let set = &said.set;
            is.sealed("account", set.account.as_ref())
                || is.sealed("name", set.name.as_ref())
                || is.sealed("phone", set.phone.as_ref())
                || is.perhaps("group", &held.group, set.group.as_ref())
                || is.dated("head", &held.head, set.head.as_ref())
        }),
        RowRevised::Party(id, revision) => revision.restated().zip(all.parties().get(id)).map(|(said, held)| {
            is.perhaps("name", &held.name, said.set.name.as_ref())
                || is.dated("role", &held.role, said.set.role.as_ref())
        }),
        RowRevised::Bank(id, revision) => revision.restated().zip(all.banks().get(id)).map(|(said, held)| {
            let set = &said.set;
            is.sealed("number", set.number.as_ref())
                || is.dated("overdraft", &held.overdraft, set.overdraft.as_ref())
                || is.perhaps("account_kind", &held.kind, set.account_kind.as_ref())
                || other(Some(&held.owner), set.owner.as_ref())
                || other(Some(&held.ownership), set.ownership.as_ref())
        }),
        RowRevised::Class(id, revision) => revision.restated().zip(all.classes().get(id)).map(|(said, held)| {
            other(held.total.as_ref(), said.set.total.as_ref()) || other(Some(&held.unit), said.set.unit.as_ref())
        }),
        RowRevised::Parcel(id, revision) => {
            revision.restated().zip(all.parcels().get(id)).map(|(said, held)| parcel_changes(&is, held, &said.set))
        }
        RowRevised::House(id, revision) => revision.restated().zip(all.houses().get(id)).map(|(said, held)| {
            is.dated("floor_m2", &held.floor_m2, said.set.floor_m2.as_ref())
                || is.perhaps("condition", &held.condition, said.set.condition.as_ref())
                || is.dated("owner", &held.owner, said.set.owner.as_ref())
        }),
        RowRevised::Asset(id, revision) => {
            revision.restated().zip(books.card(id)).map(|(said, card)| card_changes(&card, &said.set, on))
        }
        RowRevised::Series(id, revision) => {
            let line =
                named.zip(revision.restated()).map(|(entry, said)| super::series::said_by(books, id, entry, &said.set));
            line.flatten().map(|(series, line)| super::series::differs(series, line, revision))
        }
        RowRevised::Person(id, revision) => revision.restated().zip(all.persons().get(id)).map(|(said, held)| {
            let set = &said.set;
            is.sealed("birth", set.birth.as_ref())
                || is.sealed("identity", set.identity.as_ref())
                || is.sealed("name", set.name.as_ref())
                || is.perhaps("relation", &held.relation, set.relation.as_ref())
                || other(Some(&held.basis), set.basis.as_ref())
                || other(Some(&held.since), set.since.as_ref())
        }),
    };
    changed.unwrap_or(true)
}

fn parcel_changes(is: &Compared<'_>, held: &Parcel, set: &RevisedParcel) -> bool {
    let area = is.said("area_m2", &held.area);
    is.sealed("official", set.official.as_ref())
        || other(area.map(|(m2, _)| m2), set.area_m2.as_ref())
        || other(area.map(|(_, mu)| mu), set.area_mu.as_ref())
        || is.perhaps("contract_end", &held.contract_end, set.contract_end.as_ref())
        || is.dated("household", &held.holder, set.household.as_ref())
        || is.dated("land_kind", &held.kind, set.land_kind.as_ref())
        || is.perhaps("place", &held.place, set.place.as_ref())
        || is.perhaps("grade", &held.grade, set.grade.as_ref())
}

fn card_changes(card: &ThingCard, set: &RevisedAsset, on: Day) -> bool {
    let at = card.whereabouts();
    let now = |held: &Dated<Option<Text>>| held.as_at(on).cloned().flatten();
    let moved =
        other(now(&at.place).as_ref(), set.place.as_ref()) || other(now(&at.keeper).as_ref(), set.keeper.as_ref());
    // that what is counted has no life is told by its own rules
    let ThingCard::Worn(card) = card else { return moved || has_figures(set) };
    moved || worn_changes(card, set)
}

/// True where more is said of a card than where it stands and who keeps it.
fn has_figures(set: &RevisedAsset) -> bool {
    set.cost.is_some()
        || set.first_month.is_some()
        || set.life_months.is_some()
        || set.salvage.is_some()
        || set.r#use.is_some()
        || set.used_months.is_some()
}

fn worn_changes(card: &Asset, set: &RevisedAsset) -> bool {
    other(Some(&card.cost), set.cost.as_ref())
        || other(Some(&card.first_month), set.first_month.as_ref())
        || other(Some(&card.life_months), set.life_months.as_ref())
        || other(Some(&card.salvage), set.salvage.as_ref())
        || other(Some(&card.used_for), set.r#use.as_ref())
        || other(Some(&card.used_months), set.used_months.as_ref())
}

/// What the register itself asks of the new values.
fn own_rules(books: &Books, on: Day, r: &RegisterRevised, row: &RegisterRow) -> Checked {
    match &r.row {
        RowRevised::Household(id, Revision::Changed(said)) => persons::leads(books, id, said.set.head.as_ref(), on),
        RowRevised::Household(id, Revision::Wrong(entry, said)) => {
            let since = row.said_by("head", entry.index).map_or(on, |(_, said)| said.on);
            persons::leads(books, id, said.set.head.as_ref(), since)
        }
        RowRevised::Household(_, Revision::Void(_)) | RowRevised::Party(..) => Ok(()),
        RowRevised::Bank(id, Revision::Changed(said)) => bank(books, id, said, on),
        RowRevised::Bank(id, Revision::Wrong(entry, said)) => {
            let since = row.said_by("overdraft", entry.index).map_or(on, |(_, said)| said.on);
            bank(books, id, said, since)
        }
        RowRevised::Class(id, Revision::Changed(said) | Revision::Wrong(_, said)) => class(books, id, &said.set, on),
        RowRevised::Parcel(id, Revision::Wrong(entry, said)) => {
            parcel(books, id, &said.set, (row, entry))?;
            of_members(books, id, r, (row, entry))
        }
        RowRevised::House(id, Revision::Changed(said) | Revision::Wrong(_, said)) => house(books, id, &said.set),
        RowRevised::Asset(id, Revision::Changed(said) | Revision::Wrong(_, said)) => asset(books, id, &said.set, row),
        RowRevised::Series(id, Revision::Wrong(entry, said)) => {
            super::series::put_right(books, id, entry.index, &said.set)
        }
        RowRevised::Series(_, Revision::Changed(_) | Revision::Void(_)) => Ok(()),
        RowRevised::Person(id, Revision::Wrong(_, said)) => super::persons::put_right(books, id, &said.set, row),
        RowRevised::Person(_, Revision::Changed(_) | Revision::Void(_))
        | RowRevised::Parcel(_, Revision::Changed(_))
        | RowRevised::Bank(_, Revision::Void(_))
        | RowRevised::Class(_, Revision::Void(_))
        | RowRevised::Parcel(_, Revision::Void(_))
        | RowRevised::House(_, Revision::Void(_))
        | RowRevised::Asset(_, Revision::Void(_)) => Ok(()),
    }
}

/// Money that was taken out within the old limit is within the new one; collective money is in no personal account.
fn bank(books: &Books, id: &BankId, said: &Restated<RevisedBank>, since: Day) -> Checked {
    let key = books.money_key(id);
    if let Some(limit) = said.set.overdraft {
        let agreed = books.registers().banks().get(id).and_then(|bank| bank.overdraft.as_at(since).copied());
        let less = agreed.unwrap_or(Money::ZERO).fen().capped_minus(limit.fen());
        let left = books.left_in_bank(&key, since, less);
        ensure(less <= left.max(Fen::ZERO), || OwnerRule::BankNegative {
            key: format!("{} {id}", key.account),
            most: left,
            moved: less,
        })?;
    }
    let personal = said.set.ownership == Some(Ownership::Personal);
    match books.accounts().held_under(id.as_str()).is_some() && personal {
        true => Err(RevisionRule::InUse { code: id.to_string(), by: key.account.clone() }.into()),
        false => Ok(()),
    }
}

fn class(books: &Books, id: &ClassId, set: &RevisedClass, on: Day) -> Checked {
    let Some(class) = books.registers().classes().get(id) else { return Ok(()) };
    if let Some(total) = set.total {
        ensure(class.total.is_some(), || ShareRule::TotalOfClass { class: id.clone() })?;
        let kept = books.registers().kept_from(id, on);
        let sum = class.granted.plus(kept).unwrap_or(class.granted);
        ensure(sum <= total, || ShareRule::OverTotal { class: id.clone(), total, sum })?;
    }
    let Some(unit) = &set.unit else { return Ok(()) };
    let renamed = ShareClass { unit: unit.clone(), ..class.clone() };
    if class.by_head() || !renamed.by_head() {
        return Ok(());
    }
    for (household, held) in books.registers().households() {
        let members = held.members_now();
        let all = held.shares.get(id).and_then(|held| held.latest().copied()).unwrap_or(Shares::ZERO);
        ensure(all <= Shares::whole(members), || ShareRule::MoreThanHeads {
            household: household.clone(),
            class: id.clone(),
            members,
            all,
        })?;
    }
    Ok(())
}

fn parcel(books: &Books, id: &ParcelId, set: &RevisedParcel, (row, entry): (&RegisterRow, &EntryRef)) -> Checked {
    let Some(parcel) = books.registers().parcels().get(id) else { return Ok(()) };
    if set.area_m2.is_some() || set.area_mu.is_some() {
        let place = row.said_by("area_m2", entry.index).map(|(place, _)| place);
        // together with what it came from, or went into, it has the area it has
        if let Some(turn) = parcel.turns.iter().find(|turn| !(turn.from.is_empty() && turn.into.is_empty())) {
            return Err(RevisionRule::InUse { code: id.to_string(), by: turn.entry.to_string() }.into());
        }
        if let Some((m2, mu)) = place.and_then(|place| parcel.area.at(place)) {
            land::right_area(id, set.area_m2.unwrap_or(*m2), set.area_mu.unwrap_or(*mu))?;
        }
    }
    if let Some(end) = set.contract_end {
        let leased = parcel.leased.iter().map(|(_, days)| days.last_day());
        let last = parcel.entrusted.iter().map(|days| days.last_day()).chain(leased).max();
        if let Some(last) = last.filter(|last| *last > end) {
            return Err(LandRule::BeyondLandContract { parcel: id.clone(), end, last }.into());
        }
    }
    if let Some(holder) = &set.household {
        known::holder(books, holder)?;
        if let Some(household) = holder.household() {
            earlier::enrolled(books, household, row.brought.on)?;
        }
        one_holder(id, parcel.holder.count())?;
    }
    Ok(())
}

/// An area that is a fifth more or less is a matter for the members, whichever way it is said; and whose the leased land
/// is after all has to have entrusted it.
fn of_members(books: &Books, id: &ParcelId, r: &RegisterRevised, (row, entry): (&RegisterRow, &EntryRef)) -> Checked {
    let RowRevised::Parcel(_, revision) = &r.row else { return Ok(()) };
    let Some((set, parcel)) = revision.restated().map(|said| &said.set).zip(books.registers().parcels().get(id)) else {
        return Ok(());
    };
    let place = row.said_by("area_m2", entry.index).map(|(place, _)| place);
    let was = place.and_then(|place| parcel.area.at(place)).map(|(m2, _)| *m2);
    if let Some((was, is)) = was.zip(set.area_m2).filter(|_| r.resolution.is_none()) {
        land::within_a_fifth(id, was, is)?;
    }
    let Some(holder) = set.household.as_ref().filter(|holder| holder.household().is_some()) else { return Ok(()) };
    let used = !parcel.entrusted.is_empty() || !parcel.leased.is_empty();
    ensure(!used || r.entrustment.is_some(), || LandChangeRule::HolderEntrusts {
        parcel: id.clone(),
        holder: holder.clone(),
    })
}

fn one_holder(code: impl std::fmt::Display, holders: usize) -> Checked {
    ensure(holders <= 1, || RevisionRule::PassedOn { code: code.to_string(), holders })
}

fn house(books: &Books, id: &HouseId, set: &RevisedHouse) -> Checked {
    let Some(owner) = &set.owner else { return Ok(()) };
    known::holder(books, owner)?;
    one_holder(id, books.registers().houses().get(id).map_or(0, |house| house.owner.count()))
}

fn asset(books: &Books, id: &AssetId, set: &RevisedAsset, row: &RegisterRow) -> Checked {
    let figures = has_figures(set);
    let Some(card) = books.registers().assets().get(id) else {
        // what is counted has no life, and what it cost went with it: its entry is reversed instead
        let whole = || RevisionRule::InUse { code: id.to_string(), by: row.brought.entry.to_string() };
        return ensure(!figures, whole);
    };
    // a card that was changed since, or of which some left, is no longer what one entry said
    let later = figures && (card.gone.is_some() || card.done_months > 0 || card.is_divided());
    ensure(!later, || RevisionRule::InUse { code: id.to_string(), by: "asset.changed".to_owned() })?;
    if let Some(months) = set.life_months {
        ensure(months > 0, || MemberRule::NoLife { asset: id.clone(), months })?;
    }
    if let Some(day) = set.first_month {
        ensure(day.day_of_month() == 1, || MemberRule::NotFirstOfMonth { asset: id.clone(), day })?;
    }
    if let Some(salvage) = set.salvage {
        part_of_one(id, salvage)?;
    }
    let Some(cost) = set.cost else { return Ok(()) };
    // its value is posted by its own entry, and so is the difference
    let posted = books.vouchers().get(row.brought.entry).is_some() && row.kind == FactKind::AssetAcquired;
    if row.kind == FactKind::BuildingReceived || posted {
        return super::registers::above_zero(id, cost);
    }
    if row.kind == FactKind::WorksAccepted {
        let fits = may(RegisterName::Asset, RevisionMode::Wrong).iter().filter(|member| **member != "cost");
        let may = fits.copied().collect::<Vec<_>>().join(", ");
        let (code, member) = (id.to_string(), "cost".to_owned());
        return Err(RevisionRule::NotInMode { code, member, mode: RevisionMode::Wrong, may }.into());
    }
    // cards may come before the opening balances, which are compared with them
    if books.opening_on().is_none() && books.vouchers().is_empty() {
        return Ok(());
    }
    if card.class != WornClass::Fixed {
        let there = books.accounts_of(card.class.class()).map(|of| books.stands_under(of.cost, id.as_str()));
        return behind::stands(id, there.unwrap_or(Fen::ZERO), cost.fen());
    }
    behind::revised_card(books, id, card.cost.fen(), cost.fen())
}

/// Nothing but the row's own entry and its revisions names it.
fn unused(books: &Books, row: &RegisterRow, revised: &RowRevised) -> Checked {
    let code = revised.code();
    let used = |by: String| -> Checked { Err(RevisionRule::InUse { code: code.to_owned(), by }.into()) };
    let own = |entry: u64| entry == row.brought.entry || row.revised.iter().any(|revised| revised.entry == entry);
    let registers = books.registers();
    registers.passing_of(code).map_or(Ok(()), |entry| used(entry.to_string()))?;
    match revised {
        RowRevised::Household(id, _) => {
            if row.kind == FactKind::HouseholdSplit {
                return used(row.brought.entry.to_string());
            }
            if let Some(entry) = books.concerns(id).iter().find(|entry| !own(**entry)) {
                return used(entry.to_string());
            }
        }
        RowRevised::Party(id, _) => {
            if let Some((contract, _)) =
                books.contracts().iter().find(|(_, c)| c.signed.party == *id || c.party() == id)
            {
                return used(contract.to_string());
            }
        }
        RowRevised::Bank(..) => {}
        RowRevised::Class(id, _) => {
            let held = registers.households().iter().find(|(_, h)| h.shares.contains_key(id));
            if let Some((household, _)) = held {
                return used(household.to_string());
            }
            if registers.of_collective().contains_key(id) {
                return used(Holder::Collective.to_string());
            }
        }
        RowRevised::Parcel(id, _) => {
            let parcel = registers.parcels().get(id);
            one_holder(id, parcel.map_or(0, |parcel| parcel.holder.count()))?;
            let read = || read_by(books, &["地块", "租期"], row.brought.on);
            parcel.and_then(parcel_named).or_else(read).map_or(Ok(()), used)?;
        }
        RowRevised::House(id, _) => {
            let house = registers.houses().get(id);
            one_holder(id, house.map_or(0, |house| house.owner.count()))?;
            let leased = house.and_then(|house| house.let_under.first()).map(|(contract, _)| contract.to_string());
            let read = || read_by(books, &["房屋", "集体房屋"], row.brought.on);
            leased.or_else(read).map_or(Ok(()), used)?;
        }
        RowRevised::Asset(..) => {
            if row.kind != FactKind::AssetRegistered {
                return used(row.brought.entry.to_string());
            }
        }
        RowRevised::Person(id, _) => return super::persons::never_there(books, id),
        RowRevised::Series(id, _) => return super::series::never_set(books, id),
    }
    match books.accounts().held_under(code) {
        Some(account) => used(account.to_owned()),
        None => Ok(()),
    }
}

/// The change of land that brought or touched a parcel, the contract under which it is or was leased, the first day of
/// its entrustment.
fn parcel_named(parcel: &Parcel) -> Option<String> {
    if let Some(turn) = parcel.turns.first() {
        return Some(turn.entry.to_string());
    }
    let leased = parcel.leased.first().map(|(contract, _)| contract.to_string());
    leased.or_else(|| parcel.entrusted.first().map(|days| days.first_day().to_string()))
}

/// A payout whose sheet read one of these registers while the row stood in it.
fn read_by(books: &Books, registers: &[&str], since: Day) -> Option<String> {
    let reads = |payout: &crate::books::Payout| {
        let adopted = books.adopted(&payout.declared.scheme, payout.declared.version);
        let rows = adopted.into_iter().flat_map(|adopted| adopted.sheet.registers());
        rows.filter_map(|r| dictionary::register(&r.name)).any(|register| registers.contains(&register.zh))
    };
    let payouts = books.payouts().iter();
    let read = payouts.filter(|(_, payout)| payout.declared.record_day >= since).find(|(_, payout)| reads(payout));
    read.map(|(code, _)| code.to_string())
}
