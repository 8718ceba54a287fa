//! The codes of the questions, and what the bound of each rests on.

use crate::finding::stable_codes;

stable_codes! {
    /// A stable code, one per screen.
    ScreenCode {
        /// The same amount to the same party within three days, or for the same thing on one day.
        PaidTwice = "paid_twice",
        /// Money handed out in advance is open for long.
        AdvanceOverdue = "advance_overdue",
        /// A payable is open for more than a year.
        PayableOpenLong = "payable_open_long",
        /// What a register has is not what stands in the books.
        CardAndBooksDiffer = "card_and_books_differ",
        /// The limit to which an account may be overdrawn was raised.
        OverdraftRaised = "overdraft_raised",
        /// The account of the collective is in the name of one person.
        PersonalOwner = "personal_owner",
        /// No number of an account of the collective is recorded, and one is of an earlier one.
        BankWithoutNumber = "bank_without_number",
        /// The collective's account has the number of a household's.
        AccountOfHousehold = "account_of_household",
        /// An officer, or kin of one, is paid outside of contracts, sheets and advances.
        OfficerPaid = "officer_paid",
        /// The same amount to several officers or persons within a week.
        SharedPrivately = "shared_privately",
        /// Much was paid for something, and nothing says to whom.
        PayeeUnnamed = "payee_unnamed",
        /// A free voucher makes income, gives up what is owed to us, or borrows.
        ResultByVoucher = "result_by_voucher",
        /// Somebody is said to owe income, and there is no contract and no investment.
        IncomeUnfounded = "income_unfounded",
        /// What others owe is open for more than a year.
        ClaimOpenLong = "claim_open_long",
        /// Households were paid what somebody owes yet.
        PaidBeforeReceived = "paid_before_received",
        /// Money of households waits for more than a year.
        HeldBack = "held_back",
        /// A free voucher pays out money that is owed back.
        LentByVoucher = "lent_by_voucher",
        /// Much money to a party that has no contract, no order and no invoice.
        NeverUnderContract = "never_under_contract",
        /// An advance of an officer was settled without invoices.
        AdvanceWithoutInvoice = "advance_without_invoice",
        /// Rent of households' land, taken as the collective's income.
        RentAsIncome = "rent_as_income",
        /// An invoice was old when it was drawn on.
        OldInvoice = "old_invoice",
        /// An invoice of a day that was still to come.
        InvoiceAhead = "invoice_ahead",
        /// The rate of tax is another than on the seller's last invoice.
        VatRateDiffers = "vat_rate_differs",
        /// An invoice of an officer, or of kin of one.
        InvoiceOfOfficer = "invoice_of_officer",
        /// An invoice of a seller who is not in the register.
        SellerUnknown = "seller_unknown",
        /// Recorded long after its day.
        RecordedLate = "recorded_late",
        /// Money was reversed long after it moved.
        ReversedLate = "reversed_late",
        /// A due, or an instalment for households, is late by more than 90 days.
        RentOverdue = "rent_overdue",
        /// A due was let off and no resolution is named.
        LetOffWithoutResolution = "let_off_without_resolution",
        /// Days of a lease of households' land of which no rent is agreed, and none came.
        LeaseWithoutRent = "lease_without_rent",
        /// A large penalty of ours, and nobody voted.
        PenaltyWithoutResolution = "penalty_without_resolution",
        /// A price changed by more than a fifth.
        PriceJump = "price_jump",
        /// A price is far below those of other leases.
        CheapLease = "cheap_lease",
        /// Rent for days more than a year ahead.
        EarlyRent = "early_rent",
        /// A deposit is still held long after the end.
        DepositLeft = "deposit_left",
        /// Income is booked when it falls due, and a due is neither paid nor a claim.
        DueNotClaimed = "due_not_claimed",
        /// A year is closed, and what it earned of an advance is no income yet.
        AdvanceUnreleased = "advance_unreleased",
        /// The collective lends money.
        LoanGiven = "loan_given",
        /// The other side of a contract is an officer, or kin of one.
        PartyIsKin = "party_is_kin",
        /// A contract was signed long after its first day.
        SignedLate = "signed_late",
        /// A contract runs on for more than a year and no resolution is named.
        LeaseUntendered = "lease_untendered",
        /// A contract ran out, and nothing says what came of it.
        ExpiredSilently = "expired_silently",
        /// Interest on what was late was never asked for.
        InterestWaived = "interest_waived",
        /// More interest on what was late than is owed.
        InterestAbove = "interest_above",
        /// Land is let for next to nothing.
        TokenRent = "token_rent",
        /// A contract for more than thirty years.
        LongTerm = "long_term",
        /// A parcel has grown.
        AreaJump = "area_jump",
        /// Who holds a parcel was put right after the other had been paid for it.
        HolderPutRight = "holder_put_right",
        /// Nobody is left in the household that holds a parcel.
        ParcelWithoutMember = "parcel_without_member",
        /// The collective has kept more land back than the law lets it.
        FlexibleLand = "flexible_land",
        /// More land is let than the collective holds.
        LetMoreThanHeld = "let_more_than_held",
        /// A holder has more of a class than its cap.
        AboveCap = "above_cap",
        /// The same buyer again and again.
        SameBuyer = "same_buyer",
        /// Shares were taken back for more than they stand in the books for.
        RedeemedAboveBook = "redeemed_above_book",
        /// Shares of one class were taken back at prices that differ.
        RedemptionPriceDiffers = "redemption_price_differs",
        /// A loss of pooled capital is not borne by all alike.
        LossUneven = "loss_uneven",
        /// A thing was sold far below what it stands in the books for.
        SoldBelowNet = "sold_below_net",
        /// A thing was sold to an officer, or to kin of one.
        SoldToKin = "sold_to_kin",
        /// A thing was not counted for more than a year.
        NotCounted = "not_counted",
        /// A large thing is worn off and still there.
        WornOff = "worn_off",
        /// Nothing says where a thing is.
        NoPlace = "no_place",
        /// Short twice under one keeper.
        ShortageTwice = "shortage_twice",
        /// A thing was scrapped or given away, and nobody voted.
        LetGoWithoutResolution = "let_go_without_resolution",
        /// What a count found, or missed, became income or a loss and nobody voted.
        CountWithoutResolution = "count_without_resolution",
        /// Works cost more than was ordered at first.
        WorksAboveOrder = "works_above_order",
        /// Works were paid to others than those from whom they were ordered.
        WorksPaidToOther = "works_paid_to_other",
        /// A household that has just come, and has nothing, is paid.
        GhostHousehold = "ghost_household",
        /// A household without members or anything else is paid.
        DeadPayee = "dead_payee",
        /// Shares lie on somebody who died, and nothing says how long.
        DeadWithShares = "dead_with_shares",
        /// Shares lie on somebody who is a member no longer, and nothing says how long.
        LeftWithShares = "left_with_shares",
        /// Members of whom no identity number is recorded.
        MembersWithoutIdentity = "members_without_identity",
        /// A household of which nobody has an identity number, where others have.
        HouseholdWithoutIdentity = "household_without_identity",
        /// Shares or capital lie on a household in which nobody is left.
        HoldingWithoutMember = "holding_without_member",
        /// Shares are kept for more than five years for who left.
        KeptForLong = "kept_for_long",
        /// Members are gone and their shares are not.
        SharesLeftBehind = "shares_left_behind",
        /// Members for two months, without the share that each of a class brings.
        MemberWithoutShare = "member_without_share",
        /// Somebody worked who is younger than sixteen.
        YoungWorker = "young_worker",
        /// The account changed shortly before money went out to it.
        PayeeChangedBeforePay = "payee_changed_before_pay",
        /// Money went out over the bank to a household of which no account is known.
        PayeeWithoutAccount = "payee_without_account",
        /// Several households are paid over one account.
        AccountTwice = "account_twice",
        /// Two living persons have one identity number.
        IdentityTwice = "identity_twice",
        /// Somebody came by birth who was born years before.
        BornLongBefore = "born_long_before",
        /// Somebody would be older than anybody is.
        TooOld = "too_old",
        /// A published price jumped.
        PriceSeriesJump = "series_jump",
        /// A figure of a day that was still to come.
        FutureValue = "future_value",
        /// Figures whose source says nothing.
        SourceMissing = "source_missing",
        /// A figure was put right, or came late, just before a payout read it.
        ValueJustBefore = "value_just_before",
        /// What households delivered is not what was invoiced.
        HouseholdTotalDiffers = "household_total_differs",
        /// Not as many households came with an organization as it gave.
        RollDiffers = "roll_differs",
        /// Something came from another organization, or went to one, and its ledger was not seen beside this one.
        OrganizationUnproven = "organization_unproven",
    }
}

/// What the bound of a screen rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScreenBasis {
    /// The record contradicts itself, or leaves out what it has of others.
    Record,
    /// A law names it, as it was read on background pages.
    Law,
    /// What is usual, by background knowledge alone.
    Usual,
}

impl ScreenCode {
    /// What its bound rests on.
    pub fn basis(self) -> ScreenBasis {
        match self {
            ScreenCode::InvoiceOfOfficer
            | ScreenCode::CheapLease
            | ScreenCode::LoanGiven
            | ScreenCode::PartyIsKin
            | ScreenCode::LongTerm
            | ScreenCode::FlexibleLand
            | ScreenCode::SoldToKin
            | ScreenCode::YoungWorker => ScreenBasis::Law,
            ScreenCode::CardAndBooksDiffer
            | ScreenCode::DueNotClaimed
            | ScreenCode::AdvanceUnreleased
            | ScreenCode::PersonalOwner
            | ScreenCode::AccountOfHousehold
            | ScreenCode::BankWithoutNumber
            | ScreenCode::IncomeUnfounded
            | ScreenCode::LeaseWithoutRent
            | ScreenCode::LossUneven
            | ScreenCode::LentByVoucher
            | ScreenCode::ResultByVoucher
            | ScreenCode::HolderPutRight
            | ScreenCode::BornLongBefore
            | ScreenCode::RentAsIncome
            | ScreenCode::InvoiceAhead
            | ScreenCode::VatRateDiffers
            | ScreenCode::SellerUnknown
            | ScreenCode::LetOffWithoutResolution
            | ScreenCode::CountWithoutResolution
            | ScreenCode::ExpiredSilently
            | ScreenCode::InterestWaived
            | ScreenCode::InterestAbove
            | ScreenCode::ParcelWithoutMember
            | ScreenCode::AboveCap
            | ScreenCode::DeadPayee
            | ScreenCode::DeadWithShares
            | ScreenCode::MembersWithoutIdentity
            | ScreenCode::LeftWithShares
            | ScreenCode::HoldingWithoutMember
            | ScreenCode::SharesLeftBehind
            | ScreenCode::MemberWithoutShare
            | ScreenCode::PayeeWithoutAccount
            | ScreenCode::AccountTwice
            | ScreenCode::IdentityTwice
            | ScreenCode::FutureValue
            | ScreenCode::SourceMissing
            | ScreenCode::HouseholdTotalDiffers
            | ScreenCode::WorksPaidToOther
            | ScreenCode::RollDiffers
            | ScreenCode::OrganizationUnproven => ScreenBasis::Record,
            ScreenCode::PaidTwice
            | ScreenCode::AdvanceOverdue
            | ScreenCode::PayableOpenLong
            | ScreenCode::OverdraftRaised
            | ScreenCode::OfficerPaid
            | ScreenCode::SharedPrivately
            | ScreenCode::PayeeUnnamed
            | ScreenCode::HeldBack
            | ScreenCode::ClaimOpenLong
            | ScreenCode::PaidBeforeReceived
            | ScreenCode::PenaltyWithoutResolution
            | ScreenCode::LetGoWithoutResolution
            | ScreenCode::KeptForLong
            | ScreenCode::NeverUnderContract
            | ScreenCode::AdvanceWithoutInvoice
            | ScreenCode::OldInvoice
            | ScreenCode::RecordedLate
            | ScreenCode::ReversedLate
            | ScreenCode::RentOverdue
            | ScreenCode::PriceJump
            | ScreenCode::EarlyRent
            | ScreenCode::DepositLeft
            | ScreenCode::SignedLate
            | ScreenCode::LeaseUntendered
            | ScreenCode::TokenRent
            | ScreenCode::AreaJump
            | ScreenCode::LetMoreThanHeld
            | ScreenCode::SameBuyer
            | ScreenCode::RedeemedAboveBook
            | ScreenCode::RedemptionPriceDiffers
            | ScreenCode::SoldBelowNet
            | ScreenCode::NotCounted
            | ScreenCode::WornOff
            | ScreenCode::NoPlace
            | ScreenCode::ShortageTwice
            | ScreenCode::WorksAboveOrder
            | ScreenCode::GhostHousehold
            | ScreenCode::HouseholdWithoutIdentity
            | ScreenCode::PayeeChangedBeforePay
            | ScreenCode::TooOld
            | ScreenCode::PriceSeriesJump
            | ScreenCode::ValueJustBefore => ScreenBasis::Usual,
        }
    }
}
