//! Vouchers as an accountant reads them: account, holder, purpose, debit, credit.

use crate::{
    books::{Books, Posting, Side, Voucher},
    cooperative::Preview,
    page::{Cell, Heading, Table, TableRow},
    statement::Labels,
    unit::Fen,
};
use serde::Serialize;

/// One voucher with what it belongs to.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    /// Entry or instruction.
    pub about: String,
    /// Kind of the fact.
    pub kind: String,
    /// The lines.
    pub lines: Vec<ShownLine>,
}

/// One line of a voucher.
#[derive(Debug, Serialize)]
pub(crate) struct ShownLine {
    /// Code in the chart.
    pub account: String,
    /// The account's name.
    pub name_zh: String,
    /// The account's name.
    pub name_en: String,
    /// Household, party, contract; empty where there is none.
    pub holder: String,
    /// What for.
    pub purpose: String,
    /// Debit, yuan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debit: Option<Fen>,
    /// Credit, yuan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit: Option<Fen>,
}

impl Shown {
    /// The voucher an instruction would bring.
    pub fn preview(books: &Books, p: &Preview) -> Shown {
        let kind = p.decision.event.fact.kind();
        Shown::new(books, p.instruction.id.to_string(), kind, &p.voucher)
    }

    /// The voucher of an entry.
    pub fn new(books: &Books, about: String, kind: &str, voucher: &Voucher) -> Shown {
        let lines = voucher.lines().iter().map(|p| line(books, p)).collect();
        Shown { about, kind: kind.to_owned(), lines }
    }
}

fn line(books: &Books, p: &Posting) -> ShownLine {
    let account = books.chart().accounts.get(&p.key.account);
    let amount = |side| (p.side == side).then_some(p.amount);
    ShownLine {
        account: p.key.account.clone(),
        name_zh: account.map(|a| a.zh.clone()).unwrap_or_default(),
        name_en: account.map(|a| a.en.clone()).unwrap_or_default(),
        holder: p.key.holder.clone(),
        purpose: p.key.purpose.clone(),
        debit: amount(Side::Debit),
        credit: amount(Side::Credit),
    }
}

/// All of them in one table.
pub(crate) fn table(vouchers: &[Shown], labels: &Labels) -> Table {
    let or_empty = |fen: Option<Fen>| fen.map_or(Cell::Empty, Cell::Yuan);
    let mut rows = Vec::new();
    for voucher in vouchers {
        rows.push(TableRow::plain(vec![Cell::words(&voucher.about), Cell::words(&voucher.kind)]));
        rows.extend(voucher.lines.iter().map(|l| TableRow {
            indent: 1,
            ..TableRow::plain(vec![
                Cell::words(&l.account),
                Cell::words(labels.pick(&l.name_zh, &l.name_en)),
                Cell::words(&l.holder),
                Cell::words(&l.purpose),
                or_empty(l.debit),
                or_empty(l.credit),
            ])
        }));
    }
    Table {
        headings: vec![
            Heading::left(labels.text("voucher.account")),
            Heading::left(labels.text("voucher.name")),
            Heading::left(labels.text("voucher.holder")),
            Heading::left(labels.text("voucher.purpose")),
            Heading::right(labels.text("voucher.debit")),
            Heading::right(labels.text("voucher.credit")),
        ],
        rows,
        ..Table::default()
    }
}
