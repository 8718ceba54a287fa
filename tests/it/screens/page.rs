//! `docs/questions.md`: every question of an audit, when it is asked, what its bound rests on, an example in both
//! languages, what to do. Made from the codes, the words and `tests/screens/`; `UPDATE_GOLDEN=1` writes it anew.

use super::each::Tried;
use coop_ledger::{
    screen::{Question, ScreenBasis, ScreenCode},
    statement::{Labels, Lang},
    unit::Say,
};
use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};

const HEAD: &str = "# Questions of an audit

A record can be right and still raise what only people can answer. `coop audit` lists such questions behind what it
proved, each with a code, what it is about, what was seen and what is usual; with `--json` they stand under `questions`.
None of them makes a record wrong: the verdict is PASS WITH NOTES, the exit code 0. `coop help questions` tells this list.

账可以没有错，却仍有只有人能回答的问题（疑点）。疑点不等于差错，退出码仍是 0。

What a bound rests on: *record*, the record contradicts itself or leaves out what it has of others; *law*, an article
names it; *usual*, background knowledge of what is usual, which a village may see otherwise.

Not computable from a record at all: commissions, secrets, business beside the books.

This page is made from the codes (`src/screen/code.rs`), the cases in `tests/screens/` and the sentences in
`src/statement/labels/`: `UPDATE_GOLDEN=1 cargo test screens::each` writes it anew. The sheets that examples name stand in
`tests/it/screens/`.
";

/// Characters of an example that are shown.
const SHOWN: usize = 900;

fn basis(code: ScreenCode) -> &'static str {
    match code.basis() {
        ScreenBasis::Record => "record",
        ScreenBasis::Law => "law",
        ScreenBasis::Usual => "usual",
    }
}

fn asked(question: &Question, lang: Lang) -> String {
    let (about, found, usual) = (question.place.say(lang), question.found(lang), question.expected(lang));
    Labels::of(lang).fill("audit.question", &[("about", &about), ("found", &found), ("usual", &usual)])
}

fn section(page: &mut String, code: ScreenCode, example: Option<&(&Tried, &Question)>) -> std::fmt::Result {
    let word = |lang: Lang, section: &str| Labels::of(lang).word(section, code.name()).to_owned();
    writeln!(page, "\n## `{}`\n\n{}\n", code.name(), word(Lang::En, "screens_when"))?;
    writeln!(page, "{}\n\nRests on: {}.\n", word(Lang::Zh, "screens_when"), basis(code))?;
    if let Some((case, question)) = example {
        let entries: Vec<String> = case.entries.iter().map(ToString::to_string).collect();
        let entries = entries.join("\n");
        let mut shown: String = entries.chars().take(SHOWN).collect();
        if entries.chars().nth(SHOWN).is_some() {
            shown.push('…');
        }
        writeln!(page, "*{}*\n\n```json\n{shown}\n```\n", case.about)?;
        writeln!(page, "- {}\n- {}\n", asked(question, Lang::En), asked(question, Lang::Zh))?;
    }
    writeln!(page, "What to do: {}\n\n怎么办：{}", word(Lang::En, "screens"), word(Lang::Zh, "screens"))
}

/// Compares the page with that of these examples.
pub fn is_that_of(examples: &BTreeMap<ScreenCode, (&Tried, &Question)>) {
    let mut text = HEAD.to_owned();
    for code in ScreenCode::ALL {
        for lang in [Lang::Zh, Lang::En] {
            for words in ["screens", "screens_when"] {
                assert_ne!(Labels::of(lang).word(words, code.name()), code.name(), "{lang:?} has no {words}");
            }
        }
        section(&mut text, *code, examples.get(code)).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/questions.md");
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == text, "docs/questions.md is not that of the questions: UPDATE_GOLDEN=1 cargo test screens");
}
