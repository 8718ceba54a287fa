//! The pages that teach lists and the bank, `docs/import.zh.md` and `docs/import.md`: what is typed there gives what stands
//! there, and both teach the same.

use crate::sessions::run::Session;
use std::path::Path;

const PAGES: [(&str, &str); 2] = [("docs/import.zh.md", "zh_CN.UTF-8"), ("docs/import.md", "en")];

#[test]
fn what_the_pages_say_is_what_comes_back() {
    let mut commands = Vec::new();
    for (page, lang) in PAGES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
        let played = Session::speaking(lang).play(&std::fs::read_to_string(&path).unwrap());
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, played.text).unwrap();
            continue;
        }
        assert!(played.differences.is_empty(), "{page}:\n{}", played.differences.join("\n\n"));
        commands.push(played.commands);
    }
    assert!(commands.iter().all(|many| *many == 12), "{commands:?}");
}
