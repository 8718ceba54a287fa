//! What an auditor wants from paper, as a file.

use crate::log::Hash;
use serde::{Deserialize, Serialize};

/// Which ledger, how it began, which key signs for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinFile {
    /// Which ledger.
    pub origin: String,
    /// Leaf hash of entry 0.
    pub leaf0: Hash,
    /// The ledger's verifier key.
    pub vkey: String,
}

impl PinFile {
    /// Longest file read, in bytes: it has three short lines; what is offered in its place is said not to be one.
    pub const MOST: usize = 1 << 20;

    /// As a file, which `audit --pin` reads.
    pub fn toml(&self) -> String {
        format!("origin = \"{}\"\nleaf0 = \"{}\"\nvkey = \"{}\"\n", self.origin, self.leaf0, self.vkey)
    }

    /// From a file, in the form of [`PinFile::toml`] or as JSON.
    ///
    /// # Errors
    /// What is wrong with the text, in the words of who reads TOML or JSON.
    pub fn read(text: &str) -> Result<PinFile, String> {
        if text.len() > PinFile::MOST {
            return Err(format!("{} bytes", text.len()));
        }
        match text.trim_start().starts_with('{') {
            true => serde_json::from_str(text).map_err(|e| e.to_string()),
            false => toml::from_str(text).map_err(|e| e.message().to_owned()),
        }
    }
}
