//! What instructions would change, as a table: the thing, what of it, from which day, before and after.

use crate::{
    cooperative::{Aspect, Stood, WouldChange},
    page::{Cell, Heading, Table, TableRow},
    statement::Labels,
};

/// Rows that are shown.
const SHOWN: usize = 200;

/// All of it in one table; more than a page has is counted.
pub(crate) fn table(changes: &[WouldChange], labels: &Labels) -> Table {
    let row = |change: &WouldChange| {
        TableRow::plain(vec![
            Cell::words(format!("{} {}", labels.text(change.thing.label()), change.code)),
            Cell::words(field(change, labels)),
            change.from.map_or(Cell::Empty, |day| Cell::words(day.to_string())),
            Cell::words(stood(&change.before, labels)),
            Cell::words(stood(&change.after, labels)),
        ])
    };
    let more = changes.len().saturating_sub(SHOWN);
    let notes = (more > 0).then(|| labels.fill("changes.more", &[("n", &more.to_string())]));
    Table {
        headings: ["changes.what", "changes.of_it", "changes.from", "changes.before", "changes.after"]
            .map(|key| Heading::left(labels.text(key)))
            .into(),
        rows: changes.iter().take(SHOWN).map(row).collect(),
        notes: notes.into_iter().collect(),
        ..Table::default()
    }
}

/// What of the thing, and which of several: a class by its name, a term by its words.
fn field(change: &WouldChange, labels: &Labels) -> String {
    // a class says that it is of shares
    let called = if change.field == Aspect::Shares { "" } else { labels.text(change.field.label()) };
    let item = change.item.split(' ').map(|word| known(labels, word)).collect::<Vec<_>>().join(" ");
    format!("{called} {item}").trim().to_owned()
}

/// A word of the format in the reader's language, where there is one for it.
fn known(labels: &Labels, word: &str) -> String {
    let sections = ["classes", "past_terms", "past_units"];
    let found = sections.iter().map(|section| labels.word(section, word)).find(|found| *found != word);
    found.unwrap_or(word).to_owned()
}

fn stood(stood: &Stood, labels: &Labels) -> String {
    match stood {
        Stood::Nothing => "–".to_owned(),
        Stood::There => labels.text("changes.there").to_owned(),
        Stood::Text(text) => text.clone(),
        Stood::Word(section, word) => labels.text(&format!("{section}.{word}")).to_owned(),
        Stood::Things(many, area) => labels.fill("changes.things", &[("n", &many.to_string()), ("area", area)]),
        Stood::ToCome => labels.text("changes.to_come").to_owned(),
        Stood::Sealed => labels.text("changes.sealed").to_owned(),
        Stood::Other => labels.text("changes.other").to_owned(),
    }
}
