//! Land of the collective that one contract lets beside land of households: what of an instalment is rent of it.

use super::{Books, Contract, Parcel};
use crate::{
    event::{Holder, Instalment, PriceTerm},
    unit::{ContractId, Day, Exact, Fen, Period, Rounding},
};

/// The part by which rent of the collective's land comes.
pub const OWN_LAND: &str = "lease_rent";

impl Books {
    /// True for a contract that lets land of households and of the collective by one schedule.
    pub fn lets_both(&self, contract: &Contract) -> bool {
        let scheduled = !contract.instalments.is_empty() || !contract.fell_away.is_empty();
        let mut land = self.land_under(&contract.signed.contract).map(Parcel::is_of_collective);
        scheduled && land.next().is_some_and(|first| land.any(|other| other != first))
    }

    /// What of an instalment is rent of the collective's own land, half up: its mu by the price of households' land, for the days
    /// on which it is let; what changes the households' rent changes it, too. None where no price by the mu is agreed.
    pub fn own_land_due(&self, contract: &Contract, due: &Instalment, ended: Option<Day>) -> Option<Fen> {
        let (id, unit) = (&contract.signed.contract, PriceTerm::OF_LAND);
        let whole = due.period()?;
        let Some(days) = ended.map_or(Some(whole), |last| whole.ended_by(last)) else { return Some(Fen::ZERO) };
        let price = &contract.price_on(unit, due.first_day)? * &contract.risen(due.lease_year);
        let price = match contract.signed.terms.escalation {
            Some(_) => price.to_fen(Rounding::HalfUp)?.yuan(),
            None => price,
        };
        let within = contract.price_within(unit, due).unwrap_or_else(|| Exact::whole(1));
        let left = &Exact::whole(1) - &contract.dues.abated_part(due.payout.as_str());
        let part = &(&due.part_of_year.exact() * &within) * &(&contract.index(self, due.first_day)? * &left);
        let mu_days: Exact = self.land_under(id).map(|parcel| own_mu_days(parcel, id, days)).sum();
        let exact = (&(&mu_days * &price) * &part).over(&Exact::whole(whole.days().into()))?;
        exact.to_fen(Rounding::HalfUp)
    }

    fn land_under<'a>(&'a self, contract: &'a ContractId) -> impl Iterator<Item = &'a Parcel> {
        let parcels = self.registers.parcels.values();
        parcels.filter(move |parcel| parcel.leased.iter().any(|(of, _)| of == contract))
    }
}

/// Mu of a parcel by days on which it is let under a contract and the collective's.
fn own_mu_days(parcel: &Parcel, contract: &ContractId, days: Period) -> Exact {
    let leased = parcel.in_force(contract);
    let runs = parcel.runs(days.last_day()).into_iter().filter(|run| *run.holder == Holder::Collective);
    let let_out = runs.flat_map(|run| {
        let (_, mu) = run.area;
        let own = leased.iter().filter_map(move |leased| leased.common(run.days)?.common(days));
        own.map(move |own| &mu.exact() * &Exact::whole(own.days().into())).collect::<Vec<_>>()
    });
    let_out.sum()
}
