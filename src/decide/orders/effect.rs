//! An order as it takes effect, and what is known of that.

use super::OrderLine;
use crate::{
    books::{Books, Proposal},
    decide::Instruction,
    unit::Day,
};

/// An order as it takes effect.
pub(super) struct Effect<'a> {
    pub books: &'a Books,
    pub proposal: &'a Proposal,
    pub line: &'a OrderLine,
    pub order: &'a Instruction,
    /// Who records the effect.
    pub person: &'a str,
    pub recorded: Day,
    /// The policy is the first one: there was no body yet that could decide anything.
    pub first: bool,
}
