//! A new ledger: its first entry, signed by one of the keys it admits, and its own key beside the
//! guard.

use super::{Clock, Cooperative, Trouble};
use crate::{
    books::{Books, CN_2023},
    event::{Attached, BlobRef, Display, Entry, Event, Fact, KeyAdmitted, LedgerOpened, Names},
    log::{
        About, Act, Attestation, Batch, Chain, Draft, Frontier, Hash, Head, KeyKind, Origin, Role, Sealed,
        SigningKey, Testimony, UnverifiedEntry, VerifierKey, sign_note,
    },
    store::{
        Blobs, Journal,
        disk::{Disk, RealDisk},
        file::{FileBlobs, FileJournal, LeaveTail, Place},
        keys,
        openings::FileOpenings,
    },
    unit::{Day, RecordedAt, Text},
};
use std::{path::Path, sync::Arc};

/// What a founder says.
#[derive(Debug)]
pub struct Founding {
    /// Host part of the origin, `coop.example`.
    pub host: String,
    /// Name part of the origin, `tianfu-a`.
    pub name: String,
    /// The organization's name.
    pub names: Names,
    /// The first effective day.
    pub on: Day,
    /// Chart document; the shipped one where none is given.
    pub chart: Option<String>,
    /// First keys; the first of them must be an accountant's and signs entry 0.
    pub keys: Vec<FirstKey>,
    /// How many recovery keys must act together.
    pub recovery_threshold: u32,
    /// 16 hex digits of the origin; random where none is given.
    pub tag: Option<[u8; 8]>,
    /// Seed of the ledger's own key; random where none is given.
    pub ledger_seed: Option<[u8; 32]>,
}

/// One of the first keys.
#[derive(Debug)]
pub struct FirstKey {
    /// Code of the person, `K001`.
    pub person: String,
    /// Its role; none for a recovery key.
    pub role: Option<Role>,
    /// The key itself.
    pub key: SigningKey,
}

impl FirstKey {
    /// The key object as an entry carries it, with its proof of possession.
    pub fn admitted(&self, origin: &Origin, at: RecordedAt, seen: Head) -> Result<KeyAdmitted, Trouble> {
        let bug = |e: String| Trouble::Bug(e);
        let kind = if self.role.is_some() { KeyKind::Person } else { KeyKind::Recovery };
        let public = self.key.public();
        let testimony = Testimony {
            about: About::own_key(&self.person, public, kind, self.role),
            act: Act::Possess,
            at,
            origin: origin.clone(),
            say: None,
            seen,
        };
        let possession = Attestation::sign(testimony, &self.key).map_err(|e| bug(e.to_string()))?;
        Ok(KeyAdmitted {
            alg: text("ed25519")?,
            kind,
            person: text(&self.person)?,
            possession,
            public: Hash(*public.as_bytes()),
            role: self.role,
        })
    }
}

fn text(text: &str) -> Result<Text, Trouble> {
    text.parse().map_err(|e: crate::unit::UnitError| Trouble::Bug(e.to_string()))
}

impl Cooperative {
    /// Makes a new ledger in an empty or absent folder.
    pub fn create(ledger: &Path, state: &Path, founding: &Founding, clock: Arc<dyn Clock>) -> Result<Cooperative, Trouble> {
        let taken = std::fs::read_dir(ledger).is_ok_and(|mut items| items.next().is_some());
        if taken {
            return Err(Trouble::NotEmpty(ledger.display().to_string()));
        }
        let tag = match founding.tag {
            Some(tag) => tag,
            None => keys::random::<8>()?,
        };
        let origin = Origin::new(&founding.host, &founding.name, &tag)
            .map_err(|e| Trouble::Key(format!("origin: {e}")))?;
        let disk: Arc<dyn Disk> = Arc::new(RealDisk);
        let place = Place::new(ledger, state, &origin);
        let ledger_seed = match founding.ledger_seed {
            Some(seed) => seed,
            None => keys::random::<32>()?,
        };
        let ledger_key = SigningKey::from_seed(ledger_seed);
        let (signed, entry, chart) = first_entry(&origin, founding, &ledger_key, clock.now())?;
        let books = Books::open(&entry)?;
        super::keys::write_key(&place.ledger_key(), ledger_seed, None)?;
        let (journal, _) = FileJournal::open(disk.clone(), place.clone(), &origin, &mut LeaveTail)?;
        let blobs = Arc::new(FileBlobs::new(disk.clone(), place.clone(), &origin));
        blobs.put(&origin, &mut chart.as_bytes())?;
        let mut chain = Chain::default();
        chain.check_verified(&entry.sealed).map_err(|e| Trouble::Bug(e.to_string()))?;
        let head = chain.head();
        let seal = Sealed { head, note: sign_note(&origin, head, &ledger_key) };
        let batch = Batch::new(&Frontier::default(), signed, seal).map_err(|e| Trouble::Bug(e.to_string()))?;
        journal.append(&origin, &batch)?;
        let journal = Arc::new(journal);
        Ok(Cooperative {
            origin: origin.clone(),
            folder: Some(journal.clone()),
            journal,
            blobs,
            openings: Arc::new(FileOpenings::new(disk, place, &origin)),
            ledger_key: Some(ledger_key),
            books,
            chain,
            clock,
            clock_confirmed: false,
        })
    }
}

/// Entry 0 as signed bytes, as an entry, and the chart document it names.
fn first_entry(
    origin: &Origin,
    founding: &Founding,
    ledger_key: &SigningKey,
    at: RecordedAt,
) -> Result<(Vec<u8>, Entry, String), Trouble> {
    let author = founding.keys.first().filter(|k| k.role == Some(Role::Accountant));
    let author = author.ok_or_else(|| Trouble::Key("the first key must be an accountant's".into()))?;
    let chart = founding.chart.clone().unwrap_or_else(|| CN_2023.to_owned());
    crate::books::Chart::read(&chart).map_err(|e| Trouble::Key(e.to_string()))?;
    let admitted = founding.keys.iter().map(|k| k.admitted(origin, at, Head::empty()));
    let opened = LedgerOpened {
        chart: BlobRef::of(chart.as_bytes()),
        currency: text("CNY")?,
        display: Display { thousands: text(",")? },
        keys: admitted.collect::<Result<_, _>>()?,
        names: founding.names.clone(),
        policy: None,
        recovery_threshold: founding.recovery_threshold,
        vkey: text(&VerifierKey::ledger(origin, ledger_key.public()).to_string())?,
        year_starts: text("01-01")?,
        zone: text("+08:00")?,
    };
    let event = Event { attached: Attached::Document(chart.clone()), ..Event::plain(Fact::LedgerOpened(opened)) };
    let draft = Draft {
        about: Vec::new(),
        batch: (0, 1),
        body: event.body()?,
        effective_on: founding.on,
        id: "open".parse().map_err(|e: crate::unit::UnitError| Trouble::Bug(e.to_string()))?,
        index: 0,
        key: author.key.public().id(),
        kind: event.fact.kind().parse().map_err(|e: crate::unit::UnitError| Trouble::Bug(e.to_string()))?,
        origin: origin.clone(),
        prev: Hash::ZERO,
        recorded_at: at,
    };
    let signed = draft.sign(&author.key)?;
    let line = signed.line().to_vec();
    let sealed = UnverifiedEntry::parse(&line)?.verify(&author.key.public())?;
    Ok((line, Entry { sealed, event }, chart))
}
