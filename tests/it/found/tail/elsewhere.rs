//! A clock that is not believed, and a key that has signed more than this machine knows.

use super::{AtRest, JOURNAL, NOW, clock, party};
use crate::{
    found::recovery::ByHand,
    little::{accountant, files, open, read},
};
use coop_ledger::{
    audit::{FindingCode, Pin, Verdict},
    cooperative::{AtOpening, Cooperative, audit, audit_here, remember},
    unit::{Lang, RecordedAt},
};
use std::{fs, path::Path};

/// A ledger whose last entry was recorded by this clock.
fn recorded_at(time: &str) -> AtRest {
    let rest = AtRest::upto(3);
    let mut opened = open(&rest.ledger(), &rest.state(), ByHand::at(time)).unwrap();
    opened.cooperative.confirm_clock();
    opened.cooperative.record(&read(&party("late")), &accountant()).unwrap();
    opened.cooperative.record(&read(&party("later")), &accountant()).unwrap();
    drop(opened);
    rest
}

#[test]
fn r7_what_is_recorded_later_than_the_auditors_clock_is_a_finding() {
    let found = |rest: &AtRest, now: Option<&str>| {
        let pin = Pin { now: now.map(|now| now.parse::<RecordedAt>().unwrap()), ..Pin::default() };
        audit(&rest.ledger(), &pin, &mut |_, _| {}).unwrap().report
    };
    let far = recorded_at("2199-06-01T00:00:00Z");
    let report = found(&far, Some(NOW));
    assert_eq!((report.verdict, report.exit_code()), (Verdict::Fail, 1));
    let finding = &report.findings[0];
    assert_eq!((finding.code(), report.findings.len()), (FindingCode::RecordedAhead, 1), "{:?}", report.findings);
    assert_eq!(finding.found(Lang::En), "2199-06-01T00:00:00Z and 1 entries after it");
    // on any machine, with both keys and a checkpoint: the program gives the audit its own clock
    let (code, said, _) = far.coop(&far.state(), &["audit"]);
    assert!(code == 1 && said.contains("[recorded_ahead]"), "{said}");
    let (code, said, _) = far.coop(&far.folder.path().join("elsewhere"), &["--lang", "zh", "audit"]);
    assert!(code == 1 && said.contains("记录的时间比这里的时钟还晚"), "{said}");

    // two minutes are within what clocks differ by; nobody's clock finds nothing
    let near = recorded_at("2024-05-03T08:02:00Z");
    assert_eq!(found(&near, Some(NOW)).verdict, Verdict::Pass);
    assert_eq!(found(&near, Some("2024-05-03T07:59:59Z")).findings[0].code(), FindingCode::RecordedAhead);
    assert_eq!(found(&far, None).verdict, Verdict::Pass);
    assert_eq!(found(&far, Some("2199-06-01T00:00:00Z")).verdict, Verdict::Pass);
}

/// Everything but the locks.
fn untouched(folder: &Path) -> impl PartialEq + std::fmt::Debug + use<> {
    let mut files = files(folder);
    files.retain(|path, _| !path.ends_with("lock"));
    files
}

#[test]
fn r7_nobody_signs_again_what_the_ledgers_key_has_signed_elsewhere() {
    let rest = AtRest::upto(3);
    let (here, there) = (rest.twin(), rest.grown(&party("there")));
    here.take(&there, &[JOURNAL, "checkpoint"]);
    let size = there.lines().len() as u64;
    let before = untouched(here.folder.path());
    for set_aside in [false, true] {
        let opened = Cooperative::recover(&here.ledger(), &here.state(), clock(), set_aside).unwrap();
        assert_eq!(opened.opening, AtOpening::Elsewhere { size }, "{set_aside}");
        let refused = opened.writable().unwrap_err();
        assert_eq!((refused.code(), refused.exit_code()), ("signed_elsewhere", 7), "{refused}");
        drop(opened);
        assert_eq!(untouched(here.folder.path()), before, "{set_aside}: nothing is adopted or moved");
    }
    let file = here.folder.path().join("one.jsonl");
    fs::write(&file, party("here")).unwrap();
    let (code, _, said) = here.coop(&here.state(), &["record", file.to_str().unwrap()]);
    assert!(code == 7 && said.contains("has signed") && said.contains("somewhere else"), "{said}");
    // the audit is loud, and readers say what they do not show
    let report = here.audited(&here.state(), Pin::default());
    assert_eq!(
        (report.verdict, report.notes[0].code()),
        (Verdict::PassWithNotes, FindingCode::SignedElsewhere),
        "{:?}",
        report.findings
    );
    let (code, said, _) = here.coop(&here.state(), &["log"]);
    assert!(code == 0 && said.starts_with("this ledger's key has signed"), "{said}");
    // other entries of that size are refused as well
    let other = here.twin();
    let cut = other.lines()[..size as usize - 1].concat();
    fs::write(other.ledger().join(JOURNAL), cut).unwrap();
    let opened = open(&other.ledger(), &other.state(), clock()).unwrap();
    assert_eq!(opened.opening, AtOpening::Elsewhere { size });

    // the neighbours: without a checkpoint it is what a crash left; a checkpoint of another key says nothing
    let crashed = rest.twin();
    crashed.take(&there, &[JOURNAL]);
    assert_eq!(crashed.writer().opening, AtOpening::Finished { entries: 1 });
    let stranger = rest.twin();
    let note = fs::read_to_string(there.ledger().join("checkpoint")).unwrap();
    fs::write(
        stranger.ledger().join("checkpoint"),
        note.replacen(&format!("\n{size}\n"), &format!("\n{}\n", size + 1), 1),
    )
    .unwrap();
    assert_eq!(stranger.writer().opening, AtOpening::Fine);
}

#[test]
fn r7_a_guard_that_lost_its_newer_half_goes_on_from_its_own_checkpoint() {
    let here = AtRest::upto(3).grown(&party("there"));
    let guard = here.guarded().join("guard");
    let whole = fs::read(&guard).unwrap();
    let mut finished = 0;
    for half in [0, 64 << 10] {
        let at = here.twin();
        let mut bytes = whole.clone();
        bytes[half..half + 4096].fill(0xA5);
        fs::write(at.guarded().join("guard"), bytes).unwrap();
        let opened = at.writer();
        assert!(opened.opening.writable(), "{:?}", opened.opening);
        finished += usize::from(opened.opening == AtOpening::Finished { entries: 1 });
        drop(opened);
        assert_eq!(at.audited(&at.state(), Pin::default()).verdict, Verdict::Pass);
    }
    assert_eq!(finished, 1, "one of the two was the newer");
}

#[test]
fn r7_what_an_audit_here_saw_signed_counts_as_much_as_the_folder() {
    let here = AtRest::upto(3);
    let there = here.grown(&party("there"));
    // this machine audited the longer one, without its guard: on another account, say
    let elsewhere = here.folder.path().join("auditor");
    let report = audit_here(&there.ledger(), &elsewhere, Pin::default(), &mut |_, _| {}).unwrap().report;
    remember(&there.ledger(), &elsewhere, &report).unwrap();
    let name = here.guarded();
    fs::copy(elsewhere.join(name.file_name().unwrap()).join("audited"), name.join("audited")).unwrap();
    let opened = open(&here.ledger(), &here.state(), clock()).unwrap();
    assert_eq!(opened.opening, AtOpening::Elsewhere { size: there.lines().len() as u64 });
    let refused = Cooperative::open_to_read(&here.ledger(), &here.state(), clock()).unwrap_err();
    assert_eq!((refused.code(), refused.exit_code()), ("damaged", 7), "{refused}");
}
