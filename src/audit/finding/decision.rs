//! An entry decided again on the books just before it.

use super::FindingCode;
use crate::{
    audit::Mismatch,
    books::ApplyError,
    decide::{Grounds, Refusal},
    finding::{Contrast, said},
    log::KeyId,
    unit::{EntryId, Lang, Money, Say},
};

/// What the books say otherwise than an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionFault {
    /// They would have refused it.
    Refused(Refusal),
    /// They would not have admitted a key of entry 0.
    KeyRefused(Refusal),
    /// An attestation in it says what is not so.
    Attested(Mismatch),
    /// The seed that hides its portions hides those of an earlier entry.
    SeedAgain,
    /// Entry 0 is about somebody.
    AboutSomebody(Vec<String>),
    /// Entry 0 is signed by a key that it does not admit.
    KeyNotValid(KeyId),
    /// Its id stands twice.
    IdTwice {
        /// The id.
        id: EntryId,
        /// The earlier entry.
        before: u64,
    },
    /// A receiver has another line than the recorded sheet gives; the same amount: with other reasons.
    Line {
        /// What the sheet gives.
        expected: Option<Money>,
        /// What is recorded.
        found: Option<Money>,
    },
    /// Its event is another one; both as canonical bodies.
    Event {
        /// What is decided again.
        expected: String,
        /// What is recorded.
        found: String,
    },
    /// It names others than it concerns.
    About {
        /// Whom it concerns.
        expected: Vec<String>,
        /// Whom it names.
        found: Vec<String>,
    },
    /// Its batch does not end with the digests of all households behind so many entries.
    NotStated {
        /// So many.
        entries: u64,
        /// With what it ends.
        found: Ending,
    },
    /// The books cannot follow it.
    CannotFollow(ApplyError),
    /// No ledger can begin with it.
    CannotOpen(ApplyError),
}

/// The last entry of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The digests behind so many entries.
    Stated(u64),
    /// Another kind.
    Kind(String),
}

impl DecisionFault {
    pub(super) fn code(&self) -> FindingCode {
        match self {
            DecisionFault::Refused(_)
            | DecisionFault::KeyRefused(_)
            | DecisionFault::Attested(_)
            | DecisionFault::SeedAgain
            | DecisionFault::AboutSomebody(_) => FindingCode::DecidedOtherwise,
            DecisionFault::KeyNotValid(_) => FindingCode::KeyNotValid,
            DecisionFault::IdTwice { .. } => FindingCode::IdTwice,
            DecisionFault::Line { .. } => FindingCode::PayoutDiffers,
            DecisionFault::Event { .. } => FindingCode::FigureDiffers,
            DecisionFault::About { .. } => FindingCode::AboutDiffers,
            DecisionFault::NotStated { .. } => FindingCode::NotStated,
            DecisionFault::CannotFollow(_) | DecisionFault::CannotOpen(_) => FindingCode::CannotFollow,
        }
    }

    pub(super) fn said(&self, lang: Lang) -> Contrast {
        match self {
            DecisionFault::Refused(refusal) => {
                let Grounds { code, subject, expected, found } = refusal.grounds();
                let [subject, found] = [subject, found].map(|words| words.say(lang));
                said(expected.say(lang), format!("{code} {subject}: {found}"))
            }
            DecisionFault::KeyRefused(refusal) => {
                let Grounds { subject, expected, found, .. } = refusal.grounds();
                let [subject, found] = [subject, found].map(|words| words.say(lang));
                said(expected.say(lang), format!("{subject}: {found}"))
            }
            DecisionFault::Attested(mismatch) => said(mismatch.expected(lang), mismatch.found(lang)),
            DecisionFault::SeedAgain => said(
                lang.pick("每条记录一个新的种子", "a fresh seed for each entry"),
                lang.pick("以前一条的种子", "the seed of an earlier entry"),
            ),
            DecisionFault::AboutSomebody(about) => said(lang.pick("不与任何一户有关", "about nobody"), about.join(" ")),
            DecisionFault::KeyNotValid(key) => said(lang.pick("第 0 条启用的密钥", "a key admitted by entry 0"), key),
            DecisionFault::IdTwice { id, before } => said(
                lang.pick("没有用过的代号", "an id not used before"),
                lang.pick(format!("第 {before} 条的 {id}"), format!("{id} of entry {before}")),
            ),
            DecisionFault::Line { expected, found } => {
                let told = |line: &Option<Money>| {
                    line.map_or(lang.pick("没有这一笔", "no line").to_owned(), |amount| amount.to_string())
                };
                let (ours, theirs) = (told(expected), told(found));
                match expected == found {
                    true => {
                        let theirs = lang.pick(format!("{theirs}，依据不同"), format!("{theirs} with other reasons"));
                        said(ours, theirs)
                    }
                    false => said(ours, theirs),
                }
            }
            DecisionFault::Event { expected, found } => said(expected, found),
            DecisionFault::About { expected, found } => said(expected.join(" "), found.join(" ")),
            DecisionFault::NotStated { entries, found } => said(
                stated(lang, *entries),
                match found {
                    Ending::Stated(entries) => stated(lang, *entries),
                    Ending::Kind(kind) => kind.clone(),
                },
            ),
            DecisionFault::CannotFollow(error) => {
                said(lang.pick("账能接下去的记录", "an entry the books can follow"), error.say(lang))
            }
            DecisionFault::CannotOpen(error) => {
                said(lang.pick("由第 0 条开的账", "a ledger opened by entry 0"), error.say(lang))
            }
        }
    }
}

fn stated(lang: Lang, entries: u64) -> String {
    lang.pick(format!("{entries} 条的 households.stated/1"), format!("households.stated/1 of {entries} entries"))
}
