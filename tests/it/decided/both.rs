//! One contract lets land of households and land of the collective: what is due of each, and what came.

use super::*;
use coop_ledger::{
    cooperative::rent_asked,
    statement::reports::{self, DueState},
    unit::{Day, Fen},
};

/// P01 and P02 are households', 4.50 mu; P90 the collective's, 20.00 mu; 900 yuan a mu, 3 % rise, half a year each.
const SIGNED: &str = r#"{"id":"p90","on":"2024-02-01","kind":"parcel.registered","parcel":"P90","household":"collective","land_kind":"flexible","area_m2":"13333.33","area_mu":"20.0000"}
{"id":"both","on":"2024-03-01","kind":"contract.signed","contract":"ROT-1","party":"OP1","scheme":"rot-rent","signed":"2024-03-01","first_day":"2024-04-01","last_day":"2034-03-31","parcels":["P01","P02","P90"],"terms":{"price":{"amount":"900.0000","unit":"yuan/mu/year"},"fee_rate":"3/100","fee_payer":"OP1","area_basis":"registered_mu","instalments":[{"due":"2024-04-10","first_day":"2024-04-01","last_day":"2024-09-30","lease_year":1,"part_of_year":"1/2","payout":"P01"},{"due":"2024-10-10","first_day":"2024-10-01","last_day":"2025-03-31","lease_year":1,"part_of_year":"1/2","payout":"P02"}]}}"#;

fn village() -> Village {
    let mut village = Village::of_little(3);
    village.record(SIGNED);
    village
}

fn came(id: &str, no: &str, on: &str, parts: &[(&str, &str)]) -> String {
    let parts: Vec<String> =
        parts.iter().map(|(part, amount)| format!(r#"{{"part":"{part}","amount":"{amount}"}}"#)).collect();
    let parts = parts.join(",");
    format!(
        r#"{{"id":"{id}","on":"{on}","kind":"receipt.recorded","contract":"ROT-1","instalment":"{no}","into":"A-BANK-1","parts":[{parts}]}}"#
    )
}

/// What is due, what came and what is to be given back, as `dues` and `expected` say.
fn stands(village: &Village, no: &str, part: &str, on: &str) -> (Option<Fen>, Fen, Fen) {
    let books = village.books();
    let of = rent_asked(books);
    let on: Day = on.parse().unwrap();
    let rows = reports::dues(books, on, &of);
    let row = rows.iter().find(|row| row.no.as_str() == no && row.part.as_str() == part);
    let row = row.unwrap_or_else(|| panic!("{rows:#?}"));
    let expected = reports::expected_rent(books, on, &of);
    let same = expected.iter().find(|row| {
        row.instalment.as_ref().is_some_and(|code| code.as_str() == no) && row.part.is_some() == (part == "lease_rent")
    });
    if let Some(same) = same {
        assert_eq!((same.rent_due, same.rent), (row.asked, row.paid));
    }
    assert_eq!(row.state == DueState::Settled, row.open == Some(Fen::ZERO));
    (row.asked, row.paid, row.to_give_back)
}

const THEIRS: [(&str, &str); 2] = [("land_rent", "2025.00"), ("service_fee", "60.75")];

#[test]
fn the_collectives_land_among_what_is_let_has_its_own_due_and_its_own_part_of_a_receipt() {
    let mut village = village();
    assert_eq!(stands(&village, "P01", "land_rent", "2024-04-20"), (Some(Fen(202_500)), Fen::ZERO, Fen::ZERO));
    // 20 mu at 450.00
    assert_eq!(stands(&village, "P01", "lease_rent", "2024-04-20"), (Some(Fen(900_000)), Fen::ZERO, Fen::ZERO));
    // no fen more, not before the households' part, and for an instalment
    let with = |own: &str| came("r", "P01", "2024-04-20", &[THEIRS[0], THEIRS[1], ("lease_rent", own)]);
    assert_eq!(village.refused(&with("9000.01")), Code::MoreThanDue);
    assert_eq!(
        village.refused(&came("r", "P01", "2024-04-20", &[("lease_rent", "9000.00")])),
        Code::HouseholdsPartFirst
    );
    let half = [("land_rent", "1012.50"), ("lease_rent", "4500.01")];
    assert_eq!(village.refused(&came("r", "P01", "2024-04-20", &half)), Code::HouseholdsPartFirst);
    let by_days = with("9000.00")
        .replace(r#""instalment":"P01""#, r#""period":{"first_day":"2024-04-01","last_day":"2024-09-30"}"#);
    assert_eq!(village.refused(&by_days), Code::MemberMissing);
    // what is not by the mu is refused as before
    assert_eq!(village.refused(&with("9000.00").replace("lease_rent", "other_income")), Code::NotTheCollectives);
    village.record(&with("9000.00"));
    assert_eq!(stands(&village, "P01", "lease_rent", "2024-04-20"), (Some(Fen(900_000)), Fen(900_000), Fen::ZERO));
    assert_eq!(village.balance("501", "OP1", "发包收入"), Fen(-900_000));
    assert_eq!(village.balance("211", "ROT-1", "待分流转款"), Fen(-202_500));
    assert_eq!(village.refused(&came("r2", "P01", "2024-05-02", &[("lease_rent", "0.01")])), Code::MoreThanDue);
    // households share theirs, by their own land
    village.record(
        r#"{"id":"d","on":"2024-05-03","kind":"payout.declare","payout":"P01","contract":"ROT-1","scheme":"rot-rent"}"#,
    );
    let lines = &village.books().payouts()["P01"].lines;
    let got: Vec<(String, Fen)> = lines.iter().map(|(id, owed)| (id.to_string(), owed.amount)).collect();
    assert_eq!(got, [("H0001".to_owned(), Fen(135_000)), ("H0002".to_owned(), Fen(67_500))]);
}

#[test]
fn what_came_of_it_in_parts_grows_with_the_households_part_and_does_not_stay_ahead_of_it() {
    let mut village = village();
    let half = |id: &str| {
        came(id, "P01", "2024-04-20", &[("land_rent", "1012.50"), ("service_fee", "30.38"), ("lease_rent", "4500.00")])
    };
    village.record(&half("r1"));
    assert_eq!(stands(&village, "P01", "lease_rent", "2024-04-20"), (Some(Fen(900_000)), Fen(450_000), Fen::ZERO));
    village.record(&came("r2", "P01", "2024-04-21", &[("land_rent", "1012.50"), ("service_fee", "30.37")]));
    village.record(&came("r3", "P01", "2024-04-22", &[("lease_rent", "4500.00")]));
    // the rest of it rests on what came for the households
    assert_eq!(village.refused(&correct("r2")), Code::RestsOnLater);
    village.record(&correct("r3"));
    village.record(&correct("r2"));
}

#[test]
fn rent_of_it_over_new_year_is_income_of_each_year_and_an_early_end_owes_back_what_it_did_not_earn() {
    let mut village = village();
    village.record(&came("r1", "P01", "2024-04-20", &[THEIRS[0], THEIRS[1], ("lease_rent", "9000.00")]));
    village.record(&came("r2", "P02", "2024-10-10", &[THEIRS[0], THEIRS[1], ("lease_rent", "9000.00")]));
    // three of six months
    assert_eq!(village.balance("501", "OP1", "发包收入"), Fen(-1_350_000));
    assert_eq!(village.balance("211", "OP1", "预收承包款"), Fen(-450_000));
    village.record(r#"{"id":"end","on":"2024-11-02","kind":"contract.ended","contract":"ROT-1","document":"Z-1","last_day":"2024-10-31","why":"agreed"}"#);
    // 31 of 182 days stay: 1,532.97; 4,500.00 out of what waits, then income
    assert_eq!(village.balance("211", "OP1", "退租金"), Fen(-746_703));
    assert_eq!(village.balance("211", "OP1", "预收承包款"), Fen::ZERO);
    assert_eq!(village.balance("501", "OP1", "发包收入"), Fen(-1_053_297));
    assert_eq!(stands(&village, "P02", "lease_rent", "2024-11-03"), (Some(Fen(153_297)), Fen(153_297), Fen::ZERO));
    assert_eq!(stands(&village, "P01", "lease_rent", "2024-11-03"), (Some(Fen(900_000)), Fen(900_000), Fen::ZERO));
}

#[test]
fn a_drought_and_a_new_price_are_of_the_collectives_land_as_of_the_households() {
    let mut village = village();
    village.record(r#"{"id":"a","on":"2024-09-02","kind":"contract.amended","contract":"ROT-1","document":"B1","abate":[{"no":"P02","ratio":"1/10","why":"drought"}],"dated":[{"name":"price","unit":"yuan/mu/year","value":"1000","from":"2024-10-01"}],"resolution":"R1"}"#);
    // 24.50 mu by 500.00 less a tenth
    assert_eq!(stands(&village, "P02", "land_rent", "2024-10-10").0, Some(Fen(202_500)));
    assert_eq!(stands(&village, "P02", "lease_rent", "2024-10-10").0, Some(Fen(900_000)));
    assert_eq!(stands(&village, "P01", "lease_rent", "2024-10-10").0, Some(Fen(900_000)));
}

#[test]
fn land_of_households_alone_has_no_part_for_the_collective() {
    let mut village = Village::of_little(4);
    let own = came("r", "P01", "2024-04-20", &[THEIRS[0], THEIRS[1], ("lease_rent", "0.01")]);
    assert_eq!(village.refused(&own), Code::NotTheCollectives);
}
