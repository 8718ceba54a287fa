//! Money in and out: its parts, what is due and owed, what stands behind it, and what the books can hold.

use super::{Code, Grounds, Rule, grounds, none, nothing};
use crate::unit::{
    AssetId, BankId, ClassId, ContractId, Day, Fen, HouseholdId, Money, PayoutId, ProjectId, Text, both,
};

/// A rule about money in and out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MoneyRule {
    /// A return of capital of which some came back, and nobody said whose it was.
    CameBack { contract: ContractId, came: Fen, entry: u64 },
    /// Shares of a class that is paid in, for which less was paid in.
    NotPaidIn { at: String, class: ClassId, paid: Fen, par: Fen },
    /// Shares that are paid in pass with the money that stands for them.
    PassWithMoney { household: HouseholdId, class: ClassId },
    /// The amounts add up to more than the books can hold.
    SumTooLarge { at: String },
    /// No such part, claim or purpose in the chart document.
    UnknownPart { at: String, part: String },
    /// No such part among those of this kind of entry.
    PartOfNone { at: &'static str, known: String, part: Text },
    /// No such account in the chart.
    UnknownAccount { at: String, account: String },
    /// The collective's own money is no source for lines of this purpose.
    OwnMoney { at: String, purpose: String },
    /// Nothing of that name in the books.
    NotRecorded { at: String, what: String },
    /// What is credited to households is not what came in for them.
    CreditedDiffers { at: String, received: Fen, credited: Fen },
    /// Opening balances do not balance.
    OpeningUnbalanced { debit: Fen, credit: Fen },
    /// Debits are not credits.
    VoucherUnbalanced { debit: Fen, credit: Fen },
    /// The opening balances are recorded.
    OpenedBefore { on: Day },
    /// More cash than there is.
    CashNegative { account: String, held: Fen, paid: Fen },
    /// More for works than was ordered.
    WorksAboveOrder { project: String, left: Fen, more: Fen },
    /// More than the grant.
    GrantOverspent { project: ProjectId, left: Fen, amount: Money },
    /// A grant is used before its works are.
    GrantBeforeWorks { project: ProjectId, spent: Fen, amount: Money },
    /// A levy is used before its works are, or for others.
    LevyBeforeWorks { at: String, spent: Fen, amount: Money },
    /// Works for which a grant was used are taken away again.
    WorksOfGrant { project: String, most: Fen, taken: Fen },
    /// A card for an asset that the books do not have.
    CardBeyondBooks { asset: AssetId, most: Fen, cost: Fen },
    /// A figure that is stated and not the computed one.
    StatedDiffers { at: String, computed: Fen, stated: Fen },
    /// Rent of several years taken as income at once.
    TakenAtOnce { part: Text, earned: Money, stated: Money },
    /// More settled than is owed; `None` for more than the books can hold.
    SettlesMore { key: String, owed: Fen, sum: Option<Fen> },
    /// More used or given back of petty cash or a prepayment than was handed out; `None` for more than the books hold.
    AdvanceAbove { key: String, held: Fen, sum: Option<Fen> },
    /// Money from an account to itself.
    SameAccount { part: Text, account: BankId },
    /// More than is owed, open or there.
    MoreThanOwed { at: String, most: Fen, amount: Fen },
    /// More of a deposit than is held.
    DepositAboveHeld { contract: ContractId, held: Fen, sum: Fen },
    /// An investment above what the ledger can hold.
    InvestmentTooLarge { amount: Money },
    /// What is invested is not what waits of the subscriptions.
    OtherThanSubscribed { contract: ContractId, waiting: Fen, amount: Fen },
    /// An investment under a contract for which there is no capital.
    NoCapital { contract: ContractId },
    /// More than the capital of the contract.
    AboveCapital { contract: ContractId, capital: Money, sum: Fen },
    /// A return that is taken from the capital.
    OutOfPrincipal { claim: Text, source: Text },
    /// The return of a year is claimed again.
    ReturnTwice { claim: Text },
    /// No adopted scheme shares the claim, or several do.
    NobodyShares { claim: Text },
    /// Nothing was earned of an advance since.
    NothingEarned { contract: ContractId, due: Fen },
    /// A place of works that is none of the organization's.
    UnknownPlace { project: ProjectId, place: Text },
    /// An asset's name stands for another one.
    AssetTaken { asset: AssetId },
    /// More came for these days than is due for them.
    MoreThanDue { at: String, due: Fen, came: Fen },
    /// Nothing says for which days the money is.
    ForWhichDays { part: String },
    /// What is computed from a report, and none is recorded.
    NoReport { part: String },
    /// Households' rent is short by the fee.
    FeeOutOfRent { part: String, need: Fen, came: Fen },
    /// Something is booked as the collective's before the households' part of it came.
    HouseholdsFirst { at: String, most: Fen, theirs: Fen, booked: Fen },
    /// A set-off without the household's written consent.
    NoConsent { household: HouseholdId },
    /// There is no debt to set off.
    NoDebt { household: HouseholdId },
    /// There are several debts, and none is named.
    WhichDebt { purposes: String },
    /// More is paid of a line than is open on that day and later.
    NotOpenThen { payout: PayoutId, household: HouseholdId, most: Fen, on: Day, amount: Fen },
    /// More comes back of a line than is paid on that day and later.
    NotPaidThen { payout: PayoutId, household: HouseholdId, most: Fen, on: Day, amount: Fen },
}

impl Rule for MoneyRule {
    fn grounds(&self) -> Grounds {
        match self {
            MoneyRule::CameBack { contract, came, entry } => grounds(
                Code::NoCapital,
                contract,
                both!(
                    "holding.passed returned, which says whose it was",
                    "先记 holding.passed returned，写明是谁的本金"
                ),
                both!("{came} came back in entry {entry}", "第 {entry} 条已收回 {came}"),
            ),
            MoneyRule::NotPaidIn { at, class, paid, par } => {
                let expected = both!("at most {paid}, which was paid in", "最多 {paid}，即已缴的");
                grounds(Code::NotPaidIn, format!("{at} {class}"), expected, par)
            }
            MoneyRule::PassWithMoney { household, class } => grounds(
                Code::NotPaidIn,
                format!("{household} {class}"),
                both!("holding.passed, with what was paid in for them", "用 holding.passed 过户，股金随股份走"),
                both!("shares alone", "只有股份"),
            ),
            MoneyRule::SumTooLarge { at } => {
                let most = Fen::MOST_ORDERED;
                let expected = both!("at most {most} with all that was ever posted", "连同历年全部发生额最多 {most}");
                grounds(Code::SumTooLarge, at, expected, both!("more", "更多"))
            }
            MoneyRule::UnknownPart { at, part } => {
                grounds(Code::UnknownPart, at, both!("a part of the chart document", "科目文件里的款项"), part)
            }
            MoneyRule::PartOfNone { at, known, part } => grounds(Code::UnknownPart, at, known, part),
            MoneyRule::UnknownAccount { at, account } => {
                grounds(Code::UnknownAccount, at, both!("an account of the chart", "科目表里的科目"), account)
            }
            MoneyRule::OwnMoney { at, purpose } => {
                let expected = both!(
                    "劳务费, 承包地租金 or 房租 out of the collective's own money",
                    "集体自己出钱只能分劳务费、承包地租金或房租",
                );
                grounds(Code::UnknownPart, at, expected, purpose)
            }
            MoneyRule::NotRecorded { at, what } => {
                grounds(Code::UnknownReference, at, both!("something recorded", "已有记录的"), what)
            }
            MoneyRule::CreditedDiffers { at, received, credited } => {
                grounds(Code::RentCreditedDiffersFromReceived, at, received, credited)
            }
            MoneyRule::OpeningUnbalanced { debit, credit } => {
                grounds(Code::OpeningUnbalanced, "voucher", debit, credit)
            }
            MoneyRule::VoucherUnbalanced { debit, credit } => {
                grounds(Code::VoucherUnbalanced, "voucher", debit, credit)
            }
            MoneyRule::OpenedBefore { on } => {
                grounds(Code::AlreadyRegistered, "opening", both!("one opening", "只开一次"), on)
            }
            MoneyRule::CashNegative { account, held, paid } => {
                grounds(Code::CashNegative, account, both!("at most {held}", "最多 {held}"), paid)
            }
            MoneyRule::WorksAboveOrder { project, left, more } => {
                grounds(Code::WorksAboveOrder, project, both!("at most {left}", "最多 {left}"), more)
            }
            MoneyRule::GrantOverspent { project, left, amount } => {
                grounds(Code::EarmarkedOverspent, project, both!("at most {left}", "最多 {left}"), amount)
            }
            MoneyRule::GrantBeforeWorks { project, spent, amount } => {
                let expected = both!("at most {spent} spent on its works", "至多为工程已花的 {spent}");
                grounds(Code::EarmarkedOverspent, project, expected, amount)
            }
            MoneyRule::LevyBeforeWorks { at, spent, amount } => {
                let expected = both!("at most {spent} spent on its works", "至多为工程已花的 {spent}");
                grounds(Code::EarmarkedOverspent, at, expected, amount)
            }
            MoneyRule::WorksOfGrant { project, most, taken } => {
                let expected =
                    both!("at most {most} for which no grant was used", "至多 {most}，即未用专项资金列支的部分");
                grounds(Code::EarmarkedOverspent, project, expected, taken)
            }
            MoneyRule::CardBeyondBooks { asset, most, cost } => {
                let expected = both!("at most {most} in the books", "至多为账上的 {most}");
                grounds(Code::StatedFigureDiffers, asset, expected, cost)
            }
            MoneyRule::StatedDiffers { at, computed, stated } => {
                grounds(Code::StatedFigureDiffers, at, computed, stated)
            }
            MoneyRule::TakenAtOnce { part, earned, stated } => grounds(Code::LumpRentTakenAtOnce, part, earned, stated),
            MoneyRule::SettlesMore { key, owed, sum } => {
                let found = sum.map_or_else(|| both!("too much", "太多"), |sum| sum.into());
                grounds(Code::PaymentAboveWhatIsOwed, key, both!("at most {owed}", "最多 {owed}"), found)
            }
            MoneyRule::AdvanceAbove { key, held, sum } => {
                let found = sum.map_or_else(|| both!("too much", "太多"), |sum| sum.into());
                grounds(Code::AdvanceAboveHeld, key, both!("at most {held}", "最多 {held}"), found)
            }
            MoneyRule::SameAccount { part, account } => {
                grounds(Code::BadValue, part, both!("another account", "另一个账户"), account)
            }
            MoneyRule::MoreThanOwed { at, most, amount } => {
                grounds(Code::PaymentAboveWhatIsOwed, at, both!("at most {most}", "最多 {most}"), amount)
            }
            MoneyRule::DepositAboveHeld { contract, held, sum } => grounds(
                Code::DepositAboveHeld,
                format!("{contract} deposit"),
                both!("at most {held}", "最多 {held}"),
                sum,
            ),
            MoneyRule::InvestmentTooLarge { amount } => {
                let expected = both!("an amount the ledger can hold", "账本能记的金额");
                grounds(Code::BadValue, "investment", expected, amount)
            }
            MoneyRule::OtherThanSubscribed { contract, waiting, amount } => {
                let expected =
                    both!("{waiting} that is subscribed and not yet invested", "{waiting}，即已认购还没有投出的");
                grounds(Code::StatedFigureDiffers, contract, expected, amount)
            }
            MoneyRule::NoCapital { contract } => {
                let expected = both!(
                    "a contract that states its capital, or for which somebody subscribed",
                    "写明资本的合同，或有人认购过的合同",
                );
                grounds(Code::BadValue, "investment", expected, contract)
            }
            MoneyRule::AboveCapital { contract, capital, sum } => {
                grounds(Code::StatedFigureDiffers, contract, both!("at most {capital}", "最多 {capital}"), sum)
            }
            MoneyRule::OutOfPrincipal { claim, source } => grounds(Code::ReturnOutOfPrincipal, claim, "income", source),
            MoneyRule::ReturnTwice { claim } => grounds(
                Code::IncomeDistributedTwice,
                claim,
                both!("one return a year", "每年一次"),
                both!("declared before", "以前公布过"),
            ),
            MoneyRule::NobodyShares { claim } => {
                let expected = both!("an adopted scheme that shares it", "分它的已通过分配单");
                grounds(Code::RuleNotAdopted, claim, expected, none())
            }
            MoneyRule::NothingEarned { contract, due } => {
                grounds(Code::StatedFigureDiffers, contract, both!("something earned since", "此后挣得的"), due)
            }
            MoneyRule::UnknownPlace { project, place } => {
                let expected = both!("a member village or household, or no place", "社内的村或农户，或不写地点");
                grounds(Code::UnknownReference, project, expected, place)
            }
            MoneyRule::AssetTaken { asset } => {
                grounds(Code::AlreadyRegistered, asset, both!("a name not used before", "没有用过的名称"), asset)
            }
            MoneyRule::MoreThanDue { at, due, came } => {
                grounds(Code::MoreThanDue, at, both!("at most {due}", "最多 {due}"), came)
            }
            MoneyRule::ForWhichDays { part } => {
                let expected = both!("instalment, period or year", "哪一期、哪些天或哪一年");
                grounds(Code::MemberMissing, part, expected, nothing())
            }
            MoneyRule::NoReport { part } => {
                let expected = both!(
                    "what it is computed from: report.recorded, or the revenue in the receipt",
                    "计算的依据：先记 report.recorded，或在收款里写明营业收入",
                );
                grounds(Code::MemberMissing, part, expected, nothing())
            }
            MoneyRule::FeeOutOfRent { part, need, came } => {
                let expected = both!("{need} and the fee on top", "{need}，服务费另付");
                grounds(Code::FeeTakenFromHouseholdRent, part, expected, came)
            }
            MoneyRule::HouseholdsFirst { at, most, theirs, booked } => {
                let expected = both!(
                    "at most {most} while {theirs} came for the households",
                    "归户的到账 {theirs} 元时，至多 {most} 元",
                );
                grounds(Code::HouseholdsPartFirst, at, expected, booked)
            }
            MoneyRule::NoConsent { household } => {
                let expected = both!("the household's written consent", "农户的书面同意");
                grounds(Code::SetOffWithoutConsent, household, expected, none())
            }
            MoneyRule::NoDebt { household } => {
                grounds(Code::UnknownReference, household, both!("a debt to set off", "可抵的欠款"), none())
            }
            MoneyRule::WhichDebt { purposes } => grounds(Code::MemberMissing, "purpose", purposes, nothing()),
            MoneyRule::NotOpenThen { payout, household, most, on, amount } => {
                let expected =
                    both!("at most {most} that is open on {on} and later", "至多 {most}，即 {on} 及以后都未付的");
                grounds(Code::PaymentAboveWhatIsOwed, format!("{payout} {household}"), expected, amount)
            }
            MoneyRule::NotPaidThen { payout, household, most, on, amount } => {
                let expected =
                    both!("at most {most} that is paid on {on} and later", "至多 {most}，即 {on} 及以后都已付的");
                grounds(Code::PaymentAboveWhatIsOwed, format!("{payout} {household}"), expected, amount)
            }
        }
    }
}
