//! `coop show ENTRY`: one entry as it stands.

use super::{
    Done,
    desk::Desk,
    entry::{self, number},
};
use crate::{
    audit::{Finding, LineFault},
    books::{Books, known_setting},
    cooperative::{Cooperative, Trouble},
    event::{Attached, Entry, Fact},
    log::Json,
    statement::Labels,
    told::{Shown, vouchers_table},
};
use clap::{ArgMatches, Command};
use serde::Serialize;

pub(super) fn command() -> Command {
    Command::new("show").arg(entry::entry().required(true))
}

#[derive(Serialize)]
struct One {
    index: u64,
    leaf: String,
    entry: Json,
    /// The lists of a body whose entry concerns several households, put together.
    #[serde(skip_serializing_if = "Option::is_none")]
    lists: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    voucher: Option<Shown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reversed_by: Option<u64>,
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let coop = desk.read()?;
    let Some(index) = number(matches, "entry", coop.books())? else { return Ok(2) };
    let entry = coop.entry(index)?;
    desk.mark(&coop)?;
    let voucher = coop.books().vouchers().get(index);
    let voucher = voucher.map(|v| Shown::new(coop.books(), index.to_string(), entry.event.fact.kind(), &v.voucher()));
    let reversed_by = coop.books().corrected_by(index);
    if desk.out.json {
        let line = coop.lines(index, index + 1)?.pop().unwrap_or_default();
        let stored = Json::parse(line.strip_suffix(b"\n").unwrap_or(&line))
            .map_err(|e| Trouble::from(Finding::entry(index, LineFault::NoJson(e))))?;
        let leaf = entry.sealed.leaf().to_string();
        desk.out.value(&One { index, leaf, entry: stored, lists: lists(&entry), voucher, reversed_by })?;
        return Ok(0);
    }
    desk.out.data(&head(desk, &coop, &entry, reversed_by))?;
    desk.out.data(&pretty(&with_lists(&entry)))?;
    if let Some(voucher) = voucher {
        desk.out.data("\n")?;
        desk.out.data(&vouchers_table(&[voucher], desk.out.labels).text())?;
    }
    Ok(0)
}

fn head(desk: &Desk, coop: &Cooperative, entry: &Entry, reversed_by: Option<u64>) -> String {
    let labels = desk.out.labels;
    let sealed = &entry.sealed;
    let key = coop.books().keys().get(&sealed.key());
    let person = key.map(|k| k.person.clone()).unwrap_or_default();
    let (at, of) = sealed.batch();
    let zone = coop.books().zone_minutes();
    let recorded_at = sealed.recorded_at().local(zone).unwrap_or_else(|| sealed.recorded_at().to_string());
    let mut lines = vec![
        ("show.entry", sealed.index().to_string()),
        ("show.kind", sealed.kind().to_string()),
        ("show.id", sealed.id().to_string()),
        ("show.on", sealed.effective_on().to_string()),
        ("show.recorded_at", recorded_at),
        ("show.signed_by", format!("{person} {}", sealed.key())),
        ("show.batch", format!("{}/{of}", at + 1)),
        ("show.leaf", sealed.leaf().to_string()),
    ];
    let about: Vec<String> = match &entry.event.attached {
        Attached::Portions(portions) => portions.own().iter().map(|(_, own)| own.to.to_string()).collect(),
        Attached::Nothing | Attached::Document(_) | Attached::Lines(_) => sealed.about().to_vec(),
    };
    if !about.is_empty() {
        lines.push(("show.about", about.join(" ")));
    }
    if let Fact::SettingChosen(chosen) = &entry.event.fact {
        lines.push(("show.chosen", told_setting(coop.books(), chosen.name.as_str(), chosen.value.as_str(), labels)));
    }
    if let Some(by) = reversed_by {
        lines.push(("show.reversed_by", by.to_string()));
    }
    lines.iter().map(|(key, value)| format!("{}: {value}\n", labels.text(key))).collect()
}

/// A choice in words: what it is about, and what was chosen.
fn told_setting(books: &Books, name: &str, value: &str, labels: &Labels) -> String {
    let named = known_setting(name).map_or(name, |known| labels.pick(known.zh, known.en));
    let (zh, en) = books.setting_value(name, value);
    match labels.pick(zh, en) {
        same if same == value => format!("{named} = {value}"),
        called => format!("{named} = {value} ({called})"),
    }
}

/// The lists that stand in portions and not in the body, put together again.
fn lists(entry: &Entry) -> Option<Json> {
    let Attached::Portions(_) = &entry.event.attached else { return None };
    let Json::Object(mut members) = entry.event.fact.body().ok()? else { return None };
    members.retain(|name, _| entry.sealed.body().member(name).is_none());
    Some(Json::Object(members))
}

/// The stored body, with its lists where they stand in portions.
fn with_lists(entry: &Entry) -> Json {
    let mut body = entry.sealed.body().clone();
    if let (Json::Object(body), Some(Json::Object(lists))) = (&mut body, lists(entry)) {
        body.extend(lists);
    }
    body
}

/// The body over several lines; the stored one is a single line.
fn pretty(body: &Json) -> String {
    let value: Option<serde_json::Value> = serde_json::from_slice(&body.to_bytes()).ok();
    value.and_then(|v| serde_json::to_string_pretty(&v).ok()).unwrap_or_default()
}
