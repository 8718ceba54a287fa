//! The register of works, as at a day: what was ordered, what stands under way, what was accepted, what grants bore.

use crate::{
    books::{AsOf, Books},
    page::{Cell, Heading, Table, TableRow},
    statement::{labels::Labels, tables::Tabular},
    unit::{Day, Fen, ProjectId, Text},
};
use serde::{Deserialize, Serialize};

/// Works of one project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorksRow {
    /// The project.
    pub project: ProjectId,
    /// In which village they stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Text>,
    /// The day of the first order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered_on: Option<Day>,
    /// Ordered.
    pub ordered: Fen,
    /// What stands under way in the books: paid or owed, and not accepted.
    pub under_way: Fen,
    /// Cost of what was accepted.
    pub accepted: Fen,
    /// The day on which something was accepted last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_on: Option<Day>,
    /// Grants used for them.
    pub grants: Fen,
}

/// Works of which something was recorded by the day, by project.
pub fn works(books: &Books, on: Day) -> Vec<WorksRow> {
    let account = &books.chart().assets.works;
    let stands: Vec<_> = books.accounts().as_of(on, AsOf { day: on, closed: true }).collect();
    let rows = books.works().iter().filter_map(|(project, works)| {
        let steps: Vec<_> = works.steps.iter().filter(|step| step.on <= on).collect();
        if steps.is_empty() {
            return None;
        }
        let sum = |of: fn(&crate::books::WorksStep) -> Fen| Fen::capped_total(steps.iter().map(|step| of(step)));
        let own = stands.iter().filter(|(key, ..)| key.account == *account && key.purpose == project.as_str());
        Some(WorksRow {
            project: project.clone(),
            place: works.place.clone(),
            ordered_on: steps.iter().filter(|step| step.ordered != Fen::ZERO).map(|step| step.on).min(),
            ordered: sum(|step| step.ordered),
            under_way: Fen::capped_total(own.map(|(_, _, balance)| *balance)),
            accepted: sum(|step| step.taken.unwrap_or(Fen::ZERO)),
            accepted_on: steps.iter().filter(|step| step.taken.is_some()).map(|step| step.on).max(),
            grants: sum(|step| step.used),
        })
    });
    rows.collect()
}

impl Tabular for Vec<WorksRow> {
    fn table(&self, labels: &Labels) -> Table {
        let left = |key| Heading::left(labels.text(key));
        let right = |key| Heading::right(labels.text(key));
        let day = |day: Option<Day>| day.map_or(Cell::Empty, |day| Cell::words(day.to_string()));
        let row = |r: &WorksRow| {
            TableRow::plain(vec![
                Cell::words(r.project.as_str()),
                r.place.as_ref().map_or(Cell::Empty, |place| Cell::words(place.as_str())),
                day(r.ordered_on),
                Cell::Yuan(r.ordered),
                Cell::Yuan(r.under_way),
                Cell::Yuan(r.accepted),
                day(r.accepted_on),
                Cell::Yuan(r.grants),
            ])
        };
        Table {
            title: labels.text("works.title").to_owned(),
            under: vec![labels.text("page.in_yuan").to_owned()],
            headings: vec![
                left("works.project"),
                left("works.place"),
                left("works.ordered_on"),
                right("works.ordered"),
                right("works.under_way"),
                right("works.accepted"),
                left("works.accepted_on"),
                right("works.grants"),
            ],
            rows: self.iter().map(row).collect(),
            ..Table::default()
        }
    }
}
