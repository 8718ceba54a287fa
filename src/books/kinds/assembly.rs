//! Objections, plans and resolutions.

use super::{At, InBooks, none};
use crate::{
    books::{ApplyError, Books, Nature, postings::Posted},
    event::{Event, ObjectionAnswered, ObjectionRaised, PlanPublished, ResolutionPassed},
    unit::{Day, Period},
};

impl InBooks for ObjectionRaised {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, _: &At<'_>) -> Result<(), ApplyError> {
        books.objections.insert(self.objection.to_string(), (self.household.clone(), false));
        Ok(())
    }
}

impl InBooks for ObjectionAnswered {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, _: &At<'_>) -> Result<(), ApplyError> {
        if let Some((_, answered)) = books.objections.get_mut(self.objection.as_str()) {
            *answered = true;
        }
        Ok(())
    }
}

impl InBooks for PlanPublished {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, _: &At<'_>) -> Result<(), ApplyError> {
        if let Some(days) = Period::new(self.first_day, self.last_day) {
            books.plans.insert(self.plan.to_string(), days);
        }
        Ok(())
    }
}

impl InBooks for ResolutionPassed {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, _: &At<'_>) -> Result<(), ApplyError> {
        books.resolutions.insert(self.resolution.to_string());
        Ok(())
    }
}
