//! Lists and reports as tables.

use super::figures::long_day;
use super::labels::Labels;
use super::value::{
    BalanceSheet, IncomeAndDistribution, LedgerName, PayoutSummary, ReportRow, TrialBalance, UnverifiedSetting,
};
use crate::page::{Cell, Heading, RowKind, Table, TableRow};
use crate::unit::{Day, Fen, Money};
use serde::{Serialize, Serializer};

/// Something that a reader sees as one table.
pub trait Tabular {
    /// The table in the language of the labels.
    fn table(&self, labels: &Labels) -> Table;
}

/// A list as at the end of a day, which its head then says.
#[derive(Debug, Clone, Copy)]
pub struct AsAt<'a, T: ?Sized> {
    /// The day that was asked for.
    pub on: Day,
    /// The list.
    pub rows: &'a T,
}

impl<T: Tabular + ?Sized> Tabular for AsAt<'_, T> {
    fn table(&self, labels: &Labels) -> Table {
        let mut table = self.rows.table(labels);
        table.under.insert(0, labels.fill("page.as_of", &[("day", &long_day(self.on, labels))]));
        table
    }
}

impl<T: Serialize + ?Sized> Serialize for AsAt<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.rows.serialize(to)
    }
}

impl Tabular for [PayoutSummary] {
    fn table(&self, labels: &Labels) -> Table {
        let left = |key| Heading::left(labels.text(key));
        let right = |key| Heading::right(labels.text(key));
        // most ledgers have no payout by which members owe: no columns of blanks for them
        let asks = self.iter().any(|p| p.asked.is_some());
        let mut rows: Vec<TableRow> = self.iter().map(|p| payout_row(p, asks, labels)).collect();
        if self.len() > 1 {
            // pools are not summed: money passed from one payout to the next would count twice
            let count = labels.fill("payouts.count", &[("n", &self.len().to_string())]);
            let sum = |of: fn(&PayoutSummary) -> Fen| {
                self.iter().try_fold(Fen::ZERO, |sum, p| sum.plus(of(p))).map_or(Cell::Empty, Cell::Yuan)
            };
            let mut total = vec![
                Cell::words(labels.text("page.total")),
                Cell::Empty,
                Cell::words(count),
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                sum(|p| p.households().map_or(Fen::ZERO, Fen::from)),
                sum(|p| p.collective.fen()),
                sum(|p| p.residue.fen()),
                sum(|p| p.open.fen()),
            ];
            if asks {
                total.extend([
                    sum(|p| p.asked.filter(|_| p.reversed.is_none()).map_or(Fen::ZERO, Fen::from)),
                    sum(|p| p.owed.map_or(Fen::ZERO, Fen::from)),
                ]);
            }
            rows.push(TableRow::total(total));
        }
        let mut headings = vec![
            left("payouts.payout"),
            left("payouts.date"),
            left("payouts.sheet"),
            right("payouts.pool"),
            right("payouts.lines"),
            right("payouts.sum"),
            right("payouts.households"),
            right("payouts.collective"),
            right("payouts.residue"),
            right("payouts.open"),
        ];
        if asks {
            headings.extend([right("payouts.asked"), right("payouts.owed")]);
        }
        Table {
            title: labels.text("payouts.title").to_owned(),
            under: vec![labels.text("page.in_yuan").to_owned()],
            headings,
            rows,
            ..Table::default()
        }
    }
}

impl Tabular for Vec<PayoutSummary> {
    fn table(&self, labels: &Labels) -> Table {
        self.as_slice().table(labels)
    }
}

fn payout_row(p: &PayoutSummary, asks: bool, labels: &Labels) -> TableRow {
    let title = labels.pick(p.scheme.title_zh.as_str(), p.scheme.title_en.as_str());
    // of what members owe there is nothing to share
    let shared = |amount: Money| if p.asked.is_some() { Cell::Empty } else { Cell::Yuan(amount.fen()) };
    let mut cells = vec![
        Cell::words(p.payout.as_str()),
        Cell::words(p.date.to_string()),
        Cell::words(match p.reversed {
            Some(by) => labels.fill("payouts.reversed", &[("sheet", title), ("entry", &by.to_string())]),
            None => title.to_owned(),
        }),
        shared(p.pool),
        Cell::Count(p.lines),
        shared(p.sum),
        p.households().map_or(Cell::Empty, shared),
        shared(p.collective),
        shared(p.residue),
        shared(p.open),
    ];
    if asks {
        let yuan = |amount: Option<Money>| amount.map_or(Cell::Empty, |amount| Cell::Yuan(amount.fen()));
        cells.extend([yuan(p.asked), yuan(p.owed)]);
    }
    TableRow::plain(cells)
}

impl Tabular for TrialBalance {
    fn table(&self, labels: &Labels) -> Table {
        let mut rows: Vec<TableRow> = self
            .rows
            .iter()
            .map(|r| {
                TableRow::plain(vec![
                    Cell::words(&r.account),
                    Cell::words(labels.pick(r.name_zh.as_str(), r.name_en.as_str())),
                    Cell::Yuan(r.year_debit),
                    Cell::Yuan(r.year_credit),
                    Cell::Yuan(r.balance_debit),
                    Cell::Yuan(r.balance_credit),
                ])
            })
            .collect();
        let sums = self.totals().map_or(vec![Cell::Empty; 4], |sums| sums.map(Cell::Yuan).to_vec());
        let mut total = vec![Cell::words(labels.text("page.total")), Cell::Empty];
        total.extend(sums);
        rows.push(TableRow::total(total));
        let mut notes = if self.balances() { vec![] } else { vec![labels.text("trial.unbalanced").to_owned()] };
        notes.extend(not_verified(&self.unverified, labels));
        Table {
            title: labels.text("trial.title").to_owned(),
            under: vec![
                name(&self.ledger, labels),
                labels.fill("page.as_of", &[("day", &long_day(self.on, labels))]),
                labels.text("page.in_yuan").to_owned(),
            ],
            headings: vec![
                Heading::left(labels.text("trial.account")),
                Heading::left(labels.text("trial.name")),
                Heading::right(labels.text("trial.year_debit")),
                Heading::right(labels.text("trial.year_credit")),
                Heading::right(labels.text("trial.balance_debit")),
                Heading::right(labels.text("trial.balance_credit")),
            ],
            rows,
            notes,
            ..Table::default()
        }
    }
}

impl Tabular for BalanceSheet {
    fn table(&self, labels: &Labels) -> Table {
        let under = vec![name(&self.ledger, labels), labels.fill("page.as_of", &[("day", &long_day(self.on, labels))])];
        report(
            labels,
            "report.balance_sheet",
            under,
            ["report.at_end", "report.at_start"],
            &self.rows,
            &self.unverified,
        )
    }
}

impl Tabular for IncomeAndDistribution {
    fn table(&self, labels: &Labels) -> Table {
        let (year, before) = match self.upto {
            Some(day) => (labels.fill("report.upto", &[("day", &long_day(day, labels))]), "report.same_days"),
            None => (labels.fill("report.in_year", &[("year", &self.year.to_string())]), "report.last_year"),
        };
        let under = vec![name(&self.ledger, labels), year];
        report(labels, "report.income", under, ["report.this_year", before], &self.rows, &self.unverified)
    }
}

/// Says which choices nobody has verified, where there are some.
fn not_verified(settings: &[UnverifiedSetting], labels: &Labels) -> Option<String> {
    let one = |s: &UnverifiedSetting| format!("{} → {}", labels.pick(&s.name_zh, &s.name_en), s.account);
    let all: Vec<String> = settings.iter().map(one).collect();
    (!all.is_empty())
        .then(|| labels.fill("page.settings_not_verified", &[("settings", &all.join(labels.pick("、", ", ")))]))
}

fn report(
    labels: &Labels,
    title: &str,
    mut under: Vec<String>,
    figures: [&str; 2],
    rows: &[ReportRow],
    settings: &[UnverifiedSetting],
) -> Table {
    let [now, before] = figures.map(|key| Heading::right(labels.text(key)));
    under.push(labels.text("page.in_yuan").to_owned());
    let unverified = rows.iter().any(|r| !r.verified);
    let rows = rows
        .iter()
        .map(|r| TableRow {
            cells: vec![
                Cell::words(labels.pick(r.name_zh.as_str(), r.name_en.as_str())),
                Cell::Yuan(r.amount),
                r.before.map_or(Cell::Empty, Cell::Yuan),
                if r.verified { Cell::Empty } else { Cell::words(labels.text("page.not_verified")) },
            ],
            kind: if r.total { RowKind::Total } else { RowKind::Plain },
            indent: r.indent,
        })
        .collect();
    Table {
        title: labels.text(title).to_owned(),
        under,
        headings: vec![
            Heading::left(labels.text("report.row")),
            now,
            before,
            Heading::left(labels.text("report.note")),
        ],
        rows,
        notes: unverified
            .then(|| labels.text("page.not_verified_note").to_owned())
            .into_iter()
            .chain(not_verified(settings, labels))
            .collect(),
        ..Table::default()
    }
}

fn name(ledger: &LedgerName, labels: &Labels) -> String {
    labels.pick(ledger.name_zh.as_str(), ledger.name_en.as_str()).to_owned()
}
