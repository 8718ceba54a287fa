//! Things of the collective: what has a card, how many there are, and what may become of it.

use super::{
    Refusal, behind, codes, known,
    refusal::{AssetRule, DayRule, HouseholdRule, MemberRule, MoneyRule, ensure},
    registers::{above_zero, part_of_one},
};
use crate::{
    books::{AccountKey, AsOf, Books, ThingCard, is_detail},
    event::{
        AssetAcquired, AssetCame, AssetCard, AssetChanged, AssetClass, AssetCounted, AssetDisposed, AssetHow, AssetSet,
        AssetWhy, Becomes, CountOf, Counted, GotIn, Heap, Leaves, PaidBy, Proceeds, ToClass, Wear,
    },
    unit::{AssetId, Day, Fen, Money, PartyId, Quantity},
};

type Checked = Result<(), Refusal>;

/// Checks what came, and fills in the first month that is charged.
pub(super) fn acquired(books: &Books, on: Day, a: &AssetAcquired) -> Result<AssetAcquired, Refusal> {
    above_zero(&a.asset, a.cost)?;
    if let AssetCame::Bought(by) = &a.came {
        paid_by(books, by)?;
    }
    if a.came == AssetCame::Grown {
        grown_of_costs(books, a)?;
    }
    let class = a.card.class();
    let made = matches!(class, AssetClass::Fixed | AssetClass::Intangible | AssetClass::Deferred);
    let grown = a.came.how() == AssetHow::Grown && made;
    ensure(!grown, || AssetRule::NotOfClass { asset: a.asset.clone(), class, member: "how" })?;
    if let Some(heap) = a.card.heap() {
        some(&a.asset, heap.quantity)?;
    }
    match (books.registers().heaps().get(&a.asset), &a.card) {
        (Some(there), AssetCard::Stores(more) | AssetCard::Consumable(more) | AssetCard::PublicTrees(more)) => {
            let fits = there.class.class() == class && there.unit == more.unit;
            ensure(fits, || AssetRule::OtherHeap {
                asset: a.asset.clone(),
                class: there.class.class(),
                unit: there.unit.clone(),
            })?;
            not_before(&a.asset, there.whereabouts.moved, on)?;
            added(&a.asset, there.there(), more)?;
        }
        (Some(_) | None, _) => codes::free(books, a.asset.as_str())?,
    }
    let mut taken = a.clone();
    if let Some(wear) = taken.card.wear_mut() {
        let opening = a.came == AssetCame::Opening;
        let used = wear.used_months.is_none() || opening;
        ensure(used, || AssetRule::NotOfClass { asset: a.asset.clone(), class, member: "used_months" })?;
        worn(books, (&a.asset, class), wear, on, opening)?;
    }
    if a.came == AssetCame::Opening && !(books.opening_on().is_none() && books.vouchers().is_empty()) {
        stands_in_books(books, a)?;
    }
    Ok(taken)
}

/// What is grown is made of what was spent on it.
fn grown_of_costs(books: &Books, a: &AssetAcquired) -> Checked {
    let Some(things) = &books.chart().things else { return Ok(()) };
    let stands =
        books.account(&things.grown.account).map_or(Fen::ZERO, |account| books.accounts().balance_of(&account));
    let (most, cost) = (stands.max(Fen::ZERO), a.cost.fen());
    ensure(cost <= most, || MoneyRule::CardBeyondBooks { asset: a.asset.clone(), most, cost })
}

/// What is said to stand in the opening balances stands there.
fn stands_in_books(books: &Books, a: &AssetAcquired) -> Checked {
    let class = a.card.class();
    if class == AssetClass::Fixed {
        return behind::card(books, &a.asset, a.cost.fen());
    }
    // of a deferred expense there stands what is left of it
    if class == AssetClass::Deferred {
        return Ok(());
    }
    let there = books.accounts_of(class).map_or(Fen::ZERO, |of| books.stands_under(of.cost, a.asset.as_str()));
    behind::stands(&a.asset, there, a.cost.fen())
}

fn added(asset: &AssetId, there: Quantity, more: &Heap) -> Checked {
    let fits = there.plus(more.quantity).is_some();
    ensure(fits, || AssetRule::NoneOfIt { asset: asset.clone(), quantity: more.quantity })
}

/// The life of a thing, and the month in which it begins.
fn worn(books: &Books, (asset, class): (&AssetId, AssetClass), wear: &mut Wear, on: Day, opening: bool) -> Checked {
    ensure(wear.life_months > 0, || MemberRule::NoLife { asset: asset.clone(), months: wear.life_months })?;
    part_of_one(asset, wear.salvage)?;
    let first = *wear.first_month.get_or_insert_with(|| books.first_month(class, on));
    ensure(first.day_of_month() == 1, || MemberRule::NotFirstOfMonth { asset: asset.clone(), day: first })?;
    let least = Day::new(on.year(), on.month(), 1).unwrap_or(on);
    ensure(opening || least <= first, || DayRule::TooEarly { at: asset.to_string(), least, day: first })
}

fn paid_by(books: &Books, by: &PaidBy) -> Checked {
    match by {
        PaidBy::From(bank) => known::own_account(books, bank),
        PaidBy::OwedTo(owed) => party(books, owed),
    }
}

fn party(books: &Books, party: &PartyId) -> Checked {
    let known = books.registers().parties().contains_key(party);
    ensure(known, || HouseholdRule::UnknownParty { at: party.to_string(), party: party.clone() })
}

fn some(asset: &AssetId, quantity: Quantity) -> Checked {
    ensure(!quantity.is_zero(), || AssetRule::NoneOfIt { asset: asset.clone(), quantity })
}

/// What is done to a thing is done in its order.
fn not_before(asset: &AssetId, least: Day, on: Day) -> Checked {
    ensure(least <= on, || DayRule::TooEarly { at: asset.to_string(), least, day: on })
}

/// The card of a thing that is there, on whose last day nothing behind this one was done to it.
fn there(books: &Books, asset: &AssetId, on: Day) -> Result<ThingCard, Refusal> {
    let card = books.card(asset).ok_or_else(|| AssetRule::Unknown { asset: asset.clone() })?;
    if let ThingCard::Worn(worn) = &card {
        worn.gone.map_or(Ok(()), |(on, _)| Err(AssetRule::Ended { asset: asset.clone(), on }))?;
    }
    not_before(asset, card.whereabouts().moved, on)?;
    Ok(card)
}

/// Checks a change, and fills in the first month of what some become.
pub(super) fn changed(books: &Books, on: Day, c: &AssetChanged) -> Result<AssetChanged, Refusal> {
    let card = there(books, &c.asset, on)?;
    let said = c.set.is_some() || c.add_cost.is_some() || c.to_class.is_some();
    ensure(said, || MemberRule::Without { at: c.asset.to_string(), member: "set" })?;
    if let Some(set) = &c.set {
        restated(books, on, (&c.asset, &card), set)?;
    }
    if let Some(added) = &c.add_cost {
        above_zero(&c.asset, added.amount)?;
        paid_by(books, &added.by)?;
        still_charged(books, (&c.asset, &card), on)?;
        if let ThingCard::Heap(heap) = &card {
            let (most, asked) = (heap.there(), heap.there());
            ensure(!most.is_zero(), || AssetRule::AboveStock { asset: c.asset.clone(), most, asked })?;
        }
    }
    let mut taken = c.clone();
    if let Some(to) = &mut taken.to_class {
        becomes(books, on, (&c.asset, &card), to)?;
    }
    Ok(taken)
}

fn restated(books: &Books, on: Day, (asset, card): (&AssetId, &ThingCard), set: &AssetSet) -> Checked {
    let said = [
        ("life_months", set.life_months.is_some()),
        ("salvage", set.salvage.is_some()),
        ("use", set.used_for.is_some()),
    ];
    let at = card.whereabouts();
    let other = |said: Option<&crate::unit::Text>, now: Option<&Option<crate::unit::Text>>| {
        said.is_some_and(|said| now.and_then(Option::as_ref) != Some(said))
    };
    let moved = other(set.place.as_ref(), at.place.as_at(on)) || other(set.keeper.as_ref(), at.keeper.as_at(on));
    let ThingCard::Worn(worn) = card else {
        if let Some((member, _)) = said.into_iter().find(|(_, said)| *said) {
            return Err(AssetRule::NotOfClass { asset: asset.clone(), class: card.class(), member }.into());
        }
        return ensure(moved, || AssetRule::NothingChanges { asset: asset.clone() });
    };
    let otherwise = set.life_months.is_some_and(|months| months != worn.whole_life())
        || set.salvage.is_some_and(|salvage| salvage != worn.salvage)
        || set.used_for.is_some_and(|used_for| used_for != worn.used_for);
    ensure(moved || otherwise, || AssetRule::NothingChanges { asset: asset.clone() })?;
    if let Some(salvage) = set.salvage {
        part_of_one(asset, salvage)?;
    }
    if set.life_months.is_some() || set.salvage.is_some() {
        still_charged(books, (asset, card), on)?;
    }
    if let Some(months) = set.life_months {
        let passed = worn.open_from(on, books.chart().assets.prospective).map_or(0, |first| worn.months_before(first));
        ensure(passed < months, || AssetRule::LifePassed { asset: asset.clone(), passed, months })?;
    }
    Ok(())
}

/// Years before this one are charged, and no month behind this one is.
fn still_charged(books: &Books, (asset, card): (&AssetId, &ThingCard), on: Day) -> Checked {
    let ThingCard::Worn(worn) = card else { return Ok(()) };
    if let Some(through) = worn.through.filter(|_| worn.is_charged_beyond(on)) {
        return Err(AssetRule::ChargedThrough { asset: asset.clone(), through, day: on }.into());
    }
    let before = on.year() - 1;
    let charged = |year: i32| u32::try_from(year).ok().and_then(|year| books.year(year)).is_some_and(|y| y.depreciated);
    let first = books.first_year().unwrap_or(on.year());
    let open = first <= before && !charged(before) && worn.charge(before) > Fen::ZERO;
    ensure(!open, || AssetRule::NotCharged { asset: asset.clone(), year: before })
}

fn becomes(books: &Books, on: Day, (asset, card): (&AssetId, &ThingCard), to: &mut ToClass) -> Checked {
    let class = card.class();
    let change = || AssetRule::ClassChange { asset: asset.clone(), class };
    let ThingCard::Heap(heap) = card else { return Err(change().into()) };
    ensure(class == AssetClass::Consumable, change)?;
    some(asset, to.quantity)?;
    let most = heap.there();
    ensure(to.quantity <= most, || AssetRule::AboveStock { asset: asset.clone(), most, asked: to.quantity })?;
    match &mut to.becomes {
        Becomes::Productive(wear) => {
            codes::free(books, to.asset.as_str())?;
            worn(books, (&to.asset, AssetClass::Productive), wear, on, false)
        }
        Becomes::PublicTrees => match books.registers().heaps().get(&to.asset) {
            Some(there) => {
                let fits = there.class.class() == AssetClass::PublicTrees && there.unit == heap.unit;
                ensure(fits, || AssetRule::OtherHeap {
                    asset: to.asset.clone(),
                    class: there.class.class(),
                    unit: there.unit.clone(),
                })?;
                not_before(&to.asset, there.whereabouts.moved, on)
            }
            None => codes::free(books, to.asset.as_str()),
        },
    }
}

/// Why things of a class leave.
fn may_leave(class: AssetClass) -> &'static [AssetWhy] {
    use AssetWhy::{Died, Given, Lost, Scrapped, Sold, Used};
    match class {
        AssetClass::Fixed => &[Sold, Scrapped, Lost, Given],
        AssetClass::Stores => &[Sold, Scrapped, Lost, Given, Used],
        AssetClass::Consumable => &[Sold, Lost, Given, Used, Died],
        AssetClass::Productive => &[Sold, Scrapped, Lost, Given, Died],
        AssetClass::PublicTrees => &[Sold, Lost, Given, Died],
        AssetClass::Intangible => &[Sold, Scrapped, Given],
        AssetClass::Deferred => &[Scrapped],
    }
}

pub(super) fn disposed(books: &Books, on: Day, d: &AssetDisposed) -> Checked {
    let card = there(books, &d.asset, on)?;
    let (class, why) = (card.class(), d.leaves.why());
    let may = may_leave(class);
    ensure(may.contains(&why), || MemberRule::NoneOf {
        at: format!("{} why", d.asset),
        known: may.iter().map(|why| why.word()).collect::<Vec<_>>().join(", "),
        found: why.word().to_owned(),
    })?;
    so_many(&d.asset, &card, d.quantity)?;
    still_charged(books, (&d.asset, &card), on)?;
    if let Some(proceeds) = d.leaves.proceeds() {
        got(books, &d.asset, proceeds)?;
    }
    if let Some(costs) = &d.costs {
        let cleared = matches!(class, AssetClass::Fixed | AssetClass::Productive) && why != AssetWhy::Died;
        ensure(cleared, || AssetRule::NotOfClass { asset: d.asset.clone(), class, member: "costs" })?;
        above_zero(&d.asset, costs.amount)?;
        known::own_account(books, &costs.from)?;
    }
    let Leaves::Used(account, _) = &d.leaves else { return Ok(()) };
    let known = books.chart().things.as_ref().map_or(&[][..], |things| things.used.as_slice());
    ensure(known.iter().any(|known| known == account.as_str()), || AssetRule::NotBorne {
        asset: d.asset.clone(),
        known: known.join(", "),
        account: account.clone(),
    })
}

/// No more than there are.
fn so_many(asset: &AssetId, card: &ThingCard, quantity: Option<Quantity>) -> Checked {
    let Some(most) = card.quantity() else {
        return quantity
            .map_or(Ok(()), |quantity| Err(AssetRule::NotCounted { asset: asset.clone(), quantity }.into()));
    };
    let asked = quantity.unwrap_or(most);
    if !most.is_zero() {
        some(asset, asked)?;
    }
    let fits = asked <= most && !most.is_zero();
    ensure(fits, || AssetRule::AboveStock { asset: asset.clone(), most, asked })
}

fn got(books: &Books, asset: &AssetId, proceeds: &Proceeds) -> Checked {
    above_zero(asset, proceeds.amount)?;
    match &proceeds.got {
        GotIn::Into(bank) => known::own_account(books, bank)?,
        GotIn::OwedBy(by) => party(books, by)?,
    }
    let tax = proceeds.vat.map_or(Fen::ZERO, Money::fen);
    ensure(tax < proceeds.amount.fen(), || AssetRule::TaxAboveProceeds {
        asset: asset.clone(),
        proceeds: proceeds.amount.fen(),
        tax,
    })
}

pub(super) fn counted(books: &Books, on: Day, c: &AssetCounted) -> Checked {
    ensure(!c.lines.is_empty(), || MemberRule::Without { at: "asset.counted".to_owned(), member: "lines" })?;
    let code = |line: &Counted| match &line.of {
        CountOf::Asset(asset) => asset.to_string(),
        CountOf::Bank(bank) => bank.to_string(),
    };
    known::each_once("lines", c.lines.iter().map(code).collect::<Vec<_>>())?;
    c.lines.iter().try_for_each(|line| counted_line(books, on, line))
}

fn counted_line(books: &Books, on: Day, line: &Counted) -> Checked {
    let asset = match &line.of {
        CountOf::Asset(asset) => asset,
        CountOf::Bank(bank) => {
            known::own_account(books, bank)?;
            let book = books.accounts().balance(&books.money_key(bank));
            let same = line.book.exact() == book.yuan();
            return ensure(same, || AssetRule::CountDiffers {
                at: bank.to_string(),
                book: book.to_string(),
                stated: line.book,
            });
        }
    };
    let card = there(books, asset, on)?;
    let one = || "1.00".parse().unwrap_or(Quantity::ZERO);
    let book = card.quantity().unwrap_or_else(one);
    ensure(line.book == book, || AssetRule::CountDiffers {
        at: asset.to_string(),
        book: book.to_string(),
        stated: line.book,
    })?;
    if line.counted == line.book {
        return Ok(());
    }
    still_charged(books, (asset, &card), on)?;
    // a surplus comes in at the average of what is there
    let grows = matches!(&card, ThingCard::Heap(heap) if !heap.there().is_zero());
    let fits = line.counted < line.book || grows;
    ensure(fits, || AssetRule::NotOfClass { asset: asset.clone(), class: card.class(), member: "counted" })
}

/// True where what was counted short, or over, waits.
pub(super) fn is_pending(books: &Books, key: &AccountKey) -> bool {
    books.chart().things.as_ref().is_some_and(|things| is_detail(&key.account, &things.pending.account))
}

/// What is missing, too much or disposed of is settled before its year is closed.
pub(super) fn nothing_pending(books: &Books, year: u32) -> Checked {
    let Some(things) = &books.chart().things else { return Ok(()) };
    let Some(end) = i32::try_from(year).ok().and_then(|year| Day::new(year, 12, 31)) else { return Ok(()) };
    let upto = AsOf { day: end, closed: false };
    let waits = |account: &str| [&things.pending.account, &things.clearing].iter().any(|of| is_detail(account, of));
    let mut open = books.accounts().as_of(end, upto).filter(|(key, _, net)| waits(&key.account) && *net != Fen::ZERO);
    match open.next() {
        Some((key, _, net)) => {
            let name = [key.account.as_str(), key.holder.as_str()].join(" ");
            Err(AssetRule::Pending { year, key: name.trim_end().to_owned(), open: net }.into())
        }
        None => Ok(()),
    }
}
