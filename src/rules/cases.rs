//! Sheets with examples worked out by hand; each file of `cases/` says its own figures.

use super::examples;
use crate::scheme::read;

#[test]
fn every_case_meets_its_own_expectations() {
    let cases = [
        ("pieces", include_str!("cases/pieces.sheet")),
        ("shortage", include_str!("cases/shortage.sheet")),
        ("each-source", include_str!("cases/each-source.sheet")),
        ("memory", include_str!("cases/memory.sheet")),
    ];
    for (name, text) in cases {
        let sheet = match read(text) {
            Ok(sheet) => sheet,
            Err(found) => panic!("{name}: {found:#?}"),
        };
        let results = examples(&sheet);
        assert!(!results.is_empty(), "{name} has no example");
        for result in results {
            assert!(result.passed, "{name}: {result:#?}");
        }
    }
}
