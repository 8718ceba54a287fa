//! Money handed out in advance, what is owed and not yet paid, taxes, levies, transfers: by the parts of the chart, and
//! several parts in one claim.

use super::*;
use coop_ledger::unit::Fen;

const ON: &str = "2024-06-01";

fn pay(id: &str, from: &str, part: &str) -> String {
    format!(r#"{{"id":"{id}","on":"{ON}","kind":"payment.recorded","from":"{from}","parts":[{part}]}}"#)
}

fn claim(id: &str, members: &str) -> String {
    format!(r#"{{"id":"{id}","on":"{ON}","kind":"claim.recorded",{members}}}"#)
}

fn received(id: &str, into: &str, part: &str) -> String {
    format!(r#"{{"id":"{id}","on":"{ON}","kind":"receipt.recorded","into":"{into}","parts":[{part}]}}"#)
}

/// With some money of its own, two suppliers and a keeper of petty cash.
fn village() -> Village {
    let mut village = Village::of_little(5);
    village.record(&format!(
        r#"{{"id":"t1","on":"{ON}","kind":"party.registered","party":"SUP1","role":"supplier"}}
{{"id":"t2","on":"{ON}","kind":"party.registered","party":"K001","role":"keeper"}}
{}
{}"#,
        received("own", "A-BANK-1", r#"{"part":"other_income","purpose":"捐款","amount":"9000.00"}"#),
        pay("till", "A-BANK-1", r#"{"part":"cash","amount":"3000.00"}"#),
    ));
    village
}

fn balance(village: &Village, account: &str, holder: &str, purpose: &str) -> Fen {
    village.books().accounts().balance(&AccountKey::new(account, holder, purpose))
}

#[test]
fn petty_cash_is_accounted_for_in_one_entry_and_never_beyond_what_is_out() {
    let mut village = village();
    village.record(&pay("out", "CASH", r#"{"part":"petty_cash","holder":"K001","amount":"1000.00"}"#));
    let settled = |id: &str, office: &str| {
        claim(
            id,
            &format!(
                r#""document":"B-1","parts":[{{"claim":"petty_cash_settled","holder":"K001","account":"513","purpose":"办公用品","amount":"{office}"}},{{"claim":"petty_cash_settled","holder":"K001","account":"514","purpose":"慰问","amount":"60.00"}}]"#
            ),
        )
    };
    // each alone would go: together they are a fen more than is out
    assert_eq!(village.refused(&settled("s", "940.01")), Code::AdvanceAboveHeld);
    village.record(&settled("s", "640.50"));
    assert_eq!(balance(&village, "112", "K001", "备用金"), Fen(29_950));
    assert_eq!(balance(&village, "513", "", "办公用品"), Fen(64_050));
    assert_eq!(balance(&village, "514", "", "慰问"), Fen(6_000));
    let back = |amount: &str| {
        received("b", "CASH", &format!(r#"{{"part":"petty_cash_back","holder":"K001","amount":"{amount}"}}"#))
    };
    assert_eq!(village.refused(&back("299.51")), Code::AdvanceAboveHeld);
    village.record(&back("299.50"));
    assert_eq!(village.books().cash(), Fen(229_950));
    // nothing is out any more
    let none = r#""claim":"petty_cash_settled","holder":"K001","account":"513","purpose":"办公用品","amount":"0.01""#;
    assert_eq!(village.refused(&claim("n", none)), Code::AdvanceAboveHeld);
}

#[test]
fn a_prepayment_is_used_up_by_accounts_that_its_part_may_name() {
    let mut village = village();
    village.record(&pay("out", "A-BANK-1", r#"{"part":"prepaid","holder":"SUP1","amount":"2400.00"}"#));
    let used = |account: &str, amount: &str| {
        claim(
            "u",
            &format!(
                r#""claim":"prepaid_used","holder":"SUP1","account":"{account}","purpose":"保险费","amount":"{amount}""#
            ),
        )
    };
    assert_eq!(village.refused(&used("513", "2400.01")), Code::AdvanceAboveHeld);
    assert_eq!(village.refused(&used("151", "1.00")), Code::BadValue);
    village.record(&used("513", "1200.00"));
    assert_eq!(balance(&village, "112", "SUP1", "预付款"), Fen(120_000));
}

#[test]
fn what_is_owed_for_an_invoice_is_paid_to_the_fen_and_released_by_resolution_only() {
    let mut village = village();
    village.record(&claim(
        "owe",
        r#""claim":"payable","holder":"SUP1","account":"514","purpose":"保洁","owed_as":"应付保洁费","amount":"1800.00""#,
    ));
    assert_eq!(balance(&village, "211", "SUP1", "应付保洁费"), Fen(-180_000));
    assert_eq!(balance(&village, "514", "", "保洁"), Fen(180_000));
    let paid = |amount: &str| {
        pay(
            "p",
            "A-BANK-1",
            &format!(r#"{{"part":"payable","holder":"SUP1","purpose":"应付保洁费","amount":"{amount}"}}"#),
        )
    };
    assert_eq!(village.refused(&paid("1800.01")), Code::PaymentAboveWhatIsOwed);
    village.record(&paid("1780.00"));
    let released = |amount: &str, more: &str| {
        claim(
            "r",
            &format!(r#""claim":"payable_released","holder":"SUP1","purpose":"应付保洁费","amount":"{amount}"{more}"#),
        )
    };
    assert_eq!(village.refused(&released("20.00", "")), Code::MemberMissing);
    assert_eq!(village.refused(&released("20.01", r#","resolution":"R-1""#)), Code::PaymentAboveWhatIsOwed);
    village.record(&released("20.00", r#","resolution":"R-1""#));
    assert_eq!(balance(&village, "504", "SUP1", "无法支付的款项"), Fen(-2_000));
}

#[test]
fn money_goes_between_own_accounts_alone() {
    let mut village = village();
    village.record(r#"{"id":"b2","on":"2024-06-01","kind":"bank.registered","account":"A-BANK-2","owner":"A","ownership":"collective"}
{"id":"b3","on":"2024-06-01","kind":"bank.registered","account":"P-1","owner":"OFFICER-01","ownership":"personal"}"#);
    let to = |holder: &str| {
        pay("o", "A-BANK-1", &format!(r#"{{"part":"own_account","holder":"{holder}","amount":"500.00"}}"#))
    };
    assert_eq!(village.refused(&to("P-1")), Code::CollectiveMoneyToPersonalAccount);
    assert_eq!(village.refused(&to("A-BANK-9")), Code::UnknownBankAccount);
    assert_eq!(village.refused(&to("A-BANK-1")), Code::BadValue);
    village.record(&to("A-BANK-2"));
    assert_eq!(balance(&village, "102", "A-BANK-2", ""), Fen(50_000));
}

#[test]
fn taxes_are_paid_and_let_off_as_far_as_they_are_owed() {
    let mut village = village();
    village.record(&claim(
        "t",
        r#""parts":[{"claim":"surcharge","amount":"218.57"},{"claim":"property_tax","amount":"1080.00"}]"#,
    ));
    let tax = |purpose: &str, amount: &str| {
        pay("x", "A-BANK-1", &format!(r#"{{"part":"tax","purpose":"{purpose}","amount":"{amount}"}}"#))
    };
    assert_eq!(village.refused(&tax("应交房产税", "1080.01")), Code::PaymentAboveWhatIsOwed);
    village.record(&tax("应交房产税", "1080.00"));
    let off = claim("v", r#""claim":"vat_exempted","amount":"0.01""#);
    assert_eq!(village.refused(&off), Code::PaymentAboveWhatIsOwed);
}

/// What was raised for a project is the fund's as far as it was spent on it, and no further than was raised for it.
#[test]
fn a_levy_that_is_spent_becomes_the_funds_and_a_loss_is_covered_no_further_than_it_goes() {
    let mut village = Village::of_little(2);
    village.record(r#"{"id":"o","on":"2024-01-01","kind":"opening.recorded","lines":[{"account":"102","holder":"A-BANK-1","debit":"500.00"},{"account":"322","purpose":"未分配收益","debit":"50.00"},{"account":"311","purpose":"历年提取","credit":"100.00"},{"account":"301","credit":"450.00"}]}"#);
    let project = |name: &str| if name.is_empty() { String::new() } else { format!(r#","project":"{name}""#) };
    let part =
        |part: &str, name: &str, amount: &str| format!(r#"{{"part":"{part}"{},"amount":"{amount}"}}"#, project(name));
    for (id, name, amount) in [("l1", "路", "50.00"), ("l2", "井", "10.00"), ("l3", "", "20.00")] {
        village.record(&received(id, "A-BANK-1", &part("levy", name, amount)));
    }
    village.record(&received("g", "A-BANK-1", &part("grant", "路", "5.00")));
    let used = |id: &str, name: &str, amount: &str| {
        claim(id, &format!(r#""claim":"levy_used"{},"amount":"{amount}""#, project(name)))
    };
    assert_eq!(village.refused(&used("u", "井", "10.00")), Code::EarmarkedOverspent);
    village.record(&pay("w1", "A-BANK-1", &part("works", "井", "30.00")));
    assert_eq!(village.refused(&used("u", "井", "10.01")), Code::PaymentAboveWhatIsOwed);
    assert_eq!(village.refused(&used("u", "路", "10.00")), Code::EarmarkedOverspent);
    village.record(&used("u1", "井", "10.00"));
    assert_eq!(village.refused(&used("u", "", "20.01")), Code::PaymentAboveWhatIsOwed);
    village.record(&used("u2", "", "20.00"));
    village.record(&pay("w2", "A-BANK-1", &part("works", "路", "40.00")));
    assert_eq!(village.refused(&used("u", "路", "40.01")), Code::EarmarkedOverspent);
    village.record(&used("u3", "路", "40.00"));
    let grant = r#"{"id":"gu","on":"2024-06-01","kind":"grant.used","project":"路","amount":"5.00"}"#;
    assert_eq!(village.refused(grant), Code::EarmarkedOverspent);
    assert_eq!(balance(&village, "231", "", "一事一议-路"), Fen(-1_000));
    assert_eq!(balance(&village, "311", "", "一事一议转入-井"), Fen(-1_000));
    let covered =
        |amount: &str, more: &str| claim("c", &format!(r#""claim":"loss_covered","amount":"{amount}"{more}"#));
    assert_eq!(village.refused(&covered("50.00", "")), Code::MemberMissing);
    assert_eq!(village.refused(&covered("50.01", r#","resolution":"R-1""#)), Code::NotTheCollectives);
    village.record(&covered("50.00", r#","resolution":"R-1""#));
    assert_eq!(balance(&village, "311", "", "历年提取"), Fen(-5_000));
}

#[test]
fn a_households_debt_is_given_up_by_resolution_and_its_statement_says_so() {
    let mut village = village();
    village.record(&voucher("w", ON, &["113|H0001|水费|50.00", "504||水费|-50.00"]));
    let off = |amount: &str, more: &str| {
        claim(
            "d",
            &format!(
                r#""claim":"bad_debt","holder":"H0001","account":"113","purpose":"水费","amount":"{amount}"{more}"#
            ),
        )
    };
    assert_eq!(village.refused(&off("50.00", "")), Code::MemberMissing);
    assert_eq!(village.refused(&off("50.01", r#","resolution":"R-1""#)), Code::PaymentAboveWhatIsOwed);
    village.record(&off("50.00", r#","resolution":"R-1""#));
    assert_eq!(balance(&village, "113", "H0001", "水费"), Fen::ZERO);
    let concerned = village.books().concerns(&"H0001".parse().unwrap());
    assert_eq!(concerned.last().copied(), Some(village.books().size() - 1));
}

#[test]
fn a_claim_is_one_thing_or_a_list_and_never_both() {
    let mut village = village();
    let both = claim("b", r#""claim":"surcharge","amount":"1.00","parts":[{"claim":"property_tax","amount":"1.00"}]"#);
    assert_eq!(village.refused(&both), Code::BadValue);
    assert_eq!(village.refused(&claim("n", r#""amount":"1.00""#)), Code::MemberMissing);
    assert_eq!(village.refused(&claim("n", r#""parts":[]"#)), Code::MemberMissing);
    let twice = r#""parts":[{"claim":"surcharge","amount":"1.00"},{"claim":"surcharge","amount":"2.00"}]"#;
    assert_eq!(village.refused(&claim("t", twice)), Code::AlreadyRegistered);
}

/// What was handed out before a choice is where it was put.
#[test]
fn petty_cash_is_settled_where_it_stands_whatever_was_chosen_since() {
    let mut village = village();
    let out = |id: &str, amount: &str| {
        pay(id, "CASH", &format!(r#"{{"part":"petty_cash","holder":"H0001","amount":"{amount}"}}"#))
    };
    village.record(&out("o1", "300.00"));
    village.record(&format!(r#"{{"id":"s","on":"{ON}","kind":"setting.chosen","name":"petty_cash","value":"113"}}"#));
    let settled = |id: &str, amount: &str| {
        claim(
            id,
            &format!(
                r#""document":"B-1","claim":"petty_cash_settled","holder":"H0001","account":"513","purpose":"办公用品","amount":"{amount}""#
            ),
        )
    };
    assert_eq!(village.refused(&settled("n", "300.01")), Code::AdvanceAboveHeld);
    village.record(&settled("a", "200.00"));
    assert_eq!(balance(&village, "112", "H0001", "备用金"), Fen(10_000));
    // what is handed out now stands where it was chosen
    village.record(&out("o2", "80.00"));
    assert_eq!(balance(&village, "113", "H0001", "备用金"), Fen(8_000));
    village.record(&received("b1", "CASH", r#"{"part":"petty_cash_back","holder":"H0001","amount":"80.00"}"#));
    village.record(&received("b2", "CASH", r#"{"part":"petty_cash_back","holder":"H0001","amount":"100.00"}"#));
    assert_eq!(balance(&village, "112", "H0001", "备用金"), Fen::ZERO);
    assert_eq!(balance(&village, "113", "H0001", "备用金"), Fen::ZERO);
}

/// Rent of stalls and houses for years is income as its days pass, under the name of who pays it.
#[test]
fn rent_of_works_for_years_is_spread_over_them() {
    let mut village = village();
    village.record(r#"{"id":"c","on":"2024-06-01","kind":"contract.signed","contract":"WR-1","party":"OP1","scheme":"lease","signed":"2024-06-01","first_day":"2024-06-01","last_day":"2027-05-31","belongs_to":"collective"}"#);
    let rent = |id: &str, part: &str, more: &str| {
        format!(
            r#"{{"id":"{id}","on":"{ON}","kind":"receipt.recorded","into":"A-BANK-1","parts":[{{"part":"works_rent","amount":"36000.00"{part}}}]{more}}}"#
        )
    };
    let days = r#","period":{"first_day":"2024-06-01","last_day":"2027-05-31"}"#;
    let under = format!(r#","contract":"WR-1"{days}"#);
    assert_eq!(village.refused(&rent("r", "", r#","contract":"WR-1""#)), Code::MemberMissing);
    assert_eq!(village.refused(&rent("r", r#","holder":"SUP1""#, days)), Code::MemberMissing);
    assert_eq!(village.refused(&rent("r", r#","this_year":"36000.00""#, &under)), Code::LumpRentTakenAtOnce);
    village.record(&rent("r", "", &under));
    assert_eq!(balance(&village, "501", "OP1", "设施租金"), Fen(-700_000));
    assert_eq!(balance(&village, "211", "WR-1", "预收设施租金"), Fen(-2_900_000));
    // what names neither days nor a contract is of its day
    village.record(&rent("s", r#","holder":"SUP1""#, ""));
    assert_eq!(balance(&village, "501", "SUP1", "设施租金"), Fen(-3_600_000));
}
