//! A further payout of rent that was shared in part: what came late is given by what everybody should have of all of it,
//! less what each has.

use super::{
    Refusal,
    ask::Ask,
    facts, once,
    refusal::{PayoutRule, too_large},
};
use crate::{
    books::Books,
    event::{Because, How, PayoutLine, Reason},
    rules::{Outcome, Reasons},
    unit::{Fen, HouseholdId, Money, SchemeId},
};
use std::collections::BTreeMap;

/// What earlier payouts gave for the same days: by household, and to the collective.
pub(super) struct Earlier {
    households: BTreeMap<HouseholdId, Fen>,
    collective: Fen,
}

/// The run on all that came for the days, where the sheet takes it together and earlier payouts shared a part of it.
pub(super) fn all<'a>(
    books: &'a Books,
    scheme: &SchemeId,
    ask: &Ask<'a>,
) -> Result<Option<(Ask<'a>, Outcome, Reasons, Earlier)>, Refusal> {
    let Some((together, codes)) = once::together(books, scheme, ask) else { return Ok(None) };
    let Ok((outcome, reasons)) = facts::explained(books, &together) else { return Ok(None) };
    let mut earlier = Earlier { households: BTreeMap::new(), collective: Fen::ZERO };
    for payout in codes.into_iter().filter_map(|code| books.payout(code)) {
        for (household, owed) in &payout.lines {
            // whoever was taken into another household since stands there
            let now = books.registers().succeeded_by(household).clone();
            let sum = earlier.households.entry(now).or_insert(Fen::ZERO);
            *sum = sum.plus(owed.amount).ok_or_else(|| too_large(household))?;
        }
        earlier.collective = earlier.collective.plus(payout.collective).ok_or_else(|| too_large("collective"))?;
    }
    Ok(Some((together, outcome, reasons, earlier)))
}

/// Lines of all of it, less what each has; nothing of that is taken back.
pub(super) fn rest(lines: Vec<PayoutLine>, earlier: Earlier) -> Result<Vec<PayoutLine>, Refusal> {
    let Earlier { mut households, mut collective } = earlier;
    let mut left = Vec::new();
    for line in lines {
        let had = match line.to.household() {
            Some(household) => households.remove(household).unwrap_or(Fen::ZERO),
            None => std::mem::replace(&mut collective, Fen::ZERO),
        };
        let more = line.amount.fen().capped_minus(had);
        let taken_back = || PayoutRule::AmountTooLarge { at: line.to.to_string(), amount: more };
        let amount = Money::from_fen(more).ok_or_else(taken_back)?;
        if more == Fen::ZERO {
            continue;
        }
        let [reason] = line.because.steps() else { return Err(taken_back().into()) };
        let because = Reason {
            amount,
            exact: more.yuan(),
            how: How::Rate,
            line: reason.line,
            rows: Vec::new(),
            step: reason.step.clone(),
        };
        left.push(PayoutLine { amount, because: Because::Computed(vec![because]), ..line });
    }
    match households.into_iter().find(|(_, had)| *had > Fen::ZERO) {
        Some((household, had)) => {
            Err(PayoutRule::AmountTooLarge { at: household.to_string(), amount: had.negated() }.into())
        }
        None => Ok(left),
    }
}
