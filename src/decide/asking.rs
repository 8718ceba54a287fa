//! Payouts by which members owe: what such a sheet may say, and what is not done with such a payout.

use super::{
    DeclarePayout, Refusal,
    ask::Ask,
    refusal::{PayoutRule, SheetRule, ensure},
};
use crate::{
    books::{Books, Payout, postings},
    event::Bindings,
    scheme::{CheckedSheet, Step},
};

type Checked = Result<(), Refusal>;

/// A sheet that asks members for money does nothing else with money, and what it asks for has a place in the books.
pub(super) fn has_a_place(books: &Books, sheet: &CheckedSheet, bound: &Bindings) -> Checked {
    can_be_owed(sheet)?;
    asking(sheet, |step| postings::asked_for(books, sheet, bound, step).map(drop))
}

/// The same as far as the sheet alone says it: what asks and gives is two sheets, for a line is what its household owes or
/// what it is owed; and what members owe is owed to one, as something that may be owed.
///
/// # Errors
/// The step that asks, and what is wrong with it.
pub fn can_be_owed(sheet: &CheckedSheet) -> Checked {
    if let Some((asking, other)) = sheet.asks_and_moves() {
        let (scheme, asking, other) = (sheet.id().clone(), asking.name.clone(), other.name.clone());
        return Err(SheetRule::AsksAndMoves { scheme, asking, other }.into());
    }
    asking(sheet, |step| postings::can_be_owed(sheet, step))
}

/// Each step that asks passes, or it is said why it does not.
fn asking(sheet: &CheckedSheet, passes: impl Fn(&Step) -> Result<(), postings::Unasked>) -> Checked {
    sheet.steps().iter().filter(|step| step.asks().is_some()).try_for_each(|step| {
        let (scheme, name) = (sheet.id().clone(), step.name.clone());
        passes(step).map_err(|why| SheetRule::Unasked { scheme, step: name, why }.into())
    })
}

/// For the same days members are asked once by one scheme.
pub(super) fn once(books: &Books, d: &DeclarePayout, ask: &Ask<'_>) -> Checked {
    if !ask.sheet.asks_members() {
        return Ok(());
    }
    let stands = |payout: &&Payout| books.corrected_by(payout.index).is_none();
    let mut declared = books.payouts().values().filter(stands).map(|payout| &payout.declared);
    let earlier = declared.find(|p| p.scheme == d.scheme && p.asks && p.period.overlaps(ask.period));
    match earlier {
        Some(p) => {
            Err(PayoutRule::DaysAsked { payout: d.payout.clone(), days: ask.period, by: p.payout.clone() }.into())
        }
        None => Ok(()),
    }
}

/// What members owe is not paid out, does not come back from a bank, and covers no debt: it is one.
pub(super) fn is_owed_by_no_member(payout: &Payout) -> Checked {
    let declared = &payout.declared;
    ensure(!declared.asks, || PayoutRule::MembersOwe { payout: declared.payout.clone() })
}
