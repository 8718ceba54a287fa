//! A profile: how a bank writes its statements. Data; those that are shipped are general and were compared with no bank's.

use crate::{
    decide::{ReadingRule, Refusal},
    intake::{DayForm, FilePlace},
    unit::{BankId, Lang},
};
use serde::Deserialize;

/// The profiles that are shipped, by name.
pub const SHIPPED: [(&str, &str); 3] = [
    ("in-out", include_str!("profiles/in-out.toml")),
    ("direction", include_str!("profiles/direction.toml")),
    ("signed", include_str!("profiles/signed.toml")),
];

/// How a bank writes its statements.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankProfile {
    /// What it is called, in both languages.
    pub label: BankLabel,
    /// The account of the collective that it is of, where the file does not say so.
    #[serde(default)]
    pub account: Option<BankId>,
    /// The sheet of the workbook; the first visible one with the heads where it is left out.
    #[serde(default)]
    pub sheet: Option<String>,
    /// The row of the heads, from 1; found where it is left out.
    #[serde(default)]
    pub head_row: Option<u32>,
    /// How days are written, where that is not the year first.
    #[serde(default)]
    pub days: Option<DayForm>,
    /// In what a file of separated values is written; found out where it is left out.
    #[serde(default)]
    pub encoding: Option<String>,
    /// Amounts above zero went out, and those below came in.
    #[serde(default)]
    pub out_is_positive: bool,
    /// Rows that begin with one of these are passed over, beside sums.
    #[serde(default)]
    pub skip: Vec<String>,
    /// The heads of each column, whichever is there.
    pub columns: BankColumns,
    /// DirectionWords that say which way an amount went.
    #[serde(default)]
    pub words: DirectionWords,
    /// As what money is recorded that came under a contract, by its name in the chart document.
    pub parts: RentParts,
}

/// A name in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankLabel {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Heads by what stands below them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BankColumns {
    /// The day.
    pub day: Vec<String>,
    /// An amount with its sign, or beside a direction.
    pub amount: Vec<String>,
    /// What came in.
    #[serde(rename = "in")]
    pub came: Vec<String>,
    /// What went out.
    #[serde(rename = "out")]
    pub went: Vec<String>,
    /// A word that says which way.
    pub direction: Vec<String>,
    /// The other side's name.
    pub payer: Vec<String>,
    /// Its account.
    pub payer_account: Vec<String>,
    /// What the bank or the payer wrote; several columns are put together.
    pub text: Vec<String>,
    /// The bank's own number of the line.
    pub reference: Vec<String>,
    /// What stood in the account behind it.
    pub balance: Vec<String>,
    /// The number of our own account.
    pub own_account: Vec<String>,
}

/// DirectionWords of a direction.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectionWords {
    /// Money that came in.
    #[serde(rename = "in")]
    pub came: Vec<String>,
    /// Money that went out.
    #[serde(rename = "out")]
    pub went: Vec<String>,
}

/// RentParts of receipts, by their names in the chart document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RentParts {
    /// Rent of land.
    pub land: String,
    /// Rent of houses.
    pub houses: String,
    /// A fee on top of it.
    pub fee: String,
}

impl BankProfile {
    /// Reads one.
    ///
    /// # Errors
    /// Where it is no TOML, or has no column for days or for amounts.
    pub fn read(file: &str, text: &str) -> Result<BankProfile, Vec<(FilePlace, Refusal)>> {
        let profile: BankProfile = toml::from_str(text).map_err(|e| {
            let upto = e.span().and_then(|span| text.get(..span.start)).unwrap_or("");
            let column = upto.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
            let rule = ReadingRule::NotToml { column, why: e.message().to_owned() };
            vec![(FilePlace::row(file, upto.matches('\n').count() + 1), rule.into())]
        })?;
        let columns = &profile.columns;
        let amounts = !columns.amount.is_empty() || !(columns.came.is_empty() || columns.went.is_empty());
        let missing = match (columns.day.is_empty(), amounts) {
            (true, _) => Some("columns.day"),
            (false, false) => Some("columns.amount"),
            (false, true) => None,
        };
        match missing {
            None => Ok(profile),
            Some(member) => {
                let rule = ReadingRule::MemberMissing { kind: "bank".to_owned(), member };
                Err(vec![(FilePlace::file(file).under(member), rule.into())])
            }
        }
    }

    /// What it is called.
    pub fn label(&self, lang: Lang) -> &str {
        lang.pick(self.label.zh.as_str(), self.label.en.as_str())
    }
}

/// A profile that is shipped, by its name.
pub fn shipped(name: &str) -> Option<BankProfile> {
    let (name, text) = SHIPPED.iter().find(|(known, _)| *known == name)?;
    BankProfile::read(name, text).ok()
}
