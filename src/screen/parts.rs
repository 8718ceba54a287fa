//! What a part of a receipt or a claim is, by the rules that the ledger's chart has for it: charts call their parts as they
//! like, and a question that knew their names would fall silent under another chart.

use crate::{
    books::{AccountKey, Books, ClaimRule, HolderRule, ReceiptRule},
    unit::Fen,
};
use std::collections::BTreeSet;

/// What sheets read of rent of households' land.
const RENT_INPUT: &str = "到账租金";
/// Interest on what is late, as accounts of the chart have it for a purpose or a part for a name.
const LATE_WORDS: [&str; 2] = ["违约金", "滞纳金"];

/// What is given as a pledge, as accounts of the chart have it for a purpose.
const DEPOSIT_WORDS: [&str; 2] = ["保证金", "押金"];

/// What part of a receipt a name is.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    books: &'a Books,
    rule: &'a ReceiptRule,
}

impl<'a> Part<'a> {
    pub fn of(books: &'a Books, name: &str) -> Option<Part<'a>> {
        books.chart().receipt.get(name).map(|rule| Part { books, rule })
    }

    /// Money of households, which a payout shares.
    pub fn is_shared(self) -> bool {
        self.rule.shared
    }

    /// Interest on what came late.
    pub fn is_late(self) -> bool {
        is_late(&self.rule.purpose) || is_late(&self.rule.zh)
    }

    /// Rent under a contract: the collective's, of which what belongs to later years waits, or households' of their land.
    pub fn is_rent(self) -> bool {
        self.rule.later.is_some() || self.rule.input.as_deref() == Some(RENT_INPUT)
    }

    /// The collective's own income, that no sheet reads as its part of what is shared.
    pub fn is_own(self) -> bool {
        let credited = self.books.account(&self.rule.credit);
        let income = credited.is_ok_and(|account| self.books.chart().year.is_income(&account));
        income && self.rule.input.is_none() && !self.is_late()
    }
}

/// True for a purpose or a name of interest on what is late, or of a penalty.
pub(super) fn is_late(text: &str) -> bool {
    LATE_WORDS.iter().any(|word| text.contains(word))
}

/// What is held as deposits of a party.
pub(super) fn deposit_held(books: &Books, party: &str) -> Fen {
    let rules = books.chart().receipt.values();
    let rules = rules.filter(|rule| !rule.shared && rule.holder == HolderRule::Party);
    let rules = rules.filter(|rule| DEPOSIT_WORDS.iter().any(|word| rule.purpose.contains(word)));
    let keys: BTreeSet<AccountKey> = rules
        .filter_map(|rule| Some(AccountKey::new(books.account(&rule.credit).ok()?, party, &rule.purpose)))
        .collect();
    Fen::capped_total(keys.iter().map(|key| books.accounts().balance(key).negated()))
}

/// True for a claim of what was bought: its invoice is another's, since it brings us no income.
pub(super) fn buys(books: &Books, rule: &ClaimRule) -> bool {
    let income = books.account(&rule.credit).is_ok_and(|account| books.chart().year.is_income(&account));
    rule.due.is_none() && !rule.shared && !income
}
