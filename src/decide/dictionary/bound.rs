//! What a sheet's own words mean in this ledger, where its adoption says so: a register is a set of rows, a column or an
//! input is read by a reader. Words that nothing is said of mean what they mean everywhere.
//!
//! A reader is a function of the books up to here, of the record day and of the period; a value that is not recorded is
//! missing, never zero.

use super::{register, unknown, yuan};
use crate::{
    books::{Books, CapitalRun, Household, Series, SeriesLine},
    decide::{
        Refusal,
        ask::Ask,
        refusal::{SheetRule, ensure},
    },
    event::{Bindings, Holder, SeriesHolds, SeriesKey, SeriesPer, SeriesValue},
    rules::{Given, Row},
    scheme::{CheckedSheet, Register, Type},
    unit::{Day, Exact, Fen, HouseholdId, Money, SeriesPeriod},
};
use std::collections::BTreeSet;

/// Sets of rows that need no code behind them.
const SETS: [&str; 6] = ["household", "village", "parcel", "house", "capital", "person"];

/// Members of rows, with their unit.
const MEMBERS: [(&str, &str); 21] = [
    ("parcel.area_mu", "亩"),
    ("parcel.area_m2", "平方米"),
    ("parcel.area_ha", "公顷"),
    ("parcel.contract_end", "日期"),
    ("lease_run.from", "日期"),
    ("lease_run.to", "日期"),
    ("house.floor_m2", "平方米"),
    ("capital.amount", "元"),
    ("capital.until", "日期"),
    ("capital.counts_from", "日期"),
    ("holding.quantity", "股"),
    ("village.land", "亩"),
    ("village.money", "元"),
    ("person.since", "日期"),
    ("members", "人"),
    ("contract.first_day", "日期"),
    ("contract.last_day", "日期"),
    ("receipt.day", "日期"),
    ("statement.net_income", "元"),
    ("statement.result", "元"),
    ("statement.distributable", "元"),
];

/// Readers that name something of this ledger.
const NAMED: [&str; 5] =
    ["series.<series>.<column>", "class.<class>", "holding.<class>", "sum.parcel.area_mu", "part.<part>"];

/// A set of rows.
#[derive(Debug, Clone, Copy)]
enum RowSet<'a> {
    /// One of [`SETS`].
    Plain(&'static str),
    /// Whoever holds shares of a class.
    Holding(&'a str),
    /// The rows of a series.
    Series(&'a Series),
}

/// A row of a set, before the sheet's words.
struct Bare<'a> {
    key: String,
    /// To which rows of other sets it belongs: set and key.
    of: Vec<(String, String)>,
    line: Option<&'a SeriesLine>,
}

/// What reads a figure.
#[derive(Debug, Clone, Copy)]
enum Reader<'a> {
    /// One of [`MEMBERS`].
    Member(&'static str, &'static str),
    /// A column of a series.
    Series(&'a Series, usize),
    /// Shares of a class; true with those kept for a time.
    Class(&'a str, bool),
    /// The total of a parcel's figure over the rows that belong to a household.
    SumOfParcels,
    /// A part of the receipts that are shared or read.
    Part(&'a str),
}

fn row_set<'a>(books: &'a Books, word: &'a str) -> Option<RowSet<'a>> {
    if let Some(code) = word.strip_prefix("series.") {
        return books.series().get(code).map(RowSet::Series);
    }
    if let Some(class) = word.strip_prefix("holding.") {
        return books.registers().classes().contains_key(class).then_some(RowSet::Holding(class));
    }
    SETS.iter().find(|set| **set == word).map(|set| RowSet::Plain(set))
}

fn reader<'a>(books: &'a Books, word: &'a str) -> Option<Reader<'a>> {
    if let Some((name, unit)) = MEMBERS.iter().find(|(name, _)| *name == word) {
        return Some(Reader::Member(name, unit));
    }
    if word == "sum.parcel.area_mu" {
        return Some(Reader::SumOfParcels);
    }
    let (kind, rest) = word.split_once('.')?;
    match kind {
        "series" => {
            let (code, column) = rest.split_once('.').map_or((rest, None), |(code, column)| (code, Some(column)));
            let series = books.series().get(code)?;
            let at = match column {
                Some(column) => series.column(column)?,
                None => (series.set.columns.len() == 1).then_some(0)?,
            };
            Some(Reader::Series(series, at))
        }
        "class" => {
            let (class, kept) = rest.strip_suffix("+retained").map_or((rest, false), |class| (class, true));
            books.registers().classes().contains_key(class).then_some(Reader::Class(class, kept))
        }
        "part" => books.chart().receipt.contains_key(rest).then_some(Reader::Part(rest)),
        _ => None,
    }
}

impl RowSet<'_> {
    fn word(self) -> String {
        match self {
            RowSet::Plain(word) => word.to_owned(),
            RowSet::Holding(class) => format!("holding.{class}"),
            RowSet::Series(series) => format!("series.{}", series.set.series),
        }
    }
}

impl Reader<'_> {
    /// True where it gives a figure there: of a payout to an input, of a row to a column.
    fn stands(self, input: bool) -> bool {
        match self {
            Reader::Series(..) => true,
            Reader::Part(_) => input,
            Reader::Class(..) | Reader::SumOfParcels => !input,
            Reader::Member(name, _) => {
                let of_payout = ["contract.", "receipt.", "statement."].iter().any(|kind| name.starts_with(kind));
                of_payout == input
            }
        }
    }

    /// The unit in which it gives its figure, as a sheet writes it.
    fn unit(self, books: &Books) -> String {
        match self {
            Reader::Member(_, unit) => unit.to_owned(),
            Reader::SumOfParcels => "亩".to_owned(),
            Reader::Part(_) => "元".to_owned(),
            Reader::Class(class, _) => {
                let unit = books.registers().classes().get(class).map_or("", |class| class.unit.as_str());
                match unit {
                    "year" | "年" => "年",
                    "mu" | "亩" => "亩",
                    "yuan" | "元" => "元",
                    _ => "股",
                }
                .to_owned()
            }
            Reader::Series(series, at) => {
                let Some(column) = series.set.columns.get(at) else { return String::new() };
                match column.holds() {
                    SeriesHolds::Number => column.unit.to_string(),
                    SeriesHolds::Day => "日期".to_owned(),
                    SeriesHolds::Truth => "是否".to_owned(),
                    SeriesHolds::Word => "类".to_owned(),
                }
            }
        }
    }
}

/// The word of the set whose rows a register of a sheet has, where its adoption or the dictionary says it.
fn set_of(bound: &Bindings, name: &str) -> Option<String> {
    let said = bound.rows.iter().find(|rows| rows.register.as_str() == name);
    if let Some(rows) = said {
        return Some(rows.rows.to_string());
    }
    let word = match register(name)?.zh {
        "户" => "household",
        "村" => "village",
        "地块" => "parcel",
        "租期" => "lease_run",
        "房屋" => "house",
        "出资" => "capital",
        "保留股" => "retained",
        "人" => "person",
        _ => return None,
    };
    Some(word.to_owned())
}

/// The reader that the adoption says for a column `register.column` or an input.
pub(in crate::decide) fn said<'b>(bound: &'b Bindings, at: &str) -> Option<&'b str> {
    bound.reads.iter().find(|read| read.at.as_str() == at).map(|read| read.from.as_str())
}

/// The part of receipts that an input is, where the adoption says one.
pub(in crate::decide) fn part<'b>(bound: &'b Bindings, input: &str) -> Option<&'b str> {
    said(bound, input)?.strip_prefix("part.")
}

/// True where the adoption says which rows a register has.
pub(in crate::decide) fn says_rows(bound: &Bindings, name: &str) -> bool {
    bound.rows.iter().any(|rows| rows.register.as_str() == name)
}

/// What the adoption says is of the sheet, and of this ledger.
///
/// # Errors
/// The first word that the sheet does not have, set or reader that the ledger does not have.
pub(super) fn fits(books: &Books, sheet: &CheckedSheet, bound: &Bindings) -> Result<(), Refusal> {
    let missing = |name: &str| SheetRule::NotInSheet { scheme: sheet.id().clone(), name: name.to_owned() };
    for rows in &bound.rows {
        let name = rows.register.as_str();
        ensure(sheet.registers().iter().any(|r| r.pieces.is_none() && r.name == name), || missing(name))?;
        let set = rows.rows.as_str();
        row_set(books, set).ok_or_else(|| no_such(set, SETS.iter().copied().chain(NAMED)))?;
    }
    for read in &bound.reads {
        let at = read.at.as_str();
        let column = |r: &Register| r.columns.iter().any(|c| at == format!("{}.{}", r.name, c.name));
        let input = sheet.inputs().iter().any(|i| i.name == at);
        ensure(input || sheet.registers().iter().any(column), || missing(at))?;
        let from = read.from.as_str();
        let found = reader(books, from).filter(|reader| reader.stands(input));
        found.ok_or_else(|| no_such(from, MEMBERS.iter().map(|(name, _)| *name).chain(NAMED)))?;
    }
    Ok(())
}

fn no_such(name: &str, table: impl Iterator<Item = &'static str>) -> Refusal {
    unknown(name, table.map(|word| (word, word)))
}

/// The unit of what the adoption says reads this.
pub(super) fn unit(books: &Books, from: &str) -> Option<String> {
    Some(reader(books, from)?.unit(books))
}

/// The sets of rows that an adoption may give a register in this ledger.
pub fn sets(books: &Books) -> Vec<String> {
    let plain = SETS.iter().map(|set| (*set).to_owned());
    let held = books.registers().classes().keys().map(|class| format!("holding.{class}"));
    plain.chain(held).chain(books.series().keys().map(|series| format!("series.{series}"))).collect()
}

/// What an adoption may let columns and inputs read in this ledger, each with its unit.
pub fn readers(books: &Books) -> Vec<(String, String)> {
    let members = MEMBERS.iter().map(|(name, _)| (*name).to_owned()).chain(["sum.parcel.area_mu".to_owned()]);
    let classes = books.registers().classes().keys();
    let classes = classes.flat_map(|class| [format!("class.{class}"), format!("class.{class}+retained")]);
    let series = books.series().values().flat_map(|series| {
        let columns = series.set.columns.iter();
        columns.map(|column| format!("series.{}.{}", series.set.series, column.name))
    });
    let parts = books.chart().receipt.iter().filter(|(_, rule)| rule.shared || rule.input.is_some());
    let all = members.chain(classes).chain(series).chain(parts.map(|(part, _)| format!("part.{part}")));
    all.filter_map(|word| Some((word.clone(), unit(books, &word)?))).collect()
}

/// The type of a column or input fits what reads it.
pub(super) fn unit_fits(books: &Books, at: &str, from: &str, ty: &Type) -> Result<(), Refusal> {
    let found = super::type_text(ty);
    let Some(unit) = unit(books, from) else { return Ok(()) };
    ensure(found == unit, || SheetRule::OtherUnitThanReader {
        at: at.to_owned(),
        from: from.to_owned(),
        unit,
        found: found.clone(),
    })
}

/// The rows of a register that the adoption speaks of, in the sheet's words; `None` where it says nothing of it.
pub(in crate::decide) fn rows(books: &Books, ask: &Ask<'_>, of: &Register) -> Option<Vec<Row>> {
    let set = set_of(ask.bound, &of.name)?;
    let columns: Vec<(&str, &str)> = of
        .columns
        .iter()
        .filter_map(|c| Some((c.name.as_str(), said(ask.bound, &format!("{}.{}", of.name, c.name))?)))
        .collect();
    if !says_rows(ask.bound, &of.name) && columns.is_empty() {
        return None;
    }
    let set = row_set(books, &set)?;
    let parents: Vec<(&str, String)> = of
        .parents
        .iter()
        .filter_map(|at| ask.sheet.registers().get(at.index()))
        .filter_map(|parent| Some((parent.name.as_str(), set_of(ask.bound, &parent.name)?)))
        .collect();
    let word = set.word();
    let one = |bare: Bare<'_>| -> Option<Row> {
        let mut row = Row { key: bare.key.clone(), ..Row::default() };
        for (name, of_set) in &parents {
            let (_, key) = bare.of.iter().find(|(set, _)| set == of_set)?;
            row.parents.insert(*name, key.clone());
        }
        for (column, from) in &columns {
            let value = reader(books, from).and_then(|reader| cell(books, ask, reader, &word, &bare));
            row.cells.insert(*column, value.unwrap_or(Given::Missing));
        }
        Some(row)
    };
    Some(bare_rows(books, ask, set).into_iter().filter_map(one).collect())
}

/// The value of an input that the adoption speaks of; `None` where it is not recorded.
pub(in crate::decide) fn input(books: &Books, ask: &Ask<'_>, name: &str, held: bool, daily: bool) -> Option<Given> {
    let reader = reader(books, said(ask.bound, name)?)?;
    match reader {
        Reader::Series(series, at) if daily => {
            let number = |(period, _, line): (Option<SeriesPeriod>, &str, &SeriesLine)| {
                let Some(SeriesValue::Number(number)) = line.values.get(at)? else { return None };
                Some((period?.first_day(), number.clone()))
            };
            let by: Vec<(Day, Exact)> = series.all().filter_map(number).collect();
            Some(Given::Series(by))
        }
        Reader::Series(series, at) => {
            let key = ask.contract.map_or("", |contract| contract.signed.contract.as_str());
            let key = if series.set.key.is_none() { "" } else { key };
            given(series.row(period_of(series, ask), key)?.values.get(at)?.as_ref()?)
        }
        Reader::Part(part) => {
            let of = ask.sources.iter().filter(|source| source.reference.part.as_str() == part);
            let sum = Fen::capped_total(of.clone().map(|source| source.amount.fen()));
            (held || of.count() > 0).then(|| yuan(sum))
        }
        Reader::Member("contract.first_day", _) => Some(Given::Day(ask.contract?.signed.first_day?)),
        Reader::Member("contract.last_day", _) => Some(Given::Day(ask.contract?.last_day?)),
        Reader::Member("receipt.day", _) => ask.sources.iter().map(|part| part.on).max().map(Given::Day),
        Reader::Member(name @ ("statement.net_income" | "statement.result" | "statement.distributable"), _) => {
            let year = books.years().get(&ask.year?)?;
            let result = year.net_income?;
            let reserve = year.reserve.unwrap_or(Fen::ZERO);
            let left = year.opening_undistributed.capped_plus(result).capped_minus(reserve);
            Some(yuan(if name == "statement.distributable" { left } else { result }))
        }
        Reader::Member(..) | Reader::Class(..) | Reader::SumOfParcels => None,
    }
}

/// The stretch of a series that a payout reads: the one that holds the last day of its period.
fn period_of(series: &Series, ask: &Ask<'_>) -> Option<SeriesPeriod> {
    SeriesPeriod::around(ask.period.last_day(), series.set.per.length()?)
}

fn given(value: &SeriesValue) -> Option<Given> {
    Some(match value {
        SeriesValue::Number(number) => Given::Number(number.clone()),
        SeriesValue::Day(day) => Given::Day(*day),
        SeriesValue::Truth(said) => Given::Truth(*said),
        SeriesValue::Word(word) => Given::Word(word.to_string()),
    })
}

/// A figure of a row.
fn cell(books: &Books, ask: &Ask<'_>, reader: Reader<'_>, set: &str, row: &Bare<'_>) -> Option<Given> {
    let registers = books.registers();
    let key_in = |wanted: &str| {
        if set == wanted {
            Some(row.key.as_str())
        } else {
            row.of.iter().find(|(set, _)| set == wanted).map(|(_, key)| key.as_str())
        }
    };
    let day = ask.record_day;
    match reader {
        Reader::Series(series, at) => {
            let line = match row.line.filter(|_| set == format!("series.{}", series.set.series)) {
                Some(line) => line,
                None => series.row(period_of(series, ask), key_in(set_of_key(series.set.key?)?)?)?,
            };
            given(line.values.get(at)?.as_ref()?)
        }
        Reader::Class(class, _) if set == "person" => {
            Some(Given::Number(registers.persons().get(row.key.as_str())?.shares_of(class, day).exact()))
        }
        Reader::Class(class, kept) => {
            let household = registers.households().get(key_in("household")?)?;
            let held = household.shares.get(class).and_then(|held| held.as_at(day)).copied();
            let own = held.map_or_else(Exact::zero, |shares| shares.exact());
            Some(Given::Number(if kept { &own + &retained(household, class, day) } else { own }))
        }
        Reader::SumOfParcels => {
            let household = key_in("household")?;
            let of =
                registers.parcels().values().filter(|p| p.household_on(day).is_some_and(|h| h.as_str() == household));
            Some(Given::Number(of.filter_map(|p| Some(p.area.as_at(day)?.1.exact())).sum()))
        }
        Reader::Part(_) => None,
        Reader::Member("holding.quantity", _) => {
            let household = registers.households().get(key_in("household")?)?;
            Some(Given::Number(household.shares.get(set.strip_prefix("holding.")?)?.as_at(day)?.exact()))
        }
        Reader::Member(name, _) => member(books, ask, name, &key_in),
    }
}

/// A member of a row, or of one to which it belongs.
fn member<'r>(books: &Books, ask: &Ask<'_>, name: &str, key_in: &impl Fn(&str) -> Option<&'r str>) -> Option<Given> {
    let (registers, day) = (books.registers(), ask.record_day);
    let parcel = || registers.parcels().get(key_in("parcel")?);
    let area = || parcel()?.area.as_at(day).copied();
    let runs = || Some(parcel()?.in_force(&ask.contract?.signed.contract));
    let village = || registers.households().get(key_in("village")?);
    let capital = || {
        let key = key_in("capital")?;
        capital_rows(books, ask).into_iter().find(|row| row.key == key)
    };
    Some(match name {
        "parcel.area_mu" => Given::Number(area()?.1.exact()),
        "parcel.area_m2" => Given::Number(area()?.0.exact()),
        "parcel.area_ha" => Given::Number(&area()?.0.exact() * &Exact::new(1, 10_000)),
        "parcel.contract_end" => Given::Day(parcel()?.contract_end_on(day)?),
        "lease_run.from" => Given::Day(runs()?.first()?.first_day()),
        "lease_run.to" => Given::Day(runs()?.last()?.last_day()),
        "house.floor_m2" => Given::Number(registers.houses().get(key_in("house")?)?.floor_m2.as_at(day)?.exact()),
        "capital.amount" => yuan(capital()?.amount.fen()),
        "capital.counts_from" => Given::Day(capital()?.first?),
        "capital.until" => Given::Day(capital()?.last?),
        "person.since" => Given::Day(registers.persons().get(key_in("person")?)?.since),
        "village.land" => Given::Number(village()?.land_mu.exact()),
        "village.money" => yuan(village()?.money.fen()),
        "members" => {
            Given::Number(Exact::whole(registers.households().get(key_in("household")?)?.members_at(day).into()))
        }
        _ => return None,
    })
}

/// Shares of a class that are kept for a time on a day.
fn retained(household: &Household, class: &str, day: Day) -> Exact {
    let of =
        household.retained.iter().filter(|(from, of, _, until)| of.as_str() == class && *from <= day && day <= *until);
    of.map(|(_, _, shares, _)| shares.exact()).sum()
}

/// The set of rows by which a series is keyed.
fn set_of_key(key: SeriesKey) -> Option<&'static str> {
    Some(match key {
        SeriesKey::Household => "household",
        SeriesKey::Person => "person",
        SeriesKey::Parcel => "parcel",
        SeriesKey::House => "house",
        SeriesKey::Asset => "asset",
        SeriesKey::Contract => "contract",
        SeriesKey::Village => "village",
        SeriesKey::Row => return None,
    })
}

/// The rows of a set as at the end of the record day.
fn bare_rows<'a>(books: &'a Books, ask: &Ask<'_>, set: RowSet<'a>) -> Vec<Bare<'a>> {
    let (registers, day) = (books.registers(), ask.record_day);
    let bare = |key: &str, of: Vec<(String, String)>| Bare { key: key.to_owned(), of, line: None };
    let of_household = |household: &HouseholdId| vec![("household".to_owned(), household.to_string())];
    match set {
        RowSet::Plain("household" | "village") => {
            registers.active(day).map(|(id, _)| bare(id.as_str(), vec![])).collect()
        }
        RowSet::Plain("parcel") => {
            let under = ask.contract.map(|c| &c.signed.contract);
            let there = registers
                .parcels()
                .iter()
                .filter(|(_, p)| under.is_none_or(|c| p.leased.iter().any(|(of, _)| of == c)));
            there.filter_map(|(id, p)| Some(bare(id.as_str(), of_household(p.household_on(day)?)))).collect()
        }
        RowSet::Plain("house") => {
            let owned = registers.houses().iter().filter_map(|(id, h)| Some((id, h.owner.as_at(day)?.household()?)));
            owned.map(|(id, owner)| bare(id.as_str(), of_household(owner))).collect()
        }
        RowSet::Plain("capital") => {
            capital_rows(books, ask).iter().map(|row| bare(&row.key, of_household(row.owner))).collect()
        }
        RowSet::Holding(class) => {
            let holds = |h: &Household| h.shares.get(class).and_then(|s| s.as_at(day)).is_some_and(|s| !s.is_zero());
            registers.active(day).filter(|(_, h)| holds(h)).map(|(id, _)| bare(id.as_str(), of_household(id))).collect()
        }
        RowSet::Plain("person") => {
            let there = registers.persons().iter().filter(|(_, p)| p.is_member(day));
            there.filter_map(|(id, p)| Some(bare(id.as_str(), of_household(p.household_on(day)?)))).collect()
        }
        RowSet::Series(series) => series_rows(ask, series),
        RowSet::Plain(_) => Vec::new(),
    }
}

/// Capital of a household by the days over which it works at one amount.
struct CapitalRow<'a> {
    key: String,
    owner: &'a HouseholdId,
    amount: Money,
    first: Option<Day>,
    last: Option<Day>,
}

/// Households' capital, under the payout's contract if it has one. Where the sheet reads until when it counts, also what
/// ended within the payout's days; else what is there at the end of the record day.
fn capital_rows<'a>(books: &'a Books, ask: &Ask<'_>) -> Vec<CapitalRow<'a>> {
    let day = ask.record_day;
    let under = ask.contract.map(|c| &c.signed.contract);
    let by_days = ask.bound.reads.iter().any(|read| read.from.as_str() == "capital.until");
    let from = if by_days { ask.period.first_day() } else { day };
    let mut rows = Vec::new();
    for c in books.registers().capital().iter().filter(|c| under.is_none_or(|of| *of == c.contract)) {
        let Some(owner) = c.owner.as_at(day).and_then(Holder::household) else { continue };
        if c.since.is_none_or(|since| day < since) && c.amount_at(day) > Money::ZERO {
            let (key, amount, first) = (c.key.clone(), c.amount_at(day), c.counts_from());
            rows.push(CapitalRow { key, owner, amount, first, last: None });
            continue;
        }
        let there = c.runs(day).into_iter().filter(|run| run.last.is_none_or(|last| from <= last));
        rows.extend(there.map(|run| {
            let CapitalRun { key, amount, first, last } = run;
            CapitalRow { key, owner, amount, first: Some(first), last }
        }));
    }
    rows
}

/// Rows of a series for the days of the payout; those of a series without periods, always.
fn series_rows<'a>(ask: &Ask<'_>, series: &'a Series) -> Vec<Bare<'a>> {
    let inside = |period: Option<SeriesPeriod>| match period.and_then(SeriesPeriod::days) {
        Some(days) => ask.period.covers(days),
        None => series.set.per == SeriesPer::Once,
    };
    let many =
        series.all().filter(|(period, ..)| inside(*period)).map(|(period, ..)| period).collect::<BTreeSet<_>>().len()
            > 1;
    let one = |(period, key, line): (Option<SeriesPeriod>, &str, &'a SeriesLine)| {
        let mut of: Vec<(String, String)> =
            series.set.parents.iter().zip(&line.parents).map(|(set, key)| (set.to_string(), key.to_string())).collect();
        if let Some(set) = series.set.key.and_then(set_of_key) {
            of.push((set.to_owned(), key.to_owned()));
        }
        let household = of.iter().find(|(set, _)| set == "person").and_then(|(_, key)| key.split_once('-'));
        let household = household.map(|(household, _)| ("household".to_owned(), household.to_owned()));
        of.extend(household);
        let key = match period.filter(|_| many) {
            Some(period) => format!("{key}/{period}"),
            None => key.to_owned(),
        };
        Bare { key, of, line: Some(line) }
    };
    series.all().filter(|(period, ..)| inside(*period)).map(one).collect()
}
