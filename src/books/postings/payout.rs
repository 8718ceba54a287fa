//! Payouts: what is credited to whom, and where the money comes from.

use super::{Posted, PostingError, total};
use crate::{
    books::{AccountKey, Adopted, Books, Part, Payout, Voucher},
    event::{Bindings, Holder, Kept, Outside, PayoutDeclared, PayoutLine, PayoutPaid, PayoutReturned, Reason},
    log::Hash,
    scheme::{CheckedSheet, PartyKind, PlaceRef, Step, Tag},
    unit::{Fen, PayoutId},
};
use std::collections::BTreeMap;

/// Where the money of a payout's line comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    /// Receipts and claims that wait to be shared.
    Parts,
    /// A closed year's result.
    Result,
    /// An operator who pays afterwards.
    Operator,
    /// The collective's own money: an expense.
    Own,
}

/// How much a payout takes from where.
#[derive(Default)]
struct Taken(BTreeMap<Origin, Fen>);

impl Taken {
    fn add(&mut self, from: Origin, amount: Fen) -> Result<(), PostingError> {
        let sum = self.0.entry(from).or_insert(Fen::ZERO);
        *sum = total([*sum, amount])?;
        Ok(())
    }

    fn from(&self, from: Origin) -> Fen {
        self.0.get(&from).copied().unwrap_or(Fen::ZERO)
    }
}

/// The account of the collective's expense where it pays households out of its own money. \[B\]
fn expense(books: &Books, tag: Option<Tag>) -> Result<AccountKey, PostingError> {
    let account = match tag {
        Some(Tag::Labour | Tag::LandRent | Tag::HouseRent) => &books.chart.assets.operating,
        Some(Tag::Welfare) => &books.chart.assets.public,
        _ => return Err(PostingError::OwnMoney(tag.map(Tag::zh).unwrap_or_default().to_owned())),
    };
    Ok(AccountKey::new(books.account(account)?, "", tag.map(Tag::zh).unwrap_or_default()))
}

/// A payout that is posted.
struct Posting<'a> {
    books: &'a Books,
    sheet: &'a CheckedSheet,
    bound: &'a Bindings,
    /// Where the money of pots and accounts comes from.
    pots: Origin,
    /// The other side of its contract; empty where there is none.
    party: &'a str,
}

/// What its lines add up to.
#[derive(Default)]
struct Sums {
    credits: Voucher,
    expenses: Voucher,
    taken: Taken,
    /// What who outside owes for it.
    claims: BTreeMap<String, Fen>,
    /// What stays with the collective of money that waited to be shared, in the order of the sheet.
    stays: Vec<(AccountKey, Fen)>,
}

impl Sums {
    fn claim(&mut self, payer: &str, amount: Fen) -> Result<(), PostingError> {
        let sum = self.claims.entry(payer.to_owned()).or_default();
        *sum = total([*sum, amount])?;
        Ok(())
    }
}

pub(in crate::books) fn declared(
    books: &Books,
    p: &PayoutDeclared,
    lines: &[(Hash, PayoutLine)],
    kept: Option<&Kept>,
) -> Posted {
    let adopted = books.adopted(&p.scheme, p.version);
    let adopted = adopted.ok_or_else(|| PostingError::Unknown(format!("{}@{}", p.scheme, p.version)))?;
    let (sheet, bound) = (&*adopted.sheet, &adopted.bound);
    let pots = match () {
        () if !p.sources.is_empty() => Origin::Parts,
        () if sheet.parties().iter().any(|party| party.kind == PartyKind::Books) => Origin::Result,
        () if sheet.parties().iter().any(|party| party.kind != PartyKind::Collective) => Origin::Operator,
        () => Origin::Own,
    };
    let work = books.registers.sheets.get(&p.payout).map(|work| &work.contract);
    let contract = p.contract.as_ref().or(work);
    let party = books.party_of(contract).or_else(|| payer(sheet, bound)).unwrap_or_default();
    let posting = Posting { books, sheet, bound, pots, party };
    let mut sums = Sums::default();
    for (_, line) in lines {
        line.because.steps().iter().try_for_each(|reason| posting.add(&mut sums, &line.to, reason))?;
    }
    let mut v = Voucher::default();
    let under = books.party_of(contract).unwrap_or_default();
    for (key, change) in kept_changes(books, adopted, kept, under)? {
        if change > Fen::ZERO {
            sums.credits.credit(key, change);
        } else {
            v.debit(key, change.negated());
        }
        if pots == Origin::Own {
            return Err(PostingError::OwnMoney(String::new()));
        }
        sums.taken.add(pots, change)?;
    }
    posting.drawn(&mut sums, p)?;
    posting.parts(&mut sums, &mut v, p)?;
    v.debit(books.place(&books.chart.payout.result, "")?, sums.taken.from(Origin::Result));
    posting.claims(&mut sums, &mut v, p)?;
    for line in merged(sums.expenses)? {
        v.debit(line.0, line.1);
    }
    for line in merged(sums.credits)? {
        v.credit(line.0, line.1);
    }
    Ok(v)
}

impl Posting<'_> {
    fn origin(&self, place: &PlaceRef) -> Origin {
        match place {
            PlaceRef::Party(_) => match self.kind(place) {
                Some(PartyKind::Books) => Origin::Result,
                Some(PartyKind::Collective) => Origin::Own,
                Some(_) => Origin::Operator,
                None => self.pots,
            },
            PlaceRef::Payee(_) | PlaceRef::Account(..) | PlaceRef::Pot(..) => self.pots,
        }
    }

    /// What kind of party a place is; `None` where it is none.
    fn kind(&self, place: &PlaceRef) -> Option<PartyKind> {
        let PlaceRef::Party(at) = place else { return None };
        self.sheet.parties().get(at.index()).map(|party| party.kind)
    }

    /// True for a place that lines to such a receiver come to.
    fn is_to(&self, place: &PlaceRef, to: &Holder) -> bool {
        match to {
            Holder::Household(_) => matches!(place, PlaceRef::Payee(_)),
            Holder::Outside(outside) => self.kind(place) == Some(kind_of(*outside)),
            Holder::Collective => matches!(self.kind(place), Some(PartyKind::Collective | PartyKind::Books)),
        }
    }

    /// One reason of one line.
    fn add(&self, sums: &mut Sums, to: &Holder, reason: &Reason) -> Result<(), PostingError> {
        let (books, sheet, party) = (self.books, self.sheet, self.party);
        let step = sheet.steps().iter().find(|s| s.line == reason.line && s.name == reason.step);
        let step = step.ok_or_else(|| PostingError::Unknown(format!("step {}", reason.step)))?;
        let moved = step.moves_to(|place| self.is_to(place, to));
        let (from, tag) = moved.ok_or_else(|| PostingError::Unknown(format!("receiver of step {}", reason.step)))?;
        let amount = reason.amount.fen();
        let payer = who(sheet, self.bound, from, party);
        let from = self.origin(from);
        let purpose = tag.map(Tag::zh).unwrap_or_default();
        match to {
            Holder::Household(h) => {
                let place = books.chart.credited.get(purpose);
                let place = place.ok_or_else(|| PostingError::UnknownPart(purpose.to_owned()))?;
                sums.credits.credit(books.place(place, h.as_str())?, amount);
            }
            Holder::Collective if from == Origin::Operator => {
                sums.credits.credit(books.place(&books.chart.payout.fee, payer)?, amount);
            }
            Holder::Outside(outside) => {
                let named = receiver(sheet, self.bound, step, *outside);
                let holder = named.unwrap_or(if party.is_empty() { outside.word() } else { party });
                let account = books.account(&books.chart.fixed.advance)?;
                sums.credits.credit(AccountKey::new(account, holder, purpose), amount);
            }
            Holder::Collective => {
                if from == Origin::Parts {
                    sums.stays.push((self.stays(tag, purpose)?, amount));
                }
                // else its part became income when it was received, or stays undistributed
                return Ok(());
            }
        }
        if from == Origin::Own {
            sums.expenses.debit(expense(books, tag)?, amount);
        }
        if from == Origin::Operator {
            sums.claim(payer, amount)?;
        }
        sums.taken.add(from, amount)
    }

    /// Where stands what a sheet leaves to the collective of money that waited to be shared. \[B\]
    fn stays(&self, tag: Option<Tag>, purpose: &str) -> Result<AccountKey, PostingError> {
        let books = self.books;
        if tag == Some(Tag::Retained) {
            return books.place(&books.chart.year.undistributed, "");
        }
        Ok(AccountKey::new(books.account(&books.chart.payout.fee.account)?, self.party, purpose))
    }

    /// The parts that are shared are debited where they wait. What is left of them is the collective's where the sheet
    /// leaves it there; of what the chart calls the households' nothing is left.
    fn parts(&self, sums: &mut Sums, v: &mut Voucher, p: &PayoutDeclared) -> Result<(), PostingError> {
        let shared: Vec<_> = self.books.parts_of(&p.sources).filter(|part| part.shared).collect();
        let waits = |part: &&Part| self.books.waiting(part);
        let received = Fen::capped_total(shared.iter().copied().map(|part| waits(&part)));
        let free = shared.iter().copied().filter(|part| part.input.is_none() && !is_passed_on(part));
        let mut free = Fen::capped_total(free.map(|part| waits(&part)));
        let mut credited = sums.taken.from(Origin::Parts);
        for (key, amount) in std::mem::take(&mut sums.stays) {
            let left = received.minus(credited).ok_or(PostingError::TooMuch)?.min(free).min(amount);
            if left <= Fen::ZERO {
                continue;
            }
            sums.credits.credit(key, left);
            credited = total([credited, left])?;
            free = free.minus(left).ok_or(PostingError::TooMuch)?;
        }
        if credited != received {
            return Err(PostingError::CreditedDiffers { credited, received });
        }
        for part in shared {
            v.debit(part.waits.clone(), self.books.waiting(part));
        }
        Ok(())
    }

    /// What parties gave beside did not come in: from them it is owed, or taken.
    fn drawn(&self, sums: &mut Sums, p: &PayoutDeclared) -> Result<(), PostingError> {
        for drawn in &p.drawn {
            let of = self.sheet.parties().iter().find(|party| party.name == drawn.party.as_str());
            let of = of.ok_or_else(|| PostingError::Unknown(drawn.party.to_string()))?;
            let amount = drawn.amount.fen();
            sums.taken.add(self.pots, amount.negated())?;
            match of.kind {
                PartyKind::Books => sums.taken.add(Origin::Result, amount)?,
                PartyKind::Collective => return Err(PostingError::OwnMoney(of.name.clone())),
                PartyKind::Operator
                | PartyKind::Guarantor
                | PartyKind::Organization
                | PartyKind::TaxOffice
                | PartyKind::Union => {
                    // the contract's other side is no guarantor of its own
                    let other = if of.kind == PartyKind::Operator { self.party } else { "" };
                    let payer = self.bound.party(&of.name).map_or(other, |named| named.as_str());
                    sums.claim(payer, amount)?;
                    sums.taken.add(Origin::Operator, amount)?;
                }
            }
        }
        Ok(())
    }

    /// What is owed from outside: by who pays a line, and of what a run moves into its accounts out of an operator's money
    /// by its contract's other side.
    fn claims(&self, sums: &mut Sums, v: &mut Voucher, p: &PayoutDeclared) -> Result<(), PostingError> {
        let others = Fen::capped_total(sums.claims.values().copied());
        let rest = sums.taken.from(Origin::Operator).capped_minus(others);
        if rest != Fen::ZERO {
            sums.claim(self.party, rest)?;
        }
        for (payer, claimed) in std::mem::take(&mut sums.claims).into_iter().filter(|(_, fen)| *fen != Fen::ZERO) {
            if payer.is_empty() {
                return Err(PostingError::Unsaid { part: p.payout.to_string(), what: "contract" });
            }
            v.debit(self.books.place(&self.books.chart.payout.operator, &payer)?, claimed);
        }
        Ok(())
    }
}

/// Parts of receipts that are members' whole, though no sheet of the chart's own reads them: what is handed on for
/// others, and the compensation for land that is shared.
const PASSED_ON: [&str; 2] = ["pass_through", "land_compensation_shared"];

fn is_passed_on(part: &Part) -> bool {
    PASSED_ON.contains(&part.reference.part.as_str())
}

/// The one who pays in a sheet, as the adoption names him, for a payout without a contract; `None` where several do.
fn payer<'b>(sheet: &CheckedSheet, bound: &'b Bindings) -> Option<&'b str> {
    let first = sheet.steps().iter().filter_map(|step| step.givers().into_iter().next());
    let mut names: Vec<&str> = first
        .filter_map(|place| {
            let PlaceRef::Party(at) = place else { return None };
            let of = sheet.parties().get(at.index())?;
            let outside = !matches!(of.kind, PartyKind::Books | PartyKind::Collective);
            outside.then_some(of.name.as_str())
        })
        .collect();
    names.dedup();
    let [one] = names.as_slice() else { return None };
    bound.party(one).map(|named| named.as_str())
}

/// Who pays from a place outside: as the adoption says it, else the contract's other side.
fn who<'b>(sheet: &CheckedSheet, bound: &'b Bindings, from: &PlaceRef, party: &'b str) -> &'b str {
    let PlaceRef::Party(at) = from else { return party };
    let named = sheet.parties().get(at.index()).and_then(|of| bound.party(&of.name));
    named.map_or(party, |named| named.as_str())
}

/// The kind of party that stands outside under a word.
pub(super) fn kind_of(outside: Outside) -> PartyKind {
    match outside {
        Outside::Operator => PartyKind::Operator,
        Outside::Guarantor => PartyKind::Guarantor,
        Outside::Organization => PartyKind::Organization,
        Outside::TaxOffice => PartyKind::TaxOffice,
        Outside::Union => PartyKind::Union,
    }
}

/// Who a step pays outside, where the adoption says it.
fn receiver<'b>(sheet: &CheckedSheet, bound: &'b Bindings, step: &Step, outside: Outside) -> Option<&'b str> {
    let kind = kind_of(outside);
    let named = step.receivers().find_map(|receiver| {
        let PlaceRef::Party(at) = &receiver.place else { return None };
        let of = sheet.parties().get(at.index()).filter(|of| of.kind == kind)?;
        bound.party(&of.name)
    });
    named.map(|named| named.as_str())
}

/// By how much a run changed each account of its sheet, and where. The reserve and the welfare fund are left out: the
/// year's own step posts them. What stands undistributed stands where it stood.
fn kept_changes(
    books: &Books,
    adopted: &Adopted,
    kept: Option<&Kept>,
    party: &str,
) -> Result<Vec<(AccountKey, Fen)>, PostingError> {
    let (sheet, bound) = (&adopted.sheet, &adopted.bound);
    let mut changes: BTreeMap<AccountKey, Fen> = BTreeMap::new();
    for account in sheet.accounts().iter().filter(|account| !is_fund(sheet, &account.name)) {
        let said = bound.account(&account.name);
        let (code, purpose) = match said {
            Some(said) => said.place(),
            None => (books.chart.fixed.advance.as_str(), account.name.as_str()),
        };
        if code == books.chart.year.undistributed.account {
            continue;
        }
        let code = books.account(code)?;
        let lines = || kept.into_iter().flat_map(|k| &k.accounts).filter(|m| m.name.as_str() == account.name);
        let before = books.kept_before(bound, &account.name, Some(party).filter(|party| !party.is_empty()));
        let held = said.and_then(|said| said.under).is_some();
        let mut add = |holder: &str, change: Fen| -> Result<(), PostingError> {
            let sum = changes.entry(AccountKey::new(code.clone(), holder, purpose)).or_default();
            *sum = total([*sum, change])?;
            Ok(())
        };
        if !held {
            let after = total(lines().map(|m| m.amount.fen()))?;
            add("", after.minus(total(before.into_values())?).ok_or(PostingError::TooMuch)?)?;
            continue;
        }
        for line in lines() {
            let key = line.key.as_ref().map_or("", |key| key.as_str());
            let was = before.get(key).copied().unwrap_or(Fen::ZERO);
            let holder = line.holder.as_ref().map_or("", |holder| holder.as_str());
            add(holder, line.amount.fen().minus(was).ok_or(PostingError::TooMuch)?)?;
        }
    }
    Ok(changes.into_iter().filter(|(_, change)| *change != Fen::ZERO).collect())
}

/// True for an account of a sheet that stands for the reserve and welfare fund: the year's own step posts
/// what a run puts there.
pub fn is_fund(sheet: &CheckedSheet, account: &str) -> bool {
    let at = sheet.accounts().iter().position(|a| a.name == account);
    sheet.steps().iter().flat_map(Step::receivers).any(|r| {
        matches!(r.place, PlaceRef::Account(a, _) if Some(a.index()) == at)
            && matches!(r.tag, Some(Tag::Reserve | Tag::WelfareFund))
    })
}

/// One credit per key, in order of first appearance by key.
pub(super) fn merged(credits: Voucher) -> Result<BTreeMap<std::sync::Arc<AccountKey>, Fen>, PostingError> {
    let mut sums = std::collections::BTreeMap::new();
    for line in credits.lines() {
        let sum = sums.entry(line.key.clone()).or_insert(Fen::ZERO);
        *sum = total([*sum, line.amount])?;
    }
    Ok(sums)
}

fn payout<'a>(books: &'a Books, id: &PayoutId) -> Result<&'a Payout, PostingError> {
    books.payouts.get(id).ok_or_else(|| PostingError::Unknown(id.to_string()))
}

pub(in crate::books) fn paid(books: &Books, p: &PayoutPaid, lines: &[(Hash, PayoutLine)]) -> Posted {
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
    for (key, amount) in merged(debits)? {
        v.debit(key, amount);
    }
    v.credit(books.money_key(&p.from), p.lines.total.fen());
    Ok(v)
}

pub(in crate::books) fn returned(books: &Books, p: &PayoutReturned, lines: &[(Hash, PayoutLine)]) -> Posted {
    let payout = payout(books, &p.payout)?;
    let mut v = Voucher::default();
    v.debit(books.money_key(&p.into), p.lines.total.fen());
    for (_, line) in lines {
        if let Some(owed) = line.to.household().and_then(|h| payout.lines.get(h)) {
            for (key, amount) in owed.split(line.amount.fen(), true) {
                v.credit(key, amount);
            }
        }
    }
    Ok(v)
}
