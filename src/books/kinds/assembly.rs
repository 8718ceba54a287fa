//! Objections, plans and resolutions.

use super::{At, InBooks, none};
use crate::{
    books::{ApplyError, Books, GivenAnswer, Nature, PassedResolution, RaisedObjection, ShownPlan, postings::Posted},
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
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let raised = RaisedObjection { raised: self.clone(), on: at.on, entry: at.index, answered: None };
        books.objections.insert(self.objection.to_string(), raised);
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
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        if let Some(objection) = books.objections.get_mut(self.objection.as_str()) {
            let (outcome, document) = (self.outcome.clone(), self.document.clone());
            objection.answered = Some(GivenAnswer { outcome, document, on: at.on, entry: at.index });
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
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        if let Some(days) = Period::new(self.first_day, self.last_day) {
            books.plans.insert(self.plan.to_string(), ShownPlan { days, on: at.on, entry: at.index });
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
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let passed = PassedResolution { passed: self.clone(), on: at.on, entry: at.index };
        books.resolutions.insert(self.resolution.to_string(), passed);
        Ok(())
    }
}
