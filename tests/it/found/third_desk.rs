//! What an attacker's third look found at the desk: files that are overwritten, previews that promise.

use super::input::{coop, said};
use crate::little::{Little, accountant, read};
use coop_ledger::{cooperative::Trouble, decide::Code};
use std::fs;

/// `--out` put a page in the place of the accountant's key.
#[test]
fn b7_no_page_takes_the_place_of_a_private_key_wherever_it_lies() {
    let little = Little::whole();
    let keys = little.folder.path().join("keys-of-mine");
    fs::create_dir(&keys).unwrap();
    for protected in [false, true] {
        let key = keys.join("accountant.pem");
        let _ = fs::remove_file(&key);
        let mut made = coop(&little, &["key", "new", &key.display().to_string()]);
        if protected {
            made.env("COOP_PASSPHRASE", "horse-battery-staple");
        } else {
            made.arg("--no-passphrase");
        }
        let done = made.output().unwrap();
        assert!(done.status.success(), "{}", said(&done));
        let before = fs::read(&key).unwrap();
        for act in [&["statement", "H0001"][..], &["proof", "1"], &["export", "journal"]] {
            let out = key.display().to_string();
            let done = coop(&little, &[act, &["--out", &out]].concat()).output().unwrap();
            assert!(!done.status.success() && said(&done).contains("is a key"), "{act:?}: {}", said(&done));
            assert_eq!(fs::read(&key).unwrap(), before, "{act:?}");
        }
    }
    let page = keys.join("page.txt").display().to_string();
    assert!(coop(&little, &["statement", "H0001", "--out", &page]).output().unwrap().status.success());
}

/// A key made in the record's folder went out with every copy, and the audit failed.
#[test]
fn b9_no_key_is_made_in_the_folder_that_is_copied() {
    let little = Little::whole();
    for place in ["k.pem", "blobs/k.pem", "journal/k.pem"] {
        let file = little.ledger().join(place);
        let done = coop(&little, &["key", "new", &file.display().to_string(), "--no-passphrase"]).output().unwrap();
        assert!(!done.status.success() && !file.exists(), "{place}: {}", said(&done));
    }
}

/// A preview passed a file in which one id stood twice, which recording then refused.
#[test]
fn b6_a_preview_refuses_one_id_twice_as_recording_does() {
    let little = Little::whole();
    let party = |id: &str, party: &str| {
        format!(r#"{{"id":"{id}","kind":"party.registered","on":"2024-05-02","party":"{party}","role":"operator"}}"#)
    };
    let request = |text: String| read(&text).remove(0);
    let key = accountant().public().id();
    let twice = [request(party("a", "OP7")), request(party("a", "OP8"))];
    let Err(Trouble::Refused(refused)) = little.cooperative.preview(&twice, &key) else { panic!("previewed") };
    assert_eq!((refused[0].0, refused[0].1.code()), (2, Code::IdUsedOtherwise));
    let once = [request(party("a", "OP7")), request(party("b", "OP8"))];
    assert_eq!(little.cooperative.preview(&once, &key).unwrap().len(), 2);
}

/// Trying a sheet refused days in the wrong order; declaring its payout took them to the ledger first, by another
/// mapping of the same words.
#[test]
fn days_in_the_wrong_order_are_told_alike_by_all_that_asks_of_a_payout() {
    let little = Little::upto(5, 0x72);
    let sheet = little.folder.path().join("a.sheet");
    fs::write(&sheet, coop_ledger::scheme::shipped::by_id("rot-rent", 1).unwrap().text).unwrap();
    let sheet = sheet.display().to_string();
    let told = |verb: &str, sheet: [&str; 2], days: &str| {
        let words = ["payout", verb, "P01", sheet[0], sheet[1], "--contract", "ROT-1", "--period", days, "--yes"];
        let done = coop(&little, &words).output().unwrap();
        (done.status.code(), said(&done))
    };
    let backwards = "2025-03-31..2024-04-01";
    let declared = told("declare", ["--scheme", "rot-rent"], backwards);
    assert_eq!(declared.0, Some(2), "{}", declared.1);
    assert!(declared.1.contains("value_wrong"), "{}", declared.1);
    assert_eq!(told("preview", ["--scheme", "rot-rent"], backwards), declared);
    assert_eq!(told("preview", ["--sheet", &sheet], backwards), declared);
    let (code, text) = told("preview", ["--sheet", &sheet], "2024-04-01..2025-03-31");
    assert_eq!(code, Some(0), "{text}");
}
