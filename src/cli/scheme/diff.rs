//! Two sheets side by side: what changes in the text, and on the ledger's books who would gain or
//! lose how much. A meeting votes on exactly this table.

mod value;

use super::About;
use crate::{
    author::{self, Change, Comparison},
    cli::{
        Done,
        desk::Desk,
        entry,
        error::{Problem, told_problem},
        named::{Named, named},
        payout::ask::{self, Trying},
    },
    cooperative::{Cooperative, SheetsCompared, Sought, Tried, TriedSheet, Trouble},
    page::Paper,
    scheme::CheckedSheet,
    statement::Labels,
    unit::{Day, Fen, PayoutId, Say},
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
    Both(Box<SheetsCompared>),
    /// The text alone.
    Text(Vec<Change>, Why),
}

/// Why nothing was tried: a stable code and a sentence.
struct Why {
    code: String,
    sentence: String,
}

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
        let told = told(labels, a, b, &found);
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

fn text_alone([a, b]: &[Side; 2], code: &str, sentence: &str) -> Found {
    let why = Why { code: code.to_owned(), sentence: sentence.to_owned() };
    Found::Text(author::changes(&a.checked, &b.checked), why)
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
    let mut request = ask::request(asked.matches, payout.clone(), b.checked.id().clone())?;
    let mut known_at = entry::number(asked.matches, "known-at", coop.books())?;
    if let Some((declared, entry)) = coop.asked_again(&payout) {
        request.contract = request.contract.or(declared.contract);
        // a day of one's own asks for other registers than the declared ones
        request.record_day = request.record_day.or(declared.record_day.filter(|_| asked.trying.as_of.is_none()));
        if request.year.is_none() {
            // other days ask for the same year's result, another year for its own days
            (request.year, request.period) = (declared.year, request.period.or(declared.period));
        }
        // later the sheet's own accounts hold what this payout put there
        known_at = known_at.or(Some(entry));
    }
    match coop.compare_sheets((&a.sheet, &b.sheet), &request, as_of, known_at) {
        Ok(compared) => Ok(Found::Both(Box::new(compared))),
        Err(trouble @ Trouble::Refused(_)) if asked.is_empty() => {
            let (code, sentence) = told_problem(labels, &trouble.into());
            Ok(text_alone(sides, &code, &sentence))
        }
        Err(trouble) => Err(trouble.into()),
    }
}

/// As tables for the meeting.
fn told(labels: &Labels, a: &Side, b: &Side, found: &Found) -> Paper {
    let lang = labels.lang();
    let title = labels.fill("diff.title", &[("before", &a.name), ("after", &b.name)]);
    let named = |side: &Side| {
        let about = About::of(&side.checked);
        format!("{} {}", side.name, labels.pick(about.title_zh, about.title_en)).trim_end().to_owned()
    };
    let mut under =
        vec![labels.fill("diff.before", &[("sheet", &named(a))]), labels.fill("diff.after", &[("sheet", &named(b))])];
    let (on, changes) = match found {
        Found::Text(changes, why) => (labels.fill("diff.text_only", &[("why", &why.sentence)]), changes),
        Found::Both(compared) => (tried_on(labels, &compared.after), &compared.comparison.changes),
    };
    under.push(on);
    if let Found::Both(compared) = found {
        let last = compared.after.trial.period.last_day();
        under.extend(author::not_yet(&a.checked, &b.checked, last).into_iter().map(|(name, from)| {
            labels.fill("diff.later", &[("name", name), ("from", &from.to_string()), ("last", &last.to_string())])
        }));
        under.extend(shared(labels, compared));
        under.extend(assumed(labels, &compared.comparison));
    }
    under.extend(changes.is_empty().then(|| labels.text("diff.same").to_owned()));
    match found {
        Found::Text(..) => author::changes_paper(changes, &title, under, lang),
        Found::Both(compared) => compared.comparison.paper(&title, under, lang),
    }
}

/// What came in for each sheet to share, where one shares money that the other leaves.
fn shared(labels: &Labels, compared: &SheetsCompared) -> Option<String> {
    let [before, after] = [&compared.before, &compared.after].map(Tried::came_in);
    let sum = |all: &[(&str, Fen)]| Fen::capped_total(all.iter().map(|(_, fen)| *fen));
    let told = |all: &[(&str, Fen)]| {
        let each: Vec<String> = all.iter().map(|(input, fen)| format!("{input} {fen}")).collect();
        if each.is_empty() { labels.text("diff.shares_nothing").to_owned() } else { each.join(labels.text("diff.and")) }
    };
    let figures = [("before", told(&before)), ("after", told(&after))];
    let figures = figures.each_ref().map(|(name, value)| (*name, value.as_str()));
    (sum(&before) != sum(&after)).then(|| labels.fill("diff.shares_other", &figures))
}

/// Which sheet is tried on amounts that did not come in, and why.
fn assumed(labels: &Labels, comparison: &Comparison) -> Vec<String> {
    let sides =
        [("diff.assumed_before", &comparison.before_assumed), ("diff.assumed_after", &comparison.after_assumed)];
    let mut said = Vec::new();
    for (key, assumed) in sides {
        let Some(assumed) = assumed else { continue };
        said.push(labels.fill(key, &[("stop", &assumed.stop.say(labels.lang()))]));
    }
    said
}

/// On what both were tried.
fn tried_on(labels: &Labels, tried: &Tried) -> String {
    let period = tried.trial.period;
    labels.fill(
        "diff.tried_on",
        &[
            ("payout", tried.payout.as_str()),
            ("first", &period.first_day().to_string()),
            ("last", &period.last_day().to_string()),
            ("day", &tried.trial.record_day.to_string()),
            ("entry", &tried.known_at.to_string()),
        ],
    )
}
