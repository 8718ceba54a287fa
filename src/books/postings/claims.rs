//! Claims: where each part is debited and credited, as the chart document says.

use super::{
    Posted, PostingError,
    parts::{GIVEN, Said, Settled, Taxed},
};
use crate::{
    books::{AccountKey, Books, HolderRule, Side, Voucher, chart::ClaimRule},
    event::{ClaimPart, ClaimRecorded, Direction, Invoice},
    unit::{DueNo, Fen, Money, Text},
};
use std::collections::BTreeMap;

/// What a rule of the chart calls the account of the due that a claim is about.
const DUE: &str = "due";

/// Where a part of a claim is debited and credited.
pub(in crate::books) fn claim_waits(books: &Books, c: &ClaimPart) -> Result<(AccountKey, AccountKey), PostingError> {
    let rule = claim_rule(books, c)?;
    let said = Said {
        part: c.claim.as_str(),
        contract: c.contract.as_ref(),
        party: books.party_for(c.contract.as_ref(), c.no.as_ref()),
        holder: c.holder.as_ref(),
        purpose: c.purpose.as_ref(),
        project: c.project.as_ref(),
        asset: c.asset.as_ref(),
    };
    let side =
        |said: &Said<'_>, account: &str, holder: Option<HolderRule>, purpose: (&str, bool), settles: Option<Side>| {
            let (purpose, fixed) = purpose;
            if account == DUE {
                return due_key(books, said, c.no.as_ref(), rule.of.as_deref());
            }
            let holder = said.holder(books, holder.unwrap_or(rule.holder))?;
            let purpose = said.purpose(purpose, fixed)?;
            if let Some(side) = settles.filter(|_| account != GIVEN) {
                let at = Settled { holder: &holder, purpose: &purpose, amount: c.amount.fen(), side };
                return said.settled(books, account, at);
            }
            let account = match account {
                GIVEN => said.named(books, c.account.as_ref(), &rule.accounts)?,
                account => said.account(books, account)?,
            };
            Ok(AccountKey::new(account, holder, purpose))
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

/// The lines of a claim.
///
/// # Errors
/// As [`payment`], for its parts.
pub fn claim(books: &Books, c: &ClaimRecorded) -> Posted {
    let mut v = Voucher::default();
    let mut before: BTreeMap<(Text, Text), Fen> = BTreeMap::new();
    for part in &c.parts {
        let key = part.invoice.as_ref().map(Invoice::key);
        let beside = key.as_ref().and_then(|key| before.get(key)).map_or(Fen::ZERO, |sum| *sum);
        claim_part(books, part, beside, &mut v)?;
        if let Some(key) = key {
            before.insert(key, beside.capped_plus(part.amount.fen()));
        }
    }
    Ok(v)
}

fn claim_part(books: &Books, c: &ClaimPart, beside: Fen, v: &mut Voucher) -> Result<(), PostingError> {
    let rule = claim_rule(books, c)?;
    let (debit, credit) = claim_waits(books, c)?;
    v.debit(debit.clone(), c.amount.fen());
    let collective = c.collective.map(Money::fen).unwrap_or_default();
    if let Some(account) = &rule.collective {
        let purpose = rule.collective_purpose.clone().unwrap_or_default();
        v.credit(AccountKey::new(books.account(account)?, debit.holder, purpose), collective);
    }
    let taxed = Taxed::of(books, &credit, c.invoice.as_ref(), || beside);
    let vat = taxed.map(|taxed| taxed.owed(books, c.amount.fen())).transpose()?;
    let tax = vat.as_ref().map_or(Fen::ZERO, |(_, tax)| *tax);
    v.credit(credit, c.amount.fen().capped_minus(collective).capped_minus(tax));
    if let Some((key, tax)) = vat {
        v.credit(key, tax);
    }
    Ok(())
}
