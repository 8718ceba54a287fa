use super::folder;
use coop_ledger::statement::{Labels, Lang, LineKind};
use std::{collections::BTreeSet, path::Path};

#[test]
fn both_languages_have_the_same_keys_and_the_same_places_to_fill() {
    let (zh, en) = (Labels::of(Lang::Zh), Labels::of(Lang::En));
    assert!(zh.keys().len() > 100, "the files were read");
    assert_eq!(zh.keys(), en.keys());
    for key in zh.keys() {
        assert_eq!(places(zh.text(key)), places(en.text(key)), "{key}");
        assert!(!zh.text(key).is_empty() && !en.text(key).is_empty(), "{key} is empty");
    }
}

/// A key is used where its full name stands in the source, Rust or JavaScript, a dictionary section where
/// `word("section"`, its name for a choice of sections, or a JavaScript text made of it does.
#[test]
fn no_label_is_unused_and_none_is_missing() {
    let mut source = String::new();
    gather(&folder("../src"), &mut source);
    let labels = Labels::of(Lang::En);
    let mut unused = Vec::new();
    for key in labels.keys() {
        let section = key.split('.').next().unwrap();
        let dictionary = [format!("word(\"{section}\""), format!("\"{section}\" }}"), format!("`{section}.")]
            .iter()
            .any(|use_| source.contains(use_));
        if !dictionary && !source.contains(&format!("\"{key}\"")) {
            unused.push(key);
        }
    }
    assert_eq!(unused, Vec::<&str>::new(), "unused");
    let known: BTreeSet<&str> = labels.keys().into_iter().collect();
    let sections: BTreeSet<&str> = known.iter().filter_map(|k| k.split('.').next()).collect();
    let missing: Vec<&str> = source
        .split('"')
        .filter(|s| s.len() < 60 && s.split_once('.').is_some_and(|(a, b)| sections.contains(a) && plain_key(b)))
        // some kinds begin as sections do
        .filter(|s| !known.contains(s) && coop_ledger::form::of(s).is_none())
        .collect();
    assert_eq!(missing, Vec::<&str>::new(), "missing");
}

#[test]
fn every_kind_of_line_and_every_unit_has_words() {
    for lang in [Lang::Zh, Lang::En] {
        for kind in LineKind::ALL {
            let key = format!("kind.{}", kind.key());
            assert_ne!(Labels::of(lang).text(&key), key);
        }
    }
    let en = Labels::of(Lang::En);
    for key in en.keys() {
        if let Some(unit) = key.strip_prefix("units.") {
            assert!(en.text(key).chars().all(|c| c.is_ascii_alphabetic() || c == '²'), "{key}");
            assert_ne!(en.word("units_many", unit), unit, "{unit} has no plural");
        }
    }
}

#[test]
fn the_locale_decides_the_language() {
    for zh in ["zh_CN.UTF-8", "zh", "zh-Hans-CN", "ZH_TW", "zh_CN@pinyin"] {
        assert_eq!(Lang::from_locale(zh), Lang::Zh, "{zh}");
    }
    for en in ["en_US.UTF-8", "C", "POSIX", "", "de_DE", "zha_CN"] {
        assert_eq!(Lang::from_locale(en), Lang::En, "{en}");
    }
    assert_eq!(Lang::from_locales(["", "", "zh_CN.UTF-8"]), Lang::Zh);
    assert_eq!(Lang::from_locales(["en_GB", "zh_CN.UTF-8"]), Lang::En);
    assert_eq!("zh".parse(), Ok(Lang::Zh));
    assert!("fr".parse::<Lang>().is_err());
}

#[test]
fn a_filled_in_value_is_never_filled_again() {
    let en = Labels::of(Lang::En);
    assert_eq!(en.fill("page.group", &[("group", "{group}{day}")]), "group {group}{day}");
    assert_eq!(en.fill("page.group", &[]), "group {group}");
    assert_eq!(en.word("units", "贯"), "贯", "an unknown word stays as it is");
}

fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

fn plain_key(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        // names of files and of the proof format are no keys
        && !["toml", "css", "csv", "html", "txt"].contains(&name)
}

fn gather(folder: &Path, source: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, source);
        } else if path.extension().is_some_and(|e| e == "rs" || e == "js") {
            source.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}
