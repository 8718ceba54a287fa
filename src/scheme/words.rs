//! The words of the language, Chinese and English, in one table.
//!
//! Parser, checker, translator and the reference page read it; a new word is a new entry in one
//! of the files below and a new number of semantics.

mod amounts;
mod clauses;
mod days;
mod declarations;
mod header;
mod money;
mod places;
mod sections;
mod tags;
mod totals;

pub use crate::unit::Lang;

use super::tree::{Mode, PartyKind, PieceColumn, RunDay, SourceKind, Tag, YearCount};
use std::{collections::HashMap, sync::LazyLock};

/// One word of the language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// What it is.
    pub word: Word,
    /// Chinese spellings, the usual one first.
    pub zh: &'static [&'static str],
    /// English spelling.
    pub en: &'static str,
    /// How it is written, over units and kinds; empty where the grammar says it.
    pub signature: &'static str,
    /// What it means.
    pub says_zh: &'static str,
    /// The same in English.
    pub says_en: &'static str,
}

impl Spelling {
    /// The usual spelling in a language.
    pub fn spelled(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh.first().copied().unwrap_or_default(),
            Lang::En => self.en,
        }
    }
}

/// What a word is: words of different kinds may share a spelling (the type 天, the register 户).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Word {
    /// A section in 【】.
    Section(Section),
    /// A line of the header.
    Header(Header),
    /// A word of grammar that can never be a name.
    Clause(Clause),
    /// A word of declarations and examples.
    Declare(Declare),
    /// A built-in function.
    Function(Function),
    /// A kind of party.
    Party(PartyKind),
    /// Where an input comes from.
    Source(SourceKind),
    /// A rule of rounding.
    Mode(Mode),
    /// A purpose after 记作.
    Tag(Tag),
    /// A day every run has; never a name.
    Day(RunDay),
    /// A column of every piece.
    Piece(PieceColumn),
    /// A way of counting years.
    Count(YearCount),
    /// A built-in unit, by its place in [`BASES`](super::BASES).
    Unit(usize),
}

/// Sections of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    Scheme,
    Parties,
    Accounts,
    Carried,
    Values,
    Registers,
    Inputs,
    Steps,
    Names,
    Example,
}

/// Keys of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Header {
    Id,
    Semantics,
    TitleZh,
    TitleEn,
    Basis,
    Supersedes,
    Rounding,
    ReadingDay,
    Units,
    MoreNeverLess,
    Purpose,
    Estimate,
}

/// Words of grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clause {
    Each,
    Pay,
    Share,
    Rest,
    Require,
    Else,
    Carry,
    From,
    Shortfall,
    Scaled,
    Stop,
    To,
    Into,
    By,
    Where,
    As,
    Otherwise,
    Rounded,
    If,
    Then,
    And,
    Or,
    Not,
    Of,
    Yes,
    No,
}

/// Words of declarations and examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Declare {
    Since,
    Upto,
    Between,
    Basis,
    Belongs,
    Payee,
    Pieces,
    First,
    Under,
    Others,
    Source,
    Positive,
    Signed,
    Optional,
    Above,
    Daily,
    Held,
    Date,
    YesNo,
    OneOf,
    Period,
    Given,
    Expect,
    Refused,
    Missing,
    After,
}

/// The built-in functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    Sum,
    Count,
    Before,
    Max,
    Min,
    Whole,
    Round,
    RoundDown,
    Compound,
    Convert,
    Days,
    Years,
    Age,
    Months,
    LastOn,
    Price,
    Recent,
    Balance,
    Received,
    Spent,
    Next,
    Highest,
    Lowest,
    Latest,
    LookUp,
    MonthStart,
    MonthEnd,
}

/// Every word but the units, by file.
pub fn all() -> impl Iterator<Item = &'static Spelling> {
    [
        sections::WORDS,
        header::WORDS,
        clauses::WORDS,
        declarations::WORDS,
        places::WORDS,
        tags::WORDS,
        amounts::WORDS,
        totals::WORDS,
        days::WORDS,
        money::WORDS,
    ]
    .into_iter()
    .flatten()
}

static BY_TEXT: LazyLock<HashMap<&'static str, Vec<Word>>> = LazyLock::new(|| {
    let mut table: HashMap<&'static str, Vec<Word>> = HashMap::new();
    for entry in all() {
        for text in entry.zh.iter().copied().chain([entry.en]) {
            let words = table.entry(text).or_default();
            if !words.contains(&entry.word) {
                words.push(entry.word);
            }
        }
    }
    table
});

/// Everything a spelling may mean, in either language.
pub(super) fn meanings(text: &str) -> &'static [Word] {
    BY_TEXT.get(text).map_or(&[], Vec::as_slice)
}

/// The first meaning a selector accepts.
pub(super) fn meaning<T>(text: &str, select: impl Fn(Word) -> Option<T>) -> Option<T> {
    meanings(text).iter().find_map(|word| select(*word))
}

/// The word of grammar a spelling is.
pub(super) fn clause(text: &str) -> Option<Clause> {
    meaning(text, |word| if let Word::Clause(clause) = word { Some(clause) } else { None })
}

/// True if the spelling can never be a name.
pub(super) fn is_reserved(text: &str) -> bool {
    meanings(text).iter().any(|word| matches!(word, Word::Clause(_) | Word::Day(_)))
}

/// The usual spelling of a word.
pub fn spelled(word: Word, lang: Lang) -> &'static str {
    if let Word::Unit(at) = word {
        return super::measure::BASES.get(at).map_or("", |(_, zh, en)| if lang == Lang::Zh { zh } else { en });
    }
    all().find(|entry| entry.word == word).map_or("", |entry| entry.spelled(lang))
}

macro_rules! words {
    ($kind:ident, $($what:expr, $zh:expr, $en:literal, $signature:literal, $says_zh:literal, $says_en:literal;)*) => {
        pub(super) const WORDS: &[super::Spelling] = &[$(super::Spelling {
            word: super::Word::$kind($what), zh: &$zh, en: $en, signature: $signature,
            says_zh: $says_zh, says_en: $says_en,
        }),*];
    };
}
pub(crate) use words;

/// The built-in word of that kind whose spelling is nearest to a text, where one is near.
pub(super) fn nearest(text: &str, fits: impl Fn(Word) -> bool) -> Option<Word> {
    let all = all().filter(|entry| fits(entry.word));
    let spellings = all.flat_map(|entry| entry.zh.iter().copied().chain([entry.en]).map(move |s| (s, entry.word)));
    let near = spellings.map(|(spelling, word)| (distance(text, spelling), spelling, word));
    near.filter(|(far, spelling, _)| *far * 2 <= text.chars().count().max(spelling.chars().count()))
        .min_by_key(|(far, ..)| *far)
        .map(|(.., word)| word)
}

/// How many characters differ (insertions, deletions, changes).
pub(super) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(60).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(60).enumerate() {
        let mut before = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, above) in b.iter().zip(row.iter().skip(1)) {
            left = (before + usize::from(x != *y)).min(left + 1).min(above + 1);
            before = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

/// The semantics that brought a word. Under an earlier one it is no word, and may be a name.
pub(super) fn since(word: Word) -> u32 {
    match word {
        Word::Function(
            Function::Highest
            | Function::Lowest
            | Function::Latest
            | Function::LookUp
            | Function::MonthStart
            | Function::MonthEnd,
        )
        | Word::Declare(Declare::After) => 2,
        _ => 1,
    }
}
