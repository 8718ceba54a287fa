//! Sentences that the terminal and the page share.

use super::labels::Labels;
use super::value::{Holdings, HouseholdStatement, SharesHeld, StatementLine};
use crate::page::plain;
use crate::unit::AreaMu;

/// Which sheet and which entry a line comes from.
pub(super) fn source(line: &StatementLine, labels: &Labels) -> String {
    let entry = labels.fill("page.entry", &[("entry", &line.entry.to_string())]);
    match &line.scheme {
        Some(scheme) => {
            let title = labels.pick(scheme.title_zh.as_str(), scheme.title_en.as_str());
            let sheet = labels.fill("lines.sheet", &[("title", title), ("id", scheme.id.as_str())]);
            plain(&format!("{sheet} · {entry}"), false).into_owned()
        }
        None => entry,
    }
}

/// The sheets' own words, each once, in the order of first use: a year has many payouts and few
/// sheets, and a clause repeated is a clause not read.
pub(super) fn clauses(s: &HouseholdStatement, labels: &Labels) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in s.lines.iter().filter(|line| !line.clause.is_empty()) {
        let title = match &line.scheme {
            Some(scheme) => {
                let title = labels.pick(scheme.title_zh.as_str(), scheme.title_en.as_str());
                labels.fill("lines.sheet", &[("title", title), ("id", scheme.id.as_str())])
            }
            None => labels.fill("page.entry", &[("entry", &line.entry.to_string())]),
        };
        let one = (plain(&title, false).into_owned(), plain(&line.clause, true).into_owned());
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// The completeness sentence. It claims what the list bears out and no more: a list that is
/// shorter or longer than the ledger states is called incomplete.
pub(super) fn complete(s: &HouseholdStatement, labels: &Labels) -> String {
    let stated = &s.completeness;
    if stated.upto == 0 {
        return labels.text("complete.not_stated").to_owned();
    }
    let found = s.concerns.iter().filter(|c| c.index < stated.upto).count() as u64;
    let key = if found == stated.items { "complete.whole" } else { "complete.differs" };
    let (n, upto, found) = (stated.items.to_string(), (stated.upto - 1).to_string(), found.to_string());
    labels.fill(key, &[("n", &n), ("upto", &upto), ("found", &found)])
}

/// Entries of days after the statement's are listed, and their amounts are not.
pub(super) fn beyond(s: &HouseholdStatement, labels: &Labels) -> Option<String> {
    let beyond = s.concerns.iter().filter(|c| c.index < s.completeness.upto && c.date > s.as_of).count();
    let (n, day) = (beyond.to_string(), s.as_of.to_string());
    (beyond > 0).then(|| labels.fill("complete.beyond", &[("n", &n), ("day", &day)]))
}

pub(super) fn not_yet_covered(s: &HouseholdStatement, labels: &Labels) -> Option<String> {
    let later: Vec<String> = s.completeness.not_yet_covered.iter().map(u64::to_string).collect();
    let upto = s.completeness.upto.saturating_sub(1).to_string();
    (!later.is_empty()).then(|| {
        let entries = later.join(labels.text("reason.and"));
        labels.fill("complete.later", &[("upto", &upto), ("entries", &entries)])
    })
}

/// Label keys and values of the small print.
pub(super) fn proof_data(s: &HouseholdStatement) -> [(&'static str, String); 7] {
    [
        ("proof.origin", s.ledger.origin.clone()),
        ("proof.size", s.upto.size.to_string()),
        ("proof.root", s.upto.root.to_string()),
        ("proof.recorded_at", s.upto.recorded_at.to_string()),
        ("proof.items", s.completeness.items.to_string()),
        ("proof.digest", s.completeness.digest.to_string()),
        ("proof.households_root", s.completeness.root.to_string()),
    ]
}

pub(super) fn share_class(share: &SharesHeld, labels: &Labels) -> String {
    match &share.name {
        Some(name) => plain(labels.pick(name.zh.as_str(), name.en.as_str()), false).into_owned(),
        None => labels.word("classes", share.class.as_str()).to_owned(),
    }
}

pub(super) fn land(held: &Holdings, labels: &Labels) -> String {
    let mu = held.parcels.iter().try_fold(AreaMu::ZERO, |sum, p| sum.plus(p.area_mu));
    let n = held.parcels.len().to_string();
    labels.fill("holdings.land_value", &[("n", &n), ("mu", &mu.map(|m| m.short()).unwrap_or_default())])
}
