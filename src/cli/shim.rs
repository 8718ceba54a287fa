//! Until the statement room tells statements and reports from the books.

use crate::{
    books::{AsOf, Books, NormalSide},
    cooperative::Cooperative,
    event::{Attached, Holder},
    log::Hash,
    statement::{
        HouseholdStatement, LineKind, PayoutSummary, StatementLine, TrialBalance, capitals,
        value::{Completeness, Holdings, LedgerName, SchemeName, StatementFormat, TrialRow, UpTo},
    },
    unit::{Day, Fen, HouseholdId, Money, Text},
};

fn text(text: &str) -> Text {
    text.parse().unwrap_or_else(|_| "?".parse().unwrap_or_else(|_| unreachable!()))
}

pub(super) fn ledger_name(books: &Books) -> LedgerName {
    LedgerName {
        origin: books.origin.as_ref().map(ToString::to_string).unwrap_or_default(),
        name_zh: books.opened.names.zh.clone(),
        name_en: books.opened.names.en.clone(),
    }
}

fn scheme_name(books: &Books, p: &crate::event::PayoutDeclared) -> SchemeName {
    let sheet = books.adopted(&p.scheme, p.version).map(|a| a.sheet.clone());
    let zh = sheet.as_ref().and_then(|s| s.title_zh().or(s.title_en())).unwrap_or_default().to_owned();
    let en = sheet.as_ref().and_then(|s| s.title_en().or(s.title_zh())).unwrap_or_default().to_owned();
    SchemeName { id: p.scheme.clone(), title_zh: text(&zh), title_en: text(&en) }
}

pub(super) fn household(coop: &Cooperative, household: &HouseholdId, as_of: Day) -> Option<HouseholdStatement> {
    let books = coop.books();
    let h = books.registers.households.get(household)?;
    let mut lines = Vec::new();
    let mut open = Fen::ZERO;
    for p in books.payouts.values().filter(|p| p.on <= as_of) {
        let Some(owed) = p.lines.get(household) else { continue };
        open += owed.amount;
        let entry = coop.entry(p.index).ok()?;
        let Attached::Lines(all) = &entry.event.attached else { continue };
        let line = all.iter().find(|(_, l)| l.to == Holder::Household(household.clone()))?;
        lines.push(StatementLine {
            date: p.on,
            entry: p.index,
            what: LineKind::Credited,
            purpose: text(owed.stands.first().map_or("", |(k, _)| k.purpose.as_str())),
            tag: None,
            payout: Some(p.declared.payout.clone()),
            scheme: Some(scheme_name(books, &p.declared)),
            amount: owed.amount,
            open_after: open,
            in_words: capitals::fen(owed.amount),
            payout_total: Some(p.declared.lines.total),
            payout_lines: Some(p.declared.lines.count),
            reasons: line.1.because.clone(),
            clause: String::new(),
            names_en: Default::default(),
        });
    }
    Some(HouseholdStatement {
        format: StatementFormat::V1,
        ledger: ledger_name(books),
        household: household.clone(),
        group: h.group.clone(),
        as_of,
        upto: UpTo { recorded_at: books.recorded_at?, root: coop.head().root, size: books.size },
        holdings: Holdings { members: h.members, shares: vec![], parcels: vec![], houses: vec![], capital: vec![] },
        lines,
        years: vec![],
        open: vec![],
        concerns: vec![],
        completeness: Completeness { items: 0, digest: Hash::ZERO, upto: 0, root: Hash::ZERO, not_yet_covered: vec![] },
        proofs: vec![],
    })
}

pub(super) fn payouts(books: &Books) -> Vec<PayoutSummary> {
    let mut all: Vec<PayoutSummary> = books.payouts.values().map(|p| PayoutSummary {
        payout: p.declared.payout.clone(),
        entry: p.index,
        date: p.on,
        scheme: scheme_name(books, &p.declared),
        pool: p.declared.lines.total,
        lines: p.declared.lines.count,
        sum: p.declared.lines.total,
        collective: Money::from_fen(p.collective).unwrap_or(Money::ZERO),
        residue: Money::ZERO,
        open: Money::from_fen(p.open()).unwrap_or(Money::ZERO),
    }).collect();
    all.sort_by_key(|p| p.entry);
    all
}

pub(super) fn trial_balance(books: &Books, on: Day) -> TrialBalance {
    let from = Day::new(on.year(), 1, 1).unwrap_or(on);
    let rows = books.chart.accounts.iter().filter_map(|(code, a)| {
        let (mut debit, mut credit, mut dr, mut cr) = (Fen::ZERO, Fen::ZERO, Fen::ZERO, Fen::ZERO);
        let all = books.accounts.as_of(from, AsOf { day: on, closed: true });
        for (_, turnover, balance) in all.filter(|(k, ..)| k.account == *code) {
            debit += turnover.debit;
            credit += turnover.credit;
            if balance.0 > 0 { dr += balance } else { cr += balance.negated() }
        }
        if a.side != NormalSide::Both {
            let net = dr - cr;
            (dr, cr) = if net.0 >= 0 { (net, Fen::ZERO) } else { (Fen::ZERO, net.negated()) };
        }
        let silent = [debit, credit, dr, cr].iter().all(|f| *f == Fen::ZERO);
        (!silent).then(|| TrialRow {
            account: code.clone(),
            name_zh: text(&a.zh),
            name_en: text(&a.en),
            year_debit: debit,
            year_credit: credit,
            balance_debit: dr,
            balance_credit: cr,
        })
    });
    TrialBalance { ledger: ledger_name(books), on, rows: rows.collect() }
}
