//! The register of persons as at a day: in which household, since when and on what ground, and what lies on each. Names
//! and birth days are not among it: whoever may see them has them beside the code.

use crate::{
    books::Books,
    event::{Basis, Loss},
    page::{Cell, Heading, Table, TableRow},
    statement::{labels::Labels, tables::Tabular},
    unit::{ClassId, Day, HouseholdId, PersonId, Shares, Text},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One person who has come by the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonRow {
    /// The code, for life.
    pub person: PersonId,
    /// Where he lives, or last lived.
    pub household: HouseholdId,
    /// What he is to the head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Text>,
    /// On what ground.
    pub basis: Basis,
    /// First day.
    pub since: Day,
    /// From which day he is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Loss>,
    /// A member of the organization on the day.
    pub member: bool,
    /// What lies on him, by class.
    pub shares: BTreeMap<ClassId, Shares>,
}

/// Everybody who has come by a day, who is gone among them, by code.
pub fn persons(books: &Books, on: Day) -> Vec<PersonRow> {
    let persons = books.registers().persons().iter();
    persons
        .filter_map(|(id, person)| {
            let left = person.left_by(on);
            Some(PersonRow {
                person: id.clone(),
                household: person.household_on(on)?.clone(),
                relation: person.relation.as_at(on).cloned().flatten(),
                basis: person.basis,
                since: person.since,
                until: left.map(|(day, _)| day),
                why: left.map(|(_, why)| why),
                member: person.is_member(on),
                shares: person.holds(on),
            })
        })
        .collect()
}

impl Tabular for Vec<PersonRow> {
    fn table(&self, labels: &Labels) -> Table {
        let mut classes: Vec<&ClassId> = self.iter().flat_map(|r| r.shares.keys()).collect();
        classes.sort();
        classes.dedup();
        let left = ["register.person", "register.household", "register.relation", "register.basis"];
        let days = ["register.person_since", "register.person_until", "register.why", "register.member"];
        let mut headings: Vec<Heading> = left.iter().chain(&days).map(|key| Heading::left(labels.text(key))).collect();
        headings.extend(classes.iter().map(|class| Heading::right(labels.word("classes", class.as_str()))));
        let row = |r: &PersonRow| {
            let member = if r.member { "register.yes" } else { "register.no" };
            let mut cells = vec![
                Cell::words(r.person.as_str()),
                Cell::words(r.household.as_str()),
                r.relation.as_ref().map_or(Cell::Empty, |relation| Cell::words(relation.as_str())),
                Cell::words(labels.word("basis", r.basis.word())),
                Cell::words(r.since.to_string()),
                r.until.map_or(Cell::Empty, |day| Cell::words(day.to_string())),
                r.why.map_or(Cell::Empty, |why| Cell::words(labels.word("loss", why.word()))),
                Cell::words(labels.text(member)),
            ];
            let shares = classes.iter().map(|class| r.shares.get(*class));
            cells.extend(shares.map(|s| s.map_or(Cell::Empty, |s| Cell::words(s.short()))));
            TableRow::plain(cells)
        };
        Table {
            title: labels.text("register.persons_title").to_owned(),
            headings,
            rows: self.iter().map(row).collect(),
            ..Table::default()
        }
    }
}
