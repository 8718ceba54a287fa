//! Shares, capital and houses that pass, and what is held.

use super::{Converter, Orders};
use crate::case::folder::Fact;

impl Converter {
    pub(super) fn holding(&self, fact: &Fact) -> Orders {
        Err(format!("no kind for {}", fact.kind))
    }
}
