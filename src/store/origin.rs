//! Which ledger. One place, so that `log`'s validated type takes over by changing one line.

use crate::unit::UnitError;
use std::{fmt, str::FromStr};

/// Name of a ledger and its epoch: `host/name/<16 hex>`, later with `/2`, `/3`…
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(String);

impl Origin {
    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let fine = (1..=120).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'/'))
            && text.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
            && !text.starts_with("coop-ledger/")
            && !text.starts_with("cosignature/");
        if fine { Ok(Origin(text.to_owned())) } else { Err(UnitError::new("an origin such as coop.example/tianfu-a/3f9c2d7a5b1e8406", text)) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
