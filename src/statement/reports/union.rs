//! What each village of a union put in and has of it, year by year: land and money by the days they were in, what the year's
//! payouts declared for it, what would be its part by what is known now, and what was built in it.

use super::PayoutRestated;
use crate::{
    books::{Books, Members},
    page::{Cell, Heading, Table, TableRow},
    statement::{figures, labels::Labels, tables::Tabular},
    unit::{AreaMu, Day, Exact, Fen, HouseholdId, Money, Period},
};
use serde::{Deserialize, Serialize};

/// One village in one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnionRow {
    /// The calendar year.
    pub year: i32,
    /// The village.
    pub village: HouseholdId,
    /// Land it has in at the end of the year, or of the day.
    pub land_mu: AreaMu,
    /// Money it has in then.
    pub money: Money,
    /// Mu times days.
    pub mu_days: Exact,
    /// Yuan times days.
    pub yuan_days: Exact,
    /// Its part of what villages have of the year's payouts, by what is known now; absent where nothing was declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Exact>,
    /// What the year's payouts declared for it.
    pub declared: Fen,
    /// What its part would be by what is known now.
    pub fair: Fen,
    /// What was declared less that: over all villages 0.00.
    pub difference: Fen,
    /// What is open to it at the end of the year, or of the day.
    pub open: Fen,
    /// What was spent in the year on works that stand in it.
    pub works: Fen,
}

/// Every village that was in the union in a year, up to a day; none in a ledger of households. `payouts` are those computed
/// once more.
pub fn union(books: &Books, on: Day, payouts: &[PayoutRestated]) -> Vec<UnionRow> {
    let villages = books.registers().households();
    if books.registers().members() != Members::Villages {
        return Vec::new();
    }
    let first = villages.values().map(|village| village.enrolled.year()).min().unwrap_or(on.year());
    (first..=on.year()).flat_map(|year| of_year(books, on, year, payouts)).collect()
}

fn of_year(books: &Books, on: Day, year: i32, payouts: &[PayoutRestated]) -> Vec<UnionRow> {
    let Some(days) = Period::year(year).and_then(|all| Period::new(all.first_day(), all.last_day().min(on))) else {
        return Vec::new();
    };
    let last = days.last_day();
    let own: Vec<&PayoutRestated> = payouts.iter().filter(|p| !p.asks && is_of(p, year)).collect();
    let all: Exact = own.iter().flat_map(|p| p.lines.values()).map(|line| line.exact.clone()).sum();
    let row = |village: &HouseholdId| {
        let there = books.registers().households().get(village)?;
        let lots = there.lots(days);
        let lines = || own.iter().filter_map(|p| p.lines.get(village));
        let declared = Fen::capped_total(lines().map(|line| line.declared));
        if lots.is_empty() && declared == Fen::ZERO {
            return None;
        }
        let fair = Fen::capped_total(lines().map(|line| line.restated));
        let exact: Exact = lines().map(|line| line.exact.clone()).sum();
        let upto = crate::books::AsOf { day: last, closed: true };
        let stands =
            || books.accounts().as_of(days.first_day(), upto).filter(|(key, ..)| key.holder == village.as_str());
        let told = stands().filter(|(key, ..)| books.history().is_told_account(&key.account));
        let works = stands().filter(|(key, ..)| key.account == books.chart().assets.works);
        Some(UnionRow {
            year,
            village: village.clone(),
            land_mu: there.land_at(last),
            money: there.money_at(last),
            mu_days: lots.iter().map(|lot| lot.mu_days()).sum(),
            yuan_days: lots.iter().map(|lot| lot.yuan_days()).sum(),
            weight: exact.over(&all),
            declared,
            fair,
            difference: declared.capped_minus(fair),
            open: Fen::capped_total(told.map(|(_, _, balance)| balance.negated())),
            works: Fen::capped_total(works.map(|(_, turnover, _)| turnover.debit)),
        })
    };
    books.registers().households().keys().filter_map(row).collect()
}

/// A payout of a year's result, else one whose days end in it.
fn is_of(payout: &PayoutRestated, year: i32) -> bool {
    let ends = payout.period.last_day().year();
    payout.year.map_or(ends == year, |of| i32::try_from(of) == Ok(year))
}

impl Tabular for Vec<UnionRow> {
    fn table(&self, labels: &Labels) -> Table {
        let mut rows = Vec::new();
        for (at, r) in self.iter().enumerate() {
            rows.push(TableRow::plain(vec![
                Cell::words(r.year.to_string()),
                Cell::words(r.village.as_str()),
                Cell::words(r.land_mu.short()),
                Cell::Yuan(r.money.fen()),
                Cell::words(figures::exact(&r.mu_days, 0)),
                Cell::words(figures::exact(&r.yuan_days, 0)),
                r.weight.as_ref().map_or(Cell::Empty, |weight| Cell::words(percent(weight))),
                Cell::Yuan(r.declared),
                Cell::Yuan(r.fair),
                Cell::Yuan(r.difference),
                Cell::Yuan(r.open),
                Cell::Yuan(r.works),
            ]));
            if self.get(at + 1).is_none_or(|next| next.year != r.year) {
                rows.push(total(self.iter().filter(|one| one.year == r.year), labels));
            }
        }
        let left = ["union.year", "union.village"].map(|key| Heading::left(labels.text(key)));
        let right = [
            "union.land",
            "union.money",
            "union.mu_days",
            "union.yuan_days",
            "union.weight",
            "union.declared",
            "union.fair",
            "union.difference",
            "union.open",
            "union.works",
        ];
        Table {
            title: labels.text("union.title").to_owned(),
            under: vec![labels.text("union.under").to_owned()],
            headings: left.into_iter().chain(right.map(|key| Heading::right(labels.text(key)))).collect(),
            rows,
            ..Table::default()
        }
    }
}

/// `27.25 %`; the value itself is exact.
fn percent(part: &Exact) -> String {
    let half = Exact::new(1, 2);
    let rounded = (&(part * &Exact::whole(10_000)) + &half).floor();
    rounded.map_or_else(|| part.to_string(), |n| format!("{} %", figures::exact(&Exact::new(n, 100), 2)))
}

fn total<'a>(rows: impl Iterator<Item = &'a UnionRow> + Clone, labels: &Labels) -> TableRow {
    let sum = |of: fn(&UnionRow) -> Fen| Cell::Yuan(Fen::capped_total(rows.clone().map(of)));
    TableRow::total(vec![
        Cell::words(labels.text("union.all")),
        Cell::Empty,
        Cell::Empty,
        sum(|r| r.money.fen()),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        sum(|r| r.declared),
        sum(|r| r.fair),
        sum(|r| r.difference),
        sum(|r| r.open),
        sum(|r| r.works),
    ])
}
