//! The inputs of a sheet: each with its unit and what reads it.

use super::{KnownInput, percent, priced, yuan};
use crate::{
    books::{Books, OperatorReport, Part, Year},
    decide::ask::Ask,
    event::{EscalationKind, PartRef, PriceTerm, Terms},
    rules::Given,
    unit::{Day, Exact, Fen},
};
use std::collections::BTreeSet;

/// Rent that came, and the interest on it that came late.
const RENT: &str = "到账租金";
const INTEREST: &str = "到账违约金";

/// All inputs.
pub const INPUTS: &[KnownInput] = &[
    KnownInput {
        zh: "首年租价",
        en: "first_year_price",
        unit: "元/亩/年",
        from: "contract.signed: price",
        given: |a| number(a.price(PriceTerm::OF_LAND)?),
    },
    KnownInput {
        zh: "年递增率",
        en: "yearly_rise",
        unit: "%",
        from: "contract.signed: escalation by compound",
        given: |a| rise(a.terms()?, EscalationKind::Compound),
    },
    KnownInput {
        zh: "原价年递增率",
        en: "yearly_rise_of_first_price",
        unit: "%",
        from: "contract.signed: escalation of the original base",
        given: |a| rise(a.terms()?, EscalationKind::OriginalBase),
    },
    KnownInput {
        zh: "已满年数",
        en: "lease_years_over",
        unit: "1",
        from: "contract.signed: the instalment's lease year less one",
        given: |a| number(Exact::whole(i128::from(a.ask.instalment?.lease_year) - 1)),
    },
    KnownInput {
        zh: "本期年份",
        en: "part_of_year",
        unit: "年",
        from: "contract.signed: the instalment's part of a year; less what is let off, and more or less where the price changes within",
        given: |a| number(priced::part_of_year(a.books, a.ask)?),
    },
    KnownInput {
        zh: "服务费率",
        en: "service_fee_rate",
        unit: "%",
        from: "contract.signed: fee_rate",
        given: |a| Some(a.terms()?.fee_rate.map_or(Given::Number(Exact::zero()), percent)),
    },
    KnownInput {
        zh: "日违约金率",
        en: "late_rate",
        unit: "%/天",
        from: "contract.signed: late_rate_per_day, no more than its cap makes a day",
        given: |a| number(&late_rate(a.books, a.ask)? * &Exact::whole(100)),
    },
    KnownInput {
        zh: "应付日",
        en: "due_day",
        unit: "日期",
        from: "contract.signed: the instalment's due day; with its days of grace where interest is computed",
        given: |a| Some(Given::Day(a.due_day()?)),
    },
    KnownInput {
        zh: "月租价",
        en: "monthly_price",
        unit: "元/平方米/月",
        from: "contract.signed: price",
        given: |a| number(a.price(PriceTerm::OF_HOUSES)?),
    },
    KnownInput {
        zh: "到账租金", en: "rent_received", unit: "元", from: "receipt.recorded: land_rent", given: came_in
    },
    KnownInput {
        zh: "到账服务费",
        en: "fee_received",
        unit: "元",
        from: "receipt.recorded: service_fee",
        given: came_in,
    },
    KnownInput {
        zh: "到账违约金",
        en: "late_interest_received",
        unit: "元",
        from: "receipt.recorded: late_interest",
        given: came_in,
    },
    KnownInput {
        zh: "到账户部分",
        en: "households_part_received",
        unit: "元",
        from: "receipt.recorded: house_rent, bonus_households, revenue_households",
        given: came_in,
    },
    KnownInput {
        zh: "到账集体部分",
        en: "collective_part_received",
        unit: "元",
        from: "receipt.recorded: collective_house_rent, bonus_collective, revenue_collective",
        given: came_in,
    },
    // read by what bound.rs says of them
    KnownInput {
        zh: "到账代发款",
        en: "passed_on_received",
        unit: "元",
        from: "receipt.recorded: pass_through",
        given: |_| None,
    },
    KnownInput {
        zh: "到账补偿款",
        en: "compensation_received",
        unit: "元",
        from: "receipt.recorded: land_compensation_shared",
        given: |_| None,
    },
    KnownInput {
        zh: "确认收益",
        en: "return_declared",
        unit: "元",
        from: "claim.recorded: fixed_return",
        given: came_in,
    },
    KnownInput {
        zh: "收款日",
        en: "received_on",
        unit: "日期",
        from: "receipt.recorded: its day; of interest by itself, that of the late rent",
        given: received_on,
    },
    KnownInput {
        zh: "每亩净值",
        en: "net_per_mu",
        unit: "元/亩",
        from: "report.recorded: net_per_mu",
        given: |a| number(a.report()?.net_per_mu?.yuan()),
    },
    KnownInput {
        zh: "营业收入",
        en: "revenue",
        unit: "元",
        from: "receipt.recorded or report.recorded: revenue",
        given: revenue,
    },
    KnownInput {
        zh: "净收益",
        en: "net_income",
        unit: "元",
        from: "year.stepped: close",
        given: |a| number(a.year()?.net_income?.yuan()),
    },
    KnownInput {
        zh: "年初未分配",
        en: "undistributed_before",
        unit: "元",
        from: "what closed years left, less what was distributed of them, before the year's result",
        given: |a| a.year().filter(|y| y.net_income.is_some()).and_then(|y| number(y.opening_undistributed.yuan())),
    },
    KnownInput {
        zh: "集体股",
        en: "collective_shares",
        unit: "股",
        from: "shares.granted to the collective",
        given: collective_shares,
    },
];

/// An input that is asked for.
pub(in crate::decide) struct Asking<'a> {
    pub books: &'a Books,
    pub ask: &'a Ask<'a>,
    /// Its Chinese name.
    pub input: &'static str,
    /// The sheet holds it: it is shared and not only read.
    pub held: bool,
}

impl Asking<'_> {
    fn terms(&self) -> Option<&Terms> {
        self.ask.contract.map(|c| &c.signed.terms)
    }

    /// The price of the contract in that unit over the payout's days.
    fn price(&self, unit: &str) -> Option<Exact> {
        priced::price(self.books, self.ask, unit)
    }

    /// The day behind which interest counts, for a sheet that computes it; else the day agreed.
    fn due_day(&self) -> Option<Day> {
        let due = self.ask.instalment?.due;
        if !priced::reads(self.ask, ["日违约金率", "late_rate"], "") {
            return Some(due);
        }
        let late = self.ask.contract?.late_rent();
        due.plus_days(late.map_or(0, |late| i64::from(late.grace_days)))
    }

    fn year(&self) -> Option<&Year> {
        self.books.years().get(&self.ask.year?)
    }

    fn report(&self) -> Option<&OperatorReport> {
        self.ask.contract?.reports.get(&self.ask.year?)
    }
}

/// Interest a day, and no more than a cap makes of all days that are late.
fn late_rate(books: &Books, ask: &Ask<'_>) -> Option<Exact> {
    let Some(late) = ask.contract?.late_rent() else { return Some(Exact::zero()) };
    let rate = late.rate_per_day.exact();
    let asking = Asking { books, ask, input: "", held: false };
    let days =
        asking.due_day().zip(last_came(&asking)).map(|(due, came)| came.days_since(due)).filter(|days| *days > 0);
    let most = late.cap.zip(days).and_then(|(cap, days)| cap.exact().over(&Exact::whole(days.into())));
    Some(most.map_or_else(|| rate.clone(), |most| most.min(rate.clone())))
}

fn number(exact: Exact) -> Option<Given> {
    Some(Given::Number(exact))
}

fn received_on(a: &Asking<'_>) -> Option<Given> {
    last_came(a).map(Given::Day)
}

fn last_came(a: &Asking<'_>) -> Option<Day> {
    let late = late_rent(a.books, a.ask);
    let parts = if late.is_empty() { &a.ask.sources } else { &late };
    parts.iter().map(|p| p.on).max()
}

fn revenue(a: &Asking<'_>) -> Option<Given> {
    let received = a.ask.sources.iter().find_map(|p| p.revenue);
    number(received.or(a.report().and_then(|r| r.revenue))?.fen().yuan())
}

fn collective_shares(a: &Asking<'_>) -> Option<Given> {
    let columns = a.ask.sheet.registers().iter().flat_map(|r| &r.columns);
    let labour = columns.map(|c| c.name.as_str()).any(|name| name == "农龄股" || name == "labour_shares");
    number(a.books.registers().collective_shares(a.ask.record_day, labour).exact())
}

/// What came in: shared parts must be among the sources, others are only read.
fn came_in(a: &Asking<'_>) -> Option<Given> {
    let entries: BTreeSet<u64> = a.ask.sources.iter().map(|p| p.reference.index).collect();
    let read = entries.iter().flat_map(|index| a.books.parts_of_entry(*index));
    let named: BTreeSet<&PartRef> = a.ask.sources.iter().map(|p| &p.reference).collect();
    let mine = read.filter(|p| p.input.as_deref() == Some(a.input));
    let mine = mine.filter(|p| !a.held || named.contains(&p.reference));
    let late = if a.input == RENT && !a.held { late_rent(a.books, a.ask) } else { Vec::new() };
    Some(yuan(Fen::capped_total(mine.chain(late).map(|p| p.amount.fen()))))
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

/// The yearly rise of a contract that rises in this way; a sheet that computes it in the other way
/// finds none, and is refused.
fn rise(terms: &Terms, kind: EscalationKind) -> Option<Given> {
    match &terms.escalation {
        Some(rise) => (rise.kind == kind).then(|| percent(rise.rate)),
        None => Some(Given::Number(Exact::zero())),
    }
}
