//! The row of figures by which the house is looked at: what may only fall is held here.
//!
//! `cargo test house::figures -- --nocapture` prints it.

use super::{Source, named_behind, sources};
use std::collections::{BTreeMap, BTreeSet};

/// Figures that may only fall; who brings one down writes the lower number here.
const MOST: &[(&str, usize)] = &[
    ("functions over 60 lines", 41),
    ("unwrap_or_default", 325),
    ("circles inside rooms", 8),
    ("type names in two rooms", 33),
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
    let defaults: usize = all.iter().map(|s| s.code.matches("unwrap_or_default()").count()).sum();
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
    println!("circles: {circles:?}\nlong: {long:?}\nnames: {names:?}");
    let found = [long.len(), defaults, circles.len(), names.len()];
    let grown: Vec<String> = MOST
        .iter()
        .zip(found)
        .filter(|((_, most), found)| found > most)
        .map(|((what, most), found)| format!("{what}: {found}, at most {most}"))
        .collect();
    assert!(grown.is_empty(), "{}", grown.join("\n"));
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
            if length > 60 {
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
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

/// Files of one folder that lead to each other by what they import, also through what the file above
/// them passes on.
fn circles(all: &[Source]) -> Vec<String> {
    let by_path: BTreeMap<&str, &Source> = all.iter().map(|s| (s.path.as_str(), s)).collect();
    let mut circles = Vec::new();
    for (path, above) in &by_path {
        let folder = path.trim_end_matches(".rs");
        let own = |name: &str| format!("{folder}/{name}.rs");
        let children: Vec<&str> = by_path
            .keys()
            .filter_map(|p| p.strip_prefix(folder)?.strip_prefix('/')?.strip_suffix(".rs"))
            .filter(|name| !name.contains('/'))
            .collect();
        if children.len() < 2 {
            continue;
        }
        // what the file above passes on, and from whom
        let mut passed: BTreeMap<String, &str> = children.iter().map(|c| ((*c).to_owned(), *c)).collect();
        for child in &children {
            for names in named_behind(&above.code, &format!("{child}::")) {
                passed.insert(names, child);
            }
        }
        let inside = format!("crate::{}::", folder.replace('/', "::"));
        let leads = |child: &str| -> BTreeSet<&str> {
            // with the files below it
            let below = own(child).trim_end_matches(".rs").to_owned() + "/";
            let mine = by_path.iter().filter(|(p, _)| **p == own(child) || p.starts_with(&below));
            let mut found = BTreeSet::new();
            for (p, source) in mine {
                let depth = p[folder.len() + 1..].matches('/').count();
                for prefix in [format!("{}super::", "super::".repeat(depth)), inside.clone()] {
                    let names = named_behind(&source.code, &prefix);
                    found.extend(names.iter().filter_map(|name| passed.get(name)).filter(|to| **to != child).copied());
                }
            }
            found
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
                circles.push(format!("{folder}: {}", members.iter().copied().collect::<Vec<_>>().join(" ↔ ")));
                known.extend(members);
            }
        }
    }
    circles
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
        file("a/c.rs", "use crate::a::{d::D};\n"),
        file("a/d.rs", &format!("use super::{{e, B}};\n{long}")),
        file("z.rs", &format!("pub enum Twice {{\n}}\ntrait T {{\n    fn t(&self);\n{}}}\n", "    // …\n".repeat(70))),
    ];
    assert_eq!(circles(&all), ["a: b ↔ c ↔ d"]);
    assert_eq!(circles(&all[..2]), [""; 0]);
    assert_eq!(long_functions(&all), ["a/d.rs: f (62)"]);
    assert_eq!(names_in_two_rooms(&all), ["Twice (a, z)"]);
}
