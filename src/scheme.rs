//! A payout sheet (分配单) as a checked document: text → tokens → statements → resolved tree.

mod check;
mod checked;
mod diagnostic;
mod format;
mod guided;
mod lexer;
mod measure;
mod parser;
pub mod shipped;
mod show;
mod syntax;
mod translate;
mod tree;
pub mod words;

pub use checked::{CheckedSheet, Purpose};
pub use diagnostic::{Code, Diagnostic};
pub use format::{Statement, format, language, statements};
pub use guided::{Answer, Changeable, NotBegun, begin, changeable};
pub use measure::{BASES, Base, Unit};
pub use show::{Column as PaperColumn, Grid, Paper, show};
pub use translate::translate;
pub use tree::*;

/// Reads and checks a sheet. Every mistake found is returned, in order of its place; at most 50.
/// Any text is answered in bounded time.
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
