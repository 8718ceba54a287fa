//! What an auditor finds in a folder, file by file.

use super::frontier;
use super::sample::{Signer, batch, genuine, lines, origin};
use crate::faulty::FaultDisk;
use coop_ledger::store::audit_source::{AuditSource, Structural, WalkStep};
use coop_ledger::store::disk::RealDisk;
use coop_ledger::store::file::{FileBlobs, FileJournal, LedgerFolders};
use coop_ledger::store::{Blobs, Journal, ReadError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A folder with these files, walked: lines and findings.
fn walked(files: &[(&str, Vec<u8>)]) -> (Vec<u8>, Vec<Structural>) {
    let disk = FaultDisk::new();
    let files: BTreeMap<PathBuf, Vec<u8>> =
        files.iter().map(|(n, b)| (Path::new("/ledger").join(n), b.clone())).collect();
    disk.copy_in(Path::new("/ledger"), &files);
    let source = AuditSource::on(Arc::new(disk), Path::new("/ledger")).expect("a ledger");
    let mut findings = source.strays().expect("to list");
    let mut all = Vec::new();
    for step in source.lines() {
        match step.expect("to read") {
            WalkStep::Lines(chunk) => all.extend_from_slice(&chunk.lines),
            WalkStep::Finding(finding) => findings.push(finding),
        }
    }
    (all, findings)
}

#[test]
fn each_thing_that_must_not_be_in_a_folder_is_found_where_it_is() {
    // two batches: a segment begins where a batch does
    let (first, rest) = (lines(0, 1, "a"), lines(1, 4, "a"));
    let (whole, cut) = ([first.clone(), rest.clone()].concat(), first.len());
    let torn = |bytes: &[u8]| [bytes, b"{\"about\"".as_slice()].concat();
    let long = [first.clone(), vec![b'x'; 3 << 20], b"\n".to_vec(), lines(2, 1, "a")].concat();
    let end = |bytes: &[u8]| bytes.iter().position(|b| *b == b'\n').expect("a line") + 1;
    let head = |bytes: &[u8]| bytes[..end(bytes)].to_vec();
    let tail = |bytes: &[u8]| bytes[end(bytes)..].to_vec();
    let zero = "journal/000000000000.jsonl";
    let name = |n: u64| format!("{n:012}.jsonl");
    type Case = (&'static str, Vec<(&'static str, Vec<u8>)>, Vec<Structural>);
    let cases: Vec<Case> = vec![
        ("one segment", vec![(zero, whole.clone())], vec![]),
        ("two segments", vec![(zero, first.clone()), ("journal/000000000001.jsonl", rest.clone())], vec![]),
        (
            "a segment that begins inside a batch",
            vec![(zero, [first.clone(), head(&rest)].concat()), ("journal/000000000002.jsonl", tail(&rest))],
            vec![Structural::Split { segment: name(2) }],
        ),
        ("an empty last segment", vec![(zero, whole.clone()), ("journal/000000000005.jsonl", vec![])], vec![]),
        (
            "what belongs beside the record",
            vec![
                (zero, whole.clone()),
                ("coop.toml", vec![1]),
                ("private/records", vec![1]),
                ("lock", vec![]),
                ("index/x", vec![]),
            ],
            vec![],
        ),
        (
            "a segment that leaves a gap",
            vec![(zero, first.clone()), ("journal/000000000002.jsonl", rest.clone())],
            vec![Structural::Name { found: name(2), expected: name(1) }],
        ),
        (
            "no first segment",
            vec![("journal/000000000001.jsonl", rest.clone())],
            vec![Structural::Name { found: name(1), expected: name(0) }],
        ),
        (
            "an empty segment in between",
            vec![(zero, first.clone()), ("journal/000000000001.jsonl", vec![]), ("journal/000000000002.jsonl", vec![])],
            vec![Structural::Empty(name(1)), Structural::Name { found: name(2), expected: name(1) }],
        ),
        (
            "a torn last line",
            vec![(zero, torn(&first))],
            vec![Structural::Torn { segment: name(0), offset: cut as u64, bytes: 8 }],
        ),
        (
            "a torn line in between",
            vec![(zero, torn(&first)), ("journal/000000000001.jsonl", rest.clone())],
            vec![Structural::Torn { segment: name(0), offset: cut as u64, bytes: 8 }],
        ),
        (
            "a line of 3 MiB",
            vec![(zero, long)],
            vec![Structural::Long { index: 1, segment: name(0), offset: cut as u64 }],
        ),
        (
            "strays",
            vec![
                (zero, whole.clone()),
                ("notes.txt", vec![]),
                ("journal/000000000000.jsonl.bak", vec![]),
                ("journal/0.jsonl", vec![]),
                ("blobs/abc", vec![]),
            ],
            ["notes.txt", "journal/0.jsonl", "journal/000000000000.jsonl.bak", "blobs/abc"]
                .map(|p| Structural::Stray(p.into()))
                .to_vec(),
        ),
    ];
    for (what, files, expected) in cases {
        let (all, findings) = walked(&files);
        assert_eq!(findings, expected, "{what}");
        assert!(all.split_inclusive(|b| *b == b'\n').all(genuine), "{what}: whole lines only");
    }
}

#[test]
fn lines_come_in_chunks_of_at_most_a_mebibyte_with_their_numbers() {
    let all = lines(0, 40_000, "many");
    let disk = FaultDisk::new();
    disk.copy_in(
        Path::new("/ledger"),
        &BTreeMap::from([(PathBuf::from("/ledger/journal/000000000000.jsonl"), all.clone())]),
    );
    let source = AuditSource::on(Arc::new(disk), Path::new("/ledger")).expect("a ledger");
    let (mut next, mut got) = (0, Vec::new());
    for step in source.lines() {
        let WalkStep::Lines(chunk) = step.expect("to read") else { panic!("nothing is wrong") };
        assert!(chunk.first == next && chunk.lines.len() <= 1 << 20);
        next += chunk.lines.iter().filter(|b| **b == b'\n').count() as u64;
        got.extend(chunk.lines);
    }
    assert!(next == 40_000 && got == all);
}

#[test]
fn blobs_are_listed_and_compared_with_their_names() {
    let of = origin(1);
    let disk = FaultDisk::new();
    let blobs = FileBlobs::new(Arc::new(disk.clone()), LedgerFolders::new("/ledger", "/state", &of), &of);
    let good = blobs.put(&of, &mut b"a rule document".as_slice()).expect("to put");
    let bad = blobs.put(&of, &mut b"payout lines".as_slice()).expect("to put");
    let path = PathBuf::from(format!("/ledger/blobs/{bad}"));
    disk.copy_in(&path, &BTreeMap::from([(path.clone(), b"payout linez".to_vec())]));
    assert_eq!(AuditSource::on(Arc::new(disk.clone()), Path::new("/ledger")).err(), Some(ReadError::NoLedger));
    disk.copy_in(Path::new("/ledger/checkpoint"), &BTreeMap::from([("/ledger/checkpoint".into(), b"note".to_vec())]));
    let source = AuditSource::on(Arc::new(disk), Path::new("/ledger")).expect("a ledger");
    let mut expected = vec![(good, 15), (bad, 12)];
    expected.sort();
    assert_eq!(source.blobs(), Ok(expected));
    assert_eq!((source.blob_is_genuine(&good), source.blob_is_genuine(&bad)), (Ok(true), Ok(false)));
    assert_eq!(source.checkpoint(), Ok(Some(b"note".to_vec())));
    assert_eq!(source.blob(&origin_hash()).err(), Some(ReadError::NoLedger));
}

fn origin_hash() -> coop_ledger::log::Hash {
    coop_ledger::log::Hash::of(&[b"nothing"])
}

#[test]
fn auditors_beside_a_busy_writer_raise_no_false_alarm() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = origin(1);
    let place = LedgerFolders::new(folder.path().join("ledger"), folder.path().join("state"), &of);
    let (journal, _) =
        FileJournal::open(Arc::new(RealDisk), place.clone(), &of, &mut Signer(of.clone())).expect("to open");
    journal.roll_above(300_000);
    let first = batch(&of, &Default::default(), 1, "w");
    journal.append(&of, &first).expect("an append");
    let writing = AtomicBool::new(true);
    let walks = std::thread::scope(|threads| {
        let auditors: Vec<_> = (0..3)
            .map(|_| {
                threads.spawn(|| {
                    let mut walks = 0;
                    while writing.load(Ordering::Relaxed) {
                        let source = AuditSource::open(&place.ledger).expect("a ledger");
                        assert_eq!(source.strays(), Ok(Vec::new()));
                        let signed = source.checkpoint().expect("to read").expect("a checkpoint");
                        let size: u64 = std::str::from_utf8(&signed)
                            .expect("a text")
                            .lines()
                            .nth(1)
                            .expect("a size")
                            .parse()
                            .expect("a number");
                        let mut all = Vec::new();
                        for step in source.lines() {
                            match step.expect("to read") {
                                WalkStep::Lines(chunk) => all.extend_from_slice(&chunk.lines),
                                WalkStep::Finding(finding) => panic!("a false alarm: {finding}"),
                            }
                        }
                        assert!(frontier(&all).size() >= size, "what was signed is there");
                        assert!(all.split_inclusive(|b| *b == b'\n').all(genuine));
                        let end = all.split_inclusive(|b| *b == b'\n').next_back().expect("a line");
                        let mark = coop_ledger::store::batch_mark(end).expect("a mark");
                        assert_eq!(mark.k + 1, mark.n, "no half batch is seen");
                        walks += 1;
                    }
                    walks
                })
            })
            .collect();
        let mut before = first.after().clone();
        for round in 0..150 {
            let batch = batch(&of, &before, 1 + (round * 37) % 400, "w");
            journal.append(&of, &batch).expect("an append");
            before = batch.after().clone();
        }
        writing.store(false, Ordering::Relaxed);
        auditors.into_iter().map(|a| a.join().expect("an auditor")).sum::<u32>()
    });
    println!("R-13 auditors=3 walks={walks} false_alarms=0");
    assert!(walks > 3);
}
