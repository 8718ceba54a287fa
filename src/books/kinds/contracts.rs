//! Entrustments, contracts, reports and subscriptions.

use super::{At, InBooks, none};
use crate::{
    books::{
        ApplyError, Books, Capital, Dated, Instead, Nature, free_key,
        postings::{Posted, assigned, ended, subscription},
    },
    event::{
        ContractAmended, ContractEnded, ContractSigned, EntrustmentEnded, EntrustmentGiven, Event, Holder,
        ReportRecorded, SubscriptionRecorded,
    },
    unit::{Day, Money, Period},
};

impl InBooks for EntrustmentGiven {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, _: &At<'_>) -> Result<(), ApplyError> {
        for parcel in &self.parcels {
            let days = Period::new(self.first_day, self.last_day);
            if let Some(parcel) = books.registers.parcels.get_mut(parcel) {
                parcel.entrusted.extend(days);
            }
        }
        Ok(())
    }
}

impl InBooks for EntrustmentEnded {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, _: &At<'_>) -> Result<(), ApplyError> {
        for parcel in &self.parcels {
            if let Some(parcel) = books.registers.parcels.get_mut(parcel) {
                let kept = parcel.entrusted.iter().filter_map(|days| days.ended_by(self.last_day));
                parcel.entrusted = kept.collect();
            }
        }
        Ok(())
    }
}

impl InBooks for ContractSigned {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, _: &At<'_>) -> Result<(), ApplyError> {
        books.sign(self);
        Ok(())
    }
}

impl InBooks for ContractAmended {
    /// Where a deposit passed it is passed back by another amendment.
    fn nature(&self) -> Nature {
        match self.assign.as_ref().and_then(|assigned| assigned.deposit) {
            Some(_) => Nature::Other(Instead::Assigned),
            None => Nature::Silent,
        }
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        assigned(books, self)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.amend(self, at.on);
        Ok(())
    }
}

impl InBooks for ContractEnded {
    /// A contract that ended by mistake is signed anew.
    fn nature(&self) -> Nature {
        Nature::Other(Instead::End)
    }
    fn lines(&self, books: &Books, on: Day, _: &Event) -> Posted {
        ended(books, on, self)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.end(self, at.index, at.on);
        Ok(())
    }
}

impl InBooks for ReportRecorded {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, _: &At<'_>) -> Result<(), ApplyError> {
        if let Some(contract) = books.contracts.get_mut(&self.contract) {
            let report = contract.reports.entry(self.year).or_default();
            report.net_per_mu = self.net_per_mu.or(report.net_per_mu);
            report.revenue = self.revenue.or(report.revenue);
        }
        Ok(())
    }
}

impl InBooks for SubscriptionRecorded {
    fn nature(&self) -> Nature {
        Nature::Other(Instead::Subscription)
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        subscription(books, self)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let owners = self.lines.iter().map(|l| (Holder::Household(l.owner.clone()), l.amount));
        let own = (self.collective != Money::ZERO).then_some((Holder::Collective, self.collective));
        for (owner, amount) in owners.chain(own) {
            books.registers.capital.push(Capital {
                key: free_key(&books.registers.capital, &owner, at.on),
                owner: Dated::from(at.on, owner),
                contract: self.contract.clone(),
                amount: Dated::from(at.on, amount),
                since: None,
            });
        }
        Ok(())
    }
}
