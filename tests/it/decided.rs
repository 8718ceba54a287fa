//! What is recorded and what is refused, at edges of `decide` and `books` that the mutants showed nothing
//! looked at: who holds what, whose money, which keys. Each refusal has its honest neighbour.

mod advances;
mod ahead;
mod assets;
mod back;
mod both;
mod corrected;
mod costs;
mod dues;
mod ended;
mod extended;
mod households;
mod invoices;
mod kept;
mod land;
mod late;
mod leases;
mod money;
pub mod owing;
mod own_labour;
mod passed;
mod rents;
mod revised;
mod terms;

use crate::{
    found::whose::{
        village::{Village, correct},
        voucher,
    },
    little::{Little, accountant, read},
};
use coop_ledger::{
    books::{AccountKey, Bearer},
    decide::{Code, Request},
    log::{About, Act, Attestation, Head, KeyKind, Role, SigningKey, Testimony},
};

#[test]
fn a_holder_is_the_collective_or_an_enrolled_household() {
    let mut village = Village::of_little(3);
    village.record(r#"{"id":"c","on":"2024-03-01","kind":"class.set","class":"labour","unit":"year","regime":"open"}"#);
    let grant = |holder: &str| {
        format!(
            r#"{{"id":"g","on":"2024-03-01","kind":"shares.granted","class":"labour","holder":"{holder}","shares":"1"}}"#
        )
    };
    let house = |owner: &str| {
        format!(
            r#"{{"id":"hs","on":"2024-03-01","kind":"house.registered","house":"HS-01","owner":"{owner}","floor_m2":"100.00","condition":"sound"}}"#
        )
    };
    let contract = |owner: &str| {
        format!(
            r#"{{"id":"land","on":"2024-03-01","kind":"contract.signed","belongs_to":"{owner}","contract":"LAND-1","first_day":"2024-07-01","last_day":"2027-06-30","party":"OP1","scheme":"LEASE","signed":"2024-03-01"}}"#
        )
    };
    for holder in ["H0099", "operator"] {
        for order in [grant(holder), house(holder), contract(holder)] {
            assert_eq!(village.refused(&order), Code::UnknownHousehold, "{order}");
        }
    }
    village.record(&grant("H0001"));
    village.record(&house("H0001"));
    village.record(&contract("collective"));
}

/// A key begins and ends behind the batch that says so, wherever in it that stands.
#[test]
fn a_key_is_in_force_from_the_entry_behind_its_batch_to_the_end_of_the_batch_that_retires_it() {
    let mut little = Little::upto(2, 0x4b);
    let new = SigningKey::from_seed([77; 32]);
    let books = little.cooperative.books();
    let (kind, role) = (KeyKind::Person, Some(Role::Accountant));
    let possess = Testimony {
        about: About::own_key("K05", new.public(), kind, role),
        act: Act::Possess,
        at: books.recorded_at().unwrap(),
        origin: books.origin().cloned().unwrap(),
        say: None,
        seen: Head::empty(),
    };
    let possession = coop_ledger::log::to_json(&Attestation::sign(possess, &new).unwrap()).unwrap();
    let possession = String::from_utf8(possession.to_bytes()).unwrap();
    let party = |id: &str| {
        format!(r#"{{"id":"{id}","on":"2024-05-01","kind":"party.registered","party":"{id}","role":"tenant"}}"#)
    };
    let batch = |first: &str, rest: String| -> Vec<Request> { read(&format!("{}\n{rest}", party(first))) };
    let admitted = format!(
        r#"{{"id":"k1","on":"2024-05-01","kind":"key.admitted","alg":"ed25519","key_kind":"person","person":"K05","role":"accountant","public":"{}","possession":{possession}}}"#,
        new.public()
    );
    let retired = format!(r#"{{"id":"k2","on":"2024-05-01","kind":"key.retired","key":"{}"}}"#, new.public().id());
    let mut by = |key: &SigningKey, batch: &[Request]| little.cooperative.record(batch, key).map_err(|e| e.to_string());
    let refused = by(&new, &read(&party("T0"))).unwrap_err();
    assert!(refused.contains("key_not_valid"), "{refused}");
    by(&accountant(), &batch("T1", admitted)).unwrap();
    by(&new, &read(&party("T2"))).unwrap();
    by(&accountant(), &batch("T3", retired)).unwrap();
    let refused = by(&new, &read(&party("T4"))).unwrap_err();
    assert!(refused.contains("key_not_valid"), "{refused}");
    by(&accountant(), &read(&party("T5"))).unwrap();
}

/// Eighteen digits without a day of birth and without the check digit name nobody.
#[test]
fn a_long_number_that_is_no_persons_may_stand_in_text() {
    let mut village = Village::of_little(1);
    let order = |number: &str| {
        format!(r#"{{"id":"p","on":"2024-05-01","kind":"party.registered","party":"T1","role":"编号{number}"}}"#)
    };
    // with the check digit and no day of birth; with a day of birth and no check digit
    for number in ["519999199002300016", "519999199002280010"] {
        assert_eq!(village.refused(&order(number)), Code::PersonalNumberInText, "{number}");
    }
    village.record(&order("519999199002300017"));
}

#[test]
fn a_value_of_another_kind_is_said_as_what_it_is() {
    let mut village = Village::of_little(1);
    for (order, told) in [
        (
            r#"{"id":"h","on":"2024-05-01","kind":"household.enrolled","household":"H0003","members":"four"}"#,
            "the text \"four\"",
        ),
        (r#"{"id":"h","on":"2024-05-01","kind":"party.registered","party":"T1","role":5}"#, "the number 5"),
    ] {
        assert_eq!(village.refused(order), Code::BadValue, "{order}");
        assert!(village.said.contains(told), "{}", village.said);
    }
}

/// Accounts know whose money they hold by code: what goes by one is asked of the books in one place, and the
/// empty code nobody bears.
#[test]
fn a_code_is_borne_by_what_the_registers_have_under_it() {
    let mut village = Village::rich();
    // a voucher may name a code that nobody has yet
    village.record(&voucher("v", "2024-07-01", &["112|SOON||1.00", "521|||-1.00"]));
    let books = village.books();
    let told = |code: &str| match books.bearer(code) {
        Some(Bearer::Household(id)) => format!("household {id}"),
        Some(Bearer::Party(id)) => format!("party {id}"),
        Some(Bearer::Contract(contract)) => format!("contract {}", contract.signed.contract),
        Some(Bearer::Asset(id)) => format!("asset {id}"),
        Some(Bearer::Bank(id, ownership)) => format!("bank {id} {ownership:?}"),
        Some(Bearer::CashBox) => "cash".to_owned(),
        None => "nobody".to_owned(),
    };
    assert_eq!(told("H0001"), "household H0001");
    assert_eq!(told("OP1"), "party OP1");
    assert_eq!(told("LAND-1"), "contract LAND-1");
    assert_eq!(told("A-BANK-1"), "bank A-BANK-1 Collective");
    assert_eq!(told("CASH"), "cash");
    for nobody in ["", "SOON", "somebody else"] {
        assert_eq!(told(nobody), "nobody", "{nobody}");
    }
}
