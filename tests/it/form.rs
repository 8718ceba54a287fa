//! The form in which books are kept in the disposable index has a number, and books of another number are not
//! read. Whoever changes what the books keep and leaves the number has a program that takes old bytes for new ones,
//! on every machine that has such an index.

use crate::{
    fuzzed::{Village, seeds},
    little::Hourly,
};
use coop_ledger::{
    cooperative::{Cooperative, snapshot_of},
    intake::json_lines,
    log::Hash,
};
use std::path::Path;

/// The number, `FORM` in `src/cooperative/snapshot.rs`, and the hashes of what is kept under it.
const FORM: u8 = 27;
const KEPT: &[(&str, &str)] = &[
    ("demo", "833402974e84ac425bec8f9e4ce6ad75b6e61a67d8fc601d096b61922aea9dc8"),
    ("little", "f20ad9d48b07d226504ac165e832190596d96016b0938b1e5c676fcdbd9e917f"),
    ("several", "50b263a09e9f6ca677c1c0821613021e17fdff7b70e9d95feaf72a49b9240a94"),
    ("kinds", "d6fe21e59ab9c1ecc2537e1270567ae4c743fae48cbb9187bdcdbc9c5e3e4656"),
];

/// What is kept of the books of a ledger under `tests/ledgers`.
fn frozen(name: &str) -> Vec<u8> {
    let ledger = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ledgers").join(name).join("ledger");
    let state = tempfile::tempdir().unwrap();
    let clock = Hourly::from("2027-01-01T00:00:00Z");
    snapshot_of(Cooperative::open_to_read(&ledger, state.path(), clock).unwrap().books())
}

/// The same of the little ledger with what `tests/ledgers/kinds.jsonl` comes to on it.
fn kinds() -> Vec<u8> {
    let mut village = Village::asked("");
    for (_, text) in seeds().into_iter().filter(|(name, _)| name == "kinds" || name == "signed") {
        for (_, read) in json_lines(&text) {
            let _ = village.record(&read.unwrap());
        }
    }
    snapshot_of(&village.books)
}

#[test]
fn books_that_keep_something_new_have_a_new_number() {
    let kept = |name: &str| if name == "kinds" { kinds() } else { frozen(name) };
    let all: Vec<(&str, Vec<u8>)> = KEPT.iter().map(|(name, _)| (*name, kept(name))).collect();
    // CBOR: two members, the first is `form`, a number below 24 or one byte behind 0x18
    let form = |bytes: &[u8]| match bytes.strip_prefix(b"\xa2\x64form") {
        Some([0x18, number, ..] | [number @ ..=0x17, ..]) => *number,
        other => panic!("no form: {:?}", other.map(|rest| rest[0])),
    };
    assert!(all.iter().all(|(_, bytes)| form(bytes) == form(&all[0].1)));
    let found: Vec<(&str, String)> = all.iter().map(|(name, bytes)| (*name, Hash::of(&[bytes]).to_string())).collect();
    let differ: Vec<&str> =
        KEPT.iter().zip(&found).filter(|((_, was), (_, is))| was != is).map(|((name, _), _)| *name).collect();
    let (was, is) = (FORM, form(&all[0].1));
    let what = match (was == is, differ.as_slice()) {
        (true, []) => return,
        (true, ["kinds"]) => format!(
            "where tests/ledgers/kinds.jsonl alone has changed, write its new hash here. Otherwise the books keep something \
             new of a kind that the frozen ledgers do not have: raise FORM in src/cooperative/snapshot.rs to {}, and",
            was + 1
        ),
        (true, _) => {
            format!("the books keep something else: raise FORM in src/cooperative/snapshot.rs to {}, and", was + 1)
        }
        (false, _) => "FORM has another number:".to_owned(),
    };
    panic!("{differ:?}: {what} write here what is kept under number {is}:\n{found:#?}");
}
