//! What a store is handed: whole lines, where they start, where they lead, and the note that
//! vouches for it. Pure values; a store sees bytes, sizes and roots and nothing else.

use super::{Frontier, Hash, Head};

/// A signed checkpoint as text bytes, opaque to a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note(pub Vec<u8>);

/// A head and the note that vouches for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Where the journal stands.
    pub head: Head,
    /// The signed checkpoint of that head.
    pub note: Note,
}

/// Lines that stand or fall together. Only [`Batch::new`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    base: Head,
    lines: Vec<u8>,
    count: u32,
    seal: Sealed,
    after: Frontier,
}

/// Why lines are no batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// No lines at all.
    #[error("a batch needs at least one line")]
    Empty,
    /// More than [`Batch::MAX_LINES`] lines or [`Batch::MAX_BYTES`] bytes.
    #[error("a batch holds at most 100000 lines and 64 MiB")]
    TooLarge,
    /// A line longer than 65,535 bytes, an empty line, or no newline at the end.
    #[error("line {0} of the batch is not one whole line of at most 65535 bytes")]
    Line(usize),
    /// The lines do not lead from the base to the sealed head.
    #[error("the lines do not lead to the sealed head")]
    Seal,
}

impl Batch {
    /// Limits of the format, for every store.
    pub const MAX_LINES: u32 = 100_000;
    /// Limits of the format, for every store.
    pub const MAX_BYTES: usize = 64 << 20;
    /// Longest line with its newline: what a C2SP tile can carry.
    pub const MAX_LINE: usize = 65_535;

    /// Checks that `lines` are whole lines and that, appended behind `before`, they lead to
    /// `seal.head`. Hashes every line once.
    ///
    /// # Errors
    /// [`BatchError::Empty`] without a line, [`BatchError::TooLarge`] beyond the limits, [`BatchError::Line`]
    /// with the first that is not whole, [`BatchError::Seal`] where they lead to another head.
    pub fn new(before: &Frontier, lines: Vec<u8>, seal: Sealed) -> Result<Batch, BatchError> {
        if lines.is_empty() {
            return Err(BatchError::Empty);
        }
        if lines.len() > Self::MAX_BYTES {
            return Err(BatchError::TooLarge);
        }
        let mut after = before.clone();
        let mut count = 0_u32;
        for line in lines.split_inclusive(|&b| b == b'\n') {
            if line.len() < 2 || line.len() > Self::MAX_LINE || !line.ends_with(b"\n") {
                return Err(BatchError::Line(count as usize));
            }
            after.push(Hash::leaf(line));
            count += 1;
        }
        if count > Self::MAX_LINES {
            return Err(BatchError::TooLarge);
        }
        if after.head() != seal.head {
            return Err(BatchError::Seal);
        }
        Ok(Batch { base: before.head(), lines, count, seal, after })
    }

    /// Where the lines start.
    pub fn base(&self) -> Head {
        self.base
    }

    /// The lines, each with its newline.
    pub fn lines(&self) -> &[u8] {
        &self.lines
    }

    /// How many lines.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Where they lead, and the note for it.
    pub fn seal(&self) -> &Sealed {
        &self.seal
    }

    /// The tree's right edge behind the lines.
    pub fn after(&self) -> &Frontier {
        &self.after
    }
}

/// A run of whole lines as a store reads them: at most 1 MiB, or one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Index of the first line.
    pub first: u64,
    /// The lines, each with its newline.
    pub lines: Vec<u8>,
}
