//! Paying a payout by a form: who has no account among others that have one is not recorded as paid by a bank.

use super::{form::WrongField, visit::Visit};
use crate::{
    cooperative::Trouble,
    decide::Request,
    form::{Description, Fields},
    lists::PaymentBatch,
    told::told_usage,
    unit::Words,
};

/// The step that pays those who are on the bank's list, and nobody else.
pub const KNOWN: &str = "known";

/// What is wrong with a payment that names no household, and the step that pays those whom the bank can.
///
/// # Errors
/// What keeps the journal from being read.
pub fn wrong(visit: &Visit<'_>, request: &Request) -> Result<Option<WrongField>, Trouble> {
    let labels = visit.labels();
    let Some(batch) = PaymentBatch::beside_others(&visit.coop, request, labels)? else { return Ok(None) };
    let nothing: [Words; 2] = ["".into(), "".into()];
    let said = told_usage(labels, "paid_without_account", &batch.without_told(), &nothing).message;
    let (many, total) = (batch.lines.len().to_string(), batch.total.to_string());
    let called = labels.fill("desk.pay_known", &[("n", &many), ("total", &total)]);
    let hint = labels.text("desk.pay_known_told").to_owned();
    Ok(Some(WrongField { path: "from".to_owned(), said, hint, step: Some((KNOWN, called)) }))
}

/// Names those whom the bank can pay, as if somebody had typed them; they stand in the form from then on.
///
/// # Errors
/// As [`wrong`].
pub fn name_known(visit: &Visit<'_>, of: &Description, fields: &mut Fields) -> Result<(), Trouble> {
    // what is wrong in the form itself is told where it is read
    let Ok(request) = of.request(fields) else { return Ok(()) };
    let Some(batch) = PaymentBatch::beside_others(&visit.coop, &request, visit.labels())? else { return Ok(()) };
    for (n, line) in batch.paid()?.into_iter().enumerate() {
        fields.insert(format!("lines.{n}.household"), line.household.to_string());
        fields.extend(line.amount.map(|amount| (format!("lines.{n}.amount"), amount.to_string())));
    }
    Ok(())
}
