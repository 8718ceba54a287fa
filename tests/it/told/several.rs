//! Entries that list things of several households: a statement, and any proof, shows one household its
//! own and nothing of anybody else.

use super::*;
use crate::tampered::forge::Forge;
use coop_ledger::{
    audit::{FindingCode, Pin},
    cooperative::audit,
    event::{Attached, parted},
    log::{
        Hash,
        portions::{Portion, PortionProof, Portions},
    },
    unit::Lang,
};
use data_encoding::BASE64;
use std::{collections::BTreeSet, process::Command};

/// The story with everything that may list things of several households.
static VILLAGE: LazyLock<Village> = LazyLock::new(|| village(&story()));

fn story() -> String {
    let one = r#""purpose":"水费","debit":"180.00"},{"account":"301","credit":"1180.00"}"#;
    let two = r#""purpose":"水费","debit":"180.00"},{"account":"113","holder":"H0002","purpose":"水费","debit":"60.00"},{"account":"301","credit":"1240.00"}"#;
    assert!(STORY.contains(one));
    format!("{}\n{}", STORY.replace(one, two), include_str!("several.jsonl"))
}

/// A copy of its folder, opened once: only then is `checkpoint` the newest.
pub fn ledger(place: &Path) -> std::path::PathBuf {
    crate::little::copy(VILLAGE._folder.path(), place);
    let (ledger, state) = (place.join("ledger"), place.join("state"));
    crate::little::open(&ledger, &state, clock()).unwrap();
    ledger
}

const END: &str = "2024-12-31";
const ALL: [&str; 3] = ["H0001", "H0002", "H0003"];

fn told(household: &str) -> HouseholdStatement {
    VILLAGE.coop.statement(&household.parse().unwrap(), day(END)).unwrap()
}

fn findings(statement: &HouseholdStatement) -> Vec<Finding> {
    verify_statement(statement, &VILLAGE.vkey).findings
}

/// Everything that a statement says, with what stands in its proofs in base64 laid open. Sheets and chart
/// are documents for everybody.
fn laid_open(statement: &HouseholdStatement) -> String {
    let mut bare = statement.clone();
    bare.sheets.clear();
    bare.chart.clear();
    let mut texts = vec![std::mem::take(&mut bare.opening)];
    texts.extend(bare.completeness.proof.iter_mut().map(|p| std::mem::take(&mut p.entry)));
    texts.extend(bare.proofs.iter_mut().map(|p| std::mem::take(&mut p.text)));
    texts.extend(bare.entries.iter_mut().map(|p| std::mem::take(&mut p.text)));
    let mut open = serde_json::to_string(&bare).unwrap();
    for word in texts.iter().flat_map(|text| text.split([' ', '\n'])) {
        match BASE64.decode(word.as_bytes()) {
            Ok(bytes) => open.push_str(&String::from_utf8_lossy(&bytes)),
            Err(_) => open.push_str(word),
        }
    }
    open
}

/// Nobody else's code and nobody else's things stand in anybody's statement; `together` are the pairs of
/// which one paid for the other.
fn shows_nobody_else(coop: &Cooperative, vkey: &VerifierKey, as_of: Day, together: &[(&str, &str)]) -> usize {
    let portions: Vec<(u64, Vec<Portion>)> = (0..coop.books().size())
        .filter_map(|index| match coop.entry(index).unwrap().event.attached {
            Attached::Portions(portions) => Some((index, portions.own().iter().map(|(_, own)| own.clone()).collect())),
            _ => None,
        })
        .collect();
    let mut looked = 0;
    for household in coop.books().registers().households().keys() {
        let statement = coop.statement(household, as_of).unwrap();
        assert_eq!(verify_statement(&statement, vkey).findings, [], "{household}");
        let open = laid_open(&statement);
        let allowed: BTreeSet<&str> = together
            .iter()
            .flat_map(|&(a, b)| [(a, b), (b, a)])
            .filter_map(|(a, b)| (a == household.as_str()).then_some(b))
            .chain([household.as_str()])
            .collect();
        let register = coop.books().registers().households().keys().map(HouseholdId::as_str);
        let others: Vec<&str> = register.filter(|code| open.contains(code) && !allowed.contains(code)).collect();
        assert_eq!(others, Vec::<&str>::new(), "in the statement of {household}");
        for (index, all) in &portions {
            let own: Vec<Json> = things(all.iter().filter(|p| p.to == *household));
            let carried = statement.entries.iter().find(|carried| carried.entry == *index);
            let begins = carried.is_some_and(|carried| PortionProof::begins(carried.text.as_bytes()));
            assert_eq!(begins, all.iter().any(|p| p.to == *household), "{household}, entry {index}");
            for other in things(all.iter().filter(|p| p.to != *household)).iter().filter(|thing| !own.contains(thing)) {
                let said = String::from_utf8(other.to_bytes()).unwrap();
                assert!(!open.contains(&said), "{household} is shown {said} of entry {index}");
                looked += 1;
            }
        }
    }
    looked
}

fn things<'a>(portions: impl Iterator<Item = &'a Portion>) -> Vec<Json> {
    portions.flat_map(|p| p.lists.values().flatten()).map(|item| item.is.clone()).collect()
}

#[test]
fn a_statement_shows_nothing_of_anybody_else_whatever_an_entry_lists() {
    let kinds: BTreeSet<String> = ALL
        .iter()
        .flat_map(|household| told(household).entries)
        .filter(|carried| PortionProof::begins(carried.text.as_bytes()))
        .map(|carried| VILLAGE.coop.entry(carried.entry).unwrap().event.fact.kind().to_owned())
        .collect();
    assert_eq!(kinds.len(), 9, "every kind that lists things of several: {kinds:?}");
    assert!(kinds.iter().all(|kind| parted(kind).is_some()));
    let looked = shows_nobody_else(&VILLAGE.coop, &VILLAGE.vkey, day(END), &[("H0002", "H0003")]);
    assert!(looked > 20, "{looked}");
    let report = audit(&VILLAGE._folder.path().join("ledger"), &Pin::default(), &mut |_, _| {}).unwrap().report;
    assert_eq!(report.findings, []);
}

/// What the household's own statement says of a subscription, in each format that people read, page and paper.
fn says_of_capital(household: &str) -> String {
    let told = told(household);
    let texts = [Format::Text, Format::Csv, Format::Html].into_iter().flat_map(|format| {
        let told = &told;
        let called = &coop_ledger::statement::value::Called::default();
        let write = move |lang| coop_ledger::statement::render_for(told, called, None, format, lang);
        [Lang::En, Lang::Zh].map(write)
    });
    texts.collect()
}

#[test]
fn whoever_paid_capital_in_for_another_is_told_so_and_not_for_whom() {
    let paid = told("H0003").past.unwrap().passings;
    let [step] = paid.iter().filter(|s| s.act.as_str().starts_with("subscribed")).collect::<Vec<_>>()[..] else {
        panic!("{paid:?}")
    };
    let figure = |text: &Option<coop_ledger::unit::Text>| text.as_ref().map(ToString::to_string);
    let said = (step.act.as_str(), figure(&step.from), figure(&step.to), figure(&step.quantity));
    assert_eq!(said, ("subscribed_for", Some("H0003".into()), None, Some("1700.00".into())));
    let payer = says_of_capital("H0003");
    assert!(!payer.contains("H0002"), "{payer}");
    for words in ["capital paid in for somebody else", "1,700.00 yuan", "代他人出资", "1,700.00 元"] {
        assert!(payer.contains(words), "{words}");
    }
    // the owner knows who paid: it is his capital
    let owner = told("H0002").past.unwrap().passings;
    let own = owner.iter().find(|s| s.act.as_str() == "subscribed").unwrap();
    assert_eq!((figure(&own.from), figure(&own.to)), (Some("H0003".into()), Some("H0002".into())));
    // whoever says more is found, and whoever leaves the step out
    let mut bent = told("H0003");
    let steps = &mut bent.past.as_mut().unwrap().passings;
    let at = steps.iter().position(|s| s.act.as_str() == "subscribed_for").unwrap();
    steps[at].to = Some("H0002".parse().unwrap());
    assert!(!findings(&bent).is_empty());
    let mut bent = told("H0003");
    bent.past.as_mut().unwrap().passings.retain(|s| s.act.as_str() != "subscribed_for");
    assert!(!findings(&bent).is_empty());
}

#[test]
fn the_statements_of_the_example_show_nothing_of_anybody_else() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
    let mut demo = Command::new(env!("CARGO_BIN_EXE_coop"));
    let made = demo.arg("demo").arg(folder.path()).env("COOP_STATE", &state).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let clock = Arc::new(FixedClock("2027-01-01T08:00:00Z".parse().unwrap()));
    let coop = Cooperative::open_to_read(&ledger, &state, clock).unwrap();
    let vkey = coop.books().opened().vkey.clone();
    let looked = shows_nobody_else(&coop, &vkey, day("2024-12-31"), &[("H0001", "H0004")]);
    assert!(looked > 500, "{looked}");
}

#[test]
fn holdings_and_amounts_follow_from_ones_own_portions() {
    for household in ALL {
        let verified = verify_statement(&told(household), &VILLAGE.vkey);
        assert_eq!((verified.findings, verified.held), (vec![], true), "{household}");
    }
    let capital = |household| told(household).holdings.capital.iter().map(|c| c.amount.to_string()).collect::<Vec<_>>();
    assert_eq!((capital("H0001"), capital("H0002")), (vec!["3500.00".into(), "800.00".into()], vec!["1700.00".into()]));
    assert_eq!(capital("H0003"), Vec::<String>::new(), "who paid for another owns nothing of it");
}

#[test]
fn m8_a_seed_hides_the_lines_of_one_entry_alone() {
    let at = |id: &str| VILLAGE.coop.books().ids().entry_of(id).unwrap();
    let entry = |id: &str| VILLAGE.coop.entry(at(id)).unwrap();
    let seed = |id: &str| match &entry(id).event.attached {
        Attached::Portions(portions) => portions.seed(),
        _ => panic!("{id} has portions"),
    };
    let with = |to: Hash| {
        let mut forge = Forge::at(&VILLAGE._folder.path().join("ledger"));
        forge.rewrite(|index, event, _| {
            if let (true, Attached::Portions(portions)) = (index == at("taken-back"), &event.attached) {
                let own = portions.own().iter().map(|(_, own)| (own.to.clone(), own.lists.clone())).collect();
                event.attached = Attached::Portions(Portions::new(to, portions.nobodys().clone(), own).unwrap());
            }
            None
        });
        forge
            .audit()
            .findings
            .into_iter()
            .map(|f| (f.code(), f.place.to_string(), f.found(Lang::En)))
            .collect::<Vec<_>>()
    };
    assert_ne!(seed("opening"), seed("taken-back"));
    let again = format!("entry {}", at("taken-back"));
    let said = "the seed of an earlier entry".to_owned();
    assert_eq!(with(seed("opening")), [(FindingCode::DecidedOtherwise, again, said)]);
    assert_eq!(with(Hash([9; 32])), [], "any other is as good");
}

#[test]
fn one_household_in_an_entry_costs_no_blob() {
    let at = |id: &str| VILLAGE.coop.books().ids().entry_of(id).unwrap();
    let alone = VILLAGE.coop.entry(at("charged-alone")).unwrap();
    assert_eq!((alone.sealed.about().len(), &alone.event.attached), (1, &Attached::Nothing));
    assert!(alone.sealed.body().member("lines").is_some());
    for id in ["opening", "c1", "amended", "subscribed", "worked", "paid", "settled", "charged", "taken-back"] {
        let entry = VILLAGE.coop.entry(at(id)).unwrap();
        assert!(entry.sealed.about().is_empty() && entry.sealed.body().member("portions").is_some(), "{id}");
    }
}

/// The proof of a household's portion of the entry recorded under an id, as its statement carries it.
fn carried<'a>(statement: &'a mut HouseholdStatement, id: &str) -> &'a mut String {
    let index = VILLAGE.coop.books().ids().entry_of(id).unwrap();
    &mut statement.entries.iter_mut().find(|carried| carried.entry == index).unwrap().text
}

fn changed(text: &str, change: impl Fn(&mut PortionProof)) -> String {
    let mut proof = PortionProof::parse(text.as_bytes()).unwrap();
    change(&mut proof);
    String::from_utf8(proof.to_bytes()).unwrap()
}

fn said(proof: &mut PortionProof, from: &str, to: &str) {
    let text = String::from_utf8(proof.portion.clone()).unwrap();
    assert!(text.contains(from), "{text}");
    proof.portion = text.replace(from, to).into_bytes();
}

#[test]
fn altered_swapped_missing_and_foreign_portions_are_refused() {
    use DoubtCode::{ProofMalformed, ProofMissing, ProofWrong, StatementDiffers};
    type Bent = fn(&mut HouseholdStatement);
    let bends: [(&str, Bent, DoubtCode); 11] = [
        (
            "an amount",
            |s| *carried(s, "subscribed") = changed(carried(s, "subscribed"), |p| said(p, "3500.00", "9500.00")),
            ProofWrong,
        ),
        (
            "a place",
            |s| *carried(s, "subscribed") = changed(carried(s, "subscribed"), |p| said(p, "\"at\":2", "\"at\":1")),
            ProofWrong,
        ),
        (
            "a thing left out",
            |s| {
                *carried(s, "subscribed") = changed(carried(s, "subscribed"), |p| {
                    said(p, ",{\"at\":2,\"is\":{\"amount\":\"800.00\",\"owner\":\"H0001\"}}", "")
                })
            },
            ProofWrong,
        ),
        (
            "another household's portion",
            |s| *carried(s, "subscribed") = carried(&mut told("H0002"), "subscribed").clone(),
            ProofWrong,
        ),
        (
            "another household's under one's own name",
            |s| {
                *carried(s, "paid") =
                    changed(carried(&mut told("H0003"), "paid"), |p| said(p, "\"to\":\"H0003\"", "\"to\":\"H0001\""))
            },
            ProofWrong,
        ),
        ("another entry's portion", |s| *carried(s, "paid") = carried(s, "charged").clone(), ProofWrong),
        ("a hash of the path", |s| *carried(s, "c1") = changed(carried(s, "c1"), |p| p.path[0].0[0] ^= 1), ProofWrong),
        ("no path", |s| *carried(s, "c1") = changed(carried(s, "c1"), |p| p.path.clear()), ProofWrong),
        (
            "the entry without the portion",
            |s| {
                *carried(s, "paid") =
                    String::from_utf8(PortionProof::parse(carried(s, "paid").as_bytes()).unwrap().entry.to_bytes())
                        .unwrap()
            },
            ProofWrong,
        ),
        ("a text that is no proof", |s| carried(s, "paid").insert(30, ' '), ProofMalformed),
        (
            "no portion at all",
            |s| {
                let index = VILLAGE.coop.books().ids().entry_of("worked").unwrap();
                s.entries.retain(|carried| carried.entry != index);
            },
            ProofMissing,
        ),
    ];
    for (what, bend, code) in bends {
        let mut statement = told("H0001");
        bend(&mut statement);
        let found = findings(&statement);
        assert!(found.iter().any(|f| f.code() == code), "{what}: {found:#?}");
    }
    // amounts that a portion moves are compared with what is told
    let mut statement = told("H0001");
    let moved = statement.lines.iter_mut().rfind(|line| line.purpose.as_str() == "清洁费").unwrap();
    moved.amount = Fen(moved.amount.0 + 1);
    assert!(findings(&statement).iter().any(|f| f.code() == StatementDiffers));
}

#[test]
fn one_portion_is_proved_alone_and_the_seed_never() {
    let coop = &VILLAGE.coop;
    let leaves = coop.leaves().unwrap();
    let index = coop.books().ids().entry_of("subscribed").unwrap();
    for household in ALL {
        let proof = coop.prove_portion(index, &household.parse().unwrap(), &leaves).unwrap().to_bytes();
        let read = verify_proof(&proof, &VILLAGE.vkey).unwrap();
        assert_eq!(read.portion.unwrap().to.as_str(), household);
        let mut passed = 0;
        for at in 0..proof.len() {
            let mut bent = proof.clone();
            bent[at] ^= 1;
            passed += usize::from(verify_proof(&bent, &VILLAGE.vkey).is_ok());
        }
        assert_eq!(passed, 0, "of {} altered texts", proof.len());
    }
    // an entry has no portion of a household that does not stand in it, and none where one stands alone
    let alone = coop.books().ids().entry_of("charged-alone").unwrap();
    let paid = coop.books().ids().entry_of("paid").unwrap();
    assert!(coop.prove_portion(paid, &"H0002".parse().unwrap(), &leaves).is_err());
    assert!(coop.prove_portion(alone, &"H0001".parse().unwrap(), &leaves).is_err());
    // whoever had the first line would know all salts: nothing shown has the seed in it
    let Attached::Portions(portions) = coop.entry(index).unwrap().event.attached else { panic!("portions") };
    for household in ALL {
        assert!(!laid_open(&told(household)).contains(&portions.seed().to_string()));
    }
}

#[test]
fn a_lost_or_altered_blob_gives_no_statement_and_is_found() {
    let village = village(&story());
    let index = village.coop.books().ids().entry_of("subscribed").unwrap();
    let blob = coop_ledger::event::portions_head(village.coop.entry(index).unwrap().sealed.body()).unwrap().blob;
    let path = village._folder.path().join("ledger/blobs").join(blob.to_string());
    let whole = std::fs::read(&path).unwrap();
    let household: HouseholdId = "H0001".parse().unwrap();
    let found = || {
        let report = audit(&village._folder.path().join("ledger"), &Pin::default(), &mut |_, _| {}).unwrap().report;
        report.findings.into_iter().map(|f| f.code()).collect::<BTreeSet<_>>()
    };
    std::fs::write(&path, String::from_utf8(whole.clone()).unwrap().replacen("3500.00", "3600.00", 1)).unwrap();
    assert!(village.coop.statement(&household, day(END)).is_err(), "altered");
    assert!(found().contains(&FindingCode::BlobWrong));
    std::fs::remove_file(&path).unwrap();
    assert!(village.coop.statement(&household, day(END)).is_err(), "lost");
    assert!(found().contains(&FindingCode::BlobMissing));
    std::fs::write(&path, whole).unwrap();
    assert!(village.coop.statement(&household, day(END)).is_ok() && found().is_empty(), "there again");
}

#[test]
fn the_books_for_other_tools_have_the_entries_whose_lists_stand_in_portions() {
    let folder = VILLAGE._folder.path();
    let mut export = Command::new(env!("CARGO_BIN_EXE_coop"));
    export.arg("--ledger").arg(folder.join("ledger")).arg("--state").arg(folder.join("state"));
    let out = export.args(["export", "hledger"]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let written = String::from_utf8(out.stdout).unwrap();
    let mut parted = 0;
    for (index, voucher) in VILLAGE.coop.books().vouchers().all() {
        let entry = VILLAGE.coop.entry(index).unwrap();
        parted += usize::from(matches!(entry.event.attached, Attached::Portions(_)));
        let head = format!(" ({index}) {} {}\n", entry.sealed.kind().name(), entry.sealed.id());
        let (_, rest) = written.split_once(&head).unwrap_or_else(|| panic!("no{head}"));
        let lines = rest.lines().take_while(|line| line.starts_with("    ")).count();
        assert_eq!(lines, voucher.lines().count(), "{head}");
    }
    assert!(parted >= 5, "{parted} entries with portions");
}
