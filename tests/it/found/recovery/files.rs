//! Damaged lines, checkpoints where none may be, and what is no file.

use super::{ByHand, JOURNAL, audited};
use crate::little::{Little, accountant, copy, founding, ledger_key, read};
use coop_ledger::{
    audit::{FindingCode, LedgerPlace, Verdict},
    cooperative::{Cooperative, Trouble, origin_of, read_key},
    log::{Frontier, Hash, sign_note},
    store::{
        audit_source::AuditSource,
        disk::{Disk, Open, RealDisk, is_no_file},
    },
};
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    sync::mpsc::channel,
    time::Duration,
};

/// The program on a ledger; exit code and what it said.
fn coop(ledger: &Path, state: &Path, args: &[&str]) -> (Option<i32>, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_coop"))
        .env_clear()
        .env("COOP_TEST_CLOCK", "2024-05-01T12:00:00Z")
        .args(["--ledger".as_ref(), ledger.as_os_str(), "--state".as_ref(), state.as_os_str()])
        .args(args)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (out.status.code(), String::from_utf8_lossy(&out.stderr).into_owned())
}

/// A ledger that is long enough to be opened from what the index keeps of it.
fn long(folder: &Path) {
    let clock = ByHand::at("2024-05-01T12:00:00Z");
    let mut coop =
        Cooperative::create(&folder.join("ledger"), &folder.join("state"), &founding(0x71), clock.clone()).unwrap();
    let party =
        |n: usize| format!(r#"{{"id":"p{n}","on":"2024-04-20","kind":"party.registered","party":"OP{n}","role":"x"}}"#);
    let all: Vec<String> = (1..=2_200).map(party).collect();
    coop.record(&read(&all.join("\n")), &accountant()).unwrap();
    drop(coop);
    let opened = Cooperative::open_to_read(&folder.join("ledger"), &folder.join("state"), clock).unwrap();
    assert_eq!(opened.books().size(), 2_201);
}

#[test]
fn f3_a_damaged_line_is_damage_and_never_our_mistake() {
    let whole = tempfile::tempdir().unwrap();
    long(whole.path());
    let journal = fs::read_to_string(whole.path().join("ledger").join(JOURNAL)).unwrap();
    let bends: [(&str, &dyn Fn(&str) -> String); 3] = [
        ("a letter of entry 5", &|text| text.replacen("\"party\":\"OP5\"", "\"party\":\"OX5\"", 1)),
        ("a bracket of entry 5", &|text| {
            text.replacen("\"party\":\"OP5\",\"role\":\"x\"}", "\"party\":\"OP5\",\"role\":\"x\"]", 1)
        }),
        ("the kind of entry 5", &|text| {
            let at = text.find("\"id\":\"p5\"").unwrap();
            let (before, after) = text.split_at(at);
            before.to_owned() + &after.replacen("party.registered/1", "party.registered/7", 1)
        }),
    ];
    for (name, bend) in bends {
        let folder = tempfile::tempdir().unwrap();
        let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
        copy(&whole.path().join("ledger"), &ledger);
        copy(&whole.path().join("state"), &state);
        let bent = bend(&journal);
        assert_ne!(bent, journal, "{name}");
        fs::write(ledger.join(JOURNAL), bent).unwrap();
        for args in [
            &["show", "5"][..],
            &["--json", "show", "5"],
            &["audit"],
            &["log"],
            &["export", "hledger"],
            &["proof", "5"],
            &["correct", "5"],
        ] {
            let (code, said) = coop(&ledger, &state, args);
            let damage = matches!(code, Some(7)) || (args == ["audit"] && code == Some(1));
            // what does not need the damaged line may answer without it
            let answered = code == Some(0) && !args.contains(&"show") && !args.contains(&"audit");
            let refused = args[0] == "correct" && matches!(code, Some(2 | 6));
            assert!(damage || answered || refused, "{name}: {args:?}: {code:?} {said}");
            assert!(!said.contains("our own mistake"), "{name}: {args:?}: {said}");
        }
        // in the library the entry is named
        let clock = ByHand::at("2024-05-01T12:00:00Z");
        let told = match Cooperative::open_to_read(&ledger, &state, clock) {
            Err(trouble) => trouble,
            Ok(coop) => coop.entry(5).unwrap_err(),
        };
        let Trouble::Damaged(finding) = &told else { panic!("{name}: {told:?}") };
        assert_eq!((&finding.place, told.exit_code()), (&LedgerPlace::Entry(5), 7), "{name}: {told}");
    }
}

#[test]
#[cfg(unix)]
fn f3_what_may_not_be_read_is_nobodys_mistake() {
    use std::os::unix::fs::PermissionsExt;
    let little = Little::upto(1, 0x72);
    let journal = little.ledger().join(JOURNAL);
    fs::set_permissions(&journal, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(&journal).is_ok() {
        // nothing is forbidden to root
        let told: Trouble = coop_ledger::store::Cause::new(coop_ledger::store::Why::ReadOnly, "no right").into();
        assert_eq!((told.code(), told.exit_code()), ("no_right", 6));
        return;
    }
    let told = origin_of(&little.ledger()).unwrap_err();
    assert_eq!((told.code(), told.exit_code()), ("no_right", 6), "{told}");
}

#[test]
fn m5_a_checkpoint_inside_a_batch_is_a_finding() {
    let little = Little::upto(2, 0x73);
    let lines = little.cooperative.lines(0, little.cooperative.head().size).unwrap();
    let mut frontier = Frontier::default();
    let (mut inside, mut at_ends) = (0, 0);
    for line in &lines {
        frontier.push(Hash::leaf(line));
        let folder = tempfile::tempdir().unwrap();
        copy(&little.ledger(), folder.path());
        let note = sign_note(little.cooperative.origin(), frontier.head(), &ledger_key());
        fs::write(folder.path().join("checkpoint"), note.0).unwrap();
        let (k, n) = coop_ledger::log::UnverifiedEntry::parse(line).unwrap().batch();
        let report = audited(folder.path());
        if k + 1 == n {
            assert_ne!(report.verdict, Verdict::Fail, "line {k} of {n}: {:?}", report.findings);
            at_ends += 1;
        } else {
            let found: Vec<_> = report.findings.iter().map(|f| (f.code(), &f.place)).collect();
            assert_eq!(found, [(FindingCode::HalfBatch, &LedgerPlace::Checkpoint)], "line {k} of {n}");
            inside += 1;
        }
    }
    assert!(inside >= 6 && at_ends >= 3, "{inside} inside, {at_ends} at ends");
}

/// Does it within a minute, or says that it hangs.
#[track_caller]
fn ends<T: Send + 'static>(name: &str, act: impl FnOnce() -> T + Send + 'static) -> T {
    let (send, receive) = channel();
    std::thread::spawn(move || send.send(act()));
    receive.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| panic!("{name} waits for ever"))
}

#[cfg(unix)]
fn pipe(path: &Path) {
    fs::remove_file(path).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
#[cfg(unix)]
fn m4_a_pipe_in_the_place_of_a_file_is_not_waited_for() {
    for place in [JOURNAL, "checkpoint", "blob"] {
        let little = Little::upto(3, 0x74);
        let folder = tempfile::tempdir().unwrap();
        let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
        copy(&little.ledger(), &ledger);
        copy(&little.state(), &state);
        let path = match place {
            "blob" => fs::read_dir(ledger.join("blobs")).unwrap().next().unwrap().unwrap().path(),
            file => ledger.join(file),
        };
        pipe(&path);
        let report = ends(place, {
            let ledger = ledger.clone();
            move || audited(&ledger)
        });
        assert_eq!(report.verdict, Verdict::Fail, "{place}");
        assert!(report.findings.iter().any(|f| f.code() == FindingCode::StrayFile), "{place}: {:?}", report.findings);
        let said = ends(place, {
            let (ledger, state) = (ledger.clone(), state.clone());
            move || {
                ["show", "log", "audit", "recover"].map(|name| {
                    let args: &[&str] = if name == "show" { &["show", "1"] } else { &[name] };
                    (name, coop(&ledger, &state, args))
                })
            }
        });
        for (name, (code, told)) in said {
            assert_ne!(code, Some(70), "{place}: {name}: {told}");
            assert!(place != JOURNAL || [Some(1), Some(7)].contains(&code), "{place}: {name}: {code:?} {told}");
        }
    }
    let little = Little::upto(1, 0x75);
    let key = little.state().join("ledger.pem");
    fs::write(&key, "").unwrap();
    pipe(&key);
    let refused = ends("a key", move || read_key(&key, None).map(drop)).unwrap_err();
    assert_eq!(refused.exit_code(), 6, "{refused}");
}

#[test]
#[cfg(unix)]
fn m4_what_stands_in_the_place_of_a_file_is_asked_of_the_open_file() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    fs::write(place("file"), "text").unwrap();
    std::os::unix::fs::symlink(place("file"), place("link")).unwrap();
    fs::create_dir(place("folder")).unwrap();
    fs::write(place("pipe"), "").unwrap();
    pipe(&place("pipe"));
    let _socket = std::os::unix::net::UnixListener::bind(place("socket")).unwrap();
    for name in ["link", "folder", "pipe", "socket"] {
        let path = place(name);
        let opened = ends(name, move || RealDisk.open(&path, Open::Read).map(drop));
        assert!(is_no_file(&opened.unwrap_err()), "{name}");
    }
    let device = RealDisk.open(Path::new("/dev/zero"), Open::Read).map(drop);
    assert!(is_no_file(&device.unwrap_err()), "a device");
    assert!(RealDisk.open(&place("file"), Open::Read).is_ok());
    // a ledger whose first segment leads elsewhere is none
    let little = Little::upto(1, 0x76);
    let journal = little.ledger().join(JOURNAL);
    fs::rename(&journal, place("elsewhere")).unwrap();
    std::os::unix::fs::symlink(place("elsewhere"), &journal).unwrap();
    let told = origin_of(&little.ledger()).unwrap_err();
    assert_eq!((told.code(), told.exit_code()), ("damaged", 7), "{told}");
    let source = AuditSource::open(&little.ledger()).unwrap();
    assert!(!source.strays().unwrap().is_empty());
}
