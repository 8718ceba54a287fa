//! `coop forget HOUSEHOLD`: openings are destroyed for ever, and that is recorded.

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{option, unit, whole, word},
    recording::entry_id,
};
use crate::unit::{Day, EntryId, HouseholdId};
use clap::{ArgMatches, Command};
use serde::Serialize;

pub(super) fn command() -> Command {
    Command::new("forget").args([
        word("household", "HOUSEHOLD").required(true).value_parser(unit::<HouseholdId>),
        option("reason", "REASON").required(true).value_parser(["request", "left", "law"]),
        option("on", "DAY").value_parser(unit::<Day>),
        option("id", "ID").value_parser(unit::<EntryId>),
        option("missing", "N").value_parser(whole(0..=u64::MAX)),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let Some(household) = matches.get_one::<HouseholdId>("household") else { return Ok(2) };
    let reason = matches.get_one::<String>("reason").cloned().unwrap_or_default();
    if !desk.yes {
        let question = desk.out.fill("ask.forget", &[("household", household.as_str())]);
        match desk.out.confirm(&question) {
            Some(true) => {}
            Some(false) => {
                desk.out.say("say.not_done", &[]);
                return Ok(0);
            }
            None => return Err(Problem::usage("needs_yes", household, "", "")),
        }
    }
    let mut coop = desk.write()?;
    let on = desk.day(matches, coop.books())?;
    let id = entry_id(matches, "household.erased", &coop)?;
    let signer = desk.signer()?;
    let missing = matches.get_one::<u64>("missing").copied().unwrap_or_default();
    let forgotten = coop.forget_without(&id, household, &reason, on, missing, &signer)?;
    let entry = forgotten.recorded.index;
    #[derive(Serialize)]
    struct Told<'a> {
        household: &'a HouseholdId,
        entry: u64,
        openings: u64,
        shared: u64,
    }
    let told = Told { household, entry, openings: forgotten.openings, shared: forgotten.shared };
    let [entry, openings, shared] = [entry, told.openings, told.shared].map(|n| n.to_string());
    let values = [("household", household.as_str()), ("entry", &entry), ("n", &openings), ("shared", &shared)];
    desk.out.either(&told, || {
        let labels = desk.out.labels;
        let mut said = vec![labels.fill("forget.done", &values)];
        if told.shared > 0 {
            said.push(labels.fill("forget.shared", &values));
        }
        said.push(labels.fill("forget.stays", &values));
        said.join("\n")
    })?;
    Ok(0)
}
