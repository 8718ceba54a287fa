//! The registers a sheet can read: each with its columns and what builds its rows.

use super::{KnownRegister, KnownWord, yuan};
use crate::{
    books::{Books, CapitalRun, Contract, House, Household, LandRun, Parcel, Registers},
    decide::ask::Ask,
    event::Holder,
    rules::{Given, Row},
    unit::{ClassId, Day, Fen, HouseholdId, ParcelId, Period, WorkerId},
};
use std::collections::BTreeSet;

/// The column of 户 that a payout of the same instalment fills.
pub(in crate::decide) const RENT_CREDITED: &str = "本期租金";

const fn word(zh: &'static str, en: &'static str, unit: &'static str, from: &'static str) -> KnownWord {
    KnownWord { zh, en, unit, from }
}

/// All registers, read as at the end of the record day.
pub const REGISTERS: &[KnownRegister] = &[
    KnownRegister {
        zh: "户",
        en: "household",
        parents: &[],
        columns: &[
            word("人口股", "population_shares", "股", "household.enrolled, shares.granted: class population"),
            word("农龄股", "labour_shares", "股", "household.enrolled, shares.granted: class labour"),
            word("本期租金", "rent_credited", "元", "payout.declared of the instalment"),
            word("人口", "members", "人", "household.enrolled, members.changed"),
            word("地块面积", "parcel_area", "亩", "parcel.registered: all that the household holds"),
        ],
        from: "household.enrolled",
        rows: households,
    },
    KnownRegister {
        zh: "保留股",
        en: "retained_share",
        parents: &["户"],
        columns: &[
            word("股数", "shares", "股", "benefits retained after a death"),
            word("到期日", "until", "日期", "benefits retained after a death"),
        ],
        from: "benefits retained after a death",
        rows: retained,
    },
    KnownRegister {
        zh: "地块",
        en: "parcel",
        parents: &["户"],
        columns: &[
            word("登记亩数", "registered_mu", "亩", "parcel.registered"),
            word("测量面积", "measured_area", "平方米", "parcel.registered"),
        ],
        from: "parcel.registered, contract.signed: parcels of the contract",
        rows: leased_parcels,
    },
    KnownRegister {
        zh: "租期",
        en: "lease_run",
        parents: &["地块"],
        columns: &[
            word("租起", "lease_from", "日期", "entrustment.given and contract.signed"),
            word("租止", "lease_to", "日期", "entrustment.given, entrustment.ended and contract.signed"),
        ],
        from: "unbroken days inside both entrustment and lease",
        rows: lease_runs,
    },
    KnownRegister {
        zh: "房屋",
        en: "house",
        parents: &["户"],
        columns: HOUSE,
        from: "house.registered, contract.signed: households' houses of the contract",
        rows: let_houses,
    },
    KnownRegister {
        zh: "集体房屋",
        en: "collective_house",
        parents: &[],
        columns: HOUSE,
        from: "house.registered, contract.signed: the collective's houses of the contract",
        rows: collective_houses,
    },
    KnownRegister {
        zh: "出资",
        en: "contribution",
        parents: &["户"],
        columns: CAPITAL,
        from: "subscription.recorded: by owner, not payer",
        rows: contributions,
    },
    KnownRegister {
        zh: "集体出资",
        en: "collective_contribution",
        parents: &[],
        columns: CAPITAL,
        from: "subscription.recorded: the collective's own",
        rows: collective_contributions,
    },
    KnownRegister {
        zh: "工种",
        en: "work_class",
        parents: &[],
        columns: &[
            word("日工价", "day_rate", "元/工日", "contract.signed: work_rates"),
            word("时工价", "hour_rate", "元/小时", "contract.signed: work_rates"),
        ],
        from: "contract.signed",
        rows: work_classes,
    },
    KnownRegister { zh: "人", en: "worker", parents: &["户"], columns: &[], from: "work.recorded", rows: workers },
    KnownRegister {
        zh: "工票",
        en: "work_line",
        parents: &["人", "工种"],
        columns: &[
            word("工日数", "days_worked", "工日", "work.recorded"),
            word("工时", "hours_worked", "小时", "work.recorded"),
        ],
        from: "work.recorded",
        rows: work_lines,
    },
    KnownRegister {
        zh: "村",
        en: "village",
        parents: &[],
        columns: &[word("入社土地", "land", "亩", "village.joined"), word("入社资金", "money", "元", "village.joined")],
        from: "village.joined",
        rows: villages,
    },
];

const HOUSE: &[KnownWord] = &[
    word("建筑面积", "floor_area", "平方米", "house.registered"),
    word("合同起", "contract_from", "日期", "contract.signed"),
    word("合同止", "contract_to", "日期", "contract.signed"),
];

const CAPITAL: &[KnownWord] = &[
    word("本金", "principal", "元", "subscription.recorded"),
    word("起算日", "counts_from", "日期", "payment.recorded: the investment that takes the money"),
    word("止算日", "counts_until", "日期", "holding.passed: the day before it passed, came back or was lost"),
];

fn row(key: impl Into<String>, parents: &[(&str, &str)], cells: Vec<(&str, Given)>) -> Row {
    let parents = parents.iter().map(|(register, key)| (*register, (*key).to_owned())).collect();
    Row { key: key.into(), parents, cells: cells.into_iter().collect() }
}

fn households(books: &Books, ask: &Ask<'_>) -> Vec<Row> {
    let (day, registers) = (ask.record_day, books.registers());
    let one = |id: &HouseholdId| {
        let shares = |class| Given::Number(registers.shares_of(id, class, day).exact());
        let credited = yuan(rent_credited(books, ask, id));
        let cells = vec![("人口股", shares("population")), ("农龄股", shares("labour")), (RENT_CREDITED, credited)];
        row(id.as_str(), &[], cells)
    };
    registers.active(day).map(|(id, _)| one(id)).collect()
}

fn retained(books: &Books, ask: &Ask<'_>) -> Vec<Row> {
    let day = ask.record_day;
    // sheets count them as 人口股, and nothing else
    let of_heads = |class: &ClassId| class.as_str() == "population";
    let mut rows = Vec::new();
    for (id, household) in books.registers().active(day) {
        let kept = household.retained.iter().filter(|(from, class, ..)| *from <= day && of_heads(class));
        for (i, (_, _, shares, until)) in kept.enumerate() {
            let cells = vec![("股数", Given::Number(shares.exact())), ("到期日", Given::Day(*until))];
            rows.push(row(format!("{id}/{}", i + 1), &[("户", id.as_str())], cells));
        }
    }
    rows
}

fn villages(books: &Books, ask: &Ask<'_>) -> Vec<Row> {
    let cells = |land, money| vec![("入社土地", Given::Number(land)), ("入社资金", yuan(money))];
    let (day, there) = (ask.record_day, in_the_union(books, ask).into_iter());
    there.map(|(id, h)| row(id.as_str(), &[], cells(h.land_at(day).exact(), h.money_at(day).fen()))).collect()
}

/// Villages that are in the union on the record day; for a sheet that reads lots, those that were in it on a day of the payout,
/// too: what they had in then counts.
pub(super) fn in_the_union<'a>(books: &'a Books, ask: &Ask<'_>) -> Vec<(&'a HouseholdId, &'a Household)> {
    let by_lots = ask.bound.rows.iter().any(|rows| rows.rows.as_str() == "village_lot");
    match by_lots {
        true => books.registers().households().iter().filter(|(_, h)| !h.lots(ask.period).is_empty()).collect(),
        false => books.registers().active(ask.record_day).collect(),
    }
}

/// One parcel of a payout: a run of days of one holder and shape, under a key of its own where there are several.
struct LandRow<'a> {
    key: String,
    parcel: &'a Parcel,
    run: LandRun<'a>,
    holder: &'a HouseholdId,
}

/// Whose land under the contract it is, day by day where the sheet reads days: a run that land changes cut is a row. A
/// sheet that reads none has each parcel once, as it lies on the record day. Whoever was taken into another household
/// since stands there.
fn land<'a>(books: &'a Books, ask: &'a Ask<'_>) -> Vec<LandRow<'a>> {
    let (day, registers) = (ask.record_day, books.registers());
    let by_days = super::reads_days(ask);
    let mut rows = Vec::new();
    for (id, parcel) in parcels(books, ask) {
        let mut runs = parcel.runs(day);
        if by_days {
            runs = runs.into_iter().flat_map(|run| by_holder(registers, parcel, run, day)).collect();
        }
        match by_days {
            true if parcel.is_whole() && runs.len() < 2 => {}
            true => runs.retain(|run| run.days.overlaps(ask.period)),
            false => runs.retain(|run| run.days.holds(day)),
        }
        for run in runs {
            let Some(holder) = run.holder.household() else { continue };
            let first = run.days.first_day();
            let key = if run.newest || !by_days { id.to_string() } else { format!("{id}/{first}") };
            rows.push(LandRow { key, parcel, run, holder: registers.stands_for(holder, day) });
        }
    }
    rows
}

/// A run, cut on the days up to the record day on which another household had the land and no land changed: it went with
/// those who left a household. Of the days before, the rent is the old one's.
fn by_holder<'a>(registers: &'a Registers, parcel: &'a Parcel, run: LandRun<'a>, day: Day) -> Vec<LandRun<'a>> {
    let (first, last) = (run.days.first_day(), run.days.last_day());
    let stands = |holder: &'a Holder| holder.household().map(|household| registers.stands_for(household, day));
    let later = parcel.holder.after(first).map(|(on, holder)| (*on, holder));
    let known = later.filter(|(on, _)| run.days.holds(*on) && *on <= day);
    let mut held: Vec<(Day, &'a Holder)> = Vec::new();
    for (on, holder) in parcel.holder.as_at(first).map(|holder| (first, holder)).into_iter().chain(known) {
        if held.last().is_some_and(|(_, before)| stands(before) == stands(holder)) {
            continue;
        }
        held.pop_if(|(from, _)| *from == on);
        held.push((if held.is_empty() { first } else { on }, holder));
    }
    if held.len() < 2 {
        return vec![run];
    }
    let lasts = held.iter().skip(1).filter_map(|(on, _)| on.plus_days(-1)).chain([last]);
    let piece = |((from, holder), to): (&(Day, &'a Holder), Day)| {
        Some(LandRun { days: Period::new(*from, to)?, holder, newest: run.newest && to == last, ..run })
    };
    held.iter().zip(lasts).filter_map(piece).collect()
}

fn leased_parcels(books: &Books, ask: &Ask<'_>) -> Vec<Row> {
    let one = |land: LandRow<'_>| {
        let (m2, mu) = land.run.area;
        let cells = vec![("登记亩数", Given::Number(mu.exact())), ("测量面积", Given::Number(m2.exact()))];
        row(land.key, &[("户", land.holder.as_str())], cells)
    };
    land(books, ask).into_iter().map(one).collect()
}

fn lease_runs(books: &Books, ask: &Ask<'_>) -> Vec<Row> {
    let Some(contract) = ask.contract.map(|c| &c.signed.contract) else { return Vec::new() };
    let mut rows = Vec::new();
    for land in land(books, ask) {
        let days = land.parcel.in_force(contract);
        for (i, days) in days.into_iter().filter_map(|days| days.common(land.run.days)).enumerate() {
            let key = if i == 0 { land.key.clone() } else { format!("{}/{}", land.key, i + 1) };
            let cells = vec![("租起", Given::Day(days.first_day())), ("租止", Given::Day(days.last_day()))];
            rows.push(row(key, &[("地块", land.key.as_str())], cells));
        }
    }
    rows
}

fn let_houses(books: &Books, ask: &Ask<'_>) -> Vec<Row> {
    let one = |run: &HouseRun<'_>| {
        let owner = run.owner.household()?;
        Some(row(&run.key, &[("户", owner.as_str())], house_cells(run.house, run.days, ask.record_day)))
    };
    house_runs(books, ask).iter().filter_map(one).collect()
}

fn collective_houses(books: &Books, ask: &Ask<'_>) -> Vec<Row> {
    let runs = house_runs(books, ask);
    let own = runs.iter().filter(|run| run.owner == Holder::Collective);
    own.map(|run| row(&run.key, &[], house_cells(run.house, run.days, ask.record_day))).collect()
}

/// Days of a letting over which a house had one owner.
struct HouseRun<'a> {
    key: String,
    owner: Holder,
    house: &'a House,
    days: Period,
}

/// Houses let under the contract, by owner. What a household owned that was taken into another is the other's; where
/// the owner changed, the days outside of the payout's are not there.
fn house_runs<'a>(books: &'a Books, ask: &'a Ask<'_>) -> Vec<HouseRun<'a>> {
    let day = ask.record_day;
    let mut all = Vec::new();
    for (id, house, days) in houses(books, ask) {
        let now = |owner: &Holder| match owner {
            Holder::Household(household) => Holder::Household(books.registers().succeeded_by(household).clone()),
            Holder::Collective | Holder::Outside(_) => owner.clone(),
        };
        let mut owners: Vec<(Day, Holder)> = Vec::new();
        for (since, owner) in house.owner.until(day) {
            if owners.last().is_none_or(|(_, last)| *last != now(owner)) {
                owners.push((*since, now(owner)));
            }
        }
        let mut runs = Vec::new();
        for (at, (since, owner)) in owners.iter().enumerate() {
            let first = if at == 0 { days.first_day() } else { *since };
            let last = owners.get(at + 1).and_then(|(next, _)| next.plus_days(-1));
            let own = Period::new(first, last.unwrap_or(days.last_day()).max(first)).and_then(|own| own.common(days));
            // the whole letting is told where nobody else had the house
            let told = |own: &Period| owners.len() == 1 || own.common(ask.period).is_some();
            runs.extend(own.filter(told).map(|days| (owner.clone(), days)));
        }
        all.extend((0..).zip(runs).map(|(at, (owner, days))| HouseRun {
            key: if at == 0 { id.to_owned() } else { format!("{id}/{}", at + 1) },
            owner,
            house,
            days,
        }));
    }
    all
}

/// A parcel or house under a contract that is there, or in one hand, on a part only of the days that it runs: where the
/// price changes within them, no one price is right for it.
pub(in crate::decide) fn partly(books: &Books, contract: &Contract, days: Period, on: Day) -> Option<String> {
    let days = contract.period().map_or(Some(days), |own| own.common(days))?;
    let part = |own: Option<Period>| own.is_some_and(|own| own != days);
    let id = &contract.signed.contract;
    let parcel = |parcel: &Parcel| {
        let leased = parcel.in_force(id);
        let runs = parcel.runs(on).into_iter().flat_map(|run| by_holder(books.registers(), parcel, run, on));
        let runs: Vec<LandRun<'_>> = runs.collect();
        leased
            .iter()
            .any(|leased| runs.iter().any(|run| part(leased.common(run.days).and_then(|own| own.common(days)))))
    };
    let house = |house: &House| {
        let under = house.let_under.iter().filter(|(of, _)| of == id).any(|(_, own)| part(own.common(days)));
        let passed = || house.owner.after(days.first_day()).any(|(day, _)| *day <= days.last_day());
        let ours = || house.let_under.iter().any(|(of, own)| of == id && own.overlaps(days));
        under || (ours() && passed())
    };
    let registers = books.registers();
    let parcels = registers.parcels().iter().find(|(_, one)| parcel(one)).map(|(id, _)| id.to_string());
    parcels.or_else(|| registers.houses().iter().find(|(_, one)| house(one)).map(|(id, _)| id.to_string()))
}

/// The column without which a register's rows cannot be read: something of them counts for a part of the payout's
/// days. With the first such row.
pub(in crate::decide) fn counted_by_days(
    books: &Books,
    ask: &Ask<'_>,
    register: &str,
) -> Option<(&'static KnownWord, String)> {
    let column = |columns: &'static [KnownWord], zh: &str| columns.iter().find(|word| word.zh == zh);
    match register {
        "出资" | "集体出资" => {
            let runs = capital_runs(books, ask, register == "集体出资");
            let ends = runs.into_iter().find(|(run, _)| run.last.is_some_and(|last| last < ask.period.last_day()))?;
            Some((column(CAPITAL, "止算日")?, ends.0.key))
        }
        "房屋" | "集体房屋" => {
            let begins = |run: &HouseRun<'_>| run.key.contains('/') && ask.period.first_day() < run.days.first_day();
            let run = house_runs(books, ask).into_iter().find(begins)?;
            Some((column(HOUSE, "合同起")?, run.key))
        }
        _ => None,
    }
}

fn contributions(books: &Books, ask: &Ask<'_>) -> Vec<Row> {
    capital(books, ask, false)
}

fn collective_contributions(books: &Books, ask: &Ask<'_>) -> Vec<Row> {
    capital(books, ask, true)
}

/// What was put in under the contract, by households or by the collective.
fn capital(books: &Books, ask: &Ask<'_>, collective: bool) -> Vec<Row> {
    let one = |(run, owner): (CapitalRun, &Holder)| {
        let code = owner.to_string();
        let parents: &[(&str, &str)] = if collective { &[] } else { &[("户", code.as_str())] };
        let last = run.last.unwrap_or(ask.period.last_day().max(ask.record_day));
        let cells = [("起算日", Given::Day(run.first)), ("止算日", Given::Day(last))];
        row(&run.key, parents, [("本金", yuan(run.amount.fen()))].into_iter().chain(cells).collect())
    };
    capital_runs(books, ask, collective).into_iter().map(one).collect()
}

/// Capital under the contract by the days over which it works, as known at the record day; what was over before the
/// payout's days is not there.
fn capital_runs<'a>(books: &'a Books, ask: &Ask<'_>, collective: bool) -> Vec<(CapitalRun, &'a Holder)> {
    let day = ask.record_day;
    let contract = ask.contract.map(|c| &c.signed.contract);
    let of_contract = books.registers().capital().iter().filter(|c| Some(&c.contract) == contract);
    let owned = of_contract.filter_map(|c| Some((c, c.owner.as_at(day)?)));
    let own = owned.filter(|(_, owner)| (**owner == Holder::Collective) == collective);
    let there = |run: &CapitalRun| run.first <= day && run.last.is_none_or(|last| ask.period.first_day() <= last);
    own.flat_map(|(c, owner)| c.runs(day).into_iter().filter(there).map(move |run| (run, owner))).collect()
}

fn work_classes(_: &Books, ask: &Ask<'_>) -> Vec<Row> {
    let rates = ask.contract.iter().flat_map(|c| &c.signed.terms.work_rates);
    let cells = |price: Given| vec![("日工价", price.clone()), ("时工价", price)];
    rates.map(|work| row(work.class.as_str(), &[], cells(yuan(work.rate.fen())))).collect()
}

fn workers(_: &Books, ask: &Ask<'_>) -> Vec<Row> {
    let workers: BTreeSet<_> = ask.work.iter().flat_map(|w| &w.lines).map(|(worker, _, _)| worker).collect();
    let one = |worker: &WorkerId| row(worker.as_str(), &[("户", worker.household().as_str())], vec![]);
    workers.into_iter().map(one).collect()
}

fn work_lines(_: &Books, ask: &Ask<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    for (i, (worker, class, quantity)) in ask.work.iter().flat_map(|w| w.lines.iter().enumerate()) {
        let worked = Given::Number(quantity.exact());
        let parents = [("人", worker.as_str()), ("工种", class.as_str())];
        rows.push(row(format!("{:05}", i + 1), &parents, vec![("工日数", worked.clone()), ("工时", worked)]));
    }
    rows
}

/// Parcels ever leased under the contract.
fn parcels<'a>(books: &'a Books, ask: &'a Ask<'_>) -> impl Iterator<Item = (&'a ParcelId, &'a Parcel)> {
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

fn house_cells(house: &House, days: Period, on: Day) -> Vec<(&'static str, Given)> {
    let floor = house.floor_m2.as_at(on).or_else(|| house.floor_m2.latest());
    let floor = floor.map(|floor| ("建筑面积", Given::Number(floor.exact())));
    let days = [("合同起", Given::Day(days.first_day())), ("合同止", Given::Day(days.last_day()))];
    floor.into_iter().chain(days).collect()
}

/// What the payout of the instalment credited to a household.
fn rent_credited(books: &Books, ask: &Ask<'_>, household: &HouseholdId) -> Fen {
    let payout = ask.instalment.and_then(|i| books.payout(&i.payout));
    payout.and_then(|p| p.lines.get(household)).map(|owed| owed.amount).unwrap_or_default()
}
