//! What an order needs, as a document: it is read, held against what there is, and filled by people.

use coop_ledger::{
    policy::{Facet, Policy, PolicyCode, Seat, Selected, Territory, check, fill, missing},
    unit::{Fen, OfficeId as Office},
};
use std::collections::{BTreeMap, BTreeSet};

const CASES: [&str; 3] = [
    include_str!("../cases/governance/policies/cn-2025.toml"),
    include_str!("../cases/governance/policies/small-village.toml"),
    include_str!("../cases/governance/policies/strict.toml"),
];

fn office(word: &str) -> Office {
    word.parse().unwrap()
}

fn seats(words: &[&str]) -> Vec<Seat> {
    words.iter().map(|word| word.parse().unwrap()).collect()
}

/// A place where the kinds are those that the document names, and money leaves by these parts.
fn territory(policy: &Policy, parts: &[&str]) -> Territory {
    Territory {
        kinds: policy.needs.iter().flat_map(|row| row.order.clone()).collect(),
        money_out: parts.iter().map(|part| Facet::of("payment.recorded").with(Selected::Part, *part)).collect(),
        ..Territory::default()
    }
}

const PARTS: [&str; 7] = ["expense", "wages", "works", "investment", "advance", "cash", "deposit_returned"];

fn codes(text: &str, here: impl Fn(&Policy) -> Territory) -> Vec<PolicyCode> {
    let policy = Policy::read(text).unwrap();
    check(&policy, &here(&policy)).iter().map(|found| found.code()).collect()
}

#[test]
fn the_policies_of_the_case_are_read_and_nothing_in_them_is_unmeant() {
    for text in CASES {
        let policy = Policy::read(text).unwrap();
        let found = check(&policy, &territory(&policy, &PARTS));
        let serious = found.iter().filter(|one| one.code() != PolicyCode::SubjectsAndOrdersMixed);
        assert_eq!(serious.map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new(), "{}", policy.name);
    }
}

/// A document out of one that stands, with something in it written otherwise.
fn otherwise(from: &str, to: &str) -> String {
    let text = CASES[0];
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

#[test]
fn what_cannot_be_meant_is_named() {
    let cases = [
        ("1 chair|director\", \"1 supervisor|finance_group", "1 chiar", PolicyCode::UnknownOffice),
        ("\"payout.paid\"", "\"payout.payed\"", PolicyCode::UnknownKind),
        ("resolution = [\"debt\"]", "resolution = [\"debts\"]", PolicyCode::UnknownSubject),
        ("bodies = [\"assembly\"], yes", "bodies = [\"asembly\"], yes", PolicyCode::UnknownBody),
        ("id = \"expense-2\"", "id = \"expense-1\"", PolicyCode::RowTwice),
        ("part = [\"advance\"]", "part = [\"advances\"]", PolicyCode::BandGap),
        ("below = \"10000.00\"", "below = \"9999.99\"", PolicyCode::BandGap),
        ("below = \"10000.00\"", "below = \"10000.01\"", PolicyCode::BandGap),
        (
            "approve = [\"1 chair\", \"1 director\", \"1 supervisor|finance_group\"]",
            "approve = [\"1 director\"]",
            PolicyCode::BandNotRising,
        ),
    ];
    for (from, to, code) in cases {
        let text = otherwise(from, to);
        let found = codes(&text, |_| territory(&Policy::read(CASES[0]).unwrap(), &PARTS));
        assert!(found.contains(&code), "{to}: {found:?}");
    }
    // a part of the chart that all rows pass by, and none is for
    let found = codes(&otherwise("part = [\"cash\"]", "part = [\"wages\"]"), |p| territory(p, &PARTS));
    assert!(found.contains(&PolicyCode::MoneyOutUnmet), "{found:?}");
    for (from, to) in [("format = 1", "format = 2"), ("id = \"works\"", "ids = \"works\""), ("\"hold\"", "\"holds\"")] {
        assert!(Policy::read(&otherwise(from, to)).is_err(), "{to}");
    }
    assert!(Policy::read(&" ".repeat((256 << 10) + 1)).is_err());
}

#[test]
fn the_people_in_office_must_fill_the_rows_that_put_things_right() {
    let village = |without: &str| -> BTreeMap<String, BTreeSet<Office>> {
        let all = [
            ("K001", "accountant"),
            ("K003", "chair"),
            ("K004", "director"),
            ("K006", "supervisor"),
            ("K010", "township_agent"),
        ];
        let there = all.iter().filter(|(who, _)| *who != without);
        there.map(|(who, what)| ((*who).to_owned(), BTreeSet::from([office(what)]))).collect()
    };
    for (without, reached) in [("", true), ("K010", true), ("K004", true), ("K006", false), ("K003", false)] {
        let found = codes(CASES[0], |p| Territory { people: village(without), ..territory(p, &PARTS) });
        assert_eq!(!found.contains(&PolicyCode::PolicyUnreachable), reached, "without {without}: {found:?}");
    }
}

#[test]
fn bands_begin_at_the_fen() {
    let policy = Policy::read(CASES[0]).unwrap();
    let rows = |amount: i64| -> Vec<&str> {
        let order =
            Facet { amount: Some(Fen(amount)), ..Facet::of("payment.recorded").with(Selected::Part, "expense") };
        policy.rows_for(&order, None).map(|row| row.id.as_str()).collect()
    };
    assert_eq!(rows(99_999), ["expense-1"]);
    assert_eq!(rows(100_000), ["expense-2"]);
    assert_eq!(rows(999_999), ["expense-2"]);
    assert_eq!(rows(1_000_000), ["expense-3"]);
    assert_eq!(rows(10_000_000), ["expense-4"]);
    // what the payee got before counts for the band
    let order = Facet { amount: Some(Fen(1)), ..Facet::of("payment.recorded").with(Selected::Part, "expense") };
    assert_eq!(policy.rows_for(&order, Some(Fen(100_000))).next().unwrap().id, "expense-2");
}

#[test]
fn the_stricter_of_body_and_subject_counts_and_parts_are_rounded_up() {
    let policy = Policy::read(CASES[0]).unwrap();
    let yes =
        |body: &str, subject: &str, all: u64| policy.bodies[body].yes_of(&policy.subjects[subject], all).unwrap().least;
    // hand figures: ⌈2/3 of 300⌉, ⌈2/3 of 301⌉, ⌈3/4 of 301⌉, more than half of 6 and of 7
    assert_eq!(yes("assembly", "distribution", 300), 200);
    assert_eq!(yes("assembly", "distribution", 301), 201);
    assert_eq!(yes("assembly", "outsider_benefits", 301), 226);
    assert_eq!(yes("board", "expense", 6), 4);
    assert_eq!(yes("board", "expense", 7), 4);
    assert_eq!(policy.bodies["assembly"].quorum_of(301).unwrap().least, 201);
}

/// Every way to give the seats to people, one after the other: the slow answer.
fn by_trying(places: &[&Seat], people: &[(&str, &BTreeSet<Office>)], used: u32) -> bool {
    let Some((first, rest)) = places.split_first() else { return true };
    people.iter().enumerate().any(|(n, (_, offices))| {
        used & (1 << n) == 0 && !first.offices.is_disjoint(offices) && by_trying(rest, people, used | 1 << n)
    })
}

#[test]
fn seats_are_filled_whatever_the_order_in_which_people_spoke() {
    let all: Vec<Vec<Seat>> =
        CASES.iter().flat_map(|text| Policy::read(text).unwrap().needs.into_iter().map(|row| row.approve)).collect();
    let cast = [
        &["chair"][..],
        &["director"],
        &["director", "finance_group"],
        &["supervisor"],
        &["supervisor", "chair"],
        &["finance_group"],
        &["township_agent"],
    ];
    let offices: Vec<BTreeSet<Office>> =
        cast.iter().map(|held| held.iter().map(|word| office(word)).collect()).collect();
    let (mut sets, mut full) = (0, 0);
    for row in &all {
        let places: Vec<&Seat> = row.iter().flat_map(|seat| (0..seat.count).map(move |_| seat)).collect();
        for chosen in 0_u32..1 << cast.len() {
            let mut people: Vec<(&str, &BTreeSet<Office>)> = offices
                .iter()
                .enumerate()
                .filter(|(n, _)| chosen & (1 << n) != 0)
                .map(|(_, held)| ("", held))
                .collect();
            let expected = by_trying(&places, &people, 0);
            assert_eq!(fill(row, &people), expected, "{row:?} {people:?}");
            people.reverse();
            assert_eq!(fill(row, &people), expected, "{row:?} the other way round");
            sets += 1;
            full += u32::from(expected);
        }
    }
    println!("{} rows, {sets} sets of signers, {full} fill their seats", all.len());
    assert!(full > 1000);
}

#[test]
fn who_is_missing_is_named_by_seat() {
    let row = seats(&["1 chair", "2 supervisor|finance_group"]);
    let (chair, group) = (BTreeSet::from([office("chair")]), BTreeSet::from([office("finance_group")]));
    let left: Vec<String> =
        missing(&row, &[("K003", &chair), ("K008", &group)]).iter().map(ToString::to_string).collect();
    assert_eq!(left, ["1 finance_group|supervisor"]);
    for text in ["chair", "0 chair", "1 Chair", "100 chair", "1 chair|", "1  chair", "1 chair|chair"] {
        assert!(text.parse::<Seat>().is_err(), "{text}");
    }
}
