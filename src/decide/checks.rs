//! What holds for every event: balanced lines, known accounts, open periods, cash, ownership of
//! accounts; and whom the event concerns.

use super::{
    Refusal, behind, days, earlier,
    kinds::{self, Hand},
    owners,
    refusal::{DayRule, HouseholdRule, MemberRule, MoneyRule, PayoutRule, ReadingRule, ensure, posting, too_large},
};
use crate::{
    books::{Books, Members, Side, Voucher, must_post, posted_on, postings},
    event::{DOCUMENT_MOST, Event, Fact, Holder, KEPT_MOST, LINES_MOST, Ownership, PayoutDeclared, VoucherLine},
    unit::{BankId, Day, Fen, HouseholdId, ProjectId},
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
            Hand::Typed | Hand::Made | Hand::Free | Hand::Payment | Hand::Claim(_) | Hand::Receipt(_) => {
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
    days::posted(on, recorded)?;
    let (day, closing) = posted_on(&event.fact, on);
    if let (Some(open), false) = (books.open_from(), closing) {
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
    if let Fact::PayoutDeclared(PayoutDeclared { kept: Some(kept), .. }) = &event.fact {
        fits("kept", kept.bytes, KEPT_MOST)?;
    }
    Ok(())
}

/// A registered account of the organization itself, or the cash box.
pub(super) fn own_account(books: &Books, account: &BankId) -> Result<(), Refusal> {
    if account.is_cash() {
        return Ok(());
    }
    match books.registers().banks().get(account) {
        None => Err(HouseholdRule::UnknownAccount { account: account.clone() }.into()),
        Some(Ownership::Personal) => Err(HouseholdRule::PersonalAccount { account: account.clone() }.into()),
        Some(Ownership::Collective) => Ok(()),
    }
}

/// Lines of a free voucher may not touch a personal account either.
pub(super) fn own_accounts_only(books: &Books, lines: &[VoucherLine]) -> Result<(), Refusal> {
    for line in lines.iter().filter(|l| l.account.as_str() == books.chart().fixed.bank) {
        let account = line.holder.as_ref().and_then(|h| h.as_str().parse::<BankId>().ok());
        let account = account.ok_or_else(|| HouseholdRule::WhichAccount { account: line.account.clone() })?;
        own_account(books, &account)?;
    }
    Ok(())
}

/// A household in the register; in a union, a member village.
/// What a list names stands in it once: each item is checked against the books, and not against the others.
pub(super) fn each_once<T: Ord + std::fmt::Display>(
    at: impl std::fmt::Display,
    items: impl IntoIterator<Item = T>,
) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for item in items {
        if let Some(twice) = seen.replace(item) {
            return Err(MemberRule::ListedTwice { at: at.to_string(), what: twice.to_string() }.into());
        }
    }
    Ok(())
}

pub(super) fn household(books: &Books, household: &HouseholdId) -> Result<(), Refusal> {
    let found = books.registers().households().get(household);
    let found = found.ok_or_else(|| match books.registers().members() {
        Members::Villages => HouseholdRule::NotAMember { village: household.clone() },
        Members::Households => HouseholdRule::Unknown { household: household.clone() },
    })?;
    match &found.merged_into {
        Some(into) => Err(HouseholdRule::Retired { household: household.clone(), into: into.clone() }.into()),
        None => Ok(()),
    }
}

/// A household in the register under this code.
pub(super) fn known(books: &Books, text: &str) -> Option<HouseholdId> {
    books.registers().households().get_key_value(text).map(|(household, _)| household.clone())
}

/// The holder is the collective or an enrolled household.
pub(super) fn holder(books: &Books, holder: &Holder) -> Result<(), Refusal> {
    match holder {
        Holder::Collective => Ok(()),
        Holder::Household(h) => household(books, h),
        Holder::Outside(_) => Err(HouseholdRule::NoHolder { holder: holder.clone() }.into()),
    }
}
