//! Payouts: what is credited to whom, and where the money comes from.

use super::{Posted, PostingError, total};
use crate::{
    books::{AccountKey, Adopted, Books, Payout, Voucher},
    event::{Bindings, Holder, Kept, Outside, PayoutDeclared, PayoutLine, PayoutPaid, PayoutReturned},
    log::Hash,
    scheme::{Action, CheckedSheet, PartyKind, PlaceRef, Receiver, Step, Tag},
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

pub(in crate::books) fn declared(
    books: &Books,
    p: &PayoutDeclared,
    lines: &[(Hash, PayoutLine)],
    kept: Option<&Kept>,
) -> Posted {
    let adopted = books.adopted(&p.scheme, p.version);
    let adopted = adopted.ok_or_else(|| PostingError::Unknown(format!("{}@{}", p.scheme, p.version)))?;
    let (sheet, bound) = (&adopted.sheet, &adopted.bound);
    let pots = match () {
        () if !p.sources.is_empty() => Origin::Parts,
        () if sheet.parties().iter().any(|party| party.kind == PartyKind::Books) => Origin::Result,
        () if sheet.parties().iter().any(|party| party.kind != PartyKind::Collective) => Origin::Operator,
        () => Origin::Own,
    };
    let origin = |place: &PlaceRef| match place {
        PlaceRef::Party(at) => match sheet.parties().get(at.index()).map(|party| party.kind) {
            Some(PartyKind::Books) => Origin::Result,
            Some(PartyKind::Collective) => Origin::Own,
            Some(_) => Origin::Operator,
            None => pots,
        },
        PlaceRef::Payee(_) | PlaceRef::Account(..) | PlaceRef::Pot(..) => pots,
    };
    let work = books.registers.sheets.get(&p.payout).map(|work| &work.contract);
    let party = books.party_of(p.contract.as_ref().or(work)).unwrap_or_default();
    let mut credits = Voucher::default();
    let mut expenses = Voucher::default();
    let mut taken = Taken::default();
    let mut claims: BTreeMap<String, Fen> = BTreeMap::new();
    for (_, line) in lines {
        for reason in line.because.steps() {
            let step = sheet.steps().iter().find(|s| s.line == reason.line && s.name == reason.step);
            let step = step.ok_or_else(|| PostingError::Unknown(format!("step {}", reason.step)))?;
            let payee = line.to != Holder::Collective;
            let (from, tag) =
                step.moves(payee).ok_or_else(|| PostingError::Unknown(format!("receiver of step {}", reason.step)))?;
            let amount = reason.amount.fen();
            let payer = who(sheet, bound, from, party);
            let from = origin(from);
            match &line.to {
                Holder::Household(h) => {
                    let word = tag.map(Tag::zh).unwrap_or_default();
                    let place = books.chart.credited.get(word);
                    let place = place.ok_or_else(|| PostingError::UnknownPart(word.to_owned()))?;
                    credits.credit(books.place(place, h.as_str())?, amount);
                }
                Holder::Collective if from == Origin::Operator => {
                    credits.credit(books.place(&books.chart.payout.fee, payer)?, amount);
                }
                Holder::Outside(outside) => {
                    let named = receiver(sheet, bound, step, *outside);
                    let holder = named.unwrap_or(if party.is_empty() { outside.word() } else { party });
                    let purpose = tag.map(Tag::zh).unwrap_or_default();
                    let account = books.account(&books.chart.fixed.advance)?;
                    credits.credit(AccountKey::new(account, holder, purpose), amount);
                }
                // the collective's part became income when it was received, or stays undistributed
                Holder::Collective => continue,
            }
            if from == Origin::Own {
                expenses.debit(expense(books, tag)?, amount);
            }
            if from == Origin::Operator {
                let sum = claims.entry(payer.to_owned()).or_default();
                *sum = total([*sum, amount])?;
            }
            taken.add(from, amount)?;
        }
    }
    let mut v = Voucher::default();
    for (key, change) in kept_changes(books, adopted, kept, party)? {
        if change > Fen::ZERO {
            credits.credit(key, change);
        } else {
            v.debit(key, change.negated());
        }
        if pots == Origin::Own {
            return Err(PostingError::OwnMoney(String::new()));
        }
        taken.add(pots, change)?;
    }
    let shared: Vec<_> = books.parts_of(&p.sources).filter(|part| part.shared).collect();
    let received = Fen::capped_total(shared.iter().map(|part| books.waiting(part)));
    let credited = taken.from(Origin::Parts);
    if credited != received {
        return Err(PostingError::CreditedDiffers { credited, received });
    }
    for part in shared {
        v.debit(part.waits.clone(), books.waiting(part));
    }
    v.debit(books.place(&books.chart.payout.result, "")?, taken.from(Origin::Result));
    // what a run moves into its accounts out of an operator's money, its contract's other side owes
    let others = Fen::capped_total(claims.values().copied());
    let rest = taken.from(Origin::Operator).capped_minus(others);
    if rest != Fen::ZERO {
        let sum = claims.entry(party.to_owned()).or_default();
        *sum = total([*sum, rest])?;
    }
    for (payer, claimed) in claims.into_iter().filter(|(_, claimed)| *claimed != Fen::ZERO) {
        if payer.is_empty() {
            return Err(PostingError::Unsaid { part: p.payout.to_string(), what: "contract" });
        }
        v.debit(books.place(&books.chart.payout.operator, &payer)?, claimed);
    }
    for line in merged(expenses)? {
        v.debit(line.0, line.1);
    }
    for line in merged(credits)? {
        v.credit(line.0, line.1);
    }
    Ok(v)
}

/// Who pays from a place outside: as the adoption says it, else the contract's other side.
fn who<'b>(sheet: &CheckedSheet, bound: &'b Bindings, from: &PlaceRef, party: &'b str) -> &'b str {
    let PlaceRef::Party(at) = from else { return party };
    let named = sheet.parties().get(at.index()).and_then(|of| bound.party(&of.name));
    named.map_or(party, |named| named.as_str())
}

/// Who a step pays outside, where the adoption says it.
fn receiver<'b>(sheet: &CheckedSheet, bound: &'b Bindings, step: &Step, outside: Outside) -> Option<&'b str> {
    let kind = match outside {
        Outside::Operator => PartyKind::Operator,
        Outside::Guarantor => PartyKind::Guarantor,
        Outside::Organization => PartyKind::Organization,
        Outside::TaxOffice => PartyKind::TaxOffice,
        Outside::Union => PartyKind::Union,
    };
    let named = receivers(step).find_map(|receiver| {
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
    sheet.steps().iter().flat_map(receivers).any(|r| {
        matches!(r.place, PlaceRef::Account(a, _) if Some(a.index()) == at)
            && matches!(r.tag, Some(Tag::Reserve | Tag::WelfareFund))
    })
}

/// Every receiver of a step.
fn receivers(step: &Step) -> impl Iterator<Item = &Receiver> {
    let (one, many): (Option<&Receiver>, &[Receiver]) = match &step.action {
        Action::Pay(pay) => (Some(&pay.to), &[]),
        Action::Rest { to, .. } => (Some(to), &[]),
        Action::Share(share) => (share.nobody.as_ref(), &share.to),
        Action::Cell(_) | Action::Require { .. } | Action::Carry { .. } => (None, &[]),
    };
    one.into_iter().chain(many)
}

/// One credit per key, in order of first appearance by key.
fn merged(credits: Voucher) -> Result<BTreeMap<std::sync::Arc<AccountKey>, Fen>, PostingError> {
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
