//! What went wrong on stderr: `coop: error: sentence [code]` and the hints, or one JSON object.

use super::{
    error::{Problem, Told, all_told},
    output::Output,
};
use crate::page::{visible, visible_json};
use serde::Serialize;

/// Tells a problem on stderr and gives the exit code.
pub(super) fn tell(out: &Output, problem: &Problem) -> u8 {
    let mut all = all_told(out.labels, problem);
    for told in &mut all {
        told.hint = out.program.typed(&told.hint).into_owned();
    }
    if out.json {
        say_json(out, &all, problem.exit_code());
    } else if let Problem::Sheet(name, text, found) = problem {
        // the sheet's own form shows the line with the spot marked
        for d in found {
            out.line(&d.render(&visible(name, false), text, out.labels.lang()));
        }
        let n = found.len().to_string();
        out.say("error.sheet_count", &[("n", &n), ("file", name)]);
    } else {
        say_words(out, &all);
    }
    problem.exit_code()
}

/// Mistakes of one file that are told one by one: enough to mend a page of them at a time.
const MOST_TOLD: usize = 1_000;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// `coop: error: sentence [code]`, then each hint once.
fn say_words(out: &Output, all: &[Told]) {
    let [error, hint] = ["error.error", "error.hint"].map(|key| out.labels.text(key));
    for told in all.iter().take(MOST_TOLD) {
        let place = if told.place.is_empty() { String::new() } else { format!("{}: ", visible(&told.place, false)) };
        out.line(&format!("coop: {error}{place}{} [{}]", told.message, told.code));
    }
    say_rest(out, all.len());
    let mut said: Vec<&str> = Vec::new();
    for told in all.iter().take(MOST_TOLD).filter(|t| !t.hint.is_empty()) {
        if !said.contains(&told.hint.as_str()) {
            said.push(&told.hint);
            out.line(&format!("coop: {hint}{}", told.hint));
        }
    }
}

/// How many more there are than are told.
fn say_rest(out: &Output, all: usize) {
    if let Some(rest) = all.checked_sub(MOST_TOLD).filter(|rest| *rest > 0) {
        out.say("error.rest", &[("n", &rest.to_string())]);
    }
}

fn say_json(out: &Output, all: &[Told], exit: u8) {
    #[derive(Serialize)]
    struct Errors<'a> {
        format: u32,
        exit: u8,
        errors: &'a [Told],
        #[serde(skip_serializing_if = "is_zero")]
        more: usize,
    }
    let (errors, more) = all.split_at(all.len().min(MOST_TOLD));
    if let Ok(text) = serde_json::to_string(&Errors { format: 1, exit, errors, more: more.len() }) {
        out.line(&visible_json(&text));
    }
}
