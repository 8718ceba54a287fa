//! What is asked of a payout, from words to an instruction.

use super::payout;
use crate::{
    cli::{desk::Desk, error::Problem, recording::{instruction, said}},
    cooperative::Cooperative,
    log::Json,
    unit::{ContractId, Day, HouseholdId, Money, SchemeId, UnitError},
};
use clap::ArgMatches;
use std::{collections::BTreeMap, str::FromStr};

/// `H0001=12.30`.
#[derive(Debug, Clone)]
pub(super) struct LineArg(HouseholdId, Money);

impl FromStr for LineArg {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<LineArg, UnitError> {
        let bad = || UnitError::new("a line such as H0001=12.30", text);
        let (household, amount) = text.split_once('=').ok_or_else(bad)?;
        Ok(LineArg(household.parse()?, amount.parse()?))
    }
}

/// `2024-01-01..2024-06-30`.
#[derive(Debug, Clone)]
pub(super) struct Days(Day, Day);

impl FromStr for Days {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Days, UnitError> {
        let bad = || UnitError::new("two days such as 2024-01-01..2024-06-30", text);
        let (first, last) = text.split_once("..").ok_or_else(bad)?;
        Ok(Days(first.parse()?, last.parse()?))
    }
}

/// The declaration as an instruction.
pub(super) fn declaration(desk: &Desk, matches: &ArgMatches, coop: &Cooperative) -> Result<Json, Problem> {
    let number = |name: &str| matches.get_one::<u32>(name).map(|n| Json::Integer((*n).into()));
    let object = |all: [(&str, String); 2]| {
        Json::Object(all.into_iter().map(|(name, text)| (name.to_owned(), Json::Text(text))).collect())
    };
    let period = matches.get_one::<Days>("period");
    let stated = matches.get_one::<Money>("total").map(|total| {
        Json::Object(BTreeMap::from([("lines_total".to_owned(), Json::Text(total.to_string()))]))
    });
    let members = [
        ("payout", said(payout(matches)?)),
        ("scheme", matches.get_one::<SchemeId>("scheme").and_then(said)),
        ("version", number("version")),
        ("contract", matches.get_one::<ContractId>("contract").and_then(said)),
        ("period", period.map(|d| object([("first_day", d.0.to_string()), ("last_day", d.1.to_string())]))),
        ("record_day", matches.get_one::<Day>("record-day").and_then(said)),
        ("year", number("year")),
        ("stated", stated),
    ];
    Ok(instruction("payout.declare", matches, coop, desk.day(matches, coop.books())?, members))
}

/// Lines that are paid or came back.
pub(super) fn lines(matches: &ArgMatches, reason: Option<&str>) -> Option<Json> {
    let all = matches.get_many::<LineArg>("line")?.map(|LineArg(household, amount)| {
        let mut members = BTreeMap::from([
            ("household".to_owned(), Json::Text(household.to_string())),
            ("amount".to_owned(), Json::Text(amount.to_string())),
        ]);
        members.extend(reason.map(|r| ("reason".to_owned(), Json::Text(r.to_owned()))));
        Json::Object(members)
    });
    Some(Json::Array(all.collect()))
}
