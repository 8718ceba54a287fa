//! A list or report in the form that is asked for: on the terminal, as a page, or for a spreadsheet; to stdout or a file.

use super::{desk::Desk, error::Problem, help::option};
use crate::{
    cooperative::{CodeName, CodeNames, Cooperative, NameOf},
    page::{Cell, Table},
    statement::{Format, Labels, Tabular, render_table},
    workbook,
};
use clap::{Arg, ArgMatches, value_parser};
use serde::Serialize;
use std::{io::IsTerminal, path::PathBuf};

/// `--format` and `-o`.
pub(super) fn args() -> [Arg; 2] {
    [
        option("format", "FORMAT").value_parser(["text", "html", "csv", "xlsx", "json"]).conflicts_with("json"),
        option("output", "FILE").short('o').value_parser(value_parser!(PathBuf)),
    ]
}

/// Rows and how they become a table.
struct Rows<'a, T, F> {
    rows: &'a [T],
    table: F,
}

impl<T: Serialize, F> Serialize for Rows<'_, T, F> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.rows.serialize(serializer)
    }
}

impl<T, F: Fn() -> Table> Tabular for Rows<'_, T, F> {
    fn table(&self, _: &Labels) -> Table {
        (self.table)()
    }
}

/// Where a list goes, and in which form.
pub(super) struct Listing<'a> {
    pub desk: &'a Desk,
    form: Form,
    file: Option<PathBuf>,
    /// What codes are called, where names were asked for.
    names: Option<CodeNames>,
}

/// A list with what its codes are called beside them.
struct WithNames<'a, T: ?Sized> {
    value: &'a T,
    names: &'a CodeNames,
}

impl<T: Serialize + ?Sized> Serialize for WithNames<'_, T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: Tabular + ?Sized> Tabular for WithNames<'_, T> {
    fn table(&self, labels: &Labels) -> Table {
        let mut table = self.value.table(labels);
        for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
            let said = cell.shown().concat();
            if let (Cell::Words(_), Some(name)) = (&*cell, self.called(&said, labels)) {
                *cell = Cell::words(format!("{said} {name}"));
            }
        }
        table.notes.push(labels.text("names.note").to_owned());
        table
    }
}

impl<T: ?Sized> WithNames<'_, T> {
    /// What a code of a household, a person or a party is called: those that a list for people speaks of.
    fn called<'n>(&'n self, code: &str, labels: &'n Labels) -> Option<&'n str> {
        let all = [NameOf::Household, NameOf::Person, NameOf::Party].into_iter();
        let name = all.filter_map(|of| self.names.get(of, code)).next()?;
        Some(match name {
            CodeName::Told(name) => name,
            CodeName::Sealed => labels.text("desk.sealed"),
            CodeName::Erased => labels.text("desk.erased"),
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As a text of the statement room.
    Written(Format),
    /// A workbook.
    Xlsx,
}

impl<'a> Listing<'a> {
    /// What was asked for. A workbook is no text for a terminal.
    pub fn of(desk: &'a Desk, matches: &ArgMatches) -> Result<Listing<'a>, Problem> {
        let file = matches.get_one::<PathBuf>("output").cloned();
        let form = match matches.get_one::<String>("format").map(String::as_str) {
            Some("xlsx") => Form::Xlsx,
            Some("html") => Form::Written(Format::Html),
            Some("csv") => Form::Written(Format::Csv),
            Some("json") => Form::Written(Format::Json),
            Some(_) => Form::Written(Format::Text),
            None if desk.out.json => Form::Written(Format::Json),
            None => Form::Written(Format::Text),
        };
        if form == Form::Xlsx && file.is_none() && std::io::stdout().is_terminal() {
            return Err(Problem::usage("workbook_needs_file", "--format xlsx", "-o", ""));
        }
        Ok(Listing { desk, form, file, names: None })
    }

    /// The same with names beside codes, as far as this machine has them. Data for programs has no place for names.
    pub fn with_names(self, coop: &Cooperative) -> Result<Listing<'a>, Problem> {
        if self.form == Form::Written(Format::Json) {
            return Err(Problem::usage("arguments_exclude", "--names", "--format json", ""));
        }
        Ok(Listing { names: Some(coop.code_names(None)?), ..self })
    }

    /// As a command that knows no forms writes it.
    pub fn plain(desk: &'a Desk) -> Listing<'a> {
        let form = if desk.out.json { Format::Json } else { Format::Text };
        Listing { desk, form: Form::Written(form), file: None, names: None }
    }

    /// What whoever reads it must be told first: at the head of words, beside everything else.
    pub fn mark(&self, coop: &Cooperative) -> Result<(), Problem> {
        if self.is_read_here() {
            return self.desk.mark(coop);
        }
        self.desk.mark_beside(coop);
        Ok(())
    }

    /// True where it goes to whoever typed the command, as words.
    pub fn is_read_here(&self) -> bool {
        self.form == Form::Written(Format::Text) && self.file.is_none() && !self.desk.out.json
    }

    /// Writes rows that a command made itself; with `--json` one object a line.
    pub fn list<T: Serialize>(&self, rows: &[T], table: impl Fn() -> Table) -> Result<(), Problem> {
        match self.form {
            Form::Written(Format::Json) if self.desk.out.json && self.file.is_none() => {
                rows.iter().try_for_each(|row| self.desk.out.value(row))
            }
            // whoever typed the command knows what it lists
            Form::Written(Format::Text) if self.is_read_here() => {
                self.desk.out.list(rows, || Table { title: String::new(), ..table() })
            }
            Form::Written(_) | Form::Xlsx => self.tell(&Rows { rows, table }),
        }
    }

    /// Writes it.
    pub fn tell<T: Tabular + Serialize + ?Sized>(&self, value: &T) -> Result<(), Problem> {
        match &self.names {
            None => self.write(value),
            Some(names) => self.write(&WithNames { value, names }),
        }
    }

    fn write<T: Tabular + Serialize + ?Sized>(&self, value: &T) -> Result<(), Problem> {
        let (out, lang) = (&self.desk.out, self.desk.out.labels.lang());
        let bytes = match (self.form, &self.file) {
            (Form::Written(Format::Text), None) if !out.json => return out.table(value),
            (Form::Written(Format::Json), None) if out.json => return out.table(value),
            (Form::Written(format), _) => render_table(value, format, lang).into_bytes(),
            (Form::Xlsx, _) => workbook::list(&value.table(out.labels)).map_err(|e| Problem::bug(&e))?,
        };
        match &self.file {
            Some(file) => out.new_file(file, &bytes),
            None => out.bytes(&bytes),
        }
    }
}
