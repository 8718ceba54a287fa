//! How an entry is named: by its number from 0, or by the id under which it was recorded.

use super::{
    error::Problem,
    help::{option, unit, word},
};
use crate::{
    books::Books,
    cooperative::Sought,
    unit::{EntryId, Lang, Say, Words, both},
};
use clap::{Arg, ArgMatches};
use std::{fmt, str::FromStr};

/// An entry as it was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NamedEntry {
    /// By its number; digits alone are always one.
    Number(u64),
    /// By its id.
    Id(EntryId),
}

/// A word that can name no entry.
#[derive(Debug, Clone, Copy)]
pub(super) enum NoEntry {
    /// None at all.
    Unread,
    /// None that others stand before.
    First,
}

/// An entry by its place.
pub(super) fn entry() -> Arg {
    word("entry", "ENTRY").value_parser(unit::<NamedEntry>)
}

/// `--known-at ENTRY`: on the books as they were before it.
pub(super) fn known_at() -> Arg {
    option("known-at", "ENTRY").value_parser(behind_the_first)
}

/// An entry that others stand before.
fn behind_the_first(text: &str) -> Result<NamedEntry, NoEntry> {
    text.parse().and_then(|named| if named == NamedEntry::Number(0) { Err(NoEntry::First) } else { Ok(named) })
}

impl FromStr for NamedEntry {
    type Err = NoEntry;

    fn from_str(text: &str) -> Result<NamedEntry, NoEntry> {
        if text.bytes().all(|b| b.is_ascii_digit()) {
            return text.parse().map(NamedEntry::Number).map_err(|_no_number| NoEntry::Unread);
        }
        text.parse().map(NamedEntry::Id).map_err(|_no_id| NoEntry::Unread)
    }
}

impl NoEntry {
    /// What would name one.
    pub fn expected(self) -> Words {
        match self {
            NoEntry::Unread => {
                both!("the number of an entry, or the id under which it was recorded", "记录的序号，或记账时的代号")
            }
            NoEntry::First => both!(
                "an entry behind the first: its number from 1 on, or its id",
                "首条以后的记录：1 起的序号，或代号"
            ),
        }
    }
}

impl fmt::Display for NoEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.expected().say(Lang::En))
    }
}

impl std::error::Error for NoEntry {}

/// The number of the entry that `ENTRY` names, where a command cannot do without.
pub(super) fn named(matches: &ArgMatches, books: &Books) -> Result<u64, Problem> {
    number(matches, "entry", books)?.ok_or_else(|| Problem::usage("argument_missing", "ENTRY", "", ""))
}

/// The number of the entry that an argument names, where it names one.
pub(super) fn number(matches: &ArgMatches, argument: &str, books: &Books) -> Result<Option<u64>, Problem> {
    let Some(named) = matches.get_one::<NamedEntry>(argument) else { return Ok(None) };
    match named {
        NamedEntry::Number(number) => Ok(Some(*number)),
        NamedEntry::Id(id) => {
            let last = books.size().saturating_sub(1);
            let unknown = || Problem::absent(Sought::Recorded { id: id.clone(), last });
            books.ids().entry_of(id.as_str()).map(Some).ok_or_else(unknown)
        }
    }
}
