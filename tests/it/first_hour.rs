//! The accountant's guide, `docs/guide.zh.md` and `docs/guide.md`: what is typed there gives what stands there, from an empty
//! folder to a printed statement, and both pages do the same. After a wanted change run with `UPDATE_GOLDEN=1` and read the difference.

use crate::sessions::run::{Session, words};
use std::path::{Path, PathBuf};

const PAGES: [(&str, &str); 2] = [("docs/guide.zh.md", "zh_CN.UTF-8"), ("docs/guide.md", "en")];

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn page(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Every line that a reader types on a page.
fn typed(page: &str) -> Vec<Vec<String>> {
    page.lines().filter_map(|line| line.strip_prefix("$ ")).map(words).collect()
}

fn plays((name, lang): (&str, &'static str)) {
    let text = page(name);
    let session = Session::speaking(lang);
    let played = session.play(&text);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path(name), played.text).unwrap();
        return;
    }
    assert!(played.differences.is_empty(), "{name}:\n{}", played.differences.join("\n\n"));
    assert_eq!(played.commands, typed(&text).len(), "{name}: what is typed stands in console blocks");
    assert!(played.commands > 30, "{name} was played: {}", played.commands);
    // nobody goes away with an example in which something went wrong
    assert!(!text.lines().any(|line| line.starts_with("? ")), "{name}: a command fails");
    let statement = std::fs::read_to_string(session.path("H0001.html")).expect("the statement is printed");
    assert!(statement.contains("1,500.00"), "half a year of 3.00 mu at 1000 yuan");
}

#[test]
fn an_accountant_comes_from_an_empty_folder_to_a_printed_statement_in_chinese() {
    plays(PAGES[0]);
}

#[test]
fn an_accountant_comes_from_an_empty_folder_to_a_printed_statement_in_english() {
    plays(PAGES[1]);
}

#[test]
fn both_pages_of_the_guide_do_the_same() {
    // names of files and of people are in the page's language
    let [zh, en] = PAGES.map(|(name, _)| typed(&page(name)));
    assert_eq!(zh.len(), en.len());
    for (zh, en) in zh.iter().zip(&en) {
        let members = |words: &[String]| -> Vec<String> {
            words
                .iter()
                .map(|word| word.split('=').next().unwrap_or_default().to_owned())
                .filter(|w| w.is_ascii())
                .collect()
        };
        let code = |words: &[String]| words.iter().any(|word| word.starts_with("id=") || word == "--id");
        assert_eq!(zh.first(), en.first(), "{zh:?}\n{en:?}");
        if code(zh) || code(en) {
            assert_eq!(members(zh), members(en));
        }
    }
}

#[test]
fn the_guide_is_found_and_leads_to_what_is_there() {
    let readme = page("README.md");
    for (name, _) in PAGES {
        assert!(readme.contains(&format!("({name})")), "README.md does not name {name}");
        for target in page(name).split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target) {
            assert!(path("docs").join(target).exists(), "{name}: there is no {target}");
        }
    }
}
