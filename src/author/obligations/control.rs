//! The trial itself: draws runs, judges every claim on them, makes what breaks one small.

use super::{
    super::{language, translate},
    Counterexample, Obligation, Obligations,
    claims::Trial,
    dice::Dice,
    generate,
    large::Likely,
    nearby, parts,
    shrink::shrink,
    verdict::{Calculator, Verdict},
};
use crate::{
    rules::{Place, settle},
    scheme::{CheckedSheet, read, words::Lang},
};
use std::collections::BTreeMap;

/// [`super::obligations`] with another calculator in the place of ours: a deliberately wrong one
/// shows that the claims would see it.
pub fn obligations_of(sheet: &CheckedSheet, seed: u64, cases: usize, compute: Calculator<'_>) -> Obligations {
    watched(sheet, seed, cases, 0, compute, &mut |_| {})
}

pub(super) fn watched(
    sheet: &CheckedSheet,
    seed: u64,
    cases: usize,
    households: usize,
    compute: Calculator<'_>,
    at: &mut dyn FnMut(usize),
) -> Obligations {
    let other = if language(sheet) == Lang::Zh { Lang::En } else { Lang::Zh };
    let twin = read(&translate(sheet, other)).ok();
    let trial = Trial { sheet, twin, compute };
    let mut dice = Dice::new(seed);
    let mut result = Obligations {
        generated: 0,
        accepted: 0,
        paying: 0,
        refused: BTreeMap::new(),
        obligations: super::claims(sheet)
            .into_iter()
            .map(|claim| Obligation { claim, tried: 0, counterexample: None })
            .collect(),
    };
    let mut likely = Likely::default();
    let examples = nearby::examples(sheet);
    for n in 0..cases {
        at(n);
        let near = if n % 2 == 1 { nearby::run(sheet, &examples, &mut dice) } else { None };
        let Some(drawn) = near.or_else(|| generate::run(sheet, &mut dice)) else { continue };
        result.generated += 1;
        let mut accepted = drawn;
        if let Some(stop) = settle(sheet, &mut accepted) {
            *result.refused.entry((stop.word(), stop.line())).or_default() += 1;
            for obligation in result.obligations.iter_mut().filter(|o| o.counterexample.is_none()) {
                if let Some((expected, found)) = parts::breaks(&obligation.claim, &stop) {
                    obligation.tried += 1;
                    let first = Counterexample { run: accepted.clone(), times: 1, expected, found };
                    obligation.counterexample = Some(shrink(&trial, &obligation.claim, first));
                }
            }
            continue;
        }
        result.accepted += 1;
        if let Ok(outcome) = compute(sheet, &accepted) {
            let member = |place: &Place| matches!(place, Place::Payee { .. });
            result.paying += usize::from(outcome.moves.iter().any(|m| member(&m.to) || member(&m.from)));
            likely.offer(sheet, &accepted, &outcome);
        }
        for obligation in result.obligations.iter_mut().filter(|o| o.counterexample.is_none()) {
            match trial.judge(&obligation.claim, &accepted) {
                Verdict::Silent => {}
                Verdict::Holds => obligation.tried += 1,
                Verdict::Broken { expected, found } => {
                    obligation.tried += 1;
                    let first =
                        Counterexample { run: accepted.clone(), times: obligation.claim.times(), expected, found };
                    obligation.counterexample = Some(shrink(&trial, &obligation.claim, first));
                }
            }
        }
    }
    if households > 0 && !sheet.registers().is_empty() {
        at(cases);
        result.obligations.push(likely.grown(sheet, households, compute));
    }
    result
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken claim stops its test")]
mod tests {
    use super::{super::Claim as C, *};
    use crate::{
        rules::{Run, compute},
        unit::Fen,
    };

    const SHEET: &str = include_str!("../../../tests/it/worked/shortage.sheet");

    fn broken(compute: Calculator<'_>) -> Vec<C> {
        let sheet = read(SHEET).unwrap();
        let found = obligations_of(&sheet, 1, 200, compute);
        assert!(found.accepted > 50, "{found:?}");
        found.obligations.into_iter().filter(|o| o.counterexample.is_some()).map(|o| o.claim).collect()
    }

    #[test]
    fn our_own_calculator_breaks_no_claim() {
        assert_eq!(broken(&compute), []);
    }

    #[test]
    fn a_calculator_that_loses_a_fen_is_seen() {
        let loses = |sheet: &CheckedSheet, run: &Run| {
            let mut outcome = compute(sheet, run)?;
            if let Some(last) = outcome.moves.last_mut() {
                last.fen = Fen(last.fen.0 - 1);
            }
            Ok(outcome)
        };
        assert!(broken(&loses).contains(&C::Conserved));
    }

    #[test]
    fn a_calculator_that_favours_whoever_is_listed_first_is_seen() {
        let favours = |sheet: &CheckedSheet, run: &Run| {
            let mut outcome = compute(sheet, run)?;
            let first = run.registers.get("户").and_then(|rows| rows.first()).map(|r| r.key.clone());
            for m in &mut outcome.moves {
                if matches!(&m.to, Place::Payee { key, .. } if Some(key) == first.as_ref()) {
                    m.fen = Fen(m.fen.0 + 1);
                }
            }
            Ok(outcome)
        };
        assert!(broken(&favours).contains(&C::OrderOfRows));
    }

    #[test]
    fn a_calculator_with_a_negative_line_is_seen() {
        let negative = |sheet: &CheckedSheet, run: &Run| {
            let mut outcome = compute(sheet, run)?;
            if let Some(m) = outcome.moves.first_mut() {
                m.fen = Fen(-m.fen.0);
            }
            Ok(outcome)
        };
        assert!(broken(&negative).contains(&C::NoNegativeLine));
    }

    #[test]
    fn a_calculator_that_reads_english_otherwise_is_seen() {
        let otherwise = |sheet: &CheckedSheet, run: &Run| {
            let mut outcome = compute(sheet, run)?;
            if language(sheet) == Lang::En {
                outcome.moves.pop();
            }
            Ok(outcome)
        };
        assert_eq!(broken(&otherwise), [C::Translation]);
    }
}
