//! Money that goes out to officers, persons and parties without a contract; income that is others'.

use super::{
    MoneySighting, Question, Regarding,
    gathered::{Gathered, Looked, WorksPaid, most_within_year},
    officers::{is_natural, officer_behind, party_of},
    parts::{Part, buys},
};
use crate::{
    books::{Books, Class, Contract, OWN_LAND, PostedLine, Side},
    event::{ClaimPart, ClaimRecorded, Fact, Holder, PartyIs, ReceiptRecorded},
    unit::{Day, Fen, PartyId, ProjectId, Text},
};
use std::collections::{BTreeMap, BTreeSet};

/// Fen a year to an officer.
const OFFICER_MOST: Fen = Fen(100_000);
/// Fen a year to a party that has no contract, order or invoice.
const PARTY_MOST: Fen = Fen(5_000_000);
/// Fen of a payment below which nobody has to be named.
const UNNAMED_LEAST: Fen = Fen(500_000);
/// Fen a year of wages that nobody's name stands at.
const WAGES_MOST: Fen = Fen(20_000_000);
/// Fen to a household below which equal amounts are a gift at the new year.
const GIFT_LEAST: Fen = Fen(100_000);
/// Fen to a household below which sums that differ are no sharing, and how many households are many.
const UNEVEN_LEAST: Fen = Fen(50_000);
const MANY_LEAST: usize = 8;
/// Fen a year that an officer accounts for without invoices.
const SETTLED_MOST: Fen = Fen(200_000);
/// Days within which equal amounts to persons belong together, and how many they are.
const SHARED_DAYS: i64 = 7;
const SHARED_LEAST: usize = 3;

pub(super) fn look(gathered: &mut Gathered, looked: &Looked<'_>) {
    rented(gathered, looked);
    if let Fact::PaymentRecorded(paid) = looked.fact() {
        if paid.contract.is_some() {
            gathered.under_contract.insert(looked.index);
        }
        let works = |part: &str| {
            let rule = looked.books.chart().payment.get(part);
            rule.is_some_and(|rule| rule.debit == looked.books.chart().assets.works)
        };
        for part in paid.parts.iter().filter(|part| works(part.part.as_str())) {
            works_to(gathered, looked, (part.project.as_ref(), part.holder.as_ref(), part.amount.fen()));
        }
        if paid.parts.iter().any(|part| part.invoice.is_some()) {
            gathered.with_invoice.insert(looked.index);
        }
    }
    if let Fact::ReceiptRecorded(received) = looked.fact() {
        received_from(gathered, looked, received);
    }
    if let Fact::ClaimRecorded(claimed) = looked.fact() {
        let advance = |claim: &str| looked.books.chart().claim.get(claim).is_some_and(|rule| rule.advance);
        let bare = claimed.parts.iter().filter(|part| part.invoice.is_none() && advance(part.claim.as_str()));
        let rows = bare.filter_map(|part| {
            let holder = part.holder.as_ref()?.to_string();
            Some((looked.index, looked.on, holder, part.amount.fen()))
        });
        gathered.settled.extend(rows.collect::<Vec<_>>());
        owed(gathered, looked, claimed);
    }
    if let Fact::VoucherRecorded(voucher) = looked.fact() {
        let chart = looked.books.chart();
        let is_money = |account: &str| account == chart.fixed.cash || account == chart.fixed.bank;
        let pays = voucher.lines.iter().any(|line| line.credit.is_some() && is_money(line.account.as_str()));
        let settled = chart.receipt.values().filter(|rule| rule.settles);
        let settled: BTreeSet<String> = settled.filter_map(|rule| looked.books.account(&rule.credit).ok()).collect();
        let owed = |account: &str| settled.contains(account) || chart.is_members_account(account);
        for line in voucher.lines.iter().filter(|line| pays && owed(line.account.as_str())) {
            if let (Some(holder), Some(amount)) = (&line.holder, line.debit) {
                let seen = MoneySighting::LentByVoucher { holder: holder.to_string(), amount: amount.fen() };
                gathered.note(looked, Regarding::Entry(looked.index), seen);
            }
        }
    }
}

/// Whom works are paid or owed to; the accounts keep where they stand.
fn works_to(
    gathered: &mut Gathered,
    looked: &Looked<'_>,
    (project, to, amount): (Option<&ProjectId>, Option<&Text>, Fen),
) {
    let Some((project, to)) = project.zip(to) else { return };
    let (entry, on, to) = (looked.index, looked.on, to.to_string());
    gathered.things.paid.push(WorksPaid { entry, on, project: project.clone(), to, amount });
}

/// What was bought and not yet paid, outside of contracts and works: it goes out as much as what is paid at once.
fn owed(gathered: &mut Gathered, looked: &Looked<'_>, claimed: &ClaimRecorded) {
    let books = looked.books;
    let works = |part: &str| books.chart().claim.get(part).is_some_and(|rule| rule.debit == books.chart().assets.works);
    for part in claimed.parts.iter().filter(|part| works(part.claim.as_str())) {
        works_to(gathered, looked, (part.project.as_ref(), part.holder.as_ref(), part.amount.fen()));
    }
    let owed = owed_before(books);
    let own = |part: &&ClaimPart| {
        let rule = books.chart().claim.get(part.claim.as_str());
        let rule = rule.filter(|rule| buys(books, rule) && !rule.owed && !rule.settles && !rule.advance);
        let credited = rule.and_then(|rule| books.account(&rule.credit).ok());
        credited.is_some_and(|account| owed.contains(&account))
    };
    let free = claimed.parts.iter().filter(own).filter(|part| part.contract.is_none() && part.project.is_none());
    for part in free {
        let Some(to) = &part.holder else { continue };
        gathered.owed.push((looked.index, looked.on, to.to_string(), part.amount.fen()));
    }
}

fn received_from(gathered: &mut Gathered, looked: &Looked<'_>, received: &ReceiptRecorded) {
    let books = looked.books;
    if let Some(contract) = &received.contract {
        // what comes on instalments of households' rent is compared instalment by instalment
        let instalments = books.contract(contract).is_some_and(|contract| !contract.instalments.is_empty());
        let is_late = |part: Part<'_>| part.is_late() && !(part.is_shared() && instalments);
        let late = received.parts.iter().filter(|part| Part::of(books, part.part.as_str()).is_some_and(is_late));
        let late = Fen::capped_total(late.map(|part| part.amount.fen()));
        if late > Fen::ZERO {
            gathered.late_fees.entry(contract.clone()).or_default().push((looked.index, late));
        }
        let all = Fen::capped_total(received.parts.iter().map(|part| part.amount.fen()));
        gathered.came.entry(contract.clone()).or_default().push((looked.index, looked.on, all));
    }
    // of land of both that one contract lets, the collective's part is no more than its mu make
    let both = received.contract.as_ref().and_then(|id| books.contract(id)).is_some_and(|of| books.lets_both(of));
    let own = |part: &str| Part::of(books, part).is_some_and(Part::is_own) && !(both && part == OWN_LAND);
    for part in received.parts.iter().filter(|part| own(part.part.as_str())) {
        let given = part.holder.as_ref().map(ToString::to_string);
        let party = received.contract.as_ref().and_then(|id| party_of(books, id)).map(|party| party.to_string());
        let party = given.or(party).filter(|party| rents_households_land_alone(gathered, books, party));
        let Some(party) = party else { continue };
        let seen = MoneySighting::RentAsIncome { party, part: part.part.to_string(), amount: part.amount.fen() };
        gathered.note(looked, Regarding::Entry(looked.index), seen);
    }
}

/// Who has had which contract; and what was said of who rents what is forgotten where anything but money is recorded.
fn rented(gathered: &mut Gathered, looked: &Looked<'_>) {
    if let Fact::ContractSigned(signed) = looked.fact() {
        gathered.tenants.had.entry(signed.party.clone()).or_default().insert(signed.contract.clone());
    }
    if let Fact::ContractAmended(amended) = looked.fact()
        && let Some(assigned) = &amended.assign
    {
        gathered.tenants.had.entry(assigned.to.clone()).or_default().insert(amended.contract.clone());
    }
    let money = matches!(looked.fact(), Fact::ReceiptRecorded(_) | Fact::PaymentRecorded(_) | Fact::ClaimRecorded(_));
    if !money {
        gathered.tenants.alone.clear();
    }
}

/// True for who rents households' land, and has nothing of the collective's.
fn rents_households_land_alone(gathered: &mut Gathered, books: &Books, party: &str) -> bool {
    if let Some(alone) = gathered.tenants.alone.get(party) {
        return *alone;
    }
    let is_theirs = |contract: &Contract| {
        let parcels = books.registers().parcels();
        let theirs = |code| parcels.get(code).is_some_and(|parcel| !parcel.is_of_collective());
        contract.signed.belongs_to != Some(Holder::Collective) && contract.signed.parcels.iter().any(theirs)
    };
    let had = gathered.tenants.had.get(party).into_iter().flatten().filter_map(|id| books.contract(id));
    let mut theirs = had.filter(|contract| contract.party().as_str() == party).map(is_theirs).peekable();
    let alone = theirs.peek().is_some() && theirs.all(|theirs| theirs);
    gathered.tenants.alone.insert(party.to_owned(), alone);
    alone
}

/// Money that went out of an account of the collective's to somebody.
struct Out {
    entry: u64,
    day: Day,
    to: String,
    account: String,
    amount: Fen,
}

pub(super) fn ask(gathered: &Gathered, books: &Books, on: Day, all: &mut Vec<Question>) {
    let (owed, paying) = (owed_before(books), paying(books, on));
    let mut outs = outs(books, &paying);
    // what was owed is asked about where it was recorded as owed
    outs.retain(|out| !owed.contains(&out.account));
    outs.extend(owed_to(gathered, books, on));
    outs.extend(works_paid(gathered, books, on));
    officers(gathered, books, &outs, all);
    let by_hand = owed_by_hand(books, on);
    shared(books, outs.iter().chain(&by_hand), all);
    shared_unevenly(books, outs.iter().chain(&by_hand), all);
    unnamed(gathered, books, &paying, all);
    strangers(gathered, books, &outs, all);
    settled(gathered, books, on, all);
}

/// What a voucher owes to members out of expenses.
fn owed_by_hand(books: &Books, on: Day) -> Vec<Out> {
    let chart = books.chart();
    let mut outs = Vec::new();
    for entry in books.by_hand().iter().filter(|entry| books.corrected_by(**entry).is_none()) {
        let lines = || books.vouchers().lines(*entry);
        let spent = lines().any(|line| chart.year.is_expense(&line.key.account) && line.debit() > Fen::ZERO);
        let Some(day) = books.day_of(*entry).filter(|day| spent && *day <= on) else { continue };
        let owed = |line: &PostedLine<'_>| chart.is_members_account(&line.key.account) && line.debit() < Fen::ZERO;
        outs.extend(lines().filter(owed).map(|line| Out {
            entry: *entry,
            day,
            to: line.key.holder.clone(),
            account: String::new(),
            amount: line.debit().negated(),
        }));
    }
    outs
}

/// What went for works to others than those from whom they were ordered, whom the accounts do not name.
fn works_paid<'a>(gathered: &'a Gathered, books: &'a Books, on: Day) -> impl Iterator<Item = Out> + use<'a> {
    let stands = gathered.things.paid.iter();
    let stands = stands.filter(move |paid| paid.on <= on && books.corrected_by(paid.entry).is_none());
    let other = move |paid: &&WorksPaid| !gathered.things.ordered_from(&paid.project, &paid.to);
    stands.filter(other).map(|paid| Out {
        entry: paid.entry,
        day: paid.on,
        to: paid.to.clone(),
        account: String::new(),
        amount: paid.amount,
    })
}

/// What was recorded as owed, as if it had been paid on that day.
fn owed_to<'a>(gathered: &'a Gathered, books: &'a Books, on: Day) -> impl Iterator<Item = Out> + use<'a> {
    let stands =
        gathered.owed.iter().filter(move |(entry, day, ..)| *day <= on && books.corrected_by(*entry).is_none());
    stands.map(|(entry, day, to, amount)| Out {
        entry: *entry,
        day: *day,
        to: to.clone(),
        account: String::new(),
        amount: *amount,
    })
}

/// True for a line of cash or of an account of the collective's.
fn is_money(books: &Books, line: &PostedLine<'_>) -> bool {
    let fixed = &books.chart().fixed;
    line.key.account == fixed.cash || line.key.account == fixed.bank
}

/// Entries that stand and take money out of an account of the collective's, with their days.
fn paying(books: &Books, on: Day) -> Vec<(u64, Day)> {
    let reverses: BTreeSet<u64> = books.corrected().values().copied().collect();
    let stands = |entry: u64| books.corrected_by(entry).is_none() && !reverses.contains(&entry);
    let credits = |line: &PostedLine<'_>| line.side == Side::Credit && line.amount > Fen::ZERO;
    let all = books.vouchers().all().filter_map(|(entry, posted)| {
        let day = books.day_of(entry).filter(|day| *day <= on)?;
        let paid = posted.lines().any(|line| is_money(books, &line) && credits(&line));
        (paid && stands(entry)).then_some((entry, day))
    });
    all.collect()
}

/// What was paid under somebody's name, without payouts, advances, wages and what was owed before.
fn outs(books: &Books, paying: &[(u64, Day)]) -> Vec<Out> {
    let chart = books.chart();
    let advances = chart.receipt.values().filter(|rule| rule.advance);
    let advances: BTreeSet<(String, &str)> =
        advances.filter_map(|rule| Some((books.account(&rule.credit).ok()?, rule.purpose.as_str()))).collect();
    let mut outs = Vec::new();
    for (entry, day) in paying.iter().copied() {
        let debits = |line: &PostedLine<'_>| line.side == Side::Debit && line.amount > Fen::ZERO;
        let to = books.vouchers().lines(entry).filter(|line| debits(line) && !is_money(books, line));
        let to = to.filter(|line| !line.key.holder.is_empty());
        outs.extend(to.filter(|line| !advances.contains(&(line.key.account.clone(), line.key.purpose.as_str()))).map(
            |line| Out {
                entry,
                day,
                to: line.key.holder.clone(),
                account: line.key.account.clone(),
                amount: line.amount,
            },
        ));
    }
    outs
}

/// Accounts in which what is paid was owed before: by a payout, a wage sheet, a claim, a loan.
fn owed_before(books: &Books) -> BTreeSet<String> {
    let chart = books.chart();
    let owed = chart.payment.values().filter(|rule| rule.owed).map(|rule| &rule.debit);
    let owed = owed.chain(chart.credited.values().map(|place| &place.account));
    owed.filter_map(|account| books.account(account).ok()).collect()
}

fn officers(gathered: &Gathered, books: &Books, outs: &[Out], all: &mut Vec<Question>) {
    let mut paid: BTreeMap<&str, Vec<(u64, Day, Fen)>> = BTreeMap::new();
    let free = outs.iter().filter(|out| !gathered.under_contract.contains(&out.entry));
    for out in free.filter(|out| officer_behind(books, &out.to).is_some()) {
        paid.entry(&out.to).or_default().push((out.entry, out.day, out.amount));
    }
    for (to, payments) in paid {
        if let Some(most) = most_within_year(&payments).filter(|most| most.amount > OFFICER_MOST) {
            let seen = MoneySighting::OfficerPaid { amount: most.amount, count: most.count, last: most.last };
            all.push(Question::new(Regarding::Holder(to.to_owned()), seen));
        }
    }
}

/// True for expenses, and for what is spent on what is made or lies in the store.
fn bought(books: &Books, account: &str) -> bool {
    let chart = books.chart();
    let cost = chart.accounts.get(account).is_some_and(|of| of.class == Class::Cost);
    chart.year.is_expense(account) || cost || chart.things.as_ref().is_some_and(|things| things.stores == account)
}

/// Much that was spent, or went into works, where no line, contract, order or invoice says to whom.
fn unnamed(gathered: &Gathered, books: &Books, paying: &[(u64, Day)], all: &mut Vec<Question>) {
    let chart = books.chart();
    // what was accrued under nobody's name, and is paid so
    let wages = chart.payment.values().filter(|rule| rule.owed && rule.purpose.is_empty() && rule.debit != "loan");
    let wages: BTreeSet<String> = wages.filter_map(|rule| books.account(&rule.debit).ok()).collect();
    let ordered = |works: &str| gathered.things.ordered.contains_key(works);
    // whoever gives a grant looks at what became of it
    let granted: BTreeSet<&str> =
        books.accounts().under(&chart.fixed.grant).map(|(key, _)| key.purpose.as_str()).collect();
    let spent = |line: &PostedLine<'_>| {
        let works = line.key.purpose.as_str();
        let works = line.key.account == chart.assets.works && !ordered(works) && !granted.contains(works);
        bought(books, &line.key.account) || works || wages.contains(&line.key.account)
    };
    let named = |entry: &u64| gathered.under_contract.contains(entry) || gathered.with_invoice.contains(entry);
    let mut paid: BTreeMap<&str, Vec<(u64, Day, Fen)>> = BTreeMap::new();
    for (entry, day) in paying.iter().filter(|(entry, _)| !named(entry)).copied() {
        let lines = books.vouchers().lines(entry);
        let lines = lines.filter(|line| line.key.holder.is_empty() && line.debit() >= UNNAMED_LEAST && spent(line));
        for line in lines {
            paid.entry(line.key.account.as_str()).or_default().push((entry, day, line.amount));
        }
    }
    for (account, payments) in paid {
        let bound = if bought(books, account) || account == chart.assets.works { PARTY_MOST } else { WAGES_MOST };
        if let Some(most) = most_within_year(&payments).filter(|most| most.amount > bound) {
            let seen = MoneySighting::PayeeUnnamed { amount: most.amount, count: most.count, last: most.last };
            all.push(Question::new(Regarding::Account(account.to_owned()), seen));
        }
    }
}

/// Equal amounts to several persons, or much to several households, within a week.
fn shared<'a>(books: &Books, outs: impl Iterator<Item = &'a Out>, all: &mut Vec<Question>) {
    let mut equal: BTreeMap<Fen, Vec<&Out>> = BTreeMap::new();
    let households = books.registers().households();
    let is_home = |to: &str| households.get(to).is_some_and(|household| !household.is_village());
    let is_one = |out: &Out| is_natural(books, &out.to) || (out.amount >= GIFT_LEAST && is_home(&out.to));
    for out in outs.filter(|out| is_one(out)) {
        equal.entry(out.amount).or_default().push(out);
    }
    for (amount, mut payments) in equal {
        payments.sort_by_key(|out| (out.day, out.entry));
        let mut asked: Option<Day> = None;
        for (at, first) in payments.iter().enumerate() {
            if asked.is_some_and(|until| first.day <= until) {
                continue;
            }
            let near = payments.iter().skip(at).take_while(|out| out.day.days_since(first.day) <= SHARED_DAYS);
            let near: Vec<&&Out> = near.collect();
            let to: BTreeSet<&str> = near.iter().map(|out| out.to.as_str()).collect();
            let Some(last) = near.last().filter(|_| to.len() >= SHARED_LEAST) else { continue };
            asked = Some(last.day);
            let to = to.into_iter().collect::<Vec<_>>().join(", ");
            let seen = MoneySighting::SharedPrivately { each: true, amount, to, first: first.day, last: last.day };
            all.push(Question::new(Regarding::Entry(last.entry), seen));
        }
    }
}

/// Sums that differ, to many households on one day, out of one account.
fn shared_unevenly<'a>(books: &Books, outs: impl Iterator<Item = &'a Out>, all: &mut Vec<Question>) {
    let households = books.registers().households();
    let is_home = |to: &str| households.get(to).is_some_and(|household| !household.is_village());
    let mut by_day: BTreeMap<(Day, &str), Vec<&Out>> = BTreeMap::new();
    for out in outs.filter(|out| out.amount >= UNEVEN_LEAST && is_home(&out.to)) {
        by_day.entry((out.day, out.account.as_str())).or_default().push(out);
    }
    for ((day, _), payments) in by_day {
        let to: BTreeSet<&str> = payments.iter().map(|out| out.to.as_str()).collect();
        let amounts: BTreeSet<Fen> = payments.iter().map(|out| out.amount).collect();
        let Some(last) = payments.last().filter(|_| to.len() >= MANY_LEAST && amounts.len() > 1) else { continue };
        let active = households.values().filter(|household| household.members_at(day) > 0).count();
        if to.len() * 3 < active {
            continue;
        }
        let amount = Fen::capped_total(payments.iter().map(|out| out.amount));
        let few = to.iter().take(3).copied().collect::<Vec<_>>().join(", ");
        let to = format!("{few}, … ({})", to.len());
        let seen = MoneySighting::SharedPrivately { each: false, amount, to, first: day, last: day };
        all.push(Question::new(Regarding::Entry(last.entry), seen));
    }
}

/// Much money to a party that never had a contract, an order or an invoice.
fn strangers(gathered: &Gathered, books: &Books, outs: &[Out], all: &mut Vec<Question>) {
    let parties = books.contracts().values().flat_map(|c| c.parties.values().chain([&c.signed.party]));
    let contracts: BTreeSet<&str> = parties.map(PartyId::as_str).collect();
    let sellers: BTreeSet<&str> = books.invoices().keys().map(|(seller, _)| seller.as_str()).collect();
    let mut paid: BTreeMap<&str, Vec<(u64, Day, Fen)>> = BTreeMap::new();
    let registers = books.registers();
    for out in outs.iter().filter(|out| !gathered.under_contract.contains(&out.entry)) {
        let (party, known) = (out.to.as_str(), registers.parties().get(out.to.as_str()));
        let is = known.and_then(|known| known.is);
        let official = matches!(is, Some(PartyIs::Bank | PartyIs::Tax | PartyIs::Government | PartyIs::Union));
        // a name that nobody registered
        let registered = books.bearer(party).is_some() || registers.persons().contains_key(party);
        let nobody = known.is_none() && !registered && officer_behind(books, party).is_none();
        let stranger = (known.is_some() && !official) || nobody;
        if stranger && !contracts.contains(party) && !sellers.contains(party) {
            paid.entry(party).or_default().push((out.entry, out.day, out.amount));
        }
    }
    for (party, payments) in paid {
        if let Some(most) = most_within_year(&payments).filter(|most| most.amount > PARTY_MOST) {
            let seen = MoneySighting::NeverUnderContract { amount: most.amount, count: most.count };
            all.push(Question::new(Regarding::Holder(party.to_string()), seen));
        }
    }
}

fn settled(gathered: &Gathered, books: &Books, on: Day, all: &mut Vec<Question>) {
    let mut by_holder: BTreeMap<&str, Vec<(u64, Day, Fen)>> = BTreeMap::new();
    let stands = gathered.settled.iter().filter(|(entry, day, ..)| *day <= on && books.corrected_by(*entry).is_none());
    for (entry, day, holder, amount) in stands.filter(|(_, _, holder, _)| officer_behind(books, holder).is_some()) {
        by_holder.entry(holder).or_default().push((*entry, *day, *amount));
    }
    for (holder, amounts) in by_holder {
        if let Some(most) = most_within_year(&amounts).filter(|most| most.amount > SETTLED_MOST) {
            let seen = MoneySighting::AdvanceWithoutInvoice { amount: most.amount, count: most.count };
            all.push(Question::new(Regarding::Holder(holder.to_owned()), seen));
        }
    }
}
