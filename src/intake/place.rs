//! Where in a file something stands, as a person finds it again.

use std::fmt;

/// A place in a file of the user's: the file itself, or a row of it, of a sheet of it, a cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePlace {
    /// The file as the user named it; for what a command writes itself, the command.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The line or row, from 1.
    pub row: Option<usize>,
    /// The column, by the name in its head.
    pub column: Option<String>,
}

impl FilePlace {
    /// The whole file.
    pub fn file(file: impl Into<String>) -> FilePlace {
        FilePlace { file: file.into(), sheet: None, row: None, column: None }
    }

    /// A line or row of it, from 1.
    pub fn row(file: impl Into<String>, row: usize) -> FilePlace {
        FilePlace { row: Some(row), ..FilePlace::file(file) }
    }

    /// The same in a sheet of a workbook.
    pub fn in_sheet(self, sheet: impl Into<String>) -> FilePlace {
        FilePlace { sheet: Some(sheet.into()), ..self }
    }

    /// The cell of that row under this column.
    pub fn under(self, column: impl Into<String>) -> FilePlace {
        FilePlace { column: Some(column.into()), ..self }
    }
}

/// `file:row`; `file!sheet:row, column`.
impl fmt::Display for FilePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, "!{sheet}")?;
        }
        if let Some(row) = self.row {
            write!(f, ":{row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", {column}")?;
        }
        Ok(())
    }
}
