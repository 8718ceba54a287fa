//! What a session has uploaded and not yet recorded. It lies in memory alone and goes with the session.

use crate::{decide::Request, lists::ImportedFile};

/// Files of one import, as they were judged.
#[derive(Debug)]
pub struct PendingImport {
    /// With what is wrong in them.
    pub files: Vec<ImportedFile>,
    /// What they ask; recorded only if nothing is wrong.
    pub requests: Vec<Request>,
}
