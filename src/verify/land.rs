//! Land out of a household's own entries: which parcel came of which, and what came from others, whose entries say how it
//! was entrusted and let before.

use super::carried::Carried;
use crate::{
    event::{Holder, LandAct, LandChanged, ParcelRegistered},
    log::{Json, from_json},
    unit::HouseholdId,
};
use std::collections::{BTreeMap, BTreeSet};

/// The kind that changes land.
pub(super) const CHANGED: &str = "land.changed/1";

/// The kind that registers it.
pub(super) const REGISTERED: &str = "parcel.registered/1";

/// What its entries show of where a household's land came from.
#[derive(Debug, Default)]
pub(super) struct LandCourse {
    /// Parcels that came from another household or the collective: entries of theirs say how these are entrusted and let.
    elsewhere: BTreeSet<String>,
    /// The parcels that a new code came of.
    came_of: BTreeMap<String, Vec<String>>,
}

impl LandCourse {
    /// Read out of carried entries, in their order.
    pub(super) fn of<'a>(household: &HouseholdId, carried: impl Iterator<Item = &'a Carried>) -> LandCourse {
        let mut course = LandCourse::default();
        let mut own: BTreeSet<String> = BTreeSet::new();
        for one in carried {
            if one.kind() == REGISTERED && text(&one.body, "household") == Some(household.as_str()) {
                own.extend(text(&one.body, "parcel").map(str::to_owned));
            }
            if one.kind() != CHANGED {
                continue;
            }
            let list =
                |name: &str| if let Some(Json::Array(all)) = one.body.member(name) { all.as_slice() } else { &[] };
            let gone: Vec<String> = list("parcels").iter().filter_map(Json::text).map(str::to_owned).collect();
            let act = text(&one.body, "act");
            let is = |of: LandAct| act == Some(of.word());
            let passes = is(LandAct::Exchange) || is(LandAct::Transfer) || is(LandAct::Allot);
            let extends = is(LandAct::Extend);
            let before = own.clone();
            own.retain(|code| extends || !gone.contains(code));
            for row in list("into") {
                let Some(code) = text(row, "parcel").map(str::to_owned) else { continue };
                if !gone.contains(&code) {
                    course.came_of.insert(code.clone(), gone.clone());
                }
                if text(row, "household") == Some(household.as_str()) {
                    if passes && !before.contains(&code) {
                        course.elsewhere.insert(code.clone());
                    }
                    own.insert(code);
                }
            }
        }
        course
    }

    /// True where a parcel, or one that it came of, came from somebody else.
    pub(super) fn is_elsewhere(&self, code: &str) -> bool {
        self.line(code).iter().any(|code| self.elsewhere.contains(code))
    }

    /// A parcel and all that it came of.
    pub(super) fn line(&self, code: &str) -> Vec<String> {
        let mut line = vec![code.to_owned()];
        let mut at = 0;
        while let Some(code) = line.get(at) {
            let more = self.came_of.get(code).into_iter().flatten().filter(|code| !line.contains(code));
            let more: Vec<String> = more.cloned().collect();
            line.extend(more);
            at += 1;
        }
        line
    }
}

fn text<'a>(of: &'a Json, name: &str) -> Option<&'a str> {
    of.member(name).and_then(Json::text)
}

/// Parcels that a change of land says to lie otherwise though no entry of the household registered them: as they were the
/// moment before, but for who held them.
pub(super) fn unregistered(body: &Json, is_known: impl Fn(&str) -> bool) -> Vec<ParcelRegistered> {
    let Ok(changed) = from_json::<LandChanged>(body) else { return Vec::new() };
    if matches!(changed.change.act(), LandAct::Split | LandAct::Join | LandAct::Extend) {
        return Vec::new();
    }
    let rows = changed.change.rows().iter().filter(|row| !is_known(row.parcel.as_str()));
    let before = rows.map(|row| ParcelRegistered {
        area_m2: row.area_m2,
        area_mu: row.area_mu,
        contract_end: row.contract_end,
        grade: None,
        household: Holder::Collective,
        land_kind: row.land_kind,
        official: None,
        parcel: row.parcel.clone(),
        place: None,
    });
    before.collect()
}
