//! Why a store could not: a stable kind for the caller, and what, where, expected and found.

use crate::unit::{Lang, Say};
use std::{fmt, io, path::Path};

/// Kind of a cause; its name is stable and is what labels translate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// Another process holds the ledger for writing.
    Held,
    /// The folder or the file system is read-only, or the user may not write there.
    ReadOnly,
    /// No space or quota left.
    DiskFull,
    /// A line, batch, note or file beyond the format's limits.
    TooLarge,
    /// The lines are not one whole batch `[0,n]` … `[n-1,n]`.
    NotABatch,
    /// The folder holds another ledger.
    OtherLedger,
    /// The device or the operating system failed.
    Device,
    /// An earlier write or sync failed; this handle writes no more.
    Poisoned,
    /// No guard on this machine says what was signed last.
    NotAnchored,
    /// The journal is shorter than what was signed.
    Loss,
    /// The journal differs from what was signed.
    Damage,
    /// The ledger's own key has signed more than this machine knows of.
    Elsewhere,
    /// Whole lines behind the last signed head wait to be signed.
    Waiting,
    /// A link, or a file with a second name, where a file of the ledger's own belongs.
    NotItsOwn,
    /// Entries or files do not have the form they must have.
    Malformed,
    /// A wrong passphrase or a key that does not match.
    Key,
    /// No answer within the deadline, or an answer that got lost.
    NoAnswer,
}

impl Why {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Why::Held => "held",
            Why::ReadOnly => "read_only",
            Why::DiskFull => "disk_full",
            Why::TooLarge => "too_large",
            Why::NotABatch => "not_a_batch",
            Why::OtherLedger => "other_ledger",
            Why::Device => "device",
            Why::Poisoned => "poisoned",
            Why::NotAnchored => "not_anchored",
            Why::Loss => "loss",
            Why::Damage => "damage",
            Why::Elsewhere => "signed_elsewhere",
            Why::Waiting => "waiting",
            Why::NotItsOwn => "not_its_own",
            Why::Malformed => "malformed",
            Why::Key => "key",
            Why::NoAnswer => "no_answer",
        }
    }
}

/// A kind and one lowercase line naming what, where, expected and found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// What kind of cause.
    pub why: Why,
    /// The line for a log or a developer; people are told in their language by `why`.
    pub what: String,
    /// The same in Chinese, where it is not what a device or the operating system said.
    zh: Option<String>,
}

impl Cause {
    /// A cause of the given kind.
    pub fn new(why: Why, what: impl Into<String>) -> Cause {
        Cause { why, what: what.into(), zh: None }
    }

    /// A cause that people may be told as it is.
    pub fn said(why: Why, zh: impl Into<String>, en: impl Into<String>) -> Cause {
        Cause { why, what: en.into(), zh: Some(zh.into()) }
    }

    /// A cause in the words of what was found.
    pub fn of(why: Why, found: &impl Say) -> Cause {
        Cause::said(why, found.say(Lang::Zh), found.say(Lang::En))
    }

    /// What the operating system said about a file, with the kind taken from it.
    pub fn io(doing: &str, path: &Path, error: &io::Error) -> Cause {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the kinds are the standard library's, which may add to them"
        )]
        let why = match error.kind() {
            _ if super::disk::NotItsOwn::is(error) => Why::NotItsOwn,
            // the system's limit of a file's length is no room, too
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => Why::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Why::ReadOnly,
            _ => Why::Device,
        };
        let zh = Some(format!("{}：{}", path.display(), system(error.kind(), &error.to_string())));
        Cause { why, what: format!("{doing} {}: {error}", path.display()), zh }
    }
}

/// What the operating system said, in Chinese; where there is no sentence for it, its own words as such.
pub fn system(kind: io::ErrorKind, own: &str) -> String {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the kinds are the standard library's, which may add to them")]
    let said = match kind {
        io::ErrorKind::NotFound => "没有这个文件或文件夹",
        io::ErrorKind::PermissionDenied => "没有权限",
        io::ErrorKind::AlreadyExists => "已经存在",
        io::ErrorKind::StorageFull => "磁盘已满",
        io::ErrorKind::QuotaExceeded => "超出磁盘配额",
        io::ErrorKind::FileTooLarge => "文件超过系统允许的长度",
        io::ErrorKind::ReadOnlyFilesystem => "磁盘是只读的",
        io::ErrorKind::NotADirectory => "不是文件夹",
        io::ErrorKind::IsADirectory => "是文件夹，不是文件",
        io::ErrorKind::DirectoryNotEmpty => "文件夹不是空的",
        io::ErrorKind::UnexpectedEof => "文件不完整",
        io::ErrorKind::InvalidData => "内容不合格式",
        io::ErrorKind::InvalidFilename => "文件名不合系统规定",
        io::ErrorKind::ResourceBusy => "正被别的程序占用",
        io::ErrorKind::TimedOut => "等待超时",
        io::ErrorKind::OutOfMemory => "内存不足",
        _ => return format!("系统报告（原话）“{own}”"),
    };
    said.to_owned()
}

impl Say for Cause {
    fn say(&self, lang: Lang) -> String {
        lang.pick(self.zh.as_ref().unwrap_or(&self.what), &self.what).clone()
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.what)
    }
}

impl std::error::Error for Cause {}
