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
const FORM: u8 = 28;
const KEPT: &[(&str, &str)] = &[
    ("demo", "ee3c52d41013bd9a5e0c38dcb5b1da745d4af2ea8c7a4ed7168f90ce7936b518"),
    ("little", "f78457079b9a6cb22ebfc57a6179e8489ee26bf95fbe687d63af85fa79901bbb"),
    ("several", "c452c6544bf613afe48334dd7be32a419c6e70adb8dfdcaaeae3d9fd28a3a4f7"),
    ("kinds", "bf71126552dfc7a4b973c1c70503df5e55bfd13cb0fa2ac12323325d1f717581"),
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
