//! The price of a contract over the days of a payout, and the part of a year that an instalment is for: what was agreed and
//! a sheet does not read itself is in them.

use crate::{books::Books, decide::ask::Ask, event::PriceTerm, unit::Exact};

/// What the adoption says of an input.
fn said<'a>(ask: &Ask<'a>, name: &str) -> Option<&'a str> {
    ask.bound.reads.iter().find(|read| read.at.as_str() == name).map(|read| read.from.as_str())
}

/// True for a sheet one of whose inputs has such a name and is read as everywhere, or reads what the adoption calls so.
pub(super) fn reads(ask: &Ask<'_>, names: [&str; 2], from: &str) -> bool {
    ask.sheet.inputs().iter().any(|input| match said(ask, &input.name) {
        Some(read) => read == from,
        None => names.contains(&input.name.as_str()),
    })
}

fn reads_part(ask: &Ask<'_>) -> bool {
    ask.instalment.is_some() && reads(ask, ["本期年份", "part_of_year"], "due.part_of_year")
}

/// What stays of an instalment of which a part was let off; a sheet that reads what was let off takes it itself.
fn left(ask: &Ask<'_>) -> Exact {
    let off = ask.contract.zip(ask.instalment).filter(|_| !reads(ask, ["", ""], "due.abated"));
    let off = off.map(|(contract, due)| contract.dues.abated_part(due.payout.as_str()));
    off.map_or_else(|| Exact::whole(1), |off| &Exact::whole(1) - &off)
}

/// What prices are multiplied by where they follow a series; a sheet that reads the series does so itself.
fn followed(books: &Books, ask: &Ask<'_>) -> Option<Exact> {
    let contract = ask.contract?;
    let Some(index) = &contract.signed.index else { return Some(Exact::whole(1)) };
    let series = format!("series.{}", index.series);
    let of = |from: &str| from.strip_prefix(&series).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    if ask.sheet.inputs().iter().filter_map(|input| said(ask, &input.name)).any(of) {
        return Some(Exact::whole(1));
    }
    contract.index(books, ask.period.first_day())
}

/// The part of a year that an instalment is for. What changes its rent but neither the price of its first day nor its days
/// is in it: a price that changes within, what prices follow, and what is let off.
pub(super) fn part_of_year(books: &Books, ask: &Ask<'_>) -> Option<Exact> {
    let (contract, due) = ask.contract.zip(ask.instalment)?;
    let unit = if contract.signed.parcels.is_empty() { PriceTerm::OF_HOUSES } else { PriceTerm::OF_LAND };
    let within = contract.price_within(unit, due).unwrap_or_else(|| Exact::whole(1));
    let followed = followed(books, ask)?;
    Some(&(&(&due.part_of_year.exact() * &within) * &followed) * &left(ask))
}

/// The price in a unit: that of the first day where a sheet reads the instalment's part of a year, else one that makes what
/// the prices of all days make. A sheet that reads no rise is given what a price of houses rose to.
pub(super) fn price(books: &Books, ask: &Ask<'_>, unit: &str) -> Option<Exact> {
    let contract = ask.contract?;
    if reads_part(ask) {
        return contract.price_on(unit, ask.period.first_day());
    }
    let compound = reads(ask, ["年递增率", "yearly_rise"], "");
    let rises = compound || reads(ask, ["原价年递增率", "yearly_rise_of_first_price"], "");
    let price = match unit {
        PriceTerm::OF_HOUSES if !rises => contract.risen_price_over(unit, ask.period)?,
        _ => contract.price_over(unit, ask.period)?,
    };
    Some(&(&price * &followed(books, ask)?) * &left(ask))
}
