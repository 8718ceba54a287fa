//! Why an entry cannot be read as an event.

use crate::log::{Hash, json::JsonError};
use crate::unit::{Lang, Say};

/// Why an entry cannot be read as an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
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

impl Say for ReadError {
    fn say(&self, lang: Lang) -> String {
        let zh = match self {
            ReadError::UnknownKind(kind) => format!("这个版本不认识类别 `{kind}`"),
            ReadError::Body(kind, error) => format!("`{kind}` 的内容：{error}"),
            ReadError::Shape(kind, error) => format!("`{kind}` 的内容：{error}"),
            ReadError::BlobMissing(blob) => format!("没有文件 {blob}"),
            ReadError::Blob(blob, error) => format!("文件 {blob}：{error}"),
        };
        lang.pick(zh, self.to_string())
    }
}
