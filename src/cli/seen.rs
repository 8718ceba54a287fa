//! `audit --seen`: what somebody holds of a ledger, as the heads that it speaks of.
//!
//! A size and root from one's own notes; or a file: a checkpoint with or without witnesses' lines, a
//! proof, a statement as JSON, text or page. What was signed is looked for in the file and not
//! where it stands there: whoever forges a slip cannot forge the ledger's signature in it.

use super::{error::Problem, input};
use crate::{
    audit::{Known, KnownBy},
    log::{Hash, Head, parse_cosigned},
    statement::HouseholdPage,
    verify::{STATEMENT_MOST, read_statement},
};
use std::path::Path;

/// The line that begins a signature in a C2SP note.
const SIGNATURE: &str = "\u{2014} ";

/// The heads that a value of `--seen` speaks of, at least one.
pub(super) fn seen(value: &str) -> Result<Vec<Known>, Problem> {
    if let Some(head) = noted(value) {
        return Ok(vec![Known { head, by: KnownBy::Shown(value.to_owned()), note: None }]);
    }
    let path = Path::new(value);
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut bytes = input::bytes(path, STATEMENT_MOST)?;
    // a page carries its statement as data
    if let Some(page) = HouseholdPage::read(&String::from_utf8_lossy(&bytes)) {
        bytes = serde_json::to_vec(&page.statement).map_err(|e| Problem::bug(&e))?;
    }
    let text = String::from_utf8_lossy(&bytes);
    let mut found: Vec<Known> = Vec::new();
    let mut add = |known: Known| {
        if !found.iter().any(|there| (there.head, &there.note) == (known.head, &known.note)) {
            found.push(known);
        }
    };
    texts(&text, &mut |text| {
        notes(text, &mut |note| {
            if let Ok(note) = parse_cosigned(note.as_bytes()) {
                add(Known { head: note.claimed_head(), by: KnownBy::Shown(name.clone()), note: Some(note) });
            }
        });
    });
    // what a statement itself says it was read from need not be what its proofs were signed over
    if let Ok(statement) = read_statement(&bytes) {
        let head = Head { size: statement.upto.size, root: statement.upto.root };
        if !found.iter().any(|known| known.head == head) {
            found.push(Known { head, by: KnownBy::Shown(name.clone()), note: None });
        }
    }
    if found.is_empty() {
        // a statement or an audit printed as text, or one's own notes
        let told = text.split_whitespace().filter_map(noted).chain(told(&text));
        found.extend(told.map(|head| Known { head, by: KnownBy::Shown(name.clone()), note: None }));
    }
    if found.is_empty() {
        return Err(Problem::usage("nothing_seen", value, "", ""));
    }
    Ok(found)
}

/// `SIZE:ROOT`, the root in hex as the audit prints it or in base64 as a checkpoint has it.
fn noted(text: &str) -> Option<Head> {
    let (size, root) = text.split_once(':')?;
    let root = root.parse::<Hash>().ok().or_else(|| Hash::from_base64(root))?;
    Some(Head { size: size.parse().ok()?, root })
}

/// Size and root as this program prints them in words: a line that says root, with the number of
/// entries in it or at the end of the line before.
fn told(text: &str) -> impl Iterator<Item = Head> {
    let says = |line: &str| ["root", "Root", "树根"].iter().any(|word| line.contains(word));
    let number = |line: &str| line.split_whitespace().find_map(|word| word.parse::<u64>().ok());
    let before = std::iter::once("").chain(text.lines());
    before.zip(text.lines()).filter(move |(_, line)| says(line)).filter_map(move |(before, line)| {
        let root = line.split_whitespace().find_map(|word| word.parse::<Hash>().ok())?;
        let ends = || before.split_whitespace().next_back()?.parse().ok();
        Some(Head { size: number(line).or_else(ends)?, root })
    })
}

/// The text itself, or every text in it where it is JSON.
fn texts(text: &str, each: &mut impl FnMut(&str)) {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(value) => inside(&value, each),
        Err(_) => each(text),
    }
}

fn inside(value: &serde_json::Value, each: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => each(text),
        serde_json::Value::Array(all) => all.iter().for_each(|value| inside(value, each)),
        serde_json::Value::Object(all) => all.values().for_each(|value| inside(value, each)),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
    }
}

/// Every run of lines that has the shape of a checkpoint: origin, size, root, an empty line, and
/// signatures. On a page the first line may stand behind a tag.
fn notes(text: &str, each: &mut impl FnMut(&str)) {
    let lines: Vec<&str> = text.lines().collect();
    for (at, window) in lines.windows(5).enumerate() {
        let [origin, _, _, "", first] = window else { continue };
        if !first.starts_with(SIGNATURE) {
            continue;
        }
        let origin = origin.rsplit('>').next().unwrap_or_default();
        let signed = lines.iter().skip(at + 4).take_while(|line| line.starts_with(SIGNATURE));
        let signed = signed.map(|line| line.split('<').next().unwrap_or_default());
        let body = lines.get(at + 1..at + 4).unwrap_or_default().iter().copied();
        let note: Vec<&str> = std::iter::once(origin).chain(body).chain(signed).collect();
        each(&(note.join("\n") + "\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_found_wherever_it_stands_in_a_text() {
        let note = "a.example/b/0123456789abcdef\n7\nAA==\n\n\u{2014} a.example/b/0123456789abcdef xyz\n";
        let sets = [
            note.to_owned(),
            format!("c2sp.org/tlog-proof@v1\nindex 3\n\n{note}"),
            format!("<pre>{}</pre>", note.trim_end()),
            format!("a\n\n{note}\n{note}b"),
        ];
        for text in sets {
            let mut found = Vec::new();
            notes(&text, &mut |note| found.push(note.to_owned()));
            assert!(!found.is_empty() && found.iter().all(|found| found == note), "{text}: {found:?}");
        }
        let mut none = 0;
        notes("a\n1\nb\n\nnot a signature\n", &mut |_| none += 1);
        assert_eq!(none, 0);
    }

    #[test]
    fn a_size_and_a_root_are_read_in_both_spellings() {
        let root = Hash::of(&[b"x"]);
        assert_eq!(noted(&format!("7:{root}")), Some(Head { size: 7, root }));
        let printed = [
            format!("root over 7 entries {root}"),
            format!("Entries: 7\nRoot of the tree: {root}"),
            format!("账本条数: 7\n账本树根: {root}"),
        ];
        for text in printed {
            assert_eq!(told(&text).collect::<Vec<_>>(), [Head { size: 7, root }], "{text}");
        }
        let other = format!("entry 0 {root}\nDigest of the household: {root}\nRoot of the tree of households: {root}");
        assert_eq!(told(&other).count(), 0);
        for wrong in ["7", "7:", ":", "x:00", "7:zz"] {
            assert_eq!(noted(wrong), None, "{wrong}");
        }
    }
}
