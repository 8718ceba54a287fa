//! The files under `editors/` are made from the table of words: a new word is coloured and
//! completed, or this test says so.
//!
//! `COOP_WRITE_EDITORS=1 cargo test --test it editors` writes them anew.

use coop_ledger::scheme::{
    BASES,
    words::{Lang, Spelling, Word, all},
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, fs, path::Path};

/// A name is Han characters, Latin letters, digits and `_`; a word never begins or ends inside one.
const BEFORE: &str = r"(?<![\p{Han}0-9A-Za-z_])";
const AFTER: &str = r"(?![\p{Han}0-9A-Za-z_])";

fn spellings(pick: impl Fn(Word) -> bool) -> Vec<&'static str> {
    let entries = all().filter(|e| pick(e.word));
    let words: BTreeSet<&str> = entries.flat_map(|e| e.zh.iter().copied().chain([e.en])).collect();
    longest_first(words)
}

fn longest_first(words: BTreeSet<&'static str>) -> Vec<&'static str> {
    let mut words: Vec<_> = words.into_iter().collect();
    words.sort_by_key(|w| (std::cmp::Reverse(w.len()), *w));
    words
}

fn any(words: &[&str]) -> String {
    format!("{BEFORE}(?:{}){AFTER}", words.join("|"))
}

fn grammar() -> Value {
    let rule = |name: &str, pattern: String| json!({"name": name, "match": pattern});
    let units = longest_first(BASES.iter().flat_map(|(_, zh, en)| [*zh, *en]).collect());
    let unit = units.iter().filter(|u| **u != "%").copied().collect::<Vec<_>>().join("|");
    let sections = spellings(|w| matches!(w, Word::Section(_))).join("|");
    let functions = spellings(|w| matches!(w, Word::Function(_))).join("|");
    let header = spellings(|w| matches!(w, Word::Header(_))).join("|");
    json!({
        "name": "Payout sheet",
        "scopeName": "source.coop-sheet",
        "fileTypes": ["sheet"],
        "patterns": [
            rule("comment.line.number-sign.coop-sheet", "#.*$".into()),
            {
                "match": format!("^(【|\\[)\\s*({sections}){AFTER}\\s*(\"[^\"]*\")?\\s*(】|\\])"),
                "captures": {
                    "1": {"name": "punctuation.section.begin.coop-sheet"},
                    "2": {"name": "entity.name.section.coop-sheet"},
                    "3": {"name": "string.quoted.double.coop-sheet"},
                    "4": {"name": "punctuation.section.end.coop-sheet"},
                },
            },
            rule("string.quoted.double.coop-sheet", "\"[^\"]*\"".into()),
            {
                "match": format!("^({header})\\s*(=)"),
                "captures": {"1": {"name": "keyword.other.header.coop-sheet"}, "2": {"name": "keyword.operator.coop-sheet"}},
            },
            rule("constant.other.date.coop-sheet", format!("{BEFORE}[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?: (?:24|00):00)?{AFTER}")),
            {
                "match": format!("([0-9]+(?:\\.[0-9]+)?)\\s*(%|万?(?:{unit}))?((?:/(?:{unit}))*){AFTER}"),
                "captures": {
                    "1": {"name": "constant.numeric.coop-sheet"},
                    "2": {"name": "keyword.other.unit.coop-sheet"},
                    "3": {"name": "keyword.other.unit.coop-sheet"},
                },
            },
            rule("support.function.coop-sheet", format!("{BEFORE}(?:{functions})(?=\\s*[(（])")),
            rule("keyword.control.coop-sheet", any(&spellings(|w| matches!(w, Word::Clause(_))))),
            rule("variable.language.coop-sheet", any(&spellings(|w| matches!(w, Word::Day(_))))),
            rule("storage.modifier.coop-sheet", any(&spellings(|w| matches!(w, Word::Declare(_))))),
            rule(
                "constant.language.coop-sheet",
                any(&spellings(|w| matches!(w, Word::Tag(_) | Word::Mode(_) | Word::Count(_) | Word::Party(_) | Word::Source(_)))),
            ),
            rule("keyword.operator.coop-sheet", "<=|>=|!=|[-+×÷=<>|]".into()),
        ],
    })
}

/// What a word is, for the reader of a list of completions.
fn kind(word: Word) -> &'static str {
    match word {
        Word::Section(_) => "section",
        Word::Header(_) => "header",
        Word::Clause(_) => "grammar",
        Word::Declare(_) => "declaration",
        Word::Function(_) => "function",
        Word::Party(_) => "party",
        Word::Source(_) => "source",
        Word::Mode(_) => "rounding",
        Word::Tag(_) => "purpose",
        Word::Day(_) => "day",
        Word::Piece(_) => "piece",
        Word::Count(_) => "day count",
        Word::Unit(_) => "unit",
    }
}

/// Statements an author begins with: prefix, body in Chinese and in English, what it does.
const STATEMENTS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "付",
        "pay",
        "每个 ${1:户}：付 ${2:租金} = ${3:算式} 由 ${4:处}，不足 ${5|停,减付|}，给 ${1:户} 记作 ${6:承包地租金}",
        "each ${1:household}: pay ${2:rent} = ${3:amount} from ${4:place}, shortfall ${5|stop,scaled|}, to ${1:household} as ${6:land_rent}",
        "pay a computed amount",
    ),
    (
        "分",
        "share",
        "分 ${1:分红} 由 ${2:池}，给 每个 ${3:户} 按 ${4:股数} 记作 ${5:成员分红} 无则 给 ${6:集体} 记作 集体收益",
        "share ${1:dividend} from ${2:pot}, to each ${3:household} by ${4:shares} as ${5:dividend} otherwise to ${6:collective} as collective_income",
        "share a pool by weights",
    ),
    (
        "余",
        "rest",
        "余 ${1:剩余} 由 ${2:池}，给 ${3:集体} 记作 ${4:集体收益}",
        "rest ${1:left} from ${2:pot}, to ${3:collective} as ${4:collective_income}",
        "move what is left",
    ),
    (
        "要求",
        "require",
        "要求 ${1:条件} 否则 \"${2:为什么不能分}\"",
        "require ${1:condition} else \"${2:why it is refused}\"",
        "refuse the run if false",
    ),
    (
        "参数",
        "value",
        "${1:名称} = ${2:5 %} 限 ${3:0 %} 至 ${4:100 %} 据 \"${5:出处}\"",
        "${1:name} = ${2:5 %} between ${3:0 %} upto ${4:100 %} basis \"${5:where it comes from}\"",
        "a value the meeting votes",
    ),
    (
        "示例",
        "example",
        "【示例 \"${1:题}\"】\n期 ${2:2026-01-01} 至 ${3:2026-12-31}\n户 |\n  H1..H2 |\n取 ${4:净收益} = ${5:100 元}\n期望 ${6:条件}",
        "[example \"${1:title}\"]\nperiod ${2:2026-01-01} upto ${3:2026-12-31}\nhousehold |\n  H1..H2 |\ngiven ${4:net} = ${5:100 yuan}\nexpect ${6:condition}",
        "figures in, figures expected",
    ),
];

/// Snippets as editors that follow VS Code read them.
fn snippets() -> Value {
    let mut out = Map::new();
    let mut put = |name: String, prefix: &str, body: Vec<&str>, says: &str| {
        out.insert(name, json!({"prefix": prefix, "body": body, "description": says}));
    };
    for (zh, en, body_zh, body_en, says) in STATEMENTS {
        put(format!("{zh} …"), zh, body_zh.split('\n').collect(), says);
        put(format!("{en} …"), en, body_en.split('\n').collect(), says);
    }
    for Spelling { word, zh, en, says_zh, says_en, .. } in all() {
        let kind = kind(*word);
        for spelled in *zh {
            put(format!("{spelled} ({kind})"), spelled, vec![spelled], says_zh);
        }
        put(format!("{en} ({kind})"), en, vec![en], says_en);
    }
    for (_, zh, en) in BASES {
        put(format!("{zh} (unit)"), zh, vec![zh], "单位");
        put(format!("{en} (unit)"), en, vec![en], "a unit");
    }
    Value::Object(out)
}

fn same_as_written(file: &str, made: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/vscode").join(file);
    let text = format!("{made:#}\n");
    if std::env::var_os("COOP_WRITE_EDITORS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "{file} is not what the table of words gives: COOP_WRITE_EDITORS=1 cargo test --test it editors"
    );
}

#[test]
fn the_grammar_for_editors_knows_every_word_of_the_language() {
    same_as_written("syntaxes/coop-sheet.tmLanguage.json", &grammar());
}

#[test]
fn every_word_and_unit_can_be_completed_in_both_languages() {
    let made = snippets();
    same_as_written("snippets/coop-sheet.json", &made);
    for entry in all() {
        for lang in [Lang::Zh, Lang::En] {
            let name = format!("{} ({})", entry.spelled(lang), kind(entry.word));
            assert!(made.get(&name).is_some(), "{name}");
        }
    }
}

#[test]
fn what_an_editor_is_told_to_load_is_there() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/vscode");
    let manifest: Value = serde_json::from_str(&fs::read_to_string(folder.join("package.json")).unwrap()).unwrap();
    let contributes = &manifest["contributes"];
    for path in [
        &contributes["grammars"][0]["path"],
        &contributes["snippets"][0]["path"],
        &contributes["languages"][0]["configuration"],
    ] {
        let path = folder.join(path.as_str().unwrap());
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        serde_json::from_str::<Value>(&text).unwrap();
    }
    assert_eq!(contributes["grammars"][0]["scopeName"], grammar()["scopeName"]);
}
