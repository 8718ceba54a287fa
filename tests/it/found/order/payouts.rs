//! The days of a payout: those of what it shares, and registers of that time.

use super::{Village, declare};
use coop_ledger::decide::Code;

/// A sheet that shares what came in by heads; it wants nothing of the contract.
const HEADS: &str = "【方案】\n编号 = heads\n语义 = 1\n标题 = \"按人\"\ntitle = \"By heads\"\n依据 = \"村民大会\"\n舍入 = 四舍五入 0.01 元\n\n\
    【各方】\n集体：集体\n\n【登记】\n户 收款：人口股 股\n\n【输入】\n到账户部分：元 待分 来自 凭单 \"收到的钱\"\n\n\
    【步骤】\n分 租金 由 到账户部分，给 每个 户 按 人口股 记作 房租 无则 给 集体 记作 集体收益\n\n\
    【名称】\n租金 = \"rent\"\n\n【示例 \"一户\"】\n期 2025-01-01 至 2025-12-31\n户 | 人口股\n  H1 | 3\n取 到账户部分 = 90 元\n期望 户[H1].租金 = 90 元\n";

fn days(first: &str, last: &str) -> String {
    format!(r#""period":{{"first_day":"{first}","last_day":"{last}"}}"#)
}

fn house_rent(id: &str, on: &str, first: &str, last: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"{on}","kind":"receipt.recorded","contract":"ROT-1","into":"A-BANK-1","parts":[{{"part":"house_rent","amount":"900.00"}}],"period":{{"first_day":"{first}","last_day":"{last}"}}}}"#
    )
}

#[test]
fn a5_a_payout_is_for_the_days_of_what_it_shares() {
    let mut village = Village::of_little(5);
    // the days of an instalment
    let rent = r#""contract":"ROT-1","scheme":"rot-rent""#;
    for period in [days("2024-10-01", "2025-03-31"), days("2024-04-01", "2024-06-30"), days("2024-03-31", "2024-09-30")]
    {
        assert_eq!(village.refused(&declare("P01", "2024-04-12", &format!("{rent},{period}"))), Code::DatesOutOfOrder);
    }
    village.record(&declare("P01", "2024-04-12", &format!("{rent},{}", days("2024-04-01", "2024-09-30"))));
    // of receipts, each in a payout of its own
    village.adopt("rule-heads", HEADS);
    village.record(&house_rent("h1", "2024-05-06", "2024-05-01", "2024-10-31"));
    village.record(&house_rent("h2", "2024-11-04", "2024-11-01", "2025-04-30"));
    let heads = r#""contract":"ROT-1","scheme":"heads""#;
    let other = format!(r#"{heads},"sources":["h2"],{}"#, days("2024-05-01", "2024-10-31"));
    assert_eq!(village.refused(&declare("B02", "2024-11-05", &other)), Code::DatesOutOfOrder);
    assert_eq!(
        village.refused(&declare("B02", "2024-11-05", &format!(r#"{heads},"sources":["h1","h2"]"#))),
        Code::DatesOutOfOrder
    );
    village.record(&declare("B02", "2024-11-05", &format!(r#"{heads},"sources":["h2"]"#)));
    village.record(&declare(
        "B01",
        "2024-11-05",
        &format!(r#"{heads},"sources":["h1"],{}"#, days("2024-05-01", "2024-10-31")),
    ));
}

#[test]
fn a5_a_year_is_that_year() {
    let mut village = Village::of_little(3);
    village.adopt("rule-heads", HEADS);
    village.little(3..5);
    village.record(r#"{"id":"v","on":"2025-12-20","kind":"receipt.recorded","contract":"ROT-1","into":"A-BANK-1","year":2025,"parts":[{"part":"bonus_households","amount":"900.00"}]}"#);
    let heads = r#""contract":"ROT-1","scheme":"heads","sources":["v"]"#;
    for rest in [
        format!(r#""year":2025,{}"#, days("2024-01-01", "2024-12-31")),
        format!(r#""year":2025,{}"#, days("2025-01-01", "2025-03-31")),
        r#""year":2024"#.to_owned(),
        days("2024-01-01", "2024-12-31"),
    ] {
        assert_eq!(
            village.refused(&declare("V2025", "2025-12-21", &format!("{heads},{rest}"))),
            Code::DatesOutOfOrder,
            "{rest}"
        );
    }
    village.record(&declare(
        "V2025",
        "2025-12-21",
        &format!(r#"{heads},"year":2025,{}"#, days("2025-01-01", "2025-12-31")),
    ));
}

/// Books with a result of 1,000.00 in 2024, closed and reserved.
fn with_a_result() -> Village {
    let mut village = Village::of_little(1);
    village.record(r#"{"id":"cl","on":"2024-01-02","kind":"class.set","class":"labour","unit":"year","regime":"open"}
{"id":"s","on":"2024-02-01","kind":"scheme.adopt","scheme":"distribution","version":1,"resolution":"R-1"}
{"id":"in","on":"2024-06-01","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"other_income","amount":"1000.00"}]}
{"id":"y1","on":"2024-12-31","kind":"year.stepped","step":"close","year":2024}
{"id":"y2","on":"2024-12-31","kind":"year.stepped","step":"carry","year":2024}
{"id":"y3","on":"2024-12-31","kind":"year.stepped","step":"reserve","year":2024,"scheme":"distribution"}"#);
    village
}

#[test]
fn a5_a6_a_result_is_of_its_year_and_of_those_who_were_there() {
    let mut village = with_a_result();
    let year = r#""scheme":"distribution","year":2024"#;
    let other = format!("{year},{}", days("2023-01-01", "2023-12-31"));
    assert_eq!(village.refused(&declare("D2024", "2025-01-20", &other)), Code::DatesOutOfOrder);
    // before anybody was there, before the year, behind the declaration
    for on in ["2023-06-01", "2023-12-31", "2025-01-21"] {
        let early = format!(r#"{year},"record_day":"{on}""#);
        assert_eq!(village.refused(&declare("D2024", "2025-01-20", &early)), Code::DateOutOfWindow, "{on}");
    }
    // within the year, and nobody was enrolled yet
    let early = format!(r#"{year},"record_day":"2024-01-01""#);
    assert_eq!(village.refused(&declare("D2024", "2025-01-20", &early)), Code::DateOutOfWindow);
    assert!(village.said.contains("nobody"), "{}", village.said);
    // a result that is not there yet
    assert_eq!(village.refused(&declare("D2024", "2024-12-30", year)), Code::DatesOutOfOrder);
    village.record(&declare("D2024", "2025-01-20", &format!(r#"{year},"record_day":"2024-12-31""#)));
}

#[test]
fn a6_registers_are_read_as_at_a_day_within_the_time_of_the_payout() {
    let mut village = Village::of_little(3);
    village.adopt("rule-heads", HEADS);
    village.little(3..5);
    village.record(&house_rent("h1", "2024-05-06", "2024-06-01", "2024-10-31"));
    village.record(r#"{"id":"h9","on":"2024-05-03","kind":"household.enrolled","household":"H0009","members":3,"shares":{"population":"3"}}"#);
    let heads = r#""contract":"ROT-1","scheme":"heads""#;
    let on = |record: &str| declare("B01", "2024-07-01", &format!(r#"{heads},"record_day":"{record}""#));
    for record in ["2024-01-01", "2024-05-05", "2024-07-02"] {
        assert_eq!(village.refused(&on(record)), Code::DateOutOfWindow, "{record}");
    }
    // rent that came early: from its day on
    village.record(&on("2024-05-06"));
    // the day of the declaration always, as for rent of days to come
    village.record(&house_rent("h2", "2024-08-01", "2024-11-01", "2025-04-30"));
    village.record(&declare("B02", "2024-08-01", &format!(r#"{heads},"record_day":"2024-08-01""#)));
}
