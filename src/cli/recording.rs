//! Recording and previewing for every command that writes: instructions in, what became of them
//! out.

use super::{desk::Desk, error::Problem, input::Asked};
use crate::{
    cooperative::{Answered, Cooperative, Preview, Recorded, Trouble},
    decide::{Asks, Code, Refusal, Request},
    log::{Json, KeyId},
    page::{Cell, Heading, Table, TableRow},
    told::{Shown, changes_table, vouchers_table},
    unit::{Day, EntryId, UnitError},
};
use clap::ArgMatches;
use serde::Serialize;

/// A request that a command makes itself.
pub(super) fn request(
    matches: &ArgMatches,
    coop: &Cooperative,
    on: Day,
    asks: impl Into<Asks>,
) -> Result<Request, Problem> {
    let asks = asks.into();
    let id = entry_id(matches, asks.kind(), coop)?;
    Ok(Request::new(id, on, asks))
}

/// What `--id` says; else the kind and the place in the ledger, so that no two are the same.
pub(super) fn entry_id(matches: &ArgMatches, kind: &str, coop: &Cooperative) -> Result<EntryId, Problem> {
    match matches.get_one::<EntryId>("id") {
        Some(id) => Ok(id.clone()),
        None => format!("{kind}.{}", coop.books().size()).parse().map_err(|e: UnitError| Problem::bug(&e)),
    }
}

/// What became of one instruction.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    entry: u64,
    id: String,
    kind: String,
    already: bool,
    /// False where what opens its private texts is not here.
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<bool>,
    leaf: String,
}

impl Line {
    fn of(r: &Recorded) -> Line {
        Line {
            entry: r.index,
            id: r.id.to_string(),
            kind: r.event.fact.kind().to_owned(),
            already: r.outcome != Answered::Now,
            compared: (r.outcome == Answered::NotCompared).then_some(false),
            leaf: r.leaf.to_string(),
        }
    }
}

/// Records the command's own instructions and says so.
pub(super) fn record(desk: &Desk, coop: &mut Cooperative, requests: &[Request]) -> Result<Vec<Recorded>, Problem> {
    let signer = desk.signer()?;
    let recorded = coop.record(requests, &signer)?;
    tell(desk, coop, &recorded)?;
    Ok(recorded)
}

/// Records a file's instructions; all that would be refused are named with their places.
pub(super) fn record_file(desk: &Desk, coop: &mut Cooperative, asked: &Asked) -> Result<(), Problem> {
    let signer = desk.signer()?;
    match coop.record(&asked.requests, &signer) {
        Ok(recorded) => tell(desk, coop, &recorded),
        Err(Trouble::Refused(first)) => Err(all_refused(coop, asked, &signer.public().id(), first)),
        Err(other) => Err(other.into()),
    }
}

/// What became of instructions, one line each.
pub(super) fn tell(desk: &Desk, coop: &Cooperative, recorded: &[Recorded]) -> Result<(), Problem> {
    let labels = desk.out.labels;
    let lines: Vec<Line> = recorded.iter().map(Line::of).collect();
    desk.out.list(&lines, || Table {
        headings: vec![
            Heading::right(labels.text("recorded.entry")),
            Heading::left(labels.text("recorded.id")),
            Heading::left(labels.text("recorded.kind")),
            Heading::left(labels.text("recorded.outcome")),
        ],
        rows: lines
            .iter()
            .map(|l| {
                let outcome = match (l.already, l.compared) {
                    (false, _) => "recorded.now",
                    (true, None) => "recorded.already",
                    (true, Some(_)) => "recorded.not_compared",
                };
                TableRow::plain(vec![
                    Cell::words(l.entry.to_string()),
                    Cell::words(&l.id),
                    Cell::words(&l.kind),
                    Cell::words(labels.text(outcome)),
                ])
            })
            .collect(),
        ..Table::default()
    })?;
    let now = recorded.iter().filter(|r| r.outcome == Answered::Now).count().to_string();
    let size = coop.books().size().to_string();
    desk.out.say("say.recorded", &[("n", &now), ("size", &size)]);
    Ok(())
}

/// Previews a file's instructions without a trace.
pub(super) fn preview_file(desk: &Desk, coop: &Cooperative, asked: &Asked) -> Result<(), Problem> {
    let signer = desk.signer_id()?;
    let previews = match coop.preview(&asked.requests, &signer) {
        Ok(previews) => previews,
        Err(Trouble::Refused(first)) => return Err(all_refused(coop, asked, &signer, first)),
        Err(other) => return Err(other.into()),
    };
    tell_previews(desk, coop, &previews)?;
    let changes = coop.changes(&asked.requests, &signer)?;
    if !changes.is_empty() {
        desk.out.say("changes.would", &[]);
        desk.out.list(&changes, || changes_table(&changes, desk.out.labels))?;
    }
    let n = previews.len().to_string();
    desk.out.say("say.previewed", &[("n", &n)]);
    Ok(())
}

/// What instructions would do: their postings, one voucher after the other.
pub(super) fn tell_previews(desk: &Desk, coop: &Cooperative, previews: &[Preview]) -> Result<(), Problem> {
    let lines: Vec<_> = previews.iter().map(|p| Shown::preview(coop.books(), p)).collect();
    desk.out.list(&lines, || vouchers_table(&lines, desk.out.labels))
}

/// The same beside what goes to stdout.
pub(super) fn show_previews(desk: &Desk, coop: &Cooperative, previews: &[Preview]) {
    let lines: Vec<_> = previews.iter().map(|p| Shown::preview(coop.books(), p)).collect();
    desk.out.line(&vouchers_table(&lines, desk.out.labels).text());
}

/// A batch is refused at the first instruction that the books do not allow. An accountant wants
/// to see all of them: each refused one is left out and the rest tried again, up to twenty times.
/// What is missing only because its own instruction was refused is not told.
fn all_refused(coop: &Cooperative, asked: &Asked, signer: &KeyId, first: Vec<(usize, Refusal)>) -> Problem {
    const MOST: usize = 20;
    let mut left: Vec<usize> = (0..asked.requests.len()).collect();
    let mut found: Vec<(usize, Refusal)> = Vec::new();
    let mut refused = first;
    for _ in 0..MOST {
        let mut gone = Vec::new();
        for (number, refusal) in refused {
            let Some(at) = number.checked_sub(1).and_then(|n| left.get(n).copied()) else { continue };
            gone.push(at);
            if !follows(asked, &found, &refusal) {
                found.push((at, refusal));
            }
        }
        if gone.is_empty() {
            break;
        }
        left.retain(|at| !gone.contains(at));
        let requests: Vec<Request> = left.iter().filter_map(|at| asked.requests.get(*at).cloned()).collect();
        refused = match coop.preview(&requests, signer) {
            Err(Trouble::Refused(more)) => more,
            _ => break,
        };
    }
    found.sort_by_key(|(at, _)| *at);
    let placed = found.into_iter().filter_map(|(at, refusal)| Some((asked.places.get(at)?.clone(), refusal)));
    Problem::Refused(placed.collect())
}

/// True if the refusal is about something that an instruction refused before would have brought.
fn follows(asked: &Asked, before: &[(usize, Refusal)], refusal: &Refusal) -> bool {
    let money = matches!(refusal.code(), Code::PaymentAboveWhatIsOwed | Code::CashNegative | Code::MemberMissing);
    let missing = money || refusal.code().is_of_something_absent();
    let (subject, found) = (refusal.subject(), refusal.found());
    let names = |request: &Request| {
        let Ok(Json::Object(members)) = request.members() else { return false };
        let mut own = members.iter().filter(|(name, _)| *name != "kind" && *name != "on");
        own.any(|(_, v)| v.text().is_some_and(|t| subject.contains(t) || found == t))
    };
    missing && before.iter().filter_map(|(at, _)| asked.requests.get(*at)).any(names)
}
