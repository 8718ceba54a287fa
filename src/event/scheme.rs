//! A payout sheet is adopted.

use super::BlobRef;
use crate::unit::{PartyId, SchemeId, Text};
use serde::{Deserialize, Serialize};

/// A word of a sheet and what reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundRead {
    /// An input, `小麦价`, or a register's column, `地块.面积`.
    pub at: Text,
    /// The reader: `series.wheat`, `parcel.area_mu`.
    pub from: Text,
    /// As of when, where that is not what the reader means by itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub when: Option<ReadWhen>,
}

/// As of when a figure is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadWhen {
    /// The first day of the payout's period; of books, the end of the day before it.
    Start,
    /// The last day of the payout's period.
    End,
    /// The record day.
    RecordDay,
    /// The stretch of a series that holds the last day of the payout's period.
    Period,
    /// The newest stretch of a series that is over by the last day of the payout's period.
    Latest,
}

impl ReadWhen {
    /// All of them, as they are written.
    pub const ALL: [(&'static str, ReadWhen); 5] = [
        ("start", ReadWhen::Start),
        ("end", ReadWhen::End),
        ("record_day", ReadWhen::RecordDay),
        ("period", ReadWhen::Period),
        ("latest", ReadWhen::Latest),
    ];
}

/// A register of a sheet and the set of its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundRows {
    /// Also rows that ended: who left, stretches that are over.
    #[serde(skip_serializing_if = "is_false", default)]
    pub everyone: bool,
    /// The register, in the sheet's word.
    pub register: Text,
    /// The set: `household`, `series.ticket`, `holding.share`.
    pub rows: Text,
    /// Only rows whose members read so: `parcel.kind=other`.
    #[serde(rename = "where", skip_serializing_if = "Vec::is_empty", default)]
    pub only: Vec<Text>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(said: &bool) -> bool {
    !said
}

/// An account of a sheet and where its money stands in the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundAccount {
    /// The account, in the sheet's word.
    pub account: Text,
    /// What a run finds in it.
    pub opens: Opens,
    /// Account and purpose: `211/保证金`, `301/资本账户`.
    pub place: Text,
    /// Under whose name it stands there, where it stands under one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub under: Option<AccountHolder>,
}

impl BoundRows {
    /// Members and what they must read.
    pub fn only(&self) -> impl Iterator<Item = (&str, &str)> {
        self.only.iter().map(|only| only.as_str().split_once('=').unwrap_or((only.as_str(), "")))
    }
}

impl BoundAccount {
    /// Account and purpose of its place.
    pub fn place(&self) -> (&str, &str) {
        self.place.as_str().split_once('/').unwrap_or((self.place.as_str(), ""))
    }
}

/// Under whose name money of a sheet's account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountHolder {
    /// That of the row to which it belongs, or of the row's household.
    Row,
    /// The other side of the payout's contract.
    Party,
}

/// What a run finds in an account of its sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opens {
    /// What the last run left.
    Kept,
    /// What the books have there.
    Book,
}

/// A party of a sheet and who it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundParty {
    /// Its code.
    pub is: PartyId,
    /// The party, in the sheet's word.
    pub party: Text,
}

/// What the words of a sheet mean in this ledger.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bindings {
    /// Accounts.
    #[serde(default)]
    pub accounts: Vec<BoundAccount>,
    /// Parties.
    #[serde(default)]
    pub parties: Vec<BoundParty>,
    /// Columns and inputs.
    #[serde(default)]
    pub reads: Vec<BoundRead>,
    /// Registers.
    #[serde(default)]
    pub rows: Vec<BoundRows>,
}

impl Bindings {
    /// True where every word means what it means everywhere.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.parties.is_empty() && self.reads.is_empty() && self.rows.is_empty()
    }

    /// Where the money of an account stands, if the adoption says it.
    pub fn account(&self, name: &str) -> Option<&BoundAccount> {
        self.accounts.iter().find(|bound| bound.account.as_str() == name)
    }

    /// Who a party is, if the adoption says it.
    pub fn party(&self, name: &str) -> Option<&PartyId> {
        self.parties.iter().find(|bound| bound.party.as_str() == name).map(|bound| &bound.is)
    }
}

/// A sheet takes effect under a resolution. It can be superseded, never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeAdopted {
    /// Where the money of the sheet's accounts stands in the books, where that is not its usual place.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub accounts: Vec<BoundAccount>,
    /// Who parties of the sheet are, where their kind does not say it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub parties: Vec<BoundParty>,
    /// What columns and inputs of the sheet read in this ledger, where that is not what their words mean everywhere.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub reads: Vec<BoundRead>,
    /// Reference of the resolution.
    pub resolution: Text,
    /// Which rows registers of the sheet have, where that is not what their words mean everywhere.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rows: Vec<BoundRows>,
    /// The sheet's own id.
    pub scheme: SchemeId,
    /// Which meaning of the language it was written for.
    pub semantics: u32,
    /// The sheet's bytes.
    pub sheet: BlobRef,
    /// From 1, one more than the version it supersedes.
    pub version: u32,
}

impl SchemeAdopted {
    /// What the sheet's words mean in this ledger.
    pub fn bindings(&self) -> Bindings {
        Bindings {
            accounts: self.accounts.clone(),
            parties: self.parties.clone(),
            reads: self.reads.clone(),
            rows: self.rows.clone(),
        }
    }
}
