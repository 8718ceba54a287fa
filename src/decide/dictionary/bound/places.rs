//! Where money of a sheet's accounts stands in the books, and who its parties are.

use super::{household_of, no_such};
use crate::{
    books::Books,
    decide::{
        Refusal,
        ask::Ask,
        refusal::{HouseholdRule, SheetRule, ensure},
    },
    event::{AccountHolder, Bindings},
    scheme::{CheckedSheet, PartyKind},
    unit::Fen,
};
use std::collections::BTreeMap;

/// Accounts and parties of the adoption are of the sheet; their places are in the chart, their codes in the register.
///
/// # Errors
/// The first of them that is not.
pub(in crate::decide) fn fits(books: &Books, sheet: &CheckedSheet, bound: &Bindings) -> Result<(), Refusal> {
    let missing = |name: &str| SheetRule::NotInSheet { scheme: sheet.id().clone(), name: name.to_owned() };
    for account in &bound.accounts {
        let name = account.account.as_str();
        let of = sheet.accounts().iter().find(|a| a.name == name).ok_or_else(|| missing(name))?;
        let (code, _) = account.place();
        let known = books.chart().accounts.contains_key(code);
        ensure(known, || no_such(account.place.as_str(), std::iter::empty()))?;
        // one account has no row whose name it could stand under
        let by_row = account.under == Some(AccountHolder::Row);
        ensure(!by_row || of.each.is_some(), || missing(name))?;
    }
    for party in &bound.parties {
        let name = party.party.as_str();
        let of = sheet.parties().iter().find(|p| p.name == name).ok_or_else(|| missing(name))?;
        ensure(!matches!(of.kind, PartyKind::Books | PartyKind::Collective), || missing(name))?;
        ensure(books.registers().parties().contains_key(&party.is), || HouseholdRule::UnknownParty {
            at: name.to_owned(),
            party: party.is.clone(),
        })?;
    }
    Ok(())
}

/// What a run finds in an account of its sheet, by row: what the last run left, or what the books have there.
pub(in crate::decide) fn opening(books: &Books, ask: &Ask<'_>, name: &str) -> BTreeMap<String, Fen> {
    let party = ask.contract.map(|contract| contract.party().as_str());
    books.kept_before(ask.bound, name, party)
}

/// Under whose name the money of an account's row stands; none where it stands under none.
pub(in crate::decide) fn holder_of(books: &Books, ask: &Ask<'_>, name: &str, row: &str) -> Option<String> {
    match ask.bound.account(name)?.under? {
        AccountHolder::Party => ask.contract.map(|contract| contract.party().to_string()),
        AccountHolder::Row => {
            let each = ask.sheet.accounts().iter().find(|a| a.name == name)?.each?;
            let register = ask.sheet.registers().get(each.index())?;
            let said = household_of(books, ask, register).and_then(|rows| Some(rows.get(row)?.to_string()));
            Some(said.unwrap_or_else(|| row.to_owned()))
        }
    }
}
