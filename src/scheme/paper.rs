//! Tables for a meeting, as values; `statement::paper` writes them.

use super::words::Lang;

/// A title, what stands under it, and tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Language of its words.
    pub lang: Lang,
    /// What it is.
    pub title: String,
    /// One line each.
    pub under: Vec<String>,
    /// Top to bottom.
    pub grids: Vec<Grid>,
}

/// One table. A cell may hold several lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// Its heading.
    pub title: String,
    /// Left to right.
    pub columns: Vec<Column>,
    /// Top to bottom; each has a cell for every column.
    pub rows: Vec<Vec<String>>,
    /// Takes the whole width of the page.
    pub wide: bool,
}

/// A column's heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What it says.
    pub title: String,
    /// Figures stand to the right.
    pub right: bool,
}
