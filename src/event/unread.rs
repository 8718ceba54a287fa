//! Why an entry cannot be read as an event.

use crate::log::{Hash, json::JsonError};
use crate::unit::{Lang, Say};

/// Why an entry cannot be read as an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// A kind this program does not know.
    #[error("kind `{0}` is not known to this version")]
    UnknownKind(String),
    /// The body does not fit its kind.
    #[error("body of `{0}`: {1}")]
    Body(String, String),
    /// A member of the body is not what its kind wants.
    #[error("body of `{0}`: {1}")]
    Shape(String, JsonError),
    /// A blob is missing.
    #[error("blob {0} is missing")]
    BlobMissing(Hash),
    /// A blob is not what its name or its event says.
    #[error("blob {0}: {1}")]
    Blob(Hash, String),
}

impl Say for EventError {
    fn say(&self, lang: Lang) -> String {
        let zh = match self {
            EventError::UnknownKind(kind) => format!("这个版本不认识类别 `{kind}`"),
            EventError::Body(kind, error) => format!("`{kind}` 的内容：{error}"),
            EventError::Shape(kind, error) => format!("`{kind}` 的内容：{error}"),
            EventError::BlobMissing(blob) => format!("没有文件 {blob}"),
            EventError::Blob(blob, error) => format!("文件 {blob}：{error}"),
        };
        lang.pick(zh, self.to_string())
    }
}
