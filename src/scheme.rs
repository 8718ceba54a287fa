//! A payout sheet (分配单) as a checked document: text → tokens → statements → resolved tree.

mod check;
mod checked;
mod measure;
mod tree;

pub use checked::{CheckedSheet, Purpose};
pub use measure::{BASES, Base, Unit};
pub use tree::*;
