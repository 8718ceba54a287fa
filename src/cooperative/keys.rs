//! Key files of persons and of the ledger itself.

use super::Trouble;
use crate::{
    log::SigningKey,
    store::{
        disk::{Disk, RealDisk, open_users_file},
        keys,
    },
};
use std::{io::Read, path::Path};

/// Reads a key file; encrypted ones need their passphrase.
pub fn read_key(path: &Path, passphrase: Option<&str>) -> Result<SigningKey, Trouble> {
    // a person may keep a key behind a link; what it leads to must be a file
    let file = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    read_key_on(&RealDisk, &file, passphrase)
}

/// The text of a key file as far as it may be one, empty where it cannot be read: whether it is
/// locked and whose it is stands there in the clear.
pub fn key_text(path: &Path) -> String {
    const MOST: u64 = 16 << 10;
    let mut text = String::new();
    let read = open_users_file(path).and_then(|file| file.take(MOST).read_to_string(&mut text));
    read.map(|_| text).unwrap_or_default()
}

/// [`read_key`] on any disk.
pub(super) fn read_key_on(disk: &dyn Disk, path: &Path, passphrase: Option<&str>) -> Result<SigningKey, Trouble> {
    let key = keys::read(disk, path, passphrase).map_err(|e| Trouble::Key(e.to_string()))?;
    Ok(SigningKey::from_seed(key.to_bytes()))
}

/// Makes a new random key and writes it; an existing file is never overwritten.
pub fn new_key(path: &Path, passphrase: Option<&str>) -> Result<SigningKey, Trouble> {
    let seed = keys::random::<32>()?;
    write_key(&RealDisk, path, seed, passphrase)?;
    Ok(SigningKey::from_seed(seed))
}

/// Writes the ledger's own key, unless that very key is there from an interrupted beginning.
pub(super) fn write_key_once(disk: &dyn Disk, path: &Path, seed: [u8; 32]) -> Result<(), Trouble> {
    let there = read_key_on(disk, path, None).is_ok_and(|key| key.public() == SigningKey::from_seed(seed).public());
    if there { Ok(()) } else { write_key(disk, path, seed, None) }
}

fn write_key(disk: &dyn Disk, path: &Path, seed: [u8; 32], passphrase: Option<&str>) -> Result<(), Trouble> {
    let key = ed25519_dalek::SigningKey::from_bytes(&seed);
    keys::write(disk, path, &key, passphrase).map_err(|e| Trouble::Key(e.to_string()))
}
