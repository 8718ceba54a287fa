//! One line of the journal, before anything is decided: its form, its key, its place in the chain,
//! its event.

use super::FindingCode;
use crate::{
    event::EventError,
    finding::{Contrast, said},
    log::{ChainError, EntryError, JsonError, KeyId},
    unit::{Lang, RecordedAt, Say},
};

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineFault {
    /// It is not one canonical entry.
    Malformed(EntryError),
    /// The first line is not one canonical entry.
    MalformedFirst(EntryError),
    /// It is no canonical JSON.
    NoJson(JsonError),
    /// It was read as an entry, and its event cannot be.
    NoEvent(EventError),
    /// There is none.
    Absent,
    /// It is longer than a line may be.
    Long {
        /// Its segment.
        segment: String,
        /// Where it begins there.
        offset: u64,
    },
    /// The key that signed was never admitted.
    KeyUnknown(KeyId),
    /// Its signature does not verify.
    Signature(EntryError),
    /// It does not follow the line before.
    Chain(ChainError),
    /// It claims another place than it has.
    OtherIndex {
        /// Its place.
        expected: u64,
        /// What it claims.
        found: u64,
    },
    /// Recorded later than the clock of whoever opens the ledger allows.
    Ahead {
        /// What the clock allows.
        latest: RecordedAt,
        /// When it says it was recorded.
        found: RecordedAt,
    },
    /// Part of a batch: so many of its lines.
    HalfBatch(u64),
    /// Its event or its files cannot be read.
    Unread(EventError),
    /// The books cannot be followed behind it, since its event cannot be read.
    NotFollowed(EventError),
    /// A kind this program does not know, which changes no books.
    Informed(String),
    /// Lines of a payout that read sealed figures, taken as they are shown.
    TakenAsShown(u64),
}

impl LineFault {
    pub(super) fn code(&self) -> FindingCode {
        match self {
            LineFault::Malformed(_)
            | LineFault::MalformedFirst(_)
            | LineFault::NoJson(_)
            | LineFault::NoEvent(_)
            | LineFault::Absent
            | LineFault::Long { .. } => FindingCode::LineMalformed,
            LineFault::KeyUnknown(_) => FindingCode::KeyUnknown,
            LineFault::Signature(_) => FindingCode::SignatureWrong,
            LineFault::Chain(_) | LineFault::OtherIndex { .. } | LineFault::Ahead { .. } => FindingCode::ChainBroken,
            LineFault::HalfBatch(_) => FindingCode::HalfBatch,
            LineFault::TakenAsShown(_) => FindingCode::TakenAsShown,
            LineFault::Unread(EventError::UnknownKind(_)) | LineFault::Informed(_) => FindingCode::UnknownKind,
            LineFault::Unread(EventError::Body(..) | EventError::Shape(..)) | LineFault::NotFollowed(_) => {
                FindingCode::BodyMalformed
            }
            LineFault::Unread(EventError::BlobMissing(_)) => FindingCode::BlobMissing,
            LineFault::Unread(EventError::Blob(..)) => FindingCode::BlobWrong,
        }
    }

    pub(super) fn said(&self, lang: Lang) -> Contrast {
        let entry = lang.pick("一条合格的记录", "one canonical entry");
        match self {
            LineFault::Malformed(error) => said(entry, error.say(lang)),
            LineFault::MalformedFirst(error) => {
                said(lang.pick("开账的第一条记录", "one canonical entry that opens a ledger"), error.say(lang))
            }
            LineFault::NoJson(error) => said(entry, error),
            LineFault::NoEvent(error) => said(entry, error.say(lang)),
            LineFault::Absent => said(lang.pick("一行", "a line"), lang.pick("没有", "nothing")),
            LineFault::Long { segment, offset } => said(
                lang.pick("最多 65535 字节的一行", "a line of at most 65535 bytes"),
                lang.pick(
                    format!("{segment} 的 {offset} 处有更长的一行"),
                    format!("a longer one at {offset} of {segment}"),
                ),
            ),
            LineFault::KeyUnknown(key) => said(lang.pick("启用过的密钥", "a key admitted before"), key),
            LineFault::Signature(error) => said(signature(lang), error.say(lang)),
            LineFault::Chain(error) => said(lang.pick("接得上的下一条", "the entry that follows"), error.say(lang)),
            LineFault::OtherIndex { expected, found } => said(expected, found),
            LineFault::Ahead { latest, found } => said(allowed(lang, *latest), found),
            LineFault::HalfBatch(lines) => said(
                lang.pick("完整的一批", "a whole batch"),
                lang.pick(format!("只有其中 {lines} 行"), format!("{lines} of its lines")),
            ),
            LineFault::Unread(error) => {
                let expected = match error {
                    EventError::UnknownKind(_) => {
                        lang.pick("这个版本认识的类别；请用新版本", "a kind this version knows; use a newer one")
                    }
                    EventError::Body(..) | EventError::Shape(..) => lang.pick("与类别相符的内容", "a body of its kind"),
                    EventError::BlobMissing(_) | EventError::Blob(..) => {
                        lang.pick("记录提到的文件", "the blob that the entry names")
                    }
                };
                said(expected, error.say(lang))
            }
            LineFault::NotFollowed(error) => {
                said(lang.pick("这个版本能读的内容", "an event this version reads"), error.say(lang))
            }
            LineFault::TakenAsShown(lines) => said(
                lang.pick("能打开的加密数，逐行重算", "sealed figures that open, and every line computed again"),
                lang.pick(format!("{lines} 行按所示的数"), format!("{lines} lines taken as shown")),
            ),
            LineFault::Informed(kind) => said(
                lang.pick("这个版本认识的类别；它不改变账", "a kind this version knows; it changes no books"),
                kind,
            ),
        }
    }
}

fn signature(lang: Lang) -> &'static str {
    lang.pick("对得上的签名", "a signature that verifies")
}

/// Up to when an entry may have been recorded.
pub(super) fn allowed(lang: Lang, latest: RecordedAt) -> String {
    lang.pick(format!("时钟允许的时间，最晚 {latest}"), format!("a time up to {latest}, which the clock allows"))
}
