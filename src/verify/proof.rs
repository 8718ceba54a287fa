//! One proof: that an entry is in the ledger, or a line of a payout in its total, or a portion in its
//! entry. The author's own signature is not checked: who had the key then, a proof does not show.

use super::finding::{Finding, Passage, ProofFault};
use crate::{
    event::{about_fits, parted, portions_head},
    log::{
        Checkpoint, Hash, Head, TlogProof, UnverifiedEntry, VerifierKey, from_json,
        portions::{Lists, Portion, PortionProof},
        sum::{SumHead, SumKind, SumLine, SumProof},
    },
    unit::{Day, HouseholdId, Money, RecordedAt},
};
use serde::Serialize;

/// What a proof shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProofRead {
    /// Which ledger.
    pub origin: String,
    /// How many entries the signed checkpoint covers.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
    /// The entry that is in it. Its author's own signature was not checked.
    pub entry: EntryRead,
    /// Whose cosignatures stand under the checkpoint. None of them was checked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_checked: Vec<String>,
    /// The line that is in the entry's total, for a sum-proof.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<LineRead>,
    /// All that one household has in the entry's lists, for a portion-proof.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portion: Option<PortionShown>,
}

/// A portion as a proof carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PortionShown {
    /// The household.
    pub to: HouseholdId,
    /// Its things, by the names of the entry's lists.
    pub lists: Lists,
}

/// An entry as a proof carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryRead {
    /// Its place.
    pub index: u64,
    /// The client's id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Effective day.
    pub effective_on: Day,
    /// When it was recorded.
    pub recorded_at: RecordedAt,
    /// Whom it is about.
    pub about: Vec<String>,
    /// Leaf hash.
    pub leaf: Hash,
}

/// A line of a payout as a proof carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineRead {
    /// The payout.
    pub payout: String,
    /// What was done with the amount: it was declared, paid, or came back.
    pub kind: SumKind,
    /// On which day.
    pub on: Day,
    /// Receiver.
    pub to: String,
    /// Amount.
    pub amount: Money,
    /// How many lines make up the total.
    pub count: u64,
    /// The total.
    pub total: Money,
}

/// Checks one `tlog-proof`, `sum-proof` or `portion-proof` text. A `tlog-proof` must carry its entry's line.
///
/// # Errors
/// The text is no proof in its one form, or it does not hold under the key.
pub fn verify_proof(bytes: &[u8], vkey: &VerifierKey) -> Result<ProofRead, Finding> {
    if bytes.starts_with(b"coop-ledger/sum-proof/") {
        let (_, line, sum, entry, head) = sum_proof(bytes, vkey, &Passage::Proof)?;
        let witnesses = SumProof::parse(bytes).ok().map(|proof| proof.entry.checkpoint);
        let read = LineRead {
            payout: line.payout.to_string(),
            kind: line.kind,
            on: line.on,
            to: line.to,
            amount: line.amount,
            count: sum.count,
            total: sum.total,
        };
        return Ok(ProofRead { line: Some(read), ..proof_read(&entry, head, witnesses) });
    }
    if PortionProof::begins(bytes) {
        let (_, portion, entry, head) = portion_proof(bytes, vkey, &Passage::Proof)?;
        let witnesses = PortionProof::parse(bytes).ok().map(|proof| proof.entry.checkpoint);
        let shown = PortionShown { to: portion.to, lists: portion.lists };
        return Ok(ProofRead { portion: Some(shown), ..proof_read(&entry, head, witnesses) });
    }
    let (entry, head) = entry_proof(bytes, vkey, &Passage::Proof)?;
    let witnesses = TlogProof::parse(bytes).ok().map(|proof| proof.checkpoint);
    Ok(proof_read(&entry, head, witnesses))
}

fn proof_read(entry: &UnverifiedEntry, head: Head, note: Option<Checkpoint>) -> ProofRead {
    ProofRead {
        not_checked: note.iter().flat_map(Checkpoint::witnesses).map(str::to_owned).collect(),
        origin: entry.origin().to_string(),
        size: head.size,
        root: head.root,
        entry: EntryRead {
            index: entry.index(),
            id: entry.id().to_string(),
            kind: entry.kind().to_string(),
            effective_on: entry.effective_on(),
            recorded_at: entry.recorded_at(),
            about: entry.about().to_vec(),
            leaf: entry.leaf(),
        },
        line: None,
        portion: None,
    }
}

pub(super) type SumRead = (Hash, SumLine, SumHead, UnverifiedEntry, Head);

pub(super) fn sum_proof(bytes: &[u8], vkey: &VerifierKey, place: &Passage) -> Result<SumRead, Finding> {
    let at = |fault| Finding::new(place.clone(), fault);
    let proof = SumProof::parse(bytes).map_err(|e| at(ProofFault::NoSumProof(e)))?;
    let (line, entry, head) = proof.verify(vkey).map_err(|e| at(ProofFault::NotInTotal(e)))?;
    let sum = entry.body().member("lines").and_then(|l| from_json::<SumHead>(l).ok());
    let sum = sum.ok_or_else(|| at(ProofFault::NoLines))?;
    of_ledger(&entry, vkey, place)?;
    let leaf = crate::log::sum::SumNode::leaf(line.amount, &proof.line).hash;
    Ok((leaf, line, sum, entry, head))
}

pub(super) fn entry_proof(
    bytes: &[u8],
    vkey: &VerifierKey,
    place: &Passage,
) -> Result<(UnverifiedEntry, Head), Finding> {
    let at = |fault| Finding::new(place.clone(), fault);
    let proof = TlogProof::parse(bytes).map_err(|e| at(ProofFault::NoEntryProof(e)))?;
    let line = proof.extra.as_deref().ok_or_else(|| at(ProofFault::NoLine))?;
    let entry = UnverifiedEntry::parse(line).map_err(|e| at(ProofFault::NoEntry(e)))?;
    let head = proof.verify_extra(vkey).map_err(|e| at(ProofFault::NotUnderCheckpoint(e)))?;
    if entry.index() != proof.index {
        return Err(at(ProofFault::OtherEntry { expected: proof.index, found: entry.index() }));
    }
    of_ledger(&entry, vkey, place)?;
    alone(&entry, place)?;
    Ok((entry, head))
}

/// Leaf and portion, the entry it is of, and the head that is under.
pub(super) type PortionRead = (Hash, Portion, UnverifiedEntry, Head);

pub(super) fn portion_proof(bytes: &[u8], vkey: &VerifierKey, place: &Passage) -> Result<PortionRead, Finding> {
    let at = |fault| Finding::new(place.clone(), fault);
    let proof = PortionProof::parse(bytes).map_err(|e| at(ProofFault::NoPortionProof(e)))?;
    let read = proof.verify(vkey).map_err(|e| at(ProofFault::NotAPortion(e)))?;
    let (_, portion, entry, _) = &read;
    of_ledger(entry, vkey, place)?;
    alone(entry, place)?;
    let lists = parted(entry.kind().as_str());
    if lists.is_none_or(|lists| portion.lists.keys().any(|name| !lists.contains(&name.as_str()))) {
        let found = portion.lists.keys().cloned().collect::<Vec<_>>().join(" ");
        let found = format!("{} {found}", entry.kind());
        return Err(at(ProofFault::OtherLists(found)));
    }
    Ok(read)
}

/// The entry shows nothing of several households, as no entry does.
fn alone(entry: &UnverifiedEntry, place: &Passage) -> Result<(), Finding> {
    let portions = portions_head(entry.body()).is_some();
    about_fits(entry.kind().as_str(), entry.about().len(), portions)
        .map_err(|e| Finding::new(place.clone(), ProofFault::Several(e)))
}

/// The entry names the ledger whose key signed, or an earlier epoch of it.
fn of_ledger(entry: &UnverifiedEntry, vkey: &VerifierKey, place: &Passage) -> Result<(), Finding> {
    let (found, expected) = (entry.origin().to_string(), vkey.name().to_owned());
    let same = found == expected || expected.strip_prefix(found.as_str()).is_some_and(|rest| rest.starts_with('/'));
    if same { Ok(()) } else { Err(Finding::new(place.clone(), ProofFault::OtherLedger { expected, found })) }
}
