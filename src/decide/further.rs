//! Rent that came in parts. Where all of it is here, a further payout gives what everybody should have of all of it, less
//! what each has. Of a part, each household gets in proportion to what it is to have of all of it. Where one has more than its
//! part, because something was put right since, nobody takes that back: what is here goes to the others as a part does.

use super::{
    DeclarePayout, Refusal,
    ask::Ask,
    dictionary, facts, once,
    refusal::{PayoutRule, too_large},
};
use crate::{
    books::{Books, Payout},
    event::{Because, Holder, How, PayoutLine, Reason},
    rules::{self, Outcome, Reasons},
    unit::{Fen, HouseholdId, Money, PayoutId},
};
use std::collections::{BTreeMap, BTreeSet};

/// What the sheet gives of all that came for the days, or of all that is due where only a part of it came.
pub(super) struct Whole<'a> {
    pub(super) ask: Ask<'a>,
    pub(super) outcome: Outcome,
    pub(super) reasons: Reasons,
    earlier: Earlier,
    came: CameNow,
    part: Option<PartOf>,
}

/// What earlier payouts gave for the same days: by household, and to the collective.
#[derive(Default)]
struct Earlier {
    households: BTreeMap<HouseholdId, Fen>,
    collective: Fen,
}

/// A part of what is due.
struct PartOf {
    /// What households are due in all.
    due: Fen,
}

/// What a payout shares.
struct CameNow {
    /// Of what is households'.
    households: Fen,
    /// Of the collective's own.
    collective: Fen,
}

/// The run on all that came for the days, where the sheet takes it together and earlier payouts shared a part of it; or on
/// all that is due, where the request says how much of it came.
pub(super) fn all<'a>(books: &'a Books, d: &DeclarePayout, ask: &Ask<'a>) -> Result<Option<Whole<'a>>, Refusal> {
    let in_part = d.may_share_a_part();
    let alone = || once::alone(ask).filter(|_| in_part).map(|alone| (alone, BTreeSet::new()));
    let Some((together, codes)) = once::together(books, &d.scheme, ask).or_else(alone) else { return Ok(None) };
    let earlier = Earlier::of(books, codes)?;
    let of = |shared: bool| ask.sources.iter().filter(move |part| part.shared == shared);
    let came = CameNow {
        households: Fen::capped_total(of(true).map(|part| books.waiting(part))),
        collective: Fen::capped_total(of(false).map(|part| part.amount.fen())),
    };
    if let Ok((outcome, reasons)) = facts::explained(books, &together) {
        return Ok(Some(Whole { ask: together, outcome, reasons, earlier, came, part: None }));
    }
    let due = if in_part { facts::as_demanded(books, &together)? } else { None };
    let Some((outcome, reasons, due)) = due else { return Ok(None) };
    let theirs = due.iter().filter(|(input, fen)| **fen > Fen::ZERO && is_households(books, &together, input));
    // of two sums each goes to its own
    let theirs: Vec<Fen> = theirs.map(|(_, fen)| *fen).collect();
    let [theirs] = theirs.as_slice() else { return Ok(None) };
    let part = Some(PartOf { due: *theirs });
    Ok(Some(Whole { ask: together, outcome, reasons, earlier, came, part }))
}

impl Whole<'_> {
    /// What this payout gives of the lines of all of it; `None` where a part of it is not households' alone.
    pub(super) fn now(self, lines: Vec<PayoutLine>) -> Result<Option<Vec<PayoutLine>>, Refusal> {
        match self.part {
            None if self.earlier.is_above(&lines) => {
                let due = Fen::capped_total(of_households(&lines).map(|(_, amount)| amount));
                let shared = of_part(lines.clone(), &self.earlier, &self.came, &PartOf { due })?;
                shared.map_or_else(|| rest(lines, self.earlier).map(Some), |lines| Ok(Some(lines)))
            }
            None => rest(lines, self.earlier).map(Some),
            Some(part) => of_part(lines, &self.earlier, &self.came, &part),
        }
    }
}

/// True for an input that reads what waits for households.
fn is_households(books: &Books, ask: &Ask<'_>, input: &str) -> bool {
    let chart = books.chart();
    let zh = match dictionary::said(ask.bound, input) {
        Some(from) => dictionary::part_input(chart, from),
        None => dictionary::input(input).map(|word| word.zh),
    };
    zh.is_some_and(|zh| chart.receipt.values().any(|rule| rule.shared && rule.input.as_deref() == Some(zh)))
}

impl Earlier {
    fn of(books: &Books, codes: BTreeSet<&PayoutId>) -> Result<Earlier, Refusal> {
        let mut earlier = Earlier::default();
        for payout in codes.into_iter().filter_map(|code| books.payout(code)) {
            earlier.add(books, payout)?;
        }
        Ok(earlier)
    }

    fn add(&mut self, books: &Books, payout: &Payout) -> Result<(), Refusal> {
        for (household, owed) in &payout.lines {
            // whoever was taken into another household since stands there
            let now = books.registers().succeeded_by(household).clone();
            let sum = self.households.entry(now).or_insert(Fen::ZERO);
            *sum = sum.plus(owed.amount).ok_or_else(|| too_large(household))?;
        }
        self.collective = self.collective.plus(payout.collective).ok_or_else(|| too_large("collective"))?;
        Ok(())
    }

    /// True where somebody has more than these lines give.
    fn is_above(&self, lines: &[PayoutLine]) -> bool {
        let theirs: BTreeMap<&HouseholdId, Fen> = of_households(lines).collect();
        let gets = |household| theirs.get(household).copied().unwrap_or(Fen::ZERO);
        self.households.iter().any(|(household, had)| *had > gets(household))
    }

    fn had(&self, household: &HouseholdId) -> Fen {
        self.households.get(household).copied().unwrap_or(Fen::ZERO)
    }
}

/// Whose lines households' are, and how much.
fn of_households(lines: &[PayoutLine]) -> impl Iterator<Item = (&HouseholdId, Fen)> {
    lines.iter().filter_map(|line| Some((line.to.household()?, line.amount.fen())))
}

/// Lines of all of it, less what each has; nothing of that is taken back.
fn rest(lines: Vec<PayoutLine>, earlier: Earlier) -> Result<Vec<PayoutLine>, Refusal> {
    let Earlier { mut households, mut collective } = earlier;
    let mut left = Vec::new();
    for line in lines {
        let had = match line.to.household() {
            Some(household) => households.remove(household).unwrap_or(Fen::ZERO),
            None => std::mem::replace(&mut collective, Fen::ZERO),
        };
        let more = line.amount.fen().capped_minus(had);
        left.extend(changed(line, more)?);
    }
    match households.into_iter().find(|(_, had)| *had > Fen::ZERO) {
        Some((household, had)) => {
            Err(PayoutRule::AmountTooLarge { at: household.to_string(), amount: had.negated() }.into())
        }
        None => Ok(left),
    }
}

/// By what somebody lacks of his part of all that came, who is to have so much of the whole and has some of it.
fn lacking((amount, had): (Fen, Fen), (came, whole): (Fen, Fen)) -> i128 {
    let [amount, came, had, whole] = [amount, came, had, whole].map(|fen| i128::from(fen.0));
    (amount * came - had * whole).max(0)
}

/// What payouts of so much each, one after the other, give of what everybody is to have; `None` where they cannot be so.
pub fn in_parts(due: &[Fen], pools: &[Fen]) -> Option<Vec<Fen>> {
    let whole = Fen::capped_total(due.iter().copied());
    let (mut had, mut came) = (vec![Fen::ZERO; due.len()], Fen::ZERO);
    for pool in pools {
        came = came.plus(*pool)?;
        let weights: Vec<i128> = due.iter().zip(&had).map(|(due, had)| lacking((*due, *had), (came, whole))).collect();
        for (had, now) in had.iter_mut().zip(rules::by_weight(*pool, &weights)?) {
            *had = had.plus(now)?;
        }
    }
    Some(had)
}

/// What came now goes by what each household lacks of its part of all that came: with nothing shared before, in proportion
/// to what it is to have. Who has more than that gets nothing now.
fn of_part(
    lines: Vec<PayoutLine>,
    earlier: &Earlier,
    now: &CameNow,
    part: &PartOf,
) -> Result<Option<Vec<PayoutLine>>, Refusal> {
    let theirs = || of_households(&lines);
    let outside = lines.iter().any(|line| matches!(line.to, Holder::Outside(_)));
    let came = Fen::capped_total(earlier.households.values().copied()).capped_plus(now.households);
    let whole = Fen::capped_total(theirs().map(|(_, amount)| amount));
    if outside || whole != part.due || came > whole {
        return Ok(None);
    }
    let lacks = |(household, amount): (&HouseholdId, Fen)| lacking((amount, earlier.had(household)), (came, whole));
    let weights: Vec<i128> = theirs().map(lacks).collect();
    let Some(shares) = rules::by_weight(now.households, &weights) else { return Ok(None) };
    let (mut shares, mut given) = (shares.into_iter(), Vec::new());
    for line in lines {
        let amount = match line.to.household() {
            Some(_) => shares.next().unwrap_or(Fen::ZERO),
            None => now.collective.min(line.amount.fen()),
        };
        given.extend(changed(line, amount)?);
    }
    Ok(Some(given))
}

/// The line with another amount: its reason names the step, and no rows, which are of the whole. None of nothing.
fn changed(line: PayoutLine, to: Fen) -> Result<Option<PayoutLine>, Refusal> {
    let at_fault = || PayoutRule::AmountTooLarge { at: line.to.to_string(), amount: to };
    let amount = Money::from_fen(to).ok_or_else(at_fault)?;
    if to == Fen::ZERO {
        return Ok(None);
    }
    // of who was taken in since, a reason of its own stands beside
    let [reason, others @ ..] = line.because.steps() else { return Err(at_fault().into()) };
    if others.iter().any(|other| (other.line, &other.step) != (reason.line, &reason.step)) {
        return Err(at_fault().into());
    }
    let because = Reason {
        amount,
        exact: to.yuan(),
        how: How::Rate,
        line: reason.line,
        rows: Vec::new(),
        step: reason.step.clone(),
    };
    Ok(Some(PayoutLine { amount, because: Because::Computed(vec![because]), ..line }))
}
