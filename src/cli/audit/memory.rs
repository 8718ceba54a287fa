//! What this machine remembers of a ledger: shown, and cleared with a word of why.

use crate::{
    audit::{Cleared, KnownBy},
    cli::{Done, desk::Desk},
    cooperative::remembered,
    log::Hash,
    page::{Cell, Heading, Table, TableRow},
    unit::{RecordedAt, Say},
};
use serde::Serialize;
use std::path::Path;

/// One memory.
#[derive(Serialize)]
struct Line {
    /// `guard`, `audit_pinned`, `audit`, `cleared`.
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<RecordedAt>,
    entries: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ledger: Option<Hash>,
    #[serde(skip_serializing_if = "Option::is_none")]
    root: Option<Hash>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

/// The guard's memory, those of audits, and those that were cleared.
pub(super) fn show(desk: &Desk, ledger: &Path) -> Done {
    let all = remembered(ledger, &desk.state);
    let guard = all.heads.iter().filter(|known| known.by == KnownBy::Guard);
    let mut lines: Vec<Line> = guard
        .map(|k| Line { by: "guard", at: None, entries: k.head.size, ledger: None, root: Some(k.head.root), why: None })
        .collect();
    lines.extend(all.audits.iter().map(|audit| {
        let head = audit.note.claimed_head();
        let by = if audit.pinned { "audit_pinned" } else { "audit" };
        Line { by, at: audit.at, entries: head.size, ledger: Some(audit.ledger), root: Some(head.root), why: None }
    }));
    lines.extend(all.cleared.iter().map(|gone| Line {
        by: "cleared",
        at: gone.at[1],
        entries: gone.size,
        ledger: gone.ledger,
        root: None,
        why: Some(gone.why.clone()),
    }));
    for lost in &all.unreadable {
        let lang = desk.out.labels.lang();
        desk.out.say("memory.unreadable", &[("file", &lost.place.say(lang)), ("why", &lost.why.say(lang))]);
    }
    let labels = desk.out.labels;
    desk.out.list(&lines, || Table {
        headings: vec![
            Heading::left(labels.text("memory.by")),
            Heading::left(labels.text("memory.at")),
            Heading::right(labels.text("memory.entries")),
            Heading::left(labels.text("memory.ledger")),
            Heading::left(labels.text("memory.why")),
        ],
        rows: lines
            .iter()
            .map(|line| {
                TableRow::plain(vec![
                    Cell::words(labels.text(match line.by {
                        "guard" => "memory.guard",
                        "audit_pinned" => "memory.audit_pinned",
                        "audit" => "memory.audit",
                        _ => "memory.cleared",
                    })),
                    Cell::words(line.at.map(|at| at.to_string()).unwrap_or_default()),
                    Cell::words(line.entries.to_string()),
                    Cell::words(line.ledger.map(|leaf| leaf.to_string()).unwrap_or_default()),
                    Cell::words(line.why.clone().unwrap_or_default()),
                ])
            })
            .collect(),
        ..Table::default()
    })?;
    Ok(0)
}

/// Says what was cleared; the audit that follows says it too, and so do later ones until one with the
/// lines on paper has passed.
pub(super) fn tell_cleared(desk: &Desk, cleared: &[Cleared]) {
    if cleared.is_empty() {
        desk.out.say("memory.nothing", &[]);
    }
    for gone in cleared {
        match gone.ledger {
            Some(ledger) => {
                let (n, ledger) = (gone.size.to_string(), ledger.to_string());
                desk.out.say("memory.done", &[("n", &n), ("ledger", &ledger), ("why", &gone.why)]);
            }
            None => desk.out.say("memory.done_unreadable", &[("why", &gone.why)]),
        }
    }
}
