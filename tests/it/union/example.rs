//! `examples/union`: four villages, one pool, works in one of them. A household of village A follows its money up to the
//! union's total, and a second verifier says that it is right.

use super::{fen, key};
use crate::founded::founded;
use coop_ledger::{
    cooperative::Cooperative,
    decide::Request,
    intake::json_lines,
    statement::{Format, render_table, reports},
    unit::{Fen, Lang},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/union")
}

/// The ledger of a folder of the example, its files recorded in order, each as one batch.
fn recorded(name: &str) -> (tempfile::TempDir, Cooperative) {
    let (place, mut coop) = founded(name, "2023-01-01", None, "2025-01-31T08:00:00Z");
    let mut files: Vec<PathBuf> = fs::read_dir(folder().join(name)).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let batch: Vec<Request> =
            json_lines(&text).into_iter().map(|(_, read)| Request::read(&read.unwrap()).unwrap()).collect();
        coop.record(&batch, &key()).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
    }
    (place, coop)
}

/// What `examples/verify.py` says of a proof of one line; nothing where Python is not there.
fn verified(coop: &Cooperative, payout: &str, who: &str) -> Option<String> {
    let proof = coop.prove_line(&payout.parse().unwrap(), &who.parse().unwrap(), &coop.lookup().unwrap()).unwrap();
    let there = Command::new("python3").args(["-c", "import nacl"]).status().is_ok_and(|s| s.success());
    if !there {
        assert_ne!(std::env::var("COOP_INTEROP").as_deref(), Ok("required"), "python3 with PyNaCl is missing");
        return None;
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), proof.to_bytes()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/verify.py");
    let vkey = coop.books().opened().vkey.to_string();
    let run = |path: &Path| {
        let out = Command::new("python3").arg(&script).arg("proof").arg(path).args(["--vkey", &vkey]).output().unwrap();
        (out.status.success(), String::from_utf8(out.stdout).unwrap())
    };
    let (holds, told) = run(file.path());
    assert!(holds, "{told}");
    // one digit more in the line, and it does not hold
    let bytes = fs::read_to_string(file.path()).unwrap().replacen("\"amount\":\"", "\"amount\":\"1", 1);
    fs::write(file.path(), bytes).unwrap();
    assert!(!run(file.path()).0);
    Some(told)
}

#[test]
fn the_example_answers_where_the_part_of_each_village_is() {
    let (_place, union) = recorded("union");
    let on = "2023-12-31".parse().unwrap();
    let rows = reports::union(union.books(), on, &union.restated(None, on).unwrap());
    let told: Vec<(&str, String, String)> =
        rows.iter().map(|row| (row.village.as_str(), row.declared.to_string(), row.works.to_string())).collect();
    let expected = [
        ("A", "261612.65", "1600000.00"),
        ("F", "208867.69", "0.00"),
        ("H", "238453.03", "0.00"),
        ("M", "251066.63", "0.00"),
    ];
    assert_eq!(told, expected.map(|(village, declared, works)| (village, declared.to_owned(), works.to_owned())));
    assert_eq!(Fen::capped_total(rows.iter().map(|row| row.declared)), fen("960000.00"));
    assert!(rows.iter().all(|row| row.difference == Fen::ZERO));
    let table = render_table(&rows, Format::Text, Lang::En);
    assert!(table.contains("1,600,000.00"), "{table}");
}

#[test]
fn a_household_follows_its_money_up_to_the_total_of_the_union() {
    let (_union, union) = recorded("union");
    let (_village, village) = recorded("village-a");
    // what the union's payout gave the village is what came in there
    let given = union.books().payout(&"U2023".parse().unwrap()).unwrap().lines["A"].amount;
    let came = village.books().net_income(2024).unwrap();
    assert_eq!(given, came);
    let (Some(own), Some(of_village)) = (verified(&village, "D2024", "H0002"), verified(&union, "U2023", "A")) else {
        return;
    };
    let line = village.books().payout(&"D2024".parse().unwrap()).unwrap().lines["H0002"].amount;
    assert!(own.contains(&format!("{line} to H0002")), "{own}");
    assert!(of_village.contains(&format!("{given} to A, total 960000.00")), "{of_village}");
}

/// What the page says is typed as it stands, by a shell, with the program as it is installed.
#[cfg(unix)]
#[test]
fn what_the_page_says_is_typed_and_found_as_it_says() {
    let there = Command::new("python3").args(["-c", "import nacl"]).status().is_ok_and(|s| s.success());
    let bash = Command::new("bash").arg("--version").output().is_ok_and(|out| out.status.success());
    if !(there && bash) {
        assert_ne!(std::env::var("COOP_INTEROP").as_deref(), Ok("required"), "bash or python3 with PyNaCl is missing");
        return;
    }
    let page = fs::read_to_string(folder().join("README.md")).unwrap();
    let blocks = page.split("```sh\n").skip(1).filter_map(|block| block.split("```").next());
    let program = Path::new(env!("CARGO_BIN_EXE_coop")).parent().unwrap().display().to_string();
    let typed: Vec<String> = blocks.map(|block| block.replace("$PWD/target/release", &program)).collect();
    assert_eq!(typed.len(), 3);
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let script = format!("set -eu\nexport TMPDIR=\"$PWD\"\n{}", typed.concat());
    let said = |lang: &str| {
        let place = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(&examples, place.path().join("examples")).unwrap();
        let mut run = Command::new("bash");
        let run = run.args(["-c", &script]).current_dir(place.path()).env("LANG", lang).env_remove("LC_ALL");
        let out = run.output().unwrap();
        let told = String::from_utf8(out.stdout).unwrap();
        assert!(out.status.success(), "{told}{}", String::from_utf8_lossy(&out.stderr));
        told
    };
    for lang in ["en_US.UTF-8", "zh_CN.UTF-8"] {
        let told = said(lang);
        // each figure of the page's table stands in a row of the report
        let rows = page.lines().filter_map(|line| line.strip_prefix("| ")).filter(|line| line.contains('%'));
        let mut compared = 0;
        for row in rows {
            let cells: Vec<&str> = row.trim_end_matches(" |").split(" | ").collect();
            let village = format!(" {} ", cells[0]);
            let found = told.lines().find(|line| line.starts_with("2023 ") && line.contains(&village));
            let found = found.unwrap_or_else(|| panic!("{row}: {told}"));
            for cell in &cells[1..] {
                assert!(found.contains(cell), "{cell} is not in: {found}");
                compared += 1;
            }
        }
        assert_eq!(compared, 24);
        assert_eq!(told.lines().filter(|line| *line == "PASS").count(), 2, "{told}");
        assert!(told.contains("261612.65 to A, total 960000.00"), "{told}");
    }
}
