//! A request as rows of a table: one column a field, and a further row for each further item of a list.
//!
//! The first row of a record has its own fields and the first item of each list; rows behind it whose own fields are
//! empty have the next items. So a receipt of three parts is three rows, and a household is one.

use super::{Description, Fields, Member, Shape, Wording, fields::under};
use crate::unit::{Lang, Say};

/// One column: a field of the record itself, or of the items of a list.
#[derive(Debug, Clone)]
pub struct FieldColumn {
    /// Names from the outside in, without positions: `parts.amount`.
    pub name: String,
    /// The list whose items it belongs to: `parts`, `terms.instalments`.
    pub list: Option<String>,
    /// What stands in it.
    pub member: &'static Member,
    /// What it stands in, from the outside in.
    pub within: Vec<Wording>,
    /// True where a record, or an item that says anything, must have it.
    pub needed: bool,
}

impl FieldColumn {
    /// What it is called: `款项明细 · 金额`.
    pub fn title(&self, lang: Lang) -> String {
        let all: Vec<String> = self.within.iter().chain([&self.member.label]).map(|label| label.say(lang)).collect();
        all.join(" · ")
    }

    /// The path of its field in the so-many-th row of a record, from 0.
    pub fn path(&self, row: usize) -> String {
        match &self.list {
            None => self.name.clone(),
            Some(list) => {
                let inner = self.name.strip_prefix(list.as_str()).unwrap_or_default().trim_start_matches('.');
                under(&under(list, row), inner)
            }
        }
    }
}

impl Description {
    /// Its columns, in the order in which a person is asked; the id stands first.
    pub fn columns(&self) -> Vec<FieldColumn> {
        let mut columns = Vec::new();
        let (id, others): (Vec<&Member>, Vec<&Member>) = self.asked().partition(|member| member.name == "id");
        for member in id.into_iter().chain(others) {
            gather(&mut columns, "", None, &[], member, true);
        }
        columns
    }

    /// The column of a field, by its path with positions: `parts.0.amount`.
    pub fn column_of(&self, path: &str) -> Option<FieldColumn> {
        let named = column_name(path);
        self.columns().into_iter().find(|column| column.name == named)
    }

    /// A record's fields as rows, in the order of the columns.
    pub fn rows(&self, fields: &Fields) -> Vec<Vec<String>> {
        let columns = self.columns();
        let mut rows: Vec<Vec<String>> = Vec::new();
        loop {
            let number = rows.len();
            let of = |column: &FieldColumn| {
                let shown = number == 0 || column.list.is_some();
                fields.get(&column.path(number)).filter(|_| shown).cloned().unwrap_or_default()
            };
            let row: Vec<String> = columns.iter().map(of).collect();
            if number > 0 && row.iter().all(String::is_empty) {
                return rows;
            }
            rows.push(row);
        }
    }
}

/// The name of the column of a field: its path without positions.
pub fn column_name(path: &str) -> String {
    path.split('.').filter(|step| step.parse::<usize>().is_err()).collect::<Vec<_>>().join(".")
}

fn gather(
    columns: &mut Vec<FieldColumn>,
    path: &str,
    list: Option<&str>,
    within: &[Wording],
    member: &'static Member,
    needed: bool,
) {
    let name = under(path, member.name);
    let needed = needed && member.need.is_needed();
    let inside = || [within, &[member.label]].concat();
    match member.shape {
        Shape::Group(inner) => inner.iter().for_each(|m| gather(columns, &name, list, &inside(), m, needed)),
        Shape::List(inner) => inner.iter().for_each(|m| gather(columns, &name, Some(&name), &inside(), m, needed)),
        _ => columns.push(FieldColumn { list: list.map(str::to_owned), member, within: within.to_vec(), needed, name }),
    }
}
