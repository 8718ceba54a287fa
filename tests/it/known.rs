//! Books as a value: a reader's stay as they are while the writer goes on, and those of any earlier entry are the
//! fold of the entries before it, however they were come by.

use crate::little::{Hourly, Little, accountant, batches, read};
use coop_ledger::{
    cooperative::{Cooperative, KeyTrouble, Sought, Trouble, follow_journal, snapshot_of, state_of},
    log::Head,
    store::{
        Engine,
        file::Folders,
        index::{Index, SealKey},
    },
};
use std::{fs, path::PathBuf};

const JOURNAL: &str = "journal/000000000000.jsonl";

/// The little ledger and parties behind it, long enough that books are kept in the index, just founded there.
fn long(parties: usize) -> (Little, Cooperative) {
    let mut little = Little::upto(5, 0x11);
    let parties: Vec<String> = (0..parties)
        .map(|n| format!(r#"{{"id":"n-{n}","on":"2024-04-11","kind":"party.registered","party":"X{n}","role":"x"}}"#))
        .collect();
    little.cooperative.record(&read(&parties.join("\n")), &accountant()).unwrap();
    let cooperative = reading(&little);
    (little, cooperative)
}

fn reading(little: &Little) -> Cooperative {
    Cooperative::open_to_read(&little.ledger(), &little.state(), Hourly::from("2024-05-01T08:00:00Z")).unwrap()
}

/// The books behind the first entries, folded from entry 0 without looking at anything else.
fn folded(little: &Little, size: u64) -> Vec<u8> {
    let origin = little.cooperative.origin();
    let stores = Folders::new(&little.ledger(), &little.state()).reader(origin);
    let followed = follow_journal(stores.journal.as_ref(), stores.blobs.as_ref(), origin, size).unwrap().unwrap();
    assert_eq!(followed.books.size(), size);
    snapshot_of(&followed.books)
}

fn index_of(little: &Little) -> PathBuf {
    state_of(&little.ledger(), &little.state(), little.cooperative.origin()).join("index")
}

/// The index with this machine's key, brought to the head.
fn index(little: &Little) -> Index {
    let key = fs::read(index_of(little).with_file_name("index.key")).unwrap();
    Index::open(&index_of(little), little.cooperative.origin(), SealKey::new(key.try_into().unwrap()))
}

#[test]
fn a_readers_books_stay_as_they_are_while_the_writer_goes_on() {
    let mut little = Little::upto(4, 0x21);
    let writer = &mut little.cooperative;
    let mut reader = writer.reader();
    let kept = writer.keep_books();
    let before = (writer.head(), snapshot_of(writer.books()));
    let told = std::thread::scope(|scope| {
        let telling = scope.spawn(|| {
            let on = "2024-04-30".parse().unwrap();
            let again = || reader.statement(&"H0001".parse().unwrap(), on).unwrap();
            (again(), std::iter::repeat_with(again).take(20).last().unwrap())
        });
        for batch in &batches()[4..] {
            writer.record(batch, &accountant()).unwrap();
        }
        telling.join().unwrap()
    });
    assert_eq!((reader.head(), snapshot_of(reader.books())), before);
    assert_eq!(snapshot_of(&kept), before.1);
    assert_ne!(writer.head(), before.0);
    assert_eq!(told.0, told.1, "the same statement under the same checkpoint");
    // and it is proven: what was told while the writer went on verifies like any other
    let on = "2024-04-30".parse().unwrap();
    let statement = reader.statement(&"H0001".parse().unwrap(), on).unwrap();
    assert_eq!(statement, told.1);
    assert_eq!(statement.upto.size, before.0.size);
    assert!(!statement.entries.is_empty());
    let newest = writer.statement(&"H0001".parse().unwrap(), on).unwrap();
    assert_eq!(newest.upto.size, writer.head().size);
    let refused = reader.record(&batches()[4], &accountant());
    assert!(matches!(refused, Err(Trouble::Key(KeyTrouble::LedgerKeyElsewhere))), "{refused:?}");
}

/// A batch that is refused in its middle leaves the books as they were, also those that a reader has.
#[test]
fn a_refused_batch_changes_nobodys_books() {
    let mut little = Little::upto(4, 0x22);
    let before = snapshot_of(little.cooperative.books());
    let kept = little.cooperative.keep_books();
    let mut batch = batches()[4].clone();
    batch.extend(read(
        r#"{"id":"bad","on":"2024-04-20","kind":"household.erased","household":"H9999","openings":0,"reason":"x"}"#,
    ));
    little.cooperative.record(&batch, &accountant()).unwrap_err();
    assert_eq!(snapshot_of(little.cooperative.books()), before);
    assert_eq!(snapshot_of(&kept), before);
    little.cooperative.record(&batches()[4], &accountant()).unwrap();
    assert_ne!(snapshot_of(little.cooperative.books()), before);
    assert_eq!(snapshot_of(&kept), before);
}

#[test]
fn as_known_at_an_entry_is_what_was_shown_then() {
    let mut little = Little::upto(0, 0x23);
    let mut shown = vec![(little.cooperative.head(), snapshot_of(little.cooperative.books()))];
    for batch in batches() {
        little.cooperative.record(&batch, &accountant()).unwrap();
        shown.push((little.cooperative.head(), snapshot_of(little.cooperative.books())));
    }
    for (head, books) in &shown {
        let known = little.cooperative.known_at(head.size).unwrap();
        assert_eq!((known.head(), snapshot_of(known.books())), (*head, books.clone()));
    }
    let size = little.cooperative.head().size;
    for n in 1..=size {
        assert_eq!(snapshot_of(&little.cooperative.books_at(n).unwrap()), folded(&little, n), "{n}");
    }
    for n in [0, size + 1, u64::MAX] {
        let absent = little.cooperative.books_at(n);
        assert!(matches!(absent, Err(Trouble::Absent(Sought::Entry { .. }))), "{n}");
    }
    // proofs stand under a head that was signed
    let mut known = little.cooperative.known_at(shown[4].0.size).unwrap();
    assert!(known.statement(&"H0001".parse().unwrap(), "2024-04-30".parse().unwrap()).is_err());
    assert!(matches!(known.record(&batches()[5], &accountant()), Err(Trouble::Key(KeyTrouble::LedgerKeyElsewhere))));
}

#[test]
fn books_of_an_earlier_entry_come_from_the_index_and_are_those_of_the_fold() {
    let (little, coop) = long(3_300);
    let size = coop.head().size;
    let sizes = [1, 30, 1_999, 2_000, 2_047, 2_048, 2_049, 2_500, 3_071, 3_072, 3_100, size - 1, size];
    let at = |coop: &Cooperative, n: u64| snapshot_of(&coop.books_at(n).unwrap());
    let whole: Vec<Vec<u8>> = sizes.iter().map(|n| folded(&little, *n)).collect();
    for round in ["books are kept on the way", "and found there"] {
        for (n, expected) in sizes.iter().zip(&whole) {
            assert!(at(&coop, *n) == *expected, "{n}: {round}");
        }
    }
    let kept = |n: u64| index(&little).books(n).unwrap().map(|(head, _)| head.size);
    assert_eq!([2_500, 3_100, size].map(kept), [Some(2_048), Some(3_072), Some(size)]);
    // what lies before the kept books is not read again: a byte that rots there is the audit's to find
    let journal = little.ledger().join(JOURNAL);
    let sound = fs::read(&journal).unwrap();
    let mut rotten = sound.clone();
    rotten[20_000] ^= 1;
    fs::write(&journal, &rotten).unwrap();
    assert!(at(&coop, 2_500) == whole[7]);
    assert!(coop.books_at(1_999).is_err(), "without kept books it is met");
    fs::write(&journal, &sound).unwrap();
    fs::remove_dir_all(index_of(&little)).unwrap();
    assert!(at(&reading(&little), 2_500) == whole[7], "and without the index everything is as before");
}

/// Pages out of the index are believed only under this machine's key, at their own head and in this history.
#[test]
fn books_that_somebody_else_kept_at_an_entry_are_not_believed() {
    let (little, coop) = long(3_300);
    let expected = folded(&little, 2_500);
    assert!(snapshot_of(&coop.books_at(2_500).unwrap()) == expected);
    let head = |size: u64| Head { size, root: coop.leaves().unwrap().root_at(size).unwrap() };
    let foreign = folded(&little, 2_049);
    for (name, key, head) in [
        ("another key", Some([9; 32]), head(2_049)),
        ("another root", None, Head { size: 2_100, ..head(2_049) }),
        ("books of another size", None, head(2_101)),
    ] {
        let mut index = match key {
            None => index(&little),
            Some(key) => {
                // pages of this very index, the books under another key
                let theirs = Index::open(&index_of(&little), coop.origin(), SealKey::new(key));
                drop(theirs);
                fs::remove_dir_all(index_of(&little)).unwrap();
                Index::open(&index_of(&little), coop.origin(), SealKey::new(key))
            }
        };
        index.keep_books(&head, foreign.clone());
        drop(index);
        assert!(snapshot_of(&coop.books_at(2_500).unwrap()) == expected, "{name}");
    }
    // bytes that rotted under the right key
    let mut rotten = foreign.clone();
    rotten[1_000] ^= 1;
    index(&little).keep_books(&head(2_200), rotten);
    assert!(snapshot_of(&coop.books_at(2_500).unwrap()) == expected);
}

/// Whoever wrote the journal anew under an open handle, every signature right, is not followed.
#[test]
fn another_history_under_an_open_handle_is_a_finding() {
    let little = Little::upto(5, 0x24);
    let mut other = Little::upto(4, 0x24);
    let journal = |little: &Little| little.ledger().join(JOURNAL);
    let note = r#"{"id":"x-1","on":"2024-04-20","kind":"party.registered","party":"X-1","role":"x"}"#;
    for n in 0..9 {
        other.cooperative.record(&read(&note.replace("-1", &format!("-{n}"))), &accountant()).unwrap();
    }
    let size = little.cooperative.head().size;
    let theirs = fs::read(journal(&other)).unwrap();
    let lines: Vec<&[u8]> = theirs.split_inclusive(|b| *b == b'\n').take(size as usize).collect();
    assert_eq!(lines.len() as u64, size);
    fs::write(journal(&little), lines.concat()).unwrap();
    let found = little.cooperative.books_at(size - 1);
    assert!(matches!(found, Err(Trouble::Damaged(_))), "{found:?}");
}
