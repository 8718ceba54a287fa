//! Instructions of every kind through preview, record and audit, on books that know a village.

use super::village::Village;
use coop_ledger::{
    books::Books,
    intake::json_lines,
    log::Json,
    statement::{self, Format, Lang, reports},
};

/// So many instructions of one input are tried.
const MOST: usize = 24;

/// Any text of instructions, one after the other on a ledger in memory: whatever is accepted is
/// balanced, signed, read back, passes the audit and is folded; whatever is refused and signed all
/// the same is a finding. What stands in the books afterwards can be told and adds up.
pub fn orders(text: &str) {
    if text.len() > 1 << 16 {
        return;
    }
    let mut village = Village::asked(text);
    let before = village.books.size();
    for (_, read) in json_lines(text).into_iter().take(MOST) {
        if let Ok(json) = read {
            let _ = village.record(&json);
        }
    }
    if village.books.size() > before {
        told(&village, text);
    }
}

fn told(village: &Village, text: &str) {
    let books: &Books = &village.books;
    let days =
        json_lines(text).into_iter().filter_map(|(_, read)| read.ok()?.member("on").and_then(Json::text)?.parse().ok());
    let day = days.max().unwrap_or_else(|| "2024-12-31".parse().unwrap());
    assert!(reports::trial_balance(books, day, true).balances(), "the trial balance balances");
    let root = village.chain.head().root;
    for household in books.registers().households().keys().take(2) {
        let told = statement::household(books, root, &village.blobs, household, day).expect("a household can be told");
        assert_eq!(told.check(), [], "its figures agree");
        let _ = statement::render(&told, Format::Text, Lang::Zh);
    }
}
