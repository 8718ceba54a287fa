//! What a form sends that carries files: its fields and the files, within bounds.

use axum::body::Bytes;
use futures_util::{FutureExt, stream};
use std::convert::Infallible;

/// Longest body with files, in bytes: a photograph of a contract, a list of a hundred thousand households.
pub const LONGEST: usize = 16 << 20;
/// Longest of a form without files, in bytes: of a thousand rows.
pub const PLAIN: usize = 1 << 20;
/// Most parts of one form.
const PARTS: usize = 10_000;

/// A file that came with a form.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The field in which it was chosen.
    pub field: String,
    /// What it is called there, without a folder.
    pub name: String,
    /// What is in it.
    pub bytes: Bytes,
}

/// A form that cannot be read: not of its form, or beyond a bound.
#[derive(Debug, Clone, Copy)]
pub struct NoForm;

/// True if a body of this type carries files.
pub fn carries_files(content_type: Option<&String>) -> bool {
    content_type.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// Fields and files of a body; a field in which no file was chosen brings none.
///
/// # Errors
/// [`NoForm`], whatever is wrong with it.
pub fn parts(content_type: &str, body: &[u8]) -> Result<(Vec<(String, String)>, Vec<Upload>), NoForm> {
    let boundary = multer::parse_boundary(content_type).map_err(|_broken| NoForm)?;
    let whole = Bytes::copy_from_slice(body);
    let once = stream::once(async move { Ok::<Bytes, Infallible>(whole) });
    // all of it is here: nothing is waited for
    gathered(multer::Multipart::new(once, boundary)).now_or_never().unwrap_or(Err(NoForm))
}

async fn gathered(mut form: multer::Multipart<'_>) -> Result<(Vec<(String, String)>, Vec<Upload>), NoForm> {
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    let mut length = 0_usize;
    while let Some(part) = form.next_field().await.map_err(|_broken| NoForm)? {
        let name = part.name().ok_or(NoForm)?.to_owned();
        let file = part.file_name().map(bare);
        let bytes = part.bytes().await.map_err(|_broken| NoForm)?;
        match file {
            Some(file) => {
                if !(file.is_empty() && bytes.is_empty()) {
                    files.push(Upload { field: name, name: file, bytes });
                }
            }
            None => {
                length = length.saturating_add(name.len()).saturating_add(bytes.len());
                let text = String::from_utf8(bytes.to_vec()).map_err(|_broken| NoForm)?;
                fields.push((name, text));
            }
        }
        if length > PLAIN || fields.len().saturating_add(files.len()) > PARTS {
            return Err(NoForm);
        }
    }
    Ok((fields, files))
}

/// A name without the folder that some browsers send along, and without what no name has.
fn bare(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    last.chars().filter(|c| !c.is_control()).take(200).collect()
}
