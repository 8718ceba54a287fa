//! Names of persons on the page of their own household: private texts that open commitments in entries which the page
//! carries, and never part of the data.

use super::*;
use crate::little::Little;
use coop_ledger::{
    statement::{Format, HouseholdPage, HouseholdStatement, render, render_for, value::Called},
    unit::Lang,
    verify::verify_page,
};

const STORY: &[&str] = &[
    r#"{"id":"n-1","on":"2024-04-20","kind":"household.enrolled","household":"H0007","head":"H0007-1","name":"甲","persons":[{"person":"H0007-1","birth":"1960-01-01","since":"2024-04-20","basis":"first_roll","name":"甲"},{"person":"H0007-2","birth":"1962-01-01","since":"2024-04-20","basis":"first_roll"}]}"#,
    r#"{"id":"n-2","on":"2024-04-20","kind":"household.enrolled","household":"H0008","head":"H0008-1","persons":[{"person":"H0008-1","birth":"1970-01-01","since":"2024-04-20","basis":"first_roll","name":"乙"},{"person":"H0008-2","birth":"1990-01-01","since":"2024-04-20","basis":"first_roll","name":"丙"}]}"#,
    r#"{"id":"n-3","on":"2024-04-20","kind":"members.changed","household":"H0007","came":[{"person":"H0007-3","birth":"2024-04-01","since":"2024-04-01","basis":"born","name":"丁"},{"person":"H0008-2","from_household":"H0008"}],"document":"D-1"}"#,
    r#"{"id":"n-4","on":"2024-04-20","kind":"register.revised","register":"person","code":"H0007-3","mode":"wrong","set":{"name":"丁丁"},"reason":"misheard","document":"D-2"}"#,
];

fn page(told: &HouseholdStatement, called: &Called) -> usize {
    let vkey = VerifierKey::ledger(&told.ledger.origin.parse().unwrap(), ledger_key().public());
    let text = render_for(told, called, Some(&vkey), Format::Html, Lang::Zh);
    verify_page(&HouseholdPage::read(&text).unwrap(), &text, &vkey).findings.len()
}

#[test]
fn persons_are_named_on_their_households_page_by_what_the_entries_commit_to_and_nowhere_in_its_data() {
    let mut little = Little::opened(0x71);
    for line in STORY {
        little.cooperative.record(&read_or_refused(line).unwrap(), &accountant()).unwrap_or_else(|e| panic!("{e}"));
    }
    let on: Day = "2024-04-20".parse().unwrap();
    let told = little.cooperative.statement(&"H0007".parse().unwrap(), on).unwrap();
    let mut called = little.cooperative.calling(false).unwrap().of(&told);
    let names: Vec<(String, &str)> =
        called.persons.iter().map(|(code, name)| (code.to_string(), name.value.as_str())).collect();
    // who came from another household is named where his entry is the other's
    assert_eq!(names, [("H0007-1".to_owned(), "甲"), ("H0007-3".to_owned(), "丁丁")]);
    assert_eq!(called.persons, little.cooperative.calling(true).unwrap().of(&told).persons);
    assert_eq!(page(&told, &called), 0);
    let vkey = VerifierKey::ledger(&told.ledger.origin.parse().unwrap(), ledger_key().public());
    let html = render_for(&told, &called, Some(&vkey), Format::Html, Lang::Zh);
    assert!(html.contains("H0007-3 · 丁丁") && !html.contains("丙"));
    for format in [Format::Json, Format::Csv] {
        assert_eq!(render_for(&told, &called, Some(&vkey), format, Lang::En), render(&told, format, Lang::En));
    }
    // a name that nobody recorded, one of another person, and one of nobody here
    let good = called.clone();
    let first: PersonId = "H0007-1".parse().unwrap();
    called.persons.get_mut(&first).unwrap().value = "戊".to_owned();
    assert!(page(&told, &called) > 0);
    called = good.clone();
    called.persons.insert("H0007-2".parse().unwrap(), good.persons[&first].clone());
    assert!(page(&told, &called) > 0);
    called = good.clone();
    called.persons.insert("H0099-1".parse().unwrap(), good.persons[&first].clone());
    assert!(page(&told, &called) > 0);
    // what was destroyed is not named
    little
        .cooperative
        .forget(&"f-1".parse().unwrap(), &"H0007".parse().unwrap(), "request", on, &accountant())
        .unwrap();
    let told = little.cooperative.statement(&"H0007".parse().unwrap(), on).unwrap();
    let called = little.cooperative.calling(false).unwrap().of(&told);
    assert!(called.persons.is_empty() && page(&told, &called) == 0);
}

/// Shares of a household in which nobody is left are asked about until somebody has them.
#[test]
fn what_lies_on_a_household_of_nobody_is_asked_about() {
    let mut village = crate::fuzzed::Village::opened();
    let record = |village: &mut crate::fuzzed::Village, line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        village.record(&Json::parse(line.to_string().as_bytes()).unwrap()).unwrap_or_else(|e| panic!("{line}: {e:?}"));
    };
    let asked = |village: &crate::fuzzed::Village| {
        let all = coop_ledger::screen::Watch::default().questions(&village.books, "2024-06-01".parse().unwrap());
        let own = all.iter().filter(|q| q.code() == coop_ledger::screen::ScreenCode::HoldingWithoutMember);
        own.map(ToString::to_string).collect::<Vec<_>>()
    };
    record(
        &mut village,
        r#"{"id":"c","on":"2024-03-01","kind":"class.set","class":"land","unit":"mu","regime":"open"}"#,
    );
    for home in ["H0001", "H0002"] {
        record(
            &mut village,
            &format!(
                r#"{{"id":"{home}","on":"2024-03-01","kind":"household.enrolled","household":"{home}","members":1,"shares":{{"land":"5.00"}}}}"#
            ),
        );
    }
    assert!(asked(&village).is_empty());
    record(
        &mut village,
        r#"{"id":"d","on":"2024-04-01","kind":"members.changed","household":"H0001","reason":"died","fewer":1}"#,
    );
    assert_eq!(asked(&village).len(), 1);
    assert!(asked(&village)[0].contains("H0001") && asked(&village)[0].contains("land 5.00"), "{:?}", asked(&village));
    // an heir has them
    record(
        &mut village,
        r#"{"id":"p","on":"2024-04-02","kind":"holding.passed","class":"land","why":"inheritance","lines":[{"from":"H0001","to":"H0002","shares":"5.00"}],"document":"D-1"}"#,
    );
    assert!(asked(&village).is_empty());
}
