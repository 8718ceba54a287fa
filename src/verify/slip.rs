//! A slip: a household's money lines of a year, or a state alone, under the ledger's signature. What is printed beside the
//! code no program sees: its reader compares the amounts that are shown with the paper.

use super::{
    finding::{Finding, Passage, ProofFault},
    proof::entry_proof,
};
use crate::{
    log::{Hash, TlogProof, VerifierKey, sum::SumKind},
    statement::slip::{ItemIs, Own, Slip, SlipError},
    unit::{Day, Fen, HouseholdId, Money, PayoutId},
};
use serde::Serialize;

/// What a slip shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SlipShown {
    /// Which ledger.
    pub origin: String,
    /// How many entries the state has that is signed.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
    /// The state in twelve digits.
    pub state_digits: String,
    /// The key in twelve digits.
    pub key_digits: String,
    /// A household's own; `None` on a slip of a state alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own: Option<OwnShown>,
}

/// What a slip shows of a household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnShown {
    /// Its code.
    pub household: HouseholdId,
    /// Its lines of payouts, in the order of the ledger.
    pub lines: Vec<LineShown>,
    /// Declared on these lines together, in yuan.
    pub declared: Fen,
    /// Paid on these lines, less what the bank sent back.
    pub paid: Fen,
    /// What the household owes by these lines, as declared.
    #[serde(skip_serializing_if = "is_nothing")]
    pub asked: Fen,
    /// Items that came before and stand on older paper.
    pub before: u64,
    /// Entries since then of which the slip has the hash alone. What they are it does not show: one that is an amount can be
    /// passed off as another thing, so nothing is shown to be left out only where there is none.
    pub others: Vec<u64>,
    /// All its items are among this many first entries.
    pub upto: u64,
}

/// One amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineShown {
    /// The entry.
    pub entry: u64,
    /// On which day.
    pub on: Day,
    /// Of which payout.
    pub payout: PayoutId,
    /// Declared, paid or sent back.
    pub kind: SumKind,
    /// How much.
    pub amount: Money,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_nothing(fen: &Fen) -> bool {
    *fen == Fen::ZERO
}

/// Checks what was scanned of paper against the ledger's key.
///
/// # Errors
/// It is no slip, or does not lead to the key's signature.
pub fn verify_slip(text: &str, vkey: &VerifierKey) -> Result<SlipShown, Finding> {
    let slip = Slip::read(text).map_err(|e| at(ProofFault::NoSlip(e)))?;
    if slip.key.name() != vkey.name() {
        let (expected, found) = (vkey.name().to_owned(), slip.key.name().to_owned());
        return Err(at(ProofFault::OtherLedger { expected, found }));
    }
    let head = slip.state.verify(vkey).map_err(|e| at(ProofFault::NotUnderCheckpoint(e)))?;
    let own = slip.own.as_ref().map(|own| shown(&slip, own, vkey)).transpose()?;
    Ok(SlipShown {
        origin: vkey.name().to_owned(),
        size: head.size,
        root: head.root,
        state_digits: slip.state.digits(),
        key_digits: vkey.digits(),
        own,
    })
}

fn at(fault: ProofFault) -> Finding {
    Finding::new(Passage::Slip, fault)
}

fn shown(slip: &Slip, own: &Own, vkey: &VerifierKey) -> Result<OwnShown, Finding> {
    let unread = |e: SlipError| at(ProofFault::NoSlip(e));
    let line = own.stated_line(slip.state.origin()).map_err(unread)?;
    let checkpoint = slip.state.clone();
    let proof = TlogProof { extra: Some(line), index: own.stated.index, hashes: own.above.clone(), checkpoint };
    let (stated, _) = entry_proof(&proof.to_bytes(), vkey, &Passage::Slip)?;
    // what the digest has taken lies below the size that was stated, and that below the entry which states it
    let last = own.items.last().map_or(0, |item| item.index.saturating_add(1));
    if last > own.stated.size || own.stated.size > stated.index() {
        return Err(unread(SlipError::Value("size")));
    }
    let lines: Vec<LineShown> = own
        .items
        .iter()
        .filter_map(|item| match &item.is {
            ItemIs::Line { kind, payout, on, amount, .. } => {
                let (entry, payout) = (item.index, payout.clone());
                Some(LineShown { entry, on: *on, payout, kind: *kind, amount: *amount })
            }
            ItemIs::Other(_) => None,
        })
        .collect();
    let others = own.items.iter().filter(|item| matches!(item.is, ItemIs::Other(_))).map(|item| item.index);
    let sum = |kind| Fen::capped_total(lines.iter().filter(|line| line.kind == kind).map(|line| line.amount.fen()));
    Ok(OwnShown {
        household: own.household.clone(),
        declared: sum(SumKind::Declared),
        paid: sum(SumKind::Paid).capped_minus(sum(SumKind::Returned)),
        asked: sum(SumKind::Asked),
        before: own.before.items,
        others: others.collect(),
        upto: own.stated.size,
        lines,
    })
}
