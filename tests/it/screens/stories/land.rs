//! Land that grows, that nobody holds, that is kept back, that is not there.

use super::super::spot::{Spot, after, area, day};
use coop_ledger::screen::ScreenCode;
use serde_json::{Value, json};

/// Measured anew, or put right, by much.
/// Somebody else was the holder all along: after a payout, or before any.
pub fn holder_put_right(spot: &mut Spot) {
    let (household, other) = (spot.household(), spot.household());
    let parcel = spot.parcel(&household, 600);
    let (_, paid) = spot.days.payouts[0];
    let (late, early) = (spot.dice.within(5, 90), spot.dice.within(0, 100));
    let on = spot.either(after(paid, late), after(day("2024-02-01"), early));
    spot.on(
        on,
        json!({"kind": "register.revised", "register": "parcel", "code": parcel, "mode": "wrong",
            "set": {"household": other}, "reason": "document_found", "document": "D"}),
    );
    spot.asks(ScreenCode::HolderPutRight, format!("parcel {parcel}"));
}

pub fn area_jump(spot: &mut Spot) {
    let household = spot.household();
    let (parcel, begins) = (spot.parcel(&household, 600), spot.begins());
    let way = spot.dice.roll(3);
    if way == 2 {
        // in two steps, of which neither is large
        let (first, second) = spot.either((43, 46), (42, 44));
        for (days, mu) in [(0, first), (spot.dice.within(20, 200), second)] {
            let (m2, mu) = area(mu * 15);
            spot.on(
                after(begins, days),
                json!({"kind": "parcel.remeasured", "parcel": parcel, "household": household, "document": "D",
                    "area_m2": m2, "area_mu": mu}),
            );
        }
    } else if way == 1 {
        let (m2, mu) = area(spot.between((45, 48), (37, 44)) * 15);
        spot.on(
            begins,
            json!({"kind": "parcel.remeasured", "parcel": parcel, "household": household, "document": "D",
                "area_m2": m2, "area_mu": mu}),
        );
    } else {
        let (m2, mu) = area(spot.between((50, 90), (41, 44)) * 15);
        spot.on(
            begins,
            json!({"kind": "register.revised", "register": "parcel", "code": parcel, "mode": "wrong",
                "set": {"area_m2": m2, "area_mu": mu}, "reason": "typed_wrong", "document": "D", "resolution": "R-1"}),
        );
    }
    spot.asks(ScreenCode::AreaJump, format!("parcel {parcel}"));
}

pub fn parcel_without_member(spot: &mut Spot) {
    let members = 2 + spot.dice.roll(3);
    let household = spot.counted(members, &Value::Null);
    let (parcel, begins) = (spot.parcel(&household, 150), spot.begins());
    let fewer = spot.either(members, members - 1);
    spot.on(begins, json!({"kind": "members.changed", "household": household, "fewer": fewer, "reason": "died"}));
    spot.asks(ScreenCode::ParcelWithoutMember, format!("parcel {parcel}"));
}

/// The village has more than a hundred mu that households hold.
pub fn flexible_land(spot: &mut Spot) {
    let mu = spot.between((100, 300), (5, 20)) * 15;
    let (parcel, begins, (m2, mu)) = (spot.code("P"), spot.begins(), area(mu));
    spot.on(
        begins,
        json!({"kind": "parcel.registered", "parcel": parcel, "household": "collective", "land_kind": "flexible",
            "area_m2": m2, "area_mu": mu}),
    );
    spot.asks(ScreenCode::FlexibleLand, "all land");
}

/// The collective has two hundred mu.
pub fn let_more_than_held(spot: &mut Spot) {
    let mut lease = spot.shop();
    let mu = spot.between((300, 900), (3, 40));
    lease.more = json!({"area_mu": format!("{mu}.00")});
    spot.signs(&lease);
    spot.rent_of(&lease, 9, lease.price * mu * 100);
    spot.asks(ScreenCode::LetMoreThanHeld, "all land");
}
