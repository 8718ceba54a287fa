//! Ratios and rates, exact and in lowest terms: `7/10`, `7/200`. Percent is never written.

use super::{Exact, Form, UnitError, text_form};
use std::{fmt, str::FromStr};

/// A non-negative fraction in lowest terms with parts below 2⁵³.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    over: u64,
    under: u64,
}

impl Ratio {
    /// Nothing of it.
    pub const ZERO: Ratio = Ratio { over: 0, under: 1 };

    /// n ÷ d in lowest terms; `None` when d is zero or a part is too large.
    pub fn new(n: u64, d: u64) -> Option<Ratio> {
        if d == 0 || n > 1 << 53 || d > 1 << 53 {
            return None;
        }
        let g = gcd(n, d);
        Some(Ratio { over: n / g, under: d / g })
    }

    /// One ratio of another; `None` when a part is too large.
    pub fn times(self, other: Ratio) -> Option<Ratio> {
        Ratio::new(self.over.checked_mul(other.over)?, self.under.checked_mul(other.under)?)
    }

    /// Both parts, in lowest terms; the second is not zero.
    pub fn parts(self) -> (u64, u64) {
        (self.over, self.under)
    }

    /// As an exact fraction.
    pub fn exact(self) -> Exact {
        Exact::new(self.over.into(), self.under)
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

impl FromStr for Ratio {
    type Err = UnitError;
    /// Accepts `7/10`, `0.035` and `3.5%`; writes lowest terms.
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let bad = || UnitError::new(Form::Ratio, text);
        let number = |s: &str| -> Option<u64> {
            (!s.is_empty() && s.len() <= 16 && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok()).flatten()
        };
        if let Some((n, d)) = text.split_once('/') {
            return number(n).zip(number(d)).and_then(|(n, d)| Ratio::new(n, d)).ok_or_else(bad);
        }
        let (body, percent) = match text.strip_suffix('%') {
            Some(rest) => (rest.trim_end(), 100),
            None => (text, 1),
        };
        let (whole, part) = body.split_once('.').unwrap_or((body, "0"));
        if part.len() > 12 {
            return Err(bad());
        }
        let scale = part.bytes().fold(1_u64, |scale, _| scale * 10);
        let n = number(whole).zip(number(part)).and_then(|(w, p)| w.checked_mul(scale)?.checked_add(p));
        n.and_then(|n| Ratio::new(n, scale * percent)).ok_or_else(bad)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.over, self.under)
    }
}
text_form!(Ratio, Form::Ratio);
