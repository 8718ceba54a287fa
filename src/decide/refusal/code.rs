//! The stable codes of refusals, in the order in which they win: where an instruction breaks two rules, the one
//! that stands first here is told. It is the order in which an instruction goes through the house, and nearly 200
//! pairs of it are held by `tests/refusals/pairs/`; a code of rules at several steps stands where most of them do.
//! Each code has a reproducer in `tests/refusals/`.

use std::fmt;

macro_rules! codes {
    ($(#[doc = $when:literal] $variant:ident = $name:literal),* $(,)?) => {
        /// A stable code, of one rule or of several that are put right in the same way.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $when] $variant),* }

        impl Code {
            /// All codes in their order.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The code as it is printed and documented.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name),* }
            }

            /// When an instruction is refused by it.
            pub fn when(self) -> &'static str {
                match self { $(Code::$variant => $when.trim_ascii()),* }
            }
        }
    };
}

codes! {
    // What is written, before anybody asks what it says.
    /// Not JSON Lines or TOML that can be read.
    Unreadable = "unreadable",
    /// A member twice.
    DuplicateMember = "duplicate_member",
    /// A number with a fraction or exponent where the ledger wants text.
    FloatFound = "float_found",
    /// A day that does not exist.
    DateDoesNotExist = "date_does_not_exist",
    /// A character outside the table.
    CharacterOutsideTable = "character_outside_table",
    /// A kind that does not exist.
    UnknownKind = "unknown_kind",
    /// A member the kind does not have.
    UnknownMember = "unknown_member",
    /// An amount not in yuan with two decimals.
    AmountScale = "amount_scale",
    /// The sheet does not pass the checker.
    SheetRefused = "sheet_refused",
    /// Not 19 digits.
    ParcelCodeNot19Digits = "parcel_code_not_19_digits",
    /// No identity number, or not the one of this birth day.
    IdentityNotValid = "identity_not_valid",
    /// The identity number of somebody else.
    DuplicateIdentity = "duplicate_identity",
    // Who asks, and under which id.
    /// The same id with another content.
    IdUsedOtherwise = "id_used_otherwise",
    /// The key is unknown or not valid here.
    KeyNotValid = "key_not_valid",
    /// The key's role may not record this.
    RoleNotAllowed = "role_not_allowed",
    /// An identity or mobile number in text that is signed.
    PersonalNumberInText = "personal_number_in_text",
    /// The organization was taken in by another.
    OrganizationOver = "organization_over",
    /// What one organization takes is not what the other gave.
    MirrorDiffers = "mirror_differs",
    /// What goes over to another organization, or comes from it, did so already.
    HandedOverAlready = "handed_over_already",
    // What is named is there, and not there already.
    /// A ledger is opened once.
    AlreadyOpened = "already_opened",
    /// The account is not registered.
    UnknownBankAccount = "unknown_bank_account",
    /// Collective money into or out of a personal account.
    CollectiveMoneyToPersonalAccount = "collective_money_to_personal_account",
    /// Already in the register.
    AlreadyRegistered = "already_registered",
    /// No such party.
    UnknownParty = "unknown_party",
    /// No such household.
    UnknownHousehold = "unknown_household",
    /// Villages join unions; this ledger has households.
    NotAUnion = "not_a_union",
    /// A union that would be a member of its own member.
    UnionInItself = "union_in_itself",
    /// No such member of the union.
    NotAMember = "not_a_member",
    /// No such contract.
    UnknownContract = "unknown_contract",
    /// The contract has ended.
    ContractOver = "contract_over",
    /// The thing has left, or is used up.
    AssetEnded = "asset_ended",
    /// The contract has no such due, or it fell away.
    UnknownDue = "unknown_due",
    /// More than the registered area.
    AreaAboveRegister = "area_above_register",
    /// Less than the registered area.
    AreaBelowRegister = "area_below_register",
    /// A set-off without the household's written consent.
    SetOffWithoutConsent = "set_off_without_consent",
    /// A building is already in the books.
    HandedOverTwice = "handed_over_twice",
    /// Things of this class do not become others.
    ClassChange = "class_change",
    /// No such parcel, house, class, project, payout or entry.
    UnknownReference = "unknown_reference",
    /// What members owe is not paid to them.
    MembersOwe = "members_owe",
    /// No such series.
    UnknownSeries = "unknown_series",
    // What is said of it can be so.
    /// A series' value for a period of another length.
    PeriodShape = "period_shape",
    /// A figure below zero in a series that has none.
    ValueNegative = "value_negative",
    /// A series' value is recorded once.
    ValueTwice = "value_twice",
    /// More than is owed.
    PaymentAboveWhatIsOwed = "payment_above_what_is_owed",
    /// More of petty cash or a prepayment than is out.
    AdvanceAboveHeld = "advance_above_held",
    /// More of a deposit than is held.
    DepositAboveHeld = "deposit_above_held",
    /// Any other value that is not what its member wants.
    BadValue = "bad_value",
    /// No such part in the chart document.
    UnknownPart = "unknown_part",
    /// A return that is taken from the capital.
    ReturnOutOfPrincipal = "return_out_of_principal",
    /// A member the kind needs is missing.
    MemberMissing = "member_missing",
    /// A return of capital that is no longer there.
    NoCapital = "no_capital",
    /// Merged into another household.
    RetiredHousehold = "retired_household",
    /// A bare number for a household whose persons are known.
    PersonsKnown = "persons_known",
    /// A person's code that is taken, or somebody in two households.
    PersonInTwoHouseholds = "person_in_two_households",
    /// Nobody of that code lives there.
    UnknownPerson = "unknown_person",
    /// The person does not hold the office.
    NotInOffice = "not_in_office",
    /// A term of an office longer than the policy lets.
    TermTooLong = "term_too_long",
    /// Offices that one person may not hold together.
    OfficesIncompatible = "offices_incompatible",
    /// An office that goes with none that close kin hold.
    KinInOffice = "kin_in_office",
    /// A policy that cannot be read, or in which something cannot be meant.
    PolicyUnfit = "policy_unfit",
    /// No entry that proposes orders.
    UnknownProposal = "unknown_proposal",
    /// The orders are in effect.
    AlreadyInEffect = "already_in_effect",
    /// The orders were withdrawn.
    ProposalWithdrawn = "proposal_withdrawn",
    /// The time of the orders is over.
    ProposalExpired = "proposal_expired",
    /// The key that proposed does not count.
    ProposerDistrusted = "proposer_distrusted",
    /// Somebody else proposed it.
    NotYoursToWithdraw = "not_yours_to_withdraw",
    /// The same person said the same before.
    AlreadyAttested = "already_attested",
    /// A word about another leaf than that of the entry it names.
    LeafDiffers = "leaf_differs",
    /// A word about another ledger.
    OtherOrigin = "other_origin",
    /// A word of somebody who saw a state that this ledger never had.
    SeenDiffers = "seen_differs",
    /// Another order than the proposed one.
    OrderDiffers = "order_differs",
    /// An order that a row of the policy meets comes without proposal.
    NeedsProposal = "needs_proposal",
    /// An order that no row of the policy meets, where the policy refuses such.
    NoRowMeets = "no_row_meets",
    /// Who proposes has none of the offices that the row names.
    MayNotPropose = "may_not_propose",
    /// Today the order would do something else than when it was proposed.
    BooksChanged = "books_changed",
    /// Recovery keys are for keys and offices alone.
    NotForRecovery = "not_for_recovery",
    /// Fewer holders of recovery keys than act together.
    RecoveryQuorumMissing = "recovery_quorum_missing",
    /// A key or an office for one of the holders themselves.
    RecoveryForOneself = "recovery_for_oneself",
    /// An urgent order of before still has not all its seats.
    RatificationOverdue = "ratification_overdue",
    /// Who records the effect has none of the offices that the row names.
    MayNotExecute = "may_not_execute",
    /// The days between proposal and effect are not over.
    TooSoon = "too_soon",
    /// Somebody whose objection stops it objects.
    Vetoed = "vetoed",
    /// Seats that nobody fills.
    ApprovalsMissing = "approvals_missing",
    /// Evidence that the row asks for is not there.
    EvidenceMissing = "evidence_missing",
    /// No resolution stands behind it.
    ResolutionMissing = "resolution_missing",
    /// The resolution is about something else.
    ResolutionOfOtherSubject = "resolution_of_other_subject",
    /// The resolution was annulled.
    ResolutionAnnulled = "resolution_annulled",
    /// The minutes are not acknowledged by those whom the policy names.
    MinutesUnsigned = "minutes_unsigned",
    /// The resolution decided something else than the order does.
    ResolutionShowsOther = "resolution_shows_other",
    /// The time of the resolution is over.
    ResolutionExpired = "resolution_expired",
    /// The resolution carried another order.
    ResolutionUsed = "resolution_used",
    /// More than the resolution lets be spent.
    AboveResolution = "above_resolution",
    /// Nobody would be left for seats of a row about keys, offices or the policy.
    PolicyUnreachable = "policy_unreachable",
    /// What must be shown before was not.
    NoticeMissing = "notice_missing",
    /// Something else was shown.
    NoticeShowsOther = "notice_shows_other",
    /// It was not shown long enough.
    NoticeTooShort = "notice_too_short",
    /// An objection holds the line of a household.
    ObjectionHoldsLine = "objection_holds_line",
    /// The meeting was called too few days before.
    CalledTooLate = "called_too_late",
    /// As many are entitled as the registers say, and no other number.
    EntitledDiffersFromRegister = "entitled_differs_from_register",
    /// A body of fewer than it must have.
    BodyTooSmall = "body_too_small",
    /// Nobody of the same household is there who could speak for another.
    ProxyFromOtherHousehold = "proxy_from_other_household",
    /// Nobody speaks for another in this body.
    ProxyNotAllowed = "proxy_not_allowed",
    /// Votes, or lists, that do not add up to those present.
    VotesDoNotAddUp = "votes_do_not_add_up",
    /// Too few of those entitled are there.
    NotQuorate = "not_quorate",
    /// The meeting was not called to decide this.
    ItemNotCalled = "item_not_called",
    /// The body does not decide this.
    BodyMayNotDecide = "body_may_not_decide",
    /// Fewer than three quarters of all entitled said yes.
    NotThreeQuartersOfAll = "not_three_quarters_of_all",
    /// No more than half of all entitled said yes.
    NotHalfOfAll = "not_half_of_all",
    /// Gone already.
    AlreadyLeft = "already_left",
    /// No ground on which the law lets a member lose his membership.
    LossNotLawful = "loss_not_lawful",
    /// The head is none of the household, or nobody would be left.
    HeadNotInHousehold = "head_not_in_household",
    /// Lines of the household, or rent that waits to be shared, are still open.
    OpenAmounts = "open_amounts",
    // Shares and land.
    /// More decimals than the class of shares has.
    ShareScale = "share_scale",
    /// Shares that lie on persons for a household, or the other way round.
    HolderKind = "holder_kind",
    /// A closed class of shares would grow.
    ShareClassOverTotal = "share_class_over_total",
    /// Shares of a class that is paid in, for which nothing was.
    NotPaidIn = "not_paid_in",
    /// More than one holder may have of a class.
    CapExceeded = "cap_exceeded",
    /// What goes over to another organization does not balance.
    LinesDoNotBalance = "lines_do_not_balance",
    /// More goes over to another organization than stands there.
    LinesAboveBalance = "lines_above_balance",
    /// A village takes more out of the union than it has in.
    MoreThanPutIn = "more_than_put_in",
    /// Shares pass inside the organization only.
    TransferToOutsider = "transfer_to_outsider",
    /// The parcel was split, joined or taken; its code is never another's.
    ParcelEnded = "parcel_ended",
    /// Registered mu and square metres do not belong together.
    MuDoesNotMatchM2 = "mu_does_not_match_m2",
    /// A survey that finds a fifth more or less, without a resolution.
    AreaJump = "area_jump",
    /// Land would pass to somebody who is no household here.
    NotSameCollective = "not_same_collective",
    /// The parcel is not this household's.
    NotTheHolder = "not_the_holder",
    /// Land would come or go without anybody saying so.
    AreaNotConserved = "area_not_conserved",
    /// The land contract would not end later.
    ExtensionNotLater = "extension_not_later",
    /// The land contract would be extended by more than thirty years.
    ExtensionTooLong = "extension_too_long",
    /// Beyond the household's land contract.
    LeaseBeyondLandContract = "lease_beyond_land_contract",
    /// A parcel or house twice over the same days.
    LeasedTwice = "parcel_leased_twice",
    /// Without a written entrustment.
    NoEntrustment = "no_entrustment",
    /// Beyond the entrustment.
    LeaseBeyondEntrustment = "lease_beyond_entrustment",
    // Entries put right.
    /// Already reversed.
    AlreadyReversed = "already_reversed",
    /// A later entry stands on it.
    RestsOnLater = "rests_on_later",
    /// This kind of entry has its own way of being put right.
    NotCorrectable = "not_correctable",
    /// The named entry did not say what is put right.
    WrongEntry = "wrong_entry",
    /// A line of the chart would be said otherwise, or somebody's money be another's by a new one.
    ChartAlters = "chart_alters",
    /// A part that is added to the chart would move what a free voucher may not.
    PartBeyondVouchers = "part_beyond_vouchers",
    /// It is so already.
    NothingChanges = "nothing_changes",
    /// Something else names what would be taken out, or passed it on.
    InUse = "in_use",
    // Payouts and sheets, as far as they follow from what is recorded.
    /// Already distributed.
    IncomeDistributedTwice = "income_distributed_twice",
    /// A sheet for land, houses, capital or work under a contract about something else.
    ContractOfAnotherKind = "contract_of_another_kind",
    /// The scheme or this version of it is not adopted.
    RuleNotAdopted = "rule_not_adopted",
    /// A first day after a last day, or days outside what they belong to.
    DatesOutOfOrder = "dates_out_of_order",
    /// More shares than the household holds.
    MoreSharesThanHeld = "more_shares_than_held",
    /// Frozen or pledged.
    HoldingFrozen = "holding_frozen",
    /// More of a thing than is there.
    QuantityAboveStock = "quantity_above_stock",
    /// Another step of the year must come first.
    YearStepOutOfOrder = "year_step_out_of_order",
    /// What is missing or too much, or a disposal, is not settled when the year is closed.
    PendingLossesOpen = "pending_losses_open",
    /// A term of the contract that the sheet computes otherwise, or not at all.
    TermNotRead = "term_not_read",
    /// An adopted version cannot change.
    RuleChangedAfterAdoption = "rule_changed_after_adoption",
    /// A new version of a sheet drops an account or a carried number that is not zero.
    KeptWouldVanish = "kept_would_vanish",
    /// What a sheet asks members for cannot be posted.
    CannotBeOwed = "cannot_be_owed",
    /// The sheet reads something the ledger does not keep.
    NotInDictionary = "not_in_dictionary",
    /// A register, a word or a figure that is said twice.
    RowsTwice = "rows_twice",
    /// A column or input in another unit than what reads it in this ledger.
    UnitDiffers = "unit_differs",
    /// A sheet reads what is sealed, and what opens it is not here.
    SealedNotHere = "sealed_not_here",
    /// Members are asked once for the same days.
    AskedTwice = "asked_twice",
    /// Payout code in use.
    PayoutExists = "payout_exists",
    /// A year's steps come in their order; the reserve comes before members.
    DistributionBeforeReserve = "distribution_before_reserve",
    /// The sheet itself refuses: a requirement, a shortage, a missing value.
    SheetStops = "sheet_stops",
    // Figures.
    /// Rent of several years taken as income at once.
    LumpRentTakenAtOnce = "lump_rent_taken_at_once",
    /// A stated figure is not the computed one.
    StatedFigureDiffers = "stated_figure_differs",
    /// Net or tax of an invoice are not those of its rate.
    VatDoesNotMatch = "vat_does_not_match",
    /// More is drawn on an invoice than it is.
    InvoiceUsedTwice = "invoice_used_twice",
    /// A contract's rate is not the voted one.
    RateDiffersFromVoted = "rate_differs_from_voted",
    /// A due by a term of the contract that is not in force.
    TermUnknown = "term_unknown",
    /// More than is open of a due.
    DueOverpaid = "due_overpaid",
    /// More is let off than a due is.
    AbatementAboveDue = "abatement_above_due",
    /// More of a loan than is agreed.
    LoanAboveAgreed = "loan_above_agreed",
    /// Collective money is lent to an officer, or to who is of one.
    LoanToOfficer = "loan_to_officer",
    /// More is paid in as a deposit than is agreed.
    DepositAboveAgreed = "deposit_above_agreed",
    /// Households' rent is short by the fee.
    FeeTakenFromHouseholdRent = "fee_taken_from_household_rent",
    /// Something is booked as the collective's before the households' part of it came.
    HouseholdsPartFirst = "households_part_first",
    /// More came for these days than is due for them.
    MoreThanDue = "more_than_due",
    /// Nothing above the hurdle.
    HurdleNotReached = "hurdle_not_reached",
    /// What is credited is not what was received.
    RentCreditedDiffersFromReceived = "rent_credited_differs_from_received",
    /// Lines and residue are not the pool.
    LinesDoNotAddUp = "lines_do_not_add_up",
    /// A plan was not shown long enough before the assembly.
    PlanShownTooShort = "plan_shown_too_short",
    /// Fewer than two thirds of all members entitled.
    NotTwoThirdsOfAll = "not_two_thirds_of_all",
    // The day of recording.
    /// A day or year beyond what may be recorded on this day.
    DateOutOfWindow = "date_out_of_window",
    // What the entry would post, and whether it fits into a line.
    /// No such account in the chart.
    UnknownAccount = "unknown_account",
    /// The amounts add up to more than the books can hold.
    SumTooLarge = "sum_too_large",
    /// Opening balances do not balance.
    OpeningUnbalanced = "opening_unbalanced",
    /// Debits are not credits.
    VoucherUnbalanced = "voucher_unbalanced",
    /// The year is closed.
    PeriodClosed = "period_closed",
    /// More for works than was ordered.
    WorksAboveOrder = "works_above_order",
    /// More than the grant.
    EarmarkedOverspent = "earmarked_overspent",
    /// More cash than there is.
    CashNegative = "cash_negative",
    /// More than what closed years left after losses and reserve.
    MoreThanDistributable = "more_than_distributable",
    /// Somebody else's money, or money with its own instructions, moved by hand.
    NotTheCollectives = "not_the_collectives",
    /// More money leaves a bank account than is in it.
    BankNegative = "bank_negative",
    /// An asset would stand on the side where it means nothing.
    BelowZero = "below_zero",
    /// An entry would be longer than the format allows.
    EntryTooLarge = "entry_too_large",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Code {
    /// True where something that the request names is not recorded: an earlier request of the same file may have brought it.
    pub fn is_of_something_absent(self) -> bool {
        matches!(
            self,
            Code::UnknownHousehold
                | Code::UnknownPerson
                | Code::UnknownParty
                | Code::UnknownContract
                | Code::UnknownReference
                | Code::UnknownBankAccount
                | Code::RuleNotAdopted
                | Code::NotAMember
                | Code::NoEntrustment
        )
    }
}
