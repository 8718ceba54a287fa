//! Contracts, their amendments, works ordered and accepted.

use super::{Converter, holder, order_of};
use crate::case::{
    folder::{Fact, text},
    order::Order,
};
use coop_ledger::unit::AreaMu;
use serde_json::Value;

impl Converter {
    pub(super) fn contract(&self, fact: &Fact) -> Option<Vec<Order>> {
        let of = |kind: &str| order_of(fact, kind);
        let amended = || {
            let document = fact.text("document").unwrap_or(&fact.id);
            of("contract.amended").with("contract", fact.text("contract")).with("document", document)
        };
        let order = match fact.kind.as_str() {
            "contract_signed" => self.signed(fact),
            "contract_extended" => amended().with("last_day", fact.text("to")),
            "contract_area_set" => {
                let area = Order::default()
                    .with("area_mu", fact.text("area_mu"))
                    .with("parcel", self.local(fact.need("parcel")));
                amended().with("areas", vec![area])
            }
            // leased from the amendment's effective day on
            "contract_parcels_added" => amended()
                .with("on", fact.text("from").unwrap_or(&fact.on))
                .with("parcels", self.locals(fact.list("parcels"))),
            // a village's own works need no place; a union's stand in one of its villages
            "works_ordered" => of("works.ordered")
                .with("amount", fact.text("amount"))
                .with("paid_out_of", fact.text("paid_out_of"))
                .with("party", fact.text("party"))
                .with("place", fact.text("village").filter(|v| *v != fact.book))
                .with("project", fact.text("project")),
            "works_accepted" => {
                let asset = |a: &Value| {
                    let named = ["asset", "cost", "use"];
                    let asset = named.iter().fold(Order::default(), |o, n| o.with(n, text(a, n)));
                    asset
                        .with("life_months", a.get("life_months").and_then(Value::as_u64))
                        .with("salvage", text(a, "salvage_rate"))
                };
                of("works.accepted")
                    .with("assets", fact.list("assets").iter().map(asset).collect::<Vec<_>>())
                    .with("project", fact.text("project"))
            }
            _ => return None,
        };
        Some(vec![order])
    }

    fn signed(&self, fact: &Fact) -> Order {
        let houses = fact.list("houses").iter().filter_map(Value::as_str).map(str::to_owned);
        order_of(fact, "contract.signed")
            .with("area_mu", fact.text("area_mu"))
            .with("belongs_to", fact.text("belongs_to").map(|b| holder(&b.to_uppercase())))
            .with("contract", fact.text("contract"))
            .with("first_day", fact.text("from"))
            .with("houses", houses.collect::<Vec<_>>())
            .with("last_day", fact.text("to"))
            .with("parcels", self.leased(fact))
            .with("party", fact.text("party"))
            .with("scheme", fact.text("scheme"))
            .with("signed", fact.text("signed"))
            .with("terms", terms(fact))
    }

    /// Parcels by name, or all whose entrustment covers the lease.
    fn leased(&self, fact: &Fact) -> Vec<String> {
        let Some(Value::Object(expected)) = fact.get("parcels") else {
            return self.locals(fact.list("parcels"));
        };
        let (from, to) = (fact.need("from"), fact.need("to"));
        let covers = |(first, last): &(String, String)| first.as_str() <= from && to <= last.as_str();
        let found: Vec<_> = self.parcels.values().filter(|p| p.entrusted.iter().any(covers)).collect();
        let area = found.iter().try_fold(AreaMu::ZERO, |sum, p| sum.plus(p.area_mu.parse().ok()?));
        let said = expected.get("area_mu").and_then(Value::as_str).and_then(|a| a.parse().ok());
        assert_eq!(area, said, "{}: area of the entrusted parcels", fact.id);
        let count = expected.get("count").and_then(Value::as_u64);
        assert_eq!(Some(found.len() as u64), count, "{}: number of entrusted parcels", fact.id);
        found.into_iter().map(|p| p.local.clone()).collect()
    }
}

fn terms(fact: &Fact) -> Option<Order> {
    let named = [
        ("area_basis", "area_basis"),
        ("capital", "capital"),
        ("day_count", "day_count"),
        ("deposit", "deposit"),
        ("fee_payer", "fee_payer"),
        ("fee_rate", "fee_rate"),
        ("hand_over", "hand_over"),
        ("household_part", "household_part"),
        ("late_rate_per_day", "late_rate_per_day"),
        ("rate", "return_rate"),
        ("revenue_share", "revenue_share"),
        ("unit", "work_unit"),
    ];
    let terms = named.iter().fold(Order::default(), |o, (from, to)| o.with(to, fact.text(from)));
    let by_name = |name: &str| {
        let members = fact.get(name).and_then(Value::as_object)?.iter();
        Some(members.fold(Order::default(), |o, (key, value)| o.with(key, value.as_str())))
    };
    let price = |amount: &str, unit: &str| Order::default().with("amount", amount).with("unit", unit);
    let terms = terms
        .with("price", fact.text("price_per_mu_year").map(|p| price(p, "yuan/mu/year")))
        .with("price", fact.text("price_per_m2_month").map(|p| price(p, "yuan/m2/month")))
        .with("prices_by_year", by_year(fact))
        .with("work_rates", work_rates(fact))
        .with("escalation", by_name("escalation"))
        .with("instalments", fact.list("instalments").iter().map(instalment).collect::<Vec<_>>());
    (terms.clone().json() != Order::default().json()).then_some(terms)
}

/// Prices that stand in the contract year by year.
fn by_year(fact: &Fact) -> Vec<Order> {
    let years = fact.get("price_per_mu_year").and_then(Value::as_object).into_iter().flatten();
    let priced = |(year, price): (&String, &Value)| {
        Order::default().with("price", price.as_str()).with("year", year.parse::<u64>().ok())
    };
    years.map(priced).collect()
}

/// Wage rates by class of work.
fn work_rates(fact: &Fact) -> Vec<Order> {
    let rates = fact.get("rates").and_then(Value::as_object).into_iter().flatten();
    rates.map(|(class, rate)| Order::default().with("class", class.as_str()).with("rate", rate.as_str())).collect()
}

fn instalment(i: &Value) -> Order {
    Order::default()
        .with("due", text(i, "due"))
        .with("first_day", text(i, "from"))
        .with("last_day", text(i, "to"))
        .with("lease_year", i.get("lease_year").and_then(Value::as_u64))
        .with("part_of_year", text(i, "part_of_year"))
        .with("payout", text(i, "payout"))
}
