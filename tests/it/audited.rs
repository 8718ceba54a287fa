//! The auditor alone, line by line: what it compares at the end, what it counts, what it keeps in
//! mind. Each of these the mutants of `audit` showed that nothing quick looked at.

use crate::fuzzed::village::{Village, accountant, vkey};
use coop_ledger::{
    audit::{
        Auditor, DecisionFault, FileFault, Finding, FindingCode, KeyRing, Known, KnownBy, LedgerPlace, Looked, OneCore,
        PastAudit, Pin, PinFile, Remembered, Report, SignedHistory, Unproven, Unreadable, Verdict, check_lines,
    },
    event::{AttestationRecorded, Event, Fact, KeyAdmitted, LedgerOpened},
    log::{
        About, Act, Attestation, Draft, Frontier, Hash, Head, Json, SigningKey, Testimony, UnverifiedEntry,
        parse_checkpoint, sign_note,
    },
    unit::Lang,
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
    report.findings.iter().map(|f| (f.code(), f.place.to_string())).collect()
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
        auditor.find(Finding::entry(n, DecisionFault::SeedAgain));
        auditor.note(Finding::entry(n, FileFault::Orphan));
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
    assert_eq!(half.findings[0].found(Lang::En), "1 of its lines");
    assert_eq!(codes(&audited(two, two, &Pin::default())), []);
    let none = audited(0, 1, &Pin::default());
    assert!(codes(&none).contains(&(FindingCode::JournalShort, "journal".to_owned())), "{:?}", none.findings);
    assert!(!codes(&none).iter().any(|(code, _)| *code == FindingCode::HalfBatch), "{:?}", none.findings);
    // a checkpoint may speak of whole batches only
    let inside = audited(n, two + 1, &Pin::default());
    assert_eq!(codes(&inside), [(FindingCode::HalfBatch, "checkpoint".to_owned())], "{:?}", inside.findings);
    assert_eq!((inside.findings[0].found(Lang::En).as_str(), inside.proven.signed), ("line 1 of a batch of 2", 0));
    // the same from books proven before
    let village = village();
    let all = lines(&village);
    let mut before = taken(&village, &all[..two], &[]);
    before.note(Finding::entry(0, FileFault::Orphan));
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
    assert_eq!((behind.code(), behind.expected(Lang::En).as_str()), (FindingCode::BehindCheckpoint, &*n.to_string()));
    assert_eq!(behind.found(Lang::En), format!("{} entries after it", n - two));
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
    assert_eq!(report.notes.iter().map(|n| n.code()).collect::<Vec<_>>(), [FindingCode::SignedElsewhere]);
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
    let mut history = SignedHistory::default();
    assert_eq!(history.contradicts(&fact, 1, 1), None);
    history.remember(&fact);
    let again = history.contradicts(&fact, 2, 2).unwrap();
    assert_eq!(
        (again.expected(Lang::En), again.found(Lang::En)),
        ("an act not done before".to_owned(), format!("{} again", key.public().id()))
    );
}

fn known(head: Head, by: KnownBy) -> Known {
    Known { head, by, note: None }
}

#[test]
fn what_an_audit_saw_takes_the_place_of_no_memory_that_cannot_be_read() {
    let (n, _) = sizes();
    let whole = head(&lines(&village()));
    let with = |by: Option<KnownBy>| {
        let unreadable = by.map(|by| Unreadable { by, place: LedgerPlace::Memory, why: "rotted".into() });
        let heads = vec![known(whole, KnownBy::Guard)];
        let remembered = Remembered { heads, unreadable: unreadable.into_iter().collect(), ..Remembered::default() };
        audited(n, n, &Pin { remembered, ..Pin::default() })
    };
    let (sound, rotted, guard) = (with(None), with(Some(KnownBy::Audit)), with(Some(KnownBy::Guard)));
    assert_eq!((sound.verdict, sound.memory.map(|m| m.note.claimed_head())), (Verdict::Pass, Some(whole)));
    assert_eq!((rotted.verdict, rotted.memory), (Verdict::PassWithNotes, None), "{:?}", rotted.findings);
    assert_eq!((guard.verdict, guard.memory.is_some()), (Verdict::PassWithNotes, true), "{:?}", guard.findings);
}

#[test]
fn paper_vouches_for_a_ledger_only_where_all_that_it_says_agrees() {
    let (n, _) = sizes();
    let all = village();
    let all = lines(&all);
    let seen = parse_checkpoint(&note(head(&all))).unwrap();
    let other = PastAudit { ledger: Hash::ZERO, note: seen, pinned: false, at: None };
    let remembered = Remembered { audits: vec![other], ..Remembered::default() };
    let with = |first_leaf: Hash, vkey: Option<String>| {
        let pin = Pin { first_leaf: Some(first_leaf), vkey, remembered: remembered.clone(), ..Pin::default() };
        let report = audited(n, n, &pin);
        let other = |all: &[Finding]| all.iter().any(|f| f.code() == FindingCode::OtherLedger);
        (other(&report.findings), other(&report.notes))
    };
    let leaf = Hash::leaf(all[0]);
    assert_eq!(with(leaf, None), (false, true), "a note: this is the one on paper");
    assert_eq!(with(leaf, Some(vkey().to_string())), (false, true));
    assert_eq!(with(leaf, Some("another".to_owned())), (true, false), "the paper names another key");
    assert_eq!(with(Hash::of(&[b"another"]), None), (true, false), "the paper names another entry 0");
}

#[test]
fn the_key_that_a_fact_admits_and_no_other_testimony_says_that_it_is_possessed() {
    let village = village();
    let first = UnverifiedEntry::parse(lines(&village)[0]).unwrap();
    let Fact::LedgerOpened(opened) = Event::read("ledger.opened/1", first.body(), &village.blobs).unwrap().fact else {
        panic!("another beginning")
    };
    let mut approved = opened.keys[0].clone();
    let about = About::Blob(Hash::ZERO);
    let said = Testimony { about, act: Act::Approve, ..approved.possession.testimony().clone() };
    approved.possession = Attestation::sign(said, &accountant()).unwrap();
    let history = SignedHistory::default();
    let wrong = LedgerOpened { keys: vec![approved.clone()], ..opened.clone() };
    assert_eq!(history.contradicts(&Fact::LedgerOpened(opened.clone()), 0, 0), None);
    assert_eq!(history.contradicts(&Fact::KeyAdmitted(opened.keys[0].clone()), 0, 0), None);
    for fact in [Fact::LedgerOpened(wrong), Fact::KeyAdmitted(approved)] {
        let found = history.contradicts(&fact, 0, 0).map(|m| m.found(Lang::En));
        assert_eq!(found, Some("Approve".to_owned()), "{}", fact.kind());
    }
}

/// The village's lines and one behind them, signed by this key.
fn behind(lines: &[&[u8]], kind: &str, body: Json, about: &[&str], key: &SigningKey) -> Vec<u8> {
    let last = UnverifiedEntry::parse(lines[lines.len() - 1]).unwrap();
    let draft = Draft {
        about: about.iter().map(ToString::to_string).collect(),
        batch: (0, 1),
        body,
        effective_on: last.effective_on(),
        id: format!("behind-{}", lines.len()).parse().unwrap(),
        index: lines.len() as u64,
        key: key.public().id(),
        kind: kind.parse().unwrap(),
        origin: last.origin().clone(),
        prev: Hash::leaf(lines[lines.len() - 1]),
        recorded_at: last.recorded_at(),
    };
    draft.sign(key).unwrap().line().to_vec()
}

fn audited_with(one_more: &[u8]) -> Report {
    let village = village();
    let mut all = lines(&village);
    all.push(one_more);
    taken(&village, &all, &[all.len() as u64]).finish(Some(&note(head(&all))), &Pin::default()).0
}

#[test]
fn whom_an_entry_of_a_later_version_concerns_is_not_derived() {
    let village = village();
    let line = behind(&lines(&village), "info.weather/1", Json::Object(Default::default()), &["H0001"], &accountant());
    assert_eq!(codes(&audited_with(&line)), []);
}

#[test]
fn an_attestation_of_an_entry_is_compared_with_the_history_that_is_followed() {
    let village = village();
    let all = lines(&village);
    let about = |leaf: Hash, seen: Head| {
        let said = Testimony {
            about: About::Entry { index: 1, leaf },
            act: Act::Approve,
            at: UnverifiedEntry::parse(all[all.len() - 1]).unwrap().recorded_at(),
            origin: crate::fuzzed::village::origin(),
            say: None,
            seen,
        };
        let attestations = vec![Attestation::sign(said, &accountant()).unwrap()];
        let body = Fact::AttestationRecorded(AttestationRecorded { attestations }).body().unwrap();
        audited_with(&behind(&all, "attestation.recorded/1", body, &[], &accountant()))
    };
    let (leaf, whole) = (Hash::leaf(all[1]), head(&all));
    assert_eq!(codes(&about(leaf, whole)), []);
    let place = format!("entry {}", all.len());
    for (leaf, seen) in [(Hash::leaf(all[0]), whole), (leaf, Head { root: Hash::ZERO, ..whole })] {
        assert_eq!(codes(&about(leaf, seen)), [(FindingCode::DecidedOtherwise, place.clone())]);
    }
}

#[test]
fn a_key_admitted_later_is_known_to_the_lines_behind_it() {
    let village = village();
    let mut all = lines(&village);
    let first = UnverifiedEntry::parse(all[0]).unwrap();
    let Fact::LedgerOpened(opened) = Event::read("ledger.opened/1", first.body(), &village.blobs).unwrap().fact else {
        panic!("another beginning")
    };
    let new = SigningKey::from_seed([77; 32]);
    let public = new.public().to_string().parse().unwrap();
    let admitted = Fact::KeyAdmitted(KeyAdmitted { public, ..opened.keys[0].clone() }).body().unwrap();
    let line = behind(&all, "key.admitted/1", admitted, &[], &accountant());
    all.push(&line);
    let by_it = behind(&all, "info.weather/1", Json::Object(Default::default()), &[], &new);
    let place = all.len() as u64 - 1;
    let checked = |lines: &[u8], place: u64| -> Vec<bool> {
        let mut ring = KeyRing::of([accountant().public()].into_iter());
        check_lines(place, lines, &mut ring, &OneCore).iter().map(|c| c.entry.is_ok()).collect()
    };
    assert_eq!(checked(&[&line[..], &by_it[..]].concat(), place), [true, true]);
    assert_eq!(checked(&by_it, place + 1), [false]);
}

#[test]
fn a_pin_is_read_back_from_its_three_lines_and_from_json() {
    let (origin, vkey) = (crate::fuzzed::village::origin().to_string(), vkey().to_string());
    let pin = PinFile { origin: origin.clone(), leaf0: Hash::ZERO, vkey: vkey.clone() };
    let written = pin.toml();
    assert_eq!(written, format!("origin = \"{origin}\"\nleaf0 = \"{}\"\nvkey = \"{vkey}\"\n", Hash::ZERO));
    let filled = format!("{written}{}", "#".repeat(PinFile::MOST - written.len()));
    assert_eq!(PinFile::read(&filled), Ok(pin.clone()), "the longest that is read");
    assert!(PinFile::read(&(filled + "#")).is_err());
    assert_eq!(PinFile::read(&serde_json::to_string(&pin).unwrap()), Ok(pin));
}

#[test]
fn who_looked_at_private_texts_says_so_and_what_is_missing_there_is_a_note() {
    let (n, two) = sizes();
    let missing = || Finding::entry(1, FileFault::Orphan);
    let looked = |mut report: Report, found: Option<Vec<Finding>>| {
        let found = found.map(|found| Looked { found, ..Looked::default() });
        report.not_examined = vec!["lock".to_owned(), "private".to_owned()];
        report.looked_at_texts(found);
        let open = report.unproven.contains(&Unproven::OpeningsNotExamined);
        (report.verdict, open, report.not_examined.join(" "), report.notes.len())
    };
    let good = || audited(n, n, &Pin::default());
    assert_eq!(looked(good(), None), (Verdict::Pass, true, "lock private".to_owned(), 0));
    assert_eq!(looked(good(), Some(Vec::new())), (Verdict::Pass, false, "lock".to_owned(), 0));
    assert_eq!(looked(good(), Some(vec![missing()])), (Verdict::PassWithNotes, false, "lock".to_owned(), 1));
    let half = || audited(two + 1, two, &Pin::default());
    assert_eq!(looked(half(), Some(vec![missing()])).0, Verdict::Fail);
    assert!(good().unproven.len() > 1, "other things stay unproven");
}
