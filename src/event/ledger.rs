//! The ledger itself: opening, settings, keys, attestations, corrections, erasure.

use super::BlobRef;
use crate::{
    log::{Attestation, Hash, KeyId, KeyKind, Role, VerifierKey},
    unit::{HouseholdId, Text},
};
use serde::{Deserialize, Serialize};

/// The organization's name in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// English.
    pub en: Text,
    /// Chinese.
    pub zh: Text,
}

/// How money is printed, fixed for the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Display {
    /// Thousands separator: `,` or empty is written `none`.
    pub thousands: Text,
}

/// Entry 0. Trust in everything else starts from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerOpened {
    /// The chart document with its posting rules.
    pub chart: BlobRef,
    /// `CNY`.
    pub currency: Text,
    /// How money is printed.
    pub display: Display,
    /// The first keys, each with proof of possession.
    pub keys: Vec<KeyAdmitted>,
    /// Name of the organization.
    pub names: Names,
    /// Policy on approvals, reserved.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub policy: Option<BlobRef>,
    /// How many recovery keys must act together.
    pub recovery_threshold: u32,
    /// Verifier key of the ledger's own key: what does not read as one is no body of this kind.
    pub vkey: VerifierKey,
    /// First day of the accounting year, `01-01`.
    pub year_starts: Text,
    /// Fixed offset of civil time, `+08:00`.
    pub zone: Text,
}

/// A named choice where sources disagree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingChosen {
    /// Name in the chart document.
    pub name: Text,
    /// One of the values the chart document allows.
    pub value: Text,
}

/// Accounts, parts, settings and words are added to the chart; no line of it is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartExtended {
    /// The document with what is added.
    pub chart: BlobRef,
}

/// A key is admitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyAdmitted {
    /// `ed25519`.
    pub alg: Text,
    /// Person or recovery.
    pub kind: KeyKind,
    /// Code of the person.
    pub person: Text,
    /// An attestation by this very key.
    pub possession: Attestation,
    /// The public key, 64 hex digits.
    pub public: Hash,
    /// What it may do.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub role: Option<Role>,
}

/// A key is no longer used after this batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRetired {
    /// Which key.
    pub key: KeyId,
}

/// A key is no longer used after this batch, and not trusted from an earlier entry on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRevoked {
    /// The first entry from which it is not trusted.
    pub from: u64,
    /// Which key; perhaps one that was retired before.
    pub key: KeyId,
    /// Why, without names: `stolen`, `lost`.
    pub reason: Text,
}

/// The ledger's own key changes from this batch on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerKeyReplaced {
    /// The new verifier key.
    pub vkey: VerifierKey,
}

/// Attestations of people elsewhere are embedded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttestationRecorded {
    /// 1 to 16 of them.
    pub attestations: Vec<Attestation>,
}

/// The root over every household's running digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseholdsStated {
    /// How many households.
    pub count: u64,
    /// RFC 6962 root over their lines in order of enrolment.
    pub root: Hash,
    /// As of the first `size` entries.
    pub size: u64,
}

/// The openings of a household are erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseholdErased {
    /// Whose.
    pub household: HouseholdId,
    /// How many openings were gone already, of those that it destroys or that would have had to be
    /// sealed anew; a person has said so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub missing: Option<u64>,
    /// How many openings it destroys: one for each private text of the entries before it that have to
    /// do with the household, but for those that an earlier erasure counted.
    pub openings: u64,
    /// Why, as a code: `request`, `left`, `law`.
    pub reason: Text,
}

/// An entry by place and content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryRef {
    /// Its index.
    pub index: u64,
    /// Its leaf hash.
    pub leaf: Hash,
}

/// An entry is reversed. What is right instead is recorded anew in the same batch or later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryCorrected {
    /// The entry.
    pub corrects: EntryRef,
    /// Why, as a code: `wrong_amount`, `wrong_account`, `duplicate`, `other`; words go into the note.
    pub reason: Text,
}
