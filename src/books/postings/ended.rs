//! What the end of a contract posts: its deposit, and what one side owes the other for it.

use super::{Posted, PostingError, parts::claim};
use crate::{
    books::{AccountKey, Books, Side, Voucher},
    event::{ClaimRecorded, ContractEnded, PenaltyFrom},
    unit::{ContractId, Fen, Money},
};

/// Claims of the chart by which it is posted.
const FORFEITED: &str = "deposit_forfeited";
const PENALTY_THEIRS: &str = "penalty_theirs";
const PENALTY_OURS: &str = "penalty_ours";
/// The part of a receipt that brought a deposit, and that of a payment which gives it back.
const DEPOSIT: &str = "deposit";
const RETURNED: &str = "deposit_returned";

pub(in crate::books) fn ended(books: &Books, e: &ContractEnded) -> Posted {
    let mut v = Voucher::default();
    if let Some(deposit) = &e.deposit {
        if let Some(amount) = deposit.forfeited {
            post(&mut v, &claimed(books, &e.contract, FORFEITED, amount)?);
        }
        if let Some(returned) = &deposit.returned {
            let rule = books.chart.payment.get(RETURNED);
            let rule = rule.ok_or_else(|| PostingError::UnknownPart(RETURNED.to_owned()))?;
            let party = books.party_of(Some(&e.contract)).unwrap_or("");
            v.debit(AccountKey::new(books.account(&rule.debit)?, party, &rule.purpose), returned.amount.fen());
            v.credit(books.money_key(&returned.from), returned.amount.fen());
        }
    }
    if let Some(penalty) = &e.penalty {
        let name = match penalty.from {
            PenaltyFrom::Them => PENALTY_THEIRS,
            PenaltyFrom::Us => PENALTY_OURS,
        };
        post(&mut v, &claimed(books, &e.contract, name, penalty.amount)?);
    }
    Ok(v)
}

/// The lines of a claim under a contract.
fn claimed(books: &Books, contract: &ContractId, name: &str, amount: Money) -> Posted {
    let unknown = || PostingError::UnknownPart(name.to_owned());
    let body = ClaimRecorded {
        amount,
        claim: name.parse().ok().ok_or_else(unknown)?,
        collective: None,
        contract: Some(contract.clone()),
        holder: None,
        out_of: None,
        project: None,
        purpose: None,
        scheme: None,
        year: None,
    };
    claim(books, &body)
}

fn post(v: &mut Voucher, lines: &Voucher) {
    for line in lines.lines() {
        match line.side {
            Side::Debit => v.debit(line.key.clone(), line.amount),
            Side::Credit => v.credit(line.key.clone(), line.amount),
        }
    }
}

/// What is held as deposit of the contract's other side; nothing where the chart knows no deposits.
pub fn deposit_held(books: &Books, contract: &ContractId) -> Fen {
    let rule = books.chart.receipt.get(DEPOSIT);
    let party = books.party_of(Some(contract));
    let key = rule
        .zip(party)
        .and_then(|(rule, party)| Some(AccountKey::new(books.account(&rule.credit).ok()?, party, &rule.purpose)));
    key.map_or(Fen::ZERO, |key| books.accounts.balance(&key).negated())
}
