//! What a machine remembers of a ledger, and what it may believe of an index.

use crate::little::{Hourly, Little, accountant, batches, ledger_key, open, read};
use coop_ledger::{
    audit::{FindingCode, KnownBy, Pin, Report, Unproven, Verdict},
    cooperative::{Cooperative, audit, remember, remembered, state_of},
    log::{Head, SigningKey, sign_note},
    store::index::{Index, SealKey},
    unit::{HouseholdId, ParcelId},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

const JOURNAL: &str = "journal/000000000000.jsonl";

/// A ledger long enough that its books are kept in the index, with money that waits to be shared.
fn long() -> Little {
    let mut little = Little::upto(5, 0x11);
    let parties: Vec<String> = (0..2_100)
        .map(|n| format!(r#"{{"id":"n-{n}","on":"2024-04-11","kind":"party.registered","party":"X{n}","role":"x"}}"#))
        .collect();
    little.cooperative.record(&read(&parties.join("\n")), &accountant()).unwrap();
    // the opening keeps the books
    let (ledger, state) = (little.ledger(), little.state());
    drop(little.cooperative);
    let cooperative = open(&ledger, &state, Hourly::from("2024-05-01T08:00:00Z")).unwrap().cooperative;
    Little { folder: little.folder, cooperative }
}

/// Gives the first household's parcel to the second in books that were kept.
fn poisoned(books: &[u8]) -> Vec<u8> {
    let mut books = books.to_vec();
    let named = books.windows(3).enumerate().filter(|(_, w)| *w == b"P01").map(|(at, _)| at).collect::<Vec<_>>();
    let held = named.into_iter().find_map(|at| {
        let near = books.get(at..at + 60)?;
        near.windows(5).position(|w| w == b"H0001").map(|found| at + found)
    });
    let held = held.expect("the parcel's household stands behind its code");
    books[held..held + 5].copy_from_slice(b"H0002");
    books
}

/// Writes poisoned books into an index, every hash and code made right under this key.
fn poison(folder: &Path, cooperative: &Cooperative, genuine: &[u8], key: SealKey) {
    struct Lines<'a>(&'a Cooperative);
    impl coop_ledger::store::index::Source for Lines<'_> {
        fn read(&self, from: u64, upto: u64) -> Result<coop_ledger::store::Chunks<'_>, coop_ledger::store::ReadError> {
            let lines = self.0.lines(from, upto).unwrap().concat();
            Ok(Box::new(std::iter::once(Ok(coop_ledger::log::Chunk { first: from, lines }))))
        }
        fn keys(
            &self,
            _: u64,
            _: &[u8],
        ) -> Result<Vec<(coop_ledger::store::index::Tree, String)>, coop_ledger::store::ReadError> {
            Ok(Vec::new())
        }
    }
    let mut index = Index::open(folder, cooperative.origin(), key);
    index.follow(&cooperative.head(), &Lines(cooperative)).unwrap();
    index.keep_books(&cooperative.head(), poisoned(genuine));
}

#[test]
fn c1_books_that_somebody_put_into_the_index_decide_nothing() {
    let little = long();
    let (ledger, state, origin) = (little.ledger(), little.state(), little.cooperative.origin().clone());
    let place = state_of(&ledger, &state, &origin);
    let own_key = || SealKey::new(fs::read(place.join("index.key")).unwrap().try_into().unwrap());
    let (index, old_index) = (place.join("index"), ledger.join("index"));
    drop(little.cooperative);
    let genuine = Index::open(&index, &origin, own_key()).books(u64::MAX).unwrap().expect("books are kept").1;
    let holder = |cooperative: &Cooperative| {
        let parcel: ParcelId = "P01".parse().unwrap();
        cooperative.books().registers().parcels()[&parcel].household_now().cloned().unwrap()
    };
    let (first, second): (HouseholdId, HouseholdId) = ("H0001".parse().unwrap(), "H0002".parse().unwrap());
    let clock = || Hourly::from("2024-05-02T08:00:00Z");

    // whoever has the machine's key can: the attack is one
    let cooperative = open(&ledger, &state, clock()).unwrap().cooperative;
    poison(&index, &cooperative, &genuine, own_key());
    drop(cooperative);
    assert_eq!(
        holder(&open(&ledger, &state, clock()).unwrap().cooperative),
        second,
        "the control shows a false holder"
    );

    // nobody else can, in the index beside the guard or in a folder of that name in the ledger's
    for folder in [&index, &old_index] {
        let cooperative = Cooperative::open_to_read(&ledger, &state, clock()).unwrap();
        fs::remove_dir_all(&index).unwrap();
        poison(folder, &cooperative, &genuine, SealKey::new([9; 32]));
        let mut opened = open(&ledger, &state, clock()).unwrap().cooperative;
        assert_eq!(holder(&opened), first, "{}", folder.display());
        assert_eq!(holder(&Cooperative::open_to_read(&ledger, &state, clock()).unwrap()), first);
        // and what is signed is right
        if folder == &old_index {
            opened.record(&batches()[5], &accountant()).unwrap();
            opened.settle();
            let report = audit(&ledger, &Pin::default(), &mut |_, _| {}).unwrap().report;
            assert_eq!(report.findings, Vec::new());
        }
    }
}

/// A ledger under the same origin and keys that says something else from its third batch on.
fn rewritten(batches: usize, more: usize) -> Little {
    let mut other = Little::upto(batches, 0x11);
    for n in 0..more {
        let party =
            format!(r#"{{"id":"o-{n}","on":"2024-02-01","kind":"party.registered","party":"O{n}","role":"x"}}"#);
        other.cooperative.record(&read(&party), &accountant()).unwrap();
    }
    other.cooperative.settle();
    other
}

/// Puts another folder's record into the place of this one's.
fn replace(ledger: &Path, by: &Path) {
    for file in [JOURNAL, "checkpoint"] {
        fs::copy(by.join(file), ledger.join(file)).unwrap();
    }
}

fn audited(ledger: &Path, state: &Path) -> Report {
    let pin = Pin { remembered: remembered(ledger, state), ..Pin::default() };
    audit(ledger, &pin, &mut |_, _| {}).unwrap().report
}

#[test]
fn c2_a_history_written_anew_and_longer_is_a_fork_for_whoever_remembers() {
    let little = Little::upto(3, 0x11);
    let size = little.cooperative.head().size;
    let (ledger, state) = (little.ledger(), little.state());
    drop(little.cooperative);
    for more in 1..5 {
        let other = rewritten(2, more);
        replace(&ledger, &other.ledger());
        let now = other.cooperative.head().size;
        let report = audited(&ledger, &state);
        let expected = if now < size { FindingCode::TailLost } else { FindingCode::Forked };
        assert_eq!(
            (report.exit_code(), report.findings[0].code()),
            (7, expected),
            "{now} entries: {:?}",
            report.findings
        );
        let refused = open(&ledger, &state, Hourly::new()).unwrap_err();
        assert_eq!(refused.exit_code(), 7, "{now} entries: {refused}");
        let refused = Cooperative::open_to_read(&ledger, &state, Hourly::new()).unwrap_err();
        assert_eq!(refused.exit_code(), 7, "{now} entries: {refused}");
    }
    // the neighbour: the same history and more of it is a continuation
    let mut little = Little::upto(3, 0x11);
    let (ledger, state) = (little.ledger(), little.state());
    let earlier = remembered(&ledger, &state);
    little.cooperative.record(&batches()[3], &accountant()).unwrap();
    little.cooperative.settle();
    let report = audit(&ledger, &Pin { remembered: earlier, ..Pin::default() }, &mut |_, _| {}).unwrap().report;
    assert_eq!((report.findings, report.compared[0].size), (Vec::new(), size));
}

#[test]
fn h1_a_memory_that_cannot_be_read_is_said_to_be_none() {
    let little = Little::upto(2, 0x11);
    let (ledger, state) = (little.ledger(), little.state());
    let guard = state_of(&ledger, &state, little.cooperative.origin()).join("guard");
    little.cooperative.settle();
    drop(little.cooperative);
    let good = audited(&ledger, &state);
    assert_eq!((good.verdict, good.compared[0].by.clone()), (Verdict::Pass, KnownBy::Guard));
    assert!(!good.unproven.contains(&Unproven::NotRemembered));

    fs::write(&guard, vec![0xA5; 80 << 10]).unwrap();
    let older = Little::upto(1, 0x11);
    replace(&ledger, &older.ledger());
    let report = audited(&ledger, &state);
    assert_eq!(report.verdict, Verdict::PassWithNotes, "{:?}", report.findings);
    assert_eq!(report.notes[0].code(), FindingCode::MemoryUnreadable);
    assert!(report.compared.is_empty() && report.unproven.contains(&Unproven::NotRemembered));

    // another ledger's guard is no memory of this one either
    let stranger = Little::upto(2, 0x12);
    let theirs = state_of(&stranger.ledger(), &stranger.state(), stranger.cooperative.origin()).join("guard");
    fs::copy(theirs, &guard).unwrap();
    let report = audited(&ledger, &state);
    assert_eq!((report.verdict, report.notes[0].code()), (Verdict::PassWithNotes, FindingCode::MemoryUnreadable));

    // what this machine saw at an audit of its own still tells
    remember(&ledger, &state, &good).unwrap();
    let report = audited(&ledger, &state);
    assert_eq!((report.exit_code(), report.findings[0].code()), (7, FindingCode::TailLost));
}

/// The program with a ledger, a state folder and a clock that stands still.
fn coop(ledger: &Path, state: &Path, args: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coop"));
    command.env("COOP_TEST_CLOCK", "2024-05-03T08:00:00Z").env("COOP_LANG", "en").env_remove("COOP_LEDGER");
    let output = command.arg("--ledger").arg(ledger).arg("--state").arg(state).args(args).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn h3_what_somebody_holds_is_compared_with_the_ledger() {
    let little = Little::whole();
    let (ledger, state) = (little.ledger(), little.state());
    let folder = little.folder.path().to_owned();
    let (origin, head) = (little.cooperative.origin().clone(), little.cooperative.head());
    little.cooperative.settle();
    drop(little.cooperative);
    let (held, elsewhere) = (folder.join("held"), folder.join("elsewhere"));
    fs::create_dir(&held).unwrap();
    let keep = |name: &str, args: &[&str]| {
        let file = held.join(name);
        let (code, said) = coop(&ledger, &state, &[args, &["--out", file.to_str().unwrap()]].concat());
        assert_eq!(code, 0, "{said}");
        file
    };
    let mut seen: Vec<PathBuf> = vec![
        keep("entry.proof", &["proof", "3"]),
        keep("line.proof", &["proof", "--payout", "P01", "--household", "H0001"]),
        keep("statement.json", &["statement", "H0001", "--format", "json"]),
        keep("statement.txt", &["statement", "H0001", "--format", "text"]),
        keep("statement.html", &["statement", "H0001", "--format", "html"]),
    ];
    fs::copy(ledger.join("checkpoint"), held.join("checkpoint")).unwrap();
    fs::write(held.join("notes.txt"), format!("visit of May: {}:{}\n", head.size, head.root)).unwrap();
    seen.extend([
        held.join("checkpoint"),
        held.join("notes.txt"),
        PathBuf::from(format!("{}:{}", head.size, head.root)),
    ]);
    let other = rewritten(4, 12);
    for what in &seen {
        let what = what.to_str().unwrap();
        let fresh = elsewhere.join("1");
        let (code, said) = coop(&ledger, &fresh, &["audit", "--seen", what]);
        assert_eq!(code, 0, "{what}: {said}");
        assert!(said.contains("continues what "), "{what}: {said}");
        let (code, said) = coop(&other.ledger(), &elsewhere.join("2"), &["audit", "--seen", what]);
        assert_eq!(code, 7, "{what}: {said}");
        assert!(said.contains("[forked]"), "{what}: {said}");
    }
    // a slip that somebody else signed shows nothing about this ledger
    let forged = sign_note(&origin, Head { size: 3, ..head }, &SigningKey::from_seed([8; 32]));
    fs::write(held.join("forged"), forged.0).unwrap();
    let (code, said) = coop(&ledger, &elsewhere.join("3"), &["audit", "--seen", held.join("forged").to_str().unwrap()]);
    assert!(code == 1 && said.contains("[checkpoint_signature]"), "{said}");
    // one that its own key signed and that it never was at is a fork
    let forked = sign_note(&origin, Head { size: 3, ..head }, &ledger_key());
    fs::write(held.join("forked"), forked.0).unwrap();
    let (code, said) = coop(&ledger, &elsewhere.join("3"), &["audit", "--seen", held.join("forked").to_str().unwrap()]);
    assert!(code == 7 && said.contains("[forked]"), "{said}");
    fs::write(held.join("nothing"), "no ledger here 12:00\n").unwrap();
    let (code, said) =
        coop(&ledger, &elsewhere.join("3"), &["audit", "--seen", held.join("nothing").to_str().unwrap()]);
    assert_eq!(code, 2, "{said}");

    // the auditor's own machine remembers what it saw, and is not led astray by a failed audit
    let auditor = elsewhere.join("auditor");
    let (code, said) = coop(&ledger, &auditor, &["audit"]);
    assert!(code == 0 && said.contains("has not seen this ledger before"), "{said}");
    let (code, said) = coop(&ledger, &auditor, &["audit"]);
    assert!(code == 0 && said.contains("continues what this machine saw at its last audit"), "{said}");
    for _ in 0..2 {
        assert_eq!(coop(&other.ledger(), &auditor, &["audit"]).0, 7);
    }
    assert_eq!(coop(&ledger, &auditor, &["audit"]).0, 0);
}

#[test]
fn m1_no_command_answers_from_another_history_where_the_guard_knows_better() {
    let little = Little::whole();
    let (ledger, state) = (little.ledger(), little.state());
    little.cooperative.settle();
    drop(little.cooperative);
    let commands: [&[&str]; 9] = [
        &["log"],
        &["show", "1"],
        &["report", "trial-balance"],
        &["report", "registers"],
        &["payout", "explain", "H0001"],
        &["proof", "3"],
        &["statement", "H0001"],
        &["export", "hledger"],
        &["key", "list"],
    ];
    for command in commands {
        let (code, said) = coop(&ledger, &state, command);
        assert_eq!(code, 0, "{command:?}: {said}");
    }
    let other = rewritten(4, 12);
    replace(&ledger, &other.ledger());
    for command in commands {
        let (code, said) = coop(&ledger, &state, command);
        assert_eq!(code, 7, "{command:?}: {said}");
    }
    // the writer too, and nothing is repaired
    let before = crate::little::files(&ledger);
    let refused = open(&ledger, &state, Arc::new(coop_ledger::cooperative::SystemClock)).unwrap_err();
    assert_eq!(refused.exit_code(), 7, "{refused}");
    assert_eq!(crate::little::files(&ledger), before);
}

#[test]
fn a_file_of_nothing_but_newlines_does_not_grow_in_memory() {
    use coop_ledger::store::{
        audit_source::{AuditSource, WalkStep},
        file::CHUNK_LINES,
    };
    let little = Little::upto(1, 0x11);
    let ledger = little.ledger();
    drop(little.cooperative);
    fs::write(ledger.join(JOURNAL), vec![b'\n'; 300_000]).unwrap();
    let source = AuditSource::open(&ledger).unwrap();
    let mut lines = 0;
    for step in source.lines() {
        let WalkStep::Lines(chunk) = step.unwrap() else { continue };
        assert_eq!(chunk.first, lines, "no line is passed over");
        assert!(chunk.lines.len() as u64 <= CHUNK_LINES, "{} lines at once", chunk.lines.len());
        lines += chunk.lines.len() as u64;
    }
    assert_eq!(lines, 300_000);
}

#[test]
fn more_rows_than_a_batch_holds_are_counted_before_they_are_read() {
    let little = Little::upto(1, 0x11);
    let (ledger, state) = (little.ledger(), little.state());
    let file = little.folder.path().join("rows.jsonl");
    drop(little.cooperative);
    fs::write(&file, "{}\n".repeat(100_001)).unwrap();
    let (code, said) = coop(&ledger, &state, &["record", "--dry-run", file.to_str().unwrap()]);
    assert!(code == 3 && said.contains("[entry_too_large]") && said.contains("100001"), "{said}");
    assert_eq!(said.matches("[unknown_kind]").count() + said.matches("[member_missing]").count(), 0, "{said}");
}
