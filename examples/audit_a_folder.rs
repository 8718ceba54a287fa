//! Audits a copy of a ledger as an auditor does who has the folder and, from paper, the ledger's key and
//! its first leaf.
//!
//! ```text
//! cargo run --example audit_a_folder -- LEDGER [VKEY LEAF0]
//! ```
//!
//! Nothing outside the folder is read and nothing is written. The exit code is that of `coop audit`: 0 or 7.

use coop_ledger::{
    audit::{Pin, Report, Verdict},
    cooperative::audit,
};
use std::{error::Error, io::Write, path::Path, process::ExitCode};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (folder, pin) = match words.as_slice() {
        [folder] => (folder, Pin::default()),
        [folder, vkey, leaf0] => (folder, paper(vkey, leaf0)?),
        _ => return Err("give a ledger's folder and, from its paper, its key and its first leaf".into()),
    };
    let report = judged(Path::new(folder), &pin)?;
    tell(&report, &mut std::io::stdout())?;
    Ok(ExitCode::from(if report.verdict == Verdict::Fail { 7 } else { 0 }))
}

/// What stands on the ledger's paper: which ledger it is.
///
/// # Errors
/// The leaf is not 64 lower-case hex digits.
pub fn paper(vkey: &str, leaf0: &str) -> Result<Pin, Box<dyn Error>> {
    // the key is written NAME+HASH+KEY, and its name is the ledger's
    let origin = vkey.rsplitn(3, '+').last().map(str::to_owned);
    Ok(Pin { origin, first_leaf: Some(leaf0.parse()?), vkey: Some(vkey.to_owned()), ..Pin::default() })
}

/// What the folder proves. Without a pin it proves only that it agrees with itself.
///
/// # Errors
/// No ledger is there, or the device cannot read it; a ledger that is wrong is a verdict and no error.
pub fn judged(ledger: &Path, pin: &Pin) -> Result<Report, Box<dyn Error>> {
    Ok(audit(ledger, pin, &mut |_, _| {})?.report)
}

/// The verdict, what was recomputed, each finding at its place, and what no folder can prove.
///
/// # Errors
/// `told` cannot be written.
pub fn tell(report: &Report, told: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    writeln!(told, "{:?}: {} entries, root {}", report.verdict, report.size, report.root)?;
    let proven = &report.proven;
    writeln!(told, "{} payout lines recomputed, {} entries signed", proven.lines, proven.signed)?;
    for finding in &report.findings {
        writeln!(told, "{finding}")?;
    }
    for unproven in &report.unproven {
        writeln!(told, "not proven: {unproven:?}")?;
    }
    Ok(())
}
