//! Proof obligations: what must hold of a sheet whatever the registers say, tried on registers
//! drawn from the sheet's own declarations. The tool tests the fairness of a rule before a
//! meeting adopts it.
//!
//! Nothing here is random: a seed gives the same registers on every machine.

mod claims;
mod control;
mod dice;
mod figure;
mod generate;
mod large;
mod nearby;
mod parts;
mod shrink;
mod sound;
mod told;
mod verdict;

pub use control::obligations_of;
use control::watched;
pub use figure::Figure;
pub use told::example_text;
pub use verdict::Calculator;

use crate::rules::Run;
use crate::scheme::{Base, CheckedSheet, RegisterAt, Type, Unit};
use std::collections::BTreeMap;

/// One thing that must hold for every run that is not refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// What was held and came in is what went out and is still held, at every place, to the fen.
    Conserved,
    /// Rows in another order give the same payout.
    OrderOfRows,
    /// No line and no closing balance below zero.
    NoNegativeLine,
    /// More in this column of one row never pays the payee of that row less.
    MoreNeverLess {
        /// The register.
        register: String,
        /// Its column.
        column: String,
    },
    /// The parts of a 分 in % that are not the same in every run make 100 % (sentence 15).
    PartsMakeOne {
        /// The step's name.
        step: String,
        /// Its line.
        line: u32,
    },
    /// Twenty times the rows and amounts up to 10¹² yuan stay within what the ledger can hold.
    LargeAmounts,
    /// So many households and amounts up to 10¹² yuan, in one run: nothing beyond what the ledger
    /// can hold, no fen lost, no line below zero.
    ManyHouseholds {
        /// Rows of the register that is paid, of the longest where none is; as many as asked for, fewer
        /// where all registers together would have more than 4,000,000 rows, or 24,000,000 figures.
        households: usize,
    },
    /// The same sheet in the other language gives the same payout.
    Translation,
}

/// What became of one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    /// The claim.
    pub claim: Claim,
    /// Runs it was tried on; runs that a sheet refuses prove nothing and do not count, but for one that
    /// stops because of this claim.
    pub tried: usize,
    /// The smallest run found that breaks it; `None`: it held every time.
    pub counterexample: Option<Counterexample>,
}

/// A run that breaks a claim, made as small as could be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterexample {
    /// The facts.
    pub run: Run,
    /// How often each of its rows must stand there, with amounts grown to 10¹² yuan, to show it; 1: as it is.
    pub times: usize,
    /// What the claim expects.
    pub expected: Figure,
    /// What came.
    pub found: Figure,
}

/// What trying a sheet gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligations {
    /// Registers drawn.
    pub generated: usize,
    /// Of these, runs that the sheet did not refuse.
    pub accepted: usize,
    /// Of the accepted, runs in which a payee got something.
    pub paying: usize,
    /// Why the others were refused: the word of the refusal and the line of the sheet, how often.
    pub refused: BTreeMap<(&'static str, u32), usize>,
    /// One for each claim.
    pub obligations: Vec<Obligation>,
}

impl Obligations {
    /// True if no claim was broken and every claim was tried.
    pub fn hold(&self) -> bool {
        self.obligations.iter().all(|o| o.counterexample.is_none() && o.tried > 0)
    }
}

/// Draws `cases` runs and tries every claim on those that the sheet accepts: every other one from
/// the sheet's declarations alone, the rest near one of its own examples, so that a sheet with
/// narrow 要求 is tried as well. Inputs marked 待分 are set to what the sheet's own 要求 demand, where they can
/// be. The claim that more never pays less is made for the columns under 多者不少, or where
/// there are none for columns in 股, 亩, 人 and 年.
pub fn obligations(sheet: &CheckedSheet, seed: u64, cases: usize) -> Obligations {
    obligations_of(sheet, seed, cases, &crate::rules::compute)
}

/// The same for somebody who waits, and then one run of so many households with amounts up to
/// 10¹² yuan, made of a drawn run that pays most of its households; 0: none. A million take up to
/// 4 GB; a sheet that makes very much of each row is tried with fewer. `at` is told before each run how many are done.
pub fn obligations_watched(
    sheet: &CheckedSheet,
    seed: u64,
    cases: usize,
    households: usize,
    at: &mut dyn FnMut(usize),
) -> Obligations {
    watched(sheet, seed, cases, households, &crate::rules::compute, at)
}

/// The claims made of a sheet.
fn claims(sheet: &CheckedSheet) -> Vec<Claim> {
    let mut claims = vec![Claim::Conserved, Claim::OrderOfRows, Claim::NoNegativeLine];
    let declared = sheet.more_never_less().iter().filter_map(|(at, column)| {
        Some(Claim::MoreNeverLess { register: sheet.registers().get(at.index())?.name.clone(), column: column.clone() })
    });
    claims.extend(declared);
    // of a sheet that asks members for money nobody expects that: who has more often owes more
    if sheet.more_never_less().is_empty() && !sheet.asks_members() {
        for (at, register) in sheet.registers().iter().enumerate() {
            if !reaches_a_payee(sheet, at) {
                continue;
            }
            let columns = register
                .columns
                .iter()
                .filter(|c| counts_heads(&c.ty))
                .map(|c| Claim::MoreNeverLess { register: register.name.clone(), column: c.name.clone() });
            claims.extend(columns);
        }
    }
    claims.extend(parts::claims(sheet));
    claims.extend([Claim::LargeAmounts, Claim::Translation]);
    claims
}

/// 股, 亩, 人, 年.
fn counts_heads(ty: &Type) -> bool {
    let bases = [Base::Share, Base::Mu, Base::Person, Base::Year];
    matches!(ty, Type::Number(unit) if bases.into_iter().any(|b| *unit == Unit::of(b)))
}

/// True if rows of the register are payees or belong to some.
fn reaches_a_payee(sheet: &CheckedSheet, register: usize) -> bool {
    !payees_of(sheet, register).is_empty()
}

/// The payee registers that a row of this register belongs to, itself included, with the way.
fn payees_of(sheet: &CheckedSheet, register: usize) -> Vec<(usize, Vec<RegisterAt>)> {
    let position = |name: &str| sheet.register(name);
    let Some(from) = sheet.registers().get(register).and_then(|r| position(&r.name)) else { return Vec::new() };
    let payees = sheet.registers().iter().enumerate().filter(|(_, r)| r.payee);
    payees.filter_map(|(at, r)| Some((at, sheet.way_up(from, position(&r.name)?)?))).collect()
}
