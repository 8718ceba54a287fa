//! The examples that a user of the library reads first do what they say.

#[cfg(feature = "store")]
#[path = "../../examples/audit_a_folder.rs"]
#[allow(dead_code, reason = "its `main` is not called here")]
mod audit_a_folder;
#[path = "../../examples/share_rent.rs"]
#[allow(dead_code, reason = "its `main` is not called here")]
mod share_rent;

fn told(by: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut told = Vec::new();
    by(&mut told);
    String::from_utf8(told).unwrap()
}

#[test]
fn rent_is_shared_by_area_and_explained_down_to_it() {
    let told = told(|to| share_rent::share(to).unwrap());
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines[0], "H0001 3015.00 (房租)");
    assert!(lines[1].starts_with("  HS-01: 建筑面积 100.5平方米, 月租价 5元"), "{}", lines[1]);
    assert_eq!((lines[2], lines.len()), ("H0002 2409.90 (房租)", 4));
}

#[cfg(feature = "store")]
#[test]
fn a_folder_is_judged_by_itself_and_by_the_key_from_the_paper() {
    use coop_ledger::audit::{Pin, Verdict};
    let ledger = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ledgers/little/ledger");
    let alone = audit_a_folder::judged(&ledger, &Pin::default()).unwrap();
    let text = told(|to| audit_a_folder::tell(&alone, to).unwrap());
    assert!(text.starts_with("Pass: 19 entries, root ") && text.contains("not proven: NotPinned"), "{text}");
    let (vkey, leaf0) = (alone.vkey.clone(), alone.first_leaf.to_string());
    let paper = audit_a_folder::paper(&vkey, &leaf0).unwrap();
    let pinned = audit_a_folder::judged(&ledger, &paper).unwrap();
    assert!(!told(|to| audit_a_folder::tell(&pinned, to).unwrap()).contains("NotPinned"));
    let other = vkey.replacen('+', "x+", 1);
    let foreign = audit_a_folder::judged(&ledger, &audit_a_folder::paper(&other, &leaf0).unwrap()).unwrap();
    assert_eq!(foreign.verdict, Verdict::Fail, "a key of another name");
    assert!(told(|to| audit_a_folder::tell(&foreign, to).unwrap()).starts_with("Fail: "));
}
