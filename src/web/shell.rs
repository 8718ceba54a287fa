//! What stands around every page: head, ways to the others, whose desk it is, and what goes wrong.

use super::visit::Visit;
use crate::{cooperative::Trouble, statement::Labels, told::told_trouble, unit::Lang};
use maud::{DOCTYPE, Markup, html};

/// The one style sheet.
pub const STYLE: &str = include_str!("style.css");
/// The one script: it saves keystrokes and nothing else.
pub const SCRIPT: &str = include_str!("script.js");
/// The script of the page on which a person makes her own key.
pub const KEY_SCRIPT: &str = include_str!("./keys.js");

/// A part of the desk, in the order of its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskPart {
    Today,
    Record,
    Payouts,
    Registers,
    Books,
    Entries,
    Sheets,
    Year,
    Audit,
    Keys,
}

impl DeskPart {
    const ALL: [DeskPart; 10] = [
        DeskPart::Today,
        DeskPart::Record,
        DeskPart::Payouts,
        DeskPart::Registers,
        DeskPart::Books,
        DeskPart::Entries,
        DeskPart::Sheets,
        DeskPart::Year,
        DeskPart::Audit,
        DeskPart::Keys,
    ];

    fn path(self) -> &'static str {
        match self {
            DeskPart::Today => "/",
            DeskPart::Record => "/record",
            DeskPart::Payouts => "/payouts",
            DeskPart::Registers => "/registers",
            DeskPart::Books => "/books",
            DeskPart::Entries => "/entries",
            DeskPart::Sheets => "/sheets",
            DeskPart::Year => "/year",
            DeskPart::Audit => "/audit",
            DeskPart::Keys => "/keys",
        }
    }

    fn label(self) -> &'static str {
        match self {
            DeskPart::Today => "desk.today",
            DeskPart::Record => "desk.record",
            DeskPart::Payouts => "desk.payouts",
            DeskPart::Registers => "desk.registers",
            DeskPart::Books => "desk.books",
            DeskPart::Entries => "desk.entries",
            DeskPart::Sheets => "desk.sheets",
            DeskPart::Year => "desk.year",
            DeskPart::Audit => "desk.audit",
            DeskPart::Keys => "desk.keys",
        }
    }
}

/// A page of the desk. `same` is what gives the same at the terminal.
pub fn page(visit: &Visit<'_>, part: DeskPart, title: &str, same: &str, body: &Markup) -> String {
    let labels = visit.labels();
    let books = visit.newest.books();
    let name = labels.pick(books.opened().names.zh.as_str(), books.opened().names.en.as_str());
    let upto = labels.fill("desk.upto", &[("entry", &books.size().saturating_sub(1).to_string())]);
    let held = visit.session.key().is_some();
    let content = html! {
        header {
            a.name href="/" { (name) }
            nav aria-label=(labels.text("desk.parts")) {
                @for each in DeskPart::ALL {
                    a href=(each.path()) aria-current=[(each == part).then_some("page")] { (labels.text(each.label())) }
                }
            }
            div.who {
                span { (upto) " · "
                    @if held { (labels.text("desk.unlocked")) }
                    @else { a href="/keys" { (labels.text("desk.locked")) } }
                    @if visit.names.is_none() { " · " (labels.text("desk.names_locked")) }
                }
                form.inline method="post" action="/language" {
                    (token(visit))
                    input type="hidden" name="back" value=(visit.target);
                    button.plain type="submit" { (labels.text("desk.other_language")) }
                }
            }
        }
        main id="main" {
            h1 { (title) }
            (body)
            @if !same.is_empty() { p.same.wide { (labels.text("desk.same")) " " code { (same) } } }
        }
    };
    document(labels, &format!("{title} · {name}"), &content)
}

/// Stands in every form.
pub fn token(visit: &Visit<'_>) -> Markup {
    html! { input type="hidden" name="token" value=(visit.session.token); }
}

/// A page for somebody who is in no session.
pub fn outside(lang: Lang) -> String {
    let labels = Labels::of(lang);
    alone(labels, labels.text("desk.outside"), labels.text("desk.outside_how"))
}

/// An address that means no page.
pub fn nothing(lang: Lang) -> String {
    let labels = Labels::of(lang);
    alone(labels, labels.text("desk.nothing"), labels.text("desk.nothing_how"))
}

/// What keeps a page from being made.
pub fn trouble(lang: Lang, trouble: &Trouble) -> String {
    let labels = Labels::of(lang);
    let told = told_trouble(labels, trouble);
    alone(labels, &told.message, &told.hint)
}

fn alone(labels: &Labels, said: &str, how: &str) -> String {
    document(
        labels,
        said,
        &html! { main id="main" { h1 { (said) } section.wide { p { (how) } p { a href="/" { (labels.text("desk.today")) } } } } },
    )
}

fn document(labels: &Labels, title: &str, content: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang=(labels.lang().tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href="/style.css";
                link rel="icon" href="data:,";
                script src="/script.js" defer {}
            }
            body {
                a.skip href="#main" { (labels.text("desk.skip")) }
                (content)
            }
        }
    }
    .into_string()
}
