//! A new ledger: its first entry, signed by one of the keys it admits, and its own key beside the
//! guard.

use super::{Assent, Clock, Cooperative, KeyTrouble, Standing, Trouble, blobs::Unread, clock};
use crate::{
    audit::{Checked, KeyRing, OneCore, check_lines},
    books::{Books, CN_2023},
    decide,
    event::{Attached, BlobRef, Display, Entry, Event, Fact, KeyAdmitted, LedgerOpened, Names},
    log::{
        About, Act, Attestation, Batch, Chain, Draft, Frontier, Hash, Head, KeyKind, Origin, Role, Sealed, SigningKey,
        Testimony, UnverifiedEntry, VerifierKey, sign_note,
    },
    store::{AtOpening, Engine, Ground, LeaveTail, Stores, Writing, keys},
    unit::{Day, RecordedAt, Text},
};
use std::sync::Arc;

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
    ///
    /// # Errors
    /// [`Trouble::Bug`] where the code of the person has not the form of one.
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

    /// Refuses a place in which no ledger can be begun: one that holds anything else than what an
    /// interrupted beginning leaves.
    ///
    /// # Errors
    /// [`Trouble::NotEmpty`] for such a place, [`Trouble::Device`] where it cannot be looked at.
    pub fn may_hold_in(engine: &dyn Engine) -> Result<(), Trouble> {
        match beginning(engine)? {
            Beginning::Taken => Err(Trouble::NotEmpty(engine.name())),
            Beginning::Free | Beginning::Torn | Beginning::Signed(_) => Ok(()),
        }
    }

    /// Makes a new ledger where none is, or where making it was interrupted: nothing was acknowledged
    /// there, so it is finished or begun anew.
    ///
    /// # Errors
    /// [`Trouble::NotEmpty`] where something else is there, [`Trouble::ClockAtBeginning`] where nobody has
    /// confirmed a clock that cannot be right, [`Trouble::Key`] where host, name, chart or first key make no
    /// ledger, or its key is not kept, [`Trouble::Refused`] for a number of recovery keys that could never act;
    /// otherwise what the store says.
    pub fn create_in(engine: &dyn Engine, founding: &Founding, clock: Arc<dyn Clock>) -> Result<Cooperative, Trouble> {
        let now = clock.now();
        if !founding.clock_confirmed && !clock::believable(now, clock.earliest()) {
            return Err(Trouble::ClockAtBeginning { now, earliest: clock.earliest() });
        }
        let not_empty = || Trouble::NotEmpty(engine.name());
        let mut begun = beginning(engine)?;
        if let Beginning::Signed(origin) = &begun {
            begun = match finish(engine, origin, founding, clock.clone()) {
                Ok(finished) => return finished.ok_or_else(not_empty),
                // only the cache had it: opening looks at the medium
                Err(Trouble::NotALedger(_)) => beginning(engine)?,
                Err(trouble) => return Err(trouble),
            };
        }
        match begun {
            Beginning::Taken | Beginning::Signed(_) => return Err(not_empty()),
            Beginning::Torn => {
                let torn = |line: &[u8]| matches!(begun_with(line), Beginning::Torn);
                engine.clear(&torn).map_err(Trouble::before_lines)?;
            }
            Beginning::Free => {}
        }
        let tag = match founding.tag {
            Some(tag) => tag,
            None => keys::random::<8>()?,
        };
        let origin =
            Origin::new(&founding.host, &founding.name, &tag).map_err(|e| Trouble::Key(KeyTrouble::Origin(e)))?;
        let ledger_seed = match founding.ledger_seed {
            Some(seed) => seed,
            None => keys::random::<32>()?,
        };
        let ledger_key = SigningKey::from_seed(ledger_seed);
        let (signed, entry, chart) = first_entry(&origin, founding, &ledger_key, now)?;
        let books = Books::open(&entry).map_err(Trouble::ours)?;
        let anchor = engine.reader(&origin).anchor;
        anchor.keep_key(&origin, ledger_seed).map_err(|e| Trouble::Key(KeyTrouble::File(e)))?;
        let Writing { stores, opening, .. } = engine.writer(&origin, &mut LeaveTail).map_err(Trouble::before_lines)?;
        if !matches!(opening, AtOpening::Fresh | AtOpening::Fine) {
            return Err(not_empty());
        }
        let Stores { journal, blobs, openings, anchor } = stores;
        blobs.put(&origin, &mut chart.as_bytes())?;
        let mut chain = Chain::default();
        chain.check_verified(&entry.sealed).map_err(Trouble::ours)?;
        let head = chain.head();
        let seal = Sealed { head, note: sign_note(&origin, head, &ledger_key) };
        let batch = Batch::new(&Frontier::default(), signed, seal.clone()).map_err(Trouble::ours)?;
        anchor.at_moment(&origin, clock.moment());
        journal.append(&origin, &batch)?;
        Ok(Cooperative {
            origin,
            journal,
            blobs,
            openings,
            anchor,
            ledger_key: Some(ledger_key),
            books: Arc::new(books),
            chain,
            sealed: Some(seal),
            clock,
            clock_confirmed: false,
            unread: Unread::default(),
            standing: Standing::Signed,
            elsewhere: None,
        })
    }
}

/// What lies where a ledger is to begin.
enum Beginning {
    /// Nothing, or what makes no difference.
    Free,
    /// Part of entry 0.
    Torn,
    /// Entry 0 of this ledger, which nobody has been told of yet.
    Signed(Origin),
    /// Something else.
    Taken,
}

fn beginning(engine: &dyn Engine) -> Result<Beginning, Trouble> {
    Ok(match engine.ground()? {
        Ground::Taken => Beginning::Taken,
        Ground::Free(line) => begun_with(&line),
    })
}

fn begun_with(bytes: &[u8]) -> Beginning {
    if bytes.is_empty() {
        return Beginning::Free;
    }
    let lines = check_lines(0, bytes, &mut KeyRing::default(), &OneCore);
    match lines.as_slice() {
        [Checked { entry: Ok(entry), .. }] => Beginning::Signed(entry.origin().clone()),
        // no key signed what the power left of it; where a line is an entry, it is somebody's record
        [_] => Beginning::Torn,
        _ if bytes.split_inclusive(|b| *b == b'\n').all(|line| UnverifiedEntry::parse(line).is_err()) => {
            Beginning::Torn
        }
        _ => Beginning::Taken,
    }
}

/// Entry 0 is there and was not acknowledged: opening signs it. `None` where it opens another
/// ledger than the one that is wanted.
fn finish(
    engine: &dyn Engine,
    origin: &Origin,
    founding: &Founding,
    clock: Arc<dyn Clock>,
) -> Result<Option<Cooperative>, Trouble> {
    let opened = Cooperative::open_in(engine, origin, clock, &Assent::default())?;
    opened.writable()?;
    let opened = opened.cooperative;
    let there = opened.books.opened();
    let same = opened.books.size() == 1
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
    let author = author.ok_or_else(|| Trouble::Key(KeyTrouble::FirstNotAccountants))?;
    let chart = founding.chart.clone().unwrap_or_else(|| CN_2023.to_owned());
    crate::books::Chart::read(&chart).map_err(|e| Trouble::Key(KeyTrouble::Chart(e)))?;
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
