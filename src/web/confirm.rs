//! What stands between a look and a record: the key, the clock, and what the books have become since the look.

use super::visit::Visit;
use crate::{
    cooperative::{Cooperative, Jump, Trouble, key_text},
    event::FactKind,
    form,
    log::UnverifiedEntry,
    told::told_trouble,
    unit::Say,
};
use maud::{Markup, html};

/// Entries that came since, told one by one.
const TOLD: u64 = 20;

/// What is said above a preview that was not recorded.
#[derive(Debug, Default)]
pub struct Confirming {
    said: Option<(String, String)>,
    /// The clock is odd: a person may say that it is right.
    clock: Option<Jump>,
    /// The books have moved since they had so many entries.
    moved_since: Option<u64>,
}

impl Confirming {
    /// After trouble.
    pub fn said(visit: &Visit<'_>, trouble: &Trouble) -> Confirming {
        let told = told_trouble(visit.labels(), trouble);
        let clock = if let Trouble::Clock { jump, .. } = trouble { Some(*jump) } else { None };
        // what to type at the terminal is a box to tick here
        let hint = if clock.is_some() { String::new() } else { told.hint };
        Confirming { said: Some((told.message, hint)), clock, moved_since: None }
    }

    /// After the books moved; `upto` of the form says from where.
    pub fn moved(visit: &Visit<'_>) -> Confirming {
        let said = visit.labels().text("desk.moved").to_owned();
        let moved_since = visit.sent("upto").and_then(|upto| upto.parse().ok());
        Confirming { said: Some((said, String::new())), clock: None, moved_since }
    }

    /// Above the preview.
    pub fn markup(&self, visit: &Visit<'_>) -> Markup {
        html! {
            @if let Some((said, hint)) = &self.said {
                div.bar.amber role="alert" {
                    (said) " " (hint)
                    @if let Some(from) = self.moved_since { (came(visit, from)) }
                }
            }
        }
    }

    /// The box in which a person says that the clock is right, with what that means.
    pub fn clock_field(&self, visit: &Visit<'_>) -> Markup {
        let means = match self.clock {
            None => return html! {},
            Some(Jump::Behind(_)) => "desk.clock_behind",
            Some(Jump::Ahead(_)) => "desk.clock_ahead",
        };
        let labels = visit.labels();
        html! {
            p {
                input.tick type="checkbox" name="confirm_clock" id="confirm_clock" value="yes" aria-describedby="clock-told";
                " " label for="confirm_clock" { (labels.text("desk.clock_right")) }
                br; small.soft id="clock-told" { (labels.text(means)) }
            }
        }
    }
}

/// The entries that came in between.
fn came(visit: &Visit<'_>, from: u64) -> Markup {
    let size = visit.coop.books().size();
    let from = from.min(size);
    let upto = size.min(from.saturating_add(TOLD));
    let mut all = Vec::new();
    // where they cannot be read the page says so itself when it is opened
    for (index, line) in (from..).zip(visit.coop.lines(from, upto).unwrap_or_else(|_unread| Vec::new())) {
        let Ok(entry) = UnverifiedEntry::parse(&line) else { continue };
        let kind = entry.kind().as_str();
        let of = FactKind::of(kind).and_then(form::of_recorded);
        let label = of.map_or_else(|| kind.to_owned(), |of| of.label.say(visit.session.lang));
        all.push((index, format!("{index} · {label} · {} · {}", entry.id(), entry.effective_on())));
    }
    let more = size.saturating_sub(upto);
    html! {
        @if !all.is_empty() {
            ul { @for (index, said) in &all { li { a href={ "/entries/" (index) } { (said) } } } }
            @if more > 0 { (visit.labels().fill("desk.import_more", &[("n", &more.to_string())])) }
        }
    }
}

/// The ledger, open to be written; a clock that a person has confirmed in the form is believed.
///
/// # Errors
/// What keeps it from being written.
pub fn writing(visit: &Visit<'_>) -> Result<Cooperative, Trouble> {
    let opened = Cooperative::open(&visit.setting.ledger, &visit.setting.state, visit.clock.clone())?;
    opened.writable()?;
    let mut coop = opened.cooperative;
    if visit.sent("confirm_clock") == Some("yes") {
        coop.confirm_clock();
    }
    Ok(coop)
}

/// True if the key that signs wants a passphrase first.
pub fn is_locked(visit: &Visit<'_>) -> bool {
    visit.session.key().is_none() && key_text(&visit.setting.key).contains("ENCRYPTED")
}

/// Asks for it.
pub fn passphrase_field(visit: &Visit<'_>) -> Markup {
    let labels = visit.labels();
    html! {
        div.field {
            label for="passphrase" { (labels.text("desk.passphrase")) }
            input type="password" name="passphrase" id="passphrase" autocomplete="off" autofocus aria-describedby="passphrase-told";
            small id="passphrase-told" { (labels.text("desk.passphrase_told")) }
        }
    }
}
