//! `coop kinds [KIND]`: what can be recorded, and what each kind is made of.

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{flag, word},
    listing::{self, Listing},
};
use crate::{
    form::{self, Description},
    unit::Words,
};
use clap::{ArgMatches, Command};

pub(super) fn command() -> Command {
    Command::new("kinds")
        .args([
            word("kind", "KIND"),
            flag("schema").requires("kind"),
            flag("markdown").conflicts_with_all(["kind", "schema"]),
        ])
        .args(listing::args().map(|arg| arg.conflicts_with_all(["kind", "schema", "markdown"])))
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let lang = desk.out.labels.lang();
    if matches.get_flag("markdown") {
        desk.out.data(&form::markdown())?;
        return Ok(0);
    }
    let Some(typed) = matches.get_one::<String>("kind") else {
        let all = form::all();
        let names: Vec<_> = all.iter().map(|of| KindTold::of(of, desk)).collect();
        Listing::of(desk, matches)?.list(&names, || form::overview(lang))?;
        return Ok(0);
    };
    let of = named(typed)?;
    if matches.get_flag("schema") || desk.out.json {
        let schema = serde_json::to_string_pretty(&form::schema(of, lang)).map_err(|e| Problem::bug(&e))?;
        desk.out.data(&schema)?;
    } else {
        desk.out.data(&form::reference(of, lang).text())?;
        if let Some(example) = form::example(of.kind) {
            desk.out.data(&format!("\n{example}"))?;
        }
    }
    Ok(0)
}

#[derive(serde::Serialize)]
struct KindTold {
    kind: &'static str,
    label: String,
    help: String,
}

impl KindTold {
    fn of(of: &Description, desk: &Desk) -> KindTold {
        use crate::unit::Say;
        let lang = desk.out.labels.lang();
        KindTold { kind: of.kind, label: of.label.say(lang), help: of.help.say(lang) }
    }
}

/// A kind by its name, its beginning or what it is called; one that is none is told with those that are near.
pub(super) fn named(typed: &str) -> Result<&'static Description, Problem> {
    let all = form::all();
    let exact = all.iter().find(|of| [of.kind, of.label.zh, of.label.en].contains(&typed));
    let begins: Vec<&&Description> = all.iter().filter(|of| of.kind.starts_with(typed)).collect();
    match (exact, begins.as_slice()) {
        (Some(of), _) => Ok(of),
        (None, [of]) => Ok(of),
        (None, []) => Err(Problem::usage("no_such_kind", typed, "", "")),
        (None, several) => Err(Problem::usage("kind_not_clear", typed, listed(several.iter().copied()), "")),
    }
}

fn listed<'a>(forms: impl Iterator<Item = &'a &'static Description>) -> Words {
    let kinds: Vec<&str> = forms.map(|of| of.kind).collect();
    Words::new(kinds.join(", "), kinds.join("、"))
}
