//! Real processes, really killed. The test binary starts itself as the writer.

use super::sample::{Signer, batch, origin};
use super::{content, frontier};
use coop_ledger::store::disk::RealDisk;
use coop_ledger::store::file::{FileJournal, LedgerFolders};
use coop_ledger::store::{Appended, Journal};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

const FOLDER: &str = "COOP_TEST_KILL_FOLDER";
const LINES: &str = "COOP_TEST_KILL_LINES";

fn open(root: &Path) -> FileJournal {
    let of = origin(1);
    let place = LedgerFolders::new(root.join("ledger"), root.join("state"), &of);
    let (journal, opening) =
        FileJournal::open(Arc::new(RealDisk), place, &of, &mut Signer(of.clone())).expect("to open");
    assert!(opening.writable(), "{opening:?}");
    journal
}

/// Not a test of its own: what the parent starts, and kills.
#[test]
#[ignore = "started and killed by the tests below"]
fn writer() {
    let Some(root) = std::env::var_os(FOLDER) else { return };
    let lines: u64 = std::env::var(LINES).expect("how many lines").parse().expect("a number");
    let of = origin(1);
    let journal = open(Path::new(&root));
    let mut before = journal.frontier().expect("a writer");
    for round in 0.. {
        let n = if lines > 0 { lines } else { 1 + round % 4 };
        let batch = batch(&of, &before, n, "k");
        assert_eq!(journal.append(&of, &batch), Ok(Appended::Now));
        before = batch.after().clone();
        let mut out = std::io::stdout().lock();
        writeln!(out, "\nacked {}", before.size()).and_then(|()| out.flush()).expect("the parent listens");
    }
}

/// Starts the writer, kills it after a while, gives the last size that it acknowledged.
fn killed_after(root: &Path, lines: u64, wait: Duration) -> u64 {
    let mut child = Command::new(std::env::current_exe().expect("this binary"))
        .args(["--ignored", "--exact", "journal::kill::writer", "--nocapture"])
        .env(FOLDER, root)
        .env(LINES, lines.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a child");
    let out = child.stdout.take().expect("its output");
    let reader = std::thread::spawn(move || {
        let said = BufReader::new(out).lines().map_while(Result::ok);
        said.filter_map(|l| l.strip_prefix("acked ").and_then(|n| n.parse::<u64>().ok())).last().unwrap_or(0)
    });
    std::thread::sleep(wait);
    child.kill().expect("to kill it");
    child.wait().expect("its end");
    reader.join().expect("what it said")
}

#[test]
fn a_hundred_killed_writers_lose_nothing_that_they_acknowledged() {
    // C5
    let folder = tempfile::tempdir().expect("a folder");
    let of = origin(1);
    let (mut present, mut unacked, mut idle) = (0, 0, 0);
    for round in 0..100_u64 {
        let acked = killed_after(folder.path(), 0, Duration::from_millis(15 + (round * 7) % 60));
        let journal = open(folder.path());
        let all = content(&journal, &of);
        let size = frontier(&all).size();
        assert_eq!(journal.head(&of).expect("a head").map_or(0, |s| s.head.size), size);
        assert!(size >= acked.max(present), "round {round}: {acked} acknowledged, {size} there");
        unacked += u64::from(acked > 0 && size > acked);
        idle += u64::from(acked == 0);
        present = size;
    }
    assert!(present > 0, "the writers wrote");
    println!(
        "C5 kills=100 entries={present} lost_acks=0 finished_unacknowledged={unacked} killed_before_first_ack={idle}"
    );
}

#[test]
fn a_batch_of_100_000_lines_is_there_or_not_under_kill() {
    // C3
    let folder = tempfile::tempdir().expect("a folder");
    let of = origin(1);
    let n = 100_000;
    let mut sizes = Vec::new();
    for round in 0..8 {
        let root = folder.path().join(round.to_string());
        let acked = killed_after(&root, n, Duration::from_millis(60 + round * 60));
        let journal = open(&root);
        let size = frontier(&content(&journal, &of)).size();
        assert!(size.is_multiple_of(n) && size >= acked, "{size} lines of batches of {n}, {acked} acknowledged");
        sizes.push(size);
    }
    println!("C3 kills=8 lines_per_batch={n} half_batches=0 sizes={sizes:?}");
}
