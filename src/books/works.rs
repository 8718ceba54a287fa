//! Works under way: what was ordered, accepted and paid by grants, by project.

use super::{Books, postings::purpose_for};
use crate::unit::{Day, Fen, ProjectId, Text};
use serde::{Deserialize, Serialize};

/// Works of one project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Works {
    /// In which village they stand.
    pub place: Option<Text>,
    /// Ordered.
    pub ordered: Fen,
    /// Accepted.
    pub accepted: bool,
    /// Cost of the assets accepted so far.
    pub taken: Fen,
    /// Grants used for them.
    pub used: Fen,
    /// The same step by step, in order of recording.
    pub steps: Vec<WorksStep>,
}

/// What one entry did of a project; figures that it has nothing of are 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorksStep {
    /// The entry.
    pub entry: u64,
    /// Its day.
    pub on: Day,
    /// Ordered.
    pub ordered: Fen,
    /// Cost of the assets accepted; nothing where none were.
    pub taken: Option<Fen>,
    /// Grants used.
    pub used: Fen,
}

impl Works {
    /// Takes out what an entry did that does not stand any more.
    pub(super) fn forget(&mut self, entry: u64) {
        self.steps.retain(|step| step.entry != entry);
    }
}

impl Books {
    /// Grants and levies used for the works of a project.
    pub fn used_for(&self, project: &str) -> Fen {
        let levies = project.parse().map_or(Fen::ZERO, |project| self.levies_used(Some(&project)));
        self.granted_for(project).capped_plus(levies)
    }

    /// What was spent on works, of which some may be assets by now, beyond the grants and levies used for them.
    pub fn works_uncovered(&self) -> Fen {
        let taken = self.works.values().map(|works| works.taken.capped_minus(works.used));
        let stands = self.accounts.balance_of(&self.chart.assets.works);
        Fen::capped_total(taken).capped_plus(stands).capped_minus(self.levies_used(None))
    }

    /// Levies that became the fund's: of one project, or of all and of none.
    fn levies_used(&self, project: Option<&ProjectId>) -> Fen {
        let rules = self.chart.claim.values().filter(|rule| rule.by_project);
        let used = rules.filter_map(|rule| {
            let account = self.account(&rule.credit).ok()?;
            let apart = format!("{}-", rule.credit_purpose);
            let own = |purpose: &str| match project {
                Some(project) => purpose == purpose_for(&rule.credit_purpose, project),
                None => purpose == rule.credit_purpose || purpose.starts_with(&apart),
            };
            let all = self.accounts.under(&account).filter(|(key, _)| own(&key.purpose));
            Some(Fen::capped_total(all.map(|(_, turnover)| turnover.net().negated())))
        });
        Fen::capped_total(used)
    }
}
