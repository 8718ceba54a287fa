//! A sheet of the library and what its words mean on a ledger.

use coop_ledger::scheme::{self, CheckedSheet};
use serde_json::{Value, json};
use std::path::Path;

/// A sheet and what its words mean, as `coop scheme adopt` takes it: `r` rows, `c` reads, `a` accounts, `p` parties.
pub(super) const LIBRARY: &str = include_str!("bindings.txt");

pub(super) struct Bound {
    pub(super) id: &'static str,
    pub(super) rows: Vec<(&'static str, &'static str)>,
    pub(super) reads: Vec<(&'static str, &'static str)>,
    pub(super) said: Value,
}

pub(super) fn library() -> Vec<Bound> {
    LIBRARY.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(bound).collect()
}

pub(super) fn bound(line: &'static str) -> Bound {
    let mut words = line.split_whitespace();
    let id = words.next().unwrap();
    let (mut rows, mut reads, mut accounts, mut parties) = (vec![], vec![], vec![], vec![]);
    let (mut said_rows, mut said_reads) = (vec![], vec![]);
    for word in words {
        let (kind, rest) = word.split_once(':').unwrap();
        let (name, meaning) = rest.split_once('=').unwrap();
        match kind {
            "r" => {
                let (set, everyone) = meaning.strip_suffix("+everyone").map_or((meaning, false), |set| (set, true));
                rows.push((name, set));
                let mut one = json!({"register": name, "rows": set});
                if everyone {
                    one["everyone"] = json!(true);
                }
                said_rows.push(one);
            }
            "c" => {
                let (from, when) = meaning.split_once('@').map_or((meaning, None), |(from, when)| (from, Some(when)));
                reads.push((name, from));
                let mut one = json!({"at": name, "from": from});
                if let Some(when) = when {
                    one["when"] = json!(when);
                }
                said_reads.push(one);
            }
            "a" => {
                let (place, opens) = meaning.strip_suffix("+book").map_or((meaning, "kept"), |place| (place, "book"));
                let (place, holder) = place.split_once('@').map_or((place, None), |(place, h)| (place, Some(h)));
                let mut one = json!({"account": name, "place": place, "opens": opens});
                if let Some(holder) = holder {
                    one["under"] = json!(holder);
                }
                accounts.push(one);
            }
            _ => parties.push(json!({"party": name, "is": meaning})),
        }
    }
    let mut said = json!({});
    for (member, all) in [("rows", said_rows), ("reads", said_reads), ("accounts", accounts), ("parties", parties)] {
        if !all.is_empty() {
            said[member] = json!(all);
        }
    }
    Bound { id, rows, reads, said }
}

impl Bound {
    pub(super) fn set_of(&self, register: &str) -> &'static str {
        let said = self.rows.iter().find(|(name, _)| *name == register).map(|(_, set)| *set);
        said.unwrap_or_else(|| match register {
            "户" | "household" => "household",
            "地块" => "parcel",
            "人" => "person",
            "村" => "village",
            "房屋" => "house",
            "出资" => "capital",
            other => panic!("{}: {other}", self.id),
        })
    }

    pub(super) fn read(&self, at: &str) -> Option<&'static str> {
        self.reads.iter().find(|(word, _)| *word == at).map(|(_, from)| *from)
    }

    pub(super) fn reads(&self, what: &str) -> bool {
        self.reads.iter().any(|(_, from)| from.starts_with(what))
    }
}

pub(super) fn sheet(id: &str) -> CheckedSheet {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/rules/{id}/{id}.sheet"));
    scheme::read(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub(super) fn adopted(bound: &Bound, on: &str) -> Value {
    let lines: Vec<String> = sheet(bound.id).text().lines().map(str::to_owned).collect();
    let mut fact = json!({"on": on, "kind": "scheme.adopt", "version": 1, "resolution": "R-1", "sheet": lines});
    for (member, all) in bound.said.as_object().unwrap() {
        fact[member] = all.clone();
    }
    fact
}
