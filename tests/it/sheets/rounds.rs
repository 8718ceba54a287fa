//! Out and in again: nothing changes on the way.

use super::{ORIGIN, found, sheets};
use crate::little::objects;
use coop_ledger::{
    decide::Request,
    form,
    intake::{self, Expected, Profile, TableFault},
    unit::Lang,
    workbook::{self, Template, TemplateSheet},
};

fn rows(requests: &[Request], kind: &str) -> TemplateSheet {
    let of = form::of(kind).unwrap();
    let rows = requests.iter().flat_map(|request| of.rows(&of.fields(&request.members().unwrap())));
    TemplateSheet { of, rows: rows.collect() }
}

fn workbook_of(sheets: Vec<TemplateSheet>, lang: Lang) -> Vec<u8> {
    workbook::template(&Template { sheets, origin: ORIGIN, books: None, filled: None, lang }).unwrap()
}

#[test]
fn every_kind_goes_through_its_template_and_comes_back_the_same() {
    let mut kinds = 0;
    for lang in [Lang::Zh, Lang::En] {
        for kind in form::all() {
            let Some(example) = form::example(kind.kind) else { continue };
            let request = Request::read(&objects(example)[0]).unwrap();
            let bytes = workbook_of(vec![rows(std::slice::from_ref(&request), kind.kind)], lang);
            let found = found(&sheets(&bytes, "a.xlsx"), None);
            assert!(found.faults.is_empty(), "{} {lang}: {:?}", kind.kind, found.faults);
            let again: Vec<&Request> = found.records.iter().map(|record| &record.request).collect();
            assert_eq!(again, [&request], "{}", kind.kind);
            kinds += 1;
        }
    }
    assert!(kinds > 80, "{kinds}");
}

/// The heads and the example of a kind with commas between: the example is nobody's record, and what is written under the heads
/// is one.
#[test]
fn every_kind_goes_through_its_heads_with_commas_between() {
    let mut kinds = 0;
    for lang in [Lang::Zh, Lang::En] {
        for kind in form::all() {
            let sheet = TemplateSheet { of: kind, rows: Vec::new() };
            let template = Template { sheets: vec![sheet], origin: ORIGIN, books: None, filled: None, lang };
            let text = workbook::separated(&template);
            let of_file = |text: &str| found(&sheets(text.as_bytes(), "a.csv"), Some(kind.kind));
            let empty = of_file(&text);
            assert!(empty.faults.is_empty() && empty.records.is_empty(), "{} {lang}: {:?}", kind.kind, empty.faults);
            let Some(example) = form::example(kind.kind) else { continue };
            let request = Request::read(&objects(example)[0]).unwrap();
            let [head, shipped] = text.split_once("\r\n").map(|(head, rest)| [head, rest]).unwrap();
            assert!(head.starts_with('\u{feff}') && shipped.starts_with(['示', '(']), "{text}");
            let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let rows = rows(std::slice::from_ref(&request), kind.kind).rows;
            let rows: Vec<String> =
                rows.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",")).collect();
            let found = of_file(&format!("{text}{}\r\n", rows.join("\r\n")));
            assert!(found.faults.is_empty(), "{} {lang}: {:?}\n{text}", kind.kind, found.faults);
            let again: Vec<&Request> = found.records.iter().map(|record| &record.request).collect();
            assert_eq!(again, [&request], "{}", kind.kind);
            kinds += 1;
        }
    }
    assert!(kinds > 80, "{kinds}");
}

#[test]
fn the_example_of_an_empty_template_is_nobodys_record() {
    let all = form::all().into_iter().map(|of| TemplateSheet { of, rows: Vec::new() }).collect();
    let sheets = sheets(&workbook_of(all, Lang::Zh), "a.xlsx");
    let found = found(&sheets, None);
    assert!(found.faults.is_empty() && found.records.is_empty(), "{:?}", found.faults);
    assert_eq!(found.kinds.len(), form::all().len());
}

#[test]
fn a_template_of_another_ledger_is_refused_as_a_whole() {
    let bytes = workbook_of(vec![rows(&households(2), "household.enrolled")], Lang::Zh);
    let expected =
        Expected { origin: "coop.example/other/0202020202020202", kind: None, profile: None, lang: Lang::Zh };
    let found = intake::read_tables(&sheets(&bytes, "a.xlsx"), &expected);
    assert!(matches!(found.faults.as_slice(), [(_, TableFault::OtherLedger { .. })]), "{:?}", found.faults);
    assert!(found.records.is_empty());
}

/// Households as requests, with texts that a spreadsheet would take for something else.
fn households(many: u32) -> Vec<Request> {
    const NOTES: [&str; 6] = ["=1+1", "+8613800000000", "-", "@x", "'quoted", "a,b;\"c\"\n第二行"];
    let one = |n: u32| {
        let note = NOTES[n as usize % NOTES.len()];
        let members = 1 + n % 7;
        let text = format!(
            r#"{{"id":"h-{n}","kind":"household.enrolled","on":"2024-01-{:02}","household":"H{n:05}","members":{members},"group":"G{:02}","name":"户{n}","identity":"{}","phone":"0{n:010}","account":"62000000000{n:08}","note":{}}}"#,
            1 + n % 28,
            n % 20,
            super::identity(n),
            serde_json::to_string(note).unwrap()
        );
        Request::read(&objects(&text)[0]).unwrap()
    };
    (1..=many).map(one).collect()
}

#[test]
fn ten_thousand_rows_go_out_and_come_in_without_a_change() {
    let households = households(10_000);
    let bytes = workbook_of(vec![rows(&households, "household.enrolled")], Lang::Zh);
    let found = found(&sheets(&bytes, "a.xlsx"), None);
    assert!(found.faults.is_empty(), "{:?}", &found.faults[..found.faults.len().min(5)]);
    let changed = found.records.iter().zip(&households).filter(|(record, asked)| record.request != **asked).count();
    assert_eq!((found.records.len(), changed), (10_000, 0));
    println!("rows=10000 bytes={} changes=0", bytes.len());
}

/// The same list as separated values.
fn separated(households: &[Request], separator: &str) -> String {
    let of = form::of("household.enrolled").unwrap();
    let quoted = |text: &String| format!("\"{}\"", coop_ledger::page::guarded(text).replace('"', "\"\""));
    let line = |cells: Vec<String>| cells.iter().map(quoted).collect::<Vec<_>>().join(separator);
    let head = line(of.columns().iter().map(|column| column.title(Lang::Zh)).collect());
    let rows = households.iter().flat_map(|h| of.rows(&of.fields(&h.members().unwrap()))).map(line);
    std::iter::once(head).chain(rows).collect::<Vec<_>>().join("\r\n")
}

#[test]
fn separated_values_are_the_same_requests_in_every_encoding() {
    let households = households(40);
    let utf16 = |text: &str, big: bool| {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(|u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect::<Vec<u8>>()
    };
    let comma = separated(&households, ",");
    let files: [(&str, &str, Vec<u8>); 6] = [
        ("UTF-8", "a.csv", comma.clone().into_bytes()),
        ("UTF-8", "a.csv", format!("\u{feff}{comma}").into_bytes()),
        ("GB18030", "a.csv", encoding_rs::GB18030.encode(&comma).0.into_owned()),
        ("UTF-16LE", "a.csv", utf16(&comma, false)),
        ("UTF-16BE", "a.csv", utf16(&comma, true)),
        ("gb18030", "a.tsv", encoding_rs::GB18030.encode(&separated(&households, "\t")).0.into_owned()),
    ];
    for (encoding, name, bytes) in files {
        let read = workbook::read(&bytes, name, None).unwrap();
        assert!(read.encoding.is_some_and(|found| found.eq_ignore_ascii_case(encoding)), "{:?}", read.encoding);
        let found = found(&read.sheets, Some("household.enrolled"));
        assert!(found.faults.is_empty(), "{encoding}: {:?}", found.faults);
        let again: Vec<&Request> = found.records.iter().map(|record| &record.request).collect();
        assert_eq!(again, households.iter().collect::<Vec<_>>(), "{encoding}");
    }
    let wrong = workbook::read(&[0x41, 0xff, 0xfe, 0x00, 0xff, 0xff], "a.csv", Some("utf-8"));
    assert!(wrong.is_err(), "what is not of the named encoding is refused");
}

#[test]
fn a_profile_says_what_a_villages_own_heads_mean() {
    let text = "天府村花名册,,,\n户号,户主,人口,建档日期,备注\nH0001,户一,3,26/3/2024,旧档\nH0002,户二,4,5/4/2024,\n合计,,7,,\n";
    let profile = r#"
kind = "household.enrolled"
days = "d/m/y"
ignore = ["备注"]
[columns]
"户号" = "household"
"户主" = "name"
"人口" = "members"
"建档日期" = "on"
[fixed]
group = "G01"
"#;
    let profile = Profile::read("p.toml", profile).unwrap();
    let expected = Expected { origin: ORIGIN, kind: None, profile: Some(&profile), lang: Lang::Zh };
    let read = |text: &str| intake::read_tables(&sheets(text.as_bytes(), "a.csv"), &expected);
    let found = read(text);
    assert!(found.faults.is_empty(), "{:?}", found.faults);
    let on: Vec<String> = found.records.iter().map(|r| r.request.on.to_string()).collect();
    assert_eq!(on, ["2024-03-26", "2024-04-05"]);
    let codes: Vec<&str> = found.remarks.iter().map(|(_, remark)| remark.code()).collect();
    assert_eq!(codes, ["lines_above", "column_passed_over", "total_line"]);
    // ids come from the content, so the same list in other rows is the same
    let ids = |found: &intake::TableFound| found.records.iter().map(|r| r.request.id.to_string()).collect::<Vec<_>>();
    let moved = text.replace("天府村花名册,,,\n", "");
    assert_eq!(ids(&found), ids(&read(&moved)));
    // and say nothing of a name: another name has the same id, and is told as other content of it
    assert_eq!(ids(&found), ids(&read(&text.replace("户一", "户三"))));
    assert!(Profile::read("p.toml", "kind = \"household.enrolled\"\n[columns]\n\"x\" = \"nonsense\"\n").is_err());
    assert!(Profile::read("p.toml", "kind = \"nonsense\"\n").is_err());
}

/// The faults of a list of separated values, by row, column and code.
fn faults_of(text: &str, kind: &str) -> Vec<(u32, Option<u16>, &'static str)> {
    let sheets = sheets(text.as_bytes(), "a.csv");
    let expected = Expected { origin: ORIGIN, kind: form::of(kind), profile: None, lang: Lang::Zh };
    let found = intake::read_tables(&sheets, &expected);
    found.faults.iter().map(|(spot, fault)| (spot.row, spot.column, fault.code())).collect()
}

#[test]
fn a_comma_that_moves_the_cells_or_stands_in_a_wrong_place_is_named_at_its_cell() {
    let heads = "日期,收入账户,款项明细 · 款项,款项明细 · 金额\n";
    let list = |amount: &str| faults_of(&format!("{heads}2025-03-09,CASH,other_income,{amount}\n"), "receipt.recorded");
    for sound in ["1234.50", "\"1,234.50\"", "\"1,234\"", "\"12,345,678.9\"", "￥1234元", "\"１，２３４\""] {
        assert_eq!(list(sound), [], "{sound}");
    }
    assert_eq!(list("1,234.50"), [(2, Some(4), "beyond_heads")], "a receipt of one yuan");
    assert_eq!(list("1,多一格"), [(2, Some(4), "beyond_heads")]);
    for wrong in ["\"1,07\"", "\"1,2345\"", "\"12,34,567\"", "\",123\"", "\"1,234,\"", "\"1234,567\""] {
        let found = list(wrong);
        assert!(
            matches!(found.as_slice(), [(2, Some(3), code)] if code.starts_with("amount") || code.starts_with("not_an")),
            "{wrong}: {found:?}"
        );
    }
}

#[test]
fn what_somebody_wrote_over_the_example_is_not_passed_over() {
    let of = form::of("household.enrolled").unwrap();
    let mut sheets = sheets(&workbook_of(vec![TemplateSheet { of, rows: Vec::new() }], Lang::Zh), "a.xlsx");
    let list = sheets.iter_mut().find(|sheet| !sheet.hidden && sheet.name == of.label.zh).unwrap();
    let row = list.rows.iter_mut().find(|row| row.text(0) == "示例").unwrap();
    let (column, cell) = row.cells.get_mut(1).unwrap();
    let column = *column;
    cell.text = "H0999".to_owned();
    let number = row.number;
    let found = found(&sheets, None);
    let faults: Vec<_> = found.faults.iter().map(|(spot, fault)| (spot.row, spot.column, fault.code())).collect();
    assert_eq!(faults, [(number, Some(column), "example_edited")]);
    assert!(found.records.is_empty());
}
