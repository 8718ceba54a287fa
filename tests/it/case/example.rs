//! `examples/tianfu`: the year 2024 of book A in the product's own files, which are what the
//! converter makes of the small case. `COOP_WRITE_EXAMPLES=1` writes them anew.

use super::{
    desk::{Answer, Desk},
    folder::Fact,
    replay::Replay,
};
use coop_ledger::{decide::Refusal, intake::json_lines, log::Json};
use std::{collections::BTreeMap, fs, path::PathBuf};

/// Whose year it is.
pub const BOOK: &str = "A";

/// One file: its name, and what stands above its first line in Chinese and English.
struct File {
    name: &'static str,
    zh: &'static str,
    en: &'static str,
}

const FILES: [File; 12] = [
    File {
        name: "01-opening.jsonl",
        zh: "开账：选择、账户、往来单位、资产卡片、期初余额",
        en: "opening: settings, bank accounts, parties, asset cards, opening balances",
    },
    File {
        name: "02-registers.jsonl",
        zh: "登记：股份类别和三十户",
        en: "registers: share classes and thirty households",
    },
    File {
        name: "03-land-and-houses.jsonl",
        zh: "登记：承包地块和房屋；官方十九位代码只记承诺值",
        en: "registers: contracted parcels and houses; of the official 19-digit codes only commitments are recorded",
    },
    File { name: "04-entrustments.jsonl", zh: "各户的书面委托", en: "each household's written entrustment" },
    File {
        name: "05-schemes.jsonl",
        zh: "会上通过的分配单，正文在 sheets/ 里",
        en: "payout sheets the meeting adopted; their texts are in sheets/",
    },
    File {
        name: "06-lease.jsonl",
        zh: "流转：合同、押金、第一期租金到账、入户、付款、退票、重付",
        en: "farmland: contract, deposit, first rent received, credited, paid, returned, paid again",
    },
    File {
        name: "07-houses.jsonl",
        zh: "农房：合同、房租；水渠工程款；一张错凭证",
        en: "houses: contract and rent; the ditch; one wrong voucher",
    },
    File {
        name: "08-investment.jsonl",
        zh: "合股：协议、认购、投资；鱼塘三年租金一次收",
        en: "pooled capital: contract, subscriptions, investment; three years of pond rent at once",
    },
    File {
        name: "09-work.jsonl",
        zh: "务工：工票、劳务费、发放；红字冲销五月的错凭证",
        en: "work: sheet, fee, wages paid; the wrong voucher of May is reversed in red",
    },
    File {
        name: "10-autumn.jsonl",
        zh: "第二期租金；水渠验收、补助使用；第二期房租",
        en: "second rent; the ditch is accepted, the grant used; second house rent",
    },
    File {
        name: "11-december.jsonl",
        zh: "十二月：工票、增值分红、经营分成",
        en: "December: work sheet, share of added value, share of revenue",
    },
    File {
        name: "12-year-end.jsonl",
        zh: "年末：固定收益、联合体分配、折旧、结转、公积金、成员分配",
        en: "year end: fixed return, the union's distribution, depreciation, close, reserve, distribution",
    },
];

/// Which file a fact stands in.
fn file_of(fact: &Fact) -> usize {
    match (fact.kind.as_str(), fact.on.as_str()) {
        (
            "setting_chosen" | "bank_account_registered" | "party_registered" | "asset_registered" | "opening_balances",
            _,
        ) => 0,
        ("share_class_set" | "shares_granted" | "household_enrolled", _) => 1,
        ("parcel_registered" | "house_registered", _) => 2,
        ("entrustment_given", _) => 3,
        ("rule_adopted", _) => 4,
        (_, on) => {
            let until = ["2024-04-15", "2024-06-01", "2024-07-02", "2024-09-20", "2024-12-01", "2024-12-31"];
            5 + until.iter().filter(|day| **day <= on).count()
        }
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/tianfu")
}

/// The example tells the first year only.
pub const LAST: &str = "2024-12-31";

/// Every file the example should have, by its path below the folder.
fn files(case: &Replay) -> BTreeMap<String, String> {
    let mut texts: Vec<String> = FILES
        .iter()
        .map(|f| {
            format!(
                "# {}\n# {}\n# 除注明“公布”的以外，都是示例值。 Every figure is an example value unless a comment says it was published.\n\n",
                f.zh, f.en
            )
        })
        .collect();
    let mut files = BTreeMap::new();
    let mut last = 0;
    for (fact, orders) in case.recorded.iter().filter(|(fact, _)| fact.book == BOOK && fact.recorded_on() <= LAST) {
        let at = file_of(fact);
        assert!(at >= last, "{}: the files keep the order of recording", fact.id);
        last = at;
        let text = &mut texts[at];
        if let Some(source) = fact.text("source").filter(|s| s.starts_with("published")) {
            text.push_str(&format!("# 公布的数字 / {source}\n"));
        }
        for order in orders {
            text.push_str(&line(order, &mut files));
        }
    }
    files.extend(FILES.iter().zip(texts).map(|(file, text)| (file.name.to_owned(), text)));
    files
}

/// One instruction as a person reads it: id, day and kind in front, the note at the end. A sheet
/// becomes a file of its own.
fn line(order: &Json, files: &mut BTreeMap<String, String>) -> String {
    let Json::Object(members) = order else { panic!("an instruction is an object") };
    let mut members = members.clone();
    if let Some(Json::Array(lines)) = members.get("sheet").cloned() {
        members.remove("sheet");
        let lines: Vec<&str> = lines.iter().filter_map(Json::text).collect();
        let id = lines.iter().find_map(|l| l.strip_prefix("编号 = ")).expect("a sheet names itself");
        let version = members.get("version").and_then(Json::integer).expect("a version");
        let name = format!("sheets/{id}-{version}.sheet");
        files.insert(name.clone(), format!("{}\n", lines.join("\n")));
        members.insert("sheet_file".to_owned(), Json::Text(name));
    }
    let first = ["id", "on", "kind"];
    let mut text = String::from("{");
    let front = first.iter().filter_map(|name| Some((*name, members.get(*name)?)));
    let middle = members.iter().map(|(name, value)| (name.as_str(), value));
    let middle = middle.filter(|(name, _)| !first.contains(name) && *name != "note");
    let end = members.get("note").map(|note| ("note", note));
    for (n, (name, value)) in front.chain(middle).chain(end).enumerate() {
        let comma = if n == 0 { "" } else { ", " };
        text.push_str(&format!("{comma}\"{name}\": {}", spaced(value)));
    }
    text.push_str("}\n");
    text
}

/// Members that say what an inner object is about stand first.
const LEADING: [&str; 9] = ["part", "household", "owner", "worker", "class", "account", "asset", "payout", "first_day"];

/// JSON with a blank behind commas and colons.
fn spaced(value: &Json) -> String {
    match value {
        Json::Object(members) => {
            let rank = |name: &str| LEADING.iter().position(|l| *l == name).unwrap_or(LEADING.len());
            let mut members: Vec<(&String, &Json)> = members.iter().collect();
            members.sort_by_key(|(name, _)| rank(name));
            let each: Vec<String> =
                members.into_iter().map(|(name, value)| format!("\"{name}\": {}", spaced(value))).collect();
            format!("{{{}}}", each.join(", "))
        }
        Json::Array(items) => format!("[{}]", items.iter().map(spaced).collect::<Vec<_>>().join(", ")),
        plain => String::from_utf8(plain.to_bytes()).expect("text"),
    }
}

/// Files that are not what the case makes of them.
pub fn stale(case: &Replay) -> Vec<String> {
    let folder = folder();
    let files = files(case);
    if std::env::var_os("COOP_WRITE_EXAMPLES").is_some() {
        fs::create_dir_all(folder.join("sheets")).expect("a folder for the example");
        for (name, text) in &files {
            fs::write(folder.join(name), text).unwrap_or_else(|e| panic!("{name}: {e}"));
        }
    }
    let stands = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    let mut stale: Vec<String> =
        files.iter().filter(|(name, text)| stands(name) != **text).map(|(n, _)| n.clone()).collect();
    for below in ["", "sheets"] {
        let there = fs::read_dir(folder.join(below)).expect("the example is there");
        let names = there.filter_map(|f| Some(PathBuf::from(below).join(f.ok()?.file_name()).display().to_string()));
        let data = names.filter(|n| n.ends_with(".jsonl") || n.ends_with(".sheet"));
        stale.extend(data.filter(|name| !files.contains_key(name)));
    }
    stale
}

/// Reads a file of the example as the program does.
fn instructions(name: &str) -> Vec<Json> {
    let text = fs::read_to_string(folder().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let read = |(line, read): (usize, Result<Json, Refusal>)| {
        let mut json = read.unwrap_or_else(|e| panic!("{name}:{line}: {e}"));
        if let Json::Object(members) = &mut json
            && let Some(Json::Text(file)) = members.remove("sheet_file")
        {
            let text = fs::read_to_string(folder().join(&file)).unwrap_or_else(|e| panic!("{file}: {e}"));
            members.insert("sheet".into(), Json::Array(text.lines().map(|l| Json::Text(l.to_owned())).collect()));
        }
        json
    };
    json_lines(&text).into_iter().map(read).collect()
}

/// Records the example on a fresh ledger, each file as one batch.
pub fn recorded() -> Desk {
    let mut desk = Desk::open(
        "example",
        "open",
        "2024-01-01",
        ("A社区股份经济合作社(示例)", "share cooperative of community A (example)"),
    );
    for file in &FILES {
        let answer = desk.record("2024-12-31", &instructions(file.name));
        assert_eq!(answer, Ok(Answer::Recorded), "{}", file.name);
    }
    desk
}

/// The refusal of the deliberately wrong instruction, and what its file says it will be.
pub fn wrong(desk: &mut Desk) -> (String, String) {
    const NAME: &str = "wrong/fee-taken-from-rent.jsonl";
    let text = fs::read_to_string(folder().join(NAME)).unwrap_or_else(|e| panic!("{NAME}: {e}"));
    let said = text.lines().find_map(|l| l.strip_prefix("# refused: ")).unwrap_or_default();
    let answer = desk.record("2025-03-27", &instructions(NAME));
    (answer.err().map(|r| r.to_string()).unwrap_or_default(), said.to_owned())
}
