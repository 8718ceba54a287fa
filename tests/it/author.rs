//! What an author does with a draft: lay it out, show it to the meeting, compare it, begin one.

use crate::schemes::{Dice, checked, good, tree};
use coop_ledger::scheme::{self, CheckedSheet, format, translate, words::Lang};

/// Every good sheet in both languages, and the sheets beside the calculator.
fn all() -> Vec<(String, String)> {
    let mut all = good();
    let cases = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules/cases");
    for entry in std::fs::read_dir(cases).unwrap() {
        let path = entry.unwrap().path();
        all.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
    }
    let english: Vec<_> =
        all.iter().map(|(name, text)| (format!("{name} in English"), translate(&checked(name, text), Lang::En))).collect();
    all.extend(english);
    all
}

/// The same tree, lines apart.
fn same(one: &CheckedSheet, other: &CheckedSheet, what: &str) {
    fn strip(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(map) => {
                map.remove("line");
                map.values_mut().for_each(strip);
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let (mut one, mut other) = (tree(one), tree(other));
    strip(&mut one);
    strip(&mut other);
    assert!(one == other, "{what}: another tree");
}

#[test]
fn laying_out_keeps_the_tree_and_the_comments_and_a_second_time_changes_nothing() {
    let comments = |text: &str| text.lines().filter(|l| l.contains('#')).count();
    let sheets = all();
    assert!(sheets.len() > 30);
    for (name, text) in sheets {
        let laid = format(&text).unwrap_or_else(|found| panic!("{name}: {found:?}"));
        same(&checked(&name, &text), &checked(&format!("{name} laid out"), &laid), &name);
        assert_eq!(format(&laid).unwrap(), laid, "{name}");
        assert_eq!(comments(&laid), comments(&text), "{name}");
        assert!(!laid.contains("\n\n\n") && laid.ends_with('\n') && !laid.contains(" \n"), "{name}\n{laid}");
    }
}

#[test]
fn a_crowded_sheet_is_laid_out_one_statement_a_line_with_tables_aligned() {
    let crowded = "# 头\n【方案】编号=t-1；语义=1\n【各方】园区:运营方;集体：集体\n【参数】率=5% 据 \"例\" # 注\n\
        档 按 年：不满 16 年=2 股；其余=4 股；\n【登记】户 收款 : 人口　人,岁 年\n【输入】净收益：元 可负 来自 报表 “净收益”\n【步骤】\n\
        付  入账=较大(率 的 净收益−3 元,-3 元)×1  由 园区 , 入 池\n\n\n\
        每个 户:份=档( 岁 )\n分 分红 由 池，给 每个 户 按 份\n      记作 成员分红 无则 给 集体 记作 集体收益\n\
        【示例 \"一\"】期 2025-01-01 至 2025-12-31\n户|人口|岁\n H0001 |  1|20\n\n H2|10 | 3 # 小\n取 净收益=100 元；期望 入账=2 元\n";
    let laid = "# 头\n【方案】\n编号 = t-1\n语义 = 1\n\n【各方】\n园区：运营方\n集体：集体\n\n【参数】\n率 = 5 % 据 \"例\"  # 注\n\
        档 按 年：不满 16 年 = 2 股；其余 = 4 股\n\n【登记】\n户 收款：人口 人，岁 年\n\n【输入】\n净收益：元 可负 来自 报表 \"净收益\"\n\n【步骤】\n\
        付 入账 = 较大(率 的 净收益 - 3 元，-3 元) × 1 由 园区，入 池\n\n\
        每个 户：份 = 档(岁)\n分 分红 由 池，给 每个 户 按 份\n  记作 成员分红 无则 给 集体 记作 集体收益\n\n\
        【示例 \"一\"】\n期 2025-01-01 至 2025-12-31\n户      | 人口 | 岁\n  H0001 | 1    | 20\n\n  H2    | 10   | 3  # 小\n取 净收益 = 100 元\n期望 入账 = 2 元\n";
    let found = format(crowded).unwrap();
    assert_eq!(found, laid, "{found}");
    assert_eq!(format(laid).unwrap(), laid);
}

#[test]
fn what_cannot_be_read_is_not_laid_out_but_what_only_fails_the_checker_is() {
    let unread = "【方案】\n编号 = t\n语义 = 1\n【步骤】\n付 = 由\n";
    assert!(!format(unread).unwrap_err().is_empty());
    let unchecked = "【方案】\n编号=t\n语义 = 1\n【步骤】\n甲=乙+1\n";
    assert!(scheme::read(unchecked).is_err());
    assert_eq!(format(unchecked).unwrap(), "【方案】\n编号 = t\n语义 = 1\n\n【步骤】\n甲 = 乙 + 1\n");
    // a sign that has no plain twin stays a mistake
    assert!(format("【方案】\n编号 = t\u{200b}\n语义 = 1\n").is_err());
}

#[test]
fn a_draft_with_blanks_thrown_about_is_laid_out_like_the_tidy_one() {
    let sheets = all();
    let mut dice = Dice(7);
    let mut tried = 0;
    for _ in 0..400 {
        let (name, text) = &sheets[dice.roll(sheets.len())];
        // a blank beside a blank, or a line end after a section's head: never another meaning
        let loose: String = text
            .chars()
            .flat_map(|c| match c {
                ' ' if dice.roll(9) == 0 => vec![' ', ' '],
                other => vec![other],
            })
            .collect();
        let Ok(sheet) = scheme::read(&loose) else { continue };
        tried += 1;
        let laid = format(&loose).unwrap();
        same(&sheet, &checked(name, &laid), name);
        assert_eq!(format(&laid).unwrap(), laid, "{name}");
    }
    assert!(tried > 300, "{tried}");
}
