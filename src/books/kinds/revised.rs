//! A row of a register is changed, put right or taken out.

use super::{At, InBooks, none};
use crate::{
    books::{
        AccountKey, ApplyError, Asset, Bank, Books, Dated, House, Household, Instead, MemberValue, Nature, Parcel,
        RegisterRow, RegisteredParty, RevisedMember, RowRevision, ShareClass, Side, Voucher, cards::month_end,
        postings::Posted,
    },
    event::{
        Clearable, Event, FactKind, Holder, RegisterName, RegisterRevised, Restated, RevisedAsset, RevisedBank,
        RevisedClass, RevisedHouse, RevisedHousehold, RevisedParcel, RevisedParty, RevisedPerson, RevisedSeries,
        Revision, RevisionMode, RowRevised, SeriesValue,
    },
    unit::{AssetId, Day, Fen, PersonId, SeriesId, Text},
};

impl InBooks for RegisterRevised {
    fn nature(&self) -> Nature {
        Nature::Other(Instead::Revision)
    }
    /// The difference of what a wrong figure had posted: the value of a building that was handed over, the cost of a
    /// thing that came.
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        let RowRevised::Asset(asset, Revision::Wrong(_, said)) = &self.row else { return none() };
        let row = books.rows.get(RegisterName::Asset, asset.as_str());
        let (Some(row), Some(card), Some(cost)) = (row, books.registers.assets.get(asset), said.set.cost) else {
            return none();
        };
        if row.kind != FactKind::BuildingReceived && row.kind != FactKind::AssetAcquired {
            return none();
        }
        // where it came from: what stands in the opening balances came from nowhere
        let against = books.vouchers.lines(row.brought.entry).find(|line| line.side == Side::Credit);
        let Some(received) = against.map(|line| (**line.key).clone()) else { return none() };
        let Some(of) = books.accounts_of(card.class.class()) else { return none() };
        let mut v = Voucher::default();
        let more = cost.fen().capped_minus(card.cost.fen());
        let value = AccountKey::new(of.cost, asset.as_str(), "");
        let (debit, credit, amount) =
            if more < Fen::ZERO { (received, value, more.negated()) } else { (value, received, more) };
        if amount != Fen::ZERO {
            v.debit(debit, amount);
            v.credit(credit, amount);
        }
        Ok(v)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let (register, code) = (self.row.register(), self.row.code());
        let named = self.row.entry().map(|entry| entry.index);
        // a reader of one household's entries may have this one and not the row
        let Some(row) = books.rows.get(register, code) else { return Ok(()) };
        let from = match (self.row.mode(), named) {
            (RevisionMode::Changed, _) | (_, None) => at.on,
            (RevisionMode::Void, Some(_)) => row.brought.on,
            (RevisionMode::Wrong, Some(entry)) => {
                let names = self.restates().unwrap_or_else(|_| Vec::new());
                let said = names.iter().filter_map(|member| row.said_by(member, entry));
                said.map(|(_, said)| said.on).min().unwrap_or(row.brought.on)
            }
        };
        let members = books.restate(self, at);
        for member in &members {
            books.rows.seal(register, code, member);
        }
        match (self.row.mode(), named) {
            (RevisionMode::Void, Some(entry)) => {
                take_out(books, self);
                books.corrected.insert(entry, at.index);
            }
            (RevisionMode::Wrong, Some(entry)) => {
                for member in &members {
                    books.rows.put_right(register, code, &member.member, entry, at.index);
                }
            }
            (RevisionMode::Changed, _) | (_, None) => {
                for member in &members {
                    books.rows.say(register, code, &member.member, at.says());
                }
            }
        }
        let revision = RowRevision { entry: at.index, mode: self.row.mode(), on: at.on, from, members };
        books.rows.note(register, code, revision);
        Ok(())
    }
}

/// How a member gets another value.
struct Put<'a> {
    on: Day,
    /// The entry that was wrong; none where the world changed.
    named: Option<u64>,
    /// What that entry said of the member, by its place.
    place: Option<usize>,
    clear: &'a [Clearable],
    row: Option<&'a RegisterRow>,
    done: Vec<RevisedMember>,
}

impl Put<'_> {
    /// The next member: others may have been said by other entries.
    fn of(&mut self, member: &str) -> &mut Self {
        let said = self.row.zip(self.named).and_then(|(row, named)| row.said_by(member, named));
        self.place = said.map(|(place, _)| place);
        self
    }

    fn household(&mut self, row: Option<&mut Household>, said: Option<&Restated<RevisedHousehold>>) -> Option<()> {
        let set = &said?.set;
        self.private(Clearable::Account, set.account.as_ref());
        self.private(Clearable::Name, set.name.as_ref());
        self.private(Clearable::Phone, set.phone.as_ref());
        let row = row?;
        self.of("group").perhaps(Clearable::Group, &mut row.group, set.group.as_ref());
        self.of("head").dated("head", &mut row.head, set.head.clone(), |head| Some(head.to_string()));
        Some(())
    }

    fn party(&mut self, row: Option<&mut RegisteredParty>, said: Option<&Restated<RevisedParty>>) -> Option<()> {
        let (set, row) = (&said?.set, row?);
        self.of("name").perhaps(Clearable::Name, &mut row.name, set.name.as_ref());
        self.of("role").dated("role", &mut row.role, set.role.clone(), |role| Some(role.to_string()));
        Some(())
    }

    fn bank(&mut self, row: Option<&mut Bank>, said: Option<&Restated<RevisedBank>>) -> Option<()> {
        let set = &said?.set;
        self.private(Clearable::Number, set.number.as_ref());
        let row = row?;
        self.of("overdraft").dated("overdraft", &mut row.overdraft, set.overdraft, |limit| Some(limit.to_string()));
        self.of("account_kind").perhaps(Clearable::AccountKind, &mut row.kind, set.account_kind.as_ref());
        self.plain("owner", &mut row.owner, set.owner.as_ref());
        self.plain("ownership", &mut row.ownership, set.ownership.as_ref());
        Some(())
    }

    fn class(&mut self, row: Option<&mut ShareClass>, said: Option<&Restated<RevisedClass>>) -> Option<()> {
        let (set, row) = (&said?.set, row?);
        let newest = row.said.count().checked_sub(1)?;
        let place = self.of("unit").place.unwrap_or(newest);
        let mut right = row.said.at(place)?.clone();
        if let Some(total) = set.total {
            self.note("total", right.total, Some(total));
            right.total = Some(total);
        }
        self.plain("unit", &mut right.unit, set.unit.as_ref());
        if place == newest {
            (row.total, row.unit) = (right.total, right.unit.clone());
        }
        row.said.put(place, right);
        Some(())
    }

    fn parcel(&mut self, row: Option<&mut Parcel>, said: Option<&Restated<RevisedParcel>>) -> Option<()> {
        let set = &said?.set;
        self.private(Clearable::Official, set.official.as_ref());
        let row = row?;
        let place = self.of("area_m2").place;
        if let Some((place, (m2, mu))) = place.and_then(|place| Some((place, *row.area.at(place)?))) {
            let right = (set.area_m2.unwrap_or(m2), set.area_mu.unwrap_or(mu));
            if right != (m2, mu) {
                self.note("area_m2", Some(m2), Some(right.0));
                self.note("area_mu", Some(mu), Some(right.1));
                row.area.put(place, right);
            }
        }
        let end = set.contract_end.map(Some);
        self.of("contract_end").dated("contract_end", &mut row.contract_end, end, |end| end.map(|end| end.to_string()));
        let holder = |holder: &Holder| Some(holder.to_string());
        self.of("household").dated("household", &mut row.holder, set.household.clone(), holder);
        self.of("land_kind").dated("land_kind", &mut row.kind, set.land_kind, |kind| Some(kind.to_string()));
        self.of("place").perhaps(Clearable::Place, &mut row.place, set.place.as_ref());
        self.of("grade").perhaps(Clearable::Grade, &mut row.grade, set.grade.as_ref());
        Some(())
    }

    fn house(&mut self, row: Option<&mut House>, said: Option<&Restated<RevisedHouse>>) -> Option<()> {
        let (set, row) = (&said?.set, row?);
        self.of("condition").perhaps(Clearable::Condition, &mut row.condition, set.condition.as_ref());
        self.of("floor_m2").dated("floor_m2", &mut row.floor_m2, set.floor_m2, |floor| Some(floor.to_string()));
        self.of("owner").dated("owner", &mut row.owner, set.owner.clone(), |owner| Some(owner.to_string()));
        Some(())
    }

    /// True where the member is one that has no value any more.
    fn clears(&self, member: Clearable) -> bool {
        self.clear.contains(&member)
    }

    fn note(&mut self, member: &str, was: impl Into<MemberValue>, is: impl Into<MemberValue>) {
        self.done.push(RevisedMember { member: member.to_owned(), was: was.into(), is: is.into() });
    }

    /// A private text that may be taken out, too.
    fn private<P>(&mut self, member: Clearable, set: Option<&P>) {
        if set.is_some() || self.clears(member) {
            self.sealed(member.member(), set);
        }
    }

    /// A private text: that there is another one, or none any more, and no more.
    fn sealed<P>(&mut self, member: &str, set: Option<&P>) {
        let there = |there: bool| if there { MemberValue::Sealed } else { MemberValue::Nothing };
        let was = there(self.row.is_some_and(|row| row.has_sealed(member)));
        self.note(member, was, there(set.is_some()));
    }

    /// A value that is told as the books have it.
    fn plain<T: ToString + Clone>(&mut self, member: &str, held: &mut T, set: Option<&T>) {
        if let Some(value) = set {
            self.note(member, Some(held.to_string()), Some(value.to_string()));
            *held = value.clone();
        }
    }

    /// A value by day.
    fn dated<T: Clone>(
        &mut self,
        member: &str,
        held: &mut Dated<T>,
        set: Option<T>,
        told: impl Fn(&T) -> Option<String>,
    ) {
        let Some(value) = set else { return };
        let was = match self.place {
            Some(place) => held.at(place),
            None => held.as_at(self.on),
        };
        self.note(member, was.and_then(&told), told(&value));
        match self.place {
            Some(place) => held.put(place, value),
            None => held.change(self.on, value),
        }
    }

    /// A value by day that a row need not have.
    fn perhaps<T: Clone + ToString>(&mut self, member: Clearable, held: &mut Dated<Option<T>>, set: Option<&T>) {
        let value = match set {
            Some(value) => Some(Some(value.clone())),
            None => self.clears(member).then_some(None),
        };
        self.dated(member.member(), held, value, |value| value.as_ref().map(ToString::to_string));
    }
}

impl Books {
    /// Gives a row its other values; says what stood there.
    fn restate(&mut self, revised: &RegisterRevised, at: &At<'_>) -> Vec<RevisedMember> {
        let (register, code) = (revised.row.register(), revised.row.code());
        if let RowRevised::Asset(id, revision) = &revised.row {
            let changed = (revision.mode() == RevisionMode::Changed).then_some(at.on);
            return revision.restated().map_or_else(Vec::new, |said| match changed {
                Some(on) => self.card_moves(id, said, on),
                None => self.restate_card(id, said),
            });
        }
        if let RowRevised::Person(id, revision) = &revised.row {
            return revision.restated().map_or_else(Vec::new, |said| {
                self.restate_person(id, said, (at.on, revised.row.entry().map(|entry| entry.index)))
            });
        }
        let named = revised.row.entry().map(|entry| entry.index);
        if let RowRevised::Series(id, revision) = &revised.row {
            let said = revision.restated().zip(named);
            return said.map_or_else(Vec::new, |(said, named)| self.restate_series(id, &said.set, named, at.index));
        }
        let row = self.rows.get(register, code);
        let mut put = Put { on: at.on, named, clear: revised.row.clear(), row, place: None, done: Vec::new() };
        let registers = &mut self.registers;
        match &revised.row {
            RowRevised::Household(id, revision) => put.household(registers.households.get_mut(id), revision.restated()),
            RowRevised::Party(id, revision) => put.party(registers.parties.get_mut(id), revision.restated()),
            RowRevised::Bank(id, revision) => put.bank(registers.banks.get_mut(id), revision.restated()),
            RowRevised::Class(id, revision) => put.class(registers.classes.get_mut(id), revision.restated()),
            RowRevised::Parcel(id, revision) => put.parcel(registers.parcels.get_mut(id), revision.restated()),
            RowRevised::House(id, revision) => put.house(registers.houses.get_mut(id), revision.restated()),
            // these have hands of their own
            RowRevised::Asset(..) | RowRevised::Person(..) | RowRevised::Series(..) => None,
        };
        put.done
    }

    /// Other values for a row that was published.
    fn restate_series(&mut self, id: &SeriesId, set: &RevisedSeries, named: u64, by: u64) -> Vec<RevisedMember> {
        let (Some(series), Some(values)) = (self.series.get_mut(id), &set.values) else { return Vec::new() };
        let key = set.key.as_ref().map_or("", |key| key.as_str());
        let told = |values: &[Option<SeriesValue>]| -> Option<String> {
            let each = values.iter().map(|value| value.as_ref().map_or_else(|| "-".to_owned(), SeriesValue::said));
            Some(format!("{key} {}", each.collect::<Vec<_>>().join(" ")).trim_start().to_owned())
        };
        let Some(before) = series.put_right(named, key, values, by) else { return Vec::new() };
        let (was, is) = (told(&before).into(), told(&series.read(values)).into());
        vec![RevisedMember { member: "values".to_owned(), was, is }]
    }

    /// A person's private texts and relation; with another first day or ground the households count anew.
    fn restate_person(
        &mut self,
        id: &PersonId,
        said: &Restated<RevisedPerson>,
        put: (Day, Option<u64>),
    ) -> Vec<RevisedMember> {
        let row = self.rows.get(RegisterName::Person, id.as_str());
        let Some(person) = self.registers.persons.get_mut(id) else { return Vec::new() };
        let set = &said.set;
        let mut put = Put { on: put.0, named: put.1, place: None, clear: &said.clear, row, done: Vec::new() };
        for (member, text) in [("birth", set.birth), ("identity", set.identity), ("name", set.name)] {
            if text.is_some() {
                put.sealed(member, text.as_ref());
            }
        }
        person.birth = set.birth.unwrap_or(person.birth);
        person.identity = set.identity.or(person.identity);
        person.matching = set.matching.or(person.matching);
        person.name = set.name.or(person.name);
        let relation = set.relation.clone().map(Some);
        put.of("relation")
            .dated("relation", &mut person.relation, relation, |text| text.as_ref().map(ToString::to_string));
        if let Some(since) = set.since {
            put.note("since", Some(person.since.to_string()), Some(since.to_string()));
        }
        if let Some(basis) = set.basis {
            put.note("basis", Some(person.basis.word()), Some(basis.word()));
        }
        let done = put.done;
        if set.since.is_some() || set.basis.is_some() {
            self.registers.come_otherwise(id, set.since, set.basis);
        }
        done
    }

    /// A thing stands elsewhere, or somebody else keeps it.
    fn card_moves(&mut self, id: &AssetId, said: &Restated<RevisedAsset>, on: Day) -> Vec<RevisedMember> {
        let Some(mut card) = self.card(id) else { return Vec::new() };
        let mut put = Put { on, named: None, place: None, clear: &said.clear, row: None, done: Vec::new() };
        let told = |text: &Option<Text>| text.as_ref().map(ToString::to_string);
        let at = card.whereabouts_mut();
        put.dated("place", &mut at.place, said.set.place.clone().map(Some), told);
        put.dated("keeper", &mut at.keeper, said.set.keeper.clone().map(Some), told);
        let done = put.done;
        self.put_cards(vec![(id.clone(), card)], on);
        done
    }

    /// The card of an asset, and what of the years that are charged already the next charge puts right.
    fn restate_card(&mut self, id: &AssetId, said: &Restated<RevisedAsset>) -> Vec<RevisedMember> {
        let since = self.rows.get(RegisterName::Asset, id.as_str()).map_or(Day::FIRST, |row| row.brought.on);
        let charged: Vec<Day> = self
            .years
            .iter()
            .filter_map(|(year, state)| {
                let month = if state.depreciated { Some(12) } else { state.charged_month };
                Day::new(i32::try_from(*year).ok()?, month?, 1).map(month_end)
            })
            .filter(|end| end.year() >= since.year())
            .collect();
        let Some(card) = self.registers.assets.get_mut(id) else { return Vec::new() };
        let before = card.clone();
        let mut put = Put { on: since, named: None, place: None, clear: &said.clear, row: None, done: Vec::new() };
        put.plain("cost", &mut card.cost, said.set.cost.as_ref());
        put.plain("first_month", &mut card.first_month, said.set.first_month.as_ref());
        put.plain("life_months", &mut card.life_months, said.set.life_months.as_ref());
        put.plain("salvage", &mut card.salvage, said.set.salvage.as_ref());
        put.plain("use", &mut card.used_for, said.set.r#use.as_ref());
        put.plain("used_months", &mut card.used_months, said.set.used_months.as_ref());
        let sum = |card: &Asset| Fen::capped_total(charged.iter().map(|end| card.of_year_through(*end)));
        let (right, wrong) = (sum(card), sum(&before));
        card.behind = card.behind.capped_plus(right.capped_minus(wrong));
        put.done
    }
}

/// As if the row had never been.
fn take_out(books: &mut Books, revised: &RegisterRevised) {
    let registers = &mut books.registers;
    match &revised.row {
        RowRevised::Household(id, _) => {
            // the place in order of enrolment stays: digests stand there
            let gone = registers.households.remove(id);
            // nothing else concerns it, so nobody of another household is there
            registers.persons.retain(|_, person| person.household.latest() != Some(id));
            for (class, held) in gone.into_iter().flat_map(|household| household.shares) {
                if let (Some(class), Some(held)) = (registers.classes.get_mut(&class), held.latest()) {
                    class.granted = class.granted.minus(*held).unwrap_or(class.granted);
                }
            }
        }
        RowRevised::Party(id, _) => drop(registers.parties.remove(id)),
        RowRevised::Bank(id, _) => drop(registers.banks.remove(id)),
        RowRevised::Class(id, _) => drop(registers.classes.remove(id)),
        RowRevised::Parcel(id, _) => drop(registers.parcels.remove(id)),
        RowRevised::House(id, _) => drop(registers.houses.remove(id)),
        RowRevised::Person(id, _) => registers.never_came(id),
        RowRevised::Series(id, _) => drop(books.series.remove(id)),
        RowRevised::Asset(id, _) => {
            registers.assets.remove(id);
            if let Some(entry) = revised.row.entry() {
                books.undo.remove(&entry.index);
            }
        }
    }
}
