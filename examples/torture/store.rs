//! The store on the disk in memory: killed, cut off and torn at every operation; and the writers
//! that must fail the same trial.

use crate::faulty::{Fault, FaultDisk, Survival};
use crate::oracle::{Memory, Violation, open, session_of};
use crate::report::{Line, Options};
use crate::sweep::{Count, NEVER, Sweep, cut_everywhere};
use std::path::Path;

fn line(name: &str, options: &Options, count: &Count) -> Line {
    let seen = |violation| count.violations.get(&violation).copied().unwrap_or_default();
    let recovered = |name: &str| count.openings.get(name).copied().unwrap_or_default();
    Line::new(name, options)
        .with("points", count.points)
        .with("states", count.states)
        .with("finished", recovered("finished"))
        .with("set_aside", recovered("quarantined"))
        .with("lost_acks", seen(Violation::LostAck))
        .with("half_batches", seen(Violation::HalfBatch))
        .with("false_alarms", seen(Violation::FalseLoss))
        .with("unopenable", seen(Violation::Unopenable))
        .with("other", seen(Violation::AckAfterFailure) + seen(Violation::Leftover))
        .passes(count.violations.is_empty() && count.states > 0)
}

/// A disk that writes its tail again instead of dropping the cache, as systems do that cannot.
fn rewriting() -> FaultDisk {
    let disk = FaultDisk::new();
    disk.refresh_by_rewriting();
    disk
}

/// Killed and cut off at every operation, in both ways of reading the medium.
pub fn kill(options: &Options) -> Vec<Line> {
    let (most, twice) = if options.full { ((64, 12), 4) } else { ((24, 6), 48) };
    let mut lines = Vec::new();
    for (disk, prepare) in [("medium_read", FaultDisk::new as fn() -> FaultDisk), ("tail_rewritten", rewriting)] {
        let count = cut_everywhere(&prepare, &Sweep { most, twice, ..Sweep::default() });
        lines.push(line("kill", options, &count).with("disk", disk));
    }
    lines
}

/// Batches of several sectors; what a cut leaves is told by sectors.
pub fn torn(options: &Options) -> Vec<Line> {
    let how = Sweep {
        sizes: vec![1, 30, 9, 2],
        roll: 4_000,
        survival: Survival::Sectors,
        most: if options.full { (400, 24) } else { (32, 4) },
        twice: NEVER,
        each: (0, 1),
    };
    let once = cut_everywhere(&FaultDisk::new, &how.clone());
    let twice = cut_everywhere(
        &FaultDisk::new,
        &Sweep { most: (how.most.0 / 4, how.most.1), twice: if options.full { 4 } else { 8 }, ..how },
    );
    vec![line("torn", options, &once).with("cuts", 1), line("torn", options, &twice).with("cuts", 2)]
}

/// A writer without a sync, one that writes the guard before the journal, and a recovery that
/// keeps whole lines instead of whole batches: each must show what it may not.
pub fn controls(options: &Options) -> Vec<Line> {
    type Sabotage = (&'static str, fn(&FaultDisk), Violation);
    let sabotaged: [Sabotage; 3] = [
        ("journal_not_synced", |d| d.leave_out_syncs_of("/journal/"), Violation::FalseLoss),
        ("nothing_synced", |d| d.leave_out_syncs_of(""), Violation::LostAck),
        ("guard_before_journal", |d| d.delay_syncs_of("/journal/", "/guard"), Violation::FalseLoss),
    ];
    let most = if options.full { (64, 12) } else { (20, 12) };
    let how = Sweep { most, twice: NEVER, ..Sweep::default() };
    let mut lines = Vec::new();
    for (name, sabotage, expected) in sabotaged {
        let prepare = || {
            let disk = FaultDisk::new();
            sabotage(&disk);
            disk
        };
        let count = cut_everywhere(&prepare, &how);
        let caught = count.violations.get(&expected).copied().unwrap_or_default();
        lines.push(Line::control("order", name, options, caught).with("states", count.states));
    }
    lines.push(without_batch_marks(options, &how));
    lines.push(guard_not_synced(options));
    lines
}

/// What a recovery would keep that only looks for the last whole line.
fn without_batch_marks(options: &Options, how: &Sweep) -> Line {
    let (mut halves, mut states) = (0, 0);
    for k in 0.. {
        let disk = FaultDisk::new();
        disk.at(k, Fault::Cut);
        let mut memory = Memory::default();
        session_of(&disk, &mut memory, "first", &how.sizes, how.roll).expect("no violation");
        for after in disk.power_cuts(Survival::Torn, how.most.0) {
            states += 1;
            let segments = after.copy_out(Path::new("/ledger/journal"));
            let mut all: Vec<u8> = segments.into_values().flatten().collect();
            all.truncate(all.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1));
            halves += u64::from(memory.holds(&all) == Err(Violation::HalfBatch));
        }
        if disk.done() <= k {
            break;
        }
    }
    Line::control("order", "recovery_without_batch_marks", options, halves).with("states", states)
}

/// A folder put back to an older state passes where the guard was not synced.
fn guard_not_synced(options: &Options) -> Line {
    let disk = FaultDisk::new();
    let mut memory = Memory::default();
    let mut work = |word: &str, sizes: &[u64]| session_of(&disk, &mut memory, word, sizes, 700).expect("no fault");
    work("first", &[1]);
    disk.leave_out_syncs_of("/guard");
    let older = disk.copy_out(Path::new("/ledger"));
    work("second", &[2]);
    let states = disk.power_cuts(Survival::Plain, 64);
    let passed = states.iter().filter(|after| {
        after.copy_in(Path::new("/ledger"), &older);
        open(after).is_ok_and(|(_, opening)| opening.writable())
    });
    Line::control("order", "guard_not_synced", options, passed.count() as u64).with("states", states.len())
}
