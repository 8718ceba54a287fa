//! What a contract settles and a sheet computes otherwise: such a sheet is not run under it. When the contract is signed
//! only what no sheet in force reads is refused, since the sheet that reads the term may be adopted behind it.

use super::{
    Refusal,
    ask::Ask,
    dictionary,
    refusal::{ContractTerm, SheetRule, ensure},
};
use crate::{
    books::Books,
    event::{AreaBasis, Bindings, ContractSigned, DayCount, EscalationKind, PriceTerm},
    scheme::CheckedSheet,
};

/// The sheet computes by the terms of the contract, where it computes what they are about.
pub(super) fn read(ask: &Ask<'_>) -> Result<(), Refusal> {
    ask.contract.map_or(Ok(()), |contract| by_terms(&contract.signed, ask.sheet, ask.bound))
}

/// Where the price changes within its days, everything that a sheet counts by days is there on all of them.
pub(super) fn price_within(books: &Books, ask: &Ask<'_>) -> Result<(), Refusal> {
    let Some(contract) = ask.contract else { return Ok(()) };
    let changes = |unit| contract.price_changes(unit, ask.period);
    let changes = reads_price(ask.sheet, ask.bound) && (changes(PriceTerm::OF_LAND) || changes(PriceTerm::OF_HOUSES));
    let partly = changes.then(|| dictionary::partly(books, contract, ask.period, ask.record_day)).flatten();
    ensure(partly.is_none(), || SheetRule::TermNotRead {
        scheme: ask.sheet.id().clone(),
        contract: contract.signed.contract.clone(),
        term: ContractTerm::PriceWithin,
    })
}

/// True for a sheet that reads the price of a contract.
pub(super) fn reads_price(sheet: &CheckedSheet, bound: &Bindings) -> bool {
    sheet.inputs().iter().any(|i| match dictionary::said(bound, &i.name) {
        Some(from) => matches!(from, "contract.price_of_land" | "contract.price_of_houses"),
        None => dictionary::input(&i.name).is_some_and(|word| matches!(word.zh, "首年租价" | "月租价")),
    })
}

pub(super) fn by_terms(c: &ContractSigned, sheet: &CheckedSheet, bound: &Bindings) -> Result<(), Refusal> {
    let terms = &c.terms;
    let input = |zh: &str| {
        let own = |name: &str| dictionary::said(bound, name).is_none();
        sheet.inputs().iter().any(|i| own(&i.name) && dictionary::input(&i.name).is_some_and(|word| word.zh == zh))
    };
    let rise = terms.escalation.as_ref().map(|rise| rise.kind).filter(|_| input("首年租价"));
    let other = |kind| match kind {
        EscalationKind::Compound => !input("年递增率"),
        EscalationKind::OriginalBase => !input("原价年递增率"),
    };
    let rises = rise.filter(|kind| other(*kind));
    let exact = terms.area_basis == Some(AreaBasis::ExactM2);
    let unread = [
        (
            ContractTerm::AreaBasis,
            exact && input("首年租价") && column(sheet, "登记亩数") && !column(sheet, "测量面积"),
        ),
        (
            ContractTerm::DayCount,
            terms.day_count == Some(DayCount::ActualActual) && column(sheet, "本金") && counts_even_years(sheet),
        ),
        (ContractTerm::PricesByYear, !terms.prices_by_year.is_empty() && (input("首年租价") || input("月租价"))),
    ];
    let rise = rises.map(|kind| (ContractTerm::Escalation(kind), true));
    unread.into_iter().chain(rise).try_for_each(|(term, unread)| {
        let (scheme, contract) = (sheet.id().clone(), c.contract.clone());
        ensure(!unread, || SheetRule::TermNotRead { scheme, contract, term })
    })
}

/// True for a sheet that reads this column of some register.
pub(super) fn column(sheet: &CheckedSheet, zh: &str) -> bool {
    let of = |register: &str, column: &str| {
        let known = dictionary::register(register).into_iter().flat_map(|r| r.columns);
        known.filter(|word| word.zh == zh).any(|word| [word.zh, word.en].contains(&column))
    };
    sheet.registers().iter().any(|r| r.columns.iter().any(|c| of(&r.name, &c.name)))
}

/// True for a sheet that counts every year as 365 or 360 days.
fn counts_even_years(sheet: &CheckedSheet) -> bool {
    let lines = || sheet.text().lines().filter(|line| !line.trim_start().starts_with('#'));
    let says = |words: [&str; 4]| lines().any(|line| words.iter().any(|word| line.contains(word)));
    says(["日365", "日360", "day365", "day360"]) && !says(["历年", "周年", "calendar", "anniversary"])
}
