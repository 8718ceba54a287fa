//! Who there is: households, villages, parties, accounts, and codes that stand for one thing only.

use super::{Code, Grounds, Rule, grounds, none};
use crate::{
    event::Holder,
    unit::{BankId, ContractId, Fen, HouseholdId, PartyId, PayoutId, Text, both},
};

/// A rule about who there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HouseholdRule {
    /// A code stands for something already.
    CodeTaken { code: String },
    /// No such household.
    Unknown { household: HouseholdId },
    /// No such village in the union.
    NotAMember { village: HouseholdId },
    /// Merged into another household.
    Retired { household: HouseholdId, into: HouseholdId },
    /// A holder that is neither the collective nor a household.
    NoHolder { holder: Holder },
    /// A row that pays, and is no household's.
    NoPayee { key: String },
    /// Codes of households have one length, or lists would not be in their order.
    OtherLength { household: HouseholdId, first: HouseholdId },
    /// The same household on both sides.
    Itself { household: HouseholdId },
    /// A split that leaves nobody behind, or moves nobody.
    MembersMoved { household: HouseholdId, most: u32, moved: u32 },
    /// Members who come and members who go in one entry, or neither.
    MoreOrFewer { household: HouseholdId },
    /// Nobody comes and nobody goes.
    NobodyChanges { household: HouseholdId },
    /// More members go than there are.
    MoreGoThanThere { household: HouseholdId, there: u32, fewer: u32 },
    /// More members than a register counts.
    TooManyMembers { household: HouseholdId, there: u32, more: u32 },
    /// A line of a payout is open, and the household is to be merged.
    LineOpen { household: HouseholdId, payout: PayoutId, open: Fen },
    /// No such party.
    UnknownParty { at: String, party: PartyId },
    /// No such contract.
    UnknownContract { at: String, contract: ContractId },
    /// No such account of the organization's.
    UnknownAccount { account: BankId },
    /// A line on the bank that does not say on which account.
    WhichAccount { account: Text },
    /// An account that is somebody's own.
    PersonalAccount { account: BankId },
}

impl Rule for HouseholdRule {
    fn grounds(&self) -> Grounds {
        match self {
            HouseholdRule::CodeTaken { code } => {
                grounds(Code::AlreadyRegistered, code, both!("a code not used before", "没有用过的代码"), code)
            }
            HouseholdRule::Unknown { household } => {
                grounds(Code::UnknownHousehold, household, both!("an enrolled household", "已登记的农户"), household)
            }
            HouseholdRule::NotAMember { village } => {
                grounds(Code::NotAMember, village, both!("a member of the union", "联合社的成员"), village)
            }
            HouseholdRule::Retired { household, into } => {
                grounds(Code::RetiredHousehold, household, both!("a household not retired", "没有并户的农户"), into)
            }
            HouseholdRule::NoHolder { holder } => {
                let expected = both!("a household or the collective", "农户或集体");
                grounds(Code::UnknownHousehold, holder, expected, holder)
            }
            HouseholdRule::NoPayee { key } => grounds(Code::UnknownHousehold, key, both!("a household", "农户"), key),
            HouseholdRule::OtherLength { household, first } => {
                let n = first.as_str().len();
                let expected = both!("{n} characters like {first}", "{n} 个字符，如 {first}");
                grounds(Code::BadValue, household, expected, household)
            }
            HouseholdRule::Itself { household } => {
                grounds(Code::BadValue, household, both!("another household", "另一户"), household)
            }
            HouseholdRule::MembersMoved { household, most, moved } => {
                grounds(Code::BadValue, household, both!("1 to {most}", "1 到 {most}"), moved)
            }
            HouseholdRule::MoreOrFewer { household } => grounds(
                Code::MemberMissing,
                household,
                both!("either more or fewer", "要么多要么少"),
                both!("both or none", "两项都有或都没有"),
            ),
            HouseholdRule::NobodyChanges { household } => {
                grounds(Code::BadValue, household, both!("at least one member", "至少一个成员"), 0)
            }
            HouseholdRule::MoreGoThanThere { household, there, fewer } => {
                grounds(Code::BadValue, household, both!("at most {there}", "最多 {there}"), fewer)
            }
            HouseholdRule::TooManyMembers { household, there, more } => {
                let most = u32::MAX - there;
                grounds(Code::BadValue, household, both!("at most {most} more", "最多再加 {most}"), more)
            }
            HouseholdRule::LineOpen { household, payout, open } => {
                grounds(Code::OpenAmounts, household, both!("nothing open", "没有未付的"), format!("{payout} {open}"))
            }
            HouseholdRule::UnknownParty { at, party } => {
                let found = match at.as_str() == party.as_str() {
                    true => party.into(),
                    false => both!("none, and {at} names it", "没有登记，{at} 却写了它"),
                };
                grounds(Code::UnknownParty, party, both!("a registered party", "已登记的单位"), found)
            }
            HouseholdRule::UnknownContract { at, contract } => {
                grounds(Code::UnknownContract, at, both!("a signed contract", "已签的合同"), contract)
            }
            HouseholdRule::UnknownAccount { account } => {
                let expected = both!("a registered account or CASH", "登记过的账户，或现金 CASH");
                grounds(Code::UnknownBankAccount, account, expected, account)
            }
            HouseholdRule::WhichAccount { account } => {
                let expected = both!("the bank account as holder", "写明银行账户");
                grounds(Code::UnknownBankAccount, account, expected, none())
            }
            HouseholdRule::PersonalAccount { account } => grounds(
                Code::CollectiveMoneyToPersonalAccount,
                account,
                both!("an account of the organization", "集体账户"),
                both!("a personal account", "个人账户"),
            ),
        }
    }
}
