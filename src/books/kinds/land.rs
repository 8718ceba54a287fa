//! Land: parcels enter the register, are measured again, and change as land.

use super::{At, InBooks, none};
use crate::{
    books::{ApplyError, Books, LandTurn, Nature, Parcel, postings::Posted},
    event::{Event, LandAct, LandChange, LandChanged, ParcelNow, ParcelRegistered, ParcelRemeasured, RegisterName},
    unit::{ContractId, Day, ParcelId, Period},
};

impl InBooks for ParcelRegistered {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let mut parcel = Parcel::new(at.on, self.household.clone(), (self.area_m2, self.area_mu));
        parcel.kind.change(at.on, self.land_kind);
        parcel.contract_end.change(at.on, self.contract_end);
        parcel.place.change(at.on, self.place.clone());
        parcel.grade.change(at.on, self.grade.clone());
        books.registers.parcels.insert(self.parcel.clone(), parcel);
        let sealed = [("official", self.official.is_some())];
        books.rows.bring_sealed(RegisterName::Parcel, self.parcel.as_str(), at.brings(), &sealed);
        Ok(())
    }
}

impl InBooks for ParcelRemeasured {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        if let Some(parcel) = books.registers.parcels.get_mut(&self.parcel) {
            parcel.area.change(at.on, (self.area_m2, self.area_mu));
        }
        books.rows.say(RegisterName::Parcel, self.parcel.as_str(), "area_m2", at.says());
        Ok(())
    }
}

impl InBooks for LandChanged {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        match &self.change {
            LandChange::Split(into) => books.cut_up(&self.parcels, into, LandAct::Split, at),
            LandChange::Join(into) => books.cut_up(&self.parcels, std::slice::from_ref(into), LandAct::Join, at),
            LandChange::Expropriate(rest) => {
                let taken: Vec<ParcelId> =
                    self.parcels.iter().filter(|id| !rest.iter().any(|now| now.parcel == **id)).cloned().collect();
                books.cut_up(&taken, &[], LandAct::Expropriate, at);
                books.lie_as(rest, LandAct::Expropriate, at);
            }
            LandChange::Exchange(into) | LandChange::Transfer(into) | LandChange::Allot(into) => {
                books.lie_as(into, self.change.act(), at);
            }
            LandChange::HandBack(into) => {
                for now in into {
                    if let Some(parcel) = books.registers.parcels.get_mut(&now.parcel) {
                        parcel.cut(at.on);
                    }
                }
                books.lie_as(into, LandAct::HandBack, at);
            }
            LandChange::Extend(end) => {
                for id in &self.parcels {
                    let Some(parcel) = books.registers.parcels.get_mut(id) else { continue };
                    parcel.contract_end.change(at.on, Some(*end));
                    parcel.turns.push(turn(LandAct::Extend, at));
                    books.rows.say(RegisterName::Parcel, id.as_str(), "contract_end", at.says());
                }
            }
        }
        Ok(())
    }
}

fn turn(act: LandAct, at: &At<'_>) -> LandTurn {
    LandTurn { entry: at.index, on: at.on, act, from: Vec::new(), into: Vec::new() }
}

impl Books {
    /// Parcels end on the day before, and these lie in their place. Leases and entrustments go over: what all parts had.
    fn cut_up(&mut self, gone: &[ParcelId], into: &[ParcelNow], act: LandAct, at: &At<'_>) {
        let codes: Vec<ParcelId> = into.iter().map(|now| now.parcel.clone()).collect();
        let mut passed: Option<Passed> = None;
        for id in gone {
            let Some(parcel) = self.registers.parcels.get_mut(id) else { continue };
            let (leased, entrusted) = parcel.cut(at.on);
            passed = Some(match passed {
                None => Passed { leased, entrusted },
                Some(before) => before.both(&leased, &entrusted),
            });
            parcel.ended = Some(at.on);
            parcel.turns.push(LandTurn { into: codes.clone(), ..turn(act, at) });
        }
        for now in into {
            let mut parcel = Parcel::new(at.on, now.household.clone(), (now.area_m2, now.area_mu));
            parcel.kind.change(at.on, now.land_kind);
            parcel.contract_end.change(at.on, now.contract_end);
            parcel.place.change(at.on, now.place.clone());
            parcel.grade.change(at.on, now.grade.clone());
            if let Some(passed) = &passed {
                (parcel.leased, parcel.entrusted) = (passed.leased.clone(), passed.entrusted.clone());
            }
            parcel.turns.push(LandTurn { from: gone.to_vec(), ..turn(act, at) });
            self.registers.parcels.insert(now.parcel.clone(), parcel);
            self.rows.bring(RegisterName::Parcel, now.parcel.as_str(), at.brings());
        }
    }

    /// Parcels keep their codes, and lie from the day on as the rows say.
    fn lie_as(&mut self, into: &[ParcelNow], act: LandAct, at: &At<'_>) {
        for now in into {
            let code = now.parcel.as_str();
            let Some(parcel) = self.registers.parcels.get_mut(code) else { continue };
            parcel.turns.push(turn(act, at));
            let mut said = Vec::new();
            if parcel.holder.latest() != Some(&now.household) {
                parcel.holder.change(at.on, now.household.clone());
                said.push("household");
            }
            if parcel.kind.latest() != Some(&now.land_kind) {
                parcel.kind.change(at.on, now.land_kind);
                said.push("land_kind");
            }
            if parcel.area.latest() != Some(&(now.area_m2, now.area_mu)) {
                parcel.area.change(at.on, (now.area_m2, now.area_mu));
                said.push("area_m2");
            }
            if parcel.contract_end.latest() != Some(&now.contract_end) {
                parcel.contract_end.change(at.on, now.contract_end);
                said.push("contract_end");
            }
            // what is not said of place and grade stays
            if now.place.is_some() && parcel.place.latest() != Some(&now.place) {
                parcel.place.change(at.on, now.place.clone());
                said.push("place");
            }
            if now.grade.is_some() && parcel.grade.latest() != Some(&now.grade) {
                parcel.grade.change(at.on, now.grade.clone());
                said.push("grade");
            }
            for member in said {
                self.rows.say(RegisterName::Parcel, code, member, at.says());
            }
        }
    }
}

/// Leases and entrustments that go over to what comes of a parcel.
struct Passed {
    leased: Vec<(ContractId, Period)>,
    entrusted: Vec<Period>,
}

impl Passed {
    /// Those that this part had as well.
    fn both(self, leased: &[(ContractId, Period)], entrusted: &[Period]) -> Passed {
        let lease = |(contract, days): &(ContractId, Period)| {
            let other = leased.iter().find(|(under, other)| under == contract && other.overlaps(*days))?;
            Some((contract.clone(), days.common(other.1)?))
        };
        let common = |days: &Period| entrusted.iter().filter_map(|other| days.common(*other)).collect::<Vec<_>>();
        Passed {
            leased: self.leased.iter().filter_map(lease).collect(),
            entrusted: self.entrusted.iter().flat_map(common).collect(),
        }
    }
}
