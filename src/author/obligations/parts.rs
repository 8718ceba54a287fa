//! Parts in % that another run may change: dated apart, from a column, a contract or a formula.

use super::{Claim, Figure, verdict::Verdict};
use crate::{
    rules::{Outcome, Stop},
    scheme::{Action, CheckedSheet, Expr, ExprKind, Name, Share, ShareSource, ValueKind},
};

/// One for every 分 whose parts the checker has not added up.
pub(super) fn claims(sheet: &CheckedSheet) -> Vec<Claim> {
    let steps = sheet.steps().iter().filter_map(|step| match &step.action {
        Action::Share(share) if in_percent(share) && !added_up(sheet, share) => {
            Some(Claim::PartsMakeOne { step: step.name.clone(), line: step.line })
        }
        _ => None,
    });
    steps.collect()
}

fn in_percent(share: &Share) -> bool {
    let weight = match &share.from {
        ShareSource::Each { weight, .. } => Some(weight),
        ShareSource::One(_) => share.to.first().and_then(|to| to.weight.as_ref()),
    };
    weight.is_some_and(|weight| weight.unit().is_percent())
}

/// Figures and values of the sheet alone, which the checker adds up for every day; an example may
/// still put another in a value's place.
fn added_up(sheet: &CheckedSheet, share: &Share) -> bool {
    let of_the_sheet = |weight: &Expr| match &weight.kind {
        ExprKind::Literal(_) => true,
        ExprKind::Name { what: Name::Value { value, .. }, .. } => {
            sheet.values().get(value.index()).is_some_and(|v| matches!(v.kind, ValueKind::Dated(_)))
        }
        _ => false,
    };
    matches!(share.from, ShareSource::One(_))
        && share
            .to
            .iter()
            .all(|to| to.each.is_none() && to.only.is_none() && to.weight.as_ref().is_some_and(of_the_sheet))
}

/// An accepted run proves it where the step moved something.
pub(super) fn judge(line: u32, outcome: &Outcome) -> Verdict {
    if outcome.moves.iter().any(|m| m.line == line) { Verdict::Holds } else { Verdict::Silent }
}

/// A run that stops because of the claim breaks it.
pub(super) fn breaks(claim: &Claim, stop: &Stop) -> Option<(Figure, Figure)> {
    match (claim, stop) {
        (Claim::PartsMakeOne { line: mine, .. }, Stop::PartsNotWhole { line, .. }) if mine == line => {
            Some((Figure::Whole, Figure::Stopped(stop.clone())))
        }
        _ => None,
    }
}
