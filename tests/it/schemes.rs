//! Payout sheets: what passes, what is refused and with which words.

use coop_ledger::{
    author::translate,
    scheme::{self, CheckedSheet, Code, Diagnostic, shipped, words::Lang},
};
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemes").join(name)
}

/// Every sheet under a folder, as path and text, in order.
fn sheets(under: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut folders = vec![under.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder of cases is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "sheet") {
                let text = std::fs::read_to_string(&path).expect("a sheet is text");
                all.push((path.display().to_string(), text));
            }
        }
    }
    all.sort();
    assert!(!all.is_empty(), "no sheets under {}", under.display());
    all
}

fn shown(name: &str, text: &str, found: &[Diagnostic]) -> String {
    found.iter().map(|d| d.render(name, text, Lang::Zh)).collect()
}

pub(crate) fn checked(name: &str, text: &str) -> CheckedSheet {
    match scheme::read(text) {
        Ok(sheet) => sheet,
        Err(found) => panic!("{}", shown(name, text, &found)),
    }
}

/// Shipped sheets and good cases, each with its name.
pub(crate) fn good() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> =
        shipped::all().iter().map(|s| (format!("{}-{}", s.id, s.version), s.text.to_owned())).collect();
    all.extend(sheets(&folder("")).into_iter().filter(|(path, _)| path.contains("/good/")));
    all
}

/// The tree without places in the text and without the spelling of names it has resolved.
pub(crate) fn tree(sheet: &CheckedSheet) -> serde_json::Value {
    fn strip(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(map) => {
                map.remove("span");
                map.remove("written");
                if map.contains_key("column") && map.contains_key("start") {
                    map.clear();
                }
                map.values_mut().for_each(strip);
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(sheet).expect("a tree is json");
    strip(&mut value);
    value
}

/// The first place where two sheets differ, if any.
pub(crate) fn same_tree(one: &CheckedSheet, other: &CheckedSheet, what: &str) {
    let (one, other) = (format!("{:#}", tree(one)), format!("{:#}", tree(other)));
    let at = one.lines().zip(other.lines()).position(|(a, b)| a != b);
    if let Some(at) = at {
        let near = |text: &str| text.lines().skip(at.saturating_sub(6)).take(10).collect::<Vec<_>>().join("\n");
        panic!("{what}: the trees differ\n{}\n---\n{}", near(&one), near(&other));
    }
    assert_eq!(one.lines().count(), other.lines().count(), "{what}");
}

#[test]
fn every_shipped_sheet_and_every_good_case_passes_the_checker() {
    for (name, text) in good() {
        let sheet = checked(&name, &text);
        assert!(!sheet.examples().is_empty(), "{name} has no example");
        assert!(sheet.title_zh().is_some() && sheet.title_en().is_some(), "{name} lacks a title");
        for value in sheet.values() {
            assert!(value.basis.is_some(), "{name}: {} does not say where it comes from", value.name);
        }
    }
}

#[test]
fn a_shipped_sheet_is_found_by_its_own_id_and_version() {
    for shipped in shipped::all() {
        let sheet = checked(shipped.id, shipped.text);
        assert_eq!(sheet.id().as_str(), shipped.id);
        assert_eq!(shipped::by_id(shipped.id, shipped.version), Some(shipped));
    }
    assert_eq!(shipped::by_id("rot-rent", 99), None);
}

#[test]
fn a_sheet_says_the_same_in_english_word_for_word_and_back() {
    for (name, text) in good() {
        let first = checked(&name, &text);
        let english = translate(&first, Lang::En);
        let second = checked(&format!("{name} in English"), &english);
        same_tree(&first, &second, &format!("{name} and its English"));
        let chinese = translate(&second, Lang::Zh);
        let third = checked(&format!("{name} back in Chinese"), &chinese);
        same_tree(&first, &third, &format!("{name} and back"));
    }
}

#[test]
fn reading_keeps_the_text_byte_for_byte() {
    for (name, text) in good() {
        assert_eq!(checked(&name, &text).text(), text);
    }
}

/// The lines of a case's header: `# code: U07`, `# zh: …`, `# en: …`, `# at: 9:12`.
fn header<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix("# ")?.strip_prefix(key)?.strip_prefix(": "))
}

#[test]
fn every_planted_mistake_is_found_where_it_stands_and_said_in_both_languages() {
    for (path, text) in sheets(&folder("mistakes")) {
        let found = scheme::read(&text).expect_err(&path);
        let said = shown(&path, &text, &found);
        let first = found.first().expect("a refusal says why");
        let code = header(&text, "code").unwrap_or_else(|| panic!("{path} names no code"));
        assert_eq!(first.code.to_string(), code, "{said}");
        assert_eq!(Some(first.message_zh.as_str()), header(&text, "zh"), "{said}");
        assert_eq!(Some(first.message_en.as_str()), header(&text, "en"), "{said}");
        let at = format!("{}:{}", first.line(), first.column());
        assert_eq!(Some(at.as_str()), header(&text, "at"), "{said}");
        if let Some(write) = header(&text, "write") {
            assert_eq!(first.instead(Lang::Zh), Some(write), "{said}");
        }
    }
}

#[test]
fn every_kind_of_mistake_has_a_planted_case() {
    // Too long to keep as files; a sheet without an example reads, and says so itself.
    let elsewhere = [Code::L01, Code::L02, Code::L03, Code::L04, Code::E05];
    let planted: Vec<String> =
        sheets(&folder("mistakes")).iter().filter_map(|(_, t)| header(t, "code").map(str::to_owned)).collect();
    let missing: Vec<String> = Code::ALL
        .iter()
        .filter(|c| !elsewhere.contains(c))
        .map(ToString::to_string)
        .filter(|c| !planted.contains(c))
        .collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

/// A small sheet that passes, to be broken.
const SMALL: &str = "【方案】\n编号 = t\n语义 = 1\n【各方】园区：运营方；集体：集体\n【登记】户 收款：人口 人\n\
    【输入】净收益：元 来自 报表 \"净收益\"\n【步骤】\n付 入账 = 净收益 由 园区，入 池\n\
    分 分红 由 池，给 每个 户 按 人口 记作 成员分红 无则 给 集体 记作 集体收益\n";

fn first_code(text: &str) -> Code {
    scheme::read(text).expect_err("refused").first().expect("a reason").code
}

#[test]
fn a_hostile_sheet_is_refused_by_the_limit_it_breaks() {
    assert!(scheme::read(SMALL).is_ok());
    let long = format!("{SMALL}#{}", "长".repeat(100_000));
    assert_eq!(first_code(&long), Code::L01);
    let steps: String = (0..501).map(|n| format!("付 步{n} = 净收益 由 园区，给 集体 记作 往来\n")).collect();
    assert_eq!(first_code(&format!("{SMALL}{steps}")), Code::L02);
    for deep in [
        format!("{}净收益{}", "(".repeat(5000), ")".repeat(5000)),
        format!("{}净收益", "若 是 则 ".repeat(3000)),
        format!("{}净收益", "1 % 的 ".repeat(3000)),
        vec!["净收益"; 9000].join(" + "),
        vec!["净收益"; 9000].join(" 无则 "),
        format!("若 {} 是 则 净收益 否则 净收益", "非 ".repeat(9000)),
    ] {
        let sheet = SMALL.replace("= 净收益 由", &format!("= {deep} 由"));
        assert_eq!(first_code(&sheet), Code::L03, "{}", deep.chars().take(20).collect::<String>());
    }
    let name = "名".repeat(41);
    assert_eq!(first_code(&SMALL.replace("入账", &name)), Code::L04);
    let registers: String = (0..65).map(|n| format!("表{n}\n")).collect();
    assert_eq!(first_code(&SMALL.replace("【输入】", &format!("{registers}【输入】"))), Code::L04);
    let rows = "【示例 \"多\"】\n期 2025-01-01 至 2025-12-31\n户 | 人口\n  H1..H999999999 | 1\n取 净收益 = 1 元\n期望 入账 = 1 元\n";
    assert!(scheme::read(&format!("{SMALL}{rows}")).is_err());
}

#[test]
fn a_report_of_mistakes_never_grows_beyond_what_is_read() {
    let many: String = (0..400).map(|n| format!("付 步{n} = 没有{n} 由 园区，给 集体 记作 往来\n")).collect();
    assert_eq!(scheme::read(&format!("{SMALL}{many}")).expect_err("refused").len(), 50);
}

/// A small generator of numbers, the same on every machine.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % below.max(1)
    }
}

#[test]
fn a_broken_token_is_refused_with_its_place_or_still_a_sheet_and_never_a_crash() {
    let bits = [
        "由",
        "给",
        "入",
        "按",
        "其中",
        "记作",
        "无则",
        "的",
        "每个",
        "每个 户：",
        "(",
        ")",
        "，",
        "：",
        "=",
        "%",
        "元",
        "亩",
        "0",
        "1 元",
        "100 %",
        "2025-01-01",
        "\"",
        "[",
        "]",
        "【",
        "】",
        "#",
        "|",
        "..",
        "÷",
        "-",
        "合计(",
        "余额(",
        "若",
        "否则",
        "\n",
        "\n  ",
        "99999999999999999999999999999999999999999",
        "é",
        "\u{200b}",
        "户",
        "池",
        "步骤",
        "期",
        "取",
        "、",
        "；",
        "/",
        "万元",
    ];
    let mut dice = Dice(20260426);
    let sheets = good();
    let (mut refused, mut kept) = (0, 0);
    for round in 0..4000 {
        let (name, text) = &sheets[dice.roll(sheets.len())];
        let chars: Vec<char> = text.chars().collect();
        let (mut from, mut to) = (dice.roll(chars.len()), dice.roll(chars.len()));
        if dice.roll(3) > 0 {
            to = (from + 1 + dice.roll(4)).min(chars.len());
        }
        if from > to {
            (from, to) = (to, from);
        }
        let piece: String = match dice.roll(4) {
            0 => String::new(),
            1 => chars[to..(to + 1 + dice.roll(6)).min(chars.len())].iter().collect(),
            _ => format!(" {} ", bits[dice.roll(bits.len())]),
        };
        let broken: String =
            chars[..from].iter().chain(piece.chars().collect::<Vec<_>>().iter()).chain(&chars[to..]).collect();
        match scheme::read(&broken) {
            Ok(sheet) => {
                kept += 1;
                let english = translate(&sheet, Lang::En);
                let again = checked(&format!("{name}, round {round}, in English"), &english);
                same_tree(&sheet, &again, &format!("{name}, round {round}"));
            }
            Err(found) => {
                refused += 1;
                for mistake in found {
                    assert!(!mistake.render(name, &broken, Lang::En).is_empty());
                    let lines = broken.split('\n').count() as u32;
                    assert!((1..=lines).contains(&mistake.line()), "{name}, round {round}: {mistake:?}");
                }
            }
        }
    }
    assert!(refused > 2000 && kept > 50, "{refused} refused, {kept} kept");
}

#[test]
fn a_mistake_is_shown_with_its_line_marked_and_what_to_write_instead() {
    let text = SMALL.replace("= 净收益 由", "= 净收益 × 27 % 由");
    let found = scheme::read(&text).expect_err("refused");
    let zh = found[0].render("合阳.sheet", &text, Lang::Zh);
    let en = found[0].render("heyang.sheet", &text, Lang::En);
    let line = "付 入账 = 净收益 × 27 % 由 园区，入 池";
    assert_eq!(
        zh,
        format!(
            "错误 U08  百分数没有写基数：请写 “27 % 的 某某”\n  合阳.sheet:8:11\n8 | {line}\n  | {}^^^^^^^^^^^^^\n  写成：27 % 的 净收益\n",
            " ".repeat(10)
        ),
    );
    assert!(en.starts_with("error U08  a percentage needs a base"), "{en}");
    assert!(en.ends_with("  write: 27 % of 净收益\n"), "{en}");
}

#[test]
fn every_word_of_the_language_is_spelled_in_both_languages_and_explained() {
    let mut seen = std::collections::HashSet::new();
    for entry in scheme::words::all() {
        assert!(!entry.zh.is_empty() && !entry.en.is_empty() && entry.en.is_ascii(), "{entry:?}");
        assert!(!entry.says_zh.is_empty() && !entry.says_en.is_empty(), "{entry:?}");
        assert!(seen.insert(entry.word), "{entry:?} stands twice");
    }
}

/// The code a bad neighbour names, or `expectation`.
#[test]
fn every_bad_neighbour_is_refused_by_the_code_it_names() {
    let bad: Vec<_> = sheets(&folder("")).into_iter().filter(|(path, _)| path.contains("/bad/")).collect();
    for (path, text) in bad {
        let code = header(&text, "code")
            .and_then(|line| line.split(' ').next())
            .unwrap_or_else(|| panic!("{path} names no code"));
        match scheme::read(&text) {
            Ok(_) => assert_eq!(code, "expectation", "{path} passes the checker"),
            Err(found) => assert_eq!(found[0].code.to_string(), code, "{}", shown(&path, &text, &found)),
        }
    }
}
