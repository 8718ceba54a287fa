//! Totals by household, each made in one pass over its register and not once for every row that asks.

use super::day_of;
use crate::{
    books::Books,
    decide::ask::Ask,
    event::Holder,
    unit::{Day, Exact},
};
use std::collections::BTreeMap;

/// Totals that columns read, by reader and day.
#[derive(Default)]
pub(super) struct Sums(Vec<(String, Day, BTreeMap<String, Exact>)>);

impl Sums {
    /// Those of the columns that read any: `register.column`, reader.
    pub fn of<'c>(books: &Books, ask: &Ask<'_>, columns: impl Iterator<Item = (&'c str, &'c str)>) -> Sums {
        let mut all = Sums::default();
        for (at, from) in columns {
            let day = day_of(ask, at);
            if all.at(from, day).is_none()
                && let Some(sums) = from.strip_prefix("sum.").and_then(|what| by_household(books, what, day))
            {
                all.0.push((from.to_owned(), day, sums));
            }
        }
        all
    }

    fn at(&self, from: &str, day: Day) -> Option<&BTreeMap<String, Exact>> {
        self.0.iter().find(|(name, on, _)| name == from && *on == day).map(|(.., sums)| sums)
    }

    /// What a household has; nothing is zero.
    pub fn of_household(&self, from: &str, day: Day, household: &str) -> Option<Exact> {
        Some(self.at(from, day)?.get(household).cloned().unwrap_or_else(Exact::zero))
    }
}

fn by_household(books: &Books, what: &str, day: Day) -> Option<BTreeMap<String, Exact>> {
    let registers = books.registers();
    let mut sums: BTreeMap<String, Exact> = BTreeMap::new();
    let mut add = |household: &str, amount: Exact| {
        let sum = sums.entry(household.to_owned()).or_insert_with(Exact::zero);
        *sum = &*sum + &amount;
    };
    match what {
        "parcel.area_mu" | "parcel.area_m2" => {
            for parcel in registers.parcels().values() {
                if let (Some(household), Some((m2, mu))) = (parcel.household_on(day), parcel.area.as_at(day)) {
                    add(household.as_str(), if what.ends_with("mu") { mu.exact() } else { m2.exact() });
                }
            }
        }
        "house.floor_m2" => {
            for house in registers.houses().values() {
                let owner = house.owner.as_at(day).and_then(Holder::household);
                if let (Some(household), Some(floor)) = (owner, house.floor_m2.as_at(day)) {
                    add(household.as_str(), floor.exact());
                }
            }
        }
        "capital.amount" => {
            for capital in registers.capital() {
                if let Some(household) = capital.owner.as_at(day).and_then(Holder::household) {
                    add(household.as_str(), capital.amount_at(day).fen().yuan());
                }
            }
        }
        _ => return None,
    }
    Some(sums)
}
