//! Every code has its sentence and its hint, every command its help, in both languages.

use coop_ledger::{
    audit::FindingCode,
    cli::{self, TROUBLE_CODES, Told, told_code, told_finding_code, told_rule},
    decide::Code,
    statement::{Labels, Lang},
    verify::DoubtCode,
};

const BOTH: [Lang; 2] = [Lang::Zh, Lang::En];

fn every_code() -> Vec<(Lang, &'static str, Told)> {
    let mut all = Vec::new();
    for lang in BOTH {
        let labels = Labels::of(lang);
        all.extend(Code::ALL.iter().map(|c| (lang, c.name(), told_rule(labels, *c))));
        all.extend(FindingCode::ALL.iter().map(|c| (lang, c.name(), told_finding_code(labels, *c))));
        all.extend(DoubtCode::ALL.iter().map(|c| (lang, c.name(), told_finding_code(labels, *c))));
        all.extend(TROUBLE_CODES.iter().map(|c| (lang, *c, told_code(labels, c))));
    }
    all
}

#[test]
fn every_code_has_a_sentence_and_a_hint_in_both_languages() {
    let all = every_code();
    assert!(all.len() > 150, "all codes were asked");
    for (lang, code, told) in all {
        for text in [&told.message, &told.hint] {
            assert!(!text.contains('{') && !text.contains('}'), "{lang} {code} leaves something open: {text}");
            // a label that is missing gives its key back
            assert!(!text.ends_with(&format!(".{code}")), "{lang} {code} has no words: {text}");
            assert!(!text.is_empty(), "{lang} {code} says nothing");
            let han = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert_eq!(han, lang == Lang::Zh, "{lang} {code} speaks the other language: {text}");
        }
    }
}

#[test]
fn every_refusal_and_finding_names_subject_expected_and_found() {
    for (lang, code, told) in every_code() {
        if TROUBLE_CODES.contains(&code) {
            continue;
        }
        for (what, shown) in [("subject", "1"), ("expected", "2"), ("found", "3")] {
            // an amount's own rule is about the member, a kind's about the kind
            assert!(told.message.contains(shown), "{lang} {code} does not say the {what}: {}", told.message);
        }
    }
}

#[test]
fn every_command_and_argument_has_help_in_both_languages() {
    for lang in BOTH {
        let mut seen = 0;
        helped(&cli::command(lang), "coop", lang, &mut seen);
        assert!(seen > 100, "the whole tree was walked: {seen}");
    }
}

#[test]
fn every_example_of_help_is_a_command_of_this_program() {
    let mut seen = 0;
    for lang in BOTH {
        let root = cli::command(lang);
        exemplary(&root, &root, &mut seen);
    }
    assert!(seen > 50, "the examples were read: {seen}");
}

fn exemplary(command: &clap::Command, root: &clap::Command, seen: &mut usize) {
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default().replace('\u{a0}', " ");
    for line in after.lines().filter_map(|line| line.trim().strip_prefix("coop ")) {
        // what follows two blanks says what it does, what follows > is the shell's
        let typed = line.split("  ").next().unwrap_or_default().split(" > ").next().unwrap_or_default();
        let words = super::run::words(typed);
        let asked = root.clone().try_get_matches_from(std::iter::once("coop").chain(words.iter().map(String::as_str)));
        assert!(asked.is_ok(), "coop {typed}: {}", asked.unwrap_err());
        *seen += 1;
    }
    command.get_subcommands().for_each(|below| exemplary(below, root, seen));
}

#[test]
fn every_exit_code_is_told_in_help_and_on_the_manual_page() {
    for lang in ["zh", "en"] {
        let session = super::run::Session::speaking(lang);
        let (help, page) = (session.run("coop help exit-codes"), session.run("coop man"));
        for code in [0, 1, 2, 3, 4, 5, 6, 7, 70] {
            let told = Labels::of(lang.parse().unwrap()).text(&format!("exit.{code}")).to_owned();
            assert!(help.contains(&told), "{lang} {code}");
            assert!(page.replace("\\-", "-").contains(&told), "{lang} {code}");
        }
        // the library has its headings in English only
        let headings = page.lines().filter(|line| line.starts_with(".SH"));
        let other = headings.filter(|line| line.bytes().all(|b| b.is_ascii()) == (lang == "zh"));
        assert_eq!(other.count(), 0, "{page}");
    }
}

fn helped(command: &clap::Command, path: &str, lang: Lang, seen: &mut usize) {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    said(&about, lang, command.get_name());
    // a label that is missing gives its key back
    assert!(about != path && about != format!("help.{path}"), "{lang} {path} has no help");
    *seen += 1;
    for arg in command.get_arguments() {
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        said(&help, lang, arg.get_id().as_str());
        *seen += 1;
    }
    for below in command.get_subcommands() {
        let path = if path == "coop" { below.get_name().to_owned() } else { format!("{path} {}", below.get_name()) };
        helped(below, &path, lang, seen);
    }
}

fn said(text: &str, lang: Lang, name: &str) {
    let key = text.split('（').next().unwrap_or_default().split(" (").next().unwrap_or_default();
    assert!(!text.is_empty(), "{lang} {name} has no help");
    // a label that is missing gives its key back: `record.file`
    assert!(!key.ends_with(&format!(".{name}")), "{lang} {name} has no help: {text}");
    if lang == Lang::Zh {
        assert!(text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{name} has no Chinese help: {text}");
    }
}
