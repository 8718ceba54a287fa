//! The facts that may be recorded, one file per subject.
//!
//! A fact's members are its canonical body: what is hashed and signed is fixed by
//! `schemas/FORMAT.md` and `schemas/entry/`, never by these types; reading a body and writing it
//! again must give the same bytes. Nothing here decides or posts.
#![warn(clippy::wildcard_enum_match_arm)]

mod asset;
mod change;
mod contract;
mod due;
mod ended;
mod entry;
mod fact;
mod governance;
mod holder;
mod invoice;
mod land;
mod ledger;
mod lines;
mod meeting;
mod money;
mod organization;
mod passed;
mod payout;
mod person;
mod portions;
mod private;
mod reach;
mod reason;
mod register;
mod revised;
mod scheme;
mod series;
mod unread;
mod village;
mod works;
mod year;

pub use asset::{
    AssetAcquired, AssetCame, AssetCard, AssetChanged, AssetClass, AssetCounted, AssetDisposed, AssetHow, AssetSet,
    AssetWhy, Becomes, CostAdded, CountOf, Counted, DisposalCosts, GotIn, Heap, Leaves, PaidBy, Proceeds, ToClass,
    Wear,
};
pub use change::{
    BuildingReceived, DebtSetOff, HouseReturned, HouseholdMerged, HouseholdSplit, MembersChanged, ObjectionAnswered,
    ObjectionRaised, ParcelRemeasured, PlanPublished, ResolutionPassed, SharesTransferred,
};
pub use contract::{
    AreaBasis, ContractAmended, ContractArea, ContractSigned, DayCount, Escalation, EscalationKind, Instalment,
    PriceTerm, Terms, WorkRate, YearPrice,
};
pub use due::{
    AbatedBy, Abatement, Assignment, DatedTerm, DepositBecomes, DepositTerm, Direction, Due, DueAmount, DueRate,
    IndexTerm, LateTerm, LoanDays, LoanInterest, RateOf, Worth,
};
pub use ended::{ContractEnded, DepositEnd, DepositReturned, EndReason, Penalty, PenaltyFrom};
pub use entry::{Attached, BlobRef, BlobSource, DOCUMENT_MOST, Entry, Event, KEPT_MOST, LINES_MOST};
pub use fact::{Fact, FactKind, Informed, KINDS};
pub use governance::{
    KinDeclared, OfficeLeft, OfficeTaken, OrderEffected, OrderProposed, OrderWithdrawn, PersonRegistered,
    PolicyAdopted, WhyLeft,
};
pub use holder::{Holder, Outside};
pub use invoice::{Invoice, InvoiceKind};
pub use land::{LandAct, LandChange, LandChanged, LandKind, ParcelNow, ParcelRegistered};
pub use ledger::{
    AttestationRecorded, ChartExtended, Display, EntryCorrected, EntryRef, HouseholdErased, HouseholdsStated,
    KeyAdmitted, KeyRetired, KeyRevoked, LedgerKeyReplaced, LedgerOpened, Names, SettingChosen,
};
pub use lines::{BankReason, Because, Lines, PayoutLine, Placed};
pub use meeting::{
    Attending, CalledItem, Displayed, ItemDecided, MeetingCalled, MeetingHeld, NoticeShown, ResolutionAnnulled,
};
pub use money::{
    ClaimPart, ClaimRecorded, IncomeReleased, OpeningRecorded, PaymentPart, PaymentRecorded, ReceiptPart,
    ReceiptRecorded, SubscriptionLine, SubscriptionRecorded, VoucherLine, VoucherRecorded,
};
pub use organization::{CodeChanged, OrganizationAct, OrganizationChanged, OtherLedger, Roll};
pub use passed::{
    Benefits, Ends, Entitled, Fast, Fastened, HeldThing, HoldingHeld, HoldingPassed, HowMuch, Pass, PassReason, Passed,
};
pub use payout::{
    DrawnOn, GivenFigure, Kept, KeptMoney, KeptNumber, PartRef, PayoutDeclared, PayoutPaid, PayoutReturned, RowsRead,
};
pub use person::{
    Basis, Came, CountChange, Enrolled, Gone, Loss, MemberChange, Moved, Person, PersonChange, Retained, Roster, Went,
};
pub use portions::{about_fits, own_body, parted, portions_head};
pub use private::{
    HasPrivate, Private, person_brought, private_fields, private_listed, private_member, private_member_of_person,
    private_texts,
};
pub use reason::{How, Reason, ReasonRow, Term};
pub use register::{
    AssetRegistered, AssetUse, BankKind, BankRegistered, ClassSet, EntrustmentEnded, EntrustmentGiven, HeldBy,
    HouseRegistered, HouseholdEnrolled, Outsiders, Ownership, PaidIn, PartyIs, PartyRegistered, Regime, ReportRecorded,
    SharesGranted, WorkLine, WorkRecorded,
};
pub use revised::{
    Clearable, NamesEntry, RegisterName, RegisterRevised, Restated, RevisedAsset, RevisedBank, RevisedClass,
    RevisedHouse, RevisedHousehold, RevisedParcel, RevisedParty, RevisedPerson, RevisedSeries, Revision, RevisionMode,
    RevisionReason, RowRevised, WrongEntry,
};
pub use scheme::{
    AccountHolder, Bindings, BoundAccount, BoundParty, BoundRead, BoundRows, Opens, ReadWhen, SchemeAdopted,
};
pub use series::{
    SeriesColumn, SeriesHolds, SeriesKey, SeriesMisfit, SeriesPer, SeriesRecorded, SeriesRow, SeriesSet, SeriesValue,
};
pub use unread::EventError;
pub use village::{VillageChanged, VillageJoined, VillageWhy};
pub use works::{AcceptedAsset, GrantUsed, WorksAccepted, WorksOrdered};
pub use year::{YearStep, YearStepped};
