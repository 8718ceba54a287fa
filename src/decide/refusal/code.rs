//! The stable codes of refusals, in the order in which they win: where an instruction breaks two rules, the one
//! that stands first here is told. Each has a reproducer in `tests/refusals/`.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),* $(,)?) => {
        /// A stable code, one per rule.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $variant),* }

        impl Code {
            /// All codes in their order.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The code as it is printed and documented.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name),* }
            }
        }
    };
}

codes! {
    /// Not JSON Lines or TOML that can be read.
    Unreadable = "unreadable",
    /// A member twice.
    DuplicateMember = "duplicate_member",
    /// A number with a fraction or exponent where the ledger wants text.
    FloatFound = "float_found",
    /// A member the kind does not have.
    UnknownMember = "unknown_member",
    /// A member the kind needs is missing.
    MemberMissing = "member_missing",
    /// A kind that does not exist.
    UnknownKind = "unknown_kind",
    /// A character outside the table.
    CharacterOutsideTable = "character_outside_table",
    /// An amount not in yuan with two decimals.
    AmountScale = "amount_scale",
    /// A day that does not exist.
    DateDoesNotExist = "date_does_not_exist",
    /// Not 19 digits.
    ParcelCodeNot19Digits = "parcel_code_not_19_digits",
    /// Any other value that is not what its member wants.
    BadValue = "bad_value",
    /// The amounts add up to more than the books can hold.
    SumTooLarge = "sum_too_large",
    /// An entry would be longer than the format allows.
    EntryTooLarge = "entry_too_large",
    /// The same id with another content.
    IdUsedOtherwise = "id_used_otherwise",
    /// The key is unknown or not valid here.
    KeyNotValid = "key_not_valid",
    /// The key's role may not record this.
    RoleNotAllowed = "role_not_allowed",
    /// An identity or mobile number in text that is signed.
    PersonalNumberInText = "personal_number_in_text",
    /// A ledger is opened once.
    AlreadyOpened = "already_opened",
    /// Already in the register.
    AlreadyRegistered = "already_registered",
    /// No such household.
    UnknownHousehold = "unknown_household",
    /// Merged into another household.
    RetiredHousehold = "retired_household",
    /// Lines of the household are still open.
    OpenAmounts = "open_amounts",
    /// No such member of the union.
    NotAMember = "not_a_member",
    /// No such party.
    UnknownParty = "unknown_party",
    /// No such contract.
    UnknownContract = "unknown_contract",
    /// No such parcel, house, class, project, payout or entry.
    UnknownReference = "unknown_reference",
    /// No such part in the chart document.
    UnknownPart = "unknown_part",
    /// No such account in the chart.
    UnknownAccount = "unknown_account",
    /// A first day after a last day, or days outside what they belong to.
    DatesOutOfOrder = "dates_out_of_order",
    /// A day or year beyond what may be recorded on this day.
    DateOutOfWindow = "date_out_of_window",
    /// A closed class of shares would grow.
    ShareClassOverTotal = "share_class_over_total",
    /// Shares pass inside the organization only.
    TransferToOutsider = "transfer_to_outsider",
    /// More shares than the household holds.
    MoreSharesThanHeld = "more_shares_than_held",
    /// Registered mu and square metres do not belong together.
    MuDoesNotMatchM2 = "mu_does_not_match_m2",
    /// The parcel is not this household's.
    NotTheHolder = "not_the_holder",
    /// Beyond the household's land contract.
    LeaseBeyondLandContract = "lease_beyond_land_contract",
    /// Without a written entrustment.
    NoEntrustment = "no_entrustment",
    /// Beyond the entrustment.
    LeaseBeyondEntrustment = "lease_beyond_entrustment",
    /// A parcel or house twice over the same days.
    LeasedTwice = "parcel_leased_twice",
    /// More than the registered area.
    AreaAboveRegister = "area_above_register",
    /// Less than the registered area.
    AreaBelowRegister = "area_below_register",
    /// A contract's rate is not the voted one.
    RateDiffersFromVoted = "rate_differs_from_voted",
    /// A sheet for land, houses, capital or work under a contract about something else.
    ContractOfAnotherKind = "contract_of_another_kind",
    /// A term of the contract that the sheet computes otherwise, or not at all.
    TermNotRead = "term_not_read",
    /// A building is already in the books.
    HandedOverTwice = "handed_over_twice",
    /// Collective money into or out of a personal account.
    CollectiveMoneyToPersonalAccount = "collective_money_to_personal_account",
    /// The account is not registered.
    UnknownBankAccount = "unknown_bank_account",
    /// Households' rent is short by the fee.
    FeeTakenFromHouseholdRent = "fee_taken_from_household_rent",
    /// Something is booked as the collective's before the households' part of it came.
    HouseholdsPartFirst = "households_part_first",
    /// More came for these days than is due for them.
    MoreThanDue = "more_than_due",
    /// Rent of several years taken as income at once.
    LumpRentTakenAtOnce = "lump_rent_taken_at_once",
    /// A return that is taken from the capital.
    ReturnOutOfPrincipal = "return_out_of_principal",
    /// Opening balances do not balance.
    OpeningUnbalanced = "opening_unbalanced",
    /// Debits are not credits.
    VoucherUnbalanced = "voucher_unbalanced",
    /// More cash than there is.
    CashNegative = "cash_negative",
    /// More money leaves a bank account than is in it.
    BankNegative = "bank_negative",
    /// Somebody else's money, or money with its own instructions, moved by hand.
    NotTheCollectives = "not_the_collectives",
    /// An asset would stand on the side where it means nothing.
    BelowZero = "below_zero",
    /// More than the grant.
    EarmarkedOverspent = "earmarked_overspent",
    /// More for works than was ordered.
    WorksAboveOrder = "works_above_order",
    /// More than is owed.
    PaymentAboveWhatIsOwed = "payment_above_what_is_owed",
    /// A set-off without the household's written consent.
    SetOffWithoutConsent = "set_off_without_consent",
    /// A stated figure is not the computed one.
    StatedFigureDiffers = "stated_figure_differs",
    /// The year is closed.
    PeriodClosed = "period_closed",
    /// Already reversed.
    AlreadyReversed = "already_reversed",
    /// A later entry stands on it.
    RestsOnLater = "rests_on_later",
    /// This kind of entry has its own way of being put right.
    NotCorrectable = "not_correctable",
    /// A plan was not shown long enough before the assembly.
    PlanShownTooShort = "plan_shown_too_short",
    /// Fewer than two thirds of all members entitled.
    NotTwoThirdsOfAll = "not_two_thirds_of_all",
    /// The sheet does not pass the checker.
    SheetRefused = "sheet_refused",
    /// The scheme or this version of it is not adopted.
    RuleNotAdopted = "rule_not_adopted",
    /// An adopted version cannot change.
    RuleChangedAfterAdoption = "rule_changed_after_adoption",
    /// A new version of a sheet drops an account or a carried number that is not zero.
    KeptWouldVanish = "kept_would_vanish",
    /// Already distributed.
    IncomeDistributedTwice = "income_distributed_twice",
    /// Payout code in use.
    PayoutExists = "payout_exists",
    /// A year's steps come in their order; the reserve comes before members.
    DistributionBeforeReserve = "distribution_before_reserve",
    /// Another step of the year must come first.
    YearStepOutOfOrder = "year_step_out_of_order",
    /// More than what closed years left after losses and reserve.
    MoreThanDistributable = "more_than_distributable",
    /// Nothing above the hurdle.
    HurdleNotReached = "hurdle_not_reached",
    /// What is credited is not what was received.
    RentCreditedDiffersFromReceived = "rent_credited_differs_from_received",
    /// Lines and residue are not the pool.
    LinesDoNotAddUp = "lines_do_not_add_up",
    /// The sheet reads something the ledger does not keep.
    NotInDictionary = "not_in_dictionary",
    /// The sheet itself refuses: a requirement, a shortage, a missing value.
    SheetStops = "sheet_stops",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
