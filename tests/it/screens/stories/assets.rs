//! Things and works.

use super::super::spot::{About, Spot, after, day, yuan};
use coop_ledger::{screen::ScreenCode, unit::Day};
use serde_json::{Value, json};

impl Spot {
    /// A day from which on a thing may be sold within the year: in the next one its wear of this one comes first.
    fn early(&mut self) -> Day {
        let year = self.dice.of(&["2024-02-01", "2025-02-01"]);
        after(day(year), self.dice.within(0, 180))
    }

    /// A thing that wears off, of so many fen, over so many months.
    fn buys(&mut self, on: Day, fen: i64, months: i64, where_it_is: &Value) -> String {
        let asset = self.code("机");
        let mut request = json!({"kind": "asset.acquired", "asset": asset, "class": "fixed", "how": "bought",
            "cost": yuan(fen), "from": "A-BANK-1", "use": "operating", "life_months": months, "salvage": "0", "document": "D"});
        for (name, value) in where_it_is.as_object().into_iter().flatten() {
            request[name] = value.clone();
        }
        self.on(on, request);
        asset
    }

    fn stores(&mut self, on: Day) -> String {
        let asset = self.code("肥");
        self.on(
            on,
            json!({"kind": "asset.acquired", "asset": asset, "class": "stores", "how": "bought", "cost": "900.00",
                "from": "A-BANK-1", "quantity": "10", "unit": "袋", "document": "D", "place": "store"}),
        );
        asset
    }

    fn counts(&mut self, on: Day, keeper: &str, asset: &str, (book, counted): (i64, i64)) -> usize {
        self.on(
            on,
            json!({"kind": "asset.counted", "keeper": keeper, "document": "D",
                "lines": [{"asset": asset, "book": book.to_string(), "counted": counted.to_string()}]}),
        )
    }

    fn sells(&mut self, on: Day, asset: &str, fen: i64, buyer: &str) {
        self.on(
            on,
            json!({"kind": "asset.disposed", "asset": asset, "why": "sold", "document": "D", "resolution": "R-1",
                "proceeds": {"amount": yuan(fen), "into": "A-BANK-1", "party": buyer}}),
        );
    }
}

/// What of 100 months of a thing's life is left within a year of its coming is nine tenths and more.
pub fn sold_below_net(spot: &mut Spot) {
    let (begins, fen, buyer) = (spot.early(), spot.fen(5_000, 60_000), spot.company());
    let asset = spot.buys(begins, fen, 100, &json!({"place": "yard"}));
    let percent = spot.between((1, 40), (51, 100));
    let on = after(begins, spot.dice.within(1, 140));
    spot.sells(on, &asset, fen * percent / 100, &buyer);
    spot.asks(ScreenCode::SoldBelowNet, format!("thing {asset}"));
}

pub fn sold_to_kin(spot: &mut Spot) {
    let (begins, fen) = (spot.early(), spot.fen(5_000, 60_000));
    let buyer = if spot.crooked { spot.kin() } else { spot.company() };
    let asset = spot.buys(begins, fen, 100, &json!({"place": "yard"}));
    let on = after(begins, spot.dice.within(1, 140));
    let percent = spot.dice.within(60, 100);
    spot.sells(on, &asset, fen * percent / 100, &buyer);
    spot.asks(ScreenCode::SoldToKin, format!("thing {asset}"));
}

/// Counted once and not again; or never, where other things are.
pub fn not_counted(spot: &mut Spot) {
    let keeper = spot.officer();
    let came = spot.begins();
    let asset = spot.stores(came);
    if spot.dice.is(2) {
        let first = after(came, spot.dice.within(1, 20));
        spot.counts(first, &keeper, &asset, (10, 10));
    } else {
        let other = spot.stores(came);
        let on = after(day("2025-07-05"), spot.dice.within(0, 300));
        spot.counts(on, &keeper, &other, (10, 10));
    }
    if !spot.crooked {
        let on = after(day("2025-07-05"), spot.dice.within(0, 300));
        spot.counts(on, &keeper, &asset, (10, 10));
    }
    spot.asks(ScreenCode::NotCounted, format!("thing {asset}"));
}

/// Large and worn off for more than a year.
pub fn worn_off(spot: &mut Spot) {
    let came = after(day("2024-02-01"), spot.dice.within(0, 200));
    let way = spot.dice.is(2);
    let (fen, months) = match (spot.crooked, way) {
        (true, _) => (spot.fen(50_000, 300_000), spot.dice.within(3, 8)),
        (false, true) => (spot.fen(3_000, 49_000), 6),
        (false, false) => (spot.fen(50_000, 300_000), spot.dice.within(20, 120)),
    };
    let asset = spot.buys(came, fen, months, &json!({"keeper": "K003"}));
    spot.asks(ScreenCode::WornOff, format!("thing {asset}"));
}

pub fn no_place(spot: &mut Spot) {
    let (begins, way) = (spot.begins(), spot.dice.is(2));
    let (fen, place) = match (spot.crooked, way) {
        (true, _) => (spot.fen(20_000, 90_000), Value::Null),
        (false, true) => (spot.fen(3_000, 19_000), Value::Null),
        (false, false) => (spot.fen(20_000, 90_000), spot.dice.of(&["place", "keeper"]).into()),
    };
    let place = place.as_str().map_or(Value::Null, |name| json!({name: "K003"}));
    let asset = spot.buys(begins, fen, 120, &place);
    spot.asks(ScreenCode::NoPlace, format!("thing {asset}"));
}

/// Under one keeper twice, or under two.
pub fn shortage_twice(spot: &mut Spot) {
    let (keeper, other) = (spot.officer(), spot.officer());
    let asset = spot.stores(day("2025-08-01"));
    let first = after(day("2025-08-10"), spot.dice.within(0, 100));
    let second = after(first, spot.dice.within(10, 200));
    let loss = |spot: &mut Spot, on, fen| {
        spot.on(
            on,
            json!({"kind": "claim.recorded", "claim": "count_loss", "document": "D", "amount": yuan(fen), "asset": asset,
                "resolution": "R-1"}),
        )
    };
    spot.counts(first, &keeper, &asset, (10, 9));
    loss(spot, first, 9_000);
    let again = spot.either(keeper, other);
    let entry = spot.counts(second, &again, &asset, (9, 7));
    loss(spot, second, 18_000);
    spot.asks(ScreenCode::ShortageTwice, About::Entry(entry));
}

/// A pump is found and becomes income, with a vote or without.
pub fn count_without_resolution(spot: &mut Spot) {
    let (asset, begins, fen) = (spot.code("泵"), spot.begins(), spot.fen(1_000, 19_000));
    spot.on(
        begins,
        json!({"kind": "asset.acquired", "asset": asset, "class": "fixed", "how": "found", "cost": yuan(fen),
            "use": "operating", "life_months": 100, "salvage": "0", "document": "D", "place": "yard"}),
    );
    let mut claim = json!({"kind": "claim.recorded", "claim": "count_gain", "asset": asset, "amount": yuan(fen),
        "document": "D"});
    if !spot.crooked {
        claim["resolution"] = json!("R-1");
    }
    let days = spot.dice.within(1, 30);
    let entry = spot.on(after(begins, days), claim);
    spot.asks(ScreenCode::CountWithoutResolution, About::Entry(entry));
}

pub fn works_above_order(spot: &mut Spot) {
    let (project, party, begins) = (spot.code("ROAD"), spot.company(), spot.begins());
    let fen = spot.fen(20_000, 90_000);
    let more = spot.between((21, 90), (1, 20));
    for (days, fen) in [(0, fen), (spot.dice.within(1, 90), fen * more / 100)] {
        spot.on(
            after(begins, days),
            json!({"kind": "works.ordered", "project": project, "party": party, "amount": yuan(fen)}),
        );
    }
    spot.asks(ScreenCode::WorksAboveOrder, format!("works {project}"));
}

/// Ordered from one, and paid to another.
pub fn works_paid_to_other(spot: &mut Spot) {
    let (project, party, begins) = (spot.code("ROAD"), spot.company(), spot.begins());
    let fen = spot.fen(2_000, 40_000);
    let order = json!({"kind": "works.ordered", "project": project, "party": party, "amount": yuan(fen)});
    spot.on(begins, order);
    let to = if spot.crooked { spot.company() } else { party };
    let part = json!([{"part": "works", "project": project, "holder": to, "amount": yuan(fen)}]);
    let days = spot.dice.within(1, 90);
    spot.on(after(begins, days), json!({"kind": "payment.recorded", "from": "A-BANK-1", "parts": part}));
    spot.asks(ScreenCode::WorksPaidToOther, format!("works {project}"));
}

/// Scrapped or given away by nobody's vote; or worth little.
pub fn let_go_without_resolution(spot: &mut Spot) {
    let (begins, way) = (spot.early(), spot.dice.is(2));
    let fen = if spot.crooked || way { spot.fen(2_000, 60_000) } else { spot.fen(300, 990) };
    let asset = spot.buys(begins, fen, 100, &json!({"place": "yard"}));
    let why = spot.dice.of(&["scrapped", "given"]);
    let mut request = json!({"kind": "asset.disposed", "asset": asset, "why": why, "document": "D"});
    if !spot.crooked && way {
        request["resolution"] = json!("R-1");
    }
    let on = after(begins, spot.dice.within(1, 140));
    spot.on(on, request);
    spot.asks(ScreenCode::LetGoWithoutResolution, format!("thing {asset}"));
}
