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
    unit::{Day, Fen},
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
    let (outcome, mut reasons) =
        rules::explained(ask.sheet, &run(books, ask)?).map_err(|stop| stopped(ask.sheet, &stop))?;
    without_sealed(books, ask, &mut reasons);
    Ok((outcome, reasons))
}

/// The same as if all had come that the sheet demands, and what that is by its inputs; nothing where it demands no amounts,
/// or where more came.
pub(super) fn as_demanded(
    books: &Books,
    ask: &Ask<'_>,
) -> Result<Option<(Outcome, Reasons, BTreeMap<String, Fen>)>, Refusal> {
    terms::read(ask)?;
    let mut run = run(books, ask)?;
    let Some(due) = rules::demanded(ask.sheet, &run) else { return Ok(None) };
    let more = |(input, due): (&String, &Fen)| match run.inputs.get(input) {
        Some(Given::Number(came)) => *came > due.yuan(),
        _ => false,
    };
    if due.iter().any(more) {
        return Ok(None);
    }
    run.inputs.extend(due.iter().map(|(input, fen)| (input.clone(), Given::Number(fen.yuan()))));
    let (outcome, mut reasons) = rules::explained(ask.sheet, &run).map_err(|stop| stopped(ask.sheet, &stop))?;
    without_sealed(books, ask, &mut reasons);
    Ok(Some((outcome, reasons, due)))
}

/// Days that were opened for a run stand in no reason, nor do days that the sheet makes of them: only what columns, inputs
/// and values of the sheet say openly.
pub(super) fn without_sealed(books: &Books, ask: &Ask<'_>, reasons: &mut Reasons) {
    if dictionary::sealed(books, ask).is_empty() {
        return;
    }
    let open_column = |register: &Register, name: &str| {
        let of = register.columns.iter().filter(|column| column.name == name);
        of.clone().count() > 0
            && of.clone().all(|column| {
                dictionary::said(ask.bound, &format!("{}.{}", register.name, column.name)) != Some("person.birth")
            })
    };
    let open = |name: &str| {
        let last = name.rsplit('.').next().unwrap_or(name);
        let columns: Vec<&Register> =
            ask.sheet.registers().iter().filter(|r| r.columns.iter().any(|c| c.name == last)).collect();
        let input = ask.sheet.inputs().iter().any(|input| input.name == name);
        let value = ask.sheet.values().iter().any(|value| value.name == name);
        input || value || (!columns.is_empty() && columns.iter().all(|register| open_column(register, last)))
    };
    for row in reasons.values_mut().flatten().flat_map(|reason| &mut reason.rows) {
        row.terms.retain(|term| open(&term.name) || term.value.parse::<Day>().is_err());
    }
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
    terms::price_within(books, ask)?;
    dictionary::covers_bound(books, ask.sheet, ask.bound)?;
    all_opened(books, ask)?;
    stated_once(ask)?;
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
            let tried = dictionary::tried(books, ask, from);
            let value = tried.or_else(|| dictionary::bound_input(books, ask, input));
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
        balances: opening(books, ask),
        carried: books.carried().get(ask.sheet.id()).cloned().unwrap_or_default(),
    })
}

/// What a sheet reads of sealed figures is there.
fn all_opened(books: &Books, ask: &Ask<'_>) -> Result<(), Refusal> {
    let sealed = dictionary::sealed(books, ask);
    let opened = sealed.iter().filter(|commitment| ask.opened.get(commitment).is_some()).count();
    ensure(opened == sealed.len(), || SheetRule::Sealed {
        scheme: ask.sheet.id().clone(),
        needed: sealed.len(),
        opened,
    })
}

/// Each figure that the resolution states is read by an input of the sheet, and stated once, as that input wants it.
fn stated_once(ask: &Ask<'_>) -> Result<(), Refusal> {
    let names = dictionary::given_names(ask.bound);
    let mut seen = BTreeSet::new();
    for figure in ask.given {
        let name = figure.name.as_str();
        ensure(names.contains(name), || SheetRule::NotInSheet {
            scheme: ask.sheet.id().clone(),
            name: format!("given.{name}"),
        })?;
        ensure(seen.insert(name), || SheetRule::BoundTwice { name: format!("given.{name}") })?;
        let from = format!("given.{name}");
        let readers = ask.sheet.inputs().iter().filter(|i| dictionary::said(ask.bound, &i.name) == Some(from.as_str()));
        for input in readers {
            let fits = dictionary::stated(figure.value.as_str(), &input.ty).is_some();
            ensure(fits, || SheetRule::StatedMisread {
                name: input.name.clone(),
                wanted: dictionary::type_text(&input.ty),
                found: figure.value.to_string(),
            })?;
        }
    }
    Ok(())
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
fn opening(books: &Books, ask: &Ask<'_>) -> BTreeMap<String, BTreeMap<String, Fen>> {
    let names = ask.sheet.accounts().iter().map(|a| &a.name);
    let all = names.map(|name| (name.clone(), dictionary::opening(books, ask, name)));
    all.filter(|(_, rows)| !rows.is_empty()).collect()
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
