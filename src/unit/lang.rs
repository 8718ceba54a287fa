//! The languages in which a person reads what the ledger has to say.

use super::{Form, UnitError};
use serde::Serialize;
use std::{fmt, str::FromStr};

/// A language a person can read the output in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
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

    /// Of a thing in both languages the one that is asked for: what is said stands side by side.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
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
            _ => Err(UnitError::new(Form::Language, text)),
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

/// What a person is told, in either language. The words stand beside the type they belong to, by a
/// `match` that has no rest: a new variant does not compile until both languages can say it.
pub trait Say {
    /// The words in that language.
    fn say(&self, lang: Lang) -> String;
}

/// One thing in the words of both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    en: String,
    zh: String,
}

impl Words {
    /// The same thing twice: in English and in Chinese.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Words {
        Words { en: en.into(), zh: zh.into() }
    }

    /// What something says of itself, kept where its type cannot be.
    pub fn of(said: &impl Say) -> Words {
        Words { en: said.say(Lang::En), zh: said.say(Lang::Zh) }
    }

    /// These words and others behind them.
    pub fn with(self, more: Words) -> Words {
        Words { en: self.en + &more.en, zh: self.zh + &more.zh }
    }

    /// The first so many characters of each, with a sign where something is left out.
    pub fn cut(self, most: usize) -> Words {
        let short = |mut text: String| {
            if let Some((end, _)) = text.char_indices().nth(most) {
                text.truncate(end);
                text.push('…');
            }
            text
        };
        Words { en: short(self.en), zh: short(self.zh) }
    }
}

/// Figures, codes and names are the same in every language.
impl<T: fmt::Display> From<T> for Words {
    fn from(same: T) -> Words {
        let text = same.to_string();
        Words { en: text.clone(), zh: text }
    }
}

impl Say for Words {
    fn say(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.en.clone(),
            Lang::Zh => self.zh.clone(),
        }
    }
}

/// English and Chinese of one sentence beside each other, with the same figures: `both!("at most {n}", "最多 {n}")`.
macro_rules! both {
    ($en:literal, $zh:literal $(,)?) => {
        $crate::unit::Words::new(format!($en), format!($zh))
    };
}
pub(crate) use both;
