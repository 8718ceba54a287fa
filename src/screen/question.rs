//! A question: about what, what would be usual, what was seen.

use crate::{
    event::{Loss, OrganizationAct},
    finding::{Contrast, Fault, Finding, said, stable_codes},
    unit::{AreaMu, ContractId, Day, DueNo, Fen, HouseholdId, Lang, ParcelId, PayoutId, PersonId, Say, SeriesId, Text},
};
use std::fmt;

/// Something that only people can answer.
pub type Question = Finding<Regarding, Sighting>;

stable_codes! {
    /// A stable code, one per screen.
    ScreenCode {
        /// The same amount to the same party on one day.
        PaidTwice = "paid_twice",
        /// Money handed out in advance is open for long.
        AdvanceOverdue = "advance_overdue",
        /// A payable is open for more than a year.
        PayableOpenLong = "payable_open_long",
        /// A due, or an instalment for households, is late by more than 90 days.
        RentOverdue = "rent_overdue",
        /// A due was let off and no resolution is named.
        LetOffWithoutResolution = "let_off_without_resolution",
        /// A price changed by more than a fifth.
        PriceJump = "price_jump",
        /// A price is far below those of other leases.
        CheapLease = "cheap_lease",
        /// Rent for days more than a year ahead.
        EarlyRent = "early_rent",
        /// A deposit is still held long after the end.
        DepositLeft = "deposit_left",
        /// The collective lends money.
        LoanGiven = "loan_given",
        /// A parcel has grown.
        AreaJump = "area_jump",
        /// Nobody is left in the household that holds a parcel.
        ParcelWithoutMember = "parcel_without_member",
        /// A household that has just come, and has nothing, is paid.
        GhostHousehold = "ghost_household",
        /// A household without members or anything else is paid.
        DeadPayee = "dead_payee",
        /// Shares lie on somebody who died, and nothing says how long.
        DeadWithShares = "dead_with_shares",
        /// Shares lie on somebody who is a member no longer, and nothing says how long.
        LeftWithShares = "left_with_shares",
        /// Shares or capital lie on a household in which nobody is left.
        HoldingWithoutMember = "holding_without_member",
        /// Somebody who works is a child.
        ChildAtWork = "child_at_work",
        /// Members of whom no identity number is recorded.
        MembersWithoutIdentity = "members_without_identity",
        /// The account changed shortly before money went out to it.
        PayeeChangedBeforePay = "payee_changed_before_pay",
        /// Several households are paid over one account.
        AccountTwice = "account_twice",
        /// Two living persons have one identity number.
        IdentityTwice = "identity_twice",
        /// Somebody would be older than anybody is.
        TooOld = "too_old",
        /// Something came from another organization, or went to one, and its ledger was not seen beside this one.
        OrganizationUnproven = "organization_unproven",
        /// A published price jumped.
        PriceSeriesJump = "series_jump",
    }
}

/// What a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Regarding {
    /// An entry.
    Entry(u64),
    /// A contract.
    Contract(ContractId),
    /// A household.
    Household(HouseholdId),
    /// A person.
    Person(PersonId),
    /// A parcel.
    Parcel(ParcelId),
    /// A household's line of a payout.
    Line(PayoutId, HouseholdId),
    /// Who has money of the collective, or waits for it.
    Holder(String),
    /// A series.
    Series(SeriesId),
    /// The whole register.
    Roll,
}

impl Say for Regarding {
    fn say(&self, lang: Lang) -> String {
        match self {
            Regarding::Entry(entry) => lang.pick(format!("第 {entry} 条"), format!("entry {entry}")),
            Regarding::Contract(id) => lang.pick(format!("合同 {id}"), format!("contract {id}")),
            Regarding::Household(id) => lang.pick(format!("农户 {id}"), format!("household {id}")),
            Regarding::Person(id) => lang.pick(format!("人员 {id}"), format!("person {id}")),
            Regarding::Parcel(id) => lang.pick(format!("地块 {id}"), format!("parcel {id}")),
            Regarding::Line(payout, id) => {
                lang.pick(format!("分配 {payout} 的 {id}"), format!("{id} in payout {payout}"))
            }
            Regarding::Holder(code) => code.clone(),
            Regarding::Series(id) => lang.pick(format!("数据表 {id}"), format!("series {id}")),
            Regarding::Roll => lang.pick("成员名册", "the roll of members").to_owned(),
        }
    }
}

impl fmt::Display for Regarding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.say(Lang::En))
    }
}

/// What was seen, with its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sighting {
    /// Paid to a party on a day, by this entry too.
    PaidTwice { party: String, amount: Fen, day: Day, other: u64 },
    /// Handed out and not accounted for since a day.
    AdvanceOverdue { amount: Fen, since: Day },
    /// Owed since a day.
    PayableOpenLong { purpose: String, amount: Fen, since: Day },
    /// Open since its due day; of an instalment nothing came.
    RentOverdue { no: String, due: Day, open: Option<Fen> },
    /// Let off.
    LetOffWithoutResolution { no: DueNo },
    /// From one value to another.
    PriceJump { name: Text, was: String, is: String, from: Day },
    /// Less than 70 % of what is in the middle of others.
    CheapLease { price: String, middle: String },
    /// Received for days that begin on this one.
    EarlyRent { no: String, received: Day, first_day: Day },
    /// Held, and the contract ended.
    DepositLeft { amount: Fen, ended: Day },
    /// Lent.
    LoanGiven { amount: Fen },
    /// From one area to another.
    AreaJump { was: AreaMu, is: AreaMu, on: Day },
    /// Who holds it.
    ParcelWithoutMember { household: HouseholdId },
    /// Enrolled on a day.
    GhostHousehold { enrolled: Day, amount: Fen },
    /// As of a record day.
    DeadPayee { record_day: Day, amount: Fen },
    /// Died on a day.
    DeadWithShares { died: Day, shares: String },
    /// Left on a day, and why.
    LeftWithShares { left: Day, why: Loss, shares: String },
    /// What still lies there.
    HoldingWithoutMember { holds: String },
    /// As old on the first day of a work sheet.
    ChildAtWork { sheet: PayoutId, years: i64 },
    /// So many, and who is the first of them.
    MembersWithoutIdentity { count: usize, first: PersonId },
    /// Changed on a day, paid on another.
    PayeeChangedBeforePay { changed: Day, paid: Day },
    /// Who else.
    AccountTwice { others: String },
    /// Whose it is, too.
    IdentityTwice { other: PersonId },
    /// By the year of birth.
    TooOld { years: i64 },
    /// What the other ledger must say, too.
    OrganizationUnproven { act: OrganizationAct, other: String, cut: Day, amount: Fen },
    /// From one value to another.
    PriceSeriesJump { column: Text, was: String, is: String, period: String },
}

impl Fault for Sighting {
    type Code = ScreenCode;

    fn code(&self) -> ScreenCode {
        match self {
            Sighting::PaidTwice { .. } => ScreenCode::PaidTwice,
            Sighting::AdvanceOverdue { .. } => ScreenCode::AdvanceOverdue,
            Sighting::PayableOpenLong { .. } => ScreenCode::PayableOpenLong,
            Sighting::RentOverdue { .. } => ScreenCode::RentOverdue,
            Sighting::LetOffWithoutResolution { .. } => ScreenCode::LetOffWithoutResolution,
            Sighting::PriceJump { .. } => ScreenCode::PriceJump,
            Sighting::CheapLease { .. } => ScreenCode::CheapLease,
            Sighting::EarlyRent { .. } => ScreenCode::EarlyRent,
            Sighting::DepositLeft { .. } => ScreenCode::DepositLeft,
            Sighting::LoanGiven { .. } => ScreenCode::LoanGiven,
            Sighting::AreaJump { .. } => ScreenCode::AreaJump,
            Sighting::ParcelWithoutMember { .. } => ScreenCode::ParcelWithoutMember,
            Sighting::GhostHousehold { .. } => ScreenCode::GhostHousehold,
            Sighting::DeadPayee { .. } => ScreenCode::DeadPayee,
            Sighting::DeadWithShares { .. } => ScreenCode::DeadWithShares,
            Sighting::LeftWithShares { .. } => ScreenCode::LeftWithShares,
            Sighting::HoldingWithoutMember { .. } => ScreenCode::HoldingWithoutMember,
            Sighting::ChildAtWork { .. } => ScreenCode::ChildAtWork,
            Sighting::MembersWithoutIdentity { .. } => ScreenCode::MembersWithoutIdentity,
            Sighting::PayeeChangedBeforePay { .. } => ScreenCode::PayeeChangedBeforePay,
            Sighting::AccountTwice { .. } => ScreenCode::AccountTwice,
            Sighting::IdentityTwice { .. } => ScreenCode::IdentityTwice,
            Sighting::TooOld { .. } => ScreenCode::TooOld,
            Sighting::OrganizationUnproven { .. } => ScreenCode::OrganizationUnproven,
            Sighting::PriceSeriesJump { .. } => ScreenCode::PriceSeriesJump,
        }
    }

    fn said(&self, lang: Lang) -> Contrast {
        let p = |zh: String, en: String| lang.pick(zh, en);
        let w = |zh: &'static str, en: &'static str| lang.pick(zh, en);
        match self {
            Sighting::PaidTwice { party, amount, day, other } => said(
                w("一笔只付一次", "one payment"),
                p(
                    format!("{day} 两次付给 {party} {amount} 元（另见第 {other} 条）"),
                    format!("{amount} yuan to {party} twice on {day} (entry {other}, too)"),
                ),
            ),
            Sighting::AdvanceOverdue { amount, since } => said(
                w("90 天内报销或交回", "settled or given back within 90 days"),
                p(format!("{amount} 元自 {since} 未结"), format!("{amount} yuan open since {since}")),
            ),
            Sighting::PayableOpenLong { purpose, amount, since } => said(
                w("一年内付清", "paid within a year"),
                p(
                    format!("{purpose} {amount} 元自 {since} 未付"),
                    format!("{purpose} {amount} yuan owed since {since}"),
                ),
            ),
            Sighting::RentOverdue { no, due, open } => {
                let open =
                    open.map_or_else(String::new, |open| p(format!("，欠 {open} 元"), format!(", {open} yuan open")));
                said(
                    w("到期后 90 天内收到", "received within 90 days"),
                    p(format!("第 {no} 期 {due} 到期{open}"), format!("no. {no} was due on {due}{open}")),
                )
            }
            Sighting::LetOffWithoutResolution { no } => said(
                w("减免有决议", "a resolution for what is let off"),
                p(format!("第 {no} 期没有写决议"), format!("none for no. {no}")),
            ),
            Sighting::PriceJump { name, was, is, from } => said(
                w("变动不超过两成", "a change of a fifth at most"),
                p(format!("{name} 自 {from} 由 {was} 变为 {is}"), format!("{name} from {was} to {is} since {from}")),
            ),
            Sighting::CheapLease { price, middle } => said(
                p(
                    format!("同类租价中位数 {middle} 的七成以上"),
                    format!("at least 70 % of {middle}, the middle of its like"),
                ),
                price,
            ),
            Sighting::EarlyRent { no, received, first_day } => said(
                w("最多提前一年收租", "rent at most a year ahead"),
                p(
                    format!("第 {no} 期 {received} 收到，{first_day} 才起租"),
                    format!("no. {no} came on {received} for days from {first_day}"),
                ),
            ),
            Sighting::DepositLeft { amount, ended } => said(
                w("到期后 90 天内退还或抵扣", "returned or applied within 90 days of the end"),
                p(format!("{ended} 终止，仍押 {amount} 元"), format!("{amount} yuan still held, ended on {ended}")),
            ),
            Sighting::LoanGiven { amount } => said(
                w("集体资金不出借", "no money lent"),
                p(format!("出借 {amount} 元"), format!("{amount} yuan lent")),
            ),
            Sighting::AreaJump { was, is, on } => said(
                w("变动不超过一成或半亩", "a change of a tenth or half a mu at most"),
                p(
                    format!("{on} 由 {} 亩变为 {} 亩", was.short(), is.short()),
                    format!("{} to {} mu on {on}", was.short(), is.short()),
                ),
            ),
            Sighting::ParcelWithoutMember { household } => said(
                w("承包户还有成员", "a member in the household that holds it"),
                p(format!("{household} 已无成员"), format!("{household} has none")),
            ),
            Sighting::GhostHousehold { enrolled, amount } => said(
                w(
                    "入册满 60 天，或有地、有房、有分户或接纳的依据",
                    "enrolled for 60 days, or land, a house, a split or a vote behind it",
                ),
                p(format!("{enrolled} 入册，分得 {amount} 元"), format!("enrolled on {enrolled}, {amount} yuan")),
            ),
            Sighting::DeadPayee { record_day, amount } => said(
                w("户内有成员，或有地、有房、有份额", "members, land, a house or shares"),
                p(
                    format!("{record_day} 一样没有，分得 {amount} 元"),
                    format!("nothing of it on {record_day}, {amount} yuan"),
                ),
            ),
            Sighting::DeadWithShares { died, shares } => said(
                w("写明保留到哪天，或已收回", "kept until a day, or taken back"),
                p(format!("{died} 去世，名下仍有 {shares} 股"), format!("died on {died}, {shares} still lie there")),
            ),
            Sighting::LeftWithShares { left, why, shares } => said(
                w("写明保留到哪天，或已收回", "kept until a day, or taken back"),
                p(
                    format!("{left} 失去成员身份（{}），名下仍有 {shares} 股", why.word()),
                    format!("no member since {left} ({}), {shares} still lie there", why.word()),
                ),
            ),
            Sighting::HoldingWithoutMember { holds } => said(
                w(
                    "户里还有成员，或已由继承人承继、已收回",
                    "a member in the household, or heirs who have it, or taken back",
                ),
                p(format!("已无成员，名下仍有 {holds}"), format!("nobody left, {holds} still lie there")),
            ),
            Sighting::ChildAtWork { sheet, years } => said(
                w("年满 16 岁", "16 years or more"),
                p(format!("工单 {sheet} 首日 {years} 岁"), format!("{years} years on the first day of sheet {sheet}")),
            ),
            Sighting::MembersWithoutIdentity { count, first } => said(
                w("成员都登记了身份证号", "an identity number for each member"),
                p(format!("{count} 人没有，如 {first}"), format!("{count} without, {first} among them")),
            ),
            Sighting::PayeeChangedBeforePay { changed, paid } => said(
                w("付款前 14 天内不换账户", "no other account within 14 days before a payment"),
                p(format!("{changed} 换账户，{paid} 付款"), format!("changed on {changed}, paid on {paid}")),
            ),
            Sighting::AccountTwice { others } => said(
                w("一户一个账户", "an account of its own"),
                p(format!("与 {others} 同一账户"), format!("the account of {others}")),
            ),
            Sighting::IdentityTwice { other } => said(
                w("一人一个身份证号", "a number of his own"),
                p(format!("与 {other} 同一身份证号"), format!("the number of {other}")),
            ),
            Sighting::TooOld { years } => {
                said(w("不超过 110 岁", "110 years at most"), p(format!("{years} 岁"), format!("{years} years")))
            }
            Sighting::OrganizationUnproven { act, other, cut, amount } => said(
                p(format!("与 {other} 并排审计过"), format!("seen beside {other}")),
                p(
                    format!("{cut} {} {amount} 元，对方账本未见", act.word()),
                    format!("{} of {amount} yuan on {cut}, the other ledger unseen", act.word()),
                ),
            ),
            Sighting::PriceSeriesJump { column, was, is, period } => said(
                w("与上次相差不超过三成", "within 30 % of the last"),
                p(format!("{period} {column} 由 {was} 变为 {is}"), format!("{column} from {was} to {is} in {period}")),
            ),
        }
    }
}
