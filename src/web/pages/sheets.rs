//! Payout sheets: those that were adopted, and the text of one.

use super::super::{
    Reply,
    shell::{DeskPart, page},
    visit::Visit,
};
use crate::{
    cooperative::{Sought, Trouble},
    unit::SchemeId,
};
use maud::html;

/// Every adopted version, by sheet.
pub fn sheets(visit: &Visit<'_>) -> Reply {
    let labels = visit.labels();
    let schemes = visit.coop.books().schemes();
    let body = html! {
        section.wide {
            @if schemes.is_empty() { p.soft { (labels.text("desk.empty")) } }
            dl { @for ((id, version), adopted) in schemes {
                dt { a href={ "/sheets/" (id) } { (id) } " " (version) }
                dd { (labels.pick(adopted.sheet.title_zh().unwrap_or(id.as_str()), adopted.sheet.title_en().unwrap_or(id.as_str()))) " " span.soft { (adopted.on) " " (adopted.resolution) } }
            } }
            p { a.button href="/record/scheme.adopt" { (labels.text("desk.adopt")) } }
        }
    };
    Reply::page(200, page(visit, DeskPart::Sheets, labels.text("desk.sheets"), "coop scheme list", &body))
}

/// The text of the newest version.
///
/// # Errors
/// [`Trouble::Absent`] for a sheet that was not adopted.
pub fn sheet(visit: &Visit<'_>, id: &SchemeId) -> Result<Reply, Trouble> {
    let schemes = visit.coop.books().schemes();
    let newest = schemes.iter().rfind(|((scheme, _), _)| scheme == id);
    let ((_, version), adopted) = newest.ok_or_else(|| Trouble::Absent(Sought::Adopted(id.to_string())))?;
    let body = html! { section.wide { pre tabindex="0" { (adopted.sheet.text()) } } };
    let title = format!("{id} {version}");
    Ok(Reply::page(200, page(visit, DeskPart::Sheets, &title, &format!("coop scheme show {id}"), &body)))
}
