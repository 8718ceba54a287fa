//! Every word for a reader, in one file per language: `labels/zh.toml`, `labels/en.toml`.
//!
//! A file has sections; a key is `section.name`. Other rooms add their own section to both files
//! (`[audit]`, `[cli]`) and read it with [`Labels::text`] or [`Labels::fill`]. Sections that
//! translate words met in the record (`units`, `tags`, `classes`) are read with [`Labels::word`],
//! which gives the word itself back where no translation is known. `tests/it/statements.rs` holds that both
//! files have the same keys and placeholders and that no key is unused.

use super::Lang;
use std::{collections::HashMap, sync::OnceLock};

const ZH: &str = include_str!("labels/zh.toml");
const EN: &str = include_str!("labels/en.toml");

/// The words of one language.
#[derive(Debug)]
pub struct Labels {
    lang: Lang,
    texts: HashMap<String, String>,
}

impl Labels {
    /// The embedded words.
    pub fn of(lang: Lang) -> &'static Labels {
        static BOTH: OnceLock<[Labels; 2]> = OnceLock::new();
        let [zh, en] = BOTH.get_or_init(|| [Labels::read(Lang::Zh, ZH), Labels::read(Lang::En, EN)]);
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Which language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The text under `section.name`. A key without text gives itself back, so that a slip shows
    /// on the page and in the test rather than as an empty space.
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// The text under `key` with each `{name}` replaced. Values are put in as they are.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.filled(key, values, |_| false)
    }

    /// The same for a sentence whose values are words or codes: the blanks around codes part no two Han characters.
    pub fn sentence(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.filled(key, values, han)
    }

    fn filled(&self, key: &str, values: &[(&str, &str)], joins: fn(char) -> bool) -> String {
        let mut rest = self.text(key);
        let mut out = String::with_capacity(rest.len() + 32);
        // one pass, so that a value holding braces is never filled again
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            rest = tail;
            match values.iter().find(|(n, _)| *n == name) {
                Some((_, value)) => {
                    if out.ends_with(' ') && value.starts_with(joins) && out.trim_end().ends_with(joins) {
                        out.truncate(out.trim_end().len());
                    }
                    out.push_str(value);
                    if value.ends_with(joins) && rest.trim_start().starts_with(joins) {
                        rest = rest.trim_start();
                    }
                }
                None => out.extend(["{", name, "}"]),
            }
        }
        out.push_str(rest);
        out
    }

    /// A word of the record in this language: `word("units", "亩")` is `mu` in English.
    pub fn word<'a>(&'a self, section: &str, word: &'a str) -> &'a str {
        self.texts.get(&format!("{section}.{word}")).map_or(word, String::as_str)
    }

    /// The one of two names that this language reads.
    pub fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Every key, sorted.
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = self.texts.keys().map(String::as_str).collect();
        keys.sort_unstable();
        keys
    }

    fn read(lang: Lang, file: &str) -> Labels {
        let sections: HashMap<String, HashMap<String, String>> = toml::from_str(file).unwrap_or_default();
        let texts = sections
            .into_iter()
            .flat_map(|(section, words)| words.into_iter().map(move |(k, v)| (format!("{section}.{k}"), v)))
            .collect();
        Labels { lang, texts }
    }
}

/// A character of Chinese text, its marks left out: those have their own room.
fn han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}
