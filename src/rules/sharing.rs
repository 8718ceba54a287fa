//! The only place where money is divided: largest remainder, floors, and rounded lines
//! (sentences 14 to 16). Order of arrival means nothing; ties are settled by the caller's rank.

use super::number::{BITS, Number, gcd};
use crate::unit::Fen;
use dashu_int::{IBig, UBig};

/// Why an amount cannot be divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indivisible {
    /// A weight is below zero.
    Negative,
    /// More fen than the ledger can hold.
    TooLarge,
    /// No common denominator that is short enough.
    TooFine,
}

/// One who shares: how much, and who comes first among equals (lower is earlier, all distinct).
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim<'a, R> {
    pub(super) weight: &'a Number,
    pub(super) rank: R,
}

/// Shares `pool` whole units by weight (sentence 15): each gets ⌊pool·w/W⌋, and the units left
/// go singly to the largest fractions, ties to the lower rank. `None` if all weights are zero.
pub(super) fn largest_remainder<R: Ord>(pool: u128, claims: &[Claim<'_, R>]) -> Result<Option<Vec<u128>>, Indivisible> {
    if nobody_shares(claims)? {
        return Ok(None);
    }
    if let Some((parts, rests)) = machine_quotas(pool, claims) {
        return Ok(Some(completed(pool, parts, claims, &rests)));
    }
    let (parts, rests) = exact_quotas(pool, claims)?;
    Ok(Some(completed(pool, parts, claims, &rests)))
}

/// Shares fen by whole weights as [`largest_remainder`] does, ties to who stands first. `None` if all weights are zero, or
/// one is below it.
pub(crate) fn by_weight(pool: Fen, weights: &[i128]) -> Option<Vec<Fen>> {
    let numbers: Vec<Number> = weights.iter().map(|weight| Number::whole(*weight)).collect();
    let claims: Vec<Claim<'_, usize>> =
        numbers.iter().enumerate().map(|(rank, weight)| Claim { weight, rank }).collect();
    let parts = largest_remainder(u128::try_from(pool.0).ok()?, &claims).ok()??;
    parts.into_iter().map(|part| i64::try_from(part).ok().map(Fen)).collect()
}

/// Each gets ⌊pool·w/W⌋ whole units and what is left stays (去尾 of sentence 15). `None` if all
/// weights are zero.
pub(super) fn floors<R: Ord>(pool: u128, claims: &[Claim<'_, R>]) -> Result<Option<Vec<u128>>, Indivisible> {
    if nobody_shares(claims)? {
        return Ok(None);
    }
    match machine_quotas(pool, claims) {
        Some((parts, _)) => Ok(Some(parts)),
        None => exact_quotas(pool, claims).map(|q| Some(q.0)),
    }
}

fn nobody_shares<R>(claims: &[Claim<'_, R>]) -> Result<bool, Indivisible> {
    match claims.iter().any(|c| c.weight.is_negative()) {
        true => Err(Indivisible::Negative),
        false => Ok(claims.iter().all(|c| c.weight.is_zero())),
    }
}

/// Exact amounts, here counted in units, to whole units with one rounded total (sentence 14, A1):
/// the total is ⌊Σe + ½⌋, each row its floor, and the units missing go singly to the largest
/// fractions, ties to the lower rank. A row of 0 gets nothing.
pub(super) fn one_rounded_total<R: Ord>(claims: &[Claim<'_, R>]) -> Result<Vec<u128>, Indivisible> {
    let mut parts = Vec::with_capacity(claims.len());
    let mut rests = Vec::with_capacity(claims.len());
    let mut sum = Number::ZERO;
    for claim in claims {
        if claim.weight.is_negative() {
            return Err(Indivisible::Negative);
        }
        let floor = claim.weight.floor().ok_or(Indivisible::TooLarge)?;
        rests.push(claim.weight.minus(&Number::whole(floor)));
        parts.push(floor.unsigned_abs());
        sum = sum.plus(claim.weight);
        if sum.bits() > BITS {
            return Err(Indivisible::TooFine);
        }
    }
    let total = half_up(&sum).ok_or(Indivisible::TooLarge)?;
    let floors = parts.iter().try_fold(0_u128, |a, b| a.checked_add(*b)).ok_or(Indivisible::TooLarge)?;
    // fewer units are missing than rows have a fraction, so nobody without a fraction is reached
    hand_out(total.saturating_sub(floors), &mut parts, claims, &rests);
    Ok(parts)
}

/// The floors, and the units they leave of the pool handed out.
fn completed<R: Ord, T: Ord>(pool: u128, mut parts: Vec<u128>, claims: &[Claim<'_, R>], rests: &[T]) -> Vec<u128> {
    let given: u128 = parts.iter().sum();
    hand_out(pool - given, &mut parts, claims, rests);
    parts
}

/// Parts of an amount as amounts: none is above the amount, and that one came from the same type.
#[expect(clippy::cast_possible_wrap, reason = "no part is more than the amount divided, which was an i128")]
pub(super) fn counted(parts: Vec<u128>) -> Vec<i128> {
    parts.into_iter().map(|part| part as i128).collect()
}

/// ⌊x + ½⌋ of what is not negative.
pub(super) fn half_up(x: &Number) -> Option<u128> {
    let half = Number::fraction(1, 2)?;
    u128::try_from(x.plus(&half).floor()?).ok()
}

/// One unit each to the `missing` largest rests, ties to the lower rank.
fn hand_out<R: Ord, T: Ord>(missing: u128, parts: &mut [u128], claims: &[Claim<'_, R>], rests: &[T]) {
    let missing = usize::try_from(missing).unwrap_or(usize::MAX).min(parts.len());
    if missing == 0 {
        return;
    }
    let mut order: Vec<_> = parts.iter_mut().zip(rests.iter().zip(claims)).collect();
    order.select_nth_unstable_by(missing - 1, |(_, (a, one)), (_, (b, other))| {
        b.cmp(a).then_with(|| one.rank.cmp(&other.rank))
    });
    for (lucky, _) in order.into_iter().take(missing) {
        *lucky += 1;
    }
}

/// Floors and remainders in machine integers; `None` where something does not fit.
fn machine_quotas<R>(pool: u128, claims: &[Claim<'_, R>]) -> Option<(Vec<u128>, Vec<u128>)> {
    let mut common: u128 = 1;
    for claim in claims {
        let (_, d) = claim.weight.parts()?;
        let d = d.unsigned_abs();
        if !common.is_multiple_of(d) {
            common = common.checked_mul(d / gcd(common, d))?;
        }
    }
    let mut weights = Vec::with_capacity(claims.len());
    let mut total: u128 = 0;
    for claim in claims {
        let (n, d) = claim.weight.parts()?;
        let weight = n.unsigned_abs().checked_mul(common / d.unsigned_abs())?;
        total = total.checked_add(weight)?;
        weights.push(weight);
    }
    pool.checked_mul(total)?; // then every pool·w fits as well
    let quota = |w: &u128| {
        let product = pool * w;
        match (u64::try_from(product), u64::try_from(total)) {
            (Ok(p), Ok(t)) => (u128::from(p / t), u128::from(p % t)),
            _ => (product / total, product % total),
        }
    };
    Some(weights.iter().map(quota).unzip())
}

/// The same in big integers, within the bits of sentence 24.
fn exact_quotas<R>(pool: u128, claims: &[Claim<'_, R>]) -> Result<(Vec<u128>, Vec<IBig>), Indivisible> {
    use dashu_int::ops::{BitTest, Gcd};
    let ratios: Vec<_> = claims.iter().map(|c| c.weight.exact()).collect();
    let mut common = UBig::ONE;
    for ratio in &ratios {
        let d = ratio.ratio().denominator();
        let g = (&common).gcd(d);
        common *= d / g;
        if common.bit_len() > BITS {
            return Err(Indivisible::TooFine);
        }
    }
    let weights: Vec<IBig> =
        ratios.iter().map(|r| r.ratio().numerator() * IBig::from(&common / r.ratio().denominator())).collect();
    let total = weights.iter().fold(IBig::ZERO, |sum, w| sum + w);
    let pool = IBig::from(pool);
    let mut parts = Vec::with_capacity(weights.len());
    let mut rests = Vec::with_capacity(weights.len());
    for weight in weights {
        let product = &pool * weight;
        parts.push(u128::try_from(&product / &total).ok().ok_or(Indivisible::TooLarge)?);
        rests.push(product % &total);
    }
    Ok((parts, rests))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn share(pool: u128, weights: &[Number]) -> Option<Vec<u128>> {
        largest_remainder(pool, &ranked(weights)).unwrap()
    }
    fn ranked(weights: &[Number]) -> Vec<Claim<'_, usize>> {
        weights.iter().enumerate().map(|(rank, weight)| Claim { weight, rank }).collect()
    }
    fn numbers(texts: &[&str]) -> Vec<Number> {
        texts.iter().map(|t| Number::from(&t.parse::<crate::unit::Exact>().unwrap())).collect()
    }

    #[test]
    fn a_larger_pool_may_pay_one_line_a_fen_less() {
        let weights = numbers(&["9/2", "9/2", "2", "14", "25/4", "10", "5/2"]);
        let (small, large) = (share(32, &weights).unwrap(), share(33, &weights).unwrap());
        assert_eq!(small, [3, 3, 2, 10, 5, 7, 2]);
        assert_eq!(large, [3, 3, 1, 11, 5, 8, 2]);
    }

    #[test]
    fn ties_go_to_the_lower_rank_wherever_it_stands() {
        let one = Number::whole(1);
        let claims = ["H3", "H1", "H2"].map(|rank| Claim { weight: &one, rank });
        assert_eq!(largest_remainder(4, &claims).unwrap().unwrap(), [1, 2, 1]);
        assert_eq!(largest_remainder(5, &claims).unwrap().unwrap(), [1, 2, 2]);
        assert_eq!(floors(5, &claims).unwrap().unwrap(), [1, 1, 1]);
    }

    #[test]
    fn nobody_to_share_with_is_said_and_nothing_is_lost() {
        assert_eq!(share(10, &[]), None);
        assert_eq!(share(10, &numbers(&["0", "0"])), None);
        assert_eq!(share(10, &numbers(&["0", "1/7"])), Some(vec![0, 10]));
        assert_eq!(share(0, &numbers(&["1", "1"])), Some(vec![0, 0]));
        let negative = numbers(&["1", "-1"]);
        assert_eq!(largest_remainder(10, &ranked(&negative)), Err(Indivisible::Negative));
    }

    #[test]
    fn a_rounded_total_is_not_the_sum_of_rounded_lines() {
        let thirds = numbers(&["1/2", "1/2", "1/2", "0"]);
        assert_eq!(one_rounded_total(&ranked(&thirds)).unwrap(), [1, 1, 0, 0]); // ⌊1½ + ½⌋ = 2
        let whole = numbers(&["7", "0", "2"]);
        assert_eq!(one_rounded_total(&ranked(&whole)).unwrap(), [7, 0, 2]);
        let one = numbers(&["1/2"]);
        assert_eq!(one_rounded_total(&ranked(&one)).unwrap(), [1]);
        let low = numbers(&["1/3", "1/9"]);
        assert_eq!(one_rounded_total(&ranked(&low)).unwrap(), [0, 0]);
        assert_eq!(one_rounded_total(&ranked(&numbers(&["-1/2"]))), Err(Indivisible::Negative));
    }

    #[test]
    fn weights_beyond_machine_integers_share_all_the_same() {
        let huge = numbers(&["100000000000000000000000000000000000001/3", "2/100000000000000000000000000000000000007"]);
        assert_eq!(share(10_u128.pow(14), &huge), Some(vec![10_u128.pow(14), 0]));
        let primes =
            numbers(&["1/340282366920938463463374607431768211297", "1/340282366920938463463374607431768211297"]);
        assert_eq!(share(3, &primes), Some(vec![2, 1]));
    }

    fn weights() -> impl Strategy<Value = Vec<Number>> {
        prop::collection::vec((0_i128..500, 1_i128..40), 1..24)
            .prop_map(|list| list.iter().map(|(n, d)| Number::fraction(*n, *d).unwrap()).collect())
    }

    proptest! {
        #[test]
        fn every_fen_is_given_and_every_line_is_within_one_of_its_quota(pool in 0_u128..100_000, w in weights()) {
            let total = w.iter().fold(Number::ZERO, |a, b| a.plus(b));
            let Some(parts) = share(pool, &w) else { return Ok(()) };
            prop_assert_eq!(parts.iter().sum::<u128>(), pool);
            for (part, weight) in parts.iter().zip(&w) {
                let quota = weight.times(&Number::whole(pool.cast_signed())).over(&total).unwrap();
                let floor = quota.floor().unwrap().unsigned_abs();
                prop_assert!(*part == floor || *part == floor + 1 && quota.as_whole().is_none());
            }
        }

        #[test]
        fn machine_and_big_integers_share_alike(pool in 0_u128..100_000, w in weights()) {
            let claims = ranked(&w);
            prop_assume!(w.iter().any(|w| !w.is_zero()));
            if let (Some((a, r)), Ok((b, s))) = (machine_quotas(pool, &claims), exact_quotas(pool, &claims)) {
                prop_assert_eq!(&a, &b);
                let left = pool - a.iter().sum::<u128>();
                let (mut x, mut y) = (a, b);
                hand_out(left, &mut x, &claims, &r);
                hand_out(left, &mut y, &claims, &s);
                prop_assert_eq!(x, y);
            }
        }

        #[test]
        fn order_of_arrival_means_nothing(pool in 0_u128..100_000, w in weights(), turn in 0_usize..24) {
            let mut claims = ranked(&w);
            let first = largest_remainder(pool, &claims).unwrap();
            let cents = one_rounded_total(&claims).unwrap();
            let turn = turn % claims.len();
            claims.rotate_left(turn);
            let mut again = largest_remainder(pool, &claims).unwrap();
            if let Some(parts) = &mut again { parts.rotate_right(turn); }
            prop_assert_eq!(again, first);
            let mut other = one_rounded_total(&claims).unwrap();
            other.rotate_right(turn);
            prop_assert_eq!(other, cents);
        }

        #[test]
        fn a_larger_weight_of_ones_own_never_pays_less(pool in 0_u128..100_000, mut w in weights(), who in 0_usize..24, more in 1_i128..90) {
            let who = who % w.len();
            let before = share(pool, &w).map_or(0, |p| p[who]);
            let exact = one_rounded_total(&ranked(&w)).unwrap()[who];
            w[who] = w[who].plus(&Number::fraction(more, 7).unwrap());
            prop_assert!(share(pool, &w).unwrap()[who] >= before);
            prop_assert!(one_rounded_total(&ranked(&w)).unwrap()[who] >= exact);
        }

        #[test]
        fn one_rounded_total_is_half_up_of_the_exact_sum(w in weights()) {
            let sum = w.iter().fold(Number::ZERO, |a, b| a.plus(b));
            let parts = one_rounded_total(&ranked(&w)).unwrap();
            prop_assert_eq!(Some(parts.iter().sum::<u128>()), half_up(&sum));
            for (part, exact) in parts.iter().zip(&w) {
                prop_assert!(!exact.is_zero() || *part == 0);
            }
        }
    }
}
