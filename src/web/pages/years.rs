//! Figures over years and months: income, what households were given, reserve; money in and out.

use super::{super::visit::Visit, figures::Bars};
use crate::{
    books::{AsOf, Books, is_detail},
    unit::{Day, Fen},
};
use maud::{Markup, html};

/// Years that are drawn, up to the one of the page.
const YEARS: i32 = 10;

/// Both figures, with their tables beneath.
pub fn over_time(visit: &Visit<'_>) -> Markup {
    let labels = visit.labels();
    let (books, on) = (visit.coop.books(), visit.on());
    let first = books.first_year().unwrap_or(on.year()).max(on.year() - YEARS + 1);
    let years: Vec<(String, Vec<Fen>)> =
        (first..=on.year()).map(|year| (year.to_string(), of_year(books, year, on))).collect();
    let names = |keys: &[&str]| keys.iter().map(|key| labels.text(key).to_owned()).collect();
    let by_year = Bars {
        id: "years",
        title: labels.text("desk.by_year"),
        series: names(&["desk.income_of_year", "desk.given", "desk.to_reserve"]),
        groups: years,
    };
    let by_month = Bars {
        id: "months",
        title: &labels.fill("desk.by_month", &[("year", &on.year().to_string())]),
        series: names(&["desk.money_in", "desk.money_out"]),
        groups: months(books, on),
    };
    html! { (by_year.drawn(labels)) (by_month.drawn(labels)) }
}

/// Income, what was declared for households, and what went to reserve and welfare fund, up to the day of the page.
fn of_year(books: &Books, year: i32, on: Day) -> Vec<Fen> {
    let (Some(first), Some(last)) = (Day::new(year, 1, 1), Day::new(year, 12, 31)) else { return Vec::new() };
    let last = last.min(on);
    let rule = &books.chart().year;
    let all = books.accounts().as_of(first, AsOf { day: last, closed: false });
    let income = all.filter(|(key, ..)| rule.is_income(&key.account)).map(|(_, turnover, _)| turnover.net().negated());
    let declared = books.payouts().values().filter(|payout| (first..=last).contains(&payout.on));
    let reserve = u32::try_from(year).ok().and_then(|year| books.year(year)?.reserve);
    vec![
        Fen::capped_total(income),
        Fen::capped_total(declared.map(|payout| payout.declared.households.fen())),
        reserve.unwrap_or(Fen::ZERO),
    ]
}

/// What came into cash and bank accounts and what left them, by the month of its entry; money that went from one of them
/// to another did neither.
fn months(books: &Books, on: Day) -> Vec<(String, Vec<Fen>)> {
    let mut months: Vec<(Fen, Fen)> = vec![(Fen::ZERO, Fen::ZERO); 12];
    let fixed = &books.chart().fixed;
    let is_money = |account: &str| is_detail(account, &fixed.cash) || is_detail(account, &fixed.bank);
    for (entry, posted) in books.vouchers().all() {
        let Some(day) = books.day_of(entry).filter(|day| day.year() == on.year() && *day <= on) else { continue };
        // balances of the day before the books begin came from nowhere
        if books.opening_on() == Some(day) {
            continue;
        }
        let net = Fen::capped_total(posted.lines().filter(|line| is_money(&line.key.account)).map(|line| line.debit()));
        let month = usize::try_from(day.month()).ok().and_then(|month| months.get_mut(month.checked_sub(1)?));
        if let Some((came, left)) = month {
            match net > Fen::ZERO {
                true => *came = came.capped_plus(net),
                false => *left = left.capped_minus(net),
            }
        }
    }
    let upto = usize::try_from(on.month()).unwrap_or(12);
    let numbered = months.into_iter().enumerate().take(upto);
    numbered.map(|(n, (came, left))| ((n + 1).to_string(), vec![came, left])).collect()
}
