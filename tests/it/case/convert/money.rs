//! Money in and out, claims, corrections, the year's end.

use super::{Converter, bare, order_of, some};
use crate::case::{folder::Fact, order::Order};
use serde_json::Value;

impl Converter {
    pub(super) fn money(&self, fact: &Fact) -> Option<Vec<Order>> {
        let receipt = || order_of(fact, "receipt.recorded").with("into", fact.text("into"));
        let payment = || order_of(fact, "payment.recorded").with("from", fact.text("from_account"));
        let claim =
            |name: &str| order_of(fact, "claim.recorded").with("claim", name).with("amount", fact.text("amount"));
        let amount = || fact.text("amount").unwrap_or_default();
        let one = |name: &str| vec![part(name, amount())];
        let under = || fact.text("contract");
        let order = match fact.kind.as_str() {
            "deposit_received" => receipt().with("contract", under()).with("parts", one("deposit")),
            "grant_received" => {
                receipt().with("parts", vec![part("grant", amount()).with("project", fact.text("project"))])
            }
            "grant_used" => {
                order_of(fact, "grant.used").with("amount", fact.text("amount")).with("project", fact.text("project"))
            }
            "rent_received" => receipt().with("contract", under()).with("instalment", fact.text("for")).with(
                "parts",
                parts(fact, &[("land_rent", "rent"), ("service_fee", "fee"), ("late_interest", "late_interest")]),
            ),
            "house_rent_received" => receipt()
                .with("contract", under())
                .with(
                    "parts",
                    parts(fact, &[("house_rent", "households_part"), ("collective_house_rent", "collective_part")]),
                )
                .with("period", period(fact)),
            "bonus_received" => receipt()
                .with("contract", under())
                .with(
                    "parts",
                    parts(fact, &[("bonus_households", "households_part"), ("bonus_collective", "collective_part")]),
                )
                .with("year", fact.number("year")),
            "revenue_share_received" => receipt()
                .with("contract", under())
                .with(
                    "parts",
                    parts(
                        fact,
                        &[("revenue_households", "households_part"), ("revenue_collective", "collective_part")],
                    ),
                )
                .with("revenue", fact.text("revenue"))
                .with("year", fact.number("year")),
            "lump_rent_received" => receipt()
                .with("contract", under())
                .with("parts", vec![part("lease_rent", amount()).with("this_year", fact.text("income_this_year"))])
                .with("period", period(fact)),
            "subsidy_received" => receipt().with("parts", one("subsidy")),
            "interest_received" => receipt().with("parts", one("interest")),
            "land_rent_received" => receipt().with("parts", vec![self.landlord_pays(fact, "collective_land_rent")]),
            "dividend_received" | "project_return_received" => {
                receipt().with("parts", vec![self.landlord_pays(fact, "dividend")])
            }
            "works_rent_received" => receipt().with("parts", one("works_rent")),
            "labour_fee_received" => {
                let contract = self.sheets.get(fact.need("sheet")).map(String::as_str).unwrap_or_default();
                let by = self.party_of(&fact.book, contract);
                receipt().with("parts", vec![settled(fact, by, &self.chart.payout.operator.purpose)])
            }
            "return_received" => {
                let by = self.party_of(&fact.book, fact.need("contract"));
                receipt().with("parts", vec![settled(fact, by, self.claimed("fixed_return"))])
            }
            "union_share_received" => {
                receipt().with("parts", vec![settled(fact, Some(UNION), self.claimed("investment_share"))])
            }
            "expense_paid" => {
                let expense =
                    part("expense", amount()).with("account", fact.text("account")).with("purpose", fact.text("note"));
                bare(fact, "payment.recorded")
                    .with("document_day", fact.text("document_date"))
                    .with("from", fact.text("from_account"))
                    .with("parts", vec![expense])
            }
            "cash_withdrawn" => payment().with("parts", one("cash")),
            "works_paid" => {
                payment().with("parts", vec![part("works", amount()).with("project", fact.text("project"))])
            }
            "retention_paid" => {
                let purpose = self.chart.claim.get("works_invoice").map(|c| c.credit_purpose.clone());
                let paid = part("payable", amount()).with("holder", fact.text("party")).with("purpose", purpose);
                payment().with("parts", vec![paid])
            }
            "accrued_wages_paid" => payment().with("parts", one("wages")),
            "investment_made" => {
                // a contract of which the case only says the name stands as holder and purpose
                let known = self.party_of(&fact.book, fact.need("contract")).is_some();
                let invested = part("investment", amount()).with("holder", fact.text("party").filter(|_| !known));
                payment().with("contract", under().filter(|_| known)).with("parts", vec![invested])
            }
            "subscription_received" => return Some(subscriptions(fact)),
            "wages_accrued" => claim("wages"),
            "works_invoiced" => {
                claim("works_invoice").with("holder", fact.text("party")).with("project", fact.text("project"))
            }
            "union_share_declared" => claim("investment_share").with("holder", UNION),
            "return_declared" => claim("fixed_return")
                .with("contract", under())
                .with("out_of", fact.text("out_of"))
                .with("year", fact.number("year")),
            "prepaid_rent_released" => {
                let year = fact.number("year").or_else(|| fact.on.get(..4)?.parse().ok());
                order_of(fact, "income.released").with("contract", under()).with("year", year)
            }
            "reversed" => {
                order_of(fact, "entry.corrected").with("corrects", fact.text("corrects")).with("reason", reversal(fact))
            }
            "depreciation_charged" => step(fact, "depreciation"),
            "year_closed" => step(fact, "close"),
            "result_carried" => step(fact, "carry"),
            "reserve_appropriated" => step(fact, "reserve"),
            "distribution_carried" => step(fact, "distribution"),
            _ => return None,
        };
        Some(vec![order])
    }

    /// What the other side of the book's own land contract pays.
    fn landlord_pays(&self, fact: &Fact, name: &str) -> Order {
        let own = self.contracts.iter().filter(|((book, _), _)| *book == fact.book);
        let party = own.filter(|(_, c)| c.get("area_mu").is_some()).find_map(|(_, c)| c.text("party"));
        part(name, fact.need("amount")).with("holder", fact.text("party").or(party))
    }

    /// The purpose under which a claim stands.
    fn claimed(&self, claim: &str) -> &str {
        self.chart.claim.get(claim).map(|c| c.debit_purpose.as_str()).unwrap_or_default()
    }
}

/// The book of the union, as villages name it.
const UNION: &str = "U";

/// The case gives a sentence; the ledger keeps a code, and the sentence as the note.
fn reversal(fact: &Fact) -> &'static str {
    match fact.text("reason").unwrap_or_default() {
        said if said.contains("重复") || said.contains("duplicate") => "duplicate",
        said if said.contains("误记") || said.contains("account") => "wrong_account",
        said if said.contains("金额") || said.contains("amount") => "wrong_amount",
        _ => "other",
    }
}

fn part(name: &str, amount: &str) -> Order {
    Order::default().with("part", name).with("amount", amount)
}

/// The parts that are there and above zero.
fn parts(fact: &Fact, named: &[(&str, &str)]) -> Vec<Order> {
    let found = named.iter().filter_map(|(name, member)| Some((*name, fact.text(member).filter(|a| some(a))?)));
    found.map(|(name, amount)| part(name, amount)).collect()
}

fn settled(fact: &Fact, by: Option<&str>, purpose: &str) -> Order {
    part("claim_settled", fact.need("amount")).with("holder", by).with("purpose", purpose)
}

fn period(fact: &Fact) -> Order {
    Order::default().with("first_day", fact.text("from")).with("last_day", fact.text("to"))
}

/// More lines than one entry can hold are several entries of one batch.
const MOST_LINES: usize = 1_000;

fn subscriptions(fact: &Fact) -> Vec<Order> {
    let parts = fact.list("lines").chunks(MOST_LINES).enumerate();
    let part = |(n, lines): (usize, &[Value])| {
        let id = if n == 0 { fact.id.clone() } else { format!("{}.{n}", fact.id) };
        let own = fact.text("collective").filter(|_| n == 0).unwrap_or("0.00");
        order_of(fact, "subscription.recorded")
            .with("id", id)
            .with("collective", own)
            .with("contract", fact.text("contract"))
            .with("into", fact.text("into"))
            .with("lines", lines.iter().map(subscribed).collect::<Vec<_>>())
    };
    parts.map(part).collect()
}

/// Owner, amount, and who paid if it was another household.
fn subscribed(line: &Value) -> Order {
    let at = |n: usize| line.get(n).and_then(Value::as_str);
    Order::default().with("owner", at(0)).with("amount", at(1)).with("payer", at(2))
}

fn step(fact: &Fact, step: &str) -> Order {
    let rule = fact.text("rule").and_then(|r| r.split_once('@'));
    order_of(fact, "year.stepped")
        .with("scheme", rule.map(|(scheme, _)| scheme))
        .with("step", step)
        .with("version", rule.and_then(|(_, version)| version.parse::<u64>().ok()))
        .with("year", fact.number("year"))
}
