//! Statements: values against themselves, every format against its golden, labels, capitals.
//!
//! `tests/golden/statements/NAME.json` is a statement's value; beside it stands what each format
//! makes of it in each language. After a wanted change run with `UPDATE_GOLDEN=1` and read the
//! difference line by line before it is committed.

mod capitals;
mod golden;
mod hostile;
mod labels;
mod reports;
mod sentences;
mod values;

use coop_ledger::statement::HouseholdStatement;
use std::path::PathBuf;

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn read(path: &std::path::Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A statement value kept as data.
fn statement(name: &str) -> HouseholdStatement {
    let path = folder("golden/statements").join(format!("{name}.json"));
    serde_json::from_str(&read(&path)).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
