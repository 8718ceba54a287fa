//! 分: a pool by weights (sentences 15 and 17).

use super::{
    computing::{Basis, Computing, Line, part_of, yuan_cells},
    draw::{Draw, Whose, fill},
    holdings::{LARGEST, Spot},
    number::Number,
    reading::{At, Stepped},
    sharing::{Claim, Indivisible, counted, floors, half_up, largest_remainder},
    stop::Stop,
};
use crate::scheme::{
    Expr, ExprKind, Mode, PlaceRef, Receiver, RegisterAt, RoundingRule, Scope, Share, ShareSource, Step,
};

/// One who shares in a pool.
pub(super) struct Sharer {
    /// Position among the step's receivers: settles ties before the key does.
    receiver: usize,
    /// The row its weight is read in.
    at: At,
    to: Spot,
    weight: Number,
}

impl Computing<'_> {
    pub(super) fn share(&mut self, index: usize, step: &Step, share: &Share) -> Result<Stepped, Stop> {
        match &share.from {
            ShareSource::One(place) => self.share_one(index, step, share, place),
            ShareSource::Each { register, scope, place, weight } => {
                self.share_each(index, step, share, &Source { register: *register, scope, place, weight })
            }
        }
    }

    fn share_one(&mut self, index: usize, step: &Step, share: &Share, place: &PlaceRef) -> Result<Stepped, Stop> {
        let whose = Whose { line: step.line, step: &step.name };
        let (mut draws, mut ats, mut sharers) = (Vec::new(), Vec::new(), Vec::new());
        for (row, at) in self.rows(step.each).enumerate() {
            let from = self.spot(place, at, step)?;
            let (exact, fen) = match &share.amount {
                Some(amount) => self.pool(amount, at, whose)?,
                None => all_of(self.reading.holdings.balance(from)),
            };
            draws.push(Draw::new(row, exact, fen, from));
            ats.push(at);
            sharers.push(self.sharers(step, share, at)?);
        }
        let answers = self.answers(&share.shortage, &ats, step)?;
        self.reading.gather(&mut draws, &answers, whose)?;
        let mut moved = Vec::with_capacity(draws.len());
        for ((mut draw, at), sharers) in draws.into_iter().zip(ats).zip(sharers) {
            moved.push(self.divide(index, step, share, &mut draw, at, &sharers)?);
        }
        Ok(yuan_cells(step, &moved))
    }

    /// A: rounded half up to the fen; 舍入 on a 分 concerns its lines only (B2).
    fn pool(&self, amount: &Expr, at: At, whose: Whose<'_>) -> Result<(Number, i128), Stop> {
        let exact = self.reading.not_negative(amount, at)?;
        let fen = half_up(&exact.times(&Number::whole(100))).and_then(|fen| i128::try_from(fen).ok());
        let fen = fen.filter(|fen| *fen <= LARGEST).ok_or_else(|| whose.indivisible(Indivisible::TooLarge))?;
        Ok((exact, fen))
    }

    /// Everyone with a weight, in the order of the sentence, then of keys.
    fn sharers(&self, step: &Step, share: &Share, at: At) -> Result<Vec<Sharer>, Stop> {
        let mut list = Vec::new();
        for (receiver, to) in share.to.iter().enumerate() {
            let mut add = |here: At| {
                if to.only.as_ref().map_or(Ok(true), |only| self.reading.truth(only, here))? {
                    let weight = match &to.weight {
                        Some(weight) => self.reading.not_negative(weight, here)?,
                        None => Number::whole(1),
                    };
                    if !weight.is_zero() {
                        list.push(Sharer { receiver, at: here, to: self.spot(&to.place, here, step)?, weight });
                    }
                }
                Ok(())
            };
            match &to.each {
                Some((register, scope)) => self.reading.each(*register, scope, at, &mut add)?,
                None => add(at)?,
            }
        }
        Ok(list)
    }

    /// Divides what was gathered; gives back what moved.
    fn divide(
        &mut self,
        index: usize,
        step: &Step,
        share: &Share,
        draw: &mut Draw,
        at: At,
        sharers: &[Sharer],
    ) -> Result<i128, Stop> {
        let whose = Whose { line: step.line, step: &step.name };
        if draw.fen == 0 {
            return Ok(0);
        }
        let claims: Vec<_> = sharers.iter().enumerate().map(|(rank, s)| Claim { weight: &s.weight, rank }).collect();
        let Some(parts) = parts(draw.fen, &claims, &share.rounding, whose)? else {
            return self.nobody(step, share.nobody.as_ref(), draw, at);
        };
        let of = sharers.iter().fold(Number::ZERO, |sum, s| sum.plus(&s.weight));
        let weighed = sharers.iter().filter_map(|s| {
            Some(Part { expr: share.to.get(s.receiver)?.weight.as_ref()?, at: s.at, weight: &s.weight })
        });
        self.one_whole(step, at, &of, weighed)?;
        let moved: i128 = parts.iter().sum();
        self.leave(draw, draw.fen - moved);
        let pool = Number::fraction(draw.fen, 100).unwrap_or(Number::ZERO);
        let mut fills = if draw.given.len() > 1 { fill(&draw.given, &parts) } else { Vec::new() }.into_iter();
        for (sharer, part) in sharers.iter().zip(&parts) {
            let receiver = share.to.get(sharer.receiver);
            self.note(index, receiver, sharer.at, *part);
            let from = fills.next().unwrap_or_else(|| vec![(draw.only_giver(), *part)]);
            let exact = pool.times(&sharer.weight).over(&of).unwrap_or(Number::ZERO);
            let basis = Basis {
                weight: sharer.weight.clone(),
                of: of.clone(),
                pool: draw.fen,
                expr: receiver.and_then(|r| r.weight.as_ref()),
                at: sharer.at,
            };
            for (from, fen) in from {
                let line = Line {
                    row: at.or(sharer.at),
                    from,
                    to: sharer.to,
                    fen,
                    exact: part_of(&exact, fen, *part),
                    tag: receiver.and_then(|r| r.tag),
                };
                self.explain_share(step, &line, &basis);
                self.post(step, line)?;
            }
        }
        Ok(moved)
    }

    /// Weights in % are parts of one whole: they make 100 % of those who share (sentence 15, as of
    /// its erratum). Looked at when the amount could be divided, so their common denominator has
    /// kept its limit.
    fn one_whole<'p>(
        &self,
        step: &Step,
        at: At,
        of: &Number,
        parts: impl Iterator<Item = Part<'p>> + Clone,
    ) -> Result<(), Stop> {
        const SHOWN: usize = 8;
        let percent = parts.clone().next().is_some_and(|part| part.expr.unit().is_percent());
        if !percent || *of == Number::whole(100) {
            return Ok(());
        }
        let several = parts.clone().nth(SHOWN).is_some();
        let told = parts.filter(|part| !part.weight.is_zero()).take(SHOWN).map(|part| {
            let weight = super::value::shown(&part.weight.exact());
            match self.reading.told(part.at).filter(|_| part.at != at) {
                Some((register, key)) => format!("{register}[{key}] {weight} %"),
                None => match part.expr.kind {
                    ExprKind::Literal(_) => format!("{weight} %"),
                    _ => format!("{} {weight} %", self.reading.written(part.expr)),
                },
            }
        });
        let mut told: Vec<String> = told.collect();
        if several {
            told.push("…".to_owned());
        }
        Err(Stop::PartsNotWhole {
            line: step.line,
            row: self.reading.told(at),
            step: step.name.clone(),
            found: super::value::shown(&of.exact()),
            parts: told.join(", "),
        })
    }

    /// W = 0: the amount goes to 无则.
    fn nobody(&mut self, step: &Step, to: Option<&Receiver>, draw: &Draw, at: At) -> Result<i128, Stop> {
        let to = to.ok_or_else(|| no_weight(self.reading.told(at), step))?;
        let spot = self.spot(&to.place, at, step)?;
        for (from, fen) in &draw.given {
            let exact = part_of(&draw.exact, *fen, draw.fen);
            let line = Line { row: at, from: *from, to: spot, fen: *fen, exact, tag: to.tag };
            self.explain_rate(step, &line, None);
            self.post(step, line)?;
        }
        Ok(draw.fen)
    }

    /// 去尾: the left-over stays in the source, the last one asked first.
    fn leave(&mut self, draw: &mut Draw, mut left: i128) {
        while let (Some((spot, fen)), true) = (draw.given.last_mut(), left > 0) {
            let back = left.min(*fen);
            let spot = *spot;
            *fen -= back;
            left -= back;
            self.reading.holdings.take(spot, -back);
            if draw.given.last().is_some_and(|(_, fen)| *fen == 0) && draw.given.len() > 1 {
                draw.given.pop();
            }
        }
    }

    /// What a row of a `每个` receiver or source moved, for later steps to read.
    fn note(&mut self, index: usize, receiver: Option<&Receiver>, at: At, fen: i128) {
        let Some((register, row)) = at.filter(|_| receiver.is_none_or(|r| r.each.is_some())) else { return };
        let count = self.reading.tables.len(register);
        if let Some(by) = self.reading.by_row.get_mut(index)
            && let Some(slot) = by.entry(register).or_insert_with(|| vec![0; count]).get_mut(row)
        {
            *slot += fen;
        }
    }

    /// Sentence 17: the same sharing, each row giving its part.
    fn share_each(&mut self, index: usize, step: &Step, share: &Share, source: &Source<'_>) -> Result<Stepped, Stop> {
        let whose = Whose { line: step.line, step: &step.name };
        let (mut draws, mut ats, mut owners, mut bases) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut count = 0;
        for (row, at) in self.rows(step.each).enumerate() {
            count += 1;
            let mut list: Vec<(At, Spot, Number)> = Vec::new();
            self.reading.each(source.register, source.scope, at, |here| {
                let weight = self.reading.not_negative(source.weight, here)?;
                list.push((here, self.spot(source.place, here, step)?, weight));
                Ok(())
            })?;
            let (exact, fen) = match &share.amount {
                Some(amount) => self.pool(amount, at, whose)?,
                None => all_of(list.iter().map(|(_, spot, _)| self.reading.holdings.balance(*spot)).sum()),
            };
            if fen == 0 {
                continue;
            }
            let claims: Vec<_> = list.iter().enumerate().map(|(rank, (.., weight))| Claim { weight, rank }).collect();
            let Some(parts) = parts(fen, &claims, &share.rounding, whose)? else {
                return Err(no_weight(self.reading.told(at), step));
            };
            let of = list.iter().fold(Number::ZERO, |sum, (.., weight)| sum.plus(weight));
            let weighed = list.iter().map(|(here, _, weight)| Part { expr: source.weight, at: *here, weight });
            self.one_whole(step, at, &of, weighed)?;
            for ((here, from, weight), part) in list.into_iter().zip(parts) {
                let exact = exact.times(&weight).over(&of).unwrap_or(Number::ZERO);
                draws.push(Draw::new(draws.len(), exact, part, from));
                owners.push((row, at));
                ats.push(here);
                bases.push(Basis { weight, of: of.clone(), pool: fen, expr: Some(source.weight), at: here });
            }
        }
        let answers = self.answers_either(share, &ats, &owners, step)?;
        let receiver = share.to.first().ok_or_else(|| no_weight(None, step))?;
        let mut targets = Vec::with_capacity(draws.len());
        for (here, (_, at)) in ats.iter().zip(&owners) {
            targets.push(self.spot_either(&receiver.place, *here, *at, step)?);
        }
        self.reading.gather(&mut draws, &answers, whose)?;
        let mut moved = vec![0_i128; count];
        for (at, draw) in draws.iter().enumerate() {
            let (Some(&(row, owner)), Some(&here), Some(&to), Some(basis)) =
                (owners.get(at), ats.get(at), targets.get(at), bases.get(at))
            else {
                continue;
            };
            if let Some(sum) = moved.get_mut(row) {
                *sum += draw.fen;
            }
            self.note(index, None, here, draw.fen);
            for (from, fen) in &draw.given {
                let exact = part_of(&draw.exact, *fen, draw.fen);
                let line = Line { row: owner.or(here), from: *from, to, fen: *fen, exact, tag: receiver.tag };
                self.explain_share(step, &line, basis);
                self.post(step, line)?;
            }
        }
        Ok(yuan_cells(step, &moved))
    }

    /// A place read in the row of the source, else in the row of the step.
    fn spot_either(&self, place: &PlaceRef, here: At, at: At, step: &Step) -> Result<Spot, Stop> {
        match self.reading.spot(place, here) {
            Some(spot) => Ok(spot),
            None => self.spot(place, at, step),
        }
    }

    fn answers_either(
        &self,
        share: &Share,
        ats: &[At],
        owners: &[(usize, At)],
        step: &Step,
    ) -> Result<Vec<super::draw::Answer>, Stop> {
        use crate::scheme::Shortage;
        let in_source = |answer: &Shortage| match answer {
            Shortage::From(place) => ats.first().is_none_or(|at| self.reading.spot(place, *at).is_some()),
            _ => true,
        };
        let owners: Vec<At> = owners.iter().map(|(_, at)| *at).collect();
        let mut answers = Vec::with_capacity(share.shortage.len());
        for answer in &share.shortage {
            let rows = if in_source(answer) { ats } else { &owners };
            answers.extend(self.answers(std::slice::from_ref(answer), rows, step)?);
        }
        Ok(answers)
    }
}

/// A weight above 0 and where it was read.
#[derive(Clone, Copy)]
struct Part<'p> {
    expr: &'p Expr,
    at: At,
    weight: &'p Number,
}

/// 由 每个 T.A 按 w.
struct Source<'s> {
    register: RegisterAt,
    scope: &'s Scope,
    place: &'s PlaceRef,
    weight: &'s Expr,
}

impl Draw {
    /// The one giver where there is no other.
    fn only_giver(&self) -> Spot {
        self.given.first().map_or(self.from, |(spot, _)| *spot)
    }
}

fn all_of(fen: i128) -> (Number, i128) {
    (Number::fraction(fen, 100).unwrap_or(Number::ZERO), fen)
}

/// The parts in fen; `None` if all weights are 0.
fn parts(
    fen: i128,
    claims: &[Claim<'_, usize>],
    rounding: &RoundingRule,
    whose: Whose<'_>,
) -> Result<Option<Vec<i128>>, Stop> {
    let step = Number::from(&rounding.step).times(&Number::whole(100)).as_whole().filter(|s| *s > 0).unwrap_or(1);
    let pool = fen.unsigned_abs();
    let unit = step.unsigned_abs();
    if claims.iter().all(|claim| claim.weight.is_zero()) {
        return Ok(None);
    }
    let parts = match rounding.mode {
        // ⌊A·w/(W·s)⌋ = ⌊⌊A·w/W⌋ ÷ s⌋ for a whole s
        Mode::Down => {
            floors(pool, claims).map(|parts| parts.map(|p| p.iter().map(|p| p / unit * unit).collect::<Vec<_>>()))
        }
        Mode::HalfUp | Mode::LargestRemainder => {
            if !pool.is_multiple_of(unit) {
                return Err(Stop::NotAMultiple {
                    line: whose.line,
                    step: whose.step.to_owned(),
                    pool: super::holdings::fen(fen),
                    unit: super::holdings::fen(step),
                });
            }
            largest_remainder(pool / unit, claims).map(|parts| parts.map(|p| p.iter().map(|p| p * unit).collect()))
        }
    };
    let parts = parts.map_err(|why| whose.indivisible(why))?;
    Ok(parts.map(counted))
}

fn no_weight(row: Option<(String, String)>, step: &Step) -> Stop {
    Stop::NobodyToShare { line: step.line, row, step: step.name.clone() }
}
