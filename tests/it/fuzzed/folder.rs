//! What lies in a ledger's folder: the journal's files and the pages of the index.

use super::{faulty::FaultDisk, village::Village};
use coop_ledger::{
    audit::{Auditor, KeyRing, OneCore, Pin, Verdict, check_lines, claimed_size},
    cooperative::snapshot_again,
    store::{
        audit_source::{AuditSource, WalkStep},
        index::page_again,
    },
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

static GOOD: LazyLock<Village> = LazyLock::new(|| Village::asked(""));

/// A journal with these bytes as its one segment, audited: only the bytes that were signed pass.
pub fn segment(bytes: &[u8]) {
    let ledger = Path::new("/ledger");
    let disk = FaultDisk::new();
    let mut files: BTreeMap<PathBuf, Vec<u8>> =
        GOOD.blobs.files().map(|(n, b)| (ledger.join("blobs").join(n.to_string()), b)).collect();
    files.insert(ledger.join("journal/000000000000.jsonl"), bytes.to_vec());
    files.insert(ledger.join("checkpoint"), GOOD.checkpoint());
    disk.copy_in(ledger, &files);
    let source = AuditSource::on(Arc::new(disk), ledger).expect("a ledger's folder");
    let checkpoint = source.checkpoint().expect("it can be read");
    let mut auditor = Auditor::new(checkpoint.as_deref().and_then(claimed_size));
    let (mut ring, mut wrong) = (KeyRing::default(), 0);
    for step in source.lines() {
        match step.expect("the disk is whole") {
            WalkStep::Lines(chunk) => {
                for checked in check_lines(chunk.first, &chunk.lines, &mut ring, &OneCore) {
                    auditor.take(checked, &GOOD.blobs);
                }
            }
            WalkStep::Finding(_) => wrong += 1,
        }
    }
    let (report, _) = auditor.finish(checkpoint.as_deref(), &Pin::default());
    if report.verdict != Verdict::Fail && wrong == 0 {
        assert_eq!(bytes, GOOD.lines, "only the bytes that were signed pass");
    }
}

/// A page of the index: the first byte says which kind. What is read is written the same again;
/// of books, what is written again is read the same.
pub fn page(bytes: &[u8]) {
    let Some((kind, page)) = bytes.split_first() else { return };
    match kind {
        b'k' => {
            if let Some(again) = snapshot_again(page, coop_ledger::books::CN_2023) {
                assert!(snapshot_again(&again, coop_ledger::books::CN_2023).is_some(), "what is kept can be read");
            }
        }
        kind => {
            if let Some(again) = page_again(*kind, page) {
                assert_eq!(page_again(*kind, &again).as_ref(), Some(&again), "what is written can be read");
            }
        }
    }
}
