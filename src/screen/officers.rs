//! Who holds an office, and who goes with somebody who does: as far as codes say it, until offices are recorded.

use crate::{
    books::Books,
    event::PartyIs,
    unit::{ContractId, PartyId},
};

/// The officer behind a code: himself, or the one whose kin the party is. Officers are called K and a number, and whoever
/// has a key of the ledger is one.
pub(super) fn officer_behind(books: &Books, code: &str) -> Option<String> {
    if let Some(kin) = books.registers().parties().get(code).and_then(|party| party.kin_of.as_ref()) {
        return Some(kin.to_string());
    }
    is_officer(books, code).then(|| code.to_owned())
}

fn is_officer(books: &Books, code: &str) -> bool {
    let numbered = code.strip_prefix('K').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    numbered || books.keys().iter().any(|(_, key)| key.person == code)
}

/// True for an officer, his kin, or a party that is a person.
pub(super) fn is_natural(books: &Books, code: &str) -> bool {
    let person = books.registers().parties().get(code).and_then(|party| party.is) == Some(PartyIs::Person);
    person || is_officer(books, code)
}

/// The other side of a contract.
pub(super) fn party_of(books: &Books, contract: &ContractId) -> Option<PartyId> {
    books.contract(contract).map(|contract| contract.party().clone())
}
