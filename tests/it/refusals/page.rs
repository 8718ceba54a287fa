//! `docs/refusals.md`: every code in its order, when it is told, an example in both languages, what to do. Made from
//! the codes, `tests/refusals/` and, where a history of proposals and words earns it, the cases of governance;
//! `UPDATE_GOLDEN=1` writes it anew.

use super::refused;
use crate::governed;
use coop_ledger::{
    cli::{Told, told_refusal},
    decide::{Code, Refusal},
    statement::{Labels, Lang},
};
use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};

const HEAD: &str = "# Refusals

An instruction that breaks a rule is not recorded and leaves no trace. What is told has a stable code, the household,
contract or member at fault, what is expected there and what was found. The codes stand in the order in which they
win: of two faults the one is told that stands first. A code of rules at several steps stands where most of them do.

This page is made from the codes (`src/decide/refusal/code.rs`), the examples in `tests/refusals/`, the cases of
`tests/cases/governance/` (whose step is shown that is refused) and the sentences in `src/statement/labels/`: `UPDATE_GOLDEN=1 cargo test refusals` writes it anew.
";

/// Characters of an example that are shown.
const SHOWN: usize = 600;

/// What earns a code.
struct Example {
    title: String,
    refused: String,
    refusal: Refusal,
}

fn page(cases: &BTreeMap<String, Example>) -> String {
    let mut page = HEAD.to_owned();
    let without: Vec<&str> =
        Code::ALL.iter().map(|code| code.name()).filter(|code| !cases.contains_key(*code)).collect();
    assert!(without.is_empty(), "no example of {without:?}");
    for (number, code) in Code::ALL.iter().enumerate() {
        let example = &cases[code.name()];
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| told_refusal(Labels::of(lang), &example.refusal));
        section(&mut page, number + 1, *code, example, &[zh, en]).unwrap();
    }
    page
}

fn section(page: &mut String, number: usize, code: Code, case: &Example, told: &[Told; 2]) -> std::fmt::Result {
    let [zh, en] = told;
    writeln!(page, "\n## {number}. `{code}`\n\n{}\n", code.when())?;
    writeln!(page, "*{}*\n", case.title)?;
    let mut example: String = case.refused.trim().chars().take(SHOWN).collect();
    if case.refused.trim().chars().nth(SHOWN).is_some() {
        example.push('…');
    }
    writeln!(page, "```json\n{example}\n```\n")?;
    writeln!(page, "- {}\n- {}\n", en.message, zh.message)?;
    writeln!(page, "What to do: {}\n\n怎么办：{}", en.hint, zh.hint)
}

#[test]
fn the_page_of_refusals_is_that_of_the_codes_and_examples() {
    let all = super::cases();
    let examples = all.into_iter().filter(|(path, _)| !path.to_string_lossy().contains('+'));
    let own = examples.map(|(path, case)| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let refusal = refused(&case).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
        (name, Example { title: case.title, refused: case.refused, refusal })
    });
    let of_cases = governed::earned().map(|(code, earned)| {
        let example =
            Example { title: earned.about.clone(), refused: earned.step.clone(), refusal: earned.refusal.clone() };
        (code.to_owned(), example)
    });
    let text = page(&of_cases.chain(own).collect());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/refusals.md");
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == text, "docs/refusals.md is not that of the codes: UPDATE_GOLDEN=1 cargo test refusals");
}
