//! Tables for a meeting: as text in a terminal, as one page that prints on A3 landscape.

use super::{
    grid::{Look, Rule},
    html::{document, table},
    table::Table,
};
use crate::unit::Lang;

/// Widest line of the text form, in columns of a terminal.
const WIDEST: usize = 150;
const STYLE: &str = include_str!("paper/style.css");

/// A title, what stands under it, and tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Language of its words.
    pub lang: Lang,
    /// What it is.
    pub title: String,
    /// One line each.
    pub under: Vec<String>,
    /// Top to bottom; one without rows is left out.
    pub tables: Vec<Table>,
}

impl Paper {
    /// The tables that have anything to tell.
    fn told(&self) -> Vec<&Table> {
        self.tables.iter().filter(|table| !table.rows.is_empty()).collect()
    }

    /// For a terminal: columns aligned by display width, long cells broken over several lines.
    pub fn text(&self) -> String {
        let mut out: Vec<String> =
            std::iter::once(&self.title).chain(&self.under).map(|line| format!("{line}\n")).collect();
        for table in self.told() {
            out.push(format!("\n{}\n", table.title));
            out.push(table.drawn(&Look { rule: Rule::Under, widest: Some(WIDEST) }));
        }
        out.concat()
    }

    /// One page on its own: no script, nothing fetched, prints on A3 landscape.
    pub fn html(&self) -> String {
        let body = maud::html! {
            header { h1 { (self.title) } div.under { @for line in &self.under { p { (line) } } } }
            @for side in self.told().chunk_by(|a, b| a.wide == b.wide) {
                div class=[side.iter().all(|t| !t.wide).then_some("side")] {
                    @for one in side { section { h2 { (one.title) } (table(one)) } }
                }
            }
        };
        document(&self.title, self.lang, "", STYLE, body)
    }
}
