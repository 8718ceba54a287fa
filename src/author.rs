//! What helps whoever writes a payout sheet: laid out, translated, shown on paper, begun from another,
//! compared with another, and tried on drawn registers until a claim breaks.
//!
//! Nothing here decides what anybody is paid, so neither books nor audit use this room.

mod compare;
mod format;
mod guided;
mod obligations;
mod show;
mod translate;

pub use compare::{Change, Comparison, Difference, Said, Totals, beside, changes, changes_paper, compare, not_yet};
pub use format::{Statement, format, language, statements};
pub use guided::{Answer, Changeable, NotBegun, begin, changeable};
pub use obligations::{
    Calculator, Claim, Counterexample, Figure, Obligation, Obligations, example_text, obligations, obligations_of,
    obligations_watched,
};
pub use show::show;
pub use translate::translate;
