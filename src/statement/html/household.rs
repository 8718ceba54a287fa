//! A household's statement as a page: who, what came, what is open; then land and shares; then
//! every amount with its arithmetic; then payments; then how to check it.

use super::shell;
use crate::page::{Table, plain, table_markup, yuan};
use crate::statement::capitals;
use crate::statement::figures::long_day;
use crate::statement::glance::{Glance, glance, purpose};
use crate::statement::labels::Labels;
use crate::statement::parts;
use crate::statement::phrases::{clauses, complete, land, not_yet_covered, proof_data, share_class, source};
use crate::statement::sentence::sentences;
use crate::statement::value::{Holdings, HouseholdStatement, LineKind, StatementLine};
use crate::unit::Fen;
use maud::{Markup, html};

pub(in crate::statement) fn household(s: &HouseholdStatement, labels: &Labels, mark: Option<&str>) -> String {
    let l = labels;
    let body = html! {
        @if let Some(mark) = mark { p.note { strong { (plain(mark, false)) } } }
        (head(s, l))
        (first(&glance(s, l), l))
        (holdings(&s.holdings, l))
        (lines(s, l))
        (moves(s, l))
        (completeness(s, l))
        (proof(s, l))
    };
    let title = format!("{} {}", l.text("page.household_title"), s.household);
    // code and ISO day cannot leave the CSS string they stand in
    let foot = format!("@page{{@bottom-left{{content:\"{}  {}\"}}}}", s.household, s.as_of);
    shell(&title, l.lang(), "household", &foot, body)
}

fn head(s: &HouseholdStatement, l: &Labels) -> Markup {
    let upto = s.upto.size.saturating_sub(1).to_string();
    html! {
        header.head {
            div {
                p.org { (plain(l.pick(s.ledger.name_zh.as_str(), s.ledger.name_en.as_str()), false)) }
                h1 { (l.text("page.household_title")) }
                p.who {
                    strong { (s.household) }
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
                table {
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

fn holdings(held: &Holdings, l: &Labels) -> Markup {
    html! {
        section {
            h2 { (l.text("holdings.title")) }
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
            @for table in [parts::parcels(held, l), parts::houses(held, l), parts::capital(held, l)].iter().flatten() {
                (table_markup(table))
            }
        }
    }
}

fn lines(s: &HouseholdStatement, l: &Labels) -> Markup {
    let credits: Vec<&StatementLine> = s.lines.iter().filter(|line| line.what == LineKind::Credited).collect();
    html! {
        section {
            h2 { (l.text("lines.title")) }
            @if credits.is_empty() { p { (l.text("lines.none")) } }
            @for (i, line) in credits.iter().enumerate() {
                @if i == 0 || credits.get(i - 1).is_some_and(|before| before.date.year() != line.date.year()) {
                    h3.year { (l.fill("lines.year", &[("year", &line.date.year().to_string())])) }
                }
                (credit(line, l))
            }
        }
        @let clauses = clauses(s, l);
        @if !clauses.is_empty() {
            section.clauses {
                h3 { (l.text("lines.clauses")) }
                dl { @for (title, clause) in &clauses { dt { (title) } dd { (clause) } } }
            }
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

fn titled(key: &str, table: Option<Table>, l: &Labels) -> Markup {
    html! {
        @if let Some(table) = table { section.moves { h2 { (l.text(key)) } (table_markup(&table)) } }
    }
}

fn completeness(s: &HouseholdStatement, l: &Labels) -> Markup {
    html! {
        section.complete {
            h2 { (l.text("complete.title")) }
            p.claim { (complete(s, l)) }
            @if let Some(later) = not_yet_covered(s, l) { p.later { (later) } }
            p { (l.text("complete.check")) }
            p { (l.text("complete.limit")) }
        }
    }
}

fn proof(s: &HouseholdStatement, l: &Labels) -> Markup {
    html! {
        section.proof {
            h2 { (l.text("proof.title")) }
            dl { @for (key, value) in &proof_data(s) {
                div { dt { (l.text(key)) } dd { (plain(value, false)) } }
            } }
            h3 { (l.text("proof.concerns")) }
            ol.concerns { @for c in &s.concerns {
                li { span { (c.index) } " " (plain(&c.kind, false)) " " (c.date) }
            } }
            @if !s.proofs.is_empty() {
                h3 { (l.text("proof.payouts")) }
                p { (l.text("proof.neighbour")) }
            }
            @for proof in &s.proofs {
                h4 { (proof.payout) }
                pre { (plain(&proof.text, true)) }
            }
        }
    }
}
