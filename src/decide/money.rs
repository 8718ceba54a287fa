//! Money in and out, claims, vouchers, subscriptions, works and grants.

use super::{
    Births, Refusal,
    ask::Ask,
    assets, behind, codes, days, dictionary, due,
    dues::{self, Pays},
    earnings, facts, holdings, invested,
    invoices::{self, Behind},
    known,
    refusal::{Code, ContractRule, DayRule, HouseholdRule, MemberRule, MoneyRule, ensure, posting, total},
    registers::{above_zero, part_of_one},
    version, villages,
};
use crate::{
    books::{
        AccountKey, Adopted, Bearer, Books, ClaimRule, Contract, DueEffect, HolderRule, Owner, ReceiptRule, Side,
        Voucher, postings, whole_months,
    },
    event::{
        ClaimPart, ClaimRecorded, Direction, Event, Fact, GrantUsed, IncomeReleased, OpeningRecorded, PaymentPart,
        PaymentRecorded, ReceiptPart, ReceiptRecorded, SubscriptionRecorded, VoucherLine, VoucherRecorded,
        WorksAccepted, WorksOrdered,
    },
    rules::Place,
    scheme::PartyKind,
    unit::{Day, Fen, HouseholdId, Money, Period},
};
use std::collections::{BTreeMap, BTreeSet};

type Checked = Result<(), Refusal>;

pub(super) fn opening(books: &Books, o: &OpeningRecorded) -> Checked {
    books.opening_on().map_or(Ok(()), |on| Err(MoneyRule::OpenedBefore { on }))?;
    amounts_above_zero("opening", &o.lines)?;
    behind::cards(books, &o.lines)?;
    villages::opened(books, &o.lines)?;
    known::own_accounts_only(books, &o.lines)
}

pub(super) fn free_voucher(books: &Books, v: &VoucherRecorded) -> Checked {
    ensure(!v.lines.is_empty(), || MemberRule::Without { at: "voucher".to_owned(), member: "lines" })?;
    amounts_above_zero("voucher", &v.lines)?;
    known::own_accounts_only(books, &v.lines)
}

/// A line of 0.00 says nothing and would be left out.
pub(super) fn amounts_above_zero(what: &str, lines: &[VoucherLine]) -> Checked {
    lines.iter().flat_map(|l| [l.debit, l.credit]).flatten().try_for_each(|amount| above_zero(what, amount))
}

/// A part of a receipt has its name in the chart, and its holder is nobody who is typed wrong.
fn is_received(books: &Books, part: &ReceiptPart) -> Checked {
    known::no_stray_household(books, part.holder.iter())?;
    let rules = &books.chart().receipt;
    ensure(rules.contains_key(part.part.as_str()), || MoneyRule::PartOfNone {
        at: "receipt.recorded",
        known: rules.keys().cloned().collect::<Vec<_>>().join(", "),
        part: part.part.clone(),
    })
}

/// Checks a receipt and fills in what of it is income of this year.
pub(super) fn receipt(books: &Books, on: Day, r: &ReceiptRecorded) -> Result<ReceiptRecorded, Refusal> {
    known::own_account(books, &r.into)?;
    let contract = r.contract.as_ref().map(|c| known::contract_with(books, c)).transpose()?;
    ensure(!r.parts.is_empty(), || MemberRule::Without { at: "receipt".to_owned(), member: "parts" })?;
    let names: BTreeSet<_> = r.parts.iter().map(|p| (&p.part, &p.holder, &p.purpose, &p.project)).collect();
    ensure(names.len() == r.parts.len(), || MemberRule::PartTwice)?;
    // a payout names what it shares by entry and part
    let shared = |part: &&ReceiptPart| books.chart().receipt.get(part.part.as_str()).is_some_and(|rule| rule.shared);
    known::each_once("parts", r.parts.iter().filter(shared).map(|part| &part.part))?;
    if let Some(code) = &r.instalment {
        let found = contract.and_then(|c| c.instalment(code)).filter(|i| i.payout == *code);
        ensure(found.is_some(), || ContractRule::UnknownInstalment { code: code.clone() })?;
    }
    if let Some((contract, period)) = contract.zip(r.period) {
        known::not_over_on(contract, period.first_day())?;
    }
    let settles = |rule: &ReceiptRule| rule.settles;
    let settling = books.chart().receipt.iter().filter(|(_, rule)| settles(rule)).map(|(name, _)| name.as_str());
    let parts = r.parts.iter().map(|part| (&part.part, part.amount)).collect();
    let pays = Pays { contract, direction: Direction::Out, dues: &r.dues, parts, settling: settling.collect() };
    let mut taken = ReceiptRecorded { dues: dues::paid(books, on, &pays)?, ..r.clone() };
    let draws = |part: &&ReceiptPart| books.chart().receipt.get(part.part.as_str()).is_some_and(|rule| rule.draws);
    let drawn = total("receipt", r.parts.iter().filter(draws).map(|part| part.amount.fen()))?;
    contract.map_or(Ok(()), |contract| dues::drawn(contract, Direction::In, drawn))?;
    let deposits = r.parts.iter().filter(|part| part.part.as_str() == postings::DEPOSIT);
    let deposited = total("receipt", deposits.map(|part| part.amount.fen()))?;
    contract.map_or(Ok(()), |contract| dues::deposited(books, contract, deposited))?;
    let r = &taken.clone();
    days_paid_for(books, r, contract)?;
    let mut settled: BTreeMap<AccountKey, Fen> = BTreeMap::new();
    for part in &mut taken.parts {
        above_zero(&part.part, part.amount)?;
        is_received(books, part)?;
        let event = Event::plain(Fact::ReceiptRecorded(r.clone()));
        let credited = postings::credited_now(books, on, r, part).map_err(|e| posting(&event, e))?;
        let rule = books.chart().receipt.get(part.part.as_str());
        part.this_year = this_year(part, credited.1, rule.is_some_and(|rule| rule.later.is_some()))?;
        if let Some(rule) = rule.filter(|rule| rule.settles) {
            let settles = Settles { key: &credited.0, amount: part.amount, advance: rule.advance };
            within(&mut settled, settles, books.accounts().balance(&credited.0))?;
        }
    }
    due::receipt(books, on, r)?;
    let rule = |part: &ReceiptPart| books.chart().receipt.get(part.part.as_str());
    let behind: Vec<Behind<'_>> = r
        .parts
        .iter()
        .map(|part| Behind {
            part: &part.part,
            invoice: part.invoice.as_ref(),
            amount: part.amount,
            settles: rule(part).is_some_and(|rule| rule.settles),
            shared: rule(part).is_some_and(|rule| rule.shared),
        })
        .collect();
    for (part, invoice) in taken.parts.iter_mut().zip(invoices::of(books, &behind)?) {
        part.invoice = invoice;
    }
    Ok(taken)
}

/// What of a part is income of this year, where it pays for days of several: what is stated is right.
fn this_year(part: &ReceiptPart, credited: Fen, later: bool) -> Result<Option<Money>, Refusal> {
    if later {
        let now = Money::from_fen(credited).unwrap_or(Money::ZERO);
        if let Some(stated) = part.this_year {
            ensure(stated == now, || MoneyRule::TakenAtOnce { part: part.part.clone(), earned: now, stated })?;
        }
        return Ok(Some(now));
    }
    if let Some(stated) = part.this_year {
        ensure(stated == part.amount, || MoneyRule::StatedDiffers {
            at: part.part.to_string(),
            computed: part.amount.fen(),
            stated: stated.fen(),
        })?;
    }
    Ok(None)
}

/// The days a receipt says it pays for are those of the instalment that it names, or whole months
/// of them; rent that comes for several years is for days of its contract.
fn days_paid_for(books: &Books, r: &ReceiptRecorded, contract: Option<&Contract>) -> Checked {
    let Some(period) = r.period else { return Ok(()) };
    let instalment = r.instalment.as_ref().and_then(|code| contract?.instalment(code)?.period());
    if let Some(due) = instalment {
        let whole_months = whole_months(period) > 0 || whole_months(due) == 0;
        let fits = period == due || (due.covers(period) && whole_months);
        ensure(fits, || DayRule::OtherDays { at: "period".to_owned(), due, days: period })?;
    }
    let ahead = |part: &str| books.chart().receipt.get(part).is_some_and(|rule| rule.later.is_some());
    let days = contract.and_then(Contract::period).filter(|_| r.parts.iter().any(|p| ahead(p.part.as_str())));
    match days {
        Some(days) => {
            ensure(days.covers(period), || DayRule::OtherDays { at: "period".to_owned(), due: days, days: period })
        }
        None => Ok(()),
    }
}

/// What a part settles.
struct Settles<'a> {
    key: &'a AccountKey,
    amount: Money,
    /// It was handed out in advance.
    advance: bool,
}

/// What the parts of one entry settle under one key counts together.
fn within(settled: &mut BTreeMap<AccountKey, Fen>, part: Settles<'_>, owed: Fen) -> Checked {
    let before = settled.get(part.key).copied().unwrap_or_default();
    let sum = before.plus(part.amount.fen());
    let fits = sum.is_some_and(|sum| sum <= owed);
    ensure(fits, || match part.advance {
        true => MoneyRule::AdvanceAbove { key: name(part.key), held: owed, sum },
        false => MoneyRule::SettlesMore { key: name(part.key), owed, sum },
    })?;
    settled.insert(part.key.clone(), sum.unwrap_or(before));
    Ok(())
}

fn name(key: &AccountKey) -> String {
    format!("{} {} {}", key.account, key.holder, key.purpose).trim_end().to_owned()
}

/// The one scheme in force whose 待分 inputs read this part; `None` where there is none or more.
fn sharing<'a>(books: &'a Books, input: &str, days: Period, on: Day) -> Option<&'a Adopted> {
    let ids: BTreeSet<_> = books.schemes().keys().map(|(id, _)| id).collect();
    let reads = |a: &&Adopted| {
        a.sheet.inputs().iter().any(|i| i.held.is_some() && dictionary::input(&i.name).is_some_and(|w| w.zh == input))
    };
    let mut found =
        ids.into_iter().filter_map(|id| version::of_days(books, id, days, on).map(|(_, a)| a)).filter(reads);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Checks a payment and fills in which dues it pays.
pub(super) fn payment(books: &Books, on: Day, p: &PaymentRecorded) -> Result<PaymentRecorded, Refusal> {
    known::own_account(books, &p.from)?;
    known::no_stray_household(books, p.parts.iter().filter_map(|part| part.holder.as_ref()))?;
    let contract = p.contract.as_ref().map(|c| known::contract_with(books, c)).transpose()?;
    ensure(!p.parts.is_empty(), || MemberRule::Without { at: "payment".to_owned(), member: "parts" })?;
    let parts = p.parts.iter().map(|part| (&part.part, part.amount)).collect();
    let pays = Pays { contract, direction: Direction::In, dues: &p.dues, parts, settling: BTreeSet::new() };
    let taken = PaymentRecorded { dues: dues::paid(books, on, &pays)?, ..p.clone() };
    lent(books, contract, p)?;
    paid_out(books, on, &taken)?;
    let owed = |part: &PaymentPart| books.chart().payment.get(part.part.as_str()).is_some_and(|rule| rule.owed);
    let behind: Vec<Behind<'_>> = p
        .parts
        .iter()
        .map(|part| Behind {
            part: &part.part,
            invoice: part.invoice.as_ref(),
            amount: part.amount,
            settles: owed(part),
            shared: false,
        })
        .collect();
    let filled = invoices::of(books, &behind)?;
    let parts = p.parts.iter().zip(filled).map(|(part, invoice)| PaymentPart { invoice, ..part.clone() }).collect();
    Ok(PaymentRecorded { parts, ..taken })
}

/// Money is lent under a contract that says how much.
fn lent(books: &Books, contract: Option<&Contract>, p: &PaymentRecorded) -> Checked {
    let lends = |part: &&PaymentPart| books.chart().payment.get(part.part.as_str()).is_some_and(|rule| rule.draws);
    let Some(first) = p.parts.iter().find(lends) else { return Ok(()) };
    let missing = || MemberRule::Missing { at: first.part.to_string(), member: "contract" };
    let sum = total("payment", p.parts.iter().filter(lends).map(|part| part.amount.fen()))?;
    dues::drawn(contract.ok_or_else(missing)?, Direction::Out, sum)
}

fn paid_out(books: &Books, on: Day, p: &PaymentRecorded) -> Checked {
    let event = Event::plain(Fact::PaymentRecorded(p.clone()));
    let mut settled: BTreeMap<AccountKey, Fen> = BTreeMap::new();
    let mut put_in = Fen::ZERO;
    for part in &p.parts {
        above_zero(&part.part, part.amount)?;
        let rule = books.chart().payment.get(part.part.as_str());
        let rule = rule.ok_or_else(|| {
            let known = books.chart().payment.keys().cloned().collect::<Vec<_>>().join(", ");
            MoneyRule::PartOfNone { at: "payment", known, part: part.part.clone() }
        })?;
        if rule.owed {
            let alone = PaymentRecorded { parts: vec![part.clone()], ..p.clone() };
            let voucher = postings::payment(books, &alone).map_err(|e| posting(&event, e))?;
            if let Some(key) = voucher.lines().first().map(|l| l.key.clone()) {
                let settles = Settles { key: &key, amount: part.amount, advance: false };
                within(&mut settled, settles, books.accounts().balance(&key).negated())?;
            }
        }
        to_own(books, p, part)?;
        if rule.invests {
            let sum = put_in.plus(part.amount.fen());
            put_in = sum.ok_or(MoneyRule::InvestmentTooLarge { amount: part.amount })?;
        }
    }
    if put_in == Fen::ZERO { Ok(()) } else { invested::allowed(books, on, p, put_in) }
}

/// What goes from one of the collective's own accounts to another stays its own.
fn to_own(books: &Books, p: &PaymentRecorded, part: &PaymentPart) -> Checked {
    let Some(to) = postings::to_own(books, part) else { return Ok(()) };
    known::own_account(books, &to)?;
    ensure(to != p.from, || MoneyRule::SameAccount { part: part.part.clone(), account: to })
}

/// A claim has its name in the chart.
fn claim_rule<'a>(books: &'a Books, c: &ClaimPart) -> Result<&'a ClaimRule, Refusal> {
    let rules = &books.chart().claim;
    rules.get(c.claim.as_str()).ok_or_else(|| {
        let known = rules.keys().cloned().collect::<Vec<_>>().join(", ");
        MoneyRule::PartOfNone { at: "claim", known, part: c.claim.clone() }.into()
    })
}

/// Checks a claim, and computes of each part that a scheme shares what is the collective's.
pub(super) fn claim(books: &Books, on: Day, c: &ClaimRecorded) -> Result<ClaimRecorded, Refusal> {
    ensure(!c.parts.is_empty(), || MemberRule::Without { at: "claim".to_owned(), member: "parts" })?;
    known::no_stray_household(books, c.parts.iter().filter_map(|part| part.holder.as_ref()))?;
    let parts = c.parts.iter().map(|part| claim_part(books, on, c, part)).collect::<Result<_, Refusal>>()?;
    let mut taken = ClaimRecorded { parts, ..c.clone() };
    together(books, &taken)?;
    behind::levies(books, &taken)?;
    let rule = |part: &ClaimPart| books.chart().claim.get(part.claim.as_str());
    let behind: Vec<Behind<'_>> = c
        .parts
        .iter()
        .map(|part| Behind {
            part: &part.claim,
            invoice: part.invoice.as_ref(),
            amount: part.amount,
            settles: rule(part).is_some_and(|rule| rule.owed),
            shared: rule(part).is_some_and(|rule| rule.shared),
        })
        .collect();
    for (part, invoice) in taken.parts.iter_mut().zip(invoices::of(books, &behind)?) {
        part.invoice = invoice;
    }
    Ok(taken)
}

/// What the parts of one claim are beside each other: none twice, of what a scheme shares and of the dues of a contract
/// one, and together no more than is owed or handed out.
fn together(books: &Books, c: &ClaimRecorded) -> Checked {
    let names: BTreeSet<_> =
        c.parts.iter().map(|p| (&p.claim, &p.holder, &p.account, &p.purpose, &p.project, &p.asset)).collect();
    let dues: Vec<_> = c.parts.iter().filter(|part| part.no.is_some()).map(|part| &part.contract).collect();
    ensure(names.len() == c.parts.len() || !dues.is_empty(), || MemberRule::PartTwice)?;
    known::each_once("parts", dues.into_iter().flatten())?;
    let rule = |part: &ClaimPart| books.chart().claim.get(part.claim.as_str());
    let shared = c.parts.iter().filter(|part| rule(part).is_some_and(|rule| rule.shared));
    known::each_once("parts", shared.map(|part| &part.claim))?;
    let event = Event::plain(Fact::ClaimRecorded(c.clone()));
    let mut settled: BTreeMap<AccountKey, Fen> = BTreeMap::new();
    for (part, rule) in c.parts.iter().filter_map(|part| Some((part, rule(part)?))) {
        let alone = ClaimRecorded { parts: vec![part.clone()], ..c.clone() };
        let voucher = postings::claim(books, &alone).map_err(|e| posting(&event, e))?;
        taken_as_said(part, rule, &voucher)?;
        let of = |side: Side| voucher.lines().iter().find(|line| line.side == side).map(|line| line.key.clone());
        let sides = [
            (rule.owed, of(Side::Debit), Side::Credit, false),
            (rule.settles, of(Side::Credit), Side::Debit, rule.advance),
        ];
        for (bound, key, stands, advance) in sides {
            // no more is settled than was counted short, or over
            let counted = |key: &AccountKey| rule.holder == HolderRule::Asset && assets::is_pending(books, key);
            let Some(key) = key.filter(|key| bound || counted(key)) else { continue };
            let balance = books.accounts().balance(&key);
            let owed = if stands == Side::Debit { balance } else { balance.negated() };
            within(&mut settled, Settles { key: &key, amount: part.amount, advance }, owed)?;
        }
    }
    Ok(())
}

/// The holder and the contract that a claim names are those that it is posted under: nothing is put in their place.
fn taken_as_said(part: &ClaimPart, rule: &ClaimRule, voucher: &Voucher) -> Checked {
    let at = |member: &str| format!("{} {member}", part.claim);
    if let Some(holder) = part.holder.as_ref().filter(|holder| !voucher.holds(holder.as_str())) {
        let taken = voucher.lines().iter().map(|line| &line.key.holder).find(|held| !held.is_empty()).cloned();
        return Err(MemberRule::NotTaken { at: at("holder"), taken, found: holder.to_string() }.into());
    }
    match part.contract.as_ref().filter(|_| !rule.takes_contract()) {
        Some(contract) => {
            Err(MemberRule::NotTaken { at: at("contract"), taken: None, found: contract.to_string() }.into())
        }
        None => Ok(()),
    }
}

fn claim_part(books: &Books, on: Day, whole: &ClaimRecorded, c: &ClaimPart) -> Result<ClaimPart, Refusal> {
    above_zero(&c.claim, c.amount)?;
    let contract = c.contract.as_ref().map(|k| known::contract_with(books, k)).transpose()?;
    let rule = claim_rule(books, c)?;
    // days are those of what a scheme shares
    if let Some(last) = c.last_day.filter(|_| !rule.shared || rule.input.is_none()) {
        let (at, found) = (format!("{} last_day", c.claim), last.to_string());
        return Err(MemberRule::NoneOf { at, known: "–".to_owned(), found }.into());
    }
    earnings::claim(books, c, rule)?;
    let by_resolution =
        rule.resolution || rule.due == Some(DueEffect::WrittenOff) || counts_much_money(books, whole, c)?;
    ensure(!by_resolution || whole.resolution.is_some(), || MemberRule::Missing {
        at: c.claim.to_string(),
        member: "resolution",
    })?;
    dues::claimed(books, on, c, rule.due)?;
    if let Some(source) = &c.out_of {
        ensure(source.as_str() == "income", || MoneyRule::OutOfPrincipal {
            claim: c.claim.clone(),
            source: source.clone(),
        })?;
    }
    if let Some(begun) = c.year.and_then(|y| Period::year(i32::try_from(y).ok()?)).map(|year| year.first_day()) {
        ensure(begun <= on, || DayRule::TooEarly { at: c.claim.to_string(), least: begun, day: on })?;
    }
    match (rule.shared, rule.input.as_deref()) {
        (true, Some(input)) => divided(books, on, c, (input, contract)),
        _ => Ok(c.clone()),
    }
}

/// What of money that was counted wrong is small change, which nobody votes on.
const SMALL_CHANGE: Fen = Fen(10_000);

/// True where more than small change of a bank account or the cash box is borne, or taken in, as it was counted.
fn counts_much_money(books: &Books, whole: &ClaimRecorded, c: &ClaimPart) -> Result<bool, Refusal> {
    let counted = c.asset.as_ref().and_then(|asset| books.bearer(asset.as_str()));
    if !matches!(counted, Some(Bearer::Bank(..) | Bearer::CashBox)) {
        return Ok(false);
    }
    let alone = ClaimRecorded { parts: vec![c.clone()], ..whole.clone() };
    let event = Event::plain(Fact::ClaimRecorded(alone.clone()));
    let voucher = postings::claim(books, &alone).map_err(|e| posting(&event, e))?;
    let nominal = voucher.lines().iter().any(|line| books.owner(&line.key) == Owner::Nominal);
    let pending = voucher.lines().iter().filter(|line| assets::is_pending(books, &line.key));
    // of one count, however it is divided
    let much = |stands: Fen| stands.max(c.amount.fen()) > SMALL_CHANGE;
    Ok(nominal && pending.map(|line| books.accounts().balance(&line.key).absolute()).any(much))
}

/// The day through which something is claimed of a year: its last, or the one that the claim names, in that year; and over.
fn claimed_through(on: Day, c: &ClaimPart, year: Period) -> Result<Day, Refusal> {
    let through = c.last_day.unwrap_or(year.last_day());
    days::between("last_day", Some(year.first_day()), through, Some(year.last_day()))?;
    ensure(through <= on, || DayRule::TooEarly { at: c.claim.to_string(), least: through, day: on })?;
    Ok(through)
}

/// A part of a claim that a scheme shares, with what of it is the collective's.
fn divided(
    books: &Books,
    on: Day,
    c: &ClaimPart,
    (input, contract): (&str, Option<&Contract>),
) -> Result<ClaimPart, Refusal> {
    let contract = contract.ok_or_else(|| MemberRule::Missing { at: c.claim.to_string(), member: "contract" })?;
    let year = c.year.and_then(|y| Period::year(i32::try_from(y).ok()?));
    let year = year.ok_or_else(|| MemberRule::Missing { at: c.claim.to_string(), member: "year" })?;
    let through = claimed_through(on, c, year)?;
    let days = books.return_days(&contract.signed.contract, &c.claim, year, through);
    holdings::at_work(books, &contract.signed.contract, days)?;
    under_contract(c, contract, year)?;
    let period = days.ok_or_else(|| MoneyRule::ReturnTwice { claim: c.claim.clone() })?;
    let adopted = match &c.scheme {
        Some(id) => version::for_days(books, id, None, period, on)?.1,
        None => sharing(books, input, period, on).ok_or_else(|| MoneyRule::NobodyShares { claim: c.claim.clone() })?,
    };
    let ask = Ask {
        sheet: &adopted.sheet,
        bound: &adopted.bound,
        contract: Some(contract),
        instalment: None,
        period,
        record_day: on,
        sources: Vec::new(),
        work: None,
        year: c.year,
        given: &[],
        opened: Births::default(),
        tried: BTreeMap::from([(input.to_owned(), c.amount.fen().yuan())]),
    };
    if period != year {
        due::counts_days(books, &ask, year, (c, input))?;
    }
    let stops = |why: &Refusal| why.code() == Code::SheetStops;
    let outcome = facts::compute(books, &ask)
        .map_err(|why| due::stopped(books, &ask, (c, input)).filter(|_| stops(&why)).unwrap_or(why))?;
    let collective =
        |name: &String| adopted.sheet.parties().iter().any(|p| p.name == *name && p.kind == PartyKind::Collective);
    let to_own = outcome.moves.iter().filter(|m| matches!(&m.to, Place::Party(n) if collective(n)));
    let own = total(&c.claim, to_own.map(|m| m.fen))?;
    let own = Money::from_fen(own).unwrap_or(Money::ZERO);
    if let Some(stated) = c.collective {
        ensure(stated == own, || MoneyRule::StatedDiffers {
            at: c.claim.to_string(),
            computed: own.fen(),
            stated: stated.fen(),
        })?;
    }
    let scheme = Some(adopted.sheet.id().clone());
    Ok(ClaimPart { collective: Some(own), scheme, out_of: "income".parse().ok(), ..c.clone() })
}

/// In a year before or behind the contract nothing was earned.
fn under_contract(c: &ClaimPart, contract: &Contract, year: Period) -> Checked {
    let begun = contract.signed.first_day.unwrap_or(contract.signed.signed);
    let end = contract.last_day.unwrap_or(year.last_day());
    let fits = begun <= year.last_day() && year.first_day() <= end;
    ensure(fits, || DayRule::NotUnderContract { claim: c.claim.clone(), begun, end, year })
}

pub(super) fn subscribe(books: &Books, s: &SubscriptionRecorded) -> Checked {
    known::own_account(books, &s.into)?;
    let contract = known::contract(books, &s.contract)?;
    known::not_over(contract)?;
    ensure(!s.lines.is_empty(), || MemberRule::Without { at: s.contract.to_string(), member: "lines" })?;
    for line in &s.lines {
        known::household(books, &line.owner)?;
        line.payer.as_ref().map_or(Ok(()), |payer| known::household(books, payer))?;
        above_zero(&line.owner, line.amount)?;
    }
    let Some(capital) = contract.signed.terms.capital else { return Ok(()) };
    let before = books.registers().capital().iter().filter(|c| c.contract == s.contract).map(|c| c.amount_now());
    let paid_in = s.lines.iter().map(|l| l.amount.fen());
    let all = total(&s.contract, before.chain(paid_in).chain([s.collective.fen()]))?;
    ensure(all <= capital.fen(), || MoneyRule::AboveCapital { contract: s.contract.clone(), capital, sum: all })
}

/// What of the contract's advances is earned by the day.
pub(super) fn release(books: &Books, on: Day, r: &IncomeReleased) -> Result<IncomeReleased, Refusal> {
    let contract = known::contract(books, &r.contract)?;
    let due = total(&r.contract, contract.advances.iter().map(|a| a.due(on)))?;
    ensure(due > Fen::ZERO, || MoneyRule::NothingEarned { contract: r.contract.clone(), due })?;
    let due = Money::from_fen(due).unwrap_or(Money::ZERO);
    if let Some(stated) = r.amount {
        ensure(stated == due, || MoneyRule::StatedDiffers {
            at: r.contract.to_string(),
            computed: due.fen(),
            stated: stated.fen(),
        })?;
    }
    let year = u32::try_from(on.year()).unwrap_or_default();
    ensure(r.year == year, || DayRule::OtherYear { at: r.contract.to_string(), due: year, year: r.year })?;
    Ok(IncomeReleased { amount: Some(due), ..r.clone() })
}

pub(super) fn order_works(books: &Books, w: &WorksOrdered) -> Checked {
    above_zero(&w.project, w.amount)?;
    let before = books.works().get(&w.project).map(|works| works.ordered).unwrap_or_default();
    total(&w.project, [before, w.amount.fen()])?;
    if let Some(place) = &w.place {
        let member =
            place.as_str().parse().is_ok_and(|id: HouseholdId| books.registers().households().contains_key(&id));
        ensure(member, || MoneyRule::UnknownPlace { project: w.project.clone(), place: place.clone() })?;
    }
    ensure(books.registers().parties().contains_key(&w.party), || HouseholdRule::UnknownParty {
        at: w.project.to_string(),
        party: w.party.clone(),
    })
}

/// The assets' cost is all that was spent on the works.
pub(super) fn accept_works(books: &Books, w: &WorksAccepted) -> Checked {
    ensure(!w.assets.is_empty(), || MemberRule::Without { at: w.project.to_string(), member: "assets" })?;
    known::each_once(&w.project, w.assets.iter().map(|a| &a.asset))?;
    for asset in &w.assets {
        let taken = books.registers().assets().contains_key(&asset.asset);
        ensure(!taken, || MoneyRule::AssetTaken { asset: asset.asset.clone() })?;
        codes::free(books, asset.asset.as_str())?;
        ensure(asset.life_months > 0, || MemberRule::NoLife { asset: asset.asset.clone(), months: asset.life_months })?;
        part_of_one(&asset.asset, asset.salvage)?;
    }
    let spent = books.accounts().under(&books.chart().assets.works);
    let spent = Fen::capped_total(spent.filter(|(k, _)| k.purpose == w.project.as_str()).map(|(_, t)| t.net()));
    let cost = total(&w.project, w.assets.iter().map(|a| a.cost.fen()))?;
    ensure(spent == cost, || MoneyRule::StatedDiffers { at: w.project.to_string(), computed: spent, stated: cost })
}

/// A grant is used for what it was given for, and no further.
pub(super) fn use_grant(books: &Books, g: &GrantUsed) -> Checked {
    above_zero(&g.project, g.amount)?;
    let key = AccountKey::new(&books.chart().fixed.grant, "", g.project.as_str());
    let left = books.accounts().balance(&key).negated();
    ensure(g.amount.fen() <= left, || MoneyRule::GrantOverspent {
        project: g.project.clone(),
        left,
        amount: g.amount,
    })?;
    behind::grant(books, g)
}
