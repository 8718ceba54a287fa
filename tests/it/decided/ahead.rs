//! A due over New Year that becomes a claim, or that a deposit pays: what of it is of the next year waits, as where it is received.

use super::*;
use coop_ledger::unit::Fen;

/// A workshop for a year from October, paid at its beginning: 1,200.00, of which a quarter is of the first year.
fn workshop() -> Village {
    let mut village = Village::of_little(4);
    village.record(r#"{"id":"w","on":"2024-09-01","kind":"contract.signed","contract":"WS-1","party":"OP1","scheme":"SHOP","signed":"2024-09-01","first_day":"2024-10-01","last_day":"2026-09-30","belongs_to":"collective","area_mu":"2.0000","dues":[{"no":"1","due":"2024-10-01","first_day":"2024-10-01","last_day":"2025-09-30","part":"rent","amount":"1200.00"},{"no":"2","due":"2025-10-01","first_day":"2025-10-01","last_day":"2026-09-30","part":"rent","amount":"1200.00"}]}"#);
    village
}

fn claim(id: &str, claim: &str, amount: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"2024-10-05","kind":"claim.recorded","claim":"{claim}","contract":"WS-1","no":"1","amount":"{amount}","document":"Z-1"{more}}}"#
    )
}

fn stands(village: &Village) -> (Fen, Fen) {
    (village.balance("501", "OP1", "发包及租赁收入"), village.balance("211", "WS-1", "预收租金"))
}

#[test]
fn a_claim_for_days_over_new_year_is_income_of_each_year() {
    let mut village = workshop();
    assert_eq!(village.refused(&claim("c", "rent_due", "1200.01", "")), Code::DueOverpaid);
    village.record(&claim("c", "rent_due", "1200.00", ""));
    assert_eq!(village.balance("112", "OP1", "应收租金"), Fen(120_000));
    assert_eq!(stands(&village), (Fen(-30_000), Fen(-90_000)));
    let released = |id: &str, on: &str, year: u32, more: &str| {
        format!(r#"{{"id":"{id}","on":"{on}","kind":"income.released","contract":"WS-1","year":{year}{more}}}"#)
    };
    assert_eq!(village.refused(&released("i", "2024-12-31", 2024, "")), Code::StatedFigureDiffers);
    village.record(&released("i", "2025-12-31", 2025, r#","amount":"900.00""#));
    assert_eq!(stands(&village), (Fen(-120_000), Fen::ZERO));
    // what became income rests on it
    assert_eq!(village.refused(&correct("c")), Code::RestsOnLater);
    village.record(&correct("i").replace("2025-07-05", "2025-12-31"));
    village.record(&correct("c"));
    assert_eq!(stands(&village), (Fen::ZERO, Fen::ZERO));
}

#[test]
fn a_deposit_that_pays_it_and_tax_in_it_are_spread_as_where_it_is_received() {
    let mut village = workshop();
    village.record(r#"{"id":"dep","on":"2024-09-05","kind":"receipt.recorded","contract":"WS-1","into":"A-BANK-1","parts":[{"part":"deposit","amount":"1200.00"}]}"#);
    let invoice = r#","invoice":{"number":"S-1","seller":"V","gross":"1200.00","rate":"0.05"}"#;
    assert_eq!(village.refused(&claim("d", "deposit_to_rent", "1200.01", "")), Code::DepositAboveHeld);
    village.record(&claim("d", "deposit_to_rent", "1200.00", invoice));
    // 1,200 / 1.05 = 1,142.86: 285.72 of this year
    assert_eq!(stands(&village), (Fen(-28_572), Fen(-85_714)));
    assert_eq!(village.balance("214", "", "应交增值税"), Fen(-5_714));
    assert_eq!(village.balance("211", "OP1", "保证金"), Fen::ZERO);
    // within one year there is nothing to spread
    let mut village = workshop();
    village.record(&claim("c", "rent_due", "1200.00", "").replace("2024-10-05", "2025-10-05"));
    assert_eq!(stands(&village), (Fen(-120_000), Fen::ZERO));
}
