//! Shares, capital and houses pass on, and are held fast.

use super::*;
use coop_ledger::{
    books::AccountKey,
    event::Holder,
    scheme::shipped,
    unit::{Day, Fen},
};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The little ledger with a class that is paid in, land shares and a pooled investment at work.
fn endowed() -> Village {
    let mut village = Village::of_little(3);
    village.record(
        r#"
{"id":"pt","on":"2024-05-01","kind":"party.registered","party":"PT1","role":"project company"}
{"id":"c1","on":"2024-05-01","kind":"class.set","class":"stock","unit":"share","regime":"open","scale":0,"cap":"0.80","paid_in":{"account":"301","price":"100.0000"}}
{"id":"c2","on":"2024-05-01","kind":"class.set","class":"land","unit":"mu","regime":"closed","total":"5","scale":2,"outsiders":"income"}
{"id":"g1","on":"2024-05-01","kind":"shares.granted","class":"land","holder":"H0001","shares":"3"}
{"id":"g2","on":"2024-05-01","kind":"shares.granted","class":"land","holder":"H0002","shares":"2"}
{"id":"hs","on":"2024-05-01","kind":"house.registered","house":"HS-01","owner":"H0001","floor_m2":"100.00"}
{"id":"k","on":"2024-05-01","kind":"contract.signed","contract":"COT-1","party":"PT1","scheme":"COT","signed":"2024-05-01","last_day":"2027-12-31","terms":{"capital":"10000.00","return_rate":"0.06","day_count":"actual/365"}}"#,
    );
    village.record(
        r#"{"id":"sub","on":"2024-05-01","kind":"subscription.recorded","contract":"COT-1","into":"A-BANK-1","collective":"4000.00","lines":[{"owner":"H0001","amount":"6000.00"}]}"#,
    );
    village.record(
        r#"{"id":"r","on":"2024-05-01","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"subsidy","amount":"20000.00"}]}"#,
    );
    village.record(
        r#"{"id":"inv","on":"2024-05-01","kind":"payment.recorded","contract":"COT-1","from":"A-BANK-1","parts":[{"part":"investment","amount":"10000.00"}]}"#,
    );
    village
}

fn passed(id: &str, on: &str, of: &str, why: &str, lines: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"{on}","kind":"holding.passed",{of},"why":"{why}","lines":[{lines}],"document":"D-1"{more}}}"#
    )
}

fn shares(village: &Village, household: &str, class: &str, on: &str) -> String {
    village.books().registers().shares_of(&household.parse().unwrap(), class, day(on)).short()
}

fn stands(village: &Village, account: &str, holder: &str, purpose: &str) -> Fen {
    village.books().accounts().balance(&AccountKey::new(account, holder, purpose))
}

#[test]
fn shares_that_are_paid_in_are_issued_sold_and_taken_back_with_their_money() {
    let mut village = endowed();
    let stock = r#""class":"stock""#;
    let issued = r#"{"to":"H0001","shares":"20"},{"to":"H0002","shares":"10"}"#;
    assert_eq!(village.refused(&passed("i", "2024-05-02", stock, "issued", issued, "")), Code::MemberMissing);
    // what is paid in for a share is what its class says
    let into = r#","into":"A-BANK-1""#;
    for price in ["50.00", "150.00"] {
        let other = format!(r#"{{"to":"H0001","shares":"6","price":"{price}"}}"#);
        assert_eq!(
            village.refused(&passed("i", "2024-05-02", stock, "issued", &other, into)),
            Code::StatedFigureDiffers
        );
    }
    let issued = issued.replace(r#""20""#, r#""20","price":"100.00""#);
    village.record(&passed("i", "2024-05-02", stock, "issued", &issued, into));
    assert_eq!(stands(&village, "301", "H0001", "stock"), Fen(-200_000));
    village.record(&passed("t", "2024-05-03", stock, "transfer", r#"{"from":"H0001","to":"H0002","shares":"5"}"#, ""));
    assert_eq!(shares(&village, "H0001", "stock", "2024-05-02"), "20.00");
    assert_eq!(shares(&village, "H0001", "stock", "2024-05-03"), "15.00");
    assert_eq!(stands(&village, "301", "H0002", "stock"), Fen(-150_000));
    let back = r#"{"from":"H0002","shares":"10","price":"108.00"}"#;
    assert_eq!(village.refused(&passed("b", "2024-05-04", stock, "redemption", back, "")), Code::MemberMissing);
    // what is paid above par is there, and what was never paid in stays
    let voted = r#","resolution":"R-9""#;
    assert_eq!(village.refused(&passed("b", "2024-05-04", stock, "redemption", back, voted)), Code::BelowZero);
    village.record(
        r#"{"id":"d","on":"2024-05-04","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"donation","holder":"OP1","amount":"80.00"}]}"#,
    );
    village.record(&passed("b", "2024-05-04", stock, "redemption", back, voted));
    assert_eq!(stands(&village, "301", "H0002", "stock"), Fen(-50_000));
    assert_eq!(stands(&village, "311", "", "退股溢价"), Fen(8_000));
    assert_eq!(stands(&village, "113", "H0002", "退股款"), Fen(-108_000));
    let pay = |amount: &str| {
        format!(
            r#"{{"id":"p","on":"2024-05-05","kind":"payment.recorded","from":"A-BANK-1","parts":[{{"part":"member_payable","holder":"H0002","purpose":"退股款","amount":"{amount}"}}]}}"#
        )
    };
    assert_eq!(village.refused(&pay("1080.01")), Code::PaymentAboveWhatIsOwed);
    village.record(&pay("1080.00"));
    assert_eq!(stands(&village, "113", "H0002", "退股款"), Fen::ZERO);
    // a half, more than is held, and more than one holder may have
    let line = |shares: &str| format!(r#"{{"from":"H0002","to":"H0001","shares":"{shares}"}}"#);
    assert_eq!(village.refused(&passed("x", "2024-05-06", stock, "transfer", &line("1.5"), "")), Code::ShareScale);
    assert_eq!(village.refused(&passed("x", "2024-05-06", stock, "gift", &line("6"), "")), Code::MoreSharesThanHeld);
    assert_eq!(village.refused(&passed("x", "2024-05-06", stock, "gift", &line("2"), "")), Code::CapExceeded);
    // heirs may have more
    village.record(&passed("h", "2024-05-06", stock, "inheritance", &line("2"), ""));
    // what was never paid in is not paid out
    village.record(
        r#"{"id":"n","on":"2024-05-06","kind":"shares.granted","class":"stock","holder":"H0002","shares":"3"}"#,
    );
    let unpaid = r#"{"from":"H0002","shares":"6","price":"1.00"}"#;
    assert_eq!(village.refused(&passed("b2", "2024-05-07", stock, "redemption", unpaid, voted)), Code::NotPaidIn);
    let paid = unpaid.replace("6", "3");
    village.record(&passed("b2", "2024-05-07", stock, "redemption", &paid, voted));
}

#[test]
fn shares_of_a_closed_class_pass_inside_and_are_never_made_more() {
    let mut village = endowed();
    let land = r#""class":"land""#;
    let issued = r#"{"to":"H0001","shares":"0.01"}"#;
    assert_eq!(village.refused(&passed("x", "2024-05-02", land, "issued", issued, "")), Code::ShareClassOverTotal);
    let to = |to: &str| format!(r#"{{"from":"H0001","to":"{to}","shares":"1"}}"#);
    assert_eq!(village.refused(&passed("x", "2024-05-02", land, "transfer", &to("OP1"), "")), Code::TransferToOutsider);
    assert_eq!(village.refused(&passed("x", "2024-05-02", land, "transfer", &to("H0009"), "")), Code::UnknownHousehold);
    assert_eq!(village.refused(&passed("x", "2024-05-02", land, "gift", &to("H0001"), "")), Code::AlreadyRegistered);
    assert_eq!(village.refused(&passed("x", "2024-05-02", land, "gift", &to("H0001-1"), "")), Code::UnknownPerson);
    village.record(r#"{"id":"he","on":"2024-05-02","kind":"party.registered","party":"HEIR-1","role":"heir"}"#);
    village.record(&passed("in", "2024-05-02", land, "inheritance", &to("HEIR-1"), ""));
    village.record(&passed("g", "2024-05-02", land, "gift", &to("collective"), ""));
    assert_eq!(shares(&village, "H0001", "land", "2024-05-02"), "1.00");
    let own = &village.books().registers().of_collective()["land"];
    assert_eq!(own.latest().map(|own| own.short()), Some("1.00".to_owned()));
    // what is everybody's is given away by vote
    let back = r#"{"from":"collective","to":"H0002","shares":"1"}"#;
    assert_eq!(village.refused(&passed("b", "2024-05-03", land, "gift", back, "")), Code::MemberMissing);
    village.record(&passed("b", "2024-05-03", land, "gift", back, r#","resolution":"R-2""#));
}

#[test]
fn capital_passes_comes_back_and_is_lost_with_each_owners_days() {
    let mut village = endowed();
    let cot = r#""contract":"COT-1""#;
    village.record(&passed(
        "t",
        "2024-09-01",
        cot,
        "transfer",
        r#"{"from":"H0001","to":"H0002","amount":"2000.00"}"#,
        "",
    ));
    assert_eq!(stands(&village, "221", "H0001", "代投资金"), Fen(-400_000));
    let more = r#"{"from":"H0001","to":"H0002","amount":"4000.01"}"#;
    assert_eq!(village.refused(&passed("x", "2024-09-02", cot, "transfer", more, "")), Code::MoreSharesThanHeld);
    let runs = |village: &Village, who: &str| -> Vec<(String, String, Option<String>)> {
        let owner: Holder = who.parse().unwrap();
        let rows = village.books().registers().capital().iter().filter(|row| row.owner.latest() == Some(&owner));
        let runs = rows.flat_map(|row| row.runs(day("2026-12-31")));
        runs.map(|run| (run.amount.to_string(), run.first.to_string(), run.last.map(|l| l.to_string()))).collect()
    };
    let run = |amount: &str, first: &str, last: Option<&str>| (amount.into(), first.into(), last.map(Into::into));
    let before = run("6000.00", "2024-05-01", Some("2024-08-31"));
    assert_eq!(runs(&village, "H0001"), [before.clone(), run("4000.00", "2024-09-01", None)]);
    assert_eq!(runs(&village, "H0002"), [run("2000.00", "2024-09-01", None)]);
    // the collective takes one over
    let exit = r#"{"from":"H0002","to":"collective","amount":"500.00"}"#;
    village.record(&passed("e", "2024-10-01", cot, "redemption", exit, r#","resolution":"R-1""#));
    assert_eq!(stands(&village, "113", "H0002", "退回股金"), Fen(-50_000));
    // half of the principal comes back, and goes to the owners
    let own = r#"{"from":"collective","amount":"2250.00"},{"from":"H0001","amount":"2000.00"},{"from":"H0002","amount":"750.00"}"#;
    let returned = passed("b", "2025-07-01", cot, "returned", own, "");
    assert_eq!(village.refused(&returned), Code::PaymentAboveWhatIsOwed);
    let came = r#"{"id":"ret","on":"2025-07-01","kind":"receipt.recorded","contract":"COT-1","into":"A-BANK-1","parts":[{"part":"investment_returned","amount":"5000.00"}]}"#;
    village.record(came);
    // whose came back is said before a return is claimed of that year; of the year before all of it was at work
    let claim = |year: &str| {
        format!(
            r#"{{"id":"cl","on":"{year}-12-31","kind":"claim.recorded","parts":[{{"claim":"fixed_return","contract":"COT-1","amount":"60.00","year":{year}}}]}}"#
        )
    };
    assert_eq!(village.refused(&claim("2025")), Code::NoCapital);
    assert!(village.said.contains("5000.00 came back in entry"), "{}", village.said);
    assert_ne!(village.refused(&claim("2024")), Code::NoCapital);
    village.record(&returned);
    assert_ne!(village.refused(&claim("2025")), Code::NoCapital);
    assert_eq!(stands(&village, "141", "PT1", ""), Fen(500_000));
    assert_eq!(stands(&village, "221", "H0001", "代投资金"), Fen(-200_000));
    assert_eq!(stands(&village, "113", "H0001", "退回股金"), Fen(-200_000));
    let undo = r#"{"id":"u","on":"2025-07-02","kind":"entry.corrected","corrects":"ret","reason":"other"}"#;
    assert_eq!(village.refused(undo), Code::RestsOnLater);
    // the rest is lost
    let lost = r#"{"from":"collective","amount":"2250.00"},{"from":"H0001","amount":"2000.00"},{"from":"H0002","amount":"750.00"}"#;
    village.record(&passed("l", "2025-12-31", cot, "lost", lost, ""));
    assert_eq!(stands(&village, "141", "PT1", ""), Fen::ZERO);
    assert_eq!(stands(&village, "502", "PT1", "投资损失"), Fen(225_000));
    assert_eq!(stands(&village, "221", "H0001", "代投资金"), Fen::ZERO);
}

#[test]
fn a_house_passes_from_its_owner_and_from_nobody_else() {
    let mut village = endowed();
    let house = r#""house":"HS-01""#;
    let sold = |from: &str, to: &str| format!(r#"{{"from":"{from}","to":"{to}","price":"88000.00"}}"#);
    village.record(&passed("s", "2024-06-01", house, "transfer", &sold("H0001", "H0002"), ""));
    let other = passed("x", "2024-06-02", house, "transfer", &sold("H0001", "H0002"), "");
    assert_eq!(village.refused(&other), Code::NotTheHolder);
    let early = passed("x", "2024-05-20", house, "gift", &sold("H0001", "collective"), "");
    assert_eq!(village.refused(&early), Code::NotTheHolder);
    let owner = &village.books().registers().houses()["HS-01"].owner;
    assert_eq!(owner.as_at(day("2024-05-31")).map(ToString::to_string), Some("H0001".to_owned()));
    assert_eq!(owner.as_at(day("2024-06-01")).map(ToString::to_string), Some("H0002".to_owned()));
}

#[test]
fn what_is_frozen_passes_by_order_of_a_court_alone() {
    let mut village = endowed();
    let hold = |id: &str, on: &str, state: &str| {
        format!(
            r#"{{"id":"{id}","on":"{on}","kind":"holding.held","class":"land","holder":"H0002","document":"F-1",{state}}}"#
        )
    };
    let frozen = r#""state":"frozen","benefits":"withheld","until":"2024-08-31""#;
    assert_eq!(village.refused(&hold("f", "2024-05-02", r#""state":"free""#)), Code::NothingChanges);
    village.record(&hold("f", "2024-05-02", frozen));
    assert_eq!(village.refused(&hold("g", "2024-05-03", frozen)), Code::NothingChanges);
    let line = r#"{"from":"H0002","to":"H0001","shares":"1"}"#;
    let passes = |id: &str, on: &str, why: &str| passed(id, on, r#""class":"land""#, why, line, "");
    assert_eq!(village.refused(&passes("x", "2024-05-03", "transfer")), Code::HoldingFrozen);
    let old = r#"{"id":"x","on":"2024-05-03","kind":"shares.transferred","class":"land","from":"H0002","to":"H0001","shares":"1"}"#;
    assert_eq!(village.refused(old), Code::HoldingFrozen);
    village.record(&passes("c", "2024-05-03", "court"));
    // behind its last day it is free
    village.record(&passes("t", "2024-09-01", "transfer"));
}

#[test]
fn what_a_payout_gives_to_whoever_is_frozen_stays_open_until_it_is_free() {
    let mut village = Village::of_little(4);
    village.record(
        r#"
{"id":"pt","on":"2024-05-01","kind":"party.registered","party":"PT1","role":"project company"}
{"id":"s","on":"2024-05-01","kind":"setting.chosen","name":"member_payable","value":"113"}
{"id":"k","on":"2024-05-01","kind":"contract.signed","contract":"COT-1","party":"PT1","scheme":"COT","signed":"2024-05-01","last_day":"2027-12-31","terms":{"capital":"3000.00","return_rate":"0.06","day_count":"actual/365"}}
{"id":"sub","on":"2024-05-01","kind":"subscription.recorded","contract":"COT-1","into":"A-BANK-1","collective":"0.00","lines":[{"owner":"H0001","amount":"2000.00"},{"owner":"H0002","amount":"1000.00"}]}
{"id":"inv","on":"2024-05-01","kind":"payment.recorded","contract":"COT-1","from":"A-BANK-1","parts":[{"part":"investment","amount":"3000.00"}]}
{"id":"f","on":"2024-06-01","kind":"holding.held","contract":"COT-1","holder":"H0002","state":"frozen","benefits":"withheld","document":"F-1"}"#,
    );
    let books = village.books();
    let capital = &books.registers().capital()[1];
    assert_eq!(capital.amount_now(), Fen(100_000));
    let part = |amount: &str| {
        passed(
            "x",
            "2024-06-02",
            r#""contract":"COT-1""#,
            "gift",
            &format!(r#"{{"from":"H0002","to":"H0001","amount":"{amount}"}}"#),
            "",
        )
    };
    assert_eq!(village.refused(&part("0.01")), Code::HoldingFrozen);
    // of what did not come of the capital nothing is kept back
    let held = |payout: &str| village.books().payout(&payout.parse().unwrap()).is_some();
    assert!(!held("P01"));
    // the house, class or contract that something passed of is never taken out
    village.record(
        r#"{"id":"hs","on":"2024-06-02","kind":"house.registered","house":"HS-09","owner":"H0001","floor_m2":"90.00"}"#,
    );
    village.record(&passed("hp", "2024-06-03", r#""house":"HS-09""#, "gift", r#"{"from":"H0001","to":"H0002"}"#, ""));
    let void = r#"{"id":"v","on":"2024-06-04","kind":"register.revised","register":"house","code":"HS-09","mode":"void","entry":"hs","reason":"other","document":"D"}"#;
    assert_eq!(village.refused(void), Code::InUse);
}

/// A shipped sheet, adopted as the first version in the village.
fn adopts(village: &mut Village, scheme: &str, version: u32) {
    let text = shipped::by_id(scheme, version).unwrap().text;
    village.adopt_version(&format!("a-{scheme}"), "2024-05-01", 1, text);
}

fn declared(village: &Village, payout: &str) -> Vec<(String, String)> {
    let lines = &village.books().payout(&payout.parse().unwrap()).unwrap().lines;
    lines.iter().map(|(household, owed)| (household.to_string(), owed.amount.to_string())).collect()
}

fn line(household: &str, amount: &str) -> (String, String) {
    (household.to_owned(), amount.to_owned())
}

#[test]
fn the_year_in_which_capital_passed_is_confirmed_by_a_sheet_that_reads_until_when_it_counts() {
    let claim = r#"{"id":"cl","on":"2024-12-31","kind":"claim.recorded","claim":"fixed_return","contract":"COT-1","amount":"402.74","year":2024}"#;
    let sold = passed(
        "t",
        "2024-09-01",
        r#""contract":"COT-1""#,
        "transfer",
        r#"{"from":"H0001","to":"H0002","amount":"2000.00"}"#,
        "",
    );
    let mut village = endowed();
    adopts(&mut village, "cot-return", 1);
    village.record(&sold);
    assert_eq!(village.refused(claim), Code::TermNotRead);
    let mut village = endowed();
    adopts(&mut village, "cot-return", 2);
    village.record(&sold);
    village.record(claim);
    village.record(r#"{"id":"d","on":"2024-12-31","kind":"payout.declare","payout":"C1","contract":"COT-1","scheme":"cot-return","year":2024}"#);
    // 6 000 over 123 days and 4 000 over 122; 2 000 over 122; of 10 000 over 245 days
    assert_eq!(declared(&village, "C1"), [line("H0001", "201.53"), line("H0002", "40.11")]);
}

#[test]
fn money_to_be_handed_on_goes_out_by_area_and_compensation_by_members() {
    let mut village = endowed();
    adopts(&mut village, "subsidy", 1);
    adopts(&mut village, "compensation", 1);
    let came = |id: &str, part: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-06-01","kind":"receipt.recorded","into":"A-BANK-1","parts":[{{"part":"{part}","amount":"1000.00"}}]}}"#
        )
    };
    village.record(&came("r1", "pass_through"));
    village.record(&came("r2", "land_compensation_shared").replace("\"amount\"", "\"holder\":\"OP1\",\"amount\""));
    let declare = |payout: &str, scheme: &str| {
        format!(
            r#"{{"id":"d-{payout}","on":"2024-06-02","kind":"payout.declare","payout":"{payout}","scheme":"{scheme}","period":{{"first_day":"2024-06-01","last_day":"2024-06-01"}},"record_day":"2024-06-01"}}"#
        )
    };
    village.record(&declare("S1", "subsidy"));
    village.record(&declare("K1", "compensation"));
    // 3 and 1.5 mu; 4 and 3 members
    assert_eq!(declared(&village, "S1"), [line("H0001", "666.67"), line("H0002", "333.33")]);
    assert_eq!(declared(&village, "K1"), [line("H0001", "571.43"), line("H0002", "428.57")]);
}

/// A sheet that gives half of what is handed on to the collective is declared no more than one that keeps rent.
#[test]
fn nothing_of_what_is_handed_on_or_compensated_stays_with_the_collective() {
    for (id, input, part, word) in [
        ("subsidy", "到账代发款", "pass_through", "代发"),
        ("compensation", "到账补偿款", "land_compensation_shared", "补偿"),
    ] {
        let mut village = endowed();
        let sheet = shipped::by_id(id, 1).unwrap().text;
        let column = if id == "subsidy" { "地块面积" } else { "人口" };
        let steps = sheet.find("【步骤】").unwrap();
        let halved = format!(
            "{}【步骤】\n分 半 由 {input}，入 户池 按 50 %，给 集体 按 50 % 记作 集体收益\n分 其余 由 户池，给 每个 户 按 {column} 记作 {word} 无则 给 集体 记作 集体收益\n",
            &sheet[..steps]
        );
        village.adopt_version("a", "2024-05-01", 1, &halved);
        village.record(&format!(
            r#"{{"id":"rc","on":"2024-06-01","kind":"receipt.recorded","into":"A-BANK-1","parts":[{{"part":"{part}","holder":"OP1","amount":"1000.00"}}]}}"#
        ));
        let declare = format!(
            r#"{{"id":"dc","on":"2024-06-02","kind":"payout.declare","payout":"S1","scheme":"{id}","period":{{"first_day":"2024-06-01","last_day":"2024-06-01"}},"record_day":"2024-06-01"}}"#
        );
        assert_eq!(village.refused(&declare), Code::RentCreditedDiffersFromReceived, "{id}");
    }
}
