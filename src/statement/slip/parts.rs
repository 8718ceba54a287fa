//! Bytes as the texts of one or more printed codes, and back. The letters are those of base32, which stand among the forty-five
//! that a code stores at five and a half bits, survive being copied, and can be typed in either case.

use crate::{
    log::Hash,
    unit::{Lang, Say},
};
use data_encoding::{BASE32_NOPAD, HEXUPPER};

/// How every part begins: `COOP1-<part>-<of>-<8 hex digits>:`.
const MARK: &str = "COOP1-";
/// Letters in one part. With its head they fill a code of 117 modules at medium correction, which
/// at 62 mm has half a millimetre a module: a cheap telephone reads it, and a seventh of it may be smudged.
const LETTERS: usize = 1416;
/// More parts than this no slip has.
const PARTS_MAX: usize = 32;

/// Why texts of codes make no whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartsError {
    /// No code is in it.
    #[error("no code that begins with {MARK}")]
    None,
    /// A code is cut off, or not only letters of base32.
    #[error("code {0} is damaged")]
    Damaged(usize),
    /// They are of different slips.
    #[error("the codes are of different prints")]
    Mixed,
    /// One was not scanned yet.
    #[error("code {missing} of {of} is missing")]
    Missing {
        /// The first that is missing, from 1.
        missing: usize,
        /// How many there are.
        of: usize,
    },
    /// They do not have the sum that stands in their heads.
    #[error("the codes were altered or misread")]
    Sum,
}

impl Say for PartsError {
    fn say(&self, lang: Lang) -> String {
        let zh = match self {
            PartsError::None => format!("没有以 {MARK} 开头的核对码"),
            PartsError::Damaged(part) => format!("第 {part} 个核对码不完整"),
            PartsError::Mixed => "这些核对码不是同一张纸上的".to_owned(),
            PartsError::Missing { missing, of } => format!("一共 {of} 个核对码，还缺第 {missing} 个"),
            PartsError::Sum => "核对码被改过或读错了".to_owned(),
        };
        lang.pick(zh, self.to_string())
    }
}

/// True where a text has a code in it.
pub fn is_slip(text: &str) -> bool {
    text.trim_start().get(..MARK.len()).is_some_and(|head| head.eq_ignore_ascii_case(MARK))
}

fn sum(bytes: &[u8]) -> String {
    let Hash([a, b, c, d, ..]) = Hash::of(&[bytes]);
    HEXUPPER.encode(&[a, b, c, d])
}

/// The texts, of nearly equal length.
pub(super) fn cut(bytes: &[u8]) -> Vec<String> {
    let (letters, sum) = (BASE32_NOPAD.encode(bytes), sum(bytes));
    let of = letters.len().div_ceil(LETTERS).max(1);
    let each = letters.len().div_ceil(of).max(1);
    let parts = letters.as_bytes().chunks(each).map(String::from_utf8_lossy);
    parts.zip(1..).map(|(part, n)| format!("{MARK}{n}-{of}-{sum}:{part}")).collect()
}

/// The bytes out of texts in any order, any case, with any blanks in and between them.
pub(super) fn join(text: &str) -> Result<Vec<u8>, PartsError> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let mut parts = text.split(MARK);
    if parts.next() != Some("") {
        return Err(PartsError::None);
    }
    let mut found: Vec<Option<&str>> = Vec::new();
    let mut head = None;
    for (part, at) in parts.zip(1..) {
        let damaged = || PartsError::Damaged(at);
        let (before, letters) = part.split_once(':').ok_or_else(damaged)?;
        let [n, of, sum] = before.split('-').collect::<Vec<_>>().try_into().ok().ok_or_else(damaged)?;
        let number = |text: &str| text.parse::<usize>().ok().filter(|n| (1..=PARTS_MAX).contains(n));
        let (n, of) = (number(n).ok_or_else(damaged)?, number(of).ok_or_else(damaged)?);
        if head.get_or_insert((of, sum)) != &(of, sum) {
            return Err(PartsError::Mixed);
        }
        found.resize(of, None);
        let place = found.get_mut(n - 1).ok_or_else(damaged)?;
        if place.is_some_and(|other| other != letters) {
            return Err(PartsError::Mixed);
        }
        *place = Some(letters);
    }
    let Some((of, expected)) = head else { return Err(PartsError::None) };
    if let Some(missing) = found.iter().position(Option::is_none) {
        return Err(PartsError::Missing { missing: missing + 1, of });
    }
    let letters = found.into_iter().flatten().collect::<String>();
    let bytes = BASE32_NOPAD.decode(letters.as_bytes()).ok().ok_or(PartsError::Sum)?;
    if sum(&bytes) == expected { Ok(bytes) } else { Err(PartsError::Sum) }
}
