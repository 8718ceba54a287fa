//! The desk without a socket: who may ask, what a form becomes, and that nothing is recorded which was not shown.

mod books;
mod import;
mod lists;
mod pages;
mod paying;
mod typed;

use crate::little::objects;
use coop_ledger::{
    cooperative::{Cooperative, FirstKey, FixedClock, Founding, Trouble, new_key},
    decide::Request,
    event::Names,
    form,
    log::Role,
    unit::Lang,
    web::{Asked, Desk, Reply, Setting},
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

const PORT: u16 = 4711;
const EXAMPLE: &str = include_str!("../../src/form/example.jsonl");

/// Different at each call, and foreseen: this is a test.
#[expect(clippy::unnecessary_wraps, reason = "the desk's own may fail")]
fn words() -> Result<String, Trouble> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Ok(format!("{:032x}", NEXT.fetch_add(1, Ordering::Relaxed)))
}

struct Office {
    folder: tempfile::TempDir,
    desk: Desk,
    cookie: String,
    token: String,
}

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock("2024-06-30T08:00:00Z".parse().unwrap()))
}

impl Office {
    /// A village with banks and parties, and a browser in a session.
    fn open() -> Office {
        Office::with(16)
    }

    /// The same with so many of the example's requests recorded; three are banks and a setting.
    fn with(requests: usize) -> Office {
        Office::under(requests, None)
    }

    /// The same, the accountant's key under a passphrase or under none.
    fn under(requests: usize, passphrase: Option<&str>) -> Office {
        let folder = tempfile::tempdir().unwrap();
        let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
        let key = folder.path().join("accountant.pem");
        let signing = new_key(&key, passphrase).unwrap();
        let founding = Founding {
            host: "coop.example".into(),
            name: "little".into(),
            names: Names { en: "Little <b>village</b>".parse().unwrap(), zh: "小村".parse().unwrap() },
            on: "2024-01-01".parse().unwrap(),
            chart: None,
            keys: vec![FirstKey { person: "K01".into(), role: Some(Role::Accountant), key: signing }],
            recovery_threshold: 0,
            clock_confirmed: false,
            tag: Some([7; 8]),
            ledger_seed: Some([2; 32]),
        };
        let mut coop = Cooperative::create(&ledger, &state, &founding, clock()).unwrap();
        let signer = coop_ledger::cooperative::read_key(&key, passphrase).unwrap();
        let requests: Vec<Request> =
            objects(EXAMPLE).iter().take(requests).map(|object| Request::read(object).unwrap()).collect();
        coop.record(&requests, &signer).unwrap();
        drop(coop);
        let setting = Setting { ledger, state, key, lang: Lang::En, port: PORT };
        let (desk, code) = Desk::new(setting, clock(), words).unwrap();
        let mut office = Office { folder, desk, cookie: String::new(), token: String::new() };
        let entered = office.get(&format!("/enter?code={code}"));
        assert_eq!(entered.status, 303);
        let cookie = &entered.headers.iter().find(|(name, _)| *name == "set-cookie").unwrap().1;
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        office.cookie = cookie.split(';').next().unwrap().to_owned();
        let page = text(&office.get("/keys"));
        let token = page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        office.token = token.to_owned();
        // a code opens one session
        assert_eq!(office.get(&format!("/enter?code={code}")).status, 403);
        office
    }

    fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let host = format!("127.0.0.1:{PORT}");
        let mut all = vec![("host", host.as_str()), ("cookie", self.cookie.as_str())];
        all.retain(|(name, _)| !headers.iter().any(|(other, _)| other == name));
        all.extend(headers);
        let headers = all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        self.desk.answer(&Asked {
            method: method.to_owned(),
            target: target.to_owned(),
            headers,
            body: body.as_bytes().to_vec(),
        })
    }

    fn get(&self, target: &str) -> Reply {
        self.ask("GET", target, &[], "")
    }

    fn post(&self, target: &str, fields: &[(&str, &str)]) -> Reply {
        let mut body = format!("token={}", self.token);
        for (name, value) in fields {
            let value: String = value.bytes().map(|b| format!("%{b:02x}")).collect();
            body.push_str(&format!("&{name}={value}"));
        }
        self.ask("POST", target, &[("origin", &format!("http://127.0.0.1:{PORT}"))], &body)
    }

    fn size(&self) -> u64 {
        let root = self.folder.path();
        let coop = Cooperative::open_to_read(&root.join("ledger"), &root.join("state"), clock()).unwrap();
        coop.books().size()
    }
}

fn text(answer: &Reply) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

/// What a hidden field of a page says.
fn hidden(page: &str, name: &str) -> String {
    let at = format!("name=\"{name}\" value=\"");
    page.split(&at).nth(1).unwrap_or_else(|| panic!("no {name} in {page}")).split('"').next().unwrap().to_owned()
}

const RECEIPT: [(&str, &str); 5] = [
    ("f.on", "2024年6月30日"),
    ("f.id", "r1"),
    ("f.into", "CASH"),
    ("f.parts.0.part", "other_income"),
    ("f.parts.0.amount", "1,234.5"),
];

#[test]
fn every_page_is_for_this_machine_and_this_session_alone() {
    let office = Office::open();
    let pages = ["/", "/record", "/registers", "/payouts", "/sheets", "/books", "/entries", "/year", "/audit", "/keys"];
    let own = format!("127.0.0.1:{PORT}");
    let mut tried = 0;
    for page in
        pages.into_iter().chain(["/entries/3", "/entries/3/proof", "/households/H0001", "/record/receipt.recorded"])
    {
        assert_eq!(office.get(page).status, 200, "{page}");
        for host in
            ["evil.example", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil.example:4711", "localhost.evil:4711", ""]
        {
            assert_eq!(office.ask("GET", page, &[("host", host)], "").status, 421, "{page} {host}");
            tried += 1;
        }
        for cookie in ["", "coop-4711=", "coop-8080=00000000000000000000000000000000", "other=1"] {
            assert_eq!(office.ask("GET", page, &[("cookie", cookie)], "").status, 403, "{page} {cookie}");
            tried += 1;
        }
        for origin in ["http://evil.example", "null", "https://127.0.0.1:4711", "http://localhost:4711", &own] {
            let body = format!("token={}", office.token);
            assert_eq!(office.ask("POST", page, &[("origin", origin)], &body).status, 403, "{page} {origin}");
            tried += 1;
        }
        let origin = format!("http://127.0.0.1:{PORT}");
        for token in ["", "x", &office.cookie] {
            let body = format!("token={token}&f.id=x&step=record");
            assert_eq!(office.ask("POST", page, &[("origin", &origin)], &body).status, 403, "{page} {token}");
            tried += 1;
        }
        assert_eq!(office.ask("PUT", page, &[], "").status, 405);
    }
    assert!(tried > 200, "{tried}");
    assert_eq!(office.size(), 17, "nothing was recorded");
}

#[test]
fn what_is_nowhere_is_not_told_apart_from_what_is_nobodys() {
    let office = Office::open();
    for path in [
        "/nothing",
        "/entries/x",
        "/entries/-1",
        "/households/..",
        "/payouts/%2e%2e",
        "/record/nonsense",
        "/registers/x",
        "/../etc/passwd",
        "//evil.example",
        "/style.css/x",
    ] {
        assert_eq!(office.get(path).status, 404, "{path}");
    }
    for path in ["/entries/9999", "/households/H9999", "/payouts/P99", "/sheets/none"] {
        assert!(office.get(path).status >= 400, "{path}");
    }
}

#[test]
fn a_receipt_is_shown_then_recorded_and_once() {
    let office = Office::open();
    let before = office.size();
    let shown = office.post("/record/receipt.recorded", &[&RECEIPT[..], &[("step", "preview")]].concat());
    let page = text(&shown);
    assert_eq!(shown.status, 200, "{page}");
    assert!(page.contains("1,234.50") && page.contains("504"), "{page}");
    assert_eq!(office.size(), before, "a look records nothing");
    let seen = hidden(&page, "seen");
    let whole = [&RECEIPT[..], &[("step", "record"), ("seen", &seen)]].concat();
    let recorded = office.post("/record/receipt.recorded", &whole);
    assert_eq!(recorded.status, 303, "{}", text(&recorded));
    let entry = &recorded.headers.iter().find(|(name, _)| *name == "location").unwrap().1;
    assert!(text(&office.get(entry)).contains("1234.50"));
    let after = office.size();
    assert!(after > before);
    // the same again, as a browser does that sends a form twice
    let again = office.post("/record/receipt.recorded", &whole);
    assert_eq!(again.status, 303, "{}", text(&again));
    assert_eq!(again.headers, recorded.headers);
    assert_eq!(office.size(), after);
}

#[test]
fn what_was_not_seen_is_not_recorded() {
    let office = Office::open();
    let before = office.size();
    for seen in ["", "0000"] {
        let blind =
            office.post("/record/receipt.recorded", &[&RECEIPT[..], &[("step", "record"), ("seen", seen)]].concat());
        let page = text(&blind);
        assert_eq!(blind.status, 200, "{page}");
        assert!(page.contains("The books have moved"), "{page}");
    }
    assert_eq!(office.size(), before);
}

#[test]
fn every_fault_of_a_form_stands_beside_its_field() {
    let office = Office::open();
    let fields = [
        ("f.id", "r2"),
        ("f.on", "2024-02-30"),
        ("f.into", "CASH"),
        ("f.parts.0.part", "other_income"),
        ("f.parts.0.amount", "ten"),
    ];
    let wrong = office.post("/record/receipt.recorded", &fields);
    let page = text(&wrong);
    assert_eq!(wrong.status, 422);
    for id in ["f-on", "f-parts-0-amount"] {
        assert!(page.contains(&format!("href=\"#{id}\"")), "{id}: {page}");
    }
    assert_eq!(page.matches("aria-invalid=\"true\"").count(), 2, "{page}");
    assert!(page.contains("value=\"ten\""), "what was typed is kept");
    // a rule of the books, not of the form
    let unknown =
        [("f.id", "r3"), ("f.on", "2024-06-30"), ("f.household", "H0099"), ("f.more", "1"), ("f.reason", "born")];
    let page = text(&office.post("/record/members.changed", &unknown));
    assert!(page.contains("href=\"#f-household\""), "{page}");
}

#[test]
fn nothing_that_people_write_becomes_markup() {
    let office = Office::open();
    assert!(!text(&office.get("/")).contains("<b>village"));
    let payloads = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' autofocus onfocus=alert(1) x='",
        "</textarea><svg/onload=alert(1)>",
        "javascript:alert(1)",
        "&lt;b&gt;",
        "{{7*7}}",
        "\u{202e}<b>",
    ];
    let mut tried = 0;
    for kind in form::all() {
        for column in kind.columns() {
            for payload in payloads {
                let path = format!("f.{}", column.path(0));
                let page = text(
                    &office.post(&format!("/record/{}", kind.kind), &[(path.as_str(), payload), ("step", "preview")]),
                );
                for raw in ["<script>alert", "<img", "<svg/onload", "<b>"] {
                    assert!(!page.contains(raw), "{} {path}: {payload}", kind.kind);
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 2_000, "{tried}");
    for payload in payloads {
        let query: String = payload.bytes().map(|b| format!("%{b:02x}")).collect();
        for page in ["/registers?q=", "/registers?on=", "/record/receipt.recorded?into=", "/entries?upto="] {
            let page = text(&office.get(&format!("{page}{query}")));
            assert!(
                !page.contains("<script>alert") && !page.contains("<img") && !page.contains("<svg/onload"),
                "{payload}"
            );
        }
    }
}

#[test]
fn a_wrong_code_opens_nothing_however_often() {
    let office = Office::open();
    for n in 0..1_000 {
        assert_eq!(office.ask("GET", &format!("/enter?code={n:032x}"), &[("cookie", "")], "").status, 403);
    }
}

#[test]
fn every_kind_has_its_form_in_both_languages() {
    let office = Office::open();
    for _ in 0..2 {
        for kind in form::all() {
            let answer = office.get(&format!("/record/{}", kind.kind));
            let page = text(&answer);
            assert_eq!(answer.status, 200, "{}", kind.kind);
            for column in kind.columns() {
                // what the ledger computes of an item is asked for where it was said
                let shown = match column.member.need == form::Need::Computed && column.list.is_some() {
                    true => text(&office.get(&format!("/record/{}?{}=1.00", kind.kind, column.path(0)))),
                    false => page.clone(),
                };
                assert!(shown.contains(&format!("name=\"f.{}\"", column.path(0))), "{} {}", kind.kind, column.name);
            }
            assert!(!page.contains(">desk."), "{}: a label without words", kind.kind);
        }
        assert_eq!(office.post("/language", &[("back", "/record")]).status, 303);
    }
    // and back to no other place
    for back in ["//evil.example", "/\\evil.example", "/\t/evil.example", "/\n//evil.example", "evil.example"] {
        let away = office.post("/language", &[("back", back)]);
        assert!(away.headers.iter().all(|(_, value)| !value.contains("evil")), "{away:?}");
    }
}

#[test]
fn the_style_and_the_script_name_nothing_outside() {
    let office = Office::open();
    for path in ["/style.css", "/script.js"] {
        let body = text(&office.get(path));
        assert!(!body.contains("http:") && !body.contains("https:") && !body.contains("@import"), "{path}");
    }
    assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/style.css").exists());
}

/// Two desks on one ledger are two writers like any others: whoever waits too long is told so and sends again.
#[test]
fn eight_write_at_once_and_each_receipt_is_there_once() {
    let office = Office::open();
    let before = office.size();
    let record = |n: usize| {
        let (id, amount) = (format!("w-{n}"), format!("{}.00", n + 1));
        let fields = [
            ("f.on", "2024-06-30"),
            ("f.id", id.as_str()),
            ("f.into", "CASH"),
            ("f.parts.0.part", "other_income"),
            ("f.parts.0.amount", amount.as_str()),
        ];
        let seen = hidden(&text(&office.post("/record/receipt.recorded", &fields)), "seen");
        let whole = [&fields[..], &[("step", "record"), ("seen", &seen)]].concat();
        for tried in 1.. {
            let answer = office.post("/record/receipt.recorded", &whole);
            if answer.status == 303 {
                return tried;
            }
            assert!(tried < 1_000, "{}", text(&answer));
            std::thread::yield_now();
        }
        0
    };
    let record = &record;
    let tries: usize = std::thread::scope(|scope| {
        let writers: Vec<_> =
            (0..8).map(|w| scope.spawn(move || (0..5).map(|n| record(w * 5 + n)).sum::<usize>())).collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).sum()
    });
    // each receipt, and behind each batch what is stated of the households
    let root = office.folder.path();
    let coop = Cooperative::open_to_read(&root.join("ledger"), &root.join("state"), clock()).unwrap();
    let entries = (before..coop.books().size()).map(|index| coop.entry(index).unwrap());
    let mut ids: Vec<String> =
        entries.map(|entry| entry.sealed.id().to_string()).filter(|id| id.starts_with("w-")).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 40, "40 written in {tries} tries");
}
