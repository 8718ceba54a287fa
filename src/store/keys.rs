//! Ed25519 keys at rest, and the only source of randomness in the house.
//!
//! A key file is a PEM text that other tools read: PKCS#8, encrypted with scrypt and AES-256-CBC,
//! or plain for the ledger's own key if its owner wants that. Before it stands one line with the
//! public key: CBC does not notice altered bytes, comparing the derived public key does.

use super::disk::{Disk, DiskFile, Open, piece, read_small};
use super::{Cause, Why};
use crate::unit::{Lang, Say};
use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;
use pkcs8::der::asn1::OctetStringRef;
use pkcs8::der::zeroize::Zeroizing;
use pkcs8::pkcs5::{pbes2, scrypt};
use pkcs8::{
    AlgorithmIdentifierRef, EncryptedPrivateKeyInfoRef, LineEnding, ObjectIdentifier, PrivateKeyInfoRef, SecretDocument,
};
use std::io;
use std::path::Path;

const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// First words of the line before the PEM text.
pub(crate) const HEADER: &str = "coop-key/v1 ed25519 ";
const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";
const PLAIN: &str = "PRIVATE KEY";
/// A key file has some 400 bytes.
const MOST: u64 = 16 << 10;
/// So much of a file is overwritten before it is given back: the keyring is the longest.
const WIPED: u64 = 300 << 20;
/// Most memory that a file may make key derivation take; ours takes 16 MiB.
const DERIVATION_BYTES: u64 = 256 << 20;

/// Why a key file gave no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// There is no such file.
    #[error("there is no key file {0}")]
    Absent(String),
    /// It is encrypted, and no passphrase was given.
    #[error("the key in {0} is locked by a passphrase")]
    Locked(String),
    /// The passphrase does not open it.
    #[error("the passphrase does not open {0}")]
    WrongPassphrase(String),
    /// It opens, but is no key of the kind, or not the one its first line names.
    #[error("{0}")]
    Damaged(Cause),
    /// It would replace another key.
    #[error("there is already a key file {0}")]
    Present(String),
    /// What the operating system or the random source said.
    #[error("{0}")]
    Failed(Cause),
}

impl Say for KeyFileError {
    fn say(&self, lang: Lang) -> String {
        let zh = match self {
            KeyFileError::Absent(file) => format!("没有密钥文件 {file}"),
            KeyFileError::Locked(file) => format!("{file} 有口令"),
            KeyFileError::WrongPassphrase(file) => format!("口令打不开 {file}"),
            KeyFileError::Damaged(cause) | KeyFileError::Failed(cause) => cause.say(lang),
            KeyFileError::Present(file) => format!("已经有密钥文件 {file}"),
        };
        lang.pick(zh, self.to_string())
    }
}

impl KeyFileError {
    /// Exit code of a command that ends with it: 6 for keys, 4 for storage.
    pub fn exit_code(&self) -> u8 {
        if matches!(self, KeyFileError::Failed(_)) { 4 } else { 6 }
    }
}

/// True for a file that holds a private key, ours or one of other programs (RFC 7468). What cannot be
/// read as one is none.
pub fn is_key_file(disk: &dyn Disk, path: &Path) -> bool {
    let begins = |line: &[u8]| line.starts_with(b"-----BEGIN ") && line.ends_with(b"PRIVATE KEY-----");
    let bytes = read_small(disk, path, MOST).ok().flatten().unwrap_or_default();
    bytes.starts_with(HEADER.as_bytes()) || bytes.split(|b| *b == b'\n').any(|line| begins(line.trim_ascii_end()))
}

/// Bytes nobody can guess, from the operating system.
///
/// # Errors
/// The operating system gives none.
pub fn random<const N: usize>() -> Result<[u8; N], Cause> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| Cause::new(Why::Device, format!("no randomness: {e}")))?;
    Ok(bytes)
}

/// A new key.
///
/// # Errors
/// As [`random`].
pub fn generate() -> Result<SigningKey, Cause> {
    let seed = Zeroizing::new(random::<32>()?);
    Ok(SigningKey::from_bytes(&seed))
}

/// The key as the text of a key file.
///
/// # Errors
/// [`KeyFileError::Failed`] where there is no randomness, or the key cannot be encoded or encrypted.
pub fn to_text(key: &SigningKey, passphrase: Option<&str>) -> Result<Zeroizing<String>, KeyFileError> {
    let broken = |what: String| KeyFileError::Failed(Cause::new(Why::Key, what));
    // CurvePrivateKey: an octet string of 32 bytes within the octet string
    let inner = Zeroizing::new([[0x04, 0x20].as_slice(), Zeroizing::new(key.to_bytes()).as_slice()].concat());
    let algorithm = AlgorithmIdentifierRef { oid: ED25519, parameters: None };
    let octets = OctetStringRef::new(inner.as_slice()).map_err(|e| broken(format!("encoding the key: {e}")))?;
    let info = PrivateKeyInfoRef::new(algorithm, octets);
    let (document, label) = match passphrase {
        None => (SecretDocument::try_from(&info).map_err(|e| broken(format!("encoding the key: {e}")))?, PLAIN),
        Some(passphrase) => {
            let salt = random::<16>().map_err(KeyFileError::Failed)?;
            let iv = random::<16>().map_err(KeyFileError::Failed)?;
            // N = 2^14, r = 8, p = 1: 16 MiB, and what OpenSSL 3 opens without asking for more memory
            let cost = scrypt::Params::new(14, 8, 1).map_err(|e| broken(format!("key derivation: {e}")))?;
            let scheme = pbes2::Parameters::generate_scrypt_aes256cbc(cost, &salt, iv);
            let scheme = scheme.map_err(|e| broken(format!("key derivation: {e}")))?;
            (
                info.encrypt_with_params(scheme, passphrase).map_err(|e| broken(format!("encrypting the key: {e}")))?,
                ENCRYPTED,
            )
        }
    };
    let pem = document.to_pem(label, LineEnding::LF).map_err(|e| broken(format!("encoding the key: {e}")))?;
    let public = HEXLOWER.encode(key.verifying_key().as_bytes());
    Ok(Zeroizing::new(format!("{HEADER}{public}\n{}", pem.as_str())))
}

/// The key in the text of a key file. `name` is how errors call the file.
///
/// # Errors
/// [`KeyFileError::Locked`] without the passphrase that it needs, [`KeyFileError::WrongPassphrase`] with
/// another, [`KeyFileError::Damaged`] where it holds no Ed25519 key, or another than its first line names.
pub fn from_text(text: &str, passphrase: Option<&str>, name: &str) -> Result<SigningKey, KeyFileError> {
    let damaged = |zh: &str, en: &str| {
        KeyFileError::Damaged(Cause::said(Why::Key, format!("{name} {zh}"), format!("{name}: {en}")))
    };
    let no_pem = || damaged("不是密钥文件（没有 PEM 文本）", "no PEM text");
    let begin = text.find("-----BEGIN ").ok_or_else(no_pem)?;
    let (before, pem) = text.split_at(begin);
    let Ok((label, document)) = SecretDocument::from_pem(pem) else {
        return Err(damaged("的 PEM 文本不完整", "not a PEM text"));
    };
    let document = match label {
        PLAIN => document,
        ENCRYPTED => {
            let passphrase = passphrase.ok_or_else(|| KeyFileError::Locked(name.to_owned()))?;
            let Ok(info) = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes()) else {
                return Err(damaged("不是 PKCS#8 密钥", "not PKCS#8"));
            };
            if !affordable(&info) {
                return Err(damaged(
                    "推算密钥要用 256 MiB 以上内存或一千万次以上运算，不予打开",
                    "key derivation would take more than 256 MiB or ten million rounds",
                ));
            }
            let opened = info.decrypt(passphrase).ok();
            opened.ok_or_else(|| KeyFileError::WrongPassphrase(name.to_owned()))?
        }
        _ => return Err(damaged("是别种 PEM 文本", "another kind of PEM text")),
    };
    let not_a_key = || {
        if label == ENCRYPTED {
            KeyFileError::WrongPassphrase(name.to_owned())
        } else {
            damaged("里不是 Ed25519 密钥", "not an Ed25519 key")
        }
    };
    let Ok(info) = PrivateKeyInfoRef::try_from(document.as_bytes()) else { return Err(not_a_key()) };
    if info.algorithm.oid != ED25519 {
        return Err(not_a_key());
    }
    let seed = info.private_key.as_bytes().strip_prefix(&[0x04, 0x20]).and_then(|s| <&[u8; 32]>::try_from(s).ok());
    let key = SigningKey::from_bytes(seed.ok_or_else(not_a_key)?);
    let named = before.lines().find_map(|line| line.strip_prefix(HEADER));
    let public = HEXLOWER.encode(key.verifying_key().as_bytes());
    match named {
        Some(named) if named.trim() != public => {
            Err(damaged("里的密钥与首行所写的不是同一把", "the key is not the one that its first line names"))
        }
        _ => Ok(key),
    }
}

/// Would deriving the key stay within bounds? A file from outside chooses these numbers.
fn affordable(info: &EncryptedPrivateKeyInfoRef<'_>) -> bool {
    let Some(scheme) = info.encryption_algorithm.pbes2() else { return false };
    if let Some(scrypt) = scheme.kdf.scrypt() {
        let bytes = scrypt.cost_parameter.checked_mul(u64::from(scrypt.block_size)).and_then(|n| n.checked_mul(128));
        return bytes.is_some_and(|n| n <= DERIVATION_BYTES) && scrypt.parallelization <= 4;
    }
    scheme.kdf.pbkdf2().is_some_and(|pbkdf2| u64::from(pbkdf2.iteration_count) <= 10_000_000)
}

/// Writes a key file that only its owner may read, durably. Never replaces one.
///
/// # Errors
/// [`KeyFileError::Present`] where a file is there, [`KeyFileError::Failed`] where this one cannot be written.
pub fn write(disk: &dyn Disk, path: &Path, key: &SigningKey, passphrase: Option<&str>) -> Result<(), KeyFileError> {
    let failed = |e: io::Error| KeyFileError::Failed(Cause::io("writing", path, &e));
    if disk.len(path).map_err(failed)?.is_some() {
        return Err(KeyFileError::Present(path.display().to_string()));
    }
    let text = to_text(key, passphrase)?;
    write_private(disk, path, text.as_bytes()).map_err(failed)
}

/// Reads a key file; the public key of what it holds has been compared with its first line.
///
/// # Errors
/// [`KeyFileError::Absent`] where there is no file, [`KeyFileError::Failed`] where it is too long or cannot be
/// read, otherwise as [`from_text`].
pub fn read(disk: &dyn Disk, path: &Path, passphrase: Option<&str>) -> Result<SigningKey, KeyFileError> {
    let name = path.display().to_string();
    let bytes = read_small(disk, path, MOST).map_err(|e| KeyFileError::Failed(Cause::io("reading", path, &e)))?;
    let bytes = Zeroizing::new(bytes.ok_or_else(|| KeyFileError::Absent(name.clone()))?);
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return Err(KeyFileError::Damaged(Cause::said(
            Why::Key,
            format!("{name} 不是文本文件"),
            format!("{name}: not a text"),
        )));
    };
    from_text(text, passphrase, &name)
}

/// A small file for its owner alone: whole or not there, durable on return, what it replaces
/// overwritten before its space is given back.
pub(crate) fn write_private(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    disk.create_own_dirs(folder)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let temporary = folder.join(name);
    let file = disk.open(&temporary, Open::Private)?;
    file.write_at(0, bytes)?;
    file.sync()?;
    drop(file);
    let old = if disk.len(path)?.is_some() { Some(disk.open(path, Open::Write)?) } else { None };
    disk.rename(&temporary, path)?;
    disk.sync_dir(folder)?;
    // it has no name any more; this is for whoever reads the raw device
    old.map_or(Ok(()), |old| wipe(old.as_ref()))
}

/// Writes zeros over a private file, durably. A file with a hole in it may have any length: what is longer
/// than all that was ever written here is not our secret.
pub(crate) fn wipe(file: &dyn DiskFile) -> io::Result<()> {
    let (len, mut at) = (file.len()?.min(WIPED), 0);
    while at < len {
        let zeros = piece(len - at, 1 << 16);
        file.write_at(at, &zeros)?;
        at += zeros.len() as u64;
    }
    file.sync()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken claim stops its test")]
mod tests {
    use super::super::disk::RealDisk;
    use super::*;

    fn key(byte: u8) -> SigningKey {
        SigningKey::from_bytes(&[byte; 32])
    }

    #[test]
    fn a_key_comes_back_with_its_passphrase_and_with_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let (disk, path) = (RealDisk, folder.path().join("keys/accountant.pem"));
        let path = path.as_path();
        assert_eq!(write(&disk, path, &key(1), Some("correct horse")), Ok(()));
        assert_eq!(read(&disk, path, Some("correct horse")).map(|k| k.to_bytes()), Ok([1; 32]));
        let name = path.display().to_string();
        assert_eq!(read(&disk, path, None).err(), Some(KeyFileError::Locked(name.clone())));
        assert_eq!(read(&disk, path, Some("correct horsf")).err(), Some(KeyFileError::WrongPassphrase(name.clone())));
        assert_eq!(write(&disk, path, &key(2), None), Err(KeyFileError::Present(name)));
        let absent = folder.path().join("keys/chair.pem");
        assert_eq!(read(&disk, &absent, None).err(), Some(KeyFileError::Absent(absent.display().to_string())));
    }

    #[test]
    fn no_altered_character_gives_another_key() {
        for passphrase in [None, Some("p")] {
            let text = to_text(&key(3), passphrase).unwrap_or_default();
            // key derivation takes its time: every character of the plain form, some of the other
            let step = if passphrase.is_some() { 29 } else { 1 };
            for at in (0..text.len()).step_by(step) {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
                let Ok(altered) = std::str::from_utf8(&bytes) else { continue };
                if let Ok(got) = from_text(altered, passphrase, "k") {
                    assert_eq!(got.to_bytes(), [3; 32], "character {at}");
                }
            }
        }
    }

    #[test]
    fn a_file_that_asks_for_endless_derivation_is_refused() {
        // log2 N, rounds allowed in memory of 128 · 8 · N bytes
        for (log_n, fine) in [(14, true), (18, true), (19, false), (40, false)] {
            let cost = scrypt::Params::new(log_n, 8, 1).unwrap();
            let scheme = pbes2::Parameters::generate_scrypt_aes256cbc(cost, &[0; 16], [0; 16]).unwrap();
            let data = OctetStringRef::new(&[0; 48]).unwrap();
            let info = EncryptedPrivateKeyInfoRef { encryption_algorithm: scheme.into(), encrypted_data: data };
            assert_eq!(affordable(&info), fine, "2^{log_n}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_key_file_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.key");
        assert_eq!(write(&RealDisk, &path, &key(4), None), Ok(()));
        let mode = std::fs::metadata(&path).map(|m| m.permissions().mode() & 0o777);
        assert_eq!(mode.ok(), Some(0o600));
        assert_eq!(read(&RealDisk, &path, None).map(|k| k.to_bytes()), Ok([4; 32]));
    }
}
