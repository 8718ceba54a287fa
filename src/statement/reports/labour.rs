//! Jobs and wages: every line of the work sheets, with what it comes to by the rate of its contract and the payout that pays it.

use crate::{
    books::Books,
    page::{Cell, Heading, Table, TableRow},
    statement::{labels::Labels, tables::Tabular},
    unit::{ContractId, Day, Fen, HouseholdId, Money, PayoutId, Quantity, Rounding, Text, WorkerId},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One worker's line of a work sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabourRow {
    /// The work sheet; its wages are paid out under the same code.
    pub sheet: PayoutId,
    /// The contract with its rates.
    pub contract: ContractId,
    /// First day of the work.
    pub first_day: Day,
    /// Last day of the work.
    pub last_day: Day,
    /// Who worked.
    pub worker: WorkerId,
    /// Of which household.
    pub household: HouseholdId,
    /// The class of work.
    pub class: Text,
    /// Days or hours.
    pub quantity: Quantity,
    /// What one of them is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Money>,
    /// Both multiplied, half up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wages: Option<Fen>,
    /// True where the payout of that code is declared by the day.
    pub declared: bool,
}

/// Every line of the work sheets whose work had begun by a day, by sheet and worker.
pub fn labour(books: &Books, on: Day) -> Vec<LabourRow> {
    let begun = books.registers().sheets().iter().filter(|(_, sheet)| sheet.period.first_day() <= on);
    let rows = begun.flat_map(|(code, sheet)| {
        let rates = books.contract(&sheet.contract).map(|contract| contract.signed.terms.work_rates.as_slice());
        let declared = books.payout(code).is_some_and(|payout| payout.on <= on);
        sheet.lines.iter().map(move |(worker, class, quantity)| {
            let rate = rates.into_iter().flatten().find(|rate| rate.class == *class).map(|rate| rate.rate);
            let wages = rate.and_then(|rate| (&rate.fen().yuan() * &quantity.exact()).to_fen(Rounding::HalfUp));
            LabourRow {
                sheet: code.clone(),
                contract: sheet.contract.clone(),
                first_day: sheet.period.first_day(),
                last_day: sheet.period.last_day(),
                worker: worker.clone(),
                household: worker.household(),
                class: class.clone(),
                quantity: *quantity,
                rate,
                wages,
                declared,
            }
        })
    });
    let mut rows: Vec<LabourRow> = rows.collect();
    rows.sort_by(|a, b| (a.first_day, &a.sheet, &a.worker).cmp(&(b.first_day, &b.sheet, &b.worker)));
    rows
}

impl Tabular for Vec<LabourRow> {
    fn table(&self, labels: &Labels) -> Table {
        let yuan = |amount: Option<Fen>| amount.map_or(Cell::Empty, Cell::Yuan);
        let row = |r: &LabourRow| {
            TableRow::plain(vec![
                Cell::words(r.sheet.as_str()),
                Cell::words(r.contract.as_str()),
                Cell::words(format!("{} – {}", r.first_day, r.last_day)),
                Cell::words(r.worker.as_str()),
                Cell::words(r.household.as_str()),
                Cell::words(r.class.as_str()),
                Cell::words(r.quantity.to_string()),
                yuan(r.rate.map(Money::fen)),
                yuan(r.wages),
                Cell::words(labels.text(if r.declared { "register.yes" } else { "register.no" })),
            ])
        };
        let mut rows: Vec<TableRow> = self.iter().map(row).collect();
        let workers = self.iter().map(|r| &r.worker).collect::<BTreeSet<_>>().len();
        let wages = Fen::capped_total(self.iter().filter_map(|r| r.wages));
        let mut sum = vec![Cell::words(labels.text("labour.all")), Cell::Empty, Cell::Empty];
        sum.push(Cell::words(labels.fill("labour.jobs", &[("n", &workers.to_string())])));
        sum.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Yuan(wages), Cell::Empty]);
        if !self.is_empty() {
            rows.push(TableRow::total(sum));
        }
        let left =
            ["labour.sheet", "labour.contract", "labour.days", "labour.worker", "labour.household", "labour.class"];
        let right = ["labour.quantity", "labour.rate", "labour.wages"];
        let mut headings: Vec<Heading> = left.map(|key| Heading::left(labels.text(key))).into();
        headings.extend(right.map(|key| Heading::right(labels.text(key))));
        headings.push(Heading::left(labels.text("labour.declared")));
        Table { title: labels.text("labour.title").to_owned(), headings, rows, ..Table::default() }
    }
}
