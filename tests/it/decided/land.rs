//! Land is cut, joined, exchanged, passed on, given back, contracted, taken and extended; leases and rent follow it.

use super::*;
use coop_ledger::{
    books::Parcel,
    event::{Holder, LandKind},
    statement::{Format, render_table, reports},
    unit::{Day, Fen, Lang, Period},
};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A change of land; `into` are rows of parcel, holder, m², mu, kind and end of the land contract.
fn changed(id: &str, on: &str, act: &str, parcels: &[&str], into: &[[&str; 6]], more: &str) -> String {
    let rows = into.iter().map(|[parcel, holder, m2, mu, kind, end]| {
        let end = if end.is_empty() { String::new() } else { format!(r#","contract_end":"{end}""#) };
        format!(
            r#"{{"parcel":"{parcel}","household":"{holder}","area_m2":"{m2}","area_mu":"{mu}","land_kind":"{kind}"{end}}}"#
        )
    });
    let rows: Vec<String> = rows.collect();
    let into = if rows.is_empty() { String::new() } else { format!(r#","into":[{}]"#, rows.join(",")) };
    let parcels: Vec<String> = parcels.iter().map(|parcel| format!("{parcel:?}")).collect();
    let parcels = parcels.join(",");
    format!(
        r#"{{"id":"{id}","on":"{on}","kind":"land.changed","act":"{act}","parcels":[{parcels}]{into},"document":"D-{id}"{more}}}"#
    )
}

const END: &str = "2040-12-31";
const VOTED: &str = r#","resolution":"R-1""#;

fn parcel<'a>(village: &'a Village, code: &str) -> &'a Parcel {
    &village.books().registers().parcels()[code]
}

/// Whom a parcel is with and under which contract, at the end of a day.
fn lies(village: &Village, code: &str, on: &str) -> String {
    let (parcel, on) = (parcel(village, code), day(on));
    let holder = parcel.holder_on(on).map_or_else(|| "–".to_owned(), Holder::to_string);
    let mu = parcel.area.as_at(on).map_or_else(String::new, |(_, mu)| mu.short());
    format!("{holder} {mu} {}", parcel.leased_under(on).map_or("–", |contract| contract.as_str()))
}

#[test]
fn what_comes_of_a_parcel_has_its_land_its_lease_and_its_entrustment() {
    let mut village = Village::of_little(4);
    let split = |m2: &str| {
        let rows =
            [["P11", "H0001", "1200.00", "1.80", "contracted", END], ["P12", "H0001", m2, "1.20", "contracted", END]];
        changed("s", "2024-05-06", "split", &["P01"], &rows, "")
    };
    assert_eq!(village.refused(&split("799.00")), Code::AreaNotConserved);
    assert_eq!(village.refused(&split("800.00").replace("P12", "P02")), Code::AlreadyRegistered);
    assert_eq!(village.refused(&split("800.00").replace("H0001", "H0002")), Code::NotTheHolder);
    village.record(&split("800.00"));
    let there = |village: &Village, code: &str| ["2024-05-05", "2024-05-06"].map(|on| lies(village, code, on));
    assert_eq!(there(&village, "P01"), ["H0001 3.00 ROT-1", "– 3.00 –"]);
    assert_eq!(there(&village, "P11"), ["–  –", "H0001 1.80 ROT-1"]);
    assert_eq!(parcel(&village, "P12").entrusted_until(day("2024-05-06")), Some(day("2036-12-31")));
    assert_eq!(parcel(&village, "P12").turns[0].from, ["P01".parse().unwrap()]);
    assert_eq!(parcel(&village, "P01").turns[0].into.len(), 2);
    // an ended row is named no more, and its code is never another's
    let named = r#"{"id":"m","on":"2024-05-07","kind":"parcel.remeasured","household":"H0001","parcel":"P01","area_m2":"2010.00","area_mu":"3.0200","document":"FC-1"}"#;
    assert_eq!(village.refused(named), Code::ParcelEnded);
    let again = r#"{"id":"p","on":"2024-05-07","kind":"parcel.registered","household":"H0002","parcel":"P01","area_m2":"2000.00","area_mu":"3.0000","contract_end":"2040-12-31"}"#;
    assert_eq!(village.refused(again), Code::ParcelEnded);
    assert_eq!(village.refused(&split("800.00").replace(r#""s""#, r#""t""#)), Code::ParcelEnded);
    // nothing is put between what is recorded
    let early = changed(
        "j",
        "2024-05-05",
        "join",
        &["P11", "P12"],
        &[["P13", "H0001", "2000.00", "3.00", "contracted", END]],
        "",
    );
    assert_eq!(village.refused(&early), Code::DatesOutOfOrder);
    village.record(&early.replace("2024-05-05", "2024-06-01"));
    assert_eq!(lies(&village, "P13", "2024-06-01"), "H0001 3.00 ROT-1");
    // under two leases, or one leased and one not, they are not joined
    let other = changed(
        "k",
        "2024-06-02",
        "join",
        &["P13", "P02"],
        &[["P14", "H0001", "3000.00", "4.50", "contracted", END]],
        "",
    );
    assert_eq!(village.refused(&other), Code::NotTheHolder);
}

#[test]
fn rent_of_land_that_was_exchanged_goes_day_by_day() {
    let mut village = Village::of_little(4);
    for (code, household, m2, mu) in [("P21", "H0001", "2157.24", "3.24"), ("P22", "H0002", "1898.17", "2.85")] {
        village.record(&format!(
            r#"{{"id":"r{code}","on":"2024-09-01","kind":"parcel.registered","parcel":"{code}","household":"{household}","area_m2":"{m2}","area_mu":"{mu}","contract_end":"2040-12-31"}}"#
        ));
        village.record(&format!(
            r#"{{"id":"e{code}","on":"2024-09-01","kind":"entrustment.given","household":"{household}","document":"W-{code}","parcels":["{code}"],"first_day":"2024-09-01","last_day":"2036-12-31"}}"#
        ));
    }
    village.record(r#"{"id":"c","on":"2024-09-02","kind":"contract.signed","contract":"ROT-9","party":"OP1","scheme":"rot-rent","signed":"2024-09-02","first_day":"2024-10-01","last_day":"2034-09-30","parcels":["P21","P22"],"terms":{"price":{"amount":"883.5000","unit":"yuan/mu/year"},"escalation":{"kind":"compound","lease_year_1_from":"2024-10-01","rate":"1/50"},"fee_rate":"3/100","fee_payer":"OP1","area_basis":"registered_mu","instalments":[{"due":"2024-10-10","first_day":"2024-10-01","last_day":"2025-03-31","lease_year":1,"part_of_year":"1/2","payout":"P09"}]}}"#);
    let swap = [
        ["P21", "H0002", "2157.24", "3.24", "contracted", END],
        ["P22", "H0001", "1898.17", "2.85", "contracted", END],
    ];
    let exchange = changed("x", "2024-11-01", "exchange", &["P21", "P22"], &swap, "");
    assert_eq!(village.refused(&exchange.replace("H0001", "H0099")), Code::NotSameCollective);
    assert_eq!(village.refused(&exchange.replace("2157.24", "2157.25")), Code::AreaNotConserved);
    village.record(&exchange);
    assert_eq!(
        [lies(&village, "P21", "2024-10-31"), lies(&village, "P21", "2024-11-01")],
        ["H0001 3.24 ROT-9", "H0002 3.24 ROT-9"]
    );
    village.record(r#"{"id":"m","on":"2024-11-18","kind":"receipt.recorded","contract":"ROT-9","instalment":"P09","into":"A-BANK-1","parts":[{"part":"land_rent","amount":"2690.26"},{"part":"service_fee","amount":"80.71"}]}"#);
    village.record(
        r#"{"id":"d","on":"2024-11-20","kind":"payout.declare","payout":"P09","contract":"ROT-9","scheme":"rot-rent"}"#,
    );
    let payout = village.books().payout(&"P09".parse().unwrap()).unwrap().clone();
    let lines: Vec<(&str, Fen)> =
        payout.lines.iter().map(|(household, owed)| (household.as_str(), owed.amount)).collect();
    // 182 days: 3.24 × 441.75 × 31/182 + 2.85 × 441.75 × 151/182 = 1288.33 and 13/56 of a fen, and the other way round
    assert_eq!(lines, [("H0001", Fen(128_833)), ("H0002", Fen(140_193))]);
    let runs: Vec<(Period, String)> =
        parcel(&village, "P21").runs(day("2024-11-20")).iter().map(|run| (run.days, run.holder.to_string())).collect();
    assert_eq!(runs.iter().map(|(_, holder)| holder.as_str()).collect::<Vec<_>>(), ["H0001", "H0002"]);
    assert_eq!(runs[1].0.first_day(), day("2024-11-01"));
}

#[test]
fn land_goes_back_to_the_collective_and_out_again_and_is_let_without_a_paper_while_it_is_there() {
    let mut village = Village::of_little(4);
    let back = changed(
        "b",
        "2024-05-06",
        "hand_back",
        &["P01"],
        &[["P01", "collective", "2000.00", "3.00", "flexible", ""]],
        "",
    );
    assert_eq!(village.refused(&back.replace("flexible", "contracted")), Code::BadValue);
    village.record(&back);
    assert_eq!(
        [lies(&village, "P01", "2024-05-05"), lies(&village, "P01", "2024-05-06")],
        ["H0001 3.00 ROT-1", "collective 3.00 –"]
    );
    let lease = |id: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-06-01","kind":"contract.signed","contract":"{id}","party":"OP1","scheme":"LEASE","signed":"2024-06-01","first_day":"2024-07-01","last_day":"2025-06-30","parcels":["P01"]}}"#
        )
    };
    village.record(&lease("LAND-1"));
    assert_eq!(village.refused(&lease("LAND-2")), Code::LeasedTwice);
    let allot =
        changed("a", "2025-01-10", "allot", &["P01"], &[["P01", "H0002", "2000.00", "3.00", "contracted", END]], VOTED);
    assert_eq!(village.refused(&allot), Code::InUse);
    assert_eq!(village.refused(&allot.replace(VOTED, "")), Code::MemberMissing);
    let allot = allot.replace("2025-01-10", "2025-07-01");
    village.record(&allot);
    assert_eq!(lies(&village, "P01", "2025-07-01"), "H0002 3.00 –");
    // a household's again: let only with its paper
    let later = lease("LAND-3")
        .replace("2024-07-01", "2025-08-01")
        .replace("2025-06-30", "2026-07-31")
        .replace("2024-06-01", "2025-07-02");
    assert_eq!(village.refused(&later), Code::NoEntrustment);
    let kinds =
        ["2024-05-05", "2024-05-06", "2025-07-01"].map(|on| *parcel(&village, "P01").kind.as_at(day(on)).unwrap());
    assert_eq!(kinds, [LandKind::Contracted, LandKind::Flexible, LandKind::Contracted]);
    let ends = ["2024-05-05", "2024-05-06", "2025-07-01"].map(|on| parcel(&village, "P01").contract_end_on(day(on)));
    assert_eq!(ends, [Some(day(END)), None, Some(day(END))]);
}

/// What a contract lets on a day: parcel, holder, last day, whether it is let then, and what happened to it.
fn lets(village: &Village, contract: &str, on: &str) -> Vec<String> {
    let mut rows = reports::leased(village.books(), day(on));
    rows.retain(|row| row.contract.as_str() == contract);
    let one = |row: &reports::LeasedRow| {
        let holder = row.household.as_ref().map(Holder::to_string).unwrap_or_default();
        let turns: Vec<String> = row.turns.iter().map(|turn| format!("{} {}", turn.on, turn.act)).collect();
        let stands = if row.now { "let" } else { "not let" };
        format!("{} {holder} {} {stands} {}", row.code, row.last_day, turns.join(", ")).trim_end().to_owned()
    };
    rows.iter().map(one).collect()
}

fn counted(village: &Village, contract: &str, on: &str) -> u64 {
    let rows = reports::contracts(village.books(), day(on));
    rows.into_iter().find(|row| row.contract.as_str() == contract).unwrap().parcels
}

#[test]
fn a_contract_lists_what_it_lets_now_and_what_went_and_when() {
    let mut village = Village::of_little(4);
    let before = counted(&village, "ROT-1", "2024-05-05");
    assert_eq!(before, 2);
    let back = [["P01", "collective", "2000.00", "3.00", "flexible", ""]];
    village.record(&changed("b", "2024-05-06", "hand_back", &["P01"], &back, ""));
    let last = village.books().contracts()["ROT-1"].last_day.unwrap().to_string();
    // known at the day before, it is let; from the day on it is told as gone, and by what
    assert_eq!(lets(&village, "ROT-1", "2024-05-05")[0], "P01 H0001 2024-05-05 let");
    assert_eq!(
        lets(&village, "ROT-1", "2024-05-06"),
        [format!("P02 H0002 {last} let"), "P01 H0001 2024-05-05 not let 2024-05-06 hand_back".to_owned()]
    );
    assert_eq!([counted(&village, "ROT-1", "2024-05-05"), counted(&village, "ROT-1", "2024-05-06")], [2, 1]);
    for (lang, words) in [(Lang::En, "2024-05-06 handed back"), (Lang::Zh, "2024-05-06 交回")] {
        let rows = reports::leased(village.books(), day("2024-05-06"));
        let told = render_table(&rows, Format::Text, lang);
        assert!(told.contains(words), "{told}");
    }
}

#[test]
fn land_that_is_exchanged_stays_let_and_is_told_under_its_new_holder() {
    let mut village = Village::of_little(4);
    village.record(
        r#"{"id":"r9","on":"2024-04-01","kind":"parcel.registered","parcel":"P09","household":"H0002","area_m2":"2000.00","area_mu":"3.00","contract_end":"2040-12-31"}"#,
    );
    let swap = [
        ["P01", "H0002", "2000.00", "3.00", "contracted", END],
        ["P09", "H0001", "2000.00", "3.00", "contracted", END],
    ];
    village.record(&changed("x", "2024-05-06", "exchange", &["P01", "P09"], &swap, ""));
    let last = village.books().contracts()["ROT-1"].last_day.unwrap().to_string();
    assert_eq!(lets(&village, "ROT-1", "2024-05-05")[0], format!("P01 H0001 {last} let"));
    assert_eq!(lets(&village, "ROT-1", "2024-05-06")[0], format!("P01 H0002 {last} let 2024-05-06 exchange"));
    assert_eq!(counted(&village, "ROT-1", "2024-05-06"), 2);
}

#[test]
fn land_is_passed_on_by_consent_taken_in_whole_or_in_part_and_contracted_for_thirty_years_more() {
    let mut village = Village::of_little(4);
    let transfer =
        changed("t", "2024-05-06", "transfer", &["P02"], &[["P02", "H0001", "1000.00", "1.50", "contracted", END]], "");
    assert_eq!(village.refused(&transfer), Code::MemberMissing);
    let transfer = changed(
        "t",
        "2024-05-06",
        "transfer",
        &["P02"],
        &[["P02", "H0001", "1000.00", "1.50", "contracted", END]],
        VOTED,
    );
    assert_eq!(village.refused(&transfer.replace("H0001", "collective")), Code::BadValue);
    assert_eq!(village.refused(&transfer.replace(END, "2050-12-31")), Code::BadValue);
    village.record(&transfer);
    assert_eq!(lies(&village, "P02", "2024-05-06"), "H0001 1.50 ROT-1");
    let taken = |m2: &str, mu: &str| {
        changed("e", "2024-06-01", "expropriate", &["P01", "P02"], &[["P01", "H0001", m2, mu, "contracted", END]], "")
    };
    assert_eq!(village.refused(&taken("2000.00", "3.00")), Code::AreaNotConserved);
    village.record(&taken("1400.00", "2.10"));
    assert_eq!(
        [lies(&village, "P01", "2024-05-31"), lies(&village, "P01", "2024-06-01")],
        ["H0001 3.00 ROT-1", "H0001 2.10 ROT-1"]
    );
    assert_eq!(lies(&village, "P02", "2024-06-01"), "– 1.50 –");
    let extend =
        |end: &str| changed("x", "2024-07-01", "extend", &["P01"], &[], &format!(r#","contract_end":"{end}""#));
    assert_eq!(village.refused(&extend("2040-12-31")), Code::ExtensionNotLater);
    assert_eq!(village.refused(&extend("2071-01-01")), Code::ExtensionTooLong);
    village.record(&extend("2070-12-31"));
    let ends =
        ["2024-06-30", "2024-07-01"].map(|on| parcel(&village, "P01").contract_end_on(day(on)).unwrap().to_string());
    assert_eq!(ends, ["2040-12-31", "2070-12-31"]);
    let survey = |m2: &str, mu: &str, more: &str| {
        format!(
            r#"{{"id":"m","on":"2024-07-02","kind":"parcel.remeasured","household":"H0001","parcel":"P01","area_m2":"{m2}","area_mu":"{mu}","document":"FC-1"{more}}}"#
        )
    };
    assert_eq!(village.refused(&survey("1119.99", "1.68", "")), Code::AreaJump);
    assert_eq!(village.refused(&survey("1680.01", "2.52", "")), Code::AreaJump);
    village.record(&survey("1119.99", "1.68", VOTED));
}
