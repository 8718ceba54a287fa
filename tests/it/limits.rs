//! Nothing that comes from outside is held before its length is known to be one that may be.

use crate::{fuzzed::Village, little::Little};
use coop_ledger::{
    audit::{PinFile, Verdict},
    books::{Chart, ChartError},
    cooperative::audit,
    event::{BlobSource, DOCUMENT_MOST, Event, EventError, KEPT_MOST, LINES_MOST},
    log::{
        Hash, Json, NoteError, TlogProof, UnverifiedEntry, VerifierKey,
        sum::{SumError, SumProof},
    },
    unit::{Lang, Say},
    verify::{STATEMENT_MOST, read_statement},
};
use std::{cell::Cell, fs, io::Write, process::Command, time::Instant};

/// Gives the same bytes for every name, as many as are asked for, and remembers the largest wish.
struct Endless<'a>(&'a [u8], Cell<Option<u64>>);

impl BlobSource for Endless<'_> {
    fn blob(&self, name: &Hash) -> Option<Vec<u8>> {
        self.blob_upto(name, u64::MAX)
    }

    fn blob_upto(&self, _: &Hash, most: u64) -> Option<Vec<u8>> {
        self.1.set(self.1.get().max(Some(most)));
        Some(self.0.iter().copied().take(most as usize).collect())
    }
}

/// The body of the little ledger's declared payout, whose lines are said to be others.
fn declared(blob: Hash, bytes: u64, count: u64) -> Json {
    let village = Village::asked("");
    let entries = village.lines.split_inclusive(|b| *b == b'\n').map(|l| UnverifiedEntry::parse(l).unwrap());
    let entry = entries.into_iter().find(|e| e.kind().to_string() == "payout.declared/1").unwrap();
    let mut body = entry.body().clone();
    let Json::Object(members) = &mut body else { panic!("a body") };
    for name in ["lines", "reasons"] {
        let Some(Json::Object(said)) = members.get_mut(name) else { panic!("{name}") };
        said.insert("blob".into(), Json::Text(blob.to_string()));
        said.insert("bytes".into(), Json::Integer(bytes));
        if name == "lines" {
            said.insert("count".into(), Json::Integer(count));
        }
    }
    body
}

#[test]
fn a_blob_is_read_no_further_than_its_entry_says_and_never_beyond_what_any_may_have() {
    let read = |source: &Endless<'_>, bytes, count, blob| match Event::read(
        "payout.declared/1",
        &declared(blob, bytes, count),
        source,
    ) {
        Err(EventError::Blob(_, said)) => said,
        other => panic!("{other:?}"),
    };
    // what is said is longer than any blob: the store is not asked
    let asked = Endless(b"", Cell::new(None));
    let said = read(&asked, LINES_MOST + 1, 2, Hash::ZERO);
    assert!(said.contains("at most 268435456 are read"), "{said}");
    assert_eq!(asked.1.get(), None);
    // the file is longer than was said: one byte more is read and no further
    let long = vec![b'\n'; 5_000];
    let asked = Endless(&long, Cell::new(None));
    let said = read(&asked, 100, 2, Hash::ZERO);
    assert_eq!(said, "more bytes than the 100 that the entry says");
    assert_eq!(asked.1.get(), Some(101));
    // empty lines cost many times their length when each is held: their number is compared first
    let asked = Endless(&long, Cell::new(None));
    assert_eq!(read(&asked, 5_000, 2, Hash::of(&[&long])), "5000 lines, the entry says 2");
    // one line as long as a blob may be would become a tree of values in memory
    let line = [vec![b'['; 70_000], b"\n".to_vec()].concat();
    let asked = Endless(&line, Cell::new(None));
    assert_eq!(
        read(&asked, line.len() as u64, 1, Hash::of(&[&line])),
        "a sum line is one line of at most 65535 bytes with its newline, found 70001 bytes"
    );
    const { assert!(DOCUMENT_MOST < KEPT_MOST && KEPT_MOST < LINES_MOST) };
}

#[test]
fn proofs_keys_pins_charts_and_statements_have_a_longest_form() {
    let long = vec![b'x'; 256 * 1024 + 1];
    assert_eq!(TlogProof::parse(&long).err(), Some(NoteError::Long(long.len())));
    assert_eq!(SumProof::parse(&long).err(), Some(SumError::Text(NoteError::Long(long.len()))));
    assert_ne!(TlogProof::parse(&long[1..]).err(), Some(NoteError::Long(long.len() - 1)), "one less is read");
    assert!(format!("n+00000000+{}", "A".repeat(400)).parse::<VerifierKey>().is_err());
    let blank = " ".repeat(DOCUMENT_MOST as usize + 1);
    assert_eq!(Chart::read(&blank).err(), Some(ChartError::Long(blank.len())));
    assert_eq!(PinFile::read(&blank[..PinFile::MOST + 1]).err(), Some("1048577 bytes".to_owned()));
    assert!(
        read_statement(&vec![b' '; STATEMENT_MOST + 1]).err().unwrap().say(Lang::En).contains("at most 67108864 bytes")
    );
}

#[test]
fn a_file_with_a_hole_in_it_is_a_finding_at_once() {
    let little = Little::whole();
    fs::remove_file(little.ledger().join("lock")).unwrap_or_default();
    let began = Instant::now();
    // a blob nobody names, as long as no blob may be
    let name = Hash::of(&[b"hole"]);
    let blob = little.ledger().join("blobs").join(name.to_string());
    fs::File::create(&blob).unwrap().set_len(1 << 36).unwrap();
    let report = audit(&little.ledger(), &Default::default(), &mut |_, _| {}).unwrap().report;
    assert_eq!(report.verdict, Verdict::Fail);
    assert!(report.findings.iter().any(|f| f.found(Lang::En) == "68719476736"), "{:?}", report.findings);
    fs::remove_file(&blob).unwrap();
    // a journal that goes on in a line without an end
    let segment = little.ledger().join("journal/000000000000.jsonl");
    fs::OpenOptions::new().write(true).open(&segment).unwrap().set_len(1 << 36).unwrap();
    let report = audit(&little.ledger(), &Default::default(), &mut |_, _| {}).unwrap().report;
    assert_eq!(report.verdict, Verdict::Fail);
    // not a matter of speed: 64 GiB twice would take minutes
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

#[cfg(feature = "cli")]
#[test]
fn a_file_that_is_too_long_is_said_to_be_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pin.toml");
    fs::File::create(&file).unwrap().write_all(&vec![b'#'; PinFile::MOST + 1]).unwrap();
    let said = |lang: &str| {
        let out = Command::new(env!("CARGO_BIN_EXE_coop"))
            .args(["--lang", lang, "audit", "--pin"])
            .arg(&file)
            .output()
            .unwrap();
        (out.status.code(), String::from_utf8_lossy(&out.stderr).into_owned())
    };
    let (code, zh) = said("zh");
    assert!(code == Some(2) && zh.contains("[file_too_large]") && zh.contains("最多 1024 KiB"), "{zh}");
    let (_, en) = said("en");
    assert!(en.contains("at most 1024 KiB"), "{en}");
}
