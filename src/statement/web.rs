//! The verifier that runs in a reader's browser, in plain JavaScript without a build step: a second program written from
//! `schemas/FORMAT.md` and `schemas/STATEMENT.md`. Its files share one scope and stand one behind the other in a page.

use super::{Lang, labels::Labels};
use crate::log::Hash;
use std::{collections::BTreeMap, sync::OnceLock};

/// The one style of pages, on a screen, on a telephone and on paper.
pub(super) const STYLE: &str = include_str!("html/style.css");

/// What judges: keys, proofs, statements.
const JUDGE: [&str; 11] = [
    include_str!("web/hash.js"),
    include_str!("web/ed25519.js"),
    include_str!("web/json.js"),
    include_str!("web/proofs.js"),
    include_str!("web/chart.js"),
    include_str!("web/sheet.js"),
    include_str!("web/holdings.js"),
    include_str!("web/money.js"),
    include_str!("web/statement.js"),
    include_str!("web/past.js"),
    include_str!("web/slip.js"),
];
/// What shows: the page out of its data, and the bar above it.
const SHOW: [&str; 5] = [
    include_str!("web/exact.js"),
    include_str!("web/code.js"),
    include_str!("web/page.js"),
    include_str!("web/words.js"),
    include_str!("web/bar.js"),
];
/// What runs in a statement's page.
const IN_STATEMENT: [&str; 1] = [include_str!("web/in_statement.js")];
/// What runs in the page that checks: it finds codes in pictures, too.
const IN_VERIFIER: [&str; 2] = [include_str!("web/photo.js"), include_str!("web/in_verifier.js")];

/// Sections of the labels that a page's script says.
const SAID: [&str; 32] = [
    "page.",
    "glance.",
    "holdings.",
    "revised.",
    "revised_modes.",
    "revised_members.",
    "past.",
    "past_acts.",
    "past_terms.",
    "past_units.",
    "past_whys.",
    "lines.",
    "moves.",
    "years.",
    "open.",
    "complete.",
    "kind.",
    "reason.",
    "units.",
    "units_many.",
    "tags.",
    "purposes.",
    "basis.",
    "classes.",
    "months.",
    "wrong.",
    "bar.",
    "slip.",
    "verifier.",
    "place.",
    "fault.",
    "unshown.",
];

/// A script with its hash, by which a page allows it alone.
pub(super) struct Script {
    pub(super) text: String,
    pub(super) hash: Hash,
}

/// The script of a statement's page, in the page's own language.
pub(super) fn statement_script(lang: Lang) -> &'static Script {
    static BOTH: OnceLock<[Script; 2]> = OnceLock::new();
    let [zh, en] = BOTH.get_or_init(|| [Lang::Zh, Lang::En].map(|lang| script(&[lang], &style(), &IN_STATEMENT)));
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// The script of the page that checks any statement or proof, in both languages.
pub(super) fn verifier_script() -> &'static Script {
    static ONE: OnceLock<Script> = OnceLock::new();
    ONE.get_or_init(|| {
        let known = [Lang::Zh, Lang::En].map(|lang| statement_script(lang).hash.to_string());
        script(&[Lang::Zh, Lang::En], &format!("const SCRIPT_HASHES=[\"{}\"];\n", known.join("\",\"")), &IN_VERIFIER)
    })
}

/// By which a page compares its style, out of which text may come, too.
fn style() -> String {
    format!("const STYLE_HASH=\"{}\";\n", Hash::of(&[STYLE.as_bytes()]))
}

fn script(langs: &[Lang], known: &str, last: &[&str]) -> Script {
    let labels: Vec<String> =
        langs.iter().map(|lang| format!("{:?}:{}", lang.tag(), labels(Labels::of(*lang)))).collect();
    let labels = format!("\"use strict\";\nconst LABELS={{{}}};\n{known}", labels.join(","));
    let files = JUDGE.iter().chain(&SHOW).chain(last);
    let text: String = std::iter::once(labels).chain(files.map(|file| shortened(file))).collect();
    Script { hash: Hash::of(&[text.as_bytes()]), text }
}

/// The words as JSON, which is JavaScript too; `<` as an escape, so that nothing in them ends the script.
fn labels(labels: &Labels) -> String {
    let said = labels.keys().into_iter().filter(|key| SAID.iter().any(|section| key.starts_with(section)));
    let said: BTreeMap<&str, &str> = said.map(|key| (key, labels.text(key))).collect();
    super::json(&said).trim_end().replace('<', "\\u003c")
}

/// A file without its comments and indentation, which are for who reads the source. No text of these files spans lines,
/// and a comment has its lines for itself.
fn shortened(file: &str) -> String {
    let mut inside = false;
    let mut out = String::with_capacity(file.len());
    for line in file.lines().map(str::trim) {
        let starts = line.starts_with("/**") || line.starts_with("/*");
        let skips = inside || starts || line.is_empty() || line.starts_with("//") || line == "\"use strict\";";
        inside = (inside || starts) && !line.ends_with("*/");
        if !skips {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}
