//! Member villages, and organizations that merge and divide.

use super::{Converter, Orders};
use crate::case::folder::Fact;

impl Converter {
    pub(super) fn union(&self, fact: &Fact) -> Orders {
        Err(format!("no kind for {}", fact.kind))
    }
}
