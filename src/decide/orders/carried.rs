//! Whether a row is satisfied, on the day of the effect.

use super::{OrderLine, behind, effect::Effect, interest, names, row_name, rows_of};
use crate::{
    books::{Books, Governance, Proposal, ProposalState, SaidWord},
    decide::{
        Order, Refusal,
        refusal::{ApprovalRule, NeedRule, RecoveryRule, ensure},
    },
    event::Fact,
    log::Act,
    policy::{Otherwise, Policy, PolicyRow, Seat, Sitting, missing},
    unit::{Day, OfficeId},
};
use std::collections::{BTreeMap, BTreeSet};

type Checked = Result<(), Refusal>;

/// What a row asks for, beside who records the effect, in the order in which it is told.
const CHECKS: [fn(&Effect<'_>, &PolicyRow) -> Checked; 7] = [
    |effect, row| effect.waited(row),
    |effect, row| effect.not_vetoed(row),
    |effect, row| effect.seated(row),
    |effect, row| effect.proven(row),
    |effect, row| effect.resolved(row),
    |effect, row| behind::shown(effect, row),
    |effect, row| behind::not_held(effect, row),
];

/// Who may let an urgent order pass alone.
const URGENT: [&str; 3] = ["chair", "director", "supervisor"];

impl Effect<'_> {
    /// Everything that the row asks for, in the order in which it is told.
    pub fn satisfies(&self, row: &PolicyRow) -> Checked {
        self.may_execute(row)?;
        CHECKS.iter().try_for_each(|check| check(self, row))
    }

    /// Everything that the row asks for and that is not there, whoever records the effect.
    pub fn lacks(&self, row: &PolicyRow) -> Vec<Refusal> {
        CHECKS.iter().filter_map(|check| check(self, row).err()).collect()
    }

    fn waited(&self, row: &PolicyRow) -> Checked {
        let first = i64::from(row.wait);
        let first = self.proposal.recorded.plus_days(first).unwrap_or(self.proposal.recorded);
        ensure(self.recorded >= first, || ApprovalRule::TooSoon { row: row_name(row), first, found: self.recorded })
    }

    fn seated(&self, row: &PolicyRow) -> Checked {
        let seats = self.seats(row);
        let left = self.empty(&seats);
        ensure(left.is_empty(), || ApprovalRule::SeatsEmpty {
            row: row_name(row),
            seats: left.iter().map(Seat::to_string).collect::<Vec<_>>().join(", "),
            filled: self.said_yes(),
        })
    }

    fn proven(&self, row: &PolicyRow) -> Checked {
        let evidence = &self.line.beside.evidence;
        let absent = row.evidence.iter().find(|sort| !evidence.contains_key(*sort));
        absent.map_or(Ok(()), |sort| {
            Err(ApprovalRule::NoEvidence {
                row: row_name(row),
                sort: sort.clone(),
                found: evidence.keys().cloned().collect::<Vec<_>>().join(", "),
            }
            .into())
        })
    }

    fn resolved(&self, row: &PolicyRow) -> Checked {
        if self.first { Ok(()) } else { behind::resolved(self, row) }
    }

    /// An order that no row meets: as the policy says.
    pub fn unmet(&self, policy: &Policy) -> Checked {
        match policy.otherwise {
            Otherwise::Role => Ok(()),
            Otherwise::Refuse => Err(NeedRule::NoRow { kind: self.order.kind().to_owned() }.into()),
            Otherwise::Two => ensure(self.sitting().values().any(|offices| !offices.is_empty()), || {
                ApprovalRule::NoSecond { kind: self.order.kind().to_owned() }
            }),
        }
    }

    fn offices_of(&self, person: &str) -> BTreeSet<OfficeId> {
        self.books.governance().offices_of(self.books.keys(), person, self.books.size(), self.recorded)
    }

    fn may_execute(&self, row: &PolicyRow) -> Checked {
        let offices = self.offices_of(self.person);
        ensure(!row.execute.is_disjoint(&offices), || ApprovalRule::MayNotExecute {
            row: row_name(row),
            offices: names(&row.execute),
            person: self.person.to_owned(),
        })
    }

    /// The last word of each whose key is not doubted where it was given.
    fn words(&self) -> BTreeMap<&str, &SaidWord> {
        let trusted =
            |word: &SaidWord| self.books.keys().get(&word.key).is_some_and(|key| !key.is_doubted_at(word.entry));
        self.proposal.last_words().into_iter().filter(|(_, word)| trusted(word)).collect()
    }

    /// Where holders of recovery keys said yes: whether they may, and are enough, for keys and offices of others.
    pub fn recovered(&self) -> Option<Checked> {
        let holders = Governance::recovering(self.proposal, self.books.keys());
        (!holders.is_empty()).then(|| self.by_recovery(&holders))
    }

    fn by_recovery(&self, holders: &BTreeSet<&str>) -> Checked {
        let kind = self.order.kind();
        let theirs = ["key.admitted", "key.revoked", "key.retired", "office.taken", "office.left"].contains(&kind);
        ensure(theirs, || RecoveryRule::NotForRecovery { kind: kind.to_owned() })?;
        let wanted = u64::from(self.books.opened().recovery_threshold);
        let found = holders.len() as u64;
        ensure(found >= wanted && wanted > 0, || RecoveryRule::QuorumMissing { wanted, found })?;
        let person = match &self.order.order {
            Order::Record(Fact::KeyAdmitted(key), _) => key.person.as_str(),
            Order::Record(Fact::OfficeTaken(taken), _) => taken.person.as_str(),
            Order::Record(..)
            | Order::DeclarePayout(_)
            | Order::PayPayout(_)
            | Order::ReturnPayout(_)
            | Order::Revise(_)
            | Order::Correct(_) => "",
        };
        ensure(!holders.contains(person), || RecoveryRule::ForOneself { person: person.to_owned() })
    }

    fn not_vetoed(&self, row: &PolicyRow) -> Checked {
        for (person, word) in self.words() {
            let office = word.offices.intersection(&self.offices_of(person)).find(|o| row.veto.contains(*o)).cloned();
            if let (Act::Object, Some(office)) = (word.act, office) {
                let vetoed = ApprovalRule::Vetoed { row: row_name(row), person: person.to_owned(), office };
                return Err(vetoed.into());
            }
        }
        Ok(())
    }

    /// The seats that the row asks for today: one of a few where it cannot wait.
    fn seats(&self, row: &PolicyRow) -> Vec<Seat> {
        if self.proposal.urgent && row.urgent {
            let offices = URGENT.iter().filter_map(|office| office.parse().ok()).collect();
            return vec![Seat { count: 1, offices }];
        }
        row.approve.clone()
    }

    /// Whose word counts, with the offices that they held when they gave it and hold today.
    fn sitting(&self) -> BTreeMap<&str, BTreeSet<OfficeId>> {
        let own = interest::interested(self.books, self.order);
        let yes = self.words().into_iter().filter(|(person, word)| {
            word.act == Act::Approve && *person != self.proposal.person && !own.contains(*person)
        });
        yes.map(|(person, word)| (person, word.offices.intersection(&self.offices_of(person)).cloned().collect()))
            .collect()
    }

    fn empty(&self, seats: &[Seat]) -> Vec<Seat> {
        let people = self.sitting();
        let people: Vec<Sitting<'_>> = people.iter().map(|(who, offices)| (*who, offices)).collect();
        missing(seats, &people)
    }

    fn said_yes(&self) -> String {
        let people = self.sitting();
        let told = people.iter().map(|(who, offices)| format!("{who} {}", names(offices)));
        told.collect::<Vec<_>>().join(", ")
    }
}

/// No urgent order waits for its full seats beyond its days.
pub(super) fn none_unratified(books: &Books, proposal: &Proposal, recorded: Day) -> Checked {
    if !proposal.urgent {
        return Ok(());
    }
    match unratified(books, recorded).first() {
        Some((proposal, last)) => Err(ApprovalRule::Unratified { proposal: *proposal, last: *last }.into()),
        None => Ok(()),
    }
}

/// Urgent orders in effect whose full seats are not there in time, with the last day on which they could have come.
pub(in crate::decide) fn unratified(books: &Books, recorded: Day) -> Vec<(u64, Day)> {
    let Some(policy) = books.governance().policy(books.size()) else { return Vec::new() };
    let late = |proposal: &Proposal| -> Option<Day> {
        let ProposalState::InEffect(_, day) = proposal.state else { return None };
        let last = day.plus_days(i64::from(policy.days.ratify))?;
        if !proposal.urgent || recorded <= last {
            return None;
        }
        let lines = proposal.orders.iter().filter_map(|line| OrderLine::read(line).ok());
        let open = |line: OrderLine| {
            let Ok(order) = line.instruction(day) else { return false };
            let effect = Effect {
                books,
                proposal,
                line: &line,
                order: &order,
                person: &proposal.person,
                recorded,
                first: false,
            };
            let rows = rows_of(books, policy, &order, recorded);
            rows.into_iter().any(|row| row.urgent && !effect.empty(&row.approve).is_empty())
        };
        lines.into_iter().any(open).then_some(last)
    };
    let proposals = books.governance().proposals().iter();
    proposals.filter_map(|(index, proposal)| Some((*index, late(proposal)?))).collect()
}
