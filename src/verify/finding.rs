//! What is wrong with a statement or a proof: where in it, and which rule does not hold.

mod passage;
mod proof;
mod statement;

pub use passage::{Field, Passage};
pub use proof::{Carries, ProofFault, Unread};
pub use statement::StatementFault;

use crate::finding::{self, of_subjects, stable_codes};

stable_codes! {
    /// A stable code, one per kind of doubt.
    DoubtCode {
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
}

/// What is wrong with a statement or a proof.
pub type Finding = finding::Finding<Passage, Objection>;

/// What is wrong, by what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Objection {
    /// What a statement says.
    Statement(StatementFault),
    /// A proof.
    Proof(ProofFault),
}

of_subjects! {
    Objection: DoubtCode {
        Statement(StatementFault),
        Proof(ProofFault),
    }
}

impl Finding {
    /// What is wrong with what is shown of an entry.
    pub(super) fn entry(entry: u64, fault: impl Into<Objection>) -> Finding {
        Finding::new(Passage::Entry(entry), fault)
    }
}
