//! What somebody may do to a ledger's folder, and that the audit says so every time.
//!
//! `COOP_EVERY_BYTE=1` also writes 0xFF over, deletes and doubles every single byte; without it
//! these three are done to every ninth, and one bit of every byte is flipped either way.

mod bench;
#[path = "../support/forge.rs"]
#[allow(dead_code, reason = "the torture command uses more of it")]
pub mod forge;
mod portions;
mod sums;

use crate::little::{Little, accountant, copy, files, ledger_key};
use bench::{Bench, Change};
use coop_ledger::{
    audit::{FindingCode, LedgerPlace, Pin, Unproven, Verdict},
    cooperative::{audit, remembered},
    log::{Frontier, Hash, HashReader, sign_note},
    unit::Lang,
};
use forge::{Forge, JOURNAL};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The files that are the record: journal, checkpoint, blobs.
fn record(ledger: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    files(ledger).into_iter().filter(|(path, _)| !path.starts_with("private") && !path.starts_with("lock")).collect()
}

fn blobs(record: &BTreeMap<PathBuf, Vec<u8>>) -> Vec<(PathBuf, Vec<u8>)> {
    record.iter().filter(|(path, _)| path.starts_with("blobs")).map(|(p, b)| (p.clone(), b.clone())).collect()
}

fn lines(record: &BTreeMap<PathBuf, Vec<u8>>) -> Vec<Vec<u8>> {
    record[Path::new(JOURNAL)].split_inclusive(|&b| b == b'\n').map(<[u8]>::to_vec).collect()
}

/// Sizes at which a batch ends.
fn ends(lines: &[Vec<u8>]) -> Vec<usize> {
    let last = |line: &&Vec<u8>| {
        let entry = coop_ledger::log::UnverifiedEntry::parse(line).unwrap();
        entry.batch().0 + 1 == entry.batch().1
    };
    lines.iter().enumerate().filter(|(_, line)| last(line)).map(|(i, _)| i + 1).collect()
}

#[test]
fn the_untouched_ledger_passes_and_says_what_it_cannot_prove() {
    let little = Little::whole();
    let report = audit(&little.ledger(), &Pin::default(), &mut |_, _| {}).unwrap().report;
    assert_eq!((report.verdict, report.exit_code()), (Verdict::Pass, 0), "{:#?}", report.findings);
    assert_eq!(report.proven.payouts, 1);
    assert!(report.unproven.contains(&Unproven::NotPinned) && report.unproven.contains(&Unproven::NotWitnessed));
    let bytes: usize = record(&little.ledger()).values().map(Vec::len).sum();
    println!("little ledger: {} entries, {bytes} bytes of record", report.size);
}

#[test]
fn every_byte_of_journal_checkpoint_and_blobs_counts() {
    let little = Little::whole();
    let every = std::env::var_os("COOP_EVERY_BYTE").is_some();
    let mut cases = Vec::new();
    for (path, bytes) in record(&little.ledger()) {
        let small = path == Path::new("checkpoint");
        for at in 0..bytes.len() {
            let with = |new: &[u8]| [&bytes[..at], new, &bytes[at + 1..]].concat();
            let byte = bytes[at];
            let mut case =
                |what: &str, new: &[u8]| cases.push(Change::write(format!("{what} at {at}"), &path, with(new)));
            case("one bit flipped", &[byte ^ 1 << (at % 8)]);
            if every || small || at % 9 == 0 {
                case("0xFF", &[if byte == 0xFF { 0 } else { 0xFF }]);
                case("deleted", &[]);
                case("doubled", &[byte, byte]);
            }
        }
    }
    Bench::new(&little).refuses_all("bytes altered", cases);
}

#[test]
fn every_place_to_cut_a_file_short_is_noticed() {
    let little = Little::whole();
    let every = std::env::var_os("COOP_EVERY_BYTE").is_some();
    let mut cases = Vec::new();
    for (path, bytes) in record(&little.ledger()) {
        let step = if every || !path.starts_with("blobs") { 1 } else { 17 };
        cases.extend(
            (0..bytes.len()).step_by(step).map(|at| Change::write(format!("cut at {at}"), &path, bytes[..at].to_vec())),
        );
    }
    Bench::new(&little).refuses_all("cuts", cases);
}

#[test]
fn files_renamed_dropped_swapped_or_added_are_noticed() {
    let little = Little::whole();
    let other = Little::upto(usize::MAX, 0x22);
    let (here, there) = (record(&little.ledger()), record(&other.ledger()));
    let mut cases = Vec::new();
    for (path, bytes) in &here {
        cases.push(Change::remove("dropped", path));
        cases.push(Change::write("emptied", path, Vec::new()));
        cases.push(Change::rename("moved to the top", path, Path::new(path.file_name().unwrap()).join("x"), bytes));
    }
    for (path, bytes) in blobs(&here) {
        cases.push(Change::rename("another hash", &path, format!("blobs/{}", Hash::of(&[b"x"])), &bytes));
        let upper = path.file_name().unwrap().to_string_lossy().to_uppercase();
        cases.push(Change::rename("upper case", &path, format!("blobs/{upper}"), &bytes));
        for (second, more) in blobs(&here).iter().filter(|(second, _)| *second != path) {
            cases.push(Change::new(
                "two blobs swapped",
                [(path.clone(), Some(more.clone())), (second.clone(), Some(bytes.clone()))],
            ));
        }
    }
    for name in ["000000000001.jsonl", "00000000000.jsonl", "000000000000.json", "000000000000.JSONL"] {
        cases.push(Change::rename(
            "segment renamed",
            Path::new(JOURNAL),
            format!("journal/{name}"),
            &here[Path::new(JOURNAL)],
        ));
    }
    for stray in [
        "notes.txt",
        "checkpoint.tmp",
        "guard",
        "ledger.key",
        "journal/notes.txt",
        "journal/000000000000.jsonl.bak",
        "journal/.hidden",
        "journal/x/y",
        "blobs/readme",
        "blobs/x/y",
        "journal2/000000000000.jsonl",
        ".git/config",
    ] {
        cases.push(Change::write("a stray file", Path::new(stray), b"x".to_vec()));
    }
    for path in [JOURNAL, "checkpoint"] {
        cases.push(Change::write("another ledger's", Path::new(path), there[Path::new(path)].clone()));
    }
    let behind = |n: usize| PathBuf::from(format!("journal/{n:012}.jsonl"));
    let size = lines(&here).len();
    cases.push(Change::write("another ledger's segment behind", &behind(size), there[Path::new(JOURNAL)].clone()));
    cases.push(Change::write("a segment with a gap before it", &behind(size + 1), Vec::new()));
    Bench::new(&little).refuses_all("files", cases);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_a_pipe_does_not_stop_the_audit() {
    let little = Little::whole();
    let good = record(&little.ledger());
    let elsewhere = tempfile::tempdir().unwrap();
    for path in good.keys() {
        let folder = tempfile::tempdir().unwrap();
        copy(&little.ledger(), folder.path());
        let (here, there) = (folder.path().join(path), elsewhere.path().join("x"));
        fs::rename(&here, &there).unwrap();
        std::os::unix::fs::symlink(&there, &here).unwrap();
        let report = audit(folder.path(), &Pin::default(), &mut |_, _| {}).unwrap().report;
        let stray = report
            .findings
            .iter()
            .any(|f| f.code() == FindingCode::StrayFile && f.place == LedgerPlace::File(path.display().to_string()));
        assert!(report.exit_code() == 1 && stray, "{}: {:?}", path.display(), report.findings);
        fs::remove_file(&here).unwrap();
        if !std::process::Command::new("mkfifo").arg(&here).status().is_ok_and(|s| s.success()) {
            continue;
        }
        let report = audit(folder.path(), &Pin::default(), &mut |_, _| {}).unwrap().report;
        assert_eq!(report.exit_code(), 1, "{}", path.display());
    }
}

#[test]
fn a_blob_that_grew_to_gibibytes_is_refused_without_being_read() {
    let little = Little::whole();
    let (path, bytes) = blobs(&record(&little.ledger())).remove(0);
    let file = fs::OpenOptions::new().write(true).open(little.ledger().join(&path)).unwrap();
    // it takes no room on the disk; read and hashed it would take tens of seconds
    file.set_len(64 << 30).unwrap();
    let report = audit(&little.ledger(), &Pin::default(), &mut |_, _| {}).unwrap().report;
    let wrong = report.findings.iter().find(|f| f.code() == FindingCode::BlobWrong).expect("a finding");
    assert!(wrong.found(Lang::En).contains(&format!("more bytes than the {}", bytes.len())), "{wrong:?}");
    assert_eq!(report.exit_code(), 1);
}

#[test]
fn segments_are_taken_in_their_order_and_begin_with_a_batch() {
    let little = Little::whole();
    let all = lines(&record(&little.ledger()));
    let split = |at: usize| {
        let (a, b) = all.split_at(at);
        let second = PathBuf::from(format!("journal/{at:012}.jsonl"));
        [(PathBuf::from(JOURNAL), Some(a.concat())), (second, Some(b.concat()))]
    };
    let ends = ends(&all);
    let bench = Bench::new(&little);
    let (inside, between): (Vec<usize>, Vec<usize>) = (1..all.len()).partition(|at| !ends.contains(at));
    for at in &between {
        let report = bench.report(&Change::new("split between batches", split(*at)));
        assert_eq!(report.verdict, Verdict::Pass, "split at {at}: {:?}", report.findings);
    }
    let mut cases: Vec<Change> =
        inside.iter().map(|at| Change::new(format!("split inside a batch at {at}"), split(*at))).collect();
    for at in between {
        let [(first, a), (second, b)] = split(at);
        cases.push(Change::new("first segment dropped", [(first.clone(), None), (second.clone(), b.clone())]));
        cases.push(Change::new("second segment dropped", [(first.clone(), a.clone()), (second.clone(), None)]));
        cases.push(Change::new("segments swapped", [(first.clone(), b.clone()), (second.clone(), a.clone())]));
        let late = PathBuf::from(format!("journal/{:012}.jsonl", at + 1));
        cases.push(Change::new("second segment renamed", [(first, a), (late, b)]));
    }
    bench.refuses_all("segments", cases);
}

#[test]
fn lines_swapped_dropped_doubled_or_replayed_are_noticed() {
    let little = Little::whole();
    let other = Little::upto(usize::MAX, 0x22);
    let (all, foreign) = (lines(&record(&little.ledger())), lines(&record(&other.ledger())));
    let mut cases = Vec::new();
    let mut case = |what: &str, lines: Vec<&Vec<u8>>| {
        let bytes: Vec<u8> = lines.into_iter().flatten().copied().collect();
        cases.push(Change::write(what, Path::new(JOURNAL), bytes));
    };
    for i in 0..all.len() {
        let without = |i: usize| all.iter().enumerate().filter(move |(n, _)| *n != i).map(|(_, l)| l);
        case("line dropped", without(i).collect());
        for j in 0..=all.len() {
            let mut lines: Vec<&Vec<u8>> = all.iter().collect();
            lines.insert(j, &all[i]);
            case("line repeated", lines);
            let mut lines: Vec<&Vec<u8>> = all.iter().collect();
            lines.insert(j, &foreign[i]);
            case("line of another ledger added", lines);
        }
        for j in i + 1..all.len() {
            let mut lines: Vec<&Vec<u8>> = all.iter().collect();
            lines.swap(i, j);
            case("lines swapped", lines);
        }
        let mut lines: Vec<&Vec<u8>> = all.iter().collect();
        lines[i] = &foreign[i];
        case("line of another ledger instead", lines);
    }
    Bench::new(&little).refuses_all("lines", cases);
}

#[test]
fn the_python_verifier_and_the_audit_agree_on_good_and_on_broken_ledgers() {
    let little = Little::whole();
    let good = record(&little.ledger());
    let all = lines(&good);
    let mut cases = vec![Change::new("untouched", [])];
    let mut seed = 0x9E37_79B9_u64;
    let mut chance = |most: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % most as u64) as usize
    };
    for (path, bytes) in &good {
        for _ in 0..if path.starts_with("journal") { 120 } else { 20 } {
            let at = chance(bytes.len());
            let mut altered = bytes.clone();
            altered[at] ^= 1 << chance(8);
            cases.push(Change::write(format!("one bit flipped at {at}"), path, altered));
        }
        cases.push(Change::remove("dropped", path));
        cases.push(Change::write("cut", path, bytes[..chance(bytes.len())].to_vec()));
    }
    for i in 0..all.len() {
        let mut dropped = all.clone();
        dropped.remove(i);
        cases.push(Change::write("line dropped", Path::new(JOURNAL), dropped.concat()));
        let mut swapped = all.clone();
        swapped.swap(i, chance(all.len()));
        cases.push(Change::write("lines swapped, or one with itself", Path::new(JOURNAL), swapped.concat()));
    }
    for at in 1..all.len() {
        let (a, b) = all.split_at(at);
        let second = PathBuf::from(format!("journal/{at:012}.jsonl"));
        cases.push(Change::new("split", [(PathBuf::from(JOURNAL), Some(a.concat())), (second, Some(b.concat()))]));
    }
    for stray in ["notes.txt", "journal/x", "blobs/x", "guard"] {
        cases.push(Change::write("a stray file", Path::new(stray), b"x".to_vec()));
    }
    let Some((passed, failed)) = Bench::new(&little).agrees_with_python(&cases) else { return };
    println!("tampered: verify.py and the audit agree: both pass {passed}, both fail {failed}, differ 0");
    assert!(passed >= 5 && failed >= 200, "{passed} and {failed}");
}

#[test]
fn a_line_signed_by_another_valid_key_is_noticed_even_when_everything_behind_it_is_signed_anew() {
    let little = Little::whole();
    let mut counted = 0;
    for (who, seed) in [("chair", 3), ("recovery", 4), ("stranger", 9)] {
        for victim in 1..little.cooperative.head().size {
            let mut forge = Forge::of(&little);
            forge.rewrite(|index, _, _| (index == victim).then_some(seed));
            let report = forge.audit();
            assert_eq!(report.exit_code(), 1, "{who} signed entry {victim}");
            let first = &report.findings[0];
            let known = [FindingCode::DecidedOtherwise, FindingCode::KeyUnknown, FindingCode::ChainBroken];
            assert!(
                known.contains(&first.code()) && first.place.to_string().contains(&victim.to_string()),
                "{who} {victim}: {first:?}"
            );
            counted += 1;
        }
    }
    println!("tampered: signed by another key cases={counted} undetected=0");
}

#[test]
fn the_entry_that_opens_a_ledger_is_about_nobody() {
    let little = Little::whole();
    for (about, nobody) in [(vec!["H0001".to_owned()], false), (Vec::new(), true)] {
        let mut forge = Forge::of(&little);
        forge.bend(0, |_| {}, |draft| draft.about = about.iter().map(|code| code.as_str().into()).collect());
        let found = forge.audit().findings;
        let named = found.iter().any(|f| {
            f.place == LedgerPlace::Entry(0) && f.expected(Lang::En) == "about nobody" && f.found(Lang::En) == "H0001"
        });
        assert_eq!((named, found.is_empty()), (!nobody, nobody), "{found:?}");
    }
}

#[test]
fn a_ledger_opened_in_no_zone_is_refused_however_well_it_is_signed() {
    let little = Little::whole();
    for (zone, code) in [("+08:00", 0), ("-03:30", 0), ("+99:99", 1), ("++1:00", 1), ("08:00", 1), ("Asia/Shanghai", 1)]
    {
        let mut forge = Forge::of(&little);
        forge.opened_in(zone);
        let report = forge.audit();
        assert_eq!(report.exit_code(), code, "{zone}: {:?}", report.findings);
        if code == 1 {
            assert_eq!(report.findings[0].code(), FindingCode::CannotFollow, "{zone}: {:?}", report.findings);
            assert_eq!(report.findings[0].found(Lang::En), format!("expected an offset such as +08:00, found {zone}"));
        }
    }
}

#[test]
fn a_tail_cut_to_an_older_checkpoint_is_a_loss_where_the_guard_is_and_not_anchored_elsewhere() {
    let little = Little::whole();
    let (ledger, state) = (little.ledger(), little.state());
    let pin = Pin { remembered: remembered(&ledger, &state), ..Pin::default() };
    assert_eq!(pin.remembered.heads.first().map(|known| known.head), Some(little.cooperative.head()));
    let origin = little.cooperative.origin().clone();
    let good = record(&ledger);
    let all = lines(&good);
    drop(little.cooperative);
    let boundaries = ends(&all);
    for end in &boundaries[..boundaries.len() - 1] {
        let mut frontier = Frontier::default();
        all[..*end].iter().for_each(|line| frontier.push(Hash::leaf(line)));
        let note = sign_note(&origin, frontier.head(), &ledger_key());
        fs::write(ledger.join(JOURNAL), all[..*end].concat()).unwrap();
        fs::write(ledger.join("checkpoint"), &note.0).unwrap();
        // elsewhere: a whole ledger, only shorter; the report says what that does not prove
        let report = audit(&ledger, &Pin::default(), &mut |_, _| {}).unwrap().report;
        assert_eq!(report.exit_code(), 0, "{:?}", report.findings);
        assert!(report.unproven.contains(&Unproven::NotWitnessed) && report.unproven.contains(&Unproven::NotPinned));
        // here: the guard remembers more
        let remembered = remembered(&ledger, &state);
        assert_eq!(remembered, pin.remembered, "the guard's memory does not depend on the folder");
        let report = audit(&ledger, &Pin { remembered, ..Pin::default() }, &mut |_, _| {}).unwrap().report;
        assert_eq!((report.exit_code(), report.findings[0].code()), (7, FindingCode::TailLost));
        let before = (files(&ledger), files(&state));
        let refused = crate::little::open(&ledger, &state, crate::little::Hourly::new()).unwrap_err();
        assert_eq!((refused.exit_code(), refused.code()), (7, "loss"), "{refused}");
        assert_eq!((files(&ledger), files(&state)), before, "nothing is repaired");
    }
    for (path, bytes) in &good {
        fs::write(ledger.join(path), bytes).unwrap();
    }
    assert!(crate::little::open(&ledger, &state, crate::little::Hourly::new()).unwrap().opening.writable());
    println!("tampered: rolled back to each of {} older checkpoints, undetected here=0", boundaries.len() - 1);
}

#[test]
fn another_history_under_the_same_origin_is_a_fork_and_nothing_is_repaired() {
    let little = Little::upto(3, 0x11);
    let other = Little::upto(2, 0x11);
    let mut other = other;
    other
        .cooperative
        .record(
            &crate::little::read(
                r#"{"id":"other","on":"2024-02-01","kind":"party.registered","party":"OP9","role":"x"}"#,
            ),
            &accountant(),
        )
        .unwrap();
    let (ledger, state) = (little.ledger(), little.state());
    assert_eq!(little.cooperative.head().size, other.cooperative.head().size);
    drop(little.cooperative);
    fs::copy(other.ledger().join(JOURNAL), ledger.join(JOURNAL)).unwrap();
    fs::copy(other.ledger().join("checkpoint"), ledger.join("checkpoint")).unwrap();
    let before = (files(&ledger), files(&state));
    let refused = crate::little::open(&ledger, &state, crate::little::Hourly::new()).unwrap_err();
    assert_eq!(refused.exit_code(), 7, "{refused}");
    let remembered = remembered(&ledger, &state);
    let report = audit(&ledger, &Pin { remembered, ..Pin::default() }, &mut |_, _| {}).unwrap().report;
    assert_eq!((report.exit_code(), report.findings[0].code()), (7, FindingCode::Forked), "{:?}", report.findings);
    assert_eq!((files(&ledger), files(&state)), before);
}

#[test]
fn a_copied_folder_can_be_read_elsewhere_and_not_written() {
    let little = Little::whole();
    let elsewhere = tempfile::tempdir().unwrap();
    copy(&little.ledger(), elsewhere.path());
    let state = tempfile::tempdir().unwrap();
    let before = files(elsewhere.path());
    let clock = crate::little::Hourly::from("2024-05-01T08:00:00Z");
    let mut opened = crate::little::open(elsewhere.path(), state.path(), clock).unwrap();
    let refused = opened.writable().unwrap_err();
    assert_eq!((refused.exit_code(), refused.code()), (6, "not_anchored"));
    assert_eq!(opened.cooperative.head(), little.cooperative.head());
    let request =
        crate::little::read(r#"{"id":"x","on":"2024-04-20","kind":"party.registered","party":"OP9","role":"x"}"#);
    let refused = opened.cooperative.record(&request, &accountant()).unwrap_err();
    assert_eq!(refused.exit_code(), 6, "{refused}");
    drop(opened);
    assert_eq!(record_only(files(elsewhere.path())), record_only(before));
}

fn record_only(files: BTreeMap<PathBuf, Vec<u8>>) -> BTreeMap<PathBuf, Vec<u8>> {
    files.into_iter().filter(|(path, _)| path != Path::new("lock")).collect()
}

#[test]
fn an_accountant_with_every_key_cannot_move_one_fen_from_one_household_to_another() {
    let little = Little::whole();
    for (from, to) in [("H0001", "H0002"), ("H0002", "H0001")] {
        let mut forge = Forge::of(&little);
        forge.move_a_fen(from, to);
        let report = forge.audit();
        assert_eq!(report.exit_code(), 1);
        let first = &report.findings[0];
        assert_eq!(first.code(), FindingCode::PayoutDiffers, "{first:?}");
        assert!(first.place.to_string().contains("H0001") || first.place.to_string().contains("H0002"), "{first:?}");
        // all else was done well: bytes, chain, tree, digests, checkpoint
        assert!(report.findings.iter().all(|f| f.code() == FindingCode::PayoutDiffers), "{:?}", report.findings);
        println!("tampered: {} expected {} found {}", first.place, first.expected(Lang::En), first.found(Lang::En));
    }
    let mut forge = Forge::of(&little);
    forge.rewrite(|_, _, _| None);
    let report = forge.audit();
    assert_eq!(
        report.verdict,
        Verdict::Pass,
        "signed anew without a change: {:?} {:?}",
        report.findings,
        report.questions
    );
}

/// An index in which every hash is wrong.
struct Liar;

impl HashReader for Liar {
    fn hash(&self, level: u8, index: u64) -> Option<Hash> {
        Some(Hash::of(&[&[level], &index.to_be_bytes()]))
    }
}

#[test]
fn whatever_lies_in_the_index_folder_the_answers_are_the_same() {
    let little = Little::whole();
    let (ledger, state) = (little.ledger(), little.state());
    let head = little.cooperative.head();
    let origin = little.cooperative.origin().clone();
    drop(little.cooperative);
    let index = coop_ledger::cooperative::state_of(&ledger, &state, &origin).join("index");
    let rubbish: [&dyn Fn(&Path); 4] = [
        &|index| fs::create_dir_all(index).unwrap(),
        &|index| fs::write(index.join("db"), b"not an index").unwrap(),
        &|index| fs::write(index.join("conf"), vec![0xFF; 4096]).unwrap(),
        &|index| fs::remove_dir_all(index).unwrap(),
    ];
    for make in rubbish {
        make(&index);
        let opened = crate::little::open(&ledger, &state, crate::little::Hourly::new()).unwrap();
        let cooperative = &opened.cooperative;
        assert_eq!((opened.opening.writable(), cooperative.head()), (true, head));
        let (household, day) = ("H0001".parse().unwrap(), "2024-12-31".parse().unwrap());
        let told = cooperative.statement(&household, day).unwrap();
        assert!(!told.entries.is_empty());
        let lookup = cooperative.lookup().unwrap();
        assert_eq!(
            cooperative.prove(3, &lookup).unwrap(),
            cooperative.prove(3, &cooperative.leaves().unwrap()).unwrap()
        );
        assert_eq!(cooperative.telling_from(lookup).unwrap().statement(&household, day).unwrap(), told);
        assert_eq!(cooperative.telling_from(Liar).unwrap().statement(&household, day).unwrap(), told);
        let report = audit(&ledger, &Pin::default(), &mut |_, _| {}).unwrap().report;
        assert_eq!(report.verdict, Verdict::Pass, "{:?}", report.findings);
    }
}
