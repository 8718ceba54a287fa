//! Sessions at the terminal: `tests/cli/*.md` tell what is typed and what must come back.
//!
//! A file begins in an empty folder. In a ```` ```console ```` block a line `$ …` is run; what
//! follows is its stdout, then its stderr with `! ` before each line, then `? N` where the exit
//! code is not 0. `[..]` stands for anything within a line. A ```` ```file NAME ```` block writes a
//! file; ```` ```sheet NAME ```` does so too, ```` ```diff NAME ```` changes one. After a wanted change run with `UPDATE_GOLDEN=1` and read the difference.

pub(crate) mod run;
mod words;

use run::Session;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cli")
}

fn plays(name: &str) {
    let path = folder().join(format!("{name}.md"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let played = Session::new().play(&text);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, played.text).unwrap();
        return;
    }
    assert!(played.differences.is_empty(), "{}:\n{}", path.display(), played.differences.join("\n\n"));
    assert!(played.commands > 0, "{} runs nothing", path.display());
}

macro_rules! sessions {
    ($($name:ident $file:literal),* $(,)?) => {
        const ALL: &[&str] = &[$($file),*];
        $(#[test] fn $name() { plays($file); })*
    };
}
sessions!(
    a_newcomer_sees_a_whole_example "demo",
    a_ledger_is_opened_and_its_keys_are_kept "init-and-keys",
    one_request_is_recorded_without_a_file "new",
    lists_of_a_spreadsheet_are_recorded "import",
    a_statement_of_the_bank_is_compared "bank",
    instructions_are_recorded_or_refused_together "record",
    a_letter_for_the_notice_board_says_what_to_compare "letter",
    what_is_printed_can_be_typed "manners",
    help_is_had_by_command_and_by_topic "help",
    a_sheet_is_checked_tested_and_adopted "scheme",
    a_sheet_is_begun_shown_tried_and_compared "author",
    a_payout_is_previewed_declared_paid_and_explained "payout",
    what_a_scheme_carries_is_exact_however_long "carried",
    a_household_reads_its_statement "statement",
    the_books_are_reported "report",
    entries_are_read_and_corrected "show-log-correct",
    an_audit_finds_what_was_changed "audit",
    proofs_are_checked_without_the_ledger "proof-and-verify",
    what_was_left_behind_is_finished_or_shown "recover",
    a_household_is_forgotten "forget",
    other_tools_are_served "export",
    arguments_that_make_no_sense_are_explained "usage",
    nothing_takes_effect_before_those_whom_the_policy_names_agree "approvals",
);

#[test]
fn every_file_of_sessions_is_played() {
    let files = std::fs::read_dir(folder()).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap());
    let mut found: Vec<String> = files.filter_map(|f| f.strip_suffix(".md").map(str::to_owned)).collect();
    found.sort();
    let mut known = ALL.to_vec();
    known.sort_unstable();
    assert_eq!(found, known);
}
