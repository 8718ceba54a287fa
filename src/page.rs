//! What a page is made of, whatever it tells: tables, lines that end where a reader lets them end, and texts that
//! nothing obeys. One table for the terminal, the browser and the spreadsheet.
#![warn(clippy::wildcard_enum_match_arm)]

mod csv;
mod grid;
mod html;
mod paper;
mod shown;
mod table;
mod wrap;

pub(crate) use csv::rows as csv_rows;
pub use csv::{guarded, unguarded};
pub(crate) use html::{document, table as table_markup};
pub use paper::Paper;
pub(crate) use shown::{grouped, plain, yuan};
pub use shown::{visible, visible_json};
pub use table::{Align, Cell, Heading, RowKind, Table, TableRow};
pub use wrap::wrapped;
