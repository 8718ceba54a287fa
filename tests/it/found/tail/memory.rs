//! What an audit of one machine remembers, of which ledger, and how a person gets rid of it.

use super::{AtRest, JOURNAL, party};
use crate::little::{Hourly, founding};
use coop_ledger::{
    audit::{FindingCode, Pin, Report, Verdict},
    cooperative::{Cooperative, FirstKey, Founding, remember, remembered},
    log::{Hash, Role, SigningKey},
};
use std::{fs, path::Path};

/// A ledger of one entry under the same name, made by somebody with keys of his own.
fn strangers() -> AtRest {
    let folder = tempfile::tempdir().unwrap();
    let key =
        |person: &str, role, seed| FirstKey { person: person.into(), role, key: SigningKey::from_seed([seed; 32]) };
    let keys = vec![key("K01", Some(Role::Accountant), 71), key("K02", Some(Role::Chair), 73), key("K03", None, 74)];
    let founding = Founding { keys, ledger_seed: Some([72; 32]), ..founding(0x11) };
    let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
    drop(Cooperative::create(&ledger, &state, &founding, Hourly::new()).unwrap());
    AtRest { folder }
}

fn leaf0(at: &AtRest) -> Hash {
    Hash::leaf(&at.lines()[0])
}

/// As the program does it: audited, and remembered where nothing was wrong.
fn visit(at: &AtRest, state: &Path, pinned: bool) -> Report {
    let report = at.audited(state, Pin { first_leaf: pinned.then(|| leaf0(at)), ..Pin::default() });
    remember(&at.ledger(), state, &report).unwrap();
    report
}

#[test]
fn r6_a_strangers_ledger_never_makes_the_true_one_fail_for_good() {
    let (good, fake) = (AtRest::upto(3), strangers());
    let machine = tempfile::tempdir().unwrap();
    let auditor = machine.path();
    assert_eq!(visit(&fake, auditor, false).verdict, Verdict::Pass);
    // without a pin nobody can say which of the two is the true one
    let report = visit(&good, auditor, false);
    assert_eq!((report.exit_code(), report.findings[0].code()), (7, FindingCode::OtherLedger), "{:?}", report.findings);
    // with it, it is worth a note and remembered from then on
    for pinned in [true, false] {
        let report = visit(&good, auditor, pinned);
        assert_eq!(report.findings, Vec::new(), "{pinned}");
        assert_eq!(
            (report.verdict, report.notes[0].code()),
            (Verdict::PassWithNotes, FindingCode::OtherLedger),
            "{pinned}"
        );
    }
    // the neighbour: the stranger's is not the ledger on paper, with or without a pin
    let report = visit(&fake, auditor, false);
    assert_eq!((report.exit_code(), report.findings[0].code()), (7, FindingCode::OtherLedger));
    let wanted = Pin { first_leaf: Some(leaf0(&good)), ..Pin::default() };
    assert!(fake.audited(auditor, wanted).findings.iter().any(|f| f.code() == FindingCode::PinDiffers));

    // where this machine signs the ledger, a memory without a pin is a note at most
    assert_eq!(visit(&fake, &fake.folder.path().join("nobody"), false).verdict, Verdict::Pass);
    let name = good.guarded();
    let poisoned = fake.folder.path().join("nobody").join(name.file_name().unwrap()).join("audited");
    fs::copy(poisoned, name.join("audited")).unwrap();
    let report = visit(&good, &good.state(), false);
    assert_eq!((report.findings.len(), report.notes[0].code()), (0, FindingCode::OtherLedger));
    good.writer();
}

#[test]
fn r6_only_what_the_ledgers_key_signed_is_remembered_and_nothing_beyond_the_guard() {
    let seen = |ledger: &AtRest, state: &Path| {
        let all = remembered(&ledger.ledger(), state).audits;
        all.iter().map(|audit| audit.note.claimed_head().size).collect::<Vec<_>>()
    };
    let good = AtRest::upto(3);
    let more = good.grown(&party("more"));
    let size = good.lines().len() as u64;
    // lines behind the checkpoint, by a person's key
    let tail = good.twin();
    tail.take(&more, &[JOURNAL]);
    let auditor = good.folder.path().join("auditor");
    for state in [&auditor, &tail.state()] {
        let report = visit(&tail, state, false);
        assert_eq!((report.verdict, report.size), (Verdict::PassWithNotes, size + 1), "{:?}", report.findings);
        assert_eq!(seen(&tail, state), [size]);
    }
    // they go, and other ones come: nobody was told of the first
    assert_eq!(visit(&good, &auditor, false).verdict, Verdict::Pass);
    assert_eq!(visit(&good.grown(&party("other")), &auditor, false).verdict, Verdict::Pass);
    assert_eq!(seen(&good, &auditor), [size + 1]);
    // the neighbour: a signed history that is another one is a fork
    assert_eq!(visit(&more, &auditor, false).findings[0].code(), FindingCode::Forked);

    // a checkpoint beyond this machine's guard is told, and not remembered
    let beyond = good.twin();
    beyond.take(&more, &[JOURNAL, "checkpoint"]);
    let report = visit(&beyond, &beyond.state(), true);
    assert_eq!(report.notes[0].code(), FindingCode::SignedElsewhere);
    assert_eq!(seen(&beyond, &beyond.state()), [0; 0]);
}

#[test]
fn r6_a_person_sees_what_is_remembered_and_clears_it_with_a_word_of_why() {
    let (good, fake) = (AtRest::upto(3), strangers());
    let auditor = good.folder.path().join("auditor");
    assert_eq!(fake.coop(&auditor, &["audit"]).0, 0);
    let (code, said, _) = good.coop(&auditor, &["audit"]);
    assert!(code == 7 && said.contains("[other_ledger]") && said.contains("--forget-memory"), "{said}");
    let (code, said, _) = good.coop(&auditor, &["audit", "--memory"]);
    assert!(
        code == 0 && said.contains("audited here without a pin") && said.contains(&leaf0(&fake).to_string()),
        "{said}"
    );

    let (code, said, talk) = good.coop(&auditor, &["audit", "--forget-memory", "somebody's test"]);
    assert!(code == 0 && said.starts_with("PASS WITH NOTES") && said.contains("[memory_cleared]"), "{said}");
    assert!(talk.contains("is cleared") && talk.contains("somebody's test"), "{talk}");
    // it is never silent: every later audit says so, until one with the lines on paper has passed
    let (code, said, _) = good.coop(&auditor, &["--lang", "zh", "audit"]);
    assert!(code == 0 && said.contains("清除过审计的记忆") && said.contains("somebody's test"), "{said}");
    let leaf = leaf0(&good).to_string();
    assert!(good.coop(&auditor, &["audit", "--leaf0", &leaf]).1.starts_with("PASS WITH NOTES"));
    assert!(good.coop(&auditor, &["audit", "--leaf0", &leaf]).1.starts_with("PASS\n"));
    let (_, said, _) = good.coop(&auditor, &["audit", "--memory"]);
    assert!(
        said.contains("audited here as the ledger on paper") && !said.contains(&leaf0(&fake).to_string()),
        "{said}"
    );
    // what this machine signed is not cleared
    let (code, _, talk) = good.coop(&good.state(), &["audit", "--forget-memory", "x"]);
    assert!(code == 0 && talk.contains("nothing was cleared"), "{talk}");
    assert_eq!(good.audited(&good.state(), Pin::default()).compared.len(), 2);
}
