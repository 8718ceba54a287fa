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
    unit::{Fen, HouseholdId},
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

/// Under whose name the money of an account stands.
pub(in crate::decide) enum Holders {
    /// Under none.
    Nobody,
    /// Under that of the contract's other side.
    Party(String),
    /// Under that of each row's household, of which those are known; else of the row itself.
    Rows(Option<BTreeMap<String, HouseholdId>>),
}

impl Holders {
    /// Those of an account of the sheet.
    pub fn of(books: &Books, ask: &Ask<'_>, name: &str) -> Holders {
        match ask.bound.account(name).and_then(|account| account.under) {
            Some(AccountHolder::Party) => {
                ask.contract.map_or(Holders::Nobody, |contract| Holders::Party(contract.party().to_string()))
            }
            Some(AccountHolder::Row) => {
                let each = ask.sheet.accounts().iter().find(|a| a.name == name).and_then(|account| account.each);
                match each.and_then(|each| ask.sheet.registers().get(each.index())) {
                    Some(register) => Holders::Rows(household_of(books, ask, register)),
                    None => Holders::Nobody,
                }
            }
            None => Holders::Nobody,
        }
    }

    /// That of a row; none where it stands under none.
    pub fn holder(&self, row: &str) -> Option<String> {
        match self {
            Holders::Nobody => None,
            Holders::Party(party) => Some(party.clone()),
            Holders::Rows(rows) => {
                let household = rows.as_ref().and_then(|rows| rows.get(row));
                Some(household.map_or_else(|| row.to_owned(), ToString::to_string))
            }
        }
    }
}
