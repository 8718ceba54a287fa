//! Series of numbers from outside. They post nothing.

use super::{At, InBooks, none};
use crate::{
    books::{ApplyError, Books, Nature, Series, postings::Posted},
    event::{Event, RegisterName, SeriesRecorded, SeriesSet},
    unit::Day,
};

impl InBooks for SeriesSet {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.rows.bring(RegisterName::Series, self.series.as_str(), at.brings());
        books.series.insert(self.series.clone(), Series::new(self.clone()));
        Ok(())
    }
}

impl InBooks for SeriesRecorded {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        if let Some(series) = books.series.get_mut(&self.series) {
            for row in &self.rows {
                series.enter(self.period, row, at.index, at.on);
            }
            books.rows.say(RegisterName::Series, self.series.as_str(), "values", at.says());
        }
        Ok(())
    }
}
