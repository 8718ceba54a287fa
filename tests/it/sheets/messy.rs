//! A village's workbook with three hundred households and eleven mistakes: all are named, the copy that is mended records,
//! and a second import records nothing.

use super::{ORIGIN, found, sheets};
use coop_ledger::{
    cooperative::{Answered, Cooperative},
    decide::Request,
    intake::{CellIs, Sheet, SheetCell, SheetRow, TableFault},
    workbook::{self, Mark},
};
use rust_xlsxwriter::{Format, Formula, Workbook};

use crate::little::{Hourly, accountant, founding};

const HEADS: [&str; 8] = ["户编号", "户主姓名", "村民小组", "成员数", "身份证号", "电话", "收款账号", "日期"];

/// Which mistakes a workbook has; without any it records.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Made {
    Messy,
    Sound,
}

pub fn workbook_of(made: Made) -> Vec<u8> {
    let wrong = made == Made::Messy;
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("户登记").unwrap();
    // a title over all columns is no mistake
    page.merge_range(0, 0, 0, 7, "天府村农户登记表（2024）", &Format::new()).unwrap();
    for (at, head) in (0..).zip(HEADS) {
        // 1: a head that no column has
        let head = if wrong && head == "村民小组" { "组别及备注" } else { head };
        page.write_string(1, at, head).unwrap();
    }
    if wrong {
        // 2: a column twice
        page.write_string(1, 8, "电话").unwrap();
    }
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for n in 1..=300_u32 {
        let row = n + 1;
        page.write_string(row, 0, format!("H{n:04}")).unwrap();
        page.write_string(row, 1, format!("户主{n}")).unwrap();
        page.write_string(row, 2, format!("G{:02}", n % 9 + 1)).unwrap();
        page.write_number(row, 3, f64::from(n % 6 + 1)).unwrap();
        page.write_string(row, 4, super::identity(n)).unwrap();
        page.write_string(row, 5, format!("1380000{n:04}")).unwrap();
        page.write_string(row, 6, format!("622200000000000{n:04}")).unwrap();
        match n % 3 {
            0 => page.write_number_with_format(row, 7, 45292.0, &day).unwrap(),
            1 => page.write_string(row, 7, "2024年1月1日").unwrap(),
            _ => page.write_number(row, 7, 45292.0).unwrap(),
        };
    }
    // sums below the list are no mistake
    page.write_string(302, 0, "合计").unwrap();
    page.write_formula(302, 3, Formula::new("=SUM(D3:D302)").set_result("1050")).unwrap();
    if wrong {
        // 3: an account of 19 digits that became a number
        page.write_number(11, 6, 6.222e18).unwrap();
        // 4: an account as the spreadsheet shows it
        page.write_string(21, 6, "1.1E+18").unwrap();
        // 5: a formula
        page.write_formula(31, 3, Formula::new("=2+1").set_result("3")).unwrap();
        // 6: an error of the spreadsheet's
        page.write_formula(41, 3, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        // 7: a day that does not exist
        page.write_string(51, 7, "2024-02-30").unwrap();
        // 8: no code
        page.write_blank(61, 0, &Format::new()).unwrap();
        // 9: a code of another form
        page.write_string(71, 0, "第七十户").unwrap();
        // 10: a household twice
        page.write_string(81, 0, "H0079").unwrap();
        // 11: two cells that are one
        page.merge_range(91, 1, 92, 1, "户主91", &Format::new()).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn village(folder: &std::path::Path) -> Cooperative {
    let clock = Hourly::from("2024-06-01T08:00:00Z");
    Cooperative::create(&folder.join("ledger"), &folder.join("state"), &founding(0x01), clock).unwrap()
}

/// What is wrong by row and code: what the cells say, and what the ledger says of the rest.
fn mistakes(coop: &Cooperative, sheets: &[Sheet]) -> Vec<(u32, String)> {
    let found = found(sheets, None);
    let requests: Vec<Request> = found.records.iter().map(|record| record.request.clone()).collect();
    let refused = coop.refusals(&requests, &accountant().public().id()).unwrap();
    let refused = refused.into_iter().map(|(n, refusal)| {
        let record = &found.records[n];
        (record.spot_of(&refusal).row, TableFault::Refused(refusal).code().to_owned())
    });
    let told = found.faults.iter().map(|(spot, fault)| (spot.row, fault.code().to_owned()));
    let mut all: Vec<(u32, String)> = told.chain(refused).collect();
    all.sort();
    all
}

#[test]
fn eleven_mistakes_in_three_hundred_rows_are_all_named_and_the_mended_copy_records_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut coop = village(folder.path());
    assert!(coop.origin().to_string().starts_with("coop.example/little/"));
    let messy = sheets(&workbook_of(Made::Messy), "a.xlsx");
    let planted = [
        (2, "head_twice"),
        (2, "head_unknown"),
        (12, "code_spoiled"),
        (22, "code_spoiled"),
        (32, "cell_formula"),
        (42, "cell_formula"),
        (52, "date_does_not_exist"),
        (62, "cell_empty"),
        (72, "bad_value"),
        (82, "already_registered"),
        (92, "cells_merged"),
    ];
    let planted: Vec<(u32, String)> = planted.map(|(row, code)| (row, code.to_owned())).into();
    assert_eq!(mistakes(&coop, &messy), planted);
    assert_eq!(coop.books().size(), 1, "nothing is recorded while anything is wrong");

    // the copy that comes back has the same cells, and the same mistakes in the same places
    let found_messy = found(&messy, None);
    let marks: Vec<Mark> =
        found_messy.faults.iter().map(|(spot, fault)| Mark::fault(*spot, fault.code().to_owned())).collect();
    let copy = sheets(&workbook::marked(&messy, &marks, None).unwrap(), "a.xlsx");
    assert_eq!(mistakes(&coop, &copy), planted);

    // mended cell by cell as a person would
    let mended = mended(copy, &sheets(&workbook_of(Made::Sound), "a.xlsx"));
    assert_eq!(mistakes(&coop, &mended), []);
    let record = |coop: &mut Cooperative| {
        let requests: Vec<Request> = found(&mended, None).records.iter().map(|record| record.request.clone()).collect();
        let recorded = coop.record(&requests, &accountant()).unwrap();
        recorded.iter().filter(|r| r.outcome == Answered::Now).count()
    };
    assert_eq!(record(&mut coop), 300);
    let size = coop.books().size();
    assert_eq!((record(&mut coop), coop.books().size()), (0, size), "a second import records nothing");
    println!("rows=300 planted=11 named=11 second_import=0 origin={ORIGIN}");
}

/// The cells that were wrong, as they should have been.
fn mended(mut copy: Vec<Sheet>, sound: &[Sheet]) -> Vec<Sheet> {
    copy[0].merged.retain(|merged| merged.rows.0 < 3);
    let sheet = &mut copy[0];
    for right in &sound[0].rows {
        match sheet.rows.iter_mut().find(|row| row.number == right.number) {
            Some(row) => mend(row, right),
            None => panic!("row {} is lost", right.number),
        }
    }
    copy
}

fn mend(row: &mut SheetRow, right: &SheetRow) {
    row.cells.retain(|(column, _)| right.cell(*column).is_some());
    for (column, cell) in &right.cells {
        let same = row.cell(*column).is_some_and(|there| there == cell);
        if same || matches!(cell.is, CellIs::Formula(_)) {
            continue;
        }
        row.cells.retain(|(at, _)| at != column);
        row.cells.push((*column, SheetCell { ..cell.clone() }));
        row.cells.sort_by_key(|(at, _)| *at);
    }
}
