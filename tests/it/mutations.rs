//! Twenty thousand sheets broken at random: refused with a place, or run without a crash and
//! without a lost fen.

use crate::{
    author::sheets_under,
    schemes::{Dice, good},
};
use coop_ledger::{
    author::{Claim, format, obligations, show},
    rules::examples,
    scheme::{read, words::Lang},
    unit::Say,
};

const HOW_MANY: usize = 20_000;

/// Words, marks and figures of the language, and what is none of it.
const BITS: &[&str] = &[
    "由",
    "给",
    "入",
    "按",
    "其中",
    "记作",
    "无则",
    "的",
    "每个",
    "每个 户：",
    "(",
    ")",
    "，",
    "：",
    "=",
    "%",
    "元",
    "亩",
    "0",
    "1 元",
    "100 %",
    "0.001 元",
    "2025-01-01",
    "24:00",
    "\"",
    "[",
    "]",
    "【",
    "】",
    "#",
    "|",
    "..",
    "÷",
    "×",
    "-",
    "+",
    "合计(",
    "余额(",
    "较大(",
    "若",
    "则",
    "否则",
    "\n",
    "\n  ",
    "9999999999999999",
    "99999999999999999999999999999999999999999",
    "é",
    "\u{200b}",
    "户",
    "池",
    "期",
    "取",
    "、",
    "；",
    "/",
    "万元",
    "pay",
    "share",
    "from",
    "to",
    "else",
    "不足 减付",
    "不足 停",
    "可负",
    "必正",
    "可缺",
    "待分",
    "舍入 去尾 1 元",
    "舍入 最大余数 0.01 元",
];

/// Pieces between blanks and marks, each with what follows it.
fn tokens(text: &str) -> Vec<&str> {
    text.split_inclusive([' ', '，', '：', '；', '\n', '(', ')']).collect()
}

fn broken(text: &str, other: &str, dice: &mut Dice) -> String {
    let mut pieces = tokens(text);
    let at = dice.roll(pieces.len());
    match dice.roll(8) {
        0 => {
            pieces.remove(at);
        }
        1 => pieces[at] = BITS[dice.roll(BITS.len())],
        2 => pieces.insert(at, BITS[dice.roll(BITS.len())]),
        3 => {
            let to = dice.roll(pieces.len());
            pieces.swap(at, to);
        }
        4 => {
            let theirs = tokens(other);
            pieces[at] = theirs[dice.roll(theirs.len())];
        }
        5 => {
            let twin = pieces[dice.roll(pieces.len())];
            pieces[at] = twin;
        }
        6 => {
            let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
            let (one, two) = (dice.roll(lines.len()), dice.roll(lines.len()));
            lines.swap(one, two);
            return lines.concat();
        }
        _ => {
            // another figure
            let digits: Vec<usize> =
                text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
            let at = digits[dice.roll(digits.len())];
            let digit = (b'0' + dice.roll(10) as u8) as char;
            return format!("{}{digit}{}", &text[..at], &text[at + 1..]);
        }
    }
    pieces.concat()
}

#[test]
fn twenty_thousand_broken_sheets_are_refused_with_a_place_or_run_without_losing_a_fen() {
    let mut all = good();
    all.extend(sheets_under("tests/it/worked"));
    all.extend(sheets_under("examples"));
    let mut dice = Dice(20_261_101);
    let (mut refused, mut accepted, mut ran, mut unmet, mut tried) = (0, 0, 0, 0, 0);
    for round in 0..HOW_MANY {
        let (name, text) = &all[dice.roll(all.len())];
        let other = &all[dice.roll(all.len())].1;
        let text = broken(text, other, &mut dice);
        let sheet = match read(&text) {
            Ok(sheet) => sheet,
            Err(found) => {
                refused += 1;
                let lines = text.split('\n').count() as u32;
                assert!(
                    !found.is_empty() && found.iter().all(|d| (1..=lines).contains(&d.line())),
                    "{name}, round {round}"
                );
                continue;
            }
        };
        accepted += 1;
        let results = examples(&sheet);
        ran += results.len();
        unmet += results.iter().filter(|r| !r.passed).count();
        // runs of its own: what may be unfair now must still be whole
        for o in obligations(&sheet, round as u64, 2).obligations {
            tried += o.tried;
            let whole =
                matches!(o.claim, Claim::Conserved | Claim::NoNegativeLine | Claim::OrderOfRows | Claim::Translation);
            if let Some(counter) = o.counterexample.filter(|_| whole) {
                panic!(
                    "{name}, round {round}: {:?}: expected {}, found {}\n{text}",
                    o.claim,
                    counter.expected.say(Lang::En),
                    counter.found.say(Lang::En)
                );
            }
        }
        let laid = format(&text).unwrap_or_else(|found| panic!("{name}, round {round}: {found:?}"));
        assert_eq!(format(&laid).as_deref(), Ok(laid.as_str()), "{name}, round {round}");
        assert!(read(&laid).is_ok(), "{name}, round {round}");
        assert!(!show(&sheet, Lang::En).tables.iter().all(|table| table.rows.is_empty()));
    }
    println!(
        "{HOW_MANY} broken sheets: {refused} refused, {accepted} accepted; {ran} examples run, {unmet} unmet; {tried} trials of claims"
    );
    assert_eq!(refused + accepted, HOW_MANY);
    assert!(refused > HOW_MANY / 2 && accepted > HOW_MANY / 50, "{refused} refused, {accepted} accepted");
}
