//! Two faults at once: the code that stands first in the order is told, and the other one where the first fault is
//! put right. Files of `tests/refusals/pairs/`: one instruction, what is changed in it, which change wins over which.

use super::Fill;
use crate::little::{Little, accountant, read, with_sheet};
use coop_ledger::{
    cooperative::Trouble,
    decide::{Code, Request},
    intake::json_lines,
    log::{KeyId, SigningKey},
};
use serde::Deserialize;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Faults {
    title: String,
    /// The first batches of the little ledger.
    after: usize,
    #[serde(default)]
    before: String,
    instruction: String,
    pairs: Vec<Pair>,
    /// By name: values by their path, as JSON, or something done to the whole.
    faults: BTreeMap<String, String>,
    #[serde(default)]
    fill: Option<Fill>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    wins: String,
    by: String,
    over: String,
    and: String,
}

/// Codes that stand in no pair, and why no second fault can stand beside theirs.
const ALONE: &[(Code, &str)] = &[
    (
        Code::OrganizationOver,
        "of what is recorded behind the end of an organization nothing is right, so there is no instruction to put a fault into",
    ),
    (Code::NotAUnion, "in a ledger of households no village joins, so there is no instruction to put a fault into"),
];

fn all() -> Vec<Faults> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/refusals/pairs");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        toml::from_str(&fs::read_to_string(path).unwrap()).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    paths.iter().map(read).collect()
}

/// Puts a value at a path of names and positions; null takes it away, a position behind the last adds one.
fn put(mut at: &mut Value, path: &str, value: &Value) {
    let steps: Vec<&str> = path.split('.').collect();
    let (last, inner) = steps.split_last().unwrap();
    for step in inner {
        at = match at {
            Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
            Value::Object(members) => members.entry(*step).or_insert_with(|| Value::Object(serde_json::Map::new())),
            other => panic!("{path}: {other}"),
        };
    }
    match at {
        Value::Array(items) => match items.get_mut(last.parse::<usize>().unwrap()) {
            Some(item) => *item = value.clone(),
            None => items.push(value.clone()),
        },
        Value::Object(members) if value.is_null() => drop(members.remove(*last)),
        Value::Object(members) => drop(members.insert((*last).to_owned(), value.clone())),
        other => panic!("{path}: {other}"),
    }
}

impl Faults {
    /// The instruction with these faults, and who signs it.
    fn with(&self, faults: &[&str]) -> (String, KeyId) {
        let mut value: Value = serde_json::from_str(&self.instruction).unwrap();
        let mut signer = accountant();
        let (mut cut, mut twice) = (false, false);
        for name in faults {
            match self.faults.get(*name).unwrap_or_else(|| panic!("{}: no fault {name}", self.title)).as_str() {
                "signed by the chair" => signer = SigningKey::from_seed([3; 32]),
                "signed by a stranger" => signer = SigningKey::from_seed([9; 32]),
                "a thousand files" => {
                    let file = Value::String(format!("{:064}", 1));
                    put(&mut value, "evidence", &Value::Array(vec![file; 1_000]));
                }
                "cut short" => cut = true,
                "a member twice" => twice = true,
                changes => {
                    let changes = self.fill.as_ref().map_or(changes.to_owned(), |fill| fill.put_into(changes));
                    let changes: BTreeMap<String, Value> = serde_json::from_str(&changes).unwrap();
                    changes.iter().for_each(|(path, changed)| put(&mut value, path, changed));
                }
            }
        }
        let mut text = value.to_string();
        if twice {
            text = text.replacen("{\"", "{\"on\":\"2024-05-01\",\"", 1);
        }
        if cut {
            text.truncate(text.trim_end_matches('}').len());
        }
        (text, signer.public().id())
    }

    /// The code that is told, or nothing.
    fn told(&self, little: &Little, faults: &[&str]) -> Option<&'static str> {
        let (text, signer) = self.with(faults);
        let mut asked = Vec::new();
        for (_, object) in json_lines(&text) {
            match object.and_then(|object| Request::read(&with_sheet(object))) {
                Ok(request) => asked.push(request),
                Err(refusal) => return Some(refusal.code().name()),
            }
        }
        match little.cooperative.preview(&asked, &signer) {
            Ok(_) => None,
            Err(Trouble::Refused(all)) => Some(all[0].1.code().name()),
            Err(other) => panic!("{}: {faults:?}: {other}", self.title),
        }
    }

    /// What is wrong with the pairs of this file.
    fn wrong(&self, place: &BTreeMap<&str, usize>) -> Vec<String> {
        let mut little = Little::late(self.after, 0x59);
        for batch in self.before.split("\n\n").map(read).filter(|b| !b.is_empty()) {
            little.cooperative.record(&batch, &accountant()).unwrap_or_else(|e| panic!("{}: {e}", self.title));
        }
        let mut wrong = Vec::new();
        let mut is = |faults: &[&str], code: Option<&str>| {
            let told = self.told(&little, faults);
            if told != code {
                wrong.push(format!("{}: {faults:?} is told as {told:?}, not as {code:?}", self.title));
            }
        };
        is(&[], None);
        for Pair { wins, by, over, and } in &self.pairs {
            is(&[by.as_str()], Some(wins.as_str()));
            is(&[and.as_str()], Some(over.as_str()));
            is(&[by.as_str(), and.as_str()], Some(wins.as_str()));
        }
        let behind = |pair: &&Pair| place[pair.wins.as_str()] >= place[pair.over.as_str()];
        let behind = self.pairs.iter().filter(behind);
        wrong.extend(behind.map(|pair| format!("{}: {} stands behind {}", self.title, pair.wins, pair.over)));
        wrong
    }
}

#[test]
fn of_two_faults_the_one_is_told_that_stands_first_in_the_order() {
    let all = all();
    let place: BTreeMap<&str, usize> = Code::ALL.iter().enumerate().map(|(at, code)| (code.name(), at)).collect();
    let pairs: BTreeSet<(usize, usize)> =
        all.iter().flat_map(|f| &f.pairs).map(|p| (place[p.wins.as_str()], place[p.over.as_str()])).collect();
    let near = |most: usize| pairs.iter().filter(|(wins, over)| over - wins <= most).count();
    println!("refusals: pairs={} next={} within_3={} within_10={}", pairs.len(), near(1), near(3), near(10));
    let wrong: Vec<String> = all.iter().flat_map(|faults| faults.wrong(&place)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(pairs.len() >= 60 && near(10) >= 60, "{} pairs, {} of neighbours", pairs.len(), near(10));
}

#[test]
fn every_code_has_its_place_shown_by_a_pair_or_a_reason_why_not() {
    let pairs: Vec<Pair> = all().into_iter().flat_map(|faults| faults.pairs).collect();
    let paired: BTreeSet<&str> = pairs.iter().flat_map(|pair| [pair.wins.as_str(), pair.over.as_str()]).collect();
    let alone = |code: &Code| ALONE.iter().any(|(alone, _)| alone == code);
    // those of proposals, words and meetings stand in histories: the cases of governance have two faults, too
    let histories: BTreeSet<&str> = crate::governed::earned().map(|(code, _)| code).collect();
    let missing: Vec<&str> =
        Code::ALL.iter().filter(|code| !paired.contains(code.name()) && !alone(code)).map(|code| code.name()).collect();
    let missing: Vec<&str> = missing.into_iter().filter(|code| !histories.contains(code)).collect();
    assert!(
        missing.is_empty(),
        "two faults at once show where a code stands: a line in a file of tests/refusals/pairs for {missing:?}, or a \
         reason in ALONE"
    );
    let both: Vec<&str> =
        Code::ALL.iter().filter(|c| paired.contains(c.name()) && alone(c)).map(|c| c.name()).collect();
    assert!(both.is_empty(), "a pair and a reason why there is none: {both:?}");
    let known: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    let unknown: Vec<&&str> = paired.difference(&known).collect();
    assert!(unknown.is_empty(), "pairs of no code: {unknown:?}");
}
