//! H5, H6: what is recorded as destroyed is destroyed, and nothing else is.

use super::sealed::readable;
use crate::{
    faults::oracle::place,
    faulty::{Fault, FaultDisk, Survival},
    journal::sample::origin,
    little::{Hourly, Little, accountant, founding, objects, open, read},
};
use coop_ledger::{
    cooperative::{Cooperative, FixedClock, Trouble},
    decide::Request,
    event::Fact,
    log::{Hash, Json, SigningKey, commit},
    store::{
        Filed, Openings,
        disk::{Disk, RealDisk},
        file::{FileOpenings, LedgerFolders},
    },
    unit::{Day, EntryId, HouseholdId, RecordedAt},
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

/// Two households, one more that has nothing in common with the first, and one entry of every kind that
/// names a household, each in its own way: as a party to it, by its parcel, its house, its worker, its objection, its payout
/// line, as a holder in a line. `secret` stands for its text.
const STORY: &str = r#"
{"id":"h-3","on":"2024-04-20","kind":"household.enrolled","household":"H0003","members":2,"name":"丙户","identity":"519999198503030013","phone":"secret","account":"secret"}
{"id":"bank-2","on":"2024-04-20","kind":"bank.registered","account":"P-1","owner":"H0001","ownership":"personal","number":"secret"}
{"id":"members","on":"2024-04-20","kind":"members.changed","household":"H0001","reason":"born","more":1}
{"id":"class-2","on":"2024-04-20","kind":"class.set","class":"labour","unit":"year","regime":"open"}
{"id":"grant-1","on":"2024-04-20","kind":"shares.granted","class":"labour","holder":"H0001","shares":"1"}
{"id":"house-1","on":"2024-04-20","kind":"house.registered","house":"HS-01","owner":"H0001","floor_m2":"100.00"}
{"id":"house-3","on":"2024-04-20","kind":"house.registered","house":"HS-03","owner":"H0003","floor_m2":"100.00"}
{"id":"pay-a","on":"2024-04-20","kind":"payment.recorded","from":"A-BANK-1","parts":[{"part":"expense","account":"513","holder":"H0001","purpose":"误工补贴","amount":"10.00"}]}
{"id":"pay-b","on":"2024-04-20","kind":"payment.recorded","from":"A-BANK-1","parts":[{"part":"expense","account":"513","holder":"H0003","purpose":"误工补贴","amount":"10.00"}]}
{"id":"pay-c","on":"2024-04-20","kind":"payment.recorded","from":"A-BANK-1","parts":[{"part":"expense","account":"513","purpose":"办公费","amount":"10.00"}]}
{"id":"claim-1","on":"2024-04-20","kind":"claim.recorded","claim":"investment_share","holder":"H0001","amount":"10.00","year":2024}
{"id":"rec-1","on":"2024-04-20","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"other_income","holder":"H0001","purpose":"捐款","amount":"10.00"}]}
{"id":"work-1","on":"2024-04-20","kind":"voucher.recorded","lines":[{"account":"113","holder":"H0001","purpose":"水费","debit":"1.00"},{"account":"504","purpose":"水费","credit":"1.00"}]}
{"id":"obj-1","on":"2024-04-20","kind":"objection.raised","household":"H0001","objection":"O-1","claim":"area"}
{"id":"obj-2","on":"2024-04-20","kind":"objection.answered","objection":"O-1","document":"D-1","outcome":"upheld"}
{"id":"both","on":"2024-04-20","kind":"shares.transferred","class":"labour","from":"H0001","to":"H0002","shares":"1"}
{"id":"fix","on":"2024-04-20","kind":"entry.corrected","corrects":"work-1","reason":"other"}
"#;

/// Those of the entries above, and of the little ledger, that have nothing to do with H0001.
const OTHERS: &[&str] = &[
    "party-1", "bank-1", "class-1", "class-2", "h-2", "p-2", "e-2", "rule-1", "pay-1", "back-1", "r-1", "h-3",
    "house-3", "pay-b", "pay-c",
];

fn household(number: u32) -> HouseholdId {
    format!("H{number:04}").parse().unwrap()
}

fn day() -> Day {
    "2024-04-21".parse().unwrap()
}

/// Puts a note into an instruction, and its own texts where it has private members.
fn noted(mut request: Json) -> (String, Json, Vec<String>) {
    let Json::Object(members) = &mut request else { panic!("an instruction") };
    let id = members.get("id").and_then(Json::text).unwrap().to_owned();
    let mut texts = Vec::new();
    members.insert("note".to_owned(), Json::Text("secret".to_owned()));
    for (name, value) in members.iter_mut() {
        // a name in a story is replaced, what has a form of its own stays as it is
        let formed = ["identity", "official"].contains(&name.as_str());
        let private = formed || ["name", "number"].contains(&name.as_str()) && id != "party-1";
        if value.text() == Some("secret") || private {
            let text = if formed { value.text().unwrap().to_owned() } else { format!("{name} of {id}") };
            texts.push(text.clone());
            *value = Json::Text(text);
        }
    }
    (id, request, texts)
}

struct Told {
    little: Little,
    /// Id and text of everything that was sealed.
    texts: Vec<(String, String)>,
}

/// The little ledger and the story, every entry with a note.
fn told() -> Told {
    let mut told = Told { little: Little::opened(0x61), texts: Vec::new() };
    for object in objects(crate::little::INSTRUCTIONS).into_iter().chain(objects(STORY)) {
        let (id, mut object, texts) = noted(object);
        if id == "pay-1" {
            // one household's line alone, so that the payout's blob is what names it
            let Json::Object(members) = &mut object else { panic!("an instruction") };
            members.insert(
                "lines".to_owned(),
                objects(r#"{"l":[{"household":"H0002"}]}"#)[0].member("l").unwrap().clone(),
            );
        }
        let request = Request::read(&object).unwrap_or_else(|e| panic!("{id}: {e}"));
        told.little.cooperative.record(&[request], &accountant()).unwrap_or_else(|e| panic!("{id}: {e}"));
        told.texts.extend(texts.into_iter().map(|text| (id.clone(), text)));
    }
    told
}

fn forget(little: &mut Little, number: u32) -> Result<coop_ledger::cooperative::Forgotten, Trouble> {
    let id: EntryId = format!("forget-{number}").parse().unwrap();
    little.cooperative.forget(&id, &household(number), "request", day(), &accountant())
}

fn again(little: Little) -> (Little, coop_ledger::cooperative::Tidied) {
    static TIMES: AtomicI64 = AtomicI64::new(0);
    let (ledger, state) = (little.ledger(), little.state());
    drop(little.cooperative);
    // each opening later than any before it
    let first: RecordedAt = "2024-04-22T00:00:00Z".parse().unwrap();
    let later = first.seconds() + 4 * 3600 * TIMES.fetch_add(1, Ordering::SeqCst);
    let opened = open(&ledger, &state, Hourly::from(&RecordedAt::from_seconds(later).unwrap().to_string())).unwrap();
    (Little { folder: little.folder, cooperative: opened.cooperative }, opened.tidied)
}

fn copied(from: &Path, to: &Path) -> PathBuf {
    for file in super::sealed::files(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(&file, &target).unwrap();
    }
    to.to_owned()
}

#[test]
fn h6_of_a_forgotten_household_no_text_of_any_kind_of_entry_opens_with_any_key_that_is_left() {
    let Told { little, texts } = told();
    let (mut little, _) = again(little);
    let origin = little.cooperative.origin().clone();
    let all = readable(&origin, &[&little.ledger(), &little.state()]);
    assert!(texts.iter().all(|(_, text)| all.contains(text)), "the search finds what is there");
    let spare = tempfile::tempdir().unwrap();
    let backup = copied(&little.ledger(), spare.path());
    let forgotten = forget(&mut little, 1).unwrap();
    let (goes, stays): (Vec<_>, Vec<_>) = texts.iter().partition(|(id, _)| !OTHERS.contains(&id.as_str()));
    assert_eq!(forgotten.openings, goes.len() as u64, "the entry says how many there were");
    assert!(forgotten.shared > 0, "some of them had to do with others");
    let left = readable(&origin, &[&little.ledger(), &little.state(), &backup]);
    for (id, text) in goes {
        assert!(!left.contains(text), "{text} of {id} still opens");
    }
    for (id, text) in &stays {
        assert!(left.contains(text), "{text} of {id} is nobody else's to destroy");
    }
    assert_eq!(left.len(), stays.len(), "{left:?}");
    // and the ledger goes on, with new texts of the same household
    let (mut little, tidied) = again(little);
    assert_eq!((tidied.destroyed, tidied.failed), (0, None));
    let more = read(
        r#"{"id":"later","on":"2024-04-21","kind":"members.changed","household":"H0001","reason":"born","more":1,"note":"a later text"}"#,
    );
    little.cooperative.record(&more, &accountant()).unwrap();
    let (little, tidied) = again(little);
    assert_eq!(tidied.destroyed, 0, "what came after the erasure stays");
    assert!(readable(&origin, &[&little.ledger(), &little.state()]).contains(&"a later text".to_owned()));
}

#[test]
fn h6_what_older_versions_filed_under_no_household_goes_too_and_the_rest_of_it_stays() {
    let mut little = Little::whole();
    let origin = little.cooperative.origin().clone();
    let store =
        FileOpenings::new(Arc::new(RealDisk), LedgerFolders::new(little.ledger(), little.state(), &origin), &origin);
    let notes =
        [("old-1", "H0001", "for the first"), ("old-2", "H0002", "for the second"), ("old-3", "", "for nobody")];
    for (id, whose, text) in notes {
        let commitment = commit("note", &[9; 32], text.as_bytes());
        let holder = if whose.is_empty() { String::new() } else { format!(r#""holder":"{whose}","#) };
        let line = format!(
            r#"{{"id":"{id}","on":"2024-05-01","kind":"payment.recorded","from":"A-BANK-1","note":"{commitment}","parts":[{{"part":"expense","account":"513",{holder}"purpose":"补贴","amount":"1.00"}}]}}"#
        );
        little.cooperative.record(&read(&line), &accountant()).unwrap();
        let bytes = [&[9; 32], text.as_bytes()].concat();
        store.put(&origin, &[Filed { household: "Z0".parse().unwrap(), commitment, bytes }]).unwrap();
    }
    let before = readable(&origin, &[&little.ledger(), &little.state()]);
    assert!(notes.iter().all(|(_, _, text)| before.contains(&(*text).to_owned())));
    let spare = tempfile::tempdir().unwrap();
    let backup = copied(&little.ledger(), spare.path());
    let forgotten = forget(&mut little, 1).unwrap();
    let left = readable(&origin, &[&little.ledger(), &little.state(), &backup]);
    assert!(!left.contains(&"for the first".to_owned()), "also out of a backup of the records");
    assert!(left.contains(&"for the second".to_owned()) && left.contains(&"for nobody".to_owned()));
    // its name, its parcel's official code and the old note
    assert_eq!(forgotten.openings, 3);
}

#[test]
fn h5_forget_destroys_nothing_before_its_entry_is_durable() {
    let little = Little::whole();
    let origin = little.cooperative.origin().clone();
    let (ledger, state) = (little.ledger(), little.state());
    let all = readable(&origin, &[&ledger, &state]);
    let (mut little, _) = again(little);
    let size = little.cooperative.books().size();
    let intact = |why: &str, little: &Little| {
        assert_eq!(readable(&origin, &[&ledger, &state]), all, "{why}: nothing is destroyed");
        assert_eq!(little.cooperative.books().size(), size, "{why}: nothing is recorded");
    };
    // a key that may not sign
    let id: EntryId = "x".parse().unwrap();
    let stranger = SigningKey::from_seed([77; 32]);
    let refused = little.cooperative.forget(&id, &household(1), "request", day(), &stranger);
    assert!(matches!(refused, Err(Trouble::Refused(_))), "{refused:?}");
    intact("key", &little);
    let refused = little.cooperative.forget(&id, &household(1), "a whim", day(), &accountant());
    assert!(matches!(refused, Err(Trouble::Refused(_))), "{refused:?}");
    intact("reason", &little);
    // no key of the ledger on this machine
    let place = LedgerFolders::new(&ledger, &state, &origin);
    let away = state.join("away");
    std::fs::rename(place.ledger_key(), &away).unwrap();
    let (mut little, _) = again(little);
    assert!(matches!(forget(&mut little, 1), Err(Trouble::Key(_))));
    intact("ledger key", &little);
    std::fs::rename(&away, place.ledger_key()).unwrap();
    // a clock that stands far behind or ahead of the last entry
    {
        let at = "2199-01-01T00:00:00Z";
        drop(little.cooperative);
        let cooperative = open(&ledger, &state, Arc::new(FixedClock(at.parse().unwrap()))).unwrap().cooperative;
        little = Little { folder: little.folder, cooperative };
        assert!(matches!(forget(&mut little, 1), Err(Trouble::Clock { .. })), "{at}");
        intact("clock", &little);
    }
    let (mut little, _) = again(little);
    let forgotten = forget(&mut little, 1).unwrap();
    let Fact::HouseholdErased(said) = &forgotten.recorded.event.fact else { panic!("another entry") };
    assert_eq!(
        (said.openings, forgotten.openings),
        (2, 2),
        "name and parcel: the true number, not what a second try finds"
    );
    // asked again under the same id it is answered with what was recorded
    let repeated = forget(&mut little, 1).unwrap();
    assert_eq!((repeated.recorded.index, repeated.openings), (forgotten.recorded.index, 2));
}

#[test]
fn h5_a_forget_that_was_killed_behind_its_entry_is_ended_by_the_next_opening_to_write() {
    let mut little = Little::whole();
    let origin = little.cooperative.origin().clone();
    let all = readable(&origin, &[&little.ledger(), &little.state()]);
    // exactly what a process leaves that is killed between the entry and the destruction
    let entry = r#"{"id":"killed","on":"2024-05-01","kind":"household.erased","household":"H0001","openings":2,"reason":"request"}"#;
    little.cooperative.record(&read(entry), &accountant()).unwrap();
    assert_eq!(readable(&origin, &[&little.ledger(), &little.state()]), all);
    let (little, tidied) = again(little);
    assert_eq!((tidied.destroyed, tidied.failed), (2, None), "it says so");
    let left = readable(&origin, &[&little.ledger(), &little.state()]);
    assert!(!left.iter().any(|text| text == "甲户" || text == "5101000000000000001"), "{left:?}");
    assert!(left.contains(&"乙户".to_owned()));
    let (_, tidied) = again(little);
    assert_eq!(tidied.destroyed, 0, "once");
}

#[test]
fn h5_whatever_operation_of_a_forget_fails_either_nothing_is_gone_or_the_entry_says_so_and_all_of_it_goes() {
    let (ledger, state) = (Path::new("/ledger"), Path::new("/state"));
    let full = FaultDisk::new();
    let mut coop =
        Cooperative::create_on(Arc::new(full.clone()), ledger, state, &founding(0x62), Hourly::new()).unwrap();
    let village = r#"
{"id":"h-1","on":"2024-04-20","kind":"household.enrolled","household":"H0001","members":4,"name":"one","note":"of one"}
{"id":"h-2","on":"2024-04-20","kind":"household.enrolled","household":"H0002","members":3,"name":"two","note":"of two"}
"#;
    coop.record(&read(village), &accountant()).unwrap();
    let origin = coop.origin().clone();
    drop(coop);
    let store = |disk: &FaultDisk| {
        FileOpenings::new(Arc::new(disk.clone()), LedgerFolders::new(ledger, state, &origin), &origin)
    };
    let held = store(&full).held(&origin).unwrap();
    assert_eq!(held.len(), 4);
    let open = |disk: &FaultDisk, hour: &str| {
        Cooperative::recover_on(Arc::new(disk.clone()), ledger, state, Hourly::from(hour), false).unwrap()
    };
    // how many texts of each of the two can be read
    let left = |disk: &FaultDisk| {
        let store = store(disk);
        let of = |number| {
            held.iter()
                .filter(|(h, hash)| *h == household(number) && store.get(&origin, hash).unwrap().is_some())
                .count()
        };
        (of(1), of(2))
    };
    let (mut finished, mut states) = (0, 0);
    for fault in [Fault::Cut, Fault::Failed, Fault::FailedButDone, Fault::Full, Fault::ReadOnly] {
        for k in 0.. {
            let disk = full.killed();
            let mut coop = open(&disk, "2024-04-21T08:00:00Z").cooperative;
            let before = disk.done();
            disk.at(k, fault);
            let on = "2024-04-21".parse().unwrap();
            let said = coop.forget(&"f".parse().unwrap(), &household(1), "request", on, &accountant());
            let last = disk.done() - before <= k;
            drop(coop);
            let next = disk.killed();
            for after in next.power_cuts(Survival::Plain, 12).into_iter().chain([next.clone()]) {
                let opened = open(&after, "2024-04-22T08:00:00Z");
                let erased = opened.cooperative.books().erased().contains_key(&household(1));
                assert_eq!(opened.tidied.failed, None, "{fault:?} at {k}");
                assert!(erased || said.is_err(), "{fault:?} at {k}: acknowledged and not recorded");
                assert_eq!(left(&after), (if erased { 0 } else { 2 }, 2), "{fault:?} at {k}: {said:?}");
                finished += opened.tidied.destroyed;
                states += 1;
            }
            if last {
                break;
            }
        }
    }
    assert!(finished > 0, "some were cut off between the entry and the destruction");
    println!("forget states={states} finished_later={finished} gone_without_entry=0");
}

fn hash(h: u32, f: u32) -> Hash {
    Hash::of(&[&h.to_be_bytes(), &f.to_be_bytes()])
}

fn filed(name: &str, h: u32, f: u32) -> Filed {
    Filed { household: name.parse().unwrap(), commitment: hash(h, f), bytes: format!("text {h} {f}").into_bytes() }
}

fn store(disk: &FaultDisk) -> FileOpenings {
    FileOpenings::new(Arc::new(disk.clone()), place(), &origin(1))
}

/// Of household 1: one under its own key and one among the organization's; of others: one of each.
const ALL: [(&str, u32, u32); 4] = [("H0001", 1, 0), ("Z0", 1, 1), ("H0002", 2, 0), ("Z0", 2, 1)];

fn filled() -> FaultDisk {
    let disk = FaultDisk::new();
    let all: Vec<Filed> = ALL.iter().map(|(name, h, f)| filed(name, *h, *f)).collect();
    store(&disk).put(&origin(1), &all).unwrap();
    disk.power_cuts(Survival::Plain, 1).remove(0)
}

fn opens(disk: &FaultDisk, h: u32, f: u32) -> bool {
    let found = store(disk).get(&origin(1), &hash(h, f)).unwrap();
    assert!(found.as_ref().is_none_or(|bytes| *bytes == format!("text {h} {f}").into_bytes()));
    found.is_some()
}

#[test]
fn h5_whatever_fails_while_openings_are_destroyed_others_stay_and_repeating_ends_it() {
    let gone = BTreeSet::from([hash(1, 0), hash(1, 1)]);
    let spent: BTreeSet<HouseholdId> = [household(1), "Z0".parse().unwrap()].into();
    let mut states = 0;
    for fault in [Fault::Cut, Fault::Failed, Fault::FailedButDone, Fault::Full, Fault::ReadOnly] {
        for k in 0.. {
            let disk = filled().killed();
            let before = disk.done();
            disk.at(k, fault);
            let done = store(&disk).destroy(&origin(1), &gone, &spent, Some(7));
            let next = disk.killed();
            for after in next.power_cuts(Survival::Torn, 40).into_iter().chain([next.clone()]) {
                assert!(opens(&after, 2, 0) && opens(&after, 2, 1), "{fault:?} at {k}: others' texts");
                if done.is_ok() {
                    assert!(!opens(&after, 1, 0) && !opens(&after, 1, 1), "{fault:?} at {k}: destroyed is destroyed");
                }
                store(&after)
                    .destroy(&origin(1), &gone, &spent, Some(7))
                    .unwrap_or_else(|e| panic!("{fault:?} at {k}: {e}"));
                assert_eq!(
                    [opens(&after, 1, 0), opens(&after, 1, 1), opens(&after, 2, 0), opens(&after, 2, 1)],
                    [false, false, true, true]
                );
                assert_eq!(store(&after).destroyed_upto(&origin(1)), Ok(7));
                states += 1;
            }
            if disk.done() - before <= k {
                break;
            }
        }
    }
    println!("openings destroyed states={states} others_lost=0 survivors=0");
}

#[test]
fn h5_room_is_asked_for_before_and_leaves_nothing_behind() {
    for k in 0..16 {
        let disk = filled().killed();
        let names = |disk: &FaultDisk| disk.copy_out(Path::new("/")).into_keys().collect::<Vec<_>>();
        let before = names(&disk);
        disk.at(k, Fault::Full);
        let asked = store(&disk).room(&origin(1));
        // where removing itself failed, the next to ask removes it
        let left = if names(&disk) == before { asked } else { store(&disk).room(&origin(1)) };
        assert_eq!(names(&disk), before, "{left:?} at {k}");
        assert!(ALL.iter().all(|(_, h, f)| opens(&disk, *h, *f)));
    }
    let disk = filled();
    disk.at(1, Fault::Full);
    assert!(store(&disk).room(&origin(1)).is_err(), "a full disk is said before anything is recorded");
}

#[test]
fn l6_data_keys_of_older_versions_leave_the_folder_that_people_copy_and_none_is_lost_on_the_way() {
    let (first, second, old) = (
        place().state.join("openings.keys"),
        place().state.join("openings.keys.second"),
        place().ledger.join("private/keys"),
    );
    // as it lay before: the first carrier in the ledger's folder, the second beside the guard
    let before = |without: Option<&Path>| {
        let disk = filled();
        disk.create_dirs(&place().ledger.join("private")).unwrap();
        disk.rename(&second, &old).unwrap();
        without.into_iter().for_each(|path| disk.remove(path).unwrap());
        for folder in [&place().state, &place().ledger.join("private")] {
            disk.sync_dir(folder).unwrap();
        }
        disk.power_cuts(Survival::Plain, 1).remove(0)
    };
    let whole = |disk: &FaultDisk| ALL.iter().all(|(_, h, f)| opens(disk, *h, *f));
    for without in [None, Some(first.as_path())] {
        for fault in [Fault::Cut, Fault::Failed, Fault::FailedButDone, Fault::Full] {
            for k in 0.. {
                let disk = before(without);
                assert!(whole(&disk), "it reads where they lay before");
                disk.at(k, fault);
                let start = disk.done();
                let _ = store(&disk).settle(&origin(1));
                let next = disk.killed();
                for after in next.power_cuts(Survival::Torn, 40).into_iter().chain([next.clone()]) {
                    assert!(whole(&after), "{fault:?} at {k}: nothing is lost");
                    store(&after).settle(&origin(1)).unwrap();
                    assert!(whole(&after));
                    let there = after.copy_out(Path::new("/"));
                    assert!(!there.contains_key(&old), "{fault:?} at {k}: no key lies beside the records");
                    assert_eq!(there[&first], there[&second]);
                }
                if disk.done() - start <= k {
                    break;
                }
            }
        }
    }
}

#[test]
fn keyring_many_openings_cost_as_many_writes_as_one() {
    let cost = |count: u32| {
        let disk = filled();
        let all: Vec<Filed> = (0..count).map(|n| filed(&format!("H{:04}", 100 + n), 100 + n, 0)).collect();
        let store = store(&disk);
        // what an earlier process left is settled with the first write, not with every one
        store.put(&origin(1), &[filed("H0003", 3, 0)]).unwrap();
        let before = disk.done();
        store.put(&origin(1), &all).unwrap();
        assert!((0..count).all(|n| opens(&disk, 100 + n, 0)));
        disk.done() - before
    };
    assert_eq!(cost(1), cost(50));
}
