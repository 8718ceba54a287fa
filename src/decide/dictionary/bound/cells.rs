//! Figures: of a row, and of the payout.

use super::{
    Balance, OfClass, Reader,
    bare::{Bare, What, kept_of, set_of_key},
    day_of, priced, reader, said,
    sums::Sums,
    when,
};
use crate::{
    books::{AccountKey, AsOf, Books, NormalSide, Series, SeriesLine},
    decide::ask::Ask,
    event::{Due, PriceTerm, ReadWhen, SeriesValue},
    rules::{self, Given},
    scheme::{Input, Type},
    unit::{Day, Exact, Fen, HouseholdId, SeriesPeriod},
};

/// The value of an input that the adoption speaks of; `None` where it is not recorded.
pub(in crate::decide) fn input(books: &Books, ask: &Ask<'_>, of: &Input) -> Option<Given> {
    let name = of.name.as_str();
    let reader = reader(books, said(ask.bound, name)?)?;
    match reader {
        Reader::Series(series, at) if of.daily => {
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
            given(line_of(series, ask, key, when(ask.bound, name))?.values.get(at)?.as_ref()?)
        }
        Reader::Part(parts) => {
            let is = |part: &str| parts.split('+').any(|one| one == part);
            let of_part = ask.sources.iter().filter(|source| is(source.reference.part.as_str()));
            let sum = Fen::capped_total(of_part.clone().map(|source| source.amount.fen()));
            (of.held.is_some() || of_part.count() > 0).then(|| yuan(sum))
        }
        Reader::Class(class, OfClass::Collective) => {
            let held = books.registers().of_collective().get(class);
            let held = held.and_then(|held| held.as_at(day_of(ask, name)));
            Some(Given::Number(held.map_or_else(Exact::zero, |shares| shares.exact())))
        }
        Reader::Class(class, _) => {
            let (registers, day) = (books.registers(), day_of(ask, name));
            let all = registers.active(day).map(|(id, _)| registers.shares_of(id, class, day).exact());
            Some(Given::Number(all.sum()))
        }
        Reader::Term(term) => {
            let terms = ask.contract?.dues.terms().iter().filter(|t| t.name.as_str() == term);
            let day = ask.period.first_day();
            let found = terms.filter(|t| t.from <= day).max_by_key(|t| t.from)?;
            let value = found.value.exact();
            // a term in per cent stands as a fraction
            let percent = matches!(&of.ty, Type::Number(unit) if unit.to_string().starts_with('%'));
            Some(Given::Number(if percent { &value * &Exact::whole(100) } else { value }))
        }
        Reader::Account(balance) => Some(yuan(balance_of(books, ask, name, balance, balance.holder))),
        Reader::Given(figure) => {
            let said = ask.given.iter().find(|said| said.name.as_str() == figure)?;
            stated(said.value.as_str(), &of.ty)
        }
        Reader::Member(name, ..) => of_payout(books, ask, name),
    }
}

/// A figure that a resolution states, as an input of that type reads it.
pub(in crate::decide) fn stated(text: &str, ty: &Type) -> Option<Given> {
    match ty {
        Type::Number(_) => text.parse().ok().map(Given::Number),
        Type::Day => text.parse().ok().map(Given::Day),
        Type::YesNo => match text {
            "yes" | "是" => Some(Given::Truth(true)),
            "no" | "否" => Some(Given::Truth(false)),
            _ => None,
        },
        Type::Word(words) => words.iter().any(|word| word == text).then(|| Given::Word(text.to_owned())),
    }
}

fn yuan(fen: Fen) -> Given {
    super::super::yuan(fen)
}

/// A figure of the payout itself.
fn of_payout(books: &Books, ask: &Ask<'_>, name: &str) -> Option<Given> {
    let day = ask.record_day;
    if let Some(of_due) = name.strip_prefix("due.") {
        return due(books, ask, of_due);
    }
    if let Some(of_contract) = name.strip_prefix("contract.") {
        return contract(books, ask, of_contract);
    }
    if let Some(row) = name.strip_prefix("statement.") {
        let year = books.years().get(&ask.year?)?;
        let result = year.net_income?;
        let reserve = year.reserve.unwrap_or(Fen::ZERO);
        return Some(yuan(match row {
            "reserve" => year.reserve?,
            "undistributed_before" => year.opening_undistributed,
            // a sheet that takes the reserve itself begins before it, whether it was taken by then or is to be
            "distributable" if super::super::fills_fund(ask.sheet) => year.opening_undistributed.capped_plus(result),
            "distributable" => year.opening_undistributed.capped_plus(result).capped_minus(reserve),
            _ => result,
        }));
    }
    let registers = books.registers();
    if let Some(figure) = name.strip_prefix("report.") {
        let report = ask.contract?.reports.get(&ask.year?)?;
        return Some(yuan(if figure == "revenue" { report.revenue?.fen() } else { report.net_per_mu? }));
    }
    Some(match name {
        "receipt.day" => Given::Day(received_on(books, ask)?),
        "receipt.late_day" => Given::Day(ask.sources.iter().map(|part| part.on).max()?),
        "sum.parcel.area_mu" | "sum.parcel.area_m2" => {
            let under = ask.contract.map(|c| &c.signed.contract);
            let all = registers.parcels().values();
            let all = all.filter(|p| under.is_none_or(|c| p.leased.iter().any(|(of, _)| of == c)));
            let areas = all.filter_map(|p| p.area.as_at(day));
            Given::Number(areas.map(|(m2, mu)| if name.ends_with("mu") { mu.exact() } else { m2.exact() }).sum())
        }
        "sum.house.floor_m2" => {
            Given::Number(registers.houses().values().filter_map(|h| Some(h.floor_m2.as_at(day)?.exact())).sum())
        }
        "sum.capital.amount" => {
            let under = ask.contract.map(|c| &c.signed.contract);
            let all = registers.capital().iter().filter(|c| under.is_none_or(|of| *of == c.contract));
            yuan(Fen::capped_total(all.map(|c| c.amount_at(day).fen())))
        }
        "sum.members" => {
            let all = registers.active(day).map(|(_, household)| i128::from(household.members_at(day)));
            Given::Number(Exact::whole(all.sum()))
        }
        _ => return None,
    })
}

/// The last day on which money came for it: of what it shares, else of what came under its contract in its days.
fn received_on(books: &Books, ask: &Ask<'_>) -> Option<Day> {
    let shared = ask.sources.iter().map(|part| part.on).max();
    let came = || {
        let under = books.parts_under(&ask.contract?.signed.contract);
        let of_due = ask.instalment.map(|due| &due.payout);
        let mine = under.filter(|part| match of_due {
            Some(due) => part.instalment.as_ref() == Some(due),
            None => ask.period.holds(part.on),
        });
        mine.map(|part| part.on).max()
    };
    shared.or_else(came)
}

/// A term of the contract.
fn contract(books: &Books, ask: &Ask<'_>, name: &str) -> Option<Given> {
    let of = ask.contract?;
    let terms = &of.signed.terms;
    let price = |unit: &str| priced::price(books, ask, unit).map(Given::Number);
    match name {
        "first_day" => Some(Given::Day(of.signed.first_day?)),
        "last_day" => Some(Given::Day(of.last_day?)),
        "hand_over_day" => Some(Given::Day(of.last_day?.plus_days(1)?)),
        "price_of_land" => price(PriceTerm::OF_LAND),
        "price_of_houses" => price(PriceTerm::OF_HOUSES),
        "fee_rate" => terms.fee_rate.map(super::super::percent),
        "late_rate_per_day" => of.late_rent().map(|late| super::super::percent(late.rate_per_day)),
        "return_rate" => terms.return_rate.map(super::super::percent),
        _ => None,
    }
}

/// A figure of the due that the payout is for: its instalment, else the due of its days.
fn due(books: &Books, ask: &Ask<'_>, name: &str) -> Option<Given> {
    let of = ask.contract?;
    if let Some(own) = ask.instalment {
        let last = || of.instalments.iter().max_by_key(|due| due.due).is_some_and(|last| last.payout == own.payout);
        return match name {
            "day" => Some(Given::Day(own.due)),
            "from" => Some(Given::Day(own.period()?.first_day())),
            "to" => Some(Given::Day(own.period()?.last_day())),
            "part_of_year" => priced::part_of_year(books, ask).map(Given::Number),
            "abated" => Some(Given::Number(&of.dues.abated_part(own.payout.as_str()) * &Exact::whole(100))),
            "last" => Some(Given::Truth(last())),
            _ => None,
        };
    }
    let all = of.dues.all();
    let own: &Due = all.iter().find(|due| due.days == ask.period).or_else(|| {
        let mut inside = all.iter().filter(|due| ask.period.covers(due.days));
        let one = inside.next()?;
        inside.next().is_none().then_some(one)
    })?;
    match name {
        "amount" => Some(yuan(of.stands(books, own, ask.period.last_day().max(own.due)).asked?)),
        "day" => Some(Given::Day(own.due)),
        "from" => Some(Given::Day(own.days.first_day())),
        "to" => Some(Given::Day(own.days.last_day())),
        "last" => {
            Some(Given::Truth(all.iter().max_by_key(|due| due.days.last_day()).is_some_and(|last| last.no == own.no)))
        }
        _ => None,
    }
}

/// The balance that an account shows on its own side.
fn balance_of(books: &Books, ask: &Ask<'_>, at: &str, of: Balance<'_>, holder: Option<&str>) -> Fen {
    let day = match when(ask.bound, at) {
        Some(ReadWhen::Start) => ask.period.first_day().plus_days(-1).unwrap_or(ask.period.first_day()),
        Some(ReadWhen::RecordDay) => ask.record_day,
        Some(ReadWhen::End | ReadWhen::Period | ReadWhen::Latest) | None => ask.period.last_day(),
    };
    let upto = AsOf { day, closed: false };
    let mine = |key: &AccountKey| key.account == of.account && of.purpose.is_none_or(|purpose| key.purpose == purpose);
    let net = match holder {
        Some(holder) => {
            let all = books.accounts().held_as_of((of.account, holder), day, upto);
            Fen::capped_total(all.filter(|(key, ..)| mine(key)).map(|(_, _, net)| net))
        }
        None => {
            let all = books.accounts().as_of(day, upto);
            Fen::capped_total(all.filter(|(key, ..)| mine(key)).map(|(_, _, net)| net))
        }
    };
    match books.chart().accounts.get(of.account).map(|account| account.side) {
        Some(NormalSide::Credit) => net.negated(),
        Some(NormalSide::Debit | NormalSide::Both) | None => net,
    }
}

/// The row of a series that a payout reads under a key: that of the stretch which holds the last day of its period, unless
/// the adoption says another one.
fn line_of<'a>(series: &'a Series, ask: &Ask<'_>, key: &str, when: Option<ReadWhen>) -> Option<&'a SeriesLine> {
    let Some(length) = series.set.per.length() else { return series.row(None, key) };
    let around = |day| series.row(Some(SeriesPeriod::around(day, length)?), key);
    match when {
        Some(ReadWhen::Start) => around(ask.period.first_day()),
        Some(ReadWhen::RecordDay) => around(ask.record_day),
        Some(ReadWhen::End | ReadWhen::Period) | None => around(ask.period.last_day()),
        Some(ReadWhen::Latest) => {
            let over = |period: Option<SeriesPeriod>| {
                period.and_then(SeriesPeriod::days).is_some_and(|days| days.last_day() <= ask.period.last_day())
            };
            let all = series.all().filter(|(period, own, _)| *own == key && over(*period));
            all.max_by_key(|(period, ..)| period.map(|period| period.first_day())).map(|(_, _, line)| line)
        }
    }
}

fn given(value: &SeriesValue) -> Option<Given> {
    Some(match value {
        SeriesValue::Number(number) => Given::Number(number.clone()),
        SeriesValue::Day(day) => Given::Day(*day),
        SeriesValue::Truth(said) => Given::Truth(*said),
        SeriesValue::Word(word) => Given::Word(word.to_string()),
    })
}

/// A figure as a text, for comparing.
pub(super) fn written(value: &Given) -> String {
    match value {
        Given::Number(number) => number.to_string(),
        Given::Day(day) => day.to_string(),
        Given::Truth(true) => "yes".to_owned(),
        Given::Truth(false) => "no".to_owned(),
        Given::Word(word) => word.clone(),
        Given::Missing | Given::Series(_) => "-".to_owned(),
    }
}

/// A figure of a row.
pub(super) fn cell(
    books: &Books,
    (ask, sums): (&Ask<'_>, &Sums),
    at: &str,
    reader: Reader<'_>,
    set: &str,
    row: &Bare<'_>,
) -> Option<Given> {
    let registers = books.registers();
    let key_in = |wanted: &str| row.key_in(set, wanted);
    let day = day_of(ask, at);
    match reader {
        Reader::Series(series, at_column) => {
            let own = if let What::Line(line) = row.what { Some(line) } else { None };
            let line = match own.filter(|_| set == format!("series.{}", series.set.series)) {
                Some(line) => line,
                None => line_of(series, ask, key_in(set_of_key(series.set.key?)?)?, when(ask.bound, at))?,
            };
            given(line.values.get(at_column)?.as_ref()?)
        }
        Reader::Class(class, what) => held(books, (set, row), class, what, day),
        Reader::Account(balance) => {
            let holder = key_in("household").or_else(|| key_in("contract"))?;
            Some(yuan(balance_of(books, ask, at, balance, Some(holder))))
        }
        Reader::Part(_) | Reader::Given(_) | Reader::Term(_) => None,
        Reader::Member("holding.quantity", ..) => {
            let class = set.strip_prefix("holding.")?;
            let person = registers.persons().get(row.key.as_ref()).map(|person| person.shares_of(class, day));
            let household = || Some(registers.shares_of(&key_in("household")?.parse().ok()?, class, day));
            Some(Given::Number(person.or_else(household)?.exact()))
        }
        Reader::Member(name, ..) => {
            let about = About { books, ask, sums, day, set, row };
            about
                .own(name)
                .or_else(|| about.of_parcel(name))
                .or_else(|| about.summed(name))
                .or_else(|| about.of_others(name))
        }
    }
}

/// What a row's person or household has of a class.
fn held(books: &Books, (set, row): (&str, &Bare<'_>), class: &str, what: OfClass, day: Day) -> Option<Given> {
    let registers = books.registers();
    if set == "person" && what == OfClass::Held {
        return Some(Given::Number(registers.persons().get(row.key.as_ref())?.shares_of(class, day).exact()));
    }
    let id: HouseholdId = row.key_in(set, "household")?.parse().ok()?;
    let household = registers.households().get(&id)?;
    let held = registers.shares_of(&id, class, day).exact();
    match what {
        OfClass::Held => Some(Given::Number(held)),
        OfClass::WithKept => Some(Given::Number(&held + &kept_of(household, class, day))),
        OfClass::Value => {
            let of = registers.classes().get(class)?;
            let said = of.said.as_at(day).or_else(|| of.said.latest())?;
            Some(Given::Number(&held * &said.paid_in.as_ref()?.price.exact()))
        }
        OfClass::Collective => None,
    }
}

/// A row that is asked for one of its members, or for one of a row to which it belongs.
struct About<'a, 'r> {
    books: &'a Books,
    ask: &'a Ask<'a>,
    sums: &'a Sums,
    day: Day,
    set: &'r str,
    row: &'r Bare<'r>,
}

impl About<'_, '_> {
    fn key_in(&self, set: &str) -> Option<&str> {
        self.row.key_in(self.set, set)
    }

    /// What the row is by itself.
    fn own(&self, name: &str) -> Option<Given> {
        Some(match (name, self.row.what) {
            ("lease_run.from", What::Run(days, _)) => Given::Day(days.first_day()),
            ("lease_run.to", What::Run(days, _)) => Given::Day(days.last_day()),
            ("lease_run.area_m2", What::Run(_, (m2, _))) => Given::Number(m2.exact()),
            ("lease_run.area_mu", What::Run(_, (_, mu))) => Given::Number(mu.exact()),
            ("house_run.from", What::Let(days, _)) => Given::Day(days.first_day()),
            ("house_run.to", What::Let(days, _)) => Given::Day(days.last_day()),
            ("house_run.floor_m2", What::Let(_, floor)) => Given::Number(floor.exact()),
            ("capital_run.from" | "capital.counts_from", What::Works(first, ..)) => Given::Day(first?),
            ("capital_run.to", What::Works(_, last, _)) => Given::Day(last.unwrap_or(self.ask.period.last_day())),
            ("capital_run.amount" | "capital.amount", What::Works(.., amount)) => yuan(amount.fen()),
            // what did not come back by then does on the contract's last day
            ("capital.until", What::Works(_, last, _)) => {
                let contract = || self.ask.contract.and_then(|contract| contract.last_day);
                Given::Day(last.or_else(contract)?)
            }
            ("village_lot.land", What::Lot(_, land, _)) => Given::Number(land.exact()),
            ("village_lot.money", What::Lot(_, _, money)) => yuan(money.fen()),
            ("village_lot.from", What::Lot(days, ..)) => Given::Day(days.first_day()),
            ("village_lot.to", What::Lot(days, ..)) => Given::Day(days.last_day()),
            ("retained.quantity", What::Kept(shares, _)) => Given::Number(shares.exact()),
            ("retained.until", What::Kept(_, until)) => Given::Day(until),
            ("period.number", What::Year(number, _)) => Given::Number(Exact::whole(number.into())),
            ("period.current", What::Year(_, current)) => Given::Truth(current),
            _ => return None,
        })
    }

    fn of_parcel(&self, name: &str) -> Option<Given> {
        let registers = self.books.registers();
        let parcel = registers.parcels().get(self.key_in("parcel")?)?;
        let area = || parcel.area.as_at(self.day).copied();
        let runs = || Some(parcel.in_force(&self.ask.contract?.signed.contract));
        Some(match name {
            "parcel.area_mu" => Given::Number(area()?.1.exact()),
            "parcel.area_m2" => Given::Number(area()?.0.exact()),
            "parcel.area_ha" => Given::Number(&area()?.0.exact() * &Exact::new(1, 10_000)),
            "parcel.contract_end" => Given::Day(parcel.contract_end_on(self.day)?),
            "lease_run.from" => Given::Day(runs()?.first()?.first_day()),
            "lease_run.to" => Given::Day(runs()?.last()?.last_day()),
            _ => return None,
        })
    }

    /// The total over the rows of a register that belong to its household.
    fn summed(&self, name: &str) -> Option<Given> {
        let own = self.key_in("household")?;
        if name == "sum.members" {
            let household = self.books.registers().households().get(own)?;
            return Some(Given::Number(Exact::whole(household.members_at(self.day).into())));
        }
        self.sums.of_household(name, self.day, own).map(Given::Number)
    }

    fn of_others(&self, name: &str) -> Option<Given> {
        let (registers, day) = (self.books.registers(), self.day);
        let house = || registers.houses().get(self.key_in("house")?);
        let let_under = || {
            let under = self.ask.contract.map(|c| &c.signed.contract);
            let all = &house()?.let_under;
            all.iter().find(|(of, _)| under.is_none_or(|under| under == of)).map(|(_, days)| *days)
        };
        let village = || registers.households().get(self.key_in("village")?);
        let person = || registers.persons().get(self.key_in("person")?);
        let born = || self.ask.opened.get(&person()?.birth).copied();
        let household = || self.key_in("household");
        Some(match name {
            "house.floor_m2" => Given::Number(house()?.floor_m2.as_at(day)?.exact()),
            "contract.first_day" if self.set == "house" => Given::Day(let_under()?.first_day()),
            "contract.last_day" if self.set == "house" => Given::Day(let_under()?.last_day()),
            "contract.hand_over_day" if self.set == "house" => Given::Day(let_under()?.last_day().plus_days(1)?),
            "contract.first_day" | "contract.last_day" | "contract.hand_over_day" => {
                return contract(self.books, self.ask, name.strip_prefix("contract.")?);
            }
            "village.land" => Given::Number(village()?.land_at(day).exact()),
            "village.money" => yuan(village()?.money_at(day).fen()),
            "person.since" => Given::Day(person()?.since),
            "person.until" => Given::Day(person()?.left_by(day)?.0),
            "person.birth" => Given::Day(born()?),
            "person.age" => Given::Number(Exact::whole(rules::full_years(born()?, day).into())),
            "members" => Given::Number(Exact::whole(registers.households().get(household()?)?.members_at(day).into())),
            _ => return None,
        })
    }
}
