//! Series: what one is made of, and rows that fit it.

use super::{
    Refusal, known,
    refusal::{MemberRule, RevisionRule, SeriesRule, ensure},
};
use crate::{
    books::{Books, RegisterRow, Series, SeriesLine, series_key},
    event::{
        EntryRef, RegisterRevised, RevisedSeries, Revision, RowRevised, SeriesHolds, SeriesKey, SeriesMisfit,
        SeriesRecorded, SeriesRow, SeriesSet, WrongEntry,
    },
    unit::{SeriesId, Text},
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
    /// A calendar year.
    Year,
}

fn parent<'a>(books: &'a Books, name: &str) -> Option<Parent<'a>> {
    if name == "period" {
        return Some(Parent::Year);
    }
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
            Some(Parent::Year) => {
                let year = key.as_str().parse::<i32>().ok().filter(|year| (1900..=2199).contains(year));
                ensure(year.is_some(), || SeriesRule::NoSuchKey { at: at.clone(), key: key.to_string() })?;
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

/// The row of a key as an entry said it; none where the entry says no such row.
pub(super) fn said_by<'a>(
    books: &'a Books,
    id: &SeriesId,
    entry: u64,
    set: &RevisedSeries,
) -> Option<(&'a Series, &'a SeriesLine)> {
    let key = set.key.as_ref().map_or("", Text::as_str);
    let series = books.series().get(id)?;
    let mut lines = series.all().filter(|(_, at, line)| *at == key && line.says(entry));
    lines.next().map(|(_, _, line)| (series, line))
}

/// True if a revision gives a row another value.
pub(super) fn differs<E>(series: &Series, line: &SeriesLine, revision: &Revision<RevisedSeries, E>) -> bool {
    let values = revision.restated().and_then(|said| said.set.values.as_ref());
    values.is_none_or(|values| series.read(values) != line.values)
}

/// The values fit the columns of the row that the entry said.
pub(super) fn put_right(books: &Books, id: &SeriesId, entry: u64, set: &RevisedSeries) -> Checked {
    let at = || format!("{id} {}", set.key.as_ref().map_or("", Text::as_str)).trim_end().to_owned();
    let values = set.values.clone().ok_or_else(|| MemberRule::Without { at: at(), member: "values" })?;
    keyed(books, id, set)?;
    let Some((series, line)) = said_by(books, id, entry, set) else {
        let lines = books.series().get(id).into_iter().flat_map(|series| series.all());
        let key = set.key.as_ref().map_or("", Text::as_str);
        let said = lines.filter(|(_, own, _)| *own == key).map(|(_, _, line)| line.entry).collect();
        return Err(RevisionRule::OtherEntry { code: at(), said, named: entry }.into());
    };
    fits(books, series, &SeriesRow { key: set.key.clone(), parents: line.parents.clone(), values })
}

/// A row is named by its key just where the series has one.
fn keyed(books: &Books, id: &SeriesId, set: &RevisedSeries) -> Checked {
    let keyed = books.series().get(id).is_some_and(|series| series.set.key.is_some());
    let at = || format!("{id} {}", set.key.as_ref().map_or("", Text::as_str)).trim_end().to_owned();
    ensure(keyed == set.key.is_some(), || SeriesRule::Key { at: at(), keyed })
}

/// The entry that said last a row of the key.
pub(super) fn last<P>(
    books: &Books,
    r: &RegisterRevised<P, WrongEntry>,
    row: &RegisterRow,
) -> Result<EntryRef, Refusal> {
    let RowRevised::Series(id, revision) = &r.row else { return Ok(row.brought.entry()) };
    revision.restated().map_or(Ok(()), |said| keyed(books, id, &said.set))?;
    let key = revision.restated().and_then(|said| said.set.key.as_ref()).map_or("", Text::as_str);
    let lines = books.series().get(id).into_iter().flat_map(|series| series.all());
    let said: BTreeSet<u64> = lines.filter(|(_, at, _)| *at == key).map(|(_, _, line)| line.entry).collect();
    let own = said.last().and_then(|entry| row.said_by("values", *entry));
    own.map(|(_, said)| said.entry()).ok_or_else(|| {
        RevisionRule::WhichEntry { code: format!("{id} {key}").trim_end().to_owned(), said: said.into_iter().collect() }
            .into()
    })
}

/// Nothing was published in it, and no sheet reads it.
pub(super) fn never_set(books: &Books, id: &SeriesId) -> Checked {
    let used = |by: String| -> Checked { Err(RevisionRule::InUse { code: id.to_string(), by }.into()) };
    let first = books.series().get(id).and_then(|series| series.all().map(|(_, _, line)| line.entry).min());
    match first {
        Some(entry) => used(entry.to_string()),
        None => Ok(()),
    }
}

/// The register has the key.
fn there(books: &Books, register: SeriesKey, key: &Text, at: &str) -> Checked {
    let (registers, code) = (books.registers(), key.as_str());
    let has = match register {
        SeriesKey::Household | SeriesKey::Village => registers.households().contains_key(code),
        // of a household that is counted only, by the household in its code
        SeriesKey::Person => {
            let home = code.split_once('-').and_then(|(household, _)| registers.households().get(household));
            registers.persons().contains_key(code) || home.is_some_and(|home| !home.is_of_persons())
        }
        SeriesKey::Parcel => registers.parcels().contains_key(code),
        SeriesKey::House => registers.houses().contains_key(code),
        SeriesKey::Asset => registers.has_card(code),
        SeriesKey::Contract => books.contracts().contains_key(code),
        SeriesKey::Row => true,
    };
    ensure(has, || SeriesRule::NoSuchKey { at: at.to_owned(), key: code.to_owned() })
}
