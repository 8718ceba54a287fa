//! How far a fact reaches beyond its own members: the blobs it names, the attestations in it, the payout
//! whose lines it moves, and what must stand behind it.

use super::{BlobRef, Fact, LedgerOpened, Lines, YearStep};
use crate::{
    log::{
        Attestation, Hash,
        sum::{SumHead, SumKind},
    },
    unit::PayoutId,
};

/// What of a fact lies, or leads, outside of it.
#[derive(Debug, Default)]
struct Reach<'a> {
    /// A text that stands in a blob.
    document: Option<&'a BlobRef>,
    /// The sum tree of its lines.
    lines: Option<Lines<'a>>,
    /// The blob with what a payout's sheet keeps for its next run.
    kept: Option<&'a BlobRef>,
    /// The payout whose lines it makes, pays or uses.
    payout: Option<&'a PayoutId>,
    /// Each with true where it is the possession of a key that the fact admits.
    attestations: Vec<(&'a Attestation, bool)>,
    /// Its batch ends with every household's digest.
    stated_after: bool,
}

impl<'a> Reach<'a> {
    fn opened(l: &'a LedgerOpened) -> Reach<'a> {
        Reach { document: Some(&l.chart), ..Reach::attested(l.keys.iter().map(|k| (&k.possession, true))) }
    }

    fn attested(attestations: impl IntoIterator<Item = (&'a Attestation, bool)>) -> Reach<'a> {
        Reach { attestations: attestations.into_iter().collect(), ..Reach::default() }
    }

    fn lines(kind: SumKind, head: &'a SumHead, reasons: &'a BlobRef, payout: &'a PayoutId) -> Reach<'a> {
        let lines = Lines { head, reasons, kind, payout };
        Reach { lines: Some(lines), payout: Some(payout), stated_after: true, ..Reach::default() }
    }
}

impl Fact {
    /// Without a rest: what a new kind names would else not be read, not be audited and not be stored.
    fn reach(&self) -> Reach<'_> {
        match self {
            Fact::LedgerOpened(l) => Reach::opened(l),
            Fact::KeyAdmitted(k) => Reach::attested([(&k.possession, true)]),
            Fact::AttestationRecorded(a) => Reach::attested(a.attestations.iter().map(|a| (a, false))),
            Fact::ChartExtended(c) => Reach { document: Some(&c.chart), ..Reach::default() },
            Fact::PolicyAdopted(p) => Reach { document: Some(&p.policy), ..Reach::default() },
            Fact::OrderProposed(p) => Reach { document: Some(&p.entries), ..Reach::default() },
            Fact::SchemeAdopted(s) => Reach { document: Some(&s.sheet), ..Reach::default() },
            Fact::PayoutDeclared(p) => {
                let kind = if p.asks { SumKind::Asked } else { SumKind::Declared };
                Reach { kept: p.kept.as_ref(), ..Reach::lines(kind, &p.lines, &p.reasons, &p.payout) }
            }
            Fact::PayoutPaid(p) => Reach::lines(SumKind::Paid, &p.lines, &p.reasons, &p.payout),
            Fact::PayoutReturned(p) => Reach::lines(SumKind::Returned, &p.lines, &p.reasons, &p.payout),
            Fact::DebtSetOff(d) => Reach { payout: Some(&d.payout), ..Reach::default() },
            Fact::YearStepped(y) => Reach { stated_after: y.step == YearStep::Close, ..Reach::default() },
            Fact::SettingChosen(_)
            | Fact::KeyRetired(_)
            | Fact::KeyRevoked(_)
            | Fact::LedgerKeyReplaced(_)
            | Fact::HouseholdsStated(_)
            | Fact::HouseholdErased(_)
            | Fact::EntryCorrected(_)
            | Fact::PartyRegistered(_)
            | Fact::BankRegistered(_)
            | Fact::ClassSet(_)
            | Fact::SharesGranted(_)
            | Fact::HouseholdEnrolled(_)
            | Fact::VillageJoined(_)
            | Fact::VillageChanged(_)
            | Fact::OrganizationChanged(_)
            | Fact::ParcelRegistered(_)
            | Fact::HouseRegistered(_)
            | Fact::AssetRegistered(_)
            | Fact::AssetAcquired(_)
            | Fact::AssetChanged(_)
            | Fact::AssetDisposed(_)
            | Fact::AssetCounted(_)
            | Fact::EntrustmentGiven(_)
            | Fact::EntrustmentEnded(_)
            | Fact::ContractSigned(_)
            | Fact::ContractAmended(_)
            | Fact::ContractEnded(_)
            | Fact::ReportRecorded(_)
            | Fact::SeriesSet(_)
            | Fact::SeriesRecorded(_)
            | Fact::OpeningRecorded(_)
            | Fact::ReceiptRecorded(_)
            | Fact::PaymentRecorded(_)
            | Fact::ClaimRecorded(_)
            | Fact::VoucherRecorded(_)
            | Fact::SubscriptionRecorded(_)
            | Fact::IncomeReleased(_)
            | Fact::WorkRecorded(_)
            | Fact::WorksOrdered(_)
            | Fact::WorksAccepted(_)
            | Fact::GrantUsed(_)
            | Fact::HouseholdSplit(_)
            | Fact::HouseholdMerged(_)
            | Fact::MembersChanged(_)
            | Fact::SharesTransferred(_)
            | Fact::HoldingPassed(_)
            | Fact::HoldingHeld(_)
            | Fact::RegisterRevised(_)
            | Fact::LandChanged(_)
            | Fact::ParcelRemeasured(_)
            | Fact::HouseReturned(_)
            | Fact::BuildingReceived(_)
            | Fact::ObjectionRaised(_)
            | Fact::ObjectionAnswered(_)
            | Fact::PlanPublished(_)
            | Fact::ResolutionPassed(_)
            | Fact::PersonRegistered(_)
            | Fact::KinDeclared(_)
            | Fact::OfficeTaken(_)
            | Fact::OfficeLeft(_)
            | Fact::OrderEffected(_)
            | Fact::OrderWithdrawn(_)
            | Fact::MeetingCalled(_)
            | Fact::MeetingHeld(_)
            | Fact::ItemDecided(_)
            | Fact::ResolutionAnnulled(_)
            | Fact::NoticeShown(_)
            | Fact::Informed(_) => Reach::default(),
        }
    }

    /// The sum tree this fact carries, if any.
    pub fn lines(&self) -> Option<Lines<'_>> {
        self.reach().lines
    }

    /// The document this fact names, if any.
    pub fn document(&self) -> Option<&BlobRef> {
        self.reach().document
    }

    /// The blob with what the payout's sheet keeps, if any.
    pub fn kept(&self) -> Option<&BlobRef> {
        self.reach().kept
    }

    /// Every blob this fact names in its own members.
    pub fn named_blobs(&self) -> impl Iterator<Item = Hash> {
        let Reach { document, lines, kept, .. } = self.reach();
        let lines = lines.into_iter().flat_map(|lines| [lines.head.blob, lines.reasons.blob]);
        document.into_iter().chain(kept).map(|named| named.blob).chain(lines)
    }

    /// The payout whose lines this fact makes, pays or uses, if any.
    pub fn payout(&self) -> Option<&PayoutId> {
        self.reach().payout
    }

    /// The attestations in this fact; true for the possession of a key it admits.
    pub fn attestations(&self) -> Vec<(&Attestation, bool)> {
        self.reach().attestations
    }

    /// True if its batch must end by stating every household's digest: otherwise a household could be
    /// shown a statement from which its newest payout is left out.
    pub fn is_stated_after(&self) -> bool {
        self.reach().stated_after
    }
}
