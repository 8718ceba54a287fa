//! The whole handle with one operation failing: founded, opened, recorded on, a payout declared, paid and
//! sent back, a household forgotten, audited. Over stores that lie in no file, every operation of every store
//! fails once, before it is done and after; over folders the same, and every operation of the disk too.
//!
//! After each: what was acknowledged is there; what was refused is not there, not even half; the step done
//! again ends as it would have, and the audit finds nothing.

use crate::{
    failing::{Failing, Failures, Way},
    faulty::{Fault, FaultDisk},
    little::{accountant, batches, founding, read},
    memory::{Answer, Memory},
};
use coop_ledger::{
    audit::{FindingCode, Pin},
    cooperative::{Assent, Cooperative, FixedClock, Trouble, audit_in},
    log::Origin,
    store::{AppendError, AtOpening, Engine, file::Folders},
};
use std::{collections::BTreeMap, path::Path, sync::Arc};

/// When everything happens.
fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock("2024-04-22T08:00:00Z".parse().unwrap()))
}

fn origin() -> Origin {
    Origin::new("coop.example", "little", &[0x11; 8]).unwrap()
}

/// Paid to two households at once: that the note has to do with either stands in a blob alone.
const TO_BOTH: &str = r#"{"id":"both","on":"2024-04-20","kind":"payment.recorded","from":"A-BANK-1","note":"to the brothers","parts":[{"part":"expense","account":"513","holder":"H0001","purpose":"补贴","amount":"1.00"},{"part":"expense","account":"513","holder":"H0002","purpose":"补贴","amount":"1.00"}]}"#;

/// What a person does, in order: the ledger is founded, the little ledger's eight batches and a payment to both
/// are recorded, a household is forgotten, and all is audited.
const STEPS: usize = 12;
const FOUND: usize = 0;
const PAY_BOTH: usize = STEPS - 3;
const FORGET: usize = STEPS - 2;
const AUDIT: usize = STEPS - 1;

/// What the machine keeps of one run, and one process on it.
trait World: Sized {
    /// The machine as it is, started anew.
    fn again(&self) -> Self;
    fn engine(&self) -> Box<dyn Engine>;
    /// The `k`-th operation from now on fails.
    fn fail(&self, k: usize, way: Way);
    /// Operations so far.
    fn done(&self) -> Vec<String>;
}

/// Nothing of its own fails.
struct OfMemory(Memory);

impl World for OfMemory {
    fn again(&self) -> Self {
        OfMemory(self.0.copied())
    }

    fn engine(&self) -> Box<dyn Engine> {
        Box::new(self.0.clone())
    }

    fn fail(&self, _: usize, _: Way) {}

    fn done(&self) -> Vec<String> {
        Vec::new()
    }
}

/// The stores of another world, whose operations fail.
struct OfStores<W>(W, Failures);

impl<W: World> World for OfStores<W> {
    fn again(&self) -> Self {
        OfStores(self.0.again(), Failures::default())
    }

    fn engine(&self) -> Box<dyn Engine> {
        Box::new(Failing { inner: Arc::from(self.0.engine()), failures: self.1.clone() })
    }

    fn fail(&self, k: usize, way: Way) {
        self.1.at(k, way);
    }

    fn done(&self) -> Vec<String> {
        self.1.log().into_iter().map(str::to_owned).collect()
    }
}

/// Folders on a disk whose operations fail.
struct OfDisk(FaultDisk);

impl World for OfDisk {
    fn again(&self) -> Self {
        OfDisk(self.0.killed())
    }

    fn engine(&self) -> Box<dyn Engine> {
        Box::new(Folders::on(Arc::new(self.0.clone()), Path::new("/ledger"), Path::new("/state")))
    }

    fn fail(&self, k: usize, way: Way) {
        self.0.at(k as u64, if way == Way::Done { Fault::FailedButDone } else { Fault::Failed });
    }

    fn done(&self) -> Vec<String> {
        self.0.log()
    }
}

/// Does one step; the handle is opened for it as a person would.
fn step(world: &impl World, number: usize) -> Result<(), Trouble> {
    let engine = world.engine();
    match number {
        FOUND => Cooperative::create_in(engine.as_ref(), &founding(0x11), clock()).map(drop),
        AUDIT => {
            let report = audit_in(engine.as_ref(), &origin(), Pin::default(), &mut |_, _| {})?.report;
            // what cannot be read just now is no finding, but for a memory, which the audit names
            let found = report.findings.iter().find(|finding| finding.code() != FindingCode::MemoryUnreadable);
            assert_eq!(found, None, "an operation that fails");
            Ok(())
        }
        _ => {
            let opened = Cooperative::open_in(engine.as_ref(), &origin(), clock(), &Assent::default())?;
            opened.writable()?;
            let mut coop = opened.cooperative;
            match number {
                FORGET => {
                    let (id, household) = ("forget".parse().unwrap(), "H0001".parse().unwrap());
                    let on = "2024-04-22".parse().unwrap();
                    coop.forget(&id, &household, "request", on, &accountant()).map(drop)
                }
                PAY_BOTH => coop.record(&read(TO_BOTH), &accountant()).map(drop),
                _ => coop.record(&batches()[number - 1], &accountant()).map(drop),
            }
        }
    }
}

/// May it be recorded although the step says that it failed? The handle says so itself.
fn in_doubt(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::Append(AppendError::Failed(_) | AppendError::Unsure(_))
            | Trouble::ErasureUnsure { .. }
            | Trouble::Unfinished { .. }
    )
}

/// How far a machine is, as the next process finds it: entries, and openings that are held for each household.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Stand {
    lines: Vec<Vec<u8>>,
    held: BTreeMap<String, usize>,
}

fn stand(world: &impl World) -> Stand {
    let engine = world.engine();
    let opened = Cooperative::open_in(engine.as_ref(), &origin(), clock(), &Assent::default());
    let opened = match opened {
        Err(Trouble::NotALedger(_)) => return Stand::default(),
        other => other.unwrap_or_else(|trouble| panic!("opened again: {trouble}")),
    };
    assert!(opened.opening.writable(), "opened again: {:?}", opened.opening);
    let lines = opened.cooperative.lines(0, opened.cooperative.head().size).unwrap();
    drop(opened);
    let mut held = BTreeMap::new();
    for (household, _) in engine.reader(&origin()).openings.held(&origin()).unwrap() {
        *held.entry(household.to_string()).or_default() += 1;
    }
    Stand { lines, held }
}

/// What a step that was disturbed came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Came {
    /// It ended well all the same.
    Done,
    /// It said that it may be recorded, and it is.
    InDoubt,
    /// It said that it failed, and nothing of it is there.
    Refused,
}

/// What the next process finds, held against what was said: `stood` before, `ends` where nothing fails.
fn judged(said: &Result<(), Trouble>, (stood, now, ends): (&Stand, &Stand, &Stand)) -> Result<Came, String> {
    let size = now.lines.len();
    if !now.lines.starts_with(&stood.lines) {
        return Err("what was acknowledged before is not there".into());
    }
    if size != stood.lines.len() && size != ends.lines.len() {
        return Err(format!("half of it is there: {size} entries"));
    }
    match said {
        Ok(()) if size == ends.lines.len() => Ok(Came::Done),
        Ok(()) => Err("it was acknowledged and is not there".into()),
        Err(_) if size == stood.lines.len() => Ok(Came::Refused),
        Err(trouble) if in_doubt(trouble) || stood.lines.is_empty() => Ok(Came::InDoubt),
        Err(trouble) => Err(format!("it is there, and was said to be refused: {trouble}")),
    }
}

/// Each step, each operation of it, each way.
fn every_operation_fails(name: &str, first: impl World) {
    let (mut before, mut stood) = (first, Stand::default());
    let (mut operations, mut came) = (0, BTreeMap::<Came, usize>::new());
    for number in 0..STEPS {
        // undisturbed
        let whole = before.again();
        let begun = whole.done().len();
        step(&whole, number).unwrap_or_else(|trouble| panic!("{name}: step {number}: {trouble}"));
        let all = whole.done()[begun..].to_vec();
        operations += all.len();
        let whole = whole.again();
        let ends = stand(&whole.again());
        for (k, operation) in all.iter().enumerate() {
            for way in [Way::NotDone, Way::Done] {
                let what = format!("{name}: step {number}, operation {k} ({operation}), {way:?}");
                let world = before.again();
                world.fail(k, way);
                let said = step(&world, number);
                let (next, now) = (world.again(), stand(&world.again()));
                let found = judged(&said, (&stood, &now, &ends)).unwrap_or_else(|wrong| panic!("{what}: {wrong}"));
                *came.entry(found).or_default() += 1;
                // done again it ends as it would have
                match step(&next, number) {
                    // whoever finds it whole opens it
                    Err(Trouble::NotEmpty(_)) if number == FOUND && found != Came::Refused => {}
                    again => again.unwrap_or_else(|trouble| panic!("{what}: again: {trouble}")),
                }
                let last = next.again();
                let again = stand(&last);
                assert_eq!(again.lines.len(), ends.lines.len(), "{what}: again");
                if number == FORGET {
                    assert_eq!(again.held.get("H0001"), None, "{what}: forgotten");
                    assert_eq!(again.held, ends.held, "{what}: with all that has to do with it, and nothing else");
                }
                step(&last, AUDIT).unwrap_or_else(|trouble| panic!("{what}: audit: {trouble}"));
            }
        }
        (before, stood) = (whole, ends);
    }
    println!("handle over {name}: steps={STEPS} operations={operations} ways=2 came={came:?} violations=0");
    assert_eq!(came.len(), 3, "{name}: every kind of end was seen: {came:?}");
}

#[test]
fn the_handle_over_stores_in_memory_holds_with_every_operation_of_a_store_failing() {
    every_operation_fails("stores in memory", OfStores(OfMemory(Memory::new()), Failures::default()));
}

#[test]
fn the_handle_over_folders_holds_with_every_operation_of_a_store_failing() {
    every_operation_fails("stores in folders", OfStores(OfDisk(FaultDisk::new()), Failures::default()));
}

#[test]
fn the_handle_over_folders_holds_with_every_operation_of_the_disk_failing() {
    every_operation_fails("the disk", OfDisk(FaultDisk::new()));
}

/// The control: a journal that acknowledges what it did not write fails the same judgement.
#[test]
fn a_statement_over_a_store_that_cannot_read_says_so_and_calls_nothing_missing() {
    let world = OfStores(OfMemory(Memory::default()), Failures::default());
    (FOUND..=PAY_BOTH).for_each(|number| step(&world, number).unwrap());
    let mut failed = 0;
    for way in [Way::NotDone, Way::Done] {
        for k in 0.. {
            let again = world.again();
            let opened = Cooperative::open_in(again.engine().as_ref(), &origin(), clock(), &Assent::default()).unwrap();
            let before = again.done().len();
            again.fail(k, way);
            let told = opened.cooperative.statement(&"H0001".parse().unwrap(), "2024-12-31".parse().unwrap());
            if again.done().len() <= before + k {
                assert!(told.is_ok(), "nothing failed: {told:?}");
                break;
            }
            if let Err(trouble) = told {
                assert!(matches!(trouble, Trouble::Read(_)), "{way:?} {k}: {trouble}");
                failed += 1;
            }
        }
    }
    assert!(failed > 10, "{failed}");
}

#[test]
fn a_store_that_acknowledges_what_it_did_not_write_is_seen() {
    let world = OfStores(OfMemory(Memory::new()), Failures::default());
    step(&world, FOUND).unwrap();
    let (stood, whole) = (stand(&world.again()), world.again());
    step(&whole, 1).unwrap();
    let ends = stand(&whole.again());
    world.1.lie();
    let said = step(&world, 1);
    assert!(said.is_ok(), "{said:?}");
    let seen = judged(&said, (&stood, &stand(&world.again()), &ends));
    assert_eq!(seen, Err("it was acknowledged and is not there".into()));
}

/// Lines that are there and of which nobody remembers to have signed the head: what an audit would pass is
/// finished by the next opening, in a store without a file as in one of files.
#[test]
fn a_batch_that_was_cut_off_before_it_was_signed_is_finished_over_stores_in_memory() {
    let founded = OfMemory(Memory::new());
    step(&founded, FOUND).unwrap();
    let mut finished = 0;
    for n in 0.. {
        let world = founded.again();
        let engine = world.engine();
        let opened = Cooperative::open_in(engine.as_ref(), &origin(), clock(), &Assent::default()).unwrap();
        let mut coop = opened.cooperative;
        world.0.answer(std::iter::repeat_n(Answer::Fine, n).chain([Answer::HalfDone]));
        let said = coop.record(&batches()[0], &accountant()).map(drop);
        drop(coop);
        if said.is_ok() {
            break;
        }
        let next = world.again();
        let opened = Cooperative::open_in(next.engine().as_ref(), &origin(), clock(), &Assent::default()).unwrap();
        if let AtOpening::Finished { entries } = opened.opening {
            assert_eq!(entries, opened.cooperative.head().size - 1);
            assert!(in_doubt(&said.unwrap_err()), "it was said that it may be recorded");
            assert!(!opened.completed.is_empty(), "and which entries those are is told");
            finished += 1;
        }
        drop(opened);
        step(&next, AUDIT).unwrap();
    }
    assert_eq!(finished, 1);
}
