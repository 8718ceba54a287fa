//! The one place that prints. Data goes to stdout, talk and progress to stderr; nothing is asked
//! where there is no terminal to answer. What comes from outside (names of files, texts of entries and
//! statements, what the system says) is shown and never obeyed: [`Output::fill`] shows it in our
//! sentences, and nothing passes here that a terminal would act upon but our own ends of lines.

use super::{error::Problem, program::Program};
use crate::{
    cooperative::outside,
    page::{Table, visible, visible_json},
    statement::{Format, Labels, Tabular, render_table},
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use std::{
    io::{self, IsTerminal, Write},
    path::Path,
    time::{Duration, Instant},
};

/// Where words and data go, in which language and form.
#[derive(Debug, Clone)]
pub(super) struct Output {
    /// The words.
    pub labels: &'static Labels,
    /// Data and errors as JSON.
    pub json: bool,
    /// How the program is called in commands that are printed.
    pub program: Program,
}

/// How a word is shown on a terminal. Never the only sign of what it says.
#[derive(Debug, Clone, Copy)]
pub(super) enum Tone {
    Good,
    Mixed,
    Bad,
}

impl Output {
    pub fn new(labels: &'static Labels, json: bool, program: Program) -> Output {
        Output { labels, json, program }
    }

    /// The same before another ledger.
    pub fn at(&self, ledger: &Path, state: &Path) -> Output {
        Output { program: self.program.at(ledger, state), ..self.clone() }
    }

    /// Bytes for stdout as they are.
    pub fn bytes(&self, bytes: &[u8]) -> Result<(), Problem> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(|e| Problem::file("stdout", &e))
    }

    /// Text for stdout; a newline is put at its end where there is none.
    pub fn data(&self, text: &str) -> Result<(), Problem> {
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        self.bytes(format!("{}{end}", visible(text, true)).as_bytes())
    }

    /// Text for stdout whose first line stands out.
    pub fn headed(&self, text: &str, tone: Tone) -> Result<(), Problem> {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let first = self.toned(&visible(first, false), tone);
        self.bytes(format!("{first}\n{}", visible(rest, true)).as_bytes())
    }

    /// A label with values from outside in it, its commands as they can be typed here.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let shown: Vec<_> = values.iter().map(|(name, value)| (*name, visible(value, false))).collect();
        let shown: Vec<(&str, &str)> = shown.iter().map(|(name, value)| (*name, value.as_ref())).collect();
        self.program.typed(&self.labels.fill(key, &shown)).into_owned()
    }

    /// One value as JSON on one line.
    pub fn value(&self, value: &impl Serialize) -> Result<(), Problem> {
        let text = serde_json::to_string(value).map_err(|e| Problem::bug(&e))?;
        self.data(&visible_json(&text))
    }

    /// A value as JSON where that was asked for, else as words.
    pub fn either(&self, value: &impl Serialize, words: impl FnOnce() -> String) -> Result<(), Problem> {
        if self.json { self.value(value) } else { self.data(&words()) }
    }

    /// A list: a table, or with `--json` one object a line.
    pub fn list<T: Serialize>(&self, rows: &[T], table: impl FnOnce() -> Table) -> Result<(), Problem> {
        if !self.json {
            let mut table = table();
            if table.rows.is_empty() {
                table.notes.push(self.labels.text("page.nothing").to_owned());
            }
            return self.data(&table.text());
        }
        rows.iter().try_for_each(|row| self.value(row))
    }

    /// A statement room's table or its value.
    pub fn table<T: Tabular + Serialize + ?Sized>(&self, value: &T) -> Result<(), Problem> {
        let format = if self.json { Format::Json } else { Format::Text };
        let text = render_table(value, format, self.labels.lang());
        if self.json { self.data(&visible_json(&text)) } else { self.data(&text) }
    }

    /// A file where one is named, else stdout. Never through a link, nor into a ledger or what a
    /// machine keeps beside one.
    pub fn file_or_stdout(&self, file: Option<&Path>, bytes: &[u8]) -> Result<(), Problem> {
        let Some(path) = file else { return self.bytes(bytes) };
        if outside::is_kept(path) {
            return Err(Problem::usage("inside_a_ledger", path.display(), "", ""));
        }
        outside::write(path, bytes).map_err(|e| Problem::file(path.display(), &e))?;
        self.say("say.written", &[("file", &path.display().to_string())]);
        Ok(())
    }

    /// A file that is not there yet. One that is, even since a moment ago, stays as it is.
    pub fn new_file(&self, path: &Path, bytes: &[u8]) -> Result<(), Problem> {
        let made = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
        let written = made.and_then(|mut file| file.write_all(bytes));
        written.map_err(|e| {
            if e.kind() == io::ErrorKind::AlreadyExists {
                return Problem::usage("file_exists", path.display(), "", "");
            }
            Problem::file(path.display(), &e)
        })?;
        self.say("say.written", &[("file", &path.display().to_string())]);
        Ok(())
    }

    /// Talk: a label, filled.
    pub fn say(&self, key: &str, values: &[(&str, &str)]) {
        self.line(&self.fill(key, values));
    }

    /// Talk: a line. A stderr that is closed is nobody's loss.
    pub fn line(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{}", visible(text, true));
    }

    /// A word that stands out on a terminal, unless `NO_COLOR` or `TERM=dumb` say otherwise.
    fn toned(&self, text: &str, tone: Tone) -> String {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
            || std::env::var_os("TERM").is_some_and(|t| t == "dumb")
            || !io::stdout().is_terminal();
        if plain {
            return text.to_owned();
        }
        let code = match tone {
            Tone::Good => "1;32",
            Tone::Mixed => "1;33",
            Tone::Bad => "1;31",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// True where a person can be asked and can answer.
    pub fn somebody_is_there(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// What a person types on one line; `None` where they went away.
    pub fn typed(&self, question: &str) -> Result<Option<String>, Problem> {
        let _ = write!(io::stderr().lock(), "{} ", visible(question, true));
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer).map_err(|e| Problem::file("stdin", &e))?;
        Ok((read > 0).then(|| answer.trim().to_owned()))
    }

    /// Asks for yes or no; `None` where nobody is there to answer.
    pub fn confirm(&self, question: &str) -> Option<bool> {
        if !self.somebody_is_there() {
            return None;
        }
        let answer = self.typed(&format!("{question} [y/N]")).ok()?.unwrap_or_default();
        Some(["y", "yes", "是"].contains(&answer.to_lowercase().as_str()))
    }

    /// Asks for a passphrase without showing it; `None` where nobody is there to answer.
    pub fn passphrase(&self, question: &str) -> Option<String> {
        if !self.somebody_is_there() {
            return None;
        }
        rpassword::prompt_password(format!("{} ", visible(question, true))).ok()
    }

    /// Counts on stderr, from the second second on and only on a terminal.
    pub fn progress(&self, key: &'static str) -> Progress {
        Progress { started: Instant::now(), bar: None, said: self.labels.text(key).to_owned() }
    }
}

/// A count that appears once a task has taken a second.
#[derive(Debug)]
pub(super) struct Progress {
    started: Instant,
    bar: Option<ProgressBar>,
    said: String,
}

impl Progress {
    /// `done` of `total`.
    pub fn at(&mut self, done: u64, total: u64) {
        if self.bar.is_none() && self.started.elapsed() > Duration::from_secs(1) && io::stderr().is_terminal() {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{msg} {human_pos}/{human_len} {eta}") {
                bar.set_style(style);
            }
            bar.set_message(self.said.clone());
            self.bar = Some(bar);
        }
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
