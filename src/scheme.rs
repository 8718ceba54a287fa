//! A payout sheet (分配单) as a checked document: text → tokens → statements → resolved tree.

mod check;
mod checked;
mod diagnostic;
pub(crate) mod lexer;
mod measure;
mod parser;
pub mod shipped;
mod syntax;
mod tree;
pub mod words;

pub use checked::{CheckedSheet, Purpose};
pub(crate) use diagnostic::Findings;
pub use diagnostic::{Code, Diagnostic};
pub use measure::{BASES, Base, Unit};
pub use tree::*;

/// Reads and checks a sheet. Every mistake found is returned, in order of its place; at most 50.
/// Any text is answered in bounded time.
///
/// # Errors
/// Those mistakes, one at least.
pub fn read(text: &str) -> Result<CheckedSheet, Vec<Diagnostic>> {
    let mut findings = diagnostic::Findings::default();
    let mut roles = Vec::new();
    let Some(raw) = parser::parse(text, &mut findings, &mut roles) else {
        return Err(findings.sorted());
    };
    match check::check(raw, text, &mut findings, &mut roles) {
        Some(sheet) => Ok(sheet),
        None => Err(findings.sorted()),
    }
}

/// A text's words and where they stand, as far as it can be read without checking what it means.
pub(crate) struct Worded {
    /// From byte, up to byte, and which word.
    pub(crate) words: Vec<(usize, usize, words::Word)>,
    /// What keeps it from being read as statements.
    pub(crate) mistakes: Vec<Diagnostic>,
    /// False where the reading ended before the text did.
    pub(crate) whole: bool,
}

/// The words of a text that need not be a sheet.
pub(crate) fn worded(text: &str) -> Worded {
    let (mut findings, mut words) = (diagnostic::Findings::default(), Vec::new());
    let read = parser::parse(text, &mut findings, &mut words);
    // one mistake too many, and the rest was not read
    let whole = read.is_some() && !findings.is_full();
    Worded { words, mistakes: findings.sorted(), whole }
}
