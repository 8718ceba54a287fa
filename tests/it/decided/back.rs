//! Rent that was shared, or is the collective's own, when its contract ends: what goes back to who paid it, listed and recorded.

use super::*;
use crate::found::once::rents::village as let_village;
use coop_ledger::{
    cooperative::rent_asked,
    decide::rent_due,
    statement::reports::{self, DueRow},
    unit::{Day, Fen},
};

fn rows(village: &Village, on: &str) -> Vec<DueRow> {
    let books = village.books();
    let of = rent_asked(books);
    let on: Day = on.parse().unwrap();
    let rows = reports::dues(books, on, &of);
    // both lists say the same of what is due
    for row in reports::expected_rent(books, on, &of) {
        let part = row.part.as_deref();
        let same = |due: &&DueRow| {
            let own = due.part.as_str() == "collective_house_rent";
            due.contract == row.contract && due.first_day == row.first_day && own == part.is_some()
        };
        if let Some(due) = rows.iter().find(same) {
            let said = (row.rent_due, row.rent, row.restated);
            assert_eq!((due.asked, due.paid, due.restated), said, "{} {}", due.contract, due.no);
        }
    }
    rows
}

fn row(village: &Village, no: &str, part: &str, on: &str) -> (Option<Fen>, Fen, Fen) {
    let rows = rows(village, on);
    let row = rows.iter().find(|row| row.no.as_str() == no && row.part.as_str() == part);
    let row = row.unwrap_or_else(|| panic!("{rows:#?}"));
    (row.asked, row.paid, row.to_give_back)
}

fn claim(id: &str, claim: &str, (contract, no): (&str, &str), amount: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"2024-12-02","kind":"claim.recorded","claim":"{claim}","contract":"{contract}","no":"{no}","amount":"{amount}","document":"Z-1","resolution":"R-9"}}"#
    )
}

#[test]
fn land_rent_that_was_shared_is_owed_back_by_the_collective_as_a_meeting_decides() {
    let mut village = Village::of_little(6);
    village.record(r#"{"id":"end","on":"2024-05-02","kind":"contract.ended","contract":"ROT-1","document":"Z-1","last_day":"2024-06-30","why":"agreed"}"#);
    // 91 of 183 days of 2,025.00 stay: 1,006.97; of the fee of 60.75 the 3 % of that, 30.21
    assert_eq!(row(&village, "P01", "land_rent", "2024-06-01"), (Some(Fen(100_697)), Fen(202_500), Fen(101_803)));
    assert_eq!(row(&village, "P01", "service_fee", "2024-06-01"), (Some(Fen(3_021)), Fen(6_075), Fen(3_054)));
    let of = ("ROT-1", "P01");
    assert_eq!(village.refused(&claim("b", "rent_back", of, "1018.03")), Code::IncomeDistributedTwice);
    assert_eq!(village.refused(&claim("b", "shared_rent_back", of, "1018.04")), Code::DueOverpaid);
    let unvoted = claim("b", "shared_rent_back", of, "1018.03").replace(r#","resolution":"R-9""#, "");
    assert_eq!(village.refused(&unvoted), Code::MemberMissing);
    village.record(&claim("b", "shared_rent_back", of, "1018.03"));
    assert_eq!(village.refused(&claim("b2", "shared_rent_back", of, "0.01")), Code::DueOverpaid);
    assert_eq!(row(&village, "P01", "land_rent", "2024-12-03"), (Some(Fen(100_697)), Fen(100_697), Fen::ZERO));
    assert_eq!(village.refused(&claim("f", "service_fee_back", of, "30.55")), Code::DueOverpaid);
    village.record(&claim("f", "service_fee_back", of, "30.54"));
    // no row where nothing of a fee is above what is due
    assert!(rows(&village, "2024-12-03").iter().all(|row| row.part.as_str() != "service_fee"));
    assert_eq!(village.balance("211", "OP1", "退租金"), Fen(-104_857));
    // households keep what they have
    let lines = &village.books().payouts()["P01"].lines;
    assert_eq!(Fen::capped_total(lines.values().map(|owed| owed.amount)), Fen(202_500));
    village.record(r#"{"id":"p","on":"2024-12-03","kind":"payment.recorded","from":"A-BANK-1","parts":[{"part":"payable","amount":"1048.57","holder":"OP1","purpose":"退租金"}]}"#);
    // what was shared of a contract that goes on is nobody's to give back
    let mut village = Village::of_little(6);
    assert_eq!(village.refused(&claim("b", "shared_rent_back", of, "0.01")), Code::DueOverpaid);
}

#[test]
fn a_claim_of_shared_rent_is_taken_back() {
    let mut village = Village::of_little(6);
    village.record(r#"{"id":"end","on":"2024-05-02","kind":"contract.ended","contract":"ROT-1","document":"Z-1","last_day":"2024-06-30","why":"agreed"}"#);
    village.record(&claim("b", "shared_rent_back", ("ROT-1", "P01"), "1000.00"));
    village.record(&correct("b"));
    assert_eq!(row(&village, "P01", "land_rent", "2024-12-03").2, Fen(101_803));
    village.record(&claim("b2", "shared_rent_back", ("ROT-1", "P01"), "1018.03"));
}

/// Houses of households, 160 m², and one of the collective, 80 m², at 5 yuan: six months paid ahead, the households' shared.
fn paid_ahead(shared: bool) -> Village {
    let mut village = let_village();
    village.record(r#"{"id":"h2","on":"2024-11-02","kind":"receipt.recorded","contract":"BOT-1","into":"A-BANK-1","period":{"first_day":"2024-11-01","last_day":"2025-04-30"},"parts":[{"part":"house_rent","amount":"4800.00"},{"part":"collective_house_rent","amount":"2400.00"}]}"#);
    if shared {
        village.record(r#"{"id":"d2","on":"2024-11-05","kind":"payout.declare","payout":"B02","contract":"BOT-1","scheme":"bot-rent"}"#);
    }
    village
}

const END: &str = r#"{"id":"end","on":"2024-11-20","kind":"contract.ended","contract":"BOT-1","document":"Z-1","last_day":"2024-11-30","why":"agreed"}"#;

#[test]
fn house_rent_of_months_behind_an_early_end_goes_back_and_is_no_income() {
    let mut village = paid_ahead(true);
    assert_eq!(row(&village, "B02", "house_rent", "2024-11-06"), (Some(Fen(480_000)), Fen(480_000), Fen::ZERO));
    assert_eq!(village.balance("211", "BOT-1", "预收房租"), Fen(-160_000));
    village.record(END);
    // one month of six stays: the collective's 400.00 of 2,400.00, 1,600.00 of which waited and 400.00 was income
    assert_eq!(village.balance("211", "OP2", "退租金"), Fen(-200_000));
    assert_eq!(village.balance("211", "BOT-1", "预收房租"), Fen::ZERO);
    let own = row(&village, "B02", "collective_house_rent", "2024-12-01");
    assert_eq!(own, (Some(Fen(40_000)), Fen(40_000), Fen::ZERO));
    let released = r#"{"id":"i","on":"2025-06-01","kind":"income.released","contract":"BOT-1","year":2025}"#;
    village.refused(released);
    // of the households' 4,800.00 a month of 800.00 stays
    assert_eq!(row(&village, "B02", "house_rent", "2024-12-01"), (Some(Fen(80_000)), Fen(480_000), Fen(400_000)));
    let [first, last, on]: [Day; 3] = ["2024-11-01", "2025-04-30", "2024-12-01"].map(|day| day.parse().unwrap());
    let days = coop_ledger::unit::Period::new(first, last).unwrap();
    let asked = rent_due(village.books(), &"BOT-1".parse().unwrap(), None, days, on, on);
    assert_eq!(asked.0, Some(Fen(80_000)));
    let of = ("BOT-1", "B02");
    assert_eq!(village.refused(&claim("b", "rent_back", of, "4000.00")), Code::IncomeDistributedTwice);
    assert_eq!(village.refused(&claim("b", "shared_rent_back", of, "4000.01")), Code::DueOverpaid);
    village.record(&claim("b", "shared_rent_back", of, "4000.00"));
    assert_eq!(village.balance("211", "OP2", "退租金"), Fen(-600_000));
}

#[test]
fn house_rent_that_waits_when_its_contract_ends_goes_back_out_of_what_waits() {
    let mut village = paid_ahead(false);
    village.record(END);
    let of = ("BOT-1", "2024-11-01");
    assert_eq!(row(&village, of.1, "house_rent", "2024-12-01"), (Some(Fen(80_000)), Fen(480_000), Fen(400_000)));
    assert_eq!(village.refused(&claim("b", "shared_rent_back", of, "1.00")), Code::DueOverpaid);
    assert_eq!(village.refused(&claim("b", "rent_back", of, "4000.01")), Code::DueOverpaid);
    village.record(&claim("b", "rent_back", of, "4000.00"));
    assert_eq!(row(&village, of.1, "house_rent", "2024-12-03").2, Fen::ZERO);
}

const WRONG: &str = r#"{"id":"w","on":"2024-05-01","kind":"register.revised","register":"parcel","code":"P01","mode":"wrong","set":{"area_m2":"2010.00","area_mu":"3.0200"},"reason":"typed_wrong","document":"G-1"}"#;

fn top(id: &str, rent: &str, fee: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"2024-05-02","kind":"receipt.recorded","contract":"ROT-1","instalment":"P01","into":"A-BANK-1","parts":[{{"part":"land_rent","amount":"{rent}"}},{{"part":"service_fee","amount":"{fee}"}}]}}"#
    )
}

fn further(code: &str) -> String {
    format!(
        r#"{{"id":"d-{code}","on":"2024-05-03","kind":"payout.declare","payout":"{code}","contract":"ROT-1","scheme":"rot-rent"}}"#
    )
}

#[test]
fn rent_that_came_late_for_an_area_put_right_is_passed_on_by_a_payout_of_its_own() {
    // nothing is missing while the area stands
    let mut village = Village::of_little(6);
    assert_eq!(village.refused(&top("t", "9.00", "0.27")), Code::MoreThanDue);
    village.record(WRONG);
    // 4.52 mu at 450.00 are 2,034.00, and 3 % of it 61.02
    assert_eq!(village.refused(&top("t", "9.01", "0.27")), Code::MoreThanDue);
    village.record(&top("t", "8.00", "0.24"));
    // a part of what is missing is not shared by itself
    assert_eq!(village.refused(&further("P01b")), Code::IncomeDistributedTwice);
    village.record(&top("t2", "1.00", "0.03"));
    assert_eq!(village.refused(&further("P01")), Code::PayoutExists);
    village.record(&further("P01b"));
    let lines = &village.books().payouts()["P01b"].lines;
    let gets: Vec<(&str, Fen)> = lines.iter().map(|(household, owed)| (household.as_str(), owed.amount)).collect();
    assert_eq!(gets, [("H0001", Fen(900))]);
    assert_eq!(village.balance("211", "ROT-1", "待分流转款"), Fen::ZERO);
    assert_eq!(row(&village, "P01", "land_rent", "2024-05-04"), (Some(Fen(203_400)), Fen(203_400), Fen::ZERO));
    // once
    assert_eq!(village.refused(&top("t3", "0.01", "0.01")), Code::MoreThanDue);
    village.refused(&further("P01c"));
}

#[test]
fn an_area_put_right_after_its_rent_was_shared_is_told_beside_what_was() {
    use coop_ledger::statement::{Labels, Lang, Tabular};
    let restated = |village: &Village, part: &str| {
        let rows = rows(village, "2024-06-01");
        let row = rows.iter().find(|row| row.no.as_str() == "P01" && row.part.as_str() == part);
        row.map(|row| (row.asked, row.to_give_back, row.restated))
    };
    let mut village = Village::of_little(6);
    let headings = |village: &Village| rows(village, "2024-06-01").table(Labels::of(Lang::En)).headings.len();
    let before = headings(&village);
    assert_eq!(restated(&village, "land_rent"), Some((Some(Fen(202_500)), Fen::ZERO, None)));
    assert_eq!(restated(&village, "service_fee"), None);
    // 2.98 of 3.00 mu: 4.48 mu at 450.00 are 2,016.00, and 3 % of it 60.48
    village.record(&WRONG.replace("2010.00", "1987.00").replace("3.0200", "2.9800"));
    assert_eq!(restated(&village, "land_rent"), Some((Some(Fen(202_500)), Fen::ZERO, Some(Fen(201_600)))));
    assert_eq!(restated(&village, "service_fee"), Some((Some(Fen(6_075)), Fen::ZERO, Some(Fen(6_048)))));
    assert_eq!(headings(&village), before + 1);
    // what the list says is what may be claimed
    let of = ("ROT-1", "P01");
    assert_eq!(village.refused(&claim("b", "shared_rent_back", of, "9.01")), Code::DueOverpaid);
    village.record(&claim("b", "shared_rent_back", of, "9.00"));
    assert_eq!(village.refused(&claim("f", "service_fee_back", of, "0.28")), Code::DueOverpaid);
    village.record(&claim("f", "service_fee_back", of, "0.27"));
    let after = rows(&village, "2024-12-03");
    let rent = after.iter().find(|row| row.no.as_str() == "P01" && row.part.as_str() == "land_rent").unwrap();
    assert_eq!((rent.asked, rent.to_give_back, rent.restated), (Some(Fen(201_600)), Fen::ZERO, None));
    assert!(after.iter().all(|row| row.part.as_str() != "service_fee"));
}

#[test]
fn an_amendment_drops_no_instalment() {
    let mut village = Village::of_little(4);
    let first = village.books().contract("ROT-1".parse().as_ref().unwrap()).unwrap().instalments[0].clone();
    let drops = |day: &str| {
        format!(
            r#"{{"id":"am","on":"2024-05-02","kind":"contract.amended","contract":"ROT-1","document":"A-1","drop_after":"{day}"}}"#
        )
    };
    let before = first.period().unwrap().first_day().plus_days(-1).unwrap().to_string();
    assert_eq!(village.refused(&drops(&before)), Code::DatesOutOfOrder);
    village.record(&drops("2099-12-31"));
}

fn in_part(code: &str, (on, pool): (&str, &str)) -> String {
    format!(
        r#"{{"id":"d-{code}","on":"{on}","kind":"payout.declare","payout":"{code}","contract":"ROT-1","scheme":"rot-rent","stated":{{"pool":"{pool}"}}}}"#
    )
}

fn gets(village: &Village, code: &str) -> Vec<(String, Fen)> {
    let lines = &village.books().payouts()[code].lines;
    lines.iter().map(|(household, owed)| (household.to_string(), owed.amount)).collect()
}

fn each(first: i64, second: i64) -> [(String, Fen); 2] {
    [("H0001".to_owned(), Fen(first)), ("H0002".to_owned(), Fen(second))]
}

#[test]
fn what_came_of_a_rent_is_passed_on_in_proportion_and_the_rest_later() {
    let mut village = Village::of_little(4);
    // 1,350.00 and 675.00 are due
    village.record(&top("t", "1000.00", "30.00"));
    let unsaid = further("P01");
    assert_eq!(village.refused(&unsaid), Code::SheetStops);
    // neither more nor less than came
    for pool in ["1000.01", "999.99"] {
        village.refused(&in_part("P01", ("2024-05-03", pool)));
    }
    village.record(&in_part("P01", ("2024-05-03", "1000.00")));
    assert_eq!(gets(&village, "P01"), each(66_667, 33_333));
    assert_eq!(village.balance("211", "ROT-1", "待分流转款"), Fen::ZERO);
    assert_eq!(row(&village, "P01", "land_rent", "2024-05-04"), (Some(Fen(202_500)), Fen(100_000), Fen::ZERO));
    // once
    let again = in_part("P01", ("2024-05-03", "1000.00")).replace("d-P01", "d-again");
    assert_eq!(village.refused(&again), Code::PayoutExists);
    village.refused(&in_part("P01b", ("2024-05-03", "1000.00")));
    assert_eq!(village.refused(&top("t2", "1025.01", "30.75")), Code::MoreThanDue);
    village.record(&top("t2", "500.01", "15.00"));
    assert_eq!(village.refused(&further("P01b")), Code::IncomeDistributedTwice);
    village.refused(&in_part("P01b", ("2024-05-04", "1500.01")));
    // of 1,500.01 together 1,000.01 and 500.00
    village.record(&in_part("P01b", ("2024-05-04", "500.01")));
    assert_eq!(gets(&village, "P01b"), each(33_334, 16_667));
    village.record(&top("t3", "524.99", "15.75"));
    village.record(&further("P01c"));
    assert_eq!(gets(&village, "P01c"), each(34_999, 17_500));
    assert_eq!(row(&village, "P01", "land_rent", "2024-05-05"), (Some(Fen(202_500)), Fen(202_500), Fen::ZERO));
    assert_eq!(village.balance("211", "ROT-1", "待分流转款"), Fen::ZERO);
    village.refused(&in_part("P01d", ("2024-05-05", "0.01")));
}

#[test]
fn who_has_more_than_its_part_keeps_it_and_the_others_get_what_came() {
    let mut village = Village::of_little(4);
    village.record(&top("t", "1500.00", "45.00"));
    village.record(&in_part("P01", ("2024-05-03", "1500.00")));
    assert_eq!(gets(&village, "P01"), each(100_000, 50_000));
    // 2.00 and not 3.00 mu: 900.00 and 675.00 are due, and the first has 100.00 more than that
    let less = WRONG.replace("2010.00", "1333.00").replace("3.0200", "2.0000").replace("2024-05-01", "2024-05-04");
    village.record(&less.replace(r#"{"id""#, r#"{"resolution":"R-9","id""#));
    let more = |id: &str, rent: &str, fee: &str| top(id, rent, fee).replace("2024-05-02", "2024-05-05");
    assert_eq!(village.refused(&more("t2", "75.01", "2.25")), Code::MoreThanDue);
    village.record(&more("t2", "75.00", "2.25"));
    village.record(&further("P01b").replace("2024-05-03", "2024-05-06"));
    assert_eq!(gets(&village, "P01b"), [("H0002".to_owned(), Fen(7_500))]);
    assert_eq!(village.balance("211", "ROT-1", "待分流转款"), Fen::ZERO);
    // what is missing to the second is nobody's debt: the restatement says it
    village.refused(&further("P01c").replace("2024-05-03", "2024-05-07"));
}

#[test]
fn rent_that_is_here_does_not_wait_for_its_fee_where_it_is_said_what_is_shared() {
    let mut village = Village::of_little(4);
    village.record(r#"{"id":"t","on":"2024-05-02","kind":"receipt.recorded","contract":"ROT-1","instalment":"P01","into":"A-BANK-1","parts":[{"part":"land_rent","amount":"2025.00"}]}"#);
    assert_eq!(village.refused(&further("P01")), Code::SheetStops);
    village.record(&in_part("P01", ("2024-05-03", "2025.00")));
    assert_eq!(gets(&village, "P01"), each(135_000, 67_500));
    // the fee is still owed, and is the collective's when it comes
    let fee = r#"{"id":"f","on":"2024-05-10","kind":"receipt.recorded","contract":"ROT-1","instalment":"P01","into":"A-BANK-1","parts":[{"part":"service_fee","amount":"60.75"}]}"#;
    assert_eq!(village.refused(&fee.replace("60.75", "60.76")), Code::MoreThanDue);
    village.record(fee);
}

#[test]
fn what_came_stands_once_in_the_list_of_rent() {
    let village = paid_ahead(true);
    let books = village.books();
    let rows = reports::expected_rent(books, "2024-12-31".parse().unwrap(), &rent_asked(books));
    let half: Vec<_> = rows.iter().filter(|row| row.first_day.to_string() == "2024-11-01").collect();
    let told: Vec<_> = half.iter().map(|row| (row.part.is_some(), row.rent, row.received)).collect();
    assert_eq!(told, [(false, Fen(480_000), Fen(480_000)), (true, Fen(240_000), Fen(240_000))]);
    // where the collective's has no row of its own, what came is told whole
    let alone = reports::expected_receipts(books, "2024-12-31".parse().unwrap(), &rent_asked(books));
    let half = alone.iter().find(|row| row.first_day.to_string() == "2024-11-01").unwrap();
    assert_eq!((half.rent, half.received), (Fen(480_000), Fen(720_000)));
}
