//! What a person is told, in the words of both languages.

use super::Lang;
use std::fmt;

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
