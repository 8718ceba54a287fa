//! What `paid.rs` cannot play from a plain example: a sheet whose examples begin behind the loss of the year before, one
//! that pays nobody, the union's, two that ship and hand money on, and the rent of a house that was sold within an instalment.

use super::{
    Bound, Facts, Prepared, START, Village, adopted, library,
    paid::{Paid, agrees, keep, request, steps},
    prepared, sheet, told, village,
};
use coop_ledger::{
    audit::{Pin, Verdict},
    books::Owed,
    cooperative::{Cooperative, audit_here},
    log::SigningKey,
    rules::{self, Given},
    scheme::{CheckedSheet, Example, Literal, shipped},
    unit::{Exact, Fen, Period},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path};

/// What a sheet came to here.
pub(super) struct Played {
    pub examples: usize,
    pub shown: Paid,
    /// What its row says besides.
    pub why: &'static str,
}

type Play = fn(Option<&Path>) -> Played;

/// A sheet that computes and pays nobody, by design.
pub(super) const PAYS_NOBODY: &str = "zhangluo-audit";

pub(super) const ALL: [(&str, Play); 6] = [
    ("shachang", shachang),
    (PAYS_NOBODY, pays_nobody),
    ("union-days-1", union),
    ("subsidy-1", subsidy),
    ("compensation-1", compensation),
    ("bot-rent-2", house_sold),
];

/// Those of them that are not among the library's fifty.
pub(super) const SHIPPED: usize = 4;

fn bound(id: &str) -> Bound {
    library().into_iter().find(|bound| bound.id == id).unwrap()
}

/// Records what comes behind the facts, each under the id that it brings.
fn record(coop: &mut Cooperative, facts: &[Value]) -> Result<(), String> {
    let key = SigningKey::from_seed([1; 32]);
    for fact in facts {
        coop.record(&[request(fact)?], &key).map_err(|trouble| format!("{}: {trouble}", fact["id"]))?;
    }
    Ok(())
}

/// Keeps the record where it is asked for, and audits it.
fn audited(folder: &Path, coop: Cooperative, payouts: u64, keep_as: Option<&Path>) {
    drop(coop);
    let (ledger, state) = (folder.join("ledger"), folder.join("state"));
    if let Some(to) = keep_as {
        keep(&ledger, to, &[]);
    }
    let report = audit_here(&ledger, &state, Pin::default(), &mut |_, _| {}).unwrap().report;
    assert_ne!(report.verdict, Verdict::Fail, "{:?}", report.findings);
    assert_eq!(report.proven.payouts, payouts);
}

fn lines(coop: &Cooperative, payout: &str) -> Vec<(String, String)> {
    let payout = coop.books().payout(&payout.parse().unwrap()).unwrap();
    payout.lines.iter().map(|(to, owed)| (to.to_string(), owed.amount.to_string())).collect()
}

fn are(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(to, amount)| ((*to).to_owned(), (*amount).to_owned())).collect()
}

/// What payouts of a ledger came to together.
fn together(coop: &Cooperative, payouts: &[&str]) -> Paid {
    let mut all = Paid { lines: 0, declared: Fen::ZERO, beside: Fen::ZERO, paid: Fen::ZERO };
    for payout in payouts {
        let payout = coop.books().payout(&payout.parse().unwrap()).unwrap();
        let sum = |of: fn(&Owed) -> Fen| Fen::total(payout.lines.values().map(of)).unwrap();
        all.lines += payout.lines.len();
        all.declared = all.declared.plus(sum(|owed| owed.amount)).unwrap();
        all.beside = all.beside.plus(payout.collective).unwrap();
        all.paid = all.paid.plus(sum(|owed| owed.paid)).unwrap();
    }
    all
}

// ---- the loss of the year before

/// An example, and the year before it, in which the loss came that it begins behind.
fn two_years<'a>(bound: &'a Bound, sheet: &'a CheckedSheet, example: &Example) -> [Prepared<'a>; 2] {
    let Some((_, None, Literal::Number(loss, _))) = example.carried.first() else { panic!("{}", example.title) };
    let lost = &Exact::zero() - loss;
    let mut before = told(bound, sheet, example);
    before.run.period = Period::year(example.period.first_day().year() - 1).unwrap();
    before.run.record_day = before.run.period.last_day();
    before.run.inputs.insert("利润".to_owned(), Given::Number(lost.clone()));
    let mut own = told(bound, sheet, example);
    own.run.carried.insert("待补亏损".to_owned(), BTreeMap::from([(String::new(), loss.clone())]));
    let Facts { mut facts, ask } = before.facts();
    // the books lose what the sheet reads as lost, in the one year, and have what it reads as profit in the other
    facts.retain(|fact| fact["kind"] != json!("year.stepped"));
    let mut first = Facts { facts, ask: ask.clone() };
    before.year(&mut first, &lost);
    first.facts.push(adopted(bound, &before.run.period.last_day().to_string()));
    let mut second = Facts { facts: own.facts().facts, ask };
    second.facts.retain(|fact| fact["kind"] == json!("series.recorded"));
    let Some(Given::Number(profit)) = own.run.inputs.get("利润") else { panic!("{}", example.title) };
    own.year(&mut second, &profit.clone());
    let one = |told: super::Told<'a>, Facts { facts, mut ask }: Facts, payout: &str| {
        let wanted = rules::compute(sheet, &told.run).unwrap();
        ask["payout"] = json!(payout);
        ask["scheme"] = json!(bound.id);
        ask["period"] = json!(told.run.period);
        ask["record_day"] = json!(told.run.record_day);
        Prepared { told, wanted, facts, ask: serde_json::from_value(ask).unwrap() }
    };
    [one(before, first, "X0"), one(own, second, "X1")]
}

/// The steps of a year that is one of several.
fn steps_of(prepared: &Prepared<'_>) -> Vec<Value> {
    let payout = prepared.ask.payout.to_string();
    let mut all = steps(prepared);
    for fact in &mut all {
        let id = format!("{}-{payout}", fact["id"].as_str().unwrap());
        fact["id"] = json!(id);
        if fact["kind"] == json!("payout.pay") {
            fact["payout"] = json!(payout);
        }
    }
    all
}

fn shachang(kept: Option<&Path>) -> Played {
    let (bound, sheet) = (bound("shachang"), sheet("shachang"));
    let mut best: Option<Paid> = None;
    for (number, example) in (1..).zip(sheet.examples()) {
        let [before, own] = two_years(&bound, &sheet, example);
        let Village { folder, mut coop } =
            village(&before.facts).unwrap_or_else(|why| panic!("{}: {why}", example.title));
        let later = own.facts.iter().zip(0..).map(|(fact, n)| {
            let mut fact = fact.clone();
            fact["id"] = json!(format!("g{n}"));
            fact
        });
        let all: Vec<Value> = steps_of(&before).into_iter().chain(later).chain(steps_of(&own)).collect();
        record(&mut coop, &all).unwrap_or_else(|why| panic!("{}: {why}", example.title));
        let mut shown = Vec::new();
        for (prepared, payout) in [(&before, "X0"), (&own, "X1")] {
            let payout = coop.books().payout(&payout.parse().unwrap()).unwrap();
            shown.push(agrees(prepared, payout).unwrap_or_else(|why| panic!("{}: {why}", example.title)));
        }
        let keep_as = kept.map(|folder| folder.join(format!("shachang-{number}")));
        audited(folder.path(), coop, 2, keep_as.as_deref());
        let shown = shown.pop().unwrap();
        if best.as_ref().is_none_or(|best| best.lines < shown.lines) {
            best = Some(shown);
        }
    }
    Played {
        examples: sheet.examples().len(),
        shown: best.unwrap(),
        why: "each behind the year in which the loss came",
    }
}

#[test]
fn a_sheet_that_begins_behind_a_loss_finds_it_in_the_payout_of_the_year_before() {
    let shown = shachang(None);
    assert_eq!(shown.examples, 3);
    // 378 households: 3,019 mu at 667 yuan, and of 480,000 over 5,791 shares their 3,019
    let rent = Fen(3_019 * 66_700);
    assert_eq!((shown.shown.lines, shown.shown.declared), (378, rent.plus(Fen(25_023_658)).unwrap()));
    assert_eq!(shown.shown.paid, shown.shown.declared);
}

// ---- what pays nobody

fn pays_nobody(kept: Option<&Path>) -> Played {
    let (bound, sheet) = (bound(PAYS_NOBODY), sheet(PAYS_NOBODY));
    for (number, example) in (1..).zip(sheet.examples()) {
        let prepared = prepared(&bound, &sheet, example).unwrap();
        let Village { folder, mut coop } = village(&prepared.facts).unwrap();
        // it is in force, and computes what its example says
        super::tried(&sheet, example, &prepared).unwrap();
        let mut declare = serde_json::to_value(&prepared.ask).unwrap();
        declare["id"] = json!("declare");
        declare["on"] = json!(prepared.told.run.record_day);
        declare["kind"] = json!("payout.declare");
        let why = record(&mut coop, &[declare]).unwrap_err();
        assert!(why.contains("hurdle_not_reached"), "{why}");
        assert!(coop.books().payout(&"X1".parse().unwrap()).is_none());
        let keep_as = kept.map(|folder| folder.join(format!("{PAYS_NOBODY}-{number}")));
        audited(folder.path(), coop, 0, keep_as.as_deref());
    }
    let nothing = Paid { lines: 0, declared: Fen::ZERO, beside: Fen::ZERO, paid: Fen::ZERO };
    Played { examples: sheet.examples().len(), shown: nothing, why: "pays nobody by design: hurdle_not_reached" }
}

#[test]
fn a_sheet_that_compares_a_claim_is_adopted_and_a_payout_of_it_is_refused() {
    assert_eq!(pays_nobody(None).examples, 2);
}

// ---- the union's

fn union(kept: Option<&Path>) -> Played {
    let (folder, mut coop) = crate::union::played();
    let pay =
        json!({"id": "pay-U2026", "on": "2027-01-20", "kind": "payout.pay", "payout": "U2026", "from": "U-BANK-1"});
    record(&mut coop, &[pay]).unwrap();
    let payouts = ["U2024", "U2025", "U2026"];
    let shown = together(&coop, &payouts);
    audited(folder.path(), coop, 3, kept.map(|folder| folder.join("union-days-1-1")).as_deref());
    Played { examples: payouts.len(), shown, why: "three years, villages come and go" }
}

#[test]
fn the_unions_sheet_pays_three_years_to_the_villages() {
    let Played { shown, .. } = union(None);
    // 76,800.00 for three villages, 110,400.00 and 126,480.00 for four
    assert_eq!((shown.lines, shown.declared, shown.paid), (11, Fen(31_368_000), Fen(31_368_000)));
}

// ---- sheets that ship

fn ships(id: &str, version: u32) -> Vec<&'static str> {
    shipped::by_id(id, version).unwrap().text.lines().collect()
}

/// Households with members and a parcel each: of 3.00 and 1.50 mu, and one without land.
fn three_households() -> Vec<Value> {
    let mut facts = vec![
        json!({"on": START, "kind": "bank.registered", "account": "A-BANK-1", "owner": "A", "ownership": "collective"}),
        json!({"on": START, "kind": "party.registered", "party": "GOV", "role": "government"}),
    ];
    for (household, members) in [("H0001", 4), ("H0002", 3), ("H0003", 2)] {
        facts.push(json!({"on": START, "kind": "household.enrolled", "household": household, "members": members}));
    }
    for (parcel, household, mu, m2) in [("P00001", "H0001", "3.00", "2000.00"), ("P00002", "H0002", "1.50", "1000.00")]
    {
        facts.push(json!({"on": START, "kind": "parcel.registered", "parcel": parcel, "household": household,
            "area_mu": mu, "area_m2": m2, "contract_end": "2060-12-31"}));
    }
    facts
}

/// A part that came from the government, shared by a sheet that ships, and paid.
fn handed_on(scheme: &str, part: &str, expected: &[(&str, &str)], kept: Option<&Path>) -> Paid {
    let mut facts = three_households();
    facts.push(json!({"on": "2024-05-01", "kind": "scheme.adopt", "version": 1, "resolution": "R-1", "sheet": ships(scheme, 1)}));
    let mut came = json!({"part": part, "amount": "1000.00"});
    if part == "land_compensation_shared" {
        came["holder"] = json!("GOV");
    }
    facts.push(json!({"on": "2024-06-01", "kind": "receipt.recorded", "into": "A-BANK-1", "parts": [came]}));
    let Village { folder, mut coop } = village(&facts).unwrap();
    let day = "2024-06-01";
    let behind = [
        json!({"id": "declare", "on": "2024-06-02", "kind": "payout.declare", "payout": "X1", "scheme": scheme,
            "period": {"first_day": day, "last_day": day}, "record_day": day}),
        json!({"id": "pay", "on": "2024-06-03", "kind": "payout.pay", "payout": "X1", "from": "A-BANK-1"}),
    ];
    record(&mut coop, &behind).unwrap();
    assert_eq!(lines(&coop, "X1"), are(expected));
    let shown = together(&coop, &["X1"]);
    assert_eq!((shown.declared, shown.paid), (Fen(100_000), Fen(100_000)));
    audited(folder.path(), coop, 1, kept.map(|folder| folder.join(format!("{scheme}-1-1"))).as_deref());
    shown
}

fn subsidy(kept: Option<&Path>) -> Played {
    // 1,000 over 4.5 mu
    let shown = handed_on("subsidy", "pass_through", &[("H0001", "666.67"), ("H0002", "333.33")], kept);
    Played { examples: 1, shown, why: "ships with the program" }
}

fn compensation(kept: Option<&Path>) -> Played {
    // 1,000 over nine members
    let expected = [("H0001", "444.45"), ("H0002", "333.33"), ("H0003", "222.22")];
    let shown = handed_on("compensation", "land_compensation_shared", &expected, kept);
    Played { examples: 1, shown, why: "ships with the program" }
}

#[test]
fn money_to_be_handed_on_is_declared_paid_and_audited() {
    assert_eq!(subsidy(None).shown.lines, 2);
    assert_eq!(compensation(None).shown.lines, 3);
}

// ---- a house that is sold within an instalment

fn house_sold(kept: Option<&Path>) -> Played {
    let mut facts = three_households();
    facts.push(json!({"on": START, "kind": "party.registered", "party": "OP1", "role": "house operator"}));
    for (house, owner, floor) in
        [("HS-01", "H0001", "100.00"), ("HS-02", "H0002", "60.00"), ("HS-09", "collective", "80.00")]
    {
        facts.push(json!({"on": START, "kind": "house.registered", "house": house, "owner": owner, "floor_m2": floor}));
    }
    let period = json!({"first_day": "2024-11-01", "last_day": "2025-04-30"});
    facts.extend([
        json!({"on": "2024-05-01", "kind": "scheme.adopt", "version": 1, "resolution": "R-1", "sheet": ships("bot-rent", 2)}),
        json!({"on": "2024-05-01", "kind": "contract.signed", "contract": "BOT-1", "party": "OP1", "scheme": "BOT",
            "signed": "2024-05-01", "first_day": "2024-05-01", "last_day": "2034-04-30", "houses": ["HS-01", "HS-02", "HS-09"],
            "terms": {"price": {"amount": "5.0000", "unit": "yuan/m2/month"}}}),
        json!({"on": "2024-11-05", "kind": "receipt.recorded", "contract": "BOT-1", "into": "A-BANK-1", "period": period,
            "parts": [{"part": "house_rent", "amount": "4800.00"}, {"part": "collective_house_rent", "amount": "2400.00"}]}),
        json!({"on": "2024-12-16", "kind": "holding.passed", "house": "HS-01", "why": "transfer", "document": "MM-1",
            "lines": [{"from": "H0001", "to": "H0003"}]}),
    ]);
    let Village { folder, mut coop } = village(&facts).unwrap();
    let behind = [
        json!({"id": "declare", "on": "2025-05-02", "kind": "payout.declare", "payout": "X1", "contract": "BOT-1",
            "scheme": "bot-rent", "period": period}),
        json!({"id": "pay", "on": "2025-05-03", "kind": "payout.pay", "payout": "X1", "from": "A-BANK-1"}),
    ];
    record(&mut coop, &behind).unwrap();
    // Nov 30 + Dec 31 + Jan 31 + Feb 28 + Mar 31 + Apr 30 = 181 days. HS-01 brings 100 x 5 x 6 = 3,000.00: H0001 has it
    // Nov 30 + Dec 15 = 45 days, 3,000 x 45 / 181 = 745.856; H0003 from 16 December on the other 136, 2,254.144.
    // HS-02 brings 60 x 5 x 6 = 1,800.00, the collective's 80 x 5 x 6 = 2,400.00.
    assert_eq!(lines(&coop, "X1"), are(&[("H0001", "745.86"), ("H0002", "1800.00"), ("H0003", "2254.14")]));
    let shown = together(&coop, &["X1"]);
    assert_eq!((shown.declared, shown.beside, shown.paid), (Fen(480_000), Fen(240_000), Fen(480_000)));
    audited(folder.path(), coop, 1, kept.map(|folder| folder.join("bot-rent-2-1")).as_deref());
    Played { examples: 1, shown, why: "a house is sold within the instalment" }
}

#[test]
fn rent_of_a_house_that_is_sold_within_an_instalment_goes_to_each_owner_for_his_days() {
    assert_eq!(house_sold(None).shown.lines, 3);
}
