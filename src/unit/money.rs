//! Money in yuan with two decimals, and fen for arithmetic.

use super::{Exact, Form, Rounding, UnitError, text_form};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use rust_decimal::Decimal;
use std::{fmt, str::FromStr};

/// An amount of yuan as a person writes it: `0.00` to `99999999999999.99`, exactly two decimals,
/// never negative (sides and kinds carry the sign). RECORD B4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(Decimal);

impl Money {
    /// 0.00 yuan.
    pub const ZERO: Money = Money(Decimal::from_parts(0, 0, 0, false, 2));

    /// From whole fen; `None` below zero or above 10¹⁶ − 1 fen.
    pub fn from_fen(fen: Fen) -> Option<Money> {
        (0..10_i64.pow(16)).contains(&fen.0).then(|| Money(Decimal::new(fen.0, 2)))
    }

    /// The same amount in fen.
    #[expect(clippy::cast_possible_truncation, reason = "the mantissa is the fen, below 10¹⁶: nothing else is made")]
    pub fn fen(self) -> Fen {
        // the scale is always 2
        Fen(self.0.mantissa() as i64)
    }

    /// The decimal, always with scale 2.
    pub fn decimal(self) -> Decimal {
        self.0
    }
}

impl FromStr for Money {
    type Err = UnitError;
    /// Accepts exactly `(0|[1-9][0-9]{0,13})\.[0-9]{2}`.
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let bad = || UnitError::new(Form::Amount, text);
        let (whole, cents) = text.split_once('.').ok_or_else(bad)?;
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let leading = whole.len() > 1 && whole.starts_with('0');
        if !digits(whole) || !digits(cents) || cents.len() != 2 || whole.len() > 14 || leading {
            return Err(bad());
        }
        Decimal::from_str_exact(text).ok().map(Money).ok_or_else(bad)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
text_form!(Money, Form::Amount);

/// Whole fen, signed: balances, differences, red figures; −(2⁶³ − 1) to 2⁶³ − 1. There is no `+`:
/// figures from outside are added with [`Fen::plus`] and [`Fen::total`], which can refuse; amounts
/// that stand in the books, and figures only shown, with the `capped_` functions, which need not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fen(pub i64);

impl Fen {
    /// No fen.
    pub const ZERO: Fen = Fen(0);

    /// Most that the absolute amounts of all lines ever posted in one ledger may add up to:
    /// 2⁶² − 1 fen, 46 quadrillion yuan. Every balance and turnover, of any accounts over any days, is
    /// a sum over some of these lines, so none can overflow, nor can the difference of two.
    pub const MOST_POSTED: Fen = Fen((1 << 62) - 1);
    /// Half of it: what may be posted but for reversals, so that each entry can be reversed.
    pub const MOST_ORDERED: Fen = Fen((1 << 61) - 1);

    /// Sum, refused when it leaves ±(2⁶³ − 1).
    pub fn plus(self, other: Fen) -> Option<Fen> {
        self.0.checked_add(other.0).filter(|sum| *sum != i64::MIN).map(Fen)
    }

    /// Difference, refused when it leaves ±(2⁶³ − 1).
    pub fn minus(self, other: Fen) -> Option<Fen> {
        self.0.checked_sub(other.0).filter(|left| *left != i64::MIN).map(Fen)
    }

    /// The sum of all, refused when it leaves ±(2⁶³ − 1).
    pub fn total(all: impl IntoIterator<Item = Fen>) -> Option<Fen> {
        all.into_iter().try_fold(Fen::ZERO, Fen::plus)
    }

    /// Sum that stops at the ends of the range. For amounts that stand in the books, which
    /// [`Fen::MOST_POSTED`] keeps far from these ends, and for tables that decide nothing.
    pub fn capped_plus(self, other: Fen) -> Fen {
        Fen(self.0.saturating_add(other.0))
    }

    /// Difference, as [`Fen::capped_plus`].
    pub fn capped_minus(self, other: Fen) -> Fen {
        Fen(self.0.saturating_sub(other.0))
    }

    /// The sum of all, as [`Fen::capped_plus`].
    pub fn capped_total(all: impl IntoIterator<Item = Fen>) -> Fen {
        all.into_iter().fold(Fen::ZERO, Fen::capped_plus)
    }

    /// The opposite sign.
    pub fn negated(self) -> Fen {
        Fen(self.0.saturating_neg())
    }

    /// Without its sign.
    pub fn absolute(self) -> Fen {
        Fen(self.0.saturating_abs())
    }

    /// Exact yuan (fen ÷ 100).
    pub fn yuan(self) -> Exact {
        Exact::new(self.0.into(), 100)
    }
}

impl Exact {
    /// Yuan to whole fen under `rounding`; `None` outside i64.
    pub fn to_fen(&self, rounding: Rounding) -> Option<Fen> {
        let hundred = self.ratio() * RBig::from(100);
        let shifted = match rounding {
            Rounding::HalfUp => hundred + RBig::from_parts(IBig::from(1), UBig::from(2u8)),
            Rounding::Down => hundred,
        };
        i64::try_from(shifted.floor()).ok().map(Fen)
    }
}

impl fmt::Display for Fen {
    /// Yuan with two decimals and a minus sign where negative: `-1820.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}", fen / 100, fen % 100))
    }
}

impl FromStr for Fen {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        match text.strip_prefix('-') {
            Some(rest) => rest.parse::<Money>().map(|m| m.fen().negated()),
            None => text.parse::<Money>().map(Money::fen),
        }
    }
}
text_form!(Fen, Form::Amount);

impl From<Money> for Fen {
    fn from(money: Money) -> Fen {
        money.fen()
    }
}
