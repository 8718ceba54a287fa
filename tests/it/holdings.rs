//! Any sequence of entries about what households hold, as of any day and known at any entry, beside a model that keeps
//! nothing but a list of movements and adds it up anew each time.

use crate::{dice::Dice, fuzzed::Village};
use coop_ledger::{
    books::Books,
    event::Holder,
    log::Json,
    unit::{Day, Fen},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const DAYS: i64 = 40;
const HOUSEHOLDS: u64 = 5;
const THINGS: [&str; 3] = ["land", "stock", "COT-1"];
const HOUSES: [&str; 2] = ["HS-01", "HS-02"];

/// So much more or less of a thing from a day on; of a house, its owner.
#[derive(Debug, Clone)]
enum Move {
    More { whose: String, thing: String, by: i64, on: i64 },
    Owner { house: String, whose: String, on: i64 },
    Fast { whose: String, thing: String, fast: bool, on: i64 },
    Gone { household: String },
}

/// How much there is at a day's end.
fn there(moves: &[Move], of: &str, what: &str, day: i64) -> i64 {
    let each = moves.iter().map(|one| match one {
        Move::More { whose, thing, by, on } if whose == of && thing == what && *on <= day => *by,
        _ => 0,
    });
    each.sum()
}

/// The least at the end of a day and of every later one.
fn free(moves: &[Move], of: &str, what: &str, day: i64) -> i64 {
    (day..=DAYS + 1).map(|day| there(moves, of, what, day)).min().unwrap()
}

/// Who owns a house at a day's end: the last that was said for that day or an earlier one.
fn owner(moves: &[Move], of: &str, day: i64) -> Option<String> {
    let said = moves.iter().enumerate().filter_map(|(n, one)| match one {
        Move::Owner { house, whose, on } if house == of && *on <= day => Some(((*on, n), whose.clone())),
        _ => None,
    });
    said.max().map(|(_, whose)| whose)
}

/// Whether something is held fast at a day's end.
fn is_fast(moves: &[Move], of: &str, what: &str, day: i64) -> bool {
    let said = moves.iter().enumerate().filter_map(|(n, one)| match one {
        Move::Fast { whose, thing, fast, on } if whose == of && thing == what && *on <= day => Some(((*on, n), *fast)),
        _ => None,
    });
    said.max().is_some_and(|(_, fast)| fast)
}

fn is_gone(moves: &[Move], of: &str) -> bool {
    moves.iter().any(|one| matches!(one, Move::Gone { household } if household == of))
}

fn day(n: i64) -> Day {
    "2024-03-01".parse::<Day>().unwrap().plus_days(n).unwrap()
}

struct Game {
    dice: Dice,
    village: Village,
    moves: Vec<Move>,
    /// The books after each entry, and how many moves there were by then.
    known: Vec<(usize, Books)>,
    next: u64,
    refused: usize,
}

impl Game {
    fn new(seed: u64) -> Game {
        let mut village = Village::opened();
        let mut record = |request: Value| {
            village.record(&Json::parse(request.to_string().as_bytes()).unwrap()).unwrap_or_else(|e| panic!("{e:?}"));
        };
        let on = day(0).to_string();
        record(
            json!({"id": "b", "on": on, "kind": "bank.registered", "account": "A-BANK-1", "owner": "A", "ownership": "collective"}),
        );
        record(json!({"id": "p", "on": on, "kind": "party.registered", "party": "PT1", "role": "project company"}));
        record(
            json!({"id": "c1", "on": on, "kind": "class.set", "class": "land", "unit": "mu", "regime": "closed", "total": "1000", "scale": 0}),
        );
        record(
            json!({"id": "c2", "on": on, "kind": "class.set", "class": "stock", "unit": "share", "regime": "open", "scale": 0}),
        );
        let mut moves = Vec::new();
        let mut lines = Vec::new();
        for n in 1..=HOUSEHOLDS {
            let home = format!("H{n:04}");
            record(
                json!({"id": format!("h{n}"), "on": on, "kind": "household.enrolled", "household": home, "members": 2, "shares": {"land": "10"}}),
            );
            moves.push(Move::More { whose: home.clone(), thing: "land".into(), by: 10, on: 0 });
            moves.push(Move::More { whose: home.clone(), thing: "COT-1".into(), by: 10, on: 0 });
            lines.push(json!({"owner": home, "amount": "10.00"}));
        }
        for (house, whose) in [("HS-01", "H0001"), ("HS-02", "collective")] {
            record(
                json!({"id": house, "on": on, "kind": "house.registered", "house": house, "owner": whose, "floor_m2": "90.00"}),
            );
            moves.push(Move::Owner { house: house.into(), whose: whose.into(), on: 0 });
        }
        record(
            json!({"id": "k", "on": on, "kind": "contract.signed", "contract": "COT-1", "party": "PT1", "scheme": "COT", "signed": on, "terms": {"capital": "50.00"}}),
        );
        record(
            json!({"id": "s", "on": on, "kind": "subscription.recorded", "contract": "COT-1", "collective": "0.00", "into": "A-BANK-1", "lines": lines}),
        );
        record(
            json!({"id": "i", "on": on, "kind": "payment.recorded", "contract": "COT-1", "from": "A-BANK-1", "parts": [{"part": "investment", "amount": "50.00"}]}),
        );
        Game { dice: Dice(seed), village, moves, known: Vec::new(), next: 0, refused: 0 }
    }

    /// Offers a request; it is recorded just where the model says that it may be.
    fn ask(&mut self, request: &Value, may: bool, moves: Vec<Move>) {
        let told = self.village.record(&Json::parse(request.to_string().as_bytes()).unwrap());
        assert_eq!(told.is_ok(), may, "{request}: {told:?} after {:#?}", self.moves);
        if told.is_ok() {
            self.moves.extend(moves);
            self.known.push((self.moves.len(), self.village.books.clone()));
        } else {
            self.refused += 1;
        }
    }

    fn somebody(&mut self) -> String {
        let n = self.dice.roll(HOUSEHOLDS + 1);
        if n == 0 { "collective".to_owned() } else { format!("H{n:04}") }
    }

    /// True where a household or the collective may give or take.
    fn here(&self, whose: &str) -> bool {
        !is_gone(&self.moves, whose)
    }

    fn fast_later(&self, whose: &str, thing: &str, on: i64) -> bool {
        (on..=DAYS + 1).any(|day| is_fast(&self.moves, whose, thing, day))
    }

    fn step(&mut self) {
        self.next += 1;
        let on = i64::try_from(self.dice.roll(DAYS as u64)).unwrap();
        let stem = |kind: &str, id: u64| json!({"id": format!("x{id}"), "on": day(on).to_string(), "kind": kind, "document": "D"});
        let thing = THINGS[usize::try_from(self.dice.roll(3)).unwrap()];
        match self.dice.roll(12) {
            0..=5 => self.passes(stem("holding.passed", self.next), thing, on),
            6 => self.is_issued(stem("holding.passed", self.next), on),
            7 | 8 => self.house(stem("holding.passed", self.next), on),
            9 | 10 => self.held(stem("holding.held", self.next), thing, on),
            _ => self.merged(stem("household.merged", self.next), on),
        }
    }

    fn passes(&mut self, mut request: Value, thing: &str, on: i64) {
        let (from, to) = (self.somebody(), self.somebody());
        let by = i64::try_from(self.dice.roll(12)).unwrap();
        let capital = thing == "COT-1";
        let court = self.dice.roll(5) == 0;
        request["why"] = json!(if court { "court" } else { "transfer" });
        let quantity = if capital { "amount" } else { "shares" };
        request[if capital { "contract" } else { "class" }] = json!(thing);
        let number = if capital { format!("{by}.00") } else { by.to_string() };
        request["lines"] = json!([{"from": from, "to": to, quantity: number}]);
        // the collective's capital is sold for money
        if capital && from == "collective" && to != "collective" {
            request["into"] = json!("A-BANK-1");
        }
        let fits =
            by > 0 && from != to && self.here(&from) && self.here(&to) && by <= free(&self.moves, &from, thing, on);
        let may = fits && (court || !self.fast_later(&from, thing, on));
        let less = Move::More { whose: from, thing: thing.into(), by: -by, on };
        let moves = vec![less, Move::More { whose: to, thing: thing.into(), by, on }];
        self.ask(&request, may, moves);
    }

    fn is_issued(&mut self, mut request: Value, on: i64) {
        let to = self.somebody();
        let by = 1 + i64::try_from(self.dice.roll(9)).unwrap();
        for (name, value) in [("why", "issued"), ("class", "stock")] {
            request[name] = json!(value);
        }
        request["lines"] = json!([{"to": to, "shares": by.to_string()}]);
        let may = self.here(&to);
        self.ask(&request, may, vec![Move::More { whose: to, thing: "stock".into(), by, on }]);
    }

    fn house(&mut self, mut request: Value, on: i64) {
        let (from, to) = (self.somebody(), self.somebody());
        let house = HOUSES[usize::try_from(self.dice.roll(2)).unwrap()];
        for (name, value) in [("why", "gift"), ("house", house), ("resolution", "R-1")] {
            request[name] = json!(value);
        }
        request["lines"] = json!([{"from": from, "to": to}]);
        let owns = (on..=DAYS + 1).all(|day| owner(&self.moves, house, day).as_ref() == Some(&from));
        let may = owns && from != to && self.here(&from) && self.here(&to) && !self.fast_later(&from, house, on);
        self.ask(&request, may, vec![Move::Owner { house: house.into(), whose: to, on }]);
    }

    fn held(&mut self, mut request: Value, thing: &str, on: i64) {
        let whose = self.somebody();
        let fast = self.dice.roll(2) == 0;
        request[if thing == "COT-1" { "contract" } else { "class" }] = json!(thing);
        request["holder"] = json!(whose);
        request["state"] = json!(if fast { "frozen" } else { "free" });
        if fast {
            request["benefits"] = json!("paid");
        }
        let changes = is_fast(&self.moves, &whose, thing, on) != fast;
        let has = !fast || free(&self.moves, &whose, thing, on) > 0;
        let may = self.here(&whose) && changes && has;
        self.ask(&request, may, vec![Move::Fast { whose, thing: thing.into(), fast, on }]);
    }

    fn merged(&mut self, mut request: Value, on: i64) {
        // once in a while, and never the last
        if self.dice.roll(4) != 0 {
            return;
        }
        let (from, to) = (self.somebody(), self.somebody());
        if from == "collective" || to == "collective" {
            return;
        }
        request["household"] = json!(from);
        request["into"] = json!(to);
        let touched = self.moves.iter().any(|one| match one {
            Move::More { whose, on: day, .. } => *whose == from && *day > on,
            Move::Owner { on: day, house, .. } => {
                *day > on && [*day, day - 1].iter().any(|day| owner(&self.moves, house, *day).as_ref() == Some(&from))
            }
            Move::Fast { whose, on: day, .. } => *whose == from && *day > on,
            Move::Gone { .. } => false,
        });
        let may = from != to && self.here(&from) && self.here(&to) && !touched;
        let mut moves = Vec::new();
        for thing in THINGS {
            let by = there(&self.moves, &from, thing, DAYS + 1);
            moves.push(Move::More { whose: from.clone(), thing: thing.into(), by: -by, on });
            moves.push(Move::More { whose: to.clone(), thing: thing.into(), by, on });
        }
        for house in HOUSES.iter().filter(|house| owner(&self.moves, house, DAYS + 1).as_ref() == Some(&from)) {
            moves.push(Move::Owner { house: (*house).into(), whose: to.clone(), on });
        }
        for thing in THINGS.iter().chain(&HOUSES) {
            let last = |whose: &str| is_fast(&self.moves, whose, thing, DAYS + 1);
            if last(&from) && !last(&to) {
                moves.push(Move::Fast { whose: to.clone(), thing: (*thing).into(), fast: true, on });
            }
        }
        moves.push(Move::Gone { household: from });
        self.ask(&request, may, moves);
    }

    /// Every day and every entry: shares, capital and houses of everybody.
    fn compare(&self) -> usize {
        let mut compared = 0;
        for (count, books) in &self.known {
            let moves = &self.moves[..*count];
            for at in (-2..DAYS + 2).step_by(3) {
                let registers = books.registers();
                let mut capital: BTreeMap<String, Fen> = BTreeMap::new();
                for row in registers.capital() {
                    let Some(owner) = row.owner.as_at(day(at)) else { continue };
                    let sum = capital.entry(owner.to_string()).or_default();
                    *sum = sum.plus(row.amount_at(day(at)).fen()).unwrap();
                }
                for n in 0..=HOUSEHOLDS {
                    let whose = if n == 0 { "collective".to_owned() } else { format!("H{n:04}") };
                    for class in ["land", "stock"] {
                        let held = registers.held_shares(&whose.parse().unwrap(), &class.parse().unwrap());
                        let held = held.and_then(|held| held.as_at(day(at))).map_or("0.00".to_owned(), |s| s.short());
                        let expected = format!("{}.00", there(moves, &whose, class, at));
                        assert_eq!(held, expected, "{whose} {class} as of {at} after {moves:#?}");
                    }
                    let held = capital.get(&whose).copied().unwrap_or_default();
                    let expected = Fen(there(moves, &whose, "COT-1", at) * 100);
                    assert_eq!(held, expected, "{whose} capital as of {at} after {moves:#?}");
                    compared += 3;
                }
                for (id, house) in registers.houses() {
                    let owner_then = house.owner.as_at(day(at)).map(Holder::to_string);
                    assert_eq!(owner_then, owner(moves, id.as_str(), at), "{id} as of {at} after {moves:#?}");
                    compared += 1;
                }
            }
        }
        compared
    }
}

#[test]
fn any_sequence_of_passings_and_holds_agrees_with_a_naive_model_on_any_day_as_known_at_any_entry() {
    let (mut compared, mut recorded, mut refused) = (0, 0, 0);
    let sequences = std::env::var("COOP_SEQUENCES").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    for seed in 0..sequences {
        let mut game = Game::new(seed);
        (0..45).for_each(|_| game.step());
        compared += game.compare();
        recorded += game.known.len();
        refused += game.refused;
    }
    println!("holdings: sequences={sequences} recorded={recorded} refused={refused} compared={compared}");
    let least = usize::try_from(sequences).unwrap();
    assert!(recorded > 10 * least && refused > 10 * least && compared > 1_500 * least);
}
