//! Key files of persons and of the ledger itself.

use super::Trouble;
use crate::{
    log::SigningKey,
    store::{disk::RealDisk, keys},
};
use std::path::Path;

/// Reads a key file; encrypted ones need their passphrase.
pub fn read_key(path: &Path, passphrase: Option<&str>) -> Result<SigningKey, Trouble> {
    let key = keys::read(&RealDisk, path, passphrase).map_err(|e| Trouble::Key(e.to_string()))?;
    Ok(SigningKey::from_seed(key.to_bytes()))
}

/// Makes a new random key and writes it; an existing file is never overwritten.
pub fn new_key(path: &Path, passphrase: Option<&str>) -> Result<SigningKey, Trouble> {
    write_key(path, keys::random::<32>()?, passphrase)
}

/// Writes the key of this seed.
pub(super) fn write_key(path: &Path, seed: [u8; 32], passphrase: Option<&str>) -> Result<SigningKey, Trouble> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|e| Trouble::Device(crate::store::Cause::io("making", folder, &e)))?;
    }
    let key = ed25519_dalek::SigningKey::from_bytes(&seed);
    keys::write(&RealDisk, path, &key, passphrase).map_err(|e| Trouble::Key(e.to_string()))?;
    Ok(SigningKey::from_seed(seed))
}
