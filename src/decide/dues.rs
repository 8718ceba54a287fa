//! Dues of a contract that no payout passes on: how they are agreed and changed, and what pays them.

use super::{
    Refusal, dictionary, due, earnings, known,
    refusal::{ContractRule, DayRule, DueRule, HouseholdRule, MemberRule, MoneyRule, SeriesRule, ensure, total},
    registers::above_zero,
};
use crate::{
    books::{Books, Contract, DueEffect, DueStands, is_price, let_off, postings, same_unit},
    event::{
        AbatedBy, Abatement, ClaimPart, ContractAmended, ContractEnded, ContractSigned, DatedTerm, DepositEnd,
        Direction, Due, DueAmount, Instalment, PriceTerm, SeriesHolds, SeriesPer, Worth,
    },
    unit::{ContractId, Day, DueNo, Exact, Fen, Money, PayoutId, Period, Text},
};
use std::collections::{BTreeMap, BTreeSet};

type Checked = Result<(), Refusal>;

/// What is agreed of dues where a contract is signed.
pub(super) fn signed(books: &Books, c: &ContractSigned) -> Checked {
    if let Some(deposit) = &c.deposit {
        above_zero(format!("{} deposit", c.contract), deposit.amount)?;
        ensure(c.terms.deposit.is_none(), || DueRule::DepositTwice { contract: c.contract.clone() })?;
    }
    if let Some(principal) = c.principal {
        if c.direction == Direction::Out {
            let kin = books.registers().parties().get(&c.party).and_then(|party| party.kin_of.clone());
            kin.map_or(Ok(()), |officer| {
                Err(DueRule::LoanToOfficer { contract: c.contract.clone(), party: c.party.clone(), officer })
            })?;
        }
        above_zero(format!("{} principal", c.contract), principal)?;
    }
    terms(&c.contract, &c.dated)?;
    indexed(books, c)?;
    let days = c.first_day.zip(c.last_day).and_then(|(first, last)| Period::new(first, last));
    let agreed = Agreed { books, id: &c.contract, direction: c.direction, days, principal: c.principal };
    agreed.dues(&c.dues, |name, day| c.dated.iter().any(|term| term.name == *name && term.from <= day))?;
    // what comes for households' land, houses or capital comes by instalments
    let income = c.dues.iter().find(|due| earnings::is_income_part(books, due.part.as_str()));
    let theirs = income.filter(|_| earnings::things_of_households(books, c));
    ensure(theirs.is_none(), || DueRule::HouseholdsInstalments { contract: c.contract.clone() })
}

/// Prices follow a column of numbers of a daily series without keys, from a base above zero.
fn indexed(books: &Books, c: &ContractSigned) -> Checked {
    let Some(index) = &c.index else { return Ok(()) };
    let series = books.series().get(&index.series);
    let series = series.ok_or_else(|| SeriesRule::Unknown { series: index.series.clone() })?;
    let column = series.set.columns.iter().find(|column| column.name == index.column);
    let numbers = column.is_some_and(|column| column.holds() == SeriesHolds::Number);
    let daily = series.set.per == SeriesPer::Day && series.set.key.is_none();
    let fits = numbers && daily && !index.base.exact().is_zero();
    let (contract, series, column) = (c.contract.clone(), index.series.clone(), index.column.clone());
    ensure(fits, || DueRule::NoIndex { contract, series, column })
}

/// Each name once for a day.
fn terms(contract: &ContractId, dated: &[DatedTerm]) -> Checked {
    known::each_once(format!("{contract} dated"), dated.iter().map(|term| format!("{} {}", term.name, term.from)))
}

/// A contract whose dues are judged.
struct Agreed<'a> {
    books: &'a Books,
    id: &'a ContractId,
    direction: Direction,
    days: Option<Period>,
    principal: Option<Money>,
}

impl Agreed<'_> {
    /// Each number once, each within the contract, each by a part of its direction that a term in force prices.
    fn dues(&self, dues: &[Due], in_force: impl Fn(&Text, Day) -> bool) -> Checked {
        known::each_once(format!("{} dues", self.id), dues.iter().map(|due| &due.no))?;
        for due in dues {
            let at = || format!("{} {}", self.id, due.no);
            self.part(due)?;
            if let Some(days) = self.days {
                let (own, all) = (due.days, days);
                ensure(all.covers(own), || DayRule::OtherDays { at: at(), due: all, days: own })?;
            }
            let named = match &due.worth {
                Worth::Amount(amount) | Worth::Repayment(amount) => {
                    above_zero(at(), *amount)?;
                    None
                }
                Worth::Rate(rate) => Some(&rate.price),
                Worth::Interest(interest) => Some(&interest.rate),
            };
            if let Some(name) = named {
                ensure(in_force(name, due.days.first_day()), || DueRule::NoTerm {
                    contract: self.id.clone(),
                    no: due.no.clone(),
                    name: name.clone(),
                    on: due.days.first_day(),
                })?;
            }
            let lent = !matches!(due.worth, Worth::Interest(_) | Worth::Repayment(_)) || self.principal.is_some();
            ensure(lent, || MemberRule::Without { at: at(), member: "principal" })?;
        }
        Ok(())
    }

    /// The part is one that comes, or goes, under this contract, and that no sheet shares.
    fn part(&self, due: &Due) -> Checked {
        let chart = self.books.chart();
        let own = |shared: &bool| !shared;
        let (at, known) = match self.direction {
            Direction::Out => {
                let all = chart.receipt.iter().filter(|(_, rule)| own(&rule.shared)).map(|(name, _)| name);
                ("receipt.recorded", all.cloned().collect::<Vec<_>>())
            }
            Direction::In => ("payment.recorded", chart.payment.keys().cloned().collect()),
        };
        ensure(known.iter().any(|name| name == due.part.as_str()), || MoneyRule::PartOfNone {
            at,
            known: known.join(", "),
            part: due.part.clone(),
        })
    }
}

/// What an amendment changes of dues.
pub(super) fn amended(books: &Books, on: Day, contract: &Contract, a: &ContractAmended) -> Checked {
    terms(&a.contract, &a.dated)?;
    for term in &a.dated {
        of_the_contract(books, contract, a, term)?;
        within(books, on, contract, term)?;
        not_paid_yet(books, on, contract, term)?;
    }
    let last = a.last_day.or(contract.last_day);
    let days = contract.signed.first_day.zip(last).and_then(|(first, last)| Period::new(first, last));
    if let Some(last) = a.last_day {
        let stands = contract.dues_on(books, on).into_iter().filter(|due| !due.gone && !falls_away(a, due.due));
        if let Some(due) = stands.map(|due| due.due.days.last_day()).max() {
            let id = a.contract.clone();
            ensure(due <= last, || ContractRule::EndsBeforeInstalment { contract: id, due, last })?;
        }
    }
    for due in &a.dues {
        let taken = contract.dues.get(&due.no).is_some();
        ensure(!taken, || DueRule::NumberTaken { contract: a.contract.clone(), no: due.no.clone() })?;
    }
    let (direction, principal) = (contract.signed.direction, contract.signed.principal);
    let agreed = Agreed { books, id: &a.contract, direction, days, principal };
    agreed.dues(&a.dues, |name, day| {
        let new = a.dated.iter().any(|term| term.name == *name && term.from <= day);
        new || contract.dues.in_force(name, day).is_some()
    })?;
    let income = a.dues.iter().find(|due| earnings::is_income_part(books, due.part.as_str()));
    let theirs = income.filter(|_| earnings::things_of_households(books, &contract.signed));
    ensure(theirs.is_none(), || DueRule::HouseholdsInstalments { contract: a.contract.clone() })?;
    abated(books, on, contract, a)?;
    drops_no_instalment(contract, a)?;
    for due in contract.dues.all().iter().filter(|due| falls_away(a, due)) {
        let moved = contract.dues.moves().iter().any(|moved| moved.no == due.no);
        ensure(!moved, || DueRule::Moved { contract: a.contract.clone(), no: due.no.clone() })?;
    }
    assigned(books, on, contract, a)
}

/// An instalment falls away with its contract alone: what households are promised is not dropped beside it.
fn drops_no_instalment(contract: &Contract, a: &ContractAmended) -> Checked {
    let Some(day) = a.drop_after else { return Ok(()) };
    let behind = contract.instalments.iter().chain(&a.instalments);
    let behind = behind.filter(|i| i.period().is_some_and(|days| day < days.first_day()));
    behind.min_by_key(|i| i.due).map_or(Ok(()), |i| {
        Err(DueRule::InstalmentBehind { contract: a.contract.clone(), no: i.payout.clone() }.into())
    })
}

fn falls_away(a: &ContractAmended, due: &Due) -> bool {
    a.drop_after.is_some_and(|day| day < due.days.first_day())
}

/// A term does not change what was paid by it from its first day on: what changes within is paid beside it, or was too much.
fn not_paid_yet(books: &Books, on: Day, contract: &Contract, term: &DatedTerm) -> Checked {
    let Some(least) = unpaid_from(books, contract, &term.name, term.from) else { return Ok(()) };
    let at = format!("{} {}", contract.signed.contract, term.name);
    let least = first_that_works(books, on, contract, &term.name, least);
    Err(DayRule::TooEarly { at, least, day: term.from }.into())
}

/// The first day from this one on from which a term may be another: neither what was paid nor what was shared rests on it.
fn first_that_works(books: &Books, on: Day, contract: &Contract, name: &Text, mut day: Day) -> Day {
    loop {
        let inside = price_inside(books, on, contract, name, day).and_then(|found| found.last.plus_days(1));
        match inside.max(unpaid_from(books, contract, name, day)).filter(|later| day < *later) {
            Some(later) => day = later,
            None => return day,
        }
    }
}

/// The day behind the last one for which something was paid by a term that would change from a day; none where nothing was.
fn unpaid_from(books: &Books, contract: &Contract, name: &Text, from: Day) -> Option<Day> {
    let id = &contract.signed.contract;
    let came = contract.instalments.iter().filter(|i| !books.history().received(id, &i.payout).is_empty());
    let priced = came.filter(|_| is_price(name)).map(|i| i.first_day);
    let paid = |due: &&Due| contract.dues.moves().iter().any(|moved| moved.no == due.no);
    // a price is that of the first day of a due, the rate of interest that of each of its days
    let begins = |day: Day| {
        let other = |due: &Due| matches!(due.worth, Worth::Interest(_)) && due.days.first_day() == day;
        contract.dues.all().iter().any(other)
    };
    let last = |due: &Due| match due.worth {
        Worth::Interest(_) if due.days.first_day() < due.days.last_day() && begins(due.days.last_day()) => {
            due.days.last_day().plus_days(-1)
        }
        Worth::Interest(_) => Some(due.days.last_day()),
        Worth::Amount(_) | Worth::Rate(_) | Worth::Repayment(_) => Some(due.days.first_day()),
    };
    let calls = |due: &&Due| named(due) == Some(name);
    let hit = contract.dues.all().iter().filter(calls).filter(paid).filter_map(last);
    hit.chain(priced).filter(|day| from <= *day).max()?.plus_days(1)
}

/// A term changes what is computed by it: a price of land or houses that are let, a term that dues name, one that the
/// contract has, or one that a sheet in force reads; in its own unit.
fn of_the_contract(books: &Books, contract: &Contract, a: &ContractAmended, term: &DatedTerm) -> Checked {
    let (id, name) = (&contract.signed.contract, &term.name);
    let own = |dues: &[Due]| dues.iter().filter_map(named).cloned().collect::<Vec<Text>>();
    let mut known: BTreeSet<Text> = own(contract.dues.all()).into_iter().chain(own(&a.dues)).collect();
    known.extend(contract.dues.terms().iter().map(|term| term.name.clone()));
    let read = books.schemes().values().flat_map(|adopted| &adopted.bound.reads);
    known.extend(read.filter_map(|read| read.from.as_str().strip_prefix("term.")?.parse().ok()));
    let units = price_units(&contract.signed);
    let priced = is_price(name) && !units.is_empty();
    ensure(priced || known.contains(name), || {
        let price = (!units.is_empty()).then(|| "price".to_owned());
        let mut all: Vec<String> = price.into_iter().chain(known.iter().map(Text::to_string)).collect();
        all.dedup();
        ContractRule::NoSuchTerm { contract: id.clone(), known: all.join(", "), name: name.clone() }
    })?;
    let before = contract.dues.terms().iter().rfind(|other| other.name == *name);
    let wanted: Vec<&str> = match before {
        Some(before) => vec![before.unit.as_str()],
        None if priced => units,
        None => return Ok(()),
    };
    let fits = wanted.iter().any(|unit| same_unit(unit, term.unit.as_str()));
    ensure(fits, || ContractRule::TermUnit {
        contract: id.clone(),
        name: name.clone(),
        unit: wanted.join(", "),
        found: term.unit.clone(),
    })?;
    let whole = (&term.value.exact() * &Exact::whole(10_000)).floor().map(Exact::whole);
    let fits = !priced || whole == Some(&term.value.exact() * &Exact::whole(10_000));
    ensure(fits, || ContractRule::NoPrice { contract: id.clone(), name: name.clone(), found: term.value })
}

/// The units of the prices at which land and houses are let.
fn price_units(c: &ContractSigned) -> Vec<&'static str> {
    let all = [(c.parcels.is_empty(), PriceTerm::OF_LAND), (c.houses.is_empty(), PriceTerm::OF_HOUSES)];
    all.into_iter().filter(|(none, _)| !none).map(|(_, unit)| unit).collect()
}

/// The term by which a due is computed.
fn named(due: &Due) -> Option<&Text> {
    match &due.worth {
        Worth::Rate(rate) => Some(&rate.price),
        Worth::Interest(interest) => Some(&interest.rate),
        Worth::Amount(_) | Worth::Repayment(_) => None,
    }
}

/// A price that changes within an instalment, or within days whose rent came: not where it was shared, nor where something
/// counts for a part of the days, which no one price is right for.
fn within(books: &Books, on: Day, contract: &Contract, term: &DatedTerm) -> Checked {
    let Some(found) = price_inside(books, on, contract, &term.name, term.from) else { return Ok(()) };
    let next = found.last.plus_days(1).unwrap_or(found.last);
    let next = first_that_works(books, on, contract, &term.name, next);
    let (contract, name) = (contract.signed.contract.clone(), term.name.clone());
    let (first, shared) = (found.first, found.shared);
    Err(ContractRule::PriceInside { contract, name, first, next, shared, from: term.from }.into())
}

/// Days within which a price may not change.
struct PriceInside {
    /// Their first day, where it may change on that.
    first: Option<Day>,
    last: Day,
    /// The payout that shared their rent.
    shared: Option<PayoutId>,
}

/// The days within which a price that changes from a day would.
fn price_inside(books: &Books, on: Day, contract: &Contract, name: &Text, from: Day) -> Option<PriceInside> {
    let id = &contract.signed.contract;
    let rent = contract.rent_part().filter(|_| is_price(name))?;
    let of_rent = books.parts_under(id).filter(|part| part.reference.part.as_str() == rent);
    let by_days = of_rent.filter_map(|part| Some((part.period?.last_day(), part.shared_by.as_ref()?)));
    let declared = contract.instalments.iter().filter(|i| books.payout(&i.payout).is_some());
    let declared = declared.filter_map(|i| Some((i.period()?.last_day(), &i.payout)));
    let done = by_days.chain(declared).filter(|(last, _)| from <= *last).max_by_key(|(last, _)| *last);
    if let Some((last, by)) = done {
        return Some(PriceInside { first: None, last, shared: Some(by.clone()) });
    }
    let instalments = contract.instalments.iter().filter_map(Instalment::period);
    let mut cut = instalments.filter(|days| days.first_day() < from && days.holds(from));
    let days = cut.find(|days| dictionary::partly(books, contract, *days, on).is_some())?;
    let came = contract.instalments.iter().filter(|i| i.period() == Some(days));
    let came = came.flat_map(|i| books.history().received(id, &i.payout)).next().is_some();
    Some(PriceInside { first: (!came).then_some(days.first_day()), last: days.last_day(), shared: None })
}

/// Of an instalment a part is let off, before its payout is declared: what it is worth is the sheet's to say.
fn instalment_abated(books: &Books, contract: &Contract, i: &Instalment, abatement: &Abatement) -> Checked {
    let (contract_id, no) = (&contract.signed.contract, &abatement.no);
    let AbatedBy::Ratio(ratio) = abatement.by else {
        return Err(MemberRule::Without { at: format!("{contract_id} {no}"), member: "ratio" }.into());
    };
    ensure(books.payout(&i.payout).is_none(), || DueRule::Moved { contract: contract_id.clone(), no: no.clone() })?;
    let all = &contract.dues.abated_part(no.as_str()) + &ratio.exact();
    ensure(all <= Exact::whole(1), || DueRule::AbatedWhole { contract: contract_id.clone(), no: no.clone() })
}

/// Nothing is let off beyond what a due is.
fn abated(books: &Books, on: Day, contract: &Contract, a: &ContractAmended) -> Checked {
    known::each_once(format!("{} abate", a.contract), a.abate.iter().map(|abatement| &abatement.no))?;
    for abatement in &a.abate {
        if let Some(instalment) = contract.instalments.iter().find(|i| i.payout.as_str() == abatement.no.as_str()) {
            instalment_abated(books, contract, instalment, abatement)?;
            continue;
        }
        let due = there(books, on, contract, &abatement.no)?;
        let left = due.asked.unwrap_or(Fen::ZERO);
        let whole = left.capped_plus(due.abated);
        let off = let_off(abatement.by, whole);
        ensure(off <= left, || DueRule::AbatedAbove {
            contract: a.contract.clone(),
            no: abatement.no.clone(),
            left,
            off,
        })?;
    }
    Ok(())
}

/// The contract passes to a registered party, with no more of the deposit than is held.
fn assigned(books: &Books, on: Day, contract: &Contract, a: &ContractAmended) -> Checked {
    let Some(assigned) = &a.assign else { return Ok(()) };
    let id = &contract.signed.contract;
    ensure(books.registers().parties().contains_key(&assigned.to), || HouseholdRule::UnknownParty {
        at: id.to_string(),
        party: assigned.to.clone(),
    })?;
    known::each_once(id, &assigned.dues)?;
    for no in &assigned.dues {
        let stands = there(books, on, contract, no)?;
        let open = stands.due.due < on && known_open(contract, &stands)? > stands.claimed;
        // a claim stands in the books under the name of who owed it
        let passes = open && stands.claimed == Fen::ZERO;
        ensure(passes, || DueRule::NotOpen { contract: id.clone(), no: no.clone() })?;
    }
    let Some(deposit) = assigned.deposit else { return Ok(()) };
    above_zero(format!("{id} deposit"), deposit)?;
    let (held, sum) = (postings::deposit_held(books, id), deposit.fen());
    ensure(sum <= held, || MoneyRule::DepositAboveHeld { contract: id.clone(), held, sum })
}

/// A due of the contract that stands.
fn there<'a>(books: &Books, on: Day, contract: &'a Contract, no: &DueNo) -> Result<DueStands<'a>, Refusal> {
    let latest = contract.dues.moves().iter().map(|moved| moved.on).max().map_or(on, |last| last.max(on));
    let due = contract.dues.get(no).map(|due| contract.stands(books, due, latest)).filter(|due| !due.gone);
    due.ok_or_else(|| unknown(contract, no))
}

fn unknown(contract: &Contract, no: &DueNo) -> Refusal {
    DueRule::Unknown { contract: contract.signed.contract.clone(), no: no.clone() }.into()
}

/// What the end of a contract says of its dues.
pub(super) fn ended(books: &Books, on: Day, contract: &Contract, e: &ContractEnded) -> Checked {
    known::each_once(format!("{} settle", e.contract), e.settle.iter().map(|due| &due.no))?;
    for settled in &e.settle {
        let due = there(books, on, contract, &settled.no)?;
        let broken = due.due.days.holds(e.last_day);
        ensure(broken, || DayRule::OtherDays {
            at: format!("{} {}", e.contract, settled.no),
            due: Period::new(e.last_day, e.last_day).unwrap_or(due.due.days),
            days: due.due.days,
        })?;
        let most = due.asked.unwrap_or(Fen::ZERO);
        let fits = settled.amount.fen() <= most;
        ensure(fits, || DueRule::Overpaid {
            contract: e.contract.clone(),
            no: settled.no.clone(),
            open: most,
            amount: settled.amount.fen(),
        })?;
    }
    e.deposit.as_ref().map_or(Ok(()), |deposit| applied(books, on, contract, e, deposit))
}

/// A deposit pays what is open behind the end.
fn applied(books: &Books, on: Day, contract: &Contract, e: &ContractEnded, deposit: &DepositEnd) -> Checked {
    known::each_once(format!("{} deposit", e.contract), deposit.to_due.iter().map(|due| &due.no))?;
    for paid in &deposit.to_due {
        above_zero(format!("{} {}", e.contract, paid.no), paid.amount)?;
        let due = there(books, on, contract, &paid.no)?.due;
        let stands = postings::stands_behind(books, contract, due, e, on);
        let open = stands.open().map_or(Fen::ZERO, |open| open.capped_minus(stands.claimed));
        no_more(contract, &paid.no, paid.amount.fen(), open)?;
    }
    Ok(())
}

/// What is open of a due whose amount can be known by now.
fn known_open(contract: &Contract, stands: &DueStands<'_>) -> Result<Fen, Refusal> {
    let (id, no) = (&contract.signed.contract, &stands.due.no);
    stands.open().ok_or_else(|| DueRule::NotKnown { contract: id.clone(), no: no.clone() }.into())
}

fn no_more(contract: &Contract, no: &DueNo, amount: Fen, open: Fen) -> Checked {
    ensure(amount <= open, || DueRule::Overpaid {
        contract: contract.signed.contract.clone(),
        no: no.clone(),
        open,
        amount,
    })
}

/// What an entry that moves money says of dues.
pub(super) struct Pays<'a> {
    pub contract: Option<&'a Contract>,
    pub direction: Direction,
    pub dues: &'a [DueAmount],
    /// Its parts by name.
    pub parts: Vec<(&'a Text, Money)>,
    /// Names of parts that settle a claim.
    pub settling: BTreeSet<&'a str>,
}

/// The dues that an entry pays: those that it names, each no further than it is open and as much as its part brings;
/// where it names none, the oldest open ones of each part.
pub(super) fn paid(books: &Books, on: Day, pays: &Pays<'_>) -> Result<Vec<DueAmount>, Refusal> {
    let Some(contract) = pays.contract else {
        ensure(pays.dues.is_empty(), || MemberRule::Without { at: "dues".to_owned(), member: "contract" })?;
        return Ok(Vec::new());
    };
    known::each_once("dues", pays.dues.iter().map(|due| &due.no))?;
    let ours = contract.signed.direction == pays.direction;
    if let Some(due) = pays.dues.first().filter(|_| !ours) {
        return Err(unknown(contract, &due.no));
    }
    if pays.dues.is_empty() {
        return if ours { oldest(books, on, contract, pays) } else { Ok(Vec::new()) };
    }
    let mut brought: BTreeMap<&str, Fen> = BTreeMap::new();
    for due in pays.dues {
        above_zero(format!("{} {}", contract.signed.contract, due.no), due.amount)?;
        let stands = there(books, on, contract, &due.no)?;
        let own = pays.parts.iter().map(|(name, _)| name.as_str()).find(|name| *name == stands.due.part.as_str());
        let collects = pays.parts.iter().map(|(name, _)| name.as_str()).find(|name| pays.settling.contains(name));
        let open = known_open(contract, &stands)?;
        let (part, open) = match (own, collects) {
            (Some(own), _) => (own, open.capped_minus(stands.claimed)),
            (None, Some(collects)) => (collects, stands.claimed),
            (None, None) => (stands.due.part.as_str(), open),
        };
        no_more(contract, &due.no, due.amount.fen(), open)?;
        let sum = brought.entry(part).or_insert(Fen::ZERO);
        *sum = sum.capped_plus(due.amount.fen());
    }
    for (part, sum) in brought {
        let came = pays.parts.iter().filter(|(name, _)| name.as_str() == part).map(|(_, amount)| amount.fen());
        let came = total(part, came)?;
        ensure(came == sum, || MoneyRule::StatedDiffers { at: format!("dues {part}"), computed: came, stated: sum })?;
    }
    Ok(pays.dues.to_vec())
}

/// Without a word the oldest due of a part is paid first.
fn oldest(books: &Books, on: Day, contract: &Contract, pays: &Pays<'_>) -> Result<Vec<DueAmount>, Refusal> {
    let mut found = Vec::new();
    let stands = contract.dues_on(books, on);
    for (part, amount) in &pays.parts {
        let mut left = amount.fen();
        let own = stands.iter().filter(|stands| !stands.gone && stands.due.part == **part);
        let own: Vec<_> = own.collect();
        let Some(last) = own.last() else { continue };
        for stands in &own {
            let open = there(books, on, contract, &stands.due.no)?;
            // one whose amount cannot be known yet is paid by its number alone
            let open = open.open().map_or(Fen::ZERO, |all| all.capped_minus(open.claimed));
            let taken = left.min(open);
            if let Some(amount) = Money::from_fen(taken).filter(|_| taken > Fen::ZERO) {
                found.push(DueAmount { amount, no: stands.due.no.clone() });
                left = left.capped_minus(taken);
            }
        }
        no_more(contract, &last.due.no, left, Fen::ZERO)?;
    }
    Ok(found)
}

/// No more of a loan is drawn, or lent, than is agreed, and none under a contract of the other direction.
pub(super) fn drawn(contract: &Contract, direction: Direction, amount: Fen) -> Checked {
    let id = &contract.signed.contract;
    let agreed = contract.signed.principal.filter(|_| contract.signed.direction == direction);
    let agreed = agreed.map_or(Fen::ZERO, Money::fen);
    let all = contract.dues.drawn().capped_plus(amount);
    ensure(amount == Fen::ZERO || all <= agreed, || DueRule::LoanAbove { contract: id.clone(), agreed, all })
}

/// No more is held as deposit of a party than its contracts agree, where each of them says how much.
pub(super) fn deposited(books: &Books, contract: &Contract, amount: Fen) -> Checked {
    let agreed = |contract: &Contract| {
        let beside = contract.signed.deposit.as_ref().map(|deposit| deposit.amount);
        beside.or(contract.signed.terms.deposit).map(Money::fen)
    };
    let own = books.contracts().values().filter(|other| other.party() == contract.party());
    let Some(all) = own.map(agreed).collect::<Option<Vec<_>>>() else { return Ok(()) };
    let id = &contract.signed.contract;
    let (agreed, all) = (Fen::capped_total(all), postings::deposit_held(books, id).capped_plus(amount));
    ensure(amount == Fen::ZERO || all <= agreed, || DueRule::DepositAbove { contract: id.clone(), agreed, all })
}

/// What a claim does to the instalment, or to the other days of rent, that it names: a deposit pays it, or what came above it
/// is owed back. Of what was shared the collective owes it: nobody asks back what households have.
fn of_instalment(
    books: &Books,
    on: Day,
    c: &ClaimPart,
    (contract, instalment): (&Contract, &Instalment),
    (no, effect, part): (&DueNo, DueEffect, &str),
) -> Checked {
    let (id, code, sum) = (&contract.signed.contract, &instalment.payout, c.amount.fen());
    let gone = contract.fell_away.iter().any(|gone| gone.payout == *code);
    let waits = books.rent_came(id, instalment, (part, false));
    let declared = books.payout(code);
    let shared = declared.is_some() && (effect == DueEffect::Deposit || waits == Fen::ZERO);
    ensure(!shared || effect == DueEffect::BackShared, || DueRule::Shared { contract: id.clone(), no: no.clone() })?;
    let above = |came: Fen| match gone {
        true => came,
        false => {
            let day = declared.map_or(on, |payout| payout.declared.record_day);
            due::above(books, day, contract, (instalment, part)).unwrap_or(came).min(came)
        }
    };
    match effect {
        DueEffect::Deposit if !gone && contract.instalment_ever(code.as_str()).is_some() => {
            let held = postings::deposit_held(books, id);
            ensure(sum <= held, || MoneyRule::DepositAboveHeld { contract: id.clone(), held, sum })?;
            due::deposit(books, on, contract, instalment, (part, sum))
        }
        DueEffect::Back => no_more(contract, no, sum, above(waits)),
        DueEffect::BackShared => no_more(contract, no, sum, above(books.rent_came(id, instalment, (part, true)))),
        DueEffect::Deposit | DueEffect::Claimed | DueEffect::WrittenOff => Err(unknown(contract, no)),
    }
}

/// What a claim does to the due that it names.
pub(super) fn claimed(books: &Books, on: Day, c: &ClaimPart, effect: Option<DueEffect>) -> Checked {
    let Some(effect) = effect else {
        ensure(c.claim.as_str() != postings::DEPOSIT_MOVED, || DueRule::ByAssignment { claim: c.claim.clone() })?;
        return ensure(c.no.is_none(), || DueRule::NoDueOf { claim: c.claim.clone() });
    };
    let missing = |member| MemberRule::Missing { at: c.claim.to_string(), member };
    let contract = c.contract.as_ref().ok_or_else(|| missing("contract"))?;
    let contract = known::contract(books, contract)?;
    let no = c.no.as_ref().ok_or_else(|| missing("no"))?;
    if let Some(instalment) = books.rent_of(contract, no.as_str()).filter(|_| contract.dues.get(no).is_none()) {
        let rule = books.chart().claim.get(c.claim.as_str());
        let part = rule.and_then(|rule| rule.of.as_deref()).or(contract.rent_part());
        let part = part.ok_or_else(|| unknown(contract, no))?;
        return of_instalment(books, on, c, (contract, &instalment), (no, effect, part));
    }
    let stands = there(books, on, contract, no)?;
    let open = known_open(contract, &stands)?.capped_minus(stands.claimed);
    let of_theirs = matches!(effect, DueEffect::Claimed | DueEffect::WrittenOff);
    let ours = of_theirs && contract.signed.direction == Direction::In;
    ensure(!ours, || DueRule::Ours { contract: contract.signed.contract.clone(), no: no.clone() })?;
    match effect {
        DueEffect::Claimed => {
            let due = stands.due.due;
            ensure(due <= on, || DayRule::TooEarly {
                at: format!("{} {no}", contract.signed.contract),
                least: due,
                day: on,
            })?;
            no_more(contract, no, c.amount.fen(), open)?;
        }
        DueEffect::Deposit => {
            let (id, sum) = (contract.signed.contract.clone(), c.amount.fen());
            let held = postings::deposit_held(books, &id);
            ensure(sum <= held, || MoneyRule::DepositAboveHeld { contract: id, held, sum })?;
            no_more(contract, no, sum, open)?;
        }
        DueEffect::WrittenOff => no_more(contract, no, c.amount.fen(), stands.claimed)?,
        DueEffect::Back | DueEffect::BackShared => {
            return Err(DueRule::ByTheEnd { claim: c.claim.clone() }.into());
        }
    }
    Ok(())
}
