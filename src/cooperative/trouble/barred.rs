//! Why a ledger may be read here and not written.

use crate::{
    store::Cause,
    unit::{Lang, Say},
};

/// What was found when the ledger was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Barred {
    /// Whole lines wait to be judged or signed.
    Waiting(Cause),
    /// The journal ends before what was signed.
    Loss(Cause),
    /// The journal differs from what was signed.
    Damage(Cause),
    /// The ledger's key has signed so many entries, more than this machine knows of.
    Elsewhere(u64),
    /// No guard of the ledger is on this machine.
    NotAnchored,
}

impl Barred {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Barred::Waiting(_) => "waiting",
            Barred::Loss(_) => "loss",
            Barred::Damage(_) => "damage",
            Barred::Elsewhere(_) => "signed_elsewhere",
            Barred::NotAnchored => "not_anchored",
        }
    }

    /// 7 for loss, damage and a key in use elsewhere, else 6.
    pub(super) fn exit_code(&self) -> u8 {
        match self {
            Barred::Loss(_) | Barred::Damage(_) | Barred::Elsewhere(_) => 7,
            Barred::Waiting(_) | Barred::NotAnchored => 6,
        }
    }
}

impl Say for Barred {
    fn say(&self, lang: Lang) -> String {
        match self {
            Barred::Waiting(cause) | Barred::Loss(cause) | Barred::Damage(cause) => cause.say(lang),
            Barred::Elsewhere(size) => lang.pick(format!("{size} 条"), format!("{size} entries")),
            Barred::NotAnchored => {
                lang.pick("这台机器没有这本账的记忆", "no guard of this ledger on this machine").to_owned()
            }
        }
    }
}
