//! What the members decide and what they object to.

use super::{Code, Grounds, Rule, grounds};
use crate::unit::{ParcelId, PayoutId, Text, both};

/// A rule about plans, resolutions and objections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssemblyRule {
    /// An objection of that number was raised before.
    ObjectionRaised { objection: Text },
    /// No such objection.
    NoObjection { objection: Text },
    /// It was answered before.
    ObjectionAnswered { objection: Text },
    /// It is about a parcel that is not registered.
    ObjectionToNoParcel { objection: Text, parcel: ParcelId },
    /// It is about a payout that was not declared.
    ObjectionToNoPayout { objection: Text, payout: PayoutId },
    /// The plan was shown before.
    PlanShown { plan: Text },
    /// No such plan.
    NoPlan { plan: Text },
    /// A plan was not shown long enough before the assembly.
    ShownTooShort { plan: Text, least: i64, days: i64 },
    /// The resolution is recorded.
    ResolutionPassed { resolution: Text },
    /// More votes than members present, or more of them than there are.
    VotesDoNotFit { resolution: Text, yes: u32, present: u32, entitled: u32 },
    /// Fewer than two thirds of all members entitled.
    NotTwoThirds { resolution: Text, needed: u64, yes: u32 },
}

impl Rule for AssemblyRule {
    fn grounds(&self) -> Grounds {
        match self {
            AssemblyRule::ObjectionRaised { objection } => {
                let expected = both!("a number not used before", "没有用过的编号");
                grounds(Code::AlreadyRegistered, objection, expected, objection)
            }
            AssemblyRule::NoObjection { objection } => {
                let expected = both!("an objection that was raised", "提过的异议");
                grounds(Code::UnknownReference, objection, expected, objection)
            }
            AssemblyRule::ObjectionAnswered { objection } => grounds(
                Code::AlreadyRegistered,
                objection,
                both!("an open objection", "没有答复的异议"),
                both!("an answered one", "已答复的"),
            ),
            AssemblyRule::ObjectionToNoParcel { objection, parcel } => {
                grounds(Code::UnknownReference, objection, both!("a registered parcel", "已登记的地块"), parcel)
            }
            AssemblyRule::ObjectionToNoPayout { objection, payout } => {
                grounds(Code::UnknownReference, objection, both!("a declared payout", "已公布的批次"), payout)
            }
            AssemblyRule::PlanShown { plan } => {
                grounds(Code::AlreadyRegistered, plan, both!("a plan not yet shown", "还没有公示的方案"), plan)
            }
            AssemblyRule::NoPlan { plan } => {
                grounds(Code::UnknownReference, plan, both!("a published plan", "公示过的方案"), plan)
            }
            AssemblyRule::ShownTooShort { plan, least, days } => {
                let expected = both!("{least} days before the assembly", "大会前 {least} 天");
                grounds(Code::PlanShownTooShort, plan, expected, days)
            }
            AssemblyRule::ResolutionPassed { resolution } => {
                let expected = both!("a resolution not yet recorded", "还没有记的决议");
                grounds(Code::AlreadyRegistered, resolution, expected, resolution)
            }
            AssemblyRule::VotesDoNotFit { resolution, yes, present, entitled } => grounds(
                Code::BadValue,
                resolution,
                both!("yes ≤ present ≤ entitled", "赞成 ≤ 到会 ≤ 应到"),
                format!("{yes} {present} {entitled}"),
            ),
            AssemblyRule::NotTwoThirds { resolution, needed, yes } => {
                grounds(Code::NotTwoThirdsOfAll, resolution, needed, yes)
            }
        }
    }
}
