//! A household's statement as a page: who, what came, what is open; then land and shares; then every amount with its
//! arithmetic; then payments; then what to do if it is wrong. `web/page.js` writes the same bytes out of the same data,
//! by which a page is compared with what is proven: whoever changes one changes the other, and `tests/python/test_web.py`
//! compares them.

use crate::page::{Align, Table, plain, yuan};
use crate::statement::capitals;
use crate::statement::figures::long_day;
use crate::statement::glance::{Glance, glance, purpose};
use crate::statement::labels::Labels;
use crate::statement::parts;
use crate::statement::phrases::{beyond, clauses, complete, land, not_yet_covered, share_class, source};
use crate::statement::sentence::sentences;
use crate::statement::slip::{Slip, figures};
use crate::statement::value::{Called, HouseholdStatement, LineKind, PageDoubt, PersonHeld, StatementLine};
use crate::unit::Fen;
use maud::{Markup, html};

/// All that a reader sees of the data, but for the bar above it.
pub(super) fn content(s: &HouseholdStatement, words: &Called, slip: Option<&Slip>, l: &Labels) -> Markup {
    html! {
        @if let Some(doubt) = words.doubt { p.note { strong { (said(doubt, l)) } } }
        (head(s, words, l))
        (first(&glance(s, l), l))
        (holdings(s, words, l))
        (lines(s, l))
        (moves(s, l))
        (completeness(s, l))
        @if let Some(slip) = slip { (codes(slip, l)) }
        (wrong(l))
    }
}

/// What makes the paper itself checkable.
fn codes(slip: &Slip, l: &Labels) -> Markup {
    html! {
        section.slip {
            h2 { (l.text("slip.title")) }
            p { (l.text("slip.how")) }
            p {
                span.digits { (l.text("bar.key")) " " b { (slip.key.digits()) } }
                " "
                span.digits { (l.text("bar.checkpoint")) " " b { (slip.state.digits()) } }
            }
            (figures(&slip.drawn(), l))
        }
    }
}

/// What its reader must know of the machine that wrote the page.
pub(in crate::statement) fn said(doubt: PageDoubt, l: &Labels) -> String {
    match doubt {
        PageDoubt::NotAudited => l.text("page.not_audited").to_owned(),
        PageDoubt::AuditedUpto(size) => l.fill("page.audited_upto", &[("last", &size.saturating_sub(1).to_string())]),
        PageDoubt::SignedElsewhere(size) => l.fill("page.signed_elsewhere", &[("size", &size.to_string())]),
    }
}

fn head(s: &HouseholdStatement, words: &Called, l: &Labels) -> Markup {
    let upto = s.upto.size.saturating_sub(1).to_string();
    html! {
        header.head {
            div {
                p.org { (plain(l.pick(s.ledger.name_zh.as_str(), s.ledger.name_en.as_str()), false)) }
                h1 { (l.text("page.household_title")) }
                p.who {
                    strong { (s.household) }
                    @if let Some(name) = &words.name { span.name { (plain(&name.value, false)) } }
                    @if let Some(group) = &s.group {
                        span { (plain(&l.fill("page.group", &[("group", group.as_str())]), false)) }
                    }
                }
            }
            div.when {
                p { (l.fill("page.as_of", &[("day", &long_day(s.as_of, l))])) }
                p.small { (l.fill("page.up_to_entry", &[("entry", &upto)])) }
            }
        }
    }
}

fn money(amount: Fen, l: &Labels) -> Markup {
    html! { span.fig { (yuan(amount)) } " " span.unit { (l.text("page.yuan")) } }
}

fn first(g: &Glance, l: &Labels) -> Markup {
    let year = g.year.year.to_string();
    html! {
        section.first {
            div.big {
                p.label { (l.fill("glance.paid", &[("year", &year)])) }
                p.amount { (money(g.year.paid, l)) }
                p.words { (l.text("page.in_capitals")) " " (capitals::fen(g.year.paid)) }
                @if g.year.set_off != Fen::ZERO {
                    p.aside { (l.fill("glance.set_off", &[("year", &year)])) " " (money(g.year.set_off, l)) }
                }
            }
            div.big.open {
                p.label { (l.text("glance.open")) }
                @if g.open == Fen::ZERO {
                    p.amount.none { (l.text("glance.nothing_open")) }
                } @else {
                    p.amount { (money(g.open, l)) }
                    p.words { (l.text("page.in_capitals")) " " (capitals::fen(g.open)) }
                }
                @if g.debts != Fen::ZERO {
                    p.aside { (l.text("glance.debts")) " " (money(g.debts, l)) }
                }
            }
        }
        @if !g.parts.is_empty() {
            section.parts {
                h3 { (l.fill("glance.what_for", &[("year", &year)])) }
                table.sums {
                    tbody { @for (name, amount) in &g.parts {
                        tr { td { (name) } td.n { (yuan(*amount)) } }
                    } }
                    tfoot { tr.total {
                        td { (l.fill("glance.credited", &[("year", &year)])) }
                        td.n { (yuan(g.year.credited)) }
                    } }
                }
            }
        }
    }
}

/// True where a split or merger brought things whose entries are another household's, or a person came out of another
/// household: then no proof shows what is held.
fn held_is_told(s: &HouseholdStatement) -> bool {
    let from_elsewhere = |p: &PersonHeld| p.person.first_household() != s.household;
    s.concerns.iter().any(|c| matches!(c.kind.as_str(), "household.split/1" | "household.merged/1"))
        || s.holdings.persons.iter().any(from_elsewhere)
}

fn holdings(s: &HouseholdStatement, words: &Called, l: &Labels) -> Markup {
    let held = &s.holdings;
    let tables = [parts::parcels(held, words, l), parts::houses(held, words, l), parts::capital(held, words, l)];
    let people = [parts::persons(held, words, l), parts::kept(held, l)];
    html! {
        section.held {
            h2 { (l.text("holdings.title")) @if held_is_told(s) { (l.text("page.told")) } }
            dl.facts {
                div {
                    dt { (l.text("holdings.members")) }
                    dd { (l.fill("holdings.members_value", &[("n", &held.members.to_string())])) }
                }
                @for share in &held.shares {
                    div {
                        dt { (share_class(share, l)) }
                        dd { (l.fill("holdings.shares_value", &[("shares", &share.shares.short())])) }
                    }
                }
                @if !held.parcels.is_empty() {
                    div { dt { (l.text("holdings.land")) } dd { (land(held, l)) } }
                }
            }
            @for one in people.iter().flatten() { (table(one, None)) }
            @for one in tables.iter().flatten() { (table(one, None)) }
            @if tables.iter().flatten().next().is_some() { p.note { (l.text("page.told_note")) } }
        }
        @if let Some(rows) = parts::revised(s, l) {
            section.moves { h2 { (l.text("revised.title")) } (table(&rows, Some(parts::STOOD))) }
        }
        @if let Some(rows) = parts::past(s, l) {
            section.moves.past { h2 { (l.text("past.title")) } (table(&rows, None)) }
        }
    }
}

/// A table whose cells say on a phone under which heading they stand; what stands in one column may hold no longer.
fn table(table: &Table, struck: Option<usize>) -> Markup {
    let side = |at: usize| table.headings.get(at).filter(|h| h.align == Align::Right).map(|_| "n");
    html! {
        table {
            thead { tr { @for (at, heading) in table.headings.iter().enumerate() {
                th class=[side(at)] scope="col" { (plain(&heading.title, false)) }
            } } }
            tbody { @for row in &table.rows {
                tr { @for (at, (cell, heading)) in row.cells.iter().zip(&table.headings).enumerate() {
                    td class=[side(at)] data-is=(plain(&heading.title, false)) {
                        @if struck == Some(at) { s { (cell.shown().concat()) } } @else { (cell.shown().concat()) }
                    }
                } }
            } }
        }
    }
}

fn lines(s: &HouseholdStatement, l: &Labels) -> Markup {
    let credits: Vec<&StatementLine> = s.lines.iter().filter(|line| line.what == LineKind::Credited).collect();
    let asked: Vec<&StatementLine> = s.lines.iter().filter(|line| line.is_asked()).collect();
    html! {
        @if !credits.is_empty() || asked.is_empty() {
            section {
                h2 { (l.text("lines.title")) }
                @if credits.is_empty() { p { (l.text("lines.none")) } }
                (computed(&credits, l))
            }
        }
        @if !asked.is_empty() { section { h2 { (l.text("lines.asked")) } (computed(&asked, l)) } }
        @let clauses = clauses(s, l);
        @if !clauses.is_empty() {
            section.clauses {
                h3 { (l.text("lines.clauses")) }
                dl { @for (title, clause) in &clauses { div { dt { (title) } dd { (clause) } } } }
            }
        }
    }
}

/// Lines with their reasons, year by year.
fn computed(lines: &[&StatementLine], l: &Labels) -> Markup {
    html! {
        @for (i, line) in lines.iter().enumerate() {
            @if i == 0 || lines.get(i - 1).is_some_and(|before| before.date.year() != line.date.year()) {
                h3.year { (l.fill("lines.year", &[("year", &line.date.year().to_string())])) }
            }
            (credit(line, l))
        }
    }
}

fn credit(line: &StatementLine, l: &Labels) -> Markup {
    html! {
        article {
            div.line {
                span.date { (line.date) }
                span.what { (purpose(line, l)) @if let Some(payout) = &line.payout { " " span.code { (payout) } } }
                span.sum { (money(line.amount, l)) }
            }
            div.rows {
                @for reason in &line.reasons {
                    @let told = sentences(reason, line, l);
                    @if line.reasons.len() > 1 { p.step { (told.step) } }
                    @for (key, sum) in &told.rows { p.row { span.code { (key) } span.how { (sum) } } }
                    @if !told.whole.is_empty() { p.row { span.how { (told.whole) } } }
                    @if !told.fen.is_empty() { p.row { span.how { (told.fen) } } }
                }
                p.row.words { span.how { (l.text("page.in_capitals")) " " (plain(&line.in_words, false)) } }
            }
            p.source {
                @if let (Some(total), Some(lines)) = (line.payout_total, line.payout_lines) {
                    @let (lines, total) = (lines.to_string(), yuan(total.fen()));
                    span { (l.fill("lines.whole_payout", &[("lines", &lines), ("total", &total)])) }
                }
                span { (source(line, l)) }
            }
        }
    }
}

fn moves(s: &HouseholdStatement, l: &Labels) -> Markup {
    html! {
        (titled("moves.title", parts::moves(s, l), l))
        (titled("moves.debts_title", parts::debts(s, l), l))
        (titled("years.title", parts::years(s, l), l))
        (titled("open.title", parts::open(s, l), l))
        @if s.open.iter().any(|o| o.from_household.fen() != Fen::ZERO) { p.note { (l.text("open.apart")) } }
    }
}

fn titled(key: &str, rows: Option<Table>, l: &Labels) -> Markup {
    html! {
        @if let Some(rows) = rows { section.moves { h2 { (l.text(key)) } (table(&rows, None)) } }
    }
}

fn completeness(s: &HouseholdStatement, l: &Labels) -> Markup {
    html! {
        section.complete {
            h2 { (l.text("complete.title")) }
            p.claim { (complete(s, l)) }
            @if let Some(beyond) = beyond(s, l) { p.later { (beyond) } }
            @if let Some(later) = not_yet_covered(s, l) { p.later { (later) } }
            p { (l.text("complete.limit")) }
        }
    }
}

fn wrong(l: &Labels) -> Markup {
    html! {
        section.wrong {
            h2 { (l.text("wrong.title")) }
            ol { @for key in ["wrong.compare", "wrong.register", "wrong.object", "wrong.check"] { li { (l.text(key)) } } }
        }
    }
}
