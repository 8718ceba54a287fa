//! Where in a statement or a proof something is wrong.

use crate::unit::{Lang, Say};
use std::fmt;

/// A passage of what a household holds in its hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passage {
    /// What is said of an entry.
    Entry(u64),
    /// What an entry has for a payout.
    Line {
        /// The entry.
        entry: u64,
        /// The payout.
        of: String,
    },
    /// What somebody showed under that name.
    File(String),
    /// Which ledger it says it is of.
    Origin,
    /// A statement as a whole.
    Statement,
    /// What a statement says under a name.
    Part(Field),
    /// What a page shows.
    Page,
    /// What the household or a parcel of that code is called.
    Called(String),
    /// The entries that a statement lists.
    Listed,
    /// A proof alone.
    Proof,
    /// The codes of a paper.
    Slip,
    /// The proof of a line of a payout in a statement.
    ProofOf(String),
    /// The proof of an entry in a statement.
    ProofOfEntry(u64),
}

/// What a statement says beside its lines (`schemas/STATEMENT.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The organization's name.
    NameZh,
    /// The organization's name.
    NameEn,
    /// What is open by purpose.
    Open,
    /// Up to when the record was read.
    Upto,
    /// The sheets that are carried.
    Sheets,
    /// The household's group.
    Group,
    /// How many members it has.
    Members,
    /// Its persons.
    Persons,
    /// Shares that it keeps for a time.
    Kept,
    /// Its shares.
    Shares,
    /// Its parcels.
    Parcels,
    /// Its houses.
    Houses,
    /// Its capital.
    Capital,
    /// What was changed and put right.
    Revised,
    /// How holdings came, passed and were held fast.
    Passings,
    /// How its land came to be as it is.
    Land,
    /// Contracts in which it stands.
    Contracts,
    /// Organizations from which it came, or to which it went.
    Organizations,
}

impl Say for Passage {
    fn say(&self, lang: Lang) -> String {
        match self {
            Passage::Entry(entry) => lang.pick(format!("第 {entry} 条"), format!("entry {entry}")),
            Passage::Line { entry, of } => lang.pick(format!("第 {entry} 条，{of}"), format!("entry {entry}, {of}")),
            Passage::File(name) => name.clone(),
            Passage::Origin => lang.pick("账本代号", "origin").to_owned(),
            Passage::Statement => lang.pick("对账单", "statement").to_owned(),
            Passage::Part(part) => part.say(lang),
            Passage::Page => lang.pick("页面文字", "text of the page").to_owned(),
            Passage::Called(code) => lang.pick(format!("{code} 的名称"), format!("what {code} is called")),
            Passage::Listed => lang.pick("记录清单", "list of entries").to_owned(),
            Passage::Slip => lang.pick("纸上核对码", "codes on paper").to_owned(),
            Passage::Proof => lang.pick("证明", "proof").to_owned(),
            Passage::ProofOf(payout) => lang.pick(format!("{payout} 的证明"), format!("proof of {payout}")),
            Passage::ProofOfEntry(entry) => {
                lang.pick(format!("第 {entry} 条的证明"), format!("proof of entry {entry}"))
            }
        }
    }
}

impl Say for Field {
    fn say(&self, lang: Lang) -> String {
        match self {
            Field::NameZh => lang.pick("中文名称", "name_zh"),
            Field::NameEn => lang.pick("英文名称", "name_en"),
            Field::Open => lang.pick("按用途未结", "open"),
            Field::Upto => lang.pick("账读到的时间", "upto"),
            Field::Sheets => lang.pick("分配单", "sheets"),
            Field::Group => lang.pick("小组", "group"),
            Field::Members => lang.pick("人口", "members"),
            Field::Shares => lang.pick("股份", "shares"),
            Field::Parcels => lang.pick("承包地", "parcels"),
            Field::Houses => lang.pick("房屋", "houses"),
            Field::Persons => lang.pick("家庭人员", "persons"),
            Field::Kept => lang.pick("限期保留的份额", "shares kept for a time"),
            Field::Capital => lang.pick("出资", "capital"),
            Field::Revised => lang.pick("变更与更正", "revised"),
            Field::Passings => lang.pick("份额、出资、房屋的来历", "passings"),
            Field::Land => lang.pick("土地的来历", "land"),
            Field::Contracts => lang.pick("合同", "contracts"),
            Field::Organizations => lang.pick("合并与分立", "organizations"),
        }
        .to_owned()
    }
}

impl fmt::Display for Passage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.say(Lang::En))
    }
}
