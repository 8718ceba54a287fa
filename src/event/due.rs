//! What is due under a contract and passed on by no payout, and the terms by which it is computed.

use crate::unit::{Day, DueNo, Money, Period, Ratio, SeriesId, Text};
use serde::{Deserialize, Serialize};

/// Which way the money of a contract goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The collective lets or lends, and money comes.
    #[default]
    Out,
    /// The collective rents or borrows, and money goes.
    In,
}

impl Direction {
    pub(super) fn is_out(&self) -> bool {
        *self == Direction::Out
    }
}

/// One amount that is due under a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "DueBody", into = "DueBody")]
pub struct Due {
    /// Its number within the contract.
    pub no: DueNo,
    /// Due day.
    pub due: Day,
    /// The days it pays for.
    pub days: Period,
    /// The part of the chart document by which it is received, or paid.
    pub part: Text,
    /// What it is worth.
    pub worth: Worth,
}

/// What a due is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worth {
    /// Just this.
    Amount(Money),
    /// A quantity times a price.
    Rate(DueRate),
    /// Interest on the principal that is open on its first day.
    Interest(LoanInterest),
    /// Principal of a loan that is paid back.
    Repayment(Money),
}

/// As it stands in a body: exactly one of `amount`, `rate`, `interest` and `repayment`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DueBody {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    amount: Option<Money>,
    due: Day,
    first_day: Day,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    interest: Option<LoanInterest>,
    last_day: Day,
    no: DueNo,
    part: Text,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    rate: Option<DueRate>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    repayment: Option<Money>,
}

impl TryFrom<DueBody> for Due {
    type Error = &'static str;

    fn try_from(body: DueBody) -> Result<Due, &'static str> {
        let worth = match (body.amount, body.rate, body.interest, body.repayment) {
            (Some(amount), None, None, None) => Worth::Amount(amount),
            (None, Some(rate), None, None) => Worth::Rate(rate),
            (None, None, Some(interest), None) => Worth::Interest(interest),
            (None, None, None, Some(principal)) => Worth::Repayment(principal),
            _ => return Err("exactly one of amount, rate, interest, repayment · 金额、按价计算、利息、还本恰好写一项"),
        };
        let days = Period::new(body.first_day, body.last_day);
        let days = days.ok_or("first_day not after last_day · 起始日不晚于截止日")?;
        Ok(Due { no: body.no, due: body.due, days, part: body.part, worth })
    }
}

impl From<Due> for DueBody {
    fn from(due: Due) -> DueBody {
        let mut body = DueBody {
            amount: None,
            due: due.due,
            first_day: due.days.first_day(),
            interest: None,
            last_day: due.days.last_day(),
            no: due.no,
            part: due.part,
            rate: None,
            repayment: None,
        };
        match due.worth {
            Worth::Amount(amount) => body.amount = Some(amount),
            Worth::Rate(rate) => body.rate = Some(rate),
            Worth::Interest(interest) => body.interest = Some(interest),
            Worth::Repayment(principal) => body.repayment = Some(principal),
        }
        body
    }
}

/// A quantity times the price in force on the first day, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueRate {
    /// The quantity.
    pub of: RateOf,
    /// Name of the dated term that is the price.
    pub price: Text,
    /// How often: a half for half a year of a yearly price, 6 for six months of a monthly one.
    pub times: Ratio,
}

/// What a price is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateOf {
    /// The mu of its parcels on the first day, or its `area_mu`.
    Area,
    /// The square metres of its houses.
    Floor,
    /// The whole.
    One,
}

/// Interest of a loan from the first day to the day before it is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoanInterest {
    /// How days become a part of a year.
    pub day_count: LoanDays,
    /// Name of the dated term that is the yearly rate.
    pub rate: Text,
}

/// Days of a year, as banks count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LoanDays {
    /// Always 360.
    #[serde(rename = "actual/360")]
    Actual360,
    /// Always 365.
    #[serde(rename = "actual/365")]
    Actual365,
}

impl LoanDays {
    /// How many there are.
    pub fn of_a_year(self) -> u64 {
        match self {
            LoanDays::Actual360 => 360,
            LoanDays::Actual365 => 365,
        }
    }
}

/// A term that holds from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedTerm {
    /// First day on which it holds.
    pub from: Day,
    /// Its name, by which dues call it: `price`, `rate`.
    pub name: Text,
    /// In what it is: `yuan/mu/year`.
    pub unit: Text,
    /// Its value.
    pub value: Ratio,
}

/// Prices follow a series: each is multiplied by the value of the year's index day and divided by the base.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexTerm {
    /// The value for which the prices were agreed, above zero.
    pub base: Ratio,
    /// Which column of the series.
    pub column: Text,
    /// The index day of the first year; that of a due is the same day of the year on or before its first day.
    pub day: Day,
    /// Which series, daily and of one row a day.
    pub series: SeriesId,
}

/// What is owed on a due that is late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateTerm {
    /// At most this part of the due.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cap: Option<Ratio>,
    /// Days behind the due day on which nothing is owed.
    pub grace_days: u32,
    /// Part of what is open, per day.
    pub rate_per_day: Ratio,
}

/// A deposit that is agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepositTerm {
    /// How much.
    pub amount: Money,
    /// What it becomes at the end.
    pub becomes: DepositBecomes,
    /// By which day.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub due: Option<Day>,
}

/// What a deposit becomes at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DepositBecomes {
    /// It is paid back.
    Returned,
    /// It pays the last rent.
    LastRent,
}

/// What of a receipt, payment or deposit goes to a due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueAmount {
    /// How much, above zero.
    pub amount: Money,
    /// Which due of the contract.
    pub no: DueNo,
}

/// Some of a due is let off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "AbatementBody", into = "AbatementBody")]
pub struct Abatement {
    /// Which due.
    pub no: DueNo,
    /// How much of it.
    pub by: AbatedBy,
    /// Why.
    pub why: Text,
}

/// How much of a due is let off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AbatedBy {
    /// A part of what it was worth.
    Ratio(Ratio),
    /// Just this.
    Amount(Money),
}

/// As it stands in a body: exactly one of `amount` and `ratio`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AbatementBody {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    amount: Option<Money>,
    no: DueNo,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    ratio: Option<Ratio>,
    why: Text,
}

impl TryFrom<AbatementBody> for Abatement {
    type Error = &'static str;

    fn try_from(body: AbatementBody) -> Result<Abatement, &'static str> {
        let by = match (body.ratio, body.amount) {
            (Some(ratio), None) => AbatedBy::Ratio(ratio),
            (None, Some(amount)) => AbatedBy::Amount(amount),
            _ => return Err("exactly one of ratio, amount · 比例、金额恰好写一项"),
        };
        Ok(Abatement { no: body.no, by, why: body.why })
    }
}

impl From<Abatement> for AbatementBody {
    fn from(abatement: Abatement) -> AbatementBody {
        let (amount, ratio) = match abatement.by {
            AbatedBy::Amount(amount) => (Some(amount), None),
            AbatedBy::Ratio(ratio) => (None, Some(ratio)),
        };
        AbatementBody { amount, no: abatement.no, ratio, why: abatement.why }
    }
}

/// The contract passes to another party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// What of the deposit passes with it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deposit: Option<Money>,
    /// Open dues of days before that pass with it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub dues: Vec<DueNo>,
    /// To whom; what is due from the day of the amendment on is theirs.
    pub to: crate::unit::PartyId,
}
