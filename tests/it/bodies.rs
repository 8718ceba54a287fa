//! The bodies that are signed, of every kind: each fits its published schema, and whoever is named in one is
//! concerned by its entry. A kind that forgot either would be recorded all the same, and nobody would be told.

mod schema;

use crate::{
    fuzzed::{Village, seeds},
    little::Hourly,
};
use coop_ledger::{
    books::Books,
    cooperative::Cooperative,
    event::{BlobSource, KINDS, portions_head},
    intake::json_lines,
    log::{Hash, UnverifiedEntry, portions::Portions},
    unit::{HouseholdId, WorkerId},
};
use schema::Schema;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

/// An entry that was signed.
struct Signed {
    kind: String,
    /// As it is signed.
    body: Value,
    /// By `about` or by a portion.
    concerns: BTreeSet<HouseholdId>,
    /// Members that name a household, or a parcel or house of one, with what they say and whose it is.
    names: Vec<(String, String, BTreeSet<HouseholdId>)>,
}

/// Members of any kind that may read like a parcel's code and are another; and why. A contract has no household: who
/// stands under it is concerned by what names its parcels, houses and parts.
const OTHER_CODES: &[(&str, &str)] =
    &[("payout", "a payout's code, P01"), ("instalment", "that of the payout that shares it")];

/// Members whose household is not concerned, and why.
const NOT_CONCERNED: &[(&str, &str, &str)] = &[
    (
        "claim.recorded/1",
        "holder",
        "who owes it to the collective, as a rule a party; who stands in an account of members that it moves is \
         concerned, and `about` is signed: it cannot begin to name others in this version",
    ),
    ("house.returned/1", "house", "the contract lets go of it, and the owner holds what it held; the same of `about`"),
];

/// Members that a schema gives to a household's code and that nothing here has; and why.
const NOT_SEEN: &[(&str, &str, &str)] =
    &[("contract.signed/1", "belongs_to", "the collective's alone: a household there is refused")];

/// Kinds that nobody signs here, and why.
const NOT_SIGNED: &[(&str, &str)] =
    &[("ledger.key.replaced/1", "the ledger's own key changes by a hand-over and not by an instruction")];

/// All that is signed in the ledgers that are kept as bytes, and what the instructions of the repository come to: the
/// little ledger and what lies behind it, the example village, what the examples of refusals are recorded on.
static SIGNED: LazyLock<Vec<Signed>> = LazyLock::new(|| {
    let (mut little, mut tianfu) = (Village::opened(), Village::opened());
    let mut signed: Vec<Signed> = ["demo", "little", "several"].into_iter().flat_map(kept).collect();
    for (name, text) in seeds() {
        match name.split('-').next() {
            Some("little" | "kinds" | "signed") => record(&mut little, &text, &mut signed),
            Some("tianfu") => record(&mut tianfu, &text, &mut signed),
            _ => record(&mut Village::asked(&text), &text, &mut signed),
        }
    }
    crate::governed::each_ledger(&mut |ledger, state| signed.extend(in_folder(Folder(ledger.to_owned()), state)));
    signed
});

/// The files of a ledger's folder.
struct Folder(PathBuf);

impl BlobSource for Folder {
    fn blob(&self, name: &Hash) -> Option<Vec<u8>> {
        fs::read(self.0.join("blobs").join(name.to_string())).ok()
    }
}

fn kept(name: &str) -> Vec<Signed> {
    let state = tempfile::tempdir().unwrap();
    in_folder(Folder(root().join("tests/ledgers").join(name).join("ledger")), state.path())
}

/// All that is signed in one. Of a ledger that is still open only its own state knows how far it goes.
fn in_folder(folder: Folder, state: &Path) -> Vec<Signed> {
    let clock = Hourly::from("2027-01-01T00:00:00Z");
    let ledger = Cooperative::open_to_read(&folder.0, state, clock).unwrap();
    let journal = fs::read(folder.0.join("journal/000000000000.jsonl")).unwrap();
    let lines = journal.split_inclusive(|byte| *byte == b'\n');
    lines.map(|line| Signed::read(line, &folder, &[ledger.books()])).collect()
}

fn record(village: &mut Village, text: &str, signed: &mut Vec<Signed>) {
    for (_, read) in json_lines(text) {
        let Ok(json) = read else { continue };
        let (before, from) = (village.books.clone(), village.lines.len());
        // what is refused is not signed
        let _ = village.record(&json);
        let lines = village.lines[from..].split_inclusive(|byte| *byte == b'\n');
        signed.extend(lines.map(|line| Signed::read(line, &village.blobs, &[&before, &village.books])));
    }
}

impl Signed {
    /// `books` are those before and behind the entry: what it moves is of both.
    fn read(line: &[u8], blobs: &dyn BlobSource, books: &[&Books]) -> Signed {
        let entry = UnverifiedEntry::parse(line).unwrap();
        let body: Value = serde_json::from_slice(&entry.body().to_bytes()).unwrap();
        let mut concerns: BTreeSet<HouseholdId> = entry.about().iter().map(|code| code.parse().unwrap()).collect();
        let mut texts = Vec::new();
        texts_of(&body, "", &mut texts);
        if let Some(head) = portions_head(entry.body()) {
            let (portions, lists) = Portions::read(&head, &blobs.blob(&head.blob).unwrap()).unwrap();
            concerns.extend(portions.own().iter().map(|(_, portion)| portion.to.clone()));
            for (name, items) in lists {
                for item in items {
                    let item: Value = serde_json::from_slice(&item.to_bytes()).unwrap();
                    texts_of(&item, &format!("{name}[]"), &mut texts);
                }
            }
        }
        texts.retain(|(at, _)| !OTHER_CODES.iter().any(|(member, _)| at == member));
        let whose = |(at, text): (String, String)| {
            let whose: BTreeSet<HouseholdId> = books.iter().filter_map(|books| whose(books, &text)).collect();
            (!whose.is_empty()).then_some((at, text, whose))
        };
        Signed { kind: entry.kind().to_string(), body, concerns, names: texts.into_iter().filter_map(whose).collect() }
    }
}

/// Every text of a value with its place, `lines[].holder`; names of members count where they are data.
fn texts_of(value: &Value, at: &str, texts: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => texts.push((at.to_owned(), text.clone())),
        Value::Array(items) => items.iter().for_each(|item| texts_of(item, &format!("{at}[]"), texts)),
        Value::Object(members) => {
            for (name, value) in members {
                texts_of(value, &schema::below(at, name), texts);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The household that a code is, in which the person of this code lives, or that holds the parcel, house or hand of it.
fn whose(books: &Books, code: &str) -> Option<HouseholdId> {
    let registers = books.registers();
    let household = |code: &str| registers.households().get_key_value(code).map(|(household, _)| household.clone());
    let parcel = || registers.parcels().get(code)?.household_now().cloned();
    let house = || registers.houses().get(code)?.owner.latest()?.household().cloned();
    let person = || registers.persons().get(code)?.household.latest().cloned();
    let worker = || household(code.parse::<WorkerId>().ok()?.household().as_str());
    household(code).or_else(parcel).or_else(house).or_else(person).or_else(worker)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The schema of every kind.
fn schemas() -> BTreeMap<&'static str, Schema> {
    let read = |kind: &&'static str| {
        let path = root().join("schemas/entry").join(format!("{}.schema.json", kind.replace('/', ".v")));
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        (*kind, Schema::new(serde_json::from_str(&text).unwrap()))
    };
    KINDS.iter().map(read).collect()
}

#[test]
fn every_signed_body_fits_the_schema_of_its_kind_and_has_no_member_beside_it() {
    let schemas = schemas();
    let mut wrong = BTreeSet::new();
    for Signed { kind, body, .. } in SIGNED.iter() {
        match schemas.get(kind.as_str()) {
            Some(schema) => wrong.extend(schema.misfits(body).into_iter().map(|misfit| format!("{kind}: {misfit}"))),
            None => drop(wrong.insert(format!("{kind}: no schemas/entry/<kind>.v1.schema.json"))),
        }
    }
    let kinds: BTreeSet<&str> = SIGNED.iter().map(|signed| signed.kind.as_str()).collect();
    println!("bodies: signed={} kinds={}", SIGNED.len(), kinds.len());
    for kind in KINDS {
        let excused = NOT_SIGNED.iter().any(|(excused, _)| excused == kind);
        if excused == kinds.contains(kind) {
            let wanted = "an instruction that is recorded, tests/ledgers/kinds.jsonl";
            wrong.insert(format!("{kind}: {}", if excused { "signed, so take it off the list" } else { wanted }));
        }
    }
    assert!(wrong.is_empty(), "{}", Vec::from_iter(wrong).join("\n"));
}

#[test]
fn whoever_is_named_in_a_body_is_concerned_by_its_entry() {
    let excused =
        |list: &[(&str, &str, &str)], kind: &str, at: &str| list.iter().any(|(k, m, _)| *k == kind && *m == at);
    let mut wrong = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for Signed { kind, concerns, names, .. } in SIGNED.iter() {
        for (at, code, whose) in names {
            seen.insert((kind.as_str(), at.as_str()));
            if whose.is_disjoint(concerns) && !excused(NOT_CONCERNED, kind, at) {
                wrong.insert(format!(
                    "{kind}: {at} {code} is {whose:?}'s, which `concerns` of src/decide/kinds.rs leaves out"
                ));
            }
        }
    }
    // nothing passes because nobody tried it
    for (kind, schema) in schemas() {
        for at in schema.members_of(&["household", "holder", "parcel", "worker"], &["holder", "house", "houses[]"]) {
            if seen.contains(&(kind, at.as_str())) == excused(NOT_SEEN, kind, &at) {
                wrong.insert(format!(
                    "{kind}: {at}: no signed body of the tests names a household there, or the list says none does"
                ));
            }
        }
    }
    println!("bodies: members that name somebody={}", seen.len());
    for (kind, at, _) in NOT_CONCERNED {
        if !seen.contains(&(*kind, *at)) {
            wrong.insert(format!("{kind}: {at} names nobody: take it off the list"));
        }
    }
    assert!(wrong.is_empty(), "{}", Vec::from_iter(wrong).join("\n"));
}
