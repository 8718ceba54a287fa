//! What a receipt books as the collective's stands behind the households' part for as long as it stands.

use crate::found::whose::village::correct;
use crate::found::{
    once::rents::{P01, P02, SHARE, receipt, village},
    whose::village::Village,
};
use coop_ledger::decide::Code;

/// Parts that credit an income, and no sheet shares or measures.
const OTHERS: [&str; 7] =
    ["works_rent", "collective_land_rent", "other_income", "subsidy", "interest", "dividend", "lease_rent"];

#[test]
fn t6_a_rent_is_not_reversed_before_the_fee_that_came_on_top_of_it() {
    let mut village = village();
    village.record(&receipt("r1", "ROT-1", P01, &["land_rent=2025.00"]));
    village.record(&receipt("f1", "ROT-1", P01, &["service_fee=60.75"]));
    assert_eq!(village.refused(&correct("r1")), Code::RestsOnLater);
    assert!(village.said.contains("found f1"), "{}", village.said);
    // the other way round; then nothing came
    village.record(&correct("f1"));
    village.record(&correct("r1"));
    assert_eq!(village.refused(&receipt("f2", "ROT-1", P01, &["service_fee=0.01"])), Code::HouseholdsPartFirst);
    // both in one, and a rent that came in two: the fee goes as far as the rent
    village.record(&receipt("b1", "ROT-1", P01, &["land_rent=1000.00", "service_fee=30.00"]));
    village.record(&receipt("b2", "ROT-1", P01, &["land_rent=1025.00"]));
    village.record(&correct("b2"));
    village.record(&receipt("b3", "ROT-1", P01, &["land_rent=1025.00", "service_fee=30.75"]));
    village.record(&correct("b1"));
    assert_eq!(village.refused(&receipt("f3", "ROT-1", P01, &["service_fee=0.01"])), Code::HouseholdsPartFirst);
    // another instalment's fee stands on its own rent
    village.record(&receipt("n1", "ROT-1", P02, &["land_rent=2025.00", "service_fee=60.75"]));
    village.record(&correct("b3"));
}

#[test]
fn t6_a_share_of_revenue_is_not_reversed_before_the_collectives_part() {
    let mut village = village();
    village.record(&receipt("s1", "BOT-1", SHARE, &["revenue_households=3500.00"]));
    village.record(&receipt("s2", "BOT-1", SHARE, &["revenue_collective=1500.00"]));
    assert_eq!(village.refused(&correct("s1")), Code::RestsOnLater);
    village.record(&correct("s2"));
    village.record(&correct("s1"));
}

#[test]
fn t6_no_other_income_comes_under_a_contract_of_households_things() {
    let mut village = village();
    for part in OTHERS {
        for (contract, days) in [("ROT-1", P01), ("ROT-1", ""), ("BOT-1", "")] {
            let text = receipt("r", contract, days, &[&format!("{part}=2085.75")]);
            let period = r#","period":{"first_day":"2024-04-01","last_day":"2024-09-30"}"#;
            // rent of several years says which
            let text = match part {
                "lease_rent" if contract == "BOT-1" => continue,
                "works_rent" if contract == "BOT-1" => {
                    text.replace(r#","parts""#, &format!(r#"{},"parts""#, period.replace("2024-04", "2024-05")))
                }
                "lease_rent" | "works_rent" if days.is_empty() => {
                    text.replace(r#","parts""#, &format!(r#"{period},"parts""#))
                }
                _ => text,
            };
            assert_eq!(village.refused(&text), Code::NotTheCollectives, "{text}");
        }
        // as a fig leaf beside the rent
        if part != "lease_rent" {
            let both = receipt("r", "ROT-1", P01, &["land_rent=0.01", &format!("{part}=2085.74")]);
            assert_eq!(village.refused(&both), Code::NotTheCollectives, "{both}");
        }
    }
    // what is said of it, without the contract; under one of the collective's own; and a deposit
    village.record(r#"{"id":"o1","on":"2025-06-01","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"other_income","holder":"OP1","amount":"10.00"}]}"#);
    village.record(&receipt("o2", "ROT-1", "", &["deposit=10.00"]));
    let mut village = Village::rich();
    let period = r#","period":{"first_day":"2025-01-01","last_day":"2025-12-31"}"#;
    village.record(&receipt("o3", "LAND-1", period, &["other_income=10.00", "works_rent=10.00"]));
}

#[test]
fn t6_a_contract_of_households_things_is_theirs_whatever_it_calls_itself() {
    let mut village = Village::of_little(2);
    village.record(r#"{"id":"hs1","on":"2024-03-02","kind":"house.registered","house":"HS-01","owner":"H0001","floor_m2":"100.00"}
{"id":"k1","on":"2024-03-03","kind":"contract.signed","contract":"OWN-1","party":"OP1","scheme":"LEASE","signed":"2024-03-03","first_day":"2024-05-01","last_day":"2034-04-30","houses":["HS-01"],"belongs_to":"collective","area_mu":"1.0000"}"#);
    let period = r#","period":{"first_day":"2024-05-01","last_day":"2025-04-30"}"#;
    assert_eq!(village.refused(&receipt("r", "OWN-1", period, &["lease_rent=100.00"])), Code::NotTheCollectives);
    assert_eq!(village.refused(&receipt("r", "OWN-1", period, &["works_rent=100.00"])), Code::NotTheCollectives);
}
