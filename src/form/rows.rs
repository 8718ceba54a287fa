//! A request as rows of a table: one column a field, and a further row for each further item of a list.
//!
//! The first row of a record has its own fields and the first item of each list; rows behind it whose own fields are
//! empty have the next items. So a receipt of three parts is three rows, and a household is one.

use super::{
    Description, Fields, Member, Shape, Wording,
    fields::{tidy, under},
};
use crate::unit::{ClassId, Lang, Say, Shares};

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
    /// The one class whose shares stand in it, where it is `shares.population` and no column of its kind's own.
    pub class: Option<ClassId>,
}

impl FieldColumn {
    /// What it is called: `款项明细 · 金额`.
    pub fn title(&self, lang: Lang) -> String {
        let labels = self.within.iter().chain([&self.member.label]).map(|label| label.say(lang));
        labels.chain(self.class.iter().map(ToString::to_string)).collect::<Vec<_>>().join(" · ")
    }

    /// The path of its field in the so-many-th row of a record, from 0.
    pub fn path(&self, row: usize) -> String {
        let path = self.path_of_all(row);
        self.class.as_ref().map_or_else(|| path.clone(), |class| under(&path, class))
    }

    /// Puts a text into its field; that of a class beside those of other classes.
    pub fn put(&self, fields: &mut Fields, row: usize, text: String) {
        let path = self.path_of_all(row);
        let Some(class) = &self.class else {
            fields.insert(path, text);
            return;
        };
        let text = tidy(Shape::Shares, &text);
        // a list has a nought for who has none
        if text.parse::<Shares>().is_ok_and(|shares| shares.is_zero()) {
            return;
        }
        let said = fields.entry(path).or_default();
        *said = format!("{said} {class}={text}").trim_start().to_owned();
    }

    /// The shape of what stands in it.
    pub fn shape(&self) -> Shape {
        if self.class.is_some() { Shape::Shares } else { self.member.shape }
    }

    /// The path of its field, that of all classes where it is of one.
    fn path_of_all(&self, row: usize) -> String {
        match &self.list {
            None => self.name_of_all().to_owned(),
            Some(list) => {
                let inner = self.name_of_all().strip_prefix(list.as_str()).unwrap_or_default().trim_start_matches('.');
                under(&under(list, row), inner)
            }
        }
    }
}

impl FieldColumn {
    fn name_of_all(&self) -> &str {
        match &self.class {
            Some(_) => self.name.rsplit_once('.').map_or(self.name.as_str(), |(all, _)| all),
            None => &self.name,
        }
    }
}

impl Description {
    /// The column of this name: one of its own, or `shares.population`, the shares of one class.
    pub fn column_named(&self, name: &str) -> Option<FieldColumn> {
        let columns = self.columns();
        if let Some(own) = columns.iter().find(|column| column.name == name) {
            return Some(own.clone());
        }
        let (all, class) = name.rsplit_once('.')?;
        let by_class = columns.into_iter().find(|column| column.name == all)?;
        let class = class.parse().ok().filter(|_| matches!(by_class.member.shape, Shape::SharesByClass))?;
        Some(FieldColumn { name: name.to_owned(), class: Some(class), needed: false, ..by_class })
    }

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

/// What a list says of a member in a column of its items.
#[derive(Debug, Clone, Copy)]
pub struct Implied {
    /// The kind.
    pub of: &'static str,
    /// The member.
    pub member: &'static str,
    /// The list.
    pub list: &'static str,
    /// The member of the item that says it.
    pub by: &'static str,
    /// By one of these words.
    pub words: &'static [&'static str],
    /// The member of the item that it is.
    pub says: &'static str,
}

/// The head of a household is who the list calls so.
const IMPLIED: &[Implied] = &[Implied {
    of: "household.enrolled",
    member: "head",
    list: "persons",
    by: "relation",
    words: &["户主", "本人", "head"],
    says: "person",
}];

/// What lists of a kind say of a member so.
pub fn implied(kind: &str) -> Option<&'static Implied> {
    IMPLIED.iter().find(|implied| implied.of == kind)
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
        _ => columns.push(FieldColumn {
            list: list.map(str::to_owned),
            member,
            within: within.to_vec(),
            needed,
            name,
            class: None,
        }),
    }
}
