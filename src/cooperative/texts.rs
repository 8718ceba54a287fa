//! Private texts as the journal names them, and what is here of them.

use super::{BlobReader, Cooperative, Trouble, filing, screens::PrivateScreens};
use crate::{
    audit::{self, Finding, FindingCode, Looked, TextFault},
    books::Books,
    event::private_texts,
    log::{Hash, Json, Origin, UnverifiedEntry, opens},
    store::{Openings, Stores},
    unit::HouseholdId,
};
use std::collections::{BTreeMap, BTreeSet};

/// A private text that an entry speaks of.
#[derive(Debug)]
pub(super) struct TextAt {
    /// The entry.
    pub entry: u64,
    /// Its member.
    pub field: &'static str,
    /// What stands there.
    pub commitment: Hash,
    /// The households that the entry has to do with.
    pub whose: BTreeSet<HouseholdId>,
    /// The erasure that accounts for it.
    pub erased_by: Option<u64>,
}

/// What the journal says.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Every private text, in order.
    pub texts: Vec<TextAt>,
    /// Everything that may be a commitment.
    pub named: BTreeSet<Hash>,
    /// Erasures by entry: its leaf, and whose.
    pub erasures: BTreeMap<u64, (Hash, HouseholdId)>,
}

impl Cooperative {
    /// Reads the journal, and lines that are about to be appended to it, for private texts.
    pub(super) fn said(&self, more: &[u8]) -> Result<Said, Trouble> {
        let blobs = BlobReader::new(self.blobs.as_ref(), &self.origin);
        let mut said = Said::default();
        let mut look = |line: &[u8], place: u64| -> Result<(), Trouble> {
            let entry = UnverifiedEntry::parse(line).map_err(|e| Trouble::line(place, e))?;
            let index = entry.index();
            if entry.kind().name() == "household.erased" {
                let household = entry.body().member("household").and_then(Json::text).and_then(|h| h.parse().ok());
                said.erasures.extend(household.map(|household| (index, (entry.leaf(), household))));
            }
            each_hash(entry.body(), &mut said.named);
            let mut texts = private_texts(entry.kind().name(), entry.body()).peekable();
            if texts.peek().is_none() {
                return Ok(());
            }
            let whose = filing::concerned(&self.books, &entry, &blobs);
            let erased_by = self.books.texts().erased_by(index);
            said.texts.extend(texts.map(|(field, commitment)| TextAt {
                entry: index,
                field,
                commitment,
                whose: whose.clone(),
                erased_by,
            }));
            Ok(())
        };
        for chunk in self.journal.read(&self.origin, 0, self.chain.head().size)? {
            let chunk = chunk?;
            for (line, index) in chunk.lines.split_inclusive(|&b| b == b'\n').zip(chunk.first..) {
                look(line, index)?;
            }
        }
        for (line, index) in more.split_inclusive(|&b| b == b'\n').zip(self.chain.head().size..) {
            look(line, index)?;
        }
        // whom a text concerns may stand in a blob: not known is not nobody
        blobs.all_read()?;
        Ok(said)
    }

    /// How many private texts that entries speak of are not here, where this machine has the keys that
    /// sealed them and nobody has said that they are elsewhere or lost; as a quick look has it, by
    /// their number alone. The audit looks at each.
    ///
    /// # Errors
    /// [`Trouble::Read`] where the keys, the texts or what was said of them cannot be read.
    pub fn texts_missing(&self) -> Result<u64, Trouble> {
        let open = self.books.texts().open();
        if open == 0 || !self.openings.seals(&self.origin)? {
            return Ok(0);
        }
        let absent = self.openings.absent(&self.origin)?.len() as u64;
        Ok(open.saturating_sub(absent).saturating_sub(self.openings.count(&self.origin)?))
    }
}

impl Cooperative {
    /// What a private text of an entry says, where what opens it is here.
    pub fn opened(&self, field: &str, commitment: &Hash) -> Option<String> {
        let bytes = self.openings.get(&self.origin, commitment).ok()??;
        let (salt, value) = bytes.split_first_chunk::<32>()?;
        opens(commitment, field, salt, value).then(|| String::from_utf8(value.to_vec()).ok())?
    }
}

/// Under whose keys each of these is filed and opens.
pub(super) fn found(
    openings: &dyn Openings,
    origin: &Origin,
    texts: &[TextAt],
) -> Result<BTreeMap<Hash, BTreeSet<HouseholdId>>, Trouble> {
    let wanted: BTreeMap<Hash, &str> = texts.iter().map(|text| (text.commitment, text.field)).collect();
    let mut found: BTreeMap<Hash, BTreeSet<HouseholdId>> = BTreeMap::new();
    openings.each(origin, &mut |commitment, filed, plain| {
        let opened = wanted.get(commitment).zip(plain).is_some_and(|(field, plain)| opens_to(commitment, field, plain));
        if opened {
            found.entry(*commitment).or_default().insert(filed.clone());
        }
    })?;
    Ok(found)
}

fn opens_to(commitment: &Hash, field: &str, plain: &[u8]) -> bool {
    plain.split_first_chunk::<32>().is_some_and(|(salt, value)| opens(commitment, field, salt, value))
}

fn each_hash(value: &Json, found: &mut BTreeSet<Hash>) {
    match value {
        Json::Text(text) => found.extend(text.parse::<Hash>().ok()),
        Json::Array(items) => items.iter().for_each(|item| each_hash(item, found)),
        Json::Object(members) => members.values().for_each(|value| each_hash(value, found)),
        Json::Bool(_) | Json::Integer(_) => {}
    }
}

/// Looks at every private text of an audited ledger, where this machine has the keys that sealed
/// them: what an audit notes of those that are missing or do not open. `None` where it has no keys.
///
/// # Errors
/// What the device says.
pub(super) fn look_at_texts(origin: &Origin, stores: &Stores, books: &Books) -> Result<Option<Looked>, Trouble> {
    let Stores { journal, openings, .. } = stores;
    if !openings.seals(origin)? {
        return Ok(None);
    }
    if books.texts().open() == 0 {
        return Ok(Some(Looked::default()));
    }
    let absent = openings.absent(origin)?;
    let mut texts: BTreeMap<Hash, Vec<(u64, &'static str)>> = BTreeMap::new();
    let mut gone: BTreeSet<Hash> = absent;
    let size = books.size().min(journal.head(origin)?.map_or(books.size(), |sealed| sealed.head.size));
    for chunk in journal.read(origin, 0, size)? {
        let chunk = chunk?;
        let lines = chunk.lines.split_inclusive(|&b| b == b'\n').zip(chunk.first..);
        for (line, index) in lines.filter(|(_, index)| books.texts().carries(*index)) {
            let entry = UnverifiedEntry::parse(line).map_err(|e| Trouble::line(index, e))?;
            for (field, commitment) in private_texts(entry.kind().name(), entry.body()) {
                match books.texts().erased_by(index) {
                    Some(_) => _ = gone.insert(commitment),
                    None => texts.entry(commitment).or_default().push((index, field)),
                }
            }
        }
    }
    texts.retain(|commitment, _| !gone.contains(commitment));
    // of what is filed for a commitment, one that opens it is enough
    let mut seen: BTreeMap<Hash, bool> = BTreeMap::new();
    let mut private = PrivateScreens::of(books, &texts);
    openings.each(origin, &mut |commitment, _, plain| {
        let Some(places) = texts.get(commitment) else { return };
        private.take(commitment, plain);
        let opened = plain.is_some_and(|plain| places.iter().all(|(_, field)| opens_to(commitment, field, plain)));
        *seen.entry(*commitment).or_default() |= opened;
    })?;
    let mut found: Vec<(u64, Finding)> = Vec::new();
    for (commitment, places) in &texts {
        let fault = match seen.get(commitment) {
            Some(true) => continue,
            Some(false) => TextFault::Wrong,
            None => TextFault::Missing,
        };
        found.extend(places.iter().map(|(entry, field)| (*entry, Finding::entry(*entry, fault(field)))));
    }
    let all: usize = texts.values().map(Vec::len).sum();
    if found.len() == all && found.iter().all(|(_, finding)| finding.code() == FindingCode::OpeningMissing) && all > 1 {
        // not one of them is here: one sentence says so
        let found = vec![Finding::new(audit::LedgerPlace::Texts, TextFault::AllMissing(all))];
        return Ok(Some(Looked { found, questions: Vec::new() }));
    }
    found.sort_by_key(|(entry, _)| *entry);
    let found = found.into_iter().map(|(_, finding)| finding).collect();
    Ok(Some(Looked { found, questions: private.ask(books) }))
}
