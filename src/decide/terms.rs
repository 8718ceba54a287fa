//! What a contract settles and a sheet computes otherwise: such a sheet is not run under it. Nothing is refused
//! when the contract is signed, since the sheet that reads the term may be adopted behind it.

use super::{
    Refusal,
    ask::Ask,
    dictionary,
    refusal::{ContractTerm, SheetRule, ensure},
};
use crate::{
    event::{AreaBasis, DayCount},
    scheme::CheckedSheet,
};

/// The sheet computes by the terms of the contract, where it computes what they are about.
pub(super) fn read(ask: &Ask<'_>) -> Result<(), Refusal> {
    let (Some(contract), sheet) = (ask.contract, ask.sheet) else { return Ok(()) };
    let terms = &contract.signed.terms;
    let input = |zh: &str| sheet.inputs().iter().any(|i| dictionary::input(&i.name).is_some_and(|word| word.zh == zh));
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
    unread.into_iter().try_for_each(|(term, unread)| {
        ensure(!unread, || SheetRule::TermNotRead {
            scheme: sheet.id().clone(),
            contract: contract.signed.contract.clone(),
            term,
        })
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
