//! From a declaration to what its run is asked about: which parts it shares, and for which days.

use super::{
    DeclarePayout, Refusal, Source,
    ask::Ask,
    dictionary,
    refusal::{PayoutRule, ensure},
};
use crate::{
    books::{Books, Contract, Part},
    event::{Bindings, Instalment, PartRef},
    scheme::{CheckedSheet, Register},
    unit::{Day, Period},
};
use std::collections::BTreeMap;

/// True for a part that one of the sheet's 待分 inputs reads.
pub(super) fn shares(sheet: &CheckedSheet, bound: &Bindings, part: &Part) -> bool {
    let mut held = sheet.inputs().iter().filter(|i| i.held.is_some());
    held.any(|i| match dictionary::said(bound, &i.name) {
        Some(from) => dictionary::reads_part(from, part.reference.part.as_str()),
        None => dictionary::input(&i.name).is_some_and(|word| part.input.as_deref() == Some(word.zh)),
    })
}

/// The parts to share: those named, else every open part of the contract that the sheet's 待分
/// inputs read.
pub(super) fn sources(
    books: &Books,
    d: &DeclarePayout,
    (sheet, bound): (&CheckedSheet, &Bindings),
) -> Result<Vec<PartRef>, Refusal> {
    let reads = |part: &Part| shares(sheet, bound, part);
    let mut found: Vec<PartRef> = Vec::new();
    for source in &d.sources {
        match source {
            Source::Part(reference) => {
                let part = books.parts().get(reference).filter(|p| reads(p));
                part.ok_or_else(|| PayoutRule::NotShared { payout: d.payout.clone(), part: reference.clone() })?;
                found.push(reference.clone());
            }
            Source::Id(id) => {
                let index = books.ids().entry_of(id.as_str());
                let index =
                    index.ok_or_else(|| PayoutRule::UnknownSource { payout: d.payout.clone(), id: id.clone() })?;
                let parts = books.parts_of_entry(index).filter(|p| reads(p));
                let before = found.len();
                found.extend(parts.map(|p| p.reference.clone()));
                ensure(found.len() > before, || PayoutRule::NothingOfReceipt {
                    payout: d.payout.clone(),
                    id: id.clone(),
                })?;
            }
        }
    }
    if d.sources.is_empty() {
        let instalment = d.contract.as_ref().and_then(|c| books.contract(c)).and_then(|c| c.instalment(&d.payout));
        let there: Box<dyn Iterator<Item = &Part>> = match &d.contract {
            Some(contract) => Box::new(books.parts_under(contract)),
            None => Box::new(books.parts().values().filter(|p| p.contract.is_none())),
        };
        let open = there.filter(|p| p.shared_by.is_none() && reads(p));
        let open = open.filter(|p| instalment.is_none_or(|i| p.instalment.as_ref() == Some(&i.payout)));
        let open = open.filter(|p| d.year.is_none() || p.year == d.year);
        found.extend(open.map(|p| p.reference.clone()));
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// The days that a sheet is asked about. One that gives a house nothing whose letting ends within them counts whole months,
/// and no days: where the contract ended, the months up to its end stay.
pub(super) fn days_asked(sheet: &CheckedSheet, contract: Option<&Contract>, days: Period) -> Period {
    let ended = contract.and_then(|contract| contract.ended.as_ref()).filter(|_| counts_months_alone(sheet));
    ended.and_then(|ended| days.ended_by(ended.last_day)).unwrap_or(days)
}

/// True for a sheet that reads of houses the last day of their letting, and no first one.
fn counts_months_alone(sheet: &CheckedSheet) -> bool {
    let of_houses = |name: &str| {
        let known = dictionary::register(name).map(|known| known.zh);
        matches!(known, Some("房屋" | "集体房屋"))
    };
    let mut houses = sheet.registers().iter().filter(|register| of_houses(&register.name)).peekable();
    let reads = |register: &Register, names: [&str; 2]| {
        register.columns.iter().any(|column| names.contains(&column.name.as_str()))
    };
    houses.peek().is_some()
        && houses.all(|one| reads(one, ["合同止", "contract_to"]) && !reads(one, ["合同起", "contract_from"]))
}

/// What the run of a declaration is asked about.
pub(super) fn ask<'a>(
    books: &'a Books,
    on: Day,
    d: &'a DeclarePayout,
    (sheet, bound): (&'a CheckedSheet, &'a Bindings),
    contract: Option<&'a Contract>,
    sources: Vec<&'a Part>,
) -> Result<Ask<'a>, Refusal> {
    let by_source = sources.iter().find_map(|p| p.instalment.as_ref());
    let instalment: Option<&Instalment> =
        contract.and_then(|c| c.instalment(&d.payout).or_else(|| c.instalment(by_source?)));
    let work = books.registers().sheets().get(&d.payout);
    let contract = contract.or_else(|| books.contract(&work?.contract));
    let year = d.year.and_then(|y| Period::year(i32::try_from(y).ok()?));
    let period = d
        .period
        .or_else(|| instalment.and_then(Instalment::period))
        .or_else(|| sources.iter().find_map(|p| p.period))
        .or_else(|| work.map(|w| w.period))
        .or(year);
    let period = period.ok_or_else(|| PayoutRule::NoDays { payout: d.payout.clone() })?;
    let period = days_asked(sheet, contract, period);
    let record_day = d.record_day.unwrap_or(on);
    let (year, tried) = (d.year, BTreeMap::new());
    let (given, opened) = (d.given.as_slice(), d.opened.clone());
    Ok(Ask { sheet, bound, contract, instalment, period, record_day, sources, work, year, given, opened, tried })
}
