//! Recording: a form, what it would do, and its record. What was shown is what is recorded, or it is shown again.

use super::{
    Reply,
    confirm::{Confirming, is_locked, passphrase_field, writing},
    form::{EVIDENCE, Filled, PREFIX, WrongField, fields_of},
    paying,
    shell::{DeskPart, page, token},
    upload::Upload,
    visit::{Visit, unlocked},
};
use crate::{
    cooperative::{Preview, Trouble, read_key},
    decide::{Code, Refusal, Request},
    event::{Attached, Fact},
    form::{self, Description, Fields, Subject},
    log::{Hash, KeyId, PublicKey},
    page::{Table, table_markup},
    told::{Shown, changes_table, lines_table, sheet_behind, told_refusal, told_trouble, vouchers_table},
    unit::Say,
};
use maud::{Markup, html};
use std::sync::Arc;

/// The ten that are used most, each under its figure.
const FREQUENT: [&str; 10] = [
    "receipt.recorded",
    "payment.recorded",
    "payout.declare",
    "payout.pay",
    "claim.recorded",
    "work.recorded",
    "members.changed",
    "contract.signed",
    "voucher.recorded",
    "entry.corrected",
];

/// The ten as tiles.
pub fn frequent(visit: &Visit<'_>) -> Markup {
    let forms = FREQUENT.iter().filter_map(|kind| form::of(kind));
    html! {
        div.tiles { @for (n, of) in forms.enumerate() {
            @let key = ((n + 1) % 10).to_string();
            a href={ "/record/" (of.kind) } data-key=(key) { (of.label.say(visit.session.lang)) kbd { (key) } }
        } }
    }
}

/// What can be recorded: the frequent ones, then all by subject.
pub fn tiles(visit: &Visit<'_>) -> Reply {
    let labels = visit.labels();
    let lang = visit.session.lang;
    let body = html! {
        section.wide {
            h2 { (labels.text("desk.frequent")) }
            (frequent(visit))
            p { a href="/import" { (labels.text("desk.import")) } }
        }
        @for subject in Subject::ALL {
            section.wide {
                h2 { (subject.label().say(lang)) }
                dl { @for of in subject.forms() {
                    dt { a href={ "/record/" (of.kind) } { (of.label.say(lang)) } }
                    dd.soft { (of.help.say(lang)) }
                } }
            }
        }
    };
    Reply::page(200, page(visit, DeskPart::Record, labels.text("desk.record"), "coop kinds", &body))
}

/// A form: empty, filled by the address, sent to be looked at, or to be recorded.
///
/// # Errors
/// What keeps the ledger from being read; what keeps it from being written is told on the page.
pub fn form(visit: &mut Visit<'_>, of: &'static Description) -> Result<Reply, Trouble> {
    let Some(sent) = visit.sent.clone() else {
        let id = format!("{}.{}-{}", of.kind, visit.coop.books().size(), visit.fresh(6));
        let mut given = Fields::from([("id".to_owned(), id)]);
        given.extend(visit.query.iter().filter(|(_, value)| !value.is_empty()).cloned());
        let fields = form::beforehand(of, visit.coop.books(), visit.today, given);
        return Ok(asking(visit, of, &fields, &[], None));
    };
    let mut fields = fields_of(&sent);
    evidence_of(&visit.files, &mut fields);
    let said = |name: &str| sent.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    let step = said("step").unwrap_or("preview");
    if let Some(list) = step.strip_prefix("more:") {
        return Ok(asking(visit, of, &fields, &[], Some(list)));
    }
    if step == "change" {
        return Ok(asking(visit, of, &fields, &[], None));
    }
    if step == "glance" {
        return Ok(glance(visit, of, &fields));
    }
    if step == paying::KNOWN {
        paying::name_known(visit, of, &mut fields)?;
    }
    let request = match of.request(&fields) {
        Ok(request) => request,
        Err(misread) => {
            let wrong: Vec<WrongField> =
                misread.iter().map(|(path, refusal)| wrong(visit, of, path.clone(), refusal)).collect();
            return Ok(asking(visit, of, &fields, &wrong, None));
        }
    };
    if let Some(wrong) = paying::wrong(visit, &request)? {
        return Ok(asking(visit, of, &fields, &[wrong], None));
    }
    if step == "record" {
        return recorded(visit, of, &fields, request, said("seen").unwrap_or(""), said("passphrase"));
    }
    match previewed(visit, &request) {
        Ok(previews) => Ok(shown(visit, of, &fields, &previews, &Confirming::default())),
        Err(trouble) => refused(visit, of, &fields, trouble),
    }
}

/// Fingerprints of files that came with a form, where no script has put them into their field.
fn evidence_of(files: &[Upload], fields: &mut Fields) {
    for file in files.iter().filter(|file| file.field == EVIDENCE) {
        let hash = Hash::of(&[&file.bytes]).to_string();
        let all = fields.entry("evidence".to_owned()).or_default();
        if !all.contains(&hash) {
            *all = format!("{all} {hash}").trim().to_owned();
        }
    }
}

/// What a form that is being filled in would do: a part of a page, asked for while somebody types.
fn glance(visit: &Visit<'_>, of: &'static Description, fields: &Fields) -> Reply {
    let labels = visit.labels();
    let body = match of.request(fields) {
        Err(misread) => {
            let (missing, wrong): (Vec<_>, Vec<_>) =
                misread.iter().partition(|(path, refusal)| refusal.code() == Code::MemberMissing && !path.is_empty());
            let missing: Vec<String> = missing.iter().map(|(path, _)| title(visit, of, path)).collect();
            html! {
                @for (_, refusal) in &wrong { p.late { (told_refusal(labels, refusal).message) } }
                @if !missing.is_empty() { p.soft { (labels.fill("desk.still", &[("what", &missing.join(labels.text("reason.and")))])) } }
            }
        }
        Ok(request) => match previewed(visit, &request) {
            Ok(previews) => html! {
                @if let Ok(Some(wrong)) = paying::wrong(visit, &request) { p.late { (wrong.said) } }
                h2 { (labels.text("desk.would_post")) } (posted(visit, &previews))
            },
            Err(trouble) => html! { p.late { (told_trouble(labels, &trouble).message) } },
        },
    };
    Reply::page(200, body.into_string())
}

/// The table without the columns in which nothing stands: beside a form there is little room.
fn without_empty_columns(mut table: Table) -> Table {
    let said = |at: usize| {
        table.rows.iter().any(|row| row.cells.get(at).is_some_and(|cell| !cell.shown().concat().is_empty()))
    };
    let kept: Vec<bool> = (0..table.headings.len()).map(said).collect();
    let is_kept = |at: usize| kept.get(at).copied().unwrap_or(true);
    let mut at = 0..;
    table.headings.retain(|_| at.next().is_none_or(is_kept));
    for row in &mut table.rows {
        let mut at = 0..;
        row.cells.retain(|_| at.next().is_none_or(is_kept));
    }
    table
}

/// What would be posted, or that nothing would; who a key is that is to be admitted.
fn posted(visit: &Visit<'_>, previews: &[Preview]) -> Markup {
    let labels = visit.labels();
    let tables: Vec<Table> = tables(visit, previews).into_iter().map(without_empty_columns).collect();
    let keys = previews.iter().filter_map(|preview| {
        let Fact::KeyAdmitted(key) = &preview.decision.event.fact else { return None };
        Some((PublicKey::from_bytes(&key.public.0).ok()?, &key.person))
    });
    html! {
        @if tables.is_empty() { p.soft { (labels.text("desk.no_posting")) } }
        @for table in &tables { div.scroll { (table_markup(table)) } }
        @for (key, person) in keys {
            dl {
                dt { (labels.text("keys.person")) } dd { (person) }
                dt { (labels.text("keys.key")) } dd { code { (key.id()) } }
                dt { (labels.text("own_key.digits")) } dd.digits { (key.digits()) }
            }
            p { (labels.text("own_key.compare")) }
        }
    }
}

fn previewed(visit: &Visit<'_>, request: &Request) -> Result<Vec<Preview>, Trouble> {
    visit.coop.preview(std::slice::from_ref(request), &signer(visit)?)
}

/// By whose right it would be recorded.
///
/// # Errors
/// Why the key cannot be read.
pub fn signer(visit: &Visit<'_>) -> Result<KeyId, Trouble> {
    match visit.signer() {
        Some(signer) => Ok(signer),
        None => Ok(read_key(&visit.setting.key, None)?.public().id()),
    }
}

fn recorded(
    visit: &mut Visit<'_>,
    of: &'static Description,
    fields: &Fields,
    request: Request,
    seen: &str,
    passphrase: Option<&str>,
) -> Result<Reply, Trouble> {
    if visit.session.key().is_none()
        && let Err(trouble) = unlocked(visit, passphrase)
    {
        let previews = previewed(visit, &request)?;
        return Ok(shown(visit, of, fields, &previews, &Confirming::said(visit, &trouble)));
    }
    let Some(key) = visit.session.key() else { return Ok(Reply::go("/keys")) };
    let written = writing(visit).and_then(|mut coop| {
        let previews = coop.preview(std::slice::from_ref(&request), &key.public().id())?;
        // an entry that is there already is found again, whatever the books say since
        let moved = !previews.is_empty() && digest(visit, &previews) != seen;
        if moved { Ok(Err((coop, previews))) } else { coop.record(std::slice::from_ref(&request), &key).map(Ok) }
    });
    match written {
        Ok(Ok(recorded)) => {
            let index = recorded.first().map_or(0, |r| r.index);
            Ok(Reply::go(&format!("/entries/{index}?recorded=yes")))
        }
        Ok(Err((coop, previews))) => {
            visit.coop = Arc::new(coop);
            Ok(shown(visit, of, fields, &previews, &Confirming::moved(visit)))
        }
        Err(trouble @ Trouble::Clock { .. }) => {
            let previews = previewed(visit, &request)?;
            Ok(shown(visit, of, fields, &previews, &Confirming::said(visit, &trouble)))
        }
        Err(trouble) => refused(visit, of, fields, trouble),
    }
}

/// What is refused stands beside its field, whatever else is wrong above the form.
fn refused(visit: &Visit<'_>, of: &'static Description, fields: &Fields, trouble: Trouble) -> Result<Reply, Trouble> {
    let wrong: Vec<WrongField> = if let Trouble::Refused(all) = &trouble {
        all.iter().map(|(_, refusal)| wrong(visit, of, place(of, fields, refusal), refusal)).collect()
    } else {
        vec![WrongField::told(String::new(), told_trouble(visit.labels(), &trouble))]
    };
    Ok(asking(visit, of, fields, &wrong, None))
}

fn wrong(visit: &Visit<'_>, of: &Description, path: String, refusal: &Refusal) -> WrongField {
    let told = told_refusal(visit.labels(), refusal);
    // beside its field it needs no name
    if refusal.code() == Code::MemberMissing && !path.is_empty() {
        let said = visit.labels().fill("desk.needed", &[("what", &title(visit, of, &path))]);
        return WrongField { path, said, hint: String::new(), step: None };
    }
    WrongField::told(path, told)
}

/// The field that a refusal is about: the one that is missing, the one that says what was found, or what it is about. Codes,
/// figures and names of members are the same in every language, so they are compared and no sentence is.
fn place(of: &Description, fields: &Fields, refusal: &Refusal) -> String {
    let (found, subject) = (refusal.found(), refusal.subject());
    let words: Vec<&str> = subject.split([' ', ',']).collect();
    let says = |wanted: &str| fields.iter().find(|(path, value)| *path != "id" && value.as_str() == wanted);
    let by_value = says(&found).or_else(|| words.iter().find_map(|word| says(word))).map(|(path, _)| path);
    if refusal.code() == Code::MemberMissing {
        let missing = refusal.expected();
        let own = of.columns();
        let column = own.iter().find(|column| column.name.rsplit('.').next() == Some(missing.as_str()));
        let row = by_value.and_then(|path| path.split('.').find_map(|step| step.parse().ok())).unwrap_or(0);
        return column.map_or_else(String::new, |column| column.path(row));
    }
    let by_name = || words.iter().find_map(|word| fields.keys().find(|path| path.rsplit('.').next() == Some(*word)));
    by_value.or_else(by_name).cloned().unwrap_or_default()
}

/// What a field is called.
fn title(visit: &Visit<'_>, of: &Description, path: &str) -> String {
    of.column_of(path).map_or_else(|| path.to_owned(), |column| column.title(visit.session.lang))
}

fn asking(
    visit: &Visit<'_>,
    of: &'static Description,
    fields: &Fields,
    wrong: &[WrongField],
    more: Option<&str>,
) -> Reply {
    let labels = visit.labels();
    let lang = visit.session.lang;
    let filled = Filled { visit, of, fields, wrong, more };
    let law = of.law.say(lang);
    let body = html! {
        section {
            (filled.summary())
            form method="post" action={ "/record/" (of.kind) } enctype="multipart/form-data" data-glance {
                (token(visit))
                // what Enter does
                button.skip type="submit" name="step" value="preview" tabindex="-1" aria-hidden="true" {}
                (filled.fields())
                p {
                    button type="submit" name="step" value="preview" data-main { (labels.text("desk.look")) }
                    @for (step, called) in wrong.iter().filter_map(|wrong| wrong.step.as_ref()) {
                        " " button.plain type="submit" name="step" value=(step) { (called) }
                    }
                }
            }
        }
        aside {
            p { (of.help.say(lang)) }
            @if !law.is_empty() { p.soft { (law) } }
            div id="glance" aria-live="polite" {}
        }
    };
    let status = if wrong.is_empty() { 200 } else { 422 };
    let same = format!("coop new {}", of.kind);
    Reply::page(status, page(visit, DeskPart::Record, &of.label.say(lang), &same, &body))
}

/// What would be recorded: vouchers, and the lines of a payout with their reasons.
pub fn tables(visit: &Visit<'_>, previews: &[Preview]) -> Vec<Table> {
    let labels = visit.labels();
    let books = visit.coop.books();
    let vouchers: Vec<Shown> =
        previews.iter().filter(|p| !p.voucher.lines().is_empty()).map(|p| Shown::preview(books, p)).collect();
    let mut tables = Vec::new();
    if !vouchers.is_empty() {
        let mut table = vouchers_table(&vouchers, labels);
        // whose voucher it is, the page says
        table.rows.retain(|row| row.indent > 0);
        tables.push(table);
    }
    for preview in previews {
        if let Attached::Lines(placed) = &preview.decision.event.attached {
            tables.push(lines_table(
                placed.iter().map(|(_, line)| line),
                sheet_behind(books, &preview.decision.event),
                labels,
            ));
        }
    }
    tables
}

/// By what it is known that what is recorded is what was shown.
pub fn digest(visit: &Visit<'_>, previews: &[Preview]) -> String {
    let text: Vec<String> = tables(visit, previews).iter().map(Table::csv).collect();
    Hash::of(&[text.join("\n").as_bytes()]).to_string()
}

fn shown(
    visit: &Visit<'_>,
    of: &'static Description,
    fields: &Fields,
    previews: &[Preview],
    confirming: &Confirming,
) -> Reply {
    let labels = visit.labels();
    let lang = visit.session.lang;
    let locked = is_locked(visit);
    // what cannot be told of it the preview told already
    let asked = of.request(fields).ok().zip(signer(visit).ok());
    let changes = asked.into_iter().flat_map(|(request, signer)| visit.coop.changes(&[request], &signer));
    let changes: Vec<_> = changes.flatten().collect();
    let body = html! {
        section {
            (confirming.markup(visit))
            h2 { (labels.text("desk.would_post")) }
            (posted(visit, previews))
            @if !changes.is_empty() {
                h2 { (labels.text("changes.would")) }
                div.scroll tabindex="0" role="region" aria-label=(labels.text("changes.would")) { (table_markup(&changes_table(&changes, labels))) }
            }
            form method="post" action={ "/record/" (of.kind) } {
                (token(visit))
                @for (path, value) in fields { input type="hidden" name={ (PREFIX) (path) } value=(value); }
                input type="hidden" name="seen" value=(digest(visit, previews));
                input type="hidden" name="upto" value=(visit.coop.books().size());
                (confirming.clock_field(visit))
                @if locked { (passphrase_field(visit)) }
                p {
                    button type="submit" name="step" value="record" data-main autofocus[!locked] { (labels.text("desk.do_record")) }
                    " "
                    button.plain type="submit" name="step" value="change" { (labels.text("desk.change")) }
                }
            }
        }
        aside {
            h2 { (labels.text("desk.you_wrote")) }
            dl { @for (path, value) in fields { dt { (title(visit, of, path)) } dd { (value) } } }
        }
    };
    let same = same(of, fields);
    let title = format!("{} · {}", of.label.say(lang), labels.text("desk.not_yet"));
    Reply::page(200, page(visit, DeskPart::Record, &title, &same, &body))
}

/// The same at the terminal.
fn same(of: &Description, fields: &Fields) -> String {
    let quote = |text: &str| {
        let plain = text.chars().all(|c| c.is_alphanumeric() || "._:-/%".contains(c));
        if plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
    };
    let each: Vec<String> = fields.iter().map(|(path, value)| format!("{path}={}", quote(value))).collect();
    format!("coop new {} {}", of.kind, each.join(" "))
}
