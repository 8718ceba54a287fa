//! A spreadsheet as rows of cells, whatever file it came in: cells are text first, with what the file said they were.

/// One sheet of a workbook; a file of separated values is one sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Its name; empty for a file of separated values.
    pub name: String,
    /// Not shown to whoever opens the workbook.
    pub hidden: bool,
    /// Rows with a cell in them, ascending.
    pub rows: Vec<SheetRow>,
    /// Cells that are shown as one.
    pub merged: Vec<Merged>,
}

/// A row that has a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number, from 1.
    pub number: u32,
    /// Its cells by column from 0, ascending; none is empty.
    pub cells: Vec<(u16, SheetCell)>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetCell {
    /// As text: a number as the file writes it, a day as `2024-03-26`.
    pub text: String,
    /// What the file says it is.
    pub is: CellIs,
}

/// What a file says that a cell is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellIs {
    /// Text.
    Text,
    /// A number.
    Number,
    /// A number that is shown as a day.
    Day,
    /// True or false.
    Truth,
    /// An error of the spreadsheet's, `#REF!`.
    Error,
    /// Computed: by this formula; the text is what came out last.
    Formula(Box<str>),
}

/// Cells that are shown as one, both ends in it: rows from 1, columns from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u16, u16),
}

impl SheetCell {
    /// A cell of text.
    pub fn text(text: impl Into<String>) -> SheetCell {
        SheetCell { text: text.into(), is: CellIs::Text }
    }
}

impl SheetRow {
    /// The cell in a column.
    pub fn cell(&self, column: u16) -> Option<&SheetCell> {
        let at = self.cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        self.cells.get(at).map(|(_, cell)| cell)
    }

    /// The text in a column; empty where there is no cell.
    pub fn text(&self, column: u16) -> &str {
        self.cell(column).map_or("", |cell| cell.text.trim())
    }
}

/// A column as people name it: `A`, `Z`, `AA`.
pub fn letters(column: u16) -> String {
    let mut rest = u32::from(column) + 1;
    let mut letters = String::new();
    while rest > 0 {
        letters.extend(char::from_digit((rest - 1) % 26 + 10, 36).map(|c| c.to_ascii_uppercase()));
        rest = (rest - 1) / 26;
    }
    letters.chars().rev().collect()
}
