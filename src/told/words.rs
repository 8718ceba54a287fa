//! A code with what belongs to it, as a sentence and a hint in the reader's language.

use crate::{
    cooperative::{Sought, Trouble},
    decide::{Code, Grounds, Refusal},
    finding::{Fault, Finding, StableCode},
    page::visible,
    statement::Labels,
    unit::{Lang, Say, Words},
};
use serde::Serialize;

/// Every code of trouble, for the test that each has its words.
pub const TROUBLE_CODES: &[&str] = &[
    "not_a_ledger",
    "not_empty",
    "moved",
    "busy",
    "unsure",
    "store_refused",
    "store_failed",
    "store_broken",
    "cannot_read",
    "loss",
    "damage",
    "signed_elsewhere",
    "not_anchored",
    "waiting",
    "unsound_lines",
    "damaged",
    "key",
    "clock_jumped",
    "clock_implausible",
    "no_right",
    "disk_full",
    "device",
    "absent",
    "erasure_unfinished",
    "texts_missing",
    "erasure_unsure",
    "erasure_not_begun",
    "bug",
];

/// What is told of one thing that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Stable code.
    pub code: String,
    /// File and line, where there is one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// What is wrong, in the reader's language.
    pub message: String,
    /// What to type next, in the reader's language.
    pub hint: String,
    /// Household, entry, member: as the ledger says it.
    pub subject: String,
    /// What should be there, as the ledger says it.
    pub expected: String,
    /// What is there, as the ledger says it.
    pub found: String,
}

/// What is told of a refusal.
pub fn told_refusal(labels: &Labels, r: &Refusal) -> Told {
    let Grounds { code, subject, expected, found } = r.grounds();
    let in_english = [&subject, &expected, &found].map(|words| words.say(Lang::En));
    let shown = [&subject, &expected, &found].map(|words| words.say(labels.lang()));
    told_as(labels, ["refusal", "refusal_hint"], code.name(), in_english, shown)
}

/// What is told of the code of a refusal, for the test that each has its words.
pub fn told_rule(labels: &Labels, code: Code) -> Told {
    told(labels, ["refusal", "refusal_hint"], code.name(), "1", "2", "3")
}

/// What is told of arguments that make no sense.
pub(crate) fn told_usage(labels: &Labels, code: &str, subject: &str, [expected, found]: &[Words; 2]) -> Told {
    let words = |lang| [subject.to_owned(), expected.say(lang), found.say(lang)];
    told_as(labels, ["usage", "usage_hint"], code, words(Lang::En), words(labels.lang()))
}

/// What is told of a finding.
pub fn told_finding<P: Say, F: Fault>(labels: &Labels, f: &Finding<P, F>) -> Told {
    let words = |lang| [f.place.say(lang), f.expected(lang), f.found(lang)];
    told_as(labels, ["finding", "finding_hint"], f.code().name(), words(Lang::En), words(labels.lang()))
}

/// What is told of a code of findings, for the test that each has its words.
pub fn told_finding_code(labels: &Labels, code: impl StableCode) -> Told {
    told(labels, ["finding", "finding_hint"], code.name(), "1", "2", "3")
}

/// What is told of trouble that is not a refusal; a refusal is told by [`told_refusal`].
pub fn told_trouble(labels: &Labels, trouble: &Trouble) -> Told {
    if let Trouble::Refused(all) = trouble
        && let Some((_, first)) = all.first()
    {
        return told_refusal(labels, first);
    }
    let alone = |subject: String| [subject, String::new(), String::new()];
    let words = |lang: Lang| match trouble {
        // told above
        Trouble::Refused(_) => alone(String::new()),
        Trouble::NotALedger(folder) | Trouble::NotEmpty(folder) => alone(folder.clone()),
        Trouble::Append(error) => alone(error.say(lang)),
        Trouble::Read(error) => alone(error.say(lang)),
        Trouble::ReadOnly(barred) => alone(barred.say(lang)),
        Trouble::Damaged(f) => [f.place.say(lang), f.expected(lang), f.found(lang)],
        Trouble::Unmade(f) => [f.place.say(lang), f.expected(lang), f.found(lang)],
        Trouble::Key(error) => alone(error.say(lang)),
        Trouble::Clock { now, last, jump } => [jump.say(lang), last.to_string(), now.to_string()],
        Trouble::ClockAtBeginning { now, earliest } => [String::new(), earliest.to_string(), now.to_string()],
        Trouble::Unsound(u) => {
            [u.finding.place.say(lang), u.finding.expected(lang), told_finding(labels, &u.finding).message]
        }
        Trouble::Device(cause) => alone(cause.say(lang)),
        Trouble::Absent(sought) => [sought.what(lang), sought.expected(lang), String::new()],
        Trouble::Unfinished { entry, cause } => [entry.to_string(), String::new(), cause.say(lang)],
        Trouble::TextsMissing { said, texts } => [Trouble::missing(texts), texts.len().to_string(), said.to_string()],
        Trouble::ErasureUnsure { household, cause } => [household.to_string(), String::new(), cause.say(lang)],
        Trouble::Unbegun(unbegun) => alone(unbegun.names()),
        Trouble::Bug(_) => alone(trouble.say(lang)),
    };
    let told = told_as(labels, ["trouble", "trouble_hint"], trouble.code(), words(Lang::En), words(labels.lang()));
    let Trouble::Absent(sought) = trouble else { return told };
    Told { hint: labels.word("trouble_hint", where_to_look(sought)).to_owned(), ..told }
}

/// Which hint says where there is what was sought.
fn where_to_look(sought: &Sought) -> &'static str {
    match sought {
        Sought::Household(_) | Sought::Enrolled(_) => "absent_household",
        Sought::Entry { .. } | Sought::Recorded { .. } | Sought::Portion { .. } => "absent_entry",
        Sought::Payout(_) | Sought::Line(..) => "absent_payout",
        Sought::Adopted(_) => "absent_sheet",
        Sought::KeyInForce(_) | Sought::Key(_) => "absent_key",
        Sought::Shipped(_) | Sought::OneOf { .. } => "absent_one",
        Sought::Checkpoint(_) => "moved",
    }
}

/// What is told of a code of trouble, for the test that each has its words.
pub fn told_code(labels: &Labels, code: &str) -> Told {
    told(labels, ["trouble", "trouble_hint"], code, "1", "2", "3")
}

/// Fills the sentence and the hint of a code. `word("refusal", …)`, `word("refusal_hint", …)`,
/// `word("finding", …)`, `word("finding_hint", …)`, `word("trouble", …)`,
/// `word("trouble_hint", …)`, `word("usage", …)` and `word("usage_hint", …)` are its sections.
pub(crate) fn told(
    labels: &Labels,
    [said, hint]: [&str; 2],
    code: &str,
    subject: &str,
    expected: &str,
    found: &str,
) -> Told {
    let as_said = [subject, expected, found].map(str::to_owned);
    told_as(labels, [said, hint], code, as_said.clone(), as_said)
}

/// Fills the sentence and the hint of a code with subject, expected and found: in English, as the ledger says
/// them, and as they are shown to the reader.
fn told_as(
    labels: &Labels,
    [said, hint]: [&str; 2],
    code: &str,
    [subject, expected, found]: [String; 3],
    shown: [String; 3],
) -> Told {
    let shown = shown.map(|text| match text.as_str() {
        "" => labels.text("error.nothing").to_owned(),
        text => visible(text, false).into_owned(),
    });
    let names = ["subject", "expected", "found"];
    let values: Vec<(&str, &str)> = names.into_iter().zip(shown.iter().map(String::as_str)).collect();
    Told {
        code: code.to_owned(),
        place: String::new(),
        message: labels.sentence(&format!("{said}.{code}"), &values),
        hint: labels.sentence(&format!("{hint}.{code}"), &values),
        subject,
        expected,
        found,
    }
}
