//! What is due under a contract beside what payouts pass on, and what happened to it.

use crate::{
    event::{AbatedBy, Abatement, ContractAmended, ContractSigned, DatedTerm, Due, Worth},
    unit::{Day, DueNo, Exact, Fen, PartyId, Period, Rounding, Text},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The dues of a contract and all that happened to them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Dues {
    all: Vec<Due>,
    terms: Vec<DatedTerm>,
    abated: Vec<Abatement>,
    /// Let off by an amendment that names no resolution.
    unvoted: BTreeSet<DueNo>,
    /// Fell away by an amendment.
    dropped: BTreeSet<DueNo>,
    moves: Vec<DueMove>,
    /// Money drawn of a loan: by which entry, when, how much.
    drawn: Vec<(u64, Day, Fen)>,
    /// Dues that were open when the contract passed, and passed with it: since when, to whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    taken_over: Vec<(DueNo, Day, PartyId)>,
    /// Terms that were agreed behind the signing: which, from which day, and when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    agreed: Vec<(Text, Day, Day)>,
}

/// Something that happened to a due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueMove {
    /// By which entry.
    pub entry: u64,
    /// When.
    pub on: Day,
    /// To which due.
    pub no: DueNo,
    /// How much of it.
    pub amount: Fen,
    /// What happened.
    pub how: DueHow,
}

/// What can happen to a due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DueHow {
    /// It was received, or paid.
    Paid,
    /// A claim that it had become was received.
    Collected,
    /// A deposit was applied to it.
    Deposit,
    /// A claim that it had become was written off.
    WrittenOff,
    /// It became a claim, and stays open.
    Claimed,
}

impl Dues {
    pub(super) fn of(c: &ContractSigned) -> Dues {
        Dues { all: c.dues.clone(), terms: c.dated.clone(), ..Dues::default() }
    }

    pub(super) fn amend(&mut self, a: &ContractAmended, on: Day) {
        let passed = a.assign.iter().flat_map(|to| to.dues.iter().map(|no| (no.clone(), on, to.to.clone())));
        self.taken_over.extend(passed);
        self.terms.extend(a.dated.iter().cloned());
        self.agreed.extend(a.dated.iter().map(|term| (term.name.clone(), term.from, on)));
        self.abated.extend(a.abate.iter().cloned());
        if a.resolution.is_none() {
            self.unvoted.extend(a.abate.iter().map(|abatement| abatement.no.clone()));
        }
        if let Some(day) = a.drop_after {
            let later = self.all.iter().filter(|due| day < due.days.first_day());
            self.dropped.extend(later.map(|due| due.no.clone()));
        }
        self.all.extend(a.dues.iter().cloned());
    }

    pub(super) fn happened(&mut self, moved: DueMove) {
        self.moves.push(moved);
    }

    pub(super) fn draw(&mut self, entry: u64, on: Day, amount: Fen) {
        self.drawn.push((entry, on, amount));
    }

    /// What an entry that is reversed had done is gone.
    pub(super) fn take_back(&mut self, entry: u64) {
        self.moves.retain(|moved| moved.entry != entry);
        self.drawn.retain(|(drew, ..)| *drew != entry);
    }

    /// Every due, those that fell away included, in the order in which they were agreed.
    pub fn all(&self) -> &[Due] {
        &self.all
    }

    /// Every dated term.
    pub fn terms(&self) -> &[DatedTerm] {
        &self.terms
    }

    /// What happened to them, in order of entry; what was reversed is gone.
    pub fn moves(&self) -> &[DueMove] {
        &self.moves
    }

    /// Dues of which something was let off, with no resolution named.
    pub fn let_off_unvoted(&self) -> impl Iterator<Item = &DueNo> {
        self.unvoted.iter()
    }

    /// A due by its number.
    pub fn get(&self, no: &DueNo) -> Option<&Due> {
        self.all.iter().find(|due| due.no == *no)
    }

    /// Who took over a due with the contract, by the end of a day.
    pub(super) fn taken_over(&self, no: &DueNo, on: Day) -> Option<&PartyId> {
        self.taken_over.iter().rfind(|(due, since, _)| due == no && *since <= on).map(|(_, _, party)| party)
    }

    /// Drawn of a loan, on all days.
    pub fn drawn(&self) -> Fen {
        Fen::capped_total(self.drawn.iter().map(|(_, _, amount)| *amount))
    }

    /// The value of a term on a day.
    pub fn in_force(&self, name: &Text, on: Day) -> Option<&DatedTerm> {
        let begun = self.terms.iter().filter(|term| term.name == *name && term.from <= on);
        begun.max_by_key(|term| term.from)
    }

    /// The day of the last amendment behind a day that agreed a value of a term; none where none did.
    pub(super) fn agreed_behind(&self, name: &Text, day: Day) -> Option<Day> {
        self.agreed.iter().filter(|(of, _, when)| of == name && day < *when).map(|(.., when)| *when).max()
    }

    /// The same dues with the terms that were agreed by a day.
    pub(super) fn agreed_by(&self, day: Day) -> Dues {
        let later = |term: &DatedTerm| {
            self.agreed.iter().any(|(name, from, when)| *name == term.name && *from == term.from && day < *when)
        };
        let terms = self.terms.iter().filter(|term| !later(term)).cloned().collect();
        Dues { terms, ..self.clone() }
    }

    /// Days on which a term begins to hold.
    pub(super) fn term_changes(&self, name: &Text) -> impl Iterator<Item = Day> {
        self.terms.iter().filter(move |term| term.name == *name).map(|term| term.from)
    }

    /// The one value of a term that makes what its values over some days make: one by the month over whole months counts
    /// each of them, and each otherwise counts by days.
    pub fn over(&self, name: &Text, days: Period) -> Option<Exact> {
        let first = self.in_force(name, days.first_day())?;
        let months = (1..).find(|n| days.first_day().plus_months(*n).is_none_or(|next| days.last_day() < next))?;
        let whole = days.first_day().plus_months(months)?.plus_days(-1)? == days.last_day();
        if !(whole && ["month", "月"].iter().any(|word| first.unit.as_str().contains(word))) {
            return self.by_days(name, days);
        }
        let month = |n: i32| {
            let last = days.first_day().plus_months(n + 1)?.plus_days(-1)?;
            self.by_days(name, Period::new(days.first_day().plus_months(n)?, last)?)
        };
        let sum: Exact = (0..months).map(month).collect::<Option<Vec<Exact>>>()?.into_iter().sum();
        sum.over(&Exact::whole(months.into()))
    }

    fn by_days(&self, name: &Text, days: Period) -> Option<Exact> {
        let first = days.first_day();
        let mut firsts: Vec<Day> = self.term_changes(name).filter(|from| first < *from && days.holds(*from)).collect();
        firsts.push(first);
        firsts.sort();
        firsts.dedup();
        let mut sum = Exact::zero();
        for (at, from) in firsts.iter().enumerate() {
            let last = firsts.get(at + 1).and_then(|next| next.plus_days(-1)).unwrap_or(days.last_day());
            let held = Period::new(*from, last).map_or(0, Period::days);
            sum = &sum + &(&self.in_force(name, *from)?.value.exact() * &Exact::whole(held.into()));
        }
        sum.over(&Exact::whole(days.days().into()))
    }

    /// True where a due fell away, by an amendment or by the end of its contract.
    pub(super) fn is_gone(&self, due: &Due, ended: Option<Day>) -> bool {
        self.dropped.contains(&due.no) || ended.is_some_and(|last| last < due.days.first_day())
    }

    /// What happened to a due by the end of a day, in such ways.
    pub(super) fn moved(&self, no: &DueNo, on: Day, how: impl Fn(DueHow) -> bool) -> Fen {
        let own = self.moves.iter().filter(|moved| moved.no == *no && moved.on <= on && how(moved.how));
        Fen::capped_total(own.map(|moved| moved.amount))
    }

    /// What was let off of a due that was worth so much.
    pub(super) fn abated(&self, no: &DueNo, base: Fen) -> Fen {
        let own = self.abated.iter().filter(|abatement| abatement.no == *no);
        Fen::capped_total(own.map(|abatement| let_off(abatement.by, base)))
    }

    /// What part of an instalment was let off, all in all.
    pub fn abated_part(&self, no: &str) -> Exact {
        let own = self.abated.iter().filter(|abatement| abatement.no.as_str() == no);
        own.filter_map(|abatement| match abatement.by {
            AbatedBy::Ratio(ratio) => Some(ratio.exact()),
            AbatedBy::Amount(_) => None,
        })
        .sum()
    }

    /// Days on which the principal of a loan changes, or should: money drawn, paid back, or due to be.
    pub(super) fn changes(&self) -> impl Iterator<Item = Day> {
        let repaid: BTreeSet<&DueNo> = self.repayments().map(|(due, _)| &due.no).collect();
        let moved = self.moves.iter().filter(move |moved| repaid.contains(&moved.no)).map(|moved| moved.on);
        let due = self.repayments().map(|(due, _)| due.due);
        self.drawn.iter().map(|(_, on, _)| *on).chain(moved).chain(due)
    }

    /// Drawn by the end of a day.
    pub(super) fn drawn_by(&self, day: Day) -> Fen {
        Fen::capped_total(self.drawn.iter().filter(|(_, drew, _)| *drew <= day).map(|(_, _, amount)| *amount))
    }

    /// What is to be paid back of a loan, due by due.
    pub(super) fn repayments(&self) -> impl Iterator<Item = (&Due, Fen)> {
        self.all.iter().filter_map(|due| match due.worth {
            Worth::Repayment(amount) => Some((due, amount.fen())),
            Worth::Amount(_) | Worth::Rate(_) | Worth::Interest(_) => None,
        })
    }
}

/// What is let off of an amount; a part of it half up.
pub fn let_off(by: AbatedBy, base: Fen) -> Fen {
    match by {
        AbatedBy::Amount(amount) => amount.fen(),
        AbatedBy::Ratio(ratio) => (&base.yuan() * &ratio.exact()).to_fen(Rounding::HalfUp).unwrap_or(base),
    }
}
