//! As of when a page is: fields to choose it, what is wrong with what was typed, and a bar where it is not now.

use super::super::{
    Reply,
    shell::{DeskPart, page},
    visit::Visit,
};
use crate::unit::Day;
use maud::{Markup, html};

/// Fields for the day and the entry, with `more` before them and whatever else was asked for kept; behind it a bar where
/// the page is not of today or not of all entries.
pub fn as_of(visit: &Visit<'_>, more: &Markup) -> Markup {
    let labels = visit.labels();
    let own = ["on", "known", "q", "format", "from"];
    let kept = visit.query.iter().filter(|(name, _)| !own.contains(&name.as_str()));
    let [on, known, _] = &visit.when.typed;
    let day = if on.is_empty() { visit.on().to_string() } else { on.clone() };
    html! {
        form.asof method="get" {
            @for (name, value) in kept { input type="hidden" name=(name) value=(value); }
            (more)
            (field(visit, "on", labels.text("desk.as_of"), &day))
            (field(visit, "known", labels.text("desk.known_at"), known))
            button.plain type="submit" { (labels.text("desk.show")) }
        }
        @if visit.when.wrong.is_empty() { (bar(visit)) }
    }
}

/// A field for the first day of a time, `first` until another is chosen.
pub fn from_field(visit: &Visit<'_>, first: Day) -> Markup {
    let [_, _, typed] = &visit.when.typed;
    let first = if typed.is_empty() { first.to_string() } else { typed.clone() };
    field(visit, "from", visit.labels().text("desk.from"), &first)
}

fn field(visit: &Visit<'_>, name: &'static str, label: &str, value: &str) -> Markup {
    let wrong = visit.when.wrong.iter().find(|(field, _)| *field == name).map(|(_, said)| said);
    let told = format!("{name}-told");
    html! {
        div.field.wrong[wrong.is_some()] {
            label for=(name) { (label) }
            input type="text" name=(name) id=(name) value=(value) inputmode="numeric" autocomplete="off" maxlength="40"
                aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| told.as_str())];
            @if let Some(wrong) = wrong { span.fault id=(told) { (wrong) } }
        }
    }
}

/// That this is not now, and the way back.
fn bar(visit: &Visit<'_>) -> Markup {
    let labels = visit.labels();
    let on = (visit.on() != visit.today).then(|| labels.fill("desk.not_today", &[("day", &visit.on().to_string())]));
    let known = visit.when.known.map(|entry| {
        let last = visit.newest.books().size().saturating_sub(1);
        labels.fill("desk.not_newest", &[("entry", &entry.to_string()), ("last", &last.to_string())])
    });
    html! {
        @if on.is_some() || known.is_some() {
            div.bar.amber role="status" {
                @if let Some(on) = &on { (on) " " } @if let Some(known) = &known { (known) " " }
                a href=(visit.path()) { (labels.text("desk.now")) }
            }
        }
    }
}

/// What was typed means no day or no entry: nothing is told but that.
pub fn no_such_time(visit: &Visit<'_>) -> Reply {
    let labels = visit.labels();
    let body = html! { section.wide {
        div.bar.red role="alert" {
            strong { (labels.text("desk.wrong")) }
            ul { @for (field, said) in &visit.when.wrong { li { a href={ "#" (field) } { (said) } } } }
        }
        @let from = visit.when.wrong.iter().any(|(field, _)| *field == "from");
        @if from { (as_of(visit, &from_field(visit, visit.on()))) } @else { (as_of(visit, &html! {})) }
    } };
    Reply::page(422, page(visit, DeskPart::Today, labels.text("desk.no_time"), "", &body))
}
