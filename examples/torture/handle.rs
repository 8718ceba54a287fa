//! The whole program's handle on the disk in memory: founded, recorded on, paid from, forgotten in,
//! with one operation cut, failing, or out of room; then opened, gone on with, and audited.

use crate::desk::at;
use crate::faulty::{Fault, FaultDisk, Survival};
use crate::little::{accountant, batches, founding};
use crate::report::{Line, Options, Wrong};
use coop_ledger::audit::Pin;
use coop_ledger::cooperative::{Cooperative, Trouble, audit};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

const LEDGER: &str = "/ledger";
const STATE: &str = "/state";
const NOW: &str = "2024-04-22T08:00:00Z";

fn begin(disk: &FaultDisk) -> Result<Cooperative, Trouble> {
    Cooperative::create_on(Arc::new(disk.clone()), Path::new(LEDGER), Path::new(STATE), &founding(0x11), at(NOW))
}

fn open(disk: &FaultDisk) -> Result<Cooperative, String> {
    let opened = Cooperative::recover_on(Arc::new(disk.clone()), Path::new(LEDGER), Path::new(STATE), at(NOW), false);
    let opened = opened.map_err(|trouble| trouble.to_string())?;
    if !opened.opening.writable() {
        return Err(format!("{:?}", opened.opening));
    }
    Ok(opened.cooperative)
}

/// What was acknowledged: the lines up to there, and whether the household was forgotten.
#[derive(Default)]
struct Acked {
    lines: Vec<Vec<u8>>,
    steps: usize,
}

/// All batches from where it stands, then a household is forgotten; stops at the first failure.
fn work(coop: &mut Cooperative, acked: &mut Acked) -> Result<(), Trouble> {
    let keep = |coop: &Cooperative, acked: &mut Acked| {
        // what cannot be read back just now was acknowledged all the same
        let size = coop.head().size;
        if let Ok(lines) = coop.lines(0, size) {
            acked.lines = lines;
        }
        acked.steps += 1;
    };
    keep(coop, acked);
    for batch in batches() {
        coop.record(&batch, &accountant())?;
        keep(coop, acked);
    }
    let (id, household) = ("f".parse().expect("an id"), "H0001".parse().expect("a code"));
    coop.forget(&id, &household, "request", "2024-04-22".parse().expect("a day"), &accountant())?;
    keep(coop, acked);
    Ok(())
}

/// Sizes at which a batch of an undisturbed run ends.
fn ends() -> Vec<u64> {
    let disk = FaultDisk::new();
    let mut coop = begin(&disk).expect("a ledger");
    let mut ends = vec![coop.head().size];
    for batch in batches() {
        coop.record(&batch, &accountant()).expect("to record");
        ends.push(coop.head().size);
    }
    ends.push(coop.head().size + 1);
    ends
}

/// Everything that must hold of a medium after a fault.
fn judge(disk: &FaultDisk, acked: &Acked, ends: &[u64], audited: bool) -> Result<(), String> {
    let mut coop = match open(disk) {
        Ok(coop) => coop,
        // nothing was said to be there: then it can be begun again
        Err(said) if acked.lines.is_empty() => begin(disk).map_err(|again| format!("{said}; begun again: {again}"))?,
        Err(said) => return Err(said),
    };
    let size = coop.head().size;
    let lines = coop.lines(0, size).map_err(|trouble| trouble.to_string())?;
    if !lines.starts_with(&acked.lines) {
        return Err(format!("{} lines were acknowledged, {size} are there or are others", acked.lines.len()));
    }
    if !ends.contains(&size) {
        return Err(format!("half a batch: {size} entries"));
    }
    let mut after = Acked::default();
    work(&mut coop, &mut after).map_err(|trouble| format!("gone on with: {trouble}"))?;
    let whole = ends.last().copied().unwrap_or_default();
    if coop.head().size != whole {
        return Err(format!("gone on with to {} entries of {whole}", coop.head().size));
    }
    drop(coop);
    if !audited {
        return Ok(());
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (path, bytes) in disk.copy_out(Path::new(LEDGER)) {
        let path = folder.path().join(path.strip_prefix("/").expect("whole paths"));
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("to write");
    }
    let report =
        audit(&folder.path().join("ledger"), &Pin::default(), &mut |_, _| {}).map_err(|t| t.to_string())?.report;
    if report.exit_code() == 0 { Ok(()) } else { Err(format!("audit: {:?}", report.findings)) }
}

/// Each operation, each fault.
pub fn run(options: &Options) -> Vec<Line> {
    let name = "handle";
    let (ends, mut dice) = (ends(), options.dice(name));
    let (mut wrong, mut points, mut states, mut panics) = (Wrong::default(), 0_u64, 0_u64, 0_u64);
    let step = if options.full { 1 } else { 16 };
    let most = if options.full { 12 } else { 2 };
    for fault in [Fault::Cut, Fault::Failed, Fault::FailedButDone, Fault::Full] {
        let mut k = dice.roll(step);
        loop {
            let disk = FaultDisk::new();
            disk.at(k, fault);
            let mut acked = Acked::default();
            let tried = catch_unwind(AssertUnwindSafe(|| {
                if let Ok(mut coop) = begin(&disk) {
                    let _ = work(&mut coop, &mut acked);
                }
            }));
            if tried.is_err() {
                panics += 1;
                wrong.add(name, format!("{fault:?} at operation {k}: a panic"));
            }
            points += 1;
            // a power cut now, and a new process on the same machine
            for (n, after) in disk.power_cuts(Survival::Torn, most).into_iter().chain([disk.killed()]).enumerate() {
                states += 1;
                let judged = catch_unwind(AssertUnwindSafe(|| judge(&after.killed(), &acked, &ends, n == 0)));
                if let Err(said) = judged.unwrap_or_else(|_| Err("a panic".into())) {
                    let at = disk.log().get(k as usize).cloned().unwrap_or_default();
                    wrong.add(name, format!("{fault:?} at operation {k} ({at}), step {}: {said}", acked.steps));
                }
            }
            if disk.done() <= k {
                break;
            }
            k += step;
        }
    }
    let line = Line::new(name, options)
        .with("faults", 4)
        .with("points", points)
        .with("states", states)
        .with("violations", wrong.count)
        .with("panics", panics)
        .passes(wrong.count == 0 && points > 0);
    vec![line]
}
