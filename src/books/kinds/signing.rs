//! Contracts signed and amended.

use crate::{
    books::{Books, Contract},
    event::{ContractAmended, ContractSigned},
    unit::{Day, Period},
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
            last_day: c.last_day,
            instalments: c.terms.instalments.clone(),
            advances: Vec::new(),
            reports: Default::default(),
        };
        self.contracts.insert(c.contract.clone(), contract);
    }

    pub(in crate::books) fn amend(&mut self, a: &ContractAmended, on: Day) {
        let Some(contract) = self.contracts.get_mut(&a.contract) else { return };
        contract.instalments.extend(a.instalments.iter().cloned());
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
}
