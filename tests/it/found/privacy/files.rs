//! H4, L6: no file is touched but the ledger's own, and what is its owner's alone is nobody else's.
#![cfg(unix)]

use super::sealed::files;
use crate::little::{Hourly, Little, accountant, open, read};
use coop_ledger::{
    cooperative::{Cooperative, Trouble},
    store::file::LedgerFolders,
};
use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::Command,
};

const MINE: &[u8] = b"the reader's own letter, which nobody has asked to write to\n";

/// Puts a link in place of a file or folder; what it was goes.
fn link(at: &Path, to: &Path) {
    let _ = fs::remove_file(at);
    let _ = fs::remove_dir_all(at);
    symlink(to, at).unwrap();
}

/// Opens to write, records a text, forgets, tells statements: whatever of it the links allow.
fn everything(ledger: &Path, state: &Path, round: usize) -> Vec<Result<(), Trouble>> {
    let mut came = Vec::new();
    match open(ledger, state, Hourly::from("2024-04-21T08:00:00Z")) {
        Ok(mut opened) => {
            let line = format!(
                r#"{{"id":"n-{round}","on":"2024-04-20","kind":"members.changed","household":"H0001","reason":"born","more":1,"note":"text"}}"#
            );
            came.push(opened.cooperative.record(&read(&line), &accountant()).map(|_| ()));
            let id = format!("f-{round}").parse().unwrap();
            let on = "2024-04-20".parse().unwrap();
            came.push(
                opened.cooperative.forget(&id, &"H0001".parse().unwrap(), "request", on, &accountant()).map(|_| ()),
            );
            opened.cooperative.settle();
        }
        Err(trouble) => came.push(Err(trouble)),
    }
    match Cooperative::open_to_read(ledger, state, Hourly::new()) {
        Ok(coop) => came.push(coop.statement(&"H0002".parse().unwrap(), "2024-12-31".parse().unwrap()).map(|_| ())),
        Err(trouble) => came.push(Err(trouble)),
    }
    came
}

#[test]
fn h4_no_link_in_a_ledgers_folder_leads_to_a_write_elsewhere() {
    let little = Little::whole();
    let (ledger, state) = (little.ledger(), little.state());
    let place = LedgerFolders::new(&ledger, &state, little.cooperative.origin());
    let origin = little.cooperative.origin().clone();
    drop(little.cooperative);
    let spare = tempfile::tempdir().unwrap();
    let names = [
        "lock",
        "checkpoint",
        "private/records",
        "private/records.new",
        "private/room.new",
        "private/keys",
        "private/keys.new",
        "private/incoming-checkpoint",
    ];
    let segment = "journal/000000000000.jsonl";
    let in_state = [
        "guard",
        "lock",
        "openings.key",
        "openings.key.new",
        "openings.keys",
        "openings.keys.new",
        "openings.done",
        "ledger.key.new",
    ];
    let all = names.iter().map(|n| (false, *n)).chain([(false, segment)]).chain(in_state.iter().map(|n| (true, *n)));
    for (round, (below_state, name)) in all.enumerate() {
        for hard in [false, true] {
            let work = spare.path().join(format!("{round}-{hard}"));
            let (its_ledger, its_state) = (copied(&ledger, &work.join("ledger")), copied(&state, &work.join("state")));
            let its_place = LedgerFolders::new(&its_ledger, &its_state, &origin);
            let at = if below_state { its_place.state.join(name) } else { its_ledger.join(name) };
            // the reader's own file has what stood there, so that only the link gives it away
            let mine = work.join("mine");
            let content = fs::read(&at).unwrap_or_else(|_| MINE.to_vec());
            fs::write(&mine, &content).unwrap();
            let _ = fs::remove_file(&at);
            if hard {
                fs::hard_link(&mine, &at).unwrap()
            } else {
                symlink(&mine, &at).unwrap()
            }
            let came = everything(&its_ledger, &its_state, round);
            assert!(fs::read(&mine).unwrap() == content, "{name}, hard link {hard}: written through: {came:?}");
            // told as what it is, and not as our own mistake
            for trouble in came.into_iter().filter_map(Result::err) {
                assert!(!matches!(trouble, Trouble::Bug(_)), "{name}: {trouble}");
            }
        }
    }
    drop(place);
}

#[test]
fn h4_no_folder_that_is_a_link_is_written_into() {
    let little = Little::whole();
    let (ledger, state) = (little.ledger(), little.state());
    let origin = little.cooperative.origin().clone();
    drop(little.cooperative);
    let spare = tempfile::tempdir().unwrap();
    for (round, name) in ["private", "journal", "blobs"].into_iter().enumerate() {
        let work = spare.path().join(name);
        let (its_ledger, its_state) = (copied(&ledger, &work.join("ledger")), copied(&state, &work.join("state")));
        let elsewhere = copied(&its_ledger.join(name), &work.join("elsewhere"));
        link(&its_ledger.join(name), &elsewhere);
        let before = snapshot(&elsewhere);
        let came = everything(&its_ledger, &its_state, round);
        assert_eq!(snapshot(&elsewhere), before, "{name}: {came:?}");
        assert!(came.iter().any(Result::is_err), "{name}: somebody is told");
    }
    // the ledger's folder itself, and the one that state lies in, may be links: that is their owner's choice
    let work = spare.path().join("own");
    let (its_ledger, its_state) = (copied(&ledger, &work.join("ledger")), copied(&state, &work.join("state")));
    let (by_link, state_by_link) = (work.join("by-link"), work.join("state-by-link"));
    symlink(&its_ledger, &by_link).unwrap();
    symlink(&its_state, &state_by_link).unwrap();
    let came = everything(&by_link, &state_by_link, 9);
    assert!(came.iter().all(Result::is_ok), "{came:?}");
    let _ = origin;
}

fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    files(folder).into_iter().map(|path| (path.clone(), fs::read(&path).unwrap())).collect()
}

fn copied(from: &Path, to: &Path) -> PathBuf {
    fs::create_dir_all(to).unwrap();
    for file in files(from) {
        let name = file.strip_prefix(from).unwrap();
        // what another engineer's index keeps is not this test's
        if name.starts_with("index") {
            continue;
        }
        let target = to.join(name);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&file, &target).unwrap();
    }
    to.to_owned()
}

/// The program under a mask that closes nothing.
fn coop(folder: &Path, args: &str) -> (String, Option<i32>) {
    let program = env!("CARGO_BIN_EXE_coop");
    let line =
        format!("umask 000; exec {program} --lang en --ledger {0}/ledger --state {0}/state {args}", folder.display());
    let out = Command::new("sh").arg("-c").arg(line).env("COOP_TEST_CLOCK", "2024-05-01T08:00:00Z").output().unwrap();
    (String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned(), out.status.code())
}

/// Every name below a folder, the folder itself too, that others have any right to.
fn wide(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut look = vec![folder.to_owned()];
    while let Some(path) = look.pop() {
        let about = fs::symlink_metadata(&path).unwrap();
        if about.permissions().mode() & 0o077 != 0 {
            found.push(path.clone());
        }
        if about.is_dir() {
            look.extend(fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
        }
    }
    found
}

#[test]
fn l6_what_is_its_owners_alone_is_so_whatever_the_mask_and_becomes_so_again() {
    let folder = tempfile::tempdir().unwrap();
    let (said, code) =
        coop(folder.path(), "init --zh 村 --en V --host coop.example --name v --on 2024-01-01 --no-passphrase");
    assert_eq!(code, Some(0), "{said}");
    let line =
        r#"{"id":"a","on":"2024-05-01","kind":"household.enrolled","household":"H0001","members":2,"name":"某户"}"#;
    fs::write(folder.path().join("a.jsonl"), line).unwrap();
    let (said, code) = coop(folder.path(), &format!("record {}/a.jsonl", folder.path().display()));
    assert_eq!(code, Some(0), "{said}");
    let (state, private, lock) =
        (folder.path().join("state"), folder.path().join("ledger/private"), folder.path().join("ledger/lock"));
    for place in [&state, &private, &lock] {
        assert_eq!(wide(place), Vec::<PathBuf>::new());
    }
    assert!(!private.join("keys").exists(), "no key lies in the folder that people copy");
    // an older version, or somebody, opened them
    for place in [&state, &private] {
        for path in files(place).into_iter().chain([place.clone()]) {
            fs::set_permissions(&path, fs::Permissions::from_mode(if path.is_dir() { 0o777 } else { 0o666 })).unwrap();
        }
    }
    let again = r#"{"id":"b","on":"2024-05-01","kind":"household.enrolled","household":"H0002","members":2}"#;
    fs::write(folder.path().join("b.jsonl"), again).unwrap();
    let (said, code) = coop(folder.path(), &format!("record {}/b.jsonl", folder.path().display()));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("were open to others"), "{said}");
    for place in [&state, &private] {
        assert_eq!(wide(place), Vec::<PathBuf>::new(), "{said}");
    }
}

#[test]
fn h4_reading_a_strangers_folder_writes_nothing_into_it() {
    let little = Little::whole();
    let ledger = little.ledger();
    drop(little.cooperative);
    let elsewhere = tempfile::tempdir().unwrap();
    let its = copied(&ledger, &elsewhere.path().join("ledger"));
    let state = elsewhere.path().join("state");
    let before = snapshot(&its);
    let _ = open(&its, &state, Hourly::new()).map(|mut opened| {
        let line = r#"{"id":"n","on":"2024-04-20","kind":"members.changed","household":"H0001","reason":"born","more":1,"note":"text"}"#;
        assert!(opened.cooperative.record(&read(line), &accountant()).is_err());
        let on = "2024-04-20".parse().unwrap();
        assert!(opened.cooperative.forget(&"f".parse().unwrap(), &"H0001".parse().unwrap(), "request", on, &accountant()).is_err());
    });
    let coop = Cooperative::open_to_read(&its, &state, Hourly::new()).unwrap();
    coop.statement(&"H0002".parse().unwrap(), "2024-12-31".parse().unwrap()).unwrap();
    drop(coop);
    assert_eq!(snapshot(&its), before);
}
