//! What changes in the registers over time, and what the members decide.

use super::{Converter, order_of};
use crate::case::{
    folder::{Fact, text},
    order::Order,
};
use serde_json::Value;

impl Converter {
    pub(super) fn change(&self, fact: &Fact) -> Option<Vec<Order>> {
        let of = |kind: &str| order_of(fact, kind);
        let order = match fact.kind.as_str() {
            "household_split" => of("household.split")
                .with("document", fact.text("document"))
                .with("household", fact.text("household"))
                .with("members_moved", fact.number("members_moved"))
                .with("new_household", fact.text("new_household"))
                .with("parcels_moved", self.locals(fact.list("parcels_moved")))
                .with("shares_moved", shares(fact, "shares_moved")),
            "household_merged" => of("household.merged")
                .with("document", fact.text("document"))
                .with("household", fact.text("household"))
                .with("into", fact.text("into")),
            "member_born" => of("members.changed")
                .with("household", fact.text("household"))
                .with("more", fact.number("members_more"))
                .with("reason", "born")
                .with("shares", shares(fact, "shares")),
            // one share of the retained class goes with each member, and is kept for a time
            "member_died" => {
                let kept = fact.get("benefit_retained");
                let class = kept.and_then(|k| text(k, "share_class")).unwrap_or("population");
                let gone = fact.number("members_less").map(|n| n.to_string());
                let retained = kept.map(|k| {
                    Order::default()
                        .with("class", class)
                        .with("shares", text(k, "shares"))
                        .with("until", text(k, "until"))
                });
                of("members.changed")
                    .with("fewer", fact.number("members_less"))
                    .with("household", fact.text("household"))
                    .with("reason", "died")
                    .with("resolution", fact.text("resolution"))
                    .with("retained", retained)
                    .with("shares", gone.map(|n| Order::default().with(class, n)))
            }
            "shares_transferred" => of("shares.transferred")
                .with("class", fact.text("share_class"))
                .with("from", fact.text("from"))
                .with("shares", fact.text("shares"))
                .with("to", fact.text("to")),
            "parcel_remeasured" => {
                let new = fact.get("new")?;
                of("parcel.remeasured")
                    .with("answers", fact.text("answers"))
                    .with("area_m2", text(new, "area_m2"))
                    .with("area_mu", text(new, "area_mu"))
                    .with("document", fact.text("document"))
                    .with("household", fact.text("household"))
                    .with("parcel", self.local(fact.need("parcel")))
            }
            "house_handed_back" => of("house.returned")
                .with("condition", fact.text("condition"))
                .with("contract", fact.text("contract"))
                .with("house", fact.text("house"))
                .with("last_day", fact.text("last_day")),
            "building_handed_over" => of("building.received")
                .with("asset", fact.text("building"))
                .with("contract", fact.text("contract"))
                .with("life_months", fact.number("life_months"))
                .with("salvage", fact.text("salvage_rate"))
                .with("use", fact.text("use"))
                .with("valuation", fact.text("valuation"))
                .with("value", fact.text("value")),
            "set_off" => of("debt.set.off")
                .with("amount", fact.text("amount"))
                .with("consent", fact.text("consent"))
                .with("household", fact.text("household"))
                .with("payout", fact.text("payout")),
            "objection_raised" => of("objection.raised")
                .with("claim", fact.text("claim"))
                .with("household", fact.text("household"))
                .with("objection", fact.text("objection"))
                .with("parcel", fact.text("parcel").map(|p| self.local(p)))
                .with("payout", fact.text("about")),
            "objection_answered" => of("objection.answered")
                .with("document", fact.text("document"))
                .with("objection", fact.text("objection"))
                .with("outcome", fact.text("outcome")),
            "plan_published" => of("plan.published")
                .with("first_day", fact.text("first_day"))
                .with("last_day", fact.text("last_day"))
                .with("plan", plan(fact)),
            // a resolution is about the last plan that was shown in its book
            "resolution_passed" => {
                let shown = self.all.iter().take_while(|f| f.id != fact.id);
                let shown = shown.filter(|f| f.book == fact.book && f.kind == "plan_published" && f.on <= fact.on);
                of("resolution.passed")
                    .with("entitled", fact.number("members_entitled"))
                    .with("plan", shown.last().map(plan))
                    .with("present", fact.number("present"))
                    .with("resolution", fact.text("resolution"))
                    .with("yes", fact.number("yes"))
            }
            _ => return None,
        };
        Some(vec![order])
    }
}

fn plan(fact: &Fact) -> String {
    format!("{}@{}", fact.need("rule"), fact.number("version").unwrap_or_default())
}

fn shares(fact: &Fact, member: &str) -> Option<Order> {
    let classes = fact.get(member).and_then(Value::as_object)?.iter();
    Some(classes.fold(Order::default(), |o, (class, n)| o.with(class, n.as_str())))
}
