//! A spot in a village where a story is told: its own people, parcels, parties and days, what is recorded of it, and what
//! an audit should ask where the story is crooked.

use crate::dice::Dice;
use coop_ledger::{
    screen::ScreenCode,
    unit::{Day, Fen},
};
use serde_json::{Value, json};

pub const OPENED: &str = "2024-01-01";
/// The day on which each village is looked at.
pub const LAST: &str = "2026-06-30";

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn after(on: Day, days: i64) -> Day {
    on.plus_days(days).unwrap()
}

pub fn yuan(fen: i64) -> String {
    Fen(fen).to_string()
}

/// Something that is recorded.
pub struct Step {
    pub recorded: Day,
    pub request: Value,
}

/// What a question is about.
pub enum About {
    Place(String),
    /// The entry of a step.
    Entry(usize),
}

impl From<String> for About {
    fn from(place: String) -> About {
        About::Place(place)
    }
}

impl From<&str> for About {
    fn from(place: &str) -> About {
        About::Place(place.to_owned())
    }
}

/// The days of the village's own payouts.
#[derive(Clone, Copy)]
pub struct Calendar {
    /// Of each: the record day, and when it is paid.
    pub payouts: [(Day, Day); 2],
}

impl Calendar {
    /// Both in September, paid within three weeks: everything else that would be asked about beside a payout keeps away.
    pub fn of(dice: &mut Dice) -> Calendar {
        let payouts = [2024, 2025].map(|year| {
            let record = after(day(&format!("{year}-09-01")), dice.within(0, 19));
            (record, after(record, dice.within(1, 20)))
        });
        Calendar { payouts }
    }
}

pub struct Spot {
    pub dice: Dice,
    pub crooked: bool,
    pub days: Calendar,
    pub nth: u64,
    pub steps: Vec<Step>,
    pub asked: Vec<(ScreenCode, About)>,
    codes: u64,
    persons: u64,
}

impl Spot {
    pub fn new(dice: Dice, nth: u64, days: Calendar, crooked: bool) -> Spot {
        Spot { dice, crooked, days, nth, steps: Vec::new(), asked: Vec::new(), codes: 0, persons: 0 }
    }

    /// Crooked or straight.
    pub fn either<T>(&self, crooked: T, straight: T) -> T {
        if self.crooked { crooked } else { straight }
    }

    /// A number of days, amounts or the like from one of two ranges.
    pub fn between(&mut self, crooked: (i64, i64), straight: (i64, i64)) -> i64 {
        let (least, most) = self.either(crooked, straight);
        self.dice.within(least, most)
    }

    /// A day on which a story may begin, with a year and more behind it.
    pub fn begins(&mut self) -> Day {
        after(day("2024-02-01"), self.dice.within(0, 430))
    }

    /// A day that is far from every payout.
    pub fn quiet(&mut self) -> Day {
        let (first, days) = self.dice.of(&[("2024-02-01", 140), ("2024-10-25", 60), ("2025-05-01", 55)]);
        after(day(first), self.dice.within(0, days))
    }

    /// A code that nobody else in the village has.
    pub fn code(&mut self, stem: &str) -> String {
        self.codes += 1;
        format!("{stem}{}", 1_000 + self.nth * 60 + self.codes)
    }

    /// An amount that no other story has: its fen are the story's.
    pub fn fen(&mut self, least: i64, most: i64) -> i64 {
        self.dice.within(least, most) * 100 + i64::try_from(self.nth % 90).unwrap() + 1
    }

    /// Records on the day that it is about.
    pub fn on(&mut self, on: Day, request: Value) -> usize {
        self.late(on, on, request)
    }

    /// Records on another day.
    pub fn late(&mut self, on: Day, recorded: Day, mut request: Value) -> usize {
        let nth = self.steps.len();
        request["on"] = json!(on.to_string());
        request["id"] = json!(self.id(nth));
        self.steps.push(Step { recorded, request });
        nth
    }

    /// Under which id a step is recorded.
    pub fn id(&self, step: usize) -> String {
        format!("s{}-{step}", self.nth)
    }

    /// What should be asked of it where it is crooked.
    pub fn asks(&mut self, code: ScreenCode, about: impl Into<About>) {
        if self.crooked {
            self.asked.push((code, about.into()));
        }
    }

    /// What is asked of it however it is told.
    pub fn always_asks(&mut self, code: ScreenCode, about: impl Into<About>) {
        self.asked.push((code, about.into()));
    }

    pub fn party(&mut self, stem: &str, is: &str) -> String {
        let party = self.code(stem);
        self.on(day(OPENED), json!({"kind": "party.registered", "party": party, "role": "party", "is": is}));
        party
    }

    pub fn company(&mut self) -> String {
        self.party("SUP", "company")
    }

    /// A company that belongs to an officer's kin.
    pub fn kin(&mut self) -> String {
        let party = self.code("KIN");
        self.on(
            day(OPENED),
            json!({"kind": "party.registered", "party": party, "role": "trade", "is": "company", "kin_of": "K002"}),
        );
        party
    }

    /// An officer of whom nobody else in the village speaks.
    pub fn officer(&mut self) -> String {
        self.code("K")
    }

    /// Who comes into a household: a number that nobody else has.
    pub fn person(&mut self, code: &str, born: &str, since: Day, basis: &str) -> Value {
        self.persons += 1;
        let nth = self.nth * 24 + self.persons + if self.nth == 0 { 0 } else { 48 };
        json!({"person": code, "birth": born, "since": since.to_string(), "basis": basis,
            "identity": identity(born, nth)})
    }

    pub fn born(&mut self) -> String {
        format!("19{}-0{}-1{}", 50 + self.dice.roll(48), 1 + self.dice.roll(9), self.dice.roll(10))
    }

    /// A household of so many grown-up members, each with a share, from this day on.
    pub fn enrols(&mut self, on: Day, members: u64) -> String {
        let household = self.code("H");
        let persons: Vec<Value> = (1..=members)
            .map(|n| {
                let born = self.born();
                let mut person = self.person(&format!("{household}-{n}"), &born, on, "first_roll");
                person["shares"] = json!({"heads": "1"});
                person
            })
            .collect();
        self.enrols_as(&household, on, &persons);
        household
    }

    pub fn enrols_as(&mut self, household: &str, on: Day, persons: &[Value]) -> usize {
        self.on(
            on,
            json!({"kind": "household.enrolled", "household": household, "account": account(household),
                "head": format!("{household}-1"), "persons": persons}),
        )
    }

    pub fn household(&mut self) -> String {
        let members = 2 + self.dice.roll(3);
        self.enrols(day(OPENED), members)
    }

    /// A household of which only the number of members is known.
    pub fn counted(&mut self, members: u64, shares: &Value) -> String {
        let household = self.code("H");
        let mut request = json!({"kind": "household.enrolled", "household": household, "members": members,
            "account": account(&household)});
        if !shares.is_null() {
            request["shares"] = shares.clone();
        }
        self.on(day(OPENED), request);
        household
    }

    /// A parcel of so many hundredths of a mu, in fifteens: whole hundreds of square metres.
    pub fn parcel(&mut self, household: &str, mu: i64) -> String {
        self.parcel_from(day(OPENED), household, mu)
    }

    pub fn parcel_from(&mut self, on: Day, household: &str, mu: i64) -> String {
        let parcel = self.code("P");
        let (m2, mu) = area(mu);
        self.on(
            on,
            json!({"kind": "parcel.registered", "parcel": parcel, "household": household, "area_m2": m2, "area_mu": mu,
                "contract_end": "2060-12-31"}),
        );
        parcel
    }

    /// A parcel of the collective's own.
    pub fn collective_parcel(&mut self, mu: i64) -> String {
        let parcel = self.code("P");
        let (m2, mu) = area(mu);
        self.on(
            day(OPENED),
            json!({"kind": "parcel.registered", "parcel": parcel, "household": "collective", "land_kind": "other",
                "area_m2": m2, "area_mu": mu}),
        );
        parcel
    }

    /// Six mu of a household's that it lets the collective lease out.
    pub fn entrusted(&mut self) -> String {
        let household = self.household();
        let parcel = self.parcel(&household, 600);
        self.on(
            day(OPENED),
            json!({"kind": "entrustment.given", "household": household, "document": format!("W-{household}"),
                "parcels": [parcel], "first_day": OPENED, "last_day": "2030-12-31"}),
        );
        parcel
    }

    /// Goods are paid for.
    pub fn pays(&mut self, on: Day, to: &str, fen: i64) -> usize {
        self.pays_with(on, to, fen, &Value::Null)
    }

    pub fn pays_with(&mut self, on: Day, to: &str, fen: i64, invoice: &Value) -> usize {
        let mut part = json!({"part": "expense", "account": self.dice.of(&["511", "513", "514"]), "amount": yuan(fen),
            "holder": to, "purpose": "goods"});
        if !invoice.is_null() {
            part["invoice"] = invoice.clone();
        }
        self.on(on, json!({"kind": "payment.recorded", "from": "A-BANK-1", "parts": [part]}))
    }

    pub fn receives(&mut self, on: Day, contract: &str, part: &str, fen: i64) -> usize {
        self.on(
            on,
            json!({"kind": "receipt.recorded", "contract": contract, "into": "A-BANK-1",
                "parts": [{"part": part, "amount": yuan(fen)}]}),
        )
    }
}

/// The account of a household.
pub fn account(household: &str) -> String {
    format!("62{:0>17}", household.trim_start_matches('H'))
}

/// Square metres and mu of hundredths of a mu, in fifteens.
pub fn area(mu: i64) -> (String, String) {
    (format!("{}.00", mu / 15 * 100), format!("{}.{:02}", mu / 100, mu % 100))
}

/// A number of nobody: of a region that does not exist.
pub fn identity(birth: &str, nth: u64) -> String {
    let stem = format!("5199{}{}{:03}", 99 - nth / 1000, birth.replace('-', ""), nth % 1000);
    let sum = stem.bytes().fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    match (12 - sum) % 11 {
        10 => format!("{stem}X"),
        check => format!("{stem}{check}"),
    }
}
