//! Organizations that merge and divide.

use super::{At, InBooks};
use crate::{
    books::{
        ApplyError, Books, HandedOver, Instead, Nature,
        postings::{Posted, given},
    },
    event::{Event, OrganizationAct, OrganizationChanged},
    unit::Day,
};

impl InBooks for OrganizationChanged {
    fn nature(&self) -> Nature {
        Nature::Other(Instead::Organization)
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        given(books, &self.lines_here(), self.act.is_in())
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.handed_over.push(HandedOver::of(at.index, self));
        if self.act == OrganizationAct::MergedOut {
            books.over = Some(self.cut);
        }
        Ok(())
    }
}
