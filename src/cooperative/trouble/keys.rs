//! Why there is no key to sign with.

use crate::{
    books::ChartError,
    store::keys::KeyFileError,
    unit::{Lang, Say, UnitError},
};

/// What stands between a person or a ledger and its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyTrouble {
    /// The file gave none.
    File(KeyFileError),
    /// The ledger's own is not on this machine.
    LedgerKeyElsewhere,
    /// A ledger begins with an accountant's key.
    FirstNotAccountants,
    /// The name of a ledger to be begun is none.
    Origin(UnitError),
    /// The chart document of a ledger to be begun is none.
    Chart(ChartError),
}

impl Say for KeyTrouble {
    fn say(&self, lang: Lang) -> String {
        match self {
            KeyTrouble::File(error) => error.say(lang),
            KeyTrouble::LedgerKeyElsewhere => own_key(lang).to_owned(),
            KeyTrouble::FirstNotAccountants => {
                lang.pick("第一把密钥要是会计的", "the first key must be an accountant's").to_owned()
            }
            KeyTrouble::Origin(error) => lang.pick(format!("账本代号：{error}"), format!("origin: {error}")),
            KeyTrouble::Chart(error) => error.say(lang),
        }
    }
}

fn own_key(lang: Lang) -> &'static str {
    lang.pick("这台机器上没有账本自己的密钥", "the ledger's own key is not on this machine")
}

/// Without it whole lines wait: what a store is told.
pub(in crate::cooperative) fn own_key_elsewhere() -> crate::store::Cause {
    crate::store::Cause::said(crate::store::Why::Key, own_key(Lang::Zh), own_key(Lang::En))
}
