//! The folder of a ledger: its segments, its blobs, and what else lies there.

use super::FindingCode;
use crate::{
    event::LINES_MOST,
    finding::{Contrast, said},
    log::Hash,
    unit::Lang,
};

/// What is wrong with a file or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileFault {
    /// It has no place in a ledger; its path.
    Stray(String),
    /// It stands where a file should and is none.
    NoFile,
    /// A segment whose name does not continue the count of lines.
    Misnamed {
        /// What it would have to be.
        expected: String,
        /// Its name.
        found: String,
    },
    /// An empty segment that is not the last one.
    EmptySegment,
    /// A segment that begins inside a batch.
    SplitBatch,
    /// Bytes without a newline at the end of a segment.
    Torn {
        /// Where they begin.
        offset: u64,
        /// How many.
        bytes: u64,
    },
    /// A blob so long that no entry can name it, bytes.
    LongBlob(u64),
    /// A blob that is not what its name says.
    OtherBytes(Hash),
    /// A blob that no entry names.
    Orphan,
}

impl FileFault {
    pub(super) fn code(&self) -> FindingCode {
        match self {
            FileFault::Stray(_) | FileFault::NoFile => FindingCode::StrayFile,
            FileFault::Misnamed { .. } | FileFault::EmptySegment | FileFault::SplitBatch => {
                FindingCode::SegmentOutOfPlace
            }
            FileFault::Torn { .. } => FindingCode::TornTail,
            FileFault::LongBlob(_) | FileFault::OtherBytes(_) => FindingCode::BlobWrong,
            FileFault::Orphan => FindingCode::BlobOrphan,
        }
    }

    pub(super) fn said(&self, lang: Lang) -> Contrast {
        let ours = lang.pick("只有账本的文件", "files of a ledger only");
        match self {
            FileFault::Stray(path) => said(ours, path),
            FileFault::NoFile => said(
                ours,
                lang.pick(
                    "不是文件，而是文件夹、链接、管道或设备",
                    "not a file but a folder, a link, a pipe or a device",
                ),
            ),
            FileFault::Misnamed { expected, found } => said(expected, found),
            FileFault::EmptySegment => said(lang.pick("各行", "lines"), lang.pick("空的一段", "an empty segment")),
            FileFault::SplitBatch => said(
                lang.pick("从一批的开头起的一段", "a segment that begins with a batch"),
                lang.pick("从一批的中间起", "the middle of one"),
            ),
            FileFault::Torn { offset, bytes } => said(
                lang.pick("完整的行", "whole lines"),
                lang.pick(
                    format!("{offset} 处起 {bytes} 字节没有换行"),
                    format!("{bytes} bytes without newline at {offset}"),
                ),
            ),
            FileFault::LongBlob(bytes) => {
                said(lang.pick(format!("最多 {LINES_MOST} 字节"), format!("at most {LINES_MOST} bytes")), bytes)
            }
            FileFault::OtherBytes(name) => said(name, lang.pick("别的字节", "other bytes")),
            FileFault::Orphan => said(lang.pick("提到它的记录", "an entry that names it"), lang.pick("没有", "none")),
        }
    }
}
