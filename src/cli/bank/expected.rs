//! What a statement is compared with: rent by its schedule, payouts that are open and those that may come back.

use crate::{
    bank::{Awaited, RentParts, Waits},
    books::{Books, Contract, Owed, postings},
    cooperative::{Cooperative, rent_asked},
    lists::Sealed,
    statement::reports::{self, ExpectedReceipt},
    unit::{Day, Fen, Period, Rounding},
};
use std::collections::BTreeMap;

/// Days before it is due that rent is looked for.
const AHEAD: i64 = 62;

/// Everything that is expected on a day.
pub(super) fn awaited(coop: &Cooperative, sealed: &Sealed, parts: &RentParts, today: Day) -> Vec<Awaited> {
    let books = coop.books();
    let mut all = rents(books, sealed, parts, today);
    debts(books, sealed, &mut all);
    payouts(books, sealed, &mut all);
    all
}

/// What households owe: by payouts that ask, since these were declared, and for something else.
fn debts(books: &Books, sealed: &Sealed, all: &mut Vec<Awaited>) {
    let Some(account) = books.chart().receipt.get(postings::MEMBER_DEBT) else { return };
    let Ok(account) = books.account(&account.credit) else { return };
    let first = books.accounts().first_day();
    let stands = books.accounts().under(&account).filter(|(_, turnover)| turnover.net() > Fen::ZERO);
    let mut once = all.iter().map(|awaited| awaited.once).max().unwrap_or(0);
    for (key, turnover) in stands {
        let Some(household) = books.household_of(&key.holder) else { continue };
        let asked = books.payouts().values().find(|payout| payout.declared.payout.as_str() == key.purpose);
        let known = |map: &BTreeMap<String, String>| map.get(household.as_str()).cloned();
        let Some(from) = asked.map(|payout| payout.on).or(first) else { continue };
        once += 1;
        all.push(Awaited {
            once,
            waits: Waits::Debt {
                household: household.clone(),
                purpose: key.purpose.clone(),
                part: postings::MEMBER_DEBT.to_owned(),
            },
            amount: turnover.net(),
            names: known(&sealed.names).into_iter().collect(),
            account: known(&sealed.accounts),
            references: [household.as_str(), key.purpose.as_str()]
                .into_iter()
                .filter(|code| !code.is_empty())
                .map(str::to_owned)
                .collect(),
            from,
        });
    }
}

fn rents(books: &Books, sealed: &Sealed, parts: &RentParts, today: Day) -> Vec<Awaited> {
    let due = rent_asked(books);
    let upto = today.plus_days(AHEAD).unwrap_or(today);
    let open = |row: &ExpectedReceipt| row.rent_due.map_or(Fen::ZERO, |due| due.capped_minus(row.rent));
    let mut all = Vec::new();
    let rows = reports::expected_rent(books, upto, &due);
    let (own, theirs): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.part.is_some());
    let same = |one: &ExpectedReceipt, other: &ExpectedReceipt| {
        (&one.contract, one.first_day, one.last_day) == (&other.contract, other.first_day, other.last_day)
    };
    for (once, row) in theirs.iter().enumerate() {
        let Some(contract) = books.contract(&row.contract) else { continue };
        let Some(days) = Period::new(row.first_day, row.last_day) else { continue };
        let part = if contract.signed.parcels.is_empty() { &parts.houses } else { &parts.land };
        let (theirs, own) = (open(row), own.iter().find(|own| same(own, row)));
        // with its fee, and without; with what is the collective's own, and without
        let own = own.and_then(|row| Some((row.part.clone()?, open(row)))).filter(|(_, open)| *open > Fen::ZERO);
        let rent = (theirs > Fen::ZERO).then(|| (part.clone(), theirs));
        let fee = rent.as_ref().and_then(|_| fee(contract, theirs)).map(|fee| (parts.fee.clone(), fee));
        let alone: Vec<(String, Fen)> = rent.into_iter().collect();
        let with_fee = fee.map(|fee| alone.iter().cloned().chain([fee]).collect());
        let ways: Vec<Vec<(String, Fen)>> = std::iter::once(alone).chain(with_fee).collect();
        let with_own = own
            .iter()
            .flat_map(|own| ways.iter().map(|way| way.iter().cloned().chain([own.clone()]).collect::<Vec<_>>()));
        let ways: Vec<_> = ways.iter().cloned().chain(with_own).filter(|way| !way.is_empty()).collect();
        all.extend(ways.into_iter().map(|parts| rent_awaited(row, sealed, days, parts, once)));
    }
    all
}

fn rent_awaited(
    row: &ExpectedReceipt,
    sealed: &Sealed,
    days: Period,
    parts: Vec<(String, Fen)>,
    once: usize,
) -> Awaited {
    let named = sealed.parties.get(row.party.as_str()).cloned();
    Awaited {
        once,
        amount: Fen::capped_total(parts.iter().map(|(_, amount)| *amount)),
        // a code is no name that a bank knows
        names: named.into_iter().collect(),
        account: None,
        references: [Some(row.contract.to_string()), row.instalment.as_ref().map(ToString::to_string)]
            .into_iter()
            .flatten()
            .collect(),
        from: row.due,
        waits: Waits::Rent { contract: row.contract.clone(), instalment: row.instalment.clone(), days, parts },
    }
}

/// The fee that the same party pays on top.
fn fee(contract: &Contract, rent: Fen) -> Option<Fen> {
    let terms = &contract.signed.terms;
    let rate = terms.fee_rate?;
    if terms.fee_payer.as_ref().is_some_and(|payer| *payer != contract.signed.party) {
        return None;
    }
    let fee = (&rent.yuan() * &rate.exact()).to_fen(Rounding::HalfUp)?;
    (fee > Fen::ZERO).then_some(fee)
}

fn payouts(books: &Books, sealed: &Sealed, all: &mut Vec<Awaited>) {
    let mut once = all.iter().map(|awaited| awaited.once).max().unwrap_or(0);
    for (payout, declared) in books.payouts() {
        let open: Vec<Fen> = declared.lines.values().map(Owed::open).filter(|open| *open > Fen::ZERO).collect();
        if open.len() > 1 {
            once += 1;
            all.push(Awaited {
                once,
                waits: Waits::Payout { payout: payout.clone() },
                amount: Fen::capped_total(open).negated(),
                names: Vec::new(),
                account: None,
                references: vec![payout.to_string()],
                from: declared.on,
            });
        }
        for (household, line) in &declared.lines {
            let known = |map: &BTreeMap<String, String>| map.get(household.as_str()).cloned();
            let of = |waits: Waits, amount: Fen, once: usize, from: Day| Awaited {
                once,
                waits,
                amount,
                names: known(&sealed.names).into_iter().collect(),
                account: known(&sealed.accounts),
                references: vec![household.to_string()],
                from,
            };
            let (payout, household) = (payout.clone(), household.clone());
            if line.open() > Fen::ZERO {
                once += 1;
                let waits = Waits::Line { payout: payout.clone(), household: household.clone() };
                all.push(of(waits, line.open().negated(), once, declared.on));
            }
            let back = line.paid.capped_minus(line.set_off);
            if let Some(from) = line.paid_on.filter(|_| back > Fen::ZERO) {
                once += 1;
                all.push(of(Waits::Back { payout, household }, back, once, from));
            }
        }
    }
}
