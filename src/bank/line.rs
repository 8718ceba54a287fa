//! The lines of a statement: which row has the heads, which rows are lines, what each says.

use super::{
    day::day,
    profile::{BankColumns, BankProfile},
};
use crate::{
    form::{Shape, tidy},
    intake::{CellIs, Sheet, SheetCell, SheetRow},
    unit::{Day, Fen, Words, both},
};
use serde::Serialize;
use std::collections::BTreeMap;

/// One line: money that came in or went out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct BankLine {
    /// In which row of the file, from 1.
    pub row: u32,
    /// Which of several lines that say the same, from 0: two equal payments are two.
    pub again: usize,
    /// The day.
    pub day: Day,
    /// Above zero what came in, below what went out.
    pub amount: Fen,
    /// The other side's name.
    pub payer: String,
    /// The other side's account, digits alone.
    pub payer_account: String,
    /// What was written.
    pub text: String,
    /// The bank's own number of it.
    pub reference: String,
    /// What stood in the account behind it.
    pub balance: Option<Fen>,
}

/// What a statement holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinesRead {
    /// Its lines, in the order of the file.
    pub lines: Vec<BankLine>,
    /// Rows that say something and cannot be read.
    pub faults: Vec<(u32, BankFault)>,
    /// Sums and what the profile passes over.
    pub passed: Vec<u32>,
    /// The number of our account, where the file says it.
    pub own_account: Option<String>,
    /// How many columns the profile found.
    pub columns: usize,
}

/// Why a row is no line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BankFault {
    /// Nobody can say which day it is.
    NoDay { found: String },
    /// It is no amount.
    NoAmount { found: String },
    /// It came in and went out at once.
    BothWays,
    /// No word of the profile says which way it went.
    NoDirection { found: String },
    /// A formula or an error of the spreadsheet's stands in it.
    NotPlain { found: String },
}

impl BankFault {
    /// What is wrong.
    pub fn said(&self) -> Words {
        match self {
            BankFault::NoDay { found } => both!("{found} is no day", "“{found}”不是日期"),
            BankFault::NoAmount { found } => both!("{found} is no amount", "“{found}”不是金额"),
            BankFault::BothWays => both!("the row came in and went out at once", "同一行既有收入又有支出"),
            BankFault::NoDirection { found } => {
                both!("“{found}” says neither in nor out", "“{found}”看不出是收入还是支出")
            }
            BankFault::NotPlain { found } => both!("{found} is a formula or an error", "{found} 是公式或错误值"),
        }
    }
}

/// Where each column stands.
struct Found {
    row: u32,
    day: Option<u16>,
    amount: Option<u16>,
    came: Option<u16>,
    went: Option<u16>,
    direction: Option<u16>,
    payer: Option<u16>,
    payer_account: Option<u16>,
    text: Vec<u16>,
    reference: Option<u16>,
    balance: Option<u16>,
    own_account: Option<u16>,
}

impl Found {
    fn of(row: u32, heads: &BTreeMap<u16, String>, columns: &BankColumns) -> Found {
        let all = |names: &[String]| -> Vec<u16> {
            // in the order of the profile: the surest head first
            names
                .iter()
                .flat_map(|name| heads.iter().filter(|(_, head)| **head == bare(name)).map(|(at, _)| *at))
                .collect()
        };
        let one = |names: &[String]| all(names).first().copied();
        Found {
            row,
            day: one(&columns.day),
            amount: one(&columns.amount),
            came: one(&columns.came),
            went: one(&columns.went),
            direction: one(&columns.direction),
            payer: one(&columns.payer),
            payer_account: one(&columns.payer_account),
            text: all(&columns.text),
            reference: one(&columns.reference),
            balance: one(&columns.balance),
            own_account: one(&columns.own_account),
        }
    }

    /// How many columns were found; none where those that must be there are not.
    fn score(&self, columns: &BankColumns) -> Option<usize> {
        let moved = match (columns.amount.is_empty(), columns.direction.is_empty()) {
            (true, _) => self.came.is_some() && self.went.is_some(),
            (false, true) => self.amount.is_some(),
            (false, false) => self.amount.is_some() && self.direction.is_some(),
        };
        let others = [
            self.amount,
            self.came,
            self.went,
            self.direction,
            self.payer,
            self.payer_account,
            self.reference,
            self.balance,
            self.own_account,
        ];
        (self.day.is_some() && moved).then(|| 1 + others.iter().flatten().count() + self.text.len())
    }
}

/// A head without blanks, units and signs around it.
fn bare(text: &str) -> String {
    let text = tidy(Shape::Id, text).to_lowercase();
    let head = text.split(['(', '（', '[']).next().unwrap_or(&text);
    head.chars().filter(|c| !c.is_whitespace() && !"*:：".contains(*c)).collect()
}

/// The heads of a sheet: in one row, or in two where a head spans several columns.
fn heads(sheet: &Sheet, profile: &BankProfile) -> Option<Found> {
    const LOOKED_AT: usize = 40;
    let mut best: Option<(usize, Found)> = None;
    for (at, row) in sheet.rows.iter().take(LOOKED_AT).enumerate() {
        if profile.head_row.is_some_and(|said| said != row.number) {
            continue;
        }
        let one: BTreeMap<u16, String> = row.cells.iter().map(|(at, cell)| (*at, bare(&cell.text))).collect();
        let below = sheet.rows.get(at + 1).filter(|below| below.number == row.number + 1);
        let two = below.map(|below| {
            let mut two = one.clone();
            two.extend(below.cells.iter().map(|(at, cell)| (*at, bare(&cell.text))));
            (below.number, two)
        });
        for (last, heads) in std::iter::once((row.number, one)).chain(two) {
            let found = Found::of(last, &heads, &profile.columns);
            let Some(score) = found.score(&profile.columns) else { continue };
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, found));
            }
        }
    }
    best.map(|(_, found)| found)
}

/// The lines of a statement; none where no sheet has the profile's heads.
pub fn read(sheets: &[Sheet], profile: &BankProfile) -> Option<LinesRead> {
    let named = |sheet: &&Sheet| profile.sheet.as_ref().map_or(!sheet.hidden, |name| *name == sheet.name);
    let (sheet, found) = sheets.iter().filter(named).find_map(|sheet| Some((sheet, heads(sheet, profile)?)))?;
    let mut read = LinesRead { columns: found.score(&profile.columns).unwrap_or(0), ..LinesRead::default() };
    for row in sheet.rows.iter().filter(|row| row.number > found.row) {
        let text = |column: Option<u16>| column.map_or("", |column| row.text(column));
        if passed(row, profile) {
            read.passed.push(row.number);
            continue;
        }
        let moved = [found.amount, found.came, found.went].map(text);
        if text(found.day).is_empty() && moved.iter().all(|amount| amount.is_empty()) {
            continue;
        }
        match line(row, &found, profile) {
            Ok(Some(line)) => read.lines.push(line),
            // an opening balance, a line that moves nothing
            Ok(None) => read.passed.push(row.number),
            Err(fault) => read.faults.push((row.number, fault)),
        }
        if read.own_account.is_none() {
            read.own_account = Some(digits(text(found.own_account))).filter(|number| !number.is_empty());
        }
    }
    let mut seen: BTreeMap<BankLine, usize> = BTreeMap::new();
    for line in &mut read.lines {
        let times = seen.entry(BankLine { row: 0, ..line.clone() }).or_insert(0);
        line.again = *times;
        *times += 1;
    }
    Some(read)
}

/// A line of sums, or one that the profile passes over.
fn passed(row: &SheetRow, profile: &BankProfile) -> bool {
    const SUMS: [&str; 12] = [
        "合计",
        "总计",
        "小计",
        "共计",
        "本页合计",
        "收入合计",
        "支出合计",
        "期初余额",
        "期末余额",
        "total",
        "sum",
        "subtotal",
    ];
    let first = row.cells.iter().take(3).map(|(_, cell)| bare(&cell.text));
    first
        .into_iter()
        .any(|text| SUMS.contains(&text.as_str()) || profile.skip.iter().any(|word| text.starts_with(&bare(word))))
}

fn line(row: &SheetRow, found: &Found, profile: &BankProfile) -> Result<Option<BankLine>, BankFault> {
    let cell = |column: Option<u16>| column.and_then(|column| row.cell(column));
    let text = |column: Option<u16>| column.map_or("", |column| row.text(column)).to_owned();
    for column in [found.day, found.amount, found.came, found.went] {
        if let Some(cell) = cell(column).filter(|cell| matches!(cell.is, CellIs::Formula(_) | CellIs::Error)) {
            return Err(BankFault::NotPlain { found: cell.text.clone() });
        }
    }
    let amount = match amount(row, found, profile)? {
        Fen::ZERO => return Ok(None),
        amount => amount,
    };
    let no_day = || BankFault::NoDay { found: text(found.day) };
    let day = cell(found.day).and_then(|cell| day(cell, profile.days)).ok_or_else(no_day)?;
    let said: Vec<String> = found.text.iter().map(|at| text(Some(*at))).filter(|text| !text.is_empty()).collect();
    Ok(Some(BankLine {
        row: row.number,
        again: 0,
        day,
        amount,
        payer: text(found.payer),
        payer_account: digits(&text(found.payer_account)),
        text: said.join(" "),
        reference: text(found.reference),
        balance: cell(found.balance).and_then(|cell| yuan(cell).ok().flatten()),
    }))
}

/// What came in above zero, what went out below.
fn amount(row: &SheetRow, found: &Found, profile: &BankProfile) -> Result<Fen, BankFault> {
    let read = |column: Option<u16>| match column.and_then(|column| row.cell(column)) {
        Some(cell) => yuan(cell).map_err(|found| BankFault::NoAmount { found }),
        None => Ok(None),
    };
    if let (Some(_), Some(_)) = (found.came, found.went) {
        let (came, went) = (read(found.came)?.unwrap_or(Fen::ZERO), read(found.went)?.unwrap_or(Fen::ZERO));
        return match (came, went) {
            (came, Fen::ZERO) => Ok(came),
            (Fen::ZERO, went) => Ok(went.negated()),
            _ => Err(BankFault::BothWays),
        };
    }
    let amount = read(found.amount)?.unwrap_or(Fen::ZERO);
    let Some(column) = found.direction else {
        return Ok(if profile.out_is_positive { amount.negated() } else { amount });
    };
    let said = bare(row.text(column));
    let is = |words: &[String]| words.iter().any(|word| bare(word) == said);
    match (is(&profile.words.came), is(&profile.words.went)) {
        (true, false) => Ok(amount),
        (false, true) => Ok(amount.negated()),
        _ if amount == Fen::ZERO => Ok(amount),
        _ => Err(BankFault::NoDirection { found: row.text(column).to_owned() }),
    }
}

/// Yuan in a cell: `1,234.50`, `+12`, `(12.00)`, `-`; nothing where it says nothing.
fn yuan(cell: &SheetCell) -> Result<Option<Fen>, String> {
    let text = tidy(Shape::Id, &cell.text);
    let bracketed = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).map(|text| format!("-{text}"));
    let text = bracketed.unwrap_or(text);
    let text = text.trim_start_matches('+').trim();
    if text.is_empty() || text.chars().all(|c| "-—–".contains(c)) {
        return Ok(None);
    }
    // two digits behind the point, and zeros behind them
    let text = tidy(Shape::Signed, text);
    let text = match text.split_once('.') {
        Some((yuan, fen)) if fen.len() > 2 => format!("{yuan}.{}", cut(fen)),
        _ => text,
    };
    text.parse::<Fen>().ok().map(Some).ok_or_else(|| cell.text.clone())
}

fn cut(fen: &str) -> &str {
    fen.get(..2).filter(|_| fen.get(2..).is_some_and(|rest| rest.bytes().all(|b| b == b'0'))).unwrap_or(fen)
}

/// The digits of an account.
pub(super) fn digits(text: &str) -> String {
    let text = tidy(Shape::Id, text);
    if text.chars().all(|c| c.is_ascii_digit() || " -".contains(c)) {
        text.chars().filter(char::is_ascii_digit).collect()
    } else {
        text.trim().to_owned()
    }
}
