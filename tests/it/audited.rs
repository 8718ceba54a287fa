//! The auditor alone, line by line: what it compares at the end, what it counts, what it keeps in
//! mind. Each of these the mutants of `audit` showed that nothing quick looked at.

use crate::fuzzed::village::{Village, accountant, vkey};
use coop_ledger::{
    audit::{
        Auditor, Finding, FindingCode, History, KeyRing, Known, KnownBy, OneCore, Pin, Remembered, Report, Unproven,
        Verdict, check_lines,
    },
    event::{AttestationRecorded, Fact},
    log::{About, Act, Attestation, Frontier, Hash, Head, SigningKey, Testimony, UnverifiedEntry, sign_note},
};

/// The little ledger with its payout: the last batch has two entries.
fn village() -> Village {
    Village::asked("#base little 99")
}

fn lines(village: &Village) -> Vec<&[u8]> {
    village.lines.split_inclusive(|b| *b == b'\n').collect()
}

fn head(lines: &[&[u8]]) -> Head {
    let mut frontier = Frontier::default();
    lines.iter().for_each(|line| frontier.push(Hash::leaf(line)));
    frontier.head()
}

fn note(head: Head) -> Vec<u8> {
    sign_note(&crate::fuzzed::village::origin(), head, &SigningKey::from_seed([2; 32])).0
}

fn taken(village: &Village, lines: &[&[u8]], sizes: &[u64]) -> Auditor {
    let mut auditor = Auditor::new(sizes.iter().copied());
    let mut ring = KeyRing::of([accountant().public()].into_iter());
    for checked in check_lines(0, &lines.concat(), &mut ring, &OneCore) {
        auditor.take(checked, &village.blobs);
    }
    auditor
}

fn audited(lines: usize, signed: usize, pin: &Pin) -> Report {
    let village = village();
    let all = &self::lines(&village)[..lines];
    let sizes: Vec<u64> = pin.remembered.sizes().chain([signed as u64]).collect();
    taken(&village, all, &sizes).finish(Some(&note(head(&self::lines(&village)[..signed]))), pin).0
}

/// Number of entries, and the index of the first entry of the last batch, which has two.
fn sizes() -> (usize, usize) {
    let village = village();
    let all = lines(&village);
    let batches: Vec<(u32, u32)> = all.iter().map(|l| UnverifiedEntry::parse(l).unwrap().batch()).collect();
    let two = batches.iter().rposition(|b| *b == (0, 2)).unwrap();
    (all.len(), two)
}

fn codes(report: &Report) -> Vec<(FindingCode, String)> {
    report.findings.iter().map(|f| (f.code, f.place.clone())).collect()
}

#[test]
fn the_three_values_of_a_pin_are_compared_one_by_one_and_all_are_wanted() {
    let (n, _) = sizes();
    let bare = audited(n, n, &Pin::default());
    assert_eq!((bare.verdict, bare.pinned), (Verdict::Pass, false), "{:?}", bare.findings);
    assert!(bare.unproven.contains(&Unproven::NotPinned) && bare.unproven.contains(&Unproven::NotRemembered));
    let (origin, leaf, key) = (bare.origin.clone(), bare.first_leaf.parse::<Hash>().unwrap(), vkey().to_string());
    for given in 0..8 {
        let has = |bit: u32| given >> bit & 1 == 1;
        let pin = Pin {
            origin: has(0).then(|| origin.clone()),
            first_leaf: has(1).then_some(leaf),
            vkey: has(2).then(|| key.clone()),
            ..Pin::default()
        };
        let report = audited(n, n, &pin);
        assert_eq!((report.verdict, report.pinned), (Verdict::Pass, given == 7), "{given}: {:?}", report.findings);
        assert_eq!(report.unproven.contains(&Unproven::NotPinned), given != 7);
    }
    let wrong: [(&str, Pin); 3] = [
        ("origin", Pin { origin: Some(origin + "x"), ..Pin::default() }),
        ("entry 0", Pin { first_leaf: Some(Hash::ZERO), ..Pin::default() }),
        ("ledger key", Pin { vkey: Some(key + "x"), ..Pin::default() }),
    ];
    for (place, pin) in wrong {
        assert_eq!(codes(&audited(n, n, &pin)), [(FindingCode::PinDiffers, place.to_owned())]);
    }
}

#[test]
fn findings_and_notes_are_kept_up_to_a_thousand_and_findings_are_counted_beyond() {
    let village = village();
    let all = lines(&village);
    let mut auditor = taken(&village, &all, &[]);
    for n in 0..1_002 {
        auditor.find(Finding::new(FindingCode::IdTwice, n, "a", "b"));
        auditor.note(Finding::new(FindingCode::BlobOrphan, n, "a", "b"));
    }
    let report = auditor.finish(Some(&note(head(&all))), &Pin::default()).0;
    assert_eq!((report.findings.len(), report.findings_counted, report.notes.len()), (1_000, 1_002, 1_000));
}

#[test]
fn payouts_and_their_lines_are_counted() {
    let village = village();
    let all = lines(&village);
    let declared: Vec<u64> = all
        .iter()
        .filter_map(|line| {
            let entry = UnverifiedEntry::parse(line).unwrap();
            let lines = entry.body().member("lines").filter(|_| entry.kind().name() == "payout.declared")?;
            coop_ledger::log::from_json::<coop_ledger::log::sum::SumHead>(lines).ok().map(|head| head.count)
        })
        .collect();
    assert!(!declared.is_empty() && declared.iter().all(|count| *count > 1));
    let (n, _) = sizes();
    let proven = audited(n, n, &Pin::default()).proven;
    assert_eq!((proven.payouts, proven.lines), (declared.len() as u64, declared.iter().sum()));
    assert_eq!((proven.entries, proven.signed), (n as u64, n as u64));
    let books = taken(&village, &all, &[]);
    assert!(
        books.books().is_some()
            && proven.turnover.0 > 0
            && proven.keys.iter().any(|k| k.starts_with("K01 accountant "))
    );
}

#[test]
fn half_a_batch_is_found_at_its_first_entry_and_nowhere_else() {
    let (n, two) = sizes();
    let half = audited(two + 1, two, &Pin::default());
    let place = format!("entry {two}");
    assert_eq!(codes(&half), [(FindingCode::HalfBatch, place.clone())], "{:?}", half.findings);
    assert_eq!(half.findings[0].found, "1 of its lines");
    assert_eq!(codes(&audited(two, two, &Pin::default())), []);
    let none = audited(0, 1, &Pin::default());
    assert!(codes(&none).contains(&(FindingCode::JournalShort, "journal".to_owned())), "{:?}", none.findings);
    assert!(!codes(&none).iter().any(|(code, _)| *code == FindingCode::HalfBatch), "{:?}", none.findings);
    // a checkpoint may speak of whole batches only
    let inside = audited(n, two + 1, &Pin::default());
    assert_eq!(codes(&inside), [(FindingCode::HalfBatch, "checkpoint".to_owned())], "{:?}", inside.findings);
    assert_eq!((inside.findings[0].found.as_str(), inside.proven.signed), ("line 1 of a batch of 2", 0));
    // the same from books proven before
    let village = village();
    let all = lines(&village);
    let mut before = taken(&village, &all[..two], &[]);
    before.note(Finding::new(FindingCode::BlobOrphan, 0, "a", "b"));
    let (_, books) = before.finish(None, &Pin::default());
    let mut chain = coop_ledger::log::Chain::default();
    let key = accountant().public();
    all[..two]
        .iter()
        .for_each(|l| chain.check_verified(&UnverifiedEntry::parse(l).unwrap().verify(&key).unwrap()).unwrap());
    let mut auditor = Auditor::resume(books.unwrap(), chain, None);
    let mut ring = KeyRing::of([key].into_iter());
    for checked in check_lines(two as u64, all[two], &mut ring, &OneCore) {
        auditor.take(checked, &village.blobs);
    }
    let resumed = auditor.finish(Some(&note(head(&all[..two]))), &Pin::default()).0;
    assert!(codes(&resumed).contains(&(FindingCode::HalfBatch, place)), "{:?}", resumed.findings);
}

#[test]
fn a_checkpoint_before_the_end_is_a_note_with_the_number_behind_it() {
    let (n, two) = sizes();
    let report = audited(n, two, &Pin::default());
    assert_eq!((report.verdict, report.proven.signed), (Verdict::PassWithNotes, two as u64), "{:?}", report.findings);
    let [behind] = report.notes.as_slice() else { panic!("{:?}", report.notes) };
    assert_eq!((behind.code, behind.expected.as_str()), (FindingCode::BehindCheckpoint, &*n.to_string()));
    assert_eq!(behind.found, format!("{} entries after it", n - two));
    assert_eq!(audited(n, n, &Pin::default()).notes, []);
}

#[test]
fn the_same_memory_of_guard_and_audit_is_one_finding_and_somebody_elses_another() {
    let (n, two) = sizes();
    let other = Head { size: two as u64, root: Hash::ZERO };
    let good = head(&lines(&village())[..two]);
    let known = |head, by| Known { head, by, note: None };
    let with = |heads: Vec<Known>| {
        audited(n, n, &Pin { remembered: Remembered { heads, ..Remembered::default() }, ..Pin::default() })
    };
    let report = with(vec![known(other, KnownBy::Guard), known(other, KnownBy::Audit)]);
    assert_eq!(codes(&report), [(FindingCode::Forked, "journal".to_owned())], "{:?}", report.findings);
    let report = with(vec![known(other, KnownBy::Guard), known(other, KnownBy::Shown("slip".into()))]);
    assert_eq!(codes(&report).len(), 2, "{:?}", report.findings);
    let later = Head { size: n as u64 + 3, root: Hash::ZERO };
    let report = with(vec![known(later, KnownBy::Guard), known(later, KnownBy::Audit)]);
    assert_eq!(codes(&report), [(FindingCode::TailLost, "journal".to_owned())], "{:?}", report.findings);
    let whole = head(&lines(&village()));
    let report = with(vec![known(whole, KnownBy::Guard), known(good, KnownBy::Audit)]);
    assert_eq!((report.verdict, report.compared.len()), (Verdict::Pass, 2), "{:?}", report.findings);
    // the guard, which every signature passes, may not know less than was signed
    let report = with(vec![known(good, KnownBy::Guard), known(good, KnownBy::Audit)]);
    assert_eq!((report.verdict, report.compared.len()), (Verdict::PassWithNotes, 2), "{:?}", report.findings);
    assert_eq!(report.notes.iter().map(|n| n.code).collect::<Vec<_>>(), [FindingCode::SignedElsewhere]);
}

#[test]
fn an_act_that_was_attested_once_is_not_attested_again_in_a_later_entry() {
    let key = SigningKey::from_seed([3; 32]);
    let origin = crate::fuzzed::village::origin();
    let said = Testimony {
        about: About::Blob(Hash::ZERO),
        act: Act::Approve,
        at: "2024-05-01T08:00:00Z".parse().unwrap(),
        origin,
        say: None,
        seen: Head::empty(),
    };
    let fact =
        Fact::AttestationRecorded(AttestationRecorded { attestations: vec![Attestation::sign(said, &key).unwrap()] });
    let mut history = History::default();
    assert_eq!(history.contradicts(&fact, 1, 1), None);
    history.remember(&fact);
    let again = history.contradicts(&fact, 2, 2).unwrap();
    assert_eq!(
        (again.expected.as_str(), again.found),
        ("an act not done before", format!("{} again", key.public().id()))
    );
}
