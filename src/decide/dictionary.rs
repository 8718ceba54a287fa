//! What a payout sheet can read: every register, column and input, its unit, and where it comes
//! from. One table for preview, declaration, audit and `coop scheme dictionary`.

mod bound;
mod inputs;
mod priced;
mod registers;

pub(super) use bound::{
    Holders, given_names, household_of, input as bound_input, opening, part_input, reads_part, reads_persons_lines,
    rows as bound_rows, rows_read, rows_said, said, sealed, stated, tried,
};
pub use bound::{readers, reads_sealed, sets};
pub(super) use inputs::Asking;
pub use inputs::INPUTS;
pub use registers::REGISTERS;
pub(super) use registers::{RENT_CREDITED, counted_by_days, partly};

use super::{
    Refusal,
    ask::Ask,
    refusal::{SheetRule, ensure},
};
use crate::{
    books::{Books, postings},
    event::Bindings,
    rules::{Given, Row},
    scheme::{CheckedSheet, Type},
    unit::{Exact, Fen, Ratio},
};
use std::collections::BTreeSet;

/// A register of the dictionary.
#[derive(Debug)]
pub struct KnownRegister {
    /// Name in Chinese sheets.
    pub zh: &'static str,
    /// Name in English sheets.
    pub en: &'static str,
    /// Registers its rows belong to, by Chinese name.
    pub parents: &'static [&'static str],
    /// Columns.
    pub columns: &'static [KnownWord],
    /// The facts it is built from.
    pub from: &'static str,
    /// Its rows as at the end of the record day.
    pub(super) rows: fn(&Books, &Ask<'_>) -> Vec<Row>,
}

/// A column.
#[derive(Debug)]
pub struct KnownWord {
    /// Name in Chinese sheets.
    pub zh: &'static str,
    /// Name in English sheets.
    pub en: &'static str,
    /// Unit, `日期` for a day, `1` for a plain number.
    pub unit: &'static str,
    /// The facts it is read from.
    pub from: &'static str,
}

/// An input.
#[derive(Debug)]
pub struct KnownInput {
    /// Name in Chinese sheets.
    pub zh: &'static str,
    /// Name in English sheets.
    pub en: &'static str,
    /// Unit, `日期` for a day, `1` for a plain number.
    pub unit: &'static str,
    /// The facts it is read from.
    pub from: &'static str,
    /// Its value; `None` where nothing is recorded.
    pub(super) given: fn(&Asking<'_>) -> Option<Given>,
}

/// The register of that name in either language.
pub fn register(name: &str) -> Option<&'static KnownRegister> {
    REGISTERS.iter().find(|r| r.zh == name || r.en == name)
}

/// The input of that name in either language.
pub fn input(name: &str) -> Option<&'static KnownInput> {
    INPUTS.iter().find(|w| w.zh == name || w.en == name)
}

pub(super) fn known_register(name: &str) -> Result<&'static KnownRegister, Refusal> {
    register(name).ok_or_else(|| unknown(name, REGISTERS.iter().map(|r| (r.zh, r.en))))
}

pub(super) fn known_input(name: &str) -> Result<&'static KnownInput, Refusal> {
    input(name).ok_or_else(|| unknown(name, INPUTS.iter().map(|w| (w.zh, w.en))))
}

/// Everything a sheet reads must be in the dictionary, with the dictionary's unit.
///
/// # Errors
/// The first register, column, parent or input of the sheet that the dictionary does not have, or has with
/// another unit.
pub fn covers(sheet: &CheckedSheet) -> Result<(), Refusal> {
    words_fit(sheet, &Bindings::default(), |_, _, _| Ok(()))
}

/// A word that a sheet reads and the dictionary has not: what it means in a ledger an adoption says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnWord {
    /// `household.heads`, `meter`.
    pub at: String,
    /// A word of the dictionary that is like it, where there is one.
    pub nearest: Option<&'static str>,
}

/// The words of a sheet that the dictionary has not, in its order; everything else it reads is there, with the
/// dictionary's unit. Columns of a register of its own are its own, too.
///
/// # Errors
/// The first column, parent or input that the dictionary has otherwise.
pub fn own_words(sheet: &CheckedSheet) -> Result<Vec<OwnWord>, Refusal> {
    let mut own: Vec<OwnWord> = Vec::new();
    for r in sheet.registers().iter().filter(|r| r.pieces.is_none()) {
        let Some(known) = register(&r.name) else {
            let nearest = like(&r.name, REGISTERS.iter().flat_map(|r| [r.zh, r.en]));
            own.push(OwnWord { at: r.name.clone(), nearest });
            continue;
        };
        for column in &r.columns {
            match known.columns.iter().find(|w| w.zh == column.name || w.en == column.name) {
                Some(word) => same_unit((word.zh, word.unit), &column.ty)?,
                None => {
                    let nearest = like(&column.name, known.columns.iter().flat_map(|w| [w.zh, w.en]));
                    own.push(OwnWord { at: format!("{}.{}", r.name, column.name), nearest });
                }
            }
        }
        for parent in &r.parents {
            let name = sheet.registers().get(parent.index()).map_or("", |p| p.name.as_str());
            let fits = register(name).is_none_or(|p| known.parents.contains(&p.zh));
            ensure(fits, || SheetRule::OtherParents {
                register: r.name.clone(),
                parents: known.parents,
                found: name.to_owned(),
            })?;
        }
    }
    for i in sheet.inputs() {
        match input(&i.name) {
            Some(word) => same_unit((word.zh, word.unit), &i.ty)?,
            None => {
                let nearest = like(&i.name, INPUTS.iter().flat_map(|w| [w.zh, w.en]));
                own.push(OwnWord { at: i.name.clone(), nearest });
            }
        }
    }
    Ok(own)
}

/// The word of a table that is most like a name: a third of the pairs of characters beside each other in both.
fn like(name: &str, table: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let pairs = |text: &str| -> BTreeSet<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let own = pairs(name);
    let likeness = |word: &str| {
        let other = pairs(word);
        (2 * own.intersection(&other).count(), own.len() + other.len())
    };
    let near = table.filter(|word| {
        let (common, all) = likeness(word);
        common > 0 && 3 * common >= all
    });
    near.max_by_key(|word| likeness(word).0)
}

/// The same where an adoption says what words of the sheet mean in this ledger.
///
/// # Errors
/// The first word that neither the adoption nor the dictionary knows, or knows with another unit; what the adoption says of
/// nothing in the sheet, or of nothing in the ledger.
pub(super) fn covers_bound(books: &Books, sheet: &CheckedSheet, bound: &Bindings) -> Result<(), Refusal> {
    bound::fits(books, sheet, bound)?;
    words_fit(sheet, bound, |at, from, ty| bound::unit_fits(books, at, from, ty))
}

fn words_fit(
    sheet: &CheckedSheet,
    bound: &Bindings,
    unit_fits: impl Fn(&str, &str, &Type) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    for r in sheet.registers().iter().filter(|r| r.pieces.is_none()) {
        for column in &r.columns {
            let at = format!("{}.{}", r.name, column.name);
            if let Some(from) = said(bound, &at) {
                unit_fits(&at, from, &column.ty)?;
            }
        }
        if bound::says_rows(bound, &r.name) {
            let unread = r.columns.iter().find(|c| said(bound, &format!("{}.{}", r.name, c.name)).is_none());
            ensure(unread.is_none(), || SheetRule::NotRead {
                scheme: sheet.id().clone(),
                at: unread.map_or_else(String::new, |c| format!("{}.{}", r.name, c.name)),
            })?;
            continue;
        }
        let known = known_register(&r.name)?;
        for column in r.columns.iter().filter(|c| said(bound, &format!("{}.{}", r.name, c.name)).is_none()) {
            let word = known.columns.iter().find(|w| w.zh == column.name || w.en == column.name);
            let word = word.ok_or_else(|| unknown(&column.name, known.columns.iter().map(|w| (w.zh, w.en))))?;
            same_unit((word.zh, word.unit), &column.ty)?;
        }
        for parent in &r.parents {
            let name = sheet.registers().get(parent.index()).map(|p| p.name.as_str()).unwrap_or_default();
            let fits = register(name).is_some_and(|p| known.parents.contains(&p.zh));
            ensure(fits || bound::says_rows(bound, name), || SheetRule::OtherParents {
                register: r.name.clone(),
                parents: known.parents,
                found: name.to_owned(),
            })?;
        }
    }
    for i in sheet.inputs() {
        if let Some(from) = said(bound, &i.name) {
            unit_fits(&i.name, from, &i.ty)?;
            continue;
        }
        let word = known_input(&i.name)?;
        same_unit((word.zh, word.unit), &i.ty)?;
    }
    Ok(())
}

/// A type as the dictionary writes units.
pub(super) fn type_text(ty: &Type) -> String {
    match ty {
        Type::Number(unit) => unit.to_string(),
        Type::Day => "日期".to_owned(),
        Type::YesNo => "是否".to_owned(),
        Type::Word(_) => "类".to_owned(),
    }
}

fn same_unit((word, unit): (&'static str, &'static str), ty: &Type) -> Result<(), Refusal> {
    let found = type_text(ty);
    ensure(found == unit, || SheetRule::OtherUnit { word, unit, found })
}

/// Names the nearest word of the table.
fn unknown(name: &str, table: impl Iterator<Item = (&'static str, &'static str)>) -> Refusal {
    let shared = |word: &str| word.chars().filter(|c| name.contains(*c)).count();
    let nearest = table.flat_map(|(zh, en)| [zh, en]).max_by_key(|word| shared(word)).unwrap_or_default();
    SheetRule::NotInDictionary { name: name.to_owned(), nearest }.into()
}

/// True for a sheet that puts something into the reserve or the welfare fund itself.
pub(super) fn fills_fund(sheet: &CheckedSheet) -> bool {
    sheet.accounts().iter().any(|account| postings::is_fund(sheet, &account.name))
}

/// True for a sheet that reads over which days land is leased.
fn reads_days(ask: &Ask<'_>) -> bool {
    ask.sheet.registers().iter().filter_map(|r| register(&r.name)).any(|known| known.zh == "租期")
}

fn yuan(fen: Fen) -> Given {
    Given::Number(fen.yuan())
}

/// Percent as a sheet counts it: 5 for 5 %.
fn percent(ratio: Ratio) -> Given {
    Given::Number(&ratio.exact() * &Exact::whole(100))
}
