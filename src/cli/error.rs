//! The one place where what went wrong becomes words: what, where, expected and found, and what
//! to type next. Each has a stable code; sentences and hints are in the labels of both languages.

pub use crate::told::{
    TROUBLE_CODES, Told, told_code, told_finding, told_finding_code, told_refusal, told_rule, told_trouble,
};

use crate::{
    audit::{Finding, FindingCode},
    cooperative::{Sought, Trouble, system_words},
    decide::Refusal,
    intake::FilePlace,
    scheme::Diagnostic,
    statement::Labels,
    told::{told, told_usage},
    unit::{Words, both},
    verify,
};
use std::{fmt::Display, io};

/// What stopped a command.
#[derive(Debug)]
pub(super) enum Problem {
    /// The ledger's own answer.
    Trouble(Trouble),
    /// Instructions of a file that are refused: each with its place in the file.
    Refused(Vec<(FilePlace, Refusal)>),
    /// What is wrong in the lists of workbooks, told already.
    Lists(Vec<Told>),
    /// A sheet with mistakes: its name and text.
    Sheet(String, String, Vec<Diagnostic>),
    /// A file of the user's that cannot be read or written.
    File(String, io::ErrorKind, String),
    /// A key needs a passphrase and nobody is there to type it.
    NoPassphrase(String),
    /// A proof or statement that does not hold.
    NotShown(Vec<verify::Finding>),
    /// One that holds, of a history that this machine knows to be another.
    Found(Vec<Finding>),
    /// What was asked makes no sense: a name in `[usage]`, then subject, expected, found.
    Usage(&'static str, String, Box<[Words; 2]>),
    /// What is wrong with what one argument names: how that argument is written, and which hint it has in place of the
    /// usual one, which speaks of another.
    Of(Argument, Box<Problem>),
    /// The reader of stdout went away.
    Pipe,
}

/// An argument that names a folder or a file which another one names mostly.
#[derive(Debug, Clone, Copy)]
pub(super) struct Argument {
    /// As it is typed: `--other`, `FILE`.
    pub typed: &'static str,
    /// What is said in its place, in `[trouble_hint]`.
    pub hint: &'static str,
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Problem {
        Problem::Trouble(trouble)
    }
}

impl Problem {
    pub fn file(name: impl Display, error: &io::Error) -> Problem {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Problem::Pipe;
        }
        Problem::File(name.to_string(), error.kind(), error.to_string())
    }

    pub fn usage(
        code: &'static str,
        subject: impl Display,
        expected: impl Into<Words>,
        found: impl Into<Words>,
    ) -> Problem {
        Problem::Usage(code, subject.to_string(), Box::new([expected.into(), found.into()]))
    }

    /// The same, with the hint of the argument where it is about what that names.
    pub fn of(self, argument: Argument) -> Problem {
        let about = matches!(self, Problem::Trouble(Trouble::NotALedger(_) | Trouble::Key(_)));
        if about { Problem::Of(argument, Box::new(self)) } else { self }
    }

    pub fn absent(sought: Sought) -> Problem {
        Problem::Trouble(Trouble::Absent(sought))
    }

    pub fn bug(said: &dyn Display) -> Problem {
        Problem::Trouble(Trouble::Bug(said.to_string()))
    }

    /// The documented exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Problem::Trouble(t) => t.exit_code(),
            Problem::Of(_, problem) => problem.exit_code(),
            Problem::Refused(_)
            | Problem::Lists(_)
            | Problem::Sheet(..)
            | Problem::Usage("examples_not_met" | "no_example", ..) => 3,
            Problem::File(_, io::ErrorKind::NotFound, _) | Problem::Usage(..) => 2,
            Problem::File(..) => 4,
            Problem::NoPassphrase(_) => 6,
            Problem::Found(findings) if findings.iter().any(|f| f.code() == FindingCode::Forked) => 7,
            Problem::Found(_) | Problem::NotShown(_) => 1,
            Problem::Pipe => 0,
        }
    }
}

/// Everything a problem has to tell.
pub(super) fn all_told(labels: &Labels, problem: &Problem) -> Vec<Told> {
    let sections = ["usage", "usage_hint"];
    match problem {
        Problem::Trouble(Trouble::Refused(all)) => all.iter().map(|(_, r)| told_refusal(labels, r)).collect(),
        Problem::Trouble(trouble) => vec![told_trouble(labels, trouble)],
        Problem::Refused(all) => {
            let one = |(place, r): &(FilePlace, Refusal)| Told { place: place.to_string(), ..told_refusal(labels, r) };
            all.iter().map(one).collect()
        }
        Problem::Lists(all) => all.clone(),
        Problem::Sheet(name, _, found) => found.iter().map(|d| of_sheet(labels, name, d)).collect(),
        Problem::File(name, kind, said) => {
            let code = if *kind == io::ErrorKind::NotFound { "file_absent" } else { "file_failed" };
            vec![told_usage(labels, code, name, &["".into(), said_by_the_system(*kind, said)])]
        }
        Problem::NoPassphrase(file) => vec![told(labels, sections, "no_passphrase", file, "", "")],
        Problem::NotShown(findings) => findings.iter().map(|f| told_finding(labels, f)).collect(),
        Problem::Found(findings) => findings.iter().map(|f| told_finding(labels, f)).collect(),
        Problem::Usage(code, subject, words) => vec![told_usage(labels, code, subject, words)],
        Problem::Of(Argument { typed, hint }, problem) => {
            let hint = labels.fill(&format!("trouble_hint.{hint}"), &[("option", typed)]);
            all_told(labels, problem).into_iter().map(|told| Told { hint: hint.clone(), ..told }).collect()
        }
        Problem::Pipe => Vec::new(),
    }
}

/// The first thing a problem has to tell: its code and its sentence.
pub(super) fn told_problem(labels: &Labels, problem: &Problem) -> (String, String) {
    all_told(labels, problem).into_iter().next().map(|told| (told.code, told.message)).unwrap_or_default()
}

/// What the system says of a file, in the reader's language where it is one of the usual things.
fn said_by_the_system(kind: io::ErrorKind, said: &str) -> Words {
    let known = [
        (io::ErrorKind::IsADirectory, both!("it is a folder", "这是文件夹")),
        (io::ErrorKind::NotADirectory, both!("a folder of that name is a file", "路径里的文件夹是一个文件")),
        (io::ErrorKind::PermissionDenied, both!("this user may not", "没有权限")),
        (io::ErrorKind::ReadOnlyFilesystem, both!("the disk is read-only", "磁盘只读")),
        (io::ErrorKind::StorageFull, both!("the disk is full", "磁盘已满")),
        (io::ErrorKind::AlreadyExists, both!("it is there already", "已经有了")),
        (io::ErrorKind::AddrInUse, both!("another program has this port", "端口已被别的程序占用")),
    ];
    let found = known.into_iter().find(|(of, _)| *of == kind);
    found.map_or_else(|| Words::new(said, system_words(kind, said)), |(_, words)| words)
}

fn of_sheet(labels: &Labels, name: &str, d: &Diagnostic) -> Told {
    let lang = labels.lang();
    let hint = d.instead(lang).map(|text| labels.fill("error.write", &[("text", text)]));
    Told {
        code: d.code.to_string(),
        place: format!("{name}:{}:{}", d.line(), d.column()),
        message: d.message(lang).to_owned(),
        hint: hint.unwrap_or_else(|| labels.text("error.sheet_hint").to_owned()),
        subject: String::new(),
        expected: d.write_en.clone().unwrap_or_default(),
        found: d.message_en.clone(),
    }
}
