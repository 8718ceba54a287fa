//! Where the fen are. Every fen is at exactly one place (sentence 13); nothing is made or lost.

use super::{
    outcome::Place,
    run::Run,
    stop::{Got, Limited, Stop, Wanted},
    table::Tables,
    value::Value,
};
use crate::{
    scheme::{CheckedSheet, RegisterAt},
    unit::{Exact, Fen},
};
use std::collections::BTreeMap;

/// A place while computing, by positions; its order is that of the sheet, then of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spot {
    Party(usize),
    /// Register and row.
    Payee(usize, usize),
    /// Account and row, 0 where there is one.
    Account(usize, usize),
    /// Pot and row, 0 where there is one.
    Pot(usize, usize),
}

/// Fen at a place, and what moved so far in this run.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Holding {
    held: i128,
    pub(super) received: i128,
    pub(super) spent: i128,
}

#[derive(Debug)]
pub(super) struct Holdings<'a> {
    sheet: &'a CheckedSheet,
    parties: Vec<Holding>,
    payees: Vec<Vec<Holding>>,
    accounts: Vec<Vec<Holding>>,
    pots: Vec<Vec<Holding>>,
    /// Balances of rows that are no longer in the register: kept, not touched.
    aside: BTreeMap<String, BTreeMap<String, Fen>>,
    opening: i128,
}

/// What an amount may be: 99999999999999.99 yuan.
pub(super) const LARGEST: i128 = 9_999_999_999_999_999;

impl<'a> Holdings<'a> {
    /// Accounts as the books have them, 待分 inputs in their pots (A2).
    pub(super) fn open(
        sheet: &'a CheckedSheet,
        run: &Run,
        tables: &Tables<'_>,
        inputs: &[Value],
    ) -> Result<Holdings<'a>, Stop> {
        let rows = |each: Option<RegisterAt>| vec![Holding::default(); each.map_or(1, |r| tables.len(r.index()))];
        let mut holdings = Holdings {
            sheet,
            parties: vec![Holding::default(); sheet.parties().len()],
            payees: (0..sheet.registers().len())
                .map(|r| match sheet.registers().get(r) {
                    Some(register) if register.payee => vec![Holding::default(); tables.len(r)],
                    _ => Vec::new(),
                })
                .collect(),
            accounts: sheet.accounts().iter().map(|a| rows(a.each)).collect(),
            pots: sheet.pots().iter().map(|p| rows(p.each)).collect(),
            aside: BTreeMap::new(),
            opening: 0,
        };
        for (at, account) in sheet.accounts().iter().enumerate() {
            for (key, fen) in run.balances.get(&account.name).into_iter().flatten() {
                let bad = |expected: Wanted, found: Got| Stop::BadInput {
                    line: account.span.line,
                    name: account.name.clone(),
                    row: account
                        .each
                        .and_then(|r| sheet.registers().get(r.index()))
                        .map(|r| (r.name.clone(), key.clone())),
                    expected: Box::new(expected),
                    found: Box::new(found),
                };
                if fen.0 < 0 {
                    return Err(bad(Wanted::OpeningBalance, Got::Text(fen.to_string())));
                }
                let row = match account.each {
                    Some(register) => tables.find(register.index(), key),
                    None if key.is_empty() => Some(0),
                    None => return Err(bad(Wanted::OneBalance, Got::Keyed(key.clone(), *fen))),
                };
                match row.and_then(|row| holdings.accounts.get_mut(at)?.get_mut(row)) {
                    Some(holding) => holding.held = fen.0.into(),
                    None => {
                        holdings.aside.entry(account.name.clone()).or_default().insert(key.clone(), *fen);
                    }
                }
                holdings.opening += i128::from(fen.0);
            }
        }
        for (at, pot) in sheet.pots().iter().enumerate() {
            let Some(input) = pot.held else { continue };
            let fen = match inputs.get(input.index()) {
                Some(Value::Number(yuan)) => yuan.times(&super::number::Number::whole(100)).as_whole(),
                _ => None,
            };
            let fen = fen.filter(|f| (0..=LARGEST).contains(f)).ok_or_else(|| Stop::BadInput {
                line: pot.span.line,
                name: pot.name.clone(),
                row: None,
                expected: Box::new(Wanted::WholeFen),
                found: Box::new(Got::Text(inputs.get(input.index()).map(Value::shown).unwrap_or_default())),
            })?;
            if let Some(holding) = holdings.pots.get_mut(at).and_then(|rows| rows.first_mut()) {
                holding.held = fen;
                holdings.opening += fen;
            }
        }
        Ok(holdings)
    }

    pub(super) fn at(&self, spot: Spot) -> Holding {
        let found = match spot {
            Spot::Party(at) => self.parties.get(at),
            Spot::Payee(register, row) => self.payees.get(register).and_then(|r| r.get(row)),
            Spot::Account(at, row) => self.accounts.get(at).and_then(|r| r.get(row)),
            Spot::Pot(at, row) => self.pots.get(at).and_then(|r| r.get(row)),
        };
        found.copied().unwrap_or_default()
    }

    /// What the place can give; `None`: a party or a member, who are asked and pay without limit.
    pub(super) fn available(&self, spot: Spot) -> Option<i128> {
        match spot {
            Spot::Party(_) | Spot::Payee(..) => None,
            _ => Some(self.at(spot).held),
        }
    }

    /// What 余额 reads: a party and a payee hold nothing.
    pub(super) fn balance(&self, spot: Spot) -> i128 {
        self.available(spot).unwrap_or(0)
    }

    /// Takes from a place. A negative amount puts back what a step did not give after all.
    pub(super) fn take(&mut self, spot: Spot, fen: i128) {
        if let Some(holding) = self.get_mut(spot) {
            holding.held -= fen;
            holding.spent += fen;
        }
    }

    pub(super) fn put(&mut self, spot: Spot, fen: i128) {
        if let Some(holding) = self.get_mut(spot) {
            holding.held += fen;
            holding.received += fen;
        }
    }

    fn get_mut(&mut self, spot: Spot) -> Option<&mut Holding> {
        match spot {
            Spot::Party(at) => self.parties.get_mut(at),
            Spot::Payee(register, row) => self.payees.get_mut(register)?.get_mut(row),
            Spot::Account(at, row) => self.accounts.get_mut(at)?.get_mut(row),
            Spot::Pot(at, row) => self.pots.get_mut(at)?.get_mut(row),
        }
    }

    /// Sentence 22, and conservation: opening + received = paid + closing.
    pub(super) fn close(&self, tables: &Tables<'_>) -> Result<BTreeMap<String, BTreeMap<String, Fen>>, Stop> {
        for (at, pot) in self.sheet.pots().iter().enumerate() {
            for (row, holding) in self.pots.get(at).into_iter().flatten().enumerate() {
                if holding.held != 0 {
                    return Err(Stop::PotNotEmpty {
                        line: pot.span.line,
                        pot: self.told(Spot::Pot(at, row), tables),
                        held: fen(holding.held),
                    });
                }
            }
        }
        let sum = |list: &[Vec<Holding>], of: fn(&Holding) -> i128| list.iter().flatten().map(of).sum::<i128>();
        let received = self.parties.iter().map(|p| p.spent).sum::<i128>() + sum(&self.payees, |p| p.spent);
        let paid = self.parties.iter().map(|p| p.received).sum::<i128>() + sum(&self.payees, |p| p.received);
        let aside: i128 = self.aside.values().flat_map(|m| m.values()).map(|f| i128::from(f.0)).sum();
        let closing = sum(&self.accounts, |a| a.held) + aside;
        if self.opening + received != paid + closing {
            let exact = |fen: i128| Exact::new(fen, 100);
            return Err(Stop::Unbalanced { expected: exact(self.opening + received), found: exact(paid + closing) });
        }
        let mut result = self.aside.clone();
        for (at, account) in self.sheet.accounts().iter().enumerate() {
            let balances = result.entry(account.name.clone()).or_default();
            for (row, holding) in self.accounts.get(at).into_iter().flatten().enumerate() {
                if !(0..=LARGEST).contains(&holding.held) {
                    return Err(Stop::Limit {
                        line: account.span.line,
                        what: Box::new(Limited::Balance {
                            of: account.name.clone(),
                            most: fen(LARGEST),
                            found: Exact::new(holding.held, 100),
                        }),
                    });
                }
                balances.insert(self.key(account.each, row, tables), fen(holding.held));
            }
        }
        Ok(result)
    }

    /// A place by its names.
    pub(super) fn place(&self, spot: Spot, tables: &Tables<'_>) -> Place {
        let sheet = self.sheet;
        match spot {
            Spot::Party(at) => Place::Party(sheet.parties().get(at).map(|p| p.name.clone()).unwrap_or_default()),
            Spot::Payee(register, row) => {
                let (register, key) = tables.name((register, row)).unwrap_or_default();
                Place::Payee { register, key }
            }
            Spot::Account(at, row) => {
                let account = sheet.accounts().get(at);
                Place::Account {
                    name: account.map(|a| a.name.clone()).unwrap_or_default(),
                    key: self.key(account.and_then(|a| a.each), row, tables),
                }
            }
            Spot::Pot(at, row) => {
                let pot = sheet.pots().get(at);
                Place::Pot {
                    name: pot.map(|p| p.name.clone()).unwrap_or_default(),
                    key: self.key(pot.and_then(|p| p.each), row, tables),
                }
            }
        }
    }

    /// A place as a refusal names it.
    pub(super) fn told(&self, spot: Spot, tables: &Tables<'_>) -> String {
        match self.place(spot, tables) {
            Place::Party(name) => name,
            Place::Payee { register, key } => format!("{register}[{key}]"),
            Place::Account { name, key } | Place::Pot { name, key } if key.is_empty() => name,
            Place::Account { name, key } | Place::Pot { name, key } => format!("{name}[{key}]"),
        }
    }

    fn key(&self, each: Option<RegisterAt>, row: usize, tables: &Tables<'_>) -> String {
        each.and_then(|r| tables.name((r.index(), row))).map(|(_, key)| key).unwrap_or_default()
    }
}

/// Fen for telling; held amounts stay far inside i64 (10⁷ rows of 10¹⁶ fen would not, and are
/// refused before).
pub(super) fn fen(amount: i128) -> Fen {
    Fen(i64::try_from(amount).unwrap_or(if amount < 0 { i64::MIN } else { i64::MAX }))
}
