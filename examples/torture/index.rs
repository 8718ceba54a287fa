//! The disposable index poisoned by somebody who can write where it lies and make every hash in it
//! anew; and rotted. Nothing false is answered, nothing false is signed. Who also had this
//! machine's key of the codes could do it, and the control shows that he would be seen.

use crate::desk::Desk;
use crate::little::{accountant, batches, files, read, written};
use crate::report::{Dice, Line, Options, Wrong};
use ciborium::Value;
use coop_ledger::log::Hash;
use std::fs;
use std::path::{Path, PathBuf};

/// Entries from which on the program takes its books from the index.
const LONG: u64 = 2_100;
/// Bytes before the books in their page: code, size, root.
const BOOKS_HEAD: usize = 72;
const FAN: usize = 64;

/// Where the index lies: beside the guard, or in the ledger's folder.
fn folder(desk: &Desk) -> Option<PathBuf> {
    let places = [desk.guarded().join("index"), desk.ledger().join("index")];
    let generations = places.iter().filter_map(|place| {
        let found = fs::read_dir(place).ok()?.filter_map(Result::ok).map(|item| item.path());
        found.filter(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("sled-"))).max()
    });
    generations.into_iter().next()
}

/// A ledger that is long enough, with an index and books in it, before a payout is declared.
fn long() -> Desk {
    let desk = Desk::upto(5, 0x11);
    let lines = (0..LONG).map(|n| {
        format!(r#"{{"id":"pad-{n}","on":"2024-04-10","kind":"party.registered","party":"PAD{n}","role":"x"}}"#)
    });
    let requests = read(&lines.collect::<Vec<_>>().join("\n"));
    {
        let mut opened = desk.open().expect("to open");
        opened.cooperative.record(&requests, &accountant()).expect("to record");
    }
    // the first makes the index, the second keeps the books in it
    for _ in 0..2 {
        assert_eq!(desk.coop(&["statement", "H0001", "--on", "2024-12-31"]).code, Some(0));
        drop(desk.open().expect("to open"));
    }
    let declare = batches()[5].iter().map(written).collect::<Vec<_>>().join(&b'\n');
    fs::write(desk.folder.path().join("declare.jsonl"), declare).expect("to write");
    desk
}

/// What the program says and signs.
fn answers(desk: &Desk) -> Result<Vec<String>, String> {
    let asked: [&[&str]; 5] = [
        &["--json", "statement", "H0001", "--on", "2024-12-31"],
        &["proof", "14"],
        &["--json", "report", "registers", "parcels"],
        &["--json", "log", "--household", "H0001"],
        &["record", "../declare.jsonl"],
    ];
    let mut all = Vec::new();
    for args in asked {
        // the file lies beside the ledger's folder
        let args: Vec<String> =
            args.iter().map(|a| a.replace("..", &desk.folder.path().display().to_string())).collect();
        let ended = desk.coop(&args.iter().map(String::as_str).collect::<Vec<_>>());
        if ended.broke() || ended.code != Some(0) {
            return Err(format!("{}: {}", args.join(" "), ended.told()));
        }
        all.push(ended.out);
    }
    all.push(String::from_utf8_lossy(&desk.journal()).into_owned());
    Ok(all)
}

/// HMAC (RFC 2104) with SHA-256.
fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> Hash {
    let pad = |with: u8| {
        let mut block = [with; 64];
        block.iter_mut().zip(key).for_each(|(b, k)| *b ^= k);
        block
    };
    let inner = Hash::of(&[&[&pad(0x36)[..]], parts].concat());
    Hash::of(&[&pad(0x5c), &inner.0])
}

/// What the attacker has: the form of the pages, and the key if he got it.
struct Attacker {
    key: Option<[u8; 32]>,
}

impl Attacker {
    fn without_the_key() -> Attacker {
        Attacker { key: None }
    }

    fn with_all_of(desk: &Desk) -> Attacker {
        let key = fs::read(desk.guarded().join("index.key")).ok();
        Attacker { key: key.and_then(|bytes| bytes.try_into().ok()) }
    }

    fn stamp_code(&self, body: &[u8]) -> Hash {
        self.key.map_or_else(|| Hash::of(&[body]), |key| hmac(&key, &[b"coop index stamp\n", body]))
    }

    fn books_code(&self, form: &[u8], body: &[u8]) -> Hash {
        self.key.map_or_else(|| Hash::of(&[form, body]), |key| hmac(&key, &[b"coop index books\n", body]))
    }

    /// Puts the stamp back under a code.
    fn put_stamp(&self, db: &sled::Db, mut stamp: Vec<u8>) {
        let body = stamp.len() - 32;
        let code = self.stamp_code(&stamp[..body]);
        stamp[body..].copy_from_slice(&code.0);
        db.insert(b"s", stamp).expect("to put");
    }

    /// Puts a bucket, and the hashes that lead up to the stamp.
    fn put_bucket(&self, db: &sled::Db, number: u16, page: Vec<u8>) {
        let (above, below) = (usize::from(number) / FAN, usize::from(number) % FAN);
        let mut directory = get(db, &directory_key(above));
        directory[below * 32..below * 32 + 32].copy_from_slice(&Hash::of(&[&page]).0);
        db.insert([b"b".as_slice(), &number.to_be_bytes()].concat(), page).expect("to put");
        self.put_directory(db, above, directory);
    }

    fn put_directory(&self, db: &sled::Db, above: usize, page: Vec<u8>) {
        let mut stamp = get(db, b"s");
        let at = stamp.len() - 32 - (FAN - above) * 32;
        stamp[at..at + 32].copy_from_slice(&Hash::of(&[&page]).0);
        db.insert(directory_key(above), page).expect("to put");
        self.put_stamp(db, stamp);
    }

    /// Puts other books for the same head.
    fn put_books(&self, generation: &Path, bend: impl FnOnce(&mut Value)) {
        let path = newest_books(generation).expect("books");
        let page = fs::read(&path).expect("to read");
        let mut form = Vec::new();
        change(generation, |db| form = get(db, b"s")[..8].to_vec());
        let mut books: Value = ciborium::from_reader(&page[BOOKS_HEAD..]).expect("books");
        bend(&mut books);
        let mut body = page[32..BOOKS_HEAD].to_vec();
        ciborium::into_writer(&books, &mut body).expect("books");
        let code = self.books_code(&form, &body);
        fs::write(path, [&code.0[..], &body].concat()).expect("to write");
    }
}

fn directory_key(above: usize) -> Vec<u8> {
    [b"d".as_slice(), &(above as u16).to_be_bytes()].concat()
}

/// The file of the newest books, beside the pages: their size stands in its name.
fn newest_books(generation: &Path) -> Option<PathBuf> {
    all_books(generation).pop()
}

fn all_books(generation: &Path) -> Vec<PathBuf> {
    let beside = generation.parent().expect("a folder");
    let of_books = |name: &PathBuf| name.to_str().is_some_and(|name| name.starts_with("books-"));
    let mut all: Vec<PathBuf> = files(beside).into_keys().filter(of_books).collect();
    all.sort();
    all.into_iter().map(|name| beside.join(name)).collect()
}

fn get(db: &sled::Db, key: &[u8]) -> Vec<u8> {
    db.get(key).expect("to get").expect("the page").to_vec()
}

/// Opens the pages, changes them, closes them.
fn change(generation: &Path, act: impl FnOnce(&sled::Db)) {
    let db = sled::Config::new().path(generation).flush_every_ms(None).open().expect("the index");
    act(&db);
    db.flush().expect("to flush");
}

/// Pages of a kind.
fn pages(db: &sled::Db, kind: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    db.scan_prefix(kind).filter_map(Result::ok).map(|(k, v)| (k.to_vec(), v.to_vec())).collect()
}

/// The households change places: what they have and are paid follows.
fn other_parcels(value: &mut Value) {
    match value {
        Value::Text(text) => match text.as_str() {
            "H0001" => *text = "H0002".into(),
            "H0002" => *text = "H0001".into(),
            _ => {}
        },
        Value::Array(all) => all.iter_mut().for_each(other_parcels),
        Value::Map(all) => {
            all.iter_mut().filter(|(name, _)| name.as_text() != Some("ids")).for_each(|(_, v)| other_parcels(v))
        }
        _ => {}
    }
}

/// Every leaf that is not one of thousands alike.
fn leaves<'a>(value: &'a mut Value, all: &mut Vec<&'a mut Value>) {
    match value {
        Value::Array(values) => {
            let most = if values.len() > 100 { 2 } else { usize::MAX };
            values.iter_mut().take(most).for_each(|v| leaves(v, all));
        }
        Value::Map(values) => {
            let most = if values.len() > 100 { 2 } else { usize::MAX };
            values.iter_mut().take(most).for_each(|(_, v)| leaves(v, all));
        }
        other => all.push(other),
    }
}

fn bend(value: &mut Value, dice: &mut Dice) {
    match value {
        Value::Integer(n) => *n = (u64::try_from(*n).unwrap_or(0) + 1 + dice.roll(5)).into(),
        Value::Bool(b) => *b = !*b,
        Value::Text(t) => {
            let at = t.rfind(|c: char| c.is_ascii_digit());
            *t = match at {
                Some(at) => {
                    format!("{}{}{}", &t[..at], (b'0' + (t.as_bytes()[at] - b'0' + 1) % 10) as char, &t[at + 1..])
                }
                None => format!("{t}x"),
            };
        }
        Value::Bytes(b) => b.iter_mut().take(1).for_each(|b| *b ^= 1),
        other => *other = Value::Integer(1.into()),
    }
}

const KINDS: [&str; 11] = [
    "books",
    "books_parcels",
    "books_rot",
    "books_gone",
    "stamp",
    "directory",
    "bucket",
    "tile",
    "page_rot",
    "file_rot",
    "gone",
];

fn poison(kind: &str, generation: &Path, dice: &mut Dice, by: &Attacker) {
    match kind {
        "books" => by.put_books(generation, |books| {
            let mut all = Vec::new();
            leaves(books, &mut all);
            let at = dice.roll(all.len() as u64) as usize;
            bend(all[at], dice);
        }),
        "books_parcels" => by.put_books(generation, other_parcels),
        "books_rot" => {
            let path = newest_books(generation).expect("books");
            let mut bytes = fs::read(&path).expect("to read");
            let at = dice.roll(bytes.len() as u64) as usize;
            bytes[at] ^= 1 << dice.roll(8);
            fs::write(path, bytes).expect("to write");
        }
        "books_gone" => all_books(generation).iter().for_each(|path| fs::remove_file(path).expect("to remove")),
        "stamp" => change(generation, |db| {
            let mut stamp = get(db, b"s");
            let at = 9 + dice.roll(stamp.len() as u64 - 41) as usize;
            stamp[at] ^= 1 << dice.roll(8);
            by.put_stamp(db, stamp);
        }),
        "directory" => change(generation, |db| {
            let all = pages(db, b"d");
            let (key, page) = &all[dice.roll(all.len() as u64) as usize];
            let mut page = page.clone();
            // all its buckets are said to be empty
            page.fill(0);
            by.put_directory(db, usize::from(u16::from_be_bytes([key[1], key[2]])), page);
        }),
        "bucket" => change(generation, |db| {
            let all = pages(db, b"b");
            // one of a household, where there is one among a few
            let mut at = dice.roll(all.len() as u64) as usize;
            if let Some(ours) = all.iter().position(|(_, page)| page.windows(5).any(|w| w == b"H0001")) {
                at = if dice.roll(2) == 0 { ours } else { at };
            }
            let (key, page) = &all[at];
            let mut page = page.clone();
            // the last posting is another entry
            let last = page.len() - 1;
            page[last] = if page[last] > 1 { page[last] - 1 } else { 2 };
            by.put_bucket(db, u16::from_be_bytes([key[1], key[2]]), page);
        }),
        "tile" => change(generation, |db| {
            let all = pages(db, b"t");
            let (key, page) = &all[dice.roll(all.len() as u64) as usize];
            let mut page = page.clone();
            let at = dice.roll(page.len() as u64) as usize;
            page[at] ^= 1 << dice.roll(8);
            db.insert(key.as_slice(), page).expect("to put");
        }),
        "page_rot" => change(generation, |db| {
            let all = pages(db, b"");
            let (key, page) = &all[dice.roll(all.len() as u64) as usize];
            let mut page = page.clone();
            let at = dice.roll(page.len() as u64) as usize;
            page[at] ^= 1 << dice.roll(8);
            db.insert(key.as_slice(), page).expect("to put");
        }),
        "file_rot" => {
            let all: Vec<PathBuf> = files(generation).into_keys().collect();
            let path = generation.join(dice.pick(&all));
            let mut bytes = fs::read(&path).expect("to read");
            for _ in 0..4 {
                let at = dice.roll(bytes.len().clamp(1, 40_000) as u64) as usize;
                bytes.get_mut(at).into_iter().for_each(|b| *b ^= 1 << dice.roll(8));
            }
            fs::write(&path, bytes).expect("to write");
        }
        _ => fs::remove_dir_all(generation).expect("to remove"),
    }
}

/// Every kind of page, many times.
pub fn run(options: &Options) -> Vec<Line> {
    let name = "index";
    let desk = long();
    let Some(generation) = folder(&desk) else {
        return vec![Line::new(name, options).with("ended", "no_index_was_made")];
    };
    let place = generation.strip_prefix(desk.folder.path()).expect("inside").to_owned();
    let has_books = newest_books(&generation).is_some();
    // the truth: no index at all
    let plain = desk.twin();
    let _ = fs::remove_dir_all(plain.folder.path().join(&place).parent().expect("a folder"));
    let truth = answers(&plain).expect("the truth");
    let (mut wrong, mut dice, mut differ, mut signed) = (Wrong::default(), options.dice(name), 0_u64, 0_u64);
    let rounds = options.rounds(11, 550);
    for round in 0..rounds {
        let kind = KINDS[(round % KINDS.len() as u64) as usize];
        let here = desk.twin();
        poison(kind, &here.folder.path().join(&place), &mut dice, &Attacker::without_the_key());
        match answers(&here) {
            Err(said) => wrong.add(name, format!("{kind}, round {round}: {said}")),
            Ok(said) => {
                let other = said.iter().zip(&truth).position(|(a, b)| a != b);
                if let Some(which) = other {
                    differ += 1;
                    signed += u64::from(said.last() != truth.last());
                    wrong.add(name, format!("{kind}, round {round}: answer {which} is another"));
                }
            }
        }
    }
    let line = Line::new(name, options)
        .with("poisoned", rounds)
        .with("kinds", KINDS.len())
        .with("books_in_it", has_books)
        .with("answers_differ", differ)
        .with("signed_false", signed)
        .with("violations", wrong.count)
        .passes(wrong.count == 0 && has_books);
    // the control: who has the key makes the program show a false figure
    let here = desk.twin();
    poison("books_parcels", &here.folder.path().join(&place), &mut dice, &Attacker::with_all_of(&here));
    let shown = answers(&here).is_ok_and(|said| said != truth);
    vec![line, Line::control(name, "poisoned_snapshot_trusted", options, u64::from(shown))]
}
