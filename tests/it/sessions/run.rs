//! Plays one file of sessions.

use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A folder of its own, in which commands are run.
pub struct Session {
    folder: tempfile::TempDir,
    /// What `LANG` is.
    lang: &'static str,
    /// What `export` has set.
    exported: RefCell<Vec<String>>,
}

/// What came of a file.
#[derive(Default)]
pub struct Played {
    /// The file with what came back now.
    pub text: String,
    /// Commands that gave something else.
    pub differences: Vec<String>,
    /// How many commands were run.
    pub commands: usize,
}

impl Session {
    pub fn new() -> Session {
        Session::speaking("en")
    }

    /// A session of somebody whose system speaks that language.
    pub fn speaking(lang: &'static str) -> Session {
        Session { folder: tempfile::tempdir().unwrap(), lang, exported: RefCell::default() }
    }

    pub fn play(&self, text: &str) -> Played {
        let mut played = Played::default();
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            played.say(line);
            if let Some(name) = line.strip_prefix("```file ").or_else(|| line.strip_prefix("```sheet ")) {
                let mut content = String::new();
                for line in lines.by_ref().take_while(|l| *l != "```") {
                    played.say(line);
                    content.push_str(line);
                    content.push('\n');
                }
                played.say("```");
                std::fs::write(self.path(name), content).unwrap();
            } else if let Some(name) = line.strip_prefix("```diff ") {
                let block: Vec<&str> = lines.by_ref().take_while(|l| *l != "```").collect();
                block.iter().for_each(|line| played.say(line));
                played.say("```");
                change(&self.path(name), |text| edited(text, &block));
            } else if line == "```console" {
                let block: Vec<&str> = lines.by_ref().take_while(|l| *l != "```").collect();
                self.block(&block, &mut played);
                played.say("```");
            }
        }
        played
    }

    fn block(&self, block: &[&str], played: &mut Played) {
        let mut at = 0;
        while let Some(line) = block.get(at) {
            let typed = line.strip_prefix("$ ").unwrap_or_else(|| panic!("a line before the first command: {line}"));
            let wanted: Vec<&str> = block[at + 1..].iter().copied().take_while(|l| !l.starts_with("$ ")).collect();
            at += 1 + wanted.len();
            let got = self.run(typed);
            let got: Vec<&str> = got.lines().collect();
            played.commands += 1;
            if !same(&wanted, &got) {
                let (wanted, got) = (wanted.join("\n"), got.join("\n"));
                played.differences.push(format!("$ {typed}\n--- expected\n{wanted}\n--- found\n{got}"));
            }
            played.say(line);
            // an accepted pattern stays as it is written
            for line in if same(&wanted, &got) { wanted } else { got } {
                played.say(line);
            }
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs one line; gives stdout, stderr marked with `! `, and `? N`.
    pub fn run(&self, typed: &str) -> String {
        let mut words = words(typed);
        let mut into = None;
        if let Some(at) = words.iter().position(|w| w == ">") {
            into = words.get(at + 1).cloned();
            words.truncate(at);
        }
        let split = words.iter().position(|w| !w.contains('=') || w.starts_with('-')).unwrap_or(0);
        let rest = words.split_off(split);
        let (name, args) = rest.split_first().expect("a command");
        match name.as_str() {
            "coop" => self.coop(&words, args, into.as_deref()),
            "export" => {
                self.exported.borrow_mut().extend(args.iter().cloned());
                String::new()
            }
            "cp" => copy(&self.path(&args[1]), &self.path(&args[2])),
            "copy" => copy(&self.path(&args[0]), &self.path(&args[1])),
            "remove" => remove(&self.path(&args[0])),
            // the first place only, so that one thing is wrong and no more
            "replace" => change(&self.path(&args[0]), |text| text.replacen(&args[1], &args[2], 1)),
            "replace-all" => change(&self.path(&args[0]), |text| text.replace(&args[1], &args[2])),
            "cut-last-line" => change(&self.path(&args[0]), |text| {
                let end = text.trim_end().rfind('\n').map_or(0, |at| at + 1);
                text[..end].to_owned()
            }),
            other => panic!("no such command in a session: {other}"),
        }
    }

    fn coop(&self, environment: &[String], args: &[String], into: Option<&str>) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coop"));
        command.current_dir(self.folder.path()).stdin(Stdio::null()).env_clear();
        // the shell of a session finds the program by its name
        command.env("PATH", Path::new(env!("CARGO_BIN_EXE_coop")).parent().expect("a folder"));
        command.envs([
            ("LANG", self.lang),
            ("COOP_TEST_CLOCK", "2025-01-06T02:00:00Z"),
            ("COOP_LEDGER", "ledger"),
            ("COOP_STATE", "state"),
            ("HOME", "home"),
        ]);
        command.envs(self.exported.borrow().iter().filter_map(|e| e.split_once('=')));
        command.envs(environment.iter().filter_map(|e| e.split_once('=')));
        // `@FILE:NAME` is the value of that name in a pin file
        let filled = args.iter().map(|a| match a.strip_prefix("@pin:") {
            Some(name) => self.pinned(name),
            None => a.clone(),
        });
        let output = command.args(filled).output().unwrap();
        let mut told = String::new();
        match into {
            Some(file) => std::fs::write(self.path(file), &output.stdout).unwrap(),
            None => told.push_str(&String::from_utf8_lossy(&output.stdout)),
        }
        for line in String::from_utf8_lossy(&output.stderr).lines() {
            told.push_str(&format!("! {line}\n"));
        }
        match output.status.code() {
            Some(0) => {}
            code => told.push_str(&format!("? {}\n", code.map_or("killed".to_owned(), |c| c.to_string()))),
        }
        masked(&told.replace(&self.folder.path().display().to_string(), "DIR"))
    }

    fn pinned(&self, name: &str) -> String {
        let text = std::fs::read_to_string(self.path("pin.toml")).unwrap_or_default();
        let line = text.lines().find_map(|l| l.strip_prefix(&format!("{name} = \"")).map(str::to_owned));
        line.unwrap_or_default().trim_end_matches('"').to_owned()
    }
}

impl Played {
    fn say(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
}

/// What is random: hashes, keys, tags and base64.
fn masked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let token = |c: char| c.is_ascii_alphanumeric() || c == '+' || c == '/' || c == '=';
        let hex = rest.find(|c: char| !matches!(c, '0'..='9' | 'a'..='f')).unwrap_or(rest.len());
        let long = rest.find(|c| !token(c)).unwrap_or(rest.len());
        // a path or a word has no digit and upper case mixed over forty characters
        let random = long >= 40
            && rest[..long].bytes().any(|b| b.is_ascii_uppercase())
            && rest[..long].bytes().any(|b| b.is_ascii_digit());
        let take = if random {
            long
        } else if hex >= 16 {
            hex
        } else {
            0
        };
        if take > 0 {
            out.push_str("[..]");
            rest = &rest[take..];
        } else {
            // the rest of a word is no start of another
            let step = if token(first) { long.min(hex.max(1)) } else { first.len_utf8() };
            out.push_str(&rest[..step]);
            rest = &rest[step..];
        }
    }
    out
}

fn same(wanted: &[&str], got: &[&str]) -> bool {
    wanted.len() == got.len() && wanted.iter().zip(got).all(|(w, g)| fits(w, g))
}

fn fits(pattern: &str, line: &str) -> bool {
    let parts: Vec<&str> = pattern.split("[..]").collect();
    let [first, middle @ .., last] = parts.as_slice() else { return pattern == line };
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

/// Words between blanks; quotes hold them together.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut open, mut begun) = (String::new(), None, false);
    for c in line.chars() {
        match (open, c) {
            (Some(q), c) if q == c => open = None,
            (Some(_), c) => word.push(c),
            (None, '\'' | '"') => (open, begun) = (Some(c), true),
            (None, ' ') if begun || !word.is_empty() => {
                words.push(std::mem::take(&mut word));
                begun = false;
            }
            (None, ' ') => {}
            (None, c) => word.push(c),
        }
    }
    if begun || !word.is_empty() {
        words.push(word);
    }
    words
}

/// The text after a ```` ```diff ```` block: lines with ` ` and `-` must stand in it, once and
/// together; in their place come the lines with ` ` and `+`. After a `+` the next change begins.
pub fn edited(text: &str, block: &[&str]) -> String {
    let mut text = text.to_owned();
    let mut rest = block;
    while !rest.is_empty() {
        let before = rest.iter().take_while(|l| !l.starts_with('+')).count();
        let after = rest[before..].iter().take_while(|l| l.starts_with('+')).count();
        let (change, later) = rest.split_at(before + after);
        let lines = |gone: char| -> String {
            change
                .iter()
                .filter(|l| !l.starts_with(gone))
                .map(|l| format!("{}\n", l.get(1..).unwrap_or_default()))
                .collect()
        };
        let (old, new) = (lines('+'), lines('-'));
        // what a change gives of its last line may be the beginning of it
        let found = text.matches(old.trim_end_matches('\n')).count();
        assert_eq!(found, 1, "stands {found} times, not once:\n{old}---\n{text}");
        text = text.replacen(old.trim_end_matches('\n'), new.trim_end_matches('\n'), 1);
        rest = later;
    }
    text
}

fn copy(from: &Path, to: &Path) -> String {
    if from.is_dir() {
        std::fs::create_dir_all(to).unwrap();
        for item in std::fs::read_dir(from).unwrap() {
            let item = item.unwrap();
            copy(&item.path(), &to.join(item.file_name()));
        }
    } else {
        std::fs::copy(from, to).unwrap();
    }
    String::new()
}

fn remove(path: &Path) -> String {
    if path.is_dir() {
        std::fs::remove_dir_all(path).unwrap()
    } else {
        std::fs::remove_file(path).unwrap()
    }
    String::new()
}

fn change(path: &Path, how: impl Fn(&str) -> String) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let changed = how(&text);
    assert!(changed != text, "nothing to change in {}", path.display());
    std::fs::write(path, changed).unwrap();
    String::new()
}
