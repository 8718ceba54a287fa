//! What a file names of the house: each `use` with all its braces, and each path in the code.

use std::collections::BTreeSet;

/// The paths that code names, from the root of the library; `module` is where the code stands.
pub fn paths(code: &str, module: &[&str]) -> BTreeSet<Vec<String>> {
    let words = words(code);
    let mut named: Vec<Vec<&str>> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let begins = ["crate", "super", "self"].contains(&words[at]) && words.get(at + 1) == Some(&"::");
        if words[at] == "use" {
            at += 1;
            tree(&words, &mut at, &[], &mut named);
        } else if begins && (at == 0 || words[at - 1] != "::") {
            tree(&words, &mut at, &[], &mut named);
        } else {
            at += 1;
        }
    }
    named.into_iter().map(|path| from_root(&path, module)).collect()
}

/// Names, `::`, and every other sign on its own.
fn words(code: &str) -> Vec<&str> {
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    let mut words = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            ':' if rest.starts_with("::") => 2,
            c if letter(c) => rest.find(|c| !letter(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        words.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    words
}

/// One path, or those of a brace.
fn tree<'a>(words: &[&'a str], at: &mut usize, before: &[&'a str], named: &mut Vec<Vec<&'a str>>) {
    let mut path = before.to_vec();
    loop {
        match words.get(*at) {
            Some(&"{") => {
                while matches!(words.get(*at), Some(&"{" | &",")) {
                    *at += 1;
                    tree(words, at, &path, named);
                }
                // behind what a brace says under another name stands its end
                *at += usize::from(words.get(*at) == Some(&"}"));
                return;
            }
            Some(name) if *name == "*" || name.starts_with(|c: char| c.is_alphanumeric() || c == '_') => {
                path.push(name);
                *at += 1;
            }
            _ => break,
        }
        if words.get(*at) == Some(&"as") {
            *at += 2;
        }
        if words.get(*at) != Some(&"::") {
            break;
        }
        *at += 1;
    }
    if path.len() > before.len() {
        named.push(path);
    }
}

fn from_root(path: &[&str], module: &[&str]) -> Vec<String> {
    let mut root = match path.first() {
        Some(&"crate") => Vec::new(),
        _ => module.to_vec(),
    };
    for name in path {
        match *name {
            "crate" | "self" => {}
            "super" => drop(root.pop()),
            name => root.push(name),
        }
    }
    root.into_iter().map(str::to_owned).collect()
}

#[test]
fn every_way_to_name_something_is_read() {
    let code = "
use crate::{
    log::{Hash, json::{Json as J, Fault}, self},
    unit::Day,
};
use super::{e, B};
pub(super) use own::*;
fn f() -> crate::books::Books { super::super::g(self::h(crate::scheme::read(x)), other::i()) }";
    let found: Vec<String> = paths(code, &["a", "d"]).iter().map(|path| path.join("::")).collect();
    assert_eq!(
        found,
        [
            "a::B",
            "a::d::h",
            "a::d::own::*",
            "a::e",
            "books::Books",
            "g",
            "log",
            "log::Hash",
            "log::json::Fault",
            "log::json::Json",
            "scheme::read",
            "unit::Day"
        ]
    );
}
