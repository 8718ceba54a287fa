//! The library of real rules: `examples/rules/<id>/<id>.sheet` and the neighbours in `bad/`.

use coop_ledger::{
    author::translate,
    decide::dictionary,
    rules,
    scheme::{self, Action, CheckedSheet, Expectation, words::Lang},
};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The entries of a folder by name, in order.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let read = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut all: Vec<PathBuf> = read.map(|entry| entry.expect("an entry").path()).collect();
    all.sort();
    all
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every rule: its folder's name and its sheet's text.
fn library() -> Vec<(String, String)> {
    let folders = entries(&root().join("examples/rules")).into_iter().filter(|p| p.is_dir());
    let all: Vec<(String, String)> = folders
        .map(|folder| {
            let id = folder.file_name().expect("a name").to_string_lossy().into_owned();
            let sheet = text(&folder.join(format!("{id}.sheet")));
            (id, sheet)
        })
        .collect();
    assert!(all.len() >= 50, "{} rules", all.len());
    all
}

/// Every bad neighbour: its path and text.
fn neighbours(id: &str) -> Vec<(String, String)> {
    let folder = root().join("examples/rules").join(id).join("bad");
    entries(&folder).into_iter().map(|path| (path.display().to_string(), text(&path))).collect()
}

fn checked(name: &str, text: &str) -> CheckedSheet {
    scheme::read(text)
        .unwrap_or_else(|found| panic!("{}", found.iter().map(|d| d.render(name, text, Lang::Zh)).collect::<String>()))
}

#[test]
fn every_rule_says_what_it_is_in_both_languages_and_where_each_figure_comes_from() {
    for (id, text) in library() {
        let sheet = checked(&id, &text);
        assert_eq!(sheet.id().as_str(), id, "the folder is named after the sheet");
        assert!(text.starts_with('#'), "{id} does not begin with what it is");
        for (what, there) in [("标题", sheet.title_zh()), ("title", sheet.title_en()), ("依据", sheet.basis())] {
            assert!(there.is_some_and(|t| t.chars().count() >= 8), "{id}: {what} is no sentence");
        }
        for value in sheet.values() {
            let basis = value.basis.as_deref().unwrap_or_default();
            assert!(!basis.is_empty(), "{id}: {} does not say where it comes from", value.name);
        }
    }
}

#[test]
fn every_example_of_every_rule_gives_the_figures_it_states() {
    let mut count = 0;
    for (id, text) in library() {
        let results = rules::examples(&checked(&id, &text));
        assert!(results.len() >= 2, "{id} has {} examples", results.len());
        count += results.len();
        for result in results {
            assert!(result.passed, "{id}: {result:#?}");
        }
    }
    assert!(count >= 150, "{count} examples");
}

#[test]
fn every_requirement_has_an_example_that_it_alone_refuses() {
    for (id, text) in library() {
        let sheet = checked(&id, &text);
        let results = rules::examples(&sheet);
        let required: Vec<&str> = sheet
            .steps()
            .iter()
            .filter_map(|step| if let Action::Require { text, .. } = &step.action { Some(text.as_str()) } else { None })
            .collect();
        for text in &required {
            let refused = sheet.examples().iter().zip(&results).any(|(example, result)| {
                let names = |e: &Expectation| match e {
                    Expectation::Refused(named, _) => {
                        text.contains(named.as_str())
                            && required.iter().filter(|r| r.contains(named.as_str())).count() == 1
                    }
                    Expectation::Holds(_) => false,
                };
                result.passed && example.expectations.iter().any(names)
            });
            assert!(refused, "{id}: no example is refused by 要求 “{text}” alone");
        }
    }
}

#[test]
fn every_rule_has_a_bad_neighbour_refused_by_the_code_in_its_header() {
    for (id, good) in library() {
        let neighbours = neighbours(&id);
        assert!(!neighbours.is_empty(), "{id} has no bad neighbour");
        for (path, text) in neighbours {
            let header = text.lines().next().and_then(|line| line.strip_prefix("# code: "));
            let (code, why) = header.and_then(|h| h.split_once(' ')).unwrap_or_else(|| panic!("{path} names no code"));
            assert!(!why.trim().is_empty(), "{path} does not say what is wrong");
            // one thing is wrong, all else is as in the rule: lines of the rule it does not have
            let changed =
                good.lines().filter(|line| !line.starts_with('#') && !text.lines().any(|l| l == *line)).count();
            assert!((1..=4).contains(&changed), "{path} differs from the rule in {changed} lines");
            match scheme::read(&text) {
                Err(found) => {
                    let told = found.iter().map(|d| d.render(&path, &text, Lang::Zh)).collect::<String>();
                    assert_eq!(found.first().map(|d| d.code.to_string()).as_deref(), Some(code), "{told}");
                }
                Ok(sheet) => {
                    assert_eq!(code, "expectation", "{path} passes the checker");
                    assert!(rules::examples(&sheet).iter().any(|r| !r.passed), "{path}: all its examples pass");
                }
            }
        }
    }
}

#[test]
fn every_rule_says_the_same_in_the_other_language_and_pays_the_same() {
    for (id, text) in library() {
        let sheet = checked(&id, &text);
        for lang in [Lang::En, Lang::Zh] {
            let other = translate(&sheet, lang);
            let again = checked(&format!("{id} in {lang:?}"), &other);
            let results = rules::examples(&again);
            assert_eq!(results.len(), sheet.examples().len(), "{id}");
            for result in results {
                assert!(result.passed, "{id} in {lang:?}: {result:#?}");
            }
        }
    }
}

#[test]
fn the_page_of_the_library_lists_every_rule_in_both_languages() {
    let page = text(&root().join("examples/rules/README.md"));
    for (id, _) in library() {
        let rows = page.lines().filter(|line| line.starts_with(&format!("| [`{id}`]({id}/{id}.sheet) |"))).count();
        assert_eq!(rows, 2, "{id} stands in {rows} tables");
    }
    let listed = page.lines().filter(|line| line.starts_with("| [`")).count();
    assert_eq!(listed, 2 * library().len(), "the page lists a rule there is not");
}

#[test]
fn the_page_names_the_rules_a_ledger_can_adopt_as_they_stand() {
    let covered: Vec<String> = library()
        .into_iter()
        .filter(|(id, text)| dictionary::covers(&checked(id, text)).is_ok())
        .map(|(id, _)| id)
        .collect();
    let [one, other] = covered.as_slice() else { panic!("{covered:?}") };
    let page = text(&root().join("examples/rules/README.md"));
    assert!(page.contains(&format!("只读词典里有的列和输入的是 `{one}` 和 `{other}`。")), "{covered:?}");
    assert!(page.contains(&format!("`{one}` and `{other}` read only what is there.")), "{covered:?}");
}

#[test]
fn the_fourth_scheme_is_a_sheet_and_nothing_else() {
    let (_, sheet) = library().into_iter().find(|(id, _)| id == "xot-carbon").expect("the fourth scheme");
    assert!(!checked("xot-carbon", &sheet).examples().is_empty());
    let mut folders = vec![root().join("src")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for path in entries(&folder) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).expect("a file of the source");
                let text = String::from_utf8_lossy(&bytes).to_lowercase();
                assert!(!text.contains("xot") && !text.contains("碳"), "{} knows the fourth scheme", path.display());
                files += 1;
            }
        }
    }
    assert!(files > 100, "{files} files read");
}
