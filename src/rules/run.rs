//! The facts of one run, named as the sheet names them.

use super::by_name::ByName;
use crate::unit::{Day, Exact, Fen, Period};
use std::collections::BTreeMap;

/// What a sheet reads. Order of rows means nothing (sentence 7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// 期初 and 期末.
    pub period: Period,
    /// 记录日: registers are as at its end (A4).
    pub record_day: Day,
    /// Rows by register; every register of the sheet that is not 逐段 must be there, if empty.
    pub registers: BTreeMap<String, Vec<Row>>,
    /// Inputs by name; an input that is not 可缺 must be there.
    pub inputs: BTreeMap<String, Given>,
    /// Opening balances: account, then the row's key (`""` where there is one); absent is 0.00.
    pub balances: BTreeMap<String, BTreeMap<String, Fen>>,
    /// What the last run left: carried number, then key; absent is its 首期. A day is written
    /// as the number 20240401, yes and no as 1 and 0, a word as its place in the list from 0.
    pub carried: BTreeMap<String, BTreeMap<String, Exact>>,
}

/// One row of a register.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Distinct within the register; its bytes settle ties.
    pub key: String,
    /// Key of the row it belongs to, per register after 属.
    pub parents: ByName<String>,
    /// Figures by column; one that the sheet does not read is ignored.
    pub cells: ByName<Given>,
}

/// A figure from outside. Numbers are in the unit the sheet declares: 5 for 5 %.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// A number.
    Number(Exact),
    /// A day.
    Day(Day),
    /// 是 or 否.
    Truth(bool),
    /// A word of the column's list.
    Word(String),
    /// Nothing.
    Missing,
    /// 逐日: figures by day, days distinct, in any order.
    Series(Vec<(Day, Exact)>),
}
