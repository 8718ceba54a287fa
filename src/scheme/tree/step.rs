//! What a sheet does, step by step.

use super::{CarriedAt, Expr, PlaceRef, PotAt, RegisterAt, Scope, Span};
use crate::unit::Exact;
use serde::Serialize;

/// One step, in order. A statement for several registers is several steps with one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its name; empty for 要求 (which has none).
    pub name: String,
    /// Line in the text, from 1.
    pub line: u32,
    /// 每个: once per row of this register, else once.
    pub each: Option<RegisterAt>,
    /// What is done.
    pub action: Action,
    /// The step's name in the text, or its verb.
    pub span: Span,
}

impl Step {
    /// The members that it asks for money, which they then owe (semantics 2).
    pub fn asks(&self) -> Option<RegisterAt> {
        let from = match &self.action {
            Action::Pay(pay) => &pay.from,
            Action::Share(share) => {
                let (ShareSource::One(from) | ShareSource::Each { place: from, .. }) = &share.from;
                from
            }
            Action::Rest { .. } | Action::Cell(_) | Action::Require { .. } | Action::Carry { .. } => return None,
        };
        if let PlaceRef::Payee(row) = from { Some(row.register) } else { None }
    }

    /// To where it moves money: each place that it names, and that behind `无则`.
    pub fn receivers(&self) -> impl Iterator<Item = &Receiver> {
        let (one, many): (Option<&Receiver>, &[Receiver]) = match &self.action {
            Action::Pay(pay) => (Some(&pay.to), &[]),
            Action::Rest { to, .. } => (Some(to), &[]),
            Action::Share(share) => (share.nobody.as_ref(), &share.to),
            Action::Cell(_) | Action::Require { .. } | Action::Carry { .. } => (None, &[]),
        };
        one.into_iter().chain(many)
    }

    /// From where it moves money, and why: to a payee, or to what is none. `None` where it moves none so.
    pub fn moves(&self, to_payee: bool) -> Option<(&PlaceRef, Option<Tag>)> {
        self.moves_to(|place| matches!(place, PlaceRef::Payee(_)) == to_payee)
    }

    /// From where it moves money to such a place, and why; of a step with one receiver, to that one.
    pub fn moves_to(&self, fits: impl Fn(&PlaceRef) -> bool) -> Option<(&PlaceRef, Option<Tag>)> {
        match &self.action {
            Action::Pay(pay) => Some((&pay.from, pay.to.tag)),
            Action::Rest { from, to } => Some((from, to.tag)),
            Action::Share(share) => {
                let receiver = share.to.iter().chain(&share.nobody).find(|r| fits(&r.place))?;
                let (ShareSource::One(from) | ShareSource::Each { place: from, .. }) = &share.from;
                Some((from, receiver.tag))
            }
            Action::Cell(_) | Action::Require { .. } | Action::Carry { .. } => None,
        }
    }

    /// Every place that gives money in it: the first one, and those that are asked for what it lacks.
    pub fn givers(&self) -> Vec<&PlaceRef> {
        let (from, shortage) = match &self.action {
            Action::Pay(pay) => (&pay.from, pay.shortage.as_slice()),
            Action::Rest { from, .. } => (from, &[][..]),
            Action::Share(share) => {
                let (ShareSource::One(from) | ShareSource::Each { place: from, .. }) = &share.from;
                (from, share.shortage.as_slice())
            }
            Action::Cell(_) | Action::Require { .. } | Action::Carry { .. } => return Vec::new(),
        };
        let others = shortage.iter().filter_map(|answer| match answer {
            Shortage::From(place) => Some(place),
            _ => None,
        });
        std::iter::once(from).chain(others).collect()
    }
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(clippy::large_enum_variant, reason = "one per step")]
pub enum Action {
    /// 名 = 算式.
    Cell(Expr),
    /// 付 (sentence 14).
    Pay(Pay),
    /// 分 (sentences 15, 17).
    Share(Share),
    /// 余 (sentence 18).
    Rest {
        /// The pot or account emptied.
        from: PlaceRef,
        /// Where it goes; no weight; `only` never set.
        to: Receiver,
    },
    /// 要求 (sentence 20).
    Require {
        /// Must be yes for every row.
        condition: Expr,
        /// What the refusal says.
        text: String,
        /// The pot whose balance the condition says is 0 (amendment A3).
        empties: Option<PotAt>,
    },
    /// 下期 (sentence 21); the step's name is the carried number's.
    Carry {
        /// Which.
        carried: CarriedAt,
        /// Its value at the next run, read in the step's row.
        value: Expr,
    },
}

/// 付: a computed amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pay {
    /// In 元, never negative, never missing.
    pub amount: Expr,
    /// From where.
    pub from: PlaceRef,
    /// What follows, in order, if `from` does not hold enough. Empty where the checker found that
    /// it does; if rounding makes it short all the same, the run is refused.
    pub shortage: Vec<Shortage>,
    /// To where; no `each`, no weight. `only` is the 其中 over the step's own rows.
    pub to: Receiver,
    /// Of the line, else of the header.
    pub rounding: RoundingRule,
}

/// 分: a pool by weights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    /// In 元; `None`: all the source holds (all its rows hold).
    pub amount: Option<Expr>,
    /// From where.
    pub from: ShareSource,
    /// What follows if the source does not hold `amount`.
    pub shortage: Vec<Shortage>,
    /// In order; ties fall by this order, then by key bytes. All have a weight unless
    /// `from` is [`ShareSource::Each`], where the one receiver has none and each row of the
    /// source gives its part to the receiver read in that same row. Several receivers `每个 T`
    /// of one register add up under the step's name in T.
    pub to: Vec<Receiver>,
    /// 无则: where the amount goes if the weights add up to 0.
    pub nobody: Option<Receiver>,
    /// Of the line, else largest remainder in 0.01 元. Never half up.
    pub rounding: RoundingRule,
}

/// Where a 分 takes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ShareSource {
    /// One place (per row of the step).
    One(PlaceRef),
    /// 由 每个 T.A 按 w: each row of T (below the step's row) gives its part (sentence 17).
    Each {
        /// T.
        register: RegisterAt,
        /// Registers from T up to the step's (see [`Scope`]).
        scope: Scope,
        /// A, read in a row of T.
        place: PlaceRef,
        /// w, read in a row of T.
        weight: Expr,
    },
}

/// What follows a shortage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shortage {
    /// 不足 由.
    From(PlaceRef),
    /// 不足 减付.
    Scaled,
    /// 不足 停.
    Stop,
}

/// Where money goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receiver {
    /// 每个 T: one receiver per row of T (below the step's row).
    pub each: Option<(RegisterAt, Scope)>,
    /// Read in a row of `each`, else of the step.
    pub place: PlaceRef,
    /// 按, read in a row of `each`, else of the step.
    pub weight: Option<Expr>,
    /// 其中, read like `weight`.
    pub only: Option<Expr>,
    /// 记作.
    pub tag: Option<Tag>,
    /// The place in the text.
    pub span: Span,
}

/// How an amount becomes a multiple of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoundingRule {
    /// The rule.
    pub mode: Mode,
    /// The step in 元, a positive multiple of 0.01.
    pub step: Exact,
}

/// Rules of rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// 四舍五入: ⌊x/s + ½⌋·s.
    HalfUp,
    /// 去尾: ⌊x/s⌋·s.
    Down,
    /// 最大余数: sentences 14 (A1) and 15.
    LargestRemainder,
}

/// 记作: why money goes somewhere; the books need nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// 承包地租金.
    LandRent,
    /// 房租.
    HouseRent,
    /// 成员分红.
    Dividend,
    /// 投资收益.
    InvestmentReturn,
    /// 利息.
    Interest,
    /// 劳务费.
    Labour,
    /// 服务费.
    ServiceFee,
    /// 集体收益.
    CollectiveIncome,
    /// 公积金.
    Reserve,
    /// 公益金.
    WelfareFund,
    /// 弥补亏损.
    LossCover,
    /// 抵扣.
    SetOff,
    /// 扣税.
    Tax,
    /// 退还.
    Refund,
    /// 返还.
    PatronageReturn,
    /// 赎回.
    Redemption,
    /// 留存.
    Retained,
    /// 工程.
    Works,
    /// 福利.
    Welfare,
    /// 代发.
    PassedOn,
    /// 补偿.
    Compensation,
    /// 往来.
    Sundry,
}
