//! A filled template that was edited and brought back becomes changes: what was edited and nothing else.

use super::sheets;
use crate::little::{Hourly, founding, objects};
use coop_ledger::{
    cooperative::{Cooperative, new_key, read_key},
    decide::Request,
    form,
    intake::{Sheet, SheetCell},
    workbook,
};
use std::{path::PathBuf, process::Command};

const EXAMPLE: &str = include_str!("../../../src/form/example.jsonl");

/// The example village with everything that is recorded in it.
struct Village(tempfile::TempDir);

impl Village {
    fn new() -> Village {
        let folder = tempfile::tempdir().unwrap();
        let clock = Hourly::from("2025-12-31T08:00:00Z");
        let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
        let file = folder.path().join("key.pem");
        let public = new_key(&file, None).unwrap();
        let key = read_key(&file, None).unwrap();
        let mut founding = founding(0x5f);
        founding.keys[0].key = public;
        let mut coop = Cooperative::create(&ledger, &state, &founding, clock).unwrap();
        for object in objects(EXAMPLE) {
            // keys and approvals of other people are of another test
            let _ = coop.record(&[Request::read(&object).unwrap()], &key);
        }
        Village(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Exit code, stdout and stderr.
    fn coop(&self, words: &[&str]) -> (Option<i32>, String) {
        let done = Command::new(env!("CARGO_BIN_EXE_coop"))
            .args(["--lang", "en"])
            .args(words)
            .current_dir(self.0.path())
            .env("COOP_LEDGER", self.path("ledger"))
            .env("COOP_STATE", self.path("state"))
            .env("COOP_TEST_CLOCK", "2026-01-05T08:00:00Z")
            .env("COOP_KEY", self.path("key.pem"))
            .output()
            .unwrap();
        let [out, err] = [done.stdout, done.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        (done.status.code(), format!("{out}{err}"))
    }

    /// What is held, as a workbook that may be edited.
    fn filled(&self, name: &str, kinds: &[&str]) -> Vec<Sheet> {
        let (code, said) = self.coop(&[&["template"], kinds, &["--filled", "-o", name]].concat());
        assert_eq!(code, Some(0), "{said}");
        sheets(&std::fs::read(self.path(name)).unwrap(), name)
    }

    fn bring_back(&self, name: &str, sheets: &[Sheet], words: &[&str]) -> (Option<i32>, String) {
        std::fs::write(self.path(name), workbook::marked(sheets, &[], None).unwrap()).unwrap();
        self.coop(&[&["import", name], words].concat())
    }
}

/// Writes a text into the column of a field, in the first row in which `of` stands under `by`.
fn put(sheets: &mut [Sheet], (by, of): (&str, &str), column: &str, text: &str) {
    let sheet = sheets.iter_mut().find(|sheet| column_of(sheet, column).is_some() && column_of(sheet, by).is_some());
    let sheet = sheet.unwrap_or_else(|| panic!("no column {column}"));
    let (at, key) = (column_of(sheet, column).unwrap(), column_of(sheet, by).unwrap());
    let row = sheet.rows.iter_mut().find(|row| row.number > 2 && row.text(key) == of).unwrap();
    row.cells.retain(|(column, _)| *column != at);
    if !text.is_empty() {
        row.cells.push((at, SheetCell::text(text)));
    }
    row.cells.sort_by_key(|(column, _)| *column);
}

fn column_of(sheet: &Sheet, name: &str) -> Option<u16> {
    let names = sheet.rows.iter().find(|row| row.number == 2)?;
    names.cells.iter().find(|(_, cell)| cell.text == name).map(|(at, _)| *at)
}

#[test]
fn every_filled_template_comes_back_as_no_change() {
    let village = Village::new();
    let kinds: Vec<&str> = form::all().into_iter().map(|of| of.kind).collect();
    for (at, kind) in kinds.iter().enumerate() {
        let name = format!("{at}.xlsx");
        let sheets = village.filled(&name, &[kind]);
        let (code, said) = village.bring_back(&name, &sheets, &[]);
        let nothing = said.contains("nothing new") || said.contains("no rows") || said.contains("nothing was recorded");
        assert!(code == Some(0) && nothing, "{kind}: {said}");
    }
}

#[test]
fn edited_rows_become_changes_once_and_only_what_was_edited() {
    let village = Village::new();
    let mut sheets = village.filled("a.xlsx", &["household.enrolled", "parcel.registered"]);
    let household = ("household", "H0002");
    put(&mut sheets, household, "members", "5");
    put(&mut sheets, household, "change.reason", "born");
    put(&mut sheets, ("parcel", "P00002"), "area_m2", "1500.00");
    put(&mut sheets, ("parcel", "P00002"), "area_mu", "2.25");
    put(&mut sheets, ("parcel", "P00002"), "change.document", "CH-2026-1");
    // without a day nothing is recorded
    let (code, said) = village.bring_back("b.xlsx", &sheets, &[]);
    assert!(code == Some(3) && said.matches("[change_unsaid]").count() == 2, "{said}");
    let (code, said) = village.bring_back("b.xlsx", &sheets, &["--on", "2025-12-30", "-n"]);
    assert!(code == Some(0) && said.contains("0 records and 2 changes"), "{said}");
    assert!(said.contains("→ 5 (members.changed 2025-12-30)") && said.contains("→ 2.25 (parcel.remeasured"), "{said}");
    let (code, said) = village.bring_back("b.xlsx", &sheets, &["--on", "2025-12-30"]);
    assert_eq!(code, Some(0), "{said}");
    let (_, log) = village.coop(&["log"]);
    assert_eq!((log.matches("members.changed.").count(), log.matches("parcel.remeasured.").count()), (1, 1), "{log}");
    // the same file again, a day later or not, is the same change
    for day in ["2025-12-30", "2025-12-31"] {
        let (code, said) = village.bring_back("b.xlsx", &sheets, &["--on", day]);
        assert!(code == Some(0) && said.contains("nothing new"), "{said}");
    }
    // what is held now is what was written, and the next child is another change
    let mut now = village.filled("c.xlsx", &["household.enrolled"]);
    put(&mut now, household, "members", "6");
    put(&mut now, household, "change.reason", "born");
    let (code, said) = village.bring_back("c.xlsx", &now, &["--on", "2025-12-30"]);
    assert!(code == Some(0) && said.contains("5 → 6"), "{said}");
    // the file of before the two changes says now what the register no longer says
    put(&mut sheets, household, "members", "7");
    let (code, said) = village.bring_back("d.xlsx", &sheets, &["--on", "2025-12-30"]);
    assert!(code == Some(3) && said.contains("[moved_since]"), "{said}");
}

#[test]
fn what_no_change_says_is_refused_at_its_cell_and_a_row_that_is_gone_changes_nothing() {
    let village = Village::new();
    let sheets = village.filled("a.xlsx", &["household.enrolled", "receipt.recorded", "entrustment.given"]);
    let edits: [((&str, &str), &str, &str, &str); 6] = [
        (("household", "H0001"), "identity", "519999197001010018", " new register.revised"),
        (("household", "H0001"), "household", "H0099", " new register.revised"),
        (("household", "H0001"), "name", "", " new register.revised"),
        (("household", "H0001"), "on", "2024-01-05", " new register.revised"),
        (("id", "34"), "parts.amount", "2322.01", " correct "),
        (("id", "23"), "last_day", "2030-12-31", " new entrustment.ended"),
    ];
    for (at, column, text, hint) in edits {
        let mut edited = sheets.clone();
        put(&mut edited, at, column, text);
        let (code, said) = village.bring_back("b.xlsx", &edited, &["--on", "2025-12-30"]);
        assert!(code == Some(3) && said.contains("[no_such_change]") && said.contains(hint), "{column}: {said}");
        assert_eq!(said.matches("[no_such_change]").count(), 1, "{said}");
    }
    let mut fewer = sheets.clone();
    for sheet in &mut fewer {
        if column_of(sheet, "members").is_some() {
            sheet.rows.retain(|row| row.number != 3);
        }
    }
    let (code, said) = village.bring_back("c.xlsx", &fewer, &[]);
    assert!(code == Some(0) && said.contains("[rows_gone]") && said.contains("nothing new"), "{said}");
}

#[test]
fn telephone_account_name_and_group_of_an_edited_row_are_revised_once() {
    let village = Village::new();
    let mut sheets = village.filled("a.xlsx", &["household.enrolled"]);
    let household = ("household", "H0001");
    put(&mut sheets, household, "phone", "02800000001");
    put(&mut sheets, household, "account", "");
    put(&mut sheets, household, "group", "G07");
    put(&mut sheets, household, "change.document", "SQ-2026-1");
    for (time, recorded) in [("once", true), ("again", false)] {
        let (code, said) = village.bring_back("b.xlsx", &sheets, &["--on", "2025-12-30"]);
        assert!(code == Some(0) && said.contains("nothing new") != recorded, "{time}: {said}");
    }
    let (_, log) = village.coop(&["log"]);
    assert_eq!(log.matches("register.revised.").count(), 1, "{log}");
    // what is held now is what was written
    let now = village.filled("c.xlsx", &["household.enrolled"]);
    let row = |column: &str| {
        let at = column_of(&now[0], column).unwrap();
        let key = column_of(&now[0], "household").unwrap();
        now[0].rows.iter().find(|row| row.text(key) == "H0001").unwrap().text(at).to_owned()
    };
    assert_eq!(["phone", "account", "group", "name"].map(row), ["02800000001", "", "G07", "某户"]);
}

/// Whether a part of a workbook speaks of checks.
fn checks(file: &std::path::Path) -> bool {
    let mut parts = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut parts.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut text).unwrap();
    text.contains("<dataValidation ")
}

#[test]
fn the_marked_copy_of_a_template_checks_as_it_did_and_that_of_another_workbook_says_it_does_not() {
    let village = Village::new();
    let mut sheets = village.filled("a.xlsx", &["household.enrolled"]);
    put(&mut sheets, ("household", "H0001"), "members", "many");
    let (code, said) = village.bring_back("b.xlsx", &sheets, &[]);
    assert!(code == Some(3) && !said.contains("the copy has the cells alone"), "{said}");
    assert!(checks(&village.path("a.xlsx")) && checks(&village.path("b.checked.xlsx")));
    sheets.truncate(1);
    let (code, said) = village.bring_back("c.xlsx", &sheets, &["--kind", "household.enrolled"]);
    assert!(code == Some(3) && said.contains("the copy has the cells alone"), "{said}");
    assert!(!checks(&village.path("c.checked.xlsx")));
}

#[test]
fn a_row_that_goes_back_to_what_was_recorded_first_is_a_change_and_no_second_import() {
    let village = Village::new();
    let household = ("household", "H0002");
    let sheets = village.filled("a.xlsx", &["household.enrolled"]);
    let of = |sheets: &[Sheet]| {
        let list = sheets.iter().find(|sheet| column_of(sheet, "members").is_some()).unwrap();
        let (at, key) = (column_of(list, "members").unwrap(), column_of(list, "household").unwrap());
        let row = list.rows.iter().find(|row| row.number > 2 && row.text(key) == "H0002").unwrap();
        row.text(at).to_owned()
    };
    let first = of(&sheets);
    let mut more = sheets.clone();
    put(&mut more, household, "members", "9");
    put(&mut more, household, "change.reason", "born");
    put(&mut more, household, "change.on", "2025-12-29");
    assert_eq!(village.bring_back("b.xlsx", &more, &[]).0, Some(0));
    for own_list in [true, false] {
        let mut back = village.filled(&format!("c-{own_list}.xlsx"), &["household.enrolled"]);
        assert_eq!(of(&back), "9");
        put(&mut back, household, "members", &first);
        put(&mut back, household, "change.reason", "died");
        put(&mut back, household, "change.on", "2025-12-30");
        if own_list {
            back.retain(|sheet| column_of(sheet, "members").is_some());
        }
        let (code, said) = village.bring_back("d.xlsx", &back, &["-n"]);
        assert!(code == Some(0) && said.contains(&format!("9 → {first}")), "{own_list}: {said}");
    }
}
