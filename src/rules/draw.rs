//! Where the fen of a step come from: the source, then the answers to a shortage in order
//! (sentence 14).

use super::{
    holdings::{Spot, fen},
    number::Number,
    reading::Reading,
    sharing::{Claim, Indivisible, counted, largest_remainder},
    stop::{Limited, Stop},
};
use std::collections::BTreeMap;

/// What one row of a step takes.
#[derive(Debug)]
pub(super) struct Draw {
    /// Position among the step's rows: settles ties as the key would.
    pub(super) row: usize,
    /// Before rounding, exact yuan.
    pub(super) exact: Number,
    /// Wanted; after gathering, what was found.
    pub(super) fen: i128,
    /// The source named first.
    pub(super) from: Spot,
    /// Who gave how much, in the order asked; none of 0.
    pub(super) given: Vec<(Spot, i128)>,
}

impl Draw {
    pub(super) fn new(row: usize, exact: Number, fen: i128, from: Spot) -> Draw {
        Draw { row, exact, fen, from, given: Vec::new() }
    }

    fn open(&self) -> i128 {
        self.fen - self.given.iter().map(|(_, fen)| fen).sum::<i128>()
    }
}

/// One answer to a shortage, its place read for every draw.
pub(super) enum Answer {
    From(Vec<Spot>),
    Scaled,
    Stop,
}

/// Where a step stands, for refusals.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whose<'s> {
    pub(super) line: u32,
    pub(super) step: &'s str,
}

impl Whose<'_> {
    pub(super) fn indivisible(self, why: Indivisible) -> Stop {
        Stop::Limit { line: self.line, what: Box::new(Limited::Shared { step: self.step.to_owned(), why }) }
    }
}

impl Reading<'_> {
    /// Takes every draw from its source, then from the answers. A place that holds enough gives
    /// what is asked of it; else it gives all it holds, split over those who ask in proportion
    /// to what they still lack (largest remainder, ties by key), and the rest goes to the next
    /// answer.
    pub(super) fn gather(&mut self, draws: &mut [Draw], answers: &[Answer], whose: Whose<'_>) -> Result<(), Stop> {
        let first: Vec<Spot> = draws.iter().map(|d| d.from).collect();
        let mut last = first.clone();
        let mut short = self.ask(draws, &first, whose)?;
        for answer in answers {
            if short.is_empty() {
                return Ok(());
            }
            match answer {
                Answer::From(spots) => {
                    last.clone_from(spots);
                    short = self.ask(draws, spots, whose)?;
                }
                Answer::Scaled => return self.scale(draws, whose),
                Answer::Stop => break,
            }
        }
        match short.first() {
            None => Ok(()),
            Some(&(spot, need, held)) => Err(Stop::Short {
                line: whose.line,
                step: whose.step.to_owned(),
                place: self.holdings.told(spot, &self.tables),
                need: fen(need),
                held: fen(held),
            }),
        }
    }

    /// Asks each draw's place for what the draw lacks. Gives back the places that fell short,
    /// with what was needed and held.
    fn ask(&mut self, draws: &mut [Draw], spots: &[Spot], whose: Whose<'_>) -> Result<Vec<(Spot, i128, i128)>, Stop> {
        let mut groups: BTreeMap<Spot, Vec<usize>> = BTreeMap::new();
        for (at, (draw, spot)) in draws.iter().zip(spots).enumerate() {
            if draw.open() > 0 {
                groups.entry(*spot).or_default().push(at);
            }
        }
        let mut short = Vec::new();
        for (spot, members) in groups {
            let open: Vec<i128> = members.iter().filter_map(|at| draws.get(*at)).map(Draw::open).collect();
            let need: i128 = open.iter().sum();
            let held = self.holdings.available(spot);
            let parts = match held {
                Some(held) if held < need => {
                    short.push((spot, need, held));
                    split(held, &open).map_err(|why| whose.indivisible(why))?
                }
                _ => open,
            };
            for (at, part) in members.iter().zip(parts) {
                if let (Some(draw), true) = (draws.get_mut(*at), part > 0) {
                    draw.given.push((spot, part));
                }
            }
            self.holdings.take(spot, held.map_or(need, |held| held.min(need)));
        }
        Ok(short)
    }

    /// 减付: what a group (the draws with one first source) gathered is shared over its rows by
    /// their exact amounts, in fen.
    fn scale(&mut self, draws: &mut [Draw], whose: Whose<'_>) -> Result<(), Stop> {
        let mut groups: BTreeMap<Spot, Vec<usize>> = BTreeMap::new();
        for (at, draw) in draws.iter().enumerate() {
            groups.entry(draw.from).or_default().push(at);
        }
        for members in groups.values() {
            if members.iter().filter_map(|at| draws.get(*at)).all(|d| d.open() == 0) {
                continue;
            }
            let mut given: BTreeMap<Spot, i128> = BTreeMap::new();
            for (spot, part) in members.iter().filter_map(|at| draws.get(*at)).flat_map(|d| &d.given) {
                *given.entry(*spot).or_default() += part;
            }
            let gathered: i128 = given.values().sum();
            let exact: Vec<Number> = members.iter().filter_map(|at| draws.get(*at)).map(|d| d.exact.clone()).collect();
            let claims: Vec<_> = exact.iter().enumerate().map(|(rank, weight)| Claim { weight, rank }).collect();
            let parts = largest_remainder(gathered.unsigned_abs(), &claims)
                .map_err(|why| whose.indivisible(why))?
                .unwrap_or_else(|| vec![0; claims.len()]);
            let total = exact.iter().fold(Number::ZERO, |sum, e| sum.plus(e));
            let pool = Number::fraction(gathered, 100).unwrap_or(Number::ZERO);
            let parts = counted(parts);
            let givers: Vec<(Spot, i128)> = given.into_iter().collect();
            for ((at, part), from) in members.iter().zip(&parts).zip(fill(&givers, &parts)) {
                if let Some(draw) = draws.get_mut(*at) {
                    draw.exact = pool.times(&draw.exact).over(&total).unwrap_or(Number::ZERO);
                    draw.fen = *part;
                    draw.given = from;
                }
            }
        }
        Ok(())
    }
}

/// Who gives how much to whom, where givers and receivers add up alike: the first giver serves
/// the first receivers. Which yuan comes from where changes nobody's amount.
pub(super) fn fill(givers: &[(Spot, i128)], receivers: &[i128]) -> Vec<Vec<(Spot, i128)>> {
    let mut givers = givers.iter().copied();
    let mut giver = givers.next();
    receivers
        .iter()
        .map(|wanted| {
            let (mut open, mut from) = (*wanted, Vec::new());
            while let (Some((spot, left)), true) = (giver, open > 0) {
                let part = left.min(open);
                if part > 0 {
                    from.push((spot, part));
                }
                open -= part;
                giver = if left == part { givers.next() } else { Some((spot, left - part)) };
            }
            from
        })
        .collect()
}

/// `amount` over those who lack `open`, in proportion; never more than one lacks.
fn split(amount: i128, open: &[i128]) -> Result<Vec<i128>, Indivisible> {
    let total: i128 = open.iter().sum();
    if amount >= total {
        return Ok(open.to_vec());
    }
    let weights: Vec<Number> = open.iter().map(|fen| Number::whole(*fen)).collect();
    let claims: Vec<_> = weights.iter().enumerate().map(|(rank, weight)| Claim { weight, rank }).collect();
    let parts = largest_remainder(amount.max(0).unsigned_abs(), &claims)?;
    Ok(parts.map_or_else(|| vec![0; open.len()], counted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_place_holds_is_split_by_what_each_lacks_and_never_above_it() {
        assert_eq!(split(5, &[3, 3, 3]).unwrap(), [2, 2, 1]);
        assert_eq!(split(9, &[3, 3, 3]).unwrap(), [3, 3, 3]);
        assert_eq!(split(12, &[3, 3, 3]).unwrap(), [3, 3, 3]);
        assert_eq!(split(0, &[3, 0]).unwrap(), [0, 0]);
        assert_eq!(split(7, &[0, 8, 0]).unwrap(), [0, 7, 0]);
        assert_eq!(split(0, &[]).unwrap(), [] as [i128; 0]);
    }

    #[test]
    fn givers_serve_receivers_in_order_without_a_fen_more_or_less() {
        let (a, b) = (Spot::Pot(0, 0), Spot::Account(0, 0));
        assert_eq!(fill(&[(a, 5), (b, 4)], &[2, 0, 4, 3]), [vec![(a, 2)], vec![], vec![(a, 3), (b, 1)], vec![(b, 3)]]);
        assert_eq!(fill(&[], &[0, 0]), [vec![], vec![]]);
    }
}
