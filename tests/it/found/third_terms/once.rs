//! T9: what an employer or the collective pays beside what came in is paid once for the same days, and under
//! a contract of its kind.

use super::*;

/// A sheet that asks an employer for so much a household, whoever worked.
const FLAT: &str = "【方案】\n编号 = flat\n语义 = 1\n标题 = \"补贴\"\ntitle = \"Flat\"\n依据 = \"协议\"\n舍入 = 四舍五入 0.01 元\n\n\
    【各方】\n用工单位：运营方\n\n【参数】\n每户 = 1000 元 限 0 元 至 100000 元 据 \"示例值\"\n\n【登记】\n户 收款\n\n\
    【步骤】\n每个 户：付 补贴 = 每户 由 用工单位，给 户 记作 往来\n\n\
    【名称】\n每户 = \"each\"\n补贴 = \"flat\"\n\n【示例 \"一户\"】\n期 2025-01-01 至 2025-12-31\n户 |\n  H1 |\n期望 户[H1].补贴 = 1000 元\n";

/// Pay for each work sheet, and so much a household beside it.
const MIXED: &str = "【方案】\n编号 = mixed\n语义 = 1\n标题 = \"工钱和补贴\"\ntitle = \"Mixed\"\n依据 = \"协议\"\n舍入 = 四舍五入 0.01 元\n\n\
    【各方】\n用工单位：运营方\n\n【登记】\n户 收款\n人 属 户\n工种：日工价 元/工日\n工票 属 人，工种：工日数 工日\n\n\
    【步骤】\n每个 工票：工钱 = 工日数 × 工种.日工价\n每个 人：付 工资 = 合计(工票：工钱) 由 用工单位，给 户 记作 劳务费\n\
    每个 户：付 补贴 = 20 元 由 用工单位，给 户 记作 劳务费\n\n\
    【示例 \"一户\"】\n期 2025-01-01 至 2025-12-31\n户 |\n  H1 |\n人 | 户\n  H1-1 | H1\n工种 | 日工价\n  采茶 | 150\n工票 | 人 | 工种 | 工日数\n  W1-1 | H1-1 | 采茶 | 1\n期望 户[H1].补贴 = 20 元\n";

fn labour(code: &str) -> String {
    format!(
        r#"{{"id":"{code}","on":"2024-03-03","kind":"contract.signed","contract":"{code}","party":"OP1","scheme":"LABOUR","signed":"2024-03-03","terms":{{"fee_rate":"1/50","work_unit":"day","work_rates":[{{"class":"general","rate":"90.00"}}]}}}}"#
    )
}

fn worked(sheet: &str, worker: &str, first: &str, last: &str) -> String {
    format!(
        r#"{{"id":"w-{sheet}","on":"2025-01-05","kind":"work.recorded","contract":"LAB-1","sheet":"{sheet}","first_day":"{first}","last_day":"{last}","lines":[{{"worker":"{worker}","class":"general","quantity":"10.00"}}]}}"#
    )
}

fn of_an_employer() -> Village {
    let mut village = Village::of_little(3);
    village.record(
        r#"{"id":"wages","on":"2024-02-01","kind":"scheme.adopt","scheme":"wages","version":1,"resolution":"R-1"}"#,
    );
    village.adopt("rule-flat", FLAT);
    village.little(3..6);
    village.record(&labour("LAB-1"));
    village.record(&labour("LAB-2"));
    village.record(r#"{"id":"land","on":"2024-07-01","kind":"contract.signed","belongs_to":"collective","contract":"LAND-1","first_day":"2024-07-01","last_day":"2027-06-30","party":"OP1","scheme":"LEASE","signed":"2024-07-01"}"#);
    village
}

fn flat(payout: &str, contract: &str, first: &str, last: &str) -> String {
    let rest = format!(r#""contract":"{contract}","scheme":"flat"{}"#, period(first, last));
    declare(payout, "2025-04-01", &rest)
}

#[test]
fn t9_an_employer_pays_once_for_the_same_days_under_one_contract() {
    let mut village = of_an_employer();
    village.record(&flat("F1", "LAB-1", "2025-01-01", "2025-03-31"));
    for (first, last) in [("2025-01-01", "2025-03-31"), ("2025-03-31", "2025-06-30"), ("2024-12-01", "2025-01-01")] {
        assert_eq!(village.refused(&flat("F2", "LAB-1", first, last)), Code::IncomeDistributedTwice, "{first}");
    }
    assert!(village.said.contains("by F1"), "{}", village.said);
    // other days, and another contract of the same employer
    village.record(&flat("F2", "LAB-1", "2024-10-01", "2024-12-31"));
    village.record(&flat("F3", "LAB-2", "2025-01-01", "2025-03-31"));
    assert_eq!(village.balance("112", "OP1", "劳务费"), Fen(600_000));
    // nor once more for each work sheet of those days
    village.record(&worked("W1", "H0001-1", "2025-01-01", "2025-01-31"));
    let by_sheet = declare("W1", "2025-04-01", r#""contract":"LAB-1","scheme":"flat""#);
    assert_eq!(village.refused(&by_sheet), Code::IncomeDistributedTwice);
    // also where the sheet pays for work, and something else beside it
    village.adopt("rule-mixed", MIXED);
    village.record(&declare("W1", "2025-04-01", r#""contract":"LAB-1","scheme":"mixed""#));
    village.record(&worked("W2", "H0002-1", "2025-01-01", "2025-01-31"));
    assert_eq!(
        village.refused(&declare("W2", "2025-04-01", r#""contract":"LAB-1","scheme":"mixed""#)),
        Code::IncomeDistributedTwice
    );
}

#[test]
fn t9_a_sheet_is_declared_on_a_contract_of_its_kind() {
    let mut village = of_an_employer();
    // a pond of the collective's
    let order = flat("F1", "LAND-1", "2025-01-01", "2025-03-31");
    assert_eq!(village.refused(&order), Code::ContractOfAnotherKind);
    // a sheet of land under an employment, of work under a lease
    let rent = format!(r#""contract":"LAB-1","scheme":"rot-rent"{}"#, period("2025-01-01", "2025-03-31"));
    assert_eq!(village.refused(&declare("X1", "2025-04-01", &rent)), Code::ContractOfAnotherKind);
    let wages = format!(r#""contract":"ROT-1","scheme":"wages"{}"#, period("2025-01-01", "2025-03-31"));
    assert_eq!(village.refused(&declare("X1", "2025-04-01", &wages)), Code::ContractOfAnotherKind);
    assert!(village.said.contains("a lease of parcels"), "{}", village.said);
}

#[test]
fn t9_every_work_sheet_is_paid_once_also_where_their_days_overlap() {
    let mut village = of_an_employer();
    for (sheet, worker) in [("W1", "H0001-1"), ("W2", "H0002-1"), ("W3", "H0001-1")] {
        village.record(&worked(sheet, worker, "2024-11-01", "2024-12-31"));
        village.record(&declare(sheet, "2025-04-01", r#""contract":"LAB-1","scheme":"wages""#));
    }
    assert_eq!(village.balance("213", "H0001", "劳务费"), Fen(-180_000));
    let again = declare("W4", "2025-04-01", r#""contract":"LAB-1","scheme":"wages""#);
    assert_ne!(village.refused(&again), Code::PayoutExists);
}

#[test]
fn t9_the_collective_pays_once_for_the_same_days_whatever_contract_is_named() {
    let mut village = of_an_employer();
    village.record(r#"{"id":"own","on":"2024-04-20","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"other_income","amount":"100000.00"}]}"#);
    village.adopt("rule-own", &own_money("劳务费"));
    let own = |payout: &str, contract: &str, first: &str, last: &str| {
        let rest = format!(r#"{contract}"scheme":"own-money"{}"#, period(first, last));
        declare(payout, "2025-04-01", &rest)
    };
    village.record(&own("A1", "", "2025-01-01", "2025-03-31"));
    for contract in ["", r#""contract":"LAB-1","#, r#""contract":"ROT-1","#] {
        let again = own("A2", contract, "2025-03-01", "2025-04-30");
        assert_eq!(village.refused(&again), Code::IncomeDistributedTwice, "{contract}");
    }
    village.record(&own("A2", "", "2024-10-01", "2024-12-31"));
}
