//! Persons come into households, move and go: the registers of the case `life-persons`, as of a day and known at an
//! entry; and any sequence of such entries beside a naive model.

mod model;
mod names;

use crate::little::{Hourly, accountant, founding, ledger_key, read_or_refused};
use coop_ledger::{
    books::{Books, Resident},
    cooperative::{Cooperative, Trouble},
    decide::Code,
    form,
    log::{Json, VerifierKey},
    unit::{Day, HouseholdId, PersonId, Shares},
    verify::verify_statement,
};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    sync::Arc,
};

const CLASS: &str = "population";

/// Persons whose rows rest on a fact of another kind: the code, from which fact on, and what it does.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("H0008-1", "L0274", "the birth year was typed wrong"),
    ("H0019-9", "L0296", "was never there"),
    ("H0022-1", "L0401", "the share was bought back before the person left"),
];

type Row = BTreeMap<String, String>;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/life-persons")
}

fn lines(name: &str) -> Vec<Value> {
    let text = fs::read_to_string(folder().join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn rows(name: &str) -> Vec<Row> {
    let text = fs::read_to_string(folder().join("expect").join(name)).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let heads = lines.next().unwrap();
    lines.map(|cells| heads.iter().cloned().zip(cells).collect()).collect()
}

/// Numbers of nobody, by the tokens that stand for them: of a region that does not exist, with the birth day of who has
/// the token first.
#[derive(Default)]
struct Numbers(BTreeMap<String, (String, String)>);

impl Numbers {
    fn of(&mut self, token: &str, birth: &str) -> (String, String) {
        let next = self.0.len() % 1000;
        let made = || {
            let stem = format!("519999{}{next:03}", birth.replace('-', ""));
            let sum = stem.bytes().fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
            let check = (12 - sum) % 11;
            (format!("{stem}{}", if check == 10 { "X".to_owned() } else { check.to_string() }), birth.to_owned())
        };
        self.0.entry(token.to_owned()).or_insert_with(made).clone()
    }
}

/// A neutral fact as a request of this program.
fn request(id: &str, fact: &Value, numbers: &mut Numbers) -> Value {
    let mut members: Map<String, Value> = fact.as_object().unwrap().clone();
    let kind = match members["kind"].as_str().unwrap() {
        "share_class_set" => "class.set",
        "household_enrolled" => "household.enrolled",
        "members_changed" => "members.changed",
        "household_split" => "household.split",
        "household_merged" => "household.merged",
        other => panic!("{other}"),
    };
    for left_out in ["book", "recorded_on", "note", "account"] {
        members.remove(left_out);
    }
    if let Some(class) = members.remove("share_class") {
        members.insert("class".to_owned(), class);
    }
    if let Some(Value::String(instant)) = members.get_mut("frozen_at") {
        *instant = instant.strip_suffix(" 24:00").unwrap().to_owned();
    }
    for list in ["persons", "came"] {
        for person in members.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            let birth = person["birth"].as_str().unwrap().to_owned();
            if let Some(token) = person.get("identity").and_then(Value::as_str) {
                let (number, birth) = numbers.of(token, &birth);
                person["identity"] = json!(number);
                // who has somebody else's number has the birth day in it, too
                person["birth"] = json!(birth);
            }
        }
    }
    members.insert("kind".to_owned(), json!(kind));
    members.insert("id".to_owned(), json!(id));
    Value::Object(members)
}

fn ledger() -> (tempfile::TempDir, Cooperative) {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
    let clock = Hourly::from("2027-01-10T00:00:00Z");
    let mut cooperative = Cooperative::create(&ledger, &state, &founding(0x77), clock).unwrap();
    cooperative.confirm_clock();
    (folder, cooperative)
}

fn record(cooperative: &mut Cooperative, request: &Value) -> Result<(), Code> {
    let requests = read_or_refused(&request.to_string()).map_err(|refusal| refusal.code())?;
    match cooperative.record(&requests, &accountant()) {
        Ok(_) => Ok(()),
        Err(Trouble::Refused(all)) => Err(all[0].1.code()),
        Err(other) => panic!("{request}: {other}"),
    }
}

/// The case recorded: books right after each fact, and what was refused where it should be.
struct Played {
    _folder: tempfile::TempDir,
    cooperative: Cooperative,
    known: Vec<(String, Arc<Books>)>,
    refused: Vec<(Value, Result<(), Code>)>,
}

fn play() -> Played {
    let (_folder, mut cooperative) = ledger();
    let mut numbers = Numbers::default();
    let (mut known, mut refused) = (Vec::new(), Vec::new());
    let due = lines("expect/refusals.jsonl");
    let (mut before, facts) = (String::new(), lines("facts.jsonl"));
    for fact in &facts {
        let id = fact["id"].as_str().unwrap();
        // a refusal stands behind a fact that may be of another kind, and so before the next one of ours
        for refusal in due.iter().filter(|r| (before.as_str()..id).contains(&r["after"].as_str().unwrap())) {
            let request = request(refusal["id"].as_str().unwrap(), &refusal["fact"], &mut numbers);
            let head = cooperative.head();
            refused.push((refusal.clone(), record(&mut cooperative, &request)));
            assert_eq!(cooperative.head(), head, "{refusal}");
        }
        let said = record(&mut cooperative, &request(id, fact, &mut numbers));
        assert_eq!(said, Ok(()), "{fact}");
        known.push((id.to_owned(), cooperative.keep_books()));
        id.clone_into(&mut before);
    }
    Played { _folder, cooperative, known, refused }
}

impl Played {
    /// The books as they were right after this fact.
    fn known_at(&self, fact: &str) -> &Books {
        &self.known.iter().rev().find(|(id, _)| id.as_str() <= fact).unwrap().1
    }
}

fn person_row(played: &Played, day: Day, person: &Resident) -> [(&'static str, String); 8] {
    let left = person.left_by(day);
    [
        ("household", person.household_on(day).unwrap().to_string()),
        ("birth", played.cooperative.opened("birth", &person.birth).unwrap()),
        ("since", person.since.to_string()),
        ("basis", person.basis.word().to_owned()),
        ("until", left.map(|(day, _)| day.to_string()).unwrap_or_default()),
        ("why", left.map(|(_, why)| why.word().to_owned()).unwrap_or_default()),
        ("member", if person.is_member(day) { "yes" } else { "no" }.to_owned()),
        ("population_shares", whole(person.shares_of(CLASS, day))),
    ]
}

fn whole(shares: Shares) -> String {
    shares.short().trim_end_matches("00").trim_end_matches('.').to_owned()
}

#[test]
fn the_register_of_persons_agrees_as_of_each_day_and_as_known_at_each_entry() {
    let played = play();
    let mut differ = Vec::new();
    let mut compared = 0;
    let mut expected: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for row in rows("register-persons.csv") {
        let (day, known, code): (Day, _, _) = (row["as_of"].parse().unwrap(), &row["known_at"], &row["person"]);
        expected.entry((row["as_of"].clone(), known.clone())).or_default().insert(code.clone());
        if ELSEWHERE.iter().any(|(person, from, _)| person == code && known.as_str() >= *from) {
            continue;
        }
        let Some(person) = played.known_at(known).registers().persons().get(code.as_str()) else {
            differ.push(format!("{code} {day} {known}: is not there"));
            continue;
        };
        for (column, found) in person_row(&played, day, person) {
            if found != row[column] {
                differ.push(format!("{code} {day} {known} {column}: expected {}, found {found}", row[column]));
            }
            compared += 1;
        }
    }
    // nobody else is there
    for ((day, known), codes) in expected {
        let day: Day = day.parse().unwrap();
        let there = played.known_at(&known).registers().persons().iter();
        let there = there.filter(|(_, person)| person.household_on(day).is_some()).map(|(id, _)| id.to_string());
        differ
            .extend(there.filter(|id| !codes.contains(id) && id != "H0019-9").map(|id| format!("{id} {day} {known}")));
    }
    assert!(differ.is_empty() && compared > 6_000, "{compared} compared:\n{}", differ.join("\n"));
}

#[test]
fn heads_members_and_population_shares_of_households_agree_with_those_kept_for_a_time() {
    let played = play();
    let mut differ = Vec::new();
    let elsewhere = |row: &Row| {
        let lives = |code: &str| code.split('-').next() == Some(&row["household"]);
        ELSEWHERE.iter().any(|(person, from, _)| lives(person) && row["known_at"].as_str() >= *from)
    };
    let all = rows("register-households.csv");
    for row in all.iter().filter(|row| row["household"] != "COLLECTIVE" && !elsewhere(row)) {
        let (day, known, code): (Day, _, _) = (row["as_of"].parse().unwrap(), &row["known_at"], &row["household"]);
        let books = played.known_at(known);
        let Some(household) = books.registers().households().get(code.as_str()) else {
            differ.push(format!("{code} {day} {known}: is not there"));
            continue;
        };
        let merged = household.retired_from.is_some_and(|from| from <= day);
        let code: HouseholdId = code.parse().unwrap();
        let lies = books.registers().persons_of(&code, day);
        let lies = lies.fold(Shares::ZERO, |sum, (_, person)| sum.plus(person.shares_of(CLASS, day)).unwrap());
        let kept = household.retained.iter().filter(|(from, _, _, until)| *from <= day && day <= *until);
        let kept = kept.fold(Shares::ZERO, |sum, (_, _, shares, _)| sum.plus(*shares).unwrap());
        let head = household.head.as_at(day).map(PersonId::to_string).unwrap_or_default();
        let found = [
            ("members", household.members_at(day).to_string()),
            ("population_shares", whole(books.registers().shares_of(&code, CLASS, day))),
            ("population_shares", whole(lies)),
            ("kept_population_shares", whole(kept)),
            ("group", household.group_at(day).map(ToString::to_string).unwrap_or_default()),
            ("head", head),
        ];
        for (column, found) in found.into_iter().filter(|(column, _)| !merged || *column != "head") {
            if found != row[column] {
                differ.push(format!("{code} {day} {known} {column}: expected {}, found {found}", row[column]));
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn what_must_be_refused_of_persons_is_refused_for_the_reason_given() {
    let played = play();
    assert_eq!(played.refused.len(), 5);
    for (refusal, said) in &played.refused {
        let code = said.as_ref().err().map(|code| code.name());
        assert_eq!(code, refusal["code"].as_str(), "{refusal}");
    }
}

/// No number and no birth day stands in what is signed; both open here, and are gone once they are forgotten, and
/// whoever has the number is no duplicate any more.
#[test]
fn what_is_private_of_a_person_is_sealed_compared_and_forgotten() {
    let (folder, mut cooperative) = ledger();
    let mut numbers = Numbers::default();
    let (number, birth) = numbers.of("A", "1990-01-01");
    let enrol = |household: &str, id: &str| {
        json!({"id": id, "on": "2026-05-01", "kind": "household.enrolled", "household": household,
            "head": format!("{household}-1"), "persons": [{"person": format!("{household}-1"), "birth": birth,
            "name": "某人", "since": "2026-05-01", "basis": "first_roll", "identity": number}]})
    };
    record(&mut cooperative, &enrol("H0001", "a")).unwrap();
    let journal = fs::read_to_string(folder.path().join("ledger/journal/000000000000.jsonl")).unwrap();
    assert!(!journal.contains(&number) && !journal.contains(&birth) && !journal.contains("某人"));
    let books = cooperative.keep_books();
    let person = &books.registers().persons()["H0001-1"];
    assert_eq!(cooperative.opened("birth", &person.birth), Some(birth.clone()));
    assert_eq!(cooperative.opened("identity", &person.identity.unwrap()), Some(number.clone()));
    assert_eq!(cooperative.opened("match", &person.matching.unwrap()).unwrap().len(), 64);
    // once more is the same, and somebody else with the number is none
    record(&mut cooperative, &enrol("H0001", "a")).unwrap();
    assert_eq!(record(&mut cooperative, &enrol("H0002", "b")), Err(Code::DuplicateIdentity));
    let forgotten = cooperative.forget(
        &"f".parse().unwrap(),
        &"H0001".parse().unwrap(),
        "request",
        "2026-06-01".parse().unwrap(),
        &accountant(),
    );
    assert_eq!(forgotten.unwrap().openings, 4);
    assert_eq!(cooperative.opened("birth", &person.birth), None);
    record(&mut cooperative, &enrol("H0002", "b")).unwrap();
    // the key that compares is not forgotten with a household
    assert_eq!(record(&mut cooperative, &enrol("H0003", "c")), Err(Code::DuplicateIdentity));
}

/// A household is told who lives in it, by code; what a reader folds again out of its own entries is that, and whoever came
/// out of another household is told and not shown.
#[test]
fn a_statement_tells_who_lives_there_and_what_lies_on_whom() {
    let played = play();
    let on: Day = "2025-06-30".parse().unwrap();
    let vkey = VerifierKey::ledger(played.cooperative.origin(), ledger_key().public());
    let of = |code: &str| played.cooperative.statement(&code.parse().unwrap(), on).unwrap();
    let mut shown = 0;
    for code in played.cooperative.books().registers().order() {
        let statement = of(code.as_str());
        let verified = verify_statement(&statement, &vkey);
        assert_eq!(verified.findings, [], "{code}");
        shown += usize::from(verified.held);
        let members = statement.holdings.persons.iter().filter(|person| person.basis.is_member()).count();
        assert_eq!(u32::try_from(members).unwrap(), statement.holdings.members, "{code}");
        if let Some(folder) = std::env::var_os("COOP_STATEMENTS") {
            let json = serde_json::to_string(&statement).unwrap();
            fs::write(PathBuf::from(folder).join(format!("{code}.json")), json).unwrap();
        }
    }
    assert!(shown > 20, "{shown} shown");
    let mut heirs = of("H0005");
    let told: Vec<String> = heirs.holdings.persons.iter().map(|person| person.person.to_string()).collect();
    assert_eq!(told, ["H0005-2", "H0005-3", "H0005-4"]);
    let kept = &heirs.holdings.kept[0];
    assert_eq!((kept.class.as_str(), kept.until.to_string()), (CLASS, "2025-12-31".to_owned()));
    let moved = verify_statement(&of("H0009"), &vkey);
    assert!(!moved.held);
    // and its bad neighbours
    heirs.holdings.persons.remove(0);
    assert!(!verify_statement(&heirs, &vkey).findings.is_empty());
    let mut later = of("H0005");
    later.holdings.kept[0].until = "2026-12-31".parse().unwrap();
    assert!(!verify_statement(&later, &vkey).findings.is_empty());
    // a household without persons has the statement that it had
    let text = serde_json::to_string(&of("H0020")).unwrap();
    assert!(!text.contains("\"persons\"") && !text.contains("\"kept\""));
}

/// A household is as many rows of a spreadsheet as it has persons, with days as people write them, and they are the request again.
#[test]
fn a_household_is_a_row_for_each_person() {
    let of = form::of("household.enrolled").unwrap();
    let mut numbers = Numbers::default();
    let fact = lines("facts.jsonl").into_iter().find(|fact| fact["household"] == "H0001").unwrap();
    let asked = request("L0042", &fact, &mut numbers);
    let whole = Json::parse(asked.to_string().as_bytes()).unwrap();
    let mut fields = of.fields(&whole);
    assert_eq!(of.members_of(&fields).unwrap(), whole);
    let rows = of.rows(&fields);
    assert_eq!(rows.len(), 5);
    let columns = of.columns();
    let at = |name: &str| columns.iter().position(|column| column.name == name).unwrap();
    let codes: Vec<&str> = rows.iter().map(|row| row[at("persons.person")].as_str()).collect();
    assert_eq!(codes, ["H0001-1", "H0001-2", "H0001-3", "H0001-4", "H0001-5"]);
    assert_eq!((rows[0][at("head")].as_str(), rows[1][at("head")].as_str()), ("H0001-1", ""));
    fields.insert("persons.1.birth".to_owned(), "1960年7月22日".to_owned());
    assert_eq!(of.members_of(&fields).unwrap(), whole);
    // no day, and no household of both
    fields.insert("persons.1.birth".to_owned(), "1960-07-32".to_owned());
    assert_eq!(of.members_of(&fields).unwrap_err()[0].1.code(), Code::DateDoesNotExist);
    fields.insert("persons.1.birth".to_owned(), "1960-07-22".to_owned());
    fields.insert("members".to_owned(), "5".to_owned());
    assert_eq!(of.request(&fields).unwrap_err()[0].1.code(), Code::UnknownMember);
    // what changes has what is kept in one cell
    let of = form::of("members.changed").unwrap();
    let fact = lines("facts.jsonl").into_iter().find(|fact| fact["id"] == "L0202").unwrap();
    let whole = Json::parse(request("L0202", &fact, &mut numbers).to_string().as_bytes()).unwrap();
    let fields = of.fields(&whole);
    assert_eq!(fields["went.0.retained"], "population=1/2025-12-31");
    assert_eq!(of.members_of(&fields).unwrap(), whole);
}
