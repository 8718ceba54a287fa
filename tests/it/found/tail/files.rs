//! Empty files, files of any length, and journals in other files than the writer's own.

use super::{AtRest, JOURNAL, ends, party};
use crate::{
    faults::oracle::{Memory, open as open_on, session},
    faulty::{Fault, FaultDisk},
    little::{accountant, read},
};
use coop_ledger::{
    audit::{Pin, Verdict},
    cooperative::AtOpening,
};
use std::{
    fs::{self, File},
    path::Path,
};

/// Records on and audits: all must be as if nothing had been there.
#[track_caller]
fn goes_on(at: &AtRest, what: &str) {
    let mut opened = at.writer();
    assert!(opened.opening.writable(), "{what}: {:?}", opened.opening);
    opened.cooperative.record(&read(&party("after")), &accountant()).unwrap_or_else(|e| panic!("{what}: {e}"));
    drop(opened);
    let report = at.audited(&at.state(), Pin::default());
    assert_eq!((report.findings, report.verdict), (Vec::new(), Verdict::Pass), "{what}");
}

#[test]
fn r9_an_empty_file_behind_the_journal_is_gone_before_anything_is_recorded() {
    let rest = AtRest::upto(3);
    let next = rest.ledger().join(format!("journal/{:012}.jsonl", rest.lines().len()));
    for (what, content, emptied) in
        [("an empty file", &b""[..], 1), ("a file of garbage, which is set aside", b"garbage", 0)]
    {
        fs::write(&next, content).unwrap();
        let opened = rest.writer();
        assert_eq!(opened.tidied.emptied, emptied, "{what}");
        assert_eq!(matches!(opened.opening, AtOpening::Quarantined { bytes: 7, gone: 0, .. }), emptied == 0, "{what}");
        drop(opened);
        assert!(!next.exists(), "{what}");
        goes_on(&rest.twin(), what);
    }
    // many of them cost no more than one
    for n in 1_000..1_400 {
        File::create(rest.ledger().join(format!("journal/{n:012}.jsonl"))).unwrap();
    }
    let (code, _, said) = rest.coop(&rest.state(), &["recover"]);
    assert!(code == 0 && said.contains("400 empty files were taken out of the journal"), "{said}");
    goes_on(&rest, "four hundred empty files");
}

#[test]
fn r8_what_lies_behind_the_journal_is_moved_or_copied_up_to_a_bound() {
    use std::os::unix::fs::MetadataExt;
    let held = |at: &AtRest| -> u64 {
        let items = fs::read_dir(at.guarded().join("quarantine")).unwrap().map(|item| item.unwrap().path());
        items.map(|path| fs::metadata(path).unwrap().blocks() * 512).sum()
    };
    // a file of its own, with a hole in it: moved, and the hole stays one
    let rest = AtRest::upto(3);
    let next = rest.ledger().join(format!("journal/{:012}.jsonl", rest.lines().len()));
    File::create(&next).unwrap().set_len(64 << 30).unwrap();
    let opened = rest.writer();
    let AtOpening::Quarantined { bytes, file, gone: 0, .. } = &opened.opening else { panic!("{:?}", opened.opening) };
    assert_eq!((*bytes, fs::metadata(file).unwrap().len()), (64 << 30, 64 << 30));
    drop(opened);
    assert!(!next.exists() && held(&rest) < 1 << 20, "{}", held(&rest));
    goes_on(&rest, "a file of 64 GiB");

    // the end of the journal's own file: copied as far as a batch may be long, and the rest is said to be gone
    let rest = AtRest::upto(3);
    let journal = rest.ledger().join(JOURNAL);
    let len = fs::metadata(&journal).unwrap().len();
    File::options().write(true).open(&journal).unwrap().set_len(len + (4 << 30)).unwrap();
    let (code, _, said) = rest.coop(&rest.state(), &["recover"]);
    assert!(code == 0 && said.contains("67108864 bytes behind") && said.contains("4227858432 more bytes"), "{said}");
    assert!(held(&rest) <= 65 << 20, "{}", held(&rest));
    assert_eq!(fs::metadata(&journal).unwrap().len(), len);
    goes_on(&rest, "4 GiB behind the last line");
}

#[test]
fn r8_a_try_that_was_interrupted_leaves_one_copy_at_most() {
    let disk = FaultDisk::new();
    let mut memory = Memory::default();
    session(&disk, &mut memory, "a", &[2]).unwrap();
    let mut files = disk.copy_out(Path::new("/ledger"));
    let tail = vec![0xAA; 9_000];
    files.get_mut(Path::new("/ledger/journal/000000000000.jsonl")).unwrap().extend_from_slice(&tail);
    disk.copy_in(Path::new("/ledger"), &files);
    let quarantined = |disk: &FaultDisk| {
        let mut files = disk.copy_out(Path::new("/state"));
        files.retain(|path, _| path.to_string_lossy().contains("quarantine"));
        files
    };
    // each operation of setting aside fails, again and again
    let mut disk = disk.killed();
    for round in 0..40 {
        disk.at(round, Fault::Failed);
        let opened = open_on(&disk).map(|(_, opening)| opening);
        let kept = quarantined(&disk);
        assert!(kept.len() <= 1, "after {round}: {:?}", kept.keys());
        if opened.is_ok_and(|opening| opening.writable()) {
            assert_eq!(kept.into_values().collect::<Vec<_>>(), [tail]);
            assert!(round > 4, "setting aside has more steps than {round}");
            return;
        }
        disk = disk.killed();
    }
    panic!("never opened");
}

#[test]
fn r10_a_journal_in_other_files_is_the_same_journal() {
    let rest = AtRest::upto(5);
    let lines = rest.lines();
    let ends = ends(&lines);
    let journal = rest.ledger().join("journal");
    let lay = |at: &AtRest, borders: &[usize]| {
        let folder = at.ledger().join("journal");
        fs::remove_file(at.ledger().join(JOURNAL)).unwrap();
        let mut from = 0;
        for upto in borders.iter().copied().chain([lines.len()]) {
            fs::write(folder.join(format!("{from:012}.jsonl")), lines[from..upto].concat()).unwrap();
            from = upto;
        }
    };
    let inner = &ends[..ends.len() - 1];
    let legal: Vec<(String, Vec<usize>)> = inner
        .iter()
        .map(|end| (format!("two files, the second from {end}"), vec![*end]))
        .chain([("a file for each batch".to_owned(), inner.to_vec())])
        .collect();
    for (what, borders) in &legal {
        let at = rest.twin();
        lay(&at, borders);
        goes_on(&at, what);
        // and again from the guard that was written behind them
        let opened = at.writer();
        assert_eq!(opened.opening, AtOpening::Fine, "{what}");
        assert_eq!(opened.cooperative.lines(0, 1).unwrap(), lines[..1], "{what}");
    }
    // joined again behind a guard that names the last of many files
    let at = rest.twin();
    lay(&at, inner);
    let mut opened = at.writer();
    opened.cooperative.record(&read(&party("more")), &accountant()).unwrap();
    drop(opened);
    let mut names: Vec<_> =
        fs::read_dir(at.ledger().join("journal")).unwrap().map(|item| item.unwrap().path()).collect();
    names.sort();
    let joined: Vec<u8> = names.iter().flat_map(|path| fs::read(path).unwrap()).collect();
    names.iter().for_each(|path| fs::remove_file(path).unwrap());
    fs::write(at.ledger().join(JOURNAL), joined).unwrap();
    goes_on(&at, "one file again");

    // the neighbours: a file that begins inside a batch, and one from which the last line is gone
    let inside = (1..lines.len()).find(|at| !ends.contains(at)).expect("a batch of several lines");
    let at = rest.twin();
    lay(&at, &[inside]);
    if ends.iter().filter(|end| **end > inside).count() == 1 {
        assert_eq!(at.coop(&at.state(), &["recover"]).0, 7, "a file that begins inside a batch");
    }
    let at = rest.twin();
    let border = inner[inner.len() - 1];
    lay(&at, &[border]);
    fs::write(at.ledger().join(format!("journal/{border:012}.jsonl")), lines[border..lines.len() - 1].concat())
        .unwrap();
    let (code, _, said) = at.coop(&at.state(), &["recover"]);
    assert!(code == 7 && said.contains("[loss]"), "{code}: {said}");
    assert!(journal.exists());
}
