//! Lists of workbooks in the browser: uploaded, every mistake by its cell with a marked copy to take back, shown, and
//! recorded as they were shown. Templates to fill in are given out here too.

use super::{
    Reply,
    confirm::{Confirming, is_locked, passphrase_field, writing},
    pending::PendingImport,
    record::{digest, signer, tables},
    shell::{DeskPart, page, token},
    upload::Upload,
    visit::{Visit, unlocked},
};
use crate::{
    cooperative::{Answered, Preview, Trouble},
    decide::Request,
    form::{self, Description, Subject},
    intake::{Expected, FilePlace, Profile, RecordFound},
    lists::{self, Changing, ImportedFile, unreadable},
    log::{Batch, Hash},
    page::table_markup,
    told::{Told, told_refusal, told_trouble, told_usage},
    unit::Say,
};
use maud::{Markup, html};
use std::sync::Arc;

/// Rows of a sheet that are shown; the rest is counted.
const SHOWN: usize = 300;
/// Encodings that a person may name.
const ENCODINGS: [&str; 4] = ["UTF-8", "GB18030", "UTF-16LE", "UTF-16BE"];
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// One mistake with its place.
type Mistake = (FilePlace, Told);

/// The page: empty, with what is wrong, with what would be recorded, or with what was.
///
/// # Errors
/// What keeps the ledger from being read; what keeps it from being written is told on the page.
pub fn import(visit: &mut Visit<'_>) -> Result<Reply, Trouble> {
    match visit.sent("step").map(str::to_owned).as_deref() {
        None => Ok(told(visit, 200, &html! { (asking(visit, true)) (templates(visit)) })),
        Some("record") => record(visit),
        Some(_) => check(visit),
    }
}

/// The marked copy of one of the session's files.
pub fn marked(visit: &Visit<'_>, number: usize) -> Option<Reply> {
    let pending = visit.session.pending()?;
    let file = pending.files.get(number).filter(|file| !file.is_sound())?;
    Some(Reply::file(&file.copy_name(1), XLSX, file.marked(visit.labels(), visit.coop.books()).ok()?))
}

/// A workbook to be filled in: empty, or with what is recorded.
///
/// # Errors
/// What keeps the journal from being read.
pub fn template(visit: &Visit<'_>, of: &'static Description) -> Result<Reply, Trouble> {
    let filled = visit.asked("filled").is_some();
    if filled && visit.names.is_none() {
        // a filled list has names and accounts in it
        let locked = html! { p { (visit.labels().text("desk.names_locked")) } };
        return Ok(told(visit, 403, &locked));
    }
    let sealed = if filled { lists::sealed_elsewhere(&visit.coop, &[of])? } else { 0 };
    if sealed > 0 {
        let said = visit.labels().fill("desk.texts_elsewhere", &[("n", &sealed.to_string())]);
        return Ok(told(visit, 409, &html! { p { (said) } }));
    }
    let bytes = lists::template_of(&visit.coop, &[of], filled, visit.session.lang)?;
    Ok(Reply::file(&format!("{}.xlsx", of.label.say(visit.session.lang)), XLSX, bytes))
}

fn told(visit: &Visit<'_>, status: u16, body: &Markup) -> Reply {
    let labels = visit.labels();
    Reply::page(status, page(visit, DeskPart::Record, labels.text("desk.import"), "coop import", body))
}

/// The form; the cursor waits in it where there is nothing else to do.
fn asking(visit: &Visit<'_>, waits: bool) -> Markup {
    let (labels, lang) = (visit.labels(), visit.session.lang);
    html! {
        section {
            p { (labels.text("desk.import_told")) }
            form method="post" action="/import" enctype="multipart/form-data" {
                (token(visit))
                div.field {
                    label for="files" { (labels.text("desk.import_files")) }
                    input type="file" name="files" id="files" multiple required accept=".xlsx,.ods,.csv,.tsv,.txt" aria-describedby="files-told" autofocus[waits];
                    small id="files-told" { (labels.text("desk.import_files_told")) }
                }
                details {
                    summary { (labels.text("desk.seldom")) }
                    div.field {
                        label for="kind" { (labels.text("desk.import_kind")) }
                        select name="kind" id="kind" aria-describedby="kind-told" {
                            option value="" {}
                            @for of in form::all() { option value=(of.kind) { (of.label.say(lang)) } }
                        }
                        small id="kind-told" { (labels.text("desk.import_kind_told")) }
                    }
                    div.field {
                        label for="encoding" { (labels.text("desk.import_encoding")) }
                        select name="encoding" id="encoding" aria-describedby="encoding-told" {
                            option value="" {}
                            @for name in ENCODINGS { option value=(name) { (name) } }
                        }
                        small id="encoding-told" { (labels.text("desk.import_encoding_told")) }
                    }
                    div.field {
                        label for="profile" { (labels.text("desk.import_profile")) }
                        input type="file" name="profile" id="profile" accept=".toml" aria-describedby="profile-told";
                        small id="profile-told" { (labels.text("desk.import_profile_told")) }
                    }
                }
                p { button type="submit" name="step" value="check" data-main { (labels.text("desk.import_check")) } }
            }
        }
    }
}

fn templates(visit: &Visit<'_>) -> Markup {
    let (labels, lang) = (visit.labels(), visit.session.lang);
    html! {
        aside {
            h2 { (labels.text("desk.templates")) }
            p.soft { (labels.text("desk.templates_told")) }
            @for subject in Subject::ALL {
                details {
                    summary { (subject.label().say(lang)) }
                    ul { @for of in subject.forms() {
                        @let name = of.label.say(lang);
                        li {
                            (name) " "
                            a href={ "/templates/" (of.kind) } aria-label={ (name) " " (labels.text("desk.template_empty")) } { (labels.text("desk.template_empty")) }
                            " "
                            a href={ "/templates/" (of.kind) "?filled=yes" } aria-label={ (name) " " (labels.text("desk.template_filled")) } { (labels.text("desk.template_filled")) }
                        }
                    } }
                }
            }
        }
    }
}

/// Reads what was uploaded, and shows what is wrong or what would be recorded.
fn check(visit: &mut Visit<'_>) -> Result<Reply, Trouble> {
    visit.session.wait_with(None);
    let uploads = std::mem::take(&mut visit.files);
    let (files, mistakes) = read(visit, &uploads);
    if !mistakes.is_empty() {
        return Ok(wrong(visit, &mistakes, &files));
    }
    let records: usize = files.iter().map(|file| file.found.records.len()).sum();
    let sound = files.iter().all(ImportedFile::is_sound);
    if files.is_empty() || (records == 0 && sound) {
        let said = visit.labels().text("import.nothing").to_owned();
        return Ok(told(
            visit,
            422,
            &html! { div.bar.amber.wide role="alert" { (said) } (asking(visit, true)) (templates(visit)) },
        ));
    }
    if records > Batch::MAX_LINES as usize {
        let most = Batch::MAX_LINES.to_string();
        let said = told_usage(visit.labels(), "too_many_records", &records.to_string(), &[most.into(), "".into()]);
        return Ok(wrong(visit, &[(FilePlace::file(""), said)], &files));
    }
    let mut files = files;
    let signing = signer(visit)?;
    let by = Changing { signer: &signing, on: None, lang: visit.session.lang };
    lists::settle(&visit.coop, &mut files, by)?;
    let requests = lists::requests(&files);
    lists::refuse(&visit.coop, &mut files, &requests, &signing)?;
    let pending = Arc::new(PendingImport { files, requests });
    visit.session.wait_with(Some(pending.clone()));
    let mistakes: Vec<Mistake> = pending.files.iter().flat_map(|file| file.faults(visit.labels())).collect();
    if !mistakes.is_empty() {
        return Ok(wrong(visit, &mistakes, &pending.files));
    }
    let previews = visit.coop.preview(&pending.requests, &signer(visit)?)?;
    Ok(shown(visit, &pending, &previews, &Confirming::default()))
}

/// The files that can be read, and why others cannot.
fn read(visit: &Visit<'_>, uploads: &[Upload]) -> (Vec<ImportedFile>, Vec<Mistake>) {
    let labels = visit.labels();
    let mut mistakes = Vec::new();
    let profile = uploads.iter().find(|upload| upload.field == "profile").map(|upload| {
        let text = String::from_utf8_lossy(&upload.bytes);
        Profile::read(&upload.name, &text)
    });
    let profile = match profile.transpose() {
        Ok(profile) => profile,
        Err(refused) => {
            mistakes.extend(refused.into_iter().map(|(place, refusal)| (place, told_refusal(labels, &refusal))));
            None
        }
    };
    let origin = visit.coop.origin().to_string();
    let kind = visit.sent("kind").and_then(form::of);
    let expected = Expected { origin: &origin, kind, profile: profile.as_ref(), lang: visit.session.lang };
    let named = visit.sent("encoding").filter(|name| !name.is_empty());
    let encoding = named.or(profile.as_ref().and_then(|p| p.encoding.as_deref()));
    let mut files = Vec::new();
    for upload in uploads.iter().filter(|upload| upload.field == "files") {
        match ImportedFile::read(&upload.name, &upload.bytes, &expected, encoding) {
            Ok(file) => files.push(file),
            Err(why) => mistakes.push((FilePlace::file(&upload.name), unreadable(labels, &why))),
        }
    }
    (files, mistakes)
}

/// Every mistake by its cell, with the copies in which they are marked.
fn wrong(visit: &Visit<'_>, mistakes: &[Mistake], files: &[ImportedFile]) -> Reply {
    let labels = visit.labels();
    // what is alike is one line
    let all: usize = files.iter().map(|file| file.found.faults.len()).sum();
    let count = all.max(mistakes.len()).to_string();
    let body = html! {
        section.wide {
            div.bar.red role="alert" { strong { (labels.fill("desk.import_wrong", &[("n", &count)])) } }
            @for (number, file) in files.iter().enumerate().filter(|(_, file)| !file.is_sound()) {
                p {
                    a.button href={ "/import/marked/" (number) } autofocus { (labels.fill("desk.import_copy", &[("file", &file.copy_name(1))])) }
                    " " span.soft { (labels.text("desk.import_copy_told")) }
                }
            }
            div.scroll tabindex="0" role="region" aria-label=(labels.text("desk.import")) { table {
                thead { tr {
                    th scope="col" { (labels.text("import.file")) } th scope="col" { (labels.text("import.sheet")) }
                    th.n scope="col" { (labels.text("desk.import_row")) } th scope="col" { (labels.text("desk.import_column")) }
                    th scope="col" { (labels.text("desk.import_what")) } th scope="col" { (labels.text("desk.import_instead")) }
                } }
                tbody { @for (place, told) in mistakes { tr {
                    td.t { (place.file) } td.t { @if let Some(sheet) = &place.sheet { (sheet) } }
                    td.n { @if let Some(row) = place.row { (row) } } td.t { @if let Some(column) = &place.column { (column) } }
                    td { (told.message) } td.soft { (told.hint) }
                } } }
            } }
            (remarks(visit, files))
        }
        (asking(visit, false))
    };
    told(visit, 422, &body)
}

fn remarks(visit: &Visit<'_>, files: &[ImportedFile]) -> Markup {
    let labels = visit.labels();
    let read_as = |file: &ImportedFile| {
        let encoding = file.encoding?;
        Some(labels.fill("import.encoding", &[("file", &file.name), ("encoding", encoding)]))
    };
    let all: Vec<String> =
        files.iter().flat_map(|file| read_as(file).into_iter().chain(file.remarks(labels))).collect();
    html! { @if !all.is_empty() { ul.soft { @for said in &all { li { (said) } } } } }
}

/// What would be recorded, and the button that does it; nothing to press where nothing is new.
fn shown(visit: &Visit<'_>, pending: &PendingImport, previews: &[Preview], confirming: &Confirming) -> Reply {
    let labels = visit.labels();
    let untouched: u64 = pending.files.iter().flat_map(|file| file.untouched.values()).sum();
    let (new, all) = (previews.len(), pending.requests.len() + usize::try_from(untouched).unwrap_or(0));
    let changes = lists::told_changes(labels, &visit.coop, &pending.files);
    let old = all.saturating_sub(new);
    let [new_told, old_told, size] =
        [new, old, usize::try_from(visit.coop.books().size()).unwrap_or(0)].map(|n| n.to_string());
    let locked = is_locked(visit);
    let body = html! {
        section.wide {
            (confirming.markup(visit))
            @if new == 0 {
                div.bar role="status" { (labels.fill("import.none_new", &[("n", &old_told), ("size", &size)])) }
            } @else {
                div.bar role="status" { (labels.fill("import.previewed", &[("n", &new_told), ("old", &old_told)])) }
                @if !changes.is_empty() { ul { @for said in &changes { li { (said) } } } }
                form method="post" action="/import" {
                    (token(visit))
                    input type="hidden" name="seen" value=(seen(visit, &pending.requests, previews));
                    input type="hidden" name="upto" value=(visit.coop.books().size());
                    (confirming.clock_field(visit))
                    @if locked { (passphrase_field(visit)) }
                    p { button type="submit" name="step" value="record" data-main autofocus[!locked] { (labels.fill("desk.import_record", &[("n", &new_told)])) } }
                }
            }
            (remarks(visit, &pending.files))
        }
        @for table in sheets(visit, pending) { (table) }
        @if new > 0 { (vouchers(visit, previews)) }
        (asking(visit, false))
    };
    told(visit, 200, &body)
}

/// The records of each sheet, with the heads of their kind.
fn sheets(visit: &Visit<'_>, pending: &PendingImport) -> Vec<Markup> {
    let (labels, lang) = (visit.labels(), visit.session.lang);
    let mut all = Vec::new();
    for file in &pending.files {
        for (number, of) in &file.found.kinds {
            // what is changed is told cell by cell
            let new = |record: &&RecordFound| record.spot.sheet == *number && record.edits.is_empty();
            let records: Vec<_> = file.found.records.iter().filter(new).collect();
            if records.is_empty() {
                continue;
            }
            let name = file.sheets.get(*number).map_or("", |sheet| sheet.name.as_str());
            let columns = of.columns();
            let fields =
                records.iter().take(SHOWN).filter_map(|r| Some((r.spot.row, of.fields(&r.request.members().ok()?))));
            let rows: Vec<(u32, Vec<String>)> =
                fields.flat_map(|(at, fields)| of.rows(&fields).into_iter().map(move |row| (at, row))).collect();
            let used: Vec<usize> = (1..columns.len())
                .filter(|n| rows.iter().any(|(_, row)| row.get(*n).is_some_and(|text| !text.is_empty())))
                .collect();
            let more = records.len().saturating_sub(SHOWN);
            all.push(html! {
                section.wide {
                    h2 { (file.name) " · " (name) " · " (of.label.say(lang)) " · " (records.len()) }
                    div.scroll.tall tabindex="0" role="region" aria-label={ (file.name) " " (name) } { table {
                        thead { tr {
                            th.n scope="col" { (labels.text("desk.import_row")) }
                            @for n in &used { @if let Some(column) = columns.get(*n) { th scope="col" { (column.title(lang)) } } }
                        } }
                        tbody { @for (at, row) in &rows { tr {
                            td.n { (at) }
                            @for n in &used { td { @if let Some(text) = row.get(*n) { (text) } } }
                        } } }
                    } }
                    @if more > 0 { p.soft { (labels.fill("desk.import_more", &[("n", &more.to_string())])) } }
                }
            });
        }
    }
    all
}

/// What would be posted: the first vouchers.
fn vouchers(visit: &Visit<'_>, previews: &[Preview]) -> Markup {
    let labels = visit.labels();
    let some = previews.get(..SHOWN).unwrap_or(previews);
    let posting = |of: &[Preview]| of.iter().filter(|p| !p.voucher.lines().is_empty()).count();
    let more = posting(previews).saturating_sub(posting(some));
    let tables = tables(visit, some);
    html! {
        @if !tables.is_empty() {
            section.wide {
                h2 { (labels.text("desk.would_post")) }
                @for table in &tables { div.scroll.tall tabindex="0" role="region" aria-label=(labels.text("desk.would_post")) { (table_markup(table)) } }
                @if more > 0 { p.soft { (labels.fill("desk.import_more", &[("n", &more.to_string())])) } }
            }
        }
    }
}

/// By what it is known that what is recorded is what was shown.
fn seen(visit: &Visit<'_>, requests: &[Request], previews: &[Preview]) -> String {
    let mut said: Vec<Vec<u8>> = Vec::new();
    for request in requests {
        // one that cannot be written down is recorded by nobody
        said.extend(request.members().ok().map(|members| members.to_bytes()));
    }
    Hash::of(&[&said.concat(), digest(visit, previews).as_bytes()]).to_string()
}

/// Records what the session has shown.
fn record(visit: &mut Visit<'_>) -> Result<Reply, Trouble> {
    let Some(pending) = visit.session.pending() else {
        let said = visit.labels().text("desk.import_gone").to_owned();
        return Ok(told(
            visit,
            409,
            &html! { div.bar.amber.wide role="alert" { (said) } (asking(visit, true)) (templates(visit)) },
        ));
    };
    if !pending.files.iter().all(ImportedFile::is_sound) {
        let mistakes: Vec<Mistake> = pending.files.iter().flat_map(|file| file.faults(visit.labels())).collect();
        return Ok(wrong(visit, &mistakes, &pending.files));
    }
    let passphrase = visit.sent("passphrase").map(str::to_owned);
    if visit.session.key().is_none()
        && let Err(trouble) = unlocked(visit, passphrase.as_deref())
    {
        let previews = visit.coop.preview(&pending.requests, &signer(visit)?)?;
        return Ok(shown(visit, &pending, &previews, &Confirming::said(visit, &trouble)));
    }
    let Some(key) = visit.session.key() else { return Ok(Reply::go("/keys")) };
    let asked = visit.sent("seen").unwrap_or("").to_owned();
    let written = writing(visit).and_then(|mut coop| {
        let previews = coop.preview(&pending.requests, &key.public().id())?;
        let moved = !previews.is_empty() && seen(visit, &pending.requests, &previews) != asked;
        if moved {
            return Ok(Err((coop, previews)));
        }
        let recorded = coop.record(&pending.requests, &key)?;
        Ok(Ok((recorded.iter().filter(|r| r.outcome == Answered::Now).count(), coop.books().size())))
    });
    match written {
        Ok(Ok((now, size))) => {
            let [now_told, size] = [now.to_string(), size.to_string()];
            let labels = visit.labels();
            let all = pending.requests.len().to_string();
            let said = match now {
                0 => labels.fill("import.none_new", &[("n", &all), ("size", &size)]),
                _ => labels.fill("say.recorded", &[("n", &now_told), ("size", &size)]),
            };
            let body = html! {
                section.wide { div.bar role="status" { (said) } p { a href="/entries" autofocus { (labels.text("desk.entries")) } } }
                (asking(visit, false))
            };
            Ok(told(visit, 200, &body))
        }
        Ok(Err((coop, previews))) => {
            visit.coop = Arc::new(coop);
            Ok(shown(visit, &pending, &previews, &Confirming::moved(visit)))
        }
        Err(trouble) => refused(visit, &pending, &trouble),
    }
}

/// What the ledger says against it: a row that the books have overtaken, a clock, a disk.
fn refused(visit: &Visit<'_>, pending: &PendingImport, trouble: &Trouble) -> Result<Reply, Trouble> {
    if let Trouble::Refused(all) = trouble {
        let places: Vec<FilePlace> = pending.files.iter().flat_map(ImportedFile::places).collect();
        let placed = all.iter().map(|(n, refusal)| {
            let place = n.checked_sub(1).and_then(|n| places.get(n).cloned());
            (place.unwrap_or_else(|| FilePlace::file("")), told_refusal(visit.labels(), refusal))
        });
        return Ok(wrong(visit, &placed.collect::<Vec<_>>(), &pending.files));
    }
    if let Ok(previews) = visit.coop.preview(&pending.requests, &signer(visit)?) {
        return Ok(shown(visit, pending, &previews, &Confirming::said(visit, trouble)));
    }
    let said = told_trouble(visit.labels(), trouble);
    Ok(wrong(visit, &[(FilePlace::file(""), said)], &pending.files))
}
