//! Prices that jumped against the last that was published.

use super::{
    Question, Regarding, SeriesSighting,
    gathered::{Gathered, Looked, Published},
};
use crate::{
    books::{Books, Series, SeriesLine},
    event::{Fact, PayoutDeclared, SeriesKey, SeriesRecorded, SeriesValue},
    unit::{ContractId, Day, Exact, Fen, Rounding, SeriesPeriod},
};
use std::collections::{BTreeMap, BTreeSet};

/// Texts that name no source.
const NOTHING: [&str; 10] = ["-", "--", "?", "/", "none", "n/a", "na", "无", "没有", "不详"];
/// Days behind the last one of its period within which a figure comes.
const LATE_DAYS: i64 = 31;
/// Days between a late figure and the payout that reads it.
const BEFORE_DAYS: i64 = 3;

pub(super) fn look(gathered: &mut Gathered, looked: &Looked<'_>) {
    if let Fact::SeriesRecorded(said) = looked.fact() {
        gathered.series.recorded.insert(looked.index, looked.recorded);
        published(gathered, looked, said);
    }
    if matches!(looked.fact(), Fact::RegisterRevised(_)) {
        gathered.series.recorded.insert(looked.index, looked.recorded);
    }
    if let Fact::PayoutDeclared(declared) = looked.fact() {
        read_by(gathered, looked, declared);
    }
}

fn told(period: Option<SeriesPeriod>) -> String {
    period.map_or_else(|| "-".to_owned(), |period| period.to_string())
}

fn published(gathered: &mut Gathered, looked: &Looked<'_>, said: &SeriesRecorded) {
    let about = || Regarding::Series(said.series.clone());
    let period = told(said.period);
    if said.period.is_some_and(|period| looked.recorded < period.first_day()) {
        let seen = SeriesSighting::FutureValue { period: period.clone(), recorded: looked.recorded };
        gathered.note(looked, about(), seen);
    }
    if NOTHING.contains(&said.source.as_str().trim().to_lowercase().as_str()) {
        gathered.note(looked, about(), SeriesSighting::SourceMissing { source: said.source.to_string(), period });
    }
    let Some(series) = looked.books.series().get(&said.series) else { return };
    let money = series.set.columns.iter().position(|column| matches!(column.unit.as_str(), "元" | "yuan"));
    let Some((contract, column)) = said.contract.as_ref().zip(money) else { return };
    if series.set.key == Some(SeriesKey::Household) {
        let values = said.rows.iter().filter_map(|row| row.values.get(column)?.as_str().parse::<Exact>().ok());
        let sum: Exact = values.sum();
        let row = sum
            .to_fen(Rounding::HalfUp)
            .map(|sum| (looked.index, contract.clone(), said.series.clone(), said.period, sum));
        gathered.series.totals.extend(row);
    }
}

/// Figures that a payout reads, and that were put right or came late just before.
fn read_by(gathered: &mut Gathered, looked: &Looked<'_>, declared: &PayoutDeclared) {
    let Some(adopted) = looked.books.schemes().get(&(declared.scheme.clone(), declared.version)) else { return };
    let named = |at: &str| at.strip_prefix("series.").map(|at| at.split('.').next().unwrap_or(at).to_owned());
    let reads = adopted.bound.reads.iter().filter_map(|read| named(read.from.as_str()));
    let rows = adopted.bound.rows.iter().filter_map(|rows| named(rows.rows.as_str()));
    let ids: BTreeSet<String> = reads.chain(rows).collect();
    for id in ids {
        let Some((id, series)) = looked.books.series().get_key_value(id.as_str()) else { continue };
        for (period, recorded, put_right) in just_before(&gathered.series, series, looked.recorded) {
            let (period, payout) = (told(period), declared.payout.clone());
            let seen = SeriesSighting::ValueJustBefore { period, recorded, payout, put_right };
            gathered.note(looked, Regarding::Series(id.clone()), seen);
        }
    }
}

/// The stretches of a series of which something was put right within three days, or came so late.
fn just_before(published: &Published, series: &Series, on: Day) -> Vec<(Option<SeriesPeriod>, Day, bool)> {
    // entries are recorded in order of day
    let last = published.recorded.values().next_back();
    if last.is_none_or(|day| on.days_since(*day) >= BEFORE_DAYS) {
        return Vec::new();
    }
    let near = |entry: u64| published.recorded.get(&entry).copied().filter(|day| on.days_since(*day) < BEFORE_DAYS);
    let seen = |period: Option<SeriesPeriod>, line: &SeriesLine| {
        let last = period.and_then(SeriesPeriod::days).map(|days| days.last_day());
        let late = |day: &Day| last.is_some_and(|last| day.days_since(last) > LATE_DAYS);
        // what is put right at once was typed wrong; what stood for long and is another just now is asked about
        let first = published.recorded.get(&line.entry).copied();
        let stood = |day: &Day| first.is_some_and(|first| day.days_since(first) > LATE_DAYS);
        let right = line.right.and_then(near).filter(stood).map(|day| (day, true));
        right.or_else(|| near(line.entry).filter(late).map(|day| (day, false)))
    };
    let all = series.all().filter_map(|(period, _, line)| seen(period, line).map(|(day, right)| (period, day, right)));
    let all: BTreeSet<(Option<SeriesPeriod>, Day, bool)> = all.collect();
    all.into_iter().collect()
}

/// What households have in all beside what was invoiced under the contract.
fn totals(gathered: &Gathered, books: &Books, all: &mut Vec<Question>) {
    let stands = |entry: &u64| books.corrected_by(*entry).is_none();
    let mut issued: BTreeMap<&ContractId, Vec<(Day, &str, Fen)>> = BTreeMap::new();
    for (_, contract, day, number, gross) in gathered.invoices.issued.iter().filter(|(entry, ..)| stands(entry)) {
        issued.entry(contract).or_default().push((*day, number.as_str(), *gross));
    }
    for (_, contract, series, period, sum) in gathered.series.totals.iter().filter(|(entry, ..)| stands(entry)) {
        let days = period.and_then(SeriesPeriod::days);
        let within = |day: &Day| days.is_none_or(|days| days.holds(*day));
        let own = issued.get(contract).into_iter().flatten().filter(|(day, ..)| within(day));
        let invoiced: BTreeMap<&str, Fen> = own.map(|(_, number, gross)| (*number, *gross)).collect();
        let invoiced = Fen::capped_total(invoiced.into_values());
        if invoiced > Fen::ZERO && invoiced != *sum {
            let seen = SeriesSighting::HouseholdTotalDiffers { period: told(*period), households: *sum, invoiced };
            all.push(Question::new(Regarding::Series(series.clone()), seen));
        }
    }
}

pub(super) fn ask(gathered: &Gathered, books: &Books, on: Day, all: &mut Vec<Question>) {
    totals(gathered, books, all);
    for (id, series) in books.series() {
        // what is published of one household or parcel goes up and down with its work
        if !matches!(series.set.key, None | Some(SeriesKey::Row)) {
            continue;
        }
        for (place, column) in series.set.columns.iter().enumerate() {
            if !(column.unit.as_str().contains("元/") || column.unit.as_str().contains("yuan/")) {
                continue;
            }
            let mut last: std::collections::BTreeMap<&str, &Exact> = std::collections::BTreeMap::new();
            for (period, key, line) in series.all().filter(|(.., line)| line.on <= on) {
                let Some(Some(SeriesValue::Number(is))) = line.values.get(place) else { continue };
                if let Some(was) = last.insert(key, is).filter(|was| jumped(was, is)) {
                    let period = period.map_or_else(String::new, |period: SeriesPeriod| period.to_string());
                    let (was, is) = (was.to_string(), is.to_string());
                    let asked = SeriesSighting::PriceSeriesJump { column: column.name.clone(), was, is, period };
                    all.push(Question::new(Regarding::Series(id.clone()), asked));
                }
            }
        }
    }
}

/// By more than 30 %.
fn jumped(was: &Exact, is: &Exact) -> bool {
    let moved = is - was;
    let moved = if moved.is_negative() { was - is } else { moved };
    moved > was * &Exact::new(3, 10)
}
