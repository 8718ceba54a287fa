//! What a chart may be extended by: parts that do no more than a free voucher may, and of that nothing which
//! takes money from others, makes income without money, or has an instruction of its own.

use super::{Checked, Moves, OwnerRule, by_free_hand, moves, wide};
use crate::{
    books::{
        Books, Chart, ChartTable, ClaimRule, Class, Owner, PaymentRule, ReceiptRule, ThingAccounts, is_detail, postings,
    },
    decide::refusal::{Beyond, Refusal, posting},
    event::{ClaimPart, ClaimRecorded, Event, PaymentPart, PaymentRecorded, ReceiptRecorded},
    unit::Day,
};
use std::sync::Arc;

/// On which side of what kind of entry a part posts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Touch {
    /// The credit of a receipt.
    Received,
    /// The debit of a payment.
    Paid,
    /// The debit of a claim.
    Claimed,
    /// The credit of a claim.
    Owed,
}

/// A side of a part, as the chart says it.
struct Posts<'a> {
    at: String,
    way: Touch,
    account: &'a str,
    accounts: &'a [String],
    purpose: &'a str,
    /// What it credits waits to be shared.
    shared: bool,
}

/// Every part, claim and word that this chart has beside that of the books keeps within what vouchers may.
pub(in crate::decide) fn within(books: &Books, chart: &Chart) -> Checked {
    let new = |table: ChartTable, name: &str| chart.is_added(table, name) && !books.chart().is_added(table, name);
    for (name, rule) in chart.receipt.iter().filter(|(name, _)| new(ChartTable::Receipt, name)) {
        received(books, chart, name, rule)?;
    }
    for (name, rule) in chart.payment.iter().filter(|(name, _)| new(ChartTable::Payment, name)) {
        paid(books, chart, name, rule)?;
    }
    for (name, rule) in chart.claim.iter().filter(|(name, _)| new(ChartTable::Claim, name)) {
        claimed(books, chart, name, rule)?;
    }
    for (name, place) in chart.credited.iter().filter(|(name, _)| new(ChartTable::Credited, name)) {
        let at = format!("credited {name}");
        for account in accounts_of(chart, &place.account, &[]) {
            let owner = books.owner_of_place(chart, &account, &place.purpose);
            let owed = matches!(owner, Owner::Line | Owner::Member | Owner::Party);
            if !owed || is_deposit(chart, &account, &place.purpose) {
                return Err(beyond(&at, &account, Beyond::NotOwed));
            }
        }
    }
    Ok(())
}

fn beyond(at: &str, account: &str, why: Beyond) -> Refusal {
    OwnerRule::PartBeyond { at: at.to_owned(), account: account.to_owned(), why }.into()
}

fn received(books: &Books, chart: &Chart, name: &str, rule: &ReceiptRule) -> Checked {
    let at = format!("receipt {name}");
    if rule.draws || rule.principal || rule.input.is_some() {
        return Err(beyond(&at, &rule.credit, Beyond::ItsOwn));
    }
    let way = Touch::Received;
    let posts = Posts { at, way, account: &rule.credit, accounts: &[], purpose: &rule.purpose, shared: rule.shared };
    side(books, chart, &posts)
}

fn paid(books: &Books, chart: &Chart, name: &str, rule: &PaymentRule) -> Checked {
    let at = format!("payment {name}");
    if rule.draws || rule.invests {
        return Err(beyond(&at, &rule.debit, Beyond::ItsOwn));
    }
    let (account, accounts) = (rule.debit.as_str(), rule.accounts.as_slice());
    side(books, chart, &Posts { at, way: Touch::Paid, account, accounts, purpose: &rule.purpose, shared: false })
}

fn claimed(books: &Books, chart: &Chart, name: &str, rule: &ClaimRule) -> Checked {
    let at = format!("claim {name}");
    if rule.due.is_some() || rule.of.is_some() || rule.collective.is_some() {
        return Err(beyond(&at, &rule.debit, Beyond::ItsOwn));
    }
    let (accounts, shared) = (rule.accounts.as_slice(), rule.shared);
    let debit = Posts {
        at: at.clone(),
        way: Touch::Claimed,
        account: &rule.debit,
        accounts,
        purpose: &rule.debit_purpose,
        shared,
    };
    side(books, chart, &debit)?;
    let credit = Posts { at, way: Touch::Owed, account: &rule.credit, purpose: &rule.credit_purpose, ..debit };
    side(books, chart, &credit)
}

/// Every account that a side may post to is one that it may.
fn side(books: &Books, chart: &Chart, posts: &Posts<'_>) -> Checked {
    let all = accounts_of(chart, posts.account, posts.accounts);
    if all.is_empty() {
        return Err(beyond(&posts.at, posts.account, Beyond::ItsOwn));
    }
    for account in all {
        if is_deposit(chart, &account, posts.purpose) && posts.way != Touch::Received {
            return Err(beyond(&posts.at, &account, Beyond::Deposit));
        }
        // a detail is what its account is
        for of in chart.accounts.keys().filter(|of| is_detail(&account, of)) {
            // whose it is by the chart that stands, too: what is added makes nobody's money another's
            let before = Some(books.chart()).filter(|stands| stands.accounts.contains_key(of));
            let why = before.into_iter().chain([chart]).find_map(|chart| forbidden(books, chart, of, posts));
            if let Some(why) = why {
                return Err(beyond(&posts.at, &account, why));
            }
        }
    }
    Ok(())
}

/// The accounts that a rule's word stands for, under every setting; none for what only the program can say.
fn accounts_of(chart: &Chart, named: &str, listed: &[String]) -> Vec<String> {
    match (named.strip_prefix('@'), named, &chart.loan) {
        (Some(setting), _, _) => chart.settings.get(setting).into_iter().flatten().cloned().collect(),
        (None, "loan", Some(loan)) => vec![loan.short.clone(), loan.long.clone()],
        (None, "given", _) => {
            let all = chart.accounts.keys();
            all.filter(|code| listed.iter().any(|of| is_detail(code, of))).cloned().collect()
        }
        (None, "due" | "own", _) => Vec::new(),
        (None, account, _) => vec![account.to_owned()],
    }
}

/// Where tenants' deposits stand.
fn is_deposit(chart: &Chart, account: &str, purpose: &str) -> bool {
    let deposit = chart.receipt.get(postings::DEPOSIT);
    deposit.is_some_and(|rule| rule.credit == account && rule.purpose == purpose)
}

/// Why a side may not post to an account; nothing where it may.
fn forbidden(books: &Books, chart: &Chart, account: &str, posts: &Posts<'_>) -> Option<Beyond> {
    let owner = books.owner_of_place(chart, account, posts.purpose);
    let class = chart.accounts.get(account).map(|of| of.class);
    let way = posts.way;
    if has_its_own(chart, account) {
        return Some(Beyond::ItsOwn);
    }
    let allowed = match owner {
        Owner::Nominal if class == Some(Class::Income) => match way {
            Touch::Received | Touch::Claimed => true,
            Touch::Paid => return Some(Beyond::OutOfIncome),
            Touch::Owed => return Some(Beyond::WithoutMoney),
        },
        Owner::Nominal => match way {
            Touch::Owed => return Some(Beyond::WithoutMoney),
            Touch::Received | Touch::Paid | Touch::Claimed => true,
        },
        Owner::Waiting => posts.shared && matches!(way, Touch::Received | Touch::Owed),
        Owner::Claim | Owner::Member => true,
        Owner::Own => true,
        Owner::Party | Owner::Liability => way != Touch::Claimed,
        Owner::Grant | Owner::Levy | Owner::Fund => way == Touch::Received,
        Owner::Works => matches!(way, Touch::Paid | Touch::Claimed),
        Owner::Property => return Some(Beyond::ItsOwn),
        Owner::Cash
        | Owner::Bank
        | Owner::Line
        | Owner::Unearned
        | Owner::Kept
        | Owner::Pooled
        | Owner::Capital
        | Owner::Result
        | Owner::Undistributed => false,
    };
    // what is shared comes from somebody who owes it
    let shared_from = way != Touch::Claimed || !posts.shared || owner == Owner::Claim;
    (!allowed || !shared_from).then_some(Beyond::Whose(owner))
}

/// Accounts whose instructions keep a card, a contract or a count beside them.
fn has_its_own(chart: &Chart, account: &str) -> bool {
    let worn = |things: &ThingAccounts| {
        let all = [&things.productive, &things.intangible, &things.deferred];
        let pairs = all.iter().any(|of| of.cost == account || of.accumulated == account);
        pairs || [&things.clearing, &things.pending.account, &things.public_trees].iter().any(|of| *of == account)
    };
    chart.things.as_ref().is_some_and(worn)
        || chart.holding.as_ref().is_some_and(|holding| holding.investment == account)
}

/// What parts of an extension bring moves as a free voucher would move it.
pub(super) fn receipt(books: &Books, on: Day, (event, r): (&Event, &ReceiptRecorded)) -> Checked {
    let chart = books.chart();
    let own = |rule: &&ReceiptRule| !rule.shared;
    let parts = r.parts.iter().filter(|part| {
        let name = part.part.as_str();
        chart.is_added(ChartTable::Receipt, name) && chart.receipt.get(name).filter(own).is_some()
    });
    let mut moved = Moves::new();
    for part in parts {
        let (key, now) = postings::credited_now(books, on, r, part).map_err(|e| posting(event, e))?;
        *moved.entry(Arc::new(key)).or_default() -= wide(now);
        *moved.entry(Arc::new(books.money_key(&r.into))).or_default() += wide(now);
    }
    by_free_hand(books, &moved)
}

/// The same of those that are paid.
pub(super) fn payment(books: &Books, event: &Event, p: &PaymentRecorded) -> Checked {
    let added = |part: &&PaymentPart| books.chart().is_added(ChartTable::Payment, part.part.as_str());
    let parts: Vec<_> = p.parts.iter().filter(added).cloned().collect();
    let voucher = postings::payment(books, &PaymentRecorded { parts, ..p.clone() }).map_err(|e| posting(event, e))?;
    by_free_hand(books, &moves(books, &event.fact, &voucher))
}

/// The same of claims.
pub(super) fn claim(books: &Books, event: &Event, c: &ClaimRecorded) -> Checked {
    let chart = books.chart();
    let own = |rule: &&ClaimRule| !rule.shared;
    let added = |part: &&ClaimPart| {
        let name = part.claim.as_str();
        chart.is_added(ChartTable::Claim, name) && chart.claim.get(name).filter(own).is_some()
    };
    let parts = c.parts.iter().filter(added).cloned().collect();
    let voucher = postings::claim(books, &ClaimRecorded { parts, ..c.clone() }).map_err(|e| posting(event, e))?;
    by_free_hand(books, &moves(books, &event.fact, &voucher))
}
