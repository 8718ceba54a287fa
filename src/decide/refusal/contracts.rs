//! Contracts: their days, instalments and terms, what is reported and worked under them.

use super::{Code, Grounds, Rule, grounds, none};
use crate::event::EndReason;
use crate::unit::{ContractId, Day, Exact, Fen, PayoutId, Period, Ratio, Text, WorkerId, both};

/// A rule about contracts and what is recorded under them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContractRule {
    /// Parcels or houses without the days for which they are let.
    NoDays { contract: ContractId },
    /// An instalment for days on which the contract does not run.
    InstalmentOutside { payout: PayoutId, days: Period, first: Day, last: Day },
    /// Instalments whose days do not follow each other.
    InstalmentsCross { payout: PayoutId, before: Day, first: Day },
    /// Two instalments of one code.
    InstalmentTwice { contract: ContractId },
    /// An instalment under a code that another contract has.
    InstalmentTaken { contract: ContractId, payout: PayoutId, by: ContractId },
    /// An instalment that the contract does not have.
    UnknownInstalment { code: PayoutId },
    /// Half a year's rent is not for one day, nor for ten years.
    OtherPartOfYear { payout: PayoutId, part: Ratio, days: i64 },
    /// The instalment is of another year of the lease.
    OtherLeaseYear { payout: PayoutId, due: usize, said: u32 },
    /// A price in a unit in which no sheet reads it.
    PriceUnit { contract: ContractId, unit: &'static str, found: Text },
    /// A price that changes within days of which something counts for a part only, or that were shared.
    PriceInside { contract: ContractId, name: Text, first: Option<Day>, next: Day, shared: Option<PayoutId>, from: Day },
    /// A term that nothing of the contract is computed by.
    NoSuchTerm { contract: ContractId, known: String, name: Text },
    /// A term in another unit than that in which it is computed.
    TermUnit { contract: ContractId, name: Text, unit: String, found: Text },
    /// A value that no price has.
    NoPrice { contract: ContractId, name: Text, found: Ratio },
    /// A rate that is not the voted one.
    RateNotVoted { contract: ContractId, term: &'static str, voted: Exact, found: Exact },
    /// A hurdle that is not the voted one.
    HurdleNotVoted { contract: ContractId, voted: Exact, found: Exact },
    /// The contract would end before its last instalment does.
    EndsBeforeInstalment { contract: ContractId, due: Day, last: Day },
    /// It ended.
    Over { contract: ContractId, last: Day },
    /// It would end behind its agreed last day, or expire before it.
    EndsOtherwise { contract: ContractId, agreed: Day, why: EndReason, last: Day },
    /// Another figure is reported of a year, and money came by the first.
    ReportedOtherwise { contract: ContractId, year: u32, figure: &'static str, known: Fen, said: Fen },
    /// Work of a class for which the contract has no rate.
    NoRate { worker: WorkerId, known: String, class: Text },
    /// Work on more days than there are.
    MoreDaysThanThere { worker: WorkerId, days: Period, worked: Exact },
    /// Work that is said anew is under the contract under which it was paid.
    OtherWork { sheet: PayoutId, contract: ContractId, found: ContractId },
}

impl Rule for ContractRule {
    fn grounds(&self) -> Grounds {
        match self {
            ContractRule::NoDays { contract } => {
                let expected = both!("first_day and last_day", "first_day 和 last_day");
                grounds(Code::MemberMissing, contract, expected, none())
            }
            ContractRule::InstalmentOutside { payout, days, first, last } => {
                let (from, to) = (days.first_day(), days.last_day());
                let expected = both!("days from {from} to {to}", "{from} 到 {to} 之间");
                grounds(Code::DatesOutOfOrder, payout, expected, both!("{first} to {last}", "{first} 到 {last}"))
            }
            ContractRule::InstalmentsCross { payout, before, first } => {
                grounds(Code::DatesOutOfOrder, payout, both!("after {before}", "{before} 以后"), first)
            }
            ContractRule::InstalmentTwice { contract } => grounds(
                Code::AlreadyRegistered,
                contract,
                both!("each payout code once", "每个批次代码一次"),
                both!("one twice", "有一项重复"),
            ),
            ContractRule::InstalmentTaken { contract, payout, by } => {
                let expected = both!("a code not used before", "没有用过的代码");
                grounds(Code::AlreadyRegistered, format!("{contract} {payout}"), expected, by)
            }
            ContractRule::UnknownInstalment { code } => {
                let expected = both!("an instalment of the contract", "合同里的一期");
                grounds(Code::UnknownReference, "instalment", expected, code)
            }
            ContractRule::OtherPartOfYear { payout, part, days } => {
                let some = (&part.exact() * &Exact::whole(365)).floor().unwrap_or_default();
                let expected = both!("some {some} days for {part} of a year", "{part} 年大约 {some} 天");
                grounds(Code::DatesOutOfOrder, payout, expected, both!("{days} days", "{days} 天"))
            }
            ContractRule::OtherLeaseYear { payout, due, said } => grounds(
                Code::StatedFigureDiffers,
                payout,
                both!("lease year {due}", "租约第 {due} 年"),
                both!("lease year {said}", "租约第 {said} 年"),
            ),
            ContractRule::PriceUnit { contract, unit, found } => {
                grounds(Code::BadValue, format!("{contract} price"), unit, found)
            }
            ContractRule::PriceInside { contract, name, first, next, shared, from } => {
                let expected = match (first, shared) {
                    (_, Some(by)) => {
                        both!("{next} or later, for payout {by} is declared", "{next} 及以后，{by} 已经宣布分配")
                    }
                    (Some(first), None) => both!("{first}, or {next} or later", "{first}，或 {next} 及以后"),
                    (None, None) => both!("{next} or later", "{next} 及以后"),
                };
                grounds(Code::DatesOutOfOrder, format!("{contract} {name}"), expected, from)
            }
            ContractRule::NoSuchTerm { contract, known, name } => {
                grounds(Code::TermUnknown, format!("{contract} dated"), known, name)
            }
            ContractRule::TermUnit { contract, name, unit, found } => {
                grounds(Code::BadValue, format!("{contract} {name} unit"), unit, found)
            }
            ContractRule::NoPrice { contract, name, found } => {
                let expected = both!("yuan, with at most four decimals", "元，最多四位小数");
                grounds(Code::BadValue, format!("{contract} {name} value"), expected, found)
            }
            ContractRule::RateNotVoted { contract, term, voted, found } => grounds(
                Code::RateDiffersFromVoted,
                format!("{contract} {term}"),
                format!("{voted} %"),
                format!("{found} %"),
            ),
            ContractRule::HurdleNotVoted { contract, voted, found } => {
                grounds(Code::RateDiffersFromVoted, format!("{contract} 每亩门槛"), voted, found)
            }
            ContractRule::EndsBeforeInstalment { contract, due, last } => {
                let expected =
                    both!("{due} or later, the end of its last instalment", "{due} 或以后，即最后一期的末日");
                grounds(Code::DatesOutOfOrder, format!("{contract} last_day"), expected, last)
            }
            ContractRule::Over { contract, last } => grounds(
                Code::ContractOver,
                contract,
                both!("a contract that has not ended", "尚未终止的合同"),
                both!("ended on {last}", "已于 {last} 终止"),
            ),
            ContractRule::EndsOtherwise { contract, agreed, why, last } => {
                let expected = match why {
                    EndReason::Expired => both!("{agreed}, its agreed last day", "{agreed}，即约定的截止日"),
                    EndReason::Agreed
                    | EndReason::BreachTheirs
                    | EndReason::BreachOurs
                    | EndReason::Expropriated
                    | EndReason::ForceMajeure => {
                        both!("{agreed} or earlier, its agreed last day", "{agreed} 或以前，即约定的截止日")
                    }
                };
                grounds(Code::DatesOutOfOrder, format!("{contract} last_day"), expected, last)
            }
            ContractRule::ReportedOtherwise { contract, year, figure, known, said } => {
                grounds(Code::StatedFigureDiffers, format!("{contract} {year} {figure}"), known, said)
            }
            ContractRule::OtherWork { sheet, contract, found } => grounds(Code::BadValue, sheet, contract, found),
            ContractRule::NoRate { worker, known, class } => grounds(Code::UnknownReference, worker, known, class),
            ContractRule::MoreDaysThanThere { worker, days, worked } => {
                let (first, last, there) = (days.first_day(), days.last_day(), days.days());
                let expected = both!(
                    "at most {there} days of work from {first} to {last}",
                    "{first} 至 {last} 至多 {there} 个工日",
                );
                let worked = worked.decimal(2).unwrap_or_else(|| worked.to_string());
                grounds(Code::BadValue, worker, expected, worked)
            }
        }
    }
}
