//! A code stands for one thing: accounts know whose money they hold by code alone.

use super::{
    Refusal,
    refusal::{ContractRule, HouseholdRule, ensure},
};
use crate::{books::Books, event::Instalment, unit::ContractId};

type Checked = Result<(), Refusal>;

/// No household, party, contract, asset or bank account goes by this code, nor the cash box.
pub(super) fn free(books: &Books, code: &str) -> Checked {
    ensure(books.bearer(code).is_none(), || HouseholdRule::CodeTaken { code: code.to_owned() })
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
