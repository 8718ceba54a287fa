//! The pages that teach a sheet, `docs/sheets.md` and `docs/sheets.zh.md`: what is typed there
//! gives what stands there, both hold the same sheets, and what they list is what there is.
//! `docs/words.md` is made here: after a new word run with `UPDATE_GOLDEN=1`.

use crate::{
    schemes::{checked, tree},
    sessions::run::{Session, edited},
};
use coop_ledger::{
    decide::dictionary::{INPUTS, REGISTERS},
    rules,
    scheme::{self, BASES, shipped, words, words::Lang},
};
use serde_json::Value;
use std::{collections::BTreeMap, path::Path};

const PAGES: [(&str, Lang); 2] = [("docs/sheets.zh.md", Lang::Zh), ("docs/sheets.md", Lang::En)];

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Plays a page in its language.
fn plays(name: &str, lang: &'static str, commands: usize) {
    let text = page(name);
    let played = Session::speaking(lang).play(&text);
    assert!(played.differences.is_empty(), "{name}:\n{}", played.differences.join("\n\n"));
    assert_eq!(played.commands, commands, "{name}");
    let typed = text.lines().filter(|l| l.starts_with("$ ")).count();
    assert_eq!(typed, commands, "{name}: what is typed stands in console blocks");
}

#[test]
fn what_the_chinese_page_shows_is_what_happens() {
    plays("docs/sheets.zh.md", "zh_CN.UTF-8", 18);
}

#[test]
fn what_the_english_page_shows_is_what_happens() {
    plays("docs/sheets.md", "en", 18);
}

/// The blocks of a page: info string and lines.
fn blocks(text: &str) -> Vec<(String, Vec<&str>)> {
    let mut all = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            all.push((info.to_owned(), lines.by_ref().take_while(|l| *l != "```").collect()));
        }
    }
    all
}

/// Every sheet a page holds: as it is printed, and after each change.
fn sheets(text: &str) -> Vec<(String, String)> {
    let wages = shipped::by_id("wages", 1).expect("a shipped sheet").text.to_owned();
    let mut now = BTreeMap::from([("wages.sheet".to_owned(), wages)]);
    let mut all = Vec::new();
    for (info, lines) in blocks(text) {
        if let Some(name) = info.strip_prefix("sheet ") {
            now.insert(name.to_owned(), lines.iter().map(|l| format!("{l}\n")).collect());
        } else if let Some(name) = info.strip_prefix("diff ") {
            let changed = edited(&now[name], &lines);
            now.insert(name.to_owned(), changed);
        } else {
            continue;
        }
        let name = info.split(' ').nth(1).expect("a block of a sheet names its file").to_owned();
        all.push((name.clone(), now[&name].clone()));
    }
    all
}

/// Two trees are one but for names, one name for one, and for what people read only.
fn alike(one: &Value, other: &Value, names: &mut BTreeMap<String, String>, at: &str) {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>(), "{at}");
            for (key, value) in a {
                let read_only = ["title", "title_zh", "title_en", "basis", "supersedes", "text", "hash", "names"];
                if !read_only.contains(&key.as_str()) {
                    alike(value, &b[key], names, &format!("{at}.{key}"));
                }
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{at}");
            a.iter().zip(b).enumerate().for_each(|(n, (a, b))| alike(a, b, names, &format!("{at}[{n}]")));
        }
        (Value::String(a), Value::String(b)) if a != b => {
            assert_eq!(names.entry(a.clone()).or_insert_with(|| b.clone()), b, "{at}: {a}");
        }
        _ => assert_eq!(one, other, "{at}"),
    }
}

#[test]
fn both_pages_hold_the_same_sheets_and_their_examples_hold() {
    let [zh, en] = PAGES.map(|(name, _)| sheets(&page(name)));
    assert_eq!(zh.len(), 7, "crop, wheat, season and water, two changes of wages and one of crop");
    assert_eq!(en.len(), zh.len());
    for ((name, zh), (other, en)) in zh.iter().zip(&en) {
        assert_eq!(name, other);
        let (zh, en) = (checked(name, zh), checked(name, en));
        let mut names = BTreeMap::new();
        alike(&tree(&zh), &tree(&en), &mut names, name);
        let mut taken: Vec<&String> = names.values().collect();
        taken.sort_unstable();
        taken.dedup();
        assert_eq!(taken.len(), names.len(), "{name}: two names became one: {names:?}");
    }
    for (name, text) in zh.iter().chain(&en).filter(|(name, _)| name != "wages.sheet") {
        for result in rules::examples(&checked(name, text)) {
            assert!(result.passed, "{name}: {result:#?}");
        }
    }
}

/// The cells of the rows of every table, without the heads.
fn rows(text: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| line.trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect();
    text.lines().filter(|l| l.starts_with("| ")).map(cells).collect()
}

fn code(cell: &str) -> &str {
    cell.strip_prefix('`').and_then(|c| c.strip_suffix('`')).unwrap_or_else(|| panic!("not in code: {cell}"))
}

#[test]
fn each_of_the_ten_refusals_is_what_the_program_says_to_that_mistake() {
    for (name, lang) in PAGES {
        let text = page(name);
        let printed: Vec<String> = blocks(&text)
            .into_iter()
            .filter(|(info, _)| info.starts_with("sheet "))
            .map(|(_, l)| l.join("\n"))
            .collect();
        let known = |cell: &String| scheme::Code::ALL.iter().any(|c| c.to_string() == *cell);
        let table: Vec<Vec<String>> = rows(&text).into_iter().filter(|r| r.first().is_some_and(known)).collect();
        assert_eq!(table.len(), 10, "{name}");
        for row in table {
            let [kind, wrong, right, said] = row.as_slice() else { panic!("{name}: {row:?}") };
            let sheet = printed.iter().find(|s| s.contains(code(right))).unwrap_or_else(|| panic!("{name}: {right}"));
            let found = scheme::read(&sheet.replacen(code(right), code(wrong), 1))
                .err()
                .unwrap_or_else(|| panic!("{name}: {wrong} passes"));
            let first = found.first().expect("a reason");
            assert_eq!(first.code.to_string(), *kind, "{name}: {found:#?}");
            assert!(first.message(lang).starts_with(said.as_str()), "{name} {kind}: {}", first.message(lang));
        }
    }
}

/// A value's line with its first literal replaced: the number becomes 1, the unit stays.
fn replaced(line: &str) -> (String, String, String) {
    let (name, rest) = line.split_once(" = ").expect("a value has a figure");
    let end = [" 限", " 据", " 自", " = "].iter().filter_map(|w| rest.find(w)).min().unwrap_or(rest.len());
    let (old, tail) = rest.split_at(end);
    let unit = old.find(' ').map_or("", |at| &old[at..]);
    (format!("{name} = 1{unit}{tail}"), format!("取 {name} = {old}"), format!("1{unit}"))
}

#[test]
fn a_figure_of_every_shipped_sheet_is_changed_as_the_pages_say() {
    let mut changed = 0;
    for sheet in shipped::all() {
        let id = format!("{}-{}", sheet.id, sheet.version);
        let values: Vec<String> = checked(&id, sheet.text).values().iter().map(|v| v.name.clone()).collect();
        for (name, _) in PAGES {
            let row = rows(&page(name))
                .into_iter()
                .find(|r| r[0] == format!("`{id}`"))
                .unwrap_or_else(|| panic!("{name}: no {id}"));
            let listed: Vec<&str> = row[1].split('`').skip(1).step_by(2).collect();
            assert_eq!(listed, values, "{name}: values of {id}");
        }
        for value in &values {
            let line =
                sheet.text.lines().find(|l| l.starts_with(&format!("{value} = "))).expect("a value has its line");
            let (plain, pinned, figure) = replaced(line);
            let passes = |text: &str| rules::examples(&checked(&id, text)).iter().all(|r| r.passed);

            // from a day on: what was before stays
            let cut = [" 限", " 据"].iter().filter_map(|w| line.find(w)).min().unwrap_or(line.len());
            let (head, tail) = line.split_at(cut);
            assert!(
                passes(&sheet.text.replace(line, &format!("{head} = {figure} 自 2100-01-01{tail}"))),
                "{id} {value}"
            );

            // in place: the examples fail, and hold again with the old figure given
            if checked(&id, sheet.text).values().iter().any(|v| v.name == *value && line.contains(" 自 ")) {
                continue;
            }
            let text = sheet.text.replace(line, &plain);
            assert!(!passes(&text), "{id} {value}: no example notices the change");
            let kept: String = text
                .lines()
                .map(|l| if l.starts_with("期 ") { format!("{l}\n{pinned}\n") } else { format!("{l}\n") })
                .collect();
            let given = text.lines().any(|l| l.starts_with(&format!("取 {value} = ")));
            assert!(given || passes(&kept), "{id} {value}: the examples do not hold with {pinned}");
            changed += 1;
        }
    }
    assert!(changed >= 16, "{changed} figures changed");
}

#[test]
fn a_rate_of_a_contract_is_moved_among_the_values_as_the_pages_say() {
    for (id, rate, figure) in [
        ("rot-rent", "服务费率", "3 %"),
        ("late-interest", "日违约金率", "0.06 %/天"),
        ("bot-rent", "月租价", "6 元/平方米/月"),
    ] {
        let text = shipped::by_id(id, 1).expect("a shipped sheet").text;
        let line = text
            .lines()
            .find(|l| l.starts_with(&format!("{rate}：")))
            .unwrap_or_else(|| panic!("{id} reads no {rate}"));
        let moved = text
            .replace(&format!("{line}\n"), "")
            .replace("【登记】\n", &format!("【参数】\n{rate} = {figure} 据 \"成员大会\"\n\n【登记】\n"));
        let results = rules::examples(&checked(id, &moved));
        assert!(results.len() > 1 && results.iter().all(|r| r.passed), "{id}: {results:#?}");
    }
}

/// A unit as the dictionary writes it, in a language.
fn unit(unit: &str, lang: Lang) -> String {
    let one = |part: &str| match part {
        "日期" => words::spelled(words::Word::Declare(words::Declare::Date), lang).to_owned(),
        "1" => "1".to_owned(),
        part => {
            let (_, zh, en) = BASES.iter().find(|(_, zh, _)| *zh == part).unwrap_or_else(|| panic!("{part}"));
            if lang == Lang::Zh { (*zh).to_owned() } else { (*en).to_owned() }
        }
    };
    unit.split('/').map(one).collect::<Vec<_>>().join("/")
}

#[test]
fn the_pages_list_what_the_ledger_keeps_as_a_sheet_declares_it() {
    for (name, lang) in PAGES {
        let zh = lang == Lang::Zh;
        let said = |a: &'static str, b: &'static str| if zh { a } else { b };
        let (colon, comma) = (said("：", ": "), said("，", ", "));
        let registers = REGISTERS.iter().map(|r| {
            let parents: Vec<&str> = r
                .parents
                .iter()
                .map(|p| {
                    let parent = REGISTERS.iter().find(|o| o.zh == *p).expect("a parent is a register");
                    said(parent.zh, parent.en)
                })
                .collect();
            let columns: Vec<String> =
                r.columns.iter().map(|c| format!("{} {}", said(c.zh, c.en), unit(c.unit, lang))).collect();
            let belongs = if parents.is_empty() {
                String::new()
            } else {
                format!("{}{}", said(" 属 ", " belongs "), parents.join(comma))
            };
            let columns = if columns.is_empty() { String::new() } else { format!("{colon}{}", columns.join(comma)) };
            format!("{}{belongs}{columns}", said(r.zh, r.en))
        });
        let inputs = INPUTS.iter().map(|i| format!("{}{colon}{}", said(i.zh, i.en), unit(i.unit, lang)));
        let text = page(name);
        let listed: Vec<Vec<&str>> =
            blocks(&text).into_iter().filter(|(info, _)| info == "text").map(|(_, l)| l).collect();
        assert_eq!(listed, [registers.collect::<Vec<_>>(), inputs.collect::<Vec<_>>()], "{name}");
    }
}

/// A sheet around the examples of the tables of sections and steps.
fn assembled(examples: &[String], lang: Lang) -> String {
    let [head, party, account, carried, value, register, input, label, steps @ ..] = examples else {
        panic!("{examples:?}")
    };
    let steps = steps.join("\n");
    if lang == Lang::Zh {
        format!(
            "【方案】\n编号 = t\n语义 = 1\n{head}\n【各方】\n{party}\n收益分配：账面\n运营商：运营方\n【账户】\n{account}\n【跨期】\n\
             {carried}\n【参数】\n{value}\n【登记】\n{register}\n【输入】\n{input}\n到账租金：元 待分\n到账服务费：元 待分\n\
             【步骤】\n付 提取 = 1 元 由 收益分配，入 公积金 记作 公积金\n余 退租 由 到账租金，给 运营商 记作 退还\n{steps}\n【名称】\n{label}\n"
        )
    } else {
        format!(
            "[scheme]\nid = t\nsemantics = 1\n{head}\n[parties]\n{party}\nsurplus: books\ncompany: operator\n[accounts]\n{account}\n\
             [carried]\n{carried}\n[values]\n{value}\n[registers]\n{register}\n[inputs]\n{input}\nrent_received: yuan held\n\
             fee_received: yuan held\n[steps]\npay kept = 1 yuan from surplus, into reserve_fund as reserve\n\
             rest back from rent_received, to company as refund\n{steps}\n[names]\n{label}\n"
        )
    }
}

#[test]
fn the_examples_of_sections_and_steps_stand_together_in_one_sheet() {
    for (name, lang) in PAGES {
        let section = page(name);
        let section = section.split("\n## ").nth(5).expect("the fifth section");
        let examples: Vec<String> = rows(section)
            .into_iter()
            .filter(|r| r.len() == 3 && r[2].starts_with('`'))
            .map(|r| code(&r[2]).to_owned())
            .collect();
        assert_eq!(examples.len(), 14, "{name}: {examples:#?}");
        // a requirement wants an example that it refuses; nothing else is amiss
        let found = scheme::read(&assembled(&examples, lang)).expect_err("no example is refused");
        let [only] = found.as_slice() else { panic!("{name}: {found:#?}") };
        assert_eq!(only.code, scheme::Code::E03, "{name}: {found:#?}");
    }
}

/// Every word of the language, as a page.
fn words_page() -> String {
    let mut out = String::from(
        "# 词表 · Words\n\n分配单里的词，中英文可以混写。一行里有几种中文写法的，意思一样。由测试从程序里生成，不要手改。\n\
         All words of a payout sheet; a sheet may mix both languages. Made from the program by a test: do not edit.\n\n\
         | 中文 | English | 写法 form | 意思 | means |\n|---|---|---|---|---|\n",
    );
    for entry in words::all() {
        let zh = entry.zh.iter().map(|z| format!("`{z}`")).collect::<Vec<_>>().join(" ");
        let form = if entry.signature.is_empty() { String::new() } else { format!("`{}`", entry.signature) };
        out += &format!("| {zh} | `{}` | {form} | {} | {} |\n", entry.en, entry.says_zh, entry.says_en);
    }
    out += "\n单位 · Units\n\n| 中文 | English |\n|---|---|\n";
    for (_, zh, en) in BASES {
        out += &format!("| `{zh}` | `{en}` |\n");
    }
    out
}

#[test]
fn the_page_of_words_has_every_word_of_the_language() {
    let made = words_page();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/words.md"), &made).unwrap();
    }
    assert!(words::all().count() > 100);
    assert_eq!(page("docs/words.md"), made);
}

#[test]
fn the_pages_are_found_from_where_somebody_looks() {
    for (from, link) in [
        ("README.md", "(docs/sheets.md)"),
        ("README.md", "(docs/sheets.zh.md)"),
        ("examples/rules/README.md", "(../../docs/sheets.md)"),
        ("examples/rules/README.md", "(../../docs/sheets.zh.md)"),
        ("src/statement/labels/zh.toml", "docs/sheets.zh.md"),
        ("src/statement/labels/en.toml", "docs/sheets.md"),
    ] {
        assert!(page(from).contains(link), "{from} does not name {link}");
    }
    for (name, _) in PAGES {
        for target in page(name).split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target) {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(target);
            assert!(path.exists(), "{name}: there is no {target}");
        }
    }
}
