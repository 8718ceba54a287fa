//! A new ledger: its first entry, signed by one of the keys it admits, and its own key beside the
//! guard.

use super::{Clock, Cooperative, Standing, Trouble, clock};
use crate::{
    audit::{Checked, KeyRing, OneCore, check_lines},
    books::{Books, CN_2023},
    decide,
    event::{Attached, BlobRef, Display, Entry, Event, Fact, KeyAdmitted, LedgerOpened, Names},
    log::{
        About, Act, Attestation, Batch, Chain, Draft, Frontier, Hash, Head, KeyKind, Origin, Role, Sealed, SigningKey,
        Testimony, UnverifiedEntry, VerifierKey, sign_note,
    },
    store::{
        Anchor, AppendError, Blobs, Cause, Journal, LeaveTail, Opening, Why,
        disk::{Disk, RealDisk, read_small},
        file::{FileBlobs, FileJournal, FileOpenings, INCOMING, Place, segment_name},
        keys,
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
    /// How many recovery keys must act together: 1 to their number, 0 where there are none.
    pub recovery_threshold: u32,
    /// A person has looked at the clock, and it is right.
    pub clock_confirmed: bool,
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
    text.parse().map_err(Trouble::ours::<crate::unit::UnitError>)
}

impl Cooperative {
    /// May a ledger begin by this clock without a question? Not before this program was released,
    /// and not ten years after: its first entry is the floor of all later times.
    pub fn may_begin(clock: &dyn Clock) -> bool {
        clock::believable(clock.now(), clock.earliest())
    }

    /// Refuses a folder in which no ledger can be begun: one that holds anything else than what an
    /// interrupted beginning leaves.
    pub fn may_hold(ledger: &Path) -> Result<(), Trouble> {
        match beginning(&RealDisk, ledger)? {
            Beginning::Taken => Err(Trouble::NotEmpty(ledger.display().to_string())),
            _ => Ok(()),
        }
    }

    /// Makes a new ledger in an empty or absent folder, or in one where making it was interrupted:
    /// nothing was acknowledged there, so it is finished or begun anew.
    pub fn create(
        ledger: &Path,
        state: &Path,
        founding: &Founding,
        clock: Arc<dyn Clock>,
    ) -> Result<Cooperative, Trouble> {
        Cooperative::create_on(Arc::new(RealDisk), ledger, state, founding, clock)
    }

    /// [`Cooperative::create`] on any disk.
    pub fn create_on(
        disk: Arc<dyn Disk>,
        ledger: &Path,
        state: &Path,
        founding: &Founding,
        clock: Arc<dyn Clock>,
    ) -> Result<Cooperative, Trouble> {
        let now = clock.now();
        if !founding.clock_confirmed && !clock::believable(now, clock.earliest()) {
            return Err(Trouble::ClockAtBeginning { now, earliest: clock.earliest() });
        }
        let not_empty = || Trouble::NotEmpty(ledger.display().to_string());
        let mut begun = beginning(disk.as_ref(), ledger)?;
        if matches!(begun, Beginning::Signed) {
            begun = match finish(disk.clone(), ledger, state, founding, clock.clone()) {
                Ok(finished) => return finished.ok_or_else(not_empty),
                // only the cache had it: opening looks at the medium
                Err(Trouble::NotALedger(_)) => beginning(disk.as_ref(), ledger)?,
                Err(trouble) => return Err(trouble),
            };
        }
        match begun {
            Beginning::Taken | Beginning::Signed => return Err(not_empty()),
            Beginning::Torn => clear(disk.as_ref(), ledger)?,
            Beginning::Free => {}
        }
        let tag = match founding.tag {
            Some(tag) => tag,
            None => keys::random::<8>()?,
        };
        let origin =
            Origin::new(&founding.host, &founding.name, &tag).map_err(|e| Trouble::Key(format!("origin: {e}")))?;
        let place = Place::new(ledger, state, &origin);
        let ledger_seed = match founding.ledger_seed {
            Some(seed) => seed,
            None => keys::random::<32>()?,
        };
        let ledger_key = SigningKey::from_seed(ledger_seed);
        let (signed, entry, chart) = first_entry(&origin, founding, &ledger_key, now)?;
        let books = Books::open(&entry).map_err(Trouble::ours)?;
        super::keys::write_key_once(disk.as_ref(), &place.ledger_key(), ledger_seed)?;
        let opened = FileJournal::open(disk.clone(), place.clone(), &origin, &mut LeaveTail);
        let (journal, opening) = opened.map_err(Trouble::before_lines)?;
        if !matches!(opening, Opening::Fresh | Opening::Fine) {
            return Err(not_empty());
        }
        let blobs = Arc::new(FileBlobs::new(disk.clone(), place.clone(), &origin));
        blobs.put(&origin, &mut chart.as_bytes())?;
        let mut chain = Chain::default();
        chain.check_verified(&entry.sealed).map_err(Trouble::ours)?;
        let head = chain.head();
        let seal = Sealed { head, note: sign_note(&origin, head, &ledger_key) };
        let batch = Batch::new(&Frontier::default(), signed, seal).map_err(Trouble::ours)?;
        journal.at_moment(&origin, clock.moment());
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
            standing: Standing::Signed,
            elsewhere: None,
        })
    }
}

/// What a folder holds in which a ledger is to begin.
enum Beginning {
    /// Nothing, or files that make no difference.
    Free,
    /// Part of entry 0.
    Torn,
    /// Entry 0, which nobody has been told of yet.
    Signed,
    /// Something else.
    Taken,
}

fn beginning(disk: &dyn Disk, ledger: &Path) -> Result<Beginning, Trouble> {
    let failed = |e: std::io::Error| Trouble::Device(Cause::io("reading", ledger, &e));
    let list = |below: &str| disk.list(&ledger.join(below)).map_err(failed);
    let known = |name: &str, folder: bool| match name {
        "journal" | "blobs" | "private" => folder,
        "lock" => !folder,
        _ => false,
    };
    let ours = disk.list(ledger).map_err(failed)?.iter().all(|i| known(&i.name, i.folder))
        && list("private")?.iter().all(|i| !i.folder && i.name.starts_with(INCOMING))
        && list("blobs")?.iter().all(|i| !i.folder && i.name.parse::<Hash>().is_ok())
        && list("journal")?.iter().all(|i| !i.folder && i.name == segment_name(0));
    if !ours {
        return Ok(Beginning::Taken);
    }
    let first = ledger.join("journal").join(segment_name(0));
    // a segment is longer only where there is more than one entry
    let Ok(line) = read_small(disk, &first, Batch::MAX_LINE as u64) else { return Ok(Beginning::Taken) };
    let bytes = line.unwrap_or_default();
    if bytes.is_empty() {
        return Ok(Beginning::Free);
    }
    let lines = check_lines(0, &bytes, &mut KeyRing::default(), &OneCore);
    Ok(match lines.as_slice() {
        [Checked { entry: Ok(_), .. }] => Beginning::Signed,
        // no key signed what the power left of it; where a line is an entry, it is somebody's record
        [_] => Beginning::Torn,
        _ if bytes.split_inclusive(|b| *b == b'\n').all(|line| UnverifiedEntry::parse(line).is_err()) => {
            Beginning::Torn
        }
        _ => Beginning::Taken,
    })
}

/// Takes the part of entry 0 away that was written; whoever is just beginning here holds the lock.
fn clear(disk: &dyn Disk, ledger: &Path) -> Result<(), Trouble> {
    let failed = |e: std::io::Error| Trouble::Device(Cause::io("clearing", ledger, &e));
    let lock = disk.lock(&ledger.join("lock")).map_err(failed)?;
    let _lock =
        lock.map_err(|who| AppendError::Busy(Cause::new(Why::Held, format!("{} ({who})", ledger.display()))))?;
    if matches!(beginning(disk, ledger)?, Beginning::Torn) {
        disk.remove(&ledger.join("journal").join(segment_name(0))).map_err(failed)?;
        disk.sync_dir(&ledger.join("journal")).map_err(failed)?;
    }
    Ok(())
}

/// Entry 0 is there and was not acknowledged: opening signs it. `None` where it opens another
/// ledger than the one that is wanted.
fn finish(
    disk: Arc<dyn Disk>,
    ledger: &Path,
    state: &Path,
    founding: &Founding,
    clock: Arc<dyn Clock>,
) -> Result<Option<Cooperative>, Trouble> {
    let opened = Cooperative::recover_on(disk, ledger, state, clock, false)?;
    opened.writable()?;
    let opened = opened.cooperative;
    let there = &opened.books.opened;
    let same = opened.books.size == 1
        && opened.origin.as_str().starts_with(&format!("{}/{}/", founding.host, founding.name))
        && there.names == founding.names
        && there.recovery_threshold == founding.recovery_threshold
        && there.keys.iter().map(|k| k.public.0).eq(founding.keys.iter().map(|k| *k.key.public().as_bytes()));
    Ok(same.then_some(opened))
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
        vkey: VerifierKey::ledger(origin, ledger_key.public()),
        year_starts: text("01-01")?,
        zone: text("+08:00")?,
    };
    decide::threshold(&opened).map_err(|r| Trouble::Refused(vec![(1, r)]))?;
    let event = Event { attached: Attached::Document(chart.clone()), ..Event::plain(Fact::LedgerOpened(opened)) };
    let draft = Draft {
        about: Vec::new(),
        batch: (0, 1),
        body: event.body().map_err(Trouble::ours)?,
        effective_on: founding.on,
        id: "open".parse().map_err(Trouble::ours::<crate::unit::UnitError>)?,
        index: 0,
        key: author.key.public().id(),
        kind: event.fact.kind().parse().map_err(Trouble::ours::<crate::unit::UnitError>)?,
        origin: origin.clone(),
        prev: Hash::ZERO,
        recorded_at: at,
    };
    let signed = draft.sign(&author.key).map_err(Trouble::ours)?;
    let line = signed.line().to_vec();
    let sealed = UnverifiedEntry::parse(&line).and_then(|e| e.verify(&author.key.public())).map_err(Trouble::ours)?;
    Ok((line, Entry { sealed, event }, chart))
}
