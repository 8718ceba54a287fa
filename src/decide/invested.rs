//! Money put into a project: what was subscribed for it, when it was there, and no more.

use super::{
    Refusal, known,
    refusal::{DayRule, MoneyRule, ensure, total},
};
use crate::{
    books::{Books, Contract, Side, Undo},
    event::PaymentRecorded,
    unit::{ContractId, Day, Fen},
};

type Checked = Result<(), Refusal>;

/// An investment under a contract takes exactly what waits of the subscriptions for it, no day before it
/// was subscribed: capital works from that day. Where nobody ever subscribed it is the collective's own
/// money, up to the contract's capital. Investments without a contract earn nothing by a sheet.
pub(super) fn allowed(books: &Books, on: Day, p: &PaymentRecorded, amount: Fen) -> Checked {
    let Some(contract) = p.contract.as_ref().and_then(|id| books.contract(id)) else { return Ok(()) };
    known::not_over_on(contract, on)?;
    let id = &contract.signed.contract;
    let rows: Vec<_> = books.registers().capital().iter().filter(|c| c.contract == *id).collect();
    for row in rows.iter().filter(|c| c.since.is_none()) {
        if let Some(came) = row.owner.first_day().filter(|came| on < *came) {
            return Err(DayRule::TooEarly { at: format!("{id} {}", row.key), least: came, day: on }.into());
        }
    }
    let waiting = total(id, rows.iter().filter(|c| c.since.is_none()).map(|c| c.amount_now()))?;
    if !rows.is_empty() {
        return ensure(waiting == amount, || MoneyRule::OtherThanSubscribed { contract: id.clone(), waiting, amount });
    }
    own_money(books, contract, id, amount)
}

fn own_money(books: &Books, contract: &Contract, id: &ContractId, amount: Fen) -> Checked {
    let capital = contract.signed.terms.capital;
    let capital = capital.ok_or_else(|| MoneyRule::NoCapital { contract: id.clone() })?;
    let entries = books.undo().iter().filter(|(_, undo)| matches!(undo, Undo::Invested(other, _) if other == id));
    let account = |line: &crate::books::PostedLine<'_>| {
        books.chart().payment.values().any(|r| r.invests && r.debit == line.key.account)
    };
    let lines = entries.flat_map(|(entry, _)| books.vouchers().lines(*entry));
    let before = lines.filter(|l| l.side == Side::Debit).filter(account).map(|l| l.amount);
    let all = total(id, before.chain([amount]))?;
    ensure(all <= capital.fen(), || MoneyRule::AboveCapital { contract: id.clone(), capital, sum: all })
}
