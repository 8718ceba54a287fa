//! Every screen by itself, in a village in memory: the smallest that it asks about, and a neighbour that it does not.

use super::village::sheet;
use crate::{case::desk::Desk, life::play::Ledger};
use coop_ledger::{
    books::{CN_2023, Chart},
    log::Json,
    screen::{Question, ScreenCode},
    unit::{Day, Lang},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::PathBuf,
};

const SUBJECTS: [&str; 8] =
    ["money", "contracts", "land", "holdings", "assets", "households", "series", "organizations"];
/// What only private texts show: recorded through the whole program.
const PRIVATE: &str = "private";

/// Requests, and what is asked of them.
#[derive(Clone, Deserialize)]
pub struct Tried {
    pub about: String,
    pub entries: Vec<Value>,
    asked: Vec<(String, String)>,
    until: Option<Day>,
}

/// A case with what was asked of it.
pub struct Seen {
    pub case: Tried,
    pub asked: Vec<Question>,
    /// Entries before its own.
    before: u64,
    /// Requests that were refused.
    refused: Vec<String>,
}

fn lines(file: &str) -> Vec<Value> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/screens").join(file);
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{file}: {e}: {line}"))).collect()
}

/// A request under this id, with the text of a sheet of these tests that it names.
fn order(mut request: Value, id: &str) -> Json {
    request["id"] = json!(id);
    if request["kind"] == "scheme.adopt"
        && let Some(name) = request["sheet"].as_str().map(str::to_owned)
    {
        request["sheet"] = json!(sheet(&name));
    }
    Json::parse(request.to_string().as_bytes()).unwrap()
}

/// Records a request on its day, or on the day on which it says that it was recorded.
fn record(desk: &mut Desk, mut request: Value, id: &str) -> Result<(), String> {
    let members = request.as_object_mut().unwrap();
    let recorded = members.remove("recorded").unwrap_or_else(|| members["on"].clone());
    if request["corrects"] == json!("-1") {
        let last = desk.entries.last().unwrap();
        let (index, leaf) = (last.sealed.index(), last.sealed.leaf());
        request["corrects"] = json!({"index": index, "leaf": leaf.to_string()});
    }
    let recorded = desk.record(recorded.as_str().unwrap(), &[order(request.clone(), id)]);
    recorded.map(drop).map_err(|refusal| format!("{request}: {refusal}"))
}

fn village(chart: &str) -> Desk {
    let mut desk = Desk::open_under(chart, ("A", "open", "2024-01-01"), ("示例社", "Example"));
    for (n, request) in lines("village.jsonl").into_iter().enumerate() {
        record(&mut desk, request, &format!("v{n}")).unwrap();
    }
    desk
}

fn seen(case: Tried) -> Seen {
    seen_under(CN_2023, case)
}

fn seen_under(chart: &str, case: Tried) -> Seen {
    let mut desk = village(chart);
    let before = desk.books.size();
    let last = case.entries.iter().filter_map(|entry| entry["on"].as_str()?.parse::<Day>().ok()).max().unwrap();
    let each = case.entries.iter().cloned().enumerate();
    let refused = each.filter_map(|(n, entry)| record(&mut desk, entry, &format!("c{n}")).err()).collect();
    let asked = desk.watched().questions(&desk.books, case.until.unwrap_or(last));
    Seen { case, asked, before, refused }
}

/// The same through the whole program, audited where its private texts are.
fn seen_sealed(case: Tried) -> Seen {
    let mut ledger = Ledger::open("A", "2024-01-01");
    let mut record = |request: &Value, id: String| {
        let recorded = ledger.record(request["on"].as_str().unwrap(), &[order(request.clone(), &id)]);
        recorded.map(drop).map_err(|refusal| format!("{request}: {refusal}"))
    };
    for (n, request) in lines("village.jsonl").iter().enumerate() {
        record(request, format!("v{n}")).unwrap();
    }
    let refused =
        case.entries.iter().enumerate().filter_map(|(n, entry)| record(entry, format!("c{n}")).err()).collect();
    let report = ledger.audited();
    assert!(report.findings.is_empty(), "{}: {:?}", case.about, report.findings);
    Seen { case, asked: report.questions, before: 0, refused }
}

/// Every case of every subject.
pub fn all() -> Vec<(&'static str, Seen)> {
    let cases = SUBJECTS.into_iter().flat_map(|subject| {
        lines(&format!("{subject}.jsonl")).into_iter().map(move |line| (subject, serde_json::from_value(line).unwrap()))
    });
    let private = lines(&format!("{PRIVATE}.jsonl")).into_iter().map(|line| serde_json::from_value(line).unwrap());
    let private = private.map(|case| (PRIVATE, seen_sealed(case)));
    cases.map(|(subject, case)| (subject, seen(case))).chain(private).collect()
}

#[test]
fn each_screen_asks_about_its_smallest_case_and_not_about_its_neighbour() {
    let all = all();
    let mut wrong = Vec::new();
    let mut codes: BTreeSet<&str> = BTreeSet::new();
    for (subject, Seen { case, asked, before, refused }) in &all {
        wrong.extend(refused.iter().map(|refused| format!("{subject}, {}: {refused}", case.about)));
        let found: BTreeSet<(String, String)> =
            asked.iter().map(|q| (q.code().name().to_owned(), q.place.to_string())).collect();
        let place = |about: &str| match about.strip_prefix("entry +") {
            Some(n) => format!("entry {}", before + n.parse::<u64>().unwrap() - 1),
            None => about.to_owned(),
        };
        let wanted: BTreeSet<(String, String)> =
            case.asked.iter().map(|(code, about)| (code.clone(), place(about))).collect();
        for question in asked {
            // what is usual is said in either language, and no Chinese in English
            let (zh, en) = (question.expected(Lang::Zh), question.expected(Lang::En));
            assert!(zh != en && en.is_ascii(), "{question}: {zh} {en}");
        }
        if found != wanted {
            wrong.push(format!("{subject}, {}: asked {found:?}, not {wanted:?}", case.about));
        }
        codes.extend(case.asked.iter().map(|(code, _)| code.as_str()));
    }
    let every: BTreeSet<&str> = ScreenCode::ALL.iter().map(|code| code.name()).collect();
    let untried: Vec<&&str> = every.difference(&codes).collect();
    println!("screens: {} cases, {} of {} codes", all.len(), codes.len(), every.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(untried.is_empty(), "no case asks {untried:?}");
    super::page::is_that_of(&examples(&all));
}

/// The chart that ships with every part of a receipt, a payment and a claim under another name.
fn renamed_chart() -> (String, BTreeSet<String>) {
    let chart = Chart::read(CN_2023).unwrap();
    let names: BTreeSet<String> =
        chart.receipt.keys().chain(chart.payment.keys()).chain(chart.claim.keys()).cloned().collect();
    let mut table = "";
    let mut text = String::new();
    for line in CN_2023.lines() {
        if line.starts_with('[') {
            table = line;
        }
        let part = line.split_once(" = ").filter(|_| matches!(table, "[receipt]" | "[payment]" | "[claim]"));
        match part.filter(|(name, _)| names.contains(*name)) {
            Some((name, rule)) => writeln!(text, "{name}_2 = {}", renamed_rule(rule)).unwrap(),
            None => writeln!(text, "{line}").unwrap(),
        }
    }
    (text, names)
}

/// A rule names another part where a claim is about it.
fn renamed_rule(rule: &str) -> String {
    rule.replace("of = \"service_fee\"", "of = \"service_fee_2\"")
}

/// The same request under that chart.
fn renamed(request: &mut Value, names: &BTreeSet<String>) {
    match request {
        Value::Array(all) => all.iter_mut().for_each(|one| renamed(one, names)),
        Value::Object(members) => {
            for (member, value) in members {
                match value.as_str() {
                    Some(name) if matches!(member.as_str(), "part" | "claim") && names.contains(name) => {
                        *value = json!(format!("{name}_2"));
                    }
                    Some(from) if from.starts_with("part.") => *value = json!(format!("{from}_2")),
                    _ => renamed(value, names),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn the_same_is_asked_under_a_chart_that_calls_its_parts_otherwise() {
    let (chart, names) = renamed_chart();
    let mut wrong = Vec::new();
    for subject in SUBJECTS {
        for line in lines(&format!("{subject}.jsonl")) {
            let case: Tried = serde_json::from_value(line).unwrap();
            let mut other = case.clone();
            other.entries.iter_mut().for_each(|entry| renamed(entry, &names));
            let (ours, theirs) = (seen(case), seen_under(&chart, other));
            let asked = |seen: &Seen| -> BTreeSet<(ScreenCode, String)> {
                seen.asked.iter().map(|question| (question.code(), question.place.to_string())).collect()
            };
            if asked(&ours) != asked(&theirs) || !theirs.refused.is_empty() {
                wrong.push(format!("{subject}, {}: {:?} {:?}", ours.case.about, asked(&theirs), theirs.refused));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Rent of the collective's land among what one contract lets: no more than its mu make, so nobody is asked.
const OF_BOTH: &str = r##"{"about":"rent of the collective's land among what one contract lets","entries":[{"on":"2024-01-20","kind":"parcel.registered","parcel":"P90001","household":"collective","land_kind":"other","area_m2":"1333.33","area_mu":"2.0000"},{"on":"2024-02-01","kind":"contract.signed","contract":"ROT-1","party":"TEN1","scheme":"ROT","signed":"2024-02-01","first_day":"2024-02-01","last_day":"2026-12-31","parcels":["P00001","P90001"],"terms":{"price":{"amount":"800.0000","unit":"yuan/mu/year"},"instalments":[{"due":"2024-02-05","first_day":"2024-02-01","last_day":"2024-07-31","lease_year":1,"part_of_year":"1/2","payout":"P01"}]}},{"on":"2024-02-05","kind":"receipt.recorded","contract":"ROT-1","instalment":"P01","into":"A-BANK-1","parts":[{"part":"land_rent","amount":"400.00"},{"part":"lease_rent","amount":"800.00"}]}],"asked":[]}"##;

#[test]
fn the_collectives_part_of_a_lease_over_land_of_both_is_not_asked_about_and_other_income_is() {
    let case: Tried = serde_json::from_str(OF_BOTH).unwrap();
    let both = seen(case.clone());
    assert!(both.asked.is_empty() && both.refused.is_empty(), "{:?} {:?}", both.asked, both.refused);
    let mut other = case;
    other.entries.push(json!({"on": "2024-02-06", "kind": "receipt.recorded", "into": "A-BANK-1",
        "parts": [{"part": "other_income", "amount": "900.00", "holder": "TEN1", "purpose": "rent"}]}));
    let codes: Vec<ScreenCode> = seen(other).asked.iter().map(|question| question.code()).collect();
    assert_eq!(codes, [ScreenCode::RentAsIncome]);
}

/// The first case in which each screen asks, with what it asks.
fn examples<'a>(all: &'a [(&'static str, Seen)]) -> BTreeMap<ScreenCode, (&'a Tried, &'a Question)> {
    let mut first = BTreeMap::new();
    for (_, seen) in all {
        for question in &seen.asked {
            first.entry(question.code()).or_insert((&seen.case, question));
        }
    }
    first
}
