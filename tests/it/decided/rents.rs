//! Rent of households' land where something changes between its coming and its sharing: a survey, a correction, the end of
//! the contract; a deposit that pays it; and money that is lent.

use super::*;
use coop_ledger::{
    decide::rent_due,
    statement::reports::{self, DueState, RentOf},
    unit::{Day, Fen},
};

/// What is due of P01 on a day, what came above it and what is open.
fn stands(village: &Village, on: &str) -> (Option<Fen>, Fen, Option<Fen>, DueState) {
    let books = village.books();
    let of = |of: RentOf<'_>| rent_due(books, of.contract, of.instalment, of.days, of.record_day, of.upto);
    let rows = reports::dues(books, on.parse().unwrap(), &of);
    let row = rows.iter().find(|row| row.no.as_str() == "P01").unwrap();
    (row.asked, row.to_give_back, row.open, row.state)
}

const SURVEY: &str = r#"{"id":"m","on":"2024-05-01","kind":"parcel.remeasured","household":"H0001","parcel":"P01","area_m2":"2010.00","area_mu":"3.0200","document":"FC-1"}"#;

fn declared(id: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"2024-05-03","kind":"payout.declare","payout":"P01","contract":"ROT-1","scheme":"rot-rent"{more}}}"#
    )
}

fn came(id: &str, on: &str, rent: &str, fee: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"{on}","kind":"receipt.recorded","contract":"ROT-1","instalment":"P01","into":"A-BANK-1","parts":[{{"part":"land_rent","amount":"{rent}"}},{{"part":"service_fee","amount":"{fee}"}}]}}"#
    )
}

fn claim(id: &str, claim: &str, amount: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"2024-05-02","kind":"claim.recorded","claim":"{claim}","contract":"ROT-1","no":"P01","amount":"{amount}","document":"Z-1"}}"#
    )
}

fn owed_back(village: &Village) -> Fen {
    village.books().accounts().balance(&AccountKey::new("211", "OP1", "退租金"))
}

#[test]
fn a_larger_area_leaves_the_rest_open_until_it_comes_or_the_day_it_came_on_is_the_record_day() {
    let mut village = Village::of_little(5);
    assert_eq!(stands(&village, "2024-04-30").3, DueState::Settled);
    village.record(SURVEY);
    // 4.52 mu at 450.00: 2,034.00 and a fee of 61.02
    assert_eq!(stands(&village, "2024-05-02"), (Some(Fen(203_400)), Fen::ZERO, Some(Fen(900)), DueState::Arrears));
    assert_eq!(village.refused(&declared("d", "")), Code::SheetStops);
    assert_eq!(village.refused(&came("top", "2024-05-02", "9.01", "0.27")), Code::MoreThanDue);
    village.record(&came("top", "2024-05-02", "9.00", "0.27"));
    village.record(&declared("d", ""));
    assert_eq!(stands(&village, "2024-05-04").3, DueState::Settled);

    let mut village = Village::of_little(5);
    village.record(SURVEY);
    village.record(&declared("d", r#","record_day":"2024-04-10""#));
    assert_eq!(stands(&village, "2024-05-04"), (Some(Fen(202_500)), Fen::ZERO, Some(Fen::ZERO), DueState::Settled));
}

#[test]
fn a_smaller_area_leaves_what_came_above_it_to_be_given_back() {
    let mut village = Village::of_little(5);
    village.record(r#"{"id":"w","on":"2024-05-01","kind":"register.revised","register":"parcel","code":"P01","mode":"wrong","set":{"area_m2":"1980.00","area_mu":"2.9700"},"reason":"typed_wrong","document":"G-1"}"#);
    // 4.47 mu at 450.00: 2,011.50 and a fee of 60.35
    assert_eq!(stands(&village, "2024-05-02"), (Some(Fen(201_150)), Fen(1_350), Some(Fen::ZERO), DueState::Settled));
    assert_eq!(village.refused(&declared("d", "")), Code::SheetStops);
    assert_eq!(village.refused(&claim("b", "rent_back", "13.51")), Code::DueOverpaid);
    village.record(&claim("b", "rent_back", "13.50"));
    assert_eq!(village.refused(&claim("b2", "rent_back", "0.01")), Code::DueOverpaid);
    village.record(&claim("f", "service_fee_back", "0.40"));
    village.record(&declared("d", ""));
    assert_eq!(owed_back(&village), Fen(-1_390));
    // households have it: nothing of it is asked back
    assert_eq!(village.refused(&claim("b3", "rent_back", "0.01")), Code::IncomeDistributedTwice);
    village.record(r#"{"id":"p","on":"2024-05-04","kind":"payment.recorded","from":"A-BANK-1","parts":[{"part":"payable","amount":"13.90","holder":"OP1","purpose":"退租金"}]}"#);
}

#[test]
fn what_is_owed_back_by_mistake_is_taken_back() {
    let mut village = Village::of_little(5);
    village.record(r#"{"id":"w","on":"2024-05-01","kind":"register.revised","register":"parcel","code":"P01","mode":"wrong","set":{"area_m2":"1980.00","area_mu":"2.9700"},"reason":"typed_wrong","document":"G-1"}"#);
    village.record(&claim("b", "rent_back", "13.50"));
    village.record(&correct("b"));
    assert_eq!(owed_back(&village), Fen::ZERO);
    assert_eq!(stands(&village, "2024-05-02").1, Fen(1_350));
    village.record(&claim("b2", "rent_back", "13.50"));
}

#[test]
fn rent_that_came_for_days_behind_an_early_end_is_owed_back_and_the_rest_is_shared() {
    let mut village = Village::of_little(5);
    village.record(r#"{"id":"end","on":"2024-05-02","kind":"contract.ended","contract":"ROT-1","document":"Z-1","last_day":"2024-06-30","why":"agreed"}"#);
    // 91 of 183 days of 2,025.00: 1,006.97, and of the fee 30.21
    assert_eq!(stands(&village, "2024-05-02"), (Some(Fen(100_697)), Fen(101_803), Some(Fen::ZERO), DueState::Settled));
    assert_eq!(village.refused(&declared("d", "")), Code::SheetStops);
    assert_eq!(village.refused(&claim("b", "rent_back", "1018.04")), Code::DueOverpaid);
    village.record(&claim("b", "rent_back", "1018.03"));
    village.record(&claim("f", "service_fee_back", "30.54"));
    village.record(&declared("d", ""));
    assert_eq!(owed_back(&village), Fen(-104_857));
    let lines = &village.books().payouts()["P01"].lines;
    let sum: Fen = Fen::capped_total(lines.values().map(|owed| owed.amount));
    assert_eq!(sum, Fen(100_697));
}

#[test]
fn what_was_shared_stays_shared_when_a_contract_ends() {
    let mut village = Village::of_little(6);
    village.record(r#"{"id":"end","on":"2024-05-02","kind":"contract.ended","contract":"ROT-1","document":"Z-1","last_day":"2024-06-30","why":"agreed"}"#);
    // what is above it is the collective's to give back, and no household's
    assert_eq!(stands(&village, "2024-05-02"), (Some(Fen(100_697)), Fen(101_803), Some(Fen::ZERO), DueState::Settled));
    assert_eq!(village.refused(&claim("b", "rent_back", "1.00")), Code::IncomeDistributedTwice);
}

#[test]
fn a_deposit_pays_an_instalment_as_far_as_it_is_held_and_due() {
    let mut village = Village::of_little(4);
    village.record(r#"{"id":"dep","on":"2024-04-05","kind":"receipt.recorded","contract":"ROT-1","into":"A-BANK-1","parts":[{"part":"deposit","amount":"2500.00"}]}"#);
    assert_eq!(village.refused(&claim("c", "deposit_to_rent", "2500.01")), Code::DepositAboveHeld);
    assert_eq!(village.refused(&claim("c", "deposit_to_rent", "2025.01")), Code::MoreThanDue);
    assert_eq!(village.refused(&claim("c", "rent_due", "25.00")), Code::UnknownDue);
    village.record(&claim("c", "deposit_to_rent", "500.00"));
    assert_eq!(village.refused(&came("r", "2024-05-02", "1525.01", "60.75")), Code::MoreThanDue);
    village.record(&came("r", "2024-05-02", "1525.00", "60.75"));
    village.record(&declared("d", ""));
    let waits = village.books().accounts().balance(&AccountKey::new("211", "ROT-1", "待分流转款"));
    assert_eq!(waits, Fen::ZERO);
    assert_eq!(village.refused(&claim("c2", "deposit_to_rent", "1.00")), Code::IncomeDistributedTwice);
}

#[test]
fn a_fee_may_come_before_rent_that_an_agreed_deposit_is_to_pay() {
    let deposit = |becomes: &str| {
        format!(
            r#"{{"id":"c","on":"2024-03-01","kind":"contract.signed","contract":"ROT-1","party":"OP1","scheme":"rot-rent","signed":"2024-03-01","first_day":"2024-04-01","last_day":"2034-03-31","parcels":["P01","P02"],"deposit":{{"amount":"500.00","becomes":"{becomes}"}},"terms":{{"price":{{"amount":"900.0000","unit":"yuan/mu/year"}},"fee_rate":"3/100","fee_payer":"OP1","area_basis":"registered_mu","instalments":[{{"due":"2024-04-10","first_day":"2024-04-01","last_day":"2024-09-30","lease_year":1,"part_of_year":"1/2","payout":"P01"}}]}}}}
{{"id":"dep","on":"2024-04-05","kind":"receipt.recorded","contract":"ROT-1","into":"A-BANK-1","parts":[{{"part":"deposit","amount":"500.00"}}]}}"#
        )
    };
    let mut village = Village::of_little(3);
    village.record(&deposit("last_rent"));
    assert_eq!(village.refused(&came("r", "2024-05-02", "1524.00", "60.75")), Code::HouseholdsPartFirst);
    village.record(&came("r", "2024-05-02", "1525.00", "60.75"));
    village.record(&claim("c2", "deposit_to_rent", "500.00"));
    village.record(&declared("d", ""));

    let mut village = Village::of_little(3);
    village.record(&deposit("returned"));
    // nor is it kept as a debt that nobody claims
    let kept = |id: &str, purpose: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-05-02","kind":"claim.recorded","claim":"payable_released","holder":"OP1","purpose":"{purpose}","amount":"500.00","document":"Z-1","resolution":"R-9"}}"#
        )
    };
    assert_eq!(village.refused(&kept("k", "保证金")), Code::NotTheCollectives);
    assert_eq!(village.refused(&came("r", "2024-05-02", "1525.00", "60.75")), Code::HouseholdsPartFirst);
}

#[test]
fn a_sheet_that_does_not_read_what_is_agreed_does_not_say_what_is_due() {
    let signed = |terms: &str| {
        format!(
            r#"{{"id":"c","on":"2024-03-01","kind":"contract.signed","contract":"ROT-1","party":"OP1","scheme":"rot-rent","signed":"2024-03-01","first_day":"2024-04-01","last_day":"2034-03-31","parcels":["P01","P02"],"terms":{{"price":{{"amount":"900.0000","unit":"yuan/mu/year"}},"fee_rate":"3/100","fee_payer":"OP1",{terms},"instalments":[{{"due":"2024-04-10","first_day":"2024-04-01","last_day":"2024-09-30","lease_year":1,"part_of_year":"1/2","payout":"P01"}}]}}}}"#
        )
    };
    for other in [r#""area_basis":"exact_m2""#, r#""prices_by_year":[{"price":"990.0000","year":2024}]"#] {
        let mut village = Village::of_little(3);
        village.record(&signed(other));
        assert_eq!(stands(&village, "2024-05-01").0, None, "{other}");
        village.record(&came("r", "2024-05-02", "2227.50", "66.82"));
        assert_eq!(village.refused(&declared("d", "")), Code::TermNotRead, "{other}");
    }
    let mut village = Village::of_little(3);
    village.record(&signed(r#""area_basis":"registered_mu""#));
    assert_eq!(stands(&village, "2024-05-01").0, Some(Fen(202_500)));
    assert_eq!(village.refused(&came("r", "2024-05-02", "2227.50", "66.82")), Code::MoreThanDue);
}

#[test]
fn money_is_lent_no_further_than_agreed_and_comes_back_in_parts_with_its_interest() {
    let mut village = Village::rich();
    village.record(r#"{"id":"l","on":"2024-04-01","kind":"contract.signed","contract":"LEND-1","party":"OP1","scheme":"LEND","signed":"2024-04-01","first_day":"2024-04-01","last_day":"2025-03-31","principal":"10000.00","dated":[{"name":"rate","unit":"%/年","value":"0.0365","from":"2024-04-01"}],"dues":[{"no":"1I","due":"2024-06-30","first_day":"2024-04-01","last_day":"2024-06-30","part":"loan_interest_received","interest":{"day_count":"actual/365","rate":"rate"}},{"no":"1P","due":"2024-06-30","first_day":"2024-04-01","last_day":"2024-06-30","part":"loan_returned","repayment":"4000.00"},{"no":"2I","due":"2025-03-31","first_day":"2024-07-01","last_day":"2025-03-31","part":"loan_interest_received","interest":{"day_count":"actual/365","rate":"rate"}},{"no":"2P","due":"2025-03-31","first_day":"2024-07-01","last_day":"2025-03-31","part":"loan_returned","repayment":"6000.00"}]}"#);
    let asked = |village: &Village, no: &str, on: &str| {
        let books = village.books();
        let rows = reports::dues_of(books, &books.contracts()["LEND-1"], on.parse::<Day>().unwrap());
        rows.iter().find(|row| row.no.as_str() == no).unwrap().asked
    };
    // nothing was lent, and nothing is owed for it
    assert_eq!(asked(&village, "1I", "2024-06-30"), Some(Fen::ZERO));
    let lent = |amount: &str| {
        format!(
            r#"{{"id":"out","on":"2024-05-01","kind":"payment.recorded","contract":"LEND-1","from":"A-BANK-1","parts":[{{"part":"loan_lent","amount":"{amount}"}}]}}"#
        )
    };
    assert_eq!(village.refused(&lent("10000.01")), Code::LoanAboveAgreed);
    assert_eq!(village.refused(&lent("1.00").replace(r#""contract":"LEND-1","#, "")), Code::MemberMissing);
    assert_eq!(village.refused(&lent("1.00").replace("LEND-1", "LAND-1")), Code::LoanAboveAgreed);
    village.record(&lent("10000.00"));
    village.record(r#"{"id":"b1","on":"2024-06-30","kind":"receipt.recorded","contract":"LEND-1","into":"A-BANK-1","parts":[{"part":"loan_returned","amount":"4000.00"}]}"#);
    // 60 days at 1.00 yuan and the last at 0.60
    assert_eq!(asked(&village, "1I", "2024-06-30"), Some(Fen(6_060)));
    village.record(r#"{"id":"b2","on":"2024-06-30","kind":"receipt.recorded","contract":"LEND-1","into":"A-BANK-1","parts":[{"part":"loan_interest_received","amount":"60.60"}]}"#);
    let more = r#"{"id":"b3","on":"2025-03-31","kind":"receipt.recorded","contract":"LEND-1","into":"A-BANK-1","parts":[{"part":"loan_returned","amount":"6000.01"}]}"#;
    village.refused(more);
    // on its last day the rest is expected back; whoever keeps it one day longer owes that day
    assert_eq!(asked(&village, "2I", "2025-03-31"), Some(Fen(16_380)));
    assert_eq!(asked(&village, "2I", "2025-04-01"), Some(Fen(16_440)));
    village.record(&more.replace("6000.01", "6000.00"));
    assert_eq!(village.books().accounts().balance(&AccountKey::new("112", "OP1", "出借款")), Fen::ZERO);
    // 273 days at 0.60; on the last day it was back
    assert_eq!(asked(&village, "2I", "2025-03-31"), Some(Fen(16_380)));
}

#[test]
fn dues_of_interest_that_follow_each_other_lose_no_day_and_a_draw_counts_from_its_day() {
    let mut village = Village::rich();
    let due = |n: usize, first: &str, last: &str| {
        format!(
            r#"{{"no":"{n}I","due":"{last}","first_day":"{first}","last_day":"{last}","part":"loan_interest","interest":{{"day_count":"actual/365","rate":"rate"}}}}"#
        )
    };
    let quarters = [
        due(1, "2024-01-01", "2024-03-31"),
        due(2, "2024-04-01", "2024-06-30"),
        due(3, "2024-07-01", "2024-09-30"),
        due(4, "2024-10-01", "2024-12-31"),
    ];
    village.record(&format!(
        r#"{{"id":"l","on":"2024-01-02","kind":"contract.signed","contract":"LOAN-9","direction":"in","party":"PT1","scheme":"LOAN","signed":"2024-01-01","first_day":"2024-01-01","last_day":"2025-12-31","principal":"200000.00","dated":[{{"name":"rate","unit":"%/年","value":"0.0365","from":"2024-01-01"}}],"dues":[{}]}}"#,
        quarters.join(",")
    ));
    for (id, on) in [("d1", "2024-01-02"), ("d2", "2024-05-16")] {
        village.record(&format!(r#"{{"id":"{id}","on":"{on}","kind":"receipt.recorded","contract":"LOAN-9","into":"A-BANK-1","parts":[{{"part":"loan_drawn","amount":"100000.00"}}]}}"#));
    }
    let books = village.books();
    let rows = reports::dues_of(books, &books.contracts()["LOAN-9"], "2025-12-31".parse().unwrap());
    let asked: Vec<Fen> = rows.iter().filter_map(|row| row.asked).collect();
    // 90 days at 10.00 yuan from 2 January; 91 at 10.00 and 46 of them at 10.00 more; then 92 at 20.00 twice
    assert_eq!(asked, [Fen(90_000), Fen(137_000), Fen(184_000), Fen(184_000)]);
}

#[test]
fn an_open_due_passes_with_its_contract_where_the_amendment_names_it() {
    let mut village = Village::of_little(3);
    village.record(r#"{"id":"t","on":"2024-04-01","kind":"party.registered","party":"TEN1","role":"tenant"}
{"id":"s","on":"2024-04-01","kind":"contract.signed","belongs_to":"collective","area_mu":"2.00","contract":"SHOP-1","first_day":"2024-04-01","last_day":"2025-03-31","party":"OP1","scheme":"SHOP","signed":"2024-04-01","dues":[{"no":"1","due":"2024-04-01","first_day":"2024-04-01","last_day":"2024-04-30","part":"rent","amount":"100.00"},{"no":"2","due":"2024-05-01","first_day":"2024-05-01","last_day":"2024-05-31","part":"rent","amount":"100.00"},{"no":"3","due":"2024-06-01","first_day":"2024-06-01","last_day":"2025-03-31","part":"rent","amount":"100.00"}]}"#);
    village.record(r#"{"id":"x","on":"2024-05-10","kind":"contract.amended","contract":"SHOP-1","document":"A-1","assign":{"to":"TEN1","dues":["2"]}}"#);
    let whose = |on: &str| -> Vec<String> {
        let books = village.books();
        let rows = reports::dues_of(books, &books.contracts()["SHOP-1"], on.parse().unwrap());
        rows.iter().map(|row| row.party.to_string()).collect()
    };
    assert_eq!(whose("2024-05-09"), ["OP1", "OP1", "TEN1"]);
    assert_eq!(whose("2024-05-10"), ["OP1", "TEN1", "TEN1"]);
}

#[test]
fn a_rate_that_changes_within_a_due_counts_from_its_day() {
    let mut village = Village::rich();
    village.record(r#"{"id":"l","on":"2024-01-02","kind":"contract.signed","contract":"LOAN-9","direction":"in","party":"PT1","scheme":"LOAN","signed":"2024-01-01","first_day":"2024-01-01","last_day":"2025-12-31","principal":"100000.00","dated":[{"name":"rate","unit":"%/年","value":"0.0365","from":"2024-01-01"}],"dues":[{"no":"1I","due":"2024-06-30","first_day":"2024-01-01","last_day":"2024-06-30","part":"loan_interest","interest":{"day_count":"actual/365","rate":"rate"}}]}"#);
    village.record(r#"{"id":"d","on":"2024-01-02","kind":"receipt.recorded","contract":"LOAN-9","into":"A-BANK-1","parts":[{"part":"loan_drawn","amount":"100000.00"}]}"#);
    // what we owe is no claim on whom we owe it
    let ours = r#"{"id":"c","on":"2024-07-01","kind":"claim.recorded","claim":"rent_due","contract":"LOAN-9","no":"1I","amount":"10.00"}"#;
    assert_eq!(village.refused(ours), Code::BadValue);
    let asked = |village: &Village| {
        let books = village.books();
        let rows = reports::dues_of(books, &books.contracts()["LOAN-9"], "2024-06-30".parse::<Day>().unwrap());
        rows.first().and_then(|row| row.asked).unwrap()
    };
    // 181 days at 10.00 yuan
    assert_eq!(asked(&village), Fen(181_000));
    let rate = |id: &str, from: &str, value: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-06-20","kind":"contract.amended","contract":"LOAN-9","document":"A-1","dated":[{{"name":"rate","unit":"%/年","value":"{value}","from":"{from}"}}]}}"#
        )
    };
    village.record(&rate("a1", "2024-04-01", "0.0292"));
    // 90 days at 10.00, and 91 at 8.00
    assert_eq!(asked(&village), Fen(162_800));
    village.record(r#"{"id":"p","on":"2024-06-30","kind":"payment.recorded","contract":"LOAN-9","from":"A-BANK-1","parts":[{"part":"loan_interest","amount":"1628.00"}]}"#);
    // what is paid was paid by it
    assert_eq!(village.refused(&rate("a2", "2024-06-30", "0.0100")), Code::DatesOutOfOrder);
    village.record(&rate("a2", "2024-07-01", "0.0100"));
    assert_eq!(asked(&village), Fen(162_800));
}
