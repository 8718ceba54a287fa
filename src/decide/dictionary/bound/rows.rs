//! The rows of a register of which an adoption speaks: who or what is in them, to which rows of other registers they
//! belong, and what was read of them.

use super::{
    RowSet,
    bare::{Bare, Belongs, What, is_sealed, set_of_key},
    cells, reader, row_set, said, says_rows, set_of,
    sums::Sums,
};
use crate::{
    books::{Books, House, Household, Parcel, Resident, Series, SeriesLine, ShareClass, VillageLot},
    decide::{ask::Ask, dictionary::registers::in_the_union},
    event::{Bindings, HeldBy, RowsRead, SeriesPer},
    log::Hash,
    rules::{Given, Row},
    scheme::Register,
    unit::{Day, HouseholdId, Money, ParcelId, Period, PersonId, SeriesPeriod},
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

/// The rows of a register that the adoption speaks of, in the sheet's words; `None` where it says nothing of it.
pub(in crate::decide) fn rows(books: &Books, ask: &Ask<'_>, of: &Register) -> Option<Vec<Row>> {
    let set = spoken_of(books, ask.bound, of)?;
    let columns = columns(ask.bound, of);
    let parents: Vec<(&str, String)> = of
        .parents
        .iter()
        .filter_map(|at| ask.sheet.registers().get(at.index()))
        .filter_map(|parent| Some((parent.name.as_str(), set_of(ask.bound, &parent.name)?)))
        .collect();
    let word = set.word();
    let sums = Sums::of(books, ask, columns.iter().map(|(_, at, from)| (at.as_str(), *from)));
    let columns: Vec<_> = columns.iter().map(|(column, at, from)| (*column, at, reader(books, from))).collect();
    let one = |bare: Bare<'_>| -> Option<Row> {
        let mut row = Row::default();
        for (name, of_set) in &parents {
            row.parents.insert(*name, bare.key_in(&word, of_set)?.to_owned());
        }
        for (column, at, reader) in &columns {
            let value = reader.and_then(|reader| cells::cell(books, (ask, &sums), at, reader, &word, &bare));
            row.cells.insert(*column, value.unwrap_or(Given::Missing));
        }
        row.key = bare.key.into_owned();
        Some(row)
    };
    Some(chosen(books, ask, of, set).into_iter().filter_map(one).collect())
}

/// The set of a register of which the adoption says anything.
fn spoken_of<'a>(books: &'a Books, bound: &'a Bindings, of: &Register) -> Option<RowSet<'a>> {
    if !says_rows(bound, &of.name) && columns(bound, of).is_empty() {
        return None;
    }
    let said = bound.rows.iter().find(|rows| rows.register.as_str() == of.name);
    match said {
        Some(rows) => row_set(books, rows.rows.as_str()),
        None => {
            super::SETS.iter().find(|set| set_of(bound, &of.name).as_deref() == Some(**set)).map(|s| RowSet::Plain(s))
        }
    }
}

/// The columns that it speaks of: name, `register.column`, reader.
fn columns<'s, 'b>(bound: &'b Bindings, of: &'s Register) -> Vec<(&'s str, String, &'b str)> {
    let one = |name: &'s str| {
        let at = format!("{}.{name}", of.name);
        let from = said(bound, &at)?;
        Some((name, at, from))
    };
    of.columns.iter().filter_map(|c| one(c.name.as_str())).collect()
}

/// The rows of a register's set that its adoption chooses.
fn chosen<'a>(books: &'a Books, ask: &Ask<'_>, of: &Register, set: RowSet<'a>) -> Vec<Bare<'a>> {
    let said = ask.bound.rows.iter().find(|rows| rows.register.as_str() == of.name);
    let mut all = bare_rows(books, ask, set, said.is_some_and(|rows| rows.everyone));
    if matches!(set, RowSet::Plain("household")) {
        came_within(books, ask, of, &mut all);
    }
    let word = set.word();
    for (member, is) in said.iter().flat_map(|rows| rows.only()) {
        let Some(reader) = reader(books, member) else { continue };
        let sums = Sums::of(books, ask, std::iter::once(("", member)));
        all.retain(|bare| {
            let found = cells::cell(books, (ask, &sums), "", reader, &word, bare);
            found.is_some_and(|found| cells::written(&found) == is)
        });
    }
    all
}

/// Adds the households that came after the record day and hold land or a house for some of the days that are asked about: a
/// stretch of theirs belongs to a row of theirs. Only where stretches belong to rows of this register.
fn came_within<'a>(books: &'a Books, ask: &Ask<'_>, of: &Register, all: &mut Vec<Bare<'a>>) {
    let at = ask.sheet.registers().iter().position(|register| register.name == of.name);
    let below = |register: &&Register| register.parents.iter().any(|parent| Some(parent.index()) == at);
    let mut came = BTreeSet::new();
    for register in ask.sheet.registers().iter().filter(below) {
        let Some(RowSet::Plain(word @ ("lease_run" | "house_run"))) = spoken_of(books, ask.bound, register) else {
            continue;
        };
        let stretches = bare_rows(books, ask, RowSet::Plain(word), false);
        let holders = stretches
            .iter()
            .filter_map(|bare| books.registers().households().get_key_value(bare.key_in(word, "household")?));
        came.extend(holders.filter(|(_, household)| household.enrolled > ask.record_day).map(|(id, _)| id));
    }
    all.extend(came.into_iter().map(|id| bare(id.as_str(), in_village(id), What::Named)));
}

/// The household behind each row of a register that may be paid, where the adoption says which rows it has.
pub(in crate::decide) fn household_of(
    books: &Books,
    ask: &Ask<'_>,
    of: &Register,
) -> Option<BTreeMap<String, HouseholdId>> {
    let set = spoken_of(books, ask.bound, of)?;
    let word = set.word();
    let owner = |bare: &Bare<'_>| -> Option<HouseholdId> {
        let own = bare.key_in(&word, "household").or_else(|| bare.key_in(&word, "village"))?;
        own.parse().ok()
    };
    Some(chosen(books, ask, of, set).iter().filter_map(|bare| Some((bare.key.to_string(), owner(bare)?))).collect())
}

/// The commitments behind the sealed figures that a run reads, ascending.
pub(in crate::decide) fn sealed(books: &Books, ask: &Ask<'_>) -> Vec<Hash> {
    let mut found = BTreeSet::new();
    for register in ask.sheet.registers().iter().filter(|r| r.pieces.is_none()) {
        let sealed = columns(ask.bound, register).iter().any(|(_, _, from)| is_sealed(from));
        let Some(set) = spoken_of(books, ask.bound, register).filter(|_| sealed) else { continue };
        let word = set.word();
        found.extend(
            chosen(books, ask, register, set)
                .iter()
                .filter_map(|bare| Some(books.registers().persons().get(bare.key_in(&word, "person")?)?.birth)),
        );
    }
    found.into_iter().collect()
}

/// What a run read of each register of which the adoption speaks. A sealed figure stands in it as its commitment.
pub(in crate::decide) fn rows_read(books: &Books, ask: &Ask<'_>) -> Vec<RowsRead> {
    let mut read = Vec::new();
    for register in ask.sheet.registers().iter().filter(|r| r.pieces.is_none()) {
        let (Some(set), Ok(name)) = (spoken_of(books, ask.bound, register), register.name.parse()) else { continue };
        let (word, columns) = (set.word(), columns(ask.bound, register));
        let rows = chosen(books, ask, register, set);
        let sums = Sums::of(books, ask, columns.iter().map(|(_, at, from)| (at.as_str(), *from)));
        let columns: Vec<_> =
            columns.iter().map(|(column, at, from)| (*column, at, is_sealed(from), reader(books, from))).collect();
        let mut text = String::new();
        for bare in &rows {
            text.push_str(&bare.key);
            for (set, key) in &bare.of {
                text.extend(["\t", set, "=", key]);
            }
            for (column, at, is_sealed, reader) in &columns {
                let sealed = is_sealed.then(|| bare.key_in(&word, "person")).flatten();
                let sealed = sealed.and_then(|key| books.registers().persons().get(key)).map(|p| p.birth.to_string());
                let open = || reader.and_then(|r| cells::cell(books, (ask, &sums), at, r, &word, bare));
                let figure = sealed.or_else(|| open().map(|found| cells::written(&found)));
                text.extend(["\t", column, "=", figure.as_deref().unwrap_or("-")]);
            }
            text.push('\n');
        }
        read.push(RowsRead { hash: Hash::of(&[text.as_bytes()]), register: name, rows: rows.len() as u64 });
    }
    read
}

fn bare<'a>(key: impl Into<Cow<'a, str>>, of: Belongs<'a>, what: What<'a>) -> Bare<'a> {
    Bare { key: key.into(), of, what }
}

fn in_household(household: &HouseholdId) -> (Cow<'_, str>, Cow<'_, str>) {
    in_set("household", household.as_str())
}

fn in_set<'a>(set: &'a str, key: &'a str) -> (Cow<'a, str>, Cow<'a, str>) {
    (Cow::Borrowed(set), Cow::Borrowed(key))
}

/// The rows of a set as at the end of the record day; `everyone`: also those that ended before.
fn bare_rows<'a>(books: &'a Books, ask: &Ask<'_>, set: RowSet<'a>, everyone: bool) -> Vec<Bare<'a>> {
    match set {
        RowSet::Plain("household") => {
            let all = households(books, ask.record_day, everyone);
            all.map(|(id, _)| bare(id.as_str(), in_village(id), What::Named)).collect()
        }
        RowSet::Plain("village") => {
            let all = in_the_union(books, ask).into_iter();
            all.map(|(id, _)| bare(id.as_str(), in_village(id), What::Named)).collect()
        }
        RowSet::Plain("village_lot") => village_lots(books, ask),
        RowSet::Plain("person") => persons(books, ask.record_day, everyone),
        RowSet::Plain("parcel") => parcels(books, ask),
        RowSet::Plain("lease_run") => lease_runs(books, ask),
        RowSet::Plain("house") => houses(books, ask),
        RowSet::Plain("house_run") => house_runs(books, ask),
        RowSet::Plain("capital") => capital(books, ask, false, false),
        RowSet::Plain("capital_run") => capital(books, ask, false, true),
        RowSet::Plain("collective_capital_run") => capital(books, ask, true, true),
        RowSet::Plain("retained") => retained(households(books, ask.record_day, everyone), ask.record_day),
        RowSet::Plain("contract") => {
            books.contracts().keys().map(|id| bare(id.as_str(), vec![], What::Named)).collect()
        }
        RowSet::Plain("period") => years(books, ask),
        RowSet::Plain(_) => Vec::new(),
        RowSet::Holding(class) => holders(books, ask.record_day, class, everyone),
        RowSet::Series(series) => series_rows(books, ask, series, everyone),
    }
}

/// A household, which in a union is a village.
fn in_village(id: &HouseholdId) -> Belongs<'_> {
    vec![in_household(id), in_set("village", id.as_str())]
}

/// What villages had in the union, by the days of the payout over which it stayed the same.
fn village_lots<'a>(books: &'a Books, ask: &Ask<'_>) -> Vec<Bare<'a>> {
    let all = in_the_union(books, ask).into_iter();
    let lots = all.flat_map(|(id, village)| village.lots(ask.period).into_iter().map(move |lot| (id, lot)));
    let one = |(id, lot): (&'a HouseholdId, VillageLot)| {
        let key = format!("{id}/{}", lot.days.first_day());
        bare(key, in_village(id), What::Lot(lot.days, lot.land_mu, lot.money))
    };
    lots.map(one).collect()
}

fn households(books: &Books, day: Day, everyone: bool) -> Box<dyn Iterator<Item = (&HouseholdId, &Household)> + '_> {
    let registers = books.registers();
    match everyone {
        true => Box::new(registers.households().iter().filter(move |(_, h)| h.enrolled <= day)),
        false => Box::new(registers.active(day)),
    }
}

/// Members; of everyone also those who are gone, at the household in which they last lived.
fn persons<'a>(books: &'a Books, day: Day, everyone: bool) -> Vec<Bare<'a>> {
    let there = |p: &Resident| if everyone { p.basis.is_member() && p.since <= day } else { p.is_member(day) };
    let all = books.registers().persons().iter().filter(|(_, p)| there(p));
    let one = |(id, p): (&'a PersonId, &'a Resident)| {
        Some(bare(id.as_str(), vec![in_household(p.household_on(day)?)], What::Named))
    };
    all.filter_map(one).collect()
}

/// Who holds shares of a class: the persons or the households on whom it lies.
fn holders<'a>(books: &'a Books, day: Day, class: &str, everyone: bool) -> Vec<Bare<'a>> {
    let registers = books.registers();
    let by = registers.classes().get(class).map_or(HeldBy::Household, ShareClass::held_by);
    if by == HeldBy::Person {
        let holding = registers.persons().iter().filter(|(_, p)| !p.shares_of(class, day).is_zero());
        let one = |(id, p): (&'a PersonId, &'a Resident)| {
            Some(bare(id.as_str(), vec![in_household(p.household_on(day)?)], What::Named))
        };
        return holding.filter_map(one).collect();
    }
    let holding = households(books, day, everyone).filter(|(id, _)| !registers.shares_of(id, class, day).is_zero());
    holding.map(|(id, _)| bare(id.as_str(), vec![in_household(id)], What::Named)).collect()
}

/// Parcels of the payout's contract, or all.
fn parcels<'a>(books: &'a Books, ask: &Ask<'_>) -> Vec<Bare<'a>> {
    let under = ask.contract.map(|c| &c.signed.contract);
    let leased = |p: &Parcel| under.is_none_or(|c| p.leased.iter().any(|(of, _)| of == c));
    let one = |(id, p): (&'a ParcelId, &'a Parcel)| {
        Some(bare(id.as_str(), vec![in_household(p.household_on(ask.record_day)?)], What::Named))
    };
    books.registers().parcels().iter().filter(|(_, p)| leased(p)).filter_map(one).collect()
}

/// Households' houses of the payout's contract, or all.
fn houses<'a>(books: &'a Books, ask: &Ask<'_>) -> Vec<Bare<'a>> {
    let under = ask.contract.map(|c| &c.signed.contract);
    let let_here = |h: &House| under.is_none_or(|c| h.let_under.iter().any(|(of, _)| of == c));
    let owned = books.registers().houses().iter().filter(|(_, h)| let_here(h));
    let owned = owned.filter_map(|(id, h)| Some((id, h.owner.as_at(ask.record_day)?.household()?)));
    owned.map(|(id, owner)| bare(id.as_str(), vec![in_household(owner)], What::Named)).collect()
}

/// Days of leases under the contract, cut where the holder or the area changes.
fn lease_runs<'a>(books: &'a Books, ask: &Ask<'_>) -> Vec<Bare<'a>> {
    let Some(contract) = ask.contract.map(|c| &c.signed.contract) else { return Vec::new() };
    let mut rows = Vec::new();
    for (id, parcel) in books.registers().parcels() {
        let mut count = 0;
        for run in parcel.in_force(contract) {
            let changes = parcel.holder.days_from(run.first_day()).chain(parcel.area.days_from(run.first_day()));
            for days in cut(run, changes) {
                let first = days.first_day();
                let (Some(holder), Some(area)) = (parcel.household_on(first), parcel.area.as_at(first)) else {
                    continue;
                };
                if begins_later(books, ask, holder, first) {
                    continue;
                }
                let of = vec![in_household(holder), in_set("parcel", id.as_str())];
                rows.push(bare(numbered(id.as_str(), count), of, What::Run(days, *area)));
                count += 1;
            }
        }
    }
    rows
}

/// True where a stretch begins behind the days that are asked about, with a household that was not there on the record
/// day: it has no row, and gets nothing of these days.
fn begins_later(books: &Books, ask: &Ask<'_>, holder: &HouseholdId, first: Day) -> bool {
    let later = |household: &Household| household.enrolled > ask.record_day;
    ask.period.last_day() < first && books.registers().households().get(holder).is_some_and(later)
}

/// Days of a stretch, cut where something changes inside it.
fn cut(days: Period, changes: impl Iterator<Item = Day>) -> Vec<Period> {
    let mut starts: BTreeSet<Day> = changes.filter(|day| days.holds(*day)).collect();
    starts.insert(days.first_day());
    let starts: Vec<Day> = starts.into_iter().collect();
    let last = |at: usize| starts.get(at + 1).and_then(|next| next.plus_days(-1)).unwrap_or(days.last_day());
    starts.iter().enumerate().filter_map(|(at, first)| Period::new(*first, last(at))).collect()
}

fn numbered(code: &str, number: usize) -> Cow<'_, str> {
    if number == 0 { Cow::Borrowed(code) } else { Cow::Owned(format!("{code}/{}", number + 1)) }
}

/// Days of lettings under the contract, cut where the owner or the floor changes; those of the collective left out.
fn house_runs<'a>(books: &'a Books, ask: &Ask<'_>) -> Vec<Bare<'a>> {
    let Some(contract) = ask.contract.map(|c| &c.signed.contract) else { return Vec::new() };
    let mut rows = Vec::new();
    for (id, house) in books.registers().houses() {
        let lets = house.let_under.iter().filter(|(under, _)| under == contract);
        let runs = lets.flat_map(|(_, days)| {
            let changes = house.owner.days_from(days.first_day()).chain(house.floor_m2.days_from(days.first_day()));
            cut(*days, changes)
        });
        let owned = runs.filter_map(|days| {
            let owner = house.owner.as_at(days.first_day())?.household()?;
            Some((days, owner, *house.floor_m2.as_at(days.first_day())?))
        });
        for (n, (days, owner, floor)) in owned.enumerate() {
            if begins_later(books, ask, owner, days.first_day()) {
                continue;
            }
            let of = vec![in_household(owner), in_set("house", id.as_str())];
            rows.push(bare(numbered(id.as_str(), n), of, What::Let(days, floor)));
        }
    }
    rows
}

/// Capital under the payout's contract, or all, by the days on which it works for one owner at one amount, as known at
/// the record day: that of households, or of the collective. Where nothing counts by days, also what is not invested yet.
fn capital<'a>(books: &'a Books, ask: &Ask<'_>, collective: bool, by_days: bool) -> Vec<Bare<'a>> {
    let (day, under) = (ask.record_day, ask.contract.map(|c| &c.signed.contract));
    let mut rows = Vec::new();
    for capital in books.registers().capital().iter().filter(|c| under.is_none_or(|of| *of == c.contract)) {
        let Some(owner) = capital.owner.as_at(day).filter(|owner| owner.household().is_none() == collective) else {
            continue;
        };
        let of: Belongs<'_> = owner.household().map(in_household).into_iter().collect();
        let runs = capital.runs(day);
        if runs.is_empty() && !by_days && capital.amount_at(day) > Money::ZERO {
            let what = What::Works(capital.counts_from(), None, capital.amount_at(day));
            rows.push(bare(capital.key.as_str(), of, what));
            continue;
        }
        let there = runs.into_iter().filter(|run| run.last.is_none_or(|last| ask.period.first_day() <= last));
        rows.extend(there.map(|run| bare(run.key, of.clone(), What::Works(Some(run.first), run.last, run.amount))));
    }
    rows
}

/// Shares that households keep for a time, on a day.
fn retained<'a>(households: impl Iterator<Item = (&'a HouseholdId, &'a Household)>, day: Day) -> Vec<Bare<'a>> {
    let mut rows = Vec::new();
    for (id, household) in households {
        let kept = household.retained.iter().filter(|(from, _, _, until)| *from <= day && day <= *until);
        for (n, (_, _, shares, until)) in (1..).zip(kept) {
            rows.push(bare(format!("{id}/{n}"), vec![in_household(id)], What::Kept(*shares, *until)));
        }
    }
    rows
}

/// The years that series of the adoption know up to the payout's own, which is one of them.
fn years<'a>(books: &'a Books, ask: &Ask<'_>) -> Vec<Bare<'a>> {
    let own = ask.period.last_day().year();
    let named =
        ask.bound.rows.iter().map(|rows| rows.rows.as_str()).chain(ask.bound.reads.iter().map(|r| r.from.as_str()));
    let codes: BTreeSet<&str> = named
        .filter_map(|word| word.strip_prefix("series."))
        .map(|rest| rest.split('.').next().unwrap_or(rest))
        .collect();
    let mut all = BTreeSet::from([own]);
    for series in codes.iter().filter_map(|code| books.series().get(*code)) {
        let at = series.set.parents.iter().position(|parent| parent.as_str() == "period");
        let of_parents = series.all().filter_map(|(_, _, line)| line.parents.get(at?)?.as_str().parse::<i32>().ok());
        let of_periods = series.all().filter(|_| series.set.per == SeriesPer::Year);
        let of_periods = of_periods.filter_map(|(period, ..)| Some(period?.first_day().year()));
        all.extend(of_parents.chain(of_periods).filter(|year| *year <= own));
    }
    (1..).zip(all).map(|(n, year)| bare(year.to_string(), vec![], What::Year(n, year == own))).collect()
}

/// Rows of a series for the days of the payout; those of a series without periods, always; of everyone, those of every
/// stretch that was over by then.
fn series_rows<'a>(books: &'a Books, ask: &Ask<'_>, series: &'a Series, everyone: bool) -> Vec<Bare<'a>> {
    let inside = |period: Option<SeriesPeriod>| match period.and_then(SeriesPeriod::days) {
        Some(days) if everyone => days.last_day() <= ask.period.last_day(),
        Some(days) => ask.period.covers(days),
        None => series.set.per == SeriesPer::Once,
    };
    let periods: BTreeSet<_> = series.all().map(|(period, ..)| period).filter(|period| inside(*period)).collect();
    let many = periods.len() > 1;
    let one = |(period, key, line): (Option<SeriesPeriod>, &'a str, &'a SeriesLine)| {
        let mut of: Belongs<'a> =
            series.set.parents.iter().zip(&line.parents).map(|(s, k)| in_set(s.as_str(), k.as_str())).collect();
        if let Some(set) = series.set.key.and_then(set_of_key) {
            of.push(in_set(set, key));
        }
        of.extend(belongs(books, ask.record_day, &of));
        let key = match period.filter(|_| many) {
            Some(period) if key.is_empty() => Cow::Owned(period.to_string()),
            Some(period) => Cow::Owned(format!("{key}/{period}")),
            None => Cow::Borrowed(key),
        };
        bare(key, of, What::Line(line))
    };
    series.all().filter(|(period, ..)| inside(*period)).map(one).collect()
}

/// To what the rows to which a row belongs belong themselves.
fn belongs<'a>(books: &'a Books, day: Day, of: &[(Cow<'a, str>, Cow<'a, str>)]) -> Belongs<'a> {
    let registers = books.registers();
    let mut found: Belongs<'a> = Vec::new();
    for (set, key) in of {
        let household = match set.as_ref() {
            "person" => registers.persons().get(key.as_ref()).and_then(|p| p.household_on(day)),
            "parcel" => registers.parcels().get(key.as_ref()).and_then(|p| p.household_on(day)),
            "house" => {
                registers.houses().get(key.as_ref()).and_then(|h| h.owner.as_at(day)).and_then(|o| o.household())
            }
            "household" => {
                found.push((Cow::Borrowed("village"), key.clone()));
                continue;
            }
            "village" => {
                found.push((Cow::Borrowed("household"), key.clone()));
                continue;
            }
            other => {
                // rows of another series belong to what that says
                let lines = other.strip_prefix("series.").and_then(|code| books.series().get(code));
                if let Some((series, line)) = lines.and_then(|series| Some((series, series.first(key)?))) {
                    let up: Belongs<'a> = series
                        .set
                        .parents
                        .iter()
                        .zip(&line.parents)
                        .map(|(s, k)| in_set(s.as_str(), k.as_str()))
                        .collect();
                    found.extend(belongs(books, day, &up));
                    found.extend(up);
                }
                continue;
            }
        };
        if let Some(household) = household {
            found.push(in_household(household));
        }
    }
    found
}
