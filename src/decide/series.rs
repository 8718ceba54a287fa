//! Series: what one is made of, and rows that fit it.

use super::{
    Refusal, known,
    refusal::{MemberRule, SeriesRule, ensure},
};
use crate::{
    books::{Books, Series, series_key},
    event::{SeriesHolds, SeriesKey, SeriesMisfit, SeriesRecorded, SeriesRow, SeriesSet},
    unit::Text,
};
use std::collections::BTreeSet;

type Checked = Result<(), Refusal>;

/// Registers that rows with keys of their own may belong to; other series stand as `series.<code>`.
const PARENTS: [(&str, SeriesKey); 7] = [
    ("household", SeriesKey::Household),
    ("person", SeriesKey::Person),
    ("parcel", SeriesKey::Parcel),
    ("house", SeriesKey::House),
    ("asset", SeriesKey::Asset),
    ("contract", SeriesKey::Contract),
    ("village", SeriesKey::Village),
];

/// Where a row of a series may belong.
enum Parent<'a> {
    Register(SeriesKey),
    Series(&'a Series),
}

fn parent<'a>(books: &'a Books, name: &str) -> Option<Parent<'a>> {
    match name.strip_prefix("series.") {
        Some(code) => books.series().get(code).map(Parent::Series),
        None => PARENTS.iter().find(|(word, _)| *word == name).map(|(_, key)| Parent::Register(*key)),
    }
}

pub(super) fn set(books: &Books, s: &SeriesSet) -> Checked {
    ensure(!books.series().contains_key(&s.series), || SeriesRule::Taken { series: s.series.clone() })?;
    ensure(!s.columns.is_empty(), || MemberRule::Without { at: s.series.to_string(), member: "columns" })?;
    let mut names = BTreeSet::new();
    for column in &s.columns {
        let at = || format!("{} {}", s.series, column.name);
        ensure(names.insert(&column.name), || SeriesRule::ColumnTwice { at: at() })?;
        let words = column.holds() == SeriesHolds::Word;
        ensure(words != column.words.is_empty(), || SeriesRule::Words { at: at() })?;
    }
    let own = s.key == Some(SeriesKey::Row);
    ensure(own || s.parents.is_empty(), || SeriesRule::ParentsOfOthers { series: s.series.clone() })?;
    let unknown = s.parents.iter().find(|name| parent(books, name.as_str()).is_none());
    ensure(unknown.is_none(), || SeriesRule::UnknownParent {
        series: s.series.clone(),
        parent: unknown.map_or_else(String::new, ToString::to_string),
    })
}

pub(super) fn recorded(books: &Books, r: &SeriesRecorded) -> Checked {
    let series = books.series().get(&r.series);
    let series = series.ok_or_else(|| SeriesRule::Unknown { series: r.series.clone() })?;
    if let Some(contract) = &r.contract {
        known::contract(books, contract)?;
    }
    let (wanted, found) = (series.set.per, r.period);
    ensure(found.map(|period| period.length()) == wanted.length(), || SeriesRule::OtherPeriod {
        series: r.series.clone(),
        per: wanted,
        found,
    })?;
    ensure(!r.rows.is_empty(), || MemberRule::Without { at: r.series.to_string(), member: "rows" })?;
    let mut keys = BTreeSet::new();
    for row in &r.rows {
        fits(books, series, row)?;
        let key = series_key(row);
        let at = || {
            let period = r.period.map(|period| period.to_string());
            [Some(r.series.as_str()), period.as_deref(), Some(key)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ")
                .trim_end()
                .to_owned()
        };
        ensure(keys.insert(key), || SeriesRule::KeyTwice { at: at() })?;
        if let Some(stands) = series.row(r.period, key) {
            return Err(SeriesRule::ValueTwice { at: at(), entry: stands.entry }.into());
        }
    }
    Ok(())
}

/// A row has a key, parents and values as the series wants them.
fn fits(books: &Books, series: &Series, row: &SeriesRow) -> Checked {
    let at = format!("{} {}", series.set.series, series_key(row)).trim_end().to_owned();
    match (series.set.key, &row.key) {
        (None, None) => {}
        (Some(SeriesKey::Row), Some(_)) => {}
        (Some(register), Some(key)) => there(books, register, key, &at)?,
        (key, _) => return Err(SeriesRule::Key { at, keyed: key.is_some() }.into()),
    }
    let (parents, values) = (&series.set.parents, &series.set.columns);
    ensure(row.parents.len() == parents.len(), || SeriesRule::Count {
        at: at.clone(),
        member: "parents",
        wanted: parents.len(),
        found: row.parents.len(),
    })?;
    for (name, key) in parents.iter().zip(&row.parents) {
        match parent(books, name.as_str()) {
            Some(Parent::Register(register)) => there(books, register, key, &at)?,
            Some(Parent::Series(other)) => {
                ensure(other.all().any(|(_, known, _)| known == key.as_str()), || SeriesRule::NoSuchKey {
                    at: at.clone(),
                    key: key.to_string(),
                })?;
            }
            None => {}
        }
    }
    ensure(row.values.len() == values.len(), || SeriesRule::Count {
        at: at.clone(),
        member: "values",
        wanted: values.len(),
        found: row.values.len(),
    })?;
    for (column, text) in values.iter().zip(&row.values) {
        let at = || format!("{at} {}", column.name);
        match column.read(text) {
            Ok(_) => {}
            Err(SeriesMisfit::Negative) => {
                return Err(SeriesRule::Negative { at: at(), found: text.to_string() }.into());
            }
            Err(SeriesMisfit::Other | SeriesMisfit::Missing) => {
                return Err(SeriesRule::Unfit { at: at(), column: column.clone(), found: text.to_string() }.into());
            }
        }
    }
    Ok(())
}

/// The register has the key.
fn there(books: &Books, register: SeriesKey, key: &Text, at: &str) -> Checked {
    let (registers, code) = (books.registers(), key.as_str());
    let has = match register {
        SeriesKey::Household | SeriesKey::Village => registers.households().contains_key(code),
        SeriesKey::Person => {
            code.split_once('-').is_some_and(|(household, _)| registers.households().contains_key(household))
        }
        SeriesKey::Parcel => registers.parcels().contains_key(code),
        SeriesKey::House => registers.houses().contains_key(code),
        SeriesKey::Asset => registers.assets().contains_key(code),
        SeriesKey::Contract => books.contracts().contains_key(code),
        SeriesKey::Row => true,
    };
    ensure(has, || SeriesRule::NoSuchKey { at: at.to_owned(), key: code.to_owned() })
}
