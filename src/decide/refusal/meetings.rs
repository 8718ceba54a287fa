//! Meetings, what they decide, and what is shown publicly.

use super::{Code, Grounds, Rule, grounds};
use crate::unit::{Day, Text, Words, both};

/// A rule about meetings and notices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeetingRule {
    /// Items that are not numbered from 1, or none.
    Uncounted { meeting: Text, found: usize },
    /// No policy says who decides what.
    NoPolicy { subject: Text },
    /// A body that the policy has not.
    NoBody { meeting: Text, body: Text },
    /// A subject that the policy has not.
    NoSubject { meeting: Text, subject: Text },
    /// The number is taken.
    Taken { number: Text },
    /// Nobody called it, decided it or showed it.
    NotThere { number: Text },
    /// It was held before.
    HeldTwice { meeting: Text },
    /// Before its day.
    NotYet { meeting: Text, day: Day, found: Day },
    /// It was not held.
    NotHeld { meeting: Text },
    /// Called so few days before.
    CalledLate { meeting: Text, days: u32, found: i64 },
    /// It was not called.
    NotCalled { meeting: Text, item: u32 },
    /// The body does not decide this.
    MayNotDecide { body: Text, subject: String },
}

impl Rule for MeetingRule {
    fn grounds(&self) -> Grounds {
        match self {
            MeetingRule::NoPolicy { subject } => {
                grounds(Code::PolicyUnfit, subject, both!("a policy in force", "有生效的制度"), subject)
            }
            MeetingRule::NoBody { meeting, body } => {
                grounds(Code::BadValue, meeting, both!("a body of the policy", "制度里的机构"), body)
            }
            MeetingRule::NoSubject { meeting, subject } => {
                grounds(Code::BadValue, meeting, both!("a subject of the policy", "制度里的事项"), subject)
            }
            MeetingRule::Taken { number } => {
                grounds(Code::AlreadyRegistered, number, both!("a number not used before", "没有用过的编号"), number)
            }
            MeetingRule::Uncounted { meeting, found } => {
                let expected = both!("items numbered from 1 on", "从 1 起编号的议题");
                grounds(Code::BadValue, meeting, expected, both!("{found} items", "{found} 项"))
            }
            MeetingRule::NotThere { number } => {
                grounds(Code::UnknownReference, number, both!("one that is recorded", "记录过的"), number)
            }
            MeetingRule::HeldTwice { meeting } => {
                grounds(Code::AlreadyRegistered, meeting, both!("a meeting not held yet", "还没有开的会"), meeting)
            }
            MeetingRule::NotYet { meeting, day, found } => {
                grounds(Code::DateOutOfWindow, meeting, both!("{day} or later", "{day} 或以后"), found)
            }
            MeetingRule::NotHeld { meeting } => {
                grounds(Code::UnknownReference, meeting, both!("a meeting that was held", "开过的会"), meeting)
            }
            MeetingRule::CalledLate { meeting, days, found } => {
                let expected = both!("called {days} days before", "提前 {days} 天召集");
                grounds(Code::CalledTooLate, meeting, expected, found)
            }
            MeetingRule::NotCalled { meeting, item } => {
                grounds(Code::ItemNotCalled, meeting, both!("an item of the call", "召集时列明的事项"), item)
            }
            MeetingRule::MayNotDecide { body, subject } => {
                grounds(Code::BodyMayNotDecide, body, both!("a body that decides this", "有权决定此事的机构"), subject)
            }
        }
    }
}

/// A rule about votes, resolutions and what is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResolutionRule {
    /// Too few said yes.
    TooFewYes { resolution: Text, of: VoteShare, least: u64, found: u32 },
    /// The plan was shown for too short a time, or not at all.
    PlanTooShort { resolution: Text, days: u32, found: i64 },
    /// It decided something else.
    OtherSubject { row: String, resolution: Text, subject: String },
    /// It carries nothing more.
    Annulled { resolution: Text, by: u64 },
    /// Nobody with these seats has acknowledged the minutes.
    MinutesUnsigned { resolution: Text, seats: String },
    /// It was shown something else.
    ShowsOther { resolution: Text, name: String, shown: Option<Text>, found: Option<Text> },
    /// Its time is over.
    Over { resolution: Text, last: Day, found: Day },
    /// It carried another order.
    Used { resolution: Text, by: u64 },
    /// More than it lets be spent.
    AboveCeiling { resolution: Text, most: String, found: String },
}

/// Of what the law or the policy wants as many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoteShare {
    /// Two thirds.
    TwoThirds,
    /// Three quarters.
    ThreeQuarters,
    /// More than half, or another part.
    Half,
}

/// A value by its name, or that there is none.
fn displayed(name: &str, value: &Option<Text>) -> Words {
    match value {
        Some(value) => both!("{name} {value}", "{name} {value}"),
        None => both!("no {name}", "没有 {name}"),
    }
}

impl Rule for ResolutionRule {
    fn grounds(&self) -> Grounds {
        match self {
            ResolutionRule::TooFewYes { resolution, of, least, found } => {
                let code = match of {
                    VoteShare::TwoThirds => Code::NotTwoThirdsOfAll,
                    VoteShare::ThreeQuarters => Code::NotThreeQuartersOfAll,
                    VoteShare::Half => Code::NotHalfOfAll,
                };
                grounds(code, resolution, both!("at least {least} of all entitled", "全体应到的至少 {least} 人"), found)
            }
            ResolutionRule::PlanTooShort { resolution, days, found } => {
                let expected = both!("the plan shown {days} days before", "方案提前公示 {days} 天");
                grounds(Code::PlanShownTooShort, resolution, expected, found)
            }
            ResolutionRule::OtherSubject { row, resolution, subject } => {
                let expected = both!("what row {row} names", "条款 {row} 写明的事项");
                grounds(Code::ResolutionOfOtherSubject, resolution, expected, subject)
            }
            ResolutionRule::Annulled { resolution, by } => {
                let found = both!("annulled by entry {by}", "已由第 {by} 条撤销");
                grounds(Code::ResolutionAnnulled, resolution, both!("one that stands", "有效的决议"), found)
            }
            ResolutionRule::MinutesUnsigned { resolution, seats } => {
                let expected = both!("minutes acknowledged by {seats}", "记录由 {seats} 签认");
                grounds(Code::MinutesUnsigned, resolution, expected, both!("not yet", "还没有"))
            }
            ResolutionRule::ShowsOther { resolution, name, shown, found } => {
                grounds(Code::ResolutionShowsOther, resolution, displayed(name, shown), displayed(name, found))
            }
            ResolutionRule::Over { resolution, last, found } => {
                grounds(Code::ResolutionExpired, resolution, both!("until {last}", "到 {last} 为止"), found)
            }
            ResolutionRule::Used { resolution, by } => {
                let found = both!("used by proposal {by}", "已用于第 {by} 条提出的事项");
                grounds(
                    Code::ResolutionUsed,
                    resolution,
                    both!("one that carried nothing yet", "还没有用过的决议"),
                    found,
                )
            }
            ResolutionRule::AboveCeiling { resolution, most, found } => {
                let expected = both!("at most {most} in all", "合计最多 {most}");
                grounds(Code::AboveResolution, resolution, expected, found)
            }
        }
    }
}
