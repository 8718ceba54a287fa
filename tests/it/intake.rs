//! Requests: typed by whoever uses the library, written in files by an accountant, the same thing.

use crate::little::{INSTRUCTIONS, Little, accountant, objects};
use coop_ledger::{
    cooperative::{Answered, Trouble},
    decide::{Asks, Code, ReadingRule, Refusal, Request},
    event::{Fact, HouseholdEnrolled, ParcelRegistered, PartyRegistered, Private},
    intake::{self, FilePlace, Notation, RequestRow},
    log::{Batch, Hash, Json},
    unit::Words,
};
use std::{collections::BTreeSet, convert::Infallible};

fn day() -> coop_ledger::unit::Day {
    "2024-01-02".parse().unwrap()
}

fn rows(text: &str, notation: Notation) -> Vec<RequestRow> {
    let sheet = |file: &str| Ok::<_, Infallible>(format!("分配单 {file}\r\n"));
    intake::read("一月.txt", text, notation, &mut { sheet }).unwrap_or_else(|never| match never {})
}

/// The little ledger's instructions, and those of a whole example year.
fn written() -> Vec<Json> {
    let mut all = objects(INSTRUCTIONS);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/tianfu");
    for file in std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_some_and(|e| e == "jsonl") {
            let read = intake::json_lines(&std::fs::read_to_string(file).unwrap());
            // a sheet by its file is not a request yet
            all.extend(
                read.into_iter().map(|(_, object)| object.unwrap()).filter(|o| o.member("sheet_file").is_none()),
            );
        }
    }
    all
}

#[test]
fn what_a_request_is_written_as_is_the_same_request() {
    let mut kinds = BTreeSet::new();
    for object in written() {
        let request = Request::read(&object).unwrap_or_else(|e| panic!("{object:?}: {e}"));
        kinds.insert(request.kind().to_owned());
        let members = request.members().unwrap();
        assert_eq!(Request::read(&members).unwrap(), request, "{members:?}");
        assert_eq!(members.member("kind"), object.member("kind"));
    }
    assert!(kinds.len() > 20, "{kinds:?}");
}

/// An instruction of an entry is written so too; one that is decided again says what was said.
#[test]
fn a_sealed_request_is_written_with_commitments() {
    let object = &objects(
        r#"{"id":"h","on":"2024-01-02","kind":"household.enrolled","household":"H0009","members":3,"name":"某户","note":"补登"}"#,
    )[0];
    let request = Request::read(object).unwrap();
    let sealing = request.seal(&mut || [7; 32]).unwrap();
    let names: Vec<&str> = sealing.openings.iter().map(|o| o.field.as_str()).collect();
    assert_eq!(names, ["name", "note"]);
    let members = sealing.instruction.members().unwrap();
    let again = Request::read(&members).unwrap();
    let commitment = sealing.openings[0].commitment;
    let Asks::Enrol(enrolled) = &again.asks else { panic!("{again:?}") };
    assert_eq!(enrolled.name, Some(Private::Sealed(commitment)));
    // it hides what is hidden already no second time
    let sealed = again.seal(&mut || [8; 32]).unwrap();
    assert_eq!((sealed.openings.len(), sealed.instruction.members().unwrap()), (0, members));
}

#[test]
fn a_typed_request_and_a_written_one_are_recorded_as_the_same() {
    let mut little = Little::upto(2, 0x6a);
    let typed = Request::new(
        "h9".parse().unwrap(),
        day(),
        HouseholdEnrolled { name: Some("某户".into()), ..HouseholdEnrolled::new("H0009".parse().unwrap(), 3) },
    )
    .noted("补登");
    let mut record = |request: &Request| little.cooperative.record(std::slice::from_ref(request), &accountant());
    let first = record(&typed).unwrap();
    assert_eq!(first[0].outcome, Answered::Now);
    let Fact::HouseholdEnrolled(enrolled) = &first[0].event.fact else { panic!("{:?}", first[0].event) };
    assert!(enrolled.name.is_some_and(|commitment| commitment != Hash::ZERO));
    let written = |name: &str| {
        let text = format!(
            r#"{{"id":"h9","on":"2024-01-02","kind":"household.enrolled","household":"H0009","members":3,"name":"{name}","note":"补登"}}"#
        );
        Request::read(&objects(&text)[0]).unwrap()
    };
    let again = record(&written("某户")).unwrap();
    assert_eq!((again[0].outcome.clone(), again[0].index), (Answered::Already, first[0].index));
    let Err(Trouble::Refused(refused)) = record(&written("别户")) else { panic!("recorded") };
    assert_eq!(refused[0].1.code(), Code::IdUsedOtherwise, "{}", refused[0].1);
}

#[test]
fn a_typed_request_is_checked_like_a_written_one() {
    let parcel = |official: &str| ParcelRegistered {
        area_m2: "1440".parse().unwrap(),
        area_mu: "2.16".parse().unwrap(),
        contract_end: Some("2028-12-31".parse().unwrap()),
        grade: None,
        land_kind: coop_ledger::event::LandKind::Contracted,
        place: None,
        household: "H0001".parse().unwrap(),
        official: Some(Private::from(official)),
        parcel: "P00009".parse().unwrap(),
    };
    let seal = |official: &str| Request::new("p".parse().unwrap(), day(), parcel(official)).seal(&mut || [0; 32]);
    assert_eq!(seal("5101000000000000001").unwrap().openings.len(), 1);
    let short = ReadingRule::NotNineteenDigits { member: "official".into(), characters: 18 };
    assert_eq!(seal("510100000000000000").unwrap_err(), Refusal::from(short));
}

#[test]
fn a_request_that_is_printed_for_a_look_shows_no_private_text() {
    let household = HouseholdEnrolled {
        name: Some("某户".into()),
        phone: Some("02800000000".into()),
        ..HouseholdEnrolled::new("H0009".parse().unwrap(), 3)
    };
    let shown = format!("{:?}", Request::new("h9".parse().unwrap(), day(), household).noted("补登"));
    assert!(shown.contains("H0009") && shown.contains("Text(6 bytes)"), "{shown}");
    assert!(["某户", "02800000000", "补登"].iter().all(|private| !shown.contains(private)), "{shown}");
}

#[test]
fn both_notations_say_the_same_and_each_row_its_place() {
    let lines = r#"
# 两家单位
{"kind":"party.registered","party":"OP1","role":"operator","on":"2024-01-02","id":"op1"}

{"id":"op2","on":"2024-01-02","kind":"party.registered","party":"OP 2","role":"operator"}
"#;
    let tables = r#"
[[record]]
id = "op1"
on = 2024-01-02
kind = "party.registered"
party = "OP1"
role = "operator"

[[record]]
id = "op2"
on = 2024-01-02
kind = "party.registered"
party = "OP 2"
role = "operator"
"#;
    let (json, toml) = (rows(lines, Notation::JsonLines), rows(tables, Notation::Toml));
    let places = |rows: &[RequestRow]| rows.iter().map(|row| row.place.to_string()).collect::<Vec<_>>();
    assert_eq!(places(&json), ["一月.txt:3", "一月.txt:5"]);
    assert_eq!(places(&toml), ["一月.txt:2", "一月.txt:9"]);
    let party = PartyRegistered {
        is: None,
        kin_of: None,
        name: None,
        party: "OP1".parse().unwrap(),
        role: "operator".parse().unwrap(),
    };
    let typed = Request::new("op1".parse().unwrap(), day(), Fact::from(party));
    for rows in [json, toml] {
        assert_eq!(rows[0].request, Ok(typed.clone()));
        assert_eq!(rows[1].request.as_ref().unwrap_err().code(), Code::BadValue);
    }
}

/// A file takes the amounts that a form takes, and what is signed has one spelling.
#[test]
fn an_amount_is_read_as_a_form_reads_it_and_every_one_that_is_none_is_named() {
    let opening = |debit: &str, credit: &str| {
        let lines = format!(
            r#"{{"account":"101","debit":"{debit}"}},{{"account":"301","purpose":"2000","credit":"{credit}"}}"#
        );
        let text =
            format!(r#"{{"id":"o","on":"2024-01-02","kind":"opening.recorded","lines":[{lines}],"note":"2000"}}"#);
        rows(&text, Notation::JsonLines)
    };
    let exact = Request::read(
        &objects(
            r#"{"id":"o","on":"2024-01-02","kind":"opening.recorded","lines":[{"account":"101","debit":"2000.00"},{"account":"301","purpose":"2000","credit":"2000.00"}],"note":"2000"}"#,
        )[0],
    );
    for (debit, credit) in [("2000", "2000.0"), ("2,000.00", "２０００"), (" 2000元", "¥2,000")] {
        let read = opening(debit, credit);
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].request, exact, "{debit} {credit}");
        assert_eq!(read[0].request.as_ref().unwrap().members(), exact.as_ref().unwrap().members());
    }
    // a slip of the finger, a decimal comma, a third decimal, nothing, a word
    for (debit, credit) in [("20,00", "2000.005"), ("2.000,00", ""), ("ten", "2 000")] {
        let read = opening(debit, credit);
        let told: Vec<_> = read
            .iter()
            .map(|row| (row.place.to_string(), row.request.as_ref().unwrap_err()))
            .map(|(place, refusal)| (place, refusal.code(), refusal.found().to_string()))
            .collect();
        let of = |at: &str, found: &str| (format!("一月.txt:1, {at}"), Code::AmountScale, found.to_owned());
        assert_eq!(told, [of("lines.0.debit", debit), of("lines.1.credit", credit)]);
    }
    let toml = "[[record]]\nid = \"r\"\non = 2024-01-02\nkind = \"receipt.recorded\"\ninto = \"CASH\"\nparts = [{ part = \"other_income\", amount = \"12.5\" }]\n";
    let members = rows_of(toml).request.unwrap().members().unwrap();
    assert!(String::from_utf8(members.to_bytes()).unwrap().contains(r#""amount":"12.50""#));
    // a kind that there is not is told as one, whatever stands in it
    let other = rows(r#"{"id":"o","on":"2024-01-02","kind":"opening","lines":[{"debit":"ten"}]}"#, Notation::JsonLines);
    assert_eq!(other[0].request.as_ref().unwrap_err().code(), Code::UnknownKind);
}

#[test]
fn what_is_no_toml_is_told_at_its_line_and_column() {
    let rows = rows("[[record]]\nid = \"甲\"\non = 2024-13-01\n", Notation::Toml);
    assert_eq!(rows[0].place.to_string(), "一月.txt:3");
    let refusal = rows[0].request.as_ref().unwrap_err();
    assert!(refusal.found().starts_with("at column "), "{refusal}");
    // without a span the file is named from its beginning
    assert_eq!(rows_of("x = 1\n").place, FilePlace::row("一月.txt", 1));
}

fn rows_of(toml: &str) -> RequestRow {
    rows(toml, Notation::Toml).remove(0)
}

#[test]
fn a_file_without_or_with_too_many_instructions_is_one_refused_row() {
    let many = "{}\n".repeat(Batch::MAX_LINES as usize + 1);
    for (text, code) in [("", Code::Unreadable), ("# nothing\n", Code::Unreadable), (&many, Code::EntryTooLarge)] {
        let rows = rows(text, Notation::JsonLines);
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].place, FilePlace::file("一月.txt"));
        assert_eq!(rows[0].request.as_ref().unwrap_err().code(), code);
    }
}

#[test]
fn a_number_above_what_its_member_holds_is_refused_with_the_bound_at_its_place() {
    let most = u64::from(u32::MAX);
    let far = (1 << 53) - 1;
    let cases = [
        ("5000000000", "household.enrolled, members", most),
        ("9007199254740991", "household.enrolled, members", most),
        // above what any member holds, so before anybody asks for the kind
        ("9007199254740992", "members", far),
        ("99999999999999999999", "members", far),
    ];
    for (members, at, most) in cases {
        let line = format!(
            r#"{{"id":"h","on":"2024-01-02","kind":"household.enrolled","household":"H0009","members":{members}}}"#
        );
        let refusal = rows(&line, Notation::JsonLines).remove(0).request.unwrap_err();
        assert_eq!((refusal.code(), &*refusal.subject()), (Code::BadValue, at), "{members}");
        let grounds = refusal.grounds();
        let bound = Words::new(format!("a whole number from 0 to {most}"), format!("从 0 到 {most} 的整数"));
        let found = Words::new(format!("the number {members}"), format!("数 {members}"));
        assert_eq!((grounds.expected, grounds.found), (bound, found));
    }
    let largest = format!(
        r#"{{"id":"h","on":"2024-01-02","kind":"household.enrolled","household":"H0009","members":{}}}"#,
        u32::MAX
    );
    assert!(rows(&largest, Notation::JsonLines)[0].request.is_ok());
}

/// A sheet that is named by file is asked for by that name, and its text is what is read.
#[test]
fn a_sheet_by_its_file_is_read_in_its_place() {
    let text =
        r#"{"id":"s","on":"2024-01-02","kind":"scheme.adopt","resolution":"R-1","version":1,"sheet_file":"a.sheet"}"#;
    let shipped = coop_ledger::scheme::shipped::by_id("rot-rent", 1).unwrap().text;
    let mut asked = Vec::new();
    let read = intake::read("f", text, Notation::JsonLines, &mut |file| {
        asked.push(file.to_owned());
        Ok::<_, Infallible>(shipped.replace('\n', "\r\n"))
    });
    let Ok(rows) = read;
    let Ok(Asks::AdoptScheme(adopt)) = rows[0].request.clone().map(|request| request.asks) else { panic!("{rows:?}") };
    assert_eq!((adopt.sheet.text(), asked), (shipped, vec!["a.sheet".to_owned()]));
    let absent = intake::read("f", text, Notation::JsonLines, &mut |file| Err::<String, _>(format!("no {file}")));
    assert_eq!(absent.unwrap_err(), "no a.sheet");
}

#[test]
fn a_place_names_file_sheet_row_and_column() {
    let place = FilePlace::row("登记.xlsx", 17).in_sheet("承包地块");
    assert_eq!(place.to_string(), "登记.xlsx!承包地块:17");
    assert_eq!(place.under("面积").to_string(), "登记.xlsx!承包地块:17, 面积");
}
