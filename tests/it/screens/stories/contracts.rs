//! Shops and ponds of the collective's: rent, deposits, prices, days.

use super::super::spot::{About, Spot, after, day, yuan};
use coop_ledger::{screen::ScreenCode, unit::Day};
use serde_json::{Value, json};

/// A lease of two mu for some days, with one due.
pub struct Lease {
    pub code: String,
    pub party: String,
    pub first: Day,
    pub last: Day,
    /// Yuan a mu and year; the due is two of them.
    pub price: i64,
    pub more: Value,
}

impl Lease {
    pub fn owed(&self) -> i64 {
        self.price * 200
    }
}

impl Spot {
    pub fn shop(&mut self) -> Lease {
        let first = self.begins();
        let price = self.dice.within(30, 90) * 10;
        let (code, party) = (self.code("L-"), self.party("TEN", "company"));
        Lease { code, party, first, last: after(first, 364), price, more: json!({}) }
    }

    /// Signed on its first day or some days before.
    pub fn signs(&mut self, lease: &Lease) -> usize {
        let on = after(lease.first, -self.dice.within(0, 9));
        self.signs_on(lease, on)
    }

    pub fn signs_on(&mut self, lease: &Lease, on: Day) -> usize {
        let (first, last) = (lease.first.to_string(), lease.last.to_string());
        let mut signed = json!({"kind": "contract.signed", "contract": lease.code, "party": lease.party, "scheme": "SHOP",
            "belongs_to": "collective", "signed": on.to_string(), "first_day": first, "last_day": last, "area_mu": "2.00",
            "dated": [{"name": "price", "unit": "元/亩/年", "value": lease.price.to_string(), "from": first}],
            "deposit": {"amount": "300.00", "becomes": "returned"},
            "dues": [{"no": "1", "due": first, "first_day": first, "last_day": last, "part": "rent",
                "rate": {"of": "area", "price": "price", "times": "1"}}]});
        for (name, value) in lease.more.as_object().unwrap() {
            signed[name] = value.clone();
        }
        signed.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        self.on(on, signed)
    }

    /// The due comes in so many days behind its day.
    pub fn rent(&mut self, lease: &Lease, days: i64) {
        self.rent_of(lease, days, lease.owed());
    }

    pub fn rent_of(&mut self, lease: &Lease, days: i64, fen: i64) {
        self.on(
            after(lease.first, days),
            json!({"kind": "receipt.recorded", "contract": lease.code, "into": "A-BANK-1",
                "parts": [{"part": "rent", "amount": yuan(fen)}], "dues": [{"no": "1", "amount": yuan(fen)}]}),
        );
    }

    fn rent_soon(&mut self, lease: &Lease) {
        let days = self.dice.within(0, 60);
        self.rent(lease, days);
    }
}

/// Rent that never comes, or in part; or late, but within 90 days.
pub fn rent_overdue(spot: &mut Spot) {
    let lease = spot.shop();
    spot.signs(&lease);
    let days = spot.dice.within(1, 90);
    if !spot.crooked {
        spot.rent(&lease, days);
    } else if spot.dice.is(2) {
        spot.rent_of(&lease, days, lease.owed() / 2);
    }
    spot.asks(ScreenCode::RentOverdue, format!("contract {}", lease.code));
}

pub fn let_off_without_resolution(spot: &mut Spot) {
    let lease = spot.shop();
    spot.signs(&lease);
    let part = spot.dice.of(&["1", "1/2"]);
    let mut amended = json!({"kind": "contract.amended", "contract": lease.code, "document": "D",
        "abate": [{"no": "1", "ratio": part, "why": "drought"}]});
    if !spot.crooked {
        amended["resolution"] = json!("R-3");
    }
    let on = after(lease.first, spot.dice.within(0, 50));
    spot.on(on, amended);
    if part != "1" {
        spot.rent_of(&lease, 60, lease.owed() / 2);
    }
    spot.asks(ScreenCode::LetOffWithoutResolution, format!("contract {}", lease.code));
}

/// A price that moves by more than a fifth, up or down.
pub fn price_jump(spot: &mut Spot) {
    let mut lease = spot.shop();
    // its due is of days before the price is another one
    lease.more = json!({"dues": [{"no": "1", "due": lease.first.to_string(), "first_day": lease.first.to_string(),
        "last_day": after(lease.first, 2).to_string(), "part": "rent",
        "rate": {"of": "area", "price": "price", "times": "1"}}]});
    spot.signs(&lease);
    spot.rent(&lease, 3);
    let on = after(lease.first, spot.dice.within(4, 150));
    let raise = |spot: &mut Spot, on, percent| {
        spot.on(
            on,
            json!({"kind": "contract.amended", "contract": lease.code, "document": "D", "resolution": "R-4",
                "dated": [{"name": "price", "unit": "元/亩/年", "value": yuan(lease.price * (100 + percent)),
                    "from": after(on, 9).to_string()}]}),
        );
    };
    if spot.dice.is(3) {
        // in two steps, of which neither is large
        let (first, second) = spot.either((15, 33), (9, 18));
        raise(spot, on, first);
        let later = after(on, spot.dice.within(20, 300));
        raise(spot, later, second);
    } else {
        let percent = spot.between((21, 60), (1, 20)) * spot.dice.of(&[1, -1]);
        raise(spot, on, percent);
    }
    spot.asks(ScreenCode::PriceJump, format!("contract {}", lease.code));
}

pub fn deposit_left(spot: &mut Spot) {
    let mut lease = spot.shop();
    lease.last = after(lease.first, 180);
    spot.signs(&lease);
    spot.rent_soon(&lease);
    let code = lease.code.clone();
    spot.receives(after(lease.first, 5), &code, "deposit", 30_000);
    if !spot.crooked {
        let back = after(lease.last, spot.dice.within(1, 90));
        spot.on(
            back,
            json!({"kind": "payment.recorded", "contract": code, "from": "A-BANK-1",
                "parts": [{"part": "deposit_returned", "amount": "300.00"}]}),
        );
    }
    spot.asks(ScreenCode::DepositLeft, format!("contract {code}"));
}

/// Where income is booked when it falls due: of rent within a year, which is a claim on its day, or is not.
pub fn due_not_claimed(spot: &mut Spot) {
    let mut lease = spot.shop();
    lease.first = after(day("2026-04-02"), spot.dice.within(0, 70));
    lease.last = day("2026-12-31");
    let owed = lease.owed();
    let set = |spot: &mut Spot, on, value| {
        spot.on(on, json!({"kind": "setting.chosen", "name": "income_at_due", "value": value}))
    };
    spot.signs(&lease);
    set(spot, lease.first, "yes");
    if !spot.crooked {
        spot.on(
            lease.first,
            json!({"kind": "claim.recorded", "claim": "rent_due", "contract": lease.code, "no": "1", "amount": yuan(owed)}),
        );
    }
    set(spot, after(lease.first, 1), "no");
    spot.asks(ScreenCode::DueNotClaimed, format!("contract {}", lease.code));
}

pub fn loan_given(spot: &mut Spot) {
    let begins = spot.begins();
    let (contract, fen) = (spot.code("LEND-"), spot.fen(3_000, 60_000));
    let party = if spot.crooked { spot.company() } else { spot.party("BANK", "bank") };
    let direction = spot.either("out", "in");
    spot.on(
        begins,
        json!({"kind": "contract.signed", "contract": contract, "party": party, "scheme": "LEND", "direction": direction,
            "signed": begins.to_string(), "first_day": begins.to_string(), "last_day": "2027-12-31", "principal": yuan(fen)}),
    );
    spot.asks(ScreenCode::LoanGiven, format!("contract {contract}"));
}

/// A contract is signed with kin, or passes to it.
pub fn party_is_kin(spot: &mut Spot) {
    let mut lease = spot.shop();
    let kin = spot.kin();
    let passes = spot.dice.is(2);
    if spot.crooked && !passes {
        lease.party = kin.clone();
    }
    spot.signs(&lease);
    spot.rent(&lease, 3);
    if passes {
        let to = if spot.crooked { kin } else { spot.party("TEN", "company") };
        let on = after(lease.first, spot.dice.within(10, 200));
        spot.on(on, json!({"kind": "contract.amended", "contract": lease.code, "document": "D", "assign": {"to": to}}));
    }
    spot.asks(ScreenCode::PartyIsKin, format!("contract {}", lease.code));
}

pub fn signed_late(spot: &mut Spot) {
    let lease = spot.shop();
    let days = spot.between((32, 80), (0, 31));
    spot.signs_on(&lease, after(lease.first, days));
    spot.rent(&lease, days);
    spot.asks(ScreenCode::SignedLate, format!("contract {}", lease.code));
}

/// Forty mu of the collective's for years.
fn let_without_tender(spot: &mut Spot) {
    let mut lease = spot.shop();
    let way = spot.dice.roll(3);
    let mu = if !spot.crooked && way == 0 { 2_400 } else { 3_600 };
    let parcel = spot.collective_parcel(mu);
    if spot.crooked || way != 1 {
        lease.last = after(lease.first, 1_500);
    }
    lease.more = json!({"area_mu": null, "parcels": [parcel], "dues": [{"no": "1", "due": lease.first.to_string(),
        "first_day": lease.first.to_string(), "last_day": after(lease.first, 364).to_string(), "part": "rent",
        "rate": {"of": "area", "price": "price", "times": "1/10"}}]});
    if !spot.crooked && way == 2 {
        lease.more["tender"] = json!("ZB-1");
    }
    spot.signs(&lease);
    spot.rent_of(&lease, 20, lease.price * mu / 10);
    spot.asks(ScreenCode::LeaseUntendered, format!("contract {}", lease.code));
}

/// Years more by nobody's vote; with one, or for a year at most.
pub fn lease_untendered(spot: &mut Spot) {
    if spot.dice.is(2) {
        return let_without_tender(spot);
    }
    let lease = spot.shop();
    spot.signs(&lease);
    spot.rent_soon(&lease);
    let voted = spot.dice.is(2);
    let days = if spot.crooked || voted { spot.dice.within(367, 3_650) } else { spot.dice.within(30, 366) };
    let mut amended = json!({"kind": "contract.amended", "contract": lease.code, "document": "D",
        "last_day": after(lease.last, days).to_string()});
    if voted && !spot.crooked {
        amended["resolution"] = json!("R-1");
    }
    let on = after(lease.first, spot.dice.within(61, 300));
    spot.on(on, amended);
    spot.asks(ScreenCode::LeaseUntendered, format!("contract {}", lease.code));
}

/// Money comes long after the last day; or the end is recorded, or it comes soon.
pub fn expired_silently(spot: &mut Spot) {
    let mut lease = spot.shop();
    lease.last = after(lease.first, 180);
    spot.signs(&lease);
    spot.rent_soon(&lease);
    let ends = spot.dice.is(2) && !spot.crooked;
    if ends {
        let on = lease.last;
        spot.on(
            on,
            json!({"kind": "contract.ended", "contract": lease.code, "document": "Z", "last_day": on.to_string(), "why": "expired"}),
        );
    }
    let days = if spot.crooked || ends { spot.dice.within(91, 200) } else { spot.dice.within(5, 90) };
    let (fen, party) = (spot.fen(100, 900), lease.party.clone());
    spot.on(
        after(lease.last, days),
        json!({"kind": "receipt.recorded", "into": "A-BANK-1", "contract": lease.code,
            "parts": [{"part": "other_income", "amount": yuan(fen), "holder": party, "purpose": "rent"}]}),
    );
    spot.asks(ScreenCode::ExpiredSilently, format!("contract {}", lease.code));
}

/// Interest by the day behind ten days of grace, of whole fen half up.
fn interest(owed: i64, days: i64) -> i64 {
    (owed * 5 * (days - 10) + 5_000) / 10_000
}

pub fn late_terms() -> Value {
    json!({"late": {"rate_per_day": "0.0005", "grace_days": 10}})
}

pub fn interest_waived(spot: &mut Spot) {
    if spot.dice.is(2) {
        return super::leases::interest_waived_of_rent(spot);
    }
    let mut lease = spot.shop();
    lease.more = late_terms();
    spot.signs(&lease);
    let days = spot.dice.within(30, 90);
    spot.rent(&lease, days);
    if !spot.crooked {
        let (code, owed) = (lease.code.clone(), interest(lease.owed(), days));
        spot.receives(after(lease.first, days), &code, "late_fee", owed);
    }
    spot.asks(ScreenCode::InterestWaived, format!("contract {}", lease.code));
}

/// On a due of the collective's.
pub fn interest_above_due(spot: &mut Spot) {
    let mut lease = spot.shop();
    lease.more = late_terms();
    spot.signs(&lease);
    let days = spot.dice.within(30, 90);
    spot.rent(&lease, days);
    let (code, owed) = (lease.code.clone(), interest(lease.owed(), days));
    let times = spot.between((2, 10), (1, 1));
    let more = spot.either(100, 0);
    spot.receives(after(lease.first, days), &code, "late_fee", owed * times + more);
    spot.asks(ScreenCode::InterestAbove, format!("contract {code}"));
}

pub fn token_rent(spot: &mut Spot) {
    let mut lease = spot.shop();
    lease.price = spot.between((1, 9), (10, 30));
    spot.signs(&lease);
    spot.rent(&lease, 3);
    spot.asks(ScreenCode::TokenRent, format!("contract {}", lease.code));
}

pub fn long_term(spot: &mut Spot) {
    let lease = spot.shop();
    spot.signs(&lease);
    spot.rent(&lease, 3);
    let years = spot.between((31, 70), (2, 29));
    let last = lease.last.plus_months(i32::try_from(years - 1).unwrap() * 12).unwrap();
    let on = after(lease.first, spot.dice.within(4, 200));
    spot.on(
        on,
        json!({"kind": "contract.amended", "contract": lease.code, "document": "D", "last_day": last.to_string(), "resolution": "R-1"}),
    );
    spot.asks(ScreenCode::LongTerm, format!("contract {}", lease.code));
}

/// A penalty of the collective's own that nobody voted.
pub fn penalty_without_resolution(spot: &mut Spot) {
    let lease = spot.shop();
    spot.signs(&lease);
    spot.rent_soon(&lease);
    let way = spot.dice.is(2);
    let fen = if spot.crooked || way { spot.fen(10_000, 90_000) } else { spot.fen(500, 9_990) };
    let mut claim = json!({"kind": "claim.recorded", "claim": "penalty_ours", "contract": lease.code, "amount": yuan(fen),
        "document": "D"});
    if !spot.crooked && way {
        claim["resolution"] = json!("R-8");
    }
    let on = after(lease.first, spot.dice.within(70, 300));
    let entry = spot.on(on, claim);
    let part = json!([{"part": "payable", "amount": yuan(fen), "holder": lease.party, "purpose": "违约金"}]);
    spot.on(after(on, 9), json!({"kind": "payment.recorded", "from": "A-BANK-1", "parts": part}));
    spot.asks(ScreenCode::PenaltyWithoutResolution, About::Entry(entry));
}
