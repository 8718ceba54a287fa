//! What members owe by a payout that asks: each household a debt under the payout's code, beside what its sheet says it is.
//!
//! The debt stands where every other debt of a member stands, so that the receipt of a member's debt, a set-off and a
//! write-off find it there; the code as its purpose says which payout it is of. \[B\]

use super::{
    Posted, PostingError,
    payout::{kind_of, merged},
    total,
};
use crate::{
    books::{AccountKey, Books, Voucher},
    event::{Bindings, Outside, PayoutDeclared, PayoutLine},
    log::Hash,
    scheme::{CheckedSheet, PartyKind, PlaceRef, Step, Tag},
    unit::{Fen, HouseholdId, PayoutId},
};
use std::collections::BTreeMap;

/// The part by which a member pays a debt.
pub const MEMBER_DEBT: &str = "member_debt";
/// The part by which a levy comes that members voted for a project.
const LEVY: &str = "levy";
/// The part by which interest for late payment comes.
const LATE_FEE: &str = "late_fee";

/// Why a step that asks members has no place in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unasked {
    /// It gives to several, and its reasons do not say which of them gets what.
    Several,
    /// It gives to the closed year's result, which is what was earned.
    ToAResult,
    /// Owed to the collective as something that is none of what it receives.
    Purpose(Option<Tag>),
    /// The chart cannot post it.
    Chart(PostingError),
}

/// What members may owe the collective: its income, and what is raised for works.
pub const ASKED_AS: [Tag; 6] =
    [Tag::CollectiveIncome, Tag::ServiceFee, Tag::LandRent, Tag::HouseRent, Tag::Interest, Tag::Works];

/// Where stands what a household owes by a payout.
///
/// # Errors
/// [`PostingError::UnknownPart`] where the chart has no part by which a member pays a debt,
/// [`PostingError::UnknownAccount`] where that part's account is not in it.
pub fn debt_of(books: &Books, household: &HouseholdId, payout: &PayoutId) -> Result<AccountKey, PostingError> {
    let rule = books.chart.receipt.get(MEMBER_DEBT);
    let rule = rule.ok_or_else(|| PostingError::UnknownPart(MEMBER_DEBT.to_owned()))?;
    Ok(AccountKey::new(books.account(&rule.credit)?, household.as_str(), payout.as_str()))
}

/// To whom members owe what a step asks for.
enum Owner<'a> {
    /// A party outside, in the sheet's word, and as what.
    Outside(&'a str, Outside, Option<Tag>),
    /// The collective, as what.
    Collective(Tag),
}

fn owner<'s>(sheet: &'s CheckedSheet, step: &Step) -> Result<Owner<'s>, Unasked> {
    let mut all = step.receivers();
    let (Some(receiver), None) = (all.next(), all.next()) else { return Err(Unasked::Several) };
    let PlaceRef::Party(at) = &receiver.place else { return Err(Unasked::Several) };
    let party = sheet.parties().get(at.index()).ok_or(Unasked::Several)?;
    match Outside::ALL.into_iter().find(|one| kind_of(*one) == party.kind) {
        Some(one) => Ok(Owner::Outside(&party.name, one, receiver.tag)),
        None if party.kind == PartyKind::Books => Err(Unasked::ToAResult),
        None => match receiver.tag.filter(|tag| ASKED_AS.contains(tag)) {
            Some(tag) => Ok(Owner::Collective(tag)),
            None => Err(Unasked::Purpose(receiver.tag)),
        },
    }
}

/// What a sheet asks members for can be told apart and is something that may be owed.
///
/// # Errors
/// Why the step has no place in any books.
pub fn can_be_owed(sheet: &CheckedSheet, step: &Step) -> Result<(), Unasked> {
    owner(sheet, step).map(drop)
}

/// What a step asks members for is credited there: income of the collective, a levy for works, or what is owed to the
/// party outside for whom it is raised.
///
/// # Errors
/// Why it has no place in these books.
pub fn asked_for(books: &Books, sheet: &CheckedSheet, bound: &Bindings, step: &Step) -> Result<AccountKey, Unasked> {
    let received = |part: &str| {
        let rule = books.chart.receipt.get(part).ok_or_else(|| PostingError::UnknownPart(part.to_owned()))?;
        Ok(AccountKey::new(books.account(&rule.credit)?, "", rule.purpose.as_str()))
    };
    let under = |account: &str, holder: &str, tag: Option<Tag>| {
        Ok(AccountKey::new(books.account(account)?, holder, tag.map_or("", Tag::zh)))
    };
    let place = match owner(sheet, step)? {
        Owner::Outside(party, one, tag) => {
            let holder = bound.party(party).map_or(one.word(), |named| named.as_str());
            under(&books.chart.fixed.advance, holder, tag)
        }
        Owner::Collective(Tag::Works) => received(LEVY),
        Owner::Collective(Tag::Interest) => received(LATE_FEE),
        Owner::Collective(tag) => under(&books.chart.payout.fee.account, "", Some(tag)),
    };
    place.map_err(Unasked::Chart)
}

/// The lines of a payout that asks: what each household owes, and what it is.
pub(in crate::books) fn asked(books: &Books, p: &PayoutDeclared, lines: &[(Hash, PayoutLine)]) -> Posted {
    let adopted = books.adopted(&p.scheme, p.version);
    let adopted = adopted.ok_or_else(|| PostingError::Unknown(format!("{}@{}", p.scheme, p.version)))?;
    let sheet = &*adopted.sheet;
    let mut debts = Voucher::default();
    let mut credits: BTreeMap<AccountKey, Fen> = BTreeMap::new();
    for (_, line) in lines {
        let household = line.to.household().ok_or_else(|| PostingError::Unknown(line.to.to_string()))?;
        debts.debit(debt_of(books, household, &p.payout)?, line.amount.fen());
        for reason in line.because.steps() {
            let step = sheet.steps().iter().find(|s| s.line == reason.line && s.name == reason.step);
            let step = step.filter(|step| step.asks().is_some());
            let step = step.ok_or_else(|| PostingError::Unknown(format!("step {}", reason.step)))?;
            let key = asked_for(books, sheet, &adopted.bound, step).map_err(|why| match why {
                Unasked::Chart(why) => why,
                Unasked::Several | Unasked::ToAResult | Unasked::Purpose(_) => {
                    PostingError::Unknown(format!("receiver of step {}", reason.step))
                }
            })?;
            let sum = credits.entry(key).or_default();
            *sum = total([*sum, reason.amount.fen()])?;
        }
    }
    let mut v = Voucher::default();
    for (key, amount) in merged(debts)? {
        v.debit(key, amount);
    }
    for (key, amount) in credits {
        v.credit(key, amount);
    }
    Ok(v)
}
