//! Today: what is due, what waits, what ends soon, and how the ledger stands.

use super::{
    super::{
        Reply,
        record::frequent,
        reply::quoted,
        shell::{DeskPart, page},
        visit::Visit,
    },
    asof::as_of,
    codes, payouts,
};
use crate::{
    audit::PastAudit,
    books::{Books, Contract, LATE_INTEREST, Part},
    cooperative::{Doubt, Trouble, remembered, rent_asked},
    form::CodeOf,
    page::yuan,
    statement::reports::{self, ExpectedReceipt},
    unit::{Day, Exact, Fen},
};
use maud::{Markup, html};

/// Days before its end at which a contract is named.
const SOON: i64 = 90;

/// What is to be done.
///
/// # Errors
/// What keeps the ledger from being read.
pub fn today(visit: &Visit<'_>) -> Result<Reply, Trouble> {
    let labels = visit.labels();
    let on = visit.on();
    let body = html! {
        (standing(visit))
        div.wide { (as_of(visit, &html! {})) }
        section { h2 { (labels.text("desk.due")) } (due(visit, on)) }
        aside aria-label=(labels.text("desk.waiting")) { h2 { (labels.text("desk.waiting")) } (waiting(visit)) (seen(visit)) }
        section.wide { h2 { (labels.text("desk.record")) } (frequent(visit)) }
        section.wide { h2 { (labels.text("desk.soon")) } (soon(visit, on)) }
    };
    let title = format!("{} {on}", labels.text("desk.today"));
    Ok(Reply::page(200, page(visit, DeskPart::Today, &title, &visit.same("coop report expected"), &body)))
}

fn standing(visit: &Visit<'_>) -> Markup {
    let labels = visit.labels();
    let last = |size: u64| size.saturating_sub(1).to_string();
    let said = match visit.coop.doubt() {
        None => None,
        Some(Doubt::NotAudited) => Some(labels.text("page.not_audited").to_owned()),
        Some(Doubt::AuditedUpto(size)) => Some(labels.fill("page.audited_upto", &[("last", &last(size))])),
        Some(Doubt::SignedElsewhere(size)) => {
            Some(labels.fill("page.signed_elsewhere", &[("size", &size.to_string())]))
        }
    };
    html! {
        @match said {
            Some(said) => { div.bar.amber.wide { (said) } }
            None => { div.bar.wide { (labels.fill("desk.sound", &[("entry", &last(visit.coop.books().size()))])) } }
        }
    }
}

/// Rent that should be here and is not.
fn due(visit: &Visit<'_>, on: Day) -> Markup {
    let labels = visit.labels();
    let books = visit.coop.books();
    let asked = rent_asked(books);
    let open = |row: &ExpectedReceipt| match row.rent_due {
        Some(due) => due.0.saturating_sub(row.rent.0) > 0,
        None => row.received_on.is_none() && row.part.is_none(),
    };
    let rows: Vec<_> = reports::expected_rent(books, on, &asked).into_iter().filter(open).collect();
    html! {
        @if rows.is_empty() { p.soft { (labels.text("desk.nothing_due")) } } @else {
            div.scroll tabindex="0" role="region" aria-label=(labels.text("desk.due")) { table {
                thead { tr {
                    th scope="col" { (labels.text("expected.contract")) } th scope="col" { (labels.text("expected.party")) }
                    th scope="col" { (labels.text("expected.instalment")) } th scope="col" { (labels.text("expected.due")) }
                    th.n scope="col" { (labels.text("expected.rent_due")) } th.n scope="col" { (labels.text("desk.missing")) }
                    th scope="col" { (labels.text("desk.to_do")) }
                } }
                tbody { @for row in &rows { tr {
                    td { (codes::code(visit, CodeOf::Contracts, row.contract.as_str())) } td { (codes::code(visit, CodeOf::Parties, row.party.as_str())) } td { (row.instalment.as_ref().map_or(String::new(), ToString::to_string))
                        @if row.part.is_some() { " " span.soft { (labels.text("expected.collective")) } } }
                    td { (row.due) @if row.days_late > 0 { " " span.late { (labels.fill("desk.late", &[("n", &row.days_late.to_string())])) } } }
                    td.n { (row.rent_due.map_or(String::new(), yuan)) }
                    td.n { (missing(row).map_or(String::new(), yuan)) }
                    td { a href=(receipt(books, row)) { (labels.text("desk.receive")) } }
                } } }
            } }
        }
    }
}

fn missing(row: &ExpectedReceipt) -> Option<Fen> {
    row.rent_due.map(|due| Fen(due.0.saturating_sub(row.rent.0)))
}

/// The form of its receipt, filled with what is known.
fn receipt(books: &Books, row: &ExpectedReceipt) -> String {
    let mut path = format!("/record/receipt.recorded?contract={}", quoted(row.contract.as_str()));
    let mut ours = books.registers().own_banks();
    if let (Some(account), None) = (ours.next(), ours.next()) {
        path.push_str(&format!("&into={}", quoted(account.as_str())));
    }
    match &row.instalment {
        Some(instalment) => path.push_str(&format!("&instalment={}", quoted(instalment.as_str()))),
        None => path.push_str(&format!("&period.first_day={}&period.last_day={}", row.first_day, row.last_day)),
    }
    let Some(missing) = missing(row) else { return path };
    if let Some(own) = &row.part {
        path.push_str(&format!("&parts.0.part={}&parts.0.amount={missing}", quoted(own)));
        return path;
    }
    // what came for it before comes again, with the fee beside it
    let alike = |part: &&Part| match &row.instalment {
        Some(_) => part.instalment.is_some(),
        None => part.instalment.is_none() && part.period.is_some(),
    };
    // what is due comes by its own part, whatever came last
    let own = books.contract(&row.contract).and_then(Contract::rent_part);
    let is_due = |part: &&Part| match own {
        Some(own) => part.reference.part.as_str() == own,
        None => part.reference.part.as_str() != LATE_INTEREST,
    };
    let rent = books.parts_under(&row.contract).filter(|part| part.shared).filter(is_due).filter(alike).last();
    let name = own.or(rent.map(|part| part.reference.part.as_str())).unwrap_or("");
    path.push_str(&format!("&parts.0.part={}&parts.0.amount={missing}", quoted(name)));
    let beside = |rent: &Part| {
        let same = |part: &&Part| part.reference.index == rent.reference.index && !part.shared;
        books.parts_under(&row.contract).find(same).map(|part| part.reference.part.clone())
    };
    if let (Some(fee), Some(amount)) = (rent.and_then(beside), fee(books, row, missing)) {
        path.push_str(&format!("&parts.1.part={}&parts.1.amount={amount}", quoted(fee.as_str())));
    }
    path
}

/// The fee that the contract puts on a rent, to the fen, half up; it is proposed here and demanded by the sheet.
fn fee(books: &Books, row: &ExpectedReceipt, rent: Fen) -> Option<Fen> {
    let rate = books.contract(&row.contract)?.signed.terms.fee_rate?;
    let exact = &(&rate.exact() * &Exact::whole(rent.0.into())) + &Exact::new(1, 2);
    exact.floor().and_then(|fen| i64::try_from(fen).ok()).map(Fen)
}

fn waiting(visit: &Visit<'_>) -> Markup {
    let labels = visit.labels();
    let books = visit.coop.books();
    let open: Vec<_> = books.payouts().values().filter(|payout| payout.open() != Fen::ZERO).collect();
    let objections: Vec<_> = books.objections().iter().filter(|(_, raised)| raised.answered.is_none()).collect();
    let year = u32::try_from(visit.on().year()).unwrap_or(0);
    let returned: Vec<_> = open.iter().filter(|payout| payout.lines.values().any(payouts::is_returned)).collect();
    let unclosed: Vec<(u32, &str)> = books
        .years()
        .iter()
        .filter(|(y, _)| **y < year)
        .filter_map(|(y, known)| Some((*y, super::books::next_step(Some(known))?)))
        .collect();
    html! {
        @for payout in &open {
            p {
                span.big { (yuan(payout.open())) } " " (labels.text("desk.yuan")) br;
                (codes::code(visit, CodeOf::Payouts, payout.declared.payout.as_str())) " "
                (labels.text("desk.not_paid")) " · "
                a href={ "/record/payout.pay?payout=" (quoted(payout.declared.payout.as_str())) } { (labels.text("desk.pay")) }
            }
        }
        @for payout in &returned {
            @let many = payout.lines.values().filter(|owed| payouts::is_returned(owed)).count().to_string();
            p { span.late { (labels.fill("desk.returned_of", &[("payout", payout.declared.payout.as_str()), ("n", &many)])) } " · "
                a href=(payouts::again(payout)) { (labels.text("desk.pay_again")) } }
        }
        @for (number, raised) in &objections {
            p { (labels.fill("desk.objection", &[("number", number), ("household", raised.raised.household.as_str())])) " · "
                a href={ "/record/objection.answered?objection=" (quoted(number)) } { (labels.text("desk.answer")) } }
        }
        @for (year, step) in &unclosed { p { a href="/year" { (labels.fill("desk.year_open", &[("year", &year.to_string())])) } " " (labels.text("desk.next_step")) " " (labels.word("desk_steps", step)) } }
        @if open.is_empty() && objections.is_empty() && unclosed.is_empty() { p.soft { (labels.text("desk.nothing_waits")) } }
    }
}

/// What this machine saw last of the ledger from outside: its newest audit, and who witnessed what that saw.
fn seen(visit: &Visit<'_>) -> Markup {
    let labels = visit.labels();
    let audits = remembered(&visit.setting.ledger, &visit.setting.state).audits;
    let newest = audits.iter().max_by_key(|audit| audit.note.claimed_head().size);
    let last = |audit: &PastAudit| audit.note.claimed_head().size.saturating_sub(1).to_string();
    let witnessed = audits.iter().filter(|audit| audit.note.witnesses().next().is_some());
    let witnessed = witnessed.max_by_key(|audit| audit.note.claimed_head().size);
    html! {
        h2 { (labels.text("desk.seen")) }
        @match newest {
            Some(audit) => { p { a href="/audit" { (labels.fill("desk.audited", &[("entry", &last(audit))])) }
                @if let Some(at) = audit.at { " " span.soft { (visit.coop.books().civil_day(at)) } } } }
            None => { p.soft { a href="/audit" { (labels.text("desk.never_audited")) } } }
        }
        @match witnessed {
            Some(audit) => { p { (labels.fill("desk.witnessed", &[("entry", &last(audit)), ("who", &audit.note.witnesses().collect::<Vec<_>>().join(" "))])) } }
            None => { p.soft { (labels.text("desk.no_witness")) } }
        }
    }
}

fn soon(visit: &Visit<'_>, on: Day) -> Markup {
    let labels = visit.labels();
    let left = |last: Day| last.days_since(on);
    let ending: Vec<_> = visit
        .coop
        .books()
        .contracts()
        .iter()
        .filter_map(|(id, contract)| Some((id, contract, contract.last_day?)))
        .filter(|(_, _, last)| (0..=SOON).contains(&left(*last)))
        .collect();
    html! {
        @if ending.is_empty() { p.soft { (labels.text("desk.nothing_ends")) } }
        @for (id, contract, last) in &ending {
            p { (codes::code(visit, CodeOf::Contracts, id.as_str())) " " (labels.fill("desk.ends", &[ ("day", &last.to_string()), ("n", &left(*last).to_string())]))
                " " span.soft { (codes::code(visit, CodeOf::Parties, contract.party().as_str())) } }
        }
    }
}
