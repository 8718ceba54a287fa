//! An instruction and the books become an event, or a refusal that leaves no trace.
//!
//! Pure: everything needed is an argument. The audit calls [`decide`] again just before each
//! entry, with the instruction rebuilt from the entry, and demands the same event.
#![warn(clippy::wildcard_enum_match_arm)]

mod ask;
mod asking;
mod assets;
mod behind;
mod changes;
mod checks;
mod classes;
mod codes;
mod contract_kind;
mod contracts;
mod days;
mod declared;
pub mod dictionary;
mod due;
mod dues;
mod earlier;
mod earnings;
mod ended;
mod facts;
mod free;
mod further;
mod holdings;
mod instruction;
mod invested;
mod invoices;
mod kind;
mod kinds;
mod known;
mod land;
mod ledger;
mod left_out;
mod meetings;
mod money;
mod offices;
mod once;
mod orders;
mod organizations;
mod owners;
mod payout;
mod payout_days;
mod personal;
mod persons;
mod refusal;
mod registers;
mod request;
mod revised;
mod series;
mod standing;
mod terms;
mod trial;
mod version;
mod villages;
mod worked;
mod year;

pub use asking::can_be_owed;
pub use contract_kind::ContractKind;
pub use dictionary::reads_sealed;
pub use due::{BesideRent, beside_rent, rent_due};
pub use further::in_parts;
pub use instruction::{
    Births, Correct, DeclarePayout, Instruction, Order, PayPayout, ReturnPayout, ReturnedLine, Shown, Source, Stated,
    StatedLine,
};
pub use ledger::{admissible, distinct, kept_as, state, threshold};
pub use offices::here_for_policies;
pub use orders::{Backing, Lack, OrderLine, lacking, lives, met, proposals_waiting, result_of};
pub use refusal::{
    ApprovalRule, AssemblyRule, AssetRule, ClassRule, Code, ContractRule, ContractTerm, DayRule, DueRule,
    GovernanceRule, Grounds, HoldingRule, HouseholdRule, IdentityFault, InvoiceRule, JsonFault, LandChangeRule,
    LandRule, LeavingRule, LedgerRule, MeetingRule, MemberRule, Misfit, MoneyRule, OrderRule, OwnerRule, PayoutRule,
    PersonRule, PersonalNumber, PolicyRule, ReadingRule, RecoveryRule, Refusal, ResolutionRule, RevisionRule,
    ShareRule, SheetRule, Theirs, YearRule,
};
pub use request::{AdoptPolicy, AdoptScheme, Asks, ExtendChart, Opening, ProposeOrders, Request, Sealing};
pub use trial::{Trial, trial, trial_as_due};
pub use version::in_force_for;

use crate::{
    books::{self, Books},
    event::{Event, Fact},
    log::KeyId,
    unit::{Day, HouseholdId},
};
use refusal::ensure;

/// What was decided: the event, and the households it concerns other than through a line of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The event.
    pub event: Event,
    /// Ascending, unique.
    pub about: Vec<HouseholdId>,
}

/// Decides one instruction on the books as they stand, signed by `signer` and recorded on a day:
/// for an entry that exists, the day of its `recorded_at` ([`Books::civil_day`]).
///
/// # Errors
/// The first rule that the instruction breaks.
pub fn decide(books: &Books, order: &Instruction, signer: &KeyId, recorded: Day) -> Result<Decision, Refusal> {
    unused(books, order)?;
    ledger::may_sign(books, order, signer, recorded)?;
    orders::stands(books, order, signer, recorded)?;
    orders::prohibited(books, order)?;
    let decision = decided(books, order, signer, recorded)?;
    orders::carried(books, order, &decision.event, signer, recorded)?;
    orders::reachable(books, order, recorded)?;
    Ok(decision)
}

/// What an order would become if everybody whom the policy asks had agreed, and whoever may record it recorded it.
///
/// # Errors
/// The first rule that the instruction breaks.
pub fn foresee(books: &Books, order: &Instruction, signer: &KeyId, recorded: Day) -> Result<Decision, Refusal> {
    unused(books, order)?;
    decided(books, order, signer, recorded)
}

/// Whoever knows what was recorded under the id has compared that before.
fn unused(books: &Books, order: &Instruction) -> Result<(), Refusal> {
    let used = books.ids().entry_of(order.id.as_str()).is_some();
    ensure(!used, || ReadingRule::IdTwice { id: order.id.clone() })
}

fn decided(books: &Books, order: &Instruction, signer: &KeyId, recorded: Day) -> Result<Decision, Refusal> {
    organizations::not_over(books, order)?;
    personal::nowhere(order)?;
    let mut event = match &order.order {
        Order::Record(fact, attached) => {
            let fact = fact_of(books, order, fact, (signer, recorded))?;
            Event { attached: attached.clone(), ..Event::plain(fact) }
        }
        Order::DeclarePayout(d) => payout::declare(books, order.on, d)?,
        Order::PayPayout(p) => payout::pay(books, order.on, p)?,
        Order::ReturnPayout(r) => payout::returned(books, order.on, r)?,
        Order::Revise(r) => {
            let named = revised::named(books, r)?;
            revised::revise(books, order.on, &named)?;
            Event::plain(Fact::RegisterRevised(named))
        }
        Order::Correct(c) => Event::plain(Fact::EntryCorrected(ledger::correct_by_id(books, c)?)),
    };
    // after what is wrong with the fact itself, which is easier to put right than a clock
    days::sane(books, order, recorded)?;
    event.note = order.note;
    event.evidence.clone_from(&order.evidence);
    checks::can_be_read(&event)?;
    checks::books_allow(books, order.on, &event, recorded)?;
    let mut about = standing::take_apart(books, &mut event, order.seed)?;
    about.extend(orders::about(&event)?);
    Ok(Decision { event, about: about.into_iter().collect() })
}

/// Checks a fact against the books and fills in what is computed.
fn fact_of(
    books: &Books,
    order: &Instruction,
    fact: &Fact,
    (signer, recorded): (&KeyId, Day),
) -> Result<Fact, Refusal> {
    let on = order.on;
    let checked = match fact {
        Fact::LedgerOpened(_) => Err(LedgerRule::OpenedTwice.into()),
        Fact::SettingChosen(s) => ledger::setting(books, s),
        Fact::ChartExtended(c) => ledger::extend(books, c, &order.order),
        Fact::KeyAdmitted(k) => ledger::admit(books, k),
        Fact::KeyRetired(k) => ledger::retire(books, k),
        Fact::KeyRevoked(k) => ledger::revoke(books, k),
        Fact::LedgerKeyReplaced(r) => ledger::replace(books, r),
        Fact::AttestationRecorded(a) => ledger::attest(books, a, recorded),
        Fact::HouseholdsStated(s) => ledger::stated(books, s),
        Fact::HouseholdErased(e) => ledger::erased(books, e),
        Fact::EntryCorrected(c) => ledger::correct(books, c),
        Fact::PartyRegistered(p) => villages::party(books, p),
        Fact::BankRegistered(b) => registers::bank(books, b),
        Fact::ClassSet(c) => classes::set(books, c),
        Fact::SharesGranted(g) => registers::grant(books, on, g),
        Fact::HouseholdEnrolled(h) => registers::household(books, on, h),
        Fact::VillageJoined(v) => villages::join(books, on, v),
        Fact::VillageChanged(v) => return villages::change(books, on, v).map(Fact::VillageChanged),
        Fact::OrganizationChanged(o) => return organizations::change(books, on, o).map(Fact::OrganizationChanged),
        Fact::ParcelRegistered(p) => registers::parcel(books, p),
        Fact::HouseRegistered(h) => registers::house(books, h),
        Fact::AssetRegistered(a) => registers::asset(books, a),
        Fact::AssetAcquired(a) => return assets::acquired(books, on, a).map(Fact::AssetAcquired),
        Fact::AssetChanged(a) => return assets::changed(books, on, a).map(Fact::AssetChanged),
        Fact::AssetDisposed(a) => assets::disposed(books, on, a),
        Fact::AssetCounted(c) => assets::counted(books, on, c),
        Fact::EntrustmentGiven(e) => registers::entrust(books, on, e),
        Fact::EntrustmentEnded(e) => registers::end_entrustment(books, e),
        Fact::WorkRecorded(w) => registers::work(books, w),
        Fact::ReportRecorded(r) => contracts::report(books, on, r),
        Fact::ContractSigned(c) => contracts::sign(books, on, c),
        Fact::ContractAmended(a) => contracts::amend(books, on, a),
        Fact::ContractEnded(e) => ended::end(books, on, e),
        Fact::OpeningRecorded(o) => money::opening(books, o),
        Fact::VoucherRecorded(v) => money::free_voucher(books, v),
        Fact::ReceiptRecorded(r) => return money::receipt(books, on, r).map(Fact::ReceiptRecorded),
        Fact::PaymentRecorded(p) => return money::payment(books, on, p).map(Fact::PaymentRecorded),
        Fact::ClaimRecorded(c) => return money::claim(books, on, c).map(Fact::ClaimRecorded),
        Fact::SubscriptionRecorded(s) => money::subscribe(books, s),
        Fact::IncomeReleased(r) => return money::release(books, on, r).map(Fact::IncomeReleased),
        Fact::WorksOrdered(w) => money::order_works(books, w),
        Fact::WorksAccepted(w) => money::accept_works(books, w),
        Fact::GrantUsed(g) => money::use_grant(books, g),
        Fact::SeriesSet(s) => series::set(books, s),
        Fact::SeriesRecorded(s) => series::recorded(books, s),
        Fact::SchemeAdopted(s) => payout::adopt(books, s, &order.order),
        Fact::YearStepped(y) => return year::step(books, on, y).map(Fact::YearStepped),
        Fact::HouseholdSplit(s) => changes::split(books, on, s),
        Fact::HouseholdMerged(m) => changes::merge(books, on, m),
        Fact::MembersChanged(m) => return changes::members(books, on, m).map(Fact::MembersChanged),
        Fact::SharesTransferred(t) => changes::transfer(books, on, t),
        Fact::HoldingPassed(p) => holdings::pass(books, on, p),
        Fact::HoldingHeld(h) => holdings::hold(books, on, h),
        Fact::RegisterRevised(r) => revised::revise(books, on, r),
        Fact::LandChanged(l) => land::change(books, on, l),
        Fact::ParcelRemeasured(p) => changes::remeasure(books, on, p),
        Fact::HouseReturned(r) => changes::house_back(books, r),
        Fact::BuildingReceived(b) => changes::building(books, b),
        Fact::DebtSetOff(d) => changes::set_off(books, d),
        Fact::ObjectionRaised(o) => changes::object(books, o),
        Fact::ObjectionAnswered(a) => changes::answer(books, a),
        Fact::PlanPublished(p) => changes::publish(books, p),
        Fact::ResolutionPassed(r) => changes::resolve(books, on, r),
        Fact::PersonRegistered(p) => offices::person(books, p),
        Fact::KinDeclared(k) => offices::kin(books, k),
        Fact::OfficeTaken(o) => offices::take(books, o),
        Fact::OfficeLeft(o) => offices::leave(books, o),
        Fact::PolicyAdopted(p) => offices::adopt(books, p, &order.order),
        Fact::OrderProposed(p) => orders::propose(books, p, &order.order, signer, recorded),
        Fact::OrderEffected(e) => orders::effect(books, e, recorded),
        Fact::OrderWithdrawn(w) => orders::withdraw(books, w, signer, recorded),
        Fact::MeetingCalled(m) => meetings::called(books, m),
        Fact::MeetingHeld(m) => meetings::held(books, m, recorded),
        Fact::ItemDecided(d) => meetings::decided(books, d),
        Fact::ResolutionAnnulled(a) => meetings::annul(books, a),
        Fact::NoticeShown(n) => meetings::show(books, n),
        // told by a later version, never asked for by an instruction of this one
        Fact::Informed(_) => Ok(()),
        Fact::PayoutDeclared(_) | Fact::PayoutPaid(_) | Fact::PayoutReturned(_) => {
            Err(LedgerRule::Computed { kind: fact.kind().to_owned() }.into())
        }
    };
    checked.map(|()| fact.clone())
}

/// The lines an instruction would post, for a preview.
///
/// # Errors
/// The first line that cannot be posted, as [`books::voucher`] finds it.
pub fn preview_lines(
    books: &Books,
    order: &Instruction,
    decision: &Decision,
) -> Result<crate::books::Voucher, Refusal> {
    books::voucher(books, order.on, &decision.event).map_err(|e| refusal::posting(&decision.event, e))
}
