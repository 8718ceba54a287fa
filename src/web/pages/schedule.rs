//! A contract's schedule: what is due when, what came in, what is late; drawn as a line with the same as a table beneath.

use super::{super::visit::Visit, codes};
use crate::{
    cooperative::rent_asked,
    form::CodeOf,
    page::yuan,
    statement::{
        Labels,
        reports::{self, DueRow, DueState, ExpectedReceipt, RentOf},
    },
    unit::{Day, Fen, PayoutId},
};
use maud::{Markup, html};

/// How an instalment stands on the day of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Came,
    CameLate,
    Late,
    ToCome,
}

impl Due {
    fn of(row: &ExpectedReceipt, on: Day) -> Due {
        let open = match row.rent_due {
            Some(due) => row.rent < due,
            None => row.received_on.is_none(),
        };
        match (open, row.due > on, row.days_late > 0) {
            (true, true, _) => Due::ToCome,
            (true, false, _) => Due::Late,
            (false, _, true) => Due::CameLate,
            (false, _, false) => Due::Came,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Due::Came => "came",
            Due::CameLate => "came-late",
            Due::Late => "missing",
            Due::ToCome => "to-come",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Due::Came => "desk.due_came",
            Due::CameLate => "desk.due_came_late",
            Due::Late => "desk.due_missing",
            Due::ToCome => "desk.due_to_come",
        }
    }
}

/// The schedule of a contract; nothing where it has none and nothing is expected under it.
pub fn schedule(visit: &Visit<'_>, code: &str) -> Markup {
    let labels = visit.labels();
    let books = visit.coop.books();
    let Some(contract) = books.contracts().get(code) else { return html! {} };
    let on = visit.on();
    let until = contract.instalments.iter().map(|i| i.due).max().map_or(on, |last| last.max(on));
    // what will come is asked as of today's registers: what came by the day of the page counts, and nothing later
    let asked = rent_asked(books);
    let due = |of: RentOf<'_>| asked(RentOf { record_day: of.record_day.min(on), upto: on, ..of });
    let above = reports::instalments_of(books, contract, on, &due);
    let mut rows = reports::expected_rent(books, until, &due);
    // where all that is let is households' nothing is the collective's
    let nothing = |row: &ExpectedReceipt| {
        row.part.is_some() && row.rent_due.is_none_or(|due| due == Fen::ZERO) && row.rent == Fen::ZERO
    };
    rows.retain(|row| row.contract.as_str() == code && !nothing(row));
    let came_by = |row: &ExpectedReceipt| row.received_on.filter(|came| *came <= on);
    for row in &mut rows {
        row.received_on = came_by(row);
        row.days_late = (row.received_on.unwrap_or(on)).days_since(row.due).max(0);
    }
    let all: Vec<(ExpectedReceipt, Due)> = rows.into_iter().map(|row| (row.clone(), Due::of(&row, on))).collect();
    html! {
        @if !all.is_empty() {
            section.wide {
                h2 { (labels.text("desk.schedule")) }
                (line(visit, &all))
                div.scroll tabindex="0" role="region" aria-label=(labels.text("desk.schedule")) { table {
                    thead { tr {
                        th scope="col" { (labels.text("expected.due")) } th scope="col" { (labels.text("expected.instalment")) }
                        th scope="col" { (labels.text("expected.days")) }
                        th.n scope="col" { (labels.text("expected.rent_due")) } th.n scope="col" { (labels.text("expected.rent")) }
                        th scope="col" { (labels.text("expected.received_on")) } th scope="col" { (labels.text("desk.how_it_stands")) }
                    } }
                    tbody { @for (row, due) in &all { tr {
                        td { (row.due) } td { (row.instalment.as_ref().map_or(String::new(), ToString::to_string))
                            @if row.part.is_some() { " " span.soft { (labels.text("expected.collective")) } } }
                        td { (row.first_day) " – " (row.last_day) }
                        td.n { (row.rent_due.map_or(String::new(), yuan)) }
                        td.n { @if row.rent != Fen::ZERO { (yuan(row.rent)) } }
                        td { (row.received_on.map_or(String::new(), |day| day.to_string())) }
                        td.late[*due == Due::Late] { (labels.text(due.label()))
                            @if *due != Due::ToCome && row.days_late > 0 { " " (labels.fill("desk.late", &[("n", &row.days_late.to_string())])) }
                            @for (part, what, amount) in beside(labels, &above, row) { " · " (part) " " (labels.text(what)) " " (yuan(amount)) } }
                    } } }
                } }
            }
        }
    }
}

/// What is owed back of a row, and what was shared of it as it would be now: by which part, what it is, how much.
fn beside(labels: &Labels, dues: &[DueRow], row: &ExpectedReceipt) -> Vec<(String, &'static str, Fen)> {
    let own = |due: &&DueRow| {
        let of = row.instalment.as_ref().map(PayoutId::as_str);
        let same = of.is_none_or(|of| of == due.no.as_str()) && due.first_day == row.first_day;
        let part = row.part.as_deref();
        same && (part == Some(due.part.as_str()) || part.is_none() && !due.is_own())
    };
    let told = |due: &DueRow| {
        let name = labels.pick(&due.part_zh, &due.part_en);
        let back = Some(("dues.to_give_back", due.to_give_back)).filter(|(_, back)| *back > Fen::ZERO);
        let now = due.restated.map(|restated| ("restated.restated", restated));
        back.into_iter().chain(now).map(|(what, amount)| (name.to_owned(), what, amount)).collect::<Vec<_>>()
    };
    dues.iter().filter(own).flat_map(told).collect()
}

/// From the first due day to the last: a mark for each, and where the day of the page is.
fn line(visit: &Visit<'_>, all: &[(ExpectedReceipt, Due)]) -> Markup {
    let labels = visit.labels();
    let on = visit.on();
    let days = || all.iter().map(|(row, _)| row.due).chain([on]);
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return html! {} };
    let span = last.days_since(first).max(1);
    let at = |day: Day| 20 + day.days_since(first) * 860 / span;
    let count = |due: Due| all.iter().filter(|(_, own)| *own == due).count().to_string();
    let told = labels.fill(
        "desk.schedule_told",
        &[
            ("n", &all.len().to_string()),
            ("came", &count(Due::Came)),
            ("came_late", &count(Due::CameLate)),
            ("missing", &count(Due::Late)),
            ("to_come", &count(Due::ToCome)),
        ],
    );
    html! {
        figure {
            svg.line viewBox="0 0 900 74" role="img" aria-labelledby="schedule-title schedule-told" {
                title id="schedule-title" { (labels.text("desk.schedule")) }
                desc id="schedule-told" { (told) }
                line.axis x1="12" x2="888" y1="36" y2="36" {}
                line.now x1=(at(on)) x2=(at(on)) y1="12" y2="52" {}
                @for (row, due) in all {
                    @match due {
                        Due::Late => { rect.(due.class()) x=(at(row.due) - 6) y="30" width="12" height="12" {} }
                        Due::Came | Due::CameLate | Due::ToCome => { circle.(due.class()) cx=(at(row.due)) cy="36" r="6" {} }
                    }
                }
                text x="12" y="68" { (first) }
                text x="888" y="68" text-anchor="end" { (last) }
            }
            figcaption.soft { (told) }
        }
    }
}

/// What is due under a contract that no payout passes on, and the instalments that fell away; nothing where there is
/// neither.
pub fn dues(visit: &Visit<'_>, code: &str) -> Markup {
    let labels = visit.labels();
    let books = visit.coop.books();
    let Some(contract) = books.contracts().get(code) else { return html! {} };
    let rows = reports::dues_of(books, contract, visit.on());
    html! {
        @if let Some(ended) = &contract.ended {
            p.soft { (labels.fill("dues.ended", &[("day", &ended.last_day.to_string())])) }
        }
        @if !rows.is_empty() || !contract.fell_away.is_empty() {
            section.wide {
                h2 { (labels.text("dues.title")) }
                div.scroll tabindex="0" role="region" aria-label=(labels.text("dues.title")) { table {
                    thead { tr {
                        th scope="col" { (labels.text("expected.due")) } th scope="col" { (labels.text("dues.no")) }
                        th scope="col" { (labels.text("expected.days")) } th scope="col" { (labels.text("dues.party")) }
                        th.n scope="col" { (labels.text("dues.asked")) } th.n scope="col" { (labels.text("dues.abated")) }
                        th.n scope="col" { (labels.text("dues.paid")) } th.n scope="col" { (labels.text("dues.otherwise")) }
                        th.n scope="col" { (labels.text("dues.open")) } th.n scope="col" { (labels.text("dues.late_interest")) }
                        th scope="col" { (labels.text("desk.how_it_stands")) }
                    } }
                    tbody {
                        @for row in &rows { (due_row(visit, row)) }
                        @for instalment in &contract.fell_away { tr {
                            td { del { (instalment.due) } } td { del { (instalment.payout) } }
                            td { del { (instalment.first_day) " – " (instalment.last_day) } }
                            td {} td.n {} td.n {} td.n {} td.n {} td.n {} td.n {}
                            td { (labels.text("dues.fell_away")) }
                        } }
                    }
                } }
            }
        }
    }
}

fn due_row(visit: &Visit<'_>, row: &DueRow) -> Markup {
    let labels = visit.labels();
    let some = |amount: Fen| if amount == Fen::ZERO { String::new() } else { yuan(amount) };
    let (due, days) = (row.due.to_string(), format!("{} – {}", row.first_day, row.last_day));
    let gone = row.state == DueState::FellAway;
    let told = |text: &str| html! { @if gone { del { (text) } } @else { (text) } };
    html! {
        tr {
            td { (told(&due)) } td { (told(row.no.as_str())) } td { (told(&days)) }
            td { (codes::code(visit, CodeOf::Parties, row.party.as_str())) }
            td.n { @if !gone { (row.asked.map_or(String::new(), yuan)) } } td.n { (some(row.abated)) }
            td.n { (some(row.paid)) } td.n { (some(row.from_deposit.capped_plus(row.written_off))) }
            td.n { @if !gone { (row.open.map_or(String::new(), yuan)) } } td.n { (some(row.late_interest)) }
            td.late[row.state == DueState::Arrears] { (labels.text(row.state.label()))
                @if row.days_late > 0 { " " (labels.fill("desk.late", &[("n", &row.days_late.to_string())])) }
                @if row.to_give_back > Fen::ZERO { " " (labels.text("dues.to_give_back")) " " (yuan(row.to_give_back)) } }
        }
    }
}
