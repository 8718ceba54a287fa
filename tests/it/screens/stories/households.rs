//! Who is there, who is not, and who is paid.

use super::super::spot::{OPENED, Spot, account, after, day, yuan};
use coop_ledger::{screen::ScreenCode, unit::Day};
use serde_json::{Value, json};

impl Spot {
    /// Somebody comes into a household.
    fn comes(&mut self, on: Day, household: &str, person: &Value) -> usize {
        self.on(on, json!({"kind": "members.changed", "household": household, "document": "D", "came": [person]}))
    }

    fn goes(&mut self, on: Day, household: &str, went: &Value) -> usize {
        self.on(on, json!({"kind": "members.changed", "household": household, "document": "D", "went": [went]}))
    }

    /// A payout of its own by a sheet that the story adopts, in March 2025; paid some days later.
    pub fn shares_by(&mut self, sheet: &str, reads: &Value, record: Day) -> String {
        let payout = self.code("E");
        self.on(
            day("2024-01-20"),
            json!({"kind": "scheme.adopt", "version": 1, "resolution": "R-5", "sheet": sheet, "reads": reads}),
        );
        let fen = self.fen(20_000, 90_000);
        let part = json!([{"part": "land_compensation_shared", "amount": yuan(fen), "holder": "GOV"}]);
        let received = self.on(record, json!({"kind": "receipt.recorded", "into": "A-BANK-1", "parts": part}));
        let source = self.id(received);
        self.on(
            record,
            json!({"kind": "payout.declare", "payout": payout, "scheme": sheet, "version": 1,
                "record_day": record.to_string(), "sources": [source], "year": 2025}),
        );
        let paid = after(record, self.dice.within(1, 20));
        self.on(paid, json!({"kind": "payout.pay", "payout": payout, "from": "A-BANK-1"}));
        payout
    }
}

/// Enrolled within a year before a payout, with nothing; or long before, or with land, or with a vote.
pub fn ghost_household(spot: &mut Spot) {
    let way = spot.dice.roll(3);
    // who came within a year is asked about in every payout of it, and other stories have theirs in March
    let (record, _) = spot.days.payouts[1];
    let days = spot.dice.within(1, 160);
    let first = !spot.crooked && way == 0;
    let on = if first { after(day(OPENED), days % 31) } else { after(record, -days) };
    if !spot.crooked && way == 1 {
        let household = spot.code("H");
        let born = spot.born();
        let mut person = spot.person(&format!("{household}-1"), &born, on, "admitted");
        person["resolution"] = json!("R-2");
        spot.enrols_as(&household, on, &[person]);
        return;
    }
    let members = spot.dice.within(1, 3).unsigned_abs();
    let household = spot.enrols(on, members);
    if !spot.crooked && way == 2 {
        spot.parcel_from(on, &household, 150);
    }
    spot.asks(ScreenCode::GhostHousehold, format!("{household} in payout C2"));
}

/// Each household gets as much, and in one nobody is left.
pub fn dead_payee(spot: &mut Spot) {
    let members = spot.dice.within(1, 4).unsigned_abs();
    let household = spot.counted(members, &Value::Null);
    let house = !spot.crooked && spot.dice.is(2);
    if house {
        let house = spot.code("HS");
        spot.on(
            day(OPENED),
            json!({"kind": "house.registered", "house": house, "owner": household, "floor_m2": "100.00"}),
        );
    }
    let fewer = if spot.crooked || house { members } else { members - 1 };
    let went = after(day("2024-02-01"), spot.dice.within(0, 380));
    if fewer > 0 {
        spot.on(went, json!({"kind": "members.changed", "household": household, "fewer": fewer, "reason": "died"}));
    }
    let record = after(day("2025-03-01"), spot.dice.within(0, 10));
    let reads =
        json!([{"at": "户.人口", "from": "members"}, {"at": "补偿款", "from": "part.land_compensation_shared"}]);
    let payout = spot.shares_by("by-house", &reads, record);
    spot.asks(ScreenCode::DeadPayee, format!("{household} in payout {payout}"));
}

/// What a member who left had is kept for long, or for some years.
pub fn kept_for_long(spot: &mut Spot) {
    let (household, begins) = (spot.household(), spot.begins());
    let until = after(begins, spot.between((1_831, 11_000), (900, 1_830)));
    let why = spot.dice.of(&["other_collective", "civil_service"]);
    let kept = json!([{"class": "heads", "shares": "1", "until": until.to_string()}]);
    let went = json!({"person": format!("{household}-2"), "why": why, "shares": {"heads": "1"}, "retained": kept});
    spot.goes(begins, &household, &went);
    spot.asks(ScreenCode::KeptForLong, format!("household {household}"));
}

/// Somebody goes, and his share is left, taken back or kept for a while.
fn gone(spot: &mut Spot, why: &str) -> String {
    let (household, begins) = (spot.household(), spot.begins());
    let person = format!("{household}-2");
    let mut went = json!({"person": person, "why": why});
    if !spot.crooked {
        went["shares"] = json!({"heads": "1"});
        if spot.dice.is(2) {
            went["retained"] = json!([{"class": "heads", "shares": "1", "until": "2027-12-31"}]);
        }
    }
    spot.goes(begins, &household, &went);
    format!("person {person}")
}

pub fn dead_with_shares(spot: &mut Spot) {
    let person = gone(spot, "died");
    spot.asks(ScreenCode::DeadWithShares, person);
}

pub fn left_with_shares(spot: &mut Spot) {
    let why = spot.dice.of(&["civil_service", "nationality", "other_collective"]);
    let person = gone(spot, why);
    spot.asks(ScreenCode::LeftWithShares, person);
}

/// A member without a number in a household where others have one.
pub fn members_without_identity(spot: &mut Spot) {
    let (household, begins) = (spot.household(), spot.begins());
    let mut person = spot.person(&format!("{household}-9"), "1990-01-01", begins, "married");
    if spot.crooked {
        person.as_object_mut().unwrap().remove("identity");
    }
    spot.comes(begins, &household, &person);
    spot.asks(ScreenCode::MembersWithoutIdentity, "the roll of members");
}

pub fn household_without_identity(spot: &mut Spot) {
    let (household, begins) = (spot.code("H"), spot.quiet());
    let members = spot.dice.within(1, 4);
    let persons: Vec<Value> = (1..=members)
        .map(|n| {
            let born = spot.born();
            let mut person = spot.person(&format!("{household}-{n}"), &born, begins, "first_roll");
            if spot.crooked {
                person.as_object_mut().unwrap().remove("identity");
            }
            person
        })
        .collect();
    spot.enrols_as(&household, begins, &persons);
    spot.parcel_from(begins, &household, 150);
    spot.asks(ScreenCode::HouseholdWithoutIdentity, format!("household {household}"));
}

pub fn shares_left_behind(spot: &mut Spot) {
    let members = 2 + spot.dice.roll(3);
    let household = spot.counted(members, &json!({"population": members.to_string()}));
    let fewer = spot.dice.within(1, i64::try_from(members).unwrap() - 1);
    let mut request = json!({"kind": "members.changed", "household": household, "fewer": fewer, "reason": "died"});
    if !spot.crooked {
        request["shares"] = json!({"population": fewer.to_string()});
    }
    let begins = spot.begins();
    spot.on(begins, request);
    spot.asks(ScreenCode::SharesLeftBehind, format!("household {household}"));
}

pub fn member_without_share(spot: &mut Spot) {
    let members = 2 + spot.dice.roll(3);
    let household = spot.counted(members, &json!({"population": members.to_string()}));
    let mut request = json!({"kind": "members.changed", "household": household, "more": 1, "reason": "born"});
    if !spot.crooked {
        request["shares"] = json!({"population": "1"});
    }
    let begins = spot.begins();
    spot.on(begins, request);
    spot.asks(ScreenCode::MemberWithoutShare, format!("household {household}"));
}

pub fn young_worker(spot: &mut Spot) {
    let (household, party, contract) = (spot.household(), spot.party("TEN", "company"), spot.code("LAB-"));
    let begins = spot.begins();
    let born = after(begins, -spot.between((2_600, 5_800), (5_860, 9_000)));
    let child = format!("{household}-9");
    let person = spot.person(&child, &born.to_string(), begins, "settled");
    let mut request = json!({"kind": "members.changed", "household": household, "document": "D", "came": [person]});
    request["resolution"] = json!("R-6");
    spot.on(begins, request);
    spot.on(
        begins,
        json!({"kind": "contract.signed", "contract": contract, "party": party, "scheme": "LABOUR",
            "signed": begins.to_string(), "terms": {"work_unit": "day", "work_rates": [{"class": "general", "rate": "90.00"}]}}),
    );
    let last = after(begins, 9);
    let lines = [child.clone(), format!("{household}-1")];
    let lines = lines.map(|worker| json!({"worker": worker, "class": "general", "quantity": "5"}));
    spot.on(
        last,
        json!({"kind": "work.recorded", "contract": contract, "sheet": "W1", "first_day": begins.to_string(),
            "last_day": last.to_string(), "lines": lines}),
    );
    spot.asks(ScreenCode::YoungWorker, format!("person {child}"));
}

pub fn payee_changed_before_pay(spot: &mut Spot) {
    let nth = spot.dice.roll(2);
    let (_, paid) = spot.days.payouts[usize::try_from(nth).unwrap()];
    let household = spot.household();
    let days = spot.between((0, 14), (15, 60));
    let other = format!("64{:0>17}", spot.nth);
    spot.on(
        after(paid, -days),
        json!({"kind": "register.revised", "register": "household", "code": household, "mode": "changed",
            "reason": "new_account", "document": "D", "set": {"account": other}}),
    );
    spot.asks(ScreenCode::PayeeChangedBeforePay, format!("{household} in payout C{}", nth + 1));
}

/// A household without an account is paid with the others; or it is recorded in time.
pub fn payee_without_account(spot: &mut Spot) {
    let nth = spot.dice.roll(2);
    let (record, _) = spot.days.payouts[usize::try_from(nth).unwrap()];
    let household = spot.code("H");
    let members = 1 + spot.dice.roll(4);
    spot.on(day(OPENED), json!({"kind": "household.enrolled", "household": household, "members": members}));
    let account = |spot: &mut Spot, on| {
        let number = account(&household);
        spot.on(
            on,
            json!({"kind": "register.revised", "register": "household", "code": household, "mode": "changed",
                "reason": "new_account", "document": "D", "set": {"account": number}}),
        );
    };
    let (first, second) = (spot.days.payouts[0].0, after(spot.days.payouts[0].1, 20));
    match (spot.crooked, nth) {
        // no account until behind the first payout
        (true, 0) => account(spot, second),
        // none at the second; the account that was there is taken back
        (true, _) => {
            account(spot, after(first, -60));
            spot.on(
                after(record, -40),
                json!({"kind": "register.revised", "register": "household", "code": household, "mode": "changed",
                    "reason": "other", "document": "D", "clear": ["account"]}),
            );
        }
        (false, _) => account(spot, after(first, -60)),
    }
    spot.asks(ScreenCode::PayeeWithoutAccount, format!("{household} in payout C{}", nth + 1));
}

/// Enrolled with another's account, or changed to it.
pub fn account_twice(spot: &mut Spot) {
    let (first, second, on) = (spot.household(), spot.household(), spot.quiet());
    let other = spot.either(account(&first), format!("65{:0>17}", spot.nth));
    spot.on(
        on,
        json!({"kind": "register.revised", "register": "household", "code": second, "mode": "changed",
            "reason": "new_account", "document": "D", "set": {"account": other}}),
    );
    spot.asks(ScreenCode::AccountTwice, format!("household {first}"));
}

/// One number for two: typed again it is refused. Where another desk filed what numbers are compared by, an audit sees it,
/// and that the number itself is not here.
pub fn identity_twice(spot: &mut Spot) {
    let (first, second, begins) = (spot.household(), spot.household(), spot.begins());
    let typed = spot.dice.is(2);
    let born = "1985-03-12";
    let one = spot.person(&format!("{first}-9"), born, begins, "married");
    let other = spot.person(&format!("{second}-9"), born, begins, "married");
    let mut both = [one, other];
    if spot.crooked && typed {
        both[1]["identity"] = both[0]["identity"].clone();
    } else if spot.crooked {
        for person in &mut both {
            person.as_object_mut().unwrap().remove("identity");
            person["match"] = json!(format!("filed elsewhere {}", spot.nth));
        }
        spot.asks(ScreenCode::MembersWithoutIdentity, "the roll of members");
    }
    let [one, other] = both;
    spot.comes(begins, &first, &one);
    spot.comes(after(begins, 1), &second, &other);
    spot.asks(ScreenCode::IdentityTwice, format!("person {first}-9"));
}

/// Born to a member thirty years before; or a year ago.
pub fn born_long_before(spot: &mut Spot) {
    let (household, on) = (spot.household(), spot.quiet());
    let days = spot.between((1_200, 14_000), (0, 700));
    let (code, born) = (format!("{household}-9"), after(on, -days).to_string());
    let person = spot.person(&code, &born, on, "born");
    spot.comes(on, &household, &person);
    spot.asks(ScreenCode::BornLongBefore, format!("person {code}"));
}

pub fn too_old(spot: &mut Spot) {
    let (household, begins) = (spot.household(), spot.begins());
    let born =
        format!("{}-0{}-1{}", spot.between((1900, 1915), (1917, 1930)), 1 + spot.dice.roll(9), spot.dice.roll(10));
    let person = spot.person(&format!("{household}-9"), &born, begins, "married");
    spot.comes(begins, &household, &person);
    spot.asks(ScreenCode::TooOld, format!("person {household}-9"));
}
