//! Orders about heads and rents: members who come and go, shares by head on every road, what is kept for who
//! left; rent of a household's land with the fee on top, in any order, and reversed in any.

use super::{Dice, Effect, Home, Try, Village, honest, hostile, owners::fee_of, yuan};

const HOUSEHOLDS: [&str; 3] = ["H0001", "H0002", "H0003"];

/// Honest if the model says so.
fn tried(body: String, ok: bool, homes: Vec<(&'static str, Home)>) -> Try {
    if ok { honest(body, Effect { homes, ..Effect::default() }) } else { hostile(body) }
}

/// Shares of the one class, where there are any.
fn shares(count: i64) -> String {
    if count == 0 { String::new() } else { format!(r#","shares":{{"population":"{count}"}}"#) }
}

fn kept(count: i64) -> String {
    if count == 0 {
        String::new()
    } else {
        format!(r#","retained":{{"class":"population","shares":"{count}","until":"2033-12-31"}}"#)
    }
}

impl Village {
    pub(super) fn heads(&mut self, dice: &mut Dice) -> Try {
        let (one, other) = (dice.pick(&HOUSEHOLDS), dice.pick(&HOUSEHOLDS));
        let (home, to) = (self.model.home(one), self.model.home(other));
        let count = 1 + dice.roll(2);
        let changed = |more: &str| format!(r#""kind":"members.changed","household":"{one}"{more}"#);
        match dice.roll(8) {
            0 | 1 if home.members < 9 => {
                let brought = dice.roll(count + 2);
                let after = home.with(count, brought);
                let body = changed(&format!(r#","more":{count},"reason":"born"{}"#, shares(brought)));
                // who brings no share comes also where others left theirs behind
                tried(body, brought == 0 || after.has_room(), vec![(one, after)])
            }
            2 | 3 if home.members > 2 => {
                let (lost, stays) = (dice.roll(2), dice.roll(3));
                let body = changed(&format!(r#","fewer":1,"reason":"died"{}{}"#, shares(lost), kept(stays)));
                tried(body, lost <= home.shares && stays <= lost, vec![(one, home.without(lost, stays))])
            }
            4 => hostile(changed(&format!(r#","more":1,"reason":"admitted"{}"#, kept(count)))),
            5 | 6 if one != other => {
                let body = format!(
                    r#""kind":"shares.transferred","class":"population","from":"{one}","to":"{other}","shares":"{count}""#
                );
                let ok = count <= home.shares && to.shares + count <= to.members;
                let (less, more) = (home.shares - count, to.shares + count);
                tried(body, ok, vec![(one, Home { shares: less, ..home }), (other, Home { shares: more, ..to })])
            }
            _ => {
                let body =
                    format!(r#""kind":"shares.granted","class":"population","holder":"{one}","shares":"{count}""#);
                let after = home.with(0, count);
                tried(body, after.has_room(), vec![(one, after)])
            }
        }
    }

    /// Rent of household H0001's land under R-1, by instalments.
    pub(super) fn rents(&mut self, dice: &mut Dice) -> Try {
        let code = dice.pick(&["Q1", "Q2", "Q3"]);
        let (rent, fee) = self.model.rents.get(code).copied().unwrap_or_default();
        let brought = if dice.roll(3) == 0 { 0 } else { 1 + dice.roll(90_000) };
        let left = fee_of((rent.0 + brought, rent.1 + brought.signum())) - fee;
        let taken = if brought > 0 && dice.roll(2) == 0 { 0 } else { dice.around(left).max(1) };
        let part = |name: &str, amount: i64| {
            (amount > 0).then(|| format!(r#"{{"part":"{name}","amount":"{}"}}"#, yuan(amount)))
        };
        let receipt = |parts: String| {
            format!(
                r#""kind":"receipt.recorded","contract":"R-1","instalment":"{code}","into":"B-1","parts":[{parts}]"#
            )
        };
        if dice.roll(8) == 0 {
            let other = dice.pick(&["works_rent", "other_income", "collective_land_rent", "lease_rent"]);
            return hostile(receipt(part(other, 1 + brought).unwrap_or_default()));
        }
        let parts: Vec<String> =
            [part("land_rent", brought), part("service_fee", taken)].into_iter().flatten().collect();
        let body = receipt(parts.join(","));
        if taken > 0 && taken > left {
            return hostile(body);
        }
        honest(
            body,
            Effect {
                owners: vec![("waits R-1".to_owned(), brought), ("collective".to_owned(), taken)],
                money: vec![("B-1", brought + taken)],
                income: taken,
                rents: vec![(code, brought, taken)],
                may_be_reversed: true,
                ..Effect::default()
            },
        )
    }
}
