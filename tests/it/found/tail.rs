//! What an attacker from outside proved wrong about the end of a ledger and what a machine remembers
//! of it: files behind the journal, a key in use elsewhere, a poisoned memory, readers that believe.

mod elsewhere;
mod files;
mod memory;
mod reading;
mod unsure;

use crate::little::{Little, accountant, copy, open, read};
use coop_ledger::{
    audit::{Pin, Report},
    cooperative::{Clock, audit_here},
    log::UnverifiedEntry,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

const JOURNAL: &str = "journal/000000000000.jsonl";
const NOW: &str = "2024-05-03T08:00:00Z";

/// The folders of a ledger that nobody has open, in a folder of their own.
pub struct AtRest {
    pub folder: tempfile::TempDir,
}

impl AtRest {
    pub fn upto(batches: usize) -> AtRest {
        let little = Little::upto(batches, 0x11);
        little.cooperative.settle();
        AtRest::of(&little)
    }

    pub fn of(little: &Little) -> AtRest {
        let folder = tempfile::tempdir().unwrap();
        copy(&little.ledger(), &folder.path().join("ledger"));
        copy(&little.state(), &folder.path().join("state"));
        AtRest { folder }
    }

    /// The same, and more recorded.
    pub fn grown(&self, request: &str) -> AtRest {
        let twin = self.twin();
        let mut opened = open(&twin.ledger(), &twin.state(), crate::found::recovery::ByHand::at(NOW)).unwrap();
        opened.cooperative.confirm_clock();
        opened.cooperative.record(&read(request), &accountant()).unwrap();
        drop(opened);
        twin
    }

    pub fn twin(&self) -> AtRest {
        let folder = tempfile::tempdir().unwrap();
        copy(self.folder.path(), folder.path());
        AtRest { folder }
    }

    pub fn ledger(&self) -> PathBuf {
        self.folder.path().join("ledger")
    }

    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// Where this machine keeps the guard.
    pub fn guarded(&self) -> PathBuf {
        let folders = fs::read_dir(self.state()).unwrap().map(|item| item.unwrap().path());
        folders.into_iter().find(|path| path.join("guard").is_file()).expect("a guard")
    }

    pub fn lines(&self) -> Vec<Vec<u8>> {
        let journal = fs::read(self.ledger().join(JOURNAL)).unwrap();
        journal.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect()
    }

    /// Another machine's folder takes this one's place in the ledger, whole or in part.
    pub fn take(&self, from: &AtRest, parts: &[&str]) {
        for part in parts {
            fs::copy(from.ledger().join(part), self.ledger().join(part)).unwrap();
        }
    }

    pub fn writer(&self) -> coop_ledger::cooperative::Opened {
        let mut opened = open(&self.ledger(), &self.state(), clock()).unwrap();
        opened.cooperative.confirm_clock();
        opened
    }

    /// The audit on this machine, or with another state folder.
    pub fn audited(&self, state: &Path, pin: Pin) -> Report {
        audit_here(&self.ledger(), state, pin, &mut |_, _| {}).unwrap().report
    }

    pub fn coop(&self, state: &Path, args: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coop"));
        command.env_clear().env("COOP_TEST_CLOCK", NOW).env("COOP_LANG", "en");
        let output = command.arg("--ledger").arg(self.ledger()).arg("--state").arg(state).args(args).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }
}

fn clock() -> Arc<dyn Clock> {
    crate::found::recovery::ByHand::at(NOW)
}

pub fn party(id: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"2024-04-20","kind":"party.registered","party":"{}","role":"operator"}}"#,
        id.to_uppercase()
    )
}

/// Sizes at which a batch ends.
fn ends(lines: &[Vec<u8>]) -> Vec<usize> {
    let last = |line: &[u8]| {
        let (k, n) = UnverifiedEntry::parse(line).unwrap().batch();
        k + 1 == n
    };
    lines.iter().enumerate().filter(|(_, line)| last(line)).map(|(at, _)| at + 1).collect()
}
