//! Attacker's third look, November 2026: the terms by which money is due, shared and written off. Each test
//! has an honest neighbour beside the order that was taken before.

mod cards;
mod work;

use super::whose::village::Village;
use crate::{
    little::{Little, accountant, read},
    tampered::forge::Forge,
};
use coop_ledger::{audit::FindingCode, decide::Code, event::Event, unit::Fen};

fn declare(payout: &str, on: &str, rest: &str) -> String {
    format!(r#"{{"id":"d-{payout}-{on}","on":"{on}","kind":"payout.declare","payout":"{payout}",{rest}}}"#)
}

fn step(id: &str, on: &str, rest: &str) -> String {
    format!(r#"{{"id":"{id}","on":"{on}","kind":"year.stepped",{rest}}}"#)
}

/// What was signed once, bent so that it breaks the rule, is a finding that names the rule.
fn is_found(little: &Little, rule: Code, mut bend: impl FnMut(&mut Event)) {
    let mut forge = Forge::of(little);
    forge.rewrite(|_, event, _| {
        bend(event);
        None
    });
    let report = forge.audit();
    assert_eq!(report.exit_code(), 1);
    let told = format!("{:?}", report.findings);
    let found = report.findings.iter().any(|f| f.code == FindingCode::DecidedOtherwise);
    assert!(found && told.contains(rule.name()), "{told}");
}
