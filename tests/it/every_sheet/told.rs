//! An example of a sheet under the codes of a ledger, and what it gives to whom.

use super::bound::Bound;
use coop_ledger::{
    event::PayoutLine,
    rules::{self, Given, Outcome, Place, Row, Run},
    scheme::{self, CheckedSheet, Example, Literal, Type},
    unit::{Exact, Fen, Rounding},
};
use std::collections::BTreeMap;

pub(super) fn given(literal: &Literal) -> Given {
    match literal {
        Literal::Number(number, _) => Given::Number(number.clone()),
        Literal::Day(day) => Given::Day(*day),
        Literal::YesNo(said) => Given::Truth(*said),
        Literal::Word(word) => Given::Word(word.clone()),
    }
}

pub(super) fn unit_of(ty: &Type) -> String {
    match ty {
        Type::Number(unit) => unit.to_string(),
        Type::Day => "日期".to_owned(),
        Type::YesNo => "是否".to_owned(),
        Type::Word(_) => "类".to_owned(),
    }
}

pub(super) fn written(value: &Given) -> String {
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

pub(super) fn two(number: &Exact) -> String {
    number.to_fen(Rounding::HalfUp).unwrap().to_string()
}

/// A number as the shares of a class are written: up to six decimals.
pub(super) fn shares(number: &Exact) -> String {
    (0..=6).find_map(|digits| number.decimal(digits)).unwrap()
}

/// An example under the codes that the ledger gives to what is in it.
pub(super) struct Told<'a> {
    pub(super) bound: &'a Bound,
    pub(super) sheet: &'a CheckedSheet,
    pub(super) run: Run,
    /// By register and key: the household, or village, to which a row belongs.
    pub(super) of: BTreeMap<(String, String), String>,
}

/// An example may put eight hundred persons under one household; no ledger has such a one, and a line that names them all
/// would be too long. They live in households of their own here, where the example asks nothing of the household.
#[derive(Default)]
pub(super) struct Apart {
    many: BTreeMap<String, (usize, String)>,
    /// Register and code of those that were made for it.
    all: Vec<(String, String)>,
}

impl Apart {
    pub(super) const MOST: usize = 60;

    pub(super) fn of(
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

pub(super) fn told<'a>(bound: &'a Bound, sheet: &'a CheckedSheet, example: &Example) -> Told<'a> {
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

impl Told<'_> {
    pub(super) fn registers(&self) -> impl Iterator<Item = (&str, &'static str, &scheme::Register)> {
        let all = self.sheet.registers().iter().filter(|r| r.pieces.is_none());
        all.map(|r| (r.name.as_str(), self.bound.set_of(&r.name), r))
    }

    pub(super) fn rows(&self, register: &str) -> &[Row] {
        &self.run.registers[register]
    }

    pub(super) fn whose(&self, register: &str, key: &str) -> &str {
        &self.of[&(register.to_owned(), key.to_owned())]
    }

    /// The cell of a row that a reader reads.
    pub(super) fn cell<'r>(&self, register: &str, row: &'r Row, from: &str) -> Option<&'r Given> {
        let register = self.sheet.registers().iter().find(|r| r.name == register).unwrap();
        let column =
            register.columns.iter().find(|c| self.bound.read(&format!("{}.{}", register.name, c.name)) == Some(from));
        row.cells.get(&column?.name)
    }

    pub(super) fn day(&self, register: &str, row: &Row, from: &str) -> Option<String> {
        match self.cell(register, row, from)? {
            Given::Day(day) => Some(day.to_string()),
            _ => None,
        }
    }

    pub(super) fn number(&self, register: &str, row: &Row, from: &str) -> Option<Exact> {
        match self.cell(register, row, from)? {
            Given::Number(number) => Some(number.clone()),
            _ => None,
        }
    }

    /// What each household, each party and each account has of an outcome.
    pub(super) fn sums(&self, outcome: &Outcome) -> BTreeMap<String, Fen> {
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

    /// The same of a ledger's outcome: households as its lines have them.
    pub(super) fn sums_of_ledger(&self, outcome: &Outcome, lines: &[PayoutLine]) -> BTreeMap<String, Fen> {
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
