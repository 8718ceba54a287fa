//! One ledger beside another: what came from it was given there, and each names the other as it stood.
//!
//! Of one ledger alone nobody can say that what it took in was ever given. Beside the other it can be said: the other is
//! audited as this one is, and for each entry by which something came it has one that says the same from its side,
//! among the entries that are named.

use super::{Beside, BesideFault, Finding, LedgerPlace, Report, SignedHistory, Verdict};
use crate::{
    books::{Books, HandedOver},
    log::{Hash, Origin},
    screen::{Regarding, ScreenCode},
};
use std::collections::BTreeSet;

/// A ledger that was followed to its end: one side of two.
#[derive(Debug, Clone, Copy)]
pub struct OneSide<'a> {
    /// What it adds up to.
    pub books: &'a Books,
    /// Its roots at every size.
    pub history: &'a SignedHistory,
}

/// What was found beside another ledger.
#[derive(Debug, Clone)]
pub struct SeenBeside {
    /// The other ledger.
    pub beside: Beside,
    /// What is not alike.
    pub findings: Vec<Finding>,
}

/// Entries of one ledger about another, with those of the other about it.
struct Pairs<'a> {
    /// Each entry here and the one that mirrors it.
    of: Vec<(&'a HandedOver, Option<&'a HandedOver>)>,
    /// What the other says and nobody here does.
    left: Vec<&'a HandedOver>,
}

fn of_other<'a>(books: &'a Books, other: &Origin) -> impl Iterator<Item = &'a HandedOver> {
    books.handed_over().iter().filter(move |said| said.other.origin == *other)
}

/// Each entry is mirrored by one other at most, and what gave stands among the entries that what took names.
fn pair<'a>(own: Vec<&'a HandedOver>, other: Vec<&'a HandedOver>) -> Pairs<'a> {
    let mut used: BTreeSet<u64> = BTreeSet::new();
    let mut of = Vec::new();
    for said in own {
        let named = |there: &&&HandedOver| match said.act.is_in() {
            true => there.entry < said.other.size,
            false => said.entry < there.other.size,
        };
        let fits = |there: &&&HandedOver| said.mirrors(there) && named(there) && !used.contains(&there.entry);
        let there = other.iter().find(fits).copied();
        used.extend(there.map(|there| there.entry));
        of.push((said, there));
    }
    let left = other.into_iter().filter(|there| !used.contains(&there.entry)).collect();
    Pairs { of, left }
}

/// Both ledgers beside each other; the other's own report goes before.
pub fn beside(own: OneSide<'_>, other: OneSide<'_>, report: &Report) -> SeenBeside {
    let SeenBeside { beside: mut seen, mut findings } = SeenBeside::unsound(report);
    if let (Some(here), Some(there)) = (own.books.origin(), other.books.origin()) {
        let pairs = pair(of_other(own.books, there).collect(), of_other(other.books, here).collect());
        for (said, there) in pairs.of {
            let place = || LedgerPlace::Entry(said.entry);
            findings.extend(stood(other.history, said).map(|fault| Finding::new(place(), fault)));
            match there {
                Some(there) => {
                    seen.mirrored.push(said.entry);
                    let (taken, given) =
                        if said.act.is_in() { (said.roll, there.roll) } else { (there.roll, said.roll) };
                    if let Some(taken) = taken.filter(|taken| given != Some(*taken)) {
                        findings.push(Finding::new(place(), BesideFault::OtherRoll { given, taken }));
                    }
                }
                None => findings.extend(missing(said).map(|fault| Finding::new(place(), fault))),
            }
        }
        for said in of_other(other.books, here) {
            let place = || LedgerPlace::Entry(said.entry).beside(&report.origin);
            findings.extend(stood(own.history, said).map(|fault| Finding::new(place(), fault)));
            if pairs.left.iter().any(|left| left.entry == said.entry) {
                findings.extend(missing(said).map(|fault| Finding::new(place(), fault)));
            }
        }
    }
    SeenBeside { beside: seen, findings }
}

impl SeenBeside {
    /// A ledger with a hole proves nothing: its first finding is told. Nothing of it is mirrored yet.
    pub fn unsound(report: &Report) -> SeenBeside {
        let fault = |first: &Finding| BesideFault::Unsound {
            origin: report.origin.clone(),
            first: Box::new(first.clone()),
            counted: report.findings_counted,
        };
        let first = report.findings.first();
        let findings = first.map(|first| Finding::new(first.place.beside(&report.origin), fault(first)));
        let beside = Beside {
            origin: report.origin.clone(),
            size: report.size,
            root: report.root.clone(),
            first_leaf: report.first_leaf.clone(),
            vkey: report.vkey.clone(),
            mirrored: Vec::new(),
        };
        SeenBeside { beside, findings: findings.into_iter().collect() }
    }
}

/// The other ledger stood so at that size.
fn stood(history: &SignedHistory, said: &HandedOver) -> Option<BesideFault> {
    let other = &said.other;
    let here: Option<Hash> = history.root_at(other.size);
    let fault = || BesideFault::Checkpoint { origin: other.origin.clone(), size: other.size, named: other.root, here };
    (here != Some(other.root)).then(fault)
}

/// What was taken and never given. What was given and is not taken yet is asked, not found.
fn missing(said: &HandedOver) -> Option<BesideFault> {
    said.act.is_in().then(|| BesideFault::NotMirrored {
        origin: said.other.origin.clone(),
        size: said.other.size,
        act: said.act.opposite(),
        cut: said.cut,
        amount: said.amount,
    })
}

impl Report {
    /// Adds what was seen beside another ledger: what is mirrored there is not asked any more.
    pub fn seen_beside(&mut self, seen: SeenBeside) {
        let SeenBeside { beside, findings } = seen;
        let proven = |place: &Regarding| matches!(place, Regarding::Entry(entry) if beside.mirrored.contains(entry));
        self.questions.retain(|q| q.code() != ScreenCode::OrganizationUnproven || !proven(&q.place));
        let counted = u64::try_from(findings.len()).unwrap_or(u64::MAX);
        self.findings_counted = self.findings_counted.saturating_add(counted);
        self.findings.extend(findings);
        self.beside.push(beside);
        if self.findings_counted > 0 {
            self.verdict = Verdict::Fail;
            self.memory = None;
        } else if self.notes.is_empty() && self.questions.is_empty() && self.verdict == Verdict::PassWithNotes {
            self.verdict = Verdict::Pass;
        }
    }
}
