//! The end of a contract: it ends once, within its days, nothing received for later days is left over, and no
//! more of a deposit is disposed of than is held.

use super::{
    Refusal, dues, earnings, known,
    refusal::{ContractRule, DayRule, MemberRule, MoneyRule, ensure, total},
    registers::above_zero,
};
use crate::{
    books::{Books, Contract, postings},
    event::{ContractEnded, DepositEnd, EndReason, PenaltyFrom},
    unit::{Day, Money},
};

type Checked = Result<(), Refusal>;

pub(super) fn end(books: &Books, on: Day, e: &ContractEnded) -> Checked {
    let contract = known::contract(books, &e.contract)?;
    known::not_over(contract)?;
    let begun = contract.signed.first_day.unwrap_or(contract.signed.signed);
    let at = || format!("{} last_day", e.contract);
    ensure(begun <= e.last_day, || DayRule::TooEarly { at: at(), least: begun, day: e.last_day })?;
    if let Some(agreed) = contract.last_day {
        let fits = if e.why == EndReason::Expired { e.last_day == agreed } else { e.last_day <= agreed };
        ensure(fits, || ContractRule::EndsOtherwise {
            contract: e.contract.clone(),
            agreed,
            why: e.why,
            last: e.last_day,
        })?;
    }
    dues::ended(books, on, contract, e)?;
    if let Some(deposit) = &e.deposit {
        settled(books, contract, deposit)?;
    }
    if let Some(penalty) = &e.penalty {
        above_zero(format!("{} penalty", e.contract), penalty.amount)?;
        if penalty.from == PenaltyFrom::Them {
            earnings::penalty(books, contract, "penalty", penalty.amount)?;
        }
    }
    Ok(())
}

/// What becomes of the deposit is no more than is held of it.
fn settled(books: &Books, contract: &Contract, deposit: &DepositEnd) -> Checked {
    let id = &contract.signed.contract;
    let returned = deposit.returned.as_ref();
    let applied = || deposit.to_due.iter().map(|due| due.amount);
    let all = || deposit.forfeited.iter().copied().chain(returned.map(|r| r.amount)).chain(applied());
    ensure(all().next().is_some(), || MemberRule::Without { at: format!("{id} deposit"), member: "forfeited" })?;
    all().try_for_each(|amount: Money| above_zero(format!("{id} deposit"), amount))?;
    if let Some(returned) = returned {
        known::own_account(books, &returned.from)?;
    }
    if let Some(forfeited) = deposit.forfeited {
        earnings::penalty(books, contract, "deposit", forfeited)?;
    }
    let held = postings::deposit_held(books, id);
    let sum = total(id, all().map(Money::fen))?;
    ensure(sum <= held, || MoneyRule::DepositAboveHeld { contract: id.clone(), held, sum })
}
