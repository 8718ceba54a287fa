//! An example as facts: balances, money that came, and a year that is closed.

use super::{
    START,
    facts::Facts,
    told::{Told, two, written},
};
use coop_ledger::{
    rules::{self, Given, Place},
    scheme,
    unit::{Exact, Fen, Rounding},
};
use serde_json::{Value, json};

impl Told<'_> {
    /// Balances that a word reads, and those that an account opens with.
    pub(super) fn books(&self, out: &mut Facts) {
        let mut lines: Vec<Value> = Vec::new();
        let mut add = |place: &str, holder: Option<&str>, amount: Fen| {
            let (account, purpose) = place.split_once('/').unwrap_or((place, ""));
            let debit = account.starts_with("11");
            let mut line = json!({"account": account, (if debit { "debit" } else { "credit" }): amount.to_string()});
            if !purpose.is_empty() {
                line["purpose"] = json!(purpose);
            }
            if let Some(holder) = holder {
                line["holder"] = json!(holder);
            }
            lines.push(line);
        };
        for (name, _, register) in self.registers() {
            for c in &register.columns {
                let Some(place) =
                    self.bound.read(&format!("{name}.{}", c.name)).and_then(|f| f.strip_prefix("account."))
                else {
                    continue;
                };
                for row in self.rows(name) {
                    if let Some(Given::Number(n)) =
                        row.cells.get(&c.name).filter(|n| **n != Given::Number(Exact::zero()))
                    {
                        add(place, Some(self.whose(name, &row.key)), n.to_fen(Rounding::HalfUp).unwrap());
                    }
                }
            }
        }
        for input in self.sheet.inputs() {
            let Some(place) = self.bound.read(&input.name).and_then(|f| f.strip_prefix("account.")) else { continue };
            if let Some(Given::Number(n)) =
                self.run.inputs.get(&input.name).filter(|n| **n != Given::Number(Exact::zero()))
            {
                let holder = place
                    .starts_with("113")
                    .then_some("H0001")
                    .or((place.starts_with("112") || place.starts_with("211")).then_some("OP2"));
                add(place, holder, n.to_fen(Rounding::HalfUp).unwrap());
            }
        }
        for account in
            self.bound.said["accounts"].as_array().into_iter().flatten().filter(|a| a["opens"] == json!("book"))
        {
            for (row, amount) in self.run.balances.get(account["account"].as_str().unwrap()).into_iter().flatten() {
                let holder = match account["under"].as_str() {
                    Some("party") => Some("OP1"),
                    Some(_) => Some(row.as_str()),
                    None => None,
                };
                add(account["place"].as_str().unwrap(), holder, *amount);
            }
        }
        lines.push(json!({"account": "102", "holder": "A-BANK-1", "debit": "100000000.00"}));
        // what goes out beyond the result was left by earlier years, of which the sheet reads nothing
        let before =
            self.bound.reads("statement.distributable") || self.sheet.inputs().iter().any(|i| i.name == "年初未分配");
        if let Some(result) = self.stated_result().filter(|_| !before && self.distributes()) {
            let beyond = self.out_of_result().minus(result.max(Fen::ZERO)).unwrap();
            if beyond > Fen::ZERO {
                lines.push(json!({"account": "322", "purpose": "未分配收益", "credit": beyond.to_string()}));
            }
        }
        let sum = |side: &str| Fen::total(lines.iter().filter_map(|l| l[side].as_str()).map(fen)).unwrap();
        let rest = sum("debit").minus(sum("credit")).unwrap();
        lines.push(json!({"account": "301", "purpose": "集体资本", "credit": rest.to_string()}));
        // books of a year that is closed begin with it
        let of_year = self.distributes() || self.stated_result().is_some();
        let on = if of_year { self.run.period.first_day().to_string() } else { START.to_owned() };
        out.facts.push(json!({"on": on, "kind": "opening.recorded", "lines": lines}));
    }

    /// True for a sheet that distributes a year's result, whether it reads it or not.
    pub(super) fn distributes(&self) -> bool {
        self.sheet.inputs().iter().all(|input| input.held.is_none())
            && self.sheet.parties().iter().any(|party| party.kind == scheme::PartyKind::Books)
    }

    /// What a run takes out of the books' result.
    pub(super) fn out_of_result(&self) -> Fen {
        let is_books = |place: &Place| {
            let Place::Party(name) = place else { return false };
            self.sheet.parties().iter().any(|p| p.name == *name && p.kind == scheme::PartyKind::Books)
        };
        let Ok(outcome) = rules::compute(self.sheet, &self.run) else { return Fen::ZERO };
        let sum = |of: &dyn Fn(&rules::Move) -> bool| {
            Fen::total(outcome.moves.iter().filter(|m| of(m)).map(|m| m.fen)).unwrap()
        };
        sum(&|m| is_books(&m.from)).minus(sum(&|m| is_books(&m.to))).unwrap()
    }

    /// The year's result that an input of the sheet states; none where it reads none.
    pub(super) fn stated_result(&self) -> Option<Fen> {
        let mut found = None;
        for input in self.sheet.inputs() {
            let from = self.bound.read(&input.name);
            let result =
                from.is_some_and(|from| from.starts_with("statement.")) || (from.is_none() && input.name == "净收益");
            if let (true, Some(Given::Number(n))) = (result, self.run.inputs.get(&input.name)) {
                found = Some(n.to_fen(Rounding::HalfUp).unwrap());
            }
        }
        found
    }

    pub(super) fn money(&self, out: &mut Facts) {
        let period = self.run.period;
        let last = period.last_day().to_string();
        let mut stated = Vec::new();
        for input in self.sheet.inputs() {
            let Some(from) = self.bound.read(&input.name) else {
                if let ("净收益", Some(Given::Number(n))) = (input.name.as_str(), self.run.inputs.get(&input.name)) {
                    self.year(out, n);
                }
                continue;
            };
            let value = self.run.inputs.get(&input.name);
            if let (Some(part), Some(Given::Number(n))) = (from.strip_prefix("part."), value)
                && !n.is_zero()
            {
                let mut receipt = json!({"on": last, "kind": "receipt.recorded", "into": "A-BANK-1",
                    "parts": [{"part": part, "amount": two(n)}]});
                if out.ask.get("contract").is_some() {
                    receipt["contract"] = json!("C-1");
                    if self.bound.reads("due.last") {
                        receipt["instalment"] = json!("X1");
                    }
                }
                out.facts.push(receipt);
            }
            if let (true, Some(Given::Number(n))) = (from.starts_with("statement."), value) {
                self.year(out, n);
            }
            if let (Some(name), Some(value)) = (from.strip_prefix("given."), value) {
                stated.push(json!({"name": name, "value": written(value)}));
            }
        }
        if !stated.is_empty() {
            out.ask["given"] = json!(stated);
        }
        if self.distributes() && self.stated_result().is_none() {
            self.year(out, &self.out_of_result().yuan());
        }
    }

    /// A year with this result, closed and carried.
    pub(super) fn year(&self, out: &mut Facts, result: &Exact) {
        let year = self.run.period.last_day().year();
        let last = format!("{year}-12-31");
        let amount = result.to_fen(Rounding::HalfUp).unwrap();
        let (bank, other) = if amount < Fen::ZERO { ("credit", "debit") } else { ("debit", "credit") };
        let account = if amount < Fen::ZERO { "511" } else { "501" };
        if amount != Fen::ZERO {
            out.facts.push(json!({"on": last, "kind": "voucher.recorded", "lines": [
                {"account": "102", "holder": "A-BANK-1", bank: amount.absolute().to_string()},
                {"account": account, "purpose": "示例", other: amount.absolute().to_string()}]}));
        }
        for step in ["close", "carry"] {
            out.facts.push(json!({"on": last, "kind": "year.stepped", "year": year, "step": step}));
        }
        out.ask["year"] = json!(year);
    }
}

pub(super) fn fen(text: &str) -> Fen {
    let (yuan, cents) = text.split_once('.').unwrap();
    Fen(yuan.parse::<i64>().unwrap() * 100 + cents.parse::<i64>().unwrap())
}
