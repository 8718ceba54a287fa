//! An audit in words: the verdict, what is proven, what is not, and what was found.

use super::told_finding;
use crate::{
    audit::{Compared, Finding, FindingCode, KnownBy, Report, Unproven, Verdict},
    page::{visible, yuan},
    screen::{Question, ScreenCode},
    statement::Labels,
    unit::Say,
};

/// The report in words: verdict, what was proven, what was not, under which keys, then findings.
pub(crate) fn told_audit(labels: &Labels, report: &Report) -> String {
    let verdict = match report.verdict {
        Verdict::Pass => "audit.pass",
        Verdict::PassWithNotes => "audit.pass_with_notes",
        Verdict::Fail => "audit.fail",
    };
    let mut out = vec![labels.text(verdict).to_owned()];
    let mut say = |indent: usize, text: String| out.push(format!("{}{}", " ".repeat(indent), visible(&text, false)));
    let name = labels.pick(&report.name_zh, &report.name_en).to_owned();
    if !report.origin.is_empty() {
        say(0, format!("{name}  {}", report.origin));
    }
    let proven = &report.proven;
    let last = |n: u64| n.checked_sub(1).map_or("–".to_owned(), |n| n.to_string());
    say(0, String::new());
    say(0, labels.text("audit.proven").to_owned());
    say(2, labels.fill("audit.entries", &[("n", &proven.entries.to_string()), ("last", &last(proven.entries))]));
    say(2, labels.fill("audit.decided", &[("n", &proven.decided.to_string())]));
    say(2, labels.fill("audit.payouts", &[("n", &proven.payouts.to_string()), ("lines", &proven.lines.to_string())]));
    say(2, labels.fill("audit.turnover", &[("sum", &yuan(proven.turnover))]));
    if proven.signed > 0 {
        say(2, labels.fill("audit.signed", &[("last", &last(proven.signed))]));
    }
    let found = |codes: &[FindingCode]| report.findings.iter().any(|f| codes.contains(&f.code()));
    if report.pinned && !found(&[FindingCode::PinDiffers]) {
        say(2, labels.text("audit.pinned").to_owned());
    }
    for Compared { by, size } in &report.compared {
        let last = last(*size);
        say(
            2,
            match by {
                KnownBy::Guard => labels.fill("audit.remembered", &[("last", &last)]),
                KnownBy::Audit => labels.fill("audit.audited_before", &[("last", &last)]),
                KnownBy::Shown(name) => labels.fill("audit.seen", &[("name", name), ("last", &last)]),
            },
        );
    }
    for other in &report.beside {
        let (size, n) = (other.size.to_string(), other.mirrored.len().to_string());
        let parts = [("origin", other.origin.as_str()), ("size", &size), ("root", &other.root), ("n", &n)];
        say(2, labels.fill("audit.beside", &parts));
    }
    say(0, String::new());
    say(0, labels.text("audit.not_proven").to_owned());
    for unproven in &report.unproven {
        say(2, labels.text(unproven_key(*unproven)).to_owned());
    }
    if !report.not_examined.is_empty() {
        say(2, labels.fill("audit.not_examined", &[("names", &report.not_examined.join(labels.text("reason.and")))]));
    }
    if let Some(at) = report.broken_at {
        say(2, labels.fill("audit.broken_at", &[("entry", &at.to_string())]));
    }
    say(0, String::new());
    say(0, labels.text("audit.keys").to_owned());
    let mut keys = proven.keys.clone();
    keys.sort();
    for key in keys {
        // person, role, id: only the role is a word
        let words: Vec<&str> = key.split(' ').map(|word| labels.word("roles", word)).collect();
        say(2, words.join(" "));
    }
    if !report.vkey.is_empty() {
        say(2, labels.fill("audit.vkey", &[("vkey", &report.vkey)]));
    }
    say(2, labels.fill("audit.leaf0", &[("leaf", &report.first_leaf)]));
    say(2, labels.fill("audit.root", &[("size", &report.size.to_string()), ("root", &report.root)]));
    let parts = [("audit.findings", &report.findings), ("audit.notes", &report.notes)];
    for (title, findings) in parts.into_iter().filter(|(_, all)| !all.is_empty()) {
        say(0, String::new());
        say(0, labels.fill(title, &[("n", &findings.len().to_string())]));
        for code in FindingCode::ALL {
            let of_code: Vec<&Finding> = findings.iter().filter(|f| f.code() == *code).collect();
            for finding in of_code.iter().take(MOST_OF_A_KIND) {
                say(2, one(labels, finding));
            }
            if let Some(more) = of_code.len().checked_sub(MOST_OF_A_KIND).filter(|n| *n > 0) {
                say(2, labels.fill("audit.more", &[("n", &more.to_string()), ("code", code.name())]));
            }
            if let Some(first) = of_code.first() {
                say(4, told_finding(labels, first).hint);
            }
        }
    }
    if !report.questions.is_empty() {
        say(0, String::new());
        say(0, labels.fill("audit.questions", &[("n", &report.questions.len().to_string())]));
        for code in ScreenCode::ALL {
            let of_code: Vec<&Question> = report.questions.iter().filter(|q| q.code() == *code).collect();
            for question in of_code.iter().take(MOST_OF_A_KIND) {
                say(2, asked(labels, question));
            }
            if let Some(more) = of_code.len().checked_sub(MOST_OF_A_KIND).filter(|n| *n > 0) {
                say(2, labels.fill("audit.more", &[("n", &more.to_string()), ("code", code.name())]));
            }
            if !of_code.is_empty() {
                say(4, labels.word("screens", code.name()).to_owned());
            }
        }
    }
    out.join("\n") + "\n"
}

/// What a question is about, what was seen and what would be usual, the code behind it.
fn asked(labels: &Labels, question: &Question) -> String {
    let lang = labels.lang();
    let (about, found, usual) = (question.place.say(lang), question.found(lang), question.expected(lang));
    let parts = [("about", about.as_str()), ("found", &found), ("usual", &usual)];
    format!("{} [{}]", labels.fill("audit.question", &parts), question.code().name())
}

/// More of one kind are only counted; `--json` has them all.
const MOST_OF_A_KIND: usize = 5;

/// Place, expected and found stand in the sentence, the code behind it.
fn one(labels: &Labels, finding: &Finding) -> String {
    let told = told_finding(labels, finding);
    format!("{} [{}]", told.message, told.code)
}

fn unproven_key(unproven: Unproven) -> &'static str {
    match unproven {
        Unproven::NotPinned => "audit.not_pinned",
        Unproven::NotRemembered => "audit.not_remembered",
        Unproven::NotWitnessed => "audit.not_witnessed",
        Unproven::OpeningsNotExamined => "audit.openings_not_examined",
        Unproven::TruthOfFacts => "audit.truth_of_facts",
        Unproven::BehindTheBreak => "audit.behind_the_break",
    }
}
