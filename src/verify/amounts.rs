//! The money lines of each entry are what the entry says.

use super::{
    Check, Unshown,
    finding::{Carries, Passage, StatementFault},
    recorded::Recorded,
};
use crate::{
    log::sum::SumKind,
    statement::{LineKind, StatementLine, value::Towards},
    unit::{Fen, PayoutId},
};
use std::collections::BTreeMap;

impl Check<'_> {
    /// The money lines of each entry are what the entry says.
    pub(super) fn amounts(&mut self) {
        let mut told: BTreeMap<u64, BTreeMap<String, i128>> = BTreeMap::new();
        for line in &self.statement.lines {
            let credit = match line.what.side() {
                Towards::ToHousehold => i128::from(line.amount.0),
                Towards::FromHousehold => -i128::from(line.amount.0),
            };
            *told.entry(line.entry).or_default().entry(line.purpose.to_string()).or_default() += credit;
            if self.concerns.get(&line.entry).is_some_and(|c| c.date != line.date) {
                self.find(Passage::Entry(line.entry), StatementFault::Day(line.date));
            }
        }
        let proven = std::mem::take(&mut self.proven);
        for (index, said) in &proven {
            if let Recorded::Merged { other, came } = said {
                self.merged(*index, other, *came);
                continue;
            }
            let none = BTreeMap::new();
            if let Some(fault) = said.differs(told.get(index).unwrap_or(&none), &told) {
                // amounts after the day of the statement are not told
                let later = self.concerns.get(index).is_some_and(|c| c.date > self.statement.as_of);
                if !later || told.contains_key(index) {
                    self.find(Passage::Entry(*index), fault);
                }
            }
        }
        self.payouts_named(&proven);
        for index in told.keys().filter(|i| !proven.contains_key(i)) {
            self.missing(Passage::Entry(*index), Carries::EntryOfAmount);
        }
        for (index, concern) in self.concerns.clone() {
            if !proven.contains_key(&index) && !told.contains_key(&index) {
                let carries = if SumKind::stands_in(&concern.kind) { Carries::Line } else { Carries::Entry };
                self.missing(Passage::Entry(index), carries);
            }
        }
        self.proven = proven;
    }

    /// A line names the payout that its entry names, and none where that names none.
    fn payouts_named(&mut self, proven: &BTreeMap<u64, Recorded>) {
        for line in &self.statement.lines {
            let named = proven.get(&line.entry).and_then(Recorded::payout);
            let Some(named) = named.filter(|named| *named != line.payout.as_ref()) else { continue };
            let said = |payout: Option<&PayoutId>| payout.map_or_else(|| "-".to_owned(), ToString::to_string);
            self.differs(Passage::Entry(line.entry), said(named), said(line.payout.as_ref()));
        }
    }

    /// At a merger nothing is paid or given: what was open goes from one household to the other. All of it
    /// leaves the one that is no more; how much came, its own entries show, which are not here.
    fn merged(&mut self, index: u64, other: &str, came: bool) {
        let statement = self.statement;
        let place = Passage::Entry(index);
        let of_entry = || statement.lines.iter().filter(|line| line.entry == index);
        for line in of_entry() {
            let moves = match (line.what, came) {
                (LineKind::MovedOut | LineKind::DebtCorrected, _) | (LineKind::MovedIn | LineKind::Charged, true) => {
                    true
                }
                (LineKind::MovedIn | LineKind::Charged, false)
                | (
                    LineKind::Credited
                    | LineKind::Paid
                    | LineKind::PaidAgain
                    | LineKind::Returned
                    | LineKind::SetOff
                    | LineKind::Corrected
                    | LineKind::Settled
                    | LineKind::DebtSetOff,
                    _,
                ) => false,
            };
            if !moves {
                let found = format!("{} {} {}", line.what.key(), line.purpose, line.amount);
                self.find(place.clone(), StatementFault::NotOfAMerger(found));
            }
        }
        if came {
            let sum = |side| Fen::capped_total(of_entry().filter(|l| l.what.side() == side).map(|l| l.amount));
            let (to, from) = (sum(Towards::ToHousehold), sum(Towards::FromHousehold));
            self.told.insert(Unshown::Merged { entry: index, of: other.to_owned(), to, from });
            return;
        }
        let leaves = |lines: &mut dyn Iterator<Item = &StatementLine>| {
            let mut sums: BTreeMap<(String, Towards), i128> = BTreeMap::new();
            for line in lines {
                *sums.entry((line.purpose.to_string(), line.what.side())).or_default() += i128::from(line.amount.0);
            }
            sums
        };
        let left = leaves(&mut statement.lines.iter().filter(|line| line.entry <= index));
        // an amount of a later day than the statement's may have gone, too, and stands in no line
        let later = statement.concerns.iter().any(|c| c.index < index && c.date > statement.as_of);
        let on_time = self.concerns.get(&index).is_some_and(|c| c.date <= statement.as_of);
        if let Some(((purpose, _), fen)) = left.iter().find(|(_, fen)| **fen != 0).filter(|_| on_time && !later) {
            let (purpose, fen) = (purpose.clone(), *fen);
            self.find(place, StatementFault::LeftByAMerger { purpose, fen });
        }
    }
}
