//! Where a command sits: which ledger, which keys, what time it is.

use super::{
    entry,
    error::{Problem, told_trouble},
    output::Output,
};
use crate::{
    books::Books,
    cooperative::{
        AtOpening, Clock, Cooperative, Doubt, FixedClock, Jump, Opened, SystemClock, Tidied, Trouble, key_text,
        public_key_of, read_key, state_root,
    },
    log::{KeyId, SigningKey},
    unit::{Day, RecordedAt, Say, both},
};
use clap::ArgMatches;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use unicode_width::UnicodeWidthStr;

/// What every command knows before it starts.
pub(super) struct Desk {
    /// The ledger's folder.
    pub ledger: PathBuf,
    /// Where guards and keys live.
    pub state: PathBuf,
    /// The key file that was named.
    key: Option<PathBuf>,
    /// Nothing is asked.
    pub yes: bool,
    /// A person has looked at the clock.
    clock_confirmed: bool,
    /// Where words go.
    pub out: Output,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

impl Desk {
    /// Reads what is common to all commands.
    pub fn from(matches: &ArgMatches, out: Output) -> Desk {
        let path = |name: &str| matches.get_one::<PathBuf>(name).map(|p| absolute(p));
        Desk {
            ledger: path("ledger").unwrap_or_else(|| absolute(Path::new("."))),
            state: path("state").unwrap_or_else(|| absolute(&state_root())),
            key: path("key"),
            yes: matches.get_flag("yes"),
            clock_confirmed: matches.get_flag("confirm-clock"),
            clock: clock(&out),
            out,
        }
    }

    /// The same desk before another ledger.
    pub fn at(&self, ledger: &Path, state: &Path) -> Desk {
        Desk {
            ledger: ledger.to_owned(),
            state: state.to_owned(),
            key: None,
            yes: self.yes,
            clock_confirmed: self.clock_confirmed,
            out: self.out.at(ledger, state),
            clock: self.clock.clone(),
        }
    }

    /// The ledger to read; takes no lock.
    pub fn read(&self) -> Result<Cooperative, Problem> {
        let cooperative = Cooperative::open_to_read(&self.ledger, &self.state, self.clock.clone())?;
        self.tell_missing(&cooperative);
        Ok(cooperative)
    }

    /// The ledger to read, as it was known at the entry that is named.
    pub fn read_at(&self, matches: &ArgMatches) -> Result<Cooperative, Problem> {
        let cooperative = self.read()?;
        let Some(entry) = entry::number(matches, "known-at", cooperative.books())? else { return Ok(cooperative) };
        let cooperative = cooperative.known_at(entry)?;
        self.out.say("say.known_at", &[("entry", &entry.to_string())]);
        Ok(cooperative)
    }

    /// The ledger to write, or why that is not possible here.
    pub fn write(&self) -> Result<Cooperative, Problem> {
        let opened = Cooperative::open(&self.ledger, &self.state, self.clock.clone())?;
        self.tell_opening(&opened);
        self.tell_tidied(&opened.tidied);
        opened.writable()?;
        let mut cooperative = opened.cooperative;
        self.tell_missing(&cooperative);
        self.look_at_clock(&mut cooperative);
        Ok(cooperative)
    }

    /// Says what opening found complete, finished or set aside.
    pub fn tell_opening(&self, opened: &Opened) {
        if let Some(first) = opened.completed.first() {
            let n = opened.cooperative.books().size().saturating_sub(first.entry);
            let named: Vec<String> = opened.completed.iter().map(|c| format!("{} {}", c.entry, c.id)).collect();
            let more = if n > named.len() as u64 { " …" } else { "" };
            let entries = format!("{}{more}", named.join(self.out.labels.text("say.and")));
            self.out.say("say.finished", &[("n", &n.to_string()), ("entries", &entries)]);
        }
        if let AtOpening::Quarantined { bytes, file, gone, .. } = &opened.opening {
            let file = file.display().to_string();
            self.out.say("say.set_aside", &[("bytes", &bytes.to_string()), ("file", &file)]);
            if *gone > 0 {
                self.out.say("say.cut_off", &[("bytes", &gone.to_string())]);
            }
        }
        if opened.tidied.emptied > 0 {
            self.out.say("say.emptied", &[("n", &opened.tidied.emptied.to_string())]);
        }
    }

    /// What whoever reads the ledger here must be told first, on one line.
    pub fn doubt(&self, coop: &Cooperative) -> Option<String> {
        let last = |size: u64| size.saturating_sub(1).to_string();
        Some(match coop.doubt()? {
            Doubt::NotAudited => self.out.fill("page.not_audited", &[]),
            Doubt::AuditedUpto(size) => self.out.fill("page.audited_upto", &[("last", &last(size))]),
            Doubt::SignedElsewhere(size) => self.out.fill("page.signed_elsewhere", &[("size", &size.to_string())]),
        })
    }

    /// Puts that at the head of a page in words, and beside data that has no place for it.
    pub fn mark(&self, coop: &Cooperative) -> Result<(), Problem> {
        match self.doubt(coop) {
            Some(line) if !self.out.json => self.out.data(&line),
            _ => {
                self.mark_beside(coop);
                Ok(())
            }
        }
    }

    /// Says it beside what goes to stdout or into a file of a fixed form.
    pub fn mark_beside(&self, coop: &Cooperative) {
        if let Some(line) = self.doubt(coop) {
            self.out.line(&line);
        }
    }

    /// Says that private texts which entries speak of are not here. That it cannot be known is said too:
    /// somebody may have put a folder or a pipe there.
    pub fn tell_missing(&self, cooperative: &Cooperative) {
        match cooperative.texts_missing() {
            Ok(0) => {}
            Ok(n) => self.out.say("say.texts_missing", &[("n", &n.to_string())]),
            Err(trouble) => {
                self.out.say("say.texts_unread", &[("why", &told_trouble(self.out.labels, &trouble).message)])
            }
        }
    }

    /// Says what was put in order besides, and what could not be.
    pub fn tell_tidied(&self, tidied: &Tidied) {
        if !tidied.closed.is_empty() {
            let all: Vec<String> = tidied.closed.iter().map(|path| path.display().to_string()).collect();
            self.out.say("say.closed", &[("files", &all.join(", "))]);
        }
        if tidied.destroyed > 0 {
            self.out.say("say.erasure_finished", &[("n", &tidied.destroyed.to_string())]);
        }
        if let Some(trouble) = &tidied.missing {
            let told = told_trouble(self.out.labels, trouble);
            self.out.say("say.erasure_waits", &[("why", &told.message)]);
        }
        if let Some(cause) = &tidied.failed {
            self.out.say("say.not_tidied", &[("cause", cause)]);
        }
    }

    /// A clock that jumped is confirmed by a person or not at all; what that means is said.
    fn look_at_clock(&self, cooperative: &mut Cooperative) {
        let (Some(jump), Some(last)) = (cooperative.clock_jump(), cooperative.books().recorded_at()) else { return };
        let (now, far) = (self.clock.now().to_string(), jump.say(self.out.labels.lang()));
        let said = [("now", now.as_str()), ("far", far.as_str()), ("last", &last.to_string())];
        let (question, done) = match jump {
            Jump::Behind(_) => ("ask.clock_behind", "say.clock_behind"),
            Jump::Ahead(_) => ("ask.clock_ahead", "say.clock_ahead"),
        };
        if self.clock_confirmed || self.out.confirm(&self.out.fill(question, &said)) == Some(true) {
            cooperative.confirm_clock();
            self.out.say(done, &said);
        }
    }

    /// Has a person looked at the clock by which a ledger begins? Asks where the clock is odd and
    /// somebody is there to answer.
    pub fn clock_at_beginning(&self) -> Result<bool, Problem> {
        if self.clock_confirmed || Cooperative::may_begin(self.clock.as_ref()) {
            return Ok(self.clock_confirmed);
        }
        let (now, earliest) = (self.clock.now(), self.clock.earliest());
        let question = self.out.fill("ask.clock_beginning", &[("now", &now.to_string())]);
        match self.out.confirm(&question) {
            Some(true) => Ok(true),
            _ => Err(Trouble::ClockAtBeginning { now, earliest }.into()),
        }
    }

    /// The file of the key that signs: `--key`, else the accountant's.
    pub fn key_file(&self) -> PathBuf {
        self.key.clone().unwrap_or_else(|| self.key_named("accountant"))
    }

    /// The usual place of a key.
    pub fn key_named(&self, name: &str) -> PathBuf {
        self.state.join("keys").join(format!("{name}.pem"))
    }

    /// The key that signs, unlocked.
    pub fn signer(&self) -> Result<SigningKey, Problem> {
        self.unlock(&self.key_file())
    }

    /// A key from its file: without a passphrase where it needs none, else with
    /// `COOP_PASSPHRASE`, else with what a person types.
    pub fn unlock(&self, file: &Path) -> Result<SigningKey, Problem> {
        if !key_text(file).contains("ENCRYPTED") {
            return Ok(read_key(file, None)?);
        }
        let question = self.out.fill("ask.passphrase", &[("file", &file.display().to_string())]);
        let passphrase = passphrase_given().or_else(|| self.out.passphrase(&question));
        let passphrase = passphrase.ok_or_else(|| Problem::NoPassphrase(file.display().to_string()))?;
        Ok(read_key(file, Some(&passphrase))?)
    }

    /// The passphrase for a new key; `None` where its owner wants none.
    pub fn new_passphrase(&self, plain: bool, file: &Path) -> Result<Option<String>, Problem> {
        if plain {
            return Ok(None);
        }
        if let Some(given) = passphrase_given() {
            return long_enough(given, file).map(Some);
        }
        let labels = self.out.labels;
        let first = self.out.passphrase(&self.out.fill("ask.new_passphrase", &[("file", &file.display().to_string())]));
        let first = first.filter(|p| !p.is_empty()).ok_or_else(|| Problem::NoPassphrase(file.display().to_string()))?;
        let first = long_enough(first, file)?;
        let again = self.out.passphrase(labels.text("ask.again"));
        if again.as_ref() != Some(&first) {
            return Err(Problem::usage("passphrases_differ", file.display(), "", ""));
        }
        Ok(Some(first))
    }

    /// Who would sign, read from the line before the locked part of the key file: a preview needs
    /// no passphrase.
    pub fn signer_id(&self) -> Result<KeyId, Problem> {
        let file = self.key_file();
        match public_key_of(&file) {
            Some(public) => Ok(public.id()),
            None => Ok(self.unlock(&file)?.public().id()),
        }
    }

    /// The day that was named, else today where the ledger is.
    pub fn day(&self, matches: &ArgMatches, books: &Books) -> Result<Day, Problem> {
        match matches.get_one::<Day>("on").copied() {
            Some(day) => Ok(day),
            None => self.today(books.zone_minutes()),
        }
    }

    /// Today at so many minutes east of Greenwich.
    pub fn today(&self, zone_minutes: i32) -> Result<Day, Problem> {
        let now = self.clock.now();
        now.day_at(zone_minutes).ok_or_else(|| Problem::usage("clock_without_day", now, "", ""))
    }
}

/// The store syncs a file's folder, which a relative name may not show. Where the current folder
/// is gone the name stays as it is, and the store says so.
pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Refuses a passphrase for a new key that could be tried out: a file that somebody copied opens as often as they like.
/// One of an older key stays what it is.
fn long_enough(passphrase: String, file: &Path) -> Result<String, Problem> {
    /// Columns on a terminal, of which a Han character takes two.
    const LEAST: usize = 12;
    if passphrase.width() >= LEAST {
        return Ok(passphrase);
    }
    let han = LEAST / 2;
    let expected = both!(
        "at least {LEAST} letters or digits, or {han} Chinese characters",
        "至少 {han} 个汉字，或 {LEAST} 个字母、数字"
    );
    Err(Problem::usage("passphrase_short", file.display(), expected, ""))
}

fn passphrase_given() -> Option<String> {
    std::env::var("COOP_PASSPHRASE").ok().filter(|p| !p.is_empty())
}

/// `COOP_TEST_CLOCK` stands still; it is there for the tests of this program. A program that people use
/// says so, since a clock decides what is too late.
fn clock(out: &Output) -> Arc<dyn Clock> {
    let fixed: Option<RecordedAt> = std::env::var("COOP_TEST_CLOCK").ok().and_then(|t| t.parse().ok());
    if let Some(at) = fixed.filter(|_| !cfg!(debug_assertions)) {
        out.say("say.test_clock", &[("at", &at.to_string())]);
    }
    fixed.map_or_else(|| Arc::new(SystemClock) as Arc<dyn Clock>, |at| Arc::new(FixedClock(at)))
}
