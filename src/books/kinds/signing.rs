//! Contracts signed, amended and ended.

use crate::{
    books::{
        Advance, Books, Contract, Dated, DueHow, DueMove, Dues,
        postings::{back, end_of},
    },
    event::{ContractAmended, ContractEnded, ContractSigned, Instalment},
    unit::{ContractId, Day, PayoutId, Period, Ratio},
};

impl Books {
    pub(in crate::books) fn sign(&mut self, c: &ContractSigned) {
        let days = c.first_day.zip(c.last_day).and_then(|(first, last)| Period::new(first, last));
        for parcel in &c.parcels {
            if let (Some(parcel), Some(days)) = (self.registers.parcels.get_mut(parcel), days) {
                parcel.leased.push((c.contract.clone(), days));
            }
        }
        for house in &c.houses {
            if let (Some(house), Some(days)) = (self.registers.houses.get_mut(house), days) {
                house.let_under.push((c.contract.clone(), days));
            }
        }
        let contract = Contract {
            signed: c.clone(),
            parties: Dated::from(c.signed, c.party.clone()),
            dues: Dues::of(c),
            last_day: c.last_day,
            instalments: c.terms.instalments.clone(),
            fell_away: Vec::new(),
            ended: None,
            advances: Vec::new(),
            reports: Default::default(),
            principal: Default::default(),
        };
        self.contracts.insert(c.contract.clone(), contract);
    }

    pub(in crate::books) fn amend(&mut self, a: &ContractAmended, on: Day) {
        let Some(contract) = self.contracts.get_mut(&a.contract) else { return };
        contract.instalments.extend(a.instalments.iter().cloned());
        contract.dues.amend(a, on);
        if let Some(assigned) = &a.assign {
            contract.parties.change(on, assigned.to.clone());
        }
        let before = contract.last_day;
        if let Some(last) = a.last_day {
            contract.last_day = Some(last);
            let parcels = self.registers.parcels.values_mut().flat_map(|p| &mut p.leased);
            let houses = self.registers.houses.values_mut().flat_map(|h| &mut h.let_under);
            for (under, days) in parcels.chain(houses) {
                if *under == a.contract && Some(days.last_day()) == before {
                    *days = Period::new(days.first_day(), last).unwrap_or(*days);
                }
            }
        }
        let days = contract.last_day.and_then(|last| Period::new(on, last));
        for parcel in &a.parcels {
            if let (Some(parcel), Some(days)) = (self.registers.parcels.get_mut(parcel), days) {
                parcel.leased.push((a.contract.clone(), days));
            }
        }
    }

    /// Its leases and lets stop behind the last day; instalments that begin later fall away, and the one that
    /// contains it pays for the days up to it. What was shared already stands as it is.
    pub(in crate::books) fn end(&mut self, e: &ContractEnded, entry: u64, on: Day) {
        let stands: Vec<PayoutId> = self.contracts.get(&e.contract).map_or(Vec::new(), |contract| {
            let codes = contract.instalments.iter().map(|i| &i.payout);
            codes.filter(|code| self.payouts.contains_key(*code)).cloned().collect()
        });
        let ended = end_of(e, entry);
        let back = self.contracts.get(&e.contract).map_or(Vec::new(), |contract| back(self, contract, &ended, on));
        let Some(contract) = self.contracts.get_mut(&e.contract) else { return };
        contract.ended = Some(ended);
        contract.last_day = Some(e.last_day);
        let taken = back.iter().flat_map(|back| back.waits.iter().map(move |waits| (&back.no, waits)));
        for (no, (entry, part, _, amount)) in taken {
            let own = |advance: &Advance| (advance.entry, advance.part) == (*entry, *part) && advance.due == *no;
            let own = contract.advances.iter_mut().filter(|advance| own(advance));
            own.for_each(|advance| advance.cut(*amount, e.last_day));
        }
        for (reference, taken) in back.iter().filter_map(|back| Some((back.part.as_ref()?, back.all()))) {
            if let Some(part) = self.parts.get_mut(reference) {
                part.give_back(entry, taken);
            }
        }
        for due in e.deposit.iter().flat_map(|deposit| &deposit.to_due) {
            let (no, amount) = (due.no.clone(), due.amount.fen());
            contract.dues.happened(DueMove { entry, on, no, amount, how: DueHow::Deposit });
        }
        let all = std::mem::take(&mut contract.instalments);
        for instalment in all {
            if stands.contains(&instalment.payout) || instalment.last_day <= e.last_day {
                contract.instalments.push(instalment);
            } else if e.last_day < instalment.first_day {
                contract.fell_away.push(instalment);
            } else {
                contract.instalments.push(shortened(instalment, e.last_day));
            }
        }
        let parcels = self.registers.parcels.values_mut().map(|parcel| &mut parcel.leased);
        let houses = self.registers.houses.values_mut().map(|house| &mut house.let_under);
        for under in parcels.chain(houses) {
            let own = |contract: &ContractId| *contract == e.contract;
            under.retain(|(contract, days)| !own(contract) || days.first_day() <= e.last_day);
            for (_, days) in under.iter_mut().filter(|(contract, _)| own(contract)) {
                *days = days.ended_by(e.last_day).unwrap_or(*days);
            }
        }
    }

    /// True if anything came for an instalment of a contract.
    pub fn instalment_came(&self, contract: &ContractId, code: &PayoutId) -> bool {
        let named = !self.history.received(contract, code).is_empty();
        named || self.parts_under(contract).any(|part| part.instalment.as_ref() == Some(code))
    }
}

/// An instalment for its days up to one of them, and the part of a year that falls on these.
fn shortened(instalment: Instalment, last: Day) -> Instalment {
    let whole = instalment.period();
    let parts = whole.and_then(|whole| {
        let (left, all) = (whole.ended_by(last)?.days(), whole.days());
        let days = Ratio::new(u64::try_from(left).ok()?, u64::try_from(all).ok()?)?;
        instalment.part_of_year.times(days)
    });
    Instalment { last_day: last, part_of_year: parts.unwrap_or(instalment.part_of_year), ..instalment }
}
