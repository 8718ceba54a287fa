//! `coop verify FILE --vkey V`: a proof or a statement, checked on any machine without a ledger.

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{flag, option, unit, word},
    input,
};
use crate::{
    cooperative::{Recalled, recall},
    log::{Head, VerifierKey, sum::SumKind, to_json},
    page::yuan,
    statement::{HouseholdPage, HouseholdStatement, slip::is_slip, verifier_page},
    unit::{Fen, Say},
    verify::{
        Finding, Passage, ProofFault, ProofRead, STATEMENT_MOST, SlipShown, Unshown, Verified, read_statement,
        verify_page, verify_proof, verify_slip, verify_statement,
    },
};
use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;
use std::path::PathBuf;

pub(super) fn command() -> Command {
    Command::new("verify").args([
        word("file", "FILE").required_unless_present("page").value_parser(value_parser!(PathBuf)),
        option("vkey", "VKEY").required_unless_present("page").value_parser(unit::<VerifierKey>),
        flag("page").conflicts_with_all(["file", "vkey"]),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    if matches.get_flag("page") {
        desk.out.bytes(verifier_page(desk.out.labels.lang()).as_bytes())?;
        return Ok(0);
    }
    let file = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let Some(vkey) = matches.get_one::<VerifierKey>("vkey") else { return Ok(2) };
    let bytes = input::bytes(&file, STATEMENT_MOST)?;
    let name = file.display().to_string();
    if [&b"c2sp.org/tlog-proof@"[..], b"coop-ledger/sum-proof/", b"coop-ledger/portion-proof/"]
        .iter()
        .any(|head| bytes.starts_with(head))
    {
        let read = verify_proof(&bytes, vkey).map_err(|finding| Problem::NotShown(vec![finding]))?;
        known(desk, vkey, &name, Head { size: read.size, root: read.root })?;
        desk.out.either(&read, || [proof(desk, &read), not_checked(desk, &read)].concat())?;
    } else if let Some((page, text)) = page(&bytes) {
        let verified = verify_page(&page, text, vkey);
        judged(desk, vkey, &name, &page.statement, verified)?;
    } else if bytes.trim_ascii_start().starts_with(b"{") {
        let told = read_statement(&bytes).map_err(|e| {
            Problem::NotShown(vec![Finding::new(Passage::File(name.clone()), ProofFault::NoStatement(e))])
        })?;
        let verified = verify_statement(&told, vkey);
        judged(desk, vkey, &name, &told, verified)?;
    } else if let Some(text) = std::str::from_utf8(&bytes).ok().filter(|text| is_slip(text)) {
        let read = verify_slip(text, vkey).map_err(|finding| Problem::NotShown(vec![finding]))?;
        let newer = known(desk, vkey, &name, Head { size: read.size, root: read.root })?;
        desk.out.either(&read, || slip(desk, &read, newer))?;
    } else {
        return Err(Problem::usage("not_verifiable", name, "", ""));
    }
    Ok(0)
}

/// A household's page with its data in it, and its text.
fn page(bytes: &[u8]) -> Option<(HouseholdPage, &str)> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some((HouseholdPage::read(text)?, text))
}

/// Says what was shown of a statement, or what is wrong with it.
fn judged(
    desk: &Desk,
    vkey: &VerifierKey,
    name: &str,
    told: &HouseholdStatement,
    verified: Verified,
) -> Result<(), Problem> {
    if !verified.findings.is_empty() {
        return Err(Problem::NotShown(verified.findings));
    }
    let newer = known(desk, vkey, name, Head { size: told.upto.size, root: told.upto.root })?;
    desk.out.either(&Judged { verified: &verified, newer }, || statement(desk, told, &verified, newer))
}

/// What is shown of a statement, and what this machine adds.
#[derive(Serialize)]
struct Judged<'a> {
    #[serde(flatten)]
    verified: &'a Verified,
    /// How many entries this machine knows of the ledger, where they are more than the statement was read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    newer: Option<u64>,
}

/// What holds under the ledger's key may be of a history that this machine knows to be another one.
/// Gives the number of entries that it knows where they are more.
fn known(desk: &Desk, vkey: &VerifierKey, name: &str, shown: Head) -> Result<Option<u64>, Problem> {
    match recall(&desk.ledger, &desk.state, vkey, (name, shown)) {
        Ok(Recalled { against: Some(finding), .. }) => Err(Problem::Found(vec![finding])),
        Ok(Recalled { newer, .. }) => Ok(newer),
        Err(lost) => {
            let lang = desk.out.labels.lang();
            desk.out.say("memory.unreadable", &[("file", &lost.place.say(lang)), ("why", &lost.why.say(lang))]);
            Ok(None)
        }
    }
}

fn proof(desk: &Desk, read: &ProofRead) -> String {
    let (entry, size) = (read.entry.index.to_string(), read.size.to_string());
    if let Some(portion) = &read.portion {
        let things = to_json(&portion.lists).map(|lists| lists.to_bytes()).unwrap_or_default();
        let things = String::from_utf8_lossy(&things).into_owned();
        return desk.out.fill(
            "verify.portion",
            &[
                ("entry", &entry),
                ("kind", &read.entry.kind),
                ("on", &read.entry.effective_on.to_string()),
                ("to", portion.to.as_str()),
                ("things", &things),
                ("size", &size),
            ],
        );
    }
    match &read.line {
        None => desk.out.fill(
            "verify.entry",
            &[("entry", &entry), ("kind", &read.entry.kind), ("leaf", &read.entry.leaf.to_string()), ("size", &size)],
        ),
        Some(line) => desk.out.fill(
            match line.kind {
                SumKind::Declared => "verify.line.declared",
                SumKind::Paid => "verify.line.paid",
                SumKind::Returned => "verify.line.returned",
                SumKind::Asked => "verify.line.asked",
            },
            &[
                ("on", &line.on.to_string()),
                ("payout", &line.payout),
                ("to", &line.to),
                ("amount", &line.amount.to_string()),
                ("count", &line.count.to_string()),
                ("total", &line.total.to_string()),
                ("entry", &entry),
                ("size", &size),
            ],
        ),
    }
}

/// What was scanned of paper: its reader compares the amounts with the print.
fn slip(desk: &Desk, read: &SlipShown, newer: Option<u64>) -> String {
    let size = read.size.to_string();
    let mut said = vec![desk.out.fill("verify.slip", &[("origin", &read.origin), ("size", &size)])];
    if let Some(own) = &read.own {
        let upto = own.upto.to_string();
        said.push(desk.out.fill("verify.slip_of", &[("household", own.household.as_str())]));
        said.extend(own.lines.iter().map(|line| {
            let key = match line.kind {
                SumKind::Declared => "verify.slip_declared",
                SumKind::Paid => "verify.slip_paid",
                SumKind::Returned => "verify.slip_returned",
                SumKind::Asked => "verify.slip_asked",
            };
            let (on, payout, amount) = (line.on.to_string(), line.payout.to_string(), yuan(line.amount.fen()));
            desk.out.fill(key, &[("on", &on), ("payout", &payout), ("amount", &amount)])
        }));
        let sums = [("declared", &*yuan(own.declared)), ("paid", &*yuan(own.paid))];
        said.push(desk.out.fill("verify.slip_sums", &sums));
        if own.asked != Fen::ZERO {
            said.push(desk.out.fill("verify.slip_sums_asked", &[("asked", &*yuan(own.asked))]));
        }
        said.push(if own.before == 0 && own.others.is_empty() {
            desk.out.fill("verify.slip_whole", &[("upto", &upto)])
        } else {
            let (before, others) = (own.before.to_string(), own.others.len().to_string());
            let entries = own.others.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            desk.out.fill("verify.slip_others", &[("before", &before), ("others", &others), ("entries", &entries)])
        });
    }
    let digits = [("key", read.key_digits.as_str()), ("state", &read.state_digits)];
    said.push(desk.out.fill("verify.slip_digits", &digits));
    if let Some(newer) = newer {
        said.push(desk.out.fill("verify.older", &[("size", &size), ("known", &newer.to_string())]));
    }
    said.join("\n")
}

/// Cosignatures that stand there and were not looked at.
fn not_checked(desk: &Desk, read: &ProofRead) -> String {
    if read.not_checked.is_empty() {
        return String::new();
    }
    let names = read.not_checked.join(desk.out.labels.text("reason.and"));
    format!("\n{}", desk.out.fill("verify.not_checked", &[("names", &names)]))
}

fn statement(desk: &Desk, told: &HouseholdStatement, verified: &Verified, newer: Option<u64>) -> String {
    let labels = desk.out.labels;
    let (lines, size, told_on) = (verified.lines.to_string(), verified.size.to_string(), told.as_of.to_string());
    let values = [("household", told.household.as_str()), ("lines", &lines), ("size", &size)];
    let mut said = vec![desk.out.fill("verify.statement", &values)];
    said.push(match verified.items {
        Some(items) => {
            desk.out.fill("verify.all_items", &[("items", &items.to_string()), ("upto", &verified.upto.to_string())])
        }
        None => labels.text("verify.items_unknown").to_owned(),
    });
    // the entry that states it is about nobody
    let first = verified.upto.saturating_add(1);
    if verified.items.is_some() && first < verified.size {
        let (first, last) = (first.to_string(), verified.size.saturating_sub(1).to_string());
        said.push(desk.out.fill("verify.not_covered", &[("first", &first), ("last", &last)]));
    }
    if let Some(newer) = newer {
        said.push(desk.out.fill("verify.older", &[("size", &size), ("known", &newer.to_string())]));
    }
    if !verified.held {
        said.push(labels.text("verify.not_held").to_owned());
    }
    // of holdings that are not shown at all nothing is singled out
    let of_holdings = |told: &Unshown| {
        matches!(told, Unshown::LeaseDays | Unshown::NoLease { .. } | Unshown::OthersLand { .. } | Unshown::Since)
    };
    for told in verified.told.iter().filter(|told| verified.held || !of_holdings(told)) {
        said.push(match told {
            Unshown::LeaseDays => labels.text("verify.told_lease_days").to_owned(),
            Unshown::NoLease { of, contract } => {
                let values = [("of", of.as_str()), ("contract", contract), ("on", &told_on)];
                desk.out.fill("verify.told_no_lease", &values)
            }
            Unshown::OthersLand { of } => desk.out.fill("verify.told_others_land", &[("of", of)]),
            Unshown::Since => labels.text("verify.told_since").to_owned(),
            Unshown::Merged { entry, of, to, from } => {
                let (entry, to, from) = (entry.to_string(), to.to_string(), from.to_string());
                let values = [("entry", entry.as_str()), ("of", of), ("to", &to), ("from", &from)];
                desk.out.fill("verify.told_merged", &values)
            }
            Unshown::Until { stated } => {
                let values = [("on", told_on.as_str()), ("stated", &stated.to_string())];
                desk.out.fill("verify.told_until", &values)
            }
            Unshown::NoPast => labels.text("verify.told_no_past").to_owned(),
            Unshown::Partners => labels.text("verify.told_partners").to_owned(),
            Unshown::Machine => labels.text("verify.told_machine").to_owned(),
            Unshown::ReadUntil => labels.text("verify.told_read_until").to_owned(),
        });
    }
    said.join("\n")
}
