//! Key files of persons, which lie wherever a person keeps them.

use super::{KeyTrouble, Trouble};
use crate::{
    log::{PublicKey, SigningKey},
    store::{
        disk::{RealDisk, open_users_file},
        keys,
    },
};
use std::{io::Read, path::Path};

/// Whose key a file holds, read from the line before its locked part: who only looks needs no passphrase. `None` where the
/// file has no such line.
pub fn public_key_of(path: &Path) -> Option<PublicKey> {
    let text = key_text(path);
    let named = text.lines().find_map(|line| line.strip_prefix(keys::HEADER))?;
    named.trim().parse().ok()
}

/// 32 hexadecimal digits that nobody can guess.
///
/// # Errors
/// The operating system gives no randomness.
pub fn fresh_word() -> Result<String, Trouble> {
    let bytes = keys::random::<16>().map_err(Trouble::Device)?;
    Ok(data_encoding::HEXLOWER.encode(&bytes))
}

/// Reads a key file; encrypted ones need their passphrase.
///
/// # Errors
/// [`Trouble::Key`] where the file is absent, damaged or cannot be read, or the passphrase is missing or
/// another.
pub fn read_key(path: &Path, passphrase: Option<&str>) -> Result<SigningKey, Trouble> {
    // a person may keep a key behind a link; what it leads to must be a file
    let file = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let key = keys::read(&RealDisk, &file, passphrase).map_err(|e| Trouble::Key(KeyTrouble::File(e)))?;
    Ok(SigningKey::from_seed(key.to_bytes()))
}

/// The text of a key file as far as it may be one, empty where it cannot be read: whether it is
/// locked and whose it is stands there in the clear.
pub fn key_text(path: &Path) -> String {
    const MOST: u64 = 16 << 10;
    let mut text = String::new();
    let read = open_users_file(path).and_then(|file| file.take(MOST).read_to_string(&mut text));
    read.map(|_| text).unwrap_or_default()
}

/// Makes a new random key and writes it; an existing file is never overwritten.
///
/// # Errors
/// [`Trouble::Device`] where the operating system gives no randomness, [`Trouble::Key`] where a file is there
/// already or this one cannot be written.
pub fn new_key(path: &Path, passphrase: Option<&str>) -> Result<SigningKey, Trouble> {
    let seed = keys::random::<32>()?;
    let key = ed25519_dalek::SigningKey::from_bytes(&seed);
    keys::write(&RealDisk, path, &key, passphrase).map_err(|e| Trouble::Key(KeyTrouble::File(e)))?;
    Ok(SigningKey::from_seed(seed))
}
