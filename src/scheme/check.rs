//! Every check between a statement and the tree.

use super::tree::{Register, RegisterAt};

/// Registers passed on the one way from `from` up to `to`.
pub(super) fn way_up(registers: &[Register], from: RegisterAt, to: RegisterAt) -> Option<Vec<RegisterAt>> {
    if from == to {
        return Some(Vec::new());
    }
    for &parent in &registers.get(from.0)?.parents {
        if let Some(mut rest) = way_up(registers, parent, to) {
            rest.insert(0, parent);
            return Some(rest);
        }
    }
    None
}
