//! One conformance suite for every engine: what it opens, and what the machine remembers beside the record.

use super::content;
use super::sample::{Signer, batch, note, origin};
use crate::faulty::FaultDisk;
use crate::memory::Memory;
use coop_ledger::log::{Frontier, Sealed, SigningKey};
use coop_ledger::store::file::Folders;
use coop_ledger::store::{AnchorPart, AppendError, AtOpening, Engine, Ground, Moment, Signed, Stores, Writing};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// An engine, and what happens to what it keeps behind its back.
struct Machine {
    engine: Arc<dyn Engine>,
    /// Keeps what others have of the ledger as it is; what it gives puts it back.
    kept: Box<dyn Fn() -> Box<dyn FnOnce()>>,
    /// The same ledger on a machine that has never seen it.
    elsewhere: Box<dyn Fn() -> Arc<dyn Engine>>,
}

impl Machine {
    fn opened(&self) -> Writing {
        let of = origin(1);
        self.engine.writer(&of, &mut Signer(of.clone())).expect("nobody else holds it")
    }

    fn reader(&self) -> Stores {
        self.engine.reader(&origin(1))
    }
}

/// The claims on engines and anchors.
fn conforms(name: &str, make: &dyn Fn() -> Machine) {
    what_was_appended_is_what_was_signed(name, &make());
    an_anchor_knows_its_own_ledger_and_no_other(name, &make());
    the_moment_goes_with_the_line(name, &make());
    a_key_is_kept_and_never_replaced(name, &make());
    what_audits_saw_is_kept_or_set_aside(name, &make());
    a_record_put_back_is_a_loss_and_nothing_is_signed_on_it(name, &make());
    elsewhere_the_ledger_is_read_and_not_written(name, &make());
    one_writes_and_any_number_read(name, &make());
    a_ledger_begins_on_free_ground_only(name, &make());
}

#[test]
fn memory_conforms() {
    conforms("memory", &|| {
        let memory = Memory::new();
        let (keeps, copies) = (memory.clone(), memory.clone());
        Machine {
            engine: Arc::new(memory),
            kept: Box::new(move || {
                let (memory, older) = (keeps.clone(), keeps.copied());
                Box::new(move || memory.put_back(&older))
            }),
            elsewhere: Box::new(move || Arc::new(copies.elsewhere())),
        }
    });
}

#[test]
fn folders_conform() {
    conforms("folders", &|| {
        let folder = Arc::new(tempfile::tempdir().expect("a folder"));
        let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
        let kept = {
            let (folder, ledger) = (folder.clone(), ledger.clone());
            move || -> Box<dyn FnOnce()> {
                let (aside, ledger) = (tempfile::tempdir().expect("a folder"), ledger.clone());
                crate::little::copy(&ledger, aside.path());
                let folder = folder.clone();
                Box::new(move || {
                    fs::remove_dir_all(&ledger).expect("to remove");
                    crate::little::copy(aside.path(), &ledger);
                    drop(folder);
                })
            }
        };
        let other = folder.path().join("other-state");
        let elsewhere = {
            let ledger = ledger.clone();
            move || -> Arc<dyn Engine> { Arc::new(Folders::new(&ledger, &other)) }
        };
        Machine {
            engine: Arc::new(Folders::new(&ledger, &state)),
            kept: Box::new(kept),
            elsewhere: Box::new(elsewhere),
        }
    });
}

#[test]
fn folders_on_the_disk_in_memory_conform() {
    conforms("fault disk", &|| {
        let disk = FaultDisk::new();
        let on = |disk: &FaultDisk, state| Folders::on(Arc::new(disk.clone()), Path::new("/ledger"), Path::new(state));
        let (engine, keeps) = (on(&disk, "/state"), disk.clone());
        Machine {
            engine: Arc::new(engine),
            kept: Box::new(move || {
                let (disk, older) = (keeps.clone(), keeps.copy_out(Path::new("/ledger")));
                Box::new(move || disk.copy_in(Path::new("/ledger"), &older))
            }),
            elsewhere: Box::new(move || Arc::new(on(&disk, "/other-state"))),
        }
    });
}

fn known(sealed: &Sealed) -> Signed {
    Signed::Known(Some(sealed.clone()))
}

fn what_was_appended_is_what_was_signed(name: &str, machine: &Machine) {
    let of = origin(1);
    assert_eq!(machine.reader().anchor.signed(&of), Ok(Signed::Nothing), "{name}: it never wrote");
    let Writing { stores, opening, .. } = machine.opened();
    assert_eq!(opening, AtOpening::Fresh, "{name}");
    assert_eq!(stores.anchor.signed(&of), Ok(Signed::Known(None)), "{name}: before the first line");
    let mut before = Frontier::default();
    for n in [1, 3, 2] {
        let batch = batch(&of, &before, n, "a");
        stores.journal.append(&of, &batch).expect("an append");
        before = batch.after().clone();
        for seen in [stores.anchor.signed(&of), machine.reader().anchor.signed(&of)] {
            assert_eq!(seen, Ok(known(batch.seal())), "{name}: by the writer and by who reads beside it");
        }
        assert_eq!(stores.journal.head(&of), Ok(Some(batch.seal().clone())), "{name}");
        assert_eq!(stores.journal.edge(&of, before.size()), Ok(before.clone()), "{name}");
    }
    stores.journal.settle();
    assert_eq!(machine.engine.copy(&of), Ok(Some(note(&of, &before.head()).0)), "{name}: what others find");
    drop(stores);
    let Writing { stores, opening, resumed } = machine.opened();
    assert_eq!((opening, resumed.since), (AtOpening::Fine, 6), "{name}: all ended well");
    assert_eq!(stores.anchor.signed(&of), Ok(known(&Sealed { head: before.head(), note: note(&of, &before.head()) })));
}

fn an_anchor_knows_its_own_ledger_and_no_other(name: &str, machine: &Machine) {
    let of = origin(1);
    let Writing { stores, .. } = machine.opened();
    stores.journal.append(&of, &batch(&of, &Frontier::default(), 1, "a")).expect("an append");
    for reader in [machine.engine.reader(&origin(2)), machine.reader()] {
        assert_eq!(reader.anchor.signed(&origin(2)), Ok(Signed::Nothing), "{name}");
    }
    assert_eq!(stores.anchor.signed(&origin(2)), Ok(Signed::Nothing), "{name}");
    let places: Vec<String> =
        [AnchorPart::Whole, AnchorPart::Signed, AnchorPart::Audits].map(|part| stores.anchor.place(&of, part)).into();
    assert!(places.iter().all(|place| !place.is_empty()), "{name}: a person finds it: {places:?}");
    assert_eq!(stores.anchor.own(&of), Ok(()), "{name}");
}

fn the_moment_goes_with_the_line(name: &str, machine: &Machine) {
    let of = origin(1);
    let moment = |seconds| Some(Moment { boot: [7; 16], seconds });
    let Writing { stores, .. } = machine.opened();
    assert_eq!(stores.anchor.moment(&of), None, "{name}: before the first line");
    stores.anchor.at_moment(&of, moment(5));
    assert_eq!(stores.anchor.moment(&of), None, "{name}: nothing is written yet");
    let first = batch(&of, &Frontier::default(), 1, "a");
    stores.journal.append(&of, &first).expect("an append");
    assert_eq!(stores.anchor.moment(&of), moment(5), "{name}");
    stores.anchor.at_moment(&of, moment(9));
    stores.journal.append(&of, &batch(&of, first.after(), 1, "b")).expect("an append");
    drop(stores);
    assert_eq!(machine.opened().stores.anchor.moment(&of), moment(9), "{name}: it is remembered");
    assert_eq!(machine.reader().anchor.moment(&of), None, "{name}: who reads asks no clock");
}

fn a_key_is_kept_and_never_replaced(name: &str, machine: &Machine) {
    let of = origin(1);
    let public = |seed| SigningKey::from_seed([seed; 32]).public();
    let anchor = machine.reader().anchor;
    assert!(anchor.key(&of).is_none(), "{name}");
    for _ in 0..2 {
        anchor.keep_key(&of, [2; 32]).expect("to keep, and once more from an interrupted beginning");
    }
    assert!(anchor.keep_key(&of, [3; 32]).is_err(), "{name}: another key");
    let found = machine.opened().stores.anchor.key(&of).map(|key| key.public());
    assert_eq!(found, Some(public(2)), "{name}");
    assert!((machine.elsewhere)().reader(&of).anchor.key(&of).is_none(), "{name}: it does not go with the ledger");
}

fn what_audits_saw_is_kept_or_set_aside(name: &str, machine: &Machine) {
    let of = origin(1);
    let anchor = machine.reader().anchor;
    assert_eq!((anchor.audits(&of), anchor.audits_aside(&of)), (Ok(None), Ok(Vec::new())), "{name}");
    for count in 1..=2 {
        for text in [b"first".as_slice(), b"second, and longer"] {
            anchor.keep_audits(&of, text).expect("to keep");
            assert_eq!(machine.reader().anchor.audits(&of), Ok(Some(text.to_vec())), "{name}");
        }
        anchor.set_audits_aside(&of).expect("to set aside");
        assert_eq!(anchor.audits(&of), Ok(None), "{name}");
        let aside = anchor.audits_aside(&of).expect("names");
        assert_eq!(aside.len(), count, "{name}: each under a name of its own: {aside:?}");
    }
}

/// Two batches, and what puts the record back to the first.
fn two_batches(machine: &Machine) -> (Sealed, Frontier, Box<dyn FnOnce()>) {
    let of = origin(1);
    let Writing { stores, .. } = machine.opened();
    let first = batch(&of, &Frontier::default(), 2, "a");
    stores.journal.append(&of, &first).expect("an append");
    drop(stores);
    let put_back = (machine.kept)();
    let Writing { stores, .. } = machine.opened();
    let second = batch(&of, first.after(), 1, "b");
    stores.journal.append(&of, &second).expect("an append");
    (second.seal().clone(), second.after().clone(), put_back)
}

/// Nothing is appended, and what was signed is still known.
fn refuses(name: &str, machine: &Machine, signed: &Sealed, after: &Frontier) -> AtOpening {
    let of = origin(1);
    let Writing { stores, opening, .. } = machine.opened();
    assert!(!opening.writable(), "{name}: {opening:?}");
    assert_eq!(stores.anchor.signed(&of), Ok(known(signed)), "{name}");
    assert!(stores.journal.append(&of, &batch(&of, after, 1, "c")).is_err(), "{name}");
    assert_eq!(machine.reader().anchor.signed(&of), Ok(known(signed)), "{name}: still");
    opening
}

fn a_record_put_back_is_a_loss_and_nothing_is_signed_on_it(name: &str, machine: &Machine) {
    let (signed, after, put_back) = two_batches(machine);
    put_back();
    let opening = refuses(name, machine, &signed, &after);
    assert!(matches!(opening, AtOpening::Loss(_)), "{name}: {opening:?}");
}

fn elsewhere_the_ledger_is_read_and_not_written(name: &str, machine: &Machine) {
    let of = origin(1);
    let (signed, after, _) = two_batches(machine);
    let other = (machine.elsewhere)();
    let Writing { stores, opening, .. } = other.writer(&of, &mut Signer(of.clone())).expect("nobody holds it there");
    assert_eq!(opening, AtOpening::NotAnchored, "{name}");
    assert_eq!(stores.anchor.signed(&of), Ok(Signed::Nothing), "{name}");
    assert!(stores.journal.append(&of, &batch(&of, &after, 1, "c")).is_err(), "{name}");
    let reader = other.reader(&of);
    for journal in [stores.journal, reader.journal] {
        assert_eq!(journal.head(&of), Ok(Some(signed.clone())), "{name}: what the copy says and the lines bear out");
        assert_eq!(content(journal.as_ref(), &of).split_inclusive(|b| *b == b'\n').count(), 3, "{name}");
    }
    assert_eq!(other.copy(&of), Ok(Some(signed.note.0)), "{name}");
}

fn one_writes_and_any_number_read(name: &str, machine: &Machine) {
    let of = origin(1);
    let Writing { stores, .. } = machine.opened();
    let first = batch(&of, &Frontier::default(), 2, "a");
    stores.journal.append(&of, &first).expect("an append");
    let second = machine.engine.writer(&of, &mut Signer(of.clone()));
    assert!(matches!(second, Err(AppendError::Busy(_))), "{name}: {second:?}");
    let reader = machine.reader();
    assert_eq!(content(reader.journal.as_ref(), &of), first.lines(), "{name}");
    assert!(matches!(reader.journal.append(&of, &batch(&of, first.after(), 1, "b")), Err(AppendError::Refused(_))));
    let name_of = |bytes: &[u8]| stores.blobs.put(&of, &mut &bytes[..]).expect("to keep");
    let (one, two) = (name_of(b"one"), name_of(b"two"));
    assert_ne!(one, two, "{name}");
    let mut got = Vec::new();
    reader.blobs.get(&of, &one).expect("it is there").read_to_end(&mut got).expect("to read");
    assert_eq!(got, b"one", "{name}");
    drop(stores);
    assert_eq!(machine.opened().opening, AtOpening::Fine, "{name}: the lock goes with the handle");
}

fn a_ledger_begins_on_free_ground_only(name: &str, machine: &Machine) {
    let of = origin(1);
    assert_eq!(machine.engine.ground(), Ok(Ground::Free(Vec::new())), "{name}");
    machine.reader().anchor.keep_key(&of, [2; 32]).expect("to keep");
    let Writing { stores, .. } = machine.opened();
    stores.blobs.put(&of, &mut b"a document".as_slice()).expect("to keep");
    assert_eq!(machine.engine.ground(), Ok(Ground::Free(Vec::new())), "{name}: nothing was said to be there");
    stores.journal.append(&of, &batch(&of, &Frontier::default(), 1, "a")).expect("an append");
    drop(stores);
    assert_eq!(machine.engine.ground(), Ok(Ground::Taken), "{name}");
    assert!(!machine.engine.name().is_empty(), "{name}");
}
