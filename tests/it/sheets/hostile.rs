//! Files that somebody made to do harm, or that broke on the way: each is read or refused, in bounded memory. With
//! `COOP_HOSTILE=FOLDER` they are written there, for `tests/long/workbooks.py`, which measures each.

use super::{ORIGIN, found};
use coop_ledger::{
    form,
    unit::Lang,
    workbook::{self, Template, TemplateSheet},
};
use std::{
    io::{Cursor, Read, Write},
    path::Path,
    process::Command,
};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

type Parts = Vec<(String, Vec<u8>)>;

fn sound() -> Vec<u8> {
    let of = form::of("household.enrolled").unwrap();
    let row = |n: u32| vec![String::new(), "2024-01-01".into(), format!("H{n:04}"), format!("户{n}")];
    let rows = (1..=20).map(|n| {
        let mut row = row(n);
        row.resize(of.columns().len(), String::new());
        row[5] = "3".into();
        row
    });
    let sheets = vec![TemplateSheet { of, rows: rows.collect() }];
    workbook::template(&Template { sheets, origin: ORIGIN, books: None, filled: None, lang: Lang::Zh }).unwrap()
}

fn parts(bytes: &[u8]) -> Parts {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|n| {
            let mut part = archive.by_index(n).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).compression_level(Some(1));
    for (name, bytes) in parts {
        writer.start_file(name.as_str(), options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The sound workbook with another part.
fn with(name: &str, part: impl Into<Vec<u8>>) -> Vec<u8> {
    let mut all = parts(&sound());
    let part = part.into();
    match all.iter_mut().find(|(there, _)| there == name) {
        Some((_, bytes)) => *bytes = part,
        None => all.push((name.to_owned(), part)),
    }
    zipped(&all)
}

const SHEET: &str = "xl/worksheets/sheet1.xml";
const TEXTS: &str = "xl/sharedStrings.xml";

fn sheet(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

fn texts(attributes: &str, texts: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" {attributes}>{texts}</sst>"#
    )
}

fn ods(table: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="户登记">{table}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    zipped(&[
        ("mimetype".into(), b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("content.xml".into(), content.into()),
    ])
}

/// The files that need thought: what each does, and its bytes.
fn made() -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| all.push((name.to_owned(), bytes));
    let cell = |at: &str| sheet(&format!(r#"<row r="1"><c r="{at}" t="inlineStr"><is><t>x</t></is></c></row>"#));
    add("bomb-of-blanks.xlsx", with(SHEET, vec![b' '; 200 << 20]));
    add(
        "bomb-of-one-text.xlsx",
        with(
            SHEET,
            sheet(&format!(
                "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row>",
                "x".repeat(8 << 20)
            )),
        ),
    );
    add("bomb-of-texts.xlsx", with(TEXTS, texts("", &"<si><t/></si>".repeat(1_200_000))));
    add(
        "bomb-of-styles.xlsx",
        with("xl/styles.xml", format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", "<xf/>".repeat(1_200_000))),
    );
    add(
        "a-million-empty-rows.xlsx",
        with(SHEET, sheet(&(1..1_000_000).map(|n| format!("<row r=\"{n}\"/>")).collect::<String>())),
    );
    add("a-million-cells-of-nothing.xlsx", with(SHEET, sheet(&format!("<row>{}</row>", "<c/>".repeat(1_000_000)))));
    add("two-million-cells.xlsx", with(SHEET, sheet(&"<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c><c><v>4</v></c><c><v>5</v></c><c><v>6</v></c><c><v>7</v></c><c><v>8</v></c><c><v>9</v></c><c><v>1</v></c></row>".repeat(190_000))));
    let long = "y".repeat(900_000);
    let many = "<row><c t=\"s\"><v>0</v></c></row>".repeat(10_000);
    let mut shared = parts(&sound());
    shared.retain(|(name, _)| name != SHEET && name != TEXTS);
    shared.push((SHEET.into(), sheet(&many).into()));
    shared.push((TEXTS.into(), texts("", &format!("<si><t>{long}</t></si>")).into()));
    add("one-long-text-in-ten-thousand-cells.xlsx", zipped(&shared));
    for count in ["18446744073709551615", "1000000000000", "-1", "x"] {
        add(
            &format!("texts-that-claim-{count}.xlsx"),
            with(TEXTS, texts(&format!("count=\"{count}\" uniqueCount=\"{count}\""), "<si><t>a</t></si>")),
        );
    }
    for si in ["0", "4294967295", "18446744073709551615"] {
        add(
            &format!("formula-shared-{si}.xlsx"),
            with(
                SHEET,
                sheet(&format!(
                    r#"<row r="1"><c r="A1"><f t="shared" si="{si}" ref="A1:XFD1048576">B1</f><v>1</v></c></row>"#
                )),
            ),
        );
    }
    for at in ["XFD1048576", "A0", "A4294967296", "ZZZZZZ1", "", "1", "A", "A-1", "é1", "AMK1"] {
        add(&format!("cell-at-{}.xlsx", at.replace('é', "e")), with(SHEET, cell(at)));
    }
    for row in ["0", "4294967295", "4294967296", "-1", "x", ""] {
        add(
            &format!("row-{row}.xlsx"),
            with(SHEET, sheet(&format!(r#"<row r="{row}"><c><v>1</v></c></row><row><c><v>1</v></c></row>"#))),
        );
    }
    add(
        "rows-backwards.xlsx",
        with(SHEET, sheet("<row r=\"5\"><c><v>1</v></c></row><row r=\"2\"><c><v>1</v></c></row>")),
    );
    add(
        "cells-backwards.xlsx",
        with(SHEET, sheet("<row r=\"1\"><c r=\"C1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>")),
    );
    let merges = |refs: String| {
        format!(
            "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData><mergeCells>{refs}</mergeCells></worksheet>"
        )
    };
    add("merged-everything.xlsx", with(SHEET, merges("<mergeCell ref=\"A1:XFD1048576\"/>".into())));
    add("merged-twenty-thousand.xlsx", with(SHEET, merges("<mergeCell ref=\"A1:B2\"/>".repeat(20_000))));
    add(
        "merged-nonsense.xlsx",
        with(SHEET, merges("<mergeCell ref=\"::\"/><mergeCell ref=\"A1:\"/><mergeCell/>".into())),
    );
    let laughs = (0..40).map(|n| format!("<!ENTITY l{} \"&l{n};&l{n};&l{n};&l{n};\">", n + 1)).collect::<String>();
    add(
        "entities-that-grow.xlsx",
        with(TEXTS, format!("<!DOCTYPE sst [<!ENTITY l0 \"ha\">{laughs}]><sst><si><t>&l40;</t></si></sst>")),
    );
    add(
        "entity-from-a-file.xlsx",
        with(TEXTS, "<!DOCTYPE sst [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><sst><si><t>&f;</t></si></sst>"),
    );
    add("characters-by-number.xlsx", with(TEXTS, "<sst><si><t>&#0;&#x110000;&#xD800;</t></si></sst>"));
    add("deep.xlsx", with(SHEET, sheet(&format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000)))));
    add(
        "attributes.xlsx",
        with(SHEET, sheet(&format!("<row {}/>", (0..40_000).map(|n| format!("a{n}=\"1\" ")).collect::<String>()))),
    );
    add("never-ends.xlsx", with(SHEET, "<worksheet><sheetData><row><c><v>1"));
    add("ends-twice.xlsx", with(SHEET, "</worksheet></worksheet>"));
    add("no-such-text.xlsx", with(SHEET, sheet("<row><c t=\"s\"><v>999999</v></c></row>")));
    add(
        "links-outside.xlsx",
        with("xl/externalLinks/externalLink1.xml", "<externalLink><externalBook r:id=\"rId1\"/></externalLink>"),
    );
    add(
        "leads-elsewhere.xlsx",
        with(
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="rId1" Target="../../../etc/worksheets/passwd"/><Relationship Id="rId2" Target="http://127.0.0.1:9/worksheets/x"/></Relationships>"#,
        ),
    );
    let mut named = parts(&sound());
    named.push(("../../../../tmp/evil".into(), b"x".to_vec()));
    named.push(("/etc/evil".into(), b"x".to_vec()));
    named.push(("C:\\evil\\..\\x".into(), b"x".to_vec()));
    add("names-that-climb.xlsx", zipped(&named));
    add("three-thousand-parts.xlsx", zipped(&(0..3_000).map(|n| (format!("p{n}"), Vec::new())).collect::<Vec<_>>()));
    add("a-zip-in-a-zip.xlsx", zipped(&[("xl/workbook.xml".into(), sound())]));
    add("nothing-in-it.xlsx", zipped(&[]));
    let sheets = (0..500).map(|n| format!("<sheet name=\"s{n}\" r:id=\"rId1\"/>")).collect::<String>();
    add("five-hundred-sheets.xlsx", with("xl/workbook.xml", format!("<workbook><sheets>{sheets}</sheets></workbook>")));
    let mut old = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    old.resize(4096, 0);
    add("old.xlsx", old.clone());
    add("old.xls", old);
    let value = r#"<table:table-cell office:value-type="string" table:number-columns-repeated="COLS"><text:p>x</text:p></table:table-cell>"#;
    for (rows, columns) in [
        ("2147483647", "1"),
        ("1", "2147483647"),
        ("1048576", "16384"),
        ("4294967296", "1"),
        ("-1", "-1"),
        ("200001", "8"),
    ] {
        let row = format!(
            "<table:table-row table:number-rows-repeated=\"{rows}\">{}</table:table-row>",
            value.replace("COLS", columns)
        );
        add(&format!("repeated-{rows}-{columns}.ods"), ods(&row));
    }
    add("repeated-emptiness.ods", ods("<table:table-row table:number-rows-repeated=\"4294967295\"><table:table-cell table:number-columns-repeated=\"4294967295\"/></table:table-row>".repeat(3).as_str()));
    add(
        "blanks.ods",
        ods(
            "<table:table-row><table:table-cell><text:p><text:s text:c=\"4294967295\"/></text:p></table:table-cell></table:table-row>",
        ),
    );
    add(
        "spans.ods",
        ods(
            "<table:table-row><table:table-cell table:number-columns-spanned=\"4294967295\" table:number-rows-spanned=\"4294967295\"><text:p>x</text:p></table:table-cell></table:table-row>",
        ),
    );
    add("a-million-columns.csv", "a,".repeat(1_000_000).into_bytes());
    add("a-million-empty-columns.csv", ",".repeat(1_000_000).into_bytes());
    add("a-million-empty-lines.csv", "\n".repeat(1_000_000).into_bytes());
    add("many-lines.csv", "a,b\n".repeat(300_000).into_bytes());
    add("one-long-cell.csv", vec![b'a'; 8 << 20]);
    add("a-quote-that-never-ends.csv", format!("a,\"{}", "b\n".repeat(100_000)).into_bytes());
    for (name, bytes) in [
        ("bom", vec![0xef, 0xbb, 0xbf]),
        ("bom16", vec![0xff, 0xfe]),
        ("odd", vec![0xff, 0xfe, 0x41]),
        ("nuls", vec![0; 5000]),
        ("blanks", vec![b' '; 5000]),
        ("nothing", Vec::new()),
        ("surrogate", vec![0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]),
        ("half-gb", vec![0x41, 0x2c, 0x81]),
    ] {
        add(&format!("{name}.csv"), bytes);
    }
    all
}

/// What files of separated values are made of, and what breaks them.
const NOISE: &[u8] = b"a,\"\n\r;\t\xff\xfe\x00\x81\x30\xb0\xa1=+";

/// Files that broke: cut off, with other bytes, with parts that are lost or mixed up.
fn broken() -> Vec<(String, Vec<u8>)> {
    let sound = sound();
    let mut all = Vec::new();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap()
    };
    for n in 0..40 {
        all.push((format!("cut-{n}.xlsx"), sound[..sound.len() * n / 40].to_vec()));
    }
    for n in 0..80 {
        let mut bytes = sound.clone();
        for _ in 0..=n % 8 {
            let at = next() % bytes.len();
            bytes[at] ^= 1 << (next() % 8);
        }
        all.push((format!("flipped-{n}.xlsx"), bytes));
    }
    let parts = parts(&sound);
    for (at, (name, bytes)) in parts.iter().enumerate() {
        let others =
            [Vec::new(), bytes[..bytes.len() / 2].to_vec(), vec![0xff; 100], parts[(at + 1) % parts.len()].1.clone()];
        for (n, other) in others.into_iter().enumerate() {
            all.push((format!("part-{at}-{n}.xlsx"), with(name, other)));
        }
        let mut less = parts.clone();
        less.remove(at);
        all.push((format!("without-{at}.xlsx"), zipped(&less)));
    }
    for n in 0..70 {
        let bytes = (0..next() % 4000).map(|_| NOISE[next() % NOISE.len()]).collect();
        all.push((format!("noise-{n}.csv"), bytes));
    }
    all
}

#[test]
fn no_file_brings_the_reader_down() {
    let folder = std::env::var_os("COOP_HOSTILE");
    let (mut files, mut read) = (0, 0);
    for (name, bytes) in made().into_iter().chain(broken()) {
        if let Some(folder) = &folder {
            std::fs::write(Path::new(folder).join(&name), &bytes).unwrap();
        }
        if let Ok(book) = workbook::read(&bytes, &name, None) {
            read += 1;
            found(&book.sheets, Some("household.enrolled"));
        }
        files += 1;
    }
    println!("files={files} read={read} refused={} crashes=0", files - read);
    assert!(files >= 300, "{files}");
    assert!(read > 20 && read < files / 2, "{read} of {files}");
}

/// The program itself, with no more address space than this, on the files that ask for most.
#[cfg(target_os = "linux")]
#[test]
fn the_program_reads_them_in_bounded_memory() {
    const KIBIBYTES: u32 = 900_000;
    let folder = tempfile::tempdir().unwrap();
    let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
    // with a key, so that the program goes all the way to the marked copy
    let opened = Command::new(env!("CARGO_BIN_EXE_coop"))
        .args(["init", "--zh", "小村", "--en", "Little", "--host", "coop.example", "--name", "little"])
        .args(["--on", "2024-01-01", "--no-passphrase"])
        .env("COOP_LEDGER", &ledger)
        .env("COOP_STATE", &state)
        .output()
        .unwrap();
    assert!(opened.status.success());
    let mut ran = 0;
    for (name, bytes) in made().into_iter().filter(|(name, bytes)| {
        name.contains("bomb")
            || name.contains("merged")
            || name.contains("million")
            || name.contains("claim")
            || bytes.len() < 3_000
    }) {
        let file = folder.path().join(&name);
        std::fs::write(&file, bytes).unwrap();
        let done = Command::new("sh")
            .args(["-c", &format!("ulimit -v {KIBIBYTES}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_coop")])
            .args(["import", "-n", "--kind", "household.enrolled"])
            .arg(&file)
            .env("COOP_LEDGER", &ledger)
            .env("COOP_STATE", &state)
            .output()
            .unwrap();
        let code = done.status.code();
        assert!(matches!(code, Some(0 | 2 | 3)), "{name}: {code:?} {}", String::from_utf8_lossy(&done.stderr));
        ran += 1;
    }
    println!("files={ran} crashes=0 address_space<={KIBIBYTES}KiB");
    assert!(ran >= 25, "{ran}");
}
