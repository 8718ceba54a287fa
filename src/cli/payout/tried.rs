//! Any sheet, adopted or not, as of any day and as known at any entry: nothing is declared and
//! nothing is written.

use super::{
    ask::{self, Trying},
    list_lines, payout,
};
use crate::{
    cli::{Done, desk::Desk, entry, error::Problem, listing::Listing, named},
    cooperative::TriedSheet,
    unit::SchemeId,
};
use clap::ArgMatches;
use std::{path::PathBuf, sync::Arc};

/// Each of these says that a sheet is only tried.
pub(super) const TRIED: [&str; 3] = ["sheet", "as-of", "known-at"];

pub(super) fn is_asked(matches: &ArgMatches) -> bool {
    TRIED.iter().any(|name| matches.contains_id(name))
}

pub(super) fn preview(desk: &Desk, matches: &ArgMatches) -> Done {
    let sheet = match matches.get_one::<PathBuf>("sheet") {
        Some(file) => TriedSheet::Draft(Arc::new(named::draft(file)?)),
        None => {
            let scheme = matches.get_one::<SchemeId>("scheme").cloned();
            let scheme = scheme.ok_or_else(|| Problem::usage("argument_missing", "--scheme", "", ""))?;
            TriedSheet::Adopted(scheme, matches.get_one::<u32>("version").copied())
        }
    };
    let coop = desk.read()?;
    let trying = Trying::from(matches);
    let as_of = trying.as_of.map_or_else(|| desk.today(coop.books().zone_minutes()), Ok)?;
    let (version, found) = coop.sheet_to_try(&sheet, as_of)?;
    let request = ask::request(matches, payout(matches)?, found.id().clone())?;
    let tried = coop.try_sheet(&sheet, &request, as_of, entry::number(matches, "known-at", coop.books())?)?;
    if let Some(refusal) = tried.trial.refusal(&tried.sheet) {
        return Err(crate::cooperative::Trouble::Refused(vec![(1, refusal)]).into());
    }
    let to = Listing::of(desk, matches)?;
    to.mark(&coop)?;
    list_lines(&to, tried.trial.lines.iter().collect(), Some(&tried.sheet))?;
    let id = tried.sheet.id();
    let name = version.map_or_else(|| id.to_string(), |version| format!("{id}@{version}"));
    desk.out.say(
        "say.tried",
        &[("sheet", &name), ("day", &tried.trial.record_day.to_string()), ("entry", &tried.known_at.to_string())],
    );
    Ok(0)
}
