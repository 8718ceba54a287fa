//! Prints the checked tree of payout sheets as JSON, one sheet a line, after
//! `schemas/checked-sheet.v1.schema.json`.
//!
//! ```text
//! cargo run --example sheet_tree -- src/scheme/shipped/wages-1.sheet
//! ```
//! What the checker finds goes to standard error, with exit code 1.

use coop_ledger::scheme::read;
use std::{io::Write, process::ExitCode};

fn main() -> ExitCode {
    match trees() {
        Ok(()) => ExitCode::SUCCESS,
        Err(found) => {
            let _ = writeln!(std::io::stderr(), "{found}");
            ExitCode::from(1)
        }
    }
}

fn trees() -> Result<(), String> {
    let paths: Vec<_> = std::env::args_os().skip(1).collect();
    if paths.is_empty() {
        return Err("usage: sheet_tree SHEET…".to_owned());
    }
    let mut out = std::io::stdout().lock();
    for path in paths {
        let named = path.display();
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{named}: {e}"))?;
        let sheet = read(&text).map_err(|found| {
            let lines: Vec<String> =
                found.iter().map(|d| format!("{named}:{}: {:?} {}", d.span.line, d.code, d.message_en)).collect();
            lines.join("\n")
        })?;
        let tree = serde_json::to_string(&sheet).map_err(|e| format!("{named}: {e}"))?;
        writeln!(out, "{tree}").map_err(|e| e.to_string())?;
    }
    Ok(())
}
