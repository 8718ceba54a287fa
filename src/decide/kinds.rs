//! What the checks ask of each kind of fact, a line a kind: when it may be, which days and years it names,
//! what it follows, whom it concerns, whose hand moves its lines, who may record it.
//!
//! A new kind does not compile before its line is here. What only one kind is asked stands with its subject.

use crate::{
    books::Side,
    event::{
        ClaimRecorded, ContractAmended, ContractEnded, ContractSigned, DatedTerm, Due, Entitled, Fact, HoldingPassed,
        Instalment, LandChanged, OrganizationChanged, PaymentRecorded, ReceiptRecorded, RegisterRevised, RowRevised,
        SeriesRecorded, SubscriptionRecorded, VoucherLine, WorkRecorded,
    },
    unit::{ContractId, Day, HouseholdId, PayoutId, SeriesPeriod, Text},
};

/// What a fact says to the checks.
pub(super) struct Said<'a> {
    pub when: When,
    /// The days in its body, by the member that holds each.
    pub days: Vec<(&'static str, Day)>,
    /// The calendar years in its body.
    pub years: Vec<(&'static str, u32, Until)>,
    pub follows: Follows<'a>,
    pub concerns: Concerns<'a>,
    pub hand: Hand<'a>,
    /// The payout of which it settles lines, and the side on which.
    pub settles: Option<(&'a PayoutId, Side)>,
    pub by: By,
}

/// On which days it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// A register or contract: a while ahead, too.
    Ahead,
    /// Up to the day of recording, for who stands for whom is asked of every entry at once.
    Recorded,
    /// Money: from the opening of the books to the day of recording.
    Past,
    /// The opening balances: they may be older than the ledger.
    Opening,
}

/// Up to when a year may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// That of the day of recording.
    Now,
    /// A century ahead.
    Century,
}

/// What it does not come before, or runs no longer than.
#[derive(Debug, Clone, Copy)]
pub(super) enum Follows<'a> {
    Nothing,
    /// No contract runs longer than any may.
    Term(Option<Day>, Option<Day>),
    /// The same, from the first day of a contract that is signed.
    Amended(&'a ContractId, Option<Day>),
    Declared(&'a PayoutId),
    Corrected(u64),
}

/// Whom it concerns.
#[derive(Debug, Clone)]
pub(super) enum Concerns<'a> {
    /// These, and who is enrolled under these codes.
    About(Vec<&'a HouseholdId>, Option<&'a Text>),
    /// Households among these.
    Named(Vec<&'a Text>),
    // who stands in what it lists
    Contract(&'a ContractSigned),
    Amendment(&'a ContractAmended),
    /// Whose land and houses were let under it.
    End(&'a ContractEnded),
    Lines(&'a [VoucherLine]),
    /// Whose lines and codes go over.
    Organization(&'a OrganizationChanged),
    Receipt(&'a ReceiptRecorded),
    Payment(&'a PaymentRecorded),
    /// In whose account it moves something.
    Claim(&'a ClaimRecorded),
    Subscription(&'a SubscriptionRecorded),
    Work(&'a WorkRecorded),
    Series(&'a SeriesRecorded),
    /// Who has the parcels, and who has them then.
    Land(&'a LandChanged),
    Correction(u64),
    /// Who stands in its lines, himself or by a person of the household.
    Passing(&'a HoldingPassed),
    /// The household, or that of the person.
    Holder(&'a Entitled),
    /// Whoever has the row.
    Row(&'a RegisterRevised),
}

/// Whose hand moves its lines.
#[derive(Debug, Clone, Copy)]
pub(super) enum Hand<'a> {
    /// Nobody's beyond what its own checks allow.
    Typed,
    /// Its own decision made them, line by line.
    Made,
    /// The same, out of what there is to distribute.
    Distributed(&'a PayoutId),
    /// Balances of the day before: they may be what they are.
    Opening,
    /// Somebody's own.
    Free,
    Payment(&'a PaymentRecorded),
    Claim(&'a ClaimRecorded),
    Receipt(&'a ReceiptRecorded),
}

/// Who may record it beside the accountant, who keeps the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Accountant,
    /// The cashier, too: money in and out.
    Cashier,
    /// Every officer: they speak through attestations.
    Officers,
}

/// What a fact says.
pub(super) fn of(fact: &Fact) -> Said<'_> {
    match fact {
        Fact::LedgerOpened(_) => ahead(),
        Fact::SettingChosen(_) => ahead(),
        Fact::ChartExtended(_) => ahead(),
        Fact::KeyAdmitted(_) => ahead(),
        Fact::KeyRetired(_) | Fact::KeyRevoked(_) => ahead(),
        Fact::LedgerKeyReplaced(_) => ahead(),
        Fact::AttestationRecorded(_) => ahead().by(By::Officers),
        Fact::HouseholdsStated(_) => ahead(),
        Fact::HouseholdErased(e) => ahead().about([&e.household]),
        Fact::EntryCorrected(c) => {
            let index = c.corrects.index;
            past().follows(Follows::Corrected(index)).concerns(Concerns::Correction(index))
        }
        Fact::Informed(_) => ahead(),
        Fact::PartyRegistered(_) => ahead(),
        Fact::BankRegistered(_) => ahead(),
        Fact::ClassSet(_) => ahead(),
        Fact::SharesGranted(g) => ahead().about(g.holder.household()),
        Fact::SharesTransferred(t) => ahead().concerns(Concerns::About(vec![&t.from], Some(&t.to))),
        Fact::HoldingPassed(p) => past().concerns(Concerns::Passing(p)),
        Fact::HoldingHeld(h) => {
            recorded().day("until", h.fast.as_ref().and_then(|f| f.until)).concerns(Concerns::Holder(&h.holder))
        }
        Fact::ParcelRegistered(p) => ahead().day("contract_end", p.contract_end).about(p.household.household()),
        Fact::RegisterRevised(r) => {
            let said = ahead().concerns(Concerns::Row(r));
            Said { days: restated_days(&r.row), ..said }
        }
        Fact::LandChanged(l) => {
            let ends = l.change.rows().iter().filter_map(|now| now.contract_end).chain(l.change.extended_to());
            recorded().each_day("contract_end", ends).concerns(Concerns::Land(l))
        }
        Fact::ParcelRemeasured(p) => ahead().about(p.household.household()),
        Fact::HouseRegistered(h) => ahead().about(h.owner.household()),
        Fact::HouseReturned(r) => ahead().day("last_day", r.last_day),
        Fact::AssetRegistered(a) => ahead().day("first_month", a.first_month),
        Fact::AssetAcquired(a) => {
            let first_month = a.card.wear().and_then(|wear| wear.first_month);
            past().day("first_month", first_month).named(a.keeper.iter())
        }
        Fact::AssetChanged(a) => past().named(a.set.iter().filter_map(|set| set.keeper.as_ref())),
        Fact::AssetDisposed(a) => {
            past().by(By::Cashier).named(a.leaves.proceeds().into_iter().filter_map(|got| got.party.as_ref()))
        }
        Fact::AssetCounted(c) => past().named([&c.keeper]),
        Fact::BuildingReceived(_) => past(),
        Fact::HouseholdEnrolled(h) => {
            let since = h.who.persons().iter().map(|person| person.since);
            ahead().each_day("since", since).about([&h.household])
        }
        Fact::VillageJoined(v) => {
            let when = if v.into.is_some() { past() } else { ahead() };
            when.about([&v.village])
        }
        Fact::VillageChanged(v) => past().about([&v.village]),
        Fact::OrganizationChanged(o) => past().day("cut", o.cut).concerns(Concerns::Organization(o)),
        Fact::HouseholdSplit(s) => recorded().about([&s.household, &s.new_household]),
        Fact::HouseholdMerged(m) => recorded().hand(Hand::Made).about([&m.household, &m.into]),
        Fact::MembersChanged(m) => {
            let dated = ahead().each_day("since", m.change.new_persons().map(|person| person.since));
            let dated = dated.each_day("until", m.change.retained().map(|kept| kept.until));
            dated.about([&m.household].into_iter().chain(m.change.other_households()))
        }
        Fact::EntrustmentGiven(e) => {
            ahead().day("first_day", e.first_day).day("last_day", e.last_day).about([&e.household])
        }
        Fact::EntrustmentEnded(e) => ahead().day("last_day", e.last_day).about([&e.household]),
        Fact::ContractSigned(c) => {
            let years_from = c.terms.escalation.as_ref().map(|e| e.lease_year_1_from);
            let prices = c.terms.prices_by_year.iter().map(|p| p.year);
            let dated = ahead().day("signed", c.signed).day("first_day", c.first_day).day("last_day", c.last_day);
            dated
                .day("lease_year_1_from", years_from)
                .instalments(&c.terms.instalments)
                .dues(&c.dues, &c.dated)
                .day("day", c.index.as_ref().map(|index| index.day))
                .years("prices_by_year", prices, Until::Century)
                .follows(Follows::Term(c.first_day, c.last_day))
                .concerns(Concerns::Contract(c))
        }
        Fact::ContractAmended(a) => {
            let dated = ahead().day("last_day", a.last_day).day("drop_after", a.drop_after);
            let dated = dated.instalments(&a.instalments).dues(&a.dues, &a.dated);
            dated.follows(Follows::Amended(&a.contract, a.last_day)).concerns(Concerns::Amendment(a))
        }
        Fact::ContractEnded(e) => ahead().day("last_day", e.last_day).concerns(Concerns::End(e)),
        Fact::ReportRecorded(r) => ahead().years("year", [r.year], Until::Now),
        Fact::SubscriptionRecorded(s) => past().by(By::Cashier).concerns(Concerns::Subscription(s)),
        Fact::OpeningRecorded(o) => said(When::Opening).hand(Hand::Opening).concerns(Concerns::Lines(&o.lines)),
        Fact::VoucherRecorded(v) => past().hand(Hand::Free).concerns(Concerns::Lines(&v.lines)),
        Fact::ReceiptRecorded(r) => {
            let ends = r.period.map(|p| (p.first_day(), p.last_day()));
            let dated = past().day("period", ends.map(|(first, _)| first)).day("period", ends.map(|(_, last)| last));
            let invoices = r.parts.iter().filter_map(|part| part.invoice.as_ref()?.day);
            let dated = dated.years("year", r.year, Until::Century).each_day("day", invoices);
            dated.by(By::Cashier).hand(Hand::Receipt(r)).concerns(Concerns::Receipt(r))
        }
        Fact::PaymentRecorded(p) => {
            let invoices = p.parts.iter().filter_map(|part| part.invoice.as_ref()?.day);
            let dated = past().day("document_day", p.document_day).each_day("day", invoices);
            dated.by(By::Cashier).hand(Hand::Payment(p)).concerns(Concerns::Payment(p))
        }
        Fact::ClaimRecorded(c) => {
            let years = c.parts.iter().filter_map(|part| part.year);
            let invoices = c.parts.iter().filter_map(|part| part.invoice.as_ref()?.day);
            let dated = past().years("year", years, Until::Century).each_day("day", invoices);
            dated.hand(Hand::Claim(c)).concerns(Concerns::Claim(c))
        }
        Fact::IncomeReleased(_) => past(),
        Fact::DebtSetOff(d) => {
            past().follows(Follows::Declared(&d.payout)).settles(&d.payout, Side::Debit).about([&d.household])
        }
        Fact::WorkRecorded(w) => {
            ahead().day("first_day", w.first_day).day("last_day", w.last_day).concerns(Concerns::Work(w))
        }
        Fact::WorksOrdered(_) => ahead(),
        Fact::WorksAccepted(_) => past(),
        Fact::GrantUsed(_) => past(),
        Fact::SeriesSet(_) => ahead(),
        Fact::SeriesRecorded(s) => {
            recorded().day("period", s.period.map(SeriesPeriod::first_day)).concerns(Concerns::Series(s))
        }
        Fact::SchemeAdopted(_) => ahead(),
        Fact::PayoutDeclared(p) => past().hand(Hand::Distributed(&p.payout)),
        Fact::PayoutPaid(p) => {
            past().follows(Follows::Declared(&p.payout)).settles(&p.payout, Side::Debit).hand(Hand::Made)
        }
        Fact::PayoutReturned(p) => past().settles(&p.payout, Side::Credit).hand(Hand::Made),
        Fact::YearStepped(y) => past().years("year", [y.year], Until::Now).hand(Hand::Made),
        Fact::ObjectionRaised(o) => ahead().about([&o.household]),
        Fact::ObjectionAnswered(_) => ahead(),
        Fact::PlanPublished(p) => ahead().day("first_day", p.first_day).day("last_day", p.last_day),
        Fact::ResolutionPassed(_) => ahead(),
        Fact::PersonRegistered(p) => ahead().about(&p.household),
        Fact::KinDeclared(_) => ahead(),
        Fact::OfficeTaken(o) => ahead().day("first_day", o.first_day).day("last_day", o.last_day),
        Fact::OfficeLeft(_) => ahead(),
        Fact::PolicyAdopted(_) => ahead(),
        Fact::OrderProposed(p) => ahead().day("expires_on", p.expires_on).by(By::Officers),
        Fact::MeetingCalled(m) => ahead().day("day", m.day),
        Fact::MeetingHeld(m) => ahead().about(m.attendance.iter().map(|there| &there.household)),
        Fact::ItemDecided(d) => ahead().day("until", d.until),
        Fact::ResolutionAnnulled(_) => ahead(),
        Fact::NoticeShown(n) => ahead().day("first_day", n.first_day).day("last_day", n.last_day),
        Fact::OrderEffected(_) | Fact::OrderWithdrawn(_) => ahead().by(By::Officers),
    }
}

/// The days that a revision gives a row.
pub(super) fn restated_days<P, E>(row: &RowRevised<P, E>) -> Vec<(&'static str, Day)> {
    let day = match row {
        RowRevised::Parcel(_, revision) => {
            revision.restated().and_then(|said| said.set.contract_end).map(|day| ("contract_end", day))
        }
        RowRevised::Asset(_, revision) => {
            revision.restated().and_then(|said| said.set.first_month).map(|day| ("first_month", day))
        }
        RowRevised::Person(_, revision) => {
            revision.restated().and_then(|said| said.set.since).map(|day| ("since", day))
        }
        RowRevised::Household(..)
        | RowRevised::Series(..)
        | RowRevised::Party(..)
        | RowRevised::Bank(..)
        | RowRevised::Class(..)
        | RowRevised::House(..) => None,
    };
    day.into_iter().collect()
}

fn ahead<'a>() -> Said<'a> {
    said(When::Ahead)
}

fn recorded<'a>() -> Said<'a> {
    said(When::Recorded)
}

fn past<'a>() -> Said<'a> {
    said(When::Past)
}

fn said<'a>(when: When) -> Said<'a> {
    Said {
        when,
        days: Vec::new(),
        years: Vec::new(),
        follows: Follows::Nothing,
        concerns: Concerns::About(Vec::new(), None),
        hand: Hand::Typed,
        settles: None,
        by: By::Accountant,
    }
}

impl<'a> Said<'a> {
    fn day(mut self, member: &'static str, day: impl Into<Option<Day>>) -> Said<'a> {
        self.days.extend(day.into().map(|day| (member, day)));
        self
    }

    fn each_day(mut self, member: &'static str, days: impl IntoIterator<Item = Day>) -> Said<'a> {
        self.days.extend(days.into_iter().map(|day| (member, day)));
        self
    }

    fn instalments(mut self, all: &[Instalment]) -> Said<'a> {
        for i in all {
            self.days.extend([("due", i.due), ("first_day", i.first_day), ("last_day", i.last_day)]);
        }
        self
    }

    fn dues(mut self, all: &[Due], terms: &[DatedTerm]) -> Said<'a> {
        for due in all {
            let (first, last) = (due.days.first_day(), due.days.last_day());
            self.days.extend([("due", due.due), ("first_day", first), ("last_day", last)]);
        }
        self.days.extend(terms.iter().map(|term| ("from", term.from)));
        self
    }

    fn years(mut self, member: &'static str, years: impl IntoIterator<Item = u32>, until: Until) -> Said<'a> {
        self.years.extend(years.into_iter().map(|year| (member, year, until)));
        self
    }

    fn follows(self, follows: Follows<'a>) -> Said<'a> {
        Said { follows, ..self }
    }

    fn about(self, households: impl IntoIterator<Item = &'a HouseholdId>) -> Said<'a> {
        self.concerns(Concerns::About(households.into_iter().collect(), None))
    }

    fn named(self, codes: impl IntoIterator<Item = &'a Text>) -> Said<'a> {
        self.concerns(Concerns::Named(codes.into_iter().collect()))
    }

    fn concerns(self, concerns: Concerns<'a>) -> Said<'a> {
        Said { concerns, ..self }
    }

    fn hand(self, hand: Hand<'a>) -> Said<'a> {
        Said { hand, ..self }
    }

    fn settles(self, payout: &'a PayoutId, side: Side) -> Said<'a> {
        Said { settles: Some((payout, side)), ..self }
    }

    fn by(self, by: By) -> Said<'a> {
        Said { by, ..self }
    }
}
