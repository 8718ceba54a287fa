//! Any sequence of entries about persons, as of any day and known at any entry, beside a model that keeps nothing but
//! the list of what was recorded and asks it anew each time.

use crate::{dice::Dice, fuzzed::Village};
use coop_ledger::{
    books::Books,
    log::Json,
    unit::{Day, HouseholdId, Shares},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What was recorded, in the order of recording; `on` is a day's number.
#[derive(Debug, Clone)]
enum Fact {
    Enrolled {
        household: String,
        on: i64,
    },
    Came {
        person: String,
        household: String,
        since: i64,
        guest: bool,
        shares: u32,
    },
    Moved {
        person: String,
        to: String,
        on: i64,
    },
    Gone {
        person: String,
        on: i64,
        lost: u32,
    },
    Merged {
        household: String,
        into: String,
        on: i64,
    },
    /// From the beginning on another day, or on another ground.
    Right {
        person: String,
        since: Option<i64>,
        guest: Option<bool>,
    },
    Void {
        person: String,
    },
}

#[derive(Debug, PartialEq, Eq, Default)]
struct Stands {
    household: String,
    member: bool,
    shares: u32,
}

/// Where a person stands at a day's end, after these facts.
fn person(facts: &[Fact], code: &str, day: i64) -> Option<Stands> {
    let mut placed: Vec<(i64, usize, String)> = Vec::new();
    let (mut stands, mut gone): (Option<(i64, bool, u32)>, Option<(i64, u32)>) = (None, None);
    for (n, fact) in facts.iter().enumerate() {
        match fact {
            Fact::Came { person, household, since, guest, shares } if person == code => {
                let enrolled = facts.iter().find_map(|f| match f {
                    Fact::Enrolled { household: h, on } if h == household => Some(*on),
                    _ => None,
                });
                let rights = facts.iter().filter_map(|fact| match fact {
                    Fact::Right { person, since, guest } if person == code => Some((*since, *guest)),
                    _ => None,
                });
                let (mut since, mut guest) = (*since, *guest);
                for (other, ground) in rights {
                    (since, guest) = (other.unwrap_or(since), ground.unwrap_or(guest));
                }
                placed.push((since.max(enrolled.unwrap()), n, household.clone()));
                stands = Some((since, guest, *shares));
            }
            Fact::Void { person } if person == code => return None,
            Fact::Moved { person, to, on } if person == code => placed.push((*on, n, to.clone())),
            Fact::Gone { person, on, lost } if person == code => gone = Some((*on, *lost)),
            Fact::Merged { household, into, on } => {
                let last = placed.iter().max_by_key(|(day, n, _)| (*day, *n));
                let nothing_left = gone.is_some_and(|(_, lost)| stands.is_some_and(|(_, _, shares)| lost == shares));
                if last.is_some_and(|(_, _, h)| h == household) && !nothing_left {
                    placed.push((*on, n, into.clone()));
                }
            }
            _ => {}
        }
    }
    let (since, guest, given) = stands?;
    let (_, _, household) = placed.iter().filter(|(from, ..)| *from <= day).max_by_key(|(day, n, _)| (*day, *n))?;
    let lost = gone.filter(|(on, _)| *on <= day);
    Some(Stands {
        household: household.clone(),
        member: !guest && since <= day && lost.is_none(),
        shares: given - lost.map_or(0, |(_, lost)| lost),
    })
}

const DAYS: i64 = 40;

fn day(n: i64) -> Day {
    "2023-03-01".parse::<Day>().unwrap().plus_days(n).unwrap()
}

fn household(n: u64) -> String {
    format!("H{n:04}")
}

struct Game {
    dice: Dice,
    village: Village,
    facts: Vec<Fact>,
    /// The books after each entry, and how many facts it was by then.
    known: Vec<(usize, Books)>,
    next: u64,
}

impl Game {
    fn new(seed: u64) -> Game {
        let mut village = Village::opened();
        let class = json!({"id": "class", "on": day(0).to_string(), "kind": "class.set", "class": "heads",
            "unit": "share", "regime": "open", "held_by": "person", "scale": 0});
        village.record(&Json::parse(class.to_string().as_bytes()).unwrap()).unwrap();
        Game { dice: Dice(seed), village, facts: Vec::new(), known: Vec::new(), next: 0 }
    }

    /// Records a request and remembers its facts where it is not refused.
    fn ask(&mut self, request: &Value, facts: Vec<Fact>) {
        if self.village.record(&Json::parse(request.to_string().as_bytes()).unwrap()).is_ok() {
            self.facts.extend(facts);
            self.known.push((self.facts.len(), self.village.books.clone()));
        }
    }

    fn on(&mut self) -> i64 {
        i64::try_from(self.dice.roll(DAYS as u64)).unwrap()
    }

    fn some_person(&mut self) -> Option<(String, String)> {
        let all: Vec<(String, String)> = self
            .village
            .books
            .registers()
            .persons()
            .iter()
            .map(|(id, person)| (id.to_string(), person.household.latest().unwrap().to_string()))
            .collect();
        let at = self.dice.roll(all.len().max(1) as u64);
        all.get(usize::try_from(at).unwrap()).cloned()
    }

    fn newcomer(&mut self, code: String, household: &str, on: i64) -> (Value, Fact) {
        let since = on - i64::try_from(self.dice.roll(6)).unwrap();
        let guest = self.dice.roll(6) == 0;
        let shares = if guest { 0 } else { u32::try_from(self.dice.roll(3)).unwrap() };
        let mut person = json!({"person": code, "birth": "1990-01-01", "since": day(since).to_string(),
            "basis": if guest { "guest" } else { "married" }});
        if shares > 0 {
            person["shares"] = json!({"heads": shares.to_string()});
        }
        (person, Fact::Came { person: code, household: household.to_owned(), since, guest, shares })
    }

    fn step(&mut self) {
        self.next += 1;
        let (id, on) = (format!("x{}", self.next), self.on());
        let stem = |kind: &str| json!({"id": id, "on": day(on).to_string(), "kind": kind});
        match self.dice.roll(12) {
            0 | 1 => self.enrol(stem("household.enrolled"), on),
            2 | 3 => {
                let Some((_, home)) = self.some_person() else { return };
                let (person, fact) = self.newcomer(format!("{home}-{}", 100 + self.next), &home, on);
                let mut request = stem("members.changed");
                request["household"] = json!(home);
                request["document"] = json!("D");
                request["came"] = json!([person]);
                self.ask(&request, vec![fact]);
            }
            4 | 5 => self.moves(stem("members.changed"), on),
            6 => self.goes(stem("members.changed"), on),
            9 | 10 => self.put_right(stem("register.revised")),
            11 => {
                let Some((person, _)) = self.some_person() else { return };
                let mut request = stem("register.revised");
                for (name, value) in [("register", "person"), ("mode", "void"), ("reason", "other"), ("document", "D")]
                {
                    request[name] = json!(value);
                }
                request["code"] = json!(person);
                self.ask(&request, vec![Fact::Void { person }]);
            }
            7 => {
                let Some((person, home)) = self.some_person() else { return };
                let new = household(self.next);
                let mut request = stem("household.split");
                request["household"] = json!(home);
                request["new_household"] = json!(new);
                request["persons_moved"] = json!([person]);
                request["head"] = json!(person);
                request["document"] = json!("D");
                let moved = Fact::Moved { person, to: new.clone(), on };
                self.ask(&request, vec![Fact::Enrolled { household: new, on }, moved]);
            }
            _ => {
                let (Some((_, home)), Some((_, into))) = (self.some_person(), self.some_person()) else { return };
                let mut request = stem("household.merged");
                request["household"] = json!(home);
                request["into"] = json!(into);
                request["document"] = json!("D");
                self.ask(&request, vec![Fact::Merged { household: home, into, on }]);
            }
        }
    }

    fn enrol(&mut self, mut request: Value, on: i64) {
        let home = household(self.next);
        let mut facts = vec![Fact::Enrolled { household: home.clone(), on }];
        let mut persons = Vec::new();
        for n in 1..=1 + self.dice.roll(3) {
            let (person, fact) = self.newcomer(format!("{home}-{n}"), &home, on);
            persons.push(person);
            facts.push(fact);
        }
        request["household"] = json!(home);
        request["head"] = json!(format!("{home}-1"));
        request["persons"] = json!(persons);
        self.ask(&request, facts);
    }

    fn moves(&mut self, mut request: Value, on: i64) {
        let (Some((person, home)), Some((_, to))) = (self.some_person(), self.some_person()) else { return };
        request["document"] = json!("D");
        if self.dice.roll(2) == 0 {
            request["household"] = json!(home);
            request["went"] = json!([{"person": person, "why": "moved", "to_household": to}]);
        } else {
            request["household"] = json!(to);
            request["came"] = json!([{"person": person, "from_household": home}]);
        }
        self.ask(&request, vec![Fact::Moved { person, to, on }]);
    }

    fn put_right(&mut self, mut request: Value) {
        let Some((person, _)) = self.some_person() else { return };
        for (name, value) in [("register", "person"), ("mode", "wrong"), ("reason", "other"), ("document", "D")] {
            request[name] = json!(value);
        }
        request["code"] = json!(person);
        let (since, guest) = match self.dice.roll(3) {
            0 => (None, Some(self.dice.roll(2) == 0)),
            1 => (Some(self.on()), None),
            _ => (Some(self.on() - 6), Some(self.dice.roll(2) == 0)),
        };
        request["set"] = json!({});
        if let Some(since) = since {
            request["set"]["since"] = json!(day(since).to_string());
        }
        if let Some(guest) = guest {
            request["set"]["basis"] = json!(if guest { "guest" } else { "married" });
        }
        self.ask(&request, vec![Fact::Right { person, since, guest }]);
    }

    fn goes(&mut self, mut request: Value, on: i64) {
        let Some((code, home)) = self.some_person() else { return };
        let there = person(&self.facts, &code, DAYS).map_or(0, |stands| stands.shares);
        let lost = u32::try_from(self.dice.roll(2)).unwrap() * there;
        let mut went = json!({"person": code, "why": "died"});
        if lost > 0 {
            went["shares"] = json!({"heads": lost.to_string()});
        }
        request["household"] = json!(home);
        request["document"] = json!("D");
        request["went"] = json!([went]);
        self.ask(&request, vec![Fact::Gone { person: code, on, lost }]);
    }

    /// Every day and every entry: persons, members of households and their shares.
    fn compare(&self) -> usize {
        let mut compared = 0;
        for (count, books) in &self.known {
            let facts = &self.facts[..*count];
            for at in (-6..DAYS + 2).step_by(3) {
                let mut members: BTreeMap<String, (u32, u32)> = BTreeMap::new();
                for (id, found) in books.registers().persons() {
                    let expected = person(facts, id.as_str(), at);
                    let stands = found.household_on(day(at)).map(|home| Stands {
                        household: home.to_string(),
                        member: found.is_member(day(at)),
                        shares: found.shares_of("heads", day(at)).short().trim_end_matches(".00").parse().unwrap(),
                    });
                    assert_eq!(stands, expected, "{id} as of {at} after {facts:#?}");
                    if let Some(stands) = expected {
                        let home = members.entry(stands.household).or_default();
                        home.0 += u32::from(stands.member);
                        home.1 += stands.shares;
                    }
                    compared += 1;
                }
                for (id, home) in books.registers().households() {
                    let id: &HouseholdId = id;
                    let (expected, shares) = members.get(id.as_str()).copied().unwrap_or_default();
                    assert_eq!(home.members_at(day(at)), expected, "{id} as of {at} after {facts:#?}");
                    let held = books.registers().shares_of(id, "heads", day(at));
                    assert_eq!(held, Shares::whole(shares), "{id} as of {at} after {facts:#?}");
                }
            }
        }
        compared
    }
}

#[test]
fn any_sequence_as_of_any_day_and_known_at_any_entry_is_what_a_naive_model_says() {
    let sequences = std::env::var("COOP_SEQUENCES").ok().and_then(|n| n.parse().ok()).unwrap_or(40);
    let (mut recorded, mut compared) = (0, 0);
    for seed in 0..sequences {
        let mut game = Game::new(seed);
        (0..40).for_each(|_| game.step());
        recorded += game.known.len();
        compared += game.compare();
    }
    println!("persons: sequences={sequences} recorded={recorded} compared={compared}");
    assert!(
        recorded > 10 * sequences as usize && compared > 100 * recorded,
        "{recorded} recorded, {compared} compared"
    );
}

/// Found by the campaign among 34,000 sequences.
#[test]
fn who_died_before_the_households_merged_never_lives_in_the_other_one() {
    let mut game = Game::new(0);
    let enrolled = |home: &str, on: i64| {
        json!({"id": home, "on": day(on).to_string(), "kind": "household.enrolled", "household": home,
            "head": format!("{home}-1"), "persons": [{"person": format!("{home}-1"), "birth": "1990-01-01",
            "since": day(on).to_string(), "basis": "married", "shares": {"heads": "1"}}]})
    };
    let all = [
        enrolled("H0010", 11),
        enrolled("H0013", 6),
        json!({"id": "gone", "on": day(6).to_string(), "kind": "members.changed", "household": "H0013", "document": "D",
            "went": [{"person": "H0013-1", "why": "died"}]}),
        json!({"id": "merged", "on": day(18).to_string(), "kind": "household.merged", "household": "H0013",
            "into": "H0010", "document": "D"}),
        json!({"id": "right", "on": day(30).to_string(), "kind": "register.revised", "register": "person",
            "mode": "wrong", "reason": "other", "document": "D", "code": "H0013-1", "set": {"since": day(5).to_string()}}),
    ];
    for request in &all {
        game.village.record(&Json::parse(request.to_string().as_bytes()).unwrap()).unwrap();
    }
    let registers = game.village.books.registers();
    let (home, other) = ("H0010".parse::<HouseholdId>().unwrap(), "H0013".parse::<HouseholdId>().unwrap());
    for (on, expected) in [(5, (0, 0)), (6, (0, 0)), (11, (1, 0)), (18, (1, 0)), (30, (1, 0))] {
        let members = |home: &HouseholdId| registers.households()[home].members_at(day(on));
        assert_eq!((members(&home), members(&other)), expected, "day {on}");
    }
    // what is left of the shares went over all the same
    assert_eq!(registers.shares_of(&home, "heads", day(18)), Shares::whole(2));
}
