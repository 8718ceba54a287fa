//! Every word for a reader, in one file per language: `labels/zh.toml`, `labels/en.toml`.
//!
//! A file has sections; a key is `section.name`. Other rooms add their own section to both files
//! (`[audit]`, `[cli]`) and read it with [`Labels::text`] or [`Labels::fill`]. Sections that
//! translate words met in the record (`units`, `tags`, `classes`) are read with [`Labels::word`],
//! which gives the word itself back where no translation is known. `tests/it/statements.rs` holds that both
//! files have the same keys and placeholders and that no key is unused.

use crate::unit::UnitError;
use std::{collections::HashMap, fmt, str::FromStr, sync::OnceLock};

const ZH: &str = include_str!("labels/zh.toml");
const EN: &str = include_str!("labels/en.toml");

/// A language a person can read the output in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// 简体中文.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// From a locale as systems write it: `zh_CN.UTF-8` and `zh-Hans-CN` are Chinese, all else,
    /// `C` and nothing included, is English.
    pub fn from_locale(locale: &str) -> Lang {
        let language = locale.split(['_', '-', '.', '@', ':']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") { Lang::Zh } else { Lang::En }
    }

    /// From the variables that name a locale, most specific first (`LC_ALL`, `LC_MESSAGES`,
    /// `LANG`): the first that is not empty decides.
    pub fn from_locales<'a>(locales: impl IntoIterator<Item = &'a str>) -> Lang {
        locales.into_iter().find(|l| !l.is_empty()).map_or(Lang::En, Lang::from_locale)
    }

    /// As HTML and BCP 47 name it.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }
}

impl FromStr for Lang {
    type Err = UnitError;
    /// Accepts `zh` and `en`.
    fn from_str(text: &str) -> Result<Self, UnitError> {
        match text {
            "zh" | "zh-CN" => Ok(Lang::Zh),
            "en" => Ok(Lang::En),
            _ => Err(UnitError::new("a language: zh or en", text)),
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        })
    }
}

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
            match values.iter().find(|(n, _)| *n == name) {
                Some((_, value)) => out.push_str(value),
                None => out.extend(["{", name, "}"]),
            }
            rest = tail;
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
