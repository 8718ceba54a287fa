//! Claims: where each part is debited and credited, as the chart document says.

use super::{
    Posted, PostingError,
    parts::{GIVEN, Said, Settled, Taxed},
};
use crate::{
    books::{AccountKey, Books, DueEffect, HolderRule, Owner, Side, Voucher, chart::ClaimRule, earned},
    event::{ClaimPart, ClaimRecorded, Direction, Invoice},
    unit::{ContractId, Day, DueNo, Fen, Money, Period, Text},
};
use std::collections::BTreeMap;

/// What a rule of the chart calls the account of the due that a claim is about.
const DUE: &str = "due";

/// What a part of a claim says of itself, under the name of a part.
fn said_of<'a>(books: &'a Books, c: &'a ClaimPart, part: &'a str) -> Said<'a> {
    Said {
        part,
        contract: c.contract.as_ref(),
        party: books.party_for(c.contract.as_ref(), c.no.as_ref()),
        holder: c.holder.as_ref(),
        purpose: c.purpose.as_ref(),
        project: c.project.as_ref(),
        asset: c.asset.as_ref(),
    }
}

/// Where a part of a claim is debited and credited.
pub(in crate::books) fn claim_waits(books: &Books, c: &ClaimPart) -> Result<(AccountKey, AccountKey), PostingError> {
    let rule = claim_rule(books, c)?;
    let said = said_of(books, c, c.claim.as_str());
    let side =
        |said: &Said<'_>, account: &str, holder: Option<HolderRule>, purpose: (&str, bool), settles: Option<Side>| {
            let (purpose, fixed) = purpose;
            if account == DUE {
                return due_key(books, said, c.no.as_ref(), rule.of.as_deref());
            }
            let holder = said.holder(books, holder.unwrap_or(rule.holder))?;
            let purpose = said.purpose_of(purpose, fixed, rule.by_project)?;
            if let Some(side) = settles.filter(|_| account != GIVEN) {
                let at = Settled { holder: &holder, purpose: &purpose, amount: c.amount.fen(), side };
                return said.settled(books, account, at);
            }
            let account = match account {
                GIVEN => said.named(books, c.account.as_ref(), &rule.accounts)?,
                account => said.account(books, account)?,
            };
            let key = AccountKey::new(account, holder, purpose);
            let charged = |key: &AccountKey| c.amount.fen() <= books.accounts.balance(key);
            // what was owed first was charged under nobody's name
            let unnamed = AccountKey { holder: String::new(), ..key.clone() };
            let cost = books.owner(&key) == Owner::Nominal && settles == Some(Side::Debit);
            Ok(if cost && !charged(&key) && charged(&unnamed) { unnamed } else { key })
        };
    // a word that one side leaves open is that side's: the other one keeps its own
    let (of_debit, of_credit) = (rule.debit_purpose == GIVEN, rule.credit_purpose == GIVEN);
    let owed = Said { purpose: c.owed_as.as_ref().or(said.purpose), ..said };
    let purpose = (rule.debit_purpose.as_str(), of_credit && !of_debit);
    let debit = side(&said, &rule.debit, rule.debit_holder, purpose, rule.owed.then_some(Side::Credit))?;
    let purpose = (rule.credit_purpose.as_str(), rule.shared || (of_debit && !of_credit));
    let credit = side(&owed, &rule.credit, rule.credit_holder, purpose, rule.settles.then_some(Side::Debit))?;
    Ok((debit, credit))
}

/// Where what a due brings is credited, or what it costs is debited.
fn due_key(books: &Books, said: &Said<'_>, no: Option<&DueNo>, of: Option<&str>) -> Result<AccountKey, PostingError> {
    let contract = said.contract.and_then(|id| books.contracts.get(id)).ok_or_else(|| said.unsaid("contract"))?;
    let no = no.ok_or_else(|| said.unsaid("no"))?;
    let instalment = || books.rent_of(contract, no.as_str()).and_then(|_| of.or(contract.rent_part()));
    let part = contract.dues.get(no).map(|due| due.part.as_str()).or_else(instalment);
    let part = part.ok_or_else(|| said.unsaid("no"))?;
    let unknown = || PostingError::UnknownPart(part.to_owned());
    let (account, holder, purpose, shared) = match contract.signed.direction {
        Direction::Out => {
            let rule = books.chart.receipt.get(part).ok_or_else(unknown)?;
            (&rule.credit, rule.holder, &rule.purpose, rule.shared)
        }
        Direction::In => {
            let rule = books.chart.payment.get(part).ok_or_else(unknown)?;
            (&rule.debit, rule.holder, &rule.purpose, false)
        }
    };
    let own = Said { part, ..*said };
    Ok(AccountKey::new(own.account(books, account)?, own.holder(books, holder)?, own.purpose(purpose, shared)?))
}

pub(in crate::books) fn claim_rule<'a>(books: &'a Books, c: &ClaimPart) -> Result<&'a ClaimRule, PostingError> {
    let name = c.claim.as_str();
    books.chart.claim.get(name).ok_or_else(|| PostingError::UnknownPart(name.into()))
}

/// The lines of a claim, as if all of it were of its own year: for whoever asks whose money it moves.
///
/// # Errors
/// As [`super::payment`], for its parts.
pub fn claim(books: &Books, c: &ClaimRecorded) -> Posted {
    let mut v = Voucher::default();
    for (_, lines) in parts(books, None, c)? {
        lines.post(&mut v);
    }
    Ok(v)
}

/// The lines of a claim of a day: what of a due pays for later years waits, as where it is received.
pub(in crate::books) fn claim_on(books: &Books, on: Day, c: &ClaimRecorded) -> Posted {
    let mut v = Voucher::default();
    for (_, lines) in parts(books, Some(on), c)? {
        lines.post(&mut v);
    }
    Ok(v)
}

/// What of a due is for years behind the one in which it is claimed, or paid by a deposit.
pub(in crate::books) struct Ahead {
    pub contract: ContractId,
    pub due: DueNo,
    pub period: Period,
    /// Without tax.
    pub amount: Money,
    pub now: Fen,
    pub waits: AccountKey,
    pub income: AccountKey,
}

/// Parts of a claim some of which waits to be income, by their numbers from 0.
pub(in crate::books) fn ahead(books: &Books, on: Day, c: &ClaimRecorded) -> Result<Vec<(u32, Ahead)>, PostingError> {
    let parts = parts(books, Some(on), c)?;
    Ok(parts.into_iter().filter_map(|(number, lines)| Some((number, lines.ahead?))).collect())
}

/// Where a part is debited, and what it credits.
struct ClaimLines {
    debit: (AccountKey, Fen),
    credits: Vec<(AccountKey, Fen)>,
    ahead: Option<Ahead>,
}

impl ClaimLines {
    fn post(self, v: &mut Voucher) {
        v.debit(self.debit.0, self.debit.1);
        for (key, amount) in self.credits {
            v.credit(key, amount);
        }
    }
}

/// Each part, with its number from 0.
fn parts(books: &Books, on: Option<Day>, c: &ClaimRecorded) -> Result<Vec<(u32, ClaimLines)>, PostingError> {
    let mut before: BTreeMap<(Text, Text), Fen> = BTreeMap::new();
    let mut all = Vec::with_capacity(c.parts.len());
    for (number, part) in (0_u32..).zip(&c.parts) {
        let key = part.invoice.as_ref().map(Invoice::key);
        let beside = key.as_ref().and_then(|key| before.get(key)).map_or(Fen::ZERO, |sum| *sum);
        all.push((number, part_lines(books, on, (part, beside))?));
        if let Some(key) = key {
            before.insert(key, beside.capped_plus(part.amount.fen()));
        }
    }
    Ok(all)
}

fn part_lines(books: &Books, on: Option<Day>, (c, beside): (&ClaimPart, Fen)) -> Result<ClaimLines, PostingError> {
    let rule = claim_rule(books, c)?;
    let (debit, credit) = claim_waits(books, c)?;
    let collective = c.collective.map(Money::fen).unwrap_or_default();
    let mut credits = Vec::new();
    if let Some(account) = &rule.collective {
        let purpose = rule.collective_purpose.clone().unwrap_or_default();
        credits.push((AccountKey::new(books.account(account)?, debit.holder.clone(), purpose), collective));
    }
    let taxed = Taxed::of(books, &credit, c.invoice.as_ref(), || beside);
    let vat = taxed.map(|taxed| taxed.owed(books, c.amount.fen())).transpose()?;
    let tax = vat.as_ref().map_or(Fen::ZERO, |(_, tax)| *tax);
    let all = c.amount.fen().capped_minus(collective).capped_minus(tax);
    let ahead = on.map(|on| ahead_of(books, on, c, (&credit, all))).transpose()?.flatten();
    match &ahead {
        Some(ahead) => {
            credits.push((credit, ahead.now));
            credits.push((ahead.waits.clone(), all.capped_minus(ahead.now)));
        }
        None => credits.push((credit, all)),
    }
    credits.extend(vat);
    Ok(ClaimLines { debit: (debit, c.amount.fen()), credits, ahead })
}

/// What of a due's rent is of later years than the day's, and where it waits for them.
fn ahead_of(
    books: &Books,
    on: Day,
    c: &ClaimPart,
    (income, all): (&AccountKey, Fen),
) -> Result<Option<Ahead>, PostingError> {
    let brings = matches!(claim_rule(books, c)?.due, Some(DueEffect::Claimed | DueEffect::Deposit));
    let contract = c.contract.as_ref().filter(|_| brings).and_then(|id| books.contracts.get(id));
    let due = contract.zip(c.no.as_ref()).and_then(|(contract, no)| Some((contract, contract.dues.get(no)?)));
    let Some((contract, due)) = due.filter(|(contract, _)| contract.signed.direction == Direction::Out) else {
        return Ok(None);
    };
    let rule = books.chart.receipt.get(due.part.as_str());
    let Some((rule, later)) = rule.and_then(|rule| Some((rule, rule.later.as_ref()?))) else { return Ok(None) };
    let amount = Money::from_fen(all).unwrap_or(Money::ZERO);
    let now = earned(amount, due.days, on.year_end());
    if now == all {
        return Ok(None);
    }
    let said = said_of(books, c, due.part.as_str());
    let holder = said.holder(books, rule.later_holder.unwrap_or(rule.holder))?;
    Ok(Some(Ahead {
        contract: contract.signed.contract.clone(),
        due: due.no.clone(),
        period: due.days,
        amount,
        now,
        waits: AccountKey::new(books.account(&books.chart.fixed.advance)?, holder, later),
        income: income.clone(),
    }))
}
