//! A sheet's own examples, then registers drawn from its declarations: what must hold of a payout
//! whatever the registers say.

use super::read;
use crate::{
    author::{self, Claim, Obligation, Obligations, example_text},
    cli::{Done, desk::Desk, error::Problem},
    rules,
    scheme::CheckedSheet,
    statement::Labels,
    told::{claim_code, claim_words},
    unit::{Lang, Say},
};
use clap::ArgMatches;
use serde::Serialize;

pub(super) fn test(desk: &Desk, matches: &ArgMatches) -> Done {
    let (name, sheet) = read(matches)?;
    let own = own_examples(&sheet, reader(desk));
    let runs = matches.get_one::<u32>("runs").copied().unwrap_or_default();
    let seed = matches.get_one::<u64>("seed").copied().unwrap_or_default();
    let households = matches.get_one::<u32>("households").copied().unwrap_or_default();
    // drawn before anything is told: the first line says what could not be tried
    let found = (runs > 0).then(|| draw(desk, &sheet, runs, households, seed));
    if !desk.out.json {
        not_proved(desk, &own, found.as_ref())?;
    }
    let unmet = examples_told(desk, &name, &own)?;
    let broken = match &found {
        Some(found) => claims_told(desk, &sheet, found, seed)?,
        None => 0,
    };
    Ok(if unmet + broken == 0 && !own.is_empty() { 0 } else { 3 })
}

/// What a reader must not take for a proof: no example at all, claims that no drawn run could try.
fn not_proved(desk: &Desk, own: &[Tested], found: Option<&Obligations>) -> Result<(), Problem> {
    if own.is_empty() {
        desk.out.data(desk.out.labels.text("sheets.no_example"))?;
    }
    let all = found.map_or(&[][..], |found| &found.obligations);
    let untried = all.iter().filter(|o| o.tried == 0 && o.counterexample.is_none()).count();
    if untried > 0 {
        let (n, all) = (untried.to_string(), all.len().to_string());
        desk.out.data(&desk.out.labels.fill("claims.not_proved", &[("n", &n), ("all", &all)]))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Tested {
    example: String,
    line: u32,
    passed: bool,
    unmet: Vec<Unmet>,
}

#[derive(Serialize)]
struct Unmet {
    line: u32,
    expectation: String,
    expected: String,
    found: String,
    #[serde(skip)]
    stopped: bool,
}

/// For a program as the ledger says it, for a person in words.
fn reader(desk: &Desk) -> Lang {
    if desk.out.json { Lang::En } else { desk.out.labels.lang() }
}

fn own_examples(sheet: &CheckedSheet, lang: Lang) -> Vec<Tested> {
    rules::examples(sheet)
        .into_iter()
        .map(|r| Tested {
            example: r.name,
            line: r.line,
            passed: r.passed,
            unmet: r
                .failures
                .into_iter()
                .map(|u| Unmet {
                    line: u.line,
                    expected: u.expected.say(lang),
                    found: u.found.say(lang),
                    stopped: u.stopped(),
                    expectation: u.expectation,
                })
                .collect(),
        })
        .collect()
}

/// How many are not met.
fn examples_told(desk: &Desk, name: &str, results: &[Tested]) -> Result<usize, Problem> {
    let labels = desk.out.labels;
    let failed = results.iter().filter(|r| !r.passed).count();
    if desk.out.json {
        results.iter().try_for_each(|r| desk.out.value(r))?;
    } else {
        for r in results {
            let key = if r.passed { "sheets.met" } else { "sheets.unmet" };
            desk.out.data(&labels.fill(key, &[("name", &r.example), ("line", &r.line.to_string())]))?;
            for u in &r.unmet {
                let line = u.line.to_string();
                let values =
                    [("line", line.as_str()), ("what", &u.expectation), ("expected", &u.expected), ("found", &u.found)];
                let key = if u.stopped { "sheets.stopped" } else { "sheets.difference" };
                desk.out.data(&format!("  {}", labels.fill(key, &values)))?;
            }
        }
    }
    let counts = [("n", &*results.len().to_string()), ("failed", &*failed.to_string()), ("file", name)];
    desk.out.say("sheets.tested", &counts);
    Ok(failed)
}

#[derive(Serialize)]
struct Claimed {
    claim: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    register: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    households: Option<usize>,
    runs: usize,
    holds: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    counterexample: Option<Counter>,
}

#[derive(Serialize)]
struct Counter {
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<usize>,
    expected: String,
    found: String,
    example: String,
}

#[derive(Serialize)]
struct Drawn {
    seed: u64,
    drawn: usize,
    accepted: usize,
    paying: usize,
    refused: Vec<Refused>,
}

#[derive(Serialize)]
struct Refused {
    why: &'static str,
    line: u32,
    runs: usize,
}

/// Households that take so long that one says what is being done.
const LONG: u32 = 100_000;

fn draw(desk: &Desk, sheet: &CheckedSheet, runs: u32, households: u32, seed: u64) -> Obligations {
    let mut progress = Some(desk.out.progress("say.drawing"));
    let size = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    author::obligations_watched(sheet, seed, size(runs), size(households), &mut |done| {
        if let Some(bar) = &mut progress {
            bar.at(done as u64, runs.into());
        }
        if done == size(runs) && households >= LONG {
            progress = None;
            desk.out.say("claims.village", &[("n", &households.to_string())]);
        }
    })
}

/// How many claims break.
fn claims_told(desk: &Desk, sheet: &CheckedSheet, found: &Obligations, seed: u64) -> Result<usize, Problem> {
    let labels = desk.out.labels;
    let claims: Vec<Claimed> = found.obligations.iter().map(|o| claimed(labels, sheet, o, reader(desk))).collect();
    let drawn = summed(found, seed);
    if desk.out.json {
        claims.iter().try_for_each(|c| desk.out.value(c))?;
        desk.out.value(&drawn)?;
    } else {
        for (claim, o) in claims.iter().zip(&found.obligations) {
            desk.out.data(&told(labels, claim, &o.claim))?;
        }
    }
    let broken = claims.iter().filter(|c| c.counterexample.is_some()).count();
    say(desk, sheet, &drawn, &claims);
    Ok(broken)
}

fn claimed(labels: &Labels, sheet: &CheckedSheet, o: &Obligation, reader: Lang) -> Claimed {
    let (register, column) = if let Claim::MoreNeverLess { register, column } = &o.claim {
        (Some(register.clone()), Some(column.clone()))
    } else {
        (None, None)
    };
    let counterexample = o.counterexample.as_ref().map(|c| {
        let title = labels.fill("claims.counterexample", &[("claim", &claim_words(labels, &o.claim))]);
        Counter {
            times: Some(c.times).filter(|n| *n > 1),
            expected: c.expected.say(reader),
            found: c.found.say(reader),
            example: example_text(sheet, &title, c, reader),
        }
    });
    let step = if let Claim::PartsMakeOne { step, .. } = &o.claim { Some(step.clone()) } else { None };
    let households = if let Claim::ManyHouseholds { households } = o.claim { Some(households) } else { None };
    Claimed {
        claim: claim_code(&o.claim),
        register,
        column,
        step,
        households,
        runs: o.tried,
        holds: o.counterexample.is_none() && o.tried > 0,
        counterexample,
    }
}

fn told(labels: &Labels, claimed: &Claimed, claim: &Claim) -> String {
    let key = match (&claimed.counterexample, claimed.runs) {
        (Some(_), _) if claimed.households.is_some() => "claims.broken_once",
        (Some(_), _) => "claims.broken",
        (None, 0) => "claims.untried",
        (None, _) if claimed.households.is_some() => "claims.holds_once",
        (None, _) => "claims.holds",
    };
    let mut out = labels.fill(key, &[("claim", &claim_words(labels, claim)), ("n", &claimed.runs.to_string())]);
    if let Some(counter) = &claimed.counterexample {
        out.push('\n');
        out.push_str(&labels.fill("claims.difference", &[("expected", &counter.expected), ("found", &counter.found)]));
        if let Some(times) = counter.times {
            out.push('\n');
            out.push_str(&labels.fill("claims.repeated", &[("n", &times.to_string())]));
        }
        for line in counter.example.lines() {
            out.push_str("\n  ");
            out.push_str(line);
        }
    }
    out
}

fn summed(found: &Obligations, seed: u64) -> Drawn {
    let refused = found.refused.iter().map(|((why, line), runs)| Refused { why, line: *line, runs: *runs });
    let mut refused: Vec<Refused> = refused.collect();
    refused.sort_by_key(|r| std::cmp::Reverse(r.runs));
    Drawn { seed, drawn: found.generated, accepted: found.accepted, paying: found.paying, refused }
}

fn say(desk: &Desk, sheet: &CheckedSheet, drawn: &Drawn, claims: &[Claimed]) {
    let refused: usize = drawn.refused.iter().map(|r| r.runs).sum();
    desk.out.say(
        if sheet.asks_members() { "claims.drawn_asks" } else { "claims.drawn" },
        &[
            ("n", &drawn.drawn.to_string()),
            ("seed", &drawn.seed.to_string()),
            ("accepted", &drawn.accepted.to_string()),
            ("paying", &drawn.paying.to_string()),
            ("refused", &refused.to_string()),
        ],
    );
    for r in &drawn.refused {
        let why = desk.out.labels.word("stopped", r.why);
        desk.out.say("claims.refused", &[("n", &r.runs.to_string()), ("line", &r.line.to_string()), ("why", why)]);
    }
    let count = |fits: &dyn Fn(&Claimed) -> bool| claims.iter().filter(|c| fits(c)).count().to_string();
    desk.out.say(
        "claims.result",
        &[
            ("n", &claims.len().to_string()),
            ("held", &count(&|c| c.holds)),
            ("broken", &count(&|c| c.counterexample.is_some())),
            ("untried", &count(&|c| !c.holds && c.counterexample.is_none())),
        ],
    );
}
