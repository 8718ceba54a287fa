//! Whose own matter an order is: nobody's word counts about his own.

use crate::{
    books::Books,
    decide::{Instruction, Order},
    event::Fact,
};
use std::collections::BTreeSet;

/// The codes that an order gives something to, or agrees with.
pub(super) fn payees(books: &Books, order: &Instruction) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let Order::Record(fact, _) = &order.order else { return all };
    if let Fact::PaymentRecorded(p) = fact {
        all.extend(p.parts.iter().filter_map(|part| part.holder.as_ref()).map(ToString::to_string));
        let party = p.contract.as_ref().and_then(|contract| books.contract(contract));
        all.extend(party.map(|contract| contract.party().to_string()));
    }
    if let Fact::ClaimRecorded(c) = fact {
        all.extend(c.parts.iter().filter_map(|part| part.holder.as_ref()).map(ToString::to_string));
    }
    if let Fact::WorksOrdered(w) = fact {
        all.insert(w.party.to_string());
    }
    if let Fact::ContractSigned(c) = fact {
        all.insert(c.party.to_string());
    }
    all
}

/// The persons whose own matter an order is: who is paid, who lives in the household that is paid, whose kin or firm it
/// is, and close kin of all of these.
pub(super) fn interested(books: &Books, order: &Instruction) -> BTreeSet<String> {
    let governance = books.governance();
    let mut persons = BTreeSet::new();
    for payee in payees(books, order) {
        let party = books.registers().parties().get(payee.as_str());
        persons.extend(party.and_then(|party| party.kin_of.as_ref()).map(ToString::to_string));
        let living = governance.persons().iter();
        let living = living.filter(|(_, person)| person.household.as_ref().is_some_and(|h| h.as_str() == payee));
        persons.extend(living.map(|(code, _)| code.clone()));
        persons.insert(payee);
    }
    let kin: Vec<String> = persons.iter().flat_map(|person| governance.kin_of(person)).map(ToOwned::to_owned).collect();
    persons.extend(kin);
    persons
}
