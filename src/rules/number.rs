//! Exact fractions with a fast path: machine integers while they fit, big integers beyond.

use crate::unit::Exact;
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use std::cmp::Ordering;

/// Sentence 24: bits of a numerator or denominator.
pub(super) const BITS: usize = 4096;

/// An exact fraction. Both forms give equal results; the small one need not be in lowest terms.
#[derive(Debug, Clone)]
pub(super) struct Number(Form);

#[derive(Debug, Clone)]
enum Form {
    /// Numerator and denominator, the latter above 0. Products of two fit in i128.
    Small(i64, i64),
    Big(Box<RBig>),
}

impl Number {
    pub(super) const ZERO: Number = Number(Form::Small(0, 1));

    pub(super) fn whole(n: i128) -> Number {
        Number::small(n, 1).unwrap_or_else(|| Number::big(RBig::from(n)))
    }

    /// n ÷ d, `None` for d = 0.
    pub(super) fn fraction(n: i128, d: i128) -> Option<Number> {
        match d.cmp(&0) {
            Ordering::Equal => None,
            Ordering::Greater => Number::small(n, d),
            Ordering::Less => Number::small(n.checked_neg()?, d.checked_neg()?),
        }
        .or_else(|| Number::whole(n).over(&Number::whole(d)))
    }

    /// n ÷ d for d above 0 as machine integers, in lowest terms only where it would not fit else.
    fn small(n: i128, d: i128) -> Option<Number> {
        let fit = |n: i128, d: i128| {
            let n = i64::try_from(n).ok().filter(|n| *n != i64::MIN)?;
            Some(Number(Form::Small(n, i64::try_from(d).ok()?)))
        };
        fit(n, d).or_else(|| {
            let (n, d) = lowest(n, d);
            fit(n, d)
        })
    }

    /// From lowest terms; small again where it fits.
    fn big(ratio: RBig) -> Number {
        let small = i64::try_from(ratio.numerator().clone()).ok().zip(i64::try_from(ratio.denominator().clone()).ok());
        match small {
            Some((n, d)) if n != i64::MIN => Number(Form::Small(n, d)),
            _ => Number(Form::Big(Box::new(ratio))),
        }
    }

    fn ratio(&self) -> RBig {
        match &self.0 {
            Form::Small(n, d) => RBig::from_parts(IBig::from(*n), UBig::from(d.unsigned_abs())),
            Form::Big(ratio) => (**ratio).clone(),
        }
    }

    pub(super) fn exact(&self) -> Exact {
        Exact::from_ratio(self.ratio())
    }

    pub(super) fn is_zero(&self) -> bool {
        match &self.0 {
            Form::Small(n, _) => *n == 0,
            Form::Big(ratio) => ratio.is_zero(),
        }
    }

    pub(super) fn is_negative(&self) -> bool {
        match &self.0 {
            Form::Small(n, _) => *n < 0,
            Form::Big(ratio) => **ratio < RBig::ZERO,
        }
    }

    /// Bits of the longer part where it could matter for the limit of sentence 24.
    pub(super) fn bits(&self) -> usize {
        match &self.0 {
            Form::Small(..) => 0,
            Form::Big(_) => self.exact().bits(),
        }
    }

    pub(super) fn plus(&self, other: &Number) -> Number {
        if let (Form::Small(a, b), Form::Small(c, d)) = (&self.0, &other.0)
            && let Some(sum) = sum(wide(*a), wide(*b), wide(*c), wide(*d))
        {
            return sum;
        }
        Number::big(self.ratio() + other.ratio())
    }

    pub(super) fn minus(&self, other: &Number) -> Number {
        self.plus(&other.negated())
    }

    pub(super) fn negated(&self) -> Number {
        match &self.0 {
            Form::Small(n, d) => Number(Form::Small(-n, *d)),
            Form::Big(ratio) => Number::big(-(**ratio).clone()),
        }
    }

    pub(super) fn times(&self, other: &Number) -> Number {
        if let (Form::Small(a, b), Form::Small(c, d)) = (&self.0, &other.0)
            && let Some(product) = product(wide(*a), wide(*b), wide(*c), wide(*d))
        {
            return product;
        }
        Number::big(self.ratio() * other.ratio())
    }

    /// self ÷ other, `None` for other = 0.
    pub(super) fn over(&self, other: &Number) -> Option<Number> {
        if other.is_zero() {
            return None;
        }
        if let (Form::Small(a, b), Form::Small(c, d)) = (&self.0, &other.0) {
            let (upper, lower) = if *c < 0 { (-*d, -*c) } else { (*d, *c) };
            if let Some(quotient) = product(wide(*a), wide(*b), wide(upper), wide(lower)) {
                return Some(quotient);
            }
        }
        Some(Number::big(self.ratio() / other.ratio()))
    }

    /// The largest whole number not above this one, `None` outside i128.
    pub(super) fn floor(&self) -> Option<i128> {
        match &self.0 {
            Form::Small(n, d) => Some(n.div_euclid(*d).into()),
            Form::Big(ratio) => i128::try_from(ratio.floor()).ok(),
        }
    }

    /// The whole number it is, `None` if it is none or lies outside i128.
    pub(super) fn as_whole(&self) -> Option<i128> {
        let floor = self.floor()?;
        (Number::whole(floor) == *self).then_some(floor)
    }

    /// Numerator and denominator in lowest terms where they fit.
    pub(super) fn parts(&self) -> Option<(i128, i128)> {
        match &self.0 {
            Form::Small(n, d) => Some(lowest(wide(*n), wide(*d))),
            Form::Big(ratio) => {
                let n = i128::try_from(ratio.numerator().clone()).ok()?;
                let d = i128::try_from(ratio.denominator().clone()).ok()?;
                Some((n, d))
            }
        }
    }
}

impl From<&Exact> for Number {
    fn from(exact: &Exact) -> Number {
        let ratio = exact.ratio();
        let n = i64::try_from(ratio.numerator().clone()).ok().filter(|n| *n != i64::MIN);
        let d = i64::try_from(ratio.denominator().clone()).ok();
        match n.zip(d) {
            Some((n, d)) => Number(Form::Small(n, d)),
            None => Number(Form::Big(Box::new(ratio.clone()))),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        if let (Form::Small(a, b), Form::Small(c, d)) = (&self.0, &other.0) {
            return if b == d { a.cmp(c) } else { (wide(*a) * wide(*d)).cmp(&(wide(*c) * wide(*b))) };
        }
        self.ratio().cmp(&other.ratio())
    }
}

fn wide(n: i64) -> i128 {
    n.into()
}

/// a/b + c/d; every part comes from 64 bits, so nothing here leaves i128.
fn sum(a: i128, b: i128, c: i128, d: i128) -> Option<Number> {
    if b == d {
        return Number::small(a + c, b);
    }
    if let Some(times) = divides(b, d) {
        return Number::small(a + c * times, b);
    }
    if let Some(times) = divides(d, b) {
        return Number::small(c + a * times, d);
    }
    let common = divisor(b, d);
    Number::small(a * (d / common) + c * (b / common), b * (d / common))
}

/// a/b × c/d, within i128 for the same reason.
fn product(a: i128, b: i128, c: i128, d: i128) -> Option<Number> {
    Number::small(a * c, b * d)
}

/// `whole ÷ part` where it leaves nothing over; both above 0 and of 64 bits.
fn divides(whole: i128, part: i128) -> Option<i128> {
    let (w, p) = (u64::try_from(whole).ok()?, u64::try_from(part).ok()?);
    w.is_multiple_of(p).then(|| (w / p).into())
}

fn lowest(n: i128, d: i128) -> (i128, i128) {
    let g = divisor(n, d);
    (n / g, d / g)
}

/// What divides both, for d above 0.
#[expect(clippy::cast_possible_wrap, reason = "a divisor of d is at most d, which is an i128 above 0")]
fn divisor(n: i128, d: i128) -> i128 {
    gcd(n.unsigned_abs(), d.unsigned_abs()) as i128
}

/// Greatest common divisor; at least 1 for b above 0.
pub(super) fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(mut x), Ok(mut y)) = (u64::try_from(a), u64::try_from(b)) {
            while y != 0 {
                (x, y) = (y, x % y);
            }
            return x.into();
        }
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fraction() -> impl Strategy<Value = (i128, i128)> {
        let part = prop_oneof![-50_i128..50, -(1_i128 << 62)..(1 << 62), -(1_i128 << 125)..(1 << 125)];
        (part.clone(), part.prop_map(|d| if d == 0 { 1 } else { d.abs() }))
    }

    proptest! {
        #[test]
        fn the_small_form_agrees_with_big_integers((a, b) in fraction(), (c, d) in fraction()) {
            let (x, y) = (Number::fraction(a, b).unwrap(), Number::fraction(c, d).unwrap());
            let (p, q) = (x.ratio(), y.ratio());
            prop_assert_eq!(x.plus(&y).ratio(), &p + &q);
            prop_assert_eq!(x.minus(&y).ratio(), &p - &q);
            prop_assert_eq!(x.times(&y).ratio(), &p * &q);
            prop_assert_eq!(x.over(&y).map(|n| n.ratio()), (c != 0).then(|| &p / &q));
            prop_assert_eq!(x.cmp(&y), p.cmp(&q));
            prop_assert_eq!(x.floor(), i128::try_from(p.floor()).ok());
            prop_assert_eq!(Number::from(&x.exact()), x);
        }
    }

    #[test]
    fn the_least_machine_integer_has_an_opposite() {
        let (least, opposite) = (i128::from(i64::MIN), Number::whole(1 << 63));
        let exact = Exact::whole(least);
        for number in [Number::whole(least), Number::fraction(least, 1).unwrap(), Number::from(&exact)] {
            assert_eq!(number.negated(), opposite);
            assert_eq!(number.over(&Number::whole(-1)), Some(opposite.clone()));
            assert_eq!((number.is_negative(), number.floor()), (true, Some(least)));
        }
        assert_eq!(Number::whole(1).over(&Number::whole(least)), Number::fraction(-1, 1 << 63));
    }

    #[test]
    fn nothing_divides_by_zero() {
        assert_eq!(Number::fraction(1, 0), None);
        assert_eq!(Number::whole(1).over(&Number::ZERO), None);
        assert_eq!(Number::fraction(1, -3), Number::fraction(-1, 3));
    }
}
