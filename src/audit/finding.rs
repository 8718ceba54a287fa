//! What is wrong with a record: where, and which of its rules does not hold, grouped by what it is about.

mod beside;
mod decision;
mod files;
mod history;
mod line;
mod texts;

pub use beside::BesideFault;
pub use decision::{DecisionFault, Ending};
pub use files::FileFault;
pub use history::HistoryFault;
pub use line::LineFault;
pub use texts::TextFault;

use super::LedgerPlace;
use crate::finding::{self, of_subjects, stable_codes};

stable_codes! {
    /// A stable code, one per kind of finding.
    FindingCode {
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
        /// The other ledger of a merger or division does not hold.
        OtherUnsound = "other_unsound",
        /// The other ledger never stood as an entry names it.
        OtherCheckpoint = "other_checkpoint",
        /// What was taken in the other ledger never gave.
        NotMirrored = "not_mirrored",
        /// The households of who gave are others than it said.
        RollDiffers = "roll_differs",
        /// The ledger's key has signed more than this machine, which has it.
        SignedElsewhere = "signed_elsewhere",
        /// Recorded later than the auditor's clock says.
        RecordedAhead = "recorded_ahead",
        /// A person cleared what an audit of this machine had seen.
        MemoryCleared = "memory_cleared",
        /// There is a memory of the ledger that cannot be read.
        MemoryUnreadable = "memory_unreadable",
        /// Lines of a payout could not be computed again, since what opens the figures behind them is not here.
        TakenAsShown = "taken_as_shown",
        /// An opening is missing without an erasure.
        OpeningMissing = "opening_missing",
        /// An opening does not open its commitment.
        OpeningWrong = "opening_wrong",
    }
}

/// What is wrong with a record.
pub type Finding = finding::Finding<LedgerPlace, Wrong>;

/// What is wrong, by what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The folder: segments, blobs and strays.
    File(FileFault),
    /// A line of the journal.
    Line(LineFault),
    /// What an entry decides.
    Decision(DecisionFault),
    /// What others know of the history.
    History(HistoryFault),
    /// The private texts.
    Text(TextFault),
    /// Another ledger beside this one.
    Beside(BesideFault),
}

of_subjects! {
    Wrong: FindingCode {
        File(FileFault),
        Line(LineFault),
        Decision(DecisionFault),
        History(HistoryFault),
        Text(TextFault),
        Beside(BesideFault),
    }
}

impl Finding {
    /// What is wrong with an entry.
    pub fn entry(entry: u64, fault: impl Into<Wrong>) -> Finding {
        Finding::new(LedgerPlace::Entry(entry), fault)
    }
}
