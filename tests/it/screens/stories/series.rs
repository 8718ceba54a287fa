//! Figures from outside.

use super::super::spot::{OPENED, Spot, after, day, yuan};
use coop_ledger::screen::ScreenCode;
use serde_json::{Value, json};

impl Spot {
    /// A monthly price of its own.
    fn price_series(&mut self) -> String {
        let series = self.code("price");
        self.on(
            day(OPENED),
            json!({"kind": "series.set", "series": series, "per": "month",
                "columns": [{"name": "price", "unit": "元/公斤"}], "published_by": "market"}),
        );
        series
    }

    /// The price of a month, some days behind it.
    fn publishes(&mut self, series: &str, month: i32, hundredths: i64, source: &str) {
        let first = day("2024-02-01").plus_months(month).unwrap();
        let on = after(first.plus_months(1).unwrap(), self.dice.within(0, 20));
        let value = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        let period = first.to_string()[..7].to_owned();
        self.on(
            on,
            json!({"kind": "series.recorded", "series": series, "period": period, "rows": [{"values": [value]}],
                "source": source}),
        );
    }
}

pub fn series_jump(spot: &mut Spot) {
    let series = spot.price_series();
    let (month, price) = (i32::try_from(spot.dice.roll(14)).unwrap(), spot.dice.within(180, 400));
    spot.publishes(&series, month, price, "notice");
    let percent = spot.between((32, 90), (0, 30)) * spot.dice.of(&[1, -1]);
    spot.publishes(&series, month + 1, price * (100 + percent) / 100 + i64::from(percent < 0), "notice");
    spot.asks(ScreenCode::PriceSeriesJump, format!("series {series}"));
}

/// Of a month that is still to come.
pub fn future_value(spot: &mut Spot) {
    let (series, on) = (spot.price_series(), spot.begins());
    let months = i32::try_from(spot.between((1, 6), (-5, -1))).unwrap();
    let period = on.plus_months(months).unwrap().to_string()[..7].to_owned();
    spot.on(
        on,
        json!({"kind": "series.recorded", "series": series, "period": period, "rows": [{"values": ["2.50"]}], "source": "notice"}),
    );
    spot.asks(ScreenCode::FutureValue, format!("series {series}"));
}

pub fn source_missing(spot: &mut Spot) {
    let series = spot.price_series();
    let nothing = spot.dice.of(&["-", "none", "无", "不详", "N/A", "?"]);
    let something = spot.dice.of(&["notice 7", "http://example.org/prices", "公示 3 号"]);
    let source = spot.either(nothing, something);
    let month = i32::try_from(spot.dice.roll(14)).unwrap();
    spot.publishes(&series, month, 250, source);
    spot.asks(ScreenCode::SourceMissing, format!("series {series}"));
}

/// Points by which money is shared: one household's are put right just before, though they stood for long; or they come
/// just before, though their year was over for long.
pub fn value_just_before(spot: &mut Spot) {
    let series = spot.code("points");
    let households = [spot.household(), spot.household()];
    spot.on(
        day(OPENED),
        json!({"kind": "series.set", "series": series, "per": "year", "key": "household",
            "columns": [{"name": "points", "unit": "工日", "may_be_missing": true}], "published_by": "A"}),
    );
    let record = after(day("2025-03-01"), spot.dice.within(0, 10));
    let late = spot.dice.is(2);
    let soon = spot.dice.within(0, 2);
    let long = spot.dice.within(3, 20);
    let said = match (late, spot.crooked) {
        (true, true) => after(record, -soon),
        (true, false) => after(record, -long),
        (false, _) => day("2025-01-05"),
    };
    let points = spot.dice.within(20, 60);
    let rows: Vec<Value> =
        households.iter().map(|household| json!({"key": household, "values": [points.to_string()]})).collect();
    let first = spot.on(
        said,
        json!({"kind": "series.recorded", "series": series, "period": "2024", "rows": rows, "source": "list"}),
    );
    if !late {
        let (on, entry) = (after(record, -spot.either(soon, long)), spot.id(first));
        spot.on(
            on,
            json!({"kind": "register.revised", "register": "series", "code": series, "mode": "wrong", "entry": entry,
                "set": {"key": households[0], "values": [(points * 3).to_string()]}, "reason": "typed_wrong", "document": "D"}),
        );
    }
    let reads = json!([{"at": "户.公布数", "from": format!("series.{series}.points"), "when": "latest"},
        {"at": "补偿款", "from": "part.land_compensation_shared"}]);
    spot.shares_by("by-points", &reads, record);
    spot.asks(ScreenCode::ValueJustBefore, format!("series {series}"));
}

pub fn household_total_differs(spot: &mut Spot) {
    let series = spot.code("trade");
    let households = [spot.household(), spot.household()];
    spot.on(
        day(OPENED),
        json!({"kind": "series.set", "series": series, "per": "year", "key": "household",
            "columns": [{"name": "amount", "unit": "元"}], "published_by": "A"}),
    );
    let mut lease = spot.shop();
    lease.first = after(day("2024-02-01"), spot.dice.within(0, 300));
    lease.last = after(lease.first, 364);
    spot.signs(&lease);
    let owed = lease.owed();
    let on = after(lease.first, 9);
    spot.on(
        on,
        json!({"kind": "receipt.recorded", "contract": lease.code, "into": "A-BANK-1",
            "parts": [{"part": "rent", "amount": yuan(owed), "invoice": {"number": format!("{}", spot.nth), "seller": "A",
                "gross": yuan(owed), "day": on.to_string()}}], "dues": [{"no": "1", "amount": yuan(owed)}]}),
    );
    let first = owed * spot.dice.within(20, 80) / 100;
    let rest = owed - first + spot.either(spot.nth_fen(), 0);
    let rows: Vec<Value> = households
        .iter()
        .zip([first, rest])
        .map(|(household, fen)| json!({"key": household, "values": [yuan(fen)]}))
        .collect();
    let listed = after(day("2025-01-01"), spot.dice.within(0, 25));
    spot.on(
        listed,
        json!({"kind": "series.recorded", "series": series, "period": "2024", "contract": lease.code, "rows": rows, "source": "list"}),
    );
    spot.asks(ScreenCode::HouseholdTotalDiffers, format!("series {series}"));
}

impl Spot {
    fn nth_fen(&self) -> i64 {
        i64::try_from(self.nth + 1).unwrap() * 100
    }
}
