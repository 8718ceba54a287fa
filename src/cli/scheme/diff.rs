//! Two sheets side by side: what changes in the text, and on the ledger's books who would gain or
//! lose how much. A meeting votes on exactly this table.

mod value;

use crate::{
    cli::{
        Done,
        desk::Desk,
        entry,
        error::{Problem, told_problem},
        named::{Named, named},
        payout::ask::{self, Trying},
    },
    cooperative::{Cooperative, Sought, TriedSheet, Trouble},
    statement::Labels,
    told::{ComparedSheet as Side, SheetsBeside as Found, as_declared, assumed, beside_paper, text_alone},
    unit::{Day, PayoutId},
};
use clap::ArgMatches;
use std::path::PathBuf;
use value::Value;

pub(super) fn diff(desk: &Desk, matches: &ArgMatches) -> Done {
    let typed = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let (present, proposed) = (named(typed("present"), None)?, named(typed("proposed"), None)?);
    let labels = desk.out.labels;
    let asked = Asked { matches, trying: Trying::from(matches), payout: matches.get_one::<PayoutId>("payout") };
    let drafts = [&present, &proposed].iter().all(|n| matches!(n.sheet, TriedSheet::Draft(_)));
    let (sides, found) = match desk.read() {
        // two drafts need no ledger
        Err(Problem::Trouble(Trouble::NotALedger(_))) if drafts && asked.is_empty() => {
            let sides = [drafted(present)?, drafted(proposed)?];
            let found = text_alone(&sides, "no_ledger", labels.text("diff.no_ledger"));
            (sides, found)
        }
        Err(problem) => return Err(problem),
        Ok(coop) => {
            let today = desk.today(coop.books().zone_minutes())?;
            let day = asked.trying.as_of.unwrap_or(today);
            let sides = [adopted(&coop, present, day)?, adopted(&coop, proposed, day)?];
            let found = compared(labels, &coop, &sides, &asked, day)?;
            (sides, found)
        }
    };
    let [a, b] = &sides;
    let html = matches.get_one::<String>("as").is_some_and(|form| form == "html");
    let text = if desk.out.json {
        serde_json::to_string(&Value::of(a, b, &found)).map_err(|e| Problem::bug(&e))? + "\n"
    } else {
        let told = beside_paper(labels, a, b, &found);
        if html { told.html() } else { told.text() }
    };
    let out = matches.get_one::<PathBuf>("out").map(PathBuf::as_path);
    if let (Some(_), Found::Text(_, why)) = (out, &found) {
        desk.out.say("diff.text_only", &[("why", &why.sentence)]);
    }
    if let (Some(_), Found::Both(compared)) = (out, &found) {
        for said in assumed(labels, &compared.comparison) {
            desk.out.line(&said);
        }
    }
    desk.out.file_or_stdout(out, text.as_bytes())?;
    Ok(0)
}

/// What both are to be tried on.
struct Asked<'a> {
    matches: &'a ArgMatches,
    trying: Trying,
    payout: Option<&'a PayoutId>,
}

impl Asked<'_> {
    fn is_empty(&self) -> bool {
        self.payout.is_none() && self.trying.is_empty()
    }
}

fn drafted(named: Named) -> Result<Side, Problem> {
    match &named.sheet {
        TriedSheet::Draft(checked) => Ok(Side { name: named.name, checked: checked.clone(), sheet: named.sheet }),
        TriedSheet::Adopted(id, _) => Err(Problem::absent(Sought::Adopted(id.to_string()))),
    }
}

/// With the version that is meant in its name.
fn adopted(coop: &Cooperative, named: Named, day: Day) -> Result<Side, Problem> {
    let (version, checked) = coop.sheet_to_try(&named.sheet, day)?;
    Ok(match (named.sheet, version) {
        (TriedSheet::Adopted(id, _), Some(version)) => {
            Side { name: format!("{id}@{version}"), sheet: TriedSheet::Adopted(id, Some(version)), checked }
        }
        (sheet, _) => Side { name: named.name, sheet, checked },
    })
}

/// Both on the books: for the payout that is named, else for the newest one of either sheet, as
/// it was declared. Where nobody asked for more and there is nothing to try them on, the text.
fn compared(
    labels: &Labels,
    coop: &Cooperative,
    sides: &[Side; 2],
    asked: &Asked<'_>,
    as_of: Day,
) -> Result<Found, Problem> {
    let [a, b] = sides;
    let newest = || sides.iter().find_map(|side| coop.newest_payout_of(side.checked.id()));
    let payout = match asked.payout.or_else(newest) {
        Some(payout) => payout.clone(),
        None if asked.is_empty() => return Ok(text_alone(sides, "no_payout", labels.text("diff.no_payout"))),
        None => return Err(Problem::usage("argument_missing", "--payout", "", "")),
    };
    let request = ask::request(asked.matches, payout, b.checked.id().clone())?;
    let known_at = entry::number(asked.matches, "known-at", coop.books())?;
    let (request, known_at) = as_declared(coop, request, asked.trying.as_of.is_some(), known_at);
    match coop.compare_sheets((&a.sheet, &b.sheet), &request, as_of, known_at) {
        Ok(compared) => Ok(Found::Both(Box::new(compared))),
        Err(trouble @ Trouble::Refused(_)) if asked.is_empty() => {
            let (code, sentence) = told_problem(labels, &trouble.into());
            Ok(text_alone(sides, &code, &sentence))
        }
        Err(trouble) => Err(trouble.into()),
    }
}
