//! What proposals still wait for, on a day.

use super::{OrderLine, effect::Effect, judges, row_name, rows_of};
use crate::{
    books::{Books, Proposal, ProposalState},
    decide::Refusal,
    unit::{Day, EntryId},
};

/// Something that an order of a proposal does not have yet.
#[derive(Debug)]
pub struct Lack {
    /// Which order.
    pub order: EntryId,
    /// What is not there, as its effect would be refused today.
    pub why: Refusal,
}

/// Proposals that wait, by their entries, the oldest first.
pub fn waiting(books: &Books, recorded: Day) -> impl Iterator<Item = (u64, &Proposal)> {
    let all = books.governance().proposals().iter();
    let open = all
        .filter(move |(_, proposal)| matches!(proposal.state, ProposalState::Open) && recorded <= proposal.expires_on);
    open.map(|(index, proposal)| (*index, proposal))
}

/// What a proposal lacks today, order by order and row by row, whoever would record its effect. Nothing is decided
/// again here: that the books have not moved shows when it takes effect, or when it is computed again.
///
/// # Errors
/// A line of the proposal that is no order.
pub fn lacking(books: &Books, proposal: &Proposal, recorded: Day) -> Result<Vec<Lack>, Refusal> {
    let mut all: Vec<Lack> = Vec::new();
    for line in &proposal.orders {
        let line = OrderLine::read(line)?;
        let order = line.instruction(recorded)?;
        for judge in judges(books, &order) {
            let effect =
                Effect { books, proposal, line: &line, order: &order, person: "", recorded, first: judge.first };
            let lacks = match effect.recovered() {
                Some(carried) => carried.err().into_iter().collect(),
                None => {
                    let rows = rows_of(books, &judge.policy, &order, recorded);
                    match rows.is_empty() {
                        true => effect.unmet(&judge.policy).err().into_iter().collect(),
                        false => rows.into_iter().flat_map(|row| effect.lacks(row)).collect::<Vec<_>>(),
                    }
                }
            };
            all.extend(lacks.into_iter().map(|why| Lack { order: order.id.clone(), why }));
        }
    }
    Ok(all)
}

/// The rows that some order of a proposal meets, by name.
///
/// # Errors
/// A line of the proposal that is no order.
pub fn met(books: &Books, proposal: &Proposal, recorded: Day) -> Result<Vec<String>, Refusal> {
    let mut names = Vec::new();
    for line in &proposal.orders {
        let order = OrderLine::read(line)?.instruction(recorded)?;
        for judge in judges(books, &order) {
            names.extend(rows_of(books, &judge.policy, &order, recorded).into_iter().map(row_name));
        }
    }
    names.sort_unstable();
    names.dedup();
    Ok(names)
}
