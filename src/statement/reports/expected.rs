//! Rent that is due by a contract's schedule, received or missing.

use crate::{
    books::Books,
    statement::{
        labels::Labels,
        table::{Cell, Column, Row, Table},
        tables::Tabular,
    },
    unit::{ContractId, Day, Fen, PartyId, PayoutId},
};
use serde::{Deserialize, Serialize};

/// One instalment that is due. How much it should be, the payout sheet says when the money is
/// shared out; a receipt that does not fit is refused there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedReceipt {
    /// The contract.
    pub contract: ContractId,
    /// Who pays.
    pub party: PartyId,
    /// The instalment, by the payout that passes it on.
    pub instalment: PayoutId,
    /// First day it pays for.
    pub first_day: Day,
    /// Last day it pays for.
    pub last_day: Day,
    /// Due day.
    pub due: Day,
    /// All parts that came for it by the day of the report, fees and interest included.
    pub received: Fen,
    /// When the first of it came; absent while it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<Day>,
    /// Days after the due day, up to the receipt or to the day of the report.
    pub days_late: i64,
}

/// Instalments due by a day, in order of due day and contract.
pub fn expected_receipts(books: &Books, on: Day) -> Vec<ExpectedReceipt> {
    let mut found = Vec::new();
    for (id, contract) in &books.contracts {
        for instalment in contract.instalments.iter().filter(|i| i.due <= on) {
            let came = books.history.received(id, &instalment.payout).iter().filter(|r| r.on <= on);
            let received_on = came.clone().map(|r| r.on).min();
            found.push(ExpectedReceipt {
                contract: id.clone(),
                party: contract.signed.party.clone(),
                instalment: instalment.payout.clone(),
                first_day: instalment.first_day,
                last_day: instalment.last_day,
                due: instalment.due,
                received: Fen::capped_total(came.map(|r| r.amount)),
                received_on,
                days_late: received_on.unwrap_or(on).days_since(instalment.due).max(0),
            });
        }
    }
    found.sort_by(|a, b| (a.due, &a.contract, &a.instalment).cmp(&(b.due, &b.contract, &b.instalment)));
    found
}

impl Tabular for Vec<ExpectedReceipt> {
    fn table(&self, labels: &Labels) -> Table {
        let left = |key| Column::left(labels.text(key));
        let right = |key| Column::right(labels.text(key));
        let missing = || Cell::words(labels.text("expected.missing"));
        let row = |r: &ExpectedReceipt| {
            Row::plain(vec![
                Cell::words(r.due.to_string()),
                Cell::words(r.contract.as_str()),
                Cell::words(r.party.as_str()),
                Cell::words(r.instalment.as_str()),
                Cell::words(format!("{} – {}", r.first_day, r.last_day)),
                Cell::Yuan(r.received),
                r.received_on.map_or_else(missing, |day| Cell::words(day.to_string())),
                Cell::Count(r.days_late.unsigned_abs()),
            ])
        };
        Table {
            title: labels.text("expected.title").to_owned(),
            under: vec![labels.text("page.in_yuan").to_owned()],
            columns: vec![
                left("expected.due"),
                left("expected.contract"),
                left("expected.party"),
                left("expected.instalment"),
                left("expected.days"),
                right("expected.received"),
                left("expected.received_on"),
                right("expected.days_late"),
            ],
            rows: self.iter().map(row).collect(),
            notes: Vec::new(),
        }
    }
}
