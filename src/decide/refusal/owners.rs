//! Whose money it is: what typed instructions put somewhere, and what nobody takes from others by hand.

use super::{Code, Grounds, Rule, grounds};
use crate::{
    books::Owner,
    unit::{Fen, HouseholdId, Words, both},
};

/// A rule about whose money moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnerRule {
    /// Somebody else's money, or money with its own instructions, moved by hand. Debits are above zero.
    NotOurs { key: String, owner: Owner, moved: Fen, stands: Fen },
    /// What one is owed or owes would become another's.
    FromAnother { one: String, other: String },
    /// Income of the collective's under a contract that households share.
    IncomeOfOthers { at: String, theirs: Theirs, amount: Fen },
    /// Works that cost nothing.
    WorksCostNothing { key: String, lacking: Fen },
    /// A sheet takes from the reserve and welfare fund, or adds to it by another name.
    FundMoved { account: String, amount: Fen },
    /// More than what closed years left after losses and reserve.
    MoreThanDistributable { at: String, most: Fen, out: Fen },
    /// More money leaves a bank account than is in it.
    BankNegative { key: String, most: Fen, moved: Fen },
    /// More than the grant.
    GrantOverspent { key: String, most: Fen, moved: Fen },
    /// More than is owed.
    MoreThanOwed { key: String, most: Fen, moved: Fen },
    /// An asset would stand on the side where it means nothing.
    BelowZero { key: String, most: Fen, moved: Fen },
    /// A member's account under a code that nobody enrolled.
    NoMember { key: String, moved: Fen },
    /// Something would stand under the code of a household that was merged.
    HeldByRetired { household: HouseholdId, into: HouseholdId },
    /// A reversal would put something there.
    ReversedToRetired { household: HouseholdId, into: HouseholdId },
    /// A part of an extended chart would do what a free voucher may not.
    PartBeyond { at: String, account: String, why: Beyond },
}

/// Why a part of an extended chart may not post to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    /// Somebody else's money, or money with its own instructions.
    Whose(Owner),
    /// A tenant's deposit.
    Deposit,
    /// Cards, contracts and counts stand beside the account, or only the program knows which it is.
    ItsOwn,
    /// A claim makes income, or takes an expense back.
    WithoutMoney,
    /// Income is paid out.
    OutOfIncome,
    /// A payout would credit its receivers with what is not owed to them.
    NotOwed,
}

impl Beyond {
    fn expected(self) -> Words {
        match self {
            Beyond::Whose(owner) => instead(owner),
            Beyond::Deposit => both!(
                "a security deposit, moved by deposit_returned, deposit_to_rent and contract.ended",
                "保证金，只由 deposit_returned、deposit_to_rent 和 contract.ended 动",
            ),
            Beyond::ItsOwn => both!(
                "moved by the parts and instructions that are there, which keep a card, a contract or a count beside it",
                "由现有的款项和记录来动：它们同时登记卡片、合同或盘点",
            ),
            Beyond::WithoutMoney => {
                both!("income, which comes with money: a part of receipts", "收入，要随钱来：用收款的款项")
            }
            Beyond::OutOfIncome => {
                both!("income; what is paid is an expense, or owed to somebody", "收入；付出的是费用，或者欠别人的钱")
            }
            Beyond::NotOwed => both!(
                "where the collective owes its members: dealings with members, or a payable",
                "集体欠成员的地方：内部往来，或者应付款",
            ),
        }
    }
}

/// What households share of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theirs {
    /// The rent of their land or houses.
    Rent,
    /// The return on their capital.
    Return,
}

impl Rule for OwnerRule {
    fn grounds(&self) -> Grounds {
        let at_most = |most: &Fen| both!("at most {most}", "最多 {most}");
        match self {
            OwnerRule::NotOurs { key, owner, moved, stands } => {
                grounds(Code::NotTheCollectives, key, instead(*owner), sides(*moved, *stands))
            }
            OwnerRule::FromAnother { one, other } => {
                let expected = both!(
                    "somebody's own: against it stand the collective's money, income or expense, not what another owes or is owed",
                    "某一方自己的往来：对方只能是集体的钱、收入或支出，不能是别人的往来",
                );
                grounds(Code::NotTheCollectives, one, expected, other)
            }
            OwnerRule::IncomeOfOthers { at, theirs, amount } => {
                let expected = match theirs {
                    Theirs::Rent => both!(
                        "rent of households' land or houses, recorded by its parts",
                        "农户土地、房屋的租金，按各部分记",
                    ),
                    Theirs::Return => both!(
                        "the return on households' capital, claimed as fixed_return and then settled",
                        "农户入股资金的收益：先记 fixed_return，到账时收回应收款",
                    ),
                };
                grounds(Code::NotTheCollectives, at, expected, amount)
            }
            OwnerRule::WorksCostNothing { key, lacking } => {
                let expected = both!(
                    "works, which come from money, debts, things or expenses, not from income",
                    "在建工程，只来自付款、欠款、物资或费用，不来自收入",
                );
                grounds(Code::NotTheCollectives, key, expected, lacking)
            }
            OwnerRule::FundMoved { account, amount } => {
                grounds(Code::NotTheCollectives, account, instead(Owner::Fund), amount)
            }
            OwnerRule::MoreThanDistributable { at, most, out } => {
                grounds(Code::MoreThanDistributable, at, at_most(most), out)
            }
            OwnerRule::BankNegative { key, most, moved } => grounds(Code::BankNegative, key, at_most(most), moved),
            OwnerRule::GrantOverspent { key, most, moved } => {
                grounds(Code::EarmarkedOverspent, key, at_most(most), moved)
            }
            OwnerRule::MoreThanOwed { key, most, moved } => {
                grounds(Code::PaymentAboveWhatIsOwed, key, at_most(most), moved)
            }
            OwnerRule::PartBeyond { at, account, why } => {
                grounds(Code::PartBeyondVouchers, at, why.expected(), account)
            }
            OwnerRule::BelowZero { key, most, moved } => grounds(Code::BelowZero, key, at_most(most), moved),
            OwnerRule::NoMember { key, moved } => {
                grounds(Code::UnknownHousehold, key, both!("an enrolled household", "已登记的农户"), moved)
            }
            OwnerRule::HeldByRetired { household, into } => {
                grounds(Code::RetiredHousehold, household, both!("a household not retired", "没有并户的农户"), into)
            }
            OwnerRule::ReversedToRetired { household, into } => {
                let expected = both!(
                    "no reversal, but an entry of today for the household that took it in",
                    "不冲销，改为今天给并入后的农户记一笔",
                );
                grounds(Code::RetiredHousehold, household, expected, into)
            }
        }
    }
}

/// Whose it is and which instructions move it.
fn instead(owner: Owner) -> Words {
    match owner {
        Owner::Line => both!(
            "a household's payout lines, moved by payout.declare, payout.pay, payout.returned, debt.set.off",
            "农户应得的分配款，只由 payout.declare、payout.pay、payout.returned、debt.set.off 记",
        ),
        Owner::Waiting => both!(
            "money waiting to be shared, moved by receipt.recorded and payout.declare",
            "待分的钱，只由 receipt.recorded 和 payout.declare 记",
        ),
        Owner::Kept => {
            both!("money that a payout sheet keeps, moved by payout.declare", "分配单留存的钱，只由 payout.declare 记")
        }
        Owner::Pooled => {
            both!("households' capital, moved by subscription.recorded", "农户的出资，只由 subscription.recorded 记")
        }
        Owner::Unearned => {
            both!("rent of later months, moved by income.released", "以后月份的租金，由 income.released 转为收入")
        }
        Owner::Grant => {
            both!("an earmarked grant, moved by grant.used, or paid back", "专项资金，由 grant.used 使用，或者退回",)
        }
        Owner::Capital => {
            both!("the members' capital, moved by opening.recorded", "成员的资本，只由 opening.recorded 记")
        }
        Owner::Result => both!("the result of a year, moved by year.stepped", "本年收益，只由 year.stepped 结转"),
        Owner::Undistributed => both!(
            "the undistributed surplus, moved by year.stepped and payout.declare",
            "未分配收益，只由 year.stepped 和 payout.declare 记",
        ),
        Owner::Fund => {
            both!("the reserve and welfare fund, out of which only a loss is covered", "公积公益金，只能用来弥补亏损",)
        }
        Owner::Member => {
            both!("what is owed to a member: it is paid out, not taken", "欠成员的钱，只能付给他，不能收走")
        }
        Owner::Party => {
            both!("what is owed to somebody: it is paid out, not taken", "欠别人的钱，只能付给他，不能收走")
        }
        Owner::Levy => both!(
            "a levy for a project: paid out, or given to the reserve and welfare fund when it is spent",
            "为项目筹集的一事一议资金：付出，或者用完后转入公积公益金",
        ),
        Owner::Liability => both!("a liability", "负债"),
        Owner::Cash | Owner::Bank => both!("the collective's money", "集体的钱"),
        Owner::Works | Owner::Property | Owner::Claim | Owner::Own | Owner::Nominal => {
            both!("the collective's own", "集体自己的")
        }
    }
}

/// What is moved where something stands: `debit 5.00 where credit 3.00 stands`.
fn sides(moved: Fen, stands: Fen) -> Words {
    let debits = |fen: Fen| fen >= Fen::ZERO;
    let (a, b) = (moved.absolute(), stands.absolute());
    match (debits(moved), debits(stands)) {
        (true, true) => both!("debit {a} where debit {b} stands", "借记 {a}，账上借方余额 {b}"),
        (true, false) => both!("debit {a} where credit {b} stands", "借记 {a}，账上贷方余额 {b}"),
        (false, true) => both!("credit {a} where debit {b} stands", "贷记 {a}，账上借方余额 {b}"),
        (false, false) => both!("credit {a} where credit {b} stands", "贷记 {a}，账上贷方余额 {b}"),
    }
}
