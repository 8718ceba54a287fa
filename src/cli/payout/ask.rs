//! What is asked of a payout, from words to an instruction.

use super::payout;
use crate::{
    cli::{
        desk::Desk,
        error::Problem,
        help::{option, unit},
        recording::{instruction, said},
    },
    cooperative::Cooperative,
    decide::DeclarePayout,
    log::Json,
    unit::{ContractId, Day, Form, HouseholdId, Money, PayoutId, Period, SchemeId, UnitError, both},
};
use clap::{Arg, ArgMatches, value_parser};
use std::{collections::BTreeMap, str::FromStr};

/// `H0001=12.30`.
#[derive(Debug, Clone)]
pub(super) struct LineArg(HouseholdId, Money);

impl FromStr for LineArg {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<LineArg, UnitError> {
        let bad = || UnitError::new(Form::StatedLine, text);
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
        let bad = || UnitError::new(Form::TwoDays, text);
        let (first, last) = text.split_once("..").ok_or_else(bad)?;
        Ok(Days(first.parse()?, last.parse()?))
    }
}

/// What a payout is of.
pub(in crate::cli) fn what() -> [Arg; 4] {
    [
        option("contract", "ID").value_parser(unit::<ContractId>),
        option("period", "FIRST..LAST").value_parser(unit::<Days>),
        option("record-day", "DAY").value_parser(unit::<Day>),
        option("year", "YEAR").value_parser(value_parser!(u32).range(1900..2200)),
    ]
}

/// On which books a sheet is tried.
pub(in crate::cli) fn when() -> [Arg; 2] {
    [
        option("as-of", "DAY").value_parser(unit::<Day>),
        option("known-at", "ENTRY").value_parser(value_parser!(u64).range(1..)),
    ]
}

/// On which books a sheet is tried.
pub(in crate::cli) struct Trying {
    pub as_of: Option<Day>,
    pub known_at: Option<u64>,
    empty: bool,
}

impl Trying {
    pub fn from(matches: &ArgMatches) -> Trying {
        let said = |arg: &Arg| matches.contains_id(arg.get_id().as_str());
        Trying {
            as_of: matches.get_one::<Day>("as-of").copied(),
            known_at: matches.get_one::<u64>("known-at").copied(),
            empty: !what().iter().chain(&when()).any(said),
        }
    }

    /// Nothing was said of what to try a sheet on.
    pub fn is_empty(&self) -> bool {
        self.empty
    }
}

/// What a sheet is tried for.
pub(in crate::cli) fn request(
    matches: &ArgMatches,
    payout: PayoutId,
    scheme: SchemeId,
) -> Result<DeclarePayout, Problem> {
    let period = matches.get_one::<Days>("period").map(|Days(first, last)| {
        let expected = || both!("a first day not after the last", "首日不晚于末日");
        let backwards = || Problem::usage("value_wrong", "--period", expected(), format!("{first}..{last}"));
        Period::new(*first, *last).ok_or_else(backwards)
    });
    Ok(DeclarePayout {
        contract: matches.get_one::<ContractId>("contract").cloned(),
        payout,
        period: period.transpose()?,
        record_day: matches.get_one::<Day>("record-day").copied(),
        scheme,
        sources: Vec::new(),
        stated: None,
        version: None,
        year: matches.get_one::<u32>("year").copied(),
    })
}

/// The declaration as an instruction.
pub(super) fn declaration(desk: &Desk, matches: &ArgMatches, coop: &Cooperative) -> Result<Json, Problem> {
    let number = |name: &str| matches.get_one::<u32>(name).map(|n| Json::Integer((*n).into()));
    let object = |all: [(&str, String); 2]| {
        Json::Object(all.into_iter().map(|(name, text)| (name.to_owned(), Json::Text(text))).collect())
    };
    let period = matches.get_one::<Days>("period");
    let stated = matches
        .get_one::<Money>("total")
        .map(|total| Json::Object(BTreeMap::from([("lines_total".to_owned(), Json::Text(total.to_string()))])));
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
