//! Sheets tried on a real ledger, as of any day, as known at any entry, without a trace.

use crate::{little::Little, traces::Desk};
use coop_ledger::{
    cooperative::{Cooperative, TriedSheet, Trouble},
    decide::DeclarePayout,
    event::Holder,
    rules::Stop,
    scheme::{read, shipped},
    unit::Day,
};
use serde_json::Value;
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
    coop.books().ids().entry_of(id).unwrap()
}

#[test]
fn an_adopted_sheet_tried_before_its_payout_gives_that_payouts_lines() {
    let little = Little::whole();
    let coop = &little.cooperative;
    let before = (coop.head(), coop.books().size());
    let at = entry(coop, "d-1");
    let tried = coop.try_sheet(&adopted(), &request("P01"), day("2024-04-12"), Some(at)).unwrap();
    assert_eq!(tried.known_at, at);
    let declared = &coop.books().payouts()["P01"];
    let mut households = 0;
    for line in &tried.trial.lines {
        let Holder::Household(household) = &line.to else { continue };
        assert_eq!(line.amount.fen(), declared.lines[household].amount, "{household}");
        assert!(!line.because.steps().is_empty());
        households += 1;
    }
    assert_eq!(households, declared.lines.len());
    assert_eq!((coop.head(), coop.books().size()), before);
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
    let same =
        coop.compare_sheets((&adopted(), &draft(str::to_owned)), &request("P01"), day("2024-04-12"), None).unwrap();
    assert!(same.comparison.changes.is_empty() && same.comparison.payees.iter().all(|d| d.change().unwrap().0 == 0));
}

#[test]
fn what_there_is_not_is_refused_by_name() {
    let little = Little::whole();
    let coop = &little.cooperative;
    let size = coop.books().size();
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

/// `coop scheme diff` on the example's books as JSON: the present sheet and a draft of it.
fn diff(desk: &Desk, id: &str, change: impl Fn(&str) -> String, more: &[&str]) -> Value {
    let text = shipped::by_id(id, 1).unwrap().text;
    let draft = change(text);
    assert_ne!(draft, text, "{id}: nothing changed");
    std::fs::write(desk.path("draft.sheet"), draft).unwrap();
    let output = desk.coop(&[&["--json", "scheme", "diff", id, "draft.sheet"], more].concat());
    assert!(output.status.success(), "{id}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// `input came_in demanded` of what a sheet was assumed to have got.
fn assumed(found: &Value, which: &str) -> Vec<String> {
    let all = found["tried"][which]["amounts"].as_array().unwrap_or_else(|| panic!("{which}: {found}"));
    let text = |a: &Value, member: &str| a[member].as_str().unwrap().to_owned();
    all.iter().map(|a| format!("{} {} {}", text(a, "input"), text(a, "came_in"), text(a, "demanded"))).collect()
}

fn gets(found: &Value, list: &str, who: &str) -> [String; 3] {
    let all = found["tried"][list].as_array().unwrap();
    let one = all.iter().find(|p| p["who"] == who).unwrap_or_else(|| panic!("{who}: {found}"));
    ["before", "after", "change"].map(|member| one[member].as_str().unwrap_or("-").to_owned())
}

fn totals(found: &Value) -> [String; 4] {
    let tried = &found["tried"];
    let text = |v: &Value| v.as_str().unwrap_or("-").to_owned();
    [
        text(&tried["total_before"]),
        text(&tried["total_after"]),
        text(&tried["gain"]["yuan"]),
        text(&tried["lose"]["yuan"]),
    ]
}

#[test]
fn a_rate_that_receipts_are_checked_against_is_compared_as_if_its_amounts_had_come_in() {
    let desk = Desk::new();
    // revenue gave 24 310.79 to share; 60 % of it is 14 586.474
    let found = diff(&desk, "bot-share", |t| t.replacen("户占 = 70 %", "户占 = 60 %", 1), &[]);
    assert_eq!(assumed(&found, "after_assumed"), ["到账户部分 17017.55 14586.47", "到账集体部分 7293.24 9724.32"]);
    assert_eq!(totals(&found), ["17017.55", "14586.47", "0.00", "-2431.08"]);
    assert_eq!(gets(&found, "others", "集体"), ["7293.24", "9724.32", "2431.08"]);
    assert_eq!(gets(&found, "payees", "H0010"), ["3541.40", "3035.48", "-505.92"]);
    assert!(found["tried"]["before_assumed"].is_null() && found["tried"]["after_refused"].is_null());
    let refused = found["tried"]["after_assumed"]["refused"].as_str().unwrap();
    assert!(refused.contains("到账数与按营业收入算出的数不相等"), "{refused}");

    // 69 567.12 is 6 % of the capital by days; 7 % of the same is 81 161.64
    let found = diff(&desk, "cot-return", |t| t.replacen("固定收益率 = 6 %/年", "固定收益率 = 7 %/年", 1), &[]);
    assert_eq!(assumed(&found, "after_assumed"), ["确认收益 69567.12 81161.64"]);
    assert_eq!(totals(&found), ["13913.42", "16232.33", "2318.91", "0.00"]);
    assert_eq!(gets(&found, "others", "集体"), ["55653.70", "64929.31", "9275.61"]);

    // 150.03 mu; 216.40 yuan above a hurdle of 900, 266.40 above one of 850; 40 % and 30 % of it
    let found = diff(&desk, "rot-bonus", |t| t.replacen("每亩门槛 = 900 元/亩", "每亩门槛 = 850 元/亩", 1), &[]);
    assert_eq!(assumed(&found, "after_assumed"), ["到账户部分 12986.60 15987.20", "到账集体部分 9739.95 11990.40"]);
    assert_eq!(totals(&found), ["12986.60", "15987.20", "3000.60", "0.00"]);
    assert_eq!(gets(&found, "payees", "H0005"), ["88.29", "108.69", "20.40"]);

    // a rate of the lease moved into the sheet: 4 % of rents of 66 275.75 instead of 3 %
    let moved = |t: &str| {
        let t: String = t.lines().filter(|l| !l.starts_with("服务费率：")).map(|l| format!("{l}\n")).collect();
        t.replacen("【登记】", "【参数】\n服务费率 = 4 % 据 \"决议\"\n\n【登记】", 1)
    };
    let found = diff(&desk, "rot-rent", moved, &[]);
    assert_eq!(assumed(&found, "after_assumed"), ["到账服务费 1988.27 2651.03"]);
    assert_eq!(totals(&found), ["66275.75", "66275.75", "0.00", "0.00"]);
    assert_eq!(gets(&found, "others", "集体"), ["1988.27", "2651.03", "662.76"]);

    // the dated figure is asked for with days on which it counts; both then stand on other amounts
    let later = |t: &str| t.replacen("930 元/亩 自", "800 元/亩 自", 1);
    let found = diff(&desk, "rot-bonus", later, &["--period", "2025-01-01..2025-12-31"]);
    assert_eq!(assumed(&found, "before_assumed"), ["到账户部分 12986.60 11186.24", "到账集体部分 9739.95 8389.68"]);
    assert_eq!(assumed(&found, "after_assumed"), ["到账户部分 12986.60 18987.80", "到账集体部分 9739.95 14240.85"]);
    assert_eq!(totals(&found), ["11186.24", "18987.80", "7801.56", "0.00"]);
}

#[test]
fn a_draft_that_settles_no_amounts_is_refused_by_its_line_and_paid_by_nobody() {
    let desk = Desk::new();
    // both amounts may make up the sum
    let both = |t: &str| {
        t.replacen(
            "到账户部分 = 户部分 且 到账集体部分 = 分成总额 - 户部分",
            "到账户部分 + 到账集体部分 = 分成总额 + 户部分",
            1,
        )
    };
    let found = diff(&desk, "bot-share", both, &[]);
    assert!(found["tried"]["after_assumed"].is_null());
    assert!(found["tried"]["after_refused"].as_str().unwrap().starts_with("line 30: 到账数与"), "{found}");
    assert_eq!(totals(&found), ["17017.55", "-", "0.00", "0.00"]);
    assert_eq!(gets(&found, "payees", "H0010"), ["3541.40", "-", "-"]);
    // a preview assumes nothing
    let sixty = shipped::by_id("bot-share", 1).unwrap().text.replacen("户占 = 70 %", "户占 = 60 %", 1);
    std::fs::write(desk.path("sixty.sheet"), sixty).unwrap();
    let output =
        desk.coop(&["payout", "preview", "S2024", "--sheet", "sixty.sheet", "--contract", "BOT-1", "--year", "2024"]);
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stdout));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.stdout.is_empty() && told.contains("what came in is not what the takings come to"), "{told}");
}

#[test]
fn a_draft_that_shares_other_parts_is_tried_before_the_declaration_and_after_it() {
    let desk = Desk::new();
    let equal = |_: &str| {
        "【方案】\n编号 = equal\n语义 = 1\n标题 = \"均分\"\n【各方】\n集体：集体\n【登记】\n户 收款\n【输入】\n\
         到账租金：元 待分 来自 凭单 \"收到的租金\"\n【步骤】\n\
         分 租金 由 到账租金，给 每个 户 按 1 记作 承包地租金 无则 给 集体 记作 集体收益\n"
            .to_owned()
    };
    for more in [&[][..], &["--known-at", "161"], &["--known-at", "162"], &["--known-at", "229"]] {
        let found = diff(&desk, "rot-rent", equal, &[&["--payout", "P01"], more].concat());
        assert_eq!(totals(&found), ["66275.75", "66275.75", "19241.33", "-19241.33"], "{more:?}");
        let came = |which: &str| found["tried"][which].as_array().unwrap().len();
        assert_eq!((came("came_in_before"), came("came_in_after")), (2, 1));
    }
    let told = String::from_utf8(desk.coop(&["scheme", "diff", "rot-rent", "draft.sheet"]).stdout).unwrap();
    assert!(
        told.contains("the present one 到账租金 66275.75, 到账服务费 1988.27; the new one 到账租金 66275.75;"),
        "{told}"
    );
    // nobody loses anything by a draft for other money, and that is said
    let told = String::from_utf8(desk.coop(&["scheme", "diff", "rot-bonus", "draft.sheet"]).stdout).unwrap();
    assert!(told.contains("the new one 0.00 (nothing came in that it shares);"), "{told}");
}
