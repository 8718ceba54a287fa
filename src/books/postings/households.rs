//! What stands under a household's name: merged into another, or set off.

use super::{Posted, PostingError};
use crate::{
    books::{AccountKey, Books, Voucher},
    event::{DebtSetOff, HouseholdMerged},
    unit::Fen,
};

/// What stands under the old household's name goes to the new one, account by account.
pub(in crate::books) fn merged_accounts(books: &Books, m: &HouseholdMerged) -> Posted {
    let mut v = Voucher::default();
    for (key, net) in books.accounts.of_holder(m.household.as_str()) {
        let to = AccountKey { holder: m.into.to_string(), ..key.clone() };
        if net < Fen::ZERO {
            v.debit(key.clone(), net.negated());
            v.credit(to, net.negated());
        } else {
            v.debit(to, net);
            v.credit(key.clone(), net);
        }
    }
    Ok(v)
}

/// The household's debts, by where they stand: debit balances of its current account.
pub fn debts<'a>(books: &'a Books, household: &'a str) -> impl Iterator<Item = (&'a AccountKey, Fen)> {
    let member = books.account("@member_payable").ok();
    let all = books.accounts.of_holder(household);
    all.filter(move |(key, net)| (member.as_ref() == Some(&key.account) || key.account == "113") && *net > Fen::ZERO)
}

pub(in crate::books) fn set_off(books: &Books, d: &DebtSetOff) -> Posted {
    let wanted = |key: &AccountKey| d.purpose.as_ref().is_none_or(|p| key.purpose == p.as_str());
    let debt = debts(books, d.household.as_str()).find(|(key, _)| wanted(key));
    let (debt, _) = debt.ok_or_else(|| PostingError::Unknown(format!("a debt of {}", d.household)))?;
    let payout = books.payouts.get(&d.payout);
    let payout = payout.ok_or_else(|| PostingError::Unknown(d.payout.to_string()))?;
    let mut v = Voucher::default();
    if let Some(owed) = payout.lines.get(&d.household) {
        for (key, amount) in owed.split(d.amount.fen(), false) {
            v.debit(key, amount);
        }
    }
    v.credit(debt.clone(), d.amount.fen());
    Ok(v)
}
