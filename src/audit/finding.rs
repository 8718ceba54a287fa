//! What is wrong with a record: where, and which of its rules does not hold.
//!
//! Every rule has a variant of its own with typed figures, grouped by what it is about. Code, place and
//! words follow from it by matches without a rest: a new rule does not compile until both languages can
//! say it. As JSON a finding has the English words.

mod decision;
mod files;
mod history;
mod line;
mod place;
mod proof;
mod statement;
mod texts;

pub use decision::{DecisionFault, Ending};
pub use files::{BlobFault, Document, FileFault};
pub use history::HistoryFault;
pub use line::LineFault;
pub use place::{Part, Place};
pub use proof::{Carries, ProofFault, Unread};
pub use statement::StatementFault;
pub use texts::TextFault;

use crate::unit::{Lang, Say};
use serde::{Serialize, Serializer, ser::SerializeStruct};
use std::fmt::{self, Display};

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// What.
    pub fault: Box<Wrong>,
}

/// What is wrong, by what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The folder: segments, blobs and strays.
    File(FileFault),
    /// What stands in a blob.
    Blob(BlobFault),
    /// A line of the journal.
    Line(LineFault),
    /// What an entry decides.
    Decision(DecisionFault),
    /// What others know of the history.
    History(HistoryFault),
    /// The private texts.
    Text(TextFault),
    /// A household's statement.
    Statement(StatementFault),
    /// A proof.
    Proof(ProofFault),
}

/// What should be there and what is there, in one language.
pub(super) struct Said {
    expected: String,
    found: String,
}

fn said(expected: impl Display, found: impl Display) -> Said {
    Said { expected: expected.to_string(), found: found.to_string() }
}

impl Finding {
    /// What is wrong at a place.
    pub fn new(place: Place, fault: impl Into<Wrong>) -> Finding {
        Finding { place, fault: Box::new(fault.into()) }
    }

    /// What is wrong with an entry.
    pub fn entry(entry: u64, fault: impl Into<Wrong>) -> Finding {
        Finding::new(Place::Entry(entry), fault)
    }

    /// What kind.
    pub fn code(&self) -> FindingCode {
        match &*self.fault {
            Wrong::File(fault) => fault.code(),
            Wrong::Blob(fault) => fault.code(),
            Wrong::Line(fault) => fault.code(),
            Wrong::Decision(fault) => fault.code(),
            Wrong::History(fault) => fault.code(),
            Wrong::Text(fault) => fault.code(),
            Wrong::Statement(fault) => fault.code(),
            Wrong::Proof(fault) => fault.code(),
        }
    }

    /// What should be there.
    pub fn expected(&self, lang: Lang) -> String {
        self.said(lang).expected
    }

    /// What is there.
    pub fn found(&self, lang: Lang) -> String {
        self.said(lang).found
    }

    fn said(&self, lang: Lang) -> Said {
        match &*self.fault {
            Wrong::File(fault) => fault.said(lang),
            Wrong::Blob(fault) => fault.said(lang),
            Wrong::Line(fault) => fault.said(lang),
            Wrong::Decision(fault) => fault.said(lang),
            Wrong::History(fault) => fault.said(lang),
            Wrong::Text(fault) => fault.said(lang),
            Wrong::Statement(fault) => fault.said(lang),
            Wrong::Proof(fault) => fault.said(lang),
        }
    }
}

/// On one line, for what wraps it; a command has a sentence for each code.
impl Say for Finding {
    fn say(&self, lang: Lang) -> String {
        let (place, Said { expected, found }, code) = (self.place.say(lang), self.said(lang), self.code().name());
        lang.pick(
            format!("{place}：应为 {expected}，实为 {found} [{code}]"),
            format!("{code} at {place}: expected {expected}, found {found}"),
        )
    }
}

impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.say(Lang::En))
    }
}

/// The form of `schemas/`: the English words.
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Said { expected, found } = self.said(Lang::En);
        let mut finding = serializer.serialize_struct("Finding", 4)?;
        finding.serialize_field("code", &self.code())?;
        finding.serialize_field("place", &self.place.say(Lang::En))?;
        finding.serialize_field("expected", &expected)?;
        finding.serialize_field("found", &found)?;
        finding.end()
    }
}

macro_rules! subjects {
    ($($subject:ident = $fault:ident),* $(,)?) => {
        $(impl From<$fault> for Wrong {
            fn from(fault: $fault) -> Wrong {
                Wrong::$subject(fault)
            }
        })*
    };
}

subjects! {
    File = FileFault,
    Blob = BlobFault,
    Line = LineFault,
    Decision = DecisionFault,
    History = HistoryFault,
    Text = TextFault,
    Statement = StatementFault,
    Proof = ProofFault,
}
