//! Payouts: all of them, one with its lines, and one line with its reasons.

use super::{
    super::{
        Reply,
        reply::quoted,
        shell::{DeskPart, page},
        visit::Visit,
    },
    asof::as_of,
    codes, compare,
    export::{exported, exports},
    figures,
};
use crate::{
    books::{Owed, Payout, postings::MEMBER_DEBT},
    cooperative::{Sought, Trouble},
    event::{Attached, Holder, PayoutLine},
    form::CodeOf,
    lists::PaymentBatch,
    page::{Table, plain, yuan},
    scheme::CheckedSheet,
    statement::{self, Tabular, reports},
    told::{lines_table, step_called},
    unit::{BankId, Fen, HouseholdId, PayoutId},
};
use maud::{Markup, html};

/// Every payout, the newest first.
///
/// # Errors
/// Where there are more than a sheet of a workbook has rows.
pub fn payouts(visit: &Visit<'_>) -> Result<Reply, Trouble> {
    let labels = visit.labels();
    let mut table = reports::payout_summaries_on(visit.coop.books(), visit.on()).as_slice().table(labels);
    if let Some(reply) = exported(visit, "payouts", &|| table.clone())? {
        return Ok(reply);
    }
    table.rows.reverse();
    let body = html! {
        section.wide {
            p { a.button href="/record/payout.declare" { (labels.text("desk.declare")) } }
            (as_of(visit, &html! {}))
            @if table.rows.is_empty() { p.soft { (labels.text("desk.empty")) } }
            @else { (codes::listed(visit, &table, &[(0, CodeOf::Payouts)])) }
            (exports(visit))
        }
    };
    let same = visit.same("coop report payouts");
    Ok(Reply::page(200, page(visit, DeskPart::Payouts, labels.text("desk.payouts"), &same, &body)))
}

/// One payout: what it shares, every line with how it stands, how it spreads over the households.
///
/// # Errors
/// [`Trouble::Absent`] for one that was not declared, or what keeps its entry from being read.
pub fn payout(visit: &Visit<'_>, id: &PayoutId) -> Result<Reply, Trouble> {
    let labels = visit.labels();
    let books = visit.coop.books();
    let declared = books.payout(id).ok_or_else(|| Trouble::Absent(Sought::Payout(id.clone())))?;
    let not_written = match bank_list(visit, declared)? {
        Some(Ok(file)) => return Ok(file),
        Some(Err(why)) => Some(why),
        None => None,
    };
    let mut one = reports::payout_summaries_on(books, visit.on());
    one.retain(|summary| summary.payout == *id);
    let lines = lines(visit, declared)?;
    if let Some(reply) = exported(visit, id.as_str(), &|| Table {
        title: id.to_string(),
        ..lines_table(&lines, computed_by(visit, declared), labels)
    })? {
        return Ok(reply);
    }
    let sheet = &declared.declared.scheme;
    let body = html! {
        section.wide {
            (as_of(visit, &html! {}))
            @if one.is_empty() { p.soft { (labels.text("desk.not_there")) } }
            @else { (codes::listed(visit, &one.as_slice().table(labels), &[(0, CodeOf::Payouts)])) }
            (figures::dots(&by_household(&lines), None, labels))
            (to_do(visit, declared))
            (for_bank(visit, declared, not_written.as_deref()))
            p {
                a href={ "/entries/" (declared.index) } { (labels.fill("desk.entry", &[("entry", &declared.index.to_string())])) }
                " · " (labels.text("desk.by_sheet")) " " (codes::code(visit, CodeOf::Schemes, sheet.as_str()))
                @if let Some(contract) = &declared.declared.contract { " · " (codes::code(visit, CodeOf::Contracts, contract.as_str())) }
            }
        }
        (compare::beside(visit, (sheet, declared.declared.version), Some(id))?)
        section.wide { h2 { (labels.text("desk.lines")) } (lined(visit, declared, &lines)) (exports(visit)) }
    };
    let status = if not_written.is_some() { 422 } else { 200 };
    Ok(Reply::page(status, page(visit, DeskPart::Payouts, id.as_str(), &format!("coop payout show {id}"), &body)))
}

/// One household's line of a payout: how its amount was computed, down to area and rate, and where it stands among all.
///
/// # Errors
/// As [`payout`]; [`Trouble::Absent`] where the household has no line.
pub fn line(visit: &Visit<'_>, id: &PayoutId, household: &HouseholdId) -> Result<Reply, Trouble> {
    let labels = visit.labels();
    let books = visit.coop.books();
    let absent = || Trouble::Absent(Sought::Line(Some(id.clone()), Some(household.clone())));
    let declared = books.payout(id).ok_or_else(absent)?;
    let amount = declared.amount_of(household).ok_or_else(absent)?;
    let mut told = visit.coop.unproven_statement(household, visit.today.max(declared.on))?;
    told.lines.retain(|line| line.is_computed() && line.payout.as_ref() == Some(id));
    let reasons = statement::explain(&told, visit.session.lang);
    let all = by_household(&lines(visit, declared)?);
    let body = html! {
        section.wide {
            p { (codes::code(visit, CodeOf::Payouts, id.as_str())) " · " (codes::code(visit, CodeOf::Households, household.as_str())) }
            p { span.big { (yuan(amount)) } " " (labels.text("desk.yuan")) " · " (stands(visit, declared, household)) }
            h2 { (labels.text("desk.reasons")) }
            pre tabindex="0" { (reasons) }
            (figures::dots(&all, Some(household.as_str()), labels))
        }
    };
    let title = format!("{id} · {}", codes::titled(visit, CodeOf::Households, household.as_str()));
    let same = format!("coop payout explain {household} {id}");
    Ok(Reply::page(200, page(visit, DeskPart::Payouts, &title, &same, &body)))
}

/// The lines as they were declared, by receiver.
fn lines(visit: &Visit<'_>, declared: &Payout) -> Result<Vec<PayoutLine>, Trouble> {
    let entry = visit.coop.entry(declared.index)?;
    let Attached::Lines(placed) = entry.event.attached else { return Ok(Vec::new()) };
    let mut lines: Vec<PayoutLine> = placed.into_iter().map(|(_, line)| line).collect();
    lines.sort_by(|a, b| a.to.cmp(&b.to));
    Ok(lines)
}

/// The sheet that computed it.
fn computed_by<'a>(visit: &'a Visit<'_>, declared: &Payout) -> Option<&'a CheckedSheet> {
    let declared = &declared.declared;
    Some(&visit.coop.books().adopted(&declared.scheme, declared.version)?.sheet)
}

/// Each household's amount.
fn by_household(lines: &[PayoutLine]) -> Vec<(String, Fen)> {
    lines.iter().filter_map(|line| Some((line.to.household()?.to_string(), line.amount.fen()))).collect()
}

/// True where a line was paid and came back.
pub fn is_returned(owed: &Owed) -> bool {
    owed.paid_on.is_some() && owed.open() > Fen::ZERO
}

/// What is open of it, and what came back.
fn to_do(visit: &Visit<'_>, declared: &Payout) -> Markup {
    let labels = visit.labels();
    let id = &declared.declared.payout;
    if declared.declared.asks {
        let parts = [("parts.0.part", MEMBER_DEBT), ("parts.0.purpose", id.as_str())];
        return html! { p { a.button href=(codes::form("receipt.recorded", &parts)) { (labels.text("desk.they_pay")) } } };
    }
    let returned: Vec<_> = declared.lines.iter().filter(|(_, owed)| is_returned(owed)).collect();
    html! {
        @if declared.open() != Fen::ZERO {
            p {
                a.button href={ "/record/payout.pay?payout=" (quoted(id.as_str())) } { (labels.text("desk.pay")) } " "
                a.button.plain href={ "/record/payout.returned?payout=" (quoted(id.as_str())) } { (labels.text("desk.came_back")) }
            }
        } @else { p { a.button.plain href={ "/record/payout.returned?payout=" (quoted(id.as_str())) } { (labels.text("desk.came_back")) } } }
        @if !returned.is_empty() {
            div.bar.amber { (labels.fill("desk.returned_n", &[("n", &returned.len().to_string())])) " "
                a href=(again(declared)) { (labels.text("desk.pay_again")) } }
        }
    }
}

/// The file for the bank where `?pay_from=` asks for one, or why there is none. Account numbers are for who can sign.
fn bank_list(visit: &Visit<'_>, declared: &Payout) -> Result<Option<Result<Reply, String>>, Trouble> {
    let (Some(from), Some(_)) = (visit.asked("pay_from"), &visit.names) else { return Ok(None) };
    let labels = visit.labels();
    let unknown = || labels.fill("desk.no_number", &[("account", &plain(from, false))]);
    let Ok(from) = from.parse::<BankId>() else { return Ok(Some(Err(unknown()))) };
    let Some(batch) = PaymentBatch::of(&visit.coop, declared, &from, visit.on(), labels)? else {
        return Ok(Some(Err(unknown())));
    };
    if !batch.without.is_empty() && visit.asked("others").is_none() {
        return Ok(Some(Err(labels.fill("desk.no_account", &[("households", &batch.without_told())]))));
    }
    let (id, on) = (&declared.declared.payout, visit.on());
    Ok(Some(Ok(match visit.asked("form") {
        Some("pain001") => {
            let xml = batch.pain001().map_err(|e| Trouble::Bug(e.to_string()))?;
            Reply::file(&format!("{id}-{on}.xml"), "application/xml", xml.into_bytes())
        }
        _ => Reply::file(&format!("{id}-{on}-bank.csv"), "text/csv; charset=utf-8", batch.csv(labels).into_bytes()),
    })))
}

/// The form that asks for it, while something is open and the session can sign.
fn for_bank(visit: &Visit<'_>, declared: &Payout, not_written: Option<&str>) -> Markup {
    let labels = visit.labels();
    let own: Vec<_> = visit.coop.books().registers().own_banks().collect();
    html! {
        @if declared.open() > Fen::ZERO && visit.names.is_some() && !own.is_empty() {
            h2 { (labels.text("desk.bank_list")) }
            @if let Some(why) = not_written { div.bar.red role="alert" { (why) } }
            form method="get" action={ "/payouts/" (declared.declared.payout) } {
                div.field { label for="pay_from" { (labels.text("desk.pays_from")) } select id="pay_from" name="pay_from" {
                    @for code in own { option value=(code) { (codes::titled(visit, CodeOf::Banks, code.as_str())) } }
                } }
                div.field { label for="form" { (labels.text("desk.bank_form")) } select id="form" name="form" {
                    option value="csv" { "csv" } option value="pain001" { "ISO 20022 pain.001" }
                } }
                @if not_written.is_some() { div.field { label { input type="checkbox" name="others" value="left"; " " (labels.text("desk.known_only")) } } }
                p { button.plain { (labels.text("desk.download")) } }
            }
        }
    }
}

/// The form that pays again what came back, and nothing else that is open.
pub fn again(declared: &Payout) -> String {
    let mut fields = vec![("payout".to_owned(), declared.declared.payout.to_string())];
    for (n, (household, owed)) in declared.lines.iter().filter(|(_, owed)| is_returned(owed)).take(1_000).enumerate() {
        fields.push((format!("lines.{n}.household"), household.to_string()));
        fields.push((format!("lines.{n}.amount"), owed.open().to_string()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    codes::form("payout.pay", &fields)
}

/// Every line; a household's leads to its reasons.
fn lined(visit: &Visit<'_>, declared: &Payout, lines: &[PayoutLine]) -> Markup {
    let labels = visit.labels();
    let id = &declared.declared.payout;
    let total = Fen::capped_total(lines.iter().map(|line| line.amount.fen()));
    let sheet = computed_by(visit, declared);
    let steps = |line: &PayoutLine| {
        let steps = line.because.steps().iter().map(|reason| step_called(&reason.step, sheet, labels));
        let steps: Vec<String> = steps.collect();
        steps.join(labels.text("reason.and"))
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label=(labels.text("desk.lines")) { table {
            thead { tr {
                th scope="col" { (labels.text("paying.to")) } th.n scope="col" { (labels.text("paying.amount")) }
                th scope="col" { (labels.text("desk.how_it_stands")) } th scope="col" { (labels.text("paying.steps")) }
            } }
            tbody {
                @for line in lines { tr {
                    @match &line.to {
                        Holder::Household(household) => {
                            td { (codes::code(visit, CodeOf::Households, household.as_str())) }
                            td.n { (yuan(line.amount.fen())) }
                            td { (stands(visit, declared, household)) }
                            td { a href=(visit.at(&format!("/payouts/{id}/{household}"), &[])) { (steps(line)) } }
                        }
                        Holder::Collective | Holder::Outside(_) => {
                            td { (to(visit, &line.to)) } td.n { (yuan(line.amount.fen())) } td {} td { (steps(line)) }
                        }
                    }
                } }
                tr.total { td { (labels.text("page.total")) } td.n { (yuan(total)) } td {} td {} }
            }
        } }
    }
}

/// Who receives a line that no household does.
fn to(visit: &Visit<'_>, to: &Holder) -> Markup {
    match to {
        Holder::Collective => html! { (visit.labels().text("paying.collective")) },
        other @ (Holder::Household(_) | Holder::Outside(_)) => codes::code(visit, CodeOf::Holders, &other.to_string()),
    }
}

/// Whether a line is open, paid, or came back; of what members owe, how much is open.
fn stands(visit: &Visit<'_>, declared: &Payout, household: &HouseholdId) -> Markup {
    let labels = visit.labels();
    let books = visit.coop.books();
    let merged = books.registers().succeeded_by(household);
    html! {
        @if let Some(owed) = declared.lines.get(household) { (stands_to(visit, declared, owed)) }
        @if let Some(owes) = books.owed_by(declared, None).get(merged) {
            @if owes.open == Fen::ZERO { (labels.text("desk.has_paid")) }
            @else { (labels.fill("desk.owes", &[("amount", &*yuan(owes.open))])) }
        }
        @if merged != household { " → " (codes::code(visit, CodeOf::Households, merged.as_str())) }
    }
}

fn stands_to(visit: &Visit<'_>, declared: &Payout, owed: &Owed) -> Markup {
    let labels = visit.labels();
    html! {
        @match (is_returned(owed), owed.paid_on, owed.open() == Fen::ZERO) {
            (true, ..) => { span.late { (labels.text("desk.returned")) } " " a href=(again(declared)) { (labels.text("desk.pay_again")) } }
            (_, Some(on), true) => { (labels.fill("desk.paid_on", &[("day", &on.to_string())])) }
            (_, None, true) => { (labels.text("desk.settled")) }
            (_, _, false) => { (labels.text("desk.open")) }
        }
    }
}
