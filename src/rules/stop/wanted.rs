//! What a sheet declares of a figure from outside, and what was given in its place.

use crate::{
    scheme::Type,
    unit::{Day, Exact, Fen, Lang, Say},
};

/// What is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A value of this type.
    Value(Type),
    /// A number of this type, and more than that.
    Number(Type, Bound),
    /// Not below zero.
    NotNegative,
    /// The range of a value.
    Within(Exact, Exact),
    /// A number that the type of a carried number can hold.
    OfItsType,
    /// Numbers for days.
    NumbersByDay,
    /// No day twice.
    OneFigureADay,
    /// A figure for each of several days.
    Series,
    /// What an account begins with.
    OpeningBalance,
    /// An account that is not kept by row.
    OneBalance,
    /// Money in a pot from the beginning.
    WholeFen,
    /// What a day may be moved by.
    Step,
    /// The order of rows has no equals.
    OwnPlace,
    /// One row is as what is looked up.
    OneFound,
    /// All registers are given.
    Register,
    /// No key twice.
    OneRow,
    /// Registers stand behind their owners.
    OwnerBefore,
    /// A row of the owner.
    RowOf(String),
}

/// What a number must be beside its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// No longer than this.
    Bits(usize),
    /// More than nothing.
    Positive,
    /// Not below zero.
    NotNegative,
    /// A part of a whole.
    AtMostHundred,
}

/// What was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Got {
    /// As it was given.
    Text(String),
    /// A number.
    Number(Exact),
    /// Not even a missing value.
    Nothing,
    /// None of the kind.
    None,
    /// One too many.
    Two,
    /// Two for one day.
    TwoOn(Day),
    /// Later than it should be.
    After,
    /// So many bits.
    Bits(usize),
    /// Figures for so many days.
    Series(usize),
    /// A balance with a key.
    Keyed(String, Fen),
    /// A day, and by what it is moved.
    Moved(Day, Exact),
}

impl Say for Wanted {
    fn say(&self, lang: Lang) -> String {
        let shown = super::super::value::shown;
        match self {
            Wanted::Value(ty) => value(ty, lang),
            Wanted::Number(ty, bound) => {
                let number = value(ty, lang);
                match bound {
                    Bound::Bits(most) => {
                        lang.pick(format!("{number}，最多 {most} 位二进制"), format!("{number} of at most {most} bits"))
                    }
                    Bound::Positive => lang.pick(format!("{number}，大于 0"), format!("{number} above 0")),
                    Bound::NotNegative => lang.pick(format!("{number}，不小于 0"), format!("{number} 0 or more")),
                    Bound::AtMostHundred => lang.pick(format!("{number}，最多 100"), format!("{number} at most 100")),
                }
            }
            Wanted::NotNegative => lang.pick("0 或更多", "0 or more").to_owned(),
            Wanted::Within(low, high) => {
                let (low, high) = (shown(low), shown(high));
                lang.pick(format!("{low} 到 {high}"), format!("{low} to {high}"))
            }
            Wanted::OfItsType => lang.pick("这种类型的数", "a number of its type").to_owned(),
            Wanted::NumbersByDay => lang.pick("按日的数", "numbers by day").to_owned(),
            Wanted::OneFigureADay => lang.pick("每天一个数", "one figure a day").to_owned(),
            Wanted::Series => lang.pick("按日的一列数", "a series of figures by day").to_owned(),
            Wanted::OpeningBalance => {
                lang.pick("不小于 0.00 的期初余额", "an opening balance of 0.00 or more").to_owned()
            }
            Wanted::OneBalance => lang.pick("一个余额，不分行", "one balance without key").to_owned(),
            Wanted::WholeFen => lang.pick("整分，不小于 0", "whole fen, 0 or more").to_owned(),
            Wanted::Step => lang
                .pick(
                    "整数的天、月或年，结果在 1900 年至 2199 年之间",
                    "a whole number of days, months or years that stays between 1900 and 2199",
                )
                .to_owned(),
            Wanted::OwnPlace => {
                lang.pick("与别的行不同的次序", "a place in the order that no other row has").to_owned()
            }
            Wanted::OneFound => lang.pick("只有一行是这样的", "one row that is so").to_owned(),
            Wanted::Register => lang.pick("这张登记表，可以是空的", "a register, if empty").to_owned(),
            Wanted::OneRow => lang.pick("每个代码一行", "one row of this key").to_owned(),
            Wanted::OwnerBefore => lang.pick("所属的登记表写在前面", "its owner declared before").to_owned(),
            Wanted::RowOf(owner) => lang.pick(format!("{owner} 里一行的代码"), format!("the key of a row of {owner}")),
        }
    }
}

fn value(ty: &Type, lang: Lang) -> String {
    match ty {
        Type::Number(unit) if unit.is_one() => lang.pick("数".to_owned(), format!("a number in {unit}")),
        Type::Number(unit) => lang.pick(format!("以{unit}计的数"), format!("a number in {unit}")),
        Type::Day => lang.pick("一个日期", "a day").to_owned(),
        Type::YesNo => lang.pick("是或否", "yes or no").to_owned(),
        Type::Word(list) => {
            let all = list.join("/");
            lang.pick(format!("{all} 之一"), format!("one of {all}"))
        }
    }
}

impl Say for Got {
    fn say(&self, lang: Lang) -> String {
        match self {
            Got::Text(text) => text.clone(),
            Got::Number(exact) => super::super::value::shown(exact),
            Got::Nothing => lang.pick("没有", "nothing").to_owned(),
            Got::None => lang.pick("没有", "none").to_owned(),
            Got::Two => lang.pick("两个", "two").to_owned(),
            Got::TwoOn(day) => lang.pick(format!("{day} 有两个"), format!("two on {day}")),
            Got::After => lang.pick("写在后面", "after").to_owned(),
            Got::Bits(bits) => lang.pick(format!("{bits} 位二进制"), format!("{bits} bits")),
            Got::Series(days) => lang.pick(format!("{days} 天的一列数"), format!("a series of {days} days")),
            Got::Keyed(key, fen) => format!("{key} {fen}"),
            Got::Moved(day, by) => {
                let by = super::super::value::shown(by);
                lang.pick(format!("{day} 移动 {by}"), format!("{day} moved by {by}"))
            }
        }
    }
}
