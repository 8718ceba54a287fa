//! Private openings: readable by whoever has the key, gone when they are erased, and never lost
//! or half there after a power cut.

use super::oracle::place;
use crate::faulty::{Fault, FaultDisk, Survival};
use crate::journal::sample::origin;
use coop_ledger::log::Hash;
use coop_ledger::store::disk::Disk;
use coop_ledger::store::file::FileOpenings;
use coop_ledger::store::file::LedgerFolders;
use coop_ledger::store::{AppendError, Filed, Openings, ReadError, Why};
use coop_ledger::unit::HouseholdId;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

fn household(number: u32) -> HouseholdId {
    format!("H{number:04}").parse().expect("a code")
}

fn commitment(household: u32, field: u32) -> Hash {
    Hash::of(&[&household.to_be_bytes(), &field.to_be_bytes()])
}

fn secret(household: u32, field: u32) -> Vec<u8> {
    format!("salt and value {household} {field}").into_bytes()
}

fn openings(disk: &FaultDisk) -> FileOpenings {
    FileOpenings::new(Arc::new(disk.clone()), place(), &origin(1))
}

fn put(store: &FileOpenings, h: u32, f: u32) -> Result<(), AppendError> {
    let filed = Filed { household: household(h), commitment: commitment(h, f), bytes: secret(h, f) };
    store.put(&origin(1), &[filed])
}

/// Destroys everything that is filed under a household.
fn erase(store: &FileOpenings, household: &HouseholdId) -> Result<u64, AppendError> {
    let held = store.held(&origin(1)).expect("to read");
    let gone: BTreeSet<Hash> = held.into_iter().filter(|(h, _)| h == household).map(|(_, hash)| hash).collect();
    store.destroy(&origin(1), &gone, &BTreeSet::from([household.clone()]), Some(1))
}

/// Puts openings of three households until something fails; gives those that were acknowledged.
fn fill(disk: &FaultDisk) -> Vec<(u32, u32)> {
    let store = openings(disk);
    let mut acked = Vec::new();
    for (h, f) in [(1, 0), (2, 0), (1, 1), (3, 0), (2, 1)] {
        match put(&store, h, f) {
            Ok(()) => acked.push((h, f)),
            Err(_) => break,
        }
    }
    acked
}

fn reads(disk: &FaultDisk, h: u32, f: u32) -> Result<bool, ReadError> {
    let got = openings(disk).get(&origin(1), &commitment(h, f))?;
    assert!(got.as_ref().is_none_or(|g| *g == secret(h, f)), "the right bytes or none");
    Ok(got.is_some())
}

#[test]
fn an_erased_household_is_gone_from_every_file_and_the_others_stay() {
    let disk = FaultDisk::new();
    assert_eq!(fill(&disk).len(), 5);
    let before: BTreeMap<_, _> = disk.copy_out(Path::new("/ledger"));
    assert_eq!(erase(&openings(&disk), &household(2)), Ok(2));
    assert_eq!(erase(&openings(&disk), &household(2)), Ok(0), "once is enough");
    for (h, f, there) in [(1, 0, true), (1, 1, true), (3, 0, true), (2, 0, false), (2, 1, false)] {
        assert_eq!(reads(&disk, h, f), Ok(there), "H{h:04} field {f}");
    }
    // a backup of the whole folder from before: what lies beside the guard no longer opens it
    disk.copy_in(Path::new("/ledger"), &before);
    assert_eq!(reads(&disk, 2, 0), Ok(false));
    let plain = secret(2, 0);
    for (path, bytes) in disk.copy_out(Path::new("/")) {
        assert!(!bytes.windows(plain.len()).any(|w| w == plain), "{} holds it in the clear", path.display());
    }
}

#[test]
fn data_keys_stand_on_two_carriers_and_one_that_is_lost_comes_back() {
    let (first, second) = (place().state.join("openings.keys"), place().state.join("openings.keys.second"));
    for lost in [&first, &second] {
        let disk = FaultDisk::new();
        assert_eq!(fill(&disk).len(), 5);
        let whole = disk.copy_out(Path::new("/"));
        assert_eq!(whole[&first], whole[&second]);
        disk.remove(lost).unwrap();
        for (h, f) in [(1, 0), (2, 1), (3, 0)] {
            assert_eq!(reads(&disk, h, f), Ok(true), "H{h:04} without {}", lost.display());
        }
        put(&openings(&disk), 4, 0).unwrap();
        let mended = disk.copy_out(Path::new("/"));
        let rows = |path: &Path| String::from_utf8(mended[path].clone()).unwrap().lines().count();
        assert_eq!((rows(&first), rows(&second)), (4, 4));
        // and what is erased is gone from both
        assert_eq!(erase(&openings(&disk), &household(2)), Ok(2));
        let after = disk.copy_out(Path::new("/"));
        for path in [&first, &second] {
            assert!(!String::from_utf8(after[path].clone()).unwrap().contains("H0002"), "{}", path.display());
        }
        assert_eq!((reads(&disk, 2, 0), reads(&disk, 4, 0)), (Ok(false), Ok(true)));
    }
}

#[test]
fn a_copied_folder_cannot_be_read_and_says_why() {
    let disk = FaultDisk::new();
    fill(&disk);
    let elsewhere = LedgerFolders { state: "/other".into(), ..place() };
    let copy = FileOpenings::new(Arc::new(disk.clone()), elsewhere, &origin(1));
    assert!(matches!(copy.get(&origin(1), &commitment(1, 0)), Err(ReadError::Failed(c)) if c.why == Why::NotAnchored));
    let put = put(&copy, 9, 0);
    assert!(matches!(put, Err(AppendError::Refused(c)) if c.why == Why::NotAnchored));
    assert!(disk.copy_out(Path::new("/other")).is_empty(), "no second key is made");
}

#[test]
fn an_opening_moved_to_another_commitment_or_altered_does_not_open() {
    let disk = FaultDisk::new();
    fill(&disk);
    let records = disk.copy_out(Path::new("/ledger/private/records"));
    let (path, bytes) = records.into_iter().next().expect("the records");
    let text = String::from_utf8(bytes).expect("a text");
    let (here, there) = (commitment(1, 0).to_string(), commitment(1, 1).to_string());
    let swapped = text.replace(&here, "-").replace(&there, &here).replace('-', &there);
    disk.copy_in(&path, &BTreeMap::from([(path.clone(), swapped.into_bytes())]));
    assert!(matches!(reads(&disk, 1, 0), Err(ReadError::Failed(c)) if c.why == Why::Damage));
    assert_eq!(reads(&disk, 3, 0), Ok(true), "its neighbour is not disturbed");
}

#[test]
fn power_cuts_and_failing_syncs_lose_no_acknowledged_opening() {
    let mut states = 0;
    for fault in [Fault::Cut, Fault::Failed, Fault::FailedButDone, Fault::Full] {
        for k in 0.. {
            let disk = FaultDisk::new();
            disk.at(k, fault);
            let mut acked = fill(&disk);
            // a new process on the same machine, then the power goes
            let next = disk.killed();
            if fault != Fault::Cut {
                acked.extend(fill(&next));
            }
            for after in next.power_cuts(Survival::Torn, 48) {
                for (h, f) in &acked {
                    assert_eq!(reads(&after, *h, *f), Ok(true), "{fault:?} at {k}: H{h:04} field {f}");
                }
                assert_eq!(fill(&after).len(), 5, "{fault:?} at {k}: it goes on");
                states += 1;
            }
            if disk.done() <= k {
                break;
            }
        }
    }
    println!("openings faults states={states} lost_acks=0");
}

#[test]
fn an_erasure_that_was_cut_off_is_ended_by_repeating_it_and_harms_nobody_else() {
    let full = FaultDisk::new();
    fill(&full);
    // the medium has it all
    let full = full.power_cuts(Survival::Plain, 1).remove(0);
    let mut states = 0;
    for k in 0.. {
        let disk = full.killed();
        disk.at(k, Fault::Cut);
        let erased = erase(&openings(&disk), &household(1));
        for after in disk.power_cuts(Survival::Torn, 200) {
            for (h, f) in [(2, 0), (2, 1), (3, 0)] {
                assert_eq!(reads(&after, h, f), Ok(true), "cut at {k}: H{h:04} field {f}");
            }
            if erased.is_ok() {
                assert_eq!(reads(&after, 1, 0), Ok(false), "erased is erased");
            }
            erase(&openings(&after), &household(1)).expect("to end it");
            assert_eq!((reads(&after, 1, 0), reads(&after, 1, 1)), (Ok(false), Ok(false)));
            assert_eq!(reads(&after, 2, 0), Ok(true));
            let state = after.copy_out(&place().state);
            let wrapping = state.get(&place().state.join("openings.key")).expect("the wrapping key");
            assert_eq!(wrapping.iter().filter(|b| **b == b'\n').count(), 1, "one wrapping key is left");
            states += 1;
        }
        if erased.is_ok() {
            break;
        }
    }
    println!("openings erasure_cuts states={states} others_lost=0 survivors=0");
}
