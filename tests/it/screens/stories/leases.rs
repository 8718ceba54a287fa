//! Leases of households' land.

use super::super::spot::{About, LAST, Spot, after, day, yuan};
use coop_ledger::{screen::ScreenCode, unit::Day};
use serde_json::{Value, json};

/// A lease of a household's six mu.
pub struct Rot {
    pub code: String,
    pub party: String,
    pub parcel: String,
    pub signed: Day,
    /// The first day, and the days behind it.
    pub first: Day,
    pub days: i64,
    /// Yuan a mu and year.
    pub price: i64,
}

impl Spot {
    pub fn rot(&mut self) -> Rot {
        let signed = self.begins();
        let price = self.dice.within(38, 42) * 20;
        let (code, party, parcel) = (self.code("ROT-"), self.party("TEN", "company"), self.entrusted());
        Rot { code, party, parcel, signed, first: signed, days: 360, price }
    }

    /// Signed with these terms beside the price.
    pub fn signs_rot(&mut self, rot: &Rot, more: &Value) -> usize {
        let (signed, first) = (rot.signed.to_string(), rot.first.to_string());
        let mut terms = json!({"price": {"amount": format!("{}.0000", rot.price), "unit": "yuan/mu/year"}});
        for (name, value) in more.as_object().into_iter().flatten() {
            terms[name] = value.clone();
        }
        self.on(
            rot.signed,
            json!({"kind": "contract.signed", "contract": rot.code, "party": rot.party, "scheme": "ROT", "signed": signed,
                "first_day": first, "last_day": after(rot.first, rot.days).to_string(), "parcels": [rot.parcel],
                "terms": terms}),
        )
    }
}

impl Spot {
    /// Rent came that no payout shares.
    fn waits(&mut self, came: Day, contract: String) {
        if day(LAST).days_since(came) > 366 {
            self.always_asks(ScreenCode::HeldBack, contract);
        }
    }
}

/// Half a year's rent of all six mu, from a day on which it is due.
fn instalment(payout: &str, first: Day) -> Value {
    let last = first.plus_months(6).unwrap().plus_days(-1).unwrap();
    json!([{"due": first.to_string(), "first_day": first.to_string(), "last_day": last.to_string(), "lease_year": 1,
        "part_of_year": "1/2", "payout": payout}])
}

/// Who rents households' land alone pays the collective; or somebody who rents a pond, too.
pub fn rent_as_income(spot: &mut Spot) {
    let rot = spot.rot();
    spot.signs_rot(&rot, &Value::Null);
    if !spot.crooked {
        let mut pond = spot.shop();
        (pond.first, pond.last) = (rot.signed, after(rot.signed, 364));
        pond.party.clone_from(&rot.party);
        spot.signs_on(&pond, rot.signed);
        spot.rent(&pond, 20);
    }
    let (days, fen) = (spot.dice.within(21, 200), spot.fen(900, 5_000));
    let part = json!([{"part": "other_income", "amount": yuan(fen), "holder": rot.party, "purpose": "rent"}]);
    let entry =
        spot.on(after(rot.signed, days), json!({"kind": "receipt.recorded", "into": "A-BANK-1", "parts": part}));
    spot.asks(ScreenCode::RentAsIncome, About::Entry(entry));
}

/// The village's own leases are at 760 to 840.
pub fn cheap_lease(spot: &mut Spot) {
    let mut rot = spot.rot();
    rot.price = spot.between((15, 26), (30, 50)) * 20;
    spot.signs_rot(&rot, &Value::Null);
    spot.asks(ScreenCode::CheapLease, format!("contract {}", rot.code));
}

pub fn early_rent(spot: &mut Spot) {
    let (mut rot, no) = (spot.rot(), spot.code("I"));
    let came = after(rot.signed, spot.dice.within(0, 30));
    let first = after(came, spot.between((367, 600), (1, 366)));
    rot.first = first;
    let terms = json!({"area_basis": "registered_mu", "instalments": instalment(&no, first)});
    spot.signs_rot(&rot, &terms);
    spot.on(
        came,
        json!({"kind": "receipt.recorded", "contract": rot.code, "instalment": no, "into": "A-BANK-1",
            "parts": [{"part": "land_rent", "amount": format!("{}.00", rot.price * 3)}]}),
    );
    spot.asks(ScreenCode::EarlyRent, format!("contract {}", rot.code));
    spot.waits(came, rot.code);
}

/// More interest than the days make of what was late: on an instalment of households' rent, or on a due of the collective's.
pub fn interest_above(spot: &mut Spot) {
    if spot.dice.is(2) {
        return super::contracts::interest_above_due(spot);
    }
    let (rot, no) = (spot.rot(), spot.code("I"));
    let first = after(rot.signed, 30);
    let terms = json!({"area_basis": "registered_mu", "late_rate_per_day": "1/2000",
        "instalments": instalment(&no, first)});
    spot.signs_rot(&rot, &terms);
    let days = spot.dice.within(5, 80);
    let owed = rot.price * 300 * days / 2_000;
    let interest = spot.between((owed * 2, owed * 9), (owed, owed));
    spot.on(
        after(first, days),
        json!({"kind": "receipt.recorded", "contract": rot.code, "instalment": no, "into": "A-BANK-1",
            "parts": [{"part": "land_rent", "amount": format!("{}.00", rot.price * 3)},
                {"part": "late_interest", "amount": yuan(interest)}]}),
    );
    spot.asks(ScreenCode::InterestAbove, format!("contract {}", rot.code));
    spot.waits(after(first, days), rot.code);
}

/// Half a year's rent comes late and its interest never does; or it does with the rent.
pub fn interest_waived_of_rent(spot: &mut Spot) {
    let (rot, no) = (spot.rot(), spot.code("I"));
    let first = after(rot.signed, 30);
    let terms = json!({"area_basis": "registered_mu", "late_rate_per_day": "1/2000",
        "instalments": instalment(&no, first)});
    spot.signs_rot(&rot, &terms);
    let days = spot.dice.within(5, 80);
    let mut parts = json!([{"part": "land_rent", "amount": format!("{}.00", rot.price * 3)}]);
    if !spot.crooked {
        let owed = yuan(rot.price * 300 * days / 2_000);
        parts.as_array_mut().unwrap().push(json!({"part": "late_interest", "amount": owed}));
    }
    spot.on(
        after(first, days),
        json!({"kind": "receipt.recorded", "contract": rot.code, "instalment": no, "into": "A-BANK-1", "parts": parts}),
    );
    spot.asks(ScreenCode::InterestWaived, format!("contract {}", rot.code));
    spot.waits(after(first, days), rot.code);
}

/// A lease of some years of which no rent is agreed; or of a year.
pub fn lease_without_rent(spot: &mut Spot) {
    let mut rot = spot.rot();
    rot.days = spot.between((500, 1_500), (300, 365));
    spot.signs_rot(&rot, &Value::Null);
    spot.asks(ScreenCode::LeaseWithoutRent, format!("contract {}", rot.code));
}
