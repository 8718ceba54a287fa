//! Figures of the store, each beside what it is compared with, in one run on one machine.
//!
//! `cargo bench --bench store` prints them; other work on the machine moves the absolutes, the
//! ratios hold. Nothing here fails because it was slow.
#![expect(clippy::unwrap_used, clippy::float_arithmetic, clippy::indexing_slicing, reason = "a benchmark")]

use coop_ledger::log::{Batch, Frontier, Hash, Head, Note, Sealed};
use coop_ledger::store::disk::RealDisk;
use coop_ledger::store::file::FileOpenings;
use coop_ledger::store::file::{FileJournal, LedgerFolders};
use coop_ledger::store::index::{Index, SealKey, Source, Tree};
use coop_ledger::store::{Chunks, Filed, Journal, LeaveTail, Openings, Origin, ReadError};
use ed25519_dalek::{Signer, SigningKey};
use std::fs::OpenOptions;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn main() {
    // in the target folder: a temporary folder may lie in memory, where a sync is free
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    openings(folder.path());
    // `cargo bench --bench store -- openings` leaves it at that
    if std::env::args().any(|arg| arg == "openings") {
        return;
    }
    one_durable_entry(folder.path());
    batches(folder.path());
    lookups(folder.path(), 1_000_000);
}

fn origin() -> Origin {
    "coop.example/tianfu-a/3f9c2d7a5b1e8406".parse().unwrap()
}

/// Private texts of eight batches of a thousand households, each with a key of its own: the eighth
/// thousand must not cost much more than the first.
fn openings(folder: &Path) {
    let place = LedgerFolders::new(folder.join("private-ledger"), folder.join("private-state"), &origin());
    let store = FileOpenings::new(Arc::new(RealDisk), place, &origin());
    let thousand = |first: u32| -> Vec<Filed> {
        let one = |n: u32| Filed {
            household: format!("H{n:04}").parse().unwrap(),
            commitment: Hash::of(&[&n.to_be_bytes()]),
            bytes: vec![7; 80],
        };
        (first..first + 1000).map(one).collect()
    };
    for batch in 0..8 {
        let all = thousand(batch * 1000);
        let start = Instant::now();
        store.put(&origin(), &all).unwrap();
        let put = start.elapsed().as_secs_f64();
        let start = Instant::now();
        for filed in &all {
            black_box(store.get(&origin(), &filed.commitment).unwrap());
        }
        println!("openings batch={batch} put_1000={put:.4}s get_1000={:.4}s", start.elapsed().as_secs_f64());
    }
}

/// Lines of some 570 bytes, each signed, and a signed note: the work of an entry without the
/// decision.
fn batch(before: &Frontier, n: u64, key: &SigningKey) -> Batch {
    let mut after = before.clone();
    let mut lines = Vec::new();
    for k in 0..n {
        let body = format!(
            "{{\"about\":[],\"batch\":[{k},{n}],\"body\":{{\"account\":\"101\",\"amount\":\"1234.56\",\"contract\":\"C0001\",\"income\":\"rent\",\"payer\":\"某运营公司\"}},\"effective_on\":\"2026-11-23\",\"format\":1,\"id\":\"rcpt-2026-{:08}\",\"index\":{},\"key\":\"33f7e169453df561e82a2b2b173f9fc0\",\"kind\":\"receipt.recorded/1\",\"origin\":\"coop.example/tianfu-a/3f9c2d7a5b1e8406\",\"prev\":\"{}\",\"recorded_at\":\"2026-11-24T08:06:56Z\"",
            after.size(),
            after.size(),
            after.roots().last().copied().unwrap_or(Hash::ZERO),
        );
        let sig = key.sign(body.as_bytes()).to_bytes();
        let start = lines.len();
        lines.extend_from_slice(body.as_bytes());
        lines.extend_from_slice(b",\"sig\":\"");
        lines.extend_from_slice(data_encoding::HEXLOWER.encode(&sig).as_bytes());
        lines.extend_from_slice(b"\"}\n");
        after.push(Hash::leaf(&lines[start..]));
    }
    let head = after.head();
    let text = format!("{}\n{}\n{}\n", origin(), head.size, head.root.base64());
    let sig = key.sign(text.as_bytes()).to_bytes();
    let note = format!("{text}\n\u{2014} {} {}\n", origin(), data_encoding::BASE64.encode(&sig));
    Batch::new(before, lines, Sealed { head, note: Note(note.into_bytes()) }).unwrap()
}

fn open(folder: &Path) -> FileJournal {
    let place = LedgerFolders::new(folder.join("ledger"), folder.join("state"), &origin());
    FileJournal::open(Arc::new(RealDisk), place, &origin(), &mut LeaveTail).unwrap().0
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn one_durable_entry(folder: &Path) {
    let key = SigningKey::from_bytes(&[1; 32]);
    let journal = open(&folder.join("single"));
    let mut before = Frontier::default();
    let mut floor = OpenOptions::new().append(true).create(true).open(folder.join("floor")).unwrap();
    let (mut ratios, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..11 {
        let (mut append, mut entry) = (Duration::ZERO, Duration::ZERO);
        for _ in 0..10 {
            let same = batch(&before, 1, &key);
            let start = Instant::now();
            for _ in 0..20 {
                floor.write_all(same.lines()).unwrap();
                floor.sync_data().unwrap();
            }
            append += start.elapsed();
            let start = Instant::now();
            for _ in 0..20 {
                let batch = batch(&before, 1, &key);
                journal.append(&origin(), &batch).unwrap();
                before = batch.after().clone();
            }
            entry += start.elapsed();
        }
        ratios.push(append.as_secs_f64() / entry.as_secs_f64());
        ours.push(200.0 / entry.as_secs_f64());
        theirs.push(200.0 / append.as_secs_f64());
    }
    println!(
        "one durable signed entry: {:.0}/s; append + fdatasync of the same bytes: {:.0}/s; ratio {:.2} (target 0.40)",
        median(ours),
        median(theirs),
        median(ratios)
    );
}

fn batches(folder: &Path) {
    let key = SigningKey::from_bytes(&[1; 32]);
    let journal = open(&folder.join("batches"));
    let mut before = Frontier::default();
    for n in [1_u64, 10, 20, 100, 1_000, 10_000] {
        let commits = (20_000 / n).clamp(2, 300);
        let mut rates = Vec::new();
        for _ in 0..5 {
            let start = Instant::now();
            for _ in 0..commits {
                let batch = batch(&before, n, &key);
                journal.append(&origin(), &batch).unwrap();
                before = batch.after().clone();
            }
            rates.push((commits * n) as f64 / start.elapsed().as_secs_f64());
        }
        println!("{n} entries a commit: {:.0} signed and durable entries/s", median(rates));
    }
}

/// A million short lines without a file: the index is measured, not the journal.
struct Short(u64);

impl Short {
    fn line(index: u64) -> Vec<u8> {
        format!("{{\"about\":[\"H{:04}\"],\"index\":{index}}}\n", index % 2_000).into_bytes()
    }

    fn head(&self) -> Head {
        let mut frontier = Frontier::default();
        (0..self.0).for_each(|i| frontier.push(Hash::leaf(&Short::line(i))));
        frontier.head()
    }
}

impl Source for Short {
    fn read(&self, from: u64, upto: u64) -> Result<Chunks<'_>, ReadError> {
        Ok(Box::new((from..upto).step_by(1_000).map(move |first| {
            let lines = (first..upto.min(first + 1_000)).flat_map(Short::line).collect();
            Ok(coop_ledger::log::Chunk { first, lines })
        })))
    }

    fn keys(&self, index: u64, _: &[u8]) -> Result<Vec<(Tree, String)>, ReadError> {
        Ok(vec![(Tree::Id, format!("rcpt-2026-{index:08}")), (Tree::Household, format!("H{:04}", index % 2_000))])
    }
}

fn lookups(folder: &Path, n: u64) {
    let source = Short(n);
    let head = source.head();
    let folder = folder.join("index");
    let mut index = Index::open(&folder, &origin(), SealKey::new([7; 32]));
    let start = Instant::now();
    index.follow(&head, &source).unwrap();
    let build = start.elapsed();
    drop(index);

    let start = Instant::now();
    let mut index = Index::open(&folder, &origin(), SealKey::new([7; 32]));
    index.follow(&head, &source).unwrap();
    let opening = start.elapsed();
    let timed = |what: &str, act: &dyn Fn(u64)| {
        let times = (0..1_000).map(|round| {
            let entry = round * 7_919_999 % n;
            let start = Instant::now();
            act(entry);
            start.elapsed().as_secs_f64() * 1e6
        });
        let times: Vec<f64> = times.collect();
        let worst = times.iter().copied().fold(0.0, f64::max);
        println!("{what} among {n}: median {:.0} µs, slowest {worst:.0} µs", median(times));
    };
    println!(
        "index of {n} entries: filled in {:.1} s, opened in {:.0} ms",
        build.as_secs_f64(),
        opening.as_secs_f64() * 1e3
    );
    timed("proof for one entry (target < 1000 µs)", &|entry| {
        black_box(index.inclusion(entry, &head).unwrap().unwrap());
    });
    timed("entry by id", &|entry| {
        black_box(index.entry_of(&format!("rcpt-2026-{entry:08}").parse().unwrap()).unwrap().unwrap());
    });
    timed("entries of a household", &|entry| {
        black_box(index.entries_of(&format!("H{:04}", entry % 2_000).parse().unwrap()).unwrap());
    });
}
