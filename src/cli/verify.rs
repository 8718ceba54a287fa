//! `coop verify FILE --vkey V`: a proof or a statement, checked on any machine without a ledger.

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{option, unit, word},
    input,
};
use crate::{
    log::{Head, TlogProof, UnverifiedEntry, VerifierKey, sum::SumProof},
    statement::{HouseholdStatement, LineKind},
    unit::{Fen, HouseholdId, PayoutId},
};
use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;
use std::path::PathBuf;

pub(super) fn command() -> Command {
    Command::new("verify").args([
        word("file", "FILE").required(true).value_parser(value_parser!(PathBuf)),
        option("vkey", "VKEY").required(true).value_parser(unit::<VerifierKey>),
    ])
}

/// What holds.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Held {
    Entry { entry: u64, kind: String, leaf: String, size: u64 },
    Line { payout: String, to: String, amount: String, total: String, entry: u64, size: u64 },
    Statement { household: String, payouts: Vec<String>, size: u64, list_only: bool },
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let file = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let Some(vkey) = matches.get_one::<VerifierKey>("vkey") else { return Ok(2) };
    let bytes = input::bytes(&file)?;
    let name = file.display().to_string();
    let held = if bytes.starts_with(b"c2sp.org/tlog-proof@v1") {
        entry(&name, &bytes, vkey)?
    } else if bytes.starts_with(b"coop-ledger/sum-proof/v1") {
        line(&name, &bytes, vkey)?
    } else if bytes.trim_ascii_start().starts_with(b"{") {
        statement(&name, &bytes, vkey)?
    } else {
        return Err(Problem::usage("not_verifiable", name, "", ""));
    };
    desk.out.either(&held, || told(desk, &held))?;
    Ok(0)
}

fn fails(name: &str, expected: impl std::fmt::Display, found: impl std::fmt::Display) -> Problem {
    Problem::NotProven(name.to_owned(), expected.to_string(), found.to_string())
}

fn entry(name: &str, bytes: &[u8], vkey: &VerifierKey) -> Result<Held, Problem> {
    let proof = TlogProof::parse(bytes).map_err(|e| fails(name, "a proof in its one form", e))?;
    let head = proof.verify_extra(vkey).map_err(|e| fails(name, "a proof under this key", e))?;
    let line = proof.extra.as_deref().unwrap_or_default();
    let entry = UnverifiedEntry::parse(line).map_err(|e| fails(name, "an entry", e))?;
    if entry.index() != proof.index {
        return Err(fails(name, proof.index, entry.index()));
    }
    Ok(Held::Entry {
        entry: entry.index(),
        kind: entry.kind().to_string(),
        leaf: entry.leaf().to_string(),
        size: head.size,
    })
}

/// A payout's line with what its entry says: payout, receiver, amount, total, entry, head.
struct Line {
    payout: String,
    to: String,
    amount: Fen,
    total: String,
    entry: u64,
    head: Head,
}

fn sum(name: &str, bytes: &[u8], vkey: &VerifierKey) -> Result<Line, Problem> {
    let proof = SumProof::parse(bytes).map_err(|e| fails(name, "a proof in its one form", e))?;
    let (line, entry, head) = proof.verify(vkey).map_err(|e| fails(name, "a proof under this key", e))?;
    let text = |json: Option<&crate::log::Json>| json.and_then(|j| j.text()).unwrap_or_default().to_owned();
    let total = entry.body().member("lines").and_then(|l| l.member("total"));
    Ok(Line {
        payout: text(entry.body().member("payout")),
        to: line.to.clone(),
        amount: line.amount.fen(),
        total: text(total),
        entry: entry.index(),
        head,
    })
}

fn line(name: &str, bytes: &[u8], vkey: &VerifierKey) -> Result<Held, Problem> {
    let line = sum(name, bytes, vkey)?;
    Ok(Held::Line {
        payout: line.payout,
        to: line.to,
        amount: line.amount.to_string(),
        total: line.total,
        entry: line.entry,
        size: line.head.size,
    })
}

/// The statement against itself, then each payout against the ledger's signature.
fn statement(name: &str, bytes: &[u8], vkey: &VerifierKey) -> Result<Held, Problem> {
    let told: HouseholdStatement =
        serde_json::from_slice(bytes).map_err(|e| fails(name, "a statement as coop writes it", e))?;
    if let Some(flaw) = told.check().first() {
        return Err(fails(name, "a statement that agrees with itself", format!("{flaw:?}")));
    }
    if told.ledger.origin != vkey.name() {
        return Err(fails(name, vkey.name(), &told.ledger.origin));
    }
    let mut payouts = Vec::new();
    for proof in &told.proofs {
        let line = sum(name, proof.text.as_bytes(), vkey)?;
        let said = credited(&told, &proof.payout);
        if line.payout != proof.payout.as_str() || line.to != household(&told.household) {
            return Err(fails(name, format!("{} {}", proof.payout, told.household), format!("{} {}", line.payout, line.to)));
        }
        if said != Some(line.amount) {
            let said = said.map(|s| s.to_string()).unwrap_or_default();
            return Err(fails(&format!("{name} {}", proof.payout), line.amount, said));
        }
        if line.head.size == told.upto.size && line.head.root != told.upto.root {
            return Err(fails(name, line.head.root, told.upto.root));
        }
        payouts.push(line.payout);
    }
    let mut credits = told.lines.iter().filter(|l| l.what == LineKind::Credited).filter_map(|l| l.payout.as_ref());
    if let Some(bare) = credits.find(|p| !told.proofs.iter().any(|proof| proof.payout == **p)) {
        return Err(fails(name, format!("a proof of {bare}"), ""));
    }
    Ok(Held::Statement { household: told.household.to_string(), payouts, size: told.upto.size, list_only: true })
}

fn household(h: &HouseholdId) -> &str {
    h.as_str()
}

/// What the statement says the payout credited.
fn credited(told: &HouseholdStatement, payout: &PayoutId) -> Option<Fen> {
    let lines = told.lines.iter().filter(|l| l.what == LineKind::Credited && l.payout.as_ref() == Some(payout));
    lines.map(|l| l.amount).try_fold(Fen::ZERO, Fen::plus)
}

fn told(desk: &Desk, held: &Held) -> String {
    let labels = desk.out.labels;
    match held {
        Held::Entry { entry, kind, leaf, size } => labels.fill(
            "verify.entry",
            &[("entry", &entry.to_string()), ("kind", kind), ("leaf", leaf), ("size", &size.to_string())],
        ),
        Held::Line { payout, to, amount, total, entry, size } => labels.fill(
            "verify.line",
            &[
                ("payout", payout),
                ("to", to),
                ("amount", amount),
                ("total", total),
                ("entry", &entry.to_string()),
                ("size", &size.to_string()),
            ],
        ),
        Held::Statement { household, payouts, size, .. } => labels.fill(
            "verify.statement",
            &[
                ("household", household),
                ("n", &payouts.len().to_string()),
                ("payouts", &payouts.join(labels.text("reason.and"))),
                ("size", &size.to_string()),
            ],
        ),
    }
}
