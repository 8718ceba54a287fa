//! What a machine remembers of its audits: a file that grew, a link, a damaged one.

use crate::{
    found::tail::{AtRest, party},
    little::ledger_key,
};
use coop_ledger::{
    audit::{FindingCode, Pin, Report, Verdict},
    cooperative::remember,
    log::{Hash, VerifierKey},
};
use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// As the program does it; what is remembered is the memory's own business.
fn visit(at: &AtRest, state: &Path) -> Report {
    let report = at.audited(state, Pin::default());
    let _ = remember(&at.ledger(), state, &report);
    report
}

fn codes(report: &Report) -> Vec<FindingCode> {
    report.findings.iter().map(|f| f.code()).collect()
}

/// Where a machine keeps what it remembers of the ledger.
fn kept(at: &AtRest, state: &Path) -> PathBuf {
    state.join(at.guarded().file_name().unwrap())
}

#[test]
fn b3_a_memory_with_a_hole_in_it_takes_no_time() {
    let good = AtRest::upto(3);
    for state in [good.folder.path().join("reader"), good.state()] {
        assert_eq!(visit(&good, &state).verdict, Verdict::Pass);
        let audited = kept(&good, &state).join("audited");
        fs::File::options().write(true).create(true).truncate(false).open(&audited).unwrap().set_len(64 << 30).unwrap();
        let begun = Instant::now();
        let report = visit(&good, &state);
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        let all = [report.findings, report.notes].concat();
        assert!(all.iter().any(|f| f.code() == FindingCode::MemoryUnreadable), "{all:?}");
        // clearing it takes none either, and the file is not read, copied or filled
        let (code, said, _) = good.coop(&state, &["audit", "--forget-memory", "a file of 64 GiB"]);
        assert!(code == 0 && said.contains("a file of 64 GiB"), "{said}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        let held = fs::metadata(audited.with_file_name("audited.cleared-0")).unwrap();
        assert_eq!((held.len(), std::os::unix::fs::MetadataExt::blocks(&held) < 1 << 12), (64 << 30, true));
    }
}

#[test]
fn b4_an_audit_writes_through_no_link_in_the_place_of_the_folder() {
    let good = AtRest::upto(3);
    let elsewhere = good.folder.path().join("elsewhere");
    for state in [good.state(), good.folder.path().join("reader")] {
        fs::create_dir_all(&elsewhere).unwrap();
        fs::create_dir_all(&state).unwrap();
        let (place, away) = (kept(&good, &state), good.folder.path().join("away"));
        if place.exists() {
            fs::rename(&place, &away).unwrap();
        }
        std::os::unix::fs::symlink(&elsewhere, &place).unwrap();
        let report = visit(&good, &state);
        assert_eq!((report.exit_code(), codes(&report)), (1, vec![FindingCode::MemoryUnreadable]));
        let (code, said, _) = good.coop(&state, &["audit"]);
        assert!(code == 1 && said.contains("it is a link"), "{said}");
        assert_ne!(good.coop(&state, &["audit", "--forget-memory", "x"]).0, 0);
        for reader in [&["log"][..], &["statement", "H0001"]] {
            good.coop(&state, reader);
        }
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0, "nothing was written there");
        // the neighbour: the state folder itself may be a link, that is its owner's choice
        fs::remove_file(&place).unwrap();
        if away.exists() {
            fs::rename(&away, &place).unwrap();
            continue;
        }
        let choice = good.folder.path().join("choice");
        std::os::unix::fs::symlink(&state, &choice).unwrap();
        assert_eq!(visit(&good, &choice).verdict, Verdict::Pass);
        assert!(place.join("audited").is_file());
        fs::remove_dir_all(&place).unwrap();
    }
}

/// One byte that no reader can make sense of; or one of the signature.
fn damage(audited: &Path, of_signature: bool) {
    let mut bytes = fs::read(audited).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let at = if of_signature { text.find("\\n\",").unwrap() - 8 } else { 40 };
    bytes[at] = if of_signature { bytes[at] ^ 1 } else { 0 };
    fs::write(audited, bytes).unwrap();
}

#[test]
fn b5_a_damaged_memory_stays_until_a_person_clears_it() {
    for of_signature in [false, true] {
        let good = AtRest::upto(3);
        let (mine, forged) = (good.grown(&party("mine")), good.grown(&party("forged")));
        let reader = good.folder.path().join("reader");
        let audited = kept(&good, &reader).join("audited");
        assert_eq!(visit(&mine, &reader).verdict, Verdict::Pass);
        assert_eq!(codes(&visit(&forged, &reader)), [FindingCode::Forked]);
        damage(&audited, of_signature);
        let damaged = fs::read(&audited).unwrap();
        // whoever comes, and however often, is not taken for what was seen before
        for at in [&forged, &forged, &mine] {
            let report = visit(at, &reader);
            assert_eq!(
                (report.exit_code(), codes(&report)),
                (1, vec![FindingCode::MemoryUnreadable]),
                "{of_signature}"
            );
            assert!(report.memory.is_none());
            assert_eq!(fs::read(&audited).unwrap(), damaged);
        }
        let (code, said, _) = forged.coop(&reader, &["--lang", "zh", "audit"]);
        assert!(code == 1 && said.contains("--forget-memory"), "{said}");
        // a person clears it, with the true ledger at hand, and the damaged file is still there
        let (code, said, talk) = mine.coop(&reader, &["audit", "--forget-memory", "a bad sector"]);
        assert!(code == 0 && said.starts_with("PASS WITH NOTES") && said.contains("[memory_cleared]"), "{said}");
        assert!(talk.contains("a bad sector"), "{talk}");
        assert_eq!(fs::read(audited.with_file_name("audited.cleared-0")).unwrap(), damaged);
        let (code, said, _) = mine.coop(&reader, &["audit"]);
        assert!(code == 0 && said.contains("[memory_cleared]") && said.contains("a bad sector"), "{said}");
        assert_eq!(codes(&visit(&forged, &reader)), [FindingCode::Forked]);
        // with the lines on paper the note goes away
        let leaf = Hash::leaf(&mine.lines()[0]).to_string();
        for _ in 0..2 {
            mine.coop(&reader, &["audit", "--leaf0", &leaf]);
        }
        assert_eq!(visit(&mine, &reader).verdict, Verdict::Pass);
        // a power cut between setting aside and saying why is told as well
        fs::remove_file(&audited).unwrap();
        assert_eq!(codes(&visit(&forged, &reader)), [FindingCode::MemoryUnreadable]);
    }
}

#[test]
fn b5_where_the_guard_says_what_was_signed_a_damaged_memory_is_a_note() {
    let good = AtRest::upto(3);
    let audited = good.guarded().join("audited");
    assert_eq!(visit(&good, &good.state()).verdict, Verdict::Pass);
    damage(&audited, false);
    let damaged = fs::read(&audited).unwrap();
    for _ in 0..2 {
        let report = visit(&good, &good.state());
        assert_eq!((report.verdict, report.notes[0].code()), (Verdict::PassWithNotes, FindingCode::MemoryUnreadable));
        assert_eq!(fs::read(&audited).unwrap(), damaged);
    }
    drop(good.writer());
    // another history is another one all the same
    let forged = good.twin();
    forged.take(&AtRest::upto(4), &["journal/000000000000.jsonl"]);
    assert!(good.coop(&good.state(), &["audit", "--forget-memory", "x"]).1.contains("[memory_cleared]"));
}

#[test]
fn b10_what_this_machine_knows_to_be_another_history_does_not_hold_here() {
    let good = AtRest::upto(4);
    let (mine, forged) = (good.grown(&party("mine")), good.grown(&party("forged")));
    let vkey = VerifierKey::ledger(good.writer().cooperative.origin(), ledger_key().public()).to_string();
    let elsewhere = good.folder.path().join("elsewhere");
    let papers = good.folder.path().join("papers");
    fs::create_dir(&papers).unwrap();
    let size = mine.lines().len();
    let write = |at: &AtRest, name: &str| {
        let path = |kind: &str| papers.join(format!("{name}.{kind}")).display().to_string();
        let (proof, statement) = (path("proof"), path("json"));
        assert_eq!(at.coop(&elsewhere, &["proof", "3", "--out", &proof]).0, 0);
        let told = at.coop(&elsewhere, &["statement", "H0001", "--format", "json", "--out", &statement]);
        assert_eq!(told.0, 0, "{told:?}");
        [proof, statement]
    };
    let (true_ones, false_ones, earlier) = (write(&mine, "mine"), write(&forged, "forged"), write(&good, "earlier"));
    let reader = good.folder.path().join("reader");
    assert_eq!(visit(&mine, &reader).verdict, Verdict::Pass);
    let verify = |at: &AtRest, state: &Path, paper: &str| at.coop(state, &["verify", paper, "--vkey", &vkey]);
    for state in [&mine.state(), &reader] {
        for paper in &false_ones {
            let (code, page, said) = verify(&mine, state, paper);
            assert!(code == 7 && page.is_empty() && said.contains("[forked]"), "{paper}: {code} {page}{said}");
        }
        for paper in true_ones.iter().chain(&earlier) {
            assert_eq!(verify(&mine, state, paper).0, 0, "{paper}");
        }
    }
    // of an earlier size, with the ledger at hand: what was signed since leads through another root
    let longer = mine.grown(&party("longer"));
    assert_eq!(longer.lines().len(), size + 1);
    for paper in &false_ones {
        assert_eq!(verify(&longer, &longer.state(), paper).0, 7, "{paper}");
    }
    for paper in true_ones.iter().chain(&earlier) {
        let (code, page, _) = verify(&longer, &longer.state(), paper);
        assert_eq!(code, 0, "{paper}");
        // an older reading is right, and no longer the newest
        let statement = paper.ends_with(".json");
        assert_eq!(page.contains(&format!("this machine knows {} entries", size + 1)), statement, "{paper}: {page}");
    }
    let (code, page, _) = verify(&mine, &mine.state(), &true_ones[1]);
    assert!(code == 0 && !page.contains("not the newest"), "{page}");
    // the neighbour: who knows nothing of the ledger has the key alone, and one who cannot read it says so
    assert_eq!(verify(&mine, &elsewhere, &false_ones[0]).0, 0);
    damage(&kept(&good, &reader).join("audited"), false);
    let (code, _, said) = verify(&mine, &reader, &true_ones[0]);
    assert!(code == 0 && said.contains("cannot be read"), "{said}");
}
