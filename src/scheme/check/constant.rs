//! Figures that can be worked out from the text alone: `1 年 ÷ 3`.

use super::super::tree::{Expr, ExprKind, Literal, Operator, Type};
use crate::unit::Exact;

/// The value of an expression without names; `None` if it has any, or divides by zero.
pub(super) fn fold(expr: &Expr) -> Option<Literal> {
    if let ExprKind::Literal(literal) = &expr.kind {
        return Some(literal.clone());
    }
    match &expr.ty {
        Type::Number(unit) => Some(Literal::Number(number(expr)?, unit.clone())),
        _ => None,
    }
}

fn number(expr: &Expr) -> Option<Exact> {
    Some(match &expr.kind {
        ExprKind::Literal(Literal::Number(number, _)) => number.clone(),
        ExprKind::Arithmetic(operator, left, right) => {
            let (left, right) = (number(left)?, number(right)?);
            match operator {
                Operator::Plus => left + right,
                Operator::Minus => left - right,
                Operator::Times => left * right,
                Operator::Over => left.over(&right)?,
            }
        }
        ExprKind::Of(percent, base) => number(percent)? * number(base)? * Exact::new(1, 100),
        _ => return None,
    })
}

/// True if nothing in an expression is a name: it is the same in every run of every sheet.
pub(super) fn is_written(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(_) => true,
        ExprKind::Arithmetic(_, a, b) | ExprKind::Of(a, b) | ExprKind::Compare(_, a, b) | ExprKind::Otherwise(a, b) => {
            is_written(a) && is_written(b)
        }
        ExprKind::All(parts) | ExprKind::Any(parts) | ExprKind::Largest(parts) | ExprKind::Smallest(parts) => {
            parts.iter().all(is_written)
        }
        ExprKind::Not(inner) | ExprKind::Needed(inner) => is_written(inner),
        _ => false,
    }
}
