//! What a sheet's own words mean in this ledger, where its adoption says so: a register is a set of rows, a column or an
//! input is read by a reader. Words that nothing is said of mean what they mean everywhere.
//!
//! A reader is a function of the books up to here, of the record day and of the period; a value that is not recorded is
//! missing, never zero.

mod bare;
mod cells;
mod places;
mod rows;
mod sums;

pub(in crate::decide) use cells::{input, stated};
pub(super) use places::fits as places_fit;
pub(in crate::decide) use places::{Holders, opening};
pub(in crate::decide) use rows::{household_of, rows, rows_read, sealed};

use super::{priced, register, unknown};
use crate::{
    books::{Books, Chart, Series},
    decide::{
        Refusal,
        ask::Ask,
        refusal::{SheetRule, ensure},
    },
    event::{Bindings, BoundRead, ReadWhen, SeriesHolds, SeriesKey},
    rules::Given,
    scheme::{CheckedSheet, Register, Type},
    unit::{Day, Text},
};
use std::collections::BTreeSet;

/// Sets of rows that need no code behind them.
const SETS: [&str; 14] = [
    "household",
    "person",
    "village",
    "village_lot",
    "parcel",
    "lease_run",
    "house",
    "house_run",
    "capital",
    "capital_run",
    "collective_capital_run",
    "retained",
    "contract",
    "period",
];

/// Where a figure can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// In a row.
    Row,
    /// Of the payout.
    Payout,
    /// In both.
    Both,
}

use Stands::{Both, Payout, Row};

/// Members of rows and of the payout, with their unit; none where it is that of the sheet's own word.
const MEMBERS: [(&str, &str, Stands); 63] = [
    ("parcel.area_mu", "亩", Row),
    ("parcel.area_m2", "平方米", Row),
    ("parcel.area_ha", "公顷", Row),
    ("parcel.contract_end", "日期", Row),
    ("lease_run.from", "日期", Row),
    ("lease_run.to", "日期", Row),
    ("lease_run.area_mu", "亩", Row),
    ("lease_run.area_m2", "平方米", Row),
    ("house.floor_m2", "平方米", Row),
    ("house_run.from", "日期", Row),
    ("house_run.to", "日期", Row),
    ("house_run.floor_m2", "平方米", Row),
    ("capital_run.from", "日期", Row),
    ("capital_run.to", "日期", Row),
    ("capital_run.amount", "元", Row),
    ("capital.amount", "元", Row),
    ("capital.counts_from", "日期", Row),
    ("capital.until", "日期", Row),
    ("holding.quantity", "股", Row),
    ("retained.quantity", "股", Row),
    ("retained.until", "日期", Row),
    ("village.land", "亩", Row),
    ("village.money", "元", Row),
    ("village_lot.land", "亩", Row),
    ("village_lot.money", "元", Row),
    ("village_lot.from", "日期", Row),
    ("village_lot.to", "日期", Row),
    ("person.birth", "日期", Row),
    ("person.age", "年", Row),
    ("person.since", "日期", Row),
    ("person.until", "日期", Row),
    ("members", "人", Row),
    ("period.number", "1", Row),
    ("period.current", "是否", Row),
    ("contract.first_day", "日期", Both),
    ("contract.last_day", "日期", Both),
    ("contract.hand_over_day", "日期", Both),
    ("contract.price_of_land", "元/亩/年", Payout),
    ("contract.price_of_houses", "元/平方米/月", Payout),
    ("contract.fee_rate", "%", Payout),
    ("contract.late_rate_per_day", "%/天", Payout),
    ("contract.return_rate", "%/年", Payout),
    ("due.amount", "元", Payout),
    ("due.day", "日期", Payout),
    ("due.from", "日期", Payout),
    ("due.to", "日期", Payout),
    ("due.part_of_year", "年", Payout),
    ("due.abated", "%", Payout),
    ("due.last", "是否", Payout),
    ("receipt.day", "日期", Payout),
    ("receipt.late_day", "日期", Payout),
    ("statement.net_income", "元", Payout),
    ("statement.result", "元", Payout),
    ("statement.reserve", "元", Payout),
    ("statement.distributable", "元", Payout),
    ("statement.undistributed_before", "元", Payout),
    (concat!("report", ".net_per_mu"), "元/亩", Payout),
    (concat!("report", ".revenue"), "元", Payout),
    ("sum.parcel.area_mu", "亩", Both),
    ("sum.parcel.area_m2", "平方米", Both),
    ("sum.house.floor_m2", "平方米", Both),
    ("sum.capital.amount", "元", Both),
    ("sum.members", "人", Both),
];

/// Readers that name something of this ledger.
const NAMED: [&str; 9] = [
    "series.<series>.<column>",
    "class.<class>",
    "class.<class>.value",
    "class.<class>.collective",
    "holding.<class>",
    "part.<part>",
    "term.<term>",
    "account.<account>/<purpose>",
    "given.<name>",
];

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

/// What of a class of shares is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OfClass {
    /// What is held.
    Held,
    /// The same with what is kept for a time.
    WithKept,
    /// What was paid in for it.
    Value,
    /// What the collective holds.
    Collective,
}

/// What reads a figure.
#[derive(Debug, Clone, Copy)]
enum Reader<'a> {
    /// One of [`MEMBERS`].
    Member(&'static str, &'static str, Stands),
    /// A column of a series.
    Series(&'a Series, usize),
    /// Shares of a class.
    Class(&'a str, OfClass),
    /// A part of the receipts that are shared or read.
    Part(&'a str),
    /// A dated term of the contract, in the unit of the word that reads it.
    Term(&'a str),
    /// A balance of the books.
    Account(Balance<'a>),
    /// A figure that the resolution states.
    Given(&'a str),
}

/// A balance of the books: of an account, a purpose under it, a holder.
#[derive(Debug, Clone, Copy)]
struct Balance<'a> {
    account: &'a str,
    purpose: Option<&'a str>,
    holder: Option<&'a str>,
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
    if let Some((name, unit, stands)) = MEMBERS.iter().find(|(name, ..)| *name == word) {
        return Some(Reader::Member(name, unit, *stands));
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
        "class" => class(books, rest),
        "part" => {
            let parts = &books.chart().receipt;
            let all = rest.split('+').all(|part| parts.contains_key(part));
            all.then_some(Reader::Part(rest))
        }
        "term" => (!rest.is_empty()).then_some(Reader::Term(rest)),
        "given" => (!rest.is_empty()).then_some(Reader::Given(rest)),
        "account" => {
            let mut parts = rest.splitn(3, '/');
            let account = parts.next()?;
            let purpose = parts.next().filter(|purpose| !purpose.is_empty());
            let holder = parts.next().filter(|holder| !holder.is_empty());
            let known = books.chart().accounts.contains_key(account);
            known.then_some(Reader::Account(Balance { account, purpose, holder }))
        }
        _ => None,
    }
}

fn class<'a>(books: &'a Books, rest: &'a str) -> Option<Reader<'a>> {
    let endings = [
        ("+retained", OfClass::WithKept),
        (".value", OfClass::Value),
        (".collective", OfClass::Collective),
        ("", OfClass::Held),
    ];
    let found = endings.into_iter().find_map(|(ending, what)| Some((rest.strip_suffix(ending)?, what)));
    let (class, what) = found?;
    books.registers().classes().contains_key(class).then_some(Reader::Class(class, what))
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
        let stands = match self {
            Reader::Series(..) | Reader::Account(_) => Both,
            Reader::Part(_) | Reader::Given(_) | Reader::Term(_) | Reader::Class(_, OfClass::Collective) => Payout,
            Reader::Class(_, OfClass::Held) => Both,
            Reader::Class(..) => Row,
            Reader::Member(_, _, stands) => stands,
        };
        stands == Both || (stands == Payout) == input
    }

    /// The unit in which it gives its figure, as a sheet writes it; none where it is that of the word that reads it.
    fn unit(self, books: &Books) -> Option<String> {
        let unit = match self {
            Reader::Member(_, unit, _) => unit.to_owned(),
            Reader::Part(_) | Reader::Account(_) | Reader::Class(_, OfClass::Value) => "元".to_owned(),
            Reader::Given(_) | Reader::Term(_) => return None,
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
                let column = series.set.columns.get(at)?;
                match column.holds() {
                    SeriesHolds::Number => column.unit.to_string(),
                    SeriesHolds::Day => "日期".to_owned(),
                    SeriesHolds::Truth => "是否".to_owned(),
                    SeriesHolds::Word => "类".to_owned(),
                }
            }
        };
        Some(unit)
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

/// Words of the dictionary that readers read everywhere, where the adoption names no other one: in both languages, and by
/// which. Their rows and units stand among [`super::REGISTERS`] and [`super::INPUTS`].
const EVERYWHERE: [(&str, &str, &str); 4] = [
    ("户.人口", "household.members", "members"),
    ("户.地块面积", "household.parcel_area", "sum.parcel.area_mu"),
    ("到账代发款", "passed_on_received", "part.pass_through"),
    ("到账补偿款", "compensation_received", "part.land_compensation_shared"),
];

/// What the adoption says of a column `register.column` or an input.
fn read_at<'b>(bound: &'b Bindings, at: &str) -> Option<&'b BoundRead> {
    bound.reads.iter().find(|read| read.at.as_str() == at)
}

/// The reader that the adoption says for a column `register.column` or an input.
pub(in crate::decide) fn said<'b>(bound: &'b Bindings, at: &str) -> Option<&'b str> {
    let everywhere = || EVERYWHERE.iter().find(|(zh, en, _)| *zh == at || *en == at).map(|(.., from)| *from);
    read_at(bound, at).map(|read| read.from.as_str()).or_else(everywhere)
}

/// True where an input reads this part of receipts, as the adoption says.
pub(in crate::decide) fn reads_part(from: &str, part: &str) -> bool {
    from.strip_prefix("part.").is_some_and(|parts| parts.split('+').any(|one| one == part))
}

/// The one input of everywhere by which the parts come that an input reads.
pub(in crate::decide) fn part_input<'a>(chart: &'a Chart, from: &str) -> Option<&'a str> {
    let parts = from.strip_prefix("part.")?;
    let mut inputs = parts.split('+').map(|part| chart.receipt.get(part).and_then(|rule| rule.input.as_deref()));
    let first = inputs.next()??;
    inputs.all(|other| other == Some(first)).then_some(first)
}

/// What a receipt or claim that is only being decided brings of the parts that an input reads.
pub(in crate::decide) fn tried(books: &Books, ask: &Ask<'_>, from: &str) -> Option<Given> {
    let input = part_input(books.chart(), from)?;
    ask.tried.get(input).cloned().map(Given::Number)
}

/// True where a run of the sheet reads what the record only commits to.
pub fn reads_sealed(bound: &Bindings) -> bool {
    bound.reads.iter().any(|read| bare::is_sealed(read.from.as_str()))
}

/// The set whose rows the adoption gives a register.
pub(in crate::decide) fn rows_said<'b>(bound: &'b Bindings, name: &str) -> Option<&'b str> {
    bound.rows.iter().find(|rows| rows.register.as_str() == name).map(|rows| rows.rows.as_str())
}

/// True where the adoption says which rows a register has.
pub(in crate::decide) fn says_rows(bound: &Bindings, name: &str) -> bool {
    rows_said(bound, name).is_some()
}

/// True for a sheet that reads what persons did, line by line, from a series of this ledger.
pub(in crate::decide) fn reads_persons_lines(books: &Books, bound: &Bindings) -> bool {
    let of_persons = |series: &Series| {
        series.set.key == Some(SeriesKey::Person) || series.set.parents.iter().any(|set| set.as_str() == "person")
    };
    let mut sets = bound.rows.iter().filter_map(|rows| rows.rows.as_str().strip_prefix("series."));
    sets.any(|code| books.series().get(code).is_some_and(of_persons))
}

/// The names of figures that the resolution of a payout states.
pub(in crate::decide) fn given_names(bound: &Bindings) -> BTreeSet<&str> {
    bound.reads.iter().filter_map(|read| read.from.as_str().strip_prefix("given.")).collect()
}

/// What the adoption says is of the sheet, and of this ledger.
///
/// # Errors
/// The first word that the sheet does not have or that is said twice, set or reader that the ledger does not have.
pub(super) fn fits(books: &Books, sheet: &CheckedSheet, bound: &Bindings) -> Result<(), Refusal> {
    let missing = |name: &str| SheetRule::NotInSheet { scheme: sheet.id().clone(), name: name.to_owned() };
    for rows in &bound.rows {
        let name = rows.register.as_str();
        ensure(sheet.registers().iter().any(|r| r.pieces.is_none() && r.name == name), || missing(name))?;
        let set = rows.rows.as_str();
        row_set(books, set).ok_or_else(|| no_such(set, SETS.iter().copied().chain(NAMED)))?;
        for (name, _) in rows.only() {
            let found = reader(books, name).filter(|reader| reader.stands(false));
            found.ok_or_else(|| no_such(name, MEMBERS.iter().map(|(name, ..)| *name).chain(NAMED)))?;
        }
    }
    for read in &bound.reads {
        let at = read.at.as_str();
        let column = |r: &Register| r.columns.iter().any(|c| at == format!("{}.{}", r.name, c.name));
        let input = sheet.inputs().iter().any(|i| i.name == at);
        ensure(input || sheet.registers().iter().any(column), || missing(at))?;
        let from = read.from.as_str();
        let found = reader(books, from).filter(|reader| reader.stands(input));
        found.ok_or_else(|| no_such(from, MEMBERS.iter().map(|(name, ..)| *name).chain(NAMED)))?;
    }
    places_fit(books, sheet, bound)?;
    once(bound.rows.iter().map(|rows| &rows.register))?;
    once(bound.reads.iter().map(|read| &read.at))?;
    once(bound.accounts.iter().map(|account| &account.account))?;
    once(bound.parties.iter().map(|party| &party.party))
}

/// No word is said twice.
fn once<'b>(words: impl Iterator<Item = &'b Text>) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for word in words {
        ensure(seen.insert(word), || SheetRule::BoundTwice { name: word.to_string() })?;
    }
    Ok(())
}

fn no_such(name: &str, table: impl Iterator<Item = &'static str>) -> Refusal {
    unknown(name, table.map(|word| (word, word)))
}

/// The unit of what the adoption says reads this; none where it is the word's own.
pub(super) fn unit(books: &Books, from: &str) -> Option<String> {
    reader(books, from)?.unit(books)
}

/// The sets of rows that an adoption may give a register in this ledger.
pub fn sets(books: &Books) -> Vec<String> {
    let plain = SETS.iter().map(|set| (*set).to_owned());
    let held = books.registers().classes().keys().map(|class| format!("holding.{class}"));
    plain.chain(held).chain(books.series().keys().map(|series| format!("series.{series}"))).collect()
}

/// What an adoption may let columns and inputs read in this ledger, each with its unit.
pub fn readers(books: &Books) -> Vec<(String, String)> {
    let members = MEMBERS.iter().map(|(name, ..)| (*name).to_owned());
    let classes = books.registers().classes().iter().flat_map(|(class, said)| {
        let paid_in = said.said.latest().is_some_and(|said| said.paid_in.is_some());
        let endings = ["", "+retained", ".collective"].into_iter().chain(paid_in.then_some(".value"));
        endings.map(move |ending| format!("class.{class}{ending}"))
    });
    let series = books.series().values().flat_map(|series| {
        let columns = series.set.columns.iter();
        columns.map(|column| format!("series.{}.{}", series.set.series, column.name))
    });
    let parts = books.chart().receipt.iter().filter(|(_, rule)| rule.shared || rule.input.is_some());
    let parts = parts.map(|(part, _)| format!("part.{part}"));
    let terms: BTreeSet<String> = books
        .contracts()
        .values()
        .flat_map(|contract| contract.dues.terms())
        .map(|term| format!("term.{}", term.name))
        .collect();
    let accounts: BTreeSet<String> = books
        .chart()
        .accounts
        .keys()
        .flat_map(|account| books.accounts().under(account).map(|(key, _)| key))
        .map(|key| match key.purpose.as_str() {
            "" => format!("account.{}", key.account),
            purpose => format!("account.{}/{purpose}", key.account),
        })
        .collect();
    let all = members.chain(classes).chain(series).chain(parts).chain(terms).chain(accounts);
    let open = ["given.<name>".to_owned()];
    all.chain(open).map(|word| (word.clone(), unit(books, &word).unwrap_or_else(|| "*".to_owned()))).collect()
}

/// The type of a column or input fits what reads it.
pub(super) fn unit_fits(books: &Books, at: &str, from: &str, ty: &Type) -> Result<(), Refusal> {
    let found = super::type_text(ty);
    // what is read everywhere may stand in no chart of this ledger
    reader(books, from).ok_or_else(|| no_such(from, MEMBERS.iter().map(|(name, ..)| *name).chain(NAMED)))?;
    let Some(unit) = unit(books, from) else { return Ok(()) };
    ensure(found == unit, || SheetRule::OtherUnitThanReader {
        at: at.to_owned(),
        from: from.to_owned(),
        unit,
        found: found.clone(),
    })
}

/// When a register's or the books' figure is read, unless the adoption says otherwise.
fn when(bound: &Bindings, at: &str) -> Option<ReadWhen> {
    read_at(bound, at)?.when
}

/// The day as of which a register's figure is read.
fn day_of(ask: &Ask<'_>, at: &str) -> Day {
    match when(ask.bound, at) {
        Some(ReadWhen::Start) => ask.period.first_day(),
        Some(ReadWhen::End) => ask.period.last_day(),
        Some(ReadWhen::RecordDay | ReadWhen::Period | ReadWhen::Latest) | None => ask.record_day,
    }
}
