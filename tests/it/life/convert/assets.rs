//! Things of every class.

use super::{Converter, Orders};
use crate::case::folder::Fact;

impl Converter {
    pub(super) fn asset(&self, fact: &Fact) -> Orders {
        Err(format!("no kind for {}", fact.kind))
    }
}
