//! What members object to, which plans they are shown, what they resolved, and what the village chose, as at a day.

use crate::{
    books::{Books, known_setting},
    page::{Cell, Heading, Table, TableRow},
    statement::{labels::Labels, tables::Tabular},
    unit::{Day, HouseholdId, ParcelId, PayoutId, Text},
};
use serde::{Deserialize, Serialize};

/// One objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectionRow {
    /// Its number.
    pub objection: Text,
    /// Its day.
    pub on: Day,
    /// The entry that raised it.
    pub entry: u64,
    /// Whose.
    pub household: HouseholdId,
    /// About which parcel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parcel: Option<ParcelId>,
    /// About which payout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payout: Option<PayoutId>,
    /// What is claimed.
    pub claim: Text,
    /// The day of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Day>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Text>,
    /// Reference of the answer's record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Text>,
}

/// Objections raised by the day, by number; answers that came by then.
pub fn objections(books: &Books, on: Day) -> Vec<ObjectionRow> {
    let raised = books.objections().values().filter(|objection| objection.on <= on);
    raised
        .map(|objection| {
            let answer = objection.answered.as_ref().filter(|answer| answer.on <= on);
            let said = &objection.raised;
            ObjectionRow {
                objection: said.objection.clone(),
                on: objection.on,
                entry: objection.entry,
                household: said.household.clone(),
                parcel: said.parcel.clone(),
                payout: said.payout.clone(),
                claim: said.claim.clone(),
                answered: answer.map(|answer| answer.on),
                outcome: answer.map(|answer| answer.outcome.clone()),
                document: answer.map(|answer| answer.document.clone()),
            }
        })
        .collect()
}

/// One plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanRow {
    /// What it is about.
    pub plan: String,
    /// First day it is shown.
    pub first_day: Day,
    /// Last day it is shown.
    pub last_day: Day,
    /// The entry that says so.
    pub entry: u64,
    /// The resolution that was passed on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Text>,
}

/// Plans published by the day, by name.
pub fn plans(books: &Books, on: Day) -> Vec<PlanRow> {
    let known = books.plans().iter().filter(|(_, plan)| plan.on <= on);
    known
        .map(|(name, plan)| {
            let mut passed = books.resolutions().values().filter(|passed| passed.on <= on);
            let of_it = passed.find(|one| one.passed.plan.as_ref().is_some_and(|plan| plan.as_str() == name));
            PlanRow {
                plan: name.clone(),
                first_day: plan.days.first_day(),
                last_day: plan.days.last_day(),
                entry: plan.entry,
                resolution: of_it.map(|one| one.passed.resolution.clone()),
            }
        })
        .collect()
}

/// One resolution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResolutionRow {
    /// Its reference.
    pub resolution: Text,
    /// Its day.
    pub on: Day,
    /// Its entry.
    pub entry: u64,
    /// The published plan it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Text>,
    /// Votes for it.
    pub yes: u32,
    /// Members present.
    pub present: u32,
    /// Members entitled to vote.
    pub entitled: u32,
}

/// Resolutions passed by the day, by reference.
pub fn resolutions(books: &Books, on: Day) -> Vec<ResolutionRow> {
    let passed = books.resolutions().values().filter(|resolution| resolution.on <= on);
    passed
        .map(|resolution| ResolutionRow {
            resolution: resolution.passed.resolution.clone(),
            on: resolution.on,
            entry: resolution.entry,
            plan: resolution.passed.plan.clone(),
            yes: resolution.passed.yes,
            present: resolution.passed.present,
            entitled: resolution.passed.entitled,
        })
        .collect()
}

/// One choice that the chart leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingRow {
    /// As the chart writes it.
    pub setting: String,
    /// Its name in Chinese; as the chart writes it where nothing is known of it.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The value in force.
    pub value: String,
    /// What the value is called in Chinese.
    pub value_zh: String,
    /// What it is called in English.
    pub value_en: String,
    /// Since when it was chosen; nothing where it is the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
    /// The entry that chose it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
    /// Every value that the chart allows, the default first.
    pub allowed: Vec<String>,
    /// False where nobody looked at the rule behind it.
    pub verified: bool,
}

/// Every choice that the chart leaves, with the value in force at the end of the day.
pub fn settings(books: &Books, on: Day) -> Vec<SettingRow> {
    let all = books.chart().settings.iter();
    all.map(|(name, allowed)| {
        let known = known_setting(name);
        let value = books.setting_on(name, on);
        let chosen = books.chosen_by(name, on);
        let (value_zh, value_en) = books.setting_value(name, value);
        SettingRow {
            setting: name.clone(),
            name_zh: known.map_or(name.as_str(), |known| known.zh).to_owned(),
            name_en: known.map_or(name.as_str(), |known| known.en).to_owned(),
            value: value.to_owned(),
            value_zh: value_zh.to_owned(),
            value_en: value_en.to_owned(),
            since: chosen.map(|chosen| chosen.on),
            entry: chosen.map(|chosen| chosen.entry),
            allowed: allowed.clone(),
            verified: known.is_none_or(|known| known.verified),
        }
    })
    .collect()
}

fn code(text: Option<&str>) -> Cell {
    text.map_or(Cell::Empty, Cell::words)
}

fn table(labels: &Labels, title: &str, headings: &[&str], rows: Vec<TableRow>) -> Table {
    // what is counted stands on the right
    let right = ["entries.entry", "resolutions.yes", "resolutions.present", "resolutions.entitled"];
    let heading = |key: &&str| match right.contains(key) {
        true => Heading::right(labels.text(key)),
        false => Heading::left(labels.text(key)),
    };
    let headings = headings.iter().map(heading).collect();
    Table { title: labels.text(title).to_owned(), headings, rows, ..Table::default() }
}

impl Tabular for Vec<ObjectionRow> {
    fn table(&self, labels: &Labels) -> Table {
        let row = |r: &ObjectionRow| {
            TableRow::plain(vec![
                Cell::words(r.objection.as_str()),
                Cell::words(r.on.to_string()),
                Cell::words(r.household.as_str()),
                code(r.parcel.as_ref().map(ParcelId::as_str)),
                code(r.payout.as_ref().map(PayoutId::as_str)),
                Cell::words(r.claim.as_str()),
                match r.answered {
                    Some(answered) => Cell::words(answered.to_string()),
                    None => Cell::words(labels.text("objections.open")),
                },
                code(r.outcome.as_ref().map(Text::as_str)),
                code(r.document.as_ref().map(Text::as_str)),
                Cell::Count(r.entry),
            ])
        };
        let headings = [
            "objections.objection",
            "entries.on",
            "objections.household",
            "objections.parcel",
            "objections.payout",
            "objections.claim",
            "objections.answered",
            "objections.outcome",
            "objections.document",
            "entries.entry",
        ];
        table(labels, "objections.title", &headings, self.iter().map(row).collect())
    }
}

impl Tabular for Vec<PlanRow> {
    fn table(&self, labels: &Labels) -> Table {
        let row = |r: &PlanRow| {
            TableRow::plain(vec![
                Cell::words(&r.plan),
                Cell::words(r.first_day.to_string()),
                Cell::words(r.last_day.to_string()),
                code(r.resolution.as_ref().map(Text::as_str)),
                Cell::Count(r.entry),
            ])
        };
        let headings = ["plans.plan", "plans.first_day", "plans.last_day", "plans.resolution", "entries.entry"];
        table(labels, "plans.title", &headings, self.iter().map(row).collect())
    }
}

impl Tabular for Vec<ResolutionRow> {
    fn table(&self, labels: &Labels) -> Table {
        let row = |r: &ResolutionRow| {
            TableRow::plain(vec![
                Cell::words(r.resolution.as_str()),
                Cell::words(r.on.to_string()),
                code(r.plan.as_ref().map(Text::as_str)),
                Cell::Count(r.yes.into()),
                Cell::Count(r.present.into()),
                Cell::Count(r.entitled.into()),
                Cell::Count(r.entry),
            ])
        };
        let headings = [
            "resolutions.resolution",
            "entries.on",
            "plans.plan",
            "resolutions.yes",
            "resolutions.present",
            "resolutions.entitled",
            "entries.entry",
        ];
        table(labels, "resolutions.title", &headings, self.iter().map(row).collect())
    }
}

impl Tabular for Vec<SettingRow> {
    fn table(&self, labels: &Labels) -> Table {
        let named = |code: &str, name: &str| match name == code {
            true => code.to_owned(),
            false => format!("{code} · {name}"),
        };
        let row = |r: &SettingRow| {
            TableRow::plain(vec![
                Cell::words(named(&r.setting, labels.pick(&r.name_zh, &r.name_en))),
                Cell::words(named(&r.value, labels.pick(&r.value_zh, &r.value_en))),
                match r.since {
                    Some(since) => Cell::words(since.to_string()),
                    None => Cell::words(labels.text("settings.default")),
                },
                Cell::words(r.allowed.join(" ")),
                if r.verified { Cell::Empty } else { Cell::words(labels.text("page.not_verified")) },
                r.entry.map_or(Cell::Empty, Cell::Count),
            ])
        };
        let headings = [
            "settings.setting",
            "settings.value",
            "settings.since",
            "settings.allowed",
            "report.note",
            "entries.entry",
        ];
        let unverified = self.iter().any(|row| !row.verified);
        let notes = unverified.then(|| labels.text("settings.not_verified").to_owned());
        Table {
            notes: notes.into_iter().collect(),
            ..table(labels, "settings.title", &headings, self.iter().map(row).collect())
        }
    }
}
