//! What can happen: every kind of fact with its body, and what can be asked of it without the books.

use super::*;
use crate::{
    log::json::{Json, from_json, to_json},
    unit::{Form, UnitError, text_form},
};

macro_rules! facts {
    ($($(#[$doc:meta])* $variant:ident = $kind:literal),* $(,)?) => {
        /// A fact, by kind. A changed body is a new number behind the slash.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(clippy::large_enum_variant, reason = "one at a time; contracts are the largest, and few")]
        pub enum Fact {
            $($(#[$doc])* $variant($variant)),*,
            /// Something of a later version that changes no books, register, rule or key: `info.*`.
            Informed(Informed),
        }

        $(impl From<$variant> for Fact {
            fn from(body: $variant) -> Fact {
                Fact::$variant(body)
            }
        })*

        /// Every kind this program understands, in the order of [`Fact`].
        pub const KINDS: &[&str] = &[$($kind),*];

        /// A kind without its body.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FactKind {
            $($(#[$doc])* $variant),*,
            /// Something of a later version that changes nothing: `info.*`.
            Informed,
        }

        impl FactKind {
            /// Every kind this program understands, in the order of [`Fact`].
            pub const ALL: &[FactKind] = &[$(FactKind::$variant),*];

            /// The kind that an entry names; `None` where this program does not know it.
            pub fn of(kind: &str) -> Option<FactKind> {
                match kind {
                    $($kind => Some(FactKind::$variant),)*
                    _ => kind.starts_with("info.").then_some(FactKind::Informed),
                }
            }

            /// As it stands in an entry; the bare `info.` for those of later versions.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(FactKind::$variant => $kind,)*
                    FactKind::Informed => "info.",
                }
            }
        }

        impl Fact {
            /// Which kind it is.
            pub fn of_kind(&self) -> FactKind {
                match self {
                    $(Fact::$variant(_) => FactKind::$variant,)*
                    Fact::Informed(_) => FactKind::Informed,
                }
            }

            /// The kind as it stands in an entry, `receipt.recorded/1`.
            pub fn kind(&self) -> &str {
                match self {
                    Fact::Informed(informed) => &informed.kind,
                    known => known.of_kind().as_str(),
                }
            }

            /// The kind without the number of its body, `receipt.recorded`.
            pub fn name(&self) -> &str {
                self.kind().split_once('/').map_or(self.kind(), |(name, _)| name)
            }

            /// The canonical body without the members common to all events.
            ///
            /// # Errors
            /// [`EventError::Body`] where a value in it cannot be written as JSON.
            pub fn body(&self) -> Result<Json, EventError> {
                match self {
                    $(Fact::$variant(body) => to_json(body),)*
                    Fact::Informed(informed) => Ok(informed.body.clone()),
                }
                .map_err(|e| EventError::Body(self.kind().to_owned(), e.to_string()))
            }

            /// The body as JSON text, not canonical: for looking through, without building a tree.
            ///
            /// # Errors
            /// [`EventError::Body`] where it cannot be written.
            pub fn written(&self) -> Result<String, EventError> {
                match self {
                    $(Fact::$variant(body) => serde_json::to_string(body),)*
                    Fact::Informed(informed) => {
                        return Ok(String::from_utf8_lossy(&informed.body.to_bytes()).into_owned());
                    }
                }
                .map_err(|e| EventError::Body(self.kind().to_owned(), e.to_string()))
            }

            /// Reads a body of the given kind.
            ///
            /// # Errors
            /// [`EventError::Shape`] with the member that is not what the kind wants,
            /// [`EventError::UnknownKind`] where this version knows no kind of that name.
            pub fn read(kind: &str, body: &Json) -> Result<Fact, EventError> {
                match kind {
                    $($kind => from_json(body).map(Fact::$variant).map_err(|e| EventError::Shape(kind.to_owned(), e)),)*
                    _ if kind.starts_with("info.") => {
                        Ok(Fact::Informed(Informed { kind: kind.to_owned(), body: body.clone() }))
                    }
                    _ => Err(EventError::UnknownKind(kind.to_owned())),
                }
            }
        }
    };
}

facts! {
    /// Entry 0.
    LedgerOpened = "ledger.opened/1",
    /// A named choice.
    SettingChosen = "setting.chosen/1",
    /// The chart is extended.
    ChartExtended = "chart.extended/1",
    /// A key is admitted.
    KeyAdmitted = "key.admitted/1",
    /// A key is retired.
    KeyRetired = "key.retired/1",
    /// 吊销密钥
    KeyRevoked = "key.revoked/1",
    /// The ledger's own key changes.
    LedgerKeyReplaced = "ledger.key.replaced/1",
    /// Attestations are embedded.
    AttestationRecorded = "attestation.recorded/1",
    /// All households' digests.
    HouseholdsStated = "households.stated/1",
    /// Openings are erased.
    HouseholdErased = "household.erased/1",
    /// An entry is reversed.
    EntryCorrected = "entry.corrected/1",
    /// A party.
    PartyRegistered = "party.registered/1",
    /// A bank account.
    BankRegistered = "bank.registered/1",
    /// A class of shares.
    ClassSet = "class.set/1",
    /// Shares given.
    SharesGranted = "shares.granted/1",
    /// A household.
    HouseholdEnrolled = "household.enrolled/1",
    /// A village of a union.
    VillageJoined = "village.joined/1",
    /// A village puts more in, takes some out, or leaves.
    VillageChanged = "village.changed/1",
    /// An organization gives something to another, or takes it over.
    OrganizationChanged = "organization.changed/1",
    /// A parcel.
    ParcelRegistered = "parcel.registered/1",
    /// A house.
    HouseRegistered = "house.registered/1",
    /// An asset card.
    AssetRegistered = "asset.registered/1",
    /// A thing comes.
    AssetAcquired = "asset.acquired/1",
    /// A thing changes.
    AssetChanged = "asset.changed/1",
    /// A thing leaves.
    AssetDisposed = "asset.disposed/1",
    /// Things are counted.
    AssetCounted = "asset.counted/1",
    /// An entrustment.
    EntrustmentGiven = "entrustment.given/1",
    /// An entrustment ends.
    EntrustmentEnded = "entrustment.ended/1",
    /// A contract.
    ContractSigned = "contract.signed/1",
    /// A contract changes.
    ContractAmended = "contract.amended/1",
    /// A contract ends.
    ContractEnded = "contract.ended/1",
    /// An operator's report.
    ReportRecorded = "report.recorded/1",
    /// Opening balances.
    OpeningRecorded = "opening.recorded/1",
    /// Money received.
    ReceiptRecorded = "receipt.recorded/1",
    /// Money paid.
    PaymentRecorded = "payment.recorded/1",
    /// A claim.
    ClaimRecorded = "claim.recorded/1",
    /// A free voucher.
    VoucherRecorded = "voucher.recorded/1",
    /// Subscriptions.
    SubscriptionRecorded = "subscription.recorded/1",
    /// Advance income is earned.
    IncomeReleased = "income.released/1",
    /// A work sheet.
    WorkRecorded = "work.recorded/1",
    /// Works ordered.
    WorksOrdered = "works.ordered/1",
    /// Works accepted.
    WorksAccepted = "works.accepted/1",
    /// A grant is used.
    GrantUsed = "grant.used/1",
    /// A series of numbers from outside.
    SeriesSet = "series.set/1",
    /// Rows of a series.
    SeriesRecorded = "series.recorded/1",
    /// A payout sheet.
    SchemeAdopted = "scheme.adopted/1",
    /// A payout is declared.
    PayoutDeclared = "payout.declared/1",
    /// Lines are paid.
    PayoutPaid = "payout.paid/1",
    /// Lines come back.
    PayoutReturned = "payout.returned/1",
    /// A step of the year's end.
    YearStepped = "year.stepped/1",
    /// A household splits.
    HouseholdSplit = "household.split/1",
    /// Households merge.
    HouseholdMerged = "household.merged/1",
    /// Members come or go.
    MembersChanged = "members.changed/1",
    /// Shares pass on.
    SharesTransferred = "shares.transferred/1",
    /// Shares, capital or a house pass.
    HoldingPassed = "holding.passed/1",
    /// A holding is frozen, pledged or free.
    HoldingHeld = "holding.held/1",
    /// A row of a register is changed, put right or taken out.
    RegisterRevised = "register.revised/1",
    /// Land changes: cut, joined, passed on, given back, taken, extended.
    LandChanged = "land.changed/1",
    /// A new area version.
    ParcelRemeasured = "parcel.remeasured/1",
    /// A house goes back.
    HouseReturned = "house.returned/1",
    /// A building passes to the collective.
    BuildingReceived = "building.received/1",
    /// A debt is set off.
    DebtSetOff = "debt.set.off/1",
    /// An objection.
    ObjectionRaised = "objection.raised/1",
    /// Its answer.
    ObjectionAnswered = "objection.answered/1",
    /// A plan is shown.
    PlanPublished = "plan.published/1",
    /// A resolution.
    ResolutionPassed = "resolution.passed/1",
    /// 登记任职人员
    PersonRegistered = "person.registered/1",
    /// 申报近亲属
    KinDeclared = "kin.declared/1",
    /// 就任
    OfficeTaken = "office.taken/1",
    /// 离任
    OfficeLeft = "office.left/1",
    /// 通过审批制度
    PolicyAdopted = "policy.adopted/1",
    /// 提出待批事项
    OrderProposed = "order.proposed/1",
    /// 事项生效
    OrderEffected = "order.effected/1",
    /// 撤回待批事项
    OrderWithdrawn = "order.withdrawn/1",
    /// 召集会议
    MeetingCalled = "meeting.called/1",
    /// 召开会议
    MeetingHeld = "meeting.held/1",
    /// 表决
    ItemDecided = "item.decided/1",
    /// 撤销决议
    ResolutionAnnulled = "resolution.annulled/1",
    /// 公示
    NoticeShown = "notice.shown/1",
}

/// A kind that begins `info.`, which by definition changes nothing here (FORMAT.md, section 18).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Informed {
    /// Its kind, as the entry has it.
    pub kind: String,
    /// Its body without note and evidence, not interpreted.
    pub body: Json,
}

text_form!(FactKind, Form::Kind);

impl std::fmt::Display for FactKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for FactKind {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<FactKind, UnitError> {
        FactKind::of(text).ok_or_else(|| UnitError::new(Form::Kind, text))
    }
}
