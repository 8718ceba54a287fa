//! Lines behind the guard: signed by whoever holds a person's key, or torn by a crash.

use super::{ByHand, JOURNAL, audited};
use crate::little::{Little, accountant, copy, open, read};
use coop_ledger::{
    audit::{FindingCode, Verdict},
    cooperative::{AtOpening, Cooperative},
    log::{About, Act, Attestation, Draft, Head, Json, SigningKey, Testimony, UnverifiedEntry, to_json},
};
use std::{collections::BTreeMap, fs, path::Path};

const PARTY: &str = r#"{"id":"late-1","on":"2024-04-20","kind":"party.registered","party":"OP9","role":"operator"}"#;
const NOW: &str = "2024-04-22T12:00:00Z";

/// What the ledger's own program would have written for this instruction just before it was killed.
fn honest(little: &Little, request: &str) -> Vec<u8> {
    let elsewhere = tempfile::tempdir().unwrap();
    let (ledger, state) = (elsewhere.path().join("ledger"), elsewhere.path().join("state"));
    copy(&little.ledger(), &ledger);
    copy(&little.state(), &state);
    let before = fs::read(ledger.join(JOURNAL)).unwrap();
    let mut opened = open(&ledger, &state, ByHand::at(NOW)).unwrap();
    opened.cooperative.record(&read(request), &accountant()).unwrap();
    let after = fs::read(ledger.join(JOURNAL)).unwrap();
    after[before.len()..].to_vec()
}

/// The same line with something else in it, signed again by the key of this seed.
fn forged(line: &[u8], seed: u8, change: impl FnOnce(&mut Draft)) -> Vec<u8> {
    let parsed = UnverifiedEntry::parse(line).unwrap();
    let signer = SigningKey::from_seed([seed; 32]);
    let mut draft = Draft {
        about: parsed.about().to_vec(),
        batch: parsed.batch(),
        body: parsed.body().clone(),
        effective_on: parsed.effective_on(),
        id: parsed.id().clone(),
        index: parsed.index(),
        key: signer.public().id(),
        kind: parsed.kind().clone(),
        origin: parsed.origin().clone(),
        prev: parsed.prev(),
        recorded_at: parsed.recorded_at(),
    };
    change(&mut draft);
    draft.sign(&signer).unwrap().line().to_vec()
}

fn append(ledger: &Path, bytes: &[u8]) {
    let path = ledger.join(JOURNAL);
    let journal = [fs::read(&path).unwrap(), bytes.to_vec()].concat();
    fs::write(path, journal).unwrap();
}

/// The folders of a little ledger that nobody has open.
fn at_rest() -> (tempfile::TempDir, Little) {
    let little = Little::upto(3, 0x41);
    let folder = tempfile::tempdir().unwrap();
    copy(&little.ledger(), &folder.path().join("ledger"));
    copy(&little.state(), &folder.path().join("state"));
    (folder, little)
}

/// The line is shown, nothing is signed or moved until a person says so, and then all is well.
#[track_caller]
fn waits_for_a_word(name: &str, code: FindingCode, line: &dyn Fn(&Little) -> Vec<u8>) {
    let (folder, little) = at_rest();
    let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
    append(&ledger, &line(&little));
    let before = crate::little::files(folder.path());
    let opened = open(&ledger, &state, ByHand::at(NOW)).unwrap();
    assert!(matches!(opened.opening, AtOpening::Waiting(_)), "{name}: {:?}", opened.opening);
    let unsound = opened.unsound.clone().unwrap_or_else(|| panic!("{name}: nothing is said of it"));
    assert_eq!((unsound.finding.code(), unsound.lines.len()), (code, 1), "{name}: {:?}", unsound.finding);
    assert_eq!(unsound.lines[0].signed_by, "K01", "{name}");
    let told = opened.writable().unwrap_err();
    assert_eq!((told.code(), told.exit_code()), ("unsound_lines", 6), "{name}");
    assert_eq!(opened.cooperative.head(), little.cooperative.head(), "{name}: what was signed can be read");
    drop(opened);
    let held = |files: &BTreeMap<_, Vec<u8>>| {
        let mut files = files.clone();
        files.retain(|path: &std::path::PathBuf, _| !path.ends_with("lock"));
        files
    };
    assert_eq!(held(&crate::little::files(folder.path())), held(&before), "{name}: a file changed without a word");

    let clock = ByHand::at(NOW);
    let mut opened = Cooperative::recover(&ledger, &state, clock, true).unwrap();
    let AtOpening::Quarantined { bytes, file, entries: 0, .. } = &opened.opening else {
        panic!("{name}: {:?}", opened.opening)
    };
    assert_eq!(fs::read(file).unwrap().len() as u64, *bytes, "{name}: it is kept");
    opened.cooperative.record(&read(PARTY), &accountant()).unwrap_or_else(|e| panic!("{name}: {e}"));
    drop(opened);
    assert_eq!(audited(&ledger).verdict, Verdict::Pass, "{name}");
}

#[test]
fn h2_recovery_signs_only_what_an_audit_would_pass() {
    waits_for_a_word("an id of an earlier entry", FindingCode::IdTwice, &|little| {
        forged(&honest(little, PARTY), 1, |draft| draft.id = "party-1".parse().unwrap())
    });
    waits_for_a_word("a household it does not concern", FindingCode::AboutDiffers, &|little| {
        forged(&honest(little, PARTY), 1, |draft| draft.about = vec!["H0001".into()])
    });
    waits_for_a_word("a party that is there already", FindingCode::DecidedOtherwise, &|little| {
        let body = Json::parse(br#"{"party":"OP1","role":"operator"}"#).unwrap();
        forged(&honest(little, PARTY), 1, |draft| draft.body = body)
    });
    waits_for_a_word("a year that is far away", FindingCode::ChainBroken, &|little| {
        forged(&honest(little, PARTY), 1, |draft| draft.recorded_at = "2199-06-01T00:00:00Z".parse().unwrap())
    });
    waits_for_a_word("three minutes ahead of the clock", FindingCode::ChainBroken, &|little| {
        forged(&honest(little, PARTY), 1, |draft| draft.recorded_at = "2024-04-22T12:03:00Z".parse().unwrap())
    });
    waits_for_a_word("an attestation of a history that never was", FindingCode::DecidedOtherwise, &|little| {
        attested(little, |seen| seen.root.0[0] ^= 1)
    });
}

/// The chair approves of entry 1, having seen the ledger as it is, or as `bend` makes it.
fn attested(little: &Little, bend: impl FnOnce(&mut Head)) -> Vec<u8> {
    let line = little.cooperative.lines(1, 2).unwrap().remove(0);
    let leaf = UnverifiedEntry::parse(&line).unwrap().leaf();
    let mut seen = little.cooperative.head();
    bend(&mut seen);
    let testimony = Testimony {
        about: About::Entry { index: 1, leaf },
        act: Act::Approve,
        at: NOW.parse().unwrap(),
        origin: little.cooperative.origin().clone(),
        say: None,
        seen,
    };
    let said = Attestation::sign(testimony, &SigningKey::from_seed([3; 32])).unwrap();
    forged(&honest(little, PARTY), 1, |draft| {
        draft.kind = "attestation.recorded/1".parse().unwrap();
        draft.body =
            Json::Object(BTreeMap::from([("attestations".to_owned(), Json::Array(vec![to_json(&said).unwrap()]))]));
    })
}

#[test]
fn h2_what_an_audit_passes_is_finished_unasked() {
    let good: [(&str, &dyn Fn(&Little) -> Vec<u8>); 3] = [
        ("a party", &|little| honest(little, PARTY)),
        ("two minutes ahead of the clock", &|little| {
            forged(&honest(little, PARTY), 1, |draft| draft.recorded_at = "2024-04-22T12:02:00Z".parse().unwrap())
        }),
        ("an attestation of this very history", &|little| attested(little, |_| {})),
    ];
    for (name, line) in good {
        let (folder, little) = at_rest();
        let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
        append(&ledger, &line(&little));
        let opened = open(&ledger, &state, ByHand::at(NOW)).unwrap();
        assert_eq!(opened.opening, AtOpening::Finished { entries: 1 }, "{name}: {:?}", opened.unsound);
        drop(opened);
        let report = audited(&ledger);
        assert_eq!((report.verdict, report.size), (Verdict::Pass, little.cooperative.head().size + 1), "{name}");
    }
}

#[test]
fn h2_torn_bytes_and_what_no_key_of_the_ledger_signed_are_set_aside_unasked() {
    let torn: [(&str, &dyn Fn(&Little) -> Vec<u8>); 4] = [
        ("half a line", &|little| {
            let line = honest(little, PARTY);
            line[..line.len() / 2].to_vec()
        }),
        ("the first of two lines", &|little| forged(&honest(little, PARTY), 1, |draft| draft.batch = (0, 2))),
        ("a line with a wrong signature", &|little| {
            let line = honest(little, PARTY);
            String::from_utf8(line).unwrap().replace("OP9", "OP8").into_bytes()
        }),
        ("a stranger's line", &|little| forged(&honest(little, PARTY), 9, |_| {})),
    ];
    for (name, line) in torn {
        let (folder, little) = at_rest();
        let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
        append(&ledger, &line(&little));
        let opened = open(&ledger, &state, ByHand::at(NOW)).unwrap();
        assert!(matches!(opened.opening, AtOpening::Quarantined { entries: 0, .. }), "{name}: {:?}", opened.opening);
        assert_eq!(opened.unsound, None, "{name}");
        drop(opened);
        assert_eq!(audited(&ledger).verdict, Verdict::Pass, "{name}");
    }
}
