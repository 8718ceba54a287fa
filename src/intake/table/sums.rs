//! What the numbers of a list come to, beside what its own line of sums says.

use crate::{
    form::{FieldColumn, Shape, tidy},
    intake::sheet::{CellIs, SheetRow},
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Sums by column; `None` where a cell could not be read, so that nobody knows the sum.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// Of all rows.
    all: BTreeMap<u16, Option<Decimal>>,
    /// Of those since the last line of sums.
    since: BTreeMap<u16, Option<Decimal>>,
}

impl Sums {
    /// One more cell; `None` for one that cannot be read.
    pub(super) fn add(&mut self, at: u16, column: &FieldColumn, text: Option<&str>) {
        if !adds_up(column.shape()) {
            return;
        }
        let number = text.and_then(|text| number(column.shape(), text));
        for sums in [&mut self.all, &mut self.since] {
            let sum = sums.entry(at).or_insert(Some(Decimal::ZERO));
            *sum = sum.zip(number).and_then(|(sum, number)| sum.checked_add(number));
        }
    }

    /// What a line of sums says otherwise than the rows, by column: what it says, and what they come to. A sum may be one
    /// of all rows or of those since the last such line; the next line begins anew.
    pub(super) fn differ<'a>(
        &mut self,
        row: &SheetRow,
        columns: &'a [(u16, FieldColumn)],
        called: &str,
    ) -> Vec<(&'a (u16, FieldColumn), String, String)> {
        let since = std::mem::take(&mut self.since);
        let of_part = called.contains("小") || called.to_lowercase().contains("sub");
        let mut differ = Vec::new();
        for of in columns.iter().filter(|(_, column)| adds_up(column.shape())) {
            let (at, column) = of;
            let Some(cell) = row.cell(*at).filter(|cell| cell.is != CellIs::Error) else { continue };
            let Some(said) = number(column.shape(), &cell.text) else { continue };
            let sum = |sums: &BTreeMap<u16, Option<Decimal>>| sums.get(at).copied().unwrap_or(Some(Decimal::ZERO));
            let (Some(all), Some(part)) = (sum(&self.all), sum(&since)) else { continue };
            if said != all && (said != part || since.is_empty()) {
                let sum = if of_part { part } else { all };
                differ.push((of, cell.text.trim().to_owned(), sum.to_string()));
            }
        }
        differ
    }
}

/// True where the numbers of a column make a sum: prices, rates and years make none.
fn adds_up(shape: Shape) -> bool {
    matches!(
        shape,
        Shape::Money | Shape::Signed | Shape::AreaMu | Shape::AreaM2 | Shape::Shares | Shape::Quantity | Shape::Count
    )
}

fn number(shape: Shape, text: &str) -> Option<Decimal> {
    tidy(shape, text).parse().ok()
}
