//! The steps of the year's end.

use super::{Posted, PostingError, things};
use crate::{
    books::{AccountKey, AsOf, Books, Voucher},
    event::{YearStep, YearStepped},
    unit::{Day, Fen, Money},
};

pub(in crate::books) fn year(books: &Books, y: &YearStepped) -> Posted {
    let chart = &books.chart;
    let rule = &chart.year;
    let mut v = Voucher::default();
    let unknown = || PostingError::Unknown(y.year.to_string());
    let Ok(number) = i32::try_from(y.year) else { return Err(unknown()) };
    let undistributed = books.place(&rule.undistributed, "")?;
    match y.step {
        YearStep::Depreciation => {
            for ((name, asset), charge) in books.charges_through(y.through().ok_or_else(unknown)?) {
                things::charge(books, &mut v, name, asset, charge)?;
            }
        }
        YearStep::Close => {
            let result = AccountKey::new(&rule.result, "", "");
            let (mut income, mut expense) = (Fen::ZERO, Fen::ZERO);
            for (key, net) in books.at_year_end(number) {
                if rule.is_income(&key.account) {
                    income = income.capped_plus(net.negated());
                } else if rule.is_expense(&key.account) {
                    expense = expense.capped_plus(net);
                } else {
                    continue;
                }
                // a loss among incomes, or what came back among expenses, is closed from its own side
                if net > Fen::ZERO {
                    v.credit(key.clone(), net);
                } else {
                    v.debit(key.clone(), net.negated());
                }
            }
            v.debit(result.clone(), expense);
            v.credit(result, income);
        }
        YearStep::Carry => {
            let net = books.net_income(y.year).ok_or_else(unknown)?;
            let result = AccountKey::new(&rule.result, "", "");
            match net.0 >= 0 {
                true => {
                    v.debit(result, net);
                    v.credit(undistributed, net);
                }
                false => {
                    v.debit(undistributed, net.negated());
                    v.credit(result, net.negated());
                }
            }
        }
        YearStep::Reserve => {
            let unsaid = || PostingError::Unsaid { part: "reserve".to_owned(), what: "amount" };
            let amount = y.amount.map(Money::fen).ok_or_else(unsaid)?;
            v.debit(books.place(&rule.reserve_from, "")?, amount);
            v.credit(books.place(&rule.reserve_to, "")?, amount);
        }
        YearStep::Distribution => {
            let mut carried = Fen::ZERO;
            let mut credits = Voucher::default();
            for (key, turnover) in books.accounts.under(&undistributed.account) {
                if *key != undistributed {
                    credits.credit(key.clone(), turnover.net());
                    carried = carried.capped_plus(turnover.net());
                }
            }
            v.debit(undistributed, carried);
            for line in credits.lines() {
                v.credit(line.key.clone(), line.amount);
            }
        }
    }
    Ok(v)
}

impl Books {
    /// Debit less credit of every key at the end of a year, before its incomes are closed.
    fn at_year_end(&self, year: i32) -> Vec<(&AccountKey, Fen)> {
        let Some(end) = Day::new(year, 12, 31) else { return Vec::new() };
        let upto = AsOf { day: end, closed: false };
        self.accounts.as_of(end, upto).map(|(key, _, balance)| (key, balance)).collect()
    }
}
