//! A slip: what a printed code says, so that paper can be checked with a telephone. It carries a household's own money lines
//! of a year, or no household's, with all that leads from them to the ledger's signature, and nothing else: what is not
//! in the signed record stands on the paper as words alone (`schemas/STATEMENT.md`, section 8).
//!
//! Nothing in it is a second record. The lines make the household's digest go on from where it stood, the digest stands
//! under the root that the ledger stated, the entry that states it under the signed checkpoint.

mod drawn;
mod packed;
mod parts;

pub use drawn::Drawn;
pub(super) use drawn::figures;
pub use parts::{PartsError, is_slip};

use super::value::HouseholdStatement;
use crate::{
    event::HouseholdsStated,
    log::{
        Checkpoint, Digest, Hash, Head, KeyId, Origin, PublicKey, TlogProof, UnverifiedEntry, VerifierKey, from_json,
        root_above, stated_line,
        sum::{SumKind, SumLine, SumNode, SumProof, reasons_hash},
        to_json,
    },
    unit::{Day, EntryId, HouseholdId, Lang, Money, PayoutId, RecordedAt, Say},
};
use packed::{Packed, Unpacked};
use serde::Serialize;
use std::collections::BTreeMap;

/// A signed state of a ledger, with a household's lines under it or without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The ledger's key as the slip names it: whoever reads it compares it with the one that he knows.
    pub key: VerifierKey,
    /// The state, as the ledger signed it. Believed only from [`Checkpoint::verify`].
    pub state: Checkpoint,
    /// A household's own, with what leads to the state.
    pub own: Option<Own>,
}

/// What a slip has of one household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// Its code.
    pub household: HouseholdId,
    /// Where its digest stood before the first item on the slip.
    pub before: Digest,
    /// Its items since then, ascending by index, all of them.
    pub items: Vec<SlipItem>,
    /// Its place among the households that the ledger stated, from 0.
    pub place: u64,
    /// From its line to the root that was stated.
    pub path: Vec<Hash>,
    /// The entry that states it.
    pub stated: StatingEntry,
    /// From that entry to the root of the state.
    pub above: Vec<Hash>,
}

/// What an entry has about the household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipItem {
    /// The entry.
    pub index: u64,
    /// What the digest takes of it.
    pub is: ItemIs,
}

/// An amount, or something that stands on a slip by its hash alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemIs {
    /// A line of a payout.
    Line {
        /// Declared, paid, or sent back.
        kind: SumKind,
        /// The payout.
        payout: PayoutId,
        /// On which day.
        on: Day,
        /// How much.
        amount: Money,
        /// Hash of its reasons.
        because: Hash,
    },
    /// Anything else: a holding, a contract, an advance.
    Other(Hash),
}

/// What a `households.stated/1` has of its own; the rest of its line follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatingEntry {
    /// Place and length of its batch.
    pub batch: (u32, u32),
    /// How many households.
    pub count: u64,
    /// As of so many entries.
    pub size: u64,
    /// Its day.
    pub effective_on: Day,
    /// Its id.
    pub id: EntryId,
    /// Its place in the ledger.
    pub index: u64,
    /// Who signed it.
    pub key: KeyId,
    /// Leaf of the entry before.
    pub prev: Hash,
    /// When it was recorded.
    pub recorded_at: RecordedAt,
    /// The author's signature.
    pub sig: [u8; 64],
}

/// Why a text is no slip.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SlipError {
    /// Its parts make no whole.
    #[error("{0}")]
    Parts(#[from] PartsError),
    /// Its bytes end before it does, or go on behind it.
    #[error("the code is of another length than what it says")]
    Length,
    /// A version that this program does not know.
    #[error("the code is of version {0}, which this program does not know")]
    Version(u64),
    /// Something in it is against its grammar.
    #[error("the code says something that no ledger says: {0}")]
    Value(&'static str),
}

impl Say for SlipError {
    fn say(&self, lang: Lang) -> String {
        let zh = match self {
            SlipError::Parts(why) => why.say(lang),
            SlipError::Length => "核对码的长度和内容不符".to_owned(),
            SlipError::Version(found) => format!("核对码是第 {found} 版，本程序不认识"),
            SlipError::Value(found) => format!("核对码里有账本不会有的内容：{found}"),
        };
        lang.pick(zh, self.to_string())
    }
}

/// The kind of the entry that states what every household has.
const STATED: &str = "households.stated/1";
/// A payment's reasons: the empty array with its newline.
const NO_REASONS: &[u8] = b"[]\n";

/// The versions of what is packed.
const HOUSEHOLD: u64 = 1;
const STATE: u64 = 2;

/// More codes than this nobody scans: older items are left out, and the slip begins later.
const MOST_CODES: usize = 8;

impl Slip {
    /// A state alone, as it hangs on the notice board.
    pub fn of_state(key: &VerifierKey, state: Checkpoint) -> Slip {
        Slip { key: key.clone(), state, own: None }
    }

    /// The household's items from the first of the statement's year on. `None` where the ledger has not stated yet what the
    /// household has, or did so under an earlier epoch.
    pub fn of(statement: &HouseholdStatement, key: &VerifierKey) -> Option<Slip> {
        let said = &statement.completeness;
        let proof = said.proof.as_ref()?;
        let entry = TlogProof::parse(proof.entry.as_bytes()).ok()?;
        let stated = StatingEntry::read(entry.extra.as_deref()?, entry.checkpoint.origin())?;
        let lines: BTreeMap<u64, SumLine> = statement
            .proofs
            .iter()
            .filter_map(|proof| SumProof::parse(proof.text.as_bytes()).ok())
            .filter_map(|proof| Some((proof.entry.index, SumLine::parse(&proof.line).ok()?)))
            .collect();
        let covered: Vec<_> = statement.concerns.iter().filter(|c| c.index < said.upto).collect();
        let year = statement.as_of.year();
        let first = covered.iter().position(|c| c.date.year() >= year).unwrap_or(covered.len());
        let mut items = Vec::new();
        let mut before = Digest::default();
        for (at, concern) in covered.into_iter().enumerate() {
            let item = concern.item?;
            if at < first {
                before.absorb(concern.index, item);
                continue;
            }
            let is = lines.get(&concern.index).map_or(ItemIs::Other(item), ItemIs::of);
            items.push(SlipItem { index: concern.index, is });
        }
        let (household, place, path) = (statement.household.clone(), proof.place, proof.path.clone());
        let own = Own { household, before, items, place, path, stated, above: entry.hashes };
        let mut slip = Slip { key: key.clone(), state: entry.checkpoint, own: Some(own) };
        while slip.codes().len() > MOST_CODES && slip.own.as_mut().is_some_and(Own::begin_later) {}
        Some(slip)
    }

    /// The texts of its codes, in their order.
    pub fn codes(&self) -> Vec<String> {
        parts::cut(&self.pack())
    }

    /// A slip out of what was scanned: its codes in any order, whatever stands between them.
    ///
    /// # Errors
    /// Why it is none. Nothing of it is verified yet.
    pub fn read(text: &str) -> Result<Slip, SlipError> {
        let bytes = parts::join(text)?;
        let mut from = Unpacked::new(&bytes);
        let slip = match from.number()? {
            version @ (HOUSEHOLD | STATE) => Slip::unpack(&mut from, version == HOUSEHOLD)?,
            version => return Err(SlipError::Version(version)),
        };
        from.end()?;
        Ok(slip)
    }

    fn pack(&self) -> Vec<u8> {
        let mut to = Packed::default();
        to.number(if self.own.is_some() { HOUSEHOLD } else { STATE });
        to.text(self.key.name());
        to.bytes(self.key.public().as_bytes());
        let head = self.state.claimed_head();
        to.number(head.size);
        match &self.own {
            Some(own) => own.pack(&mut to),
            None => to.bytes(&head.root.0),
        }
        to.bytes(&self.state.signature().unwrap_or([0; 64]));
        to.done()
    }

    fn unpack(from: &mut Unpacked<'_>, has_own: bool) -> Result<Slip, SlipError> {
        let origin: Origin = from.parsed("origin")?;
        let public = PublicKey::from_bytes(&from.array()?).ok().ok_or(SlipError::Value("key"))?;
        let key = VerifierKey::ledger(&origin, public);
        let size = from.number()?;
        let own = if has_own { Some(Own::unpack(from)?) } else { None };
        let root = match &own {
            Some(own) => own.root(&origin, size)?,
            None => Hash(from.array()?),
        };
        let state = Checkpoint::signed(origin, Head { size, root }, key.key_hash(), from.array()?);
        Ok(Slip { key, state, own })
    }
}

impl ItemIs {
    fn of(line: &SumLine) -> ItemIs {
        let SumLine { kind, payout, on, amount, because, .. } = line;
        ItemIs::Line { kind: *kind, payout: payout.clone(), on: *on, amount: *amount, because: *because }
    }

    /// What the digest takes of it where it stood at `before`.
    fn hash(&self, household: &HouseholdId, before: &Digest) -> Result<Hash, SlipError> {
        match self {
            ItemIs::Other(hash) => Ok(*hash),
            ItemIs::Line { kind, payout, on, amount, because } => {
                let line = SumLine {
                    amount: *amount,
                    because: *because,
                    digest: before.hash,
                    items: before.items,
                    kind: *kind,
                    on: *on,
                    payout: payout.clone(),
                    to: household.to_string(),
                };
                let line = line.to_line().ok().ok_or(SlipError::Value("line"))?;
                Ok(SumNode::leaf(*amount, &line).hash)
            }
        }
    }
}

impl Own {
    /// The state of the digest behind the last item.
    ///
    /// # Errors
    /// [`SlipError::Value`] where an item cannot be a line of a payout.
    pub fn after(&self) -> Result<Digest, SlipError> {
        let mut digest = self.before;
        for item in &self.items {
            let hash = item.is.hash(&self.household, &digest)?;
            digest.absorb(item.index, hash);
        }
        Ok(digest)
    }

    /// The line of the entry that states what the household has, with its newline.
    ///
    /// # Errors
    /// [`SlipError::Value`] where the household's place is none among those that it counts.
    pub fn stated_line(&self, origin: &Origin) -> Result<Vec<u8>, SlipError> {
        let leaf = Hash::leaf(&stated_line(&self.household, &self.after()?));
        let root = root_above(leaf, self.place, self.stated.count, &self.path).ok_or(SlipError::Value("place"))?;
        self.stated.line(origin, root)
    }

    /// The root of so many entries to which all of it leads.
    fn root(&self, origin: &Origin, size: u64) -> Result<Hash, SlipError> {
        let leaf = Hash::leaf(&self.stated_line(origin)?);
        root_above(leaf, self.stated.index, size, &self.above).ok_or(SlipError::Value("size"))
    }

    /// Leaves its first item out; false where there is none.
    fn begin_later(&mut self) -> bool {
        if self.items.is_empty() {
            return false;
        }
        let first = self.items.remove(0);
        let Ok(hash) = first.is.hash(&self.household, &self.before) else { return false };
        self.before.absorb(first.index, hash);
        true
    }

    fn pack(&self, to: &mut Packed) {
        to.text(self.household.as_str());
        to.number(self.before.items);
        to.bytes(&self.before.hash.0);
        to.number(self.items.len() as u64);
        let mut last = 0;
        for item in &self.items {
            to.number(item.index.saturating_sub(last));
            last = item.index;
            match &item.is {
                ItemIs::Other(hash) => {
                    to.number(0);
                    to.bytes(&hash.0);
                }
                ItemIs::Line { kind, payout, on, amount, because } => {
                    to.number(SumKind::ALL.iter().zip(1..).find(|(k, _)| *k == kind).map_or(0, |(_, n)| n));
                    to.text(payout.as_str());
                    to.day(*on);
                    to.number(amount.fen().0.unsigned_abs());
                    if *kind != SumKind::Paid {
                        to.bytes(&because.0);
                    }
                }
            }
        }
        to.number(self.place);
        to.hashes(&self.path);
        self.stated.pack(to);
        to.hashes(&self.above);
    }

    fn unpack(from: &mut Unpacked<'_>) -> Result<Own, SlipError> {
        let household = from.parsed("household")?;
        let before = Digest { items: from.number()?, hash: Hash(from.array()?) };
        let mut items = Vec::new();
        let mut last: Option<u64> = None;
        for _ in 0..from.count()? {
            let step = from.number()?;
            let index = last.unwrap_or(0).checked_add(step).ok_or(SlipError::Value("index"))?;
            if last.is_some() && step == 0 {
                return Err(SlipError::Value("index"));
            }
            last = Some(index);
            items.push(SlipItem { index, is: ItemIs::unpack(from)? });
        }
        let (place, path) = (from.number()?, from.hashes()?);
        Ok(Own { household, before, items, place, path, stated: StatingEntry::unpack(from)?, above: from.hashes()? })
    }
}

impl ItemIs {
    fn unpack(from: &mut Unpacked<'_>) -> Result<ItemIs, SlipError> {
        let kind = match from.number()? {
            0 => return Ok(ItemIs::Other(Hash(from.array()?))),
            n => *SumKind::ALL.get(usize::try_from(n - 1).unwrap_or(usize::MAX)).ok_or(SlipError::Value("kind"))?,
        };
        let payout = from.parsed("payout")?;
        let on = from.day()?;
        let amount = from.money()?;
        // what is paid has no reasons of its own
        let because = if kind == SumKind::Paid { reasons_hash(NO_REASONS) } else { Hash(from.array()?) };
        Ok(ItemIs::Line { kind, payout, on, amount, because })
    }
}

impl StatingEntry {
    /// Out of its line; `None` where it is no such entry of that ledger.
    fn read(line: &[u8], origin: &Origin) -> Option<StatingEntry> {
        let entry = UnverifiedEntry::parse(line).ok()?;
        let body: HouseholdsStated = from_json(entry.body()).ok()?;
        let stated = StatingEntry {
            batch: entry.batch(),
            count: body.count,
            size: body.size,
            effective_on: entry.effective_on(),
            id: entry.id().clone(),
            index: entry.index(),
            key: entry.key(),
            prev: entry.prev(),
            recorded_at: entry.recorded_at(),
            sig: *entry.signature(),
        };
        // another kind, epoch, or anything else that a slip does not say
        (stated.line(origin, body.root).ok()? == line).then_some(stated)
    }

    fn line(&self, origin: &Origin, root: Hash) -> Result<Vec<u8>, SlipError> {
        let wrong = |_: crate::log::JsonError| SlipError::Value(STATED);
        let body = to_json(&HouseholdsStated { count: self.count, root, size: self.size }).map_err(wrong)?;
        let line = Line {
            about: [],
            batch: self.batch,
            body,
            effective_on: self.effective_on,
            format: 1,
            id: &self.id,
            index: self.index,
            key: self.key,
            kind: STATED,
            origin: origin.as_str(),
            prev: self.prev,
            recorded_at: self.recorded_at,
            sig: data_encoding::HEXLOWER.encode(&self.sig),
        };
        let mut bytes = to_json(&line).map_err(wrong)?.to_bytes();
        bytes.push(b'\n');
        Ok(bytes)
    }

    fn pack(&self, to: &mut Packed) {
        to.number(self.batch.0.into());
        to.number(self.batch.1.into());
        to.number(self.count);
        to.number(self.size);
        to.day(self.effective_on);
        to.text(self.id.as_str());
        to.number(self.index);
        to.bytes(&self.key.0);
        to.bytes(&self.prev.0);
        to.text(&self.recorded_at.to_string());
        to.bytes(&self.sig);
    }

    fn unpack(from: &mut Unpacked<'_>) -> Result<StatingEntry, SlipError> {
        let short = |n: u64| u32::try_from(n).ok().ok_or(SlipError::Value("batch"));
        Ok(StatingEntry {
            batch: (short(from.number()?)?, short(from.number()?)?),
            count: from.number()?,
            size: from.number()?,
            effective_on: from.day()?,
            id: from.parsed("id")?,
            index: from.number()?,
            key: KeyId(from.array()?),
            prev: Hash(from.array()?),
            recorded_at: from.parsed("recorded_at")?,
            sig: from.array()?,
        })
    }
}

/// The line of an entry that states, member by member.
#[derive(Serialize)]
struct Line<'a> {
    about: [&'a str; 0],
    batch: (u32, u32),
    body: crate::log::Json,
    effective_on: Day,
    format: u32,
    id: &'a EntryId,
    index: u64,
    key: KeyId,
    kind: &'a str,
    origin: &'a str,
    prev: Hash,
    recorded_at: RecordedAt,
    sig: String,
}
