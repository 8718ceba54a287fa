//! The facts that may be recorded.

mod reason;

pub use reason::{How, Reason, ReasonRow, Term};
