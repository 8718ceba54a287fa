//! What the checker says to write passes when it is written. `base.sheet` has a little of everything; each line of
//! `cases.tsv` breaks it in one place and names the code. Then every remedy is written where it belongs, one
//! after the other, in both languages, until the sheet passes or says nothing more to write.

use crate::schemes::checked;
use coop_ledger::{
    rules::{self, examples},
    scheme::{self, Code, Diagnostic, words::Lang},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

pub fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemes").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Code and broken sheet.
fn broken() -> Vec<(String, String)> {
    let base = file("remedies/base.sheet");
    checked("base", &base);
    let cases = file("remedies/cases.tsv");
    let lines = cases.lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    let mut all: Vec<(String, String)> = lines
        .map(|line| {
            let parts: Vec<String> = line.split('\t').map(|part| part.replace("\\n", "\n")).collect();
            let [code, right, wrong] = parts.as_slice() else { panic!("three columns: {line}") };
            assert!(base.contains(right.as_str()), "{line}");
            (code.clone(), base.replacen(right.as_str(), wrong, 1))
        })
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemes/mistakes");
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let code = text.lines().find_map(|l| l.strip_prefix("# code: ")).unwrap().to_owned();
        all.push((code, text));
    }
    all
}

/// How a broken sheet ends when every remedy is written.
pub enum Ends {
    Passes,
    /// The last mistake says nothing to write: code and message.
    Silent(Code, String),
    /// A remedy led back to its own mistake.
    Loops(String),
}

pub fn refused(text: &str) -> Option<Diagnostic> {
    scheme::read(text).err().map(|found| found[0].clone())
}

pub fn written(text: &str, lang: Lang) -> Ends {
    let mut text = text.to_owned();
    let mut seen = BTreeSet::new();
    while let Some(found) = refused(&text) {
        assert!(seen.insert(text.clone()) && seen.len() < 20, "goes round: {text}");
        let Some(write) = found.instead(lang) else { return Ends::Silent(found.code, found.message_zh) };
        assert!(!write.contains('…') && !write.is_empty() || found.mended(&text, lang).is_some(), "{write}");
        assert!(!write.contains('…'), "{} has to be filled in: {write}", found.code);
        let next = found.mended(&text, lang).unwrap_or_else(|| panic!("{write} has no place"));
        if let Some(again) = refused(&next) {
            let same =
                (again.code, &again.message_en, again.column()) == (found.code, &found.message_en, found.column());
            // a line may have been added above
            if same && (found.line()..=found.line() + 1).contains(&again.line()) {
                return Ends::Loops(format!("{write}\n{}", again.render("again", &next, lang)));
            }
        }
        text = next;
    }
    Ends::Passes
}

#[test]
fn every_remedy_passes_when_it_is_written_or_leads_to_another_mistake() {
    let (mut ends, mut loops): (BTreeMap<&str, usize>, Vec<String>) = Default::default();
    for (code, text) in broken() {
        let first = refused(&text).unwrap_or_else(|| panic!("passes: {code}\n{text}"));
        assert_eq!(first.code.to_string(), code, "{}", first.render(&code, &text, Lang::Zh));
        for lang in [Lang::Zh, Lang::En] {
            let how = match written(&text, lang) {
                Ends::Passes => "passes",
                // a name that the mended line no longer uses is another matter
                Ends::Silent(Code::N05, _) => "passes but for what it no longer uses",
                Ends::Silent(last, _) if first.code == last => "says nothing to write",
                Ends::Silent(..) => "leads on",
                Ends::Loops(told) => {
                    loops.push(format!("{code}: {told}"));
                    "loops"
                }
            };
            *ends.entry(how).or_default() += 1;
        }
    }
    assert!(loops.is_empty(), "{}", loops.join("\n"));
    let count = |how: &str| ends.get(how).copied().unwrap_or(0);
    assert!(count("passes") >= 460, "{ends:?}");
    assert!(count("leads on") <= 24, "{ends:?}");
    // without a remedy: where what is meant nobody can know
    assert!(count("says nothing to write") <= 30, "{ends:?}");
}

/// What people write who know another notation, or have only heard a rule read out: each is told what to write.
#[test]
fn what_a_newcomer_writes_becomes_a_sheet_that_passes() {
    let cases = file("remedies/newcomer.tsv");
    let mut silent = Vec::new();
    for line in cases.lines().filter(|line| !line.starts_with('#')) {
        let [sheet, right, wrong] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let text = file(&format!("villages/good/{sheet}.sheet"));
        let (right, wrong) = (right.replace("\\n", "\n"), wrong.replace("\\n", "\n"));
        assert!(text.contains(&right), "{line}");
        let lang = if text.contains("【方案】") { Lang::Zh } else { Lang::En };
        match written(&text.replacen(&right, &wrong, 1), lang) {
            Ends::Passes | Ends::Silent(Code::N05, _) => {}
            Ends::Silent(code, said) => silent.push(format!("{wrong}: {code} {said}")),
            Ends::Loops(told) => silent.push(format!("{wrong}: {told}")),
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

/// What a trial held out found refused, or leading round in a circle.
#[test]
fn the_seven_remedies_that_led_in_circles_pass() {
    let base = file("remedies/base.sheet");
    for (right, wrong) in [
        ("由 园区，给 户 记作 劳务费", "由 户，给 户 记作 劳务费"),
        ("由 园区，给 户 记作 承包地租金", "由 园区，入 地池"),
        ("由 园区，给 户 记作 劳务费", "由 园区，入 工池"),
        ("给 园区 按 甲占 记作 往来，给 集体 按 乙占", "给 园区 按 出售 ÷ 净收益 记作 往来，给 集体 按 5"),
        ("每个 地块：地钱 = 面积 × 单价", "每个 户：地钱 = 面积 × 单价"),
        ("【示例 \"一\"】", "【示例 两户 一块地】"),
        ("取 净收益 = 100 元", "input 净收益 = 100 元"),
    ] {
        assert!(base.contains(right), "{right}");
        let text = base.replacen(right, wrong, 1);
        for lang in [Lang::Zh, Lang::En] {
            match written(&text, lang) {
                Ends::Passes | Ends::Silent(Code::N05, _) => {}
                Ends::Silent(code, _) => panic!("{wrong}: {code} says nothing"),
                Ends::Loops(told) => panic!("{wrong}: {told}"),
            }
        }
    }
}

/// What semantics 2 brought is no word of semantics 1, and the remedy leads there.
#[test]
fn a_word_of_semantics_2_is_refused_by_1_which_keeps_its_names() {
    let base = file("remedies/base.sheet");
    for (right, wrong) in [
        ("费率 = 2 %", "费率 = 2/3 %"),
        ("费率 = 2 %", "费率 = 2 % ÷ 3"),
        ("天 = 天数(收到日，期末)", "天 = 天数(月初(收到日)，月末(期末))"),
        ("付 存 = 人口 × 1 元/人", "付 存 = (最大(工票：工日数) 无则 0 工日) × 1 元/工日 + 人口 × 0 元/人"),
    ] {
        let text = base.replacen(right, wrong, 1);
        assert!(text != base, "{right}");
        for lang in [Lang::Zh, Lang::En] {
            assert!(matches!(written(&text, lang), Ends::Passes), "{wrong}: {:?}", refused(&text));
        }
    }
    // under 1 the words may be names, as they always might
    let named = base.replace("年龄股", "最大").replace("甲占", "月初");
    assert_eq!(checked("names", &named).semantics(), 1);
    assert_eq!(refused(&named.replacen("语义 = 1", "语义 = 2", 1)).map(|found| found.code), Some(Code::N04));
    let two = file("language/good/words-of-semantics-2.sheet");
    assert_eq!(checked("two", &two).semantics(), 2);
    assert!(examples(&checked("two", &two)).iter().all(|r| r.passed), "{:?}", examples(&checked("two", &two)));
    assert_eq!(refused(&two.replacen("语义 = 2", "语义 = 1", 1)).map(|found| found.code), Some(Code::H02));
}

#[test]
fn an_example_is_bounded_by_what_its_rows_make() {
    let rows = |n: usize| {
        let cells: String = (0..60).map(|n| format!("每个 户：算{n} = 人口 + {n} 人\n")).collect();
        let sum: String = (0..60).map(|n| format!(" + 算{n}")).collect();
        format!(
            "【方案】\n编号 = t\n语义 = 1\n【各方】园区：运营方\n【登记】\n户 收款：人口 人\n【步骤】\n{cells}每个 户：付 钱 = (0 人{sum}) × 1 元/人 由 园区，给 户 记作 往来\n\
             【示例 \"多\"】\n期 2026-01-01 至 2026-12-31\n户 | 人口\n  H1..H{n} | 1\n期望 户[H1].钱 > 1 元\n"
        )
    };
    checked("some", &rows(1_000));
    assert_eq!(refused(&rows(99_000)).map(|found| found.code), Some(Code::L04));
}

#[test]
fn parts_that_do_not_make_a_whole_are_refused_for_every_day_and_the_remedy_says_which_part_changes() {
    let base = file("remedies/base.sheet");
    for (wrong, from, write) in [
        ("甲占 = 70 % = 60 % 自 2030-01-01", "自 2030-01-01 起比例合计 90 %，不是 100 %", "= 40 % 自 2030-01-01"),
        ("甲占 = 60 %", "比例合计 90 %，不是 100 %", "40 %"),
    ] {
        let found = refused(&base.replacen("甲占 = 70 %", wrong, 1)).unwrap();
        assert_eq!((found.code, found.message(Lang::Zh), found.instead(Lang::Zh)), (Code::M10, from, Some(write)));
    }
    // through a step, and worked out of another value
    for (weight, step) in [("份", "份 = 100 % - 甲占\n"), ("较大(100 % - 甲占，0 %)", "")] {
        let text = base
            .replacen("按 乙占", &format!("按 {weight}"), 1)
            .replacen("乙占 = 30 %\n", "", 1)
            .replacen("分 三方", &format!("{step}分 三方"), 1)
            .replacen("份 = 100 % - 甲占", "份 = 较大(100 % - 甲占，0 %)", 1);
        checked(weight, &text);
        let other = text.replacen("100 % - 甲占", "90 % - 甲占", 1);
        assert_eq!(refused(&other).map(|found| found.code), Some(Code::M10), "{weight}");
    }
}

#[test]
fn an_example_that_proves_nothing_is_named() {
    let base = file("remedies/base.sheet");
    let with = |right: &str, wrong: &str| refused(&base.replacen(right, wrong, 1)).map(|found| found.code);
    assert_eq!(with("期望 入账 = 100 元 且", "期望 1 = 1 且"), Some(Code::E06));
    assert_eq!(
        with("期望 入账 = 100 元 且 户[H1].分红 > 1 元", "期望 净收益 = 100 元 且 户[H1].人口 = 2 人"),
        Some(Code::E06)
    );
    // beside what is worked out an example may add up its own rows
    assert_eq!(with("期望 入账 = 100 元 且", "期望 合计(户：人口) = 5 人 且"), None);
    assert_eq!(with("期望 拒绝 \"出售太多\"", "期望 拒绝 \" \""), Some(Code::E07));
    assert_eq!(with("取 净收益 = 100 元", "期 2025-01-01 至 2025-12-31\n取 净收益 = 100 元"), Some(Code::E08));
    // no example at all: the sheet reads, for ledgers hold such sheets, and says so itself
    let bare = "【方案】\n编号 = t\n语义 = 1\n【各方】园区：运营方；集体：集体\n【步骤】\n付 甲 = 1 元 由 园区，给 集体 记作 往来\n";
    let found = checked("bare", bare).unproved().unwrap();
    assert_eq!((found.code, found.line()), (Code::E05, 6));
    assert!(checked("base", &base).unproved().is_none());
}

#[test]
fn a_requirement_is_covered_by_its_own_refusal_alone() {
    let base = file("remedies/base.sheet");
    let two = |second: &str| base.replacen("要求 出售", &format!("要求 出售 < 500 元 否则 \"{second}\"\n要求 出售"), 1);
    // “出售太多” is said by both, and all that the second says
    let found = refused(&two("出售太多，第一道")).unwrap();
    assert_eq!((found.code, found.line()), (Code::E03, 46));
    assert!(found.message(Lang::En).contains("line 47"), "{}", found.message(Lang::En));
    // the run is refused by the first: an example that means the second is not met
    let own = "【示例 \"六百\"】\n期 2026-01-01 至 2026-12-31\n取 净收益 = 0 元\n取 到账 = 0 元\n取 出售 = 600 元\n取 收到日 = 2026-12-01\n期望 拒绝 \"第一道\"\n";
    let sheet = checked("two", &format!("{}\n{own}", two("出售太多，第一道")));
    let results = examples(&sheet);
    assert_eq!(results.iter().map(|r| r.passed).collect::<Vec<_>>(), [true, false, true], "{results:?}");
    assert!(results[1].failures.iter().any(|f| matches!(f.found, rules::Seen::Stopped(_))), "{results:?}");
    // one text at two places says of neither
    assert_eq!(refused(&two("出售太多")).map(|found| found.code), Some(Code::E03));
}
