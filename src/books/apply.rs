//! Folding one entry into the books.

use super::{
    ApplyError, Books, Chart, Dated, History, Household, Key, Keys, Nature, Voucher,
    kinds::{self, At},
    postings::PostingError,
};
use crate::{
    event::{Attached, Entry, Fact, LedgerOpened, YearStep, YearStepped},
    log::{Hash, KeyId, PublicKey, VerifiedEntry},
    unit::{Day, Fen, HouseholdId, Money},
};
use std::sync::Arc;

impl Books {
    /// The books behind entry 0.
    ///
    /// # Errors
    /// [`ApplyError`] where the entry opens no ledger, its zone is no offset, its key signs for another ledger,
    /// or its chart document is none.
    pub fn open(entry: &Entry) -> Result<Books, ApplyError> {
        let (Fact::LedgerOpened(opened), Attached::Document(text)) = (&entry.event.fact, &entry.event.attached) else {
            return Err(ApplyError::NotOpened(entry.sealed.kind().to_string()));
        };
        if super::zone_minutes(opened.zone.as_str()).is_none() {
            return Err(ApplyError::Zone(opened.zone.to_string()));
        }
        let origin = entry.sealed.origin();
        if !opened.vkey.signs_for(origin) {
            return Err(ApplyError::LedgerKey(origin.to_string(), opened.vkey.to_string()));
        }
        let mut books = Books::of_chart(opened.clone(), Chart::read(text)?);
        for key in &opened.keys {
            books.admit(key, 0, None);
        }
        books.follow(entry, Voucher::default());
        Ok(books)
    }

    pub(crate) fn of_chart(opened: LedgerOpened, chart: Chart) -> Books {
        let history = History::of_chart(&chart);
        Books {
            opened,
            origin: None,
            chart: Arc::new(chart),
            extensions: Vec::new(),
            size: 0,
            recorded_at: None,
            settings: Default::default(),
            by_hand: Default::default(),
            keys: Keys::default(),
            ids: Default::default(),
            vouchers: Default::default(),
            corrected: Default::default(),
            registers: Default::default(),
            rows: Default::default(),
            contracts: Default::default(),
            objections: Default::default(),
            plans: Default::default(),
            resolutions: Default::default(),
            works: Default::default(),
            accounts: Default::default(),
            parts: Default::default(),
            under: Default::default(),
            invoices: Default::default(),
            series: Default::default(),
            schemes: Default::default(),
            kept: Default::default(),
            carried: Default::default(),
            payouts: Default::default(),
            years: Default::default(),
            digests: Default::default(),
            concerns: Default::default(),
            history,
            stated: None,
            erased: Default::default(),
            texts: Default::default(),
            fixed: Default::default(),
            undo: Default::default(),
            opening_on: None,
            over: None,
            handed_over: Vec::new(),
            governance: Default::default(),
            days: Vec::new(),
        }
    }

    /// Folds one entry in. An entry that was decided on these books always can be.
    ///
    /// # Errors
    /// [`ApplyError::Posting`] where a line of it cannot be posted, [`ApplyError::TooMuch`] where the amounts
    /// are more than the books hold, [`ApplyError::Sheet`] where a sheet in it does not pass the checker.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), ApplyError> {
        let on = entry.sealed.effective_on();
        let event = &entry.event;
        let kind = kinds::of(&event.fact);
        let voucher = kind.lines(self, on, event)?;
        self.accounts.room_for(&voucher).ok_or(ApplyError::TooMuch)?;
        let index = entry.sealed.index();
        let (k, n) = entry.sealed.batch();
        let recorded = self.civil_day(entry.sealed.recorded_at());
        let batch_end = index + u64::from(n - k.min(n)) - 1;
        let (leaf, key) = (entry.sealed.leaf(), entry.sealed.key());
        kind.fold(self, &At { index, leaf, on, key, recorded, batch_end, event, voucher: &voucher })?;
        self.follow(entry, voucher);
        Ok(())
    }

    fn follow(&mut self, entry: &Entry, voucher: Voucher) {
        let sealed = &entry.sealed;
        let on = sealed.effective_on();
        let index = sealed.index();
        let concerned = self.concern(sealed, &entry.event.attached);
        self.history.note(entry, &voucher, &concerned);
        self.carry_texts(sealed, &entry.event.attached);
        if !voucher.lines().is_empty() {
            let (day, closing) = kinds::posted_on(&entry.event.fact, on);
            let voucher = self.accounts.post(day, closing, voucher);
            self.vouchers.push(index, sealed.leaf(), &voucher);
        }
        self.ids.push(sealed.id());
        self.days.push(on);
        match kinds::of(&entry.event.fact).nature() {
            Nature::Other(instead) => drop(self.fixed.insert(index, instead)),
            Nature::Withdrawn => self.vouchers.push(index, sealed.leaf(), &Voucher::default()),
            Nature::Whole | Nature::Silent => {}
        }
        self.origin = Some(sealed.origin().clone());
        self.size = index + 1;
        self.recorded_at = Some(sealed.recorded_at());
    }

    /// Absorbs the entry into the digest of every household it concerns; gives them in order.
    fn concern(&mut self, sealed: &VerifiedEntry, attached: &Attached) -> Vec<HouseholdId> {
        let mut items: Vec<(HouseholdId, Hash)> = Vec::new();
        items.extend(sealed.about().iter().filter_map(|h| Some((h.parse().ok()?, sealed.leaf()))));
        match attached {
            Attached::Lines(lines) => {
                items.extend(lines.iter().filter_map(|(leaf, l)| Some((l.to.household()?.clone(), *leaf))));
            }
            Attached::Portions(portions) => {
                items.extend(portions.own().iter().map(|(leaf, own)| (own.to.clone(), *leaf)));
            }
            Attached::Nothing | Attached::Document(_) => {}
        }
        let mut concerned: Vec<HouseholdId> = Vec::with_capacity(items.len());
        for (household, item) in items {
            self.digests.entry(household.clone()).or_default().absorb(sealed.index(), item);
            self.concerns.entry(household.clone()).or_default().push(sealed.index());
            concerned.push(household);
        }
        concerned.sort();
        concerned
    }

    pub(super) fn admit(&mut self, admitted: &crate::event::KeyAdmitted, from: u64, counts_from: Option<Day>) {
        if let Ok(public) = PublicKey::from_bytes(&admitted.public.0) {
            let person = admitted.person.to_string();
            let key = Key {
                public,
                kind: admitted.kind,
                role: admitted.role,
                person,
                from,
                until: None,
                distrusted_from: None,
                counts_from,
            };
            self.keys.admit(key.public.id(), key);
        }
    }

    pub(super) fn enrol(&mut self, household: &HouseholdId, group: Option<crate::unit::Text>, members: u32, on: Day) {
        let entered = Household {
            group: Dated::from(on, group),
            enrolled: on,
            retired_from: None,
            away: Vec::new(),
            merged_into: None,
            head: Dated::default(),
            members: Dated::from(on, members),
            retained: Vec::new(),
            shares: Default::default(),
            given: Default::default(),
            land_mu: Dated::default(),
            money: Dated::default(),
        };
        self.registers.enrol(household, entered);
    }

    pub(super) fn step(&mut self, y: &YearStepped, on: Day) -> Result<(), ApplyError> {
        let Ok(number) = i32::try_from(y.year) else { return Err(PostingError::Unknown(y.year.to_string()).into()) };
        // all of the account: a dividend that members decided after the year's last step lies under a purpose of its
        // own until the next one carries it, and is gone all the same
        let opening = self.accounts.balance_of(&self.chart.year.undistributed.account).negated();
        let computed = self.result_of(number);
        if let Some(end) = y.through().filter(|_| y.step == YearStep::Depreciation) {
            self.catch_up(end, on);
        }
        let year = self.years.entry(y.year).or_default();
        match y.step {
            YearStep::Depreciation => {
                year.depreciated = y.month.is_none_or(|month| month == 12);
                year.charged_month = y.month.or(year.charged_month);
            }
            YearStep::Close => {
                year.net_income = Some(computed);
                year.opening_undistributed = opening;
            }
            YearStep::Carry => year.carried = true,
            YearStep::Reserve => {
                // its lines were not posted without
                if let Some(amount) = y.amount.map(Money::fen) {
                    year.reserve = Some(amount);
                    self.is_gone(y.year, amount);
                }
            }
            YearStep::Distribution => year.finished = true,
        }
        Ok(())
    }

    /// Incomes less expenses of a year before they are closed.
    pub fn result_of(&self, year: i32) -> Fen {
        let Some(end) = Day::new(year, 12, 31) else { return Fen::ZERO };
        let upto = super::AsOf { day: end, closed: false };
        let rule = &self.chart.year;
        let counted = |account: &str| rule.is_income(account) || rule.is_expense(account);
        let all = self.accounts.as_of(end, upto);
        Fen::capped_total(all.filter(|(key, _, _)| counted(&key.account)).map(|(_, _, balance)| balance.negated()))
    }

    /// A key that may sign at an index, by id.
    pub fn signer(&self, key: &KeyId, index: u64) -> Option<&Key> {
        self.keys.valid_at(key, index)
    }
}
