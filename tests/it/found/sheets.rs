//! Parts of one sharing make one whole.

use crate::{author::sheets_under, little::Little};
use coop_ledger::{
    cooperative::TriedSheet,
    decide::DeclarePayout,
    rules::{Claim, Obligations, Stop, compute, example_text, examples, obligations},
    scheme::{self, Action, Code, Diagnostic, ExprKind, Name, ShareSource, ValueKind, words::Lang},
    statement::{self, Labels},
};
use std::sync::Arc;

/// Two parts of what came in, as `values` and `weights` say.
fn two_parts(values: &str, registers: &str, [one, other]: [&str; 2]) -> String {
    format!(
        "【方案】\n编号 = two\n语义 = 1\n标题 = \"两方\"\ntitle = \"two\"\n取值日 = 期末\n【各方】\n园区：运营方\n集体：集体\n【参数】\n{values}\n\
         【登记】\n户 收款{registers}\n【输入】\n到账：元 待分\n比例：%\n【步骤】\n每个 户：付 谢 = 0.01 元 由 园区，给 户 记作 往来\n\
         分 两方 由 到账，给 园区 按 {one} 记作 往来，给 集体 按 {other} 记作 集体收益 无则 给 园区 记作 退还\n\
         备 = 比例 的 1 元\n要求 备 >= 0 元 或 比例 > 200 % 否则 \"备\"\n"
    )
}

/// An example in which 1,000.00 came in.
fn example(given: &str, expected: &str) -> String {
    format!(
        "【示例 \"一千元\"】\n期 2026-01-01 至 2026-12-31\n户 |\n  H1 |\n取 到账 = 1000 元\n{given}\n期望 {expected}\n\
         【示例 \"反例\"】\n期 2026-01-01 至 2026-12-31\n户 |\n  H1 |\n取 到账 = 0 元\n取 比例 = 100 %\n期望 拒绝 \"备\"\n"
    )
}

fn refused(text: &str) -> Vec<Diagnostic> {
    scheme::read(text).err().unwrap_or_else(|| panic!("passes:\n{text}"))
}

#[test]
fn sheets_f1_a_part_changed_alone_by_an_example_stops_the_run() {
    let sheet = |given: &str, expected: &str| {
        let text = two_parts("甲占 = 70 %\n乙占 = 30 %", "", ["甲占", "乙占"]) + &example(&format!("取 比例 = 1 %\n{given}"), expected);
        scheme::read(&text).unwrap_or_else(|found| panic!("{found:?}"))
    };
    let pays = sheet("", "已收(园区) = 700 元 且 已收(集体) = 300 元");
    assert!(examples(&pays)[0].passed, "{:?}", examples(&pays)[0]);
    let stops = &examples(&sheet("取 乙占 = 40 %", "两方 = 1000 元"))[0];
    assert!(!stops.passed);
    let found = &stops.failures[0].found;
    assert!(found.contains("the parts of 两方 make 110 %, not 100 %: 甲占 70 %, 乙占 40 %"), "{found}");
    assert!(examples(&sheet("取 乙占 = 40 %", "拒绝 \"不是百分之百\""))[0].passed);
}

#[test]
fn sheets_f1_parts_from_a_contract_or_a_column_that_make_more_or_less_stop_the_run() {
    for (weights, given, made) in [
        (["比例", "30 %"], "取 比例 = 70 %", None),
        (["比例", "30 %"], "取 比例 = 69.99 %", Some("99.99")),
        (["若 比例 > 50 % 则 70 % 否则 60 %", "40 %"], "取 比例 = 60 %", Some("110")),
        (["70 %", "较大(100 % - 比例，0 %)"], "取 比例 = 60 %", Some("110")),
    ] {
        let text = two_parts("无 = 1 元", "", weights).replace("备 = 比例", "弃 = 无\n备 = 比例") + &example(given, "两方 = 1000 元");
        let text = text.replace("要求 备 >= 0 元", "要求 弃 + 备 >= 0 元");
        let sheet = scheme::read(&text).unwrap_or_else(|found| panic!("{found:?}"));
        let tried = &examples(&sheet)[0];
        match made {
            None => assert!(tried.passed, "{tried:?}"),
            Some(made) => assert!(tried.failures[0].found.contains(&format!("make {made} %, not 100 %")), "{tried:?}"),
        }
    }
}

#[test]
fn sheets_f1_dated_parts_are_added_up_for_every_day() {
    let found = refused(&(two_parts("甲占 = 70 %\n乙占 = 30 % = 40 % 自 2030-01-01", "", ["甲占", "乙占"]) + &example("取 比例 = 1 %", "两方 = 1000 元")));
    assert_eq!(found[0].code, Code::M10);
    assert_eq!(found[0].message(Lang::Zh), "自 2030-01-01 起比例合计 110 %，不是 100 %");
    assert_eq!(found[0].message(Lang::En), "from 2030-01-01 on the percentages add up to 110 %, not 100 %");
    let both = "甲占 = 70 % = 60 % 自 2030-01-01\n乙占 = 30 % = 40 % 自 2030-01-01";
    scheme::read(&(two_parts(both, "", ["甲占", "乙占"]) + &example("取 比例 = 1 %", "两方 = 1000 元"))).expect("both change on one day");
}

/// What is claimed of a sheet whose households share by a column of theirs.
fn by_column(column: &str) -> (scheme::CheckedSheet, Obligations) {
    let text = format!(
        "【方案】\n编号 = column\n语义 = 1\n标题 = \"按列\"\ntitle = \"column\"\n【各方】\n集体：集体\n【登记】\n户 收款：占比 %\n\
         【输入】\n到账：元 待分\n【步骤】\n分 分红 由 到账，给 每个 户 按 {column} 记作 成员分红 无则 给 集体 记作 集体收益\n"
    );
    let sheet = scheme::read(&text).unwrap_or_else(|found| panic!("{found:?}"));
    let found = obligations(&sheet, 1, 60);
    (sheet, found)
}

#[test]
fn sheets_f1_the_tester_shows_a_smallest_counter_example_for_parts_from_outside() {
    let (sheet, found) = by_column("占比");
    let mine = found.obligations.iter().find(|o| matches!(o.claim, Claim::PartsMakeOne { .. })).expect("the claim is made");
    let counter = mine.counterexample.as_ref().expect("it is broken");
    assert_eq!(counter.run.registers["户"].len(), 1, "{counter:?}");
    assert!(matches!(compute(&sheet, &counter.run), Err(Stop::PartsNotWhole { .. })));
    assert_eq!(counter.expected, "100 %");
    // pasted into the sheet it is an example that reads
    let pasted = format!("{}\n{}期望 拒绝 \"不是百分之百\"\n", sheet.text(), example_text(&sheet, "反例", counter));
    let again = scheme::read(&pasted).unwrap_or_else(|found| panic!("{pasted}{found:?}"));
    assert!(examples(&again)[0].passed);
    // the neighbour: percent of one share is a weight, not a part
    let (_, found) = by_column("占比 的 1 股");
    assert!(found.obligations.iter().all(|o| !matches!(o.claim, Claim::PartsMakeOne { .. }) && o.counterexample.is_none()));
}

/// Values of the sheet that are parts of one 分.
fn parts(sheet: &scheme::CheckedSheet) -> Vec<String> {
    let mut names = Vec::new();
    for step in sheet.steps() {
        let Action::Share(share) = &step.action else { continue };
        let from_each = if let ShareSource::Each { weight, .. } = &share.from { Some(weight) } else { None };
        for weight in share.to.iter().filter_map(|to| to.weight.as_ref()).chain(from_each).filter(|w| w.unit().is_percent()) {
            let ExprKind::Name { what: Name::Value { value, .. }, .. } = &weight.kind else { panic!("{}: no value", sheet.id()) };
            let value = &sheet.values()[value.index()];
            assert!(matches!(value.kind, ValueKind::Dated(_)));
            names.push(value.name.clone());
        }
    }
    names
}

#[test]
fn sheets_f1_twelve_sheets_of_the_library_share_by_parts_and_none_lets_one_change_alone() {
    let mut with_parts = 0;
    for (name, text) in sheets_under("examples/rules") {
        let sheet = scheme::read(&text).unwrap_or_else(|found| panic!("{name}: {found:?}"));
        let names = parts(&sheet);
        with_parts += usize::from(!names.is_empty());
        for part in names {
            let line = text.lines().find(|l| l.starts_with(&format!("{part} = "))).unwrap_or_else(|| panic!("{name}: {part}"));
            let at = line.find('%').expect("a percentage") + 1;
            let dated = format!("{} = 1 % 自 2150-01-01{}", &line[..at], &line[at..]);
            let changed = text.replacen(line, &dated, 1);
            assert_eq!(refused(&changed)[0].code, Code::M10, "{name}: {dated}");
        }
    }
    assert_eq!(with_parts, 12);
}

#[test]
fn sheets_f1_no_shipped_sheet_shares_by_percent() {
    for shipped in scheme::shipped::all() {
        assert_eq!(parts(&scheme::read(shipped.text).unwrap()), Vec::<String>::new(), "{}", shipped.id);
    }
}

#[test]
fn sheets_f1_the_ledger_tells_which_parts_and_what_they_make_in_both_languages() {
    let text = "【方案】\n编号 = parts\n语义 = 1\n标题 = \"两方\"\n【各方】\n集体：集体\n园区：运营方\n【输入】\n服务费率：% 来自 合同 \"服务费\"\n\
         到账租金：元 待分 来自 凭单 \"收到的租金\"\n到账服务费：元 待分 来自 凭单 \"收到的服务费\"\n【步骤】\n\
         分 两方 由 到账租金，给 集体 按 90 % 记作 集体收益，给 园区 按 服务费率 记作 往来\n余 费 由 到账服务费，给 集体 记作 服务费\n";
    let sheet = TriedSheet::Draft(Arc::new(scheme::read(text).unwrap_or_else(|found| panic!("{found:?}"))));
    let little = Little::whole();
    let ask: DeclarePayout = serde_json::from_str(r#"{"payout":"P01","contract":"ROT-1","scheme":"any"}"#).unwrap();
    let tried = little.cooperative.try_sheet(&sheet, &ask, "2024-04-12".parse().unwrap(), None).unwrap();
    let stop = tried.trial.outcome.unwrap_err();
    assert_eq!(stop.word(), "不是百分之百");
    assert_eq!(stop.to_string(), "line 13: the parts of 两方 make 93 %, not 100 %: 90 %, 服务费率 3 %");
    for (lang, word) in [(statement::Lang::Zh, "各份合计不是 100 %"), (statement::Lang::En, "the parts do not make 100 %")] {
        assert_eq!(Labels::of(lang).word("stopped", stop.word()), word);
    }
}
