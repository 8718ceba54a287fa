//! Checks payout sheets and runs their examples: `cargo run --example check_sheets -- FILE…`.
//!
//! For a bad neighbour (a file whose header has `# code: X`) it prints what refuses it.
//! Exit code 1 if a sheet is refused, an example fails, or a bad neighbour passes.

use coop_ledger::{
    rules,
    scheme::{self, words::Lang},
    unit::Say,
};
use std::{
    io::{Write as _, stdout},
    process::ExitCode,
};

fn main() -> ExitCode {
    let mut all_well = true;
    for name in std::env::args().skip(1) {
        let (well, told) = match std::fs::read_to_string(&name) {
            Ok(text) => judged(&name, &text),
            Err(error) => (false, format!("{name}: {error}\n")),
        };
        all_well &= well;
        // Nothing left to tell if nobody reads.
        let _ = stdout().write_all(told.as_bytes());
    }
    if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// True if the sheet does what its name and header say; and what to print.
fn judged(name: &str, text: &str) -> (bool, String) {
    let expected = text.lines().find_map(|line| line.strip_prefix("# code: "));
    let expected = expected.and_then(|line| line.split_whitespace().next());
    let sheet = match scheme::read(text) {
        Ok(sheet) => sheet,
        Err(found) => {
            let told: String = found.iter().map(|d| d.render(name, text, Lang::Zh)).collect();
            let first = found.first().map(|d| d.code.to_string());
            return match expected {
                Some(code) if first.as_deref() == Some(code) => (true, format!("{name}: refused, {code}\n")),
                Some(code) => (false, format!("{name}: not refused by {code}\n{told}")),
                None => (false, told),
            };
        }
    };
    let results = rules::examples(&sheet);
    let mut told = String::new();
    for result in results.iter().filter(|r| !r.passed) {
        for unmet in &result.failures {
            told += &format!(
                "{name}:{}: 示例 “{}”：{}\n  应当是 {}\n  算得   {}\n",
                unmet.line,
                result.name,
                unmet.expectation,
                unmet.expected.say(Lang::Zh),
                unmet.found.say(Lang::Zh),
            );
        }
    }
    let failed = results.iter().filter(|r| !r.passed).count();
    match expected {
        Some("expectation") if failed > 0 => (true, format!("{name}: refused, expectation\n")),
        Some(code) => (false, format!("{name}: not refused by {code}\n{told}")),
        None => (failed == 0, format!("{told}{name}: {} examples, {failed} failed\n", results.len())),
    }
}
