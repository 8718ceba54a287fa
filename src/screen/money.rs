//! Money that went out twice, is not accounted for, or is owed for long.

use super::officers::{is_natural, officer_behind};
use super::{
    MoneySighting, Question, Regarding,
    gathered::{Gathered, Looked},
};
use crate::{
    books::{AccountKey, Books, Owed, PostedLine, Side},
    event::{Clearable, Fact, Ownership, PartyIs, RegisterName, RowRevised},
    unit::{BankId, Day, Fen},
};
use std::collections::{BTreeMap, BTreeSet};

/// Days within which an advance is accounted for.
const ADVANCE_DAYS: i64 = 90;
/// Fen that an officer has in advance, below which what is settled since is not asked about.
const LENT_LEAST: Fen = Fen(1_000_000);
/// Days within which a payable is paid.
const PAYABLE_DAYS: i64 = 365;
/// Days within which money of households is shared and paid, and what may be left.
const HELD_DAYS: i64 = 366;
const HELD_MOST: Fen = Fen(10_000);
/// Days within which the same amount to the same party is one payment made twice.
const AGAIN_DAYS: i64 = 3;

/// Which bank accounts have a number in the register.
pub(super) fn look(gathered: &mut Gathered, looked: &Looked<'_>) {
    if let Fact::BankRegistered(registered) = looked.fact()
        && registered.number.is_some()
    {
        gathered.numbers.insert(registered.account.clone(), looked.index);
    }
    if let Fact::RegisterRevised(revised) = looked.fact()
        && let RowRevised::Bank(bank, revision) = &revised.row
    {
        if revision.restated().is_some_and(|said| said.set.number.is_some()) {
            gathered.numbers.entry(bank.clone()).or_insert(looked.index);
        }
        if revised.row.clear().contains(&Clearable::Number) {
            gathered.numbers.remove(bank);
        }
    }
}

pub(super) fn ask(gathered: &Gathered, books: &Books, on: Day, all: &mut Vec<Question>) {
    paid_twice(books, on, all);
    advances(books, on, all);
    payables(books, on, all);
    owners(books, all);
    numbers(gathered, books, all);
    held_back(books, on, all);
}

/// Money of households that came and no payout shared, or that a payout gave them and nobody paid, for more than a year.
fn held_back(books: &Books, on: Day, all: &mut Vec<Question>) {
    let late = |since: Day| on.days_since(since) > HELD_DAYS;
    for payout in books.payouts().values().filter(|payout| late(payout.on)) {
        let amount = Fen::capped_total(payout.lines.values().map(Owed::open));
        if amount > HELD_MOST && books.corrected_by(payout.index).is_none() {
            let seen = MoneySighting::HeldBack { amount, since: payout.on };
            all.push(Question::new(Regarding::Entry(payout.index), seen));
        }
    }
    for (id, contract) in books.contracts() {
        let Some((entry, amount)) = contract.principal.waiting_by(on, |entry| books.day_of(entry)) else { continue };
        if let Some(since) = books.day_of(entry).filter(|since| late(*since) && amount > HELD_MOST) {
            all.push(Question::new(Regarding::Contract(id.clone()), MoneySighting::HeldBack { amount, since }));
        }
    }
    let chart = books.chart();
    let received = chart.receipt.values().filter(|rule| rule.shared).map(|rule| (&rule.credit, rule.purpose.as_str()));
    let claimed = chart.claim.values().filter(|rule| rule.shared);
    let claimed = claimed.map(|rule| (&rule.credit, rule.credit_purpose.as_str()));
    let places: BTreeSet<(String, &str)> =
        received.chain(claimed).filter_map(|(credit, purpose)| Some((books.account(credit).ok()?, purpose))).collect();
    for (account, purpose) in places {
        for (key, _) in books.accounts().under(&account).filter(|(key, _)| key.purpose == purpose) {
            let Some((since, _)) = open_since(books, key, Side::Credit, on).filter(|(since, _)| late(*since)) else {
                continue;
            };
            let amount = least_since(books, key, on);
            if amount > HELD_MOST {
                let whole = key.holder.is_empty();
                let about =
                    if whole { Regarding::Account(account.clone()) } else { Regarding::Holder(key.holder.clone()) };
                all.push(Question::new(about, MoneySighting::HeldBack { amount, since }));
            }
        }
    }
}

/// The least that stood on the credit side of a key at the end of any of the last days.
fn least_since(books: &Books, key: &AccountKey, on: Day) -> Fen {
    let before = Day::FIRST.plus_days(-1).unwrap_or(Day::FIRST);
    let (mut stands, mut least) = (Fen::ZERO, None::<Fen>);
    for (day, moved) in books.accounts().moved_since(key, before).into_iter().filter(|(day, _)| *day <= on) {
        let within = on.days_since(day) <= HELD_DAYS;
        let was = stands;
        stands = stands.capped_minus(moved);
        least = within.then(|| least.unwrap_or(was).min(stands));
    }
    least.unwrap_or(stands)
}

/// Accounts of the collective in the name of somebody, of a business, or of who is in no register and did not own the first.
fn owners(books: &Books, all: &mut Vec<Question>) {
    let registers = books.registers();
    let own = registers.banks().iter().filter(|(_, bank)| bank.ownership == Ownership::Collective);
    let brought = |id: &BankId| books.rows().get(RegisterName::Bank, id.as_str()).map(|row| row.brought.entry);
    let first = own.min_by_key(|(id, _)| brought(id)).map(|(_, bank)| bank.owner.as_str());
    // an office of the state, or a union, may keep the accounts of a village
    let business = |owner: &str| {
        let is = registers.parties().get(owner).map(|party| party.is);
        is.is_some_and(|is| !matches!(is, Some(PartyIs::Bank | PartyIs::Tax | PartyIs::Government | PartyIs::Union)))
    };
    let unknown = |owner: &str| !registers.parties().contains_key(owner) && first != Some(owner);
    for (id, bank) in registers.banks().iter().filter(|(_, bank)| bank.ownership == Ownership::Collective) {
        let owner = bank.owner.as_str();
        let member = registers.households().get(owner).is_some_and(|household| !household.is_village());
        let somebody = member || registers.persons().contains_key(owner) || is_natural(books, owner);
        if somebody || business(owner) || unknown(owner) {
            let seen = MoneySighting::PersonalOwner { owner: owner.to_owned() };
            all.push(Question::new(Regarding::Bank(id.clone()), seen));
        }
    }
}

/// Accounts of the collective of which no number is recorded, though one of an earlier one was.
fn numbers(gathered: &Gathered, books: &Books, all: &mut Vec<Question>) {
    let own = || books.registers().banks().iter().filter(|(_, bank)| bank.ownership == Ownership::Collective);
    let brought = |id: &BankId| books.rows().get(RegisterName::Bank, id.as_str()).map(|row| row.brought.entry);
    let first = own().filter_map(|(id, _)| gathered.numbers.get(id).copied()).min();
    for (id, _) in own().filter(|(id, _)| !gathered.numbers.contains_key(*id)) {
        if first.zip(brought(id)).is_some_and(|(first, brought)| first < brought) {
            let with = own().filter(|(id, _)| gathered.numbers.contains_key(*id)).count();
            all.push(Question::new(Regarding::Bank(id.clone()), MoneySighting::BankWithoutNumber { with }));
        }
    }
}

/// The same amount to the same party within some days, or on one day for the same thing to nobody who is named, out of an
/// account of the collective's.
fn paid_twice(books: &Books, on: Day, all: &mut Vec<Question>) {
    let chart = books.chart();
    let own = [&chart.fixed.cash, &chart.fixed.bank];
    let money = |line: &PostedLine<'_>| own.contains(&&line.key.account);
    let parties = books.registers().parties();
    let mut paid: BTreeMap<(String, Fen), BTreeMap<Day, Vec<u64>>> = BTreeMap::new();
    for (entry, posted) in books.vouchers().all() {
        let day = books.day_of(entry).filter(|day| *day <= on);
        let out = posted.lines().any(|line| money(&line) && line.side == Side::Credit && line.amount > Fen::ZERO);
        let Some(day) = day.filter(|_| out && books.corrected_by(entry).is_none()) else { continue };
        let to = posted.lines().filter(|line| {
            let named = parties.contains_key(line.key.holder.as_str());
            let nobody = line.key.holder.is_empty() && !line.key.purpose.is_empty() && !money(line);
            line.side == Side::Debit && line.amount > Fen::ZERO && (named || nobody)
        });
        for line in to {
            let named = !line.key.holder.is_empty();
            let first = if named { &line.key.holder } else { &line.key.account };
            let party = format!("{first} {}", line.key.purpose).trim_end().to_owned();
            let earlier = paid.entry((party.clone(), line.amount)).or_default();
            let most = if named { AGAIN_DAYS } else { 0 };
            let from = day.plus_days(-most).unwrap_or(Day::FIRST);
            let near = earlier.range(from..).take_while(|(before, _)| before.days_since(day) <= most);
            let again =
                near.filter_map(|(before, all)| Some((*all.iter().rev().find(|other| **other != entry)?, *before)));
            if let Some((other, before)) = again.max() {
                let asked = MoneySighting::PaidTwice { party, amount: line.amount, day, before, other };
                all.push(Question::new(Regarding::Entry(entry), asked));
            }
            earlier.entry(day).or_default().push(entry);
        }
    }
}

/// What was handed out to be accounted for, by receipts that bring the rest back.
fn advances(books: &Books, on: Day, all: &mut Vec<Question>) {
    let rules = books.chart().receipt.values().filter(|rule| rule.advance);
    let places: BTreeSet<(String, &str)> =
        rules.filter_map(|rule| Some((books.account(&rule.credit).ok()?, rule.purpose.as_str()))).collect();
    for (account, purpose) in places {
        for (key, _) in books.accounts().under(&account).filter(|(key, _)| key.purpose == purpose) {
            let open =
                open_since(books, key, Side::Debit, on).filter(|(since, _)| on.days_since(*since) > ADVANCE_DAYS);
            let seen = match open {
                Some((since, amount)) => Some(MoneySighting::AdvanceOverdue { amount, since, back: None }),
                None => lent_to_officer(books, key, on),
            };
            all.extend(seen.map(|seen| Question::new(Regarding::Holder(key.holder.clone()), seen)));
        }
    }
}

/// Much that an officer, or kin of one, had for long and has accounted for or given back since: the last time, and how often.
fn lent_to_officer(books: &Books, key: &AccountKey, on: Day) -> Option<MoneySighting> {
    officer_behind(books, &key.holder)?;
    let before = Day::FIRST.plus_days(-1).unwrap_or(Day::FIRST);
    let (mut stands, mut since, mut times, mut last) = (Fen::ZERO, None, 0_usize, None);
    for (day, moved) in books.accounts().moved_since(key, before).into_iter().filter(|(day, _)| *day <= on) {
        let was = stands;
        stands = stands.capped_plus(moved);
        if stands >= LENT_LEAST {
            since = since.or(Some(day));
        } else if let Some(from) = since.take().filter(|from| day.days_since(*from) > ADVANCE_DAYS) {
            times += 1;
            last = Some((was, from, day));
        }
    }
    let (amount, since, day) = last?;
    Some(MoneySighting::AdvanceOverdue { amount, since, back: Some((day, times)) })
}

/// What claims say is owed to a party and a payment has not settled.
fn payables(books: &Books, on: Day, all: &mut Vec<Question>) {
    let chart = books.chart();
    let owed: BTreeSet<String> = chart
        .claim
        .values()
        .filter(|rule| rule.due.is_none() && !rule.shared && !rule.owed)
        .filter_map(|rule| books.account(&rule.credit).ok())
        .filter(|account| {
            chart.payment.values().any(|rule| rule.owed && books.account(&rule.debit).is_ok_and(|a| a == *account))
        })
        .collect();
    // deposits, retentions and money that waits stand there for as long as was agreed, under purposes of the chart's own
    let later = chart.receipt.values().filter_map(|rule| rule.later.as_deref());
    let received = chart.receipt.values().map(|rule| rule.purpose.as_str());
    let claimed = chart.claim.values().map(|rule| rule.credit_purpose.as_str());
    let waits: BTreeSet<&str> = received.chain(later).chain(claimed).collect();
    for account in owed {
        for (key, _) in books.accounts().under(&account) {
            let party = books.registers().parties().contains_key(key.holder.as_str());
            if !party || waits.contains(key.purpose.as_str()) {
                continue;
            }
            let Some((since, amount)) = open_since(books, key, Side::Credit, on) else { continue };
            if on.days_since(since) > PAYABLE_DAYS {
                let asked = MoneySighting::PayableOpenLong { purpose: key.purpose.clone(), amount, since };
                all.push(Question::new(Regarding::Holder(key.holder.clone()), asked));
            }
        }
    }
}

/// The day since which something has stood on this side of a key without a break, and how much stands there.
pub(super) fn open_since(books: &Books, key: &AccountKey, side: Side, on: Day) -> Option<(Day, Fen)> {
    let before = Day::FIRST.plus_days(-1).unwrap_or(Day::FIRST);
    let (mut stands, mut since) = (Fen::ZERO, None);
    for (day, moved) in books.accounts().moved_since(key, before).into_iter().filter(|(day, _)| *day <= on) {
        let moved = if side == Side::Debit { moved } else { moved.negated() };
        stands = stands.capped_plus(moved);
        since = since.or(Some(day)).filter(|_| stands > Fen::ZERO);
    }
    since.map(|since| (since, stands))
}
