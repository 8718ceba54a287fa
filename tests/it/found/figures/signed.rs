//! An entry that an older program, or somebody with the keys, signed: whatever its body says, with
//! chain, signature and checkpoint as they should be.

use crate::little::{Little, accountant, copy, ledger_key};
use coop_ledger::{
    audit::{Pin, Report},
    cooperative::audit,
    log::{Chain, Draft, Json, UnverifiedEntry, sign_note},
};
use std::{fs, path::Path};

const JOURNAL: &str = "journal/000000000000.jsonl";

pub struct Signed {
    folder: tempfile::TempDir,
    index: u64,
}

impl Signed {
    /// The ledger with one more entry, about nobody, recorded when its last one was.
    pub fn behind(little: &Little, kind: &str, on: &str, body: Json) -> Signed {
        let folder = tempfile::tempdir().unwrap();
        copy(&little.ledger(), folder.path());
        let mut journal = fs::read(folder.path().join(JOURNAL)).unwrap();
        let mut chain = Chain::default();
        let mut last = None;
        for line in journal.split_inclusive(|&b| b == b'\n') {
            let entry = UnverifiedEntry::parse(line).unwrap().verify(&accountant().public()).unwrap();
            chain.check_verified(&entry).unwrap();
            last = Some(entry);
        }
        let last = last.unwrap();
        let draft = Draft {
            about: Vec::new(),
            batch: (0, 1),
            body,
            effective_on: on.parse().unwrap(),
            id: "signed-before".parse().unwrap(),
            index: last.index() + 1,
            key: accountant().public().id(),
            kind: kind.parse().unwrap(),
            origin: last.origin().clone(),
            prev: chain.last_leaf(),
            recorded_at: last.recorded_at(),
        };
        let signed = draft.sign(&accountant()).unwrap();
        let entry = UnverifiedEntry::parse(signed.line()).unwrap().verify(&accountant().public()).unwrap();
        chain.check_verified(&entry).unwrap();
        journal.extend_from_slice(signed.line());
        fs::write(folder.path().join(JOURNAL), journal).unwrap();
        let note = sign_note(last.origin(), chain.head(), &ledger_key());
        fs::write(folder.path().join("checkpoint"), note.0).unwrap();
        Signed { folder, index: entry.index() }
    }

    pub fn ledger(&self) -> &Path {
        self.folder.path()
    }

    /// Of the added entry.
    pub fn index(&self) -> u64 {
        self.index
    }

    pub fn audit(&self) -> Report {
        audit(self.folder.path(), &Pin::default(), &mut |_, _| {}).unwrap().report
    }
}
