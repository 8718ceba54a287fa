//! What is proposed, and what becomes of it.

use super::{Code, Grounds, Rule, grounds};
use crate::{
    log::Hash,
    unit::{Day, EntryId, OfficeId, both},
};

/// A rule about orders that are proposed and take effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderRule {
    /// Nobody proposed under this entry.
    NoProposal { entry: u64 },
    /// They are in effect.
    InEffect { proposal: u64, by: u64 },
    /// They were withdrawn.
    Withdrawn { proposal: u64, by: u64 },
    /// Their time is over.
    Expired { proposal: u64, last: Day, found: Day },
    /// A line that is no order.
    NoOrder { line: usize, why: String },
    /// As many lines as were said.
    OtherCount { is: usize, said: u32 },
    /// Together they do something else than is said.
    OtherResult { is: Hash, said: Hash },
    /// They would live longer than the policy lets.
    LivesTooLong { last: Day, said: Day },
    /// The key behind a proposal is doubted or its person not known.
    Nobody { proposal: u64, person: String },
    /// Who takes it back did not propose it.
    NotYours { proposal: u64, by: String },
    /// In a batch that brings a proposal into effect stands another order.
    Differs { id: EntryId, member: String },
    /// The order would do something else than when it was proposed.
    BooksChanged { id: EntryId },
}

impl Rule for OrderRule {
    fn grounds(&self) -> Grounds {
        match self {
            OrderRule::NoProposal { entry } => {
                let found = both!("another entry, or none", "别的记录，或没有");
                grounds(Code::UnknownProposal, entry, both!("an entry that proposes", "提出待批事项的记录"), found)
            }
            OrderRule::InEffect { proposal, by } => {
                let found = both!("in effect by entry {by}", "已由第 {by} 条生效");
                grounds(Code::AlreadyInEffect, proposal, both!("a proposal that waits", "还没有生效的事项"), found)
            }
            OrderRule::Withdrawn { proposal, by } => {
                let found = both!("withdrawn by entry {by}", "已由第 {by} 条撤回");
                grounds(Code::ProposalWithdrawn, proposal, both!("a proposal that waits", "没有撤回的事项"), found)
            }
            OrderRule::Expired { proposal, last, found } => {
                grounds(Code::ProposalExpired, proposal, both!("{last} or before", "{last} 或以前"), found)
            }
            OrderRule::NoOrder { line, why } => {
                let line = both!("line {line}", "第 {line} 行");
                grounds(Code::BadValue, line, both!("an order", "一件事项"), why)
            }
            OrderRule::OtherCount { is, said } => grounds(Code::BadValue, "count", is, said),
            OrderRule::OtherResult { is, said } => grounds(Code::BadValue, "result", is, said),
            OrderRule::LivesTooLong { last, said } => {
                grounds(Code::BadValue, "expires_on", both!("{last} or before", "{last} 或以前"), said)
            }
            OrderRule::Nobody { proposal, person } => {
                let expected = both!("a proposer whose key counts", "提出人的密钥有效");
                grounds(Code::ProposerDistrusted, proposal, expected, person)
            }
            OrderRule::NotYours { proposal, by } => {
                let expected = both!("who proposed it, or the chair", "提出人或理事长");
                grounds(Code::NotYoursToWithdraw, proposal, expected, by)
            }
            OrderRule::Differs { id, member } => {
                grounds(Code::OrderDiffers, id, both!("the order as it was proposed", "与提出时一样的事项"), member)
            }
            OrderRule::BooksChanged { id } => {
                let expected = both!("what it did when it was proposed", "与提出时一样的结果");
                grounds(Code::BooksChanged, id, expected, both!("another result today", "今天的结果不一样"))
            }
        }
    }
}

/// What a policy says of an order before anybody approves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NeedRule {
    /// A row wants a proposal.
    NeedsProposal { kind: String, row: String },
    /// No row meets it, and the policy wants a second person for such orders.
    NeedsSecond { kind: String },
    /// The policy lets no such order be.
    NoRow { kind: String },
    /// A row says whose office proposes.
    MayNotPropose { row: String, offices: String, person: String },
}

impl Rule for NeedRule {
    fn grounds(&self) -> Grounds {
        match self {
            NeedRule::NeedsProposal { kind, row } => {
                grounds(Code::NeedsProposal, kind, both!("a proposal, by row {row}", "按条款 {row} 先提出待批"), kind)
            }
            NeedRule::NeedsSecond { kind } => {
                let expected = both!("a proposal that a second person approves", "先提案，由另一人同意");
                grounds(
                    Code::NeedsProposal,
                    kind,
                    expected,
                    both!("no row of the policy meets it", "制度里没有条款管这件事"),
                )
            }
            NeedRule::NoRow { kind } => {
                let found =
                    both!("no row meets it, and the policy refuses such orders", "没有条款管这件事，制度不允许");
                grounds(Code::NoRowMeets, kind, both!("a row of the policy for it", "制度里有条款管这件事"), found)
            }
            NeedRule::MayNotPropose { row, offices, person } => {
                let row = both!("row {row}", "条款 {row}");
                grounds(Code::MayNotPropose, row, offices, person)
            }
        }
    }
}

/// What a row asks for and an order has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApprovalRule {
    /// Who records the effect holds none of these.
    MayNotExecute { row: String, offices: String, person: String },
    /// Days between proposal and effect.
    TooSoon { row: String, first: Day, found: Day },
    /// Somebody with that right says no.
    Vetoed { row: String, person: String, office: OfficeId },
    /// Seats that nobody fills.
    SeatsEmpty { row: String, seats: String, filled: String },
    /// Evidence that is not there.
    NoEvidence { row: String, sort: String, found: String },
    /// An urgent order of before has not its full seats.
    Unratified { proposal: u64, last: Day },
    /// Nobody is left for seats without which nothing could be put right.
    Unreachable { row: String, seats: String },
    /// No row meets it, and nobody else said yes.
    NoSecond { kind: String },
    /// Nobody decided it.
    NoResolution { row: String, subjects: String },
}

impl Rule for ApprovalRule {
    fn grounds(&self) -> Grounds {
        let of = |row: &String| both!("row {row}", "条款 {row}");
        match self {
            ApprovalRule::MayNotExecute { row, offices, person } => {
                grounds(Code::MayNotExecute, of(row), offices, person)
            }
            ApprovalRule::TooSoon { row, first, found } => {
                grounds(Code::TooSoon, of(row), both!("{first} or later", "{first} 或以后"), found)
            }
            ApprovalRule::Vetoed { row, person, office } => {
                let expected = both!("no objection of {office}", "{office} 没有反对");
                grounds(Code::Vetoed, of(row), expected, person)
            }
            ApprovalRule::SeatsEmpty { row, seats, filled } => match filled.as_str() {
                "" => grounds(Code::ApprovalsMissing, of(row), seats, both!("nobody", "还没有人")),
                filled => grounds(Code::ApprovalsMissing, of(row), seats, filled),
            },
            ApprovalRule::NoEvidence { row, sort, found } => grounds(Code::EvidenceMissing, of(row), sort, found),
            ApprovalRule::Unratified { proposal, last } => grounds(
                Code::RatificationOverdue,
                proposal,
                both!("all seats by {last}", "{last} 前坐满各席"),
                both!("an urgent order without them", "还缺人的急办事项"),
            ),
            ApprovalRule::Unreachable { row, seats } => {
                grounds(Code::PolicyUnreachable, of(row), both!("somebody left for each seat", "各席都还有人"), seats)
            }
            ApprovalRule::NoSecond { kind } => {
                let expected = both!("one more person in office", "再有一位任职人员同意");
                grounds(Code::ApprovalsMissing, kind, expected, both!("nobody yet", "还没有人"))
            }
            ApprovalRule::NoResolution { row, subjects } => {
                grounds(Code::ResolutionMissing, of(row), subjects, both!("no resolution", "没有决议"))
            }
        }
    }
}

/// A rule about what holders of recovery keys may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecoveryRule {
    /// Their keys are for keys and offices.
    NotForRecovery { kind: String },
    /// Too few of them.
    QuorumMissing { wanted: u64, found: u64 },
    /// Nobody of them makes a key or an office for himself.
    ForOneself { person: String },
}

impl Rule for RecoveryRule {
    fn grounds(&self) -> Grounds {
        match self {
            RecoveryRule::NotForRecovery { kind } => {
                let found = both!("words of recovery keys", "恢复密钥的同意");
                grounds(Code::NotForRecovery, kind, both!("keys and offices", "密钥和职务"), found)
            }
            RecoveryRule::QuorumMissing { wanted, found } => {
                let expected = both!("{wanted} holders of recovery keys", "{wanted} 位恢复密钥持有人");
                grounds(Code::RecoveryQuorumMissing, "recovery", expected, found)
            }
            RecoveryRule::ForOneself { person } => {
                let expected = both!("somebody who did not sign", "没有签名的人");
                grounds(Code::RecoveryForOneself, person, expected, both!("one of those who signed", "签名人之一"))
            }
        }
    }
}
