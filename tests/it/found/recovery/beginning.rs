//! How a ledger begins: by a clock one may believe, with keys that can act, and once.

use super::{ByHand, audited};
use crate::{
    faulty::{Fault, FaultDisk, Survival},
    little::{accountant, copy, founding, open, read},
};
use coop_ledger::{
    audit::{FindingCode, Verdict},
    cooperative::{Clock, Cooperative, FirstKey, Founding, SystemClock, Trouble},
    log::SigningKey,
    store::disk::Disk,
};
use std::{fs, path::Path, sync::Arc};

fn create(founding: &Founding, clock: Arc<dyn Clock>) -> Result<Cooperative, Trouble> {
    let folder = tempfile::tempdir().unwrap();
    Cooperative::create(&folder.path().join("ledger"), &folder.path().join("state"), founding, clock)
}

#[test]
fn m2_no_ledger_begins_in_1970_or_2100_unasked() {
    for (now, fine) in [
        ("1970-01-01T00:00:07Z", false),
        ("2023-12-31T23:59:59Z", false),
        ("2024-01-01T00:00:00Z", true),
        ("2034-01-01T00:00:00Z", true),
        ("2034-01-02T00:00:01Z", false),
        ("2100-01-01T00:00:00Z", false),
    ] {
        let made = create(&founding(0x61), ByHand::at(now));
        match &made {
            Ok(_) => assert!(fine, "{now} was believed"),
            Err(trouble) => {
                assert_eq!((trouble.code(), trouble.exit_code(), fine), ("clock_implausible", 3, false), "{now}")
            }
        }
        let sure = Founding { clock_confirmed: true, ..founding(0x62) };
        assert!(create(&sure, ByHand::at(now)).is_ok(), "{now} with a person's word");
    }
    let made_in: coop_ledger::unit::RecordedAt = "2026-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(SystemClock.earliest(), made_in, "the machine's clock is older than the program");
}

fn with_recovery(keys: u8, threshold: u32) -> Founding {
    let mut made = founding(0x63);
    made.keys.retain(|key| key.role.is_some());
    let key = |n: u8| FirstKey { person: format!("K9{n:02}"), role: None, key: SigningKey::from_seed([0x70 + n; 32]) };
    made.keys.extend((0..keys).map(key));
    Founding { recovery_threshold: threshold, ..made }
}

#[test]
fn threshold_of_recovery_keys_is_one_that_can_act() {
    for (keys, threshold, fine) in
        [(3, 9, false), (3, 4, false), (3, 3, true), (3, 1, true), (3, 0, false), (0, 0, true), (0, 1, false)]
    {
        let made = create(&with_recovery(keys, threshold), ByHand::at("2024-04-20T08:00:00Z"));
        assert_eq!(made.is_ok(), fine, "{threshold} of {keys}");
        if let Err(trouble) = made {
            assert_eq!((trouble.code(), trouble.exit_code()), ("bad_value", 3), "{threshold} of {keys}");
        }
    }
}

#[test]
fn threshold_beyond_the_recovery_keys_in_a_signed_entry_0_is_a_finding() {
    let little = crate::little::Little::opened(0x64);
    for (threshold, verdict) in [(1, Verdict::Pass), (2, Verdict::Fail), (0, Verdict::Fail)] {
        let mut forge = crate::tampered::forge::Forge::of(&little);
        forge.opening(|opened| opened.recovery_threshold = threshold);
        let report = forge.audit();
        assert_eq!(report.verdict, verdict, "{threshold}: {:?}", report.findings);
        if verdict == Verdict::Fail {
            assert_eq!(report.findings[0].code(), FindingCode::DecidedOtherwise, "{:?}", report.findings);
        }
    }
}

const LEDGER: &str = "/coop/ledger";
const STATE: &str = "/coop/state";

fn begin(disk: &FaultDisk) -> Result<Cooperative, Trouble> {
    let disk: Arc<dyn Disk> = Arc::new(disk.clone());
    // another tag each time, as `coop init` takes one
    let founding = Founding { tag: None, ledger_seed: None, ..founding(0) };
    Cooperative::create_on(disk, Path::new(LEDGER), Path::new(STATE), &founding, ByHand::at("2024-04-20T08:00:00Z"))
}

/// What is on the disk is a ledger of one entry that can be written and that audit passes.
#[track_caller]
fn whole(disk: &FaultDisk, name: &str) {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in disk.copy_out(Path::new("/coop")) {
        let path = folder.path().join(path.strip_prefix("/coop").unwrap());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
    // opening comes first: it repairs the copy of the checkpoint, which no sync held
    let mut opened = open(&ledger, &state, ByHand::at("2024-04-20T09:00:00Z")).unwrap();
    assert_eq!(opened.cooperative.head().size, 1, "{name}");
    let party = read(r#"{"id":"p","on":"2024-04-20","kind":"party.registered","party":"OP1","role":"x"}"#);
    opened.cooperative.record(&party, &accountant()).unwrap_or_else(|e| panic!("{name}: {e}"));
    drop(opened);
    let report = audited(&ledger);
    assert_eq!((report.verdict, report.size), (Verdict::Pass, 2), "{name}: {:?}", report.findings);
}

#[test]
fn m3_a_beginning_that_was_killed_at_any_write_can_be_repeated() {
    let quiet = FaultDisk::new();
    drop(begin(&quiet).unwrap());
    let steps = quiet.done();
    assert!(steps > 20, "the beginning is made of {steps} operations: {:?}", quiet.log());
    let mut tried = 0;
    for k in 0..steps {
        for fault in [Fault::Cut, Fault::Failed, Fault::FailedButDone, Fault::Full] {
            let disk = FaultDisk::new();
            disk.at(k, fault);
            let said = begin(&disk).map(drop);
            let mut after = vec![disk.killed()];
            if fault == Fault::Cut {
                after.extend(disk.power_cuts(Survival::Plain, 4));
            }
            for (n, after) in after.iter().enumerate() {
                let name = format!("{fault:?} at {k} ({}), {n}, said {said:?}", quiet.log()[k as usize]);
                match begin(after) {
                    Ok(coop) => drop(coop),
                    // it was whole already, with nothing more to do
                    Err(Trouble::NotEmpty(_))
                        if after.copy_out(Path::new(LEDGER)).contains_key(&Path::new(LEDGER).join("checkpoint")) => {}
                    Err(trouble) => panic!("{name}: {trouble}"),
                }
                whole(after, &name);
                tried += 1;
            }
        }
    }
    println!("beginnings: operations={steps} repeated={tried} failed=0");
}

#[test]
fn m3_a_folder_with_anything_else_is_left_as_it_is() {
    for stray in
        ["notes.txt", "blobs/chart.txt", "private/keys", "journal/000000000007.jsonl", "checkpoint", "index/conf"]
    {
        let folder = tempfile::tempdir().unwrap();
        let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
        fs::create_dir_all(ledger.join(stray).parent().unwrap()).unwrap();
        fs::write(ledger.join(stray), "mine").unwrap();
        let refused =
            Cooperative::create(&ledger, &state, &founding(0x65), ByHand::at("2024-04-20T08:00:00Z")).unwrap_err();
        assert_eq!(refused.code(), "not_empty", "{stray}");
        assert!(!state.exists(), "{stray}: nothing was begun");
    }
    // and a ledger is not taken for the beginning of another one
    let little = crate::little::Little::opened(0x66);
    let folder = tempfile::tempdir().unwrap();
    copy(&little.ledger(), &folder.path().join("ledger"));
    copy(&little.state(), &folder.path().join("state"));
    fs::remove_file(folder.path().join("ledger/checkpoint")).unwrap();
    let other = with_recovery(2, 1);
    let refused = Cooperative::create(
        &folder.path().join("ledger"),
        &folder.path().join("state"),
        &other,
        ByHand::at("2024-04-20T09:00:00Z"),
    );
    assert_eq!(refused.unwrap_err().code(), "not_empty");
}
