//! What each kind of request is made of, described once: its members with their shapes, what stands in them when
//! nothing is said, where their choices come from, and words for people in both languages.
//!
//! Every face comes from this one description: the reference (`coop kinds`, `docs/kinds.md`), questions in the terminal
//! and a commented file (`coop new`), the form in the browser, the template of a spreadsheet, and a JSON Schema. A
//! description says nothing of what is allowed: that is [`decide`](crate::decide)'s alone.

mod changes;
mod fields;
mod kinds;
mod members;
mod offered;
mod reference;
mod rows;
mod schema;
mod skeleton;
mod spelled;

pub use changes::{CHANGE, Out, RowChange, changes, elsewhere, row_of};
pub use fields::{Fields, Misread, tidy, wrong};
pub use kinds::{all, example, of, of_recorded};
pub use offered::{Offer, beforehand, codes, listed};
pub use reference::{markdown, need, overview, reference, stands};
pub use rows::{FieldColumn, Implied, column_name, implied};
pub use schema::schema;
pub use skeleton::skeleton;

use crate::unit::{Lang, Say};

/// A text for people in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    /// English.
    pub en: &'static str,
    /// Chinese.
    pub zh: &'static str,
}

/// Both languages beside each other, as a constant.
const fn w(en: &'static str, zh: &'static str) -> Wording {
    Wording { en, zh }
}

impl Say for Wording {
    fn say(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.en.to_owned(),
            Lang::Zh => self.zh.to_owned(),
        }
    }
}

/// What one kind of request is made of.
#[derive(Debug, Clone, Copy)]
pub struct Description {
    /// The kind as an accountant writes it, `receipt.recorded`.
    pub kind: &'static str,
    /// Among which kinds it stands.
    pub group: Subject,
    /// What it is called.
    pub label: Wording,
    /// When it is used, in a sentence.
    pub help: Wording,
    /// The law, rule or custom behind it; empty where there is none. Not verified where it says so.
    pub law: Wording,
    /// Its own members, in the order in which a person is asked: not `id`, `on`, `note` and `evidence`, which every
    /// request has ([`Description::asked`]).
    pub members: &'static [Member],
}

impl Description {
    /// All members in the order in which a person is asked: day, the kind's own, note; and the id, which is made.
    pub fn asked(&self) -> impl Iterator<Item = &'static Member> + use<> {
        [&members::ON].into_iter().chain(self.members).chain([&members::NOTE, &members::ID, &members::EVIDENCE])
    }
}

/// Kinds that belong together on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Bank accounts, receipts, payments, claims, vouchers.
    Money,
    /// Declared, paid, returned.
    Payouts,
    /// Households, members, shares.
    People,
    /// Parcels, houses, entrustments.
    Land,
    /// Parties, contracts, capital, work.
    Contracts,
    /// Assets, works, grants.
    Assets,
    /// Numbers from outside.
    Series,
    /// Plans, resolutions, objections.
    Meeting,
    /// Persons, offices, what orders need.
    Offices,
    /// The steps that end a year.
    Year,
    /// Settings, keys, sheets, corrections.
    Ledger,
}

impl Subject {
    /// In the order of a page.
    pub const ALL: [Subject; 11] = [
        Subject::Money,
        Subject::Payouts,
        Subject::People,
        Subject::Land,
        Subject::Contracts,
        Subject::Assets,
        Subject::Series,
        Subject::Meeting,
        Subject::Offices,
        Subject::Year,
        Subject::Ledger,
    ];

    /// What it is called.
    pub fn label(self) -> Wording {
        match self {
            Subject::Money => w("Money", "收付款"),
            Subject::Payouts => w("Payouts", "分配"),
            Subject::People => w("Households and shares", "户与份额"),
            Subject::Land => w("Land and houses", "土地与房屋"),
            Subject::Contracts => w("Contracts", "合同"),
            Subject::Assets => w("Assets and works", "资产与工程"),
            Subject::Series => w("Numbers from outside", "外来数据"),
            Subject::Meeting => w("Meeting and objections", "会议与异议"),
            Subject::Offices => w("Offices and approvals", "任职与审批"),
            Subject::Year => w("Year end", "年末"),
            Subject::Ledger => w("The ledger itself", "账本"),
        }
    }
}

/// One member of a request, or of a list or group inside one.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Its name in files.
    pub name: &'static str,
    /// Whether it may be left out, and what stands for it then.
    pub need: Need,
    /// What may stand in it.
    pub shape: Shape,
    /// What it is called.
    pub label: Wording,
    /// What to write, in a sentence.
    pub help: Wording,
}

/// A member that must be there.
const fn needed(name: &'static str, shape: Shape, label: Wording, help: Wording) -> Member {
    Member { name, need: Need::Needed, shape, label, help }
}

/// A member that may be left out.
const fn optional(name: &'static str, shape: Shape, label: Wording, help: Wording) -> Member {
    Member { name, need: Need::Optional, shape, label, help }
}

/// A member that the ledger computes: left out, or right.
const fn computed(name: &'static str, shape: Shape, label: Wording, help: Wording) -> Member {
    Member { name, need: Need::Computed, shape, label, help }
}

/// A member with a usual value, which a person is shown and may change.
const fn usual(name: &'static str, fill: Fill, shape: Shape, label: Wording, help: Wording) -> Member {
    Member { name, need: Need::Usual(fill), shape, label, help }
}

/// Whether a member may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must be there.
    Needed,
    /// It must be there, and a form fills it in beforehand.
    Usual(Fill),
    /// Left out where it says nothing.
    Optional,
    /// The ledger computes it; what is stated must be right.
    Computed,
}

impl Need {
    /// True where a request without it is refused.
    pub fn is_needed(self) -> bool {
        matches!(self, Need::Needed | Need::Usual(_))
    }
}

/// With what a form fills a member in beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// The next free id of a request.
    NextId,
    /// Today, in the ledger's time.
    Today,
    /// The next free code of a register.
    NextCode(CodeOf),
    /// The year of today.
    ThisYear,
    /// The version behind the newest.
    NextVersion,
    /// Always this.
    Word(&'static str),
}

/// What may stand in a member.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// The id of a request.
    Id,
    /// The id of an earlier request.
    IdOf,
    /// A day, `2024-03-26`.
    Day,
    /// A calendar year.
    Year,
    /// A whole number, from 0.
    Count,
    /// Yuan with two digits, never below zero.
    Money,
    /// Yuan with two digits, perhaps below zero.
    Signed,
    /// Yuan, as a price, perhaps with more digits.
    Price,
    /// Mu.
    AreaMu,
    /// Square metres.
    AreaM2,
    /// Shares.
    Shares,
    /// A part of one, `0.05`.
    Ratio,
    /// Days or hours of work.
    Quantity,
    /// A text of signed characters: no name, no number of a person.
    Text,
    /// A text that is sealed and kept in the private store alone.
    Private,
    /// A day that is sealed in the same way, or the commitment to one.
    PrivateDay,
    /// The code under which something new is registered.
    NewCode(CodeOf),
    /// A code that a register has.
    Code(CodeOf),
    /// A household or `collective`.
    Holder,
    /// One of these words.
    Word(&'static [Choice]),
    /// Any text of signed characters, and these are the usual ones: neither a closed list nor a blank field, since
    /// what is written here may be anything and some of it is read by sheets and checks.
    Suggested(&'static [Choice]),
    /// A public key, 64 hexadecimal digits: no text that a person writes, and not yet in any register.
    PublicKey,
    /// A root or a digest, 64 hexadecimal digits, as another ledger prints it.
    Digest,
    /// A setting's name, a part's name and the like: a word of the chart document.
    OfChart(ChartList),
    /// Codes that a register has.
    Codes(CodeOf),
    /// Texts of signed characters, with commas between.
    Texts,
    /// Yes or no.
    Truth,
    /// Some of these words.
    Words(&'static [Choice]),
    /// Shares by class.
    SharesByClass,
    /// Shares by class, each until a day.
    KeptByClass,
    /// Receipts and claims by the ids of their requests.
    Sources,
    /// The lines of a payout sheet, or the file that has them.
    Sheet,
    /// Commitments to files.
    Evidence,
    /// Attestations, as the signer's device wrote them.
    Attestations(bool),
    /// Members of one thing.
    Group(&'static [Member]),
    /// Several of one kind.
    List(&'static [Member]),
}

/// A word that may stand in a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// As it stands in a file.
    pub word: &'static str,
    /// What it is called.
    pub label: Wording,
}

const fn choice(word: &'static str, en: &'static str, zh: &'static str) -> Choice {
    Choice { word, label: w(en, zh) }
}

/// Where codes come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CodeOf {
    /// Households; in a union, member villages.
    Households,
    /// Persons of households.
    Persons,
    /// Members of a household who work.
    Workers,
    /// Parties.
    Parties,
    /// Registered bank accounts, and the cash box.
    Banks,
    /// Classes of shares.
    Classes,
    /// Parcels.
    Parcels,
    /// Houses.
    Houses,
    /// Contracts.
    Contracts,
    /// Asset cards.
    Assets,
    /// Works and grants.
    Projects,
    /// Payouts, instalments and work sheets.
    Payouts,
    /// Adopted payout sheets.
    Schemes,
    /// Whoever goes by a code: household, party, contract, bank account, asset.
    Holders,
    /// Rows of any register that can be revised.
    Rows,
    /// Objections.
    Objections,
    /// Published plans.
    Plans,
    /// Persons who may hold offices.
    Officers,
    /// Series of numbers from outside.
    Series,
    /// Keys.
    Keys,
}

/// Names that the ledger's chart document lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChartList {
    /// Accounts.
    Accounts,
    /// Parts of receipts.
    Receipts,
    /// Parts of payments.
    Payments,
    /// Claims.
    Claims,
    /// Settings.
    Settings,
    /// What a setting may be: the chart lists the values beside each name.
    Values,
}
