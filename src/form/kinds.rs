//! The description of every kind, by subject. A kind without one does not compile.

mod assets;
mod contracts;
mod decisions;
mod dues;
mod ended;
mod holdings;
mod land;
mod ledger;
mod meeting;
mod money;
mod offices;
mod organizations;
mod parties;
mod payouts;
mod people;
mod revised;
mod series;
mod things;
mod villages;
mod year;

use super::{Description, Subject};
use crate::event::FactKind;

/// How a kind comes into a ledger.
enum Comes {
    /// A person asks for it.
    Asked(&'static Description),
    /// The program records it by itself, or by a command of its own; nobody fills in a form.
    Made,
}

fn comes(kind: FactKind) -> Comes {
    use Comes::{Asked, Made};
    match kind {
        // by `coop init`, by the program itself, by `coop forget`
        FactKind::LedgerOpened | FactKind::HouseholdsStated | FactKind::HouseholdErased => Made,
        // nobody can hand a ledger over yet: every such request is refused
        FactKind::LedgerKeyReplaced => Made,
        FactKind::SettingChosen => Asked(&ledger::SETTING),
        FactKind::ChartExtended => Asked(&ledger::EXTENDED),
        FactKind::KeyAdmitted => Asked(&ledger::ADMITTED),
        FactKind::KeyRetired => Asked(&ledger::RETIRED),
        FactKind::KeyRevoked => Asked(&offices::REVOKED),
        FactKind::AttestationRecorded => Asked(&ledger::ATTESTED),
        FactKind::EntryCorrected => Asked(&ledger::CORRECTED),
        FactKind::PartyRegistered => Asked(&parties::PARTY),
        FactKind::BankRegistered => Asked(&ledger::BANK),
        FactKind::ClassSet => Asked(&people::CLASS_SET),
        FactKind::SharesGranted => Asked(&people::GRANTED),
        FactKind::HouseholdEnrolled => Asked(&people::ENROLLED),
        FactKind::VillageJoined => Asked(&villages::JOINED),
        FactKind::VillageChanged => Asked(&villages::CHANGED),
        FactKind::OrganizationChanged => Asked(&organizations::CHANGED),
        FactKind::HouseholdSplit => Asked(&people::SPLIT),
        FactKind::HouseholdMerged => Asked(&people::MERGED),
        FactKind::MembersChanged => Asked(&people::MEMBERS),
        FactKind::SharesTransferred => Asked(&people::TRANSFERRED),
        FactKind::HoldingPassed => Asked(&holdings::PASSED),
        FactKind::HoldingHeld => Asked(&holdings::HELD),
        FactKind::ParcelRegistered => Asked(&land::PARCEL_REGISTERED),
        FactKind::RegisterRevised => Asked(&revised::REVISED),
        FactKind::LandChanged => Asked(&land::CHANGED),
        FactKind::ParcelRemeasured => Asked(&land::REMEASURED),
        FactKind::HouseRegistered => Asked(&land::HOUSE_REGISTERED),
        FactKind::HouseReturned => Asked(&land::HOUSE_RETURNED),
        FactKind::EntrustmentGiven => Asked(&land::ENTRUSTED),
        FactKind::EntrustmentEnded => Asked(&land::ENTRUSTMENT_ENDED),
        FactKind::AssetRegistered => Asked(&assets::REGISTERED),
        FactKind::AssetAcquired => Asked(&things::ACQUIRED),
        FactKind::AssetChanged => Asked(&things::CHANGED),
        FactKind::AssetDisposed => Asked(&things::DISPOSED),
        FactKind::AssetCounted => Asked(&things::COUNTED),
        FactKind::BuildingReceived => Asked(&assets::RECEIVED),
        FactKind::ContractSigned => Asked(&contracts::SIGNED),
        FactKind::ContractAmended => Asked(&contracts::AMENDED),
        FactKind::ContractEnded => Asked(&ended::ENDED),
        FactKind::ReportRecorded => Asked(&contracts::REPORTED),
        FactKind::SubscriptionRecorded => Asked(&contracts::SUBSCRIBED),
        FactKind::WorkRecorded => Asked(&contracts::WORKED),
        FactKind::WorksOrdered => Asked(&assets::ORDERED),
        FactKind::WorksAccepted => Asked(&assets::ACCEPTED),
        FactKind::GrantUsed => Asked(&assets::GRANT_USED),
        FactKind::OpeningRecorded => Asked(&money::OPENING),
        FactKind::VoucherRecorded => Asked(&money::VOUCHER),
        FactKind::ReceiptRecorded => Asked(&money::RECEIPT),
        FactKind::PaymentRecorded => Asked(&money::PAYMENT),
        FactKind::ClaimRecorded => Asked(&money::CLAIM),
        FactKind::IncomeReleased => Asked(&money::RELEASE),
        FactKind::DebtSetOff => Asked(&money::SET_OFF),
        FactKind::SeriesSet => Asked(&series::SET),
        FactKind::SeriesRecorded => Asked(&series::RECORDED),
        FactKind::SchemeAdopted => Asked(&ledger::ADOPT),
        FactKind::PayoutDeclared => Asked(&payouts::DECLARE),
        FactKind::PayoutPaid => Asked(&payouts::PAY),
        FactKind::PayoutReturned => Asked(&payouts::RETURNED),
        FactKind::YearStepped => Asked(&year::STEPPED),
        FactKind::ObjectionRaised => Asked(&meeting::RAISED),
        FactKind::ObjectionAnswered => Asked(&meeting::ANSWERED),
        FactKind::PlanPublished => Asked(&meeting::PUBLISHED),
        FactKind::ResolutionPassed => Asked(&meeting::PASSED),
        FactKind::PersonRegistered => Asked(&offices::PERSON),
        FactKind::KinDeclared => Asked(&offices::KIN),
        FactKind::OfficeTaken => Asked(&offices::TAKEN),
        FactKind::OfficeLeft => Asked(&offices::LEFT),
        FactKind::PolicyAdopted => Asked(&offices::POLICY),
        FactKind::OrderProposed => Made,
        FactKind::OrderEffected => Made,
        FactKind::OrderWithdrawn => Made,
        FactKind::MeetingCalled => Asked(&decisions::CALLED),
        FactKind::MeetingHeld => Asked(&decisions::HELD),
        FactKind::ItemDecided => Asked(&decisions::DECIDED),
        FactKind::ResolutionAnnulled => Asked(&decisions::ANNULLED),
        FactKind::NoticeShown => Asked(&decisions::SHOWN),
        // of later versions
        FactKind::Informed => Made,
    }
}

/// Every description, by group and in the order of a page.
pub fn all() -> Vec<&'static Description> {
    let mut all: Vec<&Description> = FactKind::ALL.iter().filter_map(|kind| of_recorded(*kind)).collect();
    all.sort_by_key(|form| form.group);
    all
}

/// The description of a kind, by the name that an accountant writes.
pub fn of(kind: &str) -> Option<&'static Description> {
    all().into_iter().find(|form| form.kind == kind)
}

/// The description of what an entry records, whatever a person asked for that became it.
pub fn of_recorded(kind: FactKind) -> Option<&'static Description> {
    match comes(kind) {
        Comes::Asked(form) => Some(form),
        Comes::Made => None,
    }
}

/// Those of one group.
impl Subject {
    /// Its descriptions in the order of a page.
    pub fn forms(self) -> Vec<&'static Description> {
        all().into_iter().filter(|form| form.group == self).collect()
    }
}

const EXAMPLE: &str = include_str!("example.jsonl");
/// What comes under a policy.
const GOVERNED: &str = include_str!("example_governed.jsonl");

/// An example of a kind: its first line in `example.jsonl`, a little village in which every kind is asked once, or in
/// `example_governed.jsonl`, what came later under a policy.
pub fn example(kind: &str) -> Option<&'static str> {
    let named = format!("\"kind\":\"{kind}\"");
    EXAMPLE.lines().chain(GOVERNED.lines()).find(|line| line.starts_with('{') && line.contains(&named))
}
