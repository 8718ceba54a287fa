//! Pages as files for a spreadsheet: what the command line would write, codes and no names.

use super::super::{Reply, reply::quoted, visit::Visit};
use crate::{cooperative::Trouble, page::Table, workbook};
use maud::{Markup, html};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The file that `?format=` asks for; nothing where it asks for none.
///
/// # Errors
/// Where the table has more rows than a sheet.
pub fn exported(visit: &Visit<'_>, name: &str, table: &dyn Fn() -> Table) -> Result<Option<Reply>, Trouble> {
    let file = |ending: &str| format!("{name}-{}.{ending}", visit.on());
    Ok(match visit.asked("format") {
        Some("csv") => Some(Reply::file(&file("csv"), "text/csv; charset=utf-8", table().csv().into_bytes())),
        Some("xlsx") => {
            let bytes = workbook::list(&table()).map_err(|e| Trouble::Bug(e.to_string()))?;
            Some(Reply::file(&file("xlsx"), XLSX, bytes))
        }
        _ => None,
    })
}

/// The ways to them, as of the same day and with whatever else was asked for.
pub fn exports(visit: &Visit<'_>) -> Markup {
    let labels = visit.labels();
    let to = |format: &str| {
        let kept = visit.query.iter().filter(|(name, _)| name != "format");
        let all: Vec<String> = kept.map(|(name, value)| format!("{}={}", quoted(name), quoted(value))).collect();
        let behind = if all.is_empty() { String::new() } else { format!("{}&", all.join("&")) };
        format!("{}?{behind}format={format}", visit.path())
    };
    html! {
        p.export { (labels.text("desk.export")) " " a href=(to("xlsx")) { "xlsx" } " · " a href=(to("csv")) { "csv" } " " span.soft { (labels.text("desk.export_bare")) } }
    }
}
