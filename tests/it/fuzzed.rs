//! What must hold of any input whatever. The fuzz targets of `fuzz/` feed it bytes that nobody
//! thought of; the test below feeds it good and slightly broken ones, so that a target that no
//! longer compiles or no longer holds is noticed without a fuzzer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code)]

use coop_ledger::{
    decide::{Instruction, read_json_lines, read_toml},
    log::{Json, UnverifiedEntry},
    rules::examples,
    scheme::{CheckedSheet, format, read, show, statements, translate, words::Lang},
    statement::paper,
};

/// Any bytes are one canonical entry or none; what is read gives the same bytes again.
pub fn entry(bytes: &[u8]) {
    if let Ok(entry) = UnverifiedEntry::parse(bytes) {
        let _ = (entry.index(), entry.key(), entry.origin().to_string(), entry.leaf());
    }
    if let Ok(json) = Json::parse(bytes) {
        assert_eq!(json.to_bytes(), bytes, "only canonical bytes are read");
    }
}

/// Any text is instructions or refusals, in both forms that are read.
pub fn instructions(text: &str) {
    for (number, read) in read_json_lines(text).into_iter().chain(read_toml(text)) {
        assert!(number > 0);
        if let Ok(json) = read {
            let _ = Instruction::read(&json);
        }
    }
}

/// Any text is laid out or refused; what was laid out stays as it is the second time.
pub fn tokens(text: &str) {
    if let Ok(laid) = format(text) {
        assert_eq!(format(&laid).as_deref(), Ok(laid.as_str()), "laid out twice");
    }
}

/// Any text is a sheet or a list of mistakes; a sheet says the same in English, laid out and in
/// both, and its examples run or are refused.
pub fn sheet(text: &str) {
    let sheet = match read(text) {
        Ok(sheet) => sheet,
        Err(found) => {
            assert!(!found.is_empty() && found.len() <= 50);
            for mistake in found {
                assert!(!mistake.render("x", text, Lang::Zh).is_empty());
            }
            return;
        }
    };
    let passed = |sheet: &CheckedSheet| examples(sheet).iter().map(|r| r.passed).collect::<Vec<_>>();
    let results = passed(&sheet);
    for lang in [Lang::Zh, Lang::En] {
        let other = read(&translate(&sheet, lang)).expect("a translation is a sheet");
        assert_eq!(results, passed(&other));
        let _ = paper::text(&show(&sheet, lang));
        let _ = statements(&sheet, lang);
    }
    let laid = format(text).expect("a sheet can be laid out");
    let again = read(&laid).expect("a sheet laid out is a sheet");
    assert_eq!(again.steps().len(), sheet.steps().len());
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// A text as it is, cut short, and with one character left out, at some places.
    fn broken(text: &str, each: fn(&str)) -> usize {
        each(text);
        let ends: Vec<(usize, char)> = text.char_indices().collect();
        let places = ends.iter().step_by(ends.len().div_ceil(12).max(1));
        places.map(|(at, c)| {
            each(&text[..*at]);
            each(&format!("{}{}", &text[..*at], &text[at + c.len_utf8()..]));
        }).count()
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
        assert!(tried > 500, "{tried}");
    }
}
