//! Lines, batches and notes as a store sees them: the right form, no meaning. Each line carries
//! the hash of what stands before it, in place of a signature, so that a bad byte is noticed.

use coop_ledger::log::{Batch, Frontier, Hash, Head, Note, Sealed};
use coop_ledger::store::{Before, Cause, Group, Origin, TailCheck, TailError, Why};

pub fn origin(number: usize) -> Origin {
    format!("coop.example/village-{number}/3f9c2d7a5b1e8406").parse().expect("an origin")
}

/// The lines of one batch from `first` on; `word` tells one attempt from another.
pub fn lines(first: u64, n: u64, word: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for k in 0..n {
        let body =
            format!("{{\"about\":[],\"batch\":[{k},{n}],\"body\":{{\"word\":\"{word}\"}},\"index\":{}", first + k);
        out.extend_from_slice(format!("{body},\"sig\":\"{}\"}}\n", Hash::of(&[body.as_bytes()])).as_bytes());
    }
    out
}

/// Is this line as [`lines`] made it?
pub fn genuine(line: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(line) else { return false };
    let Some((body, sig)) = text.split_once(",\"sig\":\"") else { return false };
    sig.strip_suffix("\"}\n").is_some_and(|sig| sig == Hash::of(&[body.as_bytes()]).to_string())
}

pub fn note(of: &Origin, head: &Head) -> Note {
    Note(format!("{of}\n{}\n{}\n\n\u{2014} {of} signed\n", head.size, head.root.base64()).into_bytes())
}

/// A batch of these lines behind `before`.
pub fn batch_of(of: &Origin, before: &Frontier, lines: Vec<u8>) -> Batch {
    let mut after = before.clone();
    for line in lines.split_inclusive(|&b| b == b'\n') {
        after.push(Hash::leaf(line));
    }
    let head = after.head();
    Batch::new(before, lines, Sealed { head, note: note(of, &head) }).expect("a batch")
}

pub fn batch(of: &Origin, before: &Frontier, n: u64, word: &str) -> Batch {
    batch_of(of, before, lines(before.size(), n, word))
}

/// Accepts genuine lines and signs.
#[derive(Debug, Clone)]
pub struct Signer(pub Origin);

impl TailCheck for Signer {
    fn accept(&mut self, before: &Before<'_>, group: &Group<'_>) -> Result<(), TailError> {
        // a judge reads what stands before: it must be there, whole
        let mut size = 0;
        for chunk in before.read(0, before.size()).expect("below the size") {
            size += chunk
                .expect("lines before the tail")
                .lines
                .split_inclusive(|&b| b == b'\n')
                .filter(|l| genuine(l))
                .count();
        }
        assert_eq!(size as u64, group.base.size, "the lines before the tail");
        if group.lines.split_inclusive(|&b| b == b'\n').all(genuine) {
            Ok(())
        } else {
            Err(TailError::Invalid(Cause::new(Why::Malformed, "a line is not genuine")))
        }
    }

    fn seal(&mut self, head: &Head) -> Result<Note, TailError> {
        Ok(note(&self.0, head))
    }

    fn signed_above(&self, size: u64, checkpoint: Option<&[u8]>) -> Option<Head> {
        let mut lines = std::str::from_utf8(checkpoint?).ok()?.lines().skip(1);
        let head = Head { size: lines.next()?.parse().ok()?, root: Hash::from_base64(lines.next()?)? };
        (head.size > size && note(&self.0, &head).0 == checkpoint?).then_some(head)
    }
}

/// The right edge behind these lines.
pub fn frontier(content: &[u8]) -> Frontier {
    let mut frontier = Frontier::default();
    for line in content.split_inclusive(|&b| b == b'\n') {
        frontier.push(Hash::leaf(line));
    }
    frontier
}
