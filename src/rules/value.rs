//! Values while computing (sentence 1).

use super::{number::Number, run::Given};
use crate::{
    scheme::{Literal, Type},
    unit::{Day, Exact},
};
use std::{cmp::Ordering, sync::Arc};

/// An exact number, a day, yes/no, a word of a list; or missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Missing,
    Number(Number),
    Day(Day),
    Truth(bool),
    Word(Arc<str>),
}

impl Value {
    pub(super) fn yuan(fen: i128) -> Value {
        Number::fraction(fen, 100).map_or(Value::Missing, Value::Number)
    }

    /// Order within one type; `None` across types or where one is missing.
    pub(super) fn compare(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
            (Value::Day(a), Value::Day(b)) => Some(a.cmp(b)),
            (Value::Truth(a), Value::Truth(b)) => Some(a.cmp(b)),
            (Value::Word(a), Value::Word(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }

    pub(super) fn given(&self) -> Given {
        match self {
            Value::Missing => Given::Missing,
            Value::Number(n) => Given::Number(n.exact()),
            Value::Day(day) => Given::Day(*day),
            Value::Truth(truth) => Given::Truth(*truth),
            Value::Word(word) => Given::Word(word.to_string()),
        }
    }

    /// As a reason shows it: a decimal where it ends, else a fraction; a day; 是 or 否.
    pub(super) fn shown(&self) -> String {
        match self {
            Value::Missing => "–".to_owned(),
            Value::Number(n) => shown(&n.exact()),
            Value::Day(day) => day.to_string(),
            Value::Truth(true) => "是".to_owned(),
            Value::Truth(false) => "否".to_owned(),
            Value::Word(word) => word.to_string(),
        }
    }

    /// A carried number as it is recorded; see [`super::Run::carried`]. `None` for a missing one.
    pub(super) fn recorded(&self, ty: &Type) -> Option<Exact> {
        Some(match self {
            Value::Missing => return None,
            Value::Number(n) => n.exact(),
            Value::Truth(truth) => Exact::whole((*truth).into()),
            Value::Day(day) => {
                Exact::whole(i128::from(day.year()) * 10_000 + i128::from(day.month() * 100 + day.day_of_month()))
            }
            Value::Word(word) => {
                let Type::Word(list) = ty else { return None };
                Exact::whole(list.iter().position(|w| **w == **word)? as i128)
            }
        })
    }

    /// The reverse; `None` if the number is none of that type.
    pub(super) fn from_recorded(exact: &Exact, ty: &Type) -> Option<Value> {
        let number = Number::from(exact);
        if let Type::Number(_) = ty {
            return Some(Value::Number(number));
        }
        let whole = number.as_whole()?;
        match ty {
            Type::YesNo if (0..=1).contains(&whole) => Some(Value::Truth(whole == 1)),
            Type::Day => {
                let n = u32::try_from(whole).ok()?;
                let year = i32::try_from(n / 10_000).ok()?;
                Day::new(year, n / 100 % 100, n % 100).map(Value::Day)
            }
            Type::Word(list) => list.get(usize::try_from(whole).ok()?).map(|w| Value::Word(w.as_str().into())),
            _ => None,
        }
    }
}

impl From<&Literal> for Value {
    fn from(literal: &Literal) -> Value {
        match literal {
            Literal::Number(exact, _) => Value::Number(exact.into()),
            Literal::Day(day) => Value::Day(*day),
            Literal::YesNo(truth) => Value::Truth(*truth),
            Literal::Word(word) => Value::Word(word.as_str().into()),
        }
    }
}

/// A decimal where it ends within twelve places, else a fraction.
pub(crate) fn shown(exact: &Exact) -> String {
    exact.decimal(12).unwrap_or_else(|| exact.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_carried_comes_back_as_it_was_and_nothing_else_does() {
        let list = Type::Word(vec!["留".to_owned(), "付".to_owned()]);
        let day = Day::new(2024, 2, 29).map(Value::Day).unwrap();
        for (value, ty) in
            [(Value::Truth(true), Type::YesNo), (day, Type::Day), (Value::Word("付".into()), list.clone())]
        {
            let recorded = value.recorded(&ty).unwrap();
            assert_eq!(Value::from_recorded(&recorded, &ty), Some(value));
        }
        assert_eq!(Value::from_recorded(&Exact::whole(20230229), &Type::Day), None);
        assert_eq!(Value::from_recorded(&Exact::whole(2), &Type::YesNo), None);
        assert_eq!(Value::from_recorded(&Exact::whole(2), &list), None);
        assert_eq!(Value::from_recorded(&Exact::new(1, 2), &Type::Day), None);
    }

    #[test]
    fn values_of_different_kinds_are_never_compared() {
        assert_eq!(Value::Missing.compare(&Value::Missing), None);
        assert_eq!(Value::Truth(true).compare(&Value::Number(Number::whole(1))), None);
    }
}
