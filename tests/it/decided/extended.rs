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
