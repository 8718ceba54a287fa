//! Everything that still opens: the records of any copy, tried with every key that any file holds.
//! Written from the form of the files alone, so that it finds what the program would overlook.

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use coop_ledger::log::Origin;
use data_encoding::{BASE64, HEXLOWER};
use std::path::{Path, PathBuf};

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn open(key: &[u8], nonce: &str, sealed: &str, about: &str) -> Option<Vec<u8>> {
    let nonce: [u8; 24] = HEXLOWER.decode(nonce.as_bytes()).ok()?.try_into().ok()?;
    let key: [u8; 32] = key.try_into().ok()?;
    let sealed = BASE64.decode(sealed.as_bytes()).ok()?;
    let payload = Payload { msg: &sealed, aad: about.as_bytes() };
    XChaCha20Poly1305::new(&key.into()).decrypt(&XNonce::from(nonce), payload).ok()
}

/// All texts that the files of these folders together give away, without their salts.
pub fn readable(origin: &Origin, folders: &[&Path]) -> Vec<String> {
    let texts = folders.iter().flat_map(|folder| files(folder)).filter_map(|path| std::fs::read_to_string(path).ok());
    let lines: Vec<String> = texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let words: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
    let wrapping = words.iter().filter(|w| w.len() == 2).filter_map(|w| HEXLOWER.decode(w[1].as_bytes()).ok());
    let wrapping: Vec<Vec<u8>> = wrapping.filter(|key| key.len() == 32).collect();
    let mut keys = Vec::new();
    for row in words.iter().filter(|w| w.len() == 4) {
        let about = format!("coop-ledger/data-key/v1\n{origin}\n{}\n{}\n", row[0], row[1]);
        keys.extend(wrapping.iter().filter_map(|by| open(by, row[2], row[3], &about)));
    }
    let mut found = Vec::new();
    for row in words.iter().filter(|w| w.len() == 4) {
        let about = format!("coop-ledger/opening/v1\n{origin}\n{}\n{}\n", row[0], row[1]);
        let opened = keys.iter().filter_map(|key| open(key, row[2], row[3], &about));
        found.extend(opened.map(|plain| String::from_utf8_lossy(plain.get(32..).unwrap_or_default()).into_owned()));
    }
    found.sort();
    found.dedup();
    found
}
