//! Any bytes are one canonical entry or none; what is read gives the same bytes again.
#![no_main]

use coop_ledger::log::{Json, UnverifiedEntry};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(entry) = UnverifiedEntry::parse(bytes) {
        let _ = (entry.index(), entry.key(), entry.origin().to_string(), entry.leaf());
    }
    if let Ok(json) = Json::parse(bytes) {
        assert_eq!(json.to_bytes(), bytes, "only canonical bytes are read");
    }
});
