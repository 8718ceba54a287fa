//! Every amount under a household's name, entry by entry, as a line that says what it did.
//!
//! A balance under one account and purpose is a claim of the household while it is a credit and a
//! debt while it is a debit. An entry that takes it across zero gives two lines, one on each
//! side, so the sides are never netted.

use super::{Balances, Teller, Untold, in_words, text};
use crate::{
    books::{Adopted, Books, Happened, Movement, Payout, PostedLines},
    event::{FactKind, Reason},
    statement::value::{LineKind, SchemeName, StatementLine},
    unit::{Day, Fen, HouseholdId, PayoutId, SchemeId, Text},
};
use std::collections::{BTreeMap, BTreeSet};

/// Change of what the household is owed, and of what it owes.
#[derive(Debug, Clone, Copy, Default)]
struct Change {
    to: Fen,
    from: Fen,
}

/// One entry as a household's lines are made from it.
struct At<'a> {
    household: &'a HouseholdId,
    index: u64,
    happened: &'a Happened,
    voucher: Option<PostedLines<'a>>,
    changes: Vec<(&'a str, Change)>,
    again: bool,
}

impl Teller<'_> {
    /// The lines up to the end of a day in order of entry, and what they leave.
    pub(super) fn movements(
        &self,
        household: &HouseholdId,
        upto: Day,
    ) -> Result<(Vec<StatementLine>, Balances), Untold> {
        let history = self.books.history();
        let mut balances = Balances::new();
        let mut open = Change::default();
        let mut returned: BTreeSet<&PayoutId> = BTreeSet::new();
        let mut lines = Vec::new();
        for moves in history.moves(household).chunk_by(|a, b| a.entry == b.entry) {
            let Some(first) = moves.first() else { continue };
            let Some(happened) = history.entry(first.entry) else { continue };
            if happened.on > upto {
                continue;
            }
            let mut at = At {
                household,
                index: first.entry,
                happened,
                voucher: self.books.vouchers().get(first.entry),
                changes: self.changes(household, moves, &mut balances)?,
                again: false,
            };
            if let Some(payout) = &happened.payout {
                if happened.kind == FactKind::PayoutReturned {
                    returned.insert(payout);
                }
                if happened.kind == FactKind::PayoutPaid {
                    at.again = returned.remove(payout);
                }
            }
            self.tell(&at, &mut open, &mut lines)?;
        }
        Ok((lines, balances))
    }

    fn changes(
        &self,
        household: &HouseholdId,
        moves: &[Movement],
        balances: &mut Balances,
    ) -> Result<Vec<(&str, Change)>, Untold> {
        let large = || Untold::Figures(household.clone(), "a balance is too large");
        let mut changes = Vec::with_capacity(moves.len());
        for moved in moves {
            let (account, purpose) = self.books.history().place(moved);
            let purpose = self.purpose(account, purpose);
            let balance = balances.entry((account.to_owned(), purpose.to_owned())).or_default();
            let before = *balance;
            *balance = before.plus(moved.credit).ok_or_else(large)?;
            let to = Fen(balance.0.max(0)).minus(Fen(before.0.max(0))).ok_or_else(large)?;
            let from = Fen(before.0.min(0)).minus(Fen(balance.0.min(0))).ok_or_else(large)?;
            changes.push((purpose, Change { to, from }));
        }
        Ok(changes)
    }

    /// What an amount is for; where the books say nothing, the account's name.
    fn purpose<'b>(&'b self, account: &'b str, purpose: &'b str) -> &'b str {
        match purpose {
            "" => self.books.chart().accounts.get(account).map_or(account, |a| a.zh.as_str()),
            purpose => purpose,
        }
    }

    fn tell(&self, at: &At<'_>, open: &mut Change, lines: &mut Vec<StatementLine>) -> Result<(), Untold> {
        for &(purpose, change) in &at.changes {
            if change.to != Fen::ZERO {
                let kind = at.claim(self.books, change.to);
                lines.push(self.line(at, kind, purpose, change.to, &mut open.to)?);
            }
            if change.from != Fen::ZERO {
                let kind = at.debt(self.books, change.from);
                lines.push(self.line(at, kind, purpose, change.from, &mut open.from)?);
            }
        }
        Ok(())
    }

    fn line(
        &self,
        at: &At<'_>,
        what: LineKind,
        purpose: &str,
        amount: Fen,
        open: &mut Fen,
    ) -> Result<StatementLine, Untold> {
        let figures = |what| Untold::Figures(at.household.clone(), what);
        *open = open.plus(amount).ok_or_else(|| figures("a balance is too large"))?;
        let mut line = StatementLine {
            date: at.happened.on,
            entry: at.index,
            what,
            purpose: text(purpose).ok_or_else(|| figures("a purpose is no text"))?,
            tag: None,
            payout: at.happened.payout.clone(),
            scheme: None,
            amount,
            open_after: *open,
            in_words: in_words(amount),
            payout_total: None,
            payout_lines: None,
            reasons: Vec::new(),
            clause: String::new(),
            names_en: BTreeMap::new(),
        };
        if let Some(payout) = at.happened.payout.as_ref().and_then(|p| self.books.payout(p)) {
            line.tag = tag(self.books, purpose);
            line.scheme = scheme(self.books, payout);
            if line.is_computed() {
                self.explain(at, payout, &mut line)?;
            }
        }
        Ok(line)
    }

    /// The reasons out of the payout's own line, and the words of its sheet.
    fn explain(&self, at: &At<'_>, payout: &Payout, line: &mut StatementLine) -> Result<(), Untold> {
        let declared = &payout.declared;
        let blob = declared.lines.blob;
        let wrong = || Untold::BlobWrong(blob, at.index);
        let found = self.lines.of(&blob, at.household).ok_or(Untold::BlobMissing(blob, at.index))?;
        let found = found.ok_or_else(wrong)?;
        if payout.leaf_of(at.household) != found.leaf() {
            return Err(wrong());
        }
        let reasons = declared.reasons.blob;
        let why = self.lines.reasons(&reasons, found.place);
        let recorded = found.read(&why.ok_or(Untold::BlobMissing(reasons, at.index))?);
        let recorded = recorded.ok_or(Untold::BlobWrong(reasons, at.index))?;
        let purpose = line.purpose.as_str();
        let ours = |reason: &Reason| {
            if declared.asks {
                return true;
            }
            let key = self.books.credited_by(declared, &recorded.to, reason);
            key.is_ok_and(|key| self.purpose(&key.account, &key.purpose) == purpose)
        };
        line.reasons = recorded.because.steps().iter().filter(|r| ours(r)).cloned().collect();
        line.payout_total = Some(declared.lines.total);
        line.payout_lines = Some(declared.lines.count);
        if let Some(adopted) = self.books.adopted(&declared.scheme, declared.version) {
            (line.clause, line.names_en) = worded(adopted, &line.reasons);
        }
        Ok(())
    }
}

impl At<'_> {
    /// What a change of the household's claim did.
    fn claim(&self, books: &Books, change: Fen) -> LineKind {
        let raised = change.0 > 0;
        match (self.happened.kind, raised) {
            (FactKind::PayoutDeclared, true) => LineKind::Credited,
            (FactKind::PayoutPaid, false) if self.again => LineKind::PaidAgain,
            (FactKind::PayoutPaid, false) => LineKind::Paid,
            (FactKind::PayoutReturned, true) => LineKind::Returned,
            (FactKind::EntryCorrected, _) => LineKind::Corrected,
            (FactKind::OpeningRecorded, true) => LineKind::Credited,
            (FactKind::HouseholdMerged, true) => LineKind::MovedIn,
            (FactKind::HouseholdMerged, false) => LineKind::MovedOut,
            (_, true) if self.another_household(books, Fen(-1)) => LineKind::MovedIn,
            (_, true) => LineKind::Credited,
            (_, false) if self.changes.iter().any(|(_, c)| c.from.0 < 0) => LineKind::SetOff,
            (_, false) if self.another_household(books, Fen(1)) => LineKind::MovedOut,
            (_, false) if self.touches_money(books) => LineKind::Paid,
            (_, false) => LineKind::Corrected,
        }
    }

    /// What a change of the household's debt did.
    fn debt(&self, books: &Books, change: Fen) -> LineKind {
        let covered = self.changes.iter().any(|(_, c)| c.to.0 < 0);
        match (self.happened.kind, change.0 > 0) {
            (FactKind::EntryCorrected, _) => LineKind::DebtCorrected,
            (_, true) => LineKind::Charged,
            // the debt goes with the claims, it is not paid with them
            (FactKind::HouseholdMerged, false) => LineKind::DebtCorrected,
            (_, false) if covered => LineKind::DebtSetOff,
            (FactKind::PayoutDeclared, false) => LineKind::Settled,
            (_, false) if self.touches_money(books) => LineKind::Settled,
            (_, false) => LineKind::DebtCorrected,
        }
    }

    /// True if the entry credits (1) or debits (−1) another household.
    fn another_household(&self, books: &Books, side: Fen) -> bool {
        self.voucher.into_iter().flat_map(PostedLines::lines).any(|l| {
            l.debit().0.signum() == -side.0
                && books.history().is_household_account(&l.key.account)
                && l.key.holder != self.household.as_str()
                && books.household_of(&l.key.holder).is_some()
        })
    }

    fn touches_money(&self, books: &Books) -> bool {
        let fixed = &books.chart().fixed;
        self.voucher
            .into_iter()
            .flat_map(PostedLines::lines)
            .any(|l| l.key.account == fixed.cash || l.key.account == fixed.bank)
    }
}

/// The word of the closed list under which payouts credit this purpose.
fn tag(books: &Books, purpose: &str) -> Option<Text> {
    let found = books.chart().credited.iter().find(|(_, place)| place.purpose == purpose);
    found.and_then(|(word, _)| text(word))
}

/// The sheet that computed a payout.
pub(in crate::statement) fn scheme(books: &Books, payout: &Payout) -> Option<SchemeName> {
    let declared = &payout.declared;
    named(&declared.scheme, books.adopted(&declared.scheme, declared.version)?)
}

/// The words of the sheet behind reasons, and the English names of its own words in them.
pub fn worded(adopted: &Adopted, reasons: &[Reason]) -> (String, BTreeMap<String, String>) {
    let mut clauses: Vec<String> = reasons.iter().map(|r| adopted.clause(r.line)).collect();
    clauses.dedup();
    let used = used(reasons);
    let names = adopted.names_en().filter(|(name, _)| used.contains(name));
    (clauses.join("\n"), names.map(|(zh, en)| (zh.to_owned(), en.to_owned())).collect())
}

/// A sheet's id and titles; `None` where a title is no text.
pub fn named(id: &SchemeId, adopted: &Adopted) -> Option<SchemeName> {
    let or_id = |title: &str| text(title).or_else(|| text(id.as_str()));
    let (title_zh, title_en) = (or_id(adopted.title_zh())?, or_id(adopted.title_en())?);
    Some(SchemeName { id: id.clone(), title_zh, title_en })
}

/// Names of the sheet that a reader meets in the reasons.
fn used(reasons: &[Reason]) -> BTreeSet<&str> {
    let rows = || reasons.iter().flat_map(|r| &r.rows);
    let terms = rows().flat_map(|row| row.terms.iter().map(|t| t.name.as_str()));
    terms.chain(rows().map(|row| row.register.as_str())).chain(reasons.iter().map(|r| r.step.as_str())).collect()
}
