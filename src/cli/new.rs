//! `coop new KIND`: a request asked member by member, or given as `NAME=VALUE`, or a file to be filled in.
#![expect(clippy::wildcard_enum_match_arm, reason = "most shapes of a field are asked for alike: one line of text")]

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{flag, option, word},
    input::Asked,
    kinds, recording,
};
use crate::{
    cooperative::Cooperative,
    form::{self, Description, Fields, Member, Need, Shape},
    intake::FilePlace,
    lists::PaymentBatch,
    unit::{Lang, Say},
};
use clap::{ArgAction, ArgMatches, Command, value_parser};
use std::path::PathBuf;

pub(super) fn command() -> Command {
    Command::new("new").args([
        word("kind", "KIND").required(true),
        word("field", "NAME=VALUE").action(ArgAction::Append).num_args(0..),
        flag("toml"),
        option("output", "FILE").short('o').value_parser(value_parser!(PathBuf)).requires("toml"),
        flag("dry-run").short('n').conflicts_with("toml"),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let typed: String = super::help::given(matches, "kind")?;
    let of = kinds::named(&typed)?;
    let mut given = Fields::new();
    for pair in matches.get_many::<String>("field").into_iter().flatten() {
        let (name, value) = pair.split_once('=').ok_or_else(|| Problem::usage("no_field", pair, "", ""))?;
        given.insert(name.to_owned(), value.to_owned());
    }
    if matches.get_flag("toml") {
        let text = form::skeleton(of, &filled(desk, of, given), desk.out.labels.lang());
        let file = matches.get_one::<PathBuf>("output");
        match file {
            Some(file) => desk.out.new_file(file, text.as_bytes())?,
            None => desk.out.data(&text)?,
        }
        return Ok(0);
    }
    let asks = desk.out.somebody_is_there() && given.is_empty();
    let coop = desk.read()?;
    let today = desk.today(coop.books().zone_minutes())?;
    let mut fields = form::beforehand(of, coop.books(), today, given);
    if asks {
        Interview { desk, coop: &coop, lang: desk.out.labels.lang() }.ask(of, &mut fields)?;
    }
    let asked = asked(of, &fields)?;
    for request in &asked.requests {
        if let Some(batch) = PaymentBatch::beside_others(&coop, request, desk.out.labels)? {
            return Err(Problem::usage("paid_without_account", batch.without_told(), "", ""));
        }
    }
    if matches.get_flag("dry-run") {
        recording::preview_file(desk, &coop, &asked)?;
        return Ok(0);
    }
    if asks {
        recording::preview_file(desk, &coop, &asked)?;
        if !desk.yes && desk.out.confirm(desk.out.labels.text("ask.record")) != Some(true) {
            desk.out.say("say.nothing_recorded", &[]);
            return Ok(0);
        }
    }
    drop(coop);
    recording::record_file(desk, &mut desk.write()?, &asked)?;
    Ok(0)
}

/// What is given, and where there is a ledger what is usual.
fn filled(desk: &Desk, of: &Description, given: Fields) -> Fields {
    // a file to be filled in needs no ledger
    let usual = desk.read().ok().and_then(|coop| {
        let today = desk.today(coop.books().zone_minutes()).ok()?;
        Some(form::beforehand(of, coop.books(), today, given.clone()))
    });
    usual.unwrap_or(given)
}

/// The request; every field that is wrong is told by its name.
pub(super) fn asked(of: &Description, fields: &Fields) -> Result<Asked, Problem> {
    match of.request(fields) {
        Ok(request) => Ok(Asked { requests: vec![request], places: vec![FilePlace::file(format!("new {}", of.kind))] }),
        Err(wrong) => {
            let place = |at: String| match at.as_str() {
                "" => FilePlace::file(format!("new {}", of.kind)),
                _ => FilePlace::file(format!("new {}", of.kind)).under(at),
            };
            Err(Problem::Refused(wrong.into_iter().map(|(at, refusal)| (place(at), refusal)).collect()))
        }
    }
}

/// A person is asked for one member after the other.
struct Interview<'a> {
    desk: &'a Desk,
    coop: &'a Cooperative,
    lang: Lang,
}

impl Interview<'_> {
    fn ask(&self, of: &Description, fields: &mut Fields) -> Result<(), Problem> {
        self.desk.out.line(&format!("{} – {}", of.label.say(self.lang), of.help.say(self.lang)));
        let members: Vec<&Member> = of.asked().filter(|m| !matches!(m.name, "evidence")).collect();
        self.members("", &members, fields)
    }

    fn members(&self, path: &str, members: &[&Member], fields: &mut Fields) -> Result<(), Problem> {
        for member in members {
            let at = if path.is_empty() { member.name.to_owned() } else { format!("{path}.{}", member.name) };
            let title = member.label.say(self.lang);
            match member.shape {
                Shape::Group(inner) => {
                    if member.need.is_needed() || self.wants(&title, "ask.this_too")? {
                        self.members(&at, &inner.iter().collect::<Vec<_>>(), fields)?;
                    }
                }
                Shape::List(inner) => {
                    let inner: Vec<&Member> = inner.iter().collect();
                    let mut n = 0;
                    let mut more = member.need.is_needed() || self.wants(&title, "ask.this_too")?;
                    while more {
                        n += 1;
                        self.desk.out.line(&format!("{title} {n}"));
                        self.members(&format!("{at}.{}", n - 1), &inner, fields)?;
                        more = self.wants(&title, "ask.another")?;
                    }
                }
                _ if member.need == Need::Computed => {}
                shape => self.leaf(&at, member, shape, fields)?,
            }
        }
        Ok(())
    }

    fn leaf(&self, at: &str, member: &Member, shape: Shape, fields: &mut Fields) -> Result<(), Problem> {
        let books = self.coop.books();
        let offers = match shape {
            Shape::Code(register) | Shape::Codes(register) => form::codes(books, register),
            Shape::OfChart(list) => form::listed(books, list, self.lang),
            Shape::Word(choices) | Shape::Words(choices) | Shape::Suggested(choices) => {
                let offer = |c: &form::Choice| form::Offer { code: c.word.to_owned(), label: c.label.say(self.lang) };
                choices.iter().map(offer).collect()
            }
            _ => Vec::new(),
        };
        let told = |offer: &form::Offer| match offer.label.as_str() {
            "" => offer.code.clone(),
            label => format!("{} {label}", offer.code),
        };
        const MOST: usize = 30;
        let list: Vec<String> = offers.iter().take(MOST).map(told).collect();
        let more = if offers.len() > MOST { " …" } else { "" };
        self.desk.out.line(&format!("  {}", member.help.say(self.lang)));
        if !list.is_empty() {
            self.desk.out.line(&format!("  {}{more}", list.join(" · ")));
        }
        loop {
            let usual = fields.get(at).cloned().unwrap_or_default();
            let usual_told = if usual.is_empty() { String::new() } else { format!(" [{usual}]") };
            let question = format!("{}{usual_told}:", member.label.say(self.lang));
            let Some(answer) = self.desk.out.typed(&question)? else {
                return Err(Problem::usage("went_away", at, "", ""));
            };
            let value = if answer.is_empty() { usual } else { answer };
            if value.is_empty() && member.need.is_needed() {
                self.desk.out.say("say.needed", &[]);
                continue;
            }
            if let Some(wrong) = form::wrong(shape, &value) {
                self.desk.out.line(&format!("  {}", wrong.say(self.lang)));
                continue;
            }
            if !value.is_empty() {
                fields.insert(at.to_owned(), value);
            }
            return Ok(());
        }
    }

    fn wants(&self, title: &str, key: &str) -> Result<bool, Problem> {
        let question = self.desk.out.fill(key, &[("what", title)]);
        let Some(answer) = self.desk.out.typed(&format!("{question} [y/N]"))? else {
            return Err(Problem::usage("went_away", title, "", ""));
        };
        Ok(["y", "yes", "是"].contains(&answer.to_lowercase().as_str()))
    }
}
