//! Households and persons.

use crate::{
    event::Loss,
    unit::{ClassId, Day, Fen, PersonId},
};

sightings! {
    /// What is seen in households and persons.
    HouseholdSighting {
        /// Enrolled on a day.
        GhostHousehold { enrolled: Day, amount: Fen } = (
            "入册满一年，或有地、有房、有分户、合并或接纳的依据",
            "enrolled for a year, or land, a house, a split, a merger or a vote behind it"
        ) seen (format!("{enrolled} 入册，分得 {amount} 元"), format!("enrolled on {enrolled}, {amount} yuan"));
        /// As of a record day.
        DeadPayee { record_day: Day, amount: Fen } = (
            "户内有成员，或有地、有房、有份额", "members, land, a house or shares"
        ) seen (
            format!("{record_day} 一样没有，分得 {amount} 元"), format!("nothing of it on {record_day}, {amount} yuan")
        );
        /// Died on a day.
        DeadWithShares { died: Day, shares: String } = (
            "写明保留到哪天，或已收回", "kept until a day, or taken back"
        ) seen (format!("{died} 去世，名下仍有 {shares} 股"), format!("died on {died}, {shares} still lie there"));
        /// Left on a day, and why.
        LeftWithShares { left: Day, why: Loss, shares: String } = (
            "写明保留到哪天，或已收回", "kept until a day, or taken back"
        ) seen (
            format!("{left} 失去成员身份（{}），名下仍有 {shares} 股", why.word()),
            format!("no member since {left} ({}), {shares} still lie there", why.word())
        );
        /// So many, and who is the first of them.
        MembersWithoutIdentity { count: usize, first: PersonId } = (
            "成员都登记了身份证号", "an identity number for each member"
        ) seen (format!("{count} 人没有，如 {first}"), format!("{count} without, {first} among them"));
        /// So many members of it.
        HouseholdWithoutIdentity { count: usize, of: usize, all: usize } = (
            format!("{all} 户中 {of} 户登记了身份证号"), format!("numbers, as {of} of {all} households have them")
        ) seen (format!("{count} 人都没有"), format!("none of its {count} has one"));
        /// What still lies there.
        HoldingWithoutMember { holds: String } = (
            "户里还有成员，或已由继承人承继、已收回、写明保留到哪天",
            "a member in the household, or heirs who have it, or taken back, or kept until a day"
        ) seen (
            format!("已无成员，名下仍有 {holds}"), format!("nobody left, {holds} still lie there")
        );
        /// So many are gone.
        SharesLeftBehind { fewer: u32, shares: String } = (
            "成员减少时写明股份去向", "what becomes of the shares of members who are gone"
        ) seen (
            format!("少 {fewer} 人，{shares} 股不变"), format!("{fewer} fewer, and {shares} shares as before")
        );
        /// Of which class.
        MemberWithoutShare { class: ClassId, members: u32, shares: String } = (
            "按人持有的开放股份每名成员一股", "a share for each member of an open class that counts members"
        ) seen (
            format!("{members} 名成员，{class} 只有 {shares} 股"), format!("{members} members, {shares} of {class}")
        );
        /// Of which class, from day to day.
        KeptForLong { class: ClassId, shares: String, from: Day, until: Day } = (
            "离开成员的待遇保留不超过五年", "what is kept for who left, for five years at most"
        ) seen (
            format!("{class} {shares} 股自 {from} 保留到 {until}"),
            format!("{shares} of {class} kept from {from} to {until}")
        );
        /// Younger than sixteen.
        YoungWorker { sheet: String, first_day: Day, years: i64 } = (
            "年满十六周岁（劳动法第十五条）", "sixteen years (labour law, article 15)"
        ) seen (
            format!("{first_day} 在工单 {sheet} 上，{years} 岁"), format!("{years} on work sheet {sheet} of {first_day}")
        );
        /// Changed on a day, paid on another.
        PayeeChangedBeforePay { changed: Day, paid: Day } = (
            "付款前 14 天内不换账户", "no other account within 14 days before a payment"
        ) seen (format!("{changed} 换账户，{paid} 付款"), format!("changed on {changed}, paid on {paid}"));
        /// Paid on a day, and how many of the payees have one.
        PayeeWithoutAccount { paid: Day, of: usize, all: usize } = (
            format!("登记了收款账户（{all} 个收款户中有 {of} 个）"), format!("an account in the register, as {of} of {all} payees have one")
        ) seen (
            format!("{paid} 从银行付款，当时没有登记账户"), format!("paid over the bank on {paid}, no account was in the register")
        );
        /// Who else.
        AccountTwice { others: String } = ("一户一个账户", "an account of its own") seen (
            format!("与 {others} 同一账户"), format!("the account of {others}")
        );
        /// Whose it is, too.
        IdentityTwice { other: PersonId } = ("一人一个身份证号", "a number of his own") seen (
            format!("与 {other} 同一身份证号"), format!("the number of {other}")
        );
        /// Years old when he came.
        BornLongBefore { years: i64 } = (
            "以出生为由入册的不满三岁", "who comes by birth is younger than three"
        ) seen (format!("入册时 {years} 岁"), format!("{years} years old on that day"));
        /// By the year of birth.
        TooOld { years: i64 } = ("不超过 110 岁", "110 years at most") seen (
            format!("{years} 岁"), format!("{years} years")
        );
        /// Came and given.
        RollDiffers { given: u64, came: u64 } = (
            format!("并入 {given} 户"), format!("{given} households, as the other organization gave")
        ) seen (format!("在册 {came} 户"), format!("{came} in the register"));
    }
}
