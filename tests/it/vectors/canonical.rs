//! One value, one spelling: our reader and writer against others'.

use coop_ledger::{
    log::{Hash, Json, JsonError, Kind, Origin, from_json, to_json},
    unit::in_table,
};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

fn characters() -> impl Strategy<Value = char> {
    prop_oneof![
        8 => proptest::char::range(' ', '~'),
        1 => Just('"'),
        1 => Just('\\'),
        4 => any::<char>().prop_filter("in the table", |c| in_table(*c)),
        2 => proptest::char::range('\u{4E00}', '\u{9FFF}'),
    ]
}

fn strings() -> impl Strategy<Value = String> {
    proptest::collection::vec(characters(), 0..12).prop_map(String::from_iter)
}

fn values() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Json::Bool),
        prop_oneof![0..=Json::MAX_INTEGER, 0..100_u64, Just(Json::MAX_INTEGER)].prop_map(Json::Integer),
        strings().prop_map(Json::Text),
    ];
    leaf.prop_recursive(6, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Json::Array),
            proptest::collection::btree_map("[a-z][a-z0-9_]{0,6}", inner, 0..5).prop_map(Json::Object),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_and_equals_an_independent_rfc_8785_writer(value in values()) {
        prop_assert_eq!(value.check(), Ok(()));
        let bytes = value.to_bytes();
        prop_assert_eq!(Json::parse(&bytes), Ok(value.clone()));
        let general: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(serde_json_canonicalizer::to_vec(&general).unwrap(), bytes);
        // through serde in both directions nothing is lost
        prop_assert_eq!(to_json(&value), Ok(value.clone()));
        prop_assert_eq!(from_json::<Json>(&value), Ok(value.clone()));
        prop_assert_eq!(serde_json::from_value::<Json>(general).unwrap(), value);
    }

    #[test]
    fn whatever_is_accepted_is_the_only_spelling(bytes in proptest::collection::vec(
        prop_oneof![Just(b'{'), Just(b'}'), Just(b'"'), Just(b'a'), Just(b':'), Just(b','), Just(b'1'),
                    Just(b'0'), Just(b'['), Just(b']'), Just(b'\\'), Just(b' '), any::<u8>()], 0..16)) {
        if let Ok(value) = Json::parse(&bytes) {
            prop_assert_eq!(value.to_bytes(), bytes);
            prop_assert_eq!(value.check(), Ok(()));
        }
    }

    #[test]
    fn one_changed_byte_never_reads_as_the_same_value(value in values(), at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let bytes = value.to_bytes();
        let mut changed = bytes.clone();
        changed[at.index(bytes.len())] = to;
        if changed != bytes {
            prop_assert_ne!(Json::parse(&changed), Ok(value));
        }
    }
}

#[test]
fn every_character_of_the_table_is_read_and_every_other_is_refused() {
    let mut inside = 0;
    for c in '\0'..=char::MAX {
        let text = match c {
            '"' | '\\' => format!("\"\\{c}\""),
            c => format!("\"{c}\""),
        };
        let outcome = Json::parse(text.as_bytes());
        assert_eq!(outcome.is_ok(), in_table(c), "U+{:04X}", u32::from(c));
        inside += u32::from(outcome.is_ok());
    }
    assert_eq!(inside, 97_748);
}

#[test]
fn a_refusal_says_where_and_what_was_expected() {
    let refused = |text: &str| Json::parse(text.as_bytes()).unwrap_err();
    assert_eq!(
        refused("{\"a\":1,\"a\":2}"),
        JsonError::Syntax { at: 7, expected: "a member name that did not occur before", found: "`a`".into() }
    );
    assert_eq!(
        refused("[1, 2]").to_string(),
        "byte 3: expected an object, array, string, true, false or whole number from 0, found U+0020"
    );
    assert_eq!(
        refused("").to_string(),
        "byte 0: expected an object, array, string, true, false or whole number from 0, found the end"
    );
    assert_eq!(Json::parse(b"\"\xff\"").unwrap_err().to_string(), "byte 1: expected UTF-8, found other bytes");
}

#[test]
fn eight_containers_are_read_and_nine_refused() {
    let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    assert!(Json::parse(nested(8).as_bytes()).is_ok());
    assert_eq!(
        Json::parse(nested(9).as_bytes()).unwrap_err().to_string(),
        "byte 8: expected at most 8 containers inside one another, found `[`"
    );
    assert!(Json::parse("[".repeat(100_000).as_bytes()).is_err(), "deep input is refused, not followed");
    let deep = (0..9).fold(Json::Integer(0), |inner, _| Json::Array(vec![inner]));
    assert_eq!(
        deep.check().unwrap_err().to_string(),
        "value at `0.0.0.0.0.0.0.0`: at most 8 containers inside one another"
    );
    assert!(to_json(&deep).is_err());
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Sample {
    count: u32,
    hash: Option<Hash>,
    how: Vec<Way>,
    open: bool,
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
enum Way {
    Rate,
    Share { of: u64, pool: Option<String> },
    Pair(u8, u8),
    One(String),
}

#[test]
fn absent_fields_stay_absent_and_variants_are_words_or_objects_with_one_member() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Closed {
        count: u32,
        hash: Option<Hash>,
        how: Vec<Way>,
    }
    let value = Closed {
        count: 7,
        hash: None,
        how: vec![Way::Rate, Way::Share { of: 3, pool: None }, Way::Pair(1, 2), Way::One("某".into())],
    };
    let json = to_json(&value).unwrap();
    assert_eq!(
        String::from_utf8(json.to_bytes()).unwrap(),
        r#"{"count":7,"how":["rate",{"share":{"of":3}},{"pair":[1,2]},{"one":"某"}]}"#
    );
    assert_eq!(from_json::<Closed>(&json).unwrap(), value);
    let refused = |text: &str| from_json::<Closed>(&Json::parse(text.as_bytes()).unwrap()).unwrap_err().to_string();
    assert_eq!(refused(r#"{"count":7}"#), "value at ``: missing field `how`");
    assert_eq!(
        refused(r#"{"count":7,"how":["share"]}"#),
        "value at `how.0`: expected an object with the member `share`, found `share`"
    );
    assert_eq!(
        refused(r#"{"count":7,"how":[{"share":{"of":"3"}}]}"#),
        "value at `how.0.share.of`: invalid type: string \"3\", expected u64"
    );
    assert_eq!(
        refused(r#"{"count":7,"how":[],"more":1}"#),
        "value at ``: unknown field `more`, expected one of `count`, `hash`, `how`"
    );
    assert_eq!(
        refused(r#"{"count":4294967296,"how":[]}"#),
        "value at `count`: invalid value: integer `4294967296`, expected u32"
    );
}

#[test]
fn flattened_members_stand_beside_the_others() {
    let value = Sample {
        count: 0,
        hash: Some(Hash::ZERO),
        how: vec![],
        open: true,
        rest: BTreeMap::from([("zone".into(), "east".into())]),
    };
    let json = to_json(&value).unwrap();
    assert_eq!(json.member("zone").and_then(Json::text), Some("east"));
    assert_eq!(from_json::<Sample>(&json).unwrap(), value);
}

#[test]
fn values_without_canonical_spelling_are_refused_and_named() {
    let refused = |e: Result<Json, JsonError>| e.unwrap_err().to_string();
    assert_eq!(
        refused(to_json(&BTreeMap::from([("rate", 0.5)]))),
        "value at `rate`: floating point has no canonical spelling"
    );
    assert_eq!(
        refused(to_json(&BTreeMap::from([("rate", -1)]))),
        "value at `rate`: expected a whole number from 0, found -1"
    );
    assert_eq!(
        refused(to_json(&BTreeMap::from([("H0001", 1)]))),
        "value at `H0001`: a member name is not [a-z][a-z0-9_]*"
    );
    assert_eq!(refused(to_json(&vec!["a\tb"])), "value at `0`: U+0009 is outside the character table");
    assert_eq!(refused(to_json(&vec![None::<u8>])), "value at `0`: expected a value, found nothing");
    assert_eq!(
        refused(to_json(&(1_u64 << 53))),
        "value at ``: expected a whole number up to 2^53 - 1, found 9007199254740992"
    );
}

#[test]
fn kinds_and_origins_follow_their_grammar() {
    let kind: Kind = "households.stated/12".parse().unwrap();
    assert_eq!((kind.name(), kind.version(), kind.is_informational()), ("households.stated", 12, false));
    assert!("info.greeting/1".parse::<Kind>().unwrap().is_informational());
    for bad in [
        "",
        "a",
        "a/0",
        "a/01",
        "a/",
        "/1",
        "a./1",
        ".a/1",
        "a..b/1",
        "A/1",
        "a1/1",
        "a_b/1",
        "a/1/2",
        "a/4294967296",
        "a/+1",
    ] {
        assert!(bad.parse::<Kind>().is_err(), "{bad}");
    }
    let origin = Origin::new("coop.example", "tianfu-a", &[0x3f, 0x9c, 0x2d, 0x7a, 0x5b, 0x1e, 0x84, 0x06]).unwrap();
    assert_eq!(origin.as_str(), "coop.example/tianfu-a/3f9c2d7a5b1e8406");
    assert_eq!((origin.epoch(), origin.tag()), (1, "3f9c2d7a5b1e8406"));
    let later = origin.next_epoch().next_epoch();
    assert_eq!(later.as_str(), "coop.example/tianfu-a/3f9c2d7a5b1e8406/3");
    assert!(later.same_ledger(&origin) && later.first() == origin.as_str());
    assert_eq!(later.to_string().parse::<Origin>().unwrap(), later);
    for bad in [
        "coop.example/tianfu-a",
        "coop.example/tianfu-a/3f9c2d7a5b1e840",
        "coop.example/tianfu-a/3F9C2D7A5B1E8406",
        "coop.example/tianfu_a/3f9c2d7a5b1e8406",
        "coop.example//3f9c2d7a5b1e8406",
        "coop.example/tianfu-a/3f9c2d7a5b1e8406/1",
        "coop.example/tianfu-a/3f9c2d7a5b1e8406/02",
        "coop.example/tianfu-a/3f9c2d7a5b1e8406/",
        "coop.example/tianfu-a/3f9c2d7a5b1e8406/2/2",
        "coop-ledger/tianfu-a/3f9c2d7a5b1e8406",
        "cosignature/v1/3f9c2d7a5b1e8406",
    ] {
        assert!(bad.parse::<Origin>().is_err(), "{bad}");
    }
    assert!(Origin::new("coop.example", &"a".repeat(79), &[0; 8]).is_ok());
    assert!(Origin::new("coop.example", &"a".repeat(80), &[0; 8]).is_err());
}
