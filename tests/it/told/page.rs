//! Statements as pages that carry their data: what the page says is what the data say, and names beside codes are the recorded
//! ones. That the page itself finds the same, `tests/python/test_web.py` asks in node.

use super::*;
use coop_ledger::{
    statement::{HouseholdPage, render_for, value::Unsealed, verifier_page},
    verify::verify_page,
};

fn called(household: &str) -> (HouseholdStatement, coop_ledger::statement::value::Called) {
    let told = told(household);
    let called = VILLAGE.coop.calling(false).unwrap().of(&told);
    (told, called)
}

fn page_of(household: &str, lang: Lang) -> String {
    let (told, called) = called(household);
    render_for(&told, &called, Some(&VILLAGE.vkey), Format::Html, lang)
}

fn faults(text: &str) -> Vec<Finding> {
    HouseholdPage::read(text).map_or_else(|| panic!("no page"), |page| verify_page(&page, text, &VILLAGE.vkey).findings)
}

#[test]
fn a_page_carries_its_statement_and_holds_in_both_languages() {
    for household in ["H0001", "H0002", "H0003"] {
        for lang in [Lang::Zh, Lang::En] {
            let text = page_of(household, lang);
            let page = HouseholdPage::read(&text).unwrap();
            assert_eq!((page.lang, &page.statement), (lang, &told(household)), "{household}");
            assert_eq!(faults(&text), [], "{household} {lang}");
            let data = render(&page.statement, Format::Json, lang).replace('<', "\\u003c");
            assert!(text.contains(&data), "the data are those of the JSON form");
        }
    }
}

#[test]
fn every_text_of_a_page_altered_is_found() {
    let text = page_of("H0001", Lang::Zh);
    let (from, to) = (text.find("<main").unwrap(), text.find("</main>").unwrap());
    let mut tried = 0;
    let mut at = from;
    while let Some(open) = text[at..to].find('>').map(|i| at + i + 1) {
        let close = text[open..].find('<').map_or(to, |i| open + i);
        at = close;
        if text[open..close].trim().is_empty() {
            continue;
        }
        let bent = format!("{}〇{}", &text[..open], &text[open..]);
        assert!(!faults(&bent).is_empty(), "{}", &text[open..close]);
        tried += 1;
    }
    assert!(tried > 100, "{tried}");
}

#[test]
fn text_beside_the_page_and_a_laxer_policy_are_found() {
    let text = page_of("H0002", Lang::En);
    for (old, new) in [
        ("</main>", "<p>x</p></main>"),
        ("</main>", "</main><p>x</p>"),
        ("default-src 'none'", "default-src *"),
        ("</style>", ".open{display:none}</style>"),
        ("</body>", "<script>1</script></body>"),
        ("not checked", "fits"),
    ] {
        assert!(text.contains(old), "{old}");
        assert!(!faults(&text.replacen(old, new, 1)).is_empty(), "{new}");
    }
    assert!(HouseholdPage::read("<!DOCTYPE html><html lang=\"en\"><body>").is_none());
}

#[test]
fn a_name_that_is_not_the_recorded_one_is_found_and_an_unused_one_too() {
    let (told, mut called) = called("H0001");
    let write = |called: &_| render_for(&told, called, Some(&VILLAGE.vkey), Format::Html, Lang::Zh);
    called.name = Some(Unsealed { salt: coop_ledger::log::Hash::ZERO, value: "K000".into() });
    assert!(faults(&write(&called)).iter().any(|f| f.place.to_string() == "what H0001 is called"));
    called.name = None;
    called.partners.insert("X-9".parse().unwrap(), "x".parse().unwrap());
    assert!(!faults(&write(&called)).is_empty());
}

#[test]
fn no_page_holds_under_another_key_and_data_for_others_have_no_names() {
    let text = page_of("H0001", Lang::En);
    let page = HouseholdPage::read(&text).unwrap();
    let other = VerifierKey::ledger(VILLAGE.coop.origin(), SigningKey::from_seed([9; 32]).public());
    assert!(!verify_page(&page, &text, &other).findings.is_empty());
    let (told, called) = called("H0001");
    for format in [Format::Json, Format::Csv] {
        assert_eq!(render_for(&told, &called, Some(&VILLAGE.vkey), format, Lang::En), render(&told, format, Lang::En));
    }
}

#[test]
fn the_page_that_checks_fetches_nothing_and_says_so_itself() {
    for lang in [Lang::Zh, Lang::En] {
        let page = verifier_page(lang);
        assert!(page.contains("default-src 'none'") && !page.contains("unsafe"));
        for outside in ["http://", "https://", " src=", "href=", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}

#[test]
fn digits_are_twelve_and_those_of_the_page() {
    let digits = VILLAGE.vkey.digits();
    assert_eq!(digits.split(' ').map(str::len).collect::<Vec<_>>(), [4, 4, 4]);
    assert!(digits.bytes().all(|b| b.is_ascii_digit() || b == b' '));
    let other = VerifierKey::ledger(VILLAGE.coop.origin(), SigningKey::from_seed([9; 32]).public());
    assert_ne!(other.digits(), digits);
    assert_ne!(VILLAGE.coop.checkpoint().unwrap().digits(), digits);
}
