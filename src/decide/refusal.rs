//! Why an instruction is refused: one variant a rule, with the figures by which it is broken.
//!
//! Rules stand by subject in the files of this folder. A rule's one arm of [`Rule::grounds`] says its code, the
//! household, contract or member at fault, and in both languages what is expected there and what was found. No
//! arm stands for several: a new rule does not compile until it can be told.

mod assembly;
mod assets;
mod attendance;
mod classes;
mod code;
mod contracts;
mod days;
mod dues;
mod governance;
mod holdings;
mod households;
mod invoices;
mod land;
mod land_change;
mod leaving;
mod ledger;
mod meetings;
mod members;
mod money;
mod notices;
mod orders;
mod organizations;
mod owners;
mod payouts;
mod persons;
mod policies;
mod reading;
mod revised;
mod series;
mod shares;
mod sheets;
mod villages;
mod years;

pub use assembly::AssemblyRule;
pub use assets::AssetRule;
pub use attendance::AttendanceRule;
pub use classes::ClassRule;
pub use code::Code;
pub use contracts::ContractRule;
pub use days::DayRule;
pub use dues::DueRule;
pub use governance::GovernanceRule;
pub use holdings::HoldingRule;
pub use households::HouseholdRule;
pub use invoices::InvoiceRule;
pub use land::LandRule;
pub use land_change::LandChangeRule;
pub use leaving::LeavingRule;
pub use ledger::{LedgerRule, Misfit};
pub use meetings::{MeetingRule, ResolutionRule, VoteShare};
pub use members::MemberRule;
pub use money::MoneyRule;
pub use notices::NoticeRule;
pub use orders::{ApprovalRule, NeedRule, OrderRule, RecoveryRule};
pub use organizations::OrganizationRule;
pub use owners::{Beyond, OwnerRule, Theirs};
pub use payouts::PayoutRule;
pub use persons::{IdentityFault, PersonRule};
pub use policies::PolicyRule;
pub use reading::{JsonFault, PersonalNumber, ReadingRule};
pub use revised::RevisionRule;
pub use series::SeriesRule;
pub use shares::ShareRule;
pub use sheets::{ContractTerm, SheetRule};
pub use villages::VillageRule;
pub use years::YearRule;

use crate::{
    books::postings::PostingError,
    event::Event,
    unit::{Fen, Lang, Say, Words, both},
};
use std::fmt;

macro_rules! subjects {
    ($($(#[$doc:meta])* $subject:ident($rule:ident)),* $(,)?) => {
        /// The rule that an instruction breaks, by what the rule is about. Boxed: the answer of every check stays small.
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        #[error("{}", self.grounds())]
        pub enum Refusal {
            $($(#[$doc])* $subject(Box<$rule>),)*
        }

        impl Refusal {
            /// What is told of it.
            pub fn grounds(&self) -> Grounds {
                match self {
                    $(Refusal::$subject(rule) => rule.grounds(),)*
                }
            }
        }

        $(impl From<$rule> for Refusal {
            fn from(broken: $rule) -> Refusal {
                Refusal::$subject(Box::new(broken))
            }
        })*
    };
}

subjects! {
    /// What an instruction is, before anybody asks what it says.
    Reading(ReadingRule),
    /// What the members of an instruction must say.
    Member(MemberRule),
    /// The ledger about itself.
    Ledger(LedgerRule),
    /// Who there is.
    Household(HouseholdRule),
    /// Persons of households.
    Person(PersonRule),
    /// Who moves or goes.
    Leaving(LeavingRule),
    /// Classes of shares.
    Class(ClassRule),
    /// What households hold of the organization.
    Shares(ShareRule),
    /// Shares, capital and houses that pass.
    Holding(HoldingRule),
    /// Land and buildings.
    Land(LandRule),
    /// Things of the collective.
    Asset(AssetRule),
    /// Land that changes.
    LandChange(LandChangeRule),
    /// Contracts and what is recorded under them.
    Contract(ContractRule),
    /// Dues of contracts.
    Due(DueRule),
    /// Days and periods.
    Day(DayRule),
    /// Money in and out.
    Money(MoneyRule),
    /// Invoices.
    Invoice(InvoiceRule),
    /// Whose money it is.
    Owner(OwnerRule),
    /// Payouts: what they share, and what of it is paid.
    Payout(PayoutRule),
    /// Numbers from outside.
    Series(SeriesRule),
    /// Organizations that merge and divide.
    Organization(OrganizationRule),
    /// What villages have in a union.
    Village(VillageRule),
    /// Rows of registers that are revised.
    Revision(RevisionRule),
    /// Payout sheets.
    Sheet(SheetRule),
    /// The year's end.
    Year(YearRule),
    /// Who may what.
    Governance(GovernanceRule),
    /// What orders need.
    Policy(PolicyRule),
    /// Orders before they are proposed.
    Need(NeedRule),
    /// Orders that are proposed.
    Order(OrderRule),
    /// What a row asks for.
    Approval(ApprovalRule),
    /// What holders of recovery keys may.
    Recovery(RecoveryRule),
    /// Meetings.
    Meeting(MeetingRule),
    /// Who is there.
    Attendance(AttendanceRule),
    /// Votes and resolutions.
    Resolution(ResolutionRule),
    /// What is shown, and objected to.
    Notice(NoticeRule),
    /// What the members decide and what they object to.
    Assembly(AssemblyRule),
}

/// A rule by which an instruction can be refused.
trait Rule {
    /// What is told where it is broken.
    fn grounds(&self) -> Grounds;
}

/// What is told of a refusal: which rule, where, what was expected and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grounds {
    /// The rule.
    pub code: Code,
    /// Household, parcel, contract, account, member: where.
    pub subject: Words,
    /// What the rule wants.
    pub expected: Words,
    /// What the instruction says.
    pub found: Words,
}

impl fmt::Display for Grounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [subject, expected, found] = [&self.subject, &self.expected, &self.found].map(|words| words.say(Lang::En));
        write!(f, "{}: {subject}: expected {expected}, found {found}", self.code)
    }
}

impl Refusal {
    /// The stable code of the rule.
    pub fn code(&self) -> Code {
        self.grounds().code
    }

    /// Where, as the ledger says it.
    pub fn subject(&self) -> String {
        self.grounds().subject.say(Lang::En)
    }

    /// What the rule wants, as the ledger says it.
    pub fn expected(&self) -> String {
        self.grounds().expected.say(Lang::En)
    }

    /// What the instruction says, as the ledger says it.
    pub fn found(&self) -> String {
        self.grounds().found.say(Lang::En)
    }
}

/// The grounds of a refusal; what somebody offered may be megabytes, and is told shortly.
fn grounds(code: Code, subject: impl Into<Words>, expected: impl Into<Words>, found: impl Into<Words>) -> Grounds {
    let short = |words: Words| words.cut(LONGEST_TOLD);
    Grounds { code, subject: short(subject.into()), expected: short(expected.into()), found: short(found.into()) }
}

/// Characters of a text that are told.
const LONGEST_TOLD: usize = 1_000;

/// `Ok` where a rule holds, else its refusal.
pub(super) fn ensure<R: Into<Refusal>>(holds: bool, broken: impl FnOnce() -> R) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(broken().into()) }
}

/// The sum of amounts that an instruction brings, or the refusal where no book can hold it.
pub(super) fn total(what: impl fmt::Display, all: impl IntoIterator<Item = Fen>) -> Result<Fen, Refusal> {
    Fen::total(all).ok_or_else(|| too_large(what))
}

/// Amounts that add up to more than the books can hold.
pub(super) fn too_large(what: impl fmt::Display) -> Refusal {
    MoneyRule::SumTooLarge { at: what.to_string() }.into()
}

/// A posting error as the refusal it stands for.
pub(super) fn posting(event: &Event, error: PostingError) -> Refusal {
    let at = event.fact.name().to_owned();
    match error {
        PostingError::UnknownPart(part) => MoneyRule::UnknownPart { at, part }.into(),
        PostingError::UnknownAccount(account) => MoneyRule::UnknownAccount { at, account }.into(),
        PostingError::Unsaid { part, what } => MemberRule::Missing { at: part, member: what }.into(),
        PostingError::NotListed { part, listed, found } => {
            MemberRule::NoneOf { at: format!("{part} account"), known: listed.join(", "), found }.into()
        }
        PostingError::CreditedDiffers { credited, received } => {
            MoneyRule::CreditedDiffers { at, received, credited }.into()
        }
        PostingError::TooMuch => too_large(at),
        PostingError::OwnMoney(purpose) => MoneyRule::OwnMoney { at, purpose }.into(),
        PostingError::Unknown(what) => MoneyRule::NotRecorded { at, what }.into(),
    }
}

/// What is found where a member is missing.
fn nothing() -> Words {
    both!("nothing", "没有")
}

/// What is found where there are none.
fn none() -> Words {
    both!("none", "没有")
}
