//! Settings, parties, accounts, shares, households, land, houses, assets.

use super::{Converter, bare, holder, order_of};
use crate::case::{
    folder::{Fact, text},
    order::Order,
    sheets,
};
use serde_json::Value;

impl Converter {
    pub(super) fn register(&self, fact: &Fact) -> Option<Vec<Order>> {
        let of = |kind: &str| order_of(fact, kind);
        let copy = |order: Order, names: &[&str]| names.iter().fold(order, |o, n| o.with(n, fact.text(n)));
        let order = match fact.kind.as_str() {
            "setting_chosen" => {
                let name = match fact.need("name") {
                    "household_payable" => "member_payable",
                    name => name,
                };
                copy(of("setting.chosen"), &["value"]).with("name", name)
            }
            "bank_account_registered" => copy(of("bank.registered"), &["account", "owner", "ownership"]),
            "party_registered" => copy(of("party.registered"), &["party", "role"]),
            "asset_registered" => {
                let first = fact.need("first_month");
                let first = if first.len() == 7 { format!("{first}-01") } else { first.to_owned() };
                copy(of("asset.registered"), &["asset", "cost", "use"])
                    .with("first_month", first)
                    .with("life_months", fact.number("life_months"))
                    .with("salvage", fact.text("salvage_rate"))
                    .with("used_months", fact.number("used_months").unwrap_or(0))
            }
            "village_joined" => copy(of("village.joined"), &["land_mu", "money", "village"]),
            "share_class_set" => {
                copy(of("class.set"), &["regime", "total", "unit"]).with("class", fact.text("share_class"))
            }
            "shares_granted" => copy(of("shares.granted"), &["shares"])
                .with("class", fact.text("share_class"))
                .with("holder", holder(fact.need("holder"))),
            "household_enrolled" => {
                let shares = fact.get("shares").and_then(Value::as_object).into_iter().flatten();
                let shares = shares.fold(Order::default(), |o, (class, n)| o.with(class, n.as_str()));
                copy(of("household.enrolled"), &["group", "household"])
                    .with("members", fact.number("members"))
                    .with("shares", shares)
            }
            "parcel_registered" => copy(of("parcel.registered"), &["area_m2", "area_mu", "contract_end", "household"])
                .with("official", fact.text("parcel"))
                .with("parcel", self.local(fact.need("parcel"))),
            "house_registered" => copy(of("house.registered"), &["condition", "floor_m2", "house"])
                .with("owner", holder(fact.need("owner"))),
            "entrustment_given" => copy(of("entrustment.given"), &["document", "household"])
                .with("first_day", fact.text("from"))
                .with("last_day", fact.text("to"))
                .with("parcels", self.locals(fact.list("parcels"))),
            "entrustment_ended" => {
                let document = fact.text("document").or(fact.text("agreed_with")).unwrap_or("agreed");
                copy(of("entrustment.ended"), &["household", "last_day"])
                    .with("document", document)
                    .with("parcels", self.locals(fact.list("parcels")))
            }
            "rule_adopted" => {
                let version = fact.number("version").unwrap_or(1);
                let parameters = fact.get("parameters").unwrap_or(&Value::Null);
                let sheet = sheets::adopted(fact.need("rule"), version, parameters, &self.all);
                copy(of("scheme.adopt"), &["resolution"])
                    .with("sheet", sheet.lines().map(str::to_owned).collect::<Vec<_>>())
                    .with("version", version)
            }
            "wage_sheet" => return Some(self.work(fact)),
            "value_added_reported" => copy(of("report.recorded"), &["contract", "hurdle_per_mu", "net_per_mu"])
                .with("year", fact.number("year")),
            "opening_balances" | "voucher" => {
                let kind = if fact.kind == "voucher" { "voucher.recorded" } else { "opening.recorded" };
                let line = |l: &Value| {
                    let named = ["account", "credit", "debit", "holder"];
                    let line = named.iter().fold(Order::default(), |o, n| o.with(n, text(l, n)));
                    line.with("purpose", text(l, "detail"))
                };
                of(kind).with("lines", fact.list("lines").iter().map(line).collect::<Vec<_>>())
            }
            _ => return None,
        };
        Some(vec![order])
    }

    /// A work sheet is recorded and its wages are declared: two instructions, one fact.
    fn work(&self, fact: &Fact) -> Vec<Order> {
        let line = |l: &Value| {
            let at = |n: usize| l.get(n).and_then(Value::as_str);
            Order::default().with("worker", at(0)).with("class", at(1)).with("quantity", at(2))
        };
        let recorded = order_of(fact, "work.recorded")
            .with("contract", fact.text("contract"))
            .with("first_day", fact.text("from"))
            .with("last_day", fact.text("to"))
            .with("lines", fact.list("lines").iter().map(line).collect::<Vec<_>>())
            .with("sheet", fact.text("sheet"));
        let rule = self.wage_rule(fact);
        let (scheme, version) = rule.split_once('@').unwrap_or((&rule, "1"));
        let declared = bare(fact, "payout.declare")
            .with("id", format!("{}.wages", fact.id))
            .with("contract", fact.text("contract"))
            .with("payout", fact.text("sheet"))
            .with("scheme", scheme)
            .with("version", version.parse::<u64>().ok());
        vec![recorded, declared]
    }

    /// The rule by which wages are paid: the newest of that name in force on the day.
    pub(super) fn wage_rule(&self, fact: &Fact) -> String {
        let adopted = self.all.iter().filter(|f| f.kind == "rule_adopted" && f.text("rule") == Some("wages"));
        let version = adopted.filter(|f| f.on <= fact.on).filter_map(|f| f.number("version")).max();
        format!("wages@{}", version.unwrap_or(1))
    }
}
