//! An accountant with every key alters one value after the other and signs everything anew. What a
//! person told may be told otherwise; what follows from it may not.

use crate::desk::{Desk, lines};
use crate::forge::{Bent, Forge, JOURNAL};
use crate::report::{Dice, Line, Options, Wrong};
use crate::verifier;
use coop_ledger::audit::Pin;
use coop_ledger::cooperative::audit;
use coop_ledger::event::{Attached, Event, Fact, PayoutLine};
use coop_ledger::log::{Hash, Json, UnverifiedEntry};
use coop_ledger::unit::Money;
use std::fs;

/// A value inside another: member names and places, from the outside in.
type Path = Vec<Step>;

#[derive(Debug, Clone, PartialEq)]
enum Step {
    Member(String),
    Place(usize),
}

/// Every value, the containers as well.
fn paths(json: &Json, here: &Path, all: &mut Vec<Path>) {
    all.push(here.clone());
    let with = |step: Step| [here.clone(), vec![step]].concat();
    match json {
        Json::Object(members) => members.iter().for_each(|(name, v)| paths(v, &with(Step::Member(name.clone())), all)),
        Json::Array(values) => values.iter().enumerate().for_each(|(i, v)| paths(v, &with(Step::Place(i)), all)),
        _ => {}
    }
}

fn at<'a>(json: &'a mut Json, path: &[Step]) -> Option<&'a mut Json> {
    path.iter().try_fold(json, |json, step| match (json, step) {
        (Json::Object(members), Step::Member(name)) => members.get_mut(name),
        (Json::Array(values), Step::Place(i)) => values.get_mut(*i),
        _ => None,
    })
}

/// Other values that somebody might put there.
fn others(value: &Json) -> Vec<Json> {
    match value {
        Json::Integer(n) => vec![Json::Integer(n + 1), Json::Integer(n.saturating_sub(1)), Json::Integer(0)],
        Json::Bool(b) => vec![Json::Bool(!b)],
        Json::Text(t) => texts(t).into_iter().map(Json::Text).collect(),
        Json::Array(values) => {
            let (mut less, mut more, mut turned) = (values.clone(), values.clone(), values.clone());
            less.pop();
            more.extend(values.first().cloned());
            turned.reverse();
            [less, more, turned].map(Json::Array).to_vec()
        }
        Json::Object(members) => {
            let less = members.keys().map(|name| {
                let mut less = members.clone();
                less.remove(name);
                Json::Object(less)
            });
            less.collect()
        }
    }
}

fn texts(text: &str) -> Vec<String> {
    let bump = |at: Option<usize>| {
        at.map(|at| {
            let digit = (b'0' + (text.as_bytes()[at] - b'0' + 1) % 10) as char;
            format!("{}{digit}{}", &text[..at], &text[at + 1..])
        })
    };
    let digits: Vec<usize> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    let mut all: Vec<String> =
        [bump(digits.last().copied()), bump(digits.first().copied())].into_iter().flatten().collect();
    let household = if text == "H0001" { "H0002" } else { "H0001" };
    all.extend(text.starts_with('H').then(|| household.to_owned()));
    all.extend(digits.is_empty().then(|| format!("{text}x")));
    all.dedup();
    all
}

/// One alteration of one entry.
struct Case {
    victim: u64,
    what: String,
    kind: Kind,
}

enum Kind {
    Body(Path, Json),
    /// The n-th payout line, and the how manieth change of it.
    Line(usize, usize),
    About,
}

/// Changes of a payout line that keep the sum of all lines right where they can.
const LINE_CHANGES: usize = 5;

fn change_line(event: &mut Event, n: usize, change: usize) {
    let Attached::Lines(placed) = &mut event.attached else { return };
    let mut plain: Vec<PayoutLine> = placed.iter().map(|(_, line)| line.clone()).collect();
    let other = (n + 1) % plain.len();
    let by = |money: &mut Money, by: i64| {
        if let Some(new) = Money::from_fen(coop_ledger::unit::Fen(money.fen().0 + by)) {
            *money = new;
        }
    };
    match change {
        0 => {
            by(&mut plain[n].amount, 1);
            by(&mut plain[other].amount, -1);
            plain[n].because.steps_mut().first_mut().into_iter().for_each(|r| by(&mut r.amount, 1));
            plain[other].because.steps_mut().first_mut().into_iter().for_each(|r| by(&mut r.amount, -1));
        }
        1 => plain[n].before.items += 1,
        2 => plain[n].before.hash = Hash::of(&[b"another"]),
        3 => {
            let to = plain[other].to.clone();
            plain[other].to = std::mem::replace(&mut plain[n].to, to);
        }
        _ => plain[n].because.steps_mut().first_mut().into_iter().for_each(|r| by(&mut r.amount, 1)),
    }
    let Ok(again) = PayoutLine::place(plain) else { return };
    match &mut event.fact {
        Fact::PayoutDeclared(p) => (p.lines, p.reasons) = (again.head, again.reasons),
        Fact::PayoutPaid(p) => (p.lines, p.reasons) = (again.head, again.reasons),
        Fact::PayoutReturned(p) => (p.lines, p.reasons) = (again.head, again.reasons),
        _ => {}
    }
    *placed = again.lines;
}

fn cases(all: &[Vec<u8>]) -> Vec<Case> {
    let mut cases = Vec::new();
    for line in all {
        let entry = UnverifiedEntry::parse(line).expect("an entry");
        let (victim, kind) = (entry.index(), entry.kind().to_string());
        let mut found = Vec::new();
        paths(entry.body(), &Vec::new(), &mut found);
        for path in found {
            let mut body = entry.body().clone();
            let value = at(&mut body, &path).expect("it is there").clone();
            for other in others(&value).into_iter().filter(|other| *other != value) {
                let what = format!("{kind} {path:?} {value:?} → {other:?}");
                cases.push(Case { victim, what, kind: Kind::Body(path.clone(), other) });
            }
        }
        cases.push(Case { victim, what: format!("{kind} about"), kind: Kind::About });
        if kind.starts_with("payout.declared") || kind.starts_with("payout.paid") {
            let count =
                entry.body().member("lines").and_then(|l| l.member("count")).and_then(Json::integer).unwrap_or(0);
            for n in 0..count as usize {
                for change in 0..LINE_CHANGES {
                    cases.push(Case {
                        victim,
                        what: format!("{kind} line {n} change {change}"),
                        kind: Kind::Line(n, change),
                    });
                }
            }
        }
    }
    cases
}

/// So many of them, half from the kinds that are mostly computed.
fn fewer(cases: Vec<Case>, most: u64, dice: &mut Dice) -> Vec<Case> {
    let computed = |case: &Case| {
        !matches!(case.kind, Kind::Body(..))
            || ["payout.declared", "payout.paid", "households.stated"].iter().any(|k| case.what.starts_with(k))
    };
    let (mut first, mut second): (Vec<Case>, Vec<Case>) = cases.into_iter().partition(computed);
    let halves = [most.div_ceil(2), most / 2];
    for (part, most) in [&mut first, &mut second].into_iter().zip(halves) {
        while part.len() as u64 > most {
            part.swap_remove(dice.roll(part.len() as u64) as usize);
        }
    }
    first.append(&mut second);
    first
}

/// Every value of every entry of a small ledger and of a village's year.
pub fn run(options: &Options) -> Vec<Line> {
    let mut lines = bent("little", &Desk::whole(), options, 240);
    lines.extend(bent("village", &Desk::village(), options, 24));
    lines
}

/// One ledger, and the control: a verifier that does not decide again.
fn bent(ledger: &str, desk: &Desk, options: &Options, short: u64) -> Vec<Line> {
    let name = "re-signed";
    let cases = fewer(cases(&lines(&desk.journal())), options.rounds(short, u64::MAX), &mut options.dice(ledger));
    let good = desk.journal();
    let (mut wrong, mut unnamed, mut computed, mut told, mut unread, mut fooled, mut panics) =
        (Wrong::default(), 0, 0_u64, 0_u64, 0_u64, 0_u64, 0_u64);
    for case in &cases {
        let mut forge = Forge::at(&desk.ledger());
        let bent = forge.bend(
            case.victim,
            |event| {
                if let Kind::Line(n, change) = case.kind {
                    change_line(event, n, change);
                }
            },
            |draft| match &case.kind {
                Kind::Body(path, other) => {
                    at(&mut draft.body, path).into_iter().for_each(|value| *value = other.clone())
                }
                Kind::About if draft.about.is_empty() => draft.about = vec!["H0001".into()],
                Kind::About => _ = draft.about.pop(),
                Kind::Line(..) => {}
            },
        );
        if fs::read(forge.ledger().join(JOURNAL)).is_ok_and(|again| again == good) {
            continue;
        }
        match bent {
            Bent::Unsigned => continue,
            Bent::Unread => unread += 1,
            Bent::Told => told += 1,
            Bent::Computed => computed += 1,
        }
        let Ok(audited) = std::panic::catch_unwind(|| audit(forge.ledger(), &Pin::default(), &mut |_, _| {})) else {
            panics += 1;
            wrong.add(name, format!("entry {} {}: the audit panicked", case.victim, case.what));
            continue;
        };
        let found = audited.map(|a| a.report.findings).unwrap_or_default();
        if bent == Bent::Told {
            continue;
        }
        if found.is_empty() {
            wrong.add(name, format!("entry {} {}: passes", case.victim, case.what));
        } else {
            let here = |place: &str| place.split(|c: char| !c.is_ascii_digit()).any(|n| n == case.victim.to_string());
            if !found.iter().any(|f| here(&f.place.to_string())) {
                unnamed += 1;
                let places: Vec<String> = found.iter().map(|f| f.place.to_string()).take(3).collect();
                eprintln!("  {name}: entry {} {}: found at {places:?} alone", case.victim, case.what);
            }
            fooled += u64::from(verifier::verify(forge.ledger(), None).is_ok());
        }
    }
    let line = Line::new(name, options)
        .with("ledger", ledger)
        .with("altered", computed + told + unread)
        .with("computed", computed)
        .with("unreadable", unread)
        .with("told_otherwise", told)
        .with("missed", wrong.count)
        .with("found_elsewhere", unnamed)
        .with("panics", panics)
        .passes(wrong.count == 0 && unnamed == 0 && computed > 0);
    let control = Line::control(name, "verifier_that_does_not_decide_again", options, fooled);
    vec![line, control.with("ledger", ledger)]
}
