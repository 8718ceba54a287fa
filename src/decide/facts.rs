//! From the books to what a payout sheet reads: the dictionary's registers and inputs as at the
//! end of the record day, from facts recorded before.

use super::{
    Refusal,
    ask::Ask,
    dictionary::{self, Asking, RENT_CREDITED},
    refusal::{SheetRule, ensure},
    terms,
};
use crate::{
    books::Books,
    rules::{self, Given, Outcome, Reasons, Row, Run, Stop},
    scheme::{CheckedSheet, Column, Register},
    unit::Fen,
};
use std::collections::{BTreeMap, BTreeSet};

/// Builds the run and computes it.
pub(super) fn compute(books: &Books, ask: &Ask<'_>) -> Result<Outcome, Refusal> {
    terms::read(ask)?;
    rules::compute(ask.sheet, &run(books, ask)?).map_err(|stop| stopped(ask.sheet, &stop))
}

/// The same with the reasons of what it moves.
pub(super) fn explained(books: &Books, ask: &Ask<'_>) -> Result<(Outcome, Reasons), Refusal> {
    terms::read(ask)?;
    rules::explained(ask.sheet, &run(books, ask)?).map_err(|stop| stopped(ask.sheet, &stop))
}

/// The same, with the sheet's own refusal kept apart.
pub(super) fn attempt(books: &Books, ask: &Ask<'_>) -> Result<Result<Outcome, Stop>, Refusal> {
    let run = run(books, ask)?;
    Ok(rules::compute(ask.sheet, &run))
}

pub(super) fn stopped(sheet: &CheckedSheet, stop: &Stop) -> Refusal {
    SheetRule::Stops { scheme: sheet.id().clone(), stop: Box::new(stop.clone()) }.into()
}

/// Builds what the sheet reads.
pub(super) fn run(books: &Books, ask: &Ask<'_>) -> Result<Run, Refusal> {
    dictionary::covers_bound(books, ask.sheet, ask.bound)?;
    let mut registers = BTreeMap::new();
    for register in ask.sheet.registers().iter().filter(|r| r.pieces.is_none()) {
        if let Some(rows) = bound_rows(books, ask, register)? {
            registers.insert(register.name.clone(), rows);
            continue;
        }
        let known = dictionary::known_register(&register.name)?;
        let mut rows = (known.rows)(books, ask);
        if let Some((column, row)) = dictionary::counted_by_days(books, ask, known.zh) {
            let read = register.columns.iter().any(|c| c.name == column.zh || c.name == column.en);
            let scheme = ask.sheet.id();
            ensure(read, || SheetRule::DaysNotRead { scheme: scheme.clone(), column: column.zh, row })?;
        }
        for row in &mut rows {
            in_the_words_of(ask.sheet, register.columns.iter().map(|c| c.name.as_str()), known, row);
        }
        registers.insert(register.name.clone(), rows);
    }
    let mut inputs = BTreeMap::new();
    for input in ask.sheet.inputs() {
        if let Some(from) = dictionary::said(ask.bound, &input.name) {
            let value = dictionary::bound_input(books, ask, &input.name, input.held.is_some(), input.daily);
            let value = match value {
                Some(value) => value,
                None if input.bounds.optional => Given::Missing,
                None => return Err(not_recorded(ask, &input.name, from).into()),
            };
            inputs.insert(input.name.clone(), value);
            continue;
        }
        let known = dictionary::known_input(&input.name)?;
        let tried = ask.tried.get(known.zh).cloned().map(Given::Number);
        let asking = Asking { books, ask, input: known.zh, held: input.held.is_some() };
        let found = tried.or_else(|| (known.given)(&asking)).ok_or_else(|| missing(ask, known))?;
        inputs.insert(input.name.clone(), found);
    }
    Ok(Run {
        period: ask.period,
        record_day: ask.record_day,
        registers,
        inputs,
        balances: opening(books, ask.sheet),
        carried: books.carried().get(ask.sheet.id()).cloned().unwrap_or_default(),
    })
}

/// The rows of a register of which the adoption says something; columns of it that are read as everywhere are those of the
/// dictionary's rows.
fn bound_rows(books: &Books, ask: &Ask<'_>, register: &Register) -> Result<Option<Vec<Row>>, Refusal> {
    let Some(mut rows) = dictionary::bound_rows(books, ask, register) else { return Ok(None) };
    let plain = |c: &&Column| dictionary::said(ask.bound, &format!("{}.{}", register.name, c.name)).is_none();
    if register.columns.iter().any(|c| plain(&c)) {
        let known = dictionary::known_register(&register.name)?;
        let mut others: BTreeMap<String, Row> =
            (known.rows)(books, ask).into_iter().map(|row| (row.key.clone(), row)).collect();
        for row in &mut rows {
            let Some(other) = others.get_mut(&row.key) else { continue };
            in_the_words_of(ask.sheet, register.columns.iter().map(|c| c.name.as_str()), known, other);
            for column in register.columns.iter().filter(plain) {
                if let Some(cell) = other.cells.remove(&column.name) {
                    row.cells.insert(column.name.as_str(), cell);
                }
            }
        }
    }
    Ok(Some(rows))
}

fn not_recorded(ask: &Ask<'_>, input: &str, from: &str) -> SheetRule {
    SheetRule::ReaderFindsNothing { scheme: ask.sheet.id().clone(), at: input.to_owned(), from: from.to_owned() }
}

/// What the sheet's accounts hold before the run. They are the cooperative's: sheets that name the
/// same account share it.
fn opening(books: &Books, sheet: &CheckedSheet) -> BTreeMap<String, BTreeMap<String, Fen>> {
    let names = sheet.accounts().iter().map(|a| &a.name);
    names.filter_map(|name| Some((name.clone(), books.kept().get(name)?.clone()))).collect()
}

fn missing(ask: &Ask<'_>, known: &'static dictionary::KnownInput) -> Refusal {
    let (scheme, input, from) = (ask.sheet.id().clone(), known.zh, known.from);
    let broken = match input {
        "净收益" => SheetRule::YearNotClosed { scheme, input, from },
        _ => SheetRule::InputMissing { scheme, input, from },
    };
    broken.into()
}

/// Renames cells and parents where the sheet uses the other language's names.
fn in_the_words_of<'s>(
    sheet: &CheckedSheet,
    columns: impl Iterator<Item = &'s str>,
    known: &dictionary::KnownRegister,
    row: &mut Row,
) {
    for name in columns {
        let word = known.columns.iter().find(|w| w.en == name);
        if let Some(cell) = word.and_then(|w| row.cells.remove(w.zh)) {
            row.cells.insert(name, cell);
        }
    }
    for register in sheet.registers() {
        if let Some(known) = dictionary::register(&register.name)
            && known.zh != register.name
            && let Some(key) = row.parents.remove(known.zh)
        {
            row.parents.insert(register.name.as_str(), key);
        }
    }
    let names: BTreeSet<&str> = sheet.registers().iter().map(|r| r.name.as_str()).collect();
    row.parents.retain(|register| names.contains(register));
}

/// What goes by the rent credited to each household waits for the payout of that rent: before it nobody has
/// any, and what is theirs would go to whoever stands behind `无则`.
pub(super) fn rent_was_shared(books: &Books, ask: &Ask<'_>) -> Result<(), Refusal> {
    let shared = ask.instalment.is_some_and(|i| books.payouts().contains_key(&i.payout));
    ensure(shared || !terms::column(ask.sheet, RENT_CREDITED), || SheetRule::RentNotShared {
        scheme: ask.sheet.id().clone(),
        column: RENT_CREDITED,
    })
}
