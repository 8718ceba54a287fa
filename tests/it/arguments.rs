//! An argument that names a folder or a file which is not there: the hint speaks of that argument and of no other.

use crate::sessions::run::Session;
use std::{collections::BTreeSet, fs};

/// What is typed, and how its argument that names something is written: an option, or the word in capitals.
const TYPED: [(&str, &str); 25] = [
    ("coop show 0 --ledger nowhere", "--ledger"),
    ("coop audit nowhere", "PATH"),
    ("coop audit d/ledger --other nowhere", "--other"),
    ("coop audit d/ledger --pin nowhere", "--pin"),
    ("coop audit d/ledger --seen nowhere", "--seen"),
    ("coop record d/fee-taken-from-rent.jsonl --ledger d/ledger --state d/state --key nowhere", "--key"),
    ("coop key admit nowhere --ledger d/ledger --state d/state --person K009 --role cashier", "FILE"),
    ("coop key new d/pin.toml --no-passphrase", "FILE"),
    (
        "COOP_PASSPHRASE=correct-horse-battery coop init --ledger new --state kept --zh A --en A --host coop.example --name a --chart nowhere",
        "--chart",
    ),
    ("coop record nowhere --ledger d/ledger --state d/state", "FILE"),
    ("coop correct 5 --reason other --with nowhere --ledger d/ledger --state d/state", "--with"),
    ("coop import nowhere.csv --ledger d/ledger --state d/state", "FILE"),
    ("coop import d/pin.toml --map nowhere --ledger d/ledger --state d/state", "--map"),
    ("coop bank match nowhere --ledger d/ledger --state d/state", "FILE"),
    ("coop bank match d/pin.toml --profile nowhere --ledger d/ledger --state d/state", "--profile"),
    ("coop payout preview P --sheet nowhere --ledger d/ledger --state d/state", "--sheet"),
    ("coop scheme check nowhere", "FILE"),
    ("coop verify nowhere --vkey @pin:vkey", "FILE"),
    ("coop statement H0001 --out nowhere/x --ledger d/ledger --state d/state", "--out"),
    ("coop export journal --out nowhere/x --ledger d/ledger --state d/state", "--out"),
    ("coop man --out d/pin.toml", "--out"),
    ("coop demo d", "DIR"),
    ("coop report registers households -o d/pin.toml --ledger d/ledger --state d/state", "--output"),
    ("coop new household.enrolled --toml -o d/pin.toml --ledger d/ledger --state d/state", "--output"),
    ("coop show 0 --ledger d/ledger --state d/pin.toml", "--state"),
];

/// Options that a text speaks of.
fn options(text: &str) -> BTreeSet<&str> {
    let typed = |c: char| c.is_ascii_lowercase() || c == '-';
    let all = text.split(|c| !typed(c)).filter(|word| word.starts_with("--") && word.len() > 3);
    all.collect()
}

#[test]
fn a_hint_about_what_an_argument_names_speaks_of_that_argument_alone() {
    let session = Session::new();
    assert!(!session.run("coop demo d").contains("! coop: error"));
    session.run("copy d/pin.toml pin.toml");
    let mut wrong = Vec::new();
    for (typed, own) in TYPED {
        for lang in ["en", "zh"] {
            let said = session.run(&format!("{typed} --lang {lang}"));
            // a command that a hint offers is told with the folders that were named
            let named = [" --ledger d/ledger", " --state d/state", " --lang en", " --lang zh", " --ledger nowhere"];
            let said = named.iter().fold(said, |said, folder| said.replace(folder, ""));
            let hints: Vec<&str> =
                said.lines().filter(|line| line.contains("hint: ") || line.contains("提示：")).collect();
            let others: Vec<&str> =
                hints.iter().flat_map(|hint| options(hint)).filter(|option| *option != own).collect();
            if !others.is_empty() {
                wrong.push(format!("{typed} ({own})\n{said}"));
            }
            // it is refused, or nothing was wrong with it
            assert!(!hints.is_empty() || !said.contains("coop: error"), "{typed}: {said}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let other = session.run("coop audit d/ledger --other nowhere");
    assert!(other.contains("--other takes the folder of a ledger"), "{other}");
}

/// Arguments that name a folder or a file, by the pages of the manual: each is typed above.
#[test]
fn every_argument_that_names_a_folder_or_a_file_is_tried() {
    let session = Session::new();
    fs::create_dir(session.path("man")).unwrap();
    session.run("coop man --out man");
    let mut named = BTreeSet::new();
    for page in fs::read_dir(session.path("man")).unwrap() {
        let text = fs::read_to_string(page.unwrap().path()).unwrap();
        let text = text.replace("\\fB", "").replace("\\fI", "").replace("\\fR", "").replace('\\', "");
        for line in text.lines() {
            let value = ["<FILE>", "<DIR>", "<LEDGER>", "<PROFILE>", "<PATH>"];
            if line.starts_with('-') && value.iter().any(|value| line.trim_end().ends_with(value)) {
                named.extend(options(line).into_iter().map(str::to_owned));
            }
        }
    }
    let tried: BTreeSet<&str> = TYPED.iter().map(|(_, own)| *own).collect();
    let left: Vec<&String> = named.iter().filter(|named| !tried.contains(named.as_str())).collect();
    assert!(named.len() > 8 && left.is_empty(), "{named:?}: {left:?}");
}
