//! An event and its place: the fact, its canonical body, and the entry that carries it.

use super::{portions, *};
use crate::log::{
    Hash, VerifiedEntry,
    json::{Json, from_json, to_json},
    portions::Portions,
};
use serde::{Deserialize, Serialize};

/// A public blob by its name and length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlobRef {
    /// SHA-256 of the bytes.
    pub blob: Hash,
    /// Their length.
    pub bytes: u64,
}

impl BlobRef {
    /// Names these bytes.
    pub fn of(bytes: &[u8]) -> BlobRef {
        BlobRef { blob: Hash::of(&[bytes]), bytes: bytes.len() as u64 }
    }
}

/// Longest document, in bytes: a payout sheet has at most 256 KiB, a chart some tens.
pub const DOCUMENT_MOST: u64 = 4 << 20;
/// Longest blob of payout lines, of their reasons, and of portions, in bytes: 250,000 households with 1 KiB each.
pub const LINES_MOST: u64 = 256 << 20;
/// Longest blob of what a sheet keeps, in bytes: half a million rows.
pub const KEPT_MOST: u64 = 64 << 20;

/// Where an event's blobs are read from. The caller has no need to check them: reading does.
pub trait BlobSource {
    /// The bytes under this name, if they are there.
    fn blob(&self, name: &Hash) -> Option<Vec<u8>>;

    /// The same, but no more than the first `most` bytes of it: an entry says how long its blob is,
    /// and a longer one need not be held in memory to be refused.
    fn blob_upto(&self, name: &Hash, most: u64) -> Option<Vec<u8>> {
        let mut bytes = self.blob(name)?;
        bytes.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Some(bytes)
    }
}

/// Documents and lines that an event names and that stand in blobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attached {
    /// The event names no blob.
    Nothing,
    /// A text: a payout sheet, a chart.
    Document(String),
    /// Payout lines with their leaf hashes in the sum tree, in tree order.
    Lines(Vec<(Hash, PayoutLine)>),
    /// The lists of the fact, taken apart by household: it concerns several.
    Portions(Portions),
}

/// A decided fact with what is common to all: a committed note and committed evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub fact: Fact,
    /// Commitment to a free text.
    pub note: Option<Hash>,
    /// Commitments to files: scans, forms, bank slips.
    pub evidence: Vec<Hash>,
    /// What the blobs hold.
    pub attached: Attached,
    /// What a payout's sheet keeps for its next run.
    pub kept: Option<Kept>,
}

impl Event {
    /// An event without note, evidence or blobs.
    pub fn plain(fact: Fact) -> Event {
        Event { fact, note: None, evidence: Vec::new(), attached: Attached::Nothing, kept: None }
    }

    /// The canonical body as it is signed.
    ///
    /// # Errors
    /// [`EventError::Body`] where a value of the fact cannot be written as JSON, or its portions cannot.
    pub fn body(&self) -> Result<Json, EventError> {
        let mut body = self.fact.body()?;
        if let Attached::Portions(apart) = &self.attached {
            portions::take_apart(&self.fact, &mut body, apart)?;
        }
        if let Json::Object(members) = &mut body {
            if let Some(note) = &self.note {
                members.insert("note".into(), Json::Text(note.to_string()));
            }
            if !self.evidence.is_empty() {
                let list = self.evidence.iter().map(|h| Json::Text(h.to_string())).collect();
                members.insert("evidence".into(), Json::Array(list));
            }
        }
        Ok(body)
    }

    /// Reads a body of the given kind and the blobs it names. The body must be exactly what
    /// [`Event::body`] writes.
    ///
    /// # Errors
    /// [`EventError::UnknownKind`] where this version does not know the kind, [`EventError::Shape`] or
    /// [`EventError::Body`] where the body is not what its kind wants in its one form,
    /// [`EventError::BlobMissing`] or [`EventError::Blob`] with the first blob that is not there, or not what
    /// the body says.
    pub fn read(kind: &str, body: &Json, blobs: &dyn BlobSource) -> Result<Event, EventError> {
        let bad = |e: String| EventError::Body(kind.to_owned(), e);
        let mut bare = body.clone();
        let (mut note, mut evidence) = (None, Vec::new());
        if let Json::Object(members) = &mut bare {
            if let Some(text) = members.remove("note") {
                note = Some(from_json::<Hash>(&text).map_err(|e| bad(e.to_string()))?);
            }
            if let Some(list) = members.remove("evidence") {
                evidence = from_json::<Vec<Hash>>(&list).map_err(|e| bad(e.to_string()))?;
            }
        }
        let apart = portions::put_together(kind, &mut bare, |head| load(blobs, &head.blob, head.bytes, LINES_MOST))?;
        let fact = Fact::read(kind, &bare)?;
        let attached = match apart {
            Some(apart) => Attached::Portions(apart),
            None => fact.attached(blobs)?,
        };
        let kept = fact.read_kept(blobs)?;
        let event = Event { fact, note, evidence, attached, kept };
        if event.body()? != *body {
            return Err(bad("not written in its one canonical form".into()));
        }
        Ok(event)
    }

    /// The blobs this event brings: their bytes, to be stored before the entry.
    ///
    /// # Errors
    /// [`EventError::Body`] where a line cannot be written.
    pub fn blobs(&self) -> Result<Vec<Vec<u8>>, EventError> {
        let mut blobs = match &self.attached {
            Attached::Nothing => Vec::new(),
            Attached::Document(text) => vec![text.clone().into_bytes()],
            Attached::Lines(lines) => {
                let (mut placed, mut reasons) = (Vec::new(), Vec::new());
                for (_, line) in lines {
                    placed.extend(line.bytes()?);
                    reasons.extend(line.because.bytes()?);
                }
                vec![placed, reasons]
            }
            Attached::Portions(apart) => {
                vec![apart.blob().map_err(|e| EventError::Body(self.fact.kind().to_owned(), e.to_string()))?]
            }
        };
        if let Some(kept) = &self.kept {
            blobs.push(kept.bytes()?);
        }
        Ok(blobs)
    }
}

impl Fact {
    fn read_kept(&self, blobs: &dyn BlobSource) -> Result<Option<Kept>, EventError> {
        let Some(named) = self.kept() else { return Ok(None) };
        let bytes = load(blobs, &named.blob, named.bytes, KEPT_MOST)?;
        let bad = |e: String| EventError::Blob(named.blob, e);
        let json = Json::parse(bytes.strip_suffix(b"\n").unwrap_or(&bytes)).map_err(|e| bad(e.to_string()))?;
        let kept: Kept = from_json(&json).map_err(|e| bad(e.to_string()))?;
        match kept.bytes()? == bytes {
            true => Ok(Some(kept)),
            false => Err(bad("not written in its one canonical form".into())),
        }
    }

    fn attached(&self, blobs: &dyn BlobSource) -> Result<Attached, EventError> {
        if let Some(named) = self.document() {
            let bytes = load(blobs, &named.blob, named.bytes, DOCUMENT_MOST)?;
            let text = String::from_utf8(bytes).ok();
            let not_text = || EventError::Blob(named.blob, "not UTF-8 text".into());
            return text.map(Attached::Document).ok_or_else(not_text);
        }
        let Some(said) = self.lines() else { return Ok(Attached::Nothing) };
        let lines = load(blobs, &said.head.blob, said.head.bytes, LINES_MOST)?;
        let reasons = load(blobs, &said.reasons.blob, said.reasons.bytes, LINES_MOST)?;
        said.read(&lines, &reasons).map(Attached::Lines)
    }
}

/// The blob, if it has the stated length and hash. What it states bounds what is read, and what any
/// blob may have bounds what it states.
fn load(blobs: &dyn BlobSource, name: &Hash, bytes: u64, most: u64) -> Result<Vec<u8>, EventError> {
    if bytes > most {
        return Err(EventError::Blob(*name, format!("the entry says {bytes} bytes, at most {most} are read")));
    }
    let found = blobs.blob_upto(name, bytes.saturating_add(1)).ok_or(EventError::BlobMissing(*name))?;
    if found.len() as u64 > bytes {
        return Err(EventError::Blob(*name, format!("more bytes than the {bytes} that the entry says")));
    }
    if Hash::of(&[&found]) != *name {
        return Err(EventError::Blob(*name, format!("its bytes hash to {}", Hash::of(&[&found]))));
    }
    if found.len() as u64 != bytes {
        return Err(EventError::Blob(*name, format!("{} bytes, the entry says {bytes}", found.len())));
    }
    Ok(found)
}

impl Kept {
    /// The canonical object with its newline.
    ///
    /// # Errors
    /// [`EventError::Body`] where it cannot be written.
    pub fn bytes(&self) -> Result<Vec<u8>, EventError> {
        let json = to_json(self).map_err(|e| EventError::Body("kept".to_owned(), e.to_string()))?;
        let mut bytes = json.to_bytes();
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// True if there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.carried.is_empty()
    }
}

/// A verified entry and the event it carries: the only thing the books are made of.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Place, author, times and leaf.
    pub sealed: VerifiedEntry,
    /// The event.
    pub event: Event,
}

impl Entry {
    /// Reads the event out of a verified entry.
    ///
    /// # Errors
    /// As [`Event::read`]; [`EventError::Body`] where `about` names more households than its kind may,
    /// [`EventError::Blob`] where a line is of another day than the entry.
    pub fn read(sealed: VerifiedEntry, blobs: &dyn BlobSource) -> Result<Entry, EventError> {
        let event = Event::read(&sealed.kind().to_string(), sealed.body(), blobs)?;
        let apart = matches!(event.attached, Attached::Portions(_));
        portions::about_fits(event.fact.kind(), sealed.about().len(), apart)?;
        if let (Attached::Lines(lines), Some(said)) = (&event.attached, event.fact.lines()) {
            said.stand_on(lines, sealed.effective_on())?;
        }
        Ok(Entry { sealed, event })
    }
}
