//! The languages in which a person reads what the ledger has to say.

use serde::Serialize;
use std::fmt;

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

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        })
    }
}
