//! The ledger about itself: who signs, keys, settings, what is stated, corrected and erased.

use super::{Code, Grounds, Rule, grounds, none};
use crate::{
    books::{ChartError, Instead},
    log::{AttestationError, Hash, KeyError, KeyId, KeyKind, Origin, Role, VerifierKey},
    unit::{EntryId, Lang, PayoutId, Say, Text, Words, both},
};

/// A rule about the ledger itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerRule {
    /// A ledger is opened once.
    OpenedTwice,
    /// The books are kept in yuan and by calendar years.
    KeptOtherwise { member: &'static str, kept: &'static str, said: Text },
    /// Recovery keys that act together, where there are none.
    NoRecoveryKeys { said: u64 },
    /// More recovery keys act together than there are, or none of them.
    Threshold { keys: u64, said: u64 },
    /// The key is unknown, or not valid here.
    KeyNotInForce { key: KeyId },
    /// The key's role may not record this.
    RoleMayNot { kind: String, key: KeyKind, role: Option<Role> },
    /// A kind that is only ever computed.
    Computed { kind: String },
    /// Handing over the ledger's key is not made here yet.
    HandOver { vkey: Box<VerifierKey> },
    /// A setting that the chart document does not have.
    NoSetting { name: Text, known: String },
    /// What is added to the chart is no addition to it.
    ChartUnfit { why: ChartError },
    /// The document of an extension is not there, or another one.
    NoChartText { chart: Hash },
    /// Nothing is added to the chart.
    ChartStays,
    /// By what is added, money that stands there would be somebody else's.
    ChartReowns { key: String },
    /// The key stands in the ledger already.
    KeyKnown { person: Text, key: Hash },
    /// A key of a suite that nobody uses here.
    OtherSuite { alg: Text },
    /// Bytes that are no key, or a weak one.
    Unsound { person: Text, why: KeyError },
    /// Witnesses and the ledger itself are not admitted.
    NotAdmitted { kind: KeyKind },
    /// A role for a key that has none, or none for a person's.
    RoleOfKind { kind: KeyKind },
    /// Nobody proved that the key is the person's.
    NotPossessed { person: Text },
    /// The last accountant's key would go.
    LastAccountant { key: KeyId },
    /// No attestation, or more than fit.
    Attestations { count: usize },
    /// An attestation whose signature does not verify.
    FalseSignature { key: KeyId, why: Box<AttestationError> },
    /// An attestation about another ledger.
    OtherLedger { origin: Box<Origin> },
    /// An attestation about an entry that is not there.
    NoEntry { index: u64 },
    /// An attestation that this ledger's history contradicts.
    NotItsHistory { how: Misfit, is: Words, said: Words },
    /// The households' root is not the computed one.
    OtherRoot { computed: Hash, stated: Hash },
    /// As many private texts are erased as there are.
    OtherOpenings { counted: u64, said: u64 },
    /// More texts are missing than there are, or none.
    MissingTexts { most: u64, said: u64 },
    /// An id under which nothing is recorded.
    NoSuchId { id: EntryId },
    /// The entry is reversed.
    Reversed { entry: u64, by: u64 },
    /// The kind of entry has its own way of being put right.
    NotReversed { entry: u64, instead: Instead },
    /// There is nothing to take back.
    NothingToReverse { entry: u64 },
    /// The entry is another one.
    OtherEntry { entry: u64, leaf: Hash, said: Hash },
    /// A payout has shared its money.
    MoneyShared { entry: u64, by: PayoutId },
    /// A payout has paid its work.
    WorkPaid { entry: u64, by: PayoutId },
    /// A later entry stands on it.
    RestsOn { entry: u64, later: u64, id: String },
}

/// An entry as it is told.
pub(super) fn entry(index: u64) -> Words {
    both!("entry {index}", "第 {index} 条")
}

/// What to record where an entry is not reversed, and what it is.
fn instead(instead: Instead) -> (Words, Words) {
    match instead {
        Instead::Opening => (
            both!("vouchers for what the opening balances leave out, except capital", "用凭证补记期初漏掉的，资本除外",),
            both!("opening balances", "期初余额"),
        ),
        Instead::Correction => (both!("the right entry anew", "重新记正确的一条"), both!("a reversal", "一次冲销")),
        Instead::Subscription => (
            both!("a further subscription, up to the contract's capital", "再记一次认购，不超过合同的资本"),
            both!("subscriptions", "认购"),
        ),
        Instead::Declared => (both!("a further payout", "再公布一批分配"), both!("a declared payout", "已公布的批次")),
        Instead::Moved => (
            both!("payout.returned, or payout.pay again", "payout.returned，或再用 payout.pay 付"),
            both!("paid or returned lines", "已付或退回的款项"),
        ),
        Instead::Year => {
            (both!("an entry in the next year", "记在下一年"), both!("a step of the year's end", "年末步骤"))
        }
        Instead::Revision => (
            both!("register.revised with what is right", "再用 register.revised 登记正确的内容"),
            both!("a revised register", "一次登记更正"),
        ),
        Instead::Organization => (
            both!(
                "organization.changed the other way, in both ledgers",
                "在两本账里都用 organization.changed 反向记一次"
            ),
            both!("what one organization gave another", "合并或分立的转入转出"),
        ),
        Instead::Village => (
            both!("village.changed the other way", "再用 village.changed 反向记一次"),
            both!("what a village put in or took out", "成员社的投入或退出"),
        ),
        Instead::Merge => (
            both!("household.split under a new code", "用新代码记 household.split"),
            both!("a household merged", "并户"),
        ),
        Instead::End => (
            both!("the contract signed anew under a new code", "用新编号重新签订合同"),
            both!("the end of a contract", "合同终止"),
        ),
        Instead::Passing => (
            both!("holding.passed the other way round", "用 holding.passed 反方向记一笔"),
            both!("shares, capital or a house that passed", "股份、股金或房屋过户"),
        ),
        Instead::Assigned => (
            both!("an amendment by which it passes back", "再记一次合同变更，把它转回"),
            both!("a deposit that passed with a contract", "随合同转移的保证金"),
        ),
    }
}

/// In which way the history of a ledger contradicts an attestation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// Its key did the same before.
    Again,
    /// Possession is attested elsewhere than with the key that is admitted.
    Possession,
    /// The entry named has another leaf.
    Leaf,
    /// No batch ended in the state that its signer had seen.
    Seen,
}

impl Misfit {
    fn code(self) -> Code {
        match self {
            Misfit::Again => Code::AlreadyAttested,
            Misfit::Possession => Code::BadValue,
            Misfit::Leaf => Code::LeafDiffers,
            Misfit::Seen => Code::SeenDiffers,
        }
    }
}

impl Rule for LedgerRule {
    fn grounds(&self) -> Grounds {
        match self {
            LedgerRule::OpenedTwice => grounds(
                Code::AlreadyOpened,
                "ledger",
                both!("one opening", "只开一次"),
                both!("a second one", "又开一次"),
            ),
            LedgerRule::KeptOtherwise { member, kept, said } => grounds(Code::BadValue, member, kept, said),
            LedgerRule::NoRecoveryKeys { said } => {
                let expected = both!("0, since there are no recovery keys", "0，因为没有恢复密钥");
                grounds(Code::BadValue, "recovery_threshold", expected, said)
            }
            LedgerRule::Threshold { keys, said } => {
                let expected = both!("1 to {keys}, the number of recovery keys", "1 至 {keys}（恢复密钥的个数）");
                grounds(Code::BadValue, "recovery_threshold", expected, said)
            }
            LedgerRule::KeyNotInForce { key } => {
                grounds(Code::KeyNotValid, key, both!("a key in force", "有效的密钥"), key)
            }
            LedgerRule::RoleMayNot { kind, key, role } => {
                let role = role.map_or_else(|| key.to_string(), |role| role.to_string());
                let expected = both!("a role that may record this", "有权记这一类的职务");
                grounds(Code::RoleNotAllowed, kind, expected, role)
            }
            LedgerRule::Computed { kind } => {
                let expected = both!(
                    "payout.declare, payout.pay or payout.returned",
                    "payout.declare、payout.pay 或 payout.returned",
                );
                grounds(Code::UnknownKind, kind, expected, kind)
            }
            LedgerRule::HandOver { vkey } => {
                let expected =
                    both!("a version of this program that hands the ledger's key over", "能更换账本密钥的程序版本",);
                grounds(Code::UnknownKind, "ledger.key.replaced", expected, vkey)
            }
            LedgerRule::ChartUnfit { why } => {
                let code = if matches!(why, ChartError::Alters(_)) { Code::ChartAlters } else { Code::BadValue };
                let (en, zh) = (why.say(Lang::En), why.say(Lang::Zh));
                grounds(
                    code,
                    "chart",
                    both!("lines beside those of the chart", "在原有内容之外补充"),
                    both!("{en}", "{zh}"),
                )
            }
            LedgerRule::NoChartText { chart } => {
                grounds(Code::BadValue, "chart", chart, both!("another text, or none", "另一份文件，或没有文件"))
            }
            LedgerRule::ChartStays => {
                grounds(Code::NothingChanges, "chart", both!("something to add", "要补充的内容"), none())
            }
            LedgerRule::ChartReowns { key } => grounds(
                Code::ChartAlters,
                "chart",
                both!("whose money stands somewhere stays", "账上各处的钱归谁不变"),
                key,
            ),
            LedgerRule::NoSetting { name, known } => grounds(Code::UnknownReference, name, known, name),
            LedgerRule::KeyKnown { person, key } => {
                grounds(Code::AlreadyRegistered, person, both!("a key not seen before", "没有用过的密钥"), key)
            }
            LedgerRule::OtherSuite { alg } => grounds(Code::BadValue, "alg", "ed25519", alg),
            LedgerRule::Unsound { person, why } => {
                grounds(Code::KeyNotValid, person, both!("a sound Ed25519 key", "合格的 Ed25519 密钥"), why)
            }
            LedgerRule::NotAdmitted { kind } => {
                grounds(Code::BadValue, "kind", both!("person or recovery", "人员或恢复"), kind)
            }
            LedgerRule::RoleOfKind { kind } => {
                let expected = both!("a role for a person's key, none else", "人员密钥要有职务，其他的不要");
                grounds(Code::BadValue, "role", expected, kind)
            }
            LedgerRule::NotPossessed { person } => grounds(
                Code::KeyNotValid,
                person,
                both!("possession proved by this very key", "由这把密钥证明本人持有"),
                both!("another statement", "另一份声明"),
            ),
            LedgerRule::LastAccountant { key } => {
                let expected = both!(
                    "another accountant's key that stays: `coop key admit`",
                    "另有一把会计密钥（`coop key admit`）"
                );
                grounds(Code::InUse, key, expected, none())
            }
            LedgerRule::Attestations { count } => {
                grounds(Code::BadValue, "attestations", both!("1 to 16", "1 到 16"), count)
            }
            LedgerRule::FalseSignature { key, why } => {
                grounds(Code::KeyNotValid, key, both!("a signature that verifies", "对得上的签名"), why)
            }
            LedgerRule::OtherLedger { origin } => {
                grounds(Code::OtherOrigin, both!("origin", "账本代号"), both!("this ledger", "本账本"), origin)
            }
            LedgerRule::NoEntry { index } => {
                grounds(Code::UnknownReference, index, both!("an entry of this ledger", "本账本的记录"), index)
            }
            LedgerRule::NotItsHistory { how, is, said } => {
                grounds(how.code(), "attestations", is.clone(), said.clone())
            }
            LedgerRule::OtherRoot { computed, stated } => {
                grounds(Code::StatedFigureDiffers, "households.stated", computed, stated)
            }
            LedgerRule::OtherOpenings { counted, said } => {
                grounds(Code::StatedFigureDiffers, "openings", counted, said)
            }
            LedgerRule::MissingTexts { most, said } => {
                let expected = both!("1 to {most}, or nothing", "1 至 {most}，或不写");
                grounds(Code::BadValue, "missing", expected, said)
            }
            LedgerRule::NoSuchId { id } => {
                grounds(Code::UnknownReference, "corrects", both!("a recorded id", "记过的代号"), id)
            }
            LedgerRule::Reversed { entry: index, by } => {
                let expected = both!("an entry not yet reversed", "没有冲销过的记录");
                grounds(Code::AlreadyReversed, entry(*index), expected, entry(*by))
            }
            LedgerRule::NotReversed { entry: index, instead: way } => {
                let (remedy, is) = instead(*way);
                grounds(Code::NotCorrectable, entry(*index), remedy, is)
            }
            LedgerRule::NothingToReverse { entry: index } => {
                let expected = both!("an entry with postings, work or an asset card", "有分录的记录、工票或资产卡片");
                grounds(Code::NotCorrectable, entry(*index), expected, none())
            }
            LedgerRule::OtherEntry { entry: index, leaf, said } => {
                grounds(Code::UnknownReference, entry(*index), leaf, said)
            }
            LedgerRule::MoneyShared { entry: index, by } => {
                grounds(Code::NotCorrectable, entry(*index), both!("money not yet shared", "还没有分的款项"), by)
            }
            LedgerRule::WorkPaid { entry: index, by } => {
                let expected = both!(
                    "work that no payout has paid; a further sheet for what it lacks",
                    "还没有分配报酬的工票；漏记的工另记一张"
                );
                grounds(Code::NotCorrectable, entry(*index), expected, by)
            }
            LedgerRule::RestsOn { entry: index, later, id } => {
                grounds(Code::RestsOnLater, entry(*index), entry(*later), id)
            }
        }
    }
}
