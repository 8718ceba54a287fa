//! Dues at their edges: what pays them, what changes them, what neither may.

use super::*;
use coop_ledger::{
    books::DueStands,
    unit::{Day, Fen},
};

/// A shop of the collective's, two quarters of 450.00; three days of grace, a thousandth a day.
const SHOP: &str = r#"{"id":"shop","on":"2024-04-01","kind":"contract.signed","contract":"SHOP-1","party":"OP1","scheme":"SHOP","signed":"2024-04-01","first_day":"2024-04-01","last_day":"2024-12-31","belongs_to":"collective","area_mu":"2.0000","late":{"rate_per_day":"1/1000","grace_days":3},"dated":[{"name":"price","unit":"yuan/mu/year","value":"900","from":"2024-04-01"}],"dues":[{"no":"1","due":"2024-04-10","first_day":"2024-04-01","last_day":"2024-06-30","part":"rent","amount":"450.00"},{"no":"2","due":"2024-07-10","first_day":"2024-07-01","last_day":"2024-09-30","part":"rent","rate":{"of":"area","price":"price","times":"1/4"}}]}"#;

fn shop() -> Village {
    let mut village = Village::of_little(4);
    village.record(SHOP);
    village
}

fn came(id: &str, on: &str, amount: &str, dues: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"{on}","kind":"receipt.recorded","contract":"SHOP-1","into":"A-BANK-1","parts":[{{"part":"rent","amount":"{amount}"}}]{dues}}}"#
    )
}

fn amended(more: &str) -> String {
    format!(r#"{{"id":"am","on":"2024-08-01","kind":"contract.amended","contract":"SHOP-1","document":"A-1",{more}}}"#)
}

fn with<T>(village: &Village, no: &str, on: &str, of: impl Fn(&DueStands<'_>) -> T) -> T {
    let (books, on): (_, Day) = (village.books(), on.parse().unwrap());
    let contract = books.contract(&"SHOP-1".parse().unwrap()).unwrap();
    let all = contract.dues_on(books, on);
    of(all.iter().find(|stands| stands.due.no.as_str() == no).unwrap())
}

fn open(village: &Village, no: &str) -> Option<Fen> {
    with(village, no, "2025-12-31", |stands| stands.open())
}

#[test]
fn without_a_word_the_oldest_due_is_paid_first_and_nothing_beyond_all() {
    let mut village = shop();
    assert_eq!(village.refused(&came("r", "2024-05-01", "900.01", "")), Code::DueOverpaid);
    village.record(&came("r1", "2024-05-01", "500.00", ""));
    assert_eq!([open(&village, "1"), open(&village, "2")], [Some(Fen::ZERO), Some(Fen(40_000))]);
    village.record(&came("r2", "2024-05-02", "400.00", ""));
    assert_eq!(open(&village, "2"), Some(Fen::ZERO));
    // and a reversal opens them again
    village.record(&crate::found::whose::village::correct("r1"));
    assert_eq!([open(&village, "1"), open(&village, "2")], [Some(Fen(45_000)), Some(Fen(5_000))]);
}

#[test]
fn dues_that_are_named_are_there_and_as_much_as_their_part() {
    let mut village = shop();
    let named = |no: &str, amount: &str| format!(r#","dues":[{{"no":"{no}","amount":"{amount}"}}]"#);
    assert_eq!(village.refused(&came("r", "2024-05-01", "450.00", &named("3", "450.00"))), Code::UnknownDue);
    assert_eq!(village.refused(&came("r", "2024-05-01", "450.00", &named("1", "400.00"))), Code::StatedFigureDiffers);
    assert_eq!(village.refused(&came("r", "2024-05-01", "450.01", &named("1", "450.01"))), Code::DueOverpaid);
    let no_contract = came("r", "2024-05-01", "450.00", &named("1", "450.00")).replace(r#""contract":"SHOP-1","#, "");
    assert_eq!(village.refused(&no_contract), Code::MemberMissing);
    village.record(&came("r", "2024-05-01", "450.00", &named("1", "450.00")));
}

#[test]
fn interest_runs_behind_the_days_of_grace_on_what_is_open_when_a_day_begins() {
    let mut village = shop();
    let interest = |village: &Village, on: &str| with(village, "1", on, |stands| stands.late_interest);
    let late = |village: &Village, on: &str| with(village, "1", on, |stands| (stands.days_late, stands.in_arrears));
    assert_eq!((interest(&village, "2024-04-13"), late(&village, "2024-04-13")), (Fen::ZERO, (3, false)));
    assert_eq!((interest(&village, "2024-04-14"), late(&village, "2024-04-14")), (Fen(45), (4, true)));
    village.record(&came("r", "2024-04-20", "350.00", ""));
    // 14 to 20 April on 450.00, then 100.00: 3.15 and 1.00
    assert_eq!(interest(&village, "2024-04-30"), Fen(415));
}

#[test]
fn a_price_changes_no_due_that_something_paid_from_its_first_day_on() {
    let price = |from: &str| {
        amended(&format!(r#""dated":[{{"name":"price","unit":"yuan/mu/year","value":"1000","from":"{from}"}}]"#))
    };
    let mut village = shop();
    village.record(&price("2024-07-01"));
    assert_eq!(with(&village, "2", "2024-08-02", |stands| stands.asked), Some(Fen(50_000)));
    let mut village = shop();
    village.record(&came("r", "2024-07-10", "900.00", ""));
    assert_eq!(village.refused(&price("2024-07-01")), Code::DatesOutOfOrder);
    // one day of 92 at 900 and the others at 1,000: half a mu-year, 499.456…
    village.record(&price("2024-07-02"));
    assert_eq!(with(&village, "2", "2024-08-02", |stands| stands.asked), Some(Fen(49_946)));
    let mut village = shop();
    village.record(&came("r", "2024-07-10", "900.00", ""));
    village.record(&price("2024-10-01"));
    assert_eq!(with(&village, "2", "2024-08-02", |stands| stands.asked), Some(Fen(45_000)));
}

#[test]
fn what_a_dearer_price_adds_is_late_since_it_was_agreed() {
    let dearer = amended(r#""dated":[{"name":"price","unit":"yuan/mu/year","value":"1000","from":"2024-07-02"}]"#);
    let stands = |village: &Village, on: &str| {
        with(village, "2", on, |stands| (stands.open(), stands.days_late, stands.in_arrears, stands.late_interest))
    };
    let mut village = shop();
    village.record(&came("r", "2024-07-10", "900.00", ""));
    village.record(&dearer);
    // 49.46 more, agreed on 1 August: nobody was late with it before
    let more = Some(Fen(4_946));
    assert_eq!(stands(&village, "2024-07-31"), (more, 0, false, Fen::ZERO));
    assert_eq!(stands(&village, "2024-08-04"), (more, 3, false, Fen::ZERO));
    // six days behind the three of grace
    assert_eq!(stands(&village, "2024-08-10"), (more, 9, true, Fen(30)));
    // who paid nothing is late with the first price since its day, and with the rest since it was agreed
    let mut village = shop();
    village.record(&came("r", "2024-05-01", "450.00", ""));
    village.record(&dearer);
    let (_, days, _, interest) = stands(&village, "2024-08-10");
    // 28 days at 450.00 and six at 49.46
    assert_eq!((days, interest), (31, Fen(1_260 + 30)));
}

#[test]
fn what_is_let_off_is_at_most_what_is_left() {
    let mut village = shop();
    let off = |part: &str| amended(&format!(r#""abate":[{{"no":"1","ratio":"{part}","why":"drought"}}]"#));
    village.record(&off("1/3"));
    assert_eq!(open(&village, "1"), Some(Fen(30_000)));
    let again = off("3/4").replace("\"am\"", "\"am2\"");
    assert_eq!(village.refused(&again), Code::AbatementAboveDue);
    village.record(&off("2/3").replace("\"am\"", "\"am2\""));
    assert_eq!(open(&village, "1"), Some(Fen::ZERO));
    assert_eq!(village.refused(&off("0/1").replace("\"1\"", "\"9\"").replace("\"am\"", "\"am3\"")), Code::UnknownDue);
}

#[test]
fn dues_are_dropped_while_nothing_paid_them_and_a_number_is_used_once() {
    let mut village = shop();
    village.record(&came("r", "2024-07-10", "460.00", ""));
    assert_eq!(village.refused(&amended(r#""drop_after":"2024-06-30""#)), Code::DatesOutOfOrder);
    let further = |no: &str, last: &str| {
        amended(&format!(
            r#""dues":[{{"no":"{no}","due":"2024-10-10","first_day":"2024-10-01","last_day":"{last}","part":"rent","amount":"450.00"}}]"#
        ))
    };
    assert_eq!(village.refused(&further("2", "2024-12-31")), Code::AlreadyRegistered);
    assert_eq!(village.refused(&further("3", "2025-01-01")), Code::DatesOutOfOrder);
    village.record(&further("3", "2024-12-31"));
    village.record(&amended(r#""drop_after":"2024-09-30""#).replace("\"am\"", "\"am2\""));
    assert!(with(&village, "3", "2024-10-11", |stands| stands.gone));
    assert_eq!(
        village.refused(&came("r3", "2024-10-11", "450.00", r#","dues":[{"no":"3","amount":"450.00"}]"#)),
        Code::UnknownDue
    );
}

#[test]
fn a_due_that_became_a_claim_is_received_or_written_off_as_one() {
    let mut village = shop();
    let claim = |id: &str, name: &str, amount: &str, more: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-05-01","kind":"claim.recorded","claim":"{name}","contract":"SHOP-1","no":"1","amount":"{amount}"{more}}}"#
        )
    };
    let settled = |id: &str, amount: &str| {
        came(id, "2024-05-02", amount, &format!(r#","dues":[{{"no":"1","amount":"{amount}"}}]"#))
            .replace(r#""part":"rent""#, r#""part":"claim_settled","holder":"OP1","purpose":"应收租金""#)
    };
    assert_eq!(village.refused(&settled("s", "10.00")), Code::DueOverpaid);
    village.record(&claim("c", "rent_due", "300.00", ""));
    // it stays open, and only what is no claim is received as rent
    assert_eq!(open(&village, "1"), Some(Fen(45_000)));
    let rent =
        |amount: &str| came("r", "2024-05-02", amount, &format!(r#","dues":[{{"no":"1","amount":"{amount}"}}]"#));
    assert_eq!(village.refused(&rent("150.01")), Code::DueOverpaid);
    village.record(&rent("150.00"));
    village.record(&settled("s1", "100.00"));
    assert_eq!(village.refused(&claim("w", "write_off", "200.00", "")), Code::MemberMissing);
    assert_eq!(village.refused(&claim("w", "write_off", "200.01", r#","resolution":"R-9""#)), Code::DueOverpaid);
    village.record(&claim("w", "write_off", "200.00", r#","resolution":"R-9""#));
    assert_eq!(open(&village, "1"), Some(Fen::ZERO));
    assert_eq!(village.balance("112", "OP1", "应收租金"), Fen::ZERO);
    let of_none = claim("x", "penalty_ours", "1.00", "");
    assert_eq!(village.refused(&of_none), Code::BadValue);
}

#[test]
fn what_was_written_off_is_not_owed_back_when_the_contract_ends() {
    let claim = |id: &str, name: &str, more: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-05-01","kind":"claim.recorded","claim":"{name}","contract":"SHOP-1","no":"1","amount":"450.00"{more}}}"#
        )
    };
    let end = r#"{"id":"end","on":"2024-05-10","kind":"contract.ended","contract":"SHOP-1","document":"Z-1","last_day":"2024-05-15","why":"agreed"}"#;
    let mut village = shop();
    village.record(&claim("c", "rent_due", ""));
    village.record(&claim("w", "write_off", r#","resolution":"R-9""#));
    village.record(end);
    assert_eq!(with(&village, "1", "2024-05-16", |stands| stands.to_give_back()), Fen::ZERO);
    assert_eq!(village.balance("211", "OP1", "退租金"), Fen::ZERO);
    // who paid gets 46 of 91 days back
    let mut village = shop();
    village.record(&came("r", "2024-04-10", "450.00", ""));
    village.record(end);
    assert_eq!(village.balance("211", "OP1", "退租金"), Fen(-22_747));
}

#[test]
fn a_contract_passes_to_a_registered_party_with_no_more_of_the_deposit_than_is_held() {
    let mut village = shop();
    village.record(r#"{"id":"p","on":"2024-04-01","kind":"party.registered","party":"SHOPB","role":"tenant"}"#);
    village.record(r#"{"id":"d","on":"2024-04-02","kind":"receipt.recorded","contract":"SHOP-1","into":"A-BANK-1","parts":[{"part":"deposit","amount":"300.00"}]}"#);
    let to = |party: &str, deposit: &str| {
        amended(&format!(r#""assign":{{"to":"{party}","deposit":"{deposit}"}}"#)).replace("2024-08-01", "2024-07-01")
    };
    // it passes with the contract, and to nobody else
    let moved = |holder: &str| {
        format!(
            r#"{{"id":"m","on":"2024-05-01","kind":"claim.recorded","claim":"deposit_moved","contract":"SHOP-1","holder":"{holder}","amount":"300.00"}}"#
        )
    };
    for holder in ["K001", "H0001", "SHOPB"] {
        assert_eq!(village.refused(&moved(holder)), Code::BadValue, "{holder}");
    }
    assert_eq!(village.refused(&to("OP9", "300.00")), Code::UnknownParty);
    assert_eq!(village.refused(&to("SHOPB", "300.01")), Code::DepositAboveHeld);
    village.record(&to("SHOPB", "300.00"));
    assert_eq!(
        [village.balance("211", "OP1", "保证金"), village.balance("211", "SHOPB", "保证金")],
        [Fen::ZERO, Fen(-30_000)]
    );
    // the old due stays with the old party, and is booked under it
    let party = |no: &str| with(&village, no, "2024-08-01", |stands| stands.party.to_string());
    assert_eq!([party("1"), party("2")], ["OP1", "SHOPB"]);
    village.record(&came("r", "2024-07-10", "450.00", r#","dues":[{"no":"1","amount":"450.00"}]"#));
    assert_eq!(village.balance("501", "OP1", "发包及租赁收入"), Fen(-45_000));
}

#[test]
fn what_came_above_a_due_that_the_end_cuts_is_owed_back_and_its_receipt_stays() {
    let mut village = shop();
    village.record(&came("r", "2024-05-01", "900.00", ""));
    village.record(r#"{"id":"end","on":"2024-05-02","kind":"contract.ended","contract":"SHOP-1","document":"Z-1","last_day":"2024-05-31","why":"agreed","settle":[{"no":"1","amount":"200.00"}]}"#);
    assert_eq!(with(&village, "1", "2024-12-31", |s| (s.asked, s.to_give_back())), (Some(Fen(20_000)), Fen(25_000)));
    assert!(with(&village, "2", "2024-12-31", |s| s.gone && s.to_give_back() == Fen(45_000)));
    assert_eq!(village.balance("211", "OP1", "退租金"), Fen(-70_000));
    assert_eq!(village.refused(&crate::found::whose::village::correct("r")), Code::RestsOnLater);
}

#[test]
fn a_due_is_just_one_of_four_things_and_instalments_stay_with_households() {
    let mut village = shop();
    let signed = |due: &str| {
        SHOP.replace("SHOP-1", "SHOP-2")
            .replace("\"id\":\"shop\"", "\"id\":\"shop2\"")
            .replace(r#""amount":"450.00""#, due)
    };
    assert_eq!(village.refused(&signed(r#""amount":"450.00","repayment":"450.00""#)), Code::BadValue);
    assert_eq!(village.refused(&signed("").replace(r#""part":"rent",}"#, r#""part":"rent"}"#)), Code::BadValue);
    assert_eq!(village.refused(&signed(r#""repayment":"450.00""#)), Code::MemberMissing);
    assert_eq!(
        village.refused(&signed(r#""amount":"450.00""#).replace("\"rent\"", "\"land_rent\"")),
        Code::UnknownPart
    );
    let parcels = signed(r#""amount":"450.00""#)
        .replace(r#""area_mu":"2.0000""#, r#""parcels":["P01"]"#)
        .replace("2024-12-31", "2024-12-30");
    let freed = r#"{"id":"end","on":"2024-04-01","kind":"contract.ended","contract":"ROT-1","document":"Z-1","last_day":"2024-04-01","why":"agreed"}"#;
    village.record(freed);
    let parcels = parcels
        .replace(
            r#""first_day":"2024-04-01","last_day":"2024-12-30""#,
            r#""first_day":"2024-04-02","last_day":"2024-12-30""#,
        )
        .replace(
            r#""first_day":"2024-04-01","last_day":"2024-06-30""#,
            r#""first_day":"2024-04-02","last_day":"2024-06-30""#,
        );
    assert_eq!(village.refused(&parcels), Code::NotTheCollectives);
}

#[test]
fn a_price_that_follows_a_series_is_known_when_its_day_is_published() {
    let mut village = Village::of_little(4);
    let pond = |column: &str, per: &str| {
        SHOP.replace(r#""due":"2024-07-10""#, r#""due":"2024-07-01""#).replace(
            r#""area_mu""#,
            &format!(r#""index":{{"series":"{per}","column":"{column}","base":"2.6","day":"2024-06-20"}},"area_mu""#),
        )
    };
    let set = |per: &str| {
        format!(
            r#"{{"id":"{per}","on":"2024-01-02","kind":"series.set","series":"{per}","per":"{per}","columns":[{{"name":"price","unit":"元/公斤"}}],"published_by":"grain market"}}"#
        )
    };
    assert_eq!(village.refused(&pond("price", "day")), Code::UnknownSeries);
    village.record(&set("day"));
    village.record(&set("year"));
    assert_eq!(village.refused(&pond("price", "year")), Code::BadValue);
    assert_eq!(village.refused(&pond("yield", "day")), Code::BadValue);
    village.record(&pond("price", "day"));
    assert_eq!(open(&village, "2"), None);
    let named = came("r", "2024-07-02", "450.00", r#","dues":[{"no":"2","amount":"450.00"}]"#);
    assert_eq!(village.refused(&named), Code::TermUnknown);
    let published = |day: &str, value: &str| {
        format!(
            r#"{{"id":"w-{day}","on":"{day}","kind":"series.recorded","series":"day","period":"{day}","rows":[{{"values":["{value}"]}}],"source":"notice"}}"#
        )
    };
    // 31 days before the index day is too old, 30 days is not, and the nearest counts
    village.record(&published("2024-05-20", "2.4"));
    assert_eq!(open(&village, "2"), None);
    village.record(&published("2024-05-21", "2.5"));
    assert_eq!(open(&village, "2"), Some(Fen(43_269)));
    village.record(&published("2024-06-19", "2.6"));
    village.record(&published("2024-06-21", "9.9"));
    assert_eq!(open(&village, "2"), Some(Fen(45_000)));
    village.record(&named);
}
