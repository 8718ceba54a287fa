//! Every sheet of the library on a ledger: what each word of it means there, its example's figures as facts, and what the
//! ledger computes from them for each household, each party and each account: to the fen what the example says.

mod beside;
mod paid;

use crate::founded::{founded, key};
use coop_ledger::{
    audit::{FindingCode, Pin, Verdict},
    cooperative::{Cooperative, TriedSheet, audit, audit_here},
    decide::{DeclarePayout, Request},
    log::Json,
    rules::{self, Given, Outcome, Place, Row, Run},
    scheme::{self, CheckedSheet, Example, Literal, Type},
    unit::{Day, Exact, Fen, Rounding},
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// A sheet and what its words mean, as `coop scheme adopt` takes it: `r` rows, `c` reads, `a` accounts, `p` parties.
const LIBRARY: &str = include_str!("every_sheet/bindings.txt");

/// Parts of receipts that a village adds to its chart.
const PARTS: &str = r#"
dividend_fund = { zh = "应付分红款", en = "money made ready for dividends", credit = "211", holder = "none", purpose = "待分分红款", shared = true }
fruit = { zh = "卖果款", en = "fruit sold", credit = "211", holder = "none", purpose = "待分卖果款", shared = true }
carbon = { zh = "售碳款", en = "carbon sold", credit = "211", holder = "none", purpose = "待分售碳款", shared = true }
held_deposit = { zh = "押金", en = "deposit to be kept by a sheet", credit = "211", holder = "none", purpose = "待转押金", shared = true }
fixed_income = { zh = "合股收益", en = "return on pooled capital", credit = "211", holder = "none", purpose = "待分合股收益", shared = true }
park_rent = { zh = "园区租金", en = "rent of the park", credit = "211", holder = "none", purpose = "待分园区租金", shared = true }
on_top_fee = { zh = "另付服务费", en = "fee on top", credit = "211", holder = "none", purpose = "待转服务费", shared = true }
"#;

const START: &str = "1990-01-02";

struct Bound {
    id: &'static str,
    rows: Vec<(&'static str, &'static str)>,
    reads: Vec<(&'static str, &'static str)>,
    said: Value,
}

fn library() -> Vec<Bound> {
    LIBRARY.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(bound).collect()
}

fn bound(line: &'static str) -> Bound {
    let mut words = line.split_whitespace();
    let id = words.next().unwrap();
    let (mut rows, mut reads, mut accounts, mut parties) = (vec![], vec![], vec![], vec![]);
    let (mut said_rows, mut said_reads) = (vec![], vec![]);
    for word in words {
        let (kind, rest) = word.split_once(':').unwrap();
        let (name, meaning) = rest.split_once('=').unwrap();
        match kind {
            "r" => {
                let (set, everyone) = meaning.strip_suffix("+everyone").map_or((meaning, false), |set| (set, true));
                rows.push((name, set));
                let mut one = json!({"register": name, "rows": set});
                if everyone {
                    one["everyone"] = json!(true);
                }
                said_rows.push(one);
            }
            "c" => {
                let (from, when) = meaning.split_once('@').map_or((meaning, None), |(from, when)| (from, Some(when)));
                reads.push((name, from));
                let mut one = json!({"at": name, "from": from});
                if let Some(when) = when {
                    one["when"] = json!(when);
                }
                said_reads.push(one);
            }
            "a" => {
                let (place, opens) = meaning.strip_suffix("+book").map_or((meaning, "kept"), |place| (place, "book"));
                let (place, holder) = place.split_once('@').map_or((place, None), |(place, h)| (place, Some(h)));
                let mut one = json!({"account": name, "place": place, "opens": opens});
                if let Some(holder) = holder {
                    one["under"] = json!(holder);
                }
                accounts.push(one);
            }
            _ => parties.push(json!({"party": name, "is": meaning})),
        }
    }
    let mut said = json!({});
    for (member, all) in [("rows", said_rows), ("reads", said_reads), ("accounts", accounts), ("parties", parties)] {
        if !all.is_empty() {
            said[member] = json!(all);
        }
    }
    Bound { id, rows, reads, said }
}

impl Bound {
    fn set_of(&self, register: &str) -> &'static str {
        let said = self.rows.iter().find(|(name, _)| *name == register).map(|(_, set)| *set);
        said.unwrap_or_else(|| match register {
            "户" | "household" => "household",
            "地块" => "parcel",
            "人" => "person",
            "村" => "village",
            "房屋" => "house",
            "出资" => "capital",
            other => panic!("{}: {other}", self.id),
        })
    }

    fn read(&self, at: &str) -> Option<&'static str> {
        self.reads.iter().find(|(word, _)| *word == at).map(|(_, from)| *from)
    }

    fn reads(&self, what: &str) -> bool {
        self.reads.iter().any(|(_, from)| from.starts_with(what))
    }
}

fn sheet(id: &str) -> CheckedSheet {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/rules/{id}/{id}.sheet"));
    scheme::read(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn given(literal: &Literal) -> Given {
    match literal {
        Literal::Number(number, _) => Given::Number(number.clone()),
        Literal::Day(day) => Given::Day(*day),
        Literal::YesNo(said) => Given::Truth(*said),
        Literal::Word(word) => Given::Word(word.clone()),
    }
}

fn unit_of(ty: &Type) -> String {
    match ty {
        Type::Number(unit) => unit.to_string(),
        Type::Day => "日期".to_owned(),
        Type::YesNo => "是否".to_owned(),
        Type::Word(_) => "类".to_owned(),
    }
}

fn written(value: &Given) -> String {
    match value {
        Given::Number(number) => number.to_string(),
        Given::Day(day) => day.to_string(),
        Given::Truth(true) => "yes".to_owned(),
        Given::Truth(false) => "no".to_owned(),
        Given::Word(word) => word.clone(),
        Given::Missing => "-".to_owned(),
        Given::Series(_) => panic!("a series by day stands in no row"),
    }
}

fn two(number: &Exact) -> String {
    number.to_fen(Rounding::HalfUp).unwrap().to_string()
}

/// A number as the shares of a class are written: up to six decimals.
fn shares(number: &Exact) -> String {
    (0..=6).find_map(|digits| number.decimal(digits)).unwrap()
}

/// An example under the codes that the ledger gives to what is in it.
struct Told<'a> {
    bound: &'a Bound,
    sheet: &'a CheckedSheet,
    run: Run,
    /// By register and key: the household, or village, to which a row belongs.
    of: BTreeMap<(String, String), String>,
}

/// What is said of an example as facts.
struct Facts {
    facts: Vec<Value>,
    /// What the payout is declared with.
    ask: Value,
}

/// An example may put eight hundred persons under one household; no ledger has such a one, and a line that names them all
/// would be too long. They live in households of their own here, where the example asks nothing of the household.
#[derive(Default)]
struct Apart {
    many: BTreeMap<String, (usize, String)>,
    /// Register and code of those that were made for it.
    all: Vec<(String, String)>,
}

impl Apart {
    const MOST: usize = 60;

    fn of(
        &mut self,
        registers: &[scheme::Register],
        row: &scheme::ExampleRow,
        household: String,
        next: impl FnOnce() -> String,
    ) -> String {
        let parent = row.parents.first().map(|(at, _)| &registers[at.index()]);
        let Some(parent) = parent.filter(|parent| parent.columns.is_empty()) else { return household };
        let (count, stands) = self.many.entry(household.clone()).or_insert((0, household));
        *count += 1;
        if *count % Self::MOST == 0 {
            *stands = next();
            self.all.push((parent.name.clone(), stands.clone()));
        }
        stands.clone()
    }
}

fn told<'a>(bound: &'a Bound, sheet: &'a CheckedSheet, example: &Example) -> Told<'a> {
    let registers = sheet.registers();
    let mut codes: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut of: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut apart = Apart::default();
    // what others belong to stands first in a sheet, mostly; so go on until nothing is left
    let mut waiting: Vec<_> = example.rows.iter().collect();
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.retain(|row| {
            let register = &registers[row.register.index()];
            let set = bound.set_of(&register.name);
            let parents: Option<Vec<String>> = row
                .parents
                .iter()
                .map(|(at, key)| codes.get(&(registers[at.index()].name.clone(), key.clone())).cloned())
                .collect();
            let Some(parents) = parents else { return true };
            let owner = row
                .parents
                .iter()
                .zip(&parents)
                .find_map(|((at, _), code)| of.get(&(registers[at.index()].name.clone(), code.clone())).cloned());
            for key in row.keys.iter() {
                let count = |counts: &mut BTreeMap<String, usize>, of: &str| {
                    let n = counts.entry(of.to_owned()).or_default();
                    *n += 1;
                    *n
                };
                let code = match set {
                    "household" => format!("H{:04}", count(&mut counts, "household")),
                    "village" => format!("V{:04}", count(&mut counts, "village")),
                    "parcel" => format!("P{:05}", count(&mut counts, "parcel")),
                    "house" => format!("HS-{:02}", count(&mut counts, "house")),
                    "period" => key.trim_start_matches('Y').to_owned(),
                    "person" => {
                        let household =
                            owner.clone().unwrap_or_else(|| format!("H{:04}", count(&mut counts, "household")));
                        let household =
                            apart.of(registers, row, household, || format!("H{:04}", count(&mut counts, "household")));
                        format!("{household}-{}", count(&mut counts, &household))
                    }
                    other if other.starts_with("holding.") => {
                        let household = owner.clone().unwrap();
                        format!("{household}-{}", count(&mut counts, &household))
                    }
                    _ => key.clone(),
                };
                let whose = match set {
                    "household" | "village" => code.clone(),
                    "person" => code.split('-').next().unwrap().to_owned(),
                    _ => owner.clone().unwrap_or_default(),
                };
                of.insert((register.name.clone(), code.clone()), whose);
                codes.insert((register.name.clone(), key), code);
            }
            false
        });
        assert!(waiting.len() < before, "{}: rows that belong to nothing", bound.id);
    }
    let mut rows: BTreeMap<String, Vec<Row>> =
        registers.iter().filter(|r| r.pieces.is_none()).map(|r| (r.name.clone(), Vec::new())).collect();
    for row in &example.rows {
        let register = &registers[row.register.index()];
        for key in row.keys.iter() {
            let own = codes[&(register.name.clone(), key.clone())].clone();
            let parents = row.parents.iter().map(|(at, key)| {
                let name = registers[at.index()].name.as_str();
                let household =
                    own.split('-').next().filter(|h| apart.all.contains(&(name.to_owned(), (*h).to_owned())));
                (name, household.map_or_else(|| codes[&(name.to_owned(), key.clone())].clone(), str::to_owned))
            });
            let cells = register.columns.iter().zip(&row.cells);
            let cells = cells.map(|(c, cell)| (c.name.as_str(), cell.as_ref().map_or(Given::Missing, given)));
            rows.get_mut(&register.name).unwrap().push(Row {
                key: codes[&(register.name.clone(), key)].clone(),
                parents: parents.collect(),
                cells: cells.collect(),
            });
        }
    }
    for (register, household) in &apart.all {
        of.insert((register.clone(), household.clone()), household.clone());
        rows.get_mut(register).unwrap().push(Row { key: household.clone(), ..Row::default() });
    }
    let mut inputs: BTreeMap<String, Given> =
        example.inputs.iter().map(|(at, literal)| (sheet.inputs()[at.index()].name.clone(), given(literal))).collect();
    for input in sheet.inputs().iter().filter(|input| input.daily) {
        inputs.insert(input.name.clone(), Given::Series(Vec::new()));
    }
    for (at, day, literal) in &example.daily {
        let Given::Number(price) = given(literal) else { panic!("{literal:?}") };
        let Some(Given::Series(all)) = inputs.get_mut(&sheet.inputs()[at.index()].name) else { panic!("{at:?}") };
        all.push((*day, price));
    }
    let mut balances: BTreeMap<String, BTreeMap<String, Fen>> = BTreeMap::new();
    for (at, key, amount) in &example.openings {
        let account = &sheet.accounts()[at.index()];
        let key = match (account.each, key) {
            (Some(register), Some(key)) => codes[&(registers[register.index()].name.clone(), key.clone())].clone(),
            _ => String::new(),
        };
        balances.entry(account.name.clone()).or_default().insert(key, amount.to_fen(Rounding::HalfUp).unwrap());
    }
    let run = Run {
        period: example.period,
        record_day: example.record_day,
        registers: rows,
        inputs,
        balances,
        carried: BTreeMap::new(),
    };
    Told { bound, sheet, run, of }
}

/// A series that words of the sheet read.
#[derive(Default)]
struct Table {
    columns: Vec<Value>,
    parents: Vec<String>,
    key: Option<&'static str>,
    daily: Vec<(Day, String)>,
    rows: BTreeMap<String, (Vec<String>, Vec<String>)>,
}

fn column(name: &str, ty: &Type) -> Value {
    let mut column = json!({"name": name, "unit": unit_of(ty), "may_be_negative": true, "may_be_missing": true});
    if let Type::Word(words) = ty {
        column["words"] = json!(words);
    }
    column
}

impl Told<'_> {
    fn registers(&self) -> impl Iterator<Item = (&str, &'static str, &scheme::Register)> {
        let all = self.sheet.registers().iter().filter(|r| r.pieces.is_none());
        all.map(|r| (r.name.as_str(), self.bound.set_of(&r.name), r))
    }

    fn rows(&self, register: &str) -> &[Row] {
        &self.run.registers[register]
    }

    fn whose(&self, register: &str, key: &str) -> &str {
        &self.of[&(register.to_owned(), key.to_owned())]
    }

    /// The cell of a row that a reader reads.
    fn cell<'r>(&self, register: &str, row: &'r Row, from: &str) -> Option<&'r Given> {
        let register = self.sheet.registers().iter().find(|r| r.name == register).unwrap();
        let column =
            register.columns.iter().find(|c| self.bound.read(&format!("{}.{}", register.name, c.name)) == Some(from));
        row.cells.get(&column?.name)
    }

    fn day(&self, register: &str, row: &Row, from: &str) -> Option<String> {
        match self.cell(register, row, from)? {
            Given::Day(day) => Some(day.to_string()),
            _ => None,
        }
    }

    fn number(&self, register: &str, row: &Row, from: &str) -> Option<Exact> {
        match self.cell(register, row, from)? {
            Given::Number(number) => Some(number.clone()),
            _ => None,
        }
    }

    fn facts(&self) -> Facts {
        let mut out = Facts { facts: Vec::new(), ask: json!({}) };
        out.facts.push(json!({"on": START, "kind": "bank.registered", "account": "A-BANK-1", "owner": "A", "ownership": "collective"}));
        for party in ["OP1", "OP2"] {
            out.facts.push(json!({"on": START, "kind": "party.registered", "party": party, "role": "operator"}));
        }
        self.classes(&mut out);
        self.households(&mut out);
        self.things(&mut out);
        self.series(&mut out);
        self.books(&mut out);
        self.contract(&mut out);
        self.money(&mut out);
        out
    }

    /// Classes that are read, by which word and with the unit of its column.
    fn classes(&self, out: &mut Facts) {
        let mut seen = BTreeSet::new();
        let held = self.bound.rows.iter().filter_map(|(_, set)| set.strip_prefix("holding."));
        let held: Vec<(&str, String, &str)> = held.map(|class| (class, "share".to_owned(), "person")).collect();
        let read = self.registers().flat_map(|(name, set, register)| {
            register.columns.iter().filter_map(move |c| {
                let class = self.bound.read(&format!("{name}.{}", c.name))?.strip_prefix("class.")?;
                let by = if set == "person" { "person" } else { "household" };
                let unit = match unit_of(&c.ty).as_str() {
                    "年" => "year",
                    "亩" => "mu",
                    _ => "share",
                };
                Some((class, unit.to_owned(), by))
            })
        });
        for (class, unit, by) in read.chain(held) {
            let (class, paid) = class.strip_suffix(".value").map_or((class, false), |class| (class, true));
            if !seen.insert(class.to_owned()) {
                continue;
            }
            let mut fact = json!({"on": START, "kind": "class.set", "class": class, "unit": unit, "regime": "open", "held_by": by, "scale": 6});
            if paid {
                fact["paid_in"] = json!({"account": "301", "price": "1.00"});
            }
            out.facts.push(fact);
        }
    }

    /// Shares of a row by class.
    fn shares(&self, register: &str, row: &Row) -> Value {
        let mut all = serde_json::Map::new();
        let of = self.sheet.registers().iter().find(|r| r.name == register).unwrap();
        for c in &of.columns {
            let Some(from) = self.bound.read(&format!("{register}.{}", c.name)) else { continue };
            let class = from.strip_prefix("class.").map(|class| class.trim_end_matches(".value"));
            let held =
                (from == "holding.quantity").then(|| self.bound.set_of(register).strip_prefix("holding.").unwrap());
            if let (Some(class), Some(Given::Number(n))) = (class.or(held), row.cells.get(&c.name))
                && !n.is_zero()
            {
                all.insert(class.to_owned(), json!(shares(n)));
            }
        }
        json!(all)
    }

    fn households(&self, out: &mut Facts) {
        let mut all: BTreeSet<String> = self.of.values().filter(|code| code.starts_with('H')).cloned().collect();
        if self.registers().any(|(_, set, _)| set == "parcel") && all.is_empty() {
            all.insert("H0001".to_owned());
        }
        let of_persons = self.registers().find(|(_, set, _)| *set == "person" || set.starts_with("holding."));
        let own = self.registers().find(|(_, set, _)| *set == "household").map(|(name, ..)| name.to_owned());
        for code in all {
            let row =
                own.as_ref().and_then(|name| self.rows(name).iter().find(|row| row.key == code).map(|row| (name, row)));
            let mut enrolled = json!({"on": START, "kind": "household.enrolled", "household": code});
            let held = row
                .map(|(name, row)| self.shares(name, row))
                .filter(|held| held.as_object().is_some_and(|h| !h.is_empty()));
            let persons: Vec<&Row> = of_persons.map_or(Vec::new(), |(name, ..)| {
                self.rows(name).iter().filter(|row| self.whose(name, &row.key) == code).collect()
            });
            match of_persons.filter(|_| !persons.is_empty()) {
                Some((name, ..)) => self.persons(out, name, &code, &persons, held),
                None => {
                    let members = row.and_then(|(name, row)| self.number(name, row, "members"));
                    let members = members.map_or("1".to_owned(), |members| members.to_string());
                    enrolled["members"] = json!(members.parse::<u32>().unwrap());
                    if let Some(held) = held {
                        enrolled["shares"] = held;
                    }
                    out.facts.push(enrolled);
                }
            }
        }
        if let Some((name, ..)) = self.registers().find(|(_, set, _)| *set == "village") {
            for row in self.rows(name) {
                let land = self.number(name, row, "village.land").map_or("0.00".to_owned(), |land| two(&land));
                let money = self.number(name, row, "village.money").map_or("0.00".to_owned(), |money| two(&money));
                out.facts.push(
                    json!({"on": START, "kind": "village.joined", "village": row.key, "land_mu": land, "money": money}),
                );
            }
        }
    }

    /// A household with its persons: those of the first roll, those who came later, and who went.
    fn persons(&self, out: &mut Facts, name: &str, code: &str, rows: &[&Row], held: Option<Value>) {
        let since = |row: &Row| {
            let born = self.day(name, row, "person.birth").unwrap_or_else(|| START.to_owned());
            self.day(name, row, "person.since").unwrap_or_else(|| born.max(START.to_owned()))
        };
        let until = |row: &Row| self.day(name, row, "person.until");
        let person = |row: &Row, basis: &str| {
            let birth = self.day(name, row, "person.birth").unwrap_or_else(|| "1970-01-01".to_owned());
            let mut one = json!({"person": row.key, "birth": birth, "since": since(row), "basis": basis});
            let held = self.shares(name, row);
            if held.as_object().is_some_and(|h| !h.is_empty()) {
                one["shares"] = held;
            }
            one
        };
        let first_day = rows.iter().map(|row| since(row)).min().unwrap();
        let (first, later): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| since(row) == first_day);
        let day = |text: &str| text.parse::<Day>().unwrap();
        // an entry holds so many persons, and no more
        let mut chunks = first.chunks(150);
        let start = chunks.next().unwrap();
        let mut enrolled = json!({"on": first_day, "kind": "household.enrolled", "household": code, "head": start[0].key,
            "persons": start.iter().map(|row| person(row, "first_roll")).collect::<Vec<_>>()});
        if let Some(held) = held {
            enrolled["shares"] = held;
        }
        out.facts.push(enrolled);
        for chunk in chunks {
            out.facts.push(json!({"on": first_day, "kind": "members.changed", "household": code, "document": "roll",
                "came": chunk.iter().map(|row| person(row, "first_roll")).collect::<Vec<_>>()}));
        }
        let mut changes: Vec<(Day, bool, &Row)> = later.iter().map(|row| (day(&since(row)), false, *row)).collect();
        changes.extend(rows.iter().filter_map(|row| Some((day(&until(row)?), true, *row))));
        changes.sort_by_key(|(day, went, _)| (*day, *went));
        let mut here: BTreeSet<&str> = first.iter().map(|row| row.key.as_str()).collect();
        for (on, went, row) in changes {
            if !went {
                here.insert(&row.key);
                out.facts.push(
                    json!({"on": on.to_string(), "kind": "members.changed", "household": code, "document": "birth",
                    "came": [person(row, "born")]}),
                );
                continue;
            }
            here.remove(row.key.as_str());
            let mut change = json!({"on": on.to_string(), "kind": "members.changed", "household": code, "document": "paper",
                "went": [{"person": row.key, "why": "died"}]});
            if let Some(head) = here.iter().next() {
                change["head"] = json!(head);
            } else {
                // somebody born that day keeps the household
                let heir = format!("{code}-{}", rows.len() + 1);
                change["head"] = json!(heir);
                change["came"] =
                    json!([{"person": heir, "birth": on.to_string(), "since": on.to_string(), "basis": "born"}]);
            }
            out.facts.push(change);
        }
    }

    fn things(&self, out: &mut Facts) {
        for (name, set, register) in self.registers() {
            for row in self.rows(name) {
                let owner = register.parents.first().map_or("H0001", |_| self.whose(name, &row.key));
                if let Some(mu) = self.number(name, row, "sum.parcel.area_mu") {
                    let m2 = two(&(&mu * &Exact::new(2000, 3)));
                    let code = format!("P{}", row.key.trim_start_matches('H'));
                    out.facts
                        .push(json!({"on": START, "kind": "parcel.registered", "parcel": code, "household": row.key,
                        "area_mu": two(&mu), "area_m2": m2, "contract_end": "2060-12-31"}));
                }
                match set {
                    "parcel" => {
                        let mu = self.number(name, row, "parcel.area_mu");
                        let ha = self.number(name, row, "parcel.area_ha").map(|ha| &ha * &Exact::whole(10_000));
                        let m2 = ha.unwrap_or_else(|| mu.as_ref().unwrap() * &Exact::new(2000, 3));
                        let mu = mu.unwrap_or_else(|| &m2 * &Exact::new(3, 2000));
                        let end = self.day(name, row, "parcel.contract_end").unwrap_or_else(|| "2060-12-31".to_owned());
                        out.facts.push(
                            json!({"on": START, "kind": "parcel.registered", "parcel": row.key, "household": owner,
                            "area_mu": two(&mu), "area_m2": two(&m2), "contract_end": end}),
                        );
                    }
                    "house" => {
                        let floor = self.number(name, row, "house.floor_m2").unwrap();
                        out.facts.push(json!({"on": START, "kind": "house.registered", "house": row.key, "owner": owner, "floor_m2": two(&floor)}));
                    }
                    _ => {}
                }
            }
        }
    }

    fn series(&self, out: &mut Facts) {
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

    /// Balances that a word reads, and those that an account opens with.
    fn books(&self, out: &mut Facts) {
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

    fn contract(&self, out: &mut Facts) {
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
    fn houses_apart(&self, out: &mut Facts) -> bool {
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

    /// True for a sheet that distributes a year's result, whether it reads it or not.
    fn distributes(&self) -> bool {
        self.sheet.inputs().iter().all(|input| input.held.is_none())
            && self.sheet.parties().iter().any(|party| party.kind == scheme::PartyKind::Books)
    }

    /// What a run takes out of the books' result.
    fn out_of_result(&self) -> Fen {
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
    fn stated_result(&self) -> Option<Fen> {
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

    fn money(&self, out: &mut Facts) {
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
    fn year(&self, out: &mut Facts, result: &Exact) {
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

    /// What each household, each party and each account has of an outcome.
    fn sums(&self, outcome: &Outcome) -> BTreeMap<String, Fen> {
        let mut sums: BTreeMap<String, Fen> = BTreeMap::new();
        let mut add = |to: String, fen: Fen| {
            let sum = sums.entry(to).or_default();
            *sum = sum.plus(fen).unwrap();
        };
        for m in &outcome.moves {
            match &m.to {
                Place::Payee { register, key } => add(self.whose(register, key).to_owned(), m.fen),
                Place::Party(name) => add(format!("to {name}"), m.fen),
                _ => {}
            }
            if let Place::Party(name) = &m.from {
                add(format!("from {name}"), m.fen);
            }
        }
        for (account, rows) in &outcome.closing {
            add(format!("in {account}"), Fen::total(rows.values().copied()).unwrap());
        }
        sums.retain(|_, fen| *fen != Fen::ZERO);
        sums
    }
}

fn fen(text: &str) -> Fen {
    let (yuan, cents) = text.split_once('.').unwrap();
    Fen(yuan.parse::<i64>().unwrap() * 100 + cents.parse::<i64>().unwrap())
}

struct Village {
    folder: tempfile::TempDir,
    coop: Cooperative,
}

fn village(facts: &[Value]) -> Result<Village, String> {
    let chart = coop_ledger::books::CN_2023.replace("[payment]\n", &format!("{PARTS}\n[payment]\n"));
    let (folder, mut coop) = founded("library", "2024-01-01", Some(chart), "2035-01-01T08:00:00Z");
    let numbered: Vec<Request> = facts
        .iter()
        .zip(0..)
        .map(|(fact, n)| {
            let mut fact = fact.clone();
            fact["id"] = json!(format!("f{n}"));
            let read = Json::parse(serde_json::to_string(&fact).unwrap().as_bytes()).unwrap();
            Request::read(&read).map_err(|refusal| format!("{fact}: {refusal}"))
        })
        .collect::<Result<_, String>>()?;
    for chunk in numbered.chunks(400) {
        coop.record(chunk, &key()).map_err(|trouble| trouble.to_string())?;
    }
    Ok(Village { folder, coop })
}

fn adopted(bound: &Bound, on: &str) -> Value {
    let lines: Vec<String> = sheet(bound.id).text().lines().map(str::to_owned).collect();
    let mut fact = json!({"on": on, "kind": "scheme.adopt", "version": 1, "resolution": "R-1", "sheet": lines});
    for (member, all) in bound.said.as_object().unwrap() {
        fact[member] = all.clone();
    }
    fact
}

/// An example of a sheet as facts, and what it is to give.
struct Prepared<'a> {
    told: Told<'a>,
    wanted: Outcome,
    facts: Vec<Value>,
    ask: DeclarePayout,
}

/// An example with its adoption; nothing for one that its sheet is to refuse.
fn prepared<'a>(bound: &'a Bound, sheet: &'a CheckedSheet, example: &Example) -> Option<Prepared<'a>> {
    let told = told(bound, sheet, example);
    let wanted = rules::compute(sheet, &told.run).ok()?;
    let Facts { mut facts, mut ask } = told.facts();
    facts.push(adopted(bound, &example.period.last_day().to_string()));
    ask["payout"] = json!("X1");
    ask["scheme"] = json!(bound.id);
    ask["period"] = json!(example.period);
    ask["record_day"] = json!(example.record_day);
    let ask = serde_json::from_value(ask).unwrap_or_else(|e| panic!("{}: {e}", bound.id));
    Some(Prepared { told, wanted, facts, ask })
}

/// What is wrong with an example on a ledger; nothing where it agrees.
fn tried(sheet: &CheckedSheet, example: &Example, prepared: &Prepared<'_>) -> Result<(), String> {
    let Prepared { told, wanted, facts, ask } = prepared;
    let village = village(facts)?;
    let sheet_tried = TriedSheet::Adopted(sheet.id().clone(), Some(1));
    let found =
        village.coop.try_sheet(&sheet_tried, ask, example.record_day, None).map_err(|trouble| trouble.to_string())?;
    let outcome = found.trial.outcome.map_err(|stop| format!("{stop:?}"))?;
    let mut wanted = told.sums(wanted);
    let mut got: BTreeMap<String, Fen> = told.sums_of_ledger(&outcome, &found.trial.lines);
    wanted.retain(|_, f| *f != Fen::ZERO);
    got.retain(|_, f| *f != Fen::ZERO);
    if wanted == got { Ok(()) } else { Err(format!("wanted {wanted:?}\n  found {got:?}")) }
}

impl Told<'_> {
    /// The same of a ledger's outcome: households as its lines have them.
    fn sums_of_ledger(&self, outcome: &Outcome, lines: &[coop_ledger::event::PayoutLine]) -> BTreeMap<String, Fen> {
        let payees_apart = Outcome {
            moves: outcome
                .moves
                .iter()
                .map(|m| match &m.to {
                    Place::Payee { .. } => {
                        rules::Move { to: Place::Pot { name: "-".into(), key: String::new() }, ..m.clone() }
                    }
                    _ => m.clone(),
                })
                .collect(),
            ..outcome.clone()
        };
        let mut sums = self.sums(&payees_apart);
        for line in lines {
            if let Some(household) = line.to.household() {
                let sum = sums.entry(household.to_string()).or_default();
                *sum = sum.plus(line.amount.fen()).unwrap();
            }
        }
        sums
    }
}

/// True for an example that changes no value of its sheet and begins with what books can hold.
fn plain(bound: &Bound, sheet: &CheckedSheet, example: &Example) -> bool {
    let books = |name: &str| {
        let mut all = bound.said["accounts"].as_array().into_iter().flatten();
        all.any(|a| a["account"] == json!(name) && a["opens"] == json!("book"))
    };
    example.overrides.is_empty()
        && example.carried.is_empty()
        && example.openings.iter().all(|(at, ..)| books(&sheet.accounts()[at.index()].name))
}

#[test]
fn every_sheet_of_the_library_is_adopted_and_computes_what_its_examples_say() {
    let (mut sheets, mut examples, mut wrong) = (0, 0, Vec::new());
    let only = std::env::var("COOP_SHEET").ok();
    for bound in library().iter().filter(|b| only.as_deref().is_none_or(|only| only == b.id)) {
        let sheet = sheet(bound.id);
        let mut agreed = 0;
        for example in sheet.examples().iter().filter(|e| plain(bound, &sheet, e)) {
            let Some(prepared) = prepared(bound, &sheet, example) else { continue };
            match tried(&sheet, example, &prepared) {
                Ok(()) => agreed += 1,
                Err(why) => wrong.push(format!("{} {}: {why}", bound.id, example.title)),
            }
        }
        examples += agreed;
        sheets += usize::from(agreed > 0);
    }
    println!("every sheet: sheets={sheets} of {} examples={examples} wrong={}", library().len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(only.is_some() || examples >= 90, "{examples}");
}

/// Welfare from an age on, declared on a ledger whose household has two persons.
fn seniors() -> Village {
    let sheets = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/life/sheets");
    let text = std::fs::read_to_string(sheets.join("welfare-2024.sheet")).unwrap();
    let bound: Value =
        serde_json::from_str(&std::fs::read_to_string(sheets.join("welfare-2024.json")).unwrap()).unwrap();
    let person =
        |code: &str, birth: &str| json!({"person": code, "birth": birth, "since": "2024-01-01", "basis": "first_roll"});
    let facts = [
        json!({"on": "2024-01-01", "kind": "household.enrolled", "household": "H0001", "head": "H0001-1",
            "persons": [person("H0001-1", "1950-05-05"), person("H0001-2", "1964-10-12")]}),
        json!({"on": "2024-01-02", "kind": "scheme.adopt", "version": 1, "resolution": "R-1", "rows": bound["rows"],
            "reads": bound["reads"], "sheet": text.lines().collect::<Vec<_>>()}),
        json!({"on": "2024-10-11", "kind": "payout.declare", "payout": "WF2024", "scheme": "welfare-2024",
            "period": {"first_day": "2024-01-01", "last_day": "2024-12-31"}}),
    ];
    village(&facts).unwrap()
}

#[test]
fn a_day_of_birth_is_read_and_stands_in_no_line_and_an_audit_says_what_it_took_as_shown() {
    let Village { folder, coop } = seniors();
    let payout = coop.books().payout(&"WF2024".parse().unwrap()).unwrap();
    // one is sixty, the other a day too young
    assert_eq!(payout.lines.values().map(|owed| owed.amount).collect::<Vec<_>>(), [Fen(20_000)]);
    assert_eq!((payout.declared.opened.len(), payout.declared.read.len()), (2, 1));
    let entry = coop.entry(payout.index).unwrap();
    let told = format!("{:?}", entry.event);
    assert!(!told.contains("1950-05-05") && !told.contains("1964-10-12"), "{told}");
    drop(coop);
    let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
    let with = audit_here(&ledger, &state, Pin::default(), &mut |_, _| {}).unwrap().report;
    let without = audit(&ledger, &Pin::default(), &mut |_, _| {}).unwrap().report;
    let shown =
        |notes: &[coop_ledger::audit::Finding]| notes.iter().any(|note| note.code() == FindingCode::TakenAsShown);
    assert!(
        with.verdict != Verdict::Fail && without.verdict != Verdict::Fail,
        "{:?} {:?}",
        with.findings,
        without.findings
    );
    assert!(!shown(&with.notes) && shown(&without.notes), "{:?} {:?}", with.notes, without.notes);
}
