use super::{folder, read, statement};
use coop_ledger::statement::{Format, Lang, render};
use std::path::Path;

pub const HOUSEHOLDS: [&str; 2] = ["H0007", "H0019"];

/// Compares with the file, or writes it when asked to.
pub fn golden(name: &str, found: &str) {
    let path = folder("golden/statements").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, found).unwrap();
        return;
    }
    let expected = if Path::new(&path).exists() { read(&path) } else { String::new() };
    if expected != found {
        let at = expected.lines().zip(found.lines()).position(|(a, b)| a != b);
        let at = at.unwrap_or(expected.lines().count().min(found.lines().count()));
        panic!(
            "{name} differs at line {}:\n  expected {:?}\n  found    {:?}\nUPDATE_GOLDEN=1 accepts it",
            at + 1,
            expected.lines().nth(at),
            found.lines().nth(at)
        );
    }
}

#[test]
fn every_household_statement_reads_the_same_in_every_format_and_language() {
    for name in HOUSEHOLDS {
        let value = statement(name);
        for lang in [Lang::Zh, Lang::En] {
            for (format, ending) in [(Format::Text, "txt"), (Format::Html, "html"), (Format::Csv, "csv")] {
                golden(&format!("{name}.{lang}.{ending}"), &render(&value, format, lang));
            }
        }
    }
}

#[test]
fn the_json_form_is_the_value_and_comes_back_unchanged() {
    for name in HOUSEHOLDS {
        let value = statement(name);
        let written = render(&value, Format::Json, Lang::Zh);
        // the file is the input of every other golden: it is never rewritten from here
        assert_eq!(written, read(&folder("golden/statements").join(format!("{name}.json"))), "{name}");
        assert_eq!(serde_json::from_str::<coop_ledger::statement::HouseholdStatement>(&written).unwrap(), value);
        assert_eq!(written, render(&value, Format::Json, Lang::En), "language changes no figure");
    }
}

#[test]
fn no_html_statement_needs_anything_from_outside() {
    for name in HOUSEHOLDS {
        for lang in [Lang::Zh, Lang::En] {
            let page = render(&statement(name), Format::Html, lang);
            for outside in ["<script", "http://", "https://", "src=", "href=", "@import", "url("] {
                assert!(!page.contains(outside), "{name}.{lang}: {outside}");
            }
            assert!(page.len() < 100_000, "{name}.{lang} has {} bytes", page.len());
        }
    }
}
