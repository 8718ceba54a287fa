//! A profile: what the heads of a village's own workbook mean. A file of the accountant's, in TOML.

use crate::{
    decide::{ReadingRule, Refusal},
    form::{self, Description, FieldColumn},
    intake::FilePlace,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a profile says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What each row is: `household.enrolled`.
    pub kind: String,
    /// The sheet of the workbook; every visible one where it is left out.
    #[serde(default)]
    pub sheet: Option<String>,
    /// The row of the heads, from 1; found by the heads where it is left out.
    #[serde(default)]
    pub head_row: Option<u32>,
    /// How days are written, where that is not the year first.
    #[serde(default)]
    pub days: Option<DayForm>,
    /// In what a file of separated values is written; found out where it is left out.
    #[serde(default)]
    pub encoding: Option<String>,
    /// Columns by their heads: `"户号" = "household"`, `"人口股" = "shares.population"`.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// What stands in every record, or in every item of a list, where its own cell says nothing: `on = "2024-01-01"`,
    /// `"persons.since" = "2024-01-01"`.
    #[serde(default)]
    pub fixed: BTreeMap<String, String>,
    /// Heads of columns that are passed over.
    #[serde(default)]
    pub ignore: Vec<String>,
}

/// How days are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum DayForm {
    /// 26/3/2024
    #[serde(rename = "d/m/y")]
    DayFirst,
    /// 3/26/2024
    #[serde(rename = "m/d/y")]
    MonthFirst,
    /// 20240326
    #[serde(rename = "yyyymmdd")]
    Digits,
}

impl Profile {
    /// Reads one.
    ///
    /// # Errors
    /// Where it is no TOML, names a kind that nobody knows, or a member that its kind has not.
    pub fn read(file: &str, text: &str) -> Result<Profile, Vec<(FilePlace, Refusal)>> {
        let profile: Profile = toml::from_str(text).map_err(|e| {
            let upto = e.span().and_then(|span| text.get(..span.start)).unwrap_or("");
            let column = upto.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
            let rule = ReadingRule::NotToml { column, why: e.message().to_owned() };
            vec![(FilePlace::row(file, upto.matches('\n').count() + 1), rule.into())]
        })?;
        let Some(of) = profile.describes() else {
            let rule = ReadingRule::UnknownKind { kind: profile.kind.clone(), nearest: nearest(&profile.kind) };
            return Err(vec![(FilePlace::file(file).under("kind"), rule.into())]);
        };
        let unknown = profile.columns.iter().chain(&profile.fixed).filter_map(|(head, value)| {
            let fixed = profile.fixed.contains_key(head);
            let name = if fixed { head } else { value };
            of.column_named(name).is_none().then(|| {
                let rule = ReadingRule::UnknownMember { kind: profile.kind.clone(), member: name.clone() };
                (FilePlace::file(file).under(head.as_str()), rule.into())
            })
        });
        let wrong: Vec<(FilePlace, Refusal)> = unknown.collect();
        if wrong.is_empty() { Ok(profile) } else { Err(wrong) }
    }

    /// What it says of every record or item, by column.
    pub(super) fn fixed_columns(&self, of: &Description) -> Vec<(FieldColumn, String)> {
        let column = |(name, text): (&String, &String)| Some((of.column_named(name)?, text.clone()));
        self.fixed.iter().filter_map(column).collect()
    }

    /// The kind of its rows.
    pub fn describes(&self) -> Option<&'static Description> {
        form::of(&self.kind)
    }
}

fn nearest(kind: &str) -> String {
    let shared = |known: &str| known.chars().zip(kind.chars()).take_while(|(a, b)| a == b).count();
    form::all().into_iter().max_by_key(|of| shared(of.kind)).map_or_else(String::new, |of| of.kind.to_owned())
}

impl DayForm {
    /// The day with its year first; as it is where it is of another form.
    pub fn year_first(self, text: &str) -> String {
        let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        let parts: Vec<&str> = text.split(['/', '-', '.']).map(str::trim).collect();
        let whole = parts.iter().all(|part| digits(part));
        match (self, parts.as_slice()) {
            (DayForm::DayFirst, [day, month, year]) if whole => format!("{year}-{month}-{day}"),
            (DayForm::MonthFirst, [month, day, year]) if whole => format!("{year}-{month}-{day}"),
            (DayForm::Digits, [all]) if whole && all.len() == 8 => {
                let (year, rest) = all.split_at(4);
                let (month, day) = rest.split_at(2);
                format!("{year}-{month}-{day}")
            }
            _ => text.to_owned(),
        }
    }
}
