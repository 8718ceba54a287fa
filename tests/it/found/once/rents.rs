//! What a receipt books as the collective's, and what comes or is shared or worked twice.

use crate::{found::whose::village::Village, tampered::forge::Forge};
use coop_ledger::{audit::FindingCode, decide::Code, event::Fact, unit::Fen};

/// Land under ROT-1 with P01 and P02 due, two houses of households and one of the collective under BOT-1,
/// all schemes adopted, nothing received.
pub fn village() -> Village {
    let mut village = Village::of_little(3);
    let adopt = |id: &str| {
        format!(
            r#"{{"id":"adopt-{id}","on":"2024-02-01","kind":"scheme.adopt","scheme":"{id}","version":1,"resolution":"R-1"}}"#
        )
    };
    for id in ["bot-rent", "bot-share", "rot-bonus", "late-interest", "wages"] {
        village.record(&adopt(id));
    }
    village.little(3..4);
    village.record(r#"{"id":"p2","on":"2024-03-02","kind":"contract.amended","contract":"ROT-1","document":"A-1","instalments":[{"due":"2024-10-10","first_day":"2024-10-01","last_day":"2025-03-31","lease_year":1,"part_of_year":"1/2","payout":"P02"}]}
{"id":"op2","on":"2024-03-02","kind":"party.registered","party":"OP2","role":"house operator"}
{"id":"hs1","on":"2024-03-02","kind":"house.registered","house":"HS-01","owner":"H0001","floor_m2":"100.00","condition":"sound"}
{"id":"hs2","on":"2024-03-02","kind":"house.registered","house":"HS-02","owner":"H0002","floor_m2":"60.00","condition":"sound"}
{"id":"hs3","on":"2024-03-02","kind":"house.registered","house":"HS-03","owner":"collective","floor_m2":"80.00","condition":"sound"}
{"id":"bot","on":"2024-03-03","kind":"contract.signed","contract":"BOT-1","party":"OP2","scheme":"BOT","signed":"2024-03-03","first_day":"2024-05-01","last_day":"2034-04-30","houses":["HS-01","HS-02","HS-03"],"terms":{"price":{"amount":"5.0000","unit":"yuan/m2/month"},"revenue_share":"1/20","household_part":"7/10"}}
{"id":"lab","on":"2024-03-03","kind":"contract.signed","contract":"LAB-1","party":"OP1","scheme":"LABOUR","signed":"2024-03-03","terms":{"fee_rate":"1/50","work_unit":"day","work_rates":[{"class":"general","rate":"90.00"}]}}"#);
    village
}

/// A receipt of parts `name=amount` for what `days` says.
pub fn receipt(id: &str, contract: &str, days: &str, parts: &[&str]) -> String {
    let part = |text: &&str| {
        let (name, amount) = text.split_once('=').unwrap();
        format!(r#"{{"part":"{name}","amount":"{amount}"}}"#)
    };
    let parts: Vec<String> = parts.iter().map(part).collect();
    format!(
        r#"{{"id":"{id}","on":"2025-06-01","kind":"receipt.recorded","contract":"{contract}","into":"A-BANK-1"{days},"parts":[{}]}}"#,
        parts.join(",")
    )
}

pub const P01: &str = r#","instalment":"P01""#;
pub const P02: &str = r#","instalment":"P02""#;
/// Six months at 5 yuan: 3000.00 and 1800.00 for the households, 2400.00 for the collective.
pub const HALF: &str = r#","period":{"first_day":"2024-05-01","last_day":"2024-10-31"}"#;
/// 5 % of 100,000.00: 3500.00 for the households, 1500.00 for the collective.
pub const SHARE: &str = r#","year":2024,"revenue":"100000.00""#;
const YEAR: &str = r#","year":2024"#;

#[test]
fn a3_a_fee_alone_or_before_its_rent_is_refused_in_one_receipt_or_in_two() {
    let mut village = village();
    assert_eq!(village.refused(&receipt("r", "ROT-1", P01, &["service_fee=2085.75"])), Code::FeeTakenFromHouseholdRent);
    assert_eq!(village.refused(&receipt("r", "ROT-1", P01, &["service_fee=0.01"])), Code::HouseholdsPartFirst);
    // by other names of the days, and without any
    let same = r#","period":{"first_day":"2024-04-01","last_day":"2024-09-30"}"#;
    let odd = r#","period":{"first_day":"2024-04-01","last_day":"2024-09-29"}"#;
    for days in [same, odd, YEAR] {
        assert_eq!(
            village.refused(&receipt("r", "ROT-1", days, &["service_fee=60.75"])),
            Code::HouseholdsPartFirst,
            "{days}"
        );
    }
    assert_eq!(village.refused(&receipt("r", "ROT-1", "", &["service_fee=60.75"])), Code::MemberMissing);
    let nobodys = receipt("r", "ROT-1", "", &["service_fee=60.75"])
        .replace(r#""contract":"ROT-1","#, "")
        .replace(r#""0.75""#, "")
        .replace(r#""part":"service_fee""#, r#""part":"service_fee","holder":"OP1""#);
    assert_eq!(village.refused(&nobodys), Code::MemberMissing);
    // the forbidden example, in one and in two
    assert_eq!(
        village.refused(&receipt("r", "ROT-1", P01, &["land_rent=1964.25", "service_fee=60.75"])),
        Code::FeeTakenFromHouseholdRent
    );
    village.record(&receipt("r1", "ROT-1", P01, &["land_rent=1964.25"]));
    assert_eq!(village.refused(&receipt("r2", "ROT-1", P01, &["service_fee=60.75"])), Code::FeeTakenFromHouseholdRent);
    // it may not pass under another name of the part either
    assert_eq!(
        village.refused(&receipt(
            "r2",
            "ROT-1",
            r#","instalment":"P01","period":{"first_day":"2024-04-01","last_day":"2024-09-30"}"#,
            &["lease_rent=60.75"]
        )),
        Code::NotTheCollectives
    );
    // what is missing of the rent, and then the fee
    village.record(&receipt("r2", "ROT-1", P01, &["land_rent=60.75"]));
    assert_eq!(village.refused(&receipt("r3", "ROT-1", P01, &["service_fee=60.76"])), Code::MoreThanDue);
    village.record(&receipt("r3", "ROT-1", P01, &["service_fee=30.00"]));
    assert_eq!(village.refused(&receipt("r4", "ROT-1", P01, &["service_fee=30.76"])), Code::MoreThanDue);
    village.record(&receipt("r4", "ROT-1", P01, &["service_fee=30.75"]));
    village.record(
        r#"{"id":"d","on":"2025-06-02","kind":"payout.declare","payout":"P01","contract":"ROT-1","scheme":"rot-rent"}"#,
    );
    assert_eq!(village.balance("211", "ROT-1", "待分流转款"), Fen::ZERO);
}

#[test]
fn a3_a_fee_grows_with_the_rent_that_came() {
    let mut village = village();
    assert_eq!(
        village.refused(&receipt("r", "ROT-1", P01, &["land_rent=1000.00", "service_fee=30.01"])),
        Code::HouseholdsPartFirst
    );
    village.record(&receipt("r1", "ROT-1", P01, &["land_rent=1000.00", "service_fee=30.00"]));
    assert_eq!(village.refused(&receipt("r", "ROT-1", P01, &["service_fee=0.01"])), Code::HouseholdsPartFirst);
    village.record(&receipt("r2", "ROT-1", P01, &["land_rent=1025.00", "service_fee=30.75"]));
    // a receipt that was reversed did not come
    village.record(&receipt("r3", "ROT-1", P02, &["land_rent=2025.00"]));
    village.record(r#"{"id":"u","on":"2025-07-05","kind":"entry.corrected","corrects":"r3","reason":"other"}"#);
    assert_eq!(village.refused(&receipt("r", "ROT-1", P02, &["service_fee=60.75"])), Code::HouseholdsPartFirst);
    village.record(&receipt("r4", "ROT-1", P02, &["land_rent=2025.00", "service_fee=60.75"]));
}

#[test]
fn a3_house_rent_is_the_collectives_for_its_own_house_only() {
    let mut village = village();
    let rent = |id: &str, parts: &[&str]| receipt(id, "BOT-1", HALF, parts);
    assert_eq!(village.refused(&rent("r", &["collective_house_rent=7200.00"])), Code::MoreThanDue);
    assert_eq!(village.refused(&rent("r", &["collective_house_rent=2400.00"])), Code::HouseholdsPartFirst);
    assert_eq!(
        village.refused(&rent("r", &["house_rent=2400.00", "collective_house_rent=4800.00"])),
        Code::MoreThanDue
    );
    assert_eq!(
        village.refused(&rent("r", &["house_rent=2400.00", "collective_house_rent=1200.01"])),
        Code::HouseholdsPartFirst
    );
    village.record(&rent("r1", &["house_rent=2400.00", "collective_house_rent=1200.00"]));
    village.record(&rent("r2", &["house_rent=2400.00"]));
    village.record(&rent("r3", &["collective_house_rent=1200.00"]));
    assert_eq!(village.refused(&rent("r", &["collective_house_rent=0.01"])), Code::MoreThanDue);
    village.record(
        r#"{"id":"d","on":"2025-06-02","kind":"payout.declare","payout":"B01","contract":"BOT-1","scheme":"bot-rent"}"#,
    );
    assert_eq!(village.balance("113", "H0001", "房屋租金"), Fen(-300_000));
}

#[test]
fn a3_shares_of_a_year_follow_the_report_and_come_for_the_households_first() {
    let mut village = village();
    let share = |id: &str, parts: &[&str]| receipt(id, "BOT-1", SHARE, parts);
    assert_eq!(village.refused(&share("r", &["revenue_collective=5000.00"])), Code::MoreThanDue);
    assert_eq!(village.refused(&share("r", &["revenue_collective=1500.00"])), Code::HouseholdsPartFirst);
    assert_eq!(
        village.refused(&share("r", &["revenue_households=1500.00", "revenue_collective=3500.00"])),
        Code::MoreThanDue
    );
    // without a figure it is computed from there is nothing to compare with
    assert_eq!(
        village.refused(&receipt("r", "BOT-1", YEAR, &["revenue_households=3500.00", "revenue_collective=1500.00"])),
        Code::MemberMissing
    );
    village.record(&share("r1", &["revenue_households=3500.00", "revenue_collective=1500.00"]));
    // another revenue for the same year
    let other = share("r", &["revenue_collective=1500.00"]).replace("100000.00", "200000.00");
    assert_eq!(village.refused(&other), Code::StatedFigureDiffers);
    village.record(r#"{"id":"d","on":"2025-06-02","kind":"payout.declare","payout":"S2024","contract":"BOT-1","scheme":"bot-share","year":2024}"#);

    // (1000 - 900) × 4.5 mu: 180.00 for the households, 135.00 for the collective
    let bonus = |id: &str, parts: &[&str]| receipt(id, "ROT-1", YEAR, parts);
    assert_eq!(village.refused(&bonus("r", &["bonus_collective=135.00"])), Code::MemberMissing);
    assert_eq!(
        village.refused(&bonus("r", &["bonus_households=0.01", "bonus_collective=314.99"])),
        Code::MemberMissing
    );
    village.record(r#"{"id":"rep","on":"2024-12-20","kind":"report.recorded","contract":"ROT-1","year":2024,"net_per_mu":"1000.00","hurdle_per_mu":"900.00"}"#);
    assert_eq!(village.refused(&bonus("r", &["bonus_collective=315.00"])), Code::MoreThanDue);
    assert_eq!(village.refused(&bonus("r", &["bonus_collective=135.00"])), Code::HouseholdsPartFirst);
    village.record(&bonus("b1", &["bonus_households=180.00"]));
    village.record(&bonus("b2", &["bonus_collective=135.00"]));
    village.record(r#"{"id":"dv","on":"2025-06-02","kind":"payout.declare","payout":"V2024","contract":"ROT-1","scheme":"rot-bonus","year":2024}"#);
}

#[test]
fn a3_a_signed_fee_in_the_place_of_the_rent_is_a_finding_of_the_audit() {
    let little = crate::little::Little::upto(5, 0x43);
    let mut forge = Forge::of(&little);
    forge.rewrite(|_, event, _| {
        if let Fact::ReceiptRecorded(r) = &mut event.fact {
            r.parts.remove(0);
            r.parts[0].amount = "2085.75".parse().unwrap();
        }
        None
    });
    let report = forge.audit();
    assert_eq!(report.exit_code(), 1);
    let told = report.findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(
        report.findings[0].code() == FindingCode::DecidedOtherwise && told.contains("fee_taken_from_household_rent"),
        "{told}"
    );
}

#[test]
fn a10_an_instalment_comes_once_over_all_its_receipts() {
    let mut village = village();
    village.record(&receipt("r1", "ROT-1", P01, &["land_rent=2025.00", "service_fee=60.75"]));
    village.record(
        r#"{"id":"d","on":"2025-06-02","kind":"payout.declare","payout":"P01","contract":"ROT-1","scheme":"rot-rent"}"#,
    );
    assert_eq!(
        village.refused(&receipt("r", "ROT-1", P01, &["land_rent=2025.00", "service_fee=60.75"])),
        Code::MoreThanDue
    );
    assert!(village.said.contains("ROT-1 P01 land_rent") && village.said.contains("4050.00"), "{}", village.said);
    assert_eq!(village.refused(&receipt("r", "ROT-1", P01, &["land_rent=0.01"])), Code::MoreThanDue);
    let same = r#","period":{"first_day":"2024-04-01","last_day":"2024-09-30"}"#;
    assert_eq!(village.refused(&receipt("r", "ROT-1", same, &["land_rent=2025.00"])), Code::MoreThanDue);
    assert_eq!(village.refused(&receipt("r", "ROT-1", "", &["land_rent=2025.00"])), Code::MemberMissing);
    // what to type instead: the next instalment in advance, a deposit, and giving it back
    village.record(&receipt("r2", "ROT-1", P02, &["land_rent=2025.00", "service_fee=60.75"]));
    village.record(&receipt("r3", "ROT-1", "", &["deposit=14.25"]));
    village.record(r#"{"id":"back","on":"2025-06-03","kind":"payment.recorded","contract":"ROT-1","from":"A-BANK-1","parts":[{"part":"deposit_returned","amount":"14.25"}]}"#);
    village.record(r#"{"id":"d2","on":"2025-06-04","kind":"payout.declare","payout":"P02","contract":"ROT-1","scheme":"rot-rent"}"#);
    // house rent and shares of a year, too
    village.record(&receipt("h1", "BOT-1", HALF, &["house_rent=4800.00", "collective_house_rent=2400.00"]));
    assert_eq!(village.refused(&receipt("h2", "BOT-1", HALF, &["house_rent=4800.00"])), Code::MoreThanDue);
    village.record(&receipt("s1", "BOT-1", SHARE, &["revenue_households=3500.00", "revenue_collective=1500.00"]));
    assert_eq!(village.refused(&receipt("s2", "BOT-1", SHARE, &["revenue_households=3500.00"])), Code::MoreThanDue);
}

#[test]
fn a10_days_are_shared_once_by_one_scheme_whatever_they_are_called() {
    let mut village = village();
    let declare = |id: &str, more: &str| {
        format!(
            r#"{{"id":"d-{id}","on":"2025-06-02","kind":"payout.declare","payout":"{id}","contract":"BOT-1","scheme":"bot-rent"{more}}}"#
        )
    };
    village.record(&receipt("h1", "BOT-1", HALF, &["house_rent=4800.00", "collective_house_rent=2400.00"]));
    village.record(&declare("B01", ""));
    // the same part for the year in which they are is refused at once; what the year's revenue gave is no rent of them
    let again = receipt("h2", "BOT-1", SHARE, &["house_rent=3500.00", "revenue_collective=1500.00"]);
    assert_eq!(village.refused(&again), Code::DatesOutOfOrder);
    village.record(&again.replace("house_rent", "revenue_households"));
    assert_eq!(village.refused(&declare("X1", r#","year":2024"#)), Code::IncomeDistributedTwice);
    assert!(village.said.contains("B01"), "{}", village.said);
    // the next half year is another matter
    village.record(r#"{"id":"u","on":"2025-07-05","kind":"entry.corrected","corrects":"h2","reason":"other"}"#);
    let next = r#","period":{"first_day":"2024-11-01","last_day":"2025-04-30"}"#;
    village.record(&receipt("h3", "BOT-1", next, &["house_rent=4800.00", "collective_house_rent=2400.00"]));
    village.record(&declare("B02", ""));
}

#[test]
fn a10_a_further_part_of_the_same_days_is_shared() {
    let mut village = village();
    // a sheet that shares whatever came of the rent, by heads
    let sheet = "【方案】\n编号 = heads\n语义 = 1\n标题 = \"按人\"\ntitle = \"By heads\"\n依据 = \"村民大会\"\n舍入 = 四舍五入 0.01 元\n\n\
        【各方】\n集体：集体\n\n【登记】\n户 收款：人口股 股\n\n【输入】\n到账租金：元 待分 来自 凭单 \"收到的租金\"\n\n\
        【步骤】\n分 租金 由 到账租金，给 每个 户 按 人口股 记作 承包地租金 无则 给 集体 记作 集体收益\n\n\
        【示例 \"一户\"】\n期 2025-01-01 至 2025-12-31\n户 | 人口股\n  H1 | 3\n取 到账租金 = 90 元\n期望 户[H1].租金 = 90 元\n";
    village.adopt("heads", sheet);
    for (n, amount) in ["1000.00", "1025.00"].iter().enumerate() {
        village.record(&receipt(&format!("r{n}"), "ROT-1", P01, &[&format!("land_rent={amount}")]));
        village.record(&format!(r#"{{"id":"d{n}","on":"2025-06-02","kind":"payout.declare","payout":"T{n}","contract":"ROT-1","scheme":"heads"}}"#));
    }
}

#[test]
fn a10_nobody_works_more_days_than_there_are() {
    let mut village = village();
    let sheet = |code: &str, first: &str, last: &str, lines: &str| {
        format!(
            r#"{{"id":"{code}","on":"2025-07-01","kind":"work.recorded","contract":"LAB-1","sheet":"{code}","first_day":"{first}","last_day":"{last}","lines":[{lines}]}}"#
        )
    };
    let line = |worker: &str, days: &str| format!(r#"{{"class":"general","worker":"{worker}","quantity":"{days}"}}"#);
    let spring = |code: &str, lines: &str| sheet(code, "2024-04-01", "2024-06-30", lines);
    assert_eq!(village.refused(&spring("W", &line("H0001-1", "91.01"))), Code::BadValue);
    // two lines of one sheet count together
    assert_eq!(
        village.refused(&spring("W", &[line("H0001-1", "46.00"), line("H0001-1", "46.00")].join(","))),
        Code::BadValue
    );
    village.record(&spring("W1", &[line("H0001-1", "60.00"), line("H0002-1", "91.00")].join(",")));
    assert_eq!(village.refused(&spring("W1B", &line("H0001-1", "1000.00"))), Code::BadValue);
    assert_eq!(village.refused(&spring("W1B", &line("H0001-1", "31.01"))), Code::BadValue);
    assert!(village.said.contains("H0001-1") && village.said.contains("at most 91"), "{}", village.said);
    // what is left of the same days, others, and another person
    village.record(&spring("W1B", &line("H0001-1", "31.00")));
    village.record(&spring("W1C", &line("H0001-2", "91.00")));
    village.record(&sheet("W2", "2024-07-01", "2024-07-31", &line("H0001-1", "31.00")));
    // neither half in this month, half in the last: May and June are worked through
    assert_eq!(village.refused(&sheet("W3", "2024-06-15", "2024-07-15", &line("H0001-1", "0.50"))), Code::BadValue);
    village.record(&sheet("W4", "2024-07-15", "2024-08-14", &line("H0001-1", "14.00")));
    assert_eq!(village.refused(&sheet("W5", "2024-07-20", "2024-08-14", &line("H0001-1", "0.50"))), Code::BadValue);
}
