//! A code stands for one thing: accounts know whose money they hold by code alone.

use super::{
    Refusal,
    refusal::{ContractRule, HouseholdRule, ensure},
};
use crate::{
    books::Books,
    event::Instalment,
    unit::{AssetId, BankId, ContractId, PartyId},
};

type Checked = Result<(), Refusal>;

/// No household, party, contract, asset or bank account goes by this code, nor the cash box.
pub(super) fn free(books: &Books, code: &str) -> Checked {
    let registers = books.registers();
    let bank = code.parse::<BankId>().is_ok_and(|id| id.is_cash() || registers.banks().contains_key(&id));
    let taken = bank
        || registers.households().contains_key(code)
        || code.parse::<AssetId>().is_ok_and(|id| registers.assets().contains_key(&id))
        || code.parse::<PartyId>().is_ok_and(|id| registers.parties().contains_key(&id))
        || code.parse::<ContractId>().is_ok_and(|id| books.contracts().contains_key(&id));
    ensure(!taken, || HouseholdRule::CodeTaken { code: code.to_owned() })
}

/// No other contract has an instalment of one of these codes: the payout that passes it on goes by it.
pub(super) fn instalments(books: &Books, contract: &ContractId, all: &[Instalment]) -> Checked {
    let others = books.contracts().iter().filter(|(id, _)| *id != contract);
    for (other, stands) in others {
        if let Some(twice) = all.iter().find(|i| stands.instalments.iter().any(|s| s.payout == i.payout)) {
            return Err(ContractRule::InstalmentTaken {
                contract: contract.clone(),
                payout: twice.payout.clone(),
                by: other.clone(),
            }
            .into());
        }
    }
    Ok(())
}
