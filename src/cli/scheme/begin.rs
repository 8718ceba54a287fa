//! A first sheet of one's own, from one that ships: what a meeting votes is asked for, the steps
//! stay.

mod questions;

use super::lists::shipped_named;
use crate::{
    author::{Answer, Changeable, NotBegun, begin, changeable},
    cli::{Done, desk::Desk, error::Problem, program::quoted},
    scheme::{self, shipped::Shipped},
    statement::Labels,
    unit::{Day, Form, SchemeId, Text, UnitError, both},
};
use clap::ArgMatches;
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    str::FromStr,
};

/// `分红率=25 %`.
#[derive(Debug, Clone)]
pub(super) struct Set(String, String);

impl FromStr for Set {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Set, UnitError> {
        let named = text.split_once('=').map(|(name, value)| (name.trim(), value.trim()));
        let full = named.filter(|(name, value)| !name.is_empty() && !value.is_empty());
        let (name, value) = full.ok_or_else(|| UnitError::new(Form::NamedFigure, text))?;
        Ok(Set(name.to_owned(), value.to_owned()))
    }
}

#[derive(Serialize)]
struct Begun<'a> {
    file: String,
    scheme: &'a str,
    from: String,
    set: Vec<&'a str>,
}

/// What a sheet is begun from.
struct Draft {
    from: &'static Shipped,
    id: Option<SchemeId>,
    values: Vec<Changeable>,
}

pub(super) fn new(desk: &Desk, matches: &ArgMatches) -> Done {
    let from = shipped_named(matches.get_one::<String>("from").map_or("", String::as_str))?;
    let Ok(sheet) = scheme::read(from.text) else { return Err(Problem::bug(&from.id)) };
    let id = matches.get_one::<SchemeId>("id").cloned();
    let name = id.as_ref().unwrap_or(sheet.id()).clone();
    let out = matches.get_one::<PathBuf>("out").cloned().unwrap_or_else(|| format!("{name}.sheet").into());
    let stdout = out == Path::new("-");
    if !stdout && out.exists() {
        // before anything is asked
        return Err(Problem::usage("file_exists", out.display(), "", ""));
    }
    let draft = Draft { from, id, values: changeable(&sheet) };
    let mut answers = draft.given(matches);
    draft.begun(&answers, &out, desk.out.labels)?;
    if !desk.yes && desk.out.somebody_is_there() {
        let (mut ask, tell) = (|question: &str| desk.out.typed(question), |text: &str| desk.out.line(text));
        let mut questions = questions::Questions { draft: &draft, labels: desk.out.labels, ask: &mut ask, tell: &tell };
        let Some(asked) = questions.answers(answers)? else {
            desk.out.say("say.not_done", &[]);
            return Ok(0);
        };
        answers = asked;
    }
    let text = draft.begun(&answers, &out, desk.out.labels)?;
    if stdout {
        desk.out.data(&text)?;
        return Ok(0);
    }
    desk.out.new_file(&out, text.as_bytes())?;
    let file = out.display().to_string();
    if desk.out.json {
        let set = answers.iter().map(|a| a.name.as_str()).collect();
        let from = format!("{}-{}", from.id, from.version);
        desk.out.value(&Begun { file: file.clone(), scheme: name.as_str(), from, set })?;
    }
    desk.out.say("say.after_new", &[("file", &quoted(&file))]);
    Ok(0)
}

impl Draft {
    /// The answers of `--set`; a value may be named in either language.
    fn given(&self, matches: &ArgMatches) -> Vec<Answer> {
        let (basis, since) = (matches.get_one::<Text>("basis"), matches.get_one::<Day>("since").copied());
        let all = matches.get_many::<Set>("set").into_iter().flatten();
        all.map(|Set(name, figure)| {
            let value = self.values.iter().find(|v| v.name == *name || v.label.as_ref() == Some(name));
            let own = value.and_then(|v| v.basis.clone()).unwrap_or_default();
            Answer {
                name: value.map_or(name, |v| &v.name).clone(),
                figure: figure.clone(),
                from: since,
                basis: basis.map_or(own, ToString::to_string),
            }
        })
        .collect()
    }

    fn begun(&self, answers: &[Answer], out: &Path, labels: &Labels) -> Result<String, Problem> {
        // the checker would point at the range that a figure does not fit
        for answer in answers {
            let Some(value) = self.values.iter().find(|v| v.name == answer.name) else { continue };
            if let Err(NotBegun::Mistakes(..)) = begin(self.from, self.id.as_ref(), std::slice::from_ref(answer)) {
                let expected = questions::expected(value, labels);
                return Err(Problem::usage("value_wrong", format!("--set {}", value.name), expected, &answer.figure));
            }
        }
        begin(self.from, self.id.as_ref(), answers).map_err(|not| match not {
            NotBegun::UnknownValue { name, known } => Problem::usage("value_unknown", "--set", known, name),
            NotBegun::Twice { name } => {
                Problem::usage("value_wrong", "--set", both!("each value once", "每个参数只写一次"), name)
            }
            NotBegun::Unfit { name, found } => Problem::usage(
                "value_wrong",
                format!("--set {name}"),
                both!("a figure and a basis on one line without quotation marks", "一个数和依据，各一行，不带引号"),
                found,
            ),
            NotBegun::Mistakes(text, found) => Problem::Sheet(out.display().to_string(), text, found),
        })
    }
}
