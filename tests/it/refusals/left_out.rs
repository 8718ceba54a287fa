//! An id that was recorded says all of it again, or is another instruction: a file from which a member was taken out is
//! not taken for the one that was recorded.

use crate::little::{Little, accountant, objects, read};
use coop_ledger::{
    cooperative::{Answered, Cooperative, Trouble},
    decide::{Code, Request},
    log::Json,
};
use std::{collections::BTreeSet, fs};

/// What may be left out, by kind: what the ledger computes, and what is private.
const MAY: &[(&str, &[&str])] = &[
    ("*", &["note"]),
    (
        "household.enrolled",
        &["name", "identity", "phone", "account", "persons.birth", "persons.identity", "persons.name"],
    ),
    ("members.changed", &["came.birth", "came.identity", "came.name", "went.shares", "went.shares.heads"]),
    ("parcel.registered", &["official"]),
    ("bank.registered", &["number"]),
    (
        "register.revised",
        &["entry", "set.official", "set.number", "set.name", "set.phone", "set.account", "set.birth", "set.identity"],
    ),
    ("receipt.recorded", &["dues", "parts.this_year", "parts.invoice.net", "parts.invoice.vat"]),
    ("payment.recorded", &["dues", "parts.invoice.net", "parts.invoice.vat"]),
    ("claim.recorded", &["collective", "out_of", "scheme", "invoice.net", "invoice.vat"]),
    ("income.released", &["amount"]),
    ("year.stepped", &["amount", "version"]),
    ("village.changed", &["land_mu", "money"]),
    ("organization.changed", &["mirror", "roll"]),
    ("asset.acquired", &["first_month"]),
    ("asset.changed", &["to_class.first_month"]),
];

/// What says the same as if it were left out: a nought, nobody.
const NOTHING: &[&str] = &["asset.acquired salvage", "household.split parcels_moved"];

/// Kinds that compute what they are not told, whatever that is.
const COMPUTED: &[&str] = &["payout.declare", "payout.pay", "payout.returned", "entry.corrected"];

/// The same without one member, for each that it has, with the way to it.
fn without_each(json: &Json, at: &str) -> Vec<(String, Json)> {
    match json {
        Json::Object(members) => members
            .iter()
            .flat_map(|(name, value)| {
                let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                let with = |value: Option<Json>| {
                    let mut left = members.clone();
                    left.remove(name);
                    left.extend(value.map(|value| (name.clone(), value)));
                    Json::Object(left)
                };
                let inner = without_each(value, &path).into_iter().map(|(path, value)| (path, with(Some(value))));
                let all: Vec<_> = inner.chain([(path.clone(), with(None))]).collect();
                all
            })
            .collect(),
        Json::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(n, item)| {
                let with = move |item: Json| {
                    let mut all = items.clone();
                    all[n] = item;
                    Json::Array(all)
                };
                without_each(item, at).into_iter().map(move |(path, item)| (path, with(item)))
            })
            .collect(),
        Json::Text(_) | Json::Bool(_) | Json::Integer(_) => Vec::new(),
    }
}

/// What of a recorded line may be left out and is not told.
fn silent(coop: &mut Cooperative, line: &Json, told: &mut usize) -> BTreeSet<String> {
    let kind = line.member("kind").and_then(Json::text).unwrap().to_owned();
    let mut silent = BTreeSet::new();
    if COMPUTED.contains(&kind.as_str()) {
        return silent;
    }
    for (path, less) in without_each(line, "") {
        let Ok(request) = Request::read(&less) else { continue };
        if ["id", "kind"].contains(&path.as_str()) {
            continue;
        }
        match coop.record(&[request], &accountant()) {
            Ok(answered) => {
                assert!(answered.iter().all(|all| all.outcome != Answered::Now), "{kind} {path}");
                let may = MAY.iter().filter(|(of, _)| *of == "*" || *of == kind).flat_map(|(_, may)| *may);
                if !may.into_iter().any(|may| *may == path) && !NOTHING.contains(&format!("{kind} {path}").as_str()) {
                    silent.insert(format!("{kind} {path}"));
                }
            }
            Err(Trouble::Refused(all)) => *told += usize::from(all[0].1.code() == Code::IdUsedOtherwise),
            Err(other) => panic!("{kind} {path}: {other}"),
        }
    }
    silent
}

#[test]
fn a_member_that_was_recorded_and_is_left_out_is_told() {
    let mut little = Little::late(usize::MAX, 0x5a);
    let text =
        |name: &str| fs::read_to_string(format!("{}/tests/ledgers/{name}.jsonl", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut recorded: Vec<Json> = objects(&text("little"));
    for line in objects(&text("kinds")) {
        let Ok(request) = Request::read(&line) else { continue };
        if little.cooperative.record(&[request], &accountant()).is_ok() {
            recorded.push(line);
        }
    }
    let mut told = 0;
    let mut all = BTreeSet::new();
    for line in &recorded {
        // said as it was, it is the same
        let again = little.cooperative.record(&[Request::read(line).unwrap()], &accountant());
        assert_eq!(again.unwrap_or_else(|e| panic!("{line:?}: {e}"))[0].outcome, Answered::Already, "{line:?}");
        all.extend(silent(&mut little.cooperative, line, &mut told));
    }
    println!("left out: lines={} told={told}", recorded.len());
    assert_eq!(all, BTreeSet::new());
    assert!(recorded.len() > 60 && told > 150, "{} {told}", recorded.len());
}

#[test]
fn what_is_left_out_is_named_and_what_is_computed_may_be() {
    let mut little = Little::whole();
    let party =
        r#"{"id":"pt","on":"2024-04-20","kind":"party.registered","party":"OP7","role":"operator","name":"另一公司"}"#;
    little.cooperative.record(&read(party), &accountant()).unwrap();
    let mut answer = |line: &str| match little.cooperative.record(&read(line), &accountant()) {
        Ok(all) => format!("{:?}", all[0].outcome),
        Err(Trouble::Refused(all)) => format!("{} {}", all[0].1.code().name(), all[0].1.found()),
        Err(other) => panic!("{other}"),
    };
    assert_eq!(answer(party), "Already");
    assert_eq!(answer(&party.replace(r#","name":"另一公司""#, "")), "id_used_otherwise name");
    // in a part of it
    let paid = r#"{"id":"e","on":"2024-04-21","kind":"payment.recorded","from":"A-BANK-1","parts":[{"part":"expense","account":"512","amount":"5.00","purpose":"办公"}],"note":"纸"}"#;
    assert_eq!(answer(paid), "Now");
    assert_eq!(answer(&paid.replace(r#","purpose":"办公""#, "")), "id_used_otherwise parts.purpose");
    assert_eq!(answer(&paid.replace(r#","note":"纸""#, "")), "Already");
}
