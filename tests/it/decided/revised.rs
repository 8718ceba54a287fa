//! Rows of registers that are changed, put right or taken out: what as-of and as-known answer, and what stays.

use super::*;
use coop_ledger::{
    books::MemberValue,
    event::{Holder, RegisterName},
    screen::Watch,
    unit::{Day, Fen},
};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A revision of the row of that register and code; `more` are its other members.
fn revised(id: &str, on: &str, (register, code, mode): (&str, &str, &str), more: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"{on}","kind":"register.revised","register":"{register}","code":"{code}","mode":"{mode}","reason":"other","document":"X-{id}"{more}}}"#
    )
}

#[test]
fn changed_holds_from_its_day_and_wrong_from_the_beginning() {
    let mut village = Village::of_little(2);
    let group = |village: &Village, on: &str| {
        let known = &village.books().registers().households()["H0001"];
        known.group_at(day(on)).map(ToString::to_string).unwrap_or_default()
    };
    village.record(&revised("a", "2024-03-01", ("household", "H0001", "changed"), r#","set":{"group":"G02"}"#));
    let before = village.books().clone();
    assert_eq!([group(&village, "2024-02-29"), group(&village, "2024-03-01")], ["", "G02"]);
    // at enrolment it should have been G01: the change stays
    let wrong = revised("b", "2024-06-01", ("household", "H0001", "wrong"), r#","set":{"group":"G01"},"entry":"h-1""#);
    village.record(&wrong);
    let said = [group(&village, "2024-01-02"), group(&village, "2024-02-29"), group(&village, "2024-03-01")];
    assert_eq!(said, ["G01", "G01", "G02"]);
    // as it was known before
    let then = before.registers().households()["H0001"].group_at(day("2024-02-29"));
    assert_eq!(then, None);
    // what was said of the change was wrong, too; the entry that said it last is meant
    village.record(&revised("c", "2024-06-02", ("household", "H0001", "wrong"), r#","set":{"group":"G03"}"#));
    assert_eq!([group(&village, "2024-02-29"), group(&village, "2024-03-01")], ["G01", "G03"]);
    let row = village.books().rows().get(RegisterName::Household, "H0001").unwrap();
    let told: Vec<(String, MemberValue)> =
        row.revised.iter().map(|revised| (revised.from.to_string(), revised.members[0].was.clone())).collect();
    let told_as = |text: &str| MemberValue::Told(text.to_owned());
    assert_eq!(
        told,
        [
            ("2024-03-01".to_owned(), MemberValue::Nothing),
            ("2024-01-02".to_owned(), MemberValue::Nothing),
            ("2024-03-01".to_owned(), told_as("G02")),
        ]
    );
    for (set, code) in [
        (r#","set":{"group":"G03"}"#, Code::NothingChanges),
        (r#","set":{"members":5}"#, Code::NotCorrectable),
        (r#","set":{"shares":"9"}"#, Code::NotCorrectable),
        (r#","clear":["name"]"#, Code::NotCorrectable),
        ("", Code::MemberMissing),
    ] {
        assert_eq!(village.refused(&revised("x", "2024-06-03", ("household", "H0001", "changed"), set)), code, "{set}");
    }
    let early = revised("x", "2023-12-31", ("household", "H0001", "changed"), r#","set":{"group":"G09"}"#);
    assert_eq!(village.refused(&early), Code::DatesOutOfOrder);
    village.record(&revised("d", "2024-06-03", ("household", "H0001", "changed"), r#","clear":["group"]"#));
    assert_eq!(group(&village, "2024-06-03"), "");
}

#[test]
fn an_area_is_put_right_at_the_entry_that_said_it_and_leaves_later_surveys() {
    let mut village = Village::of_little(2);
    village.record(r#"{"id":"m","on":"2024-05-01","kind":"parcel.remeasured","household":"H0001","parcel":"P01","area_m2":"2010.00","area_mu":"3.0200","document":"FC-1"}"#);
    let area = |village: &Village, on: &str| {
        village.books().registers().parcels()["P01"].area.as_at(day(on)).map(|(m2, mu)| format!("{m2} {mu}")).unwrap()
    };
    let set = |m2: &str, mu: &str, entry: &str| {
        revised(
            "w",
            "2024-06-01",
            ("parcel", "P01", "wrong"),
            &format!(r#","set":{{"area_m2":"{m2}","area_mu":"{mu}"}},"entry":"{entry}""#),
        )
    };
    assert_eq!(village.refused(&set("2100.00", "3.0000", "p-1")), Code::MuDoesNotMatchM2);
    assert_eq!(village.refused(&set("2100.00", "3.1500", "p-2")), Code::WrongEntry);
    village.record(&set("2100.00", "3.1500", "p-1"));
    assert_eq!([area(&village, "2024-04-30"), area(&village, "2024-05-01")], ["2100.00 3.1500", "2010.00 3.0200"]);
    village.record(&set("2200.00", "3.3000", "m").replace("\"w\"", "\"w2\""));
    assert_eq!([area(&village, "2024-04-30"), area(&village, "2024-05-01")], ["2100.00 3.1500", "2200.00 3.3000"]);
    let changed =
        revised("x", "2024-06-01", ("parcel", "P01", "changed"), r#","set":{"area_m2":"2100.00","area_mu":"3.1500"}"#);
    assert_eq!(village.refused(&changed), Code::NotCorrectable);
}

#[test]
fn land_and_houses_were_anothers_from_the_beginning_unless_they_were_passed_on() {
    let mut village = Village::of_little(3);
    let holder = r#","set":{"household":"H0002"},"entry":"p-1""#;
    let shorter = r#","set":{"contract_end":"2036-12-30"}"#;
    assert_eq!(
        village.refused(&revised("x", "2024-05-01", ("parcel", "P01", "wrong"), shorter)),
        Code::LeaseBeyondLandContract
    );
    // it is leased: who holds it after all has to have entrusted it
    assert_eq!(village.refused(&revised("a", "2024-05-01", ("parcel", "P01", "wrong"), holder)), Code::NoEntrustment);
    let entrusted = format!(r#"{holder},"entrustment":"WT-2""#);
    village.record(&revised("a", "2024-05-01", ("parcel", "P01", "wrong"), &entrusted));
    let of = |village: &Village| {
        village.books().registers().parcels()["P01"].holder.as_at(day("2024-01-02")).unwrap().to_string()
    };
    assert_eq!(of(&village), "H0002");
    // both are concerned
    let entry = village.books().size() - 1;
    for household in ["H0001", "H0002"] {
        assert!(village.books().concerns(&household.parse().unwrap()).contains(&entry), "{household}");
    }
    village.record(r#"{"id":"s","on":"2024-06-01","kind":"household.split","household":"H0002","new_household":"H0003","members_moved":1,"parcels_moved":["P02"],"document":"FH-1"}"#);
    assert_eq!(
        village.refused(&revised(
            "x",
            "2024-06-02",
            ("parcel", "P02", "wrong"),
            r#","set":{"household":"H0001"},"entry":"p-2""#
        )),
        Code::InUse
    );
    village.record(
        r#"{"id":"hs","on":"2024-06-01","kind":"house.registered","house":"HS-01","owner":"H0001","floor_m2":"90.00"}"#,
    );
    village.record(&revised(
        "h",
        "2024-06-05",
        ("house", "HS-01", "changed"),
        r#","set":{"floor_m2":"95.50","condition":"good"}"#,
    ));
    village.record(&revised(
        "o",
        "2024-06-05",
        ("house", "HS-01", "wrong"),
        r#","set":{"owner":"collective"},"entry":"hs""#,
    ));
    let house = &village.books().registers().houses()["HS-01"];
    assert_eq!(house.owner.as_at(day("2024-06-01")), Some(&Holder::Collective));
    let floor = |on: &str| house.floor_m2.as_at(day(on)).unwrap().to_string();
    assert_eq!([floor("2024-06-04"), floor("2024-06-05")], ["90.00", "95.50"]);
}

#[test]
fn what_never_was_is_gone_and_its_code_is_free_but_for_a_households() {
    let mut village = Village::of_little(5);
    for (id, text) in [
        ("p9", r#""kind":"party.registered","party":"TEN9","role":"tenant""#),
        ("b9", r#""kind":"bank.registered","account":"B-9","owner":"A","ownership":"collective""#),
        ("c9", r#""kind":"class.set","class":"extra","unit":"point","regime":"open""#),
        (
            "l9",
            r#""kind":"parcel.registered","parcel":"P09","household":"H0001","area_m2":"1000.00","area_mu":"1.5000","contract_end":"2040-12-31""#,
        ),
        ("h9", r#""kind":"household.enrolled","household":"H0009","members":1,"shares":{"population":"1"}"#),
        ("s9", r#""kind":"house.registered","house":"HS-09","owner":"H0001","floor_m2":"90.00""#),
    ] {
        village.record(&format!(r#"{{"id":"{id}","on":"2024-05-01",{text}}}"#));
    }
    let granted = |village: &Village| village.books().registers().classes()["population"].granted.to_string();
    assert_eq!(granted(&village), "8.000000");
    let void = |register: &str, code: &str| revised(&format!("v-{code}"), "2024-05-02", (register, code, "void"), "");
    for (register, code) in
        [("party", "OP1"), ("bank", "A-BANK-1"), ("class", "population"), ("parcel", "P01"), ("household", "H0001")]
    {
        assert_eq!(village.refused(&void(register, code)), Code::InUse, "{code}");
    }
    for (register, code) in [
        ("party", "TEN9"),
        ("bank", "B-9"),
        ("class", "extra"),
        ("parcel", "P09"),
        ("household", "H0009"),
        ("house", "HS-09"),
    ] {
        village.record(&void(register, code));
    }
    let registers = village.books().registers();
    assert!(!registers.households().contains_key("H0009") && !registers.parcels().contains_key("P09"));
    assert_eq!(granted(&village), "7.000000");
    assert_eq!(village.refused(&void("party", "TEN9").replace("v-TEN9", "again")), Code::UnknownParty);
    village.record(r#"{"id":"p10","on":"2024-05-03","kind":"party.registered","party":"TEN9","role":"shop"}"#);
    // digests stand in the order of enrolment: a code is enrolled once
    let anew = r#"{"id":"h10","on":"2024-05-03","kind":"household.enrolled","household":"H0009","members":1}"#;
    assert_eq!(village.refused(anew), Code::AlreadyRegistered);
    assert!(village.books().registers().order().iter().any(|household| household.as_str() == "H0009"));
}

#[test]
fn an_agreed_overdraft_is_not_lowered_beneath_what_was_taken() {
    let mut village = Village::of_little(5);
    let limit = |id: &str, on: &str, limit: &str| {
        revised(id, on, ("bank", "A-BANK-1", "changed"), &format!(r#","set":{{"overdraft":"{limit}"}}"#))
    };
    village.record(&limit("a", "2024-05-01", "100.00"));
    let spend = |id: &str, on: &str, amount: &str| {
        format!(
            r#"{{"id":"{id}","on":"{on}","kind":"payment.recorded","from":"A-BANK-1","parts":[{{"part":"expense","account":"513","amount":"{amount}"}}]}}"#
        )
    };
    assert_eq!(village.refused(&spend("x", "2024-04-30", "2085.76")), Code::BankNegative);
    assert_eq!(village.refused(&spend("x", "2024-05-02", "2185.76")), Code::BankNegative);
    village.record(&spend("s", "2024-05-02", "2145.75"));
    assert_eq!(village.refused(&limit("x", "2024-05-03", "59.99")), Code::BankNegative);
    village.record(&limit("b", "2024-05-03", "60.00"));
    assert_eq!(village.refused(&spend("x", "2024-05-04", "0.01")), Code::BankNegative);
    village.record(&limit("c", "2024-05-05", "70.00"));
    village.record(&spend("t", "2024-05-05", "10.00"));
}

#[test]
fn a_limit_above_all_that_ever_stood_in_the_account_is_asked_about() {
    let mut village = Village::of_little(5);
    let limit = |id: &str, on: &str, limit: &str| {
        revised(id, on, ("bank", "A-BANK-1", "changed"), &format!(r#","set":{{"overdraft":"{limit}"}}"#))
    };
    let asked = |village: &Village| -> Vec<String> {
        let all = Watch::default().questions(village.books(), day("2024-12-31"));
        all.iter().map(ToString::to_string).filter(|said| said.starts_with("overdraft_raised")).collect()
    };
    village.record(&limit("a", "2024-05-01", "100.00"));
    assert_eq!(asked(&village), Vec::<String>::new());
    village.record(&limit("b", "2024-05-02", "9000000.00"));
    let said = asked(&village);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("A-BANK-1") && said[0].contains("from 100.00 to 9000000.00"), "{said:?}");
}

#[test]
fn a_card_put_right_is_made_up_for_in_the_next_charge_and_a_building_posts_the_difference() {
    let mut village = Village::of_little(1);
    village.record(r#"{"id":"card","on":"2024-01-02","kind":"asset.registered","asset":"办公用房","cost":"48000.00","first_month":"2024-01-01","life_months":240,"used_months":0,"salvage":"0.00","use":"office"}
{"id":"o","on":"2024-01-02","kind":"opening.recorded","lines":[{"account":"102","holder":"A-BANK-1","debit":"500.00"},{"account":"151","holder":"办公用房","debit":"48000.00"},{"account":"301","credit":"48500.00"}]}
{"id":"y","on":"2024-12-31","kind":"year.stepped","year":2024,"step":"depreciation"}"#);
    // 48000 / 240 × 12
    assert_eq!(village.balance("152", "办公用房", ""), Fen(-240_000));
    let card = |id: &str, set: &str| {
        revised(id, "2025-02-01", ("asset", "办公用房", "wrong"), &format!(r#","set":{{{set}}}"#))
    };
    assert_eq!(village.refused(&card("x", r#""cost":"47000.00""#)), Code::StatedFigureDiffers);
    assert_eq!(village.refused(&card("x", r#""life_months":0"#)), Code::BadValue);
    village.record(&card("a", r#""life_months":120"#));
    // 4800 a year: of 2025, and 2400 that 2024 had too little
    let charge = |village: &Village| village.books().charges(2025).map(|(_, charge)| charge).collect::<Vec<_>>();
    assert_eq!(charge(&village), [Fen(720_000)]);
    // and back, to a life twice as long as at first: 1200 a year, 1200 too much in 2024
    village.record(&card("b", r#""life_months":480"#));
    assert_eq!(charge(&village), [Fen(0)]);
    village.record(
        r#"{"id":"n","on":"2024-12-31","kind":"year.stepped","year":2024,"step":"close"}
{"id":"n2","on":"2024-12-31","kind":"year.stepped","year":2024,"step":"carry"}"#,
    );
    let made = r#"{"id":"b1","on":"2025-03-01","kind":"building.received","contract":"BOT-1","asset":"游客中心","value":"60000.00","valuation":"V-1","life_months":240,"salvage":"0.05","use":"operating"}"#;
    village.record(r#"{"id":"bot","on":"2025-01-02","kind":"contract.signed","contract":"BOT-1","party":"OP1","scheme":"BOT","signed":"2025-01-02","first_day":"2025-01-02","last_day":"2035-01-01"}"#);
    village.record(made);
    let value = r#","set":{"cost":"59000.00"}"#;
    village.record(&revised("c", "2025-04-01", ("asset", "游客中心", "wrong"), value));
    assert_eq!(village.balance("151", "游客中心", ""), Fen(5_900_000));
    assert_eq!(village.refused(&correct_of("b1")), Code::RestsOnLater);
}

fn correct_of(id: &str) -> String {
    crate::found::whose::village::correct(id)
}

#[test]
fn private_texts_of_a_revision_are_the_households_and_go_with_it() {
    let mut village = Village::of_little(2);
    let texts = |village: &Village| village.books().texts_of(&"H0001".parse().unwrap());
    let before = texts(&village);
    let account = r#","set":{"account":"6200000000000011","phone":"02800000001"}"#;
    village.record(&revised("a", "2024-05-01", ("household", "H0001", "changed"), account));
    let official = r#","set":{"official":"5101000000000000009"},"entry":"p-1""#;
    village.record(&revised("b", "2024-05-01", ("parcel", "P01", "wrong"), official));
    // the name of a company is no private text
    village.record(&revised("c", "2024-05-01", ("party", "OP1", "changed"), r#","set":{"name":"示例公司"}"#));
    assert_eq!(texts(&village), before + 3);
    let short = revised("x", "2024-05-01", ("parcel", "P01", "changed"), r#","set":{"official":"510100"}"#);
    assert_eq!(village.refused(&short), Code::ParcelCodeNot19Digits);
}

#[test]
fn persons_of_a_household_that_was_never_there_were_never_there() {
    let mut village = Village::of_little(2);
    let enrol = r#"{"id":"h9","on":"2024-05-01","kind":"household.enrolled","household":"H0009","head":"H0009-1","persons":[{"person":"H0009-1","birth":"1990-01-01","since":"2024-05-01","basis":"first_roll"}]}"#;
    village.record(enrol);
    let before = village.books().clone();
    village.record(&revised("v", "2024-05-02", ("household", "H0009", "void"), ""));
    assert_eq!(village.books().registers().persons().len(), 0);
    assert_eq!(before.registers().persons().len(), 1, "as it was known before");
}

/// Three persons in a household, one of whom leaves; and what is put right of them.
#[test]
fn a_person_came_otherwise_or_never_and_the_household_counts_so() {
    let mut village = Village::of_little(2);
    village.record(r#"{"id":"c","on":"2024-04-01","kind":"class.set","class":"heads","unit":"share","regime":"open","held_by":"person","scale":0}"#);
    let person =
        |code: &str, more: &str| format!(r#"{{"person":"{code}","birth":"1990-01-01","since":"2024-04-10"{more}}}"#);
    let member = r#","basis":"first_roll","shares":{"heads":"1"}"#;
    village.record(&format!(
        r#"{{"id":"h","on":"2024-04-10","kind":"household.enrolled","household":"H0009","head":"H0009-1","persons":[{},{},{}]}}"#,
        person("H0009-1", member),
        person("H0009-2", member),
        person("H0009-3", r#","basis":"guest""#)
    ));
    let stands = |village: &Village, on: &str| {
        let registers = village.books().registers();
        let id = "H0009".parse().unwrap();
        let shares = registers.shares_of(&id, "heads", day(on)).short();
        (registers.households()["H0009"].members_at(day(on)), shares)
    };
    let stood = |members: u32, shares: &str| (members, shares.to_owned());
    let before = village.books().clone();
    let since = |code: &str, day: &str| {
        revised("s", "2024-05-01", ("person", code, "wrong"), &format!(r#","set":{{"since":"{day}"}},"entry":"h""#))
    };
    // it cannot be behind the entry that says it, and one with shares is no guest
    assert_eq!(village.refused(&since("H0009-2", "2024-04-11")), Code::DatesOutOfOrder);
    let guest = revised("g", "2024-05-01", ("person", "H0009-2", "wrong"), r#","set":{"basis":"guest"},"entry":"h""#);
    assert_eq!(village.refused(&guest), Code::HolderKind);
    assert_eq!(village.refused(&since("H0009-2", "2024-04-10")), Code::NothingChanges);
    let other =
        revised("o", "2024-05-01", ("person", "H0009-2", "wrong"), r#","set":{"since":"2024-04-01"},"entry":"c""#);
    assert_eq!(village.refused(&other), Code::WrongEntry);
    let shares = revised("o", "2024-05-01", ("person", "H0009-2", "changed"), r#","set":{"since":"2024-04-01"}"#);
    assert_eq!(village.refused(&shares), Code::NotCorrectable);
    // a guest who was a member from the beginning
    let member = revised("m", "2024-05-02", ("person", "H0009-3", "wrong"), r#","set":{"basis":"born"},"entry":"h""#);
    village.record(&member);
    assert_eq!([stands(&village, "2024-04-09"), stands(&village, "2024-04-10")], [stood(0, "0.00"), stood(3, "2.00")]);
    // one who was never there, with what lay on her
    let void = |code: &str| revised(&format!("v{code}"), "2024-05-03", ("person", code, "void"), r#","entry":"h""#);
    assert_eq!(village.refused(&void("H0009-1")), Code::InUse);
    village.record(&void("H0009-2"));
    assert_eq!(stands(&village, "2024-04-10"), stood(2, "1.00"));
    assert_eq!(village.books().registers().classes()["heads"].granted.short(), "1.00");
    assert_eq!(village.refused(&void("H0009-2").replace("vH0009-2", "again")), Code::UnknownPerson);
    // who left was there
    village.record(r#"{"id":"w","on":"2024-05-04","kind":"members.changed","household":"H0009","document":"D","went":[{"person":"H0009-3","why":"died"}]}"#);
    assert_eq!(village.refused(&void("H0009-3")), Code::InUse);
    // as it was known before
    assert_eq!(before.registers().households()["H0009"].members_at(day("2024-04-10")), 2);
}

#[test]
fn what_was_published_is_put_right_once_more_and_shows_which_entry_says_it() {
    let mut village = Village::of_little(2);
    village.record(r#"{"id":"s","on":"2024-04-01","kind":"series.set","series":"trade","per":"year","key":"household","columns":[{"name":"amount","unit":"元"}],"published_by":"village"}"#);
    village.record(r#"{"id":"r","on":"2024-04-10","kind":"series.recorded","series":"trade","period":"2023","rows":[{"key":"H0001","values":["6254.00"]},{"key":"H0002","values":["10.00"]}],"source":"book"}"#);
    let right = |id: &str, key: &str, value: &str, entry: &str| {
        let more = format!(r#","set":{{"key":"{key}","values":["{value}"]}}{entry}"#);
        revised(id, "2024-05-01", ("series", "trade", "wrong"), &more)
    };
    let value = |village: &Village, key: &str| {
        let series = &village.books().series()["trade"];
        let (_, _, line) = series.all().find(|(_, own, _)| *own == key).unwrap();
        (line.values[0].as_ref().unwrap().said(), line.right.is_some())
    };
    village.record(&right("a", "H0001", "6354.00", r#","entry":"r""#));
    assert_eq!(value(&village, "H0001"), ("6354".to_owned(), true));
    assert_eq!(value(&village, "H0002"), ("10".to_owned(), false));
    // it concerns the household and no other
    let entry = village.books().size() - 1;
    let concerned = |id: &str| village.books().concerns(&id.parse().unwrap()).contains(&entry);
    assert_eq!([concerned("H0001"), concerned("H0002")], [true, false]);
    // the same again, once more after that, and one that nobody published
    assert_eq!(village.refused(&right("b", "H0001", "6354.00", "")), Code::NothingChanges);
    assert_eq!(village.refused(&right("b", "H0001", "-1", "")), Code::ValueNegative);
    assert_eq!(village.refused(&right("b", "H0003", "1.00", "")), Code::WrongEntry);
    assert_eq!(village.refused(&right("b", "H0001", "1.00", r#","entry":"s""#)), Code::WrongEntry);
    village.record(&right("c", "H0001", "6355.00", ""));
    assert_eq!(value(&village, "H0001").0, "6355");
    let void = revised("v", "2024-05-01", ("series", "trade", "void"), r#","entry":"s""#);
    assert_eq!(village.refused(&void), Code::InUse);
}
