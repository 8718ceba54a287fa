//! Runs sheets in bulk: reads JSON lines, prints one JSON line for each, in the same order.
//!
//! `{"sheet": "wages-1.sheet", "facts": …}` gives the result or the refusal, both as
//! `schemas/semantics-1.md` describes them; `{"sheet": "wages-1.sheet"}` alone gives what came
//! of the sheet's own examples, `[["title", true], …]`. `{"sheet": …, "solve": facts}` gives the facts
//! with the amounts received as the sheet demands them, else the refusal.
//!
//! ```text
//! cargo run --example run_sheets < lines.jsonl
//! ```

use coop_ledger::{
    rules::{Given, Move, Outcome, Place, Row, Run, Stop, compute, examples, solve},
    scheme::{CheckedSheet, read},
    unit::{Day, Exact, Fen, Period},
};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, HashMap},
    io::{BufRead, Write},
    process::ExitCode,
};

fn main() -> ExitCode {
    match answer_all() {
        Ok(()) => ExitCode::SUCCESS,
        Err(found) => {
            let _ = writeln!(std::io::stderr(), "{found}");
            ExitCode::from(1)
        }
    }
}

fn answer_all() -> Result<(), String> {
    let mut sheets: HashMap<String, CheckedSheet> = HashMap::new();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (at, line) in std::io::stdin().lock().lines().enumerate() {
        let told = |e: String| format!("line {}: {e}", at + 1);
        let line: Value =
            serde_json::from_str(&line.map_err(|e| told(e.to_string()))?).map_err(|e| told(e.to_string()))?;
        let path = text(line.get("sheet").unwrap_or(&Value::Null)).map_err(told)?;
        if !sheets.contains_key(path) {
            let source = std::fs::read_to_string(path).map_err(|e| told(format!("{path}: {e}")))?;
            sheets.insert(path.to_owned(), read(&source).map_err(|found| told(format!("{path}: {found:?}")))?);
        }
        let Some(sheet) = sheets.get(path) else { continue };
        let answer = match (line.get("facts"), line.get("solve")) {
            (None, None) => examples(sheet).iter().map(|e| json!([e.name, e.passed])).collect(),
            (Some(facts), _) => compute(sheet, &run(facts).map_err(told)?)
                .map_or_else(|stop| refusal(&stop), |outcome| result(&outcome)),
            (None, Some(facts)) => {
                solve(sheet, run(facts).map_err(told)?).map_or_else(|stop| refusal(&stop), |run| told_facts(&run))
            }
        };
        writeln!(out, "{answer}").map_err(|e| e.to_string())?;
    }
    out.flush().map_err(|e| e.to_string())
}

// ---------------------------------------------------------------- facts

type Read<T> = Result<T, String>;

fn run(facts: &Value) -> Read<Run> {
    let [first, last] = pair(&facts["period"])?;
    Ok(Run {
        period: Period::new(day(first)?, day(last)?).ok_or_else(|| wrong("a period", &facts["period"]))?,
        record_day: day(&facts["record_day"])?,
        registers: each(facts, "registers", |rows| list(rows)?.iter().map(row).collect())?,
        inputs: each(facts, "inputs", given)?,
        balances: each(facts, "balances", |by_key| {
            by_key_of(by_key, |fen| fen.as_i64().map(Fen).ok_or_else(|| wrong("whole fen", fen)))
        })?,
        carried: each(facts, "carried", |by_key| by_key_of(by_key, exact))?,
    })
}

fn row(row: &Value) -> Read<Row> {
    Ok(Row {
        key: text(&row["key"])?.to_owned(),
        parents: each(row, "parents", |key| text(key).map(str::to_owned))?.into_iter().collect(),
        cells: each(row, "cells", given)?.into_iter().collect(),
    })
}

fn given(figure: &Value) -> Read<Given> {
    if figure.is_null() {
        return Ok(Given::Missing);
    }
    match figure.as_object().and_then(|o| o.iter().next()).map(|(kind, value)| (kind.as_str(), value)) {
        Some(("number", value)) => exact(value).map(Given::Number),
        Some(("day", value)) => day(value).map(Given::Day),
        Some(("yesno", value)) => value.as_bool().map(Given::Truth).ok_or_else(|| wrong("true or false", value)),
        Some(("word", value)) => text(value).map(|word| Given::Word(word.to_owned())),
        Some(("series", value)) => {
            let days = list(value)?.iter().map(|one| {
                let [on, figure] = pair(one)?;
                Ok((day(on)?, exact(figure)?))
            });
            days.collect::<Read<_>>().map(Given::Series)
        }
        _ => Err(wrong("a figure", figure)),
    }
}

/// A part of the facts that is an object, or nothing where it is absent.
fn each<T>(of: &Value, part: &str, read: impl Fn(&Value) -> Read<T>) -> Read<BTreeMap<String, T>> {
    match &of[part] {
        Value::Null => Ok(BTreeMap::new()),
        part => by_key_of(part, read),
    }
}

fn by_key_of<T>(object: &Value, read: impl Fn(&Value) -> Read<T>) -> Read<BTreeMap<String, T>> {
    let object = object.as_object().ok_or_else(|| wrong("an object", object))?;
    object.iter().map(|(key, value)| Ok((key.clone(), read(value)?))).collect()
}

fn list(value: &Value) -> Read<&Vec<Value>> {
    value.as_array().ok_or_else(|| wrong("a list", value))
}

fn pair(value: &Value) -> Read<&[Value; 2]> {
    list(value)?.as_slice().try_into().ok().ok_or_else(|| wrong("a list of two", value))
}

fn text(value: &Value) -> Read<&str> {
    value.as_str().ok_or_else(|| wrong("a text", value))
}

fn day(value: &Value) -> Read<Day> {
    text(value)?.parse().ok().ok_or_else(|| wrong("a day", value))
}

fn exact(value: &Value) -> Read<Exact> {
    text(value)?.parse().ok().ok_or_else(|| wrong("a number such as 3/8", value))
}

fn wrong(expected: &str, found: &Value) -> String {
    format!("expected {expected}, found {found}")
}

/// The reverse of [`run`].
fn told_facts(run: &Run) -> Value {
    let figures = |all: &mut dyn Iterator<Item = (String, &Given)>| {
        all.map(|(name, given)| (name, told_figure(given))).collect::<Map<_, _>>()
    };
    let row = |row: &Row| {
        json!({
            "key": row.key,
            "parents": row.parents.iter().map(|(name, key)| (name.to_string(), json!(key))).collect::<Map<_, _>>(),
            "cells": figures(&mut row.cells.iter().map(|(name, given)| (name.to_string(), given))),
        })
    };
    let registers = run.registers.iter().map(|(name, rows)| (name.clone(), rows.iter().map(row).collect::<Value>()));
    json!({"facts": {
        "period": [run.period.first_day().to_string(), run.period.last_day().to_string()],
        "record_day": run.record_day.to_string(),
        "registers": registers.collect::<Map<_, _>>(),
        "inputs": figures(&mut run.inputs.iter().map(|(name, given)| (name.clone(), given))),
        "balances": run.balances.iter().map(|(name, by_key)| (name.clone(), by_key.iter().map(|(k, fen)| (k.clone(), json!(fen.0))).collect()))
            .collect::<Map<_, _>>(),
        "carried": run.carried,
    }})
}

fn told_figure(given: &Given) -> Value {
    match given {
        Given::Number(exact) => json!({ "number": exact.to_string() }),
        Given::Day(day) => json!({ "day": day.to_string() }),
        Given::Truth(truth) => json!({ "yesno": truth }),
        Given::Word(word) => json!({ "word": word }),
        Given::Missing => Value::Null,
        Given::Series(days) => {
            json!({ "series": days.iter().map(|(day, n)| json!([day.to_string(), n.to_string()])).collect::<Vec<_>>() })
        }
    }
}

// ---------------------------------------------------------------- result

fn result(outcome: &Outcome) -> Value {
    let fen = |by_key: &BTreeMap<String, Fen>| {
        by_key.iter().map(|(key, fen)| (key.clone(), json!(fen.0))).collect::<Map<_, _>>()
    };
    json!({
        "moves": outcome.moves.iter().map(moved).collect::<Vec<_>>(),
        "closing": outcome.closing.iter().map(|(name, by_key)| (name.clone(), fen(by_key).into())).collect::<Map<String, Value>>(),
        "carried": outcome.carried,
    })
}

fn moved(one: &Move) -> Value {
    json!({
        "step": one.step, "line": one.line, "row": one.row, "from": place(&one.from), "to": place(&one.to),
        "fen": one.fen.0, "exact": one.exact, "tag": one.tag,
    })
}

fn place(place: &Place) -> Value {
    match place {
        Place::Party(name) => json!({ "party": name }),
        Place::Payee { register, key } => json!({ "payee": [register, key] }),
        Place::Account { name, key } => json!({ "account": [name, key] }),
        Place::Pot { name, key } => json!({ "pot": [name, key] }),
    }
}

fn refusal(stop: &Stop) -> Value {
    json!({ "refused": stop.word(), "line": stop.line() })
}
