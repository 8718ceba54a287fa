//! A small ledger in a folder of its own, with the accountant's key where the program looks for it.

use crate::child::{self, Ended};
use crate::little::{Little, accountant, copy, files, founding};
use coop_ledger::cooperative::{Clock, Cooperative, FixedClock, Opened, Trouble, state_of};
use coop_ledger::decide::Request;
use coop_ledger::intake::json_lines;
use coop_ledger::log::{Json, Origin};
use coop_ledger::store::disk::RealDisk;
use coop_ledger::store::keys;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

/// A ledger and what this machine keeps of it.
pub struct Desk {
    pub folder: tempfile::TempDir,
}

impl Desk {
    /// The first batches of the little ledger, nobody writing.
    pub fn upto(batches: usize, tag: u8) -> Desk {
        let Little { folder, cooperative } = Little::upto(batches, tag);
        drop(cooperative);
        let desk = Desk { folder };
        desk.give_key();
        desk
    }

    /// This very ledger with more of the little ledger's batches.
    pub fn grown(&self, batches: std::ops::Range<usize>) -> Desk {
        let twin = self.twin();
        let mut opened =
            crate::little::open(&twin.ledger(), &twin.state(), at("2024-04-21T00:00:00Z")).expect("to open");
        for batch in &crate::little::batches()[batches] {
            opened.cooperative.record(batch, &accountant()).expect("to record");
        }
        drop(opened);
        // only when it was opened again is `checkpoint` the newest
        drop(twin.open().expect("to open"));
        twin
    }

    /// All of the little ledger.
    pub fn whole() -> Desk {
        Desk::upto(usize::MAX, 0x11)
    }

    /// A year of a village of thirty households: the demo's instructions, under the little ledger's
    /// keys.
    pub fn village() -> Desk {
        let desk = Desk::empty();
        let clock = at("2025-01-06T02:00:00Z");
        let mut coop =
            Cooperative::create(&desk.ledger(), &desk.state(), &founding(0x99), clock.clone()).expect("a ledger");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/tianfu");
        for (name, text) in
            files(&folder).into_iter().filter(|(name, _)| name.extension().is_some_and(|e| e == "jsonl"))
        {
            if name.components().count() > 1 {
                continue;
            }
            let read = json_lines(&String::from_utf8(text).expect("a text"));
            let request = |object| Request::read(&with_sheet(&folder, object)).expect("a request");
            let requests: Vec<_> = read.into_iter().map(|(_, object)| request(object.expect("an object"))).collect();
            coop.record(&requests, &accountant()).expect("to record");
        }
        drop(coop);
        drop(crate::little::open(&desk.ledger(), &desk.state(), clock).expect("to open"));
        desk.give_key();
        desk
    }

    /// A folder without a ledger.
    pub fn empty() -> Desk {
        Desk { folder: tempfile::tempdir().expect("a folder") }
    }

    /// The accountant's key as `STATE/keys/accountant.pem`.
    pub fn give_key(&self) {
        let file = self.state().join("keys/accountant.pem");
        keys::write(&RealDisk, &file, &ed25519_dalek::SigningKey::from_bytes(&[1; 32]), None).expect("to write a key");
    }

    pub fn ledger(&self) -> PathBuf {
        self.folder.path().join("ledger")
    }

    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// What this machine keeps of this ledger, guard and all.
    pub fn guarded(&self) -> PathBuf {
        state_of(&self.ledger(), &self.state(), &self.origin())
    }

    pub fn origin(&self) -> Origin {
        coop_ledger::cooperative::origin_of(&self.ledger()).expect("an origin")
    }

    /// Another folder with the same in it.
    pub fn twin(&self) -> Desk {
        let twin = Desk::empty();
        copy(self.folder.path(), twin.folder.path());
        twin
    }

    pub fn open(&self) -> Result<Opened, Trouble> {
        crate::little::open(&self.ledger(), &self.state(), at(child::CLOCK))
    }

    /// The program on this ledger.
    pub fn command(&self, args: &[&str]) -> Command {
        child::coop(&self.ledger(), &self.state(), args)
    }

    /// The program on this ledger, to its end.
    pub fn coop(&self, args: &[&str]) -> Ended {
        child::within(&mut self.command(args), Duration::from_secs(60))
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("to write");
        path.display().to_string()
    }

    /// The journal's bytes.
    pub fn journal(&self) -> Vec<u8> {
        files(&self.ledger().join("journal")).into_values().flatten().collect()
    }

    /// What is in the ledger's folder and is the record, and in the state folder.
    pub fn record(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut all = files(&self.ledger());
        all.retain(|path, _| !["private", "lock", "index"].iter().any(|other| path.starts_with(other)));
        all
    }
}

/// A clock that stands still.
pub fn at(time: &str) -> Arc<dyn Clock> {
    Arc::new(FixedClock(time.parse().expect("a time")))
}

/// The text of a sheet in the place of its file's name.
fn with_sheet(folder: &Path, mut request: Json) -> Json {
    if let Json::Object(members) = &mut request
        && let Some(Json::Text(file)) = members.remove("sheet_file")
    {
        let text = std::fs::read_to_string(folder.join(file)).expect("a sheet");
        members.insert("sheet".into(), Json::Array(text.lines().map(|line| Json::Text(line.to_owned())).collect()));
    }
    request
}

/// Lines with their newlines.
pub fn lines(journal: &[u8]) -> Vec<Vec<u8>> {
    journal.split_inclusive(|&b| b == b'\n').map(<[u8]>::to_vec).collect()
}

/// Is the program there? Its whole path.
pub fn found(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let usual = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"].map(PathBuf::from);
    std::env::split_paths(&path).chain(usual).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// May this process mount? Only root may.
pub fn root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|about| std::os::unix::fs::MetadataExt::uid(&about) == 0)
}

/// Something mounted, until it is dropped.
pub struct Mounted(pub PathBuf);

impl Mounted {
    pub fn at(folder: &Path, args: &[&str]) -> Option<Mounted> {
        std::fs::create_dir_all(folder).ok()?;
        let done = Command::new(found("mount")?).args(args).arg(folder).output().ok()?;
        done.status.success().then(|| Mounted(folder.to_owned()))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let umount = |args: &[&str]| {
            let done = found("umount").map(|program| Command::new(program).args(args).arg(&self.0).output());
            matches!(done, Some(Ok(done)) if done.status.success())
        };
        for _ in 0..10 {
            if umount(&[]) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        // a thread of sled that never ends may hold a file there for as long as this process lives
        if umount(&["-l"]) {
            return;
        }
        eprintln!("  {} is still mounted", self.0.display());
    }
}
