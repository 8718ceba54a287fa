//! Any sequence of entries about land, as of any day and known at any entry, beside a model that keeps nothing but the
//! list of what was recorded and asks it anew each time.

use crate::{dice::Dice, fuzzed::Village};
use coop_ledger::{
    books::Books,
    event::Holder,
    log::Json,
    unit::{AreaM2, Day},
};
use serde_json::{Value, json};

const DAYS: i64 = 40;
const HOUSEHOLDS: u64 = 5;

/// What a parcel is: by whom it is held, how many times 2000 m² it has, and the year in which its land contract ends.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    holder: String,
    size: i64,
    end: Option<i32>,
}

/// What was recorded, in the order of recording; `on` is a day's number.
#[derive(Debug, Clone)]
enum Fact {
    /// A parcel begins.
    Begins {
        parcel: String,
        on: i64,
        row: Row,
    },
    /// It lies otherwise from a day on.
    Lies {
        parcel: String,
        on: i64,
        row: Row,
    },
    /// It is no more.
    Ended {
        parcel: String,
        on: i64,
    },
    Measured {
        parcel: String,
        on: i64,
        size: i64,
    },
    Extended {
        parcel: String,
        on: i64,
        end: i32,
    },
    /// Its first entry had said otherwise.
    Right {
        parcel: String,
        size: Option<i64>,
        holder: Option<String>,
    },
    Merged {
        household: String,
        into: String,
        on: i64,
    },
}

/// What is said of one member, by day and order of recording; a value that stands already is not said again.
struct Said<T>(Vec<(i64, usize, T)>);

impl<T: Clone + PartialEq> Said<T> {
    fn latest(&self) -> Option<&T> {
        self.0.iter().max_by_key(|(on, n, _)| (*on, *n)).map(|(.., value)| value)
    }

    fn say(&mut self, on: i64, n: usize, value: T) {
        self.0.push((on, n, value));
    }

    fn say_other(&mut self, on: i64, n: usize, value: T) {
        if self.latest() != Some(&value) {
            self.say(on, n, value);
        }
    }

    fn at(&self, day: i64) -> Option<T> {
        let there = self.0.iter().filter(|(on, ..)| *on <= day);
        there.max_by_key(|(on, n, _)| (*on, *n)).map(|(.., value)| value.clone())
    }
}

/// How a parcel lies at a day's end, after these facts; nothing before it begins and when it has ended.
fn parcel(facts: &[Fact], code: &str, day: i64) -> Option<Row> {
    let (mut holder, mut size, mut end) = (Said(Vec::new()), Said(Vec::new()), Said(Vec::new()));
    let mut ended = None;
    for (n, fact) in facts.iter().enumerate() {
        match fact {
            Fact::Begins { parcel, on, row } if parcel == code => {
                holder.say(*on, n, row.holder.clone());
                size.say(*on, n, row.size);
                end.say(*on, n, row.end);
            }
            Fact::Lies { parcel, on, row } if parcel == code => {
                holder.say_other(*on, n, row.holder.clone());
                size.say_other(*on, n, row.size);
                end.say_other(*on, n, row.end);
            }
            Fact::Ended { parcel, on } if parcel == code => ended = Some(*on),
            Fact::Measured { parcel, on, size: measured } if parcel == code => size.say(*on, n, *measured),
            Fact::Extended { parcel, on, end: later } if parcel == code => end.say(*on, n, Some(*later)),
            Fact::Right { parcel, size: other, holder: whose } if parcel == code => {
                if let (Some(other), Some(first)) = (other, size.0.first_mut()) {
                    first.2 = *other;
                }
                if let (Some(whose), Some(first)) = (whose, holder.0.first_mut()) {
                    first.2.clone_from(whose);
                }
            }
            Fact::Merged { household, into, on } if ended.is_none() && holder.latest() == Some(household) => {
                holder.say(*on, n, into.clone());
            }
            _ => {}
        }
    }
    if ended.is_some_and(|ended| ended <= day) {
        return None;
    }
    Some(Row { holder: holder.at(day)?, size: size.at(day)?, end: end.at(day)? })
}

fn day(n: i64) -> Day {
    "2024-03-01".parse::<Day>().unwrap().plus_days(n).unwrap()
}

/// A row as an entry says it; land of the collective is flexible and has no contract.
fn said(parcel: &str, row: &Row) -> Value {
    let mut said = json!({"parcel": parcel, "household": row.holder, "area_m2": format!("{}.00", row.size * 2000),
        "area_mu": format!("{}.0000", row.size * 3),
        "land_kind": if row.holder == "collective" { "flexible" } else { "contracted" }});
    if let Some(year) = row.end {
        said["contract_end"] = json!(format!("{year}-12-31"));
    }
    said
}

struct Game {
    dice: Dice,
    village: Village,
    facts: Vec<Fact>,
    /// The books after each entry, and how many facts there were by then.
    known: Vec<(usize, Books)>,
    codes: Vec<String>,
    next: u64,
    refused: usize,
}

impl Game {
    fn new(seed: u64) -> Game {
        let mut game = Game {
            dice: Dice(seed),
            village: Village::opened(),
            facts: Vec::new(),
            known: Vec::new(),
            codes: Vec::new(),
            next: 0,
            refused: 0,
        };
        for n in 1..=HOUSEHOLDS {
            let home = json!({"id": format!("h{n}"), "on": day(0).to_string(), "kind": "household.enrolled",
                "household": format!("H{n:04}"), "members": 2});
            game.ask(&home, Vec::new());
        }
        game
    }

    fn ask(&mut self, request: &Value, facts: Vec<Fact>) {
        match self.village.record(&Json::parse(request.to_string().as_bytes()).unwrap()) {
            Ok(_) => {
                self.facts.extend(facts);
                self.known.push((self.facts.len(), self.village.books.clone()));
            }
            Err(_) => self.refused += 1,
        }
    }

    fn somebody(&mut self) -> String {
        format!("H{:04}", 1 + self.dice.roll(HOUSEHOLDS))
    }

    fn some_parcel(&mut self) -> Option<(String, Row)> {
        let at = self.dice.roll(self.codes.len().max(1) as u64);
        let code = self.codes.get(usize::try_from(at).unwrap())?.clone();
        // one that ended is tried as it was
        let row = (0..=DAYS + 1).rev().find_map(|day| parcel(&self.facts, &code, day));
        row.map(|row| (code, row))
    }

    fn new_code(&mut self) -> String {
        self.next += 1;
        format!("P{:05}", self.next)
    }

    fn step(&mut self) {
        let on = i64::try_from(self.dice.roll(DAYS as u64)).unwrap();
        self.next += 1;
        let stem = json!({"id": format!("x{}", self.next), "on": day(on).to_string()});
        let turned = self.dice.roll(20);
        match turned {
            0..=4 => self.registers(stem, on),
            5..=14 => self.changes(stem, on, turned - 5),
            15 | 16 => {
                let Some((code, row)) = self.some_parcel() else { return };
                let size = 1 + i64::try_from(self.dice.roll(9)).unwrap();
                let mut request = stem;
                request["kind"] = json!("parcel.remeasured");
                for (name, value) in said(&code, &Row { size, ..row }).as_object().unwrap() {
                    if ["parcel", "household", "area_m2", "area_mu"].contains(&name.as_str()) {
                        request[name] = value.clone();
                    }
                }
                request["document"] = json!("D");
                request["resolution"] = json!("R");
                self.ask(&request, vec![Fact::Measured { parcel: code, on, size }]);
            }
            17 | 18 => self.put_right(stem),
            _ => {
                let (household, into) = (self.somebody(), self.somebody());
                if self.dice.roll(6) > 0 {
                    return;
                }
                let mut request = stem;
                for (name, value) in [("kind", "household.merged"), ("household", &household), ("into", &into)] {
                    request[name] = json!(value);
                }
                request["document"] = json!("D");
                self.ask(&request, vec![Fact::Merged { household, into, on }]);
            }
        }
    }

    fn registers(&mut self, mut request: Value, on: i64) {
        let parcel = self.new_code();
        let holder = if self.dice.roll(5) == 0 { "collective".to_owned() } else { self.somebody() };
        let end = (holder != "collective").then_some(2040);
        let row = Row { holder, size: 1 + i64::try_from(self.dice.roll(8)).unwrap(), end };
        for (name, value) in said(&parcel, &row).as_object().unwrap() {
            request[name] = value.clone();
        }
        request["kind"] = json!("parcel.registered");
        request["id"] = json!(parcel);
        self.codes.push(parcel.clone());
        self.ask(&request, vec![Fact::Begins { parcel, on, row }]);
    }

    fn changes(&mut self, mut request: Value, on: i64, act: u64) {
        let (Some((one, row)), Some((other, second))) = (self.some_parcel(), self.some_parcel()) else { return };
        let lies = |parcel: &str, row: &Row| Fact::Lies { parcel: parcel.to_owned(), on, row: row.clone() };
        let ends = |parcel: &str| Fact::Ended { parcel: parcel.to_owned(), on };
        let begins = |parcel: &str, row: &Row| Fact::Begins { parcel: parcel.to_owned(), on, row: row.clone() };
        let (word, parcels, into, facts) = match act {
            0 | 1 => {
                let (left, right) = (self.new_code(), self.new_code());
                let rows = [
                    (left.clone(), Row { size: 1, ..row.clone() }),
                    (right.clone(), Row { size: row.size - 1, ..row.clone() }),
                ];
                let facts = [ends(&one)].into_iter().chain(rows.iter().map(|(code, row)| begins(code, row))).collect();
                ("split", vec![one], rows.to_vec(), facts)
            }
            2 | 3 => {
                let whole = self.new_code();
                let joined = Row { size: row.size + second.size, ..row };
                let facts = vec![ends(&one), ends(&other), begins(&whole, &joined)];
                ("join", vec![one, other], vec![(whole, joined)], facts)
            }
            4 => {
                let here = Row { holder: second.holder.clone(), ..row.clone() };
                let there = Row { holder: row.holder, ..second };
                let facts = vec![lies(&one, &here), lies(&other, &there)];
                ("exchange", vec![one.clone(), other.clone()], vec![(one, here), (other, there)], facts)
            }
            5 => {
                let now = Row { holder: self.somebody(), ..row };
                ("transfer", vec![one.clone()], vec![(one.clone(), now.clone())], vec![lies(&one, &now)])
            }
            6 => {
                let now = Row { holder: "collective".to_owned(), end: None, ..row };
                ("hand_back", vec![one.clone()], vec![(one.clone(), now.clone())], vec![lies(&one, &now)])
            }
            7 => {
                let now = Row { holder: self.somebody(), end: Some(2050), ..row };
                ("allot", vec![one.clone()], vec![(one.clone(), now.clone())], vec![lies(&one, &now)])
            }
            8 if row.size > 1 => {
                let now = Row { size: row.size - 1, ..row };
                ("expropriate", vec![one.clone()], vec![(one.clone(), now.clone())], vec![lies(&one, &now)])
            }
            8 => ("expropriate", vec![one.clone()], Vec::new(), vec![ends(&one)]),
            _ => {
                let end = row.end.unwrap_or(2040) + 10;
                request["contract_end"] = json!(format!("{end}-12-31"));
                let facts = vec![Fact::Extended { parcel: one.clone(), on, end }];
                ("extend", vec![one], Vec::new(), facts)
            }
        };
        for (name, value) in
            [("kind", "land.changed"), ("act", word), ("document", "D"), ("resolution", "R"), ("project", "X")]
        {
            if name != "project" || word == "expropriate" {
                request[name] = json!(value);
            }
        }
        request["parcels"] = json!(parcels);
        if !into.is_empty() {
            request["into"] = into.iter().map(|(code, row)| said(code, row)).collect();
        }
        let before = self.known.len();
        self.ask(&request, facts);
        if self.known.len() > before {
            self.codes.extend(into.into_iter().map(|(code, _)| code).filter(|code| !parcels.contains(code)));
        }
    }

    /// The entry that registered a parcel is put right.
    fn put_right(&mut self, mut request: Value) {
        let Some((parcel, _)) = self.some_parcel() else { return };
        for (name, value) in [("kind", "register.revised"), ("register", "parcel"), ("mode", "wrong")] {
            request[name] = json!(value);
        }
        for (name, value) in [("reason", "other"), ("document", "D"), ("resolution", "R"), ("entry", &parcel)] {
            request[name] = json!(value);
        }
        request["code"] = json!(parcel);
        let size = 1 + i64::try_from(self.dice.roll(8)).unwrap();
        let (size, holder) = match self.dice.roll(2) {
            0 => (Some(size), None),
            _ => (None, Some(self.somebody())),
        };
        request["set"] = json!({});
        if let Some(size) = size {
            request["set"]["area_m2"] = json!(format!("{}.00", size * 2000));
            request["set"]["area_mu"] = json!(format!("{}.0000", size * 3));
        }
        if let Some(holder) = &holder {
            request["set"]["household"] = json!(holder);
        }
        self.ask(&request, vec![Fact::Right { parcel, size, holder }]);
    }

    /// Every day and every entry: whose each parcel is, how large, until when.
    fn compare(&self) -> usize {
        let mut compared = 0;
        for (count, books) in &self.known {
            let facts = &self.facts[..*count];
            for at in (-2..DAYS + 2).step_by(3) {
                for (id, found) in books.registers().parcels() {
                    let on = day(at);
                    let row = found.holder_on(on).map(Holder::to_string).map(|holder| {
                        let area: AreaM2 = found.area.as_at(on).unwrap().0;
                        let size = area.to_string().trim_end_matches(".00").parse::<i64>().unwrap() / 2000;
                        let end = found.contract_end.as_at(on).copied().flatten().map(|end| end.year());
                        Row { holder, size, end }
                    });
                    assert_eq!(row, parcel(facts, id.as_str(), at), "{id} as of {at} after {facts:#?}");
                    compared += 1;
                }
            }
        }
        compared
    }
}

#[test]
fn any_sequence_of_changes_of_land_agrees_with_a_naive_model_on_any_day_as_known_at_any_entry() {
    let sequences = std::env::var("COOP_SEQUENCES").ok().and_then(|n| n.parse().ok()).unwrap_or(20);
    let (mut compared, mut recorded, mut refused) = (0, 0, 0);
    for seed in 0..sequences {
        let mut game = Game::new(seed);
        (0..45).for_each(|_| game.step());
        compared += game.compare();
        recorded += game.known.len();
        refused += game.refused;
    }
    println!("land: sequences={sequences} recorded={recorded} refused={refused} compared={compared}");
    let least = usize::try_from(sequences).unwrap();
    assert!(
        recorded > 15 * least && refused > 8 * least && compared > 50 * recorded,
        "{recorded} {refused} {compared}"
    );
}
