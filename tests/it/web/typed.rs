//! What the desk does while somebody types and between look and record: a glance that leaves no trace, fingerprints of files,
//! an odd clock, books that moved, and requests for the admission of keys, whoever altered them.

use super::{Office, PORT, RECEIPT, clock, hidden, import::form_with, text, words};
use coop_ledger::{
    cooperative::{Cooperative, FirstKey, FixedClock, read_key},
    decide::Request,
    event::Fact,
    form,
    log::{Hash, Head, Json, Role, SigningKey},
    unit::Lang,
    web::{Desk, Setting},
};
use std::sync::Arc;

#[test]
fn a_glance_shows_the_voucher_and_leaves_no_trace_and_is_for_our_own_pages() {
    let office = Office::open();
    let before = office.size();
    let glance =
        |fields: &[(&str, &str)]| office.post("/record/receipt.recorded", &[fields, &[("step", "glance")]].concat());
    let shown = text(&glance(&RECEIPT));
    assert!(shown.contains("1,234.50") && !shown.contains("<form") && !shown.contains("<html"), "{shown}");
    let missing = text(&glance(&RECEIPT[..3]));
    assert!(missing.contains("Still to be filled"), "{missing}");
    let wrong = text(&glance(&[&RECEIPT[..4], &[("f.parts.0.amount", "<b>ten</b>")]].concat()));
    assert!(wrong.contains("late") && !wrong.contains("<b>"), "{wrong}");
    for (header, value) in [("origin", "http://evil.example"), ("cookie", ""), ("origin", "null")] {
        let body = format!("token={}&step=glance", office.token);
        let own = format!("http://127.0.0.1:{PORT}");
        let headers = [("origin", own.as_str()), (header, value)];
        let headers = if header == "origin" { &headers[1..] } else { &headers[..] };
        assert_eq!(office.ask("POST", "/record/receipt.recorded", headers, &body).status, 403, "{header} {value}");
    }
    assert_eq!(office.size(), before);
}

#[test]
fn files_that_come_with_a_form_leave_their_fingerprints_and_nothing_else() {
    let office = Office::open();
    let hash = Hash::of(&[b"a receipt"]).to_string();
    let fields = [&RECEIPT[..], &[("token", office.token.as_str()), ("step", "preview")]].concat();
    let files: [(&str, &str, &[u8]); 2] = [("files", "a.pdf", b"a receipt"), ("files", "again.pdf", b"a receipt")];
    let page = text(&office.send("/record/receipt.recorded", &[], form_with(&fields, &files)));
    assert_eq!(hidden(&page, "f.evidence"), hash, "once, however often it was chosen");
    assert!(!page.contains("a receipt"), "{page}");
    // another field is no evidence
    let files: [(&str, &str, &[u8]); 1] = [("profile", "a.pdf", b"a receipt")];
    let page = text(&office.send("/record/receipt.recorded", &[], form_with(&fields, &files)));
    assert!(!page.contains("f.evidence"), "{page}");
}

#[test]
fn what_came_in_between_is_named() {
    let office = Office::open();
    let first = [&RECEIPT[..], &[("upto", "15"), ("step", "record"), ("seen", "0")]].concat();
    let page = text(&office.post("/record/receipt.recorded", &first));
    assert!(page.contains("The books have moved") && page.contains("href=\"/entries/15\""), "{page}");
    // a number that is none, or of a time to come, says nothing
    for upto in ["", "-1", "x", "99999999999999999999", "18446744073709551615"] {
        let asked = [&RECEIPT[..], &[("upto", upto), ("step", "record"), ("seen", "0")]].concat();
        assert!(text(&office.post("/record/receipt.recorded", &asked)).contains("The books have moved"), "{upto}");
    }
}

/// The same ledger and key under a desk whose clock says something else.
fn at(office: &Office, time: &str) -> Office {
    let root = office.folder.path();
    let (ledger, state) = (root.join("ledger"), root.join("state"));
    let setting = Setting { ledger, state, key: root.join("accountant.pem"), lang: Lang::En, port: PORT };
    let clock = Arc::new(FixedClock(time.parse().unwrap()));
    let (desk, code) = Desk::new(setting, clock, words).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut other = Office { folder, desk, cookie: String::new(), token: String::new() };
    let entered = other.get(&format!("/enter?code={code}"));
    let cookie = &entered.headers.iter().find(|(name, _)| *name == "set-cookie").unwrap().1;
    other.cookie = cookie.split(';').next().unwrap().to_owned();
    other.token = hidden(&text(&other.get("/keys")), "token");
    other
}

#[test]
fn an_odd_clock_records_nothing_until_a_person_says_that_it_is_right() {
    let office = Office::open();
    let before = office.size();
    for (time, means) in
        [("2023-01-01T00:00:00Z", "behind the last entry"), ("2031-01-01T00:00:00Z", "ahead of the last")]
    {
        let odd = at(&office, time);
        let fields = [("f.on", "2024-06-30"), ("f.id", time), ("f.into", "CASH"), RECEIPT[3], RECEIPT[4]];
        let page = text(&odd.post("/record/receipt.recorded", &fields));
        let seen = hidden(&page, "seen");
        assert!(!page.contains("confirm_clock"), "nobody is asked before it matters");
        let asked = [&fields[..], &[("step", "record"), ("seen", &seen)]].concat();
        let page = text(&odd.post("/record/receipt.recorded", &asked));
        assert!(page.contains("name=\"confirm_clock\"") && page.contains(means), "{page}");
        assert_eq!(office.size(), before);
        let no = [&asked[..], &[("confirm_clock", "no")]].concat();
        assert_eq!(odd.post("/record/receipt.recorded", &no).status, 200);
        assert_eq!(office.size(), before);
    }
    let odd = at(&office, "2023-01-01T00:00:00Z");
    let fields = [&RECEIPT[..], &[("step", "record"), ("confirm_clock", "yes")]].concat();
    let seen = hidden(&text(&odd.post("/record/receipt.recorded", &RECEIPT)), "seen");
    let done = odd.post("/record/receipt.recorded", &[&fields[..], &[("seen", &seen)]].concat());
    assert_eq!(done.status, 303, "{}", text(&done));
    assert!(office.size() > before);
}

/// The request that a person's browser makes, as `keys.js` writes it.
fn request_of(office: &Office, person: &str, seed: u8, role: Role) -> Vec<(String, String)> {
    let root = office.folder.path();
    let coop = Cooperative::open_to_read(&root.join("ledger"), &root.join("state"), clock()).unwrap();
    let key = FirstKey { person: person.into(), role: Some(role), key: SigningKey::from_seed([seed; 32]) };
    let admitted = key.admitted(coop.origin(), "2024-06-30T08:00:00Z".parse().unwrap(), Head::empty()).unwrap();
    let request = Request::new("k-1".parse().unwrap(), "2024-06-30".parse().unwrap(), Fact::from(admitted));
    let of = form::of("key.admitted").unwrap();
    of.fields(&request.members().unwrap()).into_iter().map(|(path, value)| (format!("f.{path}"), value)).collect()
}

fn sent(office: &Office, fields: &[(String, String)]) -> String {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(path, value)| (path.as_str(), value.as_str())).collect();
    text(&office.post("/record/key.admitted", &fields))
}

fn altered(fields: &[(String, String)], path: &str, value: &str) -> Vec<(String, String)> {
    let mut fields = fields.to_vec();
    fields.iter_mut().find(|(at, _)| at == path).unwrap().1 = value.to_owned();
    fields
}

#[test]
fn a_persons_key_is_admitted_with_its_digits_and_no_other_under_its_proof() {
    let office = Office::open();
    let (hers, others) =
        (request_of(&office, "K004", 4, Role::Chair), request_of(&office, "K005", 5, Role::Supervisor));
    let page = sent(&office, &hers);
    let digits = SigningKey::from_seed([4; 32]).public().digits();
    assert!(page.contains(&digits) && page.contains("value=\"record\""), "{page}");
    let of = |fields: &[(String, String)], path: &str| fields.iter().find(|(at, _)| at == path).unwrap().1.clone();
    let (proof, foreign) = (of(&hers, "f.possession"), of(&others, "f.possession"));
    let mut tried = 0;
    for (path, value) in [
        ("f.public", of(&others, "f.public")),
        ("f.possession", foreign),
        ("f.person", "K005".to_owned()),
        ("f.role", "accountant".to_owned()),
        ("f.possession", proof.replace("2024-06-30T08", "2024-06-30T09")),
        ("f.possession", proof.replace("\"act\":\"possess\"", "\"act\":\"approve\"")),
        ("f.possession", "{}".to_owned()),
        ("f.possession", "<script>".to_owned()),
        // the neutral point, and points of order 2, 4 and 8
        ("f.public", format!("01{}", "0".repeat(62))),
        ("f.public", format!("ec{}7f", "f".repeat(60))),
        ("f.public", "0".repeat(64)),
        ("f.public", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05".to_owned()),
        ("f.public", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a".to_owned()),
    ] {
        let page = sent(&office, &altered(&hers, path, &value));
        assert!(!page.contains("value=\"record\"") && page.contains("role=\"alert\""), "{path} {value}: {page}");
        tried += 1;
    }
    println!("altered requests for a key: {tried} refused");
    let root = office.folder.path();
    assert!(read_key(&root.join("accountant.pem"), None).is_ok());
}

#[test]
fn a_request_that_is_pasted_fills_its_form_and_anything_else_does_not() {
    let office = Office::open();
    let hers = request_of(&office, "K004", 4, Role::Chair);
    let members: Json = {
        let fields =
            hers.iter().map(|(path, value)| (path.trim_start_matches("f.").to_owned(), value.clone())).collect();
        form::of("key.admitted").unwrap().members_of(&fields).unwrap()
    };
    let pasted = String::from_utf8(members.to_bytes()).unwrap();
    let go = office.post("/keys", &[("step", "request"), ("request", &pasted)]);
    assert_eq!(go.status, 303);
    let to = &go.headers.iter().find(|(name, _)| *name == "location").unwrap().1;
    assert!(to.starts_with("/record/key.admitted?"), "{to}");
    assert!(text(&office.get(to)).contains("value=\"K004\""));
    for other in [
        "",
        "x",
        "{}",
        "[]",
        "null",
        r#"{"kind":"receipt.recorded","id":"1","on":"2024-06-30","into":"CASH","parts":[{"part":"other_income","amount":"1.00"}]}"#,
        "{\"kind\":\"key.admitted\"}",
        "//evil.example",
    ] {
        let page = office.post("/keys", &[("step", "request"), ("request", other)]);
        assert_eq!(page.status, 200, "{other}");
        assert!(text(&page).contains("no request for the admission"), "{other}");
    }
}

#[test]
fn the_new_pages_are_for_this_machine_and_this_session_alone() {
    let office = Office::open();
    let before = office.size();
    let own = format!("http://127.0.0.1:{PORT}");
    let pages = [
        "/import",
        "/import/marked/0",
        "/templates/bank.registered",
        "/templates/bank.registered?filled=yes",
        "/keys/mine",
    ];
    let mut tried = 0;
    for page in pages {
        for host in ["evil.example", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil.example:4711", ""] {
            assert_eq!(office.ask("GET", page, &[("host", host)], "").status, 421, "{page} {host}");
            tried += 1;
        }
        for cookie in ["", "coop-4711=", "coop-8080=00000000000000000000000000000000", "other=1"] {
            assert_eq!(office.ask("GET", page, &[("cookie", cookie)], "").status, 403, "{page} {cookie}");
            tried += 1;
        }
        for (origin, token) in
            [("http://evil.example", office.token.as_str()), ("null", &office.token), (&own, ""), (&own, "x")]
        {
            let body = format!("token={token}&step=record&seen=0&request=x");
            assert_eq!(office.ask("POST", page, &[("origin", origin)], &body).status, 403, "{page} {origin} {token}");
            tried += 1;
        }
    }
    for path in [
        "/import/marked/x",
        "/import/marked/-1",
        "/import/marked/99999999999999999999",
        "/import/marked",
        "/templates",
        "/templates/../keys",
        "/keys/other",
        "/keys/mine/x",
    ] {
        assert_eq!(office.get(path).status, 404, "{path}");
        tried += 1;
    }
    assert!(tried > 60, "{tried}");
    assert_eq!(office.size(), before);
}

/// The page on which a change of registers is looked at tells what it would change; one that changes none says nothing of it.
#[test]
fn a_look_at_a_change_shows_what_stands_before_and_after() {
    let office = Office::with(24);
    let fields = [
        ("f.on", "2024-06-01"),
        ("f.household", "H0001"),
        ("f.fewer", "1"),
        ("f.reason", "died"),
        ("f.id", "m1"),
        ("step", "preview"),
    ];
    let page = text(&office.post("/record/members.changed", &fields));
    assert!(page.contains("What would change:") && page.contains("members"), "{page}");
    let receipt =
        [("f.on", "2024-06-01"), ("f.party", "P9"), ("f.role", "tenant"), ("f.id", "p1"), ("step", "preview")];
    assert!(!text(&office.post("/record/party.registered", &receipt)).contains("What would change:"));
}
