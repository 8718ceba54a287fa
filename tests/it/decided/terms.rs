//! What a contract agrees and an amendment changes, and what is due by it: every figure by hand, and every one with the
//! nearest that is wrong.

use super::*;
use crate::found::once::rents::{HALF, receipt, village as let_village};
use coop_ledger::{
    decide::rent_due,
    statement::reports::{self, RentOf},
    unit::{Day, Fen},
};

const NEXT: &str = r#"{"id":"p2","on":"2024-03-02","kind":"contract.amended","contract":"ROT-1","document":"A-1","instalments":[{"due":"2024-10-10","first_day":"2024-10-01","last_day":"2025-03-31","lease_year":1,"part_of_year":"1/2","payout":"P02"},{"due":"2025-04-10","first_day":"2025-04-01","last_day":"2025-09-30","lease_year":2,"part_of_year":"1/2","payout":"P03"}]}"#;

fn amended(id: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"2024-03-05","kind":"contract.amended","contract":"ROT-1","document":"A-2","resolution":"R-2",{more}}}"#
    )
}

fn price(id: &str, name: &str, unit: &str, value: &str, from: &str) -> String {
    let term = format!(r#""dated":[{{"name":"{name}","unit":"{unit}","value":"{value}","from":"{from}"}}]"#);
    amended(id, &term)
}

const LAND: &str = "yuan/mu/year";

fn of(books: &coop_ledger::books::Books) -> impl Fn(RentOf<'_>) -> (Option<Fen>, Fen) + '_ {
    |of| rent_due(books, of.contract, of.instalment, of.days, of.record_day, of.upto)
}

/// What is due of an instalment, by the list of dues and by that of what is expected.
fn due(village: &Village, no: &str, on: &str) -> (Option<Fen>, Option<Fen>) {
    let (books, on) = (village.books(), on.parse::<Day>().unwrap());
    let rows = reports::dues(books, on, &of(books));
    let asked = rows.iter().find(|row| row.no.as_str() == no).and_then(|row| row.asked);
    let expected = reports::expected_receipts(books, on, &of(books));
    let row = expected.iter().find(|row| row.instalment.as_ref().is_some_and(|code| code.as_str() == no));
    (asked, row.and_then(|row| row.rent_due))
}

fn both(fen: i64) -> (Option<Fen>, Option<Fen>) {
    (Some(Fen(fen)), Some(Fen(fen)))
}

fn came(id: &str, no: &str, parts: &[&str]) -> String {
    receipt(id, "ROT-1", &format!(r#","instalment":"{no}""#), parts)
}

fn declared(no: &str) -> String {
    format!(
        r#"{{"id":"d-{no}","on":"2025-10-02","kind":"payout.declare","payout":"{no}","contract":"ROT-1","scheme":"rot-rent"}}"#
    )
}

#[test]
fn a_price_of_land_that_changes_within_an_instalment_counts_by_days() {
    for name in ["price", "租价"] {
        let mut village = Village::of_little(4);
        village.record(NEXT);
        village.record(&price("a", name, LAND, "1100", "2024-07-01"));
        // 4.5 mu: half a year at 900 on 91 of its 183 days and at 1,100 on 92: 2.25 × 183,100 ÷ 183 = 2,251.229…
        assert_eq!(due(&village, "P01", "2024-10-01"), both(225_123));
        assert_eq!(due(&village, "P02", "2024-11-01"), both(247_500));
        assert_eq!(village.refused(&came("r", "P01", &["land_rent=2251.24"])), Code::MoreThanDue);
        // at the old price nothing can be shared
        village.record(&came("r", "P01", &["land_rent=2025.00", "service_fee=60.75"]));
        assert_eq!(village.refused(&declared("P01")), Code::SheetStops);
        village.record(&came("r2", "P01", &["land_rent=226.23", "service_fee=6.79"]));
        village.record(&declared("P01"));
        let lines = &village.books().payouts()["P01"].lines;
        let gets: Vec<Fen> = lines.values().map(|owed| owed.amount).collect();
        // 3 and 1.5 mu: 1,500.8196… and 750.4098…
        assert_eq!(gets, [Fen(150_082), Fen(75_041)]);
        // households have it: no day of it can be priced anew
        assert_eq!(village.refused(&price("b", name, LAND, "1200", "2024-09-30")), Code::DatesOutOfOrder);
        village.record(&price("b", name, LAND, "1200", "2024-10-01"));
        assert_eq!(due(&village, "P02", "2025-10-01"), both(270_000));
    }
}

#[test]
fn a_new_price_is_that_of_its_days_and_rises_from_its_lease_year_on() {
    let mut village = Village::of_little(4);
    village.record(NEXT);
    village.record(&price("a", "price", LAND, "1000", "2025-04-01"));
    // the second lease year: 2.25 × 1,000, and no 1,020
    assert_eq!(due(&village, "P03", "2025-05-01"), both(225_000));
    let mut village = Village::of_little(4);
    village.record(NEXT);
    village.record(&price("a", "price", LAND, "1000", "2025-07-01"));
    // 900 rose to 918: 2.25 × (918 × 91 + 1,000 × 92) ÷ 183 = 2,158.254…
    assert_eq!(due(&village, "P03", "2025-05-01"), both(215_825));
    assert_eq!(due(&village, "P02", "2025-05-01"), both(202_500));
}

#[test]
fn an_early_end_behind_a_new_price_is_worth_its_days_at_both() {
    let mut village = Village::of_little(4);
    village.record(&price("a", "price", LAND, "1100", "2024-07-01"));
    village.record(r#"{"id":"e","on":"2024-07-31","kind":"contract.ended","contract":"ROT-1","document":"Z-1","last_day":"2024-07-31","why":"agreed"}"#);
    // 2.25 × (900 × 91 + 1,100 × 31) ÷ 183 = 1,426.229…
    assert_eq!(due(&village, "P01", "2024-10-01").0, Some(Fen(142_623)));
}

#[test]
fn a_price_that_changes_where_land_counts_for_a_part_of_the_days_is_refused_with_the_days_that_pass() {
    let mut village = Village::of_little(4);
    village.record(NEXT);
    village.record(r#"{"id":"p3","on":"2024-01-02","kind":"parcel.registered","parcel":"P03","household":"H0001","area_m2":"1000.00","area_mu":"1.5000","contract_end":"2040-12-31","official":"5101000000000000003"}
{"id":"e3","on":"2024-01-10","kind":"entrustment.given","household":"H0001","document":"W-3","parcels":["P03"],"first_day":"2024-01-10","last_day":"2036-12-31"}
{"id":"more","on":"2024-08-01","kind":"contract.amended","contract":"ROT-1","document":"A-3","parcels":["P03"]}"#);
    assert_eq!(village.refused(&price("a", "price", LAND, "1100", "2024-07-01")), Code::DatesOutOfOrder);
    assert!(village.said.contains("2024-04-01, or 2024-10-01 or later"), "{}", village.said);
    village.record(&price("a", "price", LAND, "1100", "2024-10-01"));
    // the other way about: the sheet is not run
    let mut village = Village::of_little(4);
    village.record(&price("a", "price", LAND, "1100", "2024-07-01"));
    village.record(&came("r", "P01", &["land_rent=2251.23", "service_fee=67.54"]));
    village.record(r#"{"id":"p3","on":"2024-01-02","kind":"parcel.registered","parcel":"P03","household":"H0001","area_m2":"1000.00","area_mu":"1.5000","contract_end":"2040-12-31","official":"5101000000000000003"}
{"id":"e3","on":"2024-01-10","kind":"entrustment.given","household":"H0001","document":"W-3","parcels":["P03"],"first_day":"2024-01-10","last_day":"2036-12-31"}
{"id":"more","on":"2024-08-01","kind":"contract.amended","contract":"ROT-1","document":"A-3","parcels":["P03"]}"#);
    assert_eq!(village.refused(&declared("P01")), Code::TermNotRead);
}

#[test]
fn an_amendment_of_what_nothing_is_computed_by_is_refused_with_the_terms_that_there_are() {
    let mut village = Village::of_little(4);
    for name in ["nonsense", "fee_rate", "租金"] {
        assert_eq!(village.refused(&price("a", name, LAND, "1200", "2024-04-01")), Code::TermUnknown, "{name}");
        assert!(village.said.contains("price"), "{}", village.said);
    }
    for unit in ["yuan/m2/month", "元/平方米/月", "%"] {
        assert_eq!(village.refused(&price("a", "price", unit, "1200", "2024-04-01")), Code::BadValue, "{unit}");
    }
    assert_eq!(village.refused(&price("a", "price", LAND, "1/3", "2024-04-01")), Code::BadValue);
    village.record(&price("a", "price", "元/亩/年", "1200", "2024-04-01"));
    assert_eq!(due(&village, "P01", "2024-05-01"), both(270_000));
}

fn house(id: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"2024-03-05","kind":"contract.amended","contract":"BOT-1","document":"A-2","dated":[{more}]}}"#
    )
}

fn house_price(unit: &str, from: &str) -> String {
    house("a", &format!(r#"{{"name":"price","unit":"{unit}","value":"6","from":"{from}"}}"#))
}

/// What is due for the households' houses by the day, of all days that nothing came for.
fn house_rent(village: &Village, on: &str) -> Fen {
    let books = village.books();
    let rows = reports::expected_receipts(books, on.parse().unwrap(), &of(books));
    let own = rows.iter().filter(|row| row.contract.as_str() == "BOT-1");
    Fen::capped_total(own.filter_map(|row| row.rent_due))
}

#[test]
fn a_price_of_houses_counts_by_whole_months_and_within_a_month_by_days() {
    let mut village = let_village();
    assert_eq!(village.refused(&house_price(LAND, "2024-08-01")), Code::BadValue);
    village.record(&house_price("yuan/m2/month", "2024-08-01"));
    // 160 m²: three months at 5 and three at 6, then every month at 6
    assert_eq!(house_rent(&village, "2024-10-31"), Fen(160 * 33 * 100));
    assert_eq!(house_rent(&village, "2025-04-30"), Fen(160 * 69 * 100));
    assert_eq!(village.refused(&receipt("h", "BOT-1", HALF, &["house_rent=5280.01"])), Code::MoreThanDue);
    village.record(&receipt("h", "BOT-1", HALF, &["house_rent=5280.00", "collective_house_rent=2640.00"]));
    village.record(
        r#"{"id":"d","on":"2025-06-02","kind":"payout.declare","payout":"B01","contract":"BOT-1","scheme":"bot-rent"}"#,
    );
    let again = house("b", r#"{"name":"price","unit":"yuan/m2/month","value":"7","from":"2024-10-31"}"#);
    assert_eq!(village.refused(&again), Code::DatesOutOfOrder);
    village.record(&again.replace("2024-10-31", "2024-11-01"));

    let mut village = let_village();
    village.record(&house_price("元/平方米/月", "2024-08-17"));
    // August: 16 of 31 days at 5 and 15 at 6, together 170 ÷ 31; 160 × (15 + 170 ÷ 31 + 12) = 5,197.419…
    assert_eq!(house_rent(&village, "2024-10-31"), Fen(519_742));
}

#[test]
fn rent_of_houses_rises_by_lease_years() {
    let mut village = let_village();
    village.record(r#"{"id":"hs4","on":"2024-03-02","kind":"house.registered","house":"HS-04","owner":"H0001","floor_m2":"100.00","condition":"sound"}
{"id":"bot2","on":"2024-03-03","kind":"contract.signed","contract":"BOT-2","party":"OP2","scheme":"BOT","signed":"2024-03-03","first_day":"2024-05-01","last_day":"2034-04-30","houses":["HS-04"],"terms":{"price":{"amount":"5.0000","unit":"yuan/m2/month"},"escalation":{"kind":"compound","lease_year_1_from":"2024-05-01","rate":"0.05"}}}"#);
    let next = r#","period":{"first_day":"2025-05-01","last_day":"2025-10-31"}"#;
    // 100 m² × 5.25 × 6
    assert_eq!(village.refused(&receipt("h", "BOT-2", next, &["house_rent=3150.01"])), Code::MoreThanDue);
    village.record(&receipt("h", "BOT-2", next, &["house_rent=3150.00"]));
    village.record(
        r#"{"id":"d","on":"2025-11-02","kind":"payout.declare","payout":"B02","contract":"BOT-2","scheme":"bot-rent"}"#,
    );
    // across the turn of the year: 2 months at 5 and 4 at 5.25
    let across = r#","period":{"first_day":"2025-03-01","last_day":"2025-04-30"}"#;
    assert_eq!(village.refused(&receipt("h2", "BOT-2", across, &["house_rent=1000.01"])), Code::MoreThanDue);
}

#[test]
fn what_was_let_off_of_an_instalment_is_not_due() {
    let mut village = Village::of_little(4);
    village.record(&amended("a", r#""abate":[{"no":"P01","ratio":"0.15","why":"drought"}]"#));
    // 2,025.00 less 15 %
    assert_eq!(due(&village, "P01", "2024-05-01"), both(172_125));
    assert_eq!(village.refused(&came("r", "P01", &["land_rent=1721.26"])), Code::MoreThanDue);
    village.record(&came("r", "P01", &["land_rent=1721.25", "service_fee=51.64"]));
    village.record(&declared("P01"));
    let lines = &village.books().payouts()["P01"].lines;
    assert_eq!(Fen::capped_total(lines.values().map(|owed| owed.amount)), Fen(172_125));
}

#[test]
fn interest_on_late_rent_counts_the_days_of_grace_and_stops_at_its_cap() {
    let lease = |late: &str| {
        format!(
            r#"{{"id":"late","on":"2024-02-01","kind":"scheme.adopt","scheme":"late-interest","version":1,"resolution":"R-1"}}
{{"id":"c","on":"2024-03-01","kind":"contract.signed","contract":"ROT-1","party":"OP1","scheme":"rot-rent","signed":"2024-03-01","first_day":"2024-04-01","last_day":"2034-03-31","parcels":["P01","P02"],"late":{late},"terms":{{"price":{{"amount":"900.0000","unit":"yuan/mu/year"}},"fee_rate":"3/100","fee_payer":"OP1","area_basis":"registered_mu","instalments":[{{"due":"2024-04-10","first_day":"2024-04-01","last_day":"2024-09-30","lease_year":1,"part_of_year":"1/2","payout":"P01"}}]}}}}"#
        )
    };
    let rent = |interest: &str| {
        came("r", "P01", &["land_rent=2025.00", "service_fee=60.75", &format!("late_interest={interest}")])
            .replace("2025-06-01", "2024-05-20")
    };
    let shared = r#"{"id":"dl","on":"2025-10-03","kind":"payout.declare","payout":"P01L","contract":"ROT-1","scheme":"late-interest"}"#;
    // forty days late, ten of grace: 2,025.00 × 0.0005 × 30 = 30.375, and no more than 1 % of it where that is agreed
    for (late, interest, more) in [
        (r#"{"rate_per_day":"1/2000","grace_days":10}"#, "30.38", "40.50"),
        (r#"{"rate_per_day":"1/2000","grace_days":10,"cap":"1/100"}"#, "20.25", "30.38"),
    ] {
        let mut village = Village::of_little(3);
        village.record(&lease(late));
        village.record(&rent(more));
        village.record(&declared("P01"));
        assert_eq!(village.refused(shared), Code::SheetStops, "{late}");
        let mut village = Village::of_little(3);
        village.record(&lease(late));
        village.record(&rent(interest));
        village.record(&declared("P01"));
        village.record(shared);
    }
}

#[test]
fn what_no_sheet_in_force_reads_of_a_price_is_refused_when_it_is_signed() {
    let mut village = Village::of_little(3);
    let lease = |terms: &str, more: &str| {
        format!(
            r#"{{"id":"c","on":"2024-03-01","kind":"contract.signed","contract":"ROT-1","party":"OP1","scheme":"rot-rent","signed":"2024-03-01","first_day":"2024-04-01","last_day":"2034-03-31","parcels":["P01","P02"]{more},"terms":{{"price":{{"amount":"900.0000","unit":"yuan/mu/year"}}{terms},"instalments":[{{"due":"2024-04-10","first_day":"2024-04-01","last_day":"2024-09-30","lease_year":1,"part_of_year":"1/2","payout":"P01"}}]}}}}"#
        )
    };
    let rise =
        |kind: &str| format!(r#","escalation":{{"kind":"{kind}","lease_year_1_from":"2024-04-01","rate":"0.02"}}"#);
    assert_eq!(village.refused(&lease(&rise("original_base"), "")), Code::TermNotRead);
    let month = r#","dated":[{"name":"price","unit":"yuan/m2/month","value":"9","from":"2024-04-01"}]"#;
    assert_eq!(village.refused(&lease("", month)), Code::BadValue);
    village.record(&lease(&rise("compound"), ""));
}

#[test]
fn a_price_or_a_rate_that_changes_within_a_due_counts_by_days() {
    let mut village = Village::of_little(2);
    village.record(r#"{"id":"shop","on":"2024-04-01","kind":"contract.signed","contract":"SHOP-1","party":"OP1","scheme":"SHOP","signed":"2024-04-01","first_day":"2024-04-01","last_day":"2024-12-31","belongs_to":"collective","area_mu":"2.0000","dated":[{"name":"price","unit":"yuan/mu/year","value":"900","from":"2024-04-01"}],"dues":[{"no":"2","due":"2024-07-10","first_day":"2024-07-01","last_day":"2024-09-30","part":"rent","rate":{"of":"area","price":"price","times":"1/4"}}]}
{"id":"l","on":"2024-01-02","kind":"contract.signed","contract":"LOAN-9","direction":"in","party":"OP1","scheme":"LOAN","signed":"2024-01-01","first_day":"2024-01-01","last_day":"2025-12-31","principal":"100000.00","dated":[{"name":"rate","unit":"%/年","value":"0.0365","from":"2024-01-01"}],"dues":[{"no":"1I","due":"2024-03-31","first_day":"2024-01-01","last_day":"2024-03-31","part":"loan_interest","interest":{"day_count":"actual/365","rate":"rate"}}]}
{"id":"dr","on":"2024-01-02","kind":"receipt.recorded","contract":"LOAN-9","into":"A-BANK-1","parts":[{"part":"loan_drawn","amount":"100000.00"}]}"#);
    let change = |contract: &str, term: &str| {
        format!(
            r#"{{"id":"a-{contract}","on":"2024-04-02","kind":"contract.amended","contract":"{contract}","document":"A-9","dated":[{term}]}}"#
        )
    };
    village.record(&change("SHOP-1", r#"{"name":"price","unit":"yuan/mu/year","value":"1000","from":"2024-08-15"}"#));
    let rate = change("LOAN-9", r#"{"name":"rate","unit":"%/年","value":"0.0730","from":"2024-03-01"}"#);
    assert_eq!(village.refused(&rate.replace("%/年", "yuan/mu/year")), Code::BadValue);
    assert_eq!(village.refused(&rate.replace("\"rate\"", "\"price\"")), Code::TermUnknown);
    village.record(&rate);
    let asked = |contract: &str| {
        let books = village.books();
        let rows = reports::dues_of(books, &books.contracts()[contract], "2024-12-31".parse().unwrap());
        rows.first().unwrap().asked
    };
    // half a mu-year: 45 of 92 days at 900 and 47 at 1,000: 0.5 × 87,500 ÷ 92 = 475.543…
    assert_eq!(asked("SHOP-1"), Some(Fen(47_554)));
    // 59 days at 10.00 from 2 January, then 31 at 20.00
    assert_eq!(asked("LOAN-9"), Some(Fen(121_000)));
}

#[test]
fn rent_that_follows_a_series_follows_it() {
    let mut village = Village::of_little(3);
    village.record(r#"{"id":"s","on":"2024-02-01","kind":"series.set","series":"wheat","per":"day","columns":[{"name":"price","unit":"元/斤"}],"published_by":"village"}
{"id":"c","on":"2024-03-01","kind":"contract.signed","contract":"ROT-1","party":"OP1","scheme":"rot-rent","signed":"2024-03-01","first_day":"2024-04-01","last_day":"2034-03-31","parcels":["P01","P02"],"index":{"series":"wheat","column":"price","base":"2.60","day":"2024-03-10"},"terms":{"price":{"amount":"900.0000","unit":"yuan/mu/year"},"instalments":[{"due":"2024-04-10","first_day":"2024-04-01","last_day":"2024-09-30","lease_year":1,"part_of_year":"1/2","payout":"P01"}]}}"#);
    let rent = |amount: &str| came("r", "P01", &[&format!("land_rent={amount}")]);
    village.record(r#"{"id":"v","on":"2024-03-11","kind":"series.recorded","series":"wheat","period":"2024-03-10","rows":[{"values":["2.75"]}],"source":"market"}"#);
    // 2.25 × 900 × 2.75 ÷ 2.60 = 2,141.826…
    assert_eq!(due(&village, "P01", "2024-05-01"), both(214_183));
    assert_eq!(village.refused(&rent("2141.84")), Code::MoreThanDue);
    village.record(&rent("2141.83"));
    village.record(&declared("P01"));
}

#[test]
fn the_day_named_for_a_new_price_works_and_a_shared_instalment_is_the_reason() {
    let mut village = Village::of_little(4);
    village.record(NEXT);
    for no in ["P01", "P02"] {
        village.record(&came(&format!("r-{no}"), no, &["land_rent=2025.00", "service_fee=60.75"]));
        village.record(&declared(no));
    }
    for from in ["2024-04-01", "2024-10-01", "2024-10-02"] {
        assert_eq!(village.refused(&price("a", "price", LAND, "1000", from)), Code::DatesOutOfOrder);
        assert!(village.said.contains("2025-04-01 or later, for payout P02 is declared"), "{}", village.said);
    }
    // rent that came and is not shared moves the day by one, in the same word
    village.record(&came("r-P03", "P03", &["land_rent=2065.50", "service_fee=61.97"]));
    village.refused(&price("a", "price", LAND, "1000", "2024-04-01"));
    assert!(village.said.contains("2025-04-02 or later"), "{}", village.said);
    village.refused(&price("a", "price", LAND, "1000", "2025-04-01"));
    assert!(village.said.contains("2025-04-02 or later"), "{}", village.said);
    village.record(&price("a", "price", LAND, "1000", "2025-04-02"));
}
