//! Money that villages put into a union and take out of it.

use super::{Posted, PostingError};
use crate::{
    books::{AccountKey, Books, Voucher, chart::VillageAccounts},
    unit::{BankId, HouseholdId, Money},
};

fn accounts(books: &Books) -> Result<&VillageAccounts, PostingError> {
    books.chart.village.as_ref().ok_or_else(|| PostingError::UnknownPart("village".to_owned()))
}

/// Where what a village put in stands.
///
/// # Errors
/// [`PostingError::UnknownPart`] where the chart knows no villages.
pub fn village_capital(books: &Books, village: &HouseholdId) -> Result<AccountKey, PostingError> {
    books.place(&accounts(books)?.capital, village.as_str())
}

/// It comes into an account, and is the village's.
pub(in crate::books) fn put_in(books: &Books, village: &HouseholdId, money: Money, into: &BankId) -> Posted {
    let mut v = Voucher::default();
    if money > Money::ZERO {
        v.debit(books.money_key(into), money.fen());
        v.credit(village_capital(books, village)?, money.fen());
    }
    Ok(v)
}

/// It is the village's no longer, and owed to it.
pub(in crate::books) fn taken_out(books: &Books, village: &HouseholdId, money: Money) -> Posted {
    let mut v = Voucher::default();
    if money > Money::ZERO {
        v.debit(village_capital(books, village)?, money.fen());
        v.credit(books.place(&accounts(books)?.back, village.as_str())?, money.fen());
    }
    Ok(v)
}
