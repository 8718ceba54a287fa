//! The small cooperative of `tests/ledgers/little.jsonl`, made anew with fixed keys wherever a
//! test needs a real ledger.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a broken claim stops its test")]

use coop_ledger::{
    cooperative::{Clock, Cooperative, FirstKey, Founding, Opened, Trouble},
    decide::{Refusal, Request},
    event::Names,
    intake::json_lines,
    log::{Json, Role, SigningKey},
    scheme,
    unit::RecordedAt,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

/// The instructions, batch by batch.
pub const INSTRUCTIONS: &str = include_str!("../ledgers/little.jsonl");

/// Signs what the accountant records.
pub fn accountant() -> SigningKey {
    SigningKey::from_seed([1; 32])
}

/// The ledger's own key.
pub fn ledger_key() -> SigningKey {
    SigningKey::from_seed([2; 32])
}

/// When entry 0 is recorded.
const FIRST: &str = "2024-04-20T08:00:00Z";

/// A clock that goes on by an hour whenever it is asked.
#[derive(Debug)]
pub struct Hourly(AtomicI64);

impl Hourly {
    pub fn new() -> Arc<Hourly> {
        Hourly::from(FIRST)
    }

    pub fn from(first: &str) -> Arc<Hourly> {
        let first: RecordedAt = first.parse().unwrap();
        Arc::new(Hourly(AtomicI64::new(first.seconds())))
    }
}

impl Clock for Hourly {
    fn now(&self) -> RecordedAt {
        RecordedAt::from_seconds(self.0.fetch_add(3600, Ordering::SeqCst)).unwrap()
    }

    fn earliest(&self) -> RecordedAt {
        "2024-01-01T00:00:00Z".parse().unwrap()
    }
}

pub fn founding(tag: u8) -> Founding {
    let key =
        |person: &str, role, seed| FirstKey { person: person.into(), role, key: SigningKey::from_seed([seed; 32]) };
    Founding {
        host: "coop.example".into(),
        name: "little".into(),
        names: Names { en: "Little village".parse().unwrap(), zh: "小村".parse().unwrap() },
        on: "2024-01-01".parse().unwrap(),
        chart: None,
        keys: vec![key("K01", Some(Role::Accountant), 1), key("K02", Some(Role::Chair), 3), key("K03", None, 4)],
        recovery_threshold: 1,
        clock_confirmed: false,
        tag: Some([tag; 8]),
        ledger_seed: Some([2; 32]),
    }
}

/// Instructions as the ledger takes them; a sheet that is only named is taken from those shipped.
pub fn read(text: &str) -> Vec<Request> {
    read_or_refused(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// The same, or why one of them is none.
pub fn read_or_refused(text: &str) -> Result<Vec<Request>, Refusal> {
    objects(text).iter().map(Request::read).collect()
}

/// The same as they are written.
pub fn objects(text: &str) -> Vec<Json> {
    json_lines(text).into_iter().map(|(n, r)| with_sheet(r.unwrap_or_else(|e| panic!("line {n}: {e}")))).collect()
}

/// A request as a line of a file.
pub fn written(request: &Request) -> Vec<u8> {
    request.members().unwrap().to_bytes()
}

/// Puts the text of a shipped sheet into a `scheme.adopt` that names one.
pub fn with_sheet(mut request: Json) -> Json {
    let Json::Object(members) = &mut request else { return request };
    if members.get("kind").and_then(Json::text) == Some("scheme.adopt") && !members.contains_key("sheet") {
        let Some(Json::Text(id)) = members.remove("scheme") else { panic!("a sheet's id") };
        let version = members.get("version").cloned();
        let shipped =
            scheme::shipped::all().iter().find(|s| s.id == id && version == Some(Json::Integer(s.version.into())));
        let mut text = shipped.map(|s| s.text.to_owned());
        // a new version of the test's own: the text with words exchanged, in pairs
        if let Some(Json::Array(words)) = members.remove("edit") {
            let words: Vec<&str> = words.iter().filter_map(Json::text).collect();
            let first = scheme::shipped::all().iter().find(|s| s.id == id).map(|s| s.text.to_owned());
            text = words.chunks_exact(2).fold(first, |text, pair| {
                text.map(|t| {
                    assert!(t.contains(pair[0]), "{} is in the sheet", pair[0]);
                    t.replace(pair[0], pair[1])
                })
            });
        }
        let text = text.unwrap_or_else(|| panic!("no shipped sheet {id}"));
        members.insert("sheet".into(), Json::Array(text.lines().map(|l| Json::Text(l.to_owned())).collect()));
    }
    request
}

/// The batches of the little ledger.
pub fn batches() -> Vec<Vec<Request>> {
    INSTRUCTIONS.split("\n\n").map(read).filter(|batch| !batch.is_empty()).collect()
}

/// A little ledger on disk.
pub struct Little {
    pub folder: tempfile::TempDir,
    pub cooperative: Cooperative,
}

impl Little {
    /// Everything recorded.
    pub fn whole() -> Little {
        Little::upto(usize::MAX, 0x11)
    }

    /// The first batches only, in a ledger with this tag in its origin.
    pub fn upto(count: usize, tag: u8) -> Little {
        Little::opened(tag).with(count, "2024-05-01T08:00:00Z")
    }

    /// The same, recorded when the year was over: money can be recorded for any day of it.
    pub fn late(count: usize, tag: u8) -> Little {
        Little::opened_at(tag, "2025-02-01T08:00:00Z").with(count, "2025-02-10T08:00:00Z")
    }

    /// The first batches recorded, and the program ended and begun again: only then is `checkpoint`
    /// the newest.
    fn with(mut self, count: usize, again: &str) -> Little {
        for batch in batches().iter().take(count) {
            self.cooperative.record(batch, &accountant()).unwrap_or_else(|e| panic!("{e}"));
        }
        let (ledger, state) = (self.ledger(), self.state());
        drop(self.cooperative);
        let mut opened = open(&ledger, &state, Hourly::from(again)).unwrap();
        // days later: somebody has looked at the clock
        opened.cooperative.confirm_clock();
        Little { folder: self.folder, cooperative: opened.cooperative }
    }

    /// Entry 0 alone.
    pub fn opened(tag: u8) -> Little {
        Little::opened_at(tag, FIRST)
    }

    fn opened_at(tag: u8, first: &str) -> Little {
        let folder = tempfile::tempdir().unwrap();
        let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
        let cooperative = Cooperative::create(&ledger, &state, &founding(tag), Hourly::from(first)).unwrap();
        Little { folder, cooperative }
    }

    pub fn ledger(&self) -> PathBuf {
        self.folder.path().join("ledger")
    }

    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }
}

/// Opens a ledger that nobody else writes to. A test beside this one may be starting a process,
/// which holds every open file of ours, and with it our lock, until it has begun.
pub fn open(ledger: &Path, state: &Path, clock: Arc<dyn Clock>) -> Result<Opened, Trouble> {
    for _ in 0..200 {
        match Cooperative::open(ledger, state, clock.clone()) {
            Err(trouble) if trouble.code() == "busy" => std::thread::sleep(std::time::Duration::from_millis(20)),
            other => return other,
        }
    }
    Cooperative::open(ledger, state, clock)
}

/// Every file below a folder with its bytes, by path from it.
pub fn files(root: &Path) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for item in fs::read_dir(&folder).unwrap() {
            let path = item.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => {
                    found.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap());
                }
            }
        }
    }
    found
}

/// A copy of a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let path = to.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}
