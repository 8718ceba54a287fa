//! What happens in villages, each story told crooked, so that a screen should ask about it, or straight: nearly the same,
//! and nothing to ask about.

mod assets;
mod contracts;
mod holdings;
mod households;
mod invoices;
mod land;
mod leases;
mod money;
mod organizations;
mod series;

use super::spot::Spot;
use coop_ledger::screen::ScreenCode;

/// A story of one screen.
pub struct Story {
    pub code: ScreenCode,
    pub tell: fn(&mut Spot),
}

const fn story(code: ScreenCode, tell: fn(&mut Spot)) -> Story {
    Story { code, tell }
}

/// People, households, land and things that are not there.
pub const GHOSTS: &[Story] = &[
    story(ScreenCode::AreaJump, land::area_jump),
    story(ScreenCode::HolderPutRight, land::holder_put_right),
    story(ScreenCode::ParcelWithoutMember, land::parcel_without_member),
    story(ScreenCode::FlexibleLand, land::flexible_land),
    story(ScreenCode::LetMoreThanHeld, land::let_more_than_held),
    story(ScreenCode::NotCounted, assets::not_counted),
    story(ScreenCode::WornOff, assets::worn_off),
    story(ScreenCode::NoPlace, assets::no_place),
    story(ScreenCode::CountWithoutResolution, assets::count_without_resolution),
    story(ScreenCode::ShortageTwice, assets::shortage_twice),
    story(ScreenCode::GhostHousehold, households::ghost_household),
    story(ScreenCode::DeadPayee, households::dead_payee),
    story(ScreenCode::DeadWithShares, households::dead_with_shares),
    story(ScreenCode::LeftWithShares, households::left_with_shares),
    story(ScreenCode::MembersWithoutIdentity, households::members_without_identity),
    story(ScreenCode::HouseholdWithoutIdentity, households::household_without_identity),
    story(ScreenCode::HoldingWithoutMember, holdings::holding_without_member),
    story(ScreenCode::KeptForLong, households::kept_for_long),
    story(ScreenCode::SharesLeftBehind, households::shares_left_behind),
    story(ScreenCode::MemberWithoutShare, households::member_without_share),
    story(ScreenCode::YoungWorker, households::young_worker),
    story(ScreenCode::AccountTwice, households::account_twice),
    story(ScreenCode::IdentityTwice, households::identity_twice),
    story(ScreenCode::BornLongBefore, households::born_long_before),
    story(ScreenCode::TooOld, households::too_old),
    story(ScreenCode::RollDiffers, organizations::roll_differs),
    story(ScreenCode::FutureValue, series::future_value),
    story(ScreenCode::SellerUnknown, invoices::seller_unknown),
];

/// Money.
pub const FRAUDS: &[Story] = &[
    story(ScreenCode::PaidTwice, money::paid_twice),
    story(ScreenCode::AdvanceOverdue, money::advance_overdue),
    story(ScreenCode::PayableOpenLong, money::payable_open_long),
    story(ScreenCode::CardAndBooksDiffer, money::card_and_books_differ),
    story(ScreenCode::OverdraftRaised, money::overdraft_raised),
    story(ScreenCode::PersonalOwner, money::personal_owner),
    story(ScreenCode::BankWithoutNumber, money::bank_without_number),
    story(ScreenCode::AccountOfHousehold, money::account_of_household),
    story(ScreenCode::OfficerPaid, money::officer_paid),
    story(ScreenCode::SharedPrivately, money::shared_privately),
    story(ScreenCode::PayeeUnnamed, money::payee_unnamed),
    story(ScreenCode::ResultByVoucher, money::result_by_voucher),
    story(ScreenCode::IncomeUnfounded, money::income_unfounded),
    story(ScreenCode::ClaimOpenLong, money::claim_open_long),
    story(ScreenCode::PaidBeforeReceived, holdings::paid_before_received),
    story(ScreenCode::HeldBack, money::held_back),
    story(ScreenCode::LentByVoucher, money::lent_by_voucher),
    story(ScreenCode::NeverUnderContract, money::never_under_contract),
    story(ScreenCode::AdvanceWithoutInvoice, money::advance_without_invoice),
    story(ScreenCode::RecordedLate, money::recorded_late),
    story(ScreenCode::ReversedLate, money::reversed_late),
    story(ScreenCode::PayeeChangedBeforePay, households::payee_changed_before_pay),
    story(ScreenCode::PayeeWithoutAccount, households::payee_without_account),
    story(ScreenCode::RentAsIncome, leases::rent_as_income),
    story(ScreenCode::OldInvoice, invoices::old_invoice),
    story(ScreenCode::InvoiceAhead, invoices::invoice_ahead),
    story(ScreenCode::VatRateDiffers, invoices::vat_rate_differs),
    story(ScreenCode::InvoiceOfOfficer, invoices::invoice_of_officer),
    story(ScreenCode::RentOverdue, contracts::rent_overdue),
    story(ScreenCode::LetOffWithoutResolution, contracts::let_off_without_resolution),
    story(ScreenCode::LeaseWithoutRent, leases::lease_without_rent),
    story(ScreenCode::PenaltyWithoutResolution, contracts::penalty_without_resolution),
    story(ScreenCode::PriceJump, contracts::price_jump),
    story(ScreenCode::CheapLease, leases::cheap_lease),
    story(ScreenCode::EarlyRent, leases::early_rent),
    story(ScreenCode::DepositLeft, contracts::deposit_left),
    story(ScreenCode::DueNotClaimed, contracts::due_not_claimed),
    story(ScreenCode::LoanGiven, contracts::loan_given),
    story(ScreenCode::PartyIsKin, contracts::party_is_kin),
    story(ScreenCode::SignedLate, contracts::signed_late),
    story(ScreenCode::LeaseUntendered, contracts::lease_untendered),
    story(ScreenCode::ExpiredSilently, contracts::expired_silently),
    story(ScreenCode::InterestWaived, contracts::interest_waived),
    story(ScreenCode::InterestAbove, leases::interest_above),
    story(ScreenCode::TokenRent, contracts::token_rent),
    story(ScreenCode::LongTerm, contracts::long_term),
    story(ScreenCode::AboveCap, holdings::above_cap),
    story(ScreenCode::SameBuyer, holdings::same_buyer),
    story(ScreenCode::RedeemedAboveBook, holdings::redeemed_above_book),
    story(ScreenCode::RedemptionPriceDiffers, holdings::redemption_price_differs),
    story(ScreenCode::LossUneven, holdings::loss_uneven),
    story(ScreenCode::LetGoWithoutResolution, assets::let_go_without_resolution),
    story(ScreenCode::SoldBelowNet, assets::sold_below_net),
    story(ScreenCode::SoldToKin, assets::sold_to_kin),
    story(ScreenCode::WorksAboveOrder, assets::works_above_order),
    story(ScreenCode::WorksPaidToOther, assets::works_paid_to_other),
    story(ScreenCode::PriceSeriesJump, series::series_jump),
    story(ScreenCode::SourceMissing, series::source_missing),
    story(ScreenCode::ValueJustBefore, series::value_just_before),
    story(ScreenCode::HouseholdTotalDiffers, series::household_total_differs),
    story(ScreenCode::OrganizationUnproven, organizations::organization_unproven),
];

/// Screens of which no story is told, and why.
pub const UNTOLD: &[(ScreenCode, &str)] = &[(
    ScreenCode::AdvanceUnreleased,
    "no year of these villages is closed; `tests/screens/contracts.jsonl` closes two",
)];
