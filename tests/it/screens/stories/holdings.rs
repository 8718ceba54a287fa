//! Shares that are paid in: above a cap, to one buyer, taken back, left behind.

use super::super::spot::{About, OPENED, Spot, after, day, yuan};
use coop_ledger::{screen::ScreenCode, unit::Day};
use serde_json::{Value, json};

/// A class of which four households have 25 shares each, and a household that has none.
struct Stock {
    class: String,
    holders: Vec<String>,
    begins: Day,
}

impl Spot {
    fn stock(&mut self) -> Stock {
        let class = self.code("stock");
        self.on(
            day(OPENED),
            json!({"kind": "class.set", "class": class, "unit": "股", "regime": "open", "held_by": "household", "scale": 0,
                "cap": "3/10", "paid_in": {"account": "301", "price": "100"}}),
        );
        let holders: Vec<String> = (0..4).map(|_| self.counted(2, &Value::Null)).collect();
        let lines: Vec<Value> = holders.iter().map(|to| json!({"to": to, "shares": "25"})).collect();
        self.on(
            day("2024-01-15"),
            json!({"kind": "holding.passed", "class": class, "why": "issued", "lines": lines, "into": "A-BANK-1",
                "document": "D", "resolution": "R-1"}),
        );
        let begins = self.begins();
        Stock { class, holders, begins }
    }

    fn passes(&mut self, on: Day, stock: &Stock, why: &str, line: &Value) -> usize {
        let mut request = json!({"kind": "holding.passed", "class": stock.class, "why": why, "lines": [line],
            "document": format!("D-{}", self.steps.len())});
        if why == "redemption" {
            request["resolution"] = json!("R-2");
        }
        self.on(on, request)
    }
}

pub fn above_cap(spot: &mut Spot) {
    let stock = spot.stock();
    let shares = spot.between((6, 25), (1, 5));
    let line = json!({"from": stock.holders[0], "to": stock.holders[1], "shares": shares.to_string()});
    spot.passes(stock.begins, &stock, "inheritance", &line);
    spot.asks(ScreenCode::AboveCap, stock.holders[1].clone());
}

/// Four times within a year, or over more than one.
pub fn same_buyer(spot: &mut Spot) {
    let stock = spot.stock();
    let spread = spot.dice.is(2);
    let (times, apart) = match (spot.crooked, spread) {
        (true, _) => (4, spot.dice.within(1, 100)),
        (false, true) => (4, spot.dice.within(122, 150)),
        (false, false) => (3, 20),
    };
    for n in 0..times {
        let line = json!({"from": stock.holders[usize::try_from(n % 3).unwrap()], "to": stock.holders[3], "shares": "1",
            "price": "100.00"});
        spot.passes(after(stock.begins, n * apart), &stock, "transfer", &line);
    }
    spot.asks(ScreenCode::SameBuyer, stock.holders[3].clone());
}

/// A share stands for some 160 yuan in the books.
pub fn redeemed_above_book(spot: &mut Spot) {
    let stock = spot.stock();
    let price = spot.between((200, 900), (100, 140));
    let line = json!({"from": stock.holders[0], "shares": "1", "price": format!("{price}.00")});
    let entry = spot.passes(stock.begins, &stock, "redemption", &line);
    spot.asks(ScreenCode::RedeemedAboveBook, About::Entry(entry));
}

pub fn redemption_price_differs(spot: &mut Spot) {
    let stock = spot.stock();
    let (years, soon) = (spot.dice.is(2), spot.dice.within(10, 360));
    let (price, days) = match (spot.crooked, years) {
        (true, _) => (spot.dice.within(112, 145), soon),
        (false, true) => (spot.dice.within(112, 145), spot.dice.within(366, 420)),
        (false, false) => (spot.dice.within(100, 110), soon),
    };
    let line = |holder: &String, price: i64| json!({"from": holder, "shares": "1", "price": format!("{price}.00")});
    spot.passes(stock.begins, &stock, "redemption", &line(&stock.holders[0], 100));
    let entry = spot.passes(after(stock.begins, days), &stock, "redemption", &line(&stock.holders[1], price));
    spot.asks(ScreenCode::RedemptionPriceDiffers, About::Entry(entry));
}

/// Nobody is left in a household that has shares.
pub fn holding_without_member(spot: &mut Spot) {
    let stock = spot.stock();
    let fewer = spot.either(2, 1);
    spot.on(
        stock.begins,
        json!({"kind": "members.changed", "household": stock.holders[0], "fewer": fewer, "reason": "died"}),
    );
    spot.asks(ScreenCode::HoldingWithoutMember, format!("household {}", stock.holders[0]));
}

/// Pooled capital of two households and the collective, as much of each.
struct Pooled {
    contract: String,
    owners: [String; 2],
    signed: Day,
}

impl Spot {
    fn pooled(&mut self, signed: Day) -> Pooled {
        let (contract, party) = (self.code("COT-"), self.party("PRO", "company"));
        let owners = [self.household(), self.household()];
        self.on(
            signed,
            json!({"kind": "contract.signed", "contract": contract, "party": party, "scheme": "COT",
                "signed": signed.to_string(), "first_day": signed.to_string(),
                "last_day": after(signed, 1_000).to_string(),
                "terms": {"capital": "60000.00", "return_rate": "0.06", "day_count": "actual/365"}}),
        );
        let lines = owners.each_ref().map(|owner| json!({"owner": owner, "amount": "20000.00"}));
        self.on(
            signed,
            json!({"kind": "subscription.recorded", "contract": contract, "into": "A-BANK-1", "collective": "20000.00",
                "lines": lines}),
        );
        let part = json!([{"part": "investment", "amount": "60000.00"}]);
        let pays = json!({"kind": "payment.recorded", "from": "A-BANK-1", "contract": contract, "parts": part});
        self.on(after(signed, 1), pays);
        Pooled { contract, owners, signed }
    }
}

/// Capital comes back and is kept; or it has just come.
pub fn capital_kept(spot: &mut Spot) {
    let begins = spot.begins();
    let Pooled { contract, .. } = spot.pooled(begins);
    let on = spot.either(after(begins, 20), after(day("2025-08-01"), 10));
    let part = json!([{"part": "investment_returned", "amount": "60000.00"}]);
    spot.on(on, json!({"kind": "receipt.recorded", "into": "A-BANK-1", "contract": contract, "parts": part}));
    spot.asks(ScreenCode::HeldBack, format!("contract {contract}"));
}

/// The year's return is said to be owed and is passed on; it comes on the day, or half a year later.
pub fn paid_before_received(spot: &mut Spot) {
    let signed = after(day("2024-02-01"), spot.dice.within(0, 200));
    spot.on(
        day("2024-01-20"),
        json!({"kind": "scheme.adopt", "version": 1, "resolution": "R-5", "sheet": "cot-return"}),
    );
    let Pooled { contract, .. } = spot.pooled(signed);
    let days = day("2024-12-31").days_since(after(signed, 1)) + 1;
    // 6 % of 60,000.00 a year, half a fen up
    let fen = (days * 360_000 * 2 + 365) / 730;
    let end = day("2024-12-31");
    let claim = json!({"kind": "claim.recorded", "document": "D", "claim": "fixed_return", "amount": yuan(fen),
        "contract": contract, "year": 2024, "scheme": "cot-return"});
    let claim = spot.on(end, claim);
    let (source, payout) = (spot.id(claim), spot.code("E"));
    let declared = spot.on(
        end,
        json!({"kind": "payout.declare", "payout": payout, "contract": contract, "scheme": "cot-return", "version": 1,
            "record_day": "2024-12-31", "sources": [source], "year": 2024}),
    );
    let paid = after(end, spot.dice.within(1, 40));
    let came = after(paid, spot.between((1, 200), (-1, 0)));
    let party = spot.steps.iter().find_map(|step| step.request["party"].as_str().map(str::to_owned)).unwrap();
    let part = json!([{"part": "claim_settled", "holder": party, "purpose": "固定收益", "amount": yuan(fen)}]);
    spot.on(came, json!({"kind": "receipt.recorded", "into": "A-BANK-1", "parts": part}));
    spot.on(paid, json!({"kind": "payout.pay", "payout": payout, "from": "A-BANK-1"}));
    spot.asks(ScreenCode::PaidBeforeReceived, About::Entry(declared));
}

/// Two households and the collective lose a part: alike, or not.
pub fn loss_uneven(spot: &mut Spot) {
    let begins = spot.begins();
    let Pooled { contract, owners: [one, other], signed } = spot.pooled(begins);
    let lost = spot.dice.within(5, 90) * 100;
    let mut lines: Vec<Value> = [one.as_str(), other.as_str(), "collective"]
        .iter()
        .map(|from| json!({"from": from, "amount": format!("{lost}.00")}))
        .collect();
    if spot.crooked {
        // the collective, or a household, bears nothing
        lines.remove(usize::try_from(1 + spot.dice.roll(2)).unwrap());
    }
    let on = after(signed, spot.dice.within(60, 300));
    spot.on(
        on,
        json!({"kind": "holding.passed", "contract": contract, "why": "lost", "lines": lines, "document": "D",
            "resolution": "R-7"}),
    );
    spot.asks(ScreenCode::LossUneven, format!("contract {contract}"));
}
