//! What is shared once: the days of a contract by one scheme.

use super::{
    DeclarePayout, Refusal,
    ask::Ask,
    dictionary, facts,
    refusal::{PayoutRule, ensure},
};
use crate::{
    books::{Books, Part},
    event::PayoutDeclared,
    scheme::{CheckedSheet, PartyKind, PlaceRef},
    unit::{Fen, PayoutId, SchemeId},
};
use std::collections::BTreeSet;

type Checked = Result<(), Refusal>;

/// What a further payout of the same scheme shares for days of a contract that it has shared already is a
/// further part of the same money: the sheet runs on all of it together, or the days would be paid twice.
pub(super) fn days(books: &Books, d: &DeclarePayout, ask: &Ask<'_>) -> Checked {
    let Some((together, earlier)) = together(books, &d.scheme, ask) else { return Ok(()) };
    let Some(first) = earlier.first() else { return Ok(()) };
    let whole = facts::attempt(books, &together)?.is_ok();
    let further = whole || (d.may_share_a_part() && facts::as_demanded(books, &together)?.is_some());
    ensure(further, || PayoutRule::DaysShared { payout: d.payout.clone(), days: ask.period, by: (*first).clone() })
}

/// The same run on what earlier payouts of the scheme shared for its days, too, and which they are; nothing where there is
/// none.
pub(super) fn together<'a>(
    books: &'a Books,
    scheme: &SchemeId,
    ask: &Ask<'a>,
) -> Option<(Ask<'a>, BTreeSet<&'a PayoutId>)> {
    let contract = ask.contract.filter(|_| adds_up(ask))?;
    let under = || books.parts_under(&contract.signed.contract);
    let codes: BTreeSet<&PayoutId> = under().filter_map(|part| part.shared_by.as_ref()).collect();
    let same = |code: &&&PayoutId| {
        let declared = books.payout(code).map(|payout| &payout.declared);
        declared.is_some_and(|p| p.scheme == *scheme && p.period.overlaps(ask.period))
    };
    let earlier: BTreeSet<&PayoutId> = codes.iter().filter(same).copied().collect();
    if earlier.is_empty() {
        return None;
    }
    let shared = under().filter(|part| part.shared_by.as_ref().is_some_and(|code| earlier.contains(code)));
    let together = with(ask, shared.chain(ask.sources.iter().copied()).collect());
    Some((together, earlier))
}

/// The same run on its own money alone, where that may be a part of what is due.
pub(super) fn alone<'a>(ask: &Ask<'a>) -> Option<Ask<'a>> {
    ask.contract.filter(|_| adds_up(ask)).map(|_| with(ask, ask.sources.clone()))
}

/// True where what came at several times for the same days is one sum.
fn adds_up(ask: &Ask<'_>) -> bool {
    !ask.sources.is_empty() && !judges_alone(ask.sheet)
}

fn with<'a>(ask: &Ask<'a>, sources: Vec<&'a Part>) -> Ask<'a> {
    Ask { sources, work: None, opened: ask.opened.clone(), tried: ask.tried.clone(), ..*ask }
}

/// The parties whose money a sheet pays out, beside what came in: an employer, a guarantor, the collective.
pub(super) fn paid_by(sheet: &CheckedSheet) -> Vec<PartyKind> {
    let from = sheet.steps().iter().flat_map(|step| {
        let places = [true, false].map(|payee| step.moves(payee).map(|(from, _)| from));
        places.into_iter().flatten()
    });
    let party = |place: &PlaceRef| {
        let PlaceRef::Party(at) = place else { return None };
        sheet.parties().get(at.index()).map(|party| party.kind)
    };
    from.filter_map(party).filter(|kind| *kind != PartyKind::Books).collect()
}

/// What nobody received before, an employer or the collective itself pays once for the same days by one
/// scheme: an employer under each of his contracts, the collective whatever contract is named. What is paid
/// for work sheets alone is paid once for each of them.
pub(super) fn beside_what_came(books: &Books, d: &DeclarePayout, ask: &Ask<'_>) -> Checked {
    let payers = paid_by(ask.sheet);
    if payers.is_empty() || (ask.work.is_some() && !pays_without_work(books, ask)?) {
        return Ok(());
    }
    let own = payers.contains(&PartyKind::Collective);
    let contract = ask.contract.map(|c| &c.signed.contract);
    let same = |payout: &PayoutDeclared| {
        let work = || books.registers().sheets().get(&payout.payout).map(|work| &work.contract);
        payout.scheme == d.scheme
            && payout.period.overlaps(ask.period)
            && (own || payout.contract.as_ref().or_else(work) == contract)
    };
    match books.payouts().values().map(|payout| &payout.declared).find(|payout| same(payout)) {
        Some(first) => {
            Err(PayoutRule::DaysPaid { payout: d.payout.clone(), days: ask.period, by: first.payout.clone() }.into())
        }
        None => Ok(()),
    }
}

/// True for a sheet that pays something even where nobody worked.
fn pays_without_work(books: &Books, ask: &Ask<'_>) -> Result<bool, Refusal> {
    let idle =
        Ask { work: None, sources: ask.sources.clone(), opened: ask.opened.clone(), tried: ask.tried.clone(), ..*ask };
    let outcome = facts::attempt(books, &idle)?;
    Ok(outcome.is_ok_and(|outcome| outcome.moves.iter().any(|m| m.fen > Fen::ZERO)))
}

/// True for a sheet that counts up to the day of one receipt, or remembers what it did: it judges each by
/// itself, and two of them together would be another question.
fn judges_alone(sheet: &CheckedSheet) -> bool {
    let by_receipt = sheet.inputs().iter().any(|i| dictionary::input(&i.name).is_some_and(|word| word.zh == "收款日"));
    by_receipt || !sheet.accounts().is_empty() || !sheet.carried().is_empty()
}
