//! Parts of one sharing make one whole; what the checker teaches can be typed; what no run could
//! try is said first; what `--help` shows runs.

use crate::{author::sheets_under, little::Little, schemes::good, sessions::run::Session};
use coop_ledger::{
    author::{self, Claim, Figure, Obligations, example_text, obligations},
    cooperative::TriedSheet,
    decide::DeclarePayout,
    rules::{Stop, compute, examples},
    scheme::{self, Action, Code, Diagnostic, ExprKind, Name, ShareSource, ValueKind, words::Lang},
    statement::{self, Labels},
    unit::Say,
};
use std::{path::Path, sync::Arc};

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
        let text = two_parts("甲占 = 70 %\n乙占 = 30 %", "", ["甲占", "乙占"])
            + &example(&format!("取 比例 = 1 %\n{given}"), expected);
        scheme::read(&text).unwrap_or_else(|found| panic!("{found:?}"))
    };
    let pays = sheet("", "已收(园区) = 700 元 且 已收(集体) = 300 元");
    assert!(examples(&pays)[0].passed, "{:?}", examples(&pays)[0]);
    let stops = &examples(&sheet("取 乙占 = 40 %", "两方 = 1000 元"))[0];
    assert!(!stops.passed);
    let found = stops.failures[0].found.say(Lang::En);
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
        let text = two_parts("无 = 1 元", "", weights).replace("备 = 比例", "弃 = 无\n备 = 比例")
            + &example(given, "两方 = 1000 元");
        let text = text.replace("要求 备 >= 0 元", "要求 弃 + 备 >= 0 元");
        let sheet = scheme::read(&text).unwrap_or_else(|found| panic!("{found:?}"));
        let tried = &examples(&sheet)[0];
        match made {
            None => assert!(tried.passed, "{tried:?}"),
            Some(made) => assert!(
                tried.failures[0].found.say(Lang::En).contains(&format!("make {made} %, not 100 %")),
                "{tried:?}"
            ),
        }
    }
}

#[test]
fn sheets_f1_dated_parts_are_added_up_for_every_day() {
    let found = refused(
        &(two_parts("甲占 = 70 %\n乙占 = 30 % = 40 % 自 2030-01-01", "", ["甲占", "乙占"])
            + &example("取 比例 = 1 %", "两方 = 1000 元")),
    );
    assert_eq!(found[0].code, Code::M10);
    assert_eq!(found[0].message(Lang::Zh), "自 2030-01-01 起比例合计 110 %，不是 100 %");
    assert_eq!(found[0].message(Lang::En), "from 2030-01-01 on the percentages add up to 110 %, not 100 %");
    let both = "甲占 = 70 % = 60 % 自 2030-01-01\n乙占 = 30 % = 40 % 自 2030-01-01";
    scheme::read(&(two_parts(both, "", ["甲占", "乙占"]) + &example("取 比例 = 1 %", "两方 = 1000 元")))
        .expect("both change on one day");
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
    let mine =
        found.obligations.iter().find(|o| matches!(o.claim, Claim::PartsMakeOne { .. })).expect("the claim is made");
    let counter = mine.counterexample.as_ref().expect("it is broken");
    assert_eq!(counter.run.registers["户"].len(), 1, "{counter:?}");
    assert!(matches!(compute(&sheet, &counter.run), Err(Stop::PartsNotWhole { .. })));
    assert_eq!(counter.expected, Figure::Whole);
    // pasted into the sheet it is an example that reads
    let pasted =
        format!("{}\n{}期望 拒绝 \"不是百分之百\"\n", sheet.text(), example_text(&sheet, "反例", counter, Lang::En));
    let again = scheme::read(&pasted).unwrap_or_else(|found| panic!("{pasted}{found:?}"));
    assert!(examples(&again)[0].passed);
    // the neighbour: percent of one share is a weight, not a part
    let (_, found) = by_column("占比 的 1 股");
    assert!(
        found.obligations.iter().all(|o| !matches!(o.claim, Claim::PartsMakeOne { .. }) && o.counterexample.is_none())
    );
}

#[test]
fn sheets_f1_the_counter_example_reads_when_it_is_pasted_as_it_is_printed() {
    let (sheet, _) = by_column("占比");
    for lang in ["en", "zh_CN.UTF-8"] {
        let session = session(lang, &[("column.sheet", sheet.text())]);
        let told = session.run("coop scheme test column.sheet --runs 20 --households 0");
        let block: String = told
            .lines()
            .skip_while(|l| !l.starts_with("  【"))
            .map_while(|l| l.strip_prefix("  "))
            .map(|l| format!("{l}\n"))
            .collect();
        let pasted = format!("{}\n{block}期望 拒绝 \"不是百分之百\"\n", sheet.text());
        let again = scheme::read(&pasted).unwrap_or_else(|found| panic!("{told}\n{found:?}"));
        assert!(examples(&again)[0].passed, "{told}");
    }
}

/// Values of the sheet that are parts of one 分.
fn parts(sheet: &scheme::CheckedSheet) -> Vec<String> {
    let mut names = Vec::new();
    for step in sheet.steps() {
        let Action::Share(share) = &step.action else { continue };
        let from_each = if let ShareSource::Each { weight, .. } = &share.from { Some(weight) } else { None };
        for weight in
            share.to.iter().filter_map(|to| to.weight.as_ref()).chain(from_each).filter(|w| w.unit().is_percent())
        {
            let ExprKind::Name { what: Name::Value { value, .. }, .. } = &weight.kind else {
                panic!("{}: no value", sheet.id())
            };
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
            let line =
                text.lines().find(|l| l.starts_with(&format!("{part} = "))).unwrap_or_else(|| panic!("{name}: {part}"));
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
    for (lang, word) in
        [(statement::Lang::Zh, "各份合计不是 100 %"), (statement::Lang::En, "the parts do not make 100 %")]
    {
        assert_eq!(Labels::of(lang).word("stopped", stop.word()), word);
    }
}

/// The sheets with one planted mistake each, and some that the remedies of November 2026 sent astray.
fn mistaken() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemes/mistakes");
    let mut all: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    all.sort();
    let good = "【方案】\n编号 = t\n语义 = 1\n【各方】园区：运营方；集体：集体\n【登记】户 收款：人口 人，价 元 可缺\n地块 属 户：面积 亩\n\
        【输入】净收益：元 来自 报表 \"净收益\"\n【步骤】\n付 入账 = 净收益 由 园区，入 池\n\
        每个 地块：付 地钱 = 面积 × 1 元/亩 由 园区，给 户 记作 承包地租金\n\
        分 分红 由 池，给 每个 户 按 (若 人口 > 1 人 则 价 否则 0 元) 无则 0 元 记作 成员分红 无则 给 集体 记作 集体收益\n\
        【示例 \"一\"】\n期 2026-01-01 至 2026-12-31\n取 净收益 = 1 元\n期望 入账 = 1 元\n";
    assert!(scheme::read(good).is_ok(), "{:?}", scheme::read(good));
    for (name, right, wrong) in [
        ("若 that may be missing", "(若 人口 > 1 人 则 价 否则 0 元) 无则 0 元", "若 人口 > 1 人 则 价 否则 0 元"),
        ("a payee filled like a pot", "给 户 记作 承包地租金", "入 户"),
        ("a payee that gives", "付 地钱 = 面积 × 1 元/亩 由 园区", "付 地钱 = 面积 × 1 元/亩 由 户"),
        ("land that is paid", "给 户 记作 承包地租金", "给 地块 记作 承包地租金"),
        ("no purpose, to the collective", "记作 集体收益", ""),
        ("a day for what is not daily", "取 净收益 = 1 元", "取 净收益[2026-01-01] = 1 元"),
        ("record day with =", "期 2026-01-01 至 2026-12-31", "期 2026-01-01 至 2026-12-31\n记录日 = 2026-12-20"),
        ("sum over what lies above", "付 地钱 = 面积 × 1 元/亩", "付 地钱 = 合计(户：人口) × 1 元/人"),
    ] {
        assert!(good.contains(right), "{name}");
        all.push((name.to_owned(), good.replacen(right, wrong, 1)));
    }
    all
}

#[test]
fn sheets_f4_every_remedy_that_can_be_typed_as_it_stands_mends_its_line() {
    let (mut typed, mut wrong) = (0, Vec::new());
    for (name, text) in mistaken() {
        let found = refused(&text);
        let first = &found[0];
        for lang in [Lang::Zh, Lang::En] {
            let Some((write, again)) = first.instead(lang).zip(first.mended(&text, lang)) else { continue };
            typed += 1;
            if let Err(left) = scheme::read(&again) {
                let here = left.iter().find(|d| d.line() == first.line() && d.code != Code::N05);
                if let Some(here) = here {
                    wrong.push(format!(
                        "{name}: {} {} → {write}\n{}",
                        first.code,
                        first.message_en,
                        here.render("again", &again, Lang::En)
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(typed > 40, "{typed}");
}

#[test]
fn sheets_f4_a_remedy_names_the_call_and_not_what_is_said_about_it() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemes/mistakes/U10.sheet"))
        .unwrap();
    let found = refused(&text);
    assert_eq!(
        (found[0].instead(Lang::Zh), found[0].instead(Lang::En)),
        (Some("四舍五入(净收益，0.01 元)"), Some("round(净收益, 0.01 yuan)"))
    );
}

#[test]
fn sheets_f2_the_page_teaches_the_record_day_of_an_example_as_it_is_read() {
    for (page, taught) in [("docs/sheets.md", "record_day 2025-12-20"), ("docs/sheets.zh.md", "记录日 2025-12-20")] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
        assert!(text.contains(&format!("`{taught}`")), "{page}");
        let (name, sheet) = good().remove(0);
        let period = sheet.lines().find(|l| l.starts_with("期 ")).unwrap_or_else(|| panic!("{name}"));
        scheme::read(&sheet.replacen(period, &format!("{period}\n{taught}"), 1))
            .unwrap_or_else(|found| panic!("{page}: {found:?}"));
    }
}

/// A session in a folder with these files.
fn session(lang: &'static str, files: &[(&str, &str)]) -> Session {
    let session = Session::speaking(lang);
    for (name, text) in files {
        std::fs::write(session.path(name), text).unwrap();
    }
    session
}

#[test]
fn sheets_f3_what_an_editor_adds_unseen_is_left_out_and_never_adopted() {
    let plain = scheme::shipped::by_id("wages", 1).unwrap().text;
    let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    let session = session("en", &[("wages.sheet", &windows), ("bare.sheet", &plain.replacen('\n', "\r", 1))]);
    let told = session.run("coop scheme check wages.sheet");
    assert_eq!(told, "wages.sheet: passes. wages “Wages from work sheets”, steps 3, examples 1\n");
    assert_eq!(session.run("coop scheme fmt wages.sheet --write"), "! written to wages.sheet\n");
    assert_eq!(std::fs::read_to_string(session.path("wages.sheet")).unwrap(), author::format(plain).unwrap());
    // a carriage return that ends no line is still no character of a sheet
    assert!(session.run("coop scheme check bare.sheet").contains("U+000D"));
}

const NARROW: &str = "【方案】\n编号 = narrow\n语义 = 1\n标题 = \"窄\"\ntitle = \"narrow\"\n【各方】\n园区：运营方\n集体：集体\n【登记】\n户 收款：面积 亩\n\
    【输入】\n净收益：元\n【步骤】\n要求 合计(户：面积) = 4321.09 亩 否则 \"面积\"\n付 入账 = 净收益 由 园区，入 池\n\
    分 分红 由 池，给 每个 户 按 面积 记作 成员分红 无则 给 集体 记作 集体收益\n\
    【示例 \"别的不分\"】\n期 2025-01-01 至 2025-12-31\n户 | 面积\n  H1 | 1\n取 净收益 = 1 元\n期望 拒绝 \"面积\"\n";

#[test]
fn sheets_f5_what_no_run_could_try_is_said_in_the_first_line() {
    let bare = NARROW.split("要求").next().unwrap().to_owned()
        + "付 入账 = 净收益 由 园区，入 池\n分 分红 由 池，给 每个 户 按 面积 记作 成员分红 无则 给 集体 记作 集体收益\n";
    for (lang, untried, none) in [
        (
            "en",
            "not all of it was tried: of 6 claims, 6 could be tried by no drawn run, see below",
            "no example: nobody has worked this sheet by hand",
        ),
        (
            "zh_CN.UTF-8",
            "没有全部试过：6 条性质里有 6 条，抽到的登记一次也试不了，见下",
            "没有示例：这张分配单还没有人手算过",
        ),
    ] {
        let session = session(lang, &[("narrow.sheet", NARROW), ("bare.sheet", &bare)]);
        let first = |told: String| told.lines().next().unwrap_or_default().to_owned();
        assert_eq!(first(session.run("coop scheme test narrow.sheet --runs 20 --households 0")), untried);
        assert_eq!(first(session.run("coop scheme test bare.sheet --runs 20 --households 0")), none);
    }
}

/// The examples that the help of a command shows, as they are typed.
fn shown(session: &Session, command: &str) -> Vec<String> {
    let help = session.run(&format!("coop {command} --help"));
    let lines = help.lines().filter_map(|l| l.strip_prefix("  coop "));
    // what stands behind two blanks is said about it
    lines.map(|l| format!("coop {}", l.split("   ").next().unwrap_or(l).trim_end())).collect()
}

#[test]
fn n3_every_example_that_help_shows_runs() {
    let commands = [
        "",
        "init",
        "record",
        "scheme",
        "scheme test",
        "scheme new",
        "scheme show",
        "scheme diff",
        "payout preview",
        "payout declare",
        "correct",
        "audit",
        "proof",
    ];
    for lang in ["en", "zh_CN.UTF-8"] {
        let fresh = session(lang, &[]);
        let init = shown(&fresh, "init");
        assert!(!init.is_empty());
        for typed in init {
            // each in a folder of its own, as it is printed: no ledger is named around it, and a shell
            // makes the file that is written to first
            let own: Vec<(&str, &str)> = typed.split(" > ").skip(1).map(|file| (file, "")).collect();
            let told = session(lang, &own).run(&format!("COOP_LEDGER=. COOP_PASSPHRASE=correct-horse {typed}"));
            assert!(!told.contains("? "), "{typed}\n{told}");
        }
        let wages = scheme::shipped::by_id("wages", 1).unwrap().text;
        let rent = scheme::shipped::by_id("rot-rent", 1).unwrap().text;
        let village = session(lang, &[("FILE", wages), ("wages.sheet", wages), ("draft.sheet", rent)]);
        assert!(!village.run("coop demo try > try.txt").contains("? "));
        village.run("export COOP_LEDGER=try/ledger COOP_STATE=try/state");
        std::fs::copy(village.path("try/pin.toml"), village.path("pin.toml")).unwrap();
        village.run("coop statement H0001 --format json --out statement.json");
        // what the village does not have: instructions of one's own, an entry that may be corrected, a payout not yet shared
        let own = ["record ", "correct 42", "payout preview P01", "payout declare P01", "proof "];
        let mut run = 0;
        for typed in commands.iter().filter(|c| **c != "init").flat_map(|c| shown(&fresh, c)) {
            if own.iter().any(|o| typed.contains(o)) {
                continue;
            }
            let typed = typed.replace(" ID ", " rot-rent ").replace(" 编号 ", " rot-rent ").replace(" 文件", " FILE");
            let typed = typed.replace("账本文件夹", "try/ledger").replace(" LEDGER", " try/ledger");
            let typed = typed
                .replace("coop demo", "coop demo other")
                .replace("scheme test FILE", "scheme test FILE --households 100");
            let typed = typed
                .replace("test wages.sheet", "test wages.sheet --households 100")
                .replace("--runs 2000", "--runs 20");
            let draft = village.path("draft.sheet");
            match typed.contains("--out draft.sheet") {
                true => std::fs::remove_file(&draft).unwrap(),
                false => std::fs::write(&draft, rent).unwrap(),
            }
            let told = village.run(&typed);
            assert!(!told.lines().any(|l| l == "? 2" || l == "? 70"), "{typed}\n{told}");
            run += 1;
        }
        assert!(run >= 8, "{run}");
    }
}
