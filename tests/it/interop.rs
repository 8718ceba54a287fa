//! Foreign tools over a ledger of ours: `tests/interop/run.sh` with Go's checksum database,
//! OpenSSL and the Python verifier. A tool that is missing is passed over, unless
//! `COOP_INTEROP=required` says that it must not be.

use crate::little::{Little, accountant, batches, copy};
use coop_ledger::log::{Hash, prove_consistency};
use std::{fs, path::Path, process::Command};

const FOLDER: &str = "COOP_TEST_EXPORT_FOLDER";

/// Writes `ledger`, `vkey`, two proofs, and an older checkpoint with the proof of consistency.
fn export(folder: &Path) {
    let mut little = Little::opened(0x44);
    let mut older = None;
    for (n, batch) in batches().iter().enumerate() {
        if n == 2 {
            older = Some((little.cooperative.head().size, little.cooperative.checkpoint().unwrap().to_note()));
        }
        little.cooperative.record(batch, &accountant()).unwrap();
    }
    let cooperative = &little.cooperative;
    let (old, note) = older.unwrap();
    let leaves = cooperative.leaves().unwrap();
    let size = cooperative.head().size;
    let consistency = prove_consistency(old, size, &leaves).unwrap();
    let lines: String = consistency.iter().map(|h: &Hash| h.base64() + "\n").collect();
    let sums = cooperative.prove_line(&"P01".parse().unwrap(), &"H0002".parse().unwrap(), &leaves).unwrap();
    let vkey = format!("{}\n", cooperative.books().opened().vkey);
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("vkey"), &vkey).unwrap();
    fs::write(folder.join("older-vkey"), &vkey).unwrap();
    fs::write(folder.join("older-checkpoint"), note.0).unwrap();
    fs::write(folder.join("consistency"), lines).unwrap();
    fs::write(folder.join("entry.tlog-proof"), cooperative.prove(size / 2, &leaves).unwrap().to_bytes()).unwrap();
    fs::write(folder.join("line.sum-proof"), sums.to_bytes()).unwrap();
    // the checkpoint in the folder is the newest once the writer has gone
    let Little { folder: made, cooperative } = little;
    drop(cooperative);
    copy(&made.path().join("ledger"), &folder.join("ledger"));
}

/// Not a test: what `run.sh` starts to get a ledger of ours.
#[test]
#[ignore = "writes a ledger for tests/interop/run.sh"]
fn exported() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        export(Path::new(&folder));
    }
}

#[test]
fn foreign_tools_verify_a_ledger_of_ours_its_proofs_and_its_growth() {
    let folder = tempfile::tempdir().unwrap();
    export(folder.path());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/run.sh");
    let out = Command::new("bash").arg(script).arg("--made").arg(folder.path()).output();
    let Ok(out) = out else {
        assert_ne!(std::env::var("COOP_INTEROP").as_deref(), Ok("required"), "bash is missing");
        return;
    };
    let said = String::from_utf8_lossy(&out.stdout);
    println!("{said}{}", String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{said}");
    assert!(!said.contains("FAIL"), "{said}");
}
