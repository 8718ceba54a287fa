//! What a household looks for first: received this year, still open, and what for.

use super::labels::Labels;
use super::value::{HouseholdStatement, LineKind, StatementLine, YearTotals};
use crate::unit::Fen;

/// The first figures of a household's statement.
pub(super) struct Glance {
    /// The year of the statement's day; nothing moved in it: all zero.
    pub year: YearTotals,
    /// Owed to the household now.
    pub open: Fen,
    /// Owed by the household now.
    pub debts: Fen,
    /// What was credited in the year, by purpose, in the order of first credit.
    pub parts: Vec<(String, Fen)>,
}

pub(super) fn glance(statement: &HouseholdStatement, labels: &Labels) -> Glance {
    let year = statement.as_of.year();
    let open: Fen = sum(statement.open.iter().map(|o| o.to_household.fen()));
    let mut parts: Vec<(String, Fen)> = Vec::new();
    let credits = statement.lines.iter().filter(|l| l.date.year() == year && of_credit(l.what));
    for line in credits {
        let name = purpose(line, labels);
        match parts.iter_mut().find(|(n, _)| *n == name) {
            Some((_, amount)) => *amount = Fen(amount.0.saturating_add(line.amount.0)),
            None => parts.push((name, line.amount)),
        }
    }
    let none = YearTotals { year, credited: Fen::ZERO, paid: Fen::ZERO, set_off: Fen::ZERO, open };
    Glance {
        year: statement.years.iter().find(|y| y.year == year).cloned().unwrap_or(none),
        open,
        debts: sum(statement.open.iter().map(|o| o.from_household.fen())),
        parts,
    }
}

/// What a line is for, in the reader's language where the word is known.
pub(super) fn purpose(line: &StatementLine, labels: &Labels) -> String {
    match &line.scheme {
        // of what is owed by a payout the books say its code, which stands beside it
        Some(scheme) if line.payout.as_ref().is_some_and(|payout| payout.as_str() == line.purpose.as_str()) => {
            let title = labels.pick(scheme.title_zh.as_str(), scheme.title_en.as_str());
            crate::page::plain(title, false).into_owned()
        }
        _ => purpose_word(line.purpose.as_str(), labels),
    }
}

/// A purpose of the chart or of a sheet in the language of the labels; what somebody wrote himself stays.
pub fn purpose_word(word: &str, labels: &Labels) -> String {
    let known = labels.word("purposes", word);
    let known = if known == word { labels.word("tags", word) } else { known };
    crate::page::plain(known, false).into_owned()
}

fn of_credit(kind: LineKind) -> bool {
    matches!(kind, LineKind::Credited | LineKind::Corrected | LineKind::MovedIn | LineKind::MovedOut)
}

fn sum(amounts: impl Iterator<Item = Fen>) -> Fen {
    // a value read from outside may hold anything; a page must not stop for it
    amounts.fold(Fen::ZERO, |a, b| Fen(a.0.saturating_add(b.0)))
}
