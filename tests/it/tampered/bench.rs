//! Copies of a ledger's folder, altered one after the other, on several threads. Without the lock
//! file: beside it an audit looks at a torn end for half a second before it calls it one.

use crate::little::{Little, copy};
use coop_ledger::{
    audit::{Pin, Report},
    cooperative::audit,
};
use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

const WORKERS: usize = 4;

/// Files of a ledger to be written or removed.
pub struct Change {
    what: String,
    files: Vec<(PathBuf, Option<Vec<u8>>)>,
}

impl Change {
    pub fn new(what: impl Into<String>, files: impl IntoIterator<Item = (PathBuf, Option<Vec<u8>>)>) -> Change {
        Change { what: what.into(), files: files.into_iter().collect() }
    }

    pub fn write(what: impl Into<String>, path: &Path, bytes: Vec<u8>) -> Change {
        Change::new(what, [(path.to_owned(), Some(bytes))])
    }

    pub fn remove(what: impl Into<String>, path: &Path) -> Change {
        Change::new(what, [(path.to_owned(), None)])
    }

    pub fn rename(what: impl Into<String>, from: &Path, to: impl Into<PathBuf>, bytes: &[u8]) -> Change {
        Change::new(what, [(from.to_owned(), None), (to.into(), Some(bytes.to_vec()))])
    }
}

/// A good ledger to be altered.
pub struct Bench {
    good: tempfile::TempDir,
}

impl Bench {
    pub fn new(little: &Little) -> Bench {
        let good = tempfile::tempdir().unwrap();
        copy(&little.ledger(), good.path());
        fs::remove_file(good.path().join("lock")).unwrap_or_default();
        Bench { good }
    }

    /// What an audit of the ledger says after one change.
    pub fn report(&self, change: &Change) -> Report {
        let folder = tempfile::tempdir().unwrap();
        copy(self.good.path(), folder.path());
        apply(folder.path(), change);
        audit(folder.path(), &Pin::default(), &mut |_, _| {}).unwrap().report
    }

    /// Every change alone makes the audit fail, with a finding and without a panic.
    pub fn refuses_all(&self, name: &str, cases: Vec<Change>) {
        let next = AtomicUsize::new(0);
        let wrong = Mutex::new(Vec::new());
        let began = std::time::Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..WORKERS.min(cases.len()) {
                scope.spawn(|| {
                    let folder = tempfile::tempdir().unwrap();
                    copy(self.good.path(), folder.path());
                    while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                        apply(folder.path(), case);
                        if let Err(said) = judged(folder.path()) {
                            let files: Vec<_> = case.files.iter().map(|(path, _)| path.display().to_string()).collect();
                            wrong.lock().unwrap().push(format!("{} ({}): {said}", case.what, files.join(", ")));
                        }
                        self.restore(folder.path(), case);
                    }
                });
            }
        });
        let wrong = wrong.into_inner().unwrap();
        println!(
            "tampered: {name} cases={} undetected={} seconds={}",
            cases.len(),
            wrong.len(),
            began.elapsed().as_secs()
        );
        assert!(
            wrong.is_empty(),
            "{} of {}:\n{}",
            wrong.len(),
            cases.len(),
            wrong.iter().take(20).cloned().collect::<Vec<_>>().join("\n")
        );
    }

    /// Audits every change and runs `examples/verify.py` on it: how often both pass and both fail.
    /// `None` where Python or PyNaCl is missing and need not be there.
    pub fn agrees_with_python(&self, cases: &[Change]) -> Option<(usize, usize)> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/verify.py");
        let there = Command::new("python3").args(["-c", "import nacl"]).status().is_ok_and(|s| s.success());
        if !there {
            assert_ne!(std::env::var("COOP_INTEROP").as_deref(), Ok("required"), "python3 with PyNaCl is missing");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        copy(self.good.path(), folder.path());
        let (mut passed, mut failed) = (0, 0);
        for case in cases {
            apply(folder.path(), case);
            let ours = audit(folder.path(), &Pin::default(), &mut |_, _| {}).unwrap().report;
            let out = Command::new("python3").arg(&script).arg(folder.path()).output().unwrap();
            let theirs = out.status.code();
            assert!(matches!(theirs, Some(0 | 1)), "{}: {}", case.what, String::from_utf8_lossy(&out.stderr));
            let said = || format!("{}: {:?} {}", case.what, ours.findings, String::from_utf8_lossy(&out.stdout));
            assert_eq!(ours.exit_code() == 0, theirs == Some(0), "{}", said());
            if theirs == Some(0) {
                passed += 1
            } else {
                failed += 1
            }
            self.restore(folder.path(), case);
        }
        Some((passed, failed))
    }

    fn restore(&self, folder: &Path, case: &Change) {
        for (path, _) in &case.files {
            match fs::read(self.good.path().join(path)) {
                Ok(bytes) => {
                    let _ = fs::remove_dir_all(folder.join(path));
                    fs::write(folder.join(path), bytes).unwrap();
                }
                // also the folder that was made for it
                Err(_) => {
                    let top = path.ancestors().filter(|a| a.components().count() > 0);
                    let made = top.filter(|a| !self.good.path().join(a).exists()).last().unwrap();
                    let made = folder.join(made);
                    if made.is_dir() {
                        fs::remove_dir_all(made).unwrap()
                    } else {
                        fs::remove_file(made).unwrap_or_default()
                    }
                }
            }
        }
    }
}

fn apply(folder: &Path, change: &Change) {
    for (path, _) in change.files.iter().filter(|(_, bytes)| bytes.is_none()) {
        fs::remove_file(folder.join(path)).unwrap_or_default();
    }
    for (path, bytes) in &change.files {
        let Some(bytes) = bytes else { continue };
        fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
        fs::write(folder.join(path), bytes).unwrap();
    }
}

fn judged(folder: &Path) -> Result<(), String> {
    let audited = catch_unwind(AssertUnwindSafe(|| audit(folder, &Pin::default(), &mut |_, _| {})));
    let report = audited.ok().ok_or("the audit panicked")?.map_err(|e| format!("exit {}: {e}", e.exit_code()))?.report;
    match (report.exit_code(), report.findings.first()) {
        (1 | 7, Some(_)) => Ok(()),
        (code, finding) => Err(format!("exit {code}, {finding:?}")),
    }
}
