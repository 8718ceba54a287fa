//! What stands at the end of each day, and so what an entry of an earlier day can take away.

use super::{AccountKey, Books, Side};
use crate::unit::{Day, Fen};
use std::collections::BTreeMap;

impl Books {
    /// The least that stands on a side of a key at the end of a day and of every later one under which
    /// something is recorded: what an entry of that day can take away. An entry that was reversed
    /// stands until the day of its reversal; where that leaves less than is wanted, both are left out,
    /// so that the right entry can be recorded for the day of the wrong one.
    ///
    /// Looks at later days only, and at reversed entries only where the answer would be no.
    pub fn left_from(&self, key: &AccountKey, day: Day, side: Side, wanted: Fen) -> Fen {
        let moved = self.accounts.moved_since(key, day);
        self.left(self.accounts.balance(key), moved, day, side, wanted, |other| other == key)
    }

    /// The same of a bank account, with what it may be overdrawn by on each of these days.
    pub fn left_in_bank(&self, key: &AccountKey, day: Day, wanted: Fen) -> Fen {
        let mut moved = self.accounts.moved_since(key, day);
        let mut now = self.accounts.balance(key);
        if let Some(bank) = self.registers.banks.get(key.holder.as_str()) {
            // a limit that the bank agrees to is there to be paid out as money is
            let mut agreed = bank.overdraft.as_at(day).map_or(Fen::ZERO, |limit| limit.fen());
            now = now.capped_plus(agreed);
            for (on, limit) in bank.overdraft.after(day) {
                let more = limit.fen().capped_minus(agreed);
                let sum = moved.entry(*on).or_default();
                *sum = sum.capped_plus(more);
                now = now.capped_plus(more);
                agreed = limit.fen();
            }
        }
        self.left(now, moved, day, Side::Debit, wanted, |other| other == key)
    }

    /// The same of a whole account.
    pub fn left_of(&self, account: &str, day: Day, side: Side, wanted: Fen) -> Fen {
        let moved = self.accounts.moved_under_since(account, day);
        self.left(self.accounts.balance_of(account), moved, day, side, wanted, |other| other.account == account)
    }

    fn left(
        &self,
        now: Fen,
        moved: BTreeMap<Day, Fen>,
        day: Day,
        side: Side,
        wanted: Fen,
        such: impl Fn(&AccountKey) -> bool,
    ) -> Fen {
        let as_booked = least(now, &moved, side);
        if wanted <= as_booked || moved.is_empty() {
            return as_booked;
        }
        as_booked.max(least(now, &self.without_reversed(moved, day, such), side))
    }

    fn without_reversed(
        &self,
        mut moved: BTreeMap<Day, Fen>,
        day: Day,
        such: impl Fn(&AccountKey) -> bool,
    ) -> BTreeMap<Day, Fen> {
        let net = |entry: &u64| {
            let own = self.vouchers.lines(*entry).filter(|line| such(line.key));
            Fen::capped_total(own.map(|line| line.debit()))
        };
        for entry in self.corrected.iter().flat_map(|(wrong, reversal)| [wrong, reversal]) {
            if let Some(on) = self.day_of(*entry).filter(|on| *on > day) {
                let sum = moved.entry(on).or_default();
                *sum = sum.capped_minus(net(entry));
            }
        }
        moved
    }
}

/// The least of a balance on a side, from what stands now back over what was moved.
fn least(now: Fen, moved: &BTreeMap<Day, Fen>, side: Side) -> Fen {
    let on_side = |net: Fen| if side == Side::Debit { net } else { net.negated() };
    let mut stands = now;
    let before = moved.values().rev().map(|moved| {
        stands = stands.capped_minus(*moved);
        on_side(stands)
    });
    before.fold(on_side(now), Fen::min)
}
