//! Two sheets side by side: what changes in the text, and on the ledger's books who would gain or
//! lose how much. A meeting votes on exactly this table.

mod value;

use super::named::{Named, named};
use crate::{
    cli::{
        Done,
        desk::Desk,
        error::{Problem, sheet_lang, told_problem},
        payout::ask::{self, Trying},
    },
    cooperative::{Compared, Cooperative, Tried, TriedSheet, Trouble},
    rules::{self, Change},
    scheme::{CheckedSheet, Paper, words::Lang},
    statement::{Labels, paper},
    unit::{Day, PayoutId},
};
use clap::ArgMatches;
use std::{path::PathBuf, sync::Arc};
use value::Value;

/// One of the two, found.
struct Side {
    name: String,
    sheet: TriedSheet,
    checked: Arc<CheckedSheet>,
}

/// What could be compared.
enum Found {
    Both(Box<Compared>),
    /// The text alone, and why.
    Text(Vec<Change>, String),
}

pub(super) fn diff(desk: &Desk, matches: &ArgMatches) -> Done {
    let typed = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let (before, after) = (named(typed("present"), None)?, named(typed("proposed"), None)?);
    let labels = desk.out.labels;
    let trying = Trying::from(matches);
    let drafts = [&before, &after].iter().all(|n| matches!(n.sheet, TriedSheet::Draft(_)));
    let (sides, found) = match desk.read() {
        // two drafts need no ledger
        Err(Problem::Trouble(Trouble::NotALedger(_))) if drafts && trying.is_empty() && !matches.contains_id("payout") => {
            let sides = [drafted(before)?, drafted(after)?];
            (sides, Err(labels.text("diff.no_ledger").to_owned()))
        }
        Err(problem) => return Err(problem),
        Ok(coop) => {
            let today = desk.today(coop.books().zone_minutes())?;
            let day = trying.as_of.unwrap_or(today);
            let sides = [adopted(&coop, before, day)?, adopted(&coop, after, day)?];
            let found = compared(desk, &coop, &sides, matches, &trying, today)?;
            (sides, found)
        }
    };
    let [a, b] = &sides;
    let found = match found {
        Ok(compared) => Found::Both(Box::new(compared)),
        Err(why) => Found::Text(rules::changes(&a.checked, &b.checked), why),
    };
    if let Found::Text(_, why) = &found {
        desk.out.say("diff.text_only", &[("why", why)]);
    }
    let html = matches.get_one::<String>("as").is_some_and(|form| form == "html");
    let text = if desk.out.json {
        serde_json::to_string(&Value::of(a, b, &found)).map_err(|e| Problem::bug(&e))? + "\n"
    } else {
        let told = told(labels, sheet_lang(labels), a, b, &found);
        if html { paper::html(&told) } else { paper::text(&told) }
    };
    let out = matches.get_one::<PathBuf>("out").map(PathBuf::as_path);
    desk.out.file_or_stdout(out, text.as_bytes())?;
    Ok(0)
}

fn drafted(named: Named) -> Result<Side, Problem> {
    match &named.sheet {
        TriedSheet::Draft(checked) => Ok(Side { name: named.name, checked: checked.clone(), sheet: named.sheet }),
        TriedSheet::Adopted(id, _) => Err(Problem::absent(id, "an adopted sheet")),
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
/// it was declared. `Err` within: there is nothing to try them on, and why.
fn compared(
    desk: &Desk,
    coop: &Cooperative,
    [a, b]: &[Side; 2],
    matches: &ArgMatches,
    trying: &Trying,
    today: Day,
) -> Result<Result<Compared, String>, Problem> {
    let own = matches.get_one::<PayoutId>("payout");
    let newest = || [a, b].iter().find_map(|side| coop.newest_payout_of(side.checked.id()));
    let labels = desk.out.labels;
    let payout = match own.or_else(newest) {
        Some(payout) => payout.clone(),
        None if trying.is_empty() => return Ok(Err(labels.text("diff.no_payout").to_owned())),
        None => return Err(Problem::usage("argument_missing", "--payout", "", "")),
    };
    let mut request = ask::request(matches, payout.clone(), b.checked.id().clone())?;
    let mut known_at = trying.known_at;
    if let Some((declared, entry)) = coop.asked_again(&payout) {
        request.contract = request.contract.or(declared.contract);
        // a day or an entry of one's own asks for other registers than the declared ones
        request.record_day = request.record_day.or(declared.record_day.filter(|_| trying.as_of.is_none()));
        if request.year.is_none() && request.period.is_none() {
            (request.year, request.period) = (declared.year, declared.period);
        }
        known_at = known_at.or(Some(entry));
    }
    let as_of = trying.as_of.unwrap_or(today);
    match coop.compare_sheets((&a.sheet, &b.sheet), &request, as_of, known_at) {
        Ok(compared) => Ok(Ok(compared)),
        // nobody asked for this payout: the text is told all the same
        Err(Trouble::Refused(all)) if own.is_none() && trying.is_empty() => {
            Ok(Err(told_problem(labels, &Problem::Trouble(Trouble::Refused(all)))))
        }
        Err(trouble) => Err(trouble.into()),
    }
}

/// As tables for the meeting.
fn told(labels: &Labels, lang: Lang, a: &Side, b: &Side, found: &Found) -> Paper {
    let title = labels.fill("diff.title", &[("before", &a.name), ("after", &b.name)]);
    let named = |side: &Side| {
        let title = match lang {
            Lang::Zh => side.checked.title_zh().or(side.checked.title_en()),
            Lang::En => side.checked.title_en().or(side.checked.title_zh()),
        };
        title.map_or_else(|| side.name.clone(), |title| format!("{} {title}", side.name))
    };
    let mut under = vec![
        labels.fill("diff.before", &[("sheet", &named(a))]),
        labels.fill("diff.after", &[("sheet", &named(b))]),
    ];
    match found {
        Found::Text(changes, why) => {
            under.push(labels.fill("diff.text_only", &[("why", why)]));
            under.extend(changes.is_empty().then(|| labels.text("diff.same").to_owned()));
            rules::changes_paper(changes, &title, under, lang)
        }
        Found::Both(compared) => {
            under.push(tried_on(labels, &compared.after));
            under.extend(compared.comparison.changes.is_empty().then(|| labels.text("diff.same").to_owned()));
            compared.comparison.paper(&title, under, lang)
        }
    }
}

/// On what both were tried.
fn tried_on(labels: &Labels, tried: &Tried) -> String {
    let period = tried.trial.period;
    labels.fill("diff.tried_on", &[
        ("payout", tried.payout.as_str()),
        ("first", &period.first_day.to_string()),
        ("last", &period.last_day.to_string()),
        ("day", &tried.trial.record_day.to_string()),
        ("entry", &tried.known_at.to_string()),
    ])
}
