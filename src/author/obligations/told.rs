//! A run in the sheet's own notation, to be pasted into the sheet as an example.

use super::{
    super::{format, language},
    Counterexample,
};
use crate::{
    rules::{Given, Run},
    scheme::{
        CheckedSheet, RegisterAt, RunDay, Type,
        words::{Declare, Lang, Section, Word, spelled},
    },
    unit::{Exact, Say, in_table},
};
use std::fmt::Write as _;

/// The facts of a counter-example as an example of the sheet, with what was expected and what
/// came as comments: in the sheet's language, the words of the comments in the reader's.
pub fn example_text(sheet: &CheckedSheet, title: &str, counter: &Counterexample, reader: Lang) -> String {
    let lang = language(sheet);
    let word = |word: Word| spelled(word, lang);
    let run = &counter.run;
    let (open, close) = if lang == Lang::Zh { ("【", "】") } else { ("[", "]") };
    let mut out = String::new();
    // a title that a sheet may hold: pasted it must read
    let title: String = title.replace("10¹²", "10^12").chars().filter(|c| in_table(*c) && *c != '"').collect();
    let _ = writeln!(out, "{open}{} \"{title}\"{close}", word(Word::Section(Section::Example)));
    let upto = word(Word::Declare(Declare::Upto));
    let _ = writeln!(
        out,
        "{} {} {upto} {}",
        word(Word::Declare(Declare::Period)),
        run.period.first_day(),
        run.period.last_day()
    );
    if run.record_day != run.period.last_day() {
        let _ = writeln!(out, "{} {}", word(Word::Day(RunDay::RecordDay)), run.record_day);
    }
    tables(sheet, run, lang, &mut out);
    let given = word(Word::Declare(Declare::Given));
    for input in sheet.inputs() {
        match run.inputs.get(&input.name) {
            None | Some(Given::Missing) => {}
            Some(Given::Series(days)) => {
                for (day, exact) in days {
                    let _ = writeln!(out, "{given} {}[{day}] = {}", input.name, number(exact, &input.ty, lang));
                }
            }
            Some(Given::Number(exact)) => {
                let _ = writeln!(out, "{given} {} = {}", input.name, number(exact, &input.ty, lang));
            }
            Some(other) => {
                let _ = writeln!(out, "{given} {} = {}", input.name, cell(other, lang));
            }
        }
    }
    kept(sheet, run, lang, &mut out);
    let _ = writeln!(out, "# {}: {}", if lang == Lang::Zh { "应当" } else { "expected" }, counter.expected.say(reader));
    let _ = writeln!(out, "# {}: {}", if lang == Lang::Zh { "实际" } else { "found" }, counter.found.say(reader));
    // ours alone is not a sheet, but it reads as statements
    format(&out).unwrap_or(out)
}

fn tables(sheet: &CheckedSheet, run: &Run, lang: Lang, out: &mut String) {
    for register in sheet.registers().iter().filter(|r| r.pieces.is_none()) {
        let rows = run.registers.get(&register.name).map_or(&[][..], Vec::as_slice);
        if rows.is_empty() {
            continue;
        }
        let parents: Vec<&str> =
            register.parents.iter().filter_map(|p| sheet.registers().get(p.index())).map(|r| r.name.as_str()).collect();
        let columns = register.columns.iter().map(|c| c.name.as_str());
        let head: Vec<&str> = parents.iter().copied().chain(columns).collect();
        let _ = writeln!(out, "{} | {}", register.name, head.join(" | "));
        for row in rows {
            let mut cells: Vec<String> =
                parents.iter().map(|&p| row.parents.get(p).cloned().unwrap_or_default()).collect();
            cells.extend(
                register.columns.iter().map(|c| row.cells.get(&c.name).map_or_else(String::new, |g| cell(g, lang))),
            );
            let _ = writeln!(out, "  {} | {}", row.key, cells.join(" | "));
        }
    }
}

/// Opening balances and what the last run left.
fn kept(sheet: &CheckedSheet, run: &Run, lang: Lang, out: &mut String) {
    let register =
        |each: Option<RegisterAt>| each.and_then(|r| sheet.registers().get(r.index())).map(|r| r.name.as_str());
    let place = |name: &str, each: Option<RegisterAt>, key: &str| match register(each) {
        Some(register) => format!("{register}[{key}].{name}"),
        None => name.to_owned(),
    };
    let yuan = Type::Number(crate::scheme::Unit::yuan());
    for (name, rows) in &run.balances {
        let each = sheet.accounts().iter().find(|a| a.name == *name).and_then(|a| a.each);
        for (key, fen) in rows.iter().filter(|(_, fen)| fen.0 != 0) {
            let _ = writeln!(out, "{} = {}", place(name, each, key), number(&fen.yuan(), &yuan, lang));
        }
    }
    for carried in sheet.carried() {
        for (key, exact) in run.carried.get(&carried.name).into_iter().flatten() {
            if let Type::Number(_) = &carried.ty {
                let _ =
                    writeln!(out, "{} = {}", place(&carried.name, carried.each, key), number(exact, &carried.ty, lang));
            }
        }
    }
}

fn number(exact: &Exact, ty: &Type, lang: Lang) -> String {
    let unit = match ty {
        Type::Number(unit) if unit.is_one() => String::new(),
        Type::Number(unit) if lang == Lang::Zh => format!(" {unit}"),
        Type::Number(unit) => format!(" {}", unit.en()),
        _ => String::new(),
    };
    match exact.decimal(12) {
        Some(text) => format!("{text}{unit}"),
        None => format!("{}{unit} ÷ {}", exact.ratio().numerator(), exact.ratio().denominator()),
    }
}

fn cell(given: &Given, lang: Lang) -> String {
    use crate::scheme::words::Clause;
    match given {
        Given::Number(exact) => exact.decimal(12).unwrap_or_else(|| exact.to_string()),
        Given::Day(day) => day.to_string(),
        Given::Truth(true) => spelled(Word::Clause(Clause::Yes), lang).to_owned(),
        Given::Truth(false) => spelled(Word::Clause(Clause::No), lang).to_owned(),
        Given::Word(word) => word.clone(),
        Given::Missing => spelled(Word::Declare(Declare::Missing), lang).to_owned(),
        Given::Series(_) => String::new(),
    }
}
