//! Payouts beside what they would have been: of a part of what is due that part, and of an account what it showed with what was
//! put right since.

use crate::little::{Little, accountant, read};
use coop_ledger::{
    statement::reports::{RestatedRow, restated},
    unit::Fen,
};

fn record(little: &mut Little, text: &str) {
    for request in read(text) {
        little.cooperative.record(&[request], &accountant()).unwrap_or_else(|why| panic!("{why}"));
    }
}

/// Declared and restated, by household.
fn lines(little: &Little, payout: &str) -> Vec<(String, Fen, Fen)> {
    let found = little.cooperative.restated(Some(&payout.parse().unwrap()), "2026-12-31".parse().unwrap()).unwrap();
    let told = |row: RestatedRow| (row.household.unwrap().to_string(), row.declared, row.restated.unwrap());
    restated(&found, true).into_iter().map(told).collect()
}

fn line(household: &str, declared: i64, restated: i64) -> (String, Fen, Fen) {
    (household.to_owned(), Fen(declared), Fen(restated))
}

fn came(id: &str, rent: &str, fee: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"2024-04-20","kind":"receipt.recorded","contract":"ROT-1","instalment":"P01","into":"A-BANK-1","parts":[{{"part":"land_rent","amount":"{rent}"}},{{"part":"service_fee","amount":"{fee}"}}]}}"#
    )
}

fn declared(id: &str, code: &str, pool: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"2024-04-22","kind":"payout.declare","payout":"{code}","contract":"ROT-1","scheme":"rot-rent","stated":{{"pool":"{pool}"}}}}"#
    )
}

const SMALLER: &str = r#"{"id":"w","on":"2024-05-01","kind":"register.revised","register":"parcel","code":"P02","mode":"wrong","set":{"area_m2":"820.00","area_mu":"1.2300"},"reason":"typed_wrong","document":"G-1"}"#;

#[test]
fn a_part_of_what_is_due_is_compared_with_that_part() {
    let mut little = Little::late(4, 0x61);
    // 2,025.00 are due, 1,350.00 and 675.00; 1,000.00 came
    record(&mut little, &came("r1", "1000.00", "30.00"));
    record(&mut little, &declared("d1", "P01", "1000.00"));
    assert_eq!(lines(&little, "P01"), [line("H0001", 66_667, 66_667), line("H0002", 33_333, 33_333)]);
    // some of the second's land was never there: 1,350.00 and 553.50 were due, and what came goes by that
    record(&mut little, SMALLER);
    assert_eq!(lines(&little, "P01"), [line("H0001", 66_667, 70_922), line("H0002", 33_333, 29_078)]);
}

#[test]
fn parts_that_made_the_whole_are_compared_with_all_that_is_due() {
    let mut little = Little::late(4, 0x62);
    record(&mut little, &came("r1", "1000.00", "30.00"));
    record(&mut little, &declared("d1", "P01", "1000.00"));
    record(&mut little, &came("r2", "1025.00", "30.75"));
    record(&mut little, &declared("d2", "P01B", "1025.00"));
    assert_eq!(lines(&little, "P01"), [line("H0001", 135_000, 135_000), line("H0002", 67_500, 67_500)]);
    record(&mut little, SMALLER);
    assert_eq!(lines(&little, "P01"), [line("H0001", 135_000, 135_000), line("H0002", 67_500, 55_350)]);
}

/// A hundredth of other income for each share.
const OF_INCOME: &str = "【方案】\n编号 = of-income\n语义 = 1\n标题 = \"其他收入的一部分\"\ntitle = \"A part of other income\"\n依据 = \"村民大会\"\n舍入 = 四舍五入 0.01 元\n\n【各方】\n集体：集体\n\n【登记】\n户 收款：人口股 股\n\n【输入】\n其他收入：元 来自 科目 \"其他收入\"\n\n【步骤】\n每个 户：付 补贴 = 其他收入 × 人口股 ÷ 100 股 由 集体，给 户 记作 福利\n\n【名称】\n补贴 = \"allowance\"\n其他收入 = \"other income\"\n\n【示例 \"一户\"】\n期 2024-01-01 至 2024-03-31\n户 | 人口股\n  H1 | 3\n取 其他收入 = 1000 元\n期望 户[H1].补贴 = 30 元\n";

#[test]
fn an_account_is_read_with_what_was_put_right_since_and_not_with_what_came_later() {
    let mut little = Little::late(4, 0x63);
    let income = |id: &str, on: &str, amount: &str| {
        format!(
            r#"{{"id":"{id}","on":"{on}","kind":"receipt.recorded","into":"A-BANK-1","parts":[{{"part":"other_income","amount":"{amount}"}}]}}"#
        )
    };
    let sheet = coop_ledger::log::Json::Array(
        OF_INCOME.lines().map(|line| coop_ledger::log::Json::Text(line.to_owned())).collect(),
    );
    let sheet = String::from_utf8(sheet.to_bytes()).unwrap();
    record(&mut little, &income("i1", "2024-03-20", "1000.00"));
    record(
        &mut little,
        &format!(
            r#"{{"id":"a","on":"2024-03-25","kind":"scheme.adopt","resolution":"R-9","version":1,"sheet":{sheet},"reads":[{{"at":"其他收入","from":"account.504"}}]}}"#
        ),
    );
    record(
        &mut little,
        r#"{"id":"d","on":"2024-04-20","kind":"payout.declare","payout":"W1","scheme":"of-income","period":{"first_day":"2024-01-01","last_day":"2024-03-31"}}"#,
    );
    let before = lines(&little, "W1");
    assert!(before.iter().all(|(_, declared, restated)| declared == restated && *declared > Fen::ZERO), "{before:?}");
    // of a later day: nothing of it was there
    record(&mut little, &income("i2", "2024-04-25", "5000.00"));
    assert_eq!(lines(&little, "W1"), before);
    // twice too much: reversed in its year, and recorded as it was on its own day
    record(&mut little, r#"{"id":"undo","on":"2024-03-20","kind":"entry.corrected","corrects":"i1","reason":"other"}"#);
    record(&mut little, &income("i3", "2024-03-20", "500.00"));
    let after = lines(&little, "W1");
    let half = |(one, other): (&(String, Fen, Fen), &(String, Fen, Fen))| one.2.0 * 2 == other.2.0 && one.1 == other.1;
    assert!(after.iter().zip(&before).all(half), "{after:?} {before:?}");
}
