//! Households and the persons in them.

use super::{Converter, Orders, by_name, copied, copied_of, order_of};
use crate::case::{
    folder::{Fact, text},
    order::Order,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// Numbers of nobody, by the tokens that stand for them: of a region that does not exist, with the birth day of who has
/// the token first.
#[derive(Debug, Default)]
pub(super) struct Numbers(BTreeMap<String, (String, String)>);

impl Numbers {
    /// The number of a token, and the birth day that it tells.
    fn of(&mut self, token: &str, birth: &str) -> (String, String) {
        let next = self.0.len() % 1000;
        let made = || {
            let stem = format!("519999{}{next:03}", birth.replace('-', ""));
            let sum = stem.bytes().fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
            let check = (12 - sum) % 11;
            (format!("{stem}{}", if check == 10 { "X".to_owned() } else { check.to_string() }), birth.to_owned())
        };
        self.0.entry(token.to_owned()).or_insert_with(made).clone()
    }
}

impl Converter {
    pub(super) fn person(&self, fact: &Fact) -> Orders {
        let of = |kind: &str| order_of(fact, kind);
        let order = match fact.kind.as_str() {
            "household_enrolled" => copied(of("household.enrolled"), fact, &["group", "head", "household", "account"])
                .with("persons", self.persons(fact.list("persons")))
                .with("shares", by_name(fact.get("shares"))),
            "members_changed" => {
                let went = |w: &Value| {
                    let kept = |k: &Value| copied_of(k, &["class", "shares", "until"]);
                    let retained = w.get("retained").and_then(Value::as_array).into_iter().flatten();
                    copied_of(w, &["person", "to_household", "why"])
                        .with("retained", retained.map(kept).collect::<Vec<_>>())
                        .with("shares", by_name(w.get("shares")))
                };
                copied(of("members.changed"), fact, &["document", "head", "household", "resolution"])
                    .with("came", self.persons(fact.list("came")))
                    .with("went", fact.list("went").iter().map(went).collect::<Vec<_>>())
            }
            "household_split" => {
                copied(of("household.split"), fact, &["document", "head", "household", "new_household"])
                    .with("parcels_moved", self.locals(fact.list("parcels_moved")))
                    .with("persons_moved", texts(fact.list("persons_moved")))
                    .with("shares_moved", by_name(fact.get("shares_moved")))
            }
            "household_merged" => copied(of("household.merged"), fact, &["document", "household", "into"]),
            kind => return Err(format!("no kind for {kind}")),
        };
        Ok(vec![order])
    }

    fn persons(&self, persons: &[Value]) -> Vec<Order> {
        let one = |p: &Value| {
            let order = copied_of(p, &["basis", "from_household", "person", "relation", "resolution", "since"])
                .with("shares", by_name(p.get("shares")));
            let Some(birth) = text(p, "birth") else { return order };
            let Some(token) = text(p, "identity") else { return order.with("birth", birth) };
            // who has somebody else's number has the birth day in it, too
            let (number, birth) = self.numbers.borrow_mut().of(token, birth);
            order.with("birth", birth).with("identity", number)
        };
        persons.iter().map(one).collect()
    }
}

fn texts(values: &[Value]) -> Vec<String> {
    values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
