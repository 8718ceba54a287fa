//! Payout sheets: those that were adopted, and one version: its tables for a meeting, its text, beside another one, and
//! tried on drawn registers.

use super::{
    super::{
        Reply,
        shell::{DeskPart, page},
        visit::Visit,
    },
    asof::as_of,
    compare::{beside, paper},
};
use crate::{
    author::{self, Obligation},
    cooperative::{Sought, Trouble},
    scheme::CheckedSheet,
    statement::Labels,
    told::claim_words,
    unit::{Say, SchemeId},
};
use maud::{Markup, html};

/// Registers that are drawn, and households of the large village, when a sheet is tried here; the command tries more.
const DRAWN: usize = 100;
const LARGE: usize = 10_000;
const SEED: u64 = 1;

/// Every adopted version, by sheet.
pub fn sheets(visit: &Visit<'_>) -> Reply {
    let labels = visit.labels();
    let on = visit.on();
    let schemes: Vec<_> = visit.coop.books().schemes().iter().filter(|(_, adopted)| adopted.on <= on).collect();
    let body = html! {
        section.wide {
            (as_of(visit, &html! {}))
            @if schemes.is_empty() { p.soft { (labels.text("desk.empty")) } }
            dl { @for ((id, version), adopted) in &schemes {
                dt { a href=(visit.at(&format!("/sheets/{id}"), &[("version", &version.to_string())])) { (id) " " (version) } }
                dd { (labels.pick(adopted.title_zh(), adopted.title_en())) " " span.soft { (adopted.on) " " (adopted.resolution) } }
            } }
            p { a.button href="/record/scheme.adopt" { (labels.text("desk.adopt")) } }
        }
    };
    Reply::page(200, page(visit, DeskPart::Sheets, labels.text("desk.sheets"), "coop scheme list", &body))
}

/// A version of one, the newest of the day where none is asked for.
///
/// # Errors
/// [`Trouble::Absent`] for a sheet that was not adopted.
pub fn sheet(visit: &Visit<'_>, id: &SchemeId) -> Result<Reply, Trouble> {
    let labels = visit.labels();
    let books = visit.coop.books();
    let absent = || Trouble::Absent(Sought::Adopted(id.to_string()));
    let asked = visit.asked("version").map(|n| n.parse::<u32>().ok().ok_or_else(absent)).transpose()?;
    let fits = |version: u32| asked.is_none_or(|asked| asked == version);
    let mut versions = books.versions(id).filter(|(version, adopted)| adopted.on <= visit.on() && fits(*version));
    let (version, adopted) = versions.next_back().ok_or_else(absent)?;
    let told = author::show(&adopted.sheet, visit.session.lang);
    let body = html! {
        section.wide {
            (as_of(visit, &html! {}))
            p { (adopted.on) " " (adopted.resolution) " · "
                a href={ "/entries/" (adopted.index) } { (labels.fill("desk.entry", &[("entry", &adopted.index.to_string())])) }
                @for (other, _) in books.versions(id).filter(|(other, _)| *other != version) {
                    " · " a href=(visit.at(&format!("/sheets/{id}"), &[("version", &other.to_string())])) { (id) " " (other) }
                } }
            p.soft { (labels.text("desk.print_told")) }
            (paper(&told))
            details { summary { (labels.text("desk.sheet_text")) } pre tabindex="0" { (adopted.sheet.text()) } }
        }
        (beside(visit, (id, version), None)?)
        section.wide {
            h2 { (labels.text("desk.try")) }
            @if visit.asked("try").is_some() { (tried(labels, &adopted.sheet)) } @else {
                p { (labels.fill("desk.try_told", &[("n", &DRAWN.to_string())])) }
                p { a.button href=(visit.at(&format!("/sheets/{id}"), &[("version", &version.to_string()), ("try", "yes")])) { (labels.text("desk.try_now")) } }
            }
        }
    };
    let title = format!("{id} {version} · {}", labels.pick(adopted.title_zh(), adopted.title_en()));
    let same = format!("coop scheme test {id}@{version}");
    Ok(Reply::page(200, page(visit, DeskPart::Sheets, &title, &same, &body)))
}

/// What must hold of the sheet whatever the registers say, and whether it did on those that were drawn.
fn tried(labels: &Labels, sheet: &CheckedSheet) -> Markup {
    let found = author::obligations_watched(sheet, SEED, DRAWN, LARGE, &mut |_| {});
    let refused = found.generated.saturating_sub(found.accepted);
    let drawn = labels.fill(
        "claims.drawn",
        &[
            ("n", &found.generated.to_string()),
            ("seed", &SEED.to_string()),
            ("accepted", &found.accepted.to_string()),
            ("paying", &found.paying.to_string()),
            ("refused", &refused.to_string()),
        ],
    );
    let how = |one: &Obligation| match (&one.counterexample, one.tried) {
        (Some(_), _) => "desk.claim_broken",
        (None, 0) => "desk.claim_untried",
        (None, _) => "desk.claim_holds",
    };
    html! {
        p { (drawn) }
        div.scroll tabindex="0" role="region" aria-label=(labels.text("desk.try")) { table {
            thead { tr { th scope="col" { (labels.text("desk.claim")) } th scope="col" { (labels.text("desk.how_it_stands")) } th.n scope="col" { (labels.text("desk.times")) } } }
            tbody { @for one in &found.obligations { tr {
                td { (claim_words(labels, &one.claim)) }
                td.late[one.counterexample.is_some()] { (labels.text(how(one)))
                    @if let Some(counter) = &one.counterexample {
                        br; (labels.fill("claims.difference", &[("expected", &counter.expected.say(labels.lang())), ("found", &counter.found.say(labels.lang()))]))
                        pre { (author::example_text(sheet, &claim_words(labels, &one.claim), counter, labels.lang())) }
                    }
                }
                td.n { (one.tried) }
            } } }
        } }
    }
}
