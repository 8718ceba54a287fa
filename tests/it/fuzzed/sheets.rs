//! Payout sheets and the words they are made of.

use coop_ledger::{
    author::{format, show, statements, translate},
    decide::Request,
    intake::{json_lines, toml},
    rules::examples,
    scheme::{CheckedSheet, read, words::Lang},
};

/// Any text is instructions or refusals, in both forms that are read.
pub fn instructions(text: &str) {
    for (number, read) in json_lines(text).into_iter().chain(toml(text)) {
        assert!(number > 0);
        if let Ok(json) = read {
            let _ = Request::read(&json);
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
        let _ = show(&sheet, lang).text();
        let _ = statements(&sheet, lang);
    }
    let laid = format(text).expect("a sheet can be laid out");
    let again = read(&laid).expect("a sheet laid out is a sheet");
    assert_eq!(again.steps().len(), sheet.steps().len());
}
