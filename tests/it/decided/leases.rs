//! Land is let on paper that holds all the time, and to one at a time.

use super::*;

/// H0001's parcel, entrusted from the start of 2024 on by one paper to 2030 and by another from `second` on.
fn entrusted(second: &str) -> Village {
    let mut village = Village::of_little(1);
    let paper = |n: u32, first: &str, last: &str| {
        format!(
            r#"{{"id":"e{n}","on":"2024-01-10","kind":"entrustment.given","household":"H0001","document":"W-{n}","parcels":["P01"],"first_day":"{first}","last_day":"{last}"}}"#
        )
    };
    village.record(&paper(1, "2024-01-10", "2030-12-31"));
    village.record(&paper(2, second, "2036-12-31"));
    village
}

fn lease(id: &str, first: &str, last: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"2024-03-01","kind":"contract.signed","contract":"{id}","party":"OP1","scheme":"ROT","signed":"2024-03-01","first_day":"{first}","last_day":"{last}","parcels":["P01"]}}"#
    )
}

fn until(contract: &str, last: &str) -> String {
    format!(
        r#"{{"id":"until-{contract}-{last}","on":"2024-06-01","kind":"contract.amended","contract":"{contract}","document":"A-1","last_day":"{last}"}}"#
    )
}

#[test]
fn papers_that_follow_each_other_entrust_as_one_and_not_with_a_day_between() {
    let order = lease("ROT-1", "2024-04-01", "2034-03-31");
    assert_eq!(entrusted("2031-01-02").refused(&order), Code::LeaseBeyondEntrustment);
    for second in ["2031-01-01", "2030-06-01"] {
        entrusted(second).record(&order);
    }
}

#[test]
fn a_lease_made_longer_or_shorter_holds_its_land_for_its_days() {
    let mut village = Village::of_little(2);
    village.record(&lease("ROT-1", "2024-04-01", "2028-03-31"));
    village.record(&until("ROT-1", "2030-03-31"));
    assert_eq!(village.refused(&lease("ROT-2", "2029-04-01", "2032-03-31")), Code::LeasedTwice);
    village.record(&until("ROT-1", "2029-03-31"));
    village.record(&lease("ROT-2", "2029-04-01", "2032-03-31"));
}

/// What was let to somebody else for the years behind a lease is not let a second time by making it longer.
#[test]
fn a_lease_is_not_made_longer_over_another() {
    let mut village = Village::of_little(2);
    village.record(r#"{"id":"hs","on":"2024-01-10","kind":"house.registered","house":"HS-01","owner":"H0001","floor_m2":"100.00","condition":"sound"}"#);
    let houses = |id: &str, first: &str, last: &str| {
        lease(id, first, last).replace(r#""parcels":["P01"]"#, r#""houses":["HS-01"]"#)
    };
    for (one, other, order) in
        [("ROT-1", "ROT-2", &lease as &dyn Fn(&str, &str, &str) -> String), ("BOT-1", "BOT-2", &houses)]
    {
        village.record(&order(one, "2024-04-01", "2028-03-31"));
        village.record(&order(other, "2030-04-01", "2032-03-31"));
        for last in ["2030-04-01", "2036-03-31"] {
            assert_eq!(village.refused(&until(one, last)), Code::LeasedTwice, "{last}");
        }
        village.record(&until(one, "2030-03-31"));
        village.record(&until(other, "2036-03-31"));
    }
}
