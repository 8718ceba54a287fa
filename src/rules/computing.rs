//! A run under way: what has been read, what has moved, and why; one amount that is about to move.

use super::{
    draw::Answer,
    holdings::{LARGEST, Spot},
    number::Number,
    outcome::Move,
    reading::{At, Reading, Stepped},
    run::Run,
    stop::{Limited, Stop},
    table::RowAt,
    value::Value,
};
use crate::{
    event::Reason,
    scheme::{CheckedSheet, Expr, PlaceRef, RegisterAt, Shortage, Step, Tag},
    unit::Fen,
};
use std::collections::BTreeMap;

/// Register and key of a payee.
type Payee = (String, String);

/// By payee: one for each amount moved to it, or owed by it, in the order of the steps.
pub type Reasons = BTreeMap<Payee, Vec<Reason>>;

/// A run under way.
pub(super) struct Computing<'a> {
    pub(super) reading: Reading<'a>,
    pub(super) moves: Vec<Move>,
    pub(super) explained: Option<Explained>,
}

/// One amount about to move.
pub(super) struct Line {
    pub(super) row: Option<RowAt>,
    pub(super) from: Spot,
    pub(super) to: Spot,
    pub(super) fen: i128,
    pub(super) exact: Number,
    pub(super) tag: Option<Tag>,
}

/// Reasons as they come up.
#[derive(Debug, Default)]
pub(super) struct Explained {
    pub(super) reasons: Reasons,
    /// What went into (above 0) and out of each pot and account, by step.
    pub(super) flows: BTreeMap<Spot, Vec<(String, i128)>>,
}

/// What a part of a pool rests on, for its reason.
#[derive(Clone)]
pub(super) struct Basis<'e> {
    pub(super) weight: Number,
    pub(super) of: Number,
    pub(super) pool: i128,
    pub(super) expr: Option<&'e Expr>,
    pub(super) at: At,
}

impl<'a> Computing<'a> {
    pub(super) fn start(
        sheet: &'a CheckedSheet,
        run: &Run,
        overrides: BTreeMap<usize, Value>,
        explain: bool,
    ) -> Result<Computing<'a>, Stop> {
        Ok(Computing {
            reading: Reading::new(sheet, run, overrides)?,
            moves: Vec::new(),
            explained: explain.then(Explained::default),
        })
    }

    /// The rows of a step; one without row for a step without 每个.
    pub(super) fn rows(&self, each: Option<RegisterAt>) -> impl Iterator<Item = At> + use<> {
        let register = each.map(RegisterAt::index);
        let count = register.map_or(1, |r| self.reading.tables.len(r));
        (0..count).map(move |row| register.map(|r| (r, row)))
    }

    pub(super) fn spot(&self, place: &PlaceRef, at: At, step: &Step) -> Result<Spot, Stop> {
        self.reading.spot(place, at).ok_or_else(|| Stop::Missing {
            line: step.line,
            row: self.reading.told(at),
            what: step.name.clone(),
        })
    }

    /// The answers to a shortage, places read in the row of each draw.
    pub(super) fn answers(&self, shortage: &[Shortage], ats: &[At], step: &Step) -> Result<Vec<Answer>, Stop> {
        shortage
            .iter()
            .map(|answer| match answer {
                Shortage::From(place) => {
                    let spots: Result<Vec<Spot>, Stop> = ats.iter().map(|at| self.spot(place, *at, step)).collect();
                    spots.map(Answer::From)
                }
                Shortage::Scaled => Ok(Answer::Scaled),
                Shortage::Stop => Ok(Answer::Stop),
            })
            .collect()
    }

    /// Puts what was taken where it goes. 0 fen are no line (B3).
    pub(super) fn post(&mut self, step: &Step, line: Line) -> Result<(), Stop> {
        if line.fen == 0 {
            return Ok(());
        }
        let fen =
            i64::try_from(line.fen).ok().filter(|fen| i128::from(*fen) <= LARGEST).ok_or_else(|| Stop::Limit {
                line: step.line,
                what: Box::new(Limited::Amount {
                    step: step.name.clone(),
                    most: super::holdings::fen(LARGEST),
                    found: crate::unit::Exact::new(line.fen, 100),
                }),
            })?;
        let Reading { holdings, tables, .. } = &mut self.reading;
        holdings.put(line.to, line.fen);
        self.moves.push(Move {
            step: step.name.clone(),
            line: step.line,
            row: line.row.and_then(|at| tables.name(at)),
            from: holdings.place(line.from, tables),
            to: holdings.place(line.to, tables),
            fen: Fen(fen),
            exact: line.exact.exact(),
            tag: line.tag,
        });
        Ok(())
    }
}

/// The exact amount that belongs to `fen` of `total`.
pub(super) fn part_of(exact: &Number, fen: i128, total: i128) -> Number {
    if fen == total {
        return exact.clone();
    }
    Number::fraction(fen, total).map_or(Number::ZERO, |part| exact.times(&part))
}

/// Sentence 19: the moved amount in yuan, of the row, else in total.
pub(super) fn yuan_cells(step: &Step, moved: &[i128]) -> Stepped {
    match step.each {
        Some(_) => Stepped::Rows(moved.iter().map(|fen| Value::yuan(*fen)).collect()),
        None => Stepped::Run(Value::yuan(moved.iter().sum())),
    }
}
