//! Who holds which office, as at a day: from when, until when, with which keys, and how it ended.

use crate::{
    books::Books,
    event::WhyLeft,
    page::{Cell, Heading, Table, TableRow},
    statement::{labels::Labels, tables::Tabular},
    unit::{Day, OfficeId},
};
use serde::{Deserialize, Serialize};

/// One term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeRow {
    /// Who.
    pub person: String,
    /// Which office.
    pub office: OfficeId,
    /// Its first day; none where the role of a key says it, and no entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_day: Option<Day>,
    /// Its last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Day>,
    /// Whether words of the person count with it.
    pub state: OfficeState,
    /// Keys of the person that are in force.
    pub keys: u64,
    /// Those who were declared close kin.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kin: Vec<String>,
}

/// Whether words of a person count with an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeState {
    /// Its first day is to come.
    ToCome,
    /// Within the term.
    Held,
    /// The term is over, and the policy lets the office go on.
    GoesOn,
    /// The term is over.
    Over,
    /// 届满
    Ended,
    /// 辞职
    Resigned,
    /// 罢免
    Removed,
    /// 去世
    Died,
}

impl OfficeState {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            OfficeState::ToCome => "to_come",
            OfficeState::Held => "held",
            OfficeState::GoesOn => "goes_on",
            OfficeState::Over => "over",
            OfficeState::Ended => WhyLeft::Ended.as_str(),
            OfficeState::Resigned => WhyLeft::Resigned.as_str(),
            OfficeState::Removed => WhyLeft::Removed.as_str(),
            OfficeState::Died => WhyLeft::Died.as_str(),
        }
    }
}

/// Every term that an entry speaks of, in order of entry, and behind them the offices that only roles of keys say.
pub fn offices(books: &Books, on: Day) -> Vec<OfficeRow> {
    let (governance, at) = (books.governance(), books.size());
    let keys = |person: &str| {
        let keys = books.keys().iter().filter(|(_, key)| key.person == person && key.counts_at(at));
        keys.map(|_| 1_u64).sum()
    };
    let kin = |person: &str| governance.kin_of(person).map(ToOwned::to_owned).collect();
    let mut rows: Vec<OfficeRow> = Vec::new();
    for term in governance.terms() {
        let goes_on = governance.goes_on_until(term, at);
        let state = match term.left.map(|(_, why)| why) {
            Some(WhyLeft::Ended) => OfficeState::Ended,
            Some(WhyLeft::Resigned) => OfficeState::Resigned,
            Some(WhyLeft::Removed) => OfficeState::Removed,
            Some(WhyLeft::Died) => OfficeState::Died,
            None if on < term.first_day => OfficeState::ToCome,
            None if on <= term.last_day => OfficeState::Held,
            None if on <= goes_on => OfficeState::GoesOn,
            None => OfficeState::Over,
        };
        rows.push(OfficeRow {
            person: term.person.clone(),
            office: term.office.clone(),
            first_day: Some(term.first_day),
            last_day: Some(term.last_day),
            state,
            keys: keys(&term.person),
            kin: kin(&term.person),
        });
    }
    let mut by_role: Vec<(OfficeId, &str)> = Vec::new();
    for (_, key) in books.keys().iter().filter(|(_, key)| key.counts_at(at)) {
        let office = key.role.and_then(|role| role.to_string().parse::<OfficeId>().ok());
        by_role.extend(office.map(|office| (office, key.person.as_str())));
    }
    by_role.retain(|(office, _)| !governance.is_filled_by_entry(office, at));
    by_role.sort_unstable();
    by_role.dedup();
    rows.extend(by_role.into_iter().map(|(office, person)| OfficeRow {
        person: person.to_owned(),
        office,
        first_day: None,
        last_day: None,
        state: OfficeState::Held,
        keys: keys(person),
        kin: kin(person),
    }));
    rows
}

impl Tabular for Vec<OfficeRow> {
    fn table(&self, labels: &Labels) -> Table {
        let left = |key| Heading::left(labels.text(key));
        let day = |day: Option<Day>| day.map_or(Cell::Empty, |day| Cell::words(day.to_string()));
        let row = |r: &OfficeRow| {
            TableRow::plain(vec![
                Cell::words(&r.person),
                Cell::words(labels.word("offices", r.office.as_str())),
                day(r.first_day),
                day(r.last_day),
                Cell::words(labels.word("office_states", r.state.word())),
                Cell::Count(r.keys),
                Cell::words(r.kin.join(", ")),
            ])
        };
        Table {
            title: labels.text("office.title").to_owned(),
            headings: vec![
                left("office.person"),
                left("office.office"),
                left("office.first_day"),
                left("office.last_day"),
                left("office.state"),
                Heading::right(labels.text("office.keys")),
                left("office.kin"),
            ],
            rows: self.iter().map(row).collect(),
            ..Table::default()
        }
    }
}
