//! The writer under power cuts, kills, failing writes and syncs, full disks and put-back folders.
//!
//! Each enumeration injects at operation 0, 1, 2, … until a run passes without injection, so no
//! step of the protocol is left out. Each has a control, a writer with one step left out or
//! misplaced, which must fail it: a test that cannot fail proves nothing.

mod openings;
#[path = "../support/oracle.rs"]
#[allow(dead_code, reason = "the torture command uses more of it")]
pub mod oracle;
#[path = "../support/sweep.rs"]
#[allow(dead_code, reason = "the torture command uses more of it")]
mod sweep;

use crate::faulty::{Fault, FaultDisk, Survival};
use crate::journal::content;
use crate::journal::sample::{self, batch, origin};
use coop_ledger::store::disk::Disk;
use coop_ledger::store::file::{FileBlobs, FileJournal};
use coop_ledger::store::{AppendError, Appended, AtOpening, Blobs, Journal, Why};
use oracle::{Memory, Violation, open, place, session, verify};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use sweep::{Sweep, cut_everywhere, fail_everywhere};

#[test]
fn power_cut_or_kill_at_every_operation_twice_in_a_row_loses_nothing() {
    // C6
    let count = cut_everywhere(&FaultDisk::new, &Sweep::default());
    count.print("R-03 power_cuts variant=two_step_medium_read");
    assert_eq!(count.violations, BTreeMap::new());
    assert!(
        count.states > 20_000 && count.openings.contains_key("finished") && count.openings.contains_key("quarantined")
    );

    let rewriting = || {
        let disk = FaultDisk::new();
        disk.refresh_by_rewriting();
        disk
    };
    let count = cut_everywhere(&rewriting, &Sweep { twice: 16, ..Sweep::default() });
    count.print("R-03 power_cuts variant=two_step_tail_rewritten");
    assert_eq!(count.violations, BTreeMap::new());
}

#[test]
fn a_writer_without_one_of_its_syncs_or_in_the_other_order_fails_the_same_test() {
    type Control = (&'static str, fn(&FaultDisk), Violation);
    let controls: [Control; 3] = [
        ("journal_not_synced", |d| d.leave_out_syncs_of("/journal/"), Violation::FalseLoss),
        ("guard_not_synced_nor_journal", |d| d.leave_out_syncs_of(""), Violation::LostAck),
        ("guard_before_journal", |d| d.delay_syncs_of("/journal/", "/guard"), Violation::FalseLoss),
    ];
    for (name, control, expected) in controls {
        let count = cut_everywhere(
            &|| {
                let disk = FaultDisk::new();
                control(&disk);
                disk
            },
            &Sweep { twice: sweep::NEVER, ..Sweep::default() },
        );
        count.print(&format!("R-03 power_cuts control={name}"));
        assert!(count.violations.contains_key(&expected), "{name} must show {expected:?}");
    }
}

#[test]
fn every_operation_failing_once_is_never_followed_by_an_acknowledgement_or_a_loss() {
    for fault in [Fault::Failed, Fault::FailedButDone, Fault::Full] {
        let count = fail_everywhere(&FaultDisk::new, fault, &Sweep::default());
        count.print(&format!("R-05 each_operation_fails fault={fault:?} variant=medium_read"));
        assert_eq!(count.violations, BTreeMap::new(), "{fault:?}");
        let rewriting = || {
            let disk = FaultDisk::new();
            disk.refresh_by_rewriting();
            disk
        };
        let count = fail_everywhere(&rewriting, fault, &Sweep::default());
        count.print(&format!("R-05 each_operation_fails fault={fault:?} variant=tail_rewritten"));
        assert_eq!(count.violations, BTreeMap::new(), "{fault:?}");
    }
    let trusting = || {
        let disk = FaultDisk::new();
        disk.trust_the_cache();
        disk
    };
    let control = fail_everywhere(&trusting, Fault::Failed, &Sweep::default());
    control.print("R-06 each_operation_fails control=page_cache_trusted_after_a_failed_sync");
    assert!(!control.violations.is_empty(), "the control must fail");
}

#[test]
fn a_folder_put_back_to_any_older_state_is_noticed() {
    let mut tried = 0;
    for reopened_between in [false, true] {
        let disk = FaultDisk::new();
        let mut memory = Memory::default();
        let mut older = Vec::new();
        let mut guards = Vec::new();
        for round in 0..6 {
            older.push(disk.copy_out(Path::new("/ledger")));
            guards.push(disk.copy_out(Path::new("/state")));
            session(&disk, &mut memory, &format!("s{round}"), &[1 + round % 3]).expect("no fault");
        }
        let newest = disk.copy_out(Path::new("/ledger"));
        for (age, folder) in older.iter().enumerate() {
            let again = disk.killed();
            if reopened_between {
                drop(open(&again).expect("to open"));
            }
            again.copy_in(Path::new("/ledger"), folder);
            let (journal, opening) = open(&again).expect("to open");
            assert_eq!(opening.exit_code(), 7, "put back to state {age}: {opening:?}");
            let of = origin(1);
            let head = journal.head(&of).expect("a head").expect("what was signed is still known");
            let next = batch(&of, &crate::journal::frontier(&memory.acked), 1, "next");
            assert_eq!(head.head, next.base());
            assert!(matches!(journal.append(&of, &next), Err(AppendError::Broken(_))), "nothing is signed on it");
            assert_eq!(
                again.copy_out(Path::new("/ledger/journal")),
                folder.clone().into_iter().filter(|(p, _)| p.starts_with("/ledger/journal")).collect(),
                "nothing is repaired"
            );
            tried += 1;

            // the guard alone put back: the key has signed more, here or elsewhere, and nothing is adopted.
            // Where no checkpoint says so it is merely behind a whole, valid journal, and finishes it
            if !guards[age].is_empty() {
                let again = disk.killed();
                again.copy_in(Path::new("/state"), &guards[age]);
                let (_, opening) = open(&again).expect("to open");
                assert_eq!(opening.exit_code(), 7, "guard of state {age}: {opening:?}");
                assert_eq!(again.copy_out(Path::new("/ledger/journal")), disk.copy_out(Path::new("/ledger/journal")));
                let unsaid = disk.killed();
                unsaid.copy_in(Path::new("/state"), &guards[age]);
                unsaid.remove(Path::new("/ledger/checkpoint")).expect("to remove");
                verify(&unsaid, &memory).expect("nothing is lost");
            }
            // both put back: nothing on this machine can know; witnesses and slips do
            if age > 0 {
                let again = disk.killed();
                again.copy_in(Path::new("/ledger"), folder);
                again.copy_in(Path::new("/state"), &guards[age]);
                assert!(open(&again).expect("to open").1.writable());
            }
        }
        let again = disk.killed();
        again.copy_in(Path::new("/ledger"), &newest);
        verify(&again, &memory).expect("the newest state is no rollback");
    }
    println!("R-21 put_back states={tried} undetected_rollbacks=0");
}

#[test]
fn a_guard_that_is_not_synced_lets_a_rollback_pass() {
    // the control of the test above
    let disk = FaultDisk::new();
    let mut memory = Memory::default();
    session(&disk, &mut memory, "first", &[1]).expect("no fault");
    disk.leave_out_syncs_of("/guard");
    let older = disk.copy_out(Path::new("/ledger"));
    session(&disk, &mut memory, "second", &[2]).expect("no fault");
    let undetected = disk.power_cuts(Survival::Plain, 64).into_iter().filter(|after| {
        after.copy_in(Path::new("/ledger"), &older);
        open(after).is_ok_and(|(_, opening)| opening.writable())
    });
    let undetected = undetected.count();
    println!("R-21 put_back control=guard_not_synced undetected_rollbacks={undetected}");
    assert!(undetected > 0, "the control must fail");
}

#[test]
fn a_line_altered_before_the_signed_head_is_damage_and_never_cut_off() {
    let disk = FaultDisk::new();
    let mut memory = Memory::default();
    session(&disk, &mut memory, "a", &[1, 1]).expect("no fault");
    let mut files = disk.copy_out(Path::new("/ledger"));
    let segment = files.get_mut(Path::new("/ledger/journal/000000000000.jsonl")).expect("a segment");
    let last = segment.len() - 3;
    segment[last] ^= 1;
    let altered = files.clone();
    disk.copy_in(Path::new("/ledger"), &files);
    let (journal, opening) = open(&disk).expect("to open");
    assert!(matches!(opening, AtOpening::Damage(_)) && opening.exit_code() == 7, "{opening:?}");
    drop(journal);
    assert_eq!(
        disk.copy_out(Path::new("/ledger/journal")),
        altered.into_iter().filter(|(p, _)| p.starts_with("/ledger/journal")).collect()
    );
}

#[test]
fn a_tail_that_cannot_be_judged_now_is_left_alone() {
    use coop_ledger::store::LeaveTail;
    let disk = FaultDisk::new();
    let mut memory = Memory::default();
    session(&disk, &mut memory, "a", &[1]).expect("no fault");
    // cut in the guard's write: a whole batch is behind the guard
    let guard_write = (0..).find(|k| {
        let trial = disk.killed();
        let from = trial.done();
        trial.at(*k, Fault::Cut);
        let mut memory = memory.clone();
        session(&trial, &mut memory, "b", &[2]).expect("no violation");
        trial.log().last().is_some_and(|l| l == "write /state/coop.example+village-1+3f9c2d7a5b1e8406/guard")
            && trial.done() == from + k + 1
    });
    let again = disk.killed();
    again.at(guard_write.expect("such a step"), Fault::Cut);
    session(&again, &mut memory, "b", &[2]).expect("no violation");
    let after = again.power_cuts(Survival::Plain, 1).remove(0);
    let before = after.copy_out(Path::new("/ledger/journal"));
    let of = origin(1);
    let (journal, opening) = FileJournal::open(Arc::new(after.clone()), place(), &of, &mut LeaveTail).expect("to open");
    assert!(matches!(opening, AtOpening::Waiting(_)), "{opening:?}");
    assert_eq!(content(&journal, &of), memory.acked, "readable up to the signed head");
    let next = batch(&of, &crate::journal::frontier(&memory.acked), 1, "c");
    assert!(matches!(journal.append(&of, &next), Err(AppendError::Busy(c)) if c.why == Why::Waiting));
    drop(journal);
    assert_eq!(after.copy_out(Path::new("/ledger/journal")), before, "nothing is touched");
    assert_eq!(verify(&after, &memory), Ok(AtOpening::Finished { entries: 2 }), "who can judge finishes it");
}

#[test]
fn what_does_not_stay_is_set_aside_byte_for_byte() {
    let whole = crate::journal::sample::lines(1, 1, "tail");
    let half = crate::journal::sample::lines(2, 4, "tail");
    let cut = half.len() * 2 / 3;
    let altered = [&whole[..40], b"?", &whole[41..]].concat();
    // what lies behind the signed head, how much of it is finished, why the rest goes
    let cases: [(&str, Vec<u8>, u64); 5] = [
        ("a torn batch", half[..cut].to_vec(), 0),
        ("a whole batch and a torn one", [whole.as_slice(), &half[..cut]].concat(), 1),
        ("a whole batch with an altered byte", altered, 0),
        ("garbage", vec![0xAA; 70_000], 0),
        (
            "a batch that begins in its middle",
            half[half.iter().position(|b| *b == b'\n').expect("a line") + 1..].to_vec(),
            0,
        ),
    ];
    for (what, tail, finished) in cases {
        let disk = FaultDisk::new();
        let mut memory = Memory::default();
        session(&disk, &mut memory, "a", &[1]).expect("no fault");
        let mut files = disk.copy_out(Path::new("/ledger"));
        let segment = files.get_mut(Path::new("/ledger/journal/000000000000.jsonl")).expect("a segment");
        segment.extend_from_slice(&tail);
        disk.copy_in(Path::new("/ledger"), &files);
        let (journal, opening) = open(&disk).expect("to open");
        let AtOpening::Quarantined { bytes, file, entries, .. } = opening else { panic!("{what}: {opening:?}") };
        let kept = if finished == 1 { whole.len() } else { 0 };
        assert_eq!((entries, bytes), (finished, (tail.len() - kept) as u64), "{what}");
        assert_eq!(disk.copy_out(&file)[&file], &tail[kept..], "{what}");
        assert_eq!(content(&journal, &origin(1)), [&memory.acked, &tail[..kept]].concat(), "{what}");
        drop(journal);
        let after = disk.power_cuts(Survival::Torn, 1).remove(0);
        assert_eq!(open(&after).expect("to open").1, AtOpening::Fine, "{what}: said once, and durable");
        assert!(after.copy_out(&file).contains_key(&file), "{what}");
    }
}

#[test]
fn a_read_only_folder_refuses_and_is_still_read() {
    let disk = FaultDisk::new();
    let mut memory = Memory::default();
    session(&disk, &mut memory, "a", &[2]).expect("no fault");
    let of = origin(1);
    disk.at(0, Fault::ReadOnly);
    let refused = open(&disk);
    assert!(matches!(&refused, Err(AppendError::Refused(c)) if c.why == Why::ReadOnly), "{refused:?}");
    let reader = FileJournal::read_only(Arc::new(disk.clone()), place(), &of);
    assert_eq!(reader.head(&of).map(|h| h.map(|s| s.head.size)), Ok(Some(2)));
    assert_eq!(content(&reader, &of), memory.acked);
}

#[test]
fn a_full_disk_refuses_the_batch_and_keeps_what_was_acknowledged() {
    let of = origin(1);
    let disk = FaultDisk::new();
    let (journal, _) = open(&disk).expect("to open");
    let first = batch(&of, &Default::default(), 1, "a");
    journal.append(&of, &first).expect("an append");
    disk.at(0, Fault::Full);
    let second = batch(&of, first.after(), 2, "b");
    let refused = journal.append(&of, &second);
    assert!(matches!(&refused, Err(AppendError::Refused(c)) if c.why == Why::DiskFull), "{refused:?}");
    assert!(matches!(journal.append(&of, &second), Err(AppendError::Failed(_))), "the handle writes no more");
    assert_eq!(content(&journal, &of), first.lines());
    drop(journal);
    let (journal, opening) = open(&disk).expect("to open");
    assert_eq!(opening, AtOpening::Fine, "the fragment is gone");
    assert_eq!(journal.append(&of, &second), Ok(Appended::Now), "and there is space again");
}

#[test]
fn a_blob_is_whole_or_not_there_and_durable_once_named() {
    let bytes = vec![7_u8; 200_000];
    let of = origin(1);
    let mut states = 0;
    for k in 0.. {
        let disk = FaultDisk::new();
        disk.at(k, Fault::Cut);
        let put = FileBlobs::new(Arc::new(disk.clone()), place(), &of).put(&of, &mut bytes.as_slice());
        for after in disk.power_cuts(Survival::Torn, 200) {
            states += 1;
            let blobs = FileBlobs::new(Arc::new(after.clone()), place(), &of);
            let found = after.copy_out(Path::new("/ledger/blobs"));
            assert!(found.values().all(|b| *b == bytes), "never a part under a whole name");
            if let Ok(name) = put {
                let mut got = Vec::new();
                blobs.get(&of, &name).expect("the blob").read_to_end(&mut got).expect("to read");
                assert_eq!(got, bytes);
            }
            // what the crash left lies where the next opening sweeps it away
            open(&after).expect("to open");
            assert!(after.copy_out(Path::new("/ledger/private")).is_empty());
            assert_eq!(blobs.put(&of, &mut bytes.as_slice()).map(|n| n.to_string().len()), Ok(64));
        }
        if put.is_ok() {
            break;
        }
    }
    println!("blobs power_cuts states={states} torn=0");
}
