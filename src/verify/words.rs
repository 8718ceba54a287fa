//! What a statement says in words: whose ledger it is, which sheet computed an amount and in which
//! words, and under which purpose it stands. The entry that opens the ledger, the chart and the sheets
//! are carried, and bound by hashes that proven entries name.

use super::{
    Check, bare,
    finding::{Carries, Field, Finding, Passage, ProofFault, StatementFault},
    proof::entry_proof,
};
use crate::{
    books::{Adopted, Chart, ChartAdditions},
    event::{ChartExtended, LedgerOpened, Reason},
    log::{Hash, Json, from_json},
    statement::{LineKind, StatementLine, value::Towards},
    unit::Fen,
};
use std::collections::BTreeMap;

impl Check<'_> {
    /// The ledger's first entry is under the checkpoint, and names the organization as the statement
    /// does.
    pub(super) fn opened(&mut self) {
        let place = Passage::ProofOfEntry(0);
        if self.statement.opening.is_empty() {
            return self.missing(place, Carries::Opening);
        }
        let (entry, head) = match entry_proof(self.statement.opening.as_bytes(), self.vkey, &place) {
            Ok(proven) => proven,
            Err(finding) => return self.findings.push(finding),
        };
        let kind = entry.kind().to_string();
        if (entry.index(), kind.as_str(), head) != (0, "ledger.opened/1", self.head) {
            let size = self.head.size;
            let not_the_first = ProofFault::NotTheFirst { size, index: entry.index(), of: head.size, kind };
            return self.find(place, not_the_first);
        }
        match from_json::<LedgerOpened>(&bare(entry.body())) {
            Ok(opened) => {
                let said = &self.statement.ledger;
                for (name, expected, found) in
                    [(Field::NameZh, &opened.names.zh, &said.name_zh), (Field::NameEn, &opened.names.en, &said.name_en)]
                {
                    if expected != found {
                        self.differs(Passage::Part(name), expected, found);
                    }
                }
                let chart = &self.statement.chart;
                if Hash::of(&[chart.as_bytes()]) == opened.chart.blob {
                    self.chart = Chart::read(chart).ok();
                    self.extended();
                } else {
                    self.missing(place, Carries::Chart(opened.chart.blob));
                }
                self.opening = Some(opened);
            }
            Err(error) => self.find(place, ProofFault::OpeningBody(error)),
        }
    }

    /// What was added to the chart since, each by an entry that stands under the checkpoint, in order.
    fn extended(&mut self) {
        let mut last = 0;
        for added in &self.statement.extensions {
            let place = Passage::ProofOfEntry(last);
            let (entry, head) = match entry_proof(added.text.as_bytes(), self.vkey, &place) {
                Ok(proven) => proven,
                Err(finding) => return self.findings.push(finding),
            };
            let kind = entry.kind().to_string();
            let place = Passage::ProofOfEntry(entry.index());
            if (kind.as_str(), head) != ("chart.extended/1", self.head) || entry.index() <= last {
                let size = self.head.size;
                let unlike = ProofFault::NotTheFirst { size, index: entry.index(), of: head.size, kind };
                return self.find(place, unlike);
            }
            last = entry.index();
            let named = match from_json::<ChartExtended>(&bare(entry.body())) {
                Ok(extended) => extended.chart.blob,
                Err(error) => return self.find(place, ProofFault::OpeningBody(error)),
            };
            if Hash::of(&[added.chart.as_bytes()]) != named {
                return self.missing(place, Carries::Chart(named));
            }
            let more = ChartAdditions::read(&added.chart).ok();
            self.chart = more.and_then(|more| self.chart.as_ref()?.extended(&more).ok());
        }
    }

    /// What every line of a payout says of its sheet is what the sheet says, and each sheet is carried
    /// once and for something.
    pub(super) fn words(&mut self) {
        let mut wrong = Vec::new();
        let carried: Vec<Hash> = self.statement.sheets.iter().map(|text| Hash::of(&[text.as_bytes()])).collect();
        if !carried.is_sorted_by(|a, b| a < b) || carried.iter().any(|hash| !self.used.contains(hash)) {
            wrong.push(Finding::new(Passage::Part(Field::Sheets), ProofFault::Sheets(carried.len())));
        }
        for line in &self.statement.lines {
            let Some(expected) = line.payout.as_ref().and_then(|p| self.schemes.get(p.as_str())) else { continue };
            wrong.extend(self.purpose(line));
            if line.scheme.as_ref() != Some(expected) {
                let found =
                    line.scheme.as_ref().map(|s| format!("{} {} {}", s.id, s.title_zh, s.title_en)).unwrap_or_default();
                let expected = format!("{} {} {}", expected.id, expected.title_zh, expected.title_en);
                wrong.push(Finding::entry(line.entry, StatementFault::Differs { expected, found }));
            }
        }
        self.findings.extend(wrong);
    }

    /// A line of a payout stands under a purpose that the payout credited, with all that it credited
    /// there, and under the word of that purpose.
    fn purpose(&self, line: &StatementLine) -> Option<Finding> {
        let payout = line.payout.as_ref()?.as_str();
        if let Some(asked) = self.asked.get(payout) {
            return owed(line, payout, *asked);
        }
        let credited = self.credited.get(payout)?;
        // what a payout covers of a debt is told under the debt's own purpose
        if line.what.side() == Towards::FromHousehold {
            return None;
        }
        let said = line.tag.as_ref().map(|t| t.as_str());
        let found = format!("{} {} {}", line.purpose, said.unwrap_or_default(), line.amount);
        let differs = |expected: String| {
            Some(Finding::entry(line.entry, StatementFault::Differs { expected, found: found.clone() }))
        };
        let Some(amount) = credited.get(line.purpose.as_str()) else {
            return differs(credited.keys().cloned().collect::<Vec<_>>().join(", "));
        };
        let places = &self.chart.as_ref()?.credited;
        let word =
            places.iter().find(|(_, place)| place.purpose == line.purpose.as_str()).map(|(word, _)| word.as_str());
        if said != word || (line.what == LineKind::Credited && i128::from(line.amount.0) != *amount) {
            let amount = i64::try_from(*amount).map(|fen| Fen(fen).to_string()).unwrap_or_default();
            return differs(format!("{} {} {amount}", line.purpose, word.unwrap_or_default()));
        }
        None
    }

    /// What a line's reasons credit, by purpose, in fen.
    pub(super) fn credits(&self, adopted: &Adopted, because: &str) -> Option<BTreeMap<String, i128>> {
        let reasons: Vec<Reason> = from_json(&Json::parse(because.as_bytes()).ok()?).ok()?;
        adopted.credits(self.chart.as_ref()?, &reasons)
    }
}

/// What a line's reasons make a household owe, in fen.
pub(super) fn asked(adopted: &Adopted, because: &str) -> Option<i128> {
    let reasons: Vec<Reason> = from_json(&Json::parse(because.as_bytes()).ok()?).ok()?;
    adopted.asks(&reasons)
}

/// A line of a payout that asks is what the household owes by it, all of it, under the payout's code.
fn owed(line: &StatementLine, payout: &str, asked: i128) -> Option<Finding> {
    let right = (LineKind::Charged, payout, asked);
    let found = (line.what, line.purpose.as_str(), i128::from(line.amount.0));
    let said = |(what, purpose, fen): (LineKind, &str, i128)| format!("{} {purpose} {fen}", what.key());
    let differs = || StatementFault::Differs { expected: said(right), found: said(found) };
    (right != found).then(|| Finding::entry(line.entry, differs()))
}
