//! Portions of an entry and their proofs.

use coop_ledger::{
    log::{
        Hash, Json, LeafHashes,
        portions::{Item, Lists, Portion, Portions, portions_tree},
        prove_inclusion, verify_inclusion,
    },
    unit::HouseholdId,
};
use std::collections::BTreeMap;

fn code(n: u64) -> HouseholdId {
    format!("H{n:04}").parse().unwrap()
}

/// As many households as asked for, each with one thing, and one thing that is nobody's.
fn portions(count: u64) -> Portions {
    let thing = |at: u64| {
        let is = Json::parse(format!("{{\"amount\":\"{at}.00\"}}").as_bytes()).unwrap();
        Lists::from([("lines".to_owned(), vec![Item { at, is }])])
    };
    let own = (0..count).map(|n| (code(n), thing(n))).collect::<BTreeMap<_, _>>();
    Portions::new(Hash([7; 32]), thing(count), own).unwrap()
}

#[test]
fn all_proofs_for_2_to_65_households_hold_and_every_altered_one_fails() {
    let (mut held, mut failed) = (0, 0);
    for count in 2..=65_u64 {
        let portions = portions(count);
        let (blob, head) = (portions.blob().unwrap(), portions.head().unwrap());
        let (again, lists) = Portions::read(&head, &blob).unwrap();
        assert_eq!((again, lists["lines"].len() as u64), (portions, count + 1));
        let tree: LeafHashes = portions_tree(&blob);
        assert_eq!((tree.size(), tree.head().root), (head.count, head.root));
        for (index, line) in (0..).zip(blob.split_inclusive(|b| *b == b'\n')).skip(1) {
            let (leaf, portion) = Portion::parse(line).unwrap();
            assert_eq!(portion.to, code(index - 1));
            let path = prove_inclusion(index, tree.size(), &tree).unwrap();
            assert!(verify_inclusion(leaf, index, head.count, head.root, &path), "{index} of {count}");
            held += 1;
            let text = String::from_utf8(line.to_vec()).unwrap();
            let more = text.replace(".00\"", ".01\"");
            let other = text.replace(&format!("\"to\":\"{}\"", portion.to), "\"to\":\"H9999\"");
            let less = text.replace(
                &format!("\"lines\":[{{\"at\":{},\"is\":{{\"amount\":\"{}.00\"}}}}]", index - 1, index - 1),
                "",
            );
            for altered in [more, other, less] {
                assert_ne!(altered, text);
                let (leaf, _) = Portion::parse(altered.as_bytes()).unwrap();
                assert!(!verify_inclusion(leaf, index, head.count, head.root, &path));
                failed += 1;
            }
            assert!(!verify_inclusion(Hash::leaf(line), index, head.count, head.root, &path), "another purpose");
        }
    }
    assert_eq!((held, failed), (2_144, 3 * 2_144));
}

#[test]
fn what_hides_a_portion_follows_from_seed_and_code_and_nothing_else_gives_it() {
    let salts = |seed: u8| (0..50).map(|n| Portion::salt(&Hash([seed; 32]), &code(n))).collect::<Vec<_>>();
    let (one, two) = (salts(1), salts(2));
    assert!(one.iter().zip(&two).all(|(a, b)| a != b));
    assert_eq!(one.iter().collect::<std::collections::HashSet<_>>().len(), 50);
    // two entries that list the same have no leaf in common
    let own = |seed| {
        let lists = BTreeMap::from([(code(1), Lists::new()), (code(2), Lists::new())]);
        Portions::new(Hash([seed; 32]), Lists::new(), lists).unwrap().own().to_vec()
    };
    assert!(own(1).iter().zip(&own(2)).all(|(a, b)| a.0 != b.0));
}

#[test]
fn a_portion_of_more_than_a_line_is_refused_before_anything_is_written() {
    let text = |length: usize| vec![Item { at: 0, is: Json::Text("x".repeat(length)) }];
    let with = |length| {
        let own = [(code(1), Lists::from([("lines".to_owned(), text(length))])), (code(2), Lists::new())];
        Portions::new(Hash::ZERO, Lists::new(), BTreeMap::from(own))
    };
    let room = 65_535 - with(1).unwrap().blob().unwrap().split_inclusive(|b| *b == b'\n').nth(1).unwrap().len() + 1;
    assert!(with(room).is_ok());
    let refused = with(room + 1).unwrap_err().to_string();
    assert_eq!(refused, "a portion is one line of at most 65535 bytes with its newline, found 65536 bytes");
}
