//! Any text is a sheet or a list of mistakes; a sheet says the same in English, laid out and in
//! both, and its examples run or are refused.
#![no_main]

use coop_ledger::{
    rules::examples,
    scheme::{format, read, show, statements, translate, words::Lang},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
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
    let results = examples(&sheet);
    for lang in [Lang::Zh, Lang::En] {
        let other = read(&translate(&sheet, lang)).expect("a translation is a sheet");
        assert_eq!(results.iter().map(|r| r.passed).collect::<Vec<_>>(), examples(&other).iter().map(|r| r.passed).collect::<Vec<_>>());
        let _ = show(&sheet, lang).text();
        let _ = statements(&sheet, lang);
    }
    let laid = format(text).expect("a sheet can be laid out");
    let again = read(&laid).expect("a sheet laid out is a sheet");
    assert_eq!(again.steps().len(), sheet.steps().len());
});
