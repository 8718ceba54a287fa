//! Instructions altered by their structure, so that a fuzzer does not spend its time on commas.

use super::village::{Village, root};
use crate::dice::Dice;
use coop_ledger::{
    intake::json_lines,
    log::{About, Act, Attestation, Head, Json, KeyKind, Role, SigningKey, Testimony, to_json},
};
use std::{collections::BTreeMap, fs, sync::LazyLock};

/// Every text of instructions in the repository, with the ledger that it wants beneath it.
pub fn seeds() -> Vec<(String, String)> {
    let read = |path: std::path::PathBuf| fs::read_to_string(path).unwrap();
    let files = |folder: &str, ending: &str| {
        let mut all: Vec<_> = fs::read_dir(root().join(folder)).unwrap().map(|f| f.unwrap().path()).collect();
        all.retain(|f| f.extension().is_some_and(|e| e == ending));
        all.sort();
        all
    };
    let mut seeds = Vec::new();
    let little = read(root().join("tests/ledgers/little.jsonl"));
    for (n, batch) in little.split("\n\n").filter(|b| b.lines().any(|l| l.starts_with('{'))).enumerate() {
        seeds.push((format!("little-{n:02}"), format!("#base little {n}\n{}\n", batch.trim())));
    }
    seeds.push(("kinds".to_owned(), read(root().join("tests/ledgers/kinds.jsonl"))));
    seeds.push(("governed".to_owned(), read(root().join("tests/ledgers/governed.jsonl"))));
    seeds.push(("signed".to_owned(), signed()));
    for (n, file) in files("examples/tianfu", "jsonl").into_iter().enumerate() {
        let lines: Vec<String> = read(file).lines().filter(|l| l.starts_with('{')).map(str::to_owned).collect();
        for (part, lines) in lines.chunks(8).enumerate() {
            seeds.push((format!("tianfu-{n:02}-{part}"), format!("#base tianfu {n}\n{}\n", lines.join("\n"))));
        }
    }
    for file in files("tests/refusals", "toml") {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let case: toml::Table = toml::from_str(&read(file)).unwrap();
        if case.contains_key("fill") {
            continue;
        }
        let text = |name: &str| case.get(name).and_then(|v| v.as_str()).unwrap_or_default().trim().to_owned();
        let after = case.get("after").and_then(|v| v.as_integer()).unwrap_or(99);
        let all = [text("before"), text("refused"), text("accepted")].join("\n");
        seeds
            .push((format!("refused-{name}"), format!("#base little {after}\n{}\n", all.replace("\n\n", "\n").trim())));
    }
    seeds
}

/// Keys admitted and retired, and an attestation: what nobody can write without a signature.
fn signed() -> String {
    let village = Village::asked("");
    let key = SigningKey::from_seed([5; 32]);
    let testimony = |about, act| Testimony {
        about,
        act,
        at: village.books.recorded_at().unwrap(),
        origin: village.books.origin().cloned().unwrap(),
        say: None,
        seen: Head::empty(),
    };
    let (kind, role) = (KeyKind::Person, Some(Role::Supervisor));
    let possess = testimony(About::own_key("K05", key.public(), kind, role), Act::Possess);
    let possession = to_json(&Attestation::sign(possess, &key).unwrap()).unwrap();
    let (index, _) = village.books.vouchers().all().next().unwrap();
    let leaf = village.books.vouchers().leaf(index).unwrap();
    let approve = testimony(About::Entry { index, leaf }, Act::Approve);
    let approval = to_json(&Attestation::sign(approve, &SigningKey::from_seed([3; 32])).unwrap()).unwrap();
    let text = |text: &str| Json::Text(text.to_owned());
    let order = |members: Vec<(&str, Json)>| {
        let all = members
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .chain([("on".to_owned(), text("2024-05-06"))]);
        String::from_utf8(Json::Object(all.collect()).to_bytes()).unwrap()
    };
    let admitted = order(vec![
        ("id", text("k-21")),
        ("kind", text("key.admitted")),
        ("alg", text("ed25519")),
        ("key_kind", text("person")),
        ("person", text("K05")),
        ("role", text("supervisor")),
        ("public", text(&key.public().to_string())),
        ("possession", possession),
    ]);
    let attested = order(vec![
        ("id", text("k-22")),
        ("kind", text("attestation.recorded")),
        ("attestations", Json::Array(vec![approval])),
    ]);
    let retired =
        order(vec![("id", text("k-23")), ("kind", text("key.retired")), ("key", text(&key.public().id().to_string()))]);
    [admitted, attested, retired].join("\n")
}

/// Values by the name of their member, and whole instructions.
struct Pool {
    values: BTreeMap<String, Vec<Json>>,
    instructions: Vec<Json>,
}

static POOL: LazyLock<Pool> = LazyLock::new(|| {
    let mut pool = Pool { values: BTreeMap::new(), instructions: Vec::new() };
    for (_, text) in seeds() {
        for (_, read) in json_lines(&text) {
            let Ok(json) = read else { continue };
            gather(&json, &mut pool.values);
            pool.instructions.push(json);
        }
    }
    pool
});

fn gather(json: &Json, values: &mut BTreeMap<String, Vec<Json>>) {
    match json {
        Json::Object(members) => {
            for (name, value) in members {
                let known = values.entry(name.clone()).or_default();
                if name != "sheet" && known.len() < 200 && !known.contains(value) {
                    known.push(value.clone());
                }
                gather(value, values);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| gather(item, values)),
        _ => {}
    }
}

/// What sits at the edges, and what belongs nowhere.
const EDGES: &[&str] = &[
    "0.00",
    "0.01",
    "0.10",
    "1.00",
    "999999999999.99",
    "90071992547409.91",
    "92233720368547758.07",
    "-1.00",
    "1e3",
    "0",
    "1",
    "4",
    "0.0001",
    "100000000.0000",
    "1900-01-01",
    "1970-01-01",
    "2024-02-29",
    "2024-02-30",
    "2024-12-31",
    "2025-01-01",
    "2199-12-31",
    "9999-12-31",
    "H0001",
    "H0002",
    "H9999",
    "P01",
    "P02",
    "ROT-1",
    "OP1",
    "A-BANK-1",
    "CASH",
    "collective",
    "rot-rent",
    "101",
    "102",
    "112",
    "211",
    "221",
    "301",
    "321",
    "513",
    "",
    " ",
    "é",
    "\u{200b}",
    "甲户",
    "wrong_amount",
    "other",
    "population",
    "00000000000000000000000000000000000000000000000000000000000000ff",
];

const WHOLE: &[u64] = &[0, 1, 2, 3, 12, 99, 2024, 2025, 2100, 9999, u32::MAX as u64, Json::MAX_INTEGER];

fn edge(dice: &mut Dice) -> Json {
    match dice.place(12) {
        0 => Json::Integer(*dice.among(WHOLE).unwrap()),
        1 => Json::Bool(dice.place(2) == 0),
        2 => Json::Array(Vec::new()),
        3 => Json::Object(BTreeMap::new()),
        4 => Json::Text("长".repeat(dice.place(400))),
        _ => Json::Text((*dice.among(EDGES).unwrap()).to_owned()),
    }
}

/// The value some way down, with the name of its member.
fn somewhere<'a>(json: &'a mut Json, name: String, dice: &mut Dice) -> (String, &'a mut Json) {
    let deeper = match json {
        Json::Object(members) => !members.is_empty() && (name.is_empty() || dice.place(3) > 0),
        Json::Array(items) => !items.is_empty() && dice.place(3) > 0,
        _ => false,
    };
    if !deeper {
        return (name, json);
    }
    match json {
        Json::Object(members) => {
            let at = dice.place(members.len());
            let (step, value) = members.iter_mut().nth(at).unwrap();
            somewhere(value, step.clone(), dice)
        }
        Json::Array(items) => {
            let at = dice.place(items.len());
            somewhere(&mut items[at], name, dice)
        }
        _ => panic!("nothing lies deeper"),
    }
}

fn change(json: &mut Json, dice: &mut Dice) {
    let pool = &*POOL;
    match dice.place(8) {
        // a member more or less
        0 => {
            if let Json::Object(members) = json {
                let at = dice.place(members.len());
                if let Some(name) = members.keys().nth(at).cloned() {
                    members.remove(&name);
                }
            }
        }
        1 => {
            let at = dice.place(pool.values.len());
            if let (Json::Object(members), Some((name, known))) = (json, pool.values.iter().nth(at)) {
                let value = dice.among(known).cloned();
                members.insert(name.clone(), value.unwrap_or_else(|| edge(dice)));
            }
        }
        2 => {
            let (_, value) = somewhere(json, String::new(), dice);
            if let Json::Array(items) = value {
                match (dice.place(3), items.last().cloned()) {
                    (0, Some(last)) => items.push(last),
                    (1, _) => drop(items.pop()),
                    _ => items.reverse(),
                }
            }
        }
        3 => {
            let (_, value) = somewhere(json, String::new(), dice);
            *value = edge(dice);
        }
        // a figure a little different
        4 => {
            let (_, value) = somewhere(json, String::new(), dice);
            if let Json::Text(text) = value {
                let digits: Vec<usize> =
                    text.bytes().enumerate().filter(|(_, b)| b.is_ascii_digit()).map(|(at, _)| at).collect();
                if let Some(at) = dice.among(&digits) {
                    let digit = (b'0' + dice.place(10) as u8) as char;
                    text.replace_range(*at..=*at, &digit.to_string());
                }
            }
        }
        // what stands under this name elsewhere
        _ => {
            let (name, value) = somewhere(json, String::new(), dice);
            if let Some(other) = pool.values.get(&name).and_then(|known| dice.among(known)) {
                *value = other.clone();
            }
        }
    }
}

/// The text altered in one to four places.
pub fn altered(text: &str, seed: u64) -> String {
    let mut dice = Dice(seed);
    let base = text.lines().next().filter(|l| l.starts_with("#base")).map(str::to_owned);
    let mut base = base.unwrap_or_else(|| format!("#base little {}", dice.place(12)));
    let mut all: Vec<Json> = json_lines(text).into_iter().filter_map(|(_, read)| read.ok()).collect();
    for _ in 0..=dice.place(4) {
        match dice.place(10) {
            0 => all.extend(dice.among(&POOL.instructions).cloned()),
            1 if !all.is_empty() => {
                let mut twin = all[dice.place(all.len())].clone();
                if let Json::Object(members) = &mut twin {
                    members.insert("id".into(), Json::Text(format!("n-{}", dice.place(1_000))));
                }
                all.push(twin);
            }
            2 if all.len() > 1 => {
                let (one, two) = (dice.place(all.len()), dice.place(all.len()));
                all.swap(one, two);
            }
            3 if all.len() > 1 => drop(all.remove(dice.place(all.len()))),
            4 if dice.place(4) == 0 => {
                base = match dice.place(2) {
                    0 => format!("#base little {}", dice.place(12)),
                    _ => format!("#base tianfu {}", dice.place(13)),
                };
            }
            5 if !all.is_empty() => {
                let named = all[dice.place(all.len())].member("id").cloned();
                let id = Json::Text(format!("c-{}", dice.place(1_000)));
                let corrected = [
                    ("id", Some(id)),
                    ("on", all[0].member("on").cloned()),
                    ("kind", Some(Json::Text("entry.corrected".into()))),
                    ("corrects", named),
                    ("reason", Some(Json::Text("other".into()))),
                ];
                all.push(Json::Object(corrected.into_iter().filter_map(|(n, v)| Some((n.to_owned(), v?))).collect()));
            }
            _ => {
                let at = dice.place(all.len());
                if let Some(json) = all.get_mut(at) {
                    change(json, &mut dice);
                }
            }
        }
    }
    let lines: Vec<String> = all.iter().map(|json| serde_json::to_string(&plain(json)).unwrap()).collect();
    format!("{base}\n{}\n", lines.join("\n"))
}

/// As any JSON writer has it, since an altered text may hold what canonical JSON does not.
fn plain(json: &Json) -> serde_json::Value {
    match json {
        Json::Object(members) => members.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        Json::Array(items) => items.iter().map(plain).collect(),
        Json::Text(text) => text.as_str().into(),
        Json::Bool(truth) => (*truth).into(),
        Json::Integer(number) => (*number).into(),
    }
}
