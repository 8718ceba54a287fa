//! What is asked of a payout, from words to a request.

use super::payout;
use crate::{
    cli::{
        entry::known_at,
        error::Problem,
        help::{given, option, unit, whole},
    },
    decide::{Births, DeclarePayout, Stated},
    event::GivenFigure,
    form::{self, Shape},
    unit::{ContractId, Day, Form, HouseholdId, Money, PayoutId, Period, SchemeId, UnitError, both},
};
use clap::{Arg, ArgAction, ArgMatches};
use std::str::FromStr;

/// `H0001=12.30`.
#[derive(Debug, Clone)]
pub(super) struct LineArg(HouseholdId, Money);

impl FromStr for LineArg {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<LineArg, UnitError> {
        let bad = || UnitError::new(Form::StatedLine, text);
        let (household, amount) = text.split_once('=').ok_or_else(bad)?;
        Ok(LineArg(household.parse()?, yuan(amount)?))
    }
}

/// An amount as a form takes it: `2000` is `2000.00`.
pub(super) fn yuan(text: &str) -> Result<Money, UnitError> {
    form::tidy(Shape::Money, text).parse()
}

/// `dividend=20000`: a figure that the resolution states.
#[derive(Debug, Clone)]
pub(super) struct GivenArg(GivenFigure);

impl FromStr for GivenArg {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<GivenArg, UnitError> {
        let (name, value) = text.split_once('=').ok_or_else(|| UnitError::new(Form::StatedLine, text))?;
        Ok(GivenArg(GivenFigure { name: name.trim().parse()?, value: value.trim().parse()? }))
    }
}

fn given_figures(matches: &ArgMatches) -> Vec<GivenFigure> {
    let all = matches.get_many::<GivenArg>("given").into_iter().flatten();
    all.map(|GivenArg(figure)| figure.clone()).collect()
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
pub(in crate::cli) fn what() -> [Arg; 5] {
    [
        option("contract", "ID").value_parser(unit::<ContractId>),
        option("period", "FIRST..LAST").value_parser(unit::<Days>),
        option("record-day", "DAY").value_parser(unit::<Day>),
        option("year", "YEAR").value_parser(whole(1900..=2199_u32)),
        option("given", "NAME=VALUE").value_parser(unit::<GivenArg>).action(ArgAction::Append),
    ]
}

/// On which books a sheet is tried.
pub(in crate::cli) fn when() -> [Arg; 2] {
    [option("as-of", "DAY").value_parser(unit::<Day>), known_at()]
}

/// On which books a sheet is tried.
pub(in crate::cli) struct Trying {
    pub as_of: Option<Day>,
    empty: bool,
}

impl Trying {
    pub fn from(matches: &ArgMatches) -> Trying {
        let said = |arg: &Arg| matches.contains_id(arg.get_id().as_str());
        Trying { as_of: matches.get_one::<Day>("as-of").copied(), empty: !what().iter().chain(&when()).any(said) }
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
        given: given_figures(matches),
        opened: Births::default(),
        payout,
        period: period.transpose()?,
        recorded: false,
        record_day: matches.get_one::<Day>("record-day").copied(),
        scheme,
        shown: None,
        sources: Vec::new(),
        stated: None,
        version: None,
        year: matches.get_one::<u32>("year").copied(),
    })
}

/// The declaration that is asked for, read before any ledger is opened.
pub(super) fn declaration(matches: &ArgMatches) -> Result<DeclarePayout, Problem> {
    let total = matches.get_one::<Money>("total").copied();
    Ok(DeclarePayout {
        stated: total.map(|total| Stated { lines_total: Some(total), ..Stated::default() }),
        version: matches.get_one::<u32>("version").copied(),
        ..request(matches, payout(matches)?, given(matches, "scheme")?)?
    })
}

/// Lines that are paid or came back: whose, and how much.
pub(super) fn lines(matches: &ArgMatches) -> impl Iterator<Item = (HouseholdId, Money)> {
    let all = matches.get_many::<LineArg>("line").into_iter().flatten();
    all.map(|LineArg(household, amount)| (household.clone(), *amount))
}
