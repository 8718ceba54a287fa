//! What an import has to tell: remarks on stderr, mistakes one by one, and the marked copy.

use super::{Imported, marked, shown};
use crate::{
    cli::{
        desk::Desk,
        error::{Problem, Told, told_refusal},
    },
    intake::TableFault,
    page::visible,
    unit::{Lang, Say, Words},
    workbook::{Mark, NotRead},
};

/// Remarks of one kind that are told one by one.
const MOST: usize = 5;

/// What was read otherwise than it is written, or passed over.
pub(super) fn remarks(desk: &Desk, file: &Imported) {
    let mut told: Vec<(&str, usize)> = Vec::new();
    for (spot, remark) in &file.found.remarks {
        let code = remark.code();
        let count = match told.iter_mut().find(|(seen, _)| *seen == code) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                told.push((code, 1));
                1
            }
        };
        if count <= MOST {
            let place = file.place(*spot).to_string();
            let said = shown(desk, &remark.said());
            desk.out.say("import.remark", &[("place", &place), ("said", &said), ("code", code)]);
        }
    }
    for (code, count) in told.into_iter().filter(|(_, count)| *count > MOST) {
        let more = (count - MOST).to_string();
        desk.out.say("import.more_remarks", &[("n", &more), ("code", code), ("file", &file.name)]);
    }
}

/// Every mistake of every file; beside each file with mistakes a copy of it with them marked.
pub(super) fn faults(desk: &Desk, files: &[Imported]) -> Result<Problem, Problem> {
    let mut all = Vec::new();
    for file in files.iter().filter(|file| !file.found.faults.is_empty()) {
        all.extend(file.found.faults.iter().map(|(spot, fault)| of(desk, &file.place(*spot).to_string(), fault)));
        marked::write(desk, file, &marks(desk, file))?;
    }
    Ok(Problem::Lists(all))
}

fn of(desk: &Desk, place: &str, fault: &TableFault) -> Told {
    let place = place.to_owned();
    if let TableFault::Refused(refusal) = fault {
        return Told { place, ..told_refusal(desk.out.labels, refusal) };
    }
    told(desk, place, fault.code(), &fault.said(), &fault.instead())
}

fn told(desk: &Desk, place: String, code: &str, said: &Words, instead: &Words) -> Told {
    Told {
        code: code.to_owned(),
        place,
        message: visible(&shown(desk, said), false).into_owned(),
        hint: shown(desk, instead),
        subject: String::new(),
        expected: instead.say(Lang::En),
        found: said.say(Lang::En),
    }
}

/// The cells of a file that are to be marked, each with its comment.
fn marks(desk: &Desk, file: &Imported) -> Vec<Mark> {
    let faults = file.found.faults.iter().map(|(spot, fault)| Mark::fault(*spot, comment(desk, fault)));
    let remarks = file.found.remarks.iter().map(|(spot, remark)| Mark::remark(*spot, shown(desk, &remark.said())));
    faults.chain(remarks).collect()
}

/// A mistake in a sentence, with what to write: the comment of its cell.
fn comment(desk: &Desk, fault: &TableFault) -> String {
    let Told { message, hint, code, .. } = of(desk, "", fault);
    format!("{message}\n{hint}\n[{code}]")
}

/// A file that cannot be read at all.
pub(super) fn unreadable(desk: &Desk, name: &str, why: &NotRead) -> Problem {
    Problem::Lists(vec![told(desk, name.to_owned(), why.code(), &Words::of(why), &why.instead())])
}
