//! The row of figures by which the house is looked at: what may only fall is held here.
//!
//! `cargo test house::figures -- --nocapture` prints it.

use super::{Source, imports::paths, sources};
use std::collections::{BTreeMap, BTreeSet};

/// Figures that may only fall; who brings one down writes the lower number here.
const MOST: &[(&str, usize)] =
    &[("functions over 60 lines", 38), ("circles inside rooms", 0), ("type names in two rooms", 0)];

/// Places of a room where what is not there becomes nothing or zero: the same.
const SILENT: &[(&str, usize)] = &[
    ("audit", 10),
    ("author", 31),
    ("books", 42),
    ("cli", 54),
    ("cooperative", 18),
    ("decide", 40),
    ("event", 3),
    // a cell that says nothing is an empty cell
    ("form", 3),
    ("intake", 2),
    ("log", 12),
    ("page", 1),
    ("rules", 16),
    ("scheme", 17),
    ("statement", 11),
    ("store", 20),
    ("told", 2),
    ("unit", 2),
    ("verify", 16),
    ("web", 4),
    // an attribute that is not there says nothing
    ("workbook", 1),
];

/// Functions that are one table with a line for each kind of fact: they grow with the kinds, and cut in two they would be
/// two tables of which nobody sees whether together they are whole.
const LINE_A_KIND: &[(&str, &str)] = &[
    ("books/kinds.rs", "of"),
    ("decide.rs", "fact_of"),
    ("decide/kinds.rs", "of"),
    ("event/reach.rs", "reach"),
    ("form/kinds.rs", "comes"),
    // and this one with the screens
    ("screen/code.rs", "basis"),
    ("verify/holdings.rs", "holds"),
    ("verify/recorded.rs", "recorded"),
];

/// Rooms whose lines an audit rests on.
const TRUSTED: &[&str] = &["unit", "finding", "log", "scheme", "event", "rules", "books", "decide", "audit"];

#[test]
fn the_house_is_in_figures_and_they_do_not_grow() {
    let all = sources();
    let mut lines: Vec<usize> = all.iter().map(|s| s.text.lines().count()).collect();
    lines.sort_unstable();
    let trusted = all.iter().filter(|s| TRUSTED.contains(&s.room.as_str()));
    let (long, circles, names) = (long_functions(&all), circles(&all), names_in_two_rooms(&all));
    let mut silent: BTreeMap<&str, usize> = BTreeMap::new();
    for source in &all {
        *silent.entry(&source.room).or_default() += source.code.matches("unwrap_or_default()").count();
    }
    let defaults: usize = silent.values().sum();
    println!(
        "figures: files={} lines={} median={} largest={} functions_over_60={} unwrap_or_default={defaults} \
         circles_inside_rooms={} type_names_in_two_rooms={} lines_the_audit_trusts={}",
        lines.len(),
        lines.iter().sum::<usize>(),
        lines[lines.len() / 2],
        lines[lines.len() - 1],
        long.len(),
        circles.len(),
        names.len(),
        trusted.map(|s| s.code.lines().filter(|line| !line.trim().is_empty()).count()).sum::<usize>(),
    );
    println!("circles: {circles:?}\nlong: {long:?}\nnames: {names:?}\nsilent: {silent:?}");
    let found = [long.len(), circles.len(), names.len()];
    let grown: Vec<String> = MOST
        .iter()
        .zip(found)
        .filter(|((_, most), found)| found > most)
        .map(|((what, most), found)| format!("{what}: {found}, at most {most}"))
        .collect();
    assert!(grown.is_empty(), "{}", grown.join("\n"));
    let most: BTreeMap<&str, usize> = SILENT.iter().copied().collect();
    let grown = silent.iter().filter(|(room, count)| **count > most.get(*room).copied().unwrap_or(0));
    let grown: Vec<_> = grown.collect();
    assert!(grown.is_empty(), "more that is not there becomes nothing: {grown:?}");
}

/// `path: name (lines)` of each function that fills more than a screen.
fn long_functions(all: &[Source]) -> Vec<String> {
    let mut long = Vec::new();
    for source in all {
        let lines: Vec<&str> = source.code.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let Some((_, rest)) = line.trim_start().split_once("fn ").filter(|(before, _)| is_visibility(before))
            else {
                continue;
            };
            // a promise of a trait has no body
            if lines[at..].iter().find(|l| l.ends_with(['{', ';'])).is_none_or(|l| l.ends_with(';')) {
                continue;
            }
            let closing = format!("{}}}", " ".repeat(indent));
            let length = lines[at..].iter().position(|l| *l == closing).unwrap_or_default() + 1;
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if length > 60 && !LINE_A_KIND.contains(&(source.path.as_str(), name.as_str())) {
                long.push(format!("{}: {name} ({length})", source.path));
            }
        }
    }
    long
}

fn is_visibility(before: &str) -> bool {
    before.is_empty() || before.starts_with("pub") || before.trim() == "const"
}

/// Types with one name in several rooms.
fn names_in_two_rooms(all: &[Source]) -> Vec<String> {
    let mut rooms: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for source in all {
        for line in source.code.lines().filter_map(|line| line.strip_prefix("pub ")) {
            let Some(rest) = line.strip_prefix("struct ").or_else(|| line.strip_prefix("enum ")) else { continue };
            let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            rooms.entry(&rest[..end]).or_default().insert(&source.room);
        }
    }
    let twice = rooms.into_iter().filter(|(_, rooms)| rooms.len() > 1);
    twice.map(|(name, rooms)| format!("{name} ({})", rooms.into_iter().collect::<Vec<_>>().join(", "))).collect()
}

/// Files of one folder that lead to each other by what they name, also through what the file above
/// them passes on.
fn circles<'a>(all: &'a [Source]) -> Vec<String> {
    let named: Vec<(Vec<&'a str>, BTreeSet<Vec<String>>)> =
        all.iter().map(|s| (s.module(), paths(&s.code, &s.module()))).collect();
    let mut circles = Vec::new();
    for (folder, above) in &named {
        let inside = |module: &Vec<&'a str>| -> Option<&'a str> {
            module.starts_with(folder).then(|| module.get(folder.len()).copied()).flatten()
        };
        let children: BTreeSet<&'a str> =
            named.iter().filter(|(m, _)| m.len() == folder.len() + 1).filter_map(|(m, _)| inside(m)).collect();
        if children.len() < 2 {
            continue;
        }
        // what the file above passes on, and from whom
        let mut passed: BTreeMap<&str, &str> = children.iter().map(|c| (*c, *c)).collect();
        for path in above.iter().filter(|path| path.len() == folder.len() + 2 && begins(path, folder)) {
            passed.insert(&path[folder.len() + 1], &path[folder.len()]);
        }
        // with the files below it
        let leads = |child: &str| -> BTreeSet<&str> {
            let mine = named.iter().filter(|(module, _)| inside(module) == Some(child));
            let inner = mine.flat_map(|(_, paths)| paths).filter(|path| begins(path, folder));
            let names = inner.filter_map(|path| passed.get(path.get(folder.len())?.as_str()).copied());
            names.filter(|to| *to != child && children.contains(to)).collect()
        };
        let graph: BTreeMap<&str, BTreeSet<&str>> = children.iter().map(|c| (*c, leads(c))).collect();
        let reach = |from: &str| {
            let mut open: Vec<&str> = graph[from].iter().copied().collect();
            let mut seen = BTreeSet::new();
            while let Some(next) = open.pop() {
                if seen.insert(next) {
                    open.extend(graph[next].iter().copied());
                }
            }
            seen
        };
        let mut known: BTreeSet<&str> = BTreeSet::new();
        for child in &children {
            let there = reach(child);
            if there.contains(child) && !known.contains(child) {
                let members: BTreeSet<&str> = there.iter().filter(|c| reach(c).contains(child)).copied().collect();
                circles.push(format!(
                    "{}: {}",
                    folder.join("/"),
                    members.iter().copied().collect::<Vec<_>>().join(" ↔ ")
                ));
                known.extend(members);
            }
        }
    }
    circles
}

/// True for a path that leads into the folder.
fn begins(path: &[String], folder: &[&str]) -> bool {
    path.len() > folder.len() && path.iter().zip(folder).all(|(name, above)| name == above)
}

#[test]
fn the_figures_see_what_they_should() {
    let file = |path: &str, code: &str| Source {
        path: path.to_owned(),
        room: path.split(['/', '.']).next().unwrap_or_default().to_owned(),
        text: code.to_owned(),
        code: code.to_owned(),
    };
    let long = format!("impl A {{\n    pub fn f(x: u8) {{\n{}    }}\n}}\n", "        g();\n".repeat(60));
    let all = [
        file("a.rs", "mod b;\nmod c;\nmod d;\npub use b::{B, X};\npub use c::C;\npub struct Twice;\n"),
        file("a/b.rs", "use super::C;\npub struct B;\n"),
        file("a/c.rs", "use crate::{a::{d::D}, z};\n"),
        file("a/d.rs", &format!("use super::{{e, B}};\n{long}")),
        file("z.rs", &format!("pub enum Twice {{\n}}\ntrait T {{\n    fn t(&self);\n{}}}\n", "    // …\n".repeat(70))),
    ];
    assert_eq!(circles(&all), ["a: b ↔ c ↔ d"]);
    assert_eq!(circles(&all[..2]), [""; 0]);
    assert_eq!(long_functions(&all), ["a/d.rs: f (62)"]);
    assert_eq!(names_in_two_rooms(&all), ["Twice (a, z)"]);
}
