//! Parcels as the register has them: who holds each since when, how large it is, under which leases, and what it came
//! from and went into.

use super::Dated;
use crate::{
    event::{Holder, LandAct, LandKind},
    unit::{AreaM2, AreaMu, ContractId, Day, HouseholdId, ParcelId, Period, Text},
};
use serde::{Deserialize, Serialize};

/// A parcel.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Parcel {
    /// Who holds it.
    pub holder: Dated<Holder>,
    /// Under what right.
    pub kind: Dated<LandKind>,
    /// Registered area, by version.
    pub area: Dated<(AreaM2, AreaMu)>,
    /// Last day of the land contract, where it has one.
    pub contract_end: Dated<Option<Day>>,
    /// Where it lies.
    pub place: Dated<Option<Text>>,
    /// Its grade.
    pub grade: Dated<Option<Text>>,
    /// Written entrustments.
    pub entrusted: Vec<Period>,
    /// Leases by contract.
    pub leased: Vec<(ContractId, Period)>,
    /// What happened to it as land, in order of recording and of day.
    pub turns: Vec<LandTurn>,
    /// The first day on which there is no such parcel any more.
    pub ended: Option<Day>,
}

/// One thing that happened to a parcel as land.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LandTurn {
    /// The entry that says it.
    pub entry: u64,
    /// From which day on.
    pub on: Day,
    /// What was done.
    pub act: LandAct,
    /// Parcels that it came from, where it began with this.
    pub from: Vec<ParcelId>,
    /// Parcels that it went into, where it ended with this.
    pub into: Vec<ParcelId>,
}

/// Days over which one holder has a parcel in one shape: from one change of land to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LandRun<'a> {
    /// The days.
    pub days: Period,
    /// Who has it.
    pub holder: &'a Holder,
    /// Square metres and mu.
    pub area: (AreaM2, AreaMu),
    /// True for the last: the parcel as it stands, or as it ended.
    pub newest: bool,
}

impl Parcel {
    /// A parcel that enters the register.
    pub(super) fn new(on: Day, holder: Holder, area: (AreaM2, AreaMu)) -> Parcel {
        Parcel {
            holder: Dated::from(on, holder),
            kind: Dated::default(),
            area: Dated::from(on, area),
            contract_end: Dated::default(),
            place: Dated::default(),
            grade: Dated::default(),
            entrusted: Vec::new(),
            leased: Vec::new(),
            turns: Vec::new(),
            ended: None,
        }
    }

    /// True where it is in the register at the end of a day.
    pub fn is_there(&self, day: Day) -> bool {
        self.holder.first_day().is_some_and(|first| first <= day) && self.ended.is_none_or(|ended| day < ended)
    }

    /// Who holds it at the end of a day; nobody before it was registered and behind its end.
    pub fn holder_on(&self, day: Day) -> Option<&Holder> {
        self.holder.as_at(day).filter(|_| self.is_there(day))
    }

    /// The household that holds it at the end of a day.
    pub fn household_on(&self, day: Day) -> Option<&HouseholdId> {
        self.holder_on(day).and_then(Holder::household)
    }

    /// The household that holds it after everything that was recorded, or held it last.
    pub fn household_now(&self) -> Option<&HouseholdId> {
        self.holder.latest().and_then(Holder::household)
    }

    /// Every household that ever held it.
    pub fn households(&self) -> impl Iterator<Item = &HouseholdId> {
        self.holder.values().filter_map(Holder::household)
    }

    /// Last day of the land contract after everything that was recorded.
    pub fn contract_end_now(&self) -> Option<Day> {
        self.contract_end.latest().copied().flatten()
    }

    /// Last day of the land contract as it stood at the end of a day.
    pub fn contract_end_on(&self, day: Day) -> Option<Day> {
        self.contract_end.as_at(day).copied().flatten()
    }

    /// Last day of the written entrustments in force on a day.
    pub fn entrusted_until(&self, day: Day) -> Option<Day> {
        self.entrusted.iter().filter(|days| days.holds(day)).map(|days| days.last_day()).max()
    }

    /// The contract it is leased under on a day.
    pub fn leased_under(&self, day: Day) -> Option<&ContractId> {
        self.leased.iter().find(|(_, days)| days.holds(day)).map(|(contract, _)| contract)
    }

    /// True for the collective's land after everything that was recorded: it lets that without anybody's entrustment.
    pub fn is_of_collective(&self) -> bool {
        self.holder.latest() == Some(&Holder::Collective)
    }

    /// True where it lies from its beginning as it was registered: no change of land brought it, cut it or ended it.
    pub fn is_whole(&self) -> bool {
        self.turns.iter().all(|turn| turn.act == LandAct::Extend)
    }

    /// The runs of days of one holder and shape, cut where land changed. Within a run, who has it and how large it is
    /// is read at the end of a day, or of its first or last day where that day is outside of it.
    pub fn runs(&self, on: Day) -> Vec<LandRun<'_>> {
        let last = self.last_day();
        let born = self.turns.first().filter(|turn| !turn.from.is_empty()).map(|turn| turn.on);
        let first = born.unwrap_or(Day::FIRST);
        let turned = self.turns.iter().filter(|turn| turn.act != LandAct::Extend).map(|turn| turn.on);
        let mut cuts: Vec<Day> = turned.filter(|cut| first < *cut && *cut <= last).collect();
        cuts.dedup();
        let firsts = std::iter::once(first).chain(cuts.iter().copied());
        let lasts = cuts.iter().filter_map(|cut| cut.plus_days(-1)).chain([last]);
        let runs = firsts.zip(lasts).filter_map(|(first, last)| {
            let days = Period::new(first, last)?;
            let seen = on.max(first).min(last);
            Some(LandRun {
                days,
                holder: self.holder.as_at(seen)?,
                area: *self.area.as_at(seen)?,
                newest: last == self.last_day(),
            })
        });
        runs.collect()
    }

    /// The last day on which it is there.
    fn last_day(&self) -> Day {
        self.ended.and_then(|ended| ended.plus_days(-1)).unwrap_or(Day::LAST)
    }

    /// Days on which the collective may let it: those of entrustments, and those on which it is its own.
    fn at_disposal(&self) -> Vec<Period> {
        let mut days = self.entrusted.clone();
        let mut from = self.holder.days_from(Day::FIRST).skip(1).peekable();
        while let Some(first) = from.next() {
            let last = from.peek().and_then(|next| next.plus_days(-1)).unwrap_or(Day::LAST);
            if self.holder.as_at(first) == Some(&Holder::Collective) {
                days.extend(Period::new(first, last));
            }
        }
        days
    }

    /// Cuts leases and entrustments the day before; gives those that would have gone on.
    pub(super) fn cut(&mut self, on: Day) -> (Vec<(ContractId, Period)>, Vec<Period>) {
        let go_on = |days: &Period| Period::new(days.first_day().max(on), days.last_day());
        let leases = self.leased.iter().filter_map(|(contract, days)| Some((contract.clone(), go_on(days)?)));
        let entrusted = self.entrusted.iter().filter_map(go_on);
        let passed = (leases.collect(), entrusted.collect());
        let before = on.plus_days(-1).unwrap_or(on);
        self.leased.retain_mut(|(_, days)| match days.ended_by(before) {
            Some(left) => {
                *days = left;
                true
            }
            None => false,
        });
        self.entrusted = self.entrusted.iter().filter_map(|days| days.ended_by(before)).collect();
        passed
    }

    /// The days on which it is both entrusted and leased under a contract, as unbroken runs; land of the collective
    /// needs nobody's entrustment.
    pub fn in_force(&self, contract: &ContractId) -> Vec<Period> {
        let mut days: Vec<Period> = Vec::new();
        let free = self.at_disposal();
        for (_, lease) in self.leased.iter().filter(|(c, _)| c == contract) {
            days.extend(free.iter().filter_map(|free| lease.common(*free)));
        }
        days.sort_by_key(|p| p.first_day());
        let mut runs: Vec<Period> = Vec::new();
        for next in days {
            match runs.last_mut() {
                // a new paper that continues without a gap continues the run
                Some(run) if run.last_day().plus_days(1).is_some_and(|d| next.first_day() <= d) => {
                    *run = Period::new(run.first_day(), run.last_day().max(next.last_day())).unwrap_or(*run);
                }
                _ => runs.push(next),
            }
        }
        runs
    }
}
