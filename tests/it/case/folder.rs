//! A case folder: facts in the order of recording, refused facts, and tables of expected figures.

use serde_json::{Map, Value};
use std::{collections::BTreeMap, fs, path::PathBuf};

/// One folder with `facts.jsonl` and `expect/`.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    pub name: String,
    pub facts: Vec<Fact>,
    pub refusals: Vec<Refused>,
}

/// One neutral fact.
#[derive(Debug, Clone)]
pub struct Fact {
    pub id: String,
    pub on: String,
    pub book: String,
    pub kind: String,
    members: Map<String, Value>,
}

/// A fact that must be refused, right after another one.
#[derive(Debug)]
pub struct Refused {
    pub after: String,
    /// What it is about, where the case says so.
    pub area: String,
    pub code: String,
    pub fact: Fact,
}

/// One row of an expected table, by column.
pub type Row = BTreeMap<String, String>;

impl Folder {
    /// The folders to check: the one named by `COOP_CASE_DIR`, else the small case and, where it
    /// lies beside the crate, the full one.
    pub fn all() -> Vec<Folder> {
        if let Some(named) = std::env::var_os("COOP_CASE_DIR") {
            return vec![Folder::read(named.into())];
        }
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let mut all = vec![Folder::read(root.join("tests/cases/tianfu-small"))];
        let full = root.join("../shared/cases/tianfu-full");
        match full.exists() {
            true => all.push(Folder::read(full)),
            false => eprintln!("case tianfu-full: skipped, its folder is not here"),
        }
        all
    }

    /// A case from its folder.
    pub fn read(path: PathBuf) -> Folder {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let facts = lines(&path.join("facts.jsonl")).into_iter().map(|v| Fact::of(v, None)).collect();
        let refusals = lines(&path.join("expect/refusals.jsonl")).into_iter().map(Refused::of).collect();
        Folder { path, name, facts, refusals }
    }

    /// An expected value; none where the case has no such file.
    pub fn json(&self, file: &str) -> Option<Value> {
        let text = fs::read_to_string(self.path.join("expect").join(file)).ok()?;
        Some(serde_json::from_str(&text).unwrap_or_else(|e| panic!("{file}: {e}")))
    }

    /// An expected table; none where the case has no such file.
    pub fn table(&self, file: &str) -> Vec<Row> {
        let Ok(text) = fs::read_to_string(self.path.join("expect").join(file)) else { return Vec::new() };
        let mut rows = text.lines().map(cells);
        let names = rows.next().unwrap_or_default();
        rows.map(|row| names.iter().cloned().zip(row).collect()).collect()
    }
}

fn lines(path: &std::path::Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"));
    text.lines().filter(|line| !line.is_empty()).map(read).collect()
}

/// The cells of one line: commas between, quotes around a cell that holds one.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match (c, quoted) {
            ('"', _) => quoted = !quoted,
            (',', false) => cells.push(String::new()),
            _ => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

impl Refused {
    fn of(value: Value) -> Refused {
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let id = text("id");
        Refused {
            after: text("after"),
            area: text("area"),
            code: text("code"),
            fact: Fact::of(value["fact"].clone(), Some(id)),
        }
    }
}

impl Fact {
    fn of(value: Value, id: Option<String>) -> Fact {
        let Value::Object(members) = value else { panic!("{value} is no fact") };
        let text = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Fact { id: id.unwrap_or_else(|| text("id")), on: text("on"), book: text("book"), kind: text("kind"), members }
    }

    /// A text member.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.members.get(name).and_then(Value::as_str)
    }

    /// A text member that this kind of fact always has.
    pub fn need(&self, name: &str) -> &str {
        self.text(name).unwrap_or_else(|| panic!("{} ({}) has no `{name}`", self.id, self.kind))
    }

    /// Any member.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }

    /// A list; empty where there is none.
    pub fn list(&self, name: &str) -> &[Value] {
        self.members.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// A whole number, also one in quotes.
    pub fn number(&self, name: &str) -> Option<u64> {
        let value = self.members.get(name)?;
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    }

    /// The day of recording: later than `on` for a late fact.
    pub fn recorded_on(&self) -> &str {
        self.text("recorded_on").unwrap_or(&self.on)
    }
}

/// A member of an object inside a fact, as text.
pub fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}
