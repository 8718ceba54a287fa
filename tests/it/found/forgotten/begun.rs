//! Erasures behind the guard: what this machine has not begun waits for a person's word, what it has
//! begun is ended without one.

use super::*;

/// What this ledger's own program writes for an erasure, on a copy: the lines that somebody with the
/// accountant's key can append.
fn erased_elsewhere(village: &Village, households: &[&str]) -> Vec<u8> {
    let elsewhere = village.copied();
    let before = fs::read(elsewhere.ledger().join(JOURNAL)).unwrap();
    let mut coop = elsewhere.open("2024-05-03T08:00:00Z").cooperative;
    let mut batch = Vec::new();
    for household in households {
        // the second time the shared text is counted already
        let openings = coop.books().texts_of(&household.parse().unwrap()) - u64::from(!batch.is_empty());
        batch.extend(read(&format!(
            r#"{{"id":"x-{household}","on":"2024-05-02","kind":"household.erased","household":"{household}","openings":{openings},"reason":"law"}}"#
        )));
    }
    coop.record(&batch, &accountant()).unwrap();
    drop(coop);
    fs::read(elsewhere.ledger().join(JOURNAL)).unwrap()[before.len()..].to_vec()
}

fn append(village: &Village, bytes: &[u8]) {
    let path = village.ledger().join(JOURNAL);
    let journal = [fs::read(&path).unwrap(), bytes.to_vec()].concat();
    fs::write(path, journal).unwrap();
}

#[test]
fn r5_an_erasure_that_this_machine_has_not_begun_waits_for_a_persons_word() {
    let village = Village::new();
    append(&village, &erased_elsewhere(&village, &["H0001", "H0002"]));
    let (records, keys, texts) = (fs::read(village.records()).unwrap(), village.keys(), village.texts());
    let waits = |village: &Village, households: &[&str]| {
        for _ in 0..2 {
            let opened = village.open("2024-05-03T08:00:00Z");
            assert!(matches!(opened.opening, AtOpening::Waiting(_)), "{:?}", opened.opening);
            let told = opened.writable().unwrap_err();
            assert_eq!((told.code(), told.exit_code()), ("erasure_not_begun", 6));
            let unbegun = opened.unbegun.unwrap();
            let named: Vec<&str> = unbegun.households.iter().map(|h| h.as_str()).collect();
            assert_eq!((named.as_slice(), unbegun.lines.len()), (households, 2));
            assert!(unbegun.lines.iter().all(|line| line.signed_by == "K01" && line.kind == "household.erased/1"));
            assert!(opened.cooperative.books().erased().is_empty(), "what was signed can be read");
        }
        assert_eq!(fs::read(village.records()).unwrap(), records);
        assert!(village.keys() == keys, "no key is touched");
    };
    waits(&village, &["H0001", "H0002"]);
    let recover = |village: &Village, word: &Assent| {
        Cooperative::recover_as(
            &village.ledger(),
            &village.state(),
            Arc::new(FixedClock("2024-05-03T08:00:00Z".parse().unwrap())),
            word,
        )
        .unwrap()
    };
    let erase = |all: &[&str]| Assent {
        erase: all.iter().map(|h| h.parse::<HouseholdId>().unwrap()).collect(),
        ..Assent::default()
    };
    // a word about one of them is none about the other
    let one = village.copied();
    assert!(recover(&one, &erase(&["H0001"])).writable().is_err());
    waits(&one, &["H0001", "H0002"]);
    // taken out of the ledger
    let aside = village.copied();
    let opened = recover(&aside, &Assent { set_aside: true, ..Assent::default() });
    assert!(opened.writable().is_ok() && opened.cooperative.books().erased().is_empty());
    drop(opened);
    assert_eq!(aside.texts(), texts);
    assert_eq!(aside.forget("H0001", 0).unwrap().openings, 4, "and this machine's own word counts");
    aside.only_the_first_is_gone();
    // or wanted
    let wanted = village.copied();
    let opened = recover(&wanted, &erase(&["H0001", "H0002"]));
    assert!(opened.writable().is_ok(), "{:?}", opened.opening);
    assert_eq!((opened.tidied.destroyed, opened.tidied.failed), (7, None));
    drop(opened.cooperative);
    assert_eq!(wanted.texts(), BTreeSet::from(["6200000000000001".to_owned(), "for paper".to_owned()]));
    assert_eq!(wanted.audited().verdict, Verdict::Pass);
}

#[test]
fn r5_a_word_about_an_erasure_destroys_no_text_that_is_not_here() {
    let village = Village::new();
    append(&village, &erased_elsewhere(&village, &["H0001"]));
    let (mut shared, others) = village.filed("Z0");
    let hidden = shared.pop().unwrap();
    fs::write(village.records(), [shared.concat(), others.concat()].concat()).unwrap();
    let keys = village.keys();
    let recover = |missing: u64| {
        let word = Assent { erase: BTreeSet::from(["H0001".parse().unwrap()]), missing, ..Assent::default() };
        let opened = Cooperative::recover_as(
            &village.ledger(),
            &village.state(),
            Arc::new(FixedClock("2024-05-03T08:00:00Z".parse().unwrap())),
            &word,
        );
        opened.unwrap().tidied
    };
    let tidied = recover(0);
    assert!(matches!(tidied.missing, Some(Trouble::TextsMissing { ref texts, .. }) if texts.len() == 1), "{tidied:?}");
    assert!(village.keys() == keys);
    fs::write(village.records(), [hidden, shared.concat(), others.concat()].concat()).unwrap();
    let tidied = village.open("2024-05-03T08:00:00Z").tidied;
    assert_eq!((tidied.destroyed, tidied.missing.is_none()), (4, true), "put back it goes on");
    village.only_the_first_is_gone();
}

#[test]
fn r5_what_this_machine_has_begun_is_ended_without_a_word() {
    let village = Village::new();
    // killed between the line and the guard: the guard is as it was, the beginning is remembered
    let guard = files(&village.state()).into_iter().find(|path| path.ends_with("guard")).unwrap();
    let checkpoint = village.ledger().join("checkpoint");
    let before = [&guard, &checkpoint].map(|path| (path.clone(), fs::read(path).unwrap()));
    let line =
        r#"{"id":"e","on":"2024-05-02","kind":"household.erased","household":"H0001","openings":4,"reason":"request"}"#;
    village.open("2024-05-03T08:00:00Z").cooperative.record(&read(line), &accountant()).unwrap();
    before.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
    // another's line in its place is not what was begun
    let other = village.copied();
    let journal = fs::read_to_string(other.ledger().join(JOURNAL)).unwrap();
    let end = journal.trim_end().rfind('\n').unwrap() + 1;
    fs::write(other.ledger().join(JOURNAL), &journal[..end]).unwrap();
    append(&other, &erased_elsewhere(&Village::copied(&other), &["H0001"]));
    assert_eq!(other.open("2024-05-03T08:00:00Z").writable().unwrap_err().code(), "erasure_not_begun");

    let opened = village.open("2024-05-03T08:00:00Z");
    assert_eq!(opened.opening, AtOpening::Finished { entries: 1 });
    assert_eq!((opened.tidied.destroyed, &opened.tidied.failed), (4, &None));
    drop(opened);
    village.only_the_first_is_gone();
}

#[test]
fn r5_what_was_begun_and_cut_off_is_ended_also_when_the_household_is_forgotten_again_meanwhile() {
    let village = Village::new();
    let mut coop = village.open("2024-05-03T08:00:00Z").cooperative;
    for (id, openings) in [("e1", 4), ("e2", 0)] {
        let line = format!(
            r#"{{"id":"{id}","on":"2024-05-02","kind":"household.erased","household":"H0001","openings":{openings},"reason":"request"}}"#
        );
        coop.record(&read(&line), &accountant()).unwrap();
    }
    drop(coop);
    let spare = village.copied();
    let tidied = village.open("2024-05-03T08:00:00Z").tidied;
    assert_eq!((tidied.destroyed, &tidied.failed), (4, &None));
    village.only_the_first_is_gone();
    // nor does an older copy of the records open with the keys that are left
    fs::copy(spare.records(), village.records()).unwrap();
    assert!(FIRST.iter().all(|text| !village.texts().contains(*text)), "{:?}", village.texts());
}
