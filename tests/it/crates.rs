//! `docs/crates.md` says what every crate is for, and `deny.toml` has a date on every exception.

use std::{collections::BTreeSet, fs, path::Path};

fn file(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// Names in every table of dependencies, also those of one system only.
fn direct(table: &toml::Table, found: &mut BTreeSet<String>) {
    for (name, value) in table {
        let Some(inside) = value.as_table() else { continue };
        match name.as_str() {
            "dependencies" | "dev-dependencies" | "build-dependencies" => found.extend(inside.keys().cloned()),
            "target" => inside.values().filter_map(|v| v.as_table()).for_each(|t| direct(t, found)),
            _ => {}
        }
    }
}

#[test]
fn every_direct_dependency_says_what_it_is_for_and_nothing_else_stands_on_the_list() {
    let mut wanted = BTreeSet::new();
    direct(&toml::from_str(&file("Cargo.toml")).unwrap(), &mut wanted);
    assert!(wanted.len() > 25, "{wanted:?}");
    let page = file("docs/crates.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let mut listed = BTreeSet::new();
    for (name, what) in rows {
        assert!(what.trim_end_matches(" |").len() > 10, "{name} says what it is for");
        assert!(listed.insert(name.to_owned()), "{name} stands there twice");
    }
    assert_eq!(listed, wanted);
}

#[test]
fn every_exception_of_the_supply_chain_has_a_date_and_a_reason() {
    let deny: toml::Table = toml::from_str(&file("deny.toml")).unwrap();
    let mut exceptions = 0;
    for (section, list) in [("bans", "skip"), ("bans", "skip-tree"), ("advisories", "ignore")] {
        for exception in deny[section][list].as_array().unwrap() {
            exceptions += 1;
            let reason = exception["reason"].as_str().unwrap();
            assert!(reason.get(..10).is_some_and(|day| day.parse::<coop_ledger::unit::Day>().is_ok()), "{reason}");
            assert!(section != "advisories" || reason.contains(", until 20"), "{reason}");
        }
    }
    assert!(exceptions > 0);
}
