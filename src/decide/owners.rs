//! Whose money moves: the rule that every posting passes, typed or free.
//!
//! What typed instructions put somewhere (a payout's lines, money that waits to be shared, a sheet's
//! account, pooled capital, rent of later months) only they take away again. Nobody's money goes below
//! zero. A free voucher moves what is the collective's own; it may pay others out, never take from them,
//! and never makes one owe what another owed.

mod between;
mod contracts;
mod extended;
mod retired;
mod works;

use super::{
    Refusal,
    kinds::{self, Hand},
    refusal::{OwnerRule, ensure, posting},
};
use crate::{
    books::{AccountKey, Books, Chart, NormalSide, Owner, Side, Voucher, postings},
    event::{ClaimPart, ClaimRecorded, Event, Fact},
    unit::{Day, Fen},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub(super) use extended::within;

type Checked = Result<(), Refusal>;

/// Debit less credit of each key that an entry moves; wide enough for any sum of lines.
type Moves = BTreeMap<Arc<AccountKey>, i128>;

fn wide(fen: Fen) -> i128 {
    fen.0.into()
}

/// Fen as they are printed; what a ledger cannot hold is printed as its nearest.
fn fen(amount: i128) -> Fen {
    Fen(i64::try_from(amount).unwrap_or(if amount < 0 { i64::MIN + 1 } else { i64::MAX }))
}

fn moves(books: &Books, fact: &Fact, voucher: &Voucher) -> Moves {
    // the lines of a computed entry are what its own decision made them; a payout to a county's
    // households costs a comparison each
    let computed = matches!(kinds::of(fact).hand, Hand::Made | Hand::Distributed(_));
    let kept = [&books.chart().fixed.bank, &books.chart().payout.result.account];
    let mut moves = Moves::new();
    for line in voucher.lines().iter().filter(|l| !computed || kept.contains(&&l.key.account)) {
        let amount = match line.side {
            Side::Debit => wide(line.amount),
            Side::Credit => -wide(line.amount),
        };
        *moves.entry(line.key.clone()).or_default() += amount;
    }
    moves
}

/// The whole rule, on the lines an event would post.
pub(super) fn allow(books: &Books, on: Day, event: &Event, voucher: &Voucher) -> Checked {
    let moves = moves(books, &event.fact, voucher);
    retired::holds_nothing(books, &event.fact, &moves)?;
    match kinds::of(&event.fact).hand {
        Hand::Opening => return Ok(()),
        Hand::Free => by_free_hand(books, &moves)?,
        Hand::Payment(p) => {
            by_hand(books, &moves)?;
            extended::payment(books, event, p)?;
        }
        Hand::Claim(c) => {
            let shared =
                |part: &&ClaimPart| books.chart().claim.get(part.claim.as_str()).is_some_and(|rule| rule.shared);
            let of = |parts: Vec<ClaimPart>| {
                let claim = ClaimRecorded { parts, ..(*c).clone() };
                let voucher = postings::claim(books, &claim).map_err(|e| posting(event, e))?;
                Ok::<Moves, Refusal>(self::moves(books, &event.fact, &voucher))
            };
            // what pays an instalment, or is owed back of one, is computed like the receipt that brings its rent
            let of_instalment = |part: &&ClaimPart| {
                let contract = part.contract.as_ref().and_then(|id| books.contract(id));
                let no = part.no.as_ref().zip(contract);
                no.is_some_and(|(no, contract)| books.rent_of(contract, no.as_str()).is_some())
            };
            let mut rent = of(c.parts.iter().filter(of_instalment).cloned().collect())?;
            rent.retain(|key, _| books.owner(key) != Owner::Waiting);
            by_hand(books, &rent)?;
            let own = of(c.parts.iter().filter(|part| !shared(part) && !of_instalment(part)).cloned().collect())?;
            by_hand(books, &own)?;
            equity(books, &own)?;
            let theirs = of(c.parts.iter().filter(shared).cloned().collect())?;
            distributable(books, "claim", &theirs)?;
            extended::claim(books, event, c)?;
        }
        Hand::Receipt(r) => {
            let mut own = Moves::new();
            for part in
                r.parts.iter().filter(|p| books.chart().receipt.get(p.part.as_str()).is_some_and(|rule| !rule.shared))
            {
                let (key, _) = postings::credited_now(books, on, r, part).map_err(|e| posting(event, e))?;
                *own.entry(Arc::new(key)).or_default() -= wide(part.amount.fen());
            }
            by_hand(books, &own)?;
            extended::receipt(books, on, (event, r))?;
        }
        Hand::Distributed(payout) => distributable(books, payout.as_str(), &moves)?,
        Hand::Made | Hand::Typed => {}
    }
    nobody_below_zero(books, on, &moves)
}

/// All that a free voucher has to keep to.
fn by_free_hand(books: &Books, moves: &Moves) -> Checked {
    by_hand(books, moves)?;
    equity(books, moves)?;
    others_are_paid(books, moves)?;
    works::cost_something(books, moves)?;
    between::members_only(books, moves)?;
    between::no_one_pays_for_another(books, moves)?;
    contracts::nothing_beside(books, moves)
}

/// Nobody distributes more than there is: what closed years left after their losses and reserves. The
/// result of a year whose reserve is not yet taken is not there. Several payouts count together, since
/// each lowers what stands.
fn distributable(books: &Books, at: &str, moves: &Moves) -> Checked {
    let account = &books.chart().payout.result.account;
    let out: i128 = moves.iter().filter(|(key, _)| key.account == *account).map(|(_, moved)| moved).sum();
    let unreserved = books.years().values().filter(|y| y.carried && y.reserve.is_none());
    let unreserved: i128 = unreserved.filter_map(|y| y.net_income).map(|net| wide(net).max(0)).sum();
    let most = (-wide(books.accounts().balance_of(account)) - unreserved).max(0);
    ensure(out <= most, || OwnerRule::MoreThanDistributable { at: at.to_owned(), most: fen(most), out: fen(out) })
}

fn name(key: &AccountKey) -> String {
    let words = [&key.account, &key.holder, &key.purpose];
    words.into_iter().filter(|w| !w.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}

fn not_ours(books: &Books, key: &AccountKey, owner: Owner, moved: i128) -> Refusal {
    OwnerRule::NotOurs { key: name(key), owner, moved: fen(moved), stands: books.accounts().balance(key) }.into()
}

/// What somebody's own hand may do where typed instructions put money: take away what it put there
/// itself, or what the opening balances did.
fn by_hand(books: &Books, moves: &Moves) -> Checked {
    // a debit and a credit of the same amount touch a key, too
    for (key, &moved) in moves {
        let owner = books.owner(key);
        let free = || wide(books.accounts().balance(key)) + wide(books.held(key, owner));
        let within = if owner == Owner::Unearned {
            // rent of later months may be entered by hand where the contract is older than the books
            moved <= (-free()).max(0)
        } else if owner.is_typed() {
            let free = free();
            moved != 0 && free != 0 && (free < 0) == (moved > 0) && moved.abs() <= free.abs()
        } else {
            true
        };
        if !within {
            return Err(not_ours(books, key, owner, moved));
        }
    }
    Ok(())
}

/// Capital, result and surplus have their own instructions. A voucher may give to the fund, and cover
/// a loss out of it, no further than the loss.
fn equity(books: &Books, moves: &Moves) -> Checked {
    let rule = &books.chart().year.undistributed;
    let (mut fund, mut covered) = (0, 0);
    let mut out_of = None;
    for (key, &moved) in moves {
        match books.owner(key) {
            owner @ (Owner::Capital | Owner::Result) => return Err(not_ours(books, key, owner, moved)),
            owner @ Owner::Undistributed => {
                let loss = wide(books.accounts().balance_of(&rule.account));
                let covers = moved < 0 && -moved <= loss && key.purpose == rule.purpose && key.holder.is_empty();
                if !covers {
                    return Err(not_ours(books, key, owner, moved));
                }
                covered -= moved;
            }
            Owner::Fund => {
                fund += moved;
                out_of = out_of.or((moved > 0).then_some(key));
            }
            Owner::Cash
            | Owner::Bank
            | Owner::Line
            | Owner::Member
            | Owner::Waiting
            | Owner::Unearned
            | Owner::Kept
            | Owner::Pooled
            | Owner::Party
            | Owner::Levy
            | Owner::Liability
            | Owner::Grant
            | Owner::Works
            | Owner::Property
            | Owner::Claim
            | Owner::Own
            | Owner::Nominal => {}
        }
    }
    if fund.max(0) == covered {
        return Ok(());
    }
    let surplus = Arc::new(AccountKey::new(&rule.account, "", &rule.purpose));
    match out_of.filter(|_| fund > 0) {
        Some(key) => Err(not_ours(books, key, Owner::Fund, fund)),
        None => Err(not_ours(books, &surplus, Owner::Undistributed, -covered)),
    }
}

/// What a voucher takes from others leaves as money: to them, in cash or from the bank. A party's
/// money may pass between what it is owed and what it owes; a household's only with its consent. A levy
/// that is spent becomes the fund's.
fn others_are_paid(books: &Books, moves: &Moves) -> Checked {
    let (mut paid, mut funded) = (0, 0);
    let mut taken: BTreeMap<(&str, &str), i128> = BTreeMap::new();
    let mut levied: BTreeMap<(&str, &str), i128> = BTreeMap::new();
    let mut first: BTreeMap<(&str, &str), &Arc<AccountKey>> = BTreeMap::new();
    for (key, &moved) in moves {
        let owner = books.owner(key);
        let whose = match key.holder.as_str() {
            // what was raised for one project may be spent on another
            "" if owner == Owner::Levy => (key.account.as_str(), ""),
            "" => (key.account.as_str(), key.purpose.as_str()),
            holder => (holder, ""),
        };
        let before = wide(books.accounts().balance(key));
        match owner {
            Owner::Cash | Owner::Bank => paid -= moved,
            Owner::Fund => funded -= moved,
            Owner::Claim if moved < 0 && taken_from_party(books, key) => *taken.entry(whose).or_default() += moved,
            Owner::Line
            | Owner::Member
            | Owner::Waiting
            | Owner::Kept
            | Owner::Pooled
            | Owner::Party
            | Owner::Levy
            | Owner::Grant => {
                // only what stands in credit is theirs
                let theirs = (-before).max(0) - (-(before + moved)).max(0);
                *taken.entry(whose).or_default() += theirs;
                if owner == Owner::Levy {
                    *levied.entry(whose).or_default() += theirs;
                }
                if theirs > 0 {
                    first.entry(whose).or_insert(key);
                }
            }
            Owner::Unearned
            | Owner::Liability
            | Owner::Capital
            | Owner::Result
            | Owner::Undistributed
            | Owner::Works
            | Owner::Property
            | Owner::Claim
            | Owner::Own
            | Owner::Nominal => {}
        }
    }
    let sum: i128 = taken.values().filter(|t| **t > 0).sum();
    let of_levies = |(whose, levy): (&(&str, &str), &i128)| taken.get(whose).map_or(0, |t| (*levy).min(*t).max(0));
    let spent: i128 = levied.iter().map(of_levies).sum();
    let may = paid.max(0) + spent.min(funded.max(0));
    let from = taken.iter().find(|(whose, t)| **t > 0 && first.contains_key(*whose));
    match from.and_then(|(whose, t)| Some((first.get(whose)?, *t))) {
        Some((key, amount)) if sum > may => Err(not_ours(books, key, books.owner(key), amount)),
        _ => Ok(()),
    }
}

/// False for a household: its debts are set off with its written consent only.
fn taken_from_party(books: &Books, key: &AccountKey) -> bool {
    books.household_of(&key.holder).is_none()
}

/// What a voucher or any other entry leaves: no bank account overdrawn, no grant, deposit, payable
/// or claim taken further than it goes, nothing of the collective on the side where it means nothing:
/// at the end of its day and of every later one that is recorded.
fn nobody_below_zero(books: &Books, on: Day, moves: &Moves) -> Checked {
    let mut accounts: BTreeSet<&str> = BTreeSet::new();
    for (key, &moved) in moves.iter().filter(|(_, moved)| **moved != 0) {
        let (side, broken): (Side, fn(String, Fen, Fen) -> OwnerRule) = match books.owner(key) {
            Owner::Bank => (Side::Debit, |key, most, moved| OwnerRule::BankNegative { key, most, moved }),
            Owner::Works => (Side::Debit, |key, most, moved| OwnerRule::BelowZero { key, most, moved }),
            Owner::Claim => (Side::Debit, |key, most, moved| OwnerRule::MoreThanOwed { key, most, moved }),
            Owner::Grant => (Side::Credit, |key, most, moved| OwnerRule::GrantOverspent { key, most, moved }),
            Owner::Party | Owner::Levy => {
                (Side::Credit, |key, most, moved| OwnerRule::MoreThanOwed { key, most, moved })
            }
            Owner::Own | Owner::Property | Owner::Fund => {
                accounts.insert(key.account.as_str());
                continue;
            }
            Owner::Cash
            | Owner::Line
            | Owner::Member
            | Owner::Waiting
            | Owner::Unearned
            | Owner::Kept
            | Owner::Pooled
            | Owner::Liability
            | Owner::Capital
            | Owner::Result
            | Owner::Undistributed
            | Owner::Nominal => continue,
        };
        let falls = match side {
            Side::Debit => moved < 0,
            Side::Credit => moved > 0,
        };
        if falls {
            let wanted = fen(moved.abs());
            let left = match books.owner(key) == Owner::Bank {
                true => books.left_in_bank(key, on, wanted),
                false => books.left_from(key, on, side, wanted),
            };
            let most = wide(left).max(0);
            ensure(moved.abs() <= most, || broken(name(key), fen(most), fen(moved.abs())))?;
        }
    }
    for account in accounts {
        side_stays(books, on, moves, account)?;
    }
    Ok(())
}

/// An asset account as a whole stays on its side.
fn side_stays(books: &Books, on: Day, moves: &Moves, account: &str) -> Checked {
    let (sign, side) = match side_of(books.chart(), account) {
        Some(NormalSide::Debit) => (1, Side::Debit),
        Some(NormalSide::Credit) => (-1, Side::Credit),
        Some(NormalSide::Both) | None => return Ok(()),
    };
    let moved: i128 = moves.iter().filter(|(key, _)| key.account == account).map(|(_, moved)| moved).sum();
    let falls = moved * sign < 0;
    let most = if falls { wide(books.left_of(account, on, side, fen(moved.abs()))).max(0) } else { 0 };
    let fits = !falls || moved.abs() <= most;
    ensure(fits, || OwnerRule::BelowZero { key: account.to_owned(), most: fen(most), moved: fen(moved.abs()) })
}

fn side_of(chart: &Chart, account: &str) -> Option<NormalSide> {
    chart.accounts.get(account).map(|a| a.side)
}
