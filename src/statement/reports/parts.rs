//! What a receipt, a payment or a claim may be made of: every part of the chart with its words in both languages and what
//! it posts.

use crate::{
    books::{Books, HolderRule},
    page::{Cell, Heading, Table, TableRow},
    statement::{glance::purpose_word, labels::Labels, tables::Tabular},
    unit::Day,
};
use serde::{Deserialize, Serialize};

/// Of what it is a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartOf {
    /// A receipt.
    Receipt,
    /// A payment.
    Payment,
    /// A claim: the word that it is about.
    Claim,
}

/// One side of what is posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", content = "account", rename_all = "snake_case")]
pub enum PostedTo {
    /// This account.
    Account(String),
    /// The bank account or the cash box of the receipt or payment.
    Place,
    /// The account that the part names; one of these where they are said.
    Named(Vec<String>),
    /// The account of the due that it is about.
    Due,
    /// The account of the contract's loan.
    Loan,
    /// The account of what the thing is.
    Own,
}

/// One part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartRow {
    /// Of what.
    pub of: PartOf,
    /// The word as it is written in a request.
    pub part: String,
    /// What it is called in Chinese.
    pub zh: String,
    /// What it is called in English.
    pub en: String,
    /// What is debited.
    pub debit: PostedTo,
    /// What is credited.
    pub credit: PostedTo,
    /// What the line is for, as the books have it.
    pub purpose: String,
    /// It is money of households, to be shared by a payout.
    pub shared: bool,
    /// It settles what is open, and may not be more.
    pub settles: bool,
    /// A resolution decides it.
    pub resolution: bool,
    /// A contract, party or thing stands as its holder.
    pub held: bool,
}

/// Every part of the chart as at a day, receipts first, each by its word.
pub fn parts(books: &Books, on: Day) -> Vec<PartRow> {
    let chart = books.chart();
    let to = |account: &str, named: &[String]| posted_to(books, account, named, on);
    let receipts = chart.receipt.iter().map(|(part, rule)| PartRow {
        of: PartOf::Receipt,
        part: part.clone(),
        zh: rule.zh.clone(),
        en: rule.en.clone(),
        debit: PostedTo::Place,
        credit: to(&rule.credit, &[]),
        purpose: rule.purpose.clone(),
        shared: rule.shared,
        settles: rule.settles,
        resolution: false,
        held: rule.holder != HolderRule::None,
    });
    let payments = chart.payment.iter().map(|(part, rule)| PartRow {
        of: PartOf::Payment,
        part: part.clone(),
        zh: rule.zh.clone(),
        en: rule.en.clone(),
        debit: to(&rule.debit, &rule.accounts),
        credit: PostedTo::Place,
        purpose: rule.purpose.clone(),
        shared: false,
        settles: rule.owed,
        resolution: false,
        held: rule.holder != HolderRule::None,
    });
    let claims = chart.claim.iter().map(|(part, rule)| PartRow {
        of: PartOf::Claim,
        part: part.clone(),
        zh: rule.zh.clone(),
        en: rule.en.clone(),
        debit: to(&rule.debit, &rule.accounts),
        credit: to(&rule.credit, &rule.accounts),
        purpose: if rule.debit_purpose.is_empty() { rule.credit_purpose.clone() } else { rule.debit_purpose.clone() },
        shared: rule.shared,
        settles: rule.settles || rule.owed,
        resolution: rule.resolution,
        held: rule.holder != HolderRule::None,
    });
    receipts.chain(payments).chain(claims).collect()
}

/// What stands in a rule of the chart, its settings read as at the day.
fn posted_to(books: &Books, account: &str, named: &[String], on: Day) -> PostedTo {
    match (account, account.strip_prefix('@')) {
        (_, Some(setting)) => PostedTo::Account(books.setting_on(setting, on).to_owned()),
        ("due", _) => PostedTo::Due,
        ("loan", _) => PostedTo::Loan,
        ("own", _) => PostedTo::Own,
        ("given", _) => PostedTo::Named(named.to_vec()),
        _ => PostedTo::Account(account.to_owned()),
    }
}

impl PostedTo {
    fn told(&self, labels: &Labels) -> String {
        match self {
            PostedTo::Account(code) => code.clone(),
            PostedTo::Place => labels.text("parts.place").to_owned(),
            PostedTo::Named(all) if all.is_empty() => labels.text("parts.named").to_owned(),
            PostedTo::Named(all) => labels.fill("parts.named_of", &[("accounts", &all.join(" "))]),
            PostedTo::Due => labels.text("parts.due").to_owned(),
            PostedTo::Loan => labels.text("parts.loan").to_owned(),
            PostedTo::Own => labels.text("parts.own").to_owned(),
        }
    }
}

impl PartRow {
    fn row(&self, labels: &Labels) -> TableRow {
        let of = match self.of {
            PartOf::Receipt => "parts.receipt",
            PartOf::Payment => "parts.payment",
            PartOf::Claim => "parts.claim",
        };
        let marks =
            [(self.shared, "parts.shared"), (self.settles, "parts.settles"), (self.resolution, "parts.resolution")];
        let said = marks.iter().filter(|(is, _)| *is).map(|(_, key)| labels.text(key));
        // what a request says itself is no word of the chart
        let purpose = match self.purpose.as_str() {
            "given" => labels.text("parts.named").to_owned(),
            "project" => labels.text("parts.project").to_owned(),
            word => purpose_word(word, labels),
        };
        TableRow::plain(vec![
            Cell::words(labels.text(of)),
            Cell::words(&self.part),
            Cell::words(labels.pick(&self.zh, &self.en)),
            Cell::words(self.debit.told(labels)),
            Cell::words(self.credit.told(labels)),
            Cell::words(purpose),
            Cell::words(said.collect::<Vec<_>>().join(" · ")),
        ])
    }
}

impl Tabular for Vec<PartRow> {
    fn table(&self, labels: &Labels) -> Table {
        let headings =
            ["parts.of", "parts.part", "parts.called", "parts.debit", "parts.credit", "parts.purpose", "parts.said"];
        Table {
            title: labels.text("parts.title").to_owned(),
            headings: headings.map(|key| Heading::left(labels.text(key))).into(),
            rows: self.iter().map(|row| row.row(labels)).collect(),
            ..Table::default()
        }
    }
}
