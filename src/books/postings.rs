//! From an event to its balanced lines, by the chart document and the settings of the ledger.
//!
//! A pure function of the books before the event: posting, deciding and auditing all call it, so
//! nobody can post what cannot be recomputed.

use super::{
    AccountKey, AsOf, Books, HolderRule, Side, Voucher,
    chart::{ClaimRule, Place as ChartPlace},
};
use crate::{
    event::{
        Attached, ClaimRecorded, DebtSetOff, Event, Fact, HouseholdMerged, IncomeReleased, Kept, PaymentRecorded, PayoutDeclared,
        PayoutLine, PayoutPaid, PayoutReturned, ReceiptPart, ReceiptRecorded, SubscriptionRecorded,
        VoucherLine, WorksAccepted, YearStep, YearStepped, AssetUse, Holder,
    },
    log::Hash,
    scheme::{Action, CheckedSheet, PartyKind, Place, Receiver, ShareSource, Step, Tag},
    unit::{ContractId, Day, Fen, Money, PayoutId, ProjectId, Text},
};

/// Why an event has no lines in these books.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostingError {
    /// The chart document has no such part, claim or purpose.
    #[error("the chart document has no `{0}`")]
    UnknownPart(String),
    /// The chart has no such account.
    #[error("account {0} is not in the chart")]
    UnknownAccount(String),
    /// Something the rule needs is not said.
    #[error("`{part}` must name {what}")]
    Unsaid {
        /// Part.
        part: String,
        /// `holder`, `account`, `project`, `contract`, `period`.
        what: &'static str,
    },
    /// What is credited to households is not what came in for them.
    #[error("credited {credited}, received {received}")]
    CreditedDiffers {
        /// Σ lines.
        credited: Fen,
        /// Σ parts.
        received: Fen,
    },
    /// Nothing of that name in the books.
    #[error("{0} is not in the books")]
    Unknown(String),
}

type Posted = Result<Voucher, PostingError>;

/// The lines of an event recorded for `on`.
pub fn voucher(books: &Books, on: Day, event: &Event) -> Posted {
    match &event.fact {
        Fact::OpeningRecorded(o) => free(books, &o.lines),
        Fact::VoucherRecorded(v) => free(books, &v.lines),
        Fact::ReceiptRecorded(r) => receipt(books, on, r),
        Fact::PaymentRecorded(p) => payment(books, p),
        Fact::ClaimRecorded(c) => claim(books, c),
        Fact::SubscriptionRecorded(s) => subscription(books, s),
        Fact::IncomeReleased(r) => released(books, on, r),
        Fact::WorksAccepted(w) => accepted(books, w),
        Fact::GrantUsed(g) => {
            let mut v = Voucher::default();
            let used = &books.chart.fixed.grant_used;
            v.debit(AccountKey::new(&books.chart.fixed.grant, "", g.project.as_str()), g.amount.fen());
            v.credit(books.place(used, "")?, g.amount.fen());
            Ok(v)
        }
        Fact::PayoutDeclared(p) => match &event.attached {
            Attached::Lines(lines) => declared(books, p, lines, event.kept.as_ref()),
            _ => Ok(Voucher::default()),
        },
        Fact::PayoutPaid(p) => match &event.attached {
            Attached::Lines(lines) => paid(books, p, lines),
            _ => Ok(Voucher::default()),
        },
        Fact::PayoutReturned(p) => returned(books, p),
        Fact::YearStepped(y) => year(books, y),
        Fact::HouseholdMerged(m) => merged_accounts(books, m),
        Fact::BuildingReceived(b) => {
            let mut v = Voucher::default();
            v.debit(AccountKey::new(&books.chart.assets.cost, b.asset.as_str(), ""), b.value.fen());
            v.credit(books.place(&books.chart.fixed.received_assets, "")?, b.value.fen());
            Ok(v)
        }
        Fact::DebtSetOff(d) => set_off(books, d),
        Fact::EntryCorrected(c) => {
            let old = books.vouchers.get(&c.corrects.index);
            let old = old.ok_or_else(|| PostingError::Unknown(format!("entry {}", c.corrects.index)))?;
            Ok(old.reversed(books.setting("correction") != "swap"))
        }
        _ => Ok(Voucher::default()),
    }
}

impl Books {
    /// The account a rule names, read through the settings.
    pub fn account(&self, named: &str) -> Result<String, PostingError> {
        let code = match named.strip_prefix('@') {
            Some(setting) => self.setting(setting),
            None => named,
        };
        match self.chart.accounts.contains_key(code) {
            true => Ok(code.to_owned()),
            false => Err(PostingError::UnknownAccount(code.to_owned())),
        }
    }

    fn place(&self, place: &ChartPlace, holder: &str) -> Result<AccountKey, PostingError> {
        Ok(AccountKey::new(self.account(&place.account)?, holder, &place.purpose))
    }

    /// The cash box or the bank account.
    pub fn money_key(&self, account: &crate::unit::BankId) -> AccountKey {
        match account.is_cash() {
            true => AccountKey::new(&self.chart.fixed.cash, "", ""),
            false => AccountKey::new(&self.chart.fixed.bank, account.as_str(), ""),
        }
    }

    fn party_of(&self, contract: Option<&ContractId>) -> Option<&str> {
        self.contracts.get(contract?).map(|c| c.signed.party.as_str())
    }
}

/// What an entry says about one part, for the rules that leave something open.
struct Said<'a> {
    part: &'a str,
    contract: Option<&'a ContractId>,
    holder: Option<&'a Text>,
    purpose: Option<&'a Text>,
    project: Option<&'a ProjectId>,
}

impl Said<'_> {
    fn unsaid(&self, what: &'static str) -> PostingError {
        PostingError::Unsaid { part: self.part.to_owned(), what }
    }

    fn holder(&self, books: &Books, rule: HolderRule) -> Result<String, PostingError> {
        let given = self.holder.map(|h| h.as_str().to_owned());
        match rule {
            HolderRule::None => Ok(String::new()),
            HolderRule::Given => Ok(given.unwrap_or_default()),
            HolderRule::Contract => {
                self.contract.map(|c| c.to_string()).ok_or_else(|| self.unsaid("contract"))
            }
            HolderRule::Party => books
                .party_of(self.contract)
                .map(str::to_owned)
                .or(given)
                .ok_or_else(|| self.unsaid("contract or holder")),
            HolderRule::Place => {
                let project = self.project.and_then(|p| books.works.get(p));
                // whoever builds or invoices is named elsewhere: works are kept by where they stand
                Ok(project.and_then(|p| p.place.as_ref()).map(|t| t.as_str().to_owned()).unwrap_or_default())
            }
        }
    }

    fn purpose(&self, rule: &str, fixed: bool) -> Result<String, PostingError> {
        let given = self.purpose.map(|p| p.as_str().to_owned());
        match rule {
            "project" => {
                self.project.map(|p| p.as_str().to_owned()).ok_or_else(|| self.unsaid("project"))
            }
            "given" => Ok(given.unwrap_or_default()),
            text if fixed => Ok(text.to_owned()),
            text => Ok(given.unwrap_or_else(|| text.to_owned())),
        }
    }
}

fn free(books: &Books, lines: &[VoucherLine]) -> Posted {
    let mut v = Voucher::default();
    for line in lines {
        let text = |t: &Option<Text>| t.as_ref().map(|t| t.as_str().to_owned()).unwrap_or_default();
        let account = books.account(line.account.as_str())?;
        let key = AccountKey::new(account, text(&line.holder), text(&line.purpose));
        match (line.debit, line.credit) {
            (Some(amount), None) => v.debit(key, amount.fen()),
            (None, Some(amount)) => v.credit(key, amount.fen()),
            _ => {
                let part = line.account.to_string();
                return Err(PostingError::Unsaid { part, what: "exactly one of debit and credit" });
            }
        }
    }
    Ok(v)
}

/// Where a receipt's part is credited: now, and what waits for later years.
pub(super) struct Credited {
    pub key: AccountKey,
    pub now: Fen,
    pub later: Option<(AccountKey, Fen)>,
}

pub(super) fn credited(
    books: &Books,
    on: Day,
    receipt: &ReceiptRecorded,
    part: &ReceiptPart,
) -> Result<Credited, PostingError> {
    let name = part.part.as_str();
    let rule = books.chart.receipt.get(name).ok_or_else(|| PostingError::UnknownPart(name.into()))?;
    let said = Said {
        part: name,
        contract: receipt.contract.as_ref(),
        holder: part.holder.as_ref(),
        purpose: part.purpose.as_ref(),
        project: part.project.as_ref(),
    };
    let holder = said.holder(books, rule.holder)?;
    let purpose = said.purpose(&rule.purpose, rule.shared)?;
    let key = AccountKey::new(books.account(&rule.credit)?, holder.clone(), purpose);
    let all = part.amount.fen();
    let (Some(later), Some(period)) = (&rule.later, books.period_of(receipt)) else {
        return match rule.later {
            Some(_) => Err(said.unsaid("period")),
            None => Ok(Credited { key, now: all, later: None }),
        };
    };
    let now = super::earned(part.amount, period, on.year_end());
    let waits = AccountKey::new(books.account(&books.chart.fixed.advance)?, holder, later);
    let rest = all - now;
    Ok(Credited { key, now, later: (rest != Fen::ZERO).then_some((waits, rest)) })
}

/// Where a receipt's part is credited now, and how much.
pub fn credited_now(
    books: &Books,
    on: Day,
    receipt: &ReceiptRecorded,
    part: &ReceiptPart,
) -> Result<(AccountKey, Fen), PostingError> {
    credited(books, on, receipt, part).map(|c| (c.key, c.now))
}

fn receipt(books: &Books, on: Day, r: &ReceiptRecorded) -> Posted {
    let mut v = Voucher::default();
    v.debit(books.money_key(&r.into), r.parts.iter().map(|p| p.amount.fen()).sum());
    for part in &r.parts {
        let c = credited(books, on, r, part)?;
        v.credit(c.key, c.now);
        if let Some((key, amount)) = c.later {
            v.credit(key, amount);
        }
    }
    Ok(v)
}

/// The lines of a payment.
pub fn payment(books: &Books, p: &PaymentRecorded) -> Posted {
    let mut v = Voucher::default();
    for part in &p.parts {
        let name = part.part.as_str();
        let rule = books.chart.payment.get(name).ok_or_else(|| PostingError::UnknownPart(name.into()))?;
        let said = Said {
            part: name,
            contract: p.contract.as_ref(),
            holder: part.holder.as_ref(),
            purpose: part.purpose.as_ref(),
            project: part.project.as_ref(),
        };
        let account = match rule.debit.as_str() {
            "given" => {
                let named = part.account.as_ref().ok_or_else(|| said.unsaid("account"))?;
                let code = books.account(named.as_str())?;
                if !rule.accounts.contains(&code) {
                    return Err(said.unsaid("an expense account"));
                }
                code
            }
            fixed => books.account(fixed)?,
        };
        let holder = said.holder(books, rule.holder)?;
        let purpose = said.purpose(&rule.purpose, false)?;
        v.debit(AccountKey::new(account, holder, purpose), part.amount.fen());
    }
    v.credit(books.money_key(&p.from), p.parts.iter().map(|p| p.amount.fen()).sum());
    Ok(v)
}

/// Where a claim's shared part waits.
pub(super) fn claim_waits(books: &Books, c: &ClaimRecorded) -> Result<(AccountKey, AccountKey), PostingError> {
    let rule = claim_rule(books, c)?;
    let said = Said {
        part: c.claim.as_str(),
        contract: c.contract.as_ref(),
        holder: c.holder.as_ref(),
        purpose: c.purpose.as_ref(),
        project: c.project.as_ref(),
    };
    let debit_holder = said.holder(books, rule.debit_holder.unwrap_or(rule.holder))?;
    let credit_holder = said.holder(books, rule.credit_holder.unwrap_or(rule.holder))?;
    let debit_purpose = said.purpose(&rule.debit_purpose, false)?;
    let credit_purpose = said.purpose(&rule.credit_purpose, rule.shared)?;
    Ok((
        AccountKey::new(books.account(&rule.debit)?, debit_holder, debit_purpose),
        AccountKey::new(books.account(&rule.credit)?, credit_holder, credit_purpose),
    ))
}

fn claim_rule<'a>(books: &'a Books, c: &ClaimRecorded) -> Result<&'a ClaimRule, PostingError> {
    let name = c.claim.as_str();
    books.chart.claim.get(name).ok_or_else(|| PostingError::UnknownPart(name.into()))
}

fn claim(books: &Books, c: &ClaimRecorded) -> Posted {
    let rule = claim_rule(books, c)?;
    let (debit, credit) = claim_waits(books, c)?;
    let mut v = Voucher::default();
    v.debit(debit.clone(), c.amount.fen());
    let collective = c.collective.map(Money::fen).unwrap_or_default();
    if let Some(account) = &rule.collective {
        let purpose = rule.collective_purpose.clone().unwrap_or_default();
        v.credit(AccountKey::new(books.account(account)?, debit.holder, purpose), collective);
    }
    v.credit(credit, c.amount.fen() - collective);
    Ok(v)
}

fn subscription(books: &Books, s: &SubscriptionRecorded) -> Posted {
    let mut v = Voucher::default();
    v.debit(books.money_key(&s.into), s.lines.iter().map(|l| l.amount.fen()).sum());
    for line in &s.lines {
        v.credit(books.place(&books.chart.fixed.subscription, line.owner.as_str())?, line.amount.fen());
    }
    Ok(v)
}

fn released(books: &Books, on: Day, r: &IncomeReleased) -> Posted {
    let contract = books.contracts.get(&r.contract);
    let contract = contract.ok_or_else(|| PostingError::Unknown(r.contract.to_string()))?;
    let mut v = Voucher::default();
    for advance in &contract.advances {
        v.debit(advance.waits.clone(), advance.due(on));
        v.credit(advance.income.clone(), advance.due(on));
    }
    Ok(v)
}

fn accepted(books: &Books, w: &WorksAccepted) -> Posted {
    let mut v = Voucher::default();
    let rule = &books.chart.assets;
    for asset in &w.assets {
        v.debit(AccountKey::new(&rule.cost, asset.asset.as_str(), ""), asset.cost.fen());
    }
    let place = books.works.get(&w.project).and_then(|p| p.place.as_ref()).map(Text::as_str);
    let works = AccountKey::new(&rule.works, place.unwrap_or_default(), w.project.as_str());
    v.credit(works, w.assets.iter().map(|a| a.cost.fen()).sum());
    Ok(v)
}

/// Where the money of a payout's line comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// Receipts and claims that wait to be shared.
    Parts,
    /// A closed year's result.
    Result,
    /// An operator who pays afterwards.
    Operator,
}

fn declared(books: &Books, p: &PayoutDeclared, lines: &[(Hash, PayoutLine)], kept: Option<&Kept>) -> Posted {
    let adopted = books.adopted(&p.scheme, p.version);
    let sheet = &adopted.ok_or_else(|| PostingError::Unknown(format!("{}@{}", p.scheme, p.version)))?.sheet;
    let pots = match () {
        () if !p.sources.is_empty() => Origin::Parts,
        () if sheet.parties().iter().any(|party| party.kind == PartyKind::Books) => Origin::Result,
        () => Origin::Operator,
    };
    let origin = |place: &Place| match place {
        Place::Party(at) => match sheet.parties().get(at.index()).map(|party| party.kind) {
            Some(PartyKind::Books) => Origin::Result,
            Some(_) => Origin::Operator,
            None => pots,
        },
        _ => pots,
    };
    let party = books.party_of(p.contract.as_ref()).unwrap_or_default();
    let mut credits = Voucher::default();
    let mut by_origin = [Fen::ZERO; 3];
    for (_, line) in lines {
        for reason in &line.because {
            let step = sheet.steps().iter().find(|s| s.line == reason.line && s.name == reason.step);
            let step = step.ok_or_else(|| PostingError::Unknown(format!("step {}", reason.step)))?;
            let payee = line.to != Holder::Collective;
            let (from, tag) = moved(step, payee)
                .ok_or_else(|| PostingError::Unknown(format!("receiver of step {}", reason.step)))?;
            let amount = reason.amount.fen();
            let from = from.map_or(pots, &origin);
            match &line.to {
                Holder::Household(h) => {
                    let word = tag.map(Tag::zh).unwrap_or_default();
                    let place = books.chart.credited.get(word);
                    let place = place.ok_or_else(|| PostingError::UnknownPart(word.to_owned()))?;
                    credits.credit(books.place(place, h.as_str())?, amount);
                }
                Holder::Collective if from == Origin::Operator => {
                    credits.credit(books.place(&books.chart.payout.fee, party)?, amount);
                }
                Holder::Outside(outside) => {
                    let holder = if party.is_empty() { outside.word() } else { party };
                    let purpose = tag.map(Tag::zh).unwrap_or_default();
                    let account = books.account(&books.chart.fixed.advance)?;
                    credits.credit(AccountKey::new(account, holder, purpose), amount);
                }
                // the collective's part became income when it was received, or stays undistributed
                Holder::Collective => continue,
            }
            by_origin[from as usize] += amount;
        }
    }
    let mut v = Voucher::default();
    for (name, change) in kept_changes(books, sheet, kept) {
        let key = AccountKey::new(books.account(&books.chart.fixed.advance)?, "", name);
        if change > Fen::ZERO {
            credits.credit(key, change);
        } else {
            v.debit(key, change.negated());
        }
        by_origin[pots as usize] += change;
    }
    let shared: Vec<_> = books.parts_of(&p.sources).filter(|part| part.shared).collect();
    let received: Fen = shared.iter().map(|part| books.waiting(part)).sum();
    let credited = by_origin[Origin::Parts as usize];
    if credited != received {
        return Err(PostingError::CreditedDiffers { credited, received });
    }
    for part in shared {
        v.debit(part.waits.clone(), books.waiting(part));
    }
    v.debit(books.place(&books.chart.payout.result, "")?, by_origin[Origin::Result as usize]);
    v.debit(books.place(&books.chart.payout.operator, party)?, by_origin[Origin::Operator as usize]);
    for line in merged(credits) {
        v.credit(line.0, line.1);
    }
    Ok(v)
}

/// By how much a run changed each account of its sheet. The reserve and the welfare fund are left
/// out: the year's own step posts them.
fn kept_changes(books: &Books, sheet: &CheckedSheet, kept: Option<&Kept>) -> Vec<(String, Fen)> {
    let mut changes = Vec::new();
    for (at, account) in sheet.accounts().iter().enumerate() {
        let reserve = sheet.steps().iter().any(|step| receivers(step).any(|r| {
            matches!(r.place, Place::Account(a, _) if a.index() == at)
                && matches!(r.tag, Some(Tag::Reserve | Tag::WelfareFund))
        }));
        let lines = kept.into_iter().flat_map(|k| &k.accounts).filter(|m| m.name.as_str() == account.name);
        let after: Fen = lines.map(|m| m.amount.fen()).sum();
        let before: Fen = books.kept.get(&account.name).into_iter().flat_map(|rows| rows.values().copied()).sum();
        if !reserve && after != before {
            changes.push((account.name.clone(), after - before));
        }
    }
    changes
}

/// Every receiver of a step.
fn receivers(step: &Step) -> impl Iterator<Item = &Receiver> {
    let (one, many): (Option<&Receiver>, &[Receiver]) = match &step.action {
        Action::Pay(pay) => (Some(&pay.to), &[]),
        Action::Rest { to, .. } => (Some(to), &[]),
        Action::Share(share) => (share.nobody.as_ref(), &share.to),
        _ => (None, &[]),
    };
    one.into_iter().chain(many)
}

/// A step's source place and the purpose of its payee (or its non-payee) receiver.
pub(crate) fn moved(step: &Step, payee: bool) -> Option<(Option<&Place>, Option<Tag>)> {
    let fits = |r: &&Receiver| matches!(r.place, Place::Payee(_)) == payee;
    match &step.action {
        Action::Pay(pay) => Some((Some(&pay.from), pay.to.tag)),
        Action::Rest { from, to } => Some((Some(from), to.tag)),
        Action::Share(share) => {
            let receiver = share.to.iter().chain(&share.nobody).find(fits)?;
            let from = match &share.from {
                ShareSource::One(place) => place,
                ShareSource::Each { place, .. } => place,
            };
            Some((Some(from), receiver.tag))
        }
        _ => None,
    }
}

/// One credit per key, in order of first appearance by key.
fn merged(credits: Voucher) -> std::collections::BTreeMap<AccountKey, Fen> {
    let mut sums = std::collections::BTreeMap::new();
    for line in credits.lines() {
        *sums.entry(line.key.clone()).or_insert(Fen::ZERO) += line.amount;
    }
    sums
}

fn payout<'a>(books: &'a Books, id: &PayoutId) -> Result<&'a super::Payout, PostingError> {
    books.payouts.get(id).ok_or_else(|| PostingError::Unknown(id.to_string()))
}

fn paid(books: &Books, p: &PayoutPaid, lines: &[(Hash, PayoutLine)]) -> Posted {
    let payout = payout(books, &p.payout)?;
    let mut v = Voucher::default();
    let mut debits = Voucher::default();
    for (_, line) in lines {
        if let Some(owed) = line.to.household().and_then(|h| payout.lines.get(h)) {
            for (key, amount) in owed.split(line.amount.fen(), false) {
                debits.debit(key, amount);
            }
        }
    }
    for (key, amount) in merged(debits) {
        v.debit(key, amount);
    }
    v.credit(books.money_key(&p.from), p.lines.total.fen());
    Ok(v)
}

fn returned(books: &Books, p: &PayoutReturned) -> Posted {
    let payout = payout(books, &p.payout)?;
    let mut v = Voucher::default();
    v.debit(books.money_key(&p.into), p.lines.iter().map(|l| l.amount.fen()).sum());
    for line in &p.lines {
        if let Some(owed) = payout.lines.get(&line.household) {
            for (key, amount) in owed.split(line.amount.fen(), true) {
                v.credit(key, amount);
            }
        }
    }
    Ok(v)
}

/// What stands under the old household's name goes to the new one, account by account.
fn merged_accounts(books: &Books, m: &HouseholdMerged) -> Posted {
    let mut v = Voucher::default();
    for (key, net) in books.accounts.of_holder(m.household.as_str()) {
        let to = AccountKey { holder: m.into.to_string(), ..key.clone() };
        if net < Fen::ZERO {
            v.debit(key.clone(), net.negated());
            v.credit(to, net.negated());
        } else {
            v.debit(to, net);
            v.credit(key.clone(), net);
        }
    }
    Ok(v)
}

/// The household's debts, by where they stand: debit balances of its current account.
pub fn debts<'a>(books: &'a Books, household: &'a str) -> impl Iterator<Item = (&'a AccountKey, Fen)> {
    let member = books.account("@member_payable").unwrap_or_default();
    let all = books.accounts.of_holder(household);
    all.filter(move |(key, net)| (key.account == member || key.account == "113") && *net > Fen::ZERO)
}

fn set_off(books: &Books, d: &DebtSetOff) -> Posted {
    let wanted = |key: &AccountKey| d.purpose.as_ref().is_none_or(|p| key.purpose == p.as_str());
    let debt = debts(books, d.household.as_str()).find(|(key, _)| wanted(key));
    let (debt, _) = debt.ok_or_else(|| PostingError::Unknown(format!("a debt of {}", d.household)))?;
    let payout = payout(books, &d.payout)?;
    let mut v = Voucher::default();
    if let Some(owed) = payout.lines.get(&d.household) {
        for (key, amount) in owed.split(d.amount.fen(), false) {
            v.debit(key, amount);
        }
    }
    v.credit(debt.clone(), d.amount.fen());
    Ok(v)
}

fn year(books: &Books, y: &YearStepped) -> Posted {
    let chart = &books.chart;
    let rule = &chart.year;
    let mut v = Voucher::default();
    let number = i32::try_from(y.year).unwrap_or_default();
    let undistributed = books.place(&rule.undistributed, "")?;
    match y.step {
        YearStep::Depreciation => {
            for (name, asset) in &books.registers.assets {
                let account = match asset.used_for {
                    AssetUse::Office => &chart.assets.office,
                    AssetUse::Operating => &chart.assets.operating,
                    AssetUse::Public => &chart.assets.public,
                };
                let charge = asset.charge(number);
                v.debit(AccountKey::new(account, "", &chart.assets.purpose), charge);
                v.credit(AccountKey::new(&chart.assets.accumulated, name.as_str(), ""), charge);
            }
        }
        YearStep::Close => {
            let result = AccountKey::new(&rule.result, "", "");
            let (mut income, mut expense) = (Fen::ZERO, Fen::ZERO);
            for (key, net) in books.at_year_end(number) {
                if rule.incomes.contains(&key.account) {
                    v.debit(key.clone(), net.negated());
                    income += net.negated();
                } else if rule.expenses.contains(&key.account) {
                    v.credit(key.clone(), net);
                    expense += net;
                }
            }
            v.debit(result.clone(), expense);
            v.credit(result, income);
        }
        YearStep::Carry => {
            let net = books.net_income(y.year).unwrap_or_default();
            let result = AccountKey::new(&rule.result, "", "");
            match net.0 >= 0 {
                true => {
                    v.debit(result, net);
                    v.credit(undistributed, net);
                }
                false => {
                    v.debit(undistributed, net.negated());
                    v.credit(result, net.negated());
                }
            }
        }
        YearStep::Reserve => {
            let amount = y.amount.map(Money::fen).unwrap_or_default();
            v.debit(books.place(&rule.reserve_from, "")?, amount);
            v.credit(books.place(&rule.reserve_to, "")?, amount);
        }
        YearStep::Distribution => {
            let mut carried = Fen::ZERO;
            let mut credits = Voucher::default();
            for (key, turnover) in books.accounts.under(&undistributed.account) {
                if *key != undistributed {
                    credits.credit(key.clone(), turnover.net());
                    carried += turnover.net();
                }
            }
            v.debit(undistributed, carried);
            for line in credits.lines() {
                v.credit(line.key.clone(), line.amount);
            }
        }
    }
    Ok(v)
}

impl Books {
    /// Debit less credit of every key at the end of a year, before its incomes are closed.
    fn at_year_end(&self, year: i32) -> Vec<(&AccountKey, Fen)> {
        let Some(end) = Day::new(year, 12, 31) else { return Vec::new() };
        let upto = AsOf { day: end, closed: false };
        self.accounts.as_of(end, upto).map(|(key, _, balance)| (key, balance)).collect()
    }
}

/// Sum of one side of a voucher under one account.
pub fn total_under(voucher: &Voucher, account: &str, side: Side) -> Fen {
    let lines = voucher.lines().iter().filter(|l| l.side == side && l.key.account == account);
    lines.map(|l| l.amount).sum()
}
