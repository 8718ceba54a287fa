//! What the tester claims of a sheet, and deliberately wrong sheets it must catch.

use crate::{
    author::sheets_under,
    schemes::{checked, good},
};
use coop_ledger::{
    author::{Claim, Obligations, example_text, obligations},
    rules::compute,
    scheme::{CheckedSheet, read},
    unit::Lang,
};

fn told(name: &str, sheet: &CheckedSheet, found: &Obligations) -> String {
    let mut out = format!(
        "{name}: {} drawn, {} accepted, {} paying, refused {:?}\n",
        found.generated, found.accepted, found.paying, found.refused
    );
    for o in &found.obligations {
        out.push_str(&format!("  {:?}: {}\n", o.claim, o.tried));
        if let Some(counter) = &o.counterexample {
            out.push_str(&example_text(sheet, "counter-example", counter, Lang::En));
        }
    }
    out
}

/// Runs drawn of a sheet; half of them are to be accepted.
const DRAWN: usize = 120;

/// Sheets that refuse most of what can be drawn, with how many runs it takes until as many were
/// accepted as of any other. The list may only become shorter.
const NARROW: &[(&str, usize)] =
    &[("permanent-fund", 150), ("xiaojiaqiao", 260), ("yantai", 480), ("zhejiang-reserve", 180)];

#[test]
fn every_shipped_sheet_and_every_good_case_keeps_what_is_claimed_of_it() {
    let (mut drawn, mut accepted, mut tried) = (0, 0, 0);
    let mut wrong = Vec::new();
    let mut all = good();
    all.extend(sheets_under("examples/rules"));
    for (name, text) in all {
        let sheet = checked(&name, &text);
        let drawn_of = NARROW.iter().find(|(id, _)| sheet.id().as_str() == *id).map_or(DRAWN, |(_, runs)| *runs);
        let found = obligations(&sheet, 20_260_101, drawn_of);
        let told = told(&name, &sheet, &found);
        println!("{told}");
        let pays = sheet.registers().iter().any(|r| r.payee);
        let fits = found.accepted * 2 >= DRAWN && (!pays || found.paying * 5 >= found.accepted);
        if !fits || found.obligations.iter().any(|o| o.counterexample.is_some()) {
            wrong.push(told);
        }
        drawn += found.generated;
        accepted += found.accepted;
        tried += found.obligations.iter().map(|o| o.tried).sum::<usize>();
    }
    println!("{drawn} runs drawn, {accepted} accepted, {tried} trials of claims");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_same_seed_gives_the_same_trial() {
    let (name, text) = good().remove(0);
    let sheet = checked(&name, &text);
    assert_eq!(obligations(&sheet, 3, 20), obligations(&sheet, 3, 20));
}

/// A sheet that shares a net income among households by what `weight` says.
fn by_weight(weight: &str) -> String {
    format!(
        "【方案】\n编号 = control\n语义 = 1\n标题 = \"对照\"\ntitle = \"control\"\n【各方】\n园区：运营方\n集体：集体\n\
         【登记】\n户 收款：面积 亩\n【输入】\n净收益：元 来自 报表 \"净收益\"\n【步骤】\n\
         付 入账 = 净收益 由 园区，入 池\n每个 户：计 = {weight}\n\
         分 分红 由 池，给 每个 户 按 计 记作 成员分红 无则 给 集体 记作 集体收益\n"
    )
}

/// The claims that a sheet breaks, with the smallest run that does.
fn broken(text: &str) -> Vec<(Claim, String, usize)> {
    let sheet = read(text).unwrap_or_else(|found| panic!("{found:?}"));
    let found = obligations(&sheet, 9, 300);
    let obligations = found.obligations.into_iter();
    obligations
        .filter_map(|o| {
            let counter = o.counterexample?;
            // the counter-example is a run that the sheet accepts, and an example that it can hold
            assert!(compute(&sheet, &counter.run).is_ok() || o.claim == Claim::LargeAmounts);
            let example = example_text(&sheet, "反例", &counter, Lang::En);
            let with = format!("{text}\n{example}期望 入账 = 入账\n");
            let again = read(&with).unwrap_or_else(|found| panic!("{with}\n{found:?}"));
            assert_eq!(again.examples().len(), sheet.examples().len() + 1);
            println!("{example}");
            let rows = counter.run.registers.values().map(Vec::len).sum();
            Some((o.claim, example, rows))
        })
        .collect()
}

fn more_area() -> Claim {
    Claim::MoreNeverLess { register: "户".to_owned(), column: "面积".to_owned() }
}

#[test]
fn a_cap_that_pays_larger_land_less_is_caught_and_a_cap_that_only_stops_growing_is_not() {
    let found = broken(&by_weight("若 面积 > 10 亩 则 5 亩 否则 面积"));
    let [(claim, example, rows)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(*claim, more_area());
    assert_eq!(*rows, 2, "{example}");
    assert_eq!(broken(&by_weight("较小(面积，10 亩)")), []);
}

#[test]
fn a_rate_that_is_rounded_before_it_is_paid_can_pay_more_land_less_and_is_caught() {
    let rate_first = by_weight("面积").replace(
        "分 分红 由 池，给 每个 户 按 计 记作 成员分红 无则 给 集体 记作 集体收益",
        "每亩 = 去尾(余额(池) ÷ 合计(户：计) 无则 0 元/亩，0.01 元/亩)\n\
         每个 户：付 分红 = 计 × 每亩 由 池，不足 减付，给 户 记作 成员分红\n余 零头 由 池，给 集体 记作 集体收益",
    );
    let found = broken(&rate_first);
    assert!(matches!(&found[..], [(claim, ..)] if *claim == more_area()), "{found:?}");
}

#[test]
fn a_rule_that_grows_beyond_what_the_ledger_holds_is_caught() {
    let grows = by_weight("面积").replace("付 入账 = 净收益 由", "付 入账 = 净收益 × 1000000 由");
    let found = broken(&grows);
    assert!(matches!(&found[..], [(Claim::LargeAmounts, ..)]), "{found:?}");
    assert_eq!(broken(&by_weight("面积")), []);
}

#[test]
fn what_the_sheet_says_of_its_columns_is_what_is_tried() {
    let less = by_weight("较大(100 亩 - 面积，0 亩)");
    assert!(matches!(&broken(&less)[..], [(claim, ..)] if *claim == more_area()));
    // a rule that is meant to pay less for more says so by naming other columns
    let meant = less.replace("title =", "多者不少 = 户.人口\ntitle =").replace("面积 亩\n", "面积 亩，人口 人\n");
    let meant = meant.replace("0 亩)", "0 亩) × 人口");
    assert_eq!(broken(&meant), []);
}

#[test]
fn a_household_with_two_rows_that_are_shared_one_by_one_can_lose_a_fen_by_putting_in_more_and_that_is_seen() {
    // each row's own line never falls; the household's other row may give the fen away
    let row_by_row = by_weight("面积")
        .replace("户 收款：面积 亩\n", "户 收款\n出资 属 户：本金 元 必正\n")
        .replace("每个 户：计 = 面积\n", "");
    let row_by_row = row_by_row
        .replace("给 每个 户 按 计", "给 每个 出资.户 按 本金")
        .replace("title =", "多者不少 = 出资.本金\ntitle =");
    let sheet = read(&row_by_row).unwrap_or_else(|found| panic!("{found:?}"));
    let found = obligations(&sheet, 4, 4000);
    let claim = Claim::MoreNeverLess { register: "出资".to_owned(), column: "本金".to_owned() };
    let broken = found.obligations.iter().find(|o| o.claim == claim).unwrap();
    let counter = broken.counterexample.as_ref().unwrap_or_else(|| panic!("{} trials", broken.tried));
    println!("after {} trials\n{}", broken.tried, example_text(&sheet, "反例", counter, Lang::En));
    // by the household's whole sum the claim holds
    let by_sum = row_by_row.replace("给 每个 出资.户 按 本金", "给 每个 户 按 合计(出资：本金)");
    let sheet = read(&by_sum).unwrap_or_else(|found| panic!("{found:?}"));
    assert!(obligations(&sheet, 4, 1500).obligations.iter().all(|o| o.counterexample.is_none()));
}

#[test]
fn capital_may_lose_a_fen_by_growing_because_what_is_shared_grows_with_it() {
    // so the sheet does not claim otherwise, see decision 15
    let text = coop_ledger::scheme::shipped::by_id("cot-return", 1).unwrap().text;
    assert!(!text.contains("\n多者不少"));
    let claiming = text.replace("舍入 = 四舍五入 0.01 元\n", "舍入 = 四舍五入 0.01 元\n多者不少 = 出资.本金\n");
    let sheet = checked("cot-return-1 that claims too much", &claiming);
    let found = obligations(&sheet, 10_011, 250);
    let broken: Vec<_> = found.obligations.iter().filter(|o| o.counterexample.is_some()).collect();
    let [one] = &broken[..] else { panic!("{broken:?}") };
    assert_eq!(one.claim, Claim::MoreNeverLess { register: "出资".to_owned(), column: "本金".to_owned() });
}
