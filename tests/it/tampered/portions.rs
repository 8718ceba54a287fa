//! Entries about several households in another form than theirs, with all else made right by somebody who
//! has every key.

use super::forge::Forge;
use crate::little::Little;
use coop_ledger::{
    audit::FindingCode,
    event::{Attached, Event, Fact, portions_head},
    log::{
        Draft, Hash, Json,
        portions::{Lists, Portion, Portions, PortionsHead, portions_tree},
        to_json,
    },
    unit::HouseholdId,
};
use std::{collections::BTreeMap, fs};

/// The contract over the parcels of both households.
fn contract(little: &Little) -> u64 {
    let signed = |index: &u64| matches!(little.cooperative.entry(*index).unwrap().event.fact, Fact::ContractSigned(_));
    let apart = |index: &u64| matches!(little.cooperative.entry(*index).unwrap().event.attached, Attached::Portions(_));
    (1..little.cooperative.head().size).filter(signed).find(apart).expect("a contract over both households' parcels")
}

/// What the audit says of the ledger in which the contract is bent.
fn found(little: &Little, event: impl Fn(&mut Event), draft: impl Fn(&mut Draft)) -> Vec<FindingCode> {
    let mut forge = Forge::of(little);
    forge.bend(contract(little), event, draft);
    forge.audit().findings.iter().map(|f| f.code()).collect()
}

/// The same with other lines of the blob; count, length, hash and root are right for them.
fn with_lines(little: &Little, change: impl Fn(&mut Vec<String>)) -> Vec<FindingCode> {
    let head = portions_head(little.cooperative.entry(contract(little)).unwrap().sealed.body()).unwrap();
    let blobs = little.ledger().join("blobs");
    let was = head.blob;
    let blob = fs::read_to_string(blobs.join(was.to_string())).unwrap();
    let mut lines: Vec<String> = blob.split_inclusive('\n').map(str::to_owned).collect();
    change(&mut lines);
    let blob = lines.concat().into_bytes();
    let tree = portions_tree(&blob).head();
    let head = PortionsHead { blob: Hash::of(&[&blob]), bytes: blob.len() as u64, count: tree.size, root: tree.root };
    fs::write(blobs.join(head.blob.to_string()), &blob).unwrap();
    let codes = found(little, |_| {}, |draft| set(draft, "portions", to_json(&head).unwrap()));
    if was != head.blob {
        fs::remove_file(blobs.join(head.blob.to_string())).unwrap();
    }
    codes
}

fn set(draft: &mut Draft, name: &str, value: Json) {
    let Json::Object(members) = &mut draft.body else { panic!("a body") };
    members.insert(name.to_owned(), value);
}

/// Portions that are right in themselves and other than they should be.
fn again(event: &mut Event, change: impl Fn(&mut Lists, &mut BTreeMap<HouseholdId, Lists>)) {
    let Attached::Portions(portions) = &event.attached else { return };
    let mut common = portions.nobodys().clone();
    let mut own: BTreeMap<HouseholdId, Lists> =
        portions.own().iter().map(|(_, own)| (own.to.clone(), own.lists.clone())).collect();
    change(&mut common, &mut own);
    event.attached = Attached::Portions(Portions::new(portions.seed(), common, own).unwrap());
}

#[test]
fn the_form_follows_from_how_many_households_stand_in_an_entry() {
    use FindingCode::{BodyMalformed, FigureDiffers};
    let little = Little::whole();
    let both = || vec!["H0001".to_owned(), "H0002".to_owned()];
    let inline = |event: &mut Event| event.attached = Attached::Nothing;
    assert_eq!(found(&little, |_| {}, |_| {}), [], "as it is");
    assert_eq!(found(&little, inline, |draft| draft.about = both()), [BodyMalformed], "both named, both shown");
    assert_eq!(found(&little, inline, |draft| draft.about.truncate(1)), [FigureDiffers], "shown, none named");
    assert_eq!(found(&little, inline, |draft| draft.about = both()[..1].to_vec()), [FigureDiffers], "one named");
    assert_eq!(found(&little, |_| {}, |draft| draft.about = both()), [BodyMalformed], "portions and names");
    assert_eq!(found(&little, |_| {}, |draft| draft.about = both()[1..].to_vec()), [BodyMalformed], "and one name");
    let parcels = Json::parse(br#"["P01","P02"]"#).unwrap();
    assert_eq!(found(&little, |_| {}, |draft| set(draft, "parcels", parcels.clone())), [BodyMalformed], "both forms");
}

#[test]
fn a_thing_in_anothers_portion_in_nobodys_or_in_one_too_many_is_found() {
    let little = Little::whole();
    let swapped = found(
        &little,
        |event| {
            again(event, |_, own| {
                let mut lists: Vec<Lists> = own.values().cloned().collect();
                lists.reverse();
                own.values_mut().zip(lists).for_each(|(own, other)| *own = other);
            })
        },
        |_| {},
    );
    assert_eq!(swapped, [FindingCode::FigureDiffers], "swapped");
    let nobodys = found(
        &little,
        |event| {
            again(event, |common, own| {
                let last = own.values_mut().next_back().unwrap();
                common.append(last);
            })
        },
        |_| {},
    );
    assert_eq!(nobodys, [FindingCode::FigureDiffers], "nobody's");
    let more = found(
        &little,
        |event| {
            again(event, |_, own| {
                own.insert("H0003".parse().unwrap(), Lists::new());
            })
        },
        |_| {},
    );
    assert_eq!(more, [FindingCode::FigureDiffers], "somebody who does not stand in it");
    let both = found(
        &little,
        |event| {
            again(event, |_, own| {
                let first = own.values().next().unwrap().clone();
                let mut second = own.values().next_back().unwrap().clone();
                for (name, items) in &first {
                    let list = second.entry(name.clone()).or_default();
                    list.extend(items.clone());
                    list.sort_by_key(|item| item.at);
                }
                *own.values_mut().next_back().unwrap() = second;
            })
        },
        |_| {},
    );
    assert_eq!(both, [FindingCode::FigureDiffers], "one's parcel in both portions");
}

#[test]
fn lines_of_another_form_are_found_though_hash_count_and_root_are_right() {
    let little = Little::whole();
    let wrong = |what: &str, change: fn(&mut Vec<String>)| {
        assert_eq!(with_lines(&little, change), [FindingCode::BlobWrong], "{what}");
    };
    assert_eq!(with_lines(&little, |_| {}), [], "as they are");
    wrong("another order", |lines| lines.swap(1, 2));
    wrong("one household", |lines| lines.truncate(2));
    wrong("one twice", |lines| lines.push(lines[2].clone()));
    wrong("no line of nobody's", |lines| drop(lines.remove(0)));
    wrong("another salt", |lines| {
        let (_, portion) = Portion::parse(lines[1].as_bytes()).unwrap();
        lines[1] = lines[1].replace(&portion.salt.to_string(), &Hash::ZERO.to_string());
    });
    wrong("another place", |lines| lines[1] = lines[1].replace("\"at\":0", "\"at\":7"));
    wrong("a list that contracts have not", |lines| lines[1] = lines[1].replace("\"parcels\"", "\"parts\""));
    wrong("a blank", |lines| lines[1] = lines[1].replacen(':', ": ", 1));
    wrong("no newline at the end", |lines| lines[2] = lines[2].trim_end().to_owned());
    // another seed with salts that follow from it is another drawing: as good as the first
    let drawn = with_lines(&little, |lines| {
        let seed = Hash([9; 32]);
        let at = lines[0].find("\"seed\":\"").unwrap() + 8;
        lines[0].replace_range(at..at + 64, &seed.to_string());
        for line in &mut lines[1..] {
            let (_, portion) = Portion::parse(line.as_bytes()).unwrap();
            *line = line.replace(&portion.salt.to_string(), &Portion::salt(&seed, &portion.to).to_string());
        }
    });
    assert_eq!(drawn, []);
}
