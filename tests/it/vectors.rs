//! The bytes we promise to read and write for ever: tests/vectors, and what other people's
//! vectors say of ours.
//!
//! A file in tests/vectors is a header of `name: value` lines, an empty line, then the bytes
//! themselves up to the end of the file. `claim` says in a sentence what must happen, `as` how the
//! bytes are read, `key` and `vkey` with which keys. In good/ every other header is a fact the
//! bytes must have; in bad/ `refused` is the exact message.

mod canonical;
mod chain;
mod damage;
mod edges;
mod portions;
mod signatures;
mod sums;
mod trees;
mod worked;

use coop_ledger::log::{
    Attestation, Cosignature, Hash, Json, PublicKey, SigningKey, TlogProof, UnverifiedEntry, VerifierKey,
    parse_checkpoint, parse_cosigned, parse_handover,
    portions::{PortionProof, Portions, PortionsHead},
    sum::{SumProof, SumTree},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

pub type Facts = BTreeMap<String, String>;

/// One file.
pub struct Vector {
    pub header: Facts,
    pub bytes: Vec<u8>,
}

impl Vector {
    pub fn read(path: &Path) -> Vector {
        let file = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let end = file.windows(2).position(|pair| pair == b"\n\n").expect("an empty line behind the header");
        let header = std::str::from_utf8(&file[..end])
            .expect("the header is UTF-8")
            .lines()
            .map(|line| line.split_once(": ").unwrap_or_else(|| panic!("{}: header `{line}`", path.display())))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Vector { header, bytes: file[end + 2..].to_vec() }
    }

    pub fn good(name: &str) -> Vector {
        Vector::read(&folder("good").join(name))
    }

    /// Reads the bytes as the header says: facts, or the message of the refusal.
    pub fn judge(&self) -> Result<Facts, String> {
        judge(&self.header, &self.bytes)
    }
}

pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name)
}

fn files(name: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder(name)).expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

/// The keys of the worked example: author, ledger, and a witness, an auditor and a later ledger key of ours.
pub fn seed(byte: u8) -> SigningKey {
    SigningKey::from_seed([byte; 32])
}

pub fn judge(header: &Facts, bytes: &[u8]) -> Result<Facts, String> {
    let text = |name: &str| header.get(name).unwrap_or_else(|| panic!("header `{name}`")).as_str();
    let public = || text("key").parse::<PublicKey>().expect("a public key");
    let vkey = |name: &str| text(name).parse::<VerifierKey>().expect("a verifier key");
    // texts that travel alone lose the newline an editor puts behind them
    let bare = || bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let word = || std::str::from_utf8(bare()).map_err(|e| e.to_string());
    let mut facts = Facts::new();
    let mut fact = |name: &str, value: &dyn ToString| facts.insert(name.to_owned(), value.to_string());
    match text("as") {
        "json" => drop(Json::parse(bare()).map_err(|e| e.to_string())?),
        "entry" => {
            let entry = UnverifiedEntry::parse(bytes).map_err(|e| e.to_string())?;
            let entry = entry.verify(&public()).map_err(|e| e.to_string())?;
            fact("bytes", &entry.line_len());
            fact("leaf", &entry.leaf());
            fact("prev", &entry.prev());
            fact("index", &entry.index());
        }
        "checkpoint" => {
            let checkpoint = parse_checkpoint(bytes).map_err(|e| e.to_string())?;
            let head = checkpoint.verify(&vkey("vkey")).map_err(|e| e.to_string())?;
            fact("size", &head.size);
            fact("root", &head.root);
        }
        "handover" => {
            let checkpoint = parse_handover(bytes).map_err(|e| e.to_string())?;
            let head = checkpoint.verify_handover(&vkey("vkey"), &vkey("new_vkey")).map_err(|e| e.to_string())?;
            fact("size", &head.size);
        }
        "cosigned" => {
            let checkpoint = parse_cosigned(bytes).map_err(|e| e.to_string())?;
            fact("size", &checkpoint.verify(&vkey("vkey")).map_err(|e| e.to_string())?.size);
            let witness = vkey("witness");
            let cosignature: &Cosignature = checkpoint.cosignatures().next().ok_or("no cosignature")?;
            cosignature.verify(&checkpoint, &witness).map_err(|e| e.to_string())?;
            fact("seconds", &cosignature.seconds());
        }
        "tlog-proof" => {
            let proof = TlogProof::parse(bytes).map_err(|e| e.to_string())?;
            fact("size", &proof.verify_extra(&vkey("vkey")).map_err(|e| e.to_string())?.size);
            fact("index", &proof.index);
        }
        "sum-lines" => {
            let tree = SumTree::from_blob(bytes).map_err(|e| e.to_string())?;
            fact("count", &tree.count());
            fact("total", &tree.total());
            fact("root", &tree.root());
        }
        "sum-proof" => {
            let proof = SumProof::parse(bytes).map_err(|e| e.to_string())?;
            let (line, entry, head) = proof.verify(&vkey("vkey")).map_err(|e| e.to_string())?;
            let _ = entry.verify(&public()).map_err(|e| e.to_string())?;
            fact("to", &line.to);
            fact("amount", &line.amount);
            fact("size", &head.size);
        }
        "portions" => {
            let (count, root) = (text("count").parse().expect("a number"), text("root").parse().expect("a hash"));
            let head = PortionsHead { blob: Hash::of(&[bytes]), bytes: bytes.len() as u64, count, root };
            let (portions, _) = Portions::read(&head, bytes).map_err(|e| e.to_string())?;
            assert_eq!(portions.blob().map_err(|e| e.to_string())?, bytes, "written again as it was");
            let again = portions.head().map_err(|e| e.to_string())?;
            fact("count", &again.count);
            fact("root", &again.root);
            fact("to", &portions.own().iter().map(|(_, own)| own.to.to_string()).collect::<Vec<_>>().join(" "));
        }
        "portion-proof" => {
            let proof = PortionProof::parse(bytes).map_err(|e| e.to_string())?;
            let (_, portion, entry, head) = proof.verify(&vkey("vkey")).map_err(|e| e.to_string())?;
            let _ = entry.verify(&public()).map_err(|e| e.to_string())?;
            fact("to", &portion.to);
            fact("index", &proof.index);
            fact("size", &head.size);
        }
        "attestation" => {
            let attestation = Attestation::from_bytes(bytes).map_err(|e| e.to_string())?;
            attestation.verify(&public()).map_err(|e| e.to_string())?;
            fact("seen", &attestation.testimony().seen.size);
        }
        "vkey" => fact("name", &word()?.parse::<VerifierKey>().map_err(|e| e.to_string())?.name()).map_or((), drop),
        "public-key" => fact("id", &word()?.parse::<PublicKey>().map_err(|e| e.to_string())?.id()).map_or((), drop),
        other => panic!("`as: {other}` is no way to read bytes"),
    }
    Ok(facts)
}

#[test]
fn every_good_vector_is_accepted_and_has_its_facts() {
    let mut kinds = BTreeSet::new();
    for path in files("good") {
        let vector = Vector::read(&path);
        let facts = vector.judge().unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        for (name, value) in &vector.header {
            if !["claim", "as", "key", "vkey", "new_vkey", "witness"].contains(&name.as_str()) {
                assert_eq!(facts.get(name), Some(value), "{}: {name}", path.display());
            }
        }
        kinds.insert(vector.header["as"].clone());
    }
    let all = [
        "attestation",
        "checkpoint",
        "cosigned",
        "entry",
        "handover",
        "json",
        "portion-proof",
        "portions",
        "public-key",
        "sum-lines",
        "sum-proof",
        "tlog-proof",
        "vkey",
    ];
    assert!(kinds.iter().map(String::as_str).eq(all), "each form has a good vector: {kinds:?}");
}

#[test]
fn every_bad_vector_is_refused_with_its_message() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for path in files("bad") {
        let vector = Vector::read(&path);
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        match (vector.judge(), vector.header.get("refused")) {
            (Err(message), Some(expected)) if message == *expected => seen += 1,
            (Err(message), _) => wrong.push(format!("{name}\trefused: {message}")),
            (Ok(_), _) => wrong.push(format!("{name}\taccepted: {}", vector.header["claim"])),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen >= 80, "{seen} bad vectors");
}
