//! A thin whole: one household through every room.

use crate::little::read;
use coop_ledger::{
    audit::{Pin, Verdict},
    books::Books,
    cooperative::{Cooperative, FirstKey, FixedClock, Founding, audit},
    decide::Request,
    event::{AttestationRecorded, Fact, Names},
    log::{Role, SigningKey},
};
use std::sync::Arc;

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock("2024-03-26T08:00:00Z".parse().unwrap()))
}

fn founding() -> Founding {
    Founding {
        host: "coop.example".into(),
        name: "tianfu-a".into(),
        names: Names { en: "example".parse().unwrap(), zh: "示例".parse().unwrap() },
        on: "2024-01-01".parse().unwrap(),
        chart: None,
        keys: vec![FirstKey {
            person: "K001".into(),
            role: Some(Role::Accountant),
            key: SigningKey::from_seed([1; 32]),
        }],
        recovery_threshold: 0,
        clock_confirmed: false,
        tag: Some([1; 8]),
        ledger_seed: Some([2; 32]),
    }
}

#[test]
fn a_household_is_enrolled_recorded_reopened_and_audited() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
    let mut coop = Cooperative::create(&ledger, &state, &founding(), clock()).unwrap();
    let text = r#"{"id":"1","on":"2024-01-01","kind":"class.set","class":"population","unit":"member","regime":"open"}
{"id":"2","on":"2024-01-01","kind":"household.enrolled","household":"H0001","members":4,"shares":{"population":"4"},"name":"某户"}"#;
    let requests = read(text);
    let key = SigningKey::from_seed([1; 32]);
    let recorded = coop.record(&requests, &key).unwrap();
    assert_eq!(recorded.len(), 2);
    let again = coop.record(&requests, &key).unwrap();
    assert!(again.iter().all(|r| r.outcome == coop_ledger::cooperative::Answered::Already));
    drop(coop);
    let opened = crate::little::open(&ledger, &state, clock()).unwrap();
    assert_eq!(opened.cooperative.books().size(), 3);
    drop(opened);
    let audited = audit(&ledger, &Pin::default(), &mut |_, _| {}).unwrap();
    assert_eq!(audited.report.verdict, Verdict::Pass, "{:#?}", audited.report.findings);
}

#[test]
fn a_long_ledger_is_opened_from_its_snapshot_with_the_same_books_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
    let key = SigningKey::from_seed([1; 32]);
    let party = |n: usize| {
        format!(r#"{{"id":"p{n}","on":"2024-01-01","kind":"party.registered","party":"OP-{n}","role":"operator"}}"#)
    };
    let requests = |lines: &[String]| read(&lines.join("\n"));
    let many: Vec<String> = (0..2_500).map(party).collect();
    let mut coop = Cooperative::create(&ledger, &state, &founding(), clock()).unwrap();
    coop.record(&requests(&many), &key).unwrap();
    drop(coop);
    let from_zero = crate::little::open(&ledger, &state, clock()).unwrap().cooperative;
    let expected = format!("{:?}", from_zero.books().registers());
    let index = coop_ledger::cooperative::state_of(&ledger, &state, from_zero.origin()).join("index");
    drop(from_zero);
    assert!(index.exists() && !ledger.join("index").exists(), "a snapshot was kept, beside the guard");
    // what is behind the snapshot is not read again: a byte that rots there is the audit's to find
    let journal = ledger.join("journal/000000000000.jsonl");
    let sound = std::fs::read(&journal).unwrap();
    let mut rotten = sound.clone();
    rotten[20_000] ^= 1;
    std::fs::write(&journal, &rotten).unwrap();
    let unread = crate::little::open(&ledger, &state, clock()).unwrap().cooperative;
    assert_eq!(format!("{:?}", unread.books().registers()), expected, "the books came from the snapshot");
    drop(unread);
    std::fs::write(&journal, &sound).unwrap();
    let mut from_snapshot = crate::little::open(&ledger, &state, clock()).unwrap().cooperative;
    assert_eq!(format!("{:?}", from_snapshot.books().registers()), expected);
    assert_eq!(from_snapshot.books().chart().accounts.len(), 42);
    let next = requests(&[party(9_999)]);
    assert_eq!(from_snapshot.record(&next, &key).unwrap().first().unwrap().index, 2_501);
    drop(from_snapshot);
    let report = audit(&ledger, &Pin::default(), &mut |_, _| {}).unwrap().report;
    assert_eq!((report.verdict, report.size), (Verdict::Pass, 2_502), "{:#?}", report.findings);
    // and without the index everything is as before
    std::fs::remove_dir_all(&index).unwrap();
    let again = crate::little::open(&ledger, &state, clock()).unwrap().cooperative;
    assert_eq!(again.books().size(), 2_502);
}

/// Attestations are compared with the history they are embedded in, when they are recorded and by
/// the audit; `examples/verify.py` does the same.
#[test]
fn an_attestation_names_what_is_there_and_states_that_were() {
    use coop_ledger::log::{About, Act, Attestation, Hash, Head, SigningKey as Key, Testimony};
    let mut little = crate::little::Little::upto(2, 0x66);
    let (origin, size) = (little.cooperative.origin().clone(), little.cooperative.head().size);
    let leaves = little.cooperative.leaves().unwrap();
    let leaf = |i: u64| Hash::leaf(&little.cooperative.lines(i, i + 1).unwrap()[0]);
    let chair = Key::from_seed([3; 32]);
    let good = Testimony {
        about: About::Entry { index: 3, leaf: leaf(3) },
        act: Act::Approve,
        at: "2024-05-01T08:00:00Z".parse().unwrap(),
        origin,
        say: None,
        seen: Head { size, root: leaves.root_at(size).unwrap() },
    };
    let request = |said: &[&Testimony]| {
        let attestations = said.iter().map(|t| Attestation::sign((*t).clone(), &chair).unwrap()).collect();
        let recorded = AttestationRecorded { attestations };
        [Request::new("a".parse().unwrap(), "2024-05-01".parse().unwrap(), Fact::from(recorded))]
    };
    let other = |change: &dyn Fn(&mut Testimony)| {
        let mut said = good.clone();
        change(&mut said);
        said
    };
    let wrong = [
        ("another leaf", other(&|t| t.about = About::Entry { index: 3, leaf: leaf(2) })),
        ("an entry to come", other(&|t| t.about = About::Entry { index: size, leaf: leaf(2) })),
        ("a state of another ledger", other(&|t| t.seen.root = Hash::ZERO)),
        ("the middle of a batch", other(&|t| t.seen = Head { size: 3, root: leaves.root_at(3).unwrap() })),
        ("a state to come", other(&|t| t.seen.size += 1)),
    ];
    for (what, said) in &wrong {
        let refused = little.cooperative.record(&request(&[said]), &crate::little::accountant());
        assert!(refused.is_err_and(|e| e.exit_code() == 3), "{what}");
    }
    let twice = little.cooperative.record(&request(&[&good, &good]), &crate::little::accountant());
    assert!(twice.is_err(), "one act twice in one entry");
    little.cooperative.record(&request(&[&good]), &crate::little::accountant()).unwrap();
    let audited = audit(&little.ledger(), &Pin::default(), &mut |_, _| {}).unwrap();
    assert_eq!(audited.report.findings, [], "{:#?}", audited.report.findings);
}

/// Whatever stops a batch, the books stand where the journal ends, and the next batch is recorded.
#[test]
fn a_batch_that_comes_to_nothing_leaves_the_books_where_the_journal_ends() {
    let mut little = crate::little::Little::upto(2, 0x77);
    let party = |id: &str, code: &str| {
        format!(r#"{{"id":"{id}","on":"2024-05-01","kind":"party.registered","party":"{code}","role":"tenant"}}"#)
    };
    let key = crate::little::accountant();
    let size = little.cooperative.head().size;
    let state =
        |c: &Cooperative| (c.head(), c.books().size(), c.books().registers().parties().len(), c.books().days().len());
    let before = state(&little.cooperative);
    // the second of three is refused
    let three = [party("a", "OP2"), party("b", "OP2"), party("c", "OP3")].join("\n");
    little.cooperative.record(&crate::little::read(&three), &key).unwrap_err();
    assert_eq!(state(&little.cooperative), before);
    // the store fails after everything was decided and signed: the folder for blobs is a file
    let blobs = little.ledger().join("blobs");
    let aside = little.ledger().with_file_name("aside");
    std::fs::rename(&blobs, &aside).unwrap();
    std::fs::write(&blobs, b"in the way").unwrap();
    let adopt = crate::little::read(
        r#"{"id":"s","on":"2024-05-01","kind":"scheme.adopt","scheme":"rot-rent","version":1,"resolution":"R"}"#,
    );
    let failed = little.cooperative.record(&adopt, &key);
    std::fs::remove_file(&blobs).unwrap();
    std::fs::rename(&aside, &blobs).unwrap();
    assert!(failed.is_err());
    let _ = little.cooperative.record(&adopt, &key);
    let recorded = little.cooperative.record(&crate::little::read(&party("d", "OP4")), &key);
    if recorded.is_ok() {
        assert_eq!(little.cooperative.books().size(), little.cooperative.head().size);
        assert!(little.cooperative.head().size > size);
    }
    drop(little.cooperative);
    let opened =
        crate::little::open(&little.folder.path().join("ledger"), &little.folder.path().join("state"), clock_later())
            .unwrap();
    assert!(opened.opening.writable());
    assert_eq!(opened.cooperative.books().size(), opened.cooperative.head().size);
}

fn clock_later() -> Arc<crate::little::Hourly> {
    crate::little::Hourly::from("2024-06-01T08:00:00Z")
}

#[test]
fn books_that_are_kept_come_back_as_they_were() {
    let little = crate::little::Little::whole();
    let books = little.cooperative.books();
    let mut bytes = Vec::new();
    ciborium::into_writer(books, &mut bytes).unwrap();
    let back: Books = ciborium::from_reader(bytes.as_slice()).unwrap();
    assert!(books.vouchers().all().count() > 3);
    let posted = |books: &Books| -> Vec<_> {
        let each =
            books.vouchers().all().map(|(entry, posted)| (entry, books.vouchers().leaf(entry), posted.voucher()));
        each.collect()
    };
    assert_eq!(posted(&back), posted(books));
    let mut again = Vec::new();
    ciborium::into_writer(&back, &mut again).unwrap();
    assert_eq!(again.len(), bytes.len());
    // a hash too few, a key that is not there: no books rather than wrong ones
    for (old, new) in [(&b"entries"[..], &b"entriez"[..]), (b"keys", b"kezs")] {
        let at = bytes.windows(old.len()).position(|w| w == old).unwrap();
        let mut bent = bytes.clone();
        bent[at..at + new.len()].copy_from_slice(new);
        assert!(ciborium::from_reader::<Books, _>(bent.as_slice()).is_err());
    }
}
