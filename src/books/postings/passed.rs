//! What passes with money: shares that are paid in, capital, and what the collective takes back.

use super::{Posted, PostingError, total};
use crate::{
    books::{AccountKey, Books, Voucher, chart::HoldingAccounts},
    event::{Entitled, HoldingPassed, PaidIn, Pass, PassReason, Passed},
    unit::{ClassId, ContractId, Exact, Fen, Money, Rounding, Shares},
};

/// What the chart says of it; charts of older ledgers say nothing.
fn rule(books: &Books) -> Result<&HoldingAccounts, PostingError> {
    books.chart.holding.as_ref().ok_or_else(|| PostingError::UnknownPart("holding".to_owned()))
}

pub(in crate::books) fn passed(books: &Books, p: &HoldingPassed) -> Posted {
    match &p.passed {
        Passed::Shares(class, lines) => shares(books, p, class, lines),
        Passed::Capital(contract, lines) => capital(books, p, contract, lines),
        Passed::House { .. } => Ok(Voucher::default()),
    }
}

/// What is paid in for a share of a class, where something is.
pub fn paid_in<'a>(books: &'a Books, class: &ClassId) -> Option<&'a PaidIn> {
    books.registers.classes.get(class)?.said.latest()?.paid_in.as_ref()
}

/// Where what a holder paid in for shares of such a class stands; nothing where nothing is paid in.
pub fn paid_in_key(books: &Books, class: &ClassId, holder: &str) -> Option<AccountKey> {
    let paid = paid_in(books, class)?;
    Some(AccountKey::new(books.account(paid.account.as_str()).ok()?, holder, class.as_str()))
}

/// What so many shares of such a class were paid in with; nothing where nothing is paid in.
pub fn par_value(books: &Books, class: &ClassId, shares: Shares) -> Option<Fen> {
    priced(&paid_in(books, class)?.price.exact(), shares).ok()
}

fn priced(price: &Exact, shares: Shares) -> Result<Fen, PostingError> {
    (price * &shares.exact()).to_fen(Rounding::HalfUp).ok_or(PostingError::TooMuch)
}

fn shares(books: &Books, p: &HoldingPassed, class: &ClassId, lines: &[Pass<Shares>]) -> Posted {
    let mut v = Voucher::default();
    let paid_in = paid_in(books, class);
    let own = |paid: &PaidIn, of: &Entitled| -> Result<AccountKey, PostingError> {
        Ok(AccountKey::new(books.account(paid.account.as_str())?, of.to_string(), class.as_str()))
    };
    let mut came = Vec::new();
    for line in lines {
        match (paid_in, p.why) {
            (Some(paid), PassReason::Issued) => {
                let value = priced(&paid.price.exact(), line.quantity)?;
                if let Some(to) = line.ends.to() {
                    v.credit(own(paid, to)?, value);
                    came.push(value);
                }
            }
            (_, PassReason::Redemption) => redeemed(books, &mut v, (class, paid_in), line)?,
            (Some(paid), PassReason::Transfer | PassReason::Gift | PassReason::Inheritance | PassReason::Court) => {
                let value = priced(&paid.price.exact(), line.quantity)?;
                if let (Some(from), Some(to)) = (line.ends.from(), line.ends.to()) {
                    v.debit(own(paid, from)?, value);
                    v.credit(own(paid, to)?, value);
                }
            }
            (Some(_), PassReason::Returned | PassReason::Lost) | (None, _) => {}
        }
    }
    if let (Some(into), false) = (&p.into, came.is_empty()) {
        v.debit(books.money_key(into), total(came)?);
    }
    Ok(v)
}

/// Shares that the collective takes back: of those that were paid in the par value, and what is paid above or
/// below it; of others what is paid.
fn redeemed(
    books: &Books,
    v: &mut Voucher,
    (class, paid): (&ClassId, Option<&PaidIn>),
    line: &Pass<Shares>,
) -> Result<(), PostingError> {
    let Some(from) = line.ends.from() else { return Ok(()) };
    let price = line.price.map(|price| price.fen().yuan());
    let Some(price) = price.or_else(|| paid.map(|paid| paid.price.exact())) else { return Ok(()) };
    let rule = rule(books)?;
    let owed = priced(&price, line.quantity)?;
    let payable = books.place(&rule.shares, &from.to_string())?;
    match paid {
        Some(paid) => {
            let par = priced(&paid.price.exact(), line.quantity)?;
            let key = AccountKey::new(books.account(paid.account.as_str())?, from.to_string(), class.as_str());
            v.debit(key, par);
            above_par(books, v, rule, owed.capped_minus(par))?;
        }
        None => v.debit(books.place(&rule.redemption, "")?, owed),
    }
    v.credit(payable, owed);
    Ok(())
}

/// What is paid above par, or less.
fn above_par(books: &Books, v: &mut Voucher, rule: &HoldingAccounts, above: Fen) -> Result<(), PostingError> {
    let premium = books.place(&rule.premium, "")?;
    if above > Fen::ZERO {
        v.debit(premium, above);
    } else {
        v.credit(premium, above.negated());
    }
    Ok(())
}

fn capital(books: &Books, p: &HoldingPassed, contract: &ContractId, lines: &[Pass<Money>]) -> Posted {
    let mut v = Voucher::default();
    let own = |of: &Entitled| books.place(&books.chart.fixed.subscription, &of.to_string());
    let party = books.party_of(Some(contract)).ok_or_else(|| PostingError::Unknown(contract.to_string()))?;
    let is_own = |of: Option<&Entitled>| of == Some(&Entitled::Collective);
    let mut came = Vec::new();
    for line in lines {
        let amount = line.quantity.fen();
        let Some(from) = line.ends.from() else { continue };
        match p.why {
            PassReason::Returned if is_own(Some(from)) => {}
            PassReason::Returned => {
                v.debit(own(from)?, amount);
                v.credit(books.place(&rule(books)?.capital, &from.to_string())?, amount);
            }
            PassReason::Lost => {
                let rule = rule(books)?;
                match is_own(Some(from)) {
                    true => v.debit(books.place(&rule.loss, party)?, amount),
                    false => v.debit(own(from)?, amount),
                }
                v.credit(AccountKey::new(books.account(&rule.investment)?, party, ""), amount);
            }
            PassReason::Redemption => {
                let rule = rule(books)?;
                let owed = line.price.map_or(amount, Money::fen);
                v.debit(own(from)?, amount);
                above_par(books, &mut v, rule, owed.capped_minus(amount))?;
                v.credit(books.place(&rule.capital, &from.to_string())?, owed);
            }
            PassReason::Issued
            | PassReason::Transfer
            | PassReason::Gift
            | PassReason::Inheritance
            | PassReason::Court => {
                let Some(to) = line.ends.to() else { continue };
                match (is_own(Some(from)), is_own(Some(to))) {
                    (true, true) => {}
                    // the collective's own capital becomes a member's, who pays for it
                    (true, false) => {
                        v.credit(own(to)?, amount);
                        came.push(amount);
                    }
                    (false, true) => {
                        v.debit(own(from)?, amount);
                        v.credit(books.place(&rule(books)?.premium, "")?, amount);
                    }
                    (false, false) => {
                        v.debit(own(from)?, amount);
                        v.credit(own(to)?, amount);
                    }
                }
            }
        }
    }
    if let (Some(into), false) = (&p.into, came.is_empty()) {
        v.debit(books.money_key(into), total(came)?);
    }
    Ok(v)
}

/// True if a part of a receipt brings principal back.
pub(in crate::books) fn brings_principal(books: &Books, part: &str) -> bool {
    books.chart.receipt.get(part).is_some_and(|rule| rule.principal)
}
