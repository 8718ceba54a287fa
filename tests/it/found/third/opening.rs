//! Entry 0 names the key that signs for the ledger: what is no such key opens no ledger.

use crate::{
    found::tail::AtRest,
    little::{Little, accountant, ledger_key},
};
use coop_ledger::{
    audit::{FindingCode, Pin, Verdict},
    cooperative::{remember, remembered},
    log::{Draft, Frontier, Hash, Json, Origin, SigningKey, UnverifiedEntry, VerifierKey, sign_note},
    unit::Lang,
};
use std::fs;

const JOURNAL: &str = "journal/000000000000.jsonl";

/// A ledger of one entry that names this key; its checkpoint is signed by another one.
fn naming(vkey: &str, signer: &SigningKey) -> AtRest {
    saying("vkey", vkey, signer)
}

/// A ledger of one entry that says something else than ours does, signed by the accountant.
fn saying(member: &str, value: &str, signer: &SigningKey) -> AtRest {
    let little = Little::opened(0x11);
    little.cooperative.settle();
    let rest = AtRest::of(&little);
    let entry = UnverifiedEntry::parse(&rest.lines()[0]).unwrap();
    let mut body = entry.body().clone();
    let Json::Object(members) = &mut body else { panic!("a body") };
    members.insert(member.to_owned(), Json::Text(value.to_owned()));
    let draft = Draft {
        about: Vec::new(),
        batch: (0, 1),
        body,
        effective_on: entry.effective_on(),
        id: entry.id().clone(),
        index: 0,
        key: accountant().public().id(),
        kind: entry.kind().clone(),
        origin: entry.origin().clone(),
        prev: Hash::ZERO,
        recorded_at: entry.recorded_at(),
    };
    let line = draft.sign(&accountant()).unwrap().line().to_vec();
    let mut frontier = Frontier::default();
    frontier.push(Hash::leaf(&line));
    fs::write(rest.ledger().join(JOURNAL), line).unwrap();
    fs::write(rest.ledger().join("checkpoint"), sign_note(entry.origin(), frontier.head(), signer).0).unwrap();
    rest
}

#[test]
fn b1_an_entry_0_without_a_key_that_reads_opens_no_ledger() {
    let origin = Little::opened(0x11).cooperative.origin().clone();
    let other: Origin = "coop.example/other/3f9c2d7a5b1e8406".parse().unwrap();
    let good = VerifierKey::ledger(&origin, ledger_key().public());
    let (name, rest) = good.to_string().split_once('+').map(|(n, r)| (n.to_owned(), r.to_owned())).unwrap();
    let (_, material) = rest.split_once('+').unwrap();
    let bad = [
        ("behind it", format!("{good}x")),
        ("another hash", format!("{name}+00000000+{material}")),
        ("another ledger's name on it", format!("{other}+{rest}")),
        ("no key at all", "nonsense".to_owned()),
        ("of another type, unhashed", format!("{name}+{}", rest.replacen("+A", "+B", 1))),
        ("a witness's, whole", VerifierKey::witness(&name, ledger_key().public()).unwrap().to_string()),
        ("another ledger's, whole", VerifierKey::ledger(&other, ledger_key().public()).to_string()),
    ];
    for (what, vkey) in bad {
        for seed in [7, 8] {
            let rest = naming(&vkey, &SigningKey::from_seed([seed; 32]));
            let machine = rest.folder.path().join("machine");
            let report = rest.audited(&machine, Pin::default());
            assert_eq!((report.verdict, report.proven.signed), (Verdict::Fail, 0), "{what}");
            let codes = [FindingCode::BodyMalformed, FindingCode::CannotFollow];
            assert!(report.findings.iter().any(|f| codes.contains(&f.code())), "{what}: {:?}", report.findings);
            remember(&rest.ledger(), &machine, &report).unwrap();
            assert!(remembered(&rest.ledger(), &machine).audits.is_empty(), "{what}");
            assert_ne!(rest.coop(&machine, &["log"]).0, 0, "{what}");
        }
    }
    // the neighbour: the ledger's own key passes where it signs, and nowhere else
    let rest = naming(&good.to_string(), &ledger_key());
    let report = rest.audited(&rest.folder.path().join("machine"), Pin::default());
    assert_eq!((report.verdict, report.proven.signed), (Verdict::Pass, 1), "{:?}", report.findings);
    let rest = naming(&good.to_string(), &SigningKey::from_seed([7; 32]));
    let report = rest.audited(&rest.folder.path().join("machine"), Pin::default());
    assert_eq!((report.exit_code(), report.findings[0].code()), (1, FindingCode::CheckpointSignature));
}

#[test]
fn b1_nothing_passes_without_a_signature_of_the_ledgers_key() {
    let whole = AtRest::upto(3);
    let checkpoint = whole.ledger().join("checkpoint");
    let note = fs::read_to_string(&checkpoint).unwrap();
    let origin = whole.writer().cooperative.origin().clone();
    let empty = sign_note(&origin, coop_ledger::log::Head::empty(), &ledger_key()).0;
    let altered = note.replacen('\n', "\n1", 1);
    for (what, bytes) in [("none", None), ("of no entry", Some(empty)), ("altered", Some(altered.into_bytes()))] {
        fs::remove_file(&checkpoint).ok();
        if let Some(bytes) = bytes {
            fs::write(&checkpoint, bytes).unwrap();
        }
        let report = whole.audited(&whole.folder.path().join("machine"), Pin::default());
        assert_eq!((report.verdict, report.proven.signed), (Verdict::Fail, 0), "{what}");
        assert!(!report.findings.is_empty(), "{what}");
    }
    fs::write(&checkpoint, note).unwrap();
    assert_eq!(whole.audited(&whole.folder.path().join("machine"), Pin::default()).verdict, Verdict::Pass);
}

#[test]
fn b11_an_entry_0_says_of_the_books_what_they_are() {
    let bad = [
        ("currency", "USD"),
        ("currency", "</td><script>"),
        ("year_starts", "07-01"),
        ("year_starts", "02-30"),
        ("year_starts", "x"),
    ];
    for (member, value) in bad {
        let rest = saying(member, value, &ledger_key());
        let report = rest.audited(&rest.folder.path().join("machine"), Pin::default());
        let found: Vec<_> = report.findings.iter().map(|f| (f.code(), f.found(Lang::En).contains(member))).collect();
        assert_eq!(
            (report.verdict, &found[..1]),
            (Verdict::Fail, &[(FindingCode::DecidedOtherwise, true)][..]),
            "{value}"
        );
    }
    for (member, value) in [("currency", "CNY"), ("year_starts", "01-01")] {
        let rest = saying(member, value, &ledger_key());
        assert_eq!(rest.audited(&rest.folder.path().join("machine"), Pin::default()).verdict, Verdict::Pass);
    }
}

#[test]
fn b9_what_lies_in_the_folder_and_is_not_examined_is_named() {
    let whole = AtRest::upto(3);
    let machine = whole.folder.path().join("machine");
    fs::write(whole.ledger().join("coop.toml"), "# nothing").unwrap();
    fs::create_dir_all(whole.ledger().join("private")).unwrap();
    let report = whole.audited(&machine, Pin::default());
    assert_eq!(report.verdict, Verdict::Pass);
    for name in ["coop.toml", "private"] {
        assert!(report.not_examined.iter().any(|n| n == name), "{name}: {:?}", report.not_examined);
    }
    let (_, said, _) = whole.coop(&machine, &["--lang", "zh", "audit"]);
    assert!(said.contains("没有查看的：coop.toml"), "{said}");
    // the neighbour: where nothing of the kind is there, nothing is named; and another name is a finding
    for name in &report.not_examined {
        let path = whole.ledger().join(name);
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }
    assert_eq!(whole.audited(&machine, Pin::default()).not_examined, [""; 0]);
    fs::write(whole.ledger().join("coop.conf"), "# nothing").unwrap();
    assert_eq!(whole.audited(&machine, Pin::default()).findings[0].code(), FindingCode::StrayFile);
}
