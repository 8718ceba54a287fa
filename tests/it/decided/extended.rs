//! The chart of an open ledger grows by additions and is never altered.

use super::*;
use coop_ledger::unit::Fen;

const ON: &str = "2024-06-01";

fn extend(id: &str, lines: &[&str]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| serde_json::to_string(line).unwrap()).collect();
    format!(r#"{{"id":"{id}","on":"{ON}","kind":"chart.extended","chart":[{}]}}"#, lines.join(","))
}

const PARKING: &str =
    r#"parking = { zh = "停车费", en = "parking fees", credit = "50401", holder = "given", purpose = "停车费" }"#;
const DETAIL: &str = r#"50401 = { zh = "停车收入", en = "parking", class = "income", side = "credit" }"#;

#[test]
fn a_new_part_posts_to_a_new_detail_and_counts_under_its_account() {
    let mut village = Village::of_little(5);
    let received = format!(
        r#"{{"id":"r","on":"{ON}","kind":"receipt.recorded","into":"A-BANK-1","parts":[{{"part":"parking","amount":"30.00"}}]}}"#
    );
    assert_eq!(village.refused(&received), Code::UnknownPart);
    assert_eq!(village.refused(&extend("c", &["[receipt]", PARKING])), Code::BadValue);
    village.record(&extend("c", &["[accounts]", DETAIL, "[receipt]", PARKING]));
    village.record(&received);
    let key = AccountKey::new("50401", "", "停车费");
    assert_eq!(village.books().accounts().balance(&key), Fen(-3_000));
    assert!(village.books().chart().year.is_income("50401"));
    // the same again says nothing new and changes nothing; another meaning of it is refused
    village.record(&extend("again", &["[accounts]", DETAIL]));
    let other = PARKING.replace("50401", "501");
    assert_eq!(village.refused(&extend("o", &["[receipt]", &other])), Code::ChartAlters);
    assert_eq!(village.refused(&extend("n", &["# nothing"])), Code::NothingChanges);
}

/// A part that shares what somebody is owed would make it wait to be shared.
#[test]
fn money_that_stands_stays_whose_it_is() {
    let mut village = Village::of_little(5);
    village.record(&voucher("v", ON, &["513||办公费|20.00", "211|OP1|应付费用|-20.00"]));
    let part = |purpose: &str| {
        format!(
            r#"fees = {{ zh = "代收", en = "fees", credit = "211", holder = "given", purpose = "{purpose}", shared = true }}"#
        )
    };
    assert_eq!(village.refused(&extend("c", &["[receipt]", &part("应付费用")])), Code::ChartAlters);
    village.record(&extend("c", &["[receipt]", &part("待分代收款")]));
}

#[test]
fn money_is_of_days_to_come_as_far_as_the_village_chose() {
    let mut village = Village::of_little(5);
    let today = village.books().recorded_at().map(|at| village.books().civil_day(at)).unwrap();
    let on = |days: i64| {
        let day = today.plus_days(days).unwrap();
        format!(
            r#"{{"id":"p","on":"{day}","kind":"payment.recorded","from":"A-BANK-1","parts":[{{"part":"expense","account":"513","purpose":"办公费","amount":"1.00"}}]}}"#
        )
    };
    assert_eq!(village.refused(&on(5)), Code::DateOutOfWindow);
    village.record(&format!(r#"{{"id":"s","on":"{today}","kind":"setting.chosen","name":"future_days","value":"7"}}"#));
    assert_eq!(village.refused(&on(40)), Code::DateOutOfWindow);
    village.record(&on(5));
}

fn payment(debit: &str, holder: &str, purpose: &str) -> [String; 2] {
    let rule = format!(
        r#"extra = {{ zh = "某", en = "extra", debit = "{debit}", holder = "{holder}", purpose = "{purpose}", accounts = ["10", "513"] }}"#
    );
    ["[payment]".to_owned(), rule]
}

fn claim(debit: (&str, &str), credit: (&str, &str)) -> [String; 2] {
    let rule = format!(
        r#"extra = {{ zh = "某", en = "extra", debit = "{}", debit_purpose = "{}", credit = "{}", credit_purpose = "{}", holder = "given" }}"#,
        debit.0, debit.1, credit.0, credit.1
    );
    ["[claim]".to_owned(), rule]
}

fn receipt(credit: &str, purpose: &str) -> [String; 2] {
    let rule = format!(
        r#"extra = {{ zh = "某", en = "extra", credit = "{credit}", holder = "given", purpose = "{purpose}" }}"#
    );
    ["[receipt]".to_owned(), rule]
}

/// A word of the chart opens no way that is closed to vouchers.
#[test]
fn what_is_added_moves_no_more_than_a_voucher_may() {
    let mut village = Village::of_little(5);
    let paid = [
        ("322", "未分配收益"),
        ("311", "历年提取"),
        ("301", "集体资本"),
        ("321", ""),
        ("241", "渠"),
        ("231", "一事一议"),
        ("211", "保证金"),
        ("113", "土地流转款"),
        ("213", "劳务费"),
        ("221", "代投资金"),
        ("152", "折旧"),
        ("151", ""),
        ("162", "摊销"),
        ("181", "待处理"),
        ("141", ""),
        ("504", "其他"),
        ("101", ""),
        ("102", ""),
        ("due", ""),
        ("given", ""),
    ];
    let claims = [
        (("102", ""), ("504", "其他")),
        (("112", "某"), ("504", "其他")),
        (("112", "某"), ("513", "其他")),
        (("211", "保证金"), ("504", "其他")),
        (("211", "保证金"), ("112", "某")),
        (("513", "其他"), ("102", "")),
        (("513", "其他"), ("311", "历年提取")),
        (("513", "其他"), ("113", "土地流转款")),
        (("513", "其他"), ("152", "折旧")),
        (("241", "渠"), ("211", "某")),
        (("322", "未分配收益"), ("211", "某")),
    ];
    let received = [("301", "集体资本"), ("322", "未分配收益"), ("151", ""), ("113", "土地流转款"), ("141", "")];
    let all = (paid.iter().map(|(debit, purpose)| payment(debit, "given", purpose)))
        .chain(claims.iter().map(|(debit, credit)| claim(*debit, *credit)))
        .chain(received.iter().map(|(credit, purpose)| receipt(credit, purpose)));
    for (at, lines) in all.enumerate() {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        assert_eq!(village.refused(&extend(&format!("c{at}"), &lines)), Code::PartBeyondVouchers, "{lines:?}");
    }
    let word = r#""租金收入" = { account = "504", purpose = "租金收入" }"#;
    assert_eq!(village.refused(&extend("w", &["[credited]", word])), Code::PartBeyondVouchers);
    // good neighbours: what any village spends, owes and takes in
    let fine = [
        payment("513", "given", "奖金"),
        payment("211", "given", "代收水费"),
        claim(("513", "水电费"), ("211", "应付水电费")),
        claim(("512", "教育费"), ("214", "应交教育费")),
        receipt("211", "代收水费"),
        receipt("513", "退回费用"),
        receipt("@donation", "捐赠"),
    ];
    for (at, lines) in fine.iter().enumerate() {
        let rule = lines[1].replace("extra", &format!("extra{at}"));
        village.record(&extend(&format!("g{at}"), &[&lines[0], &rule]));
    }
    village.record(&extend("w2", &["[credited]", &word.replace("504", "@member_payable")]));
}

/// A purpose is the entry's own where it names one: what it may not touch is known when it is used.
#[test]
fn what_was_added_is_used_as_a_voucher_would_be() {
    let mut village = Village::of_little(5);
    let [table, rule] = payment("213", "given", "代扣");
    village.record(&extend("c", &[&table, &rule]));
    let paid = |purpose: &str| {
        format!(
            r#"{{"id":"p","on":"{ON}","kind":"payment.recorded","from":"A-BANK-1","parts":[{{"part":"extra","amount":"1.00","holder":"H0001","purpose":"{purpose}"}}]}}"#
        )
    };
    assert_eq!(village.refused(&paid("劳务费")), Code::NotTheCollectives);
    let [table, rule] = claim(("211", "某"), ("214", "某"));
    assert_eq!(village.refused(&extend("d", &[&table, &rule])), Code::PartBeyondVouchers);
    let [table, rule] = claim(("112", "垫付"), ("211", "代垫"));
    village.record(&extend("e", &[&table, &rule]));
    let claimed = |holder: &str| {
        format!(
            r#"{{"id":"q","on":"{ON}","kind":"claim.recorded","document":"D","claim":"extra","amount":"5.00","holder":"{holder}"}}"#
        )
    };
    village.record(&claimed("OP1"));
}
