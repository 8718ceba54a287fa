//! What holds for every event: balanced lines, known accounts, open periods, cash, ownership of
//! accounts; and whom the event concerns.

use super::{
    Refusal, behind, days, earlier,
    kinds::{self, Hand},
    owners,
    refusal::{DayRule, MemberRule, MoneyRule, PayoutRule, ReadingRule, ensure, posting, too_large},
};
use crate::{
    books::{Books, Side, Voucher, must_post, posted_on, postings},
    event::{DOCUMENT_MOST, Event, Fact, KEPT_MOST, LINES_MOST},
    unit::{Day, Fen, ProjectId},
};
use std::collections::BTreeSet;

/// Checks the lines an event would post.
pub(super) fn books_allow(books: &Books, on: Day, event: &Event, recorded: Day) -> Result<(), Refusal> {
    let voucher = crate::books::voucher(books, on, event).map_err(|e| posting(event, e))?;
    let (debit, credit) = (voucher.total(Side::Debit), voucher.total(Side::Credit));
    if !voucher.is_balanced() {
        let (debit, credit) = debit.zip(credit).ok_or_else(|| too_large("voucher"))?;
        return Err(match kinds::of(&event.fact).hand {
            Hand::Opening => MoneyRule::OpeningUnbalanced { debit, credit }.into(),
            Hand::Distributed(_) => PayoutRule::Unbalanced { debit, credit }.into(),
            Hand::Typed | Hand::Made | Hand::Free | Hand::Payment(_) | Hand::Claim(_) | Hand::Receipt(_) => {
                MoneyRule::VoucherUnbalanced { debit, credit }.into()
            }
        });
    }
    if voucher.lines().is_empty() {
        let kind = event.fact.name();
        let withdraws = matches!(&event.fact, Fact::EntryCorrected(c) if books.can_be_withdrawn(c.corrects.index));
        return ensure(withdraws || !must_post(&event.fact), || MemberRule::NothingPosted { kind: kind.to_owned() });
    }
    // a reversal posts once more what stands there, and has the other half of the room
    let most = if matches!(event.fact, Fact::EntryCorrected(_)) { Fen::MOST_POSTED } else { Fen::MOST_ORDERED };
    books.accounts().room_for(&voucher).filter(|all| *all <= most).ok_or_else(|| too_large("voucher"))?;
    days::posted(books, on, recorded)?;
    let (day, closing) = posted_on(&event.fact, on);
    if let (Some(open), None) = (books.open_from(), closing) {
        ensure(day >= open, || DayRule::Closed { day, open })?;
    }
    if !matches!(event.fact, Fact::OpeningRecorded(_)) {
        works_as_ordered(books, &voucher)?;
        behind::works_stay(books, &event.fact, &voucher)?;
    }
    cash_stays(books, on, &voucher)?;
    earlier::lines(books, on, &event.fact, &voucher)?;
    owners::allow(books, on, event, &voucher)
}

/// What was ordered is what is paid or owed for, over all payments, invoices and vouchers together;
/// works that nobody ordered by contract have no such bound.
fn works_as_ordered(books: &Books, voucher: &Voucher) -> Result<(), Refusal> {
    let works = &books.chart().assets.works;
    let lines = || voucher.lines().iter().filter(|line| line.key.account == *works);
    let projects: BTreeSet<&str> = lines().map(|line| line.key.purpose.as_str()).collect();
    for project in projects {
        let ordered = project.parse::<ProjectId>().ok().and_then(|id| books.works().get(&id));
        let Some(ordered) = ordered.filter(|works| works.ordered > Fen::ZERO) else { continue };
        let signed = lines().filter(|line| line.key.purpose == project).map(|line| match line.side {
            Side::Debit => line.amount,
            Side::Credit => line.amount.negated(),
        });
        let more = Fen::total(signed).ok_or_else(|| too_large(project))?;
        let stands = books.accounts().under(works).filter(|(key, _)| key.purpose == project);
        let spent = Fen::capped_total(stands.map(|(_, t)| t.net())).capped_plus(ordered.taken);
        let left = ordered.ordered.capped_minus(spent);
        ensure(more <= left.max(Fen::ZERO), || MoneyRule::WorksAboveOrder { project: project.to_owned(), left, more })?;
    }
    Ok(())
}

/// Cash in hand is not below zero at the end of any day.
fn cash_stays(books: &Books, on: Day, voucher: &Voucher) -> Result<(), Refusal> {
    let cash = &books.chart().fixed.cash;
    let of = |side| postings::total_under(voucher, cash, side).ok_or_else(|| too_large("voucher"));
    let (paid, received) = (of(Side::Credit)?, of(Side::Debit)?);
    let held = books.left_of(cash, on, Side::Debit, paid.capped_minus(received));
    let left = held.capped_plus(received).capped_minus(paid);
    ensure(paid <= received || left >= Fen::ZERO, || MoneyRule::CashNegative { account: cash.clone(), held, paid })
}

/// What the event puts into blobs is no longer than a reader takes.
pub(super) fn can_be_read(event: &Event) -> Result<(), Refusal> {
    let fits = |what: &'static str, bytes: u64, most: u64| {
        ensure(bytes <= most, || ReadingRule::TooLong { what, most, bytes })
    };
    if let Some(document) = event.fact.document() {
        fits("document", document.bytes, DOCUMENT_MOST)?;
    }
    if let Some(lines) = event.fact.lines() {
        fits("lines", lines.head.bytes, LINES_MOST)?;
        fits("reasons", lines.reasons.bytes, LINES_MOST)?;
    }
    if let Some(kept) = event.fact.kept() {
        fits("kept", kept.bytes, KEPT_MOST)?;
    }
    Ok(())
}
