//! Commitments: what stands in the record in place of a name, a number or a scan.

use super::Hash;

/// SHA-256(`coop-ledger/commit/v1\n` ‖ field ‖ `\n` ‖ salt ‖ value). The salt is random and lies
/// with the value outside the record; both can be forgotten, and then this says nothing to anyone.
/// For a file the value is its SHA-256.
///
/// `field` names what is committed to and holds no newline: it ends at the first one.
pub fn commit(field: &str, salt: &[u8; 32], value: &[u8]) -> Hash {
    assert!(!field.contains('\n'), "a field name of a commitment is one line");
    Hash::of(&[b"coop-ledger/commit/v1\n", field.as_bytes(), b"\n", salt, value])
}

/// True if salt and value open the commitment. Safe on outside data.
pub fn opens(commitment: &Hash, field: &str, salt: &[u8; 32], value: &[u8]) -> bool {
    !field.contains('\n') && commit(field, salt, value) == *commitment
}
