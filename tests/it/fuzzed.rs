//! What must hold of any input whatever. The fuzz targets of `fuzz/` feed it bytes that nobody
//! thought of; the tests below feed it what the targets found worth keeping, and good and slightly
//! broken input, so that a target that no longer compiles or no longer holds is noticed without a
//! fuzzer.
#![allow(dead_code, unused_imports, reason = "the fuzz targets use one part each")]

// with their paths, since the targets include this file from another folder
#[path = "fuzzed/alter.rs"]
mod alter;
#[cfg(feature = "store")]
#[path = "../support/faulty.rs"]
pub mod faulty;
#[cfg(feature = "store")]
#[path = "fuzzed/folder.rs"]
mod folder;
#[path = "fuzzed/orders.rs"]
mod orders;
#[path = "fuzzed/papers.rs"]
mod papers;
#[path = "fuzzed/sheets.rs"]
mod sheets;
#[path = "fuzzed/village.rs"]
pub mod village;

pub use alter::{altered, seeds};
#[cfg(feature = "store")]
pub use folder::{page, segment};
pub use orders::orders;
pub use papers::{chart, entry, note, proof, statement};
pub use sheets::{instructions, sheet, tokens};
pub use village::Village;

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::Path};

    type Target = (&'static str, fn(&[u8]));

    fn text(bytes: &[u8], each: fn(&str)) {
        if let Ok(text) = std::str::from_utf8(bytes) {
            each(text);
        }
    }

    /// Every target by its name in `fuzz/fuzz_targets`.
    const TARGETS: &[Target] = &[
        ("chart", |b| text(b, chart)),
        ("entry", entry),
        ("instructions", |b| text(b, instructions)),
        ("note", note),
        ("orders", |b| text(b, orders)),
        #[cfg(feature = "store")]
        ("page", page),
        ("proof", proof),
        #[cfg(feature = "store")]
        ("segment", segment),
        ("sheet", |b| text(b, sheet)),
        ("statement", statement),
        ("tokens", |b| text(b, tokens)),
    ];

    fn corpus(name: &str) -> Vec<(String, Vec<u8>)> {
        let folder = village::root().join("fuzz/corpus").join(name);
        let mut all: Vec<_> = fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
        all.sort();
        all.into_iter().map(|path| (path.display().to_string(), fs::read(path).unwrap())).collect()
    }

    #[test]
    fn every_input_of_the_corpora_holds() {
        let (mut inputs, mut bytes) = (0, 0);
        for (name, each) in TARGETS {
            let all = corpus(name);
            assert!(!all.is_empty(), "no corpus for {name}");
            for (path, input) in all {
                inputs += 1;
                bytes += input.len();
                // the path is what one wants to know when the next line panics
                let tried = std::panic::catch_unwind(|| each(&input));
                assert!(tried.is_ok(), "{path}");
            }
        }
        println!("fuzzed: corpora inputs={inputs} bytes={bytes}");
        assert!(bytes < 400_000, "corpora stay small: {bytes} bytes");
    }

    #[test]
    fn every_target_has_its_program_its_corpus_and_its_place_in_the_manifest() {
        let folder = village::root().join("fuzz");
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let mut programs: Vec<String> = fs::read_dir(folder.join("fuzz_targets"))
            .unwrap()
            .map(|f| f.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        programs.sort();
        let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
        if cfg!(feature = "store") {
            assert_eq!(programs, names);
        }
        for name in names {
            assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
        }
    }

    /// A text as it is, cut short, and with one character left out, at some places.
    fn broken(text: &str, each: fn(&str)) -> usize {
        each(text);
        let ends: Vec<(usize, char)> = text.char_indices().collect();
        let places = ends.iter().step_by(ends.len().div_ceil(12).max(1));
        places
            .map(|(at, c)| {
                each(&text[..*at]);
                each(&format!("{}{}", &text[..*at], &text[at + c.len_utf8()..]));
            })
            .count()
    }

    #[test]
    fn what_the_fuzz_targets_assert_holds_of_good_and_of_slightly_broken_input() {
        let mut tried = 0;
        for (_, text) in crate::schemes::good() {
            tried += broken(&text, sheet) + broken(&text, tokens);
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/tianfu");
        for file in std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()) {
            let Ok(text) = std::fs::read_to_string(&file) else { continue };
            let first: String = text.chars().take(4_000).collect();
            tried += broken(&first, instructions);
        }
        let vector = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/FORMAT.md")).unwrap();
        let lines: Vec<&str> = vector.lines().filter(|l| l.trim_start().starts_with("{\"")).collect();
        assert!(!lines.is_empty(), "the page has a worked line");
        for line in lines {
            tried += broken(line, |text| entry(text.as_bytes()));
            entry(format!("{}\n", line.trim()).as_bytes());
        }
        tried += broken(coop_ledger::books::CN_2023, chart);
        assert!(tried > 500, "{tried}");
    }

    /// Every instruction of the repository, and each altered a few times.
    #[test]
    fn instructions_of_every_kind_altered_by_their_structure_hold_through_record_and_audit() {
        let mut kinds = std::collections::BTreeSet::new();
        for (n, (name, seed)) in seeds().into_iter().enumerate() {
            for (_, read) in coop_ledger::intake::json_lines(&seed) {
                kinds.extend(read.ok().and_then(|json| Some(json.member("kind")?.text()?.to_owned())));
            }
            let mut text = seed;
            for round in 0..4 {
                let tried = std::panic::catch_unwind(|| orders(&text));
                assert!(tried.is_ok(), "{name}, round {round}:\n{text}");
                text = altered(&text, (n * 100 + round) as u64);
            }
        }
        for kind in coop_ledger::event::KINDS {
            let kind = kind.split('/').next().unwrap();
            let by_order = ["payout.declared", "payout.paid", "scheme.adopted"].contains(&kind);
            assert!(by_order || kinds.contains(kind), "no instruction of kind {kind} to begin with");
        }
    }

    /// Fills `COOP_SEEDS` with good inputs for every target, for a fuzzer to begin with.
    #[test]
    #[cfg(feature = "store")]
    fn seeds_for_the_fuzzer() {
        let Some(folder) = std::env::var_os("COOP_SEEDS") else { return };
        let keep = |target: &str, name: &str, bytes: &[u8]| {
            let folder = Path::new(&folder).join(target);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(name), bytes).unwrap();
        };
        for (name, text) in seeds() {
            keep("orders", &name, text.as_bytes());
            keep("instructions", &name, text.as_bytes());
        }
        for (n, (_, text)) in crate::schemes::good().into_iter().enumerate() {
            keep("sheet", &format!("good-{n}"), text.as_bytes());
            keep("tokens", &format!("good-{n}"), text.as_bytes());
        }
        let whole = village::Village::asked("");
        keep("segment", "good", &whole.lines);
        keep("segment", "short", &village::Village::asked("#base little 2").lines);
        for (n, line) in whole.lines.split_inclusive(|b| *b == b'\n').enumerate() {
            keep("entry", &format!("line-{n:02}"), line);
        }
        keep("chart", "cn-2023", coop_ledger::books::CN_2023.as_bytes());
        for good in ["good", "bad"] {
            for file in fs::read_dir(village::root().join("tests/vectors").join(good)).unwrap() {
                let path = file.unwrap().path();
                let vector = crate::vectors::Vector::read(&path);
                let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                let target = match vector.header.get("as").map(String::as_str) {
                    Some("checkpoint" | "handover" | "cosigned") => "note",
                    Some("tlog-proof" | "sum-proof") => "proof",
                    Some(_) => "entry",
                    None => continue,
                };
                keep(target, &name, &vector.bytes);
            }
        }
        let little = crate::little::Little::whole();
        let cooperative = &little.cooperative;
        keep("note", "checkpoint", &fs::read(little.ledger().join("checkpoint")).unwrap());
        for household in cooperative.books().registers().households().keys() {
            let told = cooperative.statement(household, "2024-04-30".parse().unwrap()).unwrap();
            for (n, proof) in told.entries.iter().enumerate() {
                keep("proof", &format!("{household}-{n}"), proof.text.as_bytes());
            }
            for proof in &told.proofs {
                keep("proof", &format!("{household}-{}", proof.payout), proof.text.as_bytes());
            }
            let json = coop_ledger::statement::render(
                &told,
                coop_ledger::statement::Format::Json,
                coop_ledger::statement::Lang::Zh,
            );
            keep("statement", household.as_str(), json.as_bytes());
        }
        for (kind, page) in coop_ledger::store::index::sample_pages(&village::origin(), cooperative.head()) {
            keep("page", &format!("{}-{}", kind as char, page.len()), &[&[kind], page.as_slice()].concat());
        }
        let books = coop_ledger::cooperative::snapshot_of(cooperative.books());
        keep("page", "books", &[b"k", books.as_slice()].concat());
    }
}
