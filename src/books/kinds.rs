//! What each kind of fact does in the books: what it posts, what it folds, and what becomes of it when it
//! is to be reversed. A file a subject, and all of one kind in one place.
//!
//! A new kind does not compile before [`of`] leads to it and it has answered all three.

mod assembly;
mod contracts;
mod declaring;
mod governance;
mod holdings;
mod households;
mod land;
mod ledger;
mod meetings;
mod money;
mod organizations;
mod parts;
mod payouts;
mod registers;
mod revised;
mod series;
mod signing;
mod things;
mod villages;
mod works;

use super::{
    ApplyError, Books, Instead, Nature, Saying, Voucher,
    postings::{Posted, PostingError},
};
use crate::{
    event::{Event, Fact, FactKind},
    log::{Hash, KeyId},
    unit::Day,
};

/// One kind of fact, seen from the books.
pub(super) trait InBooks {
    /// What becomes of it when it is to be reversed.
    fn nature(&self) -> Nature;

    /// The lines it posts on a day.
    fn lines(&self, books: &Books, on: Day, event: &Event) -> Posted;

    /// The day under which its lines stand, and the year whose end they belong to.
    fn posted_on(&self, on: Day) -> (Day, Option<u32>) {
        (on, None)
    }

    /// What it changes beside the accounts.
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError>;
}

/// The entry that carries the fact.
pub(super) struct At<'a> {
    pub index: u64,
    pub leaf: Hash,
    pub on: Day,
    /// Whose key signed it.
    pub key: KeyId,
    /// The civil day of its recording.
    pub recorded: Day,
    /// The last entry of its batch.
    pub batch_end: u64,
    pub event: &'a Event,
    /// What it posts.
    pub voucher: &'a Voucher,
}

impl At<'_> {
    /// What the entry says of rows, from its day on.
    fn says(&self) -> Saying {
        Saying { entry: self.index, leaf: self.leaf, on: self.on, by: self.index }
    }

    /// The same of rows that it brings.
    fn brings(&self) -> (Saying, FactKind) {
        (self.says(), self.event.fact.of_kind())
    }
}

/// The fact as the books see it.
pub(super) fn of(fact: &Fact) -> &dyn InBooks {
    match fact {
        Fact::LedgerOpened(it) => it,
        Fact::SettingChosen(it) => it,
        Fact::ChartExtended(it) => it,
        Fact::KeyAdmitted(it) => it,
        Fact::KeyRetired(it) => it,
        Fact::KeyRevoked(it) => it,
        Fact::LedgerKeyReplaced(it) => it,
        Fact::AttestationRecorded(it) => it,
        Fact::HouseholdsStated(it) => it,
        Fact::HouseholdErased(it) => it,
        Fact::EntryCorrected(it) => it,
        Fact::Informed(it) => it,
        Fact::PartyRegistered(it) => it,
        Fact::BankRegistered(it) => it,
        Fact::ClassSet(it) => it,
        Fact::SharesGranted(it) => it,
        Fact::SharesTransferred(it) => it,
        Fact::HoldingPassed(it) => it,
        Fact::HoldingHeld(it) => it,
        Fact::ParcelRegistered(it) => it,
        Fact::LandChanged(it) => it,
        Fact::ParcelRemeasured(it) => it,
        Fact::RegisterRevised(it) => it,
        Fact::HouseRegistered(it) => it,
        Fact::HouseReturned(it) => it,
        Fact::AssetRegistered(it) => it,
        Fact::AssetAcquired(it) => it,
        Fact::AssetChanged(it) => it,
        Fact::AssetDisposed(it) => it,
        Fact::AssetCounted(it) => it,
        Fact::BuildingReceived(it) => it,
        Fact::HouseholdEnrolled(it) => it,
        Fact::VillageJoined(it) => it,
        Fact::VillageChanged(it) => it,
        Fact::OrganizationChanged(it) => it,
        Fact::HouseholdSplit(it) => it,
        Fact::HouseholdMerged(it) => it,
        Fact::MembersChanged(it) => it,
        Fact::EntrustmentGiven(it) => it,
        Fact::EntrustmentEnded(it) => it,
        Fact::ContractSigned(it) => it,
        Fact::ContractAmended(it) => it,
        Fact::ContractEnded(it) => it,
        Fact::ReportRecorded(it) => it,
        Fact::SubscriptionRecorded(it) => it,
        Fact::OpeningRecorded(it) => it,
        Fact::VoucherRecorded(it) => it,
        Fact::ReceiptRecorded(it) => it,
        Fact::PaymentRecorded(it) => it,
        Fact::ClaimRecorded(it) => it,
        Fact::IncomeReleased(it) => it,
        Fact::DebtSetOff(it) => it,
        Fact::WorkRecorded(it) => it,
        Fact::WorksOrdered(it) => it,
        Fact::WorksAccepted(it) => it,
        Fact::GrantUsed(it) => it,
        Fact::SeriesSet(it) => it,
        Fact::SeriesRecorded(it) => it,
        Fact::SchemeAdopted(it) => it,
        Fact::PayoutDeclared(it) => it,
        Fact::PayoutPaid(it) => it,
        Fact::PayoutReturned(it) => it,
        Fact::YearStepped(it) => it,
        Fact::ObjectionRaised(it) => it,
        Fact::ObjectionAnswered(it) => it,
        Fact::PlanPublished(it) => it,
        Fact::ResolutionPassed(it) => it,
        Fact::PersonRegistered(it) => it,
        Fact::KinDeclared(it) => it,
        Fact::OfficeTaken(it) => it,
        Fact::OfficeLeft(it) => it,
        Fact::PolicyAdopted(it) => it,
        Fact::OrderProposed(it) => it,
        Fact::OrderEffected(it) => it,
        Fact::OrderWithdrawn(it) => it,
        Fact::MeetingCalled(it) => it,
        Fact::MeetingHeld(it) => it,
        Fact::ItemDecided(it) => it,
        Fact::ResolutionAnnulled(it) => it,
        Fact::NoticeShown(it) => it,
    }
}

/// The lines of an event recorded for a day.
///
/// # Errors
/// [`PostingError`] of the first line that cannot be posted: it names what the books or their chart do not
/// have, leaves unsaid what its rule needs, takes the collective's own money where that may not pay, or does
/// not add up.
pub fn voucher(books: &Books, on: Day, event: &Event) -> Result<Voucher, PostingError> {
    of(&event.fact).lines(books, on, event)
}

/// The day under which an entry's lines stand, and the year whose end they belong to.
pub fn posted_on(fact: &Fact, on: Day) -> (Day, Option<u32>) {
    of(fact).posted_on(on)
}

/// True for a fact that posts something or is none.
pub fn must_post(fact: &Fact) -> bool {
    match of(fact).nature() {
        Nature::Whole => true,
        Nature::Other(instead) => {
            use Instead::{Declared, End, Merge, Passing, Revision, Village, Year};
            !matches!(instead, Declared | Year | Merge | End | Passing | Revision | Village)
        }
        Nature::Silent | Nature::Withdrawn => false,
    }
}

/// Nothing is posted.
fn none() -> Posted {
    Ok(Voucher::default())
}

/// An asset is depreciated from the month after it came.
fn next_month(on: Day) -> Day {
    Day::new(on.year(), on.month(), 1).and_then(|first| first.plus_months(1)).unwrap_or(on)
}
