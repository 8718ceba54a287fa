//! Who has no account among others that have one is not recorded as paid by a bank: the form says who, and pays the others.

use super::{Office, clock, hidden, text};
use coop_ledger::{cooperative::Cooperative, unit::Fen};

/// The example up to the first payout, which is declared: H0001 has an account, H0002 has none.
fn office() -> Office {
    Office::with(36)
}

const FORM: &str = "/record/payout.pay";
const PAY: [(&str, &str); 4] = [("f.id", "pay-1"), ("f.on", "2024-04-12"), ("f.payout", "P01"), ("f.from", "A-BANK-1")];

fn step<'a>(fields: &[(&'a str, &'a str)], step: &'a str) -> Vec<(&'a str, &'a str)> {
    [&PAY[..], fields, &[("step", step)]].concat()
}

/// Whose line of P01 is open.
fn open(office: &Office) -> Vec<String> {
    let root = office.folder.path();
    let coop = Cooperative::open_to_read(&root.join("ledger"), &root.join("state"), clock()).unwrap();
    let payout = coop.books().payout(&"P01".parse().unwrap()).unwrap();
    payout.lines.iter().filter(|(_, line)| line.open() > Fen::ZERO).map(|(id, _)| id.to_string()).collect()
}

#[test]
fn a_form_that_names_nobody_records_nobody_as_paid_whom_the_bank_cannot_pay() {
    let office = office();
    let before = office.size();
    for (tried, says) in [("preview", "a bank has not paid these households"), ("record", "H0002")] {
        let refused = office.post(FORM, &step(&[("seen", "0")], tried));
        let page = text(&refused);
        assert_eq!(refused.status, 422, "{page}");
        assert!(page.contains(says) && !page.contains("H0001:") && page.contains("href=\"#f-from\""), "{page}");
        assert!(
            page.contains("value=\"known\"") && page.contains("1 households") && page.contains("1350.00"),
            "{page}"
        );
        assert!(!page.contains("name=\"seen\""), "{page}");
    }
    assert!(text(&office.post(FORM, &step(&[], "glance"))).contains("a bank has not paid"));
    office.post("/language", &[("back", "/")]);
    let page = text(&office.post(FORM, &step(&[], "preview")));
    assert!(page.contains("银行没有付给这些户") && page.contains("只付银行能付的 1 户，共 1350.00 元"), "{page}");
    assert_eq!((office.size(), open(&office).len()), (before, 2));
}

#[test]
fn the_forms_button_pays_those_on_the_banks_list_and_the_rest_is_paid_as_it_was() {
    let office = office();
    let page = text(&office.post(FORM, &step(&[], "known")));
    assert_eq!(hidden(&page, "f.lines.0.household"), "H0001");
    assert!(hidden(&page, "f.lines.0.amount") == "1350.00" && !page.contains("f.lines.1"), "{page}");
    // what is refused once is refused when the names are taken out again
    let seen = hidden(&page, "seen");
    assert_eq!(office.post(FORM, &step(&[("seen", &seen)], "record")).status, 422);
    let named = [("f.lines.0.household", "H0001"), ("f.lines.0.amount", "1350.00"), ("seen", seen.as_str())];
    let recorded = office.post(FORM, &step(&named, "record"));
    assert_eq!(recorded.status, 303, "{}", text(&recorded));
    assert_eq!(open(&office), ["H0002"]);
    // sent twice it is found again, whoever is open
    assert_eq!(office.post(FORM, &step(&named, "record")).headers, recorded.headers);
    // nobody stands beside the last: whoever says so has paid that
    let rest: Vec<_> =
        step(&[], "preview").into_iter().map(|f| if f.0 == "f.id" { (f.0, "pay-2") } else { f }).collect();
    assert_eq!(office.post(FORM, &rest).status, 200);
}

#[test]
fn who_is_named_was_paid_whatever_the_register_knows() {
    let office = office();
    let both = [("f.lines.0.household", "H0002"), ("f.lines.1.household", "H0001")];
    let page = text(&office.post(FORM, &step(&both, "preview")));
    assert!(page.contains("name=\"seen\"") && page.contains("2,322.00"), "{page}");
    // the button takes nobody out whom somebody named
    assert_eq!(hidden(&text(&office.post(FORM, &step(&both, "known"))), "f.lines.1.household"), "H0001");
}
