//! Receipts, payments, subscriptions, vouchers: part by part, as the chart document says.

use super::{Posted, PostingError, total};
use crate::{
    books::{
        AccountKey, Books, Dues, HolderRule, Side, Voucher,
        chart::{Class, is_detail},
        earned, whole_months,
    },
    event::{
        IncomeReleased, Invoice, PaymentPart, PaymentRecorded, ReceiptPart, ReceiptRecorded, SubscriptionRecorded,
        VoucherLine, WorksAccepted,
    },
    unit::{BankId, ContractId, Day, DueNo, Fen, Money, Period, ProjectId, Text},
};

/// What a rule of the chart calls the account of a loan, one of the collective's own accounts, and what the entry itself says.
const LOAN: &str = "loan";
const OWN: &str = "own";
pub(super) const GIVEN: &str = "given";

/// What an entry says about one part, for the rules that leave something open.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    pub part: &'a str,
    pub contract: Option<&'a ContractId>,
    /// The contract's other side, for what it is said of.
    pub party: Option<&'a str>,
    pub holder: Option<&'a Text>,
    pub purpose: Option<&'a Text>,
    pub project: Option<&'a ProjectId>,
    pub asset: Option<&'a Text>,
}

/// What a part settles, and on which side that stands.
pub(super) struct Settled<'a> {
    pub holder: &'a str,
    pub purpose: &'a str,
    pub amount: Fen,
    pub side: Side,
}

impl Said<'_> {
    pub(super) fn unsaid(&self, what: &'static str) -> PostingError {
        PostingError::Unsaid { part: self.part.to_owned(), what }
    }

    pub(super) fn holder(&self, books: &Books, rule: HolderRule) -> Result<String, PostingError> {
        let given = self.holder.map(|h| h.as_str().to_owned());
        match rule {
            HolderRule::None => Ok(String::new()),
            HolderRule::Given | HolderRule::Payer => {
                let party = self.party.filter(|_| rule == HolderRule::Payer);
                Ok(given.or_else(|| party.map(str::to_owned)).unwrap_or_default())
            }
            HolderRule::Contract => self.contract.map(|c| c.to_string()).ok_or_else(|| self.unsaid("contract")),
            HolderRule::Party => {
                self.party.map(str::to_owned).or(given).ok_or_else(|| self.unsaid("contract or holder"))
            }
            HolderRule::Asset => self.asset.map(|a| a.as_str().to_owned()).ok_or_else(|| self.unsaid("asset")),
            HolderRule::Place => {
                let project = self.project.and_then(|p| books.works.get(p));
                // whoever builds or invoices is named elsewhere: works are kept by where they stand
                Ok(project.and_then(|p| p.place.as_ref()).map(|t| t.as_str().to_owned()).unwrap_or_default())
            }
        }
    }

    /// The account that a rule names: of a loan, that of its length.
    pub(super) fn account(&self, books: &Books, named: &str) -> Result<String, PostingError> {
        match &books.chart.loan {
            Some(loan) if named == LOAN => {
                let days = self.contract.and_then(|id| books.contracts.get(id)?.period());
                let days = days.ok_or_else(|| self.unsaid("contract, with its days"))?;
                books.account(if whole_months(days) <= loan.short_months { &loan.short } else { &loan.long })
            }
            _ => books.account(named),
        }
    }

    /// Where what is settled stands: under the account that the rule names or, where its setting was another when it came
    /// there and so much is not here, under that one's.
    pub(super) fn settled(&self, books: &Books, named: &str, at: Settled<'_>) -> Result<AccountKey, PostingError> {
        let key = |account: &str| AccountKey::new(account, at.holder, at.purpose);
        let enough = |key: &AccountKey| {
            let debit = books.accounts.balance(key);
            at.amount <= if at.side == Side::Debit { debit } else { debit.negated() }
        };
        let now = key(&self.account(books, named)?);
        let setting = named.strip_prefix('@').and_then(|setting| books.chart.settings.get(setting));
        if enough(&now) {
            return Ok(now);
        }
        let before = setting.into_iter().flatten().map(|account| key(account)).find(enough);
        Ok(before.unwrap_or(now))
    }

    /// The account that an entry names where the rule leaves it open: one of those that the rule lists.
    pub(super) fn named(
        &self,
        books: &Books,
        account: Option<&Text>,
        listed: &[String],
    ) -> Result<String, PostingError> {
        let named = account.ok_or_else(|| self.unsaid("account"))?;
        let code = books.account(named.as_str())?;
        let fits = listed.iter().any(|of| is_detail(&code, of));
        if fits {
            return Ok(code);
        }
        let (part, listed) = (self.part.to_owned(), listed.to_vec());
        Err(PostingError::NotListed { part, listed, found: named.to_string() })
    }

    /// The account of the collective's own that the entry names as holder.
    fn own(&self) -> Result<BankId, PostingError> {
        let named = self.holder.and_then(|holder| holder.as_str().parse().ok());
        named.ok_or_else(|| self.unsaid("holder, an account of the collective's"))
    }

    pub(super) fn purpose(&self, rule: &str, fixed: bool) -> Result<String, PostingError> {
        let given = self.purpose.map(|p| p.as_str().to_owned());
        match rule {
            "project" => self.project.map(|p| p.as_str().to_owned()).ok_or_else(|| self.unsaid("project")),
            "given" => Ok(given.unwrap_or_default()),
            text if fixed => Ok(text.to_owned()),
            text => Ok(given.unwrap_or_else(|| text.to_owned())),
        }
    }

    /// The same where it stands apart for each project.
    pub(super) fn purpose_of(&self, rule: &str, fixed: bool, by_project: bool) -> Result<String, PostingError> {
        let purpose = self.purpose(rule, fixed)?;
        Ok(match self.project.filter(|_| by_project) {
            Some(project) => purpose_for(&purpose, project),
            None => purpose,
        })
    }
}

/// What stands apart for a project of what one purpose is for.
pub(in crate::books) fn purpose_for(purpose: &str, project: &ProjectId) -> String {
    format!("{purpose}-{project}")
}

pub(in crate::books) fn free(books: &Books, lines: &[VoucherLine]) -> Posted {
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
                return Err(PostingError::Unsaid { part, what: "debit / credit" });
            }
        }
    }
    Ok(v)
}

/// Where a receipt's part is credited: now, and what waits for later years.
pub(in crate::books) struct Credited {
    pub key: AccountKey,
    pub now: Fen,
    pub later: Option<(AccountKey, Fen)>,
    /// The tax of what is sold.
    pub vat: Option<(AccountKey, Fen)>,
    /// What of it pays for which days, where it is income as they pass.
    pub spans: Vec<Span>,
}

/// What of a part pays for some days: those of the receipt, or of a due.
pub(in crate::books) struct Span {
    pub due: Option<DueNo>,
    pub period: Period,
    pub amount: Money,
    pub now: Fen,
}

pub(in crate::books) fn credited(
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
        party: books.party_for(receipt.contract.as_ref(), receipt.dues.first().map(|paid| &paid.no)),
        holder: part.holder.as_ref(),
        purpose: part.purpose.as_ref(),
        project: part.project.as_ref(),
        asset: None,
    };
    let holder = said.holder(books, rule.holder)?;
    let purpose = said.purpose_of(&rule.purpose, rule.shared, rule.by_project)?;
    let key = match rule.settles {
        true => {
            let at = Settled { holder: &holder, purpose: &purpose, amount: part.amount.fen(), side: Side::Debit };
            said.settled(books, &rule.credit, at)?
        }
        false => AccountKey::new(said.account(books, &rule.credit)?, holder.clone(), purpose),
    };
    let taxed = Taxed::of(books, &key, part.invoice.as_ref(), || same_invoice(receipt, part));
    let vat = taxed.as_ref().map(|taxed| taxed.owed(books, part.amount.fen())).transpose()?;
    let all = vat.as_ref().map_or(part.amount.fen(), |(_, vat)| part.amount.fen().capped_minus(*vat));
    let Some(later) = &rule.later else {
        return Ok(Credited { key, now: all, later: None, vat, spans: Vec::new() });
    };
    let undated = rule.undated.then(|| of_its_day(books, on, receipt, part)).flatten().map(|span| vec![span]);
    let mut spans = undated.or_else(|| spans(books, on, receipt, part)).ok_or_else(|| said.unsaid("period"))?;
    if let Some(taxed) = &taxed {
        taxed.net(&mut spans, on);
    }
    let now = total(spans.iter().map(|span| span.now))?;
    let own = rule.later_holder.filter(|_| receipt.contract.is_some());
    let holder = own.map(|own| said.holder(books, own)).transpose()?.unwrap_or(holder);
    let waits = AccountKey::new(books.account(&books.chart.fixed.advance)?, holder, later);
    let rest = all.capped_minus(now);
    if rule.undated && rest != Fen::ZERO && receipt.contract.is_none() {
        return Err(said.unsaid("contract"));
    }
    Ok(Credited { key, now, later: (rest != Fen::ZERO).then_some((waits, rest)), vat, spans })
}

/// What parts of the receipt before this one draw on the same invoice.
fn same_invoice(receipt: &ReceiptRecorded, part: &ReceiptPart) -> Fen {
    let name =
        |part: &ReceiptPart| (part.part.clone(), part.holder.clone(), part.purpose.clone(), part.project.clone());
    let before = receipt.parts.iter().take_while(|other| name(other) != name(part));
    let same =
        before.filter(|other| other.invoice.as_ref().map(Invoice::key) == part.invoice.as_ref().map(Invoice::key));
    Fen::capped_total(same.map(|other| other.amount.fen()))
}

/// Income by an invoice with tax, behind what was drawn on the invoice before.
pub(super) struct Taxed<'a> {
    pub invoice: &'a Invoice,
    pub before: Fen,
}

impl<'a> Taxed<'a> {
    /// Tax is owed of income alone.
    pub(super) fn of(
        books: &Books,
        key: &AccountKey,
        invoice: Option<&'a Invoice>,
        beside: impl FnOnce() -> Fen,
    ) -> Option<Taxed<'a>> {
        let income = books.chart.accounts.get(&key.account).is_some_and(|account| account.class == Class::Income);
        let invoice = invoice.filter(|invoice| income && invoice.rate.is_some())?;
        Some(Taxed { invoice, before: books.drawn_on(invoice).capped_plus(beside()) })
    }

    /// Where the tax in an amount is owed.
    pub(super) fn owed(&self, books: &Books, amount: Fen) -> Result<(AccountKey, Fen), PostingError> {
        let place = books.chart.vat.as_ref().ok_or_else(|| PostingError::UnknownPart("vat".to_owned()))?;
        Ok((books.place(place, "")?, self.invoice.tax_behind(self.before, amount)))
    }

    /// What pays for days, without the tax in it.
    fn net(&self, spans: &mut [Span], on: Day) {
        let mut before = self.before;
        for span in spans {
            let gross = span.amount.fen();
            let net = gross.capped_minus(self.invoice.tax_behind(before, gross));
            before = before.capped_plus(gross);
            span.amount = Money::from_fen(net).unwrap_or(Money::ZERO);
            span.now = earned(span.amount, span.period, on.year_end());
        }
    }
}

/// What names no days and pays no due, where no contract runs on into another year: it is of the day on which it comes.
fn of_its_day(books: &Books, on: Day, receipt: &ReceiptRecorded, part: &ReceiptPart) -> Option<Span> {
    let contract = receipt.contract.as_ref().and_then(|id| books.contracts.get(id));
    let runs_on = contract.is_some_and(|contract| contract.last_day.is_none_or(|last| last > on.year_end()));
    let named = books.period_of(receipt).is_some() || !receipt.dues.is_empty() || runs_on;
    let period = Period::new(on, on).filter(|_| !named)?;
    Some(Span { due: None, period, amount: part.amount, now: part.amount.fen() })
}

/// What of a part pays for which days: all of it for those of the receipt, else what goes to each due.
fn spans(books: &Books, on: Day, receipt: &ReceiptRecorded, part: &ReceiptPart) -> Option<Vec<Span>> {
    let span = |due: Option<&DueNo>, period: Period, amount: Money| {
        let now = earned(amount, period, on.year_end());
        Span { due: due.cloned(), period, amount, now }
    };
    let dues = receipt.contract.as_ref().and_then(|id| books.contracts.get(id)).map(|contract| &contract.dues);
    let own = |dues: &Dues, no: &DueNo| dues.get(no).filter(|due| due.part == part.part).map(|due| due.days);
    let paid = dues.map_or(Vec::new(), |dues| {
        let each = receipt.dues.iter().filter_map(|paid| Some(span(Some(&paid.no), own(dues, &paid.no)?, paid.amount)));
        each.collect()
    });
    if paid.is_empty() { Some(vec![span(None, books.period_of(receipt)?, part.amount)]) } else { Some(paid) }
}

/// Where a receipt's part is credited now, and how much.
///
/// # Errors
/// [`PostingError::UnknownPart`] where the chart has no such part, [`PostingError::UnknownAccount`] where the
/// part's account is not in it, [`PostingError::Unsaid`] where nobody named the contract, holder, project or
/// period that the part needs.
pub fn credited_now(
    books: &Books,
    on: Day,
    receipt: &ReceiptRecorded,
    part: &ReceiptPart,
) -> Result<(AccountKey, Fen), PostingError> {
    credited(books, on, receipt, part).map(|c| (c.key, c.now))
}

pub(in crate::books) fn receipt(books: &Books, on: Day, r: &ReceiptRecorded) -> Posted {
    let mut v = Voucher::default();
    v.debit(books.money_key(&r.into), total(r.parts.iter().map(|p| p.amount.fen()))?);
    for part in &r.parts {
        let c = credited(books, on, r, part)?;
        v.credit(c.key, c.now);
        for (key, amount) in c.later.into_iter().chain(c.vat) {
            v.credit(key, amount);
        }
    }
    Ok(v)
}

/// The lines of a payment.
///
/// # Errors
/// As [`credited_now`] for the first part that cannot be debited; an account that the part may not name is
/// [`PostingError::NotListed`]. [`PostingError::TooMuch`] where the parts together are more than the books
/// hold.
pub fn payment(books: &Books, p: &PaymentRecorded) -> Posted {
    let mut v = Voucher::default();
    for part in &p.parts {
        v.debit(debited(books, p, part)?, part.amount.fen());
    }
    v.credit(books.money_key(&p.from), total(p.parts.iter().map(|p| p.amount.fen()))?);
    Ok(v)
}

/// Where a payment's part is debited.
fn debited(books: &Books, p: &PaymentRecorded, part: &PaymentPart) -> Result<AccountKey, PostingError> {
    let name = part.part.as_str();
    let rule = books.chart.payment.get(name).ok_or_else(|| PostingError::UnknownPart(name.into()))?;
    let said = Said {
        part: name,
        contract: p.contract.as_ref(),
        party: books.party_for(p.contract.as_ref(), p.dues.first().map(|paid| &paid.no)),
        holder: part.holder.as_ref(),
        purpose: part.purpose.as_ref(),
        project: part.project.as_ref(),
        asset: None,
    };
    let account = match rule.debit.as_str() {
        OWN => return Ok(books.money_key(&said.own()?)),
        GIVEN => said.named(books, part.account.as_ref(), &rule.accounts)?,
        fixed if rule.owed => {
            let (holder, purpose) = (said.holder(books, rule.holder)?, said.purpose(&rule.purpose, false)?);
            let at = Settled { holder: &holder, purpose: &purpose, amount: part.amount.fen(), side: Side::Credit };
            return said.settled(books, fixed, at);
        }
        fixed => said.account(books, fixed)?,
    };
    Ok(AccountKey::new(account, said.holder(books, rule.holder)?, said.purpose(&rule.purpose, false)?))
}

/// The account of the collective's own to which a part of a payment goes, where its rule says that it does.
pub fn to_own(books: &Books, part: &PaymentPart) -> Option<BankId> {
    let rule = books.chart.payment.get(part.part.as_str())?;
    (rule.debit == OWN).then(|| part.holder.as_ref()?.as_str().parse().ok())?
}

pub(in crate::books) fn subscription(books: &Books, s: &SubscriptionRecorded) -> Posted {
    let mut v = Voucher::default();
    v.debit(books.money_key(&s.into), total(s.lines.iter().map(|l| l.amount.fen()))?);
    for line in &s.lines {
        v.credit(books.place(&books.chart.fixed.subscription, line.owner.as_str())?, line.amount.fen());
    }
    Ok(v)
}

pub(in crate::books) fn released(books: &Books, on: Day, r: &IncomeReleased) -> Posted {
    let contract = books.contracts.get(&r.contract);
    let contract = contract.ok_or_else(|| PostingError::Unknown(r.contract.to_string()))?;
    let mut v = Voucher::default();
    for advance in &contract.advances {
        v.debit(advance.waits.clone(), advance.due(on));
        v.credit(advance.income.clone(), advance.due(on));
    }
    Ok(v)
}

pub(in crate::books) fn accepted(books: &Books, w: &WorksAccepted) -> Posted {
    let mut v = Voucher::default();
    let rule = &books.chart.assets;
    for asset in &w.assets {
        v.debit(AccountKey::new(&rule.cost, asset.asset.as_str(), ""), asset.cost.fen());
    }
    let place = books.works.get(&w.project).and_then(|p| p.place.as_ref()).map(Text::as_str);
    let works = AccountKey::new(&rule.works, place.unwrap_or_default(), w.project.as_str());
    v.credit(works, total(w.assets.iter().map(|a| a.cost.fen()))?);
    Ok(v)
}
