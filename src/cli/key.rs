//! `coop key …`: keys made, shown to foreign tools, admitted and retired.

use super::{
    Done,
    desk::{Desk, absolute},
    error::{Argument, Problem},
    help::{flag, option, unit, word},
    listing::{self, Listing},
    recording::{self, request},
};
use crate::{
    audit::PinFile,
    books::Books,
    cooperative::{Cooperative, FirstKey, Sought, new_key, outside, state_of},
    event::{Fact, KeyRetired},
    log::{KeyId, PublicKey, Role},
    page::{Cell, Heading, Table, TableRow},
    unit::{Day, EntryId, Form, UnitError},
};
use clap::{ArgMatches, Command, value_parser};
use data_encoding::BASE64;
use serde::Serialize;
use std::path::PathBuf;

const FILE: Argument = Argument { typed: "FILE", hint: "key_given" };
const NEW_FILE: Argument = Argument { typed: "FILE", hint: "key_new" };

pub(super) fn command() -> Command {
    let file = || word("file", "FILE").value_parser(value_parser!(PathBuf));
    let on = || option("on", "DAY").value_parser(unit::<Day>);
    let id = || option("id", "ID").value_parser(unit::<EntryId>);
    Command::new("key").subcommand_required(true).arg_required_else_help(true).subcommands([
        Command::new("new").args([file().required(true), flag("no-passphrase")]),
        Command::new("list").args(listing::args()),
        Command::new("show").args([
            word("which", "KEY"),
            option("format", "FORMAT").value_parser(["note", "spki", "ssh", "hex"]).default_value("note"),
        ]),
        Command::new("admit").args([
            file().required(true),
            option("person", "CODE").required(true).value_parser(person),
            option("role", "ROLE")
                .value_parser(["accountant", "cashier", "chair", "supervisor", "recovery"])
                .required(true),
            on(),
            id(),
        ]),
        Command::new("retire").args([word("which", "KEY").required(true), on(), id()]),
    ])
}

/// A person's code, as attestations want it.
pub(super) fn person(text: &str) -> Result<String, UnitError> {
    let digits = text.strip_prefix('K').unwrap_or_default();
    let fits = (1..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if fits { Ok(text.to_owned()) } else { Err(UnitError::new(Form::Person, text)) }
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    match matches.subcommand() {
        Some(("new", m)) => new(desk, m),
        Some(("list", m)) => list(desk, m),
        Some(("show", m)) => show(desk, m),
        Some(("admit", m)) => admit(desk, m),
        Some(("retire", m)) => retire(desk, m),
        _ => Ok(2),
    }
}

fn file(matches: &ArgMatches) -> PathBuf {
    matches.get_one::<PathBuf>("file").map(|f| absolute(f)).unwrap_or_default()
}

fn new(desk: &Desk, matches: &ArgMatches) -> Done {
    let file = file(matches);
    // with the record it would be copied to everybody
    if outside::is_in_a_ledger(&file) {
        return Err(Problem::usage("inside_a_ledger", file.display(), "", ""));
    }
    let passphrase = desk.new_passphrase(matches.get_flag("no-passphrase"), &file)?;
    let made = new_key(&file, passphrase.as_deref()).map_err(|trouble| Problem::from(trouble).of(NEW_FILE))?;
    let public = made.public();
    desk.out.say("say.key_made", &[("file", &file.display().to_string())]);
    #[derive(Serialize)]
    struct Made {
        key: String,
        public: String,
    }
    let made = Made { key: public.id().to_string(), public: public.to_string() };
    desk.out.either(&made, || format!("{} {}", made.key, made.public))?;
    Ok(0)
}

#[derive(Serialize)]
struct Listed {
    key: String,
    person: String,
    role: String,
    kind: String,
    from: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<u64>,
    public: String,
}

fn list(desk: &Desk, matches: &ArgMatches) -> Done {
    let coop = desk.read()?;
    let to = Listing::of(desk, matches)?;
    to.mark(&coop)?;
    let labels = desk.out.labels;
    let mut keys: Vec<Listed> = coop
        .books()
        .keys()
        .iter()
        .map(|(id, k)| Listed {
            key: id.to_string(),
            person: k.person.clone(),
            role: k.role.map(|r| r.to_string()).unwrap_or_default(),
            kind: k.kind.to_string(),
            from: k.from,
            until: k.until,
            public: k.public.to_string(),
        })
        .collect();
    keys.sort_by(|a, b| (a.from, &a.person).cmp(&(b.from, &b.person)));
    to.list(&keys, || Table {
        title: labels.text("keys.title").to_owned(),
        headings: vec![
            Heading::left(labels.text("keys.person")),
            Heading::left(labels.text("keys.role")),
            Heading::left(labels.text("keys.key")),
            Heading::right(labels.text("keys.from")),
            Heading::right(labels.text("keys.until")),
        ],
        rows: keys
            .iter()
            .map(|k| {
                let role = if k.role.is_empty() { &k.kind } else { &k.role };
                TableRow::plain(vec![
                    Cell::words(&k.person),
                    Cell::words(labels.word("roles", role)),
                    Cell::words(&k.key),
                    Cell::words(k.from.to_string()),
                    k.until.map_or(Cell::Empty, |n| Cell::words(n.to_string())),
                ])
            })
            .collect(),
        ..Table::default()
    })?;
    Ok(0)
}

fn show(desk: &Desk, matches: &ArgMatches) -> Done {
    let coop = desk.read()?;
    desk.mark_beside(&coop);
    let format = matches.get_one::<String>("format").cloned().unwrap_or_default();
    let vkey = &coop.books().opened().vkey;
    let (public, name) = match matches.get_one::<String>("which") {
        None => (*vkey.public(), vkey.name().to_owned()),
        Some(which) => {
            let (id, person) = named(coop.books(), which)?;
            let key = coop.books().keys().get(&id).map(|k| k.public);
            (key.ok_or_else(|| Problem::absent(Sought::KeyInForce(which.to_string())))?, person)
        }
    };
    let text = match format.as_str() {
        "note" if matches.contains_id("which") => {
            return Err(Problem::usage("note_of_person", name, "spki, ssh, hex", "note"));
        }
        "note" => vkey.to_string(),
        "spki" => spki(&public),
        "ssh" => ssh(&public, &name),
        _ => public.to_string(),
    };
    #[derive(Serialize)]
    struct Shown<'a> {
        format: &'a str,
        text: &'a str,
    }
    desk.out.either(&Shown { format: &format, text: &text }, || text.clone())?;
    Ok(0)
}

/// A key by its id or by its person.
fn named(books: &Books, which: &str) -> Result<(KeyId, String), Problem> {
    let found = books.keys().iter().find(|(id, k)| id.to_string() == which || (k.person == which && k.until.is_none()));
    let found = found.or_else(|| books.keys().iter().find(|(_, k)| k.person == which));
    found.map(|(id, k)| (*id, k.person.clone())).ok_or_else(|| Problem::absent(Sought::Key(which.to_string())))
}

/// SubjectPublicKeyInfo of RFC 8410, as OpenSSL reads it.
fn spki(public: &PublicKey) -> String {
    let prefix = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    let der = [&prefix, public.as_bytes().as_slice()].concat();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", BASE64.encode(&der))
}

/// One line of OpenSSH's `authorized_keys`.
fn ssh(public: &PublicKey, name: &str) -> String {
    // two strings, each behind its length
    let blob = [b"\0\0\0\x0bssh-ed25519", b"\0\0\0\x20".as_slice(), public.as_bytes()].concat();
    format!("ssh-ed25519 {} {name}\n", BASE64.encode(&blob))
}

fn admit(desk: &Desk, matches: &ArgMatches) -> Done {
    let mut coop = desk.write()?;
    let text = |name: &str| matches.get_one::<String>(name).cloned().unwrap_or_default();
    let role = text("role").parse::<Role>().ok();
    let key = desk.unlock(&file(matches)).map_err(|problem| problem.of(FILE))?;
    let key = FirstKey { person: text("person"), role, key };
    let admitted = key.admitted(coop.origin(), desk.clock.now(), coop.head())?;
    let on = desk.day(matches, coop.books())?;
    let request = request(matches, &coop, on, Fact::from(admitted))?;
    recording::record(desk, &mut coop, &[request])?;
    Ok(0)
}

fn retire(desk: &Desk, matches: &ArgMatches) -> Done {
    let mut coop = desk.write()?;
    let which = matches.get_one::<String>("which").cloned().unwrap_or_default();
    let (id, _) = named(coop.books(), &which)?;
    let on = desk.day(matches, coop.books())?;
    let request = request(matches, &coop, on, Fact::from(KeyRetired { key: id }))?;
    recording::record(desk, &mut coop, &[request])?;
    Ok(0)
}

/// The pin of an open ledger.
pub(super) fn pin_of(coop: &Cooperative) -> Result<PinFile, Problem> {
    let leaf0 = coop.entry(0)?.sealed.leaf();
    Ok(PinFile { origin: coop.origin().to_string(), leaf0, vkey: coop.books().opened().vkey.to_string() })
}

/// The state folder must not be copied back from an old backup: say where it is.
pub(super) fn no_backup(desk: &Desk, coop: &Cooperative) {
    let folder = state_of(&desk.ledger, &desk.state, coop.origin());
    desk.out.say("say.no_backup", &[("folder", &folder.display().to_string())]);
}
