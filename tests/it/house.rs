//! The house rules that a compiler does not hold: who may import whom, where scheme names may
//! stand, what the core must not touch, how long a file may be, and that every refusal and every
//! kind of event has its file.

mod figures;
mod imports;

use coop_ledger::{decide::Code, event::KINDS, scheme};
use imports::paths;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A room and the rooms below it that it may use.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("unit", &[]),
    // the form of what is found wrong, wherever that is
    ("finding", &["unit"]),
    ("page", &["unit"]),
    // what an order needs, and what in such a document cannot be meant
    ("policy", &["unit", "finding"]),
    ("log", &["unit"]),
    ("scheme", &["unit"]),
    ("event", &["unit", "policy", "scheme", "log"]),
    ("rules", &["unit", "scheme", "event"]),
    // nothing that is paid or audited rests on it
    ("author", &["unit", "page", "scheme", "rules"]),
    ("books", &["unit", "policy", "scheme", "log", "event"]),
    ("decide", &["unit", "policy", "scheme", "log", "event", "rules", "books"]),
    // what a person is asked for, and what the books offer to answer
    ("form", &["unit", "page", "log", "event", "books", "decide"]),
    ("intake", &["unit", "log", "decide", "form"]),
    // a bank's statement beside what is expected
    ("bank", &["unit", "log", "decide", "form", "intake"]),
    // spreadsheets as bytes: no file, no clock, but floats where a library asks for them
    ("workbook", &["unit", "page", "books", "form", "intake"]),
    ("statement", &["unit", "page", "log", "event", "books"]),
    // questions that a right record raises: no finding rests on them
    ("screen", &["unit", "finding", "event", "books", "statement"]),
    ("audit", &["unit", "finding", "log", "event", "books", "decide", "screen"]),
    // a household's own check: no decision is made again in it
    ("verify", &["unit", "finding", "log", "event", "books", "statement"]),
    ("store", &["unit", "log"]),
    // it tries a draft beside the sheet in force
    (
        "cooperative",
        &[
            "unit",
            "finding",
            "page",
            "scheme",
            "log",
            "event",
            "rules",
            "author",
            "books",
            "decide",
            "audit",
            "screen",
            "statement",
            "store",
        ],
    ),
    // what every shell tells people
    (
        "told",
        &[
            "unit",
            "finding",
            "page",
            "scheme",
            "log",
            "event",
            "author",
            "books",
            "decide",
            "audit",
            "screen",
            "statement",
            "cooperative",
        ],
    ),
    // a workbook's lists against the ledger, and what is recorded as such lists
    (
        "lists",
        &[
            "unit",
            "page",
            "log",
            "event",
            "books",
            "decide",
            "form",
            "intake",
            "statement",
            "cooperative",
            "told",
            "workbook",
        ],
    ),
    (
        "web",
        &[
            "unit",
            "page",
            "scheme",
            "log",
            "event",
            "author",
            "form",
            "intake",
            "books",
            "decide",
            "audit",
            "screen",
            "statement",
            "workbook",
            "cooperative",
            "told",
            "lists",
        ],
    ),
    // it tries a sheet on drawn registers, where there are no books to decide on
    (
        "cli",
        &[
            "unit",
            "finding",
            "page",
            "policy",
            "scheme",
            "log",
            "event",
            "rules",
            "author",
            "books",
            "decide",
            "form",
            "intake",
            "bank",
            "audit",
            "screen",
            "statement",
            "verify",
            "cooperative",
            "told",
            "lists",
            "web",
            "workbook",
        ],
    ),
];

/// Files that still use a room they should not. The list may only become shorter.
const NOT_YET: &[(&str, &str)] = &[];

/// Rooms with a clock, files and randomness; all others are the pure core.
const SHELL: &[&str] = &["store", "cooperative", "workbook", "told", "lists", "web", "cli", "main"];

/// Words that must not stand in the core.
const NOT_IN_THE_CORE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "f32",
    "f64",
    "rand::",
    "getrandom",
    "Utc::now",
    "Local::now",
    "tokio",
    "println!",
    "eprintln!",
];

/// No file is longer, but for those that were when the rule came: they may only shrink.
const LONGEST: usize = 600;
const LONGER: &[(&str, usize)] = &[];

/// Refusals without a file in `tests/refusals/`, and why.
const NO_CASE: &[(Code, &str)] = &[];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

struct Source {
    /// From `src`, with slashes.
    path: String,
    room: String,
    text: String,
    /// Without comments and without the module of tests at its end.
    code: String,
}

impl Source {
    /// Where it stands among the modules.
    fn module(&self) -> Vec<&str> {
        self.path.trim_end_matches(".rs").split('/').collect()
    }
}

fn sources() -> Vec<Source> {
    let mut open = vec![root().join("src")];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for item in fs::read_dir(folder).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(source(&path));
            }
        }
    }
    assert!(found.len() > 100, "the sources are there: {}", found.len());
    found
}

fn source(path: &Path) -> Source {
    let text = fs::read_to_string(path).unwrap();
    let inner: PathBuf = path.strip_prefix(root().join("src")).unwrap().to_owned();
    let parts: Vec<String> = inner.iter().map(|p| p.to_string_lossy().into_owned()).collect();
    let room = parts[0].trim_end_matches(".rs").to_owned();
    let ours = text.split("#[cfg(test)]").next().unwrap_or_default();
    let bare = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    let code = ours.lines().map(bare).collect::<Vec<_>>().join("\n");
    Source { path: parts.join("/"), room, text, code }
}

/// Rooms that code names.
fn imports(source: &Source) -> BTreeSet<String> {
    let named = paths(&source.code, &source.module());
    named.into_iter().filter_map(|path| path.into_iter().next()).collect()
}

#[test]
fn a_room_uses_only_the_rooms_below_it() {
    let mut wrong = Vec::new();
    let mut not_yet: Vec<(&str, &str)> = NOT_YET.to_vec();
    for source in sources().iter().filter(|s| !["lib", "main"].contains(&s.room.as_str())) {
        let allowed = MAY_IMPORT.iter().find(|(room, _)| *room == source.room);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("{}: a room of the table", source.path));
        // the index may look at events and books; the rest of the store carries bytes it does not understand
        let index = source.path.starts_with("store/index");
        for import in imports(source) {
            let fine = import == source.room
                || allowed.contains(&import.as_str())
                || (index && ["event", "books"].contains(&import.as_str()));
            let excused = |known: &(&str, &str)| *known == (source.path.as_str(), import.as_str());
            if !fine && !NOT_YET.iter().any(excused) {
                wrong.push(format!("{} uses {import}", source.path));
            }
            not_yet.retain(|known| !excused(known));
        }
    }
    wrong.extend(not_yet.iter().map(|(path, room)| format!("{path} no longer uses {room}: take it off the list")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Rooms that match syntax, JSON and numbers more than the house's own kinds: a rest may mean "no other token".
const REST_ALLOWED: [&str; 8] = ["unit", "log", "scheme", "rules", "author", "form", "workbook", "main"];

#[test]
fn a_new_variant_meets_no_catch_all_where_the_house_matches_its_own() {
    for door in fs::read_dir(root().join("src")).unwrap().map(|entry| entry.unwrap().path()) {
        let room = door.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if door.is_dir() || room == "lib" || REST_ALLOWED.contains(&room.as_str()) {
            continue;
        }
        let asks = fs::read_to_string(&door).unwrap().contains("#![warn(clippy::wildcard_enum_match_arm)]");
        assert!(asks, "src/{room}.rs does not turn on clippy::wildcard_enum_match_arm");
    }
}

#[test]
fn no_scheme_is_named_outside_the_shipped_sheets() {
    let ids: BTreeSet<&str> = scheme::shipped::all().iter().map(|s| s.id).filter(|id| id.contains('-')).collect();
    assert!(ids.len() >= 5, "{ids:?}");
    let mut wrong = Vec::new();
    for source in sources() {
        let at_home = source.path.starts_with("scheme/shipped") || source.path.starts_with("cli/demo");
        // examples in documentation may name one
        for id in ids.iter().filter(|id| !at_home && source.code.contains(*id)) {
            wrong.push(format!("{} names {id}", source.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_has_no_clock_file_network_randomness_or_float() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| !SHELL.contains(&s.room.as_str())) {
        for (n, line) in source.code.lines().enumerate() {
            let word = |found: &&&str| {
                let at = line.find(**found).unwrap_or_default();
                let before = line[..at].chars().next_back();
                let after = line[at + found.len()..].chars().next();
                let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
                !(inside(before) || (found.ends_with(|c: char| c.is_alphanumeric()) && inside(after)))
            };
            let words = NOT_IN_THE_CORE.iter().filter(|w| line.contains(**w));
            wrong.extend(words.filter(word).map(|w| format!("{}:{}: {w}", source.path, n + 1)));
        }
    }
    // reading instructions must meet a float to refuse it
    wrong.retain(|w| {
        let reader = w.starts_with("decide/reading.rs") || w.starts_with("log/json/");
        !(w.contains("visit_f64") || reader && (w.ends_with("f64") || w.ends_with("f32")))
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What only the fold may change.
const WALLED: &[(&str, &str)] = &[("books.rs", "Books"), ("books/registers.rs", "Registers")];

#[test]
fn no_field_of_the_books_is_open() {
    for (path, name) in WALLED {
        let all = sources();
        let code = &all.iter().find(|source| source.path == *path).unwrap_or_else(|| panic!("{path}")).code;
        let (_, behind) = code.split_once(&format!("pub struct {name} {{\n")).unwrap_or_else(|| panic!("{name}"));
        let fields = behind.split("\n}\n").next().unwrap_or_default();
        let open: Vec<&str> = fields.lines().filter(|line| line.trim_start().starts_with("pub ")).collect();
        assert!(fields.contains(':') && open.is_empty(), "{name}: {open:?}");
    }
    let all = sources();
    let books = all.iter().find(|source| source.path == "books.rs").unwrap();
    assert!(!books.code.lines().any(|line| line.starts_with("    pub ") && line.ends_with(',')), "a field in books.rs");
}

#[test]
fn the_checks_forget_no_kind() {
    // an arm for the rest beside arms for kinds of facts
    let forgetful = |code: &str| {
        let lines: Vec<&str> = code.lines().collect();
        let indent = |line: &str| line.len() - line.trim_start().len();
        let rest = |at: &usize| lines[*at].trim_start().starts_with("_ =>");
        let beside = |at: usize| {
            let above = lines[..at].iter().rev().take_while(|l| l.trim().is_empty() || indent(l) >= indent(lines[at]));
            above.filter(|l| indent(l) == indent(lines[at])).any(|l| l.trim_start().starts_with("Fact::"))
        };
        (0..lines.len()).filter(rest).filter(|at| beside(*at)).map(|at| at + 1).collect::<Vec<_>>()
    };
    let bad = "match fact {\n    Fact::A(a) => {\n        b\n    }\n    _ => c,\n}";
    assert_eq!((forgetful(bad), forgetful(&bad.replace("Fact::A(a)", "Some(a)"))), (vec![5], vec![]));
    let all = sources();
    let found =
        all.iter().filter(|source| source.room == "decide").map(|source| (&source.path, forgetful(&source.code)));
    let found: Vec<_> = found.filter(|(_, lines)| !lines.is_empty()).collect();
    assert!(found.is_empty(), "{found:?}");
}

/// What only tests have use for.
const FAKES: &[&str] = &["faulty", "fault disk", "FaultDisk", "fake", "mock", "stub"];

#[test]
fn no_fake_is_shipped() {
    let mut wrong = Vec::new();
    for source in sources() {
        let names = |text: &str| FAKES.iter().find(|fake| text.to_lowercase().contains(&fake.to_lowercase())).copied();
        wrong.extend(names(&source.path).map(|fake| format!("{} is called {fake}", source.path)));
        wrong.extend(names(&source.code).map(|fake| format!("{} names {fake}", source.path)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where `cooperative` knows that a ledger lies in folders, and where it touches files that are no store's:
/// a person's key, what leaves the house.
const FOLDERS: &str = "cooperative/folder.rs";
const NO_STORES_FILES: &[&str] = &["cooperative/keys.rs", "cooperative/outside.rs"];

#[test]
fn the_handle_knows_stores_by_their_traits() {
    let mut wrong = Vec::new();
    let mut joined = false;
    for source in sources().iter().filter(|s| s.room == "cooperative") {
        let names = |words: &[&str]| words.iter().any(|word| source.code.contains(word));
        let store_of_files = names(&["file::", "FileJournal", "FileBlobs", "FileOpenings", "Folders"]);
        let disk = names(&["disk::", "RealDisk"]);
        joined |= source.path == FOLDERS && store_of_files;
        if store_of_files && source.path != FOLDERS {
            wrong.push(format!("{} names the store of files", source.path));
        }
        if disk && source.path != FOLDERS && !NO_STORES_FILES.contains(&source.path.as_str()) {
            wrong.push(format!("{} touches a disk", source.path));
        }
    }
    assert!(joined, "{FOLDERS} is the joining place");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_are_short_and_named_after_what_they_hold() {
    let mut wrong = Vec::new();
    for source in sources() {
        let lines = source.text.lines().count();
        let most = LONGER.iter().find(|(path, _)| *path == source.path).map_or(LONGEST, |(_, most)| *most);
        if lines > most {
            wrong.push(format!("{} has {lines} lines, at most {most}", source.path));
        }
        if most > LONGEST && lines <= LONGEST {
            wrong.push(format!("{} has become short: take it off the list", source.path));
        }
        let name = source.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
        for empty in ["util", "utils", "helper", "helpers", "manager", "common", "misc"] {
            if name == empty || name.ends_with(&format!("_{empty}")) {
                wrong.push(format!("{}: a name that says nothing", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Names of the files in a folder, without their ending.
fn stems(folder: &str, ending: &str) -> BTreeSet<String> {
    let Ok(items) = fs::read_dir(root().join(folder)) else { return BTreeSet::new() };
    let names = items.map(|i| i.unwrap().file_name().to_string_lossy().into_owned());
    names.filter_map(|n| n.strip_suffix(ending).map(str::to_owned)).collect()
}

#[test]
fn every_refusal_has_its_case_or_a_reason_why_not() {
    let mut cases = stems("tests/refusals", ".toml");
    cases.extend(crate::governed::earned().map(|(code, _)| code.to_owned()));
    let excused: Vec<&str> = NO_CASE.iter().map(|(code, _)| code.name()).collect();
    let missing: Vec<&str> =
        Code::ALL.iter().map(|c| c.name()).filter(|c| !cases.contains(*c) && !excused.contains(c)).collect();
    assert!(missing.is_empty(), "no tests/refusals/<code>.toml for {missing:?}");
    let both: Vec<&&str> = excused.iter().filter(|c| cases.contains(**c)).collect();
    assert!(both.is_empty(), "a case and an excuse: {both:?}");
    let known: BTreeSet<&str> = Code::ALL.iter().map(|c| c.name()).collect();
    let orphans: Vec<&String> = cases.iter().filter(|c| !known.contains(c.split('+').next().unwrap_or(c))).collect();
    assert!(orphans.is_empty(), "cases of no code: {orphans:?}");
    println!("refusals: codes={} cases={} excused={}", Code::ALL.len(), cases.len(), excused.len());
}

#[test]
fn every_kind_of_event_has_its_schema() {
    let schemas = stems("schemas/entry", ".schema.json");
    if schemas.is_empty() {
        return;
    }
    let name = |kind: &str| kind.replace("/1", ".v1");
    let missing: Vec<&&str> = KINDS.iter().filter(|k| !schemas.contains(&name(k))).collect();
    assert!(missing.is_empty(), "no schemas/entry/<kind>.v1.schema.json for {missing:?}");
}

/// What would choose or tell a refusal by reading a sentence. A sentence of another library's is told as it is, and
/// nothing hangs on it.
const READS_PROSE: &[&str] =
    &["Refusal::new(", "missing field `", "unknown field `", "invalid type: ", "contains(\"65"];

#[test]
fn refusals_are_variants_and_none_is_chosen_by_reading_a_sentence() {
    let mut wrong = Vec::new();
    // the one place that says serde's words
    for source in sources().iter().filter(|s| s.path != "log/json/fault.rs") {
        let found = READS_PROSE.iter().filter(|prose| source.code.contains(**prose));
        wrong.extend(found.map(|prose| format!("{}: {prose}", source.path)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Rooms in which nothing that is told may be put together as prose and matched, and what would do so.
#[test]
fn what_goes_wrong_is_a_variant_and_no_sentence_of_it_is_matched() {
    let mut wrong = Vec::new();
    for source in sources() {
        let matched = |code: &str| {
            let before = |at: usize| code[..at].chars().next_back();
            code.match_indices("phrase(").any(|(at, _)| !before(at).is_some_and(|c| c.is_alphanumeric() || c == '_'))
        };
        if matched(&source.code) {
            wrong.push(format!("{} turns a sentence into another language", source.path));
        }
        let judging = ["audit", "verify", "rules", "cooperative", "store"].contains(&source.room.as_str());
        for (n, line) in source.code.lines().enumerate() {
            let reads = [".to_string().contains(\"", ".to_string().starts_with(\"", ".to_string() == \""];
            if judging && reads.iter().any(|prose| line.contains(prose)) {
                wrong.push(format!("{}:{}: chooses by reading what is said", source.path, n + 1));
            }
            // a finding is made of a place and a fault; strings are no faults
            if line.contains("Finding::new(FindingCode") || line.contains("Finding::file(") {
                wrong.push(format!("{}:{}: a finding in prose", source.path, n + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fault_has_its_own_arm_wherever_it_is_told() {
    let faults: Vec<Source> = sources()
        .into_iter()
        .filter(|s| ["audit/finding", "verify/finding"].iter().any(|home| s.path.starts_with(home)))
        .collect();
    assert!(faults.len() > 8, "{}", faults.len());
    let open: Vec<&str> = faults.iter().filter(|s| s.code.contains("_ =>")).map(|s| s.path.as_str()).collect();
    assert!(open.is_empty(), "a rest in {open:?}");
    let trouble = sources().into_iter().filter(|s| s.path.starts_with("cooperative/trouble/"));
    let open: Vec<String> = trouble.filter(|s| s.code.contains("_ =>")).map(|s| s.path).collect();
    assert!(open.is_empty(), "a rest in {open:?}");
}
