//! Parcels that grew, or that nobody is left to hold.

use super::{Question, Regarding, Sighting};
use crate::{
    books::Books,
    unit::{AreaMu, Day, Exact},
};

pub(super) fn ask(books: &Books, on: Day, all: &mut Vec<Question>) {
    for (id, parcel) in books.registers().parcels() {
        let areas: Vec<(Day, AreaMu)> = parcel.area.until(on).map(|(day, (_, mu))| (*day, *mu)).collect();
        for pair in areas.windows(2) {
            let [(_, was), (day, is)] = pair else { continue };
            if grew(*was, *is) {
                let asked = Sighting::AreaJump { was: *was, is: *is, on: *day };
                all.push(Question::new(Regarding::Parcel(id.clone()), asked));
            }
        }
        let holder = parcel.household_on(on).and_then(|id| Some((id, books.registers().households().get(id)?)));
        if let Some((household, _)) = holder.filter(|(_, held)| held.members_at(on) == 0 && held.merged_into.is_none())
        {
            let asked = Sighting::ParcelWithoutMember { household: household.clone() };
            all.push(Question::new(Regarding::Parcel(id.clone()), asked));
        }
    }
}

/// By more than a tenth and more than half a mu.
fn grew(was: AreaMu, is: AreaMu) -> bool {
    let more = &is.exact() - &was.exact();
    more > &was.exact() * &Exact::new(1, 10) && more > Exact::new(1, 2)
}
