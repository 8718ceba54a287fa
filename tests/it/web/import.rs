//! Lists of a spreadsheet over the desk: all mistakes at once with the marked copy back, recorded once as they were shown,
//! and nothing at all where anything is wrong with the files, the form, the key or the session.

use super::{Office, PORT, hidden, text};
use crate::sheets::messy::{Made, workbook_of};
use coop_ledger::{
    web::{Asked, Reply},
    workbook,
};

/// A form with files as a browser sends it: its type and its bytes.
pub fn form_with(fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> (String, Vec<u8>) {
    const EDGE: &str = "----edge0123456789";
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--{EDGE}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for (field, name, bytes) in files {
        let head = format!(
            "--{EDGE}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{EDGE}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={EDGE}"), body)
}

impl Office {
    /// Sends a form with files; `headers` win over those of a good browser.
    pub fn send(&self, target: &str, headers: &[(&str, &str)], (kind, body): (String, Vec<u8>)) -> Reply {
        let origin = format!("http://127.0.0.1:{PORT}");
        let host = format!("127.0.0.1:{PORT}");
        let mut all = vec![
            ("host", host.as_str()),
            ("origin", origin.as_str()),
            ("cookie", self.cookie.as_str()),
            ("content-type", kind.as_str()),
        ];
        all.retain(|(name, _)| !headers.iter().any(|(other, _)| other == name));
        all.extend(headers);
        let headers = all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        self.desk.answer(&Asked { method: "POST".to_owned(), target: target.to_owned(), headers, body })
    }

    fn upload(&self, files: &[(&str, &[u8])]) -> Reply {
        let files: Vec<_> = files.iter().map(|(name, bytes)| ("files", *name, *bytes)).collect();
        self.send("/import", &[], form_with(&[("token", &self.token), ("step", "check")], &files))
    }
}

#[test]
fn eleven_mistakes_are_named_at_once_and_the_mended_copy_is_recorded_once_as_it_was_shown() {
    let office = Office::with(3);
    let before = office.size();
    let wrong = office.upload(&[("messy.xlsx", &workbook_of(Made::Messy))]);
    let page = text(&wrong);
    assert_eq!(wrong.status, 422, "{page}");
    assert_eq!(page.matches("<td class=\"soft\">").count(), 11, "{page}");
    assert_eq!(office.size(), before);
    // nothing that is wrong is recorded, whoever asks for it
    let forced = office.post("/import", &[("step", "record"), ("seen", "x")]);
    assert_eq!(forced.status, 422, "{}", text(&forced));
    assert_eq!(office.size(), before);

    let copy = office.get("/import/marked/0");
    assert_eq!(copy.status, 200);
    assert_eq!(workbook::read(&copy.body, "copy.xlsx", None).unwrap().sheets[0].name, "户登记");
    assert_eq!(office.get("/import/marked/1").status, 404);

    let looked = office.upload(&[("mended.xlsx", &workbook_of(Made::Sound))]);
    let page = text(&looked);
    assert_eq!(looked.status, 200, "{page}");
    assert!(page.contains("H0300") && page.contains("Record 300"), "{page}");
    assert_eq!(office.size(), before, "a look records nothing");
    assert_eq!(office.get("/import/marked/0").status, 404, "what is right has no marked copy");
    // what was not shown is not recorded
    let blind = office.post("/import", &[("step", "record"), ("seen", "0000")]);
    assert!(text(&blind).contains("The books have moved"), "{}", text(&blind));
    assert_eq!(office.size(), before);
    let seen = hidden(&page, "seen");
    let recorded = office.post("/import", &[("step", "record"), ("seen", &seen)]);
    assert_eq!(recorded.status, 200, "{}", text(&recorded));
    let after = office.size();
    assert!(after >= before + 300, "{after}");
    // sent twice
    let again = text(&office.post("/import", &[("step", "record"), ("seen", &seen)]));
    assert!(again.contains("nothing new: all 300"), "{again}");
    // uploaded twice
    let again = text(&office.upload(&[("mended.xlsx", &workbook_of(Made::Sound))]));
    assert!(again.contains("nothing new: all 300") && !again.contains("value=\"record\""), "{again}");
    assert_eq!(office.size(), after);
}

#[test]
fn several_files_are_one_import_and_a_mistake_in_one_holds_back_all() {
    let office = Office::open();
    let before = office.size();
    let good = "户编号,日期,成员数\nH0501,2024-01-01,3\n".as_bytes();
    let bad = "户编号,日期,成员数\nH0502,2024-02-30,3\n".as_bytes();
    let send = |second: &[u8]| {
        let files = [("files", "一组.csv", good), ("files", "二组.csv", second)];
        let fields = [("token", office.token.as_str()), ("step", "check"), ("kind", "household.enrolled")];
        office.send("/import", &[], form_with(&fields, &files))
    };
    let page = text(&send(bad));
    assert!(page.contains("二组.csv") && page.contains("二组.checked.xlsx"), "{page}");
    assert!(!page.contains("一组.checked.xlsx"), "{page}");
    let copy = office.get("/import/marked/1");
    let named = &copy.headers.iter().find(|(name, _)| *name == "content-disposition").unwrap().1;
    assert!(named.contains("filename*=UTF-8''%E4%BA%8C%E7%BB%84.checked.xlsx"), "{named}");
    assert_eq!(office.size(), before);
    let page = text(&send("户编号,日期,成员数\nH0502,2024-02-29,3\n".as_bytes()));
    let recorded = office.post("/import", &[("step", "record"), ("seen", &hidden(&page, "seen"))]);
    assert!(text(&recorded).contains("H0501") || recorded.status == 200, "{}", text(&recorded));
    assert!(office.size() >= before + 2);
}

#[test]
fn a_missing_key_or_another_session_records_no_part_of_an_import() {
    let office = Office::with(3);
    let before = office.size();
    let page = text(&office.upload(&[("mended.xlsx", &workbook_of(Made::Sound))]));
    let seen = hidden(&page, "seen");
    let (key, away) = (office.folder.path().join("accountant.pem"), office.folder.path().join("away.pem"));
    std::fs::rename(&key, &away).unwrap();
    let without = office.post("/import", &[("step", "record"), ("seen", &seen)]);
    assert!(without.status >= 400, "{}", text(&without));
    assert_eq!(office.size(), before);
    std::fs::rename(&away, &key).unwrap();
    // what this session uploaded is nobody else's
    let other = Office::with(3);
    assert_eq!(other.get("/import/marked/0").status, 404);
    let none = other.post("/import", &[("step", "record"), ("seen", &seen)]);
    assert_eq!(none.status, 409, "{}", text(&none));
    // and with the key back it is still there to be recorded
    let recorded = office.post("/import", &[("step", "record"), ("seen", &seen)]);
    assert_eq!(recorded.status, 200);
    assert!(office.size() >= before + 300);
}

#[test]
fn forms_with_files_are_taken_from_our_own_pages_alone_and_broken_ones_not_at_all() {
    let office = Office::open();
    let before = office.size();
    let file = "户编号,日期,成员数\nH0501,2024-01-01,3\n".as_bytes();
    let good = |token: &str| form_with(&[("token", token), ("step", "check")], &[("files", "a.csv", file)]);
    let mut tried = 0;
    for target in ["/import", "/record/household.enrolled", "/keys", "/audit", "/language", "/leave"] {
        for origin in ["http://evil.example", "null", "http://localhost:4711", "https://127.0.0.1:4711", ""] {
            assert_eq!(
                office.send(target, &[("origin", origin)], good(&office.token)).status,
                403,
                "{target} {origin}"
            );
            tried += 1;
        }
        for cookie in ["", "coop-4711=", "coop-8080=00000000000000000000000000000000"] {
            assert_eq!(office.send(target, &[("cookie", cookie)], good(&office.token)).status, 403, "{target}");
            tried += 1;
        }
        for token in ["", "x", office.cookie.as_str()] {
            assert_eq!(office.send(target, &[], good(token)).status, 403, "{target} {token}");
            tried += 1;
        }
        // the token as a file, or behind one that says nothing
        let as_file = form_with(&[("step", "check")], &[("token", "t", office.token.as_bytes())]);
        assert_eq!(office.send(target, &[], as_file).status, 403, "{target}");
        tried += 1;
    }
    let (kind, whole) = good(&office.token);
    for cut in (1..whole.len() - 8).step_by(7) {
        let broken = office.send("/import", &[], (kind.clone(), whole[..cut].to_vec()));
        assert!(broken.status == 400 || broken.status == 403, "{cut}: {}", broken.status);
        tried += 1;
    }
    for kind in [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"",
        "multipart/form-data; boundary=other",
    ] {
        let status = office.send("/import", &[], (kind.to_owned(), whole.clone())).status;
        assert!(status == 400 || status == 403, "{kind}: {status}");
        tried += 1;
    }
    let many: Vec<(&str, &str)> = std::iter::repeat_n(("a", "b"), 10_001).collect();
    assert_eq!(office.send("/import", &[], form_with(&many, &[])).status, 400);
    let long = "x".repeat((1 << 20) + 1);
    assert_eq!(office.send("/import", &[], form_with(&[("token", &long)], &[])).status, 400);
    assert_eq!(office.size(), before);
    assert!(tried > 100, "{tried}");
}

#[test]
fn no_more_is_read_of_anybody_than_of_a_form_but_of_a_session() {
    let office = Office::open();
    let host = format!("127.0.0.1:{PORT}");
    let origin = format!("http://{host}");
    let head = |cookie: &str, origin: &str, kind: &str, method: &str| {
        let headers = [("host", host.as_str()), ("cookie", cookie), ("origin", origin), ("content-type", kind)];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        office.desk.longest(&Asked {
            method: method.to_owned(),
            target: "/import".to_owned(),
            headers,
            body: Vec::new(),
        })
    };
    let files = "multipart/form-data; boundary=x";
    assert_eq!(head(&office.cookie, &origin, files, "POST"), 16 << 20);
    for (cookie, origin, kind, method) in [
        ("", origin.as_str(), files, "POST"),
        ("coop-4711=00000000000000000000000000000000", &origin, files, "POST"),
        (&office.cookie, "http://evil.example", files, "POST"),
        (&office.cookie, &origin, "application/x-www-form-urlencoded", "POST"),
        (&office.cookie, &origin, files, "GET"),
        (&office.cookie, &origin, files, "PUT"),
    ] {
        assert_eq!(head(cookie, origin, kind, method), 1 << 20, "{cookie} {origin} {kind} {method}");
    }
}

#[test]
fn every_kind_has_a_template_to_fill_in_and_what_is_filled_comes_back_as_nothing_new() {
    let office = Office::open();
    let before = office.size();
    for kind in coop_ledger::form::all() {
        let empty = office.get(&format!("/templates/{}", kind.kind));
        assert_eq!(empty.status, 200, "{}", kind.kind);
        let filled = office.get(&format!("/templates/{}?filled=yes", kind.kind));
        assert!(workbook::read(&filled.body, "t.xlsx", None).is_ok(), "{}", kind.kind);
    }
    assert_eq!(office.get("/templates/nonsense").status, 404);
    let filled = office.get("/templates/bank.registered?filled=yes");
    let again = text(&office.upload(&[("banks.xlsx", &filled.body)]));
    assert!(again.contains("nothing new"), "{again}");
    assert_eq!(office.size(), before);
}
