//! One conformance suite for every journal, and one for every engine with its anchor: memory and files
//! today, a database tomorrow.
//! C5 and C3 kill real processes; C6, the power cut, is in `faults.rs`.

mod engines;
mod kill;
#[path = "../support/sample.rs"]
pub mod sample;
mod walk;

use crate::faulty::FaultDisk;
use crate::memory::{Answer, Memory};
use coop_ledger::log::{Batch, Frontier, Head};
use coop_ledger::store::disk::RealDisk;
use coop_ledger::store::file::{FileJournal, LedgerFolders, Shelf};
use coop_ledger::store::{AppendError, Appended, AtOpening, Journal, LeaveTail, Origin, ReadError};
pub use sample::frontier;
use sample::{Signer, batch, origin};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// C1, C2, C4, C10, C12 and the rules on reading.
fn conforms(name: &str, make: &dyn Fn() -> Box<dyn Journal>) {
    a_different_batch_at_an_old_head_is_refused(name, make().as_ref());
    the_same_batch_again_is_already_there_for_ever(name, make().as_ref());
    a_read_is_whole_or_an_error(name, make().as_ref());
    many_threads_leave_one_content_per_size(name, make().as_ref());
    export_and_import_give_the_same_bytes(name, make().as_ref(), make().as_ref());
    a_reader_never_sees_a_hole(name, make().as_ref());
    ledgers_are_listed_in_byte_order(name, make().as_ref());
}

#[test]
fn memory_conforms() {
    conforms("memory", &|| Box::new(Memory::new()));
}

#[test]
fn files_conform() {
    let folder = tempfile::tempdir().expect("a folder");
    let number = AtomicU64::new(0);
    conforms("files", &|| {
        let root = folder.path().join(number.fetch_add(1, Ordering::Relaxed).to_string());
        Box::new(Shelf::new(Arc::new(RealDisk), root.join("ledgers"), root.join("state"), |of| {
            Box::new(Signer(of.clone()))
        }))
    });
}

#[test]
fn files_on_the_disk_in_memory_conform() {
    conforms("fault disk", &|| {
        Box::new(Shelf::new(Arc::new(FaultDisk::new()), "/ledgers", "/state", |of| Box::new(Signer(of.clone()))))
    });
}

/// All lines from the first to the head.
pub fn content(journal: &dyn Journal, of: &Origin) -> Vec<u8> {
    let size = journal.head(of).expect("a head").map_or(0, |s| s.head.size);
    if size == 0 {
        return Vec::new();
    }
    let mut all = Vec::new();
    let mut next = 0;
    for chunk in journal.read(of, 0, size).expect("to read") {
        let chunk = chunk.expect("a chunk");
        assert_eq!(chunk.first, next, "chunks ascend without a gap");
        assert!(chunk.lines.ends_with(b"\n") && chunk.lines.len() <= 1 << 20, "whole lines, at most 1 MiB");
        next += chunk.lines.iter().filter(|b| **b == b'\n').count() as u64;
        all.extend_from_slice(&chunk.lines);
    }
    assert_eq!(next, size, "as many lines as the head says");
    all
}

fn a_different_batch_at_an_old_head_is_refused(name: &str, journal: &dyn Journal) {
    let of = origin(1);
    assert_eq!(journal.head(&of), Ok(None), "{name}: nothing yet");
    let first = batch(&of, &Frontier::default(), 2, "first");
    assert_eq!(journal.append(&of, &first), Ok(Appended::Now), "{name}");
    let rival = batch(&of, &Frontier::default(), 2, "rival");
    let moved = Err(AppendError::Moved(Some(first.seal().clone())));
    assert_eq!(journal.append(&of, &rival), moved, "{name}: same size, other lines");
    let ahead = batch(&of, rival.after(), 1, "ahead");
    assert_eq!(journal.append(&of, &ahead), moved, "{name}: same size, other root");
    assert_eq!(content(journal, &of), first.lines(), "{name}: nothing was written");
}

fn the_same_batch_again_is_already_there_for_ever(name: &str, journal: &dyn Journal) {
    let of = origin(1);
    let first = batch(&of, &Frontier::default(), 3, "a");
    let second = batch(&of, first.after(), 1, "b");
    let third = batch(&of, second.after(), 2, "c");
    for batch in [&first, &second, &third] {
        assert_eq!(journal.append(&of, batch), Ok(Appended::Now), "{name}");
        assert_eq!(journal.append(&of, batch), Ok(Appended::Already), "{name}");
    }
    for batch in [&first, &second] {
        assert_eq!(journal.append(&of, batch), Ok(Appended::Already), "{name}: after later ones");
    }
    assert_eq!(journal.head(&of).expect("a head").expect("a ledger"), *third.seal(), "{name}");
}

fn a_read_is_whole_or_an_error(name: &str, journal: &dyn Journal) {
    let of = origin(1);
    assert!(matches!(journal.read(&of, 0, 1).err(), Some(ReadError::NoLedger | ReadError::Behind { .. })), "{name}");
    let mut before = Frontier::default();
    let mut all = Vec::new();
    for n in [1, 700, 2, 9_000, 1] {
        let batch = batch(&of, &before, n, "x");
        journal.append(&of, &batch).expect("an append");
        before = batch.after().clone();
        all.extend_from_slice(batch.lines());
    }
    assert_eq!(content(journal, &of), all, "{name}");
    let lines: Vec<&[u8]> = all.split_inclusive(|&b| b == b'\n').collect();
    for (from, upto) in [(0, 0), (0, 1), (1, 2), (699, 703), (9_000, 9_704), (5_000, 5_001), (9_703, 9_704)] {
        let got: Vec<u8> =
            journal.read(&of, from, upto).expect("to read").flat_map(|c| c.expect("a chunk").lines).collect();
        assert_eq!(got, lines[from as usize..upto as usize].concat(), "{name}: [{from}, {upto})");
    }
    assert_eq!(journal.read(&of, 0, 9_705).err(), Some(ReadError::Behind { have: 9_704 }), "{name}");
}

fn many_threads_leave_one_content_per_size(name: &str, journal: &dyn Journal) {
    let acked = AtomicU64::new(0);
    std::thread::scope(|threads| {
        for thread in 0..64_usize {
            let acked = &acked;
            threads.spawn(move || {
                let of = origin(thread % 10);
                let mut before = Frontier::default();
                for round in 0..4 {
                    // decide again until it is in
                    for attempt in 0.. {
                        assert!(attempt < 10_000, "{name}: never in");
                        let batch = batch(&of, &before, 1 + round % 3, &format!("{thread} {round}"));
                        match journal.append(&of, &batch) {
                            Ok(_) => {
                                before = batch.after().clone();
                                acked.fetch_add(u64::from(batch.count()), Ordering::Relaxed);
                                break;
                            }
                            Err(AppendError::Moved(_)) => before = frontier(&content(journal, &of)),
                            Err(other) => panic!("{name}: {other}"),
                        }
                    }
                }
            });
        }
    });
    let mut present = 0;
    for number in 0..10 {
        let of = origin(number);
        let all = content(journal, &of);
        assert_eq!(Some(frontier(&all).head()), journal.head(&of).expect("a head").map(|s| s.head), "{name}");
        present += all.iter().filter(|b| **b == b'\n').count() as u64;
    }
    assert_eq!(present, acked.load(Ordering::Relaxed), "{name}: acknowledged lines are there once");
    println!("C4 store={name} threads=64 ledgers=10 acked={present} duplicates=0 forks=0");
}

fn export_and_import_give_the_same_bytes(name: &str, from: &dyn Journal, into: &dyn Journal) {
    let of = origin(1);
    let source = Memory::new();
    let mut before = Frontier::default();
    let mut batches: Vec<Batch> = Vec::new();
    for n in [1, 3, 100, 1] {
        let batch = batch(&of, &before, n, "y");
        before = batch.after().clone();
        source.append(&of, &batch).expect("an append");
        batches.push(batch);
    }
    // memory → this store → this store's twin, batch by batch as an importer finds them
    let mut last: &dyn Journal = &source;
    for next in [from, into] {
        let exported = content(last, &of);
        let mut before = Frontier::default();
        let mut at = 0;
        for batch in &batches {
            let lines = exported[at..at + batch.lines().len()].to_vec();
            at += lines.len();
            let copy = sample::batch_of(&of, &before, lines);
            assert_eq!(next.append(&of, &copy), Ok(Appended::Now), "{name}");
            before = copy.after().clone();
        }
        assert_eq!(content(next, &of), exported, "{name}");
        assert_eq!(next.head(&of), source.head(&of), "{name}: same root and note");
        last = next;
    }
}

fn a_reader_never_sees_a_hole(name: &str, journal: &dyn Journal) {
    let of = origin(1);
    let writing = AtomicU64::new(8);
    std::thread::scope(|threads| {
        for thread in 0..8 {
            let (writing, of) = (&writing, &of);
            threads.spawn(move || {
                for round in 0..12 {
                    while let Err(AppendError::Moved(_)) = {
                        let before = frontier(&content(journal, of));
                        journal.append(of, &batch(of, &before, 1 + round % 5, &format!("{thread} {round}")))
                    } {}
                }
                writing.fetch_sub(1, Ordering::Relaxed);
            });
        }
        let mut seen = Vec::new();
        while writing.load(Ordering::Relaxed) > 0 {
            let now = content(journal, &of);
            assert!(now.starts_with(&seen), "{name}: what was read stays");
            seen = now;
        }
    });
    let all = content(journal, &of);
    assert_eq!(frontier(&all).size(), 8 * (2 * (1 + 2 + 3 + 4 + 5) + 1 + 2), "{name}");
}

fn ledgers_are_listed_in_byte_order(name: &str, journal: &dyn Journal) {
    for number in [3, 10, 1, 2] {
        let of = origin(number);
        journal.append(&of, &batch(&of, &Frontier::default(), 1, "z")).expect("an append");
    }
    let sorted = [1, 10, 2, 3].map(origin).to_vec();
    assert_eq!(journal.ledgers(None, 9), Ok(sorted.clone()), "{name}");
    assert_eq!(journal.ledgers(Some(&sorted[0]), 2), Ok(sorted[1..3].to_vec()), "{name}");
    assert_eq!(journal.ledgers(Some(&sorted[3]), 2), Ok(Vec::new()), "{name}");
}

#[test]
fn an_old_folder_put_back_is_a_loss_and_nothing_is_signed() {
    // C11
    let folder = tempfile::tempdir().expect("a folder");
    let of = origin(1);
    let place = LedgerFolders::new(folder.path().join("ledger"), folder.path().join("state"), &of);
    let open = || FileJournal::open(Arc::new(RealDisk), place.clone(), &of, &mut Signer(of.clone())).expect("to open");
    let (journal, opening) = open();
    assert_eq!(opening, AtOpening::Fresh);
    let first = batch(&of, &Frontier::default(), 2, "a");
    journal.append(&of, &first).expect("an append");
    let segment = folder.path().join("ledger/journal/000000000000.jsonl");
    let backup = std::fs::read(&segment).expect("a segment");
    let second = batch(&of, first.after(), 1, "b");
    journal.append(&of, &second).expect("an append");
    drop(journal);
    std::fs::write(&segment, backup).expect("to put back");

    let (journal, opening) = open();
    assert_eq!(opening.exit_code(), 7, "{opening:?}");
    assert!(matches!(opening, AtOpening::Loss(_)), "{opening:?}");
    let next = batch(&of, first.after(), 1, "c");
    assert!(matches!(journal.append(&of, &next), Err(AppendError::Moved(_) | AppendError::Broken(_))));
    assert!(matches!(journal.append(&of, &batch(&of, second.after(), 1, "d")), Err(AppendError::Broken(_))));
    let read: Vec<_> = journal.read(&of, 0, 3).expect("to read").collect();
    assert_eq!(read.last(), Some(&Err(ReadError::Missing { index: 2 })), "the missing entry is named");
}

#[test]
fn a_copied_folder_without_its_guard_is_read_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = origin(1);
    let here = LedgerFolders::new(folder.path().join("ledger"), folder.path().join("state"), &of);
    let (journal, _) =
        FileJournal::open(Arc::new(RealDisk), here.clone(), &of, &mut Signer(of.clone())).expect("to open");
    let first = batch(&of, &Frontier::default(), 2, "a");
    journal.append(&of, &first).expect("an append");
    drop(journal);

    let there = LedgerFolders::new(folder.path().join("ledger"), folder.path().join("other-state"), &of);
    let (copy, opening) =
        FileJournal::open(Arc::new(RealDisk), there.clone(), &of, &mut Signer(of.clone())).expect("to open");
    assert_eq!(opening, AtOpening::NotAnchored);
    assert_eq!(copy.head(&of), Ok(Some(first.seal().clone())), "what the checkpoint says and the lines bear out");
    assert_eq!(content(&copy, &of), first.lines());
    let next = batch(&of, first.after(), 1, "b");
    assert!(matches!(copy.append(&of, &next), Err(AppendError::Refused(_))));
    assert!(!there.state.exists(), "looking leaves nothing behind");
}

#[test]
fn a_second_writer_is_told_who_holds_it_and_a_reader_is_not_hindered() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = origin(1);
    let place = LedgerFolders::new(folder.path().join("ledger"), folder.path().join("state"), &of);
    let (journal, _) =
        FileJournal::open(Arc::new(RealDisk), place.clone(), &of, &mut Signer(of.clone())).expect("to open");
    let first = batch(&of, &Frontier::default(), 2, "a");
    journal.append(&of, &first).expect("an append");

    let second = FileJournal::open(Arc::new(RealDisk), place.clone(), &of, &mut Signer(of.clone()));
    let Err(AppendError::Busy(cause)) = second else { panic!("{second:?}") };
    assert!(cause.what.contains(&format!("pid {}", std::process::id())), "{cause}");

    let reader = FileJournal::read_only(Arc::new(RealDisk), place, &of);
    assert_eq!(content(&reader, &of), first.lines());
    let next = batch(&of, first.after(), 3, "b");
    journal.append(&of, &next).expect("an append while it is being read");
    assert_eq!(reader.head(&of), Ok(Some(next.seal().clone())), "the reader sees what is durable now");
    assert_eq!(content(&reader, &of), [first.lines(), next.lines()].concat());
    assert!(matches!(reader.append(&of, &batch(&of, next.after(), 1, "c")), Err(AppendError::Refused(_))));
}

#[test]
fn lines_without_one_whole_batch_of_marks_are_refused_by_files() {
    let of = origin(1);
    let disk = Arc::new(FaultDisk::new());
    let place = LedgerFolders::new("/ledger", "/state", &of);
    let (journal, _) = FileJournal::open(disk, place, &of, &mut LeaveTail).expect("to open");
    let whole = sample::lines(0, 3, "a");
    let torn = whole[..whole.iter().position(|b| *b == b'\n').expect("a line") + 1].to_vec();
    for (why, lines) in [
        ("one of three", torn),
        ("two batches", [sample::lines(0, 1, "a"), sample::lines(1, 1, "b")].concat()),
        ("no mark", b"{}\n".to_vec()),
    ] {
        let batch = sample::batch_of(&of, &Frontier::default(), lines);
        assert!(matches!(journal.append(&of, &batch), Err(AppendError::Refused(_))), "{why}");
    }
    assert_eq!(journal.append(&of, &sample::batch_of(&of, &Frontier::default(), whole)), Ok(Appended::Now));
}

#[test]
fn segments_roll_at_batch_boundaries_and_read_as_one() {
    let of = origin(1);
    let disk = Arc::new(FaultDisk::new());
    let place = LedgerFolders::new("/ledger", "/state", &of);
    let open = || FileJournal::open(disk.clone(), place.clone(), &of, &mut Signer(of.clone())).expect("to open");
    let mut before = Frontier::default();
    let mut all = Vec::new();
    for round in 0..5 {
        let (journal, opening) = open();
        assert!(opening.writable());
        journal.roll_above(2_000);
        for _ in 0..7 {
            let batch = batch(&of, &before, 1 + round, "w");
            journal.append(&of, &batch).expect("an append");
            before = batch.after().clone();
            all.extend_from_slice(batch.lines());
        }
        assert_eq!(content(&journal, &of), all);
    }
    let files: BTreeMap<_, _> = disk.copy_out(std::path::Path::new("/ledger/journal"));
    assert!(files.len() > 4, "{} segments", files.len());
    let mut next = 0;
    for (path, bytes) in &files {
        assert!(path.ends_with(format!("{next:012}.jsonl")), "{} follows {next} lines", path.display());
        next += bytes.iter().filter(|b| **b == b'\n').count();
    }
    assert_eq!(files.into_values().collect::<Vec<_>>().concat(), all, "the journal is the concatenation of the leaves");
}

#[test]
fn an_answer_that_got_lost_is_settled_by_repeating_the_batch() {
    let of = origin(1);
    // what happens, what is said, what repeating says
    let cases = [
        (Answer::LostOnTheWay, "unsure", Appended::Now),
        (Answer::LostOnTheWayBack, "unsure", Appended::Already),
        (Answer::Failed, "failed", Appended::Now),
        (Answer::FailedButDone, "failed", Appended::Already),
        (Answer::Busy, "busy", Appended::Now),
        (Answer::Full, "refused", Appended::Now),
    ];
    for (answer, said, again) in cases {
        let memory = Memory::new();
        memory.answer([answer]);
        let batch = batch(&of, &Frontier::default(), 2, "a");
        let got = match memory.append(&of, &batch) {
            Err(AppendError::Unsure(_)) => "unsure",
            Err(AppendError::Failed(_)) => "failed",
            Err(AppendError::Busy(_)) => "busy",
            Err(AppendError::Refused(_)) => "refused",
            other => panic!("{other:?}"),
        };
        assert_eq!(got, said, "{answer:?}");
        if said == "failed" && again == Appended::Now {
            assert!(matches!(memory.append(&of, &batch), Err(AppendError::Failed(_))), "a failed handle stays failed");
        }
        memory.reopen();
        assert_eq!(memory.append(&of, &batch), Ok(again), "{answer:?}");
        assert_eq!(content(&memory, &of), batch.lines(), "{answer:?}: once and only once");
    }
    assert_eq!(Head::empty().size, 0);
}
