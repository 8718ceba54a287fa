//! What an author does with a draft: lay it out, show it to the meeting, compare it, begin one.

use crate::schemes::{Dice, checked, good, tree};
use coop_ledger::{
    author::{Answer, NotBegun, begin, changeable, compare, format, show, statements, translate},
    page::TableRow,
    rules::{ByName, Given, Row, Run, examples},
    scheme::{self, CheckedSheet, shipped, words::Lang},
    unit::{Exact, Period, Say},
};
use std::{collections::BTreeMap, path::Path};

/// Every good sheet in both languages, and the sheets beside the calculator.
fn all() -> Vec<(String, String)> {
    let mut all = good();
    all.extend(sheets_under("tests/it/worked"));
    all.extend(sheets_under("examples"));
    let english: Vec<_> = all
        .iter()
        .map(|(name, text)| (format!("{name} in English"), translate(&checked(name, text), Lang::En)))
        .collect();
    all.extend(english);
    all
}

/// Every sheet under a folder but the bad neighbours.
pub fn sheets_under(folder: &str) -> Vec<(String, String)> {
    let (mut open, mut all) = (vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("bad") {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "sheet") {
                all.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    all.sort();
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
    assert!(sheets.len() > 100, "{}", sheets.len());
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
    // files from other systems, and more tabs than mistakes are told
    let foreign = "\u{feff}【方案】\r\n编号 =\tt-1\r\n语义 = 1\r\n";
    assert_eq!(format(foreign).unwrap(), "【方案】\n编号 = t-1\n语义 = 1\n");
    let tabs = format!("【{}方案】\n编号 = t-1# 注\n语义 = 1\n", "\t".repeat(90));
    assert_eq!(format(&tabs).unwrap(), "【方案】\n编号 = t-1  # 注\n语义 = 1\n");
    assert!(format(&format!("【方案】\n标题 = {}\n", "“".repeat(60))).is_err());
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

#[test]
fn a_statement_is_one_line_however_it_was_broken() {
    let sheet = checked("rot-rent", shipped::by_id("rot-rent", 1).unwrap().text);
    let zh = statements(&sheet, Lang::Zh);
    assert!(zh.iter().any(|s| {
        s.text.starts_with("每个 租期：应付 = 地块.登记亩数 × 本年租价 × 本期年份 × 天数(较晚(租起，期初)，")
    }));
    let en = statements(&sheet, Lang::En);
    assert_eq!(zh.len(), en.len());
    assert!(en.iter().any(|s| s.text == "rest 服务费 from 到账服务费, to 集体 as service_fee"), "{en:#?}");
}

/// What a row of a table says, cell by cell.
fn cells(row: &TableRow) -> Vec<String> {
    row.cells.iter().map(|cell| cell.shown().join("\n")).collect()
}

#[test]
fn the_table_of_steps_says_every_step_once_with_its_own_line_in_both_languages() {
    for (name, text) in all() {
        let sheet = checked(&name, &text);
        for lang in [Lang::Zh, Lang::En] {
            let shown = show(&sheet, lang);
            let steps = &shown.tables[0];
            assert!(steps.rows.iter().all(|row| row.cells.len() == steps.headings.len()));
            let first: Vec<_> = steps.rows.iter().map(cells).filter(|row| !row[0].is_empty()).collect();
            assert_eq!(first.len(), sheet.steps().len(), "{name}");
            for (row, step) in first.into_iter().zip(sheet.steps()) {
                assert_eq!(row[9], step.line.to_string(), "{name}");
                assert!(row[3].starts_with(&step.name) && !row[2].is_empty() && !row[4].is_empty(), "{name}: {row:?}");
            }
            let text = shown.text();
            assert!(text.lines().all(|l| unicode_width::UnicodeWidthStr::width(l) <= 160), "{text}");
        }
    }
}

#[test]
fn the_table_of_steps_reads_like_the_sheet() {
    let sheet = checked("rot-rent", shipped::by_id("rot-rent", 1).unwrap().text);
    let zh = show(&sheet, Lang::Zh);
    let row = |at: usize| cells(&zh.tables[0].rows[at]);
    assert_eq!(
        row(2),
        [
            "3",
            "户",
            "付",
            "租金\nrent",
            "合计(租期：应付)\n舍入 最大余数 0.01 元",
            "到账租金",
            "不能分",
            "户",
            "承包地租金",
            "33"
        ],
    );
    assert_eq!(row(3)[6], "否则不能分：到账的租金多于应付各户的租金");
    let en = show(&sheet, Lang::En);
    assert_eq!(en.title, "Farmland lease: rent to households");
    assert_eq!(
        cells(&en.tables[0].rows[5])[2..9],
        ["rest", "服务费\nservice fee", "all that is left", "到账服务费", "", "集体", "service_fee"]
    );
    let page = zh.html();
    assert!(
        page.contains("A3 landscape")
            && page.contains("合计(租期：应付)")
            && !page.contains("http://")
            && !page.contains("<script")
    );
}

#[test]
fn a_page_for_the_meeting_never_runs_what_a_sheet_says() {
    let hostile = "【方案】\n编号 = t\n语义 = 1\n标题 = \"<script>甲</script>\"\n【参数】\n率 = 5 元 据 \"<img src=x>\"\n【各方】\n甲：集体\n乙：集体\n【步骤】\n付 丙 = 率 由 甲，给 乙 记作 往来\n";
    let page = show(&checked("hostile", hostile), Lang::Zh).html();
    assert!(!page.contains("<script>") && !page.contains("<img"), "{page}");
}

/// Two households, 3 and 1 population shares, 10 and 30 of labour.
fn year(net: i64) -> Run {
    let number = |n: i64| Given::Number(Exact::whole(n.into()));
    let row = |key: &str, a, b| Row {
        key: key.to_owned(),
        parents: ByName::default(),
        cells: ByName::from([("人口股", number(a)), ("农龄股", number(b))]),
    };
    let period = Period::year(2025).unwrap();
    Run {
        period,
        record_day: period.last_day(),
        registers: BTreeMap::from([
            ("户".to_owned(), vec![row("H1", 3, 10), row("H2", 1, 30), row("H3", 0, 0)]),
            ("保留股".to_owned(), vec![]),
        ]),
        inputs: BTreeMap::from([("净收益".to_owned(), number(net)), ("年初未分配".to_owned(), number(0))]),
        balances: BTreeMap::new(),
        carried: BTreeMap::new(),
    }
}

#[test]
fn a_meeting_sees_what_changes_and_who_gains_and_loses_to_the_fen() {
    let old = checked("old", shipped::by_id("distribution", 2).unwrap().text);
    let text = old.text().replace("人口占 = 70 %", "人口占 = 50 %").replace("农龄占 = 30 %", "农龄占 = 50 %");
    let text = text
        .replace("每个 户：人口股数 = 人口股 +", "每个 户：人口股数 = 人口股 × 1 +")
        .replace("两池加起来不到一百", "两池不到一百");
    let new = checked("new", &text);
    let found = compare(&old, &new, &year(100_000), &year(100_000));
    // 35 000.00: H1 0.7 × 3/4 + 0.3 × 1/4 = 0.6 before, 0.5 × 3/4 + 0.5 × 1/4 = 0.5 after
    let told: Vec<String> =
        found.payees.iter().map(|d| format!("{} {:?} {:?} {:?}", d.who, d.before, d.after, d.change())).collect();
    assert_eq!(
        told,
        [
            "H1 Some(Fen(2100000)) Some(Fen(1750000)) Some(Fen(-350000))",
            "H2 Some(Fen(1400000)) Some(Fen(1750000)) Some(Fen(350000))"
        ]
    );
    let totals = found.totals();
    assert_eq!(
        (totals.gain.0, totals.gain.1.0, totals.lose.0, totals.lose.1.0, totals.same),
        (1, 350_000, 1, -350_000, 0)
    );
    assert_eq!(totals.before, totals.after);
    let named: Vec<(&str, bool, bool)> =
        found.changes.iter().map(|c| (c.name.as_str(), c.before.is_some(), c.after.is_some())).collect();
    assert_eq!(
        named,
        [
            ("人口占", true, true),
            ("农龄占", true, true),
            ("人口股数", true, true),
            ("两池不到一百", false, true),
            ("两池加起来不到一百", true, false)
        ],
    );
    let shown = found.paper("分配方案改版", vec!["2025".into()], Lang::Zh);
    let text = shown.text();
    assert!(
        text.contains("-3500.00") && text.contains("+3500.00") && text.contains("人口占 = 50 % 限 0 % 至 100 %"),
        "{text}"
    );
    assert!(shown.html().contains("各户差多少"));
    let same = compare(&old, &old, &year(100_000), &year(100_000));
    assert!(same.changes.is_empty() && same.totals().same == 2);
}

#[test]
fn a_sheet_that_refuses_the_facts_still_stands_beside_the_other() {
    let old = checked("old", shipped::by_id("distribution", 2).unwrap().text);
    let new = checked("new", &old.text().replace("人口占 = 70 %", "人口占 = 60 %"));
    let found = compare(&old, &new, &year(100_000), &year(100_000));
    assert!(found.before_refused.is_none() && found.after_refused.is_some());
    assert!(found.payees.iter().all(|d| d.before.is_some() && d.after.is_none() && d.change().is_none()));
    let text = found.paper("x", vec![], Lang::En).text();
    assert!(text.contains("the new sheet is refused: line") && text.contains("两池的比例加起来不是 100 %"), "{text}");
    assert_eq!((found.totals().gain.0, found.totals().lose.0), (0, 0));
}

fn answer(name: &str, figure: &str) -> Answer {
    Answer {
        name: name.into(), figure: figure.into(), from: None, basis: "成员大会 2026 年第 1 号决议".into()
    }
}

#[test]
fn a_first_sheet_is_begun_from_every_shipped_one_by_answering_what_the_meeting_votes() {
    let mut changed = 0;
    for from in shipped::all() {
        let old = checked(from.id, from.text);
        for value in changeable(&old) {
            let (low, high) = value.range.clone().unwrap_or_else(|| panic!("{}: {} has no range", from.id, value.name));
            let middle = (&low + &high).over(&Exact::whole(2)).unwrap();
            let unit = value.figures[0].0.split(' ').nth(1).map(|u| format!(" {u}")).unwrap_or_default();
            let figure = format!("{}{unit}", middle.decimal(4).unwrap());
            let text =
                begin(from, None, &[answer(&value.name, &figure)]).unwrap_or_else(|e| panic!("{}: {e}", from.id));
            let new = checked(from.id, &text);
            let now = changeable(&new).into_iter().find(|v| v.name == value.name).unwrap();
            assert_eq!(now.figures, [(figure, None)], "{}", from.id);
            assert_eq!((now.range, now.basis.as_deref()), (value.range, Some("成员大会 2026 年第 1 号决议")));
            assert_eq!(new.supersedes(), Some(&*format!("{}@{}", from.id, from.version)));
            assert_eq!(new.examples().len(), old.examples().len());
            assert!(examples(&new).iter().all(|e| e.passed), "{text}\n{:#?}", examples(&new));
            let others = statements(&new, Lang::Zh).len() - statements(&old, Lang::Zh).len();
            assert!(others <= 1 + old.examples().len(), "{others}");
            changed += 1;
        }
    }
    assert!(changed >= 10, "{changed}");
}

#[test]
fn a_sheet_begun_under_an_id_of_its_own_supersedes_nothing_and_a_dated_answer_is_added() {
    let from = shipped::by_id("rot-bonus", 1).unwrap();
    let id = "village-bonus".parse().unwrap();
    let mut dated = answer("每亩门槛", "960 元/亩");
    dated.from = Some("2026-01-01".parse().unwrap());
    let text = begin(from, Some(&id), &[dated, answer("户占", "45 %")]).unwrap();
    let new = checked("new", &text);
    assert_eq!((new.id(), new.supersedes()), (&id, None));
    assert!(text.contains("每亩门槛 = 900 元/亩 = 930 元/亩 自 2025-01-01 = 960 元/亩 自 2026-01-01 限 0 元/亩 至 10000 元/亩 据 \"成员大会"), "{text}");
    assert!(examples(&new).iter().all(|e| e.passed), "{text}");
    assert!(text.contains("取 户占 = 40 %"));
}

#[test]
fn an_answer_that_is_no_figure_of_that_value_makes_no_sheet() {
    let from = shipped::by_id("distribution", 2).unwrap();
    let refused = |answers: &[Answer]| begin(from, None, answers).unwrap_err();
    assert!(matches!(refused(&[answer("公积金", "5 %")]), NotBegun::UnknownValue { .. }));
    assert!(matches!(refused(&[answer("留底", "5 元"), answer("留底", "6 元")]), NotBegun::Twice { .. }));
    for unfit in ["5 %\n甲 = 1 元", "", "5 % = 6 %", "5 %；甲 = 1 元", "5 % # "] {
        assert!(matches!(refused(&[answer("公积金率", unfit)]), NotBegun::Unfit { .. }), "{unfit}");
    }
    for wrong in ["5 元", "101 %", "五成", "-1 %", "5"] {
        assert!(
            matches!(refused(&[answer("公积金率", wrong)]), NotBegun::Mistakes(_, found) if !found.is_empty()),
            "{wrong}"
        );
    }
}

/// Two amounts and a sheet that checks them.
fn checking(steps: &str) -> CheckedSheet {
    // what is declared must be used
    let with = |name: &str, line: &'static str| if steps.contains(name) { line } else { "" };
    let rows = with("份", "【登记】\n户 收款：份 股\n");
    // and what it refuses shown
    let refused = steps.split("否则 \"").nth(1).and_then(|rest| rest.split('"').next());
    let bad = refused.map_or_else(String::new, |said| {
        let (of, rows) = (with("应分", "取 应分 = 9 元\n"), with("份", "户 | 份\n  H1 | 1\n"));
        format!("【示例 \"x\"】\n期 2025-01-01 至 2025-12-31\n{rows}{of}取 甲款 = 1 元\n取 乙款 = 1 元\n期望 拒绝 \"{said}\"\n")
    });
    let of = with("应分", "应分：元 来自 报表 \"x\"\n");
    checked(
        "checking",
        &format!(
            "【方案】\n编号 = t\n语义 = 1\n【各方】\n集体：集体\n{rows}【输入】\n{of}\
         甲款：元 待分 来自 凭单 \"x\"\n乙款：元 待分 来自 凭单 \"x\"\n【步骤】\n{steps}\n{bad}"
        ),
    )
}

/// What the second sheet is assumed to have got on 100.00 and 50.00, of 1000.00 to be shared:
/// input, amount in fen, and whether more would do as well.
fn demanded(steps: &str) -> Result<Vec<(String, i64, bool)>, String> {
    let plain = checking("余 甲 由 甲款，给 集体 记作 集体收益\n余 乙 由 乙款，给 集体 记作 集体收益");
    let number = |n: i128| Given::Number(Exact::whole(n));
    let mut run = year(0);
    let share = |key: &str, n| Row {
        key: key.to_owned(),
        parents: ByName::default(),
        cells: ByName::from([("份", number(n))]),
    };
    run.registers = BTreeMap::from([("户".to_owned(), vec![share("H1", 3), share("H2", 1)])]);
    run.inputs = [("应分", 1000), ("甲款", 100), ("乙款", 50)].map(|(name, n)| (name.to_owned(), number(n))).into();
    let found = compare(&plain, &checking(steps), &run, &run);
    assert!(found.before_refused.is_none() && found.before_assumed.is_none());
    match (found.after_refused, found.after_assumed) {
        (None, Some(assumed)) => Ok(assumed.amounts.into_iter().map(|a| (a.input, a.demanded.0, a.least)).collect()),
        (Some(stop), None) => Err(stop.to_string()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn amounts_are_assumed_only_where_the_sheet_settles_them() {
    const SHARED: &str = "\n分 红 由 甲款，给 每个 户 按 份 记作 成员分红 无则 给 集体 记作 集体收益\n余 乙 由 乙款，给 集体 记作 集体收益";
    let with = |condition: &str| demanded(&format!("要求 {condition} 否则 \"不符\"{SHARED}"));
    let one = |input: &str, fen| vec![(input.to_owned(), fen, false)];
    let two = |a, b| vec![("甲款".to_owned(), a, false), ("乙款".to_owned(), b, false)];
    assert_eq!(with("甲款 = 60 % 的 应分 且 乙款 = 应分 - 60 % 的 应分"), Ok(two(60_000, 40_000)));
    // a sum of which one part is known; an amount that hangs on what else came in
    assert_eq!(with("甲款 = 60 % 的 应分 且 甲款 + 乙款 = 应分"), Ok(two(60_000, 40_000)));
    assert_eq!(with("甲款 = 3 × 乙款"), Ok(one("甲款", 15_000)));
    assert_eq!(with("甲款 - 20 元 = 应分"), Ok(one("甲款", 102_000)));
    // either may make up the sum; the amount hangs on itself; no whole fen; a bound is no amount
    for open in [
        "甲款 + 乙款 = 应分",
        "甲款 = 乙款 + 1 元",
        "甲款 = 60 % 的 (甲款 + 乙款)",
        "甲款 = 应分 ÷ 3",
        "甲款 <= 60 元",
        "应分 = 7 元",
        "甲款 = 0 元 - 应分",
    ] {
        let found = with(open);
        assert!(
            found.as_ref().is_err_and(|stop| stop.starts_with("line ") && stop.ends_with(": 不符")),
            "{open}: {found:?}"
        );
    }
    let pay = "每个 户：付 红 = 10 元/股 × 份 × 10 由 甲款，不足 停，给 户 记作 成员分红\n";
    let rest = "余 乙 由 乙款，给 集体 记作 集体收益";
    // 400.00 for the households, and nothing may be left; with a remainder it is the least
    let empty = "要求 余额(甲款) = 0 元 否则 \"多了\"\n";
    assert_eq!(demanded(&format!("{pay}{empty}{rest}")), Ok(one("甲款", 40_000)));
    let least = demanded(&format!("{pay}余 剩 由 甲款，给 集体 记作 集体收益\n{rest}"));
    assert_eq!(least, Ok(vec![("甲款".to_owned(), 40_000, true)]));
    // less than came in; more and more of what is paid out of it
    let less = "付 红 = 30 元 由 甲款，不足 停，给 集体 记作 集体收益\n";
    assert_eq!(demanded(&format!("{less}{empty}{rest}")), Ok(one("甲款", 3_000)));
    for open in ["付 红 = 2 × 甲款", "付 红 = 甲款 ÷ 3"] {
        let found = demanded(&format!("{open} 由 甲款，不足 停，给 集体 记作 集体收益\n{empty}{rest}"));
        assert!(found.is_err(), "{open}: {found:?}");
    }
}

#[test]
fn an_example_that_a_condition_refuses_shows_the_figures_of_that_condition_in_that_row() {
    let sheet = checked(
        "conditions",
        "【方案】\n编号 = t\n语义 = 1\n【各方】\n集体：集体\n【登记】\n户 收款：份 股\n【输入】\n甲款：元 待分 来自 凭单 \"x\"\n【步骤】\n\
         要求 甲款 <= 100 元 否则 \"太多\"\n每个 户：要求 份 <= 9 股 且 份 >= 2 股 否则 \"份数不对\"\n\
         分 红 由 甲款，给 每个 户 按 份 记作 成员分红 无则 给 集体 记作 集体收益\n\
         【示例 \"多\"】\n期 2025-01-01 至 2025-12-31\n户 | 份\n  H1 | 3\n取 甲款 = 101 元\n期望 拒绝 \"太多\"\n\
         【示例 \"少\"】\n期 2025-01-01 至 2025-12-31\n户 | 份\n  H1 | 3\n  H2 | 1\n取 甲款 = 90 元\n期望 拒绝 \"份数不对\"\n\
         【示例 \"错\"】\n期 2025-01-01 至 2025-12-31\n户 | 份\n  H1 | 3\n  H2 | 1\n取 甲款 = 90 元\n期望 户[H1].红 = 90 元\n",
    );
    let [many, few, wrong] = examples(&sheet).try_into().unwrap();
    assert!(many.passed && few.passed && !wrong.passed);
    let [figures, stopped] = wrong.failures.try_into().unwrap();
    assert_eq!((figures.line, figures.expectation.as_str()), (12, "份 >= 2 股"));
    assert_eq!((figures.expected.say(Lang::Zh), figures.found.say(Lang::Zh)), ("2 股".to_owned(), "1 股".to_owned()));
    assert!(!figures.stopped());
    assert_eq!((stopped.expectation.as_str(), stopped.stopped()), ("户[H1].红 = 90 元", true));
    assert!(stopped.found.say(Lang::Zh).contains("份数不对"), "{stopped:?}");
}

#[test]
fn a_late_rate_moved_into_the_sheet_is_compared_on_the_days_that_were_late() {
    let text = shipped::by_id("late-interest", 1).unwrap().text;
    let moved: String = text.lines().filter(|l| !l.starts_with("日违约金率：")).map(|l| format!("{l}\n")).collect();
    let moved = moved.replacen("【登记】", "【参数】\n日违约金率 = 0.1 %/天 据 \"决议\"\n\n【登记】", 1);
    let (old, new) = (checked("old", text), checked("new", &moved));
    let yuan = |n: i128| Given::Number(Exact::whole(n));
    let rent = |key: &str, n| Row {
        key: key.to_owned(),
        parents: ByName::default(),
        cells: ByName::from([("本期租金", yuan(n))]),
    };
    let mut run = year(0);
    run.registers = BTreeMap::from([("户".to_owned(), vec![rent("H1", 7_500), rent("H2", 2_500)])]);
    run.inputs = BTreeMap::from([
        ("日违约金率".to_owned(), Given::Number(Exact::new(5, 100))),
        ("应付日".to_owned(), Given::Day("2025-04-01".parse().unwrap())),
        ("收款日".to_owned(), Given::Day("2025-04-11".parse().unwrap())),
        ("到账租金".to_owned(), yuan(10_000)),
        ("到账违约金".to_owned(), yuan(50)),
    ]);
    // ten days of 0.05 % of 10 000.00 came in; of 0.1 % it is 100.00
    let found = compare(&old, &new, &run, &run);
    let amounts = found.after_assumed.unwrap().amounts;
    assert_eq!((amounts.len(), amounts[0].came.0, amounts[0].demanded.0), (1, 5_000, 10_000));
    let gets: Vec<_> = found.payees.iter().map(|d| (d.who.as_str(), d.before.unwrap().0, d.after.unwrap().0)).collect();
    assert_eq!(gets, [("H1", 3_750, 7_500), ("H2", 1_250, 2_500)]);
}
