//! The description of every kind, and its faces: fields, rows, file, schema, reference. Whatever comes out of one face goes
//! into the request again; what a description says must be there is refused when it is not.

use crate::little::{Hourly, INSTRUCTIONS, accountant, founding, objects};
use coop_ledger::{
    cooperative::{Cooperative, FixedClock},
    decide::Request,
    form::{self, Description, Fields, Member, Shape, Wording},
    intake::{self, Notation, RequestRow},
    log::Json,
    unit::Lang,
};
use std::{collections::BTreeSet, convert::Infallible, path::Path, sync::Arc};

const EXAMPLE: &str = include_str!("../../src/form/example.jsonl");
const GOVERNED: &str = include_str!("../../src/form/example_governed.jsonl");

/// Kinds whose example would hold a signature that is made when it is asked.
const SIGNED_WHEN_ASKED: [&str; 4] = ["key.admitted", "key.retired", "key.revoked", "attestation.recorded"];

/// The examples, the little ledger's instructions and those of the example villages.
fn written() -> Vec<Json> {
    let mut all = objects(EXAMPLE);
    all.extend(objects(INSTRUCTIONS));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/tianfu");
    for file in std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_some_and(|e| e == "jsonl") {
            let read = intake::json_lines(&std::fs::read_to_string(file).unwrap());
            let objects = read.into_iter().map(|(_, object)| object.unwrap());
            all.extend(objects.filter(|o| o.member("sheet_file").is_none()));
        }
    }
    all
}

fn of(request: &Request) -> &'static Description {
    form::of(request.kind()).unwrap_or_else(|| panic!("{} is described nowhere", request.kind()))
}

/// Fields of a request by the way that a face takes.
fn fields(request: &Request) -> Fields {
    of(request).fields(&request.members().unwrap())
}

#[test]
fn a_request_becomes_fields_and_fields_the_same_request() {
    let mut kinds = BTreeSet::new();
    for object in written() {
        let request = Request::read(&object).unwrap_or_else(|e| panic!("{object:?}: {e}"));
        let again = of(&request).request(&fields(&request)).unwrap_or_else(|e| panic!("{object:?}: {e:?}"));
        assert_eq!(again, request, "{object:?}");
        kinds.insert(request.kind().to_owned());
    }
    assert!(kinds.len() > 35, "{kinds:?}");
}

#[test]
fn rows_of_a_table_are_the_same_request() {
    for object in written() {
        let request = Request::read(&object).unwrap();
        let of = of(&request);
        let columns = of.columns();
        let mut again = Fields::new();
        for (n, row) in of.rows(&fields(&request)).iter().enumerate() {
            let filled = columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
            again.extend(filled.map(|(column, cell)| (column.path(n), cell.clone())));
        }
        assert_eq!(of.request(&again).unwrap(), request, "{object:?}");
    }
}

#[test]
fn a_file_to_be_filled_in_is_the_same_request() {
    for object in written() {
        let request = Request::read(&object).unwrap();
        for lang in [Lang::Zh, Lang::En] {
            let text = form::skeleton(of(&request), &fields(&request), lang);
            let sheet = |_: &str| Ok::<String, Infallible>(String::new());
            let rows =
                intake::read("a.toml", &text, Notation::Toml, &mut { sheet }).unwrap_or_else(|never| match never {});
            let [RequestRow { request: Ok(read), .. }] = rows.as_slice() else { panic!("{text}\n{rows:?}") };
            assert_eq!(read, &request, "{text}");
        }
    }
}

#[test]
fn the_example_of_every_kind_is_recorded_on_one_village() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hourly::from("2025-12-31T08:00:00Z");
    let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
    let mut coop = Cooperative::create(&ledger, &state, &founding(0x5f), clock).unwrap();
    let mut seen = BTreeSet::new();
    for object in objects(EXAMPLE) {
        let request = Request::read(&object).unwrap_or_else(|e| panic!("{object:?}: {e}"));
        seen.insert(request.kind().to_owned());
        coop.record(&[request], &accountant()).unwrap_or_else(|e| panic!("{object:?}: {e}"));
    }
    // each on its day
    drop(coop);
    for object in objects(GOVERNED) {
        let on = object.member("on").and_then(Json::text).unwrap();
        let clock = Arc::new(FixedClock(format!("{on}T08:00:00Z").parse().unwrap()));
        let mut coop = Cooperative::open(&ledger, &state, clock).unwrap().cooperative;
        coop.confirm_clock();
        let request = Request::read(&object).unwrap_or_else(|e| panic!("{object:?}: {e}"));
        seen.insert(request.kind().to_owned());
        coop.record(&[request], &accountant()).unwrap_or_else(|e| panic!("{object:?}: {e}"));
    }
    let signed: BTreeSet<String> = SIGNED_WHEN_ASKED.map(str::to_owned).into();
    let all: BTreeSet<String> = form::all().iter().map(|of| of.kind.to_owned()).collect();
    assert_eq!(all.difference(&seen).cloned().collect::<BTreeSet<_>>(), signed, "kinds without an example");
    assert!(seen.is_subset(&all));
}

#[test]
fn what_must_be_there_is_refused_when_it_is_not_and_the_rest_may_be_left_out() {
    for kind in form::all() {
        let Some(example) = form::example(kind.kind) else { continue };
        let request = Request::read(&objects(example)[0]).unwrap();
        let whole = fields(&request);
        for path in whole.keys() {
            let mut less = whole.clone();
            less.remove(path);
            let named = path.split('.').filter(|step| step.parse::<usize>().is_err()).collect::<Vec<_>>().join(".");
            let column = kind.columns().into_iter().find(|column| column.name == named).unwrap();
            let by_form = kind.members_of(&less);
            let needed = column.member.need.is_needed();
            let others = less.keys().any(|at| path.rsplit_once('.').is_some_and(|(head, _)| at.starts_with(head)));
            if needed && (column.needed || others) {
                let wrong = by_form.expect_err(path);
                assert!(wrong.iter().any(|(at, _)| path.starts_with(at.as_str())), "{} {path}: {wrong:?}", kind.kind);
            } else if let Err(wrong) = by_form {
                panic!("{} {path} may be left out: {wrong:?}", kind.kind);
            }
        }
        let strange = whole.clone().into_iter().chain([("nonsense".to_owned(), "x".to_owned())]).collect();
        assert_eq!(kind.request(&strange).unwrap_err()[0].0, "nonsense");
    }
}

/// What the reader of requests demands is what a description demands: each member by itself is taken out of the example.
#[test]
fn a_description_demands_what_the_ledger_demands() {
    for kind in form::all() {
        let Some(example) = form::example(kind.kind) else { continue };
        let whole = objects(example).remove(0);
        let Json::Object(members) = &whole else { panic!("{example}") };
        for (name, _) in members.iter().filter(|(name, _)| *name != "kind") {
            let mut less = members.clone();
            less.remove(name);
            let refused = Request::read(&Json::Object(less)).is_err();
            let member = kind.asked().find(|member| member.name == name);
            let needed = member.unwrap_or_else(|| panic!("{} has no {name}", kind.kind)).need.is_needed();
            // a debt is set off with a consent, which the books ask for and not the reader
            let asked_later = (kind.kind, name.as_str()) == ("debt.set.off", "consent");
            // a household has persons or a number of members, and a change one of the two, too; a claim is one part or several
            let either = [
                ("household.enrolled", "members"),
                // what comes of land stands in rows, or is a day alone
                ("land.changed", "into"),
                ("household.split", "members_moved"),
                ("members.changed", "reason"),
                ("claim.recorded", "amount"),
                ("claim.recorded", "claim"),
                // what passes, or is held fast, is shares, capital or a house
                ("holding.passed", "contract"),
                ("holding.held", "contract"),
                ("holding.held", "benefits"),
                ("asset.acquired", "from"),
                ("asset.acquired", "quantity"),
                ("asset.acquired", "unit"),
                ("asset.disposed", "to_account"),
            ];
            if either.contains(&(kind.kind, name.as_str())) {
                assert!(refused && !needed, "{} without {name}", kind.kind);
                continue;
            }
            assert_eq!(refused || asked_later, needed, "{} without {name}", kind.kind);
        }
    }
}

#[test]
fn people_may_write_amounts_and_days_as_they_do() {
    let tidy = |shape, text: &str| form::tidy(shape, text);
    for (written, meant) in [
        ("１，２３４．５", "1234.50"),
        ("1,234", "1234.00"),
        ("￥12.30", "12.30"),
        ("12.345", "12.345"),
        ("-3", "-3.00"),
    ] {
        assert_eq!(tidy(Shape::Money, written), meant);
    }
    for (written, meant) in [
        ("2024年3月6日", "2024-03-06"),
        ("2024/3/6", "2024-03-06"),
        ("2024.12.31", "2024-12-31"),
        ("3/6/2024", "3/6/2024"),
    ] {
        assert_eq!(tidy(Shape::Day, written), meant);
    }
    assert!(form::wrong(Shape::Money, "12.345").is_some());
    assert!(form::wrong(Shape::Day, "2024-02-30").is_some());
    assert!(form::wrong(Shape::Money, " 12 ").is_none());
}

#[test]
fn every_field_that_is_wrong_is_told() {
    let receipt = form::of("receipt.recorded").unwrap();
    let given = [
        ("id", "r 1"),
        ("on", "2024-02-30"),
        ("into", "a-bank"),
        ("parts.0.part", "land_rent"),
        ("parts.0.amount", "ten"),
        ("parts.1.amount", "1.00"),
    ];
    let given: Fields = given.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
    let wrong = receipt.request(&given).unwrap_err();
    let paths: BTreeSet<&str> = wrong.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["id", "into", "on", "parts.0.amount", "parts.1.part"].into());
}

fn every_member(members: &[&'static Member], look: &mut dyn FnMut(&'static Member)) {
    for member in members {
        look(member);
        if let Shape::Group(inner) | Shape::List(inner) = member.shape {
            every_member(&inner.iter().collect::<Vec<_>>(), look);
        }
    }
}

#[test]
fn every_kind_and_member_has_its_words_in_both_languages() {
    let has_han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let mut judged = 0;
    let mut judge = |at: &str, words: Wording| {
        judged += 1;
        assert!(!words.en.trim().is_empty() && !has_han(words.en.replace("摘要", "").as_str()), "{at}: {}", words.en);
        assert!(has_han(words.zh), "{at}: {}", words.zh);
    };
    for kind in form::all() {
        judge(kind.kind, kind.label);
        judge(kind.kind, kind.help);
        if !kind.law.en.is_empty() || !kind.law.zh.is_empty() {
            assert!(has_han(kind.law.zh) && !kind.law.en.is_empty(), "{}", kind.kind);
        }
        every_member(&kind.asked().collect::<Vec<_>>(), &mut |member| {
            judge(&format!("{} {}", kind.kind, member.name), member.label);
            judge(&format!("{} {}", kind.kind, member.name), member.help);
            if let Shape::Word(choices) | Shape::Suggested(choices) = member.shape {
                choices.iter().for_each(|choice| judge(choice.word, choice.label));
            }
        });
    }
    assert!(judged > 500, "{judged}");
}

#[test]
fn the_reference_in_docs_is_what_the_descriptions_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/kinds.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, form::markdown()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), form::markdown(), "UPDATE_GOLDEN=1 writes it");
}
