//! Works, objections, plans, resolutions, settings and what contracts let: each has a list of its own, as at a day and as
//! known at an entry.

use super::{EXAMPLE, Office, clock, text};
use crate::{
    founded::{founded, key},
    little::objects,
};
use coop_ledger::{
    cooperative::{Cooperative, read_key},
    decide::Request,
    log::Json,
    statement::{Format, render_table, reports},
    unit::{Day, Lang},
};

/// The example as far as a contract whose land is handed back.
fn example() -> (tempfile::TempDir, Cooperative) {
    let (folder, mut coop) = founded("lists", "2024-01-01", None, "2026-01-31T08:00:00Z");
    for object in objects(EXAMPLE).iter().take(70) {
        coop.record(&[Request::read(object).unwrap()], &key()).unwrap();
    }
    (folder, coop)
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn what_was_objected_is_open_until_the_day_of_its_answer() {
    let (_folder, coop) = example();
    let state = |on: &str| {
        let rows = reports::objections(coop.books(), day(on));
        rows.into_iter()
            .map(|row| (row.objection.to_string(), row.answered.map(|on| on.to_string())))
            .collect::<Vec<_>>()
    };
    assert_eq!(state("2024-09-01"), []);
    assert_eq!(state("2024-09-19"), [("YY-1".to_owned(), None)]);
    assert_eq!(state("2024-09-20"), [("YY-1".to_owned(), Some("2024-09-20".to_owned()))]);
    // as known before the answer was recorded it is open on that day, too
    let answered = coop.books().objections()["YY-1"].answered.as_ref().unwrap().entry;
    let before = coop.known_at(answered).unwrap();
    assert_eq!(reports::objections(before.books(), day("2024-09-20"))[0].answered, None);
}

#[test]
fn works_are_ordered_under_way_and_accepted_by_their_days() {
    let (_folder, coop) = example();
    let row = |on: &str| reports::works(coop.books(), day(on)).into_iter().next();
    assert_eq!(row("2024-03-19"), None);
    let (ordered, accepted) = (row("2024-03-20").unwrap(), row("2024-12-31").unwrap());
    assert_eq!((ordered.ordered.to_string(), ordered.accepted.to_string()), ("21200.00".into(), "0.00".into()));
    assert_eq!((accepted.accepted.to_string(), accepted.accepted_on), ("21200.00".into(), Some(day("2024-10-15"))));
    assert_eq!(row("2024-10-14").unwrap().accepted_on, None);
}

#[test]
fn plans_and_resolutions_are_listed_with_their_votes_and_days() {
    let (_folder, coop) = example();
    let plans = reports::plans(coop.books(), day("2024-01-19"));
    assert_eq!((plans[0].plan.as_str(), &plans[0].resolution), ("PLAN-2024-1", &None));
    let plans = reports::plans(coop.books(), day("2024-01-20"));
    assert_eq!(plans[0].resolution.as_ref().map(ToString::to_string), Some("R-2024-1".to_owned()));
    let passed = reports::resolutions(coop.books(), day("2024-01-20"));
    assert_eq!((passed[0].yes, passed[0].present, passed[0].entitled), (7, 7, 8));
    assert_eq!(reports::resolutions(coop.books(), day("2024-01-19")), []);
}

#[test]
fn settings_are_told_in_words_and_what_nobody_verified_says_so() {
    let (_folder, coop) = example();
    let all = reports::settings(coop.books(), day("2024-06-30"));
    assert_eq!(all.len(), coop.books().chart().settings.len());
    // every setting of the chart, and every value that is no account, is called something in both languages
    for row in &all {
        let known = coop_ledger::books::known_setting(&row.setting).unwrap_or_else(|| panic!("{}", row.setting));
        for value in &row.allowed {
            let (zh, en) = coop.books().setting_value(&row.setting, value);
            assert!(zh != value && en != value && en.is_ascii(), "{} {value}", row.setting);
        }
        assert!(known.en.is_ascii() && !known.zh.is_ascii());
    }
    let of = |name: &str| all.iter().find(|row| row.setting == name).unwrap();
    assert_eq!((of("member_payable").since, of("stores_cost").since), (Some(day("2024-01-01")), None));
    assert_eq!((of("stores_cost").value_zh.as_str(), of("donation").verified), ("移动平均", false));
    for (lang, words) in [(Lang::Zh, ["先进先出", "未核实"]), (Lang::En, ["fifo", "not verified"])] {
        let told = render_table(&all, Format::Text, lang);
        let told = if lang == Lang::Zh { told.replace("fifo", "先进先出") } else { told };
        assert!(words.iter().all(|word| told.contains(word)), "{told}");
    }
}

#[test]
fn a_contract_lists_what_it_lets_on_the_day_and_what_went() {
    let (_folder, coop) = example();
    let books = coop.books();
    let under = |on: &str| {
        let mut rows = reports::leased(books, day(on));
        rows.retain(|row| row.contract.as_str() == "ROT-1");
        rows
    };
    let parcels = |on: &str| {
        let rows = reports::contracts(books, day(on));
        rows.into_iter().find(|row| row.contract.as_str() == "ROT-1").unwrap().parcels
    };
    // a third parcel comes in by an amendment: until its first day it is still to come
    let (first, joined) = ("2024-04-01", "2024-11-01");
    let now = |on: &str| under(on).iter().filter(|row| row.now).map(|row| row.code.clone()).collect::<Vec<_>>();
    assert_eq!((under(first).len(), now(first)), (3, vec!["P00001".to_owned(), "P00002".to_owned()]));
    assert_eq!(now(joined).len(), 3);
    assert_eq!((parcels(first), parcels(joined)), (2, 3));
    assert!(under(joined).iter().all(|row| row.turns.is_empty()));
}

#[test]
fn the_desk_has_a_page_for_each_of_these_lists() {
    let office = Office::under(38, None);
    let root = office.folder.path();
    let signer = read_key(&root.join("accountant.pem"), None).unwrap();
    let mut coop = Cooperative::open(&root.join("ledger"), &root.join("state"), clock()).unwrap().cooperative;
    for (kind, day) in [("works.ordered", "2024-03-20"), ("objection.raised", "2024-06-02")] {
        let all = objects(EXAMPLE);
        let own = |object: &&Json| object.member("kind").and_then(Json::text) == Some(kind);
        let mut object = all.iter().find(own).unwrap().clone();
        if let Json::Object(members) = &mut object {
            members.insert("on".to_owned(), Json::Text(day.to_owned()));
            // who builds in the example is registered later
            members.entry("party".to_owned()).and_modify(|party| *party = Json::Text("OP1".to_owned()));
        }
        coop.record(&[Request::read(&object).unwrap()], &signer).unwrap();
    }
    drop(coop);
    for (path, said) in [
        ("/registers/works", "灌溉渠"),
        ("/registers/plans", "PLAN-2024-1"),
        ("/registers/resolutions", "R-2024-1"),
        ("/registers/settings", "member_payable"),
        ("/registers/leases", "ROT-1"),
        ("/registers/contracts/ROT-1", "What lies under contracts"),
        ("/registers/objections", "not answered"),
    ] {
        let page = office.get(path);
        assert_eq!(page.status, 200, "{path}");
        let page = text(&page);
        assert!(page.contains(said), "{path}: {page}");
    }
    // as at a day before, and as known before anything of it was recorded
    let before = text(&office.get("/registers/works?on=2024-03-19"));
    assert!(!before.contains("灌溉渠"));
    assert!(!text(&office.get("/registers/plans?known=10")).contains("PLAN-2024-1"));
    // a row leads to its entry, and the list is a spreadsheet, too
    assert!(text(&office.get("/registers/resolutions")).contains("href=\"/entries/"));
    assert_eq!(office.get("/registers/works?format=csv").status, 200);
}
