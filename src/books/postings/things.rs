//! What things post: how they come, what is spent on them, how they leave, what a count brings out.

use super::{Posted, PostingError, total};
use crate::{
    books::{AccountKey, Books, CountedThing, Parting, ThingAccounts, Voucher},
    event::{
        AssetAcquired, AssetCame, AssetChanged, AssetClass, AssetCounted, AssetDisposed, AssetUse, AssetWhy, CountOf,
        Counted, GotIn, Leaves, PaidBy, Proceeds,
    },
    unit::{AssetId, Day, Fen, Money},
};
use std::collections::BTreeMap;

fn rules(books: &Books) -> Result<&ThingAccounts, PostingError> {
    books.chart.things.as_ref().ok_or_else(|| PostingError::UnknownPart("things".to_owned()))
}

fn cost_key(books: &Books, class: AssetClass, asset: &AssetId) -> Result<AccountKey, PostingError> {
    let of = books.accounts_of(class).ok_or_else(|| PostingError::UnknownPart("things".to_owned()))?;
    Ok(AccountKey::new(of.cost, asset.as_str(), ""))
}

fn paid_by(books: &Books, by: &PaidBy) -> Result<AccountKey, PostingError> {
    match by {
        PaidBy::From(bank) => Ok(books.money_key(bank)),
        PaidBy::OwedTo(party) => books.place(&rules(books)?.owed, party.as_str()),
    }
}

pub(in crate::books) fn acquired(books: &Books, a: &AssetAcquired) -> Posted {
    let of = rules(books)?;
    let mut v = Voucher::default();
    v.debit(cost_key(books, a.card.class(), &a.asset)?, a.cost.fen());
    let against = match &a.came {
        AssetCame::Bought(by) => paid_by(books, by)?,
        AssetCame::Donated => books.place(&of.donated, "")?,
        AssetCame::Allocated => books.place(&of.allocated, "")?,
        AssetCame::Grown => books.place(&of.grown, a.asset.as_str())?,
        AssetCame::Found => books.place(&of.pending, a.asset.as_str())?,
        // it stands in the opening balances
        AssetCame::Opening => return Ok(Voucher::default()),
    };
    v.credit(against, a.cost.fen());
    Ok(v)
}

fn unknown(asset: &AssetId) -> PostingError {
    PostingError::Unknown(asset.to_string())
}

pub(in crate::books) fn changed(books: &Books, on: Day, c: &AssetChanged) -> Posted {
    let mut v = Voucher::default();
    if c.add_cost.is_none() && c.to_class.is_none() {
        return Ok(v);
    }
    rules(books)?;
    let class = books.card(&c.asset).ok_or_else(|| unknown(&c.asset))?.class();
    if let Some(added) = &c.add_cost {
        v.debit(cost_key(books, class, &c.asset)?, added.amount.fen());
        v.credit(paid_by(books, &added.by)?, added.amount.fen());
    }
    if let Some(to) = &c.to_class {
        let after = books.changed_cards(c, on).ok_or_else(|| unknown(&c.asset))?;
        let becomes = after.iter().find(|(asset, _)| *asset == to.asset).map(|(_, card)| card.class());
        let left = after.iter().find(|(asset, _)| *asset == c.asset).map(|(_, card)| card.cost());
        let before = books.card(&c.asset).map(|card| card.cost());
        let added = c.add_cost.as_ref().map_or(Fen::ZERO, |added| added.amount.fen());
        let (Some(becomes), Some(left), Some(before)) = (becomes, left, before) else { return Err(unknown(&c.asset)) };
        let moved = before.capped_plus(added).capped_minus(left);
        v.debit(cost_key(books, becomes, &to.asset)?, moved);
        v.credit(cost_key(books, class, &c.asset)?, moved);
    }
    Ok(v)
}

/// The account that bears what is written off of a thing, by what it is used for.
pub(super) fn borne_by(books: &Books, used_for: AssetUse) -> &str {
    match used_for {
        AssetUse::Office => &books.chart.assets.office,
        AssetUse::Operating => &books.chart.assets.operating,
        AssetUse::Public => &books.chart.assets.public,
    }
}

/// A charge of a thing that is worn off.
pub(super) fn charge(
    books: &Books,
    v: &mut Voucher,
    asset: &AssetId,
    card: &crate::books::Asset,
    amount: Fen,
) -> Result<(), PostingError> {
    let of = books.accounts_of(card.class.class()).ok_or_else(|| PostingError::UnknownPart("things".to_owned()))?;
    v.debit(AccountKey::new(borne_by(books, card.used_for), "", of.purpose), amount);
    v.credit(AccountKey::new(of.worn.unwrap_or(of.cost), asset.as_str(), ""), amount);
    Ok(())
}

/// Takes a thing, or some of it, out of its accounts; what it is worth is debited.
fn take_out(
    books: &Books,
    v: &mut Voucher,
    (asset, class): (&AssetId, AssetClass),
    parting: &Parting,
    to: AccountKey,
) -> Result<(), PostingError> {
    let of = books.accounts_of(class).ok_or_else(|| PostingError::UnknownPart("things".to_owned()))?;
    if let crate::books::ThingCard::Worn(card) = &parting.after {
        charge(books, v, asset, card, parting.charge)?;
    }
    v.debit(to, parting.net());
    let Some(worn) = of.worn.filter(|worn| *worn != of.cost) else {
        for (key, amount) in books.out_of(of.cost, asset, parting.net()) {
            v.credit(key, amount);
        }
        return Ok(());
    };
    // the charge stands there by now, too
    let mut written: BTreeMap<AccountKey, Fen> = BTreeMap::new();
    let before = parting.worn.capped_minus(parting.charge.min(parting.worn));
    let own = (AccountKey::new(worn, asset.as_str(), ""), parting.charge.min(parting.worn));
    for (key, amount) in books.out_of(worn, asset, before).into_iter().chain([own]) {
        let sum = written.entry(key).or_default();
        *sum = sum.capped_plus(amount);
    }
    for (key, amount) in written {
        v.debit(key, amount);
    }
    for (key, amount) in books.out_of(of.cost, asset, parting.cost) {
        v.credit(key, amount);
    }
    Ok(())
}

/// What was got for a thing, without the tax of it, which is owed to the state.
fn got(books: &Books, v: &mut Voucher, proceeds: &Proceeds) -> Result<Fen, PostingError> {
    let of = rules(books)?;
    let key = match &proceeds.got {
        GotIn::Into(bank) => books.money_key(bank),
        GotIn::OwedBy(party) => books.place(&of.claimed, party.as_str())?,
    };
    v.debit(key, proceeds.amount.fen());
    let tax = proceeds.vat.map_or(Fen::ZERO, Money::fen);
    v.credit(books.place(&of.tax, "")?, tax);
    Ok(proceeds.amount.fen().capped_minus(tax))
}

/// Who bought: what is earned stands under the buyer's code.
fn buyer(proceeds: &Proceeds) -> String {
    match (&proceeds.got, &proceeds.party) {
        (GotIn::OwedBy(party), _) => party.to_string(),
        (GotIn::Into(_), Some(party)) => party.to_string(),
        (GotIn::Into(_), None) => String::new(),
    }
}

pub(in crate::books) fn disposed(books: &Books, on: Day, d: &AssetDisposed) -> Posted {
    let of = rules(books)?;
    let class = books.card(&d.asset).ok_or_else(|| unknown(&d.asset))?.class();
    let parting = books.parting(&d.asset, d.quantity, d.leaves.why(), on).ok_or_else(|| unknown(&d.asset))?;
    let thing = (&d.asset, class);
    let name = d.asset.as_str();
    let mut v = Voucher::default();
    let cleared = matches!(class, AssetClass::Fixed | AssetClass::Productive) && d.leaves.why() != AssetWhy::Died;
    if cleared {
        return cleared_away(books, v, d, thing, &parting);
    }
    let heap = matches!(class, AssetClass::Stores | AssetClass::Consumable);
    let to = match &d.leaves {
        Leaves::Sold(_) if heap => books.place(&of.cost_of_sales, name)?,
        Leaves::Sold(_) | Leaves::Scrapped(_) => books.place(&of.loss, name)?,
        Leaves::Lost => books.place(&of.pending, name)?,
        Leaves::Given => books.place(&of.given, name)?,
        Leaves::Used(account, purpose) => {
            let account = books.account(account.as_str())?;
            AccountKey::new(account, "", purpose.as_ref().map_or("", |purpose| purpose.as_str()))
        }
        Leaves::Died => books.place(&of.died, name)?,
    };
    let Some(proceeds) = d.leaves.proceeds() else {
        take_out(books, &mut v, thing, &parting, to)?;
        return Ok(v);
    };
    let net = got(books, &mut v, proceeds)?;
    if heap {
        v.credit(books.place(&of.sold, &buyer(proceeds))?, net);
        take_out(books, &mut v, thing, &parting, to)?;
        return Ok(v);
    }
    // a right, or trees: what is got above its worth is a gain, what is below a loss
    let gain = net.capped_minus(parting.net());
    let clearing = AccountKey::new(&of.clearing, name, "");
    take_out(books, &mut v, thing, &parting, clearing.clone())?;
    v.credit(clearing, parting.net());
    if gain < Fen::ZERO {
        v.debit(books.place(&of.loss, name)?, gain.negated());
    } else {
        v.credit(books.place(&of.gain, name)?, gain);
    }
    Ok(v)
}

/// By way of the account for disposals, which is empty again behind it.
fn cleared_away(
    books: &Books,
    mut v: Voucher,
    d: &AssetDisposed,
    thing: (&AssetId, AssetClass),
    parting: &Parting,
) -> Posted {
    let of = rules(books)?;
    let name = d.asset.as_str();
    let clearing = AccountKey::new(&of.clearing, name, "");
    take_out(books, &mut v, thing, parting, clearing.clone())?;
    let mut stands = parting.net();
    if let Some(proceeds) = d.leaves.proceeds() {
        let net = got(books, &mut v, proceeds)?;
        v.credit(clearing.clone(), net);
        stands = stands.capped_minus(net);
    }
    if let Some(costs) = &d.costs {
        v.debit(clearing.clone(), costs.amount.fen());
        v.credit(books.money_key(&costs.from), costs.amount.fen());
        stands = stands.capped_plus(costs.amount.fen());
    }
    let bears = match &d.leaves {
        Leaves::Lost => books.place(&of.pending, name)?,
        Leaves::Given => books.place(&of.given, name)?,
        Leaves::Sold(_) | Leaves::Scrapped(_) | Leaves::Used(..) | Leaves::Died => books.place(&of.loss, name)?,
    };
    if stands < Fen::ZERO {
        v.debit(clearing, stands.negated());
        v.credit(books.place(&of.gain, name)?, stands.negated());
    } else {
        v.debit(bears, stands);
        v.credit(clearing, stands);
    }
    Ok(v)
}

pub(in crate::books) fn counted(books: &Books, on: Day, c: &AssetCounted) -> Posted {
    let mut v = Voucher::default();
    if c.lines.iter().all(|line| line.book == line.counted) {
        return Ok(v);
    }
    for line in c.lines.iter().filter(|line| line.book != line.counted) {
        counted_line(books, on, line, &mut v)?;
    }
    Ok(v)
}

fn counted_line(books: &Books, on: Day, line: &Counted, v: &mut Voucher) -> Result<(), PostingError> {
    let of = rules(books)?;
    let asset = match &line.of {
        CountOf::Asset(asset) => asset,
        CountOf::Bank(bank) => {
            let (key, pending) = (books.money_key(bank), books.place(&of.pending, bank.as_str())?);
            let yuan = |quantity: crate::unit::Quantity| quantity.exact().to_fen(crate::unit::Rounding::HalfUp);
            let (book, counted) = (yuan(line.book), yuan(line.counted));
            let (Some(book), Some(counted)) = (book, counted) else { return Err(PostingError::TooMuch) };
            let more = total([counted, book.negated()])?;
            let (debit, credit) = if more < Fen::ZERO { (pending, key) } else { (key, pending) };
            v.debit(debit, more.absolute());
            v.credit(credit, more.absolute());
            return Ok(());
        }
    };
    let class = books.card(asset).ok_or_else(|| unknown(asset))?.class();
    let pending = books.place(&of.pending, asset.as_str())?;
    match books.by_count(line, on).ok_or_else(|| unknown(asset))?.1 {
        CountedThing::Missing(parting) => take_out(books, v, (asset, class), &parting, pending)?,
        CountedThing::More(cost, _) => {
            v.debit(cost_key(books, class, asset)?, cost);
            v.credit(pending, cost);
        }
    }
    Ok(())
}
