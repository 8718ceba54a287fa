//! An attacker's third look at money, November 2026: orders that each pass a rule, and together go past it.
//! Each test has the honest order beside the other one.

mod days;
mod heads;
mod rents;
mod works;

use super::whose::{
    village::{Village, correct},
    voucher,
};
use coop_ledger::{decide::Code, unit::Fen};

/// A sheet of a year's result: 30 % into the reserve, and 10 yuan a household out of somewhere.
fn result_sheet(id: &str, gift_from: &str) -> String {
    format!(
        "【方案】\n编号 = {id}\n语义 = 1\n标题 = \"按人\"\ntitle = \"By heads\"\n依据 = \"村民大会\"\n舍入 = 四舍五入 0.01 元\n\n\
         【各方】\n收益分配：账面\n\n【账户】\n公积金\n\n【登记】\n户 收款\n\n【输入】\n净收益：元 可负 来自 报表 \"净收益\"\n\n\
         【步骤】\n付 提公积金 = 30 % 的 较大(净收益，0 元) 由 收益分配，入 公积金 记作 公积金\n\
         每个 户：付 福利 = 10 元 由 {gift_from}，不足 停，给 户 记作 成员分红\n\n\
         【示例 \"一户\"】\n期 2025-01-01 至 2025-12-31\n户 |\n  H1 |\n取 净收益 = 100 元\n期望 户[H1].福利 = 10 元\n"
    )
    .replace("由 收益分配，不足 停，", "由 收益分配，")
}

fn stepped(step: &str, scheme: &str) -> String {
    let scheme = if scheme.is_empty() { String::new() } else { format!(r#","scheme":"{scheme}""#) };
    format!(r#"{{"id":"y-{step}","on":"2024-12-31","kind":"year.stepped","step":"{step}","year":2024{scheme}}}"#)
}

#[test]
fn t3_a_sheet_takes_nothing_out_of_the_reserve() {
    let mut village = Village::rich();
    village.adopt("a1", &result_sheet("honest", "收益分配"));
    village.adopt("a2", &result_sheet("eater", "公积金"));
    village.record(&stepped("close", ""));
    village.record(&stepped("carry", ""));
    // nor is a reserve taken by a sheet that would
    assert_eq!(village.refused(&stepped("reserve", "eater")), Code::NotTheCollectives);
    village.record(&stepped("reserve", "honest"));
    let declare = |scheme: &str| {
        format!(
            r#"{{"id":"d","on":"2024-12-31","kind":"payout.declare","payout":"D2024","scheme":"{scheme}","year":2024}}"#
        )
    };
    assert_eq!(village.refused(&declare("eater")), Code::NotTheCollectives);
    assert!(village.said.contains("公积金") && village.said.contains("found 10.00"), "{}", village.said);
    let fund = village.balance("311", "", "历年提取");
    village.record(&declare("honest"));
    assert_eq!(village.balance("311", "", "历年提取"), fund);
    assert_eq!(village.balance("322", "", "各项分配-成员分配"), Fen(3_000));
}

#[test]
fn t4_a_return_is_there_when_its_year_is_over() {
    let mut village = Village::rich();
    village.record(r#"{"id":"adopt","on":"2024-02-01","kind":"scheme.adopt","scheme":"cot-return","version":1,"resolution":"R-1"}
{"id":"invest","on":"2024-07-01","kind":"payment.recorded","contract":"COT-1","from":"A-BANK-1","parts":[{"part":"investment","amount":"10000.00"}]}"#);
    let claim = |on: &str, year: u32, amount: &str| {
        format!(
            r#"{{"id":"c{year}","on":"{on}","kind":"claim.recorded","claim":"fixed_return","contract":"COT-1","amount":"{amount}","year":{year}}}"#
        )
    };
    for (on, year) in [("2024-07-02", 2024), ("2024-12-30", 2024), ("2024-07-02", 2025), ("2025-12-30", 2025)] {
        let amount = if year == 2024 { "302.47" } else { "600.00" };
        assert_eq!(village.refused(&claim(on, year, amount)), Code::DatesOutOfOrder, "{on} {year}");
        assert!(village.said.contains("or later"), "{}", village.said);
    }
    // before the contract, and behind it
    assert_eq!(village.refused(&claim("2024-12-31", 2023, "600.00")), Code::DatesOutOfOrder);
    assert_eq!(village.refused(&claim("2025-12-31", 2030, "600.00")), Code::DatesOutOfOrder);
    village.record(&claim("2024-12-31", 2024, "302.47"));
    village.record(&claim("2025-12-31", 2025, "600.00"));
    // a claim of another kind is for a year that has begun, too
    let share = |year: u32| {
        format!(
            r#"{{"id":"u","on":"2024-07-02","kind":"claim.recorded","claim":"investment_share","holder":"PT1","amount":"10.00","year":{year}}}"#
        )
    };
    assert_eq!(village.refused(&share(2025)), Code::DatesOutOfOrder);
    village.record(&share(2024));
}
