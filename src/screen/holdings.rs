//! Shares: above a cap, to one buyer, taken back at odd prices.

use super::{
    HoldingSighting, Question, Regarding,
    gathered::{Gathered, Looked, Redeemed},
};
use crate::{
    books::{Books, Class, ShareClass},
    event::{Entitled, Fact, HeldThing, Holder, Pass, PassReason, Passed},
    unit::{ClassId, ContractId, Day, Exact, Fen, Money, Rounding, Shares},
};
use std::collections::BTreeMap;

/// Passings to one buyer within a year.
const PASSINGS: usize = 3;
const YEAR: i64 = 365;
/// A yuan, within which a loss is rounded.
const YUAN: Fen = Fen(100);

pub(super) fn look(gathered: &mut Gathered, looked: &Looked<'_>) {
    let Fact::HoldingPassed(passed) = looked.fact() else { return };
    if let Passed::Capital(contract, lines) = &passed.passed
        && passed.why == PassReason::Lost
    {
        uneven(gathered, looked, contract, lines);
    }
    let Passed::Shares(class, lines) = &passed.passed else { return };
    if passed.why != PassReason::Redemption {
        return;
    }
    let book = looked.books.registers().classes().get(class).and_then(|known| book_value(looked.books, known));
    for price in lines.iter().filter_map(|line| line.price) {
        gathered.redeemed.push(Redeemed { entry: looked.index, on: looked.on, class: class.clone(), price });
        if let Some(book) = book.as_ref().filter(|book| **book < price.fen().yuan()) {
            let told = book.decimal(2).unwrap_or_else(|| book.to_string());
            let seen =
                HoldingSighting::RedeemedAboveBook { class: class.clone(), price: price.to_string(), book: told };
            gathered.note(looked, Regarding::Entry(looked.index), seen);
        }
    }
}

/// A loss of capital of which an owner bears more than his part, within a yuan.
fn uneven(gathered: &mut Gathered, looked: &Looked<'_>, contract: &ContractId, lines: &[Pass<Money>]) {
    let mut owned: BTreeMap<&Holder, Fen> = BTreeMap::new();
    for row in looked.books.registers().capital().iter().filter(|row| row.contract == *contract) {
        if let Some(owner) = row.owner.as_at(looked.on) {
            let sum = owned.entry(owner).or_default();
            *sum = sum.capped_plus(row.amount_at(looked.on).fen());
        }
    }
    let mut borne: BTreeMap<Holder, Fen> = BTreeMap::new();
    for line in lines {
        if let Some(owner) = line.ends.from().and_then(Entitled::owner) {
            let sum = borne.entry(owner).or_default();
            *sum = sum.capped_plus(line.quantity.fen());
        }
    }
    let lost = Fen::capped_total(borne.values().copied()).yuan();
    let whole = Fen::capped_total(owned.values().copied()).yuan();
    let part = |owner: &Holder| (&lost * &owned.get(owner)?.yuan()).over(&whole)?.to_fen(Rounding::HalfUp);
    let above = borne.iter().filter_map(|(owner, bears)| Some((bears.capped_minus(part(owner)?), owner, *bears)));
    if let Some((more, owner, bears)) = above.max().filter(|(more, ..)| *more > YUAN) {
        let seen = HoldingSighting::LossUneven { owner: owner.to_string(), bears, part: bears.capped_minus(more) };
        gathered.note(looked, Regarding::Contract(contract.clone()), seen);
    }
}

/// What a share stands for: of a paid-in class its price, grown as the equity did beside the capital paid in; of any
/// other its part of the equity.
fn book_value(books: &Books, class: &ShareClass) -> Option<Exact> {
    let equity = books.chart().accounts.iter().filter(|(_, account)| account.class == Class::Equity);
    let of = |account: &str| books.accounts().balance_of(account).negated();
    let equity = Fen::capped_total(equity.map(|(account, _)| of(account))).yuan();
    let Some(paid) = class.said.latest().and_then(|said| said.paid_in.as_ref()) else {
        return equity.over(&class.granted.exact());
    };
    let paid_in = of(paid.account.as_str()).yuan();
    let grown = equity.over(&paid_in).filter(|grown| *grown > Exact::whole(1)).unwrap_or_else(|| Exact::whole(1));
    Some(&paid.price.exact() * &grown)
}

pub(super) fn ask(gathered: &Gathered, books: &Books, on: Day, all: &mut Vec<Question>) {
    above_cap(books, on, all);
    buyers(books, on, all);
    prices(gathered, books, all);
}

fn above_cap(books: &Books, on: Day, all: &mut Vec<Question>) {
    let registers = books.registers();
    for (id, class) in registers.classes() {
        let Some(cap) = class.cap() else { continue };
        let most = &class.total.unwrap_or(class.granted).exact() * &cap.exact();
        let households =
            registers.households().keys().map(|code| (code.to_string(), registers.shares_of(code, id.as_str(), on)));
        let persons =
            registers.persons().iter().map(|(code, person)| (code.to_string(), person.shares_of(id.as_str(), on)));
        let outside =
            registers.outsiders().iter().filter_map(|(code, held)| Some((code.to_string(), *held.get(id)?.as_at(on)?)));
        for (holder, shares) in households.chain(persons).chain(outside).filter(|(_, shares)| most < shares.exact()) {
            let most = most.decimal(2).unwrap_or_else(|| most.to_string());
            let seen = HoldingSighting::AboveCap { class: id.clone(), has: shares.short(), most };
            all.push(Question::new(Regarding::Holder(holder), seen));
        }
    }
}

fn buyers(books: &Books, on: Day, all: &mut Vec<Question>) {
    let mut bought: BTreeMap<&Entitled, Vec<Day>> = BTreeMap::new();
    let passings = books.registers().passings().iter().filter(|p| p.on <= on && books.corrected_by(p.entry).is_none());
    for passing in passings.filter(|p| matches!(p.why, PassReason::Transfer | PassReason::Gift)) {
        for to in passing.lines.iter().filter_map(|(_, to, _)| to.as_ref()).filter(|to| **to != Entitled::Collective) {
            if !matches!(passing.thing, HeldThing::House(_)) {
                bought.entry(to).or_default().push(passing.on);
            }
        }
    }
    for (to, mut days) in bought {
        days.sort();
        let until = |last: Day, gone: i64| days.partition_point(|day| last.days_since(*day) >= gone);
        let within = |last: &Day| days.partition_point(|day| day <= last).saturating_sub(until(*last, YEAR));
        let most = days.iter().map(|last| (within(last), *last)).max();
        if let Some((count, last)) = most.filter(|(count, _)| *count > PASSINGS) {
            all.push(Question::new(Regarding::Holder(to.to_string()), HoldingSighting::SameBuyer { count, last }));
        }
    }
}

fn prices(gathered: &Gathered, books: &Books, all: &mut Vec<Question>) {
    let mut last: BTreeMap<&ClassId, &Redeemed> = BTreeMap::new();
    for redeemed in gathered.redeemed.iter().filter(|redeemed| books.corrected_by(redeemed.entry).is_none()) {
        let before = last.insert(&redeemed.class, redeemed);
        let Some(other) = before.filter(|other| redeemed.on.days_since(other.on).abs() < YEAR) else { continue };
        let (was, is) = (other.price.fen().yuan(), redeemed.price.fen().yuan());
        let (less, more) = if was < is { (&was, &is) } else { (&is, &was) };
        if &(less * &Exact::new(11, 10)) < more {
            let seen = HoldingSighting::RedemptionPriceDiffers {
                class: redeemed.class.clone(),
                was: other.price.to_string(),
                is: redeemed.price.to_string(),
                other: other.entry,
            };
            all.push(Question::new(Regarding::Entry(redeemed.entry), seen));
        }
    }
}

/// All of them.
pub(super) fn total(all: impl Iterator<Item = Shares>) -> Shares {
    all.fold(Shares::ZERO, |sum, more| sum.plus(more).unwrap_or(sum))
}
