//! What an entry's body says of one household's money, read without the books.

use super::{bare, carried::Carried, finding::StatementFault};
use crate::{
    books::{Chart, HolderRule, SubAccount},
    event::{
        ClaimPart, ClaimRecorded, DebtSetOff, Ends, Entitled, EntryCorrected, FactKind, HoldingPassed, HouseholdMerged,
        OpeningRecorded, OrganizationChanged, Pass, PassReason, Passed, PaymentRecorded, ReceiptRecorded,
        VillageChanged, VillageWhy, VoucherLine, VoucherRecorded,
    },
    log::from_json,
    unit::{Fen, HouseholdId, Money, PayoutId, Rounding, Shares, Text},
};
use std::collections::{BTreeMap, BTreeSet};

/// Credit less debit by purpose, in fen.
pub(super) type ByPurpose = BTreeMap<String, i128>;

/// What an entry says of a household's money.
pub(super) enum Recorded {
    /// This much in all, whatever the purpose.
    Total(i128),
    /// This much for each purpose that the entry names.
    ByPurpose(ByPurpose),
    /// The opposite of another entry.
    Reverses(u64),
    /// So much of what is owed to the household covers so much of what it owes.
    SetOff(i128, PayoutId),
    /// All that is open goes to another household, or comes from it.
    Merged {
        /// The other household.
        other: String,
        /// It came.
        came: bool,
    },
    /// Nothing that moves money.
    Nothing,
}

/// Of what an entry posts under a household's name, that which is told to it.
pub(super) struct ToldAccounts<'a> {
    chart: &'a Chart,
    accounts: BTreeSet<String>,
}

impl<'a> ToldAccounts<'a> {
    pub(super) fn of(chart: &'a Chart) -> ToldAccounts<'a> {
        ToldAccounts { chart, accounts: chart.told_accounts() }
    }

    /// The purpose under which an amount in an account is told; `None` where it is not. What has no purpose
    /// goes by the account's name.
    fn purpose(&self, account: &str, purpose: &str) -> Option<String> {
        // an account read from a setting is one of those that the setting may choose
        let chosen = account.strip_prefix('@').and_then(|setting| self.chart.settings.get(setting)?.first());
        let account = chosen.map_or(account, String::as_str);
        self.accounts.contains(account).then(|| match purpose {
            "" => self.chart.accounts.get(account).map_or(account, |a| a.zh.as_str()).to_owned(),
            purpose => purpose.to_owned(),
        })
    }

    /// The same of a part, whose account and purpose its rule says; the entry may name another purpose. A
    /// household stands only where the entry itself gives the holder.
    fn part(&self, holder: bool, account: &str, purpose: &str, given: Option<&Text>) -> Option<String> {
        let purpose = match given.map(Text::as_str) {
            Some(given) => given,
            None if purpose == "given" => "",
            None => purpose,
        };
        self.purpose(account, purpose).filter(|_| holder)
    }

    /// What a part of a claim moves under its holder's name: debits below zero. The holder of what is due is the
    /// contract's other side, and no household.
    fn claimed(&self, part: &ClaimPart) -> Vec<(String, i128)> {
        let Some(rule) = self.chart.claim.get(part.claim.as_str()) else { return Vec::new() };
        let amount = i128::from(part.amount.fen().0);
        let open = |word: &str| word == "given";
        let account = |named: &str| match part.account.as_ref().filter(|_| open(named)) {
            Some(given) => given.as_str().to_owned(),
            None => named.to_owned(),
        };
        let by = |of: Option<HolderRule>| given(of.unwrap_or(rule.holder), part.contract.is_none());
        let (said, owed) = (part.purpose.as_ref(), part.owed_as.as_ref().or(part.purpose.as_ref()));
        let (of_debit, of_credit) = (open(&rule.debit_purpose), open(&rule.credit_purpose));
        let said = said.filter(|_| of_debit || !of_credit);
        let owed = owed.filter(|_| !rule.shared && (of_credit || !of_debit));
        let debit = self.part(by(rule.debit_holder), &account(&rule.debit), &rule.debit_purpose, said);
        let credit = self.part(by(rule.credit_holder), &account(&rule.credit), &rule.credit_purpose, owed);
        debit.map(|purpose| (purpose, -amount)).into_iter().chain(credit.map(|purpose| (purpose, amount))).collect()
    }
}

/// Reads an entry that is about the household, or has its portion.
pub(super) fn recorded(carried: &Carried, household: &HouseholdId, told: &ToldAccounts<'_>) -> Recorded {
    let body = &bare(&carried.body);
    let ours = |holder: Option<&Text>| holder.is_some_and(|h| h.as_str() == household.as_str());
    let chart = told.chart;
    let free = |lines: &[VoucherLine]| {
        let fen = |m: Option<Money>| m.map_or(0, |m| i128::from(m.fen().0));
        summed(lines.iter().filter(|l| ours(l.holder.as_ref())).filter_map(|line| {
            let purpose = line.purpose.as_ref().map(Text::as_str).unwrap_or_default();
            Some((told.purpose(line.account.as_str(), purpose)?, fen(line.credit) - fen(line.debit)))
        }))
    };
    let Some(kind) = FactKind::of(&carried.kind()) else { return Recorded::Nothing };
    let said = match kind {
        FactKind::OpeningRecorded => from_json::<OpeningRecorded>(body).ok().map(|o| free(&o.lines)),
        FactKind::VoucherRecorded => from_json::<VoucherRecorded>(body).ok().map(|v| free(&v.lines)),
        FactKind::ReceiptRecorded => from_json::<ReceiptRecorded>(body).ok().map(|r| {
            summed(r.parts.iter().filter(|p| ours(p.holder.as_ref())).filter_map(|p| {
                let rule = chart.receipt.get(p.part.as_str())?;
                let holder = given(rule.holder, r.contract.is_none());
                let purpose = told.part(holder, &rule.credit, &rule.purpose, p.purpose.as_ref())?;
                Some((purpose, i128::from(p.amount.fen().0)))
            }))
        }),
        FactKind::PaymentRecorded => from_json::<PaymentRecorded>(body).ok().map(|paid| {
            summed(paid.parts.iter().filter(|p| ours(p.holder.as_ref())).filter_map(|p| {
                let rule = chart.payment.get(p.part.as_str())?;
                let holder = given(rule.holder, paid.contract.is_none());
                let purpose = told.part(holder, &rule.debit, &rule.purpose, p.purpose.as_ref())?;
                Some((purpose, -i128::from(p.amount.fen().0)))
            }))
        }),
        FactKind::ClaimRecorded => from_json::<ClaimRecorded>(body).ok().map(|claim| {
            let ours = claim.parts.iter().filter(|part| ours(part.holder.as_ref()));
            summed(ours.flat_map(|part| told.claimed(part)).collect::<Vec<_>>().into_iter())
        }),
        FactKind::DebtSetOff => {
            from_json::<DebtSetOff>(body).ok().map(|d| Recorded::SetOff(d.amount.fen().0.into(), d.payout))
        }
        FactKind::HouseholdMerged => from_json::<HouseholdMerged>(body).ok().map(|m| {
            let came = m.household != *household;
            Recorded::Merged { other: if came { m.household } else { m.into }.to_string(), came }
        }),
        FactKind::OrganizationChanged => from_json::<OrganizationChanged>(body).ok().map(|o| {
            let sign = if o.act.is_in() { 1 } else { -1 };
            match free(&o.lines_here()) {
                Recorded::ByPurpose(sums) => {
                    Recorded::ByPurpose(sums.into_iter().map(|(purpose, fen)| (purpose, sign * fen)).collect())
                }
                other @ (Recorded::Total(_)
                | Recorded::Reverses(_)
                | Recorded::SetOff(..)
                | Recorded::Merged { .. }
                | Recorded::Nothing) => other,
            }
        }),
        FactKind::VillageChanged => from_json::<VillageChanged>(body).ok().map(|v| {
            let back = chart.village.as_ref().map(|village| &village.back).filter(|_| v.why != VillageWhy::Added);
            let money = v.money.unwrap_or(Money::ZERO);
            summed(
                back.and_then(|back| told.purpose(&back.account, &back.purpose))
                    .into_iter()
                    .map(|purpose| (purpose, i128::from(money.fen().0))),
            )
        }),
        FactKind::EntryCorrected => {
            from_json::<EntryCorrected>(body).ok().map(|c| Recorded::Reverses(c.corrects.index))
        }
        FactKind::HoldingPassed => {
            from_json::<HoldingPassed>(body).ok().map(|p| summed(owed_for(&p, household, told).into_iter()))
        }
        // payouts are looked at with their lines and reasons
        FactKind::PayoutDeclared | FactKind::PayoutPaid | FactKind::PayoutReturned => None,
        FactKind::LedgerOpened
        | FactKind::SettingChosen
        | FactKind::ChartExtended
        | FactKind::KeyAdmitted
        | FactKind::KeyRetired
        | FactKind::KeyRevoked
        | FactKind::LedgerKeyReplaced
        | FactKind::AttestationRecorded
        | FactKind::HouseholdsStated
        | FactKind::HouseholdErased
        | FactKind::PartyRegistered
        | FactKind::BankRegistered
        | FactKind::ClassSet
        | FactKind::SharesGranted
        | FactKind::HouseholdEnrolled
        | FactKind::VillageJoined
        | FactKind::ParcelRegistered
        | FactKind::HouseRegistered
        | FactKind::RegisterRevised
        | FactKind::AssetRegistered
        | FactKind::AssetAcquired
        | FactKind::AssetChanged
        | FactKind::AssetDisposed
        | FactKind::AssetCounted
        | FactKind::EntrustmentGiven
        | FactKind::EntrustmentEnded
        | FactKind::ContractSigned
        | FactKind::ContractAmended
        | FactKind::ContractEnded
        | FactKind::ReportRecorded
        | FactKind::SeriesSet
        | FactKind::SeriesRecorded
        | FactKind::SubscriptionRecorded
        | FactKind::IncomeReleased
        | FactKind::WorkRecorded
        | FactKind::WorksOrdered
        | FactKind::WorksAccepted
        | FactKind::GrantUsed
        | FactKind::SchemeAdopted
        | FactKind::YearStepped
        | FactKind::HouseholdSplit
        | FactKind::MembersChanged
        | FactKind::SharesTransferred
        | FactKind::HoldingHeld
        | FactKind::LandChanged
        | FactKind::ParcelRemeasured
        | FactKind::HouseReturned
        | FactKind::BuildingReceived
        | FactKind::ObjectionRaised
        | FactKind::ObjectionAnswered
        | FactKind::PlanPublished
        | FactKind::ResolutionPassed
        | FactKind::PersonRegistered
        | FactKind::KinDeclared
        | FactKind::OfficeTaken
        | FactKind::OfficeLeft
        | FactKind::PolicyAdopted
        | FactKind::OrderProposed
        | FactKind::OrderEffected
        | FactKind::OrderWithdrawn
        | FactKind::MeetingCalled
        | FactKind::MeetingHeld
        | FactKind::ItemDecided
        | FactKind::ResolutionAnnulled
        | FactKind::NoticeShown
        | FactKind::Informed => None,
    };
    said.unwrap_or(Recorded::Nothing)
}

/// What the collective owes a household for what it took back, or what came back for it.
fn owed_for(p: &HoldingPassed, household: &HouseholdId, told: &ToldAccounts<'_>) -> Vec<(String, i128)> {
    let Some(rule) = &told.chart.holding else { return Vec::new() };
    let own = |ends: &Ends| ends.from().and_then(Entitled::household) == Some(household);
    let under = |place: &SubAccount| told.purpose(&place.account, &place.purpose);
    let wide = |fen: Option<Fen>| i128::from(fen.unwrap_or(Fen::ZERO).0);
    match (&p.passed, p.why) {
        (Passed::Shares(_, lines), PassReason::Redemption) => {
            let price = |line: &Pass<Shares>| {
                let price = line.price?.fen().yuan();
                (&price * &line.quantity.exact()).to_fen(Rounding::HalfUp)
            };
            let own = lines.iter().filter(|line| own(&line.ends));
            own.filter_map(|line| Some((under(&rule.shares)?, wide(price(line))))).collect()
        }
        (Passed::Capital(_, lines), PassReason::Redemption | PassReason::Returned) => {
            let taken_back = p.why == PassReason::Redemption;
            let owed = |line: &Pass<Money>| line.price.filter(|_| taken_back).unwrap_or(line.quantity);
            let own = lines.iter().filter(|line| own(&line.ends));
            own.filter_map(|line| Some((under(&rule.capital)?, wide(Some(owed(line).fen()))))).collect()
        }
        (Passed::Shares(..) | Passed::Capital(..) | Passed::House { .. }, _) => Vec::new(),
    }
}

/// True where the holder of a part is the one that the entry names; the other side of a contract is a party.
fn given(rule: HolderRule, no_contract: bool) -> bool {
    match rule {
        HolderRule::Given => true,
        HolderRule::Party | HolderRule::Payer => no_contract,
        HolderRule::None | HolderRule::Contract | HolderRule::Place | HolderRule::Asset => false,
    }
}

fn summed(parts: impl Iterator<Item = (String, i128)>) -> Recorded {
    let mut sums = ByPurpose::new();
    for (purpose, fen) in parts {
        *sums.entry(purpose).or_default() += fen;
    }
    Recorded::ByPurpose(sums)
}

impl Recorded {
    /// The payout that a line of the entry names; `None` of one that names none. Those of payouts are looked at with their lines.
    pub(super) fn payout(&self) -> Option<Option<&PayoutId>> {
        match self {
            Recorded::Total(_) => None,
            Recorded::SetOff(_, payout) => Some(Some(payout)),
            Recorded::ByPurpose(_) | Recorded::Reverses(_) | Recorded::Merged { .. } | Recorded::Nothing => Some(None),
        }
    }

    /// Where what is told of the entry is not what it says.
    pub(super) fn differs(&self, told: &ByPurpose, all: &BTreeMap<u64, ByPurpose>) -> Option<StatementFault> {
        let sum = |sums: &ByPurpose| sums.values().sum::<i128>();
        let unlike = |purpose: Option<&String>, expected: i128, found: i128| {
            (expected != found).then(|| StatementFault::Amount { purpose: purpose.cloned(), expected, found })
        };
        match self {
            Recorded::Total(total) => unlike(None, *total, sum(told)),
            Recorded::ByPurpose(said) => said.keys().chain(told.keys()).find_map(|purpose| {
                let of = |sums: &ByPurpose| sums.get(purpose).copied().unwrap_or_default();
                unlike(Some(purpose), of(said), of(told))
            }),
            Recorded::Reverses(index) => {
                let none = ByPurpose::new();
                let before = all.get(index).unwrap_or(&none);
                before.keys().chain(told.keys()).find_map(|purpose| {
                    let of = |sums: &ByPurpose| sums.get(purpose).copied().unwrap_or_default();
                    unlike(Some(purpose), -of(before), of(told))
                })
            }
            Recorded::SetOff(amount, _) => {
                let signed = |sign: i128| told.values().filter(|v| v.signum() == sign).sum::<i128>();
                let (covered, used) = (signed(1), signed(-1));
                unlike(None, *amount, covered).or_else(|| unlike(None, -amount, used))
            }
            // looked at apart, by the kinds of the lines
            Recorded::Merged { .. } => None,
            Recorded::Nothing => unlike(None, 0, sum(told)),
        }
    }
}
