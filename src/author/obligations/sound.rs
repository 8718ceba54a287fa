//! What holds of every payout, whatever its sheet: no fen is made or lost, and none goes backwards.

use super::{
    Figure,
    verdict::{Verdict, broken},
};
use crate::{
    rules::{Given, Outcome, Place, Run},
    scheme::CheckedSheet,
    unit::Fen,
};
use std::collections::BTreeMap;

/// Place by place, from the moves alone.
pub(super) fn conserved(sheet: &CheckedSheet, run: &Run, outcome: &Outcome) -> Verdict {
    let mut held: BTreeMap<Place, i128> = BTreeMap::new();
    for input in sheet.inputs().iter().filter(|i| i.held.is_some()) {
        if let Some(Given::Number(exact)) = run.inputs.get(&input.name) {
            let fen = exact.to_fen(crate::unit::Rounding::Down).unwrap_or_default();
            held.insert(Place::Pot { name: input.name.clone(), key: String::new() }, fen.0.into());
        }
    }
    for (name, rows) in &run.balances {
        for (key, fen) in rows {
            held.insert(Place::Account { name: name.clone(), key: key.clone() }, fen.0.into());
        }
    }
    let kept = |place: &Place| matches!(place, Place::Pot { .. } | Place::Account { .. });
    for m in &outcome.moves {
        let fen = i128::from(m.fen.0);
        for (place, change) in [(&m.from, -fen), (&m.to, fen)].into_iter().filter(|(place, _)| kept(place)) {
            *held.entry(place.clone()).or_default() += change;
        }
    }
    for (place, fen) in held {
        let expected = match &place {
            Place::Party(_) | Place::Payee { .. } => continue,
            Place::Pot { .. } => 0,
            Place::Account { name, key } => {
                outcome.closing.get(name).and_then(|rows| rows.get(key)).map_or(0, |fen| i128::from(fen.0))
            }
        };
        if fen != expected {
            return broken(Figure::Holds(place, expected), Figure::Amount(fen));
        }
    }
    Verdict::Holds
}

pub(super) fn no_negative_line(outcome: &Outcome) -> Verdict {
    if let Some(m) = outcome.moves.iter().find(|m| m.fen <= Fen::ZERO) {
        return broken(Figure::Positive(m.step.clone()), Figure::Amount(m.fen.0.into()));
    }
    let closing = outcome.closing.iter().flat_map(|(name, rows)| rows.values().map(move |fen| (name, *fen)));
    match closing.into_iter().find(|(_, fen)| *fen < Fen::ZERO) {
        Some((name, fen)) => broken(Figure::NotBelowZero(name.clone()), Figure::Amount(fen.0.into())),
        None => Verdict::Holds,
    }
}
