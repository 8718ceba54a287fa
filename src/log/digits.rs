//! Twelve digits by which people compare a key or a checkpoint with a notice board: by eye, over the telephone.

use super::{Checkpoint, Hash, PublicKey, VerifierKey};

/// 2^64 is not a multiple of 10^12, but so near to one that no digit is more likely than another by 10^-7.
const MOST: u64 = 1_000_000_000_000;

/// `4821 0937 5526`: the first 8 bytes of SHA-256(`coop-ledger/digits/v1\n` ‖ what ‖ `\n` ‖ text), modulo 10^12.
fn digits(what: &str, text: &[u8]) -> String {
    let hash = Hash::of(&[b"coop-ledger/digits/v1\n", what.as_bytes(), b"\n", text]);
    let first = hash.0.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let twelve = first % MOST;
    format!("{:04} {:04} {:04}", twelve / 100_000_000, twelve / 10_000 % 10_000, twelve % 10_000)
}

impl VerifierKey {
    /// Its twelve digits (`schemas/STATEMENT.md`, section 6).
    pub fn digits(&self) -> String {
        digits("key", self.to_string().as_bytes())
    }
}

impl PublicKey {
    /// The twelve digits of a person's key, by which whoever admits it knows that it is the one in her browser.
    pub fn digits(&self) -> String {
        digits("person-key", self.to_string().as_bytes())
    }
}

impl Checkpoint {
    /// The twelve digits of the size and root that it signs, whoever signed it beside the ledger.
    pub fn digits(&self) -> String {
        digits("checkpoint", self.signed_text().as_bytes())
    }
}
