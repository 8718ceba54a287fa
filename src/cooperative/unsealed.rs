//! What sealed figures say, for whoever computes or audits a payout with the private store: the days behind commitments.
//! They go into the computation and nowhere else.

use super::{Cooperative, Trouble};
use crate::{
    decide::{Births, DeclarePayout, Instruction, Opening, Order, reads_sealed},
    event::{Attached, Fact},
    log::{Hash, Origin, opens},
    store::{Openings, Stores},
    unit::{Day, SchemeId},
};
use std::collections::BTreeMap;

/// The member of a person that is a day and sealed.
const BIRTH: &str = "birth";

impl Cooperative {
    /// What a payout may need of sealed figures; nothing where its sheet reads none.
    pub(super) fn opened_for(&self, declare: &DeclarePayout) -> Result<Births, Trouble> {
        match self.is_sealed(&declare.scheme) {
            true => Ok(Births::of(days(self.openings.as_ref(), &self.origin)?)),
            false => Ok(Births::default()),
        }
    }

    fn is_sealed(&self, scheme: &SchemeId) -> bool {
        self.books.versions(scheme).any(|(_, adopted)| reads_sealed(&adopted.bound))
    }

    /// Gives the payouts of a batch what they read of sealed figures, those that come in the batch itself included.
    pub(super) fn open_for(&self, fresh: &mut [(usize, Instruction)], brought: &[Vec<Opening>]) -> Result<(), Trouble> {
        let adopts = |instruction: &Instruction| {
            let Order::Record(Fact::SchemeAdopted(adopted), Attached::Document(_)) = &instruction.order else {
                return false;
            };
            reads_sealed(&adopted.bindings())
        };
        let here = fresh.iter().any(|(_, instruction)| adopts(instruction));
        let wants = |instruction: &Instruction| {
            let Order::DeclarePayout(declare) = &instruction.order else { return false };
            here || self.is_sealed(&declare.scheme)
        };
        if !fresh.iter().any(|(_, instruction)| wants(instruction)) {
            return Ok(());
        }
        let mut all = days(self.openings.as_ref(), &self.origin)?;
        let brought = brought.iter().flatten().filter(|opening| opening.field == BIRTH);
        all.extend(brought.filter_map(|opening| Some((opening.commitment, day(&opening.value)?))));
        let opened = Births::of(all);
        for (_, instruction) in fresh {
            if let Order::DeclarePayout(declare) = &mut instruction.order {
                declare.opened = opened.clone();
            }
        }
        Ok(())
    }
}

/// What sealed figures say, where the keys that sealed them are in these stores.
pub(super) fn in_stores(stores: &Stores, origin: &Origin) -> Result<Births, Trouble> {
    match stores.openings.seals(origin)? {
        true => Ok(Births::of(days(stores.openings.as_ref(), origin)?)),
        false => Ok(Births::default()),
    }
}

/// Every day of birth that opens here, by its commitment.
pub(super) fn days(openings: &dyn Openings, origin: &Origin) -> Result<BTreeMap<Hash, Day>, Trouble> {
    let mut all = BTreeMap::new();
    openings.each(origin, &mut |commitment, _, plain| {
        let found = plain.and_then(|plain| plain.split_first_chunk::<32>());
        let found = found.filter(|(salt, value)| opens(commitment, BIRTH, salt, value));
        all.extend(found.and_then(|(_, value)| Some((*commitment, day(value)?))));
    })?;
    Ok(all)
}

fn day(value: &[u8]) -> Option<Day> {
    std::str::from_utf8(value).ok()?.parse().ok()
}
