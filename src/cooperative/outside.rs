//! Files that leave the house: pages, proofs, exports.

use crate::store::{
    disk::{Disk, Open, RealDisk},
    keys::is_key_file,
};
use std::{io, path::Path};

/// What shows that a folder is a ledger's, or a machine's memory of one.
const KEPT: [&str; 3] = ["journal/000000000000.jsonl", "ledger.key", "guard"];

/// True for a place in a ledger's folder, or beside a guard or a ledger's key, and for a private key
/// wherever it lies: nothing else may be written there.
pub fn is_kept(path: &Path) -> bool {
    is_in_a_ledger(path) || is_key_file(&RealDisk, path)
}

/// True for a place in a ledger's folder, or beside a guard or a ledger's key.
pub fn is_in_a_ledger(path: &Path) -> bool {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(folder) = folder.canonicalize() else { return false };
    folder.ancestors().any(|folder| KEPT.iter().any(|name| folder.join(name).exists()))
}

/// Writes a file in place of what stood under its name. Never through a link, nor where the file has
/// a second name: somebody else may have put a name there that leads to a key.
///
/// # Errors
/// What the disk says.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = RealDisk.open(path, Open::Create)?;
    file.set_len(0)?;
    file.write_at(0, bytes)
}

/// Makes a folder where there is none.
///
/// # Errors
/// What the disk says; something else stands there.
pub fn folder(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)
}
