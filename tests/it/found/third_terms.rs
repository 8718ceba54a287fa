//! Attacker's third look, November 2026: the terms by which money is due, shared and written off. Each test
//! has an honest neighbour beside the order that was taken before.

mod cards;
mod once;
mod version;
mod work;

use super::whose::village::{Village, own_money};
use crate::{
    little::{Little, accountant, read},
    tampered::forge::Forge,
};
use coop_ledger::{audit::FindingCode, decide::Code, event::Event, unit::Fen};

fn declare(payout: &str, on: &str, rest: &str) -> String {
    format!(r#"{{"id":"d-{payout}-{on}","on":"{on}","kind":"payout.declare","payout":"{payout}",{rest}}}"#)
}

/// A receipt of parts `name=amount` for what `days` says.
fn receipt(id: &str, on: &str, contract: &str, days: &str, parts: &[&str]) -> String {
    let part = |text: &&str| {
        let (name, amount) = text.split_once('=').unwrap();
        format!(r#"{{"part":"{name}","amount":"{amount}"}}"#)
    };
    let parts: Vec<String> = parts.iter().map(part).collect();
    format!(
        r#"{{"id":"{id}","on":"{on}","kind":"receipt.recorded","contract":"{contract}","into":"A-BANK-1"{days},"parts":[{}]}}"#,
        parts.join(",")
    )
}

fn period(first: &str, last: &str) -> String {
    format!(r#","period":{{"first_day":"{first}","last_day":"{last}"}}"#)
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
    let told = report.findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let found = report.findings.iter().any(|f| f.code() == FindingCode::DecidedOtherwise);
    assert!(found && told.contains(rule.name()), "{told}");
}
