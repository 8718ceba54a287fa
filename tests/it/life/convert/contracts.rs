//! Contracts of every kind: signed, amended, ended.

use super::{Converter, Orders, copied, copied_of, json, order_of};
use crate::case::{
    folder::{Fact, text},
    order::Order,
};
use serde_json::Value;

impl Converter {
    pub(super) fn contract(&self, fact: &Fact) -> Orders {
        match fact.kind.as_str() {
            "contract_signed" => Ok(vec![self.signed(fact)]),
            "contract_amended" => Ok(vec![self.amended(fact)]),
            _ => Ok(vec![self.ended(fact)]),
        }
    }

    fn signed(&self, fact: &Fact) -> Order {
        let subject = |name: &str| fact.get("subject").and_then(|subject| subject.get(name));
        let listed = |name: &str| subject(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let code = fact.need("contract");
        let scheme = code.split('-').next().unwrap_or(code);
        let shared = fact.list("dues").iter().any(|due| text(due, "payout").is_some());
        let signed = copied(order_of(fact, "contract.signed"), fact, &["contract", "party", "signed"])
            .with("first_day", fact.text("from"))
            .with("last_day", fact.text("to"))
            .with("scheme", scheme)
            .with("direction", fact.text("direction").filter(|way| *way == "in"))
            .with("area_mu", subject("area_mu").and_then(Value::as_str))
            .with("houses", listed("houses").iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>())
            .with("parcels", self.locals(listed("parcels")))
            .with("principal", subject("principal").and_then(Value::as_str));
        if shared {
            return signed
                .with("terms", shared_terms(fact))
                .with("deposit", deposit(fact))
                .with("index", index(fact))
                .with("late", fact.get("late").map(json));
        }
        if let Some(capital) = subject("capital").and_then(Value::as_str) {
            let rate = fact.list("terms").iter().find(|t| text(t, "name") == Some("return_rate"));
            let terms =
                Order::default().with("capital", capital).with("return_rate", rate.and_then(|t| text(t, "value")));
            return signed.with("terms", terms.with("day_count", "actual/365"));
        }
        let mine = subject("principal").is_none() && fact.text("direction") != Some("in");
        signed
            .with("belongs_to", mine.then_some("collective"))
            .with("dated", dated(fact))
            .with("deposit", deposit(fact))
            .with("dues", fact.list("dues").iter().map(due).collect::<Vec<_>>())
            .with("index", index(fact))
            .with("late", fact.get("late").map(json))
    }

    fn amended(&self, fact: &Fact) -> Order {
        let assigned = fact.text("assign_to").map(|to| {
            let contract = self.contracts.get(fact.need("contract"));
            let held = contract.and_then(|c| c.get("deposit")).and_then(|deposit| text(deposit, "amount"));
            let moves = fact.get("deposit_moves").and_then(Value::as_bool) == Some(true);
            Order::default().with("to", to).with("deposit", held.filter(|_| moves))
        });
        copied(
            order_of(fact, "contract.amended"),
            fact,
            &["contract", "document", "drop_after", "last_day", "resolution"],
        )
        .with("abate", fact.list("abate").iter().map(|off| self.abatement(fact, off)).collect::<Vec<_>>())
        .with("assign", assigned)
        .with("dated", dated(fact))
        .with("dues", fact.list("dues").iter().map(due).collect::<Vec<_>>())
        .with("parcels", self.locals(fact.list("parcels")))
    }

    /// What is let off of a due, or of the instalment that a payout passes on.
    fn abatement(&self, fact: &Fact, off: &Value) -> Order {
        let no = text(off, "no").unwrap_or_default();
        copied_of(off, &["amount", "ratio", "why"]).with("no", self.due(fact.need("contract"), no))
    }

    /// A due by the program's number: of one that a payout passes on it is the payout's code.
    pub fn due(&self, contract: &str, no: &str) -> String {
        let dues = self.contracts.get(contract).map(|contract| contract.list("dues"));
        let due = dues.into_iter().flatten().find(|due| text(due, "no") == Some(no));
        due.and_then(|due| text(due, "payout")).unwrap_or(no).to_owned()
    }

    fn ended(&self, fact: &Fact) -> Order {
        let said = fact.get("deposit").filter(|d| d.as_object().is_some_and(|members| !members.is_empty()));
        let deposit = said.map(|d| {
            let returned = text(d, "returned")
                .map(|amount| Order::default().with("amount", amount).with("from", text(d, "from_account")));
            Order::default()
                .with("forfeited", text(d, "forfeited"))
                .with("returned", returned)
                .with("to_due", d.get("to_due").map(json))
        });
        copied(order_of(fact, "contract.ended"), fact, &["contract", "document", "last_day", "why"])
            .with("deposit", deposit)
            .with("penalty", fact.get("penalty").map(json))
            .with("settle", fact.get("settle").map(json))
    }
}

/// What becomes a payout of households: a price, and instalments by the days that they pay for.
fn shared_terms(fact: &Fact) -> Order {
    let term = |name: &str| fact.list("terms").iter().find(|t| text(t, "name") == Some(name));
    let price = term("price").and_then(|t| {
        let unit = match text(t, "unit")? {
            "元/亩/年" => "yuan/mu/year",
            _ => "yuan/m2/month",
        };
        // two decimals or four
        let amount = text(t, "value")?;
        let amount =
            amount.strip_suffix("00").filter(|short| short.contains('.') && !short.ends_with('.')).unwrap_or(amount);
        Some(Order::default().with("amount", amount).with("unit", unit))
    });
    let first = fact.list("dues").iter().filter_map(|due| text(due, "from")).min().unwrap_or_default();
    let instalment = |due: &Value| {
        let from = text(due, "from").unwrap_or_default();
        let years = |day: &str| day.get(..4).and_then(|year| year.parse::<u64>().ok()).unwrap_or_default();
        let whole = u64::from(from.get(4..) < first.get(4..));
        // a price for a month, so many times: a part of a year
        let times = due.get("rate").and_then(|rate| text(rate, "part"));
        let part = times.map(|times| if times == "6" { "1/2" } else { times });
        Order::default()
            .with("due", text(due, "due"))
            .with("first_day", from)
            .with("last_day", text(due, "to"))
            .with("lease_year", 1 + years(from) - years(first) - whole)
            .with("part_of_year", part)
            .with("payout", text(due, "payout"))
    };
    Order::default()
        .with("price", price)
        .with("fee_rate", term("fee_rate").and_then(|t| text(t, "value")))
        .with("fee_payer", term("fee_rate").and(fact.text("party")))
        .with("instalments", fact.list("dues").iter().map(instalment).collect::<Vec<_>>())
}

fn dated(fact: &Fact) -> Vec<Order> {
    fact.list("terms").iter().map(|t| copied_of(t, &["from", "name", "unit", "value"])).collect()
}

fn deposit(fact: &Fact) -> Option<Order> {
    let deposit = fact.get("deposit")?;
    Some(copied_of(deposit, &["amount", "due"]).with("becomes", text(deposit, "becomes").unwrap_or("returned")))
}

/// The first day of the year on which the base was published.
fn index(fact: &Fact) -> Option<Order> {
    let index = fact.get("index")?;
    let year = fact.text("signed").and_then(|signed| signed.get(..4)).unwrap_or_default();
    let base = text(index, "base").unwrap_or_default().trim_end_matches('0');
    Some(
        Order::default()
            .with("base", base)
            .with("column", "price")
            .with("day", format!("{year}-{}", text(index, "day").unwrap_or_default()))
            .with("series", text(index, "series")),
    )
}

fn due(due: &Value) -> Order {
    let part = text(due, "part").unwrap_or_default();
    let loan = due.get("loan");
    let interest = loan.filter(|_| part == "loan_interest").map(|loan| {
        let base = loan.get("base").and_then(Value::as_u64).unwrap_or(360);
        Order::default().with("day_count", format!("actual/{base}")).with("rate", "rate")
    });
    let repaid = loan.filter(|_| part == "loan_principal").and_then(|loan| text(loan, "principal"));
    let rate = due.get("rate").map(|rate| copied_of(rate, &["of", "price"]).with("times", text(rate, "part")));
    copied_of(due, &["amount", "due", "no", "part"])
        .with("first_day", text(due, "from"))
        .with("last_day", text(due, "to"))
        .with("interest", interest)
        .with("rate", rate)
        .with("repayment", repaid)
}
