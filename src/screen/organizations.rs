//! What another organization gave or took: of one ledger alone nobody can say that the other says so, too.

use super::{OrganizationSighting, Question, Regarding};
use crate::{books::Books, unit::Day};

pub(super) fn ask(books: &Books, on: Day, all: &mut Vec<Question>) {
    for said in books.handed_over() {
        if books.day_of(said.entry).is_some_and(|day| day <= on) {
            let (act, other, cut, amount) = (said.act, said.other.origin.to_string(), said.cut, said.amount);
            let asked = OrganizationSighting::OrganizationUnproven { act, other, cut, amount };
            all.push(Question::new(Regarding::Entry(said.entry), asked));
        }
    }
}
