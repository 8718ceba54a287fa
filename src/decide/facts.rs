//! From the books to what a payout sheet reads: the dictionary's registers and inputs as at the
//! end of the record day, from facts recorded before.

use super::{
    Refusal,
    ask::Ask,
    dictionary,
    refusal::{SheetRule, ensure},
    terms,
};
use crate::{
    books::{Books, House, Part},
    event::{EscalationKind, Holder, PartRef, PriceTerm, Terms},
    rules::{self, Given, Outcome, Reasons, Row, Run, Stop},
    scheme::CheckedSheet,
    unit::{ClassId, Exact, Fen, HouseholdId, Period, Ratio},
};
use std::collections::{BTreeMap, BTreeSet};

/// Inputs of rent and of the interest on it.
const RENT: &str = "到账租金";
const INTEREST: &str = "到账违约金";
/// The column of 户 that a payout of the same instalment fills.
const RENT_CREDITED: &str = "本期租金";

/// Builds the run and computes it.
pub(super) fn compute(books: &Books, ask: &Ask<'_>) -> Result<Outcome, Refusal> {
    terms::read(ask)?;
    rules::compute(ask.sheet, &run(books, ask)?).map_err(|stop| stopped(ask.sheet, &stop))
}

/// The same with the reasons of what it moves.
pub(super) fn explained(books: &Books, ask: &Ask<'_>) -> Result<(Outcome, Reasons), Refusal> {
    terms::read(ask)?;
    rules::explained(ask.sheet, &run(books, ask)?).map_err(|stop| stopped(ask.sheet, &stop))
}

/// The same, with the sheet's own refusal kept apart.
pub(super) fn attempt(books: &Books, ask: &Ask<'_>) -> Result<Result<Outcome, Stop>, Refusal> {
    let run = run(books, ask)?;
    Ok(rules::compute(ask.sheet, &run))
}

pub(super) fn stopped(sheet: &CheckedSheet, stop: &Stop) -> Refusal {
    SheetRule::Stops { scheme: sheet.id().clone(), stop: Box::new(stop.clone()) }.into()
}

/// Builds what the sheet reads.
pub(super) fn run(books: &Books, ask: &Ask<'_>) -> Result<Run, Refusal> {
    dictionary::covers(ask.sheet)?;
    let mut registers = BTreeMap::new();
    for register in ask.sheet.registers().iter().filter(|r| r.pieces.is_none()) {
        let Some(known) = dictionary::register(&register.name) else { continue };
        let mut rows = rows(books, ask, known.zh);
        for row in &mut rows {
            in_the_words_of(ask.sheet, register.columns.iter().map(|c| c.name.as_str()), known, row);
        }
        registers.insert(register.name.clone(), rows);
    }
    let mut inputs = BTreeMap::new();
    for input in ask.sheet.inputs() {
        let zh = dictionary::input(&input.name).map(|w| w.zh).unwrap_or_default();
        let found = given(books, ask, zh, input.held.is_some());
        let found = found.ok_or_else(|| missing(ask, zh))?;
        inputs.insert(input.name.clone(), found);
    }
    Ok(Run {
        period: ask.period,
        record_day: ask.record_day,
        registers,
        inputs,
        balances: opening(books, ask.sheet),
        carried: books.carried().get(ask.sheet.id()).cloned().unwrap_or_default(),
    })
}

/// What the sheet's accounts hold before the run. They are the cooperative's: sheets that name the
/// same account share it.
fn opening(books: &Books, sheet: &CheckedSheet) -> BTreeMap<String, BTreeMap<String, Fen>> {
    let names = sheet.accounts().iter().map(|a| &a.name);
    names.filter_map(|name| Some((name.clone(), books.kept().get(name)?.clone()))).collect()
}

fn missing(ask: &Ask<'_>, input: &'static str) -> Refusal {
    let from = dictionary::input(input).map(|w| w.from).unwrap_or_default();
    let scheme = ask.sheet.id().clone();
    let broken = match input {
        "净收益" => SheetRule::YearNotClosed { scheme, input, from },
        _ => SheetRule::InputMissing { scheme, input, from },
    };
    broken.into()
}

/// Renames cells and parents where the sheet uses the other language's names.
fn in_the_words_of<'s>(
    sheet: &CheckedSheet,
    columns: impl Iterator<Item = &'s str>,
    known: &dictionary::Register,
    row: &mut Row,
) {
    for name in columns {
        let word = known.columns.iter().find(|w| w.en == name);
        if let Some(cell) = word.and_then(|w| row.cells.remove(w.zh)) {
            row.cells.insert(name, cell);
        }
    }
    for register in sheet.registers() {
        let zh = dictionary::register(&register.name).map(|r| r.zh).unwrap_or_default();
        if zh != register.name
            && let Some(key) = row.parents.remove(zh)
        {
            row.parents.insert(register.name.as_str(), key);
        }
    }
    let names: BTreeSet<&str> = sheet.registers().iter().map(|r| r.name.as_str()).collect();
    row.parents.retain(|register| names.contains(register));
}

fn row(key: impl Into<String>, parents: &[(&str, &str)], cells: Vec<(&str, Given)>) -> Row {
    let parents = parents.iter().map(|(register, key)| (*register, (*key).to_owned())).collect();
    Row { key: key.into(), parents, cells: cells.into_iter().collect() }
}

fn yuan(fen: Fen) -> Given {
    Given::Number(fen.yuan())
}

/// Percent as a sheet counts it: 5 for 5 %.
fn percent(ratio: Ratio) -> Given {
    Given::Number(&ratio.exact() * &Exact::whole(100))
}

/// Rows of one register.
fn rows(books: &Books, ask: &Ask<'_>, register: &str) -> Vec<Row> {
    let day = ask.record_day;
    let registers = books.registers();
    let contract = ask.contract.map(|c| &c.signed.contract);
    let active = registers.active(day);
    match register {
        "户" => active
            .map(|(id, _)| {
                let shares = |class| Given::Number(registers.shares_of(id, class, day).exact());
                row(
                    id.as_str(),
                    &[],
                    vec![
                        ("人口股", shares("population")),
                        ("农龄股", shares("labour")),
                        (RENT_CREDITED, yuan(rent_credited(books, ask, id))),
                    ],
                )
            })
            .collect(),
        "保留股" => active
            .flat_map(|(id, h)| {
                // sheets count them as 人口股, and nothing else
                let of_heads = |class: &ClassId| class.as_str() == "population";
                let kept = h.retained.iter().filter(move |(from, class, ..)| *from <= day && of_heads(class));
                let kept = kept.enumerate();
                kept.map(move |(i, (_, _, shares, until))| {
                    row(
                        format!("{id}/{}", i + 1),
                        &[("户", id.as_str())],
                        vec![("股数", Given::Number(shares.exact())), ("到期日", Given::Day(*until))],
                    )
                })
            })
            .collect(),
        "村" => active
            .map(|(id, h)| {
                row(
                    id.as_str(),
                    &[],
                    vec![("入社土地", Given::Number(h.land_mu.exact())), ("入社资金", yuan(h.money.fen()))],
                )
            })
            .collect(),
        "地块" => parcels(books, ask)
            .filter_map(|(id, parcel)| {
                let holder = parcel.household.as_at(day)?;
                let (m2, mu) = parcel.area.as_at(day)?;
                Some(row(
                    id.as_str(),
                    &[("户", holder.as_str())],
                    vec![("登记亩数", Given::Number(mu.exact())), ("测量面积", Given::Number(m2.exact()))],
                ))
            })
            .collect(),
        "租期" => parcels(books, ask)
            .filter(|(_, parcel)| parcel.household.as_at(day).is_some())
            .flat_map(|(id, parcel)| {
                let runs = contract.map(|c| registers.in_force(parcel, c)).unwrap_or_default();
                runs.into_iter().enumerate().map(move |(i, run)| {
                    let key = if i == 0 { id.to_string() } else { format!("{id}/{}", i + 1) };
                    row(
                        key,
                        &[("地块", id.as_str())],
                        vec![("租起", Given::Day(run.first_day())), ("租止", Given::Day(run.last_day()))],
                    )
                })
            })
            .collect(),
        "房屋" => houses(books, ask)
            .filter_map(|(id, house, days)| {
                let owner = house.owner.as_at(day)?.household()?;
                Some(row(id, &[("户", owner.as_str())], house_cells(house, days)))
            })
            .collect(),
        "集体房屋" => houses(books, ask)
            .filter(|(_, house, _)| house.owner.as_at(day) == Some(&Holder::Collective))
            .map(|(id, house, days)| row(id, &[], house_cells(house, days)))
            .collect(),
        "出资" | "集体出资" => registers
            .capital()
            .iter()
            .filter_map(|c| Some((c, c.owner.as_at(day)?)))
            .filter(|(c, owner)| {
                Some(&c.contract) == contract && (register == "集体出资") == (**owner == Holder::Collective)
            })
            .filter_map(|(c, owner)| {
                let since = c.since.filter(|since| *since <= day)?;
                let code = owner.to_string();
                let parents: &[(&str, &str)] =
                    if *owner == Holder::Collective { &[] } else { &[("户", code.as_str())] };
                Some(row(&c.key, parents, vec![("本金", yuan(c.amount.fen())), ("起算日", Given::Day(since))]))
            })
            .collect(),
        "工种" => {
            let rates = ask.contract.map(|c| &c.signed.terms.work_rates);
            let rates = rates.into_iter().flatten();
            rates
                .map(|work| {
                    let price = yuan(work.rate.fen());
                    row(work.class.as_str(), &[], vec![("日工价", price.clone()), ("时工价", price)])
                })
                .collect()
        }
        "人" => {
            let workers: BTreeSet<_> = ask.work.iter().flat_map(|w| &w.lines).map(|(worker, _, _)| worker).collect();
            workers
                .into_iter()
                .map(|worker| row(worker.as_str(), &[("户", worker.household().as_str())], vec![]))
                .collect()
        }
        "工票" => {
            let lines = ask.work.iter().flat_map(|w| w.lines.iter().enumerate());
            lines
                .map(|(i, (worker, class, quantity))| {
                    let parents = [("人", worker.as_str()), ("工种", class.as_str())];
                    let worked = Given::Number(quantity.exact());
                    row(format!("{:05}", i + 1), &parents, vec![("工日数", worked.clone()), ("工时", worked)])
                })
                .collect()
        }
        // registers whose facts come with later kinds of events have no rows yet
        _ => Vec::new(),
    }
}

/// Parcels ever leased under the contract.
fn parcels<'a>(
    books: &'a Books,
    ask: &'a Ask<'_>,
) -> impl Iterator<Item = (&'a crate::unit::ParcelId, &'a crate::books::Parcel)> {
    let contract = ask.contract.map(|c| &c.signed.contract);
    books.registers().parcels().iter().filter(move |(_, p)| p.leased.iter().any(|(c, _)| Some(c) == contract))
}

/// Houses let under the contract, with the days.
fn houses<'a>(books: &'a Books, ask: &'a Ask<'_>) -> impl Iterator<Item = (&'a str, &'a House, Period)> {
    let contract = ask.contract.map(|c| &c.signed.contract);
    books.registers().houses().iter().filter_map(move |(id, house)| {
        let (_, days) = house.let_under.iter().find(|(c, _)| Some(c) == contract)?;
        Some((id.as_str(), house, *days))
    })
}

fn house_cells(house: &House, days: Period) -> Vec<(&'static str, Given)> {
    vec![
        ("建筑面积", Given::Number(house.floor_m2.exact())),
        ("合同起", Given::Day(days.first_day())),
        ("合同止", Given::Day(days.last_day())),
    ]
}

/// What the payout of the instalment credited to a household.
fn rent_credited(books: &Books, ask: &Ask<'_>, household: &HouseholdId) -> Fen {
    let payout = ask.instalment.and_then(|i| books.payout(&i.payout));
    payout.and_then(|p| p.lines.get(household)).map(|owed| owed.amount).unwrap_or_default()
}

/// What goes by the rent credited to each household waits for the payout of that rent: before it nobody has
/// any, and what is theirs would go to whoever stands behind `无则`.
pub(super) fn rent_was_shared(books: &Books, ask: &Ask<'_>) -> Result<(), Refusal> {
    let shared = ask.instalment.is_some_and(|i| books.payouts().contains_key(&i.payout));
    ensure(shared || !terms::column(ask.sheet, RENT_CREDITED), || SheetRule::RentNotShared {
        scheme: ask.sheet.id().clone(),
        column: RENT_CREDITED,
    })
}

/// One input by its Chinese name; `None` where nothing is recorded.
fn given(books: &Books, ask: &Ask<'_>, input: &str, held: bool) -> Option<Given> {
    if let Some(amount) = ask.tried.get(input) {
        return Some(Given::Number(amount.clone()));
    }
    let terms = ask.contract.map(|c| &c.signed.terms);
    let instalment = ask.instalment;
    let year = ask.year.and_then(|y| books.year(y));
    let report = ask.year.and_then(|y| ask.contract?.reports.get(&y));
    let number = |exact: Exact| Some(Given::Number(exact));
    match input {
        "首年租价" => number(price(terms?, PriceTerm::OF_LAND)?),
        "月租价" => number(price(terms?, PriceTerm::OF_HOUSES)?),
        "年递增率" => rise(terms?, EscalationKind::Compound),
        "原价年递增率" => rise(terms?, EscalationKind::OriginalBase),
        "已满年数" => number(Exact::whole(i128::from(instalment?.lease_year) - 1)),
        "本期年份" => number(instalment?.part_of_year.exact()),
        "服务费率" => Some(terms?.fee_rate.map_or(Given::Number(Exact::zero()), percent)),
        "日违约金率" => Some(terms?.late_rate_per_day.map_or(Given::Number(Exact::zero()), percent)),
        "应付日" => Some(Given::Day(instalment?.due)),
        "收款日" => {
            let late = late_rent(books, ask);
            let parts = if late.is_empty() { &ask.sources } else { &late };
            parts.iter().map(|p| p.on).max().map(Given::Day)
        }
        "每亩净值" => number(report?.net_per_mu?.yuan()),
        "营业收入" => {
            let received = ask.sources.iter().find_map(|p| p.revenue);
            number(received.or(report.and_then(|r| r.revenue))?.fen().yuan())
        }
        "净收益" => number(year?.net_income?.yuan()),
        "年初未分配" => number(year?.net_income.map(|_| year.map(|y| y.opening_undistributed))??.yuan()),
        "集体股" => number({
            let labour = ask.sheet.registers().iter().flat_map(|r| &r.columns);
            let labour = labour.map(|c| c.name.as_str()).any(|name| name == "农龄股" || name == "labour_shares");
            books.registers().collective_shares(ask.record_day, labour).exact()
        }),
        // what came in: shared parts must be among the sources, others are only read
        _ => {
            let entries: BTreeSet<u64> = ask.sources.iter().map(|p| p.reference.index).collect();
            let read = books.parts().values().filter(|p| entries.contains(&p.reference.index));
            let named: BTreeSet<&PartRef> = ask.sources.iter().map(|p| &p.reference).collect();
            let mine = read.filter(|p| p.input.as_deref() == Some(input));
            let mine = mine.filter(|p| !held || named.contains(&p.reference));
            let late = if input == RENT && !held { late_rent(books, ask) } else { Vec::new() };
            Some(yuan(Fen::capped_total(mine.chain(late).map(|p| p.amount.fen()))))
        }
    }
}

/// The late rent of the instalment for which interest came in a receipt of its own: what came on one day, and in
/// whose receipt was no interest. Where there is none, or of several days, the sheet is asked about the
/// interest's own receipt; interest that was shared without its rent is not asked for again.
fn late_rent<'a>(books: &'a Books, ask: &Ask<'_>) -> Vec<&'a Part> {
    let of = |part: &Part, input: &str| part.input.as_deref() == Some(input);
    let Some((contract, due)) = ask.contract.zip(ask.instalment) else { return Vec::new() };
    let all = || books.parts_under(&contract.signed.contract);
    let with = |part: &Part, input: &str| all().any(|p| p.reference.index == part.reference.index && of(p, input));
    if ask.sources.is_empty() || !ask.sources.iter().all(|p| of(p, INTEREST) && !with(p, RENT)) {
        return Vec::new();
    }
    let same = |part: &&Part| {
        part.instalment.as_ref() == Some(&due.payout) || (part.period.is_some() && part.period == due.period())
    };
    if all().filter(same).any(|p| of(p, INTEREST) && p.shared_by.is_some() && !with(p, RENT)) {
        return Vec::new();
    }
    let late: Vec<&Part> = all().filter(same).filter(|p| of(p, RENT) && due.due < p.on && !with(p, INTEREST)).collect();
    let one_day = late.iter().all(|p| Some(p.on) == late.first().map(|first| first.on));
    if one_day { late } else { Vec::new() }
}

/// The price of a contract in that unit.
fn price(terms: &Terms, unit: &str) -> Option<Exact> {
    terms.price.as_ref().filter(|price| price.unit.as_str() == unit).map(|price| price.amount.exact())
}

/// The yearly rise of a contract that rises in this way; a sheet that computes it in the other way
/// finds none, and is refused.
fn rise(terms: &Terms, kind: EscalationKind) -> Option<Given> {
    match &terms.escalation {
        Some(rise) => (rise.kind == kind).then(|| percent(rise.rate)),
        None => Some(Given::Number(Exact::zero())),
    }
}
