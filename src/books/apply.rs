//! Folding one entry into the books.

mod contracts;
mod money;
mod payout;

use super::{
    Adopted, Asset, Books, Capital, Chart, ChartError, Dated, History, House, Household, Key, Keys, Nature, Parcel,
    ShareClass, Stated, Undo, Voucher, WorkSheet, nature,
    postings::{self, PostingError},
};
use crate::{
    event::{Attached, Entry, Fact, Holder, LedgerOpened, YearStep, YearStepped},
    log::{Hash, KeyId, PublicKey, VerifiedEntry},
    scheme,
    unit::{AreaMu, Day, Fen, HouseholdId, Money, Period},
};
use std::sync::Arc;

/// Why the books cannot follow an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The first entry does not open a ledger.
    #[error("entry 0 must be ledger.opened, found {0}")]
    NotOpened(String),
    /// The chart document cannot be read.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// A recorded sheet does not pass the checker.
    #[error("sheet {0} does not pass the checker: {1}")]
    Sheet(String, String),
    /// The ledger's zone is none.
    #[error("expected an offset such as +08:00, found {0}")]
    Zone(String),
    /// The ledger's key does not sign for this ledger.
    #[error("the ledger's key must sign notes of {0}, found {1}")]
    LedgerKey(String, String),
    /// The amounts add up to more than the books hold; [`Fen::MOST_POSTED`].
    #[error("the amounts add up to more than the books can hold")]
    TooMuch,
    /// The lines cannot be posted.
    #[error(transparent)]
    Posting(#[from] PostingError),
}

impl Books {
    /// The books behind entry 0.
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
            books.admit(key, 0);
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
            size: 0,
            recorded_at: None,
            settings: Default::default(),
            keys: Keys::default(),
            ids: Default::default(),
            vouchers: Default::default(),
            corrected: Default::default(),
            registers: Default::default(),
            contracts: Default::default(),
            objections: Default::default(),
            plans: Default::default(),
            resolutions: Default::default(),
            works: Default::default(),
            accounts: Default::default(),
            parts: Default::default(),
            under: Default::default(),
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
            days: Vec::new(),
        }
    }

    /// Folds one entry in. An entry that was decided on these books always can be.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), ApplyError> {
        let on = entry.sealed.effective_on();
        let voucher = postings::voucher(self, on, &entry.event)?;
        self.accounts.room_for(&voucher).ok_or(ApplyError::TooMuch)?;
        self.change(entry, on)?;
        if let Fact::PayoutDeclared(p) = &entry.event.fact {
            self.distribute(p, &voucher);
        }
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
            let (day, closing) = posted_on(&entry.event.fact, on);
            let voucher = self.accounts.post(day, closing, voucher);
            self.vouchers.push(index, sealed.leaf(), &voucher);
        }
        self.ids.push(sealed.id());
        self.days.push(on);
        match nature(&entry.event.fact) {
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

    fn admit(&mut self, admitted: &crate::event::KeyAdmitted, from: u64) {
        if let Ok(public) = PublicKey::from_bytes(&admitted.public.0) {
            let person = admitted.person.to_string();
            let key = Key { public, kind: admitted.kind, role: admitted.role, person, from, until: None };
            self.keys.admit(key.public.id(), key);
        }
    }

    fn change(&mut self, entry: &Entry, on: Day) -> Result<(), ApplyError> {
        let sealed = &entry.sealed;
        let index = sealed.index();
        let (k, n) = sealed.batch();
        let batch_end = index + u64::from(n - k.min(n)) - 1;
        match &entry.event.fact {
            Fact::LedgerOpened(_)
            | Fact::AttestationRecorded(_)
            | Fact::OpeningRecorded(_)
            | Fact::VoucherRecorded(_)
            | Fact::Informed(_) => {
                if matches!(entry.event.fact, Fact::OpeningRecorded(_)) {
                    self.opening_on = Some(on);
                }
            }
            Fact::GrantUsed(g) => {
                let works = self.works.entry(g.project.clone()).or_default();
                works.used = works.used.capped_plus(g.amount.fen());
                self.undo.insert(index, Undo::Granted(g.project.clone(), g.amount.fen()));
            }
            Fact::SettingChosen(s) => {
                self.settings.insert(s.name.to_string(), s.value.to_string());
            }
            Fact::KeyAdmitted(key) => self.admit(key, batch_end + 1),
            Fact::KeyRetired(key) => self.keys.retire(&key.key, batch_end),
            Fact::LedgerKeyReplaced(r) => self.opened.vkey = r.vkey.clone(),
            Fact::HouseholdsStated(s) => {
                self.stated = Some((index, s.size, s.root));
                let digests = Arc::new(self.digests_in_order());
                self.history.state(Stated { entry: index, size: s.size, root: s.root, digests });
            }
            Fact::HouseholdErased(e) => {
                self.erased.insert(e.household.clone(), index);
                self.erase_texts(&e.household, index);
            }
            Fact::EntryCorrected(c) => {
                self.corrected.insert(c.corrects.index, index);
                self.unfold(c.corrects.index);
            }
            Fact::PartyRegistered(p) => {
                self.registers.parties.insert(p.party.clone(), p.role.clone());
            }
            Fact::BankRegistered(b) => {
                self.registers.banks.insert(b.account.clone(), b.ownership);
            }
            Fact::ClassSet(c) => {
                let class = ShareClass {
                    regime: c.regime,
                    total: c.total,
                    unit: c.unit.clone(),
                    granted: crate::unit::Shares::ZERO,
                };
                self.registers.classes.insert(c.class.clone(), class);
            }
            Fact::SharesGranted(g) => {
                self.registers.grant(&g.holder, &g.class, g.shares, on);
                if let Some(household) = g.holder.household() {
                    self.registers.give(household, &g.class, g.shares);
                }
            }
            Fact::HouseholdEnrolled(h) => {
                self.enrol(&h.household, h.group.clone(), h.members, AreaMu::ZERO, Money::ZERO, on);
                for (class, shares) in &h.shares {
                    self.registers.grant(&Holder::Household(h.household.clone()), class, *shares, on);
                    self.registers.give(&h.household, class, *shares);
                }
            }
            Fact::VillageJoined(v) => self.enrol(&v.village, None, 0, v.land_mu, v.money, on),
            Fact::ParcelRegistered(p) => {
                let parcel = Parcel {
                    household: Dated::from(on, p.household.clone()),
                    area: Dated::from(on, (p.area_m2, p.area_mu)),
                    contract_end: p.contract_end,
                    entrusted: Vec::new(),
                    leased: Vec::new(),
                };
                self.registers.parcels.insert(p.parcel.clone(), parcel);
            }
            Fact::HouseRegistered(h) => {
                let house =
                    House { owner: Dated::from(on, h.owner.clone()), floor_m2: h.floor_m2, let_under: Vec::new() };
                self.registers.houses.insert(h.house.clone(), house);
            }
            Fact::AssetRegistered(a) => {
                let asset = Asset {
                    cost: a.cost,
                    salvage: a.salvage,
                    life_months: a.life_months,
                    used_months: a.used_months,
                    first_month: a.first_month,
                    used_for: a.used_for,
                };
                self.registers.assets.insert(a.asset.clone(), asset);
                self.undo.insert(index, Undo::Card(a.asset.clone()));
            }
            Fact::EntrustmentGiven(e) => {
                for parcel in &e.parcels {
                    let days = Period::new(e.first_day, e.last_day);
                    if let Some(parcel) = self.registers.parcels.get_mut(parcel) {
                        parcel.entrusted.extend(days);
                    }
                }
            }
            Fact::EntrustmentEnded(e) => {
                for parcel in &e.parcels {
                    if let Some(parcel) = self.registers.parcels.get_mut(parcel) {
                        let kept = parcel.entrusted.iter().filter_map(|days| days.ended_by(e.last_day));
                        parcel.entrusted = kept.collect();
                    }
                }
            }
            Fact::ContractSigned(c) => self.sign(c),
            Fact::ContractAmended(a) => self.amend(a, on),
            Fact::ReportRecorded(r) => {
                if let Some(contract) = self.contracts.get_mut(&r.contract) {
                    let report = contract.reports.entry(r.year).or_default();
                    report.net_per_mu = r.net_per_mu.or(report.net_per_mu);
                    report.revenue = r.revenue.or(report.revenue);
                }
            }
            Fact::ReceiptRecorded(r) => self.receive(index, on, r)?,
            Fact::PaymentRecorded(p) => self.invest(index, p, on),
            Fact::ClaimRecorded(c) => self.claim(index, on, c)?,
            Fact::SubscriptionRecorded(s) => {
                let owners = s.lines.iter().map(|l| (Holder::Household(l.owner.clone()), l.amount));
                let own = (s.collective != Money::ZERO).then_some((Holder::Collective, s.collective));
                for (owner, amount) in owners.chain(own) {
                    let same = |c: &&Capital| c.owner.as_at(on) == Some(&owner);
                    let number = self.registers.capital.iter().filter(same).count() + 1;
                    self.registers.capital.push(Capital {
                        key: format!("{owner}/{number}"),
                        owner: Dated::from(on, owner),
                        contract: s.contract.clone(),
                        amount,
                        since: None,
                    });
                }
            }
            Fact::IncomeReleased(r) => {
                let mut taken = Vec::new();
                for advance in self.contracts.get_mut(&r.contract).iter_mut().flat_map(|c| &mut c.advances) {
                    let due = advance.due(on);
                    advance.earned = advance.earned.capped_plus(due);
                    taken.push((advance.entry, advance.part, due));
                }
                self.undo.insert(index, Undo::Released(r.contract.clone(), taken));
            }
            Fact::WorkRecorded(w) => {
                if let Some(period) = Period::new(w.first_day, w.last_day) {
                    let lines = w.lines.iter().map(|l| (l.worker.clone(), l.class.clone(), l.quantity));
                    let sheet =
                        WorkSheet { contract: w.contract.clone(), period, lines: lines.collect(), paid_by: None };
                    self.registers.sheets.insert(w.sheet.clone(), sheet);
                    self.undo.insert(index, Undo::Work(w.sheet.clone()));
                }
            }
            Fact::WorksOrdered(w) => {
                let works = self.works.entry(w.project.clone()).or_default();
                works.place = w.place.clone();
                works.ordered = works.ordered.plus(w.amount.fen()).ok_or(ApplyError::TooMuch)?;
            }
            Fact::WorksAccepted(w) => {
                let before = self.works.get(&w.project).map(|works| works.accepted);
                let cost = Fen::capped_total(w.assets.iter().map(|a| a.cost.fen()));
                let works = self.works.entry(w.project.clone()).or_default();
                works.accepted = true;
                works.taken = works.taken.capped_plus(cost);
                let cards = w.assets.iter().map(|a| a.asset.clone()).collect();
                self.undo.insert(index, Undo::Accepted(w.project.clone(), before, cost, cards));
                for asset in &w.assets {
                    let next_month = Day::new(on.year(), on.month(), 1).and_then(|d| d.plus_months(1));
                    let card = Asset {
                        cost: asset.cost,
                        salvage: asset.salvage,
                        life_months: asset.life_months,
                        used_months: 0,
                        first_month: next_month.unwrap_or(on),
                        used_for: asset.used_for,
                    };
                    self.registers.assets.insert(asset.asset.clone(), card);
                }
            }
            Fact::SchemeAdopted(s) => {
                let Attached::Document(text) = &entry.event.attached else { return Ok(()) };
                let name = format!("{}@{}", s.scheme, s.version);
                let sheet = scheme::read(text).map_err(|found| {
                    let first = found.first().map(|d| d.message_en.clone()).unwrap_or_default();
                    ApplyError::Sheet(name, first)
                })?;
                let adopted =
                    Adopted { sheet: Arc::new(sheet), hash: s.sheet.blob, on, index, resolution: s.resolution.clone() };
                self.schemes.insert((s.scheme.clone(), s.version), adopted);
            }
            Fact::PayoutDeclared(p) => {
                if let Attached::Lines(lines) = &entry.event.attached {
                    self.declare(index, on, p, lines)?;
                    self.keep(p, entry.event.kept.as_ref());
                }
            }
            Fact::PayoutPaid(p) => {
                let Attached::Lines(lines) = &entry.event.attached else { return Ok(()) };
                for (_, line) in lines {
                    if let (Some(payout), Some(household)) = (self.payouts.get_mut(&p.payout), line.to.household()) {
                        payout.settle(household, line.amount.fen(), on);
                    }
                }
            }
            Fact::PayoutReturned(p) => {
                let Attached::Lines(lines) = &entry.event.attached else { return Ok(()) };
                for (_, line) in lines {
                    if let (Some(payout), Some(household)) = (self.payouts.get_mut(&p.payout), line.to.household()) {
                        payout.settle(household, line.amount.fen().negated(), on);
                    }
                }
            }
            Fact::YearStepped(y) => self.step(y),
            Fact::HouseholdSplit(_)
            | Fact::HouseholdMerged(_)
            | Fact::MembersChanged(_)
            | Fact::SharesTransferred(_)
            | Fact::ParcelRemeasured(_)
            | Fact::HouseReturned(_)
            | Fact::BuildingReceived(_)
            | Fact::DebtSetOff(_)
            | Fact::ObjectionRaised(_)
            | Fact::ObjectionAnswered(_)
            | Fact::PlanPublished(_)
            | Fact::ResolutionPassed(_) => self.alter(index, &entry.event.fact, on),
        }
        Ok(())
    }

    pub(super) fn enrol(
        &mut self,
        household: &HouseholdId,
        group: Option<crate::unit::Text>,
        members: u32,
        land_mu: AreaMu,
        money: Money,
        on: Day,
    ) {
        let entered = Household {
            group,
            enrolled: on,
            retired_from: None,
            merged_into: None,
            members: Dated::from(on, members),
            retained: Vec::new(),
            shares: Default::default(),
            given: Default::default(),
            land_mu,
            money,
        };
        self.registers.enrol(household, entered);
    }

    fn step(&mut self, y: &YearStepped) {
        let number = i32::try_from(y.year).unwrap_or_default();
        // all of the account: a dividend that members decided after the year's last step lies under a purpose of its
        // own until the next one carries it, and is gone all the same
        let opening = self.accounts.balance_of(&self.chart.year.undistributed.account).negated();
        let computed = self.result_of(number);
        let year = self.years.entry(y.year).or_default();
        match y.step {
            YearStep::Depreciation => year.depreciated = true,
            YearStep::Close => {
                year.net_income = Some(computed);
                year.opening_undistributed = opening;
            }
            YearStep::Carry => year.carried = true,
            YearStep::Reserve => {
                let amount = y.amount.map(Money::fen).unwrap_or_default();
                let scheme = y.scheme.as_ref().map(ToString::to_string).unwrap_or_default();
                year.reserve = Some((scheme, y.version.unwrap_or_default(), amount));
                self.is_gone(y.year, amount);
            }
            YearStep::Distribution => year.finished = true,
        }
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

/// The day under which an entry's lines stand, and whether they belong to the year's end.
/// Opening balances are the balances of the day before.
pub fn posted_on(fact: &Fact, on: Day) -> (Day, bool) {
    match fact {
        Fact::OpeningRecorded(_) => (on.plus_days(-1).unwrap_or(on), false),
        Fact::YearStepped(y) => (on, y.step != YearStep::Depreciation),
        Fact::PayoutDeclared(p) => (on, p.year.is_some() && p.sources.is_empty()),
        _ => (on, false),
    }
}
