//! Prices that jumped against the last that was published.

use super::{Question, Regarding, Sighting};
use crate::{
    books::Books,
    event::{SeriesKey, SeriesValue},
    unit::{Day, Exact, SeriesPeriod},
};

pub(super) fn ask(books: &Books, on: Day, all: &mut Vec<Question>) {
    for (id, series) in books.series() {
        // what is published of one household or parcel goes up and down with its work
        if !matches!(series.set.key, None | Some(SeriesKey::Row)) {
            continue;
        }
        for (place, column) in series.set.columns.iter().enumerate() {
            if !(column.unit.as_str().contains("元/") || column.unit.as_str().contains("yuan/")) {
                continue;
            }
            let mut last: std::collections::BTreeMap<&str, &Exact> = std::collections::BTreeMap::new();
            for (period, key, line) in series.all().filter(|(.., line)| line.on <= on) {
                let Some(Some(SeriesValue::Number(is))) = line.values.get(place) else { continue };
                if let Some(was) = last.insert(key, is).filter(|was| jumped(was, is)) {
                    let period = period.map_or_else(String::new, |period: SeriesPeriod| period.to_string());
                    let (was, is) = (was.to_string(), is.to_string());
                    let asked = Sighting::PriceSeriesJump { column: column.name.clone(), was, is, period };
                    all.push(Question::new(Regarding::Series(id.clone()), asked));
                }
            }
        }
    }
}

/// By more than 30 %.
fn jumped(was: &Exact, is: &Exact) -> bool {
    let moved = is - was;
    let moved = if moved.is_negative() { was - is } else { moved };
    moved > was * &Exact::new(3, 10)
}
