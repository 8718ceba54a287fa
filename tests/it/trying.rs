//! Sheets tried on a real ledger, as of any day, as known at any entry, without a trace.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::little::Little;
use coop_ledger::{
    cooperative::{Cooperative, TriedSheet, Trouble},
    decide::DeclarePayout,
    event::Holder,
    rules::Stop,
    scheme::{read, shipped},
    unit::Day,
};
use std::sync::Arc;

fn request(payout: &str) -> DeclarePayout {
    let json = format!(r#"{{"payout":"{payout}","contract":"ROT-1","scheme":"any"}}"#);
    serde_json::from_str(&json).unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn draft(change: impl Fn(&str) -> String) -> TriedSheet {
    let text = change(shipped::by_id("rot-rent", 1).unwrap().text);
    TriedSheet::Draft(Arc::new(read(&text).unwrap()))
}

fn adopted() -> TriedSheet {
    TriedSheet::Adopted("rot-rent".parse().unwrap(), None)
}

/// Index of the entry recorded under an id.
fn entry(coop: &Cooperative, id: &str) -> u64 {
    coop.books().ids[id]
}

#[test]
fn an_adopted_sheet_tried_before_its_payout_gives_that_payouts_lines() {
    let little = Little::whole();
    let coop = &little.cooperative;
    let before = (coop.head(), coop.books().size);
    let at = entry(coop, "d-1");
    let tried = coop.try_sheet(&adopted(), &request("P01"), day("2024-04-12"), Some(at)).unwrap();
    assert_eq!(tried.known_at, at);
    let declared = &coop.books().payouts["P01"];
    let mut households = 0;
    for line in &tried.trial.lines {
        let Holder::Household(household) = &line.to else { continue };
        assert_eq!(line.amount.fen(), declared.lines[household].amount, "{household}");
        assert!(!line.because.is_empty());
        households += 1;
    }
    assert_eq!(households, declared.lines.len());
    assert_eq!((coop.head(), coop.books().size), before);
    // what was shared already can be tried again on all that is known now
    let again = coop.try_sheet(&adopted(), &request("P01"), day("2024-04-12"), None).unwrap();
    assert_eq!(again.trial.outcome, tried.trial.outcome);
}

#[test]
fn before_the_money_came_the_sheet_refuses_and_that_is_an_outcome() {
    let little = Little::whole();
    let coop = &little.cooperative;
    let at = entry(coop, "r-1");
    let tried = coop.try_sheet(&adopted(), &request("P01"), day("2024-04-12"), Some(at)).unwrap();
    assert!(matches!(tried.trial.outcome, Err(Stop::Short { .. })), "{:?}", tried.trial.outcome);
    assert!(tried.trial.lines.is_empty());
}

#[test]
fn a_draft_is_tried_and_compared_with_what_is_in_force() {
    let little = Little::whole();
    let coop = &little.cooperative;
    // equal parts for every household in the place of what each parcel is owed
    let equal = draft(|_| {
        "【方案】\n编号 = equal\n语义 = 1\n标题 = \"各户均分\"\n【各方】\n集体：集体\n【登记】\n户 收款\n【输入】\n\
         到账租金：元 待分 来自 凭单 \"收到的租金\"\n到账服务费：元 待分 来自 凭单 \"收到的服务费\"\n【步骤】\n\
         分 租金 由 到账租金，给 每个 户 按 1 记作 承包地租金 无则 给 集体 记作 集体收益\n\
         余 服务费 由 到账服务费，给 集体 记作 服务费\n"
            .to_owned()
    });
    let compared = coop.compare_sheets((&adopted(), &equal), &request("P01"), day("2024-04-12"), None);
    let compared = compared.unwrap_or_else(|e| panic!("{e}"));
    let changes: Vec<_> = compared.comparison.payees.iter().map(|d| (d.who.as_str(), d.change().unwrap().0)).collect();
    // 3 and 1.5 mu at 450.00: 1350.00 and 675.00 against 1012.50 each
    assert_eq!(changes, [("H0001", -33_750), ("H0002", 33_750)]);
    assert!(compared.comparison.changes.iter().any(|c| c.name == "租金"));
    let same = coop.compare_sheets((&adopted(), &draft(str::to_owned)), &request("P01"), day("2024-04-12"), None).unwrap();
    assert!(same.comparison.changes.is_empty() && same.comparison.payees.iter().all(|d| d.change().unwrap().0 == 0));
}

#[test]
fn what_there_is_not_is_refused_by_name() {
    let little = Little::whole();
    let coop = &little.cooperative;
    let size = coop.books().size;
    let on = day("2024-04-12");
    for wrong in [0, size + 1] {
        assert!(matches!(coop.try_sheet(&adopted(), &request("P01"), on, Some(wrong)), Err(Trouble::Absent { .. })));
    }
    let unknown = TriedSheet::Adopted("nothing".parse().unwrap(), None);
    assert!(matches!(coop.try_sheet(&unknown, &request("P01"), on, None), Err(Trouble::Absent { .. })));
    let mut no_contract = request("P01");
    no_contract.contract = Some("ROT-9".parse().unwrap());
    assert!(matches!(coop.try_sheet(&adopted(), &no_contract, on, None), Err(Trouble::Refused(_))));
}
