//! Dues of a contract: their numbers and terms, what is let off of them, what pays them.

use super::{Code, Grounds, Rule, grounds, none};
use crate::unit::{ContractId, Day, DueNo, Fen, PartyId, PayoutId, SeriesId, Text, both};

/// A rule about dues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DueRule {
    /// A due that the contract does not have, or that fell away.
    Unknown { contract: ContractId, no: DueNo },
    /// More than is open of it.
    Overpaid { contract: ContractId, no: DueNo, open: Fen, amount: Fen },
    /// A due by a term that is not in force on its first day.
    NoTerm { contract: ContractId, no: DueNo, name: Text, on: Day },
    /// A due whose price follows a series that has no value for it yet.
    NotKnown { contract: ContractId, no: DueNo },
    /// Prices that follow what is no number a day.
    NoIndex { contract: ContractId, series: SeriesId, column: Text },
    /// A number that another due of the contract has.
    NumberTaken { contract: ContractId, no: DueNo },
    /// More is let off than the due is.
    AbatedAbove { contract: ContractId, no: DueNo, left: Fen, off: Fen },
    /// A due that something paid would fall away.
    Moved { contract: ContractId, no: DueNo },
    /// Instalments stand behind the day, which no amendment drops.
    InstalmentBehind { contract: ContractId, no: PayoutId },
    /// A due that we owe, claimed of the one whom we owe it.
    Ours { contract: ContractId, no: DueNo },
    /// A claim that only an assignment makes.
    ByAssignment { claim: Text },
    /// A deposit in the terms and one beside them.
    DepositTwice { contract: ContractId },
    /// What comes for households' things comes by instalments, which a payout passes on.
    HouseholdsInstalments { contract: ContractId },
    /// More than the whole of an instalment is let off.
    AbatedWhole { contract: ContractId, no: DueNo },
    /// Collective money is lent to who is of an officer.
    LoanToOfficer { contract: ContractId, party: PartyId, officer: Text },
    /// More is drawn of a loan than is agreed.
    LoanAbove { contract: ContractId, agreed: Fen, all: Fen },
    /// A due named by a claim that is about none.
    NoDueOf { claim: Text },
    /// A claim that only the end of a contract makes.
    ByTheEnd { claim: Text },
    /// More of a deposit would be held of a party than its contracts agree.
    DepositAbove { contract: ContractId, agreed: Fen, all: Fen },
    /// A due that does not pass with its contract: it is settled, a claim, or yet to come.
    NotOpen { contract: ContractId, no: DueNo },
    /// Something of an instalment that households have.
    Shared { contract: ContractId, no: DueNo },
}

impl Rule for DueRule {
    fn grounds(&self) -> Grounds {
        let due = |contract: &ContractId, no: &DueNo| format!("{contract} {no}");
        match self {
            DueRule::Unknown { contract, no } => unknown_due(contract, no),
            DueRule::Overpaid { contract, no, open, amount } => {
                grounds(Code::DueOverpaid, due(contract, no), both!("at most {open}", "最多 {open}"), amount)
            }
            DueRule::NoTerm { contract, no, name, on } => {
                let expected = both!("a dated term in force on {on}", "在 {on} 已生效的条款");
                grounds(Code::TermUnknown, due(contract, no), expected, name)
            }
            DueRule::NotKnown { contract, no } => not_known(due(contract, no)),
            DueRule::NotOpen { contract, no } => not_open(contract, no),
            DueRule::NoIndex { contract, series, column } => no_index(contract, series, column),
            DueRule::NumberTaken { contract, no } => {
                grounds(Code::AlreadyRegistered, contract, both!("a number not used before", "没有用过的期号"), no)
            }
            DueRule::AbatedAbove { contract, no, left, off } => {
                grounds(Code::AbatementAboveDue, due(contract, no), both!("at most {left}", "最多 {left}"), off)
            }
            DueRule::AbatedWhole { contract, no } => {
                let expected = both!("at most the whole", "最多全部");
                grounds(Code::AbatementAboveDue, due(contract, no), expected, both!("more", "更多"))
            }
            DueRule::Moved { contract, no } => grounds(
                Code::DatesOutOfOrder,
                format!("{contract} drop_after"),
                both!("dues that nothing paid", "还没有收付过的期次"),
                no,
            ),
            DueRule::InstalmentBehind { contract, no } => instalment_behind(contract, no),
            DueRule::Ours { contract, no } => ours(contract, no),
            DueRule::ByAssignment { claim } => by_assignment(claim),
            DueRule::DepositTwice { contract } => deposit_twice(contract),
            DueRule::HouseholdsInstalments { contract } => households_instalments(contract),
            DueRule::LoanAbove { contract, agreed, all } => {
                grounds(Code::LoanAboveAgreed, contract, both!("at most {agreed} in all", "合计最多 {agreed}"), all)
            }
            DueRule::LoanToOfficer { contract, party, officer } => to_officer(contract, party, officer),
            DueRule::DepositAbove { contract, agreed, all } => {
                let expected = both!("at most {agreed} held of the party", "该单位最多押 {agreed}");
                grounds(Code::DepositAboveAgreed, format!("{contract} deposit"), expected, all)
            }
            DueRule::Shared { contract, no } => {
                let expected = both!("an instalment that is not shared yet", "还没有分配的一期");
                grounds(Code::IncomeDistributedTwice, due(contract, no), expected, both!("shared", "已分配"))
            }
            DueRule::NoDueOf { claim } => grounds(
                Code::BadValue,
                format!("{claim} no"),
                both!("no due: this claim is about none", "不写期号：这一项不针对某一期"),
                both!("one", "写了"),
            ),
            DueRule::ByTheEnd { claim } => {
                let expected = both!("contract.ended, which computes it", "contract.ended，由它算出");
                grounds(Code::BadValue, claim, expected, both!("a claim", "单独转账"))
            }
        }
    }
}

fn unknown_due(contract: &ContractId, no: &DueNo) -> Grounds {
    let expected = both!("a due of the contract that stands", "合同里有效的一期应收应付");
    grounds(Code::UnknownDue, contract, expected, no)
}

fn not_known(due: String) -> Grounds {
    let expected =
        both!("a value of its series on the index day, or in the 30 days before", "指数日当天或之前 30 天内公布的数据");
    grounds(Code::TermUnknown, due, expected, none())
}

fn not_open(contract: &ContractId, no: &DueNo) -> Grounds {
    let expected = both!("a due of earlier days that is open and no claim", "此日之前到期、未结且没有转应收的一期");
    grounds(Code::UnknownDue, contract, expected, no)
}

fn instalment_behind(contract: &ContractId, no: &PayoutId) -> Grounds {
    grounds(
        Code::DatesOutOfOrder,
        format!("{contract} drop_after"),
        both!("no instalment behind it: contract.ended or abate", "此日之后没有分期：用 contract.ended 或 abate"),
        no,
    )
}

fn ours(contract: &ContractId, no: &DueNo) -> Grounds {
    let expected = both!(
        "a due that the other side owes; what we owe is the claim payable",
        "对方应付的一期；我方应付未付的用 payable"
    );
    grounds(Code::BadValue, format!("{contract} {no}"), expected, both!("one that we owe", "我方应付的一期"))
}

fn by_assignment(claim: &Text) -> Grounds {
    let expected = both!("contract.amended with assign, which moves it", "contract.amended 的 assign，由它转移");
    grounds(Code::BadValue, claim, expected, both!("a claim", "单独转账"))
}

fn deposit_twice(contract: &ContractId) -> Grounds {
    grounds(
        Code::BadValue,
        format!("{contract} deposit"),
        both!("one deposit, in the terms or beside them", "保证金只写一处"),
        both!("two", "写了两处"),
    )
}

fn households_instalments(contract: &ContractId) -> Grounds {
    grounds(
        Code::NotTheCollectives,
        format!("{contract} dues"),
        both!("instalments, for what is let of households' land, houses or capital", "农户的土地、房屋的租金写成期次",),
        both!("dues of the collective", "集体的应收"),
    )
}

fn no_index(contract: &ContractId, series: &SeriesId, column: &Text) -> Grounds {
    grounds(
        Code::BadValue,
        format!("{contract} index"),
        both!(
            "a column of numbers of a daily series without keys, and a base above zero",
            "按日、无键的数据表里的数值列，基数大于零"
        ),
        format!("{series} {column}"),
    )
}

// SOURCE: 农村集体经济组织法 (2024-06-28), article 35
fn to_officer(contract: &ContractId, party: &PartyId, officer: &Text) -> Grounds {
    let expected = both!("nobody in office and no kin of one", "不是管理人员及其近亲属");
    grounds(
        Code::LoanToOfficer,
        contract,
        expected,
        both!("{party}, which is of {officer}", "{party}，与 {officer} 有关"),
    )
}
