//! A village out of a seed: what it has, its payouts, and the stories that are told in it, recorded day by day.

use super::{
    spot::{About, Calendar, LAST, OPENED, Spot, Step, after, area, day, yuan},
    stories::{FRAUDS, GHOSTS, Story},
};
use crate::{dice::Dice, life::play::Ledger};
use coop_ledger::{
    log::Json,
    scheme,
    screen::{Question, ScreenCode},
    unit::Day,
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Ghosts, and frauds, of each village.
const PLANTED: usize = 10;
/// Stories beside them that are straight: every other of ghosts, and of frauds so many.
const STRAIGHT: usize = 20;

/// What became of a story that was told crooked, or of what is asked beside.
#[derive(Default)]
pub struct Tally {
    /// By code: planted, found, refused when it was to be recorded.
    pub planted: BTreeMap<ScreenCode, (usize, usize, usize)>,
    /// Refusals of crooked stories, with how often.
    pub refused: BTreeMap<String, usize>,
    /// Not found, with the seed.
    pub missed: Vec<String>,
    /// Asked though nothing was planted.
    pub alarms: BTreeMap<ScreenCode, Vec<String>>,
    /// Refused though it was straight.
    pub unfair: Vec<String>,
    pub entries: usize,
}

/// Stories of a village: the decks are gone through story by story over all villages, so that each is told as often.
fn dealt(
    deck: &'static [Story],
    (village, many, salt): (u64, usize, u64),
    told: &mut BTreeSet<ScreenCode>,
) -> Vec<&'static Story> {
    let mut hand = Vec::new();
    let mut place = usize::try_from(village).unwrap() * many;
    while hand.len() < many {
        let order = Dice(salt + (place / deck.len()) as u64).shuffled(deck.len());
        let story = &deck[order[place % deck.len()]];
        if told.insert(story.code) {
            hand.push(story);
        }
        place += 1;
    }
    hand
}

/// The text of a sheet that ships, or of one of these tests, line by line.
pub fn sheet(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/screens/{name}.sheet"));
    let shipped = scheme::shipped::all().iter().find(|sheet| sheet.id == name).map(|sheet| sheet.text.to_owned());
    let text = shipped.unwrap_or_else(|| fs::read_to_string(path).unwrap());
    text.lines().map(str::to_owned).collect()
}

/// What every village has, and its two payouts.
fn everyday(spot: &mut Spot) {
    let opened = day(OPENED);
    spot.on(opened, json!({"kind": "bank.registered", "account": "A-BANK-1", "owner": "A", "ownership": "collective"}));
    spot.on(opened, json!({"kind": "party.registered", "party": "GOV", "role": "state", "is": "government"}));
    spot.on(
        opened,
        json!({"kind": "class.set", "class": "heads", "unit": "股", "regime": "open", "held_by": "person", "scale": 0}),
    );
    spot.on(
        opened,
        json!({"kind": "class.set", "class": "population", "unit": "1 per member", "regime": "open", "held_by": "household"}),
    );
    for _ in 0..5 {
        let (household, mu) = (spot.household(), spot.dice.within(40, 80) * 15);
        spot.parcel(&household, mu);
    }
    let (m2, mu) = area(19_995);
    spot.on(
        opened,
        json!({"kind": "parcel.registered", "parcel": "P1", "household": "collective", "land_kind": "other", "area_m2": m2,
            "area_mu": mu}),
    );
    spot.on(
        opened,
        json!({"kind": "opening.recorded", "lines": [{"account": "101", "debit": "50000.00"},
            {"account": "102", "holder": "A-BANK-1", "debit": "5000000.00"}, {"account": "301", "credit": "3050000.00"},
            {"account": "311", "purpose": "历年提取", "credit": "2000000.00"}]}),
    );
    for _ in 0..4 {
        let rot = spot.rot();
        spot.signs_rot(&rot, &Value::Null);
    }
    spot.on(
        day("2024-01-20"),
        json!({"kind": "scheme.adopt", "version": 1, "resolution": "R-1", "sheet": "by-heads", "reads": [
            {"at": "户.人口", "from": "members"}, {"at": "补偿款", "from": "part.land_compensation_shared"}]}),
    );
    for (nth, (record, paid)) in spot.days.payouts.into_iter().enumerate() {
        let payout = format!("C{}", nth + 1);
        let fen = spot.fen(20_000, 90_000);
        let part = json!([{"part": "land_compensation_shared", "amount": yuan(fen), "holder": "GOV"}]);
        let received = spot.on(record, json!({"kind": "receipt.recorded", "into": "A-BANK-1", "parts": part}));
        let source = spot.id(received);
        spot.on(
            record,
            json!({"kind": "payout.declare", "payout": payout, "scheme": "by-heads", "version": 1,
                "record_day": record.to_string(), "sources": [source], "year": 2024 + nth}),
        );
        spot.on(paid, json!({"kind": "payout.pay", "payout": payout, "from": "A-BANK-1"}));
    }
    spot.on(day(LAST), json!({"kind": "setting.chosen", "name": "correction", "value": "red"}));
}

/// A village of which each step was offered.
struct Village {
    ledger: Ledger,
    /// Entries by the id of the step.
    entries: BTreeMap<String, u64>,
}

impl Village {
    fn record(&mut self, recorded: Day, mut request: Value) -> Result<(), String> {
        if request["kind"] == "scheme.adopt"
            && let Some(name) = request["sheet"].as_str().map(str::to_owned)
        {
            request["sheet"] = json!(sheet(&name));
        }
        let order = Json::parse(request.to_string().as_bytes()).unwrap();
        let id = request["id"].as_str().unwrap().to_owned();
        match self.ledger.record(&recorded.to_string(), &[order]) {
            Ok(entries) => {
                self.entries.insert(id, entries.start);
                Ok(())
            }
            Err(refusal) => Err(format!("{}: {}: {refusal}", request["kind"], refusal.code().name())),
        }
    }
}

/// A village is told and audited.
pub fn told(seed: u64, tally: &mut Tally) {
    let mut dice = Dice(seed);
    let days = Calendar::of(&mut dice);
    let mut told = BTreeSet::new();
    let crooked: Vec<&Story> = [(GHOSTS, 1_000), (FRAUDS, 2_000)]
        .into_iter()
        .flat_map(|(deck, salt)| dealt(deck, (seed, PLANTED, salt), &mut told))
        .collect();
    let straight: Vec<&Story> = [(GHOSTS, GHOSTS.len() - PLANTED, 3_000), (FRAUDS, STRAIGHT, 4_000)]
        .into_iter()
        .flat_map(|(deck, many, salt)| dealt(deck, (seed, many, salt), &mut told))
        .collect();
    let all: Vec<(&Story, bool)> = crooked
        .into_iter()
        .map(|story| (story, true))
        .chain(straight.into_iter().map(|story| (story, false)))
        .collect();
    let mut first = Spot::new(Dice(dice.roll(u64::MAX)), 0, days, false);
    everyday(&mut first);
    let mut spots = vec![first];
    for (nth, (story, crooked)) in all.iter().enumerate() {
        let mut spot = Spot::new(Dice(dice.roll(u64::MAX)), nth as u64 + 1, days, *crooked);
        (story.tell)(&mut spot);
        spots.push(spot);
    }
    let mut steps: Vec<(usize, Step)> = Vec::new();
    for (nth, spot) in spots.iter_mut().enumerate() {
        steps.extend(spot.steps.drain(..).map(|step| (nth, step)));
    }
    steps.sort_by_key(|(_, step)| step.recorded);
    let mut village = Village { ledger: Ledger::open("S", OPENED), entries: BTreeMap::new() };
    let mut refused: BTreeMap<usize, String> = BTreeMap::new();
    let last = after(day(LAST), 0);
    for (nth, step) in steps {
        assert!(step.recorded <= last, "seed {seed}: {}", step.request);
        if refused.contains_key(&nth) {
            continue;
        }
        if let Err(why) = village.record(step.recorded, step.request.clone()) {
            if !spots[nth].crooked {
                tally.unfair.push(format!("seed {seed}: {}: {why}", step.request));
            }
            refused.insert(nth, why);
        }
    }
    let report = village.ledger.audited();
    assert!(report.findings.is_empty(), "seed {seed}: {:?}", report.findings);
    tally.entries += village.entries.len();
    let mut wanted: BTreeSet<(ScreenCode, String)> = BTreeSet::new();
    for (nth, spot) in spots.iter().enumerate() {
        if let Some(why) = refused.get(&nth) {
            if !spot.crooked {
                continue;
            }
            let row = tally.planted.entry(all[nth - 1].0.code).or_default();
            (row.0, row.2) = (row.0 + 1, row.2 + 1);
            *tally
                .refused
                .entry(format!(
                    "{} {}",
                    all[nth - 1].0.code.name(),
                    why.split(": ").take(2).collect::<Vec<_>>().join(" ")
                ))
                .or_default() += 1;
            continue;
        }
        wanted.extend(spot.asked.iter().map(|(code, about)| {
            let place = match about {
                About::Place(place) => place.clone(),
                About::Entry(step) => format!("entry {}", village.entries[&spot.id(*step)]),
            };
            (*code, place)
        }));
    }
    let seen: BTreeSet<(ScreenCode, String)> =
        report.questions.iter().map(|question: &Question| (question.code(), question.place.to_string())).collect();
    for planted in &wanted {
        let row = tally.planted.entry(planted.0).or_default();
        row.0 += 1;
        if seen.contains(planted) {
            row.1 += 1;
        } else {
            tally.missed.push(format!("seed {seed}: {} {}", planted.0.name(), planted.1));
        }
    }
    for question in &report.questions {
        let about = (question.code(), question.place.to_string());
        if !wanted.contains(&about) {
            tally.alarms.entry(about.0).or_default().push(format!("seed {seed}: {} {question}", about.0.name()));
        }
    }
}
