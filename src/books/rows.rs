//! Rows of the registers by the entries that say what they are: which brought a row, which said another value of
//! one of its members since, and what was put right.

use super::Books;
use crate::{
    event::{EntryRef, FactKind, RegisterName, RevisionMode},
    log::Hash,
    unit::Day,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All rows that an entry brought, those that were taken out among them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RegisterRows {
    rows: BTreeMap<RegisterName, BTreeMap<String, RegisterRow>>,
    /// Which row an entry revised.
    revised: BTreeMap<u64, (RegisterName, String)>,
}

/// What is known of one row beside its values.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RegisterRow {
    /// The entry that brought it.
    pub brought: Saying,
    /// Of which kind that is.
    pub kind: FactKind,
    /// The entry that took it out as if it had never been.
    pub void: Option<u64>,
    /// How it was revised, in order of recording.
    pub revised: Vec<RowRevision>,
    /// The entries that said a member's value, in order of day, where there are others than the one that brought
    /// the row.
    said: BTreeMap<String, Vec<Saying>>,
    /// Members that have a private text.
    sealed: BTreeSet<String>,
}

/// An entry that says a member's value from its day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saying {
    /// The entry.
    pub entry: u64,
    /// Its leaf.
    pub leaf: Hash,
    /// From which day on.
    pub on: Day,
    /// The entry in which the value stands: this one, or that which put it right.
    pub by: u64,
}

/// One revision of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowRevision {
    /// The entry that says it.
    pub entry: u64,
    /// What it did.
    pub mode: RevisionMode,
    /// The day on which it was recorded as true.
    pub on: Day,
    /// From which day on it holds.
    pub from: Day,
    /// What it gave another value.
    pub members: Vec<RevisedMember>,
}

/// A member that was given another value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisedMember {
    /// Its name.
    pub member: String,
    /// What stood there.
    pub was: MemberValue,
    /// What stands there since.
    pub is: MemberValue,
}

/// What stands in a member, as far as it may be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MemberValue {
    /// Nothing.
    Nothing,
    /// This.
    Told(String),
    /// A private text, which stands elsewhere.
    Sealed,
}

impl MemberValue {
    /// What is told.
    pub fn told(&self) -> Option<&str> {
        match self {
            MemberValue::Told(text) => Some(text),
            MemberValue::Nothing | MemberValue::Sealed => None,
        }
    }
}

impl<T: ToString> From<Option<T>> for MemberValue {
    fn from(value: Option<T>) -> MemberValue {
        value.map_or(MemberValue::Nothing, |value| MemberValue::Told(value.to_string()))
    }
}

impl RegisterRow {
    /// The entries that said a member's value, in order of day; the one that brought the row said all of them.
    pub fn sayings(&self, member: &str) -> &[Saying] {
        self.said.get(said_as(member)).map_or(std::slice::from_ref(&self.brought), Vec::as_slice)
    }

    /// What an entry said of a member, by its place among all that was said of it.
    pub fn said_by(&self, member: &str, entry: u64) -> Option<(usize, Saying)> {
        let all = self.sayings(member);
        let own = |said: &&Saying| said.entry == entry;
        let at = all.iter().position(|said| own(&said)).or_else(|| all.iter().position(|said| said.by == entry))?;
        Some((at, *all.get(at)?))
    }

    /// True if a private text stands in this member.
    pub fn has_sealed(&self, member: &str) -> bool {
        self.sealed.contains(member)
    }

    /// What is said of a member at the end of a day.
    pub fn said_at(&self, member: &str, day: Day) -> Option<Saying> {
        self.sayings(member).iter().rfind(|said| said.on <= day).copied()
    }

    fn all_said(&mut self, member: &str) -> &mut Vec<Saying> {
        let brought = self.brought;
        self.said.entry(said_as(member).to_owned()).or_insert_with(|| vec![brought])
    }
}

/// Square metres and mu are one value, and so is a published row with its key.
fn said_as(member: &str) -> &str {
    match member {
        "area_mu" | "area_m2" => "area",
        "key" => "values",
        other => other,
    }
}

impl RegisterRows {
    /// A row by its code, also one that was taken out.
    pub fn get(&self, register: RegisterName, code: &str) -> Option<&RegisterRow> {
        self.rows.get(&register)?.get(code)
    }

    /// The entry whose body says what a member of a row is at the end of a day; none of a row that was taken out.
    pub fn said_in(&self, register: RegisterName, code: &str, member: &str, day: Day) -> Option<u64> {
        let row = self.get(register, code).filter(|row| row.void.is_none())?;
        Some(row.said_at(member, day)?.by)
    }

    /// The same of the last value there is, by day.
    pub fn said_last(&self, register: RegisterName, code: &str, member: &str) -> Option<u64> {
        let row = self.get(register, code).filter(|row| row.void.is_none())?;
        Some(row.sayings(member).last()?.by)
    }

    /// What an entry revised, with the row's register and code.
    pub fn revision(&self, entry: u64) -> Option<(RegisterName, &str, &RowRevision)> {
        let (register, code) = self.revised.get(&entry)?;
        let revision = self.get(*register, code)?.revised.iter().find(|revision| revision.entry == entry)?;
        Some((*register, code, revision))
    }

    /// An entry revises a row.
    pub(super) fn note(&mut self, register: RegisterName, code: &str, revision: RowRevision) {
        let entry = revision.entry;
        let Some(row) = self.row(register, code) else { return };
        if revision.mode == RevisionMode::Void {
            row.void = Some(entry);
        }
        row.revised.push(revision);
        self.revised.insert(entry, (register, code.to_owned()));
    }

    /// An entry brings a row.
    pub(super) fn bring(&mut self, register: RegisterName, code: &str, by: (Saying, FactKind)) {
        self.bring_sealed(register, code, by, &[]);
    }

    /// An entry brings a row, of which these members may have a private text.
    pub(super) fn bring_sealed(
        &mut self,
        register: RegisterName,
        code: &str,
        (brought, kind): (Saying, FactKind),
        sealed: &[(&str, bool)],
    ) {
        let sealed = sealed.iter().filter(|(_, there)| *there).map(|(member, _)| (*member).to_owned()).collect();
        let rows = self.rows.entry(register).or_default();
        // what went by the code before stays to be seen
        let revised = rows.remove(code).map_or_else(Vec::new, |before| before.revised);
        rows.insert(code.to_owned(), RegisterRow { brought, kind, void: None, revised, said: BTreeMap::new(), sealed });
    }

    /// An entry says another value of a member from its day on.
    pub(super) fn say(&mut self, register: RegisterName, code: &str, member: &str, said: Saying) {
        if let Some(row) = self.row(register, code) {
            let all = row.all_said(member);
            let place = all.partition_point(|before| before.on <= said.on);
            all.insert(place, said);
        }
    }

    /// An entry puts right what another said.
    pub(super) fn put_right(&mut self, register: RegisterName, code: &str, member: &str, named: u64, by: u64) {
        let Some(row) = self.row(register, code) else { return };
        let Some((place, _)) = row.said_by(member, named) else { return };
        if let Some(said) = row.all_said(member).get_mut(place) {
            said.by = by;
        }
    }

    /// A member of a row has a private text, or has none any more.
    pub(super) fn seal(&mut self, register: RegisterName, code: &str, revised: &RevisedMember) {
        let Some(row) = self.row(register, code) else { return };
        match (&revised.was, &revised.is) {
            (_, MemberValue::Sealed) => drop(row.sealed.insert(revised.member.clone())),
            (MemberValue::Sealed, _) => drop(row.sealed.remove(&revised.member)),
            (MemberValue::Nothing | MemberValue::Told(_), MemberValue::Nothing | MemberValue::Told(_)) => {}
        }
    }

    fn row(&mut self, register: RegisterName, code: &str) -> Option<&mut RegisterRow> {
        self.rows.get_mut(&register)?.get_mut(code)
    }
}

impl Saying {
    /// The entry by place and content.
    pub fn entry(&self) -> EntryRef {
        EntryRef { index: self.entry, leaf: self.leaf }
    }
}

impl Books {
    /// Rows of the registers by the entries that say what they are.
    pub fn rows(&self) -> &RegisterRows {
        &self.rows
    }
}
