//! What the end of a contract posts: its deposit, and what one side owes the other for it.

use super::{Posted, PostingError, claims::claim};
use crate::{
    books::{
        AccountKey, Advance, Books, Contract, DueStands, Ended, HolderRule, OWN_LAND, Part, Side, Voucher, earned,
    },
    event::{ClaimPart, ClaimRecorded, ContractAmended, ContractEnded, Direction, Due, PartRef, PenaltyFrom},
    unit::{ContractId, Day, DueNo, Fen, Money, Text},
};

/// Claims of the chart by which it is posted.
const FORFEITED: &str = "deposit_forfeited";
const PENALTY_THEIRS: &str = "penalty_theirs";
const PENALTY_OURS: &str = "penalty_ours";
const TO_RENT: &str = "deposit_to_rent";
/// The claim by which a deposit passes to whom its contract passed.
pub const DEPOSIT_MOVED: &str = "deposit_moved";
const BACK: &str = "rent_back";
const BACK_TO_US: &str = "rent_back_to_us";
/// The part of a receipt that brought a deposit.
pub const DEPOSIT: &str = "deposit";
/// That of a payment which gives it back.
const RETURNED: &str = "deposit_returned";

/// What came above a due that is cut short, or for months behind the end, and where it is taken from.
pub(in crate::books) struct Back {
    pub no: Option<DueNo>,
    /// What came for months by a part of the collective's own.
    pub part: Option<PartRef>,
    /// What was booked as income by it.
    pub income: Option<AccountKey>,
    /// Of advances, by entry and part, that still wait to be income.
    pub waits: Vec<(u64, u32, AccountKey, Fen)>,
    /// The rest, of what it was booked to.
    pub rest: Fen,
}

impl Back {
    /// All of it.
    pub fn all(&self) -> Fen {
        Fen::capped_total(self.waits.iter().map(|(.., amount)| *amount).chain([self.rest]))
    }
}

/// The end as the contract will remember it.
pub(in crate::books) fn end_of(e: &ContractEnded, entry: u64) -> Ended {
    let settled = e.settle.iter().map(|due| (due.no.clone(), due.amount)).collect();
    Ended { entry, last_day: e.last_day, settled, why: e.why }
}

/// What is owed back of every due if the contract ends so: first what it holds in advance, then the rest.
pub(in crate::books) fn back(books: &Books, contract: &Contract, ended: &Ended, on: Day) -> Vec<Back> {
    let latest = latest(contract, on);
    let mut all = Vec::new();
    for due in contract.dues.all() {
        let before = contract.stands(books, due, latest).to_give_back();
        let mut rest = contract.stands_if(books, due, latest, Some(ended)).to_give_back().capped_minus(before);
        if rest <= Fen::ZERO {
            continue;
        }
        let mut waits = Vec::new();
        for advance in contract.advances.iter().filter(|advance| advance.due.as_ref() == Some(&due.no)) {
            let taken = rest.min(advance.amount.fen().capped_minus(advance.earned));
            if taken > Fen::ZERO {
                rest = rest.capped_minus(taken);
                waits.push((advance.entry, advance.part, advance.waits.clone(), taken));
            }
        }
        all.push(Back { no: Some(due.no.clone()), part: None, income: None, waits, rest });
    }
    all.extend(months_behind(books, contract, ended.last_day));
    all.extend(own_land_behind(books, contract, ended.last_day));
    all
}

/// What came for months behind the end that is the collective's own, by no due: whole months that ran stay.
fn months_behind<'a>(books: &'a Books, contract: &'a Contract, last: Day) -> impl Iterator<Item = Back> + 'a {
    let id = &contract.signed.contract;
    books.parts_under(id).filter(|part| !part.shared).filter_map(move |part| {
        let rule = books.chart.receipt.get(part.reference.part.as_str()).filter(|rule| rule.later.is_some())?;
        let days = part.period.filter(|days| last < days.last_day())?;
        let of_due = contract.dues.all().iter().any(|due| due.part == part.reference.part);
        let keeps = if last < days.first_day() { Fen::ZERO } else { earned(part.amount, days, last) };
        let rest = part.amount.fen().capped_minus(keeps);
        if of_due || rest <= Fen::ZERO || rule.holder != HolderRule::Contract {
            return None;
        }
        let income = AccountKey::new(books.account(&rule.credit).ok()?, id.as_str(), &rule.purpose);
        Some(back_of(contract, part, (income, rest)))
    })
}

/// So much of what a part brought: first of what waits, then of its income.
fn back_of(contract: &Contract, part: &Part, (income, all): (AccountKey, Fen)) -> Back {
    let (mut income, mut rest, mut waits) = (income, all, Vec::new());
    // the income of land and of houses is not of one account
    let own = |advance: &&Advance| {
        advance.entry == part.reference.index && advance.due.is_none() && advance.income == part.waits
    };
    for advance in contract.advances.iter().filter(own) {
        let taken = rest.min(advance.amount.fen().capped_minus(advance.earned));
        income = advance.income.clone();
        if taken > Fen::ZERO {
            rest = rest.capped_minus(taken);
            waits.push((advance.entry, advance.part, advance.waits.clone(), taken));
        }
    }
    Back { no: None, part: Some(part.reference.clone()), income: Some(income), waits, rest }
}

/// What came for the collective's own land beside households', above what is due up to the end: of what came last first.
fn own_land_behind(books: &Books, contract: &Contract, last: Day) -> Vec<Back> {
    let mut all = Vec::new();
    if !books.lets_both(contract) {
        return all;
    }
    let id = &contract.signed.contract;
    for due in contract.instalments.iter().filter(|due| last < due.last_day) {
        let own = |part: &&Part| part.is_of(OWN_LAND, id, due);
        let parts: Vec<&Part> = books.parts_under(id).filter(own).collect();
        let came = Fen::capped_total(parts.iter().map(|part| part.amount.fen()));
        let Some(stays) = books.own_land_due(contract, due, Some(last)) else { continue };
        let mut rest = came.capped_minus(stays);
        for part in parts.into_iter().rev() {
            let taken = rest.min(part.amount.fen());
            if taken > Fen::ZERO {
                rest = rest.capped_minus(taken);
                all.push(back_of(contract, part, (part.waits.clone(), taken)));
            }
        }
    }
    all
}

/// How a due would stand behind the end of its contract.
pub fn stands_behind<'a>(
    books: &Books,
    contract: &'a Contract,
    due: &'a Due,
    e: &ContractEnded,
    on: Day,
) -> DueStands<'a> {
    contract.stands_if(books, due, latest(contract, on), Some(&end_of(e, 0)))
}

/// The day, or that of the last thing that happened to a due of the contract.
fn latest(contract: &Contract, on: Day) -> Day {
    contract.dues.moves().iter().map(|moved| moved.on).max().map_or(on, |last| last.max(on))
}

pub(in crate::books) fn ended(books: &Books, on: Day, e: &ContractEnded) -> Posted {
    let mut v = Voucher::default();
    let contract = books.contracts.get(&e.contract);
    let contract = contract.ok_or_else(|| PostingError::Unknown(e.contract.to_string()))?;
    for back in back(books, contract, &end_of(e, 0), on) {
        let name = match contract.signed.direction {
            Direction::Out => BACK,
            Direction::In => BACK_TO_US,
        };
        if let Some(income) = &back.income {
            let party = contract.party().as_str();
            let rule = books.chart.claim.get(BACK).ok_or_else(|| PostingError::UnknownPart(BACK.to_owned()))?;
            let owed = AccountKey::new(books.account(&rule.credit)?, party, &rule.credit_purpose);
            let waits = back.waits.iter().map(|(_, _, key, amount)| (key, *amount));
            for (key, amount) in waits.chain([(income, back.rest)]).filter(|(_, amount)| *amount > Fen::ZERO) {
                v.debit(key.clone(), amount);
                v.credit(owed.clone(), amount);
            }
            continue;
        }
        let of = |amount| Claimed { contract: &e.contract, name, amount, no: back.no.as_ref(), holder: None };
        for (_, _, key, amount) in &back.waits {
            // the same, but out of what waits
            let lines = of(*amount).lines(books)?;
            v.debit(key.clone(), *amount);
            lines
                .lines()
                .iter()
                .filter(|line| line.side == Side::Credit)
                .for_each(|l| v.credit(l.key.clone(), l.amount));
        }
        post(&mut v, &of(back.rest).lines(books)?);
    }
    if let Some(deposit) = &e.deposit {
        let of =
            |name, amount: Money| Claimed { contract: &e.contract, name, amount: amount.fen(), no: None, holder: None };
        if let Some(amount) = deposit.forfeited {
            post(&mut v, &of(FORFEITED, amount).lines(books)?);
        }
        for due in &deposit.to_due {
            post(&mut v, &Claimed { no: Some(&due.no), ..of(TO_RENT, due.amount) }.lines(books)?);
        }
        if let Some(returned) = &deposit.returned {
            let rule = books.chart.payment.get(RETURNED);
            let rule = rule.ok_or_else(|| PostingError::UnknownPart(RETURNED.to_owned()))?;
            let key = AccountKey::new(books.account(&rule.debit)?, contract.party().as_str(), &rule.purpose);
            v.debit(key, returned.amount.fen());
            v.credit(books.money_key(&returned.from), returned.amount.fen());
        }
    }
    if let Some(penalty) = &e.penalty {
        let name = match penalty.from {
            PenaltyFrom::Them => PENALTY_THEIRS,
            PenaltyFrom::Us => PENALTY_OURS,
        };
        let amount = penalty.amount.fen();
        post(&mut v, &Claimed { contract: &e.contract, name, amount, no: None, holder: None }.lines(books)?);
    }
    Ok(v)
}

/// What an amendment posts: the deposit that passes with the contract.
pub(in crate::books) fn assigned(books: &Books, a: &ContractAmended) -> Posted {
    let Some((to, deposit)) = a.assign.as_ref().and_then(|assigned| Some((&assigned.to, assigned.deposit?))) else {
        return Ok(Voucher::default());
    };
    let holder = to.as_str().parse().ok();
    Claimed { contract: &a.contract, name: DEPOSIT_MOVED, amount: deposit.fen(), no: None, holder }.lines(books)
}

/// A claim under a contract.
struct Claimed<'a> {
    contract: &'a ContractId,
    name: &'static str,
    amount: Fen,
    no: Option<&'a DueNo>,
    holder: Option<Text>,
}

impl Claimed<'_> {
    /// Its lines; none for nothing.
    fn lines(self, books: &Books) -> Posted {
        let Some(amount) = Money::from_fen(self.amount).filter(|amount| *amount != Money::ZERO) else {
            return Ok(Voucher::default());
        };
        let unknown = || PostingError::UnknownPart(self.name.to_owned());
        let name = self.name.parse().ok().ok_or_else(unknown)?;
        let part = ClaimPart {
            contract: Some(self.contract.clone()),
            holder: self.holder.clone(),
            no: self.no.cloned(),
            ..ClaimPart::new(name, amount)
        };
        let body = ClaimRecorded { document: None, parts: vec![part], resolution: None };
        claim(books, &body)
    }
}

fn post(v: &mut Voucher, lines: &Voucher) {
    for line in lines.lines() {
        match line.side {
            Side::Debit => v.debit(line.key.clone(), line.amount),
            Side::Credit => v.credit(line.key.clone(), line.amount),
        }
    }
}

/// What is held as deposit of the contract's other side; nothing where the chart knows no deposits.
pub fn deposit_held(books: &Books, contract: &ContractId) -> Fen {
    let rule = books.chart.receipt.get(DEPOSIT);
    let party = books.party_of(Some(contract));
    let key = rule
        .zip(party)
        .and_then(|(rule, party)| Some(AccountKey::new(books.account(&rule.credit).ok()?, party, &rule.purpose)));
    key.map_or(Fen::ZERO, |key| books.accounts.balance(&key).negated())
}
