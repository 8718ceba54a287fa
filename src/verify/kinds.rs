//! What a line did follows from the kind of its entry and from the entry's other lines; only a voucher leaves a
//! choice. And nothing stands on a line, or beside what is held, that no proof could show.

use super::{
    Check,
    finding::{Field, Finding, Passage, StatementFault},
};
use crate::{
    event::FactKind,
    statement::{LineKind, StatementLine, value::Towards},
    unit::Fen,
};
use std::collections::{BTreeMap, BTreeSet};

/// What a line may have done, by the kind of its entry; `covered` where the same entry lowers the household's claim,
/// `owes_less` where it lowers its debt. Whether a payment was the first or one after a return, [`Check::kinds`] adds.
fn allowed(kind: Option<FactKind>, line: &StatementLine, covered: bool, owes_less: bool) -> &'static [LineKind] {
    use LineKind::{
        Charged, Corrected, Credited, DebtCorrected, DebtSetOff, MovedIn, MovedOut, Paid, PaidAgain, Returned, SetOff,
        Settled,
    };
    let raised = line.amount > Fen::ZERO;
    match (line.what.side(), raised, kind) {
        (Towards::ToHousehold, _, Some(FactKind::EntryCorrected)) => &[Corrected],
        (Towards::FromHousehold, _, Some(FactKind::EntryCorrected)) => &[DebtCorrected],
        (Towards::ToHousehold, true, Some(FactKind::HouseholdMerged)) => &[MovedIn],
        (Towards::ToHousehold, false, Some(FactKind::HouseholdMerged)) => &[MovedOut],
        (Towards::FromHousehold, false, Some(FactKind::HouseholdMerged)) => &[DebtCorrected],
        (Towards::ToHousehold, true, Some(FactKind::PayoutReturned)) => &[Returned],
        (Towards::ToHousehold, false, Some(FactKind::PayoutPaid)) => &[Paid, PaidAgain],
        (
            Towards::ToHousehold,
            true,
            Some(
                FactKind::PayoutDeclared
                | FactKind::OpeningRecorded
                | FactKind::ReceiptRecorded
                | FactKind::PaymentRecorded,
            ),
        ) => &[Credited],
        (Towards::ToHousehold, true, _) => &[Credited, MovedIn],
        (Towards::ToHousehold, false, _) if owes_less => &[SetOff],
        (Towards::ToHousehold, false, Some(FactKind::PaymentRecorded)) => &[Paid],
        (Towards::ToHousehold, false, _) => &[Paid, MovedOut, Corrected],
        (Towards::FromHousehold, true, _) => &[Charged],
        (Towards::FromHousehold, false, _) if covered => &[DebtSetOff],
        (
            Towards::FromHousehold,
            false,
            Some(FactKind::PayoutDeclared | FactKind::ReceiptRecorded | FactKind::PaymentRecorded),
        ) => &[Settled],
        (Towards::FromHousehold, false, _) => &[Settled, DebtCorrected],
    }
}

impl Check<'_> {
    /// Entries of which something is found already: what follows from that is not said again.
    fn objected(&self) -> BTreeSet<u64> {
        let entry = |place: &Passage| if let Passage::Entry(entry) = place { Some(*entry) } else { None };
        self.findings.iter().filter_map(|finding| entry(&finding.place)).collect()
    }

    /// Each line did what an entry of its kind does; what is paid after it came back is paid again.
    pub(super) fn kinds(&mut self) {
        let lines = &self.statement.lines;
        let lowers = |side: Towards| -> BTreeSet<u64> {
            lines.iter().filter(|l| l.what.side() == side && l.amount < Fen::ZERO).map(|l| l.entry).collect()
        };
        let (covered, owes_less) = (lowers(Towards::ToHousehold), lowers(Towards::FromHousehold));
        let mut back: BTreeSet<&str> = BTreeSet::new();
        let mut again: BTreeMap<u64, bool> = BTreeMap::new();
        let (mut wrong, objected) = (Vec::new(), self.objected());
        for line in lines {
            // an amount of nothing is told of no entry
            if line.amount == Fen::ZERO {
                wrong.push(Finding::entry(line.entry, differs("≠ 0.00", &line.amount.to_string())));
                continue;
            }
            let kind = self.concerns.get(&line.entry).and_then(|concern| FactKind::of(&concern.kind));
            let allowed = allowed(kind, line, covered.contains(&line.entry), owes_less.contains(&line.entry));
            let payout = line.payout.as_ref().map_or("", |p| p.as_str());
            if line.what == LineKind::Returned {
                back.insert(payout);
            }
            let allowed = match allowed {
                [LineKind::Paid, LineKind::PaidAgain] => {
                    let again = *again.entry(line.entry).or_insert_with(|| back.remove(payout));
                    if again { &[LineKind::PaidAgain] } else { &[LineKind::Paid][..] }
                }
                other => other,
            };
            if !allowed.contains(&line.what) {
                let expected: Vec<&str> = allowed.iter().map(|kind| kind.key()).collect();
                wrong.push(Finding::entry(line.entry, differs(&expected.join(" / "), line.what.key())));
            }
        }
        wrong.retain(|finding| !matches!(finding.place, Passage::Entry(entry) if objected.contains(&entry)));
        self.findings.extend(wrong);
    }

    /// Reasons and words of a sheet stand on what a payout credited or asked; its scheme and word on lines of a payout; a class
    /// of shares is named by no entry, and a house that is not let is let until no day.
    pub(super) fn nothing_more(&mut self) {
        let (mut wrong, objected) = (Vec::new(), self.objected());
        for line in self.statement.lines.iter().filter(|line| !objected.contains(&line.entry)) {
            let told = !line.reasons.is_empty()
                || !line.clause.is_empty()
                || !line.names_en.is_empty()
                || line.payout_total.is_some()
                || line.payout_lines.is_some();
            let of_payout = line.scheme.is_some() || line.tag.is_some();
            let asked = || line.payout.as_ref().is_some_and(|payout| self.asked.contains_key(payout.as_str()));
            let computed = line.what == LineKind::Credited || (line.is_asked() && asked());
            if line.payout.is_none() && (told || of_payout) || !computed && told {
                wrong.push(Finding::entry(line.entry, differs(line.what.key(), &line.clause)));
            }
            let known = line.payout.as_ref().is_some_and(|p| self.schemes.contains_key(p.as_str()));
            let word = self.chart.as_ref().and_then(|chart| {
                chart.credited.iter().find(|(_, at)| at.purpose == line.purpose.as_str()).map(|(word, _)| word.as_str())
            });
            let tag = line.tag.as_ref().map(|tag| tag.as_str());
            if known && line.what.side() == Towards::FromHousehold && tag != word {
                let fault = differs(word.unwrap_or("–"), tag.unwrap_or("–"));
                wrong.push(Finding::entry(line.entry, fault));
            }
        }
        let held = &self.statement.holdings;
        for name in held.shares.iter().filter_map(|held| held.name.as_ref()) {
            wrong.push(Finding::new(Passage::Part(Field::Shares), differs("", name.zh.as_str())));
        }
        let named = held.persons.iter().flat_map(|person| &person.shares).filter_map(|held| held.name.as_ref());
        for name in named {
            wrong.push(Finding::new(Passage::Part(Field::Persons), differs("", name.zh.as_str())));
        }
        for until in held.houses.iter().filter(|house| house.contract.is_none()).filter_map(|house| house.until) {
            wrong.push(Finding::new(Passage::Part(Field::Houses), differs("", &until.to_string())));
        }
        self.findings.extend(wrong);
    }
}

fn differs(expected: &str, found: &str) -> StatementFault {
    StatementFault::Differs { expected: expected.to_owned(), found: found.to_owned() }
}
