//! Orders that need others: proposed, withdrawn, and in effect together or not at all.
//!
//! A batch that brings a proposal into effect begins with the proposal's name; behind it stand its orders, each
//! decided again on the books of that day. What they were when people approved them says the line of each.

mod behind;
mod carried;
mod effect;
mod facets;
mod interest;
mod lacking;
mod line;

pub use lacking::{Lack, lacking, met, waiting as proposals_waiting};
pub use line::{Backing, OrderLine, result_of};

use super::{
    Instruction, Order, Refusal, ledger, offices,
    refusal::{ApprovalRule, NeedRule, OrderRule, ensure, posting},
};
use crate::{
    books::{Books, Proposal, ProposalState},
    event::{Attached, EntryRef, Event, Fact, OrderEffected, OrderProposed, OrderWithdrawn, WhyLeft},
    log::{Hash, KeyId},
    policy::{self, Policy, PolicyRow},
    unit::{Day, HouseholdId, OfficeId},
};
use std::{collections::BTreeSet, sync::Arc};

type Checked = Result<(), Refusal>;

/// Most orders that are proposed together.
const MOST: usize = 1000;

/// Who stands behind a key.
fn person_of<'a>(books: &'a Books, key: &KeyId) -> &'a str {
    books.keys().get(key).map_or("", |key| key.person.as_str())
}

fn names(offices: &BTreeSet<OfficeId>) -> String {
    offices.iter().map(OfficeId::as_str).collect::<Vec<_>>().join(", ")
}

fn row_name(row: &PolicyRow) -> String {
    row.id.clone()
}

/// Lines that are orders, by somebody whom each row lets propose.
pub(super) fn propose(books: &Books, p: &OrderProposed, order: &Order, signer: &KeyId, recorded: Day) -> Checked {
    let text = match order {
        Order::Record(_, Attached::Document(text)) => Some(text),
        Order::Record(_, Attached::Nothing | Attached::Lines(_) | Attached::Portions(_))
        | Order::DeclarePayout(_)
        | Order::PayPayout(_)
        | Order::ReturnPayout(_)
        | Order::Revise(_)
        | Order::Correct(_) => None,
    };
    let text = text.filter(|text| Hash::of(&[text.as_bytes()]) == p.entries.blob);
    let lines = OrderLine::read_all(text.ok_or(OrderRule::OtherCount { is: 0, said: p.count })?)?;
    let said = usize::try_from(p.count).unwrap_or(usize::MAX);
    ensure(lines.len() == said && (1..=MOST).contains(&said), || OrderRule::OtherCount {
        is: lines.len(),
        said: p.count,
    })?;
    let results: Vec<&[u8]> = lines.iter().map(|line| line.result.0.as_slice()).collect();
    let result = Hash::of(&results);
    ensure(result == p.result, || OrderRule::OtherResult { is: result, said: p.result })?;
    let person = person_of(books, signer);
    let offices = books.governance().offices_of(books.keys(), person, books.size(), recorded);
    for line in &lines {
        let order = line.instruction(recorded)?;
        for judge in judges(books, &order) {
            let last = recorded.plus_days(i64::from(judge.policy.valid_days)).unwrap_or(recorded);
            ensure(p.expires_on <= last, || OrderRule::LivesTooLong { last, said: p.expires_on })?;
            for row in rows_of(books, &judge.policy, &order, recorded) {
                ensure(!row.propose.is_disjoint(&offices), || NeedRule::MayNotPropose {
                    row: row_name(row),
                    offices: names(&row.propose),
                    person: person.to_owned(),
                })?;
            }
        }
    }
    Ok(())
}

/// A policy by which an order is judged.
struct Judge {
    policy: Arc<Policy>,
    /// It is the first there is: no meeting could decide anything under one before.
    first: bool,
}

/// The policy in force and, of an order that adopts one, that one too: neither a weak old nor a weak new policy decides
/// alone.
fn judges(books: &Books, order: &Instruction) -> Vec<Judge> {
    let in_force = books.governance().policy(books.size()).cloned();
    let first = in_force.is_none();
    let mut all: Vec<Judge> = in_force.into_iter().map(|policy| Judge { policy, first: false }).collect();
    if let Order::Record(Fact::PolicyAdopted(_), Attached::Document(text)) = &order.order
        && let Ok(policy) = Policy::read(text)
    {
        all.push(Judge { policy: Arc::new(policy), first });
    }
    all
}

/// How long a proposal of these lives, at most.
pub fn lives(books: &Books, orders: &[Instruction]) -> u32 {
    let days = orders.iter().flat_map(|order| judges(books, order)).map(|judge| judge.policy.valid_days);
    days.min().unwrap_or(0)
}

/// A proposal that waits, named by place and leaf.
fn waiting<'a>(books: &'a Books, named: &EntryRef) -> Result<&'a Proposal, Refusal> {
    let proposal = books.governance().proposal(named).ok_or(OrderRule::NoProposal { entry: named.index })?;
    match proposal.state {
        ProposalState::Open => Ok(proposal),
        ProposalState::InEffect(by, _) => Err(OrderRule::InEffect { proposal: named.index, by }.into()),
        ProposalState::Withdrawn(by) => Err(OrderRule::Withdrawn { proposal: named.index, by }.into()),
    }
}

/// Who proposed, or the chair, takes it back.
pub(super) fn withdraw(books: &Books, w: &OrderWithdrawn, signer: &KeyId, recorded: Day) -> Checked {
    let proposal = waiting(books, &w.proposal)?;
    let person = person_of(books, signer);
    let offices = books.governance().offices_of(books.keys(), person, books.size(), recorded);
    let chair = offices.iter().any(|office| office.as_str() == "chair");
    ensure(person == proposal.person || chair, || OrderRule::NotYours {
        proposal: w.proposal.index,
        by: person.to_owned(),
    })
}

/// A proposal that waits and has time left begins to take effect.
pub(super) fn effect(books: &Books, e: &OrderEffected, recorded: Day) -> Checked {
    let proposal = waiting(books, &e.proposal)?;
    let (index, last) = (e.proposal.index, proposal.expires_on);
    ensure(recorded <= last, || OrderRule::Expired { proposal: index, last, found: recorded })?;
    let doubted = books.keys().get(&proposal.key).is_none_or(|key| key.is_doubted_at(index));
    ensure(!doubted, || OrderRule::Nobody { proposal: index, person: proposal.person.clone() })?;
    carried::none_unratified(books, proposal, recorded)
}

/// The rows that an order meets, whatever part of it does.
fn rows_of<'p>(books: &Books, policy: &'p Policy, order: &Instruction, recorded: Day) -> Vec<&'p PolicyRow> {
    let facets = facets::of(books, policy, order, recorded);
    policy.needs.iter().filter(|row| facets.iter().any(|facet| row.meets(facet, None))).collect()
}

/// What stands in a batch that brings a proposal into effect is what was proposed; what stands elsewhere and meets a
/// row needs a proposal.
pub(super) fn stands(books: &Books, order: &Instruction, signer: &KeyId, recorded: Day) -> Checked {
    let other = || OrderRule::Differs { id: order.id.clone(), member: order.kind().to_owned() };
    if let Some((_, proposal, nth)) = books.governance().running(books.size()) {
        let Some(line) = proposal.orders.get(nth) else {
            // behind the orders stands what they made of the households
            let states = matches!(order.order, Order::Record(Fact::HouseholdsStated(_), _));
            return ensure(states, other);
        };
        let asked = OrderLine::read(line)?.instruction(recorded)?;
        let other = (asked.id != order.id).then(|| "id".to_owned());
        let other = other.or_else(|| (asked.on != order.on).then(|| "on".to_owned()));
        return match other.or_else(|| asked.differs_from(order, books)) {
            Some(member) => Err(OrderRule::Differs { id: order.id.clone(), member }.into()),
            None => Ok(()),
        };
    }
    if is_of_the_ledger(order) || ends_own_key(books, order, signer) {
        return Ok(());
    }
    for judge in judges(books, order) {
        match rows_of(books, &judge.policy, order, recorded).first() {
            Some(row) => {
                return Err(NeedRule::NeedsProposal { kind: order.kind().to_owned(), row: row_name(row) }.into());
            }
            None => facets::unmet(&judge.policy, order)?,
        }
    }
    Ok(())
}

/// What no approval allows. A proposal may be made all the same: it is judged on the day of its effect.
pub(super) fn prohibited(books: &Books, order: &Instruction) -> Checked {
    match &order.order {
        Order::Record(Fact::OfficeTaken(taken), _) => {
            offices::take(books, taken)?;
            offices::may_take(books, taken)
        }
        Order::Record(..)
        | Order::DeclarePayout(_)
        | Order::PayPayout(_)
        | Order::ReturnPayout(_)
        | Order::Revise(_)
        | Order::Correct(_) => Ok(()),
    }
}

/// No key is retired without which somebody's seat for keys, offices or the policy stays empty, and nobody leaves an
/// office without whom nobody could fill offices and keys again. Death and removal are recorded always. Of a batch its end
/// counts: who goes and who comes stand in it together.
pub(super) fn reachable(books: &Books, order: &Instruction, recorded: Day) -> Checked {
    let governance = books.governance();
    let Some(policy) = governance.policy(books.size()) else { return Ok(()) };
    let running = governance.running(books.size());
    if running.is_some_and(|(_, proposal, nth)| nth + 1 < proposal.orders.len()) {
        return Ok(());
    }
    let (whole, first, end) = match running {
        Some((_, proposal, nth)) => {
            let lines = proposal.orders.iter().map(|line| OrderLine::read(line)?.instruction(recorded));
            (lines.collect::<Result<Vec<_>, _>>()?, books.size() - nth as u64, books.size() + 1)
        }
        None => (vec![order.clone()], books.size(), books.size() + 1),
    };
    let facts =
        || whole.iter().filter_map(|order| if let Order::Record(fact, _) = &order.order { Some(fact) } else { None });
    let retires = facts().any(|fact| matches!(fact, Fact::KeyRetired(_)));
    let leaves = facts().any(
        |fact| matches!(fact, Fact::OfficeLeft(left) if matches!(left.reason, WhyLeft::Ended | WhyLeft::Resigned)),
    );
    if !retires && !leaves {
        return Ok(());
    }
    let before = offices::people_at(books, first, recorded);
    let after = offices::people_behind(books, end, recorded, order);
    let of_people =
        |row: &PolicyRow| row.order.iter().any(|kind| kind.starts_with("key.") || kind.starts_with("office."));
    let asked = |row: &&PolicyRow| of_people(row) || (retires && row.order.contains("policy.adopted"));
    for row in policy.needs.iter().filter(asked) {
        let reached = policy::unreached(row, &before).is_none();
        if let Some(seats) = policy::unreached(row, &after).filter(|_| reached) {
            let seats = seats.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            return Err(ApprovalRule::Unreachable { row: row_name(row), seats }.into());
        }
    }
    Ok(())
}

/// Whoever has a key may end it at once.
fn ends_own_key(books: &Books, order: &Instruction, signer: &KeyId) -> bool {
    match &order.order {
        Order::Record(Fact::KeyRetired(retired), _) => {
            retired.key == *signer || person_of(books, &retired.key) == person_of(books, signer)
        }
        Order::Record(..)
        | Order::DeclarePayout(_)
        | Order::PayPayout(_)
        | Order::ReturnPayout(_)
        | Order::Revise(_)
        | Order::Correct(_) => false,
    }
}

/// Behind the decision: it does what it did when it was proposed, and people with the seats carry it.
pub(super) fn carried(books: &Books, order: &Instruction, event: &Event, signer: &KeyId, recorded: Day) -> Checked {
    let Some((_, proposal, nth)) = books.governance().running(books.size()) else { return Ok(()) };
    let Some(line) = proposal.orders.get(nth) else { return Ok(()) };
    let line = OrderLine::read(line)?;
    let voucher = crate::books::voucher(books, order.on, event).map_err(|e| posting(event, e))?;
    let result = result_of(event, &voucher)?;
    ensure(result == line.result, || OrderRule::BooksChanged { id: order.id.clone() })?;
    let person = person_of(books, signer);
    let judges = judges(books, order);
    if judges.is_empty() {
        return ledger::may_record(books, order, signer, recorded);
    }
    for judge in judges {
        let effect = effect::Effect { books, proposal, line: &line, order, person, recorded, first: judge.first };
        match effect.recovered() {
            Some(carried) => carried?,
            None => match rows_of(books, &judge.policy, order, recorded) {
                rows if rows.is_empty() => {
                    effect.unmet(&judge.policy)?;
                    ledger::may_record(books, order, signer, recorded)?;
                }
                rows => rows.into_iter().try_for_each(|row| effect.satisfies(row))?,
            },
        }
    }
    Ok(())
}

/// The households that a proposal's orders concern.
pub(super) fn about(event: &Event) -> Result<BTreeSet<HouseholdId>, Refusal> {
    let (Fact::OrderProposed(_), Attached::Document(text)) = (&event.fact, &event.attached) else {
        return Ok(BTreeSet::new());
    };
    Ok(OrderLine::read_all(text)?.into_iter().flat_map(|line| line.beside.about).collect())
}

/// What the ledger says of itself, and what proposes and effects: no row is for these.
fn is_of_the_ledger(order: &Instruction) -> bool {
    let Order::Record(fact, _) = &order.order else { return false };
    matches!(
        fact,
        Fact::HouseholdsStated(_)
            | Fact::OrderProposed(_)
            | Fact::OrderEffected(_)
            | Fact::OrderWithdrawn(_)
            | Fact::AttestationRecorded(_)
    )
}
