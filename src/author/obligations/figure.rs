//! What a claim expects of a run, and what came.

use crate::{
    rules::{Move, Place, Stop, shown},
    unit::{Exact, Fen, Lang, Say},
};

/// One side of a claim that is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// The run ends as it did before.
    SamePayout,
    /// Balances as before.
    SameBalances,
    /// Other balances.
    OtherBalances,
    /// What moved, at this place of the list.
    Moved(Move),
    /// The list is shorter.
    NoFurtherLine,
    /// The sheet reads in the other language.
    Translated,
    /// It does not.
    NotTranslated,
    /// The run was refused.
    Stopped(Stop),
    /// Parts make one whole.
    Whole,
    /// No amount is too large for a ledger.
    Holdable,
    /// Not less than before.
    OrMore {
        /// Who receives.
        whom: String,
        /// What they had before.
        before: Fen,
    },
    /// What they have after a figure was raised.
    After {
        /// What they have.
        after: Fen,
        /// The cell.
        cell: String,
        /// Its new figure.
        new: Exact,
        /// Its old one.
        old: Exact,
    },
    /// What a place holds, in fen.
    Holds(Place, i128),
    /// An amount alone, in fen.
    Amount(i128),
    /// A step moves more than nothing.
    Positive(String),
    /// A balance is not below zero.
    NotBelowZero(String),
}

impl Say for Figure {
    fn say(&self, lang: Lang) -> String {
        let yuan = |fen: &i128| shown(&Exact::new(*fen, 100));
        match self {
            Figure::SamePayout => lang.pick("同样的分配", "the same payout").to_owned(),
            Figure::SameBalances => lang.pick("同样的余额", "the same balances").to_owned(),
            Figure::OtherBalances => lang.pick("别的", "others").to_owned(),
            Figure::Moved(m) => format!("{} {} → {} {}", m.step, named(&m.from), named(&m.to), m.fen),
            Figure::NoFurtherLine => lang.pick("没有更多款项", "no further line").to_owned(),
            Figure::Translated => lang.pick("另一种语言的分配单", "a sheet in the other language").to_owned(),
            Figure::NotTranslated => lang.pick("读不懂的一份", "one that cannot be read").to_owned(),
            Figure::Stopped(stop) => stop.say(lang),
            Figure::Whole => "100 %".to_owned(),
            Figure::Holdable => lang.pick("账本记得下的金额", "amounts that the ledger can hold").to_owned(),
            Figure::OrMore { whom, before } => {
                lang.pick(format!("{whom} 得 {before} 或更多"), format!("{whom}: {before} or more"))
            }
            Figure::After { after, cell, new, old } => {
                let (new, old) = (shown(new), shown(old));
                lang.pick(
                    format!("{cell} 由 {old} 变为 {new} 后得 {after}"),
                    format!("{after} with {cell} {new} instead of {old}"),
                )
            }
            Figure::Holds(place, fen) => format!("{} {}", named(place), yuan(fen)),
            Figure::Amount(fen) => yuan(fen),
            Figure::Positive(step) => lang.pick(format!("{step} 大于 0.00"), format!("{step} above 0.00")),
            Figure::NotBelowZero(name) => lang.pick(format!("{name} 不小于 0.00"), format!("{name} 0.00 or more")),
        }
    }
}

fn named(place: &Place) -> String {
    match place {
        Place::Party(name) => name.clone(),
        Place::Payee { register, key } => format!("{register}[{key}]"),
        Place::Account { name, key } | Place::Pot { name, key } if key.is_empty() => name.clone(),
        Place::Account { name, key } | Place::Pot { name, key } => format!("{name}[{key}]"),
    }
}
