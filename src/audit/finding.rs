//! What is wrong with a record: code, place, expected, found.

use crate::{
    decide::Refusal,
    event::{Attached, Event, PayoutLine, ReadError},
    log::ChainError,
};
use serde::Serialize;
use std::fmt::Display;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),* $(,)?) => {
        /// A stable code, one per kind of finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum FindingCode { $($(#[$doc])* #[serde(rename = $name)] $variant),* }

        impl FindingCode {
            /// All of them.
            pub const ALL: &'static [FindingCode] = &[$(FindingCode::$variant),*];

            /// The code as it is printed and documented.
            pub fn name(self) -> &'static str {
                match self { $(FindingCode::$variant => $name),* }
            }
        }
    };
}

codes! {
    /// A file the format does not know, or a segment out of place.
    StrayFile = "stray_file",
    /// A segment of the journal is missing or misnamed.
    SegmentOutOfPlace = "segment_out_of_place",
    /// The journal does not end with a whole line.
    TornTail = "torn_tail",
    /// A line is not one canonical entry.
    LineMalformed = "line_malformed",
    /// The key that signed was never admitted.
    KeyUnknown = "key_unknown",
    /// The signature does not verify.
    SignatureWrong = "signature_wrong",
    /// Index, chain, batch, origin or time does not follow.
    ChainBroken = "chain_broken",
    /// Part of a batch.
    HalfBatch = "half_batch",
    /// A kind this program does not know; nothing behind it is proven.
    UnknownKind = "unknown_kind",
    /// The body does not fit its kind.
    BodyMalformed = "body_malformed",
    /// A blob that an entry names is missing.
    BlobMissing = "blob_missing",
    /// A blob is not what its name or its entry says.
    BlobWrong = "blob_wrong",
    /// A blob no entry names.
    BlobOrphan = "blob_orphan",
    /// The key was not in force.
    KeyNotValid = "key_not_valid",
    /// An id twice.
    IdTwice = "id_twice",
    /// The same books would have refused this.
    DecidedOtherwise = "decided_otherwise",
    /// A payout line is not what the recorded sheet gives.
    PayoutDiffers = "payout_differs",
    /// Another computed figure is not what the books give.
    FigureDiffers = "figure_differs",
    /// The households concerned are not those named.
    AboutDiffers = "about_differs",
    /// A batch that must end with the digests of all households does not.
    NotStated = "not_stated",
    /// The books cannot follow.
    CannotFollow = "cannot_follow",
    /// No checkpoint.
    CheckpointMissing = "checkpoint_missing",
    /// Not a checkpoint in its one form.
    CheckpointMalformed = "checkpoint_malformed",
    /// Not signed by the ledger's key.
    CheckpointSignature = "checkpoint_signature",
    /// Fewer entries than the checkpoint speaks of.
    JournalShort = "journal_short",
    /// The checkpoint's root is not this history's.
    RootDiffers = "root_differs",
    /// Entries behind the checkpoint.
    BehindCheckpoint = "behind_checkpoint",
    /// Not the ledger that was pinned.
    PinDiffers = "pin_differs",
    /// Fewer entries than were signed or seen before.
    TailLost = "tail_lost",
    /// Another history than was signed or seen before.
    Forked = "forked",
    /// Not the ledger that was audited here before under this name.
    OtherLedger = "other_ledger",
    /// The ledger's key has signed more than this machine, which has it.
    SignedElsewhere = "signed_elsewhere",
    /// Recorded later than the auditor's clock says.
    RecordedAhead = "recorded_ahead",
    /// A person cleared what an audit of this machine had seen.
    MemoryCleared = "memory_cleared",
    /// There is a memory of the ledger that cannot be read.
    MemoryUnreadable = "memory_unreadable",
    /// An opening is missing without an erasure.
    OpeningMissing = "opening_missing",
    /// An opening does not open its commitment.
    OpeningWrong = "opening_wrong",
    /// A statement contradicts itself.
    StatementContradicts = "statement_contradicts",
    /// A statement says something else than the proved record.
    StatementDiffers = "statement_differs",
    /// A text is no proof in its one form.
    ProofMalformed = "proof_malformed",
    /// A proof does not hold under the ledger's key.
    ProofWrong = "proof_wrong",
    /// A statement lacks a proof that it should carry.
    ProofMissing = "proof_missing",
    /// The entries listed are not those the ledger stated.
    EntriesHidden = "entries_hidden",
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind.
    pub code: FindingCode,
    /// `entry 412`, `checkpoint`, `blobs/…`.
    pub place: String,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl Finding {
    /// About an entry.
    pub fn new(code: FindingCode, entry: u64, expected: impl Display, found: impl Display) -> Finding {
        Finding::file(code, format!("entry {entry}"), expected, found)
    }

    /// About a file.
    pub fn file(code: FindingCode, place: impl Display, expected: impl Display, found: impl Display) -> Finding {
        Finding { code, place: place.to_string(), expected: expected.to_string(), found: found.to_string() }
    }

    pub(super) fn chain(entry: u64, error: &ChainError) -> Finding {
        Finding::new(FindingCode::ChainBroken, entry, "the entry that follows", error)
    }

    /// About an entry whose event or files cannot be read.
    pub fn unread(entry: u64, error: &ReadError) -> Finding {
        let (code, expected) = match error {
            ReadError::UnknownKind(_) => (FindingCode::UnknownKind, "a kind this version knows; use a newer one"),
            ReadError::Body(..) | ReadError::Shape(..) => (FindingCode::BodyMalformed, "a body of its kind"),
            ReadError::BlobMissing(_) => (FindingCode::BlobMissing, "the blob that the entry names"),
            ReadError::Blob(..) => (FindingCode::BlobWrong, "the blob that the entry names"),
        };
        Finding::new(code, entry, expected, error)
    }

    pub(super) fn refused(entry: u64, refusal: &Refusal) -> Finding {
        let found = format!("{} {}: {}", refusal.code(), refusal.subject(), refusal.found());
        Finding::new(FindingCode::DecidedOtherwise, entry, refusal.expected(), found)
    }

    /// Names the first line of a payout that differs, or the first member of another event.
    pub(super) fn differs(entry: u64, again: &Event, recorded: &Event) -> Finding {
        if let (Attached::Lines(ours), Attached::Lines(theirs)) = (&again.attached, &recorded.attached) {
            let by_holder = |lines: &[(crate::log::Hash, PayoutLine)]| {
                lines.iter().map(|(_, l)| (l.to.clone(), l.clone())).collect::<std::collections::BTreeMap<_, _>>()
            };
            let (ours, theirs) = (by_holder(ours), by_holder(theirs));
            let holders: std::collections::BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
            let said = |line: Option<&PayoutLine>| line.map_or("no line".to_owned(), |l| l.amount.to_string());
            for holder in holders {
                let (a, b) = (ours.get(holder), theirs.get(holder));
                if a != b {
                    let place = format!("entry {entry}, {holder}");
                    let (expected, mut found) = (said(a), said(b));
                    if expected == found {
                        found = format!("{found} with other reasons");
                    }
                    return Finding::file(FindingCode::PayoutDiffers, place, expected, found);
                }
            }
        }
        let body = |event: &Event| event.body().map(|b| String::from_utf8_lossy(&b.to_bytes()).into_owned());
        let (a, b) = (body(again).unwrap_or_default(), body(recorded).unwrap_or_default());
        Finding::new(FindingCode::FigureDiffers, entry, a, b)
    }
}
