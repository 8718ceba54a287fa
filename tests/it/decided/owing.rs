//! What is owed, and what is owed to the collective: all that the accounts show.

use super::*;
use crate::frozen;
use coop_ledger::{
    books::{Books, Class, NormalSide},
    statement::{
        Labels, Tabular,
        reports::{self, OpenWith},
    },
    unit::{Day, Fen, Lang},
};

/// The sums of both lists beside what the trial balance of the day shows: accounts of liabilities and the credit side of the
/// accounts with members; claims and their debit side.
pub fn agree(books: &Books, on: Day) -> (Fen, Fen) {
    let (mut liabilities, mut claims) = (Fen::ZERO, Fen::ZERO);
    for row in reports::trial_balance(books, on, true).rows {
        let account = &books.chart().accounts[&row.account];
        let net = row.balance_credit.capped_minus(row.balance_debit);
        match (account.class, account.side) {
            (Class::Liability, _) => liabilities = liabilities.capped_plus(net),
            _ if row.account == "113" => {
                liabilities = liabilities.capped_plus(row.balance_credit);
                claims = claims.capped_plus(row.balance_debit);
            }
            (Class::Asset, NormalSide::Debit) if row.account == "112" => claims = claims.capped_minus(net),
            _ => {}
        }
    }
    let sum = |rows: Vec<OpenWith>| Fen::capped_total(rows.iter().map(|row| row.open));
    assert_eq!(sum(reports::payables(books, on)), liabilities, "owed on {on}");
    assert_eq!(sum(reports::owed(books, on)), claims, "owed to it on {on}");
    (liabilities, claims)
}

#[test]
fn both_lists_add_up_to_the_trial_balance_of_the_kept_ledgers() {
    let mut seen = Fen::ZERO;
    for name in ["demo", "little", "several"] {
        let opened = frozen::opened(name);
        for on in ["2024-06-30", "2024-12-31", "2025-09-30", "2025-12-31", "2026-12-31"] {
            let (owed, claims) = agree(opened.books(), on.parse().unwrap());
            seen = seen.capped_plus(owed).capped_plus(claims);
        }
    }
    assert!(seen > Fen::ZERO);
}

fn told(rows: &[OpenWith], account: &str, holder: &str) -> Vec<(String, Fen)> {
    let own = rows.iter().filter(|row| row.account == account && row.holder == holder);
    own.map(|row| (row.purpose.clone(), row.open)).collect()
}

#[test]
fn capital_lines_of_payouts_prepaid_rent_and_what_a_party_owes_are_in_a_list() {
    let mut village = Village::rich();
    village.record(r#"{"id":"l","on":"2024-07-01","kind":"receipt.recorded","contract":"LAND-1","into":"A-BANK-1","parts":[{"part":"lease_rent","amount":"90000.00"}],"period":{"first_day":"2024-07-01","last_day":"2027-06-30"}}
{"id":"c","on":"2024-07-02","kind":"claim.recorded","claim":"penalty_theirs","contract":"LAND-1","amount":"12.00","document":"Z-1"}"#);
    let on: Day = "2024-07-31".parse().unwrap();
    agree(village.books(), on);
    let owed = reports::payables(village.books(), on);
    assert_eq!(told(&owed, "221", "H0001"), [("代投资金".to_owned(), Fen(350_000))]);
    assert_eq!(told(&owed, "211", "TEN1"), [("预收承包款".to_owned(), Fen(7_500_000))]);
    // a purpose is shown as it is typed, in both languages
    let page = |lang| format!("{:?}", owed.table(Labels::of(lang)).rows);
    assert!(page(Lang::En).contains("预收承包款 · "), "{}", page(Lang::En));
    assert!(!page(Lang::Zh).contains("预收承包款 · "), "{}", page(Lang::Zh));
    // what waits for a household of a payout
    let lines = Fen::capped_total(village.books().payouts().values().map(|payout| payout.open()));
    let with_members = owed.iter().filter(|row| row.account == "113").map(|row| row.open);
    assert_eq!(Fen::capped_total(with_members), lines);
    let owing = reports::owed(village.books(), on);
    assert_eq!(Fen::capped_total(told(&owing, "112", "TEN1").into_iter().map(|(_, open)| open)), Fen(1_200));
    assert!(told(&owed, "112", "TEN1").is_empty() && told(&owing, "221", "H0001").is_empty());
}
