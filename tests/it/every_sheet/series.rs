//! An example as facts: figures from outside.

use super::{
    START,
    facts::Facts,
    told::{Told, unit_of, written},
};
use coop_ledger::{rules::Given, scheme::Type, unit::Day};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A series that words of the sheet read.
#[derive(Default)]
pub(super) struct Table {
    columns: Vec<Value>,
    parents: Vec<String>,
    key: Option<&'static str>,
    daily: Vec<(Day, String)>,
    rows: BTreeMap<String, (Vec<String>, Vec<String>)>,
}

pub(super) fn column(name: &str, ty: &Type) -> Value {
    let mut column = json!({"name": name, "unit": unit_of(ty), "may_be_negative": true, "may_be_missing": true});
    if let Type::Word(words) = ty {
        column["words"] = json!(words);
    }
    column
}

impl Told<'_> {
    pub(super) fn series(&self, out: &mut Facts) {
        let mut tables: BTreeMap<&str, Table> = BTreeMap::new();
        for (name, set, register) in self.registers() {
            let own = set.strip_prefix("series.");
            if let Some(code) = own {
                let table = tables.entry(code).or_default();
                table.key = Some("row");
                table.parents = register
                    .parents
                    .iter()
                    .map(|at| self.bound.set_of(&self.sheet.registers()[at.index()].name).to_owned())
                    .collect();
                for row in self.rows(name) {
                    let parents = register
                        .parents
                        .iter()
                        .map(|at| row.parents.get(self.sheet.registers()[at.index()].name.as_str()).unwrap().clone());
                    table.rows.entry(row.key.clone()).or_default().0 = parents.collect();
                }
            }
            for c in &register.columns {
                let Some(rest) =
                    self.bound.read(&format!("{name}.{}", c.name)).and_then(|from| from.strip_prefix("series."))
                else {
                    continue;
                };
                let (code, column_name) = rest.split_once('.').unwrap();
                let table = tables.entry(code).or_default();
                table.columns.push(column(column_name, &c.ty));
                if own != Some(code) {
                    table.key = Some(match set {
                        "parcel" => "parcel",
                        "house" => "house",
                        "village" => "village",
                        "person" => "person",
                        _ => "household",
                    });
                }
                for row in self.rows(name) {
                    let value = written(row.cells.get(&c.name).unwrap_or(&Given::Missing));
                    table.rows.entry(row.key.clone()).or_default().1.push(value);
                }
            }
        }
        for input in self.sheet.inputs() {
            let Some(code) = self.bound.read(&input.name).and_then(|from| from.strip_prefix("series.")) else {
                continue;
            };
            let table = tables.entry(code).or_default();
            table.columns.push(column("value", &input.ty));
            match self.run.inputs.get(&input.name) {
                Some(Given::Series(all)) => {
                    table.daily = all.iter().map(|(day, price)| (*day, price.to_string())).collect()
                }
                Some(value) => _ = table.rows.insert(String::new(), (Vec::new(), vec![written(value)])),
                None => {}
            }
        }
        // a series to which another one belongs is set before it
        let mut order: Vec<&str> = tables.keys().copied().collect();
        order.sort_by_key(|code| tables[code].parents.iter().any(|parent| parent.starts_with("series.")));
        let year = self.run.period.last_day().year();
        for code in order {
            let table = &tables[code];
            let everyone = self.bound.said["rows"]
                .as_array()
                .into_iter()
                .flatten()
                .any(|rows| rows["rows"] == json!(format!("series.{code}")) && rows["everyone"] == json!(true));
            let input = self
                .sheet
                .inputs()
                .iter()
                .any(|i| self.bound.read(&i.name).is_some_and(|from| from.starts_with(&format!("series.{code}"))));
            let per = if input && table.rows.is_empty() {
                "day"
            } else if everyone || input {
                "year"
            } else {
                "once"
            };
            let columns = if table.columns.is_empty() {
                vec![json!({"name": "n", "unit": "1", "may_be_missing": true})]
            } else {
                table.columns.clone()
            };
            let mut set = json!({"on": START, "kind": "series.set", "series": code, "per": per, "published_by": "example", "columns": columns});
            if let Some(key) = table.key.filter(|_| !everyone) {
                set["key"] = json!(key);
            }
            if !table.parents.is_empty() {
                set["parents"] = json!(table.parents);
            }
            out.facts.push(set);
            for (day, price) in &table.daily {
                out.facts.push(
                    json!({"on": day.to_string(), "kind": "series.recorded", "series": code, "period": day.to_string(),
                    "source": "example", "rows": [{"values": [price]}]}),
                );
            }
            let rows = table.rows.iter().map(|(key, (parents, values))| {
                let values = if values.is_empty() { vec!["-".to_owned()] } else { values.clone() };
                let mut row = json!({"values": values});
                if !key.is_empty() && !everyone {
                    row["key"] = json!(key);
                }
                if !parents.is_empty() {
                    row["parents"] = json!(parents);
                }
                (key, row)
            });
            let rows: Vec<(&String, Value)> = rows.collect();
            if everyone {
                for (key, row) in rows {
                    out.facts.push(json!({"on": format!("{key}-12-31"), "kind": "series.recorded", "series": code, "source": "example", "period": key, "rows": [row]}));
                }
                continue;
            }
            for chunk in rows.chunks(300) {
                let rows: Vec<&Value> = chunk.iter().map(|(_, row)| row).collect();
                let mut fact =
                    json!({"on": START, "kind": "series.recorded", "series": code, "source": "example", "rows": rows});
                if per == "year" {
                    fact["period"] = json!(year.to_string());
                    fact["on"] = json!(format!("{year}-12-31"));
                }
                out.facts.push(fact);
            }
        }
    }
}
