//! The pages that are read: what codes are called and who may see it, lives, days and entries, payouts down to their reasons.

use super::{Office, clock, hidden, text, words};
use crate::little::copy;
use coop_ledger::{
    cooperative::{Cooperative, new_key, read_key},
    unit::Lang,
    web::{Desk, Setting},
};

/// Up to the payout that came back from the bank.
const RETURNED: usize = 38;
const NAME: &str = "某户";
const OFFICIAL: &str = "5101000000000000001";
const NUMBER: &str = "6200000000000001";
const NOTE: &str = "第一期租金和服务费";

impl Office {
    /// The same ledger by another desk, with another key.
    fn beside(&mut self, key: &std::path::Path) {
        let root = self.folder.path();
        let (ledger, state) = (root.join("ledger"), root.join("state"));
        let setting = Setting { ledger, state, key: key.to_owned(), lang: Lang::En, port: super::PORT };
        let (desk, code) = Desk::new(setting, clock(), words).unwrap();
        self.desk = desk;
        self.cookie = String::new();
        let entered = self.get(&format!("/enter?code={code}"));
        let cookie = &entered.headers.iter().find(|(name, _)| *name == "set-cookie").unwrap().1;
        self.cookie = cookie.split(';').next().unwrap().to_owned();
        self.token = hidden(&text(&self.get("/keys")), "token");
    }

    /// Pages on which something private may stand.
    fn private(&self) -> Vec<(&'static str, &'static str, String)> {
        [
            ("/registers", NAME),
            ("/registers?q=某户", NAME),
            ("/households/H0001", NAME),
            ("/registers/parcels", OFFICIAL),
            ("/registers/parcels/P00001", OFFICIAL),
            ("/registers/accounts", NUMBER),
            ("/payouts/P01", NAME),
            ("/payouts/P01/H0001", NAME),
            ("/entries", NOTE),
            ("/entries/13", NAME),
            ("/entries/17", OFFICIAL),
            ("/record/members.changed", NAME),
            ("/record/payment.recorded", NUMBER),
        ]
        .map(|(path, said)| (path, said, text(&self.get(path))))
        .into()
    }
}

#[test]
fn names_come_back_to_who_can_sign_and_to_nobody_else() {
    let mut office = Office::under(RETURNED, None);
    for (path, said, page) in office.private() {
        assert!(page.contains(said), "{path}: {said} is not told: {page}");
    }
    // a company stands in the record itself
    assert!(text(&office.get("/registers/contracts/ROT-1")).contains("示例农业公司"));
    // a key that signs nothing here
    let other = office.folder.path().join("other.pem");
    new_key(&other, None).unwrap();
    office.beside(&other);
    let all = [NAME, OFFICIAL, NUMBER, NOTE];
    for (path, _, page) in office.private().into_iter().filter(|(path, ..)| !path.contains("q=")) {
        for said in all {
            assert!(!page.contains(said), "{path} tells {said} to who cannot sign");
        }
    }
}

#[test]
fn a_locked_session_sees_codes_and_an_unlocked_one_names() {
    let office = Office::under(RETURNED, Some("correct horse battery"));
    for (path, said, page) in office.private().into_iter().filter(|(path, ..)| !path.contains("q=")) {
        assert!(!page.contains(said), "{path} tells {said} while the key is locked");
        assert!(page.contains("names are shown once the key is unlocked"), "{path}");
    }
    // a filled list has names and accounts in it, an empty one has none
    let [filled, empty] =
        ["?filled=yes", ""].map(|how| office.get(&format!("/templates/household.enrolled{how}")).status);
    assert_eq!((filled, empty), (403, 200));
    assert!(!text(&office.post("/keys", &[("step", "unlock"), ("passphrase", "wrong")])).contains(NAME));
    assert!(!text(&office.get("/registers")).contains(NAME));
    office.post("/keys", &[("step", "unlock"), ("passphrase", "correct horse battery")]);
    for (path, said, page) in office.private() {
        assert!(page.contains(said), "{path}: {said} is not told");
    }
    assert_eq!(office.get("/templates/household.enrolled?filled=yes").status, 200);
    office.post("/keys", &[("step", "lock")]);
    assert!(!text(&office.get("/registers")).contains(NAME));
}

#[test]
fn who_was_forgotten_is_a_code_again_on_every_page() {
    let office = Office::under(RETURNED, None);
    assert!(text(&office.get("/households/H0001")).contains(NAME));
    let root = office.folder.path();
    let signer = read_key(&root.join("accountant.pem"), None).unwrap();
    let opened = Cooperative::open(&root.join("ledger"), &root.join("state"), clock()).unwrap();
    let mut coop = opened.cooperative;
    let (id, day) = ("forget-1".parse().unwrap(), "2024-06-30".parse().unwrap());
    coop.forget(&id, &"H0001".parse().unwrap(), "left", day, &signer).unwrap();
    let size = coop.books().size();
    drop(coop);
    // also as it was known before that
    for path in ["/households/H0001", "/registers/parcels/P00001", "/entries/13", "/entries/17"] {
        for known in [String::new(), format!("?known={}", size - 1), "?known=30".to_owned()] {
            let page = text(&office.get(&format!("{path}{known}")));
            assert!(!page.contains(NAME) && !page.contains(OFFICIAL), "{path}{known}");
            assert!(page.contains("erased"), "{path}{known}: {page}");
        }
    }
    // others keep theirs
    assert!(text(&office.get("/households/H0002")).contains(NAME));
}

/// A house of a household and one of the collective, let together by one schedule.
const LET: &str = r#"{"id":"bot-s","on":"2024-02-01","kind":"scheme.adopt","scheme":"bot-rent","version":1,"resolution":"R-1"}
{"id":"hs-91","on":"2024-02-01","kind":"house.registered","house":"HS-91","owner":"H0001","floor_m2":"100.00","condition":"sound"}
{"id":"hs-90","on":"2024-02-01","kind":"house.registered","house":"HS-90","owner":"collective","floor_m2":"50.00","condition":"sound"}
{"id":"bot-9","on":"2024-03-01","kind":"contract.signed","contract":"BOT-9","party":"OP1","scheme":"bot-rent","signed":"2024-03-01","first_day":"2024-04-01","last_day":"2029-03-31","houses":["HS-90","HS-91"],"terms":{"price":{"amount":"5.0000","unit":"yuan/m2/month"},"instalments":[{"due":"2024-04-10","first_day":"2024-04-01","last_day":"2024-09-30","lease_year":1,"part_of_year":"1/2","payout":"B91"}]}}"#;

#[test]
fn a_contracts_page_and_today_have_the_collectives_rent_beside_the_households() {
    let office = Office::under(RETURNED, None);
    let root = office.folder.path();
    let mut coop = crate::little::open(&root.join("ledger"), &root.join("state"), clock()).unwrap().cooperative;
    let key = coop_ledger::cooperative::read_key(&root.join("accountant.pem"), None).unwrap();
    for request in crate::little::read(LET) {
        coop.record(&[request], &key).unwrap_or_else(|why| panic!("{why}"));
    }
    drop(coop);
    // 100.00 and 50.00 m2 by 5.00 for six months
    let page = text(&office.get("/registers/contracts/BOT-9?on=2024-06-30"));
    let schedule = page.split("id=\"schedule-told\"").nth(1).unwrap();
    assert!(schedule.contains("3,000.00") && schedule.contains("1,500.00"), "{schedule}");
    let today = text(&office.get("/"));
    assert!(today.contains("parts.0.part=collective_house_rent"), "{today}");
    // of land that is households' alone nothing is the collective's
    let page = text(&office.get("/registers/contracts/ROT-1?on=2024-06-30"));
    assert!(!page.split("id=\"schedule-told\"").nth(1).unwrap().contains("the collective's"));
}

#[test]
fn every_thing_has_its_life_and_what_is_not_there_has_none() {
    let office = Office::under(RETURNED, None);
    for (path, entries) in [
        ("/households/H0002", &["/entries/14", "/entries/24", "/entries/33", "/entries/36", "/entries/38"][..]),
        ("/registers/parcels/P00001", &["/entries/17", "/entries/23", "/entries/33"]),
        ("/registers/houses/HS-01", &["/entries/21"]),
        ("/registers/contracts/ROT-1", &["/entries/33", "/entries/34", "/entries/36"]),
        ("/registers/assets/%E5%8A%9E%E5%85%AC%E7%94%A8%E6%88%BF", &["/entries/26"]),
        ("/registers/parties/OP1", &["/entries/33"]),
        ("/registers/accounts/A-BANK-1", &["/entries/1", "/entries/34", "/entries/37"]),
    ] {
        let answer = office.get(path);
        let page = text(&answer);
        assert_eq!(answer.status, 200, "{path}");
        let life = page.split("class=\"life\"").nth(1).unwrap_or_else(|| panic!("{path}: no life"));
        for entry in entries {
            assert!(life.contains(&format!("href=\"{entry}\"")), "{path}: {entry} is missing: {life}");
        }
        // in the order of days
        let days: Vec<&str> = life.split("datetime=\"").skip(1).map(|rest| &rest[..10]).collect();
        assert!(days.is_sorted(), "{days:?}");
    }
    // another parcel's entries are not told here
    assert!(!text(&office.get("/registers/parcels/P00001")).contains("href=\"/entries/18\""));
    let contract = text(&office.get("/registers/contracts/ROT-1?on=2024-06-30"));
    assert!(contract.contains("<title id=\"schedule-title\">") && contract.contains("<desc id=\"schedule-told\">"));
    // codes in lists lead there
    assert!(text(&office.get("/registers/contracts")).contains("href=\"/registers/parties/OP1\""));
    assert!(text(&office.get("/registers/parcels")).contains("href=\"/registers/contracts/ROT-1\""));
    for path in [
        "/registers/parcels/P99999",
        "/registers/parcels/H0001",
        "/registers/contracts/ROT-1/H0001",
        "/registers/capital/ROT-1",
        "/registers/parcels/P00001/x/y",
        "/registers/houses/%00",
        "/payouts/P01/H9999",
        "/households/H9999",
    ] {
        let answer = office.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(text(&answer), text(&office.get("/nothing")), "{path} is told apart from nothing");
    }
}

#[test]
fn a_day_and_an_entry_are_chosen_or_the_mistake_is_told() {
    let office = Office::under(RETURNED, None);
    let size = office.size();
    let pages =
        ["/", "/registers", "/registers/parcels/P00001", "/payouts", "/sheets", "/books", "/books/income", "/year"];
    for page in pages {
        for (query, field) in [
            ("on=2024-02-30", "on"),
            ("on=yesterday", "on"),
            ("on=1950-01-01", "on"),
            ("on=2024-01-01&on=2024-02-02", "on"),
            ("known=0", "known"),
            ("known=x", "known"),
            ("known=-1", "known"),
            ("known=99999999999999999999", "known"),
            (&format!("known={}", size + 1), "known"),
        ] {
            let answer = office.get(&format!("{page}?{query}"));
            let told = text(&answer);
            assert_eq!(answer.status, 422, "{page}?{query}");
            assert!(told.contains(&format!("href=\"#{field}\"")) && told.contains("aria-invalid=\"true\""), "{told}");
            assert!(!told.contains("<table"), "{page}?{query} tells the books all the same");
        }
        let earlier = text(&office.get(&format!("{page}?on=2024-03-01&known=30")));
        assert!(earlier.contains("as of 2024-03-01") && earlier.contains("before entry 30"), "{page}: {earlier}");
        let now = text(&office.get(&format!("{page}?known={size}")));
        assert!(!now.contains("bar amber\" role=\"status"), "{page}: all entries are no earlier state");
    }
    // people write days so too
    assert_eq!(office.get("/registers?on=2024年3月1日").status, 200);
    let same = text(&office.get("/registers/contracts?on=2024-03-01&known=34"));
    assert!(same.contains("coop report registers contracts --on 2024-03-01 --known-at 34"), "{same}");
    // what was recorded later was not known
    assert!(same.contains("ROT-1"));
    assert!(!text(&office.get("/registers/contracts?on=2024-03-01&known=33")).contains("/registers/contracts/ROT-1"));
    assert_eq!(office.get("/payouts/P01?known=36").status, 404);
    assert_eq!(office.get("/payouts/P01?known=37").status, 200);
}

#[test]
fn a_line_leads_to_its_reasons_and_what_came_back_is_paid_again() {
    let office = Office::under(RETURNED, None);
    let payout = text(&office.get("/payouts/P01"));
    assert!(payout.contains("href=\"/payouts/P01/H0001\"") && payout.contains("paid on 2024-04-12"), "{payout}");
    // a step as the sheet calls it in the language of the page
    assert!(payout.contains(">rent</a>") && !payout.contains(">租金</a>"), "{payout}");
    office.post("/language", &[("back", "/")]);
    assert!(text(&office.get("/payouts/P01")).contains(">租金</a>"));
    office.post("/language", &[("back", "/")]);
    let line = text(&office.get("/payouts/P01/H0001"));
    assert!(line.contains("1,350.00") && line.contains(" × "), "area and rate: {line}");
    assert_eq!(line.matches("class=\"own\"").count(), 1, "{line}");
    let again = "/record/payout.pay?payout=P01&amp;lines.0.household=H0002&amp;lines.0.amount=972.00";
    for page in ["/", "/payouts/P01"] {
        let told = text(&office.get(page));
        assert!(told.contains(again), "{page}: {told}");
    }
    let form = text(&office.get(&again.replace("&amp;", "&")));
    assert!(form.contains("value=\"972.00\""), "{form}");
    // nothing else came back
    assert!(!payout.contains("lines.1.household"), "{payout}");
}

#[test]
fn a_list_for_the_bank_is_for_who_can_sign_and_names_whose_account_is_not_known() {
    let mut office = Office::under(RETURNED, None);
    let page = text(&office.get("/payouts/P01"));
    assert!(page.contains("A list for the bank") && page.contains("ISO 20022"), "{page}");
    let ask = "/payouts/P01?pay_from=A-BANK-1&form=";
    let refused = office.get(&format!("{ask}csv"));
    assert_eq!(refused.status, 422);
    assert!(text(&refused).contains("No account of these households is known here: H0002"), "{}", text(&refused));
    let listed = office.get(&format!("{ask}csv&others=left"));
    assert_eq!(listed.status, 200);
    let file = text(&listed);
    assert!(file.contains("\"0\"") && !file.contains(NUMBER), "nothing is left to pay: {file}");
    let xml = text(&office.get(&format!("{ask}pain001&others=left")));
    assert!(xml.contains("pain.001.001.09") && xml.contains(NUMBER), "{xml}");
    let unknown = office.get("/payouts/P01?pay_from=%3Cb%3E&form=csv");
    assert!(unknown.status == 422 && !text(&unknown).contains("<b>"), "{}", text(&unknown));
    // a key that signs nothing here sees a page like any other, and no number
    let other = office.folder.path().join("other.pem");
    new_key(&other, None).unwrap();
    office.beside(&other);
    for form in ["csv", "pain001"] {
        let told = office.get(&format!("{ask}{form}&others=left"));
        assert!(!text(&told).contains(NUMBER) && !text(&told).contains("A list for the bank"), "{form}");
    }
}

#[test]
fn a_ledger_that_is_set_back_beneath_the_desk_is_noticed_on_the_next_page() {
    for with_state in [false, true] {
        let office = Office::under(RETURNED, None);
        let root = office.folder.path();
        let older = root.join("older");
        std::fs::create_dir(&older).unwrap();
        for part in ["ledger", "state"] {
            copy(&root.join(part), &older.join(part));
        }
        assert_eq!(office.get("/").status, 200);
        let signer = read_key(&root.join("accountant.pem"), None).unwrap();
        let opened = Cooperative::open(&root.join("ledger"), &root.join("state"), clock()).unwrap();
        let mut coop = opened.cooperative;
        let (id, day) = ("forget-1".parse().unwrap(), "2024-06-30".parse().unwrap());
        coop.forget(&id, &"H0001".parse().unwrap(), "left", day, &signer).unwrap();
        drop(coop);
        assert_eq!(office.get("/").status, 200, "it goes on");
        let parts = if with_state { &["ledger", "state"][..] } else { &["ledger"] };
        for part in parts {
            std::fs::remove_dir_all(root.join(part)).unwrap();
            copy(&older.join(part), &root.join(part));
        }
        for path in ["/", "/books", "/households/H0002"] {
            let page = office.get(path);
            assert!(page.status >= 500, "{path}, with its memory {with_state}: {}", text(&page));
        }
    }
}

impl Office {
    /// Records what a form says, as a person does: looks, then records what was seen.
    fn records(&self, kind: &str, fields: &[(&str, &str)]) {
        let form = format!("/record/{kind}");
        let named: Vec<(String, &str)> = fields.iter().map(|(name, value)| (format!("f.{name}"), *value)).collect();
        let fields: Vec<(&str, &str)> = named.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let page = text(&self.post(&form, &[&fields[..], &[("step", "preview")]].concat()));
        let seen = hidden(&page, "seen");
        let recorded = self.post(&form, &[&fields[..], &[("step", "record"), ("seen", &seen)]].concat());
        assert_eq!(recorded.status, 303, "{}", text(&recorded));
    }
}

#[test]
fn a_contract_shows_its_dues_and_what_became_of_them() {
    let office = Office::open();
    let due = |n: usize, name: &str| -> &'static str { format!("dues.{n}.{name}").leak() };
    let mut fields = vec![
        ("id", "shop"),
        ("on", "2024-04-01"),
        ("contract", "SHOP-1"),
        ("party", "OP1"),
        ("scheme", "SHOP"),
        ("signed", "2024-04-01"),
        ("first_day", "2024-04-01"),
        ("last_day", "2024-12-31"),
        ("belongs_to", "collective"),
        ("late.rate_per_day", "0.0005"),
        ("late.grace_days", "10"),
    ];
    for (n, (no, first, last)) in
        [("1", "2024-04-01", "2024-06-30"), ("2", "2024-07-01", "2024-09-30"), ("3", "2024-10-01", "2024-12-31")]
            .into_iter()
            .enumerate()
    {
        fields.extend([(due(n, "no"), no), (due(n, "due"), first), (due(n, "first_day"), first)]);
        fields.extend([(due(n, "last_day"), last), (due(n, "part"), "rent"), (due(n, "amount"), "4,500")]);
    }
    office.records("contract.signed", &fields);
    let came = [
        ("id", "came"),
        ("on", "2024-05-10"),
        ("into", "A-BANK-1"),
        ("contract", "SHOP-1"),
        ("parts.0.part", "rent"),
        ("parts.0.amount", "2000.00"),
    ];
    office.records("receipt.recorded", &came);
    let ended = [
        ("id", "end"),
        ("on", "2024-06-30"),
        ("contract", "SHOP-1"),
        ("document", "Z-1"),
        ("last_day", "2024-07-31"),
        ("why", "agreed"),
    ];
    let page = text(&office.get("/registers/contracts/SHOP-1?on=2024-06-30"));
    let row = |page: &str, no: &str| {
        let rows = page
            .split("<tr>")
            .filter(|row| row.contains(&format!("<td>{no}</td>")) || row.contains(&format!("<del>{no}</del>")));
        rows.last().unwrap_or_else(|| panic!("no due {no}: {page}")).to_owned()
    };
    assert!(row(&page, "1").contains("2,500.00") && row(&page, "1").contains("in arrears"), "{page}");
    assert!(row(&page, "2").contains("to come") && !page.contains("<del>"), "{page}");
    office.records("contract.ended", &ended);
    let page = text(&office.get("/registers/contracts/SHOP-1?on=2024-06-30"));
    assert!(page.contains("This contract ended on 2024-07-31."), "{page}");
    // 31 of 92 days, and what begins later is struck through
    assert!(row(&page, "2").contains("1,516.30") && row(&page, "3").contains("fell away"), "{page}");
    assert!(row(&page, "3").contains("<del>2024-10-01</del>"), "{page}");
    for (path, said) in
        [("/books/dues", "2,500.00"), ("/books/arrears", "in arrears"), ("/books/expiring", "Days left")]
    {
        let answer = office.get(path);
        assert!(answer.status == 200 && text(&answer).contains(said), "{path}: {}", text(&answer));
    }
    assert!(!text(&office.get("/books/arrears")).contains("to come"));
}

#[test]
fn what_is_due_is_offered_by_its_own_part_whatever_came_last() {
    let office = Office::under(RETURNED, None);
    let root = office.folder.path();
    let signer = read_key(&root.join("accountant.pem"), None).unwrap();
    let mut coop = Cooperative::open(&root.join("ledger"), &root.join("state"), clock()).unwrap().cooperative;
    let interest = r#"{"id":"late","on":"2024-05-05","kind":"receipt.recorded","into":"A-BANK-1","contract":"ROT-1","instalment":"P01","parts":[{"part":"late_interest","amount":"6.75"}]}"#;
    coop.record(&crate::little::read(interest), &signer).unwrap();
    drop(coop);
    let today = text(&office.get("/?on=2024-12-31"));
    assert!(today.contains("instalment=P02&amp;parts.0.part=land_rent&amp;parts.0.amount="), "{today}");
    assert!(today.contains("&amp;parts.1.part=service_fee&amp;"), "{today}");
    assert!(!today.contains("part=late_interest"), "{today}");
    // what is reversed is reversed on its own day, and anything else is recorded today
    let reversal = text(&office.get("/record/entry.corrected?corrects=late"));
    assert!(reversal.contains("value=\"2024-05-05\"") && !reversal.contains("value=\"2024-06-30\""), "{reversal}");
    assert!(text(&office.get("/record/entry.corrected")).contains("value=\"2024-06-30\""));
}
