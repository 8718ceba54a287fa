//! Forgetting destroys exactly what the journal says, no more and no less, and only on this machine's
//! own word: whoever may write in the ledger's folder, with the accountant's key or without, makes it
//! neither spare a text nor take one more with it.

mod begun;

use super::privacy::sealed::{files, readable};
use crate::{
    faulty::{Fault, FaultDisk, Survival},
    little::{Little, accountant, copy, founding, open, read},
    tampered::forge::{Forge, JOURNAL},
};
use coop_ledger::{
    audit::{FindingCode, Verdict},
    cooperative::{Answered, Assent, AtOpening, Cooperative, FixedClock, Forgotten, Opened, Trouble, look_at_texts},
    decide::Code,
    event::Fact,
    log::Origin,
    unit::HouseholdId,
};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Beside the two households of the little ledger: texts of each, of both, of nobody.
const MORE: &str = r#"
{"id":"n-1","on":"2024-05-01","kind":"members.changed","household":"H0001","reason":"born","more":1,"note":"born in the first"}
{"id":"n-2","on":"2024-05-01","kind":"members.changed","household":"H0002","reason":"born","more":1,"note":"born in the second"}
{"id":"n-3","on":"2024-05-01","kind":"payment.recorded","from":"A-BANK-1","note":"to the brothers","parts":[{"part":"expense","account":"513","holder":"H0001","purpose":"补贴","amount":"1.00"},{"part":"expense","account":"513","holder":"H0002","purpose":"补贴","amount":"1.00"}]}
{"id":"n-4","on":"2024-05-01","kind":"payment.recorded","from":"A-BANK-1","note":"for paper","parts":[{"part":"expense","account":"513","purpose":"办公费","amount":"1.00"}]}
"#;
/// Of the first household: its name, its parcel's official code and the first and third note.
const FIRST: [&str; 4] = ["5101000000000000001", "born in the first", "to the brothers", "甲户"];
/// What nobody may touch.
const OTHERS: [&str; 5] = ["5101000000000000002", "6200000000000001", "born in the second", "for paper", "乙户"];

/// A ledger at rest.
struct Village {
    folder: tempfile::TempDir,
    origin: Origin,
}

impl Village {
    fn new() -> Village {
        let mut little = Little::whole();
        little.cooperative.record(&read(MORE), &accountant()).unwrap();
        let origin = little.cooperative.origin().clone();
        let Little { folder, cooperative } = little;
        drop(cooperative);
        let village = Village { folder, origin };
        assert_eq!(village.texts(), [&FIRST[..], &OTHERS[..]].concat().into_iter().map(str::to_owned).collect());
        village
    }

    fn ledger(&self) -> PathBuf {
        self.folder.path().join("ledger")
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    fn records(&self) -> PathBuf {
        self.ledger().join("private/records")
    }

    fn keys(&self) -> Vec<u8> {
        let keys = files(&self.state()).into_iter().find(|path| path.ends_with("openings.keys"));
        fs::read(keys.expect("keys")).unwrap()
    }

    /// All texts that any key of this machine opens in any file.
    fn texts(&self) -> BTreeSet<String> {
        readable(&self.origin, &[&self.ledger(), &self.state()]).into_iter().collect()
    }

    fn open(&self, at: &str) -> Opened {
        let mut opened = open(&self.ledger(), &self.state(), Arc::new(FixedClock(at.parse().unwrap()))).unwrap();
        opened.cooperative.confirm_clock();
        opened
    }

    fn forget(&self, household: &str, missing: u64) -> Result<Forgotten, Trouble> {
        let mut opened = self.open("2024-05-03T08:00:00Z");
        opened.writable()?;
        let (id, on) = (format!("forget-{household}").parse().unwrap(), "2024-05-02".parse().unwrap());
        opened.cooperative.forget_without(&id, &household.parse().unwrap(), "request", on, missing, &accountant())
    }

    /// Lines of the records by whether they are filed under this name.
    fn filed(&self, name: &str) -> (Vec<String>, Vec<String>) {
        let all = fs::read_to_string(self.records()).unwrap();
        all.split_inclusive('\n').map(str::to_owned).partition(|line| line.starts_with(&format!("{name} ")))
    }

    fn copied(&self) -> Village {
        let folder = tempfile::tempdir().unwrap();
        copy(self.folder.path(), folder.path());
        Village { folder, origin: self.origin.clone() }
    }

    /// Entries and fields that a refused forgetting names.
    #[track_caller]
    fn refused(&self, household: &str, missing: u64) -> Vec<String> {
        let (records, keys) = (fs::read(self.records()).ok(), self.keys());
        let before = fs::read(self.ledger().join(JOURNAL)).unwrap();
        let trouble = self.forget(household, missing).unwrap_err();
        assert_eq!((trouble.code(), trouble.exit_code()), ("texts_missing", 3), "{trouble}");
        assert_eq!(fs::read(self.records()).ok(), records, "nothing is written anew");
        assert!(self.keys() == keys, "no key is destroyed");
        assert_eq!(fs::read(self.ledger().join(JOURNAL)).unwrap(), before, "nothing is recorded");
        let Trouble::TextsMissing { texts, .. } = trouble else { panic!("{trouble}") };
        texts.iter().map(ToString::to_string).collect()
    }

    /// The first household is gone for ever, and what the others have is whole.
    #[track_caller]
    fn only_the_first_is_gone(&self) {
        assert_eq!(self.texts(), OTHERS.iter().map(|text| (*text).to_owned()).collect());
    }

    fn audited(&self) -> coop_ledger::audit::Report {
        coop_ledger::cooperative::audit(&self.ledger(), &coop_ledger::audit::Pin::default(), &mut |_, _| {})
            .unwrap()
            .report
    }
}

#[test]
fn r1_records_that_are_away_or_empty_or_noise_destroy_nobodys_keys() {
    for what in ["away", "empty", "noise"] {
        let village = Village::new();
        let whole = fs::read(village.records()).unwrap();
        match what {
            "away" => fs::remove_file(village.records()).unwrap(),
            "empty" => fs::write(village.records(), b"").unwrap(),
            _ => fs::write(
                village.records(),
                (0..9000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect::<Vec<_>>(),
            )
            .unwrap(),
        }
        let named = village.refused("H0001", 0);
        assert_eq!(named.len(), 9, "{what}: every text that is in danger: {named:?}");
        assert!(
            named.iter().any(|text| text.ends_with(" name")) && named.iter().any(|text| text.ends_with(" official")),
            "{named:?}"
        );
        // a household that has nothing to do with it keeps its keys, whatever number is said
        village.refused("H0001", 3);
        fs::write(village.records(), &whole).unwrap();
        assert_eq!(village.forget("H0001", 0).unwrap().openings, 4, "{what}: put back it goes on");
        village.only_the_first_is_gone();
    }
    // even where a person says that all is gone for good, others' keys stay, and what they sealed may be found again
    let village = Village::new();
    let whole = fs::read(village.records()).unwrap();
    fs::remove_file(village.records()).unwrap();
    assert_eq!(village.forget("H0001", 9).unwrap().openings, 4);
    fs::write(village.records(), &whole).unwrap();
    assert_eq!(village.texts(), ["5101000000000000002", "born in the second", "乙户"].map(str::to_owned).into());
}

#[test]
fn r1_lines_that_cannot_be_read_stay_byte_for_byte() {
    let junk = [
        "\u{feff}# kept by another program\r\n",
        "\n",
        "H0002 nothing\n",
        "H0002 0 1 2 3 4 5\r\n",
        "\u{0}\u{1}\u{2}\n",
    ];
    for (what, change) in [
        (
            "other lines between",
            Box::new(|text: &str| {
                text.split_inclusive('\n')
                    .zip(junk.iter().cycle())
                    .map(|(line, junk)| format!("{junk}{line}"))
                    .collect::<String>()
            }) as Box<dyn Fn(&str) -> String>,
        ),
        ("other ends of lines", Box::new(|text: &str| text.replace('\n', "\r\n"))),
        ("no last newline", Box::new(|text: &str| text.trim_end().to_owned())),
        ("a torn line behind the last", Box::new(|text: &str| format!("{text}H0002 0011"))),
    ] {
        let village = Village::new();
        let text = change(&fs::read_to_string(village.records()).unwrap());
        fs::write(village.records(), &text).unwrap();
        let before: Vec<&str> = text.split_inclusive('\n').collect();
        let (_, keys) = (village.texts(), village.keys());
        assert_eq!(village.forget("H0001", 0).unwrap().openings, 4, "{what}");
        let after = fs::read_to_string(village.records()).unwrap();
        let after: Vec<&str> = after.split_inclusive('\n').collect();
        // what is not of the first household and not of the shared key stands as it stood, in its order
        let own = |line: &&&str| !line.starts_with("H0001 ") && !line.starts_with("Z0");
        let kept: Vec<_> = after.iter().filter(own).collect();
        assert_eq!(kept, before.iter().filter(own).collect::<Vec<_>>(), "{what}");
        assert!(village.keys() != keys);
        let village = village.settled();
        village.only_the_first_is_gone();
    }
}

impl Village {
    /// Ends of lines as the search in the tests knows them.
    fn settled(self) -> Village {
        let text = fs::read_to_string(self.records()).unwrap();
        fs::write(self.records(), text.replace("\r\n", "\n") + "\n").unwrap();
        self
    }
}

#[test]
fn r1_a_line_that_does_not_open_is_missing_and_a_copy_of_it_that_does_is_enough() {
    let village = Village::new();
    let (mut shared, others) = village.filed("Z0");
    let whole = shared[0].clone();
    let at = shared[0].len() - 9;
    let other = if shared[0].as_bytes()[at] == b'A' { "B" } else { "A" };
    shared[0].replace_range(at..=at, other);
    fs::write(village.records(), [&shared[..], &others[..]].concat().concat()).unwrap();
    assert_eq!(village.refused("H0001", 0).len(), 1);
    // somebody's second line before or behind the genuine one changes nothing
    for lines in [[&whole, &shared[0]], [&shared[0], &whole]] {
        let village = village.copied();
        let text = [lines.map(String::as_str).concat(), shared[1..].concat(), others.concat()].concat();
        fs::write(village.records(), text).unwrap();
        assert_eq!(village.forget("H0001", 0).unwrap().openings, 4);
        village.only_the_first_is_gone();
    }
}

#[test]
fn r1_texts_that_are_lost_for_good_are_counted_by_a_person_and_stand_in_the_entry() {
    let village = Village::new();
    let whole = fs::read_to_string(village.records()).unwrap();
    // one of the first household, one of the second, one of nobody
    let lost: Vec<String> = ["H0001", "H0002", "Z0"].iter().map(|name| village.filed(name).0.pop().unwrap()).collect();
    let left: String = whole.split_inclusive('\n').filter(|line| !lost.iter().any(|l| l == line)).collect();
    fs::write(village.records(), &left).unwrap();
    let named = village.refused("H0001", 0);
    assert_eq!(named.len(), 3, "{named:?}");
    assert_eq!(village.refused("H0001", 2), named, "only the whole number counts");
    let forgotten = village.forget("H0001", 3).unwrap();
    let Fact::HouseholdErased(said) = &forgotten.recorded.event.fact else { panic!("another entry") };
    assert_eq!((said.openings, said.missing), (4, Some(3)));
    assert_eq!(village.audited().verdict, Verdict::Pass, "{:?}", village.audited().findings);
    // found again later: of the first nothing opens, nor what lay under the shared key; the other's does
    fs::write(village.records(), fs::read_to_string(village.records()).unwrap() + &lost.concat()).unwrap();
    let texts = village.texts();
    assert!(FIRST.iter().all(|text| !texts.contains(*text)), "{texts:?}");
    assert_eq!(texts.len(), 4, "{texts:?}");
    // and the second is forgotten without another word: what was said is remembered
    assert_eq!(village.forget("H0002", 0).unwrap().openings, 3);
}

#[test]
fn r1_texts_that_are_not_here_are_told_by_every_command_and_by_the_audit() {
    let village = Village::new();
    let opened = |village: &Village| village.open("2024-05-03T08:00:00Z").cooperative;
    let looked = |village: &Village| {
        let coop = Cooperative::open_to_read(
            &village.ledger(),
            &village.state(),
            Arc::new(FixedClock("2024-05-03T08:00:00Z".parse().unwrap())),
        )
        .unwrap();
        look_at_texts(&village.ledger(), &village.state(), coop.books()).unwrap().map(|looked| looked.found)
    };
    assert_eq!((opened(&village).texts_missing().unwrap(), looked(&village)), (0, Some(Vec::new())));
    let (shared, others) = village.filed("Z0");
    fs::write(village.records(), others.concat()).unwrap();
    assert_eq!(opened(&village).texts_missing().unwrap(), shared.len() as u64);
    let found = looked(&village).unwrap();
    assert!(found.iter().all(|f| f.code() == FindingCode::OpeningMissing), "{found:?}");
    assert_eq!(found.len(), shared.len());
    // as many lines, but other ones: their number says nothing, the audit sees it
    let noise: String = shared.iter().map(|line| line.replace(' ', "  ")).collect();
    fs::write(village.records(), others.concat() + &noise).unwrap();
    assert_eq!(looked(&village).unwrap().len(), shared.len());
    fs::remove_file(village.records()).unwrap();
    assert_eq!(opened(&village).texts_missing().unwrap(), 9);
    assert_eq!(looked(&village).unwrap().len(), 1, "all of them in one sentence");
    // where the keys are not, nobody expects the texts
    let coop = Cooperative::open_to_read(
        &village.ledger(),
        Path::new("/nowhere"),
        Arc::new(FixedClock("2024-05-03T08:00:00Z".parse().unwrap())),
    )
    .unwrap();
    assert_eq!(coop.texts_missing().unwrap(), 0);
    assert!(look_at_texts(&village.ledger(), Path::new("/nowhere"), coop.books()).unwrap().is_none());
}

#[test]
fn r1_a_known_instruction_whose_texts_are_not_here_was_not_compared() {
    let village = Village::new();
    let again = |note: &str| {
        let line = format!(
            r#"{{"id":"n-2","on":"2024-05-01","kind":"members.changed","household":"H0002","reason":"born","more":1,"note":"{note}"}}"#
        );
        let mut coop = village.open("2024-05-03T08:00:00Z").cooperative;
        coop.record(&read(&line), &accountant()).map(|recorded| recorded[0].outcome.clone())
    };
    assert_eq!(again("born in the second").unwrap(), Answered::Already);
    assert!(matches!(again("something else"), Err(Trouble::Refused(all)) if all[0].1.code() == Code::IdUsedOtherwise));
    let whole = fs::read_to_string(village.records()).unwrap();
    for text in [String::new(), whole.replace("H0002 ", "H0002  "), whole.replace("H0002 ", "H0001 ")] {
        fs::write(village.records(), &text).unwrap();
        for note in ["born in the second", "something else"] {
            assert_eq!(again(note).unwrap(), Answered::NotCompared, "nothing speaks against it, and nothing for it");
        }
    }
}

#[test]
fn r2_lines_that_were_hidden_while_a_household_was_forgotten_open_no_more() {
    let village = Village::new();
    let (shared, others) = village.filed("Z0");
    fs::write(village.records(), others.concat()).unwrap();
    let named = village.refused("H0001", 0);
    assert_eq!(named.len(), shared.len(), "{named:?}");
    // somebody believes that they are lost
    let forgotten = village.forget("H0001", shared.len() as u64).unwrap();
    assert_eq!(forgotten.openings, 4, "the journal says how many there were");
    fs::write(village.records(), fs::read_to_string(village.records()).unwrap() + &shared.concat()).unwrap();
    let texts = village.texts();
    assert!(FIRST.iter().all(|text| !texts.contains(*text)), "{texts:?}");
    assert!(texts.contains("born in the second") && texts.contains("乙户"), "{texts:?}");
    // hidden or not, the shared key is another one as soon as the journal says that there was a shared text
    let village = Village::new();
    assert_eq!(village.forget("H0001", 0).unwrap().shared, 1);
    assert!(village.filed("Z0").0.is_empty() && !village.filed("Z0.1").0.is_empty());
}

#[test]
fn r2_the_number_of_openings_follows_from_the_journal() {
    let village = Village::new();
    let erase = |openings: u64, missing: &str| {
        let line = format!(
            r#"{{"id":"e","on":"2024-05-02","kind":"household.erased","household":"H0001","openings":{openings}{missing},"reason":"request"}}"#
        );
        village.copied().open("2024-05-03T08:00:00Z").cooperative.record(&read(&line), &accountant()).map(|_| ())
    };
    for wrong in [0, 3, 5, 999_999] {
        assert!(
            matches!(erase(wrong, ""), Err(Trouble::Refused(all)) if all[0].1.code() == Code::StatedFigureDiffers),
            "{wrong}"
        );
    }
    for wrong in [r#","missing":0"#, r#","missing":10"#] {
        assert!(matches!(erase(4, wrong), Err(Trouble::Refused(all)) if all[0].1.code() == Code::BadValue), "{wrong}");
    }
    // nothing is missing, and somebody says so all the same
    assert!(matches!(erase(4, r#","missing":1"#), Err(Trouble::TextsMissing { .. })));
    erase(4, "").unwrap();
    // signed all the same it is found
    village.forget("H0001", 0).unwrap();
    for (openings, missing) in [(0, None), (999_999, None), (4, Some(10))] {
        let mut forge = Forge::at(&village.ledger());
        forge.rewrite(|_, event, _| {
            if let Fact::HouseholdErased(said) = &mut event.fact {
                (said.openings, said.missing) = (openings, missing);
            }
            None
        });
        let report = forge.audit();
        assert!(
            report.findings.iter().any(|f| f.code() == FindingCode::DecidedOtherwise),
            "{openings}: {:?}",
            report.findings
        );
    }
    let mut forge = Forge::at(&village.ledger());
    forge.rewrite(|_, _, _| None);
    assert_eq!(forge.audit().verdict, Verdict::Pass);
    // a second time it counts what came since
    let mut opened = village.open("2024-05-03T09:00:00Z");
    let more = r#"{"id":"n-9","on":"2024-05-02","kind":"members.changed","household":"H0001","reason":"born","more":1,"note":"later"}"#;
    opened.cooperative.record(&read(more), &accountant()).unwrap();
    let again = opened.cooperative.forget(
        &"again".parse().unwrap(),
        &"H0001".parse().unwrap(),
        "law",
        "2024-05-02".parse().unwrap(),
        &accountant(),
    );
    assert_eq!(again.unwrap().openings, 1);
    drop(opened);
    village.only_the_first_is_gone();
}

#[test]
fn r4_a_forget_that_may_have_been_recorded_is_not_said_to_be_nothing() {
    let (ledger, state) = (Path::new("/ledger"), Path::new("/state"));
    let full = FaultDisk::new();
    let at = |time: &str| Arc::new(FixedClock(time.parse().unwrap()));
    let mut coop =
        Cooperative::create_on(Arc::new(full.clone()), ledger, state, &founding(0x63), at("2024-04-20T08:00:00Z"))
            .unwrap();
    let village = r#"{"id":"h-1","on":"2024-04-20","kind":"household.enrolled","household":"H0001","members":4,"name":"one","note":"of one"}"#;
    coop.record(&read(village), &accountant()).unwrap();
    drop(coop);
    let household: HouseholdId = "H0001".parse().unwrap();
    let open = |disk: &FaultDisk| {
        Cooperative::recover_on(Arc::new(disk.clone()), ledger, state, at("2024-04-20T09:00:00Z"), false).unwrap()
    };
    let (mut unsure, mut recorded_all_the_same) = (0, 0);
    for fault in [Fault::Failed, Fault::FailedButDone, Fault::Full] {
        for k in 0.. {
            let disk = full.killed();
            let mut coop = open(&disk).cooperative;
            let before = disk.done();
            disk.at(k, fault);
            let said =
                coop.forget(&"f".parse().unwrap(), &household, "request", "2024-04-20".parse().unwrap(), &accountant());
            let last = disk.done() - before <= k;
            drop(coop);
            let next = disk.killed();
            for after in next.power_cuts(Survival::Plain, 12).into_iter().chain([next.clone()]) {
                let erased = open(&after).cooperative.books().erased().contains_key(&household);
                let code = said.as_ref().err().map(Trouble::code);
                if erased && code.is_some() {
                    assert!(
                        matches!(code, Some("erasure_unsure" | "erasure_unfinished")),
                        "{fault:?} at {k}: {said:?}"
                    );
                    recorded_all_the_same += 1;
                }
                assert!(erased || code != Some("erasure_unfinished"), "{fault:?} at {k}");
            }
            unsure += usize::from(matches!(said, Err(Trouble::ErasureUnsure { .. })));
            if last {
                break;
            }
        }
    }
    assert!(unsure > 0 && recorded_all_the_same > 0, "{unsure} {recorded_all_the_same}");
}

#[test]
fn r8_a_hole_in_the_private_records_is_neither_read_to_its_end_nor_copied() {
    let village = Village::new();
    let whole = fs::read(village.records()).unwrap();
    let file = fs::OpenOptions::new().write(true).open(village.records()).unwrap();
    file.set_len(20 << 30).unwrap();
    let trouble = village.forget("H0001", 0).unwrap_err();
    assert!(matches!(trouble, Trouble::Append(_)), "{trouble}");
    file.set_len(whole.len() as u64).unwrap();
    assert_eq!(fs::read(village.records()).unwrap(), whole);
    village.forget("H0001", 0).unwrap();
    village.only_the_first_is_gone();
}
