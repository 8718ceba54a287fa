//! Who goes by a code. Accounts know whose money they hold by code alone (decision 31).

use super::{Books, Contract};
use crate::{
    event::Ownership,
    unit::{AssetId, BankId, HouseholdId, PartyId},
};

/// What the registers have under a code; a code stands for one thing (`decide::codes`).
#[derive(Debug, Clone, Copy)]
pub enum Bearer<'a> {
    /// A household; in a union, a member village.
    Household(&'a HouseholdId),
    /// Somebody from outside: operator, supplier, office.
    Party(&'a PartyId),
    /// A contract.
    Contract(&'a Contract),
    /// A card of the asset register.
    Asset(&'a AssetId),
    /// A bank account.
    Bank(&'a BankId, Ownership),
    /// The cash box, which no entry registers.
    CashBox,
}

impl<'a> Bearer<'a> {
    /// The contract, if it is one.
    pub fn contract(self) -> Option<&'a Contract> {
        if let Bearer::Contract(contract) = self { Some(contract) } else { None }
    }

    /// True for those who own what stands under their code: a household or a party.
    pub fn is_somebody(self) -> bool {
        matches!(self, Bearer::Household(_) | Bearer::Party(_))
    }
}

impl Books {
    /// Who goes by this code; `None` for a code that no entry has registered, though a voucher may name it
    /// already.
    pub fn bearer(&self, code: &str) -> Option<Bearer<'_>> {
        let registers = self.registers();
        if code.is_empty() {
            return None;
        }
        if let Some((household, _)) = registers.households().get_key_value(code) {
            return Some(Bearer::Household(household));
        }
        if let Some((party, _)) = registers.parties().get_key_value(code) {
            return Some(Bearer::Party(party));
        }
        if let Some(contract) = self.contracts().get(code) {
            return Some(Bearer::Contract(contract));
        }
        if let Some((asset, _)) = registers.assets().get_key_value(code) {
            return Some(Bearer::Asset(asset));
        }
        if let Some((asset, _)) = registers.heaps().get_key_value(code) {
            return Some(Bearer::Asset(asset));
        }
        if let Some((bank, known)) = registers.banks().get_key_value(code) {
            return Some(Bearer::Bank(bank, known.ownership));
        }
        code.parse::<BankId>().is_ok_and(|id| id.is_cash()).then_some(Bearer::CashBox)
    }

    /// The household that goes by this code.
    pub fn household_of(&self, code: &str) -> Option<&HouseholdId> {
        self.registers.households.get_key_value(code).map(|(household, _)| household)
    }
}
