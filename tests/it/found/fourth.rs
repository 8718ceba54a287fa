//! An attacker's fourth look at money, November 2026: somebody's money taken through the accounts, the fields
//! and the codes that the rule on whose it is did not know. Each test has the honest order beside the other one.

use super::whose::{
    village::{Village, correct},
    voucher,
};
use crate::tampered::forge::Forge;
use coop_ledger::{
    audit::FindingCode,
    books::{AccountKey, Owner},
    decide::Code,
    event::Fact,
    unit::Fen,
};

const ON: &str = "2024-06-01";
const BANK: &str = "102|A-BANK-1|";

fn paid_in(id: &str, place: &str, amount: &str) -> String {
    voucher(id, ON, &[&format!("{BANK}|{amount}"), &format!("{place}|-{amount}")])
}

/// Where the collective owes somebody, by no rule of the chart.
const OWED: [&str; 8] = [
    "201|H0003|借款",
    "201|OP1|借款",
    "201||信用社",
    "231|H0003|修路",
    "231||修桥",
    "214|H0003|代扣税",
    "181|H0003|待查",
    "221|H0003|借款",
];

#[test]
fn m2b_what_is_owed_under_any_account_is_paid_out_not_taken() {
    let mut village = Village::rich();
    for (n, place) in OWED.iter().enumerate() {
        village.record(&paid_in(&format!("in{n}"), place, "100.00"));
        let debit = format!("{place}|100.00");
        for to in ["504|||-100.00", "501|||-100.00", "513|||-100.00", "121|||-100.00", "153||桥|-100.00"] {
            let code = village.refused(&voucher("v", ON, &[&debit, to]));
            let below = to.starts_with('1') && code == Code::BelowZero;
            assert!(code == Code::NotTheCollectives || below, "{place} {to}: {code}");
        }
        // with a payment of a fen less as a fig leaf
        let leaf = [debit.as_str(), "102|A-BANK-1||-99.99", "504|||-0.01"];
        assert_eq!(village.refused(&voucher("v", ON, &leaf)), Code::NotTheCollectives, "{place}");
        village.record(&voucher(&format!("out{n}"), ON, &[&debit, "102|A-BANK-1||-100.00"]));
    }
}

#[test]
fn m2b_nor_is_it_taken_before_it_came() {
    let mut village = Village::rich();
    for place in ["201|H0003|借款", "201||信用社", "231|H0003|修路", "221|H0003|借款"] {
        let lines = [format!("{place}|100.00"), "504|||-100.00".to_owned()];
        let lines = lines.each_ref().map(String::as_str);
        assert_eq!(village.refused(&voucher("v", ON, &lines)), Code::PaymentAboveWhatIsOwed, "{place}");
    }
}

#[test]
fn m2b_the_names_of_the_chart_say_who_is_owed() {
    let village = Village::rich();
    let owner =
        |account: &str, holder: &str, purpose: &str| village.books().owner(&AccountKey::new(account, holder, purpose));
    for (account, holder, expected) in [
        ("201", "", Owner::Party),
        ("201", "H0003", Owner::Party),
        ("231", "", Owner::Levy),
        ("231", "H0003", Owner::Levy),
        ("214", "", Owner::Liability),
        ("214", "OP1", Owner::Liability),
        ("214", "H0003", Owner::Member),
        ("181", "", Owner::Own),
        ("181", "H0003", Owner::Member),
        // who buys an old tractor stands there until its book value is written off
        ("154", "H0003", Owner::Own),
    ] {
        assert_eq!(owner(account, holder, "x"), expected, "{account} {holder}");
    }
}

#[test]
fn m2b_a_levy_that_was_spent_becomes_the_fund_and_nothing_else() {
    let mut village = Village::rich();
    village.record(&paid_in("l1", "231|H0001|修路", "100.00"));
    village.record(&paid_in("l2", "231|H0002|修路", "100.00"));
    village.record(&paid_in("p", "211|OP1|质保金", "100.00"));
    // another's money does not follow a levy into the fund
    for lines in [
        ["211|OP1|质保金|100.00", "311||一事一议|-100.00", "", ""],
        ["231|H0001|修路|100.00", "113|H0001|退款|-100.00", "211|OP1|质保金|100.00", "311||一事一议|-100.00"],
        ["231|H0001|修路|100.00", "311||一事一议|-50.00", "504|||-50.00", ""],
    ] {
        let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        assert_eq!(village.refused(&voucher("v", ON, &lines)), Code::NotTheCollectives, "{lines:?}");
    }
    let more = ["231|H0001|修路|100.01", "311||一事一议|-100.01"];
    assert_eq!(village.refused(&voucher("v", ON, &more)), Code::PaymentAboveWhatIsOwed);
    village.record(&voucher("w", ON, &["153||路|150.00", "102|A-BANK-1||-150.00"]));
    village.record(&voucher("u", ON, &["231|H0001|修路|100.00", "231|H0002|修路|50.00", "311||一事一议|-150.00"]));
    // what is left goes back
    village.record(&voucher("b", ON, &["231|H0002|修路|50.00", "102|A-BANK-1||-50.00"]));
}

#[test]
fn m2b_loans_levies_taxes_and_surpluses_go_their_honest_ways() {
    let mut village = Village::rich();
    village.record(&paid_in("in1", "201|H0003|借款", "100.00"));
    village.record(&paid_in("in2", "201||信用社", "100.00"));
    let allowed: [&[&str]; 19] = [
        // paid back with interest, in part, renewed for longer, put into the household's current account
        &["201|H0003|借款|40.00", "515||利息|1.00", "102|A-BANK-1||-41.00"],
        &["201|H0003|借款|20.00", "221|H0003|借款|-20.00"],
        &["201|H0003|借款|40.00", "113|H0003|借款|-40.00"],
        &["201||信用社|100.00", "515||利息|3.00", "102|A-BANK-1||-103.00"],
        // interest that is owed; a loan paid out into works at once
        &["515||利息|2.00", "201||信用社|-2.00"],
        &["153||桥|30.00", "201|OP1|垫款|-30.00"],
        // wages of which a tax is withheld, and the tax paid; what was withheld too much goes back
        &["513||报酬|50.00", "113|H0003|工资|-48.00", "214|H0003|代扣税|-2.00"],
        &["214|H0003|代扣税|1.00", "102|A-BANK-1||-1.00"],
        &["214|H0003|代扣税|1.00", "113|H0003|工资|-1.00"],
        // a tax that is due, let off, paid
        &["512||增值税|9.00", "214||增值税|-9.00"],
        &["214||增值税|4.00", "504||减免税款|-4.00"],
        &["214||增值税|1.00", "512||增值税|-1.00"],
        &["214||增值税|4.00", "102|A-BANK-1||-4.00"],
        // a surplus nobody claims; a shortage that its keeper makes good
        &["102|A-BANK-1||6.00", "181||盘盈|-6.00"],
        &["181||盘盈|6.00", "504||盘盈|-6.00"],
        &["121||化肥|25.00", "102|A-BANK-1||-25.00"],
        &["181|H0003|盘亏|25.00", "121||化肥|-25.00"],
        &["113|H0003|赔偿|25.00", "181|H0003|盘亏|-25.00"],
        // an old pump sold to a member
        &["102|A-BANK-1||7.00", "154|H0003|水泵|-7.00"],
    ];
    for (n, lines) in allowed.iter().enumerate() {
        village.record(&voucher(&format!("ok{n}"), ON, lines));
    }
    village.record(&voucher("gain", ON, &["154|H0003|水泵|7.00", "504||处置收益|-7.00"]));
    // what was typed wrong is reversed
    village.record(&paid_in("wrong", "201|H0003|借款", "5.00"));
    village.record(&correct("wrong"));
    // and what stood before the books begin is paid back
    let mut village = Village::of_little(2);
    village.record(r#"{"id":"o","on":"2024-01-01","kind":"opening.recorded","lines":[{"account":"102","holder":"A-BANK-1","debit":"110.00"},{"account":"201","holder":"H0001","purpose":"借款","credit":"77.00"},{"account":"231","holder":"H0001","purpose":"修路","credit":"33.00"}]}"#);
    for place in ["201|H0001|借款|77.00", "231|H0001|修路|33.00"] {
        let amount = place.rsplit('|').next().unwrap();
        let taken = [place, &format!("504|||-{amount}")];
        assert_eq!(village.refused(&voucher("v", ON, &taken)), Code::NotTheCollectives);
        village.record(&voucher(place.get(..3).unwrap(), ON, &[place, &format!("{BANK}|-{amount}")]));
    }
}

#[test]
fn m2b_a_signed_voucher_that_takes_a_loan_is_a_finding_of_the_audit() {
    let mut little = crate::little::Little::upto(5, 0x44);
    for text in [
        voucher("in", "2024-05-01", &["102|A-BANK-1||20.00", "201|H0001|借款|-20.00"]),
        voucher("v", "2024-05-01", &["201|H0001|借款|20.00", "102|A-BANK-1||-20.00"]),
    ] {
        little.cooperative.record(&crate::little::read(&text), &crate::little::accountant()).unwrap();
    }
    let mut forge = Forge::of(&little);
    forge.rewrite(|_, event, _| {
        if let Fact::VoucherRecorded(v) = &mut event.fact
            && v.lines[0].account.as_str() == "201"
        {
            v.lines[1].account = "504".parse().unwrap();
            v.lines[1].holder = None;
        }
        None
    });
    let report = forge.audit();
    let told = report.findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let found = |code| report.findings.iter().any(|f| f.code() == code);
    assert!(found(FindingCode::DecidedOtherwise) && told.contains("not_the_collectives"), "{told}");
}

/// A receipt of one part, with more members of the receipt and of the part.
fn receipt(more: &str, part: &str, of_part: &str) -> String {
    format!(
        r#"{{"id":"r-{part}","on":"2025-06-01","kind":"receipt.recorded","into":"A-BANK-1"{more},"parts":[{{"part":"{part}","amount":"276.00"{of_part}}}]}}"#
    )
}

const COT: &str = r#","contract":"COT-1""#;
const INCOMES: [&str; 10] = [
    "dividend",
    "other_income",
    "interest",
    "subsidy",
    "works_rent",
    "collective_land_rent",
    "lease_rent",
    "collective_house_rent",
    "bonus_collective",
    "revenue_collective",
];

#[test]
fn m3_what_pooled_capital_earns_is_claimed_and_shared() {
    let mut village = Village::rich();
    for part in INCOMES {
        let days = match part {
            "lease_rent" | "works_rent" | "collective_house_rent" => {
                r#","period":{"first_day":"2025-01-01","last_day":"2025-12-31"}"#
            }
            "bonus_collective" | "revenue_collective" => r#","year":2024,"revenue":"10000.00""#,
            _ => "",
        };
        let text = receipt(&format!("{COT}{days}"), part, "");
        assert_eq!(village.refused(&text), Code::NotTheCollectives, "{text}");
        assert!(village.said.contains("fixed_return"), "{}", village.said);
    }
    let share = |more: &str| {
        format!(
            r#"{{"id":"c","on":"2025-06-01","kind":"claim.recorded","claim":"investment_share","amount":"276.00"{more}}}"#
        )
    };
    for more in [r#","contract":"COT-1","holder":"PT1""#, r#","holder":"COT-1""#, r#","contract":"ROT-1""#] {
        assert_eq!(village.refused(&share(more)), Code::NotTheCollectives, "{more}");
    }
    // what is owed to nobody else: a fee, a deposit, and a share of a union under no contract
    village.record(&receipt(COT, "service_fee", ""));
    village.record(&receipt(COT, "deposit", ""));
    village.record(&share(r#","holder":"UNION""#));
    // the return itself, of which the collective's capital has its part
    village.record(
        r#"{"id":"adopt","on":"2024-02-01","kind":"scheme.adopt","scheme":"cot-return","version":1,"resolution":"R-1"}
{"id":"invest","on":"2024-07-01","kind":"payment.recorded","contract":"COT-1","from":"A-BANK-1","parts":[{"part":"investment","amount":"10000.00"}]}
{"id":"fixed","on":"2024-12-31","kind":"claim.recorded","claim":"fixed_return","contract":"COT-1","amount":"302.47","year":2024}
{"id":"came","on":"2025-01-15","kind":"receipt.recorded","contract":"COT-1","into":"A-BANK-1","parts":[{"part":"claim_settled","holder":"PT1","purpose":"固定收益","amount":"302.47"}]}"#,
    );
    let own = village.balance("502", "PT1", "固定收益集体部分");
    assert_eq!(own, Fen(-12_099));
}

#[test]
fn m3_capital_that_is_the_collectives_alone_earns_for_it() {
    let mut village = Village::rich();
    village.record(r#"{"id":"cot2","on":"2024-05-01","kind":"contract.signed","contract":"COT-2","last_day":"2029-06-30","party":"PT1","scheme":"COT","signed":"2024-05-01","terms":{"capital":"10000.00"}}
{"id":"inv2","on":"2024-07-01","kind":"payment.recorded","contract":"COT-2","from":"A-BANK-1","parts":[{"part":"investment","amount":"10000.00"}]}
{"id":"div","on":"2025-06-01","kind":"receipt.recorded","contract":"COT-2","into":"A-BANK-1","parts":[{"part":"dividend","amount":"600.00"}]}
{"id":"share","on":"2025-06-01","kind":"claim.recorded","claim":"investment_share","contract":"COT-2","holder":"PT1","amount":"60.00"}"#);
    village.record(&voucher("v", ON, &["112|PT1|分红|5.00", "502|COT-2|分红|-5.00"]));
}

#[test]
fn m3_a_contracts_code_as_holder_is_the_contract() {
    let mut village = Village::rich();
    let ahead = r#","period":{"first_day":"2025-01-01","last_day":"2025-12-31"}"#;
    for part in ["works_rent", "collective_land_rent", "other_income", "dividend", "subsidy", "interest"] {
        for holder in ["ROT-1", "COT-1"] {
            let days = if part == "works_rent" { ahead } else { "" };
            let text = receipt(days, part, &format!(r#","holder":"{holder}""#));
            assert_eq!(village.refused(&text), Code::NotTheCollectives, "{text}");
        }
    }
    assert_eq!(village.refused(&receipt(ahead, "lease_rent", r#","holder":"ROT-1""#)), Code::NotTheCollectives);
    // nor under another contract
    let under = receipt(&format!(r#","contract":"LAND-1"{ahead}"#), "works_rent", r#","holder":"ROT-1""#);
    assert_eq!(village.refused(&under), Code::NotTheCollectives);
    for lines in [
        ["102|A-BANK-1||66.00", "501|ROT-1|流转租金|-66.00", ""],
        ["112|OP1|租金|66.00", "504|ROT-1||-66.00", ""],
        ["102|A-BANK-1||66.00", "502|COT-1|固定收益|-66.00", ""],
        ["102|A-BANK-1||66.00", "501|ROT-1||-65.00", "504|||-1.00"],
    ] {
        let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        assert_eq!(village.refused(&voucher("v", ON, &lines)), Code::NotTheCollectives, "{lines:?}");
    }
    // the collective's own contract, a party, and what was income already
    village.record(&receipt("", "works_rent", r#","holder":"LAND-1""#));
    village.record(&receipt("", "other_income", r#","holder":"OP1""#));
    village.record(&voucher("v1", ON, &["102|A-BANK-1||66.00", "501|LAND-1|租金|-66.00"]));
    village.record(&voucher("v2", ON, &["501|OP1|流转服务费|60.75", "501|ROT-1|流转服务费|-60.75"]));
}

/// H0003, whose payments, fees and gifts are recorded, not yet merged.
fn dealings() -> Village {
    let mut village = Village::rich();
    village.record(&paid_in("in1", "113|H0003|押金", "100.00"));
    village.record(&paid_in("in2", "211|H0003|押金", "70.00"));
    village.record(&voucher("p1", ON, &["113|H0003|押金|100.00", "102|A-BANK-1||-100.00"]));
    village.record(r#"{"id":"p2","on":"2024-06-01","kind":"payment.recorded","from":"A-BANK-1","parts":[{"part":"payable","holder":"H0003","purpose":"押金","amount":"70.00"}]}"#);
    village.record(&voucher("c", ON, &["113|H0003|水费|30.00", "504||水费|-30.00"]));
    village.record(r#"{"id":"r1","on":"2024-06-01","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"member_debt","holder":"H0003","purpose":"水费","amount":"30.00"}]}
{"id":"r2","on":"2024-06-01","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"other_income","holder":"H0003","amount":"9.00"}]}
{"id":"place","on":"2024-06-01","kind":"works.ordered","project":"井","party":"OP1","amount":"500.00","place":"H0003"}"#);
    village
}

const MERGED: &str =
    r#"{"id":"m","on":"2025-07-01","kind":"household.merged","household":"H0003","into":"H0001","document":"M-1"}"#;

#[test]
fn m6_what_a_merged_household_paid_is_not_reversed_under_its_code() {
    let mut village = dealings();
    village.record(MERGED);
    for id in ["p1", "p2", "r1"] {
        assert_eq!(village.refused(&correct(id)), Code::RetiredHousehold, "{id}");
        assert!(village.said.contains("no reversal") && village.said.contains("found H0001"), "{}", village.said);
    }
    // recorded for the household that took it in: the payments were never made, the cheque bounced
    village.record(&voucher("b1", "2025-07-05", &["102|A-BANK-1||100.00", "113|H0001|押金|-100.00"]));
    village.record(&voucher("b2", "2025-07-05", &["102|A-BANK-1||70.00", "211|H0001|押金|-70.00"]));
    village.record(&voucher("b3", "2025-07-05", &["113|H0001|水费|30.00", "102|A-BANK-1||-30.00"]));
    // nobody is owed an income
    village.record(&correct("r2"));

    // before the merge all of it is reversed, and goes over with the rest
    let mut village = dealings();
    for id in ["p1", "p2", "r1"] {
        village.record(&correct(id));
    }
    village.record(&MERGED.replace("2025-07-01", "2025-07-05"));
    assert_eq!(village.balance("113", "H0001", "押金"), Fen(-10_000));
    assert_eq!(village.balance("211", "H0001", "押金"), Fen(-7_000));
    assert_eq!(village.balance("113", "H0001", "水费"), Fen(3_000));
}

#[test]
fn m6_nothing_is_put_under_the_code_of_a_merged_household() {
    let mut village = dealings();
    village.record(MERGED);
    let on = "2025-07-05";
    let posted = |holder: &str| {
        let account = |account: &str| [format!("{account}|{holder}|x|5.00"), "504|||-5.00".to_owned()];
        let owed = |account: &str| ["513|||5.00".to_owned(), format!("{account}|{holder}|x|-5.00")];
        let all = [account("112"), account("113"), account("141"), account("181")];
        let all = all.into_iter().chain(["113", "201", "211", "212", "213", "214", "221", "231"].map(owed));
        let all = all.chain([["102|A-BANK-1||5.00".to_owned(), format!("504|{holder}|x|-5.00")]]);
        let all: Vec<String> =
            all.enumerate().map(|(n, [a, b])| voucher(&format!("v{n}"), on, &[a.as_str(), b.as_str()])).collect();
        let typed = [
            r#"{"id":"t1","on":"2025-07-05","kind":"claim.recorded","claim":"works_invoice","holder":"H","project":"桥","amount":"5.00"}"#,
            r#"{"id":"t2","on":"2025-07-05","kind":"claim.recorded","claim":"investment_share","holder":"H","amount":"5.00"}"#,
            r#"{"id":"t3","on":"2025-07-05","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"other_income","holder":"H","amount":"5.00"}]}"#,
            r#"{"id":"t4","on":"2025-07-05","kind":"payment.recorded","from":"A-BANK-1","parts":[{"part":"expense","account":"513","holder":"H","amount":"5.00"}]}"#,
        ];
        let typed = typed.map(|text| text.replace(r#""H""#, &format!(r#""{holder}""#)));
        all.into_iter().chain(typed).collect::<Vec<String>>()
    };
    for text in posted("H0003") {
        assert_eq!(village.refused(&text), Code::RetiredHousehold, "{text}");
    }
    for text in posted("H0001") {
        village.record(&text);
    }
    // a place is no holder of anything
    village.record(r#"{"id":"w","on":"2025-07-05","kind":"payment.recorded","from":"A-BANK-1","parts":[{"part":"works","project":"井","amount":"5.00"}]}"#);
    assert_eq!(village.balance("153", "H0003", "井"), Fen(500));
}
