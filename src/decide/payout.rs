//! Payouts: sheets adopted, payouts computed and declared, lines paid and returned.

use super::{
    DeclarePayout, Order, PayPayout, Refusal, ReturnPayout, Shown,
    ask::Ask,
    asking, contracts, dictionary, facts, further, holdings, kind, known, once, payout_days,
    refusal::{
        HouseholdRule, LandRule, MemberRule, MoneyRule, OwnerRule, PayoutRule, ReadingRule, SheetRule, ensure,
        too_large, total,
    },
    version,
};
use crate::{
    books::{Books, Payout, postings},
    event::{
        Attached, BankReason, Because, BlobRef, DrawnOn, Event, Fact, Holder, How, Kept, KeptMoney, KeptNumber,
        Outside, PayoutDeclared, PayoutLine, PayoutPaid, PayoutReturned, Placed, Reason, ReasonRow, SchemeAdopted,
    },
    log::Hash,
    rules::{self, Outcome, Place, Reasons},
    scheme::{CheckedSheet, PartyKind, PlaceRef, Tag},
    unit::{Day, Fen, HouseholdId, Money, PayoutId, Text, WorkerId},
};
use std::collections::{BTreeMap, BTreeSet};

type Checked = Result<(), Refusal>;

pub(super) fn adopt(books: &Books, s: &SchemeAdopted, order: &Order) -> Checked {
    let Order::Record(_, Attached::Document(text)) = order else {
        return Err(SheetRule::NoText { scheme: s.scheme.clone() }.into());
    };
    let same = Hash::of(&[text.as_bytes()]) == s.sheet.blob && text.len() as u64 == s.sheet.bytes;
    ensure(same, || SheetRule::OtherText { scheme: s.scheme.clone(), sheet: s.sheet.blob })?;
    let sheet = crate::scheme::read(text).map_err(|found| SheetRule::refused(&found))?;
    ensure(*sheet.id() == s.scheme, || SheetRule::OtherScheme { sheet: sheet.id().clone(), said: s.scheme.clone() })?;
    ensure(sheet.semantics() == s.semantics, || SheetRule::OtherSemantics {
        sheet: sheet.semantics(),
        said: s.semantics,
    })?;
    if let Some(stands) = books.adopted(&s.scheme, s.version) {
        let (scheme, version, sheet) = (s.scheme.clone(), s.version, s.sheet.blob);
        return Err(match stands.hash == sheet {
            true => SheetRule::Adopted { scheme, version, sheet },
            false => SheetRule::Changed { scheme, version, sheet },
        }
        .into());
    }
    let last = books.versions(&s.scheme).next_back().map_or(0, |(version, _)| version);
    let next = last.saturating_add(1);
    ensure(s.version == next, || SheetRule::NotTheNext { scheme: s.scheme.clone(), version: s.version, next })?;
    nothing_vanishes(books, s, last, &sheet)?;
    asking::has_a_place(books, &sheet, &s.bindings())?;
    dictionary::covers_bound(books, &sheet, &s.bindings())
}

/// A new version keeps every account and carried number of the old one that is not zero.
fn nothing_vanishes(books: &Books, s: &SchemeAdopted, last: u32, sheet: &CheckedSheet) -> Checked {
    let Some(before) = books.adopted(&s.scheme, last).map(|a| &a.sheet) else { return Ok(()) };
    for account in before.accounts() {
        let rows = books.kept().get(&account.name).into_iter().flat_map(|rows| rows.values().copied());
        let held = total(&account.name, rows)?;
        let stays = sheet.accounts().iter().any(|a| a.name == account.name);
        ensure(stays || held == Fen::ZERO, || SheetRule::AccountVanishes { account: account.name.clone(), held })?;
    }
    for number in before.carried() {
        let rows = books.carried().get(&s.scheme).and_then(|c| c.get(&number.name));
        let left = rows.into_iter().flat_map(|rows| rows.values()).find(|v| !v.is_zero());
        let stays = sheet.carried().iter().any(|c| c.name == number.name);
        if let Some(carried) = left.filter(|_| !stays) {
            return Err(SheetRule::NumberVanishes { number: number.name.clone(), carried: carried.clone() }.into());
        }
    }
    Ok(())
}

/// Pay for labour that an employer or operator is to pay afterwards is for work that is recorded: computed from
/// the lines of the work sheet whose code the payout has, under the contract of that sheet; or from a series of what
/// persons did, which the adoption names.
fn labour_is_work(books: &Books, d: &DeclarePayout, ask: &Ask<'_>, outcome: &Outcome) -> Checked {
    let outside = |name: &String| {
        let kind = ask.sheet.parties().iter().find(|p| p.name == *name).map(|p| p.kind);
        !matches!(kind, Some(PartyKind::Books | PartyKind::Collective) | None)
    };
    let mut owed = outcome.moves.iter().filter(|m| matches!(&m.from, Place::Party(name) if outside(name)));
    let itself = ask.contract.is_some_and(|contract| books.registers().is_itself(contract.party()));
    ensure(!itself || owed.clone().next().is_none(), || PayoutRule::OwnLabour {
        payout: d.payout.clone(),
        scheme: d.scheme.clone(),
    })?;
    if !owed.any(|m| m.tag == Some(Tag::Labour) || ask.work.is_some()) {
        return Ok(());
    }
    if ask.work.is_none() && dictionary::reads_persons_lines(books, ask.bound) {
        return Ok(());
    }
    let lines = ask.sheet.registers().iter().any(|r| dictionary::register(&r.name).is_some_and(|r| r.zh == "工票"));
    let own = ask.work.zip(ask.contract).is_some_and(|(work, contract)| work.contract == contract.signed.contract);
    ensure(lines && own, || PayoutRule::NotForWork { payout: d.payout.clone(), scheme: d.scheme.clone() })
}

/// Computes and declares.
pub(super) fn declare(books: &Books, on: Day, d: &DeclarePayout) -> Result<Event, Refusal> {
    stated_lines(books, on, d)?;
    let (version, adopted, ask) = version::of_payout(books, on, d)?;
    let sheet = &adopted.sheet;
    let sources = ask.sources.iter().map(|part| part.reference.clone()).collect();
    nothing_twice(books, d, &ask)?;
    kind::of_contract(books, &ask)?;
    once::days(books, d, &ask)?;
    once::beside_what_came(books, d, &ask)?;
    asking::once(books, d, &ask)?;
    ensure(!books.payouts().contains_key(&d.payout), || PayoutRule::Exists { payout: d.payout.clone() })?;
    let of_result = of_result(sheet, &ask);
    if of_result {
        after_reserve(books, d)?;
    }
    payout_days::declared(on, d, &ask, of_result)?;
    facts::rent_was_shared(books, &ask)?;
    stated_pool(d, &ask)?;
    let opened = dictionary::sealed(books, &ask);
    let closed = opened.iter().any(|commitment| d.opened.get(commitment).is_none());
    let Computed { drawn, kept, lines } = match d.shown.as_ref().filter(|_| closed) {
        Some(shown) => as_shown(d, shown)?,
        None => computed(books, on, d, &ask, of_result)?,
    };
    let to_households = lines.iter().filter(|l| l.to.household().is_some());
    let households = total(&d.payout, to_households.map(|l| l.amount.fen()))?;
    stated_totals(books, d, &ask, households)?;
    stated_amounts(d, &lines)?;
    ensure(!lines.is_empty(), || PayoutRule::NothingToShare { payout: d.payout.clone() })?;
    let placed = placed(&d.payout, lines)?;
    let unwritable = |why| ReadingRule::Unwritable { kind: "payout.declare".to_owned(), why: Box::new(why) };
    let kept_as = kept.as_ref().map(|kept| kept.bytes().map(|bytes| BlobRef::of(&bytes)));
    let fact = PayoutDeclared {
        asks: sheet.asks_members(),
        contract: d.contract.clone(),
        drawn,
        given: d.given.clone(),
        households: money(households, &d.payout)?,
        kept: kept_as.transpose().map_err(unwritable)?,
        lines: placed.head,
        opened,
        payout: d.payout.clone(),
        period: ask.period,
        read: dictionary::rows_read(books, &ask),
        reasons: placed.reasons,
        record_day: ask.record_day,
        scheme: d.scheme.clone(),
        sheet: adopted.hash,
        sources,
        version,
        year: d.year,
    };
    Ok(Event { attached: Attached::Lines(placed.lines), kept, ..Event::plain(Fact::PayoutDeclared(fact)) })
}

/// What a sheet gives: a line per receiver, what it keeps, and what it drew on.
struct Computed {
    drawn: Vec<DrawnOn>,
    kept: Option<Kept>,
    lines: Vec<PayoutLine>,
}

fn computed(books: &Books, on: Day, d: &DeclarePayout, ask: &Ask<'_>, of_result: bool) -> Result<Computed, Refusal> {
    let (outcome, reasons) = match facts::explained(books, ask) {
        Ok(found) => found,
        Err(stopped) => return further(books, on, d, ask)?.ok_or(stopped),
    };
    fund_stays(ask.sheet, &outcome)?;
    labour_is_work(books, d, ask, &outcome)?;
    kind::of_purposes(books, ask)?;
    let lines = lines(books, ask, &outcome, reasons, (on, &d.payout))?;
    let to_households = lines.iter().filter(|l| l.to.household().is_some());
    let households = total(&d.payout, to_households.map(|l| l.amount.fen()))?;
    payout_days::somebody_receives(books, on, ask, households)?;
    // a sheet that goes by what is left after the reserve says nothing of it
    if of_result && !reads_distributable(ask) {
        reserve_agrees(books, d, &outcome)?;
    }
    Ok(Computed { drawn: drawn(ask, &outcome)?, kept: kept(books, ask, &outcome)?, lines })
}

/// What came late of days that were shared: what all of it gives, less what was given; or a part of what is due.
fn further(books: &Books, on: Day, d: &DeclarePayout, ask: &Ask<'_>) -> Result<Option<Computed>, Refusal> {
    let Some(mut whole) = further::all(books, d, ask)? else { return Ok(None) };
    let reasons = std::mem::take(&mut whole.reasons);
    let all = lines(books, &whole.ask, &whole.outcome, reasons, (on, &d.payout))?;
    Ok(whole.now(all)?.map(|lines| Computed { drawn: Vec::new(), kept: None, lines }))
}

/// What parties gave that no line shows: where a step's own source lacked it, and, beside what came in and is shared,
/// into what the sheet shares.
fn drawn(ask: &Ask<'_>, outcome: &Outcome) -> Result<Vec<DrawnOn>, Refusal> {
    let sheet = ask.sheet;
    let is = |place: &PlaceRef, name: &str| {
        let PlaceRef::Party(at) = place else { return false };
        sheet.parties().get(at.index()).is_some_and(|party| party.name == name)
    };
    let mut sums: BTreeMap<&str, Fen> = BTreeMap::new();
    for m in &outcome.moves {
        let Place::Party(name) = &m.from else { continue };
        let step = sheet.steps().iter().find(|step| step.line == m.line && step.name == m.step);
        let first = step.and_then(|step| step.givers().into_iter().next()).is_some_and(|place| is(place, name));
        let inside = matches!(m.to, Place::Pot { .. } | Place::Account { .. });
        if !first || (inside && !ask.sources.is_empty()) {
            let sum = sums.entry(name).or_insert(Fen::ZERO);
            *sum = sum.plus(m.fen).ok_or_else(|| too_large(name))?;
        }
    }
    let one = |(name, fen): (&str, Fen)| -> Result<DrawnOn, Refusal> {
        let party = name.parse().map_err(|why| PayoutRule::NotAText { scheme: sheet.id().clone(), why })?;
        Ok(DrawnOn { amount: money(fen, name)?, party })
    };
    sums.into_iter().map(one).collect()
}

/// The recorded lines, where what opens the sealed figures behind them is not here: each is at least what its reasons add
/// up to.
fn as_shown(d: &DeclarePayout, shown: &Shown) -> Result<Computed, Refusal> {
    for line in &shown.lines {
        let computed = total(&d.payout, line.because.steps().iter().map(|reason| reason.amount.fen()))?;
        ensure(computed == line.amount.fen(), || MoneyRule::StatedDiffers {
            at: line.to.to_string(),
            computed,
            stated: line.amount.fen(),
        })?;
    }
    Ok(Computed { drawn: shown.drawn.clone(), kept: shown.kept.clone(), lines: shown.lines.clone() })
}

/// What the sheet keeps for its next run; `None` for a sheet that keeps nothing.
fn kept(books: &Books, ask: &Ask<'_>, outcome: &Outcome) -> Result<Option<Kept>, Refusal> {
    let sheet = ask.sheet;
    if sheet.accounts().is_empty() && sheet.carried().is_empty() {
        return Ok(None);
    }
    let text = |t: &str| -> Result<Text, Refusal> {
        t.parse().map_err(|why| PayoutRule::NotAText { scheme: sheet.id().clone(), why }.into())
    };
    let key = |k: &str| if k.is_empty() { Ok(None) } else { text(k).map(Some) };
    let mut all = Kept::default();
    for (name, rows) in &outcome.closing {
        let before = dictionary::opening(books, ask, name);
        let holders = dictionary::Holders::of(books, ask, name);
        for (row, fen) in rows {
            let holder = holders.holder(row);
            // of what stands under a name it is said, too, that nothing is left
            let emptied = holder.is_some() && before.get(row).is_some_and(|before| *before != Fen::ZERO);
            if *fen == Fen::ZERO && !emptied {
                continue;
            }
            let holder = holder.map(|holder| text(&holder)).transpose()?;
            all.accounts.push(KeptMoney { amount: money(*fen, name)?, holder, key: key(row)?, name: text(name)? });
        }
    }
    for (name, rows) in &outcome.carried {
        for (row, value) in rows {
            all.carried.push(KeptNumber { key: key(row)?, name: text(name)?, value: value.clone() });
        }
    }
    Ok(Some(all))
}

fn money(fen: Fen, what: impl std::fmt::Display) -> Result<Money, Refusal> {
    Money::from_fen(fen).ok_or_else(|| PayoutRule::AmountTooLarge { at: what.to_string(), amount: fen }.into())
}

/// Each part of a receipt, each work sheet and each year's result is shared once.
fn nothing_twice(books: &Books, d: &DeclarePayout, ask: &Ask<'_>) -> Checked {
    for part in &ask.sources {
        if let Some(by) = &part.shared_by {
            return Err(PayoutRule::PartShared { part: part.reference.clone(), by: by.clone() }.into());
        }
    }
    if let Some(by) = ask.work.and_then(|w| w.paid_by.as_ref()) {
        return Err(PayoutRule::WorkPaid { payout: d.payout.clone(), by: by.clone() }.into());
    }
    let Some(year) = d.year.filter(|_| of_result(ask.sheet, ask)) else { return Ok(()) };
    if let Some(by) = books.year(year).and_then(|y| y.distributed_by.as_ref()) {
        return Err(PayoutRule::YearShared { year, by: by.clone() }.into());
    }
    // a later year's distribution began with what this one had left
    let later = books.years().iter().filter(|(other, _)| **other > year);
    match later.filter_map(|(other, y)| Some((other, y.distributed_by.as_ref()?))).next() {
        Some((other, by)) => Err(PayoutRule::SharedWithLater { year, later: *other, by: by.clone() }.into()),
        None => Ok(()),
    }
}

/// True for a sheet that distributes a closed year's result.
fn of_result(sheet: &CheckedSheet, ask: &Ask<'_>) -> bool {
    ask.sources.is_empty() && sheet.parties().iter().any(|p| p.kind == PartyKind::Books)
}

/// No distribution before the losses are covered and the charter's reserve is taken.
fn after_reserve(books: &Books, d: &DeclarePayout) -> Checked {
    let year = d.year.ok_or_else(|| MemberRule::Missing { at: d.payout.to_string(), member: "year" })?;
    let reserved = books.year(year).is_some_and(|y| y.reserve.is_some());
    ensure(reserved, || PayoutRule::NoReserve { year })
}

/// True for a sheet that reads what is left after the reserve, and puts nothing into it itself.
fn reads_distributable(ask: &Ask<'_>) -> bool {
    let after = ask.bound.reads.iter().any(|read| read.from.as_str() == "statement.distributable");
    after && !dictionary::fills_fund(ask.sheet)
}

/// What this sheet says of the reserve is what was appropriated.
fn reserve_agrees(books: &Books, d: &DeclarePayout, outcome: &Outcome) -> Checked {
    let year = d.year.and_then(|y| books.year(y));
    // nothing is no reserve
    let taken = year.and_then(|y| y.reserve).unwrap_or(Fen::ZERO);
    let said = reserve_of(outcome)?;
    ensure(taken == said, || PayoutRule::OtherReserve { payout: d.payout.clone(), said, taken })
}

/// Reserve and welfare fund stand in the books where the year's step puts them: a run adds to them what it
/// calls so, and takes nothing out.
pub(super) fn fund_stays(sheet: &CheckedSheet, outcome: &Outcome) -> Checked {
    let of_fund = |m: &&rules::Move| matches!(m.tag, Some(Tag::Reserve | Tag::WelfareFund));
    let fund = |place: &'_ Place| {
        let Place::Account { name, .. } = place else { return None };
        Some(name.clone()).filter(|name| postings::is_fund(sheet, name))
    };
    for m in &outcome.moves {
        let (taken, put) = (fund(&m.from), fund(&m.to).filter(|_| !of_fund(&m)));
        if let Some(name) = taken.or(put) {
            return Err(OwnerRule::FundMoved { account: name, amount: m.fen }.into());
        }
    }
    Ok(())
}

/// What a run puts into reserve and welfare fund.
pub(super) fn reserve_of(outcome: &Outcome) -> Result<Fen, Refusal> {
    let moves = outcome.moves.iter();
    let kept = moves.filter(|m| matches!(m.to, Place::Account { .. }));
    total("reserve", kept.filter(|m| matches!(m.tag, Some(Tag::Reserve | Tag::WelfareFund))).map(|m| m.fen))
}

/// One line per receiver, with its reasons and its household's digest before this entry.
pub(super) fn lines(
    books: &Books,
    ask: &Ask<'_>,
    outcome: &Outcome,
    reasons: Reasons,
    (on, payout): (Day, &PayoutId),
) -> Result<Vec<PayoutLine>, Refusal> {
    let sheet = ask.sheet;
    let paid: BTreeSet<&str> = reasons.keys().map(|(register, _)| register.as_str()).collect();
    let paid = sheet.registers().iter().filter(|r| paid.contains(r.name.as_str()));
    let bound = paid.filter_map(|r| Some((r.name.as_str(), dictionary::household_of(books, ask, r)?)));
    let bound: BTreeMap<&str, BTreeMap<String, HouseholdId>> = bound.collect();
    let mut by_holder: BTreeMap<Holder, Vec<Reason>> = BTreeMap::new();
    for ((register, key), mut reasons) in reasons {
        let said = bound.get(register.as_str()).and_then(|rows| rows.get(&key));
        let (household, taken_in) = payee(books, &key, said)?;
        if taken_in {
            reasons.iter_mut().for_each(|reason| name_row(reason, &register, &key));
        }
        by_holder.entry(Holder::Household(household)).or_default().extend(reasons);
    }
    let asks = sheet.asks_members();
    // of what members owe the lines are theirs alone: to whom, their reasons say
    for m in outcome.moves.iter().filter(|_| !asks) {
        let Place::Party(name) = &m.to else { continue };
        let kind = sheet.parties().iter().find(|p| p.name == *name).map(|p| p.kind);
        let to = match kind {
            Some(PartyKind::Operator) => Holder::Outside(Outside::Operator),
            Some(PartyKind::Guarantor) => Holder::Outside(Outside::Guarantor),
            Some(PartyKind::Organization) => Holder::Outside(Outside::Organization),
            Some(PartyKind::TaxOffice) => Holder::Outside(Outside::TaxOffice),
            Some(PartyKind::Union) => Holder::Outside(Outside::Union),
            Some(PartyKind::Collective | PartyKind::Books) | None => Holder::Collective,
        };
        by_holder.entry(to).or_default().push(Reason {
            amount: money(m.fen, &m.step)?,
            exact: m.exact.clone(),
            how: How::Rate,
            line: m.line,
            rows: Vec::new(),
            step: m.step.clone(),
        });
    }
    let line = |(to, because): (Holder, Vec<Reason>)| -> Result<PayoutLine, Refusal> {
        let amount = money(total(&to, because.iter().map(|r| r.amount.fen()))?, &to)?;
        let before = to.household().map(|h| books.digest(h)).unwrap_or_default();
        let because = if asks { Because::Asked(because) } else { Because::Computed(because) };
        Ok(PayoutLine { amount, because, before, on, payout: payout.clone(), to })
    };
    by_holder.into_iter().map(line).collect()
}

/// Lines under one sum.
fn placed(payout: &PayoutId, lines: Vec<PayoutLine>) -> Result<Placed, Refusal> {
    PayoutLine::place(lines).map_err(|e| PayoutRule::NoSum { payout: payout.clone(), why: Box::new(e) }.into())
}

/// The household behind a payee row: its own code, or a worker's; where that one was taken into
/// another since the record day, the other, and true.
fn payee(books: &Books, key: &str, said: Option<&HouseholdId>) -> Result<(HouseholdId, bool), Refusal> {
    let of_worker = || key.parse::<WorkerId>().ok().map(|worker| worker.household());
    let household = said.cloned().or_else(|| key.parse::<HouseholdId>().ok()).or_else(of_worker);
    let household = household.ok_or_else(|| HouseholdRule::NoPayee { key: key.to_owned() })?;
    let now = books.registers().succeeded_by(&household);
    known::household(books, now).map(|()| (now.clone(), *now != household))
}

/// In the line of the household that took another in, a reason names the row it comes from.
fn name_row(reason: &mut Reason, register: &str, key: &str) {
    if reason.rows.iter().all(|row| row.key != key) {
        reason.rows.insert(
            0,
            ReasonRow {
                key: key.to_owned(),
                register: register.to_owned(),
                terms: Vec::new(),
                unit: "元".to_owned(),
                value: reason.exact.clone(),
            },
        );
    }
}

/// Lines the client states: of members only, on registered areas.
fn stated_lines(books: &Books, on: Day, d: &DeclarePayout) -> Checked {
    for line in d.stated.iter().flat_map(|s| &s.lines) {
        known::household(books, &line.household)?;
        let Some((id, mu)) = line.parcel.as_ref().zip(line.area_mu) else { continue };
        let parcel = books.registers().parcels().get(id);
        let parcel = parcel.ok_or_else(|| LandRule::UnknownParcel { at: id.to_string(), parcel: id.clone() })?;
        contracts::registered_area(parcel, id, mu, on)?;
    }
    Ok(())
}

/// A stated pool must have come in.
fn stated_pool(d: &DeclarePayout, ask: &Ask<'_>) -> Checked {
    let Some(pool) = d.stated.as_ref().and_then(|s| s.pool) else { return Ok(()) };
    let received = Fen::capped_total(ask.sources.iter().filter(|p| p.shared).map(|p| p.amount.fen()));
    let nothing = received == Fen::ZERO && pool > Money::ZERO;
    ensure(!nothing, || PayoutRule::NothingCame { payout: d.payout.clone(), pool })?;
    ensure(pool.fen() == received, || PayoutRule::PoolDiffers {
        payout: d.payout.clone(),
        pool: received,
        stated: pool.fen(),
    })
}

/// Stated totals: lines and residue are the pool; lines are what was received.
fn stated_totals(books: &Books, d: &DeclarePayout, ask: &Ask<'_>, computed: Fen) -> Checked {
    let Some(stated) = &d.stated else { return Ok(()) };
    let received = Fen::capped_total(ask.sources.iter().filter(|p| p.shared).map(|p| books.waiting(p)));
    let pool = if ask.sources.is_empty() { computed } else { received };
    let Some(total) = stated.lines_total else { return Ok(()) };
    if let Some(residue) = stated.residue {
        let sum = total.fen().plus(residue.fen()).ok_or_else(|| too_large(&d.payout))?;
        ensure(sum == pool, || PayoutRule::LinesAndResidue { payout: d.payout.clone(), pool, sum })?;
    }
    ensure(total.fen() == pool, || PayoutRule::PoolDiffers { payout: d.payout.clone(), pool, stated: total.fen() })
}

/// What is stated of a household's whole line is that line. What is stated of one parcel is a part of it, which no line says.
fn stated_amounts(d: &DeclarePayout, lines: &[PayoutLine]) -> Checked {
    let whole = d.stated.iter().flat_map(|stated| &stated.lines).filter(|line| line.parcel.is_none());
    for (household, stated) in whole.filter_map(|line| Some((&line.household, line.amount?.fen()))) {
        let own = lines.iter().filter(|line| line.to.household() == Some(household));
        let computed = Fen::capped_total(own.map(|line| line.amount.fen()));
        ensure(computed == stated, || MoneyRule::StatedDiffers { at: household.to_string(), computed, stated })?;
    }
    Ok(())
}

/// Pays lines that are open.
pub(super) fn pay(books: &Books, on: Day, p: &PayPayout) -> Result<Event, Refusal> {
    known::own_account(books, &p.from)?;
    let payout = books.payout(&p.payout);
    let payout = payout.ok_or_else(|| PayoutRule::Unknown { payout: p.payout.clone() })?;
    p.lines.iter().try_for_each(|line| known::payee(books, payout, &line.household))?;
    asking::is_owed_by_no_member(payout)?;
    let mut wanted: Vec<(HouseholdId, Fen)> = Vec::new();
    for line in &p.lines {
        let open = payout.open_to(&line.household);
        let amount = line.amount.map(Money::fen).unwrap_or(open);
        let above = amount > open || amount <= Fen::ZERO;
        ensure(!above, || PayoutRule::MoreThanOpen {
            payout: p.payout.clone(),
            household: line.household.clone(),
            open,
            amount,
        })?;
        holdings::not_withheld(books, on, payout, &line.household)?;
        wanted.push((line.household.clone(), amount));
    }
    if p.lines.is_empty() {
        wanted.extend(all_open(books, on, payout)?);
    }
    ensure(!wanted.is_empty(), || PayoutRule::NothingOpen { payout: p.payout.clone() })?;
    wanted.sort();
    let twice = wanted.windows(2).any(|w| matches!(w, [a, b] if a.0 == b.0));
    ensure(!twice, || PayoutRule::HouseholdTwice { payout: p.payout.clone() })?;
    let total = total(&p.payout, wanted.iter().map(|(_, amount)| *amount))?;
    if let Some(stated) = p.total {
        ensure(stated.fen() == total, || MoneyRule::StatedDiffers {
            at: p.payout.to_string(),
            computed: total,
            stated: stated.fen(),
        })?;
    }
    let line = |(household, amount): (HouseholdId, Fen)| -> Result<PayoutLine, Refusal> {
        Ok(PayoutLine {
            amount: money(amount, &household)?,
            because: Because::Paid,
            before: books.digest(&household),
            on,
            payout: p.payout.clone(),
            to: Holder::Household(household),
        })
    };
    let placed = placed(&p.payout, wanted.into_iter().map(line).collect::<Result<_, _>>()?)?;
    let (from, payout) = (p.from.clone(), p.payout.clone());
    let fact = PayoutPaid { from, lines: placed.head, payout, reasons: placed.reasons };
    Ok(Event { attached: Attached::Lines(placed.lines), ..Event::plain(Fact::PayoutPaid(fact)) })
}

/// What is open of all lines but those that are kept back, and where nobody is left: that waits for the heirs, and is paid
/// when its line is named.
fn all_open(books: &Books, on: Day, payout: &Payout) -> Result<Vec<(HouseholdId, Fen)>, Refusal> {
    let open = payout.lines.iter().map(|(h, owed)| (h.clone(), owed.open()));
    let open: Vec<_> = open.filter(|(_, amount)| *amount > Fen::ZERO).collect();
    let waits = |h: &HouseholdId| books.registers().has_died_out(h, on);
    let wanted: Vec<_> = open.iter().filter(|(h, _)| !books.is_withheld(payout, h, on) && !waits(h)).cloned().collect();
    if wanted.is_empty() {
        open.iter().try_for_each(|(h, _)| holdings::not_withheld(books, on, payout, h))?;
        if let Some((household, _)) = open.iter().find(|(h, _)| waits(h)) {
            let payout = payout.declared.payout.clone();
            return Err(PayoutRule::WaitsForHeirs { payout, household: household.clone() }.into());
        }
    }
    Ok(wanted)
}

/// Lines that were paid come back from the bank.
pub(super) fn returned(books: &Books, on: Day, r: &ReturnPayout) -> Result<Event, Refusal> {
    known::own_account(books, &r.into)?;
    let payout = books.payout(&r.payout);
    let payout = payout.ok_or_else(|| PayoutRule::Unknown { payout: r.payout.clone() })?;
    r.lines.iter().try_for_each(|line| known::payee(books, payout, &line.household))?;
    asking::is_owed_by_no_member(payout)?;
    ensure(!r.lines.is_empty(), || MemberRule::Without { at: r.payout.to_string(), member: "lines" })?;
    let mut lines: Vec<PayoutLine> = Vec::new();
    for line in &r.lines {
        let paid = payout.lines.get(&line.household).map(|o| o.paid.capped_minus(o.set_off)).unwrap_or_default();
        let seen = lines.iter().any(|l| l.to.household() == Some(&line.household));
        let fits = line.amount.fen() <= paid && line.amount > Money::ZERO && !seen;
        ensure(fits, || PayoutRule::MoreThanPaid {
            payout: r.payout.clone(),
            household: line.household.clone(),
            paid,
            amount: line.amount,
        })?;
        let reason = BankReason::ALL.into_iter().find(|r| r.code() == line.reason.as_str());
        let codes = || BankReason::ALL.map(BankReason::code).join(", ");
        lines.push(PayoutLine {
            amount: line.amount,
            because: Because::Returned(reason.ok_or_else(|| MemberRule::NoneOf {
                at: format!("{} {}", r.payout, line.household),
                known: codes(),
                found: line.reason.to_string(),
            })?),
            before: books.digest(&line.household),
            on,
            payout: r.payout.clone(),
            to: Holder::Household(line.household.clone()),
        });
    }
    let placed = placed(&r.payout, lines)?;
    let (into, payout) = (r.into.clone(), r.payout.clone());
    let fact = PayoutReturned { into, lines: placed.head, payout, reasons: placed.reasons };
    Ok(Event { attached: Attached::Lines(placed.lines), ..Event::plain(Fact::PayoutReturned(fact)) })
}
