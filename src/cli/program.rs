//! How this program is called in a command that is printed, so that what is printed runs as it stands: by its name
//! where the shell finds this very program under it, else by its path, as after `cargo run`; and with the
//! options by which the reader named ledger, state, key and language, since the next command needs them too.

use crate::page::plain;
use clap::{ArgMatches, Command, parser::ValueSource};
use std::{
    borrow::Cow,
    env,
    path::{Path, PathBuf},
};

/// The name under which people know it, and by which the labels write it.
const NAME: &str = "coop";

/// The options that the next command needs as well.
const KEPT: [&str; 4] = ["lang", "ledger", "state", "key"];

/// How the program is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Program {
    /// Its name, or its path as a shell takes it.
    pub name: String,
    /// The options of the reader's own command that the next one needs too.
    options: Vec<(&'static str, String)>,
}

impl Program {
    /// As it was started.
    pub fn now() -> Program {
        let ours = env::current_exe().ok();
        let path = env::var_os("PATH").unwrap_or_default();
        let unknown = ours.filter(|ours| !is_found(ours, env::split_paths(&path)));
        let name = unknown.map_or_else(|| NAME.to_owned(), |ours| quoted(&ours.display().to_string()).into_owned());
        Program { name, options: Vec::new() }
    }

    /// With what was said on the command line; what stands in the environment stands there for the next command too.
    pub fn with(mut self, matches: &ArgMatches) -> Program {
        for name in KEPT.into_iter().filter(|name| matches.value_source(name) == Some(ValueSource::CommandLine)) {
            let said = matches.get_raw(name).and_then(|mut said| said.next_back());
            // what a terminal obeys is named by whoever can, and not repeated
            let said = said.and_then(|said| said.to_str()).filter(|said| plain(said, false) == *said);
            self.options.extend(said.map(|said| (name, said.to_owned())));
        }
        self
    }

    /// The same before another ledger.
    pub fn at(&self, ledger: &Path, state: &Path) -> Program {
        let mut options = self.options.clone();
        options.retain(|(name, _)| *name == "lang");
        let named = [("ledger", ledger.display().to_string()), ("state", state.display().to_string())];
        options.extend(named.into_iter().filter(|(_, said)| plain(said, false) == *said));
        Program { name: self.name.clone(), options }
    }

    /// The program with those options, as a shell takes it.
    pub fn command(&self) -> String {
        let options = self.options.iter().map(|(name, said)| format!(" --{name} {}", quoted(said)));
        self.name.clone() + &options.collect::<String>()
    }

    /// A text with its commands as the reader can type them.
    pub fn typed<'a>(&self, text: &'a str) -> Cow<'a, str> {
        with_name(text, &self.command())
    }

    /// The same where the text tells of commands and is no answer to one.
    pub fn told<'a>(&self, text: &'a str) -> Cow<'a, str> {
        with_name(text, &self.name)
    }

    /// The examples of a command and of all below it as the reader can type them; they name their own ledger.
    pub fn in_examples(&self, mut command: Command) -> Command {
        if self.name == NAME {
            return command;
        }
        if let Some(examples) = command.get_after_help().map(ToString::to_string) {
            command = command.after_help(with_name(&examples, &self.name).into_owned());
        }
        command.mut_subcommands(|below| self.in_examples(below))
    }
}

/// Is the first program of that name in these folders this one?
fn is_found(ours: &Path, folders: impl Iterator<Item = PathBuf>) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    let file = format!("{NAME}{}", env::consts::EXE_SUFFIX);
    let first = folders.map(|folder| folder.join(&file)).find(|path| path.is_file());
    first.and_then(|first| real(&first)).is_some_and(|first| real(ours) == Some(first))
}

/// Puts `name` where a text has `coop` before one of its commands or an option.
fn with_name<'a>(text: &'a str, name: &str) -> Cow<'a, str> {
    if name == NAME || !text.contains(NAME) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + name.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(NAME) {
        let begins = !before.ends_with(|c: char| c.is_ascii_alphanumeric() || "-_./".contains(c));
        out.push_str(before);
        out.push_str(if begins && is_command(after) { name } else { NAME });
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// ` audit …`, ` --help`: what makes a command of the word before it.
fn is_command(after: &str) -> bool {
    let Some(after) = after.strip_prefix([' ', '\u{a0}']) else { return false };
    let word = after.split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or(after);
    after.starts_with("--") || super::ACTS.iter().any(|act| act.name == word)
}

/// A word as a shell takes it: what it would read otherwise stands between quotation marks.
pub(super) fn quoted(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_alphanumeric() || "-_./=+@%:,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("'{}'", text.replace('\'', "'\\''")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken claim stops its test")]
mod tests {
    use super::*;

    fn called(program: &str) -> Program {
        Program { name: program.to_owned(), options: vec![("lang", "zh".to_owned())] }
    }

    #[test]
    fn only_commands_are_written_by_the_path() {
        let called = called("/x/coop");
        for (text, typed) in [
            ("run coop audit to see", "run /x/coop --lang zh audit to see"),
            ("运行 coop --help 查看命令", "运行 /x/coop --lang zh --help 查看命令"),
            ("用coop show 查看", "用/x/coop --lang zh show 查看"),
            ("coop is the ledger", "coop is the ledger"),
            ("coop auditor", "coop auditor"),
            ("/y/coop audit, tianfu-coop audit", "/y/coop audit, tianfu-coop audit"),
        ] {
            assert_eq!(called.typed(text), typed);
        }
    }

    #[test]
    fn a_word_is_quoted_only_where_a_shell_would_read_it_otherwise() {
        assert_eq!(quoted("/home/村/账本"), "/home/村/账本");
        assert_eq!(quoted("/media/my disk/coop"), "'/media/my disk/coop'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
        assert_eq!(quoted("$(rm)"), "'$(rm)'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn the_name_is_enough_where_the_shell_finds_this_program_first() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let file = |folder: &tempfile::TempDir| folder.path().join(format!("{NAME}{}", env::consts::EXE_SUFFIX));
        for folder in [&first, &second] {
            std::fs::write(file(folder), "").unwrap();
        }
        let path = |folders: [&tempfile::TempDir; 2]| folders.map(|f| f.path().to_owned()).into_iter();
        assert!(is_found(&file(&first), path([&first, &second])));
        assert!(!is_found(&file(&first), path([&second, &first])), "another program of that name comes first");
        assert!(!is_found(&file(&first), std::iter::empty()));
    }
}
