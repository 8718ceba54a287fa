//! Organizations merge and divide: what one ledger gives another takes, line for line.

use super::VoucherLine;
use crate::{
    log::{Hash, JsonError, Origin, to_json},
    unit::{Day, Text},
};
use serde::{Deserialize, Serialize};

/// What an organization gives to another, or takes from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationChanged {
    /// What is done.
    pub act: OrganizationAct,
    /// Codes that are others now.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub codes: Vec<CodeChanged>,
    /// The last day on which what is given is the giving organization's.
    pub cut: Day,
    /// Reference of the agreement.
    pub document: Text,
    /// What is given or taken, as it stands with who gives: what it has is a debit, what it owes and its capital a credit.
    pub lines: Vec<VoucherLine>,
    /// Digest of the lines. Of what is given it is computed; of what is taken it is the one in the other's entry.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mirror: Option<Hash>,
    /// The other ledger, as it stood.
    pub other: OtherLedger,
    /// The resolution by which it was decided.
    pub resolution: Text,
    /// Every household's digest in the giving ledger; computed where it gives, absent where it has no households.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub roll: Option<Roll>,
}

/// What is done, seen from the ledger that says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationAct {
    /// Another is taken in, with all it has.
    MergedIn,
    /// It is taken in by another, and is over.
    MergedOut,
    /// A part of another is taken over.
    DividedIn,
    /// A part of it goes to another.
    DividedOut,
}

impl OrganizationAct {
    /// True for who takes.
    pub fn is_in(self) -> bool {
        matches!(self, OrganizationAct::MergedIn | OrganizationAct::DividedIn)
    }

    /// What the other ledger says of it.
    pub fn opposite(self) -> OrganizationAct {
        match self {
            OrganizationAct::MergedIn => OrganizationAct::MergedOut,
            OrganizationAct::MergedOut => OrganizationAct::MergedIn,
            OrganizationAct::DividedIn => OrganizationAct::DividedOut,
            OrganizationAct::DividedOut => OrganizationAct::DividedIn,
        }
    }

    /// As it stands in an entry.
    pub fn word(self) -> &'static str {
        match self {
            OrganizationAct::MergedIn => "merged_in",
            OrganizationAct::MergedOut => "merged_out",
            OrganizationAct::DividedIn => "divided_in",
            OrganizationAct::DividedOut => "divided_out",
        }
    }
}

/// A ledger by its checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherLedger {
    /// Which ledger.
    pub origin: Origin,
    /// Root over its entries.
    pub root: Hash,
    /// How many they are.
    pub size: u64,
}

/// A code in the giving ledger, and what it is in the taking one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeChanged {
    /// In the taking ledger.
    pub new: Text,
    /// In the giving ledger.
    pub old: Text,
}

/// Every household's digest, as `households.stated` has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roll {
    /// How many households.
    pub count: u64,
    /// Root over their digests.
    pub root: Hash,
}

impl OrganizationChanged {
    /// The lines with the codes of this ledger: who takes has others for some.
    pub fn lines_here(&self) -> Vec<VoucherLine> {
        let here = |holder: &Text| {
            let own = self.codes.iter().find(|code| self.act.is_in() && code.old == *holder);
            own.map_or_else(|| holder.clone(), |code| code.new.clone())
        };
        let line = |line: &VoucherLine| VoucherLine { holder: line.holder.as_ref().map(here), ..line.clone() };
        self.lines.iter().map(line).collect()
    }

    /// The digest of lines: of their canonical form, one behind the other.
    ///
    /// # Errors
    /// A text that canonical JSON cannot hold.
    pub fn mirror_of(lines: &[VoucherLine]) -> Result<Hash, JsonError> {
        let mut bytes = b"coop-ledger/mirror/v1\n".to_vec();
        for line in lines {
            bytes.extend(to_json(line)?.to_bytes());
            bytes.push(b'\n');
        }
        Ok(Hash::of(&[&bytes]))
    }
}
