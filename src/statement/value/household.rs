//! One household's statement: what it holds, every fen that came or went, and the proof data.

use super::{Past, PastStep};
use crate::event::{Basis, Reason, RegisterName, RevisionMode};
use crate::log::Hash;
use crate::unit::{
    AreaM2, AreaMu, ClassId, ContractId, Day, Fen, HouseId, HouseholdId, Money, ParcelId, PayoutId, PersonId,
    RecordedAt, SchemeId, Shares, Text,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an entry added to the chart of accounts, with its place in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartAdded {
    /// The document that the entry names, word for word.
    pub chart: String,
    /// The entry, `tlog-proof` text with its line.
    pub text: String,
}

/// All that the ledger says about one household up to an entry. It carries no verdict: whether
/// the record is sound is the audit's to say, not the statement's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseholdStatement {
    /// Names this shape; a reader refuses any other.
    pub format: StatementFormat,
    /// Whose ledger it is.
    pub ledger: LedgerName,
    /// The household's code.
    pub household: HouseholdId,
    /// Its resident group, where groups exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Text>,
    /// Holdings and amounts are as they hold at the end of this day.
    pub as_of: Day,
    /// Up to which entry the ledger was read.
    pub upto: UpTo,
    /// What it holds.
    pub holdings: Holdings,
    /// What of it, of its land and of its houses was changed or put right, in the order of recording: what stood there
    /// and what stands there since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revised: Vec<HeldRevision>,
    /// How its holdings, its land and the contracts over them came to be as they are: what its entries say.
    /// Programs before said nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub past: Option<Past>,
    /// Every movement of its money, in the order of recording.
    pub lines: Vec<StatementLine>,
    /// The lines by calendar year of their date, oldest first.
    pub years: Vec<YearTotals>,
    /// What is open, by purpose; the two sides are never netted.
    pub open: Vec<OpenByPurpose>,
    /// Every entry about it, in the order of recording.
    pub concerns: Vec<Concern>,
    /// What lets a reader see that none of them is left out.
    pub completeness: Completeness,
    /// The entry that opens the ledger, `tlog-proof` text with its line: whose ledger it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub opening: String,
    /// The chart of accounts that the ledger began with, word for word: which purposes there are.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub chart: String,
    /// What was added to it since, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<ChartAdded>,
    /// The payout sheets that the reasons come from, each once, by their hash, word for word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<String>,
    /// For each payout and each payment of it, the proof that the household's line lies inside
    /// the published total.
    pub proofs: Vec<PayoutProof>,
    /// Entries about the household with their place in the ledger; long ones are left out, their
    /// hash still stands in `concerns`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<EntryProof>,
}

impl HouseholdStatement {
    /// The lists of how its holdings came to be, with their names, in the order in which they are shown.
    pub fn steps(&self) -> [(&'static str, &[PastStep]); 4] {
        static NOTHING: Past =
            Past { passings: Vec::new(), land: Vec::new(), contracts: Vec::new(), organizations: Vec::new() };
        self.past.as_ref().unwrap_or(&NOTHING).lists()
    }
}

/// The version of the JSON form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum StatementFormat {
    /// `schemas/statement.v1.schema.json`.
    #[default]
    #[serde(rename = "coop-ledger/statement/v1")]
    V1,
}

/// The ledger's name, for people and for keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerName {
    /// Origin of its checkpoints.
    pub origin: String,
    /// Name of the organization in Chinese.
    pub name_zh: Text,
    /// Name of the organization in English.
    pub name_en: Text,
}

/// A title in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Chinese.
    pub zh: Text,
    /// English.
    pub en: Text,
}

/// The point of the ledger that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpTo {
    /// When the last of these entries was recorded.
    pub recorded_at: RecordedAt,
    /// Root of the tree over them.
    pub root: Hash,
    /// How many entries were read; the last one is `size − 1`.
    pub size: u64,
}

/// Members, shares, land, houses and pooled capital.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holdings {
    /// How many members the household counts.
    pub members: u32,
    /// Its persons, by code, where they are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<PersonHeld>,
    /// Of them, shares kept for a time of who died or left; they are among its shares.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<KeptHeld>,
    /// Shares of each class it holds any of.
    pub shares: Vec<SharesHeld>,
    /// Its parcels, by code.
    pub parcels: Vec<ParcelHeld>,
    /// Its houses, by code.
    pub houses: Vec<HouseHeld>,
    /// Its pooled capital, by contract.
    pub capital: Vec<CapitalHeld>,
}

/// A value that was changed or put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldRevision {
    /// The entry that says it.
    pub entry: u64,
    /// Its effective day.
    pub date: Day,
    /// From which day on the other value holds.
    pub from: Day,
    /// What it did.
    pub mode: RevisionMode,
    /// The row's register.
    pub register: RegisterName,
    /// The row's code.
    pub code: Text,
    /// The member; none where the row was taken out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Text>,
    /// What stood there; none where nothing did, or a private text does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Text>,
    /// What stands there since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<Text>,
}

/// Shares of one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharesHeld {
    /// The class.
    pub class: ClassId,
    /// Its name where the ledger gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Named>,
    /// How many.
    pub shares: Shares,
}

/// A person who lives in the household; names stand in no statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonHeld {
    /// The code, for life.
    pub person: PersonId,
    /// On what ground.
    pub basis: Basis,
    /// First day.
    pub since: Day,
    /// Shares that lie on the person; they are among the household's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<SharesHeld>,
}

/// Shares that the household keeps for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptHeld {
    /// The class.
    pub class: ClassId,
    /// How many.
    pub shares: Shares,
    /// Last day.
    pub until: Day,
}

/// One parcel as the register has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParcelHeld {
    /// Local code; the official one is kept outside the record.
    pub parcel: ParcelId,
    /// Registered mu.
    pub area_mu: AreaMu,
    /// Registered square metres.
    pub area_m2: AreaM2,
    /// The lease it stands in, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<ContractId>,
    /// Last day of the entrustment to the collective.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entrusted_until: Option<Day>,
    /// Last day of the household's own land contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub land_contract_end: Option<Day>,
}

/// One house as the register has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseHeld {
    /// Code.
    pub house: HouseId,
    /// Floor area.
    pub floor_m2: AreaM2,
    /// The lease it stands in, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<ContractId>,
    /// Last day of that lease.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

/// Capital pooled under one contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapitalHeld {
    /// The contract.
    pub contract: ContractId,
    /// What the household owns of it.
    pub amount: Money,
    /// The day from which it earns; absent until it is invested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
}

/// What a line did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// A payout gave the household this amount.
    Credited,
    /// It was paid out.
    Paid,
    /// The bank sent the payment back.
    Returned,
    /// It was paid again after a return.
    PaidAgain,
    /// With the household's consent it covered a debt; the debt has its own [`LineKind::DebtSetOff`].
    SetOff,
    /// A correction of an earlier line; either sign.
    Corrected,
    /// Came over from another household (merger).
    MovedIn,
    /// Went over to another household (split, merger).
    MovedOut,
    /// The household owes the collective this amount: a water fee, a purchase.
    Charged,
    /// The household paid what it owed.
    Settled,
    /// A debt covered by a payout; the payout has its own [`LineKind::SetOff`].
    DebtSetOff,
    /// A correction of what the household owes; either sign.
    DebtCorrected,
}

/// Whose claim a line moves. The two are never netted: that would be a hidden set-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Towards {
    /// What the collective owes the household.
    ToHousehold,
    /// What the household owes the collective.
    FromHousehold,
}

impl LineKind {
    /// Every kind, in the order of this enum.
    pub const ALL: [LineKind; 12] = [
        LineKind::Credited,
        LineKind::Paid,
        LineKind::Returned,
        LineKind::PaidAgain,
        LineKind::SetOff,
        LineKind::Corrected,
        LineKind::MovedIn,
        LineKind::MovedOut,
        LineKind::Charged,
        LineKind::Settled,
        LineKind::DebtSetOff,
        LineKind::DebtCorrected,
    ];

    /// The word used in JSON and as a key of the labels.
    pub fn key(self) -> &'static str {
        match self {
            LineKind::Credited => "credited",
            LineKind::Paid => "paid",
            LineKind::Returned => "returned",
            LineKind::PaidAgain => "paid_again",
            LineKind::SetOff => "set_off",
            LineKind::Corrected => "corrected",
            LineKind::MovedIn => "moved_in",
            LineKind::MovedOut => "moved_out",
            LineKind::Charged => "charged",
            LineKind::Settled => "settled",
            LineKind::DebtSetOff => "debt_set_off",
            LineKind::DebtCorrected => "debt_corrected",
        }
    }

    /// Whose claim it moves.
    pub fn side(self) -> Towards {
        match self {
            LineKind::Charged | LineKind::Settled | LineKind::DebtSetOff | LineKind::DebtCorrected => {
                Towards::FromHousehold
            }
            LineKind::Credited
            | LineKind::Paid
            | LineKind::Returned
            | LineKind::PaidAgain
            | LineKind::SetOff
            | LineKind::Corrected
            | LineKind::MovedIn
            | LineKind::MovedOut => Towards::ToHousehold,
        }
    }

    /// True when the kind raises its side's open amount, false when it lowers it; `None` where
    /// both happen.
    pub fn raises(self) -> Option<bool> {
        match self {
            LineKind::Credited | LineKind::Returned | LineKind::MovedIn | LineKind::Charged => Some(true),
            LineKind::Paid
            | LineKind::PaidAgain
            | LineKind::SetOff
            | LineKind::MovedOut
            | LineKind::Settled
            | LineKind::DebtSetOff => Some(false),
            LineKind::Corrected | LineKind::DebtCorrected => None,
        }
    }
}

/// One movement of the household's money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementLine {
    /// The day on which it holds.
    pub date: Day,
    /// Index of the entry that recorded it.
    pub entry: u64,
    /// What it did.
    pub what: LineKind,
    /// What it is for, as the books keep it apart: `土地流转款`, `水费`.
    pub purpose: Text,
    /// Its word from the closed list behind 记作, in Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<Text>,
    /// The payout it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payout: Option<PayoutId>,
    /// The payout sheet that computed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<SchemeName>,
    /// Signed by its effect on the open amount of its side: a credit is positive, a payment negative.
    pub amount: Fen,
    /// What is open on its side after this line.
    pub open_after: Fen,
    /// The amount without its sign in capitals (大写).
    pub in_words: String,
    /// The whole payout, all receivers together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payout_total: Option<Money>,
    /// How many lines the whole payout has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payout_lines: Option<u64>,
    /// Why the amount is what it is; empty for anything but what a payout gave or asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// The lines of the sheet behind the reasons, word for word.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub clause: String,
    /// English names of the sheet's own words where it gives any: `租金` → `rent`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names_en: BTreeMap<String, String>,
}

impl StatementLine {
    /// True for what a payout gave, and for what the household owes by one: it stands with its reasons.
    pub fn is_computed(&self) -> bool {
        self.what == LineKind::Credited || self.is_asked()
    }

    /// True for what the household owes by a payout.
    pub fn is_asked(&self) -> bool {
        self.what == LineKind::Charged && self.payout.is_some()
    }

    /// The amount without its sign.
    pub fn size(&self) -> Fen {
        Fen(self.amount.0.saturating_abs())
    }
}

/// The sheet that computed a payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeName {
    /// Its id.
    pub id: SchemeId,
    /// Title in Chinese.
    pub title_zh: Text,
    /// Title in English.
    pub title_en: Text,
}

/// What one calendar year brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearTotals {
    /// The year.
    pub year: i32,
    /// Credited, corrections and what was moved in or out included.
    pub credited: Fen,
    /// Paid and paid again less returned.
    pub paid: Fen,
    /// Used for debts of the household with its consent.
    pub set_off: Fen,
    /// Owed to the household at the end of the year, or of the statement.
    pub open: Fen,
}

/// What is open for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenByPurpose {
    /// As in [`StatementLine::purpose`].
    pub purpose: Text,
    /// The collective owes the household this.
    pub to_household: Money,
    /// The household owes the collective this.
    pub from_household: Money,
}

/// An entry about the household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concern {
    /// Index of the entry.
    pub index: u64,
    /// Kind of the entry, as the record names it.
    pub kind: String,
    /// The day on which it holds.
    pub date: Day,
    /// What the running digest absorbs: the entry's leaf, or that of the household's line in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Hash>,
}

/// What the ledger itself stated about the number of entries (RECORD B11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Completeness {
    /// How many entries about the household the ledger states.
    pub items: u64,
    /// The running digest over them.
    pub digest: Hash,
    /// The statement covers the first `upto` entries of the ledger.
    pub upto: u64,
    /// Root of the tree of households that holds `items` and `digest`.
    pub root: Hash,
    /// Entries about the household after that, which no stated tree covers yet.
    pub not_yet_covered: Vec<u64>,
    /// That the ledger stated this digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<StatedProof>,
}

/// That a household's digest stands under a root that the ledger stated and signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedProof {
    /// `tlog-proof` text of the entry that states the root, with the entry's line.
    pub entry: String,
    /// Hashes from the household's leaf to the root.
    pub path: Vec<Hash>,
    /// The household's place in order of enrolment, from 0.
    pub place: u64,
}

/// One entry about the household, to be checked with `coop verify` or by foreign tools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryProof {
    /// Index of the entry.
    pub entry: u64,
    /// `tlog-proof` text with the entry's line; where the entry has portions, `coop-ledger/portion-proof/v1`
    /// text with the household's own and nobody else's.
    pub text: String,
}

/// Proof data of one payout, to be checked with `coop verify` or by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayoutProof {
    /// The payout.
    pub payout: PayoutId,
    /// Why the line is what it is: the array behind its `because`, as it is recorded, without the
    /// newline.
    pub because: String,
    /// `coop-ledger/sum-proof/v1` text.
    pub text: String,
}
