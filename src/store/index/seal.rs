//! Codes under a key of this machine: only who has the key can have written a page.
//!
//! Hashes show that a page is not what it was; they do not show who made it, for anybody can make
//! them anew. The stamp and the books of the index therefore stand under an HMAC (RFC 2104) with
//! SHA-256, whose key lies beside the guard and never in the folder that is copied.

use crate::log::Hash;
use crate::store::disk::{Disk, read_small};
use crate::store::keys::{random, write_private};
use crate::store::{Cause, Why};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::path::Path;

/// The key of the codes under which this machine's index stands.
#[derive(Clone)]
pub struct SealKey([u8; 32]);

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey")
    }
}

impl SealKey {
    /// A key of these bytes.
    pub fn new(bytes: [u8; 32]) -> SealKey {
        SealKey(bytes)
    }

    /// The key in this file, which is made where there is none. Another key than before only
    /// means that the index is filled anew.
    ///
    /// # Errors
    /// What the disk says, or a file that is no key.
    pub fn kept(disk: &dyn Disk, path: &Path) -> Result<SealKey, Cause> {
        let failed = |doing: &str, e: std::io::Error| Cause::io(doing, path, &e);
        if let Some(bytes) = read_small(disk, path, 1 << 10).map_err(|e| failed("reading", e))? {
            let key = <[u8; 32]>::try_from(bytes.as_slice()).ok().map(SealKey);
            return key.ok_or_else(|| Cause::new(Why::Key, format!("{}: not 32 bytes", path.display())));
        }
        let key = random::<32>()?;
        write_private(disk, path, &key).map_err(|e| failed("writing", e))?;
        Ok(SealKey(key))
    }

    /// The code of a page that serves for `what`.
    pub(super) fn code(&self, what: &[u8], page: &[u8]) -> Hash {
        Hash(self.over(what, page).finalize().into_bytes().into())
    }

    /// True if the code is this page's, compared in the same time whatever it is.
    pub(super) fn holds(&self, what: &[u8], page: &[u8], code: &[u8]) -> bool {
        self.over(what, page).verify_slice(code).is_ok()
    }

    fn over(&self, what: &[u8], page: &[u8]) -> Hmac<Sha256> {
        // a key is filled up with zeros to one block of the hash
        let mut block = [0; 64];
        let (key, _) = block.split_at_mut(self.0.len());
        key.copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(what);
        mac.update(page);
        mac
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken claim stops its test")]
mod tests {
    use super::*;
    use crate::store::disk::RealDisk;

    #[test]
    fn the_code_is_that_of_the_standard_and_of_one_key_only() {
        // RFC 4231, test case 1, whose key of 20 bytes is the same as one filled up with zeros
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        let code = SealKey::new(key).code(b"Hi ", b"There").to_string();
        assert_eq!(code, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        let other = SealKey::new([1; 32]);
        assert!(other.holds(b"a", b"b", &other.code(b"a", b"b").0));
        assert!(!SealKey::new([2; 32]).holds(b"a", b"b", &other.code(b"a", b"b").0));
    }

    #[test]
    fn a_key_stays_and_a_file_that_is_none_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index.key");
        let first = SealKey::kept(&RealDisk, &path).map(|k| k.0);
        assert_eq!(SealKey::kept(&RealDisk, &path).map(|k| k.0), first);
        assert_eq!(write_private(&RealDisk, &path, b"short").ok(), Some(()));
        assert_eq!(SealKey::kept(&RealDisk, &path).map(|_| ()).map_err(|c| c.why), Err(Why::Key));
    }
}
