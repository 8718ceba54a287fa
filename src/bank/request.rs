//! The request that a line becomes once somebody has said yes.

use super::{
    judge::{Awaited, Waits},
    line::BankLine,
};
use crate::{
    decide::{Refusal, Request},
    form::{self, Fields},
    log::Hash,
    unit::{BankId, Fen, HouseholdId},
};

/// The id of a line's request: the same line of the same account has the same one, in whatever file it stands.
pub fn id(account: &BankId, line: &BankLine) -> String {
    const DIGITS: usize = 24;
    let said = [
        account.to_string(),
        line.day.to_string(),
        line.amount.to_string(),
        line.payer.clone(),
        line.payer_account.clone(),
        line.text.clone(),
        line.reference.clone(),
        line.balance.map_or_else(String::new, |balance| balance.to_string()),
        line.again.to_string(),
    ];
    let hash = Hash::of(&[said.join("\n").as_bytes()]).to_string();
    format!("bank.{}", hash.get(..DIGITS).unwrap_or(&hash))
}

/// What is recorded of a line: rent that came, a debt that a household paid, a payout that was paid, one that came back.
///
/// # Errors
/// What cannot be read of it, which its own shape does not allow.
pub fn request(account: &BankId, line: &BankLine, awaited: &Awaited) -> Result<Request, Refusal> {
    let mut fields = Fields::new();
    let mut put = |name: &str, text: String| _ = fields.insert(name.to_owned(), text);
    put("id", id(account, line));
    put("on", line.day.to_string());
    let note = [line.payer.as_str(), line.text.as_str(), line.reference.as_str()];
    put("note", note.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" "));
    let amount = line.amount.absolute().to_string();
    let kind = match &awaited.waits {
        Waits::Rent { contract, instalment, days, parts } => {
            put("into", account.to_string());
            put("contract", contract.to_string());
            match instalment {
                Some(instalment) => put("instalment", instalment.to_string()),
                None => {
                    put("period.first_day", days.first_day().to_string());
                    put("period.last_day", days.last_day().to_string());
                }
            }
            for (n, (part, amount)) in parts.iter().filter(|(_, amount)| *amount > Fen::ZERO).enumerate() {
                put(&format!("parts.{n}.part"), part.clone());
                put(&format!("parts.{n}.amount"), amount.to_string());
            }
            "receipt.recorded"
        }
        Waits::Line { payout, household } => {
            put("payout", payout.to_string());
            put("from", account.to_string());
            put("lines.0.household", household.to_string());
            put("lines.0.amount", amount);
            "payout.pay"
        }
        Waits::Payout { payout } => {
            put("payout", payout.to_string());
            put("from", account.to_string());
            put("total", amount);
            "payout.pay"
        }
        Waits::Debt { household, purpose, part } => {
            debt(&mut put, (account, household), [part, purpose, &amount]);
            "receipt.recorded"
        }
        Waits::Back { payout, household } => {
            put("payout", payout.to_string());
            put("into", account.to_string());
            put("lines.0.household", household.to_string());
            put("lines.0.amount", amount);
            put("lines.0.reason", reason(line).to_owned());
            "payout.returned"
        }
    };
    let Some(of) = form::of(kind) else {
        return Err(crate::decide::ReadingRule::NoObject.into());
    };
    of.request(&fields).map_err(|wrong| {
        let first = wrong.into_iter().next().map(|(_, refusal)| refusal);
        first.unwrap_or_else(|| crate::decide::ReadingRule::NoObject.into())
    })
}

/// The receipt of a household's debt.
fn debt(
    put: &mut impl FnMut(&str, String),
    (account, household): (&BankId, &HouseholdId),
    [part, purpose, amount]: [&str; 3],
) {
    put("into", account.to_string());
    put("parts.0.part", part.to_owned());
    put("parts.0.holder", household.to_string());
    put("parts.0.purpose", purpose.to_owned());
    put("parts.0.amount", amount.to_owned());
}

/// Why it came back, by what the bank wrote.
fn reason(line: &BankLine) -> &'static str {
    let says = |words: &[&str]| words.iter().any(|word| line.text.contains(word));
    if says(&["户名", "名称不符", "姓名不符"]) {
        "name_differs"
    } else if says(&["销户", "账户不存在", "无此账户", "账号不存在"]) {
        "account_closed"
    } else {
        "other"
    }
}
