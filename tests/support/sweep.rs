//! A fault at operation 0, 1, 2, … of a session of work until one passes without it, so that no
//! step is left out; then everything is looked at, and what must not be is counted.

use super::oracle::{Memory, Violation, session_of, verify};
use crate::faulty::{Fault, FaultDisk, Survival};
use coop_ledger::store::AtOpening;
use std::collections::BTreeMap;

/// Recovery is not cut.
pub const NEVER: usize = usize::MAX;

/// How a session is disturbed.
#[derive(Debug, Clone)]
pub struct Sweep {
    /// Lines of its batches.
    pub sizes: Vec<u64>,
    /// Segments roll above so many bytes.
    pub roll: u64,
    /// What a cut may leave of a write.
    pub survival: Survival,
    /// At most so many states of the medium after a cut, and after a cut of the recovery.
    pub most: (usize, usize),
    /// In every so manieth of them the recovery is cut as well, or [`NEVER`].
    pub twice: usize,
    /// Every so manieth operation only, from the first of these on.
    pub each: (u64, u64),
}

impl Default for Sweep {
    /// Seven lines in four batches, in segments that roll several times.
    fn default() -> Sweep {
        Sweep { sizes: vec![1, 3, 2, 1], roll: 700, survival: Survival::Torn, most: (64, 12), twice: 4, each: (0, 1) }
    }
}

/// What was tried and what came of it.
#[derive(Debug, Default)]
pub struct Count {
    pub states: u64,
    /// Operations at which something went wrong.
    pub points: u64,
    pub acked: u64,
    pub openings: BTreeMap<&'static str, u64>,
    pub violations: BTreeMap<Violation, u64>,
}

impl Count {
    pub fn add(&mut self, outcome: Result<AtOpening, Violation>) {
        self.states += 1;
        match outcome {
            Ok(opening) => {
                let name = match opening {
                    AtOpening::Fresh => "fresh",
                    AtOpening::Fine => "fine",
                    AtOpening::Finished { .. } => "finished",
                    AtOpening::Quarantined { .. } => "quarantined",
                    AtOpening::Waiting(_) => "waiting",
                    AtOpening::NotAnchored => "not_anchored",
                    AtOpening::Loss(_) => "loss",
                    AtOpening::Damage(_) => "damage",
                    AtOpening::Elsewhere { .. } => "elsewhere",
                };
                *self.openings.entry(name).or_default() += 1;
            }
            Err(violation) => *self.violations.entry(violation).or_default() += 1,
        }
    }

    pub fn print(&self, name: &str) {
        println!("{name} states={} openings={:?} violations={:?}", self.states, self.openings, self.violations);
    }
}

/// Cuts the power, or kills, at every operation of a session, in every shape that the medium may
/// then have; each of these again in the session that recovers; then opens for good.
pub fn cut_everywhere(prepare: &dyn Fn() -> FaultDisk, how: &Sweep) -> Count {
    let mut count = Count::default();
    for k in (how.each.0..).step_by(how.each.1 as usize) {
        let disk = prepare();
        disk.at(k, Fault::Cut);
        let mut memory = Memory::default();
        if let Err(violation) = session_of(&disk, &mut memory, "first", &how.sizes, how.roll) {
            count.add(Err(violation));
        }
        let over = disk.done() <= k;
        count.points += 1;
        count.acked += memory.acked.iter().filter(|b| **b == b'\n').count() as u64;
        for (n, after) in disk.power_cuts(how.survival, how.most.0).into_iter().chain([disk.killed()]).enumerate() {
            count.add(verify(&after.killed(), &memory));
            if how.twice != NEVER && n % how.twice == 0 {
                cut_recovery(&after, &memory, how, &mut count);
            }
        }
        if over {
            return count;
        }
    }
    count
}

fn cut_recovery(disk: &FaultDisk, memory: &Memory, how: &Sweep, count: &mut Count) {
    for k in 0.. {
        let again = disk.killed();
        again.at(k, Fault::Cut);
        let mut memory = memory.clone();
        if let Err(violation) = session_of(&again, &mut memory, "second", &how.sizes[..2], how.roll) {
            count.add(Err(violation));
        }
        for after in again.power_cuts(how.survival, how.most.1) {
            count.add(verify(&after, &memory));
        }
        if again.done() <= k {
            return;
        }
    }
}

/// One failing operation at every place; then a new process on the same machine, which works on;
/// then a power cut.
pub fn fail_everywhere(prepare: &dyn Fn() -> FaultDisk, fault: Fault, how: &Sweep) -> Count {
    let mut count = Count::default();
    for k in (how.each.0..).step_by(how.each.1 as usize) {
        let disk = prepare();
        disk.at(k, fault);
        let mut memory = Memory::default();
        if let Err(violation) = session_of(&disk, &mut memory, "first", &how.sizes, how.roll) {
            count.add(Err(violation));
        }
        count.points += 1;
        count.acked += memory.acked.len() as u64;
        after_a_failure(&disk, &mut memory, how, &mut count);
        if disk.done() <= k {
            return count;
        }
    }
    count
}

/// What must hold after a failure: at once after a power cut, and after a session that goes on.
pub fn after_a_failure(disk: &FaultDisk, memory: &mut Memory, how: &Sweep, count: &mut Count) {
    for after in disk.power_cuts(how.survival, how.most.0) {
        count.add(verify(&after, memory));
    }
    let next = disk.killed();
    if let Err(violation) = session_of(&next, memory, "second", &how.sizes[..2], how.roll) {
        count.add(Err(violation));
    }
    for after in next.power_cuts(how.survival, how.most.0).into_iter().chain([next.killed()]) {
        count.add(verify(&after, memory));
    }
}
