//! The other ledger of a merger or division, beside this one.

use super::FindingCode;
use crate::{
    audit::Finding,
    event::{OrganizationAct, Roll},
    finding::{Contrast, said},
    log::{Hash, Origin},
    unit::{Day, Fen, Lang, Say},
};

/// What two ledgers do not say alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BesideFault {
    /// The other ledger does not hold: its first finding, and how many there are.
    Unsound {
        /// Which ledger.
        origin: String,
        /// What is wrong with it.
        first: Box<Finding>,
        /// How many findings there are.
        counted: u64,
    },
    /// It never stood as it is named.
    Checkpoint {
        /// Which ledger.
        origin: Origin,
        /// At this size.
        size: u64,
        /// The root that is named.
        named: Hash,
        /// The root it had, where it has so many entries.
        here: Option<Hash>,
    },
    /// No entry of the other ledger, as it is named, says the same from its side.
    NotMirrored {
        /// Which ledger.
        origin: Origin,
        /// Among its first entries.
        size: u64,
        /// What it must say.
        act: OrganizationAct,
        /// Of which day.
        cut: Day,
        /// How much came.
        amount: Fen,
    },
    /// The households of who gave are others than it said.
    OtherRoll {
        /// As the giving ledger's entry has it.
        given: Option<Roll>,
        /// As it was taken.
        taken: Roll,
    },
}

impl BesideFault {
    pub(super) fn code(&self) -> FindingCode {
        match self {
            BesideFault::Unsound { .. } => FindingCode::OtherUnsound,
            BesideFault::Checkpoint { .. } => FindingCode::OtherCheckpoint,
            BesideFault::NotMirrored { .. } => FindingCode::NotMirrored,
            BesideFault::OtherRoll { .. } => FindingCode::RollDiffers,
        }
    }

    pub(super) fn said(&self, lang: Lang) -> Contrast {
        match self {
            BesideFault::Unsound { origin, first, counted } => said(
                lang.pick(format!("{origin} 通过审计"), format!("{origin} without a finding")),
                match counted {
                    0 | 1 => first.say(lang),
                    more => lang.pick(
                        format!("{}，共 {more} 处", first.say(lang)),
                        format!("{} and {} more", first.say(lang), more.saturating_sub(1)),
                    ),
                },
            ),
            BesideFault::Checkpoint { origin, size, named, here } => {
                let here = here.map_or_else(
                    || lang.pick("没有这么多条", "fewer entries").to_owned(),
                    |root| lang.pick(format!("树根 {root}"), format!("root {root}")),
                );
                said(
                    lang.pick(
                        format!("{origin} {size} 条时树根 {named}"),
                        format!("root {named} of {origin} at size {size}"),
                    ),
                    here,
                )
            }
            BesideFault::NotMirrored { origin, size, act, cut, amount } => said(
                lang.pick(
                    format!("{origin} 前 {size} 条里有 {cut} 的 {}，分录相同", act.word()),
                    format!("{} of {cut} with the same lines among the first {size} entries of {origin}", act.word()),
                ),
                lang.pick(format!("没有；此处 {amount} 元"), format!("none; {amount} yuan here")),
            ),
            BesideFault::OtherRoll { given, taken } => {
                let told = |roll: &Roll| {
                    lang.pick(
                        format!("{} 户，根 {}", roll.count, roll.root),
                        format!("{} households, root {}", roll.count, roll.root),
                    )
                };
                said(
                    given.as_ref().map_or_else(|| lang.pick("没有农户", "no households").to_owned(), told),
                    told(taken),
                )
            }
        }
    }
}
