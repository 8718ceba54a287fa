//! Real processes, really killed, through the whole program: what was acknowledged is there when
//! the ledger is opened again, and the audit passes.

use crate::little::Hourly;
use coop_ledger::{
    audit::{Pin, Verdict},
    cooperative::{Cooperative, SystemClock, audit, remembered},
    log::Hash,
};
use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

#[path = "../../examples/append_and_audit.rs"]
#[allow(dead_code, reason = "its main is the example's")]
mod example;

const FOLDER: &str = "COOP_TEST_RESTART_FOLDER";
const KILLS: u64 = 48;

/// Not a test of its own: what the parent starts, and kills.
#[test]
#[ignore = "started and killed by the test below"]
fn appender() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    example::append(Path::new(&folder), 1_000_000, &mut std::io::stdout()).unwrap();
}

/// Kills the appender after so many acknowledgements and a wait; gives all it acknowledged.
fn killed_after(folder: &Path, acks: u64, wait: Duration) -> Vec<(u64, Hash)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "restart::appender", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let (send, receive) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut said = Vec::new();
        for line in out.lines().map_while(Result::ok) {
            let mut words = line.split(' ').skip_while(|w| !w.ends_with("acked")).skip(1);
            if let (Some(index), Some(leaf)) = (words.next(), words.next()) {
                // a line that the kill cut in two is no acknowledgement
                let (Ok(index), Ok(leaf)) = (index.parse(), leaf.parse()) else { continue };
                said.push((index, leaf));
                let _ = send.send(());
            }
        }
        said
    });
    for _ in 0..acks {
        if receive.recv().is_err() {
            break;
        }
    }
    std::thread::sleep(wait);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

#[test]
fn nothing_that_a_killed_process_acknowledged_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("coop");
    let (ledger, state) = (root.join("ledger"), root.join("state"));
    let mut acked: BTreeMap<u64, Hash> = BTreeMap::new();
    let (mut beyond, mut idle, mut chance) = (0, 0, 0x2545_F491_4F6C_DD1D_u64);
    for round in 0..KILLS {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        // every fourth while it starts, the others a little after an acknowledgement
        let (acks, most) = if round % 4 == 0 { (0, 60_000) } else { (1 + chance % 5, 12_000) };
        let said = killed_after(&root, acks, Duration::from_micros((chance >> 16) % most));
        idle += u64::from(said.is_empty());
        let last = said.last().map(|(index, _)| index + 1);
        acked.extend(said);
        if !ledger.join("checkpoint").exists() {
            assert!(acked.is_empty(), "round {round}: acknowledged, and no ledger");
            continue;
        }
        let opened = crate::little::open(&ledger, &state, Arc::new(SystemClock)).unwrap();
        assert!(opened.opening.writable(), "round {round}: {:?}", opened.opening);
        let cooperative = opened.cooperative;
        let size = cooperative.head().size;
        beyond += u64::from(last.is_some_and(|last| size > last));
        let lines = cooperative.lines(0, size).unwrap();
        for (index, leaf) in &acked {
            let line =
                lines.get(*index as usize).unwrap_or_else(|| panic!("round {round}: entry {index} of {size} is lost"));
            assert_eq!(Hash::leaf(line), *leaf, "round {round}: entry {index} is another");
        }
    }
    let pin = Pin { remembered: remembered(&ledger, &state), ..Pin::default() };
    let report = audit(&ledger, &pin, &mut |_, _| {}).unwrap().report;
    assert_eq!(report.verdict, Verdict::Pass, "{:?}", report.findings);
    assert!(acked.len() as u64 >= KILLS / 2, "the processes wrote: {}", acked.len());
    println!(
        "restart: kills={KILLS} acknowledged={} entries={} lost_acks=0 finished_unacknowledged={beyond} killed_before_first_ack={idle}",
        acked.len(),
        report.size
    );
}

#[test]
fn a_second_writer_is_told_so_and_readers_are_not_hindered() {
    let little = crate::little::Little::upto(2, 0x33);
    let busy = Cooperative::open(&little.ledger(), &little.state(), Hourly::new()).unwrap_err();
    assert_eq!((busy.exit_code(), busy.code()), (5, "busy"), "{busy}");
    let reader = Cooperative::open_to_read(&little.ledger(), &little.state(), Hourly::new()).unwrap();
    assert_eq!(reader.head(), little.cooperative.head());
}
