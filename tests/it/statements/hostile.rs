use super::{golden::HOUSEHOLDS, statement};
use coop_ledger::event::{How, Reason, ReasonRow, Term};
use coop_ledger::unit::Exact;
use coop_ledger::{
    page::{guarded, unguarded},
    statement::{Format, HouseholdStatement, Lang, render},
};
use proptest::prelude::*;

/// The statement with `text` wherever outside words may stand.
fn with_everywhere(text: &str) -> HouseholdStatement {
    let mut s = statement("H0007");
    s.ledger.origin = text.to_owned();
    s.concerns[0].kind = text.to_owned();
    s.proofs[0].text = text.to_owned();
    let line = &mut s.lines[0];
    line.clause = text.to_owned();
    line.in_words = text.to_owned();
    line.names_en.insert(text.to_owned(), text.to_owned());
    line.reasons = vec![Reason {
        step: text.to_owned(),
        rows: vec![ReasonRow {
            key: text.to_owned(),
            register: text.to_owned(),
            terms: vec![Term { name: text.to_owned(), unit: text.to_owned(), value: text.to_owned() }],
            unit: text.to_owned(),
            value: Exact::whole(7),
        }],
        how: How::Share {
            of: Exact::zero(),
            pool: "1.00".parse().unwrap(),
            unit: text.to_owned(),
            weight: Exact::zero(),
        },
        ..line.reasons[0].clone()
    }];
    s
}

#[test]
fn no_word_from_outside_becomes_markup() {
    for attack in ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style><b>", "</pre><i>", "&lt;<"]
    {
        let page = render(&with_everywhere(attack), Format::Html, Lang::En);
        for tag in ["<script", "<img", "<b>", "<i>"] {
            assert!(!page.contains(tag), "{attack} gave {tag}");
        }
        assert_eq!(page.matches("</style>").count(), 1, "{attack}");
    }
}

#[test]
fn no_word_from_outside_moves_the_cursor_or_turns_the_writing() {
    for attack in
        ["\u{1b}[2J", "\u{1b}]0;x\u{7}", "a\rb", "\u{9b}31m", "\u{202e}00.1", "\u{2066}x", "\u{0}", "\u{feff}"]
    {
        let s = with_everywhere(attack);
        for format in [Format::Text, Format::Html] {
            let text = render(&s, format, Lang::Zh);
            let bad = text.chars().find(|c| {
                (c.is_control() && *c != '\n')
                    || ('\u{202a}'..='\u{202e}').contains(c)
                    || ('\u{2066}'..='\u{2069}').contains(c)
            });
            assert_eq!(bad, None, "{format:?} of {attack:?}");
        }
    }
}

#[test]
fn no_cell_of_a_spreadsheet_begins_a_formula() {
    for attack in
        ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "=cmd|'/c calc'!A1", "=\"a\",\"b\""]
    {
        assert!(!guarded(attack).starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝']), "{attack}");
        let sheet = render(&with_everywhere(attack), Format::Csv, Lang::En);
        for cell in cells(&sheet).into_iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝']), "{attack}: {cell}");
        }
    }
}

#[test]
fn a_spreadsheet_opens_as_utf8_and_every_row_is_as_long_as_the_headings() {
    for name in HOUSEHOLDS {
        let s = statement(name);
        for lang in [Lang::Zh, Lang::En] {
            let sheet = render(&s, Format::Csv, lang);
            assert!(sheet.starts_with('\u{feff}'));
            let rows = cells(sheet.trim_start_matches('\u{feff}'));
            assert_eq!(rows.len(), 1 + s.lines.len());
            assert!(rows.iter().all(|r| r.len() == rows[0].len()), "{name} {lang}");
        }
    }
}

proptest! {
    #[test]
    fn words_come_back_from_a_guarded_cell(words in "['=+@\\-\t\r\n＝＋ a1甲,\"]{0,12}") {
        let cell = guarded(&words);
        prop_assert_eq!(unguarded(&cell), words.as_str());
        prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
    }

    #[test]
    fn no_words_whatever_break_a_rendering(words in "\\PC{0,40}|[\u{0}-\u{ff}]{0,20}") {
        let s = with_everywhere(&words);
        for format in [Format::Text, Format::Html, Format::Csv, Format::Json] {
            prop_assert!(!render(&s, format, Lang::En).is_empty());
        }
    }
}

/// A plain reader of quoted tables, written without ours.
fn cells(sheet: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (vec![], vec![], String::new(), false);
    let mut chars = sheet.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {
                chars.next();
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    rows
}
