//! Keys: who may what, and the one that this session holds.

use super::{
    super::{
        Reply,
        reply::quoted,
        shell::{DeskPart, page, token},
        visit::{Visit, unlocked},
    },
    told,
};
use crate::{
    decide::Request,
    form, intake,
    page::{Cell, Heading, Table, TableRow},
    told::told_trouble,
};
use maud::html;

/// All keys, and a form that unlocks the session's own, drops it, or ends the session.
pub fn keys(visit: &mut Visit<'_>) -> Reply {
    let mut said = None;
    if visit.sent.is_some() {
        match visit.sent("step").map(str::to_owned).as_deref() {
            Some("lock") => visit.session.hold(None),
            Some("request") => match requested(visit.sent("request").unwrap_or("")) {
                Some(form) => return Reply::go(&form),
                None => said = Some(visit.labels().text("own_key.no_request").to_owned()),
            },
            _ => {
                let passphrase = visit.sent("passphrase").map(str::to_owned);
                if let Err(trouble) = unlocked(visit, passphrase.as_deref()) {
                    let told = told_trouble(visit.labels(), &trouble);
                    said = Some(format!("{} {}", told.message, told.hint));
                }
            }
        }
    }
    let labels = visit.labels();
    let table = all_keys(visit);
    let held = visit.session.key().is_some();
    let body = html! {
        section { (told(&table)) }
        aside {
            @if let Some(said) = &said { div.bar.red role="alert" { (said) } }
            p { (labels.text(if held { "desk.unlocked_told" } else { "desk.locked_told" })) }
            form method="post" action="/keys" {
                (token(visit))
                @if held { button type="submit" name="step" value="lock" { (labels.text("desk.lock")) } }
                @else {
                    div.field {
                        label for="passphrase" { (labels.text("desk.passphrase")) }
                        input type="password" name="passphrase" id="passphrase" autocomplete="off";
                    }
                    button type="submit" name="step" value="unlock" data-main { (labels.text("desk.unlock")) }
                }
            }
            h2 { (labels.text("own_key.title")) }
            p { a href="/keys/mine" { (labels.text("own_key.make")) } }
            form method="post" action="/keys" {
                (token(visit))
                label for="request" { (labels.text("own_key.paste")) }
                textarea name="request" id="request" rows="4" {}
                p { button.plain type="submit" name="step" value="request" { (labels.text("own_key.look")) } }
            }
            form method="post" action="/leave" { (token(visit)) p { button.plain type="submit" { (labels.text("desk.leave")) } } }
        }
    };
    Reply::page(200, page(visit, DeskPart::Keys, labels.text("desk.keys"), "coop key list", &body))
}

/// Every key with its person and its time.
fn all_keys(visit: &Visit<'_>) -> Table {
    let labels = visit.labels();
    let mut all: Vec<_> = visit.coop.books().keys().iter().collect();
    all.sort_by_key(|(_, key)| (key.from, key.person.clone()));
    let row = |(id, key): &(&crate::log::KeyId, &crate::books::Key)| {
        let role = key.role.map_or_else(|| key.kind.to_string(), |role| role.to_string());
        TableRow::plain(vec![
            Cell::words(&key.person),
            Cell::words(labels.word("roles", &role)),
            Cell::words(id.to_string()),
            Cell::words(key.from.to_string()),
            key.until.map_or(Cell::Empty, |n| Cell::words(n.to_string())),
        ])
    };
    Table {
        headings: vec![
            Heading::left(labels.text("keys.person")),
            Heading::left(labels.text("keys.role")),
            Heading::left(labels.text("keys.key")),
            Heading::right(labels.text("keys.from")),
            Heading::right(labels.text("keys.until")),
        ],
        rows: all.iter().map(row).collect(),
        ..Table::default()
    }
}

/// The form that a person's request fills in; `None` where the text is none.
fn requested(text: &str) -> Option<String> {
    let (_, object) = intake::json_lines(text).into_iter().next()?;
    let request = Request::read(&object.ok()?).ok()?;
    let of = form::of("key.admitted")?;
    let members = request.members().ok()?;
    if members.member("kind")?.text() != Some(of.kind) {
        return None;
    }
    let fields = of.fields(&members);
    let each: Vec<String> = fields.iter().map(|(path, value)| format!("{path}={}", quoted(value))).collect();
    Some(format!("/record/{}?{}", of.kind, each.join("&")))
}
