//! An example as facts: contracts.

use super::{
    START,
    facts::Facts,
    told::{Told, two},
};
use coop_ledger::{
    rules::{Given, Row},
    scheme::{self, Type},
    unit::{Day, Exact},
};
use serde_json::{Value, json};

impl Told<'_> {
    pub(super) fn contract(&self, out: &mut Facts) {
        let wants = ["contract.", "due.", "term.", "receipt.", "lease_run.", "capital.", "report."];
        let wanted =
            wants.iter().any(|what| self.bound.reads(what)) || self.registers().any(|(_, set, _)| set == "capital");
        let land: Vec<&Row> =
            self.registers().filter(|(_, set, _)| *set == "parcel").flat_map(|(name, ..)| self.rows(name)).collect();
        let operator = self.sheet.parties().iter().any(|p| p.kind == scheme::PartyKind::Operator);
        if self.houses_apart(out) {
            return;
        }
        let works = self.sheet.registers().iter().flat_map(|r| &r.columns).any(|c| c.name == "工种");
        if !wanted && (!operator || land.is_empty()) && !works {
            return;
        }
        let all_days = |from: &str| -> Vec<String> {
            let rows = self
                .registers()
                .flat_map(|(name, ..)| self.rows(name).iter().filter_map(move |row| self.day(name, row, from)));
            let input = self.sheet.inputs().iter().filter(|i| self.bound.read(&i.name) == Some(from));
            let inputs = input.filter_map(|i| match self.run.inputs.get(&i.name) {
                Some(Given::Day(day)) => Some(day.to_string()),
                _ => None,
            });
            rows.chain(inputs).collect()
        };
        let period = self.run.period;
        let first = ["lease_run.from", "contract.first_day", "capital.counts_from"]
            .iter()
            .find_map(|from| all_days(from).into_iter().min());
        let first = first.unwrap_or_else(|| period.first_day().to_string());
        let handed = all_days("contract.hand_over_day")
            .into_iter()
            .max()
            .map(|day| day.parse::<Day>().unwrap().plus_days(-1).unwrap().to_string());
        let last = ["lease_run.to", "capital.until"].iter().find_map(|to| all_days(to).into_iter().max()).or(handed);
        let last = last.unwrap_or_else(|| period.last_day().plus_days(400).unwrap().to_string());
        let mut contract = json!({"on": first, "kind": "contract.signed", "contract": "C-1", "party": "OP1", "scheme": "example",
            "signed": first, "first_day": first, "last_day": last});
        let owner = |row: &Row| {
            let of = self.registers().find(|(_, set, _)| *set == "parcel");
            of.map(|(name, _, r)| r.parents.first().map_or("H0001", |_| self.whose(name, &row.key)).to_owned())
        };
        let mut parcels: Vec<(String, String)> =
            land.iter().filter_map(|row| Some((row.key.clone(), owner(row)?))).collect();
        for (name, ..) in self.registers() {
            let summed = self.rows(name).iter().filter(|row| self.number(name, row, "sum.parcel.area_mu").is_some());
            parcels.extend(summed.map(|row| (format!("P{}", row.key.trim_start_matches('H')), row.key.clone())));
        }
        for (parcel, household) in &parcels {
            out.facts.push(json!({"on": START, "kind": "entrustment.given", "household": household, "document": "W-1",
                "parcels": [parcel], "first_day": START, "last_day": last}));
        }
        if !parcels.is_empty() {
            contract["parcels"] = json!(parcels.iter().map(|(parcel, _)| parcel).collect::<Vec<_>>());
        }
        if let Some((name, ..)) = self.registers().find(|(_, set, _)| *set == "village") {
            let land = self.rows(name).iter().filter_map(|row| self.number(name, row, "village.land"));
            let land: Exact = land.sum();
            contract["area_mu"] = json!(if land.is_zero() { "1.00".to_owned() } else { two(&land) });
            contract["belongs_to"] = json!("collective");
        }
        let trades = self.sheet.registers().iter().flat_map(|r| &r.columns).find_map(|c| match &c.ty {
            Type::Word(words) if c.name == "工种" => Some(words),
            _ => None,
        });
        if let Some(trades) = trades {
            let rates = trades.iter().map(|trade| json!({"class": trade, "rate": "120.00"}));
            contract["terms"] = json!({"work_rates": rates.collect::<Vec<_>>()});
        }
        let houses: Vec<&String> = self
            .registers()
            .filter(|(_, set, _)| *set == "house")
            .flat_map(|(name, ..)| self.rows(name))
            .map(|row| &row.key)
            .collect();
        if !houses.is_empty() {
            contract["houses"] = json!(houses);
        }
        let dated: Vec<Value> = self
            .sheet
            .inputs()
            .iter()
            .filter_map(|input| {
                let name = self.bound.read(&input.name)?.strip_prefix("term.")?;
                let Some(Given::Number(value)) = self.run.inputs.get(&input.name) else { return None };
                Some(json!({"from": first, "name": name, "unit": "yuan", "value": value.to_string()}))
            })
            .collect();
        if !dated.is_empty() {
            contract["dated"] = json!(dated);
            contract["belongs_to"] = json!("collective");
        }
        let last_one = self.sheet.inputs().iter().find(|i| self.bound.read(&i.name) == Some("due.last"));
        if let Some(input) = last_one {
            let is_last = self.run.inputs.get(&input.name) == Some(&Given::Truth(true));
            let months = if period.days() > 300 { 12 } else { 6 };
            let instalment = |code: &str, first: Day, last: Day| {
                json!({"due": first.to_string(), "first_day": first.to_string(), "last_day": last.to_string(),
                "lease_year": 1, "part_of_year": if months == 12 { "1" } else { "1/2" }, "payout": code})
            };
            let mut all = vec![instalment("X1", period.first_day(), period.last_day())];
            if !is_last {
                let next = period.last_day().plus_days(1).unwrap();
                all.push(instalment("X2", next, next.plus_months(months).unwrap().plus_days(-1).unwrap()));
            }
            contract["terms"] = json!({"instalments": all});
        }
        if self.bound.reads("due.amount") {
            let amount = self.sheet.inputs().iter().find(|i| self.bound.read(&i.name) == Some("due.amount")).unwrap();
            let Some(Given::Number(n)) = self.run.inputs.get(&amount.name) else { panic!() };
            contract["belongs_to"] = json!("collective");
            contract["dues"] = json!([{"no": "1", "due": period.first_day().to_string(), "first_day": period.first_day().to_string(),
                "last_day": period.last_day().to_string(), "part": "rent", "amount": two(n)}]);
        }
        let capital = self.registers().find(|(_, set, _)| *set == "capital");
        if let Some((name, ..)) = capital {
            let amounts: Vec<Exact> =
                self.rows(name).iter().map(|row| self.number(name, row, "capital.amount").unwrap()).collect();
            let sum: Exact = amounts.into_iter().sum();
            contract["terms"] = json!({"capital": two(&sum)});
        }
        out.facts.push(contract);
        if let Some((name, ..)) = capital {
            let lines: Vec<Value> = self
                .rows(name)
                .iter()
                .map(|row| {
                    json!({"owner": self.whose(name, &row.key),
                "amount": two(&self.number(name, row, "capital.amount").unwrap())})
                })
                .collect();
            let sum: Exact = self.rows(name).iter().map(|row| self.number(name, row, "capital.amount").unwrap()).sum();
            out.facts.push(json!({"on": first, "kind": "subscription.recorded", "contract": "C-1", "into": "A-BANK-1", "collective": "0.00", "lines": lines}));
            out.facts.push(json!({"on": first, "kind": "payment.recorded", "contract": "C-1", "from": "A-BANK-1", "parts": [{"part": "investment", "amount": two(&sum)}]}));
        }
        if let Some(day) = all_days("receipt.day").into_iter().next() {
            out.facts.push(json!({"on": day, "kind": "receipt.recorded", "contract": "C-1", "into": "A-BANK-1",
                "parts": [{"part": "land_rent", "amount": "1.00"}],
                "period": {"first_day": period.first_day().to_string(), "last_day": period.last_day().to_string()}}));
        }
        out.ask["contract"] = json!("C-1");
    }

    /// Houses with days of their own have contracts of their own; a payout for all of them names none.
    pub(super) fn houses_apart(&self, out: &mut Facts) -> bool {
        let Some((name, ..)) = self.registers().find(|(_, set, _)| *set == "house") else { return false };
        let rows = self.rows(name);
        if rows.len() < 2 {
            return false;
        }
        for (n, row) in (1..).zip(rows) {
            let first = self.day(name, row, "contract.first_day").unwrap();
            let over: Day = self.day(name, row, "contract.hand_over_day").unwrap().parse().unwrap();
            out.facts.push(
                json!({"on": first, "kind": "contract.signed", "contract": format!("C-{n}"), "party": "OP1",
                "scheme": "example", "signed": first, "first_day": first, "last_day": over.plus_days(-1).unwrap(),
                "houses": [row.key]}),
            );
        }
        true
    }
}
