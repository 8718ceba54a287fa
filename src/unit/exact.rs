//! Exact fractions: the only numbers between a register and a fen.

use super::{Form, UnitError, text_form};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use std::{fmt, str::FromStr};

/// An exact fraction in lowest terms. Written `3/8`, `12` or, when it ends, still as a fraction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(RBig);

/// How a fraction becomes a multiple of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// Half up: ⌊x/s + ½⌋·s.
    HalfUp,
    /// Down: ⌊x/s⌋·s.
    Down,
}

impl Exact {
    /// n ÷ d; d must not be zero.
    pub fn new(n: i128, d: u64) -> Exact {
        Exact(RBig::from_parts(IBig::from(n), UBig::from(d)))
    }

    /// Zero.
    pub fn zero() -> Exact {
        Exact(RBig::ZERO)
    }

    /// A whole number.
    pub fn whole(n: i128) -> Exact {
        Exact::new(n, 1)
    }

    /// The wrapped fraction.
    pub fn ratio(&self) -> &RBig {
        &self.0
    }

    /// Wraps a fraction.
    pub fn from_ratio(ratio: RBig) -> Exact {
        Exact(ratio)
    }

    /// True for 0.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// True below 0.
    pub fn is_negative(&self) -> bool {
        self.0 < RBig::ZERO
    }

    /// The largest whole number not above this one; `None` outside i128.
    pub fn floor(&self) -> Option<i128> {
        i128::try_from(self.0.floor()).ok()
    }

    /// Bits in the longer of numerator and denominator.
    pub fn bits(&self) -> usize {
        use dashu_int::ops::BitTest;
        self.0.numerator().bit_len().max(self.0.denominator().bit_len())
    }

    /// A decimal text if it ends within `places`, else `None`: `883.5`, `1/3` → `None`.
    pub fn decimal(&self, places: u32) -> Option<String> {
        let mut scaled = self.0.clone();
        for used in 0..=places as usize {
            if scaled.denominator() == &UBig::ONE {
                let negative = scaled < RBig::ZERO;
                let mut digits = scaled.numerator().to_string();
                if negative {
                    digits.remove(0);
                }
                while digits.len() <= used {
                    digits.insert(0, '0');
                }
                if used > 0 {
                    digits.insert(digits.len() - used, '.');
                }
                return Some(if negative { format!("-{digits}") } else { digits });
            }
            scaled *= RBig::from(10);
        }
        None
    }
}

macro_rules! arithmetic {
    ($($trait:ident $method:ident $op:tt),*) => {$(
        impl std::ops::$trait for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                Exact(&self.0 $op &other.0)
            }
        }
        impl std::ops::$trait for Exact {
            type Output = Exact;
            fn $method(self, other: Exact) -> Exact {
                Exact(self.0 $op other.0)
            }
        }
    )*};
}
arithmetic!(Add add +, Sub sub -, Mul mul *);

impl Exact {
    /// self ÷ other; `None` when other is zero.
    pub fn over(&self, other: &Exact) -> Option<Exact> {
        (!other.is_zero()).then(|| Exact(&self.0 / &other.0))
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Exact>>(iter: I) -> Exact {
        iter.fold(Exact::zero(), |a, b| a + b)
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl FromStr for Exact {
    type Err = UnitError;
    /// `12`, `-3/8`, `0.035`; at most 4,000 digits above and below the line, which is more than any
    /// result of 4,096 bits, or product of two, has: what was written out can be read again.
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let bad = || UnitError::new(Form::Number, text);
        let digits = |s: &str| !s.is_empty() && s.len() <= 4_000 && s.bytes().all(|b| b.is_ascii_digit());
        let (negative, body) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (n, d) = if let Some((n, d)) = body.split_once('/') {
            (n.to_owned(), d.to_owned())
        } else if let Some((whole, part)) = body.split_once('.') {
            if !digits(whole) || !digits(part) {
                return Err(bad());
            }
            (format!("{whole}{part}"), format!("1{}", "0".repeat(part.len())))
        } else {
            (body.to_owned(), "1".to_owned())
        };
        if !digits(&n) || !digits(&d) {
            return Err(bad());
        }
        let n = IBig::from_str_radix(&n, 10).ok().ok_or_else(bad)?;
        let d = UBig::from_str_radix(&d, 10).ok().ok_or_else(bad)?;
        if d == UBig::ZERO {
            return Err(bad());
        }
        let value = RBig::from_parts(n, d);
        Ok(Exact(if negative { -value } else { value }))
    }
}
text_form!(Exact, Form::Number);

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken claim stops its test")]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_written_out_is_read_again() {
        let seven = Exact::new(22, 7);
        let mut exact = Exact::new(-1, 3);
        for _ in 0..1_100 {
            exact = &exact * &seven;
            assert_eq!(exact.to_string().parse::<Exact>().unwrap(), exact);
        }
        assert!(exact.bits() > 4_096, "longer than any result may be: {}", exact.bits());
    }

    #[test]
    fn what_is_no_number_is_refused_however_long_it_is() {
        let long = "9".repeat(4_001);
        let signed = format!("+{}", "9".repeat(80));
        for text in
            ["", "-", "+1", "1e3", ".5", "1.", "1/", "/2", "1/0", "1/-2", "1_0", "１", "1/2/3", "1.5/2", &long, &signed]
        {
            assert!(text.parse::<Exact>().is_err(), "{text}");
        }
        assert!(format!("1/{long}").parse::<Exact>().is_err());
        assert_eq!("007/14".parse::<Exact>().unwrap().to_string(), "1/2");
    }
}
