//! Shares, capital and houses pass on, and are held fast.

use super::{At, InBooks, none};
use crate::{
    books::{
        ApplyError, Books, Instead, Nature, Passing,
        postings::{Posted, passed},
    },
    event::{Entitled, Event, HoldingHeld, HoldingPassed, PassReason, Passed},
    unit::Day,
};
use std::collections::BTreeMap;

/// What passed by mistake passes back.
impl InBooks for HoldingPassed {
    fn nature(&self) -> Nature {
        Nature::Other(Instead::Passing)
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        passed(books, self)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let registers = &mut books.registers;
        let mut told = Vec::new();
        match &self.passed {
            Passed::Shares(class, lines) => {
                for line in lines {
                    if let Some(from) = line.ends.from() {
                        registers.take(from, class, line.quantity, at.on);
                    }
                    if let Some(to) = line.ends.to() {
                        registers.put(to, class, line.quantity, at.on);
                    }
                    if let (PassReason::Issued, Some(household)) =
                        (self.why, line.ends.to().and_then(Entitled::household))
                    {
                        registers.give(household, class, line.quantity);
                    }
                    if let (None, Some(Entitled::Person(person))) = (line.ends.to(), line.ends.from()) {
                        let household = registers.persons.get(person).and_then(|p| p.household.latest()).cloned();
                        if let Some(household) = household {
                            registers.leave(&household, &BTreeMap::from([(class.clone(), line.quantity)]));
                        }
                    }
                    told.push(line.quantity.short());
                }
            }
            Passed::Capital(contract, lines) => {
                for line in lines {
                    let to = line.ends.to().and_then(Entitled::owner);
                    if let Some(from) = line.ends.from().and_then(Entitled::owner) {
                        registers.pass_capital(contract, (&from, to.as_ref()), line.quantity, at.on);
                    }
                    told.push(line.quantity.to_string());
                }
                if self.why == PassReason::Returned {
                    let back = lines.iter().map(|line| line.quantity.fen());
                    if let Some(contract) = books.contracts.get_mut(contract) {
                        contract.principal.passed_on(at.index, back);
                    }
                }
            }
            Passed::House { house, to, .. } => {
                if let (Some(house), Some(to)) = (registers.houses.get_mut(house), to.owner()) {
                    house.owner.change(at.on, to);
                }
                told.push(String::new());
            }
        }
        let ends = self.ends().into_iter().map(|(from, to)| (from.cloned(), to.cloned()));
        let lines = ends.zip(told).map(|((from, to), quantity)| (from, to, quantity)).collect();
        let (entry, on, thing, why) = (at.index, at.on, self.thing(), self.why);
        books.registers.passings.push(Passing { entry, on, thing, why, lines });
        Ok(())
    }
}

impl InBooks for HoldingHeld {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let said = books.registers.fast.entry((self.thing.clone(), self.holder.clone())).or_default();
        said.change(at.on, self.fast.clone());
        Ok(())
    }
}
