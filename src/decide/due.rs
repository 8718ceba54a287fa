//! What is due for the days that a receipt pays: by the sheets in force that share it, over all receipts of
//! the same contract and instalment, period or year.
//!
//! Nobody takes in more than is due for those days. What a receipt books as the collective's is never
//! ahead of what came for the households: it grows with their part, and is whole when theirs is.

mod claims;
mod own;
mod read;

pub(super) use claims::{above, counts_days, deposit, stopped};
pub use own::{BesideRent, beside_rent};
pub(super) use read::by_some_sheet;

use super::{
    Births, Refusal,
    ask::Ask,
    declared, dictionary,
    earnings::{self, FEE, holds_households_things},
    facts, known,
    refusal::{DayRule, MemberRule, MoneyRule, ensure, too_large},
    terms, version,
};
use crate::{
    books::{Adopted, Books, Contract, OWN_LAND, Part, ReceiptRule, postings},
    event::{DepositBecomes, DepositTerm, ReceiptRecorded, SeriesPer},
    rules,
    unit::{ContractId, Day, Exact, Fen, Money, PayoutId, Period, Rounding},
};
use std::collections::{BTreeMap, BTreeSet};

type Checked = Result<(), Refusal>;
type Amounts = BTreeMap<String, Fen>;

/// Inputs that an operator's report gives: what is shared by a year is computed from one.
const REPORTED: [&str; 2] = ["营业收入", "每亩净值"];
/// Inputs that an instalment gives.
const OF_INSTALMENT: [&str; 3] = ["已满年数", "本期年份", "应付日"];

/// Which days are paid, as the receipt says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paid<'a> {
    Instalment(&'a PayoutId),
    Days(Period),
    Year(u32),
}

impl Paid<'_> {
    /// The days it says.
    fn days(self, contract: &Contract) -> Option<Period> {
        match self {
            Paid::Instalment(code) => contract.instalment(code)?.period(),
            Paid::Days(days) => Some(days),
            Paid::Year(year) => Period::year(i32::try_from(year).ok()?),
        }
    }
}

/// An instalment by its code or its days, other days, else a year.
fn paid<'a>(
    contract: &'a Contract,
    code: Option<&'a PayoutId>,
    days: Option<Period>,
    year: Option<u32>,
) -> Option<Paid<'a>> {
    let named =
        code.or_else(|| Some(&contract.instalments.iter().find(|i| days.is_some() && i.period() == days)?.payout));
    named.map(Paid::Instalment).or(days.map(Paid::Days)).or(year.map(Paid::Year))
}

/// The days that a receipt's are judged by: the widest that came before and hold them. Days that run across
/// those of an instalment, or across others that came by the same parts, would be paid twice.
fn together<'a>(
    books: &Books,
    contract: &'a Contract,
    r: &ReceiptRecorded,
    own: Paid<'a>,
) -> Result<Paid<'a>, Refusal> {
    let crossed = |other: Period, days: Period| {
        DayRule::Across { contract: contract.signed.contract.clone(), other, days }.into()
    };
    let same = |part: &&Part| r.parts.iter().any(|own| own.part == part.reference.part);
    let came = || books.parts_under(&contract.signed.contract).filter(same);
    // the same part for a calendar year and for days in it would be due once for each
    let by_year = |paid: Paid<'_>| matches!(paid, Paid::Year(_));
    for part in came() {
        let other = paid(contract, part.instalment.as_ref(), part.period, part.year);
        let Some(other) = other.filter(|other| by_year(*other) != by_year(own)) else { continue };
        if let Some((other, days)) = other.days(contract).zip(own.days(contract)).filter(|(a, b)| a.overlaps(*b)) {
            return Err(crossed(other, days));
        }
    }
    let Paid::Days(days) = own else { return Ok(own) };
    let across = |other: Period| crossed(other, days);
    let by_instalment = r.parts.iter().any(|part| shared_by_instalment(books, part.part.as_str()));
    let mut dues = contract.instalments.iter().filter(|_| by_instalment).filter_map(|i| Some((i, i.period()?)));
    if let Some((due, of_due)) = dues.find(|(_, due)| due.overlaps(days)) {
        return if of_due.covers(days) { Ok(Paid::Instalment(&due.payout)) } else { Err(across(of_due)) };
    }
    let mut widest = days;
    for other in came().filter_map(|part| part.period).filter(|other| other.overlaps(days)) {
        if !other.covers(days) && !days.covers(other) {
            return Err(across(other));
        }
        widest = if other.covers(widest) { other } else { widest };
    }
    Ok(Paid::Days(widest))
}

/// True for a part that an adopted sheet shares by the instalments of a contract.
fn shared_by_instalment(books: &Books, part: &str) -> bool {
    let input = books.chart().receipt.get(part).and_then(|rule| rule.input.as_deref());
    let by_due = |adopted: &Adopted, name: &str| match dictionary::said(&adopted.bound, name) {
        Some(from) => from.starts_with("due."),
        None => dictionary::input(name).is_some_and(|word| OF_INSTALMENT.contains(&word.zh)),
    };
    let reads = |adopted: &Adopted| {
        let mut shared = held(books, adopted);
        shared.any(|(zh, _)| Some(zh) == input) && adopted.sheet.inputs().iter().any(|i| by_due(adopted, &i.name))
    };
    books.schemes().values().any(reads)
}

/// The parts of a receipt that a sheet reads: households', or the collective's beside them.
struct Came<'a> {
    books: &'a Books,
    on: Day,
    contract: &'a Contract,
    paid: Paid<'a>,
    revenue: Option<Fen>,
    /// By the sheets' inputs: what came for these days, this receipt included.
    all: Amounts,
    /// How many receipts brought something for the households: each may have its fee rounded by itself.
    receipts: usize,
}

/// Checks the parts of a receipt against what is due.
pub(super) fn receipt(books: &Books, on: Day, r: &ReceiptRecorded) -> Checked {
    let rule = |part: &str| books.chart().receipt.get(part).filter(|rule| rule.input.is_some());
    let parts: Vec<(&str, &ReceiptRule)> =
        r.parts.iter().filter_map(|p| Some((p.part.as_str(), rule(p.part.as_str())?))).collect();
    let contract = r.contract.as_ref().map(|c| known::contract(books, c)).transpose()?;
    earnings::receipt(books, r, contract)?;
    own::land(books, on, r, contract)?;
    let Some((first, _)) = parts.first() else { return Ok(()) };
    // a part is found again by its name
    let names: BTreeSet<&str> = parts.iter().map(|(name, _)| *name).collect();
    ensure(names.len() == parts.len(), || MemberRule::PartTwice)?;
    let contract = contract.ok_or_else(|| MemberRule::Missing { at: (*first).to_owned(), member: "contract" })?;
    let of_households = || holds_households_things(books, contract);
    let Some(paid) = paid(contract, r.instalment.as_ref(), r.period, r.year) else {
        let asked = !contract.instalments.is_empty() || (parts.iter().any(|(_, rule)| !rule.shared) && of_households());
        return ensure(!asked, || MoneyRule::ForWhichDays { part: (*first).to_owned() });
    };
    let paid = together(books, contract, r, paid)?;
    let came = Came::of(books, on, r, contract, paid)?;
    for (name, rule) in parts {
        let input = rule.input.as_deref().unwrap_or_default();
        match rule.shared {
            true => came.no_more_than_is_due(name, input)?,
            false => came.households_first(name, input, rule, of_households())?,
        }
    }
    Ok(())
}

/// The revenue that a receipt states is the one that was stated or reported before.
fn one_revenue(r: &ReceiptRecorded, known: Option<Money>) -> Checked {
    let differs = r.revenue.zip(known).filter(|(stated, known)| stated != known);
    differs.map_or(Ok(()), |(stated, known)| {
        Err(MoneyRule::StatedDiffers { at: "revenue".to_owned(), computed: known.fen(), stated: stated.fen() }.into())
    })
}

/// The last receipt that would be ahead of the households' part if a receipt had not brought what it did of
/// it: each is judged again, as on its day, by what is left of the same days.
pub(super) fn ahead_without(books: &Books, index: u64) -> Option<u64> {
    let gone = books.parts_of_entry(index).filter(|part| part.shared);
    let judged = gone.filter_map(|part| {
        let contract = books.contract(part.contract.as_ref()?)?;
        let days = paid(contract, part.instalment.as_ref(), part.period, part.year)?;
        let left = || before(books, contract, days).filter(|part| part.reference.index != index);
        let ahead = left().filter(|own| !own.shared).filter(|own| {
            let (name, input) = (own.reference.part.as_str(), own.input.as_deref().unwrap_or_default());
            let Some(rule) = books.chart().receipt.get(name) else { return false };
            let receipts = brought(left());
            let mut came =
                Came { books, on: own.on, contract, paid: days, revenue: None, all: Amounts::new(), receipts };
            for part in left() {
                came.revenue = came.revenue.or(part.revenue.map(|m| m.fen()));
                if let Some(input) = &part.input {
                    let sum = came.all.entry(input.clone()).or_default();
                    *sum = sum.capped_plus(part.amount.fen());
                }
            }
            if name == OWN_LAND {
                let booked = left().filter(|part| part.reference.part.as_str() == OWN_LAND);
                return came.land_of_both(Fen::capped_total(booked.map(|part| part.amount.fen()))).is_err();
            }
            came.households_first(name, input, rule, holds_households_things(books, contract)).is_err()
        });
        ahead.map(|own| own.reference.index).max()
    });
    judged.max()
}

/// What a sheet in force says of these days.
enum Said {
    /// The amounts of its inputs, by their Chinese names, with which it runs.
    Due(Amounts),
    /// It does not settle them.
    Open,
    /// Something it reads is not recorded.
    Unread,
}

impl<'a> Came<'a> {
    fn of(
        books: &'a Books,
        on: Day,
        r: &'a ReceiptRecorded,
        contract: &'a Contract,
        paid: Paid<'a>,
    ) -> Result<Came<'a>, Refusal> {
        let mut all = Amounts::new();
        let mut add = |input: &Option<String>, amount: Fen| -> Checked {
            let Some(input) = input else { return Ok(()) };
            let sum = all.entry(input.clone()).or_default();
            *sum = sum.plus(amount).ok_or_else(|| too_large("parts"))?;
            Ok(())
        };
        let mut revenue = r.revenue.map(|m| m.fen());
        for part in before(books, contract, paid) {
            add(&part.input, part.amount.fen())?;
            revenue = revenue.or(part.revenue.map(|m| m.fen()));
            one_revenue(r, part.revenue)?;
        }
        let report = r.year.and_then(|year| contract.reports.get(&year));
        one_revenue(r, report.and_then(|report| report.revenue))?;
        let mut receipts = brought(before(books, contract, paid));
        let rules = r.parts.iter().filter_map(|part| Some((part, books.chart().receipt.get(part.part.as_str())?)));
        receipts += usize::from(rules.clone().any(|(_, rule)| rule.shared));
        for (part, rule) in rules {
            add(&rule.input, part.amount.fen())?;
        }
        Ok(Came { books, on, contract, paid, revenue, all, receipts })
    }

    fn came(&self, input: &str) -> Fen {
        self.all.get(input).copied().unwrap_or_default()
    }

    /// The schemes in force whose inputs marked 待分 read this one.
    fn sharing(&self, input: &str) -> Vec<&'a Adopted> {
        let ids: BTreeSet<_> = self.books.schemes().keys().map(|(id, _)| id).collect();
        let days = self.paid.days(self.contract);
        let version = |id| match days {
            Some(days) => version::of_days(self.books, id, days, self.on),
            None => self.books.in_force(id, self.on),
        };
        let found = ids.into_iter().filter_map(|id| version(id).map(|(_, adopted)| adopted));
        let reads = |adopted: &&Adopted| held(self.books, adopted).any(|(zh, _)| zh == input);
        let found: Vec<&Adopted> = found.filter(reads).collect();
        let own: Vec<&Adopted> = found.iter().copied().filter(|adopted| self.of_its_index(adopted)).collect();
        if own.is_empty() { found } else { own }
    }

    /// True for a sheet that reads the series that the contract's prices follow, and no other price of a day: where some
    /// sheet does, what others say of the same money is about other contracts.
    fn of_its_index(&self, adopted: &Adopted) -> bool {
        let reads = adopted.sheet.inputs().iter().filter_map(|i| dictionary::said(&adopted.bound, &i.name));
        let series = reads.filter_map(|from| from.strip_prefix("series.")?.split('.').next());
        let daily = |id: &&str| {
            let set = self.books.series().get(*id).map(|series| &series.set);
            set.is_some_and(|set| set.per == SeriesPer::Day && set.key.is_none())
        };
        let read: BTreeSet<&str> = series.filter(daily).collect();
        let follows = self.contract.signed.index.iter().map(|index| index.series.as_str());
        read == follows.collect()
    }

    fn asks<'s>(&'s self, adopted: &'s Adopted) -> Option<Ask<'s>> {
        let instalment = match self.paid {
            Paid::Instalment(code) => self.contract.instalment(code),
            Paid::Days(_) | Paid::Year(_) => None,
        };
        let period = declared::days_asked(&adopted.sheet, Some(self.contract), self.paid.days(self.contract)?);
        let year = if let Paid::Year(year) = self.paid { Some(year) } else { None };
        let mut tried: BTreeMap<String, Exact> =
            self.all.iter().map(|(input, fen)| (input.clone(), fen.yuan())).collect();
        tried.extend(self.revenue.map(|fen| ("营业收入".to_owned(), fen.yuan())));
        let (sheet, contract) = (&adopted.sheet, Some(self.contract));
        Some(Ask {
            sheet,
            bound: &adopted.bound,
            contract,
            instalment,
            period,
            record_day: self.on,
            sources: Vec::new(),
            work: None,
            year,
            given: &[],
            opened: Births::default(),
            tried,
        })
    }

    fn said(&self, adopted: &Adopted) -> Said {
        // a sheet that does not read what the contract agrees says nothing of what is due under it
        let asks = self.asks(adopted).filter(|ask| terms::read(ask).is_ok());
        let Some(run) = asks.and_then(|ask| facts::run(self.books, &ask).ok()) else {
            return Said::Unread;
        };
        let Some(due) = rules::demanded(&adopted.sheet, &run) else { return Said::Open };
        Said::Due(held(self.books, adopted).filter_map(|(zh, name)| Some((zh.to_owned(), *due.get(name)?))).collect())
    }

    /// What sheets in force say is due by an input, where it is something.
    fn due_by(&self, input: &str) -> BTreeSet<Fen> {
        let (books, contract) = (self.books, self.contract);
        let said_by = |judges: &[&Adopted]| -> BTreeSet<Fen> {
            let said = judges.iter().filter_map(|adopted| match self.said(adopted) {
                Said::Due(due) => due.get(input).copied(),
                Said::Open | Said::Unread => None,
            });
            said.filter(|fen| *fen > Fen::ZERO).collect()
        };
        let mut judges = self.sharing(input);
        let said = said_by(&judges);
        if said.len() < 2 {
            return said;
        }
        // where several sheets say something else, the one that shared such money under this contract last
        let shares = |p: &&crate::books::Payout| {
            let own = p.declared.contract.as_ref() == Some(&contract.signed.contract);
            own && judges.iter().any(|adopted| *adopted.sheet.id() == p.declared.scheme)
        };
        let last = books.payouts().values().filter(shares).max_by_key(|p| p.index).map(|p| p.declared.scheme.clone());
        judges.retain(|adopted| last.as_ref().is_none_or(|last| adopted.sheet.id() == last));
        said_by(&judges)
    }

    /// The one amount that they say; `None` where they say several, or nothing.
    fn one_due(&self, input: &str) -> Option<Fen> {
        let said = self.due_by(input);
        said.first().copied().filter(|_| said.len() == 1)
    }

    fn days(&self) -> String {
        let days = match self.paid {
            Paid::Instalment(code) => code.to_string(),
            Paid::Days(days) => format!("{} to {}", days.first_day(), days.last_day()),
            Paid::Year(year) => year.to_string(),
        };
        format!("{} {days}", self.contract.signed.contract)
    }

    fn more_than(&self, input: &str, name: &str, due: Fen) -> Checked {
        let came = self.came(input);
        ensure(came <= due, || MoneyRule::MoreThanDue { at: format!("{} {name}", self.days()), due, came })
    }

    /// What came for households is no more than some sheet that shares it can share; where a report says
    /// what a year's share is, than that sheet.
    fn no_more_than_is_due(&self, name: &str, input: &str) -> Checked {
        let mut judges = self.sharing(input);
        if matches!(self.paid, Paid::Year(_)) && judges.iter().any(|adopted| by_report(adopted)) {
            judges.retain(|adopted| by_report(adopted));
        }
        let mut objection = Ok(());
        for adopted in judges {
            let found = match self.said(adopted) {
                Said::Due(due) => self.more_than(input, name, due.get(input).copied().unwrap_or_default()),
                Said::Open => Ok(()),
                Said::Unread => continue,
            };
            if found.is_ok() {
                return Ok(());
            }
            objection = objection.and(found);
        }
        objection
    }

    /// What is booked as the collective's is not ahead of what came for households.
    fn households_first(&self, name: &str, input: &str, rule: &ReceiptRule, of_households: bool) -> Checked {
        let mut judges = self.sharing(input);
        // what a year's report gives is not judged by the sheet for the rent of those months, nor the rent by that one
        let of_year = matches!(self.paid, Paid::Year(_)) && rule.later.is_none();
        if judges.iter().any(|adopted| by_report(adopted)) {
            judges.retain(|adopted| by_report(adopted) == of_year);
        }
        let (mut objection, mut unread) = (None, false);
        for adopted in judges {
            match self.said(adopted).due() {
                Some(Ok(due)) => match self.grows_with(name, input, adopted, &due) {
                    Ok(()) => return Ok(()),
                    Err(refusal) => objection = objection.or(Some(refusal)),
                },
                Some(Err(())) => {}
                None => unread |= of_year && by_report(adopted),
            }
        }
        match objection {
            Some(refusal) => Err(refusal),
            None if unread => Err(MoneyRule::NoReport { part: name.to_owned() }.into()),
            // no sheet can say: at least something came for the households
            None if of_households => {
                let shared = self
                    .books
                    .chart()
                    .receipt
                    .values()
                    .filter(|rule| rule.shared)
                    .filter_map(|rule| rule.input.as_deref());
                let shared: BTreeSet<&str> = shared.collect();
                let theirs = Fen::capped_total(shared.into_iter().map(|input| self.came(input)));
                let theirs = theirs.capped_plus(self.pays_last_rent());
                let rate = self.contract.signed.terms.fee_rate.filter(|_| input == FEE);
                let most = rate.map(|rate| self.rounded_by_receipts(&(&rate.exact() * &theirs.yuan())));
                let most = most.unwrap_or(if theirs > Fen::ZERO { self.came(input) } else { Fen::ZERO });
                self.ahead(name, self.came(input), most, theirs)
            }
            None => Ok(()),
        }
    }

    /// The part that the sheet gives the collective of what it gives households, for what came for them.
    fn grows_with(&self, name: &str, input: &str, adopted: &Adopted, due: &Amounts) -> Checked {
        let whole = due.get(input).copied().unwrap_or_default();
        let shared =
            |zh: &str| self.books.chart().receipt.values().any(|rule| rule.shared && rule.input.as_deref() == Some(zh));
        let theirs: Vec<&str> = held(self.books, adopted).map(|(zh, _)| zh).filter(|zh| shared(zh)).collect();
        let need = Fen::capped_total(theirs.iter().filter_map(|zh| due.get(*zh)).copied());
        let came =
            Fen::capped_total(theirs.iter().map(|zh| self.came(zh).min(due.get(*zh).copied().unwrap_or_default())));
        let booked = self.came(input);
        let short = need.capped_minus(came);
        let rate = self.contract.signed.terms.fee_rate.filter(|_| input == FEE);
        let rate = rate.filter(|rate| (&rate.exact() * &need.yuan()).to_fen(Rounding::HalfUp) == Some(whole));
        let there = came.capped_plus(self.pays_last_rent()).min(need);
        let most = match (rate, there.yuan().over(&need.yuan())) {
            (Some(rate), _) => self.rounded_by_receipts(&(&rate.exact() * &there.yuan())).min(whole),
            (None, Some(part)) => self.rounded_by_receipts(&(&whole.yuan() * &part)).min(whole),
            (None, None) => whole,
        };
        if matches!(self.paid, Paid::Instalment(_)) && Fen::ZERO < short && short <= booked && most < booked {
            // a fee netted from their rent shows as a rent that is short by no more than the fee, and a fee on
            // more than the rent that came
            let of = |rule: &ReceiptRule| rule.shared && rule.input.as_deref().is_some_and(|zh| theirs.contains(&zh));
            let part =
                self.books.chart().receipt.iter().find(|(_, rule)| of(rule)).map_or(name, |(part, _)| part.as_str());
            return Err(MoneyRule::FeeOutOfRent { part: part.to_owned(), need, came }.into());
        }
        if booked > whole { self.more_than(input, name, whole) } else { self.ahead(name, booked, most, came) }
    }

    /// What is held as a deposit that pays the last rent: the households' part is as good as here.
    fn pays_last_rent(&self) -> Fen {
        let last = |deposit: &&DepositTerm| deposit.becomes == DepositBecomes::LastRent;
        let held = || postings::deposit_held(self.books, &self.contract.signed.contract);
        let agreed = self.contract.signed.deposit.as_ref().filter(last);
        agreed.map_or(Fen::ZERO, |deposit| held().min(deposit.amount.fen()).max(Fen::ZERO))
    }

    /// An amount of the collective's that came in several receipts, each rounded half up to the fen.
    fn rounded_by_receipts(&self, exact: &Exact) -> Fen {
        let half = Exact::new(i128::try_from(self.receipts).unwrap_or_default(), 200);
        (exact + &half).to_fen(Rounding::Down).unwrap_or_default()
    }

    fn ahead(&self, name: &str, booked: Fen, most: Fen, theirs: Fen) -> Checked {
        ensure(booked <= most, || MoneyRule::HouseholdsFirst {
            at: format!("{} {name}", self.days()),
            most,
            theirs,
            booked,
        })
    }
}

impl Said {
    /// The amounts; `Err` where it leaves them open, `None` where it cannot be asked.
    fn due(self) -> Option<Result<Amounts, ()>> {
        match self {
            Said::Due(due) => Some(Ok(due)),
            Said::Open => Some(Err(())),
            Said::Unread => None,
        }
    }
}

/// True for a sheet that computes from what an operator reports.
fn by_report(adopted: &Adopted) -> bool {
    adopted.sheet.inputs().iter().any(|i| match dictionary::said(&adopted.bound, &i.name) {
        Some(from) => from.starts_with(concat!("report", ".")),
        None => dictionary::input(&i.name).is_some_and(|word| REPORTED.contains(&word.zh)),
    })
}

/// The inputs marked 待分: the dictionary's name of what each reads and the sheet's own.
fn held<'a>(books: &'a Books, adopted: &'a Adopted) -> impl Iterator<Item = (&'a str, &'a str)> {
    let inputs = adopted.sheet.inputs().iter().filter(|input| input.held.is_some());
    inputs.filter_map(move |input| {
        let zh = match dictionary::said(&adopted.bound, &input.name) {
            Some(from) => dictionary::part_input(books.chart(), from)?,
            None => dictionary::input(&input.name)?.zh,
        };
        Some((zh, input.name.as_str()))
    })
}

/// How many receipts brought some of these parts for households.
fn brought<'a>(parts: impl Iterator<Item = &'a Part>) -> usize {
    parts.filter(|part| part.shared).map(|part| part.reference.index).collect::<BTreeSet<_>>().len()
}

/// The parts that came before for the same days.
fn before<'a>(books: &'a Books, contract: &'a Contract, days: Paid<'a>) -> impl Iterator<Item = &'a Part> {
    let of_receipt = |part: &&Part| books.chart().receipt.contains_key(part.reference.part.as_str());
    let same = move |part: &&Part| {
        let own = paid(contract, part.instalment.as_ref(), part.period, part.year);
        let all = match days {
            Paid::Days(days) => Some(days),
            Paid::Instalment(code) => contract.instalment(code).and_then(|i| i.period()),
            Paid::Year(_) => None,
        };
        own == Some(days) || matches!(own, Some(Paid::Days(own)) if all.is_some_and(|all| all.covers(own)))
    };
    books.parts_under(&contract.signed.contract).filter(of_receipt).filter(same)
}

/// What households are due for an instalment, or for other days, by the sheets in force on the record day,
/// and what of it came by a day; no amount where no one sheet says it. For reports: nothing is decided by it.
pub fn rent_due(
    books: &Books,
    contract: &ContractId,
    instalment: Option<&PayoutId>,
    days: Period,
    record_day: Day,
    upto: Day,
) -> (Option<Fen>, Fen) {
    let Some(contract) = books.contract(contract) else { return (None, Fen::ZERO) };
    let paid = instalment.map_or(Paid::Days(days), Paid::Instalment);
    let asked = Came { books, on: record_day, contract, paid, revenue: None, all: Amounts::new(), receipts: 0 };
    let shared = books.chart().receipt.iter().filter(|(_, rule)| rule.shared);
    // an instalment is of the rent alone: what a year's result gives beside it has days of its own
    let rent = contract.rent_part().filter(|_| instalment.is_some());
    let shared = shared.filter(|(part, _)| rent.is_none_or(|rent| rent == part.as_str()));
    let inputs: BTreeSet<&str> = shared.filter_map(|(_, rule)| rule.input.as_deref()).collect();
    let said: BTreeMap<&str, BTreeSet<Fen>> =
        inputs.iter().map(|input| (*input, asked.due_by(input))).filter(|(_, all)| !all.is_empty()).collect();
    let counts = |part: &&Part| {
        part.on <= upto
            && part.shared
            && match part.input.as_deref() {
                Some(input) => said.is_empty() || said.contains_key(input),
                None => false,
            }
    };
    let came = Fen::capped_total(before(books, contract, paid).filter(counts).map(|part| part.amount.fen()));
    let settled = said.values().all(|all| all.len() == 1) && !said.is_empty();
    let due = settled.then(|| Fen::capped_total(said.values().flatten().copied()));
    (due, came)
}
