//! The collective employs its own members: a contract with itself about work and nothing else, paid by a sheet that takes its own money.

use super::*;
use coop_ledger::{log::Json, unit::Fen};

/// Wages from work sheets, out of the collective's own money.
const SHEET: &str = "【方案】\n编号 = own-wages\n语义 = 1\n标题 = \"集体用工\"\ntitle = \"Work for the collective\"\n依据 = \"村民大会\"\n舍入 = 四舍五入 0.01 元\n\n【各方】\n集体：集体\n\n【登记】\n户 收款\n人 属 户\n工种：日工价 元/工日\n工票 属 人，工种：工日数 工日\n\n【步骤】\n每个 工票：工钱 = 工日数 × 工种.日工价\n每个 人：付 工资 = 合计(工票：工钱) 由 集体，给 户 记作 劳务费\n\n【名称】\n日工价 = \"daily pay\"\n工日数 = \"days worked\"\n工资 = \"wages\"\n\n【示例 \"一人\"】\n期 2024-07-01 至 2024-07-31\n户 |\n  H1 |\n人 | 户\n  H1-1 | H1\n工种 | 日工价\n  管护 | 120\n工票 | 人 | 工种 | 工日数\n  W1-1 | H1-1 | 管护 | 2\n期望 人[H1-1].工资 = 240 元\n";

fn signed(party: &str, terms: &str) -> String {
    format!(
        r#"{{"id":"job","on":"2024-07-01","kind":"contract.signed","contract":"JOB-1","party":"{party}","scheme":"own-wages","signed":"2024-07-01","first_day":"2024-07-01","last_day":"2024-12-31","direction":"in","terms":{{"work_rates":[{{"class":"管护","rate":"120.00"}}]{terms}}}}}"#
    )
}

fn adopted(id: &str, sheet: &str) -> String {
    let lines = Json::Array(sheet.lines().map(|line| Json::Text(line.to_owned())).collect());
    let sheet = String::from_utf8(lines.to_bytes()).unwrap();
    format!(r#"{{"id":"{id}","on":"2024-06-01","kind":"scheme.adopt","resolution":"R-9","version":1,"sheet":{sheet}}}"#)
}

const WORK: &str = r#"{"id":"work","on":"2024-07-31","kind":"work.recorded","sheet":"W1","contract":"JOB-1","first_day":"2024-07-01","last_day":"2024-07-31","lines":[{"worker":"H0001-1","class":"管护","quantity":"2.5"},{"worker":"H0002-1","class":"管护","quantity":"1"}]}"#;

#[test]
fn work_for_the_collective_is_its_expense_and_nobodys_debt() {
    let mut village = Village::rich();
    village.record(&adopted("own-sheet", SHEET));
    // somebody that nobody knows is no employer, and with itself the collective agrees on work alone
    assert_eq!(village.refused(&signed("B", "")), Code::UnknownParty);
    assert_eq!(village.refused(&signed("A", r#","deposit":"100.00""#)), Code::UnknownParty);
    village.record(&signed("A", ""));
    village.record(WORK);
    let pay = r#"{"id":"d","on":"2024-08-02","kind":"payout.declare","payout":"W1","contract":"JOB-1","scheme":"own-wages","period":{"first_day":"2024-07-01","last_day":"2024-07-31"}}"#;
    // the sheet that an employer pays by would be a claim on itself
    village.record(
        r#"{"id":"w","on":"2024-06-01","kind":"scheme.adopt","scheme":"wages","version":1,"resolution":"R-1"}"#,
    );
    assert_eq!(village.refused(&pay.replace("own-wages", "wages")), Code::UnknownReference);
    village.record(pay);
    assert_eq!(village.balance("511", "", "劳务费"), Fen(42_000));
    assert_eq!(village.balance("213", "H0001", "劳务费"), Fen(-30_000));
    village.record(r#"{"id":"p","on":"2024-08-05","kind":"payout.pay","payout":"W1","from":"A-BANK-1"}"#);
    assert_eq!(village.balance("213", "H0001", "劳务费"), Fen::ZERO);
    // nothing is received or claimed under it
    let came = r#"{"id":"r","on":"2024-08-06","kind":"receipt.recorded","contract":"JOB-1","into":"A-BANK-1","parts":[{"part":"deposit","amount":"1.00"}]}"#;
    assert_eq!(village.refused(came), Code::UnknownParty);
}
