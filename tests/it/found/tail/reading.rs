//! What readers believe, and what they say of it.

use super::{AtRest, JOURNAL, party};
use crate::little::{Little, accountant, open, read};
use coop_ledger::{
    audit::Pin,
    cooperative::{Standing, remember},
    log::{Frontier, Hash, SigningKey, sign_note},
};
use std::fs;

const READERS: [&[&str]; 8] = [
    &["log"],
    &["show", "1"],
    &["report", "trial-balance"],
    &["payout", "list"],
    &["payout", "explain", "H0001"],
    &["proof", "3"],
    &["statement", "H0001"],
    &["export", "hledger"],
];
const UNAUDITED: &str = "not audited on this machine";

fn whole() -> AtRest {
    let little = Little::whole();
    little.cooperative.settle();
    AtRest::of(&little)
}

#[test]
fn r11_a_checkpoint_that_the_ledgers_key_did_not_sign_is_believed_by_nobody() {
    let rest = whole();
    let mut frontier = Frontier::default();
    rest.lines().iter().for_each(|line| frontier.push(Hash::leaf(line)));
    let origin = rest.writer().cooperative.origin().clone();
    let elsewhere = rest.folder.path().join("elsewhere");
    fs::write(
        rest.ledger().join("checkpoint"),
        sign_note(&origin, frontier.head(), &SigningKey::from_seed([85; 32])).0,
    )
    .unwrap();
    for command in READERS {
        let (code, page, said) = rest.coop(&elsewhere, command);
        assert!(code == 7 && page.is_empty() && said.contains("checkpoint"), "{command:?}: {code} {page}{said}");
        // where the guard is, it says what was signed
        assert_eq!(rest.coop(&rest.state(), command).0, 0, "{command:?}");
    }
}

#[test]
fn r11_where_nobody_signed_or_audited_every_page_says_so() {
    let rest = whole();
    let elsewhere = rest.folder.path().join("elsewhere");
    for command in READERS {
        let (code, page, said) = rest.coop(&elsewhere, command);
        assert_eq!(code, 0, "{command:?}: {said}");
        let fixed = ["proof", "export"].contains(&command[0]);
        assert_eq!(
            (page.contains(UNAUDITED), said.contains(UNAUDITED)),
            (!fixed || command[0] == "export", fixed),
            "{command:?}: {page}{said}"
        );
        // data has no place for it
        if command[0] != "export" {
            let (_, page, said) = rest.coop(&elsewhere, &[&["--json"], command].concat());
            assert!(!page.contains(UNAUDITED) && said.contains(UNAUDITED), "{command:?}: {said}");
        }
    }
    let (_, page, _) = rest.coop(&elsewhere, &["--lang", "zh", "statement", "H0001", "--format", "html"]);
    assert!(page.contains("<main id=\"main\"><p class=\"note\"><strong>本机未审计"), "{page}");
    let (_, page, said) = rest.coop(&elsewhere, &["statement", "H0001", "--format", "csv"]);
    assert!(!page.contains(UNAUDITED) && said.contains(UNAUDITED));
    // whoever signs the ledger is told nothing new
    for command in READERS {
        let (code, page, said) = rest.coop(&rest.state(), command);
        assert!(code == 0 && !page.contains("audited") && !said.contains("audited"), "{command:?}: {page}{said}");
    }

    // nor is an auditor of this very state
    assert_eq!(rest.coop(&elsewhere, &["audit"]).0, 0);
    for command in READERS {
        let (code, page, said) = rest.coop(&elsewhere, command);
        assert!(code == 0 && !page.contains("audited") && !said.contains("audited"), "{command:?}: {page}{said}");
    }
    // but of a later one he has seen a part
    let grown = rest.grown(&party("more"));
    let (_, page, _) = grown.coop(&elsewhere, &["statement", "H0001"]);
    let last = rest.lines().len() - 1;
    assert!(page.starts_with(&format!("audited on this machine up to entry {last} only")), "{page}");
}

#[test]
fn r11_a_folder_that_an_audit_here_contradicts_answers_nobody() {
    let rest = whole();
    let auditor = rest.folder.path().join("auditor");
    let report = rest.audited(&auditor, Pin::default());
    remember(&rest.ledger(), &auditor, &report).unwrap();
    // rolled back by one batch, with the checkpoint of then; and gone on with otherwise
    let older = AtRest::upto(7);
    let forked = older.grown(&(0..9).map(|n| party(&format!("other-{n}"))).collect::<Vec<_>>().join("\n"));
    assert!(older.lines().len() < rest.lines().len() && forked.lines().len() >= rest.lines().len());
    for (what, folder) in [("rolled back", &older), ("forked", &forked)] {
        for command in READERS {
            let (code, page, said) = folder.coop(&auditor, command);
            assert!(code == 7 && page.is_empty(), "{what}, {command:?}: {code} {page}{said}");
        }
        assert_eq!(folder.coop(&auditor, &["audit"]).0, 7, "{what}");
    }
    // the neighbour: more of the same history
    let mut opened = open(&rest.ledger(), &rest.state(), super::clock()).unwrap();
    assert_eq!(opened.cooperative.standing(), Standing::Signed);
    opened.cooperative.confirm_clock();
    opened.cooperative.record(&read(&party("more")), &accountant()).unwrap();
    drop(opened);
    for command in READERS {
        assert_eq!(rest.coop(&auditor, command).0, 0, "{command:?}");
    }
    assert!(rest.ledger().join(JOURNAL).exists());
}
