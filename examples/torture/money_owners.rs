//! A naive model of who owns each fen in a small village. It knows instructions and nothing of
//! accounts: every instruction that may be recorded says from whom to whom it moves how much.

use std::collections::BTreeMap;

/// What an instruction moves if it is recorded.
#[derive(Debug, Clone, Default)]
pub struct Effect {
    /// To owners, from them if negative.
    pub owners: Vec<(String, i64)>,
    /// Into bank and cash, out if negative.
    pub money: Vec<(&'static str, i64)>,
    /// What the village is owed, what lies in works: no money, but nobody's to take.
    pub owed: Vec<(String, i64)>,
    /// Income of the year less expenses.
    pub income: i64,
    /// Payout, household, paid, set off.
    pub lines: Vec<(String, &'static str, i64, i64)>,
    /// A payout and its lines.
    pub declares: Option<(String, Vec<(&'static str, i64)>)>,
    /// Rent of later months.
    pub advance: Option<Advance>,
    /// What of which advance is earned.
    pub earned: Vec<(String, i64)>,
    pub step: Option<&'static str>,
    /// Households as they are behind it.
    pub homes: Vec<(&'static str, Home)>,
    /// Rent that came for an instalment, and the fee on top.
    pub rents: Vec<(&'static str, i64, i64)>,
    /// Spent on works, and granted for them.
    pub works: (i64, i64),
    pub may_be_reversed: bool,
}

/// Rent received for whole months.
#[derive(Debug, Clone)]
pub struct Advance {
    pub id: String,
    pub amount: i64,
    /// Months since year 0 of the first month, and how many.
    pub first: i64,
    pub months: i64,
    pub earned: i64,
}

impl Advance {
    /// Half up to the fen, of the months over before this one, beyond what is taken already.
    pub fn due(&self, before: i64) -> i64 {
        let over = (before - self.first).clamp(0, self.months);
        ((2 * self.amount * over + self.months).div_euclid(2 * self.months) - self.earned).max(0)
    }
}

/// A household: members, how many of them were given their share, the shares it holds, those it keeps for
/// members who left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Home {
    pub members: i64,
    pub given: i64,
    pub shares: i64,
    pub kept: i64,
}

impl Home {
    /// With members who come, and shares that it is given.
    pub fn with(self, members: i64, shares: i64) -> Home {
        let (members, given) = (self.members + members, self.given + shares);
        Home { members, given, shares: self.shares + shares, ..self }
    }

    /// Without one member and what goes with him.
    pub fn without(self, shares: i64, kept: i64) -> Home {
        let members = self.members - 1;
        let given = (self.given - shares).clamp(0, members);
        Home { members, given, shares: self.shares - shares, kept: self.kept + kept }
    }

    /// True if nobody has two shares, nor was given two.
    pub fn has_room(self) -> bool {
        self.shares <= self.members && self.given <= self.members
    }
}

/// The fee on top of a rent that came in some receipts: 3 %, in each half up.
pub fn fee_of((rent, receipts): (i64, i64)) -> i64 {
    (3 * rent + 50 * receipts) / 100
}

/// Amount, paid or set off, set off.
pub type Open = BTreeMap<&'static str, (i64, i64, i64)>;

#[derive(Debug, Clone, Default)]
pub struct Owners {
    pub fen: BTreeMap<String, i64>,
    pub money: BTreeMap<&'static str, i64>,
    pub owed: BTreeMap<String, i64>,
    pub income: i64,
    pub net: Option<i64>,
    pub payouts: BTreeMap<String, Open>,
    pub advances: Vec<Advance>,
    pub recorded: BTreeMap<String, Effect>,
    pub homes: BTreeMap<&'static str, Home>,
    /// By instalment: rent with the receipts that brought some of it, and fee.
    pub rents: BTreeMap<&'static str, ((i64, i64), i64)>,
    /// Spent on works in all, and granted for them.
    pub works: (i64, i64),
}

impl Owners {
    pub fn of(&self, owner: &str) -> i64 {
        self.fen.get(owner).copied().unwrap_or_default()
    }

    pub fn owed(&self, what: &str) -> i64 {
        self.owed.get(what).copied().unwrap_or_default()
    }

    pub fn home(&self, household: &str) -> Home {
        self.homes.get(household).copied().unwrap_or_default()
    }

    /// What a payout by heads goes by.
    pub fn weights(&self) -> Vec<(&'static str, i64)> {
        self.homes.iter().map(|(household, home)| (*household, home.shares + home.kept)).collect()
    }

    pub fn total(&self) -> i64 {
        self.fen.values().sum()
    }

    /// Follows an instruction that was recorded.
    pub fn follow(&mut self, id: &str, effect: &Effect) {
        for (owner, amount) in &effect.owners {
            *self.fen.entry(owner.clone()).or_default() += amount;
        }
        for (place, amount) in &effect.money {
            *self.money.entry(place).or_default() += amount;
        }
        for (what, amount) in &effect.owed {
            *self.owed.entry(what.clone()).or_default() += amount;
        }
        self.income += effect.income;
        for (payout, household, paid, off) in &effect.lines {
            if let Some(line) = self.payouts.get_mut(payout).and_then(|p| p.get_mut(household)) {
                (line.1, line.2) = (line.1 + paid, line.2 + off);
            }
        }
        if let Some((payout, lines)) = &effect.declares {
            self.payouts.insert(payout.clone(), lines.iter().map(|(h, amount)| (*h, (*amount, 0, 0))).collect());
        }
        for (advance, amount) in &effect.earned {
            self.advances.iter_mut().filter(|a| a.id == *advance).for_each(|a| a.earned += amount);
        }
        self.advances.extend(effect.advance.clone());
        self.homes.extend(effect.homes.iter().copied());
        for (code, rent, fee) in &effect.rents {
            let came = self.rents.entry(code).or_default();
            *came = ((came.0.0 + rent, came.0.1 + rent.signum()), came.1 + fee);
        }
        self.works = (self.works.0 + effect.works.0, self.works.1 + effect.works.1);
        if effect.step == Some("close") {
            self.net = Some(self.income);
            self.income = 0;
        }
        self.recorded.insert(id.to_owned(), effect.clone());
    }

    /// What the reversal of a recorded instruction moves: all of it back.
    pub fn back(&mut self, id: &str) -> Option<Effect> {
        let was = self.recorded.get(id)?;
        let minus = |all: &[(String, i64)]| all.iter().map(|(name, amount)| (name.clone(), -amount)).collect();
        Some(Effect {
            owners: minus(&was.owners),
            money: was.money.iter().map(|(place, amount)| (*place, -amount)).collect(),
            owed: minus(&was.owed),
            income: -was.income,
            lines: was.lines.iter().map(|(p, h, paid, off)| (p.clone(), *h, -paid, -off)).collect(),
            earned: minus(&was.earned),
            rents: was.rents.iter().map(|(code, rent, fee)| (*code, -rent, -fee)).collect(),
            works: (-was.works.0, -was.works.1),
            ..Effect::default()
        })
    }

    /// A reversed receipt of rent for later months is none.
    pub fn forget(&mut self, id: &str) {
        self.advances.retain(|a| a.id != id);
        if let Some(effect) = self.recorded.get_mut(id) {
            effect.may_be_reversed = false;
        }
    }

    /// Owners and places that would stand below zero.
    pub fn below_zero(&self) -> Vec<String> {
        let owners = self.fen.iter().filter(|(name, amount)| **amount < 0 && *name != "collective");
        let owners = owners.map(|(name, amount)| format!("{name} {amount}"));
        let money =
            self.money.iter().filter(|(_, amount)| **amount < 0).map(|(name, amount)| format!("{name} {amount}"));
        let owed = self.owed.iter().filter(|(_, amount)| **amount < 0).map(|(name, amount)| format!("{name} {amount}"));
        let lines = self.payouts.iter().flat_map(|(code, lines)| lines.iter().map(move |(h, line)| (code, h, line)));
        let lines = lines.filter(|(_, _, (amount, paid, off))| paid > amount || paid < off || *off < 0);
        let ahead = self.rents.iter().filter(|(_, (rent, fee))| *fee > fee_of(*rent));
        let ahead = ahead.map(|(code, (rent, fee))| format!("{code}: a fee of {fee} on {rent:?}"));
        let works =
            (self.works.1 > self.works.0).then(|| format!("{} granted for works of {}", self.works.1, self.works.0));
        let owners = owners.chain(ahead).chain(works);
        owners.chain(money).chain(owed).chain(lines.map(|(code, h, line)| format!("{code} {h} {line:?}"))).collect()
    }
}

/// Divides by whole weights: rounded down, then a fen each to the largest remainders.
pub fn divided(pool: i64, weights: &[(&'static str, i64)]) -> Vec<(&'static str, i64)> {
    let all: i64 = weights.iter().map(|(_, w)| w).sum();
    let mut parts: Vec<(&'static str, i64, i64)> =
        weights.iter().map(|(h, w)| (*h, pool * w / all, pool * w % all)).collect();
    let left = pool - parts.iter().map(|p| p.1).sum::<i64>();
    parts.sort_by_key(|p| -p.2);
    let given = (0..).zip(parts).map(|(n, (h, amount, _))| (h, amount + i64::from(n < left)));
    given.filter(|(_, amount)| *amount > 0).collect()
}
