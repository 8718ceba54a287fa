//! What differs in the text, statement by statement.

use crate::{
    author::{Statement, language, statements},
    scheme::{
        CheckedSheet, DatedValue, ValueKind,
        words::{Clause, Lang, Section, Word, spelled},
    },
    unit::Day,
};

/// One statement that differs. Examples count by title, what a run gives does not hang on them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The section it stands in.
    pub section: Section,
    /// What it is about: a name; for an example its title.
    pub name: String,
    /// In the first sheet; `None`: added.
    pub before: Option<Said>,
    /// In the second; `None`: taken out.
    pub after: Option<Said>,
}

/// A statement and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Line of its sheet.
    pub line: u32,
    /// On one line, spaced alike in both sheets.
    pub text: String,
}

/// What differs in the text of two sheets, in the order a meeting looks at it.
pub fn changes(a: &CheckedSheet, b: &CheckedSheet) -> Vec<Change> {
    let lang = language(a);
    let (old, new) = (statements(a, lang), statements(b, lang));
    let mut all = Vec::new();
    for section in SECTIONS {
        let mine =
            |all: &[Statement]| -> Vec<Statement> { all.iter().filter(|s| s.section == section).cloned().collect() };
        all.extend(in_section(section, &mine(&old), &mine(&new), lang));
    }
    all.extend(examples(&old, &new));
    all
}

/// New figures that count only after this day, each with the day it counts from: a run up to this
/// day does not read them.
pub fn not_yet<'b>(a: &CheckedSheet, b: &'b CheckedSheet, last: Day) -> Vec<(&'b str, Day)> {
    let mut all = Vec::new();
    for value in b.values() {
        let ValueKind::Dated(figures) = &value.kind else { continue };
        let old = a.values().iter().find(|old| old.name == value.name).map(|old| &old.kind);
        let stood = |figure: &DatedValue| matches!(old, Some(ValueKind::Dated(old)) if old.iter().any(|o| (o.from, &o.value) == (figure.from, &figure.value)));
        let new = figures.iter().filter(|figure| !stood(figure)).filter_map(|figure| figure.from);
        all.extend(new.filter(|from| *from > last).min().map(|from| (value.name.as_str(), from)));
    }
    all
}

/// In the order of the tables a meeting looks at: the figures it votes, what is done, the rest.
const SECTIONS: [Section; 9] = [
    Section::Values,
    Section::Steps,
    Section::Scheme,
    Section::Parties,
    Section::Accounts,
    Section::Carried,
    Section::Registers,
    Section::Inputs,
    Section::Names,
];

fn in_section(section: Section, old: &[Statement], new: &[Statement], lang: Lang) -> Vec<Change> {
    let kept = common(old, new);
    let mut taken: Vec<&Statement> =
        old.iter().enumerate().filter(|(at, _)| !kept.iter().any(|(a, _)| a == at)).map(|(_, s)| s).collect();
    let mut all = Vec::new();
    for (_, added) in new.iter().enumerate().filter(|(at, _)| !kept.iter().any(|(_, b)| b == at)) {
        let name = name_of(section, &added.text, lang);
        let before = taken.iter().position(|s| name_of(section, &s.text, lang) == name).map(|at| taken.remove(at));
        // the same statement at another place
        all.push(Change { section, name, before: before.map(said), after: Some(said(added)) });
    }
    all.extend(taken.into_iter().map(|s| Change {
        section,
        name: name_of(section, &s.text, lang),
        before: Some(said(s)),
        after: None,
    }));
    let line = |c: &Change| c.after.as_ref().or(c.before.as_ref()).map(|s| s.line);
    all.sort_by_key(line);
    all
}

fn said(statement: &Statement) -> Said {
    Said { line: statement.line, text: statement.text.clone() }
}

/// Positions of the longest run of statements that stand in both in the same order. At most 500
/// of a kind stand in a sheet, so the square is small.
fn common(old: &[Statement], new: &[Statement]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    let get = |table: &[u32], a: usize, b: usize| table.get(a * width + b).copied().unwrap_or(0);
    for (a, x) in old.iter().enumerate().rev() {
        for (b, y) in new.iter().enumerate().rev() {
            let best = if x.text == y.text {
                get(&longest, a + 1, b + 1) + 1
            } else {
                get(&longest, a + 1, b).max(get(&longest, a, b + 1))
            };
            if let Some(slot) = longest.get_mut(a * width + b) {
                *slot = best;
            }
        }
    }
    let (mut a, mut b, mut pairs) = (0, 0, Vec::new());
    while let (Some(x), Some(y)) = (old.get(a), new.get(b)) {
        if x.text == y.text {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if get(&longest, a + 1, b) >= get(&longest, a, b + 1) {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}

/// The name a statement gives: `租价 = …`, `每个 户：付 分红 = …`; what a 要求 refuses with.
fn name_of(section: Section, text: &str, lang: Lang) -> String {
    let clause = |clause: Clause| spelled(Word::Clause(clause), lang);
    let mut rest = text;
    if section == Section::Steps {
        if rest.starts_with(clause(Clause::Each)) {
            rest = rest.split_once(['：', ':']).map_or(rest, |(_, rest)| rest).trim_start();
        }
        if rest.starts_with(clause(Clause::Require)) {
            return rest
                .rsplit_once('"')
                .and_then(|(said, _)| said.rsplit_once('"'))
                .map_or(rest, |(_, said)| said)
                .to_owned();
        }
        let verbs = [Clause::Pay, Clause::Share, Clause::Rest, Clause::Carry];
        let verb =
            verbs.into_iter().map(clause).find(|verb| rest.strip_prefix(verb).is_some_and(|r| r.starts_with(' ')));
        rest = verb.and_then(|verb| rest.strip_prefix(verb)).unwrap_or(rest).trim_start();
    }
    rest.split([' ', '：', ':', '=']).next().unwrap_or_default().to_owned()
}

/// Examples by title; those whose statements differ.
fn examples(old: &[Statement], new: &[Statement]) -> Vec<Change> {
    let grouped = |all: &[Statement]| {
        let mut groups: Vec<(String, Said)> = Vec::new();
        for s in all.iter().filter(|s| s.section == Section::Example) {
            match groups.last_mut() {
                Some((title, said)) if *title == s.example => {
                    said.text.push_str("; ");
                    said.text.push_str(&s.text);
                }
                _ => groups.push((s.example.clone(), said(s))),
            }
        }
        groups
    };
    let (old, new) = (grouped(old), grouped(new));
    let find = |all: &[(String, Said)], title: &str| all.iter().find(|(t, _)| t == title).map(|(_, said)| said.clone());
    let mut all: Vec<Change> = Vec::new();
    for (title, after) in &new {
        let before = find(&old, title);
        if before.as_ref().is_none_or(|before| before.text != after.text) {
            all.push(Change { section: Section::Example, name: title.clone(), before, after: Some(after.clone()) });
        }
    }
    let gone = old.iter().filter(|(title, _)| find(&new, title).is_none());
    all.extend(gone.map(|(title, before)| Change {
        section: Section::Example,
        name: title.clone(),
        before: Some(before.clone()),
        after: None,
    }));
    all
}
