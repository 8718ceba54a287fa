//! What an instruction names is there, and named once.

use super::{
    Refusal,
    refusal::{ContractRule, HouseholdRule, MemberRule},
};
use crate::{
    books::{Books, Contract, Ended, Members, Payout},
    event::{Holder, Ownership, VoucherLine},
    unit::{BankId, ContractId, Day, HouseholdId, Text},
};
use std::collections::BTreeSet;

/// The contract must be in the books.
pub(super) fn contract<'a>(books: &'a Books, id: &ContractId) -> Result<&'a Contract, Refusal> {
    let found = books.contract(id);
    found.ok_or_else(|| HouseholdRule::UnknownContract { at: id.to_string(), contract: id.clone() }.into())
}

/// The same of one with somebody else: the collective neither owes itself nor pays itself anything.
pub(super) fn contract_with<'a>(books: &'a Books, id: &ContractId) -> Result<&'a Contract, Refusal> {
    let found = contract(books, id)?;
    match books.registers().is_itself(found.party()) {
        true => Err(HouseholdRule::UnknownParty { at: id.to_string(), party: found.party().clone() }.into()),
        false => Ok(found),
    }
}

/// Nothing is agreed, paid in or worked any more under a contract that ended.
pub(super) fn not_over(contract: &Contract) -> Result<(), Refusal> {
    over_from(contract, None)
}

/// The same for what is about a day: up to the last day of the contract it may be.
pub(super) fn not_over_on(contract: &Contract, day: Day) -> Result<(), Refusal> {
    over_from(contract, Some(day))
}

fn over_from(contract: &Contract, day: Option<Day>) -> Result<(), Refusal> {
    let over = |ended: &&Ended| day.is_none_or(|day| ended.last_day < day);
    match contract.ended.as_ref().filter(over) {
        Some(ended) => {
            Err(ContractRule::Over { contract: contract.signed.contract.clone(), last: ended.last_day }.into())
        }
        None => Ok(()),
    }
}

/// A registered account of the organization itself, or the cash box.
pub(super) fn own_account(books: &Books, account: &BankId) -> Result<(), Refusal> {
    if account.is_cash() {
        return Ok(());
    }
    match books.registers().banks().get(account).map(|bank| bank.ownership) {
        None => Err(HouseholdRule::UnknownAccount { account: account.clone() }.into()),
        Some(Ownership::Personal) => Err(HouseholdRule::PersonalAccount { account: account.clone() }.into()),
        Some(Ownership::Collective) => Ok(()),
    }
}

/// Lines of a free voucher may not touch a personal account either.
pub(super) fn own_accounts_only(books: &Books, lines: &[VoucherLine]) -> Result<(), Refusal> {
    for line in lines.iter().filter(|l| l.account.as_str() == books.chart().fixed.bank) {
        let account = line.holder.as_ref().and_then(|h| h.as_str().parse::<BankId>().ok());
        let account = account.ok_or_else(|| HouseholdRule::WhichAccount { account: line.account.clone() })?;
        own_account(books, &account)?;
    }
    Ok(())
}

/// What a list names stands in it once: each item is checked against the books, and not against the others.
pub(super) fn each_once<T: Ord + std::fmt::Display>(
    at: impl std::fmt::Display,
    items: impl IntoIterator<Item = T>,
) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for item in items {
        if let Some(twice) = seen.replace(item) {
            return Err(MemberRule::ListedTwice { at: at.to_string(), what: twice.to_string() }.into());
        }
    }
    Ok(())
}

/// A household in the register; in a union, a member village.
pub(super) fn household(books: &Books, household: &HouseholdId) -> Result<(), Refusal> {
    let found = books.registers().households().get(household);
    let found = found.ok_or_else(|| match books.registers().members() {
        Members::Villages => HouseholdRule::NotAMember { village: household.clone() },
        Members::Households => HouseholdRule::Unknown { household: household.clone() },
    })?;
    match &found.merged_into {
        Some(into) => Err(HouseholdRule::Retired { household: household.clone(), into: into.clone() }.into()),
        None => Ok(()),
    }
}

/// Who has a line of a payout: one that was merged since has it still, for what the bank sends back.
pub(super) fn payee(books: &Books, payout: &Payout, id: &HouseholdId) -> Result<(), Refusal> {
    if payout.lines.contains_key(id) { Ok(()) } else { household(books, id) }
}

/// The holder is the collective or an enrolled household.
pub(super) fn holder(books: &Books, holder: &Holder) -> Result<(), Refusal> {
    match holder {
        Holder::Collective => Ok(()),
        Holder::Household(h) => household(books, h),
        Holder::Outside(_) => Err(HouseholdRule::NoHolder { holder: holder.clone() }.into()),
    }
}

/// A code like those of the households is one of them: typed wrong, it would be somebody whom nobody knows.
pub(super) fn no_stray_household<'a>(books: &Books, holders: impl Iterator<Item = &'a Text>) -> Result<(), Refusal> {
    let registers = books.registers();
    let letters = |code: &str| code.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let Some((first, _)) = registers.households().first_key_value() else { return Ok(()) };
    for holder in holders {
        let code = holder.as_str();
        let alike = code.len() == first.as_str().len() && letters(code) == letters(first.as_str());
        let stands = registers.households().contains_key(code) || registers.parties().contains_key(code);
        if alike
            && !stands
            && let Ok(household) = code.parse()
        {
            return Err(HouseholdRule::Unknown { household }.into());
        }
    }
    Ok(())
}
